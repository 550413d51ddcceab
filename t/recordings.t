#!/usr/bin/perl
# Recordings: what Twilio tells of them, in whatever order; their sound, in whole and in part, and whoever has no business with it; their deletion.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Mojo::UserAgent;
use Switchboard;
use Test::More;

my ($NUMBER, $OTHERS, $FRONT, $CALLER) = ('+18455550101', '+18455550102', '+19145550201', '+12125550123');
my @PATHS = map { "/api/$_" } qw(twilio/voice/recording-status twilio/recording-status twilio/recording webhooks/twilio/recording);
my $STATUS = $PATHS[0];

my $s = Switchboard->new(numbers => [$NUMBER, $OTHERS]);
my $clinic = $s->clinic('Hillside', forwardNumber => $FRONT, transcription => 'off');
my $others = $s->clinic('Plainview', forwardNumber => $FRONT, transcription => 'off');
$s->connect($NUMBER, $clinic);
$s->connect($OTHERS, $others);
my ($anna, $owner, $stranger) = ($s->user(assistant => $clinic), $s->user(customer => $clinic), $s->user(customer => $others));

# The job that would transcribe a recording has seen that this clinic wants none.
sub looked_at($sid) {
	$s->wait_for("recording $sid is looked at", sub { $s->value("SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'done'", "transcribe:$sid") });
}

foreach my $path (@PATHS) {
	subtest $path => sub {
		my $call = call();
		my $recording = $s->sid('RE');
		my %fields = fields($call, $recording);
		my @answers = map { $s->signed($path, {%fields}) } 1 .. 2;
		is_deeply([map { "$_->{status}$_->{body}" } @answers], [204, 204], 'a completed recording is acknowledged, and once more');
		looked_at($recording);
		is_deeply([$s->row('SELECT clinic_id, call_sid, url, source, status, processing_status, duration, channels, error_code, started_at FROM recordings
			WHERE recording_sid = ?', $recording)], [{clinic_id => $clinic->{id}, call_sid => $call, url => $fields{RecordingUrl}, source => 'DialVerb',
			status => 'completed', processing_status => 'done', duration => 12, channels => 2, error_code => undef, started_at => '2026-11-20 08:00:00.000'}],
			'it is on record, as the call\'s clinic\'s');
		is_deeply([map { "$_->{type} $_->{verdict}" } $s->rows('SELECT type, verdict FROM events WHERE subject = ? AND path = ? ORDER BY event_id', $call, $path)],
			['recording accepted', 'recording duplicate'], 'the repeat is kept, and counts as one');
		is($s->value("SELECT COUNT(*) FROM jobs WHERE job_key = ?", "transcribe:$recording"), 1, 'one job sees to its transcript');
		is($s->value('SELECT recording_sid FROM calls WHERE call_sid = ?', $call), $recording, 'the call has it');
		foreach my $how (qw(none wrong)) {
			my $forged = $s->sid('RE');
			$s->is_problem($s->signed($path, {fields($call, $forged)}, sign => $how), 403, "$how signature");
			is($s->value('SELECT COUNT(*) FROM recordings WHERE recording_sid = ?', $forged), 0, 'what is forged leaves nothing');
		}
		$s->is_problem($s->signed($path, {%fields, AccountSid => 'AC' . 'f' x 32}), 403, 'another account is refused');
		is($s->signed($path, {%fields, CallSid => undef})->{status}, 204, 'without its call it is acknowledged');
		is(last_event()->{reason}, 'CallSid is required', 'and kept with the reason');
		is($s->signed($path, {%fields, RecordingSid => undef, RecordingUrl => 'https://elsewhere.test/'})->{status}, 204, 'nobody knows which recording');
		like(last_event()->{reason}, qr/which recording/, 'likewise');
	};
}

subtest 'in any order' => sub {
	my @statuses = qw(in-progress absent completed);
	foreach my $order ([0, 2], [2, 0], [1, 2], [2, 1], [0, 1]) {
		my ($call, $recording) = (call(), $s->sid('RE'));
		foreach my $status (@statuses[@$order]) {
			is($s->signed($STATUS, {fields($call, $recording, RecordingStatus => $status)})->{status}, 204, "it is $status");
		}
		my $end = $order->[0] + $order->[1] == 1 ? 'absent failed' : 'completed done';
		looked_at($recording) if $end =~ /^completed/;
		is(join(' ', $s->row('SELECT status, processing_status FROM recordings WHERE recording_sid = ?', $recording)->@{qw(status processing_status)}), $end,
			'in the end ' . $end);
		is($s->value("SELECT COUNT(*) FROM jobs WHERE job_key = ?", "transcribe:$recording"), $end =~ /^completed/ ? 1 : 0, 'with a job where there is sound');
		is($s->value('SELECT recording_sid FROM calls WHERE call_sid = ?', $call), $end =~ /^completed/ ? $recording : undef, 'and then the call has it');
	}
	my ($call, $recording) = ($s->sid, $s->sid('RE'));
	$s->signed($STATUS, {fields($call, $recording)});
	is($s->value('SELECT clinic_id FROM recordings WHERE recording_sid = ?', $recording), undef, 'a recording whose call is not there yet is nobody\'s');
	call($call);
	$s->signed($STATUS, {fields($call, $recording, RecordingStatus => 'in-progress')});
	is_deeply($s->row('SELECT recordings.clinic_id, calls.recording_sid FROM recordings JOIN calls USING (call_sid) WHERE call_sid = ?', $call),
		{clinic_id => $clinic->{id}, recording_sid => $recording}, 'the next word of it finds the call');
	my $many = $s->sid('RE');
	my $of = call();
	my @answers = $s->together(map { my $status = $_; (sub { $s->signed($STATUS, {fields($of, $many, RecordingStatus => $status)}) }) x 3 } qw(in-progress completed));
	is_deeply([map { $_->{status} } @answers], [(204) x 6], 'six deliveries at once');
	is($s->value('SELECT status FROM recordings WHERE recording_sid = ?', $many), 'completed', 'give one row');
};

subtest 'a Record\'s action at the same path' => sub {
	my ($call, $recording) = ($s->sid, $s->sid('RE'));
	my %action = (CallSid => $call, From => $CALLER, To => $NUMBER, CallStatus => 'in-progress', Direction => 'inbound', Digits => 'hangup',
		RecordingUrl => "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/$recording", RecordingDuration => 8);
	my @answers = map { $s->signed($_, {%action}) } @PATHS[2, 2, 0];
	like(join('|', $s->does($_)->@*), qr/\Asay \w.*\|hangup\z/, 'the caller is thanked, and the call ends') foreach @answers;
	is($answers[1]{body}, $answers[0]{body}, 'twice alike');
	is_deeply($s->row('SELECT clinic_id, duration, processing_status FROM recordings WHERE recording_sid = ?', $recording),
		{clinic_id => $clinic->{id}, duration => 8, processing_status => 'pending'}, 'the recording is known by its URL');
	is($s->value('SELECT recording_sid FROM calls WHERE call_sid = ?', $call), $recording, 'and its call is on record');
	like(join('|', $s->does($s->signed($PATHS[2], {%action, CallSid => undef}))->@*), qr/hangup\z/, 'one that names no call is thanked all the same');
	my $odd = $s->signed($PATHS[2], {%action, CallSid => $s->sid, RecordingUrl => 'x' x 3000, RecordingDuration => 'long', To => undef, RecordingSid => 'RE' x 40});
	like(join('|', $s->does($odd)->@*), qr/hangup\z/, 'however odd its fields');
};

subtest 'a recording\'s metadata' => sub {
	my ($call, $sid) = (call(), $s->sid('RE'));
	$s->signed($STATUS, {fields($call, $sid)});
	looked_at($sid);
	my $got = $s->api($anna, GET => "/api/twilio/recordings/$sid");
	is($got->{status}, 200, 'an assistant may know of it');
	like($got->{json}{createdAt}, qr/\A20\d\d-.*Z\z/, 'since when');
	$s->holds($got->{json}, {sid => $sid, clinicId => $clinic->{id}, callSid => $call, duration => 12, channels => 2, source => 'DialVerb', status => 'completed',
		processingStatus => 'done', audioUrl => $s->url . "/api/twilio/recordings/$sid/audio.mp3"}, 'what it is');
	is($s->api($s->admin, GET => "/api/twilio/recordings/$sid?clinicId=$clinic->{id}")->{status}, 200, 'an admin too');
	no_business($_, $sid) foreach ([GET => ''], [GET => '/audio.mp3'], [GET => '/audio.wav'], [DELETE => '']);
	$s->is_problem($s->api($anna, DELETE => "/api/twilio/recordings/$sid"), 403, 'an assistant deletes none');
	$s->is_problem($s->api($anna, GET => '/api/twilio/recordings/' . 'R' x 65), 422, 'what can be no sid', 'sid');
	$s->is_problem($s->api($anna, POST => "/api/twilio/recordings/$sid", {}), 405, 'nothing else can be done');
	$s->signed($STATUS, {fields($call, my $absent = $s->sid('RE'), RecordingStatus => 'absent')});
	is($s->api($anna, GET => "/api/twilio/recordings/$absent")->{json}{audioUrl}, undef, 'one without sound has no address of it');
	$s->is_problem($s->api($anna, GET => "/api/twilio/recordings/$absent/audio.mp3"), 404, 'nor a sound');
	$s->signed($STATUS, {fields($s->sid, my $nobodys = $s->sid('RE'))});
	$s->is_problem($s->api($owner, GET => "/api/twilio/recordings/$nobodys"), 404, 'one that is nobody\'s yet is nobody\'s');
	$s->is_problem($s->api($s->admin, GET => "/api/twilio/recordings/$sid?clinicId=$others->{id}"), 404, 'a recording that is asked for as another clinic\'s');
	is($s->api($s->admin, GET => "/api/twilio/recordings/$nobodys")->{json}{clinicId}, undef, 'but the operator\'s');
};

my ($CALL, $RECORDING) = recorded();
my $MP3 = "/api/twilio/recordings/$RECORDING/audio.mp3";
my $SOUND = at_twilio("$RECORDING.mp3");
my $ALL = length $SOUND;

subtest 'its sound' => sub {
	my $got = $s->api($anna, GET => $MP3);
	is("$got->{status} $got->{headers}{'content-type'} $got->{headers}{'content-length'}", "200 audio/mpeg $ALL", 'is given');
	ok($got->{body} eq $SOUND, 'byte by byte');
	is($got->{headers}{'cache-control'}, 'private, no-store', 'is stored nowhere');
	is($got->{headers}{'accept-ranges'}, 'bytes', 'may be had in ranges');
	is($got->{headers}{'content-disposition'}, "inline; filename=\"$RECORDING.mp3\"", 'with a name to keep it under');
	is($got->{headers}{location}, undef, 'and leads nowhere');
	my $wav = $s->api($anna, GET => "/api/twilio/recordings/$RECORDING/audio.wav");
	is("$wav->{headers}{'content-type'} " . substr($wav->{body}, 0, 4), 'audio/wav RIFF', 'as WAV too');
	my @asked = grep { $_->{resource} =~ /\A\/Recordings\/$RECORDING\.(?:mp3|wav)\z/ } $s->standin->requests(method => 'GET');
	is_deeply([map { $_->{credential} } @asked[-2, -1]], ['key', 'key'], 'Twilio is asked with our key');
	my $head = $s->api($anna, HEAD => $MP3);
	is("$head->{status} $head->{headers}{'content-length'} " . length $head->{body}, "200 $ALL 0", 'HEAD tells how much it is');
	my @cookie = $s->request(GET => $MP3, undef, {Cookie => $anna->{cookie}});
	is($cookie[0]{status}, 200, 'a player in the page sends the cookie');
};

foreach my $at_twilio ([0, 0, 'ignores ranges'], [1, 0, 'honours ranges'], [0, 1, 'redirects'], [1, 1, 'redirects to what honours ranges']) {
	my ($range, $redirect, $what) = @$at_twilio;
	subtest "Twilio $what" => sub {
		$s->standin->settings(mediaRange => $range ? \1 : \0, mediaRedirect => $redirect ? \1 : \0);
		is($s->api($anna, GET => $MP3)->{status}, 200, 'the whole');
		foreach my $case (['bytes=0-99', 0, 99], ['bytes=100-100', 100, 100], ['bytes=5-', 5, $ALL - 1], ['bytes=-7', $ALL - 7, $ALL - 1], ["bytes=0-999999999", 0, $ALL - 1],
			['bytes=-999999999', 0, $ALL - 1], ['Bytes=0-', 0, $ALL - 1], ['bytes=' . ($ALL - 1) . '-', $ALL - 1, $ALL - 1]) {
			my ($header, $first, $last) = @$case;
			my $got = $s->api($anna, GET => $MP3, undef, {Range => $header});
			is("$got->{status} $got->{headers}{'content-range'} $got->{headers}{'content-length'}",
				"206 bytes $first-$last/$ALL " . ($last - $first + 1), $header);
			ok($got->{body} eq substr($SOUND, $first, $last - $first + 1), 'these bytes and no others');
		}
		foreach my $header ("bytes=$ALL-", 'bytes=-0', 'bytes=99999999-99999999') {
			my $got = $s->api($anna, GET => $MP3, undef, {Range => $header});
			$s->is_problem($got, 416, $header);
			like($got->{headers}{'content-range'} // '', qr{\Abytes \*/(?:$ALL)\z}, 'says how much there is');
		}
		foreach my $header ('bytes=0-1,5-6', 'bytes=9-1', 'bytes=-', 'bytes=', 'lines=0-9', 'bytes=0-9 or so', 'bytes=99999999999999999999-') {
			my $got = $s->api($anna, GET => $MP3, undef, {Range => $header});
			is("$got->{status} " . length $got->{body}, "200 $ALL", "$header is answered with the whole");
		}
		is($s->api($anna, GET => $MP3, undef, {Range => 'bytes=0-9', 'If-Range' => '"abc"'})->{status}, 200, 'a range of another version is the whole of this one');
		my $head = $s->api($anna, HEAD => $MP3, undef, {Range => 'bytes=0-9'});
		is("$head->{status} $head->{headers}{'content-length'} " . length $head->{body}, '206 10 0', 'HEAD of a range');
	};
}
$s->standin->settings(mediaRange => \0, mediaRedirect => \0, mediaChunked => \1);

subtest 'where Twilio does not tell how much it is' => sub {
	ok($s->api($anna, GET => $MP3)->{body} eq $SOUND, 'the whole is given');
	my $got = $s->api($anna, GET => $MP3, undef, {Range => 'bytes=5-9'});
	is("$got->{status} " . length $got->{body}, "200 $ALL", 'also where a part is asked for');
	is($s->api($anna, HEAD => $MP3)->{status}, 200, 'HEAD');
};
$s->standin->settings(mediaChunked => \0);

subtest 'every listening is on record' => sub {
	$s->sql('DELETE FROM audit');
	$s->api($anna, GET => $MP3);
	$s->api($owner, GET => "/api/twilio/recordings/$RECORDING/audio.wav", undef, {Range => 'bytes=100-199'});
	$s->api($anna, HEAD => $MP3);
	$s->api($_, GET => $MP3) foreach $stranger, undef;
	$s->api($anna, GET => $MP3, undef, {Range => "bytes=$ALL-"});
	is_deeply([map { [@$_{qw(user_id clinic_id action object detail)}] } $s->rows('SELECT * FROM audit ORDER BY audit_id')], [
		[$anna->{id}, $clinic->{id}, 'recording-played', "recording $RECORDING", '{"format":"mp3","range":null}'],
		[$owner->{id}, $clinic->{id}, 'recording-played', "recording $RECORDING", '{"format":"wav","range":"bytes=100-199"}'],
	], 'who, what and which part; who heard nothing is not');
	$s->sql('RENAME TABLE audit TO audit_away');
	$s->expect_error(qr/audit/);
	my $got = $s->api($anna, GET => $MP3);
	isnt($got->{status}, 200, 'where that cannot be written');
	unlike($got->{body}, qr/\Q@{[substr $SOUND, 0, 16]}\E/, 'nothing is heard');
	$s->sql('RENAME TABLE audit_away TO audit');
};

subtest 'Twilio has a bad day' => sub {
	foreach my $case ([404, 404, 20404], [500, 504, 20500], [429, 502, 20429], ['nonsense', 502, undef], ['reset-before', 504, undef], ['huge', 502, undef]) {
		my ($mode, $status, $code) = @$case;
		$s->standin->fault(match => 'GET /Recordings', mode => $mode, times => 9);
		my $got = $s->api($anna, GET => $MP3);
		$s->is_problem($got, $status, "$mode is a $status");
		is($got->{json}{code}, $code, 'with its code');
		$s->standin->clear_faults;
	}
	$s->standin->fault(match => 'GET /Recordings', mode => 403, credential => 'key');
	is($s->api($anna, GET => $MP3)->{status}, 200, 'a key that may not: the token may');
	$s->standin->fault(match => 'GET /Recordings', mode => 401, times => 2);
	$s->is_problem($s->api($anna, GET => $MP3), 502, 'neither may');
	$s->standin->fault(match => 'GET /Recordings', mode => 404, times => 2);
	is($s->api($anna, GET => "/api/twilio/recordings/$RECORDING/audio.mp3")->{status}, 404, 'one that Twilio does not have, it does not have');
	$s->standin->clear_faults;
	my (undef, $fresh) = recorded(RecordingStartTime => undef);
	$s->standin->fault(match => 'GET /Recordings', mode => 404, times => 2);
	is($s->api($anna, GET => "/api/twilio/recordings/$fresh/audio.mp3")->{status}, 200, 'unless it has just ended: then it is asked again');
	$s->standin->fault(match => 'GET /Recordings', mode => 'cut');
	my $cut = $s->api($anna, GET => $MP3);
	is("$cut->{status} $cut->{headers}{'content-length'}", "200 $ALL", 'sound that ends early began well');
	cmp_ok(length $cut->{body}, '<', $ALL, 'and is not padded');
	$s->standin->fault(match => 'GET /Recordings', mode => 'stall');
	my $stalled = $s->begin(sub { my $got = $s->api($anna, GET => $MP3); $got->{body} = length $got->{body}; $got });
	$s->wait_for('it stalls', sub { grep { ($_->{fault} // '') eq 'stall' } $s->standin->requests(method => 'GET') });
	my @meanwhile = $s->together((sub { my $got = $s->api($owner, GET => $MP3); $got->{body} = length $got->{body}; $got }) x 4);
	is_deeply([map { "$_->{status} $_->{body}" } @meanwhile], [("200 $ALL") x 4], 'while it stalls for one, others listen');
	cmp_ok($stalled->()->{body}, '<', $ALL, 'the stalled one is ended');
	is($s->api($anna, GET => $MP3)->{status}, 200, 'and all is well again');
};

subtest 'deleted by a person' => sub {
	my ($call, $sid) = recorded();
	my $path = "/api/twilio/recordings/$sid";
	is($s->api($owner, DELETE => $path)->{status}, 204, 'it is deleted');
	$s->holds($s->api($anna, GET => $path)->{json}, {processingStatus => 'deleted', audioUrl => undef, status => 'completed', duration => 12}, 'that it was is known');
	$s->is_problem($s->api($anna, GET => "$path/audio.mp3"), 404, 'but its sound is gone');
	is($s->value('SELECT recording_sid FROM calls WHERE call_sid = ?', $call), undef, 'the call has none');
	is($s->api($owner, DELETE => $path)->{status}, 204, 'twice is once');
	is_deeply([map { [@$_{qw(user_id clinic_id)}] } $s->rows('SELECT * FROM audit WHERE action = ? AND object = ?', 'recording-deleted', "recording $sid")],
		[[$owner->{id}, $clinic->{id}]], 'who did it is on record');
	my $entry = $s->wait_for('it is gone at Twilio', sub { my ($e) = grep { $_->{sid} eq $sid } $s->api($owner, GET => '/api/deletions')->{json}{items}->@*;
		$e && $e->{status} eq 'done' && $e });
	$s->holds($entry, {clinicId => $clinic->{id}, kind => 'recording', reason => 'request', userId => $owner->{id}, attempts => 1, lastError => undef}, 'the ledger proves it');
	ok($entry->{askedAt} le $entry->{deletedHereAt} && $entry->{deletedHereAt} le $entry->{deletedThereAt}, 'step by step');
	is(length(at_twilio("$sid.mp3")) < 1000, 1, 'and Twilio has no sound of it');
	$s->signed($STATUS, {fields($call, $sid, RecordingStatus => 'in-progress')});
	is($s->value('SELECT recording_sid FROM calls WHERE call_sid = ?', $call), undef, 'a late word of it brings nothing back');
};

subtest 'what Twilio told nobody' => sub {
	my ($call, $twilios) = (call(), $s->sid);
	my %sid = map { $_ => $s->standin->recording(callSid => $_ eq 'foreign' ? $twilios : $call, duration => 9, status => $_ eq 'absent' ? 'absent' : 'completed')->{sid} }
		qw(missed absent foreign known);
	$s->signed($STATUS, {fields($call, $sid{known})});
	$s->run_job('reconcile') for 1 .. 2;
	looked_at($sid{missed});
	is_deeply([map { join ' ', map { $_ // '-' } @$_{qw(recording_sid status processing_status duration clinic_id)} } $s->rows('SELECT * FROM recordings WHERE recording_sid IN (?, ?, ?)
		ORDER BY FIELD(recording_sid, ?, ?, ?)', (@sid{qw(missed absent foreign)}) x 2)],
		["$sid{missed} completed done 9 $clinic->{id}", "$sid{absent} absent failed 9 $clinic->{id}"], 'recordings of our calls that we missed are on record, others are not');
	is_deeply([map { $s->value("SELECT COUNT(*) FROM jobs WHERE job_key = ?", "transcribe:$sid{$_}") } qw(missed absent foreign known)], [1, 0, 0, 1], 'each with its one job');
	my $missed = $s->standin->call(from => $CALLER, to => $NUMBER, voiceUrl => 'http://127.0.0.1:9/', statusCallback => '');
	$s->run_job('reconcile');
	is($s->value("SELECT COUNT(*) FROM jobs WHERE job_key = ?", "call-ended:$missed->{callSid}"), 1, 'a call that we missed has ended: what follows, follows');
	$s->run_job('reconcile');
	is($s->value("SELECT COUNT(*) FROM jobs WHERE job_key = ?", "call-ended:$missed->{callSid}"), 1, 'once');
};

subtest 'with the database away' => sub {
	$s->stop('mariadb');
	$s->is_problem($s->api($anna, @$_), 503, "@$_") foreach [GET => "/api/twilio/recordings/$RECORDING"], [GET => $MP3], [DELETE => "/api/twilio/recordings/$RECORDING"];
	$s->start('mariadb');
};

# Last, since a process that has just found the database away spools for a while more.
subtest 'told of while the database is away' => sub {
	my ($call, $recording, $action) = (call(), $s->sid('RE'), $s->sid('RE'));
	$s->stop('mariadb');
	is($s->signed($STATUS, {fields($call, $recording)})->{status}, 204, 'a recording is acknowledged: the spool has it');
	my $thanks = $s->signed($STATUS, {CallSid => $call, From => $CALLER, To => $NUMBER, RecordingUrl => "https://api.twilio.com/Recordings/$action"});
	like(join('|', $s->does($thanks)->@*), qr/hangup\z/, 'and a caller is thanked');
	$s->start('mariadb');
	foreach my $sid ($recording, $action) {
		ok($s->wait_for('it is on record', sub { $s->value('SELECT 1 FROM recordings WHERE recording_sid = ?', $sid) }), 'it is on record later');
	}
	is($s->value("SELECT COUNT(*) FROM jobs WHERE job_key = ?", "transcribe:$recording"), 1, 'with its job');
};

$s->end;
done_testing;

# Nobody, somebody of another clinic, and a sid that does not exist.
sub no_business($what, $sid) {
	my ($method, $rest) = @$what;
	$s->is_problem($s->api(undef, $method => "/api/twilio/recordings/$sid$rest"), 401, "$method $rest: nobody");
	$s->is_problem($s->api($stranger, $method => "/api/twilio/recordings/$sid$rest"), 404, "$method $rest: another clinic's");
	$s->is_problem($s->api($owner, $method => '/api/twilio/recordings/' . $s->sid('RE') . $rest), 404, "$method $rest: one that is not there");
	$s->is_problem($s->api($s->admin, $method => "/api/twilio/recordings/$sid$rest?clinicId=99999"), 404, "$method $rest: for a clinic that is not there");
}

# A recorded call: its sid, and the recording's, which is at Twilio too.
sub recorded(%more) {
	my $call = call();
	my $recording = $s->standin->recording(callSid => $call, duration => 12, channels => 2)->{sid};
	$s->signed($STATUS, {fields($call, $recording, %more)});
	return ($call, $recording);
}

# The bytes as Twilio has them.
sub at_twilio($file) {
	return Mojo::UserAgent->new->get('http://' . "$s->{account}:$s->{token}\@127.0.0.1:" . $s->standin->port
		. "/2010-04-01/Accounts/$s->{account}/Recordings/$file")->result->body;
}

# A call to Hillside that is over; its sid.
sub call($sid = $s->sid, $to = $NUMBER) {
	return $s->call(callSid => $sid, from => $CALLER, to => $to, answers => {$FRONT => 'completed'})->{callSid};
}

# What Twilio sends of a recording of a call.
sub fields($call, $recording, %more) {
	return (CallSid => $call, RecordingSid => $recording, RecordingUrl => "https://api.twilio.com/2010-04-01/Accounts/$s->{account}/Recordings/$recording",
		RecordingStatus => 'completed', RecordingDuration => 12, RecordingChannels => 2, RecordingStartTime => 'Fri, 20 Nov 2026 08:00:00 +0000',
		RecordingSource => 'DialVerb', RecordingTrack => 'both', ErrorCode => 0, %more);
}

sub last_event() { return $s->row('SELECT type, verdict, reason FROM events ORDER BY event_id DESC LIMIT 1') }
