/* Whose turn it is: one after another, the same again for the same call, evenly among processes
 * that ask at once, and turn 0 where there is no file to be had. */
#include "data/turns.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/tap.h"
#include "core/log.h"

enum { CLINIC = 7, OTHER = 8, WORKERS = 8, TAKES = 120, ASSISTANTS = 3 };

static char dir[] = "/tmp/turns-XXXXXX";
static char path[64];

static const char *
sid(int n)
{
	static char text[40];

	(void)snprintf(text, sizeof text, "CA%032x", (unsigned)n);
	return text;
}

static void
test_order(void)
{
	char nearly[101];

	is_int(turns_peek(dir, CLINIC, sid(0)), 0, "the first turn is the first call's");
	is_int(turns_peek(dir, CLINIC, NULL), 0, "and looking takes none");
	for (int i = 0; i < 5; i++)
		is_int(turns_take(dir, CLINIC, sid(i)), i, "call %d", i);
	for (int i = 4; i >= 0; i--) {
		is_int(turns_take(dir, CLINIC, sid(i)), i, "call %d asks again", i);
		is_int(turns_peek(dir, CLINIC, sid(i)), i, "or looks again");
	}
	is_int(turns_peek(dir, CLINIC, sid(5)), 5, "the next one is seen beforehand");
	is_int(turns_take(dir, OTHER, sid(0)), 0, "another clinic has turns of its own");
	is_int(turns_take(dir, CLINIC, sid(5)), 5, "which change nothing here");
	is_int(turns_take(dir, INT64_MAX, sid(9)), 0, "any id will do");
	memset(nearly, 'C', sizeof nearly - 1);
	nearly[sizeof nearly - 1] = '\0';
	nearly[64] = '\0';
	is_int(turns_take(dir, CLINIC, nearly), 6, "a sid of 64 characters");
	is_int(turns_take(dir, CLINIC, nearly), 6, "is known again");
	is_int(turns_take(dir, CLINIC, ""), 7, "and an empty one is one as well");
	is_int(turns_take(dir, CLINIC, ""), 7, "and known again");
}

/* Many more calls than are remembered: the newest are known again. */
static void
test_many(void)
{
	int wrong = 0, known = 0;

	for (int i = 0; i < 3 * TURNS_CALLS; i++)
		wrong += turns_take(dir, 21, sid(1000 + i)) != i;
	is_int(wrong, 0, "every call has the turn after the one before");
	for (int i = 3 * TURNS_CALLS - TURNS_CALLS / 4; i < 3 * TURNS_CALLS; i++)
		known += turns_peek(dir, 21, sid(1000 + i)) == i;
	ok(known > TURNS_CALLS / 4 * 99 / 100, "the newest calls are remembered: %d of %d", known,
	    TURNS_CALLS / 4);
}

static void
test_many_clinics(void)
{
	int wrong = 0;

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 3000; i++)
			wrong += turns_take(dir, 100000 + i, sid(round)) != round;
	is_int(wrong, 0, "three thousand clinics have their own turns");
}

/* Each worker takes turns for calls of its own; each turn is taken once, so the assistants are
 * rung evenly. */
static void
test_fair(void)
{
	int *rung = mmap(NULL, ASSISTANTS * sizeof *rung + WORKERS * TAKES * sizeof *rung,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int *taken = rung + ASSISTANTS, twice = 0, failed = 0, status;

	for (int w = 0; w < WORKERS; w++) {
		if (fork() == 0) {
			for (int i = 0; i < TAKES; i++) {
				int64_t turn = turns_take(dir, 33, sid(50000 + w * TAKES + i));

				if (turn < 0 || turn >= WORKERS * TAKES)
					_exit(1);
				__atomic_fetch_add(&rung[turn % ASSISTANTS], 1, __ATOMIC_RELAXED);
				__atomic_fetch_add(&taken[turn], 1, __ATOMIC_RELAXED);
			}
			_exit(0);
		}
	}
	for (int w = 0; w < WORKERS; w++) {
		(void)wait(&status);
		failed += status != 0;
	}
	is_int(failed, 0, "%d processes at once take %d turns each", WORKERS, TAKES);
	for (int i = 0; i < WORKERS * TAKES; i++)
		twice += taken[i] != 1;
	is_int(twice, 0, "every turn was taken once");
	for (int i = 0; i < ASSISTANTS; i++)
		is_int(rung[i], WORKERS * TAKES / ASSISTANTS, "assistant %d, as often as all",
		    i);
}

static void
write_file(const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f))
		bail_out("cannot write %s", path);
}

static void
test_damage(void)
{
	static char garbage[2 << 20];
	struct stat st;
	off_t whole;

	if (stat(path, &st) != 0)
		bail_out("%s is not there", path);
	whole = st.st_size;
	is_int(st.st_mode & 0777, 0640, "the file is not for everybody");
	memset(garbage, 0xa5, sizeof garbage);
	write_file("short", 5);
	is_int(turns_take(dir, CLINIC, sid(1)), 0, "a file that was cut short is begun anew");
	is_int(turns_take(dir, CLINIC, sid(2)), 1, "and works");
	write_file(garbage, sizeof garbage);
	is_int(turns_take(dir, CLINIC, sid(1)), 0, "so is one that is too long");
	is_int(turns_take(dir, CLINIC, sid(2)), 1, "and works");
	write_file(garbage, (size_t)whole);
	is_int(turns_take(dir, CLINIC, sid(1)), 0, "so is one that holds something else");
	is_int(turns_take(dir, CLINIC, sid(2)), 1, "and works");
	write_file("", 0);
	is_int(turns_take(dir, CLINIC, sid(3)), 0, "an empty one is a new one");
	/* Only the magic is right. */
	memcpy(garbage, "swb-turns-1\0\0\0\0", 16);
	write_file(garbage, (size_t)whole);
	is_int(turns_take(dir, CLINIC, sid(1)), 0, "a full table of nonsense has no room");
}

static void
test_no_file(void)
{
	const struct rlimit small = { 4096, RLIM_INFINITY };
	struct rlimit usual;
	int fd;

	is_int(turns_take("/nonexistent", CLINIC, sid(1)), 0, "no directory: turn 0");
	is_int(turns_peek("/nonexistent", CLINIC, NULL), 0, "no directory: turn 0 to look at");
	(void)unlink(path);
	if (mkdir(path, 0700) != 0)
		bail_out("cannot make %s", path);
	is_int(turns_take(dir, CLINIC, sid(1)), 0, "a directory in its place: turn 0");
	(void)rmdir(path);
	(void)getrlimit(RLIMIT_FSIZE, &usual);
	(void)setrlimit(RLIMIT_FSIZE, &small);
	is_int(turns_take(dir, CLINIC, sid(1)), 0, "no room on the disk: turn 0");
	(void)setrlimit(RLIMIT_FSIZE, &usual);
	is_int(turns_take(dir, CLINIC, sid(1)), 0, "with room again the first turn");
	is_int(turns_take(dir, CLINIC, sid(2)), 1, "and the next");
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		bail_out("cannot lock %s", path);
	is_int(turns_take(dir, CLINIC, sid(3)), 0,
	    "somebody sits on the lock: turn 0, and no waiting for ever");
	(void)close(fd);
	is_int(turns_take(dir, CLINIC, sid(3)), 2, "and the rotation goes on when he is gone");
}

int
main(void)
{
	if (!mkdtemp(dir))
		bail_out("cannot make %s", dir);
	(void)snprintf(path, sizeof path, "%s/turns.1", dir);
	(void)signal(SIGXFSZ, SIG_IGN);
	log_open("turns", LOG_ERROR);
	test_order();
	test_many();
	test_many_clinics();
	test_fair();
	test_damage();
	test_no_file();
	(void)unlink(path);
	(void)rmdir(dir);
	return done_testing();
}
