/*
 * confirmation-voice - a patient, or a machine, answers a confirmation call
 *
 * Twilio has found out who answers before it asks. A person is greeted by name, hears clinic, doctor, date and time in the patient's language, and is asked for a
 * key, which goes to confirmation-gather. A machine hears who called and where to call back, and nothing of what it is about. Of a visit that is past or was
 * cancelled meanwhile that is said. What must be known with the database away (language, time of the visit) stands in the signed query: then the patient is asked
 * all the same, without name and doctor.
 *
 *   200  TwiML, always, for an authentic request	403  not Twilio's signature, or not our account
 *
 * Twice? The same TwiML, one event that counts. Database away? As said; the facts are spooled.
 */
#include "web/confirming.h"

static const struct param params[] = { CONFIRMING_PARAMS, { 0 } };

static enum outcome
answered(struct request *r)
{
	struct confirming c;
	struct confirmation out = { 0 };

	if (confirming_load(r, &c))
		confirming_answer(r, &c, &out);
	if (out.asks)
		c.report.answered_at_ms = r->now_ms;
	return record_call(r, "confirmation", voice_claim(r, "confirmation", NULL), &c.report);
}

static const struct endpoint endpoints[] = {
	{ POST, "/api/webhooks/twilio/voice/{appointmentId}", CALLER_TWILIO, answered, "A confirmation call is answered", params, VOICE, .processes = 4, .rescue = plan_apology },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
