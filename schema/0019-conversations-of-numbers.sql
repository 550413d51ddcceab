-- Conversations: all that passed between a clinic and one number, texts, calls and voicemails. For texts and voicemails the row is kept by their tables
-- themselves, in whatever way something gets there; for a call by the job call-ended, since a call that rings waits for nothing. Twice, or late, it stays what it is.

CREATE TABLE IF NOT EXISTS conversations (
	conversation_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id       BIGINT UNSIGNED NOT NULL,
	phone           VARCHAR(16) NOT NULL COMMENT 'E.164, theirs',
	last_at         DATETIME(3) NOT NULL,
	assignee_id     BIGINT UNSIGNED NULL,
	UNIQUE KEY phone (clinic_id, phone),
	KEY of_clinic (clinic_id, last_at, conversation_id),
	KEY by_time (last_at, conversation_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE messages
	ADD COLUMN IF NOT EXISTS read_at DATETIME(3) NULL COMMENT 'of one that came in: when the clinic read it' AFTER answer,
	ADD KEY IF NOT EXISTS unread (clinic_id, phone, direction, read_at),
	ADD KEY IF NOT EXISTS of_conversation (clinic_id, phone, created_at, message_id);

ALTER TABLE voicemails
	ADD COLUMN IF NOT EXISTS read_at DATETIME(3) NULL COMMENT 'when its conversation was read' AFTER status,
	ADD KEY IF NOT EXISTS of_caller (clinic_id, from_number, created_at, voicemail_id);

-- Plain inserts: an INSERT … SELECT would hold the table's auto-increment lock. (migrate ends a statement at a ";" that ends its line.)
CREATE TRIGGER IF NOT EXISTS conversation_of_message AFTER INSERT ON messages FOR EACH ROW
	IF NEW.clinic_id IS NOT NULL AND NEW.phone REGEXP '^\\+[0-9]{7,15}$' THEN
	INSERT INTO conversations (clinic_id, phone, last_at) VALUES (NEW.clinic_id, NEW.phone, NEW.created_at) ON DUPLICATE KEY UPDATE last_at = GREATEST(last_at, VALUES(last_at)); END IF;

CREATE TRIGGER IF NOT EXISTS conversation_of_voicemail AFTER INSERT ON voicemails FOR EACH ROW
	IF NEW.clinic_id IS NOT NULL AND NEW.from_number REGEXP '^\\+[0-9]{7,15}$' THEN
	INSERT INTO conversations (clinic_id, phone, last_at) VALUES (NEW.clinic_id, NEW.from_number, NEW.created_at) ON DUPLICATE KEY UPDATE last_at = GREATEST(last_at, VALUES(last_at)); END IF;

INSERT INTO conversations (clinic_id, phone, last_at)
	SELECT clinic_id, phone, MAX(at) FROM (
		SELECT clinic_id, phone, created_at AS at FROM messages
		UNION ALL SELECT clinic_id, phone, started_at FROM calls WHERE parent_call_sid IS NULL
		UNION ALL SELECT clinic_id, from_number, created_at FROM voicemails
	) AS passed WHERE clinic_id IS NOT NULL AND phone REGEXP '^\\+[0-9]{7,15}$' GROUP BY clinic_id, phone
	ON DUPLICATE KEY UPDATE last_at = GREATEST(conversations.last_at, VALUES(last_at));
