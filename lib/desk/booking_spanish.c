/* How people tell in Spanish what a call came to. See booking_parts.h and phrases.h. */
#include "desk/booking_parts.h"

static const struct word_class classes[] = {
	{ "visit", "cita citas consulta consultas" },
	{ NULL, NULL }
};
static const struct phrase phrases[] = { { 0, NULL } };
static const char *const joins[][3] = { { NULL, NULL, NULL } };
const struct lexicon booking_spanish = { classes, phrases, joins };
