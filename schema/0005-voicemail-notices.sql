-- Of a voicemail: whose clinic's rules told whom, and when it is to be looked at.

ALTER TABLE voicemails
	ADD COLUMN IF NOT EXISTS notified_at DATETIME(3) NULL COMMENT 'those who are to hear of it were told' AFTER notes,
	ADD COLUMN IF NOT EXISTS updated_at DATETIME(3) NULL AFTER created_at,
	ADD KEY IF NOT EXISTS by_status (clinic_id, status, created_at, voicemail_id);
