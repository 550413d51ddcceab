/* Where a URL leads, by its text alone: no name is looked up. What is sent in the clear may stay near, and no farther. */
#ifndef CORE_HOST_H
#define CORE_HOST_H

#include <stdbool.h>

#include "core/arena.h"

/* The host of a URL, without user, password and port, an IPv6 address without its brackets; NULL: it has none. */
const char *url_host(struct arena *a, const char *url);

/* The path of a URL, without query and fragment; "": it has none, or is no absolute URL. */
const char *url_path(struct arena *a, const char *url);

/* This machine: localhost, 127.0.0.0/8, ::1 (with its brackets or without). */
bool host_is_here(const char *host);

/* This machine, or a private address (RFC 1918, RFC 4193). A name that is not localhost is never near. */
bool host_is_near(const char *host);

#endif
