#!/usr/bin/perl
# Confirmation calls, and what happens between their steps: a request that is repeated after its program was killed, an answer that is told after the end, visits,
# consents and numbers that change while a call waits, a call that Twilio never takes, and one of which no webhook tells.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($OURS, $NEW, $SERVERS) = ('+18455550100', '+18455550101', '+18455550109');
my $s = Switchboard->new(numbers => [$OURS, $NEW, $SERVERS], conf => {TWILIO_PHONE_NUMBER => $SERVERS});
my %always = (reminders => {callingHours => ['00:00', '24:00']});
my $clinic = $s->clinic('Hudson Dental', timezone => 'America/New_York', forwardNumber => '+18455550110', %always);
my $mute = $s->clinic('Mute', forwardNumber => '+18455550112', %always);
$s->connect($OURS, $clinic);
my $anna = $s->user(assistant => $clinic);
my $in = $s->standin;
my $people = 0;
my $VISIT = (gmtime)[5] + 1901 . '-03-02T14:30:00Z';	# of next year

# A patient of their own phone, with a visit.
sub visit($of = $clinic) {
	my $phone = sprintf '+1212555%04d', 200 + ++$people;
	$s->heard($phone);
	$s->sql('INSERT INTO patients (clinic_id, first_name, last_name, phone, language, created_at, updated_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))', $of->{id}, 'Maria', 'Lopez', $phone, 'en');
	my $patient = $s->value('SELECT MAX(patient_id) FROM patients');
	my $made = $s->api($s->admin, POST => '/api/appointments', {clinicId => $of->{id}, patientId => $patient, doctor => 'Dr. Smith', startsAt => $VISIT});
	return {id => $made->{json}{id}, phone => $phone, patient => $patient};
}

sub order($visit, $who = $anna, %headers) { return $s->api($who, POST => "/api/appointments/$visit->{id}/call", undef, \%headers) }
sub calls_of($visit) { return $s->rows('SELECT * FROM calls WHERE appointment_id = ? ORDER BY call_id', $visit->{id}) }
sub last_of($visit) { return (calls_of($visit))[-1] }
sub made_to($visit) { return grep { $_->{to} eq $visit->{phone} } $in->calls }
sub texted($visit) { return grep { $_->{params}{To} eq $visit->{phone} } $in->requests(method => 'POST', resource => '/Messages') }
sub again_jobs($visit) { return $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'confirm-again' AND JSON_VALUE(payload, '$.callId') IN (SELECT call_id FROM calls WHERE appointment_id = ?)}, $visit->{id}) }

# The waits of the jobs are minutes; a row that is older has them behind it.
sub hurry() {
	$s->sql(q{UPDATE calls SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE reference IS NOT NULL AND status = 'unknown' AND asked_at > NOW(3) - INTERVAL 1 MINUTE});
	$s->hasten('confirm-again', 'place-call');
}
sub ends($visit, $status, $count = 1) {
	return $s->wait_for("call $count is $status", sub { hurry(); my @calls = calls_of($visit); @calls == $count && $calls[-1]{status} eq $status && $calls[-1] });
}
# A visit that is not ours any more: whoever did not answer is not called again.
sub call_off($visit) {
	$s->wait_for('it is to be tried again', sub { again_jobs($visit) });
	$s->sql(q{UPDATE jobs SET state = 'done' WHERE kind = 'confirm-again' AND leased_by IS NULL});
}
sub idle() { $s->wait_for('no job is due', sub { !$s->value(q{SELECT COUNT(*) FROM jobs WHERE state = 'due' AND (run_at <= NOW(3) OR leased_until > NOW(3)) AND kind IN ('call-ended', 'place-call', 'confirm-again', 'send-message')}) }) }

subtest 'the program is killed, and its request repeated' => sub {
	foreach my $mode (qw(hang-after hang-before)) {
		my $visit = visit();
		$in->script($visit->{phone}, call => 'busy');
		$in->fault(match => 'POST /Calls', mode => $mode, times => 1);
		my $asked = scalar(my @asked = $in->requests(method => 'POST', resource => '/Calls'));
		my $first = $s->begin(sub { order($visit, $anna, 'Idempotency-Key' => "killed-$mode") });
		$s->wait_for('Twilio is asked', sub { (my @now = $in->requests(method => 'POST', resource => '/Calls')) > $asked });
		$s->end_process('appointment-call', $s->pids('appointment-call'));
		$first->();
		my $call = ends($visit, 'busy');
		$s->sql('DELETE FROM idempotency_keys');
		my $repeat = order($visit, $anna, 'Idempotency-Key' => "killed-$mode");
		is($repeat->{status}, 200, "$mode: the same request again") or diag $repeat->{body};
		is($repeat->{json}{data}{callLog}{callId}, $call->{call_sid}, 'is the same call');
		is(scalar(my @made = made_to($visit)), 1, 'and the phone rang once');
		call_off($visit);
	}
	$in->clear_faults;
};

subtest 'Twilio is too busy, and the request is repeated' => sub {
	my $visit = visit();
	$in->script($visit->{phone}, call => 'busy');
	$in->fault(match => 'POST /Calls', mode => '429', retryAfter => 1, times => 8);
	is(order($visit, $anna, 'Idempotency-Key' => 'too-busy')->{status}, 502, 'nothing was done');
	$in->clear_faults;
	idle();
	is(again_jobs($visit), 0, 'what to do is for those who were told');
	is(order($visit, $anna, 'Idempotency-Key' => 'too-busy')->{status}, 200, 'the same request again');
	ends($visit, 'busy', 2);
	is(scalar(my @made = made_to($visit)), 1, 'is the first to ring');
	call_off($visit);
};

subtest 'an answer that is told after the end' => sub {
	my $visit = visit();
	$in->script($visit->{phone}, call => {status => 'completed', duration => 5, hold => 'queued'});
	my $sid = order($visit)->{json}{data}{callLog}{callId};
	my %fields = (CallSid => $sid, From => $OURS, To => $visit->{phone}, Direction => 'outbound-api');
	my $query = 'ref=' . last_of($visit)->{reference};
	$s->signed("/api/twilio/voice/status-callback?$query", {%fields, CallStatus => 'no-answer'});
	$s->wait_for('it is to be tried again', sub { again_jobs($visit) });
	$s->signed("/api/webhooks/twilio/voice/$visit->{id}?$query&lang=en", {%fields, CallStatus => 'in-progress', AnsweredBy => 'human'});
	hurry();
	idle();
	is(scalar(my @calls = calls_of($visit)), 1, 'who answered is not called again');
	is(scalar(my @texts = texted($visit)), 0, 'nor texted');
};

subtest 'what changes while a call waits for Twilio' => sub {
	my %change = (
		cancelled => sub ($v) { $s->api($anna, PATCH => "/api/appointments/$v->{id}", {status => 'cancelled'}) },
		'answered for' => sub ($v) { $s->api($anna, PATCH => "/api/appointments/$v->{id}", {status => 'confirmed'}) },
		past => sub ($v) { $s->sql('UPDATE appointments SET starts_at = NOW(3) - INTERVAL 1 HOUR WHERE appointment_id = ?', $v->{id}) },
		deleted => sub ($v) { $s->api($anna, DELETE => "/api/appointments/$v->{id}") },
		'no calls any more' => sub ($v) { $s->sql('INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, ?, ?, NOW(3))', $clinic->{id}, $v->{phone}, 'call', 'out') },
	);
	foreach my $what (sort keys %change) {
		my $visit = visit();
		$in->script($visit->{phone}, call => ['busy', {status => 'completed', duration => 5, digits => ['1']}]);
		order($visit);
		ends($visit, 'busy');
		$s->wait_for('it is to be tried again', sub { again_jobs($visit) });
		$in->fault(match => 'POST /Calls', mode => '429', times => 50, retryAfter => 1);
		$s->wait_for('it is tried', sub { $s->hasten('confirm-again'); calls_of($visit) == 2 });
		my $id = last_of($visit)->{call_id};
		$s->wait_for('Twilio is busy', sub { $s->value(q{SELECT last_error FROM jobs WHERE job_key = ?}, "place-call:$id") });
		$change{$what}->($visit);
		$in->clear_faults;
		my $row = $s->wait_for('it is called off', sub { hurry(); my $r = $s->row('SELECT * FROM calls WHERE call_id = ?', $id); $r->{status_rank} && $r });
		is($row->{status}, 'canceled', "$what: nobody is called");
		is(scalar(my @made = made_to($visit)), 1, 'a second time');
		idle();
		call_off($visit);
	}
};

subtest 'a call from the desk that Twilio never takes' => sub {
	my $visit = visit();
	$in->fault(match => 'POST /Calls', mode => 'reset-before', times => 50);
	is(order($visit)->{status}, 202, 'nobody knows');
	$s->sql('UPDATE calls SET started_at = started_at - INTERVAL 10 MINUTE, ask_until = NOW(3) WHERE appointment_id = ?', $visit->{id});
	ends($visit, 'canceled');
	$s->wait_for('it is to be tried again', sub { again_jobs($visit) });
	$in->clear_faults;
	$in->script($visit->{phone}, call => {status => 'completed', duration => 5, digits => ['1']});
	$s->wait_for('and is', sub { hurry(); $s->value('SELECT status FROM appointments WHERE appointment_id = ?', $visit->{id}) eq 'confirmed' });
	is(scalar(my @made = made_to($visit)), 1, 'once');
};

subtest 'the plan of today' => sub {
	my $visit = visit();
	$in->script($visit->{phone}, call => 'busy');
	order($visit);
	ends($visit, 'busy');
	$s->wait_for('it is to be tried again', sub { again_jobs($visit) });
	$s->routing($clinic, forwardNumber => '+18455550110', reminders => {callingHours => ['00:00', '24:00'], retry => {attempts => 0}});
	$s->wait_for('without retries, a text', sub { hurry(); scalar(my @texts = texted($visit)) });
	is(scalar(my @made = made_to($visit)), 1, 'and no call');
	$s->routing($clinic, forwardNumber => '+18455550110', %always);
};

subtest 'the clinic has another number' => sub {
	my $visit = visit();
	$in->script($visit->{phone}, call => 'busy');
	order($visit);
	ends($visit, 'busy');
	$s->wait_for('it is to be tried again', sub { again_jobs($visit) });
	is($s->api($s->admin, POST => '/api/twilio/disconnect', {phoneNumber => $OURS})->{status}, 200, 'the clinic gives its number up');
	$s->wait_for('without a number nobody is called', sub { hurry(); $s->value(q{SELECT COUNT(*) FROM jobs WHERE last_error = 'the clinic has no number to call from'}) });
	$s->connect($NEW, $clinic);
	ends($visit, 'busy', 2);
	is(last_of($visit)->{from_number}, $NEW, 'it is tried again from the new one');
	ends($visit, 'busy', 3);
	my ($text) = $s->wait_for('and texted', sub { hurry(); (texted($visit))[0] });
	is($text->{params}{From}, $NEW, 'from there, too');
};

subtest 'a call from the server\'s own number, of which no webhook tells' => sub {
	my $visit = visit($mute);
	$in->script($visit->{phone}, call => {status => 'busy', statusCallbacks => 'none'});
	is(order($visit, $s->admin)->{json}{data}{call}{from}, $SERVERS, 'an admin may call from it');
	$s->wait_for('Twilio has ended it', sub { grep { $_->{ended} } made_to($visit) });
	$s->run_job('reconcile');
	ends($visit, 'busy');
	ok($s->wait_for('it is to be tried again', sub { again_jobs($visit) }), 'and is tried again');
};

$s->end;
done_testing;
