/* What the webhooks of a confirmation call have in common: the visit as it is now, who speaks, and the URL of the next step. */
#ifndef WEB_CONFIRMING_H
#define WEB_CONFIRMING_H

#include "data/appointments.h"
#include "data/languages.h"
#include "desk/confirmation.h"
#include "web/voice.h"

enum { CONFIRMING_ID = VOICE_FIELDS, CONFIRMING_REF, CONFIRMING_LANG, CONFIRMING_AT, CONFIRMING_ANSWERED_BY, CONFIRMING_FIELDS };

#define CONFIRMING_PARAMS \
	VOICE_PARAMS, \
	[CONFIRMING_ID] = { "appointmentId", P_ID }, \
	[CONFIRMING_REF] = { "ref", P_TEXT, 0, 40, .optional = true, .place = IN_QUERY, .help = "The call's own reference" }, \
	[CONFIRMING_LANG] = { "lang", P_TEXT, 0, 32, .optional = true, .place = IN_QUERY, .help = "In which language" }, \
	[CONFIRMING_AT] = { "at", P_TEXT, 0, 20, .optional = true, .place = IN_QUERY, .help = "The visit's time as the patient heard it, in milliseconds" }, \
	[CONFIRMING_ANSWERED_BY] = { "AnsweredBy", P_TEXT, 0, 32, .optional = true, .help = "human, machine_end_beep, fax, unknown …" }

struct confirming {
	struct confirmation_facts facts;
	struct language language;
	struct voice voice;
	struct appointment visit;	/* appointment_id 0: it is not there, or nobody can say */
	int64_t starts_at_ms;		/* as it is spoken now */
	struct call_report report;	/* not yet what came of it */
};

/* False: there is nothing to speak in; the answer stands (an apology), and only the report is to be recorded. */
bool confirming_load(struct request *r, struct confirming *c);

/* Decides, and answers with its TwiML. The report has what came of it. */
void confirming_answer(struct request *r, struct confirming *c, struct confirmation *out);

#endif
