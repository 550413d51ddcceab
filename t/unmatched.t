#!/usr/bin/perl
# The operator's list of conversations that fit no call.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA qw(hmac_sha256_hex);
use JSON::PP;
use Switchboard;
use Test::More;

my $NUMBER = '+18455550101';
my $JSON = JSON::PP->new->utf8->canonical;
my $s = Switchboard->new(numbers => [$NUMBER], elevenlabs => 1);
my $SECRET = $s->setting('ELEVENLABS_WEBHOOK_SECRET');
my $clinic = $s->clinic('Hillside');
my ($assistant, $customer) = map { $s->user($_ => $clinic) } qw(assistant customer);
my $PATH = '/api/sessions/unmatched';

is($s->api(undef, GET => $PATH)->{status}, 401, 'a stranger may not see it');
is($s->api($_, GET => $PATH)->{status}, 403, "nor may the $_->{role}") foreach $assistant, $customer;
is_deeply($s->api($s->admin, GET => $PATH)->{json}, {items => [], next => undef}, 'it is empty');

foreach my $n (1 .. 3) {
	my $bytes = $JSON->encode({type => 'post_call_transcription', data => {agent_id => 'agent_1', conversation_id => "conv_$n", status => 'done', transcript => [{role => 'user', message => 'a private word', time_in_call_secs => 1}],
		metadata => {start_time_unix_secs => 1763985600, phone_call => {direction => 'inbound', agent_number => '+18455550111', external_number => "+1212555012$n", call_sid => 'CAnobody'}}, analysis => {transcript_summary => 'a private word'}}});
	my $t = time;
	$s->heard("+1212555012$n");
	is($s->request(POST => '/api/voice/post_call', $bytes, {'Content-Type' => 'application/json', 'ElevenLabs-Signature' => "t=$t,v0=" . hmac_sha256_hex("$t.$bytes", $SECRET)})->{status}, 200, "conversation $n is taken");
	$s->wait_for("$n is on the list", sub { @{$s->api($s->admin, GET => $PATH)->{json}{items}} == $n });
}
my $all = $s->api($s->admin, GET => $PATH)->{json};
is_deeply([map { $_->{conversationId} } @{$all->{items}}], [qw(conv_3 conv_2 conv_1)], 'newest first');
my ($one) = @{$all->{items}};
is_deeply([sort keys %$one], [sort qw(id provider conversationId agentId agentNumber phone callSid reason startedAt createdAt)], 'with these fields');
$s->holds($one, {provider => 'elevenlabs', agentId => 'agent_1', agentNumber => '+18455550111', phone => '+12125550123', callSid => 'CAnobody', startedAt => '2025-11-24T12:00:00.000Z'}, 'and values');
unlike($JSON->encode($all), qr/private/, 'and nobody\'s words');
my $first = $s->api($s->admin, GET => "$PATH?limit=2")->{json};
is(scalar @{$first->{items}}, 2, 'a page of two');
my $second = $s->api($s->admin, GET => "$PATH?limit=2&cursor=$first->{next}")->{json};
is_deeply([map { $_->{conversationId} } @{$second->{items}}], ['conv_1'], 'and the rest');
is($second->{next}, undef, 'which is the last');
like($s->api($s->admin, GET => "$PATH?format=csv")->{body}, qr/^id,provider,conversationId.*\r\n\d+,"elevenlabs","conv_3"/, 'as CSV');
$s->is_problem($s->api($s->admin, GET => "$PATH?limit=0"), 422, 'a bad limit', 'limit');
is($s->api($s->admin, POST => $PATH, {})->{status}, 405, 'nothing is written here');
$s->stop('mariadb');
is($s->api($s->admin, GET => $PATH)->{status}, 503, 'without the database it says so');
$s->start('mariadb');

subtest 'without the secrets' => sub {
	my $bare = Switchboard->new(conf => {ELEVENLABS_API_KEY => 'xi-' . 'a' x 16, VAPI_API_KEY => 'b' x 16});
	my $t = time;
	foreach my $case (['/api/voice/post_call', 'ElevenLabs-Signature' => "t=$t,v0=" . hmac_sha256_hex("$t.{}", '')], ['/api/voice/vapi', 'X-Vapi-Secret' => ''], ['/api/voice/vapi', Authorization => 'Bearer ']) {
		my ($path, @header) = @$case;
		is($bare->request(POST => $path, '{}', {'Content-Type' => 'application/json', @header})->{status}, 401, "$path refuses everything");
	}
	$bare->holds($bare->api(undef, GET => '/api/twilio/health')->{json}, {elevenlabs_webhook_configured => 0, vapi_webhook_configured => 0}, 'health says so');
	my $check = $bare->ctl(['config', 'check']);
	like($check->{out}, qr/warning: $_ is missing/, "config check names $_") foreach qw(ELEVENLABS_WEBHOOK_SECRET VAPI_WEBHOOK_SECRET);
	unlike($check->{out}, qr/max_allowed_packet/, 'and the database takes a large report');
	$bare->end;
};

$s->end;
done_testing;
