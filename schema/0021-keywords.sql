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

-- A notice to the clinic's own staff is no conversation of the clinic's, and shows nobody their number.
CREATE OR REPLACE TRIGGER conversation_of_message AFTER INSERT ON messages FOR EACH ROW
	IF NEW.clinic_id IS NOT NULL AND NEW.phone REGEXP '^\\+[0-9]{7,15}$' AND (NEW.origin IS NULL OR NEW.origin NOT LIKE '%:assistant:%') THEN
	INSERT INTO conversations (clinic_id, phone, last_at) VALUES (NEW.clinic_id, NEW.phone, NEW.created_at) ON DUPLICATE KEY UPDATE last_at = GREATEST(last_at, VALUES(last_at)); END IF;

DELETE c FROM conversations AS c
	WHERE EXISTS (SELECT 1 FROM messages AS m WHERE m.clinic_id = c.clinic_id AND m.phone = c.phone AND m.origin LIKE '%:assistant:%')
	AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.clinic_id = c.clinic_id AND m.phone = c.phone AND (m.origin IS NULL OR m.origin NOT LIKE '%:assistant:%'))
	AND NOT EXISTS (SELECT 1 FROM calls WHERE calls.clinic_id = c.clinic_id AND calls.phone = c.phone AND calls.parent_call_sid IS NULL)
	AND NOT EXISTS (SELECT 1 FROM voicemails AS v WHERE v.clinic_id = c.clinic_id AND v.from_number = c.phone);
