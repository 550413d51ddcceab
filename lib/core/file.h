/* Small files that a person writes, read whole. */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include <stddef.h>

#include "core/arena.h"

/* UTF-8 text of 1 to max bytes, with a NUL behind it. NULL: *why says what is wrong, with the path. */
const char *file_text(struct arena *a, const char *path, size_t max, size_t *bytes,
    const char **why);

#endif
