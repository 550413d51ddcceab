/*
 * Patients: the people whom a clinic knows, by phone number. A family shares one, so a number may
 * be several patients'.
 */
#ifndef DATA_PATIENTS_H
#define DATA_PATIENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"

struct patient {
	int64_t patient_id, clinic_id;
	const char *external_id;		/* in the clinic's own records; NULL: none */
	const char *first_name, *last_name;	/* "" where not known: both of one whom only a call
						 * without a name told of */
	const char *phone;			/* E.164 */
	const char *email;			/* NULL: none */
	const char *language;			/* as the clinic's, "en-US" or "hi" */
	const char *timezone;			/* NULL: the clinic's */
	const char *notes;			/* NULL: none */
	bool opted_out;			/* of texts or of calls (read only: data/consents.h) */
	int bad_code;			/* why no text reaches the number; 0: they do (read only:
					 * data/phones.h) */
	int64_t created_at_ms;
};

/* Sets patient_id and created_at_ms. DB_DUPLICATE: another patient of the clinic has this
 * externalId. DB_CONFLICT: there is no such clinic. */
enum db_result patient_add(struct db *db, struct arena *a, struct patient *patient);

/* DB_NONE: there is no such patient. */
enum db_result patient_find(struct db *db, struct arena *a, int64_t patient_id,
    struct patient *out);

/* Changes a patient as `edit` does, which may be called more than once and sees the patient as they
 * are at that moment; clinic_id and created_at_ms stay. *out is the patient afterwards. DB_NONE:
 * there is no such patient. DB_DUPLICATE: as in patient_add. */
typedef void patient_edit(struct patient *patient, void *context);
enum db_result patient_change(struct db *db, struct arena *a, int64_t patient_id,
    patient_edit *edit, void *context, struct patient *out);

/* Their calls, texts, bookings and tickets stay, as nobody's; the consent ledger is the number's
 * and stays too. Campaigns in which they wait pass them over. DB_CONFLICT: there are appointments. DB_NONE: there is no such patient. */
enum db_result patient_delete(struct db *db, struct arena *a, const struct patient *patient);

/* By the clinic's own reference. */
enum db_result patient_by_external(struct db *db, struct arena *a, int64_t clinic_id,
    const char *external_id, struct patient *out);

/* All of a clinic with this number (at most 20), the one heard of last first. */
enum db_result patients_by_phone(struct db *db, struct arena *a, int64_t clinic_id,
    const char *phone, struct patient **list, size_t *count);

/*
 * What a call says of a caller: the patient of this clinic and number whose name agrees, else a new
 * one. first_name, last_name, email may be NULL or blank.
 *
 * Names agree if they have the same words, without regard to case, accents and which is first; if
 * one leaves out words of the other ("Maria", "Maria Garcia") and no second patient would do; or if
 * the patient is known without one. A name that is not told agrees with the only patient of the
 * number. Empty fields of a known patient are filled in, others stay.
 *
 * Two that meet the same caller at once meet one patient. Within a transaction that is under way,
 * or in one of its own. DB_NONE: the number is none (it was withheld). DB_CONFLICT: no such clinic.
 */
enum db_result patient_meet(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    const char *first_name, const char *last_name, const char *email, int64_t *patient_id);

/* Gives a call without a patient its clinic's only patient of that number, if there is exactly one.
 * DB_OK also where there is none, or no such call. */
enum db_result patient_link_call(struct db *db, struct arena *a, const char *call_sid);

/* The patient of this number with just these words as their name, or else the one who is known
 * without a name; never one whose externalId is another than external_id (NULL: none is said).
 * DB_NONE: there is none. */
enum db_result patient_named(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    const char *first_name, const char *last_name, const char *external_id, struct patient *out);

/* The words of a name as they are compared, each between two blanks (" garcia maria "). */
const char *patient_words(struct arena *a, const char *first_name, const char *last_name);

/* The patient object of spec section 11. */
struct json_object *patient_object(struct arena *a, const struct patient *patient);

/* "Maria Lopez"; "" where neither name is known. */
const char *patient_name(struct arena *a, const struct patient *patient);

struct patient_filter {
	const char *search;	/* beginnings of words of the name, or digits of the number */
	const char *phone, *external_id;	/* exactly; NULL: any */
	const char *language;	/* a tag; without a region it stands for all of them; NULL: any */
};

/* Appends patient objects to `items`, newest first. *next is before_id of the page that follows, 0
 * where none does. */
enum db_result patients_list(struct db *db, struct arena *a, const struct page *page,
    const struct patient_filter *filter, struct json_object *items, int64_t *next);

#endif
