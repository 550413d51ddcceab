/* A mail's head: whatever a subject or a sender's name is, it ends no header, and is read again as
 * it was meant. An input is one value. */
#include "carrier/mail_header.h"

#include <openssl/evp.h>

#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"\r\n", "\r\n ", "\n", "\r", "Bcc: a@b.example", "<", ">", "<a@b.example>", "\"", "\\", ",",
	"=?", "?=", "=?UTF-8?B?", "\xc3\xa4", "\xf0\x9f\x98\x80", "\xc3", "\x80", "\x7f", " ", "(",
	"0123456789012345678901234567890123456789012", NULL
};

/* Lines of printable ASCII, of which each but the first is a continuation. */
static void
must_be_a_header(const char *line)
{
	while (*line) {
		size_t n = strcspn(line, "\r\n");

		for (size_t i = 0; i < n; i++)
			must((unsigned char)line[i] >= ' ' && (unsigned char)line[i] < 0x7f);
		must(n <= 998);
		line += n;
		must(!*line || strncmp(line, "\r\n ", 3) == 0);
		line += *line ? 2 : 0;
	}
}

/* What a reader makes of a text's value (RFC 2047). */
static const char *
decoded(struct arena *a, const char *value)
{
	struct text t = text_new(a);
	static const char begin[] = "=?UTF-8?B?";

	if (strncmp(value, begin, strlen(begin)) != 0)
		return value;
	while (*value) {
		size_t n = strcspn(value, "\r");
		const char *base64 = value + strlen(begin);
		size_t length = n - strlen(begin) - 2, used = length / 4 * 3;
		char bytes[64];

		must(n <= 75 && strncmp(value, begin, strlen(begin)) == 0);
		must(strncmp(value + n - 2, "?=", 2) == 0);
		must(used <= sizeof bytes && EVP_DecodeBlock((unsigned char *)bytes,
		    (const unsigned char *)base64, (int)length) == (int)used);
		used -= (size_t)(base64[length - 1] == '=') + (base64[length - 2] == '=');
		must(text_is_utf8(bytes, used));
		text_put(&t, bytes, used);
		value += n + (value[n] ? 3 : 0);
	}
	return t.data;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *value = arena_copy(a, (const char *)data, size < 4096 ? size : 4096);
	const char *subject = mail_header_text(a, "Subject", value);
	const char *address = mail_address(a, mail_one_line(a, value));
	const char *from = mail_header_sender(a, "From",
	    arena_printf(a, "%s <a@b.example>", value));

	must_be_a_header(subject);
	must_be_a_header(from);
	must(strncmp(subject, "Subject: ", 9) == 0 && strncmp(from, "From: ", 6) == 0);
	must(strlen(from) >= 13 && strcmp(from + strlen(from) - 13, "<a@b.example>") == 0);
	must(!strpbrk(address, "\r\n"));
	if (text_is_utf8(value, strlen(value)))
		must(strcmp(decoded(a, subject + 9), mail_one_line(a, value)) == 0);
	else
		must(!subject[9] || !strncmp(subject + 9, "=?", 2));
	return 0;
}
