/* The spool's way into the database. See replay.h. */
#include "web/replay.h"

#include <sys/wait.h>

#include "core/clock.h"
#include "core/log.h"
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

static enum replay_result
to_bad(struct arena *a, const struct config *config, const char *name, const char *reason)
{
	log_error("the spooled webhook %s cannot be replayed: %s", name, reason);
	return spool_bad(a, config->spool_dir, name, reason) ? REPLAY_REFUSED : REPLAY_LATER;
}

enum replay_result
spool_replay(struct arena *a, const struct config *config, const char *name)
{
	const char *why, *reason;
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
		case REPLAY_MISCONFIGURED:
			/* Not this webhook's fault: all that wait would go to bad/, one by one. */
			log_warning("replay of %s: %s ended with status %d: its settings are wrong",
			    name, e.program, REPLAY_MISCONFIGURED);
			return REPLAY_LATER;
		default:
			break;
		}
	}
	if (status < 0)
		return REPLAY_LATER;
	reason = WIFSIGNALED(status) ?
	    arena_printf(a, "%s was ended by signal %d", e.program, WTERMSIG(status)) :
	    WEXITSTATUS(status) == CGI_NOT_RUN ?
	    arena_printf(a, "%s/%s cannot be run", config->program_dir, e.program) :
	    arena_printf(a, "%s ended with status %d", e.program, WEXITSTATUS(status));
	if (tries(name) >= TRIES_MAX)
		return to_bad(a, config, name, reason);
	log_warning("replay of %s: %s", name, reason);
	return REPLAY_LATER;
}
