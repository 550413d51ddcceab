/* Lists. See list.h. */
#include "web/list.h"

#include "core/clock.h"
#include "core/csv.h"
#include "core/encode.h"
#include "core/log.h"
#include "data/clinics.h"
#include "web/params.h"

enum { LIMIT = 50, CSV_PAGE = 1000, CSV_ARENA_BYTES = 64 * 1024 * 1024 };

bool
list_cursor_read(struct arena *a, const char *cursor, int64_t *before_ms, int64_t *before_id)
{
	void *bytes;
	size_t n;
	char *text, *dot;

	if (!base64url_decode(a, cursor, strlen(cursor), &bytes, &n))
		return false;
	text = arena_copy(a, bytes, n);
	dot = strchr(text, '.');
	if (!dot)
		return false;
	*dot = '\0';
	return number_parse(text, 0, INT64_MAX, before_ms) && number_parse(dot + 1, 1, INT64_MAX, before_id);
}

const char *
list_cursor(struct arena *a, int64_t last_ms, int64_t last_id)
{
	const char *cursor = arena_printf(a, "%lld.%lld", (long long)last_ms, (long long)last_id);

	return base64url_encode(a, cursor, strlen(cursor));
}

/* The zone in which this list's dates are meant. */
static enum db_result
zone_of(struct request *r, const char **zone)
{
	struct clinic clinic;
	enum db_result result;

	*zone = r->config->default_timezone;
	if (!r->clinic_id)
		return DB_OK;
	result = clinic_find(r->db, r->arena, r->clinic_id, &clinic);
	if (result == DB_OK)
		*zone = clinic.timezone;
	return result == DB_NONE ? DB_OK : result;
}

int64_t
list_moment(const char *zone, const struct value *v, bool after)
{
	struct civil date;

	if (v->state != VALUE_SET)
		return 0;
	if (!date_parse(v->text, &date))
		return after ? v->number + 1 : v->number;	/* inclusive */
	date.day += after;			/* the 32nd is the 1st of the next month to mktime */
	return zone_instant(zone, &date);
}

void
list_check_date(struct request *r)
{
	const struct value *day = param_value(r, "date");
	struct civil date;
	int64_t instant;

	if (day->state != VALUE_SET)
		return;
	if (!date_parse(day->text, &date) && instant_parse(day->text, &instant))	/* anything else is a fault already */
		request_fault(r, "date", "must be a date like 2026-11-21");
	if (param_value(r, "since")->state == VALUE_SET || param_value(r, "until")->state == VALUE_SET)
		request_fault(r, "date", "goes without since and until");
}

static enum outcome
page_read(struct request *r, struct list_page *page)
{
	const struct value *since = param_value(r, "since"), *until = param_value(r, "until"), *cursor = param_value(r, "cursor");
	const struct value *limit = param_value(r, "limit"), *day = param_value(r, "date");
	const char *zone = NULL;

	if (day->state == VALUE_SET)
		since = until = day;
	*page = (struct list_page){ .limit = limit->state == VALUE_SET ? (int)limit->number : LIMIT };
	if (cursor->state == VALUE_SET && !list_cursor_read(r->arena, cursor->text, &page->before_ms, &page->before_id))
		return refuse_field(r, "cursor", "is not one that a list gave");
	if (since->state == VALUE_SET || until->state == VALUE_SET) {
		enum outcome outcome = outcome_of(zone_of(r, &zone));

		if (outcome != ANSWERED)
			return outcome;
		page->since_ms = list_moment(zone, since, false);
		page->until_ms = list_moment(zone, until, true);
	}
	return ANSWERED;
}

struct page
list_rows(const struct request *r, const struct list_page *page)
{
	return (struct page){
		.clinic_id = r->clinic_id, .since_ms = page->since_ms, .until_ms = page->until_ms, .before_id = page->before_id, .limit = page->limit,
	};
}

void
list_trim(struct list_page *page, struct json_object *items, const char *time)
{
	size_t limit = (size_t)page->limit;
	struct json_object *last;

	if (json_object_array_length(items) <= limit)
		return;
	(void)json_object_array_del_idx(items, limit, 1);
	last = json_object_array_get_idx(items, limit - 1);
	(void)instant_parse(json_get_text(last, time), &page->next_ms);
	page->next_id = json_get_int(last, "id", 0);
}

/* A member of the item, or of one of its members. */
static struct json_object *
member(struct json_object *item, const char *column)
{
	const char *dot = strchr(column, '.');

	if (!dot)
		return json_get(item, column);
	json_object_object_foreach(item, name, value)
		if (strlen(name) == (size_t)(dot - column) && text_has_prefix(column, name))
			return json_get(value, dot + 1);
	return NULL;
}

static void
csv_row(struct text *t, struct json_object *item, const char *const columns[])
{
	for (size_t i = 0; columns[i]; i++) {
		struct json_object *v = member(item, columns[i]);
		bool number = json_object_is_type(v, json_type_int) || json_object_is_type(v, json_type_double);

		if (i)
			text_putc(t, ',');
		if (number)
			text_puts(t, json_object_to_json_string(v));
		else if (v)
			csv_put(t, json_object_is_type(v, json_type_string) ? json_object_get_string(v) : json_text(t->arena, v));
	}
	text_puts(t, "\r\n");
}

/* Page after page, each in an arena that is emptied before the next. */
static enum outcome
answer_csv(struct request *r, list_fetch *fetch, const char *const columns[], struct list_page *page)
{
	struct arena *whole = r->arena, *one = arena_new(CSV_ARENA_BYTES);
	struct text line = text_new(whole);

	page->limit = CSV_PAGE;
	r->answer.status = 200;
	r->answer.content_type = "text/csv; charset=utf-8; header=present";
	for (size_t i = 0; columns[i]; i++)
		text_printf(&line, "%s%s", i ? "," : "", columns[i]);
	text_puts(&line, "\r\n");
	for (;;) {
		struct json_object *items;
		enum db_result result;

		r->arena = one;
		items = json_array_in(one);
		page->next_id = 0;
		result = fetch(r, page, items);
		if (result != DB_OK && !r->answer.streamed) {
			r->arena = whole;
			arena_free(one);
			return outcome_of(result);
		}
		if (!r->answer.streamed)
			(void)answer_stream(r, line.data, line.length);
		line = text_new(one);
		for (size_t i = 0; result == DB_OK && i < json_object_array_length(items); i++)
			csv_row(&line, json_object_array_get_idx(items, i), columns);
		/* Too late for another status: the file says by its last line that it is not whole. */
		if (result != DB_OK)
			text_puts(&line, "\"The database went away: this file is not complete.\"\r\n");
		r->arena = whole;
		if (!answer_stream(r, line.data, line.length) || result != DB_OK || !page->next_id)
			break;
		page->before_ms = page->next_ms;
		page->before_id = page->next_id;
		arena_reset(one);
	}
	arena_free(one);
	return ANSWERED;
}

enum outcome
answer_page(struct request *r, struct json_object *items, const char *next)
{
	struct json_object *o = json_object_in(r->arena);

	json_put(o, "items", items);
	json_put_text(o, "next", next);
	return answer_json(r, 200, o);
}

enum outcome
answer_list(struct request *r, list_fetch *fetch, const char *const columns[])
{
	struct json_object *items;
	struct list_page page;
	enum outcome outcome = page_read(r, &page);

	if (outcome != ANSWERED || r->faults)
		return outcome;
	if (text_same(param_value(r, "format")->text, "csv"))
		return answer_csv(r, fetch, columns, &page);
	items = json_array_in(r->arena);
	outcome = outcome_of(fetch(r, &page, items));
	if (outcome != ANSWERED)
		return outcome;
	return answer_page(r, items, page.next_id ? list_cursor(r->arena, page.next_ms, page.next_id) : NULL);
}

enum outcome
answer_items(struct request *r)
{
	return answer_list(r, r->endpoint->fetch, r->endpoint->columns);
}
