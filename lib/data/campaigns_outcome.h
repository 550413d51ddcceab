/* What lib/data's files on campaigns share: how a recipient stands, and the lock of a campaign. */
#ifndef DATA_CAMPAIGNS_OUTCOME_H
#define DATA_CAMPAIGNS_OUTCOME_H

#include "data/campaigns.h"

/* What Twilio has not told by then, it never will. */
static const int64_t CAMPAIGN_DAY_MS = INT64_C(24) * 60 * 60 * 1000;
static const int64_t CAMPAIGN_SILENT_MS = INT64_C(4) * 24 * 60 * 60 * 1000;

/* A text that Twilio does not have as far as we know, and may yet get. */
#define CAMPAIGN_OPEN "(m.status_rank = 1 AND m.message_sid IS NULL)"

/* A text that was called off: nobody was asked for it, and nobody will be. */
#define CAMPAIGN_CALLED_OFF \
	"(m.status = 'canceled' AND m.asked_at IS NULL AND m.message_sid IS NULL)"

/* Of these, one that is: it was too late. It may have a successor. */
#define CAMPAIGN_TOO_LATE \
	"(" CAMPAIGN_CALLED_OFF " AND m.error_code IS NULL AND m.updated_at > m.ask_until)"

/* Of a recipient r and its text m (which may be NULL): waiting, queued, sent, delivered, failed or
 * skipped. */
#define CAMPAIGN_OUTCOME \
	"CASE WHEN r.state <> 'taken' THEN CAST(r.state AS CHAR) " \
	"WHEN m.message_id IS NULL THEN 'sent' " \
	"WHEN m.status IN ('delivered', 'read') THEN 'delivered' " \
	"WHEN " CAMPAIGN_TOO_LATE " THEN 'queued' " \
	"WHEN " CAMPAIGN_CALLED_OFF " THEN 'skipped' " \
	"WHEN m.status_rank >= 5 THEN 'failed' " \
	"WHEN " CAMPAIGN_OPEN " THEN 'queued' " \
	"ELSE 'sent' END"

/* campaign_find, and nobody else takes its recipients or changes its state until the transaction
 * ends. */
enum db_result campaign_lock(struct db *db, struct arena *a, int64_t campaign_id,
    struct campaign *out);

#endif
