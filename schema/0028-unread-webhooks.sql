-- Webhooks that could not be read, for retention: among millions that could, they are few.

ALTER TABLE events
	ADD KEY IF NOT EXISTS of_verdict (verdict, at);
