/*
 * The consent ledger: what a number said to a clinic about being texted, called, or sent marketing.
 * Rows are only added; of a clinic, number and channel the one that was said last (at_ms, whenever
 * it reached us) holds. Where there is none, texts and calls are allowed, marketing is not. Who
 * wants no texts wants no marketing either, and START does not bring it back: that has to be agreed
 * to anew.
 */
#ifndef DATA_CONSENTS_H
#define DATA_CONSENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/events.h"

enum consent_channel { CONSENT_SMS, CONSENT_CALL, CONSENT_MARKETING };

struct consent {
	int64_t clinic_id;
	const char *phone;		/* E.164 */
	enum consent_channel channel;
	bool in;			/* false: opted out */
	int64_t at_ms;
	const char *origin;		/* what proves it, unique with its channel: "message:SM…"; NULL: a person */
	const char *message_sid;	/* the inbound message that proves it; NULL */
	int64_t user_id;		/* who of the staff wrote it down; 0 */
	const char *text;		/* the words that prove it; NULL */
};

/* Adds a row to the ledger; a known origin adds none (DB_OK). Waits for transactions that have
 * asked consent_allows of the number. DB_CONFLICT: there is no such clinic. */
enum db_result consent_add(struct db *db, struct arena *a, const struct consent *consent);

/* The same as two of an event's facts; origin is required. */
void consent_add_to(struct facts *f, const struct consent *consent);

/* May this number be reached? Within a transaction, the answer holds until its end: the number is
 * locked (data/phones.h), and whoever has more to say of it waits. */
enum db_result consent_allows(struct db *db, struct arena *a, int64_t clinic_id,
    const char *phone, enum consent_channel channel, bool *allowed);

/* The same within a statement: may this number of this clinic (two parameters) be texted? Whoever
 * asks holds the number's lock. */
#define CONSENT_ALLOWS_SMS \
	"COALESCE((SELECT state FROM consents FORCE INDEX (latest) WHERE clinic_id = ? " \
	"AND phone = ? AND channel = 'sms' ORDER BY at DESC, consent_id DESC LIMIT 1), 'in') = 'in'"

/* The rows of which the last one (ORDER BY at DESC, consent_id DESC) says whether marketing was
 * agreed to: what was said of it, and that no texts are wanted. */
#define CONSENT_OF_MARKETING "(channel = 'marketing' OR (channel = 'sms' AND state = 'out'))"

/* One row, as the consent object of spec section 11. */
struct json_object *consent_object(struct arena *a, const struct consent *consent);

/* The whole ledger of a number, newest first, as consent objects of spec section 11. */
enum db_result consents_of(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    struct json_object *items);

/* Staff writes down that a number wants no texts and calls, or wants them again: a row for each of
 * the two channels that says otherwise. *changed: there was one. */
enum db_result consent_opt(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    bool out, int64_t user_id, int64_t at_ms, bool *changed);

#endif
