/*
 * bookings - visits that calls produced
 *
 * A booking that was recognised in a call, or that an AI agent reported, is a proposal until a person confirms or dismisses it. Confirming makes the appointment: of
 * the patient and at the time that the request names, else of those that the booking knows; a name alone means that patient of the caller's number, known or new.
 * What is still not known is a 422 that names it. A dismissed one may be taken back; of a confirmed one the appointment is what can be changed, and anything else is
 * a 409. Each decision is in the audit log. Another clinic's is a 404.
 *
 * Twice? The same decision again gives the same answer: two who confirm at once make one appointment.
 */
#include "data/bookings.h"
#include "web/account.h"
#include "web/list.h"

#define STATES "proposed confirmed dismissed"

enum { STATUS, SOURCE, PATIENT_ID, CALL_SID, SESSION_ID };

static const struct param list_params[] = {
	[STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true },
	[SOURCE] = { "source", P_CHOICE, .choices = "elevenlabs vapi detector", .optional = true },
	[PATIENT_ID] = { "patientId", P_ID, .optional = true },
	[CALL_SID] = { "callSid", P_TEXT, 1, 64, .optional = true },
	[SESSION_ID] = { "sessionId", P_TEXT, 1, 29, .optional = true },
	LIST_PARAMS,
	{ 0 }
};

enum { NEW_STATUS, NEW_PATIENT_ID, FIRST_NAME, LAST_NAME, SERVICE, STARTS_AT, DURATION_MINUTES, DOCTOR };

static const struct param edit_params[] = {
	[NEW_STATUS] = { "status", P_CHOICE, .choices = STATES, .optional = true },
	[NEW_PATIENT_ID] = { "patientId", P_ID, .optional = true, .help = "A patient of the clinic" },
	[FIRST_NAME] = { "firstName", P_TEXT, 1, 100, .optional = true, .not_blank = true, .help = "In place of patientId: who this is with the caller's number" },
	[LAST_NAME] = { "lastName", P_TEXT, 1, 100, .optional = true, .not_blank = true },
	[SERVICE] = { "service", P_TEXT, 1, 200, .optional = true, .not_blank = true, .help = "The appointment's notes" },
	[STARTS_AT] = { "startsAt", P_TIME, .optional = true },
	[DURATION_MINUTES] = { "durationMinutes", P_INT, 1, 1440, .optional = true, .help = "Of the appointment: 30 if not said" },
	[DOCTOR] = { "doctor", P_TEXT, 0, 200, .optional = true, .help = "Of the appointment" },
	ITEM_ID,
	{ 0 }
};

static const char *const columns[] = {
	"id", "clinicId", "patientId", "callSid", "sessionId", "source", "service", "startsAt", "statedTime", "statedDate", "evidence", "confidence", "status", "appointmentId", "createdAt", NULL
};

static enum db_result
fetch(struct request *r, struct list_page *page, struct json_object *items)
{
	const struct value *in = r->in;
	const struct page p = list_rows(r, page);
	const struct booking_filter filter = {
		.status = in[STATUS].text, .source = in[SOURCE].text, .patient_id = in[PATIENT_ID].number, .call_sid = in[CALL_SID].text, .session_id = in[SESSION_ID].text,
	};

	return bookings_list(r->db, r->arena, &p, &filter, items, &page->next_id);
}

/* The booking that the path names. */
static void
check(struct request *r)
{
	const struct booking_row *b = r->context = arena_alloc(r->arena, sizeof *b);

	item_found(r, "booking", booking_find(r->db, r->arena, item_id(r), r->context), &b->clinic_id);
	request_patient(r, b->clinic_id);
}

static void
check_decision(struct request *r)
{
	const struct value *in = r->in;

	check(r);
	if (in[NEW_PATIENT_ID].number && (in[FIRST_NAME].text || in[LAST_NAME].text))
		request_fault(r, "patientId", "goes without firstName and lastName");
}

static enum outcome
give(struct request *r, enum db_result result)
{
	return answer_item(r, result, result == DB_OK ? booking_object(r->arena, r->context) : NULL);
}

static enum outcome
one(struct request *r)
{
	return give(r, DB_OK);
}

/* Why it was not confirmed, or not changed. */
static enum outcome
lacking(struct request *r, unsigned lacks)
{
	if (lacks & BOOKING_IS_CONFIRMED)
		return refuse(r, 409, "The booking is confirmed: change its appointment instead.");
	if (lacks & BOOKING_LACKS_PATIENT)
		request_fault(r, "patientId", "is required: who called is not known");
	if (lacks & BOOKING_LACKS_PHONE)
		request_fault(r, "patientId", "is required: the caller's number is not known");
	if (lacks & BOOKING_LACKS_TIME)
		request_fault(r, "startsAt", "is required: when the visit starts is not known");
	return refuse_faults(r);
}

static enum outcome
edit(struct request *r)
{
	const struct value *in = r->in;
	struct booking_row *b = r->context;
	const struct booking_decision decision = {
		.status = in[NEW_STATUS].text, .patient_id = in[NEW_PATIENT_ID].number, .first_name = in[FIRST_NAME].text, .last_name = in[LAST_NAME].text,
		.service = in[SERVICE].text, .starts_at_ms = in[STARTS_AT].number, .duration_minutes = (int)in[DURATION_MINUTES].number, .doctor = in[DOCTOR].text,
	};
	bool changed = false;
	unsigned lacks = 0;
	enum db_result result = booking_decide(r->db, r->arena, b->booking_id, &decision, b, &changed, &lacks);

	if (result == DB_CONFLICT)
		return lacking(r, lacks);
	if (result == DB_OK && changed)
		audit(r, b->clinic_id, decision.status ? arena_printf(r->arena, "booking-%s", decision.status) : "booking-changed",
			arena_printf(r->arena, "booking %lld", (long long)b->booking_id),
			b->appointment_id ? arena_printf(r->arena, "appointment %lld", (long long)b->appointment_id) : NULL);
	return give(r, result);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/bookings", CALLER_ASSISTANT, answer_items, "Visits that calls produced, newest first", list_params, .answer = "booking", .fetch = fetch, .columns = columns },
	{ GET, "/api/bookings/{id}", CALLER_ASSISTANT, one, "One booking", item_params, .answer = "booking", .check = check, .no_clinic = true },
	{ PATCH, "/api/bookings/{id}", CALLER_ASSISTANT, edit, "Confirm a booking, which makes its appointment, or dismiss it", edit_params, .answer = "booking", .check = check_decision, .no_clinic = true, .refuses = "409" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
