/* What is deleted here is deleted at the provider too. See delete.h and data/deletions.h. */
#include "jobs/delete.h"

#include "carrier/elevenlabs.h"
#include "carrier/intelligence.h"
#include "carrier/twilio.h"
#include "carrier/vapi.h"
#include "core/text.h"
#include "data/deletions.h"
#include "jobs/runner.h"

enum { ATTEMPTS_MAX = 12, MEDIA_MAX = 20 };

/* A text's media outlive it at Twilio: they go first. */
struct media {
	struct arena *arena;
	const char *sids[MEDIA_MAX];
	size_t count;
};

static bool
take_medium(struct json_object *item, void *context)
{
	struct media *m = context;
	const char *sid = json_get_text(item, "sid");

	if (sid)
		m->sids[m->count++] = arena_string(m->arena, sid);
	return m->count < MEDIA_MAX;
}

/* Is it gone? What Twilio does not have any more is. */
static bool
is_gone(const struct twilio_answer *answer)
{
	return answer->result == TWILIO_OK ||
	    (answer->result == TWILIO_REFUSED && answer->status == 404);
}

static void
delete_message(struct arena *a, const struct config *c, const char *sid,
    struct twilio_answer *answer)
{
	struct media media = { .arena = a };

	*answer = (struct twilio_answer){ .result = TWILIO_OK };
	if (text_has_prefix(sid, "MM"))
		twilio_list(a, c, arena_printf(a, "/Messages/%s/Media.json", sid), NULL,
		    "media_list", MEDIA_MAX, take_medium, &media, answer);
	for (size_t i = 0; i < media.count && is_gone(answer); i++)
		twilio_delete(a, c, arena_printf(a, "/Messages/%s/Media/%s.json", sid,
		    media.sids[i]), 0, answer);
	if (is_gone(answer))
		twilio_delete(a, c, arena_printf(a, "/Messages/%s.json", sid), 0, answer);
}

static void
delete_there(struct arena *a, const struct config *c, const struct deletion *d,
    struct twilio_answer *answer)
{
	switch (d->kind) {
	case DELETION_RECORDING:
		twilio_delete(a, c, arena_printf(a, "/Recordings/%s.json", d->sid), 0, answer);
		return;
	case DELETION_TRANSCRIPT:
		if (text_has_prefix(d->sid, "GT"))
			intelligence_delete(a, c, d->sid, answer);
		else
			twilio_delete(a, c, arena_printf(a, "/Transcriptions/%s.json", d->sid), 0,
			    answer);
		return;
	case DELETION_MESSAGE:
		delete_message(a, c, d->sid, answer);
		return;
	case DELETION_CONVERSATION:
	case DELETION_REPORT:
	case DELETION_KINDS:
		break;
	}
}

/* NULL: it is gone there. Else why not, for people. */
static const char *
ask_twilio(struct arena *a, const struct config *c, const struct deletion *d)
{
	struct twilio_answer answer = { .result = TWILIO_OK };

	delete_there(a, c, d, &answer);
	if (is_gone(&answer))
		return NULL;
	return answer.code ? arena_printf(a, "%s (code %d)", answer.message, answer.code) :
	    answer.message;
}

static const char *
ask_agents_provider(struct arena *a, const struct config *c, const struct deletion *d)
{
	struct agent_answer answer;

	if (text_same(d->provider, "vapi"))
		vapi_delete(a, c, d->sid, &answer);
	else
		elevenlabs_delete(a, c, d->sid, &answer);
	return answer.result == AGENT_OK ? NULL : answer.message;
}

enum delete_result
delete_carry_out(struct db *db, struct arena *a, const struct config *c, int64_t deletion_id,
    bool gives_up, const char **why)
{
	struct deletion d;
	enum db_result result = deletion_find(db, a, deletion_id, &d);

	*why = "the database did not answer";
	if (result == DB_NONE || (result == DB_OK && d.status == DELETION_DONE))
		return DELETE_DONE;
	if (result == DB_OK)
		result = deletion_repeat(db, a, &d);
	if (result != DB_OK)
		return DELETE_AWAY;
	*why = !d.sid ? NULL : d.provider ? ask_agents_provider(a, c, &d) : ask_twilio(a, c, &d);
	if (!*why) {
		result = deletion_done(db, a, deletion_id);
		*why = "the database did not answer";
		return result == DB_OK ? DELETE_DONE : DELETE_AWAY;
	}
	result = deletion_missed(db, a, deletion_id, *why, gives_up);
	return result == DB_OK || result == DB_NONE ? DELETE_FAILED : DELETE_AWAY;
}

static struct job_outcome
delete_job(struct job_context *c)
{
	const char *why = "";
	enum delete_result result = delete_carry_out(c->db, c->arena, c->config,
	    json_get_int(c->job->payload, "deletionId", 0), c->job->attempts >= ATTEMPTS_MAX, &why);

	return result == DELETE_DONE ? job_is_done() : job_failed(why);
}

JOB_KIND("delete", delete_job, .attempts_max = ATTEMPTS_MAX);
