-- A job that was ordered again while it was at work is run once more: what it has read may be older than the order.

ALTER TABLE jobs
	ADD COLUMN IF NOT EXISTS again_at DATETIME(3) NULL COMMENT 'ordered while it was at work: due again at this time' AFTER leased_until;
