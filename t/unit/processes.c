/* Several processes of one program: who dies is replaced, who is told to leave leaves. */
#include "core/processes.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log.h"

#include "../lib/tap.h"

enum { PATIENCE_MS = 20 * 1000 };

/* What the processes tell the test: their pid, with a sign that says which end of their life it is. */
static int told[2];

static void
tell(int what)
{
	(void)!write(told[1], &what, sizeof what);
}

/* 0: nothing came. */
static int
hear(int patience_ms)
{
	struct pollfd waiting = { .fd = told[0], .events = POLLIN };
	int what = 0;

	if (poll(&waiting, 1, patience_ms) == 1 && read(told[0], &what, sizeof what) < 0)
		return 0;
	return what;
}

/* What was said and is of no interest. */
static void
forget(void)
{
	int what;

	do
		what = hear(0);
	while (what);
}

static int
calm(const void *context)
{
	sigset_t leaving;
	int got;

	(void)context;
	tell((int)getpid());
	(void)sigemptyset(&leaving);
	(void)sigaddset(&leaving, SIGTERM);
	(void)sigwait(&leaving, &got);
	tell(-(int)getpid());
	return 0;
}

static int
deaf(const void *context)
{
	(void)context;
	tell((int)getpid());
	for (int i = 0; i < PATIENCE_MS / 1000; i++)
		(void)sleep(1);		/* what is blocked wakes nobody */
	return 0;
}

static int
short_lived(const void *context)
{
	(void)context;
	tell((int)getpid());
	return 3;
}

/* The test's own death is that of what it has started, so that nothing stays behind. */
static pid_t
keep(process_work *work, size_t count, long leave_ms)
{
	struct process list[8];
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	for (size_t i = 0; i < count; i++)
		list[i] = (struct process){ "kept", work };
	processes_block_signals();
	processes_keep(list, count, NULL, leave_ms);
	_exit(0);
}

static int
end(pid_t keeper, int signal_number)
{
	int status;

	(void)kill(keeper, signal_number);
	(void)waitpid(keeper, &status, 0);
	return status;
}

static void
test_leaving(void)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGUSR1 };

	for (size_t s = 0; s < sizeof signals / sizeof *signals; s++) {
		pid_t keeper = keep(calm, 3, PATIENCE_MS);
		int begun = 0, left = 0;

		for (int i = 0; i < 3; i++)
			begun += hear(PATIENCE_MS) > 0;
		is_int(begun, 3, "three are started");
		is_int(end(keeper, signals[s]), 0, "... and end when the first is told, with it");
		for (int i = 0; i < 3; i++)
			left += hear(0) < 0;
		is_int(left, 3, "... each by itself");
		is_int(hear(0), 0, "... and nobody else was there");
	}
}

static void
test_early(void)
{
	int left = 0;

	/* Told while its children are hardly forked: whoever begins hears it all the same. */
	for (int i = 0; i < 100; i++) {
		pid_t keeper = keep(calm, 3, PATIENCE_MS);

		(void)hear(PATIENCE_MS);
		left += end(keeper, SIGTERM) == 0;
		forget();
	}
	is_int(left, 100, "nobody misses a signal that comes early");
}

static void
test_replaced(void)
{
	pid_t keeper = keep(calm, 1, PATIENCE_MS);
	int first = hear(PATIENCE_MS), second, third;

	(void)kill(first, SIGKILL);
	second = hear(PATIENCE_MS);
	ok(second > 0 && second != first, "who is killed is replaced");
	(void)kill(second, SIGKILL);
	third = hear(PATIENCE_MS);
	ok(third > 0 && third != second, "and so is the next, though it was young");
	is_int(end(keeper, SIGTERM), 0, "and the end is the end");
	is_int(hear(0), -third, "... of the last one");
	keeper = keep(short_lived, 1, PATIENCE_MS);
	for (int i = 0; i < 4; i++)
		first = hear(PATIENCE_MS);
	ok(first > 0, "one that ends by itself is started again and again");
	is_int(end(keeper, SIGTERM), 0, "until it is enough");
	forget();
}

static void
test_deaf(void)
{
	pid_t keeper = keep(deaf, 2, 100);
	int one = hear(PATIENCE_MS), other = hear(PATIENCE_MS);

	is_int(end(keeper, SIGTERM), 0, "those who do not leave do not hold up the end");
	ok(one > 0 && other > 0 && kill(one, 0) != 0 && kill(other, 0) != 0, "they are killed");
}

static void
test_orphans(void)
{
	pid_t keeper = keep(calm, 1, PATIENCE_MS);
	int child = hear(PATIENCE_MS);

	(void)end(keeper, SIGKILL);
	is_int(hear(PATIENCE_MS), -child, "whose keeper is killed leaves");
}

int
main(void)
{
	if (pipe(told) != 0)
		return 1;
	log_set_level(LOG_ERROR);
	test_leaving();
	test_early();
	test_replaced();
	test_deaf();
	test_orphans();
	return done_testing();
}
