/*
 * The settings: one table (config.c) of name, type, default, limits and help, from which come the struct below,
 * the checks, `switchboardctl config example` and switchboard.conf(5)'s list.
 *
 * Read once at start: the file named by SWITCHBOARD_CONF, else /etc/switchboard/switchboard.conf where it can be
 * read; the environment overrides it. NAME_FILE=path takes a value from a file (systemd's credentials).
 * Every text is never NULL: a setting that is not set is "".
 */
#ifndef CORE_CONFIG_H
#define CORE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

struct config {
	const char *public_url;			/* https://host[:port], no slash at its end */
	const char *log_level;
	const char *db_host;			/* "a,b:3307": tried in this order; the first is the writer */
	const char *db_socket;			/* wins over db_host */
	const char *db_user, *db_password, *db_name;
	int64_t db_timeout;			/* s */
	const char *jwt_secret;
	const char *spool_dir, *state_dir, *program_dir, *schema_dir, *prompt_dir, *language_dir;
	const char *metrics_listen;
	const char *twilio_account_sid, *twilio_auth_token, *twilio_auth_token_secondary;
	const char *twilio_api_key_sid, *twilio_api_key_secret;
	const char *twilio_phone_number, *twilio_phone_number_sid;
	const char *twilio_vi_service_sid, *twilio_messaging_service_sid;
	bool twilio_enable_menu, twilio_enable_recording, twilio_enable_transcription;
	const char *twilio_menu_message, *twilio_voice;
	const char *default_country, *default_timezone;
	int64_t retention_recordings_days, retention_transcripts_days, retention_messages_days;
	const char *elevenlabs_phone_number, *elevenlabs_agents, *elevenlabs_api_key, *elevenlabs_webhook_secret;
	const char *vapi_api_key, *vapi_phone_number_id, *vapi_assistant_id, *vapi_webhook_secret;
	const char *transcribe_url, *transcribe_api_key, *transcribe_model;
	const char *analyze_url, *analyze_api_key, *analyze_model;
	const char *transcribe_price;		/* US dollars a minute: price_micros reads it */
	const char *analyze_input_price, *analyze_output_price;	/* a million tokens */
	const char *openai_api_key;
	const char *smtp_url, *mail_from;
	const char *twilio_api_url, *twilio_intelligence_url, *twilio_pricing_url, *elevenlabs_api_url, *vapi_api_url;
	int64_t worker_processes;
};

enum finding_level { FINDING_ERROR, FINDING_WARNING };

struct finding {
	enum finding_level level;
	const char *text;			/* a whole sentence that names the setting */
	const struct finding *next;
};

/* Loads everything; what it holds stays for the life of the process. Settings that are unknown or invalid are
 * findings of level error; the config is usable only if there is none. Never reads a clock or a network. */
const struct finding *config_load(struct arena *a, struct config *config);

/* What config_load accepts but a person should know: missing credentials, contradictions, outdated names. */
const struct finding *config_review(struct arena *a, const struct config *config);

/* config_load for a program: on an error it logs each finding and exits with status 100 (a person must act), after pause_s seconds: what is started again at
 * once by a supervisor would fill the log otherwise. */
const struct config *config_or_exit(unsigned pause_s);

/* Are there credentials for Twilio's REST API? An account sid, and an auth token or an API key. */
bool config_has_twilio(const struct config *config);

/* The example file: every setting at its default behind "# ", each with its help. Committed as switchboard.conf.example. */
const char *config_example(struct arena *a);

/* name=value lines of what differs from the defaults; secrets are shown as "(set)". */
const char *config_show(struct arena *a, const struct config *config);

#endif
