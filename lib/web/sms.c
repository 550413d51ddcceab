/* Texts that come in. See sms.h. */
#include "web/sms.h"

#include "core/clock.h"
#include "core/text.h"
#include "data/appointments.h"
#include "data/consents.h"
#include "data/languages.h"
#include "data/messages.h"
#include "data/reminders.h"
#include "data/tasks.h"
#include "desk/phone.h"
#include "desk/reply.h"
#include "desk/spoken.h"

enum { MEDIA_MAX = 10, URL_BYTES_MAX = 1000, TYPE_BYTES_MAX = 100 };

struct incoming {
	struct request *r;
	struct facts *facts;
	const struct line *line;	/* NULL: of a number that is nobody's */
	const char *sid, *from, *body;
	const char *answer;		/* NULL: nothing is sent back */
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

/* --- together ----------------------------------------------------------------------------------------------------------- */

static enum db_result
understand(struct incoming *in)
{
	enum opt_word word = opt_word_of(in->body, in->r->in[OPT_OUT_TYPE].text);
	enum db_result result = DB_OK;
	bool stopped = false;

	if (word == WORD_YES)
		result = has_stopped(in, &stopped);
	if (result != DB_OK)
		return result;
	if (word == WORD_STOP || word == WORD_START || (word == WORD_YES && stopped))
		add_consent(in, word != WORD_STOP);
	else if (word != WORD_HELP)
		return answer_reminder(in);
	return DB_OK;
}

/* A repeat is answered as it was the first time, by the visit as it was then. (Whoever sees a visit as the first one left it finds that message too, if only
 * afterwards.) */
static enum db_result
recall(struct incoming *in)
{
	const char *answer;
	enum db_result result = message_answer(in->r->db, in->r->arena, in->sid, &answer);

	if (result == DB_OK) {
		in->facts = facts_new(in->r->arena);
		in->answer = answer;
	}
	return result == DB_NONE ? DB_OK : result;
}

static enum outcome
answer(const struct incoming *in)
{
	struct twiml *twiml = twiml_new(in->r->arena);

	if (in->answer)
		twiml_message(twiml, in->answer);
	return answer_twiml(in->r, twiml_end(twiml));
}

enum outcome
sms_receive(struct request *r, const char *type)
{
	struct incoming in = {
		.r = r, .facts = facts_new(r->arena), .sid = r->in[MESSAGE_SID].text, .from = text_of(&r->in[SMS_FROM]), .body = text_of(&r->in[SMS_BODY]),
	};
	struct message_report report = {
		.message_sid = in.sid, .from = in.from, .to = text_of(&r->in[SMS_TO]), .body = in.body, .media = media_of(r),
	};
	enum db_result result = DB_OK;
	bool away;

	r->note = arena_printf(r->arena, "sid=%s", in.sid);
	in.line = request_line(r, report.to, &away);
	if (!away && in.line && phone_is_e164(in.from))
		result = understand(&in);
	if (!away && result == DB_OK)
		result = recall(&in);
	/* What it means turns out when it is stored, and then nobody hears an answer. */
	if (away || result != DB_OK) {
		in.answer = NULL;
		(void)answer(&in);
		return away ? AWAY : outcome_of(result);
	}
	(void)answer(&in);
	report.clinic_id = in.line ? in.line->clinic_id : 0;
	report.answer = in.answer;
	(void)number_parse(text_of(&r->in[SMS_SEGMENTS]), 0, 100, &report.segments);
	message_add_to(in.facts, &report, r->now_ms);
	return record(r, type, in.sid, report.clinic_id, arena_printf(r->arena, "%s:%s", in.sid, type), in.facts);
}
