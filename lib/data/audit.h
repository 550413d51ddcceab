/* Who did what, to what, from where, when. Rows are only ever added. */
#ifndef DATA_AUDIT_H
#define DATA_AUDIT_H

#include <stdint.h>

#include "core/json.h"
#include "data/db.h"
#include "data/page.h"

/* user_id 0: a command on the server, or nobody who is known. clinic_id 0: none. action is a word
 * ("login", "routing-changed"), object what it was done to ("clinic 3"), address where from (""
 * for a command). detail is NULL, a sentence or a JSON object's text, and never a secret.
 * Over-long texts are cut. */
enum db_result audit_add(struct db *db, struct arena *a, int64_t at_ms, int64_t user_id,
    int64_t clinic_id, const char *action, const char *object, const char *address,
    const char *detail);

struct audit_filter {
	const char *action;			/* NULL: any */
	int64_t user_id;			/* 0: anybody */
};

/* Appends audit objects of spec section 11 to `items`. filter may be NULL. *next is before_id of
 * the page that follows, 0 where none does. */
enum db_result audit_list(struct db *db, struct arena *a, const struct page *page,
    const struct audit_filter *filter, struct json_object *items, int64_t *next);

#endif
