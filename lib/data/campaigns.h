/*
 * Campaigns: one text, with each recipient's own words in it, to many numbers of a clinic, each once.
 *
 * A draft is stored whole, with its recipients and the body that each would get, so that its
 * estimate is a dry run of what will happen. Consent is asked again when a recipient is taken, in
 * one transaction with the intent of the text (data/messages.h, origin "campaign:RECIPIENT"): two
 * workers, or one that is killed, neither forget a recipient nor text anybody twice.
 */
#ifndef DATA_CAMPAIGNS_H
#define DATA_CAMPAIGNS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"

enum { CAMPAIGN_RECIPIENTS_MAX = 10000, CAMPAIGN_RATE_MAX = 1000, CAMPAIGN_RATE_DEFAULT = 60 };

struct campaign {
	int64_t campaign_id, clinic_id;
	int64_t user_id;			/* who made it; 0: nobody in particular */
	const char *name;
	bool marketing;				/* else it is care: both stop at an opt-out, marketing
						 * asks for an opt-in besides */
	const char *body;			/* with {{fields}} (desk/template.h) */
	const char *from;			/* a number of the clinic, E.164 */
	const char *status;			/* draft, scheduled, running, paused, done, cancelled */
	int64_t send_at_ms;			/* 0: as soon as it is started */
	int rate_per_minute, daily_cap;		/* daily_cap 0: none */
	int64_t created_at_ms;
};

/* One who may get it, as they stand when the draft is made. */
struct campaign_recipient {
	const char *phone;			/* E.164 */
	int64_t patient_id;			/* 0: none is known */
	const char *timezone;			/* NULL: the clinic's */
	const char *body;			/* filled in */
};

/* Who of the patients is meant. Of several with one number the one heard of last stands for all. */
struct campaign_filter {
	int64_t clinic_id;
	const char *language;			/* a tag; without a region it stands for all; NULL: any */
	int64_t visit_since_ms, visit_until_ms;	/* a visit that was not cancelled in [since, until); 0: open;
						 * both 0: not asked */
	bool no_visit_ahead;			/* none that is still to come */
};
struct campaign_patient {
	int64_t patient_id;
	const char *phone, *first_name, *last_name, *language, *timezone;
};
/* At most limit, by patient_id. DB_OK with none too. */
enum db_result campaign_patients(struct db *db, struct arena *a, const struct campaign_filter *f,
    int limit, struct campaign_patient **list, size_t *count);

/* The clinic's patients with these ids, or with these numbers: out[i] is that of ids[i] or phones[i],
 * patient_id 0 where there is none. Of several with one number the one heard of last. */
enum db_result campaign_patients_by_id(struct db *db, struct arena *a, int64_t clinic_id,
    const int64_t *ids, size_t count, struct campaign_patient *out);
enum db_result campaign_patients_by_phone(struct db *db, struct arena *a, int64_t clinic_id,
    const char *const *phones, size_t count, struct campaign_patient *out);

/* What stands against texting these numbers, in one read each thousand: reasons[i] is NULL, "opted
 * out", "no consent to marketing" or "no text reaches this number" (phones.bad_code). */
enum db_result campaign_obstacles(struct db *db, struct arena *a, int64_t clinic_id,
    bool marketing, const char *const *phones, size_t count, const char **reasons);

/* What one segment cost the clinic on average in the last 90 days, as a decimal number with its
 * currency; NULL where no price is known. */
enum db_result campaign_segment_price(struct db *db, struct arena *a, int64_t clinic_id,
    const char **price, const char **unit);

/* Stores a draft with its recipients in one transaction; a number that comes twice is one. Sets
 * campaign_id and created_at_ms. `estimate` is kept as it is. DB_CONFLICT: there is no such clinic. */
enum db_result campaign_add(struct db *db, struct arena *a, struct campaign *campaign,
    const struct campaign_recipient *recipients, size_t count, struct json_object *estimate);

/* DB_NONE: there is no such campaign. */
enum db_result campaign_find(struct db *db, struct arena *a, int64_t campaign_id,
    struct campaign *out);

/* One of `from` ("draft,paused") becomes `to`, and the job "campaign" is ordered where that means
 * work. Cancelled, whoever waits is skipped, and texts that nobody has asked for are called off.
 * DB_NONE: it is in another state; *out is how it is. */
enum db_result campaign_move(struct db *db, struct arena *a, int64_t campaign_id, const char *from,
    const char *to, struct campaign *out);

/* Writes name, send_at_ms, rate_per_minute and daily_cap of one that is a draft or paused. DB_NONE:
 * it is in another state by now, or gone. */
enum db_result campaign_change(struct db *db, struct arena *a, const struct campaign *campaign);

/* A draft goes, with its recipients. DB_NONE: it is none, or gone. */
enum db_result campaign_delete(struct db *db, struct arena *a, int64_t campaign_id);

/* The campaign object of spec section 11, with its counts as they are now. */
enum db_result campaign_object(struct db *db, struct arena *a, const struct campaign *campaign,
    struct json_object **object);

/* Newest first. */
enum db_result campaigns_list(struct db *db, struct arena *a, const struct page *page,
    const char *status, struct json_object *items, int64_t *next);

/* Appends {id, phone, patientId, state, reason, messageId, status, errorCode, errorReason, segments,
 * takenAt}, by id, those after after_id. state (of recipients, as counts name them): waiting, queued,
 * sent, delivered, failed, skipped; NULL: any. */
enum db_result campaign_recipients_list(struct db *db, struct arena *a, int64_t campaign_id,
    const char *state, int64_t after_id, int limit, struct json_object *items, int64_t *next);

/* --- for the job ------------------------------------------------------------------------------ */

/* What came of taking the next recipient. */
enum campaign_turn {
	CAMPAIGN_TAKEN,			/* its text is on its way, by the job send-message */
	CAMPAIGN_SKIPPED,		/* it gets none; somebody else may be next at once */
	CAMPAIGN_WAITS,			/* nobody before *at_ms: the rate, the calling hours, the cap, its
					 * beginning */
	CAMPAIGN_RESTS,			/* paused, cancelled, or done: nothing is to be done */
};

/* Takes the next recipient in a transaction of its own, under the lock of the campaign's row, so
 * that all workers share one rate. */
enum db_result campaign_take(struct db *db, struct arena *a, int64_t campaign_id, int64_t now_ms,
    enum campaign_turn *turn, int64_t *at_ms);

#endif
