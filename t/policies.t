#!/usr/bin/perl
# Every policy, open and closed, times everything that can become of it, as Twilio would execute it: what the caller hears, whom it rings, what is on
# record afterwards, and that preview said so beforehand. The tables below are the matrix: each policy, each outcome of its Dials, each fallback behind each
# outcome that leads there, each outcome of the fallback's own Dial, what a caller does at the tone, and who is not let in. The product is asked for the
# words that it knows, so that a policy, a fallback or an outcome without a row is a failure; and in the end each must have met each.
#
# Elsewhere: an agent's provider that is slow, or says nonsense (ai-agent.t); how a withheld number may be spelt, and whose turn it is while people come and
# go (ringing.t); a DialBridged that Twilio leaves out, and webhooks whose program is down (voice.t); a database that is away (voice.t, ringing.t); a policy
# without the number that it needs (unit/plan.c).

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use List::Util qw(max uniq);
use POSIX qw(strftime);
use Switchboard;
use Test::More;

my ($CALLER, $BLOCKED) = ('+12125550123', '+12125550199');
my ($FRONT, $NEW, $EXISTING, $EXTERNAL, $AGENT, $ANN, $BEN, $KEY5, $LOST) = map { "+1914555020$_" } 1 .. 9;
my %OPENING = (open => 'Welcome.', closed => 'We are closed.');
my ($MENU, $ADDRESS, $BOX, $THANKS) = ('Press 1 or 2.', 'We are at 5 Oak Street.', 'Leave a word.', 'Thank you for your message. Goodbye.');
my $GOODBYE = 'We are sorry, nobody can take your call right now. Please call again later. Goodbye.';
my $PRESS = 'A call for Oak Street. Press 1 to accept.';
my $JSON = JSON::PP->new->utf8->canonical;

# --- the tables ---

# What every document holds, and what each policy adds to it. dials: whom each Dial rings, in order, as [number …]; then the fallback. said: what the caller
# hears after the greeting. digits: the keys at each prompt; key: the one on record. external, agent: whose number that is. registered: the agent's provider
# takes the call. order: of the assistants; in a round-robin a call begins after the one who was rung last. screen: whoever answers must accept, which is
# on in every document, and asked of assistants alone. paused: there is nobody to ring. brief: a variation, of which it is enough to see voicemail as the
# fallback.
my %ALWAYS = (greeting => $OPENING{open}, afterHoursGreeting => $OPENING{closed}, voicemailGreeting => $BOX, forwardNumber => $FRONT, externalNumber => $EXTERNAL, aiAgentNumber => $AGENT,
	menu => {message => $MENU, enabled => \0, choices => {}}, screen => \1, blockedNumbers => [$BLOCKED], rejectAnonymous => \1);
my %CHOICES = (3 => {policy => 'voicemail'}, 0 => {policy => 'external'}, 9 => {policy => 'ai-agent'}, 4 => {say => $ADDRESS}, 5 => {number => $KEY5});
my %WITH_MENU = (policy => 'forward', document => {forwardNumberNew => $NEW, forwardNumberExisting => $EXISTING, menu => {message => $MENU, enabled => \1, choices => \%CHOICES}});
my %NOT_REGISTERED = (aiAgentMode => 'register-call', aiAgentNumber => $LOST);
my %POLICY = (
	'forward' => {policy => 'forward', dials => [[$FRONT]]},
	'forward, key 1' => {%WITH_MENU, digits => ['1'], key => '1', said => [$MENU], dials => [[$NEW]]},
	'forward, key 2' => {%WITH_MENU, digits => ['2'], key => '2', said => [$MENU], dials => [[$EXISTING]]},
	'forward, key 5' => {%WITH_MENU, digits => ['5'], key => '5', said => [$MENU], dials => [[$KEY5]]},
	'forward, an address, then key 5' => {brief => 1, %WITH_MENU, digits => ['4', '5'], key => '5', said => [$MENU, $ADDRESS, $MENU], dials => [[$KEY5]]},
	'forward, no key' => {brief => 1, %WITH_MENU, digits => [undef, '7', undef], said => [($MENU) x 3], dials => [[$FRONT]]},
	'forward, key 0' => {%WITH_MENU, digits => ['0'], key => '0', said => [$MENU], dials => [[$EXTERNAL]], external => 1},
	'forward, key 9' => {%WITH_MENU, digits => ['9'], key => '9', said => [$MENU], dials => [[$AGENT]], agent => 1},
	'forward, key 3' => {%WITH_MENU, digits => ['3'], key => '3', said => [$MENU], dials => []},
	'forward, three addresses' => {%WITH_MENU, digits => [4, 4, 4], key => '4', said => [$MENU, $ADDRESS, $MENU, $ADDRESS, $MENU, $ADDRESS, 'Goodbye.'], dials => [], ends => 1},
	'forward, the caller hangs up at the menu' => {%WITH_MENU, digits => ['hangup'], said => [$MENU], dials => [], ends => 1},
	'recorded' => {brief => 1, policy => 'forward', document => {recording => \1, consentAnnouncement => 'We record.', transcription => 'realtime'}, said => ['We record.'], dials => [[$FRONT]], recorded => 1},
	'assistants' => {policy => 'assistants', order => 'priority', dials => [[$ANN], [$BEN]]},
	'assistants in turn' => {policy => 'assistants', order => 'round-robin', dials => [[$ANN], [$BEN]]},
	'assistants, all at once' => {policy => 'assistants', order => 'all-at-once', dials => [[$ANN, $BEN]]},
	'assistants who must accept' => {policy => 'assistants', order => 'priority', dials => [[$ANN], [$BEN]], screen => 1},
	'in turn, who must accept' => {policy => 'assistants', order => 'round-robin', dials => [[$ANN], [$BEN]], screen => 1},
	'all at once, who must accept' => {policy => 'assistants', order => 'all-at-once', dials => [[$ANN, $BEN]], screen => 1},
	'assistants, the second too late' => {brief => 1, policy => 'assistants', document => {ringSeconds => 20, maxRingSeconds => 24}, dials => [[$ANN], [$BEN]], cap => 20},
	'assistants, all of them paused' => {policy => 'assistants', dials => [], paused => 1},
	'external' => {policy => 'external', dials => [[$EXTERNAL]], external => 1},
	'ai-agent' => {policy => 'ai-agent', dials => [[$AGENT]], agent => 1},
	'ai-agent, registered' => {policy => 'ai-agent', document => {aiAgentMode => 'register-call'}, dials => [], registered => 1},
	'ai-agent, registered in vain' => {brief => 1, policy => 'ai-agent', document => \%NOT_REGISTERED, dials => [[$LOST]], agent => 1},
	'voicemail' => {policy => 'voicemail', dials => [], unopened => 1},
	'greeting' => {policy => 'greeting', dials => [], own_words => 1},
);
# rings: whom; what was rung before is not tried again. brief: a variation, which it is enough to see behind the policy `forward`.
my %FALLBACK = (
	'voicemail' => {fallback => 'voicemail'},
	'goodbye' => {fallback => 'goodbye'},
	'external' => {fallback => 'external', rings => $EXTERNAL},
	'ai-agent' => {fallback => 'ai-agent', rings => $AGENT, agent => 1},
	'ai-agent, registered' => {brief => 1, fallback => 'ai-agent', document => {aiAgentMode => 'register-call'}, registered => 1},
	'ai-agent, registered in vain' => {brief => 1, fallback => 'ai-agent', document => \%NOT_REGISTERED, rings => $LOST, agent => 1},
);

# Who is not let in, whatever the policy.
my %REFUSED = ('a blocked caller' => $BLOCKED, 'an anonymous caller' => 'anonymous');
# What a dialled party does, what is on record of it, and what follows: it is over, the next is tried, or the caller is gone.
my @PARTY = (
	['answered', {status => 'completed', duration => 12}, 'answered', 'over'],
	['answered, the caller hangs up', {status => 'completed', hangup => 'caller'}, 'answered', 'over'],
	['busy', 'busy', 'busy', 'next'],
	['no-answer', 'no-answer', 'no-answer', 'next'],
	['failed', 'failed', 'failed', 'next'],
	['completed, but not bridged', {status => 'completed', bridged => \0}, 'no-answer', 'next'],
	['completed as the caller hangs up', {status => 'completed', bridged => \0, hangup => 'caller'}, 'no-answer', 'gone'],
	['canceled', 'canceled', 'canceled', 'gone'],
);
# The same of one who must accept: whoever picks up is asked so often.
my @SCREENED = (
	['accepted', {status => 'completed', digits => ['1']}, 'answered', 'over', 1],
	['accepted when asked again', {status => 'completed', digits => ['5', '1']}, 'answered', 'over', 2],
	['accepted, the caller hangs up', {status => 'completed', digits => ['1'], hangup => 'caller'}, 'answered', 'over', 1],
	['accepted, but not bridged', {status => 'completed', digits => ['1'], bridged => \0}, 'no-answer', 'next', 1],
	['accepted as the caller hangs up', {status => 'completed', digits => ['1'], bridged => \0, hangup => 'caller'}, 'no-answer', 'gone', 1],
	['refused', {status => 'completed', digits => ['2', '2']}, 'no-answer', 'next', 2],
	['no key', {status => 'completed'}, 'no-answer', 'next', 2],
	['hangs up when asked', {status => 'completed', digits => ['hangup']}, 'no-answer', 'next', 1],
	grep { !ref $_->[1] } @PARTY,
);
# What the caller does at the tone: what Twilio does then, is there a voicemail, are there thanks?
my @CALLER = (
	['leaves a message', {seconds => 8}, 1, 1],
	['leaves a message and hangs up', {seconds => 8, hangup => \1}, 1, 0],
	['says nothing', {seconds => 0, hangup => \1}, 0, 0],
);

# --- the matrix ---

my @clinics;
foreach my $name (sort keys %POLICY) {
	my %policy = (said => [], turns => ($POLICY{$name}{order} // '') eq 'round-robin', %{$POLICY{$name}});
	foreach my $state (qw(open closed)) {
		foreach my $way (sort keys %FALLBACK) {
			next if $way ne 'voicemail' && ($policy{brief} || !@{$policy{dials}} && !$policy{paused} || $FALLBACK{$way}{brief} && $name ne 'forward');
			push @clinics, {%policy, name => "$name, $state, fallback $way", state => $state, fallback => $FALLBACK{$way}, number => sprintf '+1845555%04d', 1000 + @clinics};
		}
	}
}

# Two lists side by side, the shorter one over and over, so that every member of both is there.
sub beside($one, $other) { return map { [$one->[$_ % @$one], $other->[$_ % @$other]] } 0 .. max(scalar @$one, scalar @$other) - 1 }

# One clinic's calls. Every outcome that leads to the fallback meets what can become of that. With voicemail as the fallback, so that it is once a policy,
# every outcome that ends the call, too: of the first whom it rings, and of the second.
sub cases_of($clinic) {
	my $case = sub ($parties, %more) { return {clinic => $clinic, from => $CALLER, at_tone => $CALLER[0], parties => $parties, %more} };
	my @refused = map { $case->([], refused => $_, from => $REFUSED{$_}) } $clinic->{fallback} == $FALLBACK{voicemail} ? sort keys %REFUSED : ();
	my @phones = map { @$_ } @{$clinic->{dials}};
	my @behind = behind($clinic);
	return ((map { $case->([], %$_) } $clinic->{ends} || $clinic->{registered} ? {} : @behind), @refused) if !@phones;
	my @outcomes = $clinic->{screen} ? @SCREENED : @PARTY;
	my @next = grep { $_->[3] eq 'next' } @outcomes;
	my @fallen = map { my ($outcome, $then) = @$_; $case->([($outcome) x @phones], %$then) } beside(\@next, \@behind);
	return @fallen if $clinic->{fallback} != $FALLBACK{voicemail};
	my @final = grep { $_->[3] ne 'next' } @outcomes;
	my @first = map { $case->([($_) x @phones]) } @final;
	# A caller who is gone is so for all whom one Dial rings.
	my @second = @phones > 1 ? map { $case->($_) } beside(\@next, [grep { @{$clinic->{dials}} > 1 || $_->[3] eq 'over' } @final]) : ();
	return (@fallen, @first, @second, @refused);
}

# What can become of a call that comes to the fallback.
sub behind($clinic) {
	my $fallback = $clinic->{fallback};
	return {} if $fallback->{registered} || $fallback->{fallback} eq 'goodbye';
	return map { {fallen => $_} } @PARTY if $fallback->{rings} && !was_tried($clinic);
	return map { {at_tone => $_} } @CALLER;
}

sub was_tried($clinic) { return $clinic->{external} && $clinic->{fallback}{fallback} eq 'external' || $clinic->{agent} && $clinic->{fallback}{fallback} eq 'ai-agent' }

# Whom the clinic's next call rings, after its calls before made so many Dials.
sub dials_of($clinic, $before) {
	my @dials = @{$clinic->{dials}};
	push @dials, splice @dials, 0, $before % @dials if $clinic->{turns};
	return \@dials;
}

# How many Dials a case makes before somebody's outcome ends it, where each rings one.
sub dials_in($case) {
	my @then = map { $_->[3] } @{$case->{parties}};
	my ($last) = grep { $then[$_] ne 'next' } 0 .. $#then;
	return defined $last ? $last + 1 : scalar @then;
}

my @cases;
foreach my $clinic (@clinics) {
	my @own = cases_of($clinic);
	my $before = 0;
	foreach my $i (0 .. $#own) {
		push @{$cases[$i]}, {%{$own[$i]}, dials => dials_of($clinic, $before)};
		$before += dials_in($own[$i]) if $clinic->{turns};
	}
}

# What must come of a case, told by the specification.
sub expected($case) {
	my $clinic = $case->{clinic};
	my $fallback = $clinic->{fallback};
	my (@said, @dialled);
	my %want = (status => 'completed', said => \@said, dialled => \@dialled, dialCallStatus => undef, assistantId => undef, outcome => undef, menuChoice => undef, voicemails => 0,
		connected => 0, recordings => 0, transcribed => 0);
	return {%want, status => 'no-answer', outcome => 'blocked'} if $case->{refused};
	my $dial = sub ($who, @numbers) { push @dialled, map { "$_ shows " . ($who->{agent} ? $case->{from} : $clinic->{number}) } @numbers };
	@want{qw(menuChoice transcribed)} = ($clinic->{key}, $clinic->{recorded} // 0);
	push @said, $OPENING{$clinic->{state}} unless $clinic->{unopened} || $clinic->{own_words};
	push @said, @{$clinic->{said}};
	return {%want, dialCallStatus => 'answered', connected => 1} if $clinic->{registered};
	return \%want if $clinic->{ends};
	my @parties = @{$case->{parties}};
	my $spent = 0;
	foreach my $phones (@{$case->{dials}}) {
		last if $clinic->{cap} && $spent && $clinic->{cap} + 5 > 24;
		$dial->($clinic, @$phones);
		foreach my $phone (@$phones) {
			my ($name, $does, $came_of_it, $then, $asked) = @{shift @parties};
			push @said, ($PRESS) x ($asked // 0);
			$want{dialCallStatus} = $came_of_it;
			next if $then eq 'next';
			return \%want if $then eq 'gone';
			return {%want, assistantId => $clinic->{assistants}{$phone}, recordings => $clinic->{recorded} // 0};
		}
		$spent++ if $want{dialCallStatus} !~ /busy|failed/;
	}
	if (@dialled || $clinic->{paused}) {
		return {%want, dialCallStatus => 'answered', connected => 1} if $fallback->{registered};
		push @said, $GOODBYE and return \%want if $fallback->{fallback} eq 'goodbye';
		if ($case->{fallen}) {
			$dial->($fallback, $fallback->{rings});
			$want{dialCallStatus} = $case->{fallen}[2];
			return \%want if $case->{fallen}[3] ne 'next';
		}
	}
	push @said, @dialled || $clinic->{paused} || $clinic->{key} || $clinic->{state} eq 'open' && !$clinic->{own_words} ? $BOX : $OPENING{$clinic->{state}};
	my ($name, $does, $left, $thanked) = @{$case->{at_tone}};
	push @said, $THANKS if $thanked;
	return {%want, voicemails => $left, outcome => $left ? 'voicemail' : undef};
}

sub title($case) {
	return "$case->{clinic}{name}: $case->{refused}" if $case->{refused};
	my @parties = map { $_->[0] } @{$case->{parties}}, $case->{fallen} // ();
	return join ': ', $case->{clinic}{name}, join(' then ', @parties, "at the tone: $case->{at_tone}[0]");
}

# --- the clinics ---
# Straight into the database, all at once: one by one each would wait for the snapshot.

my $s = Switchboard->new(numbers => [map { $_->{number} } @clinics], elevenlabs => 1, conf => {ELEVENLABS_AGENTS => "known=$AGENT,known=agent_known,lost=$LOST,lost=agent_lost"});
$s->elevenlabs->settings(agents => ['agent_known']);
foreach my $clinic (@clinics) {
	my $fallback = $clinic->{fallback};
	my %document = (%ALWAYS, %{$fallback->{document} // {}}, %{$clinic->{document} // {}}, fallback => $fallback->{fallback}, $clinic->{state} => {policy => $clinic->{policy}},
		$clinic->{policy} eq 'assistants' ? (assistantOrder => $clinic->{order} // 'priority', screen => $clinic->{screen} ? \1 : \0) : (),
		$clinic->{state} eq 'closed' ? (hours => {mon => []}, open => {policy => 'forward'}) : ());
	$s->sql(q{INSERT INTO clinics (name, timezone, default_country, language, created_at) VALUES ('Oak Street', 'America/New_York', 'US', 'en-US', NOW(3))});
	$clinic->{id} = $s->value('SELECT MAX(clinic_id) FROM clinics');
	$s->sql('INSERT INTO routing (clinic_id, document, updated_at) VALUES (?, ?, NOW(3))', $clinic->{id}, $JSON->encode(\%document));
	$s->sql('INSERT INTO phone_numbers (phone_number, clinic_id, created_at, updated_at) VALUES (?, ?, NOW(3), NOW(3))', $clinic->{number}, $clinic->{id});
	next if $clinic->{policy} ne 'assistants';
	foreach my $one ([Ann => $ANN, 1, $clinic->{paused} // 0], [Ben => $BEN, 2, $clinic->{paused} // 0], [Cleo => '+19145550299', 0, 1]) {
		$s->sql('INSERT INTO assistants (clinic_id, name, phone, priority, paused, created_at, updated_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))', $clinic->{id}, @$one);
		$clinic->{assistants}{$one->[1]} = $s->value('SELECT MAX(assistant_id) FROM assistants');
	}
}
$s->sql(q{UPDATE versions SET version = version + 1 WHERE name = 'routing'});
await_snapshot();

# --- are the tables whole? ---

subtest 'the tables leave nothing out that the product knows' => sub {
	my $shapes = $s->api(undef, GET => '/api/openapi.json')->{json}{components}{schemas};
	my $routing = $shapes->{routing}{properties};
	my $refused = $s->api($s->admin, PUT => "/api/clinics/$clinics[0]{id}/routing", {open => {policy => '?'}, closed => {policy => '?'}, fallback => '?', aiAgentMode => '?', assistantOrder => '?',
		menu => {choices => {3 => {policy => '?'}}}});
	my %told = map { $_->{field} => [sort map { split /, / } $_->{message} =~ /\Amust be one of (.*)\z/] } @{$refused->{json}{errors}};
	my @rows = grep { !$_->{brief} } values %POLICY;
	my @ways = grep { !$_->{brief} } values %FALLBACK;
	my @assistants = grep { $_->{policy} eq 'assistants' && @{$_->{dials}} } @rows;
	my %choice = %{$routing->{menu}{properties}{choices}{patternProperties}{'^[03-9]$'}{properties}};
	foreach my $row (
		['open.policy', $routing->{open}{properties}{policy}, map { $_->{policy} } @rows],
		['closed.policy', $routing->{closed}{properties}{policy}, map { $_->{policy} } @rows],
		['fallback', $routing->{fallback}, map { $_->{fallback} } @ways],
		['assistantOrder', $routing->{assistantOrder}, map { $_->{order} } grep { !$_->{screen} } @assistants],
		['assistantOrder', $routing->{assistantOrder}, map { $_->{order} } grep { $_->{screen} } @assistants],
		['aiAgentMode', $routing->{aiAgentMode}, map { ($_->{document} // {})->{aiAgentMode} // 'dial' } values %POLICY],
		['aiAgentMode', $routing->{aiAgentMode}, map { ($_->{document} // {})->{aiAgentMode} // 'dial' } values %FALLBACK],
		['menu.choices.3.policy', $choice{policy}, map { $_->{policy} // () } values %CHOICES],
	) {
		my ($field, $shape, @words) = @$row;
		is_deeply([sort(uniq(@words))], $told{$field}, "$field: every word that may be set");
		is_deeply([sort @{$shape->{enum}}], $told{$field}, 'as the reference has them');
	}
	is_deeply([sort(uniq(map { keys %$_ } values %CHOICES))], [sort keys %choice], 'all that a key of the menu may do');
	is_deeply([sort(uniq(map { $_->{key} // () } @rows))], [sort 1, 2, keys %CHOICES], 'and every key is pressed');
	my @on_record = sort grep { defined } @{$shapes->{call}{properties}{dialCallStatus}{enum}};
	is_deeply([sort(uniq(map { $_->[2] } @PARTY))], \@on_record, 'whoever is dialled does all that can come of a Dial');
	is_deeply([sort(uniq(map { $_->[2] } @SCREENED))], \@on_record, 'and whoever must accept does, too');
};

# --- the calls ---
# Each clinic's first ones, then each one's second ones …: its calls follow one another, so that it is known whose turn it is.

my (%previews, %met);
my $calls = map { @$_ } @cases;
foreach my $round (@cases) {
	while (my @some = splice @$round, 0, 8) {
		make_calls(@some);
	}
}

sub make_calls(@some) {
	foreach my $case (@some) {
		my $clinic = $case->{clinic};
		$case->{preview} = $clinic->{turns} ? preview($case) : ($previews{$clinic->{id}}{$case->{from}} //= preview($case));
		$case->{callSid} = $s->standin->call(call_of($case), async => \1)->{callSid};
	}
	judge($_, $s->standin->story($_->{callSid})) foreach @some;
}

sub call_of($case) {
	my $clinic = $case->{clinic};
	my @parties = @{$case->{parties}};
	my %answers;
	foreach my $phones (@{$case->{dials}}) {
		# Of several who ring at once the first answers first.
		my $ring = 3;
		$answers{$_} = with_ring((shift @parties)->[1], $ring++) foreach @parties ? @$phones : ();
	}
	$answers{$clinic->{fallback}{rings}} = with_ring($case->{fallen}[1], 3) if $case->{fallen};
	return (from => $case->{from}, to => $clinic->{number}, voiceUrl => "$s->{url}/api/twilio/voice/incoming#rc=2&rp=all", statusCallback => "$s->{url}/api/twilio/voice/status-callback#rc=5&rp=all",
		digits => $clinic->{digits} // [], answers => \%answers, record => $case->{at_tone}[1]);
}

sub with_ring($does, $ring) { return ref $does && $does->{status} ? {%$does, ring => $ring} : $does }

sub preview($case) {
	my $clinic = $case->{clinic};
	my @keys = grep { ($_ // '') ne 'hangup' } @{$clinic->{digits} // []};
	my $answer = $s->api($s->admin, POST => "/api/clinics/$clinic->{id}/routing/preview", {at => strftime('%FT%TZ', gmtime), from => $case->{from}, digits => join '', map { $_ // ' ' } @keys});
	return $answer->{json} // {twiml => $answer->{body}};
}

sub judge($case, $story) {
	my $clinic = $case->{clinic};
	my $preview = $case->{preview};
	my $want = expected($case);
	$s->sound($story);
	my $call = $s->row('SELECT status, dial_call_status AS dialCallStatus, assistant_id AS assistantId, outcome, menu_choice AS menuChoice, '
		. '(SELECT COUNT(*) FROM voicemails AS v WHERE v.call_sid = calls.call_sid) AS voicemails FROM calls WHERE call_sid = ?', $story->{callSid});
	my %got = (%$call, recordings => scalar(grep { $_->{source} eq 'DialVerb' && $_->{channels} == 2 } @{$story->{recordings}}), connected => scalar @{$story->{connected} // []},
		transcribed => scalar(grep { $_->{what} eq 'transcription started' && $_->{status} == 204 } @{$story->{callbacks}}), said => $story->{said}, dialled => [map { "$_->{to} shows $_->{callerId}" } @{$story->{dialled}}]);
	is_deeply(\%got, $want, title($case)) or diag(explain({got => \%got, want => $want}));
	# The last answer of voice/incoming is what preview showed.
	my ($last) = grep { $_->{request}{url} =~ m{/voice/incoming} } reverse @{$story->{steps}};
	my $body = $last->{response}{body} =~ s/&amp;call=CA[0-9a-f]+//gr;
	$body eq $preview->{twiml} or is($body, $preview->{twiml}, title($case) . ': as preview said');
	$preview->{policy} eq $clinic->{policy} && !!$preview->{open} == ($clinic->{state} eq 'open') or fail(title($case) . ': the policy that preview said');
	my $came_of_it = $case->{refused} // (@{$case->{parties}} ? $case->{parties}[0][2] : $case->{at_tone}[0]);
	$met{"$clinic->{policy}, $clinic->{state}"}{"$came_of_it, $clinic->{fallback}{fallback}"} = 1;
}

sub await_snapshot() {
	my $sid = $s->sid;
	$s->wait_for('this host knows all of them', sub {
		my $answer = $s->signed('/api/twilio/voice/incoming', {CallSid => $sid, From => $CALLER, To => $clinics[-1]{number}, CallStatus => 'ringing', Direction => 'inbound'});
		return $answer->{body} !~ /not in service/;
	});
}

# Has each met each? Of a policy that dials, all that can be on record of its first Dial.
my @ways = uniq(map { $_->{fallback} } values %FALLBACK);
my @of_a_dial = map { my $party = $_; map { "$party->[2], $_" } $party->[3] eq 'next' ? @ways : 'voicemail' } @PARTY;
my %dials = map { $_->{policy} => 1 } grep { @{$_->{dials}} } values %POLICY;
foreach my $policy (sort(uniq(map { $_->{policy} } values %POLICY))) {
	foreach my $state (qw(open closed)) {
		my @all = ($dials{$policy} ? @of_a_dial : map { "$_->[0], voicemail" } @CALLER), map { "$_, voicemail" } keys %REFUSED;
		is_deeply([grep { !$met{"$policy, $state"}{$_} } sort(uniq(@all))], [], "$policy, $state, has met every outcome, and every fallback behind each that leads there");
	}
}

is($s->value(q{SELECT COUNT(*) FROM calls WHERE status IN ('completed', 'no-answer')}), $calls, "all $calls calls have ended");
is($s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'call-ended'}), $calls, 'each with what follows a call');
cmp_ok($s->value('SELECT COUNT(*) FROM voicemails'), '>', 40, 'there are voicemails');
is($s->value('SELECT COUNT(*) FROM voicemails') + 0, $s->value(q{SELECT COUNT(*) FROM tasks WHERE kind = 'voicemail'}) + 0, 'every voicemail is a task');
is($s->value('SELECT COUNT(*) FROM voicemails') + 0, $s->value(q{SELECT COUNT(*) FROM jobs JOIN voicemails ON job_key = CONCAT('notify-voicemail:', recording_sid)}) + 0, 'and somebody will hear of it');

$s->end;
done_testing;
