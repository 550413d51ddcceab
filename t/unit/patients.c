/* Patients: how they are kept, found, and met again. */
#include "data/patients.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/consents.h"

#include "clinics.h"

static const int64_t NOW = INT64_C(1795248052123);

static struct arena *a;
static struct db *db;
static int64_t clinic_id, other_id;

static struct patient
person(const char *first_name, const char *last_name, const char *phone)
{
	return (struct patient){
		.clinic_id = clinic_id, .first_name = first_name, .last_name = last_name,
		.phone = phone, .language = "en-US",
	};
}

static void
add_call(const char *sid, int64_t patient_id, const char *phone, const char *at)
{
	if (db_write(db, "INSERT INTO calls (call_sid, clinic_id, patient_id, direction, phone, "
	    "from_number, to_number, status, status_rank, call_type, started_at) "
	    "VALUES (?, ?, ?, 'inbound', ?, ?, '+19145550100', 'completed', 5, 'inbound', ?)",
	    DB_VALUES(db_text(sid), db_int(clinic_id), db_id(patient_id), db_text(phone),
	    db_text(phone), db_text(at))) != DB_OK)
		bail_out("no call: %s", db_error(db));
}

static void
replace(struct patient *patient, void *context)
{
	*patient = *(const struct patient *)context;
}

static void
test_changes(void)
{
	struct patient maria = person("María", "García", "+19145550201"), got, eve;
	int64_t late;

	maria.external_id = "P-1";
	maria.email = "maria@example.org";
	maria.language = "es";
	maria.timezone = "America/Chicago";
	maria.notes = "Deaf in one ear";
	clock_set(NOW);
	is_int(patient_add(db, a, &maria), DB_OK, "a patient is added");
	clock_set(0);
	is_int(patient_find(db, a, maria.patient_id, &got), DB_OK, "found");
	is_text(json_text(a, patient_object(a, &got)),
	    arena_printf(a, "{\"id\":%lld,\"clinicId\":%lld,\"externalId\":\"P-1\","
	    "\"firstName\":\"María\",\"lastName\":\"García\",\"phone\":\"+19145550201\","
	    "\"email\":\"maria@example.org\",\"language\":\"es\","
	    "\"timezone\":\"America/Chicago\",\"optedOut\":false,\"unreachable\":null,"
	    "\"notes\":\"Deaf in one ear\",\"createdAt\":\"%s\"}",
	    (long long)maria.patient_id, (long long)clinic_id, instant_iso(a, NOW)),
	    "as they are");
	is_int(patient_by_external(db, a, clinic_id, "P-1", &got), DB_OK, "by the clinic's id");
	is_int(got.patient_id, maria.patient_id, "the same");
	is_int(patient_by_external(db, a, other_id, "P-1", &got), DB_NONE, "which is the clinic's own");
	eve = person("Eve", "", "+19145550201");
	eve.external_id = "P-1";
	is_int(patient_add(db, a, &eve), DB_DUPLICATE, "and one patient's");
	eve.external_id = "P-2";
	is_int(patient_add(db, a, &eve), DB_OK, "another one may have the same number");
	got = person("No", "Body", "+19145550201");
	got.clinic_id = 99999;
	is_int(patient_add(db, a, &got), DB_CONFLICT, "but needs a clinic");

	eve.last_name = "García";
	is_int(patient_change(db, a, eve.patient_id, replace, &eve, &got), DB_OK, "changed");
	is_text(got.last_name, "García", "as wanted");
	eve.external_id = "P-1";
	is_int(patient_change(db, a, eve.patient_id, replace, &eve, &got), DB_DUPLICATE,
	    "not to what is another's");
	is_int(patient_change(db, a, 99999, replace, &eve, &got), DB_NONE, "nor nobody");

	late = select_int(db, a, "SELECT COUNT(*) FROM calls");
	add_call("CA1", eve.patient_id, eve.phone, "2026-11-21");
	is_int(patient_delete(db, a, &eve), DB_OK, "deleted");
	is_int(patient_find(db, a, eve.patient_id, &got), DB_NONE, "and gone");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE patient_id IS NULL"), late + 1,
	    "while the calls stay, as nobody's");
	is_int(patient_delete(db, a, &eve), DB_NONE, "twice");
	must(db, "INSERT INTO appointments (clinic_id, patient_id, starts_at, duration_minutes, "
	    "created_at, updated_at) SELECT clinic_id, patient_id, NOW(3), 30, NOW(3), NOW(3) "
	    "FROM patients WHERE external_id = 'P-1'");
	is_int(patient_delete(db, a, &maria), DB_CONFLICT, "who has a visit stays");
}

static void
test_opted_out(void)
{
	struct patient p = person("Otto", "Out", "+19145550210"), got;
	struct consent c = {
		.clinic_id = clinic_id, .phone = p.phone, .channel = CONSENT_CALL, .at_ms = NOW,
	};

	is_int(patient_add(db, a, &p), DB_OK, "who has said nothing");
	ok(patient_find(db, a, p.patient_id, &got) == DB_OK && !got.opted_out, "has not opted out");
	is_int(consent_add(db, a, &c), DB_OK, "who wants no calls");
	ok(patient_find(db, a, p.patient_id, &got) == DB_OK && got.opted_out, "has");
	c.in = true;
	c.at_ms = NOW + 1;
	is_int(consent_add(db, a, &c), DB_OK, "until they want them again");
	ok(patient_find(db, a, p.patient_id, &got) == DB_OK && !got.opted_out, "when they have not");
	c.channel = CONSENT_MARKETING;
	c.in = false;
	is_int(consent_add(db, a, &c), DB_OK, "who wants no marketing");
	ok(patient_find(db, a, p.patient_id, &got) == DB_OK && !got.opted_out, "may be reached");
}

/* The id that a meeting gives, -1 where it fails. */
static int64_t
met(const char *phone, const char *first_name, const char *last_name, const char *email)
{
	int64_t id;

	if (patient_meet(db, a, clinic_id, phone, first_name, last_name, email, &id) != DB_OK)
		return -1;
	return id;
}

static void
test_meeting(void)
{
	static const char phone[] = "+19145550220", none[] = "+19145550221";
	struct patient *list, got;
	int64_t maria = met(phone, " María ", "García", NULL), juan, id;
	size_t count;

	ok(maria > 0, "a new caller is a new patient");
	ok(patient_find(db, a, maria, &got) == DB_OK && text_same(got.first_name, "María") &&
	    text_same(got.last_name, "García") && text_same(got.language, "en-US") &&
	    got.clinic_id == clinic_id, "of the clinic's language");
	is_int(met(phone, "maria", "garcia", NULL), maria, "the same name is the same patient");
	is_int(met(phone, "Garcia, Maria", NULL, NULL), maria, "in any order");
	is_int(met(phone, "Maria", NULL, NULL), maria, "and in part");
	is_int(met(phone, "Maria del Mar", "Garcia", NULL), maria, "and in full");
	is_int(met(phone, NULL, " ", NULL), maria, "and not said, while there is no other");
	is_int(met(phone, NULL, NULL, "maria@example.org"), maria, "with an address");
	is_int(met(phone, NULL, NULL, "other@example.org"), maria, "or two");
	ok(patient_find(db, a, maria, &got) == DB_OK && text_same(got.email, "maria@example.org") &&
	    text_same(got.first_name, "María"), "what is known stays");
	juan = met(phone, "Juan", "García", "not given");
	ok(juan > 0 && juan != maria, "another name is another patient");
	ok(patient_find(db, a, juan, &got) == DB_OK && !got.email, "what is no address is not kept");
	is_int(met(phone, "Juan", NULL, NULL), juan, "who is found as well");
	id = met(phone, "García", NULL, NULL);
	ok(id > 0 && id != juan && id != maria, "a part that two have is nobody's");
	is_int(met(phone, "Garcia", NULL, NULL), id, "and then that one's");

	id = met(none, NULL, NULL, NULL);
	ok(id > 0, "one whose name is not told");
	is_int(met(none, "Ana", NULL, NULL), id, "gets it later");
	is_int(met(none, "Ana", "Silva", NULL), id, "bit by bit");
	ok(patient_find(db, a, id, &got) == DB_OK && text_same(got.first_name, "Ana"), "filled in");
	ok(text_same(got.last_name, "Silva"), "to the end");
	is_int(met(none, "Ana Silva", NULL, NULL), id, "and is not filled in twice");
	ok(patient_find(db, a, id, &got) == DB_OK && text_same(got.first_name, "Ana"), "as it stood");

	is_int(patients_by_phone(db, a, clinic_id, phone, &list, &count), DB_OK, "by number");
	is_int((int64_t)count, 3, "all of them");
	add_call("CA2", juan, phone, "2036-01-01");
	is_int(patients_by_phone(db, a, clinic_id, phone, &list, &count), DB_OK, "and once more");
	ok(count == 3 && list[0].patient_id == juan, "the one heard of last first");
	is_int(patient_meet(db, a, other_id, phone, "Maria", "Garcia", NULL, &id), DB_OK,
	    "of another clinic");
	ok(id != maria, "it is another patient");
	is_int(patient_meet(db, a, 99999, phone, "Maria", NULL, NULL, &id), DB_CONFLICT, "or none");
	is_int(patient_meet(db, a, clinic_id, "anonymous", "Maria", NULL, NULL, &id), DB_NONE,
	    "a withheld number is nobody's");
	is_int(id, 0, "nobody's");
	is_int(patient_meet(db, a, clinic_id, "+266696687", "Maria", NULL, NULL, &id), DB_NONE,
	    "nor is one that spells so");
}

/* Met, and then thought better of. */
static enum db_result
meet_within(struct db *mine, void *context)
{
	int64_t *id = context;
	enum db_result result = patient_meet(mine, a, clinic_id, "+19145550229", "Nina", NULL,
	    NULL, id);

	return result == DB_OK ? DB_NONE : result;
}

static void
test_within(void)
{
	struct patient got;
	int64_t id = 0;

	is_int(db_transact(db, meet_within, &id), DB_NONE, "met within a transaction");
	ok(id > 0, "there is a patient");
	is_int(patient_find(db, a, id, &got), DB_NONE, "until it ends in nothing");
}

static int
meet_one(int n)
{
	int64_t id;

	db = test_db();
	return (int)patient_meet(db, a, clinic_id, "+19145550230", n % 2 ? "Zoë" : "zoe",
	    "Smith", NULL, &id);
}

static void
test_together(void)
{
	struct tally tally = test_at_once(8, meet_one);

	is_int(tally.of[DB_OK], 8, "of eight who meet a new caller at once, all do");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM patients WHERE phone = '+19145550230'"), 1,
	    "and it is one patient");
}

static int64_t
patient_of(const char *sid)
{
	struct db_row row;

	if (patient_link_call(db, a, sid) != DB_OK || db_read_one(db, a, &row,
	    "SELECT patient_id FROM calls WHERE call_sid = ?", DB_VALUES(db_text(sid))) != DB_OK)
		return -1;
	return row_int(row, "patient_id");
}

static void
test_link(void)
{
	int64_t ben = met("+19145550240", "Ben", "Berg", NULL);

	add_call("CA10", 0, "+19145550240", "2026-11-21");
	add_call("CA11", 0, "+19145550220", "2026-11-21");
	add_call("CA12", 0, "+19145550299", "2026-11-21");
	is_int(patient_of("CA10"), ben, "a call is its clinic's only patient's of that number");
	is_int(patient_of("CA10"), ben, "once and for all");
	is_int(patient_of("CA11"), 0, "nobody's where there are three");
	is_int(patient_of("CA12"), 0, "or none");
	is_int(patient_link_call(db, a, "CA99"), DB_OK, "or no call");
	is_int(met("+19145550299", "Cid", NULL, NULL) > 0, 1, "met later");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM calls WHERE call_sid = 'CA12' "
	    "AND patient_id IS NULL"), 1, "it stays so until it is asked again");
}

/* The first names that a search gives. */
static const char *
found(const struct patient_filter *filter, int limit)
{
	struct page page = { .clinic_id = clinic_id, .limit = limit };
	struct json_object *items = json_array_in(a);
	struct text t = text_new(a);
	int64_t next;

	if (patients_list(db, a, &page, filter, items, &next) != DB_OK)
		return db_error(db);
	for (size_t i = 0; i < json_object_array_length(items); i++)
		text_printf(&t, "%s%s", i ? " " : "",
		    json_get_text(json_object_array_get_idx(items, i), "firstName"));
	if (next)
		text_puts(&t, " …");
	return t.data;
}

static const char *
search(const char *text)
{
	return found(&(struct patient_filter){ .search = text }, 10);
}

static void
test_list(void)
{
	static const struct { const char *first, *last, *phone, *language; } people[] = {
		{ "María", "García López", "+19145550301", "es" },
		{ "Seán", "O'Brien", "+19145550302", "en" },
		{ "Marianne", "Łukasz", "+493055501234", "en" },
		{ "प्रिया", "शर्मा", "+919845012345", "hi" },
		{ "Gary", "Busey", "+19145550301", "en" },
	};

	must(db, "DELETE FROM appointments");
	must(db, "DELETE FROM patients");
	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		struct patient p = person(people[i].first, people[i].last, people[i].phone);

		p.language = people[i].language;
		p.external_id = arena_printf(a, "X%zu", i);
		if (patient_add(db, a, &p) != DB_OK)
			bail_out("no patient: %s", db_error(db));
		p.clinic_id = other_id;
		(void)patient_add(db, a, &p);
	}
	is_text(search(NULL), "Gary प्रिया Marianne Seán María", "newest first, one clinic's");
	is_text(search(" "), "Gary प्रिया Marianne Seán María", "a blank search is none");
	is_text(search("garcia"), "María", "by name, without accents");
	is_text(search("GAR"), "Gary María", "by the beginning of one");
	is_text(search("lopez mari"), "María", "by several, in any order");
	is_text(search("arcia"), "", "not by what is within");
	is_text(search("obrien"), "Seán", "with or without an apostrophe");
	is_text(search("o’brien sean"), "Seán", "of any kind");
	is_text(search("lukasz"), "Marianne", "by what a keyboard has");
	is_text(search("शर्"), "प्रिया", "in any script");
	is_text(search("914-555-0301"), "Gary María", "by digits of a number");
	is_text(search("(030) 555 01234"), "Marianne", "as they are written in its country");
	is_text(search("%"), "", "a per cent sign is no joker");
	is_text(search("_"), "", "nor this");
	is_text(search("!é!"), "", "nor what is no name");
	is_text(found(&(struct patient_filter){ .phone = "+19145550301" }, 1), "Gary …",
	    "by number, and in pages");
	is_text(found(&(struct patient_filter){ .language = "hi" }, 9), "प्रिया", "by language");
	is_text(found(&(struct patient_filter){ .external_id = "X1" }, 9), "Seán", "by the clinic's id");
}

int
main(void)
{
	log_set_level((enum log_level)0);	/* the damage is on purpose */
	a = arena_new(64 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	other_id = test_clinic(db, a, "Lakeside");
	test_changes();
	test_opted_out();
	test_meeting();
	test_within();
	test_together();
	test_link();
	test_list();
	db_free(db);
	arena_free(a);
	return done_testing();
}
