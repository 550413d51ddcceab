/*
 * The one thing that a path names (/api/tasks/{id}) or that a POST makes: whose it is, what the request says of it, and how it is answered.
 *
 * A program looks it up in the .check of its endpoints, so that whatever else is wrong with the request is told at once:
 *
 *	struct task *t = r->context = arena_alloc(r->arena, sizeof *t);
 *
 *	item_found(r, "task", r->method == POST ? item_new(r, &t->clinic_id) : task_find(r->db, r->arena, item_id(r), t), &t->clinic_id);
 *
 * Its handlers are asked only where it is there and this user may see it: serve answers the 404, or that the database is away (request.h: found).
 */
#ifndef WEB_ITEM_H
#define WEB_ITEM_H

#include "web/request.h"

/* The parameter {id}: as the last row of a table, and as a table of its own. */
#define ITEM_ID { "id", P_ID }
extern const struct param item_params[];

/* The id that the path names; 0: none, or it is at fault. */
int64_t item_id(const struct request *r);

/* --- whose it is ------------------------------------------------------------------------------------------------------ */

/* The clinic whose row a request makes, also while its scope is not settled because of other faults. 0, and a fault: an admin named none. */
int64_t request_clinic(struct request *r);

/* May this user see a row of this clinic, and did the request not name another? */
bool request_sees(const struct request *r, int64_t row_clinic_id);

/* The clinic whose thing a POST makes becomes *clinic_id: DB_OK, or DB_NONE where none was named, which is a fault. */
enum db_result item_new(struct request *r, int64_t *clinic_id);

/* What the database said of a thing that was looked up, by its kind ("task": as sentences and the audit log call it). There is none unless request_sees its clinic, which
 * is read where the result is DB_OK; NULL: it is nobody's, or that is settled. */
void item_found(struct request *r, const char *kind, enum db_result result, const int64_t *clinic_id);

/* --- what is said of it ----------------------------------------------------------------------------------------------- */

/* What the request says of the field with this index; `old` where it says nothing, and where it says null of one that is not nullable. */
const char *said_text(const struct request *r, int field, const char *old);
int64_t said_number(const struct request *r, int field, int64_t old);
bool said_flag(const struct request *r, int field, bool old);

/* --- what is answered ------------------------------------------------------------------------------------------------- */

/* 404 for DB_NONE ("There is no such task."), and what outcome_of has for everything else that is not DB_OK. Then 200 with the object; 201 with it and its Location for
 * a POST; 204 for a DELETE. */
enum outcome answer_item(struct request *r, enum db_result result, struct json_object *object);

/* Who made, changed or deleted it, in the audit log: "task-made", "task 7". detail may be NULL. */
void audit_item(struct request *r, int64_t clinic_id, int64_t id, const char *detail);

#endif
