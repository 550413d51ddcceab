/*
 * The routing document of spec section 11, and the snapshot's lines. See routing.h.
 *
 * One table names every field with its path, in the order of the spec. From it come the checks,
 * GET's document and the snapshot's short form, so that the three cannot differ. A field that this
 * version does not offer yet has its default there and takes no other value.
 */
#include "desk/routing.h"

#include <ctype.h>
#include <stddef.h>

#include "core/text.h"
#include "desk/phone.h"

enum { TEXT_CHARACTERS_MAX = 1000, URL_BYTES_MAX = 2000, NAME_BYTES_MAX = 100 };

enum kind { FLAG, WHOLE, TEXT, SPEECH, PHONE, VOICE, LANGUAGE, WORD, LIST, OBJECT, CHOICES };

struct field {
	const char *name;		/* with its path: "menu.enabled" */
	enum kind kind;
	size_t at;			/* in struct routing */
	int min, max;			/* WHOLE: limits; FLAG: max is the last value available */
	const char *words[8];		/* WORD: all of the spec's, in the order of the enum */
	int available;			/* of those, the first so many */
	bool or_null;			/* null is a value too; before the words, stored as 0 */
	const char *later;		/* not available yet: its default, as JSON */
};

#define AT(member) .at = offsetof(struct routing, member)

static const struct field fields[] = {
	{ "hours", OBJECT, .or_null = true, .later = "null" },
	{ "exceptions", LIST, .later = "[]" },
	{ "open.policy", WORD, .later = "\"forward\"",
	    .words = { "forward", "assistants", "external", "voicemail", "ai-agent", "greeting" } },
	{ "closed.policy", WORD, AT(closed), .available = 4,
	    .words = { "forward", "assistants", "external", "voicemail", "ai-agent", "greeting" } },
	{ "fallback", WORD, AT(fallback), .available = 2,
	    .words = { "voicemail", "goodbye", "external", "ai-agent" } },
	{ "forwardNumber", PHONE, AT(forward_number), .or_null = true },
	{ "forwardNumberNew", PHONE, AT(forward_number_new), .or_null = true },
	{ "forwardNumberExisting", PHONE, AT(forward_number_existing), .or_null = true },
	{ "externalNumber", PHONE, .or_null = true, .later = "null" },
	{ "aiAgentNumber", PHONE, .or_null = true, .later = "null" },
	{ "aiAgentMode", WORD, .words = { "dial", "register-call" }, .later = "\"dial\"" },
	{ "menu.enabled", FLAG, AT(menu_enabled), .max = YES, .or_null = true },
	{ "menu.message", SPEECH, AT(menu_message), .or_null = true },
	{ "menu.choices", CHOICES, .later = "{}" },
	{ "assistantOrder", WORD, .later = "\"priority\"",
	    .words = { "priority", "round-robin", "all-at-once" } },
	{ "ringSeconds", WHOLE, AT(ring_seconds), 5, 600 },
	{ "maxRingSeconds", WHOLE, .later = "90" },
	{ "screen", FLAG, .later = "false" },
	{ "callMaxSeconds", WHOLE, AT(call_max_seconds), 60, 14400 },
	{ "voicemailMaxSeconds", WHOLE, AT(voicemail_max_seconds), 5, 600 },
	{ "greeting", SPEECH, AT(greeting), .or_null = true },
	{ "voicemailGreeting", SPEECH, AT(voicemail_greeting), .or_null = true },
	{ "afterHoursGreeting", SPEECH, .or_null = true, .later = "null" },
	{ "voice", VOICE, AT(voice), .or_null = true },
	{ "language", LANGUAGE, AT(language) },
	{ "recording", FLAG, AT(recording), .max = NO, .or_null = true },
	{ "consentAnnouncement", SPEECH, .or_null = true, .later = "null" },
	{ "transcription", WORD, AT(transcription), .available = 1, .or_null = true,
	    .words = { "off", "realtime", "twilio-intelligence", "both", "whisper" } },
	{ "missedCallText", TEXT, .or_null = true, .later = "null" },
	{ "autoReply.open", TEXT, .or_null = true, .later = "null" },
	{ "autoReply.closed", TEXT, .or_null = true, .later = "null" },
	{ "autoReply.everyMinutes", WHOLE, .later = "240" },
	{ "autoReply.task", FLAG, .later = "false" },
	{ "blockedNumbers", LIST, .later = "[]" },
	{ "rejectAnonymous", FLAG, .later = "false" },
	{ "notify", LIST, .later = "[]" },
	{ "retentionDays.recordings", WHOLE, .or_null = true, .later = "null" },
	{ "retentionDays.transcripts", WHOLE, .or_null = true, .later = "null" },
	{ "retentionDays.messages", WHOLE, .or_null = true, .later = "null" },
	{ "reminders.enabled", FLAG, .later = "false" },
	{ "reminders.offsetsHours", LIST, .later = "[168,48,2]" },
	{ "reminders.channels", LIST, .later = "[\"sms\"]" },
	{ "reminders.callingHours", LIST, .later = "[\"09:00\",\"20:00\"]" },
	{ "reminders.retry.afterMinutes", WHOLE, .later = "30" },
	{ "reminders.retry.attempts", WHOLE, .later = "2" },
	{ "reminders.retry.thenSms", FLAG, .later = "true" },
};

enum { FIELDS = sizeof fields / sizeof fields[0] };

/* The languages that Say accepts (Twilio's pages on <Say>); any other makes the Say fail. */
static const char languages[] =
	" af-ZA am-ET ar-AE ar-XA bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK de-AT de-DE"
	" el-GR en-AU en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US fi-"
	" FI fil-PH fr-BE fr-CA fr-FR gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-"
	" KR lv-LV ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK"
	" sr-RS sv-SE ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-HK zh-CN zh-HK zh-TW" " ";

void
routing_default(struct routing *out)
{
	/* What is not named is 0, which is every other field's default. */
	*out = (struct routing){
		.hours.always = true, .closed = POLICY_VOICEMAIL,
		.ring_seconds = 30, .max_ring_seconds = 90,
		.call_max_seconds = 14400, .voicemail_max_seconds = 120,
		.language = "en-US",
		.retention_recordings_days = RETENTION_DEFAULT,
		.retention_transcripts_days = RETENTION_DEFAULT,
		.retention_messages_days = RETENTION_DEFAULT,
	};
}

/* --- reading --------------------------------------------------------------------------------- */

struct reader {
	struct arena *arena;
	const char *country;
	const char *(*normalise)(struct arena *a, const char *text, const char *country);
	bool pass_unknown;
	struct routing *out;
	const struct fault *first, **end;
};

static void
fault(struct reader *r, const char *name, const char *message)
{
	struct fault *f = arena_alloc(r->arena, sizeof *f);

	f->field = name;
	f->message = message;
	*r->end = f;
	r->end = &f->next;
}

static void
unknown(struct reader *r, const char *name)
{
	if (!r->pass_unknown)
		fault(r, name, "unknown field");
}

static void
not_available(struct reader *r, const char *name)
{
	fault(r, name, "not available yet");
}

static void *
member(struct reader *r, const struct field *f)
{
	return (char *)r->out + f->at;
}

/* A string's text, or NULL for one that holds a NUL and so would be cut. */
static const char *
whole_text(struct json_object *v)
{
	const char *s = json_object_get_string(v);

	return strlen(s) == (size_t)json_object_get_string_len(v) ? s : NULL;
}

static bool
is_text(struct json_object *v)
{
	const char *s = whole_text(v);

	return s && !text_is_blank(s) && text_characters(s) <= TEXT_CHARACTERS_MAX;
}

static bool
is_https_url(struct json_object *v)
{
	const char *s = json_object_is_type(v, json_type_string) ? whole_text(v) : NULL;

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

/* Which of the field's words it is, -1 for none. */
static int
word_index(const struct field *f, const char *word)
{
	for (int i = 0; f->words[i]; i++)
		if (text_same(f->words[i], word))
			return i;
	return -1;
}

static void
read_speech(struct reader *r, const struct field *f, struct json_object *v)
{
	struct speech *speech = member(r, f);

	if (json_object_is_type(v, json_type_string)) {
		if (is_text(v))
			speech->text = arena_string(r->arena, json_object_get_string(v));
		else
			fault(r, f->name, "must be 1 to 1000 characters");
		return;
	}
	if (is_https_url(json_get(v, "play")))
		speech->play = arena_string(r->arena, json_get_text(v, "play"));
	else
		fault(r, arena_printf(r->arena, "%s.play", f->name), "must be an https URL");
	json_object_object_foreach(v, name, value) {
		(void)value;
		if (strcmp(name, "play") != 0)
			unknown(r, arena_printf(r->arena, "%s.%s", f->name, name));
	}
}

static void
read_phone(struct reader *r, const struct field *f, struct json_object *v)
{
	const char *text = whole_text(v), *e164 = NULL;

	if (text && r->normalise)
		e164 = r->normalise(r->arena, text, r->country);
	else if (text && phone_is_e164(text))
		e164 = text;
	if (e164)
		*(const char **)member(r, f) = arena_string(r->arena, e164);
	else
		fault(r, f->name, "must be a phone number, such as +18455550100");
}

static void
read_word(struct reader *r, const struct field *f, struct json_object *v)
{
	int i = word_index(f, whole_text(v));

	if (i < 0)
		fault(r, f->name, one_of(r->arena, f->words));
	else if (i >= f->available)
		not_available(r, f->name);
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
read_flag(struct reader *r, const struct field *f, struct json_object *v)
{
	int value = json_object_get_boolean(v) ? YES : NO;

	if (value > f->max)
		not_available(r, f->name);
	else
		*(int *)member(r, f) = value;
}

static void
read_name(struct reader *r, const struct field *f, struct json_object *v)
{
	const char *s = whole_text(v);

	if (f->kind == VOICE && !is_name(s))
		fault(r, f->name, "must be the name of a voice, such as Polly.Joanna");
	else if (f->kind == LANGUAGE && !is_language(r->arena, s))
		fault(r, f->name, "must be a language that Twilio speaks, such as en-US");
	else
		*(const char **)member(r, f) = arena_string(r->arena, s);
}

/* No key but 1 and 2 has a target yet; a name that is no key never will. */
static void
read_choices(struct reader *r, const struct field *f, struct json_object *v)
{
	json_object_object_foreach(v, key, value) {
		const char *name = arena_printf(r->arena, "%s.%s", f->name, key);

		(void)value;
		if (key[0] && strchr("03456789", key[0]) && !key[1])
			not_available(r, name);
		else
			fault(r, name, "must be a key from 3 to 9, or 0");
	}
}

/* Of a field that is not offered yet, a value of the right type: the default alone is taken. */
static void
read_later(struct reader *r, const struct field *f, struct json_object *v)
{
	struct json_object *standard = json_tokener_parse(f->later);

	if (f->kind == WORD && v && word_index(f, whole_text(v)) < 0)
		fault(r, f->name, one_of(r->arena, f->words));
	else if (!json_object_equal(v, standard))
		not_available(r, f->name);
	json_object_put(standard);
}

/* What JSON must hold for each kind, and how a person is told. */
static const struct { enum json_type type; const char *words; } types[] = {
	[FLAG] = { json_type_boolean, "true or false" },
	[WHOLE] = { json_type_int, "a whole number" },
	[TEXT] = { json_type_string, "a text" },
	[SPEECH] = { json_type_string, "a text or {\"play\": \"https://…\"}" },
	[PHONE] = { json_type_string, "a phone number" },
	[VOICE] = { json_type_string, "a text" },
	[LANGUAGE] = { json_type_string, "a text" },
	[WORD] = { json_type_string, "a text" },
	[LIST] = { json_type_array, "a list" },
	[OBJECT] = { json_type_object, "an object" },
	[CHOICES] = { json_type_object, "an object" },
};

static bool
has_type(const struct field *f, struct json_object *v)
{
	if (!v)
		return f->or_null;
	return json_object_is_type(v, types[f->kind].type) ||
	    (f->kind == SPEECH && json_object_is_type(v, json_type_object));
}

static void
read_field(struct reader *r, const struct field *f, struct json_object *v)
{
	if (!has_type(f, v)) {
		fault(r, f->name, arena_printf(r->arena, "must be %s%s", types[f->kind].words,
		    f->or_null ? ", or null" : ""));
		return;
	}
	if (f->later && f->kind != CHOICES) {
		read_later(r, f, v);
		return;
	}
	if (!v)
		return;			/* as routing_default left it */
	switch (f->kind) {
	case FLAG:	read_flag(r, f, v); break;
	case WHOLE:	read_whole(r, f, v); break;
	case SPEECH:	read_speech(r, f, v); break;
	case PHONE:	read_phone(r, f, v); break;
	case WORD:	read_word(r, f, v); break;
	case CHOICES:	read_choices(r, f, v); break;
	case VOICE: case LANGUAGE:
		read_name(r, f, v);
		break;
	case TEXT: case LIST: case OBJECT:
		break;			/* none of these is available yet */
	}
}

static const struct field *
field_find(const char *path)
{
	for (const struct field *f = fields; f < fields + FIELDS; f++)
		if (strcmp(f->name, path) == 0)
			return f;
	return NULL;
}

/* Is it the path of an object that holds fields ("menu")? */
static bool
is_group(const char *path)
{
	size_t n = strlen(path);

	for (const struct field *f = fields; f < fields + FIELDS; f++)
		if (strncmp(f->name, path, n) == 0 && f->name[n] == '.')
			return true;
	return false;
}

/* Goes as deep as the table's paths do. A name with a dot in it is no path: {"menu.enabled": true}
 * is an unknown field. */
static void
read_object(struct reader *r, const char *group, struct json_object *o)
{
	json_object_object_foreach(o, name, value) {
		const char *path = arena_printf(r->arena, "%s%s%s", group, *group ? "." : "", name);
		const struct field *f = strchr(name, '.') ? NULL : field_find(path);

		if (f)
			read_field(r, f, value);
		else if (strchr(name, '.') || !is_group(path))
			unknown(r, path);
		else if (json_object_is_type(value, json_type_object))
			read_object(r, path, value);
		else
			fault(r, path, "must be an object");
	}
}

const struct fault *
routing_parse(struct arena *a, struct json_object *document, const char *country,
    const char *(*normalise)(struct arena *a, const char *text, const char *country),
    struct routing *out)
{
	struct reader r = { .arena = a, .country = country, .normalise = normalise, .out = out };

	r.end = &r.first;
	routing_default(out);
	if (json_object_is_type(document, json_type_object))
		read_object(&r, "", document);
	else
		fault(&r, "", "must be an object");
	return r.first;
}

/* --- writing --------------------------------------------------------------------------------- */

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

/* A field's value as JSON, the caller's to put. */
static struct json_object *
value_of(const struct field *f, const struct routing *routing)
{
	const void *at = (const char *)routing + f->at;

	if (f->later)
		return json_tokener_parse(f->later);
	switch (f->kind) {
	case WHOLE:
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
	case PHONE: case VOICE: case LANGUAGE: case TEXT: {
		const char *s = *(const char *const *)at;

		return s && *s ? json_object_new_string(s) : NULL;
	}
	case LIST: case OBJECT: case CHOICES:
		break;
	}
	return NULL;
}

/* The object of a path's last name, made on the way: "menu.enabled" → menu. */
static struct json_object *
group_of(struct json_object *root, const char *path, const char **name)
{
	const char *dot;

	for (; (dot = strchr(path, '.')); path = dot + 1) {
		char part[NAME_BYTES_MAX];
		struct json_object *next;

		(void)snprintf(part, sizeof part, "%.*s", (int)(dot - path), path);
		next = json_get(root, part);
		if (!next) {
			next = json_object_new_object();
			json_object_object_add(root, part, next);
		}
		root = next;
	}
	*name = path;
	return root;
}

static struct json_object *
document(struct arena *a, const struct routing *routing, bool defaults_too)
{
	struct json_object *root = json_object_in(a);
	struct routing standard;

	routing_default(&standard);
	for (const struct field *f = fields; f < fields + FIELDS; f++) {
		struct json_object *value = value_of(f, routing), *usual = value_of(f, &standard);
		const char *name;

		if (defaults_too || !json_object_equal(value, usual)) {
			struct json_object *group = group_of(root, f->name, &name);

			json_object_object_add(group, name, json_object_get(value));
		}
		json_object_put(value);
		json_object_put(usual);
	}
	return root;
}

struct json_object *
routing_document(struct arena *a, const struct routing *routing)
{
	return document(a, routing, true);
}

/* --- lines ----------------------------------------------------------------------------------- */

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

struct json_object *
line_document(struct arena *a, const struct line *line)
{
	struct json_object *o = json_object_in(a), *routing = document(a, &line->routing, false);

	json_put_int(o, "clinicId", line->clinic_id);
	for (int i = 0; i < LINE_TEXTS; i++) {
		const char *s = *(const char *const *)((const char *)line + line_texts[i].at);

		if (s && *s)
			json_put_text(o, line_texts[i].name, s);
	}
	if (json_object_object_length(routing))
		json_put(o, "routing", routing);
	return o;
}

bool
line_parse(struct arena *a, const char *json, size_t bytes, struct line **line)
{
	struct line *l = arena_alloc(a, sizeof *l);
	struct reader r = { .arena = a, .pass_unknown = true, .out = &l->routing };
	struct json_object *o, *routing;
	const char *why;

	if (!json_parse(a, json, bytes, &o, &why) || !json_object_is_type(o, json_type_object))
		return false;
	for (int i = 0; i < LINE_TEXTS; i++) {
		struct json_object *v = json_get(o, line_texts[i].name);

		if (v && (!json_object_is_type(v, json_type_string) || !whole_text(v)))
			return false;
		*(const char **)((char *)l + line_texts[i].at) = v ? whole_text(v) : NULL;
	}
	l->clinic_id = json_get_int(o, "clinicId", 0);
	routing_default(&l->routing);
	r.end = &r.first;
	if ((routing = json_get(o, "routing"))) {
		if (!json_object_is_type(routing, json_type_object))
			return false;
		read_object(&r, "", routing);
	}
	if (!phone_is_e164(l->number) || l->clinic_id <= 0 || r.first)
		return false;
	*line = l;
	return true;
}
