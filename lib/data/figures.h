/* Figures that people and monitors watch. */
#ifndef DATA_FIGURES_H
#define DATA_FIGURES_H

#include "data/db.h"

struct outcome_count { const char *direction, *outcome; int64_t calls; };

/* Calls that began since, by direction and what became of them ("answered", "voicemail", "no-answer" …). */
enum db_result calls_by_outcome(struct db *db, struct arena *a, int64_t since_ms, struct outcome_count **counts, size_t *count);

#endif
