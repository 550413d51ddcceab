/*
 * The file ROUTES, and paths against its templates. What a process opens stays open for its life:
 * this test closes it, from within.
 */
#include "core/routes.c"

/* The reader takes room for the longest file. */
#define FUZZ_SHARE 4
#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	" ", "\n", "/", "{", "}", "{id}", "GET", "POST", "/api/", "twilio", "voice", "webhook", "0",
	"1", "1000", "1001", "-1",
	"voice-incoming POST /api/twilio/voice/incoming twilio voice 8\n", "  ", "\t", "\r\n", NULL
};

/* The same question segment by segment, for templates whose braces hold whole segments. */
static void
must_match(struct arena *a, const char *template, const char *path)
{
	char *templates = arena_string(a, template), *paths = arena_string(a, path);
	bool matches = true, matched = path_matches(template, path);

	while (templates || paths) {
		const char *t = templates ? strsep(&templates, "/") : NULL;
		const char *p = paths ? strsep(&paths, "/") : NULL;

		if (t && strpbrk(t, "{}") &&
		    (t[0] != '{' || strcspn(t + 1, "{}") != strlen(t) - 2 || t[strlen(t) - 1] != '}'))
			return;
		matches = matches && t && p && (*t == '{' ? *p != '\0' : strcmp(t, p) == 0);
	}
	must(matched == matches);
}

static void
must_be_sound(struct arena *a, const struct routes *routes, const char *path)
{
	static const struct config config = { .public_url = "https://switchboard.example" };

	for (size_t i = 0; i < routes->count; i++) {
		const struct route *r = &routes->routes[i];
		const char *kind = NULL, *url = routes_url(routes, a, &config, r->program, "a=1");

		must(*r->program && *r->method && *r->path && *r->caller && *r->kind);
		must(r->processes >= 1 && r->processes <= 1000);
		must(text_has_prefix(routes_url_of(routes, a, &config, r->program, "7", NULL),
		    config.public_url));
		must(routes_path(routes, r->program) && text_has_prefix(url, config.public_url));
		if (!strchr(r->path, '{'))
			must(routes_program(routes, r->method, r->path, &kind) && kind);
		/* A copy, so that the sanitizer sees where it ends. */
		must_match(a, arena_string(a, r->path), path);
	}
	must(routes_processes(routes) <= 1000 * (int)routes->count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *path = fuzz_take(a, &data, &size, '\n', NULL), *kind;
	struct routes *routes;

	fuzz_quiet();
	fuzz_write(arena_printf(a, "%s/ROUTES", fuzz_directory()), data, size);
	routes = routes_open(fuzz_directory());
	(void)routes_program(routes, "GET", path, &kind);
	must(routes_program(NULL, "GET", path, &kind) == NULL && routes_path(NULL, path) == NULL);
	/* Without templates, a path fits itself. */
	must(strchr(path, '{') || path_matches(path, path));
	if (routes) {
		must_be_sound(a, routes, path);
		arena_free(routes->arena);
	}
	return 0;
}
