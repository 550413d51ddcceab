/* Texts that come in. See sms.h. */
#include "web/sms.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/appointments.h"
#include "data/jobs.h"
#include "data/consents.h"
#include "data/languages.h"
#include "data/messages.h"
#include "data/phones.h"
#include "data/reminders.h"
#include "data/tasks.h"
#include "desk/auto_reply.h"
#include "desk/keyword.h"
#include "desk/phone.h"
#include "desk/reply.h"
#include "desk/spoken.h"

/* After so long, what becomes of an answer to a reminder is no news. */
static const int64_t ANSWER_MS = 4 * 60 * 60 * 1000;

enum { MEDIA_MAX = 10, URL_BYTES_MAX = 1000, TYPE_BYTES_MAX = 100 };

struct incoming {
	struct request *r;
	struct facts *facts;
	const struct line *line;	/* NULL: of a number that is nobody's */
	const char *sid, *from, *body;
	bool known;			/* on record already: a repeat */
	const char *answer;		/* what is texted back; NULL: nothing */
	bool automatic;			/* an auto-reply */
};

static const char *
text_of(const struct value *v)
{
	return v->text ? v->text : "";
}

/* [{url, contentType}], NULL: none. */
static struct json_object *
media_of(struct request *r)
{
	struct json_object *list = json_array_in(r->arena);
	int64_t n = 0;

	(void)number_parse(text_of(&r->in[SMS_MEDIA]), 0, MEDIA_MAX, &n);
	for (int i = 0; i < n; i++) {
		const char *url = form_find(&r->form, arena_printf(r->arena, "MediaUrl%d", i));
		const char *type = form_find(&r->form, arena_printf(r->arena, "MediaContentType%d", i));
		struct json_object *o = json_object_in(r->arena);

		if (!url || strlen(url) > URL_BYTES_MAX || !text_is_utf8(url, strlen(url)))
			continue;
		json_put_text(o, "url", url);
		json_put_text(o, "contentType", type && strlen(type) <= TYPE_BYTES_MAX && text_is_utf8(type, strlen(type)) ? type : NULL);
		json_append(list, o);
	}
	return json_object_array_length(list) ? list : NULL;
}

/* --- words that stop and start texts ------------------------------------------------------------------------------------ */

/* What the number said last. Without a word it has not stopped them. */
static enum db_result
has_stopped(const struct incoming *in, bool *stopped)
{
	struct json_object *ledger = json_array_in(in->r->arena);
	enum db_result result = consents_of(in->r->db, in->r->arena, in->line->clinic_id, in->from, ledger);

	*stopped = false;
	for (size_t i = 0; result == DB_OK && i < json_object_array_length(ledger); i++) {
		struct json_object *consent = json_object_array_get_idx(ledger, i);

		if (!text_same(json_get_text(consent, "channel"), "sms"))
			continue;
		*stopped = text_same(json_get_text(consent, "state"), "out");
		break;
	}
	return result;
}

static void
add_consent(const struct incoming *in, bool is_in)
{
	consent_add_to(in->facts, &(struct consent){
		.clinic_id = in->line->clinic_id, .phone = in->from, .channel = CONSENT_SMS, .in = is_in, .at_ms = in->r->now_ms,
		.origin = arena_printf(in->r->arena, "message:%s", in->sid), .message_sid = in->sid, .text = in->body,
	});
}

/* --- answers to reminders ----------------------------------------------------------------------------------------------- */

/* In the words of any who could have sent it, or in English. *language is theirs. */
static enum reply
read_reply(const struct incoming *in, const struct reminded_visit *visits, size_t count, struct language *language)
{
	struct request *r = in->r;
	struct language english;
	enum reply reply = REPLY_NONE;

	for (size_t i = 0; reply == REPLY_NONE && i < count; i++) {
		if (!language_load(r->arena, r->config, visits[i].language, in->line->routing.language, language))
			return REPLY_NONE;
		reply = reply_read(r->arena, language->texts, in->body);
	}
	if (reply == REPLY_NONE && language_load(r->arena, r->config, "en", NULL, &english))
		reply = reply_read(r->arena, english.texts, in->body);
	return reply;
}

static const char *
fill(const struct incoming *in, const struct texts *texts, const char *key, const struct reminded_visit *first, size_t count)
{
	struct request *r = in->r;
	struct civil at = zone_civil(in->line->timezone, first->starts_at_ms), now = zone_civil(in->line->timezone, r->now_ms);

	return texts_fill(r->arena, texts, key, (const char *const[][2]){
		{ "{clinic}", in->line->clinic_name },
		{ "{when}", written_when(r->arena, texts, &at, &now) },
		{ "{visits}", written_visits(r->arena, texts, (int)count) },
		{ "{phone}", in->line->number },
		{ NULL, NULL },
	});
}

/* Somebody must call the patient. */
static enum db_result
add_task(const struct incoming *in, const struct reminded_visit *visit)
{
	struct request *r = in->r;
	struct civil at = zone_civil(in->line->timezone, visit->starts_at_ms), now = zone_civil(in->line->timezone, r->now_ms);
	struct task task = {
		.clinic_id = in->line->clinic_id, .kind = "reschedule", .origin = arena_printf(r->arena, "reschedule:%s", in->sid), .message_sid = in->sid,
		.appointment_id = visit->appointment_id,
	};
	struct appointment appointment;
	struct language english;
	enum db_result result = appointment_find(r->db, r->arena, visit->appointment_id, &appointment);
	const char *name;

	if (result != DB_OK)
		return result == DB_NONE ? DB_OK : result;
	name = patient_name(r->arena, &appointment.patient);
	task.title = arena_printf(r->arena, "%s asks for another time than %s", *name ? name : appointment.patient.phone,
	    language_load(r->arena, r->config, "en", NULL, &english) ? written_when(r->arena, english.texts, &at, &now) : instant_iso(r->arena, visit->starts_at_ms));
	task_add_to(in->facts, &task, r->now_ms);
	return DB_OK;
}

static enum db_result
answer_reminder(struct incoming *in)
{
	struct request *r = in->r;
	struct reminded_visit *visits;
	struct language language;
	enum reply reply;
	size_t count = 0;
	enum db_result result = reminded_visits(r->db, r->arena, in->line->clinic_id, in->from, r->now_ms, &visits, &count);

	if (result != DB_OK || !count)
		return result;
	reply = read_reply(in, visits, count, &language);
	if (reply == REPLY_NONE)
		return DB_OK;
	phone_lock_to(in->facts, in->line->clinic_id, in->from);
	if (count > 1) {
		in->answer = fill(in, language.texts, "text.which", visits, count);
		return DB_OK;
	}
	if (text_same(visits->status, "cancelled")) {
		in->answer = fill(in, language.texts, "text.gone", visits, count);
		return DB_OK;
	}
	/* It was moved since the patient heard of it: the answer is about another time. */
	if (!visits->told) {
		in->answer = fill(in, language.texts, "text.reminder", visits, count);
		reminder_told_to(in->facts, visits, r->now_ms);
		return DB_OK;
	}
	in->answer = fill(in, language.texts, reply_text(reply), visits, count);
	appointment_answer_to(in->facts, visits->appointment_id, reply_status(reply), r->now_ms);
	return reply == REPLY_RESCHEDULE ? add_task(in, visits) : DB_OK;
}

/* --- what nothing else has answered ----------------------------------------------------------------------------------------- */

/* One thing to do a conversation, however many texts come. */
static void
add_text_task(const struct incoming *in)
{
	struct request *r = in->r;

	task_add_unless_open_to(in->facts, &(struct task){
		.clinic_id = in->line->clinic_id, .kind = "text", .message_sid = in->sid, .title = arena_printf(r->arena, "Text from %s", in->from),
		.origin = arena_printf(r->arena, "text:%lld:%s:%s", (long long)in->line->clinic_id, in->from, in->sid),
	}, r->now_ms);
}

/* Never to a number of our own: two clinics would answer each other. */
static enum db_result
answer_by_itself(struct incoming *in)
{
	const struct routing *routing = &in->line->routing;
	const char *text = auto_reply_text(in->line, in->r->now_ms);
	bool away;

	if ((!text && !routing->auto_reply_task) || !auto_reply_suits(routing, in->from))
		return DB_OK;
	if (text_same(in->from, in->r->config->twilio_phone_number) || request_line(in->r, in->from, &away))
		return DB_OK;
	if (away)
		return DB_AWAY;
	phone_lock_to(in->facts, in->line->clinic_id, in->from);
	if (routing->auto_reply_task)
		add_text_task(in);
	in->answer = text;
	in->automatic = true;
	return DB_OK;
}

/* Whoever wants to hear of a word is told by a job. */
static void
look_for_keywords(const struct incoming *in)
{
	struct request *r = in->r;
	struct json_object *payload = json_object_in(r->arena);
	bool *met;

	if (!auto_reply_suits(&in->line->routing, in->from) || !keyword_rules(r->arena, &in->line->routing, in->body, &met))
		return;
	json_put_text(payload, "messageSid", in->sid);
	job_add_to(in->facts, "notify-keyword", arena_printf(r->arena, "notify-keyword:%s", in->sid), payload, 0);
}

/* --- together ----------------------------------------------------------------------------------------------------------- */

static enum db_result
understand(struct incoming *in)
{
	enum opt_word word = opt_word_of(in->r->arena, in->body, in->r->in[OPT_OUT_TYPE].text);
	enum db_result result = DB_OK;
	bool stopped = false;

	if (word == WORD_YES)
		result = has_stopped(in, &stopped);
	if (result != DB_OK)
		return result;
	if (word == WORD_STOP || word == WORD_START || (word == WORD_YES && stopped)) {
		add_consent(in, word != WORD_STOP);
	} else if (word != WORD_HELP) {
		result = answer_reminder(in);
		if (result == DB_OK && !in->answer)
			result = answer_by_itself(in);
	}
	look_for_keywords(in);
	return result;
}

/* The text with all that follows from it; of a repeat, nothing follows. */
static void
gather(struct incoming *in)
{
	struct request *r = in->r;
	struct message_report report = {
		.clinic_id = in->line ? in->line->clinic_id : 0, .message_sid = in->sid, .from = in->from, .to = text_of(&r->in[SMS_TO]), .body = in->body,
		.media = media_of(r),
	};

	if (in->known)
		in->facts = facts_new(r->arena);
	(void)number_parse(text_of(&r->in[SMS_SEGMENTS]), 0, 100, &report.segments);
	message_add_to(in->facts, &report, r->now_ms);
	if (in->known || !in->answer)
		return;
	message_answer_to(in->facts, &(struct message_answer){
		.clinic_id = report.clinic_id, .message_sid = in->sid, .from = in->line->number, .to = in->from,
		.body = twiml_message_text(r->arena, in->answer), .unheard = r->replayed,
		.until_ms = in->automatic ? auto_reply_until(in->line, r->now_ms) : r->now_ms + ANSWER_MS,
		.automatic = in->automatic, .since_ms = auto_reply_since(&in->line->routing, r->now_ms), .a_day = AUTO_REPLIES_A_DAY,
	}, r->now_ms);
}

static enum outcome
answer(struct request *r, const char *body, const char *status_callback)
{
	struct twiml *twiml = twiml_new(r->arena);

	if (body)
		twiml_message(twiml, body, status_callback);
	return answer_twiml(r, twiml_end(twiml));
}

/* What stands there now as told: a repeat is answered as it was the first time. */
static enum outcome
tell(const struct incoming *in)
{
	struct request *r = in->r;
	struct message_told told;

	if (r->replayed || r->dry || (!in->known && !in->answer))
		return ANSWERED;
	/* Where the database is away just now, the job will tell. */
	if (message_told(r->db, r->arena, in->sid, &told) != DB_OK || !told.message_id)
		return ANSWERED;
	return answer(r, told.body, routes_url(r->routes, r->arena, r->config, "sms-status", arena_printf(r->arena, "ref=%lld", (long long)told.message_id)));
}

enum outcome
sms_receive(struct request *r, const char *type)
{
	struct incoming in = {
		.r = r, .facts = facts_new(r->arena), .sid = r->in[MESSAGE_SID].text, .from = text_of(&r->in[SMS_FROM]), .body = text_of(&r->in[SMS_BODY]),
	};
	struct message_told told;
	enum db_result result = DB_OK;
	enum outcome outcome;
	bool away;

	r->note = arena_printf(r->arena, "sid=%s", in.sid);
	in.line = request_line(r, text_of(&r->in[SMS_TO]), &away);
	if (!away && in.line && phone_is_e164(in.from))
		result = understand(&in);
	if (!away && result == DB_OK)
		result = message_told(r->db, r->arena, in.sid, &told);
	in.known = result == DB_OK && !away;
	(void)answer(r, NULL, NULL);
	/* What it means turns out when it is stored. */
	if (away || (result != DB_OK && result != DB_NONE))
		return away ? AWAY : outcome_of(result);
	gather(&in);
	outcome = record(r, type, in.sid, in.line ? in.line->clinic_id : 0, arena_printf(r->arena, "%s:%s", in.sid, type), in.facts);
	return outcome == ANSWERED ? tell(&in) : outcome;
}
