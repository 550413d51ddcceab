/* An import of patients: whom a row means, and two imports at once. (t/api-patients.t has files.) */
#include "data/patients_import.h"

#include "core/log.h"
#include "core/text.h"

#include "clinics.h"

static struct arena *a;
static struct db *db;
static int64_t clinic_id;

static struct patient_row
row(const char *external_id, const char *phone, const char *first_name, const char *last_name)
{
	return (struct patient_row){
		.said = {
			.external_id = external_id, .phone = phone, .first_name = first_name,
			.last_name = last_name,
		},
	};
}

/* What came of rows, a letter each. */
static const char *
import(struct patient_row *rows, size_t count, bool dry)
{
	struct patient_import *im = patient_import_new(a, clinic_id, "es", dry);
	struct text t = text_new(a);

	if (patients_import(db, a, im, rows, count) != DB_OK)
		return db_error(db);
	for (size_t i = 0; i < count; i++)
		text_putc(&t, "cu=nt"[rows[i].outcome]);
	return t.data;
}

/* A hundred new ones, of whom others import the same with other numbers. */
static int
import_one(int n)
{
	struct patient_row rows[PATIENT_IMPORT_AT_ONCE];
	int made = 0;

	db = test_db();
	for (int i = 0; i < PATIENT_IMPORT_AT_ONCE; i++)
		rows[i] = row(arena_printf(a, "T%d", i), arena_printf(a, "+1914555%d%03d", n + 4, i),
		    "Tom", "Thumb");
	if (patients_import(db, a, patient_import_new(a, clinic_id, "en", false), rows,
	    PATIENT_IMPORT_AT_ONCE) != DB_OK)
		return 255;
	for (int i = 0; i < PATIENT_IMPORT_AT_ONCE; i++)
		made += rows[i].outcome == PATIENT_CREATED;
	return made;
}

static void
test_together(void)
{
	struct tally tally = test_at_once(3, import_one);
	int made = 0;

	for (int n = 0; n < 255; n++)
		made += n * tally.of[n];
	is_int(tally.of[255], 0, "three imports at once");
	is_int(made, PATIENT_IMPORT_AT_ONCE, "make everybody");
	is_int(select_int(db, a, "SELECT COUNT(*) FROM patients WHERE external_id LIKE 'T%'"),
	    PATIENT_IMPORT_AT_ONCE, "once");
}

static int64_t
patients(void)
{
	return select_int(db, a, "SELECT COUNT(*) FROM patients");
}

static void
test_rows(void)
{
	struct patient_row rows[] = {
		row("1", "+19145550201", "Ann", "Lee"),		/* c */
		row(NULL, "+19145550201", "ANN", "lee"),	/* u: as it is written here */
		row("1", "+19145550202", NULL, NULL),		/* u: another number */
		row("1", "+19145550202", "ANN", NULL),		/* = */
		row(NULL, "+19145550201", "Ann", "Lee"),	/* c: of that number nobody is now */
		row("2", "+19145550201", "Lee", "Ann"),		/* u: who gets an externalId */
		row("3", "+19145550201", "Ann", "Lee"),		/* c: another externalId */
		row(NULL, "+19145550203", NULL, " "),		/* n */
	};
	enum { COUNT = sizeof rows / sizeof *rows };
	const char *told;
	struct patient p;

	is_text(import(rows, COUNT, true), "cuu=cucn", "a dry run tells");
	is_int(patients(), 0, "and writes nothing");
	is_text(import(rows, COUNT, false), "cuu=cucn", "what comes of it");
	is_int(patients(), 3, "in patients");
	is_int(patient_find(db, a, rows[0].patient_id, &p), DB_OK, "the first");
	ok(text_same(p.phone, "+19145550202") && text_same(p.first_name, "ANN") && text_same(p.last_name, "lee") &&
	    text_same(p.external_id, "1") && text_same(p.language, "es"), "as was said last");
	ok(rows[5].patient_id == rows[4].patient_id && rows[6].patient_id != rows[4].patient_id &&
	    !rows[7].patient_id, "who they are");
	told = import(rows, COUNT, true);
	is_text(import(rows, COUNT, false), told, "the same once more, as told");
	is_int(patients(), 3, "makes nobody");
	clinic_id = 99999;
	ok(patients_import(db, a, patient_import_new(a, clinic_id, "es", false), rows, 1) ==
	    DB_CONFLICT, "a clinic that is none");
}

int
main(void)
{
	log_set_level((enum log_level)0);
	a = arena_new(64 << 20);
	db = test_db_with_schema(a);
	clinic_id = test_clinic(db, a, "Hillside");
	test_together();
	must(db, "DELETE FROM patients");
	test_rows();
	db_free(db);
	arena_free(a);
	return done_testing();
}
