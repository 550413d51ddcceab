/* Phone numbers of every country, by libphonenumber (phone.cc is the only C++ here). For API
 * programs: it is too heavy for webhooks, whose numbers come from Twilio in E.164 already. */
#ifndef DESK_PHONE_H
#define DESK_PHONE_H

#include <stdbool.h>

struct arena;

#ifdef __cplusplus
extern "C" {
#endif

/* "(845) 555-0100" in country US → "+18455550100" in the arena; NULL if it is no possible and valid
 * number, or if E.164 would lose a part of it (an extension, letters). An unescaped + that became a
 * space (" 18455550100") is understood. Without a country (NULL) the text must begin with +. */
const char *phone_normalise(struct arena *a, const char *text, const char *country);

/* The national digits of an E.164 number ("8455550100"), and its ISO country ("US"; NULL too for
 * numbers of no country, as +800); NULL if it is not valid. */
const char *phone_national(struct arena *a, const char *e164);
const char *phone_country(struct arena *a, const char *e164);

/* Does whoever calls it pay for more than the call? */
bool phone_is_premium(const char *e164);

/* E.164 by form alone: + and 2 to 15 digits, the first not 0. No library needed: e164.c. */
bool phone_is_e164(const char *text);

#ifdef __cplusplus
}
#endif

#endif
