/* Texts of patients: what is an answer in each language, what is none, and what Twilio answers. */
#include "desk/reply.h"

#include "../lib/tap.h"
#include "core/text.h"

static struct arena *arena;

static struct texts *
load(const char *code)
{
	const char *path = arena_printf(arena, "languages/%s.txt", code);
	char *file = arena_alloc(arena, TEXTS_BYTES_MAX);
	FILE *f = fopen(path, "re");
	struct texts *t;
	size_t n;

	if (!f)
		bail_out("%s cannot be read", path);
	n = fread(file, 1, TEXTS_BYTES_MAX, f);
	(void)fclose(f);
	if (texts_parse(arena, file, n, &t))
		bail_out("%s is at fault", path);
	return t;
}

static const struct { const char *language, *body; enum reply reply; } cases[] = {
	{ "en", "C", REPLY_CONFIRM }, { "en", "c", REPLY_CONFIRM }, { "en", " C. ", REPLY_CONFIRM },
	{ "en", "1", REPLY_CONFIRM }, { "en", "Yes!", REPLY_CONFIRM },
	{ "en", "yes please", REPLY_CONFIRM }, { "en", "Yes, I confirm. Thanks!", REPLY_CONFIRM },
	{ "en", "Confirm my appointment", REPLY_CONFIRM }, { "en", "Ｃ", REPLY_CONFIRM },
	{ "en", "C C c", REPLY_CONFIRM }, { "en", "R", REPLY_RESCHEDULE },
	{ "en", "2", REPLY_RESCHEDULE }, { "en", "Reschedule please", REPLY_RESCHEDULE },
	{ "en", "X", REPLY_CANCEL }, { "en", "3", REPLY_CANCEL }, { "en", "x thank you", REPLY_CANCEL },
	/* for a person to read */
	{ "en", "", REPLY_NONE }, { "en", "   ", REPLY_NONE }, { "en", "👍", REPLY_NONE },
	{ "en", "ok", REPLY_NONE }, { "en", "thanks", REPLY_NONE }, { "en", "no", REPLY_NONE },
	{ "en", "2 pm", REPLY_NONE }, { "en", "1 moment", REPLY_NONE },
	{ "en", "Can I come at 3?", REPLY_NONE }, { "en", "yes but later", REPLY_NONE },
	{ "en", "I can't confirm", REPLY_NONE }, { "en", "do not confirm", REPLY_NONE },
	{ "en", "C or R?", REPLY_NONE }, { "en", "1 2", REPLY_NONE }, { "en", "c u tomorrow", REPLY_NONE },
	{ "en", "12", REPLY_NONE }, { "en", "11", REPLY_NONE }, { "en", "C\xff", REPLY_NONE },
	{ "en", "confirmo", REPLY_NONE },
	{ "es", "C", REPLY_CONFIRM }, { "es", "Sí", REPLY_CONFIRM }, { "es", "si", REPLY_CONFIRM },
	{ "es", "SÍ, CONFIRMO MI CITA. ¡Gracias!", REPLY_CONFIRM }, { "es", "confirmar", REPLY_CONFIRM },
	{ "es", "Cambiar la cita, por favor", REPLY_RESCHEDULE }, { "es", "anular", REPLY_CANCEL },
	{ "es", "Buenos días, confirmo", REPLY_CONFIRM }, { "es", "no confirmo", REPLY_NONE },
	{ "es", "por 1", REPLY_NONE }, { "es", "si puedo", REPLY_NONE }, { "es", "3", REPLY_CANCEL },
	{ "hi", "1", REPLY_CONFIRM }, { "hi", "१", REPLY_CONFIRM }, { "hi", "हाँ", REPLY_CONFIRM },
	{ "hi", "हां जी", REPLY_CONFIRM }, { "hi", "जी, धन्यवाद।", REPLY_CONFIRM },
	{ "hi", "जी नहीं", REPLY_NONE }, { "hi", "समय बदलें", REPLY_NONE },
	{ "hi", "बदलें", REPLY_RESCHEDULE }, { "hi", "२", REPLY_RESCHEDULE },
	{ "hi", "रद्द करें", REPLY_CANCEL }, { "hi", "X", REPLY_CANCEL },
	{ "ta", "1", REPLY_CONFIRM }, { "ta", "ஆம்", REPLY_CONFIRM }, { "ta", "சரி, நன்றி", REPLY_CONFIRM },
	{ "ta", "மாற்று", REPLY_RESCHEDULE }, { "ta", "ரத்து", REPLY_CANCEL }, { "ta", "௩", REPLY_CANCEL },
	{ "ta", "ரத்து வேண்டாம்", REPLY_NONE },
};

static const struct { const char *body, *type; enum opt_word word; } words[] = {
	{ "STOP", NULL, WORD_STOP }, { "stop", NULL, WORD_STOP }, { " Stop\n", NULL, WORD_STOP },
	{ "StopAll", NULL, WORD_STOP }, { "unsubscribe", NULL, WORD_STOP },
	{ "cancel", NULL, WORD_STOP }, { "END", NULL, WORD_STOP }, { "Quit", NULL, WORD_STOP },
	{ "revoke", NULL, WORD_STOP }, { "OPTOUT", NULL, WORD_STOP }, { "start", NULL, WORD_START },
	{ "UNSTOP", NULL, WORD_START }, { "yes", NULL, WORD_YES }, { "HELP", NULL, WORD_HELP },
	{ "info", NULL, WORD_HELP }, { "stop it", NULL, WORD_NONE }, { "", NULL, WORD_NONE },
	{ "please cancel", NULL, WORD_NONE }, { "yes please", NULL, WORD_NONE },
	{ "C", NULL, WORD_NONE }, { "stoppen", NULL, WORD_NONE }, { "alto", "STOP", WORD_STOP },
	{ "comenzar", "START", WORD_START }, { "ayuda", "HELP", WORD_HELP }, { "stop", "", WORD_STOP },
	{ "hello", "SOMETHING", WORD_NONE },
	/* what Twilio passes over, and the law does not */
	{ "Stop.", NULL, WORD_STOP }, { "STOP!!!", NULL, WORD_STOP }, { "“stop”", NULL, WORD_STOP },
	{ "STOP 🛑", NULL, WORD_STOP }, { "stop stop STOP", NULL, WORD_STOP },
	{ "ＳＴＯＰ", NULL, WORD_STOP }, { "opt out", NULL, WORD_STOP },
	{ "OPT-OUT.", NULL, WORD_STOP }, { "Opt out!", NULL, WORD_STOP },
	{ "unsubscribe.", NULL, WORD_STOP }, { "(quit)", NULL, WORD_STOP },
	{ "Yes!", NULL, WORD_NONE }, { "start.", NULL, WORD_NONE }, { "help!", NULL, WORD_NONE },
	{ "opt in", NULL, WORD_NONE }, { "opt", NULL, WORD_NONE }, { "out", NULL, WORD_NONE },
	{ "opt me out", NULL, WORD_NONE }, { "stop at 3?", NULL, WORD_NONE },
	{ "non-stop", NULL, WORD_NONE }, { "!?", NULL, WORD_NONE },
};

int
main(void)
{
	arena = arena_new(64u << 20);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is_int(reply_read(arena, load(cases[i].language), cases[i].body), cases[i].reply,
		    "%s: %s", cases[i].language, cases[i].body);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		is_int(opt_word_of(arena, words[i].body, words[i].type), words[i].word, "%s (%s)",
		    words[i].body, words[i].type ? words[i].type : "");
	is_text(reply_status(REPLY_RESCHEDULE), "reschedule-requested", "what becomes of the visit");
	is_text(reply_text(REPLY_CANCEL), "text.cancelled", "and is told");
	arena_free(arena);
	return done_testing();
}
