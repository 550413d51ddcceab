/* Where a URL leads. See host.h. */
#include "core/host.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

const char *
url_host(struct arena *a, const char *url)
{
	const char *begin = strstr(url, "://"), *at, *end;
	char *host;

	if (!begin)
		return NULL;
	begin += strlen("://");
	host = arena_copy(a, begin, strcspn(begin, "/?#"));
	at = strrchr(host, '@');
	begin = at ? at + 1 : host;
	if (*begin == '[') {
		end = strchr(begin, ']');
		return end ? arena_copy(a, begin + 1, (size_t)(end - begin - 1)) : NULL;
	}
	host = arena_copy(a, begin, strcspn(begin, ":"));
	return *host ? host : NULL;
}

const char *
url_path(struct arena *a, const char *url)
{
	const char *begin = strstr(url, "://");

	if (!begin)
		return "";
	begin += strlen("://");
	begin += strcspn(begin, "/?#");
	return arena_copy(a, begin, strcspn(begin, "?#"));
}

static bool
v6_of(const char *host, struct in6_addr *v6)
{
	size_t n = strlen(host), brackets = *host == '[' && n && host[n - 1] == ']';
	char bare[INET6_ADDRSTRLEN];

	if (n - 2 * brackets >= sizeof bare)
		return false;
	(void)snprintf(bare, sizeof bare, "%.*s", (int)(n - 2 * brackets), host + brackets);
	return inet_pton(AF_INET6, bare, v6) == 1;
}

bool
host_is_here(const char *host)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (text_same(host, "localhost"))
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return v6_of(host, &v6) && IN6_IS_ADDR_LOOPBACK(&v6);
}

bool
host_is_near(const char *host)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (host_is_here(host))
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1) {
		uint32_t address = ntohl(v4.s_addr);

		return address >> 24 == 10 || address >> 20 == (172 << 4 | 1) ||
		    address >> 16 == (192 << 8 | 168);
	}
	return v6_of(host, &v6) && (v6.s6_addr[0] & 0xfe) == 0xfc;
}
