/*
 * Words that mean much the same for who asks whether a visit was booked, in English and Spanish: what
 * was learned of one holds for the others. Folded as words.h folds. See booking_features.h.
 */
#include "desk/booking_features.h"

const struct lexicon_class booking_lexicon[] = {
	{ "VISIT",
	    "appointment appointments appt appts apt visit visits consultation "
	    "consultations consult consults checkup checkups check exam exams "
	    "examination examinations evaluation assessment followup physical "
	    "session sessions screening booking bookings reservation review recheck "
	    "intake cita* consulta* visita* revision* valoracion* control turno "
	    "sesion* reserva chequeo reconocimiento evaluacion* exploracion" },
	{ "CARE",
	    "cleaning cleanings hygiene polish scale scaling filling fillings crown "
	    "crowns extraction rootcanal root canal mammogram ultrasound scan scans "
	    "xray xrays mri ct colonoscopy biopsy smear vaccination vaccine "
	    "vaccines jab jabs shot shots bloodwork blood test tests therapy physio "
	    "physiotherapy massage fitting adjustment procedure treatment injection "
	    "whitening implant implants braces retainer splint denture dentures "
	    "botox peel acupuncture counselling counseling ecg ekg refraction "
	    "contacts lenses glasses orthotics stitches sutures dressing removal "
	    "syringing ear eye eyes hearing skin mole knee hip shoulder foot "
	    "cataract laser limpieza* radiografia* ecografia* ultrasonido* "
	    "resonancia* analisis empaste* vacuna* endodoncia muela* diente* "
	    "extraccion implante* corona protesis mamografia colonoscopia puntos "
	    "cura fisioterapia terapia ojo* vista lentes lentillas gafas rodilla "
	    "espalda injerto analitica" },
	{ "SLOT",
	    "slot slots opening openings spot spots gap gaps space place vacancy "
	    "availability time times hour date dates appointmenttime one ones seat "
	    "chair hueco* espacio* lugar fecha hora* plaza disponibilidad horario "
	    "dia" },
	{ "BOOKED",
	    "booked scheduled reserved rebooked slotted prebooked sched agendo "
	    "agendada* agendado* reservo reservada* reservado* programo programada* "
	    "programado* apunto apuntada* apuntado* apuntaron anoto anotada* "
	    "anotado* cito citada* citado* citaron citaba agendaron reservaron "
	    "programaron inscrita inscrito" },
	{ "BOOK",
	    "book schedule reserve rebook agendar* reservar* programar* apuntar* "
	    "anotar* citar* pedir* concertar* sacar*" },
	{ "BOOKING",
	    "scheduling reserving agendando reservando programando" },
	{ "MADE",
	    "made arranged set fixed settled agreed organised organized secured "
	    "found lined squeezed fitted fit worked tacked wedged created locked "
	    "finalised finalized completed closed hizo hecho hicieron quedo "
	    "quedaron quedamos quedado fijo fijada fijado fijaron acordo acordaron "
	    "acordado concerto concertaron concertada encontro encontraron cerraron "
	    "cerro" },
	{ "MAKE",
	    "make arrange fix settle agree organise organize secure find squeeze "
	    "hacer hacerle quedar fijar acordar" },
	{ "MAKING",
	    "making arranging setting fixing settling agreeing organising "
	    "organizing finding" },
	{ "ENTERED",
	    "entered put wrote written noted added down placed typed saved recorded "
	    "registered signed inserted logged popped registro registrada "
	    "registrado escribio puso pusieron guardo metio metieron" },
	{ "ENTER",
	    "enter write add type save" },
	{ "TOOK",
	    "took accepted chose picked grabbed snapped claimed opted selected "
	    "plumped jumped seized nabbed went leapt pounced acepto aceptaron "
	    "eligio eligieron tomo escogio cogio prefirio agarro" },
	{ "TAKEN",
	    "taken chosen" },
	{ "TAKE",
	    "take accept choose pick grab select opt claim have aceptar elegir "
	    "tomar escoger coger" },
	{ "TAKES",
	    "takes accepts chooses picks selects" },
	{ "TAKING",
	    "taking accepting choosing picking" },
	{ "GAVE",
	    "gave given got allotted assigned allocated granted handed issued dio "
	    "dieron dado dada dimos asigno asignaron asignada consiguio "
	    "consiguieron obtuvo" },
	{ "GET",
	    "get give receive obtain dar darle conseguir obtener recibir" },
	{ "GETS",
	    "gets gives receives" },
	{ "CAME",
	    "came saw attended arrived visited" },
	{ "COME",
	    "come comes coming see sees seen attend attends arrive expected expect "
	    "expects due start starts begin begins return returns here vendra "
	    "vendran viene vienen venir vera veran atendera atenderan acudira "
	    "acudir ira recibira recibiran verla verlo verle" },
	{ "OFFERED",
	    "offered proposed suggested mentioned quoted named read listed floated "
	    "ofrecio ofrecieron propuso propusieron ofrecido sugirio ofrecia" },
	{ "OFFER",
	    "offer offers propose proposes suggest suggests" },
	{ "OFFERING",
	    "offering proposing suggesting" },
	{ "DECLINED",
	    "declined refused rejected turned passed rebuffed balked waved rechazo "
	    "rechazaron nego descarto declino" },
	{ "DECLINE",
	    "decline declines refuse refuses reject rejects" },
	{ "NOT",
	    "not never hardly barely nunca tampoco" },
	{ "NO",
	    "no none nothing nobody noone neither nor without nowhere zero nada "
	    "nadie ninguna ninguno ningun sin ni" },
	{ "COND",
	    "if unless provided providing assuming once whenever subject depending "
	    "depends contingent pending condition proviso hinges" },
	{ "UNTIL",
	    "until till before hasta antes" },
	{ "WHETHER",
	    "whether or" },
	{ "UNSURE",
	    "unclear maybe perhaps probably possibly seems seemed seemingly "
	    "apparently might may sounded sounds likely presumably unsure uncertain "
	    "undecided unknown ambiguous unconfirmed doubt quiza quizas tal "
	    "posiblemente parece parecia probablemente claro confuso" },
	{ "CUT",
	    "cut dropped disconnected lost dead died broke breaks ended ends stops "
	    "stopped froze crashed hung inaudible garbled static incomplete "
	    "truncated interrupted illegible crackling corto cortada cortado colgo "
	    "perdio cayo interrumpio entiende oye oyo" },
	{ "HELD",
	    "held hold holding holds tentative tentatively provisional "
	    "provisionally penciled pencilled pencil blocked kept keep keeps "
	    "keeping temporarily provisional* tentativa* aparto apartaron guardaron "
	    "bloqueo bloqueado pendiente* retenida retenido guardado" },
	{ "APPROVE",
	    "approve approved approves approval authorization authorisation "
	    "authorize authorise clearance cleared consent okay ok sign signoff "
	    "goahead permission nod deposit referral verification eligibility "
	    "verify autorizacion aprobacion autorice autoriza apruebe permiso "
	    "volante deposito anticipo confirme" },
	{ "ASKED",
	    "asked inquired enquired wondered queried asks wonders question "
	    "questions curious pregunto preguntaba preguntaron pregunta consulto "
	    "saber" },
	{ "WANTS",
	    "wants wanted wished hoped hoping needs needed requested requesting "
	    "seeking sought looking tried trying wishes want wish hope need like "
	    "prefer preferred prefers quiere queria quiso desea deseaba pidio "
	    "necesita necesitaba busca buscaba solicito pide intento quieren "
	    "gustaria" },
	{ "REQUEST",
	    "request requests demand solicitud peticion" },
	{ "CALLBACK",
	    "callback ring rings back phone call calls again later volvera llamara "
	    "llamaran luego despues devolvera devolver llamar" },
	{ "THINK",
	    "think thinks thinking consider considering decide decides discuss talk "
	    "speak compare sleep ponder weigh mull hesitated hesitating thought "
	    "pensar pensara pensarlo pensaria decidir decidira consultar "
	    "consultarlo hablar hablarlo mirar comparar" },
	{ "DECIDED",
	    "decided resolved" },
	{ "CHECK",
	    "checking checks look looks" },
	{ "MOVED",
	    "moved rescheduled pushed shifted swapped switched postponed brought "
	    "changed bumped delayed exchanged traded altered cambio cambiaron movio "
	    "movieron reprogramo reprogramada aplazo aplazaron traslado adelanto "
	    "retraso paso pasaron pospuso cambiada cambiado" },
	{ "MOVE",
	    "move reschedule push shift swap switch postpone change bring delay "
	    "rearrange cambiar* mover* reprogramar aplazar adelantar retrasar "
	    "posponer" },
	{ "MOVING",
	    "moving rescheduling changing swapping switching postponing" },
	{ "CANCELLED",
	    "cancelled canceled scrapped removed struck deleted erased scratched "
	    "withdrew withdrawn released freed cancelo cancelaron cancelada "
	    "cancelado anulo anulada anulado quito borro" },
	{ "CANCEL",
	    "cancel cancels cancelling canceling cancellation remove strike delete "
	    "scratch withdraw cancelar* anular* cancelacion" },
	{ "CONFIRMED",
	    "confirmed verified reconfirmed reassured assured confirmo confirmaron "
	    "confirmada confirmado" },
	{ "CONFIRM",
	    "confirm confirms confirming reconfirm reminder reminded remind "
	    "reminders confirmar* recordatorio recordar* recordarle" },
	{ "STILL",
	    "still stands remains unchanged stays sigue mantiene" },
	{ "EXIST",
	    "already existing upcoming original current ya tiene tenia" },
	{ "LIST",
	    "list waitlist waitlisted waiting standby lista espera" },
	{ "ELSEWHERE",
	    "elsewhere hospital hospitals surgeon specialist gp pcp orthodontist "
	    "cardiologist dermatologist emergency er urgentcare competitor another "
	    "nearer closer county university otra otro urgencias especialista "
	    "cirujano mutua" },
	{ "MONEY",
	    "price prices cost costs fee fees bill invoice payment pay paid balance "
	    "copay refund quote charge charges charged expensive cheaper insurer "
	    "insurance dollars euros receipt premium coverage precio* cuesta "
	    "costaba factura pago pagar tarifa dinero seguro aseguradora cobro "
	    "cargo presupuesto" },
	{ "DOCS",
	    "records record results result report letter form forms prescription "
	    "refill copy certificate note paperwork file statement card fax email "
	    "portal app website link login password receta* informe* resultado* "
	    "papeles copia carta enlace correo certificado justificante expediente "
	    "historial" },
	{ "STAFF",
	    "receptionist agent assistant staff clinic office team scheduler desk "
	    "hygienist coordinator representative operator practice nurse reception "
	    "dr doctor dentist manager we us our i optometrist therapist clerk "
	    "system secretary recepcionista recepcion clinica doctor* doctora "
	    "asistente agente secretaria enfermera consultorio dentista dra" },
	{ "SHE",
	    "she he they her him them caller patient pt client mr mrs ms miss lady "
	    "man woman gentleman himself herself themselves ella paciente senora "
	    "senor llamante usuaria usuario cliente clienta mujer hombre" },
	{ "KIN",
	    "son daughter wife husband mother father mom mum dad brother sister "
	    "child children kids baby toddler twins grandson granddaughter "
	    "grandmother grandfather nephew niece aunt uncle spouse parents parent "
	    "partner teenager boy girl family cousin friend neighbour neighbor "
	    "carer hijo* hija* esposo esposa marido madre padre mama papa hermano "
	    "hermana nino nina nieto nieta abuela abuelo bebe sobrino" },
	{ "BUT",
	    "but however though although yet except unfortunately alas sadly pero "
	    "aunque embargo" },
	{ "THEN",
	    "then finally eventually end ultimately afterwards after entonces "
	    "finalmente final" },
	{ "INSTEAD",
	    "instead rather vez" },
	{ "SO",
	    "so therefore thus hence asi" },
	{ "BECAUSE",
	    "because since as for porque" },
	{ "ALSO",
	    "also additionally too well plus besides second both tambien ademas" },
	{ "ONLY",
	    "only just merely solo unicamente" },
	{ "VM",
	    "voicemail mailbox machine beep message messages answering buzon "
	    "mensaje* contestador recado" },
	{ "WRONG",
	    "wrong misdialled misdialed mistake mistaken error equivocado "
	    "equivocada equivoco equivocacion" },
	{ "VISITOR",
	    "rep salesman supplier vendor recruiter technician plumber electrician "
	    "contractor courier inspector auditor journalist applicant candidate "
	    "accountant landlord company firm sales agency student intern "
	    "proveedor* comercial* vendedor* tecnico* repartidor mensajero empresa" },
	{ "FULL",
	    "full solid gone unavailable fully busy away overbooked lleno llena "
	    "completo completa ocupado cerrado cerrada agotado" },
	{ "MISSED",
	    "missed forgot forgotten noshow failed overslept falto olvido olvidado" },
	{ "HAD",
	    "had been ago yesterday last previously originally previous earlier "
	    "habia habian tuvo" },
	{ "WILL",
	    "will shall ll going" },
	{ "WOULD",
	    "would could should d" },
	{ "CAN",
	    "can able puede podria podia pueden poder" },
	{ "CANT",
	    "cannot unable impossible imposible pudo" },
	{ "FINE",
	    "fine good perfect great suits suited suit works work happy glad "
	    "delighted pleased content lovely ideal yes sure deal bien perfecto "
	    "vale conviene convino parecio encaja" },
	{ "HERS",
	    "hers his theirs yours" },
	{ "DIARY",
	    "diary calendar books sheet planner screen entry entries agenda "
	    "calendario sistema" },
	{ "NAME",
	    "name names" },
	{ "FIRST",
	    "first new newpatient initial primera* primer* nueva nuevo" },
	{ "NEXT",
	    "next earliest soonest available free open left remaining proximo "
	    "proxima siguiente libre* disponible*" },
	{ "HER",
	    "their your my su sus" },
	{ "SAID",
	    "said says saying told replied answered explained dijo dice explico "
	    "comento contesto informo respondio aviso" },
	{ "TRANSFER",
	    "transferred connected forwarded relayed sent routed escalated "
	    "transfirio derivo remitio" },
	{ "STOP",
	    "stopping mind reconsidered backed regretted" },
	{ "AGREED",
	    "agrees consented conforme acuerdo" },
	{ "NEVERMIND",
	    "nevermind forget bye goodbye thanks thanked" },
	{ "SOMEBODY",
	    "someone somebody else other others" },
	{ "IF",
	    "si salvo siempre cuando" },
	{ NULL, NULL }
};
