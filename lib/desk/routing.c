/* What a clinic's document and the server's settings say together. See routing.h. */
#include "desk/routing.h"

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
