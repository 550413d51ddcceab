/* Twilio's Intelligence. See intelligence.h. */
#include "carrier/intelligence.h"

#include <math.h>

#include "core/clock.h"
#include "core/text.h"

enum { TRANSCRIPTS_MAX = 20, SENTENCES_MAX = 5000, OPERATORS_MAX = 200 };

static const char *
transcript_path(struct arena *a, const char *sid, const char *below)
{
	return arena_printf(a, "/v2/Transcripts/%s%s", sid, below);
}

static enum intelligence_status
status_of(const char *status)
{
	if (text_same(status, "completed"))
		return INTELLIGENCE_COMPLETED;
	if (text_same(status, "failed") || text_same(status, "canceled") ||
	    text_same(status, "error"))
		return INTELLIGENCE_FAILED;
	return INTELLIGENCE_UNDER_WAY;	/* new, queued, in-progress, and what is new to us */
}

static bool
transcript_read(struct arena *a, struct json_object *json, struct intelligence_transcript *out)
{
	struct json_object *media = json_get(json_get(json, "channel"), "media_properties");

	*out = (struct intelligence_transcript){ 0 };
	if (!json_get_text(json, "sid"))
		return false;
	out->sid = arena_string(a, json_get_text(json, "sid"));
	out->recording_sid = arena_string(a, json_get_text(media, "source_sid"));
	out->language = arena_string(a, json_get_text(json, "language_code"));
	out->status = status_of(json_get_text(json, "status"));
	(void)instant_parse(json_get_text(json, "date_updated") ?
	    json_get_text(json, "date_updated") : "", &out->updated_at_ms);
	return true;
}

/* An answer that is fine, but tells of no transcript, is not understood: it may have happened. */
static void
answer_check(struct arena *a, struct twilio_answer *answer, struct intelligence_transcript *out)
{
	*out = (struct intelligence_transcript){ 0 };
	if (answer->result == TWILIO_OK && !transcript_read(a, answer->json, out)) {
		answer->result = TWILIO_UNKNOWN;
		answer->message = "Twilio's answer has no sid.";
	}
}

static struct json_object *
participant(struct arena *a, int channel, const char *role)
{
	struct json_object *o = json_object_in(a);

	json_put_int(o, "channel_participant", channel);
	json_put_text(o, "role", role);
	return o;
}

void
intelligence_create(struct arena *a, const struct config *c, const char *recording_sid,
    const char *call_sid, int channels, bool assistant_first,
    struct intelligence_transcript *out, struct twilio_answer *answer)
{
	struct json_object *channel = json_object_in(a), *media = json_object_in(a);
	struct json_object *participants = json_array_in(a);
	struct text fields = text_new(a);

	json_put_text(media, "source_sid", recording_sid);
	json_put(channel, "media_properties", media);
	json_append(participants, participant(a, 1, assistant_first ? "Agent" : "Customer"));
	if (channels == 2)
		json_append(participants,
		    participant(a, 2, assistant_first ? "Customer" : "Agent"));
	json_put(channel, "participants", participants);
	form_put(&fields, "ServiceSid", c->twilio_vi_service_sid);
	form_put(&fields, "Channel", json_text(a, channel));
	form_put(&fields, "CustomerKey", call_sid);
	twilio_ask(a, c, "POST", c->twilio_intelligence_url, "/v2/Transcripts", fields.data, 0,
	    answer);
	answer_check(a, answer, out);
}

struct search {
	struct arena *arena;
	const char *recording_sid;
	struct intelligence_transcript *found;
};

static bool
is_better(struct json_object *item, void *context)
{
	struct search *s = context;
	struct intelligence_transcript one;

	if (!transcript_read(s->arena, item, &one) ||
	    (one.recording_sid && !text_same(one.recording_sid, s->recording_sid)))
		return true;
	if (!s->found->sid || (s->found->status == INTELLIGENCE_FAILED &&
	    one.status != INTELLIGENCE_FAILED))
		*s->found = one;
	return true;
}

void
intelligence_look_up(struct arena *a, const struct config *c, const char *recording_sid,
    struct intelligence_transcript *out, struct twilio_answer *answer)
{
	struct search search = { a, recording_sid, out };
	struct text fields = text_new(a);

	*out = (struct intelligence_transcript){ 0 };
	form_put(&fields, "SourceSid", recording_sid);
	twilio_ask_list(a, c, c->twilio_intelligence_url, "/v2/Transcripts", fields.data,
	    "transcripts", TRANSCRIPTS_MAX, is_better, &search, answer);
}

void
intelligence_get(struct arena *a, const struct config *c, const char *sid,
    struct intelligence_transcript *out, struct twilio_answer *answer)
{
	twilio_ask(a, c, "GET", c->twilio_intelligence_url, transcript_path(a, sid, ""), NULL, 0,
	    answer);
	answer_check(a, answer, out);
}

/* A number, or one that is written as text; below 0: neither. */
static double
lenient_real(struct json_object *o, const char *name)
{
	struct json_object *value = json_get(o, name);
	const char *text;
	char *end;
	double real;

	if (json_object_is_type(value, json_type_int) ||
	    json_object_is_type(value, json_type_double))
		return json_object_get_double(value);
	text = json_get_text(o, name);
	if (!text || !*text)
		return -1;
	real = strtod(text, &end);
	return *end || !isfinite(real) ? -1 : real;
}

struct sentences {
	struct arena *arena;
	struct intelligence_sentence *list;
	size_t count;
};

static bool
take_sentence(struct json_object *item, void *context)
{
	struct sentences *s = context;
	const char *text = json_get_text(item, "transcript");
	double start = lenient_real(item, "start_time");

	if (text_is_blank(text))
		return true;
	s->list[s->count++] = (struct intelligence_sentence){
		.channel = (int)json_get_int(item, "media_channel", 0),
		.index = (int)json_get_int(item, "sentence_index", 0),
		.start_ms = start < 0 || start > 1e6 ? -1 : (int64_t)(start * 1000 + 0.5),
		.confidence = lenient_real(item, "confidence"),
		.text = arena_string(s->arena, text),
	};
	return true;
}

/* Where the times are not known, Twilio's count is the order. */
static int
in_time(const void *one, const void *other)
{
	const struct intelligence_sentence *x = one, *y = other;

	if (x->start_ms != y->start_ms && x->start_ms >= 0 && y->start_ms >= 0)
		return x->start_ms < y->start_ms ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

void
intelligence_sentences(struct arena *a, const struct config *c, const char *sid,
    struct intelligence_sentence **sentences, size_t *count, struct twilio_answer *answer)
{
	struct sentences s = { a, arena_array(a, SENTENCES_MAX, sizeof *s.list), 0 };
	bool timed = true;

	twilio_ask_list(a, c, c->twilio_intelligence_url, transcript_path(a, sid, "/Sentences"),
	    "Redacted=false", "sentences", SENTENCES_MAX, take_sentence, &s, answer);
	for (size_t i = 0; i < s.count; i++)
		timed &= s.list[i].start_ms >= 0;
	for (size_t i = 0; !timed && i < s.count; i++)
		s.list[i].start_ms = -1;	/* some alone would make no order */
	qsort(s.list, s.count, sizeof *s.list, in_time);
	*sentences = s.list;
	*count = s.count;
}

static bool
take_operator(struct json_object *item, void *context)
{
	json_append(context, item);
	return true;
}

/* The text that an operator generated: {"format", "result"}, or the text itself; the result may be
 * text or anything. NULL: none. */
static const char *
generated(struct arena *a, struct json_object *operator)
{
	struct json_object *results = json_get(operator, "text_generation_results"), *result;

	if (!text_same(json_get_text(operator, "operator_type"), "text-generation"))
		return NULL;
	result = json_object_is_type(results, json_type_object) ? json_get(results, "result") :
	    results;
	if (!result)
		return NULL;
	if (!json_object_is_type(result, json_type_string))
		return json_text(a, result);
	return text_is_blank(json_object_get_string(result)) ? NULL :
	    arena_string(a, json_object_get_string(result));
}

void
intelligence_operators(struct arena *a, const struct config *c, const char *sid,
    struct json_object **results, const char **summary, bool *named,
    struct twilio_answer *answer)
{
	*results = json_array_in(a);
	*summary = NULL;
	*named = false;
	twilio_ask_list(a, c, c->twilio_intelligence_url,
	    transcript_path(a, sid, "/OperatorResults"), "Redacted=false", "operator_results",
	    OPERATORS_MAX, take_operator, *results, answer);
	for (size_t i = 0; i < json_object_array_length(*results) && !*named; i++) {
		struct json_object *operator = json_object_array_get_idx(*results, i);
		const char *text = generated(a, operator);

		*named = text && text_same(json_get_text(operator, "name"), "Conversation Summary");
		if (text && (*named || !*summary))
			*summary = text;
	}
}

void
intelligence_delete(struct arena *a, const struct config *c, const char *sid,
    struct twilio_answer *answer)
{
	twilio_ask(a, c, "DELETE", c->twilio_intelligence_url, transcript_path(a, sid, ""), NULL,
	    0, answer);
	if (answer->result == TWILIO_REFUSED && answer->status == 404)
		answer->result = TWILIO_OK;
}
