/*
 * Lets t/jobs.t use what the programs about numbers use, one command a run, with the settings of any
 * program; prints the result's name and, for a purchase, its state and number.
 *
 *	purchase NUMBER|AREACODE CLINIC		(CLINIC 0: none)
 *	disconnect NUMBER
 */
#include <stdio.h>

#include "core/config.h"
#include "core/log.h"
#include "core/text.h"
#include "jobs/connect_number.h"
#include "jobs/purchase_number.h"

static const char *const names[] = {
	[CONNECT_DONE] = "done", [CONNECT_UNKNOWN] = "unknown", [CONNECT_REFUSED] = "refused",
	[CONNECT_NO_ANSWER] = "no-answer", [CONNECT_NOT_OURS] = "not-ours",
	[CONNECT_NO_CLINIC] = "no-clinic", [CONNECT_TAKEN] = "taken", [CONNECT_AWAY] = "away",
	[CONNECT_OFF] = "off",
};

static const struct twilio_urls urls = {
	"https://desk.example/v", "https://desk.example/vf", "https://desk.example/s",
	"https://desk.example/sf", "https://desk.example/c",
};

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(16 * 1024 * 1024);
	const struct config *config;
	struct connect_answer answer;
	struct purchase purchase = { 0 };
	struct db *db;

	log_open("jobs-driver", LOG_ERROR);
	config = config_or_exit(0);
	db = db_new(config);
	if (argc == 4 && text_same(argv[1], "purchase")) {
		if (*argv[2] == '+')
			purchase.phone_number = argv[2];
		else
			purchase.area_code = argv[2];
		(void)number_parse(argv[3], 0, INT32_MAX, &purchase.clinic_id);
		number_purchase(db, a, config, &purchase, &urls, &answer);
		(void)printf("%s %s %s\n", names[answer.result], purchase_status_name(purchase.status),
		    purchase.twilio_sid ? purchase.phone_number : "-");
	} else if (argc == 3 && text_same(argv[1], "disconnect")) {
		number_disconnect_everywhere(db, a, config, argv[2], &answer);
		(void)printf("%s\n", names[answer.result]);
	} else {
		return 2;
	}
	db_free(db);
	arena_free(a);
	return 0;
}
