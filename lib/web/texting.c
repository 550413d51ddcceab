/* See texting.h. */
#include "web/texting.h"

#include "core/host.h"
#include "desk/phone.h"
#include "desk/segments.h"
#include "guard/password.h"
#include "web/account.h"
#include "web/once.h"

enum { METADATA_BYTES_MAX = 4096, MEDIA_MAX = 10, URL_BYTES_MAX = 1000 };

static const int64_t AHEAD_MS_MAX = 35LL * 24 * 60 * 60 * 1000;	/* as far ahead as Twilio itself would keep one */
static const int64_t LATE_MS_MAX = 60 * 60 * 1000;			/* later than this it puzzles */

/* --- pictures ----------------------------------------------------------------------------------------------------------- */

/* One, or several in an array. */
static size_t
media_count(struct json_object *media)
{
	return !media ? 0 : json_object_is_type(media, json_type_array) ? json_object_array_length(media) : 1;
}

static const char *
media_url(struct json_object *media, size_t i)
{
	return json_whole_text(json_object_is_type(media, json_type_array) ? json_object_array_get_idx(media, i) : media);
}

static bool
is_address(struct request *r, const char *url)
{
	return url && strlen(url) <= URL_BYTES_MAX && (text_has_prefix(url, "https://") || text_has_prefix(url, "http://")) && !strpbrk(url, " \t\r\n") &&
	    url_host(r->arena, url);
}

static struct json_object *
media_of(struct request *r, struct json_object *media)
{
	struct json_object *list = json_array_in(r->arena);

	for (size_t i = 0; i < media_count(media); i++) {
		struct json_object *o = json_object_in(r->arena);

		json_put_text(o, "url", media_url(media, i));
		json_put_text(o, "contentType", NULL);
		json_append(list, o);
	}
	return media_count(media) ? list : NULL;
}

/* --- checks ------------------------------------------------------------------------------------------------------------- */

static void
check_body(struct request *r, const struct texting *t)
{
	const struct segments segments = segments_of(t->body);

	if (text_is_blank(t->body) && !media_count(t->media->json))
		request_fault(r, t->body_field, *t->body ? "must not be blank" : "is required, or mediaUrl");
	if (segments.characters > SEGMENTS_CHARACTERS_MAX)
		request_fault(r, t->body_field, "is too long: %d characters, which are %d segments in %s; Twilio takes %d characters", segments.characters, segments.count,
		    encoding_name(segments.encoding), SEGMENTS_CHARACTERS_MAX);
}

void
texting_check(struct request *r, const struct texting *t)
{
	struct json_object *metadata = t->metadata->json, *media = t->media->json;
	bool good = media_count(media) <= MEDIA_MAX;

	check_body(r, t);
	for (size_t i = 0; good && i < media_count(media); i++)
		good = is_address(r, media_url(media, i));
	if (!good)
		request_fault(r, "mediaUrl", "must be an address like https://example.com/a.png, or an array of at most %d", MEDIA_MAX);
	if (metadata && (!json_object_is_type(metadata, json_type_object) || strlen(json_text(r->arena, metadata)) > METADATA_BYTES_MAX))
		request_fault(r, "metadata", "must be an object of at most %d bytes", METADATA_BYTES_MAX);
	if (t->send_at->state == VALUE_SET && t->send_at->number && t->send_at->number <= r->now_ms)
		request_fault(r, "sendAt", "has passed");
	if (t->send_at->number > r->now_ms + AHEAD_MS_MAX)
		request_fault(r, "sendAt", "must be at most 35 days ahead");
	(void)request_clinic(r);
}

/* --- whose, from where, to whom ----------------------------------------------------------------------------------------- */

enum db_result
texting_gather(struct request *r, struct texting *t)
{
	struct message *m = &t->text;
	enum db_result result = clinic_find(r->db, r->arena, r->clinic_id, &t->clinic);

	if (result == DB_OK)
		result = request_from(r, &t->clinic, t->from, &t->text.from);
	if (result != DB_OK)
		return result;
	m->clinic_id = r->clinic_id;
	m->to = request_phone(r, "to", t->to, t->clinic.default_country);
	if (m->to && phone_is_premium(m->to))
		request_fault(r, "to", "is a premium number, which is not texted from here");
	else if (m->to && text_same(m->to, m->from))
		request_fault(r, "to", "is the clinic's own number");
	m->body = t->body;
	m->media = media_of(r, t->media->json);
	m->metadata = t->metadata->json;
	m->user_id = t->user_id->text && *t->user_id->text ? t->user_id->text : NULL;
	/* By its origin it is found again, also where the database's answer is lost. */
	m->origin = once_origin(r);
	if (!m->origin)
		m->origin = arena_printf(r->arena, "sms:%s", random_id(r->arena));
	t->send_at_ms = t->send_at->number;
	m->ask_until_ms = (t->send_at_ms ? t->send_at_ms : r->now_ms) + LATE_MS_MAX;
	return DB_OK;
}
