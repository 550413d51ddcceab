#!/usr/bin/perl
# Problems that calls raised: made, found, worked on; and who is told of the urgent ones.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Smtp;
use Switchboard;
use Test::More;

my $NUMBER = '+18455550101';
my ($anna, $ben, $carla) = ('+18455550161', '+18455550162', '+18455550163');
my $path = '/api/tickets';

my $smtp = Smtp->start;
my $s = Switchboard->new(numbers => [$NUMBER], conf => {SMTP_URL => $smtp->url, MAIL_FROM => 'desk@clinic.example'});
my $clinic = $s->clinic('Hudson Dental', timezone => 'America/New_York', forwardNumber => '+19145550201');
my $other = $s->clinic('Lakeside');
$s->connect($NUMBER, $clinic);
$s->heard($anna, $ben, $carla);
my $assistant = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $other);
my ($maria, $theirs) = map { patient($_) } $clinic, $other;
my ($call, $nobodys) = map { $s->sid } 1 .. 2;
$s->signed('/api/twilio/voice/incoming', {CallSid => $call, From => '+12125550123', To => $NUMBER, CallStatus => 'ringing'});
$s->signed('/api/twilio/voice/incoming', {CallSid => $nobodys, From => '+12125550123', To => '+18455550199', CallStatus => 'ringing'});

sub patient($clinic) {
	$s->sql('INSERT INTO patients (clinic_id, first_name, last_name, phone, language, created_at, updated_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))', $clinic->{id}, 'Maria', 'Soto', '+12125550177', 'en-US');
	return $s->value('SELECT MAX(patient_id) FROM patients');
}

sub make(%fields) { return $s->api($assistant, POST => $path, {subject => 'Charged twice', %fields}) }
sub subjects($query, $who = $assistant) { return [map { $_->{subject} } @{$s->api($who, GET => "$path$query")->{json}{items}}] }

subtest 'one is made' => sub {
	my $made = make();
	is($made->{status}, 201, 'with a subject alone');
	my $ticket = $made->{json};
	is($made->{headers}{location}, "$path/$ticket->{id}", 'it is told where it is');
	like($ticket->{createdAt}, qr/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z/, 'and since when');
	is_deeply($ticket, {id => $ticket->{id}, clinicId => $clinic->{id}, subject => 'Charged twice', description => '', priority => 'normal', status => 'open', createdAt => $ticket->{createdAt},
		map { $_ => undef } qw(patientId callSid sessionId)}, 'with these members');
	is_deeply($s->api($assistant, GET => "$path/$ticket->{id}")->{json}, $ticket, 'and is there');
	my %all = (description => "She says:\n„Zweimal!“", priority => 'high', status => 'in-progress', patientId => $maria, callSid => $call);
	$s->holds(make(%all)->{json}, {%all, subject => 'Charged twice'}, 'or with everything');
	isnt(make()->{json}{id}, $ticket->{id}, 'the same twice makes two');
	$s->holds($s->api($s->admin, POST => "$path?clinicId=$other->{id}", {subject => 'Theirs', patientId => $theirs})->{json}, {clinicId => $other->{id}, patientId => $theirs}, 'an admin says for whom');
};

subtest 'what is wrong is told at once' => sub {
	my $before = $s->value('SELECT COUNT(*) FROM tickets');
	$s->is_problem($s->api($assistant, POST => $path, {}), 422, 'nothing said', 'subject');
	$s->is_problem(make(subject => ' ', description => 'x' x 10001, priority => 'panic', status => 'lost', patientId => $theirs, callSid => $nobodys, sessionId => 'vs_1'), 422,
		'everything wrong', qw(subject description priority status patientId callSid sessionId));
	$s->is_problem(make(patientId => 99999, callSid => $s->sid), 422, 'nobody, and no call', qw(patientId callSid));
	$s->is_problem($s->api($s->admin, POST => $path, {subject => '', patientId => $maria}), 422, 'an admin names the clinic', qw(subject clinicId));
	$s->is_problem($s->api($assistant, POST => $path, {subject => 'x', clinicId => $other->{id}}), 404, 'nobody makes another clinic\'s');
	is($s->value('SELECT COUNT(*) FROM tickets'), $before, 'none of these was made');
};

subtest 'the list' => sub {
	$s->sql('DELETE FROM tickets');
	make(subject => 'ann', patientId => $maria, callSid => $call);
	make(subject => 'ben', status => 'closed', priority => 'urgent');
	make(subject => 'eve', priority => 'low');
	$s->sql('UPDATE tickets SET session_id = ? WHERE subject = ?', 'vs_' . 'a' x 26, 'eve');
	$s->api($stranger, POST => $path, {subject => 'theirs'});
	is_deeply(subjects(''), [qw(eve ben ann)], 'is the clinic\'s, the newest first');
	is_deeply(subjects('', $s->admin), [qw(theirs eve ben ann)], 'an admin sees all');
	is_deeply(subjects("?clinicId=$other->{id}", $s->admin), ['theirs'], 'or a clinic\'s');
	is_deeply(subjects($_->[0]), [@$_[1 .. $#$_]], $_->[0]) foreach ['?status=open', qw(eve ann)], ['?status=closed', 'ben'], ['?priority=urgent', 'ben'], ["?patientId=$maria", 'ann'], ["?callSid=$call", 'ann'],
		['?sessionId=vs_' . 'a' x 26, 'eve'], ['?until=2026-01-01'];
	my $first = $s->api($assistant, GET => "$path?limit=2")->{json};
	is_deeply(subjects("?limit=2&cursor=$first->{next}"), ['ann'], 'page by page');
	like($s->api($assistant, GET => "$path?format=csv")->{body}, qr/\Aid,clinicId,patientId,callSid,sessionId,subject,description,priority,status,createdAt\r\n\d+,$clinic->{id},,,"vs_/, 'a spreadsheet');
	$s->is_problem($s->api($assistant, GET => "$path?status=lost&priority=x&patientId=x&since=never&colour=red"), 422, 'filters that are none', qw(status priority patientId since colour));
};

subtest 'one is changed' => sub {
	my $id = make(patientId => $maria, callSid => $call)->{json}{id};
	my $change = sub (%fields) { return $s->api($assistant, PATCH => "$path/$id", \%fields) };
	$s->holds($change->(status => 'in-progress', priority => 'high')->{json}, {status => 'in-progress', priority => 'high', subject => 'Charged twice', patientId => $maria, callSid => $call}, 'somebody is at it') foreach 1 .. 2;
	$s->holds($change->(subject => 'Paid back', description => 'By cheque', status => 'closed', patientId => undef)->{json}, {subject => 'Paid back', description => 'By cheque', status => 'closed', patientId => undef}, 'it is closed');
	$s->is_problem($change->(subject => '', status => 'lost', priority => 'panic', patientId => $theirs, callSid => $call), 422, 'what is wrong is told at once', qw(subject status priority patientId callSid));
	is($s->api($s->admin, PATCH => "$path/$id", {patientId => $maria})->{status}, 200, 'an admin need not name the clinic');
	is($s->api($s->user(customer => $clinic), PATCH => "$path/$id", {status => 'open'})->{json}{status}, 'open', 'a customer may too');
	$s->is_problem($s->api($assistant, DELETE => "$path/$id"), 405, 'it is closed, not deleted');
};

subtest 'whose it is' => sub {
	my $id = $s->api($stranger, POST => $path, {subject => 'theirs'})->{json}{id};
	$s->is_problem($s->api($assistant, @$_), 404, "$_->[0] of another clinic's finds nothing") foreach [GET => "$path/$id"], [PATCH => "$path/$id", {status => 'closed'}], [GET => "$path/99999"], [PATCH => "$path/99999", {}];
	$s->is_problem($s->api($s->admin, PATCH => "$path/$id?clinicId=$clinic->{id}", {status => 'closed'}), 404, 'nor does an admin who says another clinic');
	is($s->value('SELECT status FROM tickets WHERE ticket_id = ?', $id), 'open', 'it is as before');
	$s->is_problem($s->api(undef, @$_), 401, "$_->[0] needs a login") foreach [GET => $path], [POST => $path, {subject => 'x'}], [GET => "$path/$id"], [PATCH => "$path/$id", {}];
};

sub notified($id) { return $s->wait_for("ticket $id is told", sub { $s->value('SELECT notified_at FROM tickets WHERE ticket_id = ?', $id) }) }
sub jobs($kind) { return $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = 'due'}, $kind) }
sub texts($to) { return grep { $_->{to} eq $to } $s->standin->messages }

subtest 'an urgent one is told' => sub {
	my ($first, $second, $third) = map {
		$s->api($s->admin, POST => '/api/assistants', {clinicId => $clinic->{id}, name => $_->[0], phone => $_->[1], email => "\l$_->[0]\@clinic.example", smsNotify => \1, emailNotify => \1})->{json}{id}
	} [Anna => $anna], [Ben => $ben], [Carla => $carla];
	$s->routing($clinic, forwardNumber => '+19145550201', notify => [
		{on => 'urgent-ticket', assistantId => $first, by => ['sms']}, {on => 'urgent-ticket', assistantId => $second, by => ['email']}, {on => 'voicemail', assistantId => $third, by => ['sms', 'email']},
	]);
	my $id = make(subject => 'Zoë cannot breathe', description => 'She took the new pills.', priority => 'urgent', callSid => $call)->{json}{id};
	notified($id);
	my @texts = @{$s->wait_for('a text', sub { my @t = texts($anna); @t && \@t })};
	is($texts[0]{from}, $NUMBER, 'to Anna by text, from the clinic\'s number');
	like($texts[0]{body}, qr{\AHudson Dental: an urgent ticket needs you\. See the desk\. https://localhost\S*\z}, 'which says that there is one');
	my ($mail) = @{$s->wait_for('a mail', sub { my @m = $smtp->mails; @m && \@m })};
	is($mail->{to}, 'ben@clinic.example', 'to Ben by mail');
	is($mail->{header}{subject}, 'Urgent ticket for Hudson Dental', 'which says whose');
	like($mail->{text}, qr/^    Zoë cannot breathe\n\nShe took the new pills\.\n/m, 'and what it is');
	like($mail->{text}, qr/It was raised on \d{4}-\d\d-\d\d at \d\d:\d\d \(America\/New_York\)\./, 'since when');
	is($s->api($assistant, PATCH => "$path/$id", {priority => $_})->{status}, 200, "then it is $_") foreach qw(normal urgent);
	$s->wait_for('the jobs are done', sub { !jobs('notify-ticket') && !jobs('mail-ticket') });
	is_deeply([scalar(texts($anna)), scalar(my @mails = $smtp->mails), scalar(texts($ben)), scalar(texts($carla))], [1, 1, 0, 0], 'nobody is told twice, and nobody else');
	my $told = sub { [sort map { join ' ', @{$_->{data}}{qw(about by assistantId status)} } grep { $_->{type} eq 'notice' } @{$s->api($assistant, GET => "/api/twilio/call-logs/$call")->{json}{events}}] };
	my @both = ("ticket email $second sent", "ticket sms $first delivered");
	$s->wait_for('both are on record', sub { "@{$told->()}" eq "@both" });
	is_deeply($told->(), \@both, 'the timeline of the call that it came of says who was told');
	my $later = make()->{json}{id};
	$s->api($assistant, PATCH => "$path/$later", {priority => 'urgent'});
	notified($later);
	ok($s->wait_for('a second text', sub { texts($anna) == 2 }), 'one that becomes urgent is told too');
};

subtest 'a text that Twilio refuses is told by mail' => sub {
	$s->expect_error(qr{job \d+ \(send-message\) is given up});
	$s->standin->fault(match => 'POST /Messages', mode => 404, code => 21614, times => 1);
	my $mails = () = $smtp->mails;
	my $id = make(subject => 'A landline', description => 'No text reaches it.', priority => 'urgent')->{json}{id};
	notified($id);
	my @of = @{$s->wait_for('two mails', sub { my @m = $smtp->mails; splice @m, 0, $mails; @m == 2 && \@m })};
	is_deeply([sort map { $_->{to} } @of], ['anna@clinic.example', 'ben@clinic.example'], 'Anna has one, as Ben has');
	like($_->{text}, qr/A landline\n\nNo text reaches it\./, 'with its words') foreach @of;
};

subtest 'one that is closed, or nobody\'s to hear' => sub {
	my $closed = make(priority => 'urgent', status => 'closed')->{json}{id};
	$s->wait_for('the job is done', sub { !jobs('notify-ticket') });
	is($s->value('SELECT notified_at FROM tickets WHERE ticket_id = ?', $closed), undef, 'a closed one is not told');
	$s->routing($clinic, forwardNumber => '+19145550201');
	notified(make(priority => 'urgent')->{json}{id});
	$s->api($stranger, POST => $path, {subject => 'theirs', priority => 'urgent'});
	$s->wait_for('the jobs are done', sub { !jobs('notify-ticket') && !jobs('send-message') });
	is(scalar(my @all = $s->standin->messages), 2, 'no rule, no text');
};

subtest 'without the database' => sub {
	my $id = make()->{json}{id};
	$s->stop('mariadb');
	$s->is_problem($s->api($assistant, @$_), 503, "$_->[0] says so") foreach [GET => $path], [POST => $path, {subject => 'x'}], [GET => "$path/$id"], [PATCH => "$path/$id", {status => 'closed'}];
	$s->start('mariadb');
	ok($s->wait_for('it is back', sub { ($s->api($assistant, GET => "$path/$id")->{json}{status} // '') eq 'open' }), 'nothing was done');
};

$s->end;
done_testing;
