/*
 * Campaigns: one text, with each recipient's own words in it, to many numbers of a clinic, each once.
 *
 * A draft is stored whole, with its recipients and the body that each would get, so that its
 * estimate is a dry run of what will happen. Consent is asked again when a recipient is taken, in
 * one transaction with the intent of the text (data/messages.h, origin "campaign:RECIPIENT"): two
 * workers, or one that is killed, neither forget a recipient nor text anybody twice.
 *
 * A recipient waits, is taken, and then is what its text is: queued (Twilio does not have it yet,
 * as far as we know), sent, delivered or failed; or it is skipped, and reason says why. A text that
 * could not go out within the calling hours of a day, since Twilio was away, is called off, with
 * nobody asked for it: its recipient waits again, for CAMPAIGN_TRIES_MAX texts in all. One of which
 * nobody knows a day after it was asked for, and after which nobody looks any more, has failed. What is the
 * end is kept in the recipient's row, so that it stays whatever is deleted of texts.
 */
#ifndef DATA_CAMPAIGNS_H
#define DATA_CAMPAIGNS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"

enum {
	CAMPAIGN_RECIPIENTS_MAX = 10000, CAMPAIGN_RATE_MAX = 1000, CAMPAIGN_RATE_DEFAULT = 60,
	CAMPAIGN_TRIES_MAX = 3,			/* days on which a text is tried */
	CAMPAIGN_AHEAD_MS = 2000,		/* so long before its time a text may be taken */
	CAMPAIGN_BACKLOG_MAX = 100,
};

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

	/* Read only. */
	int64_t started_at_ms, ended_at_ms;	/* 0: not yet */
	int64_t next_at_ms;			/* no text before; 0: none has been taken */
	const char *reason;			/* why it is paused, where nobody has paused it; NULL */
	const char *estimate;			/* JSON, as it was stored */
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
 * out", "no consent to marketing" or "no text reaches this number" (data/phones.h). */
enum db_result campaign_obstacles(struct db *db, struct arena *a, int64_t clinic_id,
    bool marketing, const char *const *phones, size_t count, const char **reasons);

/* The same of one number; not_agreed: to marketing, where it is that. */
const char *campaign_obstacle(bool opted_out, bool not_agreed, bool bad_number);

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
 * work. Paused, what was taken before (of CAMPAIGN_AHEAD_MS) still goes out. Cancelled, whoever
 * waits is skipped, and texts that nobody has asked for are called off; where the database went
 * away over that, the job does the rest. DB_NONE: it is in another state, and *out is how it is; or
 * there is no such campaign (out->campaign_id is 0 then). */
enum db_result campaign_move(struct db *db, struct arena *a, int64_t campaign_id, const char *from,
    const char *to, struct campaign *out);

/* Writes name, send_at_ms, rate_per_minute and daily_cap of one that is a draft or paused. DB_NONE:
 * it is in another state by now, or gone. */
enum db_result campaign_change(struct db *db, struct arena *a, const struct campaign *campaign);

/* A draft goes, with its recipients. DB_NONE: it is none, or gone. */
enum db_result campaign_delete(struct db *db, struct arena *a, int64_t campaign_id);

/* The campaign object of spec section 11, with its counts as they are now: each recipient is in one
 * of them, so that they sum up to the total. queued: waits, or is taken, and Twilio does not have
 * its text yet as far as we know; sent: Twilio has it, and it is not known to have arrived. Besides
 * from, userId, reason, startedAt and endedAt, each may be null. */
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
	CAMPAIGN_SKIPPED,		/* it gets none, or not now; another may be next at once */
	CAMPAIGN_WAITS,			/* nobody before *at_ms: the rate, the calling hours, the
					 * cap, its beginning, or texts whose asking is awaited */
	CAMPAIGN_RESTS,			/* paused, cancelled, or done: nothing is to be done */
};

/* Takes the next recipient in a transaction of its own, under the lock of the campaign's row, so
 * that all workers share one rate: each text has a moment of its own, its job is due then, and
 * campaigns.next_at is the moment of the next. After a standstill that is now, and no burst makes
 * up for it. Whoever is taken may have a moment up to CAMPAIGN_AHEAD_MS ahead, so that the job need
 * not run for each text. A campaign whose number is the clinic's no more, or that is marketing while
 * the clinic has none, is paused, and reason says why. DB_NONE: there is no such campaign. */
enum db_result campaign_take(struct db *db, struct arena *a, int64_t campaign_id, int64_t now_ms,
    enum campaign_turn *turn, int64_t *at_ms);

/* How many texts whose moment is over nobody has been asked for yet, CAMPAIGN_BACKLOG_MAX at most:
 * Twilio is away, or the workers do not keep up. Then nobody more should be taken: a pause would
 * come too late for them, and a burst would make up for the standstill. */
enum db_result campaign_backlog(struct db *db, struct arena *a, int64_t campaign_id,
    int64_t now_ms, int64_t *count);

/* Those taken whose text has come to its end get theirs, and those whose text was called off since
 * it was too late wait again. Orders nothing. */
enum db_result campaign_settle(struct db *db, struct arena *a, int64_t campaign_id,
    int64_t now_ms);

/* Of one that is cancelled: whoever waits is skipped, and texts that nobody has asked for are
 * called off. In bites; once more does no harm. */
enum db_result campaign_wind_up(struct db *db, struct arena *a, int64_t campaign_id);

/* Is it a text of a campaign that was cancelled? Whoever was just being asked for it when that
 * happened, and does not have it, is not asked again. */
enum db_result campaign_called_off(struct db *db, struct arena *a, int64_t message_id,
    bool *called_off);

/* By id: the campaigns that have work to do now or later (`going`), or that ended in the last days,
 * so that texts of theirs may still come to their end. */
struct campaign_at_work { int64_t campaign_id; bool going; };
enum db_result campaigns_at_work(struct db *db, struct arena *a, int64_t now_ms, int64_t after_id,
    int limit, struct campaign_at_work **list, size_t *count);

/* Orders the job "campaign" for it, due at run_at_ms (0: now). It makes way as its texts do: in turn
 * with those, so that many campaigns do not only take recipients. */
enum db_result campaign_schedule(struct db *db, struct arena *a, int64_t campaign_id,
    int64_t run_at_ms);

/* The same, due now, where none is ordered at any time. */
enum db_result campaign_ensure(struct db *db, struct arena *a, int64_t campaign_id);

/* What was to be sent by campaigns that ended before that moment is forgotten: the bodies of their
 * recipients, at most 1000 at once. What was made before, and never started or is paused, is
 * cancelled. */
enum db_result campaigns_forget(struct db *db, struct arena *a, int64_t clinic_id,
    int64_t before_ms);

#endif
