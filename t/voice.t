#!/usr/bin/perl
# A call comes in: the menu and its keys, the forward, voicemail and the goodbye, what is on record afterwards, and what odd, repeated, late and disordered webhooks do.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($HILLSIDE, $HILLSIDE_OWN, $PLAIN, $NEW_ONLY, $GOODBYE, $NOBODYS) = map { "+1845555010$_" } 1 .. 6;
my ($FRONT, $NEW, $EXISTING, $OWN, $OWN_NEW) = map { "+1914555020$_" } 1 .. 5;
my $CALLER = '+12125550123';
my $INCOMING = '/api/twilio/voice/incoming';
my $MENU = 'Press 1 for new patients, press 2 for existing patients';
my $SORRY = 'We are sorry, nobody can take your call right now.';
my $TROUBLE = 'We are sorry, we are having a technical problem.';

my $s = Switchboard->new(numbers => [$HILLSIDE, $HILLSIDE_OWN, $PLAIN, $NEW_ONLY, $GOODBYE, $NOBODYS]);
my $hillside = $s->clinic('Hillside', menu => {enabled => \1}, forwardNumber => $FRONT, forwardNumberNew => $NEW, forwardNumberExisting => $EXISTING);
my $plain = $s->clinic('Plainview', forwardNumber => $FRONT, voicemailGreeting => 'Plainview here. Leave a message.', voicemailMaxSeconds => 60, ringSeconds => 20);
my $new_only = $s->clinic('Newtown', menu => {enabled => \1, message => 'Newtown. Press 1 or 2.'}, forwardNumberNew => $NEW);
my $goodbye = $s->clinic('Farewell', forwardNumber => $FRONT, fallback => 'goodbye');
$s->connect($HILLSIDE, $hillside);
$s->connect($HILLSIDE_OWN, $hillside, forwardNumber => $OWN, forwardNumberNew => $OWN_NEW, menuMessage => 'Our other line. Press 1 or 2.');
$s->connect($PLAIN, $plain);
$s->connect($NEW_ONLY, $new_only);
$s->connect($GOODBYE, $goodbye);

subtest 'a call from the caller\'s first word to the last, as Twilio executes it' => sub {
	my $story = $s->call(from => $CALLER, to => $HILLSIDE, digits => ['1'], stirVerstat => 'TN-Validation-Passed-A',
		answers => {$NEW => {status => 'completed', duration => 42, ring => 6}});
	is_deeply($story->{said}, [$MENU], 'the caller hears the menu');
	is_deeply([map { "$_->{to} shows $_->{callerId}" } @{$story->{dialled}}], ["$NEW shows $HILLSIDE"], 'key 1 reaches the number for new patients, which sees the clinic\'s number');
	is($story->{status}, 'completed', 'and the call ends well');
	my $call = call_log($story->{callSid});
	$s->holds($call, {
		callSid => $story->{callSid}, clinicId => $hillside->{id}, direction => 'inbound', callType => 'inbound', provider => 'twilio', from => $CALLER, to => $HILLSIDE,
		twilioPhoneNumber => $HILLSIDE, status => 'completed', dialCallStatus => 'answered', menuChoice => '1', duration => $story->{duration},
		parentCallSid => undef, patientId => undef, appointmentId => undef, sessionId => undef, assistantId => undef, userId => undef, answeredBy => undef,
		recordingSid => undef, recordingUrl => undef, transcriptSid => undef, summaryText => undef, summaryReady => 0, appointmentBooked => undef,
		price => undef, priceUnit => undef, tags => [], notes => undef,
		quality => {dialBridged => 1, sipResponseCode => 200, stirVerstat => 'TN-Validation-Passed-A'},
	}, 'everything about it is on record');
	my ($leg) = map { $_->{callSid} } @{$story->{dialled}};
	is_deeply([map { "$_->{type} " . ($_->{data}{callStatus} // '') . ($_->{sid} eq $story->{callSid} ? '' : $_->{sid} eq $leg ? ' of the leg' : ' of whom?') } @{$call->{events}}],
		['incoming ringing', 'menu in-progress', (map { "leg-status $_ of the leg" } qw(initiated ringing in-progress completed)), 'dial-status in-progress', 'status completed'],
		'with its timeline, in order, the leg\'s events among its own');
	$s->holds($call->{events}[1]{data}, {digits => '1'}, 'the timeline shows the key');
	$s->holds($call->{events}[6]{data}, {dialCallStatus => 'completed', dialBridged => 'true', dialCallDuration => '42'}, 'and what came of the dial');
	like($_, qr/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\z/, 'a time is ISO 8601 in UTC') foreach map { $_ // 'null' } @$call{qw(startedAt answeredAt endedAt)}, $call->{events}[0]{at};
};

subtest 'the menu\'s keys and its patience' => sub {
	my %answers = map { $_ => 'completed' } $FRONT, $NEW, $EXISTING;
	my $call = sub (@digits) { return $s->call(from => $CALLER, to => $HILLSIDE, digits => \@digits, answers => \%answers) };
	is_deeply(dialled($call->('2')), [$EXISTING], 'key 2 reaches the number for existing patients');
	my $wrong = $call->('7', '2');
	is_deeply($wrong->{said}, [$MENU, $MENU], 'a wrong key brings the menu again');
	is_deeply(dialled($wrong), [$EXISTING], 'and the next key counts');
	is_deeply(dialled($call->(undef, undef, '1')), [$NEW], 'silence twice, then a key');
	my $silent = $call->(undef, undef, undef);
	is_deeply($silent->{said}, [$MENU, $MENU, $MENU], 'three prompts in all');
	is_deeply(dialled($silent), [$FRONT], 'then the forward number');
	$s->holds(call_log($silent->{callSid}), {menuChoice => undef, dialCallStatus => 'answered'}, 'without a choice on record');
	is_deeply(dialled($call->('9', '*', '#')), [$FRONT], 'three wrong keys likewise');
	my $gone = $call->('hangup');
	is($gone->{status}, 'completed', 'a caller who hangs up at the menu');
	$s->holds(call_log($gone->{callSid}), {status => 'completed', dialCallStatus => undef, menuChoice => undef}, 'is on record as nothing more');
};

subtest 'nobody answers' => sub {
	foreach my $outcome (qw(busy no-answer failed)) {
		my $story = $s->call(from => $CALLER, to => $PLAIN, answers => {$FRONT => $outcome}, record => {seconds => 8});
		is_deeply($story->{said}, ['Plainview here. Leave a message.', 'Thank you for your message. Goodbye.'], "$outcome leads to voicemail and thanks");
		my $recording = $story->{recordings}[0]{sid};
		$s->holds(call_log($story->{callSid}), {dialCallStatus => $outcome, outcome => 'voicemail', status => 'completed'}, "the call was $outcome, with a voicemail");
		is_deeply([$s->rows('SELECT clinic_id, call_sid, from_number, recording_sid, duration, status FROM voicemails WHERE call_sid = ?', $story->{callSid})],
			[{clinic_id => $plain->{id}, call_sid => $story->{callSid}, from_number => $CALLER, recording_sid => $recording, duration => 8, status => 'new'}],
			'which is there once, with its recording');
	}
	my $canceled = $s->call(from => $CALLER, to => $PLAIN, answers => {$FRONT => 'canceled'});
	$s->holds(call_log($canceled->{callSid}), {dialCallStatus => 'canceled', outcome => undef}, 'a caller who gives up while it rings leaves no voicemail');
	my $bye = $s->call(from => $CALLER, to => $GOODBYE);
	is_deeply($bye->{said}, ["$SORRY Please call again later. Goodbye."], 'a clinic that wants no voicemail says goodbye');
	$s->holds(call_log($bye->{callSid}), {dialCallStatus => 'no-answer', outcome => undef}, 'and the missed call is on record');
	my $own_words = $s->call(from => $CALLER, to => $NEW_ONLY, digits => [undef, undef, undef], record => {seconds => 3});
	is_deeply($own_words->{said}, [('Newtown. Press 1 or 2.') x 3, "$SORRY Please leave a message after the tone.", 'Thank you for your message. Goodbye.'],
		'where no forward number is set, three silent prompts lead to the fallback');
};

subtest 'which number a key reaches' => sub {
	is_deeply(keys_lead($NEW_ONLY, '1'), ["dial number $NEW"], 'key 1: the number for new patients');
	is_deeply(keys_lead($NEW_ONLY, '2'), ["dial number $NEW"], 'key 2 without a number of its own: whichever is set');
	is_deeply(keys_lead($HILLSIDE_OWN, '1'), ["dial number $OWN_NEW"], 'a number\'s own setting overrides the clinic\'s');
	is_deeply(keys_lead($HILLSIDE_OWN, '2'), ["dial number $EXISTING"], 'what it does not set is the clinic\'s');
	is_deeply(keys_lead($HILLSIDE_OWN, '', '', ''), ["dial number $OWN"], 'its own forward number after three prompts');
	is_deeply($s->does(incoming($HILLSIDE_OWN)), ['gather say Our other line. Press 1 or 2.'], 'its own menu message');
	is_deeply($s->does(incoming($PLAIN)), ["dial number $FRONT"], 'without the menu the call is forwarded at once');
};

subtest 'the TwiML' => sub {
	my ($gather) = $s->verbs(incoming($HILLSIDE));
	my $action = delete $gather->{attr}{action};
	like($action, qr{\A\Q$s->{url}\E/api/twilio/voice/incoming\?attempt=1&open=1#}, 'the menu comes back to its own path, with its prompt\'s number');
	$s->holds($gather->{attr}, {numDigits => 1, actionOnEmptyResult => 'true'}, 'one digit, and silence is reported');
	my ($dial) = $s->verbs(incoming($PLAIN));
	like(delete $dial->{attr}{action}, qr{\A\Q$s->{url}\E/api/twilio/voice/dial-status\?open=1&dialled=number#}, 'the Dial reports to dial-status');
	is_deeply($dial->{attr}, {callerId => $PLAIN, timeout => 20, answerOnBridge => 'true', timeLimit => 14400}, 'shows the clinic\'s number, rings as long as the clinic says, and no longer than four hours');
	my ($number) = @{$dial->{children}};
	like(delete $number->{attr}{statusCallback}, qr{\A\Q$s->{url}\E/api/twilio/voice/status-callback#}, 'its leg reports to status-callback');
	is_deeply($number->{attr}, {statusCallbackEvent => 'initiated ringing answered completed'}, 'all that happens to it');
	my ($say, $record) = $s->verbs(dial_status($PLAIN, DialCallStatus => 'busy'));
	$s->holds($say->{attr}, {voice => 'alice', language => 'en-US'}, 'the greeting is spoken by the configured voice');
	like($record->{attr}{action}, qr{\A\Q$s->{url}\E/api/twilio/voicemail-complete#}, 'the Record reports to voicemail-complete');
	is($record->{attr}{maxLength}, 60, 'and is as long as the clinic allows');
};

subtest 'who speaks' => sub {
	my sub speaks(%routing) {
		$s->routing($plain, forwardNumber => $FRONT, voicemailGreeting => 'Plainview.', %routing);
		my ($say) = $s->verbs(dial_status($PLAIN, DialCallStatus => 'busy'));
		return join ' ', grep { defined } @{$say->{attr}}{qw(language voice)};
	}
	is(speaks(language => 'es-US'), 'es-US Polly.Lupe-Neural', 'a clinic that names no voice is heard by its language\'s');
	is(speaks(language => 'es-US', voice => 'Polly.Miguel'), 'es-US Polly.Miguel', 'one that does by that');
	is(speaks(language => 'es-MX'), 'es-MX', 'a voice that does not speak a region\'s language does not; then it is Twilio\'s own');
	is(speaks(language => 'fr-FR'), 'fr-FR', 'as where there is no file of the language');
	is(speaks(language => 'en-GB'), 'en-GB alice', 'English is spoken by TWILIO_VOICE');
	$s->routing($plain, forwardNumber => $FRONT, voicemailGreeting => 'Plainview here. Leave a message.', voicemailMaxSeconds => 60, ringSeconds => 20);
};

subtest 'every path and every spelling of the number' => sub {
	foreach my $path ($INCOMING, '/api/twilio/incoming-call-handler', '/api/twilio/voice') {
		my $sid = $s->sid;
		is_deeply($s->does($s->signed($path, {CallSid => $sid, From => $CALLER, To => $PLAIN, CallStatus => 'ringing', Direction => 'inbound'})), ["dial number $FRONT"], "$path answers a call");
		$s->holds(call_log($sid), {clinicId => $plain->{id}, status => 'ringing'}, 'and keeps it');
	}
	is_deeply($s->does(incoming($_)), ["dial number $FRONT"], "a call to $_ finds its clinic")
		foreach map { ($_, s/^\+//r, s/^\+1//r, s/^\+1(...)(...)/+1 ($1) $2-/r, s/^\+/ /r) } $PLAIN;
	my $sid = $s->sid;
	is_deeply($s->does(incoming($NOBODYS, CallSid => $sid)), ['say We are sorry, this number is not in service. Goodbye.', 'hangup'], 'a call to a number of nobody\'s hears so');
	$s->holds(call_log($sid), {clinicId => undef, to => $NOBODYS, twilioPhoneNumber => undef}, 'and is on record without a clinic');
	my $story = $s->call(from => $CALLER, to => $NOBODYS, voiceUrl => "$s->{url}$INCOMING");
	is($story->{why}, 'hangup', 'Twilio hangs up');
};

subtest 'the same request twice' => sub {
	my $sid = $s->sid;
	my @same = (
		[$INCOMING, {CallSid => $sid, From => $CALLER, To => $HILLSIDE, CallStatus => 'ringing', Direction => 'inbound'}],
		["$INCOMING?attempt=1", {CallSid => $sid, From => $CALLER, To => $HILLSIDE, CallStatus => 'in-progress', Direction => 'inbound', Digits => '2'}],
		['/api/twilio/voice/dial-status', {CallSid => $sid, From => $CALLER, To => $HILLSIDE, CallStatus => 'in-progress', DialCallStatus => 'busy', DialCallSid => $s->sid}],
		['/api/twilio/voicemail-complete', {CallSid => $sid, From => $CALLER, To => $HILLSIDE, RecordingSid => $s->sid('RE'), RecordingUrl => 'https://api.twilio.com/x', RecordingDuration => 5}],
		['/api/twilio/voice/status-callback', {CallSid => $sid, From => $CALLER, To => $HILLSIDE, CallStatus => 'completed', CallDuration => 33, SequenceNumber => 0}],
	);
	foreach my $request (@same) {
		my ($target, $fields) = @$request;
		my ($path, $query) = split /\?/, $target;
		my @answers = map { $s->signed($path, $fields, query => $query) } 1 .. 3;
		is_deeply([map { "$_->{status} $_->{body}" } @answers], [("$answers[0]{status} $answers[0]{body}") x 3], "$path answers alike");
	}
	is_deeply(verdicts($sid), {incoming => 'accepted duplicate duplicate', menu => 'accepted duplicate duplicate', 'dial-status' => 'accepted duplicate duplicate',
		voicemail => 'accepted duplicate duplicate', status => 'accepted duplicate duplicate'}, 'every delivery is kept, and one of each counts');
	is($s->value('SELECT COUNT(*) FROM calls WHERE call_sid = ?', $sid), 1, 'one call');
	is($s->value('SELECT COUNT(*) FROM voicemails WHERE call_sid = ?', $sid), 1, 'one voicemail');
	is(scalar @{call_log($sid)->{events}}, 5, 'and a timeline without repeats');
	my $at_once = $s->sid;
	my @answers = $s->together((sub { incoming($HILLSIDE, CallSid => $at_once) }) x 6);
	is_deeply([map { $_->{body} } @answers], [($answers[0]{body}) x 6], 'six at once are answered alike');
	is(verdicts($at_once)->{incoming}, 'accepted duplicate duplicate duplicate duplicate duplicate', 'and one of them counts');
	my $changed = $s->sid;
	incoming($HILLSIDE, CallSid => $changed);
	pressed($HILLSIDE, $changed, 1, '1');
	pressed($HILLSIDE, $changed, 1, '2');
	$s->holds(call_log($changed), {menuChoice => '1'}, 'a repeat that says something else changes nothing');
};

subtest 'what came of a dial' => sub {
	my @cases = (
		[{DialCallStatus => 'completed', DialBridged => 'true', DialCallDuration => 12}, 'answered', ['hangup'], 'completed and bridged'],
		[{DialCallStatus => 'completed', DialBridged => 'false', DialCallDuration => 12}, 'no-answer', undef, 'completed without a bridge'],
		[{DialCallStatus => 'completed', DialCallDuration => 12}, 'answered', ['hangup'], 'completed with a duration, the bridge not told'],
		[{DialCallStatus => 'completed', DialCallDuration => 0}, 'no-answer', undef, 'completed without a duration, the bridge not told'],
		[{DialCallStatus => 'busy'}, 'busy', undef, 'busy'],
		[{DialCallStatus => 'no-answer'}, 'no-answer', undef, 'no answer'],
		[{DialCallStatus => 'failed'}, 'failed', undef, 'failed'],
		[{DialCallStatus => 'canceled'}, 'canceled', undef, 'canceled'],
	);
	foreach my $case (@cases) {
		my ($fields, $outcome, $does, $name) = @$case;
		my $sid = $s->sid;
		incoming($PLAIN, CallSid => $sid);
		is_deeply($s->does(dial_status($PLAIN, CallSid => $sid, %$fields)), $does // ['say Plainview here. Leave a message.', 'record'], "$name: " . ($does ? 'the call is over' : 'voicemail'));
		$s->holds(call_log($sid), {dialCallStatus => $outcome}, "on record as $outcome");
	}
	my $first = $s->sid;
	dial_status($PLAIN, CallSid => $first, DialCallStatus => 'busy');
	$s->holds(call_log($first), {clinicId => $plain->{id}, dialCallStatus => 'busy', from => $CALLER}, 'a call whose first webhook is this one is on record all the same');
};

subtest 'voicemail' => sub {
	my $sid = $s->sid;
	my $recording = $s->sid('RE');
	my @thanks = ('say Thank you for your message. Goodbye.', 'hangup');
	is_deeply($s->does(voicemail($sid, RecordingUrl => "https://api.twilio.com/2010-04-01/Accounts/$s->{account}/Recordings/$recording")), \@thanks, 'a recording whose sid is in its URL alone');
	is($s->value('SELECT recording_sid FROM voicemails WHERE call_sid = ?', $sid), $recording, 'is kept by that sid');
	my $empty = $s->sid;
	is_deeply($s->does(voicemail($empty)), \@thanks, 'a caller who said nothing');
	is($s->value('SELECT COUNT(*) FROM voicemails WHERE call_sid = ?', $empty), 0, 'leaves no voicemail');
	is_deeply(verdicts($empty), {'voicemail-empty' => 'accepted'}, 'but an event');
};

subtest 'statuses in every order' => sub {
	my @states = ([ringing => 0], ['in-progress' => 1], [completed => 2]);
	foreach my $order (permutations(@states)) {
		my $sid = $s->sid;
		status($sid, @$_) foreach @$order, reverse @$order;
		$s->holds(call_log($sid), {status => 'completed', duration => 61, clinicId => $plain->{id}}, join ', ', map { $_->[0] } @$order);
		is(verdicts($sid)->{status}, 'accepted accepted accepted duplicate duplicate duplicate', 'every one kept, the repeats as such') or last;
	}
	foreach my $terminal (qw(completed busy failed no-answer canceled)) {
		my $sid = $s->sid;
		status($sid, $terminal, 1);
		my $before = call_log($sid);
		status($sid, $_, 0) foreach qw(queued initiated ringing in-progress);
		$s->holds(call_log($sid), {map { $_ => $before->{$_} } qw(status duration endedAt)}, "$terminal: what comes late changes nothing");
		status($sid, $_, 9) foreach grep { $_ ne $terminal } qw(completed busy failed no-answer canceled);
		$s->holds(call_log($sid), {status => $terminal}, 'and no other end takes its place');
	}
	my $late = $s->sid;
	status($late, 'completed', 3);
	incoming($PLAIN, CallSid => $late);
	$s->holds(call_log($late), {status => 'completed', duration => 61}, 'an incoming webhook that is late reopens nothing');
	foreach my $path ('/api/twilio/voice/status-callback', '/api/twilio/call-status', '/api/twilio/status', '/api/webhooks/twilio/status') {
		my $sid = $s->sid;
		my $answer = $s->signed($path, {CallSid => $sid, From => $CALLER, To => $PLAIN, CallStatus => 'busy', SipResponseCode => 486});
		is("$answer->{status}$answer->{body}", '204', "$path acknowledges");
		$s->holds(call_log($sid), {status => 'busy', quality => {sipResponseCode => 486}}, 'and keeps');
	}
	my $story = $s->call(from => $CALLER, to => $PLAIN, answers => {$FRONT => 'completed'}, statusCallbacks => 'late');
	is(call_log($story->{callSid})->{status}, 'in-progress', 'until the last status comes the call is under way');
	$s->standin->release_late(twice => \1);
	$s->holds(call_log($story->{callSid}), {status => 'completed', duration => $story->{duration}}, 'then it is over');
	is(verdicts($story->{callSid})->{status}, 'accepted duplicate', 'although it came twice');
};

subtest 'a child leg' => sub {
	my ($parent, $leg) = map { $s->sid } 1 .. 2;
	incoming($PLAIN, CallSid => $parent);
	my $answer = $s->signed('/api/twilio/voice/status-callback', {CallSid => $leg, ParentCallSid => $parent, From => $PLAIN, To => $FRONT, CallStatus => 'completed', CallDuration => 20, Direction => 'outbound-dial'});
	is($answer->{status}, 204, 'its status is acknowledged');
	my $call = call_log($parent);
	is_deeply([map { "$_->{type} $_->{sid}" } @{$call->{events}}], ["incoming $parent", "leg-status $leg"], 'and is in the timeline of the call');
	$s->holds($call, {status => 'ringing', duration => undef}, 'which it does not change');
	is($s->value('SELECT COUNT(*) FROM calls WHERE call_sid = ?', $leg), 0, 'and is no call of its own');
};

subtest 'an assistant is asked to accept a call' => sub {
	my ($parent, $leg) = map { $s->sid } 1 .. 2;
	my $line = $PLAIN =~ s/\+/%2B/r;
	my $asked = sub ($query, %fields) {
		return $s->signed('/api/twilio/voice/screen', {CallSid => $leg, ParentCallSid => $parent, From => $PLAIN, To => $FRONT, CallStatus => 'in-progress', Direction => 'outbound-dial', %fields}, query => $query);
	};
	incoming($PLAIN, CallSid => $parent);
	my $first = $asked->("assistant=77&line=$line&call=$parent");
	is_deeply($s->does($first), ['gather say A call for Plainview. Press 1 to accept.', 'hangup'], 'whose call it is, and the key');
	my ($gather) = $s->verbs($first);
	like($gather->{attr}{action}, qr{\A\Q$s->{url}\E/api/twilio/voice/screen\?attempt=1&assistant=77&line=\Q$line\E&call=$parent#}, 'which comes back here');
	is($asked->("assistant=77&line=$line&call=$parent")->{body}, $first->{body}, 'asked again, the same is said');
	is_deeply($s->does($asked->("attempt=1&assistant=77&line=$line&call=$parent", Digits => '2')), ['gather say A call for Plainview. Press 1 to accept.', 'hangup'], 'another key: asked once more');
	is_deeply($s->does($asked->("attempt=2&assistant=77&line=$line&call=$parent", Digits => '')), ['hangup'], 'no key: hung up');
	$s->holds(call_log($parent), {assistantId => undef}, 'nobody has answered');
	is_deeply($s->does($asked->("attempt=2&assistant=77&line=$line&call=$parent", Digits => '1')), [], 'the right key: nothing more is said');
	is_deeply([map { "$_->{type} $_->{sid}" } @{call_log($parent)->{events}}], ["incoming $parent", "screen $leg", "screen $leg", "screen-refused $leg", "screen-accepted $leg"], 'all of it is in the timeline of the call');
	$s->holds(call_log($parent), {assistantId => undef, status => 'ringing', from => $CALLER}, 'whoever accepted has not spoken yet');
	is($s->value('SELECT COUNT(*) FROM calls WHERE call_sid = ?', $leg), 0, 'the leg is no call of its own');

	my $dialled = sub ($sid, $query, %fields) {
		my $answer = $s->signed('/api/twilio/voice/dial-status', {CallSid => $parent, From => $CALLER, To => $PLAIN, CallStatus => 'in-progress', DialCallSid => $sid, DialCallStatus => 'completed', DialCallDuration => 9, %fields}, query => $query);
		return $s->does($answer);
	};
	is_deeply($dialled->($leg, 'open=1&dialled=assistants&screened=1&assistant=77'), ['hangup'], 'where Twilio does not say that they were bridged, the acceptance on record does');
	$s->holds(call_log($parent), {dialCallStatus => 'answered', assistantId => 77}, 'and the call was answered');
	incoming($PLAIN, CallSid => $parent = $s->sid);
	$leg = $s->sid;
	$asked->("attempt=1&assistant=78&line=$line&call=$parent", Digits => '1');
	is_deeply($dialled->($leg, 'open=1&dialled=assistants&screened=1&rung=77.78', DialBridged => 'false')->[-1], 'record', 'one of two who accepted, and was never bridged, has not answered');
	$s->holds(call_log($parent), {dialCallStatus => 'no-answer', assistantId => undef}, 'nor has anybody');
	is_deeply($dialled->($s->sid, 'open=1&dialled=ai-agent&fallback=1', DialBridged => 'true'), ['hangup'], 'the fallback does');
	$s->holds(call_log($parent), {dialCallStatus => 'answered', assistantId => undef}, 'which is no assistant');
	incoming($PLAIN, CallSid => $parent = $s->sid);
	$leg = $s->sid;
	$asked->("attempt=1&assistant=78&line=$line&call=$parent", Digits => '1');
	$dialled->($leg, 'open=1&dialled=assistants&screened=1&rung=77.78', DialBridged => 'true');
	$s->holds(call_log($parent), {dialCallStatus => 'answered', assistantId => 78}, 'of two, the one who accepted, although nothing else is known of the leg');
	is_deeply($dialled->($s->sid, 'open=1&dialled=assistants&screened=1&assistant=77'), ['say Plainview here. Leave a message.', 'record'], 'a leg that accepted nothing was a machine');
	is_deeply($dialled->($s->sid, 'open=1&dialled=assistants&screened=1&assistant=77', DialBridged => 'true'), ['hangup'], 'what Twilio says counts');
	is_deeply($dialled->($s->sid, 'open=1&dialled=external&fallback=1', DialCallStatus => 'busy'), ['say Plainview here. Leave a message.', 'record'], 'the fallback\'s own Dial leads to voicemail');

	is_deeply($s->does($asked->('')), ['gather say A call for the clinic. Press 1 to accept.', 'hangup'], 'a query that was lost: asked all the same');
	is_deeply($s->does($asked->('attempt=many&line=x&call=%ff&assistant=me', CallSid => '')), ['gather say A call for the clinic. Press 1 to accept.', 'hangup'], 'so is nonsense');
	is($s->signed('/api/twilio/voice/screen', {CallSid => $leg}, sign => 'wrong')->{status}, 403, 'a stranger is not');
};

subtest 'odd fields' => sub {
	my $usual = {From => $CALLER, To => $PLAIN, CallStatus => 'ringing', Direction => 'inbound'};
	my @odd = (
		['no CallSid', undef, {}, qr/CallSid is required/],
		['an empty CallSid', '', {}, qr/CallSid/],
		['a CallSid that is far too long', 'CA' . 'x' x 100, {}, qr/CallSid must have at most 64/],
	);
	foreach my $odd (@odd) {
		my ($name, $sid, $fields, $reason) = @$odd;
		my $mark = $s->value('SELECT COALESCE(MAX(event_id), 0) FROM events');
		is_deeply($s->does($s->signed($INCOMING, {%$usual, defined $sid ? (CallSid => $sid) : (), %$fields})), ["dial number $FRONT"], "$name: the caller is put through");
		my @kept = $s->rows('SELECT type, verdict, reason, status FROM events WHERE event_id > ?', $mark);
		is_deeply([map { "$_->{type} $_->{verdict} $_->{status}" } @kept], ['odd failed 200'], 'the webhook is kept as one that failed');
		like($kept[0]{reason}, $reason, 'with the reason');
	}
	my $sid = $s->sid;
	my $answer = $s->signed_bytes($INCOMING, [CallSid => $sid], [From => "\xff\xfe"], [To => $PLAIN], [CallStatus => 'ringing']);
	is_deeply($s->does($answer), ["dial number $FRONT"], 'a field that is not UTF-8: the caller is put through');
	$s->holds(call_log($sid), {clinicId => $plain->{id}, from => undef}, 'and the call is on record, without it');
	like($s->value('SELECT body FROM events WHERE subject = ?', $sid), qr/From=%FF%FE/, 'which the event keeps byte for byte');

	my @fine = (
		['no To', {To => undef}, ['say We are sorry, this number is not in service. Goodbye.', 'hangup'], undef],
		['no From', {From => undef}, ["dial number $FRONT"], $plain->{id}],
		['a caller of 300 characters', {From => 'x' x 300}, ["dial number $FRONT"], $plain->{id}],
		['a status that is far too long', {CallStatus => 'ringing' x 9}, ["dial number $FRONT"], $plain->{id}],
		['a withheld number', {From => 'Restricted'}, ["dial number $FRONT"], $plain->{id}],
		['a caller in another script', {From => "sip:\x{5f20}\x{4f1f}\@example.test"}, ["dial number $FRONT"], $plain->{id}],
		['a status that nobody knows', {CallStatus => 'on-the-moon'}, ["dial number $FRONT"], $plain->{id}],
		['a status in another script', {CallStatus => "l\x{e4}utet"}, ["dial number $FRONT"], $plain->{id}],
		['fields that nobody declared', {Weather => 'fine', "\x{e9}t\x{e9}" => 'oui', Empty => ''}, ["dial number $FRONT"], $plain->{id}],
	);
	foreach my $fine (@fine) {
		my ($name, $fields, $does, $clinic) = @$fine;
		my $sid = $s->sid;
		my %fields = (%$usual, CallSid => $sid, %$fields);
		is_deeply($s->does($s->signed($INCOMING, {map { $_ => $fields{$_} } grep { defined $fields{$_} } keys %fields})), $does, "$name: the caller is helped");
		$s->holds(call_log($sid), {clinicId => $clinic}, 'and the call is on record');
	}
	like($s->value('SELECT body FROM events ORDER BY event_id DESC LIMIT 1'), qr/Weather=fine/, 'what nobody declared is kept with the event');
	my $odd_status = $s->signed('/api/twilio/voice/status-callback', {From => $CALLER, To => $PLAIN, CallStatus => 'completed'});
	is($odd_status->{status}, 204, 'an odd status is acknowledged');
	like($s->value('SELECT reason FROM events ORDER BY event_id DESC LIMIT 1'), qr/CallSid is required/, 'and kept with the reason');
};

subtest 'Twilio asks the fallback' => sub {
	my $sid = $s->sid;
	my $answer = $s->signed('/api/twilio/voice/fallback', {CallSid => $sid, From => $CALLER, To => $HILLSIDE, CallStatus => 'ringing', ErrorCode => 11200, ErrorUrl => "$s->{url}$INCOMING"});
	is_deeply($s->does($answer), ["dial number $FRONT"], 'the call is forwarded, without the menu');
	$s->holds(call_log($sid)->{events}[0], {type => 'fallback', data => {errorCode => '11200'}}, 'with the error in its timeline');
	is_deeply($s->does($s->signed('/api/twilio/voice/fallback', {CallSid => $s->sid, From => $CALLER, To => $NOBODYS})),
		['say We are sorry, we are having a technical problem. Please call again later. Goodbye.', 'hangup'], 'nobody\'s number: an apology');
	$s->stop('voice-incoming');
	my $story = $s->call(from => $CALLER, to => $HILLSIDE, answers => {$FRONT => 'completed'}, trouble => [11200]);
	is_deeply(dialled($story), [$FRONT], 'with the program for calls down, a call is put through by the fallback');
	cmp_ok(scalar @{$story->{steps}[0]{attempts}}, '>', 1, 'which Twilio asks after it tried again');
	$s->start('voice-incoming');
	$s->holds(call_log($story->{callSid}), {clinicId => $hillside->{id}, dialCallStatus => 'answered', status => 'completed'}, 'and the call is on record');
};

subtest 'the fallback goes on from where the call stood' => sub {
	my $voice = '/api/twilio/voice';
	my %leads = (front => ["dial number $FRONT"], message => ["say $TROUBLE Please leave a message after the tone.", 'record'], over => ['hangup'],
		goodbye => ["say $TROUBLE Goodbye.", 'hangup'], thanks => ['say Thank you for your message. Goodbye.', 'hangup']);
	my @bridged = (DialCallStatus => 'completed', DialCallDuration => 40, DialBridged => 'true');
	my @cases = (
		['a Dial', "$s->{url}$voice/dial-status?open=1&dialled=number", 'message'],
		['a Dial at another host, and a query like a path', "https://old.example:8443$voice/dial-status?x=$INCOMING#rc=2", 'message'],
		['a Dial after very many others', "$s->{url}$voice/dial-status?rung=" . join('.', 1 .. 600), 'message'],
		['a Dial that joined two people', "$s->{url}$voice/dial-status", 'over', @bridged],
		['a Dial that joined nobody', "$s->{url}$voice/dial-status", 'message', @bridged, DialBridged => 'false'],
		['a Dial that perhaps joined two people', "$s->{url}$voice/dial-status?screened=1", 'message', @bridged, DialBridged => undef],
		['the AI agent was asked', "$s->{url}$voice/agent", 'front'],
		['the AI agent was asked as the fallback', "$s->{url}$voice/agent?open=1&fallback=1", 'message'],
		['an assistant was asked', "$s->{url}$voice/screen?attempt=1", 'goodbye'],
		['a Record', "$s->{url}/api/twilio/voicemail-complete", 'thanks'],
		['a Record whose action is where its status belongs', "$s->{url}/api/twilio/recording-status", 'thanks'],
		['the call came in, with a query like a path', "$s->{url}$INCOMING?x=https://a.example$voice/dial-status", 'front'],
		['nobody knows what', "$s->{url}/elsewhere$voice/dial-status", 'front'],
		['nobody knows where', "$voice dial-status", 'front'],
		['nobody says', undef, 'front'],
	);
	foreach my $case (@cases) {
		my ($name, $url, $leads, @fields) = @$case;
		my %fields = (CallSid => $s->sid, From => $CALLER, To => $PLAIN, CallStatus => 'in-progress', ErrorCode => 11200, ErrorUrl => $url, @fields);
		is_deeply($s->does($s->signed("$voice/fallback", {map { $_ => $fields{$_} } grep { defined $fields{$_} } keys %fields})), $leads{$leads}, $name);
	}
	foreach my $told ([busy => 'busy'], ['no-answer' => 'no-answer'], [completed => 'answered', DialBridged => 'true'], [completed => 'no-answer', DialBridged => 'false'], [completed => undef], [undef, undef]) {
		my ($status, $kept, @bridged) = @$told;
		my $sid = $s->sid;
		$s->signed("$voice/fallback", {CallSid => $sid, From => $CALLER, To => $PLAIN, CallStatus => 'in-progress', ErrorCode => 11200, ErrorUrl => "$s->{url}$voice/dial-status?open=1&dialled=assistants&assistant=77",
			$status ? (DialCallStatus => $status) : (), @bridged});
		$s->holds(call_log($sid), {dialCallStatus => $kept, assistantId => ($kept // '') eq 'answered' ? 77 : undef}, join(' ', 'what it tells of the Dial', $status // 'nothing', @bridged));
	}
	is_deeply($s->does($s->signed("$voice/fallback", {CallSid => $s->sid, From => $CALLER, To => $NOBODYS, ErrorUrl => $cases[0][1]})), ["say $TROUBLE Please call again later. Goodbye.", 'hangup'],
		'nobody\'s number has no voicemail');

	my $call = sub ($answer) { return $s->call(from => $CALLER, to => $PLAIN, answers => {$FRONT => $answer}, record => {seconds => 8}, trouble => [11200]) };
	my @message = ("$TROUBLE Please leave a message after the tone.", 'Thank you for your message. Goodbye.');
	$s->stop('voice-dial-status');
	my $missed = $call->('no-answer');
	is_deeply(dialled($missed), [$FRONT], 'what follows a Dial is down: whom it rang is not rung again');
	is_deeply($missed->{said}, \@message, 'and the caller leaves a message');
	is($s->value('SELECT duration FROM voicemails WHERE call_sid = ?', $missed->{callSid}), 8, 'which is kept');
	is_deeply(dialled($call->('completed')), [$FRONT], 'nor is who has spoken with somebody put through again');
	$s->stop($_) foreach qw(voice-incoming voicemail-complete);
	my $all = $call->('no-answer');
	is_deeply(dialled($all), [$FRONT], 'all of them are down: the front desk is rung');
	is_deeply($all->{said}, \@message, 'a message is taken, and the caller is thanked');
	is($all->{why}, 'hangup', 'and that is the end');
	is_deeply([grep { $_ eq 'fallback' } map { $_->{type} } @{call_log($all->{callSid})->{events}}], [('fallback') x 3], 'each of the three failures is in the timeline');
	$s->start($_) foreach qw(voice-incoming voice-dial-status voicemail-complete);
};

$s->end;
done_testing;

sub incoming($to, %fields) {
	return $s->signed($INCOMING, {CallSid => $s->sid, From => $CALLER, To => $to, CallStatus => 'ringing', Direction => 'inbound', %fields});
}

sub pressed($to, $sid, $attempt, $digits) {
	return $s->signed($INCOMING, {CallSid => $sid, From => $CALLER, To => $to, CallStatus => 'in-progress', Direction => 'inbound', Digits => $digits}, query => "attempt=$attempt");
}

# What these keys lead to, one a prompt.
sub keys_lead($to, @digits) {
	my $sid = $s->sid;
	my $answer = incoming($to, CallSid => $sid);
	$answer = pressed($to, $sid, $_ + 1, $digits[$_]) foreach 0 .. $#digits;
	return $s->does($answer);
}

sub dial_status($to, %fields) {
	return $s->signed('/api/twilio/voice/dial-status', {CallSid => $s->sid, From => $CALLER, To => $to, CallStatus => 'in-progress', Direction => 'inbound', DialCallSid => $s->sid, %fields});
}

sub voicemail($sid, %fields) {
	return $s->signed('/api/twilio/voicemail-complete', {CallSid => $sid, From => $CALLER, To => $PLAIN, CallStatus => 'in-progress', %fields});
}

sub status($sid, $status, $sequence) {
	my $answer = $s->signed('/api/twilio/voice/status-callback', {CallSid => $sid, From => $CALLER, To => $PLAIN, CallStatus => $status, Direction => 'inbound',
		SequenceNumber => $sequence, $status eq 'completed' ? (CallDuration => 61, Duration => 2) : ()});
	is($answer->{status}, 204, "$status is acknowledged") if $answer->{status} != 204;
}

sub call_log($sid) {
	my $answer = $s->api($s->admin, GET => "/api/twilio/call-logs/$sid");
	return $answer->{status} == 200 ? $answer->{json} : {status => "(call-logs answered $answer->{status})", events => []};
}

# Verdicts by the type of event, in order.
sub verdicts($sid) {
	my %verdicts;
	push @{$verdicts{$_->{type}}}, $_->{verdict} foreach $s->rows('SELECT type, verdict FROM events WHERE subject = ? ORDER BY event_id', $sid);
	return {map { $_ => join ' ', sort @{$verdicts{$_}} } keys %verdicts};
}

sub dialled($story) { return [map { $_->{to} } @{$story->{dialled}}] }

sub permutations(@items) {
	return [] unless @items;
	return map { my $i = $_; map { [$items[$i], @$_] } permutations(@items[grep { $_ != $i } 0 .. $#items]) } 0 .. $#items;
}
