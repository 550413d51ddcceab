-- Texts that were asked for before 0022, and still wait: they may be an hour late, so their time is known.

UPDATE jobs AS j JOIN messages AS m ON m.message_id = JSON_VALUE(j.payload, '$.messageId')
	SET m.send_at = m.ask_until - INTERVAL 1 HOUR
	WHERE j.kind = 'send-message' AND j.state = 'due' AND m.status = 'scheduled' AND m.send_at IS NULL AND m.ask_until IS NOT NULL;
