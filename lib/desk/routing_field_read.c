/* One field of a routing document, read by its kind. See routing_field.h. */
#include "desk/routing_field.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "desk/keyword.h"
#include "desk/phone.h"
#include "desk/segments.h"
#include "desk/voices.h"

enum { TEXT_CHARACTERS_MAX = 1000, URL_BYTES_MAX = 2000, KEYWORD_CHARACTERS_MAX = 100 };

/* The languages that Say accepts (Twilio's pages on <Say>); any other makes the Say fail. */
static const char languages[] =
	" af-ZA am-ET ar-AE ar-XA bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE"
	" el-GR en-AU en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US fi-FI"
	" fil-PH fr-BE fr-CA fr-FR gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-KR"
	" lv-LV ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK"
	" sr-RS sv-SE ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-HK zh-CN zh-HK zh-TW" " ";

void
fault(struct reader *r, const char *name, const char *message)
{
	struct fault *f;

	if (r->is_stored)
		return;
	f = arena_alloc(r->arena, sizeof *f);
	f->field = name;
	f->message = message;
	*r->end = f;
	r->end = &f->next;
}

void
fault_unknown(struct reader *r, const char *name)
{
	fault(r, name, "unknown field");
}

static void *
member(struct reader *r, const struct field *f)
{
	return (char *)r->out + f->at;
}

static bool
is_text(struct json_object *v, size_t characters_max)
{
	const char *s = json_whole_text(v);

	return s && !text_is_blank(s) && text_characters(s) <= characters_max;
}

static bool
is_https_url(struct json_object *v)
{
	const char *s = json_whole_text(v);

	if (!s || !text_has_prefix(s, "https://") || strlen(s) > URL_BYTES_MAX ||
	    !isalnum((unsigned char)s[strlen("https://")]))
		return false;
	for (; *s; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f)
			return false;
	return true;
}

static bool
is_name(const char *s)
{
	size_t n = 0;

	while (s && (isalnum((unsigned char)s[n]) || (s[n] && strchr("-_.", s[n]))))
		n++;
	return n && n <= NAME_BYTES_MAX && !s[n];
}

static bool
is_language(struct arena *a, const char *s)
{
	return is_name(s) && strstr(languages, arena_printf(a, " %s ", s));
}

static const char *
one_of(struct arena *a, const char *const *words)
{
	struct text t = text_new(a);

	text_puts(&t, "must be one of ");
	for (int i = 0; words[i]; i++) {
		text_puts(&t, i ? ", " : "");
		text_puts(&t, words[i]);
	}
	return t.data;
}

/* Which of the words it is, -1 for none. */
static int
word_index(const char *const *words, const char *word)
{
	for (int i = 0; words[i]; i++)
		if (text_same(words[i], word))
			return i;
	return -1;
}

static const char *
below(struct reader *r, const char *path, const char *name)
{
	return arena_printf(r->arena, "%s.%s", path, name);
}

static const char *
item(struct reader *r, const char *path, size_t i)
{
	return arena_printf(r->arena, "%s.%zu", path, i);
}

/* Every member of an object has one of these names, between spaces. */
static void
only(struct reader *r, const char *path, struct json_object *o, const char *names)
{
	json_object_object_foreach(o, name, value) {
		(void)value;
		if (!*name || strchr(name, ' ') ||
		    !strstr(names, arena_printf(r->arena, " %s ", name)))
			fault_unknown(r, below(r, path, name));
	}
}

static bool
read_text(struct reader *r, const char *path, struct json_object *v, const char **out)
{
	if (is_text(v, TEXT_CHARACTERS_MAX))
		*out = arena_string(r->arena, json_object_get_string(v));
	else
		fault(r, path, "must be 1 to 1000 characters");
	return *out;
}

/* What is texted: one text at most, however many segments it has. */
static void
read_sms(struct reader *r, const struct field *f, struct json_object *v)
{
	if (is_text(v, SEGMENTS_CHARACTERS_MAX) &&
	    segments_of(json_object_get_string(v)).characters <= SEGMENTS_CHARACTERS_MAX)
		*(const char **)member(r, f) = arena_string(r->arena, json_object_get_string(v));
	else
		fault(r, f->name, "must be 1 to 1600 characters");
}

/* v is a string or an object. */
static bool
read_speech(struct reader *r, const char *path, struct json_object *v, struct speech *out)
{
	if (json_object_is_type(v, json_type_string))
		return read_text(r, path, v, &out->text);
	if (is_https_url(json_get(v, "play")))
		out->play = arena_string(r->arena, json_get_text(v, "play"));
	else
		fault(r, below(r, path, "play"), "must be an https URL");
	only(r, path, v, " play ");
	return out->play;
}

static bool
read_phone(struct reader *r, const char *path, struct json_object *v, const char **out)
{
	const char *text = json_whole_text(v);
	const char *e164 = NULL;

	if (text && r->normalise)
		e164 = r->normalise(r->arena, text, r->country);
	else if (text && phone_is_e164(text))
		e164 = text;
	if (!e164) {
		fault(r, path, "must be a phone number, such as +18455550100");
		return false;
	}
	*out = arena_string(r->arena, e164);
	return true;
}

static void
read_word(struct reader *r, const struct field *f, struct json_object *v)
{
	int i = word_index(f->words, json_whole_text(v));

	if (i < 0)
		fault(r, f->name, one_of(r->arena, f->words));
	else
		*(int *)member(r, f) = f->or_null + i;
}

static void
read_whole(struct reader *r, const struct field *f, struct json_object *v)
{
	int64_t n = json_object_get_int64(v);

	if (n < f->min || n > f->max)
		fault(r, f->name, arena_printf(r->arena, "must be %d to %d", f->min, f->max));
	else
		*(int *)member(r, f) = (int)n;
}

static void
read_name(struct reader *r, const struct field *f, struct json_object *v)
{
	const char *s = json_whole_text(v);

	if (f->kind == VOICE && !(is_name(s) && voice_is_named(s)))
		fault(r, f->name, "must be the name of a voice, such as Polly.Joanna");
	else if (f->kind == LANGUAGE && !is_language(r->arena, s))
		fault(r, f->name, "must be a language that Twilio speaks, such as en-US");
	else
		*(const char **)member(r, f) = arena_string(r->arena, s);
}

/* --- hours, the menu's keys, lists ----------------------------------------------------------- */

static void
note_fault(void *reader, const char *path, const char *message)
{
	fault(reader, path, message);
}

/* {"policy": …}, {"say": …} or {"number": …}; one of them. */
static void
read_choice(struct reader *r, const char *path, struct json_object *v, struct menu_choice *out)
{
	struct json_object *policy = json_get(v, "policy"), *words = json_get(v, "say");
	struct json_object *number = json_get(v, "number");

	only(r, path, v, " policy say number ");
	if (!policy + !words + !number != 2) {
		fault(r, path, "must have one of policy, say, number");
	} else if (number) {
		if (read_phone(r, below(r, path, "number"), number, &out->number))
			out->kind = CHOICE_NUMBER;
	} else if (words) {
		if (!json_object_is_type(words, json_type_string) &&
		    !json_object_is_type(words, json_type_object))
			fault(r, below(r, path, "say"),
			    "must be a text or {\"play\": \"https://…\"}");
		else if (read_speech(r, below(r, path, "say"), words, &out->speech))
			out->kind = CHOICE_SAY;
	} else {
		for (const struct choice_policy *p = routing_choice_policies; p->name; p++)
			if (text_same(p->name, json_get_text(v, "policy")))
				*out = (struct menu_choice){ .kind = CHOICE_POLICY,
					.policy = p->policy };
		if (out->kind == CHOICE_NONE)
			fault(r, below(r, path, "policy"),
			    "must be one of voicemail, external, ai-agent");
	}
}

static void
read_choices(struct reader *r, const char *path, struct json_object *v)
{
	json_object_object_foreach(v, key, value) {
		const char *name = below(r, path, key);

		if (!key[0] || !strchr(routing_menu_keys, key[0]) || key[1])
			fault(r, name, "must be a key from 3 to 9, or 0");
		else if (!json_object_is_type(value, json_type_object))
			fault(r, name, "must be an object");
		else
			read_choice(r, name, value, &r->out->choices[key[0] - '0']);
	}
}

/* How many of a list's members are read; one that is too long is at fault. */
static size_t
list_length(struct reader *r, const char *path, struct json_object *v, int max, const char *what)
{
	size_t n = json_object_array_length(v);

	if (n > (size_t)max) {
		fault(r, path, arena_printf(r->arena, "must be at most %d %s", max, what));
		n = (size_t)max;
	}
	return n;
}

static int
text_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
read_blocked(struct reader *r, const char *path, struct json_object *v)
{
	size_t n = list_length(r, path, v, BLOCKED_NUMBERS_MAX, "numbers"), count = 0, kept = 0;
	const char **list = arena_array(r->arena, n, sizeof *list);

	for (size_t i = 0; i < n; i++)
		count += read_phone(r, item(r, path, i), json_object_array_get_idx(v, i),
		    &list[count]);
	if (count)
		qsort(list, count, sizeof *list, text_order);
	for (size_t i = 0; i < count; i++)
		if (!kept || strcmp(list[kept - 1], list[i]) != 0)
			list[kept++] = list[i];
	r->out->blocked_numbers = list;
	r->out->blocked_count = kept;
}

static bool
read_channels(struct reader *r, const char *path, struct json_object *v, struct notify_rule *rule)
{
	size_t n = json_object_is_type(v, json_type_array) ? json_object_array_length(v) : 0;
	bool good = n > 0;

	for (size_t i = 0; i < n; i++) {
		struct json_object *channel = json_object_array_get_idx(v, i);
		const char *name = json_whole_text(channel);

		if (text_same(name, "sms"))
			rule->by_sms = true;
		else if (text_same(name, "email"))
			rule->by_email = true;
		else
			good = false;
	}
	if (!good)
		fault(r, path, "must be a list of sms, email");
	return good;
}

static bool
read_keyword(struct reader *r, const char *path, struct json_object *v, struct notify_rule *rule)
{
	bool wanted = rule->on == NOTIFY_KEYWORD;

	if (wanted && is_text(v, KEYWORD_CHARACTERS_MAX) &&
	    !keyword_is_any(r->arena, json_object_get_string(v))) {
		fault(r, path, "must have a word");
		return false;
	}
	if (wanted ? is_text(v, KEYWORD_CHARACTERS_MAX) : !v) {
		rule->keyword = wanted ? arena_string(r->arena, json_object_get_string(v)) : NULL;
		return true;
	}
	fault(r, path, wanted ? "must be 1 to 100 characters" :
	    "must be null but for the event keyword");
	return false;
}

static bool
read_rule(struct reader *r, const char *path, struct json_object *v, struct notify_rule *rule)
{
	struct json_object *on = json_get(v, "on"), *id = json_get(v, "assistantId");
	struct json_object *attach = json_get(v, "attachSound");
	bool good = true;
	int event;

	*rule = (struct notify_rule){ 0 };
	if (!json_object_is_type(v, json_type_object)) {
		fault(r, path, "must be an object");
		return false;
	}
	only(r, path, v, " on keyword assistantId by attachSound ");
	event = word_index(routing_notify_events, json_whole_text(on));
	if (event >= 0) {
		rule->on = (enum notify_on)event;
		good = read_keyword(r, below(r, path, "keyword"), json_get(v, "keyword"), rule);
	} else {
		fault(r, below(r, path, "on"), one_of(r->arena, routing_notify_events));
		good = false;
	}
	rule->assistant_id = json_object_is_type(id, json_type_int) ? json_object_get_int64(id) : 0;
	if (rule->assistant_id <= 0) {
		fault(r, below(r, path, "assistantId"), "must be the id of an assistant");
		good = false;
	}
	if (attach && !json_object_is_type(attach, json_type_boolean)) {
		fault(r, below(r, path, "attachSound"), "must be true or false");
		good = false;
	}
	rule->attach_sound = json_object_get_boolean(attach);
	return read_channels(r, below(r, path, "by"), json_get(v, "by"), rule) && good;
}

static void
read_notify(struct reader *r, const char *path, struct json_object *v)
{
	size_t n = list_length(r, path, v, NOTIFY_RULES_MAX, "rules"), count = 0;
	struct notify_rule *list = arena_array(r->arena, n, sizeof *list);

	for (size_t i = 0; i < n; i++)
		count += read_rule(r, item(r, path, i), json_object_array_get_idx(v, i),
		    &list[count]);
	r->out->notify = list;
	r->out->notify_count = count;
}

/* --- reminders ------------------------------------------------------------------------------- */

static int
longest_first(const void *a, const void *b)
{
	return *(const int *)b - *(const int *)a;
}

/* A list of nothing, or of nothing but faults, would remind nobody: it is at fault, and the default
 * stays. */
static void
read_offsets(struct reader *r, const char *path, struct json_object *v)
{
	size_t n = list_length(r, path, v, REMINDER_OFFSETS_MAX, "offsets");
	int hours[REMINDER_OFFSETS_MAX], count = 0;

	if (!n)
		fault(r, path, "must be 1 to 10 offsets");
	for (size_t i = 0; i < n; i++) {
		struct json_object *offset = json_object_array_get_idx(v, i);
		int64_t h = json_object_get_int64(offset);
		bool is_new = true;

		for (int j = 0; j < count; j++)
			is_new = is_new && hours[j] != h;
		if (!json_object_is_type(offset, json_type_int) || h < 1 || h > REMINDER_HOURS_MAX)
			fault(r, item(r, path, i), "must be a whole number of hours, 1 to 8760");
		else if (!is_new)
			fault(r, item(r, path, i), "is there twice");
		else
			hours[count++] = (int)h;
	}
	if (!count)
		return;
	qsort(hours, (size_t)count, sizeof *hours, longest_first);
	memcpy(r->out->reminder_hours, hours, sizeof *hours * (size_t)count);
	r->out->reminder_hours_count = count;
}

static void
read_reminder_channels(struct reader *r, const char *path, struct json_object *v)
{
	size_t n = json_object_array_length(v);
	bool sms = false, call = false, good = true;

	for (size_t i = 0; i < n; i++) {
		const char *name = json_whole_text(json_object_array_get_idx(v, i));

		sms = sms || text_same(name, "sms");
		call = call || text_same(name, "call");
		good = good && (text_same(name, "sms") || text_same(name, "call"));
	}
	if (!good || (!sms && !call))
		fault(r, path, "must be a list of sms, call");
	if (!sms && !call)
		return;
	r->out->remind_by_sms = sms;
	r->out->remind_by_call = call;
}

/* --- a field --------------------------------------------------------------------------------- */

/* What JSON must hold for each kind, and how a person is told. */
static const struct { enum json_type type; const char *words; } types[] = {
	[FLAG] = { json_type_boolean, "true or false" },
	[SWITCH] = { json_type_boolean, "true or false" },
	[WHOLE] = { json_type_int, "a whole number" },
	[SMS] = { json_type_string, "a text" },
	[SPEECH] = { json_type_string, "a text or {\"play\": \"https://…\"}" },
	[PHONE] = { json_type_string, "a phone number" },
	[VOICE] = { json_type_string, "a text" },
	[LANGUAGE] = { json_type_string, "a text" },
	[WORD] = { json_type_string, "a text" },
	[HOURS] = { json_type_object, "an object" },
	[EXCEPTIONS] = { json_type_array, "a list" },
	[CHOICES] = { json_type_object, "an object" },
	[BLOCKED] = { json_type_array, "a list" },
	[NOTIFY] = { json_type_array, "a list" },
	[INTERVAL] = { json_type_array, "two times, such as [\"09:00\",\"20:00\"]" },
	[OFFSETS] = { json_type_array, "a list" },
	[CHANNELS] = { json_type_array, "a list" },
};

static bool
has_type(const struct field *f, struct json_object *v)
{
	if (!v)
		return f->or_null;
	return json_object_is_type(v, types[f->kind].type) ||
	    (f->kind == SPEECH && json_object_is_type(v, json_type_object));
}

void
field_read(struct reader *r, const struct field *f, struct json_object *v)
{
	if (!has_type(f, v)) {
		fault(r, f->name, arena_printf(r->arena, "must be %s%s", types[f->kind].words,
		    f->or_null ? ", or null" : ""));
		return;
	}
	if (!v)
		return;			/* as routing_default left it */
	switch (f->kind) {
	case FLAG:	*(int *)member(r, f) = json_object_get_boolean(v) ? YES : NO; break;
	case SWITCH:	*(bool *)member(r, f) = json_object_get_boolean(v); break;
	case WHOLE:	read_whole(r, f, v); break;
	case SMS:	read_sms(r, f, v); break;
	case SPEECH:	(void)read_speech(r, f->name, v, member(r, f)); break;
	case PHONE:	(void)read_phone(r, f->name, v, member(r, f)); break;
	case WORD:	read_word(r, f, v); break;
	case CHOICES:	read_choices(r, f->name, v); break;
	case BLOCKED:	read_blocked(r, f->name, v); break;
	case NOTIFY:	read_notify(r, f->name, v); break;
	case OFFSETS:	read_offsets(r, f->name, v); break;
	case CHANNELS:	read_reminder_channels(r, f->name, v); break;
	case HOURS:
		hours_read(r->arena, v, f->name, member(r, f), note_fault, r);
		break;
	case EXCEPTIONS:
		hours_read_exceptions(r->arena, v, f->name, member(r, f), note_fault, r);
		break;
	case INTERVAL:
		hours_read_interval(r->arena, v, f->name, member(r, f), note_fault, r);
		break;
	case VOICE: case LANGUAGE:
		read_name(r, f, v);
		break;
	}
}
