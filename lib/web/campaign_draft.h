/*
 * A campaign that somebody makes (program campaigns): from the fields of the request to a draft with its recipients, each with the body that it will get, and to the
 * estimate that comes of counting those. What is wrong with them becomes faults.
 */
#ifndef WEB_CAMPAIGN_DRAFT_H
#define WEB_CAMPAIGN_DRAFT_H

#include "desk/template.h"
#include "web/campaign_recipients.h"

enum { CAMPAIGN_BODY_MAX = 4000, CAMPAIGN_AHEAD_DAYS_MAX = 366 };

struct campaign_draft {
	/* As it was asked for. */
	const struct value *from, *to, *filter;		/* to: the recipients */

	/* What comes of it. */
	struct campaign campaign;			/* the caller sets what the request says of it as it is */
	struct clinic clinic;
	struct recipients recipients;
	struct template *template;
};

/* What can be said without the database, for .check. */
void draft_check(struct request *r, struct campaign_draft *draft);

/* From where and to whom. DB_NONE: there is no such clinic. */
enum db_result draft_gather(struct request *r, struct campaign_draft *draft);

/* Fills in all bodies, counts, and stores the draft, unless one of them is too long: that becomes a fault. */
enum db_result draft_store(struct request *r, struct campaign_draft *draft);

#endif
