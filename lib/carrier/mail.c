/* Mail. See mail.h. */
#include "carrier/mail.h"

#include <curl/curl.h>
#include <signal.h>
#include <string.h>

#include "core/clock.h"
#include "core/encode.h"
#include "core/host.h"
#include "core/log.h"
#include "core/text.h"

enum { DEADLINE_MS = 30000, CONNECT_MS = 5000, SUBJECT_WORD_BYTES = 42 };

bool
config_has_mail(const struct config *config)
{
	return *config->smtp_url && *config->mail_from;
}

/* The address within "Hudson Dental <desk@example.org>". */
static const char *
bare_address(struct arena *a, const char *from)
{
	const char *open = strrchr(from, '<'), *close = open ? strchr(open, '>') : NULL;

	return close ? arena_copy(a, open + 1, (size_t)(close - open - 1)) : from;
}

/* A header's value: what would end the line, or the header, is a space. */
static const char *
one_line(struct arena *a, const char *s)
{
	char *line = arena_string(a, s);

	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return line;
}

/* RFC 2047: words of at most 75 characters, none of which splits a character; on one line. */
static const char *
encoded(struct arena *a, const char *s)
{
	struct text t = text_new(a);
	const char *p;

	for (p = s; *p && !((unsigned char)*p & 0x80); p++)
		;
	if (!*p)
		return s;
	while (*s) {
		size_t n = strlen(s);

		if (n > SUBJECT_WORD_BYTES)
			for (n = SUBJECT_WORD_BYTES; n && ((unsigned char)s[n] & 0xc0) == 0x80;)
				n--;
		if (!n)
			break;		/* not UTF-8: the rest is left out */
		text_printf(&t, "%s=?UTF-8?B?%s?=", t.length ? " " : "",
		    base64_encode(a, s, n));
		s += n;
	}
	return t.data;
}

static const char *
date_of(struct arena *a, int64_t at_ms)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
	};
	struct civil c = zone_civil("UTC", at_ms);

	return arena_printf(a, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[c.weekday], c.day,
	    months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* --- one mail -------------------------------------------------------------------------------- */

/* What libcurl holds for it, until it is released together. */
struct letter {
	CURL *curl;
	curl_mime *mime;
	struct curl_slist *headers, *to;
	bool whole;			/* nothing failed for want of memory */
};

static void
header(struct letter *l, const char *line)
{
	struct curl_slist *more = curl_slist_append(l->headers, line);

	l->whole = l->whole && more;
	if (more)
		l->headers = more;
}

static void
part(struct letter *l, const char *bytes, size_t n, const char *type, const char *encoder,
    const char *file_name)
{
	curl_mimepart *p = curl_mime_addpart(l->mime);

	l->whole = l->whole && p && curl_mime_data(p, bytes, n) == CURLE_OK &&
	    curl_mime_type(p, type) == CURLE_OK && curl_mime_encoder(p, encoder) == CURLE_OK &&
	    (!file_name || curl_mime_filename(p, file_name) == CURLE_OK);
}

/* The domain of the sender, for the mail's id. */
static const char *
domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at && at[1] ? at + 1 : "localhost";
}

static void
write_letter(struct letter *l, struct arena *a, const struct config *config,
    const struct mail *mail)
{
	const char *from = one_line(a, config->mail_from), *address = bare_address(a, from);

	header(l, arena_printf(a, "Date: %s", date_of(a, mail->at_ms)));
	header(l, arena_printf(a, "From: %s", from));
	header(l, arena_printf(a, "To: %s", one_line(a, mail->to)));
	header(l, arena_printf(a, "Subject: %s", encoded(a, one_line(a, mail->subject))));
	header(l, arena_printf(a, "Message-ID: <%s@%s>", one_line(a, mail->id), domain_of(address)));
	header(l, "Auto-Submitted: auto-generated");	/* RFC 3834: no absence notes in return */
	part(l, mail->text, strlen(mail->text), "text/plain; charset=utf-8", "quoted-printable",
	    NULL);
	if (mail->file_name)
		part(l, mail->file_bytes, mail->file_length, mail->file_type, "base64",
		    mail->file_name);
	l->to = curl_slist_append(NULL, one_line(a, mail->to));
	l->whole = l->whole && l->to;
	(void)curl_easy_setopt(l->curl, CURLOPT_MAIL_FROM, arena_printf(a, "<%s>", address));
}

static size_t
ignore(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

static void
deliver(struct letter *l, struct arena *a, const struct config *config,
    struct mail_answer *answer)
{
	const char *host = url_host(a, config->smtp_url);
	CURLcode code;
	long status = 0;

	(void)curl_easy_setopt(l->curl, CURLOPT_URL, config->smtp_url);
	(void)curl_easy_setopt(l->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	/* A mail server beside us may well have a certificate that nobody signed. */
	(void)curl_easy_setopt(l->curl, CURLOPT_USE_SSL,
	    (long)(host && host_is_here(host) ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	(void)curl_easy_setopt(l->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(l->curl, CURLOPT_NOPROXY, "*");
	(void)curl_easy_setopt(l->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(l->curl, CURLOPT_TIMEOUT_MS, (long)DEADLINE_MS);
	(void)curl_easy_setopt(l->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	(void)curl_easy_setopt(l->curl, CURLOPT_MAIL_RCPT, l->to);
	(void)curl_easy_setopt(l->curl, CURLOPT_HTTPHEADER, l->headers);
	(void)curl_easy_setopt(l->curl, CURLOPT_MIMEPOST, l->mime);
	(void)curl_easy_setopt(l->curl, CURLOPT_WRITEFUNCTION, ignore);
	code = curl_easy_perform(l->curl);
	(void)curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK) {
		*answer = (struct mail_answer){ MAIL_SENT, "" };
		log_info("a mail was accepted by the mail server");
		return;
	}
	/* libcurl's own words, not the server's: those may quote the address. */
	answer->result = status >= 500 && status < 600 ? MAIL_REFUSED : MAIL_LATER;
	answer->error = arena_printf(a, "the mail server did not take it: %s (SMTP %ld)",
	    curl_easy_strerror(code), status);
	log_warning("%s", answer->error);
}

void
mail_send(struct arena *a, const struct config *config, const struct mail *mail,
    struct mail_answer *answer)
{
	struct letter l = { .whole = true };

	*answer = (struct mail_answer){ MAIL_OFF, "SMTP_URL or MAIL_FROM is not set" };
	if (!config_has_mail(config))
		return;
	*answer = (struct mail_answer){ MAIL_LATER, "out of memory" };
	(void)signal(SIGPIPE, SIG_IGN);
	l.curl = curl_easy_init();
	l.mime = l.curl ? curl_mime_init(l.curl) : NULL;
	if (l.mime)
		write_letter(&l, a, config, mail);
	if (l.mime && l.whole)
		deliver(&l, a, config, answer);
	curl_mime_free(l.mime);
	curl_slist_free_all(l.headers);
	curl_slist_free_all(l.to);
	curl_easy_cleanup(l.curl);
}
