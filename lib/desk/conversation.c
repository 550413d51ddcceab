/* A provider's report, read. See conversation.h. */
#include "desk/conversation.h"

#include <string.h>

#include "core/agents.h"
#include "core/text.h"
#include "desk/conversation_parts.h"
#include "desk/phone.h"

/* --- values of whatever type ----------------------------------------------------------------- */

static struct json_object *
at(struct json_object *list, size_t i)
{
	return json_object_array_get_idx(list, i);
}

static size_t
length(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

/* A text that says something. */
static const char *
text_of(struct json_object *o, const char *name)
{
	const char *text = json_whole_text(json_get(o, name));

	return text_is_blank(text) ? NULL : text;
}

static const char *
id_of(struct json_object *o, const char *name)
{
	const char *id = text_of(o, name);

	return id && strlen(id) <= CONVERSATION_ID_MAX ? id : NULL;
}

static const char *
number_of(struct json_object *o, const char *name)
{
	const char *number = text_of(o, name);

	return number && phone_is_e164(number) ? number : NULL;
}

/* A whole number, written as one or as a text or with a fraction; -1: none. */
static int64_t
whole(struct json_object *o, const char *name)
{
	struct json_object *v = json_get(o, name);
	int64_t n = -1;

	if (json_object_is_type(v, json_type_int))
		n = json_object_get_int64(v);
	else if (json_object_is_type(v, json_type_double) && json_object_get_double(v) >= 0 &&
	    json_object_get_double(v) < 1e15)
		n = (int64_t)json_object_get_double(v);
	else if (json_object_is_type(v, json_type_string))
		(void)number_parse(json_object_get_string(v), 0, (int64_t)1e15, &n);
	return n < 0 || n > (int64_t)1e15 ? -1 : n;
}

static bool
is_price(struct json_object *v)
{
	return (json_object_is_type(v, json_type_double) ||
	    json_object_is_type(v, json_type_int)) &&
	    json_object_get_double(v) >= 0 && json_object_get_double(v) < 100000;
}

/* Of seconds since 1970, up to the year 9999. */
static int64_t
instant_of_seconds(int64_t s)
{
	return s > 0 && s < 253402300800 ? s * 1000 : 0;
}

static int64_t
instant_of(struct json_object *o, const char *name)
{
	const char *text = text_of(o, name);
	int64_t ms = 0;

	return text && instant_parse(text, &ms) ? ms : 0;
}

/* --- our own id among what is echoed --------------------------------------------------------- */

bool
conversation_is_session_id(const char *text)
{
	return text && strlen(text) == 29 && memcmp(text, "vs_", 3) == 0 &&
	    strspn(text + 3, "abcdefghijklmnopqrstuvwxyz234567") == 26;
}

/* By its name, whatever we called it; else the only value that can be one. */
static const char *
session_among(struct json_object *variables)
{
	static const char *const names[] = { "session_id", "sessionId", "session" };
	const char *found = NULL;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (conversation_is_session_id(json_get_text(variables, names[i])))
			return json_get_text(variables, names[i]);
	if (!json_object_is_type(variables, json_type_object))
		return NULL;
	json_object_object_foreach(variables, name, value) {
		const char *text = json_whole_text(value);

		(void)name;
		if (!conversation_is_session_id(text) || text_same(text, found))
			continue;
		if (found)
			return NULL;
		found = text;
	}
	return found;
}

/* --- turns ----------------------------------------------------------------------------------- */

static void
add_turn(struct conversation *c, int64_t at_ms, bool agent, const char *text)
{
	if (text_is_blank(text) || c->count == CONVERSATION_TURNS_MAX)
		return;
	c->turns[c->count++] = (struct conversation_turn){ at_ms, agent ? "agent" : "patient",
		text };
}

static void
join_turns(struct arena *a, struct conversation *c)
{
	struct text all = text_new(a);

	for (size_t i = 0; i < c->count; i++)
		text_printf(&all, "%s%s: %s", i ? "\n" : "", c->turns[i].speaker, c->turns[i].text);
	c->text = all.data;
}

static struct conversation_turn *
room_for(struct arena *a, size_t count)
{
	return arena_array(a, (count < CONVERSATION_TURNS_MAX ? count : CONVERSATION_TURNS_MAX) + 1,
	    sizeof(struct conversation_turn));
}

/* --- ElevenLabs ------------------------------------------------------------------------------ */

static void
read_elevenlabs_turns(struct arena *a, struct json_object *turns, struct conversation *c)
{
	c->turns = room_for(a, length(turns));
	for (size_t i = 0; i < length(turns); i++) {
		struct json_object *turn = at(turns, i);
		int64_t s = whole(turn, "time_in_call_secs");
		struct json_object *results = json_get(turn, "tool_results");

		add_turn(c, s < 0 ? -1 : s * 1000, !text_same(json_get_text(turn, "role"), "user"),
		    text_of(turn, "message"));
		for (size_t k = 0; k < length(results); k++) {
			struct json_object *r = at(results, k);
			struct tool tool = {
				.name = json_get_text(r, "tool_name"),
				.result = json_get_text(r, "result_value"),
				.failed = json_get_bool(r, "is_error", false) ||
				    !json_get_bool(r, "tool_has_been_called", true),
			};
			const char *request = json_get_text(r, "request_id");

			/* What it was asked stands in a call of this turn, or of an earlier one. */
			for (size_t t = i + 1; request && t-- > 0 && !tool.asked; ) {
				struct json_object *calls = json_get(at(turns, t), "tool_calls");

				for (size_t n = 0; n < length(calls); n++)
					if (text_same(json_get_text(at(calls, n), "request_id"),
					    request))
						tool.asked = json_get(at(calls, n),
						    "params_as_json");
			}
			conversation_tool(a, c, &tool);
		}
	}
}

/* call_initiation_failure: nobody was reached. */
static void
read_failure(struct json_object *data, struct conversation *c)
{
	const char *reason = json_get_text(data, "failure_reason");
	struct json_object *body = json_get(json_get(data, "metadata"), "body");

	c->failed = c->is_over = c->outbound = true;
	c->status = text_same(reason, "busy") || text_same(reason, "no-answer") ? reason : "failed";
	c->call_sid = id_of(body, "CallSid");
	c->agent_number = number_of(body, "From");
	c->phone = number_of(body, "To");
	if (!c->call_sid)
		c->call_sid = id_of(body, "call_sid");
	if (!c->agent_number)
		c->agent_number = number_of(body, "from_number");
	if (!c->phone)
		c->phone = number_of(body, "to_number");
}

static void
read_elevenlabs(struct arena *a, struct json_object *data, struct conversation *c)
{
	struct json_object *meta = json_get(data, "metadata");
	struct json_object *analysis = json_get(data, "analysis");
	struct json_object *phone = json_get(meta, "phone_call");
	struct json_object *echo = json_get(data, "conversation_initiation_client_data");
	struct json_object *variables = json_get(echo, "dynamic_variables");
	const char *status = json_get_text(data, "status");
	struct json_object *dollars = json_get(meta, "cost_fiat");
	int64_t credits = whole(meta, "cost");

	c->id = id_of(data, "conversation_id");
	c->agent_id = id_of(data, "agent_id");
	c->session_id = session_among(variables);
	if (json_get(data, "failure_reason")) {
		read_failure(data, c);
		return;
	}
	c->is_over = text_same(status, "done") || text_same(status, "failed");
	c->call_sid = id_of(variables, "clinic_call_sid");
	if (!c->call_sid)
		c->call_sid = id_of(phone, "call_sid");
	if (!c->call_sid)
		c->call_sid = id_of(variables, "system__call_sid");
	c->agent_number = number_of(phone, "agent_number");
	c->phone = number_of(phone, "external_number");
	c->outbound = text_same(json_get_text(phone, "direction"), "outbound");
	c->started_at_ms = instant_of_seconds(whole(meta, "start_time_unix_secs"));
	c->duration_s = whole(meta, "call_duration_secs");
	if (c->started_at_ms && c->duration_s >= 0 && c->duration_s < 1000000)
		c->ended_at_ms = c->started_at_ms + c->duration_s * 1000;
	c->status = text_same(status, "failed") ? "failed" : "completed";
	c->language = text_of(meta, "main_language");
	c->has_audio = json_get_bool(data, "has_audio", false);
	c->summary = text_of(analysis, "transcript_summary");
	c->title = text_of(analysis, "call_summary_title");
	c->credits = credits;
	if (is_price(dollars))
		c->price_usd = arena_printf(a, "%.6f", json_object_get_double(dollars));
	conversation_collect(a, c, json_get(analysis, "data_collection_results"));
	if (!json_get(analysis, "data_collection_results"))
		conversation_collect_list(a, c, json_get(analysis, "data_collection_results_list"),
		    "data_collection_id");
	read_elevenlabs_turns(a, json_get(data, "transcript"), c);
}

/* --- Vapi ------------------------------------------------------------------------------------ */

/* Why it ended, as a status of a session. */
static const char *
status_of_reason(const char *reason)
{
	static const char *const finished[] = {
		"customer-ended-call", "assistant-ended-call",
		"assistant-ended-call-after-message-spoken", "assistant-said-end-call-phrase",
		"assistant-forwarded-call", "exceeded-max-duration", "silence-timed-out",
		"call.in-progress.twilio-completed-call", "voicemail",
	};

	for (size_t i = 0; reason && i < sizeof finished / sizeof *finished; i++)
		if (text_same(reason, finished[i]))
			return "completed";
	if (text_same(reason, "customer-did-not-answer"))
		return "no-answer";
	if (text_same(reason, "customer-busy"))
		return "busy";
	if (text_same(reason, "manually-canceled"))
		return "canceled";
	return "failed";
}

/* "AI: …\nUser: …": where the turns themselves are not given. */
static void
read_vapi_text(struct arena *a, const char *text, struct conversation *c)
{
	size_t lines = 1;

	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	c->turns = room_for(a, lines);
	while (*text) {
		size_t n = strcspn(text, "\n");
		const char *line = arena_copy(a, text, n);
		bool agent = text_has_prefix(line, "AI:") || text_has_prefix(line, "Assistant:");

		if (agent || text_has_prefix(line, "User:"))
			line = strchr(line, ':') + 1;
		add_turn(c, -1, agent, line + strspn(line, " "));
		text += n + (text[n] == '\n');
	}
}

static void
read_vapi_tool(struct arena *a, struct json_object *messages, size_t i, struct conversation *c)
{
	struct json_object *m = at(messages, i);
	struct tool tool = {
		.name = json_get_text(m, "name"), .result = json_get_text(m, "result"),
	};
	const char *id = json_get_text(m, "toolCallId");

	for (size_t t = i; t-- > 0 && !tool.asked; ) {
		struct json_object *calls = json_get(at(messages, t), "toolCalls");

		for (size_t n = 0; n < length(calls); n++) {
			struct json_object *call = at(calls, n);
			struct json_object *function = json_get(call, "function");

			if (id ? text_same(json_get_text(call, "id"), id) :
			    text_same(json_get_text(function, "name"), tool.name))
				tool.asked = json_get(function, "arguments");
		}
	}
	conversation_tool(a, c, &tool);
}

static void
read_vapi_turns(struct arena *a, struct json_object *messages, struct conversation *c)
{
	c->turns = room_for(a, length(messages));
	for (size_t i = 0; i < length(messages); i++) {
		struct json_object *m = at(messages, i);
		const char *role = json_get_text(m, "role");
		int64_t s = whole(m, "secondsFromStart");

		if (text_same(role, "user"))
			add_turn(c, s < 0 ? -1 : s * 1000, false, text_of(m, "message"));
		else if (text_same(role, "bot") || text_same(role, "assistant"))
			add_turn(c, s < 0 ? -1 : s * 1000, true, text_of(m, "message"));
		else if (text_same(role, "tool_call_result") || text_same(role, "tool"))
			read_vapi_tool(a, messages, i, c);
	}
}

/* In the message, else in its call. */
static struct json_object *
either(struct json_object *message, struct json_object *call, const char *name)
{
	struct json_object *v = json_get(message, name);

	return v ? v : json_get(call, name);
}

static struct json_object *
holder(struct json_object *message, struct json_object *call, const char *name)
{
	return json_get(message, name) ? message : call;
}

static void
read_vapi(struct arena *a, struct json_object *message, struct conversation *c)
{
	struct json_object *call = json_get(message, "call") ? json_get(message, "call") : message;
	struct json_object *analysis = either(message, call, "analysis");
	struct json_object *artifact = either(message, call, "artifact");
	struct json_object *customer = either(message, call, "customer");
	struct json_object *number = either(message, call, "phoneNumber");
	struct json_object *overrides = json_get(call, "assistantOverrides");
	struct json_object *metadata = json_get(overrides, "metadata");
	struct json_object *recording = json_get(artifact, "recording");
	struct json_object *cost = either(message, call, "cost");
	const char *status = text_of(holder(message, call, "status"), "status");
	const char *reason = text_of(holder(message, call, "endedReason"), "endedReason");

	c->id = id_of(call, "id");
	c->agent_id = id_of(call, "assistantId");
	c->session_id = session_among(metadata);
	if (!c->session_id)
		c->session_id = session_among(json_get(overrides, "variableValues"));
	if (!c->session_id && conversation_is_session_id(text_of(customer, "externalId")))
		c->session_id = text_of(customer, "externalId");
	c->reference = id_of(metadata, "reference");
	c->visit_at_ms = whole(metadata, "startsAt") > 0 ? whole(metadata, "startsAt") : 0;
	if (!c->reference && !conversation_is_session_id(text_of(customer, "externalId")))
		c->reference = id_of(customer, "externalId");
	c->call_sid = id_of(call, "phoneCallProviderId");
	c->phone = number_of(customer, "number");
	c->agent_number = number_of(number, "number");
	if (!c->agent_number)
		c->agent_number = number_of(number, "twilioPhoneNumber");
	c->outbound = !text_same(json_get_text(call, "type"), "inboundPhoneCall");
	c->started_at_ms = instant_of(holder(message, call, "startedAt"), "startedAt");
	c->ended_at_ms = instant_of(holder(message, call, "endedAt"), "endedAt");
	c->duration_s = c->started_at_ms && c->ended_at_ms >= c->started_at_ms ?
	    (c->ended_at_ms - c->started_at_ms) / 1000 : -1;
	if (!c->started_at_ms)
		c->started_at_ms = instant_of(call, "createdAt");
	c->is_over = reason || text_same(status, "ended") ||
	    text_same(json_get_text(message, "type"), "end-of-call-report");
	c->status = status_of_reason(reason);
	if (!reason && c->ended_at_ms)
		c->status = "completed";
	c->failed = !text_same(c->status, "completed");
	c->voicemail = text_same(reason, "voicemail");
	c->has_audio = recording || text_of(artifact, "recordingUrl");
	c->summary = text_of(analysis, "summary");
	if (is_price(cost))
		c->price_usd = arena_printf(a, "%.6f", json_object_get_double(cost));
	conversation_collect(a, c, json_get(analysis, "structuredData"));
	conversation_collect_outputs(a, c, json_get(artifact, "structuredOutputs"));
	if (length(json_get(artifact, "messages")))
		read_vapi_turns(a, json_get(artifact, "messages"), c);
	else if (text_of(artifact, "transcript"))
		read_vapi_text(a, text_of(artifact, "transcript"), c);
}

bool
conversation_read(struct arena *a, const char *provider, struct json_object *report,
    struct conversation *out)
{
	*out = (struct conversation){
		.provider = provider, .text = "", .duration_s = -1, .credits = -1, .said_booked = -1,
	};
	if (!json_object_is_type(report, json_type_object))
		return false;
	if (text_same(provider, "vapi"))
		read_vapi(a, report, out);
	else
		read_elevenlabs(a, report, out);
	join_turns(a, out);
	return out->id != NULL;
}

bool
conversation_agent_is_ours(struct arena *a, const char *setting, const char *agent_id)
{
	struct agents agents;
	bool names_ids = false;
	const char *why;

	(void)agents_parse(a, setting, "", &agents, &why);
	for (size_t i = 0; i < agents.count; i++) {
		if (agent_id && text_same(agents.list[i].id, agent_id))
			return true;
		names_ids |= agents.list[i].id != NULL;
	}
	return !names_ids;
}
