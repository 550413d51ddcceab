/* The spool's way into the database. See replay.h. */
#include "jobs/replay.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "web/spool.h"

enum { PROGRAM_S_MAX = 30, TRIES_MAX = 3, EXIT_NOT_RUN = 127 };

/* A file without a name that holds the body: unlike a pipe it never waits for its reader. -1 when there is no memory. */
static int
body_open(const struct envelope *e)
{
	int fd = memfd_create("body", MFD_CLOEXEC);
	size_t done = 0;

	while (fd >= 0 && done < e->body_bytes) {
		ssize_t n = write(fd, e->body + done, e->body_bytes - done);

		if (n <= 0) {
			(void)close(fd);
			return -1;
		}
		done += (size_t)n;
	}
	if (fd >= 0)
		(void)lseek(fd, 0, SEEK_SET);
	return fd;
}

static void
set(const char *name, const char *value)
{
	if (setenv(name, value ? value : "", 1) != 0)
		_exit(EXIT_NOT_RUN);
}

/* In the child: never returns. The answer is heard by nobody; what the program logs is read by people. */
static void __attribute__((noreturn))
become(struct arena *a, const char *program, const struct envelope *e, int body)
{
	const char *query = strchr(e->target, '?');
	char *const argv[] = { arena_string(a, program), NULL };
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)alarm(PROGRAM_S_MAX);		/* outlives exec: a program that hangs is ended */
	set("GATEWAY_INTERFACE", "CGI/1.1");
	set("REQUEST_METHOD", e->method);
	set("REQUEST_URI", e->target);
	set("QUERY_STRING", query ? query + 1 : "");
	set("CONTENT_TYPE", e->content_type);
	set("CONTENT_LENGTH", arena_printf(a, "%zu", e->body_bytes));
	set("REMOTE_ADDR", e->address);
	set("HTTPS", "on");
	set("SWITCHBOARD_REPLAY", arena_printf(a, "%lld", (long long)e->received_at_ms));
	if (dup2(body, STDIN_FILENO) >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0)
		(void)execv(program, argv);
	_exit(EXIT_NOT_RUN);
}

/* The wait status of the program, or -1 where it could not be started. */
static int
run(struct arena *a, const char *program, const struct envelope *e)
{
	int body = body_open(e), status = -1;
	pid_t pid;

	if (body < 0)
		return -1;
	pid = fork();
	if (pid == 0)
		become(a, program, e, body);
	(void)close(body);
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return pid > 0 ? status : -1;
}

/* How often this one has failed in a row without saying why. */
static int
tries(const char *name)
{
	static char of[256];
	static int count;

	if (!text_same(of, name))
		count = 0;
	(void)snprintf(of, sizeof of, "%s", name);
	return ++count;
}

static enum replay_result
to_bad(struct arena *a, const struct config *config, const char *name, const char *reason)
{
	log_error("the spooled webhook %s cannot be replayed: %s", name, reason);
	return spool_bad(a, config->spool_dir, name, reason) ? REPLAY_REFUSED : REPLAY_LATER;
}

enum replay_result
spool_replay(struct arena *a, const struct config *config, const char *name)
{
	const char *why, *program, *reason;
	struct envelope e;
	int status;

	if (!spool_read(a, config->spool_dir, name, &e, &why))
		return to_bad(a, config, name, why);
	if (!*e.program || strspn(e.program, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(e.program))
		return to_bad(a, config, name, "it names no program");
	program = arena_printf(a, "%s/%s", config->program_dir, e.program);
	status = run(a, program, &e);
	if (status >= 0 && WIFEXITED(status)) {
		switch (WEXITSTATUS(status)) {
		case REPLAY_STORED:
			log_info("replayed %s for %s, received %s", name, e.program, instant_iso(a, e.received_at_ms));
			return spool_done(a, config->spool_dir, name) ? REPLAYED : REPLAY_LATER;
		case REPLAY_BROKEN:
			return to_bad(a, config, name, "the program found it wrong in itself: see its log");
		case REPLAY_AWAY:
			return REPLAY_LATER;
		default:
			break;
		}
	}
	if (status < 0)
		return REPLAY_LATER;
	reason = WIFSIGNALED(status) ? arena_printf(a, "%s was ended by signal %d", e.program, WTERMSIG(status)) :
	    WEXITSTATUS(status) == EXIT_NOT_RUN ? arena_printf(a, "%s cannot be run", program) :
	    arena_printf(a, "%s ended with status %d", e.program, WEXITSTATUS(status));
	if (tries(name) >= TRIES_MAX)
		return to_bad(a, config, name, reason);
	log_warning("replay of %s: %s", name, reason);
	return REPLAY_LATER;
}
