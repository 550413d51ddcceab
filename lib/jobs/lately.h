/* What the jobs have in common that look through a provider's lists for what nobody told us. */
#ifndef JOBS_LATELY_H
#define JOBS_LATELY_H

#include "carrier/twilio.h"
#include "data/numbers.h"
#include "jobs/runner.h"

enum { LATELY_MS_MAX = 7 * 24 * 60 * 60 * 1000 };

/* From when on this job looks: the last two hours, or all the time since it was last done and two
 * hours before, at most LATELY_MS_MAX: a night without a worker leaves no hole. */
enum db_result lately_since(struct job_context *c, int64_t now_ms, int64_t *since_ms);

/* One of Twilio's lists, from that moment on. since is the filter's name; the operator is part of
 * it: "StartTime>" means "at or after". */
void lately_list(struct job_context *c, int64_t since_ms, const char *path, const char *since,
    const char *key, size_t max, bool (*each)(struct json_object *item, void *context),
    void *context, struct twilio_answer *answer);

/* A time of Twilio's resources; 0: none. */
int64_t lately_when(struct json_object *item, const char *name);

/* Whose numbers are ours: the clinics', and the server's own, which is no clinic's. */
struct our_numbers {
	struct number *list;
	size_t count;
	struct number servers;		/* phone_number "": it has none */
};

enum db_result our_numbers_read(struct job_context *c, struct our_numbers *numbers);

/* NULL: it is none of ours. */
const struct number *our_number(const struct our_numbers *numbers, const char *phone_number);

#endif
