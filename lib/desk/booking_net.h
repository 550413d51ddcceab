/*
 * The booking detector's second opinion: what small recurrent nets say in the mean. The sum over
 * features (booking_model.h) knows which words speak for what; a net also sees in which order they
 * stand, and words that it never met by the letters that they have in common with others. The nets
 * are alike, but what each makes of an odd text is partly luck: together they err less.
 *
 * A token is the sum of its pieces' vectors: its word, its class, its topic, and the mean of its
 * runs of three and of four letters. Two long short-term memories read the tokens, one forth and
 * one back, so that each is seen in its context; a few attentions and the maximum make one vector of
 * all their places; one hidden layer answers from that.
 *
 * t/booking/learn writes lib/desk/booking_net.bin, which is linked in as it is.
 */
#ifndef DESK_BOOKING_NET_H
#define DESK_BOOKING_NET_H

#include "desk/booking_features.h"
#include "desk/booking_model.h"

/* Fills p with how probable each class of call is, the labels' spread taken out. Works in memory of
 * the arena; of a long text the last tokens are read, where a call is summed up. */
void nets_ask(struct arena *a, const struct tokens *tokens, double p[CALL_CLASSES]);

/* What was linked in. */
extern const unsigned char booking_net_data[];
extern const uint64_t booking_net_bytes;

/* Are these the bytes of a booking_net.bin for our classes: nets, one behind the other, each whole and
 * none missing? data is aligned as for a uint32_t. Of any other that was linked in nets_ask reads no
 * further, and aborts. */
bool nets_are_whole(const unsigned char *data, size_t bytes);

#endif
