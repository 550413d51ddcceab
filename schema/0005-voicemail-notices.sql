-- Of a voicemail: when it was told, and how it is found.

ALTER TABLE voicemails
	ADD COLUMN IF NOT EXISTS notified_at DATETIME(3) NULL COMMENT 'those who are to hear of it were told' AFTER notes,
	ADD COLUMN IF NOT EXISTS updated_at DATETIME(3) NULL AFTER created_at,
	ADD KEY IF NOT EXISTS by_status (clinic_id, status, created_at, voicemail_id),
	ADD KEY IF NOT EXISTS of_assignee (assignee_id, created_at, voicemail_id),
	ADD KEY IF NOT EXISTS of_phone (from_number, created_at, voicemail_id),
	ADD KEY IF NOT EXISTS by_time (created_at, voicemail_id);

ALTER TABLE voicemails
	ADD CONSTRAINT voicemails_assignee FOREIGN KEY IF NOT EXISTS (assignee_id) REFERENCES users (user_id) ON DELETE SET NULL;
