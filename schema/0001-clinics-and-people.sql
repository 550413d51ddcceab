-- Clinics, those who log in, the numbers that ring, and what each clinic wants done with a call.
-- Times are UTC. Texts compare byte by byte; names and e-mail addresses as people read them.

CREATE TABLE IF NOT EXISTS clinics (
	clinic_id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	name              VARCHAR(200) COLLATE utf8mb4_unicode_ci NOT NULL,
	timezone          VARCHAR(64) NOT NULL,
	default_country   CHAR(2) NOT NULL,
	language          VARCHAR(16) NOT NULL,
	marketing_enabled BOOLEAN NOT NULL DEFAULT FALSE,
	created_at        DATETIME(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS users (
	user_id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	email         VARCHAR(254) COLLATE utf8mb4_unicode_ci NOT NULL COMMENT 'compared without regard to case',
	name          VARCHAR(200) COLLATE utf8mb4_unicode_ci NOT NULL,
	password_hash VARCHAR(128) NOT NULL COMMENT 'Argon2id, with salt and cost',
	role          ENUM('assistant', 'customer', 'admin') NOT NULL,
	clinic_id     BIGINT UNSIGNED NULL COMMENT 'NULL for an admin alone',
	created_at    DATETIME(3) NOT NULL,
	UNIQUE KEY email (email),
	KEY clinic (clinic_id),
	CONSTRAINT users_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id),
	CONSTRAINT users_role CHECK ((role = 'admin') = (clinic_id IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS logins (
	login_id   CHAR(26) NOT NULL PRIMARY KEY COMMENT 'the jti of the token',
	user_id    BIGINT UNSIGNED NOT NULL,
	address    VARCHAR(45) NOT NULL,
	created_at DATETIME(3) NOT NULL,
	expires_at DATETIME(3) NOT NULL,
	revoked_at DATETIME(3) NULL COMMENT 'logged out, or ended by a new password',
	KEY of_user (user_id),
	KEY expiry (expires_at),
	CONSTRAINT logins_user FOREIGN KEY (user_id) REFERENCES users (user_id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS login_failures (
	login_failure_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	account          VARCHAR(254) COLLATE utf8mb4_unicode_ci NOT NULL COMMENT 'the e-mail address that was tried, an account of ours or not',
	address          VARCHAR(45) NOT NULL,
	at               DATETIME(3) NOT NULL,
	KEY by_pair (account, address, at),
	KEY by_address (address, at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS phone_numbers (
	phone_number            VARCHAR(16) NOT NULL PRIMARY KEY COMMENT 'E.164',
	twilio_sid              VARCHAR(34) NULL,
	clinic_id               BIGINT UNSIGNED NULL COMMENT 'whose calls it takes; NULL: connected to none',
	forward_number          VARCHAR(16) NULL COMMENT 'these four are the number''s own and override the clinic''s',
	forward_number_new      VARCHAR(16) NULL,
	forward_number_existing VARCHAR(16) NULL,
	menu_message            VARCHAR(1000) NULL,
	pending                 LONGTEXT NULL COMMENT 'JSON: a change that routes nothing until Twilio has agreed to it',
	pending_at              DATETIME(3) NULL,
	created_at              DATETIME(3) NOT NULL,
	updated_at              DATETIME(3) NOT NULL,
	KEY of_clinic (clinic_id, created_at),
	CONSTRAINT phone_numbers_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS purchases (
	purchase_id  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id    BIGINT UNSIGNED NULL,
	user_id      BIGINT UNSIGNED NULL,
	phone_number VARCHAR(16) NULL COMMENT 'asked for, or found out',
	area_code    VARCHAR(8) NULL,
	status       ENUM('asked', 'bought', 'refused', 'unknown') NOT NULL,
	twilio_sid   VARCHAR(34) NULL,
	friendly_name CHAR(26) NOT NULL COMMENT 'how the number is found again at Twilio when its answer was lost',
	error        VARCHAR(500) NULL,
	created_at   DATETIME(3) NOT NULL,
	updated_at   DATETIME(3) NOT NULL,
	KEY unsettled (status, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS routing (
	clinic_id  BIGINT UNSIGNED NOT NULL PRIMARY KEY,
	document   LONGTEXT NOT NULL COMMENT 'JSON, as checked by desk/routing',
	updated_at DATETIME(3) NOT NULL,
	user_id    BIGINT UNSIGNED NULL COMMENT 'who saved it; NULL: a command on the server',
	CONSTRAINT routing_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One row a thing that is copied elsewhere; whoever changes the thing raises its version in the same transaction.
CREATE TABLE IF NOT EXISTS versions (
	name    VARCHAR(32) NOT NULL PRIMARY KEY,
	version BIGINT UNSIGNED NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT IGNORE INTO versions (name, version) VALUES ('routing', 1);
