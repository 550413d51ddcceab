/* The spool's way into the database. See replay.h. */
#include "web/replay.h"

#include <signal.h>
#include <sys/wait.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/routes.h"
#include "core/text.h"
#include "web/cgi.h"

enum { TRIES_MAX = 3 };

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

/* Is it a program of this version, which is waited for where it cannot be run? One that only an
 * older version had never comes. Read anew each time: the next version may be installed. */
static bool
is_installed(const struct config *config, const char *program)
{
	struct routes *routes = routes_open(config->program_dir);
	bool known = !routes || routes_path(routes, program);

	if (routes)
		routes_close(routes);
	return known;
}

/* Not this webhook's fault: all that wait would go to bad/, one by one. SIGKILL is what the kernel
 * sends where memory is short; a webhook hardly brings it about: its body was parsed before it
 * was spooled. */
static bool
is_the_hosts_fault(const struct config *config, const char *program, int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL;
	return WEXITSTATUS(status) == REPLAY_MISCONFIGURED ||
	    (WEXITSTATUS(status) == CGI_NOT_RUN && is_installed(config, program));
}

static const char *
why_ended(struct arena *a, const struct config *config, const char *program, int status)
{
	if (WIFSIGNALED(status))
		return arena_printf(a, "%s was ended by signal %d", program, WTERMSIG(status));
	if (WEXITSTATUS(status) == CGI_NOT_RUN)
		return arena_printf(a, "%s/%s cannot be run", config->program_dir, program);
	return arena_printf(a, "%s ended with status %d%s", program, WEXITSTATUS(status),
	    WEXITSTATUS(status) == REPLAY_MISCONFIGURED ? ": its settings are wrong" : "");
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
	const char *why;
	struct envelope e;
	int status;

	switch (spool_read(a, config->spool_dir, name, &e, &why)) {
	case SPOOL_READ:
		break;
	case SPOOL_NOT_NOW:
		log_warning("replay of %s: %s", name, why);
		return REPLAY_LATER;
	case SPOOL_NO_ENVELOPE:
		return to_bad(a, config, name, why);
	}
	if (!*e.program ||
	    strspn(e.program, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(e.program))
		return to_bad(a, config, name, "it names no program");
	/* The answer is heard by nobody; what the program logs is read by people. */
	status = cgi_run(a, config->program_dir, &e, CGI_REPLAY, NULL);
	if (status >= 0 && WIFEXITED(status)) {
		switch (WEXITSTATUS(status)) {
		case REPLAY_STORED:
			log_info("replayed %s for %s, received %s", name, e.program,
			    instant_iso(a, e.received_at_ms));
			return spool_done(a, config->spool_dir, name) ? REPLAYED : REPLAY_LATER;
		case REPLAY_BROKEN:
			return to_bad(
			    a, config, name, "the program found it wrong in itself: see its log");
		case REPLAY_AWAY:
			return REPLAY_LATER;
		default:
			break;
		}
	}
	if (status < 0)
		return REPLAY_LATER;
	why = why_ended(a, config, e.program, status);
	if (!is_the_hosts_fault(config, e.program, status) && tries(name) >= TRIES_MAX)
		return to_bad(a, config, name, why);
	log_warning("replay of %s: %s", name, why);
	return REPLAY_LATER;
}
