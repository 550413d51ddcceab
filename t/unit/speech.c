/* What a speech model really heard, and what it makes up over silence and music. */
#include "carrier/speech.h"

#include "tap.h"

static struct arena *a;

static void
test_clean(void)
{
	static const struct { const char *text, *clean; } cases[] = {
		{ "", "" },
		{ "  \n\t ", "" },
		{ " Good morning.\n I would like\r\n to book.\n",
		    "Good morning. I would like to book." },
		{ "No, no, no, no.", "No, no, no, no." },
		{ "Yes yes yes yes yes yes yes", "Yes yes yes yes yes yes yes" },
		{ "no no no no no no no no no no", "" },
		{ "Thank you. Thank you. Thank you. Thank you. Thank you.", "" },
		{ "Thank you. Thank you. Thank you. Thank you.",
		    "Thank you. Thank you. Thank you. Thank you." },
		{ "Call me back. Thank you, thank you. Thank you. THANK YOU. Thank you. Bye.",
		    "Call me back. Bye." },
		{ "My number is five five five five five.",
		    "My number is five five five five five." },
		{ "I will see you next week. I will see you next week. I will see you next week. "
		    "I will see you next week. I will see you next week.", "" },
		{ "Thanks for watching!", "" },
		{ " [BLANK_AUDIO]\n", "" },
		{ "you", "" },
		{ "Thank you.", "Thank you." },
		{ "Are you there?", "Are you there?" },
		{ "Grüß Gott, ich möchte einen Termin.", "Grüß Gott, ich möchte einen Termin." },
		{ "मुझे अपॉइंटमेंट चाहिए", "मुझे अपॉइंटमेंट चाहिए" },
		{ "- - - - - - - - - - - -", "" },
	};
	char *many = arena_alloc(a, 599999);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is_text(speech_clean(a, cases[i].text), cases[i].clean, "\"%s\"", cases[i].text);
	/* A model that never stops is not our trouble. */
	for (size_t i = 0; i < 599998; i++)
		many[i] = "and so "[i % 7];
	is_text(speech_clean(a, many), "", "a phrase without end");
}

int
main(void)
{
	a = arena_new(256 * 1024 * 1024);
	test_clean();
	arena_free(a);
	return done_testing();
}
