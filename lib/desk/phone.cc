/*
 * Phone numbers, by libphonenumber. See phone.h.
 *
 * Two rules keep C and C++ apart: no exception leaves this file, and the arena, which may jump out
 * of an allocation, is only used where no C++ object is alive.
 */
#include "desk/phone.h"

extern "C" {
#include "core/arena.h"
}

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <cctype>
#include <cstring>
#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

enum { TEXT_BYTES_MAX = 64, RESULT_BYTES = 32 };

struct result { char text[RESULT_BYTES]; };

/* The library's own logger prints to stdout, which is a CGI's answer. */
class Silence : public i18n::phonenumbers::Logger {
	void WriteMessage(const std::string &) override { }
};

PhoneNumberUtil &
library()
{
	static PhoneNumberUtil *util = [] {
		PhoneNumberUtil *u = PhoneNumberUtil::GetInstance();

		u->SetLogger(new Silence);
		return u;
	}();
	return *util;
}

/* Letters are an extension or a name, which E.164 would silently lose; a URI's parameters too. */
bool
is_plain(const char *text)
{
	if (std::strlen(text) > TEXT_BYTES_MAX)
		return false;
	for (const char *p = text; *p; p++)
		if (std::isalpha(static_cast<unsigned char>(*p)) || std::strchr(";,#*@", *p))
			return false;
	return true;
}

bool
parse(const std::string &text, const char *country, PhoneNumber *number)
{
	PhoneNumberUtil &util = library();

	return util.Parse(text, country, number) == PhoneNumberUtil::NO_PARSING_ERROR &&
	    !number->has_extension() && util.IsPossibleNumber(*number) &&
	    util.IsValidNumber(*number);
}

/* " 18455550100", as a + looks that was not escaped in a query. */
bool
has_lost_plus(const char *text)
{
	return text[0] == ' ' && text[1] && text[std::strspn(text + 1, "0123456789") + 1] == '\0';
}

bool
give(const std::string &text, result *out)
{
	if (text.empty() || text.size() >= sizeof out->text)
		return false;
	std::memcpy(out->text, text.c_str(), text.size() + 1);
	return true;
}

bool
normalise(const char *text, const char *country, result *out) noexcept
try {
	PhoneNumber number;
	std::string e164;

	if (!text || !is_plain(text))
		return false;
	if (!(has_lost_plus(text) && parse(std::string("+") + (text + 1), "ZZ", &number)) &&
	    !parse(text, country ? country : "ZZ", &number))
		return false;
	library().Format(number, PhoneNumberUtil::E164, &e164);
	/* Germany and others have valid numbers of more digits than E.164, and Twilio, can dial. */
	return phone_is_e164(e164.c_str()) && give(e164, out);
} catch (...) {
	return false;
}

bool
national(const char *e164, result *out) noexcept
try {
	PhoneNumber number;
	std::string digits;

	if (!phone_is_e164(e164) || !parse(e164, "ZZ", &number))
		return false;
	library().GetNationalSignificantNumber(number, &digits);
	return give(digits, out);
} catch (...) {
	return false;
}

/* Numbers of no country, like the international freephone +800, have the region 001. */
bool
country_of(const char *e164, result *out) noexcept
try {
	PhoneNumber number;
	std::string region;

	if (!phone_is_e164(e164) || !parse(e164, "ZZ", &number))
		return false;
	library().GetRegionCodeForNumber(number, &region);
	return region.size() == 2 && region != "ZZ" && give(region, out);
} catch (...) {
	return false;
}

bool
premium(const char *e164) noexcept
try {
	PhoneNumber number;

	if (!phone_is_e164(e164) || !parse(e164, "ZZ", &number))
		return false;
	return library().GetNumberType(number) == PhoneNumberUtil::PREMIUM_RATE;
} catch (...) {
	return false;
}

}

const char *
phone_normalise(struct arena *a, const char *text, const char *country)
{
	result out;

	return normalise(text, country, &out) ? arena_string(a, out.text) : nullptr;
}

const char *
phone_national(struct arena *a, const char *e164)
{
	result out;

	return national(e164, &out) ? arena_string(a, out.text) : nullptr;
}

const char *
phone_country(struct arena *a, const char *e164)
{
	result out;

	return country_of(e164, &out) ? arena_string(a, out.text) : nullptr;
}

bool
phone_is_premium(const char *e164)
{
	return premium(e164);
}
