/* TwiML: every verb's exact words, and no input that makes the document malformed. */
#include "desk/twiml.h"

#include "../lib/tap.h"
#include "../lib/xml.h"

static struct arena *arena;
static const struct voice alice = { "alice", "en-US" }, nobody;

/* NULL, or what is wrong; *said is what a caller would hear. */
static const char *
malformed(const char *xml, const char **said)
{
	return xml_fault(arena, xml, said);
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* --- each verb -------------------------------------------------------------------------------- */

static void
is_document(struct twiml *t, const char *inside, const char *name)
{
	const char *xml = twiml_end(t);

	is_text(xml, arena_printf(arena, XML_HEAD "<Response>%s</Response>", inside), "%s", name);
	is_text(malformed(xml, NULL), NULL, "%s: well-formed", name);
}

static void
test_verbs(void)
{
	struct twiml *t = twiml_new(arena);

	is_document(t, "", "nothing");

	t = twiml_new(arena);
	twiml_say(t, "Hello", &alice);
	twiml_say(t, "Namaste", &(struct voice){ NULL, "hi-IN" });
	twiml_say(t, "Plain", &nobody);
	is_document(t, "<Say voice=\"alice\" language=\"en-US\">Hello</Say>"
	    "<Say language=\"hi-IN\">Namaste</Say><Say>Plain</Say>", "Say");

	t = twiml_new(arena);
	twiml_say(t, NULL, &alice);
	twiml_say(t, "", &alice);
	twiml_say(t, " \n", &alice);
	twiml_say(t, "\x01\xff", &alice);
	twiml_speak(t, &(struct speech){ NULL, NULL }, &alice);
	is_document(t, "", "silence is no Say");

	t = twiml_new(arena);
	twiml_speak(t, &(struct speech){ .text = "Hello" }, &alice);
	twiml_speak(t, &(struct speech){ .play = "https://a.example/x.wav?a=1&b=2" }, &alice);
	is_document(t, "<Say voice=\"alice\" language=\"en-US\">Hello</Say>"
	    "<Play>https://a.example/x.wav?a=1&amp;b=2</Play>", "speech");

	t = twiml_new(arena);
	twiml_pause(t, 2);
	twiml_pause(t, 0);
	is_document(t, "<Pause length=\"2\"/><Pause/>", "Pause");

	t = twiml_new(arena);
	twiml_gather_open(t, &(struct twiml_gather){
	    "https://c.example/v?attempt=1#rc=2&rp=all", 1, 5, "#*", true });
	twiml_say(t, "Press 1", &nobody);
	twiml_pause(t, 1);
	twiml_speak(t, &(struct speech){ .play = "https://a.example/x.wav" }, &nobody);
	twiml_gather_close(t);
	twiml_redirect(t, "https://c.example/v?a=1&b=2");
	is_document(t, "<Gather action=\"https://c.example/v?attempt=1#rc=2&amp;rp=all\""
	    " numDigits=\"1\" timeout=\"5\" finishOnKey=\"#*\" actionOnEmptyResult=\"true\">"
	    "<Say>Press 1</Say><Pause length=\"1\"/><Play>https://a.example/x.wav</Play></Gather>"
	    "<Redirect>https://c.example/v?a=1&amp;b=2</Redirect>", "Gather, Redirect");

	t = twiml_new(arena);
	twiml_gather_open(t, &(struct twiml_gather){ 0 });
	twiml_gather_close(t);
	is_document(t, "<Gather></Gather>", "a Gather without attributes");

	t = twiml_new(arena);
	twiml_dial_open(t,
	    &(struct twiml_dial){ "https://c.example/d", "+18455550100", 30, 14400, true, true,
	    "record-from-answer-dual", "https://c.example/r", "completed absent" });
	twiml_number(t, &(struct twiml_number){ .number = "+18455550101",
	    .status_callback_event = "completed" });
	twiml_number(t, &(struct twiml_number){ "+18455550102", "https://c.example/screen",
	    "https://c.example/l?assistant=3&screened=1", "initiated answered" });
	twiml_dial_close(t);
	is_document(t,
	    "<Dial action=\"https://c.example/d\" callerId=\"+18455550100\" timeout=\"30\""
	    " timeLimit=\"14400\" answerOnBridge=\"true\" sequential=\"true\""
	    " record=\"record-from-answer-dual\" recordingStatusCallback=\"https://c.example/r\""
	    " recordingStatusCallbackEvent=\"completed absent\">"
	    "<Number>+18455550101</Number>"
	    "<Number url=\"https://c.example/screen\""
	    " statusCallback=\"https://c.example/l?assistant=3&amp;screened=1\""
	    " statusCallbackEvent=\"initiated answered\">+18455550102</Number></Dial>",
	    "Dial, Number");

	t = twiml_new(arena);
	twiml_record(t, &(struct twiml_record){ "https://c.example/v", 120, 7, "#",
	    "https://c.example/r", NULL, "https://c.example/t" });
	is_document(t, "<Record action=\"https://c.example/v\" maxLength=\"120\" timeout=\"7\""
	    " finishOnKey=\"#\" recordingStatusCallback=\"https://c.example/r\""
	    " transcribe=\"true\" transcribeCallback=\"https://c.example/t\"/>", "Record");

	t = twiml_new(arena);
	twiml_record(t,
	    &(struct twiml_record){ .action = "https://c.example/v", .transcribe_callback = "" });
	is_document(
	    t, "<Record action=\"https://c.example/v\"/>", "a Record that is not transcribed");

	t = twiml_new(arena);
	twiml_start_transcription(t, &(struct twiml_transcription){
	    "https://c.example/t", "en-US", "both_tracks", "caller", "clinic" });
	is_document(t, "<Start><Transcription statusCallbackUrl=\"https://c.example/t\""
	    " languageCode=\"en-US\" track=\"both_tracks\" inboundTrackLabel=\"caller\""
	    " outboundTrackLabel=\"clinic\"/></Start>", "Start, Transcription");

	t = twiml_new(arena);
	twiml_start_recording(t, "https://c.example/r", "completed absent");
	is_document(t, "<Start><Recording channels=\"dual\""
	    " recordingStatusCallback=\"https://c.example/r\""
	    " recordingStatusCallbackEvent=\"completed absent\"/></Start>", "Start, Recording");

	t = twiml_new(arena);
	twiml_start_recording(t, NULL, "completed");
	is_document(t, "<Start><Recording channels=\"dual\"/></Start>", "nobody hears of it");

	t = twiml_new(arena);
	twiml_reject(t, "busy");
	is_document(t, "<Reject reason=\"busy\"/>", "Reject");

	t = twiml_new(arena);
	twiml_hangup(t);
	is_document(t, "<Hangup/>", "Hangup");

	t = twiml_new(arena);
	twiml_message(t, "See you & yours\nat 10 <sharp>", NULL);
	twiml_message(t, "", NULL);
	is_document(t, "<Message>See you &amp; yours\nat 10 &lt;sharp&gt;</Message>", "Message");

	t = twiml_new(arena);
	twiml_message(t, " \n\x01Soon\x02.\r\n ", "https://a.example/status?ref=7#rc=5&rp=all");
	is_document(t, "<Message statusCallback=\"https://a.example/status?ref=7#rc=5&amp;rp=all\">"
	    "Soon.</Message>", "Message, of which somebody wants to know what becomes of it");
	is_text(twiml_message_text(arena, " \tSo\x7f on\n"), "So\x7f on", "its text as it is read");
	is_text(twiml_message_text(arena, "Soon"), "Soon", "which mostly is the text itself");
	is_text(twiml_message_text(arena, " \r\n\t"), "", "or nothing");

	t = twiml_new(arena);
	twiml_gather_open(t, &(struct twiml_gather){ .num_digits = 1 });
	twiml_say(t, "Press 1", &nobody);
	is_document(t, "<Gather numDigits=\"1\"><Say>Press 1</Say></Gather>",
	    "what is open is closed at the end: Gather");

	t = twiml_new(arena);
	twiml_dial_open(t, &(struct twiml_dial){ .timeout_seconds = 5 });
	is_document(t, "<Dial timeout=\"5\"></Dial>", "what is open is closed at the end: Dial");
}

/* --- bytes ------------------------------------------------------------------------------------ */

/* What must come out of text that holds one byte between two letters. */
static const char *
expected_byte(unsigned byte)
{
	if (byte == '\t' || byte == '\n' || byte == '\r' || (byte >= 0x20 && byte < 0x80))
		return arena_printf(arena, "a%cb", (char)byte);
	return "ab";			/* a control character, or half of a character */
}

static void
test_bytes(void)
{
	for (unsigned byte = 1; byte < 256; byte++) {
		const char text[] = { 'a', (char)byte, 'b', '\0' }, *said, *wrong;
		struct twiml *t = twiml_new(arena);

		twiml_gather_open(
		    t, &(struct twiml_gather){ .action = text, .finish_on_key = text });
		twiml_say(t, text, &(struct voice){ text, text });
		twiml_gather_close(t);
		wrong = malformed(twiml_end(t), &said);
		ok(!wrong && text_same(said, expected_byte(byte)), "byte %02x: %s", byte,
		    wrong ? wrong : "text comes back");
	}
}

static void
test_attribute_bytes(void)
{
	struct twiml *t = twiml_new(arena);

	twiml_say(t, "x", &(struct voice){ NULL, "a\"b'c&d<e>f\tg\nh\ri\x02j" });
	is_document(t, "<Say language=\"a&quot;b'c&amp;d&lt;e&gt;f&#9;g&#10;h&#13;ij\">x</Say>",
	    "an attribute");
	t = twiml_new(arena);
	twiml_say(t, "x", &(struct voice){ "Polly.Joanna", "ta-IN" });
	twiml_say(t, "y", &(struct voice){ "Bob", "en-US" });
	is_document(t, "<Say language=\"ta-IN\">x</Say><Say language=\"en-US\">y</Say>",
	    "no voice that cannot speak the language");
}

static void
test_characters(void)
{
	static const struct { const char *label, *in, *out; } rows[] = {
		{ "Hindi", "नमस्ते", "नमस्ते" },
		{ "an emoji", "😀", "😀" },
		{ "the last character of Unicode", "a\xf4\x8f\xbf\xbf", "a\xf4\x8f\xbf\xbf" },
		{ "U+FFFD", "a\xef\xbf\xbd", "a\xef\xbf\xbd" },
		{ "U+FFFE", "a\xef\xbf\xbe" "b", "ab" },
		{ "U+FFFF", "a\xef\xbf\xbf" "b", "ab" },
		{ "a surrogate", "a\xed\xa0\x80" "b", "ab" },
		{ "above Unicode", "a\xf4\x90\x80\x80" "b", "ab" },
		{ "an overlong /", "a\xc0\xaf" "b", "ab" },
		{ "Latin-1", "caf\xe9 noir", "caf noir" },
		{ "half a character at the end", "a\xf0\x9f\x98", "a" },
		{ "a lone lead byte at the end", "a\xf0", "a" },
		{ "CDATA", "a]]>b<![CDATA[c", "a]]>b<![CDATA[c" },
		{ "an entity", "&amp; &#0;", "&amp; &#0;" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct twiml *t = twiml_new(arena);
		const char *said = NULL, *wrong;

		twiml_say(t, rows[i].in, &nobody);
		wrong = malformed(twiml_end(t), &said);
		is_text(wrong, NULL, "%s: well-formed", rows[i].label);
		is_text(said, rows[i].out, "%s: comes back", rows[i].label);
	}
}

/* --- length ----------------------------------------------------------------------------------- */

static const char *
repeat(const char *what, size_t times)
{
	struct text t = text_new(arena);

	while (times--)
		text_puts(&t, what);
	return t.data;
}

/* Every Say of the document is short enough for Twilio, before escaping. */
static bool
says_are_short(const char *xml)
{
	while ((xml = strstr(xml, "<Say>"))) {
		const char *end = strstr(xml, "</Say>");
		size_t n = 0;

		for (const char *p = xml + strlen("<Say>"); p < end; n++)
			p += *p == '&' ? strcspn(p, ";") + 1 : 1;
		if (n > TWIML_SAY_BYTES_MAX)
			return false;
		xml = end;
	}
	return true;
}

static void
test_long_says(void)
{
	static const struct { const char *label, *word; size_t times, says; } rows[] = {
		{ "3000 bytes", "a", 3000, 1 },
		{ "3001 bytes without a space", "a", 3001, 2 },
		{ "words", "word ", 1000, 2 },
		{ "words of many bytes", "நன்றி ", 1000, 6 },
		{ "characters of three bytes", "ந", 1500, 2 },
		{ "characters of four bytes", "😀", 1500, 2 },
		{ "ampersands", "&", 4000, 2 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *text = repeat(rows[i].word, rows[i].times), *said = "", *xml;
		struct twiml *t = twiml_new(arena);
		size_t lost;

		twiml_say(t, text, &nobody);
		xml = twiml_end(t);
		is_text(malformed(xml, &said), NULL, "%s: well-formed", rows[i].label);
		is_int((int64_t)count(xml, "<Say>"), (int64_t)rows[i].says, "%s: so many Says",
		    rows[i].label);
		ok(says_are_short(xml), "%s: none is too long", rows[i].label);
		lost = strlen(text) - strlen(said);
		ok(lost <= rows[i].says, "%s: nothing is lost but the spaces between two Says",
		    rows[i].label);
	}
}

static void
test_bound(void)
{
	struct twiml *t = twiml_new(arena);
	const char *xml;

	twiml_say(t, repeat("& ", 100000), &alice);
	twiml_dial_open(t, &(struct twiml_dial){ .action = "https://c.example/d" });
	twiml_number(t, &(struct twiml_number){ .number = "+18455550101" });
	twiml_dial_close(t);
	xml = twiml_end(t);
	ok(strlen(xml) <= TWIML_BYTES_MAX, "a huge text stays within 64 kB");
	is_text(malformed(xml, NULL), NULL, "and well-formed");

	t = twiml_new(arena);
	twiml_message(t, repeat("x", 70000), NULL);
	twiml_dial_open(t, &(struct twiml_dial){ .action = "https://c.example/d" });
	twiml_number(t, &(struct twiml_number){ .number = "+18455550101" });
	twiml_dial_close(t);
	is_document(t, "<Dial action=\"https://c.example/d\"><Number>+18455550101</Number></Dial>",
	    "a huge verb is left out, the Dial behind it is not");

	t = twiml_new(arena);
	twiml_gather_open(t, &(struct twiml_gather){ .action = repeat("x", 70000) });
	twiml_say(t, "Press 1", &nobody);
	twiml_gather_close(t);
	twiml_hangup(t);
	is_document(t, "<Hangup/>", "a huge container is left out with what it holds");

	/* Every length near the bound, with a container open at the end. */
	for (size_t n = TWIML_BYTES_MAX - 200; n < TWIML_BYTES_MAX; n++) {
		struct arena *whole = arena;

		arena = arena_new(8 << 20);
		t = twiml_new(arena);
		twiml_message(t, repeat("x", n), NULL);
		twiml_gather_open(t, &(struct twiml_gather){ .num_digits = 1 });
		twiml_pause(t, 1);
		xml = twiml_end(t);
		if (strlen(xml) > TWIML_BYTES_MAX || malformed(xml, NULL))
			ok(false, "a Message of %zu bytes gives %zu: %s", n, strlen(xml),
			    malformed(xml, NULL));
		arena_free(arena);
		arena = whole;
	}
	ok(true, "every length near the bound");
}

/* --- anything at all -------------------------------------------------------------------------- */

/* 0 to n - 1, the same row of numbers in every run. */
static int
dice(int n)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (int)(state >> 33) % n;
}

static const char *
rubbish(void)
{
	static const char *const spice[] = {
		"<", ">", "&", "\"", "]]>", "\r", "\n", "\t", "\x01", "\xff", "\xc3", "é", "😀",
		"\xef\xbf\xbf", "</Response>", " ",
	};
	struct text t = text_new(arena);

	for (int n = dice(40); n > 0; n--) {
		if (dice(2))
			text_puts(&t, spice[dice(sizeof spice / sizeof spice[0])]);
		else
			text_putc(&t, (char)(1 + dice(255)));
	}
	return t.data;
}

static const char *
random_document(void)
{
	struct twiml *t = twiml_new(arena);
	int open = 0;			/* 1 a Gather, 2 a Dial */

	for (int n = dice(12); n > 0; n--) {
		const struct voice voice = { rubbish(), rubbish() };

		switch (open == 2 ? 10 + dice(2) : open == 1 ? dice(4) : 1 + dice(9)) {
		case 0:
			twiml_gather_close(t);
			open = 0;
			break;
		case 1:
			twiml_say(t, rubbish(), &voice);
			break;
		case 2:
			twiml_speak(t, &(struct speech){ rubbish(), rubbish() }, &voice);
			break;
		case 3:
			twiml_pause(t, dice(5));
			break;
		case 4:
			twiml_gather_open(t, &(struct twiml_gather){
			    rubbish(), dice(3), dice(3), rubbish(), dice(2) });
			open = 1;
			break;
		case 5:
			twiml_dial_open(t, &(struct twiml_dial){
			    .action = rubbish(), .caller_id = rubbish(), .record = rubbish() });
			open = 2;
			break;
		case 6:
			twiml_record(t, &(struct twiml_record){
			    rubbish(), 1, 1, rubbish(), rubbish(), rubbish(), rubbish() });
			break;
		case 7:
			twiml_start_transcription(t, &(struct twiml_transcription){
			    rubbish(), rubbish(), rubbish(), rubbish(), rubbish() });
			break;
		case 8:
			twiml_redirect(t, rubbish());
			break;
		case 9:
			twiml_message(t, rubbish(), NULL);
			break;
		case 10:
			twiml_number(t, &(struct twiml_number){
			    rubbish(), rubbish(), rubbish(), rubbish() });
			break;
		case 11:
			twiml_dial_close(t);
			open = 0;
			break;
		default: break;
		}
	}
	return twiml_end(t);
}

static void
test_anything(void)
{
	int bad = 0;

	for (int i = 0; i < 20000 && bad < 5; i++) {
		struct arena *whole = arena;
		const char *wrong;

		arena = arena_new(8 << 20);
		wrong = malformed(random_document(), NULL);
		if (wrong) {
			bad++;
			diag("document %d: %s", i, wrong);
		}
		arena_free(arena);
		arena = whole;
	}
	is_int(bad, 0, "20000 documents of rubbish are well-formed");
	ok(malformed(XML_HEAD "<Response><Say>a & b</Say></Response>", NULL),
	    "the reader of this test sees a bare ampersand");
	ok(malformed(XML_HEAD "<Response><Say>a</Response>", NULL),
	    "and an element that is not closed");
	ok(malformed(XML_HEAD "<Response><Say voice=\"a<\">a</Say></Response>", NULL),
	    "and a bare < in a value");
}

int
main(void)
{
	arena = arena_new(256 << 20);
	test_verbs();
	test_bytes();
	test_attribute_bytes();
	test_characters();
	test_long_says();
	test_bound();
	test_anything();
	arena_free(arena);
	return done_testing();
}
