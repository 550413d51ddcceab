/*
 * Every hour: what is kept too long is deleted, and what could not be deleted at the provider a day
 * ago is tried again. See retention.h.
 */
#include "jobs/retention.h"

#include "core/clock.h"
#include "core/log.h"
#include "data/campaigns.h"
#include "data/clinics.h"
#include "jobs/runner.h"

enum {
	HOUR_S = 3600, DAY_S = 24 * HOUR_S,
	PAGE = 200, APART_MS = 500,
	/* Of each kind: as many as are done when the next hour begins. */
	AN_HOUR = HOUR_S * 1000 / APART_MS / DELETION_KINDS,
	AGAIN_MAX = 1000,
	PAGE_BYTES = 16 * 1024 * 1024,
};

struct sweep {
	struct db *db;
	struct arena *arena;			/* of one page */
	const struct config *config;
	int64_t now_ms;
	int at_most;
	struct retention_counts *counts;
	int64_t asked;				/* of all kinds */
};

/* Days that this clinic keeps a kind that has a setting; 0: for ever. */
static int64_t
days_said(const struct config *c, const struct routing *r, enum deletion_kind kind)
{
	const int own[] = {
		[DELETION_RECORDING] = r->retention_recordings_days,
		[DELETION_TRANSCRIPT] = r->retention_transcripts_days,
		[DELETION_MESSAGE] = r->retention_messages_days,
	};
	const int64_t server[] = {
		[DELETION_RECORDING] = c->retention_recordings_days,
		[DELETION_TRANSCRIPT] = c->retention_transcripts_days,
		[DELETION_MESSAGE] = c->retention_messages_days,
	};

	return own[kind] == RETENTION_DEFAULT ? server[kind] : own[kind];
}

/* An AI provider's record has sound and words: it goes with what goes first. What it told us are
 * words. */
static int64_t
days_of(const struct config *c, const struct routing *r, enum deletion_kind kind)
{
	int64_t sound, words;

	if (kind != DELETION_CONVERSATION && kind != DELETION_REPORT)
		return days_said(c, r, kind);
	sound = days_said(c, r, DELETION_RECORDING);
	words = days_said(c, r, DELETION_TRANSCRIPT);
	if (kind == DELETION_REPORT || !sound)
		return words;
	return words && words < sound ? words : sound;
}

static enum db_result
sweep_kind(struct sweep *s, int64_t clinic_id, enum deletion_kind kind, int64_t days)
{
	int64_t before_ms = s->now_ms - days * DAY_S * 1000, *refs;
	size_t count = 1;
	enum db_result result = DB_OK;

	while (days && count && result == DB_OK) {
		if (s->counts->asked[kind] >= s->at_most) {
			s->counts->more = true;
			return DB_OK;
		}
		arena_reset(s->arena);
		result = retention_due(s->db, s->arena, kind, clinic_id, before_ms, PAGE, &refs,
		    &count);
		for (size_t i = 0; i < count && result == DB_OK; i++) {
			struct deletion d = {
				.kind = kind, .ref = refs[i], .reason = DELETION_RETENTION,
			};

			result = deletion_ask(s->db, s->arena, &d, s->now_ms + s->asked * APART_MS);
			if (result == DB_NONE)
				result = DB_OK;		/* it has gone by itself */
			s->asked++;
			s->counts->asked[kind]++;
		}
	}
	return result;
}

static enum db_result
sweep_clinic(struct sweep *s, int64_t clinic_id)
{
	int64_t days[DELETION_KINDS];
	struct routing routing;
	enum db_result result = DB_OK;

	arena_reset(s->arena);
	routing_default(&routing);
	if (clinic_id)
		result = routing_load(s->db, s->arena, clinic_id, &routing);
	/* What a clinic wants whose document cannot be read, nobody knows: it keeps everything
	 * until somebody has looked, which the log asks for. */
	if (result == DB_NONE || result == DB_FAILED)
		return DB_OK;
	for (enum deletion_kind kind = 0; kind < DELETION_KINDS; kind++)
		days[kind] = days_of(s->config, &routing, kind);
	for (enum deletion_kind kind = 0; kind < DELETION_KINDS && result == DB_OK; kind++)
		result = sweep_kind(s, clinic_id, kind, days[kind]);
	if (clinic_id && result == DB_OK && days[DELETION_MESSAGE])
		result = campaigns_forget(s->db, s->arena, clinic_id,
		    s->now_ms - days[DELETION_MESSAGE] * DAY_S * 1000);
	/* There may be words in it that are in no transcript. */
	if (result == DB_OK && days[DELETION_TRANSCRIPT])
		result = retention_forget_odd(s->db, s->arena, clinic_id,
		    s->now_ms - days[DELETION_TRANSCRIPT] * DAY_S * 1000);
	return result;
}

enum db_result
retention_make(struct db *db, const struct config *c, int64_t now_ms, int at_most,
    struct retention_counts *counts)
{
	struct arena *clinics = arena_new(PAGE_BYTES);
	struct sweep sweep = {
		.db = db, .arena = arena_new(PAGE_BYTES), .config = c, .now_ms = now_ms,
		.at_most = at_most, .counts = counts,
	};
	int64_t *ids, last = 0;
	size_t count = 1;
	enum db_result result = retention_adopt(db);

	*counts = (struct retention_counts){ 0 };
	if (result == DB_OK)
		result = sweep_clinic(&sweep, 0);
	while (result == DB_OK && count) {
		arena_reset(clinics);
		result = retention_clinics(db, clinics, last, PAGE, &ids, &count);
		for (size_t i = 0; result == DB_OK && i < count; i++) {
			result = sweep_clinic(&sweep, ids[i]);
			last = ids[i];
		}
	}
	arena_free(sweep.arena);
	arena_free(clinics);
	return result;
}

static struct job_outcome
retention_job(struct job_context *c)
{
	struct retention_counts counts;
	int64_t now_ms = clock_now_ms(), *ids;
	size_t count = 0;
	enum db_result result = retention_make(c->db, c->config, now_ms, AN_HOUR, &counts);

	if (result == DB_OK)
		result = deletions_open(c->db, c->arena, 0, DAY_S, AGAIN_MAX, &ids, &count);
	for (size_t i = 0; i < count && result == DB_OK; i++)
		result = deletion_schedule(c->db, c->arena, ids[i], now_ms + (int64_t)i * APART_MS);
	if (result != DB_OK)
		return job_failed("the database did not do it");
	if (counts.more)
		log_info("retention: more is due than an hour does; the rest follows");
	return job_is_done();
}

JOB_KIND("retention", retention_job, .every_s = HOUR_S);
