/*
 * Whose turn it is among a clinic's assistants. One file of this host (STATE_DIR/turns.3), which
 * all programs share, keeps for each clinic the place in the order of the one who was rung last,
 * and the next is rung who comes after it and is on duty (plan_turn_after): so nobody is passed
 * over when others come and go. A call that goes on to another assistant takes a turn as well: else
 * who follows somebody that never picks up would be rung for both. A call that asks again (Twilio
 * repeats requests) gets whom it got before, and the place stays where it is. Fair however many
 * calls come at once, since one at a time looks into the file.
 *
 * Without the file (it cannot be read, is locked for long, or the disk is full) it is nobody's turn
 * and each call begins with the first on duty, and the log says so: a rotation that stands still
 * loses nobody. A file that is no such file is begun anew.
 */
#ifndef DATA_TURNS_H
#define DATA_TURNS_H

#include "desk/plan.h"

/* The id of the assistant whose turn it is with this call (which has a sid) on this line, of those
 * whom it did not ring yet; 0: nobody's. The newest turns, some TURNS_MAX, are remembered by the
 * call's sid and by how many it had rung before. */
enum { TURNS_MAX = 8192 };
int64_t turns_take(const char *state_dir, const struct line *line, const struct call_facts *call);

/* The same without taking it: whom the call got, else whom it would get now. A call may be without
 * a sid. */
int64_t turns_peek(const char *state_dir, const struct line *line, const struct call_facts *call);

#endif
