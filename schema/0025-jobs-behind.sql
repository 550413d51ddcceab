-- A text to one of thousands makes way: a reminder, a missed call or a notice does not wait until all of them are sent.

ALTER TABLE jobs
	ADD COLUMN IF NOT EXISTS behind BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'it is run when no other is due' AFTER due_key,
	ADD KEY IF NOT EXISTS in_turn (state, behind, run_at, job_id),
	DROP KEY IF EXISTS due;
