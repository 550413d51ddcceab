/*
 * Every five minutes: voicemails whose own webhook never came. A caller's message is recorded, and
 * Twilio tells of the recording by another way; where that arrived and voicemail-complete did not,
 * nobody would know that there is a message. Should it come after all, it is a duplicate. After an
 * outage it is reconcile that has found the recordings, as far back as that looks.
 */
#include "core/clock.h"
#include "core/log.h"
#include "data/calls.h"
#include "data/voicemails.h"
#include "jobs/lately.h"
#include "jobs/runner.h"

enum { EVERY_S = 300, LATE_MS = 3 * 60 * 1000 };

/* A recording that reconcile found has the time at which it was made, and may have aged since. */
static const int64_t BACK_MS = LATELY_MS_MAX + INT64_C(24) * 60 * 60 * 1000;

static enum db_result
take(struct job_context *c, const struct voicemail_report *v, int64_t now_ms)
{
	struct facts *facts = facts_new(c->arena);
	struct call_report call = call_report(v->call_sid);
	const struct event e = {
		.clinic_id = v->clinic_id, .subject = v->call_sid, .type = "voicemail",
		.claim = arena_printf(c->arena, "%s:voicemail:%s", v->call_sid, v->recording_sid),
		.at_ms = now_ms, .started_us = clock_steady_us(),
	};
	bool duplicate;

	call.outcome = "voicemail";
	call_add(facts, &call, now_ms);
	voicemail_add(facts, v, now_ms);
	return facts_store(c->db, c->arena, &e, facts, &duplicate);
}

static struct job_outcome
lost_voicemails_job(struct job_context *c)
{
	int64_t now_ms = clock_now_ms();
	struct voicemail_report *lost;
	size_t count;

	if (voicemails_lost(c->db, c->arena, now_ms - BACK_MS, now_ms - LATE_MS, &lost,
	        &count) != DB_OK)
		return job_failed("the database did not answer");
	for (size_t i = 0; i < count; i++)
		if (take(c, &lost[i], now_ms) != DB_OK)
			return job_failed("the database did not keep a voicemail");
	if (count)
		log_warning("%zu voicemails were found by their recordings alone", count);
	return job_is_done();
}

JOB_KIND("lost-voicemails", lost_voicemails_job, .every_s = EVERY_S);
