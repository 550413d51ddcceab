/*
 * session-dial-status - what came of dialling a session's AI agent
 *
 * The Dial's action. Who was not connected hears that it failed, and the session has failed; a patient who hung up while it rang is told nothing, and the
 * call's own end says what the session is.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts. Database away? The same; the facts are spooled.
 */
#include "web/session_call.h"

static const struct param params[] = { SESSION_DIALLED_PARAMS, { 0 } };

static const struct endpoint endpoints[] = {
	{ POST, "/api/twilio/dial_status/{session_id}", CALLER_TWILIO, session_dialled, "What came of dialling a session's agent", params, VOICE, .rescue = plan_sorry },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
