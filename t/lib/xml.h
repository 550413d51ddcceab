/*
 * A small strict reader for tests: is this TwiML a well-formed document of UTF-8? It knows what
 * desk/twiml writes and nothing more (no comments, no entities of one's own), so that what it
 * passes is XML to any parser.
 */
#ifndef T_XML_H
#define T_XML_H

#include <string.h>

#include "core/text.h"

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

struct xml_walk {
	struct arena *arena;
	const char *p;
	struct text said;		/* all character data, decoded */
	const char *fault;
};

static inline void
xml_walk_fault(struct xml_walk *w, const char *what)
{
	if (!w->fault)
		w->fault = arena_printf(w->arena, "%s at \"%.20s\"", what, w->p);
}

/* Steps over `what`, or says that it is not there. */
static inline void
xml_walk_past(struct xml_walk *w, const char *what, const char *otherwise)
{
	if (!w->fault && text_has_prefix(w->p, what))
		w->p += strlen(what);
	else
		xml_walk_fault(w, otherwise);
}

/* One character of text or of a value: plain, or one of the references that the writer may use. */
static inline void
xml_walk_character(struct xml_walk *w, struct text *into)
{
	static const struct { const char *reference, *is; } references[] = {
		{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" },
		{ "&#13;", "\r" }, { "&#10;", "\n" }, { "&#9;", "\t" },
	};

	if (*w->p != '&') {
		if (((unsigned char)*w->p < 0x20 && !strchr("\t\n", *w->p)) || *w->p == '>')
			xml_walk_fault(w, "a character that must not stand here");
		text_putc(into, *w->p++);
		return;
	}
	for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
		if (text_has_prefix(w->p, references[i].reference)) {
			text_puts(into, references[i].is);
			w->p += strlen(references[i].reference);
			return;
		}
	}
	xml_walk_fault(w, "no reference");
}

static inline const char *
xml_walk_name(struct xml_walk *w)
{
	size_t n = strspn(w->p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	const char *name = arena_copy(w->arena, w->p, n);

	if (!n)
		xml_walk_fault(w, "no name");
	w->p += n;
	return name;
}

static inline void
xml_walk_attribute(struct xml_walk *w)
{
	struct text value = text_new(w->arena);

	w->p++;				/* the space */
	xml_walk_name(w);
	xml_walk_past(w, "=\"", "no value");
	while (!w->fault && *w->p && *w->p != '"') {
		if (*w->p == '<' || *w->p == '\n' || *w->p == '\t')
			xml_walk_fault(w, "a bare character in a value");
		xml_walk_character(w, &value);
	}
	xml_walk_past(w, "\"", "a value without its end");
}

static inline void
xml_walk_element(struct xml_walk *w)
{
	const char *name;

	w->p++;				/* < */
	name = xml_walk_name(w);
	while (!w->fault && *w->p == ' ')
		xml_walk_attribute(w);
	if (w->fault)
		return;
	if (text_has_prefix(w->p, "/>")) {
		w->p += 2;
		return;
	}
	xml_walk_past(w, ">", "a start tag without its end");
	while (!w->fault && !text_has_prefix(w->p, "</")) {
		if (!*w->p)
			xml_walk_fault(w, "the document ends inside an element");
		else if (*w->p == '<')
			xml_walk_element(w);
		else
			xml_walk_character(w, &w->said);
	}
	xml_walk_past(w, "</", "no end tag");
	xml_walk_past(w, name, "another end tag");
	xml_walk_past(w, ">", "an end tag without its end");
}

/* NULL, or what is wrong; *said (or NULL) is what a caller would hear. */
static inline const char *
xml_fault(struct arena *a, const char *xml, const char **said)
{
	struct xml_walk w = { .arena = a, .p = xml, .said = text_new(a) };

	if (!text_is_utf8(xml, strlen(xml)))
		return "not UTF-8";
	/* U+FFFE and U+FFFF are UTF-8 but not XML. */
	if (strstr(xml, "\xef\xbf\xbe") || strstr(xml, "\xef\xbf\xbf"))
		return "a character that XML does not know";
	if (!text_has_prefix(xml, XML_HEAD "<Response>"))
		return "no head";
	w.p += strlen(XML_HEAD);
	xml_walk_element(&w);
	if (!w.fault && *w.p)
		xml_walk_fault(&w, "something behind the document");
	if (said)
		*said = w.said.data;
	return w.fault;
}

#endif
