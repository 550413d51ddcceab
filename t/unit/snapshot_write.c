/* Writing the routing snapshot from a real database, and looking lines up without it. */
#include "data/snapshot.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/log.h"
#include "core/text.h"
#include "../lib/database.h"

static struct arena *a;
static struct db *db;
static char dir[] = "/tmp/snapshot-XXXXXX";

static void
clinic(int id, const char *country, const char *document)
{
	db_write(db,
	    "INSERT INTO clinics (clinic_id, name, timezone, default_country, language, "
	    "created_at) "
	    "VALUES (?, 'Zoë''s \"clinic\"', 'Europe/London', ?, 'en', NOW(3))",
	    DB_VALUES(db_int(id), db_text(country)));
	if (document &&
	    db_write(db,
	        "INSERT INTO routing (clinic_id, document, updated_at) VALUES (?, ?, NOW(3))",
	        DB_VALUES(db_int(id), db_text(document))) != DB_OK)
		bail_out("%s", db_error(db));
}

static void
number(const char *e164, int clinic_id)
{
	if (db_write(db,
	        "INSERT INTO phone_numbers (phone_number, clinic_id, menu_message, created_at, "
	        "updated_at) "
	        "VALUES (?, ?, 'Press\n1', NOW(3), NOW(3))",
	        DB_VALUES(db_text(e164), db_id(clinic_id))) != DB_OK)
		bail_out("%s", db_error(db));
}

static int64_t
found(struct snapshot *s, const char *e164, const struct line **line)
{
	*line = NULL;
	snapshot_refresh(s);
	switch (snapshot_find(s, a, e164, line)) {
	case SNAPSHOT_FOUND:
		return (*line)->clinic_id;
	case SNAPSHOT_NOT_FOUND:
		return 0;
	case SNAPSHOT_MISSING:
		return -1;
	}
	return -2;
}

static int64_t
looked_up(const char *e164, const struct line **line)
{
	enum db_result result = snapshot_lookup(db, a, e164, line);

	return result == DB_OK ? (*line)->clinic_id : result == DB_NONE ? 0 : -1;
}

static void
test_write(void)
{
	struct snapshot *s = snapshot_new(dir);
	struct routing routing;
	const struct line *line, *same;
	struct stat st;
	int64_t version = 0, before;
	/* A number's national form may be another's whole one, or two numbers' at once. */
	static const struct { const char *number; int64_t clinic;
	} rows[] = {
		{ "+18455550100", 1 },
		{ "8455550100", 1 },
		{ "+442079460000", 2 },
		{ "02079460000", 2 },
		{ "+12125550123", 1 },
		{ "+18455550177", 0 },
		{ "+4930901820", 3 },
		{ "+19995550000", 0 },
	};

	is_int(snapshot_write(db, a, dir, false, &version), DB_OK, "a snapshot of nothing");
	ok(version > 0 && snapshot_version(s) == version, "is a snapshot");
	routing_default(&routing);
	routing.forward_number = "+18455550199";
	routing.ring_seconds = 17;
	clinic(1, "US", json_text(a, routing_document(a, &routing)));
	clinic(2, "GB", NULL);
	clinic(3, "DE", "not JSON");
	clinic(4, "US", NULL);
	number("+18455550100", 1);
	number("+12125550123", 1);
	number("+442079460000", 2);
	number("+4930901820", 3);
	number("+18455550177", 0);
	before = version;
	is_int(snapshot_write(db, a, dir, false, &version), DB_OK, "without a new version");
	is_int(version, before, "nothing is written");
	is_int(found(s, "+18455550100", &line), 0, "so that nothing is found");
	is_int(snapshot_touch(db), DB_OK, "the version is raised");
	is_int(snapshot_write(db, a, dir, false, &version), DB_OK, "it is written");
	is_int(version, before + 1, "with the new version");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		is_int(found(s, rows[i].number, &line), rows[i].clinic, "%s in the snapshot",
		    rows[i].number);
		is_int(looked_up(rows[i].number, &same), rows[i].clinic, "and looked up");
		if (line)
			is_text(json_text(a, line_document(a, same)),
			    json_text(a, line_document(a, line)), "the same line");
	}
	found(s, "+18455550100", &line);
	is_text(line->clinic_name, "Zoë's \"clinic\"", "its clinic");
	is_text(line->menu_message, "Press\n1", "its own menu");
	is_text(line->routing.forward_number, "+18455550199", "its clinic's routing");
	is_int(line->routing.ring_seconds, 17, "all of it");
	is_int(found(s, "+4930901820", &line), 3,
	    "a clinic whose routing cannot be read keeps its line");
	routing_default(&routing);
	is_int(line->routing.ring_seconds, routing.ring_seconds, "with the default");

	ok(!stat(arena_printf(a, "%s/routing.snapshot", dir), &st) && (st.st_mode & 07777) == 0640,
	    "for the owner and the group alone");
	unlink(arena_printf(a, "%s/routing.snapshot", dir));
	is_int(snapshot_write(db, a, dir, false, &version), DB_OK, "one that was deleted");
	is_int(access(arena_printf(a, "%s/routing.snapshot", dir), R_OK), 0, "is written again");
	is_int(snapshot_write(db, a, "/nonexistent", false, &version), DB_FAILED,
	    "where it cannot be written, that is told");
	snapshot_free(s);
}

static void
test_aliases(void)
{
	struct snapshot *s = snapshot_new(dir);
	const struct line *line;
	int64_t version;

	/* 2015550123 is a national number of the United States and of Britain. */
	must(db, "DELETE FROM phone_numbers");
	number("+201555012345", 1);
	number("+12015550123", 2);
	number("+442015550123", 3);
	snapshot_touch(db);
	snapshot_write(db, a, dir, false, &version);
	is_int(found(s, "+201555012345", &line), 1, "a whole number");
	is_int(found(s, "+12015550123", &line), 2, "another");
	is_int(found(s, "2015550123", &line), looked_up("2015550123", &line),
	    "a national form that two share is nobody's");
	is_int(found(s, "2015550123", &line), 0, "in both ways");
	snapshot_free(s);
}

static void
assistant(int clinic_id, const char *name, int priority)
{
	static int n;

	if (db_write(db,
	        "INSERT INTO assistants (clinic_id, name, phone, priority, paused, duty_hours, "
	        "created_at, updated_at) "
	        "VALUES (?, ?, ?, ?, ?, '{\"mon\":[[\"09:00\",\"12:00\"]]}', NOW(3), NOW(3))",
	        DB_VALUES(db_int(clinic_id), db_text(name),
	        db_text(arena_printf(a, "+1914555%04d", n++)), db_int(priority),
	        db_bool(priority == 7))) != DB_OK)
		bail_out("%s", db_error(db));
}

static const char *
staff_of(const struct line *line)
{
	struct text t = text_new(a);

	for (size_t i = 0; line && i < line->assistants_count; i++) {
		const struct assistant *one = &line->assistants[i];

		text_printf(&t, "%s%s%s", i ? " " : "", one->name, one->paused ? "(paused)" : "");
		if (!one->has_duty || one->duty.week[1].count != 1 ||
		    one->duty.week[1].intervals[0].to != 720)
			text_puts(&t, "(without hours)");
	}
	return t.data;
}

static void
test_assistants(void)
{
	struct snapshot *s = snapshot_new(dir);
	const struct line *line, *same;
	int64_t version;

	must(db, "DELETE FROM phone_numbers");
	number("+12125550123", 1);
	number("+12125550124", 1);
	number("+442079460000", 2);
	number("+13125550123", 4);
	assistant(1, "Cem", 7);
	assistant(2, "Eve", 1);
	assistant(1, "Ann", 3);
	assistant(1, "Ben", 3);
	assistant(3, "Fay", 1);
	is_int(looked_up("+12125550123", &line), 1, "a line is looked up");
	is_text(staff_of(line), "Ann Ben Cem(paused)", "with its clinic's assistants, in order");
	is_int(looked_up("+442079460000", &line), 2, "another clinic's");
	is_text(staff_of(line), "Eve", "has others");
	snapshot_touch(db);
	is_int(snapshot_write(db, a, dir, false, &version), DB_OK, "they are written");
	is_int(found(s, "+12125550123", &line), 1, "a line is found");
	is_text(staff_of(line), "Ann Ben Cem(paused)", "with its clinic's assistants, in order");
	is_int(looked_up("+12125550123", &same), 1, "and looked up");
	is_text(json_text(a, line_document(a, same)), json_text(a, line_document(a, line)),
	    "the same");
	found(s, "+12125550124", &line);
	is_text(staff_of(line), "Ann Ben Cem(paused)", "so is another one of the clinic");
	found(s, "+442079460000", &line);
	is_text(staff_of(line), "Eve", "another clinic's has others");
	found(s, "+13125550123", &line);
	ok(line && !line->assistants_count, "and another's nobody");
	snapshot_free(s);
}

/* More assistants than are read at once, of which the last clinic's are whole too. */
static void
test_many_assistants(void)
{
	struct snapshot *s = snapshot_new(dir);
	const struct line *line;
	int64_t version;

	must(db, "DELETE FROM assistants");
	must(db, "INSERT INTO assistants (clinic_id, name, phone, priority, duty_hours, created_at, "
	    "updated_at) SELECT 1 + seq % 4, seq, CONCAT('+1914', 5550000 + seq), "
	    "9000 - seq DIV 4, '{\"mon\":[[\"09:00\",\"12:00\"]]}', NOW(3), NOW(3) "
	    "FROM seq_0_to_8399");
	snapshot_touch(db);
	is_int(snapshot_write(db, a, dir, false, &version), DB_OK, "8400 assistants");
	found(s, "+442079460000", &line);
	is_int((int64_t)line->assistants_count, 2100, "all of a clinic's");
	is_text(line->assistants[0].name, "8397", "from the first");
	is_text(line->assistants[2099].name, "1", "to the last");
	must(db, "DELETE FROM assistants");
	snapshot_free(s);
}

static void
test_many(void)
{
	struct snapshot *s = snapshot_new(dir);
	const struct line *line;
	int64_t version;
	int wrong = 0;

	must(db, "DELETE FROM phone_numbers");
	must(db,
	    "INSERT INTO phone_numbers (phone_number, clinic_id, created_at, updated_at) "
	    "SELECT CONCAT('+1212', 2000000 + seq), 1 + seq % 2, NOW(3), NOW(3) FROM "
	    "seq_0_to_6999");
	snapshot_touch(db);
	is_int(snapshot_write(db, a, dir, false, &version), DB_OK, "7000 numbers");
	for (int i = 0; i < 7000; i++)
		wrong += found(s, arena_printf(a, "+1212%d", 2000000 + i), &line) != 1 + i % 2 ||
		    found(s, arena_printf(a, "212%d", 2000000 + i), &line) != 1 + i % 2;
	is_int(wrong, 0, "are all found, with and without their country");
	snapshot_free(s);
}

/* While writers and changes race, the file's version never falls, and it is always whole. */
static void
test_race(void)
{
	enum { WRITERS = 3, CHANGES = 60 };
	struct snapshot *s = snapshot_new(dir);
	int64_t version = 0, last = 0, target;
	int fell = 0, status, bad = 0;

	must(db, "DELETE FROM phone_numbers");
	target = select_int(db, a, "SELECT version FROM versions WHERE name = 'routing'") + CHANGES;
	for (int w = 0; w < WRITERS; w++) {
		if (fork())
			continue;
		db = test_db();
		while (version < target)
			if (snapshot_write(db, a, dir, false, &version) != DB_OK)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < CHANGES; i++) {
		snapshot_touch(db);
		version = snapshot_version(s);
		fell += version < last;
		last = version;
	}
	while (last < target) {
		version = snapshot_version(s);
		fell += version < last;
		last = version;
	}
	for (int w = 0; w < WRITERS; w++) {
		wait(&status);
		bad |= status;
	}
	is_int(bad, 0, "three write at once");
	is_int(fell, 0, "and the version never falls");
	snapshot_free(s);
}

int
main(void)
{
	log_set_level((enum log_level)0);	/* the damage is on purpose */
	a = arena_new(512 << 20);
	db = test_db();
	test_schema(db, a);
	if (!mkdtemp(dir))
		bail_out("no temporary directory");
	test_write();
	test_aliases();
	test_assistants();
	test_many_assistants();
	test_many();
	test_race();
	(void)!system(arena_printf(a, "rm -r %s", dir));
	db_free(db);
	arena_free(a);
	return done_testing();
}
