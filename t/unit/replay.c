/* The spool's way into the database, with shell scripts in place of the programs: what they are
 * given, and what becomes of a webhook that cannot be replayed, by whose fault that is. */
#include "web/replay.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/log.h"
#include "web/spool.h"
#include "../lib/tap.h"

enum { MANY = 5 };			/* more often than a webhook may fail by its own fault */

static struct arena *a;
static char dir[] = "/tmp/replay-XXXXXX";
static struct config config;

static void
put(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) || chmod(path, mode))
		bail_out("cannot write %s", path);
}

static void
put_program(const char *name, const char *script)
{
	put(arena_printf(a, "%s/%s", config.program_dir, name),
	    arena_printf(a, "#!/bin/sh\n%s\n", script), 0755);
}

/* Puts a webhook of this program into the empty spool; its name. */
static const char *
webhook(const char *program)
{
	struct envelope e = { .program = program, .method = "POST", .target = "/", .received_at_ms = 1,
		.body = "a=1", .body_bytes = 3, .answer_status = 200, .answer = "<Response/>",
		.answer_bytes = 11 };
	const char *why, **names;

	if (!spool_write(a, config.spool_dir, &e, &why))
		bail_out("spool_write: %s", why);
	if (spool_list(a, config.spool_dir, "new", 2, &names) != 1)
		bail_out("the spool was not empty");
	return names[0];
}

/* How often of `times` it was left where it is. */
static int
left(const char *name, int times)
{
	int count = 0;

	for (int i = 0; i < times; i++)
		count += spool_replay(a, &config, name) == REPLAY_LATER;
	return count;
}

static void
is_replayed(const char *name, const char *when)
{
	is_int(spool_replay(a, &config, name), REPLAYED, "%s it is replayed", when);
	ok(spool_depth(config.spool_dir, "new") == 0 && spool_depth(config.spool_dir, "bad") == 0,
	    "and gone");
}

/* The programs of this installation. */
static void
put_routes(void)
{
	put(arena_printf(a, "%s/ROUTES", config.program_dir),
	    "good POST /good twilio webhook 1\nill POST /ill twilio webhook 1\n"
	    "later POST /later twilio webhook 1\n", 0644);
}

static void
is_put_aside(const char *name, const char *reason)
{
	const char *bad = arena_printf(a, "%s/bad/%s", config.spool_dir, name);
	char said[200] = "";
	FILE *f = fopen(arena_printf(a, "%s.reason", bad), "r");

	ok(f && fgets(said, sizeof said, f) && strstr(said, reason), "then it is put aside: %s", said);
	if (f)
		(void)fclose(f);
	ok(unlink(bad) == 0, "whole");
}

static void
test_reading(void)
{
	const char *name = webhook("good"), *path;
	int next = dup(STDIN_FILENO);
	struct rlimit usual, none;

	close(next);
	if (getrlimit(RLIMIT_NOFILE, &usual))
		bail_out("getrlimit");
	none = (struct rlimit){ .rlim_cur = (rlim_t)next, .rlim_max = usual.rlim_max };
	setrlimit(RLIMIT_NOFILE, &none);
	is_int(left(name, MANY), MANY, "a webhook that cannot be opened for want of files waits");
	setrlimit(RLIMIT_NOFILE, &usual);
	is_replayed(name, "when there are some");

	is_int(left(name, MANY), MANY, "one that somebody took away");
	is_int(spool_depth(config.spool_dir, "bad"), 0, "is not put aside");
	ok(access(arena_printf(a, "%s/bad/%s.reason", config.spool_dir, name), F_OK) != 0,
	    "nor is a reason");

	path = arena_printf(a, "%s/new/1", config.spool_dir);
	if (mkdir(path, 0700))
		bail_out("mkdir");
	is_int(spool_replay(a, &config, "1"), REPLAY_REFUSED, "a directory holds nobody up");
	put(path, "switchboard-envelope 1\n", 0600);
	rmdir(arena_printf(a, "%s/bad/1", config.spool_dir));
	is_int(spool_replay(a, &config, "1"), REPLAY_REFUSED, "nor does half an envelope");
	unlink(arena_printf(a, "%s/bad/1", config.spool_dir));
}

/* An installation may be under way, or there is no memory to begin a program with. */
static void
test_not_run(void)
{
	const char *name = webhook("later"), *routes = arena_printf(a, "%s/ROUTES", config.program_dir);

	is_int(left(name, MANY), MANY, "a webhook whose program is missing waits");
	put_program("later", "exit 127");
	is_int(left(name, MANY), MANY, "also where its libraries are");
	chmod(arena_printf(a, "%s/later", config.program_dir), 0644);
	is_int(left(name, MANY), MANY, "or it may not be run");
	put_program("later", "exit 0");
	is_replayed(name, "when it is there");

	name = webhook("former");
	unlink(routes);
	is_int(left(name, MANY), MANY, "without ROUTES nobody knows which programs there are");
	put_routes();
	is_int(left(name, 3), 2, "what no path leads to is waited for twice");
	is_put_aside(name, "cannot be run");
}

static void
test_killed(void)
{
	static const char *const signals[] = { "SEGV", "ABRT" };
	const char *name = webhook("ill");

	put_program("ill", "kill -KILL $$");
	is_int(left(name, MANY), MANY, "a webhook whose program is killed waits");
	put_program("ill", "exit 0");
	is_replayed(name, "when there is memory");
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		put_program("ill", arena_printf(a, "kill -%s $$", signals[i]));
		name = webhook("ill");
		is_int(left(name, 3), 2, "one that has its program end by SIG%s twice", signals[i]);
		is_put_aside(name, "was ended by signal");
	}
}

int
main(void)
{
	const char *why;

	log_set_level((enum log_level)0);	/* what fails here fails on purpose */
	a = arena_new(64 << 20);
	if (!mkdtemp(dir))
		bail_out("no temporary directory");
	config.spool_dir = arena_printf(a, "%s/spool", dir);
	config.program_dir = arena_printf(a, "%s/programs", dir);
	if (mkdir(config.program_dir, 0700) || !spool_open(a, config.spool_dir, &why))
		bail_out("no directories below %s", dir);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
	put_routes();
	put_program("good", "test $CONTENT_LENGTH = 3 && test \"$(cat)\" = 'a=1<Response/>'");
	test_reading();
	test_not_run();
	test_killed();
	(void)!system(arena_printf(a, "rm -r %s", dir));
	arena_free(a);
	return done_testing();
}
