/*
 * recordings - what was recorded of a call, and its sound
 *
 * The sound comes from Twilio through us: no client is ever led there, and whose it is, who asks and that they listened is settled before its first byte.
 * To delete one deletes it here now, and at Twilio as soon as Twilio does it; the ledger of deletions tells.
 *
 * Twice? A recording that was deleted can be deleted again.
 */
#include "data/deletions.h"
#include "web/item.h"
#include "web/sound.h"

enum { SID };

static const struct param params[] = { [SID] = { "sid", P_TEXT, 1, 64, .help = "The recording's sid" }, { 0 } };

/* The recording that the path names. */
static void
find(struct request *r)
{
	struct recording *recording = r->context = arena_alloc(r->arena, sizeof *recording);

	item_found(r, "recording", recording_find(r->db, r->arena, r->in[SID].text, recording), &recording->clinic_id);
}

static enum outcome
give(struct request *r)
{
	return answer_item(r, DB_OK, sound_object(r, r->context));
}

static enum outcome
mp3(struct request *r)
{
	return answer_sound(r, r->context, "mp3");
}

static enum outcome
wav(struct request *r)
{
	return answer_sound(r, r->context, "wav");
}

static enum outcome
take_away(struct request *r)
{
	const struct recording *recording = r->context;
	struct deletion deletion = {
		.kind = DELETION_RECORDING, .ref = recording->recording_id, .clinic_id = recording->clinic_id, .reason = DELETION_REQUEST,
		.user_id = r->user.user_id,
	};
	enum outcome outcome;

	if (recording->processing == PROCESSING_DELETED)
		return answer_empty(r, 204);
	outcome = outcome_of(deletion_ask(r->db, r->arena, &deletion, r->now_ms));
	if (outcome != ANSWERED)
		return outcome;
	audit(r, recording->clinic_id, "recording-deleted", arena_printf(r->arena, "recording %s", recording->recording_sid), NULL);
	return answer_empty(r, 204);
}

/* The first row is what audioUrl leads to. A listener holds a process for as long as Twilio takes. */
static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/recordings/{sid}/audio.mp3", CALLER_ASSISTANT, mp3, "A recording's sound (audio/mpeg); Range is honoured", params, .check = find, .no_clinic = true, .processes = 6, .read_timeout_s = SOUND_S_MAX, .refuses = "416 502 504" },
	{ GET, "/api/twilio/recordings/{sid}/audio.wav", CALLER_ASSISTANT, wav, "A recording's sound (audio/wav); Range is honoured", params, .check = find, .no_clinic = true, .read_timeout_s = SOUND_S_MAX, .refuses = "416 502 504" },
	{ GET, "/api/twilio/recordings/{sid}", CALLER_ASSISTANT, give, "A recording", params, .check = find, .answer = "recording", .no_clinic = true },
	{ DELETE, "/api/twilio/recordings/{sid}", CALLER_CUSTOMER, take_away, "Delete a recording, here and at Twilio", params, .check = find, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
