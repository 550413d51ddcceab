/*
 * Whose turn it is among a clinic's assistants: a counter a clinic in one file of this host
 * (STATE_DIR/turns.1), which all programs share. Each call takes the next turn; a call that asks
 * again (Twilio repeats requests) gets the one that it took. Fair however many calls come at once,
 * since one at a time looks into the file.
 *
 * Without the file (it cannot be read, is locked for long, or the disk is full) every call gets
 * turn 0, and the log says so: a rotation that stands still loses nobody. A file that is no such
 * file is begun anew.
 */
#ifndef DATA_TURNS_H
#define DATA_TURNS_H

#include <stdint.h>

/* The turn of this call at this clinic: 0, 1, 2 …. The newest calls, some TURNS_CALLS, are
 * remembered. */
enum { TURNS_CALLS = 8192 };
int64_t turns_take(const char *state_dir, int64_t clinic_id, const char *call_sid);

/* The same without taking it: the call's own turn, else the one that the clinic's next call gets.
 * call_sid NULL: no call. */
int64_t turns_peek(const char *state_dir, int64_t clinic_id, const char *call_sid);

#endif
