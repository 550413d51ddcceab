/*
 * The fields of a routing document, for the files of desk/routing_*.c alone; routing.h is for
 * everybody else. In order:
 *
 *	routing_fields.c	the table: every field, its kind, where it is kept; the defaults
 *	routing_field_read.c	a field's JSON, checked and taken
 *	routing_field_write.c	a field as JSON
 *	routing_document.c	whole documents
 */
#ifndef DESK_ROUTING_FIELD_H
#define DESK_ROUTING_FIELD_H

#include "desk/routing.h"

enum { NAME_BYTES_MAX = 100 };

/* --- routing_fields.c; each list ends with a name of NULL --- */

enum kind {
	FLAG,				/* enum tristate: true, false, null */
	SWITCH,				/* bool */
	WHOLE, SMS, SPEECH, PHONE, VOICE, LANGUAGE, WORD, HOURS, EXCEPTIONS, CHOICES, BLOCKED,
	NOTIFY, INTERVAL, OFFSETS, CHANNELS
};

struct field {
	const char *name;		/* with its path: "menu.enabled" */
	enum kind kind;
	size_t at;			/* in struct routing */
	int min, max;			/* WHOLE: limits; null is stored as RETENTION_DEFAULT */
	const char *words[8];		/* WORD: all of the spec's, in the order of the enum */
	bool or_null;			/* null is a value too; before the words, stored as 0 */
};

extern const struct field routing_fields[];

struct choice_policy { const char *name; enum policy policy; };

extern const struct choice_policy routing_choice_policies[];
extern const char routing_menu_keys[];			/* '3' and so on */
extern const char *const routing_notify_events[];	/* by enum notify_on */

/* --- routing_field_read.c --- */

struct reader {
	struct arena *arena;
	const char *country;
	const char *(*normalise)(struct arena *a, const char *text, const char *country);
	bool is_stored;			/* faults are passed over: what can be read counts */
	struct routing *out;
	const struct fault *first, **end;
};

void fault(struct reader *r, const char *name, const char *message);
void fault_unknown(struct reader *r, const char *name);

/* v, which may be NULL, into its place in r->out; what is wrong with it is a fault. */
void field_read(struct reader *r, const struct field *f, struct json_object *v);

/* --- routing_field_write.c --- */

/* A field's value as JSON, the caller's to put; NULL is null. */
struct json_object *field_value(const struct field *f, const struct routing *routing);

#endif
