/*
 * Where a call goes. The clinic's routing document (spec, section 11) is parsed and checked here,
 * and stands beside the number's own settings and the clinic's assistants in a `struct line`, on
 * which a call is decided: see plan.h; and on which a text is: auto_reply.h.
 */
#ifndef DESK_ROUTING_H
#define DESK_ROUTING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/config.h"
#include "core/json.h"
#include "desk/hours.h"
#include "desk/twiml.h"

enum policy {
	POLICY_FORWARD, POLICY_ASSISTANTS, POLICY_EXTERNAL, POLICY_VOICEMAIL, POLICY_AI_AGENT,
	POLICY_GREETING
};

enum fallback { FALLBACK_VOICEMAIL, FALLBACK_GOODBYE, FALLBACK_EXTERNAL, FALLBACK_AI_AGENT };

/* How a call gets to the AI agent: its number is dialled, or the call is registered with its
 * provider (and the number dialled where that fails). */
enum agent_mode { AGENT_DIAL, AGENT_REGISTER };

enum tristate { UNSET, NO, YES };		/* UNSET: the server's default */

enum assistant_order { ORDER_PRIORITY, ORDER_ROUND_ROBIN, ORDER_ALL_AT_ONCE };

enum transcription {
	TRANSCRIPTION_DEFAULT,			/* the server's */
	TRANSCRIPTION_OFF, TRANSCRIPTION_REALTIME, TRANSCRIPTION_INTELLIGENCE, TRANSCRIPTION_BOTH,
	TRANSCRIPTION_WHISPER
};

/* What a further key of the menu does. */
struct menu_choice {
	enum choice_kind { CHOICE_NONE, CHOICE_POLICY, CHOICE_SAY, CHOICE_NUMBER } kind;
	enum policy policy;		/* POLICY_VOICEMAIL, POLICY_EXTERNAL or POLICY_AI_AGENT */
	struct speech speech;
	const char *number;		/* E.164 */
};

/* Who hears of what. */
struct notify_rule {
	enum notify_on { NOTIFY_VOICEMAIL, NOTIFY_URGENT_TICKET, NOTIFY_KEYWORD } on;
	const char *keyword;		/* of NOTIFY_KEYWORD; else NULL */
	int64_t assistant_id;		/* of the clinic when it was set; may be gone by now */
	bool by_sms, by_email;		/* one of them at least */
	bool attach_sound;		/* to the mail of a voicemail */
};

enum {
	MENU_KEYS = 10, BLOCKED_NUMBERS_MAX = 1000, NOTIFY_RULES_MAX = 50,
	REMINDER_OFFSETS_MAX = 10, REMINDER_HOURS_MAX = 8760,
	RETENTION_DEFAULT = -1		/* the server's */
};

struct routing {			/* one clinic's document, as parsed; NULL: not set */
	struct hours hours;			/* with the exceptions */
	enum policy open, closed;
	enum fallback fallback;
	const char *forward_number, *forward_number_new, *forward_number_existing;
	const char *external_number, *ai_agent_number;
	enum agent_mode ai_agent_mode;
	enum tristate menu_enabled;
	struct speech menu_message;
	struct menu_choice choices[MENU_KEYS];	/* by digit; 1 and 2 have none of their own */
	enum assistant_order assistant_order;
	int ring_seconds;			/* of one number, one assistant */
	int max_ring_seconds;			/* of all assistants together */
	bool screen;				/* an assistant presses 1 to accept */
	int call_max_seconds, voicemail_max_seconds;
	struct speech greeting, voicemail_greeting, after_hours_greeting; /* .text or .play */
	const char *voice, *language;
	enum tristate recording;
	struct speech consent_announcement;
	enum transcription transcription;
	const char *missed_call_text;
	const char *auto_reply_open, *auto_reply_closed;	/* to whoever texts: auto_reply.h */
	int auto_reply_minutes;			/* at most once in so many, to one number */
	bool auto_reply_task;
	const char *const *blocked_numbers;	/* E.164, in order (strcmp), each once */
	size_t blocked_count;
	bool reject_anonymous;
	const struct notify_rule *notify;
	size_t notify_count;
	bool reminders;				/* patients are reminded of their visits: */
	int reminder_hours[REMINDER_OFFSETS_MAX];	/* so long before one, the longest first */
	int reminder_hours_count;
	bool remind_by_sms, remind_by_call;	/* one of them at least */
	struct interval calling_hours;		/* when patients are called and texted */
	int retry_after_minutes, retry_attempts;	/* of a confirmation call that nobody answers */
	bool retry_then_sms;			/* and then a text */
	/* Days; 0: kept for ever; RETENTION_DEFAULT. */
	int retention_recordings_days, retention_transcripts_days, retention_messages_days;
};

struct fault {					/* one thing wrong with a document */
	const char *field;			/* "menu.choices.3", "open.policy" */
	const char *message;			/* "must be 5 to 600" */
	const struct fault *next;
};

/* The document of a clinic that never set one. */
void routing_default(struct routing *out);

/* Checks a whole document (an absent field is its default) and fills *out with copies.
 * normalise(a, text, country) gives a phone number as E.164, or NULL (phone_normalise in API
 * programs); normalise NULL: numbers must be E.164 already, as in a stored document. Returns NULL,
 * or every fault at once, in the order of the document; *out then holds what is not at fault. */
const struct fault *routing_parse(struct arena *a, struct json_object *document,
    const char *country,
    const char *(*normalise)(struct arena *a, const char *text, const char *country),
    struct routing *out);

/* What hands calls to the AI agent ("the policy ai-agent", "the menu's key 4") in a document
 * without an aiAgentNumber: the server must have one then, which the desk cannot know. NULL:
 * nothing does. */
const char *routing_ai_agent_user(struct arena *a, const struct routing *routing);

/* Every field of the document, as GET gives it and as it is stored. */
struct json_object *routing_document(struct arena *a, const struct routing *routing);

/* The same without the fields at their default, as the snapshot keeps it. */
struct json_object *routing_short(struct arena *a, const struct routing *routing);

/* What can be read of a stored document, whole or short; never fails. What is unknown or at fault
 * is passed over, and the field has its default: a document of a newer version, or one with a bad
 * number, must not cost the calls. A policy may so be without the number that it needs. */
void routing_read(struct arena *a, struct json_object *document, struct routing *out);

/* Are the clinic's calls recorded, and how transcribed? As its document says, else as the server's
 * settings do; never TRANSCRIPTION_DEFAULT. */
bool routing_records(const struct config *config, const struct routing *routing);
enum transcription routing_transcription(const struct config *config,
    const struct routing *routing);

/* Is Twilio itself asked, by their Record, to write the clinic's voicemails down? With realtime, as
 * far as it can: American English of at most two minutes. */
bool routing_record_transcribed(const struct config *config, const struct routing *routing);

/* What a clinic's rules on an event want for an assistant, all together; neither by_sms nor
 * by_email: nothing. */
struct notify_rule routing_notify(const struct routing *routing, enum notify_on on,
    int64_t assistant_id);

/* --- a line: one of our numbers, with all that a call on it needs ---------------------------- */

/* Somebody who answers the clinic's phones. */
struct assistant {
	int64_t assistant_id;
	const char *name, *phone;		/* the phone as E.164 */
	int priority;				/* the smallest is rung first */
	bool paused;
	bool has_duty;				/* false: always on duty */
	struct hours duty;			/* in the clinic's zone; always open if !has_duty */
};

struct line {
	const char *number;			/* E.164 */
	int64_t clinic_id;
	const char *clinic_name, *timezone, *country;
	/* the number's own settings; NULL: the clinic's */
	const char *forward_number, *forward_number_new, *forward_number_existing, *menu_message;
	struct routing routing;
	const struct assistant *assistants;	/* all of the clinic's, paused ones too, in order */
	size_t assistants_count;
};

/* A line as the snapshot keeps it, and back (false: not such a document). Fields at their default
 * are left out: a program parses it once a version. Members that this version does not know are
 * passed over, so that the snapshot of a newer worker still routes calls; its routing is read by
 * routing_read. */
struct json_object *line_document(struct arena *a, const struct line *line);
bool line_parse(struct arena *a, const char *json, size_t bytes, struct line **line);

#endif
