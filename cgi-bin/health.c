/*
 * health - is everything there?
 *
 * Always 200, so that a monitor reads the words: ok, or degraded with what is missing. Names no secret and no number.
 */
#include "core/clock.h"
#include "web/request.h"
#include "web/spool.h"

enum { SNAPSHOT_STALE_S = 180 };

static enum outcome
health(struct request *r)
{
	const struct config *c = r->config;
	struct json_object *o = json_object_in(r->arena), *snapshot = json_object_in(r->arena), *spool = json_object_in(r->arena);
	int64_t written_ms = snapshot_written_at_ms(r->snapshot);
	int64_t age_s = written_ms ? (r->now_ms - written_ms) / 1000 : -1;
	long waiting = spool_depth(c->spool_dir, "new"), bad = spool_depth(c->spool_dir, "bad");
	bool database = db_ping(r->db), twilio = *c->twilio_account_sid && *c->twilio_auth_token;
	bool ok = database && twilio && age_s >= 0 && age_s < SNAPSHOT_STALE_S && waiting >= 0 && bad == 0;

	json_put_text(o, "status", ok ? "ok" : "degraded");
	json_put_bool(o, "twilio_configured", twilio);
	json_put_bool(o, "elevenlabs_number_configured", *c->elevenlabs_phone_number != '\0');
	json_put_bool(o, "elevenlabs_webhook_configured", *c->elevenlabs_webhook_secret != '\0');
	json_put_bool(o, "vapi_webhook_configured", *c->vapi_webhook_secret != '\0');
	json_put_bool(o, "database", database);
	json_put_int(snapshot, "version", snapshot_version(r->snapshot));
	if (age_s >= 0)
		json_put_int(snapshot, "ageSeconds", age_s);
	else
		json_put_text(snapshot, "ageSeconds", NULL);
	json_put(o, "snapshot", snapshot);
	json_put_int(spool, "waiting", waiting);
	json_put_int(spool, "bad", bad);
	json_put(o, "spool", spool);
	return answer_json(r, 200, o);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/health", CALLER_PUBLIC, health, "Is everything there?", .answer = "health" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
