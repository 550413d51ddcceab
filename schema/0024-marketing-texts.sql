-- A text that somebody must have agreed to is asked about once more when it is sent: hours may lie between.

ALTER TABLE messages ADD COLUMN IF NOT EXISTS marketing BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'it goes to nobody who has not agreed to marketing' AFTER ask_until;
