#!/usr/bin/perl
# Conversations: texts, calls and voicemails with one number in one line; unread, assigned, searched.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($NUMBER, $OTHER_NUMBER, $ANN, $BOB) = ('+18455550101', '+18455550102', '+12125550121', '+12125550122');
my $s = Switchboard->new(numbers => [$NUMBER, $OTHER_NUMBER]);
my $clinic = $s->clinic('Hillside', closed => {policy => 'voicemail'}, open => {policy => 'voicemail'});
my $other = $s->clinic('Riverside', open => {policy => 'voicemail'});
$s->connect($NUMBER, $clinic);
$s->connect($OTHER_NUMBER, $other);
my ($anna, $stranger) = ($s->user(assistant => $clinic), $s->user(assistant => $other));
$s->heard($ANN, $BOB);

is_deeply($s->api($anna, GET => '/api/conversations')->{json}, {items => [], next => undef}, 'nothing has passed yet');

subtest 'a text, a call, a voicemail' => sub {
	text($ANN, 'Can I come an hour later?');
	my ($one) = threads();
	$s->holds($one, {clinicId => $clinic->{id}, phone => $ANN, unread => 1, assigneeId => undef, patientId => undef}, 'a text begins a conversation');
	is_deeply([sort keys %$one], [sort qw(id clinicId phone patientId lastAt unread assigneeId unreachable items)], 'with the fields of the spec');
	my $call = call_row($ANN);
	voicemail_row($ANN, $call);
	my ($now) = threads();
	is($now->{id}, $one->{id}, 'it is one conversation');
	is($now->{unread}, 2, 'with a voicemail to listen to');
	cmp_ok($now->{lastAt}, 'gt', $one->{lastAt}, 'whose last thing is the newest');
	my $whole = $s->api($anna, GET => "/api/conversations/$one->{id}")->{json};
	is_deeply([map { $_->{type} } $whole->{items}->@*], [qw(voicemail call message)], 'all in one line, newest first');
	is($whole->{items}[2]{body}, 'Can I come an hour later?', 'with what was written');
	is($whole->{items}[1]{callSid}, $call, 'the call');
	is($whole->{items}[0]{transcript}, 'Please call me back', 'and what was said');
	is($whole->{next}, undef, 'that is all');
	is($s->value("SELECT COUNT(*) FROM audit WHERE action = 'transcripts-read' AND object = ?", "conversation $one->{id}"), 1, 'that it was read is in the audit log');
	text($BOB, 'Is the parking free?');
	is_deeply([map { $_->{phone} } threads()], [$BOB, $ANN], 'the last one first');
	$s->sql("INSERT INTO patients (clinic_id, first_name, phone, language, created_at, updated_at) VALUES (?, 'Ann', ?, 'en', NOW(3), NOW(3))", $clinic->{id}, $ANN);
	is((threads())[1]{patientId}, $s->value('SELECT patient_id FROM patients WHERE phone = ?', $ANN), 'whose number it is');
};

subtest 'through the real webhooks' => sub {
	my $phone = '+12125550131';
	$s->heard($phone);
	my $call = $s->standin->call(from => $phone, to => $NUMBER);
	my ($thread) = grep { $_->{phone} eq $phone } threads();
	ok($thread, 'a call begins a conversation, too') or return;
	is($s->api($anna, GET => "/api/conversations/$thread->{id}")->{json}{items}[-1]{callSid}, $call->{callSid}, 'with the call');
	my %fields = (MessageSid => $s->sid('SM'), From => $phone, To => $NUMBER, Body => 'Twice or thrice', NumMedia => 0);
	$s->signed($_, \%fields) foreach ('/api/twilio/sms') x 2, '/api/twilio/sms-fallback';
	my ($after) = grep { $_->{phone} eq $phone } threads();
	is($after->{unread} - $thread->{unread}, 1, 'a text that comes three times is unread once');
	is(scalar(grep { $_->{type} eq 'message' } $s->api($anna, GET => "/api/conversations/$thread->{id}")->{json}{items}->@*), 1, 'and there once');
	my $before = threads();
	text($_, 'Who is this?') foreach 'anonymous', '72345';
	is(scalar(threads()), scalar($before), 'what has no number has no conversation');
	$s->signed('/api/twilio/sms', {%fields, MessageSid => $s->sid('SM'), Body => 'From long ago'});
	$s->sql("UPDATE messages SET created_at = created_at - INTERVAL 1 DAY WHERE body = 'From long ago'");
	is((grep { $_->{phone} eq $phone } threads())[0]{unread} - $thread->{unread}, 2, 'what comes late is unread, however old');
};

subtest 'a call alone' => sub {
	my $caller = '+12125550147';
	$s->heard($caller);
	my $story = $s->call(from => $caller, to => $NUMBER, record => {seconds => 0});
	ok($s->wait_for('its conversation', sub { grep { $_->{phone} eq $caller } threads() }), 'has a conversation once it has ended');
	is_deeply([map { $_->{type} } $s->api($anna, GET => '/api/conversations?phoneNumber=%2B12125550147')->{json}{items}->@*], [undef], 'one');
};

subtest 'page by page' => sub {
	my $phone = '+12125550141';
	$s->heard($phone);
	text($phone, "Text $_") foreach 1 .. 3;
	my $call = call_row($phone);
	voicemail_row($phone, $call);
	$s->sql("UPDATE $_->[0] SET $_->[1] = '2026-11-20 10:00:00.000' WHERE $_->[2] = ?", $phone) foreach ['messages', 'created_at', 'phone'], ['calls', 'started_at', 'phone'], ['voicemails', 'created_at', 'from_number'];
	my ($thread) = grep { $_->{phone} eq $phone } threads();
	my $whole = $s->api($anna, GET => "/api/conversations/$thread->{id}")->{json}{items};
	is(scalar @$whole, 5, 'five things of one moment');
	foreach my $limit (1 .. 5) {
		my (@items, $cursor);
		for my $page (1 .. 6) {
			my $got = $s->api($anna, GET => "/api/conversations/$thread->{id}?limit=$limit" . ($cursor ? "&cursor=$cursor" : ''))->{json};
			push @items, $got->{items}->@*;
			last unless $cursor = $got->{next};
		}
		is_deeply([map { "$_->{type} $_->{id}" } @items], [map { "$_->{type} $_->{id}" } @$whole], "each once, $limit a page");
	}
	my $first = $s->api($anna, GET => '/api/conversations?limit=1')->{json};
	my $second = $s->api($anna, GET => "/api/conversations?limit=200&cursor=$first->{next}")->{json};
	is_deeply([map { $_->{id} } $first->{items}->@*, $second->{items}->@*], [map { $_->{id} } threads()], 'the list, too');
	like($s->api($anna, GET => '/api/conversations?format=csv')->{body}, qr/^id,clinicId,phone,patientId,lastAt,unread,assigneeId\r\n\d+,/, 'as CSV');
};

subtest 'read and assigned' => sub {
	my ($thread) = grep { $_->{phone} eq $ANN } threads();
	my $path = "/api/conversations/$thread->{id}";
	my $answer = $s->api($anna, PATCH => $path, {assigneeId => $anna->{id}});
	is($answer->{status}, 200, 'it is assigned');
	$s->holds($answer->{json}, {assigneeId => $anna->{id}, unread => 2}, 'and still unread');
	is_deeply([map { $_->{phone} } threads("assigneeId=$anna->{id}")], [$ANN], 'found by whom it is assigned to');
	ok((grep { $_->{phone} eq $ANN } threads('unread=true')), 'and by being unread');
	$s->holds($s->api($anna, PATCH => $path, {unread => JSON::PP::false})->{json}, {assigneeId => $anna->{id}, unread => 0}, 'it is read') for 1 .. 2;
	ok(!(grep { $_->{phone} eq $ANN } threads('unread=true')), 'and not unread');
	ok((grep { $_->{phone} eq $BOB && $_->{unread} } threads()), 'which is not said of another');
	text($ANN, 'One more thing');
	is((grep { $_->{phone} eq $ANN } threads())[0]{unread}, 1, 'until something new comes');
	is($s->api($anna, PATCH => $path, {assigneeId => undef})->{json}{assigneeId}, undef, 'it is nobody\'s again');
	$s->is_problem($s->api($anna, PATCH => $path, {assigneeId => $stranger->{id}}), 422, 'a user of another clinic', 'assigneeId');
	$s->is_problem($s->api($anna, PATCH => $path, {unread => JSON::PP::true}), 422, 'nothing becomes unread', 'unread');
	$s->is_problem($s->api($anna, PATCH => $path, {unread => 'no'}), 422, 'no yes or no', 'unread');
	$s->is_problem($s->api($anna, PATCH => $path, {phone => $BOB}), 422, 'what cannot be changed', 'phone');
};

subtest 'search' => sub {
	is_deeply([map { $_->{phone} } threads('q=parking')], [$BOB], 'by a word');
	is_deeply([map { $_->{phone} } threads('q=PARKING%20fre')], [$BOB], 'or several, the last one not whole');
	is_deeply([threads('q=parking%20hour')], [], 'all of which one text must have');
	is_deeply([map { $_->{phone} } threads('q=thrice')], ['+12125550131'], 'what came three times, once');
	is_deeply([map { $_->{phone} } threads('phoneNumber=212-555-0122')], [$BOB], 'by number');
	$s->is_problem($s->api($anna, GET => '/api/conversations?q=%3F'), 422, 'no word', 'q');
	$s->is_problem($s->api($s->admin, GET => '/api/conversations?q=parking'), 422, 'in all clinics', 'clinicId');
	is_deeply($s->api($s->admin, GET => "/api/conversations?q=parking&clinicId=$other->{id}")->{json}{items}, [], 'another clinic finds none of it');
	is($s->value("SELECT COUNT(*) FROM search_words WHERE kind = 'message' AND word = 'parking'"), 1, 'each word once');
};

subtest 'who may' => sub {
	my ($thread) = threads();
	my $path = "/api/conversations/$thread->{id}";
	$s->is_problem($s->api(undef, @$_), 401, "a stranger, @$_[0, 1]") foreach [GET => '/api/conversations'], [GET => $path], [PATCH => $path, {}];
	$s->is_problem($s->api($stranger, @$_), 404, "another clinic, @$_[0, 1]") foreach [GET => $path], [PATCH => $path, {unread => JSON::PP::false}];
	is_deeply($s->api($stranger, GET => '/api/conversations')->{json}{items}, [], 'which has none');
	is($s->api($s->admin, GET => $path)->{status}, 200, 'an admin may');
	is(scalar $s->api($s->admin, GET => '/api/conversations')->{json}{items}->@*, scalar(my @all = threads()), 'and sees all');
	$s->is_problem($s->api($anna, GET => '/api/conversations/999999'), 404, 'one that is not there');
	$s->is_problem($s->api($anna, GET => "$path?$_->[0]"), 422, $_->[0], $_->[1]) foreach ['limit=0', 'limit'], ['cursor=x', 'cursor'], ['limit=201', 'limit'];
	text($ANN, 'Hello Riverside', $OTHER_NUMBER);
	is(scalar $s->api($stranger, GET => '/api/conversations')->{json}{items}->@*, 1, 'the same number has a conversation with each clinic');
	unlike(JSON::PP::encode_json($s->api($stranger, GET => '/api/conversations/' . $s->api($stranger, GET => '/api/conversations')->{json}{items}[0]{id})->{json}), qr/hour later/, 'of which the other sees nothing');
};

subtest 'with the database away' => sub {
	my ($thread) = threads();
	my %fields = (MessageSid => $s->sid('SM'), From => '+12125550151', To => $NUMBER, Body => 'Anybody there?', NumMedia => 0);
	$s->heard('+12125550151');
	$s->stop('mariadb');
	is($s->signed('/api/twilio/sms', \%fields)->{status}, 200, 'a text is taken');
	is($s->api($anna, GET => '/api/conversations')->{status}, 503, 'the list is not there');
	$s->is_problem($s->api($anna, PATCH => "/api/conversations/$thread->{id}", {unread => JSON::PP::false}), 503, 'nor is anything changed');
	$s->start('mariadb');
	ok($s->wait_for('its conversation', sub { grep { $_->{phone} eq '+12125550151' } threads() }), 'later it has its conversation');
};

$s->end;
done_testing;

sub threads($query = '') { return ($s->api($anna, GET => "/api/conversations?limit=200&$query")->{json}{items} // [])->@* }

# A text comes in.
sub text($from, $body, $to = $NUMBER) {
	my $sid = $s->sid('SM');
	$s->secret($body);
	is($s->signed('/api/twilio/sms', {MessageSid => $sid, From => $from, To => $to, Body => $body, NumMedia => 0})->{status}, 200, 'a text comes in');
	return $sid;
}

sub call_row($phone) {
	my $sid = $s->sid;
	$s->sql("INSERT INTO calls (clinic_id, call_sid, direction, from_number, to_number, twilio_phone_number, phone, status, status_rank, started_at, call_type) VALUES (?, ?, 'inbound', ?, ?, ?, ?, 'completed', 5, UTC_TIMESTAMP(3), 'inbound')",
		$clinic->{id}, $sid, $phone, $NUMBER, $NUMBER, $phone);
	return $sid;
}

sub voicemail_row($phone, $call) {
	return $s->sql("INSERT INTO voicemails (clinic_id, call_sid, from_number, recording_sid, recording_url, transcript, created_at) VALUES (?, ?, ?, ?, '', 'Please call me back', UTC_TIMESTAMP(3))",
		$clinic->{id}, $call, $phone, $s->sid('RE'));
}
