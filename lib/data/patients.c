/* Patients. See patients.h. */
#include "data/patients.h"

#include "core/clock.h"
#include "core/fold.h"
#include "core/text.h"
#include "data/clinics.h"
#include "data/patient_row.h"
#include "data/phones.h"
#include "desk/caller.h"

/* Widths of the columns, as in schema/0012-patients.sql, and how many are looked at. */
enum {
	NAME_MAX_CHARACTERS = 100, EMAIL_MAX = 254, WORDS_MAX = 1000,
	SHOWN_OF_PHONE_MAX = 20, MET_OF_PHONE_MAX = 1000,
};

#define SELECT_PATIENTS "SELECT " PATIENT_COLUMNS " FROM patients AS p "

static void
read_rows(struct arena *a, const struct db_rows *rows, struct patient **list, size_t *count)
{
	*count = db_count(rows);
	*list = arena_array(a, *count, sizeof **list);
	for (size_t i = 0; i < *count; i++)
		(*list)[i] = patient_of_row(db_at(rows, i));
}

enum db_result
patient_find(struct db *db, struct arena *a, int64_t patient_id, struct patient *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    SELECT_PATIENTS "WHERE p.patient_id = ?", DB_VALUES(db_int(patient_id)));

	if (result == DB_OK)
		*out = patient_of_row(row);
	return result;
}

enum db_result
patient_by_external(struct db *db, struct arena *a, int64_t clinic_id, const char *external_id,
    struct patient *out)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    SELECT_PATIENTS "WHERE p.clinic_id = ? AND p.external_id = ?",
	    DB_VALUES(db_int(clinic_id), db_text(external_id)));

	if (result == DB_OK)
		*out = patient_of_row(row);
	return result;
}

enum db_result
patients_by_phone(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    struct patient **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, SELECT_PATIENTS
	    "WHERE p.clinic_id = ? AND p.phone = ? ORDER BY COALESCE("
	    "(SELECT MAX(h.started_at) FROM calls h WHERE h.patient_id = p.patient_id), "
	    "p.created_at) DESC, p.patient_id DESC LIMIT ?",
	    DB_VALUES(db_int(clinic_id), db_text(phone), db_int(SHOWN_OF_PHONE_MAX)));

	if (result == DB_OK)
		read_rows(a, rows, list, count);
	return result;
}

/* --- names -------------------------------------------------------------------------------- */

static struct fold
words_of(struct arena *a, const char *first_name, const char *last_name)
{
	return fold_text(a, arena_printf(a, "%s %s", first_name, last_name));
}

const char *
patient_words(struct arena *a, const char *first_name, const char *last_name)
{
	struct fold words = words_of(a, first_name, last_name);
	struct text t = text_new(a);

	for (size_t i = 0; i < words.count; i++)
		text_printf(&t, " %s%s", words.words[i], i + 1 == words.count ? " " : "");
	return t.data;
}

/* As they are stored to be searched. */
static struct db_value
words_value(struct arena *a, const char *first_name, const char *last_name)
{
	return db_text_fit(a, patient_words(a, first_name, last_name), WORDS_MAX);
}

/* Are all words of this one words of that one? Both are sorted, with each word once. */
static bool
is_part(const struct fold *one, const struct fold *other)
{
	size_t k = 0;

	for (size_t i = 0; i < one->count; i++, k++) {
		while (k < other->count && strcmp(other->words[k], one->words[i]) < 0)
			k++;
		if (k == other->count || strcmp(other->words[k], one->words[i]) != 0)
			return false;
	}
	return true;
}

/* Whom a name means, of all patients with a number; NULL: somebody else. */
static struct patient *
pick(struct arena *a, struct patient *list, size_t count, const struct fold *told)
{
	struct patient *part = NULL, *nameless = NULL;
	size_t parts = 0;

	if (!told->count && count == 1)
		return list;
	for (struct patient *p = list; p < list + count; p++) {
		struct fold words = words_of(a, p->first_name, p->last_name);
		bool within = is_part(&words, told);

		if (within && words.count == told->count)
			return p;
		if (!words.count) {
			nameless = p;
		} else if (told->count && (within || is_part(told, &words))) {
			part = p;
			parts++;
		}
	}
	return parts == 1 ? part : nameless;
}

/* All with a number, the oldest first. */
static enum db_result
all_of_phone(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    struct patient **list, size_t *count)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows, SELECT_PATIENTS
	    "WHERE p.clinic_id = ? AND p.phone = ? ORDER BY p.patient_id LIMIT ? FOR UPDATE",
	    DB_VALUES(db_int(clinic_id), db_text(phone), db_int(MET_OF_PHONE_MAX)));

	if (result == DB_OK)
		read_rows(a, rows, list, count);
	return result;
}

enum db_result
patient_named(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    const char *first_name, const char *last_name, const char *external_id, struct patient *out)
{
	struct patient *list = NULL, *nameless = NULL;
	const char *words = patient_words(a, first_name, last_name);
	struct db_rows *rows;
	size_t count = 0;
	enum db_result result = db_read(db, a, &rows, SELECT_PATIENTS
	    "WHERE p.clinic_id = ? AND p.phone = ? AND p.words IN (?, '') "
	    "AND (? IS NULL OR COALESCE(p.external_id, ?) = ?) "
	    "ORDER BY p.patient_id LIMIT ?",
	    DB_VALUES(db_int(clinic_id), db_text(phone), words_value(a, first_name, last_name),
	    db_text(external_id), db_text(external_id), db_text(external_id),
	    db_int(MET_OF_PHONE_MAX)));

	if (result == DB_OK)
		read_rows(a, rows, &list, &count);
	for (struct patient *p = list; p < list + count; p++) {
		const char *known = patient_words(a, p->first_name, p->last_name);

		if (text_same(known, words)) {
			*out = *p;
			return DB_OK;
		}
		if (!*known)
			nameless = p;
	}
	if (nameless)
		*out = *nameless;
	return result == DB_OK && !nameless ? DB_NONE : result;
}

/* --- changes ------------------------------------------------------------------------------ */

struct change {
	struct arena *arena;
	struct patient patient;
	patient_edit *edit;
	void *context;
};

enum db_result
patient_add(struct db *db, struct arena *a, struct patient *p)
{
	int64_t now_ms = clock_now_ms();
	enum db_result result = db_write(db,
	    "INSERT INTO patients (clinic_id, external_id, first_name, last_name, phone, email, "
	    "language, timezone, notes, words, created_at, updated_at) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_VALUES(db_int(p->clinic_id), db_text(p->external_id), db_text(p->first_name),
	    db_text(p->last_name), db_text(p->phone), db_text(p->email), db_text(p->language),
	    db_text(p->timezone), db_text(p->notes),
	    words_value(a, p->first_name, p->last_name), db_time(a, now_ms), db_time(a, now_ms)));

	if (result != DB_OK)
		return result;
	p->patient_id = db_insert_id(db);
	p->created_at_ms = now_ms;
	return DB_OK;
}

static enum db_result
save(struct db *db, struct arena *a, const struct patient *p)
{
	return db_write(db,
	    "UPDATE patients SET external_id = ?, first_name = ?, last_name = ?, phone = ?, "
	    "email = ?, language = ?, timezone = ?, notes = ?, words = ?, updated_at = ? "
	    "WHERE patient_id = ?",
	    DB_VALUES(db_text(p->external_id), db_text(p->first_name), db_text(p->last_name),
	    db_text(p->phone), db_text(p->email), db_text(p->language), db_text(p->timezone),
	    db_text(p->notes), words_value(a, p->first_name, p->last_name),
	    db_time(a, clock_now_ms()), db_int(p->patient_id)));
}

static enum db_result
change(struct db *db, void *context)
{
	struct change *c = context;
	struct db_row row;
	int64_t patient_id = c->patient.patient_id;
	enum db_result result = db_read_one(db, c->arena, &row,
	    "SELECT patient_id FROM patients WHERE patient_id = ? FOR UPDATE",
	    DB_VALUES(db_int(patient_id)));

	if (result == DB_OK)
		result = patient_find(db, c->arena, patient_id, &c->patient);
	if (result != DB_OK)
		return result;
	c->edit(&c->patient, c->context);
	result = save(db, c->arena, &c->patient);
	/* Once more: another number has said other things of texts and calls. */
	return result == DB_OK ? patient_find(db, c->arena, patient_id, &c->patient) : result;
}

enum db_result
patient_change(struct db *db, struct arena *a, int64_t patient_id, patient_edit *edit,
    void *context, struct patient *out)
{
	struct change c = {
		.arena = a, .patient.patient_id = patient_id, .edit = edit, .context = context,
	};
	enum db_result result = db_within(db, change, &c);

	if (result == DB_OK)
		*out = c.patient;
	return result;
}

static enum db_result
delete(struct db *db, void *context)
{
	/* The second condition is an index's, where there is none of patients. */
	static const char *const forget[] = {
		"UPDATE calls SET patient_id = NULL WHERE patient_id = ?",
		/* Whatever a campaign had to say, it was to them. */
		"UPDATE campaign_recipients SET "
		    "reason = IF(state = 'waiting', 'not a patient any more', reason), "
		    "state = IF(state = 'waiting', 'skipped', state), patient_id = NULL "
		    "WHERE patient_id = ?",
		"UPDATE messages SET patient_id = NULL WHERE patient_id = ? AND phone = ?",
		"UPDATE bookings SET patient_id = NULL WHERE patient_id = ? AND clinic_id = ?",
		"UPDATE tickets SET patient_id = NULL WHERE patient_id = ? AND clinic_id = ?",
		"UPDATE sessions SET patient_id = NULL WHERE patient_id = ? AND clinic_id = ?",
	};
	struct change *c = context;
	enum db_result result = db_write(db, "DELETE FROM patients WHERE patient_id = ?",
	    DB_VALUES(db_int(c->patient.patient_id)));

	for (size_t i = 0; result == DB_OK && i < sizeof forget / sizeof *forget; i++) {
		const struct db_value values[] = {
			db_int(c->patient.patient_id),
			i == 2 ? db_text(c->patient.phone) : db_int(c->patient.clinic_id),
		};

		result = db_write(db, forget[i], values, i < 2 ? 1 : 2);
		if (result == DB_NONE)
			result = DB_OK;
	}
	return result;
}

enum db_result
patient_delete(struct db *db, struct arena *a, const struct patient *patient)
{
	return db_within(db, delete, &(struct change){ a, .patient = *patient });
}

/* --- what calls tell ---------------------------------------------------------------------- */

struct meeting {
	struct arena *arena;
	int64_t clinic_id;
	const char *phone, *first_name, *last_name, *email;
	int64_t patient_id;
};

/* What was told, without the blanks around it and cut to what fits; "": nothing. */
static const char *
told(struct arena *a, const char *text, size_t characters)
{
	const char *end;

	if (!text)
		return "";
	text += strspn(text, " \t\r\n");
	for (end = text + strlen(text); end > text && strchr(" \t\r\n", end[-1]); end--)
		;
	text = db_text_fit(a, arena_copy(a, text, (size_t)(end - text)), characters).text;
	return text ? text : "";
}

/* An address that a model has heard is often none ("not given"). */
static const char *
told_email(struct arena *a, const char *text)
{
	const char *email = told(a, text, EMAIL_MAX + 1), *at = strchr(email, '@');
	bool whole = at && at > email && at[1] && !strpbrk(email, " \t\r\n<>,;") &&
	    !strchr(at + 1, '@') && strchr(at + 1, '.') && strlen(email) <= EMAIL_MAX;

	return whole ? email : NULL;
}

/* A name that is told in one piece may hold what is known already: it is not said twice. */
static bool
fill_name(struct arena *a, const char **known, const char *name, const struct patient *p)
{
	struct fold told_words = fold_text(a, name), words;

	if (**known || !*name)
		return false;
	words = words_of(a, p->first_name, p->last_name);
	if (words.count && (is_part(&told_words, &words) || is_part(&words, &told_words)))
		return false;
	*known = name;
	return true;
}

static enum db_result
fill(struct db *db, const struct meeting *m, struct patient *p)
{
	bool changed = fill_name(m->arena, &p->first_name, m->first_name, p);

	changed |= fill_name(m->arena, &p->last_name, m->last_name, p);
	if (!p->email && m->email) {
		p->email = m->email;
		changed = true;
	}
	return changed ? save(db, m->arena, p) : DB_OK;
}

static enum db_result
meet(struct db *db, void *context)
{
	struct meeting *m = context;
	struct fold words = words_of(m->arena, m->first_name, m->last_name);
	struct patient *list, *known, fresh;
	struct clinic clinic;
	size_t count;
	enum db_result result = phone_lock(db, m->clinic_id, m->phone);

	if (result == DB_OK)
		result = all_of_phone(db, m->arena, m->clinic_id, m->phone, &list, &count);
	if (result != DB_OK)
		return result;
	known = pick(m->arena, list, count, &words);
	if (known) {
		m->patient_id = known->patient_id;
		return fill(db, m, known);
	}
	result = clinic_find(db, m->arena, m->clinic_id, &clinic);
	if (result != DB_OK)
		return result == DB_NONE ? DB_CONFLICT : result;
	fresh = (struct patient){
		.clinic_id = m->clinic_id, .first_name = m->first_name, .last_name = m->last_name,
		.phone = m->phone, .email = m->email, .language = clinic.language,
	};
	result = patient_add(db, m->arena, &fresh);
	m->patient_id = fresh.patient_id;
	return result;
}

enum db_result
patient_meet(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    const char *first_name, const char *last_name, const char *email, int64_t *patient_id)
{
	struct meeting m = {
		.arena = a, .clinic_id = clinic_id, .phone = phone,
		.first_name = told(a, first_name, NAME_MAX_CHARACTERS),
		.last_name = told(a, last_name, NAME_MAX_CHARACTERS),
		.email = told_email(a, email),
	};
	enum db_result result;

	*patient_id = 0;
	if (!caller_shows_number(phone))
		return DB_NONE;
	result = db_within(db, meet, &m);
	if (result == DB_OK)
		*patient_id = m.patient_id;
	return result;
}

enum db_result
patient_link_call(struct db *db, struct arena *a, const char *call_sid)
{
	struct db_rows *rows;
	enum db_result result = db_read(db, a, &rows,
	    "SELECT p.patient_id FROM calls c "
	    "JOIN patients p ON p.clinic_id = c.clinic_id AND p.phone = c.phone "
	    "WHERE c.call_sid = ? AND c.patient_id IS NULL LIMIT 2",
	    DB_VALUES(db_text(call_sid)));

	if (result != DB_OK || db_count(rows) != 1)
		return result;
	result = db_write(db,
	    "UPDATE calls SET patient_id = ? WHERE call_sid = ? AND patient_id IS NULL",
	    DB_VALUES(db_int(row_int(db_at(rows, 0), "patient_id")), db_text(call_sid)));
	return result == DB_NONE ? DB_OK : result;	/* somebody else was quicker */
}

/* --- as others see them ------------------------------------------------------------------- */

const char *
patient_name(struct arena *a, const struct patient *p)
{
	return arena_printf(a, "%s%s%s", p->first_name,
	    *p->first_name && *p->last_name ? " " : "", p->last_name);
}

struct json_object *
patient_object(struct arena *a, const struct patient *p)
{
	struct json_object *o = json_object_in(a);

	json_put_id(o, "id", p->patient_id);
	json_put_id(o, "clinicId", p->clinic_id);
	json_put_text(o, "externalId", p->external_id);
	json_put_text(o, "firstName", p->first_name);
	json_put_text(o, "lastName", p->last_name);
	json_put_text(o, "phone", p->phone);
	json_put_text(o, "email", p->email);
	json_put_text(o, "language", p->language);
	json_put_text(o, "timezone", p->timezone);
	json_put_bool(o, "optedOut", p->opted_out);
	json_put(o, "unreachable", phone_unreachable(a, p->bad_code));
	json_put_text(o, "notes", p->notes);
	json_put_time(o, "createdAt", p->created_at_ms);
	return o;
}

static bool
has_letters(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80 || (*text >= 'a' && *text <= 'z') ||
		    (*text >= 'A' && *text <= 'Z'))
			return true;
	return false;
}

/* What people type: a number as it is written in their country, or words of a name. */
static void
search_add(struct db_query *q, struct arena *a, const char *search)
{
	struct text digits = text_new(a);
	struct fold words;
	bool prefix;

	if (!has_letters(search)) {
		/* Without the trunk's 0 ("0171 …"), which E.164 has not. */
		for (search += strcspn(search, "123456789"); *search; search++)
			if (*search >= '0' && *search <= '9')
				text_putc(&digits, *search);
		if (digits.length)
			db_query_and(q, " AND p.phone LIKE ?",
			    db_text(arena_printf(a, "%%%s%%", digits.data)));
		else
			db_query_add(q, " AND FALSE");
		return;
	}
	words = fold_query(a, search, &prefix);
	for (size_t i = 0; i < words.count; i++)
		db_query_and(q, " AND p.words LIKE ?",
		    db_text(arena_printf(a, "%% %s%%", words.words[i])));
	if (!words.count)
		db_query_add(q, " AND FALSE");
}

enum db_result
patients_list(struct db *db, struct arena *a, const struct page *page,
    const struct patient_filter *filter, struct json_object *items, int64_t *next)
{
	struct db_query *q = db_query(a, SELECT_PATIENTS "WHERE TRUE");
	struct db_rows *rows;
	enum db_result result;

	db_query_if(q, " AND p.clinic_id = ?", db_id(page->clinic_id));
	db_query_if(q, " AND p.phone = ?", db_text(filter->phone));
	db_query_if(q, " AND p.external_id = ?", db_text(filter->external_id));
	db_query_if(q, " AND (p.language = ?", db_text(filter->language));
	db_query_if(q, " OR p.language LIKE CONCAT(?, '-%'))", db_text(filter->language));
	if (filter->search && !text_is_blank(filter->search))
		search_add(q, a, filter->search);
	page_query(q, a, page, "p.patient_id", "p.created_at");
	result = db_query_read(db, a, &rows, q);
	if (result != DB_OK)
		return result;
	for (size_t i = 0; i < page_count(page, rows); i++) {
		struct patient p = patient_of_row(db_at(rows, i));

		json_append(items, patient_object(a, &p));
	}
	*next = page_next(page, rows, "patient_id");
	return DB_OK;
}
