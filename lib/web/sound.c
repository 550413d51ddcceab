/* Recordings and their sound. See sound.h. */
#include "web/sound.h"

#include "carrier/elevenlabs.h"
#include "core/text.h"
#include "web/relay.h"

enum { FRESH_MS = 2 * 60 * 1000 };
static const size_t sound_bytes_max = (size_t)1024 * 1024 * 1024;

/* --- the object ----------------------------------------------------------------------------------------------------- */

const char *
sound_url(struct request *r, const struct recording *recording)
{
	const char *path = routes_path(r->routes, "recordings"), *open = path ? strchr(path, '{') : NULL, *close = open ? strchr(open, '}') : NULL;

	if (!close || !recording_has_sound(recording))
		return NULL;
	return arena_printf(r->arena, "%s%.*s%s%s", r->config->public_url, (int)(open - path), path, recording->recording_sid, close + 1);
}

struct json_object *
sound_object(struct request *r, const struct recording *recording)
{
	struct json_object *o = recording_object(r->arena, recording);

	json_put_text(o, "audioUrl", sound_url(r, recording));
	return o;
}

/* --- the sound -------------------------------------------------------------------------------------------------------- */

static bool
is_sound(const struct relay *relay, const char *content_type)
{
	(void)relay;
	return strncasecmp(content_type, "audio/", 6) == 0 || strncasecmp(content_type, "application/octet-stream", 24) == 0 ||
	    strncasecmp(content_type, "binary/octet-stream", 19) == 0;
}

/* thing: "recording", "session". */
static struct relay
relay_of(struct request *r, const char *thing, const char *id, int64_t clinic_id, const char *format)
{
	return (struct relay){
		.r = r, .what = arena_printf(r->arena, "%s's sound", thing), .clinic_id = clinic_id, .format = format, .action = "recording-played",
		.object = arena_printf(r->arena, "%s %s", thing, id), .content_type = text_same(format, "mp3") ? "audio/mpeg" : "audio/wav",
		.disposition = arena_printf(r->arena, "inline; filename=\"%s.%s\"", id, format), .fits = is_sound,
	};
}

/* Has it ended so lately that Twilio may not have it ready? */
static bool
is_fresh(const struct request *r, const struct recording *recording)
{
	int64_t ended_at_ms = recording->started_at_ms && recording->duration > 0 ? recording->started_at_ms + recording->duration * 1000 : recording->created_at_ms;

	return r->now_ms - ended_at_ms < FRESH_MS;
}

enum outcome
answer_sound(struct request *r, const struct recording *recording, const char *format)
{
	struct relay relay = relay_of(r, "recording", recording->recording_sid, recording->clinic_id, format);
	const struct relay_source source = {
		.path = arena_printf(r->arena, "/Recordings/%s.%s", recording->recording_sid, format), .fresh = is_fresh(r, recording),
		.bytes_max = sound_bytes_max, .deadline_ms = SOUND_S_MAX * 1000,
	};

	if (!recording_has_sound(recording))
		return refuse(r, 404, recording->processing == PROCESSING_DELETED ? "This recording was deleted." : "This recording has no sound.");
	relay.provider = "Twilio";
	return relay_from_twilio(&relay, &source);
}

/* --- the sound of a session ------------------------------------------------------------------------------------------ */

static enum outcome
refuse_session_sound(const struct relay *l, const struct agent_answer *answer, const char *range)
{
	struct request *r = l->r;
	bool known;
	enum outcome outcome = relay_refuse(l, &known);

	if (known)
		return outcome;
	if (answer->result == AGENT_REFUSED && answer->status == 416)
		return relay_refuse_range(r, text_has_prefix(range, "bytes */") ? range : "bytes */*");
	if (answer->result == AGENT_REFUSED && answer->status == 404)
		return refuse(r, 404, "The agent's provider has no sound of this session: it is not ready yet, or was deleted there.");
	if (answer->result == AGENT_OFF)
		return refuse(r, 503, "ElevenLabs is not configured: set ELEVENLABS_API_KEY.");
	if (answer->result == AGENT_OK)
		return refuse_provider(r, 502, 0, "ElevenLabs sent no sound at all.");
	if (answer->result == AGENT_BUSY)
		answer_header(r, "Retry-After", "10");
	return refuse_provider(r, answer->status ? 502 : 504, answer->status, answer->message);
}

enum outcome
answer_session_sound(struct request *r, const struct session *session)
{
	struct relay relay = relay_of(r, "session", session->session_id, session->clinic_id, "mp3");
	struct agent_sound sound = {
		.id = session->conversation_id, .receive = relay_receive, .context = &relay, .bytes_max = sound_bytes_max, .deadline_ms = SOUND_S_MAX * 1000,
	};
	struct agent_answer answer;
	const char *range;

	if (!session->conversation_id || !session->has_audio || !text_same(session->provider, "elevenlabs"))
		return refuse(r, 404, "This session has no sound.");
	relay.provider = "ElevenLabs";
	sound.range = relay_range(&relay);
	elevenlabs_audio(r->arena, r->config, &sound, &range, &answer);
	if (relay.state != RELAY_GIVING && relay.state != RELAY_GIVEN)
		return refuse_session_sound(&relay, &answer, range);
	return relay_end(&relay, answer.result == AGENT_OK, answer.message);
}
