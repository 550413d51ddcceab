/*
 * Texts. The intent of one that we send is committed first, by its origin, so that the same thing
 * never sends two; then Twilio is asked (jobs/send_message.h), and where no answer comes it is
 * looked up there before anything is sent again. A number that opted out of a clinic's texts gets
 * none: that is asked in the transaction of the intent, and again in the one that marks the text as
 * asked for, since hours may lie between the two.
 */
#ifndef DATA_MESSAGES_H
#define DATA_MESSAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/consents.h"
#include "data/db.h"
#include "data/events.h"
#include "data/search.h"

struct message {
	int64_t clinic_id;
	const char *origin;		/* what it is about, unique: "missed-call:CA…"; NULL: none */
	const char *from, *to, *body;
	struct json_object *media;	/* [{url, contentType}]; NULL: none */
	const char *user_id;		/* the caller's own reference; NULL */
	struct json_object *metadata;	/* NULL: none. Of a notice to an assistant (its origin has
					 * ":assistant:"): what is to be mailed if it never arrives */
	int64_t ask_until_ms;		/* later it is not sent any more; 0: whenever */
	bool marketing;			/* whoever gets it has agreed to marketing */
	bool behind;			/* one of thousands: its job makes way for any other */

	/* Read only. */
	int64_t message_id;
	const char *message_sid;	/* NULL: not known yet */
	const char *status;		/* "queued": to be asked for; "scheduled": not before its time;
					 * "unknown": asked, and no answer came; then Twilio's */
	bool settled;			/* Twilio has it, or never will */
	int error_code;			/* 0: none */
	int64_t asked_at_ms, created_at_ms;
};

/* Commits the intent to send, with its encoding and segments and whose number it is, unless that
 * number opted out (or has not agreed to marketing): then DB_CONFLICT. DB_DUPLICATE: the origin has its text already (*message is
 * that one then). Orders the job "send-message", due at send_at_ms (0: now): whoever sends it at
 * once passes a moment later than its own deadline, so that the job only finds what was left.
 * scheduled: that is what its status says until then, and its sendAt. */
enum db_result message_order(struct db *db, struct arena *a, struct message *message,
    int64_t send_at_ms, bool scheduled);

/* The same for one that the job is to send at once. An origin that is known sends nothing more:
 * *message_id is the row's in either case. DB_CONFLICT: the number opted out, nothing was done. */
enum db_result message_intend(struct db *db, struct arena *a, int64_t clinic_id,
    const char *origin, const char *from, const char *to, const char *body, int64_t *message_id);

/* Within the lock of a number (data/phones.h): has one of this kind ("missed-call:") gone to it since
 * then, or will it? One that was called off has not. */
enum db_result message_went(struct db *db, struct arena *a, int64_t clinic_id, const char *phone,
    const char *kind, int64_t since_ms, bool *went);

/* Within the transaction of the intent: it is sent by then, or not at all. */
enum db_result message_ask_until(struct db *db, struct arena *a, int64_t message_id,
    int64_t ask_until_ms);

enum db_result message_by_origin(struct db *db, struct arena *a, const char *origin,
    struct message *out);

/* DB_NONE: there is no such message. */
enum db_result message_find(struct db *db, struct arena *a, int64_t message_id,
    struct message *out);

/* Marks it as asked for, in a commit of its own before Twilio is asked. DB_NONE: it was asked for
 * already, or is settled. DB_CONFLICT: the number has opted out since, or agrees to marketing no
 * more; nothing was marked. */
enum db_result message_asking(struct db *db, struct arena *a, int64_t message_id, int64_t at_ms);

/* Twilio is known not to have heard of its asking at asked_at_ms: it may be asked for again. DB_NONE:
 * somebody has done so already, who may be just at it; or it is settled. */
enum db_result message_not_asked(struct db *db, struct arena *a, const struct message *message);

/* Called off: nobody was asked, and nobody will be. DB_NONE: somebody is being asked, or it is
 * settled. error_code says why, as Twilio would (0: too late, or whoever asked for it was told that
 * nothing was done). */
enum db_result message_cancel(struct db *db, struct arena *a, int64_t message_id, int error_code);

/* Within the transaction that orders the mail in place of a notice to an assistant: its metadata is
 * used up. DB_NONE: it was before. A notice that ends as failed, undelivered or called off with a
 * code, by whichever of these functions, has the job "notify-by-mail" {messageId} while it is not. */
enum db_result message_replaced(struct db *db, int64_t message_id);

/* Does another text of ours have this sid? Two that say the same to the same number look alike. */
enum db_result message_sid_is_taken(struct db *db, struct arena *a, const char *message_sid,
    int64_t message_id, bool *taken);

/* What Twilio said: its sid (NULL: none) and status, or an error (0: none); segments 0: not said.
 * It is merged as message_report_to does. 21610 says that the number has sent STOP, and goes into
 * the ledger of consents as of when Twilio was asked: since then it may have sent START. An origin of once_origin (web/once.h) is free again where
 * this is the end of a text that Twilio never had: whoever was told so may ask once more. */
enum db_result message_settle(struct db *db, struct arena *a, int64_t message_id,
    const char *message_sid, const char *status, int error_code, int segments);

/* --- what became of one that we sent --------------------------------------------------------- */

struct message_status {
	const char *message_sid;	/* required */
	int64_t message_id;		/* the row, as the callback's URL said ("ref"): it gets the sid,
					 * if it has none yet. 0: not said */
	const char *status;		/* Twilio's word; one that we do not know says nothing */
	int error_code;			/* 0: not said */
};

/* As one of an event's facts. The status moves forward only: the first of delivered, undelivered,
 * failed and canceled sticks, but one that was delivered may be read. An error code is never
 * erased, nor put to a text that arrived. A sid that no row has changes nothing. What it says of
 * the number is noted, too: bad_code of its row in phones, by the text that was sent last. */
void message_report_to(struct facts *f, const struct message_status *status, int64_t at_ms);

/* What Twilio has, and may know the price of by now: made before `made_before_ms`, whose turn has
 * come. At most 100, longest due first. */
struct unpriced { int64_t message_id; const char *message_sid; int attempts; };
enum db_result messages_unpriced(struct db *db, struct arena *a, int64_t now_ms,
    int64_t made_before_ms, struct unpriced **list, size_t *count);

/* Its price was asked for: a decimal number and a currency, NULL where Twilio does not know it yet.
 * It is asked for again at due_at_ms (0: never). */
enum db_result message_price(struct db *db, struct arena *a, int64_t message_id, const char *price,
    const char *unit, int64_t due_at_ms);

/* --- a text that came in ---------------------------------------------------------------------- */

struct message_report {
	int64_t clinic_id;		/* 0: not known */
	const char *message_sid, *from, *to, *body;
	struct json_object *media;	/* [{url, contentType}]; NULL: none */
	int64_t segments;		/* 0: not said */
};

/* As one of an event's facts, once a sid. It is its clinic's only patient of that number's, if there
 * is exactly one. */
void message_add_to(struct facts *f, const struct message_report *report, int64_t at_ms);

/*
 * What is texted back. Its row is the intent, and stands beside the text that it answers: in one
 * transaction, once a sid, and not to a number that opted out. Twilio hears of it in the answer to
 * the webhook, and tells of it with a status, which brings the sid. Where none came after a minute,
 * or the webhook came from the spool so that nobody hears its answer, the job "send-message" finds
 * out and sends it.
 */
struct message_answer {
	int64_t clinic_id;
	const char *message_sid;	/* of the text that came in */
	const char *from, *to;		/* ours, theirs */
	const char *body;
	bool unheard;			/* nobody hears the answer to the webhook */
	int64_t until_ms;		/* later it is not sent any more */
	bool automatic;			/* then not if another one went to this number: */
	int64_t since_ms;		/* after this moment, */
	int a_day;			/* or so many in the 24 hours before */
};

/* As some of an event's facts, behind the text itself and the number's lock (data/phones.h). */
void message_answer_to(struct facts *f, const struct message_answer *answer, int64_t at_ms);

/* What the webhook of a text is to answer. */
struct message_told {
	int64_t message_id;		/* 0: nothing; also where the job has taken it on */
	const char *body;
};

/* DB_NONE: the text is not on record, or was only found: then what it says still counts. */
enum db_result message_told(struct db *db, struct arena *a, const char *message_sid,
    struct message_told *out);

/* --- what Twilio's list says ----------------------------------------------------------------- */

/* The row that has this sid; 0: none. */
enum db_result message_sid_find(struct db *db, struct arena *a, const char *message_sid,
    int64_t *message_id);

/* One that came in, of which no webhook told: it is stored as of at_ms, unread, with what its word
 * says of consent (NULL: nothing), and the job "notify-keyword" reads it. Where its webhook comes after all, that acts as if it were the
 * first. DB_DUPLICATE: it is on record. */
enum db_result message_found(struct db *db, struct arena *a, const struct message_report *report,
    const struct consent *consent, int64_t at_ms);

/* The same as message_report_to, of a text of ours by its sid (message_id is not read); *changed:
 * nobody had told us. */
enum db_result message_reconcile(struct db *db, struct arena *a,
    const struct message_status *status, bool *changed);

/* --- reading --------------------------------------------------------------------------------- */

struct message_filter {
	int64_t clinic_id;		/* 0: all clinics, and texts of none */
	const char *phone;		/* theirs; NULL: any */
	const struct search *search;	/* NULL: any; else clinic_id is not 0 */
	int64_t since_ms, until_ms;	/* made in [since, until); 0: open */
	int64_t before_ms, before_id;	/* the cursor: rows older than this; 0: from the newest */
	int limit;
};

/* Appends message objects of spec section 11 (and sendAt: when one that waits is sent), newest
 * first. Notices to the clinic's own staff are left out. */
enum db_result messages_list(struct db *db, struct arena *a, const struct message_filter *f,
    struct json_object *items);

/* One text as an object, with its clinic (0: none) for the guard. DB_NONE: no such text, or a notice
 * to staff. */
enum db_result message_object_find(struct db *db, struct arena *a, int64_t message_id,
    struct json_object **message, int64_t *clinic_id);

#endif
