#!/usr/bin/perl
# What the API answers has the shapes of its reference: every member is there, is named, and is what it is said to be.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Reference;
use Switchboard;
use Test::More;

my ($NUMBER, $ANN, $DESK, $ZOE) = ('+18455550101', '+12125550121', '+19145550201', '+19145550202');
my $SUMMARY = 'Ann asked for a cleaning, and the clinic booked her in for Tuesday, November 24 at 9:00 AM.';
my $s = Switchboard->new(numbers => [$NUMBER], intelligence => 1, openai => ['ANALYZE_URL'], conf => {ANALYZE_MODEL => 'gpt-4o-mini'});
my ($twilio, $openai) = ($s->standin, $s->openai);
my $clinic = $s->clinic('Hillside', forwardNumber => $DESK, timezone => 'America/New_York', transcription => 'both', recording => \1);
$s->connect($NUMBER, $clinic);
my ($assistant, $customer) = map { $s->user($_ => $clinic) } qw(assistant customer);
my $reference = Reference->new($s->request(GET => '/api/openapi.json')->{body});
$s->secret('asked for a cleaning', 'You are booked', 'Please call me');

subtest 'the judge' => sub {
	my $answer = sub ($json, $status = 200) { return {status => $status, headers => {'content-type' => 'application/json'}, json => $json, body => 'x'} };
	my @health = (GET => '/api/twilio/health');
	my %good = (status => 'ok', twilio_configured => JSON::PP::true, elevenlabs_number_configured => JSON::PP::false,
		elevenlabs_webhook_configured => JSON::PP::false, vapi_webhook_configured => JSON::PP::false, database => JSON::PP::true,
		snapshot => {version => 1, ageSeconds => undef}, spool => {waiting => 0, bad => 0});
	is_deeply([$reference->faults(@health, $answer->({%good}))], [], 'lets pass what is right');
	is_deeply([$reference->faults(@health, $answer->({%good, status => 'odd'}))], ['/status is "odd"'], 'but no other word');
	is_deeply([$reference->faults(@health, $answer->({%good, database => 1}))], ['/database is of type integer'], 'nor type');
	is_deeply([$reference->faults(@health, $answer->({%good, more => 1}))], ['/more is not in the reference'], 'nor member');
	delete $good{database};
	is_deeply([$reference->faults(@health, $answer->({%good}))], ['/database is missing'], 'nor one less');
	is_deeply([$reference->faults(@health, $answer->({%good}, 201))], ['nothing is promised for 201'], 'nor status');
};

# One call with everything that a call can have, a voicemail, and one of which nothing is known.
$openai->say(chat => answers => [{content => {summary => $SUMMARY, intent => 'book_appointment', intent_confidence => 'high', sentiment => 'positive', action_items => ['Send the form.'],
	appointment => {status => 'booked', existing => 'none', confidence => 'high', evidence => 'You are booked', stated_time => 'Tuesday, November 24 at 9:00 AM'}}}]);
my $sid = $s->sid;
$twilio->transcript(callSid => $sid, sentences => [{channel => 1, text => 'I would like a cleaning.', start => 0, end => 2}, {channel => 2, text => 'You are booked for Tuesday, November 24 at 9:00 AM.', start => 3, end => 5}],
	operators => [{text => $SUMMARY}]);
$s->call(callSid => $sid, from => $ANN, to => $NUMBER, answers => {$DESK => {status => 'completed', duration => 40}}, transcription => [{track => 'inbound_track', text => 'I would like a cleaning.'}]);
$s->wait_for('the call is looked into', sub { $s->value("SELECT detected_by = 'model' AND transcript_sid IS NOT NULL FROM calls WHERE call_sid = ?", $sid) });
$s->routing($clinic, open => {policy => 'voicemail'}, transcription => 'realtime');
my $left = $s->call(from => $ANN, to => $NUMBER, record => {seconds => 8, hangup => \1, transcription => 'Please call me back.'})->{callSid};
$s->wait_for('the voicemail is written down', sub { $s->value('SELECT transcript FROM voicemails WHERE call_sid = ?', $left) });
my $bare = $s->sid;
$s->signed('/api/twilio/voice/status-callback', {CallSid => $bare, CallStatus => 'completed'});
my $coming = $s->sid;
$s->signed('/api/twilio/voice/incoming', {CallSid => $coming, From => 'anonymous', To => $NUMBER, CallStatus => 'ringing', Direction => 'inbound'});
$s->sql('INSERT INTO transcripts (clinic_id, call_sid, source, status, created_at) VALUES (?, ?, ?, ?, NOW(3))', $clinic->{id}, $coming, 'twilio-intelligence', 'unknown');

subtest 'calls' => sub {
	right($assistant, '/api/twilio/call-logs');
	right($assistant, '/api/twilio/calls');
	right($assistant, '/api/twilio/call-logs?q=cleaning');
	right($s->admin, '/api/twilio/call-logs');
	foreach my $one ([$assistant, $sid], [$assistant, $left], [$s->admin, $bare], [$assistant, $coming]) {
		my ($who, $call) = @$one;
		right($who, "/api/twilio/call-logs/$call", '/api/twilio/call-logs/{callSid}');
		right($who, "/api/twilio/call-logs/$call/summary", '/api/twilio/call-logs/{callSid}/summary');
	}
	my $call = $s->api($assistant, GET => "/api/twilio/call-logs/$sid")->{json};
	ok($call->{$_}, "with its $_") foreach qw(booking transcript analysis intent recordingUrl summaryText startsAt);
	my $changed = $s->api($assistant, PATCH => "/api/twilio/call-logs/$sid", {notes => 'Called back.', tags => ['new']});
	is_deeply([$reference->faults(PATCH => '/api/twilio/call-logs/{callSid}', $changed)], [], 'notes and tags');
	my ($recording) = map { $_->{sid} } @{$call->{recordings}};
	right($assistant, "/api/twilio/recordings/$recording", '/api/twilio/recordings/{sid}');
	is($s->api($customer, DELETE => "/api/twilio/recordings/$recording")->{status}, 204, 'a recording is deleted');
	right($assistant, "/api/twilio/recordings/$recording", '/api/twilio/recordings/{sid}');
	right($assistant, "/api/twilio/call-logs/$sid", '/api/twilio/call-logs/{callSid}');
	right($customer, '/api/deletions');
};

subtest 'patients' => sub {
	my $made = $s->api($assistant, POST => '/api/patients', {firstName => 'Ann', phone => $ANN, language => 'hindi', optedOut => \1});
	is_deeply([$reference->faults(POST => '/api/patients', $made)], [], 'one is made');
	right($assistant, '/api/patients');
	right($assistant, "/api/patients/$made->{json}{id}", '/api/patients/{id}');
	is_deeply([$reference->faults(PATCH => '/api/patients/{id}', $s->api($assistant, PATCH => "/api/patients/$made->{json}{id}", {externalId => 'A-1', email => 'ann@example.test'}))], [], 'and changed');
	my $file = $s->api($assistant, POST => '/api/patients/import', \"phone,firstName,externalId\n$ANN,Ann,A-1\n12,Bad,\n914 555 0299,New,\n", {'Content-Type' => 'text/csv'});
	is_deeply([$reference->faults(POST => '/api/patients/import', $file)], [], 'a file');
	$s->sql('UPDATE calls SET patient_id = ? WHERE call_sid = ?', $made->{json}{id}, $sid);
	right($assistant, "/api/twilio/call-logs/$sid", '/api/twilio/call-logs/{callSid}');
};

subtest 'texts' => sub {
	$s->standin->sms(from => $ANN, to => $NUMBER, body => 'Where can I park?');
	is_deeply([$reference->faults(POST => '/api/twilio/send-sms', $s->api($assistant, POST => '/api/twilio/send-sms', {to => $ZOE, body => 'Behind the house.'}))], [], 'one is sent');
	right($assistant, $_) foreach qw(/api/twilio/sms /api/conversations);
	my ($came) = grep { $_->{direction} eq 'inbound' } @{$s->api($assistant, GET => '/api/twilio/sms')->{json}{items}};
	$s->is_problem(my $late = $s->api($assistant, POST => "/api/twilio/sms/$came->{id}/cancel", {}), 409, 'what came in cannot be called off');
	is_deeply([$reference->faults(POST => '/api/twilio/sms/{id}/cancel', $late)], [], 'as the reference promises');
	my ($thread) = map { $_->{id} } @{$s->api($assistant, GET => '/api/conversations?phoneNumber=' . $ANN =~ s/\+/%2B/r)->{json}{items}};
	my $whole = $s->api($assistant, GET => "/api/conversations/$thread")->{json};
	ok(scalar(grep { $_->{type} eq 'message' } @{$whole->{items}}), 'a conversation with a text');
	right($assistant, "/api/conversations/$thread", '/api/conversations/{id}');
};

subtest 'and the rest' => sub {
	is_deeply([$reference->faults(POST => '/api/assistants', $s->api($customer, POST => '/api/assistants', {name => 'Zoe', phone => $ZOE}))], [], 'an assistant is made');
	is_deeply([$reference->faults(POST => '/api/assistants', $s->api($customer, POST => '/api/assistants', {name => 'Zoe', phone => $ZOE}))], [], 'and not once more');
	right($customer, $_) foreach qw(/api/assistants /api/voicemails /api/tasks /api/auth/me /api/clinics);
	right($assistant, '/api/voicemails/' . $s->value('SELECT MAX(voicemail_id) FROM voicemails'), '/api/voicemails/{id}');
	right($assistant, '/api/tasks/' . $s->value('SELECT MAX(task_id) FROM tasks'), '/api/tasks/{id}');
	right($customer, "/api/clinics/$clinic->{id}/routing", '/api/clinics/{id}/routing');
	$s->sql("INSERT INTO unmatched_conversations (provider, conversation_id, reason, created_at) VALUES ('vapi', 'c', 'None fits.', NOW(3))");
	right($s->admin, $_) foreach qw(/api/users /api/twilio/numbers /api/twilio/health /api/sessions/unmatched);
	my $preview = $s->api($customer, POST => "/api/clinics/$clinic->{id}/routing/preview", {at => '2026-07-01T12:00:00Z'});
	is_deeply([$reference->faults(POST => '/api/clinics/{id}/routing/preview', $preview)], [], 'a preview');
	$s->is_problem(my $gone = $s->api($assistant, GET => '/api/twilio/call-logs/CAnone'), 404, 'what is not there');
	is_deeply([$reference->faults(GET => '/api/twilio/call-logs/{callSid}', $gone)], [], 'is a problem as it is described');
};

$s->end;
done_testing;

sub right($client, $target, $path = $target =~ s/\?.*//r) {
	my $answer = $s->api($client, GET => $target);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is_deeply([$reference->faults(GET => $path, $answer)], [], "GET $path") or diag($answer->{body});
}
