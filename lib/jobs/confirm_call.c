/* Ordering a confirmation call. See confirm_call.h. */
#include "jobs/confirm_call.h"

#include "carrier/vapi.h"
#include "core/clock.h"
#include "core/form.h"
#include "core/text.h"
#include "data/calls.h"
#include "data/languages.h"
#include "desk/phone.h"
#include "desk/spoken.h"

enum {
	RING_SECONDS = 30, CALL_MAX_SECONDS = 300,
	UNDER_WAY_MS = 60 * 60 * 1000,	/* an end of which nobody told is found within the hour */
};

const char *
confirm_provider(const struct config *config)
{
	if (config_has_twilio(config))
		return "twilio";
	return vapi_is_configured(config) ? "vapi" : "simulation";
}

bool
confirm_reaches(struct arena *a, const char *provider, const char *phone)
{
	return !text_same(provider, "vapi") || text_same(phone_country(a, phone), "US");
}

/* Who answers is found out before a word is said: a machine must not hear whose visit it is, nor
 * with whom. For a person that takes a second or two; whoever says nothing is asked after three. */
static const char *
twilio_request(struct arena *a, const struct config *config, const struct routes *routes,
    const struct confirm_order *order, const struct outbound_call *call)
{
	const char *id = arena_printf(a, "%lld", (long long)order->visit->appointment_id);
	const char *ref = arena_printf(a, "ref=%s", call->reference);
	const char *query = arena_printf(a, "%s&lang=%s&at=%lld", ref, call->language,
	    (long long)order->visit->starts_at_ms);
	const char *url = routes_url_of(routes, a, config, "confirmation-voice", id, query);
	struct text form = text_new(a);

	form_put(&form, "Url", url);
	form_put(&form, "FallbackUrl", url);
	form_put(&form, "StatusCallback",
	    routes_url(routes, a, config, "voice-status-callback", ref));
	form_put(&form, "StatusCallbackEvent", "initiated");
	form_put(&form, "StatusCallbackEvent", "ringing");
	form_put(&form, "StatusCallbackEvent", "answered");
	form_put(&form, "StatusCallbackEvent", "completed");
	form_put(&form, "Timeout", arena_printf(a, "%d", RING_SECONDS));
	form_put(&form, "TimeLimit", arena_printf(a, "%d", CALL_MAX_SECONDS));
	form_put(&form, "MachineDetection", "DetectMessageEnd");
	form_put(&form, "MachineDetectionTimeout", "30");
	form_put(&form, "MachineDetectionSilenceTimeout", "3000");
	return form.data;
}

/* What the assistant may say, and no more. */
static const char *
vapi_request(struct arena *a, const struct config *config, const struct confirm_order *order,
    const struct outbound_call *call, const struct language *language)
{
	const struct appointment *v = order->visit;
	struct civil at = zone_civil(order->clinic->timezone, v->starts_at_ms);
	struct civil now = zone_civil(order->clinic->timezone, clock_now_ms());
	struct json_object *variables = json_object_in(a), *metadata = json_object_in(a);

	json_put_text(variables, "patientName", patient_name(a, &v->patient));
	json_put_text(variables, "clinicName", order->clinic->name);
	json_put_text(variables, "doctor", v->doctor);
	json_put_text(variables, "appointmentTime", spoken_when(a, language->texts, &at, &now));
	json_put_text(variables, "language", language->tag);
	json_put_int(metadata, "appointmentId", v->appointment_id);
	return vapi_call_body(a, config, &(struct vapi_call){
		.number = call->to, .reference = call->reference, .variables = variables,
		.metadata = metadata, .max_duration_seconds = CALL_MAX_SECONDS,
	});
}

struct intent {
	struct arena *arena;
	struct outbound_call *call;
	int64_t place_at_ms;
};

/* The desk, the retry plan and a reminder may think of it at the same moment: one of them is first,
 * and the others see its call. */
static enum db_result
intend_alone(struct db *db, void *context)
{
	const struct intent *i = context;
	struct outbound_call last;
	bool under_way = false;
	enum db_result result = appointment_hold(db, i->arena, i->call->appointment_id);

	if (result == DB_OK)
		result = confirm_last_call(db, i->arena, i->call->appointment_id, &last,
		    &under_way);
	if (result != DB_OK)
		return result;
	if (!under_way)
		return outbound_call_intend(db, i->arena, i->call, i->place_at_ms);
	*i->call = last;
	return DB_DUPLICATE;
}

enum db_result
confirm_call_intend(struct db *db, struct arena *a, const struct config *config,
    const struct routes *routes, const struct confirm_order *order, struct outbound_call *call)
{
	const struct appointment *v = order->visit;
	struct language language = { .tag = "en" };
	bool speaks = language_load(a, config, v->patient.language, order->clinic->language,
	    &language);

	*call = (struct outbound_call){
		.clinic_id = v->clinic_id, .reference = outbound_call_reference(a),
		.origin = order->origin, .call_type = "appointment-confirmation",
		.provider = confirm_provider(config), .from = order->from,
		.to = v->patient.phone, .phone = v->patient.phone, .request = "",
		.ask_until_ms = order->ask_until_ms, .language = language.tag,
		.appointment_id = v->appointment_id, .patient_id = v->patient_id,
	};
	if (text_same(call->provider, "twilio"))
		call->request = twilio_request(a, config, routes, order, call);
	else if (text_same(call->provider, "vapi") && speaks)
		call->request = vapi_request(a, config, order, call, &language);
	return db_within(db, intend_alone, &(struct intent){ a, call, order->place_at_ms });
}

enum db_result
confirm_last_call(struct db *db, struct arena *a, int64_t appointment_id,
    struct outbound_call *last, bool *under_way)
{
	struct outbound_call *list;
	int64_t begins_ms;
	size_t count;
	enum db_result result = outbound_calls_of_appointment(db, a, appointment_id, &list,
	    &count);

	*last = (struct outbound_call){ 0 };
	*under_way = false;
	if (result != DB_OK || !count)
		return result == DB_NONE ? DB_OK : result;
	*last = list[0];
	/* While it waits for its provider, it has not even begun. */
	begins_ms = !last->settled ? last->ask_until_ms :
	    last->asked_at_ms ? last->asked_at_ms : last->created_at_ms;
	*under_way = call_status_rank(last->status) >= 0 &&
	    call_status_rank(last->status) < CALL_ENDED &&
	    clock_now_ms() < begins_ms + UNDER_WAY_MS;
	return DB_OK;
}
