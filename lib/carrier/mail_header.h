/*
 * The lines of a mail's head (RFC 5322, RFC 2047). Whatever words they are given, nothing in them
 * ends a header, all is ASCII, and no line is longer than a mail server must take. Addresses stand
 * in them as they are.
 */
#ifndef CARRIER_MAIL_HEADER_H
#define CARRIER_MAIL_HEADER_H

#include "core/arena.h"

/* "Subject: …" without its last CRLF, folded where that is needed. What is no UTF-8 is left out,
 * and a control character is a space. */
const char *mail_header_text(struct arena *a, const char *name, const char *value);

/* "From: Hudson Dental <desk@example.org>", of an address with or without a name before it. */
const char *mail_header_sender(struct arena *a, const char *name, const char *from);

/* A value as one line: its control characters are spaces. */
const char *mail_one_line(struct arena *a, const char *s);

/* The address within "Hudson Dental <desk@example.org>". */
const char *mail_address(struct arena *a, const char *from);

#endif
