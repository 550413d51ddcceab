/* The routing snapshot: a file that is damaged answers nothing, and never kills a call. An input is
 * a called number, then the file. */
#include "data/snapshot_line.h"

#include "../lib/fuzz.h"
#include "desk/phone.h"

const char *const fuzz_words[] = {
	"switchboard-snapshot 1 7 1795248052123 2\n", "end\n", "\n", "\t", "18455550100\t",
	"8455550100\t", "0", "+", " ", "-", "-9223372036854775808", "9223372036854775807",
	"99999999999999999999", "{\"number\":\"+18455550100\",\"clinicId\":3}", "{}", "1", "2", "3",
	NULL
};

static void
must_be_sound(struct arena *a, struct snapshot *s, const char *number)
{
	const struct line *line = NULL;
	enum snapshot_result result = snapshot_find(s, a, number, &line);

	must((result == SNAPSHOT_FOUND) == (line != NULL));
	if (line)
		must(phone_is_e164(line->number) && line->clinic_id > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *number = fuzz_take(a, &data, &size, '\n', NULL), *end;
	const char *text = arena_copy(a, (const char *)data, size);
	struct snapshot *s;
	bool whole;

	fuzz_quiet();
	fuzz_write(arena_printf(a, "%s/" SNAPSHOT_FILE, fuzz_directory()), data, size);
	s = snapshot_new(fuzz_directory());
	(void)snapshot_version(s);
	whole = snapshot_written_at_ms(s) != 0 || snapshot_version(s) != 0;
	end = size >= strlen(SNAPSHOT_END) ? text + size - strlen(SNAPSHOT_END) : "";
	must(!whole || (text_has_prefix(text, SNAPSHOT_MAGIC) && strcmp(end, SNAPSHOT_END) == 0));
	must_be_sound(a, s, number);
	must_be_sound(a, s, NULL);
	/* Every key that the file holds. */
	for (const char *line = strchr(text, '\n'); line; line = strchr(line + 1, '\n'))
		must_be_sound(a, s, arena_copy(a, line + 1, strspn(line + 1, "0123456789")));
	snapshot_free(s);
	return 0;
}
