/* Jobs on a real server: claimed once by many workers, taken over from a dead one, tried again,
 * given up, one of a key. */
#include "data/jobs.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"
#include "jobs/runner.h"
#include "../lib/database.h"

static struct arena *a;
static struct db *db;

static struct json_object *
payload(int64_t n)
{
	struct json_object *o = json_object_in(a);

	json_put_int(o, "n", n);
	return o;
}

static void
add(const char *key, int64_t n, int64_t run_at_ms)
{
	if (job_add(db, a, "test", key, payload(n), run_at_ms) != DB_OK)
		bail_out("job_add: %s", db_error(db));
}

static int64_t
rows(const char *where)
{
	return select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM jobs WHERE %s", where));
}

static void
test_life(void)
{
	struct job *job = NULL, *second;
	int64_t now = clock_now_ms();

	is_int(job_claim(db, a, "w1", 60, &job), DB_NONE, "nothing is due");
	add(NULL, 2, now - 1000);
	add(NULL, 1, now - 2000);
	add(NULL, 3, now + 3600000);
	is_int(job_claim(db, a, "w1", 60, &job), DB_OK, "a job is claimed");
	ok(json_get_int(job->payload, "n", 0) == 1 && job->attempts == 1 &&
	        !strcmp(job->kind, "test"),
	    "the oldest, with its payload");
	is_int(job_claim(db, a, "w2", 60, &second), DB_OK, "the next");
	is_int(json_get_int(second->payload, "n", 0), 2, "is another");
	is_int(job_claim(db, a, "w2", 60, &second), DB_NONE, "what lies ahead is not due");
	is_int(job_done(db, a, job, "w2"), DB_NONE, "another worker's job is not ours to end");
	is_int(job_done(db, a, job, "w1"), DB_OK, "done");
	is_int(job_done(db, a, job, "w1"), DB_NONE, "once");
	is_int(rows("state = 'done' AND done_at IS NOT NULL AND leased_by IS NULL"), 1,
	    "as is on record");
	must(db, "DELETE FROM jobs");

	add(NULL, 4, now);
	job_claim(db, a, "w1", 60, &job);
	is_int(job_retry(db, a, job, "w1", now - 1, "Twilio said \xff 500"), DB_OK, "tried again");
	is_int(rows("last_error = 'Twilio said ? 500'"), 1, "with the reason");
	is_int(job_claim(db, a, "w2", 60, &job), DB_OK, "by another");
	is_int(job->attempts, 2, "for the second time");
	is_int(job_retry(db, a, job, "w2", now + 3600000, "later"), DB_OK, "tried later");
	is_int(job_claim(db, a, "w1", 60, &job), DB_NONE, "not now");
	must(db, "UPDATE jobs SET run_at = NOW(3)");
	job_claim(db, a, "w1", 60, &job);
	is_int(job_give_up(db, a, job, "w1", arena_printf(a, "%0600d", 7)), DB_OK, "given up");
	is_int(rows("state = 'given-up' AND attempts = 3"), 1, "and stays visible");
	is_int(job_claim(db, a, "w1", 60, &job), DB_NONE, "but is not due");
}

/* Thousands that may wait hold up nobody else. */
static void
test_behind(void)
{
	int64_t now = clock_now_ms();
	struct job *job = NULL;
	struct job_counts counts;

	is_int(job_add_behind(db, a, "test", "one", payload(1), now - 9000), DB_OK, "one may wait");
	is_int(job_add_behind(db, a, "test", NULL, payload(2), now - 8000), DB_OK, "or two");
	add(NULL, 3, now - 1000);
	add(NULL, 4, now + 3600000);
	is_int(jobs_count(db, a, &counts), DB_OK, "they are counted");
	ok(counts.due == 3 && counts.overdue_s >= 9, "with the rest");
	for (int i = 0; i < 3; i++) {
		is_int(job_claim(db, a, "w", 60, &job), DB_OK, "a job is claimed");
		is_int(json_get_int(job->payload, "n", 0), i ? i : 3, "those that may wait last");
		(void)(i == 1 ? job_retry(db, a, job, "w", now - 5000, "") :
		    job_done(db, a, job, "w"));
	}
	is_int(jobs_count(db, a, &counts), DB_OK, "after them");
	is_int(counts.due, 1, "only what is tried again");
	add(NULL, 5, now - 1000);
	is_int(job_claim(db, a, "w", 60, &job), DB_OK, "before which");
	is_int(json_get_int(job->payload, "n", 0), 5, "others still go");
	must(db, "DELETE FROM jobs");
}

static void
test_lease(void)
{
	struct job *dead, *job;

	must(db, "DELETE FROM jobs");
	add(NULL, 1, 0);
	is_int(job_claim(db, a, "dead", 1, &dead), DB_OK,
	    "a worker claims a job for a second, and dies");
	is_int(job_claim(db, a, "heir", 60, &job), DB_NONE, "within its lease the job is its own");
	must(db,
	    "UPDATE jobs SET leased_until = leased_until - INTERVAL 2 SECOND, run_at = "
	    "leased_until");
	is_int(job_claim(db, a, "heir", 60, &job), DB_OK, "afterwards it is taken over");
	is_int(job->attempts, 2, "as a second attempt");
	is_int(job_done(db, a, dead, "dead"), DB_NONE, "the dead has nothing to say any more");
	is_int(job_retry(db, a, dead, "dead", 0, "x"), DB_NONE, "not to retry");
	is_int(job_give_up(db, a, dead, "heir", "x"), DB_NONE,
	    "nor under the heir's name: that is another claim");
	is_int(job_hold(db, dead, "dead", 600), DB_NONE, "nor to hold it");
	is_int(job_hold(db, job, "heir", 600), DB_OK, "who works longer holds it longer");
	is_int(rows("leased_until > NOW(3) + INTERVAL 500 SECOND AND run_at = leased_until"), 1,
	    "as is on record");
	is_int(job_claim(db, a, "third", 60, &dead), DB_NONE, "and nobody else takes it");
	is_int(job_done(db, a, job, "heir"), DB_OK, "the heir has");
}

static void
test_keys(void)
{
	struct job *job, *other;
	int64_t count;

	must(db, "DELETE FROM jobs");
	add("sms:1", 1, 0);
	add("sms:1", 2, 0);
	add("sms:2", 3, 0);
	add(NULL, 4, 0);
	add(NULL, 5, 0);
	is_int(rows("TRUE"), 4, "one job a key");
	is_int(rows("job_key = 'sms:1' AND JSON_VALUE(payload, '$.n') = 1"), 1, "the first");
	job_claim(db, a, "w", 60, &job);
	add("sms:1", 6, 0);
	is_int(rows("job_key = 'sms:1'"), 1, "also while it is at work");
	is_int(job_claim(db, a, "w2", 60, &other), DB_OK, "another is claimed");
	is_int(json_get_int(other->payload, "n", 0), 3, "which is not that one");
	job_done(db, a, other, "w2");
	is_int(job_done(db, a, job, "w"), DB_OK, "what was ordered again meanwhile");
	is_int(rows("job_key = 'sms:1' AND state = 'due' AND attempts = 0 AND again_at IS NULL AND "
	           "leased_by IS NULL AND done_at IS NULL AND run_at <= NOW(3)"), 1, "is due again");
	must(db, "UPDATE jobs SET run_at = NOW(3) + INTERVAL 1 HOUR WHERE job_key IS NULL");
	job_claim(db, a, "w", 60, &job);
	is_text(job->kind, "test", "and run");
	add("sms:1", 6, clock_now_ms() + 7200000);
	add("sms:1", 6, clock_now_ms() + 3600000);
	is_int(job_give_up(db, a, job, "w", "no"), DB_OK, "also if it was given up");
	is_int(rows("job_key = 'sms:1' AND state = 'due' AND run_at BETWEEN "
	           "NOW(3) + INTERVAL 59 MINUTE AND NOW(3) + INTERVAL 61 MINUTE"), 1,
	    "at the earlier of two times");
	must(db, "UPDATE jobs SET run_at = NOW(3) WHERE job_key = 'sms:1'");
	job_claim(db, a, "w", 60, &job);
	add("sms:1", 6, 0);
	is_int(job_retry(db, a, job, "w", clock_now_ms() + 3600000, "early"), DB_OK,
	    "or if it was too early");
	is_int(rows("job_key = 'sms:1' AND state = 'due' AND run_at <= NOW(3) "
	           "AND again_at IS NULL"), 1, "it does not wait as long as it would have");
	job_claim(db, a, "w", 60, &job);
	is_int(job_done(db, a, job, "w"), DB_OK, "then it is done");
	add("sms:1", 7, 0);
	is_int(rows("job_key = 'sms:1'"), 2, "when it is done, the key is free");
	is_int(job_claim_but(db, a, "w", 60, "slow,test", &job), DB_NONE, "not of these kinds");
	is_int(job_claim_but(db, a, "w", 60, "slow,tes", &job), DB_OK, "of others");
	must(db, "DELETE FROM jobs");

	for (int i = 1; i <= 3; i++) {
		add(arena_printf(a, "k%d", i), i, 0);
		job_claim(db, a, "w", 60, &job);
		job_give_up(db, a, job, "w", "no");
	}
	add("k2", 9, 0);
	is_int(jobs_run_again(db, a, job->job_id, &count), DB_OK,
	    "one that was given up is due again");
	is_int(count, 1, "one");
	is_int(rows("state = 'due'"), 2, "beside the one that is due");
	is_int(jobs_run_again(db, a, 0, &count), DB_OK, "and all of them");
	is_int(rows("state = 'due' AND job_key = 'k2' AND JSON_VALUE(payload, '$.n') = 9"), 1,
	    "but not beside one of the same key");
	is_int(rows("state = 'given-up'"), 1, "it stays given up");
	is_int(jobs_run_again(db, a, 999999, &count), DB_OK, "an unknown one");
	is_int(count, 0, "is none");
}

/* Somebody looks in, again and again: the job runs at once, and its attempts last. */
static void
test_hasten(void)
{
	struct job *job;

	must(db, "DELETE FROM jobs");
	is_int(job_hasten(db, a, "test", "k", payload(1)), DB_OK, "somebody waits for a job");
	is_int(rows("job_key = 'k' AND run_at <= NOW(3)"), 1, "that is added, and due");
	for (int i = 0; i < 3; i++) {
		is_int(job_claim(db, a, "w", 60, &job), DB_OK, "it is claimed");
		is_int(job->attempts, 1, "for the first time, as far as it counts");
		is_int(job_hasten(db, a, "test", "k", payload(2)), DB_OK, "while it is at work");
		is_int(rows("again_at IS NULL AND leased_by = 'w' AND attempts = 1"), 1,
		    "it is left alone");
		job_retry(db, a, job, "w", clock_now_ms() + 3600000, "away");
		is_int(rows("run_at > NOW(3) + INTERVAL 59 MINUTE"), 1, "it waits");
		is_int(job_hasten(db, a, "test", "k", payload(2)), DB_OK, "for nobody");
		is_int(job_hasten(db, a, "test", "k", payload(2)), DB_OK, "who looks in twice");
		is_int(rows("run_at <= NOW(3) AND attempts = 0"), 1, "and takes no attempt");
	}
	must(db, "UPDATE jobs SET attempts = 5, run_at = NOW(3) - INTERVAL 9 SECOND");
	job_hasten(db, a, "test", "k", payload(2));
	is_int(rows("run_at < NOW(3) - INTERVAL 8 SECOND AND attempts = 5"), 1,
	    "one that is due stays as it is");
	must(db, "UPDATE jobs SET attempts = 0, run_at = NOW(3) + INTERVAL 1 HOUR");
	job_hasten(db, a, "test", "k", payload(2));
	is_int(rows("run_at <= NOW(3) AND attempts = 0"), 1, "one that was never run has none to give");
	is_int(rows("TRUE"), 1, "all the time it is one");
}

/* Four workers, and jobs that come while they work; now and then one of them dies with a job in its
 * hands. */
static void
test_many_workers(void)
{
	enum { WORKERS = 4, JOBS = 300 };
	bool *all_added = mmap(NULL, sizeof *all_added, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pids[WORKERS];

	must(db, "DELETE FROM jobs");
	must(db,
	    "CREATE OR REPLACE TABLE work_done (n INT NOT NULL, worker INT NOT NULL, attempts INT "
	    "NOT NULL)");
	for (int w = 0; w < WORKERS; w++) {
		if ((pids[w] = fork()))
			continue;
		const char *name = arena_printf(a, "host:%d", w);
		struct job *job;

		db = test_db();
		for (bool idle = false; !idle;) {
			bool last = __atomic_load_n(all_added, __ATOMIC_ACQUIRE);
			enum db_result result = job_claim(db, a, name, 60, &job);

			if (result == DB_OK) {
				int64_t n = json_get_int(job->payload, "n", -1);

				db_write(db, "INSERT INTO work_done VALUES (?, ?, ?)",
				    DB_VALUES(db_int(n), db_int(w), db_int(job->attempts)));
				result = n % 10 == 3 && job->attempts == 1
				    ? job_retry(db, a, job, name, clock_now_ms(), "once more")
				    : job_done(db, a, job, name);
			} else if (result == DB_NONE) {
				idle = last;
				usleep(1000);
			}
			if (result != DB_OK && result != DB_NONE)
				_exit(1);
		}
		_exit(0);
	}
	for (int i = 0; i < JOBS; i++)
		add(NULL, i, clock_now_ms());
	__atomic_store_n(all_added, true, __ATOMIC_RELEASE);
	for (int w = 0; w < WORKERS; w++) {
		int status;

		waitpid(pids[w], &status, 0);
		is_int(status, 0, "worker %d ends well", w);
	}
	is_int(rows("state = 'done'"), JOBS, "every job is done");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM work_done"), JOBS + JOBS / 10,
	    "each once, and twice where it was to be");
	is_int(select_int(db, a, "SELECT COUNT(DISTINCT n, attempts) FROM work_done"),
	    JOBS + JOBS / 10, "no attempt twice");
	ok(select_int(db, a, "SELECT COUNT(DISTINCT worker) FROM work_done") > 1,
	    "by several workers");
}

static void
test_lists(void)
{
	struct json_object *items = json_array_in(a), *first;
	struct job_counts counts;
	struct job *job;

	must(db, "DELETE FROM jobs");
	add("one", 1, clock_now_ms() - 90000);
	add("two", 2, clock_now_ms() + 90000);
	add("three", 3, clock_now_ms() - 80000);
	add("four", 4, clock_now_ms() - 70000);
	job_claim(db, a, "w", 60, &job);
	job_give_up(db, a, job, "w", "no such number");
	job_claim(db, a, "w", 60, &job);
	is_int(jobs_count(db, a, &counts), DB_OK, "counted");
	ok(counts.due == 1 && counts.leased == 1 && counts.given_up == 1,
	    "due, at work and given up");
	ok(counts.overdue_s >= 69 && counts.overdue_s <= 75,
	    "and how late the oldest is (%" PRId64 " s)", counts.overdue_s);
	is_int(jobs_list(db, a, "due", 10, items), DB_OK, "listed");
	is_int((int64_t)json_object_array_length(items), 3, "by state");
	items = json_array_in(a);
	jobs_list(db, a, NULL, 10, items);
	first = json_object_array_get_idx(items, 3);
	is_text(json_get_text(first, "lastError"), "no such number", "with the reason");
	is_text(json_get_text(first, "state"), "given-up", "the state");
	is_text(json_get_text(first, "key"), "one", "and the key");
	ok(!json_object_object_get_ex(first, "payload", NULL), "but without the payload");
	job_done(db, a, job, "w");
	must(db,
	    "UPDATE jobs SET done_at = NOW(3) - INTERVAL 8 DAY, run_at = NOW(3) - INTERVAL 8 DAY");
	is_int(jobs_purge(db, a, 9), DB_OK, "purged");
	is_int(rows("state = 'done'"), 1, "not what is younger");
	is_int(jobs_purge(db, a, 7), DB_OK, "purged");
	is_int(rows("TRUE"), 3, "only what is done");
}

static struct job_outcome
every_hour_job(struct job_context *c)
{
	(void)c;
	return job_is_done();
}

JOB_KIND("every-hour", every_hour_job, .every_s = 3600);

static void
test_periodic(void)
{
	must(db, "DELETE FROM jobs");
	is_int(jobs_schedule(db), DB_OK, "a periodic kind");
	is_int(rows("kind = 'every-hour' AND run_at <= NOW(3)"), 1, "has its row, due now");
	must(db, "UPDATE jobs SET run_at = NOW(3) + INTERVAL 40 MINUTE");
	is_int(jobs_schedule(db), DB_OK, "looked after again");
	is_int(rows("run_at > NOW(3) + INTERVAL 30 MINUTE"), 1,
	    "it waits for its time, and is no second one");
	must(db, "UPDATE jobs SET state = 'given-up'");
	is_int(jobs_schedule(db), DB_OK, "given up");
	is_int(rows("kind = 'every-hour' AND state = 'due'"), 1, "it begins anew");
}

static int rest_s;

static struct job_outcome
put_off_job(struct job_context *c)
{
	(void)c;
	return job_is_put_off(rest_s, "busy");
}

JOB_KIND("put-off", put_off_job);

/* A server that always says "in a second" is not asked every second. */
static void
test_put_off(void)
{
	struct job_tally tally = { 0 };
	int long_waits = 0;

	must(db, "DELETE FROM jobs");
	must(db, "INSERT INTO jobs (kind, payload, run_at, created_at) "
	    "VALUES ('put-off', '{}', NOW(3), NOW(3))");
	rest_s = 7200;
	is_int(jobs_run_one(db, NULL, &tally), DB_OK, "a job whose server wants it to rest");
	is_int(tally.failed, 1, "has failed");
	is_int(rows("state = 'due' AND attempts = 1 AND last_error = 'busy' "
	    "AND run_at > NOW(3) + INTERVAL 110 MINUTE"), 1, "and comes again after that");
	rest_s = 1;
	for (int i = 0; i < 8; i++) {
		must(db, "UPDATE jobs SET attempts = 10, run_at = NOW(3)");
		(void)jobs_run_one(db, NULL, &tally);
		long_waits += (int)rows("run_at > NOW(3) + INTERVAL 5 MINUTE");
	}
	ok(long_waits > 0, "however short the rest, it backs off as after any failure");
	must(db, "UPDATE jobs SET attempts = 11, run_at = NOW(3)");
	(void)jobs_run_one(db, NULL, &tally);
	is_int(tally.given_up, 1, "until its attempts are used up");
}

static int brave_runs;

static struct job_outcome
brave_job(struct job_context *c)
{
	(void)c;
	brave_runs++;
	return job_is_done();
}

JOB_KIND("brave", brave_job, .attempts_max = 2);

/* A job that went on without knowing what it is about would find nothing to do, and be done. */
static void
test_unreadable(void)
{
	static const char *const payloads[] = { "{\"messageId\": 7, \"messageId\": 8}", "[7]" };

	for (size_t i = 0; i < sizeof payloads / sizeof *payloads; i++) {
		struct job_tally tally = { 0 };

		must(db, "DELETE FROM jobs");
		if (db_write(db, "INSERT INTO jobs (kind, payload, run_at, created_at) "
		        "VALUES ('brave', ?, NOW(3), NOW(3))", DB_VALUES(db_text(payloads[i]))) != DB_OK)
			bail_out("INSERT: %s", db_error(db));
		is_int(jobs_run_one(db, NULL, &tally), DB_OK, "a job of %s", payloads[i]);
		ok(tally.failed == 1 && brave_runs == 0, "fails, without being run");
		is_int(rows("state = 'due' AND attempts = 1 AND last_error LIKE '%payload%'"), 1,
		    "it is due again, with the reason");
		must(db, "UPDATE jobs SET run_at = NOW(3)");
		jobs_run_one(db, NULL, &tally);
		is_int(tally.given_up, 1, "and given up in the end");
		must(db, "UPDATE jobs SET state = 'due', attempts = 0, payload = '{}', run_at = NOW(3)");
		jobs_run_one(db, NULL, &tally);
		ok(tally.done == 1 && brave_runs == 1, "with a payload it is run");
		brave_runs = 0;
	}
}

int
main(void)
{
	a = arena_new(64 << 20);
	db = test_db();
	test_schema(db, a);
	test_life();
	test_behind();
	test_lease();
	test_keys();
	test_hasten();
	test_many_workers();
	test_lists();
	test_periodic();
	test_put_off();
	test_unreadable();
	db_free(db);
	arena_free(a);
	return done_testing();
}
