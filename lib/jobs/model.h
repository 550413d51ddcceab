/*
 * What a chat model says of a call. The prompts and the schema of the answer are files in PROMPT_DIR
 * (call-analysis.txt, call-transcript.txt, call-analysis.json). The transcript is what strangers
 * said: it goes into the user's message alone, between marks that nobody can guess, and what comes
 * back is checked field by field before anything is made of it.
 */
#ifndef JOBS_MODEL_H
#define JOBS_MODEL_H

#include "carrier/chat.h"
#include "core/clock.h"
#include "desk/verdict.h"

struct model_question {
	const char *transcript;			/* a line a sentence, with who said it */
	const char *plain;			/* the same without: where evidence is looked for, too */
	const char *zone, *language;
	struct civil called_at;
};

struct model_report {
	const char *summary;
	const char *intent;
	double intent_confidence;
	const char *sentiment;
	struct json_object *action_items;	/* texts, at most ten */
	struct opinion opinion;
};

/* Asks. chat->result CHAT_OK: *report holds what was said, and every field is as it must be. What
 * does not fit the schema is CHAT_NO_ANSWER; a file that is missing or broken is CHAT_REFUSED, and an
 * error in the log. */
void model_ask(struct arena *a, const struct config *c, const struct model_question *question,
    struct chat_answer *chat, struct model_report *report);

/* Tells what is wrong with the files, a sentence each; nothing where no model is configured. */
void model_check(struct arena *a, const struct config *config,
    void (*tell)(void *context, const char *sentence), void *context);

/* An opinion as it is kept with a call, and back (false: it is none). */
struct json_object *opinion_document(struct arena *a, const struct opinion *opinion);
bool opinion_read(struct json_object *document, struct opinion *opinion);

#endif
