/*
 * How a text travels: in GSM-7 where each of its characters is there, else in UCS-2, and in how
 * many segments, each of which costs (reference: twilio.md section 7). One with several loses the
 * room of a header in each, and no segment ends within an escaped character or a surrogate pair.
 */
#ifndef DESK_SEGMENTS_H
#define DESK_SEGMENTS_H

#include <stdint.h>

enum { SEGMENTS_CHARACTERS_MAX = 1600 };	/* of one text, in either encoding: Twilio's limit */

enum text_encoding { ENCODING_GSM_7, ENCODING_UCS_2 };

struct segments {
	enum text_encoding encoding;
	int units;		/* septets, or 16-bit units */
	int characters;		/* as Twilio counts them: one beyond the BMP is two */
	int count;		/* segments: 1 or more, also of a text that is empty */
};

/* Of a body in UTF-8. What is not well formed counts as U+FFFD, byte by byte. NULL is empty. */
struct segments segments_of(const char *body);

/* Septets of one character in GSM-7: 1, 2 (escaped), or 0: it is not there. */
int gsm7_septets(uint32_t character);

/* "gsm-7", "ucs-2". */
const char *encoding_name(enum text_encoding encoding);

#endif
