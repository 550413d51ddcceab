/*
 * The paths of all programs, from the file ROUTES beside them, which `make` derives from their tables: how one program names another's path without writing it again.
 *	voice-incoming POST /api/twilio/voice/incoming twilio voice 8
 */
#ifndef CORE_ROUTES_H
#define CORE_ROUTES_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/config.h"

struct routes;

/* Reads PROGRAM_DIR/ROUTES; NULL (logged) where it cannot be read. Kept for the life of the process. */
struct routes *routes_open(const char *program_dir);
void routes_close(struct routes *routes);		/* for who does not keep them */

/* The first path of a program, or NULL. */
const char *routes_path(const struct routes *routes, const char *program);

/* The program that answers a method and path (templates included), and its kind ("voice"), or NULL. */
const char *routes_program(const struct routes *routes, const char *method, const char *path, const char **kind);

/* The absolute URL that Twilio is given: PUBLIC_URL, the program's first path, ?query if any, and connection overrides, so that Twilio retries (reference: twilio.md 2.2):
 * twice within a caller's patience for voice, five times for the rest. */
const char *routes_url(const struct routes *routes, struct arena *a, const struct config *c, const char *program, const char *query);

/* The same where the program's path has a {segment}, which becomes this one (an id, or what needs no escapes). */
const char *routes_url_of(const struct routes *routes, struct arena *a, const struct config *c, const char *program, const char *segment, const char *query);

/* Processes of all programs together, for config check. */
int routes_processes(const struct routes *routes);

/* Does a path fit a template? {name} stands for one segment that is not empty. */
bool path_matches(const char *template, const char *path);

#endif
