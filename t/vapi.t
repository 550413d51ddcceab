#!/usr/bin/perl
# What Vapi tells of its calls: who may, a session's way through its states, a confirmation call's answer, and that the report counts once.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA qw(hmac_sha256_hex);
use JSON::PP;
use Switchboard;
use Test::More;

my ($NUMBER, $ANN) = ('+18455550101', '+12125550121');
my $PATH = '/api/voice/vapi';
my $JSON = JSON::PP->new->utf8->canonical;
my $s = Switchboard->new(numbers => [$NUMBER], vapi => 1);
my $SECRET = $s->setting('VAPI_WEBHOOK_SECRET');
my $clinic = $s->clinic('Hillside', timezone => 'America/New_York', forwardNumber => '+18455550199');
$s->connect($NUMBER, $clinic);
my $assistant = $s->user(assistant => $clinic);
$s->heard($ANN);
my $made = 0;

subtest 'who may' => sub {
	my $bytes = message('status-update', call(), status => 'ringing');
	my $ms = int(time * 1000);
	my %right = (secret => {'X-Vapi-Secret' => $SECRET}, bearer => {Authorization => "Bearer $SECRET"}, 'seconds signed' => signed($bytes, time), 'milliseconds signed' => signed($bytes, $ms));
	my %wrong = (nothing => {}, 'another secret' => {'X-Vapi-Secret' => 'x'}, 'another token' => {Authorization => 'Bearer x'}, 'another body' => signed("$bytes ", $ms),
		stale => signed($bytes, $ms - 1_860_000), ahead => signed($bytes, $ms + 360_000), 'a user\'s token' => {Authorization => "Bearer $assistant->{token}"});
	is(post($bytes, $right{$_})->{status}, 200, "$_ is right") foreach sort keys %right;
	foreach (sort keys %wrong) {
		my $answer = post($bytes, $wrong{$_});
		is($answer->{status}, 401, "$_ is wrong");
		is($answer->{headers}{'www-authenticate'}, 'Bearer', 'and says what is wanted');
	}
};

subtest 'what is only acknowledged' => sub {
	my $before = $s->value('SELECT COUNT(*) FROM events');
	foreach my $type (qw(hang transcript conversation-update speech-update model-output user-interrupted something-new)) {
		my $answer = post(message($type, call()));
		is("$answer->{status} $answer->{body}", '200 ', "$type is acknowledged");
	}
	my $tools = post(message('tool-calls', call(), toolCallList => [{id => 'call_1', name => 'book', parameters => {}}, {id => 'call_2', type => 'function', function => {name => 'x', arguments => '{}'}}]));
	is($tools->{status}, 200, 'tools get an answer');
	is_deeply([map { "$_->{toolCallId} $_->{error}" } @{$tools->{json}{results}}], ['call_1 This server offers no tools.', 'call_2 This server offers no tools.'], 'for each of them');
	my $wanted = post(message('assistant-request', undef));
	ok($wanted->{status} == 200 && $wanted->{json}{error}, 'so does who wants an assistant');
	is($s->value('SELECT COUNT(*) FROM events'), $before, 'and nothing is kept');
	foreach my $broken ('{"message":', '{"message":{}}', '{"message":{"type":"end-of-call-report","call":{}}}', '[]') {
		is(post($broken)->{status}, 200, 'what cannot be read is acknowledged');
		is($s->value("SELECT COUNT(*) FROM events WHERE verdict = 'failed' AND body = ?", $broken), 1, 'and kept for a person');
	}
};

subtest 'a session' => sub {
	my ($session, $sid) = session($ANN);
	my $call = call(assistantOverrides => {metadata => {session_id => $session}});
	post(message('status-update', $call, status => $_)) foreach qw(queued ringing in-progress ringing);
	$s->holds(row($session), {status => 'in-progress', conversation_id => $call->{id}}, 'goes through its states, and not back');
	my $report = message('end-of-call-report', $call, endedReason => 'customer-ended-call', startedAt => '2025-11-24T12:00:00.000Z', endedAt => '2025-11-24T12:01:00.000Z', cost => 0.0625,
		customer => {number => $ANN}, analysis => {summary => 'Ann has a problem with her bill.', structuredData => {intent => 'raise_ticket', issue => 'Her bill', patientName => 'Ann Lee'}},
		artifact => {messages => [{role => 'bot', message => 'Hello', secondsFromStart => 1}, {role => 'user', message => 'My bill is wrong.', secondsFromStart => 3}]});
	is(post($report)->{body}, '', 'a report is acknowledged without a word') foreach 1 .. 3;
	worked($call->{id});
	post(message('status-update', $call, status => 'ended', endedReason => 'customer-ended-call'));
	$s->holds(row($session), {status => 'completed', intent => 'raise_ticket', summary => 'Ann has a problem with her bill.', ended_at => '2025-11-24 12:01:00.000'}, 'and is filled by the report');
	$s->holds($s->row('SELECT * FROM tickets WHERE session_id = ?', $session), {subject => 'Her bill', priority => 'normal', call_sid => $sid}, 'a ticket is raised');
	is($s->value('SELECT COUNT(*) FROM tickets WHERE session_id = ?', $session), 1, 'one');
	$s->holds($s->row('SELECT * FROM provider_usage WHERE call_sid = ?', $sid), {model => 'vapi', input_units => 60, unit => 'seconds', price => '0.062500', price_unit => 'USD'}, 'what it cost is noted');
	$s->holds($s->api($assistant, GET => "/api/twilio/call-logs/$sid")->{json}, {summaryText => 'Ann has a problem with her bill.'}, 'the call shows it');
	is($s->value('SELECT first_name FROM patients WHERE phone = ?', $ANN), 'Ann', 'the patient is known');
};

subtest 'a confirmation call' => sub {
	my %wanted = (confirmed => ['confirmed', 'appointment-confirmed', 0], reschedule => ['reschedule-requested', 'appointment-rescheduled', 1], cancelled => ['cancelled', 'appointment-cancelled', 0],
		'' => ['scheduled', 'no-response', 0]);
	foreach my $said (sort keys %wanted) {
		my ($status, $outcome, $tasks) = @{$wanted{$said}};
		my ($appointment, $reference) = confirmation($ANN);
		my $call = call(assistantOverrides => {metadata => {reference => $reference}});
		post(message('status-update', $call, status => 'in-progress'));
		is($s->value('SELECT call_sid FROM calls WHERE reference = ?', $reference), $call->{id}, 'its first message binds the call');
		my $report = message('end-of-call-report', $call, endedReason => 'customer-ended-call', startedAt => iso(-60), endedAt => iso(-30), customer => {number => $ANN},
			analysis => {summary => 'Ann\'s appointment was booked for Tuesday at 3 PM; she confirmed.', structuredData => {$said ? (outcome => $said) : ()}}, artifact => {messages => [{role => 'user', message => 'Yes', secondsFromStart => 3}]});
		post($report) foreach 1 .. 2;
		worked($call->{id});
		is($s->value('SELECT status FROM appointments WHERE appointment_id = ?', $appointment), $status, ($said || 'nothing') . ' is what was said');
		$s->holds($s->row('SELECT * FROM calls WHERE reference = ?', $reference), {outcome => $outcome, status => 'completed', answered_by => 'human'}, 'the call has its outcome');
		is($s->value('SELECT COUNT(*) FROM tasks WHERE appointment_id = ?', $appointment), $tasks, "$tasks tasks");
		is($s->value('SELECT COUNT(*) FROM bookings WHERE call_sid = ?', $call->{id}), 0, 'and no booking, whatever the summary reads like');
		$s->holds($s->api($assistant, GET => "/api/twilio/call-logs/$call->{id}")->{json}, {summaryReady => 1, appointmentBooked => undef, booking => undef}, 'nor does it show one');
	}
	my ($appointment, $reference) = confirmation($ANN);
	my $moved = call(assistantOverrides => {metadata => {reference => $reference, startsAt => 1763985600000}});
	post(message('end-of-call-report', $moved, endedReason => 'customer-ended-call', startedAt => iso(-60), endedAt => iso(-30), customer => {number => $ANN}, analysis => {structuredData => {outcome => 'confirmed'}},
		artifact => {messages => [{role => 'user', message => 'Yes', secondsFromStart => 3}]}));
	worked($moved->{id});
	is($s->value('SELECT status FROM appointments WHERE appointment_id = ?', $appointment), 'scheduled', 'a visit that was moved meanwhile is not confirmed');
	like($s->value('SELECT title FROM tasks WHERE appointment_id = ?', $appointment), qr/^Ann answered for a visit that has been moved/, 'the clinic is told to call');
	($appointment, $reference) = confirmation($ANN);
	my $call = call(assistantOverrides => {metadata => {reference => $reference}});
	post(message('end-of-call-report', $call, endedReason => 'voicemail', startedAt => iso(-60), endedAt => iso(-30), customer => {number => $ANN}, analysis => {}, artifact => {}));
	worked($call->{id});
	$s->holds($s->row('SELECT * FROM calls WHERE reference = ?', $reference), {outcome => 'voicemail', call_sid => $call->{id}}, 'a machine answered, and the report alone binds the call');
	($appointment, $reference) = confirmation($ANN);
	$call = call(assistantOverrides => {metadata => {reference => $reference}});
	post(message('end-of-call-report', $call, endedReason => 'customer-ended-call', startedAt => iso(-60), endedAt => iso(-30), customer => {number => '+12125550199'},
		analysis => {structuredData => {outcome => 'cancelled'}}, artifact => {}));
	$s->wait_for('another number is nobody\'s', sub { $s->value('SELECT 1 FROM unmatched_conversations WHERE conversation_id = ?', $call->{id}) });
	is($s->value('SELECT status FROM appointments WHERE appointment_id = ?', $appointment), 'scheduled', 'and decides nothing');
};

subtest 'the database is away' => sub {
	my ($session) = session('+12125550171');
	my $call = call(assistantOverrides => {metadata => {session_id => $session}});
	$s->stop('mariadb');
	my $report = message('end-of-call-report', $call, endedReason => 'customer-busy', customer => {number => '+12125550171'}, analysis => {}, artifact => {});
	is(post($report)->{status}, 200, 'a report is taken') foreach 1 .. 2;
	$s->start('mariadb');
	worked($call->{id});
	is(row($session)->{status}, 'busy', 'and worked in once it is back');
};

$s->end;
done_testing;

sub signed($bytes, $t) { return {'x-timestamp' => $t, 'x-signature' => hmac_sha256_hex("$t.$bytes", $SECRET)} }

sub post($bytes, $headers = {'X-Vapi-Secret' => $SECRET}) { return $s->request(POST => $PATH, $bytes, {'Content-Type' => 'application/json', %$headers}) }

sub message($type, $call, %more) { return $JSON->encode({message => {type => $type, timestamp => int(time * 1000), $call ? (call => $call) : (), %more}}) }

sub call(%more) { return {id => sprintf('0000%04d-0000-4000-8000-000000000000', ++$made), orgId => 'org', type => 'outboundPhoneCall', status => 'queued', %more} }

sub row($session) { return $s->row('SELECT * FROM sessions WHERE session_id = ?', $session) }

sub iso($seconds) {
	my @t = gmtime(time + $seconds);
	return sprintf '%04d-%02d-%02dT%02d:%02d:%02d.000Z', $t[5] + 1900, $t[4] + 1, @t[3, 2, 1, 0];
}

sub worked($id) {
	return ok($s->wait_for("$id is worked in", sub { $s->value('SELECT clinic_id FROM events WHERE claim = ?', "vapi:post-call-transcription:$id") }), 'the report is worked in');
}

sub session($phone) {
	my ($session, $sid) = ('vs_' . join('', map { ('a' .. 'z', 2 .. 7)[rand 32] } 1 .. 26), $s->sid);
	$s->heard($phone);
	$s->sql("INSERT INTO sessions (session_id, clinic_id, phone, agent_type, provider, status, status_rank, call_sid, created_at, updated_at) VALUES (?, ?, ?, 'intake', 'vapi', 'queued', 1, ?, NOW(3), NOW(3))",
		$session, $clinic->{id}, $phone, $sid);
	$s->sql("INSERT INTO calls (clinic_id, call_sid, direction, from_number, to_number, twilio_phone_number, phone, status, status_rank, started_at, call_type, session_id) VALUES (?, ?, 'outbound', ?, ?, ?, ?, 'in-progress', 4, NOW(3), 'ai-session', ?)",
		$clinic->{id}, $sid, $NUMBER, $phone, $NUMBER, $phone, $session);
	return ($session, $sid);
}

# A visit of tomorrow, and the call about it that Vapi was asked for.
sub confirmation($phone) {
	$s->sql("INSERT INTO patients (clinic_id, first_name, phone, language, created_at, updated_at) VALUES (?, 'Ann', ?, 'en', NOW(3), NOW(3))", $clinic->{id}, $phone);
	my $patient = $s->value('SELECT MAX(patient_id) FROM patients');
	$s->sql('INSERT INTO appointments (clinic_id, patient_id, starts_at, duration_minutes, created_at, updated_at) VALUES (?, ?, UTC_TIMESTAMP(3) + INTERVAL 1 DAY, 30, NOW(3), NOW(3))', $clinic->{id}, $patient);
	my $appointment = $s->value('SELECT MAX(appointment_id) FROM appointments');
	my $reference = join '', map { ('a' .. 'z', 2 .. 7)[rand 32] } 1 .. 26;
	$s->sql("INSERT INTO calls (clinic_id, reference, direction, from_number, to_number, phone, status, status_rank, started_at, call_type, provider, appointment_id, patient_id, asked_at) VALUES (?, ?, 'outbound', '', ?, ?, 'queued', 1, UTC_TIMESTAMP(3), 'appointment-confirmation', 'vapi', ?, ?, UTC_TIMESTAMP(3))",
		$clinic->{id}, $reference, $phone, $phone, $appointment, $patient);
	return ($appointment, $reference);
}
