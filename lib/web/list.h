/*
 * Lists: limit, cursor, since, until and format, the same for every list of the API (spec, section 2). A program declares LIST_PARAMS as the last rows
 * of its table, names answer_items as its handler, and in the same row a function that reads one page; JSON gives one page with its cursor, ?format=csv streams all
 * of them.
 */
#ifndef WEB_LIST_H
#define WEB_LIST_H

#include "data/page.h"
#include "web/request.h"

#define LIST_PARAMS \
	{ "limit", P_INT, 1, 200, .optional = true, .place = IN_QUERY, .help = "Items a page, 50 if not said" }, \
	{ "cursor", P_TEXT, 1, 100, .optional = true, .place = IN_QUERY, .help = "next of the page before" }, \
	{ "since", P_DATE, .optional = true, .place = IN_QUERY, .help = "A date in the clinic's zone, inclusive, or an instant" }, \
	{ "until", P_DATE, .optional = true, .place = IN_QUERY, .help = "A date in the clinic's zone, inclusive, or an instant" }, \
	{ "format", P_CHOICE, .choices = "json csv", .optional = true, .place = IN_QUERY, .help = "csv gives all rows" }

/* The .check of a list that declares a parameter "date" (P_DATE) beside LIST_PARAMS: one day in the clinic's zone, instead of since and until. */
void list_check_date(struct request *r);

/* A P_DATE as a bound of [since, until): a date's first moment in a zone, or (after) the first one behind it; an instant, or the first one behind it. 0: absent. */
int64_t list_moment(const char *zone, const struct value *v, bool after);

struct list_page {
	int limit;
	int64_t since_ms, until_ms;		/* made in [since, until); 0: open */
	int64_t before_ms, before_id;		/* the cursor; 0: from the newest. Lists ordered by id use before_id alone */
	int64_t next_ms, next_id;		/* set by the fetch: the cursor of the page that follows; next_id 0: there is none */
};

/* The page of a list in lib/data: of the clinic that the request means. */
struct page list_rows(const struct request *r, const struct list_page *page);

/* Appends one page of objects to items, newest first. */
typedef enum db_result list_fetch(struct request *r, struct list_page *page, struct json_object *items);

/* For a fetch that asked for one item more than the page holds: takes that away, and what follows the last that stays is the next page. The list is ordered by the
 * member `time`, then by id. */
void list_trim(struct list_page *page, struct json_object *items, const char *time);

/* The list of the endpoint: its .fetch and .columns. */
enum outcome answer_items(struct request *r);

/* The same of others. columns: the members that a CSV has ("patient.phone": of a member that is an object), ends with NULL. */
enum outcome answer_list(struct request *r, list_fetch *fetch, const char *const columns[]);

/* Answers with items, and the cursor of those that follow; NULL: there are no more. */
enum outcome answer_page(struct request *r, struct json_object *items, const char *next);

/* A cursor as lists give it: the key of a page's last item. False: no list gave this one. */
const char *list_cursor(struct arena *a, int64_t last_ms, int64_t last_id);
bool list_cursor_read(struct arena *a, const char *cursor, int64_t *before_ms, int64_t *before_id);

#endif
