/*
 * A campaign that somebody makes (program campaigns): from the fields of the request to a draft with its recipients, each with the body that it will get, and to the
 * estimate that comes of counting those. What is wrong with them becomes faults.
 */
#ifndef WEB_CAMPAIGN_DRAFT_H
#define WEB_CAMPAIGN_DRAFT_H

#include "desk/template.h"
#include "web/campaign_recipients.h"
#include "web/campaigns.h"

enum { DRAFT_KIND = CAMPAIGN_FIELDS, DRAFT_BODY, DRAFT_RECIPIENTS, DRAFT_FILTER, DRAFT_FROM };

/* Rows of a table of parameters, in this order. */
#define DRAFT_PARAMS \
	CAMPAIGN_PARAMS(true), \
	[DRAFT_KIND] = { "kind", P_CHOICE, .choices = "care marketing", .help = "marketing asks for marketingEnabled of the clinic, and for the consent of each patient" }, \
	[DRAFT_BODY] = { "body", P_TEXT, 1, 4000, .not_blank = true, .help = "With {{firstName}}, {{lastName}}, {{clinic}}, {{phone}} (the clinic's) and fields that recipients have; {{firstName|there}} says " \
	    "what stands where there is none. At most 1,600 characters, filled in" }, \
	[DRAFT_RECIPIENTS] = { "recipients", P_JSON, .optional = true, .shape = "campaignList", .help = "Whom it is for; a number that comes twice gets one text" }, \
	[DRAFT_FILTER] = { "filter", P_JSON, .optional = true, .shape = "campaignFilter", .help = "Whom it is for, instead of recipients: at most 10,000 patients" }, \
	[DRAFT_FROM] = { "from", P_PHONE, 1, 40, .optional = true, .help = "A number of the clinic; its first one if not said" }

struct campaign_draft {
	struct campaign campaign;
	struct clinic clinic;
	struct recipients recipients;
	struct template *template;
};

/* What can be said without the database, for .check. */
struct campaign_draft *draft_check(struct request *r);

/* Finds from where and to whom, fills in all bodies, counts, and stores the draft, unless something is wrong: that becomes faults, and nothing was stored. */
enum db_result draft_make(struct request *r, struct campaign_draft *draft);

#endif
