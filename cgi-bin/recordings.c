/*
 * recordings - what was recorded of a call, and its sound
 *
 * The sound comes from Twilio through us: no client is ever led there, and whose it is, who asks and that they listened is settled before its first byte.
 * To delete one deletes it here now, and at Twilio as soon as Twilio does it; the ledger of deletions tells.
 *
 * Twice? A recording that was deleted can be deleted again.
 */
#include "data/deletions.h"
#include "web/sound.h"

enum { SID };

static const struct param params[] = { [SID] = { "sid", P_TEXT, 1, 64, .help = "The recording's sid" }, { 0 } };

/* The recording, if this user may know of it; else the answer stands, and its sid is NULL. */
static enum outcome
find(struct request *r, struct recording *recording)
{
	enum db_result result = recording_find(r->db, r->arena, r->in[SID].text, recording);

	if (result == DB_OK && role_sees(&r->user, recording->clinic_id) && (!r->clinic_id || r->clinic_id == recording->clinic_id))
		return ANSWERED;
	*recording = (struct recording){ 0 };
	return result == DB_OK || result == DB_NONE ? refuse(r, 404, "There is no such recording.") : outcome_of(result);
}

static enum outcome
give(struct request *r)
{
	struct recording recording;
	enum outcome outcome = find(r, &recording);

	return recording.recording_sid ? answer_json(r, 200, sound_object(r, &recording)) : outcome;
}

static enum outcome
give_sound(struct request *r, const char *format)
{
	struct recording recording;
	enum outcome outcome = find(r, &recording);

	return recording.recording_sid ? answer_sound(r, &recording, format) : outcome;
}

static enum outcome
mp3(struct request *r)
{
	return give_sound(r, "mp3");
}

static enum outcome
wav(struct request *r)
{
	return give_sound(r, "wav");
}

static enum outcome
take_away(struct request *r)
{
	struct recording recording;
	struct deletion deletion;
	enum outcome outcome = find(r, &recording);

	if (!recording.recording_sid)
		return outcome;
	if (recording.processing == PROCESSING_DELETED)
		return answer_empty(r, 204);
	deletion = (struct deletion){
		.kind = DELETION_RECORDING, .ref = recording.recording_id, .clinic_id = recording.clinic_id, .reason = DELETION_REQUEST,
		.user_id = r->user.user_id,
	};
	outcome = outcome_of(deletion_ask(r->db, r->arena, &deletion, r->now_ms));
	if (outcome != ANSWERED)
		return outcome;
	audit(r, recording.clinic_id, "recording-deleted", arena_printf(r->arena, "recording %s", recording.recording_sid), NULL);
	return answer_empty(r, 204);
}

/* The first row is what audioUrl leads to. A listener holds a process for as long as Twilio takes. */
static const struct endpoint endpoints[] = {
	{ GET, "/api/twilio/recordings/{sid}/audio.mp3", CALLER_ASSISTANT, mp3, "A recording's sound (audio/mpeg); Range is honoured", params, .no_clinic = true, .processes = 6 },
	{ GET, "/api/twilio/recordings/{sid}/audio.wav", CALLER_ASSISTANT, wav, "A recording's sound (audio/wav); Range is honoured", params, .no_clinic = true },
	{ GET, "/api/twilio/recordings/{sid}", CALLER_ASSISTANT, give, "A recording", params, .answer = "recording", .no_clinic = true },
	{ DELETE, "/api/twilio/recordings/{sid}", CALLER_CUSTOMER, take_away, "Delete a recording, here and at Twilio", params, .no_clinic = true },
	{ 0 }
};

int
main(int argc, char **argv)
{
	return serve(endpoints, argc, argv);
}
