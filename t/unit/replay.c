/* The spool's way into the database, with shell scripts in place of the programs: what becomes of a
 * webhook that cannot be replayed, by whose fault that is. */
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
		.body = "", .answer_status = 204, .answer = "" };
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
	put_program("good", "exit 0");
	test_reading();
	(void)!system(arena_printf(a, "rm -r %s", dir));
	arena_free(a);
	return done_testing();
}
