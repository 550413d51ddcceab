/* What a call says that somebody asked for. See plan_outbound.h. */
#include "desk/plan_outbound.h"

#include "core/text.h"
#include "desk/language.h"
#include "desk/plan_maker.h"

enum { KEY_SECONDS = 5, PROMPTS = 2, ENDING = 4 };

static const char recording_events[] = "completed absent", leg_events[] =
    "initiated ringing answered completed";

/* --- languages -------------------------------------------------------------------------------- */

const char *
say_language(struct arena *a, const char *language)
{
	static const char spoken[] =
	    " af-ZA am-ET ar-AE ar-XA bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT "
	    "de-DE el-GR en-AU en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX "
	    "es-US et-EE fi-FI fil-PH fr-BE fr-CA fr-FR gu-IN he-IL hi-IN hu-HU id-ID is-IS "
	    "it-IT ja-JP kn-IN ko-KR lv-LV ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL "
	    "pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS sv-SE ta-IN te-IN th-TH tr-TR uk-UA vi-VN "
	    "yue-HK zh-CN zh-HK zh-TW ";
	static const char *const usual[] = { "en-US", "es-US", "fr-FR", "de-DE", "pt-BR" };
	const char *tag = language_normalise(a, language), *found;

	if (!tag)
		return NULL;
	if (strstr(spoken, arena_printf(a, " %s ", tag)))
		return tag;
	if (strchr(tag, '-'))
		return NULL;
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (text_same(language_base(a, usual[i]), tag))
			return usual[i];
	found = strstr(spoken, arena_printf(a, " %s-", tag));
	return found ? arena_copy(a, found + 1, strcspn(found + 1, " ")) : NULL;
}

/* Another language than the clinic's, where no voice is named, is spoken by TWILIO_VOICE (English) or
 * Twilio's voice for it. */
static struct voice
message_voice(const struct maker *m, const struct asked_call *call)
{
	struct voice clinic = plan_clinic_voice(m), voice = call->voice;

	if (!voice.language || language_same(voice.language, clinic.language)) {
		voice.language = voice.language ? voice.language : clinic.language;
		voice.voice = voice.voice ? voice.voice : clinic.voice;
	} else if (!voice.voice && language_same(voice.language, "en")) {
		voice.voice = m->config->twilio_voice;
	}
	return voice;
}

/* --- a message -------------------------------------------------------------------------------- */

static void
announce(struct twiml *t, const struct maker *m)
{
	const struct speech *announcement = &m->line->routing.consent_announcement;
	const struct voice voice = plan_clinic_voice(m);

	if (plan_is_set(announcement->text) || plan_is_set(announcement->play))
		twiml_speak(t, announcement, &voice);
}

static bool
has_announcement(const struct line *line)
{
	return plan_is_set(line->routing.consent_announcement.text) ||
	    plan_is_set(line->routing.consent_announcement.play);
}

const char *
asked_message_twiml(struct arena *a, const struct config *config, const struct line *line,
    const struct asked_call *call, const char *recording_url)
{
	struct maker m = plan_maker(a, config, line, NULL, "forward");
	const struct voice voice = message_voice(&m, call);
	struct twiml *t = twiml_new(a);

	if (call->records) {
		announce(t, &m);
		twiml_start_recording(t, recording_url, recording_events);
	}
	twiml_say(t, call->message, &voice);
	return twiml_end(t);
}

/* --- click-to-call ---------------------------------------------------------------------------- */

static const char *
clinic_name(const struct line *line)
{
	return plan_is_set(line->clinic_name) ? line->clinic_name : "the clinic";
}

/* The last digits alone, each by itself: whoever is nearby need not hear the number. */
static const char *
ending(struct arena *a, const char *number)
{
	size_t n = strlen(number);
	struct text digits = text_new(a);

	for (const char *p = n > ENDING ? number + n - ENDING : number; *p; p++)
		text_printf(&digits, "%s%c", digits.length ? " " : "", *p);
	return digits.data;
}

static bool
is_accepted(const char *digits)
{
	return text_same(digits, "1");
}

bool
click_is_refused(const struct asked_call *call, const char *digits)
{
	return call->attempt >= PROMPTS && !is_accepted(digits);
}

static void
ask(struct twiml *t, const struct maker *m, const struct asked_call *call,
    const struct click_urls *urls)
{
	const struct voice ours = plan_our_voice(m), theirs = message_voice(m, call);
	const struct twiml_gather gather = {
		.action = urls->accept, .num_digits = 1, .timeout_seconds = KEY_SECONDS,
		.action_on_empty_result = true,
	};

	twiml_gather_open(t, &gather);
	if (plan_is_set(call->message))
		twiml_say(t, call->message, &theirs);
	twiml_say(t, arena_printf(m->arena, "A call from %s to the number ending in %s. "
	    "Press 1 to call.", clinic_name(m->line), ending(m->arena, call->to)), &ours);
	twiml_gather_close(t);
	/* A prompt that brings us nothing must not connect anybody. */
	twiml_hangup(t);
}

static void
connect(struct twiml *t, const struct maker *m, const struct asked_call *call,
    const struct click_urls *urls)
{
	const struct routing *routing = &m->line->routing;
	enum transcription mode = routing_transcription(m->config, routing);
	bool live = mode == TRANSCRIPTION_REALTIME || mode == TRANSCRIPTION_BOTH;
	const struct twiml_transcription transcription = {
		.status_callback_url = urls->transcription, .language = routing->language,
		.track = "both_tracks", .inbound_label = "clinic", .outbound_label = "caller",
	};
	const struct twiml_dial dial = {
		.action = urls->dialled, .caller_id = m->line->number,
		.timeout_seconds = routing->ring_seconds,
		.time_limit_seconds = call->time_limit_s,
		.record = call->records ? "record-from-answer-dual" : NULL,
		.recording_status_callback = call->records ? urls->recording : NULL,
		.recording_status_callback_event = recording_events,
	};
	const struct twiml_number number = {
		.number = call->to,
		.url = (call->records || live) && has_announcement(m->line) ? urls->announce : NULL,
		.status_callback = urls->leg_status, .status_callback_event = leg_events,
	};

	if (live)
		twiml_start_transcription(t, &transcription);
	twiml_dial_open(t, &dial);
	twiml_number(t, &number);
	twiml_dial_close(t);
}

const char *
click_twiml(struct arena *a, const struct config *config, const struct line *line,
    const struct asked_call *call, const char *digits, const struct click_urls *urls)
{
	struct maker m = plan_maker(a, config, line, NULL, "forward");
	const struct voice ours = plan_our_voice(&m), theirs = message_voice(&m, call);
	struct twiml *t = twiml_new(a);

	if (click_is_refused(call, digits)) {
		twiml_hangup(t);
	} else if (call->attempt && is_accepted(digits)) {
		connect(t, &m, call, urls);
	} else if (call->attempt || line->routing.screen) {
		ask(t, &m, call, urls);
	} else {
		if (plan_is_set(call->message))
			twiml_say(t, call->message, &theirs);
		twiml_say(t, arena_printf(a, "%s is calling the number ending in %s.",
		    clinic_name(line), ending(a, call->to)), &ours);
		connect(t, &m, call, urls);
	}
	return twiml_end(t);
}

const char *
click_announce_twiml(struct arena *a, const struct config *config, const struct line *line)
{
	struct maker m = plan_maker(a, config, line, NULL, "forward");
	struct twiml *t = twiml_new(a);

	announce(t, &m);
	return twiml_end(t);
}

const char *
click_dialled_twiml(struct arena *a, const struct config *config, const struct line *line,
    const char *outcome)
{
	struct maker m = plan_maker(a, config, line, NULL, "forward");
	const struct voice ours = plan_our_voice(&m);
	struct twiml *t = twiml_new(a);

	if (text_same(outcome, "busy"))
		twiml_say(t, "The line is busy. Goodbye.", &ours);
	else if (text_same(outcome, "no-answer"))
		twiml_say(t, "Nobody answered. Goodbye.", &ours);
	else if (!text_same(outcome, "answered"))
		twiml_say(t, "The number could not be reached. Goodbye.", &ours);
	twiml_hangup(t);
	return twiml_end(t);
}
