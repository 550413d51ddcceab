/*
 * An endpoint: one row of a program's table, the only place where its path is written down. From the rows come the guard, the limits and the checked
 * parameters of each request, and, through `PROGRAM --routes`, the web servers' routes, the systemd instances and the API reference.
 */
#ifndef WEB_ENDPOINT_H
#define WEB_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/db.h"
#include "desk/plan.h"

struct request;
struct list_page;
struct json_object;

enum method { GET = 1, POST, PUT, PATCH, DELETE };	/* HEAD is answered as a GET without its body */

enum caller { CALLER_PUBLIC, CALLER_TWILIO, CALLER_ELEVENLABS, CALLER_VAPI, CALLER_ASSISTANT, CALLER_CUSTOMER, CALLER_ADMIN };	/* the roles last, rising */

enum endpoint_kind {
	API,			/* JSON in and out, problem details */
	WEBHOOK,		/* acknowledged once its facts are durable, in the database or the spool; a provider other than Twilio sends JSON and hears 200 */
	VOICE,			/* a webhook whose answer Twilio executes: authentic ones always get 200 and TwiML */
	INTERNAL,		/* served on METRICS_LISTEN alone */
};

enum param_type {
	P_TEXT,			/* min to max characters (0: 1000) */
	P_INT,			/* min to max */
	P_BOOL,
	P_ID,			/* a positive integer */
	P_TIME,			/* an ISO 8601 instant; number is milliseconds */
	P_DATE,			/* a date, or an instant: list_page resolves it in the clinic's zone */
	P_CHOICE,		/* one of choices */
	P_JSON,			/* any JSON value, for the handler to check */
	P_PHONE,		/* a phone number as people write it: request_phone normalises it */
	P_EMAIL,
	P_ZONE,			/* IANA time zone */
};

enum param_place {
	BY_METHOD,		/* a webhook's form; the body of an API's POST, PUT, PATCH; else the query. {name} in the path: the path */
	IN_QUERY,
};

struct param {
	const char *name;
	enum param_type type;
	int64_t min, max;
	bool optional;
	bool nullable;			/* null is a value of its own (PATCH: take it away) */
	bool not_blank;			/* P_TEXT: more than white space */
	enum param_place place;
	const char *choices;		/* of P_CHOICE, space-separated */
	const char *shape;		/* of P_JSON: what the handler checks that it is, for the API reference; NULL: not told */
	const char *help;
};

/* What a handler reports to serve. */
enum outcome {
	ANSWERED,		/* the answer stands in the request */
	AWAY,			/* facts could not be stored now: a webhook is spooled and answered, an API request gets 503 */
	BROKEN,			/* this cannot happen: logged, 500; a webhook is spooled, for a person to look at */
};

struct endpoint {
	enum method method;
	const char *path;		/* {name} stands for one segment and is a parameter */
	enum caller caller;
	enum outcome (*handle)(struct request *r);
	const char *summary;
	const struct param *params;	/* ends with { 0 }; NULL: none. Indexed by the program's enum */
	enum endpoint_kind kind;
	size_t body_limit;		/* bytes; 0: 64 KiB for Twilio's webhooks, 25 MiB for other providers', 1 MiB for the API */
	int processes;			/* of the program: the largest of its rows counts; 0: 2 */
	int read_timeout_s;		/* for how long the web server bears that nothing of its answer comes; 0: as for all of its kind */
	bool idempotent;		/* takes Idempotency-Key */
	const char *answer;		/* the shape of the spec that it gives, for the API reference */
	const char *refuses;		/* statuses that its own rules give, besides those of all of its kind, for the reference too: "416 502 504"; NULL: none */
	const char *body;		/* the shape of a body that the handler checks whole: its members are not declared here */
	void (*check)(struct request *r);	/* notes what the rows cannot say of an API request, so that all faults are told at once, and looks up what it is about; NULL: nothing */
	desk_plan *rescue;		/* of a voice webhook: how its caller is helped whatever is wrong inside; NULL: plan_rescue */
	const char *voice_without;	/* of a webhook: one that comes without this field is a voice webhook (a Record's action where its status belongs); NULL: none */
	enum db_result (*fetch)(struct request *r, struct list_page *page, struct json_object *items);	/* of a list that answer_items gives (list.h) */
	const char *const *columns;	/* and its CSV's; ends with NULL */
	const char *media;		/* what the body of an API request is, if not JSON ("text/csv"): then every parameter is in the query */
	bool no_clinic;			/* none is needed, or the path settles it: it may be left out, but another's is a 404 as ever */
};

/* A table ends with a row of zeros. Runs the program: FastCGI on descriptor 0, a plain CGI otherwise; --routes prints the table. */
int serve(const struct endpoint *endpoints, int argc, char **argv);

/* Is it an AI provider that calls? Its webhooks are JSON, whose raw bytes are signed, and it counts anything but 200 as a failure. */
bool caller_is_provider(enum caller caller);

const char *method_name(enum method method);
size_t endpoint_body_limit(const struct endpoint *e);

/* --routes: one JSON object for the program, from which the build derives everything that names a path. */
void endpoints_print(const struct endpoint *endpoints, const char *program);

#endif
