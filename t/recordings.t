#!/usr/bin/perl
# Recordings: what Twilio tells of them, in whatever order.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
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

foreach my $path (@PATHS) {
	subtest $path => sub {
		my $call = call();
		my $recording = $s->sid('RE');
		my %fields = fields($call, $recording);
		my @answers = map { $s->signed($path, {%fields}) } 1 .. 2;
		is_deeply([map { "$_->{status}$_->{body}" } @answers], [204, 204], 'a completed recording is acknowledged, and once more');
		is_deeply([$s->row('SELECT clinic_id, call_sid, url, source, status, processing_status, duration, channels, error_code, started_at FROM recordings
			WHERE recording_sid = ?', $recording)], [{clinic_id => $clinic->{id}, call_sid => $call, url => $fields{RecordingUrl}, source => 'DialVerb',
			status => 'completed', processing_status => 'pending', duration => 12, channels => 2, error_code => undef, started_at => '2026-11-20 08:00:00.000'}],
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
		my $end = $order->[0] + $order->[1] == 1 ? 'absent failed' : 'completed pending';
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

subtest 'with the database away' => sub {
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
