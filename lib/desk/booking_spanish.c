/* How people tell in Spanish what a call came to. See booking_parts.h and phrases.h. */
#include "desk/booking_parts.h"

static const struct word_class classes[] = {
	{ "visit", "cita citas consulta consultas visita visitas turno turnos revision revisiones "
	    "control controles limpieza limpiezas chequeo chequeos examen examenes evaluacion "
	    "valoracion sesion sesiones tratamiento empaste empastes endodoncia extraccion "
	    "radiografia ultrasonido ecografia mamografia terapia fisioterapia vacuna "
	    "vacunacion seguimiento reserva hora endoscopia colonoscopia resonancia ortodoncia "
	    "blanqueamiento biopsia analisis prueba pruebas corona implante ajuste profilaxis "
	    "papanicolaou electrocardiograma tomografia curacion inyeccion audiometria "
	    "exploracion primera atencion" },
	{ "slot", "hueco huecos lugar lugares espacio espacios horario horarios fecha fechas dia "
	    "opcion disponibilidad cupo cupos plaza plazas" },
	{ "other", "llamada llamadas reunion reuniones entrega entregas mantenimiento interprete "
	    "taxi transporte tecnico reparacion operacion cirugia vuelo hotel viaje vacaciones "
	    "capacitacion entrevista inspeccion mesa restaurante boda curso fumigacion "
	    "ambulancia demostracion vehiculo coche boletos pedido" },
	{ "be", "es fue fueron era esta estan estaba queda quedo quedaron quedan sido siendo sera "
	    "seria son quedaba" },
	{ "have", "ha han he hemos haya" },
	{ "had", "habia habian hubiera" },
	{ "modal", "puede pueden podria podrian debe deberia podra podran pueda" },
	{ "will", "va van ira iba" },
	{ "not", "no nunca tampoco ni jamas" },
	{ "no", "ningun ninguna sin cero" },
	{ "nothing", "nada nadie ninguno ningunos" },
	{ "adverb", "se le les lo la me nos ya tambien entonces hoy finalmente ahora luego bien "
	    "mismo solo solamente aun todavia siempre inmediatamente exitosamente "
	    "correctamente asi si efectivamente amablemente directamente" },
	{ "to", "a de para por" },
	{ "want", "quiere queria quieren querian quisiera desea deseaba solicito solicita "
	    "solicitaba pidio pide pedia pedir llamo llama llamaba necesita necesitaba busca "
	    "buscaba intento intenta trato trata espera esperaba prefiere preferia gustaria "
	    "pregunto pregunta interesa interesaba interesado interesada pretendia piensa "
	    "pensaba desean invito sugirio recomendo aconsejo recordo marco contacto quien "
	    "como donde cuando vino falta debe deberia tiene hay" },
	{ "able", "pudo pudieron logro lograron consiguio alcanzo pudimos logramos" },
	{ "agree", "acepto aceptaron decidio accedio acordo acordaron procedio ayudo quedaron" },
	{ "fail", "imposible rechazo nego olvido incapaz evito pospuso" },
	{ "say", "dijo dice dicen afirma afirmo cree creia creyo asegura aseguro insiste insistio "
	    "segun penso pensaba sostiene reclama juraba jura comento menciono supuestamente" },
	{ "ask", "pregunto pregunta preguntaba preguntar averiguar saber duda preguntando" },
	{ "staff", "recepcionista clinica consultorio recepcion enfermera doctor doctora dr dra "
	    "asistente agente personal equipo secretaria dentista nosotros operadora" },
	{ "caller", "paciente llamante cliente senor senora el ella" },
	{ "person", "hijo hija esposo esposa marido mujer madre padre mama papa hermano hermana "
	    "nino nina bebe abuela abuelo nieto nieta sobrino sobrina tio tia suegra suegro "
	    "pareja hijos ninos gemelos otro primo prima novio novia amiga amigo" },
	{ "condition", "si cuando siempre mientras" },
	{ "before", "antes" },
	{ "split", "pero aunque porque cuando si mientras antes despues entonces quien quienes "
	    "sino excepto como pues hasta" },
	{ "history", "pasada pasado ayer anterior anteriormente hace previamente anteayer" },
	{ "also", "tambien ademas adicional adicionalmente aparte otro segunda segundo igualmente" },
	{ "new", "nueva nuevo primera primer otra" },
	{ "definite", "su sus mi tu la el las los esa ese esta este proxima" },
	{ "relative", "que cual" },
	{ "pronoun", "ella el ellos ellas yo nosotros usted" },
	{ "past", "dio dieron hizo hicieron tuvo fue puso pusieron quiso vino dijo dijeron pudo "
	    "supo estuvo obtuvo" },
	{ "matter", "direccion seguro telefono correo nombre farmacia poliza tarjeta plan dosis "
	    "medicamento receta factura cuenta resultados resultado datos precio precios costo "
	    "costos pago nacimiento cobertura expediente historial numero" },
	{ "finite", "es son era esta estan estaba ha han habia puede podia quiere queria desea "
	    "necesita tiene tenia hay hubo va van iba fue quedo no llega viene solo podra "
	    "vendra" },
	{ "and", "y e" },
	{ "help", "ayudo ayudaron" },
	{ "open", "disponible disponibles libre libres proxima ofrecio ofrecieron ofrece hay "
	    "habia posible podria entre" },
	{ "when", "" },
	{ "turn", "pero luego despues finalmente entonces aunque" },
	{ "harmless", "cambia cambiar cancelar cancela tarde antes empeora libera dudas surge" },
	{ "errand", "recoger pagar entregar firmar arreglar reparar instalar traer dejar retirar "
	    "cobrar" },
	{ "swap", "lugar vez" },
	{ "contrast", "pero aunque salvo excepto solo" },
	{ "owned", "su sus mi tu" },
	{ "season", "enero febrero marzo abril mayo junio julio agosto septiembre octubre "
	    "noviembre diciembre primavera verano otono invierno" },
	{ "unending", "y o el la los las un una para por con de del en a que su pero si cuando" },
	{ "visitor", "vendedor vendedora representante proveedor contador inspector plomero "
	    "tecnico electricista candidato candidata periodista auditor abogado" },
	{ NULL, NULL }
};

static const struct phrase phrases[] = {
	/* --- words that would look like something else ---------------------------------------- */
	{ SAYS_NOTHING, "sistema|programa|pagina|enlace|formulario|portal de reservas|citas|"
	    "reserva" },
	{ SAYS_NOTHING, "no solo" },
	{ SAYS_NOTHING, "sin problema|problemas|costo|cargo|compromiso|falta|duda" },
	{ SAYS_NOTHING, "no hay problema" },
	{ SAYS_NOTHING, "ultima|primera hora" },
	{ SAYS_NOTHING, "una|media|esta|esa|por|cada|de|la misma? hora $" },
	{ SAYS_NOTHING, "una|media|dos|tres|misma|24 hora|horas" },
	{ SAYS_NOTHING, "en consulta|consultas" },
	{ SAYS_NOTHING, "hora|horas de apertura|espera|retraso" },
	{ SAYS_NOTHING, "paso|pasada por alto" },

	/* --- no slot ---------------------------------------------------------------------------- */
	{ SAYS_NO_SLOT, "no <had>|hay|habia|hubo|quedan|quedaban|quedaba|queda|tenian|"
	    "tienen|tenia|tiene|teniamos|encontro|encontraron|existe|existen .. hueco|"
	    "huecos|lugar|lugares|espacio|espacios|disponibilidad|cupo|cupos|citas|turnos|"
	    "horario|horarios|nada|disponible|libre|libres|fecha|fechas|ninguna|ningun|"
	    "plaza|plazas|sitio" },
	{ SAYS_NO_SLOT, "sin|ningun|ninguna disponibilidad|huecos|hueco|espacio|espacios|"
	    "cupo|cupos|horario|horarios|fecha" },
	{ SAYS_NO_SLOT, "agenda|todo|calendario|semana|dia|clinica|doctor|doctora <be>|"
	    "<adverb>? .. llena|lleno|completa|completo|ocupada|ocupado|saturada|saturado|"
	    "llenos" },
	{ SAYS_NO_SLOT, "ya no trabaja|atiende|recibe|acepta" },
	{ SAYS_NO_SLOT, "no acepta|aceptan|atiende|atienden|atendemos|aceptamos|recibe|"
	    "reciben|recibimos|abre|ofrece|ofrecemos" },
	{ SAYS_NO_SLOT, "no|ninguno|ninguna|nada le? convenia|convino|sirvio|servia|venia|"
	    "vino|encajaba|cuadraba|convencio|funcionaba|coincidian|gusto|acomodaba" },
	{ SAYS_NO_SLOT, "como no habia" },
	{ SAYS_NO_SLOT, "ningun|ninguna .. convenia|convino|sirvio|servia|vino|encajaba|"
	    "cuadraba|convencio" },

	/* --- not agreed ---------------------------------------------------------------------------- */
	{ SAYS_NOT_AGREED, "no|nunca se? le? ha|han|llego|llegaron|pudo|logro|pudieron|fue|"
	    "quiso a|posible? .. agendar|reservar|concretar|programar|fijar|acordar|"
	    "confirmar|asignar|concertar|dar" },
	{ SAYS_NOT_AGREED, "no se? le? .. agendo|agendaron|reservo|programo|concreto|fijo|"
	    "acordo|hizo|dio|asigno|concerto|llego" },
	{ SAYS_NOT_AGREED, "no quedo|quedaron|hubo|hay .. agendada|agendado|reservada|"
	    "programada|acuerdo|cita|nada|fijada|registrada|concretado" },
	{ SAYS_NOT_AGREED, "sin|no agendar|reservar|pedir|programar|concretar|fijar|tomar|"
	    "hacer|acordar|llegar|dejar|confirmar|decidir|elegir" },
	{ SAYS_NOT_AGREED, "sin|ninguna|ningun cita|acuerdo|reserva|turno" },
	{ SAYS_NOT_AGREED, "nada agendado|reservado|concreto|programado|firme" },
	{ SAYS_NOT_AGREED, "prefirio|prefiere|decidio|decide|opto|quiere|quiso|va no|"
	    "esperar|pensarlo|por|a? no|esperar|pensarlo|consultar|comparar|buscar|dejarlo|"
	    "posponer" },
	{ SAYS_NOT_AGREED, "prefirio|prefiere|decidio|decide|opto|quiere|quiso|va|tiene a|"
	    "que|por? no|esperar|pensarlo|consultar|comparar|buscar|dejarlo|posponerlo|"
	    "pensar|consultarlo|preguntar|hablar" },
	{ SAYS_NOT_AGREED, "no quiso|quiere|queria|desea|deseaba|acepto|necesita|le interesa .." },
	{ SAYS_NOT_AGREED, "lo pensara|pensaria|consultara|consultaria" },
	{ SAYS_NOT_AGREED, "demasiado|muy caro|cara|lejos|tarde|temprano|alto" },
	{ SAYS_NOT_AGREED, "no decidio|decidira|sabe" },
	{ SAYS_NOT_AGREED, "colgo antes|mientras|sin" },

	/* --- a hold, or something that is still open --------------------------------------------- */
	{ SAYS_HELD, "tentativ*|provisional*|preliminar" },
	{ SAYS_HELD, "temporalmente|condicionada|condicionado|sujeta|sujeto|apartado|"
	    "apartada|pendiente|pendientes" },
	{ SAYS_HELD, "quedo|queda|esta|sigue|siguen|aun .. pendiente|espera|definir|confirmar" },
	{ SAYS_HELD, "a|en la? espera|falta de|que|del" },
	{ SAYS_HELD, "falta|faltan|faltaba que|confirmar|la|el|por|su|de" },
	{ SAYS_HELD, "por|sin confirmar|definir|aprobar|confirmarse|autorizar" },
	{ SAYS_HELD, "siempre|solo|unicamente|salvo y? que|si|cuando" },
	{ SAYS_HELD, "depende|dependera|dependiendo" },
	{ SAYS_HELD, "hasta que|el|las|la|manana|hoy .. confirme|apruebe|autorice|pague|"
	    "libera|deposito" },
	{ SAYS_HELD, "tiene|tienen|debe|deben|necesita|falta que|de? aceptar|aprobar|"
	    "autorizar|confirmar|confirmarlo|confirmarla|revisar" },
	{ SAYS_HELD, "antes de que" },
	{ SAYS_HELD, "no <be> .. definitiva|definitivo|confirmada|confirmado|firme|seguro|"
	    "segura" },
	{ SAYS_HELD, "preguntara|consultara|confirmara|revisara|verificara|avisara .. al|a|"
	    "con|si|la|el|la|que|cuando" },
	{ SAYS_HELD, "en principio" },
	{ SAYS_HELD, "guardo|guarda|guardaron|retuvo|aparto|bloqueo|retiene|apartaron .. "
	    "hasta|mientras|hueco|lugar|espacio|<when>" },
	{ SAYS_PENDING, "solicitud|peticion .. envio|enviada|registro|registrada|recibio|"
	    "recibida|tomo|paso|reenvio|anotada|tramite|revisara|en" },
	{ SAYS_PENDING, "recibio|registro|anoto|tomo|tomaron|anotaron|envio|paso|paso .. "
	    "solicitud|peticion|datos|mensaje|preferencia|recado" },
	{ SAYS_PENDING, "pidio|solicito|queria|quiere|pide|prefiere|solicita .. <when>" },
	{ SAYS_REQUEST, "pidio|pide|solicito|solicita|pedir|quiere|queria|quisiera|desea|"
	    "deseaba|buscaba|busca|necesita|necesitaba .. cita|hora|turno|consulta|revision|"
	    "limpieza|<visit>" },
	{ SAYS_UNDECIDED, "avisara|avisaria|decidira|confirmara|respondera|dira|diria" },
	{ SAYS_UNDECIDED, "pensarlo|pensarselo|consultarlo" },

	/* --- will call back -------------------------------------------------------------------- */
	{ SAYS_CALLBACK, "llamara|llamaran|llamaria|llamarian|llamaremos|devolvera|"
	    "devolveran|volvera|volveria|contactara|contactaran|comunicara|comunicaran|"
	    "intentara|marcara" },
	{ SAYS_CALLBACK, "va|van|iba|quedo|quedaron|promete|prometio a|en|de|que? .. llamar|"
	    "volver|devolver|comunicarse|contactar|llamarle|llamarla|llamarlo|intentar" },
	{ SAYS_CALLBACK, "volver a llamar|intentar" },
	{ SAYS_CALLBACK, "que le|la|lo|les llamen|devuelvan|contacten|regresen" },
	{ SAYS_CALLBACK, "llamar|llame mas|manana|despues|luego|de" },
	{ SAYS_CALLBACK, "llamada de vuelta|regreso" },
	{ SAYS_WAITLIST, "lista de? espera|cancelaciones" },
	{ SAYS_WAITLIST, "en|a la lista" },
	{ SAYS_WAITLIST, "si se|hay|surge|alguien .. libera|cancela|abre|desocupa|"
	    "cancelacion|hueco" },

	/* --- other matters ---------------------------------------------------------------------- */
	{ SAYS_OTHER_MATTER, "pregunto|preguntaba|pregunta|consulto|saber|duda|dudas|"
	    "informacion|informes|preguntar .. precio|precios|costo|costos|cuesta|cuanto|"
	    "horario|horarios|horas|seguro|direccion|estacionamiento|si|que|resultados|"
	    "disponibilidad|sobre|por|como|donde|cual" },
	{ SAYS_OTHER_MATTER, "factura|receta|farmacia|seguro|resultados|precio|precios|"
	    "queja|quejo|proveedor|publicidad|encuesta|vendedor|laboratorio|reembolso|cobro|"
	    "expediente|direccion|estacionamiento|dosis|medicamento" },

	/* --- voicemail, wrong number, broken off ------------------------------------------------ */
	{ SAYS_VOICEMAIL_BEFORE, "dejo un mensaje ayer|antes|anoche" },
	{ SAYS_VOICEMAIL_BEFORE, "respondio|responde|recibio|devolvio|escucho|devuelve .. "
	    "mensaje|buzon|llamada" },
	{ SAYS_VOICEMAIL_BEFORE, "mensaje de? confirmacion|texto" },
	{ SAYS_VOICEMAIL, "buzon|contestador|contestadora" },
	{ SAYS_VOICEMAIL, "dejo|dejaron|deja|dejando .. mensaje|recado" },
	{ SAYS_VOICEMAIL, "mensaje de voz" },
	{ SAYS_VOICEMAIL, "mensaje|grabacion fuera|grabado" },
	{ SAYS_WRONG_NUMBER, "numero|clinica|consultorio|extension equivocado|equivocada|"
	    "incorrecto|erroneo" },
	{ SAYS_WRONG_NUMBER, "equivoco|equivocado|equivocada de" },
	{ SAYS_WRONG_NUMBER, "por error|equivocacion" },
	{ SAYS_WRONG_NUMBER, "numero no era|es|corresponde" },
	{ SAYS_BROKEN_OFF, "llamada|linea|comunicacion|grabacion|audio|resumen|"
	    "transcripcion se? termino|corto|cayo|interrumpio|termina|corta|interrumpe|"
	    "perdio|empieza|oye|escucha|acaba" },
	{ SAYS_BROKEN_OFF, "se corto|interrumpio|perdio la?" },
	{ SAYS_BROKEN_OFF, "inaudible|ininteligible|incompleto|incompleta|entrecortado" },
	{ SAYS_DOUBT, "parece|parecia|quiza|quizas|posiblemente|probablemente|aparentemente" },
	{ SAYS_DOUBT, "no se? .. claro|clara|sabe|entiende|oye|especifica|indica|consta|"
	    "menciona|aclara|distingue" },
	{ SAYS_DOUBT, "hablo|hablaron|converso|comentaron|mencionaron|menciono .. cita|"
	    "consulta|<when>|horarios|fechas" },

	/* --- taken back --------------------------------------------------------------------------- */
	{ SAYS_WITHDRAWN, "cambio de opinion|idea|parecer" },
	{ SAYS_WITHDRAWN, "arrepintio|retracto|retiro|desistio|renuncio" },
	{ SAYS_WITHDRAWN, "echo|echarse|dio para|marcha? atras" },
	{ SAYS_WITHDRAWN, "mejor no" },
	{ SAYS_WITHDRAWN, "solto|libero|devolvio .. hueco|lugar|espacio|hora" },

	/* --- old visits ----------------------------------------------------------------------------- */
	{ SAYS_NO_SHOW, "perdio|falto|olvido|perdido|faltado .. cita|consulta|control|su|"
	    "sesion|turno|a" },
	{ SAYS_NO_SHOW, "no se? vino|acudio|asistio|presento|llego|pudo? .. cita|pasada|"
	    "ayer|ultima|a" },
	{ SAYS_NO_RECORD, "no aparece|figura|consta|encuentra|encontro|encontraron|existe|"
	    "esta .. sistema|registrada|registro|agenda|cita|nombre" },
	{ SAYS_NO_RECORD, "nadie la|lo encuentra|encontro|ve" },
	{ SAYS_EXISTING, "tiene|tenia|tienen una? .. cita|consulta|sesion|control|visita" },
	{ SAYS_EXISTING, "proxima|actual|anterior cita|consulta|visita" },
	{ SAYS_CONFIRMED, "sí|que vendra|asistira|acudira|ira" },
	{ SAYS_CONFIRMED, "sigue|siguen|mantiene|mantienen|mantuvo|conserva|conservo en|su|"
	    "la|igual|pie|todo|el" },
	{ SAYS_CONFIRMED, "aseguro|asegura|prometio|dijo que? llegara|vendra|asistira|"
	    "estara|ira|sí" },
	{ SAYS_CONFIRMED, "^ sí $" },
	{ SAYS_CONFIRMED, "estara ahi|alli|presente|puntual" },
	{ SAYS_WANTS_CONFIRM, "recordatorio" },
	{ SAYS_WANTS_CONFIRM, "saber|pregunto|preguntaba|recordar|olvido|verificar|duda|"
	    "preguntando .. cuando|que|cual|hora|dia|si .. era|es|seria|tiene|tenia|sigue|"
	    "seguia|esta|estaba|cita" },
	{ SAYS_CANCELLED, "dio|dieron|dar de baja" },
	{ SAYS_CANCELLED, "quedo sin efecto" },
	{ SAYS_WANTS_CANCEL, "no podra|puede|podia|va|vendra|asistira|acudira|necesita .. "
	    "asistir|ir|venir|acudir|cita|<when>|consulta" },
	{ SAYS_WANTS_CANCEL, "ya no necesita|quiere|desea|requiere|vendra" },
	{ SAYS_WANTS_MOVE, "pidio|queria|quiere|solicito que su|la .. <visit> fuera|sea|que" },
	{ SAYS_WANTS_MOVE, "en lugar|vez de|del <when>" },
	{ SAYS_WANTS_MOVE, "otro|otra|nueva|nuevo|diferente dia|fecha|hora|horario para|de" },

	/* --- elsewhere ----------------------------------------------------------------------------- */
	{ SAYS_ELSEWHERE, "otra|otro clinica|consultorio|dentista|doctor|lugar|sitio|"
	    "hospital|parte|medico|centro" },
	{ SAYS_ELSEWHERE, "en el|un|la hospital|urgencias|laboratorio|seguro" },
	{ SAYS_ELSEWHERE, "urgencias|hospital" },

	/* --- agreed, in other words ------------------------------------------------------------------ */
	{ SAYS_AGREED, "ya tiene|cuenta con? .. cita|hora|turno|consulta|lugar" },
	{ SAYS_AGREED, "queda|quedo|quedaron para|en|el|a|con el|la? <when>" },
	{ SAYS_AGREED, "termino|acabo reservando|agendando|programando|concertando|pidiendo" },
	{ SAYS_AGREED, "quedo|queda apuntado|apuntada|anotado|anotada|agendado|agendada|"
	    "citado|citada|registrado|registrada" },
	{ SAYS_NOT_AGREED, "antes de poder? agendar|reservar|programar|dar" },
	{ SAYS_AGREED, "nos vemos|vemos el|manana|<when>" },
	{ SAYS_AGREED, "lo|la|los|te|le esperamos|espera|esperan .. <when>" },
	{ SAYS_AGREED, "^ cita|consulta|limpieza|revision|control|sesion|valoracion nueva? "
	    "agendada|confirmada|programada|reservada|para|acordada" },
	{ SAYS_ACCEPTED, "se? conformo|quedo conforme|con" },
	{ SAYS_ACCEPTED, "le|les parecio|viene|venia|va|convino|sirve|sirvio|convenia|"
	    "quedaba bien|perfecto|<when>" },
	{ SAYS_ACCEPTED, "estuvo de acuerdo" },
	{ SAYS_ACCEPTED, "dijo|respondio que? sí" },
	{ SAYS_ACCEPTED, "le vino|va|viene|parecio|quedo bien|perfecto" },
	{ SAYS_DONE, "asi|y se hizo" },
	{ SAYS_DONE, "se hizo|realizo|cambio|concedio sin|el|$" },
	{ SAYS_SENT, "confirmacion|recordatorio|mensaje|correo .. recibio|recibira|envio|"
	    "enviada|enviado|por|llego" },
	{ SAYS_SENT, "recibio|recibira|envio|enviaron .. confirmacion" },
	{ SAYS_OTHER_MATTER, "se le? dijo|explico|informo" },

	/* --- verbs --------------------------------------------------------------------------------- */
	{ VERB_MOVE, "reagend*|reprogram*|adelant*|aplaz*|pospus*|pospon*|posterg*|traslad*|"
	    "mov*|movio|mueve|mover|retras*|recorr*" },
	{ VERB_MOVE, "cambi*|paso|pasaron|pasar|pasarla|pasarlo" },
	{ VERB_CANCEL, "cancel*|anul*|elimin*|suspend*" },
	{ VERB_CONFIRM, "confirm*|verific*|reconfirm*|corrobor*" },
	{ VERB_BOOK, "agend*|reserv*|program*|concert*" },
	{ VERB_BOOK, "cito|citaron|citado|citada|citar" },
	{ VERB_MAKE, "fijo|fijada|fijado|fijar|fijaron|acordo|acordaron|acordada|acordado|"
	    "acordar|asigno|asignaron|asignada|asignado|dio|dieron|dado|dada|dar|darle|hizo|"
	    "hecha|hacer|puso|pusieron|obtuvo|consiguio|encontro|registro|registrada|apunto|"
	    "apuntaron|apuntada|apuntado|anoto|anotaron|anotada|anotado|otorgo|otorgaron|"
	    "establecio|pacto|pactaron|concreto|concretaron|saco|tomo|sacar|tomar|coordino|"
	    "coordinaron|inscribio|cerro|separo|aparto" },
	{ VERB_ACCEPT, "acepto|acepta|aceptaron|aceptada|aceptado|eligio|elige|eligieron|"
	    "escogio|escoge|tomo|opto|prefirio|accedio|decidio|selecciono|aprovecho|conformo" },
	{ VERB_DECLINE, "rechazo|rechaza|declino|nego|descarto" },
	{ VERB_OFFER, "ofrecio|ofrecieron|ofrece|ofrecido|propuso|propone|sugirio|dieron" },
	{ VERB_COME, "vendra|viene|vendran|acudira|asistira|ira|llega|llegara|pasara|vera|"
	    "veran|atendera|atenderan|espera|esperan|recibira|visitara|atendido|atendida|"
	    "tendra|empieza|empezara|comienza|comenzara|inicia|iniciara|presentara|toca|"
	    "atenderlo|atenderla" },
	{ 0, NULL }
};

static const char *const joins[][3] = {
	{ "sin", "embargo", "pero" }, { "asi", "que", "entonces" }, { "ya", "que", "porque" },
	{ NULL, NULL, NULL }
};

const struct lexicon booking_spanish = { classes, phrases, joins };
