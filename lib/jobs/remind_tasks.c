/*
 * Reminds of tasks whose time is past, once each: a mail to whom the task is given, or, where it is
 * nobody's, to those of the clinic's assistants who want mails. A new time is reminded of anew. A
 * task of which nobody can be told counts as reminded. Without a mail server nothing is done, and
 * what is overdue then is told when there is one.
 */
#include "core/clock.h"
#include "data/assistants.h"
#include "data/clinics.h"
#include "data/tasks.h"
#include "data/users.h"
#include "jobs/mail.h"

enum { EVERY_S = 60, TASKS_MAX = 200 };

struct reminder {
	struct arena *arena;
	const struct task *task;
	int64_t user_id;			/* 0: it is nobody's task, and */
	struct assistant_row *assistants;	/* the clinic's are asked */
	size_t count;
};

/* Who has moved to another clinic since has nothing to do with it any more. */
static enum db_result
choose(struct job_context *c, struct reminder *r)
{
	struct account account;
	enum db_result result = DB_NONE;

	if (r->task->assignee_id)
		result = account_find(c->db, c->arena, r->task->assignee_id, &account);
	if (result == DB_OK && account.clinic_id == r->task->clinic_id)
		r->user_id = r->task->assignee_id;
	if (result > DB_NONE || r->user_id)
		return result;
	return assistants_of_clinic(c->db, c->arena, r->task->clinic_id, &r->assistants,
	    &r->count);
}

static enum db_result
add_mail(struct db *db, const struct reminder *r, const char *whom, int64_t id)
{
	struct json_object *payload = json_object_in(r->arena);

	json_put_int(payload, "taskId", r->task->task_id);
	json_put_int(payload, whom, id);
	return job_add(db, r->arena, "mail-task", arena_printf(r->arena, "mail-task:%lld:%s:%lld",
	    (long long)r->task->task_id, whom, (long long)id), payload, 0);
}

/* All of them, or none: in one transaction with the note that they were told. */
static enum db_result
remind(struct db *db, void *context)
{
	const struct reminder *r = context;
	enum db_result result = task_reminded(db, r->arena, r->task->task_id, clock_now_ms());

	if (result == DB_OK && r->user_id)
		return add_mail(db, r, "userId", r->user_id);
	for (size_t i = 0; result == DB_OK && i < r->count; i++)
		if (r->assistants[i].email_notify && r->assistants[i].email)
			result = add_mail(db, r, "assistantId", r->assistants[i].assistant_id);
	return result;
}

static struct job_outcome
remind_tasks_job(struct job_context *c)
{
	struct task *tasks;
	size_t count;

	if (!config_has_mail(c->config))
		return job_is_done();
	/* What is more than this waits for the next time. */
	if (tasks_overdue(c->db, c->arena, clock_now_ms(), TASKS_MAX, &tasks, &count) != DB_OK)
		return job_failed("the database did not answer");
	for (size_t i = 0; i < count; i++) {
		struct reminder r = { .arena = c->arena, .task = &tasks[i] };

		if (choose(c, &r) != DB_OK)
			return job_failed("whom to remind could not be read");
		/* DB_NONE: it was done or reminded of meanwhile. */
		if (db_transact(c->db, remind, &r) > DB_NONE)
			return job_failed("the database did not keep whom to remind");
	}
	return job_is_done();
}

JOB_KIND("remind-tasks", remind_tasks_job, .every_s = EVERY_S);

/* --- the mail -------------------------------------------------------------------------------- */

static const char *
mail_text(struct job_context *c, const struct task *task, const struct clinic *clinic)
{
	struct civil due = zone_civil(clinic->timezone, task->due_at_ms);

	return arena_printf(c->arena, "A task of %s is overdue:\n\n    %s\n\n"
	    "It was to be done by %04d-%02d-%02d %02d:%02d (%s).\n\n"
	    "%s (after logging in)\n",
	    clinic->name, task->title, due.year, due.month, due.day, due.hour, due.minute,
	    clinic->timezone, c->config->public_url);
}

/* The address, NULL where there is none any more. */
static enum db_result
recipient(struct job_context *c, const struct task *task, const char **to)
{
	int64_t user_id = json_get_int(c->job->payload, "userId", 0);
	int64_t assistant_id = json_get_int(c->job->payload, "assistantId", 0);
	struct assistant_row assistant;
	struct account account;
	enum db_result result;

	*to = NULL;
	if (user_id) {
		result = account_find(c->db, c->arena, user_id, &account);
		if (result == DB_OK && account.clinic_id == task->clinic_id)
			*to = account.email;
	} else {
		result = assistant_find(c->db, c->arena, assistant_id, &assistant);
		if (result == DB_OK && assistant.clinic_id == task->clinic_id)
			*to = assistant.email;
	}
	return result;
}

static struct job_outcome
mail_task_job(struct job_context *c)
{
	struct clinic clinic;
	struct task task;
	const char *to = NULL;
	struct mail mail;
	enum db_result result = task_find(c->db, c->arena,
	    json_get_int(c->job->payload, "taskId", 0), &task);

	if (result == DB_OK)
		result = clinic_find(c->db, c->arena, task.clinic_id, &clinic);
	if (result == DB_OK)
		result = recipient(c, &task, &to);
	if (result > DB_NONE)
		return job_failed("the database did not answer");
	/* The task is gone, its user is, or it was done, or has more time. */
	if (result == DB_NONE || !to || task.done || !task.due_at_ms ||
	    task.due_at_ms > clock_now_ms())
		return job_is_done();
	mail = (struct mail){
		.to = to,
		.subject = arena_printf(c->arena, "A task of %s is overdue", clinic.name),
		.text = mail_text(c, &task, &clinic),
		.id = arena_printf(c->arena, "task-%lld-%lld.%lld", (long long)task.task_id,
		    (long long)task.due_at_ms, (long long)c->job->job_id),
		.at_ms = clock_now_ms(),
	};
	return mail_deliver(c, &mail);
}

JOB_KIND("mail-task", mail_task_job, .attempts_max = MAIL_ATTEMPTS_MAX);
