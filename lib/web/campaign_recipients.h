/*
 * Whom a campaign is for: numbers and patients that a request lists, or patients whom a filter fits. A number that comes twice is one.
 *
 * A number of which the clinic knows a patient is that patient's, of a family's the one's who was heard of last: with a name, where none is listed with the number,
 * and a zone.
 */
#ifndef WEB_CAMPAIGN_RECIPIENTS_H
#define WEB_CAMPAIGN_RECIPIENTS_H

#include "data/campaigns.h"
#include "data/clinics.h"
#include "web/request.h"

enum { RECIPIENT_FIRST_NAME, RECIPIENT_LAST_NAME, RECIPIENT_CLINIC, RECIPIENT_PHONE, RECIPIENT_FIELDS, RECIPIENT_OWN_FIELDS_MAX = 20 };

struct recipient {
	struct json_object *given;		/* as the request lists it; NULL: a filter found it */
	struct campaign_patient patient;	/* patient_id 0: none is known */
	const char *phone;			/* E.164 */
	const char *reason;			/* why it gets no text; NULL: it does */
	bool again;				/* its number came before */
};

struct recipients {
	struct arena *arena;			/* of the list: more than a request's own may hold */
	struct recipient *list;
	size_t count;
	const char *fields[RECIPIENT_FIELDS + RECIPIENT_OWN_FIELDS_MAX + 1];	/* names of what a body may have filled in: ours, then their own; ends with NULL */
	const struct value *filter;		/* .json NULL: they are listed */
	const char *language;			/* of the filter */
	struct value visit_since, visit_until;
};

/* What the request says of them; what is wrong becomes faults. Where that is much, not all of it. */
void recipients_read(struct request *r, const struct value *list, const struct value *filter, struct recipients *out);

/* Their numbers and patients. A filter that fits too many becomes a fault. from: the number that texts them. */
enum db_result recipients_find(struct request *r, const struct clinic *clinic, const char *from, struct recipients *recipients);

/* What is filled in for one, by the names in fields; NULL where there is nothing. */
void recipient_values(const struct recipients *recipients, const struct recipient *recipient, const struct clinic *clinic, const char *from, const char **values);

/* As messages name it: "recipients[3]", "patient 17". */
const char *recipient_name(struct arena *a, const struct recipients *recipients, const struct recipient *recipient);

#endif
