#!/usr/bin/perl
# Confirmation calls: each language and key, machines, visits that changed meanwhile, what follows a call that nobody answers; and who may order one.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX qw(strftime);
use Switchboard;
use Test::More;
use Time::HiRes qw(time);
use Time::Local qw(timegm_modern);

binmode $_, ':encoding(UTF-8)' foreach *STDOUT, map { Test::More->builder->$_ } qw(output failure_output);

my ($OURS, $THEIRS) = ('+18455550100', '+18455550109');
my $s = Switchboard->new(numbers => [$OURS, $THEIRS]);
my %always = (reminders => {callingHours => ['00:00', '24:00']});
my $clinic = $s->clinic('Hudson Dental', timezone => 'America/New_York', forwardNumber => '+18455550110', %always);
my $other = $s->clinic('Lakeside', forwardNumber => '+18455550111');
my $mute = $s->clinic('Mute', forwardNumber => '+18455550112');
$s->connect($OURS, $clinic);
$s->connect($THEIRS, $other);
my $anna = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $other);
my $in = $s->standin;

my $people = 0;

# Visits are on the second of March of next year, at half past nine in New York, where summer comes later.
my $YEAR = (gmtime time - 5 * 3600)[5] + 1901;
my ($VISIT, $MOVED) = ($YEAR . '-03-02T14:30:00Z', $YEAR . '-03-03T19:00:00Z');
my %WEEKDAYS = (
	en => [qw(Sunday Monday Tuesday Wednesday Thursday Friday Saturday)], es => [qw(domingo lunes martes miércoles jueves viernes sábado)],
	hi => [qw(रविवार सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार)], ta => [qw(ஞாயிற்றுக்கிழமை திங்கட்கிழமை செவ்வாய்க்கிழமை புதன்கிழமை வியாழக்கிழமை வெள்ளிக்கிழமை சனிக்கிழமை)],
);
my %on_the = map { my $day = $_; $day => {map { $_ => $WEEKDAYS{$_}[(gmtime timegm_modern(0, 0, 12, $day, 2, $YEAR))[6]] } keys %WEEKDAYS} } 2, 3;
my ($SECOND, $THIRD) = map { $on_the{$_}{en} } 2, 3;

sub iso($epoch) { return strftime '%Y-%m-%dT%H:%M:%SZ', gmtime $epoch }

# A patient of their own phone, with a visit.
sub visit(%want) {
	my $of = $want{clinic} // $clinic;
	my $phone = $want{phone} // sprintf '+1212555%04d', 200 + ++$people;
	$s->heard($phone);
	$s->sql('INSERT INTO patients (clinic_id, first_name, last_name, phone, language, created_at, updated_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))',
		$of->{id}, $want{first} // 'Maria', $want{last} // 'Lopez', $phone, $want{language} // 'en');
	my $patient = $s->value('SELECT MAX(patient_id) FROM patients');
	my $made = $s->api($s->admin, POST => '/api/appointments', {clinicId => $of->{id}, patientId => $patient, doctor => $want{doctor} // 'Dr. Smith', startsAt => $want{at} // $VISIT});
	is($made->{status}, 201, 'a visit is agreed') or diag $made->{body};
	return {id => $made->{json}{id}, phone => $phone, patient => $patient};
}

sub order($visit, $who = $anna, %headers) { return $s->api($who, POST => "/api/appointments/$visit->{id}/call", undef, \%headers) }
sub status_of($visit) { return $s->value('SELECT status FROM appointments WHERE appointment_id = ?', $visit->{id}) }
sub calls_of($visit) { return $s->rows('SELECT * FROM calls WHERE appointment_id = ? ORDER BY call_id', $visit->{id}) }
sub placed($visit) { return grep { $_->{params}{To} eq $visit->{phone} } $in->requests(method => 'POST', resource => '/Calls') }
sub texted($visit) { return grep { $_->{params}{To} eq $visit->{phone} } $in->requests(method => 'POST', resource => '/Messages') }

# Every job that is due has been done.
sub idle() { $s->wait_for('no job is due', sub { !$s->value(q{SELECT COUNT(*) FROM jobs WHERE state = 'due' AND (run_at <= NOW(3) OR leased_until > NOW(3)) AND kind IN ('call-ended', 'place-call', 'confirm-again', 'send-message')}) }) }
sub hurry() { $s->hasten('confirm-again'); idle() }

# Orders a call, and gives its story when its end is on record.
sub call($visit, %party) {
	$in->script($visit->{phone}, call => {status => 'completed', duration => 20, %party}) if %party;
	my $answer = order($visit);
	is($answer->{status}, 200, 'a call is ordered') or diag $answer->{body};
	my $story = $s->sound($in->story($answer->{json}{data}{callLog}{callId}));
	$s->wait_for('its end is on record', sub { $s->value('SELECT ended_at FROM calls WHERE call_sid = ?', $story->{callSid}) });
	idle();
	return $story;
}

sub row($story) { return $s->row('SELECT * FROM calls WHERE call_sid = ?', $story->{callSid}) }
sub tasks_of($visit) { return $s->rows('SELECT * FROM tasks WHERE appointment_id = ?', $visit->{id}) }

my %menu = (
	en => 'To confirm, press one. To ask for another time, press two. To cancel, press three. To hear this again, press nine.',
	es => 'Para confirmar, oprima el uno. Para cambiar la fecha, oprima el dos. Para cancelar, oprima el tres. Para escuchar de nuevo, oprima el nueve.',
	hi => 'पुष्टि करने के लिए एक दबाइए। समय बदलवाने के लिए दो दबाइए। रद्द करने के लिए तीन दबाइए। दोबारा सुनने के लिए नौ दबाइए।',
	ta => 'உறுதி செய்ய ஒன்றை அழுத்தவும். நேரத்தை மாற்ற இரண்டை அழுத்தவும். ரத்து செய்ய மூன்றை அழுத்தவும். மீண்டும் கேட்க ஒன்பதை அழுத்தவும்.',
);
my %about = (
	en => "You have an appointment with Dr. Smith next year, on $on_the{2}{en}, March second, at nine thirty in the morning.",
	es => "Usted tiene una cita con Dr. Smith el $on_the{2}{es} dos de marzo del próximo año a las nueve y media de la mañana.",
	hi => "अगले साल, $on_the{2}{hi}, दो मार्च को सुबह साढ़े नौ बजे Dr. Smith के साथ आपका अपॉइंटमेंट है।",
	ta => "அடுத்த ஆண்டு மார்ச் இரண்டாம் தேதி, $on_the{2}{ta}, காலை ஒன்பதரை மணிக்கு Dr. Smith அவர்களுடன் உங்களுக்கு ஒரு சந்திப்பு உள்ளது.",
);
my %hello = (
	en => 'Hello Maria Lopez. This is Hudson Dental.', es => 'Hola, Maria Lopez. Le llamamos de Hudson Dental.',
	hi => 'नमस्ते Maria Lopez जी। यह फ़ोन Hudson Dental की ओर से है।', ta => 'வணக்கம் Maria Lopez. இது Hudson Dental சார்பில் வரும் அழைப்பு.',
);
my %thanks = (en => qr/appointment is confirmed/, es => qr/queda confirmada/, hi => qr/पक्का हो गया है/, ta => qr/உறுதி செய்யப்பட்டது/);
my %moving = (en => qr/find another time/, es => qr/acordar otra fecha/, hi => qr/नया समय तय करने/, ta => qr/வேறு நேரம் முடிவு/);
my %gone = (en => qr/is cancelled\. Thank you/, es => qr/queda cancelada/, hi => qr/रद्द कर दिया गया है/, ta => qr/ரத்து செய்யப்பட்டது/);
my %wrong = (en => 'Sorry, that is not one of the choices.', es => 'Disculpe, esa opción no es válida.', hi => 'माफ़ कीजिए, यह विकल्प सही नहीं है।', ta => 'மன்னிக்கவும், அது சரியான தேர்வு அல்ல.');
my %voice = (en => 'alice en-US', es => 'Polly.Lupe-Neural es-US', hi => 'Polly.Kajal-Neural hi-IN', ta => 'Google.ta-IN-Wavenet-A ta-IN');

subtest 'the answer, and what is asked of Twilio' => sub {
	my $visit = visit();
	$in->script($visit->{phone}, call => {status => 'completed', duration => 20, digits => ['1']});
	my $answer = order($visit);
	is($answer->{status}, 200, 'a call is ordered');
	my $sid = $answer->{json}{data}{callLog}{callId};
	my $id = (calls_of($visit))[0]{call_id};
	is_deeply($answer->{json}, {
		success => JSON::PP::true, message => 'Call initiated successfully via twilio', data => {
			callLog => {_id => $id, callId => $sid, status => 'initiated', aiProvider => 'twilio'},
			call => {id => $sid, status => 'queued', to => $visit->{phone}, from => $OURS}, provider => 'twilio',
		},
	}, 'the answer of the specification');
	my ($request) = placed($visit);
	$s->holds($request->{params}, {From => $OURS, MachineDetection => 'DetectMessageEnd', Timeout => 30, TimeLimit => 300}, 'who answers is found out first');
	unlike("$request->{params}{Url} $request->{params}{StatusCallback}", qr/Maria|Lopez|Smith/, 'no name stands in a URL');
	my $story = $s->sound($in->story($sid));
	$s->wait_for('its end is on record', sub { $s->value('SELECT ended_at FROM calls WHERE call_sid = ?', $sid) });
	$s->holds($s->api($anna, GET => "/api/twilio/call-logs/$sid")->{json}, {
		callType => 'appointment-confirmation', outcome => 'appointment-confirmed', intent => {detected => 'confirm', confidence => 1}, appointmentId => $visit->{id},
		answeredBy => 'human', language => 'en', direction => 'outbound', from => $OURS, to => $visit->{phone}, status => 'completed', clinicId => $clinic->{id},
	}, 'the call on record');
	is($s->value('SELECT COUNT(*) FROM calls WHERE phone = ?', $visit->{phone}), 1, 'one row');
	is(status_of($visit), 'confirmed', 'the visit is confirmed');
};

foreach my $language (qw(en es hi ta)) {
	subtest "in $language" => sub {
		my $visit = visit(language => {en => 'en-US', es => 'es', hi => 'hi-IN', ta => 'ta'}->{$language});
		my $story = call($visit, digits => ['1']);
		like($story->{said}[1], $thanks{$language}, 'after 1 it is confirmed');
		is($story->{said}[0], "$hello{$language} $about{$language} $menu{$language}", 'greeting, visit and menu');
		my ($say) = map { $_->{verb} eq 'Say' ? $_ : @{$_->{nested} // []} } @{$story->{steps}[0]{verbs}};
		is("$say->{attr}{voice} $say->{attr}{language}", $voice{$language}, 'in a voice that speaks it');
		is(status_of($visit), 'confirmed', 'and so is the visit');
		$story = call($visit, digits => ['2']);
		like($story->{said}[1], $moving{$language}, 'after 2 the clinic will call');
		is(status_of($visit), 'reschedule-requested', 'the visit waits for it');
		my @tasks = tasks_of($visit);
		is_deeply([map { "$_->{kind} $_->{call_sid}" } @tasks], ["reschedule $story->{callSid}"], 'it has a task');
		is(row($story)->{outcome}, 'appointment-rescheduled', 'the outcome says so');
		$story = call($visit, digits => ['9', '9', '7', undef, '3']);
		is($story->{said}[1], "$about{$language} $menu{$language}", '9 repeats the visit');
		is($story->{said}[3], "$wrong{$language} $menu{$language}", 'a wrong key is told');
		like($story->{said}[5], $gone{$language}, 'after 3 it is cancelled') or diag explain $story->{said};
		is(status_of($visit), 'cancelled', 'the visit too');
		is_deeply([@{row($story)}{qw(outcome intent intent_confidence)}], ['appointment-cancelled', 'cancel', 1], 'outcome and intent');
		my $silent = visit(language => $language);
		$story = call($silent, digits => []);
		is(scalar @{$story->{said}}, 4, 'who presses nothing is asked thrice, then goodbye');
		is(row($story)->{outcome}, 'no-response', 'which is no response');
		is(status_of($silent), 'scheduled', 'and changes nothing');
		is(scalar placed($silent), 1, 'nobody who answered is called again');
		$story = call($silent, machine => 'machine_end_beep');
		is(scalar @{$story->{said}}, 1, 'a machine gets one message');
		unlike($story->{said}[0], qr/Maria|Lopez|Smith|\d/, 'without name, doctor or date');
		like($story->{said}[0], qr/Hudson Dental/, 'that names the clinic');
		is(row($story)->{outcome}, 'voicemail', 'which is voicemail');
		is(scalar(placed($silent)), 2, 'and it is not called again');
		is(scalar(texted($visit)) + texted($silent), 0, 'and nobody got a text');
	};
}

subtest 'visits that are not open' => sub {
	my $past = visit(at => iso(time + 3600));
	$s->is_problem(order(visit(at => '2020-03-02T14:30:00Z')), 422, 'one that is past', 'id');
	my $gone = visit();
	$s->api($anna, PATCH => "/api/appointments/$gone->{id}", {status => 'cancelled'});
	$s->is_problem(order($gone), 422, 'one that was cancelled', 'id');
	# While the phone rings.
	foreach my $case (['cancelled', sub ($v) { $s->api($anna, PATCH => "/api/appointments/$v->{id}", {status => 'cancelled'}) }, qr/has been cancelled/, 'appointment-gone'],
		['deleted', sub ($v) { $s->api($anna, DELETE => "/api/appointments/$v->{id}") }, qr/has been cancelled/, 'appointment-gone'],
		['past', sub ($v) { $s->sql('UPDATE appointments SET starts_at = NOW(3) - INTERVAL 1 HOUR WHERE appointment_id = ?', $v->{id}) }, qr/has passed/, 'appointment-past']) {
		my ($what, $change, $said, $outcome) = @$case;
		foreach my $when ('ringing', 'gather') {
			my $visit = visit();
			$in->script($visit->{phone}, call => {status => 'completed', duration => 5, digits => ['1'], hold => $when});
			my $sid = order($visit)->{json}{data}{callLog}{callId};
			$in->story($sid);	# held
			$change->($visit);
			$in->release($sid);
			my $story = $s->wait_for('the call ends', sub { my $st = $in->story($sid); $st->{ended} && $st });
			like($story->{said}[-1], $said, "$what while it was $when: that is said");
			$s->wait_for('its end is on record', sub { row($story)->{ended_at} });
			is(row($story)->{outcome}, $outcome, 'the outcome says so');
			is(status_of($visit) // 'deleted', {cancelled => 'cancelled', deleted => 'deleted', past => 'scheduled'}->{$what}, 'nothing changed');
			idle();
			is(scalar placed($visit), 1, 'and nobody is called again');
		}
	}
	my $visit = visit();
	$in->script($visit->{phone}, call => {status => 'completed', duration => 5, digits => ['1', '1'], hold => 'gather'});
	my $sid = order($visit)->{json}{data}{callLog}{callId};
	$in->story($sid);
	$s->api($anna, PATCH => "/api/appointments/$visit->{id}", {startsAt => $MOVED});
	$in->release($sid);
	my $story = $s->wait_for('the call ends', sub { my $st = $in->story($sid); $st->{held} && $in->release($sid); $st->{ended} && $st });
	like($story->{said}[1], qr/has just changed\. You have an appointment with Dr\. Smith next year, on $THIRD, March third, at two in the afternoon/, 'a visit that was moved: the new time is asked about');
	like($story->{said}[2], qr/is confirmed, next year, on $THIRD/, 'and confirmed');
	is(status_of($visit), 'confirmed', 'so is the visit');
};

subtest 'who may order a call' => sub {
	my $visit = visit();
	$s->is_problem(order($visit, undef), 401, 'nobody who is not logged in');
	$s->is_problem(order($visit, $stranger), 404, 'another clinic\'s is not there');
	$s->is_problem(order({id => 987_654}), 404, 'nor is one that is none');
	$s->is_problem(order({id => 'x'}), 422, 'or no id', 'id');
	$s->is_problem(order(visit(clinic => $mute), $s->user(assistant => $mute)), 422, 'a clinic without a number', 'id');
	my $out = visit();
	$s->sql('INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, ?, ?, NOW(3))', $clinic->{id}, $out->{phone}, 'call', 'out');
	$s->is_problem(order($out), 422, 'a patient who wants no calls', 'id');
	is(scalar placed($out), 0, 'is not called');
	$in->script($visit->{phone}, call => {status => 'completed', duration => 5, digits => ['1'], hold => 'ringing'});
	my %once = ('Idempotency-Key' => 'once');
	my $first = order($visit, $anna, %once);
	is($first->{status}, 200, 'a call');
	is(order($visit, $anna, %once)->{body}, $first->{body}, 'the same key is the same call');
	$s->is_problem(order($visit), 409, 'another one while it is under way');
	is(scalar placed($visit), 1, 'one call');
	$in->release($first->{json}{data}{callLog}{callId});
	my $story = $in->story($first->{json}{data}{callLog}{callId});
	$s->wait_for('its end is on record', sub { row($story)->{ended_at} });
	my $wanted = visit();
	$in->script($wanted->{phone}, call => {status => 'completed', duration => 5, digits => ['1'], hold => 'ringing'});
	my @at_once = $s->together(map { sub { order($wanted) } } 1 .. 4);
	is_deeply([sort map { $_->{status} } @at_once], [200, 409, 409, 409], 'of four who order at once one is first');
	is(scalar placed($wanted), 1, 'and the phone rings once');
	$in->release($_->{json}{data}{callLog}{callId}) foreach grep { $_->{status} == 200 } @at_once;
	my $bad = visit();
	$in->fault(match => 'POST /Calls', times => 2, mode => '403', code => 21215);
	my $refused = order($bad);
	ok(($refused->{status} == 422 || $refused->{status} == 502) && $refused->{body} =~ /21215/, 'what Twilio refuses is told') or diag $refused->{body};
	idle();
	hurry();
	is(scalar(grep { $_->{status} == 201 } placed($bad)) + texted($bad), 0, 'and nobody is called or texted for it later');
	my $lost = visit();
	$in->script($lost->{phone}, call => {status => 'completed', duration => 5, digits => ['1']});
	$in->fault(match => 'POST /Calls', times => 1, mode => 'reset-after');
	my $unknown = order($lost);
	is($unknown->{status}, 202, 'a lost answer is 202') or diag $unknown->{body};
	is_deeply([$unknown->{json}{data}{callLog}{status}, $unknown->{json}{data}{call}{status}], ['unknown', 'unknown'], 'and unknown');
	$s->wait_for('its webhooks tell', sub { status_of($lost) eq 'confirmed' });
	is(scalar placed($lost), 1, 'nobody is called twice');
	is($s->value('SELECT COUNT(*) FROM calls WHERE phone = ?', $lost->{phone}), 1, 'one row');
	$in->clear_faults;
};

subtest 'busy, busy, busy, and a text' => sub {
	my $visit = visit(language => 'hi');
	$in->script($visit->{phone}, call => 'busy');
	call($visit);
	is(scalar placed($visit), 1, 'not again at once');
	my $due = $s->value(q{SELECT TIMESTAMPDIFF(MINUTE, NOW(3), run_at) FROM jobs WHERE kind = 'confirm-again' AND state = 'due'});
	cmp_ok($due, '>=', 28, 'but in half an hour');
	hurry();
	$s->wait_for('the second call is over', sub { (grep { $_->{status} eq 'busy' } calls_of($visit)) == 2 });
	idle();
	hurry();
	$s->wait_for('the third call is over', sub { (grep { $_->{status} eq 'busy' } calls_of($visit)) == 3 });
	idle();
	$s->wait_for('a text is sent', sub { scalar texted($visit) });
	hurry();
	is(scalar placed($visit), 3, 'three calls');
	my ($text) = texted($visit);
	is($text->{params}{Body}, "Hudson Dental: हम आपके अपॉइंटमेंट ($on_the{2}{hi}, 2 मार्च $YEAR, सुबह 9:30 बजे) के बारे में आपसे फ़ोन पर बात नहीं कर पाए। पुष्टि के लिए 1, समय बदलवाने के लिए 2, रद्द करने के लिए 3 भेजें। संदेश बंद करने के लिए STOP भेजें।", 'in the patient\'s language');
	is($text->{params}{From}, $OURS, 'from the clinic');
	my @told = map { [grep { $_->{type} eq 'notice' } @{$s->api($anna, GET => "/api/twilio/call-logs/$_->{call_sid}")->{json}{events}}] } calls_of($visit);
	is_deeply([map { scalar @$_ } @told], [0, 0, 1], 'the timeline of the last call has it');
	$s->holds($told[2][0]{data}, {about => 'confirmation', by => 'sms', assistantId => undef, to => $visit->{phone}}, 'and says to whom it went');
	is(status_of($visit), 'scheduled', 'the visit is as it was');
	# The jobs once more: twice is once.
	$s->sql(q{UPDATE jobs SET state = 'due', run_at = NOW(3), attempts = 0 WHERE kind IN ('call-ended', 'confirm-again', 'place-call')});
	idle();
	hurry();
	is(scalar(placed($visit)), 3, 'jobs that run twice call nobody twice');
	is(scalar(texted($visit)), 1, 'and text nobody twice');

	my $answers = visit();
	$in->script($answers->{phone}, call => ['no-answer', {status => 'completed', duration => 9, digits => ['1']}]);
	call($answers);
	hurry();
	$s->wait_for('the second call confirms', sub { status_of($answers) eq 'confirmed' });
	idle();
	hurry();
	is(scalar placed($answers), 2, 'and is the last');
	is(scalar texted($answers), 0, 'without a text');

	my $meanwhile = visit();
	$in->script($meanwhile->{phone}, call => 'busy');
	call($meanwhile);
	$s->api($anna, PATCH => "/api/appointments/$meanwhile->{id}", {status => 'confirmed'});
	hurry();
	is(scalar placed($meanwhile), 1, 'who confirmed meanwhile is not called again');
	is(scalar texted($meanwhile), 0, 'nor texted');

	my $desk = visit();
	$in->script($desk->{phone}, call => ['busy', {status => 'completed', duration => 5}]);
	call($desk);
	my $story = call($desk, hangupAfter => 1);
	hurry();
	is(scalar placed($desk), 2, 'somebody called from the desk meanwhile: that was it');
	is(row($story)->{outcome}, 'no-response', 'who hangs up has not answered');

	my $refused = visit();
	$in->script($refused->{phone}, call => ['busy', {status => 'completed', duration => 5, digits => ['1']}]);
	call($refused);
	$in->fault(match => 'POST /Calls', times => 2, mode => '403', code => 21215);
	order($refused);
	$in->clear_faults;
	idle();
	hurry();
	$s->wait_for('a call that Twilio refused at the desk does not keep the next from being made', sub { status_of($refused) eq 'confirmed' });

	my $quiet = visit();
	$s->routing($clinic, forwardNumber => '+18455550110', reminders => {callingHours => ['00:00', '24:00'], retry => {attempts => 0}});
	$s->sql('INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, ?, ?, NOW(3))', $clinic->{id}, $quiet->{phone}, 'sms', 'out');
	$in->script($quiet->{phone}, call => 'busy');
	call($quiet);
	is(scalar(placed($quiet)) + texted($quiet), 1, 'without retries, and without texts for who wants none');
	my $soon = visit(at => iso(time + 600));
	$s->routing($clinic, forwardNumber => '+18455550110', %always);
	$in->script($soon->{phone}, call => 'busy');
	call($soon);
	$s->wait_for('a text is sent', sub { scalar texted($soon) });
	is($s->value('SELECT ask_until = (SELECT starts_at FROM appointments WHERE appointment_id = ?) FROM messages WHERE phone = ?', $soon->{id}, $soon->{phone}), 1, 'which nobody would send after the visit');
	is(scalar(placed($soon)), 1, 'no call that would come after the visit');

	# A minute of the day that is not now, by the patient's own clock.
	my $hour = (1 + (gmtime time)[2] + 9 + 12) % 24;
	$s->routing($clinic, forwardNumber => '+18455550110', reminders => {callingHours => [sprintf('%02d:00', $hour), sprintf('%02d:01', $hour)]});
	my $asleep = visit();
	$s->sql(q{UPDATE patients SET timezone = 'Asia/Tokyo' WHERE patient_id = ?}, $asleep->{patient});
	$in->script($asleep->{phone}, call => 'busy');
	call($asleep);
	my $again = q{SELECT DATE_FORMAT(run_at + INTERVAL 9 HOUR, '%H:%i') FROM jobs WHERE kind = 'confirm-again' AND state = 'due'};
	is($s->value($again), sprintf('%02d:00', $hour), 'the next call waits for the calling hours, by the patient\'s clock');
	hurry();
	is(scalar placed($asleep), 1, 'a job that comes early calls nobody');
	like($s->value($again), qr/\A(?:@{[sprintf '%02d:0[01]', $hour]})\z/, 'and waits on');
	$s->sql(q{UPDATE jobs SET state = 'done' WHERE kind = 'confirm-again'});
	$s->routing($clinic, forwardNumber => '+18455550110', %always);

};

# --- webhooks by hand ---

my $VOICE = '/api/webhooks/twilio/voice/';
my $GATHER = '/api/webhooks/twilio/gather/';
my $AMD = '/api/webhooks/twilio/amd/';

# A call on record whose webhooks are the test's: {sid, fields, query}.
sub by_hand($visit) {
	$in->script($visit->{phone}, call => {status => 'completed', duration => 5, hold => 'queued'});
	my $answer = order($visit);
	my $sid = $answer->{json}{data}{callLog}{callId};
	my $at = $s->value('SELECT UNIX_TIMESTAMP(starts_at) * 1000 FROM appointments WHERE appointment_id = ?', $visit->{id});
	my $call = {sid => $sid, query => sprintf('ref=%s&lang=en&at=%d', $s->value('SELECT reference FROM calls WHERE call_sid = ?', $sid), $at),
		fields => {CallSid => $sid, From => $OURS, To => $visit->{phone}, CallStatus => 'in-progress', Direction => 'outbound-api'}};
	return $call;
}

sub heard($visit, $call, %more) { return $s->signed("$VOICE$visit->{id}?$call->{query}", {%{$call->{fields}}, %more}) }
sub pressed($visit, $call, $digits, $prompts = 1, %more) { return $s->signed("$GATHER$visit->{id}?$call->{query}&prompts=$prompts&repeats=0", {%{$call->{fields}}, Digits => $digits, %more}) }
sub verdicts($call, $type) { return [map { $_->{verdict} } $s->rows('SELECT verdict FROM events WHERE subject = ? AND type = ? ORDER BY event_id', $call->{sid}, $type)] }

subtest 'webhooks twice, late, out of order' => sub {
	foreach my $case (['1', 'confirmed', 'appointment-confirmed'], ['2', 'reschedule-requested', 'appointment-rescheduled'], ['3', 'cancelled', 'appointment-cancelled']) {
		my ($key, $status, $outcome) = @$case;
		my $visit = visit();
		my $call = by_hand($visit);
		my @greeted = map { heard($visit, $call, AnsweredBy => 'human')->{body} } 1 .. 2;
		is($greeted[0], $greeted[1], "$key: twice the same greeting");
		my @given = map { pressed($visit, $call, $key) } 1 .. 3;
		is_deeply([map { $_->{body} } @given[1, 2]], [($given[0]{body}) x 2], 'thrice the same words');
		is_deeply(verdicts($call, 'confirmation-key'), ['accepted', 'duplicate', 'duplicate'], 'of which one counts');
		is(status_of($visit), $status, 'the visit');
		is($s->value('SELECT outcome FROM calls WHERE call_sid = ?', $call->{sid}), $outcome, 'the call');
		is(scalar tasks_of($visit), $key eq '2' ? 1 : 0, 'the task');
		is(heard($visit, $call, AnsweredBy => 'human')->{status}, 200, 'the greeting once more, late');
		is($s->value('SELECT outcome FROM calls WHERE call_sid = ?', $call->{sid}), $outcome, 'changes nothing');
	}
	my $visit = visit();
	my $call = by_hand($visit);
	pressed($visit, $call, '1');
	heard($visit, $call, AnsweredBy => 'human');
	is_deeply([status_of($visit), $s->value('SELECT outcome FROM calls WHERE call_sid = ?', $call->{sid})], ['confirmed', 'appointment-confirmed'], 'the key before the greeting');
	my $late = visit();
	$call = by_hand($late);
	$s->signed('/api/twilio/voice/status-callback?' . $call->{query} =~ s/&.*//r, {%{$call->{fields}}, CallStatus => 'completed', CallDuration => 9});
	pressed($late, $call, '1');
	is(status_of($late), 'confirmed', 'and after the call\'s end');
	my $machine = visit();
	$call = by_hand($machine);
	is($s->signed("$AMD$machine->{id}?$call->{query}", {CallSid => $call->{sid}, AnsweredBy => 'machine_end_beep', MachineDetectionDuration => 4000})->{status}, 204, 'a verdict by itself');
	is_deeply([@{$s->row('SELECT * FROM calls WHERE call_sid = ?', $call->{sid})}{qw(outcome answered_by)}], ['voicemail', 'machine_end_beep'], 'is voicemail');
	my $person = visit();
	$call = by_hand($person);
	pressed($person, $call, '1');
	$s->signed("$AMD$person->{id}?$call->{query}", {CallSid => $call->{sid}, AnsweredBy => 'machine_start'});
	is($s->value('SELECT outcome FROM calls WHERE call_sid = ?', $call->{sid}), 'appointment-confirmed', 'a machine that presses a key is none');
};

subtest 'wrong callers and odd requests' => sub {
	my $visit = visit();
	my $call = by_hand($visit);
	foreach my $path ("$VOICE$visit->{id}", "$GATHER$visit->{id}", "$AMD$visit->{id}") {
		is($s->signed("$path?$call->{query}", {%{$call->{fields}}, Digits => '3', AnsweredBy => 'human'}, sign => 'wrong')->{status}, 403, "$path with a wrong signature");
		is($s->api($anna, POST => $path, {})->{status}, 403, 'nor for a user');
	}
	is(status_of($visit), 'scheduled', 'nothing changed');
	my $sorry = ['say We are sorry, we are having a technical problem. Goodbye.', 'hangup'];
	is_deeply($s->does($s->signed("${VOICE}abc?$call->{query}", $call->{fields})), $sorry, 'an id that is none: an apology');
	is_deeply($s->does($s->signed("$GATHER$visit->{id}?$call->{query}", {From => $OURS, Digits => '1'})), $sorry, 'no CallSid: an apology');
	my $unknown = $s->does($s->signed("${VOICE}999999?$call->{query}", {%{$call->{fields}}, CallSid => $s->sid}));
	like($unknown->[0], qr/has been cancelled/, 'a visit that is none') or diag explain $unknown;
	like($s->does($s->signed("$GATHER$visit->{id}?lang=..%2F..%2Fetc&at=x&prompts=-4&repeats=zz", {%{$call->{fields}}, Digits => '#'}))->[0], qr/not one of the choices/, 'an odd query');
	like($s->does($s->signed("$GATHER$visit->{id}", {%{$call->{fields}}, Digits => '1' x 32}))->[0], qr/not one of the choices/, 'many keys');
	is(status_of($visit), 'scheduled', 'nothing changed');
};

subtest 'the database away' => sub {
	my %visit = map { $_ => visit(first => $_) } qw(voice confirm cancel moved over);
	my %call = map { $_ => by_hand($visit{$_}) } keys %visit;
	$s->stop('mariadb');
	my $greeting = $s->does(heard($visit{voice}, $call{voice}, AnsweredBy => 'human'));
	like($greeting->[0], qr/gather say Hello\. This is Hudson Dental\. You have an appointment next year, on $SECOND, March second, at nine thirty in the morning\. To confirm/,
		'a person is asked all the same, without names');
	my %said = map { $_ => $s->does(pressed($visit{$_}, $call{$_}, {confirm => '1', cancel => '3', moved => '1', over => '1'}->{$_})) } qw(confirm cancel moved over);
	like($_->[0], qr/We have noted your answer, and will enter it/, 'an answer is noted') foreach values %said;
	is(pressed($visit{confirm}, $call{confirm}, '1')->{status}, 200, 'and again');
	like($s->does(pressed($visit{voice}, $call{voice}, '9'))->[0], qr/You have an appointment next year/, '9 repeats');
	$s->start('mariadb');
	$s->sql(q{UPDATE appointments SET starts_at = ? WHERE appointment_id = ?}, "$YEAR-03-03 14:30:00", $visit{moved}{id});
	$s->sql(q{UPDATE appointments SET status = 'cancelled' WHERE appointment_id = ?}, $visit{over}{id});
	$s->wait_for('what was spooled is worked in', sub { status_of($visit{confirm}) eq 'confirmed' && status_of($visit{cancel}) eq 'cancelled' && scalar tasks_of($visit{moved}) });
	is($s->value('SELECT outcome FROM calls WHERE call_sid = ?', $call{confirm}{sid}), 'appointment-confirmed', 'with its outcome');
	is(status_of($visit{moved}), 'scheduled', 'one that was moved meanwhile is not confirmed');
	like((tasks_of($visit{moved}))[0]{title}, qr/moved Lopez pressed 1 for a visit that has been moved to $THIRD, March 3, $YEAR at 9:30 AM/, 'but the clinic has a task');
	$s->wait_for('the spool is empty', sub { !grep { -f } glob $s->setting('SPOOL_DIR') . '/new/*' });
	is(status_of($visit{over}), 'cancelled', 'one that was cancelled stays so');
	is(scalar(() = glob $s->setting('SPOOL_DIR') . '/bad/*'), 0, 'nothing is bad');
};

subtest 'killed in the middle' => sub {
	my @visits = map { visit() } 1 .. 6;
	$in->script($_->{phone}, call => ['busy', {status => 'completed', duration => 5, digits => ['1']}]) foreach @visits;
	foreach my $visit (@visits) {
		is(order($visit)->{status}, 200, 'ordered');
		$s->end_process($_->[0], $_->[1]) foreach map { my $name = $_; map { [$name, $_] } ($s->pids($name))[$name eq 'worker' ? 1 : 0] } qw(worker confirmation-gather confirmation-voice);
	}
	my $done = sub {
		$s->release_jobs;
		$s->hasten('confirm-again');
		return @visits == grep { status_of($_) eq 'confirmed' } @visits;
	};
	$s->wait_for('every patient was called again and confirmed', $done, 150);
	idle();
	is_deeply([map { scalar placed($_) } @visits], [(2) x @visits], 'nobody was called a third time');
};

$s->end;
done_testing;
