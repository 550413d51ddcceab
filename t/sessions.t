#!/usr/bin/perl
# AI sessions: initiate, connect, dial, status; simulation; whatever fails on the way, and nobody is called twice.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use MIME::Base64 qw(encode_base64);
use Switchboard;
use Test::More;

my ($LINE, $OTHER_LINE, $AGENT, $PATIENT) = ('+18455550100', '+18455550190', '+18455550150', '+12125550123');
my $SORRY = 'say We are sorry, our assistant cannot be reached right now. Please call us back. Goodbye.';
my $s = Switchboard->new(numbers => [$LINE, $OTHER_LINE], elevenlabs => 1,
	conf => {ELEVENLABS_AGENTS => "intake=$AGENT,intake=agent_intake,billing=agent_billing", ELEVENLABS_PHONE_NUMBER => '+18455550151'});
my $clinic = $s->clinic('Hillside', forwardNumber => '+18455550111');
my $other = $s->clinic('Riverside', forwardNumber => '+18455550112');
$s->connect($LINE, $clinic);
$s->connect($OTHER_LINE, $other);
my $anna = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $other);
my $twilio = $s->standin;

sub initiate($body, %headers) { return $s->api($anna, POST => '/api/calls/initiate', {phone => $PATIENT, agent_type => 'intake', %$body}, \%headers) }
sub session($id, $who = $anna) { return $s->api($who, GET => "/api/sessions/$id") }

# The stand-in's story of a call, once it has ended.
sub story($sid) { return $s->wait_for("call $sid has ended", sub { my $c = $twilio->order(GET => "calls/$sid?wait=5"); $c->{ended} ? $c : undef }) }
sub script(%h) { $twilio->script($_, call => $h{$_}) foreach sort keys %h }
sub calls() { return grep { $_->{direction} eq 'outbound-api' } @{$twilio->order(GET => 'calls')->{items}} }
sub dials($story) { return [map { "$_->{to} $_->{status} $_->{callerId}" } @{$story->{dialled} // []}] }
sub status_becomes($id, $status) {
	$s->wait_for("session is $status", sub { session($id)->{json}{status} eq $status });
	return is(session($id)->{json}{status}, $status, "the session is $status");
}

subtest 'from initiate to the end' => sub {
	script($PATIENT => 'completed', $AGENT => {status => 'completed', duration => 20});
	my $answer = initiate({});
	is($answer->{status}, 200, 'a call is initiated') or diag $answer->{body};
	my $json = $answer->{json};
	like($json->{session_id}, qr/\Avs_[a-z2-7]{26}\z/, 'it has a session');
	is_deeply([@$json{qw(status message)}, $json->{twilio_configured} ? 1 : 0, [sort keys %$json]],
		['queued', "Call initiated to $PATIENT", 1, [qw(call_sid message session_id status twilio_configured)]], 'exactly as its clients expect');
	my $story = story($json->{call_sid});
	is("$story->{from} $story->{to}", "$LINE $PATIENT", 'the clinic\'s number calls the patient');
	is_deeply(dials($story), ["$AGENT completed $PATIENT"], 'who is connected to the agent, with their own number as caller id');
	$s->sound($story);
	status_becomes($json->{session_id}, 'completed');
	my $session = session($json->{session_id})->{json};
	$s->holds($session, {id => $json->{session_id}, clinicId => $clinic->{id}, phone => $PATIENT, agentType => 'intake', callSid => $json->{call_sid}, provider => 'elevenlabs',
		conversationId => undef, transcript => undef}, 'the session');
	ok($session->{endedAt}, 'has ended');
	my $call = $s->api($anna, GET => "/api/twilio/call-logs/$json->{call_sid}")->{json};
	$s->holds($call, {callType => 'ai-session', sessionId => $json->{session_id}, direction => 'outbound', status => 'completed', dialCallStatus => 'answered', to => $PATIENT}, 'the call');
	is(scalar(() = calls()), 1, 'it is one call');
};

subtest 'bad input' => sub {
	$s->is_problem(initiate({agent_type => 'sales'}), 422, 'an agent that is none', 'agent_type');
	like(initiate({agent_type => 'sales'})->{body}, qr/intake, billing, default/, 'with those that are');
	$s->is_problem(initiate({phone => '12'}), 422, 'a phone that is none', 'phone');
	$s->is_problem(initiate({phone => $LINE}), 422, 'the clinic\'s own', 'phone');
	$s->is_problem(initiate({customer_id => 99999}), 422, 'a patient who is none', 'customer_id');
	$s->is_problem(initiate({phone => 'x', agent_type => 'y'}), 422, 'all at once', 'agent_type', 'phone');
	$s->is_problem(initiate({customer_id => {}}), 422, 'of another type', 'customer_id');
	$s->is_problem(initiate({customerId => 1}), 422, 'an unknown field', 'customerId');
	$s->is_problem($s->api($anna, POST => '/api/calls/initiate', {}), 422, 'nothing', 'agent_type', 'phone');
	is($s->api(undef, POST => '/api/calls/initiate', {})->{status}, 401, 'nobody may not');
	is($s->api($stranger, POST => "/api/calls/initiate?clinicId=$clinic->{id}", {phone => $PATIENT, agent_type => 'intake'})->{status}, 404, 'nor for another clinic');
	$s->is_problem($s->api($s->admin, POST => '/api/calls/initiate', {phone => $PATIENT, agent_type => 'intake'}), 422, 'an admin says for which', 'clinicId');
	is(scalar(() = calls()), 1, 'and nobody was called');
};

subtest 'patients' => sub {
	script($PATIENT => 'no-answer');
	$s->sql('INSERT INTO patients (patient_id, clinic_id, external_id, first_name, phone, language, created_at, updated_at) VALUES (701, ?, ?, ?, ?, ?, NOW(3), NOW(3))', $clinic->{id}, 'P-7', 'Zoë', $PATIENT, 'en-US');
	$s->sql('INSERT INTO patients (patient_id, clinic_id, external_id, first_name, phone, language, created_at, updated_at) VALUES (702, ?, ?, ?, ?, ?, NOW(3), NOW(3))', $other->{id}, 'P-8', 'Ann', $PATIENT, 'en-US');
	foreach my $id (701, '701', 'P-7', undef) {
		my $answer = initiate({customer_id => $id});
		is(session($answer->{json}{session_id})->{json}{patientId}, 701, 'found by ' . ($id // 'the number'));
		status_becomes($answer->{json}{session_id}, 'no-answer');
	}
	$s->is_problem(initiate({customer_id => $_}), 422, "another clinic's ($_) is none", 'customer_id') foreach 702, 'P-8';
	$s->sql('INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, ?, ?, NOW(3))', $clinic->{id}, '+12125550177', 'call', 'out');
	$s->is_problem(initiate({phone => '+12125550177'}), 422, 'who opted out is not called', 'phone');
	is($s->value('SELECT COUNT(*) FROM sessions WHERE phone = ?', '+12125550177'), 0, 'and no session is left');
};

subtest 'the agent cannot be reached' => sub {
	foreach my $how (qw(busy no-answer failed)) {
		script($PATIENT => 'completed', $AGENT => $how);
		my $json = initiate({})->{json};
		my $story = story($json->{call_sid});
		is_deeply(dials($story), ["$AGENT $how $PATIENT"], "$how");
		like($story->{said}[-1], qr/our assistant cannot be reached/, 'the patient is told');
		status_becomes($json->{session_id}, 'failed');
	}
};

subtest 'with the program down that hears of the Dial' => sub {
	my $sorry = 'We are sorry, we are having a technical problem. Goodbye.';
	script($PATIENT => 'completed', $AGENT => {status => 'completed', duration => 20});
	$s->stop('session-dial-status');
	my $json = initiate({})->{json};
	my $story = story($json->{call_sid});
	is_deeply(dials($story), ["$AGENT completed $PATIENT"], 'who has spoken with the agent is not put through to it again');
	is($story->{said}[-1], $sorry, 'but told that something failed');
	status_becomes($json->{session_id}, 'completed');
	$s->start('session-dial-status');
	my ($connect) = map { $_->{params}{Url} } reverse $twilio->requests(method => 'POST', resource => '/Calls');
	my ($path, $query) = $connect =~ m{\Ahttps?://[^/]+(/[^?]*)\?([^#]*)};
	$query =~ s/\bref=[^&]*/ref=/;		# of calls of their own
	my $unreached = 'say We are sorry, our assistant cannot be reached right now. Please call us back. Goodbye.';
	foreach my $told ([['hangup'], 'answered', 'completed', DialCallStatus => 'completed', DialBridged => 'true', DialCallDuration => 9], [["say $sorry", 'hangup'], undef, 'completed'],
		[["say $sorry", 'hangup'], undef, 'completed', DialCallStatus => 'completed'], [[$unreached, 'hangup'], 'busy', 'failed', DialCallStatus => 'busy']) {
		my ($does, $dialled, $status, %fields) = @$told;
		my $answer = $s->signed($path, {CallSid => my $sid = $s->sid, From => $LINE, To => $PATIENT, Direction => 'outbound-api', CallStatus => 'in-progress',
			ErrorCode => 11200, ErrorUrl => $connect =~ s{/connect/}{/dial_status/}r, %fields}, query => $query);
		my $name = 'where Twilio tells ' . (join(' ', map { "$_ $fields{$_}" } sort keys %fields) || 'nothing') . ' of the Dial';
		is_deeply($s->does($answer), $does, "$name, that decides");
		is($s->api($anna, GET => "/api/twilio/call-logs/$sid")->{json}{dialCallStatus}, $dialled, 'and is kept');
		status_becomes($json->{session_id}, $status);
	}
};

subtest 'the patient cannot be reached' => sub {
	foreach my $how (qw(busy no-answer)) {
		script($PATIENT => $how);
		my $json = initiate({})->{json};
		is_deeply(dials(story($json->{call_sid})), [], "$how: nobody else is dialled");
		my ($asked) = reverse $twilio->requests(method => 'POST', resource => '/Calls');
		is($asked->{params}{FallbackUrl}, $asked->{params}{Url}, 'a greeting that got lost is asked for again');
		status_becomes($json->{session_id}, $how);
	}
};

subtest 'register-call' => sub {
	$s->routing($clinic, forwardNumber => '+18455550111', aiAgentMode => 'register-call', aiAgentNumber => $AGENT);
	script($PATIENT => 'completed', $AGENT => {status => 'completed', duration => 20});
	my $json = initiate({})->{json};
	my $story = story($json->{call_sid});
	is(scalar @{$story->{connected} // []}, 1, 'the patient is connected to a stream');
	is_deeply(dials($story), [], 'and no number');
	my ($asked) = $s->elevenlabs->requests('register');
	$s->holds($asked->{body}, {agent_id => 'agent_intake', from_number => $LINE, to_number => $PATIENT, direction => 'outbound'}, 'the agent gets the call');
	my $variables = $asked->{body}{conversation_initiation_client_data}{dynamic_variables};
	is_deeply([@$variables{qw(session_id clinic_call_sid)}, length $variables->{clinic_call_ref}], [$json->{session_id}, $json->{call_sid}, 26], 'and what it is known by here');
	status_becomes($json->{session_id}, 'completed');
	foreach my $mode (qw(422 500 hang-before reset-after nonsense empty)) {
		$s->elevenlabs->fault(match => 'register', mode => $mode);
		$json = initiate({})->{json};
		is_deeply(dials(story($json->{call_sid})), ["$AGENT completed $PATIENT"], "$mode: its number is dialled");
		status_becomes($json->{session_id}, 'completed');
	}
	$json = initiate({agent_type => 'billing'})->{json};
	is(scalar @{story($json->{call_sid})->{connected} // []}, 1, 'an agent without a number');
	$s->elevenlabs->fault(match => 'register', mode => 500);
	$json = initiate({agent_type => 'billing'})->{json};
	like(story($json->{call_sid})->{said}[-1], qr/We are sorry/, 'who does not take the call: the patient is told');
	status_becomes($json->{session_id}, 'failed');
	$s->routing($clinic, forwardNumber => '+18455550111');
};

subtest 'Idempotency-Key' => sub {
	script($PATIENT => 'no-answer');
	my $before = () = calls();
	my @twice = map { initiate({}, 'Idempotency-Key' => 'once') } 1, 2;
	is($twice[1]{body}, $twice[0]{body}, 'the same answer');
	is(scalar(() = calls()), $before + 1, 'and one call');
	is(initiate({agent_type => 'billing'}, 'Idempotency-Key' => 'once')->{status}, 409, 'another body');
	my $id = $twice[0]{json}{session_id};
	$s->sql('DELETE FROM idempotency_keys');
	my $again = initiate({}, 'Idempotency-Key' => 'once');
	is($again->{json}{session_id}, $id, 'where the answer could not be kept, it is the same session');
	is(scalar(() = calls()), $before + 1, 'and still one call');
};

subtest 'Twilio refuses, or says nothing' => sub {
	my $before = () = calls();
	script($PATIENT => 'no-answer');
	foreach my $mode (qw(hang-after reset-after)) {
		$twilio->fault(match => 'POST /Calls', mode => $mode);
		my $answer = initiate({});
		is($answer->{status} . ' ' . $answer->{json}{status}, '202 unknown', "$mode: nobody knows") or diag $answer->{body};
		status_becomes($answer->{json}{session_id}, 'no-answer');
		ok(session($answer->{json}{session_id})->{json}{callSid}, 'its webhooks find the session all the same');
		is(scalar(() = calls()), ++$before, 'it is one call');
	}
	$twilio->fault(match => 'POST /Calls', mode => 404, code => 21211);
	my $answer = initiate({});
	$s->is_problem($answer, 422, 'a refusal is told', 'phone');
	is($answer->{json}{code} // $answer->{json}{providerCode}, 21211, 'with its code') or diag $answer->{body};
	is($s->value('SELECT c.status FROM sessions s JOIN calls c ON c.session_id = s.session_id ORDER BY s.position DESC LIMIT 1'), 'failed', 'and the call has failed');
	is($s->api($anna, GET => '/api/sessions?limit=1')->{json}{items}[0]{status}, 'failed', 'and the session');
	is(scalar(() = calls()), $before, 'there is none');
	$twilio->fault(match => 'POST /Calls', mode => 429, times => 9);
	is(initiate({}, 'Idempotency-Key' => 'later')->{status}, 502, 'where nothing was done') foreach 1 .. 2;
	$twilio->clear_faults;
	my @later = map { initiate({}, 'Idempotency-Key' => 'later') } 1 .. 2;
	is_deeply([map { $_->{status} } @later], [200, 200], 'it may be asked for again');
	$s->sql('DELETE FROM idempotency_keys');
	is(initiate({}, 'Idempotency-Key' => 'later')->{json}{session_id}, $later[0]{json}{session_id}, 'and again');
	is(scalar(() = calls()), $before + 1, 'it is one call');
};

# What is due a while after a call was asked for is due now.
sub hurry() {
	$s->sql(q{UPDATE calls SET asked_at = asked_at - INTERVAL 3 MINUTE WHERE call_sid IS NULL AND asked_at IS NOT NULL});
	$s->hasten('place-call');
	return 1;
}

subtest 'killed in the middle' => sub {
	script($PATIENT => 'no-answer');
	foreach my $mode (qw(hang-after hang-before)) {
		my $before = () = calls();
		my $sessions = $s->value('SELECT COUNT(*) FROM sessions');
		$twilio->fault(match => 'POST /Calls', mode => $mode);
		my $asked = scalar(grep { $_->{method} eq 'POST' } $twilio->requests);
		my $first = $s->begin(sub { initiate({}, 'Idempotency-Key' => "killed-$mode") });
		$s->wait_for('Twilio was asked', sub { grep({ $_->{method} eq 'POST' } $twilio->requests) > $asked });
		$s->end_process('calls-initiate', $s->pids('calls-initiate'));
		$first->();
		is($s->value('SELECT COUNT(*) FROM sessions'), ++$sessions, "$mode: the session is on record");
		my $id = $s->value('SELECT session_id FROM sessions ORDER BY position DESC LIMIT 1');
		$s->wait_for('the job has found out', sub { hurry(); !$s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'place-call' AND state = 'due'}) });
		status_becomes($id, 'no-answer');
		$s->sql('DELETE FROM idempotency_keys');
		my $again = initiate({}, 'Idempotency-Key' => "killed-$mode");
		is($again->{json}{session_id}, $id, 'the same request again is the same session') or diag $again->{body};
		is(scalar(() = calls()), $before + 1, 'and the patient was called once');
		is($s->value('SELECT COUNT(*) FROM sessions'), $sessions, 'no second session is there');
	}
};

subtest 'webhooks' => sub {
	script($PATIENT => 'no-answer');
	my $json = initiate({})->{json};
	my ($id, $sid) = @$json{qw(session_id call_sid)};
	my %fields = (CallSid => $sid, From => $LINE, To => $PATIENT, Direction => 'outbound-api');
	my $ref = $s->value('SELECT reference FROM calls WHERE call_sid = ?', $sid);
	status_becomes($id, 'no-answer');
	foreach my $path ("connect/$id", "status/$id", "dial_status/$id") {
		is($s->signed("/api/twilio/$path", {%fields, CallStatus => 'in-progress'}, sign => 'wrong')->{status}, 403, "$path: not Twilio's");
	}
	$s->signed("/api/twilio/status/$id", {%fields, CallStatus => 'ringing', SequenceNumber => 1}, query => "ref=$ref&agent=intake") foreach 1, 2;
	is(session($id)->{json}{status}, 'no-answer', 'late ones move nothing back');
	my @same = map { $s->signed("/api/twilio/connect/$id", {%fields, CallStatus => 'in-progress'}, query => "ref=$ref&agent=intake") } 1, 2;
	is($same[1]{body}, $same[0]{body}, 'connect gives the same twice');
	is_deeply($s->does($same[0]), ["dial number $AGENT"], 'the agent');
	$s->routing($clinic, consentAnnouncement => 'This call is recorded.');
	my ($say) = $s->verbs($s->signed("/api/twilio/connect/$id", {%fields, CallStatus => 'in-progress'}, query => "ref=$ref&agent=intake"));
	is_deeply($say->{attr}, {voice => 'alice', language => 'en-US'}, 'what the clinic announces is spoken as in its other calls');
	$s->routing($clinic);
	is_deeply($s->does($s->signed("/api/twilio/connect/$id", {%fields}, query => "ref=$ref&agent=gone")), ['say We are sorry, we are having a technical problem. Goodbye.', 'hangup'],
		'an agent that the settings do not have any more');
	is_deeply($s->does($s->signed("/api/twilio/connect/x", {CallSid => 'y' x 70})), ['say We are sorry, we are having a technical problem. Goodbye.', 'hangup'], 'odd fields');
	is_deeply($s->does($s->signed("/api/twilio/dial_status/$id", {%fields, DialCallStatus => 'completed', DialBridged => 'true'}, query => "ref=$ref")), ['hangup'], 'they have talked');
	is_deeply($s->does($s->signed("/api/twilio/dial_status/$id", {%fields, DialCallStatus => 'busy'}, query => "ref=$ref")), [$SORRY, 'hangup'], 'a busy agent');
	my $late = initiate({})->{json};
	my %late = (CallSid => $late->{call_sid}, From => $LINE, To => $PATIENT, Direction => 'outbound-api');
	$s->signed("/api/twilio/status/$late->{session_id}", {%late, CallStatus => 'completed', SequenceNumber => 3}, query => 'agent=intake');
	$s->signed("/api/twilio/dial_status/$late->{session_id}", {%late, DialCallStatus => 'no-answer', DialCallSid => $s->sid}, query => 'agent=intake');
	status_becomes($late->{session_id}, 'failed');
	is($s->signed('/api/twilio/status/vs_none', {%fields, CallSid => $s->sid, CallStatus => 'completed'})->{status}, 204, 'a session that is none is on record');
};

subtest 'lists' => sub {
	my $all = $s->api($anna, GET => '/api/sessions?limit=200')->{json}{items};
	ok(@$all > 10, 'sessions');
	my $page = $s->api($anna, GET => '/api/sessions?limit=2')->{json};
	is_deeply([map { $_->{id} } @{$page->{items}}], [map { $_->{id} } @$all[0, 1]], 'a page');
	is($s->api($anna, GET => "/api/sessions?limit=2&cursor=$page->{next}")->{json}{items}[0]{id}, $all->[2]{id}, 'and the next');
	my $count = sub($query) { return scalar @{$s->api($anna, GET => "/api/sessions?limit=200&$query")->{json}{items}} };
	is($count->('agentType=billing'), scalar(grep { $_->{agentType} eq 'billing' } @$all), 'by agent');
	is($count->('status=failed'), scalar(grep { $_->{status} eq 'failed' } @$all), 'by status');
	is($count->('patientId=701'), scalar(grep { ($_->{patientId} // 0) == 701 } @$all), 'by patient');
	is($count->('phone=(212)%20555-0123'), scalar @$all, 'by phone');
	is($count->('since=2099-01-01'), 0, 'by time');
	like($s->api($anna, GET => '/api/sessions?format=csv')->{body}, qr/\Aid,clinicId,patientId,phone,agentType,status,/, 'as CSV');
	$s->is_problem($s->api($anna, GET => '/api/sessions?status=odd'), 422, 'a status that is none', 'status');
	is_deeply($s->api($stranger, GET => '/api/sessions')->{json}{items}, [], 'another clinic has none');
	is($s->api(undef, GET => '/api/sessions')->{status}, 401, 'nobody sees them');
	is(session($all->[0]{id}, $stranger)->{status}, 404, 'nor one');
	is(session('vs_none')->{status}, 404, 'one that is none');
};

subtest 'sound' => sub {
	my ($id) = map { $_->{id} } @{$s->api($anna, GET => '/api/sessions?status=completed&limit=1')->{json}{items}};
	my $bytes = join '', map { chr($_ % 251) } 0 .. 99_999;
	my $path = "/api/sessions/$id/audio.mp3";
	is($s->api($anna, GET => $path)->{status}, 404, 'without a conversation there is none');
	$s->elevenlabs->conversation(conversation_id => 'conv_sound', audio => encode_base64($bytes));
	$s->sql('UPDATE sessions SET conversation_id = ?, has_audio = 1 WHERE session_id = ?', 'conv_sound', $id);
	my $whole = $s->api($anna, GET => $path);
	is($whole->{status} . ' ' . $whole->{headers}{'content-type'}, '200 audio/mpeg', 'it is given');
	ok($whole->{body} eq $bytes, 'as it is there');
	foreach my $ranges (undef, 1) {
		$s->elevenlabs->settings(ranges => $ranges);
		my $part = $s->api($anna, GET => $path, undef, {Range => 'bytes=100-199'});
		is_deeply([$part->{status}, $part->{headers}{'content-range'}, $part->{body} eq substr $bytes, 100, 100], [206, 'bytes 100-199/100000', 1], 'a part of it');
		is($s->api($anna, GET => $path, undef, {Range => 'bytes=100000-'})->{status}, 416, 'what is none of it');
	}
	is($s->value('SELECT COUNT(*) FROM audit WHERE action = ? AND object = ?', 'recording-played', "session $id"), 3, 'each listening is in the audit log');
	is($s->api($stranger, GET => $path)->{status}, 404, 'not for another clinic');
	is($s->api(undef, GET => $path)->{status}, 401, 'nor for nobody');
	foreach my $case ([404, 404], [401, 502], [429, 502], [500, 502], ['reset-before', 504], ['nonsense', 502], ['empty', 502]) {
		$s->elevenlabs->fault(match => 'audio', mode => $case->[0], times => 5);	# a GET may be sent again, where its kept connection is gone
		my $answer = $s->api($anna, GET => $path);
		$s->elevenlabs->clear_faults;
		is($answer->{status}, $case->[1], "the provider: $case->[0]");
	}
};

subtest 'the database is away' => sub {
	my $json = do { script($PATIENT => 'completed', $AGENT => {status => 'completed', duration => 5}); initiate({})->{json} };
	status_becomes($json->{session_id}, 'completed');
	$s->stop('mariadb');
	is(initiate({})->{status}, 503, 'nobody is called');
	is(session($json->{session_id})->{status}, 503, 'nothing is shown');
	my $ref = 'a' x 26;
	my %fields = (CallSid => $json->{call_sid}, From => $LINE, To => $PATIENT, Direction => 'outbound-api');
	is_deeply($s->does($s->signed("/api/twilio/connect/$json->{session_id}", {%fields, CallStatus => 'in-progress'}, query => "ref=$ref&agent=intake")), ["dial number $AGENT"], 'who was called gets the agent');
	is_deeply($s->does($s->signed("/api/twilio/dial_status/$json->{session_id}", {%fields, DialCallStatus => 'busy', DialCallSid => $s->sid}, query => "ref=$ref&agent=intake")), [$SORRY, 'hangup'], 'or a sentence');
	is($s->signed("/api/twilio/status/$json->{session_id}", {%fields, CallStatus => 'completed', SequenceNumber => 9}, query => "ref=$ref&agent=intake")->{status}, 204, 'its state is spooled');
	$s->start('mariadb');
	status_becomes($json->{session_id}, 'failed');
};

$s->end;
done_testing;
