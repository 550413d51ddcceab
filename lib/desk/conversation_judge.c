/* What came of a conversation. See conversation.h. */
#include <string.h>

#include "core/text.h"
#include "desk/conversation_parts.h"
#include "desk/verdict.h"

enum { SUBJECT_MAX = 200 };

static const double by_tool = 0.95, by_collection = 0.9;

static bool
two(const char *p, int *n)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return false;
	*n = (p[0] - '0') * 10 + (p[1] - '0');
	return true;
}

/* "2026-11-24T09:00", with a space or seconds or not: the clinic's own clock. With Z or an offset
 * it is an instant. */
static int64_t
written_instant(struct arena *a, const char *text, const char *zone)
{
	struct civil day, c;
	int64_t ms;
	const char *rest;

	if (!text || strlen(text) < 16 || !date_parse(arena_copy(a, text, 10), &day) ||
	    (text[10] != 'T' && text[10] != ' '))
		return 0;
	c = day;
	if (!two(text + 11, &c.hour) || text[13] != ':' || !two(text + 14, &c.minute) ||
	    c.hour > 23 || c.minute > 59)
		return 0;
	rest = text + 16;
	if (*rest == ':' && strlen(rest) >= 3)
		rest += 3;
	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	if (!*rest)
		return zone_instant(zone, &c);
	/* Seconds may be left out before an offset, which instant_parse wants. */
	if (instant_parse(text, &ms))
		return ms;
	return instant_parse(arena_printf(a, "%.16s:00%s", text, rest), &ms) ? ms : 0;
}

/* The summary first; where it decides nothing, what was said, unless the agent has told: a model
 * that was there heard better than a detector that reads. */
static void
detect(struct arena *a, const struct conversation *c, const struct civil *called_at, bool told,
    struct booking *out)
{
	*out = (struct booking){ .verdict = BOOKING_UNCLEAR };
	if (c->summary)
		booking_detect(a, c->summary, called_at, out);
	if (!told && out->verdict == BOOKING_UNCLEAR && !out->outcome && *c->text)
		booking_detect(a, c->text, called_at, out);
}

/* What was collected, as an opinion. */
static bool
collected(const struct conversation *c, bool is_written, struct opinion *out)
{
	bool tool = c->booking_tool != NULL;

	if (!tool && c->said_booked < 0)
		return false;
	*out = (struct opinion){
		.verdict = tool || c->said_booked == 1 ? BOOKING_BOOKED : BOOKING_NOT_BOOKED,
		.confidence = tool ? by_tool : by_collection,
		.evidence = tool ? c->booking_tool : c->said_why ? c->said_why : c->stated_time,
		.stated_time = is_written ? NULL : c->stated_time,
	};
	if (out->verdict == BOOKING_BOOKED)
		out->outcome = "appointment-booked";
	return true;
}

/* The first sentence, or as much as a subject holds. */
static const char *
first_sentence(struct arena *a, const char *text)
{
	size_t n = strcspn(text, ".!?\n");

	if (n > SUBJECT_MAX)
		for (n = SUBJECT_MAX; n && ((unsigned char)text[n] & 0xc0) == 0x80; )
			n--;
	return arena_copy(a, text, n);
}

static void
judge_ticket(struct arena *a, const struct conversation *c, struct conversation_verdict *out)
{
	const char *all = c->summary ? c->summary : c->text;

	out->wants_ticket = !c->failed &&
	    (c->wants_ticket || text_same(out->intent, "raise_ticket"));
	if (!out->wants_ticket)
		return;
	out->subject = c->subject ? c->subject : c->title ? c->title : first_sentence(a, all);
	if (text_is_blank(out->subject))
		out->subject = "A call to the AI agent";
	out->description = c->description ? c->description : all;
	out->priority = c->priority ? c->priority : "normal";
}

void
conversation_judge(struct arena *a, const struct conversation *c, const char *zone,
    struct conversation_verdict *out)
{
	struct civil called_at = zone_civil(zone, c->started_at_ms), day;
	int64_t written_ms = written_instant(a, c->stated_time, zone);
	struct opinion opinion;
	struct booking detected;
	struct verdict v;
	bool has_opinion = collected(c, written_ms != 0, &opinion);

	*out = (struct conversation_verdict){ .booked = BOOKING_UNCLEAR };
	detect(a, c, &called_at, has_opinion, &detected);
	verdict_of(a, has_opinion ? &opinion : NULL, &detected, c->failed || c->voicemail,
	    &called_at, &v);
	out->booked = c->booking_tool ? BOOKING_BOOKED : v.verdict;
	out->confidence = c->booking_tool ? by_tool : v.confidence;
	out->evidence = c->booking_tool ? c->booking_tool : v.evidence;
	out->outcome = c->booking_tool ? "appointment-booked" : v.outcome;
	out->stated_time = c->stated_time ? c->stated_time : v.stated_time;
	if (!written_ms) {
		out->starts_at_ms = v.has_day && v.has_time ? zone_instant(zone, &v.starts) : 0;
		out->stated_date = v.has_day ? date_iso(a, &v.starts) : NULL;
	} else if (written_ms >= c->started_at_ms) {	/* a model may err in the year */
		day = zone_civil(zone, written_ms);
		out->starts_at_ms = written_ms;
		out->stated_date = date_iso(a, &day);
	}
	out->intent = c->intent;
	out->intent_confidence = c->intent ? by_collection : 0;
	if (!out->intent && out->booked == BOOKING_BOOKED) {
		out->intent = "book_appointment";
		out->intent_confidence = out->confidence;
	} else if (!out->intent && c->wants_ticket) {
		out->intent = "raise_ticket";
		out->intent_confidence = by_collection;
	}
	judge_ticket(a, c, out);
}
