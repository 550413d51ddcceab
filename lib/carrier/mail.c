/* Mail. See mail.h. */
#include "carrier/mail.h"

#include <curl/curl.h>
#include <signal.h>
#include <string.h>

#include "carrier/mail_header.h"
#include "core/clock.h"
#include "core/host.h"
#include "core/log.h"
#include "core/text.h"

enum { DEADLINE_MS = 30000, CONNECT_MS = 5000 };

bool
config_has_mail(const struct config *config)
{
	return *config->smtp_url && *config->mail_from;
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

/* A line of a mail's text ends in CRLF, also before it is encoded. */
static const char *
with_crlf(struct arena *a, const char *s)
{
	struct text t = text_new(a);

	for (; *s; s++) {
		if (*s == '\n' && (!t.length || t.data[t.length - 1] != '\r'))
			text_putc(&t, '\r');
		text_putc(&t, *s);
	}
	return t.length ? t.data : "";
}

static void
write_letter(struct letter *l, struct arena *a, const struct config *config,
    const struct mail *mail)
{
	const char *address = mail_address(a, mail_one_line(a, config->mail_from));
	const char *to = mail_one_line(a, mail->to), *id = mail_one_line(a, mail->id);
	const char *text = with_crlf(a, mail->text);

	header(l, arena_printf(a, "Date: %s", date_of(a, mail->at_ms)));
	header(l, mail_header_sender(a, "From", config->mail_from));
	header(l, arena_printf(a, "To: %s", to));
	header(l, mail_header_text(a, "Subject", mail->subject));
	header(l, arena_printf(a, "Message-ID: <%s@%s>", id, domain_of(address)));
	header(l, "Auto-Submitted: auto-generated");	/* RFC 3834: no absence notes in return */
	part(l, text, strlen(text), "text/plain; charset=utf-8", "quoted-printable",
	    NULL);
	if (mail->file_name)
		part(l, mail->file_bytes, mail->file_length, mail->file_type, "base64",
		    mail->file_name);
	l->to = curl_slist_append(NULL, to);
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

/* It wants a login, another one, or TLS before (RFC 4954, section 6): at whatever command it says so,
 * which decides what libcurl calls it. */
static bool
wants_login(long status)
{
	return status == 530 || status == 534 || status == 535 || status == 538;
}

/* A 5yz answer to the mail. Where we ourselves were not let in, the next mail fares no better, and
 * this one is for when somebody has seen to it. libcurl has one code for a bad greeting and for a bad
 * answer to what was sent. */
static bool
is_refusal(CURL *curl, CURLcode code, long status)
{
	curl_off_t sent = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_SIZE_UPLOAD_T, &sent);
	return status >= 500 && status < 600 && !wants_login(status) &&
	    code != CURLE_LOGIN_DENIED && code != CURLE_REMOTE_ACCESS_DENIED &&
	    code != CURLE_USE_SSL_FAILED && (code != CURLE_WEIRD_SERVER_REPLY || sent);
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
	answer->result = is_refusal(l->curl, code, status) ? MAIL_REFUSED : MAIL_LATER;
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
