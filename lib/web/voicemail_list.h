/* Voicemails as our API gives them. */
#ifndef WEB_VOICEMAIL_LIST_H
#define WEB_VOICEMAIL_LIST_H

#include "data/voicemails.h"
#include "web/list.h"

/* The voicemail object of spec section 11, with our address of its sound. */
struct json_object *voicemail_shown(struct request *r, const struct voicemail *v);

/* Answers with the voicemails that fit; clinic, page and dates are filled in here. That transcripts were read is in the audit log, once a page; where it cannot
 * be, they are not given. */
enum outcome answer_voicemails(struct request *r, const struct voicemail_filter *filter);

#endif
