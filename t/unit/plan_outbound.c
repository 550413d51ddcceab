/* What a call says that somebody asked for: a message, and click-to-call step by step. */
#include "desk/plan_outbound.h"

#include "../lib/tap.h"
#include "core/text.h"

static struct arena *arena;
static struct config config = { .twilio_voice = "alice", .elevenlabs_phone_number = "",
	.twilio_vi_service_sid = "" };
static struct line line;
static struct asked_call asked;
static const struct click_urls urls = { "https://x/accept", "https://x/dialled",
	"https://x/announce", "https://x/leg", "https://x/recording", "https://x/transcription" };

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>"
#define CLINIC "voice=\"alice\" language=\"en-US\""
#define DIAL \
	"<Dial action=\"https://x/dialled\" callerId=\"+18455550100\" timeout=\"30\" " \
	"timeLimit=\"600\">"
#define LEG \
	" statusCallback=\"https://x/leg\" statusCallbackEvent=\"initiated ringing answered " \
	"completed\">+12125550142</Number></Dial>"

/* Does the document hold this text? */
#define has(document, part, ...) ok(strstr(document, part) != NULL, __VA_ARGS__)
#define lacks(document, part, ...) ok(!strstr(document, part), __VA_ARGS__)

static void
begin(void)
{
	line = (struct line){ .number = "+18455550100", .clinic_id = 3,
		.clinic_name = "Oak Street" };
	routing_default(&line.routing);
	line.routing.recording = NO;
	line.routing.transcription = TRANSCRIPTION_OFF;
	asked = (struct asked_call){ .to = "+12125550142", .time_limit_s = 600 };
}

static const char *
click(const char *digits)
{
	return click_twiml(arena, &config, &line, &asked, digits, &urls);
}

static void
test_languages(void)
{
	static const struct { const char *asked, *spoken; } rows[] = {
		{ "en-US", "en-US" }, { "en", "en-US" }, { "English", "en-US" }, { "hi", "hi-IN" },
		{ "hindi", "hi-IN" }, { "ta", "ta-IN" }, { "es", "es-US" }, { "es_mx", "es-MX" },
		{ "te", "te-IN" }, { "tlh", NULL }, { "en-XX", NULL }, { "", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		is_text(say_language(arena, rows[i].asked), rows[i].spoken, "\"%s\"",
		    rows[i].asked);
}

static const char *
message(const char *text, bool records)
{
	asked.message = text;
	asked.records = records;
	return asked_message_twiml(arena, &config, &line, &asked, "https://x/recording");
}

static void
test_message(void)
{
	begin();
	is_text(message("Hello & goodbye", false),
	    HEAD "<Say " CLINIC ">Hello &amp; goodbye</Say></Response>", "a message");
	is_text(message("Hello", true), HEAD "<Start><Recording channels=\"dual\" "
	    "recordingStatusCallback=\"https://x/recording\" "
	    "recordingStatusCallbackEvent=\"completed absent\"/></Start>"
	    "<Say " CLINIC ">Hello</Say></Response>", "one that is recorded");
	line.routing.consent_announcement.text = "Recorded.";
	has(message("Hello", true), "<Say " CLINIC ">Recorded.</Say><Start><Recording",
	    "which is announced first");
	asked.voice.language = "hi-IN";
	has(message("Namaste", false), "<Say language=\"hi-IN\">Namaste</Say>",
	    "another language has Twilio's voice");
	asked.voice.voice = "Polly.Aditi";
	has(message("Namaste", false), "<Say voice=\"Polly.Aditi\" language=\"hi-IN\">",
	    "or the one that was asked for");
	asked.voice = (struct voice){ NULL, NULL };
	line.routing.language = "ta-IN";
	asked.voice.language = "en-US";
	has(message("Hello", false), "<Say " CLINIC ">Hello</Say>",
	    "English, of a clinic that speaks Tamil");
}

static void
test_click(void)
{
	begin();
	is_text(click(NULL), HEAD "<Say " CLINIC ">Oak Street is calling the number ending in "
	    "0 1 4 2.</Say>" DIAL "<Number" LEG "</Response>", "connected at once");
	asked.message = "Mrs Miller.";
	has(click(NULL), HEAD "<Say " CLINIC ">Mrs Miller.</Say><Say", "after the message");
	asked.records = true;
	has(click(NULL), " record=\"record-from-answer-dual\" "
	    "recordingStatusCallback=\"https://x/recording\" "
	    "recordingStatusCallbackEvent=\"completed absent\">", "recorded");
	lacks(click(NULL), "announce", "without an announcement");
	line.routing.consent_announcement.play = "https://x/told.mp3";
	has(click(NULL), "<Number url=\"https://x/announce\"", "who is called hears of it");
	is_text(click_announce_twiml(arena, &config, &line),
	    HEAD "<Play>https://x/told.mp3</Play></Response>", "the announcement");
	asked.records = false;
	lacks(click(NULL), "announce", "unless nothing is recorded");
	line.routing.transcription = TRANSCRIPTION_REALTIME;
	has(click(NULL), "inboundTrackLabel=\"clinic\" outboundTrackLabel=\"caller\"/></Start><Dial",
	    "transcribed: the assistant's voice comes in");
	has(click(NULL), "announce", "which is announced too");
}

static void
test_screen(void)
{
	begin();
	line.routing.screen = true;
	is_text(click(NULL), HEAD "<Gather action=\"https://x/accept\" numDigits=\"1\" "
	    "timeout=\"5\" actionOnEmptyResult=\"true\"><Say " CLINIC ">A call from Oak Street "
	    "to the number ending in 0 1 4 2. Press 1 to call.</Say></Gather><Hangup/>"
	    "</Response>", "asked to press 1");
	asked.attempt = 1;
	has(click("1"), HEAD "<Dial ", "who does is connected");
	has(click(""), HEAD "<Gather ", "who does not is asked again");
	ok(!click_is_refused(&asked, "2"), "which is not the end");
	asked.attempt = 2;
	is_text(click("2"), HEAD "<Hangup/></Response>", "but once");
	ok(click_is_refused(&asked, NULL), "which is");
	ok(!click_is_refused(&asked, "1"), "a late 1 counts");
	has(click("1"), HEAD "<Dial ", "and connects");
	line.routing.screen = false;
	asked.attempt = 1;
	has(click(NULL), HEAD "<Gather ", "a screen that was turned off meanwhile asks on");
}

static void
test_dialled(void)
{
	static const struct { const char *outcome, *said; } rows[] = {
		{ "busy", "The line is busy." }, { "no-answer", "Nobody answered." },
		{ "failed", "could not be reached" }, { "canceled", "could not be reached" },
	};

	begin();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		has(click_dialled_twiml(arena, &config, &line, rows[i].outcome), rows[i].said,
		    "%s", rows[i].outcome);
	is_text(click_dialled_twiml(arena, &config, &line, "answered"),
	    HEAD "<Hangup/></Response>", "after a talk nothing is said");
}

int
main(void)
{
	arena = arena_new(8 << 20);
	test_languages();
	test_message();
	test_click();
	test_screen();
	test_dialled();
	arena_free(arena);
	return done_testing();
}
