# Calls that somebody at the clinic asks for: a message that is spoken, and click-to-call; what Twilio refuses; what webhooks tell, in whatever order.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($ours, $second, $theirs) = ('+18455550100', '+18455550101', '+18455550109');
my ($patient, $anna_phone, $premium) = ('+12125550142', '+18455550161', '+19005550123');
my $s = Switchboard->new(numbers => [$ours, $second, $theirs]);
my $clinic = $s->clinic('Hudson Dental', timezone => 'America/New_York', ringSeconds => 25);
my $other = $s->clinic('Lakeside', forwardNumber => '+18455550111');
$s->connect($ours, $clinic, forwardNumber => '+18455550110');
$s->connect($second, $clinic, forwardNumber => '+18455550110');
$s->connect($theirs, $other, forwardNumber => '+18455550111');
my $anna = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $other);
my $assistant = $s->api($s->admin, POST => '/api/assistants', { clinicId => $clinic->{id}, name => 'Anna', phone => $anna_phone })->{json}{id};
my $foreign = $s->api($s->admin, POST => '/api/assistants', { clinicId => $other->{id}, name => 'Zoe', phone => '+18455550169' })->{json}{id};
$s->heard($patient, $anna_phone);
my $in = $s->standin;

sub make($body, %headers) { return $s->api($anna, POST => '/api/twilio/make-call', $body, \%headers) }
sub story($sid) {
	my $story = $in->story($sid);
	$s->sound($story);
	return $story;
}
sub shown($sid) { return $s->api($anna, GET => "/api/twilio/call-logs/$sid")->{json} }
sub ended($sid) { return $s->wait_for("the end of $sid is on record", sub { my $c = shown($sid); $c->{endedAt} && $c }) }
sub placed() { return scalar $in->requests(method => 'POST', resource => '/Calls') }

subtest 'a message is spoken' => sub {
	$in->script($patient, call => { status => 'completed', hold => 'queued' });
	my $answer = make({ to => '(212) 555-0142', message => 'Your glasses & lenses are ready.', userId => 'u-17', metadata => { order => 7 } });
	is($answer->{status}, 201, 'the call is made') or diag $answer->{body};
	my $call = $answer->{json};
	is($answer->{headers}{location}, "/api/twilio/call-logs/$call->{callSid}", 'and can be seen');
	$s->holds($call, { clinicId => $clinic->{id}, direction => 'outbound', callType => 'outbound', from => $ours, to => $patient, status => 'queued', userId => 'u-17',
		metadata => { order => 7 }, provider => 'twilio', assistantId => undef }, 'its object');
	$in->release($call->{callSid});
	$in->script($patient, call => { status => 'completed' });
	my $story = story($call->{callSid});
	is_deeply($story->{said}, ['Your glasses & lenses are ready.'], 'it says so');
	is_deeply($story->{recordings}, [], 'and is not recorded');
	my $over = ended($call->{callSid});
	$s->holds($over, { status => 'completed', to => $patient, from => $ours, metadata => { order => 7 } }, 'its end');
	is($s->value('SELECT COUNT(*) FROM calls WHERE to_number = ?', $patient), 1, 'one row');
	is_deeply([map { $_->{data}{callStatus} } @{$over->{events}}], [qw(initiated ringing in-progress completed)], 'its timeline');
	$s->wait_for('what follows its end is done', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'call-ended' AND state = 'done'}) });
};

subtest 'recorded, in another language, from another number, for so long' => sub {
	$s->routing($clinic, consentAnnouncement => 'This call is recorded.', ringSeconds => 25);
	my $answer = make({ to => $patient, message => 'Namaste', language => 'hindi', record => \1, from => $second, timeLimit => 60, machineDetection => 'enable' });
	is($answer->{status}, 201, 'the call is made') or diag $answer->{body};
	my $story = story($answer->{json}{callSid});
	is_deeply($story->{said}, ['This call is recorded.', 'Namaste'], 'that it is recorded is said first');
	my ($request) = reverse $in->requests(method => 'POST', resource => '/Calls');
	$s->holds($request->{params}, { From => $second, To => $patient, TimeLimit => 60, MachineDetection => 'Enable' }, 'as it was asked for');
	like($request->{params}{Twiml}, qr/<Say voice="Polly.Kajal-Neural" language="hi-IN">Namaste/, 'in a language of Twilio, by the voice of our texts in it');
	my $over = ended($answer->{json}{callSid});
	$s->holds($over, { from => $second, answeredBy => 'human', language => 'hi-IN' }, 'who answered, from where');
	my $recording = $s->wait_for('its recording is on record', sub { shown($answer->{json}{callSid})->{recordings}[0] });
	$s->holds($recording, { clinicId => $clinic->{id}, callSid => $answer->{json}{callSid}, channels => 2 }, 'with clinic and call');
};

subtest 'click-to-call' => sub {
	$s->routing($clinic, ringSeconds => 25);
	my $begin = sub (%more) {
		my $answer = make({ to => $patient, assistantId => $assistant, %more });
		is($answer->{status}, 201, 'the call is made') or diag $answer->{body};
		return ($answer->{json}, story($answer->{json}{callSid}));
	};
	$in->script($patient, call => { status => 'completed', duration => 33 });
	$in->script($anna_phone, call => { status => 'completed' });
	my ($call, $story) = $begin->(message => 'Mrs Miller called twice.');
	$s->holds($call, { to => $patient, from => $ours, assistantId => $assistant }, 'it is for the patient');
	is($story->{to}, $anna_phone, 'Anna is rung first');
	is_deeply($story->{said}, ['Mrs Miller called twice.', 'Hudson Dental is calling the number ending in 0 1 4 2.'], 'and hears for whom');
	is_deeply([map { [@$_{qw(to callerId status)}] } @{$story->{dialled}}], [[$patient, $ours, 'completed']], 'then the patient, who sees the clinic');
	my $over = ended($call->{callSid});
	$s->holds($over, { dialCallStatus => 'answered', to => $patient, quality => { dialBridged => 1 }, status => 'completed' }, 'they have spoken');
	ok($over->{answeredAt}, 'since then');
	ok((grep { $_->{type} eq 'leg-status' && $_->{data}{to} eq $patient } @{$over->{events}}), 'the patient\'s leg is in the timeline');
	unlike($s->api($anna, GET => "/api/twilio/call-logs/$call->{callSid}")->{body}, qr/\Q$anna_phone\E/, 'a colleague\'s number is not');

	$in->script($patient, call => 'busy');
	($call, $story) = $begin->();
	is($story->{said}[-1], 'The line is busy. Goodbye.', 'a busy patient');
	is(ended($call->{callSid})->{dialCallStatus}, 'busy', 'is on record');
	$in->script($patient, call => 'no-answer');
	($call, $story) = $begin->();
	is($story->{said}[-1], 'Nobody answered. Goodbye.', 'one who does not answer');
	is(ended($call->{callSid})->{dialCallStatus}, 'no-answer', 'too');
	$in->script($anna_phone, call => 'no-answer');
	($call, $story) = $begin->();
	is_deeply($story->{dialled}, [], 'where Anna does not answer, nobody else is rung');
	is(ended($call->{callSid})->{status}, 'no-answer', 'which is on record');
};

subtest 'click-to-call with screen, recording and announcement' => sub {
	$s->routing($clinic, screen => \1, recording => \1, consentAnnouncement => 'Calls are recorded.', ringSeconds => 25);
	$in->script($patient, call => { status => 'completed', duration => 20 });
	$in->script($anna_phone, call => { status => 'completed', digits => [undef, '1'] });
	my $call = make({ to => $patient, assistantId => $assistant })->{json};
	my $story = story($call->{callSid});
	is_deeply($story->{said}, [('A call from Hudson Dental to the number ending in 0 1 4 2. Press 1 to call.') x 2, 'Calls are recorded.'], 'asked twice; the patient is told');
	is_deeply([map { [@$_{qw(to status)}] } @{$story->{dialled}}], [[$patient, 'completed']], 'connected');
	$s->wait_for('the recording is on record', sub { my $r = shown($call->{callSid})->{recordings}[0]; $r && $r->{clinicId} == $clinic->{id} });
	is(ended($call->{callSid})->{dialCallStatus}, 'answered', 'they have spoken');
	$in->script($anna_phone, call => { status => 'completed', digits => [] });
	$call = make({ to => $patient, assistantId => $assistant })->{json};
	is_deeply(story($call->{callSid})->{dialled}, [], 'a mailbox presses no key: nobody is rung');
};

subtest 'what is wrong' => sub {
	my $before = placed();
	$s->is_problem(make({}), 422, 'nothing', qw(message to));
	$s->is_problem(make({ to => 'x', message => 'a' }), 422, 'no number', 'to');
	$s->is_problem(make({ to => $patient }), 422, 'neither message nor assistant', 'message');
	$s->is_problem(make({ to => $patient, message => 'a', from => $theirs }), 422, 'another clinic\'s number', 'from');
	$s->is_problem(make({ to => $patient, message => 'a', from => '+18455550999' }), 422, 'nobody\'s number', 'from');
	$s->is_problem(make({ to => $patient, assistantId => $foreign }), 422, 'another clinic\'s assistant', 'assistantId');
	$s->is_problem(make({ to => $patient, assistantId => 99999 }), 422, 'no assistant', 'assistantId');
	$s->is_problem(make({ to => $patient, assistantId => $assistant, machineDetection => 'enable' }), 422, 'an assistant is no machine', 'machineDetection');
	$s->is_problem(make({ to => $patient, message => 'a', metadata => [1] }), 422, 'no object', 'metadata');
	$s->is_problem(make({ to => $patient, message => 'a', metadata => { x => 'y' x 5000 } }), 422, 'too much', 'metadata');
	$s->is_problem(make({ to => $patient, message => 'a', language => 'tlh' }), 422, 'no language', 'language');
	$s->is_problem(make({ to => $patient, message => 'a', voice => 'Bob' }), 422, 'no voice', 'voice');
	$s->is_problem(make({ to => $patient, message => 'a', voice => 'Polly.Joanna', language => 'hindi' }), 422, 'one that does not speak the language', 'voice');
	$s->is_problem(make({ to => $patient, message => 'a', timeLimit => 1 }), 422, 'no time', 'timeLimit');
	$s->is_problem(make({ to => $patient, message => ' ' }), 422, 'a message that says nothing', 'message');
	$s->is_problem(make({ to => $patient, message => '&' x 1500 }), 422, 'too long for Twilio', 'message');
	$s->is_problem(make({ to => $premium, message => 'a' }), 422, 'a premium number', 'to');
	$s->is_problem(make({ to => $ours, message => 'a' }), 422, 'the clinic itself', 'to');
	my $silent = $s->clinic('Silent Dental');
	$s->is_problem($s->api($s->admin, POST => '/api/twilio/make-call', { to => $patient, message => 'a', clinicId => $silent->{id} }), 422, 'a clinic without a number', 'from');
	$s->is_problem(make({ to => $anna_phone, assistantId => $assistant }), 422, 'the assistant himself', 'to');
	$s->is_problem(make({ to => $patient, message => 'a', clinicId => $other->{id} }), 404, 'for another clinic');
	$s->is_problem($s->api(undef, POST => '/api/twilio/make-call', { to => $patient, message => 'a' }), 401, 'a stranger');
	$s->is_problem($s->api($s->admin, POST => '/api/twilio/make-call', { to => $patient, message => 'a' }), 422, 'an admin who names no clinic');
	$s->sql(q{INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, '+12125550188', 'call', 'out', NOW(3))}, $clinic->{id});
	$s->is_problem(make({ to => '+12125550188', message => 'a' }), 422, 'who opted out', 'to');
	is(placed(), $before, 'Twilio was asked for none of these');
	is($s->api($s->admin, POST => '/api/twilio/make-call', { to => $patient, message => 'a', clinicId => $clinic->{id} })->{status}, 201, 'an admin who does');
};

subtest 'what Twilio refuses' => sub {
	foreach ([21217, 422, 'to'], [21214, 422, 'to'], [21211, 422, 'to'], [21216, 422, 'to'], [13225, 422, 'to'], [21219, 422, 'to'], [21210, 422, 'from'], [21212, 422, 'from'],
		[21215, 502], [10002, 502], [21205, 502], [21201, 502], [20403, 502], [99999, 502]) {
		my ($code, $status, @fields) = @$_;
		$in->fault(match => 'POST /Calls', mode => 404, code => $code, times => 1);
		my $answer = make({ to => $patient, message => "a $code" });
		$s->is_problem($answer, $status, "its error $code", @fields);
		$s->holds($answer->{json}, { code => $code }, 'with the code');
		like($answer->{json}{detail}, qr/Twilio refused: .*\. [A-Z].+\.\z/, 'and what to do');
		is($s->value('SELECT error_code FROM calls ORDER BY call_id DESC LIMIT 1'), $code, 'the call has failed of it');
	}
	$in->fault(match => 'POST /Calls', mode => 404, code => 21214, times => 1);
	my $click = make({ to => $patient, assistantId => $assistant });
	$s->is_problem($click, 422, 'an assistant who cannot be reached', 'assistantId');
	unlike($click->{body}, qr/555016/, 'whose number nobody is told');
	$s->holds($s->api($anna, GET => '/api/twilio/call-logs?limit=1')->{json}{items}[0], { status => 'failed', errorCode => 21214,
		errorReason => 'Twilio cannot reach this number: check its digits, or use another one.' }, 'the call says why');
	$in->fault(match => 'POST /Calls', mode => 404, code => 21215, times => 1);
	$s->is_problem(make({ to => $patient, assistantId => $assistant }), 502, 'a country that is not allowed');
	my $answer = make({ to => '+15005550004', message => 'a' });
	$s->is_problem($answer, 422, 'what Twilio itself says', 'to');
	is($s->value('SELECT status FROM calls ORDER BY call_id DESC LIMIT 1'), 'failed', 'failed');
};

subtest 'twice with a key' => sub {
	my $before = placed();
	my ($first, $again) = map { make({ to => $patient, message => 'once' }, 'Idempotency-Key' => 'k-1') } 1, 2;
	is($first->{status}, 201, 'once');
	is($again->{json}{callSid}, $first->{json}{callSid}, 'and the same again');
	is(placed() - $before, 1, 'is one call');
	is(make({ to => $patient, message => 'other' }, 'Idempotency-Key' => 'k-1')->{status}, 409, 'another body with this key is refused');
	my @as_admin = map { $s->api($s->admin, POST => "/api/twilio/make-call?clinicId=$_->{id}", { to => $patient, message => 'once' }, { 'Idempotency-Key' => 'k-2' })->{status} } $clinic, $other;
	is_deeply(\@as_admin, [201, 409], 'or for another clinic');
	$in->fault(match => 'POST /Calls', mode => 429, times => 9);
	is(make({ to => $patient, message => 'later' }, 'Idempotency-Key' => 'k-3')->{status}, 502, 'where nothing was done');
	$in->clear_faults;
	is(make({ to => $patient, message => 'later' }, 'Idempotency-Key' => 'k-3')->{status}, 201, 'it may be asked for again');
	is(make({ to => $patient, message => 'later' }, 'Idempotency-Key' => 'k-3')->{status}, 201, 'and again');
	is(scalar(() = grep { ($_->{params}{Twiml} // '') =~ /later/ && $_->{status} == 201 } $in->requests(method => 'POST', resource => '/Calls')), 1, 'it is made once');
};

subtest 'webhooks twice, late and out of order' => sub {
	$in->settle;
	foreach my $how (qw(twice reversed)) {
		$in->script($patient, call => { status => 'completed', statusCallbacks => $how });
		my $call = make({ to => $patient, message => 'again' })->{json};
		$in->story($call->{callSid});
		my $over = ended($call->{callSid});
		is($over->{status}, 'completed', "$how: its end");
		is($s->value('SELECT COUNT(*) FROM calls WHERE call_sid = ?', $call->{callSid}), 1, 'one row');
		is($s->value('SELECT COUNT(*) FROM jobs WHERE job_key = ?', "call-ended:$call->{callSid}"), 1, 'what follows, once');
	}
	$in->script($patient, call => { status => 'completed', statusCallbacks => 'late' });
	my $call = make({ to => $patient, message => 'late' })->{json};
	$in->story($call->{callSid});
	is(shown($call->{callSid})->{status}, 'queued', 'late: nothing is known yet');
	$in->release_late(order => 'reverse', twice => \1);
	is(ended($call->{callSid})->{status}, 'completed', 'then all');
	$in->script($patient, call => { status => 'completed' });
};

subtest 'the steps, by hand' => sub {
	my $path = '/api/twilio/voice/click';
	my $ref = $s->value('SELECT reference FROM calls WHERE reference IS NOT NULL ORDER BY call_id DESC LIMIT 1');
	my $line = '%2B18455550100';
	is($s->request(POST => $path, 'CallSid=CA1', { 'Content-Type' => 'application/x-www-form-urlencoded' })->{status}, 403, 'not Twilio');
	is_deeply($s->does($s->signed("$path?ref=$ref&step=accept&line=$line&called=%2B12125550142&limit=60&record=0&attempt=1&leg=assistant", { CallSid => $s->sid, Digits => '1' })), ["dial number $patient"], 'accepted');
	my @odd = ('', '?step=accept', "?step=accept&line=$line&called=x&attempt=1", '?step=what&limit=-5&attempt=99999999999', "?ref=nobody&step=dialled&line=$line", '?step=accept&line=%00&called=%ff', "?step=announce&line=$line");
	foreach my $query (@odd) {
		my $answer = $s->signed("$path$query", { CallSid => $s->sid, Digits => '1', From => $ours, To => $anna_phone });
		is($answer->{status}, 200, "an odd request ($query) gets TwiML");
		ok(!(grep { /dial/ } @{$s->does($answer)}), 'which calls nobody');
	}
};

subtest 'without the database' => sub {
	$in->settle;
	my $before = placed();
	$in->script($anna_phone, call => { status => 'completed', digits => ['1'], hold => 'ringing' });
	$s->routing($clinic, screen => \1, ringSeconds => 25);
	my $call = make({ to => $patient, assistantId => $assistant })->{json};
	$s->stop('mariadb');
	$s->is_problem(make({ to => $patient, message => 'a' }), 503, 'nobody is called');
	is(placed() - $before, 1, 'Twilio is not asked');
	$in->release($call->{callSid});
	my $story = story($call->{callSid});
	is_deeply([map { [@$_{qw(to status)}] } @{$story->{dialled}}], [[$patient, 'completed']], 'a call that is under way goes on');
	$s->start('mariadb');
	$s->wait_for('its facts come from the spool', sub { my $c = shown($call->{callSid}); ($c->{dialCallStatus} // '') eq 'answered' && $c->{status} eq 'completed' });
};

$s->end;
done_testing;
