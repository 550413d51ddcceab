/* The settings file: every setting has a value afterwards, and everything wrong a sentence. */
#include "core/config.h"

#include "core/price.h"

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"=", "\n", "#", "\"", "'", "PUBLIC_URL=", "https://switchboard.example", ":8443",
	"LOG_LEVEL=", "JWT_SECRET=", "_FILE=", "/dev/null", "/nonexistent", "WORKER_PROCESSES=",
	"TWILIO_ENABLE_MENU=", "DEFAULT_TIMEZONE=", "DEFAULT_COUNTRY=", "TWILIO_ACCOUNT_SID=",
	"AC0123456789abcdef0123456789abcdef", "APP_URL=", "RAILWAY_PUBLIC_DOMAIN=",
	"TWILIO_MENU_MESSAGE=", "SMTP_URL=", "true", "0", "64", "65", "\r", "\t", " ",
	"DB_PASSWORD_FILE_FILE=", "TRANSCRIBE_PRICE=", "0.15", "999999", NULL
};

static void
must_be_sentences(const struct finding *f)
{
	for (; f; f = f->next) {
		must(f->text && strlen(f->text) > 1);
		must(f->level == FINDING_ERROR || f->level == FINDING_WARNING);
	}
}

/* Of a secret it is shown that it is set, at the most. */
static void
must_be_hidden(const char *shown, const char *line)
{
	const char *at = text_has_prefix(shown, line + 1) ? shown : strstr(shown, line);

	must(!at || text_has_prefix(strchr(at, '='), "=(set)\n"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *path = arena_printf(a, "%s/switchboard.conf", fuzz_directory()), *shown;
	struct config c;

	clearenv();
	setenv("SWITCHBOARD_CONF", path, 1);
	fuzz_write(path, data, size);
	must_be_sentences(config_load(a, &c));
	must_be_sentences(config_review(a, &c));
	shown = config_show(a, &c);
	must(c.public_url && c.log_level && c.db_host && c.jwt_secret && c.twilio_menu_message &&
	    c.twilio_auth_token && c.smtp_url && c.openai_api_key && c.vapi_api_url);
	must(c.worker_processes >= 1 && c.worker_processes <= 64);
	must(!*c.transcribe_price || price_micros(c.transcribe_price) >= 0);
	must(!*c.public_url || c.public_url[strlen(c.public_url) - 1] != '/');
	must(!*c.jwt_secret || strlen(c.jwt_secret) >= 32);
	must_be_hidden(shown, "\nJWT_SECRET=");
	must_be_hidden(shown, "\nDB_PASSWORD=");
	must_be_hidden(shown, "\nTWILIO_AUTH_TOKEN=");
	must_be_hidden(shown, "\nSMTP_URL=");
	return 0;
}
