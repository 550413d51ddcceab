-- What was found out about a call: analysis, bookings, what it cost, and words to search for.

ALTER TABLE calls
	ADD COLUMN IF NOT EXISTS analysis LONGTEXT NULL COMMENT 'JSON: intent, sentiment, actionItems … as checked' AFTER summary_ready,
	ADD COLUMN IF NOT EXISTS stated_time VARCHAR(200) NULL COMMENT 'of the visit, in the words of the call' AFTER booked_evidence,
	ADD COLUMN IF NOT EXISTS booked_starts_at DATETIME(3) NULL AFTER stated_time,
	ADD COLUMN IF NOT EXISTS detected_by VARCHAR(16) NULL COMMENT 'detector, model' AFTER booked_starts_at,
	ADD COLUMN IF NOT EXISTS detector_version SMALLINT UNSIGNED NULL COMMENT 'of what the verdict rests on' AFTER detected_by,
	ADD COLUMN IF NOT EXISTS analysed_at DATETIME(3) NULL COMMENT 'when any of this last changed' AFTER detector_version,
	ADD KEY IF NOT EXISTS by_detector (detector_version, call_id);

CREATE TABLE IF NOT EXISTS bookings (
	booking_id  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id   BIGINT UNSIGNED NOT NULL,
	patient_id  BIGINT UNSIGNED NULL,
	call_sid    VARCHAR(64) NULL,
	session_id  CHAR(29) NULL,
	source      ENUM('elevenlabs', 'vapi', 'detector') NOT NULL,
	service     VARCHAR(200) NULL,
	starts_at   DATETIME(3) NULL,
	stated_time VARCHAR(200) NULL,
	evidence    TEXT NOT NULL,
	confidence  DOUBLE NOT NULL,
	status      ENUM('proposed', 'confirmed', 'dismissed') NOT NULL DEFAULT 'proposed',
	created_at  DATETIME(3) NOT NULL,
	updated_at  DATETIME(3) NOT NULL,
	UNIQUE KEY one_a_call (call_sid),
	KEY of_clinic (clinic_id, created_at, booking_id),
	CONSTRAINT bookings_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What other companies' models did for us: the quantities, and the price where it is known.
CREATE TABLE IF NOT EXISTS provider_usage (
	usage_id     BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id    BIGINT UNSIGNED NULL,
	product      VARCHAR(32) NOT NULL COMMENT 'analysis, transcription',
	model        VARCHAR(100) NOT NULL,
	call_sid     VARCHAR(64) NULL,
	input_units  BIGINT UNSIGNED NULL,
	output_units BIGINT UNSIGNED NULL,
	unit         VARCHAR(16) NOT NULL COMMENT 'tokens, seconds',
	price        DECIMAL(12,6) NULL,
	price_unit   CHAR(3) NULL,
	at           DATETIME(3) NOT NULL,
	KEY of_clinic (clinic_id, at),
	KEY of_call (call_sid)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Each word of summaries, transcripts and texts, once a thing that holds it.
CREATE TABLE IF NOT EXISTS search_words (
	clinic_id BIGINT UNSIGNED NOT NULL,
	word      VARCHAR(64) NOT NULL COMMENT 'folded: case and accents do not matter',
	at        DATETIME(3) NOT NULL COMMENT 'of the thing: lists are newest first',
	kind      ENUM('call', 'message') NOT NULL,
	ref       BIGINT UNSIGNED NOT NULL COMMENT 'call_id or message_id',
	PRIMARY KEY (clinic_id, word, at, kind, ref),
	KEY of_thing (kind, ref)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
