/*
 * TAP for tests in C, in this header alone. A test is a main() of assertions that ends in
 *
 *	return done_testing();
 *
 * Every assertion takes a printf format that names it, gives whether it held, and is counted; a
 * failed one says where it stands.
 */
#ifndef T_TAP_H
#define T_TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_count, tap_failures;

/* A line that is for people. */
__attribute__((format(printf, 1, 2))) static inline void
diag(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("# ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}

__attribute__((format(printf, 4, 0))) static inline bool
tap_report(bool held, const char *file, int line, const char *format, va_list args)
{
	char name[512], *hash;

	vsnprintf(name, sizeof name, format, args);
	while ((hash = strpbrk(name, "#\n")))	/* a # would begin a directive */
		*hash = ' ';
	printf("%s %d - %s\n", held ? "ok" : "not ok", ++tap_count, name);
	fflush(stdout);
	if (!held) {
		tap_failures++;
		diag("failed: %s, at %s line %d", name, file, line);
	}
	return held;
}

#define ok(held, ...) tap_ok((held), __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, ...) tap_is_int((got), (want), __FILE__, __LINE__, __VA_ARGS__)
#define is_text(got, want, ...) tap_is_text((got), (want), __FILE__, __LINE__, __VA_ARGS__)

__attribute__((format(printf, 4, 5))) static inline bool
tap_ok(bool held, const char *file, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_report(held, file, line, format, args);
	va_end(args);
	return held;
}

__attribute__((format(printf, 5, 6))) static inline bool
tap_is_int(int64_t got, int64_t want, const char *file, int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tap_report(got == want, file, line, format, args);
	va_end(args);
	if (got != want)
		diag("got %" PRId64 ", want %" PRId64, got, want);
	return got == want;
}

/* NULL is the same as NULL alone. */
__attribute__((format(printf, 5, 6))) static inline bool
tap_is_text(const char *got, const char *want, const char *file, int line, const char *format, ...)
{
	bool same = got && want ? strcmp(got, want) == 0 : got == want;
	va_list args;

	va_start(args, format);
	tap_report(same, file, line, format, args);
	va_end(args);
	if (!same)
		diag("got %s%s%s, want %s%s%s", got ? "\"" : "", got ? got : "NULL",
		    got ? "\"" : "", want ? "\"" : "", want ? want : "NULL", want ? "\"" : "");
	return same;
}

/* Ends a test that cannot run here. */
__attribute__((format(printf, 1, 2), noreturn)) static inline void
skip_all(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("1..0 # SKIP ", stdout);
	vprintf(format, args);
	fputc('\n', stdout);
	va_end(args);
	exit(0);
}

/* Ends a test that cannot go on. */
__attribute__((format(printf, 1, 2), noreturn)) static inline void
bail_out(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("Bail out! ", stdout);
	vprintf(format, args);
	fputc('\n', stdout);
	va_end(args);
	exit(255);
}

/* The plan, and main's result. */
static inline int
done_testing(void)
{
	printf("1..%d\n", tap_count);
	if (tap_failures)
		diag("%d of %d failed", tap_failures, tap_count);
	return tap_failures ? 1 : 0;
}

#endif
