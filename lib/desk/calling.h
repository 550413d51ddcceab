/*
 * When somebody may be called or texted who does not wait for it: within the clinic's calling
 * hours, by the clock where they live. Pure: the hours, the zone and the clock are handed in.
 * Reminders have rules of their own besides (desk/reminding.h).
 */
#ifndef DESK_CALLING_H
#define DESK_CALLING_H

#include <stdint.h>

#include "desk/hours.h"

/* The first stretch in which they may be at or after at_ms: from from_ms (at_ms itself, where that
 * lies within) up to, not including, until_ms. It ends where the hours do by the wall clock, also
 * in a night in which that jumps; hours of the whole day end a day later. */
struct calling_window { int64_t from_ms, until_ms; };
struct calling_window calling_window(const struct interval *calling_hours, const char *zone,
    int64_t at_ms);

/* The first moment of the date that is so many days after that of at_ms, in this zone. */
int64_t calling_day(const char *zone, int64_t at_ms, int days);

#endif
