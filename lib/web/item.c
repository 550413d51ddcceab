/* See item.h. */
#include "web/item.h"

#include "web/params.h"

const struct param item_params[] = { ITEM_ID, { 0 } };

int64_t
item_id(const struct request *r)
{
	return param_value(r, "id")->number;
}

/* --- whose it is ------------------------------------------------------------------------------------------------------ */

int64_t
request_clinic(struct request *r)
{
	int64_t clinic_id = r->clinic_id ? r->clinic_id : r->user.clinic_id;

	if (clinic_id)
		return clinic_id;
	if (request_is_at_fault(r, "clinicId") || request_is_at_fault(r, "clientId"))
		return 0;
	clinic_id = params_clinic(r);
	if (!clinic_id)
		request_fault(r, "clinicId", "is required: an admin says which clinic is meant");
	return clinic_id;
}

bool
request_sees(const struct request *r, int64_t row_clinic_id)
{
	return role_sees(&r->user, row_clinic_id) && (!r->clinic_id || r->clinic_id == row_clinic_id);
}

enum db_result
item_new(struct request *r, int64_t *clinic_id)
{
	*clinic_id = request_clinic(r);
	return *clinic_id ? DB_OK : DB_NONE;
}

void
item_found(struct request *r, const char *kind, enum db_result result, const int64_t *clinic_id)
{
	r->kind = kind;
	r->found = result == DB_OK && clinic_id && !request_sees(r, *clinic_id) ? DB_NONE : result;
}

/* --- what is said of it ----------------------------------------------------------------------------------------------- */

static bool
says(const struct request *r, int field)
{
	const struct value *v = &r->in[field];

	return v->state == VALUE_SET || (v->state == VALUE_NULL && r->endpoint->params[field].nullable);
}

const char *
said_text(const struct request *r, int field, const char *old)
{
	return says(r, field) ? r->in[field].text : old;
}

int64_t
said_number(const struct request *r, int field, int64_t old)
{
	return says(r, field) ? r->in[field].number : old;
}

bool
said_flag(const struct request *r, int field, bool old)
{
	return says(r, field) ? r->in[field].flag : old;
}

/* --- what is answered ------------------------------------------------------------------------------------------------- */

enum outcome
answer_item(struct request *r, enum db_result result, struct json_object *object)
{
	if (result == DB_NONE)
		return refuse(r, 404, "There is no such %s.", r->kind);
	if (result != DB_OK)
		return outcome_of(result);
	if (r->method == DELETE)
		return answer_empty(r, 204);
	if (r->method != POST)
		return answer_json(r, 200, object);
	return answer_created(r, arena_printf(r->arena, "%s/%lld", r->endpoint->path, (long long)json_get_int(object, "id", 0)), object);
}

void
audit_item(struct request *r, int64_t clinic_id, int64_t id, const char *detail)
{
	const char *done = r->method == POST ? "made" : r->method == DELETE ? "deleted" : "changed";

	audit(r, clinic_id, arena_printf(r->arena, "%s-%s", r->kind, done), arena_printf(r->arena, "%s %lld", r->kind, (long long)id), detail);
}
