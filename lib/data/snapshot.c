/* The routing snapshot as the programs read it. See snapshot.h. */
#include "data/snapshot.h"

#include <ctype.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/snapshot_line.h"

enum {
	HEADER_BYTES_MAX = 100, WAIT_MS = 2000, WAIT_STEP_US = 5000,
	KEPT_LINES = 256, KEPT_BYTES_MAX = 256 * 1024, KEPT_ARENA_BYTES = 16 * 1024 * 1024,
};

/* A line that was read before: to parse it anew was a fifth of a call's work. */
struct kept_line {
	const char *json;		/* its place in the mapping; NULL: none is kept here */
	const struct line *line;	/* NULL: it cannot be read */
};

struct snapshot {
	char *path;
	struct stat seen;		/* the file that was looked at last, good or not */
	char *map;			/* NULL: none */
	dev_t device;			/* of the mapped file */
	ino_t inode;
	size_t bytes;
	const char *body, *end;		/* the sorted lines */
	int64_t version, written_at_ms;
	struct kept_line kept[KEPT_LINES];	/* never replaced while the file is in force */
	size_t kept_bytes;		/* of their JSON */
	struct arena *arena;		/* of the kept lines; NULL: none yet */
};

struct snapshot *
snapshot_new(const char *state_dir)
{
	struct snapshot *s = calloc(1, sizeof *s);

	if (!s || asprintf(&s->path, "%s/" SNAPSHOT_FILE, state_dir) < 0) {
		log_error("no memory for the snapshot");
		exit(111);
	}
	return s;
}

static void
unmap(struct snapshot *s)
{
	if (s->map)
		munmap(s->map, s->bytes);
	s->map = NULL;
	arena_free(s->arena);
	s->arena = NULL;
	s->kept_bytes = 0;
	memset(s->kept, 0, sizeof s->kept);
}

void
snapshot_free(struct snapshot *s)
{
	if (!s)
		return;
	unmap(s);
	free(s->path);
	free(s);
}

/* --- a new file ---------------------------------------------------------------------------- */

/* The length of the key at `line`, 0 where there is none. */
static size_t
key_length(const char *line, const char *end)
{
	const char *p = line;

	while (p < end && isdigit((unsigned char)*p))
		p++;
	return p < end && *p == '\t' ? (size_t)(p - line) : 0;
}

static int
key_compare(const char *x, size_t x_length, const char *y, size_t y_length)
{
	int order = memcmp(x, y, x_length < y_length ? x_length : y_length);

	return order ? order : (x_length > y_length) - (x_length < y_length);
}

/* As many lines as the header says, each with a key above the one before. */
static bool
is_sorted(const char *body, const char *end, int64_t lines)
{
	const char *before = NULL;
	size_t length, before_length = 0;

	for (; body < end; lines--) {
		const char *newline = memchr(body, '\n', (size_t)(end - body));

		length = newline ? key_length(body, newline) : 0;
		if (!length || (before && key_compare(before, before_length, body, length) >= 0))
			return false;
		before = body;
		before_length = length;
		body = newline + 1;
	}
	return lines == 0;
}

/* " 123" at *p, which moves past it. */
static bool
header_number(const char **p, int64_t *n)
{
	char *end;

	if ((*p)[0] != ' ' || !isdigit((unsigned char)(*p)[1]))
		return false;
	*n = strtoll(*p + 1, &end, 10);
	*p = end;
	return true;
}

/* Puts the mapped file in force if it is whole. */
static bool
adopt(struct snapshot *s, char *map, size_t bytes)
{
	char header[HEADER_BYTES_MAX + 1] = "";
	const char *body, *end, *p = header + strlen(SNAPSHOT_MAGIC);
	int64_t version, written_at_ms, lines;

	if (bytes < strlen(SNAPSHOT_MAGIC SNAPSHOT_END))
		return false;
	body = memchr(map, '\n', bytes < HEADER_BYTES_MAX ? bytes : HEADER_BYTES_MAX);
	end = map + bytes - strlen(SNAPSHOT_END);
	if (!body || ++body > end || memcmp(end, SNAPSHOT_END, strlen(SNAPSHOT_END)))
		return false;
	memcpy(header, map, (size_t)(body - map));
	if (!text_has_prefix(header, SNAPSHOT_MAGIC) || !header_number(&p, &version) ||
	    !header_number(&p, &written_at_ms) || !header_number(&p, &lines) || strcmp(p, "\n") ||
	    !is_sorted(body, end, lines))
		return false;
	unmap(s);
	s->map = map;
	s->bytes = bytes;
	s->body = body;
	s->end = end;
	s->version = version;
	s->written_at_ms = written_at_ms;
	return true;
}

void
snapshot_refresh(struct snapshot *s)
{
	struct stat now;
	char *map = NULL;
	int fd;

	if (stat(s->path, &now))
		return;		/* what is in force stays so */
	if (now.st_ino == s->seen.st_ino && now.st_dev == s->seen.st_dev &&
	    now.st_size == s->seen.st_size && now.st_mtim.tv_sec == s->seen.st_mtim.tv_sec &&
	    now.st_mtim.tv_nsec == s->seen.st_mtim.tv_nsec)
		return;
	fd = open(s->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &now)) {
		if (fd >= 0)
			close(fd);
		return;
	}
	/* Written over where it lies, the one before is gone: to touch its pages may be SIGBUS. */
	if (s->device == now.st_dev && s->inode == now.st_ino)
		unmap(s);
	if (now.st_size)
		map = mmap(NULL, (size_t)now.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (map == MAP_FAILED) {
		/* For want of memory: it is not seen yet, and looked at again. */
		log_warning("%s cannot be mapped now", s->path);
		return;
	}
	s->seen = now;
	if (map && adopt(s, map, (size_t)now.st_size)) {
		s->device = now.st_dev;
		s->inode = now.st_ino;
		return;
	}
	if (map)
		munmap(map, (size_t)now.st_size);
	log_error("%s is damaged; %s", s->path,
	    s->map ? "the one before it stays in force" : "there is none in force");
}

/* --- questions ----------------------------------------------------------------------------- */

int64_t
snapshot_version(struct snapshot *s)
{
	snapshot_refresh(s);
	return s->map ? s->version : 0;
}

int64_t
snapshot_written_at_ms(struct snapshot *s)
{
	snapshot_refresh(s);
	return s->map ? s->written_at_ms : 0;
}

bool
snapshot_wait(struct snapshot *s, int64_t version)
{
	int64_t began_us = clock_steady_us();

	while (snapshot_version(s) < version) {
		if (clock_steady_us() - began_us > (int64_t)WAIT_MS * 1000)
			return false;
		usleep(WAIT_STEP_US);
	}
	return true;
}

bool
called_read(struct called *called, const char *number)
{
	size_t n = 0;

	number += strspn(number, " ");
	called->is_whole = *number == '+';
	for (; *number; number++) {
		if (isalpha((unsigned char)*number) || n == SNAPSHOT_DIGITS_MAX)
			return false;
		if (isdigit((unsigned char)*number))
			called->digits[n++] = *number;
	}
	called->digits[n] = '\0';
	return n > 0;
}

const char *
called_national(const struct called *called)
{
	return called->is_whole ? NULL : called->digits + strspn(called->digits, "0");
}

/* The JSON of the line with this key. */
static const char *
key_find(const struct snapshot *s, const char *key, size_t *bytes)
{
	const char *low = s->body, *high = s->end;

	while (low < high) {
		const char *middle = low + (high - low) / 2;
		const char *before = memrchr(low, '\n', (size_t)(middle - low));
		const char *line = before ? before + 1 : low;
		const char *newline = memchr(line, '\n', (size_t)(high - line));
		size_t length = key_length(line, newline);
		int order = key_compare(key, strlen(key), line, length);

		if (order == 0) {
			*bytes = (size_t)(newline - line) - length - 1;
			return line + length + 1;
		}
		if (order < 0)
			high = line;
		else
			low = newline + 1;
	}
	return NULL;
}

/* The line at this place; NULL: it cannot be read. One whose slot is another's is read each time. */
static const struct line *
line_read(struct snapshot *s, struct arena *a, const char *json, size_t bytes)
{
	struct kept_line *slot = &s->kept[(size_t)(json - s->body) / 16 % KEPT_LINES];
	bool keep = !slot->json && s->kept_bytes + bytes <= KEPT_BYTES_MAX;
	struct line *line;

	if (slot->json == json)
		return slot->line;
	if (keep && !s->arena)
		s->arena = arena_new(KEPT_ARENA_BYTES);
	if (!line_parse(keep ? s->arena : a, json, bytes, &line)) {
		log_error("%s holds a line that cannot be read", s->path);
		line = NULL;		/* which is kept too: it took its memory */
	}
	if (keep) {
		*slot = (struct kept_line){ json, line };
		s->kept_bytes += bytes;
	}
	return line;
}

enum snapshot_result
snapshot_find(struct snapshot *s, struct arena *a, const char *number, const struct line **line)
{
	struct called called;
	const struct line *found;
	const char *json, *national;
	size_t bytes;

	if (!s->map)
		return SNAPSHOT_MISSING;
	if (!number || !called_read(&called, number))
		return SNAPSHOT_NOT_FOUND;
	json = key_find(s, called.digits, &bytes);
	national = called_national(&called);
	if (!json && national && *national)
		json = key_find(s, national, &bytes);
	if (!json)
		return SNAPSHOT_NOT_FOUND;
	found = line_read(s, a, json, bytes);
	if (!found)
		return SNAPSHOT_MISSING;
	/* A whole number that looks like somebody's national one is another country's. */
	if (called.is_whole && strcmp(found->number + 1, called.digits))
		return SNAPSHOT_NOT_FOUND;
	*line = found;
	return SNAPSHOT_FOUND;
}
