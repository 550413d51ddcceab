/*
 * A campaign that is there: looked up, shown, and moved from state to state.
 *
 *	state		start		pause		resume		cancel		PATCH	DELETE
 *	draft		running *	-		-		cancelled	yes	yes
 *	scheduled	as it is	paused		as it is	cancelled	-	-
 *	running		as it is	paused		as it is	cancelled	-	-
 *	paused		-		as it is	running *	cancelled	yes	-
 *	done		-		-		-		-		-	-
 *	cancelled	-		-		-		as it is	-	-
 *
 *	* scheduled, while its sendAt is still to come. -: 409, which says the state and what can be done.
 *
 * scheduled becomes running, and running done, by the job "campaign"; that pauses one, too, whose number or whose permission to market has gone.
 */
#ifndef WEB_CAMPAIGNS_H
#define WEB_CAMPAIGNS_H

#include "data/campaigns.h"
#include "web/item.h"

/* --- its name, time and pace: rows of a table of parameters, in this order ------------------------------------------------ */

enum { CAMPAIGN_NAME, CAMPAIGN_SEND_AT, CAMPAIGN_RATE, CAMPAIGN_CAP, CAMPAIGN_FIELDS };

#define CAMPAIGN_PARAMS(needed) \
	[CAMPAIGN_NAME] = { "name", P_TEXT, 1, 120, .optional = !(needed), .not_blank = true }, \
	[CAMPAIGN_SEND_AT] = { "sendAt", P_TIME, .optional = true, .nullable = true, .help = "Not before this time, at most a year ahead; null: as soon as it is started" }, \
	[CAMPAIGN_RATE] = { "ratePerMinute", P_INT, 1, CAMPAIGN_RATE_MAX, .optional = true, .help = "Texts a minute, of all workers together; 60 if not said" }, \
	[CAMPAIGN_CAP] = { "dailyCap", P_INT, 1, CAMPAIGN_RECIPIENTS_MAX, .optional = true, .nullable = true, .help = "Texts a day of the clinic's; null: as many as there are" }

/* Puts what the request says of them into the campaign; what a table cannot say becomes faults. */
void campaign_take_said(struct request *r, struct campaign *campaign);

/* --- one that is there ---------------------------------------------------------------------------------------------------- */

/* Looks up the campaign that the path names, into r->context, for .check. */
void campaign_look_up(struct request *r);

/* 200 with the campaign as it stands, 404 for DB_NONE, or what the database said instead. */
enum outcome campaign_give(struct request *r, enum db_result result, const struct campaign *campaign);

/* 409: the state in which it is by now, and what can be done. */
enum outcome campaign_refuse_state(struct request *r, const struct campaign *campaign);

/* Does what the last segment of the endpoint's path names ("start") with the one that was looked up. */
enum outcome campaign_act(struct request *r);

#endif
