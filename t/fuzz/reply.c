/* Texts of patients: an answer is one whatever its case and with a point behind it, and none with a
 * word besides; what stops texts is never an answer. */
#include "desk/reply.h"

#include <ctype.h>

#include "../lib/fuzz.h"
#include "core/text.h"

const char *const fuzz_words[] = {
	"C", "R", "X", "1", "2", "3", "YES", "CONFIRM", "RESCHEDULE", "STOP", "CANCEL", "END", "HELP",
	"START", "please", "thanks", " ", ",", ".", "!", "sí", "confirmo", "anular", "हाँ", "जी",
	"रद्द", "ஆம்", "மாற்று", "१", "௩", "\xcc\x81", "\xe2\x83\xa3", "\xf0\x9f\x91\x8d", "-", NULL
};

static struct texts *
texts_of(const char *tag)
{
	static struct arena *kept;
	struct texts *t;
	char *file;
	FILE *f;

	if (!kept)
		kept = arena_new(16 << 20);
	f = fopen(arena_printf(kept, "languages/%s.txt", tag), "re");
	must(f != NULL);
	file = arena_alloc(kept, TEXTS_BYTES_MAX);
	must(!texts_parse(kept, file, fread(file, 1, TEXTS_BYTES_MAX, f), &t));
	(void)fclose(f);
	return t;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const tags[] = { "en", "es", "hi", "ta" };
	static struct texts *texts[4];
	struct arena *a = fuzz_arena();
	char *body = arena_copy(a, (const char *)data, size), *lower = arena_string(a, body);
	bool is_text = text_is_utf8(body, strlen(body));

	for (char *c = lower; *c; c++)
		*c = (char)((unsigned char)*c < 0x80 ? tolower((unsigned char)*c) : *c);
	for (int i = 0; i < 4; i++) {
		enum reply reply;

		texts[i] = texts[i] ? texts[i] : texts_of(tags[i]);
		reply = reply_read(a, texts[i], body);
		must(reply <= REPLY_CANCEL);
		if (reply == REPLY_NONE)
			continue;
		must(is_text);
		must(reply_read(a, texts[i], lower) == reply);
		must(reply_read(a, texts[i], arena_printf(a, "%s zebra", body)) == REPLY_NONE);
		must(opt_word_of(a, body, NULL) == WORD_NONE || opt_word_of(a, body, NULL) == WORD_YES);
		must(reply_status(reply) && texts_get(texts[i], reply_text(reply)));
	}
	must(opt_word_of(a, body, NULL) == opt_word_of(a, lower, NULL));
	must(opt_word_of(a, arena_printf(a, " %s\n", body), "") == opt_word_of(a, body, NULL));
	return 0;
}
