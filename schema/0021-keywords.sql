-- Who was told of a word in a conversation, and when last: whoever writes it ten times is told of once.

CREATE TABLE IF NOT EXISTS keyword_notices (
	clinic_id    BIGINT UNSIGNED NOT NULL,
	phone        VARCHAR(16) NOT NULL COMMENT 'E.164, theirs',
	assistant_id BIGINT UNSIGNED NOT NULL,
	keyword      VARCHAR(100) NOT NULL COMMENT 'as the rule has it',
	told_at      DATETIME(3) NOT NULL COMMENT 'when the text came in',
	PRIMARY KEY (clinic_id, phone, assistant_id, keyword),
	KEY by_time (told_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
