/*
 * Fuzzing without a fuzzer: a parser's test is a file with
 *
 *	const char *const fuzz_words[] = { "words that its inputs hold", NULL };
 *	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { … must(what ever holds); … }
 *
 * and its seeds, one input a file, in t/fuzz/seeds/NAME. This header's main runs each seed, then
 * mutations of them, the same ones in every run, and says in TAP how it went. They run in a child:
 * what crashes, hangs for STUCK_S or fails a must() is kept as NAME.t.input beside the test. Under
 * SAN=1 the sanitizers look on.
 *
 *	FUZZ_RUNS=1000000 obj/t/fuzz/form.t		so many mutations
 *	FUZZ_SEED=7 obj/t/fuzz/form.t			others
 *	obj/t/fuzz/form.t obj/t/fuzz/form.t.input	these inputs alone, in this process
 *
 * Compiled with -DFUZZ_NO_MAIN it has no main, for libFuzzer, which looks for new paths by itself:
 *
 *	make O=/tmp/f CC=clang CXX=clang++ CFLAGS="-O1 -g -w" LDFLAGS=-fsanitize=fuzzer \
 *		CPPFLAGS="-DFUZZ_NO_MAIN -D__SANITIZE_ADDRESS__" \
 *		HARDEN="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr" \
 *		/tmp/f/t/fuzz/form.t
 *	/tmp/f/t/fuzz/form.t /tmp/found t/fuzz/seeds/form
 */
#ifndef T_FUZZ_H
#define T_FUZZ_H

#include <stdint.h>
#include <unistd.h>

#include "core/log.h"
#include "core/text.h"
#include "tap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Tokens that mutations put in, the last NULL. */
extern const char *const fuzz_words[];

/* What holds for every input. */
#define must(held) ((held) ? (void)0 : fuzz_fail(#held, __FILE__, __LINE__))

__attribute__((noreturn)) static inline void
fuzz_fail(const char *what, const char *file, int line)
{
	diag("%s line %d: must(%s)", file, line, what);
	abort();
}

/* The arena of one input, empty again. */
static inline struct arena *
fuzz_arena(void)
{
	static struct arena *arena;

	if (arena)
		arena_reset(arena);
	else
		arena = arena_new(256 << 20);
	return arena;
}

/* What is wrong with most inputs is nothing to be told about. */
static inline void
fuzz_quiet(void)
{
	log_set_level((enum log_level)0);
}

/* The bytes up to `end`, which are taken off the input with it; all of it if there is none. */
static inline const char *
fuzz_take(struct arena *a, const uint8_t **data, size_t *size, char end, size_t *length)
{
	const uint8_t *stop = *size ? memchr(*data, end, *size) : NULL;
	size_t n = stop ? (size_t)(stop - *data) : *size, used = stop ? n + 1 : n;
	const char *taken = arena_copy(a, (const char *)*data, n);

	*data += used;
	*size -= used;
	if (length)
		*length = n;
	return taken;
}

/* A private directory in memory, made once a process; its path. */
static inline const char *
fuzz_directory(void)
{
	static char path[64];

	if (*path)
		return path;
	(void)snprintf(path, sizeof path, "%s/switchboard-fuzz-XXXXXX",
	    access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	if (!mkdtemp(path))
		bail_out("no directory can be made for files");
	return path;
}

static inline void
fuzz_write(const char *path, const void *data, size_t size)
{
	FILE *f = fopen(path, "we");

	if (!f || fwrite(data, 1, size, f) != size || fclose(f))
		bail_out("%s cannot be written", path);
}

#ifndef FUZZ_NO_MAIN

#include <dirent.h>
#include <ftw.h>
#include <libgen.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { FUZZ_BYTES_MAX = 64 * 1024, FUZZ_SEEDS_MAX = 512, FUZZ_RUNS = 20000, STUCK_S = 60 };

/* A test whose inputs cost more than others' runs fewer of them. */
#ifndef FUZZ_SHARE
#define FUZZ_SHARE 1
#endif

struct fuzz_input { uint8_t *data; size_t size; };

static struct {
	struct fuzz_input seeds[FUZZ_SEEDS_MAX];
	size_t seed_count;
	uint64_t random;
	/* What the child is at: memory that the parent sees too. */
	struct { size_t size; size_t done; uint8_t data[FUZZ_BYTES_MAX]; } *at;
} fuzz;

/* 0 to n - 1 (Marsaglia's xorshift). */
static inline size_t
fuzz_dice(size_t n)
{
	fuzz.random ^= fuzz.random << 13;
	fuzz.random ^= fuzz.random >> 7;
	fuzz.random ^= fuzz.random << 17;
	return n ? (size_t)(fuzz.random >> 11) % n : 0;
}

static inline struct fuzz_input
fuzz_read(const char *path)
{
	struct fuzz_input in = { malloc(FUZZ_BYTES_MAX), 0 };
	FILE *f = fopen(path, "re");

	if (!f || !in.data)
		bail_out("%s cannot be read", path);
	in.size = fread(in.data, 1, FUZZ_BYTES_MAX, f);
	(void)fclose(f);
	return in;
}

static inline int
fuzz_is_seed(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static inline void
fuzz_read_seeds(const char *name)
{
	char path[512];
	struct dirent **entries;
	int n;

	(void)snprintf(path, sizeof path, "t/fuzz/seeds/%s", name);
	n = scandir(path, &entries, fuzz_is_seed, alphasort);
	if (n <= 0)
		bail_out("there are no seeds in %s (tests run at the top of the tree)", path);
	for (int i = 0; i < n; i++) {
		(void)snprintf(path, sizeof path, "t/fuzz/seeds/%s/%s", name, entries[i]->d_name);
		if (fuzz.seed_count < FUZZ_SEEDS_MAX)
			fuzz.seeds[fuzz.seed_count++] = fuzz_read(path);
		free(entries[i]);
	}
	free(entries);
}

/* The input's bytes [from, from + old) give way to n others. */
static inline void
fuzz_replace(size_t from, size_t old, const void *bytes, size_t n)
{
	uint8_t *data = fuzz.at->data;

	if (fuzz.at->size - old + n > FUZZ_BYTES_MAX)
		return;
	memmove(data + from + n, data + from + old, fuzz.at->size - from - old);
	if (n)
		memcpy(data + from, bytes, n);
	fuzz.at->size += n - old;
}

static inline void
fuzz_mutate_once(void)
{
	static uint8_t piece[FUZZ_BYTES_MAX];
	size_t size = fuzz.at->size, from = fuzz_dice(size + 1), n = 0;
	size_t few = fuzz_dice(size - from + 1) >> fuzz_dice(12);
	const struct fuzz_input *other = &fuzz.seeds[fuzz_dice(fuzz.seed_count)];
	const char *word;

	while (fuzz_words[n])
		n++;
	word = n ? fuzz_words[fuzz_dice(n)] : "";
	switch (fuzz_dice(9)) {
	case 0:				/* one bit */
		if (from < size)
			fuzz.at->data[from] ^= (uint8_t)(1u << fuzz_dice(8));
		break;
	case 1:				/* one byte */
		if (from < size)
			fuzz.at->data[from] = (uint8_t)fuzz_dice(256);
		break;
	case 2:				/* a few more */
		n = 1 + fuzz_dice(8);
		for (size_t i = 0; i < n; i++)
			piece[i] = (uint8_t)fuzz_dice(256);
		fuzz_replace(from, 0, piece, n);
		break;
	case 3:				/* some fewer */
		fuzz_replace(from, few, NULL, 0);
		break;
	case 4:				/* the end is missing */
		if (fuzz_dice(4) == 0)
			fuzz.at->size = from;
		break;
	case 5:				/* a word more, or in place of something */
		fuzz_replace(from, fuzz_dice(2) ? few : 0, word, strlen(word));
		break;
	case 6:				/* something again, up to many times */
		memcpy(piece, fuzz.at->data + from, few);
		for (n = fuzz_dice(64) ? 1 : fuzz_dice(600); n; n--)
			fuzz_replace(from, 0, piece, few);
		break;
	case 7:				/* a part of another seed */
		n = fuzz_dice(other->size + 1);
		fuzz_replace(from, fuzz_dice(2) ? few : 0, other->data + n,
		    fuzz_dice(other->size - n + 1));
		break;
	case 8:				/* another digit: limits are numbers */
		for (; from < size; from++) {
			if (fuzz.at->data[from] >= '0' && fuzz.at->data[from] <= '9') {
				fuzz.at->data[from] = (uint8_t)('0' + fuzz_dice(10));
				break;
			}
		}
		break;
	default: break;
	}
}

static inline void
fuzz_run(const struct fuzz_input *in)
{
	/* A copy of its own, so that the sanitizer sees where it ends. */
	uint8_t *copy = malloc(in->size + !in->size);

	if (!copy)
		bail_out("no memory");
	memcpy(copy, in->data, in->size);
	(void)alarm(STUCK_S);
	(void)LLVMFuzzerTestOneInput(copy, in->size);
	fuzz.at->done++;
	free(copy);
}

/* In the child: the seeds, then `runs` mutations of them. */
static inline void
fuzz_run_all(size_t runs)
{
	for (size_t i = 0; i < fuzz.seed_count + runs; i++) {
		const struct fuzz_input *seed = &fuzz.seeds[i < fuzz.seed_count ? i :
		    fuzz_dice(fuzz.seed_count)];

		fuzz.at->size = seed->size;
		memcpy(fuzz.at->data, seed->data, seed->size);
		if (i >= fuzz.seed_count)
			for (size_t n = 1 + fuzz_dice(6); n; n--)
				fuzz_mutate_once();
		fuzz_run(&(struct fuzz_input){ fuzz.at->data, fuzz.at->size });
	}
	(void)alarm(0);
}

static inline int
fuzz_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static inline size_t
fuzz_setting(const char *name, size_t otherwise)
{
	int64_t n;

	return number_parse(getenv(name), 0, INT64_MAX, &n) ? (size_t)n : otherwise;
}

int
main(int argc, char **argv)
{
	size_t runs = fuzz_setting("FUZZ_RUNS", FUZZ_RUNS) / FUZZ_SHARE;
	char kept[512], name[64];
	const char *directory;
	int status = 0;
	pid_t child;

	fuzz.at = mmap(NULL, sizeof *fuzz.at, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
	    0);
	if (fuzz.at == MAP_FAILED)
		bail_out("no memory");
	for (int i = 1; i < argc; i++) {
		struct fuzz_input in = fuzz_read(argv[i]);

		fuzz_run(&in);
		free(in.data);
		ok(true, "%s", argv[i]);
	}
	if (argc > 1) {
		(void)nftw(fuzz_directory(), fuzz_remove, 8, FTW_DEPTH | FTW_PHYS);
		return done_testing();
	}
	(void)snprintf(name, sizeof name, "%s", basename(argv[0]));
	name[strcspn(name, ".")] = '\0';
	(void)snprintf(kept, sizeof kept, "%s.input", argv[0]);
	(void)remove(kept);
	fuzz_read_seeds(name);
	fuzz.random = 88172645463325252u + fuzz_setting("FUZZ_SEED", 0);
	directory = fuzz_directory();	/* the child's too, so that it is removed whatever happens */
	child = fork();
	if (child < 0)
		bail_out("no child");
	if (child == 0) {
		fuzz_run_all(runs);
		exit(0);		/* and not _exit: the leak check is behind it */
	}
	while (waitpid(child, &status, 0) != child)
		;
	ok(fuzz.at->done >= fuzz.seed_count, "%s: %zu seeds", name, fuzz.seed_count);
	if (!ok(status == 0, "%s: %zu mutations of them", name, runs)) {
		fuzz_write(kept, fuzz.at->data, fuzz.at->size);
		diag("%s %d after %zu inputs; the last is kept in %s",
		    WIFSIGNALED(status) ? "signal" : "status",
		    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), fuzz.at->done, kept);
	}
	(void)nftw(directory, fuzz_remove, 8, FTW_DEPTH | FTW_PHYS);
	for (size_t i = 0; i < fuzz.seed_count; i++)
		free(fuzz.seeds[i].data);
	return done_testing();
}

#endif
#endif
