/* Reading the routing snapshot: every number of one that is whole, none of one that is damaged, and
 * the next one when it comes. */
#include "data/snapshot.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log.h"
#include "../lib/tap.h"

static struct arena *a;
static char dir[] = "/tmp/snapshot-XXXXXX";
static const char *path;

/* Puts a file in place as the worker does. */
static void
put(const char *text, size_t bytes)
{
	const char *fresh = arena_printf(a, "%s.new", path);
	FILE *file = fopen(fresh, "w");

	if (!file || fwrite(text, 1, bytes, file) != bytes || fclose(file) || rename(fresh, path))
		bail_out("cannot write %s", path);
}

static const char *
line_text(const char *key, const char *number, int64_t clinic_id)
{
	struct line line = { .number = number,
		.clinic_id = clinic_id,
		.clinic_name = "Zoë's",
		.timezone = "America/New_York",
		.country = "US" };

	routing_default(&line.routing);
	line.routing.forward_number = "+18455550199";
	return arena_printf(a, "%s\t%s\n", key, json_text(a, line_document(a, &line)));
}

static const char *
file_text(int version, int lines, const char *body)
{
	return arena_printf(
	    a, "switchboard-snapshot 1 %d 1795248000123 %d\n%send\n", version, lines, body);
}

static int64_t
found(struct snapshot *s, const char *number)
{
	const struct line *line = NULL;

	snapshot_refresh(s);
	switch (snapshot_find(s, a, number, &line)) {
	case SNAPSHOT_FOUND:
		return line->clinic_id;
	case SNAPSHOT_NOT_FOUND:
		return 0;
	case SNAPSHOT_MISSING:
		return -1;
	}
	return -2;
}

static void
test_numbers(struct snapshot *s)
{
	const char *body =
	    arena_printf(a, "%s%s%s%s%s%s", line_text("0612345678", "+390612345678", 6),
	        line_text("18455550100", "+18455550100", 1),
	        line_text("2079460000", "+442079460000", 4),
	        line_text("390612345678", "+390612345678", 6),
	        line_text("442079460000", "+442079460000", 4),
	        line_text("8455550100", "+18455550100", 1));
	static const struct { const char *number; int64_t clinic;
	} rows[] = {
		{ "+18455550100", 1 },
		{ "18455550100", 1 },
		{ " 18455550100", 1 },
		{ "8455550100", 1 },
		{ "+1 (845) 555-0100", 1 },
		{ "845.555.0100", 1 },
		{ "(845) 555 0100 ", 1 },
		{ "+442079460000", 4 },
		{ "020 7946 0000", 4 },
		{ "00442079460000", 4 },
		{ "2079460000", 4 },
		{ "+390612345678", 6 },
		{ "06 1234 5678", 6 },
		{ "+8455550100", 0 },
		{ "+2079460000", 0 },
		{ "+184555501000", 0 },
		{ "+1845555010", 0 },
		{ "1", 0 },
		{ "", 0 },
		{ "+", 0 },
		{ "0", 0 },
		{ "client:18455550100", 0 },
		{ "Anonymous", 0 },
		{ "9", 0 },
		{ "999999999999999999999999999999999999999999", 0 },
		{ "845555010a", 0 },
	};
	const struct line *line, *again;

	put(file_text(7, 6, body), strlen(file_text(7, 6, body)));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		is_int(found(s, rows[i].number), rows[i].clinic, "\"%s\"", rows[i].number);
	is_int(found(s, NULL), 0, "no number");
	is_int(snapshot_version(s), 7, "the version");
	is_int(snapshot_written_at_ms(s), 1795248000123, "and when it was written");
	snapshot_find(s, a, "+18455550100", &line);
	is_text(line->clinic_name, "Zoë's", "a line has all that a call needs");
	is_text(line->routing.forward_number, "+18455550199", "its routing too");
	snapshot_find(s, a, "+18455550100", &again);
	ok(line == again, "it is read once, and kept");
}

static void
test_sizes(struct snapshot *s)
{
	for (int n = 0; n <= 130; n += n < 20 ? 1 : 37) {
		char *body = arena_string(a, "");
		int wrong = 0;

		for (int i = 0; i < n; i++)
			body = arena_printf(a, "%s%s", body,
			    line_text(arena_printf(a, "1%09d", i * 2 + 1),
			        arena_printf(a, "+1%09d", i * 2 + 1), i + 1));
		put(file_text(n + 1, n, body), strlen(file_text(n + 1, n, body)));
		for (int i = 0; i <= n * 2; i++)
			wrong += found(s, arena_printf(a, "+1%09d", i)) != (i % 2 ? i / 2 + 1 : 0);
		is_int(wrong, 0, "%d lines: each is found, none between", n);
	}
}

/* Somebody who copies over the file, or empties it, changes what is mapped. */
static void
test_spoiled_in_place(void)
{
	char *body = arena_string(a, "");
	struct snapshot *s = snapshot_new(dir);

	for (int i = 0; i < 100; i++)
		body = arena_printf(a, "%s%s", body, line_text(arena_printf(a, "1%09d", i), arena_printf(a, "+1%09d", i), i + 1));
	put(file_text(5, 100, body), strlen(file_text(5, 100, body)));
	is_int(found(s, "+1000000099"), 100, "a good one of several pages");
	if (truncate(path, 10) != 0)
		bail_out("unable to truncate the snapshot");
	is_int(found(s, "+1000000099"), -1, "cut short where it lies, it is not read any more");
	is_int(snapshot_version(s), 0, "and has no version");
	put(file_text(6, 100, body), strlen(file_text(6, 100, body)));
	is_int(found(s, "+1000000099"), 100, "until another good one comes");
	snapshot_free(s);
}

static void
test_damaged(void)
{
	const char *body = arena_printf(a, "%s%s", line_text("18455550100", "+18455550100", 1),
	    line_text("18455550101", "+18455550101", 2));
	const char *whole = file_text(3, 2, body);
	size_t bytes = strlen(whole);
	struct snapshot *s;
	int missing = 0, wrong = 0;

	for (size_t cut = 0; cut < bytes; cut++) {
		put(whole, cut);
		s = snapshot_new(dir);
		missing += found(s, "+18455550100") == -1;
		snapshot_free(s);
	}
	is_int(missing, (int64_t)bytes, "cut anywhere, it is not read");
	for (size_t at = 0; at < bytes; at++) {
		char *bad = arena_string(a, whole);
		int64_t clinic;

		bad[at] ^= 1;
		put(bad, bytes);
		s = snapshot_new(dir);
		clinic = found(s, "+18455550100");
		wrong += clinic < -1 || clinic > 2;
		snapshot_free(s);
	}
	is_int(wrong, 0, "with any byte changed, it does no harm");

	s = snapshot_new(dir);
	put(whole, bytes);
	is_int(found(s, "+18455550101"), 2, "a good one");
	put(whole, bytes / 2);
	is_int(found(s, "+18455550101"), 2, "stays in force when a damaged one comes");
	is_int(snapshot_version(s), 3, "with its version");
	put(file_text(4, 0, ""), strlen(file_text(4, 0, "")));
	is_int(found(s, "+18455550101"), 0, "until another good one comes");
	unlink(path);
	is_int(found(s, "+18455550101"), 0, "one that is deleted stays too");
	snapshot_free(s);
	test_spoiled_in_place();
	put(file_text(4, 3, body), strlen(file_text(4, 3, body)));
	s = snapshot_new(dir);
	is_int(found(s, "+18455550101"), -1, "too few lines");
	body = arena_printf(a, "%s%s", line_text("18455550101", "+18455550101", 2),
	    line_text("18455550100", "+18455550100", 1));
	put(file_text(4, 2, body), strlen(file_text(4, 2, body)));
	is_int(found(s, "+18455550101"), -1, "unsorted lines");
	put(file_text(4, 1, "18455550100\t{\"number\":1}\n"),
	    strlen(file_text(4, 1, "18455550100\t{\"number\":1}\n")));
	is_int(found(s, "+18455550100"), -1, "a line that is none");
	/* Nothing of it is kept, or the process would end when there is no more room. */
	missing = 0;
	for (int i = 0; i < 100000; i++) {
		const struct line *line;
		struct arena *call = arena_new(0);

		missing += snapshot_find(s, call, "+18455550100", &line) == SNAPSHOT_MISSING;
		arena_free(call);
	}
	is_int(missing, 100000, "and still none when it was asked for 100000 times");
	snapshot_free(s);
}

static void
test_wait(void)
{
	struct snapshot *s = snapshot_new(dir);
	bool reached = false;
	pid_t pid;

	put(file_text(10, 0, ""), strlen(file_text(10, 0, "")));
	ok(snapshot_wait(s, 10), "what is there is not waited for");
	pid = fork();
	if (!pid) {
		usleep(100000);
		put(file_text(12, 0, ""), strlen(file_text(12, 0, "")));
		_exit(0);
	}
	/* On a busy machine that may take more than the two seconds of one wait. */
	for (int i = 0; i < 30 && !reached; i++)
		reached = snapshot_wait(s, 11);
	ok(reached, "a later one is");
	is_int(snapshot_version(s), 12, "and seen");
	waitpid(pid, NULL, 0);
	ok(!snapshot_wait(s, 13), "one that never comes is given up");
	snapshot_free(s);
}

/* With no memory to map it, a good file is not a damaged one: it is looked at again. */
static void
test_unmappable(void)
{
	struct snapshot *s = snapshot_new(dir);
	struct rlimit usual, none;

	if (getrlimit(RLIMIT_AS, &usual))
		bail_out("getrlimit");
	none = (struct rlimit){ .rlim_cur = 1, .rlim_max = usual.rlim_max };
	for (int version = 20; version <= 21; version++) {
		int64_t seen;

		put(file_text(version, 0, ""), strlen(file_text(version, 0, "")));
		setrlimit(RLIMIT_AS, &none);
		seen = snapshot_version(s);
		setrlimit(RLIMIT_AS, &usual);
		is_int(seen, version == 20 ? 0 : 20, "without memory the one before stays in force");
		is_int(snapshot_version(s), version, "until there is some");
	}
	/* What lay in its place is gone, whether or not what lies there now can be read. */
	if (truncate(path, 10))
		bail_out("unable to truncate the snapshot");
	setrlimit(RLIMIT_AS, &none);
	is_int(snapshot_version(s), 0, "one that is cut short where it lies is not read any more");
	setrlimit(RLIMIT_AS, &usual);
	snapshot_free(s);
}

int
main(void)
{
	struct snapshot *s;

	log_set_level((enum log_level)0);	/* the damage is on purpose */
	a = arena_new(64 << 20);
	if (!mkdtemp(dir))
		bail_out("no temporary directory");
	path = arena_printf(a, "%s/routing.snapshot", dir);
	s = snapshot_new(dir);
	is_int(found(s, "+18455550100"), -1, "no snapshot at all");
	is_int(snapshot_version(s), 0, "has no version");
	test_numbers(s);
	test_sizes(s);
	snapshot_free(s);
	test_damaged();
	test_wait();
	test_unmappable();
	unlink(path);
	rmdir(dir);
	arena_free(a);
	return done_testing();
}
