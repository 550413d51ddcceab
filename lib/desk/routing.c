/* What a clinic's document and the server's settings say together. See routing.h. */
#include "desk/routing.h"

#include "core/text.h"

enum { TRANSCRIBED_MAX_S = 120 };

bool
routing_records(const struct config *config, const struct routing *routing)
{
	return routing->recording == UNSET ? config->twilio_enable_recording :
	    routing->recording == YES;
}

enum transcription
routing_transcription(const struct config *config, const struct routing *routing)
{
	if (routing->transcription != TRANSCRIPTION_DEFAULT)
		return routing->transcription;
	if (!config->twilio_enable_transcription)
		return TRANSCRIPTION_OFF;
	if (config->twilio_vi_service_sid && *config->twilio_vi_service_sid)
		return TRANSCRIPTION_INTELLIGENCE;
	return TRANSCRIPTION_REALTIME;
}

bool
routing_record_transcribed(const struct config *config, const struct routing *routing)
{
	return routing_transcription(config, routing) == TRANSCRIPTION_REALTIME &&
	    routing->voicemail_max_seconds <= TRANSCRIBED_MAX_S &&
	    (text_is_blank(routing->language) || text_same(routing->language, "en-US"));
}

struct notify_rule
routing_notify(const struct routing *routing, enum notify_on on, int64_t assistant_id)
{
	struct notify_rule all = { .on = on, .assistant_id = assistant_id };

	for (size_t i = 0; i < routing->notify_count; i++) {
		const struct notify_rule *rule = &routing->notify[i];

		if (rule->on != on || rule->assistant_id != assistant_id)
			continue;
		all.by_sms |= rule->by_sms;
		all.by_email |= rule->by_email;
		all.attach_sound |= rule->by_email && rule->attach_sound;
	}
	return all;
}
