/* An import of patients. See patients_import.h. */
#include "data/patients_import.h"

#include <assert.h>
#include <stdlib.h>

#include "core/text.h"
#include "data/phones.h"

struct planned {
	struct patient patient;
	int64_t place;
};

struct patient_import {
	struct arena *arena;
	int64_t clinic_id;
	const char *language;
	bool dry;
	/* What a dry run would have written: patients as they would be, and where they stand in
	 * `planned`, by their id and externalId, and all that ever had a number and name by
	 * these. */
	struct planned **planned;
	size_t planned_count;
	struct json_object *places;
};

struct patient_import *
patient_import_new(struct arena *a, int64_t clinic_id, const char *language, bool dry)
{
	struct patient_import *im = arena_alloc(a, sizeof *im);

	*im = (struct patient_import){
		.arena = a, .clinic_id = clinic_id, .language = arena_string(a, language),
		.dry = dry,
	};
	if (dry) {
		im->planned = arena_array(a, PATIENT_IMPORT_ROWS_MAX, sizeof(struct planned *));
		im->places = json_object_in(a);
	}
	return im;
}

/* --- what a dry run would have written ------------------------------------------------------ */

static const char *
id_key(struct arena *a, int64_t patient_id)
{
	return arena_printf(a, "id %lld", (long long)patient_id);
}

static const char *
external_key(struct arena *a, const char *external_id)
{
	return arena_printf(a, "external %s", external_id);
}

static const char *
name_key(struct arena *a, const struct patient *p)
{
	return arena_printf(a, "name %s%s", p->phone,
	    patient_words(a, p->first_name ? p->first_name : "", p->last_name ? p->last_name : ""));
}

/* NULL: no row has changed them. */
static struct planned *
recall(const struct patient_import *im, const char *key)
{
	int64_t place = im->dry ? json_get_int(im->places, key, -1) : -1;

	return place < 0 ? NULL : im->planned[place];
}

/* As patient_named finds, among those whom rows have made or changed. */
static struct planned *
recall_named(const struct patient_import *im, struct arena *a, const struct patient *said)
{
	const char *key = name_key(a, said);
	struct json_object *all = im->dry ? json_get(im->places, key) : NULL;

	for (size_t i = 0; all && i < json_object_array_length(all); i++) {
		struct json_object *place = json_object_array_get_idx(all, i);
		struct planned *planned = im->planned[json_object_get_int64(place)];
		const struct patient *p = &planned->patient;

		if (p->external_id && said->external_id &&
		    !text_same(p->external_id, said->external_id))
			continue;
		if (text_same(name_key(a, p), key))	/* still */
			return planned;
	}
	return NULL;
}

/* From now on, this is how they are. was: where they stand already; NULL: nowhere. */
static void
plan(struct patient_import *im, struct arena *a, struct planned *was, const struct patient *p)
{
	struct planned *kept = was ? was : arena_alloc(im->arena, sizeof *kept);
	const char *name = name_key(a, p);
	bool moves = !was || !text_same(name_key(a, &was->patient), name);

	if (!was) {
		assert(im->planned_count < PATIENT_IMPORT_ROWS_MAX);
		kept->place = (int64_t)im->planned_count;
		im->planned[im->planned_count++] = kept;
	}
	kept->patient = *p;
	kept->patient.external_id = arena_string(im->arena, p->external_id);
	kept->patient.first_name = arena_string(im->arena, p->first_name);
	kept->patient.last_name = arena_string(im->arena, p->last_name);
	kept->patient.phone = arena_string(im->arena, p->phone);
	kept->patient.email = arena_string(im->arena, p->email);
	kept->patient.language = arena_string(im->arena, p->language);
	kept->patient.timezone = arena_string(im->arena, p->timezone);
	kept->patient.notes = arena_string(im->arena, p->notes);
	if (p->patient_id)
		json_put_int(im->places, id_key(a, p->patient_id), kept->place);
	if (p->external_id)
		json_put_int(im->places, external_key(a, p->external_id), kept->place);
	if (!moves)
		return;
	if (!json_get(im->places, name))
		json_put(im->places, name, json_array_in(im->arena));
	json_object_array_add(json_get(im->places, name), json_object_new_int64(kept->place));
}

/* --- one row -------------------------------------------------------------------------------- */

/* Whom a row means, and where they stand in a dry run's plans (NULL: nowhere). DB_NONE: somebody
 * new. */
static enum db_result
find(struct db *db, struct arena *a, const struct patient_import *im, const struct patient *said,
    struct patient *out, struct planned **planned)
{
	const char *first_name = said->first_name ? said->first_name : "";
	const char *last_name = said->last_name ? said->last_name : "";
	enum db_result result = DB_NONE;

	*planned = said->external_id ? recall(im, external_key(a, said->external_id)) : NULL;
	if (!*planned && said->external_id)
		result = patient_by_external(db, a, im->clinic_id, said->external_id, out);
	if (!*planned && result == DB_OK)
		*planned = recall(im, id_key(a, out->patient_id));
	if (!*planned && result == DB_NONE)
		*planned = recall_named(im, a, said);
	if (!*planned && result == DB_NONE) {
		result = patient_named(db, a, im->clinic_id, said->phone, first_name, last_name,
		    said->external_id, out);
		/* Whom an earlier row has changed was looked for as they would be then. */
		if (result == DB_OK && recall(im, id_key(a, out->patient_id)))
			return DB_NONE;
	}
	if (!*planned)
		return result;
	*out = (*planned)->patient;
	return DB_OK;
}

static bool
take(const char **known, const char *said)
{
	if (!said || text_same(*known, said))
		return false;
	*known = said;
	return true;
}

/* Puts what a row says into a patient; did it say anything new? */
static bool
merge(struct patient *p, const struct patient *said)
{
	bool changed = take(&p->external_id, said->external_id);

	changed |= take(&p->first_name, said->first_name);
	changed |= take(&p->last_name, said->last_name);
	changed |= take(&p->phone, said->phone);
	changed |= take(&p->email, said->email);
	changed |= take(&p->language, said->language);
	changed |= take(&p->timezone, said->timezone);
	changed |= take(&p->notes, said->notes);
	return changed;
}

static void
edit(struct patient *p, void *context)
{
	(void)merge(p, context);
}

static enum db_result
update(struct db *db, struct arena *a, struct patient_import *im, struct patient_row *row,
    struct planned *planned, struct patient *p)
{
	enum db_result result = DB_OK;

	row->outcome = merge(p, &row->said) ? PATIENT_UPDATED : PATIENT_UNCHANGED;
	row->patient_id = p->patient_id;
	if (im->dry)
		plan(im, a, planned, p);
	else if (row->outcome == PATIENT_UPDATED)
		result = patient_change(db, a, p->patient_id, edit, &row->said, p);
	if (result != DB_DUPLICATE)
		return result;
	row->outcome = PATIENT_TAKEN;
	return DB_OK;
}

static enum db_result
create(struct db *db, struct arena *a, struct patient_import *im, struct patient_row *row)
{
	struct patient p = {
		.clinic_id = im->clinic_id, .first_name = "", .last_name = "",
		.language = im->language,
	};
	enum db_result result = DB_OK;

	row->patient_id = 0;
	row->outcome = PATIENT_NAMELESS;
	if (text_is_blank(row->said.first_name) && text_is_blank(row->said.last_name))
		return DB_OK;
	(void)merge(&p, &row->said);
	row->outcome = PATIENT_CREATED;
	if (im->dry)
		plan(im, a, NULL, &p);
	else
		result = patient_add(db, a, &p);
	row->patient_id = p.patient_id;
	if (result != DB_DUPLICATE)
		return result;
	row->outcome = PATIENT_TAKEN;
	return DB_OK;
}

/* --- some rows ------------------------------------------------------------------------------ */

struct work {
	struct arena *arena;
	struct patient_import *import;
	struct patient_row *rows;
	size_t count;
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In their order, so that two imports do not wait for each other. */
static enum db_result
lock(struct db *db, const struct work *w)
{
	const char *phones[PATIENT_IMPORT_AT_ONCE] = { NULL };
	enum db_result result = DB_OK;

	for (size_t i = 0; i < w->count; i++)
		phones[i] = w->rows[i].said.phone;
	qsort(phones, w->count, sizeof *phones, by_text);
	for (size_t i = 0; result == DB_OK && i < w->count; i++)
		if (!i || strcmp(phones[i], phones[i - 1]) != 0)
			result = phone_lock(db, w->import->clinic_id, phones[i]);
	return result;
}

static enum db_result
work(struct db *db, void *context)
{
	struct work *w = context;
	enum db_result result = w->import->dry ? DB_OK : lock(db, w);

	for (struct patient_row *row = w->rows; result == DB_OK && row < w->rows + w->count; row++) {
		struct planned *planned;
		struct patient p;

		result = find(db, w->arena, w->import, &row->said, &p, &planned);
		if (result == DB_OK)
			result = update(db, w->arena, w->import, row, planned, &p);
		else if (result == DB_NONE)
			result = create(db, w->arena, w->import, row);
	}
	return result;
}

enum db_result
patients_import(struct db *db, struct arena *a, struct patient_import *import,
    struct patient_row *rows, size_t count)
{
	struct work w = { a, import, rows, count };

	assert(count <= PATIENT_IMPORT_AT_ONCE);
	return import->dry ? work(db, &w) : db_within(db, work, &w);
}
