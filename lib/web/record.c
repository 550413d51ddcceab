/* Keeping the facts of a webhook: the request itself is the event. See request.h. */
#include "core/clock.h"
#include "core/log.h"
#include "data/audit.h"
#include "data/languages.h"
#include "web/request.h"

enum { LARGE_BODY_BYTES = 1024 * 1024, LARGE_BODY_S = 5 };

static enum outcome
store(struct request *r, struct event *e, const struct facts *facts)
{
	bool duplicate = false;
	enum db_result result;
	int usual_s = 0;

	if (r->dry)
		return ANSWERED;
	e->replayed = r->replayed;
	e->at_ms = r->now_ms;
	e->path = r->target;
	e->status = r->answer.status;
	e->started_us = r->started_us;
	e->content_type = r->content_type;
	e->body = r->body;
	e->body_bytes = r->body_bytes;
	/* Megabytes take the database longer than a second now and then: it is none of those seconds in which somebody is on the line. */
	if (r->body_bytes > LARGE_BODY_BYTES)
		usual_s = db_set_deadline(r->db, LARGE_BODY_S);
	result = facts_store(r->db, r->arena, e, facts, &duplicate);
	if (usual_s)
		(void)db_set_deadline(r->db, usual_s);
	if (result == DB_OK && duplicate)
		r->note = arena_printf(r->arena, "%s duplicate", r->note ? r->note : "");
	return outcome_of(result);
}

enum outcome
record(struct request *r, const char *type, const char *subject, int64_t clinic_id, const char *claim, const struct facts *facts)
{
	return store(r, &(struct event){ .clinic_id = clinic_id, .subject = subject, .type = type, .claim = claim }, facts);
}

enum outcome
record_call(struct request *r, const char *type, const char *claim, const struct call_report *report)
{
	struct facts *facts = facts_new(r->arena);

	call_add(facts, report, r->now_ms);
	return record(r, type, report->call_sid, report->clinic_id, claim, facts);
}

enum outcome
record_failure(struct request *r, const char *type, const char *subject, const char *failure)
{
	return store(r, &(struct event){ .subject = subject, .type = type, .failure = failure }, NULL);
}

const struct line *
request_line(struct request *r, const char *number, bool *away)
{
	const struct line *line = NULL;

	*away = false;
	if (snapshot_find(r->snapshot, r->arena, number, &line) == SNAPSHOT_FOUND)
		return language_line(r->arena, r->config, line);
	switch (snapshot_lookup(r->db, r->arena, number, &line)) {
	case DB_OK:
		return language_line(r->arena, r->config, line);
	case DB_NONE:
		return NULL;
	case DB_AWAY: case DB_UNKNOWN: case DB_FAILED: case DB_DUPLICATE: case DB_CONFLICT:
		*away = true;
		break;
	}
	return NULL;
}

const struct line *
request_line_offline(struct request *r, const char *number)
{
	const struct line *line = NULL;
	struct line *nobody_knows;

	if (snapshot_find(r->snapshot, r->arena, number, &line) != SNAPSHOT_MISSING)
		return language_line(r->arena, r->config, line);
	nobody_knows = arena_alloc(r->arena, sizeof *nobody_knows);
	nobody_knows->number = number;
	routing_default(&nobody_knows->routing);
	return nobody_knows;
}

static const char *
url_of(void *context, const char *program, const char *query)
{
	const struct request *r = context;

	return routes_url(r->routes, r->arena, r->config, program, query);
}

enum outcome
answer_plan(struct request *r, struct plan *plan)
{
	const struct plan_urls urls = { url_of, r };

	return answer_twiml(r, plan_twiml(r->arena, plan, &urls));
}

enum db_result
audit_look(struct request *r, int64_t clinic_id, const char *action, const char *object, const char *detail)
{
	return audit_add(r->db, r->arena, r->now_ms, r->user.user_id, clinic_id, action, object, r->address, detail) == DB_OK ? DB_OK : DB_AWAY;
}

void
audit(struct request *r, int64_t clinic_id, const char *action, const char *object, const char *detail)
{
	if (audit_look(r, clinic_id, action, object, detail) != DB_OK)
		log_error("not in the audit log: user %lld, clinic %lld, %s, %s", (long long)r->user.user_id, (long long)clinic_id, action, object);
}
