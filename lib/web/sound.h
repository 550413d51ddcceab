/* Recordings as our API gives them: the object with our own address of the sound, and the sound itself, from Twilio through us; so of an AI agent's talk, from its
 * provider. */
#ifndef WEB_SOUND_H
#define WEB_SOUND_H

#include "data/recordings.h"
#include "data/sessions.h"
#include "web/request.h"

/* Where we give its sound: absolute, or NULL where there is none. */
const char *sound_url(struct request *r, const struct recording *recording);

/* The recording object of spec section 11, with that in it. */
struct json_object *sound_object(struct request *r, const struct recording *recording);

/*
 * Answers with the sound, format "mp3" or "wav", as it comes in from Twilio: a Range of it where the request asks for one, whether Twilio honours that or
 * not. Each listening is in the audit log before its first byte is given; where that cannot be written, nothing is heard. Whose recording it is was
 * judged before. 404: there is none (any more); 416; 502, 504: Twilio refuses, or does not answer.
 */
enum outcome answer_sound(struct request *r, const struct recording *recording, const char *format);

/* The same with the sound of a session (mp3), from the provider of its AI agent. 404 too: it has none, or no conversation is known. */
enum outcome answer_session_sound(struct request *r, const struct session *session);

/* --- for its test --------------------------------------------------------------------------------------------------- */

struct span { int64_t first, last; };	/* bytes, both inclusive. first -1: the last `last` bytes; last -1: up to the end */

/* A Range header with one range of bytes. False: none that is honoured, so that the whole is given. */
bool span_read(const char *header, struct span *span);

/* Which bytes of `total` a span is. False: none of them. */
bool span_resolve(const struct span *span, int64_t total, struct span *bytes);

/* "bytes 0-99/1234". False: it is not of that form. */
bool content_range_read(const char *text, struct span *bytes, int64_t *total);

#endif
