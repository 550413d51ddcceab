/*
 * JSON over json-c, strict and bounded. Objects made or parsed here live in an arena (they are put at its reset),
 * so that nobody calls json_object_put by hand. The json_put_* functions add a member and never fail.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"

enum { JSON_DEPTH_MAX = 16, JSON_FOREIGN_DEPTH_MAX = 64 };

/* RFC 8259 and nothing looser, UTF-8, no deeper than JSON_DEPTH_MAX, nothing after the value, no member twice
 * (two readers could take different ones). False sets *why to a sentence ("is not JSON: … at byte 12"). */
bool json_parse(struct arena *a, const char *bytes, size_t n, struct json_object **out, const char **why);

/* The same of a text that ends in a NUL after its n bytes and is not copied (a request's body), no deeper than `depth`: what other companies send is as deep as
 * they please. */
bool json_parse_whole(struct arena *a, const char *text, size_t n, int depth, struct json_object **out, const char **why);

struct json_object *json_object_in(struct arena *a);	/* {} */
struct json_object *json_array_in(struct arena *a);	/* [] */

void json_put_text(struct json_object *o, const char *name, const char *value);	/* NULL becomes null */
void json_put_int(struct json_object *o, const char *name, int64_t value);
void json_put_id(struct json_object *o, const char *name, int64_t value);		/* 0 becomes null */
void json_put_real(struct json_object *o, const char *name, double value);		/* 0.9 is written 0.9 */
void json_put_bool(struct json_object *o, const char *name, bool value);
void json_put_time(struct json_object *o, const char *name, int64_t ms);		/* ISO 8601; 0 becomes null */

/* Adds `value` (NULL becomes null), which keeps living in its arena too. */
void json_put(struct json_object *o, const char *name, struct json_object *value);
void json_append(struct json_object *array, struct json_object *value);

/* Members by name; NULL or the fallback when absent, null or of another type. Strings belong to the object. */
struct json_object *json_get(struct json_object *o, const char *name);
const char *json_get_text(struct json_object *o, const char *name);
/* A string's text; NULL for another type, and for a string that holds a NUL and so would be cut. */
const char *json_whole_text(struct json_object *v);
int64_t json_get_int(struct json_object *o, const char *name, int64_t fallback);
bool json_get_bool(struct json_object *o, const char *name, bool fallback);

/* The compact text, in the arena; slashes are not escaped. */
const char *json_text(struct arena *a, struct json_object *o);

#endif
