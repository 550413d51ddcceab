/*
 * numbers - the account's phone numbers
 *
 * As Twilio lists them, each with the clinic that it serves here. Asked of Twilio at every request: 502 or 504 when it does not tell.
 */
#include "web/list.h"
#include "web/telephony.h"

enum { NUMBERS_MAX = 1000 };

struct listing {
	struct request *r;
	const struct number *known;
	size_t count;
	struct json_object *items;
};

static bool
add(struct json_object *item, void *context)
{
	struct listing *l = context;
	struct twilio_number twilio;
	const struct number *ours = NULL;

	if (!twilio_number_from(l->r->arena, item, &twilio))
		return true;
	for (size_t i = 0; i < l->count; i++)
		if (text_same(l->known[i].phone_number, twilio.phone_number))
			ours = &l->known[i];
	json_append(l->items, number_object(l->r, &twilio, ours));
	return true;
}

static enum outcome
numbers(struct request *r)
{
	struct listing l = { .r = r, .items = json_array_in(r->arena) };
	struct twilio_answer answer;
	struct number *known;
	enum db_result result = numbers_all(r->db, r->arena, &known, &l.count);

	if (result != DB_OK)
		return outcome_of(result);
	l.known = known;
	twilio_list(r->arena, r->config, "/IncomingPhoneNumbers.json", NULL, "incoming_phone_numbers", NUMBERS_MAX, add, &l, &answer);
	if (answer.result != TWILIO_OK)
		return refuse_twilio(r, &answer);
	return answer_page(r, l.items, NULL);
}

static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/numbers", CALLER_ADMIN, numbers, "The account's numbers, and the clinic each serves", .answer = "number[]", .no_clinic = true, .refuses = "502 504" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
