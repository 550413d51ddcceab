/*
 * What others' work costs: decimal amounts of money as the database keeps them, DECIMAL(12,6), in whole millionths of
 * their unit. Nothing here is a float.
 */
#ifndef CORE_PRICE_H
#define CORE_PRICE_H

#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

/* "0.15" in millionths: digits, with at most six behind a point, and less than a million. -1: it is none. */
int64_t price_micros(const char *s);

/* So many units, each `per` of them at that price. Below 0: not known. */
struct charge { int64_t units, price_micros; };

/* What all of them cost together, "0.000129": rounded once, to the nearest millionth, a half upwards. NULL: not known,
 * since something of a charge is not, or a million or more. */
const char *price_charged(struct arena *a, const struct charge *charges, size_t count, int64_t per);

#endif
