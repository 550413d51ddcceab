/* Confirmation calls: what is said at each step, what each key means, and what follows. */
#include "desk/confirmation.h"

#include "../lib/tap.h"
#include "core/text.h"

static struct arena *arena;

static struct texts *
load(const char *code)
{
	const char *path = arena_printf(arena, "languages/%s.txt", code);
	char *file = arena_alloc(arena, TEXTS_BYTES_MAX);
	FILE *f = fopen(path, "re");
	struct texts *t;
	size_t n;

	if (!f)
		bail_out("%s cannot be read", path);
	n = fread(file, 1, TEXTS_BYTES_MAX, f);
	(void)fclose(f);
	if (texts_parse(arena, file, n, &t))
		bail_out("%s is at fault", path);
	return t;
}

static struct confirmation_facts
facts(struct texts *texts)
{
	return (struct confirmation_facts){
		.texts = texts, .clinic = "Hudson Dental", .number = "+18455550100",
		.patient = "Maria Lopez", .doctor = "Dr. Smith",
		.at = { 2026, 3, 3, 9, 30, 0, 2 }, .now = { 2026, 3, 1, 12, 0, 0, 0 },
	};
}

#define VISIT "You have an appointment with Dr. Smith on Tuesday, March third, " \
	"at nine thirty in the morning."
#define MENU "To confirm, press one. To ask for another time, press two. To cancel, press " \
	"three. To hear this again, press nine."
#define NUMBER "eight four five, five five five, zero one zero zero"
#define GONE "This appointment has been cancelled, so there is nothing to do. If you have any " \
	"questions, please call us at " NUMBER ". Goodbye."
#define PAST "The time of this appointment has passed, so there is nothing to do. Goodbye."
#define HELLO "Hello Maria Lopez. This is Hudson Dental."
#define MACHINE "Hello. This is Hudson Dental. Please call us back at " NUMBER ". Once more, " \
	"the number is " NUMBER ". Thank you. Goodbye."
#define GOODBYE "We did not get an answer. Please call us at " NUMBER ". Goodbye."
#define NOTED "Thank you. We have noted your answer, and will enter it as soon as our system is " \
	"back. Goodbye."

/* What a step gives, in a line: what is said, the prompt that follows, what came of it. */
static const char *
told(const struct confirmation_facts *f)
{
	struct confirmation c;
	struct text t = text_new(arena);

	confirmation_decide(arena, f, &c);
	text_puts(&t, c.say);
	if (c.asks)
		text_printf(&t, " [%d/%d]", c.prompts, c.repeats);
	if (c.status)
		text_printf(&t, " =%s", c.status);
	if (c.outcome)
		text_printf(&t, " >%s", c.outcome);
	if (c.intent)
		text_printf(&t, " ?%s", c.intent);
	text_puts(&t, c.noted ? " noted" : "");
	text_puts(&t, c.belated ? " belated" : "");
	return t.data;
}

static const struct {
	const char *name;
	enum visit_state state;
	const char *answered_by;
	bool moved, asked;
	const char *key;
	int prompts, repeats;
	const char *told;
} steps[] = {
	{ "a person answers", .told = HELLO " " VISIT " " MENU " [1/0]" },
	{ "a person, Twilio says", .answered_by = "human",
	    .told = HELLO " " VISIT " " MENU " [1/0]" },
	{ "moved since it was ordered", .moved = true, .told = HELLO " " VISIT " " MENU " [1/0]" },
	{ "who knows who", .answered_by = "unknown", .told = HELLO " You have an appointment on "
	    "Tuesday, March third, at nine thirty in the morning. " MENU " [1/0]" },
	{ "a machine", .answered_by = "machine_end_beep", .told = MACHINE " >voicemail" },
	{ "a machine", .answered_by = "machine_end_silence", .told = MACHINE " >voicemail" },
	{ "a machine", .answered_by = "machine_end_other", .told = MACHINE " >voicemail" },
	{ "a machine", .answered_by = "machine_start", .told = MACHINE " >voicemail" },
	{ "a machine, visit past", VISIT_PAST, "machine_end_beep", .told = MACHINE " >voicemail" },
	{ "a fax", .answered_by = "fax", .told = " >no-response" },
	{ "past already", VISIT_PAST, .told = HELLO " " PAST " >appointment-past" },
	{ "cancelled already", VISIT_GONE, .told = HELLO " " GONE " >appointment-gone" },
	{ "nobody knows", VISIT_UNKNOWN, .told = HELLO " " VISIT " " MENU " [1/0]" },
	{ "1", .asked = true, .key = "1", .prompts = 1, .told = "Thank you. Your appointment is "
	    "confirmed, on Tuesday, March third, at nine thirty in the morning. We look forward to "
	    "seeing you. Goodbye. =confirmed >appointment-confirmed ?confirm" },
	{ "2", .asked = true, .key = "2", .prompts = 2, .told = "Thank you. We will call you to "
	    "find another time. Goodbye. =reschedule-requested >appointment-rescheduled "
	    "?reschedule" },
	{ "3", .asked = true, .key = "3", .prompts = 3, .repeats = 5, .told = "Your appointment is "
	    "cancelled. Thank you for letting us know. Goodbye. =cancelled "
	    ">appointment-cancelled ?cancel" },
	{ "9", .asked = true, .key = "9", .prompts = 1, .told = VISIT " " MENU " [1/1]" },
	{ "9 after a wrong key", .asked = true, .key = "9", .prompts = 3, .repeats = 4,
	    .told = VISIT " " MENU " [3/5]" },
	{ "9 for ever", .asked = true, .key = "9", .prompts = 1, .repeats = 5,
	    .told = "Sorry, that is not one of the choices. " MENU " [2/5]" },
	{ "9 for ever, at last", .asked = true, .key = "9", .prompts = 3, .repeats = 5,
	    .told = GOODBYE " >no-response" },
	{ "no key", .asked = true, .prompts = 1, .told = "We did not get an answer. " MENU " [2/0]" },
	{ "no key", .asked = true, .key = "", .prompts = 2, .repeats = 1,
	    .told = "We did not get an answer. " MENU " [3/1]" },
	{ "no key, thrice", .asked = true, .key = "", .prompts = 3,
	    .told = GOODBYE " >no-response" },
	{ "a wrong key", .asked = true, .key = "5", .prompts = 1,
	    .told = "Sorry, that is not one of the choices. " MENU " [2/0]" },
	{ "a star", .asked = true, .key = "*", .prompts = 2,
	    .told = "Sorry, that is not one of the choices. " MENU " [3/0]" },
	{ "two keys", .asked = true, .key = "11", .prompts = 3, .told = GOODBYE " >no-response" },
	{ "1, past meanwhile", VISIT_PAST, .asked = true, .key = "1", .prompts = 1,
	    .told = PAST " >appointment-past" },
	{ "1, cancelled meanwhile", VISIT_GONE, .asked = true, .key = "1", .prompts = 1,
	    .told = GONE " >appointment-gone" },
	{ "no key, cancelled meanwhile", VISIT_GONE, .asked = true, .prompts = 1,
	    .told = GONE " >appointment-gone" },
	{ "1, moved meanwhile", .moved = true, .asked = true, .key = "1", .prompts = 1,
	    .told = "The time of your appointment has just changed. " VISIT " " MENU
	    " [1/1] belated" },
	{ "no key, moved meanwhile", .moved = true, .asked = true, .prompts = 2,
	    .told = "The time of your appointment has just changed. " VISIT " " MENU " [2/1]" },
	{ "moved for ever", .moved = true, .asked = true, .key = "3", .prompts = 2, .repeats = 5,
	    .told = "The time of your appointment has just changed. " VISIT " " GOODBYE
	    " >no-response belated" },
	{ "1, and nobody knows", VISIT_UNKNOWN, .asked = true, .key = "1", .prompts = 1,
	    .told = NOTED " noted" },
	{ "3, and nobody knows", VISIT_UNKNOWN, .asked = true, .key = "3", .prompts = 1,
	    .told = NOTED " noted" },
	{ "9, and nobody knows", VISIT_UNKNOWN, .asked = true, .key = "9", .prompts = 1,
	    .told = VISIT " " MENU " [1/1]" },
	{ "no key, and nobody knows", VISIT_UNKNOWN, .asked = true, .prompts = 3,
	    .told = GOODBYE " >no-response" },
};

static void
test_steps(void)
{
	struct texts *en = load("en");
	struct confirmation_facts f;

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		f = facts(en);
		f.state = steps[i].state;
		f.answered_by = steps[i].answered_by;
		f.moved = steps[i].moved;
		f.asked = steps[i].asked;
		f.key = steps[i].key;
		f.prompts = steps[i].prompts;
		f.repeats = steps[i].repeats;
		is_text(told(&f), steps[i].told, "%s", steps[i].name);
	}
	f = facts(en);
	f.patient = "";
	f.doctor = NULL;
	is_text(told(&f), "Hello. This is Hudson Dental. You have an appointment on Tuesday, March "
	    "third, at nine thirty in the morning. " MENU " [1/0]", "neither name nor doctor");
	is_text(confirmation_outcome_of("3"), "appointment-cancelled", "what 3 comes to");
	is_text(confirmation_outcome_of("9"), NULL, "and 9");
	is_text(confirmation_outcome_of(NULL), NULL, "and nothing");
}

/* Whatever is pressed, and however often: it ends. */
static void
test_it_ends(void)
{
	static const char *const keys[] = { "", "9", "7", "*", "1" };
	struct confirmation_facts f = facts(load("en"));
	int longest = 0;

	for (int seed = 0; seed < 3125; seed++) {
		struct confirmation c;
		int n = 0, left = seed;

		f.asked = false;
		f.prompts = f.repeats = 0;
		for (confirmation_decide(arena, &f, &c); c.asks && n < 20; n++) {
			f.asked = true;
			f.key = keys[left % 5 == 4 && seed % 2 ? 1 : left % 5];
			f.moved = seed % 3 == 0;
			f.prompts = c.prompts;
			f.repeats = c.repeats;
			left /= 5;
			confirmation_decide(arena, &f, &c);
		}
		longest = n > longest ? n : longest;
		if (n == 20 || (!c.outcome && !c.noted))
			ok(false, "seed %d does not end", seed);
	}
	ok(longest <= CONFIRMATION_PROMPTS + CONFIRMATION_REPEATS, "every call ends");
}

/* In no language does a machine hear more than who called, and every answer fits. */
static void
test_languages(void)
{
	static const char *const codes[] = { "en", "es", "hi", "ta" };
	static const char *const keys[] = { "1", "2", "3", "9", "4", "" };

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct confirmation_facts f = facts(load(codes[i]));
		struct confirmation c;
		struct voice voice = texts_voice(f.texts);

		f.answered_by = "machine_end_beep";
		confirmation_decide(arena, &f, &c);
		ok(strstr(c.say, "Hudson Dental") && !strstr(c.say, "Maria") &&
		    !strstr(c.say, "Smith") && !strstr(c.say, texts_get(f.texts, "month.3")),
		    "%s: a machine hears who called, and not why", codes[i]);
		ok(strstr(confirmation_twiml(arena, &c, &voice, "https://a.example/"), voice.voice) &&
		    !strstr(confirmation_twiml(arena, &c, &voice, "https://a.example/"), "Gather"),
		    "%s: in its voice, and nothing is asked", codes[i]);
		f.answered_by = NULL;
		confirmation_decide(arena, &f, &c);
		ok(strstr(c.say, "Maria Lopez") && strstr(c.say, "Dr. Smith") &&
		    strstr(c.say, texts_get(f.texts, "weekday.tue")), "%s: a person hears all",
		    codes[i]);
		ok(strstr(confirmation_twiml(arena, &c, &voice, "https://a.example/?a=1&b=2"),
		    "<Gather action=\"https://a.example/?a=1&amp;b=2\""), "%s: and is asked",
		    codes[i]);
		f.asked = true;
		f.prompts = 3;
		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
			f.key = keys[k];
			confirmation_decide(arena, &f, &c);
			ok(*c.say && !strpbrk(c.say, "{}"), "%s: key %s", codes[i], keys[k]);
		}
	}
}

/* --- after the call --------------------------------------------------------------------------- */

#define ENDED "2026-03-02T15:00:00Z"			/* ten in New York */

static const struct {
	const char *name, *status, *ended, *starts;
	bool reached, refused, over;
	int retries;
	const char *next;
} ends[] = {
	{ "busy", "busy", ENDED, "2026-03-03T14:30:00Z", .next = "2026-03-02T15:30:00.000Z" },
	{ "nobody", "no-answer", ENDED, "2026-03-03T14:30:00Z",
	    .next = "2026-03-02T15:30:00.000Z" },
	{ "failed", "failed", ENDED, "2026-03-03T14:30:00Z", .next = "2026-03-02T15:30:00.000Z" },
	{ "too late to place it", "canceled", ENDED, "2026-03-03T14:30:00Z",
	    .next = "2026-03-02T15:30:00.000Z" },
	{ "once more", "busy", ENDED, "2026-03-03T14:30:00Z", .retries = 1,
	    .next = "2026-03-02T15:30:00.000Z" },
	{ "not a third time", "busy", ENDED, "2026-03-03T14:30:00Z", .retries = 2,
	    .next = "text" },
	{ "refused", "failed", ENDED, "2026-03-03T14:30:00Z", .refused = true, .next = "text" },
	{ "answered", "completed", ENDED, "2026-03-03T14:30:00Z", .reached = true, .next = "nothing" },
	{ "answered, and the line broke", "failed", ENDED, "2026-03-03T14:30:00Z", .reached = true,
	    .next = "nothing" },
	{ "not over", "in-progress", ENDED, "2026-03-03T14:30:00Z", .next = "nothing" },
	{ "no state at all", NULL, ENDED, "2026-03-03T14:30:00Z", .next = "nothing" },
	{ "the visit is settled", "busy", ENDED, "2026-03-03T14:30:00Z", .over = true,
	    .next = "nothing" },
	{ "in the evening", "busy", "2026-03-03T00:45:00Z", "2026-03-03T18:00:00Z",
	    .next = "2026-03-03T14:00:00.000Z" },
	{ "at night", "busy", "2026-03-02T08:00:00Z", "2026-03-03T18:00:00Z",
	    .next = "2026-03-02T14:00:00.000Z" },
	{ "the visit is before that", "busy", "2026-03-03T00:45:00Z", "2026-03-03T13:00:00Z",
	    .next = "text" },
	{ "the visit is at that moment", "busy", ENDED, "2026-03-02T15:30:00Z", .next = "text" },
};

static const char *
next_of(const struct confirmation_end *e, const struct routing *routing)
{
	int64_t at;

	switch (confirmation_next(e, routing, &at)) {
	case NEXT_NOTHING:	return "nothing";
	case NEXT_TEXT:		return "text";
	case NEXT_CALL:		break;
	}
	return instant_iso(arena, at);
}

static void
test_ends(void)
{
	struct routing routing;

	routing_default(&routing);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct confirmation_end e = {
			.status = ends[i].status, .reached = ends[i].reached,
			.refused = ends[i].refused, .waiting = !ends[i].over,
			.retries = ends[i].retries, .zone = "America/New_York",
		};

		(void)instant_parse(ends[i].ended, &e.ended_at_ms);
		(void)instant_parse(ends[i].starts, &e.starts_at_ms);
		is_text(next_of(&e, &routing), ends[i].next, "%s", ends[i].name);
		routing.retry_then_sms = false;
		is_text(next_of(&e, &routing), text_same(ends[i].next, "text") ? "nothing" :
		    ends[i].next, "%s, and no texts", ends[i].name);
		routing.retry_then_sms = true;
	}
}

/* The calling hours are those of the clock, in the nights in which it jumps, too. */
static void
test_nights(void)
{
	static const struct {
		const char *name;
		struct interval hours;
		const char *ended, *next;
	} nights[] = {
		{ "their beginning is skipped: where the gap ends", { 150, 195 },
		    "2026-03-08T04:30:00Z", "2026-03-08T07:00:00.000Z" },
		{ "over, and they come again", { 30, 90 },
		    "2026-11-01T05:15:00Z", "2026-11-01T06:00:00.000Z" },
	};
	struct routing routing;

	routing_default(&routing);
	for (size_t i = 0; i < sizeof nights / sizeof *nights; i++) {
		struct confirmation_end e = {
			.status = "no-answer", .waiting = true, .zone = "America/New_York",
		};

		routing.calling_hours = nights[i].hours;
		(void)instant_parse(nights[i].ended, &e.ended_at_ms);
		e.starts_at_ms = e.ended_at_ms + INT64_C(48) * 60 * 60 * 1000;
		is_text(next_of(&e, &routing), nights[i].next, "%s", nights[i].name);
	}
}

int
main(void)
{
	arena = arena_new(512u << 20);
	test_steps();
	test_it_ends();
	test_languages();
	test_ends();
	test_nights();
	return done_testing();
}
