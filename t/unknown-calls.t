# Calls of which nobody knows whether they were placed: however Twilio's answer is lost, whoever is killed, and whatever comes first, nobody is called twice,
# and nobody is forgotten.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use IO::Socket::INET;
use Switchboard;
use Test::More;

my ($ours, $anna_phone) = ('+18455550100', '+18455550161');
my $s = Switchboard->new(numbers => [$ours]);
my $clinic = $s->clinic('Hudson Dental', timezone => 'America/New_York');
$s->connect($ours, $clinic, forwardNumber => '+18455550110');
my $anna = $s->user(assistant => $clinic);
my $assistant = $s->api($s->admin, POST => '/api/assistants', { clinicId => $clinic->{id}, name => 'Anna', phone => $anna_phone })->{json}{id};
$s->heard($anna_phone);
my $in = $s->standin;
my $next = 1000;

sub patient() {
	my $phone = '+1212555' . $next++;
	$s->heard($phone);
	return $phone;
}
sub make($to, $body = {}, %headers) { return $s->api($anna, POST => '/api/twilio/make-call', { to => $to, message => 'Hello', %$body }, \%headers) }
sub fault(%fault) { return $in->fault(match => 'POST /Calls', times => 1, %fault) }
sub row($to) { return $s->row('SELECT * FROM calls WHERE to_number = ? ORDER BY call_id DESC LIMIT 1', $to) }
sub calls_to($to) { return grep { $_->{to} eq $to && $_->{direction} eq 'outbound-api' } $in->calls }
sub asked($to) { return grep { ($_->{params}{To} // '') eq $to } $in->requests(method => 'POST', resource => '/Calls') }

# The waits of the job are minutes; a row that is older has them behind it.
sub hurry() {
	$s->sql(q{UPDATE calls SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE reference IS NOT NULL AND status = 'unknown' AND asked_at > NOW(3) - INTERVAL 1 MINUTE});
	$s->hasten('place-call');
}
sub settled($to) {
	return $s->wait_for("the call to $to is settled", sub {
		hurry();
		my $r = row($to);
		return $r && $r->{status_rank} && !$s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'due'}, "place-call:$r->{call_id}") && $r;
	}, 60);
}

# However the answer is lost, there is one call in the end.
sub one_call($name, $statuses, %fault) {
	subtest $name => sub {
		my $to = patient();
		$in->clear_faults;
		fault(%fault);
		$in->script($to, call => { status => 'completed', statusCallbacks => 'none' });
		my $answer = make($to);
		ok((grep { $answer->{status} == $_ } @$statuses), "the answer is one of @$statuses") or diag "$answer->{status} $answer->{body}";
		is($answer->{json}{status}, 'unknown', 'shown as unknown meanwhile') if $answer->{status} == 202;
		if ($answer->{status} >= 400) {
			is(row($to)->{status}, 'canceled', 'nothing was done, and nothing will be');
			$s->wait_for('its job is done', sub { hurry(); !$s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'due'}, 'place-call:' . row($to)->{call_id}) });
			is(scalar(my @none = calls_to($to)), 0, 'by nobody');
			return;
		}
		my $r = settled($to);
		is(scalar(my @calls = calls_to($to)), 1, 'they are called once');
		is($r->{call_sid}, $calls[0]{callSid}, 'which is the call that we know of');
	};
}

one_call('Twilio takes it and hangs', [202], mode => 'hang-after');
one_call('Twilio takes it and resets the connection', [202], mode => 'reset-after');
one_call('Twilio takes it, and its answer is broken', [202], mode => 'nonsense-after');
one_call('Twilio hangs and did not take it', [202], mode => 'hang-before');
one_call('Twilio resets the connection and did not take it', [202], mode => 'reset-before');
one_call('Twilio fails', [202], mode => '500');
one_call('Twilio is busy for a moment', [201], mode => '429', retryAfter => 1);
one_call('Twilio is busy', [502], mode => '429', retryAfter => 1, times => 8);
one_call('Twilio does not take our credentials', [502], mode => '401', times => 2);

subtest 'click-to-call' => sub {
	my $to = patient();
	$in->clear_faults;
	fault(mode => 'reset-after');
	$in->script($anna_phone, call => { status => 'completed', statusCallbacks => 'none' });
	is(make($to, { message => undef, assistantId => $assistant })->{status}, 202, 'the answer is lost');
	my $r = settled($to);
	is(scalar(my @calls = calls_to($anna_phone)), 1, 'Anna is rung once');
	is($r->{call_sid}, $calls[0]{callSid}, 'and the call is found by her phone');
};

subtest 'webhooks before the answer' => sub {
	my $to = patient();
	$in->clear_faults;
	fault(mode => 'reset-after');
	$in->script($to, call => { status => 'completed' });
	my $answer = make($to);
	is($answer->{status}, 202, 'the answer is lost');
	my $r = $s->wait_for('webhooks bind the call without any job', sub { my $r = row($to); $r->{call_sid} && $r->{status} eq 'completed' && $r });
	my @calls = calls_to($to);
	is($r->{call_sid}, $calls[0]{callSid}, 'to its sid');
	settled($to);
	is(scalar(my @again = calls_to($to)), 1, 'and the job has nothing to do');
};

subtest 'two calls to the same number' => sub {
	my $to = patient();
	$in->clear_faults;
	$in->script($to, call => { status => 'completed', statusCallbacks => 'none' });
	foreach my $mode ('reset-before', 'reset-after') {
		fault(mode => $mode);
		make($to);
	}
	$s->wait_for('both are settled', sub { hurry(); !$s->value('SELECT COUNT(*) FROM calls WHERE to_number = ? AND status_rank = 0', $to) }, 60);
	is_deeply([sort map { $_->{call_sid} } $s->rows('SELECT call_sid FROM calls WHERE to_number = ?', $to)], [sort map { $_->{callSid} } calls_to($to)], 'are two calls, each with its own');
};

subtest 'which of two it was, its webhooks tell' => sub {
	my $to = patient();
	$in->clear_faults;
	$in->script($to, call => { status => 'completed', statusCallbacks => 'none' });
	foreach (['reset-before', 'The first'], ['reset-after', 'The second']) {
		my ($mode, $message) = @$_;
		fault(mode => $mode);
		is(make($to, { message => $message })->{status}, 202, "nobody knows of $message");
	}
	my ($first, $second) = $s->rows('SELECT * FROM calls WHERE to_number = ? ORDER BY call_id', $to);
	my $attempts = $s->value('SELECT attempts FROM jobs WHERE job_key = ?', "place-call:$first->{call_id}");
	$s->hurry("place-call:$first->{call_id}");
	$s->wait_for('the first is looked for', sub { $s->value('SELECT COUNT(*) FROM jobs WHERE job_key = ? AND attempts > ? AND leased_by IS NULL', "place-call:$first->{call_id}", $attempts) });
	is($s->value('SELECT call_sid FROM calls WHERE call_id = ?', $first->{call_id}), undef, 'it does not take what may be the second\'s');
	my ($call) = calls_to($to);
	$s->signed("/api/twilio/voice/status-callback?ref=$second->{reference}", { CallSid => $call->{callSid}, From => $ours, To => $to, CallStatus => 'initiated', Direction => 'outbound-api' });
	$s->wait_for('both are settled', sub { hurry(); !$s->value('SELECT COUNT(*) FROM calls WHERE to_number = ? AND status_rank = 0', $to) }, 60);
	is($s->value('SELECT call_sid FROM calls WHERE call_id = ?', $second->{call_id}), $call->{callSid}, 'which it is');
	is_deeply([map { /(The \w+)/ } map { $_->{params}{Twiml} } asked($to)], ['The first', 'The second', 'The first'], 'and the first is asked for again');
};

subtest 'too late' => sub {
	my $to = patient();
	$in->clear_faults;
	fault(mode => 'reset-before');
	is(make($to)->{status}, 202, 'the answer is lost');
	$s->sql('UPDATE calls SET ask_until = NOW(3) - INTERVAL 1 SECOND WHERE to_number = ?', $to);
	is(settled($to)->{status}, 'canceled', 'a call that Twilio never had is not placed hours later');
	is(scalar(my @calls = calls_to($to)), 0, 'by nobody');
	$s->wait_for('what follows its end is done', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'done'}, 'call-ended:id-' . row($to)->{call_id}) });
};

# An intent that its program left behind.
sub left($to) {
	fault(mode => 'reset-before');
	is(make($to)->{status}, 202, 'the answer is lost');
}

foreach my $mode ('hang-after', 'hang-before') {
	subtest "the worker is killed while it asks ($mode)" => sub {
		my $to = patient();
		$in->clear_faults;
		left($to);
		$in->script($to, call => { status => 'completed', statusCallbacks => 'none' });
		fault(mode => $mode);
		$s->wait_for('the worker asks', sub { hurry(); asked($to) > 1 });
		$s->end_process(worker => $_) foreach grep { ($s->value(q{SELECT leased_by FROM jobs WHERE job_key = ?}, 'place-call:' . row($to)->{call_id}) // '') =~ /:$_\z/ } $s->pids('worker');
		$s->release_jobs;
		$in->clear_faults;
		$s->wait_for('the call is settled', sub {
			$s->sql(q{UPDATE calls SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE to_number = ? AND asked_at > NOW(3) - INTERVAL 1 MINUTE}, $to);
			hurry();
			row($to)->{status_rank};
		}, 60);
		is(scalar(my @calls = calls_to($to)), 1, 'they are called once');
		is(row($to)->{call_sid}, $calls[0]{callSid}, 'which is on record');
	};
}

subtest 'the program is killed while it asks' => sub {
	my $to = patient();
	$in->clear_faults;
	fault(mode => 'hang-after');
	$in->script($to, call => { status => 'completed', statusCallbacks => 'none' });
	my $answer = $s->begin(sub { make($to, {}, 'Idempotency-Key' => 'killed') });
	$s->wait_for('Twilio is asked', sub { asked($to) });
	$s->end_process('make-call' => $s->pids('make-call'));
	ok($answer->()->{status} >= 500, 'whoever asked hears that something broke');
	is(make($to, {}, 'Idempotency-Key' => 'killed')->{status}, 409, 'at once again: it is under way');
	$s->sql('UPDATE idempotency_keys SET created_at = created_at - INTERVAL 2 MINUTE');
	my $again = make($to, {}, 'Idempotency-Key' => 'killed');
	is($again->{status}, 202, 'later again: nobody knows yet');
	is($again->{json}{id}, row($to)->{call_id}, 'of the same call');
	is(settled($to)->{call_sid}, (calls_to($to))[0]{callSid}, 'then somebody does');
	is(scalar(my @calls = calls_to($to)), 1, 'and they are called once');
};

subtest 'the database goes while Twilio is asked' => sub {
	my $to = patient();
	$in->clear_faults;
	fault(mode => 'slow', ms => 3000);
	$in->script($to, call => { status => 'completed', statusCallbacks => 'none' });
	my $answer = $s->begin(sub { make($to) });
	$s->wait_for('Twilio is asked', sub { asked($to) });
	$s->stop('mariadb');
	my $made = $answer->();
	is($made->{status}, 201, 'the call is made');
	like($made->{json}{callSid}, qr/\ACA/, 'and has its sid');
	$s->start('mariadb');
	is(settled($to)->{call_sid}, $made->{json}{callSid}, 'which is found when the database is back');
	is(scalar(my @calls = calls_to($to)), 1, 'they are called once');
};

subtest 'the sweep of Twilio\'s list' => sub {
	my $to = patient();
	$in->clear_faults;
	fault(mode => 'reset-after');
	$in->script($to, call => { status => 'completed', statusCallbacks => 'none' });
	$s->wait_for('the answer is lost', sub { make($to)->{status} == 202 });	# a program may not know yet that the database is back
	$s->sql(q{UPDATE jobs SET state = 'given-up' WHERE job_key = ?}, 'place-call:' . row($to)->{call_id});
	$in->settle;
	$s->run_job('reconcile');
	$s->wait_for('it finds the call', sub { my $r = row($to); $r->{status} eq 'completed' && $r->{call_sid} eq (calls_to($to))[0]{callSid} });
	is($s->value('SELECT COUNT(*) FROM calls WHERE to_number = ?', $to), 1, 'and makes no other row of it');
	$s->wait_for('what follows its end is ordered', sub { $s->value('SELECT COUNT(*) FROM jobs WHERE job_key = ?', 'call-ended:' . row($to)->{call_sid}) });
};

$s->end;

subtest 'a call that Vapi makes' => sub {
	my $t = Switchboard->new(vapi => 1, api_key => 0, conf => { map { $_ => undef } qw(TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_AUTH_TOKEN_SECONDARY) });
	my $there = $t->clinic('Lakeside', timezone => 'America/New_York');
	my $who = $t->user(assistant => $there);
	foreach my $mode ('reset-after', 'reset-before', 'hang-after', 'nonsense') {
		my $to = patient();
		$t->heard($to);
		my $sick = $t->api($who, POST => '/api/patients', { firstName => 'Maria', phone => $to });
		my $visit = $t->api($who, POST => '/api/appointments', { patientId => $sick->{json}{id}, startsAt => (gmtime)[5] + 1901 . '-03-02T14:30:00Z', doctor => 'Dr. Smith' });
		is($visit->{status}, 201, "$mode: a visit") or diag "$sick->{body} $visit->{body}";
		$t->vapi->fault(match => 'create', times => 1, mode => $mode);
		is($t->api($who, POST => "/api/appointments/$visit->{json}{id}/call")->{status}, 202, 'the answer is lost');
		my $row = $t->wait_for('it is settled', sub {
			$t->sql(q{UPDATE calls SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE status = 'unknown' AND asked_at > NOW(3) - INTERVAL 1 MINUTE});
			$t->hasten('place-call');
			$t->row('SELECT * FROM calls WHERE to_number = ? AND call_sid IS NOT NULL', $to);
		}, 60);
		my @calls = grep { $_->{customer}{number} eq $to } $t->vapi->calls;
		is_deeply([map { $_->{id} } @calls], [$row->{call_sid}], 'they are called once, and it is known which call it is');
	}
	$t->end;
};

subtest 'nobody listens' => sub {
	my $closed = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1')->sockport;
	my $t = Switchboard->new(numbers => [$ours]);
	my $there = $t->clinic('Lakeside');
	$t->connect($ours, $there, forwardNumber => '+18455550110');
	$t->standin->stop;
	my $answer = $t->api($t->user(assistant => $there), POST => '/api/twilio/make-call', { to => '+12125550142', message => 'Hello' });
	$t->is_problem($answer, 504, 'Twilio cannot be reached');
	is($t->value('SELECT status FROM calls'), 'canceled', 'nothing was done, and nothing will be');
	$t->abandon;
};
done_testing;
