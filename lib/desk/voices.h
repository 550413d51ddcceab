/*
 * The voices of Twilio's Say (Twilio's pages on <Say>, and the names in its SDKs): one that does not
 * speak the language of a text may make the Say fail (warnings 13511, 13512).
 */
#ifndef DESK_VOICES_H
#define DESK_VOICES_H

#include <stdbool.h>

/* Has it the form of a voice's name: alice, man, woman, Polly.Joanna-Neural, Google.en-US-Wavenet-A?
 * New ones are added all the time, so that no list is asked. */
bool voice_is_named(const char *voice);

/* May it speak the language (such as "hi-IN"; NULL: en-US, as Say has it)? A Google voice speaks the one that its name begins
 * with; of Polly's we know some, and those that we do not know may speak any but the languages that
 * Polly has no voice for; the three basic ones speak none of India's. False where it has not the form
 * of a voice's name. */
bool voice_speaks(const char *voice, const char *language);

#endif
