-- Texts that are sent later than they were asked for, and those that came in and of which we heard late.

ALTER TABLE messages
	ADD COLUMN IF NOT EXISTS send_at DATETIME(3) NULL COMMENT 'of one that is to be sent later: not before; NULL: at once' AFTER metadata,
	ADD COLUMN IF NOT EXISTS found BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'of one that came in: Twilio''s list told of it, no webhook yet' AFTER answer;
