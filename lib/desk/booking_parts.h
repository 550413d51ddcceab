/* The booking detector from the inside; booking.h is for everybody else. */
#ifndef DESK_BOOKING_PARTS_H
#define DESK_BOOKING_PARTS_H

#include "desk/booking.h"

/* Hindi and Tamil; see booking_indic.c. */
bool indic_is(const char *text, size_t bytes);
void indic_detect(struct arena *a, const char *text, size_t bytes, struct booking *out);

#endif
