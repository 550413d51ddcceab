/* The routing snapshot as the worker writes it. See snapshot.h. */
#include "data/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "data/assistants.h"
#include "data/snapshot_line.h"
#include "desk/phone.h"

enum { PAGE = 500, STAFF_PAGE = 4000, FIRST_CAPACITY = 256, MODE = 0640 };

static const size_t ARENA_BYTES = (size_t)1 << 30;

struct entry {
	const char *key;		/* digits */
	const char *json;
	bool is_alias;
};

/* Everybody's assistants, by clinic and in the order in which they are rung: read once, since a
 * clinic may have many lines. */
struct staff {
	struct assistant_row *rows;
	struct assistant *assistants;		/* those of the rows */
	size_t count;
};

struct writing {
	struct arena *lines;		/* the entries, and the staff */
	struct arena *page;		/* what is gone after each page */
	struct staff staff;
	struct entry *entries;
	size_t count, capacity;
	int64_t version;
};

/* --- reading ------------------------------------------------------------------------------- */

static int
rung_before(const void *x, const void *y)
{
	const struct assistant_row *a = x, *b = y;

	if (a->clinic_id != b->clinic_id)
		return a->clinic_id < b->clinic_id ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	return (a->assistant_id > b->assistant_id) - (a->assistant_id < b->assistant_id);
}

static enum db_result
staff_read(struct db *db, struct writing *w)
{
	struct staff *s = &w->staff;
	struct assistant_row *more, *all;
	size_t count;
	int64_t after = 0;
	enum db_result result;

	*s = (struct staff){ 0 };
	do {
		result = assistants_after(db, w->lines, after, STAFF_PAGE, &more, &count);
		if (result != DB_OK)
			return result;
		if (!count)
			break;
		all = arena_array(w->lines, s->count + count, sizeof *all);
		if (s->count)
			memcpy(all, s->rows, s->count * sizeof *all);
		memcpy(all + s->count, more, count * sizeof *all);
		s->rows = all;
		s->count += count;
		after = more[count - 1].assistant_id;
	} while (count == STAFF_PAGE);
	if (s->count)
		qsort(s->rows, s->count, sizeof *s->rows, rung_before);
	s->assistants = arena_array(w->lines, s->count, sizeof *s->assistants);
	for (size_t i = 0; i < s->count; i++)
		s->assistants[i] = assistant_of_row(w->lines, &s->rows[i]);
	return DB_OK;
}

/* Gives a line the assistants of its clinic. */
static void
staff_put(const struct staff *s, struct line *line)
{
	size_t low = 0, high = s->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->rows[middle].clinic_id < line->clinic_id)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < s->count && s->rows[end].clinic_id == line->clinic_id; end++)
		continue;
	line->assistants = s->assistants + low;
	line->assistants_count = end - low;
}

static void
entry_add(struct writing *w, struct entry entry)
{
	if (w->count == w->capacity) {
		size_t capacity = w->capacity ? w->capacity * 2 : FIRST_CAPACITY;
		struct entry *more = arena_array(w->lines, capacity, sizeof *more);

		if (w->count)
			memcpy(more, w->entries, w->count * sizeof *more);
		w->entries = more;
		w->capacity = capacity;
	}
	w->entries[w->count++] = entry;
}

static void
line_add(struct writing *w, struct line *line)
{
	const char *json, *national = phone_national(w->page, line->number);

	staff_put(&w->staff, line);
	json = arena_string(w->lines, json_text(w->page, line_document(w->page, line)));
	entry_add(w, (struct entry){ arena_string(w->lines, line->number + 1), json, false });
	if (national && strcmp(national, line->number + 1))
		entry_add(w, (struct entry){ arena_string(w->lines, national), json, true });
}

static enum db_result
lines_read(struct db *db, void *context)
{
	struct writing *w = context;
	const char *after = "";
	struct db_rows *rows;
	enum db_result result;

	w->count = 0;
	result = snapshot_current_version(db, w->page, &w->version);
	if (result == DB_OK)
		result = staff_read(db, w);
	while (result == DB_OK) {
		const char *last;
		size_t count;

		result = db_read(db, w->page, &rows, SNAPSHOT_LINE_SELECT
		    "WHERE n.phone_number > ? ORDER BY n.phone_number LIMIT ?",
		    DB_VALUES(db_text(after), db_int(PAGE)));
		if (result != DB_OK)
			break;
		count = db_count(rows);
		for (size_t i = 0; i < count; i++)
			line_add(w, snapshot_line(w->page, db_at(rows, i)));
		if (count < PAGE)
			break;
		last = row_text(db_at(rows, count - 1), "phone_number");
		after = arena_string(w->lines, last);
		arena_reset(w->page);
	}
	return result;
}

/* --- writing ------------------------------------------------------------------------------- */

/* By key, and a number before the aliases that look like it. */
static int
entry_compare(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int order = strcmp(a->key, b->key);

	return order ? order : a->is_alias - b->is_alias;
}

/* Leaves one entry a key: the number itself, else an alias that is the only one. */
static size_t
entries_choose(struct writing *w)
{
	size_t kept = 0;

	if (w->count)
		qsort(w->entries, w->count, sizeof *w->entries, entry_compare);
	for (size_t i = 0, next; i < w->count; i = next) {
		next = i + 1;
		while (next < w->count && !strcmp(w->entries[next].key, w->entries[i].key))
			next++;
		if (!w->entries[i].is_alias || next == i + 1)
			w->entries[kept++] = w->entries[i];
	}
	return kept;
}

static bool
file_fill(FILE *file, const struct writing *w, size_t count)
{
	fprintf(file, SNAPSHOT_MAGIC " %" PRId64 " %" PRId64 " %zu\n", w->version, clock_now_ms(),
	    count);
	for (size_t i = 0; i < count; i++)
		fprintf(file, "%s\t%s\n", w->entries[i].key, w->entries[i].json);
	fputs(SNAPSHOT_END, file);
	return !fflush(file) && !ferror(file) && !fchmod(fileno(file), MODE) &&
	    !fsync(fileno(file));
}

static bool
directory_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && !fsync(fd);

	if (fd >= 0)
		close(fd);
	return synced;
}

static enum db_result
file_write(struct arena *a, const char *state_dir, struct writing *w)
{
	const char *path = arena_printf(a, "%s/" SNAPSHOT_FILE, state_dir);
	const char *fresh = arena_printf(a, "%s.new", path);
	FILE *file = fopen(fresh, "we");
	size_t count = entries_choose(w);
	bool written = file && file_fill(file, w, count);

	if (file && fclose(file))
		written = false;
	if (written && !rename(fresh, path) && directory_sync(state_dir))
		return DB_OK;
	log_error("cannot write %s: %s", path, strerror(errno));
	unlink(fresh);
	return DB_FAILED;
}

static enum db_result
write_locked(struct db *db, struct arena *a, const char *state_dir, bool force, int64_t *version)
{
	struct snapshot *old = snapshot_new(state_dir);
	int64_t old_version = snapshot_version(old);
	struct writing w = { .page = arena_new(ARENA_BYTES), .lines = arena_new(ARENA_BYTES) };
	enum db_result result = snapshot_current_version(db, a, &w.version);

	snapshot_free(old);
	if (result == DB_OK && (force || w.version != old_version)) {
		result = db_transact_read(db, lines_read, &w);
		if (result == DB_OK)
			result = file_write(a, state_dir, &w);
	}
	if (result == DB_OK)
		*version = w.version;
	arena_free(w.page);
	arena_free(w.lines);
	return result;
}

enum db_result
snapshot_write(struct db *db, struct arena *a, const char *state_dir, bool force, int64_t *version)
{
	const char *path = arena_printf(a, "%s/" SNAPSHOT_FILE ".lock", state_dir);
	int lock = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, MODE);
	enum db_result result;

	/* From before reading until after writing: an older state never replaces a newer one. */
	if (lock < 0 || flock(lock, LOCK_EX)) {
		log_error("cannot lock %s: %s", path, strerror(errno));
		if (lock >= 0)
			close(lock);
		return DB_FAILED;
	}
	result = write_locked(db, a, state_dir, force, version);
	close(lock);
	return result;
}
