#!/usr/bin/perl
# What a clinic does with its voicemails: finding, reading, assigning, closing; and who sees which.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Switchboard;
use Test::More;

my ($ANN, $BEN) = ('+12125550121', '+12125550122');
my $path = '/api/voicemails';

my $s = Switchboard->new;
my $clinic = $s->clinic('Hillside', timezone => 'America/Los_Angeles');
my $other = $s->clinic('Lakeside');
my $assistant = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $other);
my $TEXT = 'Please call me back about my tooth';
$s->secret($TEXT);

# Oldest first: name, clinic, caller, when, transcript.
my (%id, %sid, %name);
left(ann => $clinic, $ANN, '2026-03-08 09:30:00', $TEXT);
left(ben => $clinic, $BEN, '2026-03-08 10:30:00');
left(again => $clinic, $ANN, '2026-03-09 06:59:59');
left(last => $clinic, '', '2026-03-09 07:00:00', '=HYPERLINK("https://evil.example")');
left(theirs => $other, $ANN, '2026-03-09 08:00:00', $TEXT);
left(nobodys => undef, $BEN, '2026-03-09 09:00:00');

subtest 'the list' => sub {
	is_deeply(listed(''), [qw(last again ben ann)], 'is the clinic\'s, the newest first');
	is_deeply(listed('', $stranger), ['theirs'], 'another clinic\'s is another');
	is_deeply(listed('', $s->admin), [qw(nobodys theirs last again ben ann)], 'an admin sees all, and those of no clinic');
	is_deeply(listed("?clinicId=$other->{id}", $s->admin), ['theirs'], 'or a clinic\'s');
	is_deeply(listed($_->[0]), [@$_[1 .. $#$_]], $_->[0]) foreach ['?phoneNumber=2125550121', qw(again ann)], ['?phoneNumber=%2B12125550122', 'ben'], ['?status=heard'], ['?status=new&phoneNumber=2125550122', 'ben'],
		['?since=2026-03-08&until=2026-03-08', qw(again ben ann)], ['?since=2026-03-09', 'last'], ['?assigneeId=7'];
	$s->is_problem($s->api($assistant, GET => "$path?status=lost&assigneeId=x&phoneNumber=the-desk&since=never&colour=red"), 422, 'filters that are none', qw(status assigneeId phoneNumber since colour));
	my (@seen, $next);
	foreach (1 .. 3) {
		my $page = $s->api($assistant, GET => "$path?limit=2" . ($next ? "&cursor=$next" : ''))->{json};
		push @seen, map { $name{$_->{id}} } @{$page->{items}};
		left("late$_" => $clinic, $ANN, "2026-03-10 0$_:00:00");
		$next = $page->{next} or last;
	}
	is_deeply(\@seen, [qw(last again ben ann)], 'page by page, whatever comes in meanwhile');
	$s->sql('DELETE FROM voicemails WHERE created_at > ?', '2026-03-10');
	my $csv = $s->api($assistant, GET => "$path?format=csv&limit=1")->{body};
	like($csv, qr/\Aid,clinicId,callSid,from,recordingSid,duration,transcript,status,assigneeId,notes,createdAt\r\n/, 'a spreadsheet');
	is(scalar(() = $csv =~ /\r\n/g), 5, 'has all rows');
	like($csv, qr/,"'=HYPERLINK/, 'whose formulas are defused');
};

subtest 'one' => sub {
	my $ann = $s->api($assistant, GET => "$path/$id{ann}")->{json};
	is_deeply($ann, {id => $id{ann}, clinicId => $clinic->{id}, callSid => "CA$sid{ann}", from => $ANN, recordingSid => $sid{ann}, duration => 12, transcript => $TEXT, status => 'new',
		assigneeId => undef, notes => undef, audioUrl => $s->url . "/api/twilio/recordings/$sid{ann}/audio.mp3", createdAt => '2026-03-08T09:30:00.000Z'}, 'has these members');
	is_deeply((grep { $_->{id} == $id{ann} } @{$s->api($assistant, GET => $path)->{json}{items}})[0], $ann, 'as in the list');
	is($s->api($assistant, GET => "$path/$id{last}")->{json}{from}, undef, 'a caller without a number');
	$s->sql("INSERT INTO recordings (recording_sid, clinic_id, call_sid, url, source, status, status_rank, processing_status, created_at)
		VALUES (?, ?, ?, '', 'RecordVerb', 'completed', 3, 'deleted', NOW(3))", $sid{last}, $clinic->{id}, "CA$sid{last}");
	is($s->api($assistant, GET => "$path/$id{last}")->{json}{audioUrl}, undef, 'a sound that was deleted');
	$s->is_problem($s->api($assistant, GET => "$path/$id{theirs}"), 404, 'another clinic\'s');
	$s->is_problem($s->api($assistant, GET => "$path/$id{nobodys}"), 404, 'one of no clinic');
	is($s->api($s->admin, GET => "$path/$id{nobodys}")->{json}{clinicId}, undef, 'is an admin\'s');
	$s->is_problem($s->api($s->admin, GET => "$path/$id{ann}?clinicId=$other->{id}"), 404, 'who names the right clinic, or none');
	$s->is_problem($s->api($assistant, GET => "$path/99999"), 404, 'one that is not there');
	$s->is_problem($s->api($assistant, GET => "$path/first"), 422, 'an id that is none', 'id');
	$s->is_problem($s->api(undef, @$_), 401, "$_->[0] needs a login") foreach [GET => $path], [GET => "$path/$id{ann}"], [PATCH => "$path/$id{ann}", {}];
};

subtest 'who reads a transcript is on record' => sub {
	my $looks = sub { return [map { "$_->{action} $_->{object}" . ($_->{detail} ? " $_->{detail}" : '') } $s->rows('SELECT * FROM audit WHERE user_id = ? AND clinic_id = ? AND action LIKE ? ORDER BY audit_id', $assistant->{id}, $clinic->{id}, 'transcript%')] };
	$s->sql('DELETE FROM audit');
	$s->api($assistant, GET => "$path/$id{ben}");
	$s->api($assistant, GET => "$path?phoneNumber=2125550122");
	$s->api($assistant, GET => "$path/$id{theirs}");
	is_deeply($looks->(), [], 'nothing was read, nothing is on record');
	$s->api($assistant, GET => "$path/$id{ann}");
	is_deeply($looks->(), ["transcript-read voicemail $id{ann}"], 'one was');
	$s->sql('DELETE FROM audit');
	$s->api($assistant, GET => $path);
	is_deeply($looks->(), ["transcripts-read voicemails 2, from voicemail $id{last} back to $id{ann}"], 'a list of two is one look');
	$s->sql('DELETE FROM audit');
	$s->api($assistant, GET => "$path?format=csv");
	is_deeply($looks->(), ["transcripts-read voicemails 2, from voicemail $id{last} back to $id{ann}"], 'so is a spreadsheet');
	$s->sql('DELETE FROM audit');
	$s->api($assistant, PATCH => "$path/$id{ann}", {});
	is_deeply($looks->(), ["transcript-read voicemail $id{ann}"], 'and what a change gives back');
};

subtest 'its state' => sub {
	my $change = sub ($name, %fields) { return $s->api($assistant, PATCH => "$path/$id{$name}", \%fields) };
	my $task = sub { return $s->row('SELECT status, assignee_id, done_at IS NULL AS undone FROM tasks WHERE origin = ?', "voicemail:$sid{ann}") };
	$s->holds($change->('ann', status => 'heard')->{json}, {status => 'heard', notes => undef, assigneeId => undef, transcript => $TEXT}, 'heard');
	$s->holds($change->('ann', assigneeId => $assistant->{id}, notes => 'Zahnweh')->{json}, {status => 'heard', notes => 'Zahnweh', assigneeId => $assistant->{id}}, 'assigned, with a note');
	$s->holds($task->(), {status => 'open', assignee_id => $assistant->{id}}, 'and so is its task');
	is_deeply(listed("?assigneeId=$assistant->{id}"), ['ann'], 'and found by that');
	is($change->('ann', status => 'closed')->{status}, 200, 'closed') foreach 1 .. 2;
	$s->holds($task->(), {status => 'done', undone => 0}, 'which does its task');
	is_deeply(listed('?status=closed'), ['ann'], 'it is in another list now');
	$s->holds($change->('ann', status => 'new', assigneeId => undef, notes => '')->{json}, {status => 'new', notes => undef, assigneeId => undef}, 'taken back');
	$s->holds($task->(), {status => 'open', undone => 1, assignee_id => undef}, 'with its task');
	is($change->('ben', status => 'closed')->{json}{status}, 'closed', 'one without a task');
	is($s->api($s->user(customer => $clinic), PATCH => "$path/$id{ben}", {status => 'heard'})->{json}{status}, 'heard', 'a customer may too');
	is($s->api($s->admin, PATCH => "$path/$id{nobodys}", {status => 'closed'})->{json}{status}, 'closed', 'and an admin, of no clinic\'s');
	$s->is_problem($change->('ann', status => 'lost', assigneeId => 'Zoë', notes => 'x' x 5001, from => $BEN), 422, 'what is wrong is told at once', qw(status assigneeId notes from));
	$s->is_problem($change->('ann', assigneeId => $_->[0], status => 'lost'), 422, "$_->[1] cannot be assigned", qw(status assigneeId)) foreach [$stranger->{id}, 'another clinic\'s user'], [$s->admin->{id}, 'an admin'], [99999, 'nobody'];
	$s->is_problem($s->api($s->admin, PATCH => "$path/$id{nobodys}", {assigneeId => $_->{id}}), 422, 'nor can anybody, to what is no clinic\'s', 'assigneeId') foreach $assistant, $s->admin;
	$s->is_problem($change->('theirs', status => 'closed'), 404, 'another clinic\'s is not there to change');
	is($s->value('SELECT status FROM voicemails WHERE voicemail_id = ?', $id{theirs}), 'new', 'and stays as it is');
	$s->is_problem($s->api($assistant, PATCH => "$path/99999", {status => 'heard'}), 404, 'nor one that is not there');
	$s->is_problem($s->api($assistant, DELETE => "$path/$id{ann}"), 405, 'nobody deletes one here');
};

subtest 'without the database' => sub {
	$s->stop('mariadb');
	$s->is_problem($s->api($assistant, @$_), 503, "$_->[0] says so") foreach [GET => $path], [GET => "$path/$id{ann}"], [PATCH => "$path/$id{ann}", {status => 'closed'}];
	$s->start('mariadb');
	ok($s->wait_for('it is back', sub { ($s->api($assistant, GET => "$path/$id{ann}")->{json}{status} // '') eq 'new' }), 'nothing was done');
};

$s->end;
done_testing;

sub left($name, $at, $from, $when, $transcript = undef) {
	$sid{$name} = $s->sid('RE');
	$s->sql('INSERT INTO voicemails (clinic_id, call_sid, from_number, recording_sid, recording_url, duration, transcript, created_at) VALUES (?, ?, ?, ?, ?, 12, ?, ?)',
		$at && $at->{id}, "CA$sid{$name}", $from, $sid{$name}, 'https://api.twilio.com/x', $transcript, $when);
	$id{$name} = $s->value('SELECT voicemail_id FROM voicemails WHERE recording_sid = ?', $sid{$name});
	$name{$id{$name}} = $name;
	$s->sql('INSERT INTO tasks (clinic_id, kind, title, origin, created_at) VALUES (?, ?, ?, ?, NOW(3))', $at->{id}, 'voicemail', 'A voicemail', "voicemail:$sid{$name}") if $name eq 'ann';
}

sub listed($query, $who = $assistant) { return [map { $name{$_->{id}} } @{$s->api($who, GET => "$path$query")->{json}{items}}] }
