#!/usr/bin/perl
# The stand-ins of AI voice agents, themselves: ElevenLabs and Vapi. What the real ones refuse, they refuse.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA qw(hmac_sha256_hex);
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use Mojo::UserAgent;
use ElevenLabs;
use Test::More;
use Vapi;

my $ua = Mojo::UserAgent->new(max_response_size => 0);

# --- ElevenLabs -------------------------------------------------------------------------------------------------------------------------------

my $eleven = ElevenLabs->start;
$eleven->settings(key => 'xi-key', webhookSecret => 'wsec_x', agents => ['agent_a']);
my $V1 = $eleven->url . '/v1/convai';

sub eleven($method, $path, $body = undef, $key = 'xi-key') {
	return $ua->start($ua->build_tx($method, "$V1$path", {'xi-api-key' => $key}, defined $body ? (json => $body) : ()))->result;
}

my %CALL = (agent_id => 'agent_a', from_number => '+18455550100', to_number => '+12125550123', direction => 'outbound');
is(eleven(POST => '/twilio/register-call', \%CALL, 'other')->code, 401, 'a wrong key is refused');
foreach my $case (
	['without an agent', 422, agent_id => undef], ['without a number', 422, to_number => undef], ['with an empty one', 422, from_number => ''], ['another direction', 422, direction => 'up'],
	['an unknown field', 422, call_sid => 'CA1'], ['an unknown agent', 404, agent_id => 'agent_b'],
	['a list as a variable', 422, conversation_initiation_client_data => {dynamic_variables => {a => [1]}}],
	['a reserved variable', 422, conversation_initiation_client_data => {dynamic_variables => {system__call_sid => 'CA1'}}],
	['unknown client data', 422, conversation_initiation_client_data => {metadata => {}}],
) {
	my ($name, $status, %fields) = @$case;
	my %body = (%CALL, %fields);
	my $answer = eleven(POST => '/twilio/register-call', {map { defined $body{$_} ? ($_ => $body{$_}) : () } keys %body});
	is($answer->code, $status, "$name is refused");
	ok($status == 422 ? $answer->json->{detail}[0]{msg} : $answer->json->{detail}{message}, 'with a reason');
}
my $twiml = eleven(POST => '/twilio/register-call', {%CALL, conversation_initiation_client_data => {dynamic_variables => {session_id => 'vs_1'}}});
is($twiml->code . ' ' . $twiml->headers->content_type, '200 text/xml', 'a call is registered');
like($twiml->body, qr{<Response><Connect><Stream url="wss://}, 'the answer is TwiML');
my ($registered) = $eleven->conversations;
is_deeply([$registered->{status}, $registered->{metadata}{phone_call}{external_number}, $registered->{conversation_initiation_client_data}{dynamic_variables}],
	['initiated', '+12125550123', {session_id => 'vs_1'}], 'and a conversation begins, with our variables');

$eleven->conversation(conversation_id => "conv_$_", metadata => {start_time_unix_secs => 1000 + $_}, audio => encode_base64('sound')) foreach 1 .. 5;
is(eleven(GET => '/conversations?since=1')->code, 422, 'an unknown filter is refused');
is(eleven(GET => '/conversations?page_size=101')->code, 422, 'and a large page');
my $page = eleven(GET => '/conversations?page_size=2&call_start_after_unix=1001&call_start_before_unix=2000')->json;
is_deeply([map { $_->{conversation_id} } @{$page->{conversations}}], [qw(conv_5 conv_4)], 'a page, newest first');
$page = eleven(GET => "/conversations?page_size=2&call_start_after_unix=1001&call_start_before_unix=2000&cursor=$page->{next_cursor}")->json;
is_deeply([[map { $_->{conversation_id} } @{$page->{conversations}}], $page->{has_more} ? 1 : 0, $page->{next_cursor}], [[qw(conv_3 conv_2)], 0, undef], 'and the next');
is(eleven(GET => '/conversations/conv_9')->code, 404, 'one that is not there');
is(eleven(GET => '/conversations/conv_2')->json->{metadata}{start_time_unix_secs}, 1002, 'one that is');
is(eleven(GET => '/conversations/conv_2/audio')->body, 'sound', 'its sound');
is(eleven(GET => "/conversations/$registered->{conversation_id}/audio")->code, 404, 'another has none');

# A webhook goes to whoever listens: here to Vapi's stand-in, which keeps what it was asked.
my $vapi = Vapi->start;
$eleven->deliver($vapi->url . '/call', body => '{"a":1}', t => 1739537297, secret => 'wsec_test_0123456789abcdef');
is(($vapi->requests)[-1]{body}{a}, 1, 'a webhook is posted as it was ordered');
$eleven->fault(match => 'list', mode => 429, retryAfter => 3);
is(eleven(GET => '/conversations')->headers->header('Retry-After'), 3, 'a fault');
is(eleven(GET => '/conversations')->code, 200, 'once');
ok(!eval { $eleven->fault(mode => 'odd'); 1 }, 'a fault that is none is refused');
ok(!eval { $eleven->deliver('http://127.0.0.1:1/', conversationId => 'conv_9'); 1 }, 'so is a webhook of nothing');
is($eleven->deliver('http://127.0.0.1:1/', conversationId => 'conv_2')->{status}, 0, 'nobody listens');
$eleven->reset;
is(scalar(() = $eleven->conversations), 0, 'all is forgotten');

# --- Vapi -------------------------------------------------------------------------------------------------------------------------------------

$vapi->settings(key => 'vapi-key', webhookSecret => 'secret', assistantId => 'as-1', phoneNumberId => 'ph-1');
sub vapi($method, $path, $body = undef, $key = 'vapi-key') {
	return $ua->start($ua->build_tx($method, $vapi->url . $path, {Authorization => "Bearer $key"}, defined $body ? (json => $body) : ()))->result;
}
my %BODY = (assistantId => 'as-1', phoneNumberId => 'ph-1', customer => {number => '+12125550123', externalId => 'ref'},
	assistantOverrides => {serverMessages => ['status-update', 'end-of-call-report'], metadata => {reference => 'ref'}});
is(vapi(POST => '/call', \%BODY, 'other')->code, 401, 'a wrong key is refused');
foreach my $case (
	['top-level metadata', metadata => {}], ['without an assistant', assistantId => undef], ['an unknown one', assistantId => 'as-2'], ['without a number', phoneNumberId => undef],
	['without a customer', customer => undef], ['a number that is none', customer => {number => '2125550123'}], ['a long reference', customer => {number => '+12125550123', externalId => 'x' x 41}],
	['an unknown message', assistantOverrides => {serverMessages => ['status']}], ['a short call', assistantOverrides => {maxDurationSeconds => 9}],
	['an unknown override', assistantOverrides => {name => 'x'}],
) {
	my ($name, %fields) = @$case;
	my %body = (%BODY, %fields);
	my $answer = vapi(POST => '/call', {map { defined $body{$_} ? ($_ => $body{$_}) : () } keys %body});
	is($answer->code, 400, "$name is refused");
	ok($answer->json->{message}, 'with a reason');
}
my $made = vapi(POST => '/call', \%BODY);
is($made->code . ' ' . $made->json->{status}, '201 queued', 'a call is made');
my $id = $made->json->{id};
is(vapi(GET => "/call/$id")->json->{assistantOverrides}{metadata}{reference}, 'ref', 'and is there, with our reference');
is(vapi(GET => '/call/none')->code, 404, 'another is not');
$vapi->call(createdAt => "2026-01-0${_}T00:00:00.000Z") foreach 1 .. 3;
is(scalar @{vapi(GET => '/call?createdAtLt=2026-01-03T00:00:00.000Z')->json}, 2, 'a list by time');
is(scalar @{vapi(GET => '/call?limit=1')->json}, 1, 'with a limit');
is(vapi(GET => '/call?cursor=x')->code, 400, 'an unknown filter is refused');
$vapi->call(id => $id, status => 'ended', endedReason => 'customer-ended-call', artifact => {transcript => 'AI: Hi'}, analysis => {});
$vapi->deliver($eleven->url . '/v1/convai/twilio/register-call', id => $id, type => 'end-of-call-report', auth => 'hmac', t => 1767225600);
my ($report) = $eleven->requests('register');
is_deeply([@{$report->{body}{message}}{qw(type endedReason)}, $report->{body}{message}{call}{id}], ['end-of-call-report', 'customer-ended-call', $id], 'a report is posted');
$_->stop foreach $eleven, $vapi;
done_testing;
