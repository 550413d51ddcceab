/* Which file of texts somebody hears, who speaks it, and what is wrong with a directory of them. */
#include "data/languages.h"

#include <sys/stat.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "core/file.h"
#include "core/log.h"
#include "core/text.h"

static struct arena *arena;
static struct text sentences;

static void
tell(void *context, const char *sentence)
{
	(void)context;
	text_printf(&sentences, "%s\n", sentence);
}

static const char *
check(const struct config *config)
{
	sentences = text_new(arena);
	languages_check(arena, config, tell, NULL);
	return sentences.data;
}

static void
put(const char *dir, const char *name, const char *text)
{
	FILE *f = fopen(arena_printf(arena, "%s/%s", dir, name), "we");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		bail_out("%s cannot be written", name);
}

static void
hears(const struct config *config, const char *tag, const char *clinic, const char *file)
{
	struct language l = { 0 };
	bool found = language_load(arena, config, tag, clinic, &l);

	is_text(found ? l.tag : NULL, file, "%s at a clinic of %s hears %s", tag ? tag : "NULL",
	    clinic ? clinic : "NULL", file ? file : "nothing");
}

static void
speaks(const struct config *config, const char *tag, const char *voice, const char *language,
    const char *want)
{
	struct routing routing;
	struct language l;
	struct voice v;

	routing_default(&routing);
	routing.voice = voice;
	routing.language = language;
	ok(language_load(arena, config, tag, NULL, &l), "%s", tag);
	v = language_voice(config, voice || language ? &routing : NULL, &l);
	is_text(arena_printf(arena, "%s %s", v.voice, v.language), want, "is spoken by %s", want);
}

/* The voice that the routing of a clinic with this one, or none, has when it is heard. */
static void
is_heard(const struct config *config, const char *language, const char *voice, const char *want)
{
	struct line line = { .number = "+18455550100" };
	const struct line *heard;

	routing_default(&line.routing);
	line.routing.voice = voice;
	line.routing.language = language;
	heard = language_line(arena, config, &line);
	is_text(heard->routing.voice, want, "a clinic that speaks %s, and %s, is heard by %s",
	    language ? language : "no language", voice ? voice : "names no voice", want ? want : "none");
	is_text(heard->number, line.number, "and is the same");
}

int
main(void)
{
	char dir[] = "/tmp/switchboard-languages-XXXXXX";
	struct config shipped = { .language_dir = "languages", .twilio_voice = "alice" };
	struct config own = { .language_dir = dir, .twilio_voice = "" };
	struct config none = { .language_dir = "/nonexistent", .twilio_voice = "" };
	const char *spanish, *english, *why;
	size_t bytes;

	arena = arena_new(64u << 20);
	log_set_level(LOG_ERROR);
	is_text(check(&shipped), "", "nothing is wrong with those that are shipped");
	hears(&shipped, "hi", "en-US", "hi");
	hears(&shipped, "hi-IN", "en-US", "hi");
	hears(&shipped, "Hindi", NULL, "hi");
	hears(&shipped, "te", "es-US", "es");
	hears(&shipped, "te", "kn", "en");
	hears(&shipped, "../../etc/passwd", NULL, "en");
	hears(&shipped, NULL, NULL, "en");
	hears(&none, "en", NULL, NULL);
	speaks(&shipped, "hi", NULL, NULL, "Polly.Kajal-Neural hi-IN");
	speaks(&shipped, "en", NULL, NULL, "alice en-US");
	speaks(&shipped, "en", "Polly.Matthew", "en-US", "Polly.Matthew en-US");
	speaks(&shipped, "en-IN", "Polly.Raveena", "en-IN", "Polly.Raveena en-IN");
	speaks(&shipped, "es", "Polly.Matthew", "en-US", "Polly.Lupe-Neural es-US");
	speaks(&shipped, "es", "Polly.Mia", "es-MX", "Polly.Mia es-MX");
	is_heard(&shipped, "es-US", NULL, "Polly.Lupe-Neural");
	is_heard(&shipped, "hi-IN", NULL, "Polly.Kajal-Neural");
	is_heard(&shipped, "es-US", "Polly.Miguel", "Polly.Miguel");
	is_heard(&shipped, "en-GB", NULL, NULL);	/* TWILIO_VOICE, see desk/plan.h */
	is_heard(&shipped, "fr-FR", NULL, NULL);
	is_heard(&shipped, NULL, NULL, NULL);
	is_heard(&none, "es-US", NULL, NULL);
	ok(!language_line(arena, &shipped, NULL), "nobody's line is none");
	ok(strstr(check(&none), "/nonexistent cannot be read: No such file"), "no directory");
	if (!mkdtemp(dir))
		bail_out("no directory");
	ok(strstr(check(&own), "has no en.txt"), "an empty one");
	put(dir, "english.txt", "call.menu\n");
	put(dir, "note", "not one of ours");
	spanish = check(&own);
	ok(strstr(spanish, "english.txt: its name is no language's tag"), "a file's name");
	ok(strstr(spanish, "english.txt:1: this is no \"key = text\""), "its lines");
	ok(!strstr(spanish, "/note"), "what is no .txt is not looked at");
	english = file_text(arena, "languages/en.txt", TEXTS_BYTES_MAX, &bytes, &why);
	put(dir, "en.txt", arena_printf(arena, "%s\ncall.tomorrows = What a newer release says.\n",
	    english));
	ok(strstr(check(&own), "call.tomorrows is not known here"), "a key of a newer release");
	hears(&own, "en", NULL, "en");
	for (const char *const *name = (const char *const[]){ "english.txt", "en.txt", "note", NULL }; *name; name++)
		(void)unlink(arena_printf(arena, "%s/%s", dir, *name));
	(void)rmdir(dir);
	speaks(&(struct config){ .language_dir = "languages", .twilio_voice = "" }, "en", NULL, NULL,
	    "Polly.Joanna-Neural en-US");
	return done_testing();
}
