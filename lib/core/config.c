/* The settings. See config.h. */
#include "core/config.h"

#include <ctype.h>
#include <errno.h>
#include <unistd.h>

#include "core/agents.h"
#include "core/clock.h"
#include "core/host.h"
#include "core/log.h"
#include "core/price.h"
#include "core/text.h"

#ifndef LIBDIR
#define LIBDIR "/usr/local/lib/switchboard"
#endif
#ifndef SHAREDIR
#define SHAREDIR "/usr/local/share/switchboard"
#endif

static const char default_file[] = "/etc/switchboard/switchboard.conf";

enum { FILE_BYTES_MAX = 256 * 1024, EXIT_PERSON = 100 };

enum type { TEXT, SECRET, FLAG, NUMBER, URL, ORIGIN, ZONE, COUNTRY, LEVEL, SID, E164, AGENTS, PRICE };

struct setting {
	const char *name;
	enum type type;
	size_t offset;			/* of the member in struct config */
	const char *standard;		/* the default, as text */
	const char *help;
	int64_t min, max;		/* of a NUMBER, or the bytes of a text where max is not 0 */
	const char *aliases;		/* older names, space-separated */
	const char *prefix;		/* a SID's two letters */
	const char *section;		/* a heading before this setting in the example */
};

#define AT(member) offsetof(struct config, member)

static const struct setting settings[] = {
	{ "PUBLIC_URL", ORIGIN, AT(public_url), "",
	    "Where Twilio and browsers reach this server: https://host or https://host:port, nothing after it. Webhook signatures are checked against it.",
	    .aliases = "TWILIO_WEBHOOK_URL BACKEND_URL APP_URL API_URL RAILWAY_PUBLIC_DOMAIN", .section = "This server" },
	{ "LOG_LEVEL", LEVEL, AT(log_level), "info", "error, warning, info or debug." },
	{ "JWT_SECRET", SECRET, AT(jwt_secret), "", "Signs the tokens of logged-in users: 32 characters or more, e.g. from: openssl rand -hex 32", 32, 512 },
	{ "SPOOL_DIR", TEXT, AT(spool_dir), "/var/spool/switchboard", "Where webhooks wait on disk while the database is away." },
	{ "STATE_DIR", TEXT, AT(state_dir), "/var/lib/switchboard", "The routing snapshot and the shared metrics of this host. On disk, not in /run." },
	{ "PROGRAM_DIR", TEXT, AT(program_dir), LIBDIR "/cgi-bin", "The programs and their ROUTES file." },
	{ "SCHEMA_DIR", TEXT, AT(schema_dir), SHAREDIR "/schema", "The migrations." },
	{ "PROMPT_DIR", TEXT, AT(prompt_dir), SHAREDIR "/prompts", "What a chat model (ANALYZE_URL) is told, as plain text files." },
	{ "LANGUAGE_DIR", TEXT, AT(language_dir), SHAREDIR "/languages", "What patients hear and read, a file of texts a language." },
	{ "METRICS_LISTEN", TEXT, AT(metrics_listen), "127.0.0.1:9464", "Where the web server offers /metrics. Never a public address." },
	{ "WORKER_PROCESSES", NUMBER, AT(worker_processes), "2", "Processes of switchboard-worker that run jobs; 2 or more, so that slow ones (transcription, analysis) hold up no other.", 1, 64 },

	{ "DB_HOST", TEXT, AT(db_host), "localhost", "MariaDB's host, or several in the order of preference: db1,db2:3307. The first is the writer.", .section = "Database" },
	{ "DB_SOCKET", TEXT, AT(db_socket), "", "MariaDB's unix socket; wins over DB_HOST." },
	{ "DB_USER", TEXT, AT(db_user), "switchboard", "The account." },
	{ "DB_PASSWORD", SECRET, AT(db_password), "", "Its password; empty with MariaDB's unix_socket authentication." },
	{ "DB_NAME", TEXT, AT(db_name), "switchboard", "The database." },
	{ "DB_TIMEOUT", NUMBER, AT(db_timeout), "1", "Seconds after which the database counts as away, for connecting, reading and writing each: calls are answered without it, and Twilio waits no longer than 15 s.", 1, 10 },

	{ "TWILIO_ACCOUNT_SID", SID, AT(twilio_account_sid), "", "AC and 32 hex digits, from the Twilio console.", .prefix = "AC", .section = "Twilio" },
	{ "TWILIO_AUTH_TOKEN", SECRET, AT(twilio_auth_token), "", "The account's auth token: webhooks are signed with it, so an API key cannot replace it." },
	{ "TWILIO_AUTH_TOKEN_SECONDARY", SECRET, AT(twilio_auth_token_secondary), "", "Accepted besides the first, so that a token can be rotated." },
	{ "TWILIO_API_KEY_SID", SID, AT(twilio_api_key_sid), "", "SK and 32 hex digits: used first for requests to Twilio; the auth token is used when the key is refused.", .prefix = "SK" },
	{ "TWILIO_API_KEY_SECRET", SECRET, AT(twilio_api_key_secret), "", "The key's secret." },
	{ "TWILIO_PHONE_NUMBER", E164, AT(twilio_phone_number), "", "The operator's own number, like +18455550100: sender where no clinic's number fits." },
	{ "TWILIO_PHONE_NUMBER_SID", SID, AT(twilio_phone_number_sid), "", "Its sid; checked against TWILIO_PHONE_NUMBER by: switchboardctl twilio check", .prefix = "PN" },
	{ "TWILIO_VI_SERVICE_SID", SID, AT(twilio_vi_service_sid), "", "The Intelligence service that transcribes recordings.", .prefix = "GA" },
	{ "TWILIO_MESSAGING_SERVICE_SID", SID, AT(twilio_messaging_service_sid), "", "The Messaging Service that sends texts.", .prefix = "MG" },

	{ "TWILIO_ENABLE_MENU", FLAG, AT(twilio_enable_menu), "false", "Callers hear the menu.", .section = "Defaults that a clinic may override" },
	{ "TWILIO_ENABLE_RECORDING", FLAG, AT(twilio_enable_recording), "false", "Calls are recorded." },
	{ "TWILIO_ENABLE_TRANSCRIPTION", FLAG, AT(twilio_enable_transcription), "false", "Recorded calls are transcribed." },
	{ "TWILIO_MENU_MESSAGE", TEXT, AT(twilio_menu_message), "Press 1 for new patients, press 2 for existing patients",
	    "What the menu says, in English: a clinic of another language has a text of its own.", 1, 1000 },
	{ "TWILIO_VOICE", TEXT, AT(twilio_voice), "alice", "The voice for English; other languages use the voice of their file, and a clinic's own language the one that its routing names." },
	{ "DEFAULT_COUNTRY", COUNTRY, AT(default_country), "US", "ISO 3166 country of numbers that are written without a country code." },
	{ "DEFAULT_TIMEZONE", ZONE, AT(default_timezone), "America/New_York", "IANA zone of a new clinic, and of dates in lists over all clinics." },
	{ "RETENTION_RECORDINGS_DAYS", NUMBER, AT(retention_recordings_days), "30", "Days that recordings are kept; 0 keeps them.", 0, 36500 },
	{ "RETENTION_TRANSCRIPTS_DAYS", NUMBER, AT(retention_transcripts_days), "365", "Days that transcripts are kept; 0 keeps them.", 0, 36500 },
	{ "RETENTION_MESSAGES_DAYS", NUMBER, AT(retention_messages_days), "0", "Days that message bodies are kept; 0 keeps them.", 0, 36500 },

	{ "ELEVENLABS_PHONE_NUMBER", E164, AT(elevenlabs_phone_number), "", "The number of the AI agent where no other is named.", .section = "AI voice agents" },
	{ "ELEVENLABS_AGENTS", AGENTS, AT(elevenlabs_agents), "", "agent type = number or agent id, a list (a type may stand there with both): intake=+18455550111,billing=agent_01ab" },
	{ "ELEVENLABS_API_KEY", SECRET, AT(elevenlabs_api_key), "", "ElevenLabs' API key." },
	{ "ELEVENLABS_WEBHOOK_SECRET", SECRET, AT(elevenlabs_webhook_secret), "", "Signs ElevenLabs' post-call webhooks." },
	{ "VAPI_API_KEY", SECRET, AT(vapi_api_key), "", "Vapi's private API key." },
	{ "VAPI_PHONE_NUMBER_ID", TEXT, AT(vapi_phone_number_id), "", "The number that Vapi calls from." },
	{ "VAPI_ASSISTANT_ID", TEXT, AT(vapi_assistant_id), "", "The assistant that speaks." },
	{ "VAPI_WEBHOOK_SECRET", SECRET, AT(vapi_webhook_secret), "", "The secret that Vapi's webhooks carry." },

	{ "TRANSCRIBE_URL", URL, AT(transcribe_url), "", "An OpenAI-compatible transcription server, with its /v1.", .section = "Speech, language, mail" },
	{ "TRANSCRIBE_API_KEY", SECRET, AT(transcribe_api_key), "", "Its key." },
	{ "TRANSCRIBE_MODEL", TEXT, AT(transcribe_model), "whisper-1", "Its model." },
	{ "TRANSCRIBE_PRICE", PRICE, AT(transcribe_price), "", "What a minute of sound costs there, in US dollars: 0.006. Without it the cost is on record as not known." },
	{ "ANALYZE_URL", URL, AT(analyze_url), "", "An OpenAI-compatible chat server, with its /v1. Off while empty." },
	{ "ANALYZE_API_KEY", SECRET, AT(analyze_api_key), "", "Its key." },
	{ "ANALYZE_MODEL", TEXT, AT(analyze_model), "", "Its model." },
	{ "ANALYZE_INPUT_PRICE", PRICE, AT(analyze_input_price), "", "What a million tokens cost that the model reads, in US dollars: 0.15. Without both prices the cost is on record as not known." },
	{ "ANALYZE_OUTPUT_PRICE", PRICE, AT(analyze_output_price), "", "The same for tokens that it writes: 0.60" },
	{ "OPENAI_API_KEY", SECRET, AT(openai_api_key), "", "Serves for both keys above where they are empty." },
	{ "SMTP_URL", URL, AT(smtp_url), "", "smtp://host:587 or smtps://host, with user:password@ where the server wants it." },
	{ "MAIL_FROM", TEXT, AT(mail_from), "", "The sender of our mails: desk@clinic.example, or Desk <desk@clinic.example>." },

	{ "TWILIO_API_URL", ORIGIN, AT(twilio_api_url), "https://api.twilio.com", "Scheme, host and port of Twilio's API.", .section = "For tests and private gateways" },
	{ "TWILIO_INTELLIGENCE_URL", ORIGIN, AT(twilio_intelligence_url), "https://intelligence.twilio.com", "The same for Intelligence." },
	{ "TWILIO_PRICING_URL", ORIGIN, AT(twilio_pricing_url), "https://pricing.twilio.com", "The same for prices." },
	{ "ELEVENLABS_API_URL", ORIGIN, AT(elevenlabs_api_url), "https://api.elevenlabs.io", "The same for ElevenLabs." },
	{ "VAPI_API_URL", ORIGIN, AT(vapi_api_url), "https://api.vapi.ai", "The same for Vapi." },
};

enum { SETTINGS = sizeof settings / sizeof *settings };

struct findings {
	struct arena *arena;
	const struct finding *first;
	struct finding *last;
};

static void __attribute__((format(printf, 3, 4)))
find(struct findings *all, enum finding_level level, const char *format, ...)
{
	struct finding *f = arena_alloc(all->arena, sizeof *f);
	va_list args;

	va_start(args, format);
	f->text = arena_vprintf(all->arena, format, args);
	va_end(args);
	f->level = level;
	if (all->last)
		all->last->next = f;
	else
		all->first = f;
	all->last = f;
}

static bool
is_origin(const char *s)
{
	const char *host = text_has_prefix(s, "https://") ? s + 8 : text_has_prefix(s, "http://") ? s + 7 : NULL;
	int64_t port;
	const char *colon;

	if (!host || !*host)
		return false;
	for (const char *p = host; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr(".-:[]", *p))
			return false;
	colon = strrchr(host, ':');
	return !colon || colon == host || strchr(colon, ']') || number_parse(colon + 1, 1, 65535, &port);
}

static bool
is_sid(const char *s, const char *prefix)
{
	return strlen(s) == 34 && text_has_prefix(s, prefix) && strspn(s + 2, "0123456789abcdefABCDEF") == 32;
}

static bool
is_e164(const char *s)
{
	size_t n = strlen(s);

	return *s == '+' && n >= 3 && n <= 16 && s[1] != '0' && strspn(s + 1, "0123456789") == n - 1;
}

static bool
flag_parse(const char *s, bool *flag)
{
	if (text_same(s, "true") || text_same(s, "1") || text_same(s, "yes") || text_same(s, "on"))
		*flag = true;
	else if (text_same(s, "false") || text_same(s, "0") || text_same(s, "no") || text_same(s, "off"))
		*flag = false;
	else
		return false;
	return true;
}

/* What is wrong with a value, as the end of a sentence, or NULL. An empty value means "not set". */
static const char *
fault(struct arena *a, const struct setting *s, const char *value)
{
	int64_t n;
	bool flag;
	enum log_level level;
	struct agents agents;
	const char *why;

	switch (s->type) {
	case FLAG:
		return flag_parse(value, &flag) ? NULL : "must be true or false";
	case NUMBER:
		return number_parse(value, s->min, s->max, &n) ? NULL :
		    arena_printf(a, "must be a whole number from %lld to %lld", (long long)s->min, (long long)s->max);
	case LEVEL:
		return log_level_parse(value, &level) ? NULL : "must be error, warning, info or debug";
	case TEXT: case SECRET: case URL: case ORIGIN: case ZONE: case COUNTRY: case SID: case E164: case AGENTS: case PRICE:
		break;
	}
	if (!*value)
		return NULL;
	switch (s->type) {
	case ORIGIN:
		return is_origin(value) ? NULL : "must be https://host or https://host:port, with nothing after it";
	case URL:
		return strstr(value, "://") ? NULL : "must be a URL";
	case ZONE:
		return zone_is_valid(value) ? NULL : "must be an IANA time zone, like America/New_York";
	case COUNTRY:
		return strlen(value) == 2 && isupper((unsigned char)value[0]) && isupper((unsigned char)value[1]) ? NULL :
		    "must be two capital letters, like US";
	case SID:
		return is_sid(value, s->prefix) ? NULL : arena_printf(a, "must be %s and 32 hex digits", s->prefix);
	case E164:
		return is_e164(value) ? NULL : "must be a number like +18455550100";
	case AGENTS:
		return agents_parse(a, value, "", &agents, &why) ? NULL : why;
	case PRICE:
		return price_micros(value) >= 0 ? NULL : "must be an amount like 0.15, with at most six digits behind the point, and less than a million";
	case TEXT: case SECRET:
		if (s->max && (strlen(value) < (size_t)s->min || strlen(value) > (size_t)s->max))
			return arena_printf(a, "must have %lld to %lld characters", (long long)s->min, (long long)s->max);
		return NULL;
	case FLAG: case NUMBER: case LEVEL:
		break;
	}
	return NULL;
}

static void
assign(struct config *config, const struct setting *s, const char *value)
{
	void *member = (char *)config + s->offset;

	if (s->type == FLAG)
		(void)flag_parse(value, member);
	else if (s->type == NUMBER)
		(void)number_parse(value, s->min, s->max, member);
	else
		*(const char **)member = value;
}

static bool
is_alias(const struct setting *s, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = s->aliases; p && *p; p += strcspn(p, " "), p += *p == ' ')
		if (strncmp(p, name, n) == 0 && (p[n] == ' ' || !p[n]))
			return true;
	return false;
}

/* What one source (the file, or the environment) says of each setting. */
struct said {
	const char *value[SETTINGS];
	const char *name[SETTINGS];		/* under which it was said */
};

/* The setting that a name means, -1 if none; sets *from_file for NAME_FILE. */
static int
setting_of(struct arena *a, const char *name, bool *from_file)
{
	const char *base = name;
	size_t n = strlen(name);

	*from_file = false;
	for (;;) {
		for (int i = 0; i < SETTINGS; i++)
			if (text_same(settings[i].name, base) || is_alias(&settings[i], base))
				return i;
		if (*from_file || n <= 5 || strcmp(name + n - 5, "_FILE") != 0)
			return -1;
		*from_file = true;
		base = arena_copy(a, name, n - 5);
	}
}

static char *
slurp(struct arena *a, const char *path, size_t *bytes)
{
	/* A file may be long, most are a line: the arena takes what was read, and not room for the longest. */
	static char buffer[FILE_BYTES_MAX + 1];
	FILE *f = fopen(path, "re");
	char *text = NULL;

	if (!f)
		return NULL;
	(void)setvbuf(f, NULL, _IONBF, 0);
	*bytes = fread(buffer, 1, sizeof buffer, f);
	if (ferror(f) || *bytes > FILE_BYTES_MAX)
		errno = ferror(f) ? EIO : EFBIG;
	else
		text = arena_copy(a, buffer, *bytes);
	explicit_bzero(buffer, *bytes);
	(void)fclose(f);
	return text;
}

static void
say(struct findings *all, struct said *said, int i, bool from_file, const char *name, const char *value)
{
	const struct setting *s = &settings[i];

	if (from_file) {
		size_t bytes;
		char *text = slurp(all->arena, value, &bytes);

		if (!text) {
			find(all, FINDING_ERROR, "%s: unable to read %s: %s.", name, value, strerror(errno));
			return;
		}
		while (bytes && isspace((unsigned char)text[bytes - 1]))
			bytes--;
		value = arena_copy(all->arena, text, bytes);
	}
	if (text_same(name, "RAILWAY_PUBLIC_DOMAIN"))
		value = arena_printf(all->arena, "https://%s", value);
	/* Where one source says a thing under two names, the name of today wins. */
	if (!said->name[i] || is_alias(s, said->name[i])) {
		said->name[i] = name;
		said->value[i] = value;
	}
}

static void
read_file(struct findings *all, const char *path, bool required, struct said *said)
{
	size_t bytes;
	char *text = slurp(all->arena, path, &bytes), *line, *next;
	int number = 0;

	if (!text) {
		/* Under systemd only the manager may read the file: its lines arrive as the environment. */
		if (required || (errno != ENOENT && errno != EACCES))
			find(all, FINDING_ERROR, "Unable to read %s: %s.", path, strerror(errno));
		return;
	}
	for (line = text; line; line = next) {
		char *equals, *end, *value;
		bool from_file;
		int i;

		number++;
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		while (isspace((unsigned char)*line))
			line++;
		end = line + strlen(line);
		while (end > line && isspace((unsigned char)end[-1]))
			*--end = '\0';
		if (!*line || *line == '#')
			continue;
		equals = strchr(line, '=');
		if (!equals) {
			find(all, FINDING_ERROR, "%s line %d is not NAME=value.", path, number);
			continue;
		}
		value = equals + 1;
		for (*equals = '\0'; equals > line && isspace((unsigned char)equals[-1]); )
			*--equals = '\0';
		while (isspace((unsigned char)*value))
			value++;
		/* A pair of quotes around the value is not part of it, as in systemd's EnvironmentFile. */
		if (end - value >= 2 && (*value == '"' || *value == '\'') && end[-1] == *value) {
			end[-1] = '\0';
			value++;
		}
		i = setting_of(all->arena, line, &from_file);
		if (i < 0)
			find(all, FINDING_ERROR, "%s line %d: %s is not a setting.", path, number, line);
		else
			say(all, said, i, from_file, line, value);
	}
}

static void
read_environment(struct findings *all, struct said *said)
{
	for (char **e = environ; *e; e++) {
		const char *equals = strchr(*e, '=');
		bool from_file;
		char *name;
		int i;

		if (!equals)
			continue;
		name = arena_copy(all->arena, *e, (size_t)(equals - *e));
		i = setting_of(all->arena, name, &from_file);
		if (i >= 0)
			say(all, said, i, from_file, name, arena_string(all->arena, equals + 1));
	}
}

const struct finding *
config_load(struct arena *a, struct config *config)
{
	struct findings all = { .arena = a };
	struct said file = { { 0 }, { 0 } }, environment = { { 0 }, { 0 } };
	const char *path = getenv("SWITCHBOARD_CONF");

	read_file(&all, path ? path : default_file, path != NULL, &file);
	read_environment(&all, &environment);
	*config = (struct config){ 0 };
	for (int i = 0; i < SETTINGS; i++) {
		const struct setting *s = &settings[i];
		const struct said *said = environment.name[i] ? &environment : &file;
		const char *value = said->name[i] ? said->value[i] : s->standard, *wrong;

		if (!*value && (s->type == FLAG || s->type == NUMBER || s->type == LEVEL))
			value = s->standard;	/* NAME= means: as if it were not there */
		if (s->type == ORIGIN && *value && value[strlen(value) - 1] == '/')
			value = arena_copy(a, value, strlen(value) - 1);
		wrong = fault(a, s, value);
		if (wrong)
			find(&all, FINDING_ERROR, "%s %s.", said->name[i] ? said->name[i] : s->name, wrong);
		assign(config, s, wrong ? s->standard : value);
	}
	return all.first;
}

bool
config_has_twilio(const struct config *c)
{
	return *c->twilio_account_sid && (*c->twilio_auth_token || (*c->twilio_api_key_sid && *c->twilio_api_key_secret));
}

/* May patients' words go there? By https anywhere, in the clear to a private address at most. */
static bool
may_carry_words(struct arena *a, const char *url)
{
	const char *host = url_host(a, url);

	return host && (text_has_prefix(url, "https://") || (text_has_prefix(url, "http://") && host_is_near(host)));
}

/* The servers that patients' words are sent to. */
static void
review_servers(struct findings *all, const struct config *c)
{
	const struct { const char *name, *url; } speech[] = { { "TRANSCRIBE_URL", c->transcribe_url }, { "ANALYZE_URL", c->analyze_url } };

	for (size_t i = 0; i < sizeof speech / sizeof *speech; i++)
		if (*speech[i].url && !may_carry_words(all->arena, speech[i].url))
			find(all, FINDING_ERROR, "%s must begin with https://, or with http:// and a private address: it carries patients' words.", speech[i].name);
	if (*c->analyze_url && !*c->analyze_model)
		find(all, FINDING_ERROR, "ANALYZE_URL is set without ANALYZE_MODEL.");
	if (!*c->analyze_input_price != !*c->analyze_output_price)
		find(all, FINDING_WARNING, "ANALYZE_INPUT_PRICE and ANALYZE_OUTPUT_PRICE belong together: one of them is missing, and what an analysis costs is not known.");
	if (*c->smtp_url && !text_has_prefix(c->smtp_url, "smtp://") && !text_has_prefix(c->smtp_url, "smtps://"))
		find(all, FINDING_ERROR, "SMTP_URL must begin with smtp:// or smtps://.");
	if (!*c->smtp_url != !*c->mail_from)
		find(all, FINDING_ERROR, "SMTP_URL and MAIL_FROM belong together: one of them is missing.");
	else if (*c->mail_from && !strchr(c->mail_from, '@'))
		find(all, FINDING_ERROR, "MAIL_FROM must be an address, like desk@clinic.example or Desk <desk@clinic.example>.");
}

static void
review_agents(struct findings *all, const struct config *c)
{
	struct agents agents;
	const char *why;

	if (*c->elevenlabs_api_key || !agents_parse(all->arena, c->elevenlabs_agents, c->elevenlabs_phone_number, &agents, &why))
		return;
	for (size_t i = 0; i < agents.count; i++)
		if (!agents.list[i].number)
			find(all, FINDING_WARNING, "ELEVENLABS_AGENTS has an agent id alone for %s, who cannot be reached without ELEVENLABS_API_KEY.", agents.list[i].type);
}

const struct finding *
config_review(struct arena *a, const struct config *c)
{
	struct findings all = { .arena = a };

	if (!*c->public_url)
		find(&all, FINDING_ERROR, "PUBLIC_URL is missing: no webhook can be verified without it.");
	else if (!text_has_prefix(c->public_url, "https://"))
		find(&all, FINDING_ERROR, "PUBLIC_URL must begin with https://: Twilio carries patients' words.");
	if (!*c->jwt_secret)
		find(&all, FINDING_ERROR, "JWT_SECRET is missing: nobody can log in.");
	if (!*c->twilio_account_sid)
		find(&all, FINDING_WARNING, "TWILIO_ACCOUNT_SID is missing: Twilio is not configured, and every webhook is refused.");
	else if (!*c->twilio_auth_token)
		find(&all, FINDING_ERROR, *c->twilio_api_key_sid ?
		    "TWILIO_API_KEY_SID is set without TWILIO_AUTH_TOKEN: webhooks are signed with the auth token alone." :
		    "TWILIO_AUTH_TOKEN is missing: no webhook can be verified without it.");
	if (!*c->twilio_api_key_sid != !*c->twilio_api_key_secret)
		find(&all, FINDING_ERROR, "TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET belong together: one of them is missing.");
	if (*c->twilio_phone_number_sid && !*c->twilio_phone_number)
		find(&all, FINDING_ERROR, "TWILIO_PHONE_NUMBER_SID is set without TWILIO_PHONE_NUMBER.");
	if (!*c->analyze_url != !*c->analyze_model)
		find(&all, FINDING_WARNING, "ANALYZE_URL and ANALYZE_MODEL belong together: one of them is missing, and no call is analysed by a model.");
	if ((*c->elevenlabs_api_key || *c->elevenlabs_agents) && !*c->elevenlabs_webhook_secret)
		find(&all, FINDING_WARNING, "ELEVENLABS_WEBHOOK_SECRET is missing: every post-call webhook of ElevenLabs is refused%s.",
		    *c->elevenlabs_api_key ? ", and what came of its calls is only learnt from its list, minutes later" : "");
	if (*c->vapi_api_key && !*c->vapi_webhook_secret)
		find(&all, FINDING_WARNING, "VAPI_WEBHOOK_SECRET is missing: every webhook of Vapi is refused, and what came of its calls is only learnt from its list, minutes later.");
	if (*c->twilio_auth_token_secondary && text_same(c->twilio_auth_token, c->twilio_auth_token_secondary))
		find(&all, FINDING_WARNING, "TWILIO_AUTH_TOKEN_SECONDARY is the same as TWILIO_AUTH_TOKEN.");
	if (c->twilio_enable_transcription && !c->twilio_enable_recording && *c->twilio_vi_service_sid)
		find(&all, FINDING_WARNING, "TWILIO_ENABLE_TRANSCRIPTION is true and TWILIO_ENABLE_RECORDING is not: the Intelligence service has only voicemails to transcribe.");
	review_agents(&all, c);
	review_servers(&all, c);
	for (int i = 0; i < SETTINGS; i++) {
		const struct setting *s = &settings[i];

		for (const char *p = s->aliases; p && *p; p += strcspn(p, " "), p += *p == ' ') {
			const char *name = arena_copy(a, p, strcspn(p, " "));

			if (getenv(name))
				find(&all, FINDING_WARNING, "%s is an older name of %s.", name, s->name);
		}
	}
	return all.first;
}

const struct config *
config_or_exit(unsigned pause_s)
{
	static struct config config;
	static struct arena *a __attribute__((used));	/* kept: the config points into it */
	const struct finding *findings;
	enum log_level level = LOG_INFO;
	bool bad = false;

	a = arena_new(4 * FILE_BYTES_MAX);
	findings = config_load(a, &config);
	for (const struct finding *f = findings; f; f = f->next) {
		log_error("%s", f->text);
		bad = true;
	}
	if (bad) {
		sleep(pause_s);
		exit(EXIT_PERSON);
	}
	(void)log_level_parse(config.log_level, &level);
	log_set_level(level);
	return &config;
}

const char *
config_example(struct arena *a)
{
	struct text t = text_new(a);

	text_puts(&t, "# The settings of Switchboard, each at its default. See switchboard.conf(5).\n"
	    "# NAME=value lines; the environment overrides them; NAME_FILE=path takes a value from a file.\n"
	    "# Check it with: switchboardctl config check\n");
	for (int i = 0; i < SETTINGS; i++) {
		const struct setting *s = &settings[i];

		if (s->section)
			text_printf(&t, "\n## %s\n", s->section);
		text_printf(&t, "\n# %s\n", s->help);
		if (s->aliases)
			text_printf(&t, "# Also accepted under the older names %s.\n", s->aliases);
		text_printf(&t, "#%s=%s\n", s->name, s->standard);
	}
	return t.data;
}

const char *
config_show(struct arena *a, const struct config *config)
{
	struct text t = text_new(a);

	for (int i = 0; i < SETTINGS; i++) {
		const struct setting *s = &settings[i];
		const void *member = (const char *)config + s->offset;
		const char *value;

		if (s->type == FLAG)
			value = *(const bool *)member ? "true" : "false";
		else if (s->type == NUMBER)
			value = arena_printf(a, "%lld", (long long)*(const int64_t *)member);
		else
			value = *(const char *const *)member;
		if (!text_same(value, s->standard))
			text_printf(&t, "%s=%s\n", s->name, s->type == SECRET || text_same(s->name, "SMTP_URL") ? "(set)" : value);
	}
	return t.data;
}
