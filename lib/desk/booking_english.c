/* How people tell in English what a call came to. See booking_parts.h and phrases.h. */
#include "desk/booking_parts.h"

static const struct word_class classes[] = {
	/* The shared classes, in their order. */
	{ "visit", "appointment appointments appt appts apt visit visits consultation "
	    "consultations consult consults cleaning cleanings checkup checkups exam exams "
	    "examination examinations evaluation evaluations assessment assessments followup "
	    "followups physical physicals session sessions screening screenings intake xray "
	    "xrays mammogram mammograms ultrasound ultrasounds filling fillings rootcanal "
	    "crown extraction extractions procedure procedures treatment treatments "
	    "vaccination vaccinations shot shots vaccine bloodwork therapy physiotherapy "
	    "massage fitting fittings adjustment adjustments booking bookings reservation "
	    "telehealth televisit scan scans colposcopy biopsy whitening injection review prep "
	    "removal placement planing sealants veneers braces aligner smear infusion ekg ecg "
	    "mri ct impressions jab jabs stitches sutures vasectomy test tests hygiene draw "
	    "lesson counseling counselling acupuncture colonoscopy teleconsult videovisit "
	    "interviewvisit debridement readings refraction" },
	{ "slot", "slot slots opening openings spot spots time times place date dates space day "
	    "days availability hour vacancy something one" },
	{ "other", "callback callbacks delivery deliveries maintenance interpreter transport "
	    "transportation refill refills driver inspector recruiter rep vendor walkthrough "
	    "plumbers oil tire vehicle haircut haircuts dog cat pet vet dinner pizza ride "
	    "rides taxi cab uber lyft cleaners carpet electrician painter painters movers "
	    "exterminator window technician repair repairs meeting meetings demo interview "
	    "refund payment payments shipment pickup vacation flight hotel training webinar "
	    "update upgrade inspection surgery operation table conference lunch plumber "
	    "contractor courier service release sterilizer printer courtdate audit "
	    "demonstration presentation installation reminder reminders orientation shift party "
	    "caterer catering celebration seminar workshop lecture event deposition "
	    "auditors auditor tour fundraiser rehearsal wedding funeral exhibition" },
	{ "be", "am is are was were be been being get gets got getting" },
	{ "have", "have has having" },
	{ "had", "had" },
	{ "modal", "can could may might must should shall would" },
	{ "will", "will shall" },
	{ "not", "not never neither nor hardly barely" },
	{ "no", "no without zero" },
	{ "nothing", "nothing none nobody noone" },
	{ "adverb", "also now then just already successfully finally eventually promptly "
	    "immediately directly currently therefore thus duly indeed only even still ever "
	    "yet actually officially initially originally previously recently quickly happily "
	    "gladly readily all both each soon instead later subsequently accordingly "
	    "ultimately formally properly however unfortunately moreover furthermore again too "
	    "either first really certainly definitely always afterwards afterward anyway "
	    "apparently evidently supposedly automatically once simply nevertheless "
	    "nonetheless" },
	{ "to", "to" },
	{ "want", "want wants wanted wanting wish wishes wished wishing hope hopes hoped hoping "
	    "like need needs needed needing try tries tried trying ask asks asked asking "
	    "request requests requested requesting intend intends intended intending plan "
	    "plans planned planning attempt attempts attempted attempting look looking looked "
	    "call calls called calling seek seeks seeking sought prefer prefers preferred "
	    "consider considers considering phone phoned contact contacted contacting reach "
	    "reached inquire inquired inquiring enquired interested wonder wondered aim aims "
	    "keen eager ready willing mean means meant love wait waits waited waiting desire "
	    "desired desires rang ringing encouraged advised urged reminded suggested "
	    "recommended invited instructed told due going promised pending back about how "
	    "where chance supposed offer offered offers offering" },
	{ "able", "able manage manages managed managing succeeded" },
	{ "agree", "persuaded convinced agree agrees agreed agreeing decided decides opted opts "
	    "elected chose chooses happy glad proceeded proceeds consented committed commits "
	    "arranged pleased" },
	{ "fail", "unable fail fails failed failing refuse refused refuses declined declines "
	    "unwilling reluctant forgot hesitant impossible couldnt" },
	{ "say", "said says saying say states stated claims claimed claiming believes believed "
	    "thought thinks insisted insists assumed mentioned reported remembered recalled "
	    "maintained swore swears convinced impression sure alleges assured indicated" },
	{ "ask", "asked asks asking ask wondered wonders inquired inquires inquiring enquired "
	    "wondering whether" },
	{ "staff", "receptionist agent assistant staff clinic office team we scheduler desk "
	    "hygienist coordinator representative operator practice nurse reception dr doctor "
	    "i manager clerk secretary department us system" },
	{ "caller", "caller patient pt pat he she they client customer man woman person mr mrs "
	    "ms parent" },
	{ "person", "son daughter wife husband mother father mom dad brother sister child kids "
	    "children partner baby twins sibling friend grandmother grandfather grandson "
	    "granddaughter nephew niece aunt uncle spouse parents other toddler boy girl "
	    "teenager roommate cousin son's kid boys girls sons daughters infant newborn "
	    "siblings second younger older eldest youngest stepson stepdaughter fiance "
	    "boyfriend girlfriend colleague herself himself" },
	{ "condition", "if unless once until when whenever provided providing assuming depending "
	    "should" },
	{ "before", "before instead rather without" },
	{ "split", "but however although though then so because since while whereas after before "
	    "unless if once when whenever whether which who whom whose where except despite "
	    "rather as" },
	{ "history", "ago yesterday previously originally recently prior past" },
	{ "also", "also additionally separately besides additional extra second too plus well" },
	{ "new", "new another first" },
	{ "definite", "the her his their your my this that existing upcoming current original "
	    "previous old own our its those these" },
	{ "relative", "that which who" },
	{ "pronoun", "she he they it her him them you i we us someone herself himself themselves "
	    "me everyone both each" },
	{ "past", "made put set got gave given took taken chose chosen came saw seen fit found "
	    "left kept held went written had lost laid began knew spoke hung rang read sent "
	    "met swapped brought let lets did said told sought wrote fell felt forgot won ran "
	    "setup meant thought" },
	{ "matter", "address insurance phone number email name pharmacy provider policy card plan "
	    "dosage medication dose prescription bill balance claim order records record "
	    "results result job house town city car dressing bandage diagnosis copay cost "
	    "costs price prices hours fee fees parking referral refill form forms paperwork "
	    "details information birth spelling coverage benefits directions subscription "
	    "membership mind identity eligibility login password portal doctors receipt "
	    "statement shoe pill pills" },
	{ "finite", "is are was were has had have will would can could did does do may might must "
	    "should am asks wants needs says books schedules takes agrees accepts declines "
	    "calls gets gives comes prefers hopes plans knows brings understands thanks likes "
	    "hangs promises wishes requests chooses cancels moves confirms" },
	{ "and", "and or" },
	{ "help", "help helps helped helping assist assists assisted assisting let lets allow "
	    "allows "
	    "allowed allowing enable enables enabled" },
	{ "open", "available availability earliest opening openings open found next soonest "
	    "possible option options between quoted" },
	{ "when", "" },			/* the words of stated times */
	{ "turn", "but then however so ultimately afterwards later" },
	{ "harmless", "change changes cancel cancels earlier sooner opens questions question "
	    "worse worsens arrive arrives arrived problems" },
	{ "errand", "pick picks pickup drop drops sample pay collect fix repair deliver inspect "
	    "install sign bring wait interview forms records check cash paperwork glasses tour "
	    "service closed open" },
	{ "swap", "instead exchange rather" },
	{ "contrast", "but though although however unless until only except yet" },
	{ "owned", "her his their your my our" },
	{ "season", "january february march april may june july august september october november "
	    "december spring summer fall autumn winter" },
	{ "unending", "and or the a an for to with of at on in but her his that which if when is "
	    "was" },
	{ "visitor", "rep reps salesman saleswoman salesperson supplier vendor accountant "
	    "applicant candidate recruiter inspector plumber technician electrician contractor "
	    "journalist auditor attorney caterer courier architect landlord bookkeeper "
	    "distributor" },
	/* Its own. */
	{ "det", "a an the her his their your my our this that any some another one" },
	{ "none", "no none nothing zero few neither" },
	{ NULL, NULL }
};

static const struct phrase phrases[] = {
	/* --- words that would look like something else ---------------------------------------- */
	{ SAYS_HELD, "on hold for her|him|them|mr|mrs|ms|the|while|until" },
	{ SAYS_WANTS_CONFIRM, "as scheduled|agreed|planned|booked|arranged in|last|earlier|"
	    "before|originally|back" },
	{ SAYS_WANTS_CONFIRM, "make|making|made|be|being sure|certain that? .... still|<visit>|"
	    "correct|right|on|booked|scheduled|stands|stood" },
	{ SAYS_OFFERED, "given|gave|got|names|named|heard|quoted .. times|dates|slots|options|"
	    "choices|possibilities" },
	{ SAYS_CONFIRMED, "come|arrive|be .. minutes|minute|hour early|earlier|sooner|before" },
	{ SAYS_CONFIRMED, "as <pronoun>? was|had|<have> been? agreed|arranged|planned|set in|at|"
	    "last|before|on|earlier|back" },
	{ SAYS_CONFIRMED, "^ yes|correct|right the|she|he|her|his|they|it|you|both .... <be> .. "
	    "expected|scheduled|booked|down|due|still|listed" },
	{ SAYS_WANTS_CONFIRM, "<visit> she|he|they|you has|have" },
	{ SAYS_WANTS_CONFIRM, "you have <when>" },
	{ SAYS_WANTS_CONFIRM, "confirmed by the? patient|caller|mother|father|her|him" },
	{ SAYS_WANTS_CONFIRM, "the right|correct one|time|day|date|hour <be>" },
	{ SAYS_NOTHING, "got|gets|received|receives|had a|the|another bill|invoice|letter|"
	    "statement|"
	    "survey|call|question" },
	{ SAYS_ELSEWHERE, "booked|scheduled|reserved .. with|via|through|on|in|using the|our|an "
	    "app|website|portal|site" },
	{ SAYS_WANTS_CONFIRM, "a reminder of|about|for" },
	{ SAYS_CONFIRMED, "time|hour|slot|all remains|stays <when>|the|as" },
	{ SAYS_WANTS_MOVE, "late for her|his|their <when>|<visit>" },
	{ SAYS_NOTHING, "take|takes|took|taken|taking her|his|their place|turn|word|advice|name" },
	{ SAYS_NOTHING, "make|makes|made|making up her|his|their|my mind|minds" },
	{ SAYS_NOTHING, "one|person who comes|brings|takes" },
	{ SAYS_DOUBT, "made|booked|entered|scheduled|created .... by mistake|accident|error" },
	{ SAYS_NOTHING, "approved|accepted|covered|authorized by <det> .. insurer|insurance|plan" },
	{ SAYS_NOTHING, "take|takes|took|taken the|this|her|his call|calls|message" },
	{ SAYS_NOTHING, "as scheduled|agreed|planned|booked|arranged|usual|expected" },
	{ SAYS_NOTHING, "schedule|book|booking|scheduling|appointment system|software|link|"
	    "form|page|site|website|portal|tool|policy|fee|app|conflict|conflicts|"
	    "department|desk|team|error|options|process|number|line|calendar|book" },
	{ SAYS_NOTHING, "the|a|our|own|work|busy|school|doctor|full|clinic schedule|book|"
	    "books|schedules" },
	{ SAYS_NOTHING, "her|his|their|my schedule|schedules|book is|was|and|or|first|"
	    "allows|changes|opens|does|at|with|before|so" },
	{ SAYS_NOTHING, "her|his|their|my schedule|schedules|book $" },
	{ SAYS_NOTHING, "online|phone|automated booking|scheduling|schedule" },
	{ SAYS_NOTHING, "not only" },
	{ SAYS_NOTHING, "a|another time|day|hour|date for" },
	{ SAYS_NOTHING, "requested|asked|wants|wanted|needs|needed for? a|the|her|his copy|letter|"
	    "form|note|report|receipt|printout|proof" },
	{ SAYS_NOTHING, "she|he|they|caller|patient|agent|and|also|who|has|have|had provided" },
	{ SAYS_NOTHING, "no problem|later|doubt|further|trouble|matter|charge|cost|"
	    "insurance|change|changes|questions|objection|issue|issues" },
	{ SAYS_NOTHING, "no other|further|additional questions|concerns|requests|issues" },
	{ SAYS_NOTHING, "last minute" },
	{ SAYS_NOTHING, "set off" },
	{ SAYS_NOTHING, "took|takes|take|taken|taking place|part|care|note|over|time|back|"
	    "medication|medicine|pictures|blood" },
	{ SAYS_NOTHING, "how|where to book|schedule|make|get|set|reserve" },
	{ SAYS_NOTHING, "on hold" },
	{ SAYS_NOTHING, "hold music|time|times" },
	{ SAYS_NOTHING, "make|made|makes it clear|known|plain|possible|there" },
	{ SAYS_NOTHING, "make|made|makes sure|clear|note|payment|notes|sense" },
	{ SAYS_NOTHING, "make|made|makes|making a|the payment|note|complaint|mistake|"
	    "decision|copy|request|call|change" },
	{ SAYS_NOTHING, "put|placed .. on hold" },
	{ SAYS_NOTHING, "put .. through" },
	{ SAYS_NOTHING, "put|left|leave a|the|her|his note|name" },
	{ SAYS_NOTHING, "cancel*|cancell* policy|fee|list|spot|slot" },
	{ SAYS_NOTHING, "<not> to? be? left|leave voicemail|voicemails" },
	{ SAYS_NOTHING, "never|not missed" },
	{ SAYS_NOTHING, "supposed|meant to" },
	{ SAYS_NOT_AGREED, "verge|point|brink|edge of" },
	{ SAYS_NOT_AGREED, "close|about|ready to|set? book|take|accept|agree|confirm|"
	    "schedule|say|choose|commit" },
	{ SAYS_NOTHING, "call|calls <be>|was for" },

	/* --- what is not told, or kept open ------------------------------------------------------- */
	{ SAYS_DOUBT, "no|not time|date|day|slot|answer|reply <be> recorded|noted|given|"
	    "mentioned|said|known|heard" },
	{ SAYS_HELD, "keep|keeps|kept|keeping .. open|empty|free|aside" },
	{ SAYS_HELD, "must|needs|has|have to? okay|ok|sign|look over|off|it|at" },
	{ SAYS_HELD, "signs|sign off" },

	/* --- no slot ---------------------------------------------------------------------------- */
	{ SAYS_NO_SLOT, "fully|completely|entirely|already|solidly|totally|double|all|over|"
	    "heavily booked|scheduled|full|taken|gone|reserved $" },
	{ SAYS_NO_SLOT, "fully|completely|entirely|totally|double|over|heavily booked|"
	    "scheduled|full" },
	{ SAYS_NO_SLOT, "overbooked|doublebooked" },
	{ SAYS_NO_SLOT, "booked|scheduled up|solid|out|full|through|until|till|into|weeks|"
	    "months" },
	{ SAYS_NO_SLOT, "schedule|calendar|clinic|office|practice|week|morning|afternoon|"
	    "day|we|everything|slots|they|hygienist <be> <adverb>? booked|full" },
	{ SAYS_NO_SLOT, "dr <be>? .. <be> <adverb>? booked $" },
	{ SAYS_NO_SLOT, "<none> <adverb>|available|suitable|open|free|more|earlier|sooner|"
	    "other|such|new|matching|same|evening|weekend|saturday|morning|afternoon|"
	    "further|convenient? .. opening|openings|slot|slots|time|times|availability|"
	    "availabilities|vacancies|vacancy|spots|space" },
	{ SAYS_NO_SLOT, "<none> .. available|open|free|left|suitable|found|sooner|earlier|"
	    "worked|suited|fit" },
	{ SAYS_NO_SLOT, "noone .. available|free|in" },
	{ SAYS_NO_SLOT, "nothing open|available|free|earlier|sooner|until|before|suitable|left" },
	{ SAYS_NO_SLOT, "not|longer|never .. available|open|free" },
	{ SAYS_NO_SLOT, "unavailable" },
	{ SAYS_NO_SLOT, "there|they is|are|was|were none" },
	{ SAYS_NO_SLOT, "none|nothing before|until|till|this|sooner" },
	{ SAYS_NO_SLOT, "neither|none would|will|did|could do|work|suit|be" },
	{ SAYS_OFFERED, "another|someone|somebody|other .. gave|given|gives up|back" },
	{ SAYS_NO_SLOT, "not possible|feasible|doable" },
	{ SAYS_NO_SLOT, "no use|good to|for" },
	{ SAYS_EXISTING, "two|three|both|duplicate|double appointments|bookings|visits|entries "
	    "show|showed|appear|appeared|are|were" },
	{ SAYS_NO_SLOT, "can|could not be? done|met|granted|fulfilled|accommodated|arranged" },
	{ SAYS_NO_SLOT, "everything|all|both|that|it <be>|had <adverb>? gone|taken" },
	{ SAYS_NO_SLOT, "not .. any|either .. opening|openings|slots|appointments|times|"
	    "availability|gap|gaps" },
	{ SAYS_NO_SLOT, "not|no|never|longer <be>? see|seeing .. new|children|patients|kids|"
	    "adults|anyone" },
	{ SAYS_NO_SLOT, "not|no|never|longer <be>? accepting|taking|accept|take|treat|"
	    "treats|treating|offer|offers|perform|provide|do|does" },
	{ SAYS_NO_SLOT, "could|can|did not|never find|offer|accommodate|fit|get|give|agree|"
	    "identify|match" },
	{ SAYS_NO_SLOT, "unable to find|offer|accommodate|fit|see|get|give|agree|identify|match" },
	{ SAYS_NO_SLOT, "out of slots|appointments|openings" },
	{ SAYS_NO_SLOT, "<be> <adverb>? full" },
	{ SAYS_NO_SLOT, "none|neither|nothing .. suit*|work*|fit*|convenient|acceptable|"
	    "possible|good" },
	{ SAYS_NO_SLOT, "not work|works|worked|suit|suits|fit|interest" },
	{ SAYS_NO_SLOT, "went|gone|given|taken to|by somebody|someone|another|other" },
	{ SAYS_NO_SLOT, "no longer works|sees|practices|takes|accepts|offers" },
	{ SAYS_NO_SLOT, "someone|somebody|else|person <had>|<have>? .. taken|booked|took|got" },
	{ SAYS_NO_SLOT, "just|already|had gone|taken" },
	{ SAYS_NO_SLOT, "do not make" },
	{ SAYS_NO_SLOT, "<have>|had been taken|gone|filled|given|claimed" },
	{ SAYS_NO_SLOT, "given|gave|gives away" },
	{ SAYS_NO_SLOT, "we|office|clinic|practice <be> .. open|closed" },
	{ SAYS_NO_SLOT, "panel <be> closed|full" },

	/* --- not agreed ---------------------------------------------------------------------------- */
	{ SAYS_NOT_AGREED, "no|without .. <visit>|date|slot <be>|has|had|could|can .. booked|"
	    "made|scheduled|set|"
	    "arranged|confirmed|agreed|given|reserved|chosen|taken|found|needed|requested|"
	    "created|fixed|picked|settled|placed|finalized|secured" },
	{ SAYS_NOT_AGREED, "nothing|none <be>|has|had|could|of .. booked|made|scheduled|set|"
	    "arranged|confirmed|agreed|reserved|settled|decided|fixed|done|finalized|chosen|"
	    "put|firm|entered" },
	{ SAYS_NOT_AGREED, "nothing .. booked|made|scheduled|set|arranged|confirmed|agreed|"
	    "reserved|settled|finalized" },
	{ SAYS_NOT_AGREED, "booked|book|booking|schedule|scheduled|made|make|set|arranged "
	    "nothing" },
	{ SAYS_NOT_AGREED, "no|without .. appointment|appointments|booking|visit|date|dates $" },
	{ SAYS_NOT_AGREED, "no <new>|other|replacement|further|specific|firm|followup? "
	    "appointment|appointments|booking|visit|date|dates|appt made|booked|scheduled|"
	    "set|needed|arranged|yet|resulted|required|necessary|taken|offered|requested" },
	{ SAYS_NOT_AGREED, "not want|need|wish|plan .... for now|yet|today" },
	{ SAYS_NOT_AGREED, "ended|turned|developed|became as|into|in a|an .. renewal|refill|"
	    "complaint|question|prescription|advice|chat|conversation" },
	{ SAYS_NOT_AGREED, "already had|gotten|got|received|done it|that|one|them" },
	{ SAYS_NOT_AGREED, "will|would|plans|to just|simply <adverb>? show|walk|drop|stop|turn "
	    "up|in|by" },
	{ SAYS_NOT_AGREED, "without an|any|a|making|booking|scheduling|having|setting|"
	    "agreeing|choosing|committing|picking|reserving|taking|arranging|confirming|"
	    "getting|securing ...." },
	{ SAYS_NOT_AGREED, "not <adverb>? ready|prepared|comfortable|willing|commit|"
	    "interested|proceed|pursue|settle|reach|choose|pick|sign|need|want" },
	{ SAYS_NOT_AGREED, "<be>|did|has|have|could not $" },
	{ SAYS_NOT_AGREED, "would|rather|prefer*|better not" },
	{ SAYS_UNDECIDED, "wait|waits until|before|till" },
	{ SAYS_UNDECIDED, "hold|held|holding|holds off" },
	{ SAYS_NOT_AGREED, "decided|decides|chose|chooses|opted|prefers|preferred|elected|"
	    "wants|wanted against|not" },
	{ SAYS_NOT_AGREED, "decided|decides|chose|opted|prefers|preferred|elected|wants|"
	    "going|would|wanted|will|has|rather to|rather? <adverb>? wait|hold|think|skip|"
	    "shop|compare|consider" },
	{ SAYS_UNDECIDED, "will|going|has|have to? wait" },
	{ SAYS_UNDECIDED, "sleep on it" },
	{ SAYS_UNDECIDED, "we will see" },
	{ SAYS_UNDECIDED, "think|thinks|thinking it over" },
	{ SAYS_UNDECIDED, "think|thinking about it|this|that" },
	{ SAYS_UNDECIDED, "compare|discuss|talk|check|consults|speak .. options|prices|"
	    "other|around|over|it|first|elsewhere|husband|wife|spouse|family|boss|work|"
	    "schedule|calendar|partner|daughter|son|insurance|insurer" },
	{ SAYS_UNDECIDED, "shop|shopping|shops around" },
	{ SAYS_UNDECIDED, "comparing|compare .. prices|quotes|clinics|offices|practices|places" },
	{ SAYS_NOT_AGREED, "gave|gives|give up" },
	{ SAYS_UNDECIDED, "leave|left|leaving it for|there|alone" },
	{ SAYS_NOT_AGREED, "sent|given|emailed|texted|got|provided .. link" },
	{ SAYS_NOT_AGREED, "directed|referred|redirected|pointed .. to" },
	{ SAYS_NOT_AGREED, "found|finds|thought|considered|called .... too|inconvenient|"
	    "impossible|unsuitable|difficult|expensive|awkward" },
	{ SAYS_NOT_AGREED, "no thanks|thank" },
	{ SAYS_CALLBACK, "will|would|plans|intends|going use|try|do|make|book|schedule to? .. app|"
	    "online|portal|website|itself|himself|herself" },
	{ SAYS_NOT_AGREED, "only then can|will|could" },
	{ SAYS_NOT_AGREED, "but not at|for|this|that|these|those|now|today|yet|until" },
	{ SAYS_NOT_AGREED, "nearly|almost had|got|was|were|booked|scheduled|took|agreed" },
	{ SAYS_NOT_AGREED, "would have come|been|happened|worked|booked|taken" },
	{ SAYS_NOT_AGREED, "only .. can|could|may make|book|schedule" },
	{ SAYS_PENDING, "transferred|put|connected|forwarded|handed|passed .. scheduling|scheduler|"
	    "booking|bookings|appointments|reception|desk" },
	{ SAYS_REQUEST, "find|choose|pick|agree|discuss a|the|another? time|date|slot|day for" },
	{ SAYS_DOUBT, "system|calendar|book|diary shows|showed|has|had nothing|otherwise|none" },
	{ SAYS_DOUBT, "talked|spoke|speak about|of|over <when>|time|times|day|days|date|dates" },
	{ SAYS_DOUBT, "time|times|day|days|date|dates .. discussed|mentioned|floated" },
	{ SAYS_DOUBT, "not be? made|make out" },
	{ SAYS_NOT_AGREED, "too far|expensive|high|long|much|late|early|costly|steep" },
	{ SAYS_NOT_AGREED, "walkin|walkins only" },
	{ SAYS_NOT_AGREED, "appointment|visit booked|scheduled|made no $" },
	{ SAYS_NOT_AGREED, "should|could|might|would have been? .. booked|scheduled|made|"
	    "arranged" },

	/* --- a hold, or something that is still open --------------------------------------------- */
	{ SAYS_HELD, "tentative*|provisional*|preliminar*" },
	{ SAYS_HELD, "poss|potential|prospective|desired|wished <visit>|<when>|<slot>" },
	{ SAYS_HELD, "not put|book|enter|schedule me|her|him|it|us|anything .. yet" },
	{ SAYS_HELD, "status <be>? pending|requested|submitted|unconfirmed|open" },
	{ SAYS_CONFIRMED, "existing|current|upcoming <visit> confirmed|verified" },
	{ SAYS_HELD, "^ requested|submitted|pending|unconfirmed|waiting $" },
	{ SAYS_DECLINED, "^ declined|refused|rejected $" },
	{ SAYS_CANCELLED, "^ cancelled|canceled $" },
	{ SAYS_MOVED, "^ rescheduled|moved|postponed $" },
	{ SAYS_HELD, "submitted|sent|forwarded|passed|entered|logged|put|made .. for|as a|an|"
	    "the? .. "
	    "review|approval|request|proposal|placeholder|wish|suggestion" },
	{ SAYS_HELD, "<visit>|<when>|slot <be> on hold" },
	{ SAYS_WITHDRAWN, "^ until .. learned|heard|realized|noticed" },
	{ SAYS_WITHDRAWN, "but|then then? <pronoun>|<caller>? hung up" },
	{ SAYS_WITHDRAWN, "abandoned|aborted|discarded" },
	{ SAYS_MOVED, "her|his|their|the|'s <visit> .... turned|converted|switched into|to" },
	{ SAYS_NOTHING, "added|attached|appended|linked|belongs|joined to her|his|their|the|this|"
	    "an <visit>|existing|upcoming|booked|planned" },
	{ SAYS_WANTS_CONFIRM, "resent|resend|resends|resending" },
	{ SAYS_WANTS_CONFIRM, "sent|mailed|emailed|texted .. confirmation|it again" },
	{ SAYS_WANTS_MOVE, "something|conflict|trip|work|meeting came|comes|come up" },
	{ SAYS_WANTS_MOVE, "has|had|have to work|travel|go|be .. <when> after all" },
	{ SAYS_HELD, "awaiting|awaits|await .. reply|answer|response|word|ok|yes|call" },
	{ SAYS_HELD, "returned|returns|showed|gave|displayed|with|threw an? error|errors" },
	{ SAYS_HELD, "will be final|firm|definite|official|valid" },
	{ SAYS_HELD, "is|are checking|asking|looking|waiting|seeing" },
	{ SAYS_HELD, "will see|look when|if|whether|what|where|how" },
	{ SAYS_HELD, "pencil*|penciling|pencilling" },
	{ SAYS_HELD, "hold|holds placed|put|set|on .. <slot>|<when>" },
	{ SAYS_HELD, "on|under|a|soft|temporary|courtesy|with hold .. for|until|on|slot|spot|by" },
	{ SAYS_HELD, "holding|hold|held|holds|reserving|reserve|reserved|blocked .. <slot>|"
	    "it|<when>|appointment .. until|pending|while|hours|till|temporarily" },
	{ SAYS_HELD, "holding|held|reserved|blocked|kept only? until|till|pending" },
	{ SAYS_HELD, "blocked|blocking off|out" },
	{ SAYS_HELD, "temporarily|conditionally|verbally|informally" },
	{ SAYS_HELD, "for now" },
	{ SAYS_HELD, "for|to .. approval|decision|authorization|permission" },
	{ SAYS_HELD, "up to the|her|his .. doctor|dr|manager|team" },
	{ SAYS_HELD, "frozen|freeze" },
	{ SAYS_HELD, "request|requested only" },
	{ SAYS_HELD, "first refusal|dibs|line" },
	{ SAYS_HELD, "space|time|schedule permitting|allowing" },
	{ SAYS_HELD, "waits|waiting|wait|awaits for|on? the|a|an|her|his .. approval|go|ok|"
	    "okay|nod|word|answer|consent|referral|insurer|doctor" },
	{ SAYS_HELD, "go ahead|signoff" },
	{ SAYS_HELD, "in pencil" },
	{ SAYS_HELD, "held back|open|for" },
	{ SAYS_HELD, "be called firm|final" },
	{ SAYS_HELD, "be kept|held until|till|for" },
	{ SAYS_HELD, "without obligation|commitment" },
	{ SAYS_HELD, "subject|contingent to|on|upon" },
	{ SAYS_HELD, "conditional|dependent on|upon" },
	{ SAYS_HELD, "depends|depend|depending on|upon" },
	{ SAYS_HELD, "only if|once|after" },
	{ SAYS_HELD, "as|so long|soon as" },
	{ SAYS_HELD, "deposit|payment .. secures|reserves|holds|required|needed|due" },
	{ SAYS_HELD, "stays|stay|remains blocked|reserved|held" },
	{ SAYS_HELD, "<be> being? kept for|until|till|open|empty" },
	{ SAYS_HELD, "provided that|a|the|he|she|they|his|her|it" },
	{ SAYS_HELD, "question mark|marks" },
	{ SAYS_HELD, "set aside" },
	{ SAYS_HELD, "has|have|needs|must to? see|check|ask|look|find|hear if|whether|with|"
	    "what|out|from" },
	{ SAYS_HELD, "will|would|to <adverb>? say|tell whether|if|which" },
	{ SAYS_HELD, "in principle|theory" },
	{ SAYS_HELD, "may|might <adverb>? be? .. able|fit|open|work|see|squeeze" },
	{ SAYS_HELD, "to be determined|confirmed|decided|approved|verified|finalized|settled" },
	{ SAYS_HELD, "pending .. approval|confirmation|authorization|deposit|payment|review|"
	    "verification|insurance|referral|callback|availability|clearance|check|response|"
	    "doctor|dr|provider|manager" },
	{ SAYS_HELD, "<be> <adverb>? pending" },
	{ SAYS_HELD, "not <adverb>|been|be|yet? .. confirmed|final|finalized|official|"
	    "definite|guaranteed|locked|certain yet?" },
	{ SAYS_HELD, "unconfirmed|unverified|unapproved" },
	{ SAYS_HELD, "awaiting|await|awaits|needs|requires|require|waiting .. approval|"
	    "confirmation|authorization|deposit|clearance|signoff|decision|okay|ok|approve" },
	{ SAYS_HELD, "has|have|needs|still|must to? <adverb>|be|first? approve|approved|"
	    "confirm|confirmed|agree|verified" },
	{ SAYS_HELD, "will|would|must|needs <adverb>? confirm|finalize|verify|approve|check "
	    ".. availability|whether|slot|time|day|date|later|which|if|by|doctor|tomorrow|"
	    "today|once|with" },
	{ SAYS_PENDING, "request|requests <be>|has|was .. submitted|sent|noted|taken|logged|"
	    "recorded|received|passed|forwarded|filed|entered|relayed|reviewed" },
	{ SAYS_PENDING, "request|requests <when>" },
	{ SAYS_PENDING, "requested|requests|preferred|asked|asks|wanted|wants for? <when>|"
	    "the|a|an .. <when>" },
	{ SAYS_PENDING, "request|requests .. for|to <when>|<visit>|book|schedule" },
	{ SAYS_PENDING, "took|takes|taken|noted|logged|recorded|wrote|left|collected|"
	    "gathered|captured .. request|preferred|preferences|preference|availability|"
	    "message|details|name|times|information" },
	{ SAYS_PENDING, "pass|passed|forward|forwarded|relay|relayed|submitted|route|routed|"
	    "escalated .. request|information|details|preferences|message|on|along" },
	{ SAYS_PENDING, "note|name .. on|for|to .. desk|doctor|dr|manager|scheduler" },
	{ SAYS_HELD, "yet to" },
	{ SAYS_HELD, "would|will|could|can take|accept|have|do|come .... if|provided" },
	{ SAYS_HELD, "condition|understanding|proviso that" },
	{ SAYS_HELD, "no promise|promises|guarantee|guarantees" },
	{ SAYS_HELD, "has|have|needs|must to? <adverb>? be asked|consulted|checked|approved|"
	    "cleared|consent" },
	{ SAYS_HELD, "put to her|him|them" },
	{ SAYS_HELD, "hangs|hinges|hang on|upon" },
	{ SAYS_HELD, "try to fit|squeeze|get|see|find" },
	{ SAYS_HELD, "still needs|has|must" },
	{ SAYS_HELD, "has|have until" },
	{ SAYS_HELD, "left|leave|leaves .. choice|decision to" },
	{ SAYS_PENDING, "options|times|dates .. to be sent" },
	{ SAYS_PENDING, "promised|promises to <adverb>? book|schedule|find|fit|arrange|see" },
	{ SAYS_PENDING, "will be contacted|reviewed|scheduled" },
	{ SAYS_PENDING, "will|would review|process|respond|coordinate" },
	{ SAYS_REQUEST, "asked|asks|asking|requested|requests|requesting|looking|inquiring "
	    "for a|an|the|his|her .. <visit>" },
	{ SAYS_REQUEST, "wants|wanted|needs|needed|requested|requests|requesting|seeking|"
	    "like|sought|seeks a|an|the .. <visit>" },
	{ SAYS_REQUEST, "request|requests for a|an|the .. <visit>" },
	{ SAYS_REQUEST, "wants|wanted|needs|seeking|seeks|requesting|requests|requested for? "
	    "<visit>" },
	{ SAYS_REQUEST, "wants|wanted .. seen soon|today|this|next|$" },
	{ SAYS_REQUEST, "wants|wanted|needs|needed a|an|someone|somebody .. dentist|doctor|"
	    "physician|nurse|provider" },
	{ SAYS_UNDECIDED, "will|would|to <adverb>? decide|choose|think|consider" },
	{ SAYS_NOT_AGREED, "would|rather <adverb>? hear|get|have|take .. second opinion|look|"
	    "time" },
	{ SAYS_DECLINED, "no to <when>|the|that|it|both|all|this" },
	{ SAYS_UNDECIDED, "let them|him|her|you|the know" },

	/* --- will call back -------------------------------------------------------------------- */
	{ SAYS_CALLBACK, "will|would|to|shall|going|can|may|should|must|needs call|phone|"
	    "ring|try|reach|contact|text|email|write .. back|again|later|tomorrow|once|when|"
	    "after|us|her|him|them|with|next|if|around|directly|this|on|in" },
	{ SAYS_CALLBACK, "will|would|to|shall|going|can|may|should|must|needs|for|a|the|"
	    "promised|requested callback" },
	{ SAYS_CALLBACK, "will|would|to get back" },
	{ SAYS_CALLBACK, "call|calls|calling|ring|phone|try|get|getting back|again|later|"
	    "tomorrow" },
	{ SAYS_CALLBACK, "return|returned her|his|their|the|your|a call" },
	{ SAYS_CALLBACK, "be <adverb>? in touch" },
	{ SAYS_CALLBACK, "will|to|would cb|phone|ring $" },
	{ SAYS_CALLBACK, "will|would|shall|going call|phone|ring to|for|and" },
	{ SAYS_CALLBACK, "let us|me|reception know" },
	{ SAYS_CALLBACK, "have|has .. call|return|phone|contact" },
	{ SAYS_CALLBACK, "be contacted|called" },
	{ SAYS_WAITLIST, "waitlist*|standby" },
	{ SAYS_WAITLIST, "waiting|cancellation|cancelation|wait|call|short|priority|standby|"
	    "callback list" },
	{ SAYS_WAITLIST, "on the list" },
	{ SAYS_WAITLIST, "if|when|should|case .. opens|open|frees|cancels|opening|"
	    "cancellation|cancel|sooner|earlier|drops" },

	/* --- other matters ---------------------------------------------------------------------- */
	{ SAYS_OFFERED, "someone|somebody|another|patient|else .. cancelled|canceled" },
	{ SAYS_OTHER_MATTER, "asked|asking|asks|inquired|inquiring|inquires|inquiry|"
	    "enquired|wanted|question|questions|wondered|questioned|about|regarding|check|"
	    "checked|checking|know .. how|what|where|which|price|prices|pricing|cost|costs|"
	    "hours|insurance|parking|directions|availability|results|records|refill|"
	    "prescription|bill|billing|address|fee|fees|coverage|accept|accepts|long|many|"
	    "much|rates|about" },
	{ SAYS_OTHER_MATTER, "billing|insurance|refill|prescription|invoice|parking|"
	    "directions|balance|copay|records|results|robocall|solicitation|telemarketer|"
	    "telemarketing|sales|marketing|spam|supplier|vendor|survey|advertisement|"
	    "pharmacist|pharmacy|lab|statement|receipt|refund|payment|portal|complaint|"
	    "complained|fax|faxed|hours|price|prices|cost|costs" },

	/* --- voicemail, wrong number, broken off ------------------------------------------------ */
	{ SAYS_VOICEMAIL_BEFORE, "returning|returned|returns|responding|response|received|"
	    "got|get|about|earlier|previous|heard|hearing|our|from|reply|replying|regarding "
	    ".. voicemail|voicemails|message" },
	{ SAYS_VOICEMAIL_BEFORE, "after leaving|getting|receiving|hearing a|the|our .. "
	    "voicemail|message" },
	{ SAYS_VOICEMAIL_BEFORE, "voicemail|voicemails|message .. yesterday|earlier|ago|"
	    "last|before|previously" },
	{ SAYS_VOICEMAIL, "voicemail|voicemails|voicemessage|mailbox" },
	{ SAYS_VOICEMAIL, "left|leaves|leaving|leave .. message|recording|word" },
	{ SAYS_VOICEMAIL, "message on" },
	{ SAYS_VOICEMAIL, "message came|was left|recorded" },
	{ SAYS_VOICEMAIL, "message|word was left" },
	{ SAYS_VOICEMAIL, "left word" },
	{ SAYS_VOICEMAIL, "recorded|hours message" },
	{ SAYS_VOICEMAIL, "answering|voice machine|message|service" },
	{ SAYS_VOICEMAIL, "on|to|by the|a machine" },
	{ SAYS_VOICEMAIL, "after|at the beep|tone" },
	{ SAYS_VOICEMAIL, "message left" },
	{ SAYS_WRONG_NUMBER, "wrong|incorrect number|extension" },
	{ SAYS_WRONG_NUMBER, "reached|called|dialed|got|has|had|calling .. wrong clinic|"
	    "office|practice|place|business|dentist|doctor|department|person" },
	{ SAYS_WRONG_NUMBER, "thought that? she|he|they had? reached" },
	{ SAYS_WRONG_NUMBER, "number mix" },
	{ SAYS_WRONG_NUMBER, "reached|called|reach a|an|the medical|dental|doctor|dentist|"
	    "health .. office|clinic|practice" },
	{ SAYS_WRONG_NUMBER, "misdial*|misrout*" },
	{ SAYS_WRONG_NUMBER, "dialed|dialled|called|reached|calling|dialing|reach|call .. "
	    "by mistake|error|accident" },
	{ SAYS_WRONG_NUMBER, "misdirect*|missdial*" },
	{ SAYS_WRONG_NUMBER, "dialed|dialled|dialing .. wrong" },
	{ SAYS_WRONG_NUMBER, "next door" },
	{ SAYS_WRONG_NUMBER, "in error" },
	{ SAYS_WRONG_NUMBER, "different|another|other number|business|company" },
	{ SAYS_WRONG_NUMBER, "had this|the number" },
	{ SAYS_WRONG_NUMBER, "meant|trying|looking|thought to? he|she|they|it|this|reach|"
	    "call|for .. was|had|reached|called <det>" },
	{ SAYS_WRONG_NUMBER, "meant|trying to reach|call|dial" },
	{ SAYS_BROKEN_OFF, "call|line|connection|recording|audio|summary|transcript|text|"
	    "conversation|note|notes <be>|was|got|then|went|suddenly|abruptly? .. dropped|"
	    "drops|cut|cuts|disconnected|disconnects|lost|dead|breaks|broke|stops|stopped|"
	    "starts|fails|failed|incomplete|inaudible|unintelligible|garbled|unclear|poor|"
	    "bad" },
	{ SAYS_BROKEN_OFF, "summary|recording|transcript|call|conversation|text ends|ended "
	    "before|while|there|mid|in|with|abruptly|suddenly|without" },
	{ SAYS_BROKEN_OFF, "phone|battery|line|it|call <be>|went? dying|died|dead" },
	{ SAYS_BROKEN_OFF, "summary|recording|transcript|text|note|tape ends|stops|ended|"
	    "stopped $" },
	{ SAYS_BROKEN_OFF, "cut off|out|short" },
	{ SAYS_BROKEN_OFF, "got|was|were|became disconnected" },
	{ SAYS_BROKEN_OFF, "inaudible|unintelligible|garbled|incomplete|indistinct|"
	    "truncated|static" },
	{ SAYS_BROKEN_OFF, "hung|hangs|hang|hanging up <adverb>? before|while|mid|as|during" },
	{ SAYS_BROKEN_OFF, "poor|bad|weak connection|reception|line|audio|signal" },
	{ SAYS_BROKEN_OFF, "part one|1 of" },
	{ SAYS_DOUBT, "unclear|ambiguous|inconclusive|undecided|unknown|seems|seemed|"
	    "seemingly|appears|appeared|sounded|sounds|possibly|perhaps|maybe|probably|"
	    "presumably|likely|apparently" },
	{ SAYS_DOUBT, "not .. clear|certain|sure|known|recorded|evident|mentioned|stated|"
	    "specified|tell" },
	{ SAYS_DOUBT, "not say|says|show|tell|mention|state|record what|whether|if|how|when|"
	    "which" },
	{ SAYS_DOUBT, "left|leaves|remains|stays|remained .. open|undecided|unresolved|"
	    "unsettled" },
	{ SAYS_DOUBT, "result|outcome|answer|decision .. not|unknown|unclear" },
	{ SAYS_DOUBT, "nobody|noone knows|know|could|can|remembers" },
	{ SAYS_DOUBT, "not understood|intelligible|audible|recorded|noted" },
	{ SAYS_DOUBT, "half|part|rest of the call|recording|text|conversation" },
	{ SAYS_DOUBT, "not in the notes|summary|text|record" },
	{ SAYS_DOUBT, "accounts|versions|notes|entries differ|disagree|contradict|conflict" },
	{ SAYS_DOUBT, "no result|outcome|decision|conclusion|resolution" },
	{ SAYS_DOUBT, "may|might have" },
	{ SAYS_DOUBT, "not say|says|tell if|whether" },
	{ SAYS_DOUBT, "program|software|system|computer|screen|tool|calendar|page crashed|froze|"
	    "hung|"
	    "stalled" },
	{ SAYS_HELD, "has|have|must|needs to? <adverb>? authorize|authorise|approve" },
	{ SAYS_PENDING, "promised|promises|will to? try and|to" },
	{ SAYS_DOUBT, "nobody|noone|not .. noted|wrote|recorded|written|logged|documented|marked|"
	    "note|record .. if|whether|what" },
	{ SAYS_DOUBT, "note|notes|line|entry|summary|record|message .. says|said|reads .... no|"
	    "nothing|not" },
	{ SAYS_DOUBT, "if|whether it|that <have>|had? worked|works|went|goes|gone through?" },
	{ SAYS_DOUBT, "hard|difficult|impossible to tell|say|hear|know|understand" },
	{ SAYS_DOUBT, "discussed|discussion|talked|discusses|discussing|spoke .. <visit>|"
	    "<slot>|<when>|scheduling|booking" },
	{ SAYS_DOUBT, "<visit>|<when> .. discussed|mentioned|talked|brought" },

	/* --- taken back --------------------------------------------------------------------------- */
	{ SAYS_WITHDRAWN, "changed|changes|change|changing her|his|their|the|my .. mind|minds" },
	{ SAYS_WITHDRAWN, "back|backed|backs|backing out" },
	{ SAYS_WITHDRAWN, "withdrew|withdraws|withdrawn|retracted|reconsidered|released|"
	    "reversed|rescinded|revoked|undone|undid|voided" },
	{ SAYS_WITHDRAWN, "<be> dropped|released|lifted" },
	{ SAYS_WITHDRAWN, "on second thought" },
	{ SAYS_WITHDRAWN, "saw|sees no reason|need|point|use" },
	{ SAYS_WITHDRAWN, "erased|deleted|scrapped|scratched" },
	{ SAYS_WITHDRAWN, "told|asked|wanted|had .. to? delete|erase|scrap|undo it|that|entry" },
	{ SAYS_WITHDRAWN, "called|call it|that|everything off" },
	{ SAYS_WITHDRAWN, "not work|suit|do|go|possible after all" },
	{ SAYS_WITHDRAWN, "let|lets it|the|that|matter .. go|rest|be|drop|lie for now" },
	{ SAYS_WITHDRAWN, "let|lets it|the|that|matter .. go|rest|drop|lie" },
	{ SAYS_WITHDRAWN, "took|taken|takes it|that back|off|out" },
	{ SAYS_WITHDRAWN, "gave|given|give .. slot|time|it|spot up|back|away" },
	{ SAYS_WITHDRAWN, "asked|wanted|told|said|decided|requested .. not to .. book|"
	    "schedule|go|keep|enter|make" },
	{ SAYS_WITHDRAWN, "asked|wanted|requested|insisted|said .. nothing be? entered|booked|made|"
	    "done|scheduled|arranged" },
	{ SAYS_WITHDRAWN, "forget it|about" },
	{ SAYS_WITHDRAWN, "never mind" },
	{ SAYS_WITHDRAWN, "leave|left it|things open" },
	{ SAYS_WITHDRAWN, "leave|left it at that" },

	/* --- old visits ----------------------------------------------------------------------------- */
	{ SAYS_NO_SHOW, "missed|missing|miss|misses|slept|overslept|forgot|forgotten about? "
	    ".. appointment|visit|appt|cleaning|session|checkup|exam|consultation|one|it|"
	    "slot|physical|followup|her|his|their|today|yesterday|<when>|last|this|through" },
	{ SAYS_NO_SHOW, "failed|unable to show|make|attend" },
	{ SAYS_NO_SHOW, "never showed|came|turned|appeared" },
	{ SAYS_NO_SHOW, "did not show|make|attend|appear" },
	{ SAYS_NO_SHOW, "noshow|noshows|noshowed" },
	{ SAYS_NO_RECORD, "no|any|without record|booking|reservation|appointment|trace|sign "
	    ".. name|her|him|them|file|found|system|books|calendar|under" },
	{ SAYS_NO_RECORD, "no record|trace|sign" },
	{ SAYS_NO_RECORD, "not <be>? .. in|on the|our system|schedule|books|calendar" },
	{ SAYS_NO_RECORD, "not .. find|found|see|locate|appear|show .. <visit>|name|her|him|"
	    "it|record|booking|under" },
	{ SAYS_EXISTING, "took|taken place" },
	{ SAYS_EXISTING, "<visit> show|shows|showed|appear|appears|appeared in|on|for|under" },
	{ SAYS_EXISTING, "duplicate*" },
	{ SAYS_EXISTING, "upcoming|existing|current|original|previous|scheduled|past|booked "
	    "<visit>" },
	{ SAYS_EXISTING, "has|have|had|having an|a|another|two|three .. <visit>" },
	{ SAYS_CONFIRMED, "is|are|was|were coming|due|scheduled|booked|here|in .... anyway|"
	    "anyhow" },
	{ SAYS_WANTS_CONFIRM, "received|receives|got|gets a|an|our|the automated|reminder|"
	    "second|another? text|message|email|letter|postcard|notice|notification|reminder" },
	{ SAYS_CONFIRMED, "keep|keeps|kept|keeping .. <visit>|it|slot|date|time|<when>" },
	{ SAYS_CONFIRMED, "will|would|is|plans|planning|able|still to? be there" },
	{ SAYS_CONFIRMED, "on her|his|their way" },
	{ SAYS_CONFIRMED, "everything|nothing <be>|has|remains? the? same|unchanged|changed|"
	    "still" },
	{ SAYS_CONFIRMED, "still on|stands|valid|good|scheduled|booked|coming" },
	{ SAYS_CONFIRMED, "<visit> stands|remains" },
	{ SAYS_WANTS_CONFIRM, "when|what time|day|date|which? .. her|his|their|the|my "
	    "<when>? .. <visit> <be>" },
	{ SAYS_WANTS_CONFIRM, "asked|asks|wanted|know|check|checking|remember|forgot|"
	    "forgotten|unsure when|what .. her|his|their .. <visit>" },
	{ SAYS_WANTS_CONFIRM, "date|time|day|hour|appointment|visit|<when> on file|record" },
	{ SAYS_WANTS_CONFIRM, "existing|current|original|known date|time|slot|day|hour" },
	{ SAYS_WANTS_CONFIRM, "reminder call|text|message" },
	{ SAYS_WANTS_CONFIRM, "the|our|to|automated|appointment reminder" },
	{ SAYS_WANTS_CONFIRM, "forgot|forgotten|lost|misplaced .. hour|time|date|day|when|"
	    "card|which" },
	{ SAYS_CONFIRMED, "be at|in her|his|their <when>|<visit>" },
	{ SAYS_CONFIRMED, "will be here" },
	{ SAYS_CONFIRMED, "still holds" },
	{ SAYS_CONFIRMED, "made|became|becomes|now final|definite|firm|official" },
	{ SAYS_CONFIRMED, "pressed 1|one" },
	{ SAYS_WANTS_CONFIRM, "looked .. up" },
	{ SAYS_WANTS_CONFIRM, "asked|asks|wanted|know|forgot .. when|what .. come|coming|"
	    "due|expected|seen" },
	{ SAYS_WANTS_CONFIRM, "reassured|assured" },
	{ SAYS_WANTS_CONFIRM, "was|were still down|on|scheduled|booked" },
	{ SAYS_WANTS_CONFIRM, "time|hour|day|details of|for her|his|their .. <visit>" },
	{ SAYS_WANTS_CONFIRM, "not <adverb>? sure|certain|remember|recall if|whether|when|"
	    "what|it" },
	{ SAYS_WANTS_CONFIRM, "if|whether|that .. still|correct|scheduled|booked for|"
	    "<when>|$" },
	{ SAYS_WANTS_CONFIRM, "if|whether|that .. is|was|are|were on for|<when>|$" },
	{ SAYS_WANTS_CONFIRM, "if|whether .... still holds|stands|good|on" },
	{ SAYS_WANTS_CONFIRM, "replied|responded|responding|answered|answering|returned|"
	    "returning|reply|response|called|following|got|received .. reminder|reminders" },
	{ SAYS_CANCELLED, "<when>|<visit> .. struck|erased|scratched" },
	{ SAYS_CANCELLED, "cancellation .. taken|processed|noted|recorded|entered|made|"
	    "confirmed|completed|accepted" },
	{ SAYS_CANCELLED, "<visit> .... scrapped|dropped|removed|deleted|released|voided|"
	    "withdrawn" },
	{ SAYS_CANCELLED, "<visit>|<when>|removal <be> off" },
	{ SAYS_UNABLE, "can|could|will|would|not not|able <be>? to? keep|make|attend|come|"
	    "able|coming .. <visit>|it|slot|<when>" },
	{ SAYS_UNABLE, "will|would skip|miss .. <visit>|<when>" },
	{ SAYS_UNABLE, "will|would not be in|there|here|coming" },
	{ SAYS_WANTS_CANCEL, "scratch|strike|erase|cross|take .. name|off|out" },
	{ SAYS_UNABLE, "unable to keep|make|attend|come .. <visit>|it|slot|<when>" },
	{ SAYS_UNABLE, "conflict with|on .. <when>|<visit>" },
	{ SAYS_WANTS_CANCEL, "no longer needs|need|wants|wanted|needed|requires|able" },
	{ SAYS_WANTS_CANCEL, "free|freed|give|gave up .. <when>|<visit>|slot" },
	{ SAYS_WANTS_CANCEL, "will|would not be? needed|required" },
	{ SAYS_WANTS_CANCEL, "passed away" },
	{ SAYS_WANTS_CANCEL, "remove|delete .. <when>|<visit>" },
	{ SAYS_WANTS_CANCEL, "take .. off" },
	{ SAYS_WANTS_MOVE, "<when> then? and|but|rather|instead not|than|of on|for? <when>" },
	{ SAYS_WANTS_MOVE, "^ instead of <when>" },
	{ SAYS_MOVED, "traded|swapped|switched|exchanged places|slots|times|days|appointments" },
	{ SAYS_MOVED, "put off|back .. by|to|until|a|two|one" },
	{ SAYS_MOVED, "<visit> .. set|scheduled|planned .. is now" },
	{ SAYS_MOVED, "from <when> .... to <when>" },
	{ SAYS_MOVED, "<when> became|becomes a|an|the? <when>" },
	{ SAYS_MOVED, "<visit> .... became|becomes" },
	{ SAYS_MOVED, "<visit> <be> now on|at|for|<when>" },
	{ SAYS_WANTS_MOVE, "new|different|another|later|earlier|other date|time|day|hour "
	    "for|than|instead" },
	{ SAYS_WANTS_MOVE, "^ new date|time|day|slot" },
	{ SAYS_WANTS_MOVE, "new time|hour" },
	{ SAYS_WANTS_MOVE, "in place of" },
	{ SAYS_WANTS_MOVE, "in its|their|the place|stead" },
	{ SAYS_WANTS_MOVE, "that|which was|were|had to? been? be|scheduled|set|planned on|at|"
	    "for the? <when>" },
	{ SAYS_WANTS_MOVE, "^ and|but? not on|at|for? <when>" },
	{ SAYS_WANTS_MOVE, "earlier|later|sooner than planned|scheduled|booked|agreed|arranged|"
	    "intended" },
	{ SAYS_WANTS_MOVE, "the same visit|appointment" },
	{ SAYS_WANTS_MOVE, "change from|of|in|to .. <visit>|<when>|time|date" },

	/* --- elsewhere ----------------------------------------------------------------------------- */
	{ SAYS_ELSEWHERE, "elsewhere" },
	{ SAYS_ELSEWHERE, "its|their|his|her own clinic|practice|office|doctor|dentist|physician" },
	{ SAYS_ELSEWHERE, "her|his|their|own|another|other|different|a cardiologist|surgeon|"
	    "oncologist|neurologist|urologist|gynecologist|pcp|gp|dentist|pediatrician|"
	    "psychiatrist|orthodontist|lawyer|employer|school|insurer|vet|specialist|optician "
	    "<have>|had|<adverb>? booked|scheduled|made|arranged|set|gave|put" },
	{ SAYS_ELSEWHERE, "her|his|their|own|another|other|different cardiologist|surgeon|"
	    "oncologist|neurologist|urologist|gynecologist|pcp|gp|dentist|pediatrician|"
	    "psychiatrist|orthodontist|podiatrist|optician|physician will|sees|wants|can" },
	{ SAYS_ELSEWHERE, "hospital|er|emergencyroom|urgentcare|school|insurer|employer|army|jail|"
	    "university|gym|church|club gave|gives|booked|scheduled|made|set|arranged|has|had|"
	    "will" },
	{ SAYS_ELSEWHERE, "someone|somebody|one|practice|clinic|doctor|dentist nearer|closer|else|"
	    "cheaper" },
	{ SAYS_ELSEWHERE, "cleaning company|crew|service|lady|firm|people" },
	{ SAYS_ELSEWHERE, "her|his|their|a|the|its <visit> there" },
	{ SAYS_ELSEWHERE, "class|course|program|group|seminar on|starts|begins|meets|from|at" },
	{ SAYS_ELSEWHERE, "phone|telephone checkin|check|call|conference|conversation" },
	{ SAYS_ELSEWHERE, "of .. hospital" },
	{ SAYS_ELSEWHERE, "test booking|bookings|entry" },
	{ SAYS_ELSEWHERE, "company|firm|agency|management set|booked|scheduled|made|arranged|"
	    "will" },
	{ SAYS_ELSEWHERE, "plan|worker|agency|branch arranged|scheduled|booked|set|has|gave" },
	{ SAYS_ELSEWHERE, "her|his|their dentist|doctor|physician in|at" },
	{ SAYS_ELSEWHERE, "at <det> gp|pcp" },
	{ SAYS_ELSEWHERE, "found|has|have|got|sees|seeing a|an|another dentist|doctor|clinic|"
	    "practice|therapist|specialist|surgeon near|nearby|closer|downtown|who|that|in|at|"
	    "elsewhere" },
	{ SAYS_ELSEWHERE, "call|conference|teleconference from|between .... <be>|has|been .. "
	    "arranged|scheduled|booked|set" },
	{ SAYS_ELSEWHERE, "call|calls <be>|has|been? .. scheduled|booked|set|arranged|setup" },
	{ SAYS_ELSEWHERE, "schedule|scheduled|book|booked|arrange|arranged|setup|set a|the|"
	    "another .. call|callback" },
	{ SAYS_ELSEWHERE, "another|different|other|rival|competing|nearby clinic|practice|"
	    "office|dentist|hospital|facility" },
	{ SAYS_ELSEWHERE, "at|with|in|to|through the|a|an|st|county|city|general|memorial "
	    ".. hospital|er|urgentcare|outside" },
	{ SAYS_ELSEWHERE, "at .. general|memorial|mercy" },
	{ SAYS_ELSEWHERE, "at .. imaging|radiology|labcorp|quest|surgeon|oncologist|"
	    "cardiologist|lab|school|dmv|bank|university|county" },
	{ SAYS_ELSEWHERE, "urgentcare|emergencyroom" },

	/* --- agreed, in other words ------------------------------------------------------------------ */
	{ SAYS_AGREED, "all set for|on|at|with" },
	{ SAYS_AGREED, "have|has|got you|her|him|them|mr|mrs|ms .. down|in for|on|at|<when>" },
	{ SAYS_AGREED, "see|seeing you <adverb>? on|at|then|next|tomorrow|<when>|this|there|in" },
	{ SAYS_AGREED, "look|looks|looking forward to seeing" },
	{ SAYS_AGREED, "request .. <be> met|granted|fulfilled|accommodated|honored" },
	{ SAYS_AGREED, "has|have now|a|an|the new|confirmed|firm <visit>" },
	{ SAYS_AGREED, "now has|have|with an|a .. <visit>" },
	{ SAYS_AGREED, "made|booked|scheduled|set|arranged|setup|agreed|created during|on|"
	    "in this|the|that|same call|phone" },
	{ SAYS_AGREED, "made|booked|scheduled|arranged today $" },
	{ SAYS_AGREED, "<be> hers|his|theirs|yours now" },
	{ SAYS_AGREED, "is now|hers|his|theirs hers|his|theirs" },
	{ SAYS_AGREED, "<be> hers|theirs" },
	{ SAYS_AGREED, "resulted|resulting|led|ended|came|turned in|to|into|of .. <visit>" },
	{ SAYS_AGREED, "ended|wound up with" },
	{ SAYS_AGREED, "came|walked|left|rang|hung .. away|off|out|up|call with a|an|the .. "
	    "<visit>|<slot>" },
	{ SAYS_AGREED, "went|goes|given|awarded to the? caller|her|her|him|patient|mr|mrs|"
	    "ms|them" },
	{ SAYS_AGREED, "<visit> .... went|gone|go through" },
	{ SAYS_AGREED, "made|makes|make|found room|space|time for|at|on" },
	{ SAYS_AGREED, "promised for <when>" },
	{ SAYS_AGREED, "ended|finished|left|concluded|leaves|ends|closed|closes|wrapped .. "
	    "with|by a|an|the .. <visit>" },
	{ SAYS_AGREED, "<be>|went|goes|put|added|entered|name|placed .. on|onto|in|into the|"
	    "our|his|her|dr schedule|calendar|books|diary .. <when>" },
	{ SAYS_AGREED, "put|placed|wrote .. on the|our schedule|calendar|books for|on|at" },
	{ SAYS_SENT, "^ and entered|saved for|in|into|as|$" },
	{ SAYS_AGREED, "handed|dealt|made out|over for|on|at|to <when>|the|her|him" },
	{ SAYS_AGREED, "came|comes out of it|this|that" },
	{ SAYS_AGREED, "read|reads back a|the|her|his new|first <visit>" },
	{ SAYS_ACCEPTED, "said|says|saying yes|okay|ok|fine to?" },
	{ SAYS_ACCEPTED, "happy|fine|good|okay|ok|pleased|content|satisfied|delighted with "
	    ".. <when>|that|it|<slot>|this" },
	{ SAYS_ACCEPTED, "<when>|that|which|this|it|time|slot works|worked|suits|suited|"
	    "fits|fit" },
	{ SAYS_ACCEPTED, "settled|settles for|on" },
	{ SAYS_ACCEPTED, "went|goes|going with|for" },
	{ SAYS_ACCEPTED, "jumped at" },
	{ SAYS_ACCEPTED, "given that|the|this time|slot|one|spot|hour" },
	{ SAYS_EXISTING, "already has|have|had|got" },
	{ SAYS_ACCEPTED, "has|have it|that now" },
	{ SAYS_ACCEPTED, "has|have the|a|an? freed|vacated|vacant|free|open|early|earlier|late|"
	    "later|last|first|released|next|remaining? <when>" },
	{ SAYS_AGREED, "had|has a|an|the <when> .... by|within|before|now" },
	{ SAYS_ACCEPTED, "made|make|making it <when>|for|the <when>?" },
	{ SAYS_AGREED, "will on|at? <when> .. $" },
	{ SAYS_ACCEPTED, "is what|when she|he|they got|chose|took|comes" },
	{ SAYS_ACCEPTED, "so she|he|they is|are with|in" },
	{ SAYS_AGREED, "had a|an .. place|spot|slot in|on|with" },
	{ SAYS_AGREED, "planned and entered" },
	{ SAYS_AGREED, "is down for an|a" },
	{ SAYS_AGREED, "now has a date|time|place" },
	{ SAYS_ACCEPTED, "pounced|leapt on|at" },
	{ SAYS_ACCEPTED, "walked|went|came off|away with" },
	{ SAYS_ACCEPTED, "got it|that|one $" },
	{ SAYS_ACCEPTED, "said|says it|that|they|she|he would|does|will|did|can|could $" },
	{ SAYS_ACCEPTED, "wrote|noted|took|marked that|it|this|the .. down" },
	{ SAYS_ACCEPTED, "glad|happy|relieved|delighted|pleased|content to have|take|get|"
	    "accept|hear" },
	{ SAYS_ACCEPTED, "yes to" },
	{ SAYS_ACCEPTED, "<when> it is|was $" },
	{ SAYS_ACCEPTED, "<when> it is|was for|after|then|with|in" },
	{ SAYS_ACCEPTED, "it became|becomes <when>" },
	{ SAYS_ACCEPTED, "is|are coming $" },
	{ SAYS_ACCEPTED, "came to terms|agreement on" },
	{ SAYS_ACCEPTED, "^ deal|sold $" },
	{ SAYS_AGREED, "name <be>|went|goes .. down|in|against|beside .. <when>" },
	{ SAYS_AGREED, "has|have her|him|them on|at <when>|the" },
	{ SAYS_AGREED, "went|entered|goes|put in|into|on|onto the|our calendar|book|books|schedule|"
	    "diary under|as|for|$" },
	{ SAYS_AGREED, "has|have now? a|an|the? new|fresh|confirmed|firm date|time|slot" },
	{ SAYS_AGREED, "last|finally has|have a|an|her|his date|time|slot|place|<visit>" },
	{ SAYS_AGREED, "is|are in for|at <when>" },
	{ SAYS_AGREED, "looked|seen at|to <when>|on|tomorrow|today" },
	{ SAYS_ACCEPTED, "that is when|what" },
	{ SAYS_ACCEPTED, "<when>|that|it|which|this|time|day|date|slot <be>|would|sounded|"
	    "sounds|looked .. perfect|fine|good|great|ok|okay|ideal|convenient|suitable|"
	    "acceptable|right|excellent" },
	{ SAYS_NOTHING, "request|requests|inquiry|complaint .... <be> made|placed|done" },
	{ SAYS_DONE, "it|that succeeded|worked" },
	{ SAYS_NOT_AGREED, "it|that|attempt|attempts failed" },
	{ SAYS_DONE, "^ done|granted $" },
	{ SAYS_DONE, "was|were|this|both|has been? .. done|granted|honored|arranged $" },
	{ SAYS_DONE, "<be> done|made|changed|updated|processed|entered $" },
	{ SAYS_SENT, "confirmation|reminder|text|sms|email|intake|forms .. sent|emailed|"
	    "texted|mailed|follows|went|goes|issued|given|mail|number" },
	{ SAYS_SENT, "on|onto the books|schedule|calendar" },

	/* --- verbs --------------------------------------------------------------------------------- */
	{ VERB_MOVE, "reschedul*|postpon*|rebook*" },
	{ VERB_MOVE, "move|moved|moves|moving|push|pushed|pushes|pushing|switch|switched|"
	    "switches|switching|shift|shifted|shifting|swap|swapped|swapping|transfer|"
	    "transferred|bump|bumped|defer|deferred|delay|delayed|change|changed|changes|"
	    "changing|advance|advanced|adjust|adjusted|exchange|exchanged|trade|traded" },
	{ VERB_MOVE, "bring|brought|pull|pulled .. forward|up|back|in" },
	{ VERB_CANCEL, "cancel|cancels|canceled|cancelled|canceling|cancelling" },
	{ VERB_CANCEL, "call|called|calling|calls off" },
	{ VERB_CANCEL, "take|taken|took|remove|removed|dropped|delete|deleted .. off|out|"
	    "from|it|<visit>" },
	{ VERB_CONFIRM, "confirm|confirmed|confirms|confirming|verify|verified|verifies|"
	    "verifying|reconfirm*|doublecheck*" },
	{ VERB_HOLD, "hold|held|holds|holding" },
	{ VERB_BOOK, "book|booked|books|booking|sched|schedule|scheduled|schedules|scheduling|"
	    "reserve|reserved|reserves|reserving|prebook*" },
	{ VERB_MAKE, "make|made|makes|making|arrange|arranged|arranges|arranging|organize|"
	    "organized|organise|organised|set|sets|setting|setup|fix|fixed|secure|secured|"
	    "secures|securing|finalize|finalized|finalise|finalised|complete|completed|"
	    "create|created|obtain|obtained|assign|assigned|allocated|granted|agreed|"
	    "settled|established|locked|entered|placed" },
	{ VERB_MAKE, "line|lines|lined|lining up" },
	{ VERB_PUT, "gave|given|give|gives|got|gets|get|getting|found|find|landed|grabbed|"
	    "receives|received|obtained|won|scooped|bagged" },
	{ VERB_PUT, "put|puts|fit|fits|fitted|fitting|squeeze|squeezed|slot|slotted|worked|"
	    "work|add|added|tacked|wedged|sandwiched|inserted|signed|sign|entered|enrolled|"
	    "penned|placed .. in|into|on|onto|down|for|at|between" },
	{ VERB_PUT, "registered|slid|slipped|tucked|popped|shoehorned .. in|into|for|on|at|"
	    "between" },
	{ VERB_PUT, "wrote|written .. in|down|into" },
	{ VERB_ACCEPT, "accept|accepted|accepts|accepting|consented|grabbed|agreed|agrees|"
	    "agree|agreeing|chose|chosen|chooses|choose|choosing|pick|picked|picks|picking|"
	    "select|selected|selects|selecting|took|takes|take|taken|taking|settled|settles|"
	    "settle|snapped|jumped|claimed|nabbed|opted|opts|committed|commits|decided|"
	    "approved|welcomed" },
	{ VERB_DECLINE, "decline|declined|declines|declining|refuse|refused|refuses|reject|"
	    "rejected|rejects" },
	{ VERB_DECLINE, "turned|turn|turns .. down" },
	{ VERB_DECLINE, "passed on" },
	{ VERB_OFFER, "offer|offered|offers|offering|propose|proposed|proposes|countered|suggest|"
	    "suggested|suggests|gave" },
	{ VERB_COME, "come|comes|coming|go|seen|see|sees|seeing|visit|visiting|attend|"
	    "attending|arrive|arriving|arrives|expect|expected|expects|due|return|returning|"
	    "returns|start|starts|starting|meet|meeting|begin|begins|stop|drop|have|having|"
	    "establishing|do|perform|examine|treat|evaluate|look|check|take|happening|happens|"
	    "happen" },
	{ VERB_COME, "be here at|by|on|<when>" },
	{ VERB_COME, "be on|at|seen|in <when>" },
	{ VERB_COME, "goes in|to" },
	{ VERB_COME, "be in|here|over|back with|for? on|at|by|from|this|tomorrow|today|<when>" },
	{ VERB_COME, "be with|seeing us|dr|him|her|you .. <when>" },
	{ 0, NULL }
};

static const char *const joins[][3] = {
	{ "check", "up", "checkup" }, { "check", "ups", "checkups" },
	{ "follow", "up", "followup" }, { "follow", "ups", "followups" },
	{ "no", "show", "noshow" }, { "no", "showed", "noshowed" },
	{ "call", "back", "callback" }, { "voice", "mail", "voicemail" },
	{ "wait", "list", "waitlist" }, { "waiting", "list", "waitlist" },
	{ "wait", "listed", "waitlisted" }, { "root", "canal", "rootcanal" },
	{ "x", "ray", "xray" }, { "x", "rays", "xrays" }, { "urgent", "care", "urgentcare" },
	{ "emergency", "room", "emergencyroom" }, { "walk", "in", "walkin" },
	{ "walk", "ins", "walkins" }, { "set", "up", "setup" },
	{ "double", "check", "doublecheck" }, { "double", "booked", "doublebooked" },
	{ "blood", "work", "bloodwork" }, { "blood", "draw", "bloodwork" },
	{ "blood", "test", "bloodwork" }, { "video", "visit", "videovisit" },
	{ "pre", "booked", "prebooked" }, { "no", "one", "noone" },
	{ "r", "s", "reschedule" }, { "re", "scheduled", "rescheduled" },
	{ "takes", "place", "happens" }, { "taking", "place", "happening" },
	{ "double", "checked", "doublechecked" }, { "dental", "check", "checkup" },
	{ "skin", "check", "checkup" }, { "weight", "check", "checkup" },
	{ "health", "check", "checkup" }, { "hearing", "check", "checkup" },
	{ "eye", "check", "checkup" }, { "braces", "check", "checkup" },
	{ "pressure", "check", "checkup" }, { "mole", "check", "checkup" },
	{ "wound", "check", "checkup" }, { "wellness", "check", "checkup" },
	{ "skin", "checks", "checkups" }, { "sign", "off", "signoff" },
	{ NULL, NULL, NULL }
};

const struct lexicon booking_english = { classes, phrases, joins };
