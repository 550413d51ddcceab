#!/usr/bin/perl
# What ElevenLabs reports: who may, what becomes of it, and that it happens once, whatever goes wrong in between.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA qw(hmac_sha256_hex);
use JSON::PP;
use Switchboard;
use Test::More;

my ($NUMBER, $OTHER, $AGENT, $ANN, $BOB) = ('+18455550101', '+18455550102', '+18455550111', '+12125550121', '+12125550122');
my $PATH = '/api/voice/post_call';
my $JSON = JSON::PP->new->utf8->canonical;
my $s = Switchboard->new(numbers => [$NUMBER, $OTHER], elevenlabs => 1, conf => {ELEVENLABS_PHONE_NUMBER => $AGENT, ELEVENLABS_AGENTS => 'intake=agent_ours'});
my $SECRET = $s->setting('ELEVENLABS_WEBHOOK_SECRET');
my $clinic = $s->clinic('Hillside', timezone => 'America/New_York', open => {policy => 'ai-agent'});
my $other = $s->clinic('Lakeside', timezone => 'America/New_York', open => {policy => 'ai-agent'});
$s->connect($NUMBER, $clinic);
$s->connect($OTHER, $other);
my $assistant = $s->user(assistant => $clinic);
my $made = 0;
$s->secret('asked for a cleaning', 'I would like a cleaning');
$s->heard($ANN, $BOB, $AGENT);

subtest 'who may' => sub {
	my $bytes = report(conversation_id => 'conv_who');
	my $now = time;
	my %wrong = (
		'nothing' => undef, 'an empty signature' => '', 'a stale one' => signature($bytes, $now - 1860), 'one from the future' => signature($bytes, $now + 360),
		'another secret' => signature($bytes, $now, 'wsec_another'), 'another body' => signature("$bytes ", $now), 'half of one' => "t=$now",
	);
	foreach my $how (sort keys %wrong) {
		my $answer = post($bytes, $wrong{$how});
		is($answer->{status}, 401, "$how is refused");
		is($answer->{json}{status}, 401, 'with problem details');
	}
	is($s->value("SELECT COUNT(*) FROM events WHERE subject = 'conv_who'"), 0, 'and nothing is kept of it');
	is($s->figure('refused_webhooks_total')->{'{program="post-call"}'}, 7, 'but it is counted');
	is(post($bytes, signature($bytes, $now - 1700))->{status}, 200, 'one of 28 minutes ago is taken');
	my $twice = signature($bytes, $now, 'old') . ',' . (signature($bytes, $now) =~ s/^t=\d+,//r);
	is(post($bytes, $twice)->{status}, 200, 'two signatures, of which one is right');
	is($s->request(GET => $PATH)->{status}, 405, 'there is nothing to read');
	is($s->elevenlabs->deliver($s->url . $PATH, data => $JSON->decode(report(conversation_id => 'conv_by'))->{data})->{status}, 200, 'as the provider itself sends it');
};

subtest 'a session' => sub {
	my ($session, $sid) = session($clinic, $ANN);
	my %said = (
		conversation_id => 'conv_ann', conversation_initiation_client_data => {dynamic_variables => {session_id => $session}}, has_audio => JSON::PP::true,
		metadata => {start_time_unix_secs => 1763985600, call_duration_secs => 61, cost => 77, phone_call => {type => 'twilio', direction => 'outbound', agent_number => $AGENT, external_number => $ANN}},
		transcript => [turn(agent => 'Hello, how can I help?', 0), turn(user => 'I would like a cleaning.', 3)],
		analysis => {transcript_summary => 'Ann asked for a cleaning, and was booked in for Wednesday, November 26 at 10:30 AM.', data_collection_results => {
			appointment_booked => {value => JSON::PP::true, rationale => 'the patient agreed'}, appointment_start => {value => '2025-11-26T10:30'}, service => {value => 'Cleaning'},
			patient_name => {value => 'Ann Lee'}, email => {value => 'ann@example.test'}}},
		surprise => {of => ['the', 'future']},
	);
	my $bytes = report(%said);
	my $answer = post($bytes, signature($bytes));
	is($answer->{status}, 200, 'a report is answered with exactly 200');
	is($answer->{body}, '', 'and nothing else');
	worked('conv_ann');
	my $row = $s->row('SELECT * FROM sessions WHERE session_id = ?', $session);
	$s->holds($row, {conversation_id => 'conv_ann', status => 'completed', intent => 'book_appointment', has_audio => 1}, 'the session is filled');
	is($row->{ended_at}, '2025-11-24 12:01:01.000', 'and ended');
	is_deeply([map { "$_->{speaker}: $_->{text}" } @{$JSON->decode($row->{transcript})}], ['agent: Hello, how can I help?', 'patient: I would like a cleaning.'], 'with what was said');
	my $patient = $s->row('SELECT * FROM patients WHERE clinic_id = ? AND phone = ?', $clinic->{id}, $ANN);
	$s->holds($patient, {first_name => 'Ann', last_name => 'Lee', email => 'ann@example.test', patient_id => $row->{patient_id}}, 'the patient is known');
	my $booking = $s->row('SELECT * FROM bookings WHERE session_id = ?', $session);
	$s->holds($booking, {source => 'elevenlabs', status => 'proposed', service => 'Cleaning', stated_date => '2025-11-26', starts_at => '2025-11-26 15:30:00.000', patient_id => $row->{patient_id}, call_sid => $sid}, 'a booking is proposed');
	my $call = $s->api($assistant, GET => "/api/twilio/call-logs/$sid")->{json};
	$s->holds($call, {summaryReady => 1, appointmentBooked => 1, patientId => $row->{patient_id}}, 'the call shows what came of it');
	like($call->{summaryText}, qr/^Ann asked for a cleaning/, 'with its summary');
	is(scalar @{$s->api($assistant, GET => '/api/twilio/call-logs?q=cleaning')->{json}{items}}, 1, 'and is found by its words');
	my $usage = $s->row("SELECT * FROM provider_usage WHERE call_sid = ? AND product = 'voice-agent'", $sid);
	$s->holds($usage, {input_units => 77, unit => 'credits', model => 'elevenlabs'}, 'what it cost is noted');
	like($s->value("SELECT body FROM events WHERE claim = 'elevenlabs:post-call-transcription:conv_ann'"), qr/"of":\["the","future"\]/, 'unknown fields are kept');

	my $before = brought($sid);
	post($bytes, signature($bytes)) foreach 1 .. 2;
	$s->wait_for('the repeats are there', sub { $s->value("SELECT COUNT(*) FROM events WHERE subject = 'conv_ann' AND verdict = 'duplicate'") == 2 });
	order('conv_ann');
	idle();
	is_deeply(brought($sid), $before, 'twice is once, and so is the job');
};

subtest 'matching' => sub {
	my $at = time - 60;
	my ($mine, $sid) = session($clinic, $BOB);
	my $bad = 'vs_' . 'a' x 26;
	my @unmatched = (
		['a session of nobody', {session_id => $bad}, $BOB, undef, qr/none of ours/],
		['a session with another phone', {session_id => $mine}, '+12125550199', undef, qr/another number/],
		['a call sid of nobody', {}, '+12125550198', $s->sid, qr/fits it/],
		['a number that did not call', {}, '+12125550197', undef, qr/fits it/],
		['nothing at all', {}, undef, undef, qr/too little/],
	);
	foreach my $case (@unmatched) {
		my ($name, $variables, $phone, $call, $why) = @$case;
		my $id = send_report(variables => $variables, phone => $phone, call_sid => $call, at => $at);
		my $row = $s->wait_for("$name is on the list", sub { $s->row('SELECT * FROM unmatched_conversations WHERE conversation_id = ?', $id) });
		like($row->{reason}, $why, "$name: why");
	}
	is($s->value('SELECT conversation_id FROM sessions WHERE session_id = ?', $mine), undef, 'the session is as it was');
	my $id = send_report(variables => {}, phone => $BOB, call_sid => $sid, at => $at);
	worked($id);
	is($s->value('SELECT conversation_id FROM sessions WHERE session_id = ?', $mine), $id, 'by the sid of its call');
	my ($fits) = session($clinic, $ANN);
	$id = send_report(variables => {}, phone => $ANN, at => time);
	worked($id);
	is($s->value('SELECT conversation_id FROM sessions WHERE session_id = ?', $fits), $id, 'by numbers and time');
	my @two = map { (session($clinic, '+12125550131'))[0] } 1 .. 2;
	$id = send_report(variables => {}, phone => '+12125550131', at => time);
	my $row = $s->wait_for('two that fit are none', sub { $s->row('SELECT * FROM unmatched_conversations WHERE conversation_id = ?', $id) });
	like($row->{reason}, qr/More than one/, 'and the list says so');
	$id = send_report(variables => {session_id => $two[0]}, phone => '+12125550131', at => time);
	worked($id);
	is($s->value('SELECT COUNT(*) FROM sessions WHERE session_id = ? AND conversation_id IS NULL', $two[1]), 1, 'the id decides between them');
};

subtest 'a call that came in' => sub {
	my $phone = '+12125550141';
	my $sid = $s->sid;
	$s->heard($phone);
	my $id = send_report(variables => {}, phone => $phone, at => time, summary => 'Eve has a problem with her bill.', collected => {intent => 'raise_ticket', ticket_subject => 'Bill', priority => 'urgent', patient_name => 'Eve Poe'});
	$s->wait_for('before the call it fits nothing', sub { $s->value('SELECT 1 FROM unmatched_conversations WHERE conversation_id = ?', $id) });
	$s->signed('/api/twilio/voice/incoming', {CallSid => $sid, From => $phone, To => $OTHER, CallStatus => 'ringing', Direction => 'inbound'});
	order($id);
	worked($id);
	is($s->value('SELECT COUNT(*) FROM unmatched_conversations WHERE conversation_id = ?', $id), 0, 'then it leaves the list');
	$s->holds($s->row('SELECT * FROM tickets WHERE call_sid = ?', $sid), {clinic_id => $other->{id}, subject => 'Bill', priority => 'urgent', status => 'open'}, 'a ticket is raised');
	is($s->value('SELECT COUNT(*) FROM patients WHERE phone = ? AND clinic_id = ?', $phone, $other->{id}), 1, 'the patient is the clinic\'s');
	is($s->value('SELECT COUNT(*) FROM patients WHERE phone = ? AND clinic_id = ?', $phone, $clinic->{id}), 0, 'and of no other');
	is($s->api($assistant, GET => "/api/twilio/call-logs/$sid")->{status}, 404, 'nobody else sees the call');
	is($s->value('SELECT summary_text FROM calls WHERE call_sid = ?', $sid), 'Eve has a problem with her bill.', 'the call has its summary');
	my $transcript = $s->value("SELECT transcript_id FROM transcripts WHERE call_sid = ? AND source = 'elevenlabs'", $sid);
	ok($transcript, 'and its transcript');
};

subtest 'a caller whose number is withheld, and spelt on keys' => sub {
	my ($phone, $sid) = ('+266696687', $s->sid);
	$s->signed('/api/twilio/voice/incoming', {CallSid => $sid, From => $phone, To => $OTHER, CallStatus => 'ringing', Direction => 'inbound'});
	my $id = send_report(variables => {}, phone => $phone, at => time, summary => 'Zoe has a question.', collected => {intent => 'raise_ticket', ticket_subject => 'Question', patient_name => 'Zoe Fox'});
	worked($id);
	$s->holds($s->row('SELECT * FROM tickets WHERE call_sid = ?', $sid), {clinic_id => $other->{id}, subject => 'Question', patient_id => undef}, 'a ticket is raised, and is nobody\'s');
	is($s->value("SELECT COUNT(*) FROM patients WHERE first_name = 'Zoe'"), 0, 'there is no patient whom reminders would go to');
};

subtest 'nobody was reached' => sub {
	my ($session, $sid) = session($clinic, '+12125550151', 'ringing');
	my $bytes = $JSON->encode({type => 'call_initiation_failure', event_timestamp => time, data => {agent_id => 'agent_ours', conversation_id => 'conv_busy', failure_reason => 'busy',
		metadata => {type => 'twilio', body => {CallSid => $sid, From => $AGENT, To => '+12125550151', CallStatus => 'busy'}}}});
	is(post($bytes, signature($bytes))->{status}, 200, 'a failure is taken');
	worked('conv_busy', 'post-call-failure');
	is($s->value('SELECT status FROM sessions WHERE session_id = ?', $session), 'busy', 'and told');
};

subtest 'what is not worked in' => sub {
	my $events = $s->value('SELECT COUNT(*) FROM events');
	my $sound = $JSON->encode({type => 'post_call_audio', data => {agent_id => 'agent_ours', conversation_id => 'conv_sound', full_audio => 'QUJD' x 500_000}});
	is(post($sound, signature($sound))->{status}, 200, 'sound is acknowledged');
	my $foreign = report(conversation_id => 'conv_foreign', agent_id => 'agent_theirs');
	is(post($foreign, signature($foreign))->{status}, 200, 'so is another agent\'s');
	is($s->value('SELECT COUNT(*) FROM events'), $events, 'and neither is kept');
	my $new = $JSON->encode({type => 'post_call_smell', data => {agent_id => 'agent_ours', conversation_id => 'conv_new', intensity => 3}});
	is(post($new, signature($new))->{status}, 200, 'an unknown type is acknowledged');
	is($s->value("SELECT COUNT(*) FROM events WHERE subject = 'conv_new' AND verdict = 'accepted'"), 1, 'and kept');
	foreach my $broken ('{"type": "post_call', '[1, 2]', '', "\xff", '{"type":"post_call_transcription","data":{"agent_id":"agent_ours","conversation_id":7}}') {
		is(post($broken, signature($broken))->{status}, 200, 'what cannot be read is acknowledged');
		is($s->value("SELECT COUNT(*) FROM events WHERE verdict = 'failed' AND HEX(body) = ?", uc unpack 'H*', $broken), 1, 'and kept for a person') if length $broken;
	}
};

subtest 'large ones' => sub {
	my ($session) = session($clinic, '+12125550161');
	my $limit = 25 * 1024 * 1024;
	my $head = report(conversation_id => 'conv_large', conversation_initiation_client_data => {dynamic_variables => {session_id => $session}}, transcript => [turn(user => 'Hello', 1)], filler => '@');
	my $bytes = $head =~ s/\@/'x' x ($limit - length($head) + 1)/er;
	is(length $bytes, $limit, 'a report of exactly 25 MiB');
	is(post($bytes, signature($bytes))->{status}, 200, 'is taken');
	worked('conv_large');
	is($s->value("SELECT LENGTH(body) FROM events WHERE claim = 'elevenlabs:post-call-transcription:conv_large'"), $limit, 'whole');
	is(post("$bytes ", signature("$bytes "))->{status}, 413, 'one byte more is not');
	my ($most) = sort { $b <=> $a } map { Switchboard::read_file("/proc/$_/status") =~ /^VmRSS:\s+(\d+)/m } $s->pids('post-call');
	cmp_ok($most, '<', 40_000, 'and no process keeps its memory') unless ($ENV{SWITCHBOARD_OBJ} // '') =~ /san/;
};

subtest 'the database is away' => sub {
	my ($session, $sid) = session($clinic, '+12125550171');
	$s->stop('mariadb');
	my $bytes = report(conversation_id => 'conv_away', conversation_initiation_client_data => {dynamic_variables => {session_id => $session}}, transcript => [turn(user => 'Hello', 1)]);
	is(post($bytes, signature($bytes))->{status}, 200, 'a report is taken') foreach 1 .. 2;
	my $large = report(conversation_id => 'conv_away_large', filler => 'x' x 20_000_000);
	is(post($large, signature($large))->{status}, 200, 'a large one, too');
	$s->start('mariadb');
	worked('conv_away');
	$s->wait_for('the large one is there', sub { ($s->value("SELECT LENGTH(body) FROM events WHERE subject = 'conv_away_large'") // 0) == length $large });
	$s->wait_for('the spool is empty', sub { !glob $s->setting('SPOOL_DIR') . '/new/*' });
	is($s->value('SELECT status FROM sessions WHERE session_id = ?', $session), 'completed', 'and worked in once it is back');
	is($s->value("SELECT COUNT(*) FROM provider_usage WHERE call_sid = ?", $sid), 1, 'once');
};

subtest 'several workers at once' => sub {
	my ($session, $sid) = session($clinic, '+12125550181');
	$s->stop('worker');
	send_report(id => 'conv_race', variables => {session_id => $session}, phone => '+12125550181', at => time, collected => {patient_name => 'Lou Reed', intent => 'raise_ticket', appointment_booked => JSON::PP::true});
	$s->sql("INSERT INTO jobs (kind, payload, run_at, created_at) VALUES ('post-call', ?, NOW(3), NOW(3))", '{"provider":"elevenlabs","conversationId":"conv_race"}') foreach 1 .. 8;
	$s->start('worker');
	worked('conv_race');
	idle();
	is($s->value("SELECT COUNT(*) FROM $_ WHERE call_sid = ?", $sid), 1, "one of $_") foreach qw(provider_usage bookings tickets transcripts);
	is($s->value("SELECT COUNT(*) FROM patients WHERE first_name = 'Lou'"), 1, 'one patient');
};

subtest 'the worker is killed' => sub {
	my @phones = map { "+121255502$_" } 10 .. 19;
	my %session = map { $_ => [session($clinic, $_)] } @phones;
	$s->heard(@phones);
	send_report(id => "conv_kill_$_", variables => {session_id => $session{$_}[0]}, phone => $_, at => time, collected => {patient_name => "Kim P$_", appointment_booked => JSON::PP::true}) foreach @phones;
	foreach (1 .. 3) {
		my ($head, @workers) = $s->pids('worker');
		$s->end_process('worker', $_) foreach @workers;
	}
	$s->release_jobs;
	worked("conv_kill_$_") foreach @phones;
	is($s->value("SELECT COUNT(*) FROM provider_usage JOIN sessions USING (call_sid) WHERE conversation_id LIKE 'conv\\_kill%'"), 10, 'each is worked in once');
	is($s->value("SELECT COUNT(*) FROM bookings JOIN sessions USING (session_id) WHERE conversation_id LIKE 'conv\\_kill%'"), 10, 'with one booking each');
	is($s->value("SELECT COUNT(*) FROM patients WHERE first_name = 'Kim'"), 10, 'and one patient');
};

subtest 'what is deleted' => sub {
	my $sid = $s->value("SELECT call_sid FROM sessions WHERE conversation_id = 'conv_ann'");
	$s->sql('UPDATE transcripts SET created_at = NOW(3) - INTERVAL 400 DAY WHERE call_sid = ?', $sid);
	$s->run_job('retention');
	$s->wait_for('the transcript is deleted', sub { $s->value("SELECT status = 'deleted' FROM transcripts WHERE call_sid = ?", $sid) });
	is($s->value("SELECT LENGTH(body) FROM events WHERE claim = 'elevenlabs:post-call-transcription:conv_ann'"), 0, 'the report goes with the transcript');
	is($s->value('SELECT transcript FROM sessions WHERE call_sid = ?', $sid), undef, 'and the session\'s');
	order('conv_ann');
	idle();
	is($s->value("SELECT COUNT(*) FROM transcripts WHERE call_sid = ? AND status = 'ready'", $sid), 0, 'it does not come back');
};

$s->end;
done_testing;

sub signature($bytes, $t = time, $secret = $SECRET) { return "t=$t,v0=" . hmac_sha256_hex("$t.$bytes", $secret) }

sub post($bytes, $signature) {
	return $s->request(POST => $PATH, $bytes, {'Content-Type' => 'application/json', defined $signature ? ('ElevenLabs-Signature' => $signature) : ()});
}

sub turn($role, $message, $at) { return {role => $role, message => $message, time_in_call_secs => $at, tool_calls => [], tool_results => []} }

sub report(%data) {
	return $JSON->encode({type => 'post_call_transcription', event_timestamp => time, data => {agent_id => 'agent_ours', status => 'done', transcript => [], analysis => undef,
		metadata => {start_time_unix_secs => time, call_duration_secs => 5}, %data}});
}

# A report that says what it may be matched by; gives its id.
sub send_report(%h) {
	my $id = $h{id} // 'conv_m' . ++$made;
	my $bytes = report(conversation_id => $id, conversation_initiation_client_data => {dynamic_variables => $h{variables}}, transcript => [turn(user => 'Hello', 1)],
		metadata => {start_time_unix_secs => $h{at}, call_duration_secs => 30, phone_call => $h{phone} ? {type => 'twilio', direction => 'inbound', agent_number => $AGENT,
			external_number => $h{phone}, call_sid => $h{call_sid}} : undef},
		analysis => {transcript_summary => $h{summary}, data_collection_results => $h{collected} // {}});
	is(post($bytes, signature($bytes))->{status}, 200, "$id is taken");
	return $id;
}

# A session with its call; gives both ids.
sub session($of, $phone, $status = 'in-progress') {
	my ($session, $sid) = ('vs_' . join('', map { ('a' .. 'z', 2 .. 7)[rand 32] } 1 .. 26), $s->sid);
	$s->heard($phone);
	$s->sql('INSERT INTO sessions (session_id, clinic_id, phone, agent_type, agent, provider, status, status_rank, call_sid, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NOW(3), NOW(3))',
		$session, $of->{id}, $phone, 'intake', $AGENT, 'elevenlabs', $status, $status eq 'ringing' ? 3 : 4, $sid);
	$s->sql("INSERT INTO calls (clinic_id, call_sid, direction, from_number, to_number, twilio_phone_number, phone, status, status_rank, started_at, call_type, session_id) VALUES (?, ?, 'outbound', ?, ?, ?, ?, 'in-progress', 4, NOW(3), 'ai-session', ?)",
		$of->{id}, $sid, $NUMBER, $phone, $NUMBER, $phone, $session);
	return ($session, $sid);
}

sub worked($id, $type = 'post-call-transcription') {
	return ok($s->wait_for("$id is worked in", sub { $s->value('SELECT clinic_id FROM events WHERE claim = ?', "elevenlabs:$type:$id") }), "$id is worked in");
}

# Has the job run again.
sub order($id) {
	$s->sql("DELETE FROM jobs WHERE kind = 'post-call' AND payload LIKE ?", "%\"$id\"%");
	$s->sql("INSERT INTO jobs (kind, payload, run_at, created_at) VALUES ('post-call', ?, NOW(3), NOW(3))", $JSON->encode({provider => 'elevenlabs', conversationId => $id}));
}

sub idle() {
	return $s->wait_for('no job is due', sub { !$s->value("SELECT COUNT(*) FROM jobs WHERE kind IN ('post-call', 'analyse-call') AND state = 'due' AND run_at <= NOW(3)") });
}

# All that a report brings about.
sub brought($sid) {
	return {map { my $table = $_; $table => [$s->rows("SELECT * FROM $table WHERE call_sid = ?", $sid)] } qw(calls bookings tickets transcripts provider_usage sessions)};
}
