-- What was sent ahead of a visit: the row is the claim, so that an appointment and offset has one.
CREATE TABLE IF NOT EXISTS reminders (
	reminder_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id      BIGINT UNSIGNED NOT NULL,
	appointment_id BIGINT UNSIGNED NOT NULL,
	offset_hours   SMALLINT UNSIGNED NOT NULL COMMENT '0: told in answer to a text, after a move',
	channel        ENUM('sms', 'call') NOT NULL,
	starts_at      DATETIME(3) NOT NULL COMMENT 'of the visit, as it was then',
	message_id     BIGINT UNSIGNED NULL COMMENT 'several visits on one phone share a text',
	call_id        BIGINT UNSIGNED NULL,
	skipped        VARCHAR(100) NULL COMMENT 'why none was sent: opted out, confirmed already …',
	created_at     DATETIME(3) NOT NULL,
	UNIQUE KEY once (appointment_id, offset_hours, channel),
	KEY of_message (message_id),
	CONSTRAINT reminders_appointment FOREIGN KEY (appointment_id) REFERENCES appointments (appointment_id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE messages
	ADD COLUMN IF NOT EXISTS ask_until DATETIME(3) NULL COMMENT 'after this nobody is asked any more: a text that is much later puzzles' AFTER asked_at,
	ADD COLUMN IF NOT EXISTS answer TEXT NULL COMMENT 'of one that came in: what was texted back at once' AFTER media;
