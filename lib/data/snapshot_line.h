/* What reader, look-up and writer of the snapshot share, and nobody else. */
#ifndef DATA_SNAPSHOT_LINE_H
#define DATA_SNAPSHOT_LINE_H

#include "data/snapshot.h"

#define SNAPSHOT_FILE "routing.snapshot"
#define SNAPSHOT_MAGIC "switchboard-snapshot 1"
#define SNAPSHOT_END "end\n"

enum { SNAPSHOT_DIGITS_MAX = 20 };

/* The digits of a number that someone called, and whether it says by a + that it is whole. False:
 * it holds letters, no digits, or too many. */
struct called { char digits[SNAPSHOT_DIGITS_MAX + 1]; bool is_whole; };
bool called_read(struct called *called, const char *number);

/* A called number without + may lack its country code, or have 0 in its place. */
const char *called_national(const struct called *called);

/* A line from a row of this SELECT, to which a WHERE is added; its assistants are not in it. */
#define SNAPSHOT_LINE_SELECT \
	"SELECT n.phone_number, n.forward_number, n.forward_number_new, " \
	"n.forward_number_existing, n.menu_message, c.clinic_id, c.name, c.timezone, " \
	"c.default_country, r.document " \
	"FROM phone_numbers AS n JOIN clinics AS c ON c.clinic_id = n.clinic_id " \
	"LEFT JOIN routing AS r ON r.clinic_id = c.clinic_id "
struct line *snapshot_line(struct arena *a, struct db_row row);

#endif
