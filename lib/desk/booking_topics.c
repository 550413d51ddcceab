/*
 * What words are about, in English and Spanish: people, bodies, ailments, treatments, errands, and
 * what is done about a visit. Broader than the lexicon (booking_lexicon.c), so that what was learned
 * of a knee holds for an elbow that no labelled text tells of. A word that stands in several belongs
 * to the first. Folded as words.h folds. See booking_features.h.
 */
#include "desk/booking_features.h"

const struct lexicon_class booking_topics[] = {
	{ "RECEPTION",
	    "receptionist reception receptionists agent agents desk frontdesk clerk "
	    "scheduler operator representative coordinator secretary assistant bot "
	    "chatbot robot automated switchboard recepcion recepcionista recepcionistas "
	    "operadora operador mostrador secretaria agente asistente auxiliar "
	    "coordinadora centralita telefonista administrativa administrativo" },
	{ "CLINICIAN",
	    "dr doctor doctors dra doctora doctor* dentist dentists hygienist hygienists "
	    "nurse nurses sister physician physicians clinician practitioner "
	    "practitioners provider therapist therapists optometrist optician opticians "
	    "orthodontist podiatrist podiatrists chiropodist chiropractor osteopath "
	    "physiotherapist physio psychologist psychiatrist counsellor counselor "
	    "dermatologist cardiologist neurologist urologist gynaecologist gynecologist "
	    "oncologist rheumatologist allergist endocrinologist gastroenterologist "
	    "nephrologist pulmonologist ophthalmologist audiologist acoustician "
	    "paediatrician pediatrician geriatrician midwife dietitian dietician "
	    "nutritionist surgeon surgeons specialist specialists periodontist "
	    "endodontist prosthodontist anaesthetist anesthetist anesthesiologist "
	    "phlebotomist orthoptist radiographer radiologist sonographer acupuncturist "
	    "hypnotist hypnotherapist masseur masseuse locum gp pcp np pa md dds rn "
	    "trainee internist homeopath educator dentista dentistas higienista "
	    "higienistas medico medica medicos enfermera enfermero enfermeras podologo "
	    "podologa fisioterapeuta fisio psicologo psicologa psiquiatra dermatologo "
	    "dermatologa cardiologo cardiologa neurologo neurologa urologo urologa "
	    "ginecologo ginecologa oncologo oncologa reumatologo reumatologa alergologo "
	    "alergologa endocrinologo endocrinologa internista nefrologo neumologo "
	    "neumologa oculista oftalmologo oftalmologa optica optico audiologo audiologa "
	    "logopeda fonoaudiologa otorrino pediatra matrona comadrona partera "
	    "nutricionista dietista cirujano cirujana especialista especialistas "
	    "traumatologo traumatologa ortodoncista ortopedista periodoncista "
	    "endodoncista anestesista geriatra acupunturista quiropractico osteopata "
	    "terapeuta terapista hematologo hematologa" },
	{ "BODY",
	    "tooth teeth molar molars premolar incisor gum gums jaw mouth tongue lip lips "
	    "cheek face chin nose nostril throat ear ears eye eyes eyelid eyelids eyelash "
	    "pupil pupils vision sight eyesight hearing head forehead scalp hair neck "
	    "shoulder shoulders arm arms elbow wrist wrists hand hands finger fingers "
	    "thumb nail nails fingernail toenail toenails toe toes foot feet heel heels "
	    "ankle ankles leg legs calf knee knees thigh hip hips back spine pelvis "
	    "pelvic chest breast breasts heart lung lungs belly stomach tummy abdomen "
	    "abdominal gut bowel colon bladder kidney kidneys liver gallbladder pancreas "
	    "spleen prostate thyroid vein veins artery nerve nerves muscle bone bones "
	    "skin retina retinal cornea sinus sinuses tonsils gland lymph blood urine "
	    "brain bum groin diente dientes muela muelas encia encias mandibula boca "
	    "lengua labio labios cara nariz garganta oido oidos oreja ojo ojos parpado "
	    "parpados vista cabeza cuello hombro hombros brazo codo muneca mano manos "
	    "dedo dedos pulgar una unas pie pies talon tobillo pierna piernas rodilla "
	    "rodillas cadera espalda columna pecho corazon pulmon pulmones barriga "
	    "vientre estomago vejiga rinon rinones higado prostata tiroides vena venas "
	    "nervio hueso piel cerebro tripa" },
	{ "AILMENT",
	    "pain pains painful ache aches aching hurt hurts hurting sore soreness tender "
	    "swelling swollen swells lump lumps bump bumps rash rashes itch itchy itching "
	    "hives fever feverish temperature cough coughing cold flu influenza infection "
	    "infected inflammation inflamed abscess cavity cavities decay cracked chipped "
	    "chip broken fracture fractured sprain sprained twisted torn tear injury "
	    "injuries injured wound wounds bleeding bleed bleeds bruise bruised burn "
	    "burns burned blister blisters boil cyst cysts mole moles wart warts verruca "
	    "bunion bunions corn corns callus ingrown gout arthritis sciatica migraine "
	    "migraines headache headaches toothache earache dizziness dizzy vertigo faint "
	    "faints fainted fainting nausea vomiting vomits diarrhea diarrhoea "
	    "constipation heartburn reflux asthma wheeze wheezing wheezes breathless "
	    "breathlessness palpitations tightness hypertension pressure diabetes "
	    "diabetic cholesterol anemia anaemia jaundice hepatitis shingles chickenpox "
	    "measles croup strep tonsillitis bronchitis pneumonia covid eczema psoriasis "
	    "acne rosacea dandruff hernia ulcer ulcers polyp polyps nodule tumor tumour "
	    "cancer stroke seizure seizures tremor tremors numb numbness tingling tingles "
	    "weakness fatigue tired insomnia snoring snores sleepless apnea anxiety "
	    "anxious depression depressed panic grief bereavement stress autism dyslexia "
	    "adhd dementia tinnitus deaf deafness hoarse hoarseness floaters flashes "
	    "blurred blurry squint cataract cataracts glaucoma conjunctivitis pinkeye "
	    "stye allergy allergies allergic sting stings bite bites splinter concussion "
	    "dislocated limp limps limping stiff stiffness cramp cramps spasm throbs "
	    "throbbing throb sensitive sensitivity grinding grinds bruxism loose wobbly "
	    "ill sick sickness unwell poorly symptom symptoms pregnant pregnancy "
	    "menopause infertility swallowed lesion lesions discharge wax earwax relapse "
	    "persistent chronic acute dolor dolores duele duelen dolia doler molestia "
	    "molestias hinchado hinchada hinchazon bulto roncha ronchas sarpullido "
	    "erupcion picor picazon fiebre tos gripe resfriado resfriada catarro "
	    "infeccion infectado inflamacion inflamada absceso flemon caries rota roto "
	    "rompio fractura esguince torcedura herida sangrado sangra quemadura ampolla "
	    "quiste verruga lunar lunares manchas mancha juanete callos migrana migranas "
	    "jaqueca mareo mareos mareada mareado vertigos desmayo nauseas vomitos "
	    "diarrea acidez reflujo asma ahogo palpitaciones hipertension tension presion "
	    "diabetica diabetico colesterol bronquitis neumonia varicela eccema ulcera "
	    "polipo ictus temblor temblores hormigueo adormecida cansancio insomnio ronca "
	    "ronquidos ansiedad depresion estres duelo alergia alergias alergica picadura "
	    "sordera sorda zumbido zumbidos cataratas conjuntivitis orzuelo embarazo "
	    "embarazada enfermo enferma sintoma sintomas tose cojea bruxismo reaccion" },
	{ "PROCEDURE",
	    "cleaning cleanings hygiene polish scaling filling fillings crown crowns "
	    "bridge bridges veneer veneers extraction extractions rootcanal canal implant "
	    "implants braces brace aligner aligners invisalign retainer retainers splint "
	    "splints denture dentures whitening bleaching fluoride sealant sealants graft "
	    "grafts impression impressions mould moulds mold molds mouthguard nightguard "
	    "guard surgery surgeries operation operations procedure procedures treatment "
	    "treatments therapy therapies session sessions infusion infusions injection "
	    "injections shot shots jab jabs vaccine vaccines vaccination vaccinations "
	    "immunization immunisation immunizations booster boosters tetanus mmr test "
	    "tests testing screening screenings scan scans mri ct pet xray xrays "
	    "ultrasound sonogram echo echocardiogram ecg ekg eeg emg mammogram "
	    "mammography smear pap colposcopy colonoscopy endoscopy gastroscopy "
	    "cystoscopy biopsy biopsies bloodwork bloods draw labs swab urinalysis "
	    "spirometry patch prick holter monitor density dexa densitometry refraction "
	    "fitting fittings contacts lens lenses glasses spectacles frames orthotics "
	    "orthotic insoles cast plaster bandage dressing dressings stitches sutures "
	    "staples removal microsuction syringing irrigation laser lasik botox filler "
	    "fillers peel peels facial facials microneedling waxing massage massages "
	    "acupuncture cupping adjustment adjustments manipulation physiotherapy rehab "
	    "rehabilitation counselling counseling psychotherapy hypnosis mindfulness "
	    "vasectomy circumcision ivf coil iud catheter dialysis chemo chemotherapy "
	    "radiotherapy transplant sedation anaesthesia anesthesia cortisone "
	    "cryotherapy shockwave checkup check physical exam exams examination eval "
	    "evaluation assessment consult consultation consultations review recheck "
	    "followup intake bath prep medical imaging limpieza limpiezas empaste "
	    "empastes obturacion corona coronas puente carilla carillas extraccion "
	    "extracciones endodoncia endodoncias implante implantes ortodoncia frenos "
	    "brackets ferula ferulas alineadores protesis dentadura blanqueamiento fluor "
	    "selladores injerto operacion cirugia intervencion procedimiento tratamiento "
	    "tratamientos terapia terapias sesion sesiones inyeccion inyecciones vacuna "
	    "vacunas vacunacion refuerzo prueba pruebas examen examenes analisis "
	    "analitica muestra cultivo citologia cribado mamografia ecografia ecografias "
	    "radiografia radiografias resonancia tac escaner electrocardiograma "
	    "ecocardiograma espirometria densitometria audiometria colonoscopia "
	    "endoscopia gastroscopia biopsia graduacion lentillas lentes gafas plantillas "
	    "yeso escayola vendaje cura curas curacion puntos relleno peeling masaje "
	    "masajes acupuntura fisioterapia rehabilitacion psicoterapia vasectomia "
	    "cateter dialisis quimioterapia sedacion anestesia revision revisiones "
	    "chequeo control valoracion evaluacion consulta exploracion reconocimiento "
	    "depilacion infiltracion onda ondas" },
	{ "KIN",
	    "son sons daughter daughters wife husband hubby spouse partner fiance fiancee "
	    "mother mothers father fathers mom mum mam dad daddy mummy parents parent "
	    "brother brothers sisters siblings sibling child children kid kids baby "
	    "babies toddler infant newborn twins twin triplets teen teenager grandson "
	    "granddaughter grandchild grandchildren grandmother grandfather grandma "
	    "grandpa gran granny nana grandparents nephew niece cousin aunt auntie uncle "
	    "stepson stepdaughter stepfather stepmother stepmom inlaw family families "
	    "boyfriend girlfriend friend friends neighbour neighbor carer caregiver nanny "
	    "babysitter guardian foster roommate flatmate colleague coworker boy boys "
	    "girl girls eldest youngest hijo hijos hija hijas esposo esposa marido mujer "
	    "pareja novio novia madre padre mama papa padres hermano hermana hermanos "
	    "hermanas nino nina ninos ninas bebe gemelos mellizos nieto nieta nietos "
	    "abuela abuelo abuelos sobrino sobrina primo prima tia tio yerno nuera suegro "
	    "suegra cunada cunado familia familiar vecina vecino amiga amigo cuidadora "
	    "cuidador tutora companero companera" },
	{ "PERSON",
	    "caller callers patient patients pt client clients customer mr mrs ms miss "
	    "sir madam lady woman man men gentleman gent guy chap fella person somebody "
	    "someone resident student worker employee employer boss manager supervisor "
	    "owner teacher tutor lawyer attorney solicitor claimant recruiter journalist "
	    "reporter salesman salesperson rep vendor supplier technician engineer "
	    "plumber electrician contractor courier driver florist baker landlord "
	    "accountant bookkeeper auditor inspector police officer pharmacist chemist "
	    "interpreter translator paciente pacientes cliente clienta usuario usuaria "
	    "llamante senora senor senorita sr sra don dona hombre chico chica joven "
	    "abogado abogada jefe jefa profesor profesora maestra empleado vendedor "
	    "vendedora comercial proveedor proveedora tecnico repartidor mensajero "
	    "fontanero electricista periodista farmaceutico interprete policia" },
	{ "GOODS",
	    "delivery deliveries parcel parcels package shipment order orders supplies "
	    "supply stock gloves masks machine equipment device software printer copier "
	    "computer computers battery batteries warranty maintenance repair repairs "
	    "inspection audit training workshop course lecture seminar conference meeting "
	    "meetings interview interviews vacancy job jobs survey marketing advertising "
	    "advert brochure brochures magazine newspaper campaign subscription "
	    "membership newsletter renovation plumbing boiler elevator lift cable "
	    "electricity internet wifi lunch demo demonstration sponsor donation charity "
	    "raffle concert recital wedding funeral party birthday match game football "
	    "soccer haircut salon barber vet dog cat puppy garage tyre tire hotel "
	    "restaurant pizza dinner table flight cruise entrega paquete pedido envio "
	    "suministros guantes maquina equipo impresora ordenador mantenimiento "
	    "reparacion inspeccion auditoria curso charla conferencia reunion entrevista "
	    "empleo vacante encuesta publicidad folletos revista suscripcion obra obras "
	    "boda concierto fiesta partido peluqueria taller restaurante perro gato "
	    "veterinario" },
	{ "WORK",
	    "work works shift shifts school college university class classes teaching "
	    "duty jury court army camp sports season trabajo turno turnos colegio escuela "
	    "universidad clase clases juicio jurado guardia" },
	{ "TRAVEL",
	    "car cars bus train trains taxi cab ride driving drive drives drove traffic "
	    "road street parking park parked flights fly airport plane trip trips travel "
	    "travels traveling travelling journey holiday holidays vacation abroad away "
	    "honeymoon visiting snow storm flood weather ice transport transportation "
	    "ambulance wheelchair coche autobus tren vuelo avion aeropuerto viaje viajes "
	    "viaja vacaciones extranjero trafico atasco aparcar aparcamiento "
	    "estacionamiento estacionar carretera nieve tormenta transporte ambulancia "
	    "huelga" },
	{ "PLACE",
	    "clinic clinics office offices practice practices hospital hospitals centre "
	    "center branch branches building floor room rooms ward department unit lab "
	    "laboratory pharmacy drugstore home house town city village downtown uptown "
	    "county entrance lobby door gate corner side site location locations address "
	    "clinica consultorio hospitales centro sede edificio piso planta sala "
	    "ambulatorio laboratorio farmacia casa domicilio residencia pueblo ciudad "
	    "barrio direccion entrada puerta calle" },
	{ "DOC",
	    "record records result results report reports letter letters form forms "
	    "paperwork papers prescription prescriptions script refill refills referral "
	    "referrals copy copies certificate certificates note notes file files "
	    "statement card cards fax leaflet leaflets questionnaire document documents "
	    "documentation history chart charts code codes number numbers passport id "
	    "license licence proof photo photos picture image images plan receta recetas "
	    "informe informes resultado resultados papeles papel copia copias carta "
	    "volante justificante certificado expediente historial documento documentos "
	    "cuestionario formulario formularios tarjeta carne foto fotos numero codigo "
	    "datos" },
	{ "MEDICINE",
	    "medicine medicines medication medications meds pill pills tablet tablets "
	    "drops cream ointment antibiotic antibiotics painkiller painkillers ibuprofen "
	    "paracetamol acetaminophen aspirin tylenol insulin inhaler inhalers thinner "
	    "thinners steroid steroids antihistamine antihistamines potassium iron "
	    "vitamin vitamins dose doses dosage sample samples drug drugs anticoagulant "
	    "medicina medicinas medicamento medicamentos medicacion pastilla pastillas "
	    "gotas crema pomada antibiotico antibioticos ibuprofeno aspirina insulina "
	    "inhalador inhaladores dosis anticoagulante hierro" },
	{ "MONEY",
	    "price prices priced cost costs costly fee fees bill bills billed billing "
	    "invoice invoices payment payments pay pays paid paying owed owes owe balance "
	    "copay refund refunds refunded reimbursement quote quotes estimate charge "
	    "charges charged charging expensive cheap cheaper insurer insurers insurance "
	    "insured coverage covers covered cover deductible premium premiums dollars "
	    "dollar euros euro pounds cents bucks receipt receipts instalment instalments "
	    "installments financing discount discounts credit debit cash cheque bank loan "
	    "voucher coupon medicare medicaid hmo network deposit money precio precios "
	    "cuesta cuestan costaba costo coste factura facturas pago pagos pagar paga "
	    "pagado tarifa tarifas dinero seguro seguros aseguradora mutua poliza "
	    "cobertura cubre cubria cobro cobran cobraron cargo reembolso presupuesto "
	    "presupuestos descuento financiacion mensualidades dolares pesos recibo "
	    "recibos copago deposito sena anticipo" },
	{ "CONTACT",
	    "call calls phone phones telephone telephoned phoned rang ring rings ringing "
	    "dialed dialled dial text texts texted texting message messages email emails "
	    "emailed mail mailed mailbox sms whatsapp portal app website online web link "
	    "login password line contact contacted contacting reach reached voicemail "
	    "voicemails recording beep tone llamada llamadas llamo llama llamaron llaman "
	    "llamando telefono telefonica telefoneo correo mensaje mensajes aplicacion "
	    "enlace contrasena linea contacto contactar buzon contestador grabacion "
	    "pitido" },
	{ "SAY",
	    "said says say saying told tells tell telling explained explains explain "
	    "explaining informed informs inform advised advises stated states replied "
	    "replies answered answers mentioned mentions repeated repeats described "
	    "describes remarked joked jokes laughed admitted promised promises promise "
	    "swore insisted insists reported announced whispered shouted dijo dice dicen "
	    "dijeron decir diciendo explico explica explicaron informo informaron informa "
	    "aviso avisaron comento comenta respondio responde contesto conto menciono "
	    "repitio insistio insiste prometio prometieron aclaro indico aseguro reitero "
	    "admitio bromeo" },
	{ "ASK",
	    "ask asks asked asking inquired inquires inquiry inquiring enquired enquires "
	    "enquiry enquiries enquiring wondered wonders wondering query queried queries "
	    "question questions curious preguntar pregunto pregunta preguntas preguntaba "
	    "preguntaron pidio pidiendo pide consulto" },
	{ "WANT",
	    "want wants wanted wanting wish wishes wished wishing hope hopes hoped hoping "
	    "need needs needed needing seek seeks seeking sought looking tried tries try "
	    "trying prefer prefers preferred preferring desire request requests requested "
	    "requesting eager keen interested intends intended plans planned aims aspires "
	    "quiere quieren queria querian quiso quisiera desea deseaba necesita "
	    "necesitaba necesitan busca buscaba buscar solicita solicito intenta intento "
	    "prefiere prefirio preferia gustaria interesa interesada interesado pretende "
	    "espera esperaba" },
	{ "LIKE",
	    "glad happy pleased delighted relieved thrilled content satisfied grateful "
	    "thanked thanks thank fine good great perfect lovely wonderful super "
	    "excellent brilliant awesome cool ok okay alright right sure yes yeah yep yup "
	    "aye absolutely definitely deal done sorted suits suited fits worked "
	    "convenient ideal handy cheered cheerfully gladly contenta contento alegro "
	    "encantada encantado aliviada aliviado agradecida agradecio gracias bien "
	    "perfecto perfecta estupendo genial vale bueno claro si conforme dale listo "
	    "conviene encaja" },
	{ "DISLIKE",
	    "angry upset annoyed cross furious irritated frustrated disappointed unhappy "
	    "dissatisfied rude complained complains complaint complaints complain "
	    "grumbled sorry apologised apologized apologises apologies apology "
	    "unfortunately sadly alas regret regretted reluctant hesitant unsure afraid "
	    "worried nervous scared embarrassed confused bad worse awful terrible pity "
	    "shame molesta molesto enfadada enfadado enojada quejo queja quejas disculpo "
	    "disculpas disculpa lamento lamentablemente preocupada nerviosa nervioso "
	    "miedo mal peor confundida" },
	{ "PREP",
	    "bring brings bringing fast fasting fasts eat eats eating drink drinks wear "
	    "wears wearing arrive beforehand ahead advance reminder confirmation "
	    "directions instructions accompany accompanied companion towel shorts "
	    "trainers comfortable empty map traer traiga traera trae ayunas ayuno "
	    "acompanada acompanado llegar llegue antelacion recordatorio confirmacion "
	    "indicaciones" },
	{ "TIMEWORD",
	    "morning mornings afternoon afternoons evening evenings night nights noon "
	    "midday midnight lunchtime breakfast day days week weeks weekend weekends "
	    "month months year years today tonight tomorrow yesterday hour hours minute "
	    "minutes monday tuesday wednesday thursday friday saturday sunday january "
	    "february march april june july august september october november december "
	    "spring summer autumn fall winter easter christmas fortnight soon sooner "
	    "soonest early earlier earliest late later latest now immediately straight "
	    "asap first last next manana mananas tarde tardes noche noches mediodia dia "
	    "dias semana semanas mes meses ano anos hoy ayer ahora hora horas minuto "
	    "minutos lunes martes miercoles jueves viernes sabado domingo enero febrero "
	    "marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
	    "verano invierno otono primavera pronto antes despues" },
	{ "NUMBER",
	    "one two three four five six seven eight nine ten eleven twelve thirteen "
	    "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty "
	    "fifty sixty seventy eighty ninety hundred half quarter couple few several "
	    "twice once both double second third fourth fifth sixth seventh eighth ninth "
	    "tenth dos tres cuatro cinco seis siete ocho nueve diez doce quince veinte "
	    "treinta cuarenta cincuenta media cuarto primera primero segunda segundo "
	    "tercera tercero" },
	{ "GO",
	    "go goes going gone went come comes coming came arrives arriving arrived "
	    "attend attends attending return returns returning returned drop stopping "
	    "walk walks walking walked stay stays staying show shows showing appear "
	    "appears ir va van fue fueron ira iran viene vienen venir vino vendra vendran "
	    "vendria acude acudir acudira llega llego llegara vuelve volver volvera pasa "
	    "pasar pasara presenta presentarse asistir asistira" },
	{ "SEE",
	    "see sees seeing seen saw examine examines examined examining treat treats "
	    "treated treating assess assesses assessed evaluate evaluated checks checked "
	    "checking meet meets met receives receive welcome ve ver vera veran vio verla "
	    "verlo verle vea vean atiende atender atendera atenderan atendio atiendan "
	    "recibe recibir recibira examina examinar examinara revisa revisar revisara "
	    "valora valorar evalua evaluar evaluara mirar mirara" },
	{ "GIVE",
	    "give gives giving gave given offer offers offering offered provide provides "
	    "provided providing handed allot allotted assign assigned grant granted let "
	    "lets read reads suggest suggests suggested propose proposes proposed da dar "
	    "dan dio dieron dado dando ofrece ofrecer ofrecio ofrecieron ofrecen "
	    "proporciono asigno asignaron entrego propuso propusieron sugirio" },
	{ "TAKE",
	    "take takes taking took taken accept accepts accepting accepted choose "
	    "chooses chose chosen pick picks picked grab grabbed agree agrees agreed "
	    "agreeing claim claims claimed opt opted select settle settled snap jump "
	    "jumped leapt toma tomar tomo acepta aceptar acepto aceptaron aceptado elige "
	    "eligio elegir escoge escogio escoger coge cogio quedo queda quedan quedaron "
	    "quedarse acordo acordaron acordado accedio decidio" },
	{ "BOOKV",
	    "book books booked booking schedule schedules scheduled scheduling reserve "
	    "reserves reserved reserving arrange arranges arranged arranging set fix "
	    "fixed slot slotted enter entered entering put puts putting write wrote "
	    "written register registered registering sign signed squeeze squeezed fit "
	    "fitted secure secured find found finds enrol enrolled block blocked lock "
	    "locked confirm confirms confirmed confirming finalize finalized make makes "
	    "made making agendar agendo agendada agendado agendaron agende agendarle "
	    "reservar reservo reservada reservado reservaron programar programo "
	    "programada programado programaron apuntar apunto apuntada apuntado apuntaron "
	    "anotar anoto anotada anotado citar cito citada citado citaron fijar fijo "
	    "fijada fijado concertar concerto concertada sacar saco registrar registro "
	    "registrada confirmar confirmo confirmada confirmado confirmaron hace hacer "
	    "hizo hicieron hecho hecha encontrar encontro encontraron coordino "
	    "coordinaron" },
	{ "CHANGE",
	    "move moves moved moving change changes changed changing reschedule "
	    "rescheduled rescheduling reschedules push pushed shifted swap swapped switch "
	    "switched postpone postponed delay delayed brought exchange exchanged trade "
	    "traded alter altered replace replaced transfer transferred bumped adjust "
	    "adjusted relocate relocated cambiar cambio cambia cambiaron cambiado "
	    "cambiada mover movio movieron reprogramar reprogramo reprogramada aplazar "
	    "aplazo aplazada adelantar adelanto atrasar retrasar retraso posponer pospuso "
	    "trasladar traslado corrio sustituir" },
	{ "CANCELV",
	    "cancel cancels cancelled canceled cancelling canceling cancellation dropped "
	    "scrap scrapped delete deleted remove removed removing withdraw withdrew "
	    "strike struck erase erased release released annul annulled void cancela "
	    "cancelar cancelo cancelada cancelado cancelaron cancelacion anular anulo "
	    "anulada anulado anulan borrar borro borrada quitar quito suspender suspendio "
	    "eliminar elimino" },
	{ "STOPV",
	    "cut disconnected lost dead died broke breaks ended ends end stops stopped "
	    "froze crashed hung hang hanging interrupted inaudible garbled static "
	    "incomplete truncated missing noise silence silent unclear illegible fades "
	    "faded corto cortada cortado corta cayo colgo cuelga cuelgan perdio "
	    "interrumpio interrumpe ruido silencio incompleto termina termino acaba acabo" },
	{ "WAITV",
	    "wait waits waited waiting hold holds held holding pending awaits awaiting "
	    "awaited until till depends depend depending subject provisional "
	    "provisionally tentative tentatively penciled pencilled pencil maybe perhaps "
	    "probably possibly might may if unless whenever condition conditional "
	    "contingent preliminary temporary temporarily unconfirmed undecided esperar "
	    "esperando esperara pendiente pendientes depende dependiendo provisionalmente "
	    "tentativo tentativa condicionada quizas quiza tal acaso salvo siempre cuando "
	    "hasta permitting assuming possibility suitable unresolved disputed" },
	{ "THINK",
	    "think thinks thinking thought consider considers considering consults decide "
	    "decides deciding discuss discusses discussing discussed talk talks talking "
	    "talked speak speaks speaking spoke compare compares comparing mull ponder "
	    "weigh mind doubt doubts hesitated hesitates hesitating reconsider "
	    "reconsidered piensa pensar pensarlo pensara pensaria penso considerar "
	    "consultar consultarlo decidir decidira hablar hablarlo comentarlo comparar "
	    "duda dudaba dudo" },
	{ "KNOW",
	    "know knows knew known remember remembers remembered recall recalls recalled "
	    "forget forgot forgotten understand understands understood learn learns "
	    "learned realise realised realized believe believes believed certain aware "
	    "sabe saber sabia sabra recuerda recordaba recordo olvido olvidado entiende "
	    "entendio entendido conoce creia cree creyo" },
	{ "NEGV",
	    "no not never none nothing nobody neither nor without cannot unable failed "
	    "fails fail refuse refuses refused declined decline declines rejected reject "
	    "denied deny lack lacks lacked missed impossible full unavailable closed shut "
	    "nunca nada nadie ninguna ninguno ningun tampoco ni sin imposible lleno llena "
	    "completo agotado cerrado cerrada falta faltan faltaba rechazo rechazaron "
	    "nego rehuso declino" },
	{ "VISITN",
	    "appointment appointments appt appts apt visit visits slots opening openings "
	    "spot spots gap gaps place space availability time times date dates cita "
	    "citas hueco huecos espacio espacios fecha fechas plaza lugar disponibilidad "
	    "horario" },
	{ "LISTN",
	    "list lists waitlist waitlisted queue standby lista listas cola" },
	{ "DIARYN",
	    "diary calendar calendars agenda agendas planner sheet screen system entry "
	    "entries calendario sistema planning" },
	{ "EXISTING",
	    "already existing upcoming current original originally previous previously "
	    "still remains stands unchanged same keep keeps keeping kept ya tiene tenia "
	    "existente actual sigue mantiene mantener misma mismo conserva habia tenian" },
	{ "HELP",
	    "help helps helped helping assist assisted information info details advice "
	    "answer reason explanation ayuda ayudar ayudo informacion detalles consejo "
	    "horarios instrucciones respuesta razon motivo" },
	{ "BE",
	    "is was were be been being are am re es era eran esta estaba estan estaban "
	    "ser sera estar estara" },
	{ "HAVE",
	    "has have had having tienen tener ha han haber he hemos" },
	{ "DOES",
	    "do does did doing" },
	{ "MODAL",
	    "will would shall should could can must ll ought puede pueden podria podrian "
	    "podia podra poder debe deberia debia tendra" },
	{ "PRON",
	    "she her him they them it hers his theirs himself herself themselves ella "
	    "ellos le les lo se su sus" },
	{ "WEPRON",
	    "we us our ours nosotros nos nuestra nuestro" },
	{ "IPRON",
	    "i me my mine myself yo mi mis" },
	{ "YOUPRON",
	    "you your yours yourself usted ustedes te tu" },
	{ "DET",
	    "the a an this that these those some any each every el la los las un unos "
	    "este ese esa esto eso" },
	{ "PREP2",
	    "to of for in at on with by from about into over under through after before "
	    "during between against around near de del para por en con al desde sobre "
	    "tras entre hacia" },
	{ "CONJ",
	    "and or so then also plus y e o u entonces asi tambien" },
	{ "CONTRA",
	    "but however though although yet except despite instead rather while whereas "
	    "pero aunque sino embargo" },
	{ "BECAUSEC",
	    "because since as due owing porque como debido" },
	{ "WHO",
	    "who which whose whom what where when why how que quien quienes cual cuyo "
	    "cuya donde cuanto" },
	{ "SPECIALTY",
	    "dental dermatology cardiology podiatry paediatric pediatric orthodontic "
	    "orthodontics occupational prenatal antenatal postpartum postnatal surgical "
	    "cosmetic chiropractic chiropody optometry audiology rheumatology psychiatry "
	    "psychiatric urology neurology radiology nursing geriatric maternity vascular "
	    "cervical ophthalmology orthopaedic orthopedic periodontal oncology "
	    "gynecology gynaecology lactation nutrition diet sleep speech cardiac "
	    "dermatologia podologia enfermeria infantil pediatria cardiologia ginecologia "
	    "oftalmologia traumatologia nutricion lactancia logopedia audiologia "
	    "odontologia" },
	{ "BEGINV",
	    "begin begins beginning began begun start starts started starting commence "
	    "empieza empezar empezara comienza comenzara" },
	{ "QUANT",
	    "all many much more most less least another other others enough whole extra "
	    "only just todo todos toda todas mucho muy mas menos varios algun alguna otro "
	    "otra otros solo" },
	{ "DEGREE",
	    "very really quite too somewhat almost nearly barely hardly truly slightly "
	    "pretty" },
	{ "ACCEPTN",
	    "agreement assent affirmative consent approved approval approve approves "
	    "permission authorization authorisation authorized authorised clearance "
	    "cleared eligibility eligible autorizacion autoriza autorice autorizo "
	    "aprobacion aprueba apruebe" },
	{ "SUBMIT",
	    "submitted submit application apply applied applies forwarded relayed routed "
	    "escalated referred flagged earmarked queued marked" },
	{ "TELE",
	    "video virtual telehealth telemedicine remote remotely tele zoom "
	    "videoconsulta videollamada teleconsulta" },
	{ "FORMER",
	    "former formerly old older ago past lapsed expired recent recently reciente "
	    "caducado caducada" },
	{ "LEAVEV",
	    "leave leaves left leaving quit quits resigned retired dejar deja dejo "
	    "dejaron" },
	{ "SHOWUP",
	    "regular annual yearly routine monthly weekly daily quarterly periodic anual "
	    "mensual rutina" },
	{ "KEEPV",
	    "retain conservar guarda guardar" },
	{ "TAKEUP",
	    "lands landed become becomes became turn turns turned resulted" },
	{ "ANYONE",
	    "anyone anybody everyone everybody everything anything whoever alguien "
	    "cualquiera" },
	{ "WORKSTOP",
	    "death divorce emergency accident mudanza fallecimiento urgencia urgente "
	    "urgent urgently accidente crisis" },
	{ "MISREAD",
	    "mistake mistaken misunderstanding misread mislaid wrong wrongly error "
	    "misdial misdialled mixed mixup confusion equivocado equivocada equivocacion" },
	{ "SHOWN",
	    "listed stored saved shown posted printed noted charted documented recorded" },
	{ NULL, NULL }
};
