#!/usr/bin/perl
# Assistants' phones: whose turn it is, what happens when people are paused in the middle of a call, who is not let in, and all of it without the database.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX qw(strftime);
use Switchboard;
use Test::More;

my ($TURNS, $ORDER, $ALL, $STRICT, $HOURS, $ABSENT) = map { "+1845555010$_" } 1 .. 6;
my ($ANN, $BEN, $CLEO, $FRONT, $DAN) = map { "+1914555020$_" } 1 .. 5;
my $CALLER = '+12125550123';
my $INCOMING = '/api/twilio/voice/incoming';

my $s = Switchboard->new(numbers => [$TURNS, $ORDER, $ALL, $STRICT, $HOURS, $ABSENT]);
my $turns = clinic('Turns', $TURNS, assistantOrder => 'round-robin');
my $absent = clinic('Absent', $ABSENT, assistantOrder => 'round-robin');
my $order = clinic('Order', $ORDER, screen => \1);
my $all = clinic('All', $ALL, assistantOrder => 'all-at-once', recording => \1);
my $strict = $s->clinic('Strict', forwardNumber => $FRONT, blockedNumbers => [$CALLER], rejectAnonymous => \1);
my $hours = $s->clinic('Hours', timezone => 'America/New_York', forwardNumber => $FRONT, hours => {map { $_ => [['09:00', '17:00']] } qw(mon tue wed thu fri)},
	exceptions => [{date => '2026-12-25', hours => [], name => 'Christmas'}], menu => {enabled => \1}, afterHoursGreeting => 'We are closed.');
$s->connect($STRICT, $strict);
$s->connect($HOURS, $hours);

subtest 'whose turn it is' => sub {
	my @first;
	foreach my $i (1 .. 4) {
		my ($why) = grep { /round-robin/ } @{preview($turns)->{why}};
		my $story = $s->call(from => $CALLER, to => $TURNS);
		push @first, $story->{dialled}[0]{to};
		like($why, qr/round-robin: \w+ \(\Q$first[-1]\E\), then/, 'preview knows whose turn it is, and takes none');
		is_deeply([sort map { $_->{to} } @{$story->{dialled}}], [$ANN, $BEN], 'who does not answer is followed by the other');
	}
	is_deeply(\@first, [($ANN) x 4], 'each begins after the one who was rung last');
	my $sid = $s->sid;
	my @answers = map { incoming($TURNS, CallSid => $sid) } 1 .. 3;
	is_deeply([map { $_->{body} } @answers], [($answers[0]{body}) x 3], 'a repeated request gets the same answer');
	like($answers[0]{body}, qr/\Q$ANN\E/, 'which is the fifth turn');
	like(incoming($TURNS)->{body}, qr/\Q$BEN\E/, 'and took no second one');
	my $dry = $s->api($s->admin, POST => '/api/twilio/test', {path => $INCOMING, params => {From => $CALLER, To => $TURNS}});
	like($dry->{json}{twiml}, qr/\Q$ANN\E/, 'a test of the webhook shows the next turn');
	like(incoming($TURNS)->{body}, qr/\Q$ANN\E/, 'and takes none either');
	my @many = $s->together(map { my $sid = $s->sid; sub { incoming($TURNS, CallSid => $sid) } } 1 .. 12);
	my %rung;
	$rung{$_->{body} =~ /\Q$ANN\E/ ? 'Ann' : $_->{body} =~ /\Q$BEN\E/ ? 'Ben' : 'nobody'}++ foreach @many;
	is_deeply(\%rung, {Ann => 6, Ben => 6}, 'twelve calls at once are shared evenly');
	my $file = $s->setting('STATE_DIR') . '/turns.3';
	ok(-s $file, 'the turns are in their file');
	Switchboard::write_file($file, 'nonsense', 0640);
	is_deeply($s->does(incoming($TURNS)), ["dial number $ANN"], 'a damaged one loses nobody');
	is_deeply($s->does(incoming($TURNS)), ["dial number $BEN"], 'and is begun anew');
	$s->expect_error(qr/turns\.3: Is a directory: no turn is taken/);
	unlink $file;
	mkdir $file;
	is_deeply([map { @{$s->does(incoming($TURNS))} } 1 .. 2], [("dial number $ANN") x 2], 'without a file every call gets the first turn');
	is_deeply($s->does(unanswered($turns, $TURNS, $s->sid, [$ANN])), ["dial number $BEN"], 'and goes on to the second');
	rmdir $file;
};

subtest 'the turn goes on while those on duty change' => sub {
	my %id = (%{$turns->{assistants}}, $CLEO => assistant($turns, 'Cleo', $CLEO, 2), $DAN => assistant($turns, 'Dan', $DAN, 3));
	my %name = ($ANN => 'Ann', $BEN => 'Ben', $CLEO => 'Cleo', $DAN => 'Dan');
	my $pause = sub ($paused, @who) { is($s->api($s->admin, PATCH => "/api/assistants/$id{$_}", {paused => $paused})->{status}, 200, "$name{$_} changes") foreach @who };
	my $leave = sub ($who) { is($s->api($s->admin, DELETE => "/api/assistants/$id{$who}")->{status}, 204, "$name{$who} leaves") };
	my $rings = sub ($who, $what, $sid = $s->sid) {
		like(preview($turns)->{why}[-2], qr/round-robin: $name{$who} /, "preview: $what");
		is_deeply($s->does(incoming($TURNS, CallSid => $sid)), ["dial number $who"], $what);
	};
	$rings->($_, "all four: $name{$_}") foreach $ANN, $BEN;
	$pause->(\1, $BEN);
	$rings->($_, "without Ben: $name{$_}") foreach $CLEO, $DAN, $ANN;
	$pause->(\0, $BEN);
	$rings->($BEN, 'he is back, and next');
	my $sid = $s->sid;
	$rings->($CLEO, 'then Cleo', $sid);
	$pause->(\1, $ANN, $DAN);
	is_deeply($s->does(incoming($TURNS, CallSid => $sid)), ["dial number $CLEO"], 'the request again, while others change');
	$pause->(\1, $CLEO);
	$rings->($BEN, "Ben alone, call $_") foreach 1 .. 2;
	$pause->(\0, $ANN, $CLEO, $DAN);
	$rings->($CLEO, 'who comes after Ben');
	$leave->($CLEO);
	$rings->($DAN, 'who came after Cleo');
	$leave->($DAN);
	$rings->($ANN, 'from the beginning');
};

subtest 'a colleague who never picks up' => sub {
	$absent->{assistants}{$CLEO} = assistant($absent, 'Cleo', $CLEO, 3);
	my $rings = sub ($answer, $who, $what) { is_deeply($s->does($answer), ["dial number $who"], $what) };
	my @rung = map { [map { $_->{to} } @{$s->call(from => $CALLER, to => $ABSENT, answers => {$BEN => {status => 'completed'}, $CLEO => {status => 'completed'}})->{dialled}}] } 1 .. 4;
	is_deeply(\@rung, [[$ANN, $BEN], [$CLEO], [$ANN, $BEN], [$CLEO]], 'gives nobody more calls than the others');
	my ($sid, $gone) = ($s->sid, $s->sid);
	$rings->(incoming($ABSENT, CallSid => $sid), $ANN, 'a call begins with Ann');
	$rings->(unanswered($absent, $ABSENT, $sid, [$ANN]), $BEN, $_) foreach 'and goes on to Ben', 'and so again when the request is repeated';
	$rings->(incoming($ABSENT), $CLEO, 'the next one begins with Cleo');
	$rings->(unanswered($absent, $ABSENT, $sid, [$ANN]), $BEN, 'a repeat may come late');
	$rings->(incoming($ABSENT, CallSid => $sid), $ANN, 'and one of the first request later');
	$rings->(incoming($ABSENT, CallSid => $gone), $ANN, 'neither moves anything: it is Ann\'s turn');
	$s->does(unanswered($absent, $ABSENT, $gone, [$ANN], CallStatus => 'completed'));
	$rings->(incoming($ABSENT), $BEN, 'a caller who is gone took no second turn');
	my @sids = map { $s->sid } 1 .. 12;
	my $count = sub (@answers) { my %rung; $rung{$_->{body} =~ /(\+1914555020\d)/ ? $1 : 'nobody'}++ foreach @answers; return \%rung };
	my @first = $s->together(map { my $sid = $_; sub { incoming($ABSENT, CallSid => $sid) } } @sids);
	is_deeply($count->(@first), {$ANN => 4, $BEN => 4, $CLEO => 4}, 'twelve calls at once are shared evenly');
	my @anns = @sids[grep { $first[$_]{body} =~ /\Q$ANN\E/ } 0 .. $#sids];
	is_deeply($count->($s->together(map { my $sid = $_; (sub { unanswered($absent, $ABSENT, $sid, [$ANN]) }) x 2 } @anns)), {$BEN => 4, $CLEO => 4},
		'and so are those that Ann does not take, each of which is told of twice');
};

subtest 'the same request twice' => sub {
	my $sid = $s->sid;
	my $leg = $s->sid;
	my $parent = {CallSid => $sid, From => $CALLER, To => $ORDER, CallStatus => 'in-progress', Direction => 'inbound'};
	my $dial = {%$parent, DialCallStatus => 'no-answer', DialCallSid => $leg, DialBridged => 'false'};
	my $child = {CallSid => $leg, ParentCallSid => $sid, From => $ORDER, To => $ANN, CallStatus => 'in-progress', Direction => 'outbound-dial'};
	my ($line, $ann) = ($ORDER =~ s/\+/%2B/r, $order->{assistants}{$ANN});
	foreach my $request (
		['incoming', $parent, undef], ['screen', $child, "assistant=$ann&line=$line&call=$sid"], ['screen', {%$child, Digits => '1'}, "attempt=1&assistant=$ann&line=$line&call=$sid"],
		['status-callback', {%$child, SequenceNumber => 2}, "screened=1&assistant=$ann"],
		['dial-status', $dial, "open=1&dialled=assistants&screened=1&assistant=$ann&rung=$ann"],
		['dial-status', {%$dial, DialCallSid => $s->sid}, "open=1&dialled=assistants&screened=1&assistant=2&rung=$ann.$order->{assistants}{$BEN}&spent=30"],
	) {
		my ($path, $fields, $query) = @$request;
		my @answers = map { $s->signed("/api/twilio/voice/$path", $fields, query => $query) } 1 .. 3;
		is_deeply([map { "$_->{status} $_->{body}" } @answers], [("$answers[0]{status} $answers[0]{body}") x 3], "$path answers alike");
	}
	is_deeply({map { $_->{type} => $_->{verdicts} } $s->rows('SELECT type, GROUP_CONCAT(verdict ORDER BY event_id) AS verdicts FROM events WHERE subject = ? GROUP BY type', $sid)}, {
		incoming => 'accepted,duplicate,duplicate', screen => 'accepted,duplicate,duplicate', 'screen-accepted' => 'accepted,duplicate,duplicate', 'leg-status' => 'accepted,duplicate,duplicate',
		'dial-status' => 'accepted,duplicate,duplicate,accepted,duplicate,duplicate',
	}, 'every delivery is kept, and one of each counts');
};

subtest 'people change in the middle of a call' => sub {
	my $sid = $s->sid;
	my ($ann, $ben) = @{$order->{assistants}}{$ANN, $BEN};
	my $next = sub ($query) {
		return $s->does($s->signed('/api/twilio/voice/dial-status', {CallSid => $sid, From => $CALLER, To => $ORDER, CallStatus => 'in-progress', DialCallSid => $s->sid, DialCallStatus => 'no-answer'}, query => $query));
	};
	my $rung = "open=1&dialled=assistants&screened=1&assistant=$ann&rung=$ann";
	is_deeply($s->does(incoming($ORDER, CallSid => $sid)), ["dial number $ANN"], 'it rings');
	is_deeply($next->($rung), ["dial number $BEN"], 'then at the other\'s');
	is($s->api($s->admin, PATCH => "/api/assistants/$ben", {paused => \1})->{status}, 200, 'who is paused');
	like($next->($rung)->[-1], qr/\Arecord/, 'and not rung any more');
	my $cleo = assistant($order, 'Cleo', $CLEO, 3);
	is_deeply($next->($rung), ["dial number $CLEO"], 'a new one is');
	is($s->api($s->admin, DELETE => "/api/assistants/$_")->{status}, 204, 'all are deleted') foreach $ann, $ben, $cleo;
	like($next->($rung)->[-1], qr/\Arecord/, 'the fallback is left');
	is_deeply([grep { /No assistant/ } @{preview($order)->{why}}], ['No assistant is on duty.'], 'as preview says');
	$order->{assistants}{$ANN} = assistant($order, 'Ann', $ANN, 1);
};

subtest 'who is not let in' => sub {
	my $story = $s->call(from => $CALLER, to => $STRICT);
	is_deeply([map { map { $_->{verb} } @{$_->{verbs}} } @{$story->{steps}}], ['Reject'], 'a blocked caller is rejected');
	is($story->{why}, 'reject', 'unanswered');
	my $call = call_log($story->{callSid});
	$s->holds($call, {clinicId => $strict->{id}, outcome => 'blocked', status => 'no-answer', dialCallStatus => undef, from => $CALLER}, 'and on record');
	is_deeply([map { $_->{type} } @{$call->{events}}], ['rejected', 'status'], 'as such');
	is_deeply($s->does(incoming($STRICT, From => $_)), ['reject'], "'$_' is anonymous") foreach 'Anonymous', 'Restricted', '+266696687', '';
	is_deeply($s->does(incoming($STRICT, From => '+12125550124')), ["dial number $FRONT"], 'others are put through');
	my $blocked = preview($strict, from => $CALLER);
	is_deeply([map { $_->{do} } @{$blocked->{steps}}], ['reject'], 'preview says so');
	is($blocked->{why}[-1], 'The caller is on the block list.', 'and why');
	is_deeply([map { $_->{do} } @{preview($strict, from => 'anonymous')->{steps}}], ['reject'], 'of a caller without a number too');
	is_deeply([map { $_->{do} } @{preview($strict)->{steps}}], ['dial'], 'who is not named has one');
	foreach my $case (['client:alice', 'dial', qr/client:alice, does not count as a number withheld/], ["sip:$CALLER\@pbx.example", 'dial', qr/the block list has numbers alone/],
		['sip:bob@example.com', 'reject', qr/shows no number before its \@/], ["sips:\x{5f20}\@example.test", 'reject', qr/\x{5f20}\@example\.test, shows no number/]) {
		my ($address, $does, $why) = @$case;
		my $preview = preview($strict, from => $address);
		is_deeply([map { $_->{do} } @{$preview->{steps}}], [$does], "$address: $does");
		like("@{$preview->{why}}", $why, 'and why');
		is($preview->{twiml}, incoming($STRICT, From => $address)->{body}, 'as happens to a call from there');
	}
};

subtest 'preview in words' => sub {
	my @rows = (
		['2026-11-20T15:00:00Z', 'Friday 2026-11-20 10:00 in America/New_York: open until 17:00.', 1, 'gather'],
		['2026-11-20T22:00:00Z', 'Friday 2026-11-20 17:00 in America/New_York: closed; opens Monday 09:00.', 0, 'say record'],
		['2026-12-25T15:15:00Z', 'Friday 2026-12-25 10:15 in America/New_York: closed, Christmas; opens Monday 09:00.', 0, 'say record'],
		['2026-07-01T13:00:00Z', 'Wednesday 2026-07-01 09:00 in America/New_York: open until 17:00.', 1, 'gather'],
	);
	foreach my $row (@rows) {
		my ($at, $words, $open, $steps) = @$row;
		my $preview = preview($hours, at => $at);
		is($preview->{why}[0], $words, $words);
		is(join(' ', map { $_->{do} } @{$preview->{steps}}), $steps, 'and what follows');
		is($preview->{open} ? 1 : 0, $open, $open ? 'open' : 'closed');
		is($preview->{policy}, $open ? 'forward' : 'voicemail', 'its policy');
	}
	my $keys = preview($hours, at => '2026-11-20T15:00:00Z', digits => '7 1');
	is_deeply([map { "$_->{do} $_->{what} $_->{seconds}" } @{$keys->{steps}}], ["dial $FRONT 30"], 'keys are followed');
	is_deeply([grep { /no choice|No key|Key 1|If nobody/ } @{$keys->{why}}], ['"7" is no choice of the menu.', 'No key was pressed.',
		"Key 1: new patients go to $FRONT, since they have no number of their own.", 'If nobody answers: voicemail.'], 'with a reason each');
};

subtest 'preview of a clinic without numbers' => sub {
	my $bare = $s->clinic('Bare', open => {policy => 'assistants'});
	my $dora = assistant($bare, 'Dora', $CLEO, 1);
	is_deeply([map { "$_->{do} $_->{what}" } @{preview($bare)->{steps}}], ["dial $CLEO"], 'rings its assistants');
	is($s->api($s->admin, PATCH => "/api/assistants/$dora", {paused => \1})->{status}, 200, 'one is paused');
	is_deeply([grep { /Not rung/ } @{preview($bare)->{why}}], ['Not rung: Dora (paused).'], 'and said to be');
};

subtest 'the end of a call' => sub {
	my $story = $s->call(from => $CALLER, to => $ALL, answers => {$BEN => {status => 'completed', duration => 9, ring => 2}, $ANN => {status => 'completed', ring => 5}});
	$s->holds(call_log($story->{callSid}), {dialCallStatus => 'answered', assistantId => $all->{assistants}{$BEN}}, 'the first of several to answer');
	is_deeply([map { $_->{channels} } @{$story->{recordings}}], [2], 'is recorded, each on a channel');
	my $of = sub ($sid) { return $s->value('SELECT COUNT(*) FROM jobs WHERE job_key = ?', "call-ended:$sid") };
	is($of->($story->{callSid}), 1, 'what follows the call is a job');
	my $leg = $story->{dialled}[0]{callSid};
	is($of->($leg), 0, 'a leg has none of its own');
	my $out = $s->sid;
	$s->signed('/api/twilio/voice/status-callback', {CallSid => $out, From => $ALL, To => $CALLER, CallStatus => 'completed', Direction => 'outbound-api', SequenceNumber => 3});
	is($of->($out), 1, 'a call that goes out has one, too');
	my $message = $s->call(from => $CALLER, to => $ALL, record => {seconds => 7});
	my $recording = $message->{recordings}[0]{sid};
	my $job = $s->row('SELECT kind, payload, TIMESTAMPDIFF(SECOND, created_at, run_at) AS wait FROM jobs WHERE job_key = ?', "notify-voicemail:$recording");
	is($job->{payload}, qq({"recordingSid":"$recording"}), 'a voicemail is told of by a job');
	is($job->{kind}, 'notify-voicemail', 'of its kind');
	$s->holds($s->row('SELECT clinic_id, kind, title, call_sid, status FROM tasks WHERE origin = ?', "voicemail:$recording"),
		{clinic_id => $all->{id}, kind => 'voicemail', title => "Voicemail from $CALLER", call_sid => $message->{callSid}, status => 'open'}, 'and is a task');
};

subtest 'without the database' => sub {
	$s->stop('mariadb');
	my $refused = $s->call(from => $CALLER, to => $ORDER, answers => {$ANN => {status => 'completed', digits => ['2', '2']}}, record => {seconds => 4});
	my $accepted = $s->call(from => $CALLER, to => $ORDER, answers => {$ANN => {status => 'completed', digits => ['1']}});
	my $first = $s->call(from => $CALLER, to => $ALL, answers => {$BEN => {status => 'completed', ring => 2}});
	my $unsaid = $s->call(from => $CALLER, to => $ORDER, omit => ['DialBridged'], answers => {$ANN => {status => 'completed', digits => ['1']}}, record => {seconds => 4});
	my $blocked = $s->call(from => $CALLER, to => $STRICT);
	my $turn = $s->call(from => $CALLER, to => $TURNS, answers => {$ANN => {status => 'completed'}, $BEN => {status => 'completed'}});
	is(($refused->{said}[-1]), 'Thank you for your message. Goodbye.', 'who was not accepted leaves a message');
	is(scalar @{$accepted->{said}}, 1, 'who was accepted talks');
	is($blocked->{why}, 'reject', 'who is blocked stays so');
	is($unsaid->{said}[-1], 'Thank you for your message. Goodbye.', 'where only the database knows whether two spoke, they did not');
	my @rung = map { [map { $_->{to} } @{$s->call(from => $CALLER, to => $ABSENT, answers => {map { $_ => {status => 'completed'} } $BEN, $CLEO})->{dialled}}] } 1 .. 3;
	is(scalar @{$turn->{dialled}}, 1, 'turns are taken as ever');
	is_deeply(\@rung, [[$CLEO], [$ANN, $BEN], [$CLEO]], 'also where a call goes on');
	unlink $s->setting('STATE_DIR') . '/turns.3';
	$s->start('mariadb');
	ok($s->wait_for('the spool is empty', sub { !(() = glob $s->setting('SPOOL_DIR') . '/new/*') }), 'the spool empties');
	$s->holds(call_log($refused->{callSid}), {dialCallStatus => 'no-answer', outcome => 'voicemail', assistantId => undef}, 'the first is on record');
	$s->holds(call_log($accepted->{callSid}), {dialCallStatus => 'answered', outcome => undef, assistantId => $order->{assistants}{$ANN}}, 'the second, with who accepted it');
	$s->holds(call_log($first->{callSid}), {dialCallStatus => 'answered', assistantId => $all->{assistants}{$BEN}}, 'the third, with who was quickest');
	$s->holds(call_log($blocked->{callSid}), {outcome => 'blocked'}, 'and the blocked one');
	is($s->value('SELECT COUNT(*) FROM tasks WHERE call_sid = ?', $refused->{callSid}), 1, 'the message is a task');
	is_deeply($s->does(incoming($ABSENT)), ["dial number $ANN"], 'and turns are taken from nobody by what is replayed');
};

$s->end;
done_testing;

# A clinic with two assistants, Ann before Ben.
sub clinic($name, $number, %document) {
	my $clinic = $s->clinic($name, open => {policy => 'assistants'}, forwardNumber => $FRONT, %document);
	$s->connect($number, $clinic);
	$clinic->{assistants} = {$ANN => assistant($clinic, 'Ann', $ANN, 1), $BEN => assistant($clinic, 'Ben', $BEN, 2)};
	return $clinic;
}

sub assistant($clinic, $name, $phone, $priority) {
	my $made = $s->api($s->admin, POST => "/api/assistants?clinicId=$clinic->{id}", {name => $name, phone => $phone, priority => $priority});
	is($made->{status}, 201, "$name works at $clinic->{name}") or diag($made->{body});
	return $made->{json}{id};
}

sub incoming($to, %fields) {
	return $s->signed($INCOMING, {CallSid => $s->sid, From => $CALLER, To => $to, CallStatus => 'ringing', Direction => 'inbound', %fields});
}

# Those of these phones, one after another, did not pick up.
sub unanswered($clinic, $to, $sid, $rung, %fields) {
	my $ids = join '.', @{$clinic->{assistants}}{@$rung};
	return $s->signed('/api/twilio/voice/dial-status', {CallSid => $sid, From => $CALLER, To => $to, CallStatus => 'in-progress', DialCallSid => $s->sid, DialCallStatus => 'no-answer', %fields},
		query => "open=1&dialled=assistants&rung=$ids");
}

sub preview($clinic, %fields) {
	my $answer = $s->api($s->admin, POST => "/api/clinics/$clinic->{id}/routing/preview", {at => strftime('%FT%TZ', gmtime), %fields});
	return $answer->{json};
}

sub call_log($sid) {
	my $answer = $s->api($s->admin, GET => "/api/twilio/call-logs/$sid");
	return $answer->{status} == 200 ? $answer->{json} : {status => "(call-logs answered $answer->{status})", events => []};
}
