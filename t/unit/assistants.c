/* Assistants in a real database. */
#include "data/assistants.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/text.h"
#include "../lib/clinics.h"

/* 21 November 2026, a Saturday: three in the morning in New York. */
static const int64_t NOW = INT64_C(1795248052123);

static struct arena *a;
static struct db *db;
static int64_t clinic_id, other_id;

static struct assistant_row
person(const char *name, const char *phone)
{
	return (struct assistant_row){
		.clinic_id = clinic_id, .name = name, .phone = phone, .priority = PRIORITY_LAST,
	};
}

static const char *
names(const struct assistant_row *list, size_t count)
{
	struct text t = text_new(a);

	for (size_t i = 0; i < count; i++)
		text_printf(&t, "%s%s", i ? " " : "", list[i].name);
	return t.data;
}

static const char *
names_of(int64_t clinic)
{
	struct assistant_row *list;
	size_t count;

	if (assistants_of_clinic(db, a, clinic, &list, &count) != DB_OK)
		return "(failed)";
	return names(list, count);
}

static int64_t
version(void)
{
	return select_int(db, a, "SELECT version FROM versions WHERE name = 'routing'");
}

/* Everything as it stands here. */
static void
replace(struct assistant_row *row, void *context)
{
	*row = *(const struct assistant_row *)context;
}

static enum db_result
change(struct assistant_row *row, int64_t *raised)
{
	struct assistant_row out;

	return assistant_change(db, a, row->assistant_id, replace, row, &out, raised);
}

static void
raise_priority(struct assistant_row *row, void *context)
{
	(void)context;
	row->priority++;
}

static void
test_changes(void)
{
	struct assistant_row zoe = person("Zoë", "+19145550201"), ben = person("Ben", "+19145550202");
	struct assistant_row eve = person("Eve", "+19145550201"), got;
	int64_t before = version(), raised = 0;

	zoe.email = "zoe@example.org";
	zoe.duty_hours = "{\"sat\":[[\"02:00\",\"04:00\"]]}";
	zoe.sms_notify = true;
	clock_set(NOW);
	is_int(assistant_add(db, a, &zoe, &raised), DB_OK, "an assistant is added");
	clock_set(0);
	ok(raised == before + 1 && version() == raised, "which raises the version");
	is_int(assistant_find(db, a, zoe.assistant_id, &got), DB_OK, "found");
	ok(got.clinic_id == clinic_id && text_same(got.name, "Zoë") &&
	    text_same(got.phone, "+19145550201") && text_same(got.email, "zoe@example.org") &&
	    got.priority == 1 && zoe.priority == 1 && !got.paused && got.sms_notify &&
	    !got.email_notify && text_same(got.duty_hours, zoe.duty_hours) &&
	    got.created_at_ms == NOW, "as they are");
	is_int(assistant_add(db, a, &ben, &raised), DB_OK, "another");
	is_int(ben.priority, 2, "comes after");
	is_text(names_of(clinic_id), "Zoë Ben", "in order");
	before = version();
	is_int(assistant_add(db, a, &eve, &raised), DB_DUPLICATE, "a phone is in use");
	is_int(version(), before, "which changes nothing");
	eve.clinic_id = other_id;
	is_int(assistant_add(db, a, &eve, &raised), DB_OK, "but may be another clinic's too");
	is_int(eve.priority, 1, "first there");
	got = person("Nobody", "+19145550209");
	got.clinic_id = 99999;
	is_int(assistant_add(db, a, &got, &raised), DB_NONE, "of a clinic that is none");

	ben.priority = 0;
	ben.paused = true;
	before = version();
	is_int(change(&ben, &raised), DB_OK, "changed");
	is_int(raised, before + 1, "with a new version");
	is_text(names_of(clinic_id), "Ben Zoë", "and another order");
	is_int(change(&ben, &raised), DB_OK, "to what it is already");
	is_int(assistant_change(db, a, ben.assistant_id, raise_priority, NULL, &got, &raised),
	    DB_OK, "in one thing");
	ok(got.priority == 1 && got.paused && text_same(got.name, "Ben"),
	    "of what it is at that moment");
	ben.phone = zoe.phone;
	is_int(change(&ben, &raised), DB_DUPLICATE, "to a phone that is in use");
	is_int(assistant_delete(db, a, ben.assistant_id, &raised), DB_OK, "deleted");
	is_int(raised, version(), "with a new version");
	is_text(names_of(clinic_id), "Zoë", "and gone");
	is_int(assistant_delete(db, a, ben.assistant_id, &raised), DB_NONE, "twice");
	is_int(change(&ben, &raised), DB_NONE, "and not there to change");
	is_int(assistant_find(db, a, ben.assistant_id, &got), DB_NONE, "or to find");
}

static void
test_missing(void)
{
	int64_t zoe = select_int(db, a, "SELECT assistant_id FROM assistants WHERE name = 'Zoë'");
	int64_t eve = select_int(db, a, "SELECT assistant_id FROM assistants WHERE name = 'Eve'");
	const int64_t ids[] = { 99999, zoe, eve, zoe };
	bool missing[4];

	is_int(assistants_missing(db, a, clinic_id, ids, 4, missing), DB_OK, "who is missing");
	ok(missing[0] && !missing[1] && missing[2] && !missing[3],
	    "nobody's id and another clinic's are");
}

static void
test_object(void)
{
	struct assistant_row zoe = {
		.assistant_id = 3, .clinic_id = 5, .name = "Zoë", .phone = "+19145550201",
		.priority = 2, .email_notify = true, .duty_hours = "{\"sat\":[[\"02:00\",\"04:00\"]]}",
	};
	struct json_object *o = assistant_object(a, &zoe, "America/New_York", NOW, false);
	struct assistant desk;

	is_text(json_text(a, o), "{\"id\":3,\"clinicId\":5,\"name\":\"Zoë\","
	    "\"phone\":\"+19145550201\",\"email\":null,\"priority\":2,\"paused\":false,"
	    "\"dutyHours\":{\"mon\":[],\"tue\":[],\"wed\":[],\"thu\":[],\"fri\":[],"
	    "\"sat\":[[\"02:00\",\"04:00\"]],\"sun\":[]},\"onDuty\":true,\"smsNotify\":false,"
	    "\"emailNotify\":true}", "an assistant as an object");
	o = assistant_object(a, &zoe, "Europe/Berlin", NOW, true);
	is_text(json_get_text(o, "phone"), "+1914•••0201", "with a masked phone");
	ok(!json_get_bool(o, "onDuty", true), "off duty where it is nine");
	zoe.duty_hours = NULL;
	ok(json_get_bool(assistant_object(a, &zoe, "UTC", NOW, true), "onDuty", false),
	    "always on duty");
	zoe.paused = true;
	ok(!json_get_bool(assistant_object(a, &zoe, "UTC", NOW, true), "onDuty", true),
	    "but not when paused");
	zoe.duty_hours = "{}";
	desk = assistant_of_row(a, &zoe);
	ok(desk.assistant_id == 3 && desk.has_duty && !desk.duty.always && desk.paused &&
	    desk.priority == 2 && text_same(desk.phone, zoe.phone), "for the desk");
	zoe.duty_hours = "nonsense";
	desk = assistant_of_row(a, &zoe);
	ok(!desk.has_duty && desk.duty.always, "hours that cannot be read count as always");
}

static int
add_one(int n)
{
	struct assistant_row row = person("Many", arena_printf(a, "+1914555%04d", 1000 + n));
	int64_t raised;

	db = test_db();
	return (int)assistant_add(db, a, &row, &raised);
}

static void
test_many(void)
{
	struct assistant_row *list, row;
	struct tally tally;
	int64_t raised, after = 0, seen = 0;
	size_t count;

	db_write(db, "INSERT INTO assistants (clinic_id, name, phone, priority, created_at, "
	    "updated_at) SELECT ?, 'Many', CONCAT('+1914666', 1000 + seq), 1000000, NOW(3), NOW(3) "
	    "FROM seq_1_to_96", DB_VALUES(db_int(clinic_id)));
	tally = test_at_once(6, add_one);
	is_int(tally.of[DB_OK], 3, "of six at once, the three for whom there is room");
	is_int(tally.of[DB_CONFLICT], 3, "are added");
	is_int(select_int(db, a, "SELECT MAX(priority) FROM assistants"), 1000000,
	    "nobody comes after the last place");
	row = person("One more", "+19145550299");
	is_int(assistant_add(db, a, &row, &raised), DB_CONFLICT, "a hundred is enough");
	do {
		if (assistants_after(db, a, after, 7, &list, &count) != DB_OK)
			break;
		for (size_t i = 0; i < count; i++, seen++) {
			if (list[i].assistant_id <= after)
				count = 0;	/* which would end it early */
			else
				after = list[i].assistant_id;
		}
	} while (count);
	is_int(seen, select_int(db, a, "SELECT COUNT(*) FROM assistants"),
	    "and all can be read piece by piece");
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
	test_missing();
	test_object();
	test_many();
	db_free(db);
	arena_free(a);
	return done_testing();
}
