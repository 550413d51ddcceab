/* What other companies' models did for us: the quantities that they bill. */
#ifndef DATA_USAGE_H
#define DATA_USAGE_H

#include <stdint.h>

#include "data/db.h"

/* product: "analysis", "transcription"; unit: "tokens", "seconds"; units below 0: not said;
 * clinic_id 0 and call_sid NULL: of none. */
enum db_result usage_add(struct db *db, struct arena *a, int64_t clinic_id, const char *product,
    const char *model, const char *call_sid, int64_t input_units, int64_t output_units,
    const char *unit, int64_t at_ms);

#endif
