-- Work that happens later, who did what, and answers that are given again.

CREATE TABLE IF NOT EXISTS jobs (
	job_id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind         VARCHAR(40) NOT NULL,
	job_key      VARCHAR(190) NULL COMMENT 'one job a key while it is due',
	payload      LONGTEXT NOT NULL COMMENT 'JSON object',
	state        ENUM('due', 'done', 'given-up') NOT NULL DEFAULT 'due',
	due_key      VARCHAR(190) AS (IF(state = 'due', job_key, NULL)) PERSISTENT,
	run_at       DATETIME(3) NOT NULL COMMENT 'while it is leased: the end of the lease, after which it is anybody''s again',
	attempts     SMALLINT UNSIGNED NOT NULL DEFAULT 0,
	leased_by    VARCHAR(64) NULL COMMENT 'host:pid',
	leased_until DATETIME(3) NULL,
	last_error   VARCHAR(500) NULL,
	created_at   DATETIME(3) NOT NULL,
	done_at      DATETIME(3) NULL,
	UNIQUE KEY one_of_a_key (due_key),
	KEY due (state, run_at, job_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS audit (
	audit_id  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	at        DATETIME(3) NOT NULL,
	user_id   BIGINT UNSIGNED NULL COMMENT 'NULL: a command on the server, or nobody who is known',
	clinic_id BIGINT UNSIGNED NULL,
	action    VARCHAR(40) NOT NULL COMMENT 'login, login-failed, routing-changed …',
	object    VARCHAR(190) NOT NULL COMMENT 'what it was done to: "clinic 3", "number +1…"',
	address   VARCHAR(45) NOT NULL,
	detail    TEXT NULL COMMENT 'JSON or a sentence; never a secret',
	KEY by_time (at, audit_id),
	KEY of_clinic (clinic_id, at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS idempotency_keys (
	user_id         BIGINT UNSIGNED NOT NULL,
	idempotency_key VARCHAR(190) NOT NULL,
	path            VARCHAR(255) NOT NULL,
	body_hash       BINARY(32) NOT NULL COMMENT 'SHA-256',
	status          SMALLINT UNSIGNED NULL COMMENT 'NULL while the first request is under way',
	headers         TEXT NULL,
	answer          MEDIUMBLOB NULL,
	created_at      DATETIME(3) NOT NULL,
	PRIMARY KEY (user_id, idempotency_key, path),
	KEY by_time (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
