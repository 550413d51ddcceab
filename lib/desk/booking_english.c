/* How people tell in English what a call came to. See booking_parts.h and phrases.h. */
#include "desk/booking_parts.h"

static const struct word_class classes[] = {
	/* The shared classes, in their order. */
	{ "visit", "appointment appointments appt appts apt visit visits consultation consultations "
	    "consult consults cleaning cleanings checkup checkups exam exams examination "
	    "examinations evaluation evaluations assessment assessments followup followups physical "
	    "physicals session sessions screening screenings intake xray xrays mammogram mammograms "
	    "ultrasound ultrasounds filling fillings rootcanal crown extraction extractions procedure "
	    "procedures treatment treatments vaccination vaccinations shot shots vaccine bloodwork "
	    "therapy physiotherapy massage fitting fittings adjustment adjustments booking bookings "
	    "reservation telehealth televisit scan scans colposcopy biopsy whitening injection review "
	    "test tests hygiene draw lesson counseling counselling acupuncture colonoscopy teleconsult "
	    "videovisit interviewvisit debridement readings refraction" },
	{ "slot", "slot slots opening openings spot spots time times place date dates space day days "
	    "availability hour vacancy something one" },
	{ "other", "callback callbacks call calls delivery deliveries maintenance interpreter "
	    "transport transportation ride taxi cab technician repair repairs meeting meetings demo "
	    "interview refund payment payments shipment pickup vacation flight hotel training webinar "
	    "update upgrade inspection surgery operation table conference lunch plumber contractor "
	    "courier service release walkthrough sterilizer printer courtdate rep audit "
	    "demonstration presentation installation reminder reminders room orientation shift" },
	{ "be", "am is are was were be been being get gets got getting" },
	{ "have", "have has having" },
	{ "had", "had" },
	{ "modal", "can could may might must should shall would" },
	{ "will", "will shall" },
	{ "not", "not never neither nor hardly barely" },
	{ "no", "no without zero" },
	{ "nothing", "nothing none nobody noone" },
	{ "adverb", "also now then just already successfully finally eventually promptly immediately "
	    "directly currently therefore thus duly indeed only even still ever yet actually "
	    "officially initially originally previously recently quickly happily gladly readily all "
	    "both each soon instead later subsequently accordingly ultimately formally properly "
	    "again too either first really certainly definitely always afterwards afterward anyway "
	    "apparently evidently supposedly automatically once simply nevertheless nonetheless" },
	{ "to", "to" },
	{ "want", "want wants wanted wanting wish wishes wished wishing hope hopes hoped hoping like "
	    "need needs needed needing try tries tried trying ask asks asked asking request requests "
	    "requested requesting intend intends intended intending plan plans planned planning "
	    "attempt attempts attempted attempting look looking looked call calls called calling "
	    "seek seeks seeking sought prefer prefers preferred consider considers considering phone "
	    "phoned contact contacted contacting reach reached inquire inquired inquiring enquired "
	    "interested wonder wondered aim aims keen eager ready willing mean means meant love wait "
	    "waits waited waiting desire desired desires rang ringing encouraged advised urged "
	    "reminded suggested recommended invited instructed told due going promised pending back "
	    "about how where chance supposed wanting offer offered offers offering" },
	{ "able", "able manage manages managed managing succeeded" },
	{ "agree", "agree agrees agreed agreeing decided decides opted opts elected chose chooses happy "
	    "glad proceeded proceeds consented committed commits arranged pleased" },
	{ "fail", "unable fail fails failed failing refuse refused refuses declined declines unwilling "
	    "reluctant forgot hesitant impossible couldnt" },
	{ "say", "said says saying say states stated claims claimed claiming believes believed "
	    "thought thinks insisted insists assumed mentioned reported remembered recalled "
	    "maintained swore swears convinced impression sure alleges assured indicated" },
	{ "ask", "asked asks asking ask wondered wonders inquired inquires inquiring enquired wondering "
	    "whether" },
	{ "staff", "receptionist agent assistant staff clinic office team we scheduler desk hygienist "
	    "coordinator representative operator practice nurse reception dr doctor i manager clerk "
	    "secretary department us system" },
	{ "caller", "caller patient he she they client customer man woman person mr mrs ms parent" },
	{ "person", "son daughter wife husband mother father mom dad brother sister child kids children "
	    "partner baby twins sibling friend grandmother grandfather grandson granddaughter nephew "
	    "niece aunt uncle spouse parents other toddler boy girl teenager roommate cousin son's "
	    "kid boys girls sons daughters infant newborn siblings second younger older eldest "
	    "youngest stepson stepdaughter fiance boyfriend girlfriend colleague herself himself" },
	{ "condition", "if unless once until when whenever provided providing assuming depending should" },
	{ "before", "before instead rather without" },
	{ "split", "but however although though then so because since while whereas after before until "
	    "unless if once when whenever whether which who whom whose where except instead despite "
	    "rather as" },
	{ "history", "ago yesterday previously originally recently prior past" },
	{ "also", "also additionally separately another besides additional extra second too plus well" },
	{ "new", "new another first" },
	{ "definite", "the her his their your my this that existing upcoming current original previous "
	    "old own our its those these" },
	{ "relative", "that which who" },
	{ "pronoun", "she he they it her him them you i we us someone herself himself themselves me "
	    "everyone both each" },
	{ "past", "made put set got gave given took taken chose chosen came saw seen fit found left "
	    "kept held went written had lost laid began knew spoke hung rang read sent met swapped "
	    "brought did said told taken sought wrote fell felt forgot won ran" },
	{ "matter", "address insurance phone number email name pharmacy provider policy card plan "
	    "dosage medication dose prescription bill balance claim order records record results "
	    "result job house town city car dressing bandage diagnosis copay cost costs price prices "
	    "hours fee fees parking referral refill form forms paperwork details information birth "
	    "spelling coverage benefits directions subscription membership mind identity eligibility "
	    "login password portal doctors receipt statement shoe pill pills" },
	{ "finite", "is are was were has had have will would can could did does do may might must should "
	    "am asks wants needs says books schedules takes agrees accepts declines calls gets "
	    "gives comes prefers hopes plans requests chooses cancels moves confirms" },
	{ "and", "and or" },
	{ "help", "help helps helped helping assist assists assisted assisting let lets" },
	/* Its own. */
	{ "when", "sunday monday tuesday wednesday thursday friday saturday tomorrow today tonight "
	    "january february march april june july august september october november december "
	    "noon week month morning afternoon evening" },
	{ "det", "a an the her his their your my our this that any some another one" },
	{ "go", "go goes going went gone" },
	{ "none", "no none nothing zero few neither" },
	{ NULL, NULL }
};

static const struct phrase phrases[] = {
	/* --- words that would look like something else ---------------------------------------- */
	{ SAYS_NOTHING, "schedule|book|booking|scheduling|appointment system|software|link|form|page|site|website|portal|"
	    "tool|policy|fee|app|conflict|conflicts|department|desk|team|error|options|assistant|process|number|line|request|requests|calendar|book" },
	{ SAYS_NOTHING, "<definite>|a|own|work|busy|school|doctor|doctor's|full|clinic schedule|book|books|schedules" },
	{ SAYS_NOTHING, "online|phone|automated booking|scheduling|schedule" },
	{ SAYS_NOTHING, "not only" },
	{ SAYS_NOTHING, "no problem|later|longer|doubt|further|trouble|matter|charge|cost|insurance|change|changes|questions|objection|issue|issues" },
	{ SAYS_NOTHING, "no other|further|additional questions|concerns|requests|issues" },
	{ SAYS_NOTHING, "last minute" },
	{ SAYS_NOTHING, "set aside|off" },
	{ SAYS_NOTHING, "hold music|time|times" },
	{ SAYS_NOTHING, "on hold" },
	{ SAYS_NOTHING, "made|make|makes sure|clear|note|payment|notes|sense" },
	{ SAYS_NOTHING, "made|make|makes|making a|the payment|note|complaint|mistake|decision|copy|request|call|change" },
	{ SAYS_NOTHING, "put|placed .. on hold" },
	{ SAYS_NOTHING, "put .. through" },

	/* --- no slot ---------------------------------------------------------------------------- */
	{ SAYS_NO_SLOT, "fully|completely|entirely|already|solidly|totally|double|all|over|heavily booked|scheduled|full|taken|gone|reserved $" },
	{ SAYS_NO_SLOT, "fully|completely|entirely|totally|double|over|heavily booked|scheduled|full" },
	{ SAYS_NO_SLOT, "overbooked|doublebooked" },
	{ SAYS_NO_SLOT, "booked|scheduled up|solid|out|full|through|until|till|into" },
	{ SAYS_NO_SLOT, "schedule|calendar|clinic|office|practice|week|morning|afternoon|day|we|everything|doctor|slots|they|hygienist <be> <adverb>? booked|full" },
	{ SAYS_NO_SLOT, "dr <be>? .. booked $" },
	{ SAYS_NO_SLOT, "<none> <adverb>? available|suitable|open|free|more|earlier|sooner|other|such|new|matching|same|evening|weekend|saturday|morning|afternoon|further|convenient? .. <slot>|appointment|appointments|visit|visits|availabilities" },
	{ SAYS_NO_SLOT, "nothing|none|neither|no one <be>? .. available|open|free|left|suitable|found|sooner|earlier|worked|suited|fit" },
	{ SAYS_NO_SLOT, "nothing open|available|free|earlier|sooner|until|before|suitable" },
	{ SAYS_NO_SLOT, "not|longer|never .. available|open|free" },
	{ SAYS_NO_SLOT, "unavailable" },
	{ SAYS_NO_SLOT, "not|no .. accepting|taking|accept|take|see|seeing|treat .. new? patients|children|insurance|walk|walkins" },
	{ SAYS_NO_SLOT, "could|can|did not|never find|offer|accommodate|fit|see|get|give" },
	{ SAYS_NO_SLOT, "unable to find|offer|accommodate|fit|see|get|give|agree|identify|match" },
	{ SAYS_NO_SLOT, "out of slots|appointments|openings" },
	{ SAYS_NO_SLOT, "<be> <adverb>? full" },
	{ SAYS_NO_SLOT, "no availability|openings|opening|slots|slot|vacancies|appointments|times" },
	{ SAYS_NO_SLOT, "<be> not|no <be>? a? .. match|opening|openings|slot" },
	{ SAYS_NO_SLOT, "none|neither|nothing <be>|could|that|of .. suit*|work*|fit*|convenient|acceptable|possible|good" },
	{ SAYS_NO_SLOT, "not work|suit|fit" },

	/* --- not agreed ---------------------------------------------------------------------------- */
	{ SAYS_NOT_AGREED, "no|without <adverb>|new|actual|further|firm|other|final|followup|formal|definite|specific? appointment|appointments|visit|booking|bookings|consultation|date|slot <be>|has|had|could|can|were .. booked|made|scheduled|set|arranged|confirmed|agreed|given|reserved|chosen|taken|found|needed|requested|created|fixed|picked|settled|placed|finalized|secured" },
	{ SAYS_NOT_AGREED, "nothing|none <be>|has|had|could|of .. booked|made|scheduled|set|arranged|confirmed|agreed|reserved|settled|decided|fixed|done|finalized|chosen|put|firm|entered" },
	{ SAYS_NOT_AGREED, "nothing .. booked|made|scheduled|set|arranged|confirmed|agreed|reserved|settled|finalized" },
	{ SAYS_NOT_AGREED, "no appointment|appointments|booking|visit|date $" },
	{ SAYS_NOT_AGREED, "no|without <new>|other|replacement|further|replacement|specific|firm|followup? appointment|appointments|booking|visit|date|dates|appt <be>? made|booked|scheduled|set|needed|arranged|yet|was|were|resulted|required|necessary|taken|offered|requested" },
	{ SAYS_NOT_AGREED, "without an|any|a|making|booking|scheduling|having|setting|agreeing|choosing|committing|picking|reserving|taking|arranging|confirming|getting|securing ...." },
	{ SAYS_NOT_AGREED, "left|ended|leave|leaves|hung|finished without" },
	{ SAYS_NOT_AGREED, "not <adverb>? ready|prepared|comfortable|willing|sure|decided|commit|committed|interested|proceed|go|going|pursue|need|settle|reach|choose|pick|sign" },
	{ SAYS_NOT_AGREED, "wait|waits|waiting|hold off|until|before|till" },
	{ SAYS_NOT_AGREED, "hold|held|holding|holds off" },
	{ SAYS_NOT_AGREED, "decided|decides|chose|chooses|opted|prefers|preferred|elected|wants|wanted against|not|to wait|to hold" },
	{ SAYS_NOT_AGREED, "decided|decides|chose|opted|prefers|preferred|elected|wants|going|would|wanted to|rather <adverb>? wait|hold|think|skip|postpone|shop|compare|look" },
	{ SAYS_NOT_AGREED, "think|thinks|thinking it over|about" },
	{ SAYS_NOT_AGREED, "think about it|this|that" },
	{ SAYS_NOT_AGREED, "consider|compare|discuss|talk|check|consult|speak .. options|prices|other|around|over|with|it|before|first|elsewhere|husband|wife|spouse" },
	{ SAYS_NOT_AGREED, "shop|shopping around" },
	{ SAYS_NOT_AGREED, "comparing|compare .. prices|quotes|clinics|offices|practices|places" },
	{ SAYS_NOT_AGREED, "call|call* .. dropped|disconnected|cut before|while" },
	{ SAYS_NOT_AGREED, "gave|gives|give up" },
	{ SAYS_NOT_AGREED, "far too? away|expensive|long|much|high|late|early" },
	{ SAYS_NOT_AGREED, "too far|expensive|high|long|much|late|early|costly|steep" },
	{ SAYS_NOT_AGREED, "walk ins|in only|walkin|walkins" },
	{ SAYS_NOT_AGREED, "booked? ^ booked|appointment no $" },

	/* --- a hold, or something that is still open --------------------------------------------- */
	{ SAYS_HELD, "tentative*|provisional*" },
	{ SAYS_HELD, "pencil*|penciling|pencilling" },
	{ SAYS_HELD, "on|under|a|soft|temporary|courtesy hold .. for|until|on|slot|spot|by" },
	{ SAYS_HELD, "holding|hold|held|holds|reserving|reserve|reserved .. <slot>|it|<when>|appointment .. until|pending|while|for .. hours|day|hour|till|temporarily" },
	{ SAYS_HELD, "temporarily|provisionally|conditionally|verbally|informally" },
	{ SAYS_HELD, "subject|contingent to|on|upon" },
	{ SAYS_HELD, "conditional|dependent on|upon" },
	{ SAYS_HELD, "depends|depend|depending on|upon" },
	{ SAYS_HELD, "pending .. approval|confirmation|authorization|deposit|payment|review|verification|insurance|referral|callback|availability|clearance|check|response|doctor|dr|provider|manager" },
	{ SAYS_HELD, "not <adverb>|been|be? .. confirmed|final|finalized|official|definite|guaranteed|locked yet?" },
	{ SAYS_HELD, "unconfirmed|unverified" },
	{ SAYS_HELD, "awaiting|await|awaits|needs|requires|require|need|waiting .. approval|confirmation|authorization|deposit|clearance|signoff|decision|okay|ok" },
	{ SAYS_HELD, "has|have|needs|still to|be .. approve|approved|confirm|confirmed|agree|signed|verified" },
	{ SAYS_HELD, "must|should|has|needs first .. approve|confirm|agree|check" },
	{ SAYS_HELD, "will|would|to <adverb>? confirm|finalize|verify|approve .. availability|whether|with|slot|time|day|date|appointment|later|back|it|which|if|by|doctor|tomorrow|today|once" },
	{ SAYS_HELD, "check .. with .. doctor|dr|provider|hygienist|manager" },
	{ SAYS_PENDING, "request|requests <be>|has|was .. submitted|sent|noted|taken|logged|recorded|received|passed|forwarded|filed|entered|relayed|reviewed" },
	{ SAYS_PENDING, "requested|requests|preferred|preference|prefers|asked" },
	{ SAYS_PENDING, "took|takes|taken|noted|logged|recorded|wrote|left|collected|gathered|captured|written .. request|preferred|preferences|preference|availability|message|information|details|name|times" },
	{ SAYS_PENDING, "pass|passed|forward|forwarded|relay|relayed|sent|send|submitted|route|routed|escalated .. request|information|details|preferences|message|on|to|along" },
	{ SAYS_PENDING, "will be contacted|reviewed|scheduled" },
	{ SAYS_PENDING, "will|would|to review|process|respond|follow|look|see|try|check|let|get|arrange|work|coordinate|find" },

	/* --- will call back -------------------------------------------------------------------- */
	{ SAYS_CALLBACK, "will|would|to|shall|going|can|may|and|should|must call|phone|ring|try|reach|contact|callback|get|text|email|write .. back|again|later|tomorrow|once|when|after|us|her|him|them|with|next|if|around|directly|this|on|in" },
	{ SAYS_CALLBACK, "callback|callbacks" },
	{ SAYS_CALLBACK, "call|calls|calling|ring|phone|try|get|getting back|again|later|tomorrow" },
	{ SAYS_CALLBACK, "return|returned her|his|their|the|your|a call" },
	{ SAYS_CALLBACK, "let us|them|the .. know" },
	{ SAYS_CALLBACK, "in touch" },
	{ SAYS_CALLBACK, "have|has .. call|return|phone|contact" },
	{ SAYS_CALLBACK, "contact her|him|them|the|us|you" },
	{ SAYS_WAITLIST, "waitlist*|waiting list|standby" },
	{ SAYS_WAITLIST, "waiting|cancellation|cancelation|wait|call|short|priority|standby|callback list" },
	{ SAYS_WAITLIST, "if|when|should|in .. opens|open|frees|comes|becomes|cancels|opening|cancellation|available|cancel|sooner|earlier" },

	/* --- other matters ---------------------------------------------------------------------- */
	{ SAYS_OTHER_MATTER, "asked|asking|asks|inquired|inquiring|inquires|inquiry|enquired|wanted|question|questions|wondered|questioned|about|regarding|check|checked|checking|know .. how|what|where|which|price|prices|pricing|cost|costs|hours|insurance|parking|directions|availability|results|records|refill|prescription|bill|billing|address|fee|fees|coverage|accept|accepts|long|many|much|rates|about" },
	{ SAYS_OTHER_MATTER, "billing|insurance|refill|prescription|invoice|parking|directions|balance|copay|records|results|robocall|solicitation|telemarketer|telemarketing|sales|marketing|spam|supplier|vendor|survey|advertisement|pharmacist|pharmacy|lab|referral|statement|receipt|refund|payment|portal|complaint|complained|fax|faxed|email|hours|price|prices|cost|costs" },

	/* --- voicemail, wrong number, broken off ------------------------------------------------ */
	{ SAYS_VOICEMAIL_BEFORE, "returning|returned|returns|responding|response|received|got|get|about|after|earlier|previous|heard|hearing|our|from|reply|replying|regarding .. voicemail|voicemails|message" },
	{ SAYS_VOICEMAIL_BEFORE, "voicemail|message|voicemails .. yesterday|earlier|ago|last|before|previously|this" },
	{ SAYS_VOICEMAIL_BEFORE, "voicemail box|was <be>? full" },
	{ SAYS_VOICEMAIL, "voicemail|voicemails|voicemessage" },
	{ SAYS_VOICEMAIL, "left|leaves|leaving|leave a|an .. message|recording" },
	{ SAYS_VOICEMAIL, "answering|voice machine|message|mail" },
	{ SAYS_VOICEMAIL, "after|at the beep|tone" },
	{ SAYS_VOICEMAIL, "message left" },
	{ SAYS_WRONG_NUMBER, "wrong|incorrect number|clinic|office|practice|place|extension|business|dentist|doctor|department" },
	{ SAYS_WRONG_NUMBER, "misdial*|misrout*" },
	{ SAYS_WRONG_NUMBER, "dialed|dialled|called|reached|calling|dialing|reach|call .. by mistake|error|accident" },
	{ SAYS_WRONG_NUMBER, "by mistake" },
	{ SAYS_WRONG_NUMBER, "in error" },
	{ SAYS_WRONG_NUMBER, "different|another|other .. number|business|company|person" },
	{ SAYS_WRONG_NUMBER, "meant|trying|looking|thought|tried to|for|this|he|she|they .. reach|call|was|had <det>|a" },
	{ SAYS_BROKEN_OFF, "call|line|connection|recording|audio|summary|transcript|text|conversation <be>|was|got|then|went|suddenly|abruptly? .. dropped|drops|cut|cuts|disconnected|disconnects|ended|ends|lost|dead|breaks|broke|stops|stopped|starts|fails|failed|incomplete|inaudible|unintelligible|garbled|unclear|poor|bad" },
	{ SAYS_BROKEN_OFF, "cut off|out|short" },
	{ SAYS_BROKEN_OFF, "got|was|were|became disconnected" },
	{ SAYS_BROKEN_OFF, "inaudible|unintelligible|garbled|incomplete|indistinct|truncated|static" },
	{ SAYS_BROKEN_OFF, "hung|hangs|hang|hanging up" },
	{ SAYS_BROKEN_OFF, "poor|bad|weak connection|reception|line|audio|signal" },
	{ SAYS_DOUBT, "unclear|uncertain|ambiguous|inconclusive|undecided|unsure|unknown|seems|seemed|seemingly|appears|appeared|sounded|sounds|possibly|perhaps|maybe|probably|presumably|likely|apparently" },
	{ SAYS_DOUBT, "not .. clear|certain|sure|known|recorded|evident|mentioned|stated|say|said|specified|tell" },
	{ SAYS_DOUBT, "may|might have" },
	{ SAYS_DOUBT, "hard|difficult|impossible to tell|say|hear|know|understand" },
	{ SAYS_DOUBT, "discussed|discussion|talked|discusses|discussing" },

	/* --- taken back --------------------------------------------------------------------------- */
	{ SAYS_WITHDRAWN, "changed|changes|change|changing her|his|their|the|my .. mind|minds" },
	{ SAYS_WITHDRAWN, "back|backed|backs|backing out" },
	{ SAYS_WITHDRAWN, "withdrew|withdraws|withdrawn|retracted|reconsidered|released|reversed|rescinded|revoked|undone|undid|voided|scrapped" },
	{ SAYS_WITHDRAWN, "on second thought" },
	{ SAYS_WITHDRAWN, "let it|the|that .. go" },
	{ SAYS_WITHDRAWN, "took|taken|takes it|that back|off|out" },
	{ SAYS_WITHDRAWN, "gave|given|give .. slot|time|it|spot up|back|away" },
	{ SAYS_WITHDRAWN, "asked|wanted|told|said|decided|requested .. not to .. book|schedule|go|keep|enter|make" },
	{ SAYS_WITHDRAWN, "forget it|about" },
	{ SAYS_WITHDRAWN, "never mind" },
	{ SAYS_WITHDRAWN, "leave|left it|things open|at that|for" },

	/* --- old visits ----------------------------------------------------------------------------- */
	{ SAYS_NO_SHOW, "missed|missing|miss|misses|noshow|noshowed|slept|overslept|forgot|forgotten .. appointment|visit|appt|cleaning|session|checkup|exam|consultation|one|it|slot|physical|followup|her|his|their|today|yesterday|<when>|last|this|through" },
	{ SAYS_NO_SHOW, "failed|unable to show|make|attend" },
	{ SAYS_NO_SHOW, "did not show|make|attend|appear" },
	{ SAYS_NO_SHOW, "noshow|noshows|noshowed" },
	{ SAYS_NO_RECORD, "no|any|without|not record|trace|booking|reservation|file|find|found|appear|see|locate|show|on|in .. appointment|booking|name|her|him|them|file|found|it|system|books|calendar|schedule|such|record|under|for|of" },
	{ SAYS_NO_RECORD, "no record|trace|sign" },
	{ SAYS_NO_RECORD, "not in|on the|our system|schedule|books|calendar" },
	{ SAYS_EXISTING, "<definite> upcoming|existing|next|scheduled|current|original|previous|last|recent? .. <visit>" },
	{ SAYS_EXISTING, "upcoming|existing|current|original|previous|scheduled|past <visit>" },
	{ SAYS_EXISTING, "has|have|had|having an|a|another|two|three .. <visit>" },

	/* --- elsewhere ----------------------------------------------------------------------------- */
	{ SAYS_ELSEWHERE, "elsewhere" },
	{ SAYS_ELSEWHERE, "another|different|other|rival|competing|nearby clinic|practice|office|dentist|doctor|provider|place|hospital|facility|specialist" },
	{ SAYS_ELSEWHERE, "at|with|in|to the|a|an|st|county|city|general|memorial .. hospital|er|urgentcare|outside" },
	{ SAYS_ELSEWHERE, "at|with <det> .. specialist|surgeon|oncologist|cardiologist|lab|imaging|school|dmv|bank" },
	{ SAYS_ELSEWHERE, "hospital|er|emergencyroom|urgentcare" },

	/* --- agreed, in other words ------------------------------------------------------------------ */
	{ SAYS_AGREED, "all set for|on|at|with" },
	{ SAYS_AGREED, "see|seeing you <adverb>? on|at|then|next|tomorrow|<when>|this|there|in" },
	{ SAYS_AGREED, "look|looks|looking forward to" },
	{ SAYS_AGREED, "down|in for|on|at|with" },
	{ SAYS_AGREED, "on|onto|into|in|to the|our|her|his|dr .. schedule|calendar|books|book|diary for|on|at" },
	{ SAYS_AGREED, "request .. <be> met|granted|fulfilled|accommodated|honored" },
	{ SAYS_AGREED, "has|have now|a|an|the new|confirmed|firm .. <visit>" },
	{ SAYS_AGREED, "now has|have" },
	{ SAYS_AGREED, "^ booked|scheduled" },

	/* --- verbs --------------------------------------------------------------------------------- */
	{ VERB_MOVE, "reschedul*|postpon*|rebook*" },
	{ VERB_MOVE, "move|moved|moves|moving|push|pushed|pushes|pushing|switch|switched|switches|switching|shift|shifted|shifting|swap|swapped|swapping|transfer|transferred|bump|bumped|defer|deferred|delay|delayed|change|changed|changes|changing|advance|advanced|adjust|adjusted|exchange|exchanged|trade|traded" },
	{ VERB_MOVE, "bring|brought|pull|pulled .. forward|up|back|in" },
	{ VERB_CANCEL, "cancel*|cancell*" },
	{ VERB_CANCEL, "call|called|calling|calls off" },
	{ VERB_CANCEL, "take|taken|took|remove|removed|drop|dropped|delete|deleted .. off|from|it|<visit>" },
	{ VERB_CONFIRM, "confirm|confirmed|confirms|confirming|verify|verified|verifies|verifying|reconfirm*|doublecheck*|recheck*" },
	{ VERB_HOLD, "hold|held|holds|holding" },
	{ VERB_BOOK, "book|booked|books|booking|schedule|scheduled|schedules|scheduling|reserve|reserved|reserves|reserving|prebook*" },
	{ VERB_MAKE, "make|made|makes|making|arrange|arranged|arranges|arranging|organize|organized|organise|organised|set|sets|setting|setup|fix|fixed|secure|secured|secures|securing|finalize|finalized|finalise|finalised|complete|completed|create|created|obtain|obtained|assign|assigned|allocated|granted|agreed|settled|established|locked|entered|placed" },
	{ VERB_PUT, "gave|given|give|gives|got|gets|get|getting|found|find|put|puts|fit|fits|fitted|squeeze|squeezed|slot|slotted|worked|work|add|added|landed|grabbed|received|receives|won|obtained|secured|signed|sign|wrote|written|entered|enrolled|penned|placed|reserved" },
	{ VERB_ACCEPT, "accept|accepted|accepts|accepting|agreed|agrees|agree|agreeing|chose|chosen|chooses|choose|choosing|pick|picked|picks|picking|select|selected|selects|selecting|took|takes|take|taken|taking|settled|settles|settle|opted|opts|went|goes|committed|commits|decided|approved|welcomed" },
	{ VERB_DECLINE, "decline|declined|declines|declining|refuse|refused|refuses|reject|rejected|rejects" },
	{ VERB_DECLINE, "turned|turn|turns|passed .. down|on" },
	{ VERB_OFFER, "offer|offered|offers|offering|propose|proposed|proposes|suggest|suggested|suggests|gave" },
	{ VERB_COME, "come|comes|coming|seen|see|sees|seeing|visit|visiting|attend|attending|arrive|arriving|arrives|expect|expected|expects|due|return|returning|returns|start|starts|starting|meet|meeting|begin|begins|stop|drop|have|having" },
	{ 0, NULL }
};

static const char *const joins[][3] = {
	{ "check", "up", "checkup" }, { "check", "ups", "checkups" }, { "follow", "up", "followup" },
	{ "follow", "ups", "followups" }, { "no", "show", "noshow" }, { "no", "showed", "noshowed" },
	{ "call", "back", "callback" }, { "voice", "mail", "voicemail" }, { "wait", "list", "waitlist" },
	{ "waiting", "list", "waitlist" }, { "wait", "listed", "waitlisted" },
	{ "root", "canal", "rootcanal" }, { "x", "ray", "xray" }, { "x", "rays", "xrays" },
	{ "urgent", "care", "urgentcare" }, { "emergency", "room", "emergencyroom" },
	{ "walk", "in", "walkin" }, { "walk", "ins", "walkins" }, { "set", "up", "setup" },
	{ "double", "check", "doublecheck" }, { "double", "booked", "doublebooked" },
	{ "blood", "work", "bloodwork" }, { "blood", "draw", "bloodwork" },
	{ "blood", "test", "bloodwork" }, { "video", "visit", "videovisit" },
	{ "pre", "booked", "prebooked" }, { "no", "one", "noone" }, { "sign", "off", "signoff" },
	{ NULL, NULL, NULL }
};

const struct lexicon booking_english = { classes, phrases, joins };
