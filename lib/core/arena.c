/* One arena per request. See arena.h. */
#include "core/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <unistd.h>

/* What was not handed out may not be touched: the address sanitizer is told so, since to it a block
 * is one allocation. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP_BYTES = 16 };	/* between two allocations */
#else
#define ASAN_POISON_MEMORY_REGION(from, bytes) ((void)0)
#define ASAN_UNPOISON_MEMORY_REGION(from, bytes) ((void)0)
enum { GAP_BYTES = 0 };
#endif

enum { FIRST_BLOCK_BYTES = 64 * 1024, EXIT_TRY_AGAIN = 111 };

struct block {
	struct block *older;
	size_t bytes;			/* usable, after this header */
	size_t used;
	alignas(max_align_t) char data[];
};

struct deferred {
	struct deferred *older;
	void (*release)(void *what);
	void *what;
};

struct arena {
	struct block *newest;
	struct deferred *deferred;
	jmp_buf *on_full;
	size_t ceiling;			/* bytes over all blocks */
	size_t held;
};

static void __attribute__((noreturn))
full(struct arena *a)
{
	static const char words[] = "the memory ceiling of a request was reached\n";

	if (a->on_full)
		longjmp(*a->on_full, 1);
	(void)!write(STDERR_FILENO, words, sizeof words - 1);
	_exit(EXIT_TRY_AGAIN);
}

static struct block *
block_new(struct arena *a, size_t bytes)
{
	struct block *b;

	if (bytes > a->ceiling - a->held)
		full(a);
	b = malloc(sizeof *b + bytes);
	if (!b)
		full(a);
	b->older = a->newest;
	b->bytes = bytes;
	b->used = 0;
	ASAN_POISON_MEMORY_REGION(b->data, bytes);
	a->held += bytes;
	a->newest = b;
	return b;
}

struct arena *
arena_new(size_t ceiling)
{
	struct arena *a = calloc(1, sizeof *a);

	if (!a)
		_exit(EXIT_TRY_AGAIN);
	a->ceiling = ceiling < FIRST_BLOCK_BYTES ? FIRST_BLOCK_BYTES : ceiling;
	block_new(a, FIRST_BLOCK_BYTES);
	return a;
}

void
arena_reset(struct arena *a)
{
	/* A release may not allocate: the list is walked while the blocks still stand. */
	for (struct deferred *d = a->deferred; d; d = d->older)
		d->release(d->what);
	a->deferred = NULL;
	while (a->newest->older) {
		struct block *b = a->newest;

		a->newest = b->older;
		a->held -= b->bytes;
		free(b);
	}
	ASAN_POISON_MEMORY_REGION(a->newest->data, a->newest->bytes);
	a->newest->used = 0;
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	free(a->newest);
	free(a);
}

void
arena_on_full(struct arena *a, jmp_buf *where)
{
	a->on_full = where;
}

/* Memory as it comes, for callers that fill it at once. */
static void *
take(struct arena *a, size_t bytes)
{
	struct block *b = a->newest;
	size_t want;
	void *p;

	if (bytes > SIZE_MAX / 2)
		full(a);
	want = ((bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1)) + GAP_BYTES;
	if (want > b->bytes - b->used)
		b = block_new(a, want > FIRST_BLOCK_BYTES ? want : FIRST_BLOCK_BYTES);
	p = b->data + b->used;
	b->used += want;
	ASAN_UNPOISON_MEMORY_REGION(p, bytes);
	return p;
}

void *
arena_alloc(struct arena *a, size_t bytes)
{
	return memset(take(a, bytes), 0, bytes);
}

void *
arena_array(struct arena *a, size_t count, size_t bytes)
{
	if (bytes && count > SIZE_MAX / 2 / bytes)
		full(a);
	return arena_alloc(a, count * bytes);
}

char *
arena_copy(struct arena *a, const char *bytes, size_t n)
{
	char *p = take(a, n + 1);

	if (n)
		memcpy(p, bytes, n);
	p[n] = '\0';
	return p;
}

char *
arena_string(struct arena *a, const char *s)
{
	return s ? arena_copy(a, s, strlen(s)) : NULL;
}

char *
arena_vprintf(struct arena *a, const char *format, va_list args)
{
	char small[512];	/* most texts fit, and need not be made twice */
	va_list again;
	int n;
	char *p;

	va_copy(again, args);
	n = vsnprintf(small, sizeof small, format, again);
	va_end(again);
	if (n < 0)
		full(a);
	if ((size_t)n < sizeof small)
		return arena_copy(a, small, (size_t)n);
	p = take(a, (size_t)n + 1);
	(void)vsnprintf(p, (size_t)n + 1, format, args);
	return p;
}

char *
arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *p;

	va_start(args, format);
	p = arena_vprintf(a, format, args);
	va_end(args);
	return p;
}

void
arena_defer(struct arena *a, void (*release)(void *what), void *what)
{
	struct deferred *d = take(a, sizeof *d);

	d->older = a->deferred;
	d->release = release;
	d->what = what;
	a->deferred = d;
}
