/* Time. See clock.h. */
#include "core/clock.h"

#include <ctype.h>
#include <sys/stat.h>
#include <unistd.h>

/* The last that has a name in ISO 8601's four digits, and in MariaDB: the end of the year 9999. */
static const int64_t LAST_MS = INT64_C(253402300799999);

static int64_t fixed_now_ms;

int64_t
clock_now_ms(void)
{
	struct timespec now;

	if (fixed_now_ms)
		return fixed_now_ms;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
clock_set(int64_t now_ms)
{
	fixed_now_ms = now_ms;
}

int64_t
clock_steady_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* n in so many digits, and where they end. */
static char *
digits_put(char *out, int n, int digits)
{
	for (int i = digits - 1; i >= 0; i--, n /= 10)
		out[i] = (char)('0' + n % 10);
	return out + digits;
}

/* By hand: every row of the hot path holds times, and printf took a good part of it. */
static const char *
format(char out[INSTANT_ISO_BYTES], int64_t ms, char between)
{
	const char *begin = out;
	time_t seconds;
	struct tm tm;

	if (ms > LAST_MS)		/* "until 9999-12-31" ends a millisecond after it */
		ms = LAST_MS;
	seconds = (time_t)(ms / 1000);
	gmtime_r(&seconds, &tm);
	out = digits_put(out, (tm.tm_year + 1900) % 10000, 4);
	*out++ = '-';
	out = digits_put(out, tm.tm_mon + 1, 2);
	*out++ = '-';
	out = digits_put(out, tm.tm_mday, 2);
	*out++ = between;
	out = digits_put(out, tm.tm_hour, 2);
	*out++ = ':';
	out = digits_put(out, tm.tm_min, 2);
	*out++ = ':';
	out = digits_put(out, tm.tm_sec, 2);
	*out++ = '.';
	out = digits_put(out, (int)(ms % 1000), 3);
	if (between == 'T')
		*out++ = 'Z';
	*out = '\0';
	return begin;
}

const char *
instant_iso_to(char iso[INSTANT_ISO_BYTES], int64_t ms)
{
	return format(iso, ms, 'T');
}

const char *
instant_iso(struct arena *a, int64_t ms)
{
	return ms ? instant_iso_to(arena_alloc(a, INSTANT_ISO_BYTES), ms) : NULL;
}

const char *
instant_sql(struct arena *a, int64_t ms)
{
	return ms ? format(arena_alloc(a, INSTANT_ISO_BYTES), ms, ' ') : NULL;
}

/* Exactly n digits at *p, which moves past them; -1 otherwise. */
static int
digits(const char **p, int n)
{
	int value = 0;

	for (; n > 0; n--, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return -1;
		value = value * 10 + (**p - '0');
	}
	return value;
}

static bool
expect(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool
date_at(const char **p, struct civil *c)
{
	struct civil d = { 0 };

	if ((d.year = digits(p, 4)) < 1970 || !expect(p, '-') || (d.month = digits(p, 2)) < 1 || d.month > 12 ||
	    !expect(p, '-') || (d.day = digits(p, 2)) < 1 || d.day > days_in(d.year, d.month))
		return false;
	*c = d;
	return true;
}

bool
date_parse(const char *s, struct civil *date)
{
	struct civil d;

	if (!s || !date_at(&s, &d) || *s)
		return false;
	*date = d;
	return true;
}

const char *
date_iso(struct arena *a, const struct civil *date)
{
	return arena_printf(a, "%04d-%02d-%02d", date->year, date->month, date->day);
}

static int64_t
utc_ms(const struct civil *c)
{
	struct tm tm = {
		.tm_year = c->year - 1900, .tm_mon = c->month - 1, .tm_mday = c->day,
		.tm_hour = c->hour, .tm_min = c->minute, .tm_sec = c->second,
	};

	return (int64_t)timegm(&tm) * 1000;
}

/* An offset may lead out of the years that we know: false. */
static bool
instant_of(const struct civil *c, int thousandths, int offset_minutes, int64_t *ms)
{
	int64_t t = utc_ms(c) + thousandths - (int64_t)offset_minutes * 60000;

	if (t < 0 || t > LAST_MS)
		return false;
	*ms = t;
	return true;
}

/* "Z", "+02:00", "-0500", or nothing where that is allowed. */
static bool
offset_at(const char **p, int *minutes)
{
	int sign, hours, rest;

	*minutes = 0;
	if (expect(p, 'Z'))
		return true;
	if (**p != '+' && **p != '-')
		return false;
	sign = *(*p)++ == '-' ? -1 : 1;
	hours = digits(p, 2);
	(void)expect(p, ':');
	rest = digits(p, 2);
	if (hours < 0 || hours > 14 || rest < 0 || rest > 59)
		return false;
	*minutes = sign * (hours * 60 + rest);
	return true;
}

bool
instant_parse(const char *s, int64_t *ms)
{
	struct civil c;
	int minutes = 0, thousandths = 0;
	bool sql;

	if (!s || !date_at(&s, &c) || (*s != 'T' && *s != 't' && *s != ' '))
		return false;
	sql = *s++ == ' ';
	if ((c.hour = digits(&s, 2)) < 0 || c.hour > 23 || !expect(&s, ':') ||
	    (c.minute = digits(&s, 2)) < 0 || c.minute > 59)
		return false;
	if (expect(&s, ':') && ((c.second = digits(&s, 2)) < 0 || c.second > 59))
		return false;
	if (expect(&s, '.')) {
		int scale = 100;

		if (!isdigit((unsigned char)*s))
			return false;
		for (; isdigit((unsigned char)*s); s++, scale /= 10)
			thousandths += (*s - '0') * scale;
	}
	if (!(sql && !*s) && !offset_at(&s, &minutes))
		return false;
	if (*s)
		return false;
	return instant_of(&c, thousandths, minutes, ms);
}

bool
instant_parse_rfc2822(const char *s, int64_t *ms)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil c = { 0 };
	const char *month;
	int minutes;

	if (!s || strlen(s) < 25 || s[3] != ',' || s[4] != ' ')
		return false;
	s += 5;
	c.day = isdigit((unsigned char)s[1]) ? digits(&s, 2) : digits(&s, 1);
	if (c.day < 1 || c.day > 31 || !expect(&s, ' ') || strlen(s) < 3)
		return false;
	month = memmem(months, sizeof months - 1, s, 3);
	if (!month || (month - months) % 3)
		return false;
	c.month = (int)(month - months) / 3 + 1;
	s += 3;
	if (!expect(&s, ' ') || (c.year = digits(&s, 4)) < 1970 || !expect(&s, ' ') ||
	    (c.hour = digits(&s, 2)) < 0 || c.hour > 23 || !expect(&s, ':') ||
	    (c.minute = digits(&s, 2)) < 0 || c.minute > 59 || !expect(&s, ':') ||
	    (c.second = digits(&s, 2)) < 0 || c.second > 60 || !expect(&s, ' ') || !offset_at(&s, &minutes) || *s)
		return false;
	return instant_of(&c, 0, minutes, ms);
}

bool
zone_is_valid(const char *zone)
{
	char path[128];
	struct stat st;

	if (!zone || !*zone || *zone == '/' || strstr(zone, "..") || strlen(zone) > 64)
		return false;
	for (const char *p = zone; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("/_+-", *p))
			return false;
	/* Names begin with a capital; "posix/…", "right/…", "localtime" and files like "tzdata.zi" are none. */
	if (!isupper((unsigned char)*zone))
		return false;
	(void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
	/* "America/Argentina" is a directory of zones. */
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, R_OK) == 0;
}

/* The zone in force is remembered: tzset reads a file. */
static void
enter(const char *zone)
{
	static char current[80];

	if (strcmp(current, zone) == 0 || strlen(zone) >= sizeof current)
		return;
	(void)snprintf(current, sizeof current, "%s", zone);
	setenv("TZ", zone, 1);
	tzset();
}

struct civil
zone_civil(const char *zone, int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	enter(zone);
	localtime_r(&seconds, &tm);
	return (struct civil){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_wday };
}

/* How far a zone's clock is ahead of UTC at an instant of whole seconds. */
static int64_t
zone_offset(const char *zone, int64_t ms)
{
	struct civil c = zone_civil(zone, ms);

	return utc_ms(&c) - ms;
}

int64_t
zone_instant(const char *zone, const struct civil *c)
{
	static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
	/* A day around it are the offsets on both sides of a jump, if one is near. mktime would choose by tm_isdst, which tells nothing of a jump where winter
	 * is the time that is "saved" (Dublin, Casablanca). */
	int64_t wall_ms = utc_ms(c), before = zone_offset(zone, wall_ms - day_ms), behind = zone_offset(zone, wall_ms + day_ms);

	/* Only by the offset behind the jump? All others, also those that no offset gives, go by the one before it. */
	if (zone_offset(zone, wall_ms - before) != before && zone_offset(zone, wall_ms - behind) == behind)
		return wall_ms - behind;
	return wall_ms - before;
}
