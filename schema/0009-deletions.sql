-- What was deleted, here and at the provider: the proof, and what is still to do.

CREATE TABLE IF NOT EXISTS deletions (
	deletion_id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id     BIGINT UNSIGNED NULL,
	kind          ENUM('recording', 'transcript', 'message') NOT NULL,
	ref           BIGINT UNSIGNED NOT NULL COMMENT 'recording_id, transcript_id or message_id',
	sid           VARCHAR(34) NULL COMMENT 'at the provider; NULL: nothing is there',
	reason        ENUM('retention', 'request') NOT NULL,
	user_id       BIGINT UNSIGNED NULL COMMENT 'who asked for it',
	status        ENUM('pending', 'done', 'failed') NOT NULL DEFAULT 'pending' COMMENT 'failed: given up until tomorrow',
	asked_at      DATETIME(3) NOT NULL,
	here_at       DATETIME(3) NULL COMMENT 'gone from our tables, the raw webhooks included',
	there_at      DATETIME(3) NULL COMMENT 'gone at the provider',
	attempts      SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'at the provider',
	tried_at      DATETIME(3) NULL COMMENT 'the last of these',
	last_error    VARCHAR(500) NULL,
	UNIQUE KEY one_a_thing (kind, ref),
	KEY of_clinic (clinic_id, deletion_id),
	KEY by_status (status, deletion_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
