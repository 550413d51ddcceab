/* See click.h. */
#include "web/click.h"

#include "core/form.h"
#include "core/text.h"

/* ref=…&line=…&called=…&limit=…&record=1&step=accept&attempt=1; what it is not about is left out. */
static const char *
step_url(struct request *r, const struct click *click, const char *step, int attempt)
{
	struct text query = text_new(r->arena);

	form_put(&query, "ref", click->reference ? click->reference : "");
	form_put(&query, "step", step);
	form_put(&query, "line", click->line);
	if (attempt) {
		form_put(&query, "called", click->call.to);
		form_put(&query, "limit", arena_printf(r->arena, "%d", click->call.time_limit_s));
		form_put(&query, "record", click->call.records ? "1" : "0");
		form_put(&query, "attempt", arena_printf(r->arena, "%d", attempt));
	}
	text_puts(&query, "&");
	text_puts(&query, text_same(step, "announce") ? LEG_OF_PATIENT : LEG_OF_ASSISTANT);
	return routes_url(r->routes, r->arena, r->config, "voice-click", query.data);
}

static const char *
status_url(struct request *r, const char *reference, const char *leg)
{
	struct text query = text_new(r->arena);

	form_put(&query, "ref", reference ? reference : "");
	if (leg)
		text_printf(&query, "&%s", leg);
	return routes_url(r->routes, r->arena, r->config, "voice-status-callback", query.data);
}

const char *
call_status_url(struct request *r, const char *reference, bool assistant)
{
	return status_url(r, reference, assistant ? LEG_OF_ASSISTANT : NULL);
}

struct click_urls
click_urls(struct request *r, const struct click *click)
{
	return (struct click_urls){
		.accept = step_url(r, click, "accept", click->attempt + 1),
		.dialled = step_url(r, click, "dialled", 0),
		.announce = step_url(r, click, "announce", 0),
		.leg_status = status_url(r, click->reference, LEG_OF_PATIENT),
		.recording = routes_url(r->routes, r->arena, r->config, "recording-status", NULL),
		.transcription = routes_url(r->routes, r->arena, r->config, "voice-transcription", LEG_OF_ASSISTANT),
	};
}
