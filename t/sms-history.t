# The clinic's texts, both ways: by number, page by page, as CSV; none of them are staff's.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($ours, $maria, $anna_phone) = ('+18455550100', '+12125550142', '+18455550161');
my $s = Switchboard->new(numbers => [$ours]);
my $clinic = $s->clinic('Hudson Dental', timezone => 'America/New_York');
$s->connect($ours, $clinic, forwardNumber => '+18455550110');
my $anna = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $s->clinic('Lakeside'));
$s->heard($maria, $anna_phone);
my $in = $s->standin;
my $patient = $s->api($anna, POST => '/api/patients', { firstName => 'Maria', phone => $maria })->{json}{id};

sub text($body) { return $s->api($anna, POST => '/api/twilio/send-sms', $body) }
sub history($query = '', $who = $anna) { return $s->api($who, GET => "/api/twilio/sms$query") }

subtest 'both ways' => sub {
	my $came = $in->sms(from => $maria, to => $ours, body => 'Can I come at 3? 🙂');
	$s->secret('Can I come at 3?');
	my $sent = text({ to => $maria, body => 'You can.' })->{json};
	my @items = @{history()->{json}{items}};
	$s->holds($items[0], { id => $sent->{id}, direction => 'outbound', body => 'You can.', patientId => $patient }, 'newest first');
	$s->holds($items[1], { messageSid => $came->{messageSid}, direction => 'inbound', from => $maria, body => 'Can I come at 3? 🙂', status => 'received', segments => 1, encoding => 'ucs-2' }, 'both ways');
	$in->sms(from => '+12125550143', to => $ours, body => 'Me too');
	is_deeply([grep { $_->{from} ne $maria && $_->{to} ne $maria } @{history('?phoneNumber=(212)%20555-0142')->{json}{items}}], [], 'of one number');
	is(scalar(@{history('?phoneNumber=%2B12125550143')->{json}{items}}), 1, 'or another');
	my ($cursor, @seen) = ('');
	do {
		my $page = history("?limit=2$cursor")->{json};
		push @seen, map { $_->{id} } @{$page->{items}};
		$cursor = $page->{next} ? "&cursor=$page->{next}" : undef;
	} while defined $cursor;
	is_deeply(\@seen, [map { $_->{id} } $s->rows('SELECT message_id AS id FROM messages ORDER BY created_at DESC, message_id DESC')], 'page by page, each once');
	my $csv = history('?format=csv');
	like($csv->{headers}{'content-type'}, qr{\Atext/csv}, 'as CSV');
	is(scalar(() = $csv->{body} =~ /\r\n/g), @seen + 1, 'all of them');
	$s->sql(q{INSERT INTO messages (clinic_id, origin, direction, from_number, to_number, twilio_phone_number, phone, body, status, status_rank, created_at, updated_at)
		VALUES (?, 'ticket:1:assistant:1', 'outbound', ?, ?, ?, ?, 'See the desk', 'sent', 4, NOW(3), NOW(3))}, $clinic->{id}, $ours, $anna_phone, $ours, $anna_phone);
	unlike(history()->{body}, qr/\Q$anna_phone\E/, 'what was told to staff is no history');
	is_deeply(history('', $stranger)->{json}{items}, [], 'another clinic has none of it');
	$s->is_problem(history('', undef), 401, 'a stranger');
	$s->is_problem(history('?phoneNumber=x&limit=0'), 422, 'bad input', qw(limit phoneNumber));
	is($s->signed('/api/twilio/sms', { MessageSid => $s->sid('SM'), From => $maria, To => $ours, Body => 'By webhook', NumMedia => 0 })->{status}, 200, 'the webhook of the same path is there, too');
	is($s->api($anna, DELETE => '/api/twilio/sms')->{status}, 405, 'other methods are not');
};

subtest 'without the database' => sub {
	$s->stop('mariadb');
	$s->is_problem(history(), 503, 'no history');
	$s->start('mariadb');
};

$s->end;
done_testing;
