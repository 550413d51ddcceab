#!/usr/bin/perl
# AI sessions on a server without a Twilio account: simulation mode, in which nobody is called.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my $PATIENT = '+12125550123';
my $s = Switchboard->new(conf => {map { $_ => undef } qw(TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_AUTH_TOKEN_SECONDARY)}, api_key => 0);
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');
my $anna = $s->user(assistant => $clinic);

my $answer = $s->api($anna, POST => '/api/calls/initiate', {phone => '(212) 555-0123', agent_type => 'intake'});
is($answer->{status}, 200, 'a session is simulated') or diag $answer->{body};
my $id = delete $answer->{json}{session_id};
like($id, qr/\Avs_[a-z2-7]{26}\z/, 'it has an id');
is_deeply({%{$answer->{json}}, twilio_configured => $answer->{json}{twilio_configured} ? 1 : 0},
	{call_sid => undef, status => 'simulation', message => 'Twilio not configured. Session created in simulation mode.', twilio_configured => 0}, 'the answer is exactly this');
my $session = $s->api($anna, GET => "/api/sessions/$id")->{json};
$s->holds($session, {id => $id, phone => $PATIENT, agentType => 'intake', status => 'simulation', provider => 'simulation', callSid => undef, conversationId => undef}, 'the session is on record');
ok($session->{endedAt}, 'and over');
is($s->api($anna, GET => '/api/sessions?status=simulation')->{json}{items}[0]{id}, $id, 'it is in the list');
my $call = $s->api($anna, GET => '/api/twilio/call-logs')->{json}{items}[0];
$s->holds($call, {status => 'simulation', callType => 'ai-session', sessionId => $id, direction => 'outbound', to => $PATIENT, provider => 'simulation', callSid => undef}, 'so is its call');
is($s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'place-call'"), 0, 'which nobody will place');
my @twice = map { $s->api($anna, POST => '/api/calls/initiate', {phone => $PATIENT, agent_type => 'intake'}, {'Idempotency-Key' => 'k'}) } 1, 2;
is($twice[1]{body}, $twice[0]{body}, 'a repeated request is one session');
$s->is_problem($s->api($anna, POST => '/api/calls/initiate', {phone => 'x', agent_type => ''}), 422, 'bad input is bad here too', 'agent_type', 'phone');
$s->is_problem($s->api($anna, GET => "/api/sessions/$id/audio.mp3"), 404, 'it has no sound');
is(scalar $s->standin->requests, 0, 'nobody was asked for a call');
$s->end;
done_testing;
