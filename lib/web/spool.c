/* The spool. See spool.h. */
#include "web/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"

enum { ENVELOPE_BYTES_MAX = 64 * 1024 * 1024, ABANDONED_S = 60 * 60 };

static const char magic[] = "switchboard-envelope 1\n";

static bool
failed(struct arena *a, const char **why, const char *attempt, const char *path)
{
	*why = arena_printf(a, "unable to %s %s: %s", attempt, path, strerror(errno));
	return false;
}

static bool
sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool fine = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		(void)close(fd);
	return fine;
}

bool
spool_open(struct arena *a, const char *dir, const char **why)
{
	static const char *const boxes[] = { "", "/tmp", "/new", "/bad" };

	for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
		const char *path = arena_printf(a, "%s%s", dir, boxes[i]);

		if (mkdir(path, 0700) == 0) {
			/* What is new in it is as durable as its own name. */
			if (!sync_dir(arena_printf(a, "%s/..", path)))
				return failed(a, why, "sync what holds", path);
		} else if (errno != EEXIST) {
			return failed(a, why, "make", path);
		}
	}
	return true;
}

void
spool_sweep(struct arena *a, const char *dir)
{
	const char *tmp = arena_printf(a, "%s/tmp", dir);
	DIR *d = opendir(tmp);
	struct dirent *entry;
	struct stat st;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.' && fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    time(NULL) - st.st_mtime > ABANDONED_S)
			(void)unlinkat(dirfd(d), entry->d_name, 0);
	if (d)
		(void)closedir(d);
}

static bool
write_whole(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

/* A head's value may not hold a line break: whatever does was never sent by a provider. */
static void
put_line(struct text *t, const char *name, const char *value)
{
	text_printf(t, "%s: ", name);
	for (; value && *value; value++)
		text_putc(t, (unsigned char)*value < 0x20 ? ' ' : *value);
	text_putc(t, '\n');
}

bool
spool_write(struct arena *a, const char *dir, const struct envelope *e, const char **why)
{
	static unsigned serial;
	struct text head = text_new(a);
	const char *name, *tmp, *new, *box;
	int fd, error;
	bool whole;

	if (!spool_open(a, dir, why))
		return false;
	text_puts(&head, magic);
	put_line(&head, "program", e->program);
	put_line(&head, "method", e->method);
	put_line(&head, "target", e->target);
	put_line(&head, "content-type", e->content_type);
	put_line(&head, "address", e->address);
	text_printf(&head, "received-at: %lld\nanswer-status: %d\nbody-bytes: %zu\nanswer-bytes: %zu\n\n",
	    (long long)e->received_at_ms, e->answer_status, e->body_bytes, e->answer_bytes);
	name = arena_printf(a, "%015lld.%06d.%06u", (long long)e->received_at_ms, (int)getpid(), serial++ % 1000000);
	tmp = arena_printf(a, "%s/tmp/%s", dir, name);
	new = arena_printf(a, "%s/new/%s", dir, name);
	/* Everything that a full arena could refuse comes before the file: a jump out of here would leave it behind, or have it written twice. */
	box = arena_printf(a, "%s/new", dir);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return failed(a, why, "create", tmp);
	whole = write_whole(fd, head.data, head.length) && write_whole(fd, e->body, e->body_bytes) &&
	    write_whole(fd, e->answer, e->answer_bytes) && fsync(fd) == 0;
	error = errno;
	(void)close(fd);
	if (!whole || rename(tmp, new) != 0) {
		error = whole ? errno : error;
		(void)unlink(tmp);
		errno = error;
		return failed(a, why, whole ? "rename" : "write", tmp);
	}
	if (!sync_dir(box))
		return failed(a, why, "sync", new);
	return true;
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

size_t
spool_list(struct arena *a, const char *dir, const char *box, size_t max, const char ***names)
{
	DIR *d = opendir(arena_printf(a, "%s/%s", dir, box));
	const char **found = NULL;
	size_t count = 0, room = 0;
	struct dirent *entry;

	if (!d)
		return 0;
	/* All names, since the oldest are wanted: then the first `max` in order. */
	while ((entry = readdir(d))) {
		size_t n = strlen(entry->d_name);

		if (entry->d_name[0] == '.' || (n > 7 && strcmp(entry->d_name + n - 7, ".reason") == 0))
			continue;
		if (count == room) {
			const char **more = arena_array(a, room ? room * 2 : 64, sizeof *more);

			if (count)
				memcpy(more, found, count * sizeof *found);
			room = room ? room * 2 : 64;
			found = more;
		}
		found[count++] = arena_string(a, entry->d_name);
	}
	(void)closedir(d);
	if (count)
		qsort(found, count, sizeof *found, by_name);
	*names = found;
	return count < max ? count : max;
}

static bool
head_value(struct arena *a, const char *head, const char *name, const char **value)
{
	const char *at = strstr(head, arena_printf(a, "\n%s: ", name));

	if (!at)
		return false;
	at += strlen(name) + 3;
	*value = arena_copy(a, at, strcspn(at, "\n"));
	return true;
}

static bool
head_number(struct arena *a, const char *head, const char *name, int64_t max, int64_t *n)
{
	const char *value;

	return head_value(a, head, name, &value) && number_parse(value, 0, max, n);
}

/* The whole file, with a NUL behind it. */
static enum spool_result
read_whole(struct arena *a, const char *path, char **text, size_t *bytes, const char **why)
{
	FILE *f = fopen(path, "re");
	enum spool_result result = SPOOL_NOT_NOW;
	struct stat st;

	if (!f) {
		/* What we may not open stays so until a person comes, and would hold up all that wait behind it. */
		if (errno == EACCES)
			result = SPOOL_NO_ENVELOPE;
		(void)failed(a, why, "open", path);
		return result;
	}
	if (fstat(fileno(f), &st) != 0) {
		(void)failed(a, why, "look at", path);
	} else if (!S_ISREG(st.st_mode) || st.st_size > ENVELOPE_BYTES_MAX) {
		*why = S_ISREG(st.st_mode) ? "is too large for an envelope" : "is no file";
		result = SPOOL_NO_ENVELOPE;
	} else {
		*bytes = (size_t)st.st_size;
		*text = arena_alloc(a, *bytes + 1);
		if (fread(*text, 1, *bytes, f) == *bytes)
			result = SPOOL_READ;
		else
			(void)failed(a, why, "read", path);
	}
	(void)fclose(f);
	return result;
}

enum spool_result
spool_read(struct arena *a, const char *dir, const char *name, struct envelope *e, const char **why)
{
	const char *head, *body;
	int64_t body_bytes, answer_bytes, status;
	size_t bytes;
	char *text;
	enum spool_result result = read_whole(a, arena_printf(a, "%s/new/%s", dir, name), &text, &bytes, why);

	if (result != SPOOL_READ)
		return result;
	*why = "is not a whole envelope";
	body = memmem(text, bytes, "\n\n", 2);
	if (!body || !text_has_prefix(text, magic))
		return SPOOL_NO_ENVELOPE;
	head = arena_copy(a, text, (size_t)(body + 1 - text));
	body += 2;
	if (!head_value(a, head, "program", &e->program) || !head_value(a, head, "method", &e->method) ||
	    !head_value(a, head, "target", &e->target) || !head_value(a, head, "content-type", &e->content_type) ||
	    !head_value(a, head, "address", &e->address) ||
	    !head_number(a, head, "received-at", INT64_MAX / 2, &e->received_at_ms) ||
	    !head_number(a, head, "answer-status", 999, &status) ||
	    !head_number(a, head, "body-bytes", ENVELOPE_BYTES_MAX, &body_bytes) ||
	    !head_number(a, head, "answer-bytes", ENVELOPE_BYTES_MAX, &answer_bytes) ||
	    body_bytes + answer_bytes != text + bytes - body || strchr(e->program, '/'))
		return SPOOL_NO_ENVELOPE;
	e->answer_status = (int)status;
	e->body = body;
	e->body_bytes = (size_t)body_bytes;
	e->answer = body + body_bytes;
	e->answer_bytes = (size_t)answer_bytes;
	return SPOOL_READ;
}

bool
spool_done(struct arena *a, const char *dir, const char *name)
{
	return unlink(arena_printf(a, "%s/new/%s", dir, name)) == 0;
}

bool
spool_bad(struct arena *a, const char *dir, const char *name, const char *reason)
{
	const char *bad = arena_printf(a, "%s/bad/%s", dir, name);
	FILE *f = fopen(arena_printf(a, "%s.reason", bad), "we");

	/* The envelope matters; its reason is a help. */
	if (f) {
		(void)fprintf(f, "%s\n", reason);
		(void)fclose(f);
	}
	return rename(arena_printf(a, "%s/new/%s", dir, name), bad) == 0;
}

bool
spool_again(struct arena *a, const char *dir, const char *name)
{
	const char *bad = arena_printf(a, "%s/bad/%s", dir, name);

	if (rename(bad, arena_printf(a, "%s/new/%s", dir, name)) != 0)
		return false;
	(void)unlink(arena_printf(a, "%s.reason", bad));
	return true;
}

long
spool_depth(const char *dir, const char *box)
{
	char path[4096];
	DIR *d;
	long n = 0;
	struct dirent *entry;

	(void)snprintf(path, sizeof path, "%s/%s", dir, box);
	d = opendir(path);
	if (!d)
		return errno == ENOENT ? 0 : -1;
	while ((entry = readdir(d)))
		n += entry->d_name[0] != '.' && !strstr(entry->d_name, ".reason");
	(void)closedir(d);
	return n;
}
