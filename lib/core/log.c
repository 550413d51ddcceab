/* The log. See log.h. */
#include "core/log.h"

#include <ctype.h>
#include <stdarg.h>
#include <unistd.h>

#include "core/text.h"

enum { LINE_BYTES = 2048 };	/* one write, so that lines of many processes do not mix */

/* Digits of a number behind its +, and of one without: names in the spool begin with 15. */
enum { WHOLE_DIGITS_MIN = 9, WHOLE_DIGITS_MAX = 15, NATIONAL_DIGITS_MIN = 10, NATIONAL_DIGITS_MAX = 14 };

static const char *program_name = "switchboard";
static enum log_level threshold = LOG_INFO;
static bool journal;

void
log_open(const char *program, enum log_level level)
{
	program_name = program;
	threshold = level;
	journal = getenv("JOURNAL_STREAM") != NULL;
}

void
log_set_level(enum log_level level)
{
	threshold = level;
}

bool
log_level_parse(const char *word, enum log_level *level)
{
	static const struct { const char *word; enum log_level level; } levels[] = {
		{ "error", LOG_ERROR }, { "warning", LOG_WARNING }, { "info", LOG_INFO }, { "debug", LOG_DEBUG },
	};

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (text_same(word, levels[i].word)) {
			*level = levels[i].level;
			return true;
		}
	return false;
}

static size_t
prefix(char *line, enum log_level level)
{
	static const char *const words[] = {
		[LOG_ERROR] = "error: ", [LOG_WARNING] = "warning: ", [LOG_INFO] = "", [LOG_DEBUG] = "debug: ",
	};
	struct timespec now;
	struct tm tm;
	size_t n;

	if (journal)
		return (size_t)snprintf(line, LINE_BYTES, "<%d>%s: %s", (int)level, program_name, words[level]);
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	n = strftime(line, LINE_BYTES, "%Y-%m-%dT%H:%M:%S", &tm);
	return n + (size_t)snprintf(line + n, LINE_BYTES - n, ".%03ldZ %s[%d]: %s", now.tv_nsec / 1000000,
	    program_name, (int)getpid(), words[level]);
}

/* A number that came in with other people's words, or in a path in a sid's place, loses its middle. */
static void
hide_numbers(char *line, size_t n)
{
	char *end = line + n;

	for (char *p = line + strcspn(line, "+%/"); p < end; p += 1 + strcspn(p + 1, "+%/")) {
		bool escaped = end - p > 3 && strncasecmp(p, "%2B", 3) == 0, whole = *p == '+' || escaped;
		char *first = p + (escaped ? 3 : 1);
		size_t digits = 0;

		if (!whole && *p != '/')
			continue;
		while (first + digits < end && isdigit((unsigned char)first[digits]))
			digits++;
		if (digits >= (whole ? WHOLE_DIGITS_MIN : NATIONAL_DIGITS_MIN) &&
		    digits <= (whole ? WHOLE_DIGITS_MAX : NATIONAL_DIGITS_MAX))
			memset(first + 4, '*', digits - 8);
	}
}

static void __attribute__((format(printf, 2, 0)))
put(enum log_level level, const char *format, va_list args)
{
	char line[LINE_BYTES];
	size_t n;
	int more;

	if (level > threshold)
		return;
	n = prefix(line, level);
	more = vsnprintf(line + n, LINE_BYTES - n, format, args);
	if (more > 0)
		n += (size_t)more;
	if (n > LINE_BYTES - 1)
		n = LINE_BYTES - 1;
	/* Text from outside may hold line breaks; a log line is one line. */
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = ' ';
	hide_numbers(line, n);
	line[n++] = '\n';
	(void)!write(STDERR_FILENO, line, n);	/* there is nowhere else to say it */
}

#define LOG_FUNCTION(name, level) \
	void name(const char *format, ...) \
	{ \
		va_list args; \
		va_start(args, format); \
		put(level, format, args); \
		va_end(args); \
	}

LOG_FUNCTION(log_error, LOG_ERROR)
LOG_FUNCTION(log_warning, LOG_WARNING)
LOG_FUNCTION(log_info, LOG_INFO)
LOG_FUNCTION(log_debug, LOG_DEBUG)

struct masked
mask_phone(const char *phone)
{
	struct masked m = { "-" };
	size_t n = phone ? strlen(phone) : 0;

	if (n >= 10)
		(void)snprintf(m.text, sizeof m.text, "%.*s•••%s", n >= 12 ? 5 : 3, phone, phone + n - 4);
	else if (n)
		(void)snprintf(m.text, sizeof m.text, "•••%s", n > 4 ? phone + n - 2 : "");
	return m;
}
