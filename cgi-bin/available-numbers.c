/*
 * available-numbers - numbers that can be bought
 *
 * Searched at Twilio: by country, kind, area code or digits.
 */
#include "web/list.h"
#include "web/telephony.h"

enum { COUNTRY, AREA_CODE, CONTAINS, TYPE };

static const struct param params[] = {
	[COUNTRY] = { "country", P_TEXT, 2, 2, .optional = true, .help = "ISO 3166; DEFAULT_COUNTRY if not said" },
	[AREA_CODE] = { "areaCode", P_INT, 200, 999, .optional = true, .help = "In the US and Canada" },
	[CONTAINS] = { "contains", P_TEXT, 2, 16, .optional = true, .help = "Digits or letters; * stands for one" },
	[TYPE] = { "type", P_CHOICE, .choices = "local mobile toll-free", .optional = true, .help = "local if not said" },
	{ 0 }
};

static struct json_object *
candidate(struct request *r, struct json_object *item)
{
	static const char *const texts[][2] = {
		{ "phoneNumber", "phone_number" }, { "friendlyName", "friendly_name" }, { "locality", "locality" }, { "region", "region" },
		{ "postalCode", "postal_code" }, { "country", "iso_country" }, { "addressRequirements", "address_requirements" },
	};
	struct json_object *o = json_object_in(r->arena), *can = json_object_in(r->arena), *theirs = json_get(item, "capabilities");

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		json_put_text(o, texts[i][0], json_get_text(item, texts[i][1]));
	/* Twilio spells these SMS and MMS here, sms and mms elsewhere. */
	json_put_bool(can, "voice", json_get_bool(theirs, "voice", false));
	json_put_bool(can, "sms", json_get_bool(theirs, "SMS", json_get_bool(theirs, "sms", false)));
	json_put_bool(can, "mms", json_get_bool(theirs, "MMS", json_get_bool(theirs, "mms", false)));
	json_put(o, "capabilities", can);
	return o;
}

static void
check(struct request *r)
{
	const char *country = r->in[COUNTRY].text;

	if (country && strspn(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(country))
		request_fault(r, "country", "must be two capital letters, like US");
}

static enum outcome
search(struct request *r)
{
	const struct value *in = r->in;
	const char *country = in[COUNTRY].text ? in[COUNTRY].text : r->config->default_country;
	const char *kind = text_same(in[TYPE].text, "mobile") ? "Mobile" : text_same(in[TYPE].text, "toll-free") ? "TollFree" : "Local";
	struct json_object *items = json_array_in(r->arena), *theirs;
	struct text fields = text_new(r->arena);
	struct twilio_answer answer;

	if (in[AREA_CODE].text)
		form_put(&fields, "AreaCode", in[AREA_CODE].text);
	if (in[CONTAINS].text)
		form_put(&fields, "Contains", in[CONTAINS].text);
	twilio_get(r->arena, r->config, arena_printf(r->arena, "/AvailablePhoneNumbers/%s/%s.json", country, kind), fields.data, 0, &answer);
	/* A country that has no numbers of this kind is a 404 there, and an empty list here. */
	if (answer.result != TWILIO_OK && !(answer.result == TWILIO_REFUSED && answer.status == 404))
		return refuse_twilio(r, &answer);
	theirs = json_get(answer.json, "available_phone_numbers");
	for (size_t i = 0; json_object_is_type(theirs, json_type_array) && i < json_object_array_length(theirs); i++)
		json_append(items, candidate(r, json_object_array_get_idx(theirs, i)));
	return answer_page(r, items, NULL);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/available-numbers", CALLER_ADMIN, search, "Numbers that can be bought", params, .check = check, .no_clinic = true, .refuses = "502 504" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
