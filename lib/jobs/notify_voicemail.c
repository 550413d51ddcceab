/*
 * Tells a clinic's assistants of a voicemail, by text and by mail, as the notify rules and their own
 * settings say. It waits for the transcript, but not for long. A mail has it, and the sound where a
 * rule wants it.
 */
#include "carrier/twilio.h"
#include "core/clock.h"
#include "core/text.h"
#include "data/assistants.h"
#include "data/clinics.h"
#include "data/notices.h"
#include "data/recordings.h"
#include "desk/caller.h"
#include "jobs/mail.h"
#include "jobs/notify.h"

enum { WAIT_MS = 10 * 60 * 1000, LOOK_AGAIN_S = 60 };
enum { RECORD_MIN_S = 2 };		/* what Twilio transcribes of a Record */
/* Ten minutes of mp3 are 2.4 MB. After so many attempts, ten minutes at most, the mail goes
 * without. */
enum { SOUND_BYTES_MAX = 8 * 1024 * 1024, SOUND_MS = 30000, SOUND_ATTEMPTS = 8 };

struct telling {
	struct job_context *c;
	const char *recording_sid;
	const struct voicemail_notice *v;
	const struct routing *routing;
	struct assistant_row *assistants;
	size_t count;
};

/* All of them, or none: in one transaction with the note that they were told. */
static enum db_result
tell(struct db *db, void *context)
{
	const struct telling *t = context;
	struct arena *a = t->c->arena;
	const struct notice notice = {
		.clinic_id = t->v->clinic_id, .kind = "voicemail", .ref = t->recording_sid,
		.call_sid = t->v->call_sid, .from = t->v->to,
		.text = arena_printf(a, "%s: a new voicemail is waiting, %s", t->v->clinic_name,
		    t->c->config->public_url),
		.mail = json_object_in(a),
	};
	enum db_result result = voicemail_notified(db, a, t->recording_sid, clock_now_ms());

	json_put_text(notice.mail, "recordingSid", t->recording_sid);
	for (size_t i = 0; result == DB_OK && i < t->count; i++) {
		const struct assistant_row *to = &t->assistants[i];
		const struct notify_rule rules = routing_notify(t->routing, NOTIFY_VOICEMAIL,
		    to->assistant_id);

		json_put_bool(notice.mail, "attachSound", rules.attach_sound);
		result = notify_assistant(db, a, &notice, to, to->sms_notify || rules.by_sms,
		    to->email_notify || rules.by_email);
	}
	return result;
}

/* No row stands for the transcript that a Record asked Twilio for, until Twilio tells of it. The
 * voicemail may be one of last week that was found just now: the wait is the job's. */
static bool
transcript_is_coming(struct job_context *c, const struct routing *routing,
    const struct voicemail_notice *v)
{
	if (v->transcript || clock_now_ms() >= c->job->created_at_ms + WAIT_MS)
		return false;
	if (routing_record_transcribed(c->config, routing))
		return v->record_open && (v->duration < 0 || v->duration >= RECORD_MIN_S);
	return v->transcript_coming &&
	    routing_transcription(c->config, routing) != TRANSCRIPTION_OFF;
}

static struct job_outcome
notify_voicemail_job(struct job_context *c)
{
	const char *sid = json_get_text(c->job->payload, "recordingSid");
	struct voicemail_notice v;
	struct routing routing;
	struct telling t = { .c = c, .recording_sid = sid, .v = &v, .routing = &routing };
	enum db_result result;

	if (!sid)
		return job_is_hopeless("its payload is incomplete");
	result = voicemail_notice_find(c->db, c->arena, sid, &v);
	if (result == DB_NONE)
		return job_is_done();	/* no voicemail: a recorded call's transcript pulled this */
	if (result != DB_OK)
		return job_failed("the database did not answer");
	if (v.notified_at_ms || !v.clinic_id)
		return job_is_done();
	result = routing_load(c->db, c->arena, v.clinic_id, &routing);
	if (result == DB_OK)
		result = assistants_of_clinic(c->db, c->arena, v.clinic_id, &t.assistants, &t.count);
	if (result != DB_OK)
		return job_failed("the clinic's routing and assistants could not be read");
	if (transcript_is_coming(c, &routing, &v))
		return job_is_early(LOOK_AGAIN_S, "the transcript is on its way");
	if (db_transact(c->db, tell, &t) > DB_NONE)
		return job_failed("the database did not keep whom to tell");
	return job_is_done();
}

JOB_KIND("notify-voicemail", notify_voicemail_job, .attempts_max = 30);

/* --- the mail -------------------------------------------------------------------------------- */

static const char *
mail_text(struct job_context *c, const struct voicemail_notice *v, const char *sid)
{
	struct civil at = zone_civil(v->timezone, v->created_at_ms);
	struct text t = text_new(c->arena);

	text_printf(&t, "%s has a new voicemail.\n\n", v->clinic_name);
	text_printf(&t, "From:     %s\n", caller_name(v->from));
	if (v->to)
		text_printf(&t, "To:       %s\n", v->to);
	text_printf(&t, "When:     %04d-%02d-%02d %02d:%02d (%s)\n", at.year, at.month, at.day,
	    at.hour, at.minute, v->timezone);
	if (v->duration >= 0)
		text_printf(&t, "Length:   %lld seconds\n", (long long)v->duration);
	text_printf(&t, "Listen:   %s/api/twilio/recordings/%s/audio.mp3 (after logging in)\n",
	    c->config->public_url, sid);
	if (v->transcript)
		text_printf(&t, "\nWhat was said, as a machine understood it:\n\n%s\n",
		    v->transcript);
	else
		text_puts(&t, "\nThere is no transcript.\n");
	return t.data;
}

static bool
keep(void *context, const struct http_answer *so_far, const char *bytes, size_t n)
{
	(void)so_far;
	text_put(context, bytes, n);
	return true;
}

/* The sound of the recording, as an attachment. One that is known to have none (any more) keeps no
 * mail back; false is for what may be different later. That is each refusal: Twilio says 404 until the
 * sound is ready, which the mail may be before, and 401 until our credentials are right. */
static bool
attach(struct job_context *c, const char *sid, struct mail *mail)
{
	struct text sound = text_new(c->arena);
	const struct twilio_media media = {
		.path = arena_printf(c->arena, "/Recordings/%s.mp3", sid), .receive = keep,
		.context = &sound, .bytes_max = SOUND_BYTES_MAX, .deadline_ms = SOUND_MS,
	};
	struct recording recording;
	struct twilio_answer answer;
	const char *range;

	if (recording_find(c->db, c->arena, sid, &recording) == DB_OK &&
	    !recording_has_sound(&recording))
		return true;
	twilio_media_get(c->arena, c->config, &media, &range, &answer);
	if (answer.result != TWILIO_OK || !sound.length)
		return answer.result == TWILIO_OFF;
	mail->file_name = arena_printf(c->arena, "voicemail-%s.mp3", sid);
	mail->file_type = "audio/mpeg";
	mail->file_bytes = sound.data;
	mail->file_length = sound.length;
	return true;
}

static struct job_outcome
mail_voicemail_job(struct job_context *c)
{
	const char *sid = json_get_text(c->job->payload, "recordingSid");
	int64_t assistant_id = json_get_int(c->job->payload, "assistantId", 0);
	struct voicemail_notice v;
	struct assistant_row to;
	struct mail mail;
	enum db_result result;

	if (!sid)
		return job_is_hopeless("its payload is incomplete");
	result = voicemail_notice_find(c->db, c->arena, sid, &v);
	if (result == DB_OK)
		result = assistant_find(c->db, c->arena, assistant_id, &to);
	if (result == DB_NONE)
		return mail_is_needless(c);	/* the assistant left, or the voicemail was deleted */
	if (result != DB_OK)
		return job_failed("the database did not answer");
	if (!to.email || to.clinic_id != v.clinic_id)
		return mail_is_needless(c);
	mail = (struct mail){
		.to = to.email,
		.subject = arena_printf(c->arena, "Voicemail for %s", v.clinic_name),
		.text = mail_text(c, &v, sid),
		.id = arena_printf(c->arena, "voicemail-%s.%lld", sid, (long long)assistant_id),
		.at_ms = clock_now_ms(),
	};
	if (json_get_bool(c->job->payload, "attachSound", false) && !attach(c, sid, &mail) &&
	    c->job->attempts < SOUND_ATTEMPTS)
		return job_failed("the sound could not be fetched");
	return mail_deliver(c, &mail);
}

JOB_KIND("mail-voicemail", mail_voicemail_job, .attempts_max = MAIL_ATTEMPTS_MAX);
