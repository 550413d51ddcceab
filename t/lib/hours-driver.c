/*
 * Lets t/hours.t ask lib/desk/hours, lib/desk/calling and lib/core/clock about every zone: reads commands from
 * standard input, one a line, words separated by tabs, and answers each with one line.
 *
 *	hours HOURS EXCEPTIONS		both JSON, for what follows; what is wrong with them, or "ok"
 *	open ZONE FROM STEP COUNT	a 1 or 0 for each of so many instants, STEP seconds apart
 *	changes ZONE FROM UNTIL		1 or 0 at FROM, then the instants of every change, in seconds
 *	windows ZONE FROM STEP COUNT	where calling hours, which are Sunday's of the above, begin and
 *					end next: in seconds, for each of so many instants
 *	instants ZONE FROM STEP COUNT	the instant of each of so many wall clock times, from FROM on
 *					(in seconds as if the zone were UTC), STEP seconds apart
 */
#include "desk/calling.h"

#include "core/text.h"

enum { WORDS = 5, ARENA_BYTES = 16 << 20, INSTANTS_MAX = 100000 };

static struct hours hours;

static int64_t
number(const char *word)
{
	int64_t n = 0;

	(void)number_parse(word, 0, INT64_C(1) << 40, &n);
	return n;
}

static void
note(void *context, const char *field, const char *message)
{
	text_printf(context, "%s: %s; ", field, message);
}

static struct json_object *
json(struct arena *a, const char *text)
{
	struct json_object *o = NULL;
	const char *why;

	(void)json_parse(a, text, strlen(text), &o, &why);
	return o;
}

static void
read_hours(struct arena *a, char **word)
{
	struct text faults = text_new(a);

	hours_default(&hours);
	hours_read(a, json(a, word[1]), "hours", &hours, note, &faults);
	hours_read_exceptions(a, json(a, word[2]), "exceptions", &hours, note, &faults);
	puts(faults.length ? faults.data : "ok");
}

static bool
is_open(const char *zone, int64_t at_s)
{
	struct civil c = zone_civil(zone, at_s * 1000);

	return hours_open(&hours, &c, NULL);
}

static void
tell_open(char **word)
{
	int64_t from = number(word[2]), step = number(word[3]), n = number(word[4]);

	for (int64_t i = 0; i < n && i < INSTANTS_MAX; i++)
		putchar(is_open(word[1], from + i * step) ? '1' : '0');
	putchar('\n');
}

static void
tell_changes(char **word)
{
	int64_t at = number(word[2]), until = number(word[3]);

	printf("%d", is_open(word[1], at));
	for (int i = 0; i < INSTANTS_MAX; i++) {
		at = hours_next_change(&hours, word[1], at * 1000) / 1000;
		if (!at || at >= until)
			break;
		printf(" %lld", (long long)at);
	}
	putchar('\n');
}

static void
tell_windows(char **word)
{
	int64_t from = number(word[2]), step = number(word[3]), n = number(word[4]);

	for (int64_t i = 0; i < n && i < INSTANTS_MAX; i++) {
		struct calling_window w = calling_window(&hours.week[0].intervals[0], word[1],
		    (from + i * step) * 1000);

		printf("%s%lld-%lld", i ? " " : "", (long long)w.from_ms / 1000,
		    (long long)w.until_ms / 1000);
	}
	putchar('\n');
}

static void
tell_instants(char **word)
{
	int64_t from = number(word[2]), step = number(word[3]), n = number(word[4]);

	for (int64_t i = 0; i < n && i < INSTANTS_MAX; i++) {
		struct civil c = zone_civil("UTC", (from + i * step) * 1000);

		printf("%s%lld", i ? " " : "", (long long)zone_instant(word[1], &c) / 1000);
	}
	putchar('\n');
}

int
main(void)
{
	static char line[65536];
	struct arena *a = arena_new(ARENA_BYTES);

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (fgets(line, sizeof line, stdin)) {
		char *word[WORDS + 1] = { NULL }, *at = line;

		line[strcspn(line, "\n")] = '\0';
		for (int i = 0; i <= WORDS; i++)
			word[i] = at ? strsep(&at, "\t") : line + strlen(line);
		if (text_same(word[0], "hours")) {
			arena_reset(a);
			read_hours(a, word);
		} else if (text_same(word[0], "open")) {
			tell_open(word);
		} else if (text_same(word[0], "changes")) {
			tell_changes(word);
		} else if (text_same(word[0], "windows")) {
			tell_windows(word);
		} else if (text_same(word[0], "instants")) {
			tell_instants(word);
		} else {
			puts("unknown command");
		}
	}
	arena_free(a);
	return 0;
}
