-- The people whom a clinic knows, and what they said about being called and texted.

CREATE TABLE IF NOT EXISTS patients (
	patient_id  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id   BIGINT UNSIGNED NOT NULL,
	external_id VARCHAR(64) NULL COMMENT 'in the clinic''s own records',
	first_name  VARCHAR(100) COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT '',
	last_name   VARCHAR(100) COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT '',
	phone       VARCHAR(16) NOT NULL COMMENT 'E.164; a family shares one',
	email       VARCHAR(254) COLLATE utf8mb4_unicode_ci NULL,
	language    VARCHAR(16) NOT NULL,
	timezone    VARCHAR(64) NULL COMMENT 'NULL: the clinic''s',
	notes       TEXT NULL,
	words       VARCHAR(1000) NOT NULL DEFAULT '' COMMENT 'of the names, folded: '' garcia maria ''',
	created_at  DATETIME(3) NOT NULL,
	updated_at  DATETIME(3) NOT NULL,
	UNIQUE KEY external_id (clinic_id, external_id),
	KEY of_phone (clinic_id, phone, words(40)),
	KEY of_clinic (clinic_id, patient_id),
	CONSTRAINT patients_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A ledger: rows are added, never changed. The latest of a clinic, number and channel is what holds.
CREATE TABLE IF NOT EXISTS consents (
	consent_id  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id   BIGINT UNSIGNED NOT NULL,
	phone       VARCHAR(16) NOT NULL COMMENT 'E.164',
	channel     ENUM('sms', 'call', 'marketing') NOT NULL,
	state       ENUM('in', 'out') NOT NULL,
	at          DATETIME(3) NOT NULL,
	origin      VARCHAR(190) NULL COMMENT 'what proves it: the same thing never makes two rows',
	message_sid VARCHAR(34) NULL,
	user_id     BIGINT UNSIGNED NULL COMMENT 'who of the staff wrote it down',
	text        VARCHAR(500) NULL COMMENT 'the words that prove it',
	UNIQUE KEY origin (origin, channel),
	KEY latest (clinic_id, phone, channel, at, consent_id),
	CONSTRAINT consents_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One row for each number of a clinic that was ever asked about: the lock under which its patients are
-- met and its consents are read and written, since READ COMMITTED locks no gaps.
CREATE TABLE IF NOT EXISTS phones (
	clinic_id BIGINT UNSIGNED NOT NULL,
	phone     VARCHAR(16) NOT NULL,
	PRIMARY KEY (clinic_id, phone)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE calls ADD KEY IF NOT EXISTS of_patient (patient_id, started_at, call_id);
