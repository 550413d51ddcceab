#!/usr/bin/perl
# What AI agents' providers told us, and what they keep, goes as the words and the sound of other calls do.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($NUMBER, $ANN, $BOB, $KIM, $JOE) = ('+18455550101', '+12125550121', '+12125550122', '+12125550123', '+12125550124');
my $WORDS = 'Root canal on Tuesday';
my $SUMMARY = "$WORDS at 10 AM was booked for the patient.";
my $s = Switchboard->new(numbers => [$NUMBER], elevenlabs => 1, vapi => 1, conf => {ELEVENLABS_AGENTS => 'intake=agent_ours', RETENTION_RECORDINGS_DAYS => 30, RETENTION_TRANSCRIPTS_DAYS => 60});
my ($eleven, $vapi) = ($s->elevenlabs, $s->vapi);
my $clinic = $s->clinic('Hillside', forwardNumber => '+18455550199');
$s->connect($NUMBER, $clinic);
my ($anna, $owner, $stranger) = ($s->user(assistant => $clinic), $s->user(customer => $clinic), $s->user(customer => $s->clinic('Plainview')));
$s->secret($WORDS);
$s->heard($ANN, $BOB, $KIM, $JOE);

my $session = session($ANN, 'elevenlabs');
conversation('conv_ann', $ANN, $session);
my $called = session($BOB, 'vapi');
my $call = $vapi->call(type => 'outboundPhoneCall', status => 'ended', endedReason => 'customer-ended-call', assistantId => $s->setting('VAPI_ASSISTANT_ID'),
	assistantOverrides => {metadata => {session_id => $called}}, analysis => {summary => $SUMMARY}, artifact => {messages => [{role => 'user', message => $WORDS, secondsFromStart => 1}]})->{id};
is($vapi->deliver($s->url . '/api/voice/vapi', id => $call, type => $_)->{status}, 200, "$_ comes") foreach qw(status-update end-of-call-report end-of-call-report);
worked(vapi => $call);
conversation('conv_nobody', $KIM);
$s->wait_for('one fits nothing', sub { $s->value("SELECT 1 FROM unmatched_conversations WHERE conversation_id = 'conv_nobody'") });
is($s->value('SELECT description FROM tickets WHERE session_id = ?', $session), $WORDS, 'a ticket says what it is about');
is($s->value('SELECT evidence FROM bookings WHERE session_id = ?', $session), $WORDS, 'a booking, why it is there');

subtest 'young ones stay' => sub {
	age(29);
	retention();
	is_deeply([ledger()], [], 'nothing is deleted');
};

subtest 'the provider keeps it as long as recordings are kept' => sub {
	age(31);
	retention();
	$s->wait_for('both providers are done', sub { 2 == grep { $_->{status} eq 'done' } ledger() });
	is_deeply([sort map { "$_->{kind} $_->{sid} $_->{reason}" } ledger()], [sort 'conversation conv_ann retention', "conversation $call retention"], 'as the ledger says');
	is_deeply([map { $_->{conversation_id} } $eleven->conversations], ['conv_nobody'], 'it is gone at ElevenLabs, but what may be somebody else\'s');
	is_deeply([$vapi->calls], [], 'and at Vapi');
	is($s->api($anna, GET => "/api/sessions/$session/audio.mp3")->{status}, 404, 'its sound is not to be had');
	is($s->api($anna, GET => "/api/sessions/$session")->{json}{summary}, $SUMMARY, 'its words are here');
};

subtest 'its words go as transcripts do' => sub {
	age(61);
	retention();
	$s->wait_for('all is done', sub { 5 == grep { $_->{status} eq 'done' } ledger($s->admin) });
	foreach my $id ($session, $called) {
		$s->holds($s->api($anna, GET => "/api/sessions/$id")->{json}, {summary => undef, transcript => undef}, 'the session\'s');
	}
	is($s->value('SELECT description FROM tickets WHERE session_id = ?', $session), '', 'the ticket\'s');
	is($s->value('SELECT COUNT(*) FROM bookings WHERE evidence <> ?', ''), 0, 'the booking\'s');
	is($s->value('SELECT COUNT(*) FROM events WHERE body LIKE ?', "%$WORDS%"), 0, 'and each report as it came, also of what fitted nothing');
	is_deeply($s->api($s->admin, GET => '/api/sessions/unmatched')->{json}{items}, [], 'which nobody has to look at any more');
	is_deeply([map { $_->{conversation_id} } $eleven->conversations], ['conv_nobody'], 'nor to delete');
	is(scalar ledger($s->admin, 'kind=report'), 3, 'by kind');
};

subtest 'reports that come late' => sub {
	my $late = session($JOE, 'elevenlabs');
	conversation('conv_joe', $JOE, $late);
	is($eleven->deliver($s->url . '/api/voice/post_call', conversationId => 'conv_joe')->{status}, 200, 'a report comes twice');
	$eleven->fault(match => 'delete', mode => '500', times => 50);
	age(61);
	retention();
	my $entry = $s->wait_for('it was tried', sub { my ($e) = grep { $_->{sid} eq 'conv_joe' && $_->{attempts} } ledger($owner, 'kind=conversation'); $e });
	$s->holds($entry, {status => 'pending'}, 'where the provider fails');
	$eleven->clear_faults;
	ok($s->wait_for('it is gone', sub { $s->hasten('delete'); !grep { $_->{conversation_id} eq 'conv_joe' } $eleven->conversations }), 'it is tried again');
	is($s->value('SELECT COUNT(*) FROM events WHERE body LIKE ?', "%$WORDS%"), 0, 'and the repeat goes too');
};

subtest 'on request' => sub {
	my $asked = session($JOE, 'elevenlabs');
	$s->is_problem($s->api($owner, DELETE => "/api/sessions/$asked"), 409, 'one of which nothing was told yet');
	conversation('conv_asked', $JOE, $asked);
	$s->is_problem($s->api(undef, DELETE => "/api/sessions/$asked"), 401, 'not by nobody');
	$s->is_problem($s->api($anna, DELETE => "/api/sessions/$asked"), 403, 'not by an assistant');
	$s->is_problem($s->api($stranger, DELETE => "/api/sessions/$asked"), 404, 'not by another clinic');
	is($s->api($owner, DELETE => "/api/sessions/$asked")->{status}, 204, 'by its own') foreach 1 .. 2;
	$s->holds($s->api($anna, GET => "/api/sessions/$asked")->{json}, {summary => undef, transcript => undef, status => 'completed'}, 'what was said is gone');
	is($s->value('SELECT COUNT(*) FROM events WHERE body LIKE ?', "%$WORDS%"), 0, 'the report, too');
	is($s->value('SELECT description FROM tickets WHERE session_id = ?', $asked), '', 'and what a ticket says of it');
	ok($s->wait_for('it is gone', sub { !grep { $_->{conversation_id} eq 'conv_asked' } $eleven->conversations }), 'at ElevenLabs as well');
	is_deeply([sort map { "$_->{kind} $_->{reason} $_->{userId}" } grep { $_->{reason} eq 'request' } ledger()], ["conversation request $owner->{id}", "report request $owner->{id}"], 'as the ledger says');
	is($s->value("SELECT COUNT(*) FROM audit WHERE action = 'session-deleted'"), 2, 'and the audit log');
	$s->stop('mariadb');
	$s->is_problem($s->api($owner, DELETE => "/api/sessions/$asked"), 503, 'without the database');
	$s->start('mariadb');
};

subtest 'what cannot be read' => sub {
	$eleven->deliver($s->url . '/api/voice/post_call', body => qq({"type":"post_call_transcription","data":{"conversation_id":7,"said":"$WORDS"}}));
	$s->sql('UPDATE events SET at = at - INTERVAL 59 DAY WHERE subject IS NULL');
	retention();
	is($s->value('SELECT COUNT(*) FROM events WHERE body LIKE ?', "%$WORDS%"), 1, 'waits for a person');
	$s->sql('UPDATE events SET at = at - INTERVAL 2 DAY WHERE subject IS NULL');
	retention();
	is($s->value('SELECT COUNT(*) FROM events WHERE body LIKE ?', "%$WORDS%"), 0, 'but not for ever');
};

$s->end;
done_testing;

sub session($phone, $provider) {
	my $id = 'vs_' . join '', map { ('a' .. 'z')[rand 26] } 1 .. 26;
	$s->sql('INSERT INTO sessions (session_id, clinic_id, phone, agent_type, agent, provider, status, status_rank, call_sid, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, 4, NULL, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))', $id, $clinic->{id}, $phone, 'intake', 'agent_ours', $provider, 'in-progress');
	return $id;
}

sub conversation($id, $phone, $session = undef) {
	$eleven->conversation(conversation_id => $id, agent_id => 'agent_ours', status => 'done', audio => 'SUQz', transcript => [{role => 'user', message => $WORDS, time_in_call_secs => 1}],
		metadata => {start_time_unix_secs => time, call_duration_secs => 20, phone_call => {type => 'twilio', direction => 'outbound', agent_number => $NUMBER, external_number => $phone}},
		analysis => {transcript_summary => $SUMMARY, data_collection_results => {intent => {value => 'raise_ticket'}, ticket_subject => {value => 'Tooth'}, ticket_description => {value => $WORDS},
			appointment_booked => {value => \1, rationale => $WORDS}}},
		conversation_initiation_client_data => {dynamic_variables => {$session ? (session_id => $session) : ()}});
	is($eleven->deliver($s->url . '/api/voice/post_call', conversationId => $id)->{status}, 200, "$id is reported");
	worked(elevenlabs => $id) if $session;
}

sub worked($provider, $id) {
	$s->wait_for("$id is worked in", sub { $s->hasten('post-call');
		$s->value('SELECT clinic_id FROM events WHERE claim = ?', "$provider:post-call-transcription:$id") });
}

sub age($days) { $s->sql("UPDATE $_ SET created_at = UTC_TIMESTAMP(3) - INTERVAL ? DAY", $days) foreach qw(agent_conversations) }

sub retention() { return $s->run_job('retention') }

sub ledger($client = $owner, $query = '') { return $s->api($client, GET => "/api/deletions?limit=200&$query")->{json}{items}->@* }
