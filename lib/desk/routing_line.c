/* The snapshot's lines: a number, its clinic, its routing and its assistants. See routing.h. */
#include "desk/routing.h"

#include <stddef.h>

#include "core/text.h"
#include "desk/phone.h"

#define LINE(member) offsetof(struct line, member)

static const struct { const char *name; size_t at; } line_texts[] = {
	{ "number", LINE(number) },
	{ "clinicName", LINE(clinic_name) },
	{ "timezone", LINE(timezone) },
	{ "country", LINE(country) },
	{ "forwardNumber", LINE(forward_number) },
	{ "forwardNumberNew", LINE(forward_number_new) },
	{ "forwardNumberExisting", LINE(forward_number_existing) },
	{ "menuMessage", LINE(menu_message) },
};

enum { LINE_TEXTS = sizeof line_texts / sizeof line_texts[0] };

static struct json_object *
assistant_document(struct arena *a, const struct assistant *assistant)
{
	struct json_object *o = json_object_in(a);

	json_put_int(o, "id", assistant->assistant_id);
	json_put_text(o, "phone", assistant->phone);
	if (assistant->name && *assistant->name)
		json_put_text(o, "name", assistant->name);
	if (assistant->priority)
		json_put_int(o, "priority", assistant->priority);
	if (assistant->paused)
		json_put_bool(o, "paused", true);
	if (assistant->has_duty && !assistant->duty.always)
		json_object_object_add(o, "duty", hours_value(&assistant->duty));
	return o;
}

struct json_object *
line_document(struct arena *a, const struct line *line)
{
	struct json_object *o = json_object_in(a), *routing = routing_short(a, &line->routing);
	struct json_object *assistants = json_array_in(a);

	json_put_int(o, "clinicId", line->clinic_id);
	for (int i = 0; i < LINE_TEXTS; i++) {
		const char *s = *(const char *const *)((const char *)line + line_texts[i].at);

		if (s && *s)
			json_put_text(o, line_texts[i].name, s);
	}
	if (json_object_object_length(routing))
		json_put(o, "routing", routing);
	for (size_t i = 0; i < line->assistants_count; i++)
		json_append(assistants, assistant_document(a, &line->assistants[i]));
	if (line->assistants_count)
		json_put(o, "assistants", assistants);
	return o;
}

static void
pass_over(void *context, const char *field, const char *message)
{
	(void)context, (void)field, (void)message;
}

/* One that has no phone is nobody. */
static bool
is_assistant(struct json_object *v)
{
	return json_get_int(v, "id", 0) > 0 && phone_is_e164(json_get_text(v, "phone"));
}

static struct assistant
assistant_parse(struct arena *a, struct json_object *v)
{
	struct json_object *duty = json_get(v, "duty");
	int64_t priority = json_get_int(v, "priority", 0);
	const char *name = json_get_text(v, "name");
	struct assistant assistant = {
		.assistant_id = json_get_int(v, "id", 0),
		.name = name ? name : "",
		.phone = json_get_text(v, "phone"),
		.priority = priority < 0 || priority > INT32_MAX ? INT32_MAX : (int)priority,
		.paused = json_get_bool(v, "paused", false),
	};

	hours_default(&assistant.duty);
	hours_read(a, duty, "duty", &assistant.duty, pass_over, NULL);
	assistant.has_duty = !assistant.duty.always;
	return assistant;
}

static void
read_assistants(struct arena *a, struct json_object *list, struct line *line)
{
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	struct assistant *assistants;
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += is_assistant(json_object_array_get_idx(list, i));
	assistants = arena_array(a, count, sizeof *assistants);
	for (size_t i = 0; i < n; i++) {
		struct json_object *v = json_object_array_get_idx(list, i);

		if (is_assistant(v))
			assistants[line->assistants_count++] = assistant_parse(a, v);
	}
	line->assistants = assistants;
}

bool
line_parse(struct arena *a, const char *json, size_t bytes, struct line **line)
{
	struct line *l = arena_alloc(a, sizeof *l);
	struct json_object *o, *routing;
	const char *why;

	if (!json_parse(a, json, bytes, &o, &why) || !json_object_is_type(o, json_type_object))
		return false;
	for (int i = 0; i < LINE_TEXTS; i++) {
		const char *text = json_get_text(o, line_texts[i].name);

		if (!text && json_get(o, line_texts[i].name))
			return false;
		*(const char **)((char *)l + line_texts[i].at) = text;
	}
	l->clinic_id = json_get_int(o, "clinicId", 0);
	routing = json_get(o, "routing");
	if (routing && !json_object_is_type(routing, json_type_object))
		return false;
	routing_read(a, routing, &l->routing);
	read_assistants(a, json_get(o, "assistants"), l);
	if (!phone_is_e164(l->number) || l->clinic_id <= 0)
		return false;
	*line = l;
	return true;
}
