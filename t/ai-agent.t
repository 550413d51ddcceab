#!/usr/bin/perl
# A caller is handed to the AI agent by register-call: what the agent gets, what is relayed, and what happens where the agent does not take the call.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($LINE, $FRONT, $AGENT, $PATIENT) = ('+18455550100', '+18455550111', '+18455550150', '+12125550123');
my $s = Switchboard->new(numbers => [$LINE], elevenlabs => 1, conf => {ELEVENLABS_AGENTS => "intake=$AGENT,intake=agent_intake,default=agent_default"});
my $clinic = $s->clinic('Hillside', forwardNumber => $FRONT, open => {policy => 'ai-agent'}, aiAgentMode => 'register-call', aiAgentNumber => $AGENT,
	consentAnnouncement => 'This call is recorded.');
$s->connect($LINE, $clinic);

sub call(%more) { return $s->call(from => $PATIENT, to => $LINE, %more) }
sub row($story) { return $s->api($s->admin, GET => "/api/twilio/call-logs/$story->{callSid}")->{json} }
sub dials($story) { return [map { "$_->{to} $_->{status} $_->{callerId}" } @{$story->{dialled}}] }

subtest 'the agent takes it' => sub {
	my $story = call();
	is(scalar @{$story->{connected} // []}, 1, 'the caller is connected to a stream');
	my ($asked) = $s->elevenlabs->requests('register');
	is_deeply($asked->{body}, {agent_id => 'agent_intake', from_number => $PATIENT, to_number => $LINE, direction => 'inbound', conversation_initiation_client_data => {
		dynamic_variables => {session_id => '', clinic_call_ref => $story->{callSid}, clinic_call_sid => $story->{callSid}}}}, 'the agent of the number is asked, with our references');
	my ($conversation) = $s->elevenlabs->conversations;
	is($story->{connected}[0]{parameters}{conversation_id}, $conversation->{conversation_id}, 'to this conversation, unchanged');
	is_deeply(dials($story), [], 'nobody is dialled');
	$s->holds(row($story), {dialCallStatus => 'answered', status => 'completed', direction => 'inbound'}, 'the call was answered');
};

foreach my $case (['refuses', 422], ['has no time', 429], ['fails', 500], ['says nonsense', 'nonsense'], ['says nothing', 'empty'], ['says too much', 'huge'], ['hangs', 'hang-before'],
	['hangs having done it', 'hang-after'], ['resets the connection', 'reset-after']) {
	subtest "it $case->[0]" => sub {
		$s->elevenlabs->fault(match => 'register', mode => $case->[1]);
		my $story = call(answers => {$AGENT => 'completed'});
		is_deeply(dials($story), ["$AGENT completed $PATIENT"], 'its number is dialled, with the caller\'s number');
		is_deeply($story->{connected} // [], [], 'and no stream');
		$s->holds(row($story), {dialCallStatus => 'answered'}, 'that was answered');
	};
}

subtest 'nor does its number answer' => sub {
	$s->elevenlabs->fault(match => 'register', mode => 500);
	my $story = call(answers => {$AGENT => 'busy'});
	is_deeply(dials($story), ["$AGENT busy $PATIENT"], 'it is dialled once');
	like($story->{said}[-1], qr/leave a message|Thank you/, 'then the clinic\'s fallback: voicemail');
	is(scalar(grep { $_->{operation} eq 'register' } $s->elevenlabs->requests), 11, 'the agent was asked once a call');
};

subtest 'an agent without a number' => sub {
	$s->routing($clinic, open => {policy => 'ai-agent'}, aiAgentMode => 'register-call');
	my $story = call();
	is(($s->elevenlabs->requests('register'))[-1]{body}{agent_id}, 'agent_default', 'the default agent is asked');
	is(scalar @{$story->{connected}}, 1, 'and takes it');
	$s->elevenlabs->fault(match => 'register', mode => 500);
	$story = call();
	is_deeply(dials($story), [], 'where it does not, there is nobody to dial');
	like(join(' ', @{$story->{said}}), qr/leave a message/, 'but a message to leave');
	my $preview = $s->api($s->admin, POST => "/api/clinics/$clinic->{id}/routing/preview", {at => '2026-07-01T12:00:00Z', to => $LINE, from => $PATIENT})->{json};
	is_deeply([map { "$_->{do} $_->{what}" } @{$preview->{steps}}], ['dial the AI agent'], 'as preview shows');
	like("@{$preview->{why}}", qr/registered with the AI agent/, 'and says');
};

subtest 'as a fallback' => sub {
	$s->routing($clinic, forwardNumber => $FRONT, open => {policy => 'forward'}, fallback => 'ai-agent', aiAgentMode => 'register-call', aiAgentNumber => $AGENT);
	my $story = call(answers => {$FRONT => 'no-answer'});
	is_deeply(dials($story), ["$FRONT no-answer $LINE"], 'the front desk first');
	is(scalar @{$story->{connected} // []}, 1, 'then the agent');
	$s->holds(row($story), {dialCallStatus => 'answered'}, 'who answered');
	$s->stop('voice-agent');
	$story = call(answers => {$FRONT => 'no-answer'}, trouble => [11200]);
	$s->start('voice-agent');
	is_deeply(dials($story), ["$FRONT no-answer $LINE"], 'with the program that asks it down, the front desk is not rung again');
	like($story->{said}[0], qr/leave a message/, 'but there is a message to leave');
};

subtest 'with the program that asks it down, before anybody was dialled' => sub {
	$s->routing($clinic, forwardNumber => $FRONT, open => {policy => 'ai-agent'}, fallback => 'ai-agent', aiAgentMode => 'register-call', aiAgentNumber => $AGENT);
	$s->stop('voice-agent');
	my $story = call(answers => {$FRONT => 'no-answer'}, trouble => [11200, 11200]);
	$s->start('voice-agent');
	is_deeply([map { s/ \S+\z//r } dials($story)->@*], ["$FRONT no-answer"], 'the front desk is rung, once');
	like($story->{said}[-1], qr/leave a message|Thank you/, 'and then there is a message to leave');
};

subtest 'who may ask' => sub {
	my %fields = (CallSid => $s->sid, From => $PATIENT, To => $LINE, CallStatus => 'in-progress', Direction => 'inbound');
	is($s->signed('/api/twilio/voice/agent', \%fields, sign => 'wrong')->{status}, 403, 'Twilio alone');
	is($s->signed('/api/twilio/voice/agent', {%fields, AccountSid => 'AC' . '0' x 32})->{status}, 403, 'and for our account');
	my $asked = $s->elevenlabs->requests('register');
	my @twice = map { $s->signed('/api/twilio/voice/agent', \%fields, query => 'open=1&dialled=ai-agent') } 1, 2;
	is_deeply([map { $_->{status} } @twice], [200, 200], 'twice is fine');
	is($s->value('SELECT COUNT(*) FROM events WHERE subject = ? AND claim IS NOT NULL', $fields{CallSid}), 1, 'and counts once');
	my $odd = $s->signed('/api/twilio/voice/agent', {CallSid => 'x' x 70, To => $LINE, From => 'Anonymous'});
	is($odd->{status}, 200, 'odd fields get TwiML all the same');
	$s->does($odd);
	is_deeply($s->does($s->signed('/api/twilio/voice/agent', {%fields, To => '+18455559999'})), ['say We are sorry, nobody can take your call right now. Please call again later. Goodbye.', 'hangup'],
		'a number that is nobody\'s');
};

subtest 'what the settings must have' => sub {
	my $answer = $s->api($s->admin, PUT => "/api/clinics/$clinic->{id}/routing", {aiAgentMode => 'registered'});
	$s->is_problem($answer, 422, 'a mode that is none', 'aiAgentMode');
	is($s->api($s->admin, GET => "/api/clinics/$clinic->{id}/routing")->{json}{aiAgentMode}, 'register-call', 'the mode is given back');
};

subtest 'the database is away' => sub {
	$s->stop('mariadb');
	my $story = call(answers => {$FRONT => 'no-answer'});
	is(scalar @{$story->{connected} // []}, 1, 'the agent takes calls as ever');
	$s->elevenlabs->fault(match => 'register', mode => 500) foreach 1, 2;
	my $missed = call(answers => {$AGENT => 'busy'}, record => {seconds => 7});
	is_deeply(dials($missed), ["$AGENT busy $PATIENT"], 'where it does not, its number is dialled, and is busy');
	my $dialled = call(answers => {$AGENT => 'completed'});
	$s->start('mariadb');
	ok($s->wait_for('the spool is empty', sub { !(() = glob $s->setting('SPOOL_DIR') . '/new/*') }), 'the spool empties');
	my $on_record = sub ($call) { $s->row('SELECT dial_call_status, dial_bridged, answered_at IS NOT NULL AS answered, outcome FROM calls WHERE call_sid = ?', $call->{callSid}) };
	$s->holds($on_record->($story), {dial_call_status => 'answered', dial_bridged => 1, answered => 1, outcome => undef}, 'what it took was answered');
	$s->holds($on_record->($missed), {dial_call_status => 'busy', dial_bridged => 0, answered => 0, outcome => 'voicemail'}, 'what nobody took was not, and left a message');
	$s->holds($on_record->($dialled), {dial_call_status => 'answered', dial_bridged => 1, answered => 1, outcome => undef}, 'what was taken at its number was');
};

$s->end;
done_testing;
