/* The paths of all programs. See routes.h. */
#include "core/routes.h"

#include <errno.h>

#include "core/log.h"
#include "core/text.h"

enum { ROUTES_MAX = 400, ROUTES_BYTES_MAX = 128 * 1024 };

struct route { const char *program, *method, *path, *caller, *kind; int64_t processes; };

struct routes {
	struct arena *arena;
	struct route routes[ROUTES_MAX];
	size_t count;
};

static bool
route_read(char *line, struct route *r)
{
	const char *word[6] = { 0 };
	char *rest = line;

	for (size_t i = 0; i < 6; i++)
		if (!(word[i] = strsep(&rest, " ")) || !*word[i])
			return false;
	*r = (struct route){ word[0], word[1], word[2], word[3], word[4], 0 };
	return !rest && number_parse(word[5], 1, 1000, &r->processes);
}

struct routes *
routes_open(const char *program_dir)
{
	struct arena *a = arena_new(4 * ROUTES_BYTES_MAX);
	struct routes *routes = arena_alloc(a, sizeof *routes);
	const char *path = arena_printf(a, "%s/ROUTES", program_dir);
	FILE *f = fopen(path, "re");
	char *text = arena_alloc(a, ROUTES_BYTES_MAX + 1), *line;

	routes->arena = a;
	if (!f || fread(text, 1, ROUTES_BYTES_MAX, f) == 0 || ferror(f)) {
		log_error("unable to read %s: %s", path, strerror(errno));
		if (f)
			(void)fclose(f);
		arena_free(a);
		return NULL;
	}
	(void)fclose(f);
	while ((line = strsep(&text, "\n")) && routes->count < ROUTES_MAX) {
		if (!*line)
			continue;
		if (!route_read(line, &routes->routes[routes->count])) {
			log_error("%s: a line is not a route", path);
			arena_free(a);
			return NULL;
		}
		routes->count++;
	}
	return routes;
}

void
routes_close(struct routes *routes)
{
	arena_free(routes->arena);
}

static const struct route *
first_of(const struct routes *routes, const char *program)
{
	for (size_t i = 0; routes && i < routes->count; i++)
		if (text_same(routes->routes[i].program, program))
			return &routes->routes[i];
	return NULL;
}

const char *
routes_path(const struct routes *routes, const char *program)
{
	const struct route *r = first_of(routes, program);

	return r ? r->path : NULL;
}

bool
path_matches(const char *template, const char *path)
{
	while (*template) {
		if (*template == '{') {
			size_t n = strcspn(path, "/");

			if (!n)
				return false;
			path += n;
			template += strcspn(template, "}");
			template += *template == '}';
		} else if (*template++ != *path++) {
			return false;
		}
	}
	return !*path;
}

const char *
routes_program(const struct routes *routes, const char *method, const char *path, const char **kind)
{
	for (size_t i = 0; routes && i < routes->count; i++) {
		const struct route *r = &routes->routes[i];

		if (text_same(r->method, method) && path_matches(r->path, path)) {
			*kind = r->kind;
			return r->program;
		}
	}
	return NULL;
}

const char *
routes_url_of(const struct routes *routes, struct arena *a, const struct config *c, const char *program, const char *segment, const char *query)
{
	const struct route *r = first_of(routes, program);
	const char *path, *begin, *end;

	if (!r)
		return NULL;
	path = r->path;
	begin = strchr(path, '{');
	end = begin ? strchr(begin, '}') : NULL;
	if (segment && end)
		path = arena_printf(a, "%.*s%s%s", (int)(begin - path), path, segment, end + 1);
	return arena_printf(a, "%s%s%s%s#rc=%d&rp=all&ct=2000&rt=5000", c->public_url, path, query ? "?" : "", query ? query : "",
	    text_same(r->kind, "voice") ? 2 : 5);
}

const char *
routes_url(const struct routes *routes, struct arena *a, const struct config *c, const char *program, const char *query)
{
	return routes_url_of(routes, a, c, program, NULL, query);
}

int
routes_processes(const struct routes *routes)
{
	int64_t sum = 0;

	for (size_t i = 0; routes && i < routes->count; i++)
		if (first_of(routes, routes->routes[i].program) == &routes->routes[i])
			sum += routes->routes[i].processes;
	return (int)sum;
}
