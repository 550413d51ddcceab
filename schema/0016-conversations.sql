-- What AI agents' providers report: their transcripts stand beside the others of a call.

ALTER TABLE transcripts
	MODIFY COLUMN source ENUM('twilio-intelligence', 'realtime', 'whisper', 'twilio-record', 'elevenlabs', 'vapi') NOT NULL;

ALTER TABLE unmatched_conversations ADD KEY IF NOT EXISTS by_time (created_at, unmatched_id);
