/*
 * switchboardctl: what an operator does on the server. One table of commands, at the end; each says
 * what it did and returns the exit status: 0 done, 1 not done, 2 asked wrongly, 100 a setting must
 * change.
 */
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "carrier/twilio.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/command.h"
#include "core/config.h"
#include "core/log.h"
#include "core/text.h"
#include "data/audit.h"
#include "data/clinics.h"
#include "data/db.h"
#include "data/deletions.h"
#include "data/jobs.h"
#include "data/languages.h"
#include "data/migrate.h"
#include "data/numbers.h"
#include "data/server.h"
#include "data/snapshot.h"
#include "data/usage.h"
#include "data/users.h"
#include "desk/phone.h"
#include "desk/voices.h"
#include "guard/password.h"
#include "guard/role.h"
#include "jobs/account_check.h"
#include "jobs/connect_number.h"
#include "jobs/delete.h"
#include "jobs/model.h"
#include "jobs/retention.h"
#include "jobs/runner.h"
#include "core/routes.h"
#include "web/spool.h"

enum { DONE = 0, NOT_DONE = 1, ASKED_WRONGLY = 2, SETTINGS_WRONG = 100 };
enum {
	LIST_MAX = 200,
	ARENA_BYTES = 128 * 1024 * 1024,
	WAIT_JOBS_MS = 90 * 1000,
	WORKER_EXTRA = 3,	/* of the worker's snapshot and spool, and of a program in replay */
	MARGIN = 20,		/* for people, backups and this command */
	USAGE_S = 60,		/* for the database to add up a month */
};

struct program {
	struct arena *arena;
	const struct config *config;
	struct db *db;
	struct arguments given;
};

/* Root alone can read the secrets, but the database knows the services' own account, and what is
 * left in the state and spool directories must be theirs: so root becomes, once the settings are
 * read, the one whose the state directory is. */
static void
become_service(const struct config *config)
{
	struct stat state;
	const struct passwd *account;

	if (geteuid() != 0 || stat(config->state_dir, &state) != 0 || state.st_uid == 0)
		return;
	account = getpwuid(state.st_uid);
	if (!account || initgroups(account->pw_name, account->pw_gid) != 0 ||
	    setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0) {
		log_error("unable to become the owner of %s: %s", config->state_dir, strerror(errno));
		exit(NOT_DONE);
	}
}

/* --- saying things --------------------------------------------------------------------------- */

static void __attribute__((format(printf, 1, 2)))
say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	(void)putchar('\n');
}

static int __attribute__((format(printf, 2, 3)))
complain(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)fputs("switchboardctl: ", stderr);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
	return status;
}

static int
database_trouble(struct program *g, enum db_result result)
{
	if (result == DB_FAILED)
		return complain(NOT_DONE, "the database refused: %s. Is its schema up to date? "
		    "Run: switchboardctl migrate", db_error(g->db));
	if (result == DB_UNKNOWN)
		return complain(NOT_DONE, "the database ended the connection: it is not known "
		    "whether this was done. Look before you try again.");
	return complain(NOT_DONE,
	    "the database cannot be reached (%s). Check DB_SOCKET or DB_HOST, "
	    "DB_USER and DB_PASSWORD, and that MariaDB runs.", db_error(g->db));
}

/* What was done must be in the audit log; that it is not there does not undo it. */
static void
audit(struct program *g, int64_t clinic_id, const char *action, const char *object)
{
	if (audit_add(g->db, g->arena, clock_now_ms(), 0, clinic_id, action, object, "",
		"switchboardctl") != DB_OK)
		(void)complain(NOT_DONE, "this was done, but the audit log could not be written");
}

/* An option that is an id. False, with a complaint, where it is none. */
static bool
id_option(const char *text, const char *what, int64_t *id)
{
	if (text && number_parse(text, 1, INT64_MAX, id))
		return true;
	(void)complain(ASKED_WRONGLY, "%s must be a number like 3", what);
	return false;
}

/* Read once. NULL, said in the log, where there is no readable file ROUTES. */
static const struct routes *
routes_of(struct program *g)
{
	static const struct routes *routes;

	if (!routes)
		routes = routes_open(g->config->program_dir);
	return routes;
}

/* --- config, migrate ------------------------------------------------------------------------- */

/* Every process of ours may hold one connection. */
static void
check_connections(struct program *g, size_t *warnings)
{
	const struct routes *routes = routes_of(g);
	int64_t programs = routes_processes(routes), most;
	int64_t worker = g->config->worker_processes + WORKER_EXTRA;
	int64_t sum = programs + worker + MARGIN;

	if (!routes) {
		(*warnings)++;
		say("warning: PROGRAM_DIR has no readable file ROUTES: "
		    "which programs there are is not known.");
		return;
	}
	if (server_connections_max(g->db, g->arena, &most) != DB_OK) {
		(*warnings)++;
		say("warning: the database cannot be reached: its max_connections, "
		    "which should be %lld or more, is not checked.", (long long)sum);
		return;
	}
	say("connections: %lld of programs + %lld of the worker + %d to spare = %lld; "
	    "max_connections is %lld.", (long long)programs, (long long)worker, MARGIN,
	    (long long)sum, (long long)most);
	if (sum > most) {
		(*warnings)++;
		say("warning: set max_connections to %lld or more in MariaDB's configuration.",
		    (long long)sum);
	}
}

/* The largest webhook must fit into one statement. */
static void
check_packet(struct program *g, size_t *warnings)
{
	int64_t bytes;

	/* That the database is away was said already. */
	if (server_packet_max(g->db, g->arena, &bytes) != DB_OK || bytes >= SERVER_PACKET_MIN)
		return;
	(*warnings)++;
	say("warning: max_allowed_packet is %lld bytes: the report of a long call (25 MiB at most) "
	    "could not be stored. Set it to 64M in MariaDB's configuration.", (long long)bytes);
}

static size_t
print_findings(const struct finding *f, size_t *warnings)
{
	size_t errors = 0;

	for (; f; f = f->next) {
		say("%s: %s", f->level == FINDING_ERROR ? "error" : "warning", f->text);
		*(f->level == FINDING_ERROR ? &errors : warnings) += 1;
	}
	return errors;
}

static void
note_error(void *context, const char *sentence)
{
	size_t *errors = context;

	say("error: %s", sentence);
	++*errors;
}

static int
config_check(struct program *g)
{
	static struct config config;
	size_t warnings = 0, errors = print_findings(config_load(g->arena, &config), &warnings);

	errors += print_findings(config_review(g->arena, &config), &warnings);
	log_set_level(LOG_ERROR);
	become_service(&config);
	languages_check(g->arena, &config, note_error, &errors);
	model_check(g->arena, &config, note_error, &errors);
	if (*config.twilio_voice && !voice_is_named(config.twilio_voice))
		note_error(&errors, "TWILIO_VOICE must be the name of a voice, such as Polly.Joanna.");
	g->config = &config;
	g->db = db_new(&config);
	check_connections(g, &warnings);
	check_packet(g, &warnings);
	db_free(g->db);
	g->db = NULL;
	say("%zu errors, %zu warnings", errors, warnings);
	return errors ? SETTINGS_WRONG : DONE;
}

static int
config_show_all(struct program *g)
{
	(void)fputs(config_show(g->arena, g->config), stdout);
	return DONE;
}

static int
config_print_example(struct program *g)
{
	(void)fputs(config_example(g->arena), stdout);
	return DONE;
}

static int
migrate_all(struct program *g)
{
	const char *why = "";
	int applied = 0;
	enum db_result result = migrate(g->db, g->arena, g->config->schema_dir, &applied, &why);

	if (result != DB_OK)
		return complain(NOT_DONE, "%s", *why ? why : "the database cannot be reached");
	say(applied ? "%d migrations applied" : "nothing to do: the schema is up to date", applied);
	return DONE;
}

/* --- people, clinics, numbers ---------------------------------------------------------------- */

/* One line of standard input, without its end. NULL if there is none, or it is too long. */
static const char *
read_line(struct arena *a)
{
	char line[1024];
	size_t n;

	if (!fgets(line, sizeof line, stdin))
		return NULL;
	n = strcspn(line, "\r\n");
	return n < sizeof line - 1 ? arena_copy(a, line, n) : NULL;
}

static bool
is_email(const char *s)
{
	const char *at = strchr(s, '@');

	return at && at > s && at[1] && !strchr(at + 1, '@') && strlen(s) <= 254 &&
	    !s[strcspn(s, " \t\r\n<>,;\"")];
}

static int
user_add(struct program *g)
{
	enum { ROLE, CLINIC, NAME, PASSWORD };
	struct account account = { .email = g->given.word[0],
		.name = g->given.option[NAME] ? g->given.option[NAME] : g->given.word[0] };
	const char *password;
	enum db_result result;

	if (!is_email(account.email))
		return complain(ASKED_WRONGLY, "%s is not an e-mail address", account.email);
	if (!g->given.option[ROLE] || !role_parse(g->given.option[ROLE], &account.role))
		return complain(ASKED_WRONGLY, "--role must be assistant, customer or admin");
	if (account.role == ROLE_ADMIN && g->given.option[CLINIC])
		return complain(ASKED_WRONGLY, "an admin belongs to no clinic: leave --clinic out");
	if (account.role != ROLE_ADMIN &&
	    !id_option(g->given.option[CLINIC], "--clinic", &account.clinic_id))
		return ASKED_WRONGLY;
	if (!g->given.option[PASSWORD])
		return complain(
		    ASKED_WRONGLY, "give --password-stdin and the password on standard input");
	password = read_line(g->arena);
	if (!password || !text_is_utf8(password, strlen(password)) ||
	    text_characters(password) < PASSWORD_MIN || text_characters(password) > PASSWORD_MAX)
		return complain(NOT_DONE,
		    "the password on standard input must be one line of %d to %d characters",
		    PASSWORD_MIN, PASSWORD_MAX);
	account.password_hash = password_hash(g->arena, password);
	if (!account.password_hash)
		return complain(NOT_DONE, "there is not enough memory to hash the password");
	result = account_add(g->db, g->arena, &account);
	if (result == DB_DUPLICATE)
		return complain(
		    NOT_DONE, "there is a user with the address %s already", account.email);
	if (result == DB_CONFLICT)
		return complain(NOT_DONE, "there is no clinic %lld", (long long)account.clinic_id);
	if (result != DB_OK)
		return database_trouble(g, result);
	audit(g, account.clinic_id, "user-added",
	    arena_printf(g->arena, "user %lld", (long long)account.user_id));
	say("user %lld: %s, %s", (long long)account.user_id, account.email,
	    role_name(account.role));
	return DONE;
}

static int
clinic_add_one(struct program *g)
{
	enum { ZONE, COUNTRY };
	struct clinic clinic = {
		.name = g->given.word[0],
		.language = "en-US",
		.timezone =
		    g->given.option[ZONE] ? g->given.option[ZONE] : g->config->default_timezone,
		.default_country = g->given.option[COUNTRY] ? g->given.option[COUNTRY] :
							      g->config->default_country,
	};
	enum db_result result;
	int64_t version;

	if (text_is_blank(clinic.name) || !text_is_utf8(clinic.name, strlen(clinic.name)) ||
	    text_characters(clinic.name) > 200)
		return complain(ASKED_WRONGLY, "a clinic's name has 1 to 200 characters");
	if (!zone_is_valid(clinic.timezone))
		return complain(
		    ASKED_WRONGLY, "--timezone must be an IANA time zone, like America/New_York");
	if (strlen(clinic.default_country) != 2 ||
	    strspn(clinic.default_country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2)
		return complain(ASKED_WRONGLY, "--country must be two capital letters, like US");
	result = clinic_add(g->db, g->arena, &clinic, &version);
	if (result != DB_OK)
		return database_trouble(g, result);
	audit(g, clinic.clinic_id, "clinic-added",
	    arena_printf(g->arena, "clinic %lld", (long long)clinic.clinic_id));
	say("clinic %lld: %s, %s", (long long)clinic.clinic_id, clinic.name, clinic.timezone);
	return DONE;
}

static const char twilio_off[] =
    "Twilio is not configured: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN";

/* What Twilio is told: false, with a complaint, where it is not known. */
static bool
read_urls(struct program *g, struct twilio_urls *urls)
{
	const struct routes *routes = routes_of(g);

	*urls = (struct twilio_urls){
		routes_url(routes, g->arena, g->config, "voice-incoming", NULL),
		routes_url(routes, g->arena, g->config, "voice-fallback", NULL),
		routes_url(routes, g->arena, g->config, "incoming-sms", NULL),
		routes_url(routes, g->arena, g->config, "sms-fallback", NULL),
		routes_url(routes, g->arena, g->config, "voice-status-callback", NULL),
	};
	if (*g->config->public_url && urls->voice && urls->voice_fallback && urls->sms &&
	    urls->sms_fallback && urls->status_callback)
		return true;
	(void)complain(SETTINGS_WRONG, "our addresses are not known: set PUBLIC_URL, and have "
	    "PROGRAM_DIR hold every program and the file ROUTES");
	return false;
}

/* A number as a person wrote it, in E.164. NULL, with a complaint, where it is none; "" stays ""
 * (takes the setting away). */
static const char *
phone_option(struct program *g, const char *what, const char *text, const char *country)
{
	const char *e164 = *text ? phone_normalise(g->arena, text, country) : "";

	if (!e164)
		(void)complain(ASKED_WRONGLY, "%s: %s is no phone number (without a country code "
		    "it is taken as one of %s)", what, text, country);
	return e164;
}

static int
report_connect(struct program *g, const char *phone_number, int64_t clinic_id,
    const struct connect_answer *answer)
{
	switch (answer->result) {
	case CONNECT_DONE:
		audit(g, clinic_id, "number-connected",
		    arena_printf(g->arena, "number %s", phone_number));
		if (!snapshot_wait(snapshot_new(g->config->state_dir), answer->version))
			(void)complain(NOT_DONE, "this host's routing does not show it yet: "
			    "is switchboard-worker running?");
		say("%s is connected to clinic %lld (Twilio accepted the %s)", phone_number,
		    (long long)clinic_id, answer->credential);
		return DONE;
	case CONNECT_UNKNOWN:
		audit(g, clinic_id, "number-connect-asked",
		    arena_printf(g->arena, "number %s", phone_number));
		return complain(NOT_DONE,
		    "%s It is not known yet whether %s is connected: the worker "
		    "asks again. See: switchboardctl jobs list", answer->message, phone_number);
	case CONNECT_REFUSED:
		return complain(NOT_DONE, "Twilio refused (code %d): %s Nothing was saved.",
		    answer->code, answer->message);
	case CONNECT_NO_ANSWER:
		return complain(NOT_DONE, "%s Nothing was saved; try again.", answer->message);
	case CONNECT_NOT_OURS:
		return complain(NOT_DONE, "the Twilio account %s has no number %s",
		    g->config->twilio_account_sid, phone_number);
	case CONNECT_NO_CLINIC:
		return complain(NOT_DONE, "there is no clinic %lld", (long long)clinic_id);
	case CONNECT_TAKEN:
		return complain(
		    NOT_DONE, "%s is another clinic's: disconnect it there first", phone_number);
	case CONNECT_AWAY:
		return database_trouble(g, DB_AWAY);
	case CONNECT_OFF:
		break;
	}
	return complain(SETTINGS_WRONG, "%s", twilio_off);
}

static int
number_connect_one(struct program *g)
{
	enum { CLINIC, FORWARD, FORWARD_NEW, FORWARD_EXISTING, MENU_MESSAGE };
	static const char *const names[] = {
		[FORWARD] = "--forward", [FORWARD_NEW] = "--forward-new",
		[FORWARD_EXISTING] = "--forward-existing",
	};
	struct number_change change = { .menu_message = g->given.option[MENU_MESSAGE] };
	const char **forwards[] = {
		[FORWARD] = &change.forward_number, [FORWARD_NEW] = &change.forward_number_new,
		[FORWARD_EXISTING] = &change.forward_number_existing,
	};
	struct connect_answer answer;
	struct twilio_urls urls;
	struct clinic clinic;
	const char *phone_number;
	enum db_result result;
	bool leads = false;

	if (!id_option(g->given.option[CLINIC], "--clinic", &change.clinic_id))
		return ASKED_WRONGLY;
	if (change.menu_message && text_characters(change.menu_message) > 1000)
		return complain(ASKED_WRONGLY, "--menu-message has at most 1000 characters");
	if (!config_has_twilio(g->config))
		return complain(SETTINGS_WRONG, "%s", twilio_off);
	if (!read_urls(g, &urls))
		return SETTINGS_WRONG;
	result = clinic_find(g->db, g->arena, change.clinic_id, &clinic);
	if (result == DB_NONE)
		return complain(NOT_DONE, "there is no clinic %lld", (long long)change.clinic_id);
	if (result != DB_OK)
		return database_trouble(g, result);
	phone_number = phone_option(g, "NUMBER", g->given.word[0], clinic.default_country);
	if (!phone_number || !*phone_number)
		return ASKED_WRONGLY;
	for (size_t i = FORWARD; i <= FORWARD_EXISTING; i++) {
		const char *text = g->given.option[i];

		if (text)
			*forwards[i] = phone_option(g, names[i], text, clinic.default_country);
		if (text && !*forwards[i])
			return ASKED_WRONGLY;
	}
	result = connect_leads(g->db, g->arena, g->config, phone_number, &change, &leads);
	if (result != DB_OK)
		return database_trouble(g, result);
	if (!leads) return complain(NOT_DONE,
	    "calls to %s would lead nowhere: give --forward, or set the "
	    "clinic's forward number or menu first", phone_number);
	number_connect(g->db, g->arena, g->config, phone_number, &change, &urls, &answer);
	return report_connect(g, phone_number, change.clinic_id, &answer);
}

/* --- jobs, spool ----------------------------------------------------------------------------- */

static int
jobs_show(struct program *g)
{
	struct json_object *items = json_array_in(g->arena);
	const char *state = g->given.option[0];
	enum db_result result;

	if (state && !text_same(state, "due") && !text_same(state, "given-up") &&
	    !text_same(state, "done"))
		return complain(ASKED_WRONGLY, "--state must be due, given-up or done");
	result = jobs_list(g->db, g->arena, state, LIST_MAX, items);
	if (result != DB_OK && result != DB_NONE)
		return database_trouble(g, result);
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		struct json_object *o = json_object_array_get_idx(items, i);
		const char *error = json_get_text(o, "lastError");
		const char *run_at = json_get_text(o, "runAt");

		say("%lld\t%s\t%s\t%s\t%lld attempts%s%s", (long long)json_get_int(o, "id", 0),
		    json_get_text(o, "state"), json_get_text(o, "kind"), run_at ? run_at : "-",
		    (long long)json_get_int(o, "attempts", 0), text_is_blank(error) ? "" : "\t",
		    text_is_blank(error) ? "" : error);
	}
	return DONE;
}

static int
jobs_retry_given_up(struct program *g)
{
	enum { ALL };
	int64_t id = 0, count = 0;
	enum db_result result;

	if (g->given.word[0] && g->given.option[ALL])
		return complain(ASKED_WRONGLY, "give the id of a given-up job, or --all, not both");
	if (g->given.word[0] && !id_option(g->given.word[0], "ID", &id))
		return ASKED_WRONGLY;
	result = jobs_run_again(g->db, g->arena, id, &count);
	if (result == DB_NONE || (result == DB_OK && !count))
		return id ?
		    complain(NOT_DONE, "job %lld is not given up, or not there", (long long)id) :
		    (say("no job is given up"), DONE);
	if (result != DB_OK)
		return database_trouble(g, result);
	say("%lld jobs are due again", (long long)count);
	return DONE;
}

/* Everything due is run here; what a worker has in hand is waited for. */
static int
jobs_run_due(struct program *g)
{
	int64_t until_ms = clock_now_ms() + WAIT_JOBS_MS;
	struct job_counts counts = { 0 };
	struct job_tally tally = { 0 };
	enum db_result result;

	do {
		while ((result = jobs_run_one(g->db, g->config, &tally)) == DB_OK)
			continue;
		if (result == DB_NONE)
			result = jobs_count(g->db, g->arena, &counts);
		if (result != DB_OK)
			return database_trouble(g, result);
		if (counts.leased)
			(void)usleep(100 * 1000);
	} while (counts.leased && clock_now_ms() < until_ms);
	say("%d done, %d later, %d failed, %d given up", tally.done, tally.later, tally.failed,
	    tally.given_up);
	return tally.failed || tally.given_up ? NOT_DONE : DONE;
}

static void
spool_show_box(struct program *g, const char *box)
{
	const char **names;
	size_t count = spool_list(g->arena, g->config->spool_dir, box, LIST_MAX, &names);

	for (size_t i = 0; i < count; i++) {
		const char *at = arena_copy(g->arena, names[i], strcspn(names[i], "."));
		const char *reason = "";
		char words[512];
		FILE *f = fopen(
		    arena_printf(g->arena, "%s/%s/%s.reason", g->config->spool_dir, box, names[i]),
		    "re");
		int64_t ms = 0;

		if (f && fgets(words, sizeof words, f))
			reason = arena_copy(g->arena, words, strcspn(words, "\n"));
		if (f)
			(void)fclose(f);
		while (*at == '0')
			at++;
		(void)number_parse(at, 0, INT64_MAX, &ms);
		say("%s\t%s\t%s\t%s", names[i], text_same(box, "new") ? "waiting" : "bad",
		    ms ? instant_iso(g->arena, ms) : "-", reason);
	}
}

static int
spool_show(struct program *g)
{
	long waiting = spool_depth(g->config->spool_dir, "new"),
	     bad = spool_depth(g->config->spool_dir, "bad");

	if (waiting < 0 || bad < 0)
		return complain(
		    NOT_DONE, "unable to read %s: %s", g->config->spool_dir, strerror(errno));
	spool_show_box(g, "new");
	spool_show_box(g, "bad");
	say("%ld waiting, %ld bad", waiting, bad);
	return DONE;
}

static int
spool_retry_bad(struct program *g)
{
	enum { ALL };
	const char **names, *one[1] = { g->given.word[0] };
	size_t count = 1, moved = 0;

	if (g->given.word[0] && g->given.option[ALL])
		return complain(ASKED_WRONGLY, "give a NAME from `spool list`, or --all, not both");
	if (g->given.word[0] && (strchr(g->given.word[0], '/') || *g->given.word[0] == '.'))
		return complain(
		    ASKED_WRONGLY, "%s is not a name from `spool list`", g->given.word[0]);
	if (g->given.word[0])
		names = one;
	else
		count = spool_list(g->arena, g->config->spool_dir, "bad", SIZE_MAX, &names);
	for (size_t i = 0; i < count; i++) {
		if (spool_again(g->arena, g->config->spool_dir, names[i]))
			moved++;
		else
			(void)complain(
			    NOT_DONE, "unable to move %s: %s", names[i], strerror(errno));
	}
	say("%zu wait for the worker again", moved);
	return moved == count ? DONE : NOT_DONE;
}

/* --- purge ----------------------------------------------------------------------------------- */

/* Whatever the ledger has not done yet, whenever it was tried last. */
static enum db_result
delete_open(struct program *g, int64_t *done, int64_t *failed)
{
	enum { PAGE = 200, ONE_BYTES = 32 * 1024 * 1024 };
	struct arena *one = arena_new(ONE_BYTES);
	int64_t *ids, last = 0;
	size_t count = 1;
	enum db_result result = DB_OK;

	while (result == DB_OK && count) {
		result = deletions_open(g->db, g->arena, last, 0, PAGE, &ids, &count);
		for (size_t i = 0; result == DB_OK && i < count; i++) {
			const char *why;

			switch (delete_carry_out(g->db, one, g->config, ids[i], false, &why)) {
			case DELETE_DONE:
				(*done)++;
				break;
			case DELETE_FAILED:
				(*failed)++;
				(void)complain(NOT_DONE, "deletion %lld: %s", (long long)ids[i],
				    why);
				break;
			case DELETE_AWAY:
				result = DB_AWAY;
				break;
			}
			last = ids[i];
			arena_reset(one);
		}
	}
	arena_free(one);
	return result;
}

static int
purge(struct program *g)
{
	struct retention_counts made;
	int64_t done = 0, failed = 0;
	enum db_result result = retention_make(g->db, g->config, clock_now_ms(), INT_MAX, &made);

	if (result == DB_OK)
		result = delete_open(g, &done, &failed);
	if (result != DB_OK)
		return database_trouble(g, result);
	say("deleted here: %lld recordings, %lld transcripts, %lld messages, "
	    "%lld reports of AI agents",
	    (long long)made.asked[DELETION_RECORDING], (long long)made.asked[DELETION_TRANSCRIPT],
	    (long long)made.asked[DELETION_MESSAGE], (long long)made.asked[DELETION_REPORT]);
	say("deleted at the provider: %lld; failed, and tried again: %lld", (long long)done,
	    (long long)failed);
	return failed ? NOT_DONE : DONE;
}

/* --- usage ----------------------------------------------------------------------------------- */

/* A month as it is written, else this one: its first instant, and the one after its last. */
static bool
month_read(struct program *g, const char *month, int64_t *since_ms, int64_t *until_ms)
{
	const char *zone = g->config->default_timezone;
	struct civil now = zone_civil(zone, clock_now_ms()), first;

	if (!month)
		month = arena_printf(g->arena, "%04d-%02d", now.year, now.month);
	if (!date_parse(arena_printf(g->arena, "%s-01", month), &first))
		return false;
	*since_ms = zone_instant(zone, &first);
	first.year += first.month == 12;
	first.month = first.month % 12 + 1;
	*until_ms = zone_instant(zone, &first);
	return true;
}

static int
usage_show(struct program *g)
{
	struct usage_sum *sums;
	size_t count;
	int64_t since_ms, until_ms;
	enum db_result result;

	if (!month_read(g, g->given.option[0], &since_ms, &until_ms))
		return complain(ASKED_WRONGLY, "--month must be a month like 2026-11");
	(void)db_set_deadline(g->db, USAGE_S);
	result = usage_sums(g->db, g->arena, since_ms, until_ms, DB_ROWS_MAX, &sums, &count);
	if (result != DB_OK)
		return database_trouble(g, result);
	for (size_t i = 0; i < count; i++) {
		const struct usage_sum *s = &sums[i];

		say("%lld\t%s\t%s\t%s\t%lld uses\t%s%s%s %s\t%s%s%s%s", (long long)s->clinic_id,
		    s->clinic ? s->clinic : "-", s->product, s->model, (long long)s->uses,
		    s->input_units ? s->input_units : "-", s->output_units ? "+" : "",
		    s->output_units ? s->output_units : "", s->unit, s->price ? s->price : "-",
		    s->price ? " " : "", s->price ? s->price_unit : "", s->unpriced ?
		    arena_printf(g->arena, "\t%lld of unknown cost", (long long)s->unpriced) : "");
	}
	if (count == DB_ROWS_MAX)
		return complain(NOT_DONE, "only the first %d are shown", DB_ROWS_MAX);
	return DONE;
}

/* --- twilio ---------------------------------------------------------------------------------- */

static void
say_line(const char *line)
{
	say("%s", line);
}

static int
twilio_check(struct program *g)
{
	struct twilio_urls urls;

	if (!config_has_twilio(g->config))
		return complain(SETTINGS_WRONG, "%s", twilio_off);
	if (!read_urls(g, &urls))
		return SETTINGS_WRONG;
	return account_check(g->db, g->arena, g->config, &urls, say_line) ? NOT_DONE : DONE;
}

/* --- the table ------------------------------------------------------------------------------- */

static const struct command commands[] = {
	{ "config check", "",
	    "every missing, unknown or contradictory setting; 100 if any is an error",
	    config_check },
	{ "config show", "", "the settings that differ from the defaults, secrets hidden",
	    config_show_all },
	{ "config example", "", "switchboard.conf with every setting at its default",
	    config_print_example },
	{ "migrate", "", "create the schema, or bring it up to date", migrate_all },
	{ "user add",
	    "EMAIL --role assistant|customer|admin [--clinic N] [--name NAME] --password-stdin",
	    "add somebody who logs in; the password is one line of standard input", user_add, 1, 1,
	    "role= clinic= name= password-stdin" },
	{ "clinic add", "NAME [--timezone ZONE] [--country CC]", "add a clinic", clinic_add_one, 1,
	    1, "timezone= country=" },
	{ "number connect",
	    "NUMBER --clinic N [--forward NUMBER] [--forward-new NUMBER] "
	    "[--forward-existing NUMBER] [--menu-message TEXT]",
	    "point a number of the Twilio account here, for a clinic", number_connect_one, 1, 1,
	    "clinic= forward= forward-new= forward-existing= menu-message=" },
	{ "jobs list", "[--state due|given-up|done]", "jobs, newest first", jobs_show, 0, 0,
	    "state=" },
	{ "jobs retry", "[ID | --all]", "make given-up jobs due again", jobs_retry_given_up, 0, 1,
	    "all" },
	{ "jobs run", "", "run everything that is due, now, and wait for it", jobs_run_due },
	{ "purge", "", "delete what has been kept too long, here and at the provider, now", purge },
	{ "spool list", "", "webhooks that wait on disk, and those that cannot be replayed",
	    spool_show },
	{ "spool retry", "[NAME | --all]", "have bad ones replayed again", spool_retry_bad, 0, 1,
	    "all" },
	{ "usage", "[--month YYYY-MM]",
	    "what models and AI agents did for each clinic in a month, and what that cost",
	    usage_show, 0, 0, "month=" },
	{ "twilio check", "", "which credentials work, and whether our numbers lead here",
	    twilio_check },
	{ NULL },
};

int
main(int argc, char **argv)
{
	static struct program g;
	const struct command *command;
	const char *why;
	int status;

	log_open("switchboardctl", LOG_WARNING);
	g.arena = arena_new(ARENA_BYTES);
	command = command_read(g.arena, commands, argc - 1, argv + 1, &g.given, &why);
	if (!command && *why)
		return complain(ASKED_WRONGLY, "%s", why);
	if (!command) {
		const char *first = argc > 1 ? argv[1] : "";
		bool asked = text_same(first, "--help") || text_same(first, "help");
		FILE *to = asked ? stdout : stderr;

		command_usage(commands, "switchboardctl", to);
		(void)fputs("\nSettings: $SWITCHBOARD_CONF or /etc/switchboard/switchboard.conf; "
		    "the environment overrides them. See switchboardctl(8).\n", to);
		return asked ? DONE : ASKED_WRONGLY;
	}
	/* These two are for settings that are not right yet. */
	if (command->run == config_check || command->run == config_print_example)
		return command->run(&g);
	g.config = config_or_exit(0);
	log_set_level(LOG_WARNING);
	become_service(g.config);
	g.db = db_new(g.config);
	status = command->run(&g);
	db_free(g.db);
	arena_free(g.arena);
	return fflush(stdout) == 0 ? status : NOT_DONE;
}
