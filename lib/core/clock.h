/*
 * Time. An instant is milliseconds since 1970 UTC in an int64_t whose name ends in _ms; 0 means "not known".
 * Programs are single-threaded, which zone_* rely on: they set the process's TZ and use libc's tables.
 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"

/* Now, or, during a replay, the moment at which the request was received (clock_set). */
int64_t clock_now_ms(void);
void clock_set(int64_t now_ms);		/* 0: real time again */

/* A steady clock for durations, microseconds. */
int64_t clock_steady_us(void);

/* "2026-11-21T08:00:52.123Z" (ISO 8601); NULL for 0. */
const char *instant_iso(struct arena *a, int64_t ms);
enum { INSTANT_ISO_BYTES = 48 };
const char *instant_iso_to(char iso[INSTANT_ISO_BYTES], int64_t ms);	/* the same into iso; ms is not 0 */
/* "2026-11-21 08:00:52.123", as MariaDB's DATETIME(3) takes and gives it; NULL for 0. */
const char *instant_sql(struct arena *a, int64_t ms);

/* ISO 8601 with Z or an offset ("2026-11-21T08:00:52Z", "….123+02:00"), or SQL's form taken as UTC.
 * Years 1970 to 9999. */
bool instant_parse(const char *s, int64_t *ms);
/* RFC 2822, as Twilio's voice and messaging dates: "Fri, 20 Aug 2010 01:13:42 +0000". */
bool instant_parse_rfc2822(const char *s, int64_t *ms);

struct civil { int year, month, day, hour, minute, second, weekday; };	/* month 1-12, weekday 0 = Sunday */

bool zone_is_valid(const char *zone);			/* an IANA name that this machine's tzdata knows */
struct civil zone_civil(const char *zone, int64_t ms);
/* The instant of a wall-clock time. A time that does not exist (spring) moves forward by the gap; of a time that
 * exists twice (autumn) the first is meant. */
int64_t zone_instant(const char *zone, const struct civil *civil);

/* "2026-11-21" strictly. */
bool date_parse(const char *s, struct civil *date);
const char *date_iso(struct arena *a, const struct civil *date);

#endif
