/* Small files. See file.h. */
#include "core/file.h"

#include <errno.h>
#include <stdio.h>

#include "core/text.h"

const char *
file_text(struct arena *a, const char *path, size_t max, size_t *bytes, const char **why)
{
	char *text = arena_alloc(a, max + 1);
	FILE *f = fopen(path, "re");

	if (!f) {
		*why = arena_printf(a, "unable to read %s: %s", path, strerror(errno));
		return NULL;
	}
	*bytes = fread(text, 1, max + 1, f);
	(void)fclose(f);
	if (*bytes && *bytes <= max && text_is_utf8(text, *bytes)) {
		text[*bytes] = '\0';
		return text;
	}
	*why = arena_printf(a, "%s must be UTF-8 text of 1 to %zu bytes", path, max);
	return NULL;
}
