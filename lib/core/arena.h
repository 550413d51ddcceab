/*
 * One arena per request: everything that a request creates lives in it, nothing is
 * freed one by one, and no pointer into it outlives arena_reset.
 *
 * No function here returns NULL. When the ceiling is reached, the arena jumps to the
 * place set by arena_on_full (serve answers 503 and goes on); without such a place the
 * process ends with status 111, since a supervisor may start it again.
 */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new arena that may hold up to ceiling bytes; the first block is kept across resets. */
struct arena *arena_new(size_t ceiling);

/* Runs what arena_defer was given, newest first, and forgets every allocation. */
void arena_reset(struct arena *a);

/* arena_reset, and the arena itself is gone. NULL is fine. */
void arena_free(struct arena *a);

/* Where to go when the ceiling is reached; NULL for nowhere. The caller keeps `where`. */
void arena_on_full(struct arena *a, jmp_buf *where);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *a, size_t bytes);

/* `count` zeroed elements; an overflowing product counts as a full arena. */
void *arena_array(struct arena *a, size_t count, size_t bytes);

/* A NUL-terminated copy of n bytes. */
char *arena_copy(struct arena *a, const char *bytes, size_t n);

/* A copy of a string; NULL gives NULL. */
char *arena_string(struct arena *a, const char *s);

char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* Has `release(what)` called at the next reset: how objects of other libraries (json-c,
 * curl) come to live in an arena. */
void arena_defer(struct arena *a, void (*release)(void *what), void *what);

#endif
