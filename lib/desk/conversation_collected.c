/*
 * What an agent was told to find out, under names that whoever set it up has chosen: the sensible
 * ones are known, however they are spelt ("appointment_booked", "appointmentBooked").
 */
#include "desk/conversation_parts.h"

#include <ctype.h>
#include <string.h>

#include "core/text.h"

enum { NAME_MAX = 64, INTENT_MAX = 64, EMAIL_MAX = 254 };

/* Letters and digits alone, in lower case. */
static void
squeeze(const char *name, char out[NAME_MAX])
{
	size_t n = 0;

	for (; name && *name && n < NAME_MAX - 1; name++)
		if (isalnum((unsigned char)*name))
			out[n++] = (char)tolower((unsigned char)*name);
	out[n] = '\0';
}

/* Is it one of these words? */
static bool
is_among(const char *word, const char *words)
{
	size_t n = strlen(word);

	for (const char *p = words; n && *p; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == n && memcmp(p, word, n) == 0)
			return true;
	return false;
}

/* As somebody would say it; NULL: nothing was found out. */
static const char *
words_of(struct arena *a, struct json_object *v)
{
	static const char nothing[] = "null none unknown na notprovided notmentioned notspecified";
	const char *text = json_whole_text(v);
	char word[NAME_MAX];

	if (json_object_is_type(v, json_type_int))
		return arena_printf(a, "%lld", (long long)json_object_get_int64(v));
	squeeze(text, word);
	return text_is_blank(text) || is_among(word, nothing) ? NULL : text;
}

static int
truth_of(struct json_object *v)
{
	char word[NAME_MAX];

	if (json_object_is_type(v, json_type_boolean))
		return json_object_get_boolean(v);
	squeeze(json_whole_text(v), word);
	return is_among(word, "true yes y 1 booked confirmed scheduled success") ? 1 :
	    is_among(word, "false no n 0 notbooked notscheduled failed failure") ? 0 : -1;
}

static void
take(const char **field, const char *value)
{
	if (!*field)
		*field = value;
}

/* "Ann Maria Smith": the first word, and the rest. */
static void
take_name(struct arena *a, struct conversation *c, const char *name)
{
	size_t n;

	if (!name || c->first_name || c->last_name)
		return;
	name += strspn(name, " ");
	n = strcspn(name, " ");
	c->first_name = arena_copy(a, name, n);
	name += n;
	name += strspn(name, " ");
	if (*name)
		c->last_name = name;
}

static bool
is_email(const char *text)
{
	const char *at = text ? strchr(text, '@') : NULL;

	return at && at != text && strchr(at, '.') && !strpbrk(text, " \t\r\n<>,;\"") &&
	    !strchr(at + 1, '@') && strlen(text) <= EMAIL_MAX;
}

static const char *
intent_of(struct arena *a, const char *text)
{
	char word[NAME_MAX];
	char *snake, *p;

	squeeze(text, word);
	if (is_among(word, "bookappointment book booking appointmentbooking scheduleappointment "
	    "newappointment makeappointment appointment scheduling schedule"))
		return "book_appointment";
	if (is_among(word, "raiseticket ticket supportticket createticket complaint reportissue "
	    "reportproblem issue support"))
		return "raise_ticket";
	/* Another word is kept as it is, if it is a word. */
	snake = arena_copy(a, text, strnlen(text, INTENT_MAX));
	for (p = snake; *p; p++)
		if (!isalnum((unsigned char)*p) && (unsigned char)*p < 0x80)
			*p = '_';
		else
			*p = (char)tolower((unsigned char)*p);
	return text_is_utf8(snake, strlen(snake)) ? snake : "other";
}

static const char *
priority_of(const char *text)
{
	char word[NAME_MAX];

	squeeze(text, word);
	return is_among(word, "urgent emergency critical immediate asap") ? "urgent" :
	    is_among(word, "high important") ? "high" : is_among(word, "low minor") ? "low" :
	    *word ? "normal" : NULL;
}

static const char *
answer_of(const char *text)
{
	char word[NAME_MAX];

	squeeze(text, word);
	return is_among(word, "confirmed confirm appointmentconfirmed") ? "confirmed" :
	    is_among(word, "reschedule rescheduled reschedulerequested rescheduling") ?
	    "reschedule" :
	    is_among(word, "cancelled canceled cancel cancellation appointmentcancelled") ?
	    "cancelled" : NULL;
}

/* A day and an hour that were asked for one by one. */
static void
take_time(struct arena *a, struct conversation *c, const char *text)
{
	if (!text || (c->stated_time && strstr(c->stated_time, text)))
		return;
	c->stated_time = c->stated_time ? arena_printf(a, "%s %s", c->stated_time, text) : text;
}

/* One thing that was found out. */
static void
collect(struct arena *a, struct conversation *c, const char *name, struct json_object *v,
    const char *why)
{
	const char *words = words_of(a, v);
	char key[NAME_MAX];

	squeeze(name, key);
	if (is_among(key, "appointmentbooked booked isbooked bookingconfirmed appointmentscheduled "
	    "bookingmade appointmentmade")) {
		if (c->said_booked < 0) {
			c->said_booked = truth_of(v);
			c->said_why = why ? why : arena_printf(a, "%s: %s", name,
			    c->said_booked == 1 ? "yes" : "no");
		}
	} else if (is_among(key, "appointmentstart appointmentdatetime appointmentdate startsat "
	    "starttime datetime bookingdatetime bookingtime appointmentslot slot "
	    "appointmenttime preferredtime preferreddate date time")) {
		take_time(a, c, words);
	} else if (is_among(key, "intent callintent callerintent userintent purpose")) {
		if (words)
			take(&c->intent, intent_of(a, words));
	} else if (is_among(key, "service servicetype appointmenttype visittype procedure "
	    "treatment reasonforvisit")) {
		take(&c->service, words);
	} else if (is_among(key, "patientname callername customername fullname name")) {
		take_name(a, c, words);
	} else if (is_among(key, "firstname patientfirstname callerfirstname")) {
		take(&c->first_name, words);
	} else if (is_among(key, "lastname patientlastname callerlastname surname")) {
		take(&c->last_name, words);
	} else if (is_among(key, "email patientemail emailaddress calleremail")) {
		take(&c->email, is_email(words) ? words : NULL);
	} else if (is_among(key, "raiseticket ticketneeded needsticket createticket")) {
		c->wants_ticket |= truth_of(v) == 1;
	} else if (is_among(key, "ticketsubject")) {
		take(&c->subject, words);
		c->wants_ticket |= words != NULL;
	} else if (is_among(key, "subject issue problem issuesubject issuetype")) {
		take(&c->subject, words);
	} else if (is_among(key, "ticketdescription description issuedescription details "
	    "issuedetails")) {
		take(&c->description, words);
	} else if (is_among(key, "ticketpriority priority urgency")) {
		take(&c->priority, priority_of(words));
	} else if (is_among(key, "outcome appointmentoutcome confirmation confirmationstatus "
	    "appointmentstatus answer")) {
		take(&c->answer, answer_of(words));
	}
}

/* {value, rationale} or the value itself. */
static void
collect_any(struct arena *a, struct conversation *c, const char *name, struct json_object *v)
{
	if (json_object_is_type(v, json_type_object))
		collect(a, c, name, json_get(v, "value"), json_get_text(v, "rationale"));
	else
		collect(a, c, name, v, NULL);
}

/* The hour after its day, in whatever order they come. */
static bool
is_late(const char *name)
{
	char key[NAME_MAX];

	squeeze(name, key);
	return is_among(key, "appointmenttime time preferredtime");
}

void
conversation_collect(struct arena *a, struct conversation *c, struct json_object *results)
{
	if (!json_object_is_type(results, json_type_object))
		return;
	for (int late = 0; late < 2; late++) {
		json_object_object_foreach(results, name, value) {
			if (is_late(name) == late)
				collect_any(a, c, name, value);
		}
	}
}

void
conversation_collect_list(struct arena *a, struct conversation *c, struct json_object *list,
    const char *name_member)
{
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;

	for (int late = 0; late < 2; late++) {
		for (size_t i = 0; i < n; i++) {
			struct json_object *item = json_object_array_get_idx(list, i);
			const char *name = json_get_text(item, name_member);

			if (name && is_late(name) == late)
				collect_any(a, c, name, item);
		}
	}
}

void
conversation_collect_outputs(struct arena *a, struct conversation *c, struct json_object *outputs)
{
	if (!json_object_is_type(outputs, json_type_object))
		return;
	json_object_object_foreach(outputs, id, output) {
		struct json_object *result = json_get(output, "result");

		(void)id;
		if (json_object_is_type(result, json_type_object))
			conversation_collect(a, c, result);
		else
			collect(a, c, json_get_text(output, "name"), result, NULL);
	}
}

/* --- tools ----------------------------------------------------------------------------------- */

static bool
is_booking_tool(const char *name)
{
	static const char *const others[] = {
		"check", "avail", "list", "get", "find", "cancel", "resched", "search", "slot",
		"remind", "lookup", "callback",
	};
	char word[NAME_MAX];

	squeeze(name, word);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strstr(word, others[i]))
			return false;
	return strstr(word, "book") || strstr(word, "schedule") ||
	    (strstr(word, "appointment") &&
	    (strstr(word, "create") || strstr(word, "make") || strstr(word, "add")));
}

/* Does its result say that it did it? A silent one does not, nor one that speaks of an error. */
static bool
did_it(struct arena *a, const char *text)
{
	static const char *const words[] = { "success", "ok", "booked", "confirmed", "created" };
	struct json_object *o;
	const char *why;
	int said = -1;

	if (text_is_blank(text))
		return false;
	if (!json_parse(a, text, strlen(text), &o, &why) ||
	    !json_object_is_type(o, json_type_object)) {
		char word[NAME_MAX];

		squeeze(text, word);
		return !strstr(word, "not") && !strstr(word, "error") && !strstr(word, "fail") &&
		    !strstr(word, "unable") && (strstr(word, "success") ||
		    strstr(word, "booked") || strstr(word, "confirmed") ||
		    strstr(word, "scheduled"));
	}
	if (json_get(o, "error") || json_get(o, "errors"))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words && said < 0; i++)
		said = truth_of(json_get(o, words[i]));
	if (said < 0)
		said = truth_of(json_get(o, "status"));
	return said == 1;
}

void
conversation_tool(struct arena *a, struct conversation *c, const struct tool *tool)
{
	struct json_object *asked = tool->asked;
	const char *text = json_whole_text(asked), *why;

	if (tool->failed || !is_booking_tool(tool->name) || !did_it(a, tool->result))
		return;
	c->booking_tool = tool->name;
	if (text && !json_parse(a, text, strlen(text), &asked, &why))
		return;
	/* The slot that it was given is the one, whatever was collected before. */
	c->stated_time = NULL;
	conversation_collect(a, c, asked);
}
