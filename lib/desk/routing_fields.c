/*
 * Every field of the routing document, in the order of spec section 11, and what each is if nothing
 * is said of it.
 */
#include "desk/routing_field.h"

#include <stddef.h>

enum { RETENTION_DAYS_MAX = 36500 };

#define AT(member) .at = offsetof(struct routing, member)
#define POLICIES "forward", "assistants", "external", "voicemail", "ai-agent", "greeting"

const struct field routing_fields[] = {
	{ "hours", HOURS, AT(hours), .or_null = true },
	{ "exceptions", EXCEPTIONS, AT(hours) },
	{ "open.policy", WORD, AT(open), .words = { POLICIES } },
	{ "closed.policy", WORD, AT(closed), .words = { POLICIES } },
	{ "fallback", WORD, AT(fallback),
	    .words = { "voicemail", "goodbye", "external", "ai-agent" } },
	{ "forwardNumber", PHONE, AT(forward_number), .or_null = true },
	{ "forwardNumberNew", PHONE, AT(forward_number_new), .or_null = true },
	{ "forwardNumberExisting", PHONE, AT(forward_number_existing), .or_null = true },
	{ "externalNumber", PHONE, AT(external_number), .or_null = true },
	{ "aiAgentNumber", PHONE, AT(ai_agent_number), .or_null = true },
	{ "aiAgentMode", WORD, AT(ai_agent_mode), .words = { "dial", "register-call" } },
	{ "menu.enabled", FLAG, AT(menu_enabled), .or_null = true },
	{ "menu.message", SPEECH, AT(menu_message), .or_null = true },
	{ "menu.choices", CHOICES, AT(choices) },
	{ "assistantOrder", WORD, AT(assistant_order),
	    .words = { "priority", "round-robin", "all-at-once" } },
	{ "ringSeconds", WHOLE, AT(ring_seconds), 5, 600 },
	{ "maxRingSeconds", WHOLE, AT(max_ring_seconds), 5, 1800 },
	{ "screen", SWITCH, AT(screen) },
	{ "callMaxSeconds", WHOLE, AT(call_max_seconds), 60, 14400 },
	{ "voicemailMaxSeconds", WHOLE, AT(voicemail_max_seconds), 5, 600 },
	{ "greeting", SPEECH, AT(greeting), .or_null = true },
	{ "voicemailGreeting", SPEECH, AT(voicemail_greeting), .or_null = true },
	{ "afterHoursGreeting", SPEECH, AT(after_hours_greeting), .or_null = true },
	{ "voice", VOICE, AT(voice), .or_null = true },
	{ "language", LANGUAGE, AT(language) },
	{ "recording", FLAG, AT(recording), .or_null = true },
	{ "consentAnnouncement", SPEECH, AT(consent_announcement), .or_null = true },
	{ "transcription", WORD, AT(transcription), .or_null = true,
	    .words = { "off", "realtime", "twilio-intelligence", "both", "whisper" } },
	{ "missedCallText", SMS, AT(missed_call_text), .or_null = true },
	{ "autoReply.open", SMS, AT(auto_reply_open), .or_null = true },
	{ "autoReply.closed", SMS, AT(auto_reply_closed), .or_null = true },
	{ "autoReply.everyMinutes", WHOLE, AT(auto_reply_minutes), 1, 30 * MINUTES_A_DAY },
	{ "autoReply.task", SWITCH, AT(auto_reply_task) },
	{ "blockedNumbers", BLOCKED },
	{ "rejectAnonymous", SWITCH, AT(reject_anonymous) },
	{ "notify", NOTIFY },
	{ "retentionDays.recordings", WHOLE, AT(retention_recordings_days), 0, RETENTION_DAYS_MAX,
	    .or_null = true },
	{ "retentionDays.transcripts", WHOLE, AT(retention_transcripts_days), 0,
	    RETENTION_DAYS_MAX, .or_null = true },
	{ "retentionDays.messages", WHOLE, AT(retention_messages_days), 0, RETENTION_DAYS_MAX,
	    .or_null = true },
	{ "reminders.enabled", SWITCH, AT(reminders) },
	{ "reminders.offsetsHours", OFFSETS },
	{ "reminders.channels", CHANNELS },
	{ "reminders.callingHours", INTERVAL, AT(calling_hours) },
	{ "reminders.retry.afterMinutes", WHOLE, AT(retry_after_minutes), 1, MINUTES_A_DAY },
	{ "reminders.retry.attempts", WHOLE, AT(retry_attempts), 0, 5 },
	{ "reminders.retry.thenSms", SWITCH, AT(retry_then_sms) },
	{ 0 }
};

/* What a key of the menu may do besides say something or ring somebody. */
const struct choice_policy routing_choice_policies[] = {
	{ "voicemail", POLICY_VOICEMAIL }, { "external", POLICY_EXTERNAL },
	{ "ai-agent", POLICY_AI_AGENT }, { 0 }
};

const char routing_menu_keys[] = "3456789" "0";	/* as they stand on a telephone */

const char *const routing_notify_events[] = { "voicemail", "urgent-ticket", "keyword", NULL };

void
routing_default(struct routing *out)
{
	/* What is not named is 0, which is every other field's default. */
	*out = (struct routing){
		.hours.always = true, .closed = POLICY_VOICEMAIL,
		.ring_seconds = 30, .max_ring_seconds = 90,
		.call_max_seconds = 14400, .voicemail_max_seconds = 120,
		.language = "en-US", .auto_reply_minutes = 240,
		.reminder_hours = { 168, 48, 2 }, .reminder_hours_count = 3, .remind_by_sms = true,
		.calling_hours = { 9 * 60, 20 * 60 },
		.retry_after_minutes = 30, .retry_attempts = 2, .retry_then_sms = true,
		.retention_recordings_days = RETENTION_DEFAULT,
		.retention_transcripts_days = RETENTION_DEFAULT,
		.retention_messages_days = RETENTION_DEFAULT,
	};
}
