-- A day without an hour is known, too; and when a call's first summary was there, which no later reading of the call moves.

ALTER TABLE calls
	ADD COLUMN IF NOT EXISTS stated_date DATE NULL COMMENT 'of the visit, by the clinic''s calendar' AFTER stated_time,
	ADD COLUMN IF NOT EXISTS summarised_at DATETIME(3) NULL COMMENT 'when its first summary was there' AFTER summary_ready;

UPDATE calls SET summarised_at = analysed_at WHERE summary_ready AND summarised_at IS NULL;

ALTER TABLE bookings
	ADD COLUMN IF NOT EXISTS stated_date DATE NULL COMMENT 'as that of a call' AFTER stated_time;
