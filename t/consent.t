# What patients said about texts, calls and marketing: the ledger of a number, and what staff writes into it.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($ours, $theirs, $maria) = ('+18455550100', '+18455550109', '+12125550142');
my $s = Switchboard->new(numbers => [$ours, $theirs]);
my $clinic = $s->clinic('Hudson Dental', timezone => 'America/New_York');
my $other = $s->clinic('Lakeside');
$s->connect($ours, $clinic, forwardNumber => '+18455550110');
$s->connect($theirs, $other, forwardNumber => '+18455550111');
my $anna = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $other);
$s->heard($maria);
my $in = $s->standin;
my $patient = $s->api($anna, POST => '/api/patients', { firstName => 'Maria', phone => $maria })->{json}{id};

sub ledger($who = $anna) { return $s->api($who, GET => "/api/patients/$patient/consent") }
sub wrote($body, %headers) { return $s->api($anna, POST => "/api/patients/$patient/consent", $body, \%headers) }
sub text($body) { return $s->api($anna, POST => '/api/twilio/send-sms', $body) }

subtest 'the ledger' => sub {
	is_deeply(ledger()->{json}, { items => [], next => undef }, 'is empty at first');
	my $answer = wrote({ channel => 'sms', state => 'out', text => 'She said so on the phone' });
	is($answer->{status}, 201, 'what she tells Anna') or diag $answer->{body};
	$s->holds($answer->{json}, { phone => $maria, channel => 'sms', state => 'out', evidence => { userId => $anna->{id}, text => 'She said so on the phone' } }, 'is a row');
	is_deeply(ledger()->{json}{items}, [$answer->{json}], 'of the ledger');
	$s->is_problem(text({ to => $maria, body => 'Hello' }), 422, 'no text then', 'to');
	is($s->api($anna, POST => '/api/twilio/make-call', { to => $maria, message => 'Hello' })->{status}, 201, 'calls are another matter');
	is(wrote({ channel => 'sms', state => 'in' })->{status}, 201, 'she wants them again');
	is(text({ to => $maria, body => 'Hello' })->{status}, 201, 'and gets one');
	wrote({ channel => 'call', state => 'out' });
	$s->is_problem($s->api($anna, POST => '/api/twilio/make-call', { to => $maria, message => 'Hello' }), 422, 'no calls', 'to');
	is(wrote({ channel => 'marketing', state => 'in' })->{status}, 201, 'marketing');
	my $stop = $in->sms(from => $maria, to => $ours, body => 'STOP');
	my @items = @{ledger()->{json}{items}};
	is_deeply([map { "$_->{channel} $_->{state}" } @items], ['sms out', 'marketing in', 'call out', 'sms in', 'sms out'], 'all of it, newest first');
	$s->holds($items[0]{evidence}, { messageSid => $stop->{messageSid}, text => 'STOP' }, 'a text of hers proves it');
	my @audit = $s->rows(q{SELECT action, object, detail FROM audit WHERE action LIKE 'patient-opted-%' ORDER BY audit_id});
	is_deeply([map { "$_->{action} $_->{object}" } @audit], [map { "patient-opted-$_ patient $patient" } qw(out in out in)], 'who wrote it down is in the audit log');
	is($audit[2]{detail}, '{"channel":"call"}', 'with the channel, and no words');
};

subtest 'twice' => sub {
	my $before = @{ledger()->{json}{items}};
	my ($first, $again) = map { wrote({ channel => 'marketing', state => 'out' }, 'Idempotency-Key' => 'm-1') } 1, 2;
	is_deeply($again->{json}, $first->{json}, 'with a key, the same again');
	is(scalar(@{ledger()->{json}{items}}), $before + 1, 'is one row');
};

subtest 'what is wrong' => sub {
	my $before = @{ledger()->{json}{items}};
	$s->is_problem(wrote({}), 422, 'nothing', qw(channel state));
	$s->is_problem(wrote({ channel => 'pigeon', state => 'maybe' }), 422, 'no such channel or state', qw(channel state));
	$s->is_problem(wrote({ channel => 'sms', state => 'out', text => 'x' x 501 }), 422, 'too many words', 'text');
	$s->is_problem(wrote({ channel => 'sms', state => 'out', why => 1 }), 422, 'an unknown field', 'why');
	$s->is_problem(ledger(undef), 401, 'a stranger');
	$s->is_problem(ledger($stranger), 404, 'another clinic');
	$s->is_problem($s->api($stranger, POST => "/api/patients/$patient/consent", { channel => 'sms', state => 'in' }), 404, 'nor may it write');
	$s->is_problem($s->api($anna, GET => '/api/patients/99999/consent'), 404, 'nobody');
	is($s->api($s->admin, GET => "/api/patients/$patient/consent")->{status}, 200, 'an admin may look');
	is(scalar(@{ledger()->{json}{items}}), $before, 'nothing was written');
};

subtest 'without the database' => sub {
	$s->stop('mariadb');
	$s->is_problem(ledger(), 503, 'no ledger');
	$s->is_problem(wrote({ channel => 'sms', state => 'out' }), 503, 'nothing is written down');
	$s->start('mariadb');
};

$s->end;
done_testing;
