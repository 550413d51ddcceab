-- Who answers a clinic's phones, and what people there must do.

CREATE TABLE IF NOT EXISTS assistants (
	assistant_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id    BIGINT UNSIGNED NOT NULL,
	name         VARCHAR(200) COLLATE utf8mb4_unicode_ci NOT NULL,
	phone        VARCHAR(16) NOT NULL COMMENT 'E.164',
	email        VARCHAR(254) COLLATE utf8mb4_unicode_ci NULL,
	priority     INT UNSIGNED NOT NULL COMMENT 'the smallest is rung first',
	paused       BOOLEAN NOT NULL DEFAULT FALSE,
	duty_hours   LONGTEXT NULL COMMENT 'JSON, as desk/hours reads it; NULL: always on duty',
	sms_notify   BOOLEAN NOT NULL DEFAULT FALSE,
	email_notify BOOLEAN NOT NULL DEFAULT FALSE,
	created_at   DATETIME(3) NOT NULL,
	updated_at   DATETIME(3) NOT NULL,
	UNIQUE KEY phone (clinic_id, phone),
	KEY in_order (clinic_id, priority, assistant_id),
	CONSTRAINT assistants_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS tasks (
	task_id        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	clinic_id      BIGINT UNSIGNED NOT NULL,
	kind           VARCHAR(32) NOT NULL COMMENT 'voicemail, reschedule, other …',
	title          VARCHAR(300) COLLATE utf8mb4_unicode_ci NOT NULL,
	status         ENUM('open', 'done') NOT NULL DEFAULT 'open',
	origin         VARCHAR(190) NULL COMMENT 'what raised it: the same thing never raises two',
	assignee_id    BIGINT UNSIGNED NULL COMMENT 'a user of the clinic',
	due_at         DATETIME(3) NULL,
	reminded_at    DATETIME(3) NULL COMMENT 'once it was overdue',
	call_sid       VARCHAR(64) NULL,
	message_sid    VARCHAR(34) NULL,
	appointment_id BIGINT UNSIGNED NULL,
	created_at     DATETIME(3) NOT NULL,
	done_at        DATETIME(3) NULL,
	UNIQUE KEY origin (origin),
	KEY of_clinic (clinic_id, task_id),
	KEY by_status (clinic_id, status, task_id),
	KEY of_assignee (assignee_id, task_id),
	KEY due (status, reminded_at, due_at),
	CONSTRAINT tasks_clinic FOREIGN KEY (clinic_id) REFERENCES clinics (clinic_id),
	CONSTRAINT tasks_assignee FOREIGN KEY (assignee_id) REFERENCES users (user_id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
