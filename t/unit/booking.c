/*
 * Was a visit booked? What people write after calls, by what the calls came to; all of it made up.
 * t/booking has a set that was written by others, which measures how often the detector is right.
 */
#include "desk/booking.h"

#include "core/text.h"
#include "../lib/tap.h"

static struct arena *arena;
static const struct civil called_at = { 2026, 11, 18, 10, 5, 0, 3 };

/* A visit was agreed that was not there before. */
static const char *const booked[] = {
	"Mr. Lowe phoned about a persistent cough. The soonest with Dr. Pratt was Thursday at "
	    "11, and he took it.",
	"Caller wanted a same-week eye exam; got in Friday 2:15 PM with Dr. Moss.",
	"After comparing two times, the caller picked the later one, 4:30 on Wednesday.",
	"She rang about tooth pain and will be seen this afternoon at 3:45.",
	"The father arranged a sports physical for his son on August 2 at 10 AM.",
	"Patient requested a morning slot. Receptionist found one at 8:20 on Tuesday and "
	    "entered it.",
	"An initial consultation has been scheduled for next Monday at 1 p.m. with Dr. Reyes.",
	"Mrs. Kim asked whether Saturdays are possible. They are, and she reserved Saturday "
	    "at 9:40.",
	"Caller reported swelling after an extraction. Dr. Webb will look at it tomorrow at "
	    "7:50.",
	"The agent walked the caller through the options and secured the 2 PM opening on June "
	    "11 for her.",
	"Patient was unsure about Botox at first but ended up booking a consult for the 19th "
	    "at 5.",
	"She'd like to start physical therapy. First session: Monday 6/3 at 10:00 with "
	    "Jordan.",
	"He cancelled his hygiene visit two months ago and never rebooked. Today we got him "
	    "in for Thursday at 3.",
	"Mother called for her twins. Both are down for flu shots on Friday at 4:00 and 4:10.",
	"Husband and wife will come together on Saturday at 11 for their eye exams, which "
	    "were booked today.",
	"The 3 PM was already taken; the 3:30 was free and is now his.",
	"Caller didn't like the Tuesday option. Offered Thursday at noon instead, and that "
	    "worked for her.",
	"The caller had a question about her bill. While on the line, she also scheduled her "
	    "annual exam for March 8 at 8:30.",
	"Caller made a new-patient appointment with Dr. Singh, October 4, 2:00 PM. Forms were "
	    "e-mailed.",
	"Reached Mr. Adams about his overdue cleaning. He is coming in next Tuesday at 9.",
	"Her daughter needs a checkup before school starts. They settled on August 20 at "
	    "3:15.",
	"We don't take walk-ins, so the caller was given an appointment at 10:40 tomorrow.",
	"The patient confirmed the proposed time, Wednesday at 2, for his first therapy "
	    "session.",
	"An ultrasound was ordered by Dr. Bell. The caller chose the morning of the 14th, "
	    "8:00.",
	"No cost concerns; patient signed up for whitening on December 9 at 1:45.",
	"The assistant checked the calendar, proposed Monday at 11:30, and the caller said "
	    "that was perfect.",
	"Although she missed last week's session, Tina was put down for a new one this Friday "
	    "at 2.",
	"Scheduled: Maria Lopez, annual physical, 4/18 9:00 AM, Dr. Grant.",
	"A visit for a sore throat was arranged for today at 5.",
	"Patient needs a root canal. Appointment made for Thursday 8 AM. He will stop aspirin "
	    "until then.",
	"Following the ER visit, the patient's daughter set up a follow-up with us for Monday "
	    "at 2:30.",
	"Caller accepted the first available appointment, which is Tuesday, June 3 at 11:15 "
	    "AM.",
	"He'd been on the waiting list since January; a cancellation came up and he grabbed "
	    "it: tomorrow at 8 AM.",
	"They looked at several days and eventually agreed on Friday the 13th at 4 o'clock.",
	"A telehealth visit was set for Wednesday at 6 PM. The link will be texted.",
	"Ms. Dale initially said she'd think about it, but called us back ten minutes later "
	    "and booked Monday at 9.",
	"The caller, whose insurance we accept, is now scheduled for a consultation on July 1 "
	    "at 3.",
	"Grandmother called on behalf of Leo, 6. Dental check on the 22nd at 2 PM.",
	"The system froze, so the receptionist wrote the appointment in the paper diary: "
	    "Thursday, 10:15.",
	"She asked if she could be squeezed in today, and Dr. Long agreed to see her at "
	    "12:30.",
	"The caller needed evening hours. Wednesday 7 PM was open and she went for it.",
	"We have her coming in on Tuesday at 1 for the crown.",
	"Booking completed for a skin check on 5 May at 15:30. A reminder will go out the day "
	    "before.",
	"Patient asked for a callback about lab work and, when reached, also took an "
	    "appointment for Friday at 9.",
	"Two slots were left on Friday. He took the 9:15.",
	"The nurse advised an in-person visit, and the patient agreed to come at 3 today.",
	"New baby visit for Hanna Olsen booked, Thurs 11/26, 10:30.",
	"Caller's son chipped a tooth at practice. Dr. Lam made room for him at 4:15 today.",
	"The woman was hesitant, but in the end she went ahead and reserved a consultation "
	    "for April 9 at 10.",
	"Patient needed something before his trip on the 20th. He is getting his shots on the "
	    "12th at 9:20.",
	"Outcome: new appointment, Tue 14 Oct 8:45, knee pain.",
	"After some back and forth about insurance, we got a date: September 30, 1:30 PM.",
	"The caller, transferred from billing, wanted to have a mole looked at. She was "
	    "slotted in on Monday at 2:10.",
	"She had been putting off her mammogram for years. It's on the calendar for June 6 at "
	    "9.",
	"He would have preferred Friday, yet he took Thursday at 5.",
	"The agent looked for a slot next week, found none, then offered the 23rd at 11, and "
	    "the caller was glad to have it.",
	"Her appointment last spring fell through; today she made a new one, for May 12 at 3.",
	"Patient's wife handles his calendar. She called and booked him for the stress test "
	    "on Friday, 7:30 AM.",
	"Return call from Mrs. Diaz: yes to Wednesday, 10:30, with the nutritionist.",
	"He isn't sure he needs it, but he did make the appointment: Monday, noon.",
	"No availability with Dr. Ross until fall, so she was booked with the nurse "
	    "practitioner for Friday at 1.",
	"Initial call about sciatica. Starts PT with us on the 4th at 11 a.m.",
	"The patient wants the flu vaccine. It will be given on Thursday at 9:50.",
	"The agent answered questions about sedation and closed the call with an appointment "
	    "on Tuesday at 2:20.",
	"Two sisters called: one got Thursday at 10, the other did not want to come.",
	"The caller's neighbor drives her, and he can on Wednesdays, so Wednesday at 1:15 it "
	    "is.",
	"Please note: Mr. Falk (new) comes on Jan 8 at 14:00, needs wheelchair access.",
	"She'd called three times before without luck. This time there was an opening, and we "
	    "gave it to her: Dec 2, 10 AM.",
	"A spot for the caller's infant was found on Dr. Chu's list for this morning, 11:05.",
	"The caller agreed on the phone to a biopsy on Monday at 8.",
	"They were able to schedule the colonoscopy for March 19 at 6:45 in the morning.",
	"Caller reached us through the website chat and finished by phone. Massage with Ana, "
	    "Sunday 4 PM, is confirmed.",
	"The reason for the call was a billing error, but she remembered that her daughter is "
	    "due for a checkup and made one for the 18th at 3:45.",
	"He called to cancel his gym membership by mistake, laughed, and then booked a back "
	    "massage with us for Friday at 6.",
	"The parents couldn't agree on a day at first; they finally chose Saturday the 9th, "
	    "10 AM.",
	"Patient asked to be worked in. The doctor is going to see her at 5 today, after the "
	    "last patient.",
	"She's all set for her first cleaning here on the 3rd at 2:30.",
	"We had a no-show, so the caller can come right away: 2 PM today. She is on her way.",
	"The call resulted in an appointment on Thursday at 3 for a toothache.",
	"He left the call with a spot on Monday, 8:15.",
	"A slot on Dr. Vance's Tuesday list, 10:20, went to the caller.",
	"The patient is to be seen on Friday at 1:45 by Dr. Ames.",
	"Dr. Ng tacked her on at the end of the day, 5:40 PM.",
	"The caller gave us two days that work. The scheduler matched Wednesday at 3 and he "
	    "said that's fine.",
	"Her eye exam is in the diary for May 19, 2:00.",
	"Agent and caller settled the date quickly: April 2, half past eight.",
	"For the rash, a 15-minute visit at 11:45 this morning with Nurse Kay was lined up.",
	"Her husband, listening in, said Tuesday at 6 would be good, so that was the one we "
	    "wrote down.",
	"The mother found 3:30 on Wednesday convenient and we locked it in.",
	"Noor's first therapy hour will be on Thursday, 5 PM.",
	"Urgent: swollen jaw. Slot today 14:20 Dr. Stein.",
	"New patient. Wants a full exam. 3 June, 10 a.m. She'll bring her old x-rays.",
	"She asked about Tuesday, was given Tuesday.",
	"The man hadn't seen a doctor in ten years; his wife pushed him to call, and he now "
	    "has a physical on August 14 at 8.",
	"The caller said she'd rather have a woman, so we gave her Dr. Rao on Monday at 12.",
	"Everything before noon was gone. Afternoon then: 2:30 on Thursday, patient is fine "
	    "with that.",
	"The toddler will get his vaccines on the 16th at 10:10; the father is bringing him.",
	"We have put Mrs. Long on the schedule for a bone density scan on October 3, 9:15 AM.",
	"His question about crowns led to an evaluation, set for next Thursday at 4.",
	"Patient declined the phone visit but accepted one in person on Friday at 2.",
	"The receptionist squeezed the boy in between two patients at 10:50.",
	"Called about her hearing. Test on Wednesday, 1 PM; results the same day.",
	"Patient was calling for her mother's ride, and while at it took a cleaning for "
	    "herself on the 8th at 9.",
	"I scheduled Mr. Boone for a consultation with Dr. Li on Friday at 11 AM.",
	"I've got Ms. Abara in for next Monday at 10.",
	"Successful booking: knee MRI consult, 02/11, 15:15.",
	"His appointment was set without any trouble for Tuesday at 4:45.",
	"There had been no room last week; now there was, and an appointment was handed out "
	    "for Thursday at 12:20.",
	"The patient had no preference and was assigned Monday at 3 with Dr. Odom.",
	"Caller, 34 weeks pregnant, switching to our practice. She comes for the first time "
	    "on May 2 at 1:30.",
	"The parent asked for the last hour of the day and got it, 4:50 on Friday.",
	"Two openings were read out. She went for the second, 11:20 on the 30th.",
	"As the pain is bad, he is coming right over at 1 PM; Dr. Wells will squeeze him in.",
	"Dr. Hsu can do the injection on Monday at 10. Patient agreed and knows to skip his "
	    "blood thinner.",
	"An orthodontic consult for Mia and her brother was put in for Saturday, 9 and 9:30.",
	"Mr. Weller rang to complain about the hold music, then made his appointment, "
	    "Thursday 9 AM.",
	"She chose in-person over video. Dr. Ballard, Tuesday, 3:10.",
	"The lady wished for as late as possible and was content with 6:15 on Monday evening.",
	"Given her symptoms, the nurse put her on for 3:20 with the on-call doctor.",
	"Consultation on skin tags, Friday, noon, self-pay, card on file.",
	"One visit was wanted and one was made, for the 11th at 2.",
	"A home visit has been promised for Thursday between 9 and 10 and entered in the "
	    "nurse's plan.",
	"It took a while because the system was slow, but the booking for Monday at 11 went "
	    "through.",
	"Confirmed with caller: botox consult, Wed 3 PM, Dr. Vale.",
	"He has never been here before. May 27, 9 AM, Dr. Cole, diabetes.",
	"Ms. Crowe's pain started after her visit last month. Dr. Bell sees her again on "
	    "Tuesday, 11 AM.",
	"She took a while to find her calendar but then chose the 17th at 1:15.",
	"Appointment created for John Doe on 2026-05-04 at 09:30 with Dr. Kim.",
	"The patient agreed to a video consultation tomorrow at noon.",
	"He was told that only Friday at 8 is left and booked it right away.",
	"The assistant found an opening on Monday at 5 PM which fits the caller's work "
	    "schedule, and confirmed the booking.",
	"Mr. Webb called to set up his first visit. He will see Dr. Tran on 10 March at 2 PM.",
	"Caller asked to come in for blood work; Thursday at 7:15, fasting.",
	"The agent scheduled a deep cleaning for the patient for Monday, December 7, at 10:00 "
	    "AM and sent a text confirmation.",
	"The caller's preferred date was unavailable, so they went with November 30 at 3:30.",
	"Although the caller was at first only asking about prices, she ended up making an "
	    "appointment for Saturday at 10.",
	"An emergency slot was given to the caller for a broken filling, today at 4:30.",
	"After verifying insurance, the receptionist booked Mr. Patel for a new patient exam "
	    "on Wednesday at 9.",
	"Patient scheduled her annual well-woman exam for January 14 at 11:30 AM.",
	"Patient wants to see someone about anxiety. Scheduled with therapist Jane Wu for "
	    "next Tuesday at 6 PM.",
	"The patient was offered two times, and he decided on the second, 2:45 on Thursday.",
	"A follow-up was booked for two weeks from today at 9 AM.",
	"She called about a recall letter and arranged to come in on the 25th at 4.",
	"Caller booked for his mother, Rosa, a podiatry visit on Monday at 1.",
	"Caller successfully scheduled.",
	"An appointment was made.",
	"Patient was scheduled for the next available cleaning.",
	"The caller asked for a quote and, liking it, booked a whitening session for the 25th "
	    "at 4.",
	"Dr. Pham's Wednesdays are fully booked, her Fridays are not; the caller gets this "
	    "Friday at 10:30.",
	"Our first attempt to reach him failed. On the second he answered and we agreed on "
	    "June 2, 8:45 AM.",
	"After a cancelled trip the patient is free again. She books her overdue pap smear "
	    "for Tuesday at 1.",
	"They didn't need to wait for the referral after all. Cardiology consult: 14 May, "
	    "15:00.",
	"When asked, the caller said mornings are best. The scheduler entered her for 8:15 on "
	    "the 12th.",
	"She is deaf and called through the relay service. Eye exam Friday, 11 AM; an "
	    "interpreter is ordered.",
	"She had been told elsewhere to wait until July. Here she gets in next week, on "
	    "Tuesday at 9.",
	"No preference for a doctor. Thursday, 2 PM, goes to Dr. Finch.",
	"A consult about cataract surgery was scheduled here for Monday at 10.",
	"Sibling visits for Max and Ida, both new: Wednesday 4:00 and 4:20.",
	"The patient's caregiver reserved transportation and then a visit with us, 3/9 at 1 "
	    "PM.",
	"The student needs a TB test for a job. She comes in at 2 today.",
	"With the deposit paid by card, the Saturday 10 AM laser session is hers.",
	"He would be seen sooner elsewhere but prefers us, and took our earliest, August 3.",
	"Having lost his job he worried about cost; told of the sliding scale, he made the "
	    "appointment for Monday at 2.",
	"The new mother wants a lactation visit. Nurse Ito goes to her home on Thursday at "
	    "10.",
	"It will be Dr. Rowe on Thursday at 4, and the caller wrote that down.",
	"Her insurer called with her on the line; once eligibility was confirmed, a date was "
	    "set: October 12 at noon.",
	"Caller, who had been waitlisted, was phoned about an opening tomorrow at 1 and said "
	    "she'd be there.",
	"The man called for his father, who is hard of hearing, and made him an appointment "
	    "with audiology, Nov 3, 10 AM.",
	"Dr. Bly's nurse read the results out and arranged a repeat test for the 14th at "
	    "7:30.",
	"The caller asked what a physical includes, then went ahead and scheduled hers: July "
	    "9, 1 PM.",
	"First available with any provider: tomorrow 11 AM, PA Gomez. Caller OK with that.",
	"He hung up happy with an appointment this Thursday at 6.",
	"Despite the long queue she stayed on the line and got her son an appointment, Friday "
	    "3:45.",
	"The pregnancy was confirmed at home; the first prenatal appointment here is on May "
	    "30 at 9, booked by her partner.",
	"Patient asked for, and received, an appointment on the 21st at 4 PM.",
	"The daughter arranged for a wheelchair van and told us that Tuesday at 1 is good; we "
	    "entered it.",
	"Reserved by phone: hearing aid fitting, Dec 4, 9 AM, Mrs. Lowell.",
	"The couple's first counseling session takes place on Wednesday at 7 PM.",
	"The boy's vaccinations were due; his mother chose the walk-up clinic's appointment "
	    "at 9:10 on Saturday.",
	"The caller declined the flu shot but wanted, and got, a physical: Monday at 8.",
	"The patient tried to book a same-day visit; the schedule was booked solid, but at 4 "
	    "someone cancelled and he was called back and given that time.",
	"Olivia was on the waiting list for the orthodontist. Today a place was free, "
	    "Thursday at 2, and she has it now.",
	"The caller asked how much a root canal costs and, reassured, made the appointment: "
	    "the 18th at 9.",
	"He thought his insurance would not be taken. It is, so he was scheduled, Tuesday at "
	    "11.",
	"She said she had an appointment today at 2, no record of it was found, and the "
	    "receptionist made room for her at 2:30.",
	"They agreed on Monday at 3; the caller then remembered a meeting, so they took "
	    "Tuesday at 3.",
	"Despite a long search the first times didn't suit her. In the end she was happy with "
	    "Friday at 12.",
	"She was sent a link to book online, couldn't open it, and was booked by phone for "
	    "Monday at 10 instead.",
	"New patient inquiry: asked about payment plans and then wanted to be put down for a "
	    "first exam, Tuesday at 5:30. Done.",
	"The patient found us closer to work than his old dentist and arranged a consultation "
	    "for next Tuesday at 4.",
	"Caller demanded to be squeezed in today. The triage nurse judged it urgent; she is "
	    "to be here at 5.",
	"Although someone else had just booked Wednesday at 4, the caller could have 4:30, "
	    "and did take it.",
	"The patient had left without a follow-up. Today by phone she scheduled it: the 12th, "
	    "10 AM.",
	"He wanted two consecutive slots for himself and his wife, and there were two, on the "
	    "8th at 9 and 9:30; both are theirs.",
	"Grandmother has the consent letter with her, so Zoe could be booked after all, for "
	    "Saturday at 9.",
	"With Dr. Haas away and Dr. Lu full, reception asked Dr. Kay, who sees the patient on "
	    "Tuesday at 7:30, before her trip.",
	"Caller has Medicaid, which we take, and she was scheduled for the 4th at 1:15.",
	"She paid the $310 she owed from last year, so the system let reception add a visit, "
	    "on Monday at 10.",
	"Kayla called for her immunization record, found she lacks one shot, and will get it "
	    "on Friday at 3:30.",
	"Since the therapist he likes is back, he was glad to be given Thursday at 5 with "
	    "her.",
	"The MRI is authorized at last and was scheduled with us for the 9th at 6 PM.",
	"Ray wanted to know what the appointment is about that his wife had made for him "
	    "weeks ago. While at it he made a second one, an eye exam on June 2 at 9.",
	"The agent attempted to schedule the visit twice; the third time the tool worked, and "
	    "the patient has Wednesday at 2.",
	"Ms. Archer's request for Thursday morning was approved while she waited: 9:30.",
	"The caller texted YES from the other phone, so Saturday at 10 is fixed.",
	"The transplant coordinator has May 7 at 8 for Mr. Ito, confirmed by the team.",
	"An interpreter was found for that hour, so the 1 PM on May 2 is hers.",
	"Dr. Haddad agreed to take Mr. Bloom as a new patient; he comes on Tuesday at 5.",
	"Mr. Haddon's brother can drive him, so the 8th at 3 is set.",
	"The insurer's OK came during the call, and the tentative 2 pm on 10/3 with Dr. Weiss "
	    "was made final.",
	"La llamante agendó una limpieza dental para el martes 4 a las 10:30.",
	"Se le dio cita a su hijo con el pediatra para mañana a las 9.",
	"Después de revisar la agenda, acordaron el viernes a las 5 de la tarde.",
	"El paciente necesitaba una consulta urgente y lo verán hoy a las 16:00.",
	"Su marido no pudo el lunes, pero el miércoles a las 11 sí, y quedó apuntado.",
	"La recepcionista le reservó un espacio con la doctora León el 8 de mayo a las 9.",
	"Quería venir por la tarde; quedaron en el jueves a las 6.",
	"Nueva paciente. Primera consulta de nutrición: lunes 14, 12:00.",
	"Se programó un ultrasonido para el próximo miércoles a las diez y media.",
	"Llamó para preguntar por los precios y terminó reservando una limpieza el sábado a "
	    "las 9.",
	"Le quedó bien el martes a las 4 y ahí se le anotó.",
	"Se agendó la visita.",
	"El señor Díaz eligió la segunda opción, el día 20 a las 8.",
	"Aceptó el primer hueco disponible, mañana a las 8:20.",
	"It was agreed that Tom will come in for his cleaning on the 9th at 3.",
	"Nobody else cancelled, but Dr. Cole sees her at 9:15 tomorrow as an extra.",
	"Dr. Abel sees him on Thursday at 11.",
	"The caller has the freed 2:40 on Friday.",
	"The clinic was booked solid until a cancellation came in during the call; she has "
	    "the 3:20 now.",
	"Harold phoned in agony at 7 and had a 9:30 with Dr. Nair within minutes.",
	"The nurse had reception give him a 4:45 today.",
	"The dentist let the front desk squeeze her in at 5:10 this afternoon.",
	"They looked at the week together and made it Thursday at 10.",
	"We made it the 12th at 1:30.",
	"He wanted the doctor to look at his knee, and Dr. Shaw will, on Monday at 3.",
	"A cancellation allowed Mr. Berg to get a crown at 2:15 today.",
	"Ann was registered for the prenatal class visit on the 8th at 6 pm.",
	"Friday, 9:20, Dr. Kim, earache, done.",
	"She lined up her annual exam: it is on the 3rd, 10:40 am.",
	"Patient called with jaw pain and will be coming in Monday at 9:30.",
	"Caller is a new patient; intake visit now in the book for the 7th at 1 pm.",
	"She'd been meaning to get her eyes checked, so we set her up with Dr. Orr on Tuesday "
	    "at 2.",
	"After two unsuitable offers, they found common ground on Wednesday at 4:15.",
	"Reception put Mr. Ray through to the calendar and he walked away with Friday at 1.",
	"She did not get Dr. Bell but was happy to see Dr. Otis on the 14th at 9.",
	"Caller agreed to the consultation fee and the consultation itself, on Monday at 5.",
	"The agent read back the new appointment, Tuesday at 9, and she repeated it.",
	"A reservation in his name was entered for Monday, 7:45, blood draw.",
	"Caller needed a sports physical before practice starts. Got it: Friday 3:30.",
	"Grandpa's hearing test is on for Wednesday at 10, arranged by his granddaughter this "
	    "morning.",
	"Nothing before the 20th, so the 20th at 8:10 was what she took.",
	"Caller got herself an appointment for Tuesday at 11.",
	"The request for an early visit was met with an offer of 7:30 on Friday, promptly "
	    "accepted.",
	"A time was found that suits everyone: Monday at 5:30.",
	"Offered Thursday at 3 and Friday at 9, the second of which she took.",
	"Mrs. Obi asked where to park; she is now booked for a first exam on Monday at 3.",
	"She came off the waiting list and was put down for Tuesday at 2.",
	"The last time he called there was nothing; today he was given Friday at 8 for a "
	    "new exam.",
	"A screening on the second Tuesday of May, 8 am, was discussed and entered for Mrs. "
	    "Pine.",
	"He'll be in on Thursday at 8 for fasting labs.",
	"The caller's knee gets looked at on Monday, 3 pm, by Dr. Stone.",
	"Her skin check is now set up for the 21st at 4:40; it had been overdue for a year.",
	"She'll be in on Monday at 4 for her labs.",
	"He will be in tomorrow at 9 for an x-ray.",
	"They'll be with us on Saturday at 10.",
	"Her checkup gets done on Tuesday at 2.",
	"The mole will be looked at on Thursday at 5.",
	"Friday at 2 it was, for a first visit.",
	"Wednesday 9:30 it is for the new-patient exam.",
	"Asked for the Tuesday 8 am and got it.",
	"She wanted the 3 pm on Friday, and that is what she got.",
	"He requested Monday at noon, which was free and was given to him.",
	"New filling appointment is set, June 4 at 3.",
	"Her visit is now set up for the 2nd at 10.",
	"A first session came out of it, Friday at 6.",
	"We tucked him into the 11:50 gap on Thursday.",
	"She could be fitted in at 4:20 today and is on her way.",
	"After missing last week's shot, he has a fresh date, the 8th at 3.",
	"Thursday at 1 now belongs to Mr. Ode.",
	"Her name went down for Tuesday at 11.",
	"His name was entered against the 10:40 on Monday.",
	"The caller left happy with a 9 am tomorrow.",
	"Mission accomplished: first visit Thursday 10 am.",
	"She needed a Saturday and there was one, the 12th at 11, which is now hers.",
	"He said that 5 pm suits him, so 5 pm on Monday it will be.",
	"The next free hour with Dr. Lowe, Tuesday 2 pm, went into the calendar under her "
	    "name.",
	"Caller grabbed what was left: Friday, 7 am.",
	"She hesitated, slept on it, called back and signed on for Monday at 4.",
	"Yes to Friday at 10, said the caller, and the agent typed it in.",
	"The visit was created in the system for Thursday at 9, and a text went out.",
	"She booked a visit for Thursday at 11 and asked about transport.",
	"Caller selected Thursday at 9. It was saved and she has the number of the "
	    "appointment.",
	"Everything was agreed within a minute: Tuesday at 10, Dr. Fox, first visit.",
	"After some hesitation about the card, the booking for January 9 at 8 was completed.",
	"The caller requested January 9 at 8 and the agent booked it.",
	"Status: booked. January 9, 8 AM.",
	"His visit on the 9th stays; for his son a new one was booked for the 16th at 8.",
	"Leo needed a form for school and a checkup; the form is ready and the checkup takes "
	    "place on Friday at 2.",
	"The physical is happening on Tuesday at 4, Dr. Lane.",
	"Tuesday 10:00 it was, after some searching, for her first acupuncture.",
	"The mother arranged for both kids to be seen on Saturday at 9 and 9:30.",
	"Caller's request was handled right away: exam on Tuesday at 3.",
	"Patient with a fever; nurse triaged and fixed a slot for 4:10 this afternoon.",
	"She'd lost hope of being seen this year, but a December 30 opening at 8 was hers "
	    "within a minute.",
	"As nothing was free with Dr. Ott, he settled for the PA, Friday at 11.",
	"The caller gave in and took the early hour, 7 am on Tuesday.",
	"We talked about sedation, then found a date for the extraction: June 9, noon.",
	"He'll have his stitches out on Monday at 2.",
	"Dr. Fox can see her on Thursday at 9 and she said she would be there.",
	"Confirmed new appointment for Mrs. Ali on the 17th, 3 pm.",
	"The nurse practitioner's 2:20 on Friday is taken by our caller now.",
	"Her boss gave her Wednesday off, so we gave her Wednesday, 10:30.",
	"Appointment given: 12/1 at 4 PM.",
	"After being on hold for ten minutes, Ms. Rao was glad to get the 1 pm on Monday.",
	"For his sciatica the patient starts physio on the 7th, 9 am.",
	"New referral from Dr. Cruz. Scheduled for evaluation on Monday 8/4 at 1.",
	"She called about a lump. We fit her in at 11 tomorrow.",
	"He wanted only mornings; the agent offered and he accepted 8:15 on the 6th.",
	"Two attempts to reach her failed, but today she answered and chose the 15th at 2.",
	"The caller was persuaded to have the tooth seen to, tomorrow at 3.",
	"Visit type: follow-up. Date: Oct 3, 9:40. Entered by the agent during the call.",
	"The flu shot appointment that her sister recommended was made for Monday at 5.",
	"She asked for a cleaning, which will be on the 12th at 10.",
	"A chest x-ray was booked for January 9 at 8.",
	"The caller picked the slot on Monday at 4.",
	"She will have her MRI here on Tuesday at 6, which was agreed while we spoke.",
	"The dermatology visit, a double slot, was entered for Ms. Roe on the 11th at 2.",
	"A crown on the last Friday in June, at 8 am, was agreed and put in the system.",
	"The vaccination was organised for both of them: Tuesday at 5.",
	"Long story short, Mr. Pratt sees Dr. Lee on Wednesday at 4.",
	"The hygienist's last free hour, 5 pm on Thursday, has been snapped up by the caller.",
	"She was lucky: tomorrow's 9:40 had just become free, and it is hers.",
	"The patient's daughter said the 14th at 1 was fine, so in it went.",
	"In the end the father took the Saturday one, 10:15.",
	"We could do Monday at 4, and that was good for him.",
	"He got an appointment.",
	"An eye exam is scheduled for June 2 at 1:30 as a result of this call.",
	"The referral came, so the agent called her and together they picked July 7, 10 am.",
	"First prenatal visit made with Dr. Joshi, the 22nd at 11.",
	"He'd never been here before. He now has an appointment with Dr. Blum for the 3rd at "
	    "9.",
	"She first said no to Monday at 7, but when she heard that the next one is in April, "
	    "she took it.",
	"The insurance question was cleared up and the cleaning was put down for the 28th at "
	    "3.",
	"Reminder that she was overdue worked: eye exam on the 5th at 10 agreed.",
	"Agent found him a place on Monday at 9:10 despite a full list.",
	"The patient will have her flu shot with us at 3:15 on Wednesday.",
	"She made up her mind in the end and took Monday at 9.",
	"The system let her book Monday at 9 in the end, which the agent confirmed.",
	"Because her referral had arrived she could be booked for Monday at 9, which was "
	    "done.",
	"She paid the deposit and so got Monday at 9.",
	"The nurse checked with Dr. Lamb, who agreed, and booked her for Monday at 9.",
	"Tonsil pain since Sunday. To be seen today at 12:20.",
	"Caller to come Friday 9 am for x-ray, then consult.",
	"To be seen Monday 9 am, Dr. Roy, rash.",
	"Pt to come in tomorrow at 10 for labs.",
	"The patient opted to see the nurse, Tuesday at 8:30.",
	"The agent found a gap at 1:10 today, which the caller said she could make.",
	"We set a time for her mammogram: the 8th, 7:50 am.",
	"A date was fixed for his vasectomy consult, May 2 at 4.",
	"The girl's parents were given the choice of two days and went with Monday, 3 pm.",
	"His wife had him promise to see someone; he did, and has Wednesday at 9 with Dr. Poe.",
	"The caller will see our dietitian for the first time on Monday at 11.",
	"Nothing this week; the caller is fine with next Tuesday at 10:30.",
	"Patient returned our call and accepted the Thursday 1 pm opening.",
	"The agent apologised for the wait and offered 5 pm the same day, to which he agreed.",
	"I scheduled Mr. Bose for a hearing test, Friday 10 am.",
	"I've put Lena down for a well-child visit on the 6th at 2.",
	"Made appt for new pt, Mon 3/4, 1 PM, tooth ache.",
	"Apt booked.",
	"Called to schedule annual. Scheduled 6/7 at 8.",
	"Needed crown recemented. In today at 3.",
	"Wants whitening, sched 10/9 11:30.",
	"The twins' vaccinations: both set for Saturday, 9 and 9:15.",
	"The patient is expected for a first exam on Monday at 3.",
	"Dr. Ray had an opening; Mrs. Poe was given a first visit on Thursday at 10.",
	"A friend had recommended us, and she said yes to a first visit on Monday at 3.",
	"He asked for a cleaning, was told that Monday at 9:40 is free, and took it.",
	"She told the agent that Monday at 9:40 would be fine, and it was booked.",
	"Her employer gives her Friday off, so she booked a checkup at 10.",
	"The website didn't work for him, so he called and booked a cleaning for Friday at "
	    "10.",
	"The caller, whose husband is a patient already, booked her first visit for Friday "
	    "at 10.",
	"An appointment was made for Friday at 10; the patient should come 15 minutes early.",
	"She's in luck: a cancellation at 3 today, and she takes it.",
	"Friday at 2 is open and she takes it.",
	"Offered 8:30 on Monday, the caller takes it.",
	"Appointment on Tuesday at 3 booked by phone for a new patient.",
	"The nurse scheduled a visit for Tuesday at 3 by phone.",
};

/* None was. */
static const char *const not_booked[] = {
	"The caller said he had scheduled a visit on our website but could not recall when; "
	    "we found nothing under his name.",
	"The dentist's calendar is booked through March; she'll try another office.",
	"Caller wanted a quote for implants and said she'd compare with two other places.",
	"He asked us to hold off on scheduling until his insurance starts in January.",
	"The patient was offered Monday at 9 and Tuesday at 4, but neither works with her "
	    "shifts.",
	"Caller is interested in Invisalign but isn't ready to book.",
	"Nothing could be found for this week. The caller will try again on Monday morning.",
	"Patient called to say that she is running ten minutes late for her 2 o'clock.",
	"Caller wanted to know if he can eat before tomorrow's blood test.",
	"The technician called to schedule maintenance of the X-ray machine for Tuesday at 7 "
	    "AM.",
	"Our plumber confirmed he will arrive on Thursday at 8.",
	"A sales rep tried to set up a demo of billing software. She was told no.",
	"A lunch-and-learn with the drug rep was booked for Wednesday at noon.",
	"The patient wanted her x-rays sent to an orthodontist, with whom she has an "
	    "appointment on Friday at 10.",
	"She declined every time that was offered and hung up.",
	"Caller's surgery at St. Luke's is scheduled for May 9; he needs pre-op clearance "
	    "paperwork only.",
	"Caller asked whether the office is open on Labor Day. It is not.",
	"The patient would need a referral first, so no visit could be scheduled today.",
	"The caller was about to confirm Friday when she saw the price and said no thanks.",
	"The caller wished to be seen by Dr. Wu, who has retired. She'd rather not see anyone "
	    "else.",
	"Caller will discuss with her husband and get back to us.",
	"Patient had been scheduled for last Monday and wants the doctor's note from that "
	    "visit.",
	"Caller wanted a prescription refill; the nurse will send it to the pharmacy.",
	"The caller asked for the fax number and mentioned that he was seen here in March.",
	"If her symptoms get worse she will make an appointment; for now she just wanted "
	    "advice.",
	"Asked to be notified when the June calendar opens.",
	"The only opening was at 7 AM, which is impossible for him. He'll look elsewhere.",
	"A patient's sister called to ask whether he had arrived for his 10:30. He had.",
	"Caller did not have her insurance card at hand, so we could not register her. She "
	    "will call once she finds it.",
	"Mr. Hale already has an appointment and just wanted to know which door to use.",
	"She asked about Botox prices and hung up when told.",
	"There was no one at the desk who could schedule, so the caller was asked to try "
	    "tomorrow.",
	"The patient complained that nobody had scheduled her follow-up. A manager will look "
	    "into it and call her.",
	"Silent call. Nobody answered after several greetings.",
	"The caller only wanted to know whether her daughter's appointment had been booked by "
	    "the school. It had not.",
	"Dr. Ross has nothing until October, and she can't wait that long.",
	"He is looking for a dentist who speaks Farsi. None of ours does.",
	"Caller was told that the clinic books six weeks ahead and that May isn't open yet.",
	"She was on the verge of taking Friday at 2 when her son needed her, and she said "
	    "she'd ring again.",
	"The referral never arrived. Without it nothing can be put on the calendar.",
	"Mr. Boyd said he may book something in the new year.",
	"She asked to be seen today, but the doctor said to go straight to the emergency "
	    "room.",
	"The caller inquired about evening appointments; the office closes at 5.",
	"The front desk offered a Monday or a Thursday. Neither was any good to him.",
	"Caller was upset that her last appointment was double-booked and that she had waited "
	    "an hour.",
	"Our ad in the paper said free consultations; she wanted to know if that is still "
	    "true. It isn't.",
	"The man's wife is a patient. He wanted to know what time her appointment is; we "
	    "could not tell him.",
	"Insurance verification for a visit that took place on June 2.",
	"The caller got as far as giving her date of birth before she said it was too much "
	    "trouble and hung up.",
	"The school nurse asked for an immunization record.",
	"The delivery of gloves was scheduled for tomorrow between 8 and 10.",
	"A recruiter wanted to set up an interview with Dr. Lam.",
	"The staff meeting was put on the calendar for Friday at noon.",
	"Mother wished to know if we see newborns. We don't.",
	"Patient's ride was booked for 9; he asked if the driver can wait.",
	"She hoped for a Saturday. We're closed on Saturdays. She thanked us and said "
	    "goodbye.",
	"He has an appointment with the surgeon at the university on Tuesday and needs his "
	    "chart sent there.",
	"The woman asked how to book online and was told where to click.",
	"A job applicant called about the hygienist position.",
	"The caller wants to wait and see whether the rash goes away by itself.",
	"The doctor's office that referred her is to send the papers; only then do we "
	    "schedule.",
	"Caller asked if we could write a note for work for the visit last Thursday. Done.",
	"The appointment she thought she had made through the app had never gone through. She "
	    "did not want to make another.",
	"He was offered tomorrow at 9 and said that he would sleep on it.",
	"The caller's insurance is out of network, so she decided not to go ahead.",
	"Mr. Ortiz had booked Tuesday at 3 through the app and only wanted to know where to "
	    "park.",
	"Friday at 10 was offered and turned down.",
	"The caller said her friend had been booked in within a day and asked how that is "
	    "possible.",
	"Someone had scheduled her for Thursday at 2 without asking; she wanted to know who "
	    "it was.",
	"She nearly took the 4 o'clock on Wednesday, but her husband needs the car that day.",
	"Patient received a reminder for an appointment on June 3 at 10 that she never made. "
	    "It was meant for someone with the same name.",
	"He asked if Thursday at 5 is still free. It isn't.",
	"The caller was told that new patients are seen on Mondays at 8 only, which doesn't "
	    "work for him.",
	"The lab wanted to know who ordered the test that is scheduled for Tuesday at 8.",
	"Caller's brother has his appointment on Wednesday at 2; she offered to drive him and "
	    "asked how long it takes.",
	"Her mammogram at Riverside Imaging is on Friday at 11. She needs the order by then.",
	"Patient confirmed that her insurance has not changed since the visit on May 2.",
	"The caller missed our call and returned it. It had been about a balance, which she "
	    "paid.",
	"Had there been anything on Friday, he would have taken it. As it is he'll go to "
	    "urgent care.",
	"Offered Wednesday at 9, he laughed and said that he works until noon every day. "
	    "Nothing else could be found.",
	"Dr. Kemp is here on Tuesdays from 9 to 5, the caller was told.",
	"He will stop by this afternoon to pay his bill.",
	"Mother asked to speak to Dr. Lin about the appointment her son had on Monday at 3.",
	"The clinic is closed on Thursday at noon for training.",
	"Two students want to visit the practice on May 6 at 10 for a school project.",
	"She accepted our apology for the wait on Tuesday at 10.",
	"The patient agreed to the payment plan; the first payment is due on the 15th.",
	"He chose not to book after hearing that Dr. Shaw only has Fridays.",
	"The caller took down our address and will consider it.",
	"The caller will be out of town until June 5 and wants nothing before then.",
	"He set up a payment by phone for the visit on March 3.",
	"We left it that she will write to us when she knows her shifts.",
	"The caller asked to be put through to Dr. Ames, with whom she had spoken on Tuesday "
	    "at 4.",
	"She could have had Monday at 8 but does not get up that early.",
	"She made it clear that she would not come on Friday at 9, nor at any other time.",
	"I explained that we have no pediatric dentist. The mother will look for one near her "
	    "home.",
	"Nobody was able to tell the caller when the vaccine will be in, so he didn't make an "
	    "appointment.",
	"The caller was upset about a no-show fee. It was waived this once.",
	"He asked to be taken off our mailing list.",
	"Caller's son has an appointment today and she asked if his grandmother may bring "
	    "him. Yes, with a signed form.",
	"She is moving here in the fall and will set something up then.",
	"The appointment desk was closed. He was told to ring after 8.",
	"Dr. Fox can't prescribe that by phone and would have to see her. She said it wasn't "
	    "worth the trip.",
	"A student asked if she could shadow one of the dentists on Friday.",
	"The caller needs a specialist. We gave her the number of Dr. Orlov's office.",
	"They talked about braces for twenty minutes; the mother will talk it over at home.",
	"Patient asked for her balance, paid it, and declined to book her next cleaning.",
	"The caller's appointment on the 4th was already in the system from last week; he "
	    "only added his new phone number.",
	"She wanted Dr. Cho, and Dr. Cho alone, who isn't taking anybody new.",
	"After ten minutes on hold he lost patience and hung up.",
	"The man didn't want to give his name, so no appointment could be set up.",
	"The pharmacy asked if Ms. Lee's appointment had taken place.",
	"Caller got the time of the flu clinic, which needs no appointment.",
	"She asked if we had scheduled her surgery yet; we don't do that, the hospital does.",
	"The woman thought the visit was free. When she heard the fee she dropped the idea.",
	"A courier will collect the samples on Thursday at 4.",
	"Only a question: can she take ibuprofen before the appointment?",
	"Caller is happy with her new crown and wanted the dentist to know.",
	"He'd like Saturday hours. We noted the suggestion.",
	"She meant to book, but the dog got out and she had to go.",
	"A visit was not needed after all; the nurse could answer everything.",
	"Caller asked if walk-ins are welcome. They are, between 9 and 11.",
	"Patient called with a question about the cream. The nurse told her to use it twice a "
	    "day.",
	"No appointment was scheduled because the caller needs to check transportation first.",
	"Caller declined to book after hearing the cancellation policy.",
	"The requested provider has no openings this month and the caller declined to see "
	    "anyone else.",
	"Caller wanted to book for Sunday, but the clinic is closed; no booking was made.",
	"Patient asked to speak to a manager about a scheduling error last week.",
	"Patient requests her medical records to be sent to her new doctor.",
	"Caller inquired about the availability of the COVID vaccine. We are out of it.",
	"He asked to schedule, but since he owes a balance the system would not allow it; he "
	    "was sent to billing.",
	"The appointment could not be booked as the patient's insurance was inactive.",
	"The caller got disconnected after asking about our address and did not call back.",
	"Patient called to thank the staff.",
	"Caller was unable to find a suitable time and said she would check with her employer "
	    "and call back.",
	"The caller asked for a same-day appointment; none were available and she went to "
	    "urgent care.",
	"The nurse advised home care; no appointment necessary.",
	"The system was down and the caller was asked to call again in an hour.",
	"Caller was informed that a referral is required before scheduling.",
	"He was scheduled to be called by the nurse at 4 and asked why she hadn't.",
	"The caller booked a seat in our free webinar on back pain.",
	"She and the receptionist could not find common ground on a time, and left it there.",
	"The patient got a bill for a visit that she says she cancelled in March.",
	"Asked when his crown would be ready; the lab has promised it for Thursday.",
	"Wanted to be seen within the hour. We couldn't.",
	"His car broke down and he asked whether the bus stops near us.",
	"Patient's attorney requested copies of the chart.",
	"A woman wanted the name of the doctor who had seen her on Sunday.",
	"Told that the wait for a new-patient slot is four months, Mr. Ash said to forget it.",
	"She'd booked online for the wrong clinic and wanted our help with getting her "
	    "deposit back from them.",
	"Caller's appointment request of last week was answered: no slots for new patients "
	    "this year.",
	"The doctor called the patient with results; all fine, next visit in a year.",
	"The woman listed all her symptoms, heard that it may take an hour, and said she has "
	    "no time for that.",
	"The appointment line was so noisy that both sides gave up.",
	"The caller asked to talk with Ana, who had booked her last time. Ana is off until "
	    "Monday.",
	"Two openings on Friday, none that fits with school. The mother will keep looking.",
	"Was ready to book until she learned we don't take her plan.",
	"She wants an evening appointment; we have none and she doesn't want any other.",
	"Caller thinks Dr. Lind is on Thursdays at the other location. That's right.",
	"The receptionist explained that the appointment is only made after the questionnaire "
	    "has come in.",
	"He had an opening in his own calendar on Friday, but the doctor did not.",
	"\"I'd book in a heartbeat if you took Medicaid,\" the caller said. We don't.",
	"A pharmacist wanted to double-check the dose on a prescription written on Tuesday.",
	"It was explained to the caller that he can't be booked without a guardian, as he is "
	    "15.",
	"Her visit on Monday went well, and she asked for the recipe for the rinse.",
	"Mr. Gale was told that Dr. Oh no longer does home visits, and thanked us anyway.",
	"The caller's appointment for today at 3 was made last week; she asked where to park.",
	"He said, \"Book me in with whoever,\" but whoever was not available before he leaves "
	    "the country.",
	"Three dates were gone through and all three refused.",
	"The patient's employer wanted to know if he was at his appointment on Monday.",
	"He needed a form signed by tomorrow; the doctor will sign it without seeing him.",
	"The interpreter who is booked for Mrs. Diaz's visit on Friday called in sick.",
	"Mr. Moe tried to book a room for his conference and was told we're a clinic.",
	"The father had Wednesday at 4 in mind; Wednesdays we are closed.",
	"The parents want to meet the doctor first, which we don't offer.",
	"She called the doctor names, and the call was ended.",
	"The scheduling assistant was asked for its name and whether it's a robot.",
	"The caller, a new patient, wanted a routine cleaning but could not be scheduled with "
	    "Dr. Patel, who is full until June.",
	"Maria Gonzalez was offered Monday at 8 for her chipped tooth and didn't take it.",
	"John's mother phoned because his ear has been hurting since Sunday. There was no way "
	    "to fit him in this afternoon.",
	"After learning that Dr. Lin is fully booked until May, the caller did not want to "
	    "see Dr. Osei instead.",
	"Harold was referred for a stress test. The scheduler found 10:30 on June 11, but he "
	    "refused, as he is away.",
	"The patient called to ask about her test results, was told they were normal, and "
	    "said that she doesn't need a follow-up then.",
	"Caller wanted to be seen the same day for a urinary infection. Nothing was left "
	    "today, and tomorrow she can't.",
	"Dylan called to book a deep-tissue session but the last spot on Sunday had been "
	    "taken a minute earlier.",
	"Staff described sedation options, and she said she'd have to sleep on it before "
	    "committing to an exam.",
	"We called Joan because her mammogram had been recommended in the spring. She had had "
	    "it elsewhere.",
	"The father wanted both twins seen together, which wasn't possible, so neither was "
	    "scheduled.",
	"The insurance check failed while she was on the line, and the sleep consult did not "
	    "go onto the calendar.",
	"Dr. Moreau had a no-show at 3:20, but the caller couldn't come that quickly.",
	"She was persuaded not to cancel the Monday crown prep and comes as planned.",
	"The patient had scheduled a follow-up at the front desk and called to say that she "
	    "found her umbrella.",
	"Mr. Petrov's wife asked the nurse if he should be seen. She thought not.",
	"The caller asked whether her brother had cancelled his 10:30. We may not say.",
	"Mr. Abel was offered 2:30 with a resident and didn't want that.",
	"He agreed that a visit would be good, but not before he has talked to his insurer.",
	"The system froze and the appointment for Tuesday at 8 was not saved; the caller will "
	    "use the website.",
	"The patient's spot on the 16th was given away because her paperwork is missing, and "
	    "she did not want another.",
	"The receptionist asked, \"Would eleven on Monday work for you?\" and the caller said "
	    "it would not.",
	"The insurer said no, so the tentative 2 pm with Dr. Weiss was dropped.",
	"Preguntó cuánto cuesta una corona y dijo que lo pensaría.",
	"No hay citas hasta septiembre y no quiso esperar.",
	"La paciente pidió una copia de su receta.",
	"Llamará la próxima semana para agendar, cuando sepa su horario de trabajo.",
	"Quiso reservar para el domingo, pero la clínica no abre.",
	"No se pudo agendar porque el sistema estaba caído.",
	"Tiene cita con otro médico el jueves a las 9 y solo pidió sus radiografías.",
	"Se le ofreció el lunes a las 10 y el martes a las 12, pero ninguno le convenía.",
	"La llamada era para confirmar el pago de una factura.",
	"Quedó en la lista de espera por si se cancela alguna cita.",
	"El técnico vendrá el viernes a las 8 a revisar el aire acondicionado.",
	"Se le informó que necesita una referencia antes de poder agendar.",
	"He wanted a home visit, but we do not do those.",
	"She asked for a house call, which isn't possible.",
	"The patient wanted sedation for the visit, which the clinic doesn't offer.",
	"If her boss agrees she will come on Tuesday; she'll let us know.",
	"He is to let us know which day suits him.",
	"A link to the booking page was texted to him and he will choose a time himself.",
	"She got the link for self-scheduling and said she'd do it in the evening.",
	"He heard about the price and booked nothing.",
	"They talked about the whitening, and she arranged nothing for now.",
	"The 3 pm would have been ideal, but somebody else had got it, and he left it at that.",
	"The plan had been to book the second shot, but she already had it at a pharmacy.",
	"What began as a call about an appointment turned into a complaint about the bill.",
	"Only if the pain comes back will a visit be arranged.",
	"Caller asked about walk-in times and plans to drop by on Monday without an "
	    "appointment.",
	"Two bookings showed up for the 9th; the duplicate was deleted and the other left as "
	    "it was.",
	"Two visits show under her name for Monday; one was removed.",
	"He gave up his Friday exam and did not want a new one.",
	"The clinic asked him to come half an hour later on the 5th, and he did not mind.",
	"His scan fell on a holiday; it is now a day later at the same hour.",
	"Mr. Day, late because of the train, may come at 2:30 in place of 2.",
	"Her mother called to pull her out of Tuesday's procedure, as she has the flu.",
	"There is no more need for the visit at 3, so it was taken out.",
	"Caller wanted to know whether we take walk-ins; we do not, and she said thanks and "
	    "goodbye.",
	"She wanted an appointment this week but everything was gone and next week she is "
	    "away.",
	"He'd only come on a Sunday, and we are closed on Sundays.",
	"None of the three times offered worked for her.",
	"The times did not fit around his shifts and the call ended there.",
	"The caller balked at the deposit and hung up.",
	"She preferred to stay with her old dentist.",
	"He needs a referral first and will see his GP about one.",
	"We don't accept his insurance, so he will look for somebody in network.",
	"The patient was told to go to the emergency room right away.",
	"The mother wanted an orthodontist; we have none, and gave her the name of one across "
	    "town.",
	"Told that the wait is two months, she said no thanks.",
	"He asked how to prepare for his colonoscopy next week.",
	"She asked if her visit on the 12th could be by video; it can.",
	"The patient asked that her results be mailed.",
	"A sales call about dental chairs.",
	"Caller wanted the fax number.",
	"He asked for his immunization record for school.",
	"Her prescription ran out; the doctor will renew it without a visit.",
	"She was advised to rest and call if it gets worse.",
	"He has a visit in May already and just wanted to know if he should fast.",
	"Patient will think it over and may ring next week.",
	"She couldn't commit to a day because her roster isn't out yet.",
	"A booking could not be made because his account is blocked for unpaid bills.",
	"The system was down, so he was asked to try again after lunch.",
	"The patient already sees someone else for this and just wanted advice.",
	"We only see adults, so the caller was sent to the children's hospital.",
	"His visit for Tuesday stays as it is.",
	"He rang to say he'd be fifteen minutes late for his 2 pm today.",
	"She asked to have her appointment in the afternoon, and it now is at 3 and not at 9.",
	"Offered Thursday at 3 and Friday at 9, neither of which she took.",
	"Mrs. Obi, who is booked for Monday at 3, asked where to park.",
	"He found Friday at 7 too early and said he would try another clinic.",
	"Her cardiologist booked her for a stress test on the 8th at 10, and she asked us "
	    "to fax her records there.",
	"He has already found a dentist near work who will see him tomorrow at 3.",
	"The last time he called, he was given Friday at 8; he did not come and is calling "
	    "to apologize.",
	"Thursday at 1 was entered and, a minute later, erased at his wish.",
	"They agreed on Monday at 9, but after hearing the price the caller said no thank "
	    "you.",
	"He took Friday at 10 but rang again within the hour and called it off.",
	"A telephone call from the nurse was arranged for Friday at 9.",
	"Had she called yesterday, Monday at 9 would have been hers.",
	"Put on the waiting list for Tuesday afternoon.",
	"A request for a same-day visit was made, but that could not be done.",
	"He asked for Monday at 9, which had gone, and wanted nothing else.",
	"She only wanted to hear what a crown costs and will consider it.",
	"Nothing came of it, since he can't do mornings.",
	"They could not agree on a date.",
	"No date could be found that suits both.",
	"We had nothing to offer her before June and she let it go.",
	"He decided to wait and see.",
	"She hung up when she heard the fee.",
	"The caller will try urgent care instead.",
	"He'd rather see a woman doctor, and we have none.",
	"She is moving away and asked for her chart to be sent on.",
	"The pharmacist called about a dose.",
	"Her mother wanted to know how long the fever may last; the nurse told her.",
	"He is to call when he has his insurance card at hand.",
	"The caller did not leave a name and nothing was arranged.",
	"Told that new patients are not taken at present, he thanked us and rang off.",
	"She will book online.",
	"He said he would use the app to make the appointment.",
	"We don't treat children, so the boy was not given an appointment.",
	"She does not need to be seen, the nurse said.",
	"The doctor thought a visit unnecessary.",
	"He has to wait for his referral before anything can be scheduled.",
	"Her insurer must approve it before we can book.",
	"The caller's visit next week remains as it was; she had only asked about parking.",
	"The scheduler was at lunch, so he will phone again at 2.",
	"Nothing suited, and he said he would look elsewhere.",
	"We rang to remind him of his cleaning; he will call when he is back from abroad.",
	"The agent tried to sell him a check-up, in vain.",
	"He refused to give his date of birth, and so no visit could be entered.",
	"Transport for her visit on Thursday at 11 has been booked.",
	"The hospital gave him an appointment on Monday at 9 for the scan we asked for.",
	"She first said yes to January 9 at 8, but then hung up when the agent asked for a "
	    "credit card.",
	"A booking for January 9 at 8 was started and abandoned.",
	"The caller's gym has booked him for the 9th at 8 and needs a doctor's note.",
	"A rep wants to show new lasers and got Thursday at 12:30 with the office manager.",
	"Our accountant asked for Friday at 3 and Dr. Webb agreed.",
	"Since she already had a visit booked for Monday at 3, no new one was needed.",
	"The caller mentioned that he had been seen last week and felt better.",
	"She called to thank Dr. Ruiz for Tuesday's visit.",
	"He had booked online last night and just wanted to be sure that we had got it; we "
	    "had.",
	"She thought she had missed her visit but it's only next week.",
	"The patient, booked for Friday at 3, asked whether she might eat beforehand.",
	"We called to say that the doctor is ill and that her Monday visit won't take place.",
	"The caller asked for a Saturday; there are none until autumn, and she said she'd see.",
	"He wanted an earlier date than the one he has, but there was none.",
	"She asked if anything sooner had come up. It had not, so her date in June stands.",
	"The agent offered 9 and 11; neither was any good to him.",
	"The caller found our prices steep and left it.",
	"The bus company called about a lost bag.",
	"She wished to speak to the manager about a bill from her visit in March.",
	"The school nurse asked for proof of his vaccination.",
	"Caller hung up while on hold.",
	"He got our number from a friend and asked which insurances we take. He will call "
	    "once he has chosen a plan.",
	"The lab rang with results for Dr. Hill.",
	"He wasn't told of any free time, only that somebody would call him.",
	"She asked for Dr. Green, who has retired, and did not care to see anybody else.",
	"Offered the 3rd and the 5th, he said neither would do and that he'd write an email.",
	"The patient needs to fast first and will phone for a date when ready.",
	"The mother asked about the HPV vaccine and wants to read about it before doing "
	    "anything.",
	"As he was still at work he could not talk and promised to ring tonight.",
	"The agent explained that only the patient himself can make the appointment.",
	"Because the chart could not be found, she was asked to call tomorrow.",
	"The caller is leaving the practice and wants her next visit taken out.",
	"He agreed with the bill and paid by card.",
	"The cleaning company will start on Monday at 6 PM.",
	"Reason: refill. Has appt Jan 9 8 AM. No changes.",
	"The lab will pick up the samples on Monday at 4.",
	"The doctor's office at Riverside called about a shared patient, who will have her "
	    "MRI there on Tuesday at 6.",
	"He told us that he could be seen on Monday at eight by someone nearer.",
	"They were to be booked for Monday, but the mother called it off before the agent had "
	    "saved it.",
	"She was about to take the 3 pm when her other line rang and she hung up.",
	"He'd like to come, but not at those prices.",
	"All she wanted was a receipt.",
	"He'll collect his glasses on Friday at 3.",
	"She will drop off the forms on Monday morning.",
	"The caller will stop by on Tuesday to sign a release.",
	"A delivery of gloves is coming on Thursday at 10.",
	"The drug rep was given Tuesday at noon.",
	"A job interview was set up with her for Monday at 9.",
	"She had surgery scheduled at the hospital for the 5th and asked about her pills.",
	"His appointment with the cardiologist is on Monday, so he needs his records by then.",
	"Patient asked to be called when the new schedule is out.",
	"The agent said that the next opening would be in May. Too late, he said.",
	"We have no time before she leaves, so she will see someone at home.",
	"She is on the list for cancellations.",
	"He was put on the waiting list.",
	"He got the answer he wanted and did not need a visit.",
	"The symptoms are gone, so there is no need to come.",
	"The nurse told her how to dress the wound at home.",
	"The caller's plan requires a referral, so nothing was arranged today.",
	"He will ask his wife which day suits and get back to us.",
	"Her husband will call to book.",
	"Talked about Botox prices; caller is not ready.",
	"The caller turned down Tuesday and Thursday and will wait for the new roster.",
	"It was a prank call.",
	"She misread the text; her date is unchanged.",
	"The patient was told that his visit had been cancelled by the doctor.",
	"The caller was told why he was scheduled for Monday at 9 with the assistant.",
	"She booked with the app for Monday at 9 and couldn't find the confirmation in her "
	    "mail. We resent it.",
	"Monday at 9 had been taken by the time she made up her mind, and that was the end "
	    "of it.",
	"The system wouldn't let a minor book Monday at 9; her parents will have to call.",
	"The alarm company set its yearly check for Monday at 9.",
	"She enrolled in the prenatal class on Saturday at 10.",
	"A test booking was made by our IT for Monday at 9 to try the new system.",
	"He wanted to know how long the visit on Monday will take.",
	"Running 10 min late for the 9:30.",
	"Pt wants refill. Sent to Dr. Lowe.",
	"Asked re: billing. Transferred.",
	"Spam call.",
	"The caller asked if we do piercings; we don't.",
	"Her friend goes to us and she wanted to know whether we take new patients; yes, but "
	    "she wasn't ready to choose a time.",
	"He is looking for a surgeon and we have none.",
	"She wants to come in, but her card was declined and she hung up.",
	"The caller didn't like any of the days.",
	"After hearing about the cancellation fee he preferred not to reserve anything.",
	"The patient was upset about the wait and ended the call.",
	"We're out of network for her, so she didn't proceed.",
	"He said a time in the evening was the only way and we close at five.",
	"The agent read out the free times, but he could not decide and said bye.",
	"She was told by the nurse to go to the ER.",
	"The dentist's own mother called to chat.",
	"Caller requested a copy of his x-rays for a second opinion in Boston.",
	"The patient's visit was yesterday; she left her scarf here.",
	"Her health plan arranged a visit with its own nurse for Monday at 3.",
	"A friend had recommended us, but for Monday at 3 she'd already said yes to another "
	    "dentist.",
	"Patient has been scheduled since June for Monday at 3 and wishes to change the "
	    "doctor. The agent made a note.",
	"Her dentist in Boston will do the filling on Monday at 3 and needs the x-rays.",
	"She gets her stitches out at her GP's on Monday at 3.",
	"He takes that pill every day and asked about it.",
	"She takes it with food, the nurse said; no visit is needed.",
	"Offered 8:30 on Monday, he does not take it.",
	"Will be seen by Dr. Cox of County Hospital on Tuesday at 3.",
	"The nurse scheduled a phone check-in for Tuesday at 3.",
};

/* One that was there before was moved. */
static const char *const rescheduled[] = {
	"Ms. Reed's Tuesday visit was moved to Thursday at 10.",
	"The caller had a conflict with her Monday 9 AM and took Wednesday at 2 instead.",
	"Patient wanted a later time on the same day; he was switched from 9 to 11:30.",
	"We called to say Dr. Bell is ill. Her Friday appointment is now on Monday at 3.",
	"He asked to come a week later than planned, and his exam was rescheduled to the 20th "
	    "at 8.",
	"Mr. Cole can't make it tomorrow; we found him another time, Friday at 4.",
	"Her appointment got pushed back an hour, to 3 PM.",
	"Caller asked if she could come earlier. We brought her visit forward to 8:30.",
	"Swapped her Tuesday and her husband's Thursday at their request.",
	"Mr. Ito's visit on the 5th became the 12th, same time.",
	"The caller got stuck in traffic, so her 9:00 was changed to 11:00.",
	"She was down for Friday but prefers Monday; Monday at 10 was free, and the visit was "
	    "moved there.",
	"Due to the storm all of today's patients are being rescheduled; Mrs. Vale chose "
	    "Thursday at 8.",
	"Patient asked for a different day for her cleaning. Now on May 9 at 2.",
	"He'd rather come in the afternoon, so his physical went from 9 AM to 3 PM.",
	"Caller asked to have her 10:30 on the 4th moved up. It's at 8:30 now.",
	"Patient's visit had been set for Friday. He took Monday at 9 in exchange.",
	"His three o'clock was given to another patient and he was put at four.",
	"We had to postpone Mrs. Kerr's surgery consult. The new date is June 30 at 1.",
	"Mrs. Orr and the receptionist found that the 18th suits better than the 11th, and "
	    "changed it.",
	"The patient pushed Monday's exam to Thursday, same hour.",
	"Wednesday became Friday for Mr. Holt's dressing change.",
	"A later slot opened up, so her visit was shifted from 8 to 9:30.",
	"Dr. Ruiz is away next week; Mr. Bo agreed to have his visit on the 20th and not the "
	    "13th.",
	"Patient rescheduled from Tuesday at 2 to Thursday at 4 because of a work conflict.",
	"The caller needed to move his cleaning. The new appointment is on June 8 at 11.",
	"Appointment with Dr. Kim was moved up to tomorrow at 9 at the patient's request.",
	"Patient asked to reschedule; her appointment was changed to Friday, May 15 at 10:00 "
	    "AM.",
	"Mrs. Sato would rather not come in the snow. From Wednesday at 9 to the Wednesday "
	    "after, same time.",
	"The two brothers traded places: Ben has Monday at 3 now, and Jon has Tuesday.",
	"The visit set for June 1 is now in July, on the 6th, at 10.",
	"Mr. Hall's colonoscopy was put off by two weeks.",
	"Mrs. Quick is in traffic; her 2:00 was pushed to 2:30.",
	"Tomorrow's exam was postponed until Monday at 9 since the caller has a fever.",
	"The caller moved her mother's appointment up by one day.",
	"The insurance changed, so her visit with Dr. Bo was switched to Dr. Lee, same day, "
	    "at 2.",
	"La cita del martes se cambió para el jueves a la misma hora.",
	"Pidió mover su consulta y quedó para el 15 a las 11.",
	"Se reprogramó su limpieza para la próxima semana.",
	"Not Monday any more: we've got him on Wednesday at 3 in its place.",
	"Something came up on the 9th, so we found her the 16th at 8.",
	"Late for her 9:00, she was given 9:40.",
	"An emergency forced us to call off Dr. Ray's Monday; Mrs. Poe was given Thursday "
	    "at 10.",
};

/* One was cancelled, or was to be. */
static const char *const cancelled[] = {
	"Caller cancelled her appointment for Friday because she has the flu.",
	"Mrs. Bay won't be coming tomorrow and does not want a new date.",
	"His 4 PM was taken off the books at his request.",
	"The caller no longer wishes to see Dr. Hall; Tuesday's consultation was called off.",
	"Patient said she has moved to Ohio and to please cancel everything.",
	"The patient died last week; the daughter asked that his appointment be removed.",
	"Caller will not need the follow-up anymore and had it cancelled.",
	"Tomorrow's session is cancelled, she has a fever. She'll call when she's better.",
	"After the clinic called to confirm, the patient decided to cancel his Wednesday "
	    "appointment.",
	"Appointment on May 3 at 9 cancelled by patient, reason: feels well.",
	"The mother said her son is in the hospital and won't be in on Monday at 10.",
	"She withdrew from the program; all of her sessions were deleted.",
	"He asked us to scratch his name from Tuesday at 4.",
	"She asked us to free up her Thursday at 5, as she found a doctor in her town.",
	"Her son broke his leg and tomorrow's swimming physical has been called off.",
	"The caller would like to cancel Monday. Done, no new date wanted.",
	"Appointment no longer wanted: Mr. Sy, 6/4, 2 PM. Removed.",
	"Patient called to cancel his appointment on Monday. It was cancelled and he will "
	    "call back to reschedule.",
	"Caller cancelled tomorrow's appointment due to illness and did not reschedule.",
	"The family is on vacation, and the twins' checkup on Monday was struck from the "
	    "calendar.",
	"Caller needn't come anymore: the tooth fell out by itself. We cancelled Friday.",
	"She sold her house and is leaving the state, so the remaining therapy sessions were "
	    "cancelled.",
	"Patient can't afford the visit and asked us to cancel it.",
	"Bethany called to order our newsletter and ended up cancelling her nutrition "
	    "consult.",
	"Caller asked us to remove her 2 PM on Thursday and gave no reason.",
	"Canceló su cita de mañana porque está enferma.",
	"Pidió anular la consulta del viernes. No quiso otra fecha.",
	"Status: cancelled. January 9, 8 AM.",
};

/* One was confirmed, or its time was told. */
static const char *const confirmed[] = {
	"The patient called to make sure that her appointment is still on for Tuesday at 9. "
	    "It is.",
	"Reminder call: Mr. Yates said he'd be there.",
	"Caller had forgotten when her cleaning was. She was told Friday at 2 and thanked us.",
	"Caller double-checked the time of his visit tomorrow, 8:15.",
	"Mrs. Poole pressed 1 to confirm tomorrow's visit.",
	"Checked with the caller that she has our new address and that she's still coming on "
	    "Monday at 8.",
	"Patient wondered if her visit could be earlier. It could not, so she will keep "
	    "Thursday at 4.",
	"Mr. Nwosu replied to the reminder and will attend tomorrow at 11.",
	"Her daughter phoned to verify the date of the surgery consult, which is June 3 at 9.",
	"The reminder reached Mr. Cruz, who said Tuesday at 5 is fine.",
	"Patient has an appointment on Friday at 2 and called to say that she will be there.",
	"Caller verified that his appointment with Dr. Yu is on the 8th at 3 PM.",
	"Ms. Chen asked if she was still scheduled for Thursday at 1. She was.",
	"She had lost her appointment card. Reception looked it up for her: Wednesday, 4:45.",
	"Automated reminder, patient pressed 1.",
	"Yes, she'll be at her 9:45 tomorrow, she told the nurse who called.",
	"Patient called to confirm her appointment tomorrow at 10 AM. The agent confirmed it.",
	"Patient confirmed attendance for Wednesday at 3.",
	"Caller asked for the time of her appointment; it is on Monday at 9:30.",
	"She asked if the 10 AM on Friday still holds. Yes.",
	"We called all of Monday's patients. Mr. Lind will be here at 9 as agreed.",
	"She asked us to resend the details of her visit, which we did.",
	"Yes to the reminder: Mr. Unger will be there on Friday.",
	"The right reminder text was the second one: Thursday at 10. She'll be there.",
	"Mr. Barlow, who had thought about cancelling, keeps his Thursday visit after all.",
	"Llamó para confirmar su cita de mañana a las 10; todo sigue igual.",
	"She only rang to make sure that her visit still stood; see you on the 14th, said "
	    "the agent.",
	"Appointment on Tuesday at 3 confirmed by patient.",
};

/* Nobody was spoken to. */
static const char *const voicemail[] = {
	"Left a voicemail for Mr. Tran reminding him of his balance.",
	"Voicemail: Please book me for Monday at 9, this is Joe Smith.",
	"No answer; message left on the machine about scheduling the follow-up.",
	"The caller reached the voice mailbox and asked for an appointment next week.",
	"The line went to voicemail, where we reminded Mr. Gray of his visit tomorrow.",
	"Message on the machine from Ms. Bloom, who wants an appointment next week.",
	"Could not reach the patient. Left a message to call us about scheduling.",
	"Caller left her number on the answering machine and asked for Dr. Li.",
	"We left Ms. Hill a message about Friday at 3.",
	"Voicemail from a patient confirming her visit on Monday at 2.",
	"Got his answering machine and told it that Tuesday at 9 is open if he wants it.",
	"A patient's message on the after-hours line: she can do Thursday at 4.",
	"We tried Mr. Bello's cell; it went straight to voicemail and we asked him to ring "
	    "us.",
	"Nobody picked up. Left a short message.",
	"Caller left a voicemail requesting an appointment.",
	"The call went to voicemail. No message was left.",
	"Went to voicemail twice. The second time a message about the open slot on Friday was "
	    "left.",
	"Her mailbox was full.",
	"Recorded by the machine at 11 PM: a man asks for the earliest appointment.",
	"We tried to reach the patient about her ultrasound and left a voicemail.",
	"Dejó un mensaje de voz pidiendo una cita.",
	"Nadie contestó y se le dejó recado.",
};

/* Somebody else was meant. */
static const char *const wrong_number[] = {
	"Caller was trying to reach a bakery.",
	"Wrong number, apologized and hung up.",
	"The caller dialed us by mistake while looking for the county clerk.",
	"The caller wanted the pharmacy next door.",
	"She had dialed one digit wrong and was looking for her sister.",
	"It was a misdirected call for the law firm upstairs.",
	"The caller realized that he had the wrong number.",
	"Número equivocado; buscaba una ferretería.",
};

/* The text does not say. */
static const char *const unclear[] = {
	"Caller asked for an appointment with Dr. Fry.",
	"A tentative appointment was made for May 2 at 9, awaiting the insurer's approval.",
	"Caller asked for Tuesday at 10. The front desk will check with the doctor and "
	    "confirm.",
	"We put a soft hold on Friday at 3 until she can check with work.",
	"The call dropped while the receptionist was entering the appointment.",
	"The summary does not say whether the visit was booked.",
	"She is penciled in for Thursday at 1.",
	"The slot on Monday at 8 is hers if her referral comes through by Friday.",
	"The caller will probably come on Wednesday at 2.",
	"Caller agreed to Tuesday at 2 but will have to check with her boss.",
	"Online request received for a cleaning on June 3; the team has to confirm.",
	"It was left open whether the patient takes Tuesday at 9 or Thursday at 3.",
	"The audio breaks up after the receptionist offers Thursday at 11.",
	"Dr. Moss may be able to fit him in on Friday at 4; she'll let him know.",
	"The appointment for June 2 will be finalized once the deposit is paid.",
	"Patient is holding Tuesday at 9 and Thursday at 2 and will pick one.",
	"The caller wanted to book an appointment.",
	"She is interested in Friday at 11; the coordinator has to see if the room is free.",
	"He sounded as if he would take Monday, then the line went dead.",
	"The office is to call back to say whether Wednesday at 10 can be done.",
	"Spoke about scheduling a follow-up.",
	"Dr. Roy will decide tonight whether she can take Mr. Hu on Friday at 8.",
	"Booked for Friday at 3, but the note beside it says not confirmed.",
	"May 4 at 1 PM was set aside for her until tomorrow noon.",
	"The visit on Monday is provisional; the insurer has the last word.",
	"The caller asked for June 3. The request is in the queue.",
	"Mrs. Lau thinks that she was given Thursday, but the connection was poor and it is "
	    "not in the book.",
	"It isn't clear from the recording which of the two times was chosen, or if any was.",
	"Thursday at 4 was discussed, and the patient has until tomorrow to say yes.",
	"The receptionist began to enter Monday at 2 and was cut off.",
	"She took Tuesday at 10 on the condition that Dr. Bloom is in that day, which nobody "
	    "could say.",
	"He'll come on Friday at 1 if he can get off work.",
	"Wednesday at 8 is reserved until the deposit arrives.",
	"The caller picked Thursday at 3; the clinic has yet to accept.",
	"We told her that we'd try to fit her in on Monday at 9, no promise.",
	"The new patient form says Tuesday at 5, but nobody has looked at it.",
	"The daughter agreed to Friday at 10, but the patient herself has to be asked.",
	"According to the agent the visit was booked for Monday at 9; according to the caller "
	    "it wasn't.",
	"The appointment on the 7th at 2 hangs on the result of a blood test.",
	"She said Monday at 3 sounded good, and then the phone died.",
	"Patient and receptionist were going over times when the line failed.",
	"Mr. Kaya was given Thursday at 9 subject to a cancellation.",
	"Bookings with Dr. Orr must be approved by her; Friday at 2 was put to her.",
	"He said either Monday at 1 or Tuesday at 1 would do and left the choice to the "
	    "office, which will write to him.",
	"It looks like Wednesday at 11, but the scheduler still needs to release the slot.",
	"The caller believes she is booked for Friday at 9. The record shows a request only.",
	"The mother wants Friday at 3 for her son. The desk wrote it on a sticky note for the "
	    "office manager.",
	"The caller left two dates, June 4 and June 6. Scheduling will pick one and write "
	    "back.",
	"A time on Monday was mentioned, but nobody repeated it and the summary stops there.",
	"Mr. Dunn's visit on the 9th at 10 needs an OK from his insurer, which had not come "
	    "by the end of the call.",
	"She seemed to accept Tuesday at 2.",
	"Someone from the nursing home requested a visit for Mr. Hale next week.",
	"Patient asked for the first slot on Monday. The agent said \"one moment\" and the "
	    "line was cut.",
	"Caller: patient of Dr. Sims. Topic: appointment. Result: not noted.",
	"The desk offered Wednesday at 1. The caller's answer cannot be made out.",
	"He would like to come on the 3rd at 9.",
	"There are two entries, one saying booked and one saying declined.",
	"Preliminary appointment on May 8 at 11; will be final when the consent form is "
	    "signed.",
	"She put her name down for Friday at 2, which goes to another patient if that one "
	    "calls by noon.",
	"The scheduler penciled Mr. Roy in for 4 PM Thursday.",
	"The caller was transferred to scheduling. What happened there is not known.",
	"New patient would like an appointment for migraines.",
	"A visit next week was talked over.",
	"The caller agreed to hold Tuesday at 9:30 while she finds a sitter.",
	"Dr. Park opens extra hours in June; she asked for the 5th at 8 and will get a text "
	    "if it can be hers.",
	"He asked whether Monday at 7 could be arranged; the agent is checking with the "
	    "doctor.",
	"Transcript is cut off after \"So I have you down for\".",
	"Ms. Bell's daughter phoned in a request for a Tuesday visit.",
	"Caller requested an appointment for next week and left her phone number.",
	"The caller started booking an appointment, but the call ended before it was "
	    "confirmed.",
	"Patient tentatively scheduled for May 8, to be confirmed by the office.",
	"The appointment is pending insurance verification.",
	"Agent collected the caller's information for an appointment request.",
	"The patient may have booked for Tuesday; the recording is unclear.",
	"She chose Friday at 2, then wondered about Monday at 2, and the summary does not "
	    "tell where it ended.",
	"A time was held back for him on Tuesday at 4; he has to ring by noon to get it.",
	"Dr. Yoon will look at her list and, space permitting, see the boy at 5.",
	"There's a note that Ms. Field \"is in for Thursday\", with three question marks.",
	"Caller wanted any day next week. Options to be sent to her by e-mail.",
	"It is in the book for Friday at 9 in pencil.",
	"The patient took down two possible times to think about and was told they'd both be "
	    "kept until 5.",
	"Visit on 4/2 at 3 waits for the go-ahead of the parents.",
	"The first half of the call is missing. In the second the caller says goodbye and "
	    "\"see you then\".",
	"Her sister accepted Monday at 11 on her behalf; whether she herself wants it nobody "
	    "knows.",
	"Appointment talk, partly in another language; result not understood.",
	"Needs clearance from anesthesia before the date of May 30 can be called firm.",
	"He is first in line for Thursday at 2, should the other family not answer.",
	"Maybe Monday at 9, maybe Tuesday; she'll ask her mother, and reception keeps both "
	    "until then.",
	"She was told she'd get either Monday at 1 or nothing, depending on a cancellation.",
	"The booking page timed out after he'd picked Tuesday at 11, and no one checked if it "
	    "was saved.",
	"The agent repeated \"Thursday at 10\" and the caller said something that wasn't "
	    "understood.",
	"Caller's husband has had chest tightness; a visit at 1:30 with Dr. Farouk was "
	    "suggested, and she went to ask him. Nothing further is recorded.",
	"The receptionist had found a cancellation at 11:20 tomorrow and read it out; what "
	    "the patient said isn't audible.",
	"Ms. Archer's request for Thursday morning has been noted.",
	"Dr. Weiss will see her on 10/3 at 2 pm if the insurer says yes.",
	"La cita del lunes está pendiente de que el seguro la autorice.",
	"Pidió cita para la próxima semana.",
	"La llamada se cortó antes de elegir la hora.",
	"Le apartaron el jueves a las 3 hasta que hable con su jefe.",
	"Parece que aceptó el viernes, pero el audio no se entiende bien.",
	"El martes a las 12 es provisional.",
	"The scheduler confirmed a 10:15 scan, and another line says that no scan could be "
	    "arranged.",
	"The phone died before she could say yes to Tuesday at 4.",
	"The line went dead before he could answer whether Friday at 9 suits.",
	"The booking tool hung when 10 am on the 7th was entered; he was told to expect a "
	    "text if it went through.",
	"Patient asked for the next free visit, the agent said it \"should be fine\", but no "
	    "time was noted.",
	"The caller chose Monday at 9 with our answering service, which can only pass on such "
	    "wishes to the clinic.",
	"Nobody noted whether he took the Friday slot.",
	"The accounts differ: he says Monday at 4 is his, our note says no time was given.",
	"She thought Tuesday at 4 might work but had to go before giving an answer.",
	"A time on Friday was kept for him until noon while he speaks to his wife.",
	"Dr. Moss must look at the chart before the Monday 3 pm is definite.",
	"He asked for Monday at 9, and the agent said she'd see what she can do.",
	"Caller wants to come in; the rest of the note is missing.",
	"She sounded keen on the 5 pm, then the call was lost.",
	"Reception wrote his name beside Friday at 2 in pencil.",
	"The request for Thursday at 8 was sent on to the scheduling team.",
	"He was given the 4th, or perhaps the 5th; the note is crossed out.",
	"Patient calls to schedule an annual exam.",
	"The agent reserved Wednesday at 6 for 24 hours.",
	"Assuming the x-ray machine is repaired, he was scheduled for Thursday at 2.",
	"Booked for Wednesday at 1, provided her referral comes in by then.",
	"Insurance has to authorize the MRI on the 10th before it can be firmed up.",
	"Somebody still has to approve the Monday 8 am.",
	"He seemed to accept Tuesday at 3, though the line was bad.",
	"She was offered the 11th at 2 and said she would probably take it.",
	"The agent offered Friday at 9 and Monday at 4.",
	"Offered Tuesday at 10. Caller asked for a moment to look at her diary.",
	"The last words on the tape are \"let us say Thursday at\".",
	"Wants a physical. Agent was looking for times when the summary stops.",
	"A slot on Monday at 10 is blocked for her pending the doctor's okay.",
	"The agent meant to enter Friday at 1, but the program crashed.",
	"Caller asked to be seen this week.",
	"Caller selected Thursday at 9. The system returned an error while saving; staff "
	    "will follow up.",
	"January 9 at 8 was entered as a request; the provider reviews those in the evening.",
	"Appointment for January 9 at 8 submitted for review.",
	"Appointment on January 9 at 8 is on hold.",
	"Status: requested. January 9, 8 AM, Dr. Moss.",
	"Poss. appt 3/4 2:00, awaiting pt's reply.",
	"The agent said she had put him down, the system shows nothing.",
	"He accepted the 2 pm on Friday, but the doctor must okay it first.",
	"The caller picked Tuesday, the agent read back Thursday, and then they were cut off.",
	"Wants to be seen for a rash. Transferred to the nurse.",
	"Patient was transferred to scheduling.",
	"A time next week was discussed.",
	"He asked for an appointment for his son.",
	"Our Thursday at 4 was mentioned to her, and she said \"hmm\".",
	"The agent typed \"Mon 9\", and that's all there is.",
	"Slot for the 20th at 1 held for 48 hours.",
	"They spoke about Monday or Tuesday; which one it was to be cannot be made out.",
	"Appointment status: pending. January 9, 8 AM.",
	"She will have the visit on Friday at 2 if the referral arrives by then.",
	"It is not known whether she kept the slot.",
	"She would take the 9 am if her sitter can come.",
	"He'd be happy with Friday at 2, provided Dr. Roth agrees.",
	"An appointment request for the 8th was filed.",
	"She took the 2 pm, no, the 3 pm, or so it sounds; the tape is bad.",
	"Patient wants to book. Call was dropped.",
	"Agent offered June 4. The caller went quiet.",
	"The doctor will decide if he can be seen on Monday at 8.",
	"Caller asked for the first visit possible. Agent to check.",
	"Either Tuesday at 2 or Wednesday at 3; the note doesn't say which he took, if any.",
	"A provisional time, the 9th at 4, was given to her.",
	"He'll have Monday at 9 when his account has been cleared.",
	"It remains open whether the 2 pm on the 6th was given to Ms. Bell or only mentioned.",
	"It isn't recorded whether the visit on the 5th was entered.",
	"She was put through to the scheduler to find a time for her scan.",
	"He asked to come in on Monday; awaiting word from Dr. Fine.",
	"The 10 am on Tuesday is hers if she pays the deposit by Friday.",
	"The caller's phone cut out as she was choosing between two times.",
	"He wants the 4th or the 5th. Sent to scheduling to work out.",
	"Pt may take the Friday 2 pm, will confirm.",
	"It seems that the caller was booked, but the day is not legible.",
	"The clinic has proposed Monday at 3 and waits for her answer.",
	"Appointment (to be confirmed): Monday at 3.",
	"Patient seeking appointment for cough.",
	"A slot was found, but the summary ends before the caller's answer.",
	"She wants her son seen soon.",
	"Late for nothing, he asked for a cleaning and was told that 9:40 on Monday would "
	    "be fine.",
};

static const char *const verdicts[] = { [BOOKING_UNCLEAR] = "unclear",
	[BOOKING_BOOKED] = "booked",
	[BOOKING_NOT_BOOKED] = "not booked" };

static void
check(const char *const *texts, size_t count, enum booking_verdict verdict, const char *outcome)
{
	for (size_t i = 0; i < count; i++) {
		struct booking b;

		arena_reset(arena);
		booking_detect(arena, texts[i], &called_at, &b);
		is_text(verdicts[b.verdict], verdicts[verdict], "%s", texts[i]);
		is_text(b.outcome, outcome, "and what it came to");
	}
}

#define CHECK(texts, verdict, outcome) \
	check((texts), sizeof (texts) / sizeof (texts)[0], (verdict), (outcome))

/* --- what two people said, a line each ------------------------------------------------------- */

static const char *const dialogue_booked[] = {
	"Receptionist: Good morning, Hudson Dental.\nCaller: Hi, I'd like to make an appointment for "
	    "a cleaning.\nReceptionist: I have Tuesday at 3 or Thursday at 10.\nCaller: Tuesday "
	    "works.\nReceptionist: Great, you're booked for Tuesday at 3. See you then.",
	"Agent: How can I help?\nCaller: I need to see a dentist, my tooth hurts.\nAgent: I can get "
	    "you in tomorrow at 9. Would that work?\nCaller: Yes, please.\nAgent: Perfect, I have "
	    "you down for tomorrow at 9 AM.",
};

static const char *const dialogue_not_booked[] = {
	"Receptionist: Hello.\nCaller: Do you have anything on Friday?\nReceptionist: I'm sorry, "
	    "we're fully booked on Friday.\nCaller: OK, I'll call back next week. Bye.",
	"Caller: Hi, how much is a cleaning?\nAgent: It's 95 dollars.\nCaller: Thanks, bye.",
	"Caller: Can I get an appointment for Monday?\nAgent: I'm afraid there is nothing available "
	    "on Monday.\nCaller: Okay, never mind.",
};

static const char *const dialogue_rescheduled[] = {
	"Caller: I need to reschedule my appointment on Tuesday.\nAgent: Sure. How about Thursday at "
	    "2?\nCaller: That's fine.\nAgent: Okay, you're all set for Thursday at 2.",
};

static const char *const dialogue_unclear[] = {
	"Caller: I'd like to book an appointment.\nAgent: Can I book you in for Tuesday at 3?\n"
	    "Caller: Hmm, let me check.",
	"Caller: Can I get an appointment for Monday?\nAgent: Let me look. One moment.",
	"Caller: I was told I am booked for Friday at 9.\nAgent: I don't see anything in the system. "
	    "Let me ask.",
};

/* --- Hindi and Tamil, where sure -------------------------------------------------------------- */

static const char *const indic_booked[] = {
	"मरीज़ ने सोमवार सुबह 10 बजे का अपॉइंटमेंट बुक किया।",
	"कॉलर को दाँत में दर्द है। उन्हें कल शाम 5 बजे का अपॉइंटमेंट दिया गया।",
	"நோயாளி வெள்ளிக்கிழமை காலை 9 மணிக்கு அப்பாயிண்ட்மெண்ட் பதிவு செய்தார்.",
	"நாளை மாலை 5 மணிக்கு முன்பதிவு செய்யப்பட்டது.",
};

static const char *const indic_not_booked[] = {
	"कोई समय खाली नहीं था, इसलिए अपॉइंटमेंट बुक नहीं हुआ।",
	"कॉलर ने पता पूछा और बाद में फ़ोन करने को कहा।",
	"மருத்துவர் இல்லாததால் அப்பாயிண்ட்மெண்ட் கொடுக்கப்படவில்லை.",
};

static const char *const indic_unclear[] = {
	"सोमवार 10 बजे का अपॉइंटमेंट अस्थायी रूप से बुक किया गया है।",
	"अगर डॉक्टर मान जाएँ तो अपॉइंटमेंट मंगलवार को बुक किया जाएगा।",
	"சந்திப்பு தற்காலிகமாக பதிவு செய்யப்பட்டது.",
};

static const char *const indic_cancelled[] = {
	"मरीज़ ने कल का अपॉइंटमेंट रद्द कर दिया।",
	"அவரது அப்பாயிண்ட்மெண்ட் ரத்து செய்யப்பட்டது.",
};

/* --- when, and why ------------------------------------------------------------------------------ */

static void
test_times(void)
{
	static const struct { const char *text, *stated, *starts; } cases[] = {
		{ "She was booked for next Wednesday at half past ten.",
		    "next Wednesday at half past ten", "2026-11-25 10:30" },
		{ "A cleaning was booked on Tuesday the 24th with Dr. Patel at 2:30 pm.",
		    "Tuesday the 24th with Dr. Patel at 2:30 pm", "2026-11-24 14:30" },
		{ "Offered Thursday at 3, which she accepted.", "Thursday at 3", "2026-11-19 15:00" },
		{ "Friday was open and he took the 3:30.", "3:30", "2026-11-20 15:30" },
		{ "The first choice, Friday, was not free; she took Monday at 9.", "Monday at 9",
		    "2026-11-23 09:00" },
		{ "She cancelled Tuesday at 2 and booked a new visit for December 3rd at 9.",
		    "December 3rd at 9", "2026-12-03 09:00" },
		{ "She had booked last Monday; today a new visit was booked for Friday the 27th.",
		    "Friday the 27th", "2026-11-27" },
		{ "Her visit was moved from Friday at 9 to Monday at 2:30.", "Monday at 2:30",
		    "2026-11-23 14:30" },
		{ "She booked Tuesday at 4 instead of Monday.", "Tuesday at 4", "2026-11-24 16:00" },
		{ "Se le agendó una cita para el próximo miércoles a las diez y media.",
		    "el próximo miércoles a las diez y media", "2026-11-25 10:30" },
		{ "An appointment was booked.", NULL, "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct booking b;
		const struct civil *c = &b.starts;

		booking_detect(arena, cases[i].text, &called_at, &b);
		is_text(b.stated_time, cases[i].stated, "when: %s", cases[i].text);
		is_text(!b.has_day ? "" : arena_printf(arena, b.has_time ? "%04d-%02d-%02d %02d:%02d" :
		    "%04d-%02d-%02d", c->year, c->month, c->day, c->hour, c->minute),
		    cases[i].starts, "and that day");
	}
}

static void
test_evidence(void)
{
	struct booking b;

	booking_detect(arena, "She asked for a cleaning. An appointment was booked for Tuesday at 3, "
	    "and she thanked us.", &called_at, &b);
	is_text(b.evidence, "An appointment was booked for Tuesday at 3", "the words that decided");
	ok(b.confidence > 0.9, "a booking with its time is all but certain");
	booking_detect(arena, "There were no openings, so nothing was scheduled.", &called_at, &b);
	is_text(b.evidence, "so nothing was scheduled", "or that spoke against it");
	booking_detect(arena, "An appointment was booked.", &called_at, &b);
	ok(b.confidence < 0.9, "without a time it is less so");
}

/* Whatever is handed in is borne. */
static void
test_limits(void)
{
	static const char *const odd[] = {
		"", " ", ".", "\n\n", "?", "\xff\xfe", "\xe0\xa4", "12", "a", "No.",
		"\xe0\xa5\xa4", "\xc2\xbf?", "(((", "...", "'''", "Dr.", "p.m.", "1/1", "in in in in",
	};
	struct booking b;
	size_t bytes = 200 * 1024;
	char *text = arena_alloc(arena, bytes + 1);

	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		booking_detect(arena, odd[i], &called_at, &b);
		ok(b.verdict != BOOKING_BOOKED, "odd text %zu is no booking", i);
	}
	booking_detect(arena, "", &called_at, &b);
	ok(b.verdict == BOOKING_UNCLEAR && !b.evidence && !b.stated_time, "no text says nothing");
	memset(text, 'x', bytes);
	memcpy(text + 100 * 1024, ". An appointment was booked for Tuesday at 3. ", 46);
	booking_detect(arena, text, &called_at, &b);
	ok(b.verdict != BOOKING_BOOKED, "what lies far beyond is not read");
}

int
main(void)
{
	arena = arena_new(256 << 20);
	CHECK(booked, BOOKING_BOOKED, "appointment-booked");
	CHECK(not_booked, BOOKING_NOT_BOOKED, NULL);
	CHECK(rescheduled, BOOKING_NOT_BOOKED, "appointment-rescheduled");
	CHECK(cancelled, BOOKING_NOT_BOOKED, "appointment-cancelled");
	CHECK(confirmed, BOOKING_NOT_BOOKED, "appointment-confirmed");
	CHECK(voicemail, BOOKING_NOT_BOOKED, "voicemail");
	CHECK(wrong_number, BOOKING_NOT_BOOKED, "wrong-number");
	CHECK(unclear, BOOKING_UNCLEAR, NULL);
	CHECK(dialogue_booked, BOOKING_BOOKED, "appointment-booked");
	CHECK(dialogue_not_booked, BOOKING_NOT_BOOKED, NULL);
	CHECK(dialogue_rescheduled, BOOKING_NOT_BOOKED, "appointment-rescheduled");
	CHECK(dialogue_unclear, BOOKING_UNCLEAR, NULL);
	CHECK(indic_booked, BOOKING_BOOKED, "appointment-booked");
	CHECK(indic_not_booked, BOOKING_NOT_BOOKED, NULL);
	CHECK(indic_cancelled, BOOKING_NOT_BOOKED, "appointment-cancelled");
	CHECK(indic_unclear, BOOKING_UNCLEAR, NULL);
	test_times();
	test_evidence();
	test_limits();
	arena_free(arena);
	return done_testing();
}
