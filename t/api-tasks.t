#!/usr/bin/perl
# What somebody at the clinic must do: made, found, assigned, done, deleted.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Switchboard;
use Test::More;

my $NUMBER = '+18455550101';
my $path = '/api/tasks';

my $s = Switchboard->new(numbers => [$NUMBER]);
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');
my $other = $s->clinic('Lakeside');
$s->connect($NUMBER, $clinic);
my $assistant = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $other);
my ($call, $nobodys) = map { $s->sid } 1 .. 2;
$s->signed('/api/twilio/voice/incoming', {CallSid => $call, From => '+12125550123', To => $NUMBER, CallStatus => 'ringing'});
$s->signed('/api/twilio/voice/incoming', {CallSid => $nobodys, From => '+12125550123', To => '+18455550199', CallStatus => 'ringing'});

my ($visit, $theirs) = map {
	my $whose = $_->{id};
	my $patient = $s->api($s->admin, POST => "/api/patients?clinicId=$whose", {firstName => 'Maria', phone => '+12125550123'})->{json}{id};
	$s->api($s->admin, POST => "/api/appointments?clinicId=$whose", {patientId => $patient, startsAt => '2031-03-03T15:00:00Z'})->{json}{id};
} $clinic, $other;

sub make(%fields) { return $s->api($assistant, POST => $path, {title => 'Ring Maria back', %fields}) }
sub titles($query, $who = $assistant) { return [map { $_->{title} } @{$s->api($who, GET => "$path$query")->{json}{items}}] }

subtest 'one is made' => sub {
	my $made = make();
	is($made->{status}, 201, 'with a title alone');
	my $task = $made->{json};
	is($made->{headers}{location}, "$path/$task->{id}", 'it is told where it is');
	my $at = delete $task->{createdAt};
	like($at, qr/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z/, 'and since when');
	is_deeply($task, {id => $task->{id}, clinicId => $clinic->{id}, kind => 'other', title => 'Ring Maria back', status => 'open', map { $_ => undef } qw(assigneeId dueAt callSid messageSid appointmentId)}, 'with these members');
	is_deeply($s->api($assistant, GET => "$path/$task->{id}")->{json}, {%$task, createdAt => $at}, 'and is there');
	my %all = (kind => 'reschedule', assigneeId => $assistant->{id}, dueAt => '2026-11-21T08:00:52.000Z', callSid => $call, messageSid => 'SM' . '0' x 32, appointmentId => $visit);
	$s->holds(make(title => 'Größeren Termin finden', %all)->{json}, {title => 'Größeren Termin finden', %all}, 'or with everything');
	isnt(make()->{json}{id}, $task->{id}, 'the same twice makes two');
	$s->holds($s->api($s->admin, POST => "$path?clinicId=$other->{id}", {title => 'Theirs', status => 'done'})->{json}, {clinicId => $other->{id}, status => 'done'}, 'an admin says for whom');
};

subtest 'what is wrong is told at once' => sub {
	my $before = $s->value('SELECT COUNT(*) FROM tasks');
	$s->is_problem($s->api($assistant, POST => $path, {}), 422, 'nothing said', 'title');
	$s->is_problem(make(title => ' ', kind => 'x' x 33, status => 'lost', assigneeId => $stranger->{id}, dueAt => 'tomorrow', callSid => $nobodys, messageSid => 'S' x 35, appointmentId => 0, colour => 'red'), 422,
		'everything wrong', qw(title kind status assigneeId dueAt callSid messageSid appointmentId colour));
	$s->is_problem(make(assigneeId => $_->[0]), 422, "$_->[1] cannot be assigned", 'assigneeId') foreach [$s->admin->{id}, 'an admin'], [99999, 'nobody'];
	$s->is_problem(make(callSid => $_->[0]), 422, $_->[1], 'callSid') foreach [$s->sid, 'a call that is none'], ['', 'no sid at all'];
	$s->is_problem(make(appointmentId => $_->[0]), 422, $_->[1], 'appointmentId') foreach [99999, 'an appointment that is none'], [$theirs, 'another clinic\'s appointment'];
	$s->is_problem($s->api($s->admin, POST => $path, {title => '', callSid => $call}), 422, 'an admin names the clinic', qw(title clinicId));
	$s->is_problem($s->api($s->admin, POST => $path, {title => 'x', clinicId => 99999}), 404, 'one that is there');
	$s->is_problem($s->api($assistant, POST => $path, {title => 'x', clinicId => $other->{id}}), 404, 'nobody makes another clinic\'s');
	$s->is_problem($s->api($assistant, POST => $path, [1]), 422, 'a body that is no object');
	is($s->value('SELECT COUNT(*) FROM tasks'), $before, 'none of these was made');
};

subtest 'the list' => sub {
	$s->sql('DELETE FROM tasks');
	make(title => 'ann', assigneeId => $assistant->{id}, dueAt => '2026-03-08T12:00:00Z');
	make(title => 'ben', kind => 'voicemail', callSid => $call, status => 'done', dueAt => '2026-03-08T11:00:00Z');
	make(title => 'eve', dueAt => '2026-03-08T13:00:00+02:00');
	$s->api($stranger, POST => $path, {title => 'theirs'});
	is_deeply(titles(''), [qw(eve ben ann)], 'is the clinic\'s, the newest first');
	is_deeply(titles('', $s->admin), [qw(theirs eve ben ann)], 'an admin sees all');
	is_deeply(titles("?clinicId=$other->{id}", $s->admin), ['theirs'], 'or a clinic\'s');
	is_deeply(titles($_->[0]), [@$_[1 .. $#$_]], $_->[0]) foreach ['?status=open', qw(eve ann)], ['?status=done', 'ben'], ['?kind=voicemail', 'ben'], ["?assigneeId=$assistant->{id}", 'ann'],
		["?callSid=$call", 'ben'], ['?status=open&dueBefore=2026-03-08T12:00:00Z', 'eve'], ['?dueBefore=2026-03-08T10:59:59Z'], ['?until=2026-03-08'];
	my $first = $s->api($assistant, GET => "$path?limit=2")->{json};
	is_deeply([map { $_->{title} } @{$first->{items}}], [qw(eve ben)], 'a page');
	is_deeply(titles("?limit=2&cursor=$first->{next}"), ['ann'], 'and the next');
	like($s->api($assistant, GET => "$path?format=csv")->{body}, qr/\Aid,clinicId,kind,title,status,assigneeId,dueAt,callSid,messageSid,appointmentId,createdAt\r\n\d+,$clinic->{id},"other","eve","open",,/, 'a spreadsheet');
	$s->is_problem($s->api($assistant, GET => "$path?status=lost&assigneeId=x&dueBefore=soon&since=never&colour=red"), 422, 'filters that are none', qw(status assigneeId dueBefore since colour));
};

subtest 'one is changed' => sub {
	my $id = make(dueAt => '2026-03-08T12:00:00Z', callSid => $call)->{json}{id};
	my $change = sub (%fields) { return $s->api($assistant, PATCH => "$path/$id", \%fields) };
	$s->holds($change->(status => 'done')->{json}, {status => 'done', title => 'Ring Maria back', dueAt => '2026-03-08T12:00:00.000Z', callSid => $call}, 'done') foreach 1 .. 2;
	ok($s->value('SELECT done_at IS NOT NULL FROM tasks WHERE task_id = ?', $id), 'since then');
	$s->holds($change->(status => 'open', assigneeId => $assistant->{id}, title => 'Write to Maria')->{json}, {status => 'open', assigneeId => $assistant->{id}, title => 'Write to Maria', callSid => $call}, 'open again, and somebody\'s');
	$s->holds($change->(assigneeId => undef, dueAt => undef, callSid => undef)->{json}, {assigneeId => undef, dueAt => undef, callSid => undef, title => 'Write to Maria'}, 'null takes away');
	$s->is_problem($change->(title => '', kind => '', status => 'lost', assigneeId => $stranger->{id}, callSid => $nobodys, clinicID => 7), 422, 'what is wrong is told at once', qw(title kind status assigneeId callSid clinicID));
	is($s->api($s->admin, PATCH => "$path/$id", {callSid => $call, assigneeId => $assistant->{id}})->{status}, 200, 'an admin need not name the clinic');
	is($s->api($s->user(customer => $clinic), PATCH => "$path/$id", {kind => 'call'})->{json}{kind}, 'call', 'a customer may too');
	is($s->api($assistant, DELETE => "$path/$id")->{status}, 204, 'deleted');
	is_deeply([map { "$_->{action} $_->{object}" } $s->rows('SELECT * FROM audit WHERE user_id = ? AND action LIKE ?', $assistant->{id}, 'task%')], ["task-deleted task $id"], 'which is on record');
	$s->is_problem($s->api($assistant, $_ => "$path/$id", $_ eq 'PATCH' ? {status => 'done'} : undef), 404, "$_ then finds nothing") foreach qw(GET PATCH DELETE);
};

subtest 'whose it is' => sub {
	my $theirs = $s->api($stranger, POST => $path, {title => 'theirs'})->{json}{id};
	$s->is_problem($s->api($assistant, @$_), 404, "$_->[0] of another clinic's finds nothing") foreach [GET => "$path/$theirs"], [PATCH => "$path/$theirs", {status => 'done'}], [DELETE => "$path/$theirs"];
	$s->is_problem($s->api($s->admin, PATCH => "$path/$theirs?clinicId=$clinic->{id}", {status => 'done'}), 404, 'nor does an admin who says another clinic');
	is($s->value('SELECT status FROM tasks WHERE task_id = ?', $theirs), 'open', 'it is as before');
	$s->is_problem($s->api(undef, @$_), 401, "$_->[0] needs a login") foreach [GET => $path], [POST => $path, {title => 'x'}], [GET => "$path/$theirs"], [PATCH => "$path/$theirs", {}], [DELETE => "$path/$theirs"];
};

subtest 'without the database' => sub {
	my $id = make()->{json}{id};
	$s->stop('mariadb');
	$s->is_problem($s->api($assistant, @$_), 503, "$_->[0] says so") foreach [GET => $path], [POST => $path, {title => 'x'}], [GET => "$path/$id"], [PATCH => "$path/$id", {status => 'done'}], [DELETE => "$path/$id"];
	$s->start('mariadb');
	ok($s->wait_for('it is back', sub { ($s->api($assistant, GET => "$path/$id")->{json}{status} // '') eq 'open' }), 'nothing was done');
};

$s->end;
done_testing;
