/*
 * ci-status - Twilio's Intelligence has a transcript ready
 *
 * The webhook of the Intelligence service, which holds no more than sids: a job fetches what was said, 2 s later. Whose transcript it is turns out
 * there; one that is not of a recording of ours is left alone.
 *
 *   204  on record, in the database or the spool	403  not Twilio's signature (bodySHA256 for JSON), or not our account
 *   503  neither database nor spool
 *
 * Twice? One event that counts, and one job.
 */
#include "data/jobs.h"
#include "web/request.h"

enum { FETCH_AFTER_MS = 2000, SID_LENGTH = 34 };

/* The service sends JSON; a form is understood as well. NULL where it is not said, or too long. */
static const char *
field(struct request *r, const char *name, size_t length_max)
{
	const char *text = r->json ? json_get_text(r->json, name) : form_find(&r->form, name);

	return text && strlen(text) <= length_max && text_is_utf8(text, strlen(text)) ? text : NULL;
}

static bool
is_sid(const char *text, const char *prefix)
{
	return text && strlen(text) == SID_LENGTH && text_has_prefix(text, prefix) &&
	    strspn(text + 2, "0123456789abcdefABCDEF") == SID_LENGTH - 2;
}

static enum outcome
ci_status(struct request *r)
{
	const char *sid = field(r, "transcript_sid", SID_LENGTH), *call_sid = field(r, "customer_key", SID_LENGTH);
	struct json_object *payload = json_object_in(r->arena);
	struct facts *facts = facts_new(r->arena);

	(void)answer_empty(r, 204);
	if (!is_sid(sid, "GT"))
		return record_failure(r, "odd", NULL, "transcript_sid is no sid of a transcript");
	r->note = arena_printf(r->arena, "transcript=%s", sid);
	json_put_text(payload, "sid", sid);
	job_add_to(facts, "fetch-transcript", arena_printf(r->arena, "fetch-transcript:%s", sid), payload, r->now_ms + FETCH_AFTER_MS);
	/* The key is ours: the call's sid. */
	return record(r, "transcript", is_sid(call_sid, "CA") ? call_sid : sid, 0, arena_printf(r->arena, "%s:transcript", sid), facts);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/ci-status", CALLER_TWILIO, ci_status, "A transcript is ready", NULL, WEBHOOK },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
