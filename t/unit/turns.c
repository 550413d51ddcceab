/* Whose turn it is: one after another, also while people come and go and where a call goes on to
 * the next, the same again for the same call, evenly among processes that ask at once, and nobody's
 * where there is no file to be had. */
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

enum {
	CLINIC = 7, OTHER = 8, WORKERS = 8, TAKES = 120, ASSISTANTS = 3, PEOPLE = WORKERS * TAKES
};

static char dir[] = "/tmp/turns-XXXXXX";
static char path[64];

static const char *
sid(int n)
{
	static char text[40];

	(void)snprintf(text, sizeof text, "CA%032x", (unsigned)n);
	return text;
}

/* A clinic with so many assistants, of ids 1, 2 …, all on duty. */
static struct line
clinic(int64_t clinic_id, size_t count)
{
	static struct assistant people[PEOPLE];

	for (int i = 0; i < PEOPLE; i++)
		people[i] = (struct assistant){ .assistant_id = i + 1, .priority = i,
			.phone = "+18455550201" };
	return (struct line){ .number = "+18455550100", .clinic_id = clinic_id,
		.assistants = people, .assistants_count = count };
}

static int64_t
take(int64_t clinic_id, const char *call_sid)
{
	struct line line = clinic(clinic_id, ASSISTANTS);

	return turns_take(dir, &line, &(struct call_facts){ .call_sid = call_sid });
}

static int64_t
peek(int64_t clinic_id, const char *call_sid)
{
	struct line line = clinic(clinic_id, ASSISTANTS);

	return turns_peek(dir, &line, &(struct call_facts){ .call_sid = call_sid });
}

/* The turn of a call of three that rang these ("132": in this order) and goes on. */
static int64_t
go_on(int64_t clinic_id, const char *call_sid, const char *rung)
{
	struct line line = clinic(clinic_id, ASSISTANTS);
	struct call_facts call = { .call_sid = call_sid };

	for (; *rung; rung++)
		call.state.rung[call.state.rung_count++] = *rung - '0';
	return turns_take(dir, &line, &call);
}

static void
test_order(void)
{
	char nearly[101];

	is_int(peek(CLINIC, sid(0)), 1, "the first turn is the first call's");
	is_int(peek(CLINIC, NULL), 1, "and looking takes none");
	for (int i = 0; i < 5; i++)
		is_int(take(CLINIC, sid(i)), i % ASSISTANTS + 1, "call %d", i);
	for (int i = 4; i >= 0; i--) {
		is_int(take(CLINIC, sid(i)), i % ASSISTANTS + 1, "call %d asks again", i);
		is_int(peek(CLINIC, sid(i)), i % ASSISTANTS + 1, "or looks again");
	}
	is_int(peek(CLINIC, sid(5)), 3, "the next one is seen beforehand");
	is_int(take(OTHER, sid(0)), 1, "another clinic has turns of its own");
	is_int(take(CLINIC, sid(5)), 3, "which change nothing here");
	is_int(take(INT64_MAX, sid(9)), 1, "any id will do");
	memset(nearly, 'C', sizeof nearly - 1);
	nearly[sizeof nearly - 1] = '\0';
	nearly[64] = '\0';
	is_int(take(CLINIC, nearly), 1, "a sid of 64 characters");
	is_int(take(CLINIC, nearly), 1, "is known again");
	is_int(take(CLINIC, ""), 2, "and an empty one is one as well");
	is_int(take(CLINIC, ""), 2, "and known again");
}

/* Between the calls people come and go: in capitals who is on duty, in small letters who is not. E
 * is the first in the order, and B and C have one priority. */
static void
test_changes(void)
{
	static const int priorities[32] = { 0, 10, 20, 20, 30, 5 };	/* by letter */
	static const struct { const char *people, *turn, *what;
	} rows[] = {
		{ "ABC", "A", "all three" }, { "ABC", "B", "all three" },
		{ "AbC", "C", "B is paused, and had the last turn" },
		{ "AbC", "A", "and round again" }, { "AbC", "C", "without B" },
		{ "ABC", "A", "B is back, and waits" }, { "ABC", "B", "for the turn" },
		{ "aBc", "B", "B alone" }, { "aBc", "B", "again and again" },
		{ "ABC", "C", "the others are back: after B comes C" },
		{ "AbC", "A", "B is paused, and was not next" },
		{ "ABC", "B", "and misses nothing" },
		{ "AC", "C", "B is deleted, and had the last turn" },
		{ "ACD", "D", "D is added, at the end" },
		{ "EACD", "E", "E is added, in front" }, { "EACD", "A", "and A is next" },
		{ "ECD", "C", "A is deleted" }, { "Ecd", "E", "E alone" },
		{ "ecd", "", "nobody: no turn is taken" }, { "", "", "nobody at all" },
		{ "eCD", "C", "E is paused" }, { "E", "E", "E is left" },
		{ "ABCD", "A", "E is gone: who comes after him is the first" },
	};

	for (int i = 0; i < (int)(sizeof rows / sizeof rows[0]); i++) {
		struct line line = clinic(55, strlen(rows[i].people));
		struct call_facts call = { .call_sid = sid(900 + i) };
		struct assistant people[8];
		int64_t want = *rows[i].turn ? *rows[i].turn - 'A' + 1 : 0;

		for (size_t n = 0; n < line.assistants_count; n++) {
			int letter = rows[i].people[n] & 31;

			people[n] = line.assistants[n];
			people[n].assistant_id = letter;
			people[n].priority = priorities[letter];
			people[n].paused = rows[i].people[n] >= 'a';
		}
		line.assistants = people;
		is_int(turns_peek(dir, &line, &call), want, "%s: %s", rows[i].people, rows[i].what);
		is_int(turns_take(dir, &line, &call), want, "so it is taken");
		line.assistants_count = 0;
		is_int(turns_take(dir, &line, &call), want, "and kept, whoever goes");
	}
}

static void
test_going_on(void)
{
	static const struct { int call; const char *rung; int turn; const char *what;
	} rows[] = {
		{ 1, "", 1, "a call" }, { 1, "1", 2, "goes on" }, { 1, "1", 2, "asks again" },
		{ 1, "", 1, "or as before" }, { 2, "", 3, "the next goes after that" },
		{ 1, "1", 2, "a late repeat" }, { 3, "", 1, "moves nothing" },
		{ 4, "", 2, "while it rings another begins" }, { 3, "1", 3, "then it goes on" },
		{ 5, "", 1, "and so does the next" }, { 3, "13", 2, "who was not rung by it yet" },
		{ 3, "132", 0, "and nobody else" }, { 6, "", 3, "it ends, and nothing is lost" },
		{ 7, "", 1, "one more" }, { 8, "", 2, "while it rings" }, { 9, "", 3, "two begin" },
		{ 7, "1", 2, "it rang who is next" }, { 10, "", 3, "who follows is next" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		is_int(go_on(56, sid(700 + rows[i].call), rows[i].rung), rows[i].turn,
		    "call %d after \"%s\": %s", rows[i].call, rows[i].rung, rows[i].what);
}

/* Many more calls than are remembered: the newest are known again. */
static void
test_many(void)
{
	struct line line = clinic(21, 500);
	struct call_facts call = { 0 };
	int wrong = 0, known = 0;

	for (int i = 0; i < 3 * TURNS_MAX; i++) {
		call.call_sid = sid(1000 + i);
		wrong += turns_take(dir, &line, &call) != i % 500 + 1;
	}
	is_int(wrong, 0, "every call has the turn after the one before");
	for (int i = 3 * TURNS_MAX - TURNS_MAX / 4; i < 3 * TURNS_MAX; i++) {
		call.call_sid = sid(1000 + i);
		known += turns_peek(dir, &line, &call) == i % 500 + 1;
	}
	ok(known > TURNS_MAX / 4 * 99 / 100, "the newest calls are remembered: %d of %d", known,
	    TURNS_MAX / 4);
}

static void
test_many_clinics(void)
{
	int wrong = 0;

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 3000; i++)
			wrong += take(100000 + i, sid(round)) != round + 1;
	is_int(wrong, 0, "three thousand clinics have their own turns");
}

/* Each worker takes turns for calls of its own: at a clinic with as many people as calls, where
 * each turn is taken once, and at a small one, where the assistants are rung evenly. */
static void
test_fair(void)
{
	int *rung = mmap(NULL, ASSISTANTS * sizeof *rung + PEOPLE * sizeof *rung,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int *taken = rung + ASSISTANTS, twice = 0, failed = 0, status;
	struct line large = clinic(33, PEOPLE);

	for (int w = 0; w < WORKERS; w++) {
		if (fork() == 0) {
			for (int i = 0; i < TAKES; i++) {
				const char *call_sid = sid(50000 + w * TAKES + i);
				int64_t of_many = turns_take(dir, &large,
				    &(struct call_facts){ .call_sid = call_sid });
				int64_t of_few = take(34, call_sid);

				if (of_many < 1 || of_many > PEOPLE || of_few < 1 ||
				    of_few > ASSISTANTS)
					_exit(1);
				__atomic_fetch_add(&rung[of_few - 1], 1, __ATOMIC_RELAXED);
				__atomic_fetch_add(&taken[of_many - 1], 1, __ATOMIC_RELAXED);
			}
			_exit(0);
		}
	}
	for (int w = 0; w < WORKERS; w++) {
		(void)wait(&status);
		failed += status != 0;
	}
	is_int(failed, 0, "%d processes at once take %d turns each", WORKERS, TAKES);
	for (int i = 0; i < PEOPLE; i++)
		twice += taken[i] != 1;
	is_int(twice, 0, "every turn was taken once");
	for (int i = 0; i < ASSISTANTS; i++)
		is_int(rung[i], PEOPLE / ASSISTANTS, "assistant %d, as often as all", i);
}

/* At once, too: one never picks up, and the calls that begin there go on. */
static void
test_absent(void)
{
	int *rung = mmap(NULL, (ASSISTANTS + 1) * sizeof *rung, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int failed = 0, status;

	for (int w = 0; w < WORKERS; w++) {
		if (fork() == 0) {
			for (int i = 0; i < TAKES; i++) {
				const char *call_sid = sid(60000 + w * TAKES + i);
				int64_t who = take(35, call_sid);

				if (who == 1)
					who = go_on(35, call_sid, "1");
				__atomic_fetch_add(&rung[who], 1, __ATOMIC_RELAXED);
			}
			_exit(0);
		}
	}
	for (int w = 0; w < WORKERS; w++) {
		(void)wait(&status);
		failed += status != 0;
	}
	is_int(failed, 0, "%d processes at once, of whose calls one assistant takes none", WORKERS);
	is_int(rung[2], PEOPLE / 2, "one of the others has half of them");
	is_int(rung[3], PEOPLE / 2, "and the other half, too");
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
	int64_t nonsense;
	struct stat st;
	off_t whole;

	if (stat(path, &st) != 0)
		bail_out("%s is not there", path);
	whole = st.st_size;
	is_int(st.st_mode & 0777, 0640, "the file is not for everybody");
	memset(garbage, 0xa5, sizeof garbage);
	write_file("short", 5);
	is_int(take(CLINIC, sid(1)), 1, "a file that was cut short is begun anew");
	is_int(take(CLINIC, sid(2)), 2, "and works");
	write_file(garbage, sizeof garbage);
	is_int(take(CLINIC, sid(1)), 1, "so is one that is too long");
	is_int(take(CLINIC, sid(2)), 2, "and works");
	write_file(garbage, (size_t)whole);
	is_int(take(CLINIC, sid(1)), 1, "so is one that holds something else");
	is_int(take(CLINIC, sid(2)), 2, "and works");
	write_file("", 0);
	is_int(take(CLINIC, sid(3)), 1, "an empty one is a new one");
	/* Only the magic is right. */
	memcpy(garbage, "swb-turns-3\0\0\0\0", 16);
	write_file(garbage, (size_t)whole);
	is_int(take(CLINIC, sid(1)), 0, "a full table of nonsense has no room");
	memcpy(&nonsense, garbage + 16, sizeof nonsense);
	is_int(take(nonsense, sid(1)), 1, "and a place of nonsense loses nobody");
}

static void
test_no_file(void)
{
	const struct rlimit small = { 4096, RLIM_INFINITY };
	struct line line = clinic(CLINIC, ASSISTANTS);
	struct call_facts call = { .call_sid = sid(1) };
	struct rlimit usual;
	int fd;

	is_int(turns_take("/nonexistent", &line, &call), 0, "no directory: nobody's turn");
	is_int(turns_peek("/nonexistent", &line, &call), 0, "no directory: none to look at");
	(void)unlink(path);
	if (mkdir(path, 0700) != 0)
		bail_out("cannot make %s", path);
	is_int(take(CLINIC, sid(1)), 0, "a directory in its place: nobody's turn");
	(void)rmdir(path);
	(void)getrlimit(RLIMIT_FSIZE, &usual);
	(void)setrlimit(RLIMIT_FSIZE, &small);
	is_int(take(CLINIC, sid(1)), 0, "no room on the disk: nobody's turn");
	(void)setrlimit(RLIMIT_FSIZE, &usual);
	is_int(take(CLINIC, sid(1)), 1, "with room again the first turn");
	is_int(take(CLINIC, sid(2)), 2, "and the next");
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || flock(fd, LOCK_EX) != 0)
		bail_out("cannot lock %s", path);
	is_int(take(CLINIC, sid(3)), 0,
	    "somebody sits on the lock: nobody's turn, and no waiting for ever");
	(void)close(fd);
	is_int(take(CLINIC, sid(3)), 3, "and the rotation goes on when he is gone");
}

int
main(void)
{
	if (!mkdtemp(dir))
		bail_out("cannot make %s", dir);
	(void)snprintf(path, sizeof path, "%s/turns.3", dir);
	(void)signal(SIGXFSZ, SIG_IGN);
	log_open("turns", LOG_ERROR);
	test_order();
	test_changes();
	test_going_on();
	test_many();
	test_many_clinics();
	test_fair();
	test_absent();
	test_damage();
	test_no_file();
	(void)unlink(path);
	(void)rmdir(dir);
	return done_testing();
}
