-- Agreed visits, and problems that calls raised.

CREATE TABLE IF NOT EXISTS appointments (
	appointment_id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id        BIGINT UNSIGNED NOT NULL,
	patient_id       BIGINT UNSIGNED NOT NULL,
	doctor           VARCHAR(200) COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT '',
	starts_at        DATETIME(3) NOT NULL,
	duration_minutes SMALLINT UNSIGNED NOT NULL,
	status           ENUM('scheduled', 'confirmed', 'reschedule-requested', 'cancelled', 'completed', 'no-show') NOT NULL DEFAULT 'scheduled',
	status_at        DATETIME(3) NULL COMMENT 'since when the status holds: an answer from before that is late',
	notes            TEXT NULL,
	created_at       DATETIME(3) NOT NULL,
	updated_at       DATETIME(3) NOT NULL,
	KEY of_clinic (clinic_id, starts_at, appointment_id),
	KEY of_patient (patient_id, starts_at),
	CONSTRAINT appointments_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id),
	CONSTRAINT appointments_patient FOREIGN KEY (patient_id) REFERENCES patients (patient_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE bookings
	ADD COLUMN IF NOT EXISTS appointment_id BIGINT UNSIGNED NULL COMMENT 'made of it when it was confirmed' AFTER session_id,
	ADD COLUMN IF NOT EXISTS edited_at DATETIME(3) NULL COMMENT 'when a person last changed it: no source changes it after that' AFTER updated_at,
	ADD UNIQUE KEY IF NOT EXISTS one_a_session (session_id),
	ADD KEY IF NOT EXISTS of_appointment (appointment_id);

CREATE TABLE IF NOT EXISTS tickets (
	ticket_id   BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id   BIGINT UNSIGNED NOT NULL,
	patient_id  BIGINT UNSIGNED NULL,
	call_sid    VARCHAR(64) NULL,
	session_id  CHAR(29) NULL,
	origin      VARCHAR(190) NULL COMMENT 'what raised it: the same thing never raises two',
	subject     VARCHAR(300) COLLATE utf8mb4_unicode_ci NOT NULL,
	description TEXT NOT NULL,
	priority    ENUM('low', 'normal', 'high', 'urgent') NOT NULL DEFAULT 'normal',
	status      ENUM('open', 'in-progress', 'closed') NOT NULL DEFAULT 'open',
	notified_at DATETIME(3) NULL COMMENT 'when an urgent one was told to those who want to hear of it',
	created_at  DATETIME(3) NOT NULL,
	updated_at  DATETIME(3) NOT NULL,
	UNIQUE KEY origin (origin),
	KEY of_clinic (clinic_id, created_at, ticket_id),
	CONSTRAINT tickets_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
