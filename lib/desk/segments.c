/* How a text travels. See segments.h. */
#include "desk/segments.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { REPLACEMENT = 0xFFFD, BMP_END = 0x10000 };

/* What one segment holds, alone and as one of several. */
static const struct { int alone, of_several; } room[] = {
	[ENCODING_GSM_7] = { 160, 153 }, [ENCODING_UCS_2] = { 70, 67 },
};

int
gsm7_septets(uint32_t c)
{
	/* GSM 03.38 without ASCII, in its order. */
	static const uint16_t others[] = {
		0xA3, 0xA5, 0xE8, 0xE9, 0xF9, 0xEC, 0xF2, 0xC7, 0xD8, 0xF8, 0xC5, 0xE5,
		0x394, 0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E,
		0xC6, 0xE6, 0xDF, 0xC9, 0xA4, 0xA1, 0xC4, 0xD6, 0xD1, 0xDC, 0xA7, 0xBF,
		0xE4, 0xF6, 0xF1, 0xFC, 0xE0,
	};

	if (c == '\f' || c == 0x20AC || (c && c < 0x80 && strchr("^{}\\[~]|", (int)c)))
		return 2;
	if (c == '\n' || c == '\r' || (c >= ' ' && c < 0x7F && c != '`'))
		return 1;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (others[i] == c)
			return 1;
	return 0;
}

/* The character at *s, which is stepped over. */
static uint32_t
next(const unsigned char **s)
{
	const unsigned char *p = *s;
	int more = *p < 0x80 ? 0 : *p >= 0xC2 && *p < 0xE0 ? 1 : *p >= 0xE0 && *p < 0xF0 ? 2 :
	    *p >= 0xF0 && *p < 0xF5 ? 3 : -1;
	uint32_t c = more > 0 ? *p & (0x3FU >> more) : *p;

	*s = p + 1;
	if (more < 0)
		return REPLACEMENT;
	for (int i = 1; i <= more; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return REPLACEMENT;
		c = c << 6 | (p[i] & 0x3FU);
	}
	if ((more == 2 && (c < 0x800 || (c >= 0xD800 && c < 0xE000))) ||
	    (more == 3 && (c < BMP_END || c > 0x10FFFF)))
		return REPLACEMENT;
	*s = p + more + 1;
	return c;
}

static int
units_of(enum text_encoding encoding, uint32_t c)
{
	return encoding == ENCODING_GSM_7 ? gsm7_septets(c) : c < BMP_END ? 1 : 2;
}

/* Segments, where each holds so much and no character is cut. */
static int
pack(enum text_encoding encoding, const char *body, int holds)
{
	const unsigned char *s = (const unsigned char *)body;
	int count = 1, used = 0;

	while (*s) {
		int units = units_of(encoding, next(&s));

		if (used + units > holds) {
			count++;
			used = 0;
		}
		used += units;
	}
	return count;
}

struct segments
segments_of(const char *body)
{
	struct segments out = { .encoding = ENCODING_GSM_7, .count = 1 };
	const unsigned char *s;

	body = body ? body : "";
	for (s = (const unsigned char *)body; *s;) {
		uint32_t c = next(&s);

		if (!gsm7_septets(c))
			out.encoding = ENCODING_UCS_2;
		out.characters += c < BMP_END ? 1 : 2;
	}
	for (s = (const unsigned char *)body; *s;)
		out.units += units_of(out.encoding, next(&s));
	if (out.units > room[out.encoding].alone)
		out.count = pack(out.encoding, body, room[out.encoding].of_several);
	return out;
}

const char *
encoding_name(enum text_encoding encoding)
{
	return encoding == ENCODING_GSM_7 ? "gsm-7" : "ucs-2";
}
