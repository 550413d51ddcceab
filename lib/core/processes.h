/*
 * Several processes of one program, and one that looks after them: it starts again whoever dies,
 * tells all to leave when it is told to, and ends when all are gone.
 */
#ifndef CORE_PROCESSES_H
#define CORE_PROCESSES_H

#include <stddef.h>

/* What one of them does, in a child of its own, and its exit status. The signals of leaving
 * (SIGTERM, SIGINT, SIGUSR1) are blocked when it begins, so that none is lost: it reads them with
 * signalfd, or catches and unblocks them. */
typedef int process_work(const void *context);

struct process {
	const char *name;		/* as the log and ps call it; NULL: as the program */
	process_work *work;
};

/* Blocks the signals of leaving. To be called before anything that must not be cut off, and before
 * libraries that install handlers of their own. */
void processes_block_signals(void);

/* Undoes that, with the signals' default effects: for a program that serves once and ends. */
void processes_unblock_signals(void);

/* Runs all of them until one of those signals comes; then each is told SIGTERM, and whoever is left
 * after leave_ms is killed. A child that dies is replaced: at once, but one after another that die
 * within their first seconds ever later, up to 5 s apart. Should this process be killed, the kernel
 * tells its children to leave. Blocks SIGCHLD and the above in this process. */
void processes_keep(const struct process *list, size_t count, const void *context, long leave_ms);

#endif
