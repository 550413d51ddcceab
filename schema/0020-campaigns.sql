-- Texts to many. A recipient's row is the claim: whoever takes it on does so in one transaction with the intent of its text.

CREATE TABLE IF NOT EXISTS campaigns (
	campaign_id     BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id       BIGINT UNSIGNED NOT NULL,
	user_id         BIGINT UNSIGNED NULL COMMENT 'who made it',
	name            VARCHAR(120) COLLATE utf8mb4_unicode_ci NOT NULL,
	kind            ENUM('care', 'marketing') NOT NULL,
	body            TEXT NOT NULL COMMENT 'with {{fields}}',
	from_number     VARCHAR(16) NOT NULL,
	status          ENUM('draft', 'scheduled', 'running', 'paused', 'done', 'cancelled') NOT NULL DEFAULT 'draft',
	send_at         DATETIME(3) NULL COMMENT 'not before',
	rate_per_minute SMALLINT UNSIGNED NOT NULL,
	daily_cap       INT UNSIGNED NULL,
	next_at         DATETIME(3) NULL COMMENT 'when the next text may go: its rate, which all workers share',
	reason          VARCHAR(80) NULL COMMENT 'why it is paused, where nobody has paused it',
	estimate        TEXT NOT NULL COMMENT 'as it was when the draft was made',
	created_at      DATETIME(3) NOT NULL,
	started_at      DATETIME(3) NULL,
	ended_at        DATETIME(3) NULL,
	KEY of_clinic (clinic_id, campaign_id),
	KEY at_work (status, campaign_id),
	CONSTRAINT campaigns_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS campaign_recipients (
	recipient_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	campaign_id  BIGINT UNSIGNED NOT NULL,
	phone        VARCHAR(16) NOT NULL COMMENT 'E.164; a family gets one text',
	patient_id   BIGINT UNSIGNED NULL,
	timezone     VARCHAR(64) NULL COMMENT 'NULL: the clinic''s',
	body         TEXT NOT NULL COMMENT 'as it will be sent',
	state        ENUM('waiting', 'taken', 'sent', 'delivered', 'failed', 'skipped') NOT NULL DEFAULT 'waiting' COMMENT 'taken: its text says how it stands; the rest is the end',
	reason       VARCHAR(80) NULL COMMENT 'why it was skipped, or has failed without being asked for',
	due_at       DATETIME(3) NOT NULL COMMENT 'not before: the calling hours where they live',
	tries        TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'texts that were ordered; all but the last were called off, and nobody was asked for them',
	message_id   BIGINT UNSIGNED NULL,
	taken_at     DATETIME(3) NULL,
	UNIQUE KEY phone (campaign_id, phone),
	KEY next (campaign_id, state, due_at, recipient_id),
	KEY taken (campaign_id, taken_at),
	KEY in_order (campaign_id, recipient_id),
	KEY message (message_id),
	KEY of_patient (patient_id),
	CONSTRAINT campaign_recipients_campaign FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
