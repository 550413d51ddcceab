-- Who was told of a call, by text or by mail, so that its timeline can say so: a job's row is gone after some days.

CREATE TABLE IF NOT EXISTS call_notices (
	notice_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	call_sid     VARCHAR(64) NOT NULL,
	origin       VARCHAR(190) NOT NULL COMMENT 'of its text, or the key of its mail''s job',
	about        ENUM('missed-call', 'voicemail', 'ticket', 'confirmation') NOT NULL,
	assistant_id BIGINT UNSIGNED NULL COMMENT 'NULL: whoever called or was called',
	message_id   BIGINT UNSIGNED NULL COMMENT 'its text, which says how it stands; NULL: it is a mail',
	status       ENUM('queued', 'sent', 'failed', 'canceled') NULL COMMENT 'of a mail',
	created_at   DATETIME(3) NOT NULL,
	UNIQUE KEY origin (origin),
	KEY of_call (call_sid, notice_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT IGNORE INTO call_notices (call_sid, origin, about, message_id, created_at)
	SELECT SUBSTRING_INDEX(origin, ':', -1), origin, 'missed-call', message_id, created_at FROM messages WHERE origin LIKE 'missed-call:%';

INSERT IGNORE INTO call_notices (call_sid, origin, about, assistant_id, message_id, created_at)
	SELECT v.call_sid, m.origin, 'voicemail', SUBSTRING_INDEX(m.origin, ':', -1), m.message_id, m.created_at
	FROM messages AS m JOIN voicemails AS v ON v.recording_sid = SUBSTRING_INDEX(SUBSTRING_INDEX(m.origin, ':', 2), ':', -1) WHERE m.origin LIKE 'voicemail:%:assistant:%';

INSERT IGNORE INTO call_notices (call_sid, origin, about, assistant_id, message_id, created_at)
	SELECT t.call_sid, m.origin, 'ticket', SUBSTRING_INDEX(m.origin, ':', -1), m.message_id, m.created_at
	FROM messages AS m JOIN tickets AS t ON t.ticket_id = SUBSTRING_INDEX(SUBSTRING_INDEX(m.origin, ':', 2), ':', -1) WHERE t.call_sid IS NOT NULL AND m.origin LIKE 'ticket:%:assistant:%';
