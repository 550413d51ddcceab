/* A campaign that somebody makes. See campaign_draft.h. */
#include "web/campaign_draft.h"

#include <math.h>

#include "core/text.h"
#include "data/numbers.h"
#include "desk/segments.h"
#include "web/account.h"

/* Ten thousand bodies of the greatest length, as texts and as JSON. */
static const size_t ARENA_BYTES = 512 * 1024 * 1024;

enum { DATABASE_S = 10, INVALID_LISTED_MAX = 50, SHOWN_CHARACTERS_MAX = 40 };

struct estimate {
	int64_t recipients, opted_out, no_consent, invalid, duplicates, segments;
	struct json_object *invalid_list;
};

static void
free_arena(void *arena)
{
	arena_free(arena);
}

/* It goes with the request: the process would hold it for nothing. */
static struct arena *
draft_arena(struct request *r)
{
	struct arena *arena = arena_new(ARENA_BYTES);

	arena_defer(r->arena, free_arena, arena);
	return arena;
}

/* --- what the request says ---------------------------------------------------------------------------------------------- */

struct campaign_draft *
draft_check(struct request *r)
{
	const struct value *in = r->in, *body = &in[DRAFT_BODY];
	struct campaign_draft *d = arena_alloc(r->arena, sizeof *d);
	const char *wrong;

	d->campaign = (struct campaign){
		.user_id = r->user.user_id, .rate_per_minute = CAMPAIGN_RATE_DEFAULT, .body = body->text, .marketing = text_same(in[DRAFT_KIND].text, "marketing"),
	};
	item_found(r, "campaign", item_new(r, &d->campaign.clinic_id), &d->campaign.clinic_id);
	campaign_take_said(r, &d->campaign);
	d->recipients.arena = draft_arena(r);
	recipients_read(r, &in[DRAFT_RECIPIENTS], &in[DRAFT_FILTER], &d->recipients);
	wrong = text_is_blank(body->text) ? NULL : template_parse(r->arena, body->text, d->recipients.fields, &d->template);
	if (wrong)
		request_fault(r, "body", "%s", wrong);
	return d;
}

/* From where and to whom. */
static enum db_result
gather(struct request *r, struct campaign_draft *d)
{
	enum db_result result = clinic_find(r->db, r->arena, d->campaign.clinic_id, &d->clinic);

	if (result == DB_OK)
		result = request_from(r, &d->clinic, &r->in[DRAFT_FROM], &d->campaign.from);
	if (result != DB_OK)
		return result;
	if (!r->faults) {
		const char *own;

		/* The server's own number, from which an admin may text, sends no campaign. */
		result = number_sender(r->db, r->arena, d->clinic.clinic_id, d->campaign.from, &own);
		if (result == DB_OK && !*own)
			request_fault(r, "from", "is needed: the clinic has no number");
	}
	if (result == DB_OK && d->campaign.marketing && !d->clinic.marketing_enabled)
		request_fault(r, "kind", "is marketing, which this clinic has not enabled: PATCH /api/clinics/%lld with marketingEnabled: true", (long long)d->clinic.clinic_id);
	return r->faults || result != DB_OK ? result : recipients_find(r, &d->clinic, d->campaign.from, &d->recipients);
}

/* --- the dry run -------------------------------------------------------------------------------------------------------- */

/* It gets none: counted, and the first of them are told of. */
static void
count_invalid(struct request *r, struct estimate *e, const struct recipients *rs, const struct recipient *one)
{
	struct json_object *o;
	const char *phone = one->phone, *given = json_whole_text(one->given);

	if (e->invalid++ >= INVALID_LISTED_MAX)
		return;
	o = json_object_in(r->arena);
	if (!phone && given == NULL)
		given = json_whole_text(json_get(one->given, "phone"));
	if (!phone && given && text_characters(given) <= SHOWN_CHARACTERS_MAX)
		phone = given;
	if (one->given)
		json_put_int(o, "index", one - rs->list);
	else
		json_put(o, "index", NULL);
	json_put_text(o, "phone", phone);
	json_put_id(o, "patientId", one->patient.patient_id);
	json_put_text(o, "reason", one->reason);
	json_append(e->invalid_list, o);
}

/* Whoever cannot get one whatever they want: false. Else one more text, which consent may still forbid. */
static bool
count_one(struct request *r, struct estimate *e, const struct recipients *rs, const struct recipient *one, const char *obstacle, const char *body)
{
	if (one->again)
		e->duplicates++;
	else if (one->reason)
		count_invalid(r, e, rs, one);
	else if (obstacle && text_same(obstacle, campaign_obstacle(true, false, false)))
		e->opted_out++;
	else if (obstacle)
		e->no_consent++;
	else {
		e->recipients++;
		e->segments += segments_of(body).count;
	}
	return !one->again && !one->reason;
}

/* The body of one; NULL: there is none, and one->reason or a fault says why. */
static const char *
fill(struct request *r, const struct campaign_draft *d, struct recipient *one)
{
	const char *values[RECIPIENT_FIELDS + RECIPIENT_OWN_FIELDS_MAX + 1], *body = NULL;
	struct segments segments;

	recipient_values(&d->recipients, one, &d->clinic, d->campaign.from, values);
	one->reason = template_fill(d->recipients.arena, d->template, values, &body);
	if (one->reason)
		return NULL;
	segments = segments_of(body);
	if (segments.characters <= SEGMENTS_CHARACTERS_MAX)
		return body;
	request_fault(r, "body", "is too long, filled in for %s: %d characters, which are %d segments in %s; Twilio takes %d characters",
	    recipient_name(r->arena, &d->recipients, one), segments.characters, segments.count, encoding_name(segments.encoding), SEGMENTS_CHARACTERS_MAX);
	return NULL;
}

/* What stands against texting each, where that is a number. */
static enum db_result
find_obstacles(struct request *r, const struct campaign_draft *d, const char **obstacles)
{
	const struct recipients *rs = &d->recipients;
	const char **phones = arena_array(rs->arena, rs->count, sizeof *phones), **of_phones = arena_array(rs->arena, rs->count, sizeof *of_phones);
	size_t count = 0;
	enum db_result result;

	for (size_t i = 0; i < rs->count; i++)
		if (!rs->list[i].reason && !rs->list[i].again)
			phones[count++] = rs->list[i].phone;
	result = campaign_obstacles(r->db, rs->arena, d->clinic.clinic_id, d->campaign.marketing, phones, count, of_phones);
	for (size_t i = 0, k = 0; result == DB_OK && i < rs->count; i++) {
		struct recipient *one = &rs->list[i];

		obstacles[i] = one->reason || one->again ? NULL : of_phones[k++];
		if (obstacles[i] && text_same(obstacles[i], campaign_obstacle(false, false, true)))
			one->reason = obstacles[i];
	}
	return result;
}

static enum db_result
estimate_object(struct request *r, const struct campaign_draft *d, const struct estimate *e, struct json_object **out)
{
	struct json_object *o = *out = json_object_in(r->arena);
	const char *price, *unit;
	enum db_result result = campaign_segment_price(r->db, r->arena, d->clinic.clinic_id, &price, &unit);

	if (result != DB_OK)
		return result;
	json_put_int(o, "recipients", e->recipients);
	json_put_int(o, "optedOut", e->opted_out);
	json_put_int(o, "noConsent", e->no_consent);
	json_put_int(o, "invalid", e->invalid);
	json_put_int(o, "duplicates", e->duplicates);
	json_put_int(o, "segments", e->segments);
	json_put_text(o, "cost", price ? arena_printf(r->arena, "%.4f", fabs(strtod(price, NULL)) * (double)e->segments) : NULL);
	json_put_text(o, "costUnit", price ? unit : NULL);
	json_put(o, "invalidRecipients", e->invalid_list);
	return DB_OK;
}

/* Those whom consent forbids it today are kept as well: they are asked again when their turn comes, and the list of recipients says why they got none. */
static enum db_result
store(struct request *r, struct campaign_draft *d)
{
	struct recipients *rs = &d->recipients;
	struct campaign_recipient *kept = arena_array(rs->arena, rs->count, sizeof *kept);
	const char **obstacles = arena_array(rs->arena, rs->count, sizeof *obstacles);
	struct estimate e = { .invalid_list = json_array_in(r->arena) };
	struct json_object *estimate;
	size_t count = 0;
	enum db_result result = find_obstacles(r, d, obstacles);

	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < rs->count && !r->faults; i++) {
		struct recipient *one = &rs->list[i];
		const char *body = one->again || one->reason ? NULL : fill(r, d, one);

		if (!r->faults && count_one(r, &e, rs, one, obstacles[i], body))
			kept[count++] = (struct campaign_recipient){ one->phone, one->patient.patient_id, one->patient.timezone, body };
	}
	if (r->faults)
		return DB_OK;
	result = estimate_object(r, d, &e, &estimate);
	return result == DB_OK ? campaign_add(r->db, rs->arena, &d->campaign, kept, count, estimate) : result;
}

/* Ten thousand rows are more than a webhook's, for which the database has a second. */
enum db_result
draft_make(struct request *r, struct campaign_draft *d)
{
	int usual_s = db_set_deadline(r->db, DATABASE_S);
	enum db_result result = gather(r, d);

	if (result == DB_OK && !r->faults)
		result = store(r, d);
	(void)db_set_deadline(r->db, usual_s);
	return result;
}
