-- What is still there of recordings and transcripts, for retention: rows of deleted ones stay, and become most of all. And the tasks of a call.

ALTER TABLE recordings
	ADD KEY IF NOT EXISTS of_clinic_left (clinic_id, processing_status, created_at);

ALTER TABLE transcripts
	ADD KEY IF NOT EXISTS of_clinic_left (clinic_id, status, created_at);

ALTER TABLE tasks
	ADD KEY IF NOT EXISTS of_call (call_sid, task_id);
