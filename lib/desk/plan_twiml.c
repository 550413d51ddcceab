/* A plan as TwiML, and as preview shows it. See plan.h. */
#include "desk/plan.h"

#include "core/text.h"

static const char *
url(const struct plan_urls *urls, const char *program, const char *query)
{
	return urls->url(urls->context, program, query);
}

static void
write_gather(struct twiml *t, struct arena *a, const struct plan *plan, const struct step *step,
    const struct plan_urls *urls)
{
	const struct twiml_gather gather = {
		.action = url(urls, plan->is_screen ? "voice-screen" : "voice-incoming",
		    call_state_query(a, &plan->next)),
		.num_digits = 1,
		.timeout_seconds = step->seconds,
		/* Silence is reported too: what follows a prompt is decided in one place. */
		.action_on_empty_result = true,
	};
	const struct speech text = { .text = step->what }, sound = { .play = step->what };

	twiml_gather_open(t, &gather);
	twiml_speak(t, step->is_sound ? &sound : &text, &step->voice);
	twiml_gather_close(t);
}

/* The webhooks of a leg have fields of their own: what they must know of the call goes along. */
static void
write_number(struct twiml *t, struct arena *a, const struct plan *plan, const struct step *step,
    const struct target *target, const struct plan_urls *urls)
{
	const struct call_state leg = {
		.assistant_id = target->assistant_id, .screened = plan->next.screened,
	};
	const struct call_state screen = {
		.assistant_id = target->assistant_id, .line = plan->line->number,
		.call_sid = plan->call_sid,
	};
	struct twiml_number number = { .number = target->number };

	if (plan->next.screened)
		number.url = url(urls, "voice-screen", call_state_query(a, &screen));
	if (!step->simplest) {
		number.status_callback =
		    url(urls, "voice-status-callback", call_state_query(a, &leg));
		number.status_callback_event = "initiated ringing answered completed";
	}
	twiml_number(t, &number);
}

static void
write_dial(struct twiml *t, struct arena *a, const struct plan *plan, const struct step *step,
    const struct plan_urls *urls)
{
	struct twiml_dial dial = {
		.action = url(urls, "voice-dial-status", call_state_query(a, &plan->next)),
		.caller_id = step->caller_id,
		.timeout_seconds = step->seconds,
		.time_limit_seconds = plan->line->routing.call_max_seconds,
		.answer_on_bridge = true,
	};
	const struct twiml_transcription transcription = {
		.status_callback_url = url(urls, "voice-transcription", NULL),
		.language = plan->line->routing.language,
		.track = "both_tracks",
		.inbound_label = "caller",
		.outbound_label = "clinic",
	};

	if (step->transcribed)
		twiml_start_transcription(t, &transcription);
	/* Who is asked before anything is dialled is asked there; the dialling follows, if need be. */
	if (step->agent_id && url(urls, "voice-agent", NULL)) {
		twiml_redirect(t, url(urls, "voice-agent", call_state_query(a, &plan->next)));
		return;
	}
	if (plan->records && !step->simplest) {
		dial.record = "record-from-answer-dual";
		dial.recording_status_callback = url(urls, "recording-status", NULL);
		dial.recording_status_callback_event = "completed absent";
	}
	twiml_dial_open(t, &dial);
	for (size_t i = 0; i < step->targets_count; i++)
		write_number(t, a, plan, step, &step->targets[i], urls);
	twiml_dial_close(t);
}

static void
write_record(struct twiml *t, const struct step *step, const struct plan_urls *urls)
{
	const struct twiml_record record = {
		.action = url(urls, "voicemail-complete", NULL),
		.max_length_seconds = step->seconds,
		.recording_status_callback = url(urls, "recording-status", NULL),
		.recording_status_callback_event = "completed absent",
		.transcribe_callback =
		    step->transcribed ? url(urls, "voicemail-transcription", NULL) : NULL,
	};

	twiml_record(t, &record);
}

const char *
plan_twiml(struct arena *a, const struct plan *plan, const struct plan_urls *urls)
{
	struct twiml *t = twiml_new(a);

	for (const struct step *step = plan->steps; step; step = step->next) {
		switch (step->act) {
		case STEP_SAY:
			twiml_say(t, step->what, &step->voice);
			break;
		case STEP_PLAY:
			twiml_speak(t, &(struct speech){ .play = step->what }, &step->voice);
			break;
		case STEP_GATHER:
			write_gather(t, a, plan, step, urls);
			break;
		case STEP_DIAL:
			write_dial(t, a, plan, step, urls);
			break;
		case STEP_RECORD:
			write_record(t, step, urls);
			break;
		case STEP_REJECT:
			twiml_reject(t, step->what);
			break;
		case STEP_HANGUP:
			twiml_hangup(t);
			break;
		}
	}
	return twiml_end(t);
}

struct json_object *
plan_preview(struct arena *a, const struct plan *plan, const char *twiml)
{
	static const char *const names[] = {
		[STEP_SAY] = "say", [STEP_PLAY] = "play", [STEP_GATHER] = "gather",
		[STEP_DIAL] = "dial", [STEP_RECORD] = "record", [STEP_REJECT] = "reject",
		[STEP_HANGUP] = "hangup",
	};
	struct json_object *preview = json_object_in(a);
	struct json_object *steps = json_array_in(a), *why = json_array_in(a);

	for (const struct step *step = plan->steps; step; step = step->next) {
		struct json_object *o = json_object_in(a);

		json_put_text(o, "do", names[step->act]);
		json_put_text(o, "what", step->what);
		json_put_id(o, "seconds", step->seconds);	/* 0 becomes null */
		json_append(steps, o);
	}
	for (const struct reason *reason = plan->why; reason; reason = reason->next)
		json_object_array_add(why, json_object_new_string(reason->text));
	json_put_bool(preview, "open", plan->open);
	json_put_text(preview, "policy", plan->policy);
	json_put(preview, "steps", steps);
	json_put(preview, "why", why);
	json_put_text(preview, "twiml", twiml);
	return preview;
}
