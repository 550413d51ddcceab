/* Several processes of one program. See processes.h. */
#include "core/processes.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"

enum {
	YOUNG_US = 5 * 1000 * 1000,	/* who dies younger is not started again at once each time */
	PAUSE_MIN_US = 100 * 1000, PAUSE_MAX_US = 5 * 1000 * 1000,
	LOOK_NS = 50 * 1000 * 1000,	/* how often a pause or a deadline is looked at */
};

struct child {
	pid_t pid;			/* 0: not running */
	int64_t started_us, start_at_us, pause_us;
};

struct keeper {
	const struct process *list;
	struct child *children;
	size_t count;
	const void *context;
	sigset_t before, leaving, waited_for;
};

static void
leaving_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGINT);
	(void)sigaddset(set, SIGUSR1);
}

void
processes_block_signals(void)
{
	sigset_t leaving;

	leaving_signals(&leaving);
	(void)sigprocmask(SIG_BLOCK, &leaving, NULL);
}

void
processes_unblock_signals(void)
{
	sigset_t leaving;

	leaving_signals(&leaving);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGUSR1, SIG_DFL);
	(void)sigprocmask(SIG_UNBLOCK, &leaving, NULL);
}

static const char *
name_of(const struct keeper *k, size_t i)
{
	return k->list[i].name ? k->list[i].name : "a process";
}

static void
later(struct child *child)
{
	child->start_at_us = clock_steady_us() + child->pause_us;
	child->pause_us = child->pause_us ? 2 * child->pause_us : PAUSE_MIN_US;
	if (child->pause_us > PAUSE_MAX_US)
		child->pause_us = PAUSE_MAX_US;
}

static void
start(struct keeper *k, size_t i)
{
	struct child *child = &k->children[i];
	pid_t keeper = getpid();

	child->started_us = clock_steady_us();
	child->pid = fork();
	if (child->pid < 0) {
		log_error("unable to start %s: %s", name_of(k, i), strerror(errno));
		child->pid = 0;
		later(child);
	}
	if (child->pid != 0)
		return;
	/* Whoever looks after us cannot tell us to go when it was killed. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (k->list[i].name)
		(void)prctl(PR_SET_NAME, k->list[i].name);
	(void)sigprocmask(SIG_SETMASK, &k->before, NULL);
	(void)sigprocmask(SIG_BLOCK, &k->leaving, NULL);
	_exit(getppid() == keeper ? k->list[i].work(k->context) : 0);
}

/* Those that are due; false: some are to be started later. */
static bool
start_due(struct keeper *k)
{
	bool all = true;

	for (size_t i = 0; i < k->count; i++) {
		if (!k->children[i].pid && k->children[i].start_at_us <= clock_steady_us())
			start(k, i);
		all = all && k->children[i].pid;
	}
	return all;
}

static void
ended(struct keeper *k, size_t i, int status, bool leaving)
{
	struct child *child = &k->children[i];
	int pid = (int)child->pid;

	if (clock_steady_us() - child->started_us >= YOUNG_US)
		child->pause_us = 0;
	child->pid = 0;
	later(child);
	if (leaving)
		return;
	if (WIFSIGNALED(status))
		log_warning("%s (%d) was ended by signal %d; starting it again", name_of(k, i), pid,
		    WTERMSIG(status));
	else
		log_warning("%s (%d) ended with status %d; starting it again", name_of(k, i), pid,
		    WEXITSTATUS(status));
}

/* Buries the dead; how many are alive. */
static size_t
collect(struct keeper *k, bool leaving)
{
	size_t alive = 0;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < k->count; i++)
			if (k->children[i].pid == pid)
				ended(k, i, status, leaving);
	for (size_t i = 0; i < k->count; i++)
		alive += k->children[i].pid != 0;
	return alive;
}

static void
tell_all(const struct keeper *k, int signal_number)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->children[i].pid)
			(void)kill(k->children[i].pid, signal_number);
}

void
processes_keep(const struct process *list, size_t count, const void *context, long leave_ms)
{
	const struct timespec look = { .tv_nsec = LOOK_NS };
	struct keeper k = { .list = list, .count = count, .context = context };
	int64_t leave_by_us;
	int got = 0;

	k.children = calloc(count, sizeof *k.children);
	if (!k.children)
		abort();
	leaving_signals(&k.leaving);
	k.waited_for = k.leaving;
	(void)sigaddset(&k.waited_for, SIGCHLD);
	/* Blocked, and waited for: none is missed between two looks. */
	(void)sigprocmask(SIG_BLOCK, &k.waited_for, &k.before);
	while (got <= 0 || got == SIGCHLD) {
		(void)collect(&k, false);
		got = start_due(&k) ? sigwaitinfo(&k.waited_for, NULL) :
		    sigtimedwait(&k.waited_for, NULL, &look);
	}
	tell_all(&k, SIGTERM);
	leave_by_us = clock_steady_us() + (int64_t)leave_ms * 1000;
	while (collect(&k, true) && clock_steady_us() < leave_by_us)
		(void)sigtimedwait(&k.waited_for, NULL, &look);
	if (collect(&k, true)) {
		log_warning("not all processes left in time: they are killed");
		tell_all(&k, SIGKILL);
		for (size_t i = 0; i < count; i++)
			if (k.children[i].pid)
				(void)waitpid(k.children[i].pid, NULL, 0);
	}
	free(k.children);
}
