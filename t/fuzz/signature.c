/*
 * X-Twilio-Signature: nothing that comes from outside is ever valid by luck, and what Twilio would
 * send is. An input is PUBLIC_URL's number, then lines: the target, the signature; then the body.
 */
#include "guard/signature.h"

#define FUZZ_SHARE 2
#include "../lib/fuzz.h"

const char *const fuzz_words[] = {
	"\n", "?", "&", "#", ":", "bodySHA256=", "?bodySHA256=", "=", "%00", "a=1", "A=1",
	"CallSid=", "\r", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "0",
	"1", "2", "3", NULL
};

static const char *const urls[] = {
	"https://switchboard.example", "https://switchboard.example:8443", "http://localhost",
	"http://[::1]:8080", "https://[2001:db8::1]", "", "x", "https://",
};

static const char token[] = "12345", secondary[] = "54321";

/* The request as somebody signed it who knows `with`: its fields, or with none the URL alone. */
static enum signature_verdict
verdict_signed(struct arena *a, struct signed_request r, const char *with, const struct form *form,
    bool spoilt)
{
	const char *url = arena_printf(a, "%s%s", r.public_url, r.target);
	char *signature = arena_string(a, signature_make(a, with, url, form));

	if (spoilt)
		signature[strlen(signature) / 2] ^= 1;
	r.signature = signature;
	return signature_check(a, &r, token, secondary);
}

/* Twilio signs the fields, and with bodySHA256 in the query the URL alone: one of the two passes,
 * unless the body is not the one that was hashed. */
static void
must_pass(struct arena *a, const struct signed_request *r, const char *with)
{
	enum signature_verdict fields = verdict_signed(a, *r, with, r->form, false);
	enum signature_verdict alone = verdict_signed(a, *r, with, NULL, false);

	must(fields == SIGNATURE_VALID || alone == SIGNATURE_VALID || fields == SIGNATURE_BODY ||
	    alone == SIGNATURE_BODY);
	must(fields != SIGNATURE_BODY || !r->form || strstr(r->target, "bodySHA256="));
	must(verdict_signed(a, *r, with, r->form, true) != SIGNATURE_VALID);
	must(verdict_signed(a, *r, with, NULL, true) != SIGNATURE_VALID);
}

/* The order of the fields on the wire does not matter. */
static void
must_be_in_any_order(struct arena *a, const struct form *form)
{
	struct field *fields = arena_array(a, form->count + 1, sizeof *fields);
	const struct form reversed = { fields, form->count };

	for (size_t i = 0; i < form->count; i++)
		fields[i] = form->fields[form->count - 1 - i];
	must(text_same(signature_make(a, token, "https://x", form),
	    signature_make(a, token, "https://x", &reversed)));
}

/* A body that is no form is covered by its hash in the URL. */
static void
must_be_this_body(struct arena *a, struct signed_request r)
{
	char *body = arena_copy(a, r.body, r.body_bytes);

	if (!r.body_bytes || r.form || verdict_signed(a, r, token, NULL, false) != SIGNATURE_VALID)
		return;
	body[r.body_bytes / 2] ^= 1;
	r.body = body;
	must(verdict_signed(a, r, token, NULL, false) == SIGNATURE_BODY);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	const char *which = fuzz_take(a, &data, &size, '\n', NULL);
	const char *target = fuzz_take(a, &data, &size, '\n', NULL);
	const char *signature = fuzz_take(a, &data, &size, '\n', NULL);
	struct form form;
	bool is_form = form_parse(a, (const char *)data, size, &form) && form.count && *data != '{';
	struct signed_request r = {
		.public_url = urls[(unsigned char)*which % (sizeof urls / sizeof *urls)],
		.target = target, .form = is_form ? &form : NULL,
		.body = (const char *)data, .body_bytes = size, .signature = signature,
	};
	enum signature_verdict verdict = signature_check(a, &r, token, secondary);

	/* None of the seeds is signed, so that nothing may pass. */
	must(verdict != SIGNATURE_VALID);
	must(*signature_verdict_text(verdict));
	must(signature_check(a, &r, "", NULL) != SIGNATURE_VALID);
	r.signature = "";
	must(signature_check(a, &r, token, secondary) == SIGNATURE_MISSING);
	r.signature = NULL;
	must(signature_check(a, &r, token, secondary) == SIGNATURE_MISSING);
	must_be_in_any_order(a, &form);
	must_be_this_body(a, r);
	must_pass(a, &r, token);
	must_pass(a, &r, secondary);
	must(verdict_signed(a, r, "another", r.form, false) != SIGNATURE_VALID);
	must(verdict_signed(a, r, "another", NULL, false) != SIGNATURE_VALID);
	return 0;
}
