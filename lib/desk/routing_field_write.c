/* One field of a clinic's routing as JSON, by its kind. See routing_field.h. */
#include "desk/routing_field.h"

static struct json_object *
speech_value(const struct speech *speech)
{
	struct json_object *o;

	if (speech->text)
		return json_object_new_string(speech->text);
	if (!speech->play)
		return NULL;
	o = json_object_new_object();
	json_put_text(o, "play", speech->play);
	return o;
}

/* As on a telephone, from 3 to 0; the keys that have no target are left out. */
static struct json_object *
choices_value(const struct routing *routing)
{
	struct json_object *o = json_object_new_object();

	for (const char *key = routing_menu_keys; *key; key++) {
		const struct menu_choice *choice = &routing->choices[*key - '0'];
		struct json_object *target = json_object_new_object();
		const char name[2] = { *key, '\0' };

		switch (choice->kind) {
		case CHOICE_NONE:
			json_object_put(target);
			continue;
		case CHOICE_POLICY:
			for (const struct choice_policy *p = routing_choice_policies; p->name; p++)
				if (p->policy == choice->policy)
					json_put_text(target, "policy", p->name);
			break;
		case CHOICE_SAY:
			json_object_object_add(target, "say", speech_value(&choice->speech));
			break;
		case CHOICE_NUMBER:
			json_put_text(target, "number", choice->number);
			break;
		}
		json_object_object_add(o, name, target);
	}
	return o;
}

static struct json_object *
blocked_value(const struct routing *routing)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < routing->blocked_count; i++)
		json_object_array_add(list, json_object_new_string(routing->blocked_numbers[i]));
	return list;
}

static struct json_object *
notify_value(const struct routing *routing)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < routing->notify_count; i++) {
		const struct notify_rule *rule = &routing->notify[i];
		struct json_object *o = json_object_new_object(), *by = json_object_new_array();

		json_put_text(o, "on", routing_notify_events[rule->on]);
		json_put_text(o, "keyword", rule->keyword);
		json_put_int(o, "assistantId", rule->assistant_id);
		if (rule->by_sms)
			json_object_array_add(by, json_object_new_string("sms"));
		if (rule->by_email)
			json_object_array_add(by, json_object_new_string("email"));
		json_object_object_add(o, "by", by);
		json_put_bool(o, "attachSound", rule->attach_sound);
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *
offsets_value(const struct routing *routing)
{
	struct json_object *list = json_object_new_array();

	for (int i = 0; i < routing->reminder_hours_count; i++)
		json_object_array_add(list, json_object_new_int(routing->reminder_hours[i]));
	return list;
}

static struct json_object *
channels_value(const struct routing *routing)
{
	struct json_object *list = json_object_new_array();

	if (routing->remind_by_sms)
		json_object_array_add(list, json_object_new_string("sms"));
	if (routing->remind_by_call)
		json_object_array_add(list, json_object_new_string("call"));
	return list;
}

struct json_object *
field_value(const struct field *f, const struct routing *routing)
{
	const void *at = (const char *)routing + f->at;

	switch (f->kind) {
	case SWITCH:
		return json_object_new_boolean(*(const bool *)at);
	case WHOLE:
		if (f->or_null && *(const int *)at == RETENTION_DEFAULT)
			return NULL;
		return json_object_new_int(*(const int *)at);
	case SPEECH:
		return speech_value(at);
	case FLAG:
		if (*(const int *)at == UNSET)
			return NULL;
		return json_object_new_boolean(*(const int *)at == YES);
	case WORD:
		if (f->or_null && *(const int *)at == UNSET)
			return NULL;
		return json_object_new_string(f->words[*(const int *)at - f->or_null]);
	case PHONE: case VOICE: case LANGUAGE: case SMS: {
		const char *s = *(const char *const *)at;

		return s && *s ? json_object_new_string(s) : NULL;
	}
	case HOURS:
		return hours_value(at);
	case EXCEPTIONS:
		return hours_exceptions_value(at);
	case CHOICES:
		return choices_value(routing);
	case BLOCKED:
		return blocked_value(routing);
	case NOTIFY:
		return notify_value(routing);
	case INTERVAL:
		return hours_interval_value(at);
	case OFFSETS:
		return offsets_value(routing);
	case CHANNELS:
		return channels_value(routing);
	}
	return NULL;
}
