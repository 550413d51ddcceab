/*
 * Every signature vector of Twilio's SDKs and our own (reference, sections 1.5 and 1.6), and for
 * each of them: what must not matter, and what must.
 */
#include "guard/signature.h"

#include "core/encode.h"
#include "core/text.h"
#include "../lib/tap.h"

static const char SDK[] = "12345", OWN[] = "0123456789abcdef0123456789abcdef";

/* The fields of most of the SDKs' vectors. */
static const char P[] =
	"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234"
	"&From=%2B14158675309&To=%2B18005551212";

struct vector {
	const char *name, *token;
	const char *base, *target;	/* the URL in two parts */
	const char *form;		/* the body on the wire, or NULL */
	const char *body;		/* a JSON body, or NULL */
	const char *signature;
};

static const struct vector vectors[] = {
	{ "S1", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    P,
	    NULL, "RSOYDt4T1cUTdK1PDd93/VVr8B8=" },
	{ "S2", SDK, "https://mycompany.com:443",
	    "/myapp.php?foo=1&bar=2",
	    P,
	    NULL, "kvajT1Ptam85bY51eRf/AJRuM3w=" },
	{ "S3", SDK, "http://mycompany.com:80",
	    "/myapp.php?foo=1&bar=2",
	    P,
	    NULL, "0ZXoZLH/DfblKGATFgpif+LLRf4=" },
	{ "S4", SDK, "http://mycompany.com:1234",
	    "/myapp.php?foo=1&bar=2",
	    P,
	    NULL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=" },
	{ "S5", SDK, "https://mycompany.com:1234",
	    "/myapp.php?foo=1&bar=2",
	    P,
	    NULL, "CYn1h0gLBdNxDGkKJg6hYohgeD8=" },
	{ "S6", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    "",
	    NULL, "zYQTYrRWXE7LtzbG4PfP7/bkkGo=" },
	{ "S7", SDK, "https://mycompany.com",
	    "/myapp.php",
	    P,
	    NULL, "1xaxFBvyzXYvWplzNOSs28HWO94=" },
	{ "S8", SDK, "https://mycompany.com",
	    "/myapp.php?foo=hello%20world&bar=test%2Bvalue",
	    P,
	    NULL, "er2tvAP1Wx+iuTTE2BPgvEaN1cs=" },
	{ "S9", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    "Message=Hello+%26+goodbye%21+%40%23%24%25%5E%2A%28%29"
	    "&From=%2B1+%28415%29+867-5309"
	    "&Special=unicode%3A+%C3%B1%C3%A1%C3%A9%C3%AD%C3%B3%C3%BA",
	    NULL, "dCPiR4WtQ6QFN6pJh81CtlCcWLQ=" },
	{ "S10", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    "Digits=&CallSid=CA1234567890ABCDE&EmptyParam=",
	    NULL, "9HHp/OqQMEwdrVebHDdA/+tqjX8=" },
	{ "S11", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    "Zebra=last&Alpha=first&Beta=second&Gamma=third",
	    NULL, "enveUe73ZTVLAekHxez3Qx6JuuQ=" },
	{ "S12", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    "callSid=lowercase&CallSid=uppercase&CALLSID=allcaps",
	    NULL, "jDK7WKT8wiNrwggd4ceTv4e1MJ4=" },
	{ "S13", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234"
	    "&From=%2B14158675309&To=%2B18005551212&ReasonConferenceEnded=test"
	    "&Reason=Participant",
	    NULL, "vOEb5UThFn24KEfnOFLQY2AE5FY=" },
	{ "S14", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
	    NULL, "IK+Dwps556ElfBT0I3Rgjkr1wJU=" },
	{ "S15", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    "MessagingBinding.Address=%2B1325xxxxxxx"
	    "&MessagingBinding.Address=%2B1415xxxxxxx",
	    NULL, "83O6e2vORAoJHUNzJjDWN1jz+BA=" },
	{ "S16", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    "property=value&boolean=true",
	    NULL, "NBdBDr/T/lgjI+tlgpXjKZQZs/k=" },
	{ "S17", SDK, "https://MyCompany.com",
	    "/myapp.php?foo=1&bar=2",
	    P,
	    NULL, "g9IN/x4Cft2g517EjYvEvM/W7LU=" },
	{ "S18", SDK, "https://mycompany.com:443",
	    "//myapp.php?foo=1&bar=2",
	    P,
	    NULL, "A9lH3u16NjyiiM/+wylw5rirFUs=" },
	{ "S19", SDK, "https://mycompany.com",
	    "/webhook/España?año=2023",
	    P,
	    NULL, "G/Hx6mqqnjUNlPAoi2Sp9bGst0g=" },
	{ "S20", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2&Body=It%27s+amazing",
	    P,
	    NULL, "TfZzewPq8wqrGlMfyAud8+/IvJ0=" },
	{ "S21", SDK, "https://mycompany.com",
	    "/myapp.php?foo=1&bar=2"
	    "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f9"
	    "6e6620",
	    NULL,
	    "{\"property\": \"value\", \"boolean\": true}", "a9nBmqA0ju/hNViExpshrM61xv4=" },
	{ "S22", SDK, "https://mycompany.com",
	    "/myapp.php?bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf"
	    "19632632f96e6620",
	    NULL,
	    "{\"property\": \"value\", \"boolean\": true}", "y77kIzt2vzLz71DgmJGsen2scGs=" },
	{ "S23", SDK, "https://mycompany.com:443",
	    "/myapp.php?foo=1&bar=2"
	    "&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61c"
	    "aaff8a",
	    NULL,
	    "{}", "Ldidvp12m26NI7eqEvxnEpkd9Hc=" },
	{ "S24", SDK, "https://example.com",
	    "/myapp.php?foo=1&bar=2",
	    "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234"
	    "&From=%2B14158675310&To=%2B18005551212",
	    NULL, "L/OH5YylLD5NRKLltdqwSvS0BnU=" },
	{ "S25", SDK, "https://user:pass@mycompany.com",
	    "/myapp.php?foo=1&bar=2",
	    P,
	    NULL, "CukzLTc1tT5dXEDIHm/tKBanW10=" },
	{ "V1", OWN, "https://clinic.example.org",
	    "/twilio/voice/incoming",
	    "AccountSid=ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&ApiVersion=2010-04-01"
	    "&CallSid=CAbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb&CallStatus=ringing"
	    "&Called=%2B15005550006&Caller=%2B14155550100&Direction=inbound"
	    "&From=%2B14155550100&To=%2B15005550006",
	    NULL, "plrE8498skekRk3Odn4TeXyfnmc=" },
	{ "V2", OWN, "https://clinic.example.org",
	    "/twilio/voice/menu?lang=hi-IN&step=2",
	    "AccountSid=ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "&CallSid=CAbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb&CallStatus=in-progress"
	    "&Confidence=0.8732&Digits=&From=%2B919876543210"
	    "&SpeechResult=%E0%A4%AE%E0%A5%81%E0%A4%9D%E0%A5%87+%E0%A4%85%E0%A4%AA"
	    "%E0%A5%89%E0%A4%87%E0%A4%82%E0%A4%9F%E0%A4%AE%E0%A5%87%E0%A4%82%E0%A4"
	    "%9F+%E0%A4%9A%E0%A4%BE%E0%A4%B9%E0%A4%BF%E0%A4%8F&To=%2B15005550006",
	    NULL, "7xxAVDscHNo6YcMP0Jpe5P+F6TM=" },
	{ "V3", OWN, "https://clinic.example.org",
	    "/twilio/voice/dial-done?call=77",
	    "AccountSid=ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "&CallSid=CAbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb&CallStatus=in-progress"
	    "&DialBridged=false&DialCallDuration=0"
	    "&DialCallSid=CAcccccccccccccccccccccccccccccccc"
	    "&DialCallStatus=no-answer&From=%2B14155550100&To=%2B15005550006",
	    NULL, "gS4QzG3Wub56S+BqkZ7MWfYi4mM=" },
	{ "V4", OWN, "https://clinic.example.org",
	    "/twilio/sms/incoming",
	    "AccountSid=ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "&Body=+Yes+%26+2%2B2%3D4%0Athanks+%F0%9F%98%80&From=%2B14155550100"
	    "&MessageSid=SMdddddddddddddddddddddddddddddddd&NumMedia=0"
	    "&NumSegments=1&SmsMessageSid=SMdddddddddddddddddddddddddddddddd"
	    "&SmsSid=SMdddddddddddddddddddddddddddddddd&To=%2B15005550006",
	    NULL, "rjtW3t1jE4LfVwqwwQoNh6DXi/o=" },
	{ "V5", OWN, "https://clinic.example.org",
	    "/twilio/intelligence?bodySHA256=3991d2b43c3d2801ef42b299dd75cca365f6ac"
	    "c65f375e119c6918a3c78599d3",
	    NULL,
	    "{\"account_sid\":\"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""
	    ",\"service_sid\":\"GAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\""
	    ",\"transcript_sid\":\"GTffffffffffffffffffffffffffffffff\""
	    ",\"customer_key\":\"call-77\""
	    ",\"event_type\":\"voice_intelligence_transcript_available\"}",
	    "ZycSmYvu0SCLcMdNruwCmtV8yzE=" },
	{ "V6", OWN, "https://clinic.example.org",
	    "/twilio/voice/status?k=v"
	    "&AccountSid=ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "&CallSid=CAbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb&CallStatus=completed"
	    "&From=%2B14155550100",
	    NULL,
	    NULL, "Z/mKGjme5PaLkUhQAHcE+Headlg=" },
	{ "V7", OWN, "https://clinic.example.org:8443",
	    "/twilio/sms/status",
	    "MessageSid=SMdddddddddddddddddddddddddddddddd&MessageStatus=delivered"
	    "&RawDlrDoneDate=2607171206",
	    NULL, "RTb1FDvWZvdo2gFx/KWFBqc/UxI=" },
};

static struct arena *a;

static struct form
parsed(const char *wire)
{
	struct form form;

	if (!form_parse(a, wire, strlen(wire), &form))
		bail_out("cannot parse %s", wire);
	return form;
}

/* The request that carries a vector. */
static struct signed_request
request(const struct vector *v)
{
	struct signed_request r = {
		.public_url = v->base,
		.target = v->target,
		.body = v->body ? v->body : v->form,
		.signature = v->signature,
	};

	if (v->form) {
		struct form *form = arena_alloc(a, sizeof *form);

		*form = parsed(v->form);
		r.form = form;
	}
	r.body_bytes = r.body ? strlen(r.body) : 0;
	return r;
}

static enum signature_verdict
check(struct signed_request r, const char *token)
{
	return signature_check(a, &r, token, NULL);
}

static const char *
joined(const char *x, const char *y)
{
	return arena_printf(a, "%s%s", x, y);
}

/* A copy of the fields that may be changed. */
static struct field *
copied(const struct form *form)
{
	struct field *fields = arena_array(a, form->count + 1, sizeof *fields);

	for (size_t i = 0; i < form->count; i++)
		fields[i] = form->fields[i];
	return fields;
}

static bool
is_repeated(const struct form *form, size_t i)
{
	for (size_t j = 0; j < form->count; j++)
		if (j != i && text_same(form->fields[i].name, form->fields[j].name) &&
		    text_same(form->fields[i].value, form->fields[j].value))
			return true;
	return false;
}

/* Counts the changes of single fields that are let through. */
static int
changes_let_through(const struct vector *v, const struct form *form)
{
	struct signed_request r = request(v);
	int through = 0;

	for (size_t i = 0; i < form->count; i++) {
		struct form changed = { .fields = copied(form), .count = form->count };
		struct field *f = copied(form);

		r.form = &changed;
		changed.fields = f;
		f[i].value = joined(form->fields[i].value, "x");
		f[i].value_length++;
		through += check(r, v->token) != SIGNATURE_WRONG;

		f[i] = form->fields[i];
		f[i].name = joined("x", form->fields[i].name);
		f[i].name_length++;
		through += check(r, v->token) != SIGNATURE_WRONG;

		if (is_repeated(form, i))
			continue;
		f[i] = form->fields[form->count - 1];
		changed.count--;
		through += check(r, v->token) != SIGNATURE_WRONG;
	}
	return through;
}

static void
test_fields(const struct vector *v)
{
	struct form form = parsed(v->form), changed = { .count = form.count };
	struct signed_request r = request(v);
	struct field *f = copied(&form);

	for (size_t i = 0; i < form.count; i++)
		f[i] = form.fields[form.count - 1 - i];
	changed.fields = f;
	r.form = &changed;
	is_int(check(r, v->token), SIGNATURE_VALID, "%s: fields in another order", v->name);
	is_int(changes_let_through(v, &form), 0, "%s: no changed or missing field", v->name);

	f[changed.count++] = (struct field){ "New", "1", 3, 1 };
	is_int(check(r, v->token), SIGNATURE_WRONG, "%s: no further field", v->name);
}

static void
test_vector(const struct vector *v)
{
	struct form none = { 0 }, form = v->form ? parsed(v->form) : none;
	const char *url = joined(v->base, v->target), *other = joined(v->token, "6");
	const char *port;
	struct signed_request r = request(v);

	is_text(signature_make(a, v->token, url, &form), v->signature, "%s: made", v->name);
	if (strchr(v->base, '@'))	/* credentials never stand in PUBLIC_URL */
		return;
	is_int(check(r, v->token), SIGNATURE_VALID, "%s: accepted", v->name);
	is_int(signature_check(a, &r, other, v->token), SIGNATURE_VALID, "%s: secondary token",
	    v->name);

	is_int(signature_check(a, &r, other, "678"), SIGNATURE_WRONG, "%s: other tokens", v->name);
	r.target = joined("/x", v->target);
	is_int(check(r, v->token), SIGNATURE_WRONG, "%s: another path", v->name);
	r.target = joined(v->target, strchr(v->target, '?') ? "&x=1" : "?x=1");
	is_int(check(r, v->token), SIGNATURE_WRONG, "%s: another query", v->name);
	r = request(v);
	r.public_url = "https://mycompany.org";
	is_int(check(r, v->token), SIGNATURE_WRONG, "%s: another host", v->name);
	r = request(v);
	port = strchr(v->base + strlen("https:"), ':') ? "9" : ":9999";
	r.signature = signature_make(a, v->token, joined(joined(v->base, port), v->target), &form);
	is_int(check(r, v->token), SIGNATURE_WRONG, "%s: signed for another port", v->name);
	r.signature = NULL;
	is_int(check(r, v->token), SIGNATURE_MISSING, "%s: no signature", v->name);
	r.signature = joined(v->signature, "=");
	is_int(check(r, v->token), SIGNATURE_WRONG, "%s: a longer signature", v->name);
	r.signature = arena_copy(a, v->signature, strlen(v->signature) - 1);
	is_int(check(r, v->token), SIGNATURE_WRONG, "%s: a shorter signature", v->name);
	if (v->form)
		test_fields(v);
}

static const struct vector *
vector(const char *name)
{
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
		if (text_same(vectors[i].name, name))
			return &vectors[i];
	bail_out("no vector %s", name);
}

/* The vector's signature against another PUBLIC_URL. */
static enum signature_verdict
at(const char *name, const char *public_url)
{
	struct signed_request r = request(vector(name));

	r.public_url = public_url;
	return check(r, vector(name)->token);
}

static void
test_ports(void)
{
	is_int(at("S2", "https://mycompany.com"), SIGNATURE_VALID, "PUBLIC_URL has no :443");
	is_int(at("S1", "https://mycompany.com:443"), SIGNATURE_VALID, "its :443 left out");
	is_int(at("S3", "http://mycompany.com"), SIGNATURE_VALID, ":80 is http's");
	is_int(at("S1", "https://mycompany.com:1234"), SIGNATURE_VALID, "its :1234 left out");
	is_int(at("S2", "https://mycompany.com:1234"), SIGNATURE_WRONG, "no :443 beside :1234");
	is_int(at("S5", "https://mycompany.com"), SIGNATURE_WRONG, "no :1234 that nobody set");
	is_int(at("S5", "https://mycompany.com:123"), SIGNATURE_WRONG, "no :1234 for :123");
	is_int(at("S4", "http://mycompany.com"), SIGNATURE_WRONG, "no :1234 over http");
	is_int(at("S3", "https://mycompany.com"), SIGNATURE_WRONG, "https is not http");
	is_int(at("S17", "https://mycompany.com"), SIGNATURE_WRONG, "letter case counts");
	is_int(at("S25", "https://mycompany.com"), SIGNATURE_WRONG, "no credentials");
	is_int(at("V7", "https://clinic.example.org"), SIGNATURE_WRONG, "no :8443 that nobody set");
}

static void
test_ipv6(void)
{
	struct form none = { 0 };
	struct signed_request r = { .public_url = "https://[::1]:8443", .target = "/x" };

	r.signature = signature_make(a, SDK, "https://[::1]/x", &none);
	is_int(check(r, SDK), SIGNATURE_VALID, "an address in brackets without its port");
	r.signature = signature_make(a, SDK, "https://[::1]:8443/x", &none);
	is_int(check(r, SDK), SIGNATURE_VALID, "an address in brackets with its port");
	r.public_url = "https://[::1]";
	is_int(check(r, SDK), SIGNATURE_WRONG, "an address in brackets with another port");
}

static void
test_fields_of_bytes(void)
{
	static const char with_nul[] = "Dm/sr/TaiBXlX9b/bf00sgow5gQ=";		/* A=a\0b, Z= */
	static const char without[] = "ugcbionI/jChtGm9577n8nHQo78=";		/* A=a, Z= */
	struct form form = parsed("Z=&A=a%00b"), cut = parsed("Z=&A=a"), two;

	is_text(signature_make(a, SDK, "https://mycompany.com/x", &form), with_nul,
	    "a NUL byte is signed, and what follows it");
	is_text(signature_make(a, SDK, "https://mycompany.com/x", &cut), without, "and missed");
	form = parsed("A=a%00b&A=a%00c");
	two = parsed("A=a%00c&A=a%00b&A=a%00b");
	is_text(signature_make(a, SDK, "/", &form), signature_make(a, SDK, "/", &two),
	    "values that differ behind a NUL are two values");
}

/* A request with a body that is not a form. */
static enum signature_verdict
with_body(const char *target, const char *body, const char *signature)
{
	struct signed_request r = {
		.public_url = "https://mycompany.com", .target = target,
		.body = body, .body_bytes = strlen(body), .signature = signature,
	};

	return check(r, SDK);
}

static const char *
signed_target(const char *target)
{
	return signature_make(a, SDK, joined("https://mycompany.com", target), NULL);
}

static void
test_json(void)
{
	const struct vector *s21 = vector("S21"), *s22 = vector("S22");
	const char *hash = s22->target + strlen("/myapp.php?"), *twice, *empty, *cut, *upper, *name;
	struct signed_request r = request(s21);
	struct form none = { 0 }, body = parsed("property=value");

	is_int(with_body(s21->target, "{\"property\": \"value\", \"boolean\": false}",
	    s21->signature), SIGNATURE_BODY, "another body");
	is_int(with_body(s21->target, joined(s21->body, "\n"), s21->signature), SIGNATURE_BODY,
	    "a body with a newline more");
	is_int(with_body(s21->target, "", s21->signature), SIGNATURE_BODY, "no body");
	is_int(with_body("/myapp.php?foo=1&bar=2", s21->body, vector("S6")->signature),
	    SIGNATURE_BODY, "a body without its hash, though the URL is signed");
	is_int(with_body(vector("S23")->target, s21->body, s21->signature), SIGNATURE_WRONG,
	    "the hash of another body");

	twice = arena_printf(a, "/myapp.php?%s&%s", hash, hash);
	is_int(with_body(twice, s21->body, signed_target(twice)), SIGNATURE_BODY, "two hashes");
	empty = "/myapp.php?bodySHA256=";
	is_int(with_body(empty, s21->body, signed_target(empty)), SIGNATURE_BODY, "an empty hash");
	cut = arena_copy(a, s22->target, strlen(s22->target) - 1);
	is_int(with_body(cut, s21->body, signed_target(cut)), SIGNATURE_BODY, "a hash cut short");
	upper = arena_printf(a, "/myapp.php?bodySHA256=%s",
	    "0A1FF7634D9AB3B95DB5C9A2DFE9416E41502B283A80C7CF19632632F96E6620");
	is_int(with_body(upper, s21->body, signed_target(upper)), SIGNATURE_BODY,
	    "a hash in capitals");
	name = arena_printf(a, "/myapp.php?x%s", hash);
	is_int(with_body(name, s21->body, signed_target(name)), SIGNATURE_BODY,
	    "a parameter whose name ends alike");

	r.form = &body;
	is_int(check(r, SDK), SIGNATURE_VALID, "with a hash, fields are not signed one by one");
	r = request(vector("S6"));
	r.form = NULL;
	is_int(check(r, SDK), SIGNATURE_VALID, "no body at all");
	r.form = &none;
	r.body = "&";
	r.body_bytes = 1;
	is_int(check(r, SDK), SIGNATURE_VALID, "a form without a field");
}

static void
test_tokens(void)
{
	struct form form = parsed(P);
	struct signed_request r = request(vector("S1"));

	is_int(signature_check(a, &r, "", ""), SIGNATURE_WRONG, "no token is set");
	is_int(signature_check(a, &r, NULL, NULL), SIGNATURE_WRONG, "no token at all");
	r.signature = signature_make(a, "", "https://mycompany.com/myapp.php?foo=1&bar=2", &form);
	is_int(signature_check(a, &r, SDK, ""), SIGNATURE_WRONG, "an empty token signs nothing");
	r.signature = "";
	is_int(check(r, SDK), SIGNATURE_MISSING, "an empty header");
	r = request(vector("S1"));
	is_int(signature_check(a, &r, "", SDK), SIGNATURE_VALID, "a secondary token alone");
}

int
main(void)
{
	a = arena_new(16 << 20);
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
		test_vector(&vectors[i]);
	test_ports();
	test_ipv6();
	test_fields_of_bytes();
	test_json();
	test_tokens();
	for (enum signature_verdict v = SIGNATURE_VALID; v <= SIGNATURE_BODY; v++)
		ok(!text_is_blank(signature_verdict_text(v)), "verdict %d in words", (int)v);
	arena_free(a);
	return done_testing();
}
