/* Lines straight from the database. See snapshot.h. */
#include "data/snapshot.h"

#include "core/log.h"
#include "data/assistants.h"
#include "data/snapshot_line.h"

enum { NATIONAL_DIGITS_MIN = 6, COUNTRY_DIGITS_MAX = 3 };

enum db_result
snapshot_current_version(struct db *db, struct arena *a, int64_t *version)
{
	struct db_row row;
	enum db_result result = db_read_one(db, a, &row,
	    "SELECT version FROM versions WHERE name = 'routing'", DB_NO_VALUES);

	if (result == DB_OK)
		*version = row_int(row, "version");
	return result;
}

enum db_result
snapshot_touch(struct db *db)
{
	return db_write(db, "UPDATE versions SET version = version + 1 WHERE name = 'routing'",
	    DB_NO_VALUES);
}

enum db_result
snapshot_raise(struct db *db, struct arena *a, int64_t *version)
{
	enum db_result result = snapshot_touch(db);

	return result == DB_OK ? snapshot_current_version(db, a, version) : result;
}

struct line *
snapshot_line(struct arena *a, struct db_row row)
{
	const char *document = row_text(row, "document"), *why;
	struct line *line = arena_alloc(a, sizeof *line);
	struct json_object *routing;

	*line = (struct line){
		.number = row_text(row, "phone_number"),
		.clinic_id = row_int(row, "clinic_id"),
		.clinic_name = row_text(row, "name"),
		.timezone = row_text(row, "timezone"),
		.country = row_text(row, "default_country"),
		.forward_number = row_text(row, "forward_number"),
		.forward_number_new = row_text(row, "forward_number_new"),
		.forward_number_existing = row_text(row, "forward_number_existing"),
		.menu_message = row_text(row, "menu_message"),
	};
	routing_default(&line->routing);
	if (!document)
		return line;
	if (json_parse(a, document, strlen(document), &routing, &why))
		routing_read(a, routing, &line->routing);
	else
		log_error("the stored routing of clinic %lld %s", (long long)line->clinic_id, why);
	return line;
}

enum db_result
snapshot_assistants(struct db *db, struct arena *a, struct line *line)
{
	struct assistant_row *rows;
	struct assistant *assistants;
	enum db_result result = assistants_of_clinic(db, a, line->clinic_id, &rows,
	    &line->assistants_count);

	if (result != DB_OK)
		return result;
	assistants = arena_array(a, line->assistants_count, sizeof *assistants);
	for (size_t i = 0; i < line->assistants_count; i++)
		assistants[i] = assistant_of_row(a, &rows[i]);
	line->assistants = assistants;
	return DB_OK;
}

enum db_result
snapshot_lookup(struct db *db, struct arena *a, const char *number, const struct line **line)
{
	struct called called;
	const char *national;
	struct db_rows *rows;
	struct line *found;
	enum db_result result;

	if (!number || !called_read(&called, number))
		return DB_NONE;
	result = db_read(db, a, &rows, SNAPSHOT_LINE_SELECT "WHERE n.phone_number = ?",
	    DB_VALUES(db_text(arena_printf(a, "+%s", called.digits))));
	national = called_national(&called);
	/* Without libphonenumber, which webhooks do without: a number that ends so, if it is the
	 * only one. */
	if (result == DB_OK && !db_count(rows) && national &&
	    strlen(national) >= NATIONAL_DIGITS_MIN)
		result = db_read(db, a, &rows, SNAPSHOT_LINE_SELECT "WHERE n.phone_number LIKE ? "
		    "AND CHAR_LENGTH(n.phone_number) BETWEEN ? AND ? LIMIT 2",
		    DB_VALUES(db_text(arena_printf(a, "+%%%s", national)),
		    db_int((int64_t)strlen(national) + 2),
		    db_int((int64_t)strlen(national) + 1 + COUNTRY_DIGITS_MAX)));
	if (result != DB_OK)
		return result;
	if (db_count(rows) != 1)
		return DB_NONE;
	found = snapshot_line(a, db_at(rows, 0));
	result = snapshot_assistants(db, a, found);
	if (result == DB_OK)
		*line = found;
	return result;
}
