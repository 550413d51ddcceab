/*
 * message-media - a picture that came in with a text, or a sound, a film, a document
 *
 * It comes from Twilio through us, by its sids alone: no address that a webhook named is ever asked. What a browser shows by itself without harm is shown;
 * anything else is a file to be kept. Whose text it is, who asks and that they looked is settled before its first byte.
 *
 * 404: another clinic's text, none that came in, one without so many media, or they were deleted.
 */
#include <strings.h>

#include "core/clock.h"
#include "core/text.h"
#include "data/messages.h"
#include "web/account.h"
#include "web/relay.h"

enum { MEDIA_MAX = 10, MEDIA_MS_MAX = 120 * 1000, FRESH_MS = 2 * 60 * 1000 };
static const size_t media_bytes_max = (size_t)100 * 1024 * 1024;

enum { ID, N };

static const struct param params[] = {
	[ID] = { "id", P_ID, .help = "The text's id" },
	[N] = { "n", P_INT, 0, MEDIA_MAX - 1, .help = "Which of its media, from 0" },
	{ 0 }
};

/* Never what may hold a script: no SVG, no HTML. */
static const struct type { const char *type, *extension; bool attached; } types[] = {
	{ "image/jpeg", "jpg", false }, { "image/jpg", "jpg", false }, { "image/png", "png", false }, { "image/gif", "gif", false }, { "image/webp", "webp", false },
	{ "image/bmp", "bmp", false }, { "image/tiff", "tif", false }, { "image/heic", "heic", false }, { "image/heif", "heif", false },
	{ "audio/mpeg", "mp3", false }, { "audio/mp3", "mp3", false }, { "audio/mp4", "m4a", false }, { "audio/aac", "aac", false }, { "audio/ogg", "ogg", false },
	{ "audio/amr", "amr", false }, { "audio/amr-nb", "amr", false }, { "audio/3gpp", "3gp", false }, { "audio/3gpp2", "3g2", false }, { "audio/wav", "wav", false },
	{ "audio/x-wav", "wav", false }, { "audio/webm", "weba", false }, { "audio/basic", "au", false },
	{ "video/mp4", "mp4", false }, { "video/mpeg", "mpg", false }, { "video/quicktime", "mov", false }, { "video/3gpp", "3gp", false },
	{ "video/3gpp2", "3g2", false }, { "video/webm", "webm", false }, { "video/ogg", "ogv", false },
	{ "application/pdf", "pdf", true }, { "text/vcard", "vcf", true }, { "text/x-vcard", "vcf", true },
};
static const struct type any = { "application/octet-stream", "bin", true };

/* Parameters of a type ("; charset=") say nothing here. */
static bool
is_type(const char *theirs, const char *type)
{
	size_t n = strlen(type);

	return theirs && strncasecmp(theirs, type, n) == 0 && (!theirs[n] || strchr("; \t", theirs[n]));
}

static const struct type *
type_of(const char *content_type)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (is_type(content_type, types[i].type))
			return &types[i];
	return &any;
}

/* Storage may not know what it stores, or call it by another name of its kind; a page of words is no picture. */
static bool
fits(const struct relay *relay, const char *content_type)
{
	const char *ours = relay->content_type;
	size_t kind = strcspn(ours, "/") + 1;

	return ours == any.type || is_type(content_type, ours) || is_type(content_type, any.type) || is_type(content_type, "binary/octet-stream") ||
	    (!text_has_prefix(ours, "application/") && strncasecmp(content_type, ours, kind) == 0 && !is_type(content_type, "text/html"));
}

static bool
is_sid(const char *sid, const char *prefix)
{
	return sid && text_has_prefix(sid, prefix) && strlen(sid) == 34 && strspn(sid + 2, "0123456789abcdefABCDEF") == 32;
}

/* Of the address that the webhook gave its last segment counts, and that it is of our account and this text. NULL: it is none. */
static const char *
path_at_twilio(struct request *r, const char *message_sid, const char *url)
{
	struct arena *a = r->arena;
	const char *before = arena_printf(a, "/Accounts/%s/Messages/%s/Media/", r->config->twilio_account_sid, message_sid), *at = url ? strstr(url, before) : NULL;
	const char *sid = at ? at + strlen(before) : NULL;

	if (!is_sid(sid, "ME") || (!is_sid(message_sid, "MM") && !is_sid(message_sid, "SM")))
		return NULL;
	return arena_printf(a, "/Messages/%s/Media/%s", message_sid, sid);
}

static enum outcome
give(struct request *r)
{
	int64_t id = r->in[ID].number, n = r->in[N].number, clinic_id = 0, created_at_ms = 0;
	struct json_object *message = NULL, *medium;
	struct relay_source source = { .bytes_max = media_bytes_max, .deadline_ms = MEDIA_MS_MAX };
	struct relay relay = { .r = r, .what = "text's picture", .provider = "Twilio", .action = "media-viewed", .fits = fits };
	enum db_result result = message_object_find(r->db, r->arena, id, &message, &clinic_id);
	const struct type *type;

	if (result > DB_NONE)
		return outcome_of(result);
	if (result == DB_NONE || !request_sees(r, clinic_id) || !text_same(json_get_text(message, "direction"), "inbound"))
		return refuse(r, 404, "There is no such text that came in.");
	medium = json_object_array_get_idx(json_get(message, "media"), (size_t)n);
	source.path = path_at_twilio(r, json_get_text(message, "messageSid"), json_get_text(medium, "url"));
	if (!source.path)
		return refuse(r, 404, "This text has no such picture, or it was deleted.");
	source.fresh = instant_parse(json_get_text(message, "createdAt"), &created_at_ms) && r->now_ms - created_at_ms < FRESH_MS;
	type = type_of(json_get_text(medium, "contentType"));
	relay.clinic_id = clinic_id;
	relay.object = arena_printf(r->arena, "message %lld media %lld", (long long)id, (long long)n);
	relay.format = relay.content_type = type->type;
	relay.disposition = arena_printf(r->arena, "%s; filename=\"message-%lld-%lld.%s\"", type->attached ? "attachment" : "inline", (long long)id, (long long)n,
	    type->extension);
	return relay_from_twilio(&relay, &source);
}

/* Who looks holds a process for as long as Twilio takes. */
static const struct endpoint endpoints[] = {
	{ GET, "/api/messages/{id}/media/{n}", CALLER_ASSISTANT, give, "A picture, sound, film or document that came in with a text; Range is honoured", params,
	    .no_clinic = true, .processes = 4, .refuses = "416 502 504" },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
