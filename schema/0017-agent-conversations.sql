-- What AI agents' providers have told us of: by it their words are deleted, here and there.
CREATE TABLE IF NOT EXISTS agent_conversations (
	agent_conversation_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	provider              ENUM('elevenlabs', 'vapi') NOT NULL,
	conversation_id       VARCHAR(64) NOT NULL,
	clinic_id             BIGINT UNSIGNED NULL COMMENT 'NULL: it fits no call of a clinic, yet',
	call_sid              VARCHAR(64) NULL,
	created_at            DATETIME(3) NOT NULL COMMENT 'when we first heard of it',
	UNIQUE KEY conversation (provider, conversation_id),
	KEY of_clinic (clinic_id, created_at, agent_conversation_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE deletions
	MODIFY COLUMN kind ENUM('recording', 'transcript', 'message', 'conversation', 'report') NOT NULL COMMENT 'conversation: at an AI provider; report: what it told us',
	MODIFY COLUMN ref BIGINT UNSIGNED NOT NULL COMMENT 'recording_id, transcript_id, message_id or agent_conversation_id',
	MODIFY COLUMN sid VARCHAR(64) NULL COMMENT 'at the provider; NULL: nothing is there';
