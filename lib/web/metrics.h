/*
 * What the programs of this host count, in one small shared file a program (STATE_DIR/metrics.1/NAME), added to by all of its processes without locks and
 * read by the program `metrics`. Counting never fails a request: where the file cannot be mapped, nothing is counted.
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include <stdint.h>

#include "core/arena.h"
#include "core/text.h"

/* Maps this program's counters; called once by serve. */
void metrics_open(const char *state_dir, const char *program);

void metrics_request(int status, int64_t took_us);
void metrics_spooled(void);
void metrics_spool_failed(void);
void metrics_refused(void);		/* a webhook with a wrong signature */

/* All programs' counters as Prometheus text (exposition format 0.0.4). */
void metrics_print(struct text *out, const char *state_dir);

#endif
