/* Bytes as text and back. See encode.h. */
#include "core/encode.h"

#include <stdint.h>

#include "core/text.h"

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char urlsafe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *
hex_encode(struct arena *a, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;
	char *out = arena_alloc(a, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	return out;
}

/* `bits` at a time, most significant first, in the letters of an alphabet. */
static size_t
letters(char *out, const unsigned char *p, size_t n, const char *alphabet, unsigned bits)
{
	uint32_t held = 0;
	unsigned count = 0;
	size_t length = 0;

	for (size_t i = 0; i < n; i++) {
		held = (held << 8) | p[i];
		for (count += 8; count >= bits; count -= bits)
			out[length++] = alphabet[(held >> (count - bits)) & ((1u << bits) - 1)];
		held &= (1u << count) - 1;
	}
	if (count)
		out[length++] = alphabet[(held << (bits - count)) & ((1u << bits) - 1)];
	return length;
}

char *
base64_encode(struct arena *a, const void *bytes, size_t n)
{
	char *out = arena_alloc(a, (n + 2) / 3 * 4 + 1);
	size_t length = letters(out, bytes, n, standard, 6);

	while (length % 4)
		out[length++] = '=';
	return out;
}

char *
base64url_encode(struct arena *a, const void *bytes, size_t n)
{
	char *out = arena_alloc(a, (n + 2) / 3 * 4 + 1);

	letters(out, bytes, n, urlsafe, 6);
	return out;
}

char *
base32_encode(struct arena *a, const void *bytes, size_t n)
{
	char *out = arena_alloc(a, (n * 8 + 4) / 5 + 1);

	letters(out, bytes, n, "abcdefghijklmnopqrstuvwxyz234567", 5);
	return out;
}

bool
base64url_decode(struct arena *a, const char *s, size_t n, void **bytes, size_t *out_n)
{
	unsigned char *out;
	uint32_t held = 0;
	unsigned count = 0;
	size_t length = 0;

	if (n % 4 == 1)
		return false;
	out = arena_alloc(a, n / 4 * 3 + 4);
	for (size_t i = 0; i < n; i++) {
		const char *at = s[i] ? strchr(urlsafe, s[i]) : NULL;

		if (!at)
			return false;
		held = (held << 6) | (uint32_t)(at - urlsafe);
		count += 6;
		if (count >= 8) {
			count -= 8;
			out[length++] = (unsigned char)(held >> count);
		}
		held &= (1u << count) - 1;
	}
	if (held)	/* bits beyond the last byte: another spelling of the same bytes */
		return false;
	*bytes = out;
	*out_n = length;
	return true;
}

char *
percent_encode(struct arena *a, const char *s)
{
	struct text t = text_new(a);

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    c == '-' || c == '.' || c == '_' || c == '~')
			text_putc(&t, *s);
		else
			text_printf(&t, "%%%02X", c);
	}
	return t.data;
}
