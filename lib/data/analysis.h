/*
 * What was found out about a call from what was said in it: summary, verdict on a booking, outcome,
 * intent. A call's row, its booking and its words for search change together.
 */
#ifndef DATA_ANALYSIS_H
#define DATA_ANALYSIS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/json.h"
#include "data/db.h"

/* A call, as far as its analysis goes. */
struct analysed {
	int64_t call_id, clinic_id;		/* clinic_id 0: none */
	const char *call_sid;
	const char *outcome;			/* that came from elsewhere; NULL: none did */
	const char *timezone;			/* the clinic's; NULL: none */
	const char *language;			/* the clinic's; NULL: none */
	int64_t started_at_ms;
	bool about_visit;			/* an appointment-confirmation: of a visit that stands */
	const char *summary;			/* NULL: none */
	struct json_object *document;		/* what was stored last (NULL: nothing): see findings */
	bool by_model;
	bool is_done;				/* a verdict was stored */
	int detector_version;			/* that it rests on; 0: none */
	bool is_live;				/* it goes on, and is being listened to */
};

/* DB_NONE: there is no such call. */
enum db_result analysis_load(struct db *db, struct arena *a, const char *call_sid,
    struct analysed *out);

/* What is to be stored. Over-long texts are cut. */
struct findings {
	int64_t transcript_id;			/* in which it was found; 0: in the call's summary */
	const char *summary;			/* NULL: what is there stays */
	int booked;				/* 1, 0; -1: unclear */
	double confidence;
	const char *evidence, *stated_time;	/* NULL: none */
	const char *stated_date;		/* its day by the clinic's calendar, "2026-11-24"; NULL:
						 * not known */
	int64_t starts_at_ms;			/* 0: its hour is not known, or none of it */
	const char *outcome;			/* NULL: none was found */
	const char *intent;			/* NULL: none was found */
	double intent_confidence;
	bool by_model;
	int detector_version;
	/* An object for whoever analyses, and what people see of it (analysis_object). The outcome
	 * is added to it, so that the next time it is known which one came from here. */
	struct json_object *document;
};

/*
 * Stores it in one transaction (which may be the caller's): the call's row, its booking (proposed where it is booked, withdrawn
 * where it is not and nobody has decided yet) and its words for search. An outcome stays that came
 * from elsewhere (a pressed key, a voicemail), an intent that a key showed too. The same again
 * changes nothing. DB_NONE: there is no such call, or what it was found in was deleted meanwhile:
 * nothing is stored.
 */
enum db_result analysis_store(struct db *db, struct arena *a, const char *call_sid,
    const struct findings *findings, int64_t at_ms);

/* {sentiment, actionItems} of what was stored, NULL where there is none of it. */
struct json_object *analysis_object(struct arena *a, struct json_object *document);

/* The summary object of spec section 11. DB_NONE: there is no such call. */
enum db_result summary_object(struct db *db, struct arena *a, const char *call_sid,
    struct json_object **summary);

/* What happened to a call without a webhook, oldest first: its transcripts were ready, its first
 * summary was stored (where it has none: its analysis last changed), its booking was proposed,
 * confirmed or dismissed. */
struct moment {
	const char *type;	/* "transcript-ready", "summary-ready", "analysed", "booking-…" */
	int64_t at_ms;
	const char *sid;
	const char *detail;	/* source of a transcript, who decided; NULL: nothing */
};
enum db_result analysis_moments(struct db *db, struct arena *a, const char *call_sid,
    struct moment **moments, size_t *count);

/* Sids of calls whose verdict rests on an older detector: at most `limit`. */
enum db_result analysis_outdated(struct db *db, struct arena *a, int detector_version, int limit,
    const char ***call_sids, size_t *count);

/* The verdict stays what it is under this version, since there is nothing left to read. */
enum db_result analysis_keep(struct db *db, const char *call_sid, int detector_version);

#endif
