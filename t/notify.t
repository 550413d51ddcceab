# Who is told of what: assistants of a voicemail, by text and by mail; callers whom nobody answered. A text is never sent twice, whatever becomes of
# Twilio's answers.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP ();
use Smtp;
use Switchboard;
use Test::More;

my ($ours, $desk, $caller) = ('+18455550100', '+18455550110', '+12125550142');
my ($anna, $ben, $carla) = ('+18455550161', '+18455550162', '+18455550163');
my $smtp = Smtp->start;
my $s = Switchboard->new(numbers => [$ours], conf => { SMTP_URL => $smtp->url, MAIL_FROM => 'Switchboard <desk@clinic.example>' });
my $clinic = $s->clinic('Zahnärzte am Hudson', timezone => 'America/New_York');
$s->connect($ours, $clinic, forwardNumber => $desk);
$s->heard($anna, $ben, $carla);

sub assistant($name, $phone, %more) {
	my $made = $s->api($s->admin, POST => '/api/assistants', { clinicId => $clinic->{id}, name => $name, phone => $phone, %more });
	return $made->{json}{id} // die "no assistant: $made->{status} $made->{body}";
}

my $first = assistant(Anna => $anna);
my $second = assistant(Ben => $ben, email => 'ben@clinic.example', emailNotify => \1);
my $third = assistant(Carla => $carla, email => 'carla@clinic.example');

# A call that ends in voicemail; the recording's sid.
sub voicemail() {
	my $story = $s->call(from => $caller, to => $ours, answers => { $desk => 'no-answer' }, record => { seconds => 9 });
	return $story->{recordings}[0]{sid};
}

# The wait for the transcript is over.
sub told($sid) {
	return $s->wait_for("somebody is told of voicemail $sid", sub {
		$s->hasten("notify-voicemail:$sid");
		$s->value('SELECT notified_at FROM voicemails WHERE recording_sid = ?', $sid);
	});
}

sub texts($to) { return grep { $_->{to} eq $to } $s->standin->messages }

sub due($kind) { return $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = 'due'}, $kind) }

subtest 'a voicemail is told by mail and by text' => sub {
	$s->routing($clinic, forwardNumber => $desk, notify => [
		{ on => 'voicemail', assistantId => $first, by => ['sms'] },
		{ on => 'voicemail', assistantId => $third, by => ['email'], attachSound => \1 },
	]);
	my $sid = voicemail();
	$s->sql('UPDATE voicemails SET transcript = ? WHERE recording_sid = ?', "Hello, it’s Maria. My tooth.\n.hidden", $sid);
	told($sid);
	my @mails = @{ $s->wait_for('two mails', sub { my @m = $smtp->mails; @m == 2 && \@m }) };
	is_deeply([sort map { $_->{to} } @mails], ['ben@clinic.example', 'carla@clinic.example'], 'to Ben, who wants them, and to Carla, whom a rule names');
	my ($mail) = grep { $_->{to} =~ /ben/ } @mails;
	is($mail->{header}{subject}, 'Voicemail for Zahnärzte am Hudson', 'its subject says whose');
	like($mail->{header}{from}, qr/desk\@clinic\.example/, 'it comes from MAIL_FROM');
	like($mail->{header}{'message-id'}, qr/\A<voicemail-\Q$sid\E\.\d+\@clinic\.example>\z/, 'its id is that of the voicemail and the recipient');
	is($mail->{header}{'auto-submitted'}, 'auto-generated', 'no absence note comes back');
	like($mail->{text}, qr/From:\s+\Q$caller\E\n/, 'it says who called');
	like($mail->{text}, qr/Length:\s+9 seconds\n/, 'for how long');
	like($mail->{text}, qr/Hello, it’s Maria\. My tooth\.\n\.hidden\n/, 'and what was said, to the letter');
	unlike($mail->{raw}, qr/=0A/, 'in lines that a mail may have');
	is_deeply($mail->{files}, [], 'no sound is attached');
	my ($with) = map { $_->{files}->@* } grep { $_->{to} =~ /carla/ } @mails;
	is(($with // {})->{name}, "voicemail-$sid.mp3", 'but to Carla\'s, whose rule wants it');
	like($with->{type}, qr{\Aaudio/mpeg}, 'as mp3');
	cmp_ok(length $with->{bytes}, '>', 1000, 'all of it');
	my @texts = @{ $s->wait_for('a text', sub { my @t = texts($anna); @t && \@t }) };
	is(scalar(@texts), 1, 'Anna gets one text');
	like($texts[0]{body}, qr/\AZahnärzte am Hudson: a new voicemail is waiting/, 'which says that there is a message');
	unlike($texts[0]{body}, qr/\d{7}|Maria|tooth/, 'and neither whose nor what');
	is(scalar(texts($ben) + texts($carla)), 0, 'the others get none');
};

# Who was told of a call, as its timeline shows it: what of, by which way, whom (an assistant's id, or the caller), at which number, and how it stands.
sub timeline_of($call_sid, $who = $s->admin) { return @{ $s->api($who, GET => "/api/twilio/call-logs/$call_sid")->{json}{events} // [] } }

sub notices($call_sid, $who = $s->admin) {
	return [sort map { join ' ', map { $_ // '-' } @{ $_->{data} }{qw(about by assistantId to status)} } grep { $_->{type} eq 'notice' } timeline_of($call_sid, $who)];
}

sub notices_are($call_sid, $want, $what) {
	$s->wait_for("$what: it is on record", sub { "@{notices($call_sid)}" eq "@$want" });
	is_deeply(notices($call_sid), $want, $what);
}

subtest 'the call\'s timeline says who was told' => sub {
	my ($sid, $call) = @{ $s->row('SELECT recording_sid, call_sid FROM voicemails') }{qw(recording_sid call_sid)};
	my ($customer, $assistant) = map { $s->user($_ => $clinic) } qw(customer assistant);
	notices_are($call, ["voicemail email $second - sent", "voicemail email $third - sent", "voicemail sms $first $anna delivered"], 'whom, how, and that it arrived');
	is_deeply(notices($call, $customer), notices($call), 'who manages the clinic sees it all');
	is_deeply([grep { /sms/ } @{ notices($call, $assistant) }], ["voicemail sms $first " . substr($anna, 0, 5) . '•••' . substr($anna, -4) . ' delivered'], 'an assistant sees no colleague\'s number');
	is($s->api($s->user(assistant => $s->clinic('Another')), GET => "/api/twilio/call-logs/$call")->{status}, 404, 'another clinic\'s sees nothing');
	my @events = timeline_of($call, $assistant);
	is_deeply([map { $_->{at} } @events], [sort map { $_->{at} } @events], 'all in the order of time');
	my ($text) = grep { $_->{type} eq 'notice' && $_->{data}{by} eq 'sms' } @events;
	is($text->{sid}, $s->value('SELECT message_sid FROM messages WHERE origin = ?', "voicemail:$sid:assistant:$first"), 'a text with its sid');
	unlike(JSON::PP->new->encode([grep { $_->{type} eq 'notice' } @events]), qr/waiting|Maria|tooth|clinic\.example/, 'and none of it with its words, nor where it went');
};

subtest 'the same voicemail again tells nobody' => sub {
	my $sid = $s->value('SELECT recording_sid FROM voicemails');
	$s->sql(q{INSERT INTO jobs (kind, job_key, payload, run_at, created_at) VALUES ('notify-voicemail', ?, ?, NOW(3), NOW(3))},
		"notify-voicemail:$sid", qq({"recordingSid":"$sid"}));
	$s->wait_for('the job is done', sub { !due('notify-voicemail') });
	is(scalar(my @mails = $smtp->mails), 2, 'no third mail');
	is(scalar(my @texts = texts($anna)), 1, 'no second text');
};

subtest 'whoever wants texts gets them, by no rule' => sub {
	my $wants = sub ($value) { is($s->api($s->admin, PATCH => "/api/assistants/$third", { smsNotify => $value })->{status}, 200, $$value ? 'Carla wants texts' : 'she wants none any more') };
	my $whom = sub ($sid) {
		$s->wait_for('all is done', sub { !due('notify-voicemail') && !due('send-message') && !due('mail-voicemail') });
		return [sort(map({ $_->{to} } $s->rows(q{SELECT to_number AS 'to' FROM messages WHERE origin LIKE ?}, "voicemail:$sid:%")), map { $_->{to} } mails_of($sid))];
	};
	$s->routing($clinic, forwardNumber => $desk);
	$wants->(\1);
	my $sid = voicemail();
	told($sid);
	is_deeply($whom->($sid), [$carla, 'ben@clinic.example'], 'she has one, and Ben his mail: nobody else is told');
	is(scalar(my @texts = texts($carla)), 1, 'it has reached her');
	$s->routing($clinic, forwardNumber => $desk, notify => [{ on => 'voicemail', assistantId => $third, by => ['sms', 'email'] }, { on => 'keyword', keyword => 'x', assistantId => $first, by => ['sms'] }]);
	told($sid = voicemail());
	is_deeply($whom->($sid), [$carla, 'ben@clinic.example', 'carla@clinic.example'], 'with a rule that says the same she has one all the same, and a mail by it');
	$wants->(\0);
	$s->routing($clinic, forwardNumber => $desk);
	told($sid = voicemail());
	is_deeply($whom->($sid), ['ben@clinic.example'], 'and no text comes');
};

# A message that Twilio is asked to write down, of which it has told all but what was said.
sub unheard($seconds) {
	my $story = $s->call(from => $caller, to => $ours, answers => { $desk => 'no-answer' }, record => { seconds => $seconds }, recordingCallbacks => 'none');
	my ($record) = grep { $_->{verb} eq 'Record' } map { ($_->{verbs} // [])->@* } $story->{steps}->@*;
	is($record->{attr}{transcribe}, 'true', 'a Record that Twilio transcribes');
	my %fields = (CallSid => $story->{callSid}, RecordingSid => $story->{recordings}[0]{sid}, RecordingUrl => "https://api.twilio.com/$story->{recordings}[0]{sid}");
	$s->signed('/api/twilio/voice/recording-status', { %fields, RecordingStatus => 'completed', RecordingSource => 'RecordVerb', RecordingDuration => $seconds,
		RecordingChannels => 1 });
	$s->wait_for('its recording is done with', sub { $s->value(q{SELECT processing_status = 'done' FROM recordings WHERE recording_sid = ?}, $fields{RecordingSid}) });
	$s->wait_for('the voicemail is there', sub { $s->value('SELECT COUNT(*) FROM voicemails WHERE recording_sid = ?', $fields{RecordingSid}) });
	return %fields;
}

# What Twilio wrote down.
sub written_down($of, %fields) {
	return $s->signed('/api/twilio/voicemail-transcription', { %$of, TranscriptionSid => $s->sid('TR'), TranscriptionStatus => 'completed',
		From => $caller, To => $ours, CallStatus => 'completed', %fields })->{status};
}

# The job that tells of it has looked once more: when was somebody told?
sub looked($sid) {
	my $attempts = $s->value('SELECT attempts FROM jobs WHERE job_key = ?', "notify-voicemail:$sid");
	$s->hurry("notify-voicemail:$sid");
	$s->wait_for('it looks', sub { $s->value(q{SELECT (attempts > ? OR state = 'done') AND leased_by IS NULL FROM jobs WHERE job_key = ?}, $attempts, "notify-voicemail:$sid") });
	return $s->value('SELECT notified_at FROM voicemails WHERE recording_sid = ?', $sid);
}

sub mails_of($sid) { return grep { $_->{header}{'message-id'} =~ /\Q$sid\E/ } $smtp->mails }

sub mail_of($sid) { return $s->wait_for("a mail about $sid", sub { (mails_of($sid))[0] }) }

subtest 'a voicemail that Twilio writes down' => sub {
	my ($words, $none) = (qr/Please call me back\./, qr/There is no transcript\./);
	$s->secret('Please call me back.');
	$s->routing($clinic, forwardNumber => $desk, transcription => 'realtime');

	my %of = unheard(9);
	my $sid = $of{RecordingSid};
	is(looked($sid), undef, 'nobody is told before what was said is there');
	is(written_down(\%of, TranscriptionText => 'Please call me back.'), 204, 'Twilio has written it down');
	like(mail_of($sid)->{text}, $words, 'then a mail says it');
	$s->wait_for('all is done', sub { !due('notify-voicemail') && !due('mail-voicemail') });
	is(scalar(my @one = mails_of($sid)), 1, 'and there is one');

	%of = unheard(9);
	$sid = $of{RecordingSid};
	is(looked($sid), undef, 'the next one is waited for as well');
	is(written_down(\%of, TranscriptionStatus => 'failed'), 204, 'Twilio could not write it down');
	like(mail_of($sid)->{text}, $none, 'then the mail comes without');

	%of = unheard(9);
	$sid = $of{RecordingSid};
	$s->sql('UPDATE jobs SET created_at = created_at - INTERVAL 5 MINUTE WHERE job_key = ?', "notify-voicemail:$sid");
	is(looked($sid), undef, 'after five minutes it is still waited for');
	$s->sql('UPDATE jobs SET created_at = created_at - INTERVAL 5 MINUTE WHERE job_key = ?', "notify-voicemail:$sid");
	ok(looked($sid), 'after ten it is not');
	like(mail_of($sid)->{text}, $none, 'and the mail comes without');
	written_down(\%of, TranscriptionText => 'Please call me back.');
	$s->wait_for('it is there after all', sub { $s->value('SELECT transcript IS NOT NULL FROM voicemails WHERE recording_sid = ?', $sid) });
	$s->wait_for('all is done', sub { !due('voicemail-transcript') && !due('notify-voicemail') && !due('mail-voicemail') });
	is(scalar(my @still = mails_of($sid)), 1, 'what comes later is told to nobody');

	%of = unheard(1);
	ok(looked($of{RecordingSid}), 'what is too short for Twilio to write down is not waited for');
	like(mail_of($of{RecordingSid})->{text}, $none, 'either');

	$s->routing($clinic, forwardNumber => $desk, transcription => 'realtime', voicemailMaxSeconds => 180);
	$sid = voicemail();
	$s->wait_for('its recording is done with', sub { $s->value(q{SELECT processing_status = 'done' FROM recordings WHERE recording_sid = ?}, $sid) });
	ok(looked($sid), 'nor is what Twilio was not asked to');
	like(mail_of($sid)->{text}, $none, 'as the mail says');
};

subtest 'a mail server that is busy, and one that refuses' => sub {
	$s->routing($clinic, forwardNumber => $desk);
	$s->sql(q{UPDATE assistants SET email = 'later@clinic.example' WHERE email = 'ben@clinic.example'});
	$s->sql(q{UPDATE assistants SET email = 'refuse@clinic.example', email_notify = TRUE WHERE email = 'carla@clinic.example'});
	$s->expect_error(qr{job \d+ \(mail-voicemail\) is given up});
	my $sid = voicemail();
	told($sid);
	my $job = $s->wait_for('one is given up', sub { $s->row(q{SELECT last_error FROM jobs WHERE kind = 'mail-voicemail' AND state = 'given-up'}) });
	my $call = $s->value('SELECT call_sid FROM voicemails WHERE recording_sid = ?', $sid);
	is_deeply([grep { /failed/ } @{ notices($call) }], ["voicemail email $third - failed"], 'the timeline of the call says so');
	like($job->{last_error}, qr/SMTP 550/, 'a refused mail says why');
	unlike($job->{last_error}, qr/refuse\@/, 'and not for whom');
	my ($mail) = @{$s->wait_for('the other comes later', sub { $s->hasten('mail-voicemail'); my @m = grep { $_->{to} =~ /later/ } $smtp->mails; @m && \@m })};
	like($mail->{text}, qr/There is no transcript\./, 'what was put off comes later');
	notices_are($call, ["voicemail email $second - sent", "voicemail email $third - failed"], 'as the timeline says then');
	$s->sql(q{UPDATE assistants SET email = 'later-too@clinic.example' WHERE email = 'later@clinic.example'});
	my $of = $s->value(q{SELECT assistant_id FROM assistants WHERE email = 'later-too@clinic.example'});
	$s->sql(q{INSERT INTO jobs (kind, payload, run_at, created_at, attempts) VALUES ('mail-voicemail', ?, NOW(3), NOW(3), 20)},
		qq({"recordingSid":"$sid","assistantId":$of}));
	my $late = $s->wait_for('it is tried', sub { $s->row(q{SELECT state FROM jobs WHERE kind = 'mail-voicemail' AND attempts = 21 AND last_error IS NOT NULL}) });
	is($late->{state}, 'due', 'a mail server may be away for a night');
	ok($s->wait_for('it comes', sub { $s->hasten('mail-voicemail'); grep { $_->{to} =~ /later-too/ } $smtp->mails }), 'and then it comes');
};

subtest 'mails that are never sent' => sub {
	my $mail = sub ($id, $email) { $s->sql('UPDATE assistants SET email = ? WHERE assistant_id = ?', $email, $id) };
	$mail->($second, 'busy-1@clinic.example');
	$mail->($third, 'busy-2@clinic.example');
	my $sid = voicemail();
	my $call = $s->value('SELECT call_sid FROM voicemails WHERE recording_sid = ?', $sid);
	told($sid);
	my $waiting = "state = 'due' AND leased_by IS NULL AND last_error IS NOT NULL AND job_key";
	$s->wait_for('both were tried', sub { $s->value("SELECT COUNT(*) = 2 FROM jobs WHERE $waiting LIKE ?", "mail-voicemail:$sid:%") });
	is_deeply(notices($call), ["voicemail email $second - queued", "voicemail email $third - queued"], 'what is put off is in the timeline');
	$mail->($second, undef);
	$s->wait_for('the last try is next', sub { $s->sql("UPDATE jobs SET attempts = 59 WHERE $waiting = ?", "mail-voicemail:$sid:$third") > 0 });
	$s->wait_for('no more is tried', sub { $s->hasten('mail-voicemail'); !due('mail-voicemail') });
	is($s->value('SELECT state FROM jobs WHERE job_key = ?', "mail-voicemail:$sid:$third"), 'given-up', 'a night later it is given up');
	is_deeply(notices($call), ["voicemail email $second - canceled", "voicemail email $third - failed"], 'and there, too, as is one for whom there is no address any more');
	$mail->($second, 'later-too@clinic.example');
	$mail->($third, 'refuse@clinic.example');
};

# A voicemail whose sound Twilio does not give: its sid, and the key of the job of its mail.
sub without_sound(%fault) {
	my $sid = voicemail();
	$s->standin->fault(match => "GET /Recordings/$sid.mp3", times => 1000, %fault);
	told($sid);
	return ($sid, "mail-voicemail:$sid:$third");
}

# The job of a mail has failed for want of the sound.
sub sound_is_missed($key) {
	return $s->wait_for('the sound is missed', sub {
		$s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'due' AND leased_by IS NULL AND last_error LIKE '%sound%'}, $key);
	});
}

subtest 'a sound that comes later than its mail is due' => sub {
	$s->sql(q{UPDATE assistants SET email = 'carla@clinic.example', email_notify = FALSE WHERE assistant_id = ?}, $third);
	$s->sql('UPDATE assistants SET email_notify = FALSE WHERE assistant_id = ?', $second);
	$s->routing($clinic, forwardNumber => $desk, notify => [{ on => 'voicemail', assistantId => $third, by => ['email'], attachSound => \1 }]);
	foreach my $mode (404, 401, 403, 'empty') {
		my ($sid, $key) = without_sound(mode => "$mode");
		sound_is_missed($key);
		is_deeply([mails_of($sid)], [], "$mode: the mail waits");
		$s->standin->clear_faults;
		my $mail = $s->wait_for('the mail', sub { $s->hasten($key); (mails_of($sid))[0] });
		is_deeply([map { $_->{name} } $mail->{files}->@*], ["voicemail-$sid.mp3"], 'and has the sound');
		cmp_ok(length(($mail->{files}[0] // {})->{bytes} // ''), '>', 1000, 'all of it');
	}
};

subtest 'a sound that never comes, or is gone' => sub {
	foreach my $mode (404, 'empty') {
		my ($sid, $key) = without_sound(mode => "$mode");
		sound_is_missed($key);
		$s->wait_for('the last try is next', sub { $s->sql(q{UPDATE jobs SET attempts = 7, run_at = NOW(3) WHERE job_key = ? AND leased_by IS NULL}, $key) > 0 });
		is_deeply(mail_of($sid)->{files}, [], "$mode: in the end the mail goes without");
		$s->standin->clear_faults;
	}
	foreach my $gone (q{processing_status = 'deleted'}, q{status = 'absent'}, q{status = 'failed'}) {
		my $sid = voicemail();
		$s->wait_for('its recording is done with', sub { $s->value(q{SELECT processing_status = 'done' FROM recordings WHERE recording_sid = ?}, $sid) });
		$s->sql("UPDATE recordings SET $gone WHERE recording_sid = ?", $sid);
		told($sid);
		is_deeply(mail_of($sid)->{files}, [], "$gone: the mail goes at once");
		is($s->value('SELECT attempts FROM jobs WHERE job_key = ?', "mail-voicemail:$sid:$third"), 1, 'on its first try');
		is(scalar(my @asked = $s->standin->requests(resource => "/Recordings/$sid.mp3")), 0, 'and Twilio is not asked for what is none');
	}
	$s->sql('UPDATE assistants SET email_notify = TRUE WHERE assistant_id = ?', $second);
	$s->sql(q{UPDATE assistants SET email = 'refuse@clinic.example', email_notify = TRUE WHERE assistant_id = ?}, $third);
	$s->routing($clinic, forwardNumber => $desk);
};

subtest 'a message whose own webhook never came is found by its recording' => sub {
	$s->sql(q{UPDATE assistants SET email = 'ben@clinic.example' WHERE email = 'later-too@clinic.example'});
	my $call = $s->call(from => $caller, to => $ours, answers => { $desk => 'no-answer' }, record => { seconds => 0 });
	my $sid = 'RE' . '7' x 32;
	my %told = (CallSid => $call->{callSid}, RecordingSid => $sid, RecordingStatus => 'completed', RecordingSource => 'RecordVerb', RecordingDuration => 12,
		RecordingChannels => 1, RecordingUrl => "https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/$sid");
	is($s->signed('/api/twilio/voice/recording-status', \%told)->{status}, 204, 'Twilio tells of the recording alone');
	$s->sql('UPDATE recordings SET created_at = created_at - INTERVAL 10 MINUTE WHERE recording_sid = ?', $sid);
	$s->expect_error(qr{job \d+ \(mail-voicemail\) is given up});	# to the one whose mailbox refuses
	$s->run_job('lost-voicemails');
	my $voicemail = $s->wait_for('the voicemail', sub { $s->row('SELECT * FROM voicemails WHERE recording_sid = ?', $sid) });
	is($voicemail->{clinic_id}, $clinic->{id}, 'it is the clinic\'s');
	is($voicemail->{from_number}, $caller, 'from the caller of its call');
	is($s->value('SELECT status FROM tasks WHERE origin = ?', "voicemail:$sid"), 'open', 'with its task');
	told($sid);
	ok($s->wait_for('the mail', sub { grep { $_->{header}{'message-id'} =~ /\Q$sid\E/ } $smtp->mails }), 'and its mail');
	is($s->signed('/api/twilio/voicemail-complete', { CallSid => $call->{callSid}, From => $caller, To => $ours, Direction => 'inbound',
		CallStatus => 'completed', RecordingSid => $sid, RecordingUrl => $told{RecordingUrl}, RecordingDuration => 12 })->{status}, 200, 'the webhook comes after all');
	is($s->value('SELECT COUNT(*) FROM events WHERE subject = ? AND verdict = ?', $call->{callSid}, 'duplicate'), 1, 'and is a duplicate');
};

subtest 'a message by a caller who withholds the number' => sub {
	$s->routing($clinic, forwardNumber => $desk);
	foreach my $from ('anonymous', '+266696687') {
		my $story = $s->call(from => $from, to => $ours, answers => { $desk => 'no-answer' }, record => { seconds => 9 });
		my $sid = $story->{recordings}[0]{sid};
		is($s->wait_for('its task', sub { $s->value('SELECT title FROM tasks WHERE origin = ?', "voicemail:$sid") }), 'Voicemail from a withheld number', "$from: the task shows no number to call");
		told($sid);
		like(mail_of($sid)->{text}, qr/^From: +a withheld number$/m, 'nor does the mail');
		is((grep { $_->{recordingSid} eq $sid } @{ $s->api($s->admin, GET => '/api/voicemails')->{json}{items} })[0]{from}, $from, 'the API has it as Twilio said it');
		is($s->api($s->admin, GET => "/api/twilio/call-logs/$story->{callSid}")->{json}{from}, $from, 'as of the call');
		is($s->api($s->admin, POST => '/api/twilio/send-sms', { clinicId => $clinic->{id}, to => $from, body => 'Hello' })->{status}, 422, 'and no text goes there');
	}
};

subtest 'a message of an outage that lasted for days' => sub {
	$s->routing($clinic, forwardNumber => $desk, transcription => 'realtime');
	my $story = $s->call(from => $caller, to => $ours, answers => { $desk => 'no-answer' }, record => { seconds => 0 });
	my $sid = 'RE' . '8' x 32;
	# As reconcile stores what it finds a week later: with the time at which it was made.
	$s->sql(q{INSERT INTO recordings (recording_sid, clinic_id, call_sid, url, source, status, status_rank, processing_status, duration, started_at, created_at)
		VALUES (?, ?, ?, 'https://api.twilio.com/x', 'RecordVerb', 'completed', 3, 'done', 12, NOW(3) - INTERVAL 7 DAY, NOW(3) - INTERVAL 7 DAY)}, $sid, $clinic->{id}, $story->{callSid});
	$s->run_job('lost-voicemails');
	my $voicemail = $s->wait_for('the voicemail', sub { $s->row('SELECT * FROM voicemails WHERE recording_sid = ?', $sid) });
	my $made = $s->value('SELECT started_at FROM recordings WHERE recording_sid = ?', $sid);
	is($voicemail->{created_at}, $made, 'it is of when it was left');
	is($s->value('SELECT created_at > NOW(3) - INTERVAL 1 HOUR FROM tasks WHERE origin = ?', "voicemail:$sid"), 1, 'its task of when it was found');
	is(looked($sid), undef, 'from then on what was said in it is waited for');
	$s->sql('UPDATE jobs SET created_at = created_at - INTERVAL 10 MINUTE WHERE job_key = ?', "notify-voicemail:$sid");
	$s->sql(q{UPDATE clinics SET timezone = 'UTC' WHERE clinic_id = ?}, $clinic->{id});
	ok(looked($sid), 'but not for ever');
	my $minute = substr $made, 0, 16;
	like(mail_of($sid)->{text}, qr/^When: +\Q$minute\E \(UTC\)$/m, 'and the mail says when it was left');
	$s->sql(q{UPDATE clinics SET timezone = 'America/New_York' WHERE clinic_id = ?}, $clinic->{id});
};

subtest 'a missed call is answered by a text, once' => sub {
	$s->routing($clinic, forwardNumber => $desk, fallback => 'goodbye', missedCallText => 'Sorry we missed you.');
	my $answered = $s->call(from => $caller, to => $ours, answers => { $desk => { status => 'completed', duration => 30 } }, statusCallbacks => 'twice');
	$s->wait_for('its end is dealt with', sub { !due('call-ended') });
	is(scalar(my @none = texts($caller)), 0, 'an answered call sends none');
	my $missed = $s->call(from => $caller, to => $ours, answers => { $desk => 'busy' }, statusCallbacks => 'twice');
	my @texts = @{ $s->wait_for('the text', sub { my @t = texts($caller); @t && \@t }) };
	$s->wait_for('its end is dealt with', sub { !due('call-ended') && !due('send-message') });
	is_deeply([map { "$_->{from} $_->{body}" } texts($caller)], ["$ours Sorry we missed you."], 'a missed one sends one');
	my $row = $s->row('SELECT * FROM messages WHERE origin = ?', "missed-call:$missed->{callSid}");
	is($row->{message_sid}, $texts[0]{sid}, 'whose sid is on record');
	notices_are($missed->{callSid}, ["missed-call sms - $caller delivered"], 'as is the text, in the timeline of the call');
	is_deeply(notices($missed->{callSid}, $s->user(assistant => $clinic)), ["missed-call sms - $caller delivered"], 'a caller is nobody whose number is masked');
	is_deeply(notices($answered->{callSid}), [], 'of the other call nobody was told');
	my $again = $s->call(from => $caller, to => $ours, answers => { $desk => 'busy' });
	ended($again);
	is($s->value('SELECT COUNT(*) FROM messages WHERE origin = ?', "missed-call:$again->{callSid}"), 0, 'who calls again soon has had it');
	my $withheld = $s->call(from => 'anonymous', to => $ours, answers => { $desk => 'busy' });
	$s->wait_for('its end is dealt with', sub { !due('call-ended') });
	is(scalar(my @still = texts($caller)), 1, 'a caller without a number gets none');
	foreach (['+266696687', 'ANONYMOUS'], ['+7378742833', 'RESTRICTED'], ['+2562533', 'BLOCKED'], ['+8656696', 'UNKNOWN'], ['+86282452253', 'UNAVAILABLE']) {
		my $spelt = $s->call(from => $_->[0], to => $ours, answers => { $desk => 'busy' });
		$s->wait_for('its end is dealt with', sub { !due('call-ended') });
		is($s->value('SELECT COUNT(*) FROM messages WHERE origin = ?', "missed-call:$spelt->{callSid}"), 0, "nor one whose number is the word $_->[1]");
	}
	ended(my $dear = $s->call(from => '+19005550123', to => $ours, answers => { $desk => 'busy' }));
	is($s->value('SELECT COUNT(*) FROM messages WHERE origin = ?', "missed-call:$dear->{callSid}"), 0, 'nor one whose number earns by it');
};

subtest 'a missed call and whoever wants no texts' => sub {
	my ($stopped, $twice) = ('+12125550143', '+12125550144');
	$s->heard($stopped, $twice);
	$s->standin->sms(from => $stopped, to => $ours, body => 'STOP');
	my $missed = $s->call(from => $stopped, to => $ours, answers => { $desk => 'busy' });
	ended($missed);
	is($s->value('SELECT COUNT(*) FROM messages WHERE phone = ? AND direction = ?', $stopped, 'outbound'), 0, 'who sent STOP gets none');
	$s->standin->sms(from => $stopped, to => $ours, body => 'START');
	ended($s->call(from => $stopped, to => $ours, answers => { $desk => 'busy' }));
	$s->wait_for('the text', sub { texts($stopped) });
	is(scalar(my @texts = texts($stopped)), 1, 'who sent START gets one');
	my @calls = $s->together((sub { $s->call(from => $twice, to => $ours, answers => { $desk => 'busy' }) }) x 3);
	ended($_) foreach @calls;
	$s->wait_for('the text', sub { texts($twice) });
	is($s->value('SELECT COUNT(*) FROM messages WHERE phone = ?', $twice), 1, 'three calls at once are one text');
	$s->sql('UPDATE messages SET created_at = created_at - INTERVAL 61 MINUTE WHERE phone = ?', $twice);
	ended($s->call(from => $twice, to => $ours, answers => { $desk => 'busy' }));
	$s->wait_for('another text', sub { (my @t = texts($twice)) == 2 });
	pass('an hour later there is another');
	my ($thread) = @{ $s->api($s->admin, GET => "/api/conversations?clinicId=$clinic->{id}&phoneNumber=%2B12125550144")->{json}{items} };
	my @items = grep { $_->{messageSid} } @{ $s->api($s->admin, GET => "/api/conversations/$thread->{id}")->{json}{items} };
	is_deeply([map { "$_->{direction} $_->{body}" } @items], [('outbound Sorry we missed you.') x 2], 'they are in the conversation');
};

# What follows the end of a call has followed.
sub ended($call) {
	$s->wait_for('a call has ended, and what follows', sub {
		$s->value('SELECT ended_at FROM calls WHERE call_sid = ?', $call->{callSid}) && $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'call-ended' AND payload LIKE ? AND state = 'done'}, "%$call->{callSid}%") && !due('call-ended');
	});
}

# However Twilio's answer is lost, there is one text in the end.
sub one_text($name, %fault) {
	subtest $name => sub {
		$s->standin->clear_faults;
		$s->standin->clear_requests;
		my $to = '+1212555' . (1000 + int rand 8999);
		$s->heard($to);
		$s->standin->fault(match => 'POST /Messages', times => 1, %fault);
		my $story = $s->call(from => $to, to => $ours, answers => { $desk => 'busy' });
		my $origin = "missed-call:$story->{callSid}";
		my $row = $s->wait_for('it is settled', sub {
			# The waits of the job are minutes; a row that is older has them behind it.
			$s->sql(q{UPDATE messages SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE origin = ? AND status = 'unknown' AND asked_at > NOW(3) - INTERVAL 1 MINUTE}, $origin);
			$s->hasten('send-message');
			my $r = $s->row('SELECT * FROM messages WHERE origin = ?', $origin);
			return $r && $r->{message_sid} && $r;
		}, 60);
		# A webhook may have told of it while the job still waited for the answer.
		$s->wait_for('nothing is left to do', sub {
			$s->hasten('send-message');
			!due('send-message');
		});
		is(scalar(my @texts = texts($to)), 1, 'the caller has one text');
		is($row->{message_sid}, $texts[0]{sid}, 'the one that we know of');
	};
}

one_text('Twilio is too busy', mode => '429', retryAfter => 1, times => 4);
one_text('Twilio takes the text and resets the connection', mode => 'reset-after');
one_text('Twilio resets the connection and did not take it', mode => 'reset-before');
one_text('Twilio takes the text and fails', mode => 'nonsense-after');
one_text('Twilio takes the text and hangs', mode => 'hang-after');
one_text('Twilio hangs and did not take it', mode => 'hang-before');

# Has what waits for a while be done now.
sub settle($origin) {
	return $s->wait_for("$origin is settled", sub {
		$s->sql(q{UPDATE messages SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE origin = ? AND status = 'unknown' AND asked_at > NOW(3) - INTERVAL 1 MINUTE}, $origin);
		$s->hasten('send-message');
		my $r = $s->row('SELECT * FROM messages WHERE origin = ?', $origin);
		return $r && !due('send-message') && ($r->{message_sid} || $r->{status} eq 'canceled') && $r;
	}, 60);
}

foreach my $mode ('hang-after', 'hang-before') {
	subtest "the worker is killed while it asks ($mode)" => sub {
		my $to = '+1212555' . (1000 + int rand 8999);
		$s->heard($to);
		$s->standin->clear_faults;
		$s->standin->fault(match => 'POST /Messages', times => 1, mode => $mode);
		my $origin = 'missed-call:' . $s->call(from => $to, to => $ours, answers => { $desk => 'busy' })->{callSid};
		$s->wait_for('the worker asks', sub { grep { ($_->{params}{To} // '') eq $to } $s->standin->requests(method => 'POST', resource => '/Messages') });
		my $job = 'send-message:' . $s->value('SELECT message_id FROM messages WHERE origin = ?', $origin);
		my ($pid) = ($s->value('SELECT leased_by FROM jobs WHERE job_key = ?', $job) // '') =~ /:(\d+)\z/;
		$s->end_process(worker => $pid);
		$s->standin->clear_faults;
		$s->release_jobs;
		$s->wait_for('it shows that nobody knows', sub { $s->value('SELECT status FROM messages WHERE origin = ?', $origin) ne 'queued' });
		is(settle($origin)->{message_sid}, (texts($to))[0]{sid}, 'then somebody does');
		is(scalar(my @texts = texts($to)), 1, 'the caller has one text');
	};
}

subtest 'two texts that say the same' => sub {
	my $to = '+12125550177';
	$s->heard($to);
	$s->standin->clear_faults;
	my @calls;
	foreach my $mode (undef, 'reset-before', 'reset-after') {
		$s->standin->fault(match => 'POST /Messages', times => 1, mode => $mode) if $mode;
		push @calls, $s->call(from => $to, to => $ours, answers => { $desk => 'busy' });
		$s->wait_for('its text is meant', sub { $s->value('SELECT COUNT(*) FROM messages WHERE origin = ?', "missed-call:$calls[-1]{callSid}") });
		settle("missed-call:$calls[-1]{callSid}");
		$s->sql('UPDATE messages SET created_at = created_at - INTERVAL 61 MINUTE WHERE phone = ?', $to);
	}
	my @sids = map { $s->value('SELECT message_sid FROM messages WHERE origin = ?', "missed-call:$_->{callSid}") // 'none' } @calls;
	is_deeply([sort @sids], [sort map { $_->{sid} } texts($to)], 'are not taken for one another');
};

subtest 'credentials that Twilio does not take for a while' => sub {
	my $to = '+12125550178';
	$s->heard($to);
	$s->standin->fault(match => 'POST /Messages', times => 1000, mode => '401');
	my $story = $s->call(from => $to, to => $ours, answers => { $desk => 'busy' });
	my $origin = "missed-call:$story->{callSid}";
	$s->wait_for('it is tried', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'send-message' AND state = 'due' AND last_error IS NOT NULL}) });
	is($s->value('SELECT status FROM messages WHERE origin = ?', $origin), 'queued', 'the text is still to be sent');
	$s->standin->clear_faults;
	settle($origin);
	is(scalar(my @texts = texts($to)), 1, 'and is, when they are right again');
};

subtest 'an apology that comes too late' => sub {
	my $to = '+12125550179';
	$s->heard($to);
	$s->standin->fault(match => 'POST /Messages', times => 1000, mode => '429', retryAfter => 1);
	my $story = $s->call(from => $to, to => $ours, answers => { $desk => 'busy' });
	my $origin = "missed-call:$story->{callSid}";
	$s->wait_for('it is tried', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'send-message' AND state = 'due' AND last_error IS NOT NULL}) });
	$s->standin->clear_faults;
	$s->sql('UPDATE messages SET created_at = created_at - INTERVAL 61 MINUTE WHERE origin = ?', $origin);
	is(settle($origin)->{status}, 'canceled', 'is not sent');
	is(scalar(my @texts = texts($to)), 0, 'by nobody');
};

subtest 'a text that Twilio refuses is given up, with its code' => sub {
	my $to = '+12125550199';
	$s->expect_error(qr{job \d+ \(send-message\) is given up});
	$s->heard($to);
	$s->standin->clear_faults;
	$s->standin->fault(match => 'POST /Messages', mode => 404, code => 21614, times => 1);
	my $story = $s->call(from => $to, to => $ours, answers => { $desk => 'busy' });
	my $row = $s->wait_for('it is settled', sub {
		my $r = $s->row('SELECT * FROM messages WHERE origin = ?', "missed-call:$story->{callSid}");
		return $r && $r->{status} eq 'failed' && $r;
	});
	is($row->{error_code}, 21614, 'a landline');
	$s->wait_for('its job is given up', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'send-message' AND state = 'given-up'}) });
};

subtest 'who opted out at Twilio gets nothing, and is not asked about again' => sub {
	my $to = '+12125550198';
	$s->heard($to);
	$s->standin->opt_out(patient => $to, ours => $ours, out => \1);
	my $story = $s->call(from => $to, to => $ours, answers => { $desk => 'busy' });
	my $row = $s->wait_for('it is settled', sub {
		my $r = $s->row('SELECT * FROM messages WHERE origin = ?', "missed-call:$story->{callSid}");
		return $r && $r->{status} eq 'failed' && $r;
	});
	is($row->{error_code}, 21610, 'they opted out');
	is(scalar(my @texts = grep { $_->{status} ne 'failed' } texts($to)), 0, 'and get nothing');
	my $consent = $s->row('SELECT * FROM consents WHERE phone = ?', $to);
	$s->holds($consent, { clinic_id => $clinic->{id}, channel => 'sms', state => 'out', origin => "21610:$row->{message_id}" }, 'the ledger knows');
	like($consent->{text}, qr/21610/, 'and why');
	my $again = $s->call(from => $to, to => $ours, answers => { $desk => 'busy' });
	$s->wait_for('the next call is dealt with', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'done'}, "call-ended:$again->{callSid}") });
	is($s->value('SELECT COUNT(*) FROM messages WHERE phone = ?', $to), 1, 'and makes no text');
};

# A voicemail of which Anna alone is told, by these ways: its sid, and that of its call.
sub told_to_anna(@by) {
	$s->routing($clinic, forwardNumber => $desk, notify => [{ on => 'voicemail', assistantId => $first, by => \@by }]);
	my $sid = voicemail();
	told($sid);
	return ($sid, $s->value('SELECT call_sid FROM voicemails WHERE recording_sid = ?', $sid));
}

# All that is told of voicemails is told.
sub all_told() { $s->wait_for('all is told', sub { !grep { due($_) } qw(notify-voicemail send-message notify-by-mail mail-voicemail) }) }

# The one mail about a voicemail whose text came to this end.
sub mailed_instead($sid, $call, $status, $what) {
	my $mail = mail_of($sid);
	is($mail->{to}, 'anna@clinic.example', "$what: a mail comes instead");
	like($mail->{text}, qr/Listen:.*\Q$sid\E/, 'about the same');
	notices_are($call, ["voicemail email $first - sent", "voicemail sms $first $anna $status"], 'both are in the timeline');
	all_told();
	is(scalar(my @mails = mails_of($sid)), 1, 'once');
}

sub by_mail_jobs($sid) { return $s->value(q{SELECT COUNT(*) FROM jobs JOIN messages ON job_key = CONCAT('notify-by-mail:', message_id) WHERE origin LIKE ?}, "voicemail:$sid:%") }

subtest 'a text to an assistant that never arrives is told by mail' => sub {
	my $then = sub (%script) { $s->standin->script($anna, message => \%script) };
	$s->standin->clear_faults;
	$s->sql('UPDATE assistants SET email_notify = FALSE');
	$s->sql(q{UPDATE assistants SET email = 'anna@clinic.example' WHERE assistant_id = ?}, $first);

	my ($sid, $call) = told_to_anna('sms');
	notices_are($call, ["voicemail sms $first $anna delivered"], 'one that arrives');
	all_told();
	is_deeply([mails_of($sid)], [], 'is told by no mail');
	is(by_mail_jobs($sid), 0, 'and orders none');

	foreach my $code (21614, 21606) {
		$s->standin->fault(match => 'POST /Messages', mode => 404, code => $code, times => 1);
		mailed_instead(told_to_anna('sms'), 'failed', "Twilio refuses it ($code)");
	}

	$then->(status => 'undelivered', errorCode => 30005, statusCallbacks => 'twice');
	($sid, $call) = told_to_anna('sms');
	mailed_instead($sid, $call, 'undelivered', 'Twilio tells later that it did not arrive, and tells it twice');
	my $sms = $s->value('SELECT message_sid FROM messages WHERE origin = ?', "voicemail:$sid:assistant:$first");
	foreach my $status (qw(failed undelivered)) {
		is($s->signed('/api/twilio/sms-status', { MessageSid => $sms, MessageStatus => $status, From => $ours, To => $anna, ErrorCode => 30006 })->{status}, 204, "or $status, for another reason");
	}
	all_told();
	is(scalar(my @mails = mails_of($sid)), 1, 'the mail is still the only one');
	is(by_mail_jobs($sid), 1, 'and nothing was ordered again');

	$then->(status => 'undelivered', errorCode => 30005, statusCallbacks => 'none');
	($sid, $call) = told_to_anna('sms');
	$s->wait_for('Twilio has it', sub { $s->value('SELECT message_sid FROM messages WHERE origin = ?', "voicemail:$sid:assistant:$first") });
	$s->standin->settle;
	is_deeply([by_mail_jobs($sid), mails_of($sid)], [0], 'a webhook that never comes tells nothing');
	$s->run_job('reconcile-texts');
	mailed_instead($sid, $call, 'undelivered', 'Twilio\'s list tells');

	($sid, $call) = told_to_anna('sms', 'email');
	$s->run_job('reconcile-texts');
	mailed_instead($sid, $call, 'undelivered', 'whoever is told by mail as well');
	is(by_mail_jobs($sid), 0, 'for which nothing was ordered');

	$then->(status => 'undelivered', errorCode => 30005);
	$s->sql('UPDATE assistants SET email = NULL WHERE assistant_id = ?', $first);
	($sid, $call) = told_to_anna('sms', 'email');
	notices_are($call, ["voicemail sms $first $anna undelivered"], 'where there is no address, there is no mail');
	all_told();
	$s->sql(q{UPDATE assistants SET email = 'anna@clinic.example' WHERE assistant_id = ?}, $first);
	$then->(status => 'delivered');
};

subtest 'a text to an assistant who opts out is told by mail' => sub {
	$s->standin->fault(match => 'POST /Messages', mode => '429', retryAfter => 1, times => 1000);
	my ($sid, $call) = told_to_anna('sms');
	my $origin = "voicemail:$sid:assistant:$first";
	$s->wait_for('the text waits', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE kind = 'send-message' AND state = 'due' AND leased_by IS NULL AND last_error IS NOT NULL}) });
	$s->standin->sms(from => $anna, to => $ours, body => 'STOP');
	$s->standin->clear_faults;
	is(settle($origin)->{error_code}, 21610, 'STOP comes before the text is sent');
	mailed_instead($sid, $call, 'canceled', 'it is called off');

	# Twilio alone knows of it.
	$s->sql('DELETE FROM consents WHERE phone = ?', $anna);
	($sid, $call) = told_to_anna('sms');
	mailed_instead($sid, $call, 'failed', 'Twilio refuses it (21610)');
	($sid, $call) = told_to_anna('sms');
	is(mail_of($sid)->{to}, 'anna@clinic.example', 'the next is told by mail at once');
	notices_are($call, ["voicemail email $first - sent"], 'and by no text');
	$s->routing($clinic, forwardNumber => $desk, fallback => 'goodbye', missedCallText => 'Sorry we missed you.');
};

# The end of a call is told while what came of its last Dial is still under way. `told` is what was told before, each as [webhook, its query, fields …], where
# legs have names in place of sids. Gives the call's sid when the job has looked once.
sub ended_before_its_dial($from, @told) {
	my %call = (CallSid => $s->sid, From => $from, To => $ours, Direction => 'inbound');
	my %leg;
	$s->heard($from);
	is($s->signed('/api/twilio/voice/incoming', { %call, CallStatus => 'ringing' })->{status}, 200, 'a call comes in');
	foreach my $webhook (@told) {
		my ($path, $query, %fields) = @$webhook;
		$fields{$_} = $leg{$fields{$_}} //= $s->sid foreach grep { $fields{$_} } qw(CallSid DialCallSid);
		my %usual = $path =~ /\A(?:dial-status|fallback)\z/ ? %call : (ParentCallSid => $call{CallSid}, From => $ours, To => $desk, Direction => 'outbound-dial');
		like($s->signed("/api/twilio/voice/$path", { CallStatus => 'in-progress', %usual, %fields }, query => $query =~ s/CALL/$call{CallSid}/r)->{status}, qr/\A20[04]\z/, "then $path");
	}
	is($s->signed('/api/twilio/voice/status-callback', { %call, CallStatus => 'completed', CallDuration => 40, SequenceNumber => 3 })->{status}, 204, 'its end is told');
	$s->wait_for('the job has looked', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND attempts > 0 AND leased_by IS NULL}, "call-ended:$call{CallSid}") });
	return $call{CallSid};
}

sub job_of($sid) { return $s->value('SELECT state FROM jobs WHERE job_key = ?', "call-ended:$sid") }

# What came of its Dial never is told: the wait for it is over. How many texts were meant.
sub texts_without_its_dial($sid) {
	$s->sql('UPDATE calls SET ended_at = ended_at - INTERVAL 5 MINUTE WHERE call_sid = ?', $sid);
	$s->hurry("call-ended:$sid");
	$s->wait_for('the job is done', sub { job_of($sid) eq 'done' });
	return $s->value('SELECT COUNT(*) FROM messages WHERE origin = ?', "missed-call:$sid");
}

subtest 'a call whose end is told before what came of its Dial' => sub {
	my %dial = (CallStatus => 'completed', DialCallSid => 'leg', DialCallStatus => 'completed', DialBridged => 'true', DialCallDuration => 30);
	my @picked_up = (['status-callback', '', CallSid => 'leg', CallStatus => 'in-progress', SequenceNumber => 2],
		['status-callback', '', CallSid => 'leg', CallStatus => 'completed', CallDuration => 30, SequenceNumber => 3]);
	my @unanswered = (['status-callback', '', CallSid => 'leg', CallStatus => 'no-answer', CallDuration => 0, SequenceNumber => 2]);
	my $dialled = ended_before_its_dial('+12125550180', @unanswered);
	is(job_of($dialled), 'due', 'is not taken for missed');
	is($s->signed('/api/twilio/voice/dial-status', { %dial, DialCallSid => $s->sid, CallSid => $dialled, From => '+12125550180', To => $ours, Direction => 'inbound' })->{status}, 200, 'the Dial was answered');
	$s->hurry("call-ended:$dialled");
	$s->wait_for('the job is done', sub { job_of($dialled) eq 'done' });
	is($s->value('SELECT COUNT(*) FROM messages WHERE origin = ?', "missed-call:$dialled"), 0, 'and the caller gets no text');
	my $busy = ended_before_its_dial('+12125550181', @unanswered);
	$s->signed('/api/twilio/voice/dial-status', { %dial, DialCallStatus => 'no-answer', DialBridged => 'false', DialCallSid => $s->sid, CallSid => $busy, From => '+12125550181', To => $ours, Direction => 'inbound' });
	$s->hurry("call-ended:$busy");
	$s->wait_for('the job is done', sub { job_of($busy) eq 'done' });
	is($s->value('SELECT COUNT(*) FROM messages WHERE origin = ?', "missed-call:$busy"), 1, 'who was not answered does');

	my $screened = "assistant=$first&screened=1";
	my $accepted = ['screen', "attempt=1&assistant=$first&call=CALL&line=" . ($ours =~ s/\+/%2B/r), CallSid => 'leg', Digits => '1'];
	my $first_dial = ['dial-status', "dialled=assistants&assistant=$first&rung=$first", DialCallSid => 'another', DialCallStatus => 'no-answer', DialBridged => 'false'];
	my %failed = (ErrorCode => 11200, ErrorUrl => $s->url . '/api/twilio/voice/dial-status');
	my @cases = (
		['answered by a leg', 0, due => @picked_up],
		['a leg that is not known to have ended', 0, due => $picked_up[0]],
		['nobody picked up', 1, due => @unanswered],
		['picked up, but not accepted', 1, due => map { my @leg = @$_; $leg[1] = $screened; \@leg } @picked_up],
		['picked up and accepted', 0, due => $accepted, map { my @leg = @$_; $leg[1] = $screened; \@leg } @picked_up],
		['the second who was rung answered', 0, due => $first_dial, @picked_up],
		['a leg of a Dial that is known to have brought no two together', 1, done => @picked_up, ['dial-status', '', %dial, DialBridged => 'false']],
		['the same, told by Twilio to the fallback', 1, done => @picked_up, ['fallback', '', %dial, %failed, DialBridged => 'false']],
		['the fallback, but not whether they were brought together', 0, due => @picked_up, ['fallback', '', %dial, %failed, DialBridged => undef]],
		['nothing was dialled', 1, 'done'],
	);
	my $from = '+12125550182';
	foreach my $case (@cases) {
		my ($name, $texts, $state, @legs) = @$case;
		my $sid = ended_before_its_dial($from, @legs);
		$from =~ s{(\d\d)\z}{$1 + 1}e;
		is(job_of($sid), $state, "$name: " . ($state eq 'due' ? 'it is waited for' : 'there is nothing to wait for'));
		is(texts_without_its_dial($sid), $texts, $texts ? 'and a text in the end' : 'and no text');
	}
};

subtest 'a call whose end is told before its beginning' => sub {
	my %call = (CallSid => $s->sid, From => '+12125550196', To => $ours, Direction => 'inbound');
	$s->heard($call{From});
	is($s->signed('/api/twilio/voice/status-callback', { %call, CallStatus => 'completed', CallDuration => 40, SequenceNumber => 3 })->{status}, 204, 'its end is told');
	$s->wait_for('the job has looked', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND attempts > 0 AND leased_by IS NULL}, "call-ended:$call{CallSid}") });
	is(job_of($call{CallSid}), 'due', 'what came of it may still be in the spool: it is waited for');
	is(texts_without_its_dial($call{CallSid}), 1, 'and a text in the end');
};

subtest 'a blocked caller gets no text' => sub {
	my $blocked = '+12125550197';
	$s->heard($blocked);
	$s->routing($clinic, forwardNumber => $desk, fallback => 'goodbye', missedCallText => 'Sorry we missed you.', blockedNumbers => [$blocked]);
	my $call = $s->call(from => $blocked, to => $ours);
	is($call->{why}, 'reject', 'who is rejected');
	ended($call);
	is($s->value('SELECT COUNT(*) FROM messages WHERE phone = ?', $blocked), 0, 'is not answered by a text either');
};

$s->end;
done_testing;
