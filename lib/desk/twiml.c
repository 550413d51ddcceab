/* TwiML, written verb by verb. See twiml.h. */
#include "desk/twiml.h"

#include <assert.h>

#include "core/text.h"
#include "desk/voices.h"

/* What verbs may stand in: the document itself, or one of its two containers. */
enum place { IN_RESPONSE = 1, IN_GATHER = 2, IN_DIAL = 4 };

/* What must still fit behind any verb, so that the document can always be closed. */
static const char longest_close[] = "</Gather></Response>";

struct twiml {
	struct text out;
	enum place place;
	bool has_verb;
	bool place_left_out;		/* the open container did not fit, nor what it holds */
};

/* --- characters ------------------------------------------------------------------------------- */

/* Bytes of the well-formed character at p, 0 if there is none. Never looks behind the string. */
static size_t
character_bytes(const char *p)
{
	unsigned char lead = (unsigned char)*p;
	size_t n = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	return strnlen(p, n) == n && text_is_utf8(p, n) ? n : 0;
}

/* XML 1.0 knows no control characters but TAB, LF and CR, and not U+FFFE and U+FFFF. */
static bool
is_xml_character(const char *p, size_t n)
{
	if (n == 1)
		return (unsigned char)*p >= 0x20 || *p == '\t' || *p == '\n' || *p == '\r';
	return n != 3 || (memcmp(p, "\xef\xbf\xbe", 3) != 0 && memcmp(p, "\xef\xbf\xbf", 3) != 0);
}

/* Without the bytes that XML cannot carry: the text itself where it has none, as nearly always. */
static const char *
clean(struct arena *a, const char *s)
{
	const char *p = s ? s : "";
	struct text t;

	while ((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x7f)
		p++;
	if (!*p)
		return s ? s : "";
	t = text_new(a);
	while (*s) {
		size_t n = character_bytes(s);

		if (n && is_xml_character(s, n))
			text_put(&t, s, n);
		s += n ? n : 1;
	}
	return t.data;
}

/* n bytes of clean text. CR is written as a reference, since a parser would turn it into LF. */
static void
put_text(struct text *out, const char *s, size_t n)
{
	for (size_t i = 0, plain = 0; i <= n; i++) {
		const char *reference = i == n ? "" : s[i] == '&' ? "&amp;" : s[i] == '<' ? "&lt;" :
		    s[i] == '>' ? "&gt;" : s[i] == '\r' ? "&#13;" : NULL;

		if (!reference)
			continue;
		text_put(out, s + plain, i - plain);
		text_puts(out, reference);
		plain = i + 1;
	}
}

/* In an attribute a parser also turns TAB and LF into spaces. */
static void
put_attribute_text(struct text *out, const char *s)
{
	for (;;) {
		size_t plain = strcspn(s, "\"\t\n");

		put_text(out, s, plain);
		if (!s[plain])
			return;
		text_puts(out, s[plain] == '"' ? "&quot;" : s[plain] == '\t' ? "&#9;" : "&#10;");
		s += plain + 1;
	}
}

/* --- elements --------------------------------------------------------------------------------- */

static void
attribute(struct twiml *t, const char *name, const char *value)
{
	const char *cleaned = clean(t->out.arena, value);

	if (!*cleaned)
		return;
	text_putc(&t->out, ' ');
	text_puts(&t->out, name);
	text_puts(&t->out, "=\"");
	put_attribute_text(&t->out, cleaned);
	text_putc(&t->out, '"');
}

static void
attribute_number(struct twiml *t, const char *name, int value)
{
	if (value > 0)
		text_printf(&t->out, " %s=\"%d\"", name, value);
}

static void
attribute_flag(struct twiml *t, const char *name, bool value)
{
	if (value)
		attribute(t, name, "true");
}

/* Where to report to, and what of: nothing, where there is nowhere. */
static void
attribute_callback(struct twiml *t, const char *name, const char *url, const char *events)
{
	if (!url || !*url)
		return;
	attribute(t, name, url);
	attribute(t, arena_printf(t->out.arena, "%sEvent", name), events);
}

/* Each verb is written between begin and end: end takes it back where the document would grow too
 * long, so that a monstrous text costs itself and not the Dial behind it. */
static size_t
verb_begin(struct twiml *t, unsigned places)
{
	assert(t->place & places);
	(void)places;
	return t->out.length;
}

static bool
verb_end(struct twiml *t, size_t begin)
{
	t->has_verb = true;
	if (!t->place_left_out && t->out.length + sizeof longest_close - 1 <= TWIML_BYTES_MAX)
		return true;
	t->out.length = begin;
	t->out.data[begin] = '\0';
	return false;
}

/* An element that holds text alone; its start tag, without ">", has been written. */
static void
element_text(struct twiml *t, const char *element, const char *cleaned, size_t n)
{
	text_putc(&t->out, '>');
	put_text(&t->out, cleaned, n);
	text_puts(&t->out, "</");
	text_puts(&t->out, element);
	text_putc(&t->out, '>');
}

static void
container_open(struct twiml *t, size_t begin, enum place place)
{
	text_putc(&t->out, '>');
	t->place_left_out = !verb_end(t, begin);
	t->place = place;
}

static void
container_close(struct twiml *t, enum place place)
{
	assert(t->place == place);
	if (!t->place_left_out)
		text_puts(&t->out, place == IN_GATHER ? "</Gather>" : "</Dial>");
	t->place_left_out = false;
	t->place = IN_RESPONSE;
}

/* --- the document ----------------------------------------------------------------------------- */

struct twiml *
twiml_new(struct arena *a)
{
	struct twiml *t = arena_alloc(a, sizeof *t);

	t->out = text_new(a);
	t->place = IN_RESPONSE;
	text_puts(&t->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>");
	return t;
}

const char *
twiml_end(struct twiml *t)
{
	if (t->place != IN_RESPONSE)
		container_close(t, t->place);
	text_puts(&t->out, "</Response>");
	assert(t->out.length <= TWIML_BYTES_MAX);
	return t->out.data;
}

/* --- verbs that speak ------------------------------------------------------------------------- */

/* Bytes of a text's first Say: as many as are allowed, up to a space, or to a whole character. */
static size_t
say_bytes(const char *text)
{
	size_t n = strnlen(text, TWIML_SAY_BYTES_MAX + 1), cut = TWIML_SAY_BYTES_MAX;

	if (n <= TWIML_SAY_BYTES_MAX)
		return n;
	while (cut > 0 && text[cut] != ' ')
		cut--;
	if (cut)
		return cut;
	cut = TWIML_SAY_BYTES_MAX;
	while (((unsigned char)text[cut] & 0xc0) == 0x80)
		cut--;
	return cut;
}

void
twiml_say(struct twiml *t, const char *text, const struct voice *voice)
{
	const char *rest = clean(t->out.arena, text);

	while (!text_is_blank(rest)) {
		size_t begin = verb_begin(t, IN_RESPONSE | IN_GATHER), n = say_bytes(rest);

		text_puts(&t->out, "<Say");
		/* Better Twilio's own voice for the language than one that cannot speak it. */
		if (voice_speaks(voice->voice, voice->language))
			attribute(t, "voice", voice->voice);
		attribute(t, "language", voice->language);
		element_text(t, "Say", rest, n);
		verb_end(t, begin);
		rest += n;
		rest += *rest == ' ';
	}
}

void
twiml_speak(struct twiml *t, const struct speech *speech, const struct voice *voice)
{
	const char *url = clean(t->out.arena, speech->play);
	size_t begin;

	if (!*url) {
		twiml_say(t, speech->text, voice);
		return;
	}
	begin = verb_begin(t, IN_RESPONSE | IN_GATHER);
	text_puts(&t->out, "<Play");
	element_text(t, "Play", url, strlen(url));
	verb_end(t, begin);
}

void
twiml_pause(struct twiml *t, int seconds)
{
	size_t begin = verb_begin(t, IN_RESPONSE | IN_GATHER);

	text_puts(&t->out, "<Pause");
	attribute_number(t, "length", seconds);
	text_puts(&t->out, "/>");
	verb_end(t, begin);
}

/* --- verbs that hand the call over ------------------------------------------------------------ */

void
twiml_gather_open(struct twiml *t, const struct twiml_gather *gather)
{
	size_t begin = verb_begin(t, IN_RESPONSE);

	text_puts(&t->out, "<Gather");
	attribute(t, "action", gather->action);
	attribute_number(t, "numDigits", gather->num_digits);
	attribute_number(t, "timeout", gather->timeout_seconds);
	attribute(t, "finishOnKey", gather->finish_on_key);
	attribute_flag(t, "actionOnEmptyResult", gather->action_on_empty_result);
	container_open(t, begin, IN_GATHER);
}

void
twiml_gather_close(struct twiml *t)
{
	container_close(t, IN_GATHER);
}

void
twiml_dial_open(struct twiml *t, const struct twiml_dial *dial)
{
	size_t begin = verb_begin(t, IN_RESPONSE);

	text_puts(&t->out, "<Dial");
	attribute(t, "action", dial->action);
	attribute(t, "callerId", dial->caller_id);
	attribute_number(t, "timeout", dial->timeout_seconds);
	attribute_number(t, "timeLimit", dial->time_limit_seconds);
	attribute_flag(t, "answerOnBridge", dial->answer_on_bridge);
	attribute_flag(t, "sequential", dial->sequential);
	attribute(t, "record", dial->record);
	attribute_callback(t, "recordingStatusCallback", dial->recording_status_callback,
	    dial->recording_status_callback_event);
	container_open(t, begin, IN_DIAL);
}

void
twiml_number(struct twiml *t, const struct twiml_number *number)
{
	const char *digits = clean(t->out.arena, number->number);
	size_t begin = verb_begin(t, IN_DIAL);

	text_puts(&t->out, "<Number");
	attribute(t, "url", number->url);
	attribute_callback(
	    t, "statusCallback", number->status_callback, number->status_callback_event);
	element_text(t, "Number", digits, strlen(digits));
	verb_end(t, begin);
}

void
twiml_dial_close(struct twiml *t)
{
	container_close(t, IN_DIAL);
}

void
twiml_record(struct twiml *t, const struct twiml_record *record)
{
	size_t begin = verb_begin(t, IN_RESPONSE);

	text_puts(&t->out, "<Record");
	attribute(t, "action", record->action);
	attribute_number(t, "maxLength", record->max_length_seconds);
	attribute_number(t, "timeout", record->timeout_seconds);
	attribute(t, "finishOnKey", record->finish_on_key);
	attribute_callback(t, "recordingStatusCallback", record->recording_status_callback,
	    record->recording_status_callback_event);
	/* Twilio ignores the callback unless it is asked to transcribe. */
	if (record->transcribe_callback && *record->transcribe_callback)
		attribute_flag(t, "transcribe", true);
	attribute(t, "transcribeCallback", record->transcribe_callback);
	text_puts(&t->out, "/>");
	verb_end(t, begin);
}

void
twiml_start_transcription(struct twiml *t, const struct twiml_transcription *transcription)
{
	size_t begin = verb_begin(t, IN_RESPONSE);

	text_puts(&t->out, "<Start><Transcription");
	attribute(t, "statusCallbackUrl", transcription->status_callback_url);
	attribute(t, "languageCode", transcription->language);
	attribute(t, "track", transcription->track);
	attribute(t, "inboundTrackLabel", transcription->inbound_label);
	attribute(t, "outboundTrackLabel", transcription->outbound_label);
	text_puts(&t->out, "/></Start>");
	verb_end(t, begin);
}

void
twiml_start_recording(struct twiml *t, const char *status_callback,
    const char *status_callback_event)
{
	size_t begin = verb_begin(t, IN_RESPONSE);

	text_puts(&t->out, "<Start><Recording");
	attribute(t, "channels", "dual");
	attribute(t, "recordingStatusCallback", status_callback);
	if (status_callback && *status_callback)
		attribute(t, "recordingStatusCallbackEvent", status_callback_event);
	text_puts(&t->out, "/></Start>");
	verb_end(t, begin);
}

void
twiml_redirect(struct twiml *t, const char *url)
{
	const char *cleaned = clean(t->out.arena, url);
	size_t begin = verb_begin(t, IN_RESPONSE);

	text_puts(&t->out, "<Redirect");
	element_text(t, "Redirect", cleaned, strlen(cleaned));
	verb_end(t, begin);
}

void
twiml_reject(struct twiml *t, const char *reason)
{
	size_t begin = verb_begin(t, IN_RESPONSE);

	assert(!t->has_verb);
	text_puts(&t->out, "<Reject");
	attribute(t, "reason", reason);
	text_puts(&t->out, "/>");
	verb_end(t, begin);
}

void
twiml_hangup(struct twiml *t)
{
	size_t begin = verb_begin(t, IN_RESPONSE);

	text_puts(&t->out, "<Hangup/>");
	verb_end(t, begin);
}

const char *
twiml_message_text(struct arena *a, const char *body)
{
	static const char space[] = " \t\n\r";
	const char *cleaned = clean(a, body);
	size_t n;

	cleaned += strspn(cleaned, space);
	for (n = strlen(cleaned); n && strchr(space, cleaned[n - 1]); n--)
		;
	return cleaned[n] ? arena_copy(a, cleaned, n) : cleaned;
}

void
twiml_message(struct twiml *t, const char *body, const char *status_callback)
{
	const char *cleaned = twiml_message_text(t->out.arena, body);
	size_t begin = verb_begin(t, IN_RESPONSE);

	if (text_is_blank(cleaned))
		return;
	text_puts(&t->out, "<Message");
	attribute(t, "statusCallback", status_callback);
	element_text(t, "Message", cleaned, strlen(cleaned));
	verb_end(t, begin);
}
