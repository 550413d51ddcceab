#!/usr/bin/perl
# What is kept too long is deleted, here and at Twilio, clinic by clinic; the ledger that proves it; Twilio that refuses, hangs and comes back; a worker that is killed.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($NUMBER, $OTHERS, $FRONT, $CALLER) = ('+18455550101', '+18455550102', '+19145550201', '+12125550123');
my $WORDS = 'Root canal on Tuesday';

my $s = Switchboard->new(numbers => [$NUMBER, $OTHERS], intelligence => 1, conf => {RETENTION_RECORDINGS_DAYS => 30, RETENTION_TRANSCRIPTS_DAYS => 60, RETENTION_MESSAGES_DAYS => 0});
$s->secret($WORDS);
my $clinic = $s->clinic('Hillside', forwardNumber => $FRONT, transcription => 'off', retentionDays => {recordings => undef, transcripts => 10, messages => 5});
my $others = $s->clinic('Plainview', forwardNumber => $FRONT, transcription => 'off', retentionDays => {recordings => 0});
$s->connect($NUMBER, $clinic);
$s->connect($OTHERS, $others);
my ($anna, $owner, $stranger) = ($s->user(assistant => $clinic), $s->user(customer => $clinic), $s->user(customer => $others));
$s->sql("DELETE FROM jobs WHERE kind = 'transcribe'");

subtest 'who may read the ledger' => sub {
	$s->is_problem($s->api(undef, GET => '/api/deletions'), 401, 'not nobody');
	$s->is_problem($s->api($anna, GET => '/api/deletions'), 403, 'not an assistant');
	$s->is_problem($s->api($owner, GET => '/api/deletions?status=gone&kind=thing'), 422, 'words that it does not know', 'status', 'kind');
	$s->is_problem($s->api($owner, GET => "/api/deletions?clinicId=$others->{id}"), 404, 'not for another clinic');
	is_deeply($s->api($owner, GET => '/api/deletions')->{json}, {items => [], next => undef}, 'it is empty yet');
};

subtest 'each clinic its own days' => sub {
	my @old = (recording($clinic, 31), transcript($clinic, 11), message($clinic, 6));
	my @young = (recording($clinic, 29), transcript($clinic, 9), message($clinic, 4));
	my @kept = (recording($others, 400), message($others, 400), transcript($others, 59));
	my $old = transcript($others, 61);
	retention();
	ok(all_done(3, $owner), 'what is older than Hillside has it is deleted, there too');
	is_deeply([map { [@$_{qw(kind sid reason userId clinicId)}] } reverse ledger($owner)],
		[[recording => $old[0]{sid}, 'retention', undef, $clinic->{id}], [transcript => $old[1]{sid}, 'retention', undef, $clinic->{id}],
			[message => $old[2]{sid}, 'retention', undef, $clinic->{id}]], 'and nothing else of it');
	is_deeply([map { here($_) } @old], ['', '', ''], 'its words are gone here');
	is_deeply([map { there($_) } @old], [404, 404, 404], 'and there');
	is_deeply([map { there($_) } @young, @kept], [(200) x 6], 'what is younger, or kept for ever, is there still');
	is_deeply([grep { here($_) eq '' } @young, @kept], [], 'and here');
	ok(all_done(1, $stranger), 'Plainview has the server\'s days for transcripts');
	is((ledger($stranger))[0]{sid}, $old->{sid}, 'and its own ledger');
	is(scalar ledger($s->admin), 4, 'the operator sees both');
	is_deeply([map { $_->{kind} } ledger($owner, 'kind=message')], ['message'], 'by kind');
	is(scalar ledger($owner, 'status=pending'), 0, 'by status');
	my $csv = $s->api($owner, GET => '/api/deletions?format=csv');
	is(scalar(split /\r\n/, $csv->{body}), 4, 'as CSV');
	my $events = $s->value('SELECT COUNT(*) FROM events WHERE body LIKE ?', '%Root+canal%');
	is($events, 4, 'the raw webhooks that brought what is gone have forgotten it, and no others');
	my ($mms) = grep { $_->{method} eq 'DELETE' && $_->{resource} =~ m{/Media/} } $s->standin->requests;
	ok($mms, 'pictures were deleted before their text');
	is($s->value("SELECT COUNT(*) FROM search_words WHERE kind = 'call' AND ref = ?", $old[1]{call_id}), 0, 'search finds nothing');
	retention();
	is(scalar ledger($s->admin), 4, 'once more finds nothing more to do');
};

subtest 'a call that Intelligence wrote down' => sub {
	$s->routing($clinic, forwardNumber => $FRONT, transcription => 'twilio-intelligence', retentionDays => {transcripts => 10});
	my ($call, $call_id) = call($clinic);
	my $recording = $s->standin->recording(callSid => $call, duration => 5, channels => 2)->{sid};
	$s->standin->transcript(recording => $recording, sentences => [{channel => 1, text => $WORDS, start => '0', end => '1'}], operators => [{text => "$WORDS was agreed."}]);
	$s->signed('/api/twilio/voice/recording-status', {CallSid => $call, RecordingSid => $recording, RecordingStatus => 'completed', RecordingChannels => 2});
	my $sid = $s->wait_for('it is written down', sub { $s->value("SELECT sid FROM transcripts WHERE recording_sid = ? AND status = 'ready'", $recording) });
	$s->sql("INSERT IGNORE INTO search_words (clinic_id, word, at, kind, ref) VALUES (?, 'canal', UTC_TIMESTAMP(3), 'call', ?)", $clinic->{id}, $call_id);
	$s->sql('UPDATE transcripts SET created_at = created_at - INTERVAL 11 DAY WHERE sid = ?', $sid);
	retention();
	ok($s->wait_for('it is gone', sub { status_of({sid => $sid}) eq 'done' }), 'it is deleted');
	is(Mojo::UserAgent->new->get("http://$s->{account}:$s->{token}\@127.0.0.1:" . $s->standin->port . "/v2/Transcripts/$sid")->result->code, 404, 'by Intelligence too');
	is($s->value("SELECT COUNT(*) FROM search_words WHERE kind = 'call' AND ref = ?", $call_id), 0, 'and nobody finds it by its words any more');
	is($s->value('SELECT COUNT(*) FROM sentences JOIN transcripts USING (transcript_id) WHERE sid = ?', $sid), 0, 'no sentence of it is left');
	is($s->value('SELECT summary_text FROM calls WHERE call_sid = ?', $call), undef, 'nor its summary');
	$s->routing($clinic, forwardNumber => $FRONT, transcription => 'off', retentionDays => {recordings => undef, transcripts => 10, messages => 5});
};

subtest 'words that could not be read' => sub {
	my ($data, $sid) = ('{"transcript":"' . $WORDS . '"', 'GT' . 'a' x 32);
	my %call = (ours => (call($clinic))[0], theirs => (call($others))[0], nobodys => $s->sid);
	foreach my $call (values %call) {
		$s->signed('/api/twilio/voice/transcription', {CallSid => $call, TranscriptionSid => $sid, TranscriptionEvent => 'transcription-content', SequenceId => 1, Final => 'true', TranscriptionData => $data});
		$s->signed('/api/twilio/voice/transcription', {CallSid => $call, TranscriptionEvent => 'transcription-content', TranscriptionData => $data});
		$s->signed('/api/twilio/voicemail-transcription', {CallSid => $call, TranscriptionSid => $sid, TranscriptionStatus => 'completed', TranscriptionText => $WORDS});
	}
	my $of = sub ($whose) { return $s->value("SELECT COUNT(*) FROM events WHERE subject = ? AND verdict = 'failed' AND body <> ''", $call{$whose}) };
	my $left = sub ($days) {
		$s->sql("UPDATE events SET at = UTC_TIMESTAMP(3) - INTERVAL ? DAY WHERE subject IN (?, ?, ?)", $days, @call{qw(ours theirs nobodys)});
		retention();
		return join ' ', map { "$_ " . $of->($_) } qw(ours theirs nobodys);
	};
	is($left->(9), 'ours 3 theirs 3 nobodys 3', 'stay as long as words that could');
	is($left->(11), 'ours 0 theirs 3 nobodys 3', 'and no longer: each clinic its own days');
	is($left->(61), 'ours 0 theirs 0 nobodys 0', 'or the server\'s');
	is($s->value("SELECT COUNT(*) FROM events WHERE subject = ? AND verdict <> 'failed' AND body = ''", $call{theirs}), 0, 'nothing else of the call is forgotten');
};

subtest 'Twilio refuses, and comes back' => sub {
	foreach my $mode (qw(500 401 429 reset-before)) {
		my $recording = recording($clinic, 40);
		$s->standin->fault(match => 'DELETE /Recordings', mode => $mode, times => 20);
		retention();
		my $entry = $s->wait_for('it was tried', sub { my ($e) = grep { $_->{sid} eq $recording->{sid} && $_->{attempts} } ledger($owner); $e });
		$s->holds($entry, {status => 'pending', deletedThereAt => undef}, "$mode: it is deleted here alone");
		like($entry->{lastError}, qr/\w/, 'why is in the ledger');
		ok(here($recording) eq '', 'but here it is');
		$s->standin->clear_faults;
		ok($s->wait_for('it is gone', sub { hurry(); status_of($recording) eq 'done' }), 'and there when Twilio is back');
	}
	my $vanished = recording($clinic, 40);
	$s->standin->fault(match => 'DELETE /Recordings', mode => 'reset-after');
	retention();
	$s->wait_for('it was tried', sub { grep { $_->{sid} eq $vanished->{sid} && $_->{attempts} } ledger($owner) });
	is(there($vanished), 404, 'one whose answer was lost is gone there');
	ok($s->wait_for('that is found out', sub { hurry(); status_of($vanished) eq 'done' }), 'as is found out: not there is gone');
};

subtest 'given up, and tried again a day later' => sub {
	my $recording = recording($clinic, 40);
	$s->standin->fault(match => 'DELETE /Recordings', mode => 500, times => 1000);
	$s->expect_error(qr/\(delete\) is given up/);
	retention();
	$s->wait_for('it was tried', sub { grep { $_->{sid} eq $recording->{sid} && $_->{attempts} } ledger($owner) });
	$s->wait_for('it is given up', sub { hurry(); status_of($recording) eq 'failed' });
	$s->wait_for('so is its job', sub { $s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'delete' AND state = 'given-up'") });
	is(ledger($owner, 'status=failed'), 1, 'it stays visible as failed');
	retention();
	is($s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'delete' AND state = 'due'"), 0, 'nobody hammers at it');
	$s->standin->clear_faults;
	$s->sql("UPDATE deletions SET tried_at = tried_at - INTERVAL 25 HOUR WHERE status = 'failed'");
	retention();
	ok($s->wait_for('it is gone', sub { status_of($recording) eq 'done' }), 'after a day it is tried again');
};

subtest 'a worker that is killed in the middle' => sub {
	my $recording = recording($clinic, 40);
	$s->standin->fault(match => 'DELETE /Recordings', mode => 'hang-before');
	retention();
	$s->wait_for('a worker is at it', sub { grep { ($_->{fault} // '') eq 'hang-before' } $s->standin->requests(method => 'DELETE') });
	my ($by) = $s->value("SELECT leased_by FROM jobs WHERE kind = 'delete' AND leased_by IS NOT NULL") =~ /:(\d+)\z/;
	$s->end_process('worker', $by);
	is(status_of($recording), 'pending', 'it is not done');
	$s->release_jobs;
	ok($s->wait_for('it is gone', sub { hurry(); status_of($recording) eq 'done' }), 'another worker does it');
};

subtest 'switchboardctl purge' => sub {
	$s->stop('worker');	# which would do a part of it
	my @old = (recording($clinic, 50), transcript($clinic, 50), message($clinic, 50));
	my $purge = $s->ctl(['purge']);
	is($purge->{status}, 0, 'does it now');
	is($purge->{out}, "deleted here: 1 recordings, 1 transcripts, 1 messages, 0 reports of AI agents\ndeleted at the provider: 3; failed, and tried again: 0\n", 'and says what');
	is_deeply([map { there($_) } @old], [404, 404, 404], 'it is gone there');
	is($s->ctl(['purge'])->{out}, "deleted here: 0 recordings, 0 transcripts, 0 messages, 0 reports of AI agents\ndeleted at the provider: 0; failed, and tried again: 0\n", 'once');
	my $again = recording($clinic, 50);
	$s->standin->fault(match => 'DELETE /Recordings', mode => 500, times => 9);
	my $failed = $s->ctl(['purge']);
	is($failed->{status}, 1, 'what failed is no success');
	like($failed->{out}, qr/deletion \d+: fault 500.*failed, and tried again: 1$/s, 'and is said');
	$s->standin->clear_faults;
	is($s->ctl(['purge'])->{status}, 0, 'again');
	is(there($again), 404, 'it is gone');
	$s->start('worker');
	$s->stop('mariadb');
	is($s->ctl(['purge'])->{status}, 1, 'without the database it does nothing');
	$s->is_problem($s->api($owner, GET => '/api/deletions'), 503, 'nor is the ledger read');
	$s->start('mariadb');
};

$s->end;
done_testing;

# --- old things, here and at Twilio ---

sub call($clinic) {
	my $story = $s->call(from => $CALLER, to => $clinic == $others ? $OTHERS : $NUMBER, answers => {$FRONT => 'completed'});
	return ($story->{callSid}, $s->value('SELECT call_id FROM calls WHERE call_sid = ?', $story->{callSid}));
}

sub recording($clinic, $days) {
	my ($call) = call($clinic);
	my $sid = $s->standin->recording(callSid => $call, duration => 5)->{sid};
	$s->signed('/api/twilio/voice/recording-status', {CallSid => $call, RecordingSid => $sid, RecordingStatus => 'completed', RecordingUrl => "https://api.twilio.com/$sid"});
	$s->sql('UPDATE recordings SET created_at = UTC_TIMESTAMP(3) - INTERVAL ? DAY WHERE recording_sid = ?', $days, $sid);
	$s->sql("DELETE FROM jobs WHERE kind = 'transcribe'");
	return {kind => 'recording', sid => $sid, here => 'SELECT url FROM recordings WHERE recording_sid = ?', there => "/Recordings/$sid"};
}

# A voicemail's, as Twilio's own transcription.
sub transcript($clinic, $days) {
	my ($call, $call_id) = call($clinic);
	my $sid = $s->standin->transcription(text => $WORDS)->{sid};
	$s->sql('INSERT INTO transcripts (clinic_id, call_sid, recording_sid, source, sid, status, text, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3) - INTERVAL ? DAY)',
		$clinic->{id}, $call, $s->sid('RE'), 'twilio-record', $sid, 'ready', $WORDS, $days);
	$s->sql('INSERT INTO search_words (clinic_id, word, at, kind, ref) VALUES (?, ?, UTC_TIMESTAMP(3), ?, ?)', $clinic->{id}, 'canal', 'call', $call_id);
	raw($call, 'voicemail-transcription');
	return {kind => 'transcript', sid => $sid, call_id => $call_id, here => 'SELECT COALESCE(text, "") FROM transcripts WHERE sid = ?', there => "/Transcriptions/$sid"};
}

sub message($clinic, $days) {
	my $story = $s->standin->sms(from => $CALLER, to => $clinic == $others ? $OTHERS : $NUMBER, body => $WORDS, media => [{contentType => 'image/png', content => 'iVBORw0KGgo='}]);
	my $sid = $story->{messageSid};
	$s->sql('INSERT INTO messages (clinic_id, message_sid, direction, from_number, to_number, phone, body, media, status, status_rank, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 5, UTC_TIMESTAMP(3) - INTERVAL ? DAY, UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE created_at = VALUES(created_at)',
		$clinic->{id}, $sid, 'inbound', $CALLER, $NUMBER, $CALLER, $WORDS, '[]', 'received', $days);
	return {kind => 'message', sid => $sid, here => 'SELECT body FROM messages WHERE message_sid = ?', there => "/Messages/$sid"};
}

sub raw($subject, $type) {
	$s->sql('INSERT INTO events (subject, type, verdict, at, path, status, duration_us, content_type, body) VALUES (?, ?, ?, UTC_TIMESTAMP(3), ?, 204, 0, ?, ?)',
		$subject, $type, 'accepted', '/x', 'application/x-www-form-urlencoded', 'TranscriptionText=' . $WORDS =~ tr/ /+/r);
}

sub here($thing) { return $s->value($thing->{here}, $thing->{sid}) }

sub there($thing) {
	return Mojo::UserAgent->new->get('http://' . "$s->{account}:$s->{token}\@127.0.0.1:" . $s->standin->port
		. "/2010-04-01/Accounts/$s->{account}$thing->{there}.json")->result->code;
}

# --- jobs and the ledger ---

sub retention() { return $s->run_job('retention') }

# What failed is tried again now, not after a while.
sub hurry() { return $s->hasten('delete') }

sub ledger($client, $query = '') { return $s->api($client, GET => "/api/deletions?limit=200&$query")->{json}{items}->@* }

sub status_of($thing) { my ($entry) = grep { $_->{sid} eq $thing->{sid} } ledger($s->admin); return $entry->{status} // 'none' }

sub all_done($count, $client) {
	return $s->wait_for('all is done', sub { my @entries = ledger($client); @entries == $count && !grep { $_->{status} ne 'done' } @entries });
}
