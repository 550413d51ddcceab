#!/usr/bin/perl
# Tasks whose time is past: who is reminded, of what, and that it is once.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Smtp;
use Switchboard;
use Test::More;

my $smtp = Smtp->start;
my $s = Switchboard->new(conf => {SMTP_URL => $smtp->url, MAIL_FROM => 'Switchboard <desk@clinic.example>'});
my $clinic = $s->clinic('Zahnärzte am Hudson', timezone => 'America/New_York');
my $other = $s->clinic('Lakeside');
my $user = $s->user(assistant => $clinic);
my $n = 0;
$s->hold_job('remind-tasks');
assistant($clinic, 'ann@clinic.example', 1);
assistant($clinic, 'ben@clinic.example', 0);
assistant($clinic, undef, 1);
assistant($other, 'eve@clinic.example', 1);

subtest 'a task that is somebody\'s' => sub {
	my $id = task(title => "Ring Maria back:\nthe tooth", assigneeId => $user->{id}, dueAt => '2026-03-08T12:00:00Z');
	remind();
	my ($mail, @more) = mails();
	is_deeply([map { $_->{to} } $mail, @more], [$user->{email}], 'is told to them alone');
	is($mail->{header}{subject}, 'A task of Zahnärzte am Hudson is overdue', 'whose it is');
	like($mail->{text}, qr/^\s+Ring Maria back:\nthe tooth$/m, 'what it is');
	like($mail->{text}, qr/by 2026-03-08 08:00 \(America\/New_York\)/, 'and since when, in the clinic\'s zone');
	like($mail->{header}{'message-id'}, qr/\A<task-$id-\d+\.\d+\@clinic\.example>\z/, 'with an id of its own');
	remind();
	is(scalar(mails()), 1, 'it is told once');
	$s->api($user, PATCH => "/api/tasks/$id", {title => 'Ring her', dueAt => '2026-03-08T12:00:00Z'});
	remind();
	is(scalar(mails()), 1, 'whatever else is changed');
	$s->api($user, PATCH => "/api/tasks/$id", {dueAt => '2026-03-09T12:00:00Z'});
	remind();
	is(scalar(my @all = mails()), 2, 'a new time is reminded of anew');
	isnt($all[0]{header}{'message-id'}, $all[1]{header}{'message-id'}, 'which is another mail');
};

subtest 'a task that is nobody\'s' => sub {
	my $before = mails();
	task(title => 'Order gloves', dueAt => '2026-03-08T12:00:00Z');
	remind();
	is_deeply([map { $_->{to} } (mails())[$before .. mails() - 1]], ['ann@clinic.example'], 'is told to those of the clinic\'s assistants who want mails');
};

subtest 'a task of somebody who left' => sub {
	my $before = mails();
	my ($leaves, $moves) = map { $s->user(assistant => $clinic) } 1 .. 2;
	my $id = task(title => 'Hers', dueAt => '2026-03-08T12:00:00Z', assigneeId => $leaves->{id});
	task(title => 'His', dueAt => '2026-03-08T12:00:00Z', assigneeId => $moves->{id});
	$s->api($s->admin, DELETE => "/api/users/$leaves->{id}");
	$s->api($s->admin, PATCH => "/api/users/$moves->{id}", {clinicId => $other->{id}});
	is($s->api($user, GET => "/api/tasks/$id")->{json}{assigneeId}, undef, 'is nobody\'s');
	remind();
	is_deeply([map { $_->{to} } (mails())[$before .. mails() - 1]], ['ann@clinic.example', 'ann@clinic.example'], 'as is one of somebody who is at another clinic now');
};

subtest 'what is not reminded of' => sub {
	my $before = mails();
	task(title => 'Done', dueAt => '2026-03-08T12:00:00Z', status => 'done');
	task(title => 'Later', dueAt => '2099-03-08T12:00:00Z');
	task(title => 'Whenever');
	remind();
	is(scalar(mails()), $before, 'what is done, has time, or none');
	is($s->value("SELECT COUNT(*) FROM tasks WHERE reminded_at IS NULL AND title IN ('Done', 'Later', 'Whenever')"), 3, 'it stays so');
	is($s->value("SELECT COUNT(*) FROM jobs WHERE kind IN ('mail-task', 'remind-tasks') AND state = 'given-up'"), 0, 'nothing is given up');
};

$s->end;
done_testing;

sub assistant($at, $email, $notify) {
	$s->sql('INSERT INTO assistants (clinic_id, name, phone, email, priority, email_notify, created_at, updated_at) VALUES (?, ?, ?, ?, 1, ?, NOW(3), NOW(3))',
		$at->{id}, 'Someone', '+1914555020' . $n++, $email, $notify);
}

sub task(%fields) {
	my $made = $s->api($s->admin, POST => '/api/tasks', {clinicId => $clinic->{id}, %fields});
	return $made->{json}{id} // die "no task: $made->{status} $made->{body}";
}

# The minute is over, and everything that comes of it is done.
sub remind() {
	$s->run_job('remind-tasks');
	$s->wait_for('the mails are sent', sub { !$s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'mail-task' AND state = 'due'") });
}

sub mails() { return my @mails = $smtp->mails }
