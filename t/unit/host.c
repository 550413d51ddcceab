/* Where a URL leads. */
#include "core/host.h"

#include "tap.h"

int
main(void)
{
	static const struct { const char *url, *host; bool here, near; } cases[] = {
		{ "http://127.0.0.1:8080/v1", "127.0.0.1", true, true },
		{ "http://127.9.9.9", "127.9.9.9", true, true },
		{ "smtp://localhost", "localhost", true, true },
		{ "smtp://desk%40x:p@ss@localhost:25/", "localhost", true, true },
		{ "http://[::1]:80/", "::1", true, true },
		{ "http://10.1.2.3/v1", "10.1.2.3", false, true },
		{ "http://172.16.0.1", "172.16.0.1", false, true },
		{ "http://172.31.255.255", "172.31.255.255", false, true },
		{ "http://172.32.0.1", "172.32.0.1", false, false },
		{ "http://172.15.0.1", "172.15.0.1", false, false },
		{ "http://192.168.1.9?x", "192.168.1.9", false, true },
		{ "http://192.169.1.9", "192.169.1.9", false, false },
		{ "http://[fd00::1]/", "fd00::1", false, true },
		{ "http://[fe80::1]/", "fe80::1", false, false },
		{ "http://[2001:db8::1]/", "2001:db8::1", false, false },
		{ "http://10.evil.example/", "10.evil.example", false, false },
		{ "http://127.0.0.1.evil.example/", "127.0.0.1.evil.example", false, false },
		{ "http://localhost.evil.example", "localhost.evil.example", false, false },
		{ "http://evil.example/@localhost", "evil.example", false, false },
		{ "http://localhost@evil.example", "evil.example", false, false },
		{ "https://api.openai.com/v1", "api.openai.com", false, false },
	};
	static const char *const none[] = { "", "localhost", "http://", "http://:80", "http://[::1", "http:///path" };
	static const struct { const char *url, *path; } paths[] = {
		{ "https://a.example:8443/v1/x?y=/z#w", "/v1/x" }, { "https://a.example/v1#/x", "/v1" },
		{ "https://u:p@[::1]:80/", "/" }, { "https://a.example?/x", "" }, { "https://a.example#/x", "" },
		{ "https://a.example", "" }, { "/v1", "" }, { "a.example/v1", "" }, { "", "" },
	};
	struct arena *a = arena_new(1 << 20);

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *host = url_host(a, cases[i].url);

		is_text(host, cases[i].host, "the host of %s", cases[i].url);
		is_int(host_is_here(host), cases[i].here, "%s is %shere", host, cases[i].here ? "" : "not ");
		is_int(host_is_near(host), cases[i].near, "%s is %snear", host, cases[i].near ? "" : "not ");
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		is_text(url_host(a, none[i]), NULL, "\"%s\" has none", none[i]);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		is_text(url_path(a, paths[i].url), paths[i].path, "the path of \"%s\"", paths[i].url);
	ok(host_is_here("[::1]"), "brackets do not matter");
	ok(!host_is_near("[::1"), "half of them do");
	arena_free(a);
	return done_testing();
}
