/*
 * switchboard-worker: everything slower than a webhook may be. One process that looks after its
 * children, each with its own connection to the database:
 *
 *	snapshot	writes this host's routing snapshot when clinics, routing or numbers change
 *	spool		brings webhooks that waited on disk into the database
 *	jobs		runs jobs; WORKER_PROCESSES of these, of which, where there are several, one
 *			runs none that may wait long for another company
 *
 * A child that dies is started again; one whose database is away waits for it. At SIGTERM (or
 * SIGINT, SIGUSR1) each finishes what it has in hand, and all are gone within 20 s; at once when
 * idle.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/clock.h"
#include "core/config.h"
#include "core/log.h"
#include "core/processes.h"
#include "core/text.h"
#include "data/db.h"
#include "data/snapshot.h"
#include "jobs/runner.h"
#include "web/replay.h"
#include "web/spool.h"

enum {
	JOBS_MAX = 64,
	CHILDREN_MAX = 2 + JOBS_MAX,
	POLL_MS = 250, /* snapshot and spool */
	IDLE_MS = 500, /* jobs, when nothing is due */
	AWAY_MS = 1000, /* between two tries while the database is away */
	WRONG_MS = 5000, /* the same when it answers and is not as it should be */
	SNAPSHOT_AGE_MS =
	    60 * 1000, /* rewritten unchanged after this, so that its age tells whether we live */
	SCHEDULE_MS = 60 * 1000,
	SPOOL_BATCH = 1000,
	LEAVE_MS = 20 * 1000,
	ARENA_BYTES = 64 * 1024 * 1024,
};

static volatile sig_atomic_t leaving;

static void
leave(int signal_number)
{
	(void)signal_number;
	leaving = 1;
}

/* What each child begins with. SA_RESTART: a read from the database goes on; a sleep ends
 * nevertheless. */
static const struct config *
begin(const void *config)
{
	struct sigaction action = { .sa_handler = leave, .sa_flags = SA_RESTART };
	sigset_t none;

	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGTERM, &action, NULL);
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGUSR1, &action, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	return config;
}

/* Ends early when it is time to go. */
static void
pause_ms(long ms)
{
	struct timespec span = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	if (!leaving)
		(void)nanosleep(&span, NULL);
}

/* --- the children ---------------------------------------------------------------------------- */

static int
keep_snapshot(const void *context)
{
	const struct config *config = begin(context);
	struct arena *a = arena_new(ARENA_BYTES);
	struct db *db = db_new(config);
	const char *directory = config->state_dir;
	int64_t written_ms = 0, written = 0;

	while (!leaving) {
		struct stat there;
		int64_t version = 0;
		bool missing, old;
		enum db_result result = snapshot_current_version(db, a, &version);

		missing = stat(arena_printf(a, "%s/routing.snapshot", directory), &there) != 0;
		old = clock_now_ms() - written_ms >= SNAPSHOT_AGE_MS;
		if (result == DB_OK && (missing || old || version != written)) {
			result = snapshot_write(db, a, directory, missing || old, &version);
			if (result == DB_OK) {
				if (version != written)
					log_info("the routing snapshot is at version %lld",
					    (long long)version);
				written = version;
				written_ms = clock_now_ms();
			}
		}
		arena_reset(a);
		pause_ms(result == DB_OK                          ? POLL_MS :
			result == DB_AWAY || result == DB_UNKNOWN ? AWAY_MS :
								    WRONG_MS);
	}
	db_free(db);
	arena_free(a);
	return 0;
}

/* The waiting ones up to the first that has to wait longer; whether all of them went. */
static bool
empty_spool(struct arena *list, struct arena *a, const struct config *config)
{
	const char **names;
	size_t count = spool_list(list, config->spool_dir, "new", SPOOL_BATCH, &names);
	bool all = true;

	for (size_t i = 0; i < count && all && !leaving; i++) {
		all = spool_replay(a, config, names[i]) != REPLAY_LATER;
		arena_reset(a);
	}
	return all;
}

/* Two workers at once (one is being replaced by another) would replay everything twice: the lock is
 * kept as long as this process lives. */
static bool
own_spool(struct arena *a, const struct config *config)
{
	static int lock = -1;
	const char *why;

	if (!spool_open(a, config->spool_dir, &why)) {
		log_error("%s", why);
		return false;
	}
	if (lock < 0)
		lock = open(arena_printf(a, "%s/lock", config->spool_dir),
		    O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) {
		spool_sweep(a, config->spool_dir);
		return true;
	}
	log_warning("unable to lock the spool, another worker may have it: %s", strerror(errno));
	return false;
}

static int
keep_spool(const void *context)
{
	const struct config *config = begin(context);
	struct arena *list = arena_new(ARENA_BYTES), *a = arena_new(3 * (size_t)ARENA_BYTES);
	struct db *db = db_new(config);

	while (!leaving && !own_spool(list, config)) {
		arena_reset(list);
		pause_ms(AWAY_MS);
	}
	while (!leaving) {
		/* Asked first: a program a second, only to learn that the database is still away,
		 * would be a waste. */
		bool waiting = spool_depth(config->spool_dir, "new") > 0;
		bool fine = !waiting || (db_ping(db) && empty_spool(list, a, config));

		arena_reset(list);
		pause_ms(fine ? POLL_MS : AWAY_MS);
	}
	db_free(db);
	arena_free(a);
	arena_free(list);
	return 0;
}

static int
keep(const struct config *config, bool quick)
{
	struct db *db = db_new(config);
	int64_t scheduled_ms = 0;

	while (!leaving) {
		enum db_result result;

		if (clock_now_ms() - scheduled_ms >= SCHEDULE_MS && jobs_schedule(db) == DB_OK)
			scheduled_ms = clock_now_ms();
		result = quick ? jobs_run_quick(db, config, NULL) :
		    jobs_run_one(db, config, NULL);
		/* Jitter, so that many workers do not ask in step. */
		if (result == DB_NONE)
			pause_ms(IDLE_MS / 2 + (long)arc4random_uniform(IDLE_MS));
		else if (result != DB_OK)
			pause_ms(result == DB_FAILED ? WRONG_MS : AWAY_MS);
	}
	db_free(db);
	return 0;
}

static int
keep_jobs(const void *context)
{
	return keep(begin(context), false);
}

static int
keep_quick_jobs(const void *context)
{
	return keep(begin(context), true);
}

/* --- looking after them ---------------------------------------------------------------------- */

int
main(int argc, char **argv)
{
	struct process children[CHILDREN_MAX] = {
		{ "snapshot", keep_snapshot }, { "spool", keep_spool },
	};
	size_t count = 2;
	const struct config *config;

	processes_block_signals();
	log_open("switchboard-worker", LOG_INFO);
	if (argc > 1) {
		(void)fprintf(stderr,
		    "usage: %s\nIt takes no arguments; see switchboard-worker(8).\n", argv[0]);
		return 2;
	}
	config = config_or_exit(1);
	for (int64_t i = 0; i < config->worker_processes && i < JOBS_MAX; i++)
		children[count++] = (struct process){ "jobs",
			i == 0 && config->worker_processes > 1 ? keep_quick_jobs : keep_jobs };
	log_info("started, %lld processes for jobs", (long long)config->worker_processes);
	processes_keep(children, count, config, LEAVE_MS);
	log_info("ended");
	return 0;
}
