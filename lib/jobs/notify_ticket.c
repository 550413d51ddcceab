/*
 * Tells a clinic's assistants of an urgent ticket, by text and by mail, as the notify rules say:
 * once, and not of one that was closed meanwhile.
 */
#include "core/clock.h"
#include "core/text.h"
#include "data/assistants.h"
#include "data/clinics.h"
#include "data/numbers.h"
#include "data/tickets.h"
#include "jobs/mail.h"
#include "jobs/notify.h"

struct telling {
	struct job_context *c;
	const struct ticket *ticket;
	const char *clinic_name;
	const char *from;			/* a number of ours to send texts from; NULL: none */
	struct routing routing;
	struct assistant_row *assistants;
	size_t count;
};

/* All of them, or none: in one transaction with the note that they were told. */
static enum db_result
tell(struct db *db, void *context)
{
	const struct telling *t = context;
	struct arena *a = t->c->arena;
	int64_t ticket_id = t->ticket->ticket_id;
	const struct notice notice = {
		.clinic_id = t->ticket->clinic_id, .kind = "ticket",
		.ref = arena_printf(a, "%lld", (long long)ticket_id), .from = t->from,
		.call_sid = t->ticket->call_sid,
		.text = arena_printf(a, "%s: an urgent ticket needs you. See the desk. %s",
		    t->clinic_name, t->c->config->public_url),
		.mail = json_object_in(a),
	};
	enum db_result result = ticket_notified(db, a, ticket_id, clock_now_ms());

	json_put_int(notice.mail, "ticketId", ticket_id);
	for (size_t i = 0; result == DB_OK && i < t->count; i++) {
		const struct assistant_row *to = &t->assistants[i];
		const struct notify_rule rules = routing_notify(&t->routing, NOTIFY_URGENT_TICKET,
		    to->assistant_id);

		result = notify_assistant(db, a, &notice, to, rules.by_sms, rules.by_email);
	}
	return result;
}

/* Whom, and from where. */
static enum db_result
gather(struct job_context *c, struct telling *t)
{
	int64_t clinic_id = t->ticket->clinic_id;
	struct clinic clinic;
	enum db_result result = clinic_find(c->db, c->arena, clinic_id, &clinic);

	if (result == DB_OK)
		result = routing_load(c->db, c->arena, clinic_id, &t->routing);
	if (result == DB_OK)
		result = assistants_of_clinic(c->db, c->arena, clinic_id, &t->assistants, &t->count);
	if (result == DB_OK)
		result = number_sender(c->db, c->arena, clinic_id, NULL, &t->from);
	if (result != DB_OK)
		return result;
	t->clinic_name = clinic.name;
	if (!*t->from)
		t->from = *c->config->twilio_phone_number ? c->config->twilio_phone_number : NULL;
	return DB_OK;
}

static struct job_outcome
notify_ticket_job(struct job_context *c)
{
	struct ticket ticket;
	struct telling t = { .c = c, .ticket = &ticket };
	enum db_result result = ticket_find(c->db, c->arena,
	    json_get_int(c->job->payload, "ticketId", 0), &ticket);

	if (result > DB_NONE)
		return job_failed("the database did not answer");
	if (result == DB_NONE || ticket.notified_at_ms || text_same(ticket.status, "closed") ||
	    !text_same(ticket.priority, "urgent"))
		return job_is_done();
	if (gather(c, &t) != DB_OK)
		return job_failed("the clinic's routing and assistants could not be read");
	if (db_transact(c->db, tell, &t) > DB_NONE)
		return job_failed("the database did not keep whom to tell");
	return job_is_done();
}

JOB_KIND("notify-ticket", notify_ticket_job, .attempts_max = 30);

/* --- the mail -------------------------------------------------------------------------------- */

static const char *
mail_text(struct job_context *c, const struct ticket *ticket, const struct clinic *clinic)
{
	struct civil at = zone_civil(clinic->timezone, ticket->created_at_ms);
	struct text t = text_new(c->arena);

	text_printf(&t, "%s has an urgent ticket:\n\n    %s\n\n", clinic->name, ticket->subject);
	if (!text_is_blank(ticket->description))
		text_printf(&t, "%s\n\n", ticket->description);
	text_printf(&t, "It was raised on %04d-%02d-%02d at %02d:%02d (%s).\n\n"
	    "%s (after logging in)\n", at.year, at.month, at.day, at.hour, at.minute,
	    clinic->timezone, c->config->public_url);
	return t.data;
}

static struct job_outcome
mail_ticket_job(struct job_context *c)
{
	int64_t assistant_id = json_get_int(c->job->payload, "assistantId", 0);
	struct clinic clinic;
	struct ticket ticket;
	struct assistant_row to;
	struct mail mail;
	enum db_result result = ticket_find(c->db, c->arena,
	    json_get_int(c->job->payload, "ticketId", 0), &ticket);

	if (result == DB_OK)
		result = clinic_find(c->db, c->arena, ticket.clinic_id, &clinic);
	if (result == DB_OK)
		result = assistant_find(c->db, c->arena, assistant_id, &to);
	if (result > DB_NONE)
		return job_failed("the database did not answer");
	/* The assistant left, or the ticket was closed while the mail server was away. */
	if (result == DB_NONE || !to.email || to.clinic_id != ticket.clinic_id ||
	    text_same(ticket.status, "closed"))
		return mail_is_needless(c);
	mail = (struct mail){
		.to = to.email,
		.subject = arena_printf(c->arena, "Urgent ticket for %s", clinic.name),
		.text = mail_text(c, &ticket, &clinic),
		.id = arena_printf(c->arena, "ticket-%lld.%lld", (long long)ticket.ticket_id,
		    (long long)assistant_id),
		.at_ms = clock_now_ms(),
	};
	return mail_deliver(c, &mail);
}

JOB_KIND("mail-ticket", mail_ticket_job, .attempts_max = MAIL_ATTEMPTS_MAX);
