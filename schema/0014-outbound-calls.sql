-- Calls that we make. The intent is a row before anybody is asked to make it.

ALTER TABLE calls
	ADD COLUMN IF NOT EXISTS reference CHAR(26) NULL COMMENT 'of a call that we make: in the URLs that we give for it, by which its webhooks find the row' AFTER call_sid,
	ADD COLUMN IF NOT EXISTS origin VARCHAR(190) NULL COMMENT 'what it is about: "confirm:17:1": the same thing never makes two' AFTER reference,
	ADD COLUMN IF NOT EXISTS request TEXT NULL COMMENT 'what the provider is asked for, but the numbers' AFTER origin,
	ADD COLUMN IF NOT EXISTS asked_at DATETIME(3) NULL COMMENT 'when it was asked' AFTER request,
	ADD COLUMN IF NOT EXISTS ask_until DATETIME(3) NULL COMMENT 'after this nobody is asked any more: a phone that rings much later puzzles' AFTER asked_at,
	ADD COLUMN IF NOT EXISTS error_code INT UNSIGNED NULL COMMENT 'why the provider refused' AFTER status_rank,
	ADD COLUMN IF NOT EXISTS error_message VARCHAR(500) NULL AFTER error_code,
	ADD UNIQUE KEY IF NOT EXISTS reference (reference),
	ADD UNIQUE KEY IF NOT EXISTS origin (origin),
	ADD KEY IF NOT EXISTS of_appointment (appointment_id, call_id);

-- Calls that are handed to an AI voice agent.
CREATE TABLE IF NOT EXISTS sessions (
	session_id      CHAR(29) NOT NULL PRIMARY KEY COMMENT 'vs_ and 26 characters of base32',
	position        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'in lists',
	clinic_id       BIGINT UNSIGNED NOT NULL,
	patient_id      BIGINT UNSIGNED NULL,
	phone           VARCHAR(16) NOT NULL COMMENT 'the patient''s, E.164',
	agent_type      VARCHAR(64) NOT NULL,
	agent           VARCHAR(64) NULL COMMENT 'its number, or its id at the provider',
	provider        ENUM('elevenlabs', 'vapi', 'simulation') NOT NULL,
	status          ENUM('queued', 'ringing', 'in-progress', 'completed', 'failed', 'busy', 'no-answer', 'canceled', 'unknown', 'simulation') NOT NULL,
	status_rank     TINYINT UNSIGNED NOT NULL COMMENT 'states move forward only',
	call_sid        VARCHAR(64) NULL COMMENT 'of the call to the patient',
	conversation_id VARCHAR(64) NULL COMMENT 'at the provider',
	intent          VARCHAR(64) NULL,
	summary         TEXT NULL,
	transcript      LONGTEXT NULL COMMENT 'JSON: [{at, speaker, text}]',
	has_audio       BOOLEAN NOT NULL DEFAULT FALSE,
	reported_at     DATETIME(3) NULL COMMENT 'when the provider''s report was worked in',
	created_at      DATETIME(3) NOT NULL,
	updated_at      DATETIME(3) NOT NULL,
	ended_at        DATETIME(3) NULL,
	UNIQUE KEY call_sid (call_sid),
	UNIQUE KEY conversation (provider, conversation_id),
	UNIQUE KEY position (position),
	KEY of_clinic (clinic_id, position),
	KEY of_phone (phone, created_at),
	KEY unreported (provider, reported_at, created_at),
	CONSTRAINT sessions_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- An AI provider's reports that fit no session and no call, or more than one: for the operator.
CREATE TABLE IF NOT EXISTS unmatched_conversations (
	unmatched_id    BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	provider        ENUM('elevenlabs', 'vapi') NOT NULL,
	conversation_id VARCHAR(64) NOT NULL,
	agent_id        VARCHAR(64) NULL,
	agent_number    VARCHAR(16) NULL,
	phone           VARCHAR(16) NULL,
	call_sid        VARCHAR(64) NULL,
	reason          VARCHAR(500) NOT NULL,
	started_at      DATETIME(3) NULL,
	created_at      DATETIME(3) NOT NULL,
	UNIQUE KEY conversation (provider, conversation_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
