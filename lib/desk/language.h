/*
 * Languages by their tags, as patients and clinics have them: "en", "es-US", "hi-IN". What is said
 * in one of them is a file of texts: desk/texts.h.
 */
#ifndef DESK_LANGUAGE_H
#define DESK_LANGUAGE_H

#include <stdbool.h>

#include "core/arena.h"

enum { LANGUAGE_TAG_MAX = 16 };

/* A tag in whatever case, with - or _ ("EN_us" → "en-US", "zh-hant-tw" → "zh-Hant-TW"), or a
 * language's name, in English or its own ("english", "Español", "हिन्दी" → "en", "es", "hi"), with
 * spaces around it or not. In the arena or for ever; NULL: it is neither. */
const char *language_normalise(struct arena *a, const char *text);

/* The language alone: "hi" of "hi-IN"; "" of NULL. */
const char *language_base(struct arena *a, const char *tag);

/* Are these the same language, whatever their regions? NULL is only the same as NULL. */
bool language_same(const char *tag, const char *other);

#endif
