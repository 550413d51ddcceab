/* What the files of desk/conversation.h share. */
#ifndef DESK_CONVERSATION_PARTS_H
#define DESK_CONVERSATION_PARTS_H

#include "desk/conversation.h"

bool conversation_is_session_id(const char *text);

/* --- conversation_collected.c: what the agent was told to find out --------------------------- */

/* An object of name: value, or name: {value, …}. */
void conversation_collect(struct arena *a, struct conversation *c, struct json_object *results);

/* The same as a list: [{name_member: name, value}]. */
void conversation_collect_list(struct arena *a, struct conversation *c, struct json_object *list,
    const char *name_member);

/* Vapi's: {id: {name, result}}; an object as a result is many of them. */
void conversation_collect_outputs(struct arena *a, struct conversation *c,
    struct json_object *outputs);

/* A tool that was used in the conversation. */
struct tool {
	const char *name, *result;	/* NULL: not said */
	struct json_object *asked;	/* its parameters, as an object or as a text of one */
	bool failed;
};

/* One that booked tells when, and for whom. */
void conversation_tool(struct arena *a, struct conversation *c, const struct tool *tool);

#endif
