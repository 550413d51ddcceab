/* Bytes from a provider through us. See relay.h. */
#include "web/relay.h"

#include <ctype.h>
#include <unistd.h>

#include "core/log.h"
#include "web/caller.h"
#include "web/telephony.h"

enum { FRESH_TRIES = 3, FRESH_PAUSE_MS = 700 };

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

/* --- the bytes -------------------------------------------------------------------------------------------------------- */

/* What of the file the provider gives, and what of that is passed on. */
static bool
window(struct relay *l, const struct http_answer *http)
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
		l->state = RELAY_UNSATISFIABLE;
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
audited(const struct relay *l)
{
	struct request *r = l->r;
	struct json_object *detail = json_object_in(r->arena);

	json_put_text(detail, "format", l->format);
	json_put_text(detail, "range", l->asked);
	return audit_look(r, l->clinic_id, l->action, l->object, json_text(r->arena, detail)) == DB_OK;
}

/* Judges what comes in by its head, and makes ours. */
static bool
begin(struct relay *l, const struct http_answer *http)
{
	struct request *r = l->r;
	int64_t length;

	l->state = RELAY_NONSENSE;
	if (!l->fits(l, http->content_type) || !window(l, http))
		return false;
	if (!r->head && !audited(l)) {
		l->state = RELAY_NOT_AUDITED;
		return false;
	}
	r->answer.status = l->asked ? 206 : 200;
	r->answer.content_type = l->content_type;
	length = l->asked ? l->left : l->total;
	if (length >= 0)
		answer_header(r, "Content-Length", arena_printf(r->arena, "%lld", (long long)length));
	if (l->asked)
		answer_header(r, "Content-Range", arena_printf(r->arena, "bytes %lld-%lld/%lld", (long long)l->wanted.first, (long long)l->wanted.last,
		    (long long)l->total));
	answer_header(r, "Accept-Ranges", "bytes");
	answer_header(r, "Cache-Control", "private, no-store");
	answer_header(r, "Content-Disposition", l->disposition);
	l->state = RELAY_GIVING;
	return true;
}

bool
relay_receive(void *context, const struct http_answer *so_far, const char *bytes, size_t n)
{
	struct relay *l = context;
	size_t skip;

	if (l->state == RELAY_WAITING && !begin(l, so_far))
		return false;
	if (l->r->head) {
		l->state = RELAY_GIVEN;	/* its head was all that was asked for */
		return false;
	}
	skip = (int64_t)n < l->skip ? n : (size_t)l->skip;
	l->skip -= (int64_t)skip;
	n -= skip;
	if (l->left >= 0 && (int64_t)n > l->left)
		n = (size_t)l->left;
	if (n && !answer_stream(l->r, bytes + skip, n)) {
		l->state = RELAY_GIVEN;
		return false;
	}
	if (l->left > 0 && !(l->left -= (int64_t)n))
		l->state = RELAY_GIVEN;
	return l->state == RELAY_GIVING;
}

const char *
relay_range(struct relay *l)
{
	/* We give no validators, so that no If-Range can hold. */
	if (span_read(request_header(l->r, "RANGE"), &l->span) && !request_header(l->r, "IF_RANGE"))
		l->asked = span_header(l->r->arena, &l->span);
	return l->asked;
}

enum outcome
relay_refuse_range(struct request *r, const char *content_range)
{
	answer_header(r, "Content-Range", content_range);
	return refuse(r, 416, "It does not have these bytes.");
}

enum outcome
relay_refuse(const struct relay *l, bool *known)
{
	struct request *r = l->r;

	*known = true;
	switch (l->state) {
	case RELAY_UNSATISFIABLE:
		return relay_refuse_range(r, arena_printf(r->arena, "bytes */%lld", (long long)l->total));
	case RELAY_NOT_AUDITED:
		return AWAY;
	case RELAY_NONSENSE:
		return refuse_provider(r, 502, 0, arena_printf(r->arena, "%s sent something that is not this %s.", l->provider, l->what));
	case RELAY_WAITING: case RELAY_GIVING: case RELAY_GIVEN:
		break;
	}
	*known = false;
	return BROKEN;
}

enum outcome
relay_end(const struct relay *l, bool whole, const char *why)
{
	struct request *r = l->r;

	if (l->state == RELAY_GIVING && !whole)
		log_warning("%s: what was given ended early: %s", r->path, why);
	if (l->state == RELAY_GIVEN && r->head)
		return answer_text(r, r->answer.status, r->answer.content_type, "");
	return ANSWERED;
}

/* --- from Twilio ------------------------------------------------------------------------------------------------------ */

static enum outcome
refuse_what_twilio_said(const struct relay *l, const struct twilio_answer *answer, const char *range)
{
	struct request *r = l->r;
	bool known;
	enum outcome outcome = relay_refuse(l, &known);

	if (known)
		return outcome;
	if (answer->result == TWILIO_REFUSED && answer->status == 416)
		return relay_refuse_range(r, text_has_prefix(range, "bytes */") ? range : "bytes */*");
	if (answer->result == TWILIO_REFUSED && answer->status == 404)
		return refuse_provider(r, 404, answer->code,
		    arena_printf(r->arena, "Twilio does not have this %s: it is not ready yet, or was deleted there.", l->what));
	if (answer->result == TWILIO_OK)
		return refuse_provider(r, 502, 0, arena_printf(r->arena, "Twilio sent nothing of this %s.", l->what));
	return refuse_twilio(r, answer);
}

enum outcome
relay_from_twilio(struct relay *l, const struct relay_source *source)
{
	struct request *r = l->r;
	const char *range;
	const struct twilio_media media = {
		.path = source->path, .receive = relay_receive, .context = l, .bytes_max = source->bytes_max, .deadline_ms = source->deadline_ms,
		.range = relay_range(l),
	};
	struct twilio_answer answer;

	for (int tries = 1; ; tries++) {
		twilio_media_get(r->arena, r->config, &media, &range, &answer);
		if (l->state != RELAY_WAITING || answer.status != 404 || tries >= FRESH_TRIES || !source->fresh)
			break;
		(void)usleep(FRESH_PAUSE_MS * 1000);
	}
	if (l->state != RELAY_GIVING && l->state != RELAY_GIVEN)
		return refuse_what_twilio_said(l, &answer, range);
	return relay_end(l, answer.result == TWILIO_OK, answer.message);
}
