-- What becomes of texts: whether their number is bad, and what they cost.

ALTER TABLE phones
	ADD COLUMN IF NOT EXISTS bad_code INT UNSIGNED NULL COMMENT 'why no text reaches it; NULL: as far as we know, they do',
	ADD COLUMN IF NOT EXISTS judged_at DATETIME(3) NULL COMMENT 'when the text was sent that said so';

-- Each is due at first: the job message-prices waits until Twilio may know.
ALTER TABLE messages
	ADD COLUMN IF NOT EXISTS price_due_at DATETIME(3) NULL DEFAULT '1970-01-01 00:00:00.000' COMMENT 'when Twilio is asked next what it cost; NULL: no more' AFTER price_unit,
	ADD COLUMN IF NOT EXISTS price_attempts TINYINT UNSIGNED NOT NULL DEFAULT 0 AFTER price_due_at,
	ADD KEY IF NOT EXISTS unpriced (price_due_at, message_id);
