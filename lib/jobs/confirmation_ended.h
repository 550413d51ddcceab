/*
 * What follows a confirmation call that is over. One that nobody answered is tried again after the
 * clinic's retry.afterMinutes, within its calling hours, at most retry.attempts times besides the
 * first; then the patient gets a text, where the clinic has thenSms. One that somebody or something
 * answered never is; nor where the visit is not ahead any more, or has been answered for meanwhile
 * (confirmed, cancelled, to be moved); nor one that the desk ordered and was told to have failed.
 * Plan and number are the clinic's of the moment.
 */
#ifndef JOBS_CONFIRMATION_ENDED_H
#define JOBS_CONFIRMATION_ENDED_H

#include "data/outbound_calls.h"
#include "jobs/runner.h"

/* May run twice, and by two workers at once: the origins of what it orders are unique. */
struct job_outcome confirmation_ended(struct job_context *c, const struct outbound_call *call);

#endif
