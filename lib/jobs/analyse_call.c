/* What came of a call. See analyse_call.h. */
#include "jobs/analyse_call.h"

#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/price.h"
#include "core/text.h"
#include "data/analysis.h"
#include "data/recordings.h"
#include "data/transcripts.h"
#include "data/usage.h"
#include "jobs/model.h"
#include "jobs/runner.h"

enum {
	CALL_AFTER_S = 60,
	LIVE_AFTER_S = 9 * 60,		/* unless its end is told before */
	BETTER_AFTER_S = 2 * 60 * 60,	/* unless what became of it is told before */
	NEVER_AFTER_MS = 25 * 60 * 60 * 1000,	/* fetch-transcript has given it up by then */
	ATTEMPTS_MAX = 40,		/* of a model that is away for a day, or a call of some hours */
	LOST_MAX = 8,			/* answers of a model that never comes to an end: its time is
					 * billed */
	PATIENCE_US = 4500 * 1000, LOOK_US = 100 * 1000,
	TOKENS_PRICED = 1000 * 1000,	/* prices are of so many */
};

/* --- what there is to read ------------------------------------------------------------------- */

struct material {
	struct analysed call;
	const char *zone;
	struct civil called_at;
	struct transcript transcript;
	bool has_transcript;		/* a ready one with words in it */
	struct transcript coming;	/* a better one, or this one with a summary; id 0: none */
	const char *of;			/* tells one transcript from another */
	bool gave_up;			/* a model cannot be shown it until a person has acted */
	bool tried;			/* a model took it and said nothing yet, or said when to come */
	int lost;			/* so many of a model's answers to it never came */
};

/* FNV-1a: not against forgers, who could write into our database anyway. */
static const char *
mark_of(struct arena *a, const struct transcript *t)
{
	uint64_t hash = 14695981039346656037u;

	for (const char *p = t->text; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 1099511628211u;
	return arena_printf(a, "%lld:%016llx", (long long)t->transcript_id,
	    (unsigned long long)hash);
}

static enum db_result
material_load(struct db *db, struct arena *a, const struct config *c, const char *call_sid,
    struct material *m)
{
	struct json_object *tried;
	struct recording recording;
	enum db_result result;

	*m = (struct material){ .zone = c->default_timezone };
	result = analysis_load(db, a, call_sid, &m->call);
	if (result != DB_OK)
		return result;
	if (m->call.timezone && zone_is_valid(m->call.timezone))
		m->zone = m->call.timezone;
	m->called_at = zone_civil(m->zone, m->call.started_at_ms);
	result = transcript_of_call(db, a, call_sid, &m->transcript);
	m->has_transcript = result == DB_OK && m->transcript.status == TRANSCRIPT_READY &&
	    !text_is_blank(m->transcript.text);
	if (m->has_transcript) {
		m->of = mark_of(a, &m->transcript);
		m->gave_up = text_same(json_get_text(m->call.document, "gaveUp"), m->of);
		tried = json_get(m->call.document, "tried");
		m->tried = text_same(json_get_text(tried, "of"), m->of);
		m->lost = m->tried ? (int)json_get_int(tried, "lost", 0) : 0;
	}
	if (result == DB_OK && (m->transcript.status != TRANSCRIPT_READY ||
	    m->transcript.source != SOURCE_INTELLIGENCE)) {
		result = transcript_coming(db, a, call_sid, &m->coming);
		if (clock_now_ms() >= m->coming.created_at_ms + NEVER_AFTER_MS)
			m->coming.transcript_id = 0;
	} else if (result == DB_OK && !m->transcript.summary && m->transcript.recording_sid) {
		/* Its operators may be late: until its job has settled that. */
		result = recording_find(db, a, m->transcript.recording_sid, &recording);
		if (result == DB_OK && recording.processing == PROCESSING_TRANSCRIBING)
			m->coming = m->transcript;
	}
	return result == DB_NONE ? DB_OK : result;
}

/* What was heard so far of a call that goes on says nothing of what will have come of it. */
static bool
goes_on(const struct material *m)
{
	return m->call.is_live && m->transcript.transcript_id &&
	    m->transcript.source == SOURCE_REALTIME;
}

/* A line a sentence, with who said it. */
static enum db_result
dialogue_of(struct db *db, struct arena *a, const struct transcript *t, const char **dialogue)
{
	struct text lines = text_new(a);
	struct json_object *o, *sentences;
	enum db_result result = transcript_object(db, a, t, NULL, &o);

	if (result != DB_OK)
		return result;
	sentences = json_get(o, "sentences");
	for (size_t i = 0; sentences && i < json_object_array_length(sentences); i++) {
		struct json_object *s = json_object_array_get_idx(sentences, i);
		const char *speaker = json_get_text(s, "speaker"), *text = json_get_text(s, "text");

		if (text && *text)
			text_printf(&lines, "%s%s%s\n", speaker ? speaker : "", speaker ? ": " : "",
			    text);
	}
	*dialogue = lines.length ? lines.data : t->text;
	return DB_OK;
}

/* --- what is stored -------------------------------------------------------------------------- */

/* The parts of a document that are kept: what a model said of this very transcript. */
static struct json_object *
document_of(struct arena *a, const struct material *m, const struct model_report *report)
{
	static const char *const kept[] = { "sentiment", "actionItems", "model" };
	struct json_object *o = json_object_in(a), *before = m->call.document;

	if (report) {
		json_put_text(o, "sentiment", report->sentiment);
		json_put(o, "actionItems", report->action_items);
		json_put(o, "model", opinion_document(a, &report->opinion));
		return o;
	}
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (json_get(before, kept[i]))
			json_put(o, kept[i], json_get(before, kept[i]));
	return o;
}

/* Was this transcript shown to a model already? */
static bool
was_asked(const struct material *m)
{
	return m->of && text_same(json_get_text(m->call.document, "asked"), m->of);
}

/* Will a model be shown another one? Each time costs. */
static bool
better_comes(const struct material *m)
{
	return m->coming.transcript_id &&
	    m->coming.transcript_id != m->transcript.transcript_id;
}

/* What became so far of showing this very transcript to a model: {of, lost}. */
static struct json_object *
tried_object(struct arena *a, const struct material *m)
{
	struct json_object *o = json_object_in(a);

	json_put_text(o, "of", m->of);
	json_put_int(o, "lost", m->lost);
	return o;
}

/* Weighs everything and stores it. report NULL: what the model said before counts on, where it said
 * it of the transcript that there is (or of one that was deleted since). asked: the transcript that
 * a model was shown, NULL: none. */
static enum db_result
conclude(struct db *db, struct arena *a, struct material *m, const struct model_report *report,
    const char *asked)
{
	bool counts_on = !report && asked;
	struct opinion opinion;
	bool has_opinion = report != NULL;
	struct booking detected;
	struct verdict v;
	struct findings f = { .detector_version = BOOKING_VERSION };
	const char *text;

	if (report)
		opinion = report->opinion;
	else if (counts_on)
		has_opinion = opinion_read(json_get(m->call.document, "model"), &opinion);
	f.transcript_id = m->has_transcript ? m->transcript.transcript_id : 0;
	f.document = has_opinion ? document_of(a, m, report) : json_object_in(a);
	if (asked)
		json_put_text(f.document, "asked", asked);
	if (m->gave_up)
		json_put_text(f.document, "gaveUp", m->of);
	if (m->tried)
		json_put(f.document, "tried", tried_object(a, m));
	if (report) {
		f.summary = report->summary;
		f.intent = report->intent;
		f.intent_confidence = report->intent_confidence;
	} else if (!has_opinion && m->has_transcript && m->transcript.summary &&
	    !text_is_blank(m->transcript.summary)) {
		f.summary = m->transcript.summary;
	}
	text = f.summary ? f.summary : m->call.summary;
	if (!text)
		text = m->transcript.text;
	booking_detect(a, text, &m->called_at, &detected);
	verdict_of(a, has_opinion ? &opinion : NULL, &detected,
	    text_same(m->call.outcome, "voicemail") || m->call.about_visit, &m->called_at, &v);
	f.booked = v.verdict == BOOKING_BOOKED ? 1 : v.verdict == BOOKING_NOT_BOOKED ? 0 : -1;
	f.confidence = v.confidence;
	f.evidence = v.evidence;
	f.stated_time = v.stated_time;
	if (v.has_day)
		f.stated_date = date_iso(a, &v.starts);
	if (v.has_day && v.has_time)
		f.starts_at_ms = zone_instant(m->zone, &v.starts);
	f.outcome = v.outcome;
	f.by_model = v.by_model;
	return analysis_store(db, a, m->call.call_sid, &f, clock_now_ms());
}

/* The mark of the transcript that a model's opinion, still there, is of; NULL: it does not count
 * any more, since there is another transcript. */
static const char *
still_counts(const struct material *m)
{
	const char *asked = json_get_text(m->call.document, "asked");

	return asked && (!m->has_transcript || text_same(asked, m->of)) ? asked : NULL;
}

static enum db_result
detect(struct db *db, struct arena *a, struct material *m)
{
	if (!m->has_transcript && !m->call.summary)
		return m->call.is_done ?
		    analysis_keep(db, m->call.call_sid, BOOKING_VERSION) : DB_OK;
	return conclude(db, a, m, NULL, still_counts(m));
}

enum db_result
call_detect(struct db *db, struct arena *a, const struct config *c, const char *call_sid)
{
	struct material m;
	enum db_result result = material_load(db, a, c, call_sid, &m);

	return result == DB_OK ? detect(db, a, &m) : result;
}

enum db_result
call_was_told(struct db *db, struct arena *a, const struct config *c, const char *call_sid,
    const struct model_report *said)
{
	struct material m;
	enum db_result result = material_load(db, a, c, call_sid, &m);

	return result == DB_OK ? conclude(db, a, &m, said, m.of) : result;
}

/* --- the job --------------------------------------------------------------------------------- */

static struct job_outcome
stored(enum db_result result, struct job_outcome outcome)
{
	if (result == DB_OK)
		return outcome;
	return result == DB_NONE ? job_is_done() : job_failed("the database did not store it");
}

/* An answer costs what it costs, of use or not, and so may one that was lost: each is a use, of
 * unknown size where nobody told. What was refused is none. */
static void
note_use(struct job_context *c, const struct material *m, const struct chat_answer *chat)
{
	const struct charge tokens[] = {
		{ chat->input_tokens, price_micros(c->config->analyze_input_price) },
		{ chat->output_tokens, price_micros(c->config->analyze_output_price) },
	};

	if (chat->result != CHAT_OK && chat->result != CHAT_NO_ANSWER && !chat->lost)
		return;
	if (usage_add(c->db, c->arena, &(struct usage){
		.clinic_id = m->call.clinic_id, .product = "analysis", .model = chat->model,
		.call_sid = m->call.call_sid, .input_units = chat->input_tokens,
		.output_units = chat->output_tokens, .unit = "tokens",
		.price = price_charged(c->arena, tokens, 2, TOKENS_PRICED), .at_ms = clock_now_ms(),
	    }) != DB_OK)
		log_warning("what the analysis of a call used is not on record");
}

/* Shows the transcript to the model. Whatever comes of that, the call has a verdict afterwards. */
static struct job_outcome
ask(struct job_context *c, struct material *m)
{
	struct model_question question = {
		.plain = m->transcript.text, .zone = m->zone, .called_at = m->called_at,
		.language = m->call.language ? m->call.language : "en",
	};
	struct chat_answer chat;
	struct model_report report;

	if (dialogue_of(c->db, c->arena, &m->transcript, &question.transcript) != DB_OK)
		return job_failed("the database did not answer");
	model_ask(c->arena, c->config, &question, &chat, &report);
	note_use(c, m, &chat);
	m->gave_up = false;
	m->lost += chat.lost;
	m->tried = m->lost || chat.retry_after_s;
	if (chat.lost && m->lost >= LOST_MAX)
		chat.result = CHAT_NO_ANSWER;
	switch (chat.result) {
	case CHAT_OK:
		return stored(conclude(c->db, c->arena, m, &report, m->of), job_is_done());
	case CHAT_NO_ANSWER:
		log_warning("a call is analysed without the model: %s", chat.why);
		m->call.document = NULL;	/* what it said of another transcript */
		return stored(conclude(c->db, c->arena, m, NULL, m->of), job_is_done());
	case CHAT_LATER:
		return stored(detect(c->db, c->arena, m),
		    job_is_put_off(chat.retry_after_s, chat.why));
	case CHAT_NO_MONEY: case CHAT_REFUSED:
		m->gave_up = true;
		return stored(detect(c->db, c->arena, m), job_is_hopeless(chat.why));
	case CHAT_OFF:
		break;
	}
	return stored(detect(c->db, c->arena, m), job_is_done());
}

static struct job_outcome
analyse_call_job(struct job_context *c)
{
	const char *sid = json_get_text(c->job->payload, "callSid");
	struct material m;
	enum db_result result;

	if (!sid)
		return job_is_hopeless("its payload names no call");
	result = material_load(c->db, c->arena, c->config, sid, &m);
	if (result == DB_NONE)
		return job_is_early(CALL_AFTER_S, "there is no such call yet");
	if (result != DB_OK)
		return job_failed("the database did not answer");
	if (goes_on(&m))
		return job_is_early(LIVE_AFTER_S, "the call goes on");
	if (!m.has_transcript || !config_has_model(c->config) || was_asked(&m))
		return stored(detect(c->db, c->arena, &m), job_is_done());
	if (better_comes(&m))
		return stored(detect(c->db, c->arena, &m),
		    job_is_early(BETTER_AFTER_S, "a better transcript is on its way"));
	return ask(c, &m);
}

JOB_KIND("analyse-call", analyse_call_job, .attempts_max = ATTEMPTS_MAX, .slow = true);

/* --- for somebody who is waiting --------------------------------------------------------------- */

/* now: if it waits, it does not; else it comes at its time. */
static enum db_result
order(struct db *db, struct arena *a, const char *kind, const char *name, const char *sid,
    bool now)
{
	struct json_object *payload = json_object_in(a);
	const char *key = arena_printf(a, "%s:%s", kind, sid);

	json_put_text(payload, name, sid);
	return now ? job_hasten(db, a, kind, key, payload) :
	    job_ensure(db, a, kind, key, payload, false);
}

static bool
wants_model(const struct config *c, const struct material *m)
{
	return m->has_transcript && config_has_model(c) && !was_asked(m) && !m->gave_up &&
	    !better_comes(m);
}

/* Is there more to come before anybody could read a summary? */
static bool
is_awaited(const struct config *c, const struct material *m)
{
	if (m->call.summary)
		return false;
	if (m->coming.transcript_id)
		return true;
	if (!m->has_transcript)
		return m->transcript.transcript_id && m->transcript.source != SOURCE_REALTIME &&
		    (m->transcript.status == TRANSCRIPT_ASKED ||
		    m->transcript.status == TRANSCRIPT_UNKNOWN);
	return wants_model(c, m) && !m->transcript.summary;
}

/* The job that makes it, now; but a model whose time is billed, or that has said when to come, is
 * asked when the job's time has come. What whisper writes down has its own already. */
static enum db_result
order_what_is_missing(struct db *db, struct arena *a, const struct config *c,
    const struct material *m)
{
	if (wants_model(c, m))
		return order(db, a, "analyse-call", "callSid", m->call.call_sid, !m->tried);
	if (is_awaited(c, m) && m->coming.sid)
		return order(db, a, "fetch-transcript", "sid", m->coming.sid, true);
	return DB_OK;
}

enum db_result
call_summarise(struct db *db, struct arena *a, const struct config *c, const char *call_sid,
    bool (*is_enough)(void *context), void *context, bool *pending)
{
	int64_t until_us = clock_steady_us() + PATIENCE_US;
	int enough = 0;
	struct material m;
	enum db_result result = material_load(db, a, c, call_sid, &m);

	*pending = result == DB_OK && goes_on(&m) && !m.call.summary;
	if (result != DB_OK || goes_on(&m))
		return result;
	result = order_what_is_missing(db, a, c, &m);
	while (result == DB_OK && is_awaited(c, &m) && clock_steady_us() < until_us &&
	    enough < 2) {
		(void)usleep(LOOK_US);
		enough = is_enough(context) ? enough + 1 : 0;
		result = material_load(db, a, c, call_sid, &m);
	}
	*pending = result == DB_OK && is_awaited(c, &m);
	if (result != DB_OK || *pending || (m.call.is_done &&
	    m.call.detector_version >= BOOKING_VERSION &&
	    (m.call.summary || !m.has_transcript || !m.transcript.summary)))
		return result;
	result = detect(db, a, &m);
	return result == DB_NONE ? DB_OK : result;	/* what it was to be found in was deleted */
}
