/* See confirmation_call.h. */
#include "web/confirmation_call.h"

enum outcome
answer_confirmation_call(struct request *r, const struct outbound_call *call, bool placed)
{
	struct json_object *o = json_object_in(r->arena), *data = json_object_in(r->arena), *entry = json_object_in(r->arena), *made = json_object_in(r->arena);
	bool simulated = text_same(call->provider, "simulation");

	json_put_int(entry, "_id", call->call_id);
	json_put_text(entry, "callId", call->call_sid);
	json_put_text(entry, "status", placed ? "initiated" : "unknown");
	json_put_text(entry, "aiProvider", call->provider);
	json_put_text(made, "id", call->call_sid);
	json_put_text(made, "status", !placed ? "unknown" : simulated ? "simulation" : "queued");
	json_put_text(made, "to", call->to);
	json_put_text(made, "from", *call->from ? call->from : NULL);
	json_put(data, "callLog", entry);
	json_put(data, "call", made);
	json_put_text(data, "provider", call->provider);
	json_put_bool(o, "success", placed);
	json_put_text(o, "message", placed ? arena_printf(r->arena, "Call initiated successfully via %s", call->provider) :
	    "The provider's answer was lost: whether the call was placed is being found out, and nobody is called twice.");
	json_put(o, "data", data);
	return answer_json(r, placed ? 200 : 202, o);
}
