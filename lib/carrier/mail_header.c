/* A mail's head. See mail_header.h. */
#include "carrier/mail_header.h"

#include <ctype.h>
#include <string.h>

#include "core/encode.h"
#include "core/text.h"

/* An encoded word has at most 75 characters, 12 of them around its base64; a line of them, 76. */
enum { WORD_BYTES = 42, PLAIN_BYTES_MAX = 400 };

const char *
mail_one_line(struct arena *a, const char *s)
{
	char *line = arena_string(a, s);

	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return line;
}

static bool
is_ascii(const char *s)
{
	while (*s && !((unsigned char)*s & 0x80))
		s++;
	return !*s;
}

/* How many bytes at the beginning are whole characters, at most WORD_BYTES. */
static size_t
word_bytes(const char *s)
{
	size_t n = strlen(s);

	if (n > WORD_BYTES)
		for (n = WORD_BYTES; n && ((unsigned char)s[n] & 0xc0) == 0x80;)
			n--;
	return n;
}

/* RFC 2047: words none of which splits a character, a line each. */
static const char *
encoded(struct arena *a, const char *s)
{
	struct text t = text_new(a);
	size_t n;

	for (; (n = word_bytes(s)); s += n)
		text_printf(&t, "%s=?UTF-8?B?%s?=", t.length ? "\r\n " : "",
		    base64_encode(a, s, n));
	return t.length ? t.data : "";
}

/* Plain words that look encoded would be decoded by whoever reads them. */
static const char *
words(struct arena *a, const char *s)
{
	if (is_ascii(s) && strlen(s) <= PLAIN_BYTES_MAX && !strstr(s, "=?"))
		return s;
	return text_is_utf8(s, strlen(s)) ? encoded(a, s) : "";
}

const char *
mail_header_text(struct arena *a, const char *name, const char *value)
{
	return arena_printf(a, "%s: %s", name, words(a, mail_one_line(a, value)));
}

/* Where the address of "Name <address>" stands; NULL: there is an address alone. */
static const char *
bracket(const char *from)
{
	const char *open = strrchr(from, '<');

	return open && strchr(open, '>') ? open : NULL;
}

const char *
mail_address(struct arena *a, const char *from)
{
	const char *open = bracket(from);

	return open ? arena_copy(a, open + 1, strcspn(open + 1, ">")) : from;
}

/* A name as it is meant: without the quotes and backslashes that it may be written with, and
 * without the spaces around it. */
static const char *
bare_name(struct arena *a, const char *s, size_t n)
{
	struct text t = text_new(a);

	for (; n && isspace((unsigned char)*s); n--)
		s++;
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '"')
			continue;
		if (s[i] == '\\' && i + 1 < n)
			i++;
		text_putc(&t, s[i]);
	}
	return t.length ? t.data : "";
}

/* As it may stand before an address: as it is, quoted, or encoded. */
static const char *
phrase(struct arena *a, const char *name)
{
	const char *shown = words(a, name);
	struct text t = text_new(a);

	if (shown != name || !name[strcspn(name, "()<>[]:;@\\,.\"")])
		return shown;
	text_putc(&t, '"');
	for (; *name; name++) {
		if (*name == '"' || *name == '\\')
			text_putc(&t, '\\');
		text_putc(&t, *name);
	}
	text_putc(&t, '"');
	return t.data;
}

const char *
mail_header_sender(struct arena *a, const char *name, const char *from)
{
	const char *line = mail_one_line(a, from), *open = bracket(line), *who;

	if (!open)
		return arena_printf(a, "%s: %s", name, line);
	who = phrase(a, bare_name(a, line, (size_t)(open - line)));
	return arena_printf(a, "%s: %s%s<%s>", name, who, *who ? " " : "", mail_address(a, line));
}
