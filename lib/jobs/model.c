/* What a chat model says of a call. See model.h. */
#include "jobs/model.h"

#include <ctype.h>
#include <unistd.h>

#include "core/encode.h"
#include "core/file.h"
#include "core/log.h"
#include "core/text.h"

enum {
	PROMPT_BYTES_MAX = 64 * 1024,
	HEAD_BYTES = 20 * 1024, TAIL_BYTES = 40 * 1024,	/* of a long transcript: what is agreed comes late */
	SUMMARY_MAX = 2000, ITEMS_MAX = 10, ITEM_MAX = 300, QUOTE_MAX = 500,	/* characters */
	QUOTE_BYTES_MIN = 6,		/* less would be found in any text */
	MARK_BYTES = 12,
	ANSWER_TOKENS_MAX = 4000,	/* a reasoning model thinks in them, too */
	DEADLINE_MS = 50 * 1000,	/* less than a job's lease, or another worker would ask as well */
};

/* --- prompts --------------------------------------------------------------------------------- */

enum prompt { SYSTEM, USER, SCHEMA, PROMPTS };

/* NULL: *why says what is wrong with the file. */
static const char *
prompt_read(struct arena *a, const struct config *c, enum prompt which, const char **why)
{
	static const char *const names[] = {
		[SYSTEM] = "call-analysis.txt", [USER] = "call-transcript.txt",
		[SCHEMA] = "call-analysis.json",
	};
	const char *path = arena_printf(a, "%s/%s", c->prompt_dir, names[which]), *fault = NULL;
	struct json_object *schema;
	size_t bytes;
	const char *text = file_text(a, path, PROMPT_BYTES_MAX, &bytes, why);

	if (text && which == USER && !strstr(text, "{{transcript}}"))
		fault = "has no {{transcript}} in it";
	if (text && which == SCHEMA && json_parse(a, text, bytes, &schema, &fault) &&
	    !json_object_is_type(schema, json_type_object))
		fault = "is not a JSON object";
	if (fault)
		*why = arena_printf(a, "%s %s", path, fault);
	return fault ? NULL : text;
}

void
model_check(struct arena *a, const struct config *c,
    void (*tell)(void *context, const char *sentence), void *context)
{
	const char *why;

	for (enum prompt i = SYSTEM; i < PROMPTS && config_has_model(c); i++)
		if (!prompt_read(a, c, i, &why))
			tell(context, arena_printf(a, "PROMPT_DIR: %s", why));
}

/* Where a character begins, at or before this byte. */
static size_t
boundary(const char *text, size_t at)
{
	while (at && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static const char *
shortened(struct arena *a, const char *text)
{
	size_t n = strlen(text), head, tail;

	if (n <= HEAD_BYTES + TAIL_BYTES)
		return text;
	head = boundary(text, HEAD_BYTES);
	tail = boundary(text, n - TAIL_BYTES);
	return arena_printf(a, "%.*s\n[…]\n%s", (int)head, text, text + tail);
}

static const char *
random_mark(struct arena *a)
{
	unsigned char bytes[MARK_BYTES];

	arc4random_buf(bytes, sizeof bytes);
	return hex_encode(a, bytes, sizeof bytes);
}

/* --- checking what was said -------------------------------------------------------------------- */

/* ' and its curly kin are part of no word. */
static bool
is_apostrophe(const char *p)
{
	return *p == '\'' || text_has_prefix(p, "\xe2\x80\x98") || text_has_prefix(p, "\xe2\x80\x99");
}

/* Bytes of a sign beyond ASCII at p, 0 where there is none: U+0080 to U+00BF, U+2000 to U+203F. */
static size_t
sign_bytes(const char *p)
{
	return text_has_prefix(p, "\xc2") && p[1] ? 2 :
	    text_has_prefix(p, "\xe2\x80") && p[2] ? 3 : 0;
}

/* A text as its letters and digits, a space between words: quotes differ in case, signs and line
 * breaks. */
static const char *
bared(struct arena *a, const char *text)
{
	struct text t = text_new(a);

	text_putc(&t, ' ');
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;

		size_t sign = sign_bytes(p);

		if (!sign && (c >= 0x80 || isalnum(c)))
			text_putc(&t, (char)(c < 0x80 ? tolower(c) : c));
		else if (!is_apostrophe(p) && t.data[t.length - 1] != ' ')
			text_putc(&t, ' ');
		p += sign ? sign - 1 : 0;
	}
	if (t.data[t.length - 1] != ' ')
		text_putc(&t, ' ');
	return t.data;
}

/* Words that the model says it copied: NULL unless they stand in the text. */
static const char *
quote_of(struct arena *a, struct json_object *o, const char *name, const struct model_question *q)
{
	const char *quote = json_get_text(o, name), *bare;

	if (!quote || text_characters(quote) > QUOTE_MAX)
		return NULL;
	bare = bared(a, quote);
	if (strlen(bare) < QUOTE_BYTES_MIN)
		return NULL;
	return strstr(bared(a, q->transcript), bare) || strstr(bared(a, q->plain), bare) ?
	    quote : NULL;
}

static bool
choose(struct json_object *o, const char *name, const char *const words[], int *choice)
{
	const char *word = json_get_text(o, name);

	for (*choice = 0; word && words[*choice]; ++*choice)
		if (text_same(words[*choice], word))
			return true;
	return false;
}

static bool
confidence_read(struct json_object *o, const char *name, double *confidence)
{
	static const char *const words[] = { "low", "medium", "high", NULL };
	static const double numbers[] = { 0.4, 0.7, 0.9 };
	int choice;

	if (!choose(o, name, words, &choice))
		return false;
	*confidence = numbers[choice];
	return true;
}

static bool
is_text_or_null(struct json_object *o, const char *name)
{
	struct json_object *v;

	return json_object_object_get_ex(o, name, &v) &&
	    (!v || json_object_is_type(v, json_type_string));
}

/* At most `max` characters of what was said, without anything that is no text. */
static const char *
clean(struct arena *a, const char *text, size_t max)
{
	struct text t = text_new(a);
	size_t characters = 0;

	for (text += strspn(text, " \t\r\n"); *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c & 0xc0) != 0x80 && characters++ == max)
			break;
		text_putc(&t, (char)(c < ' ' || c == 0x7f ? ' ' : c));
	}
	while (t.length && t.data[t.length - 1] == ' ')
		t.data[--t.length] = '\0';
	return t.data;
}

static bool
items_read(struct arena *a, struct json_object *o, struct json_object **items)
{
	struct json_object *said = json_get(o, "action_items");

	if (!json_object_is_type(said, json_type_array))
		return false;
	*items = json_array_in(a);
	for (size_t i = 0; i < json_object_array_length(said); i++) {
		struct json_object *item = json_object_array_get_idx(said, i);
		const char *text;

		if (!json_object_is_type(item, json_type_string))
			return false;
		text = clean(a, json_object_get_string(item), ITEM_MAX);
		if (*text && json_object_array_length(*items) < ITEMS_MAX)
			(void)json_object_array_add(*items, json_object_new_string(text));
	}
	return true;
}

static const char *const statuses[] = {
	[BOOKING_UNCLEAR] = "unclear", [BOOKING_BOOKED] = "booked",
	[BOOKING_NOT_BOOKED] = "not_booked", NULL,
};

static bool
appointment_read(struct arena *a, struct json_object *o, const struct model_question *q,
    struct opinion *opinion)
{
	static const char *const existing[] = {
		"none", "rescheduled", "cancelled", "confirmed", NULL,
	};
	static const char *const outcomes[] = {
		NULL, "appointment-rescheduled", "appointment-cancelled", "appointment-confirmed",
	};
	int status, change;

	if (!choose(o, "status", statuses, &status) || !choose(o, "existing", existing, &change) ||
	    !confidence_read(o, "confidence", &opinion->confidence) ||
	    !is_text_or_null(o, "evidence") || !is_text_or_null(o, "stated_time"))
		return false;
	opinion->verdict = (enum booking_verdict)status;
	opinion->outcome = outcomes[change];
	opinion->evidence = quote_of(a, o, "evidence", q);
	opinion->stated_time = quote_of(a, o, "stated_time", q);
	return true;
}

static bool
report_read(struct arena *a, struct json_object *o, const struct model_question *q,
    struct model_report *report)
{
	static const char *const intents[] = {
		"book_appointment", "reschedule_appointment", "cancel_appointment",
		"confirm_appointment", "question", "billing", "prescription", "results",
		"complaint", "emergency", "wrong_number", "other", NULL,
	};
	static const char *const sentiments[] = { "positive", "neutral", "negative", NULL };
	const char *summary = json_get_text(o, "summary");
	int intent, sentiment;

	*report = (struct model_report){ .summary = summary };
	if (!summary || text_is_blank(summary) || !choose(o, "intent", intents, &intent) ||
	    !confidence_read(o, "intent_confidence", &report->intent_confidence) ||
	    !choose(o, "sentiment", sentiments, &sentiment) ||
	    !items_read(a, o, &report->action_items) ||
	    !appointment_read(a, json_get(o, "appointment"), q, &report->opinion))
		return false;
	report->summary = clean(a, summary, SUMMARY_MAX);
	report->intent = intents[intent];
	report->sentiment = sentiments[sentiment];
	return true;
}

/* --- asking ------------------------------------------------------------------------------------ */

void
model_ask(struct arena *a, const struct config *c, const struct model_question *q,
    struct chat_answer *chat, struct model_report *report)
{
	static const char *const weekdays[] = {
		"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
	};
	const struct civil *t = &q->called_at;
	const char *values[][2] = {
		{ "{{weekday}}", weekdays[t->weekday] },
		{ "{{date}}", date_iso(a, t) },
		{ "{{time}}", arena_printf(a, "%02d:%02d", t->hour, t->minute) },
		{ "{{zone}}", q->zone },
		{ "{{language}}", q->language },
		{ "{{mark}}", random_mark(a) },
		{ "{{transcript}}", shortened(a, q->transcript) },
		{ NULL, NULL },
	};
	const char *prompts[PROMPTS];
	struct chat_question question = {
		.name = "call_analysis", .answer_tokens_max = ANSWER_TOKENS_MAX,
		.deadline_ms = DEADLINE_MS,
	};

	*chat = (struct chat_answer){
		.result = CHAT_REFUSED, .model = c->analyze_model, .input_tokens = -1,
		.output_tokens = -1,
	};
	for (enum prompt i = SYSTEM; i < PROMPTS; i++)
		if (!(prompts[i] = prompt_read(a, c, i, &chat->why))) {
			log_error("PROMPT_DIR: %s", chat->why);
			return;
		}
	question.system = text_fill(a, prompts[SYSTEM], (const char *const (*)[2])values);
	question.user = text_fill(a, prompts[USER], (const char *const (*)[2])values);
	question.schema = prompts[SCHEMA];
	chat_ask(a, c, &question, chat);
	if (chat->result == CHAT_OK && !report_read(a, chat->json, q, report)) {
		chat->result = CHAT_NO_ANSWER;
		chat->why = "the model's answer does not fit its schema";
	}
}

/* --- keeping an opinion ------------------------------------------------------------------------ */

struct json_object *
opinion_document(struct arena *a, const struct opinion *opinion)
{
	struct json_object *o = json_object_in(a);

	json_put_text(o, "verdict", statuses[opinion->verdict]);
	json_put_real(o, "confidence", opinion->confidence);
	json_put_text(o, "outcome", opinion->outcome);
	json_put_text(o, "evidence", opinion->evidence);
	json_put_text(o, "statedTime", opinion->stated_time);
	return o;
}

bool
opinion_read(struct json_object *document, struct opinion *opinion)
{
	struct json_object *confidence = json_get(document, "confidence");
	int verdict;

	if (!choose(document, "verdict", statuses, &verdict))
		return false;
	*opinion = (struct opinion){
		.verdict = (enum booking_verdict)verdict,
		.confidence = confidence ? json_object_get_double(confidence) : 0,
		.outcome = json_get_text(document, "outcome"),
		.evidence = json_get_text(document, "evidence"),
		.stated_time = json_get_text(document, "statedTime"),
	};
	return true;
}
