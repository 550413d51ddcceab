#!/usr/bin/perl
# Reports that never came: found in the providers' lists, and worked in once.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Switchboard;
use Test::More;

my ($NUMBER, $AGENT, $ANN, $BOB, $KIM) = ('+18455550101', '+18455550111', '+12125550121', '+12125550122', '+12125550123');
my $s = Switchboard->new(numbers => [$NUMBER], elevenlabs => 1, vapi => 1, conf => {ELEVENLABS_PHONE_NUMBER => $AGENT, ELEVENLABS_AGENTS => 'intake=agent_ours'});
my ($eleven, $vapi) = ($s->elevenlabs, $s->vapi);
my $clinic = $s->clinic('Hillside', forwardNumber => '+18455550199');
$s->connect($NUMBER, $clinic);
$s->heard($ANN, $BOB, $KIM, $AGENT);

subtest 'ElevenLabs' => sub {
	my ($session, $sid) = session($ANN, 'elevenlabs');
	my ($open) = session($BOB, 'elevenlabs');
	my ($known) = session($KIM, 'elevenlabs');
	conversation('conv_lost', $session);
	conversation('conv_goes_on', $open, status => 'in-progress');
	conversation('conv_theirs', undef, agent_id => 'agent_theirs');
	conversation('conv_known', $known);
	is($eleven->deliver($s->url . '/api/voice/post_call', conversationId => 'conv_known')->{status}, 200, 'one report comes');
	worked('elevenlabs', 'conv_known');
	$eleven->clear_requests;
	reconcile();
	worked('elevenlabs', 'conv_lost');
	$s->holds($s->row('SELECT * FROM sessions WHERE session_id = ?', $session), {status => 'completed', conversation_id => 'conv_lost', summary => 'Fine.'}, 'the lost one is worked in');
	is_deeply([map { $_->{path} =~ m{/([^/]+)\z} } $eleven->requests('get')], ['conv_lost'], 'and nothing else was fetched');
	is($s->value("SELECT COUNT(*) FROM events WHERE subject LIKE '%conv_theirs%' OR subject LIKE '%goes_on%'"), 0, 'what goes on, or is another\'s, is left alone');
	is($eleven->deliver($s->url . '/api/voice/post_call', conversationId => 'conv_lost')->{status}, 200, 'its report comes late');
	reconcile();
	is($s->value('SELECT COUNT(*) FROM provider_usage WHERE call_sid = ?', $sid), 1, 'and counts no second time');
	conversation('conv_goes_on', $open, status => 'done');
	reconcile();
	worked('elevenlabs', 'conv_goes_on');
};

subtest 'an old session' => sub {
	my ($session) = session('+12125550131', 'elevenlabs');
	$s->sql("UPDATE sessions SET conversation_id = 'conv_old', status = 'completed', status_rank = 5, created_at = UTC_TIMESTAMP(3) - INTERVAL 5 HOUR WHERE session_id = ?", $session);
	conversation('conv_old', $session, at => time - 5 * 3600);
	reconcile();
	worked('elevenlabs', 'conv_old');
};

subtest 'the provider is away' => sub {
	my ($session) = session('+12125550141', 'elevenlabs');
	conversation('conv_later', $session);
	$eleven->fault(match => 'list', mode => '500', times => 1);
	my $failed = $s->run_job('reconcile-conversations');
	like($failed->{last_error}, qr/ElevenLabs/, 'what went wrong is said');
	reconcile();
	worked('elevenlabs', 'conv_later');
};

subtest 'Vapi' => sub {
	my ($session, $sid) = session('+12125550151', 'vapi');
	my ($fresh) = session('+12125550152', 'vapi');
	my $setting = $s->setting('VAPI_ASSISTANT_ID');
	my $call = sub ($of, %more) { return $vapi->call(type => 'outboundPhoneCall', status => 'ended', endedReason => 'customer-ended-call', assistantId => $setting,
		startedAt => iso(-900), endedAt => iso(-600), assistantOverrides => {metadata => {session_id => $of}}, %more)->{id} };
	my $lost = $call->($session, analysis => {summary => 'Fine.'}, artifact => {messages => [{role => 'user', message => 'Hello', secondsFromStart => 1}]});
	my $thinking = $call->($fresh, endedAt => iso(-5));
	my $theirs = $call->('x', assistantId => 'another');
	reconcile();
	worked('vapi', $lost);
	is($s->value('SELECT summary FROM sessions WHERE session_id = ?', $session), 'Fine.', 'the lost one is worked in');
	is($s->value('SELECT COUNT(*) FROM events WHERE subject IN (?, ?)', $thinking, $theirs), 0, 'one that is thought about is waited for');
	$vapi->call(id => $thinking, analysis => {summary => 'Thought.'});
	reconcile();
	worked('vapi', $thinking);
	is($s->value('SELECT summary FROM sessions WHERE session_id = ?', $fresh), 'Thought.', 'until it is there');
	is($s->value('SELECT COUNT(*) FROM provider_usage WHERE call_sid = ?', $sid), 1, 'each once');
};

subtest 'what fitted nothing' => sub {
	my $phone = '+12125550161';
	$s->heard($phone);
	conversation('conv_early', undef, phone => $phone);
	reconcile();
	$s->wait_for('it fits nothing', sub { $s->value("SELECT 1 FROM unmatched_conversations WHERE conversation_id = 'conv_early'") });
	$s->sql("DELETE FROM jobs WHERE kind = 'post-call'");	# days later, as it were
	session($phone, 'elevenlabs');
	reconcile();
	worked('elevenlabs', 'conv_early');
	is($s->value('SELECT COUNT(*) FROM unmatched_conversations'), 0, 'and leaves the list when it does');
	conversation('conv_never', undef, phone => '+12125550162');
	reconcile();
	$s->wait_for('another', sub { $s->value("SELECT 1 FROM unmatched_conversations WHERE conversation_id = 'conv_never'") });
};

$s->end;
done_testing;

sub conversation($id, $session, %h) {
	$s->heard($h{phone} // ());
	return $eleven->conversation(conversation_id => $id, agent_id => $h{agent_id} // 'agent_ours', status => $h{status} // 'done', transcript => [{role => 'user', message => 'Hello', time_in_call_secs => 1}],
		metadata => {start_time_unix_secs => $h{at} // time, call_duration_secs => 20, phone_call => $h{phone} ? {type => 'twilio', direction => 'inbound', agent_number => $AGENT, external_number => $h{phone}} : undef},
		analysis => {transcript_summary => 'Fine.'}, conversation_initiation_client_data => {dynamic_variables => {$session ? (session_id => $session) : ()}});
}

sub iso($seconds) {
	my @t = gmtime(time + $seconds);
	return sprintf '%04d-%02d-%02dT%02d:%02d:%02d.000Z', $t[5] + 1900, $t[4] + 1, @t[3, 2, 1, 0];
}

sub reconcile() {
	my $job = $s->run_job('reconcile-conversations');
	return is($job->{state}, 'done', 'reconcile is done') || diag($job->{last_error});
}

sub worked($provider, $id) {
	return ok($s->wait_for("$id is worked in", sub { $s->value('SELECT clinic_id FROM events WHERE claim = ?', "$provider:post-call-transcription:$id") }), "$id is worked in");
}

sub session($phone, $provider) {
	my ($session, $sid) = ('vs_' . join('', map { ('a' .. 'z', 2 .. 7)[rand 32] } 1 .. 26), $s->sid);
	$s->heard($phone);
	$s->sql("INSERT INTO sessions (session_id, clinic_id, phone, agent_type, agent, provider, status, status_rank, call_sid, created_at, updated_at) VALUES (?, ?, ?, 'intake', ?, ?, 'in-progress', 4, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))",
		$session, $clinic->{id}, $phone, $AGENT, $provider, $sid);
	$s->sql("INSERT INTO calls (clinic_id, call_sid, direction, from_number, to_number, twilio_phone_number, phone, status, status_rank, started_at, call_type, session_id) VALUES (?, ?, 'outbound', ?, ?, ?, ?, 'in-progress', 4, UTC_TIMESTAMP(3), 'ai-session', ?)",
		$clinic->{id}, $sid, $NUMBER, $phone, $NUMBER, $phone, $session);
	return ($session, $sid);
}
