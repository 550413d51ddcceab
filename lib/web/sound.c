/* Recordings and their sound. See sound.h. */
#include "web/sound.h"

#include <ctype.h>
#include <unistd.h>

#include "carrier/elevenlabs.h"
#include "carrier/twilio.h"
#include "core/log.h"
#include "data/audit.h"
#include "web/caller.h"
#include "web/telephony.h"

enum {
	SOUND_MS_MAX = 300 * 1000,
	FRESH_MS = 2 * 60 * 1000, FRESH_TRIES = 3, FRESH_PAUSE_MS = 700,	/* Twilio may say 404 of one that it has just completed */
};
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

/* --- ranges (RFC 9110, section 14) ---------------------------------------------------------------------------------- */

static const char *
take_number(const char *s, int64_t *n)
{
	size_t digits = strspn(s, "0123456789");
	char text[20] = "";

	if (!digits || digits >= sizeof text)
		return NULL;
	memcpy(text, s, digits);
	return number_parse(text, 0, INT64_MAX / 2, n) ? s + digits : NULL;
}

bool
span_read(const char *header, struct span *span)
{
	const char *p = header;

	*span = (struct span){ -1, -1 };
	if (!p || strncasecmp(p, "bytes=", 6) != 0)
		return false;
	p += 6;
	p += strspn(p, " \t");
	if (*p != '-' && !(p = take_number(p, &span->first)))
		return false;
	if (*p++ != '-')
		return false;
	if (isdigit((unsigned char)*p) && !(p = take_number(p, &span->last)))
		return false;
	p += strspn(p, " \t");
	return !*p && (span->first >= 0 ? span->last < 0 || span->last >= span->first : span->last >= 0);
}

/* As Twilio is asked: what a client writes in other ways means the same. */
static const char *
span_header(struct arena *a, const struct span *span)
{
	if (span->first < 0)
		return arena_printf(a, "bytes=-%lld", (long long)span->last);
	if (span->last < 0)
		return arena_printf(a, "bytes=%lld-", (long long)span->first);
	return arena_printf(a, "bytes=%lld-%lld", (long long)span->first, (long long)span->last);
}

bool
span_resolve(const struct span *span, int64_t total, struct span *bytes)
{
	if (span->first < 0) {
		*bytes = (struct span){ span->last < total ? total - span->last : 0, total - 1 };
		return span->last > 0 && total > 0;
	}
	*bytes = (struct span){ span->first, span->last < 0 || span->last >= total ? total - 1 : span->last };
	return span->first < total;
}

bool
content_range_read(const char *text, struct span *bytes, int64_t *total)
{
	const char *p = text;

	if (strncasecmp(p, "bytes ", 6) != 0)
		return false;
	p = take_number(p + 6, &bytes->first);
	if (!p || *p++ != '-' || !(p = take_number(p, &bytes->last)) || *p++ != '/')
		return false;
	p = take_number(p, total);
	return p && !*p && bytes->first <= bytes->last && bytes->last < *total;
}

/* --- the sound -------------------------------------------------------------------------------------------------------- */

struct listening {
	struct request *r;
	const char *what, *id;			/* "recording", "RE…" */
	int64_t clinic_id;
	const char *provider;			/* "Twilio" */
	const char *format, *asked;		/* asked: the Range header, NULL: the whole */
	struct span span, wanted;		/* what was asked, and which bytes that is */
	int64_t skip, left;			/* of what comes in: not for the listener, and for them; left -1: all */
	int64_t total;				/* -1: not known */
	enum { WAITING, GIVING, GIVEN, UNSATISFIABLE, NOT_AUDITED, NONSENSE } state;
};

static bool
is_sound(const char *content_type)
{
	return strncasecmp(content_type, "audio/", 6) == 0 || strncasecmp(content_type, "application/octet-stream", 24) == 0 ||
	    strncasecmp(content_type, "binary/octet-stream", 19) == 0;
}

/* What of the file the provider gives, and what of that the listener gets. */
static bool
window(struct listening *l, const struct http_answer *http)
{
	struct span given = { 0, -1 };

	l->left = -1;
	l->total = http->content_length;
	if (http->status == 206 && (!l->asked || !content_range_read(http->content_range, &given, &l->total)))
		return false;
	if (!l->asked || l->total < 0) {	/* a range of who knows how much cannot be told: the whole is right as well */
		l->asked = NULL;
		return true;
	}
	if (!span_resolve(&l->span, l->total, &l->wanted)) {
		l->state = UNSATISFIABLE;
		return false;
	}
	if (http->status == 206 && (l->wanted.first < given.first || l->wanted.first > given.last))
		return false;
	if (http->status == 206 && l->wanted.last > given.last)
		l->wanted.last = given.last;
	l->skip = l->wanted.first - given.first;
	l->left = l->wanted.last - l->wanted.first + 1;
	return true;
}

static bool
audited(const struct listening *l)
{
	struct request *r = l->r;
	struct json_object *detail = json_object_in(r->arena);

	json_put_text(detail, "format", l->format);
	json_put_text(detail, "range", l->asked);
	return audit_add(r->db, r->arena, r->now_ms, r->user.user_id, l->clinic_id, "recording-played", arena_printf(r->arena, "%s %s", l->what, l->id), r->address,
	    json_text(r->arena, detail)) == DB_OK;
}

/* Judges what comes in by its head, and makes ours. */
static bool
begin(struct listening *l, const struct http_answer *http)
{
	struct request *r = l->r;
	int64_t length;

	l->state = NONSENSE;
	if (!is_sound(http->content_type) || !window(l, http))
		return false;
	if (!r->head && !audited(l)) {
		l->state = NOT_AUDITED;
		return false;
	}
	r->answer.status = l->asked ? 206 : 200;
	r->answer.content_type = text_same(l->format, "mp3") ? "audio/mpeg" : "audio/wav";
	length = l->asked ? l->left : l->total;
	if (length >= 0)
		answer_header(r, "Content-Length", arena_printf(r->arena, "%lld", (long long)length));
	if (l->asked)
		answer_header(r, "Content-Range", arena_printf(r->arena, "bytes %lld-%lld/%lld", (long long)l->wanted.first, (long long)l->wanted.last,
		    (long long)l->total));
	answer_header(r, "Accept-Ranges", "bytes");
	answer_header(r, "Cache-Control", "private, no-store");
	answer_header(r, "Content-Disposition", arena_printf(r->arena, "inline; filename=\"%s.%s\"", l->id, l->format));
	l->state = GIVING;
	return true;
}

static bool
receive(void *context, const struct http_answer *so_far, const char *bytes, size_t n)
{
	struct listening *l = context;
	size_t skip;

	if (l->state == WAITING && !begin(l, so_far))
		return false;
	if (l->r->head) {
		l->state = GIVEN;	/* its head was all that was asked for */
		return false;
	}
	skip = (int64_t)n < l->skip ? n : (size_t)l->skip;
	l->skip -= (int64_t)skip;
	n -= skip;
	if (l->left >= 0 && (int64_t)n > l->left)
		n = (size_t)l->left;
	if (n && !answer_stream(l->r, bytes + skip, n)) {
		l->state = GIVEN;
		return false;
	}
	if (l->left > 0 && !(l->left -= (int64_t)n))
		l->state = GIVEN;
	return l->state == GIVING;
}

static enum outcome
refuse_range(struct request *r, const char *content_range)
{
	answer_header(r, "Content-Range", content_range);
	return refuse(r, 416, "The recording does not have these bytes.");
}

/* Nothing was given because of what came; *known is false where nothing came. */
static enum outcome
refuse_what_came(const struct listening *l, bool *known)
{
	struct request *r = l->r;

	*known = true;
	switch (l->state) {
	case UNSATISFIABLE:
		return refuse_range(r, arena_printf(r->arena, "bytes */%lld", (long long)l->total));
	case NOT_AUDITED:
		return AWAY;
	case NONSENSE:
		return refuse_provider(r, 502, 0, arena_printf(r->arena, "%s sent something that is not this %s's sound.", l->provider, l->what));
	case WAITING: case GIVING: case GIVEN:
		break;
	}
	*known = false;
	return BROKEN;
}

/* Nothing was given: why. */
static enum outcome
refuse_sound(const struct listening *l, const struct twilio_answer *answer, const char *range)
{
	struct request *r = l->r;
	bool known;
	enum outcome outcome = refuse_what_came(l, &known);

	if (known)
		return outcome;
	if (answer->result == TWILIO_REFUSED && answer->status == 416)
		return refuse_range(r, text_has_prefix(range, "bytes */") ? range : "bytes */*");
	if (answer->result == TWILIO_REFUSED && answer->status == 404)
		return refuse_provider(r, 404, answer->code, "Twilio has no sound of this recording: it is not ready yet, or was deleted there.");
	if (answer->result == TWILIO_OK)
		return refuse_provider(r, 502, 0, "Twilio sent no sound at all.");
	return refuse_twilio(r, answer);
}

/* Has it ended so lately that Twilio may not have it ready? */
static bool
is_fresh(const struct request *r, const struct recording *recording)
{
	int64_t ended_at_ms = recording->started_at_ms && recording->duration > 0 ? recording->started_at_ms + recording->duration * 1000 : recording->created_at_ms;

	return r->now_ms - ended_at_ms < FRESH_MS;
}

/* What is asked for, as the provider is asked for it; NULL: the whole. We give no validators, so that no If-Range can hold. */
static const char *
read_range(struct listening *l)
{
	if (span_read(request_header(l->r, "RANGE"), &l->span) && !request_header(l->r, "IF_RANGE"))
		l->asked = span_header(l->r->arena, &l->span);
	return l->asked;
}

static enum outcome
end_sound(const struct listening *l, bool whole, const char *why)
{
	struct request *r = l->r;

	if (l->state == GIVING && !whole)
		log_warning("%s: the sound ended early: %s", r->path, why);
	if (l->state == GIVEN && r->head)
		return answer_text(r, r->answer.status, r->answer.content_type, "");
	return ANSWERED;
}

enum outcome
answer_sound(struct request *r, const struct recording *recording, const char *format)
{
	struct listening l = {
		.r = r, .what = "recording", .id = recording->recording_sid, .clinic_id = recording->clinic_id, .provider = "Twilio", .format = format,
	};
	const char *range;
	struct twilio_media media = {
		.path = arena_printf(r->arena, "/Recordings/%s.%s", recording->recording_sid, format), .receive = receive, .context = &l,
		.bytes_max = sound_bytes_max, .deadline_ms = SOUND_MS_MAX,
	};
	struct twilio_answer answer;

	if (!recording_has_sound(recording))
		return refuse(r, 404, recording->processing == PROCESSING_DELETED ? "This recording was deleted." : "This recording has no sound.");
	media.range = read_range(&l);
	for (int tries = 1; ; tries++) {
		twilio_media_get(r->arena, r->config, &media, &range, &answer);
		if (l.state != WAITING || answer.status != 404 || tries >= FRESH_TRIES || !is_fresh(r, recording))
			break;
		(void)usleep(FRESH_PAUSE_MS * 1000);
	}
	if (l.state != GIVING && l.state != GIVEN)
		return refuse_sound(&l, &answer, range);
	return end_sound(&l, answer.result == TWILIO_OK, answer.message);
}

/* --- the sound of a session ------------------------------------------------------------------------------------------ */

static enum outcome
refuse_session_sound(const struct listening *l, const struct agent_answer *answer, const char *range)
{
	struct request *r = l->r;
	bool known;
	enum outcome outcome = refuse_what_came(l, &known);

	if (known)
		return outcome;
	if (answer->result == AGENT_REFUSED && answer->status == 416)
		return refuse_range(r, text_has_prefix(range, "bytes */") ? range : "bytes */*");
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
	struct listening l = {
		.r = r, .what = "session", .id = session->session_id, .clinic_id = session->clinic_id, .provider = "ElevenLabs", .format = "mp3",
	};
	struct agent_sound sound = {
		.id = session->conversation_id, .receive = receive, .context = &l, .bytes_max = sound_bytes_max, .deadline_ms = SOUND_MS_MAX,
	};
	struct agent_answer answer;
	const char *range;

	if (!session->conversation_id || !session->has_audio || !text_same(session->provider, "elevenlabs"))
		return refuse(r, 404, "This session has no sound.");
	sound.range = read_range(&l);
	elevenlabs_audio(r->arena, r->config, &sound, &range, &answer);
	if (l.state != GIVING && l.state != GIVEN)
		return refuse_session_sound(&l, &answer, range);
	return end_sound(&l, answer.result == AGENT_OK, answer.message);
}
