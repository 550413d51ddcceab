/*
 * The measure for `make bench`: the least that a signed webhook can cost. A libfcgi loop that checks the same HMAC-SHA1 over the URL and the sorted fields, looks the
 * called number up by its primary key, and inserts one durable row as large as the event and call rows of the product together. It has no limits, no log, no
 * spool, no answer to anything unexpected: it is what the product is compared with, not an example. It shares no code with lib/.
 *
 *	BARE_TOKEN BARE_URL BARE_SOCKET BARE_USER BARE_PASSWORD BARE_DB BARE_ROW BARE_PROCESSES (environment)
 */
#include <fcgiapp.h>
#include <mysql.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/core_names.h>

enum { BODY_MAX = 65536, FIELDS_MAX = 100, ROW_BYTES = 1500 };

struct field { char *name, *value; };

static MYSQL *db;
static MYSQL_STMT *find, *store;
static EVP_MAC *mac;
static char row[ROW_BYTES], number[64], sid[64];
static unsigned long row_bytes, number_bytes, sid_bytes;

static void
die(const char *what)
{
	(void)fprintf(stderr, "bare: %s: %s\n", what, db ? mysql_error(db) : "");
	exit(1);
}

static int
hex(int c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

static void
decode(char *s)
{
	char *to = s;

	for (; *s; s++, to++) {
		*to = *s == '+' ? ' ' : *s;
		if (*s == '%' && s[1] && s[2]) {
			*to = (char)(hex(s[1]) << 4 | hex(s[2]));
			s += 2;
		}
	}
	*to = '\0';
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(((const struct field *)x)->name, ((const struct field *)y)->name);
}

static size_t
parse(char *body, struct field *fields)
{
	size_t n = 0;
	char *pair;

	while ((pair = strsep(&body, "&")) && n < FIELDS_MAX) {
		fields[n].name = strsep(&pair, "=");
		fields[n].value = pair ? pair : fields[n].name + strlen(fields[n].name);
		decode(fields[n].name);
		decode(fields[n].value);
		n++;
	}
	qsort(fields, n, sizeof *fields, by_name);
	return n;
}

static int
is_signed(const struct field *fields, size_t n, const char *target, const char *signature)
{
	static char name[] = "SHA1";
	const OSSL_PARAM sha1[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end() };
	const char *token = getenv("BARE_TOKEN"), *url = getenv("BARE_URL");
	EVP_MAC_CTX *c = EVP_MAC_CTX_new(mac);
	unsigned char sum[20], text[32];
	size_t length;

	(void)EVP_MAC_init(c, (const unsigned char *)token, strlen(token), sha1);
	(void)EVP_MAC_update(c, (const unsigned char *)url, strlen(url));
	(void)EVP_MAC_update(c, (const unsigned char *)target, strlen(target));
	for (size_t i = 0; i < n; i++) {
		(void)EVP_MAC_update(c, (const unsigned char *)fields[i].name, strlen(fields[i].name));
		(void)EVP_MAC_update(c, (const unsigned char *)fields[i].value, strlen(fields[i].value));
	}
	(void)EVP_MAC_final(c, sum, &length, sizeof sum);
	EVP_MAC_CTX_free(c);
	(void)EVP_EncodeBlock(text, sum, 20);
	return signature && strcmp((const char *)text, signature) == 0;
}

static MYSQL_STMT *
prepare(const char *sql)
{
	MYSQL_STMT *s = mysql_stmt_init(db);

	if (!s || mysql_stmt_prepare(s, sql, strlen(sql)))
		die(sql);
	return s;
}

static void
connect_db(void)
{
	static MYSQL_BIND key, values[2];

	db = mysql_init(NULL);
	if (!mysql_real_connect(db, NULL, getenv("BARE_USER"), getenv("BARE_PASSWORD"), getenv("BARE_DB"), 0, getenv("BARE_SOCKET"), 0))
		die("connect");
	find = prepare("SELECT clinic_id FROM phone_numbers WHERE phone_number = ?");
	store = prepare("INSERT INTO bare (call_sid, payload) VALUES (?, ?)");
	key = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING, .buffer = number, .length = &number_bytes };
	values[0] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING, .buffer = sid, .length = &sid_bytes };
	values[1] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING, .buffer = row, .length = &row_bytes };
	if (mysql_stmt_bind_param(find, &key) || mysql_stmt_bind_param(store, values))
		die("bind");
}

static const char *
value_of(const struct field *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].value;
	return "";
}

int
main(void)
{
	static char body[BODY_MAX + 1];
	static struct field fields[FIELDS_MAX];
	FCGX_Request r;

	for (long others = strtol(getenv("BARE_PROCESSES"), NULL, 10) - 1; others > 0; others--)
		if (fork() == 0) {
			(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
			break;
		}
	mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	if (!mac || FCGX_Init() || FCGX_InitRequest(&r, 0, 0))
		die("start");
	connect_db();
	row_bytes = getenv("BARE_ROW") ? strtoul(getenv("BARE_ROW"), NULL, 10) : ROW_BYTES;
	memset(row, 'x', sizeof row);
	while (FCGX_Accept_r(&r) == 0) {
		int n = FCGX_GetStr(body, BODY_MAX, r.in);
		size_t count;

		body[n < 0 ? 0 : n] = '\0';
		count = parse(body, fields);
		if (!is_signed(fields, count, FCGX_GetParam("REQUEST_URI", r.envp), FCGX_GetParam("HTTP_X_TWILIO_SIGNATURE", r.envp))) {
			(void)FCGX_PutS("Status: 403\r\n\r\n", r.out);
			continue;
		}
		number_bytes = (unsigned long)snprintf(number, sizeof number, "%s", value_of(fields, count, "To"));
		sid_bytes = (unsigned long)snprintf(sid, sizeof sid, "%s", value_of(fields, count, "CallSid"));
		if (mysql_stmt_execute(find) || mysql_stmt_store_result(find) || mysql_stmt_free_result(find) || mysql_stmt_execute(store))
			die("statement");
		(void)FCGX_PutS("Status: 200\r\nContent-Type: text/xml\r\n\r\n<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Hangup/></Response>", r.out);
	}
	return 0;
}
