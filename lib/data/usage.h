/* What other companies' models and agents did for us: the quantities that they bill, and what that
 * cost. */
#ifndef DATA_USAGE_H
#define DATA_USAGE_H

#include <stdint.h>

#include "data/db.h"

struct usage {
	int64_t clinic_id;		/* 0: of none */
	const char *product;		/* "analysis", "transcription", "voice-agent" */
	const char *model;		/* of a voice agent its provider */
	const char *call_sid;		/* NULL: of none */
	int64_t input_units, output_units;	/* below 0: not said */
	const char *unit;		/* "tokens", "seconds", "credits" */
	const char *price;		/* in US dollars: "0.000129"; NULL: not known */
	int64_t at_ms;
};

/* One use. Within a transaction it is a part of it. */
enum db_result usage_add(struct db *db, struct arena *a, const struct usage *use);

/* The uses of a clinic, product, model and unit. Sums are decimal numbers, as exact as what they are
 * of; NULL: of no use was it said. */
struct usage_sum {
	int64_t clinic_id;		/* 0: of none */
	const char *clinic;		/* its name; NULL */
	const char *product, *model, *unit;
	int64_t uses, unpriced;		/* unpriced: so many of them of unknown cost */
	const char *input_units, *output_units;
	const char *price, *price_unit;
};

/* What was used from one instant until before another, at most `limit` of these, clinic by clinic.
 * It reads all uses that there ever were: not within a webhook's second. */
enum db_result usage_sums(struct db *db, struct arena *a, int64_t since_ms, int64_t until_ms,
    size_t limit, struct usage_sum **list, size_t *count);

#endif
