/* See texts.h. */
#include "web/texts.h"

#include "core/text.h"

/* "/api/…/{id}/…/{n}" with both of them. */
static const char *
path_of(struct arena *a, const char *template, int64_t id, size_t n)
{
	struct text path = text_new(a);
	bool first = true;

	for (const char *p = template; *p; p++) {
		if (*p != '{') {
			text_putc(&path, *p);
			continue;
		}
		text_puts(&path, first ? arena_printf(a, "%lld", (long long)id) : arena_printf(a, "%zu", n));
		first = false;
		p += strcspn(p, "}");
	}
	return path.data;
}

void
text_put_media(struct request *r, struct json_object *message)
{
	const char *template = routes_path(r->routes, "message-media");
	struct json_object *media = json_get(message, "media");

	if (!text_same(json_get_text(message, "direction"), "inbound"))
		return;
	for (size_t i = 0; i < json_object_array_length(media); i++)
		json_put_text(json_object_array_get_idx(media, i), "url", template ?
		    arena_printf(r->arena, "%s%s", r->config->public_url, path_of(r->arena, template, json_get_int(message, "id", 0), i)) : "");
}

void
texts_put_media(struct request *r, struct json_object *messages)
{
	for (size_t i = 0; i < json_object_array_length(messages); i++)
		text_put_media(r, json_object_array_get_idx(messages, i));
}
