/* Recordings as our API gives them: the object with our own address of the sound, and the sound itself, from Twilio through us; so of an AI agent's talk, from its
 * provider. */
#ifndef WEB_SOUND_H
#define WEB_SOUND_H

#include "data/recordings.h"
#include "data/sessions.h"
#include "web/request.h"

/* So long may a sound be on its way, in seconds, and so long may nothing of it be given: what is skipped, to where a Range begins, is for nobody. */
enum { SOUND_S_MAX = 300 };

/* Where we give its sound: absolute, or NULL where there is none. */
const char *sound_url(struct request *r, const struct recording *recording);

/* The recording object of spec section 11, with that in it. */
struct json_object *sound_object(struct request *r, const struct recording *recording);

/* Answers with the sound, format "mp3" or "wav", as it comes in from Twilio (web/relay.h). 404: there is none (any more); 416; 502, 504: Twilio refuses, or does
 * not answer. */
enum outcome answer_sound(struct request *r, const struct recording *recording, const char *format);

/* The same with the sound of a session (mp3), from the provider of its AI agent. 404 too: it has none, or no conversation is known. */
enum outcome answer_session_sound(struct request *r, const struct session *session);

#endif
