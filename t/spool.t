#!/usr/bin/perl
# The database away, slow, or killed; a program killed in mid-request; the spool itself broken: calls go on, and nothing that was acknowledged is lost.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX qw(mkfifo);
use Switchboard;
use Test::More;
use Time::HiRes qw(time);

my ($NUMBER, $NOBODYS) = ('+18455550101', '+18455550102');
my ($FRONT, $NEW, $CALLER) = ('+19145550201', '+19145550202', '+12125550123');
my $INCOMING = '/api/twilio/voice/incoming';
my $STATUS = '/api/twilio/voice/status-callback';

my $s = Switchboard->new(numbers => [$NUMBER, $NOBODYS], conf => {DB_TIMEOUT => 3});	# one that does not answer is waited for
my $clinic = $s->clinic('Hillside', menu => {enabled => \1}, forwardNumber => $FRONT, forwardNumberNew => $NEW);
$s->connect($NUMBER, $clinic);
my $SPOOL = $s->setting('SPOOL_DIR');

subtest 'with the database stopped' => sub {
	my $known = $s->sid;	# its first webhook came before
	my $before = incoming($known);
	$s->stop('mariadb');
	my $stopped = time;

	$s->holds(health(), {status => 'degraded', database => 0, twilio_configured => 1}, 'health says so');
	my $story = $s->call(from => $CALLER, to => $NUMBER, digits => ['1'], answers => {$NEW => {status => 'completed', duration => 30}});
	is_deeply([map { $_->{to} } @{$story->{dialled}}], [$NEW], 'a caller hears the menu and is put through');
	is($story->{callbacks}[-1]{status}, 204, 'the last status is acknowledged');
	is(incoming($known)->{body}, $before->{body}, 'a repeated request is answered as before');
	my $new = $s->sid;
	my @answers = map { status($new, 'completed') } 1 .. 2;
	is_deeply([map { "$_->{status}$_->{body}" } @answers], ['204', '204'], 'a status is acknowledged, and its repeat');
	my $voicemail = $s->sid;
	is_deeply($s->does($s->signed('/api/twilio/voicemail-complete', {CallSid => $voicemail, From => $CALLER, To => $NUMBER, CallStatus => 'in-progress', RecordingSid => $s->sid('RE'),
		RecordingUrl => 'https://api.twilio.com/sound', RecordingDuration => 7})), ['say Thank you for your message. Goodbye.', 'hangup'], 'a caller who left a message is thanked');
	my $text = $s->sid('SM');
	is($s->signed('/api/twilio/incoming-sms', {MessageSid => $text, From => $CALLER, To => $NUMBER, Body => 'Is anybody there at all?'})->{status}, 200, 'a text is taken');
	is_deeply($s->does($s->signed('/api/twilio/voice/fallback', {CallSid => $s->sid, From => $CALLER, To => $NUMBER})), ["dial number $FRONT"], 'the fallback forwards');
	is_deeply($s->does(incoming($s->sid, To => $NOBODYS)), ['say We are sorry, we are having a technical problem. Please call again later. Goodbye.', 'hangup'],
		'a number that the snapshot does not know hears an apology, not that it is nobody\'s');
	my $odd = $s->signed($INCOMING, {From => $CALLER, To => $NUMBER});
	is_deeply($s->does($odd), ["dial number $FRONT"], 'an odd webhook is put through');
	cmp_ok(time - $stopped, '<', 60, 'and nobody waits long');

	my @waiting = spooled();
	cmp_ok(scalar @waiting, '>=', 11, 'every one of these waits in the spool');
	$s->holds(health(), {spool => {waiting => scalar @waiting, bad => 0}}, 'health counts them');
	is(metric('spool_waiting'), scalar @waiting, 'so do the metrics');
	is(metric('database_up'), 0, 'which tell that the database is away');
	is((stat)[2] & 0777, 0600, 'an envelope is for its owner alone') foreach $waiting[0];
	foreach my $api ([GET => '/api/twilio/call-logs'], [GET => '/api/auth/me'], [POST => '/api/clinics', {name => 'x'}], [POST => '/api/twilio/connect', {phoneNumber => $NUMBER, clinicId => 1}]) {
		my $answer = $s->api($s->admin, @$api);
		$s->is_problem($answer, 503, "$api->[0] $api->[1] is told to come back");
		like($answer->{headers}{'retry-after'}, qr/\A\d+\z/, 'and when');
	}
	$s->is_problem($s->api(undef, POST => '/api/auth/login', {email => Switchboard->admin_email, password => Switchboard->password}), 503, 'nobody can log in');
	my $list = $s->ctl(['spool', 'list']);
	is($list->{status}, 0, 'switchboardctl lists the spool without a database');
	like($list->{out}, qr/^@{[scalar @waiting]} waiting, 0 bad$/m, 'and counts it');

	my $back = time;
	$s->start('mariadb');
	drained('the spool empties by itself');
	my $call = call_log($story->{callSid});
	$s->holds($call, {clinicId => $clinic->{id}, status => 'completed', dialCallStatus => 'answered', menuChoice => '1', duration => $story->{duration}}, 'the call is on record, whole');
	is_deeply([map { $_->{type} } @{$call->{events}}], [qw(incoming menu), ('leg-status') x 4, qw(dial-status status)], 'with its timeline in order');
	my @events = $s->rows('SELECT type, verdict, UNIX_TIMESTAMP(at) AS at FROM events WHERE subject = ? ORDER BY event_id', $story->{callSid});
	is_deeply([map { "$_->{type} $_->{verdict}" } @events], ['incoming spooled', 'menu spooled', ('leg-status spooled') x 4, 'dial-status spooled', 'status spooled'], 'every event says that it was in the spool');
	is(scalar(grep { $_->{at} < $stopped - 1 || $_->{at} > $back } @events), 0, 'and when it was received, not when it was stored');
	is_deeply(verdicts($known), {incoming => 'accepted duplicate'}, 'a repeat of what was stored before is one');
	is_deeply(verdicts($new), {status => 'duplicate spooled'}, 'of two that waited one counts');
	$s->holds(call_log($new), {status => 'completed', duration => 44}, 'and is a call');
	is($s->value('SELECT duration FROM voicemails WHERE call_sid = ?', $voicemail), 7, 'the voicemail is there');
	is_deeply(verdicts($text), {sms => 'spooled'}, 'the text is there');
	is_deeply([$s->rows('SELECT verdict, reason FROM events WHERE type = ?', 'odd')], [{verdict => 'failed', reason => 'CallSid is required'}], 'so is the odd one, with its reason');
	my @times = map { $_->{at} } $s->rows("SELECT UNIX_TIMESTAMP(at) AS at FROM events WHERE verdict IN ('spooled', 'duplicate') ORDER BY event_id");
	is_deeply(\@times, [sort { $a <=> $b } @times], 'they came into the database in the order in which they were received');
	$s->wait_for('health is well again', sub { health()->{status} eq 'ok' });
	is(metric('spooled_total', '{program="voicemail-complete"}'), 1, 'the metrics count what was spooled');
};

subtest 'a database that does not answer' => sub {
	my ($pid) = $s->pids('mariadb');
	my @sids = map { $s->sid } 1 .. 3;
	my $usual = incoming($s->sid)->{body};
	kill STOP => $pid;
	$s->wait_for('each of its threads stands still', sub { !grep { (eval { Switchboard::read_file($_) } // ') T ') !~ /\) T / } glob "/proc/$pid/task/*/stat" });
	my @answers = ((map { incoming($_) } @sids[0, 1]), status($sids[2], 'completed'));
	kill CONT => $pid;
	is_deeply([map { $_->{body} } @answers[0, 1]], [$usual, $usual], 'calls are answered as ever');
	is($answers[2]{status}, 204, 'a status is acknowledged');
	drained('once it answers again everything is on record');
	is(scalar(grep { $_->{verdict} ne 'duplicate' } $s->rows('SELECT verdict FROM events WHERE subject = ?', $_)), 1, 'and counts once') foreach @sids;
	$s->holds(call_log($sids[2]), {status => 'completed'}, 'the call too');
};

subtest 'neither database nor spool' => sub {
	$s->expect_error(qr/the spool failed, and the database is away/);
	$s->stop('mariadb');
	rename "$SPOOL/tmp", "$SPOOL/away" or die "$SPOOL/tmp: $!";
	Switchboard::write_file("$SPOOL/tmp", '');
	foreach my $webhook ([$STATUS, CallSid => $s->sid, CallStatus => 'completed', From => $CALLER, To => $NUMBER], ['/api/twilio/incoming-sms', MessageSid => $s->sid('SM'), From => $CALLER, To => $NUMBER, Body => 'Anybody at home there?']) {
		my ($path, %fields) = @$webhook;
		my $answer = $s->signed($path, \%fields);
		$s->is_problem($answer, 503, "$path is not acknowledged");
		like($answer->{headers}{'retry-after'}, qr/\A\d+\z/, 'and Twilio is told when to try again');
	}
	is_deeply($s->does(incoming($s->sid)), ["gather say Press 1 for new patients, press 2 for existing patients"], 'a caller is helped all the same');
	is_deeply($s->does(pressed($NUMBER, '1')), ["dial number $NEW"], 'and put through');
	cmp_ok(metric('spool_failures_total', '{program="voice-incoming"}'), '>=', 2, 'the metrics count the loss');
	unlink "$SPOOL/tmp";
	rename "$SPOOL/away", "$SPOOL/tmp" or die "$SPOOL/away: $!";
	is(status(my $sid = $s->sid, 'completed')->{status}, 204, 'with the spool back a status is acknowledged');
	$s->start('mariadb');
	drained('and later');
	$s->holds(call_log($sid), {status => 'completed'}, 'on record');
};

subtest 'a program killed in mid-request' => sub {
	# A named pipe in place of the snapshot holds a program exactly where it looks the number up.
	my $snapshot = $s->setting('STATE_DIR') . '/routing.snapshot';
	$s->stop('worker');
	foreach my $case (['voice-incoming', sub ($sid) { incoming($sid) }, 200], ['voice-status-callback', sub ($sid) { status($sid, 'completed') }, 204]) {
		my ($program, $ask, $wanted) = @$case;
		my $sid = $s->sid;
		mkfifo("$snapshot.pipe", 0640) or die "mkfifo: $!";
		link $snapshot, "$snapshot.kept" or die "$snapshot: $!";
		rename "$snapshot.pipe", $snapshot or die "$snapshot: $!";
		my $answer = $s->begin(sub { $ask->($sid) });
		my $holder = $s->wait_for("a process of $program holds the request", sub { (grep { waits_for_pipe($_) } $s->pids($program))[0] });
		rename "$snapshot.kept", $snapshot or die "$snapshot: $!";
		$s->end_process($program, $holder);
		my $got = $answer->();
		is($got->{status}, $wanted, "$program: the web server has another process answer");
		is_deeply(verdicts($sid), {$program eq 'voice-incoming' ? 'incoming' : 'status', 'accepted'}, 'and it is on record once');
	}
	$s->start('worker');
};

subtest 'without the worker, and without its snapshot' => sub {
	my $snapshot = $s->setting('STATE_DIR') . '/routing.snapshot';
	my $front = ["dial number $FRONT"];
	$s->expect_error(qr/routing\.snapshot is damaged/);
	$s->stop('worker');
	is_deeply($s->does($s->signed('/api/twilio/voice/fallback', {CallSid => $s->sid, From => $CALLER, To => $NUMBER})), $front, 'a snapshot that nobody renews still routes');
	$s->connect($NOBODYS, $clinic, forwardNumber => $FRONT, forwardNumberNew => $FRONT);
	is_deeply($s->does(pressed($NOBODYS, '1')), $front, 'a number that it does not know yet is found in the database');
	foreach my $case (['no snapshot', undef], ['an empty one', ''], ['half a one', substr(Switchboard::read_file($snapshot), 0, 100)], ['another kind of file', "GIF89a\0\1\2\n" x 50]) {
		my ($name, $text) = @$case;
		$s->stop('voice-incoming');
		unlink $snapshot;
		Switchboard::write_file($snapshot, $text) if defined $text;
		$s->start('voice-incoming');
		is_deeply($s->does(pressed($NUMBER, '1')), ["dial number $NEW"], "$name: calls are routed from the database");
	}
	$s->stop('mariadb');
	my $sid = $s->sid;
	is_deeply($s->does($s->signed($INCOMING, {CallSid => $sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing'})),
		['say We are sorry, we are having a technical problem. Please leave a message after the tone.', 'record'],
		'with neither snapshot nor database a caller can leave a message');
	$s->signed('/api/twilio/voicemail-complete', {CallSid => $sid, From => $CALLER, To => $NUMBER, CallStatus => 'in-progress', RecordingSid => $s->sid('RE'),
		RecordingUrl => 'https://api.twilio.com/sound', RecordingDuration => 9});
	$s->start('mariadb');
	$s->start('worker');
	drained('which is on record later');
	is($s->value('SELECT clinic_id FROM voicemails WHERE call_sid = ?', $sid), $clinic->{id}, 'as its clinic\'s');
	$s->wait_for('the worker writes the snapshot anew', sub { health()->{status} eq 'ok' });
};

subtest 'kill -9 of anything, at any moment' => sub {
	my @senders = map { $s->begin(sub { return [map { my $sid = $s->sid; [$sid, status($sid, 'completed')->{status}] } 1 .. 60] }) } 1 .. 4;
	foreach my $round (1 .. 6) {
		foreach my $program ('voice-status-callback', 'mariadb') {
			my ($pid) = $s->pids($program) or next;
			next if $program eq 'mariadb' && $round % 3;
			delete $s->{pids}{$program};
			kill KILL => $pid;
			$s->wait_for("$program lost $pid", sub { !grep { $_ == $pid } $s->pids($program) });
		}
	}
	my @acknowledged = map { $_->[0] } grep { $_->[1] == 204 } map { @{$_->()} } @senders;
	$s->remember($_) foreach qw(voice-status-callback mariadb);
	$s->wait_for('the database is back', sub { eval { $s->value('SELECT 1') } });
	drained('what waited is on record');
	cmp_ok(scalar @acknowledged, '>', 0, scalar(@acknowledged) . ' of 240 statuses were acknowledged');
	my %on_record = map { $_->{call_sid} => $_ } $s->rows('SELECT call_sid, status FROM calls');
	is_deeply([grep { !$on_record{$_} || $on_record{$_}{status} ne 'completed' } @acknowledged], [], 'and every one of them is on record');
	is($s->value("SELECT COUNT(*) FROM (SELECT subject FROM events WHERE verdict <> 'duplicate' AND type = 'status' GROUP BY subject HAVING COUNT(*) > 1) AS twice"), 0, 'none of them counts twice');
};

subtest 'an envelope that cannot be replayed' => sub {
	$s->expect_error(qr/the spooled webhook 0.* cannot be replayed: is not a whole envelope/);
	$s->expect_error(qr/the spooled webhook 1.* cannot be replayed: .*no-such-program cannot be run/);
	Switchboard::write_file("$SPOOL/new/000000000000001.1.000000", "switchboard-envelope 1\nprogram: voice-incoming\n");
	Switchboard::write_file("$SPOOL/new/100000000000001.1.000000", "switchboard-envelope 1\nprogram: no-such-program\nmethod: POST\ntarget: /x\ncontent-type: text/plain\naddress: ::1\n"
		. "received-at: 1763712000000\nanswer-status: 204\nbody-bytes: 0\nanswer-bytes: 0\n\n");
	status(my $sid = $s->sid, 'busy');
	drained('does not hold the others up');
	$s->wait_for('both are put aside', sub { spooled('bad') == 2 });
	like(Switchboard::read_file("$SPOOL/bad/000000000000001.1.000000.reason"), qr/not a whole envelope/, 'with the reason');
	like(Switchboard::read_file("$SPOOL/bad/100000000000001.1.000000.reason"), qr/cannot be run/, 'each its own');
	$s->holds(health(), {status => 'degraded', spool => {waiting => 0, bad => 2}}, 'health says so');
	is(metric('spool_bad'), 2, 'and the metrics');
	my $list = $s->ctl(['spool', 'list']);
	like($list->{out}, qr/000000000000001\.1\.000000.*not a whole envelope/, 'switchboardctl shows them with their reasons');
	# A person mends one and has it tried again.
	my $mended = $s->sid;
	my $body = "CallSid=$mended&From=%2B12125550123&To=%2B18455550101&CallStatus=completed&AccountSid=" . $s->account;
	Switchboard::write_file("$SPOOL/bad/000000000000001.1.000000", "switchboard-envelope 1\nprogram: voice-status-callback\nmethod: POST\ntarget: $STATUS\n"
		. "content-type: application/x-www-form-urlencoded\naddress: 127.0.0.1\nreceived-at: 1763712000000\nanswer-status: 204\nbody-bytes: " . length($body) . "\nanswer-bytes: 0\n\n$body");
	is($s->ctl(['spool', 'retry', '000000000000001.1.000000'])->{status}, 0, 'spool retry takes one again');
	drained('which is replayed');
	$s->holds(call_log($mended), {status => 'completed', endedAt => '2025-11-21T08:00:00.000Z'}, 'with the time at which it was received');
	isnt($s->ctl(['spool', 'retry', $_])->{status}, 0, "nothing is called $_") foreach 'no-such-name', '../new/x', '..';
	is($s->ctl(['spool', 'retry', '--all'])->{status}, 0, 'spool retry --all takes the rest');
	$s->wait_for('which is as bad as before', sub { spooled('bad') == 1 && !spooled() });
	unlink glob "$SPOOL/bad/*";
	$s->wait_for('without them health is well', sub { health()->{status} eq 'ok' });
};

$s->end;
done_testing;

sub incoming($sid, %fields) { return $s->signed($INCOMING, {CallSid => $sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing', Direction => 'inbound', %fields}) }

sub pressed($to, $digits) {
	return $s->signed($INCOMING, {CallSid => $s->sid, From => $CALLER, To => $to, CallStatus => 'in-progress', Direction => 'inbound', Digits => $digits}, query => 'attempt=1');
}

sub status($sid, $status) {
	return $s->signed($STATUS, {CallSid => $sid, From => $CALLER, To => $NUMBER, CallStatus => $status, Direction => 'inbound', SequenceNumber => 0, CallDuration => 44});
}

sub health() { return $s->api(undef, GET => '/api/twilio/health')->{json} }

sub metric($name, $labels = '') { return $s->figure($name)->{$labels} // 'none' }

sub spooled($box = 'new') { return grep { !/\.reason\z/ } glob "$SPOOL/$box/*" }

sub drained($name) { ok($s->wait_for($name, sub { !spooled() }), $name) }

# Does a process wait for somebody to open the other end of a named pipe?
sub waits_for_pipe($pid) { return (eval { Switchboard::read_file("/proc/$pid/wchan") } // '') eq 'wait_for_partner' }

# A process that found the database away gives it a moment before it asks again, so 503 is not the last word.
sub call_log($sid) {
	my $answer;
	$s->wait_for('call-logs answers', sub { ($answer = $s->api($s->admin, GET => "/api/twilio/call-logs/$sid"))->{status} != 503 });
	return $answer->{status} == 200 ? $answer->{json} : {status => "(call-logs answered $answer->{status})", events => []};
}

sub verdicts($sid) {
	my %verdicts;
	push @{$verdicts{$_->{type}}}, $_->{verdict} foreach $s->rows('SELECT type, verdict FROM events WHERE subject = ? ORDER BY event_id', $sid);
	return {map { $_ => join ' ', sort @{$verdicts{$_}} } keys %verdicts};
}
