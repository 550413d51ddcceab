-- Recordings of calls and voicemails, and what was said in them.

CREATE TABLE IF NOT EXISTS recordings (
	recording_id      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	recording_sid     VARCHAR(34) NOT NULL,
	clinic_id         BIGINT UNSIGNED NULL COMMENT 'the call''s, as soon as that is known',
	call_sid          VARCHAR(64) NOT NULL COMMENT 'of the parent leg',
	url               VARCHAR(1000) NOT NULL COMMENT 'at Twilio',
	source            VARCHAR(32) NOT NULL COMMENT 'DialVerb, RecordVerb, OutboundAPI …',
	status            VARCHAR(16) NOT NULL COMMENT 'in-progress, completed, absent, failed',
	status_rank       TINYINT UNSIGNED NOT NULL COMMENT 'states move forward only',
	processing_status ENUM('pending', 'transcribing', 'done', 'failed', 'deleted') NOT NULL DEFAULT 'pending',
	duration          INT UNSIGNED NULL COMMENT 'seconds',
	channels          TINYINT UNSIGNED NULL COMMENT '2: the caller, then the clinic',
	error_code        INT UNSIGNED NULL,
	started_at        DATETIME(3) NULL,
	created_at        DATETIME(3) NOT NULL,
	UNIQUE KEY recording_sid (recording_sid),
	KEY of_call (call_sid),
	KEY of_clinic (clinic_id, created_at, recording_id),
	KEY by_time (created_at, recording_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS transcripts (
	transcript_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id     BIGINT UNSIGNED NULL,
	call_sid      VARCHAR(64) NOT NULL,
	recording_sid VARCHAR(34) NULL COMMENT 'NULL: heard while the call went on',
	source        ENUM('twilio-intelligence', 'realtime', 'whisper', 'twilio-record') NOT NULL,
	sid           VARCHAR(34) NULL COMMENT 'at Twilio: GT… or TR…',
	status        ENUM('asked', 'unknown', 'ready', 'failed', 'deleted') NOT NULL COMMENT 'unknown: asked for, and no answer came',
	language      VARCHAR(16) NULL,
	text          LONGTEXT NULL COMMENT 'all of it, a line a sentence; NULL where it was heard live: its sentences are all of it',
	summary       TEXT NULL COMMENT 'by the provider''s own operator',
	operators     LONGTEXT NULL COMMENT 'JSON: operator results as they were given',
	created_at    DATETIME(3) NOT NULL COMMENT 'where it was heard live: the earliest that was told',
	ready_at      DATETIME(3) NULL,
	UNIQUE KEY sid (sid),
	UNIQUE KEY one_a_source (recording_sid, source),
	KEY of_call (call_sid, transcript_id),
	KEY of_clinic (clinic_id, created_at, transcript_id),
	KEY by_time (created_at, transcript_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sentences (
	transcript_id BIGINT UNSIGNED NOT NULL,
	sequence      INT UNSIGNED NOT NULL COMMENT 'as the provider counts; gaps are fine',
	at_ms         BIGINT UNSIGNED NULL COMMENT 'from the beginning of the recording; where it was heard live, since 1970',
	channel       TINYINT UNSIGNED NULL,
	speaker       VARCHAR(64) NULL COMMENT 'caller, clinic',
	text          TEXT NOT NULL,
	confidence    DOUBLE NULL,
	PRIMARY KEY (transcript_id, sequence),
	CONSTRAINT sentences_transcript FOREIGN KEY (transcript_id) REFERENCES transcripts (transcript_id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
