# Texts that somebody at the clinic sends: what is counted and stored, who gets none, what Twilio refuses, however its answer is lost; nobody gets one twice.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use IO::Socket::INET;
use POSIX 'strftime';
use Switchboard;
use Test::More;

my ($ours, $second, $theirs) = ('+18455550100', '+18455550101', '+18455550109');
my ($patient, $premium) = ('+12125550142', '+19005550123');
my $s = Switchboard->new(numbers => [$ours, $second, $theirs]);
my $clinic = $s->clinic('Hudson Dental', timezone => 'America/New_York');
my $other = $s->clinic('Lakeside');
$s->connect($ours, $clinic, forwardNumber => '+18455550110');
$s->connect($second, $clinic, forwardNumber => '+18455550110');
$s->connect($theirs, $other, forwardNumber => '+18455550111');
my $anna = $s->user(assistant => $clinic);
my $in = $s->standin;
my $next = 1000;
$s->heard($patient);

sub someone() {
	my $phone = '+1212555' . $next++;
	$s->heard($phone);
	return $phone;
}
sub text($body, %headers) { return $s->api($anna, POST => '/api/twilio/send-sms', $body, \%headers) }
sub fault(%fault) { return $in->fault(match => 'POST /Messages', times => 1, %fault) }
sub row($to) { return $s->row('SELECT * FROM messages WHERE to_number = ? ORDER BY message_id DESC LIMIT 1', $to) }
sub texts_to($to) { return grep { $_->{to} eq $to && $_->{direction} eq 'outbound-api' } $in->messages }
sub asked($to) { return grep { ($_->{params}{To} // '') eq $to } $in->requests(method => 'POST', resource => '/Messages') }
sub sent() { return scalar $in->requests(method => 'POST', resource => '/Messages') }
sub in_future($seconds) { return strftime('%Y-%m-%dT%H:%M:%SZ', gmtime time + $seconds) }
sub consent($to, $state) {
	$s->sql(q{INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, 'sms', ?, NOW(3))}, $clinic->{id}, $to, $state);
}

# The waits of the job are minutes; a row that is older has them behind it.
sub hurry() {
	$s->sql(q{UPDATE messages SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE direction = 'outbound' AND status = 'unknown' AND asked_at > NOW(3) - INTERVAL 1 MINUTE});
	$s->hasten('send-message');
}
sub settled($to) {
	return $s->wait_for("the text to $to is settled", sub {
		hurry();
		my $r = row($to);
		return $r && $r->{status_rank} > 1 && !$s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'due'}, "send-message:$r->{message_id}") && $r;
	}, 60);
}

subtest 'a text is sent' => sub {
	my $sick = $s->api($anna, POST => '/api/patients', { firstName => 'Maria', phone => $patient })->{json};
	$in->script($patient, message => { status => 'delivered', statusCallbacks => 'late' });
	my $answer = text({ to => '(212) 555-0142', body => 'Your glasses are ready.', userId => 'u-17', metadata => { order => 7 } });
	is($answer->{status}, 201, 'it is sent') or diag $answer->{body};
	my $text = $answer->{json};
	$s->holds($text, { clinicId => $clinic->{id}, direction => 'outbound', from => $ours, to => $patient, body => 'Your glasses are ready.', media => [], status => 'queued',
		errorCode => undef, errorReason => undef, segments => 1, encoding => 'gsm-7', price => undef, patientId => $sick->{id}, userId => 'u-17', metadata => { order => 7 } }, 'its object');
	like($text->{messageSid}, qr/\ASM/, 'with its sid');
	my ($request) = reverse $in->requests(method => 'POST', resource => '/Messages');
	$s->holds($request->{params}, { To => $patient, From => $ours, Body => 'Your glasses are ready.' }, 'as Twilio is asked');
	like($request->{params}{StatusCallback}, qr{/api/twilio/sms-status\?ref=$text->{id}#rc=}, 'and told whom to tell');
	ok(!exists $request->{params}{MessagingServiceSid}, 'without a service');
	$in->script($patient, message => { status => 'delivered' });
	$s->wait_for('what becomes of it is on record', sub { $in->release_late; row($patient)->{status} eq 'delivered' });
	my $again = text({ to => $patient, message => 'नमस्ते 🙂', from => $second });
	$s->holds($again->{json}, { from => $second, body => 'नमस्ते 🙂', encoding => 'ucs-2', segments => 1 }, 'another number, another script, the other name of the body');
	is(text({ to => $patient, body => '€' x 81 })->{json}{segments}, 2, 'escaped characters count twice');
	is(text({ to => $patient, body => 'e' x 1600 })->{json}{segments}, 11, 'the longest text');
	is(text({ to => $patient, body => '🙂' x 800 })->{json}{segments}, 25, 'of pairs');
	my $picture = text({ to => $patient, mediaUrl => ['https://clinic.example/a.png', 'https://clinic.example/b.png'] });
	is($picture->{status}, 201, 'pictures alone') or diag $picture->{body};
	is_deeply([map { $_->{url} } @{$picture->{json}{media}}], ['https://clinic.example/a.png', 'https://clinic.example/b.png'], 'are sent');
	is(text({ to => $patient, body => 'See', mediaUrl => 'https://clinic.example/a.png' })->{status}, 201, 'or one with words');
	is($s->api($s->admin, POST => '/api/twilio/send-sms', { to => $patient, body => 'a', clientId => $clinic->{id} })->{status}, 201, 'an admin may, for a clinic');
	is($s->value('SELECT COUNT(*) FROM messages WHERE message_sid IS NULL'), 0, 'each has its sid');
};

subtest 'what is wrong' => sub {
	my $before = sent();
	$s->is_problem(text({}), 422, 'nothing', qw(body to));
	$s->is_problem(text({ to => 'x', body => 'a' }), 422, 'no number', 'to');
	$s->is_problem(text({ to => $patient }), 422, 'no words', 'body');
	$s->is_problem(text({ to => $patient, message => " \n" }), 422, 'words that say nothing', 'message');
	$s->is_problem(text({ to => $patient, body => 'a', message => 'b' }), 422, 'two bodies', 'message');
	my $long = text({ to => $patient, body => 'e' x 1601 });
	$s->is_problem($long, 422, 'a text that is too long', 'body');
	like($long->{json}{errors}[0]{message}, qr/1601 characters, which are 11 segments in gsm-7/, 'says how many segments it would be');
	$long = text({ to => $patient, message => 'क' x 3000 });
	$s->is_problem($long, 422, 'in another script', 'message');
	like($long->{json}{errors}[0]{message}, qr/3000 characters, which are 45 segments in ucs-2/, 'too');
	$s->is_problem(text({ to => $patient, body => '🙂' x 801 }), 422, 'pairs are two characters', 'body');
	$s->is_problem(text({ to => $patient, body => 'a', from => $theirs }), 422, 'another clinic\'s number', 'from');
	$s->is_problem(text({ to => $patient, body => 'a', from => '+18455550999' }), 422, 'nobody\'s number', 'from');
	$s->is_problem(text({ to => $patient, body => 'a', metadata => [1] }), 422, 'no object', 'metadata');
	$s->is_problem(text({ to => $patient, body => 'a', metadata => { x => 'y' x 5000 } }), 422, 'too much', 'metadata');
	$s->is_problem(text({ to => $patient, body => 'a', mediaUrl => $_ }), 422, 'no picture', 'mediaUrl') foreach 7, 'ftp://x.example/a', ['https://'], [('https://x.example/a') x 11], { a => 1 }, [undef];
	$s->is_problem(text({ to => $patient, body => 'a', sendAt => $_ }), 422, "no time ($_)", 'sendAt') foreach 'soon', '2020-01-01T00:00:00Z', in_future(36 * 86400);
	$s->is_problem(text({ to => $premium, body => 'a' }), 422, 'a premium number', 'to');
	$s->is_problem(text({ to => $ours, body => 'a' }), 422, 'the clinic itself', 'to');
	$s->is_problem(text({ to => $patient, body => 'a', colour => 'red' }), 422, 'an unknown field', 'colour');
	my $silent = $s->clinic('Silent Dental');
	$s->is_problem($s->api($s->admin, POST => '/api/twilio/send-sms', { to => $patient, body => 'a', clinicId => $silent->{id} }), 422, 'a clinic without a number', 'from');
	$s->is_problem(text({ to => $patient, body => 'a', clinicId => $other->{id} }), 404, 'for another clinic');
	$s->is_problem($s->api(undef, POST => '/api/twilio/send-sms', { to => $patient, body => 'a' }), 401, 'a stranger');
	$s->is_problem($s->api($s->admin, POST => '/api/twilio/send-sms', { to => $patient, body => 'a' }), 422, 'an admin who names no clinic');
	is(sent(), $before, 'Twilio was asked for none of these');
};

subtest 'who opted out' => sub {
	my $to = someone();
	$in->sms(from => $to, to => $ours, body => 'STOP');
	my $before = sent();
	my $answer = text({ to => $to, body => 'a' });
	$s->is_problem($answer, 422, 'gets nothing', 'to');
	like($answer->{json}{errors}[0]{message}, qr/has opted out of this clinic's texts/, 'and that is said');
	is(sent(), $before, 'Twilio is not asked');
	is(row($to), undef, 'and there is no such text');
	$in->sms(from => $to, to => $ours, body => 'START');
	is(text({ to => $to, body => 'a' })->{status}, 201, 'who is back gets it');
	consent($to, 'out');
	is($s->api($s->user(assistant => $other), POST => '/api/twilio/send-sms', { to => $to, body => 'a' })->{status}, 201, 'another clinic may text');
	my $unknown = someone();
	$in->opt_out(patient => $unknown, ours => $ours, out => \1);
	$answer = text({ to => $unknown, body => 'a' }, 'Idempotency-Key' => 'stopped');
	$s->is_problem($answer, 422, 'of whom Twilio alone knows it', 'to');
	is($answer->{json}{code}, 21610, 'says so');
	$s->holds(row($unknown), { status => 'failed', error_code => 21610 }, 'the text has failed');
	$s->holds($s->row('SELECT * FROM consents WHERE phone = ?', $unknown), { clinic_id => $clinic->{id}, channel => 'sms', state => 'out', origin => '21610:' . row($unknown)->{message_id} },
		'the ledger knows it now');
	$before = sent();
	$s->is_problem(text({ to => $unknown, body => 'b' }), 422, 'and the next text', 'to');
	is(sent(), $before, 'stays here');
};

subtest 'STOP while it is being sent' => sub {
	foreach my $turn (1 .. 6) {
		my $to = someone();
		my ($answer) = $s->together(sub { text({ to => $to, body => "Turn $turn" }) },
			sub { $s->signed('/api/twilio/incoming-sms', { MessageSid => $s->sid('SM'), From => $to, To => $ours, Body => 'STOP', NumMedia => 0 }) });
		my @texts = texts_to($to);
		ok($answer->{status} == 201 ? @texts == 1 : $answer->{status} == 422 && @texts == 0, "turn $turn: sent, or refused") or diag "$answer->{status} $answer->{body}";
		$s->is_problem(text({ to => $to, body => 'And now' }), 422, 'then no more', 'to');
	}
	my $to = someone();
	fault(mode => 'slow', ms => 2000);
	my $answer = $s->begin(sub { text({ to => $to, body => 'Slow' }) });
	$s->wait_for('Twilio is asked', sub { asked($to) });
	consent($to, 'out');
	is($answer->()->{status}, 201, 'what Twilio has already is sent');
};

subtest 'what Twilio refuses' => sub {
	foreach ([21211, 422, 'to'], [21612, 422, 'to'], [21614, 422, 'to'], [21608, 422, 'to'], [21606, 422, 'from'], [21212, 422, 'from'], [21712, 422, 'from'], [21617, 422, 'body'],
		[21620, 422, 'mediaUrl'], [21408, 502], [21701, 502], [21611, 502], [10002, 502], [21604, 502], [20403, 502], [99999, 502]) {
		my ($code, $status, @fields) = @$_;
		my $to = someone();
		fault(mode => 404, code => $code);
		my $answer = text({ to => $to, body => "a $code" }, 'Idempotency-Key' => "refused $code");
		$s->is_problem($answer, $status, "its error $code", @fields);
		is($answer->{json}{code}, $code, 'with the code');
		like($answer->{json}{detail}, qr/Twilio refused: .*\. [A-Z].+\.\z/, 'and what to do');
		$s->holds(row($to), { status => 'failed', error_code => $code }, 'the text has failed of it');
		is(text({ to => $to, body => "a $code" }, 'Idempotency-Key' => "refused $code")->{status}, 201, 'once that is mended, it may be asked for again');
	}
	$s->is_problem(text({ to => '+15005550009', body => 'a' }), 422, 'what Twilio itself says', 'to');
};

# However the answer is lost, there is one text in the end.
sub one_text($name, $statuses, %fault) {
	subtest $name => sub {
		my $to = someone();
		$in->clear_faults;
		fault(%fault);
		my $answer = text({ to => $to, body => $name });
		ok((grep { $answer->{status} == $_ } @$statuses), "the answer is one of @$statuses") or diag "$answer->{status} $answer->{body}";
		if ($answer->{status} >= 400) {
			is(row($to)->{status}, 'canceled', 'nothing was done, and nothing will be');
			$s->wait_for('its job is done', sub { hurry(); !$s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'due'}, 'send-message:' . row($to)->{message_id}) });
			is(scalar(my @none = texts_to($to)), 0, 'by nobody');
			return;
		}
		my $r = settled($to);
		is(scalar(my @texts = texts_to($to)), 1, 'they get one text');
		is($r->{message_sid}, $texts[0]{sid}, 'which is the one that we know of');
	};
}

one_text('Twilio takes it and hangs', [202], mode => 'hang-after');
one_text('Twilio takes it and resets the connection', [202], mode => 'reset-after');
one_text('Twilio takes it, and its answer is broken', [202], mode => 'nonsense-after');
one_text('Twilio hangs and did not take it', [202], mode => 'hang-before');
one_text('Twilio resets the connection and did not take it', [202], mode => 'reset-before');
one_text('Twilio fails', [202], mode => '500');
one_text('Twilio is busy for a moment', [201], mode => '429', retryAfter => 1);
one_text('Twilio is busy', [502], mode => '429', retryAfter => 1, times => 8);
one_text('Twilio does not take our credentials', [502], mode => '401', times => 2);

subtest 'two clinics say the same to one patient' => sub {
	my $to = someone();
	$in->clear_faults;
	$in->script($to, message => { status => 'sent', statusCallbacks => 'none' });
	fault(mode => 'reset-before');
	is(text({ to => $to, body => 'See you' })->{status}, 202, 'one answer is lost');
	my $theirs_sent = $s->api($s->user(assistant => $other), POST => '/api/twilio/send-sms', { to => $to, body => 'See you' });
	is($theirs_sent->{status}, 201, 'the other is not');
	$s->sql('UPDATE messages SET message_sid = NULL WHERE message_id = ?', $theirs_sent->{json}{id});
	$s->wait_for('ours is settled', sub { hurry(); $s->value('SELECT message_sid FROM messages WHERE to_number = ? AND from_number = ?', $to, $ours) }, 60);
	is(scalar(my @texts = texts_to($to)), 2, 'both are sent');
	isnt($s->value('SELECT message_sid FROM messages WHERE to_number = ? AND from_number = ?', $to, $ours), $theirs_sent->{json}{messageSid}, 'and not mixed up');
};

subtest 'twice with a key' => sub {
	$in->clear_faults;
	my $before = sent();
	my ($first, $again) = map { text({ to => $patient, body => 'once' }, 'Idempotency-Key' => 'k-1') } 1, 2;
	is($first->{status}, 201, 'once');
	is($again->{json}{messageSid}, $first->{json}{messageSid}, 'and the same again');
	is(sent() - $before, 1, 'is one text');
	is(text({ to => $patient, body => 'other' }, 'Idempotency-Key' => 'k-1')->{status}, 409, 'another body with this key is refused');
	my $to = someone();
	my @answers = $s->together((sub { text({ to => $to, body => 'at once' }, 'Idempotency-Key' => 'k-2') }) x 4);
	is(scalar(my @texts = texts_to($to)), 1, 'four at once are one text');
	ok(!(grep { $_->{status} != 201 && $_->{status} != 409 } @answers), 'the others are told so');
	$in->fault(match => 'POST /Messages', mode => 429, times => 9);
	is(text({ to => $patient, body => 'later' }, 'Idempotency-Key' => 'k-3')->{status}, 502, 'where nothing was done');
	$in->clear_faults;
	is(text({ to => $patient, body => 'later' }, 'Idempotency-Key' => 'k-3')->{status}, 201, 'it may be asked for again');
};

subtest 'later' => sub {
	my ($to, $gone) = (someone(), someone());
	my $before = sent();
	my $answer = text({ to => $to, body => 'See you', sendAt => in_future(3 * 86400) }, 'Idempotency-Key' => 'later');
	is($answer->{status}, 201, 'taken') or diag $answer->{body};
	$s->holds($answer->{json}, { status => 'scheduled', messageSid => undef, to => $to }, 'as scheduled');
	is(text({ to => $gone, body => 'See you', sendAt => in_future(3 * 86400) })->{status}, 201, 'another');
	is(sent(), $before, 'Twilio is not asked yet');
	cmp_ok($s->value(q{SELECT TIMESTAMPDIFF(HOUR, NOW(), run_at) FROM jobs WHERE job_key = ?}, "send-message:$answer->{json}{id}"), '>', 70, 'its job waits');
	consent($gone, 'out');
	settled($_) foreach $to, $gone;
	is(scalar(my @texts = texts_to($to)), 1, 'then it is sent');
	is(scalar(my @none = texts_to($gone)), 0, 'but not to who opted out meanwhile');
	$s->holds(row($gone), { status => 'canceled', error_code => 21610 }, 'which says why');
	my $late = someone();
	my $id = text({ to => $late, body => 'Too late', sendAt => in_future(86400) })->{json}{id};
	$s->sql('UPDATE messages SET ask_until = NOW(3) - INTERVAL 1 SECOND WHERE message_id = ?', $id);
	is(settled($late)->{status}, 'canceled', 'what could not be sent in time is not sent');
};

subtest 'the worker is killed while it sends what was left' => sub {
	foreach my $mode ('hang-after', 'hang-before') {
		my $to = someone();
		$in->clear_faults;
		my $id = text({ to => $to, body => "left $mode", sendAt => in_future(86400) })->{json}{id};
		fault(mode => $mode);
		$s->wait_for('the worker asks', sub { hurry(); asked($to) });
		$s->end_process(worker => $_) foreach grep { ($s->value(q{SELECT leased_by FROM jobs WHERE job_key = ?}, "send-message:$id") // '') =~ /:$_\z/ } $s->pids('worker');
		$s->release_jobs;
		$in->clear_faults;
		$s->sql(q{UPDATE messages SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE message_id = ?}, $id);
		settled($to);
		is(scalar(my @texts = texts_to($to)), 1, "$mode: they get one text");
	}
};

subtest 'the program is killed while it asks' => sub {
	my $to = someone();
	$in->clear_faults;
	fault(mode => 'hang-after');
	my $answer = $s->begin(sub { text({ to => $to, body => 'killed' }, 'Idempotency-Key' => 'killed') });
	$s->wait_for('Twilio is asked', sub { asked($to) });
	$s->end_process('send-sms' => $s->pids('send-sms'));
	ok($answer->()->{status} >= 500, 'whoever asked hears that something broke');
	is(text({ to => $to, body => 'killed' }, 'Idempotency-Key' => 'killed')->{status}, 409, 'at once again: it is under way');
	$s->sql('UPDATE idempotency_keys SET created_at = created_at - INTERVAL 2 MINUTE');
	my $again = text({ to => $to, body => 'killed' }, 'Idempotency-Key' => 'killed');
	ok($again->{status} == 201 || $again->{status} == 202, 'later again: the same text');
	is($again->{json}{id}, row($to)->{message_id}, 'by its id');
	settled($to);
	is(scalar(my @texts = texts_to($to)), 1, 'and they got it once');
};

subtest 'without the database' => sub {
	$in->clear_faults;
	my $before = sent();
	my $to = someone();
	fault(mode => 'slow', ms => 3000);
	my $answer = $s->begin(sub { text({ to => $to, body => 'In between' }) });
	$s->wait_for('Twilio is asked', sub { asked($to) });
	$s->stop('mariadb');
	my $sent = $answer->();
	is($sent->{status}, 201, 'it goes while Twilio is asked: the text is sent');
	like($sent->{json}{messageSid}, qr/\ASM/, 'and has its sid');
	$s->is_problem(text({ to => $patient, body => 'a' }), 503, 'then nothing is sent');
	is(sent() - $before, 1, 'Twilio is not asked');
	$s->start('mariadb');
	is(settled($to)->{message_sid}, $sent->{json}{messageSid}, 'the sid is found when the database is back');
	is(scalar(my @texts = texts_to($to)), 1, 'they get one text');
};

$s->end;

subtest 'a Messaging Service' => sub {
	my $service = 'MG' . 'a' x 32;
	my $t = Switchboard->new(numbers => [$ours], conf => { TWILIO_MESSAGING_SERVICE_SID => $service });
	$t->standin->settings(messagingServices => [$service]);
	my $there = $t->clinic('Lakeside');
	$t->connect($ours, $there, forwardNumber => '+18455550110');
	$t->heard($patient);
	$t->standin->script($patient, message => { status => 'sent', statusCallbacks => 'none' });
	my $answer = $t->api($t->user(assistant => $there), POST => '/api/twilio/send-sms', { to => $patient, body => 'Hello' });
	is($answer->{status}, 201, 'sends') or diag $answer->{body};
	$t->holds($answer->{json}, { status => 'accepted', segments => 1, from => $ours }, 'what it counts later, we know already');
	my ($request) = $t->standin->requests(method => 'POST', resource => '/Messages');
	$t->holds($request->{params}, { MessagingServiceSid => $service, From => $ours }, 'with the clinic\'s number');
	$t->end;
};

subtest 'nobody listens' => sub {
	my $t = Switchboard->new(numbers => [$ours]);
	my $there = $t->clinic('Lakeside');
	$t->connect($ours, $there, forwardNumber => '+18455550110');
	$t->heard($patient);
	$t->standin->stop;
	$t->is_problem($t->api($t->user(assistant => $there), POST => '/api/twilio/send-sms', { to => $patient, body => 'Hello' }), 504, 'Twilio cannot be reached');
	is($t->value('SELECT status FROM messages'), 'canceled', 'nothing was done, and nothing will be');
	$t->abandon;
};
done_testing;
