#!/usr/bin/perl
# A campaign to 10,000 numbers, while Twilio fails at every tenth text, workers are killed, people opt out, and somebody pauses it: everybody has one outcome,
# and one text at most. COUNT=600 makes it smaller, TELL=1 says how it goes.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;
use Time::HiRes qw(time);

my ($COUNT, $PATIENCE_S) = ($ENV{COUNT} // 10_000, $ENV{PATIENCE} // 900);
my ($OURS, $BASE, $STARTED) = ('+18455550101', 2_000_000, time);
# Twilio's magic numbers of its test credentials: it refuses them.
my %REFUSED = (7 => '+15005550001', 11 => '+15005550009');
my $s = Switchboard->new(numbers => [$OURS], conf => {WORKER_PROCESSES => 4});
my $in = $s->standin;
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201', reminders => {callingHours => ['00:00', '24:00']});
$s->connect($OURS, $clinic);
my $boss = $s->user(customer => $clinic);
my $id = campaign();

# By their place in the campaign.
sub phone($n) { return $REFUSED{$n} // '+1212' . ($BASE + $n) }
sub told($what) { diag sprintf '%3d s: %s', time - $STARTED, $what if $ENV{TELL} }

sub campaign() {
	$s->sql(q{INSERT INTO campaigns (clinic_id, name, kind, body, from_number, status, rate_per_minute, estimate, created_at)
		VALUES (?, 'Flu', 'care', 'Hello {{firstName}}', ?, 'draft', 60000, '{}', UTC_TIMESTAMP(3))}, $clinic->{id}, $OURS);
	my $made = $s->value('SELECT MAX(campaign_id) FROM campaigns');
	$s->sql(q{INSERT INTO campaign_recipients (campaign_id, phone, body, due_at)
		SELECT ?, CONCAT('+1212', ? + seq), CONCAT('Hello number ', seq, ', flu shots are here. Reply STOP to get no more texts.'), UTC_TIMESTAMP(3)
		FROM seq_1_to_10000 WHERE seq <= ? ORDER BY seq}, $made, $BASE, $COUNT);
	# The last third is not due yet: so there is a middle, however slow the test itself is.
	$s->sql(q{UPDATE campaign_recipients SET due_at = due_at + INTERVAL 1 HOUR ORDER BY recipient_id DESC LIMIT ?}, int($COUNT / 3));
	$s->sql(q{UPDATE campaign_recipients SET phone = ? WHERE phone = ?}, $REFUSED{$_}, '+1212' . ($BASE + $_)) foreach keys %REFUSED;
	return $made;
}

# start, pause, resume.
sub move($action) {
	my $answer = $s->api($boss, POST => "/api/campaigns/$id/$action");
	is($answer->{status}, 200, $action) or diag $answer->{body};
	return $answer->{json};
}

sub is_done() { return $s->value('SELECT status FROM campaigns WHERE campaign_id = ?', $id) eq 'done' }
sub waiting() { return $s->value(q{SELECT COUNT(*) FROM campaign_recipients WHERE campaign_id = ? AND state = 'waiting'}, $id) }
sub jobs($kind) { return $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = 'due'}, $kind) }

sub progress() {
	told(join ', ', map { "$_->{state} " . ($_->{status} // '') . " $_->{n}" } $s->rows(q{SELECT r.state, m.status, COUNT(*) AS n
		FROM campaign_recipients AS r LEFT JOIN messages AS m USING (message_id) GROUP BY r.state, m.status}));
}

# Waits until so many are still waiting.
sub until_waiting($n) {
	return $s->wait_for("$n are waiting", sub { my $left = waiting(); $left <= $n }, $PATIENCE_S) && progress();
}

# The workers are at the same rows.
sub insist($sql, @bind) {
	foreach (1 .. 50) {
		my $rows = eval { $s->sql($sql, @bind) };
		return $rows if defined $rows;
		die $@ unless $@ =~ /Deadlock|Lock wait/;
	}
	die "the rows are never free: $sql\n";
}

# The waits of a job whose answer was lost are minutes; a row that is older has them behind it. Its attempts are counted: not too often.
sub hurry() {
	state $last = 0;
	return if time < $last + 1;
	$last = time;
	insist(q{UPDATE messages SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE status = 'unknown' AND asked_at > NOW(3) - INTERVAL 100 SECOND});
	insist(q{UPDATE jobs SET run_at = NOW(3) WHERE kind IN ('send-message', 'campaign') AND state = 'due' AND leased_by IS NULL AND run_at > NOW(3)});
}

# A worker that has a job of this kind in hand, or else of the other, is killed, and its lease with it.
sub kill_worker($kind) {
	my $at = $s->wait_for('somebody is at work', sub {
		return $s->row(q{SELECT kind, leased_by FROM jobs WHERE kind IN ('campaign', 'send-message') AND state = 'due' AND leased_until > NOW(3) ORDER BY kind = ? DESC LIMIT 1}, $kind);
	}, $PATIENCE_S);
	$s->end_process(worker => $at->{leased_by} =~ s/.*://r);
	my $left = insist(q{UPDATE jobs SET run_at = NOW(3) WHERE leased_by = ? AND state = 'due'}, $at->{leased_by});
	told("a worker at $at->{kind} is killed, and leaves $left jobs");
}

my %texts;		# of the stand-in, by number

subtest 'ten thousand texts' => sub {
	my %fault = (429 => [25], 500 => [60], 503 => [60], 'reset-before' => [200], 'reset-after' => [100], 'nonsense-after' => [100]);
	$s->expect_error(qr/\(send-message\) is given up/);
	$in->script('*', message => {status => 'sent', statusCallbacks => 'none'});
	$in->script(phone($_ * 100), message => {}) foreach 1 .. $COUNT / 100;
	$in->script(phone($_ * 400 + 1), message => {status => 'undelivered', errorCode => 30003}) foreach 1 .. $COUNT / 400;
	$in->fault(match => 'POST /Messages', mode => $_, times => $COUNT, every => shift $fault{$_}->@*, $fault{$_}->@*) foreach sort keys %fault;
	$in->fault(match => 'POST /Messages', mode => 429, times => 5, every => 30, retryAfter => 1);
	$in->fault(match => 'POST /Messages', mode => $_, skip => $COUNT / 10) foreach qw(hang-before hang-after);
	# Twilio knows of these, and we do not.
	$in->opt_out(patient => phone($_), ours => $OURS, out => \1) foreach 13, 17;
	told('all is prepared');
	move('start');
	until_waiting(0.8 * $COUNT);
	kill_worker('campaign');
	$in->sms(from => phone($_), to => $OURS, body => 'STOP') foreach 3, $COUNT - 3, $COUNT - 5;
	until_waiting(0.6 * $COUNT);
	kill_worker('send-message');
	$in->sms(from => phone($_), to => $OURS, body => 'STOP') foreach 5, $COUNT - 7;
	until_waiting(0.4 * $COUNT);
	move('pause');
	$s->wait_for('its job has seen it', sub { hurry(); !jobs('campaign') }, $PATIENCE_S);
	my $left = waiting();
	cmp_ok($left, '>=', int($COUNT / 3), 'paused in the middle');
	$s->wait_for('those taken are asked for', sub { !$s->value(q{SELECT COUNT(*) FROM messages WHERE asked_at IS NULL AND status = 'queued' AND ask_until > NOW(3)}) || do { hurry(); 0 } }, $PATIENCE_S);
	is(waiting(), $left, 'nobody is taken meanwhile');
	progress();
	insist('UPDATE campaign_recipients SET due_at = NOW(3)');
	move('resume');
	until_waiting(0);
	my $told = time;
	$s->wait_for('it is done', sub {
		hurry();
		progress() if time - $told > 5 and $told = time;
		return is_done();
	}, $PATIENCE_S);
	progress();
	is(jobs('campaign'), 0, 'and its job too');
	ok($in->settle(60), 'all callbacks have come');
	my @faults = map { $_->{fault} // () } $in->requests(method => 'POST', resource => '/Messages');
	cmp_ok(@faults, '>', 0.09 * $COUNT, 'while every tenth went wrong');
	told(scalar(@faults) . ' faults');
};

subtest 'everybody has one outcome' => sub {
	push $texts{$_->{to}}->@*, $_->{sid} foreach grep { $_->{direction} eq 'outbound-api' } $in->messages_brief;
	my @rows = $s->rows(q{SELECT r.phone, r.state, r.reason, r.tries, m.message_sid AS sid, m.status, m.error_code AS code FROM campaign_recipients AS r
		LEFT JOIN messages AS m USING (message_id) WHERE r.campaign_id = ?}, $id);
	is(scalar @rows, $COUNT, 'all are there');
	is_deeply([grep { $texts{$_}->@* > 1 } sort keys %texts], [], 'nobody got two texts');
	is_deeply([grep { $_->{sid} && "@{$texts{$_->{phone}} // []}" ne $_->{sid} } @rows], [], 'each that was sent is at Twilio once, and is that one');
	is_deeply([grep { !$_->{sid} && $texts{$_->{phone}} } @rows], [], 'nobody else got any');
	my %outcome;
	$outcome{outcome($_)}++ foreach @rows;
	told(join ', ', map { "$_: $outcome{$_}" } sort keys %outcome);
	my $counts = $s->api($boss, GET => "/api/campaigns/$id")->{json}{counts};
	my $sum = sub ($like) { my $n = 0; $n += $outcome{$_} foreach grep { /$like/ } keys %outcome; return $n };
	is_deeply($counts, {total => $COUNT, queued => 0, (map { $_ => $sum->(qr/^$_/) } qw(sent delivered failed skipped))}, 'and is counted so');
	my %of = map { $_->{phone} => outcome($_) } @rows;
	is($of{phone($_ * 100)}, 'delivered', 'delivered, as Twilio says') foreach 1, $COUNT / 100 - 1;
	is($of{phone(401)}, 'failed 30003', 'or not');
	is($of{phone(7)}, 'failed 21211', 'refused');
	is($of{phone($_)}, 'failed 21610', 'an opt-out that Twilio alone knew') foreach 13, 17;
	is($of{phone($_)}, 'skipped opted out', 'who opts out before their turn has none') foreach $COUNT - 3, $COUNT - 5, $COUNT - 7;
	is_deeply([grep { !/^(?:sent|delivered|failed (?:21211|21614|21610|30003)|skipped opted out)$/ } sort keys %outcome], [], 'nothing else can be');
	is($s->value(q{SELECT COUNT(*) FROM messages WHERE origin LIKE 'campaign:%'}), scalar(grep { $_->{status} } @rows), 'each has one text at most here, too');
	is($s->value(q{SELECT COUNT(*) FROM messages WHERE status = 'unknown' OR (message_sid IS NULL AND status_rank = 1)}), 0, 'of which everything is known');
	is($s->value(q{SELECT COUNT(*) FROM consents WHERE state = 'out'}), 7, 'what people said is in the ledger');
};

sub outcome($r) {
	return "skipped $r->{reason}" if $r->{state} eq 'skipped';
	return "failed $r->{code}" if $r->{status} =~ /^(?:undelivered|failed)$/;
	return $r->{status} eq 'delivered' ? 'delivered' : $r->{sid} ? 'sent' : $r->{status};
}

subtest 'while the database goes away' => sub {
	my $first = $id;
	$in->clear_faults;
	%REFUSED = ();
	($BASE, $COUNT) = ($BASE + 100_000, 300);
	$id = campaign();
	insist('UPDATE campaign_recipients SET due_at = NOW(3)');
	move('start');
	until_waiting(0.5 * $COUNT);
	$s->stop('mariadb');
	$s->start('mariadb');
	insist(q{UPDATE jobs SET run_at = NOW(3) WHERE state = 'due' AND leased_until > NOW(3)});
	$s->wait_for('it is done', sub {
		hurry();
		return is_done();
	}, $PATIENCE_S);
	%texts = ();
	push $texts{$_->{to}}->@*, $_->{sid} foreach grep { $_->{direction} eq 'outbound-api' } $in->messages_brief;
	is_deeply([grep { @{$texts{$_} // []} != 1 } map { phone($_) } 1 .. $COUNT], [], 'everybody has one text');
	is($s->value(q{SELECT COUNT(*) FROM campaign_recipients JOIN messages USING (message_id) WHERE campaign_id = ? AND message_sid IS NOT NULL}, $id), $COUNT, 'of which we know');
};

$s->end;
done_testing;
