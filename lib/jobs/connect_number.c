/* Connecting a number to a clinic. See connect_number.h. */
#include "jobs/connect_number.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/audit.h"
#include "data/clinics.h"
#include "data/jobs.h"
#include "data/snapshot.h"
#include "jobs/runner.h"

enum { JOB_AFTER_MS = 10 * 1000 }; /* later than the deadline of the request that is under way */

static void
say(struct connect_answer *out, enum connect_result result, const char *message)
{
	out->result = result;
	out->message = message;
}

/* What Twilio's answer means where nothing else happened yet. */
static void
say_twilio(struct connect_answer *out, const struct twilio_answer *twilio)
{
	out->code = twilio->code;
	out->credential = twilio->credential;
	switch (twilio->result) {
	case TWILIO_OK:
		say(out, CONNECT_DONE, "");
		return;
	case TWILIO_REFUSED:
		say(out, CONNECT_REFUSED, twilio->message);
		return;
	case TWILIO_BUSY: case TWILIO_NOT_SENT: case TWILIO_UNKNOWN:
		say(out, CONNECT_NO_ANSWER, twilio->message);
		return;
	case TWILIO_OFF:
		say(out, CONNECT_OFF, twilio->message);
		return;
	}
}

static struct json_object *
payload(struct arena *a, const char *phone_number, const struct twilio_urls *urls)
{
	struct json_object *o = json_object_in(a);

	json_put_text(o, "phoneNumber", phone_number);
	if (!urls)
		return o;
	json_put_text(o, "voiceUrl", urls->voice);
	json_put_text(o, "voiceFallbackUrl", urls->voice_fallback);
	json_put_text(o, "smsUrl", urls->sms);
	json_put_text(o, "smsFallbackUrl", urls->sms_fallback);
	json_put_text(o, "statusCallback", urls->status_callback);
	return o;
}

static bool
payload_urls(struct json_object *o, struct twilio_urls *urls)
{
	*urls = (struct twilio_urls){
		json_get_text(o, "voiceUrl"),
		json_get_text(o, "voiceFallbackUrl"),
		json_get_text(o, "smsUrl"),
		json_get_text(o, "smsFallbackUrl"),
		json_get_text(o, "statusCallback"),
	};
	return urls->voice && urls->voice_fallback && urls->sms && urls->sms_fallback &&
	    urls->status_callback;
}

/* The change with this stamp could not be applied: it is not pending any more. Did the job do it,
 * or was it replaced? */
static void
settle_elsewhere(struct db *db, struct arena *a, const char *phone_number, int64_t clinic_id,
    struct connect_answer *out)
{
	struct number number;

	switch (number_find(db, a, phone_number, &number)) {
	case DB_OK:
		if (number.clinic_id == clinic_id && !number.pending &&
		    snapshot_current_version(db, a, &out->version) == DB_OK)
			say(out, CONNECT_DONE, "");
		else
			say(out, CONNECT_TAKEN, "Another change of this number came in between.");
		return;
	case DB_NONE: case DB_DUPLICATE: case DB_CONFLICT:
		say(out, CONNECT_TAKEN, "Another change of this number came in between.");
		return;
	case DB_AWAY: case DB_UNKNOWN: case DB_FAILED:
		say(out, CONNECT_UNKNOWN, "The database did not answer.");
		return;
	}
}

/* Asks Twilio, then applies, drops or leaves the pending change. Where Twilio could not be asked,
 * it is dropped if somebody waits to be told so; the job tries again. */
static void
finish(struct db *db, struct arena *a, const struct config *c, const char *phone_number,
    int64_t stamp, const struct number_change *change, const struct twilio_urls *urls,
    bool somebody_waits, struct connect_answer *out)
{
	struct twilio_answer twilio;

	twilio_number_point(a, c, change->twilio_sid, urls, &twilio);
	say_twilio(out, &twilio);
	if (twilio.result == TWILIO_UNKNOWN) {
		say(out, CONNECT_UNKNOWN, twilio.message);
		return;
	}
	if (twilio.result != TWILIO_OK) {
		/* Where dropping fails, the job asks again, is refused again, and drops it then. */
		if (twilio.result == TWILIO_REFUSED || somebody_waits)
			(void)number_drop_pending(db, a, phone_number, stamp);
		return;
	}
	switch (number_apply(db, a, phone_number, stamp, &out->version)) {
	case DB_OK:
		log_info("%s is connected to clinic %lld, by the %s", mask_phone(phone_number).text,
		    (long long)change->clinic_id, out->credential);
		return;
	case DB_NONE:
		settle_elsewhere(db, a, phone_number, change->clinic_id, out);
		return;
	case DB_CONFLICT: case DB_DUPLICATE:
		say(out, CONNECT_TAKEN, "The number went to another clinic meanwhile.");
		return;
	case DB_AWAY: case DB_UNKNOWN: case DB_FAILED:
		say(out, CONNECT_UNKNOWN, "Twilio agreed, but the database did not answer.");
		return;
	}
}

void
number_connect(struct db *db, struct arena *a, const struct config *c, const char *phone_number,
    const struct number_change *asked, const struct twilio_urls *urls, struct connect_answer *out)
{
	struct number_change change = *asked;
	struct twilio_answer twilio;
	struct twilio_number found;
	enum db_result stored;
	int64_t stamp;

	*out = (struct connect_answer){ .message = "", .credential = "" };
	twilio_number_find(a, c, phone_number, &found, &twilio);
	say_twilio(out, &twilio);
	if (out->result != CONNECT_DONE)
		return;
	if (!found.sid) {
		say(out, CONNECT_NOT_OURS, "The Twilio account does not have this number.");
		return;
	}
	change.twilio_sid = found.sid;
	/* The job first: killed between here and the end, the change is neither lost nor pending
	 * for ever. Finding nothing to do, it does nothing. */
	stored = job_add(db, a, "connect-number",
	    arena_printf(a, "connect-number:%s", phone_number),
	    payload(a, phone_number, urls), clock_now_ms() + JOB_AFTER_MS);
	if (stored == DB_OK)
		stored = number_pend(db, a, phone_number, &change, &stamp);
	switch (stored) {
	case DB_OK:
		finish(db, a, c, phone_number, stamp, &change, urls, true, out);
		return;
	case DB_NONE:
		say(out, CONNECT_NO_CLINIC, "There is no such clinic.");
		return;
	case DB_CONFLICT: case DB_DUPLICATE:
		say(out, CONNECT_TAKEN, "The number is another clinic's.");
		return;
	case DB_AWAY: case DB_UNKNOWN: case DB_FAILED:
		say(out, CONNECT_AWAY, "The database did not answer.");
		return;
	}
}

/* The same for a change that was left pending, whoever asked for it. */
static struct job_outcome
connect_number_job(struct job_context *c)
{
	const char *phone_number = json_get_text(c->job->payload, "phoneNumber");
	struct connect_answer answer = { .message = "", .credential = "" };
	struct number_change change;
	struct twilio_urls urls;
	struct number number;
	enum db_result found;

	if (!phone_number || !payload_urls(c->job->payload, &urls))
		return job_is_hopeless("its payload is incomplete");
	found = number_find(c->db, c->arena, phone_number, &number);
	if (found > DB_NONE)
		return job_failed("the database did not answer");
	if (found == DB_NONE || !number.pending)
		return job_is_done();
	if (!number_pending(c->arena, &number, &change) || !change.twilio_sid)
		return job_is_hopeless("the pending change cannot be read");
	finish(c->db, c->arena, c->config, phone_number, number.pending_at_ms, &change, &urls,
	    false, &answer);
	switch (answer.result) {
	case CONNECT_DONE:
		/* Who asked got 202 then; the log says that it has come true. */
		(void)audit_add(c->db, c->arena, clock_now_ms(), 0, change.clinic_id,
		    "number-connected", arena_printf(c->arena, "number %s", phone_number), "",
		    "Twilio's answer came late.");
		return job_is_done();
	case CONNECT_REFUSED:
		(void)audit_add(c->db, c->arena, clock_now_ms(), 0, change.clinic_id,
		    "number-refused", arena_printf(c->arena, "number %s", phone_number), "",
		    answer.message);
		return job_is_hopeless(answer.message);
	case CONNECT_TAKEN:
		return job_is_early(5, answer.message);
	case CONNECT_UNKNOWN: case CONNECT_AWAY: case CONNECT_NO_ANSWER: case CONNECT_OFF:
	case CONNECT_NOT_OURS: case CONNECT_NO_CLINIC:
		break;
	}
	return job_failed(answer.message);
}

JOB_KIND("connect-number", connect_number_job);

/* --- disconnecting --------------------------------------------------------------------------- */

void
number_disconnect_everywhere(struct db *db, struct arena *a, const struct config *c,
    const char *phone_number, struct connect_answer *out)
{
	struct twilio_answer twilio;
	struct number number;
	enum db_result stored;
	bool lost;

	*out = (struct connect_answer){ .message = "", .credential = "" };
	if (!config_has_twilio(c)) {
		say(out, CONNECT_OFF, "Twilio is not configured.");
		return;
	}
	stored = number_find(db, a, phone_number, &number);
	if (stored == DB_NONE || (stored == DB_OK && !number.clinic_id && !number.pending)) {
		say(out, CONNECT_NOT_OURS, "The number is not connected to any clinic.");
		return;
	}
	if (stored != DB_OK) {
		say(out, CONNECT_AWAY, "The database did not answer.");
		return;
	}
	if (number.twilio_sid) {
		twilio_number_point(a, c, number.twilio_sid, NULL, &twilio);
		say_twilio(out, &twilio);
		lost = twilio.result == TWILIO_UNKNOWN;
		/* 404: the account gave the number up, so that nothing is left to clear. */
		if (!lost && twilio.result != TWILIO_OK && twilio.status != 404)
			return;
	} else {
		lost = false;	/* it was never pointed here */
	}
	if (lost)
		stored = job_add(db, a, "disconnect-number",
		    arena_printf(a, "disconnect-number:%s", phone_number),
		    payload(a, phone_number, NULL), clock_now_ms() + JOB_AFTER_MS);
	if (stored == DB_OK)
		stored = number_disconnect(db, a, phone_number, &out->version);
	if (stored != DB_OK && stored != DB_NONE)
		say(out, CONNECT_AWAY, "The database did not answer.");
	else if (lost)
		say(out, CONNECT_UNKNOWN, twilio.message);
	else
		say(out, CONNECT_DONE, "");
}

/* The number serves nobody here already; its URLs at Twilio may still be ours. */
static struct job_outcome
disconnect_number_job(struct job_context *c)
{
	const char *phone_number = json_get_text(c->job->payload, "phoneNumber");
	struct twilio_answer twilio;
	struct number number;
	enum db_result found;

	if (!phone_number)
		return job_is_hopeless("its payload is incomplete");
	found = number_find(c->db, c->arena, phone_number, &number);
	if (found > DB_NONE)
		return job_failed("the database did not answer");
	/* Connected again meanwhile: then the URLs are wanted. */
	if (found == DB_NONE || number.clinic_id || number.pending || !number.twilio_sid)
		return job_is_done();
	twilio_number_point(c->arena, c->config, number.twilio_sid, NULL, &twilio);
	if (twilio.result == TWILIO_OK || twilio.status == 404)
		return job_is_done();
	return twilio.result == TWILIO_REFUSED ? job_is_hopeless(twilio.message) :
	    job_failed(twilio.message);
}

JOB_KIND("disconnect-number", disconnect_number_job);

/* --- where calls would lead ------------------------------------------------------------------ */

enum db_result
connect_leads(struct db *db, struct arena *a, const struct config *c, const char *phone_number,
    const struct number_change *change, bool *leads)
{
	struct number number;
	struct routing routing;
	enum db_result found = number_find(db, a, phone_number, &number);
	bool menu, keys;

	if (found == DB_NONE)
		number = (struct number){ .phone_number = phone_number };
	else if (found != DB_OK)
		return found;
	found = routing_load(db, a, change->clinic_id, &routing);
	if (found != DB_OK)
		return found;
	number = number_changed(&number, change);
	menu = routing.menu_enabled == YES ||
	    (routing.menu_enabled == UNSET && c->twilio_enable_menu);
	keys = !text_is_blank(number.forward_number_new) ||
	    !text_is_blank(number.forward_number_existing) ||
	    !text_is_blank(routing.forward_number_new) ||
	    !text_is_blank(routing.forward_number_existing);
	*leads = routing.open != POLICY_FORWARD || !text_is_blank(number.forward_number) ||
	    !text_is_blank(routing.forward_number) || (menu && keys);
	return DB_OK;
}
