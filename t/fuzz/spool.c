/* A file in the spool: an envelope, whole, or none. */
#include "web/spool.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"switchboard-envelope 1\n", "\n\n", "\n", ": ", "program: ", "method: ", "target: ",
	"content-type: ", "address: ", "received-at: ", "answer-status: ", "body-bytes: ",
	"answer-bytes: ", "../", "/", "0", "1", "-1", "67108864", "67108865", "9223372036854775807",
	"4611686018427387904", "999", "1000", "\r", "\x7f", NULL
};

static void
must_be_inside(const struct envelope *e, size_t file_bytes)
{
	volatile char last = '\0';

	must(!strchr(e->program, '/'));
	must(e->received_at_ms >= 0 && e->answer_status >= 0 && e->answer_status <= 999);
	must(e->body_bytes + e->answer_bytes < file_bytes);
	/* Touched, so that the sanitizer sees whether they are there. */
	for (size_t i = 0; i < e->body_bytes; i++)
		last = e->body[i];
	for (size_t i = 0; i < e->answer_bytes; i++)
		last = e->answer[i];
	(void)last;
	must(!strpbrk(e->method, "\n") && !strpbrk(e->target, "\n") && !strpbrk(e->address, "\n"));
}

/* What was read can be written, and is then read as the same, but for control characters. */
static void
must_be_kept(struct arena *a, const struct envelope *e)
{
	const char *dir = arena_printf(a, "%s/again", fuzz_directory()), *why = NULL, **names;
	struct envelope back = { 0 };

	must(spool_write(a, dir, e, &why));
	must(spool_list(a, dir, "new", 10, &names) == 1);
	must(spool_read(a, dir, names[0], &back, &why) == SPOOL_READ);
	must(back.body_bytes == e->body_bytes && memcmp(back.body, e->body, e->body_bytes) == 0);
	must(back.answer_bytes == e->answer_bytes &&
	    memcmp(back.answer, e->answer, e->answer_bytes) == 0);
	must(back.received_at_ms == e->received_at_ms && back.answer_status == e->answer_status);
	must(strlen(back.target) == strlen(e->target));
	must(strlen(back.program) == strlen(e->program));
	must(strlen(back.content_type) == strlen(e->content_type));
	must(spool_done(a, dir, names[0]) && spool_depth(dir, "new") == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *dir = arena_printf(a, "%s/spool", fuzz_directory()), *why = NULL;
	struct envelope e = { 0 };

	must(spool_open(a, dir, &why));
	fuzz_write(arena_printf(a, "%s/new/x", dir), data, size);
	if (spool_read(a, dir, "x", &e, &why) != SPOOL_READ) {
		must(why && *why);
		return 0;
	}
	must_be_inside(&e, size);
	must_be_kept(a, &e);
	return 0;
}
