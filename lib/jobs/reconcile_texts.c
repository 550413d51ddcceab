/*
 * Every five minutes: what Twilio knows of texts and we may have missed, by its list of the last
 * two hours or of all the time since this was last done. A text that came in and whose webhook never
 * arrived is stored: a conversation shows it unread, and a word like STOP goes into the ledger of
 * consents; whoever watches for a word in it is told. The sender is not answered so late, no visit
 * is changed and no task is made: a person reads it. Of a text that we sent, the state is brought up to date.
 */
#include "carrier/twilio.h"
#include "core/clock.h"
#include "core/form.h"
#include "core/log.h"
#include "core/text.h"
#include "data/messages.h"
#include "desk/phone.h"
#include "desk/reply.h"
#include "jobs/lately.h"
#include "jobs/runner.h"

enum {
	EVERY_S = 300, MEDIA_MAX = 10,
	PAGE = 300, PAGE_BYTES = 64 * 1024 * 1024,	/* a text may be 10 kB of JSON */
	SECOND_MS = 1000,
	COMING_MS = 5 * 60 * 1000,		/* so long, its webhook may be on the way */
	AT_MOST_US = 40 * 1000 * 1000,		/* well within a job's lease */
};

struct sweep {
	struct job_context *c;
	struct arena *page;			/* of a page of the list, and what becomes of it */
	struct our_numbers ours;
	int64_t since_ms, now_ms, until_us;
	int64_t oldest_ms;			/* of those that were seen; 0: none */
	size_t seen;				/* on this page */
	int64_t found, changed;
	const char *why;			/* it is not all done; NULL: it is */
};

static bool
stop(struct sweep *s, const char *why)
{
	s->why = why;
	return false;
}

static const char *
time_of(struct arena *a, int64_t at_ms)
{
	return arena_printf(a, "%.19sZ", instant_iso(a, at_ms));
}

static int64_t
sent_at(struct json_object *text)
{
	int64_t at_ms = lately_when(text, "date_sent");

	return at_ms ? at_ms : lately_when(text, "date_created");
}

/* --- one that came in ------------------------------------------------------------------------ */

struct media {
	const struct sweep *s;
	struct json_object *list;
};

/* As a webhook would have said it. */
static bool
take_medium(struct json_object *item, void *context)
{
	struct media *m = context;
	struct arena *a = m->s->page;
	struct json_object *o = json_object_in(a);
	const char *uri = json_get_text(item, "uri");
	size_t n = uri ? strlen(uri) : 0;

	if (n > 5 && text_same(uri + n - 5, ".json"))
		n -= 5;
	json_put_text(o, "url", arena_printf(a, "%s%.*s", m->s->c->config->twilio_api_url, (int)n,
	    uri ? uri : ""));
	json_put_text(o, "contentType", json_get_text(item, "content_type"));
	json_append(m->list, o);
	return true;
}

/* False: Twilio did not tell. */
static bool
media_of(const struct sweep *s, struct json_object *text, struct json_object **list)
{
	struct media m = { s, json_array_in(s->page) };
	const char *count = json_get_text(text, "num_media");
	struct twilio_answer answer = { .result = TWILIO_OK };
	int64_t n = 0;

	*list = NULL;
	if (!count || !number_parse(count, 1, MEDIA_MAX, &n))
		return true;
	twilio_list(s->page, s->c->config, arena_printf(s->page, "/Messages/%s/Media.json",
	    json_get_text(text, "sid")), NULL, "media_list", MEDIA_MAX, take_medium, &m, &answer);
	*list = json_object_array_length(m.list) ? m.list : NULL;
	return answer.result == TWILIO_OK ||
	    (answer.result == TWILIO_REFUSED && answer.status == 404);
}

/* A word with which texts are stopped or started. YES would be one only from who had stopped them:
 * that is left to whoever reads it. */
static bool
consent_of(struct arena *a, const struct message_report *report, int64_t at_ms,
    struct consent *consent)
{
	enum opt_word word = opt_word_of(a, report->body, NULL);

	*consent = (struct consent){
		.clinic_id = report->clinic_id, .phone = report->from, .channel = CONSENT_SMS,
		.in = word == WORD_START, .at_ms = at_ms, .message_sid = report->message_sid,
		.origin = arena_printf(a, "message:%s", report->message_sid), .text = report->body,
	};
	return report->clinic_id && phone_is_e164(report->from) &&
	    (word == WORD_STOP || word == WORD_START);
}

static bool
compare_received(struct sweep *s, struct json_object *text, const struct number *number)
{
	struct db *db = s->c->db;
	struct arena *a = s->page;
	const char *segments = json_get_text(text, "num_segments");
	struct message_report report = {
		.clinic_id = number->clinic_id, .message_sid = json_get_text(text, "sid"),
		.from = json_get_text(text, "from"), .to = json_get_text(text, "to"),
		.body = json_get_text(text, "body"),
	};
	struct consent consent;
	int64_t message_id, at_ms = sent_at(text);
	enum db_result result;

	if (!report.from || !at_ms || at_ms > s->now_ms - COMING_MS)
		return true;
	if (message_sid_find(db, a, report.message_sid, &message_id) != DB_OK)
		return stop(s, "the database did not answer");
	if (message_id)
		return true;
	if (!media_of(s, text, &report.media))
		return stop(s, "Twilio did not tell what came in with a text");
	report.body = report.body ? report.body : "";
	if (segments)
		(void)number_parse(segments, 0, 100, &report.segments);
	result = message_found(db, a, &report,
	    consent_of(a, &report, at_ms, &consent) ? &consent : NULL, at_ms);
	if (result != DB_OK && result != DB_DUPLICATE)
		return stop(s, "the database did not store a text that came in");
	s->found += result == DB_OK;
	return true;
}

/* --- one that we sent ------------------------------------------------------------------------ */

static bool
compare_sent(struct sweep *s, struct json_object *text)
{
	const struct message_status status = {
		.message_sid = json_get_text(text, "sid"), .status = json_get_text(text, "status"),
		.error_code = (int)json_get_int(text, "error_code", 0),
	};
	bool changed;

	if (message_reconcile(s->c->db, s->page, &status, &changed) != DB_OK)
		return stop(s, "the database did not store what became of a text");
	s->changed += changed;
	return true;
}

/* --- the list --------------------------------------------------------------------------------- */

static bool
compare(struct json_object *text, void *context)
{
	struct sweep *s = context;
	bool inbound = text_same(json_get_text(text, "direction"), "inbound");
	const struct number *number = our_number(&s->ours,
	    json_get_text(text, inbound ? "to" : "from"));
	int64_t at_ms = sent_at(text);

	s->seen++;
	if (at_ms && (!s->oldest_ms || at_ms < s->oldest_ms))
		s->oldest_ms = at_ms;
	if (clock_steady_us() > s->until_us)
		return stop(s, "there was no time left for all texts");
	if (!json_get_text(text, "sid") || !number)
		return true;
	return inbound ? compare_received(s, text, number) : compare_sent(s, text);
}

/* Newest first; a page begins with what was sent in the second in which the one before it ends. So
 * a page is all that is in memory, however many there are. NULL: all were seen. */
static const char *
look_through(struct sweep *s)
{
	struct twilio_answer twilio;
	int64_t until_ms = 0;				/* 0: open */

	do {
		struct text fields;

		arena_reset(s->page);
		fields = text_new(s->page);
		form_put(&fields, "DateSent>", time_of(s->page, s->since_ms));
		if (until_ms)
			form_put(&fields, "DateSent<", time_of(s->page, until_ms));
		s->seen = 0;
		twilio_list(s->page, s->c->config, "/Messages.json", fields.data, "messages",
		    PAGE, compare, s, &twilio);
		if (s->why)
			return s->why;
		if (twilio.result != TWILIO_OK)
			return arena_string(s->c->arena, twilio.message);
		if (!until_ms || s->oldest_ms < until_ms) {
			until_ms = s->oldest_ms;
			continue;
		}
		if (s->seen == PAGE)
			log_warning("reconcile: of the texts of a second, %d were looked at", PAGE);
		until_ms -= SECOND_MS;
	} while (s->seen == PAGE && until_ms >= s->since_ms);
	return NULL;
}

static struct job_outcome
reconcile_texts_job(struct job_context *c)
{
	struct sweep s = {
		.c = c, .now_ms = clock_now_ms(), .until_us = clock_steady_us() + AT_MOST_US,
	};
	const char *why;

	if (!config_has_twilio(c->config))
		return job_is_done();
	if (lately_since(c, s.now_ms, &s.since_ms) != DB_OK ||
	    our_numbers_read(c, &s.ours) != DB_OK)
		return job_failed("the database did not answer");
	if (!s.ours.count && !*s.ours.servers.phone_number)
		return job_is_done();
	s.page = arena_new(PAGE_BYTES);
	why = look_through(&s);
	arena_free(s.page);
	if (s.found || s.changed)
		log_info("reconcile: %lld texts came in without a webhook, the state of %lld was "
		    "not known", (long long)s.found, (long long)s.changed);
	return why ? job_failed(why) : job_is_done();
}

JOB_KIND("reconcile-texts", reconcile_texts_job, .every_s = EVERY_S);
