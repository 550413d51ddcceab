#!/usr/bin/perl
# lib/carrier/elevenlabs and lib/carrier/vapi against servers as strict as the real ones: what is asked, what an answer is, and that nothing is asked twice.
use v5.36;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use IPC::Open2 qw(open2);
use JSON::PP;
use Test::More;
use lib dirname(abs_path(__FILE__)) . '/lib';
use ElevenLabs;
use Vapi;

chdir dirname(abs_path(__FILE__)) . '/..';
my $program = ($ENV{SWITCHBOARD_OBJ} // 'obj') . '/t/lib/agents-driver';
plan skip_all => "$program is not built" unless -x $program;
my $JSON = JSON::PP->new->utf8->canonical;
my ($eleven, $vapi) = (ElevenLabs->start, Vapi->start);
$eleven->settings(key => 'xi-key', agents => ['agent_a']);
$vapi->settings(key => 'vapi-key', assistantId => 'as-1', phoneNumberId => 'ph-1');
my $d = driver();
my @FAULTS = ([401, 'refused'], [404, 'refused'], [422, 'refused'], [429, 'busy'], [500, 'unknown'], [503, 'unknown'], ['nonsense', 'unknown'], ['empty', 'unknown'], ['huge', 'unknown'],
	['reset-after', 'unknown'], ['hang-before', 'unknown']);

# --- ElevenLabs -------------------------------------------------------------------------------------------------------------------------------

my %CALL = (do => 'register', agent => 'agent_a', from => '+12125550123', to => '+18455550100', deadlineMs => 20_000);
my $answer = ask(%CALL);
is($answer->{result}, 'ok', 'a call is registered') or diag $answer->{message};
like($answer->{twiml}, qr/<Response><Connect><Stream /, 'its TwiML comes back');
is(($eleven->requests)[-1]{credential}, 'right', 'the key goes in its header');
foreach my $fault (@FAULTS) {
	$eleven->clear_requests;
	$eleven->fault(match => 'register', mode => $fault->[0], times => 5);
	$answer = ask(%CALL, $fault->[0] =~ /hang/ ? (deadlineMs => 1500) : ());
	is_deeply([$answer->{result}, $answer->{twiml}], [$fault->[1], undef], "register: $fault->[0]");
	ok(length $answer->{message}, 'with a reason');
	is(scalar(() = $eleven->requests), 1, 'and it is never repeated');
	$eleven->clear_faults;
}
$answer = ask(%CALL, agent => 'agent_b');
is("$answer->{result} $answer->{message}", 'refused ElevenLabs refused: Agent agent_b not found', 'a refusal in its own words');
$answer = ask(%CALL, from => '');
is("$answer->{result} $answer->{message}", 'refused ElevenLabs refused: field required', 'of the other form, too');
foreach my $twiml ('', 'sorry', '<Response>', "<Response>\xff</Response>", '<Response>' . 'x' x 70_000 . '</Response>') {
	$eleven->settings(twiml => $twiml);
	is(ask(%CALL)->{result}, 'unknown', 'no TwiML: ' . substr $twiml, 0, 12);
}
$eleven->fault(match => 'register', mode => 429, retryAfter => 7);
is(ask(%CALL)->{retryAfter}, 7, 'when to come again');
$eleven->fault(match => 'register', mode => 500, plain => 'Internal Server Error');
is(ask(%CALL)->{message}, 'ElevenLabs answered with status 500 and no reason.', 'no reason is a reason');
$eleven->reset;
$eleven->settings(key => 'xi-key', pageSize => 3);

$eleven->conversation(conversation_id => sprintf('conv_%02d', $_), agent_id => $_ % 2 ? 'agent_a' : 'agent_b', metadata => {start_time_unix_secs => 1_790_000_000 + $_}) foreach 1 .. 10;
$answer = ask(do => 'conversations');
is_deeply([map { $_->{conversation_id} } @{$answer->{items}}], [map { sprintf 'conv_%02d', $_ } reverse 1 .. 10], 'all pages of the list');
is(scalar(() = $eleven->requests('list')), 4, 'which are four');
is_deeply([map { $_->{conversation_id} } @{ask(do => 'conversations', sinceMs => 1_790_000_008_000)->{items}}], [qw(conv_10 conv_09 conv_08)], 'since a time, itself included');
is(scalar @{ask(do => 'conversations', agent => 'agent_a')->{items}}, 5, 'of an agent');
is(scalar @{ask(do => 'conversations', max => 4)->{items}}, 4, 'and not more than wanted');
$eleven->fault(match => 'list', mode => 500, skip => 1);
$answer = ask(do => 'conversations');
is_deeply([$answer->{result}, scalar @{$answer->{items}}], ['unknown', 3], 'a page that does not come is told');
$answer = ask(do => 'conversation', id => 'conv_03');
is($answer->{json}{metadata}{start_time_unix_secs}, 1_790_000_003, 'one conversation');
is(ask(do => 'conversation', id => 'conv_99')->{status}, 404, 'one that is not there');
is(ask(do => 'conversation', id => '../user')->{message}, 'Not sent: this is no id of a conversation.', 'an id leads nowhere else');
$eleven->conversation(conversation_id => 'conv_big', transcript => [map { {role => 'agent', message => 'x' x 1000, time_in_call_secs => $_} } 1 .. 10_000]);
is(scalar @{ask(do => 'conversation', id => 'conv_big')->{json}{transcript}}, 10_000, 'a long one of 10 MB');

# --- Vapi -------------------------------------------------------------------------------------------------------------------------------------

my %CREATE = (do => 'create', number => '+12125550123', reference => 'ref-1');
$answer = ask(%CREATE);
is_deeply([@$answer{qw(result status reference)}], ['ok', 201, 'ref-1'], 'a call is created') or diag $answer->{message};
my $body = ($vapi->requests('create'))[-1]{body};
is_deeply($body, {assistantId => 'as-1', phoneNumberId => 'ph-1', customer => {number => '+12125550123', externalId => 'ref-1'}, assistantOverrides => {maxDurationSeconds => 600,
	metadata => {reference => 'ref-1'}, serverMessages => ['status-update', 'end-of-call-report']}}, 'with our reference, and the reports that we want');
foreach my $fault (@FAULTS) {
	$vapi->clear_requests;
	$vapi->fault(match => 'create', mode => $fault->[0], times => 5);
	is(ask(%CREATE)->{result}, $fault->[1], "create: $fault->[0]");
	is(scalar(() = $vapi->requests), 1, 'and it is never repeated');
	$vapi->clear_faults;
}
is(ask(%CREATE, number => '12')->{message}, 'Vapi refused: customer.number must be a valid phone number in the E.164 format', 'a refusal in its own words');
$vapi->reset;
$vapi->settings(key => 'vapi-key');
my @at = map { sprintf '2026-07-01T00:%02d:%02d.000Z', $_ / 60, $_ % 60 } 1 .. 250;
$vapi->call(id => "call-$_", createdAt => $at[$_ - 1], updatedAt => $at[$_ - 1]) foreach 1 .. 250;
$answer = ask(do => 'calls', sinceMs => 1782864000000 + 51_000);
my %seen = map { $_->{id} => 1 } @{$answer->{items}};
is(scalar keys %seen, 200, 'all calls since a time');
ok(@{$answer->{items}} <= 202, 'hardly any of them twice');
is(ask(do => 'calls', sinceMs => 1782864000000, updated => JSON::PP::true, max => 7)->{items}[0]{id}, 'call-250', 'by their changes, the newest first');
is(ask(do => 'call', id => 'call-7')->{json}{id}, 'call-7', 'one call');
is(ask(do => 'call', id => 'call-999')->{status}, 404, 'one that is not there');
is(ask(do => 'call', id => 'a/b')->{message}, 'Not sent: this is no id of a call.', 'an id leads nowhere else');
done($d);

# --- without credentials ----------------------------------------------------------------------------------------------------------------------

$d = driver(ELEVENLABS_API_KEY => undef, VAPI_API_KEY => undef);
is(ask(do => $_, id => 'x', number => '+12125550123', reference => 'r', agent => 'a', from => 'b', to => 'c')->{result}, 'off', "$_: off") foreach qw(register conversations conversation create calls call);
done($d);
$d = driver(ELEVENLABS_API_URL => 'http://127.0.0.1:1', VAPI_API_URL => 'http://127.0.0.1:1');
is(ask(%CALL)->{result}, 'not-sent', 'nobody is there') foreach 1;
is(ask(%CREATE)->{result}, 'not-sent', 'here neither');
done($d);
$_->stop foreach $eleven, $vapi;
done_testing;

sub driver(%settings) {
	my %all = (PATH => $ENV{PATH}, SWITCHBOARD_CONF => '/dev/null', LOG_LEVEL => 'error', ELEVENLABS_API_URL => $eleven->url, ELEVENLABS_API_KEY => 'xi-key',
		VAPI_API_URL => $vapi->url, VAPI_API_KEY => 'vapi-key', VAPI_ASSISTANT_ID => 'as-1', VAPI_PHONE_NUMBER_ID => 'ph-1',
		map({ defined $ENV{$_} ? ($_ => $ENV{$_}) : () } qw(ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS)), %settings);
	local %ENV = map { $_ => $all{$_} } grep { defined $all{$_} } keys %all;
	my $pid = open2(my $out, my $in, $program);
	$in->autoflush(1);
	return {pid => $pid, out => $out, in => $in};
}

sub ask(%order) {
	print { $d->{in} } $JSON->encode(\%order), "\n";
	my $line = readline $d->{out};
	return defined $line ? $JSON->decode($line) : {result => 'died', message => 'it died', items => []};
}

sub done($driver) {
	close $driver->{in};
	waitpid $driver->{pid}, 0;
	is($?, 0, 'the driver ended well');
}
