/*
 * Our phone numbers: which clinic each one serves, and its own settings; and purchases of
 * numbers.
 *
 * Connecting is done in two steps, since Twilio has its say in between: number_pend commits a
 * change that routes nothing yet, and number_apply makes it take effect, or number_drop_pending
 * forgets it. Between them the change is known by its stamp, so that nobody applies or drops what
 * somebody else asked for meanwhile.
 */
#ifndef DATA_NUMBERS_H
#define DATA_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"

/* So long a pending change holds a number against other clinics. */
enum { NUMBER_PENDING_MS = 15 * 60 * 1000 };

struct number {
	const char *phone_number;		/* E.164 */
	const char *twilio_sid;			/* NULL: it was never connected */
	int64_t clinic_id;			/* 0: connected to none */
	/* Its own settings; NULL: the clinic's. */
	const char *forward_number, *forward_number_new, *forward_number_existing, *menu_message;
	const char *pending;			/* JSON, read by number_pending; NULL: nothing is */
	int64_t pending_at_ms;			/* the stamp of the change */
};

/* What a connect asks for. Of the settings NULL keeps the value and "" takes it away. */
struct number_change {
	int64_t clinic_id;
	const char *twilio_sid;
	const char *forward_number, *forward_number_new, *forward_number_existing, *menu_message;
};

/* DB_NONE: we do not know the number. A row with clinic_id 0 and a pending change counts as
 * known. */
enum db_result number_find(struct db *db, struct arena *a, const char *phone_number,
    struct number *number);

/* Those that are connected to a clinic, oldest first: the first is the clinic's sender. */
enum db_result numbers_of_clinic(struct db *db, struct arena *a, int64_t clinic_id,
    struct number **numbers, size_t *count);

/* The number from which a clinic calls and texts: `wanted` (NULL: none) if it is the clinic's, else
 * its first; "" where it has none. */
enum db_result number_sender(struct db *db, struct arena *a, int64_t clinic_id, const char *wanted,
    const char **from);

/* All that we know, by number. */
enum db_result numbers_all(struct db *db, struct arena *a, struct number **numbers, size_t *count);

/* Adds clinicId, forwardNumber, forwardNumberNew, forwardNumberExisting and menuMessage of spec
 * section 11 (number NULL: all null). */
void number_put(struct json_object *object, const struct number *number);

/* What is pending, false where nothing is. */
bool number_pending(struct arena *a, const struct number *number, struct number_change *change);

/* The number as it would be with the change in effect: what a forward number or menu is checked
 * against. A number that was connected to another clinic brings nothing of its own along. */
struct number number_changed(const struct number *number, const struct number_change *change);

/* Commits a change that routes nothing yet, in place of an older pending one of the same clinic,
 * and gives its stamp. DB_NONE: there is no such clinic. DB_CONFLICT: the number is another
 * clinic's, or another clinic's change is pending and younger than NUMBER_PENDING_MS. */
enum db_result number_pend(struct db *db, struct arena *a, const char *phone_number,
    const struct number_change *change, int64_t *stamp);

/* Twilio agreed: the pending change takes effect. DB_NONE: that change is not pending any more.
 * DB_CONFLICT: the number went to another clinic meanwhile. */
enum db_result number_apply(struct db *db, struct arena *a, const char *phone_number,
    int64_t stamp, int64_t *version);

/* Twilio refused: nothing is saved. A row that was there for the change alone goes.
 * DB_NONE: as above. */
enum db_result number_drop_pending(struct db *db, struct arena *a, const char *phone_number,
    int64_t stamp);

/* The number serves no clinic, has no settings and nothing pending; its sid stays known. DB_NONE:
 * we do not know the number. */
enum db_result number_disconnect(struct db *db, struct arena *a, const char *phone_number,
    int64_t *version);

/* The outcome of connecting, disconnecting or buying a number, as lib/jobs reports it and the programs tell it. */
enum connect_result {
	CONNECT_DONE,		/* in effect; version is for snapshot_wait */
	CONNECT_UNKNOWN,	/* Twilio's answer or the database's was lost: a job goes on. 202 */
	CONNECT_REFUSED,	/* Twilio refused; nothing is saved. 502 with code and message */
	CONNECT_NO_ANSWER,	/* Twilio could not be asked; nothing is saved. 504 with message */
	CONNECT_NOT_OURS,	/* connecting: the account has no such number;
				 * disconnecting: it is not connected here */
	CONNECT_NO_CLINIC,	/* there is no such clinic */
	CONNECT_TAKEN,		/* another clinic's, or just being connected to another. 409 */
	CONNECT_AWAY,		/* the database did not answer; it may be asked for again. 503 */
	CONNECT_OFF,		/* no credentials for Twilio */
};

struct connect_answer {
	enum connect_result result;
	int64_t version;
	int code;			/* Twilio's, 0 if none */
	const char *message;		/* a sentence, "" when fine */
	const char *credential;		/* which one worked: "api-key", "auth-token", or "" */
};

/* --- purchases ----------------------------------------------------------------------------- */

enum purchase_status { PURCHASE_ASKED, PURCHASE_BOUGHT, PURCHASE_REFUSED, PURCHASE_UNKNOWN };

const char *purchase_status_name(enum purchase_status status);		/* "asked" … */

struct purchase {
	int64_t purchase_id;
	int64_t clinic_id, user_id;		/* 0: none */
	const char *phone_number, *area_code;	/* what was asked for; NULL: not that */
	enum purchase_status status;
	const char *twilio_sid;			/* once it is bought */
	const char *friendly_name;		/* finds it at Twilio when the answer was lost */
	const char *error;
	int64_t created_at_ms;
};

/* Commits the intent: status asked. Sets purchase_id, friendly_name and created_at_ms. */
enum db_result purchase_add(struct db *db, struct arena *a, struct purchase *purchase);

/* What came of it. phone_number, twilio_sid and error may be NULL: not said. DB_NONE: there is no
 * such purchase, or it was bought or refused already. */
enum db_result purchase_settle(struct db *db, struct arena *a, int64_t purchase_id,
    enum purchase_status status, const char *phone_number, const char *twilio_sid,
    const char *error);

/* DB_NONE: there is no such purchase. */
enum db_result purchase_find(struct db *db, struct arena *a, int64_t purchase_id,
    struct purchase *purchase);

/* Those asked or unknown that were made before before_ms, oldest first. */
enum db_result purchases_unsettled(struct db *db, struct arena *a, int64_t before_ms,
    struct purchase **purchases, size_t *count);

#endif
