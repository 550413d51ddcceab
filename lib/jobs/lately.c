/* See lately.h. */
#include "jobs/lately.h"

#include "core/clock.h"
#include "core/form.h"
#include "core/text.h"

enum { BACK_MS = 2 * 60 * 60 * 1000 };

enum db_result
lately_since(struct job_context *c, int64_t now_ms, int64_t *since_ms)
{
	int64_t done_ms = now_ms;
	enum db_result result = job_last_done(c->db, c->arena, c->job->kind, &done_ms);

	*since_ms = (done_ms < now_ms ? done_ms : now_ms) - BACK_MS;
	if (*since_ms < now_ms - LATELY_MS_MAX)
		*since_ms = now_ms - LATELY_MS_MAX;
	return result == DB_NONE ? DB_OK : result;
}

void
lately_list(struct job_context *c, int64_t since_ms, const char *path, const char *since,
    const char *key, size_t max, bool (*each)(struct json_object *item, void *context),
    void *context, struct twilio_answer *answer)
{
	struct arena *a = c->arena;
	struct text fields = text_new(a);

	form_put(&fields, since, arena_printf(a, "%.19sZ", instant_iso(a, since_ms)));
	twilio_list(a, c->config, path, fields.data, key, max, each, context, answer);
}

int64_t
lately_when(struct json_object *item, const char *name)
{
	const char *text = json_get_text(item, name);
	int64_t ms;

	return text && instant_parse_rfc2822(text, &ms) ? ms : 0;
}

enum db_result
our_numbers_read(struct job_context *c, struct our_numbers *numbers)
{
	*numbers = (struct our_numbers){
		.servers = { .phone_number = c->config->twilio_phone_number },
	};
	return numbers_all(c->db, c->arena, &numbers->list, &numbers->count);
}

const struct number *
our_number(const struct our_numbers *numbers, const char *phone_number)
{
	if (!phone_number || !*phone_number)
		return NULL;
	for (size_t i = 0; i < numbers->count; i++)
		if (text_same(numbers->list[i].phone_number, phone_number))
			return &numbers->list[i];
	return text_same(numbers->servers.phone_number, phone_number) ? &numbers->servers : NULL;
}
