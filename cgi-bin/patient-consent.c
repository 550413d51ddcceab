/*
 * patient-consent - what a patient's number said about being texted, called, or sent marketing
 *
 * The whole ledger of the number, newest first; and what the patient tells somebody of the staff, as a row that says who wrote it down. Nothing in it is ever
 * changed: what was said last holds, here; at Twilio a number that has sent STOP stays blocked until it sends START. A number is a family's, and so is its
 * ledger. Another clinic's patient is a 404.
 *
 * Twice? Two rows that say the same, unless it carries an Idempotency-Key.
 */
#include "core/text.h"
#include "data/consents.h"
#include "data/patients.h"
#include "web/item.h"
#include "web/list.h"
#include "web/once.h"

enum { CHANNEL, STATE, TEXT };

static const struct param add_params[] = {
	[CHANNEL] = { "channel", P_CHOICE, .choices = "sms call marketing" },
	[STATE] = { "state", P_CHOICE, .choices = "in out", .help = "Wants it, or wants it no more" },
	[TEXT] = { "text", P_TEXT, 0, 500, .optional = true, .help = "The patient's words, or how they were said" },
	ITEM_ID,
	{ 0 }
};

/* The patient whom the path names. */
static void
find(struct request *r)
{
	struct patient *patient = r->context = arena_alloc(r->arena, sizeof *patient);

	item_found(r, "patient", patient_find(r->db, r->arena, item_id(r), patient), &patient->clinic_id);
}

static enum outcome
ledger(struct request *r)
{
	struct json_object *items = json_array_in(r->arena);
	const struct patient *patient = r->context;
	enum db_result result = consents_of(r->db, r->arena, patient->clinic_id, patient->phone, items);

	return result == DB_OK ? answer_page(r, items, NULL) : outcome_of(result);
}

/* What was said, by whom it was written down. An Idempotency-Key makes it once, also where the answer was lost. */
static enum outcome
add(struct request *r)
{
	const struct value *in = r->in;
	const char *once = once_origin(r);
	const struct patient *patient = r->context;
	struct consent consent = {
		.clinic_id = patient->clinic_id, .phone = patient->phone,
		.channel = text_same(in[CHANNEL].text, "sms") ? CONSENT_SMS : text_same(in[CHANNEL].text, "call") ? CONSENT_CALL : CONSENT_MARKETING,
		.in = text_same(in[STATE].text, "in"), .at_ms = r->now_ms, .origin = once, .user_id = r->user.user_id,
		.text = text_is_blank(in[TEXT].text) ? NULL : in[TEXT].text,
	};
	enum db_result result = consent_add(r->db, r->arena, &consent);

	if (result != DB_OK)
		return outcome_of(result);
	audit(r, patient->clinic_id, consent.in ? "patient-opted-in" : "patient-opted-out", arena_printf(r->arena, "patient %lld", (long long)patient->patient_id),
	    arena_printf(r->arena, "{\"channel\":\"%s\"}", in[CHANNEL].text));
	return answer_json(r, 201, consent_object(r->arena, &consent));
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/patients/{id}/consent", CALLER_ASSISTANT, ledger, "What the patient's number said about texts, calls and marketing, newest first", item_params,
	    .answer = "consent[]", .check = find, .no_clinic = true },
	{ POST, "/api/patients/{id}/consent", CALLER_ASSISTANT, add, "Write down what a patient said about texts, calls or marketing", add_params, .answer = "consent",
	    .check = find, .idempotent = true, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
