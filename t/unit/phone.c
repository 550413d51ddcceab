/* Phone numbers of several countries, as people write them, and what is none. */
#include "desk/phone.h"

#include "../lib/tap.h"
#include "core/arena.h"

static struct arena *arena;

static const struct { const char *text, *country, *e164;
} numbers[] = {
	/* as clinics in the United States write them */
	{ "(845) 555-0100", "US", "+18455550100" },
	{ "845.555.0100", "US", "+18455550100" },
	{ "845-555-0100", "US", "+18455550100" },
	{ "8455550100", "US", "+18455550100" },
	{ "1 845 555 0100", "US", "+18455550100" },
	{ "  (845) 555-0100 ", "US", "+18455550100" },
	{ "+1 (845) 555-0100", "US", "+18455550100" },
	{ "+18455550100", "US", "+18455550100" },
	{ "+18455550100", "IN", "+18455550100" },
	{ "+18455550100", NULL, "+18455550100" },
	{ "+1 845 555 0100", "", "+18455550100" },
	/* a plus that was not escaped */
	{ " 18455550100", "US", "+18455550100" },
	{ " 18455550100", "GB", "+18455550100" },
	{ " 919876543210", "US", "+919876543210" },
	{ " 8455550100", "US", "+18455550100" },
	/* other countries */
	{ "098765 43210", "IN", "+919876543210" },
	{ "+91 98765 43210", "US", "+919876543210" },
	{ "020 7946 0018", "GB", "+442079460018" },
	{ "07400 123456", "GB", "+447400123456" },
	{ "030 123456", "DE", "+4930123456" },
	{ "06 12345678", "IT", "+390612345678" },
	{ "01 23 45 67 89", "FR", "+33123456789" },
	{ "612 34 56 78", "ES", "+34612345678" },
	{ "55 1234 5678", "MX", "+525512345678" },
	{ "02 1234 5678", "AU", "+61212345678" },
	{ "416-555-0100", "CA", "+14165550100" },
	{ "011 44 20 7946 0018", "US", "+442079460018" },
	{ "00 1 845 555 0100", "DE", "+18455550100" },
	{ "+800 1234 5678", "US", "+80012345678" },
	{ "\xef\xbc\x8b"
	  "1 845 555 0100",
	    "US", "+18455550100" }, /* a wide plus */
	{ "\xe0\xa5\xaf\xe0\xa5\xae\xe0\xa5\xad\xe0\xa5\xac\xe0\xa5\xab\xe0\xa5\xaa\xe0\xa5\xa9\xe0"
	  "\xa5\xa8"
	  "\xe0\xa5\xa7\xe0\xa5\xa6",
	    "IN", "+919876543210" }, /* Devanagari digits */
	/* none */
	{ NULL, "US", NULL },
	{ "", "US", NULL },
	{ " ", "US", NULL },
	{ "+", "US", NULL },
	{ "hello", "US", NULL },
	{ "911", "US", NULL },
	{ "555-0100", "US", NULL },
	{ "8455550100", NULL, NULL },
	{ "8455550100", "XX", NULL },
	{ "8455550100", "America", NULL },
	{ "+1845555010", "US", NULL },
	{ "+184555501000", "US", NULL },
	{ "+11234567890", "US", NULL },
	{ "+0123456789", "US", NULL },
	{ "+999123456789", "US", NULL },
	{ "(845) 555-0100 ext. 12", "US", NULL },
	{ "(845) 555-0100 x12", "US", NULL },
	{ "8455550100,,12", "US", NULL },
	{ "8455550100#12", "US", NULL },
	{ "tel:+18455550100", "US", NULL },
	{ "8455550100;ext=12", "US", NULL },
	{ "1-800-FLOWERS", "US", NULL },
	{ "call 8455550100", "US", NULL },
	{ "sip:8455550100@a.example", "US", NULL },
	{ "\xff\xfe\x80", "US", NULL },
	{ "845555\xff"
	  "0100",
	    "US", NULL },
	{ "88888888888888888888888888888888888888888888888888888888888888888888888888", "US",
	    NULL },
};

static void
test_normalise(void)
{
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		is_text(phone_normalise(arena, numbers[i].text, numbers[i].country),
		    numbers[i].e164, "\"%s\" in %s", numbers[i].text ? numbers[i].text : "NULL",
		    numbers[i].country ? numbers[i].country : "no country");
}

static void
test_parts(void)
{
	static const struct { const char *e164, *national, *country; } rows[] = {
		{ "+18455550100", "8455550100", "US" },
		{ "+14165550100", "4165550100", "CA" },
		{ "+919876543210", "9876543210", "IN" },
		{ "+442079460018", "2079460018", "GB" },
		{ "+390612345678", "0612345678", "IT" },		/* the zero is part of it */
		{ "+80012345678", "12345678", NULL },			/* of no country */
		{ "8455550100", NULL, NULL },
		{ "+1 845 555 0100", NULL, NULL },
		{ "+1845555", NULL, NULL },
		{ "", NULL, NULL },
		{ NULL, NULL, NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *label = rows[i].e164 ? rows[i].e164 : "NULL";

		is_text(phone_national(arena, rows[i].e164), rows[i].national,
		    "%s: national digits", label);
		is_text(phone_country(arena, rows[i].e164), rows[i].country, "%s: country", label);
	}
}

static void
test_premium(void)
{
	ok(phone_is_premium("+19005550123"), "900 in the United States");
	ok(phone_is_premium("+449098790000"), "0909 in the United Kingdom");
	ok(!phone_is_premium("+12125550142"), "a phone");
	ok(!phone_is_premium("+18005550123"), "a free one");
	ok(!phone_is_premium("9005550123") && !phone_is_premium(NULL), "what is no number");
}

static void
test_form(void)
{
	static const struct { const char *text; bool is;
	} rows[] = {
		{ "+18455550100", true },
		{ "+12", true },
		{ "+123456789012345", true },
		{ "+1234567890123456", false },
		{ "+1", false },
		{ "+", false },
		{ "", false },
		{ NULL, false },
		{ "18455550100", false },
		{ "+08455550100", false },
		{ " +18455550100", false },
		{ "+18455550100 ", false },
		{ "+1845555010a", false },
		{ "++18455550100", false },
		{ "+1 8455550100", false },
		{ "client:anna", false },
		{ "+1845555\n0100", false },
		{ "+\xd9\xa1\xd9\xa2", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ok(phone_is_e164(rows[i].text) == rows[i].is, "\"%s\" %s E.164",
		    rows[i].text ? rows[i].text : "NULL", rows[i].is ? "is" : "is not");
}

int
main(void)
{
	arena = arena_new(16 << 20);
	test_normalise();
	test_parts();
	test_premium();
	test_form();
	arena_free(arena);
	return done_testing();
}
