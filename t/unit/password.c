/* Passwords and random ids. */
#include "guard/password.h"

#include "core/text.h"
#include "../lib/tap.h"

static struct arena *a;

static void
test_passwords(void)
{
	static const char right[] = "correct horse battery staple";
	const char *hash = password_hash(a, right), *again = password_hash(a, right);

	ok(text_has_prefix(hash, "$argon2id$v=19$m=65536,t=2,p=1$"), "Argon2id at 64 MiB");
	ok(strlen(hash) < 128, "fits its column");
	ok(!text_same(hash, again), "a new salt each time");
	ok(password_verify(hash, right) && password_verify(again, right), "the right one");
	ok(!password_verify(hash, "correct horse battery stapl"), "one that is shorter");
	ok(!password_verify(hash, "correct horse battery staple "), "one that is longer");
	ok(!password_verify(hash, "Correct horse battery staple"), "one in other letters");
	ok(!password_verify(hash, ""), "none");
	ok(!password_verify(NULL, right), "an account that does not exist");
	ok(!password_verify("", right), "an account without a password");
	ok(!password_verify(right, right), "a hash that is none");
	hash = password_hash(a, "пароль-पासवर्ड-🔑");
	ok(password_verify(hash, "пароль-पासवर्ड-🔑"), "in any language");
}

static void
test_ids(void)
{
	const char *ids[64];
	int bad = 0, twice = 0;

	for (size_t i = 0; i < 64; i++) {
		ids[i] = random_id(a);
		bad += strlen(ids[i]) != 26 ||
		    strspn(ids[i], "abcdefghijklmnopqrstuvwxyz234567") != 26;
		for (size_t j = 0; j < i; j++)
			twice += text_same(ids[i], ids[j]);
	}
	is_int(bad, 0, "an id is 26 letters of base32");
	is_int(twice, 0, "no id comes twice");
}

int
main(void)
{
	a = arena_new(1 << 20);
	test_passwords();
	test_ids();
	arena_free(a);
	return done_testing();
}
