/* Which voices Twilio's Say takes, and with which languages. */
#include "desk/voices.h"

#include "../lib/tap.h"

static const struct {
	const char *voice, *language;
	bool is_named, speaks;
} cases[] = {
	{ "alice", "en-US", true, true },
	{ "man", "fr-FR", true, true },
	{ "woman", "es-MX", true, true },
	{ "alice", "hi-IN", true, false },
	{ "woman", "ta-IN", true, false },
	{ "Polly.Joanna", "en-US", true, true },
	{ "Polly.Joanna-Neural", "en-US", true, true },
	{ "Polly.Joanna-Neural", NULL, true, true },
	{ "Google.hi-IN-Wavenet-A", NULL, true, false },
	{ "Polly.Joanna-Generative", "en-US", true, true },
	{ "Polly.Joanna", "en-GB", true, false },
	{ "Polly.Joanna", "ta-IN", true, false },
	{ "Polly.Ivy", "en-US", true, true },
	{ "Polly.Gregory-Neural", "en-US", true, true },
	{ "Polly.Kajal-Neural", "hi-IN", true, true },
	{ "Polly.Kajal-Neural", "en-IN", true, true },
	{ "Polly.Kajal-Neural", "en-US", true, false },
	{ "Polly.Lupe", "es-US", true, true },
	{ "Polly.Lupe", "en-US", true, false },
	{ "Polly.Lupe", "es-MX", true, false },
	{ "Polly.Lup", "es-MX", true, true },
	{ "Polly.Celine", "fr-FR", true, true },
	{ "Polly.Celine", "te-IN", true, false },
	{ "Google.ta-IN-Wavenet-A", "ta-IN", true, true },
	{ "Google.ta-IN-Chirp3-HD-Aoede", "ta-IN", true, true },
	{ "Google.ta-IN-Wavenet-A", "te-IN", true, false },
	{ "Google.en-US-Standard-C", "en-GB", true, false },
	{ "Google.cmn-CN-Standard-A", "cmn-CN", true, true },
	{ NULL, "en-US", false, false },
	{ "", "en-US", false, false },
	{ "Bob", "en-US", false, false },
	{ "Alice", "en-US", false, false },
	{ "polly.Joanna", "en-US", false, false },
	{ "Polly", "en-US", false, false },
	{ "Polly.", "en-US", false, false },
	{ "Polly.-Neural", "en-US", false, false },
	{ "Polly.Joanna-", "en-US", false, false },
	{ "Polly.Joanna--Neural", "en-US", false, false },
	{ "Polly.Joanna Neural", "en-US", false, false },
	{ "Polly.\"><Hangup/>", "en-US", false, false },
	{ "Google.Standard", "en-US", false, false },
	{ "Google.", "en-US", false, false },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *voice = cases[i].voice ? cases[i].voice : "none";

		ok(voice_is_named(cases[i].voice) == cases[i].is_named, "%s: a name", voice);
		ok(voice_speaks(cases[i].voice, cases[i].language) == cases[i].speaks,
		    "%s speaks %s", voice, cases[i].language ? cases[i].language : "English");
	}
	return done_testing();
}
