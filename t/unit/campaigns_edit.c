/* Campaigns before they are started: which patient a number or id means, changing, deleting. */
#include "data/campaigns.h"

#include "../lib/clinics.h"
#include "core/clock.h"
#include "data/patients.h"

enum { MANY = 2500 };

static struct arena *a;
static struct db *db;
static int64_t clinic_id, other_id;

static int64_t
patient(int64_t clinic, const char *name, const char *phone, const char *timezone)
{
	struct patient p = { .clinic_id = clinic, .first_name = name, .last_name = "Lee",
		.phone = phone, .language = "en-US", .timezone = timezone };

	is_int(patient_add(db, a, &p), DB_OK, "%s is a patient", name);
	return p.patient_id;
}

static void
test_patients(void)
{
	int64_t ann = patient(clinic_id, "Ann", "+12125550101", "America/Denver");
	int64_t bob = patient(clinic_id, "Bob", "+12125550101", NULL);
	int64_t eve = patient(other_id, "Eve", "+12125550102", NULL);
	const int64_t ids[] = { bob, eve, ann, 99999, bob };
	const char *const phones[] = { "+12125550102", "+12125550101", "+12125550199",
		"+12125550101" };
	struct campaign_patient out[MANY];

	is_int(campaign_patients_by_id(db, a, clinic_id, ids, 5, out), DB_OK, "by id");
	ok(out[0].patient_id == bob && out[2].patient_id == ann && out[4].patient_id == bob,
	    "each where it was asked for, again too");
	ok(!out[1].patient_id && !out[3].patient_id, "but no other clinic's, and no other");
	is_text(out[2].first_name, "Ann", "with a name");
	is_text(out[2].last_name, "Lee", "and another");
	is_text(out[2].phone, "+12125550101", "a number");
	is_text(out[2].language, "en-US", "a language");
	is_text(out[2].timezone, "America/Denver", "a zone");
	is_text(out[0].timezone, NULL, "or none");
	is_int(campaign_patients_by_phone(db, a, clinic_id, phones, 4, out), DB_OK, "by number");
	ok(!out[0].patient_id && !out[2].patient_id, "another clinic's is nobody");
	ok(out[1].patient_id == bob && out[3].patient_id == bob, "of a family the last one");
	must(db, arena_printf(a, "INSERT INTO calls (clinic_id, call_sid, patient_id, direction, "
	    "from_number, to_number, phone, status, status_rank, started_at) VALUES (%lld, 'CA1', "
	    "%lld, 'inbound', '+12125550101', '+18455550100', '+12125550101', 'completed', 9, "
	    "NOW(3) + INTERVAL 1 MINUTE)", (long long)clinic_id, (long long)ann));
	is_int(campaign_patients_by_phone(db, a, clinic_id, phones, 4, out), DB_OK, "after a call");
	is_int(out[1].patient_id, ann, "the one who called");
	is_int(campaign_patients_by_id(db, a, clinic_id, ids, 0, out), DB_OK, "nobody at all");
}

static void
test_many(void)
{
	static const char *phones[MANY];
	static int64_t ids[MANY];
	static struct campaign_patient out[MANY];
	int wrong = 0;

	for (int i = 0; i < MANY; i++)
		phones[i] = arena_printf(a, "+1212556%04d", i);
	for (int i = 0; i < MANY; i += 500)
		ids[i] = patient(clinic_id, "Zoe", phones[i], NULL);
	is_int(campaign_patients_by_phone(db, a, clinic_id, phones, MANY, out), DB_OK, "many");
	for (int i = 0; i < MANY; i++)
		wrong += out[i].patient_id != ids[i];
	is_int(wrong, 0, "each in their place");
	is_int(campaign_patients_by_id(db, a, clinic_id, ids, MANY, out), DB_OK, "by id");
	for (int i = 0; i < MANY; i++)
		wrong += out[i].patient_id != ids[i];
	is_int(wrong, 0, "too");
}

static int64_t
campaign(const char *status, int recipients)
{
	int64_t id;

	must(db, arena_printf(a, "INSERT INTO campaigns (clinic_id, name, kind, body, from_number, "
	    "status, rate_per_minute, estimate, created_at) VALUES (%lld, 'a', 'care', 'b', "
	    "'+18455550100', '%s', 60, '{}', NOW(3))", (long long)clinic_id, status));
	id = select_int(db, a, "SELECT MAX(campaign_id) FROM campaigns");
	must(db, arena_printf(a, "INSERT INTO campaign_recipients (campaign_id, phone, body, due_at) "
	    "SELECT %lld, CONCAT('+1212', 5550000 + seq), 'b', NOW(3) FROM seq_1_to_%d",
	    (long long)id, recipients));
	return id;
}

static int64_t
recipients_of(int64_t id)
{
	return select_int(db, a, arena_printf(a, "SELECT COUNT(*) FROM campaign_recipients "
	    "WHERE campaign_id = %lld", (long long)id));
}

static void
test_change(void)
{
	static const struct { const char *status; bool may; } cases[] = {
		{ "draft", true }, { "scheduled", false }, { "running", false }, { "paused", true },
		{ "done", false }, { "cancelled", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const int64_t at_ms = 1900000000000, id = campaign(cases[i].status, 1);
		const struct campaign c = { .campaign_id = id, .name = "New", .send_at_ms = at_ms,
			.rate_per_minute = 7, .daily_cap = 9 };
		const char *row = arena_printf(a, "SELECT name = 'New' AND rate_per_minute = 7 AND "
		    "daily_cap = 9 AND UNIX_TIMESTAMP(send_at) = 1900000000 FROM campaigns "
		    "WHERE campaign_id = %lld", (long long)id);

		is_int(campaign_change(db, a, &c), cases[i].may ? DB_OK : DB_NONE, "%s",
		    cases[i].status);
		is_int(select_int(db, a, arena_printf(a, "COALESCE((%s), 0)", row)), cases[i].may,
		    "is changed or not");
		is_int(campaign_delete(db, a, id), i == 0 ? DB_OK : DB_NONE, "or deleted");
		is_int(recipients_of(id), i != 0, "with its recipients");
	}
	is_int(campaign_change(db, a, &(struct campaign){ .campaign_id = 99999, .name = "x",
	    .rate_per_minute = 1 }), DB_NONE, "one that is not there");
	is_int(campaign_delete(db, a, 99999), DB_NONE, "is not deleted either");
}

static void
test_delete_many(void)
{
	int64_t id = campaign("draft", 2000), other = campaign("draft", 3);

	is_int(campaign_delete(db, a, id), DB_OK, "one of two thousand");
	is_int(recipients_of(id), 0, "is gone");
	is_int(recipients_of(other), 3, "and no other");
}

int
main(void)
{
	a = arena_new(64 << 20);
	db = test_db();
	test_schema(db, a);
	clinic_id = test_clinic(db, a, "Hudson Dental");
	other_id = test_clinic(db, a, "Lakeside");
	test_patients();
	test_many();
	test_change();
	test_delete_many();
	return done_testing();
}
