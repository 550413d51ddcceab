#!/usr/bin/perl
# Every policy, open and closed, times everything that can become of it, as Twilio would execute it: what the caller hears, whom it rings, what is on
# record afterwards, and that preview said so beforehand.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use POSIX qw(strftime);
use Switchboard;
use Test::More;

my $CALLER = '+12125550123';
my ($FRONT, $NEW, $EXISTING, $EXTERNAL, $AGENT, $ANN, $BEN, $KEY5) = map { "+1914555020$_" } 1 .. 8;
my %OPENING = (open => 'Welcome.', closed => 'We are closed.');
my ($MENU, $ADDRESS, $BOX, $THANKS) = ('Press 1 or 2.', 'We are at 5 Oak Street.', 'Leave a word.', 'Thank you for your message. Goodbye.');
my $GOODBYE = 'We are sorry, nobody can take your call right now. Please call again later. Goodbye.';
my $PRESS = 'A call for Oak Street. Press 1 to accept.';
my $JSON = JSON::PP->new->utf8->canonical;

# What every document holds, and what each policy adds to it. dials: whom each Dial rings, in order, as [number …]; then the fallback. said: what the caller
# hears after the greeting. digits: the keys at each prompt; key: the one on record. external, agent: whose number that is. turns: the first of the
# dials is the last of the next call. brief: a variation, of which it is enough to see voicemail as the fallback.
my %ALWAYS = (greeting => $OPENING{open}, afterHoursGreeting => $OPENING{closed}, voicemailGreeting => $BOX, forwardNumber => $FRONT, externalNumber => $EXTERNAL, aiAgentNumber => $AGENT,
	menu => {message => $MENU, enabled => \0, choices => {}});
my %CHOICES = (3 => {policy => 'voicemail'}, 0 => {policy => 'external'}, 9 => {policy => 'ai-agent'}, 4 => {say => $ADDRESS}, 5 => {number => $KEY5});
my %WITH_MENU = (policy => 'forward', document => {forwardNumberNew => $NEW, forwardNumberExisting => $EXISTING, menu => {message => $MENU, enabled => \1, choices => \%CHOICES}});
my %POLICY = (
	'forward' => {policy => 'forward', dials => [[$FRONT]]},
	'forward, key 1' => {%WITH_MENU, digits => ['1'], key => '1', said => [$MENU], dials => [[$NEW]]},
	'forward, key 2' => {%WITH_MENU, digits => ['2'], key => '2', said => [$MENU], dials => [[$EXISTING]]},
	'forward, an address, then key 5' => {brief => 1, %WITH_MENU, digits => ['4', '5'], key => '5', said => [$MENU, $ADDRESS, $MENU], dials => [[$KEY5]]},
	'forward, no key' => {brief => 1, %WITH_MENU, digits => [undef, '7', undef], said => [($MENU) x 3], dials => [[$FRONT]]},
	'forward, key 0' => {brief => 1, %WITH_MENU, digits => ['0'], key => '0', said => [$MENU], dials => [[$EXTERNAL]], external => 1},
	'forward, key 9' => {brief => 1, %WITH_MENU, digits => ['9'], key => '9', said => [$MENU], dials => [[$AGENT]], agent => 1},
	'forward, key 3' => {%WITH_MENU, digits => ['3'], key => '3', said => [$MENU], dials => [], records => 1},
	'forward, three addresses' => {%WITH_MENU, digits => [4, 4, 4], key => '4', said => [$MENU, $ADDRESS, $MENU, $ADDRESS, $MENU, $ADDRESS, 'Goodbye.'], dials => [], ends => 1},
	'recorded' => {brief => 1, policy => 'forward', document => {recording => \1, consentAnnouncement => 'We record.', transcription => 'realtime'}, said => ['We record.'], dials => [[$FRONT]], recorded => 1},
	'assistants' => {policy => 'assistants', dials => [[$ANN], [$BEN]]},
	'assistants in turn' => {policy => 'assistants', document => {assistantOrder => 'round-robin'}, dials => [[$ANN], [$BEN]], turns => 1},
	'assistants, all at once' => {policy => 'assistants', document => {assistantOrder => 'all-at-once'}, dials => [[$ANN, $BEN]]},
	'assistants who must accept' => {policy => 'assistants', document => {screen => \1}, dials => [[$ANN], [$BEN]], screen => 1},
	'all at once, who must accept' => {policy => 'assistants', document => {screen => \1, assistantOrder => 'all-at-once'}, dials => [[$ANN, $BEN]], screen => 1},
	'assistants, the second too late' => {brief => 1, policy => 'assistants', document => {ringSeconds => 20, maxRingSeconds => 24}, dials => [[$ANN], [$BEN]], cap => 20},
	'external' => {policy => 'external', dials => [[$EXTERNAL]], external => 1},
	'ai-agent' => {policy => 'ai-agent', dials => [[$AGENT]], agent => 1},
	'voicemail' => {policy => 'voicemail', dials => [], said => [], unopened => 1, records => 1},
	'greeting' => {policy => 'greeting', dials => [], records => 1, own_words => 1},
);
my %FALLBACK = (voicemail => undef, goodbye => undef, external => $EXTERNAL, 'ai-agent' => $AGENT);

# What a dialled party does, what is on record of it, and what follows: it is over, the next is tried, or the caller is gone.
my @PARTY = (
	['answered', {status => 'completed', duration => 12}, 'answered', 'over'],
	['answered, the caller hangs up', {status => 'completed', hangup => 'caller'}, 'answered', 'over'],
	['busy', 'busy', 'busy', 'next'],
	['no-answer', 'no-answer', 'no-answer', 'next'],
	['failed', 'failed', 'failed', 'next'],
	['completed, but not bridged', {status => 'completed', bridged => \0}, 'no-answer', 'next'],
	['canceled', 'canceled', 'canceled', 'gone'],
);
my @SCREENED = (
	['accepted', {status => 'completed', digits => ['1']}, 'answered', 'over', 1],
	['accepted when asked again', {status => 'completed', digits => ['5', '1']}, 'answered', 'over', 2],
	['refused', {status => 'completed', digits => ['2', '2']}, 'no-answer', 'next', 2],
	['no key', {status => 'completed'}, 'no-answer', 'next', 2],
	grep { !ref $_->[1] } @PARTY,
);
# What the caller does at the tone: what Twilio does then, is there a voicemail, are there thanks?
my @CALLER = (
	['leaves a message', {seconds => 8}, 1, 1],
	['leaves a message and hangs up', {seconds => 8, hangup => \1}, 1, 0],
	['says nothing', {seconds => 0, hangup => \1}, 0, 0],
);

# --- the matrix ---

my (@clinics, @cases);
foreach my $name (sort keys %POLICY) {
	my %policy = (said => [], %{$POLICY{$name}});
	foreach my $state (qw(open closed)) {
		foreach my $fallback (@{$policy{dials}} && !$policy{brief} ? sort keys %FALLBACK : 'voicemail') {
			push @clinics, {%policy, name => "$name, $state, fallback $fallback", state => $state, fallback => $fallback, number => sprintf '+1845555%04d', 1000 + @clinics};
			my @own = cases_of($clinics[-1]);
			$own[$_]{dials} = dials_of($clinics[-1], $_) foreach 0 .. $#own;
			push @cases, @own;
		}
	}
}

# One clinic's calls: every outcome of its Dials; where those fail, every outcome of the fallback's; at the tone, all that a caller does.
sub cases_of($clinic) {
	my $dials = @{$clinic->{dials}};
	my $case = sub ($at_tone, @parties) { return {clinic => $clinic, at_tone => $at_tone, parties => \@parties} };
	return map { $case->($_) } $clinic->{records} ? @CALLER : $CALLER[0] if !$dials;
	my @outcomes = $clinic->{screen} ? @SCREENED : @PARTY;
	my ($failed) = grep { $_->[0] eq 'no-answer' } @outcomes;
	my $all = sub ($outcome, $at_tone = $CALLER[0]) { return $case->($at_tone, ($outcome) x $dials) };
	return map { $all->($_) } @outcomes if $clinic->{brief};
	return $all->($failed) if $clinic->{fallback} eq 'goodbye';
	return map { {%{$all->($failed)}, fallen => $_} } @PARTY if $FALLBACK{$clinic->{fallback}};
	my @second_answers = $dials > 1 ? map { $case->($CALLER[0], $_, $outcomes[0]) } grep { $_->[3] eq 'next' } @outcomes : ();
	return ((map { $all->($failed, $_) } @CALLER), (map { $all->($_) } grep { $_ != $failed } @outcomes), @second_answers);
}

# Whom the clinic's call of that number, counted from 0, rings.
sub dials_of($clinic, $number) {
	my @dials = @{$clinic->{dials}};
	push @dials, splice @dials, 0, $number % @dials if $clinic->{turns};
	return \@dials;
}

# What must come of a case, told by the specification: {said, dialled, dialCallStatus, outcome, assistant, answered by …}.
sub expected($case) {
	my $clinic = $case->{clinic};
	my (@said, @dialled, $status, $assistant);
	my $shows = $clinic->{agent} ? $CALLER : $clinic->{number};
	push @said, $OPENING{$clinic->{state}} unless $clinic->{unopened} || $clinic->{own_words};
	push @said, @{$clinic->{said}};
	my $end = sub (%more) { return {recordings => $clinic->{recorded} && $status eq 'answered' ? 1 : 0, transcribed => $clinic->{recorded} // 0, said => \@said, dialled => \@dialled, dialCallStatus => $status, assistantId => $assistant, outcome => undef, voicemails => 0, menuChoice => $clinic->{key}, %more} };
	my $spent = 0;
	my @dials = @{$case->{dials}};
	foreach my $i (0 .. $#dials) {
		my ($name, $does, $came_of_it, $then, $asked) = @{$case->{parties}[$i]};
		last if $clinic->{cap} && $spent && $clinic->{cap} + 5 > 24;
		push @dialled, map { "$_ shows $shows" } @{$dials[$i]};
		my $ringing = $then eq 'over' ? 1 : @{$dials[$i]};
		push @said, ($PRESS) x ($asked * $ringing) if $asked;
		$status = $came_of_it;
		$spent++ if $came_of_it !~ /busy|failed/;
		next if $then eq 'next';
		$assistant = who($clinic, $dials[$i][0]) if $then eq 'over';
		return $end->();
	}
	return $end->() if $clinic->{ends};
	my $tried = $clinic->{external} && $clinic->{fallback} eq 'external' || $clinic->{agent} && $clinic->{fallback} eq 'ai-agent';
	if (@dialled && $FALLBACK{$clinic->{fallback}} && !$tried) {
		push @dialled, "$FALLBACK{$clinic->{fallback}} shows " . ($clinic->{fallback} eq 'ai-agent' ? $CALLER : $clinic->{number});
		$status = $case->{fallen}[2];
		return $end->() if $case->{fallen}[3] ne 'next';
	}
	push @said, $GOODBYE and return $end->() if @dialled && $clinic->{fallback} eq 'goodbye';
	push @said, @dialled || $clinic->{key} || $clinic->{state} eq 'open' && !$clinic->{own_words} ? $BOX : $OPENING{$clinic->{state}};
	my ($name, $does, $left, $thanked) = @{$case->{at_tone}};
	push @said, $THANKS if $thanked;
	return $end->(voicemails => $left, outcome => $left ? 'voicemail' : undef);
}

sub who($clinic, $phone) { return $clinic->{assistants}{$phone} }

sub title($case) {
	my @parties = map { $_->[0] } @{$case->{parties} // []}, $case->{fallen} // ();
	return join ': ', $case->{clinic}{name}, join(' then ', @parties, "at the tone: $case->{at_tone}[0]");
}

# --- the clinics ---
# Straight into the database, all at once: one by one each would wait for the snapshot.

my $s = Switchboard->new(numbers => [map { $_->{number} } @clinics]);
foreach my $clinic (@clinics) {
	my %document = (%ALWAYS, %{$clinic->{document} // {}}, fallback => $clinic->{fallback}, $clinic->{state} => {policy => $clinic->{policy}},
		$clinic->{state} eq 'closed' ? (hours => {mon => []}, open => {policy => 'forward'}) : ());
	$s->sql(q{INSERT INTO clinics (name, timezone, default_country, language, created_at) VALUES ('Oak Street', 'America/New_York', 'US', 'en-US', NOW(3))});
	$clinic->{id} = $s->value('SELECT MAX(clinic_id) FROM clinics');
	$s->sql('INSERT INTO routing (clinic_id, document, updated_at) VALUES (?, ?, NOW(3))', $clinic->{id}, $JSON->encode(\%document));
	$s->sql('INSERT INTO phone_numbers (phone_number, clinic_id, created_at, updated_at) VALUES (?, ?, NOW(3), NOW(3))', $clinic->{number}, $clinic->{id});
	next if $clinic->{policy} ne 'assistants';
	foreach my $one ([Ann => $ANN, 1, 0], [Ben => $BEN, 2, 0], [Cleo => '+19145550299', 0, 1]) {
		$s->sql('INSERT INTO assistants (clinic_id, name, phone, priority, paused, created_at, updated_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))', $clinic->{id}, @$one);
		$clinic->{assistants}{$one->[1]} = $s->value('SELECT MAX(assistant_id) FROM assistants');
	}
}
$s->sql(q{UPDATE versions SET version = version + 1 WHERE name = 'routing'});
await_snapshot();

# --- the calls ---

my %previews;
my $calls = @cases;
make_calls($_) foreach grep { $_->{clinic}{turns} } @cases;
@cases = grep { !$_->{clinic}{turns} } @cases;
while (my @some = splice @cases, 0, 8) {
	make_calls(@some);
}

sub make_calls(@some) {
	foreach my $case (@some) {
		my $clinic = $case->{clinic};
		$case->{preview} = $clinic->{turns} ? preview($clinic) : ($previews{$clinic->{id}} //= preview($clinic));
		$case->{callSid} = $s->standin->call(call_of($case), async => \1)->{callSid};
	}
	judge($_, $s->standin->story($_->{callSid})) foreach @some;
}

sub call_of($case) {
	my $clinic = $case->{clinic};
	my %answers;
	foreach my $i (0 .. $#{$case->{dials}}) {
		# Of several who ring at once the first answers first.
		my $ring = 3;
		$answers{$_} = with_ring($case->{parties}[$i][1], $ring++) foreach @{$case->{dials}[$i]};
	}
	my $fallback = $FALLBACK{$clinic->{fallback}};
	$answers{$fallback} //= with_ring($case->{fallen}[1], 3) if $fallback && $case->{fallen};
	return (from => $CALLER, to => $clinic->{number}, voiceUrl => "$s->{url}/api/twilio/voice/incoming#rc=2&rp=all", statusCallback => "$s->{url}/api/twilio/voice/status-callback#rc=5&rp=all",
		digits => $clinic->{digits} // [], answers => \%answers, record => $case->{at_tone}[1]);
}

sub with_ring($does, $ring) { return ref $does && $does->{status} ? {%$does, ring => $ring} : $does }

sub preview($clinic) {
	my $answer = $s->api($s->admin, POST => "/api/clinics/$clinic->{id}/routing/preview", {at => strftime('%FT%TZ', gmtime), from => $CALLER, digits => join '', map { $_ // ' ' } @{$clinic->{digits} // []}});
	return $answer->{json} // {twiml => $answer->{body}};
}

sub judge($case, $story) {
	my $clinic = $case->{clinic};
	my $preview = $case->{preview};
	my $want = expected($case);
	$s->sound($story);
	my $call = $s->row('SELECT dial_call_status AS dialCallStatus, assistant_id AS assistantId, outcome, menu_choice AS menuChoice, '
		. '(SELECT COUNT(*) FROM voicemails AS v WHERE v.call_sid = calls.call_sid) AS voicemails FROM calls WHERE call_sid = ?', $story->{callSid});
	my %got = (%$call, recordings => scalar(grep { $_->{source} eq 'DialVerb' && $_->{channels} == 2 } @{$story->{recordings}}),
		transcribed => scalar(grep { $_->{what} eq 'transcription started' && $_->{status} == 204 } @{$story->{callbacks}}), said => $story->{said}, dialled => [map { "$_->{to} shows $_->{callerId}" } @{$story->{dialled}}]);
	is_deeply(\%got, $want, title($case)) or diag(explain({got => \%got, want => $want}));
	# The last answer of voice/incoming is what preview showed.
	my ($last) = grep { $_->{request}{url} =~ m{/voice/incoming} } reverse @{$story->{steps}};
	my $body = $last->{response}{body} =~ s/&amp;call=CA[0-9a-f]+//gr;
	$body eq $preview->{twiml} or is($body, $preview->{twiml}, title($case) . ': as preview said');
	$preview->{policy} eq $clinic->{policy} && !!$preview->{open} == ($clinic->{state} eq 'open') or fail(title($case) . ': the policy that preview said');
}

sub await_snapshot() {
	my $sid = $s->sid;
	$s->wait_for('this host knows all of them', sub {
		my $answer = $s->signed('/api/twilio/voice/incoming', {CallSid => $sid, From => $CALLER, To => $clinics[-1]{number}, CallStatus => 'ringing', Direction => 'inbound'});
		return $answer->{body} !~ /not in service/;
	});
}

is($s->value(q{SELECT COUNT(*) FROM calls WHERE status = 'completed'}), $calls, "all $calls calls have ended");
is($s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'call-ended'}), $calls, 'each with what follows a call');
cmp_ok($s->value('SELECT COUNT(*) FROM voicemails'), '>', 40, 'there are voicemails');
is($s->value('SELECT COUNT(*) FROM voicemails') + 0, $s->value(q{SELECT COUNT(*) FROM tasks WHERE kind = 'voicemail'}) + 0, 'every voicemail is a task');
is($s->value('SELECT COUNT(*) FROM voicemails') + 0, $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'notify-voicemail'}) + 0, 'and somebody will hear of it');

$s->end;
done_testing;
