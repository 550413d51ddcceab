/*
 * A request, as a handler sees it: who is calling and everything that it declared are checked already. All of it lives in the request's arena.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "core/arena.h"
#include "core/config.h"
#include "core/form.h"
#include "core/json.h"
#include "data/calls.h"
#include "data/db.h"
#include "data/snapshot.h"
#include "desk/plan.h"
#include "guard/role.h"
#include "web/endpoint.h"
#include "core/routes.h"

struct value {
	enum { VALUE_ABSENT, VALUE_NULL, VALUE_SET } state;
	const char *text;		/* as given; NULL if absent or null, and for JSON values */
	int64_t number;			/* P_INT, P_ID, P_TIME (ms); 0 if absent */
	bool flag;			/* P_BOOL */
	struct json_object *json;	/* the JSON value of an API body */
};

struct field_fault {
	const char *field, *message;
	struct field_fault *next;
};

struct answer {
	int status;			/* 0: nothing decided yet */
	const char *content_type;
	const char *body;
	size_t body_bytes;
	struct text headers;		/* further header lines, each with its CRLF */
	bool streamed;			/* already on its way (CSV) */
};

struct request {
	struct arena *arena;
	const struct config *config;
	struct db *db;
	struct snapshot *snapshot;
	struct routes *routes;
	const char *program;
	const struct endpoint *endpoint;

	enum method method;
	bool head;
	const char *target;		/* path and query, raw */
	const char *path;		/* without the query */
	const char *query;		/* raw, or "" */
	const char *address;		/* of the client */
	const char *content_type;
	const char *body;
	size_t body_bytes;
	struct form form;		/* the fields of a form body */
	struct json_object *json;	/* a JSON body */

	bool admitted;			/* past the guard */
	const struct value *in;		/* by the program's enum of parameters */
	struct user_claim user;		/* role endpoints: who */
	const char *login_id;
	int64_t clinic_id;		/* the clinic in question; 0: an admin who means all, or a webhook */
	struct field_fault *faults, *last_fault;

	int64_t now_ms;			/* when it was received: in a replay, then */
	int64_t started_us;		/* steady clock */
	bool replayed;			/* from the spool: its answer is heard by nobody */
	bool dry;			/* nothing is written */
	const char *note;		/* facts for the log line: "sid=CA… from=+1845•••0692" */
	struct answer answer;
	void *context;			/* the handler's own, for functions that it passes on */
	enum db_result found;		/* by .check, of what the request is about (item.h); the handler is asked only where it is DB_OK */
	const char *kind;		/* of that: "task" */
	void *conversation;		/* serve's */
};

/* --- checks that a handler makes itself ------------------------------------------------------------------------- */

/* Notes one thing wrong with a field; refuse_faults then says all of them at once. */
void request_fault(struct request *r, const char *field, const char *format, ...) __attribute__((format(printf, 3, 4)));
bool request_is_at_fault(const struct request *r, const char *field);

/* For webhooks, above the desk: the line of a called number, from the snapshot, else from the database; NULL: nobody's. *away tells that the
 * snapshot does not know it and the database cannot be asked. */
const struct line *request_line(struct request *r, const char *number, bool *away);

/* The same without the database. Where there is no snapshot, a line of no clinic and without numbers: its caller can leave a message at least, and
 * whose it is turns out when that is stored. */
const struct line *request_line_offline(struct request *r, const char *number);

/* Somebody waits for a process of this program, and none takes the connection at this moment. Where it stays so, whoever keeps a process by waiting
 * for something should wait no longer. */
bool request_others_wait(const struct request *r);

/* For a replay: the TwiML that was answered when the request came, on which what the call did then depends. "" outside of one. To be asked once. */
const char *request_answered(struct request *r);

/* --- answers: each sets the answer and returns ANSWERED ----------------------------------------------------------- */

enum outcome answer_json(struct request *r, int status, struct json_object *o);
enum outcome answer_created(struct request *r, const char *location, struct json_object *o);	/* 201 with Location */
enum outcome answer_empty(struct request *r, int status);
enum outcome answer_text(struct request *r, int status, const char *content_type, const char *body);
enum outcome answer_twiml(struct request *r, const char *twiml);
enum outcome answer_plan(struct request *r, struct plan *plan);		/* its TwiML, with our URLs in it */
void answer_header(struct request *r, const char *name, const char *value);

/* Sends the head (status, content type and headers stand in r->answer already) with the first piece, and the body piece by piece. False: who asked has
 * left, and the rest is for nobody. */
bool answer_stream(struct request *r, const char *bytes, size_t n);

/* Problem details (RFC 9457). detail is a sentence for the caller. */
enum outcome refuse(struct request *r, int status, const char *detail, ...) __attribute__((format(printf, 3, 4)));
enum outcome refuse_faults(struct request *r);			/* 422 with every fault noted */
enum outcome refuse_field(struct request *r, const char *field, const char *format, ...) __attribute__((format(printf, 3, 4)));	/* and with this one */
/* The same where the provider found them, with its code; detail is a sentence. */
enum outcome refuse_faults_of(struct request *r, int code, const char *detail);
enum outcome refuse_provider(struct request *r, int status, int code, const char *message);	/* 502, 504: with the provider's code */
enum outcome refuse_away(struct request *r);			/* 503: the database is away, and nothing was done */
struct json_object *problem(struct request *r, int status, const char *detail);

/* What a database answer means where DB_OK was wanted: AWAY or BROKEN; sets nothing. */
enum outcome outcome_of(enum db_result result);

/* --- keeping facts -------------------------------------------------------------------------------------------------- */

/* Keeps this request as an event (nothing in a dry run) with what it changes (NULL: nothing). subject is the sid of the call or message that it is
 * about; claim is "subject:type:detail" or NULL. The answer must stand already. */
enum outcome record(struct request *r, const char *type, const char *subject, int64_t clinic_id, const char *claim, const struct facts *facts);

/* The same for a call's report alone. */
enum outcome record_call(struct request *r, const char *type, const char *claim, const struct call_report *report);

/* The same for a request that could be kept but not acted upon: why. */
enum outcome record_failure(struct request *r, const char *type, const char *subject, const char *failure);

/* Who looks at what was said, in the audit log. DB_OK, or DB_AWAY whatever was in the way: then it must not be shown. */
enum db_result audit_look(struct request *r, int64_t clinic_id, const char *action, const char *object, const char *detail);

/* Who did what, likewise. What is done already is not undone because its trace could not be written: then the program's log has it. */
void audit(struct request *r, int64_t clinic_id, const char *action, const char *object, const char *detail);

#endif
