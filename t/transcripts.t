#!/usr/bin/perl
# What was said: Twilio's Intelligence, its real-time transcription and its own of voicemails, and an OpenAI-compatible server. In whatever order it
# is told, twice, late, never; asked for once, whatever becomes of the answer.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Digest::SHA qw(sha256_hex);
use JSON::PP;
use Mojo::UserAgent;
use Switchboard;
use Test::More;
use Time::HiRes qw(sleep time);

my $JSON = JSON::PP->new->canonical;
my ($CI, $LIVE, $VOICEMAIL) = qw(/api/twilio/ci-status /api/twilio/voice/transcription /api/twilio/voicemail-transcription);
my $RECORDING = '/api/twilio/voice/recording-status';
my $CALLER = '+12125550123';
my %NUMBER = (off => '+18455550101', realtime => '+18455550102', 'twilio-intelligence' => '+18455550103', both => '+18455550104', whisper => '+18455550105');
my $KEY = 'sk-of-the-transcription-server';

my $s = Switchboard->new(numbers => [sort values %NUMBER], intelligence => 1, openai => ['TRANSCRIBE_URL'], conf => {TRANSCRIBE_API_KEY => $KEY, TRANSCRIBE_PRICE => '0.006'});
my ($twilio, $openai) = ($s->standin, $s->openai);
my %clinic;
foreach my $mode (sort keys %NUMBER) {
	$clinic{$mode} = $s->clinic("The $mode clinic", forwardNumber => '+19145550201', transcription => $mode);
	$s->connect($NUMBER{$mode}, $clinic{$mode});
}
$s->routing($clinic{whisper}, forwardNumber => '+19145550201', transcription => 'whisper', language => 'es-US');
my @SAID = (
	{channel => 1, text => 'Good morning, I would like a cleaning.', start => '0.52', end => '2.9', confidence => '0.93'},
	{channel => 2, text => 'Tuesday at 10?', start => '3.1', end => '4', confidence => '0.88'},
	{channel => 1, text => 'Perfect.', start => 4.5, end => 5},
);
my @OPERATORS = (
	{operator_type => 'conversation-classify', name => 'Sentiment', predicted_label => 'positive', label_probabilities => {positive => 0.9}},
	{name => 'Follow-up', text => 'Not the summary.'},
	{text => 'The {1} asked the {2} for a cleaning, and Tuesday at 10 was agreed.'},
);
$s->secret('I would like a cleaning', 'for a cleaning, and', 'Tuesday at');

# --- Intelligence -----------------------------------------------------------------------------------------------------------------------

subtest 'a recorded call' => sub {
	$twilio->settings(viPageSize => 2);
	my ($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID, operators => \@OPERATORS, operatorsAfter => 0, redaction => \1, language => 'en-GB'});
	is(processed($recording), 'done', 'is written down');
	my ($asked, @more) = posts($recording);
	is(scalar @more, 0, 'it was asked for once');
	is($asked->{credential}, 'key', 'with the API key');
	is_deeply({%{$asked->{params}}, Channel => $JSON->decode($asked->{params}{Channel})}, {ServiceSid => $s->setting('TWILIO_VI_SERVICE_SID'), CustomerKey => $call,
		Channel => {media_properties => {source_sid => $recording}, participants => [{channel_participant => 1, role => 'Customer'}, {channel_participant => 2, role => 'Agent'}]}},
		'in our service, the caller first');
	my $t = transcript($recording);
	$s->holds($t, {clinic_id => $clinic{'twilio-intelligence'}{id}, call_sid => $call, source => 'twilio-intelligence', status => 'ready', language => 'en-GB',
		summary => 'The Customer asked the Agent for a cleaning, and Tuesday at 10 was agreed.', text => join("\n", map { $_->{text} } @SAID)}, 'whole, unredacted, with its summary');
	is_deeply([map { $_->{name} } @{$JSON->decode($t->{operators})}], ['Sentiment', 'Follow-up', 'Conversation Summary'], 'and what else the operators said');
	is_deeply(sentences($t), [
		['520', 1, 'caller', $SAID[0]{text}, 0.93], ['3100', 2, 'clinic', $SAID[1]{text}, 0.88], ['4500', 1, 'caller', $SAID[2]{text}, 0.9]], 'who said what, and when');
	is($s->value('SELECT transcript_sid FROM calls WHERE call_sid = ?', $call), $t->{sid}, 'the call has it');
	is(jobs("analyse-call:$call"), 1, 'and is looked into');
	is_deeply([map { "$_->{type} $_->{verdict}" } $s->rows('SELECT type, verdict FROM events WHERE path LIKE ?', "$CI%")], ['transcript accepted'], 'that it is ready is on record');
	my @told = @{$s->wait_for('Twilio has the answer', sub { my ($t) = $twilio->transcripts; @{$t->{callbacks}} && $t->{callbacks} })};
	is_deeply([map { $_->{status} } @told], [204], 'and was acknowledged');
	is_deeply([sort keys %{{map { $_->{query} =~ /Redacted=(\w+)/ ? ($1 => 1) : () } $twilio->requests(method => 'GET')}}], ['false'], 'what was redacted is asked for as it was said');
	$twilio->settings(viPageSize => undef);
};

subtest 'that it is ready, from the wrong caller' => sub {
	my $body = {account_sid => $s->account, service_sid => $s->setting('TWILIO_VI_SERVICE_SID'), transcript_sid => $s->sid('GT'), customer_key => $s->sid,
		event_type => 'voice_intelligence_transcript_available'};
	my $url = $s->url . $CI;
	is($twilio->webhook(url => $url, json => $body, sign => $_)->{status}, 403, "$_ signature") foreach qw(none wrong);
	is($twilio->webhook(url => $url, json => $body, noBodyHash => 1)->{status}, 403, 'a body without its hash');
	is($twilio->webhook(url => "$url?bodySHA256=" . 'a' x 64, json => $body, noBodyHash => 1)->{status}, 403, 'with another\'s hash');
	is($twilio->webhook(url => $url, json => {%$body, account_sid => 'AC' . 'f' x 32})->{status}, 403, 'another account');
	is($s->value('SELECT COUNT(*) FROM jobs WHERE job_key = ?', "fetch-transcript:$body->{transcript_sid}"), 0, 'leave no job');
	$s->stop('worker');
	my @said = map { $twilio->webhook(url => $url, json => $body, sign => $_)->{status} } qw(primary secondary);
	is_deeply(\@said, [204, 204], 'Twilio may say it twice');
	is($s->value("SELECT TIMESTAMPDIFF(MICROSECOND, at, run_at) FROM events JOIN jobs ON job_key = ? WHERE subject = ? AND verdict = 'accepted'",
		"fetch-transcript:$body->{transcript_sid}", $body->{customer_key}), 2_000_000, 'it is fetched 2 s after the first');
	$s->start('worker');
	is_deeply([map { $_->{verdict} } $s->rows('SELECT verdict FROM events WHERE subject = ? ORDER BY event_id', $body->{customer_key})], [qw(accepted duplicate)], 'one counts');
	is(jobs("fetch-transcript:$body->{transcript_sid}"), 1, 'with one job');
	ok($s->wait_for('it has run', sub { $s->value('SELECT state = \'done\' FROM jobs WHERE job_key = ?', "fetch-transcript:$body->{transcript_sid}") }), 'which finds nothing');
	my %form = (%$body, transcript_sid => $s->sid('GT'), customer_key => 'x' x 60);
	is($twilio->webhook(url => $url, params => {%form})->{status}, 204, 'a form is understood too');
	is(jobs("fetch-transcript:$form{transcript_sid}"), 1, 'with the job');
	is($twilio->webhook(url => $url, params => {%form, account_sid => 'AC' . 'f' x 32})->{status}, 403, 'and refused of another account');
	foreach my $odd ({}, {transcript_sid => 'GT1'}, {transcript_sid => ['x']}, {transcript_sid => 'CA' . 'a' x 32}) {
		is($twilio->webhook(url => $url, json => {account_sid => $s->account, %$odd})->{status}, 204, 'what names no transcript is acknowledged');
		is($s->value('SELECT reason FROM events ORDER BY event_id DESC LIMIT 1'), 'transcript_sid is no sid of a transcript', 'and kept with the reason');
	}
	is($twilio->webhook(url => $url, body => '{"account_sid":', type => 'application/json')->{status}, 400, 'what is no JSON is refused');
};

subtest 'a transcript that is not ours' => sub {
	my $recording = $twilio->recording(callSid => $s->sid, duration => 9)->{sid};
	$twilio->transcript(recording => $recording, sentences => \@SAID);
	my $sid = transcribe_elsewhere($recording);
	ok($s->wait_for('it was told', sub { $s->value("SELECT state = 'done' FROM jobs WHERE job_key = ?", "fetch-transcript:$sid") }), 'is acknowledged');
	is($s->value('SELECT COUNT(*) FROM transcripts WHERE sid = ?', $sid), 0, 'and left alone');
};

subtest 'a transcript that the clinic does not want' => sub {
	foreach my $mode (qw(off realtime whisper)) {
		my (undef, $recording) = recorded($mode, script => {sentences => \@SAID});
		is(processed($recording), 'done', "$mode: a recording");
		my $sid = transcribe_elsewhere($recording);
		ok(job_is_done("fetch-transcript:$sid"), 'that somebody else has transcribed');
		is($s->value("SELECT COUNT(*) FROM transcripts WHERE recording_sid = ? AND source = 'twilio-intelligence'", $recording), 0, 'is left alone');
		is(scalar(grep { $_->{sid} eq $sid } $twilio->transcripts), 1, 'there as well');
	}

	my $recording = $twilio->recording(callSid => my $call = $s->sid, duration => 9, channels => 2)->{sid};
	$twilio->transcript(recording => $recording, sentences => \@SAID, operators => \@OPERATORS, operatorsAfter => 0);
	told($call, $recording);
	my $sid = transcribe_elsewhere($recording);
	ok(job_is_done("fetch-transcript:$sid"), 'before its call is there');
	is(transcript($recording), undef, 'nobody knows whether it does');
	$s->signed('/api/twilio/voice/status-callback', {CallSid => $call, From => $CALLER, To => $NUMBER{'twilio-intelligence'}, CallStatus => 'in-progress', Direction => 'inbound'});
	hurry("transcribe:$recording");
	ok(until_sid($recording), 'then it is found');
	hurry("fetch-transcript:$sid");
	is(processed($recording), 'done', 'and fetched');
};

subtest 'no answer' => sub {
	$twilio->fault(match => 'POST /v2/Transcripts', mode => 'reset-before');
	my ($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID});
	ok(until_status($recording, 'unknown'), 'it may have happened');
	is($s->value('SELECT processing_status FROM recordings WHERE recording_sid = ?', $recording), 'transcribing', 'it is not given up');
	$twilio->clear_requests;
	hurry("transcribe:$recording");
	ok(until_status($recording, 'ready'), 'later it is asked for again');
	my @asked = grep { $_->{resource} eq '/v2/Transcripts' } $twilio->requests;
	is_deeply([map { "$_->{method} $_->{query}" } @asked], ["GET SourceSid=$recording&PageSize=20", 'POST '], 'but first Twilio is asked what it has');

	$twilio->fault(match => 'POST /v2/Transcripts', mode => 'reset-after');
	($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID, webhook => 'none'});
	ok(until_status($recording, 'unknown'), 'and when it did happen');
	hurry("transcribe:$recording");
	ok(until_sid($recording), 'it is found');
	is(scalar posts($recording), 1, 'and not asked for again');
	my $sid = transcript($recording)->{sid};
	is($s->wait_for('its job is there', sub { in_minutes("fetch-transcript:$sid") }), 10, 'it is looked at in ten minutes, should nothing be told');
	hurry("fetch-transcript:$sid");
	ok(until_status($recording, 'ready'), 'and was ready');

	$twilio->fault(match => 'POST /v2/Transcripts', mode => 'reset-after');
	($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID, operators => \@OPERATORS, operatorsAfter => 0});
	ok(until_status($recording, 'ready'), 'the webhook may come before we know of it');
	is(processed($recording), 'done', 'then the recording is done as well');
	hurry("transcribe:$recording");
	ok(job_is_done("transcribe:$recording"), 'and nothing is left to do');
	is(scalar posts($recording), 1, 'it was asked for once');

	foreach my $mode (qw(500 hang-after nonsense-after)) {
		$twilio->fault(match => 'POST /v2/Transcripts', mode => $mode);
		($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID, webhook => 'none'});
		ok(until_status($recording, 'unknown'), "$mode: it may have happened");
		hurry("transcribe:$recording");
		ok(until_sid($recording), 'what became of it is found out');
		is(scalar(grep { $_->{channel}{media_properties}{source_sid} eq $recording } $twilio->transcripts), 1, 'Twilio made one');
	}

	$twilio->fault(match => 'POST /v2/Transcripts', mode => 500, times => 50);
	backs_off((recorded('twilio-intelligence'))[1], 'where each request fails it');
	$twilio->clear_faults;
};

subtest 'Twilio has one already' => sub {
	my $call = call('twilio-intelligence');
	my $recording = $twilio->recording(callSid => $call, duration => 9, channels => 2)->{sid};
	$twilio->transcript(recording => $recording, sentences => \@SAID, operators => \@OPERATORS, operatorsAfter => 0, webhook => 'none');
	my $sid = transcribe_elsewhere($recording);
	told($call, $recording);
	ok(until_sid($recording), 'it is ours');
	is(transcript($recording)->{sid}, $sid, 'by its sid');
	hurry("fetch-transcript:$sid");
	is(processed($recording), 'done', 'and it is fetched');
};

subtest 'refusals' => sub {
	$twilio->settings(apiKeyStatus => 401);
	my ($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID});
	ok(until_status($recording, 'ready'), 'where the API key is refused');
	is_deeply([map { "$_->{credential} $_->{status}" } posts($recording)], ['key 401', 'token 202'], 'the auth token is tried');
	$twilio->settings(apiKeyStatus => undef);

	$twilio->fault(match => 'POST /v2/Transcripts', mode => 429, times => 4, retryAfter => 0);
	($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID});
	ok($s->wait_for('it waits', sub { jobs("transcribe:$recording", 'last_error IS NOT NULL') }), 'too many requests');
	is(transcript($recording)->{status}, 'asked', 'nothing happened there');
	hurry("transcribe:$recording");
	ok(until_status($recording, 'ready'), 'it is tried again');

	$call = call('twilio-intelligence');
	$recording = $twilio->recording(callSid => $call, duration => 9, channels => 2, status => 'processing')->{sid};
	$twilio->transcript(recording => $recording, sentences => \@SAID);
	told($call, $recording);
	ok($s->wait_for('it waits', sub { jobs("transcribe:$recording", 'last_error IS NOT NULL') }), 'a recording that is not ready there');
	$twilio->edit($recording, status => 'completed');
	hurry("transcribe:$recording");
	ok(until_status($recording, 'ready'), 'is asked for when it is');
};

subtest 'one that fails' => sub {
	my ($call, $recording) = voicemail('twilio-intelligence', script => {status => 'failed'});
	ok(until_sid($recording), 'it is asked for');
	my $sid = transcript($recording)->{sid};
	is($s->value('SELECT COUNT(*) FROM events WHERE subject = ?', $sid), 0, 'nobody tells of it');
	hurry("fetch-transcript:$sid");
	is(processed($recording), 'failed', 'it is found out');
	is(transcript($recording)->{status}, 'failed', 'as what it is');
	ok($s->wait_for('it is pulled', sub { jobs("voicemail-transcript:$recording", "state = 'done'") }), 'and those who wait for it wait no more');

	($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID, hold => 1});
	ok(until_sid($recording), 'one that Twilio is still at');
	$sid = transcript($recording)->{sid};
	hurry("fetch-transcript:$sid");
	ok($s->wait_for('looked at', sub { jobs("fetch-transcript:$sid", "last_error = 'Twilio is still at it' AND run_at > NOW(3)") }), 'is looked at again');
	$s->sql('UPDATE transcripts SET created_at = NOW(3) - INTERVAL 25 HOUR WHERE sid = ?', $sid);
	hurry("fetch-transcript:$sid");
	is(processed($recording), 'failed', 'for a day');

	($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID, hold => 1});
	ok(until_sid($recording), 'one that is deleted meanwhile');
	$sid = transcript($recording)->{sid};
	$s->sql("UPDATE transcripts SET status = 'deleted' WHERE sid = ?", $sid);
	$twilio->transcript(recording => $recording, sentences => \@SAID);
	ok($s->wait_for('it was told', sub { jobs("fetch-transcript:$sid", "state = 'done'") }), 'is ready');
	is($s->value('SELECT COUNT(*) FROM sentences JOIN transcripts USING (transcript_id) WHERE sid = ?', $sid), 0, 'and not fetched');
};

subtest 'one that is there while the last attempt goes on' => sub {
	$s->expect_error(qr/\(transcribe\) is given up/);
	$s->stop('worker');
	$twilio->fault(match => 'POST /v2/Transcripts', mode => 'hang-after');
	my ($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID, operators => \@OPERATORS, operatorsAfter => 0});
	$s->sql('UPDATE jobs SET attempts = 15 WHERE job_key = ?', "transcribe:$recording");
	$s->start('worker');
	ok($s->wait_for('it is given up', sub { jobs("transcribe:$recording", "state = 'given-up'") }), 'which has no answer');
	ok($s->wait_for('it is fetched', sub { processed_now($recording) eq 'done' }), 'is not called failed for that');
	is(transcript($recording)->{status}, 'ready', 'since it is not');
};

subtest 'what became of it, where the clinic does not want it any more' => sub {
	$s->sql("DELETE FROM jobs WHERE kind = 'transcribe' AND state = 'due' AND leased_by IS NULL");	# none of these shall meet the faults
	$twilio->fault(match => 'POST /v2/Transcripts', mode => 'reset-before');
	my ($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID});
	ok(until_status($recording, 'unknown'), 'a request without an answer');
	$s->routing($clinic{'twilio-intelligence'}, forwardNumber => '+19145550201', transcription => 'off');
	hurry("transcribe:$recording");
	is(processed($recording), 'done', 'is not followed up, where transcription was turned off');
	is(transcript($recording)->{status}, 'failed', 'and nobody waits for it');

	$s->routing($clinic{'twilio-intelligence'}, forwardNumber => '+19145550201', transcription => 'twilio-intelligence');
	$twilio->fault(match => 'POST /v2/Transcripts', mode => 'reset-after');
	($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID, hold => \1});
	ok(until_status($recording, 'unknown'), 'one that was made');
	$s->routing($clinic{'twilio-intelligence'}, forwardNumber => '+19145550201', transcription => 'off');
	hurry("transcribe:$recording");
	is(processed($recording), 'done', 'is not waited for either');
	my ($unwanted) = map { $_->{sid} } grep { $_->{channel}{media_properties}{source_sid} eq $recording } $twilio->transcripts;
	$twilio->transcript(recording => $recording, sentences => \@SAID);
	ok(job_is_done("fetch-transcript:$unwanted"), 'when it is told of');
	$s->holds(transcript($recording), {status => 'failed', sid => undef, text => undef}, 'nothing of it is stored');
	is(scalar(grep { $_->{sid} eq $unwanted } $twilio->transcripts), 0, 'and it is deleted there, since nobody else would');
	$s->routing($clinic{'twilio-intelligence'}, forwardNumber => '+19145550201', transcription => 'twilio-intelligence');

	foreach my $webhook (qw(none normal)) {
		$twilio->fault(match => 'POST /v2/Transcripts', mode => 'reset-after');
		($call, $recording) = recorded('twilio-intelligence', script => {sentences => \@SAID, hold => \1});
		ok(until_status($recording, 'unknown'), 'one that was made');
		my ($made) = map { $_->{sid} } grep { $_->{channel}{media_properties}{source_sid} eq $recording } $twilio->transcripts;
		ok($made, 'by Twilio');
		$s->sql("UPDATE transcripts SET status = 'deleted' WHERE recording_sid = ?", $recording);
		$webhook eq 'none' ? hurry("transcribe:$recording") : $twilio->transcript(recording => $recording, sentences => \@SAID);
		ok($s->wait_for('it is gone', sub { !grep { $_->{sid} eq $made } $twilio->transcripts }), "and deleted before we knew of it, is deleted there (webhook: $webhook)");
		is(transcript($recording)->{status}, 'deleted', 'as it is here');
	}
};

subtest 'operators that are late' => sub {
	my %script = (sentences => \@SAID, operators => \@OPERATORS);
	my ($call, $recording) = recorded('twilio-intelligence', script => {%script, operatorsAfter => 3600});
	ok(until_status($recording, 'ready'), 'the sentences are there first');
	my $t = transcript($recording);
	is($t->{summary}, undef, 'without a summary');
	$twilio->transcript(recording => $recording, %script, operatorsAfter => 0);
	hurry("fetch-transcript:$t->{sid}");
	is(processed($recording), 'done', 'later it is fetched again');
	like(transcript($recording)->{summary}, qr/^The Customer asked/, 'with it');
	is($s->value('SELECT COUNT(*) FROM sentences WHERE transcript_id = ?', $t->{transcript_id}), 3, 'and its sentences once');

	($call, $recording) = recorded('twilio-intelligence', script => {%script, operators => [@OPERATORS[0, 1]], operatorsAfter => 0});
	ok($s->wait_for('it is fetched', sub { my $t = transcript($recording); $t && ($t->{summary} // '') eq 'Not the summary.' }), 'where others were first, there is what they said');
	$t = transcript($recording);
	$twilio->transcript(recording => $recording, %script, operatorsAfter => 0);
	hurry("fetch-transcript:$t->{sid}");
	is(processed($recording), 'done', 'and it is fetched again');
	like(transcript($recording)->{summary}, qr/^The Customer asked/, 'for the summary');
};

subtest 'operators that take minutes' => sub {
	my %script = (sentences => \@SAID, operators => [], operatorsAfter => 0);
	my ($call, $recording) = recorded('twilio-intelligence', script => {%script, completedAgo => 100});
	is(processed($recording), 'done', 'nobody waits for them');
	my $t = transcript($recording);
	is($t->{summary}, undef, 'there is no summary');
	my $job = "fetch-transcript:$t->{sid}";
	$s->wait_for('it is looked for later', sub { $s->value(q{SELECT run_at > NOW() + INTERVAL 150 SECOND FROM jobs WHERE job_key = ? AND state = 'due' AND leased_by IS NULL}, $job) });
	hurry($job);
	$s->wait_for('and later again', sub { $s->value(q{SELECT run_at > NOW() + INTERVAL 150 SECOND FROM jobs WHERE job_key = ? AND state = 'due' AND leased_by IS NULL}, $job) });
	is($s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ?}, "analyse-call:$call"), 1, 'without looking into the call again');
	$twilio->transcript(recording => $recording, %script, operators => \@OPERATORS);
	hurry($job);
	$s->wait_for('then it is there', sub { (transcript($recording)->{summary} // '') =~ /^The Customer asked/ });
	$s->wait_for('and its call is looked into again', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'done'}, "analyse-call:$call") == 2 });
	is(transcript($recording)->{ready_at}, $t->{ready_at}, 'it is ready since the first time');
	is($s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'due'}, $job), 0, 'and not looked for any more');

	(undef, $recording) = recorded('twilio-intelligence', script => {%script, completedAgo => 3700});
	is(processed($recording), 'done', 'after an hour');
	$t = transcript($recording);
	$s->wait_for('it has none', sub { $s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'done'}, "fetch-transcript:$t->{sid}") });
};

subtest 'in other shapes' => sub {
	my @cases = (
		['where none is named so, the first that was generated', [@OPERATORS[0, 1], {name => 'Advice', text => 'Not the first.'}], 'Not the summary.'],
		['plain text', [{text_generation_results => 'A cleaning on Tuesday.'}], 'A cleaning on Tuesday.'],
		['an object', [{text_generation_results => {format => 'json', result => {agreed => 'Tuesday'}}}], '{"agreed":"Tuesday"}'],
	);
	foreach my $case (@cases) {
		my ($name, $operators, $summary) = @$case;
		my ($call, $recording) = recorded('twilio-intelligence', script => {sentences => [@SAID[1, 2, 0]], operators => $operators, operatorsAfter => 0});
		is(processed($recording), 'done', $name);
		my $t = transcript($recording);
		is($t->{summary}, $summary, 'is the summary');
		is_deeply([map { $_->[3] } @{sentences($t)}], [map { $_->{text} } @SAID], 'sentences stand in the order of time, whatever Twilio\'s');
	}
};

subtest 'what is not worth asking' => sub {
	$twilio->clear_requests;
	my @recordings = map { (recorded($_, duration => 9))[1] } qw(off realtime);
	push @recordings, (recorded('twilio-intelligence', duration => 1))[1];
	is(processed($_), 'done', 'done at once') foreach @recordings;
	is(scalar(map { posts($_) } @recordings), 0, 'nothing is asked for');
	my $recording = $twilio->recording(callSid => my $nobody = $s->sid, duration => 9)->{sid};
	told($nobody, $recording);
	ok($s->wait_for('it waits', sub { jobs("transcribe:$recording", "last_error LIKE '%call is not there%'") }), 'a recording whose call is not there waits for it');
	$s->sql('UPDATE jobs SET attempts = 9 WHERE job_key = ?', "transcribe:$recording");
	hurry("transcribe:$recording");
	ok($s->wait_for('it waits', sub { (in_minutes("transcribe:$recording") // 0) == 5 }), 'ever longer, so that its attempts last');
	$s->sql('UPDATE recordings SET created_at = NOW(3) - INTERVAL 2 HOUR WHERE recording_sid = ?', $recording);
	hurry("transcribe:$recording");
	is(processed($recording), 'done', 'but not for ever');
};

subtest 'a voicemail' => sub {
	my ($call, $recording) = voicemail('twilio-intelligence', script => {sentences => [{text => 'Please call me back.'}], operators => [{text => 'Asks to be called.'}], operatorsAfter => 0});
	is(processed($recording), 'done', 'is written down');
	my ($asked) = posts($recording);
	is_deeply($JSON->decode($asked->{params}{Channel})->{participants}, [{channel_participant => 1, role => 'Customer'}], 'with one who speaks');
	is_deeply(sentences(transcript($recording)), [[undef, 1, 'caller', 'Please call me back.', 0.9]], 'who is the caller');
	ok($s->wait_for('it shows', sub { ($s->value('SELECT transcript FROM voicemails WHERE recording_sid = ?', $recording) // '') eq 'Please call me back.' }), 'the voicemail shows it');
	ok($s->wait_for('told', sub { jobs("notify-voicemail:$recording") }), 'and people are told of it');
};

# --- real-time ----------------------------------------------------------------------------------------------------------------------------

subtest 'what is heard live' => sub {
	my ($call, $sid) = (call('realtime'), $s->sid('GT'));
	my @events = (
		live($call, $sid, 'started', 1, 0, LanguageCode => 'en-US', Track => 'both_tracks'),
		live($call, $sid, 'content', 2, 2, heard('inbound_track', 'Good morning, I would like a cleaning.', 0.9)),
		live($call, $sid, 'content', 3, 3, heard('outbound_track', 'Tues'), Final => 'false'),
		live($call, $sid, 'content', 5, 5, heard('outbound_track', 'Tuesday at ten?', 0.5)),
		live($call, $sid, 'stopped', 9, 9),
	);
	foreach my $event (@events[4, 3, 1, 3, 0, 2, 1]) {
		is($s->signed($LIVE, {%$event})->{status}, 204, "$event->{TranscriptionEvent} $event->{SequenceId} is acknowledged");
	}
	my $t = $s->row('SELECT * FROM transcripts WHERE sid = ?', $sid);
	$s->holds($t, {clinic_id => $clinic{realtime}{id}, call_sid => $call, recording_sid => undef, source => 'realtime', status => 'ready', language => 'en-US',
		created_at => '2026-11-20 08:00:00.123'}, 'it is a transcript of the call');
	is_deeply([map { [@$_[1 .. 4]] } @{sentences($t)}], [[1, 'caller', 'Good morning, I would like a cleaning.', 0.9], [2, 'clinic', 'Tuesday at ten?', 0.5]],
		'of what was said in the end, in its order, once');
	is($s->value('SELECT transcript_sid FROM calls WHERE call_sid = ?', $call), $sid, 'which the call has');
	is(jobs("analyse-call:$call"), 1, 'and is looked into');
	my @verdicts = map { "$_->{type} $_->{verdict}" } $s->rows('SELECT type, verdict FROM events WHERE subject = ? AND path = ? ORDER BY event_id', $call, $LIVE);
	is(scalar(grep { /duplicate/ } @verdicts), 2, 'what came twice is kept, and counts once');

	my ($other, $never) = (call('realtime'), $s->sid('GT'));
	$s->signed($LIVE, live($other, $never, 'content', 1, 1, heard('inbound_track', 'Hello?', 0.9)));
	is(in_minutes("analyse-call:$other"), 10, 'where its end is never told, the call is looked into after ten minutes');
};

subtest 'and from the wrong caller, or odd' => sub {
	my ($call, $sid) = (call('realtime'), $s->sid('GT'));
	my $event = live($call, $sid, 'content', 2, 2, heard('inbound_track', 'Good morning.', 0.9));
	$s->is_problem($s->signed($LIVE, {%$event}, sign => $_), 403, "$_ signature") foreach qw(none wrong);
	$s->is_problem($s->signed($LIVE, {%$event, AccountSid => 'AC' . 'f' x 32}), 403, 'another account');
	is($s->value('SELECT COUNT(*) FROM transcripts WHERE sid = ?', $sid), 0, 'leave nothing');
	foreach my $odd ([TranscriptionData => 'not JSON'], [TranscriptionData => undef], [TranscriptionData => '{"transcript": 7}'], [SequenceId => 'x'], [SequenceId => undef],
		[TranscriptionData => 'x' x 30000]) {
		is($s->signed($LIVE, {%$event, @$odd})->{status}, 204, "$odd->[0] that cannot be read is acknowledged");
		is($s->value('SELECT verdict FROM events ORDER BY event_id DESC LIMIT 1'), 'failed', 'and kept with the reason');
	}
	is($s->signed($LIVE, {%$event, $_ => undef})->{status}, 204, "so is what lacks its $_") foreach qw(CallSid TranscriptionSid TranscriptionEvent);
	is($s->value('SELECT COUNT(*) FROM sentences JOIN transcripts USING (transcript_id) WHERE sid = ?', $sid), 0, 'nothing of it is a sentence');
	is($s->signed($LIVE, {%$event, Track => 'x', Timestamp => 'soon', TranscriptionData => '{"transcript":"Hello.","confidence":null}'})->{status}, 204, 'but what has its words');
	is_deeply([map { [@$_[1 .. 4]] } @{sentences($s->row('SELECT * FROM transcripts WHERE sid = ?', $sid))}], [[undef, undef, 'Hello.', undef]], 'is one');
	is($s->signed($LIVE, live($call, $sid, 'error', 4, 4, TranscriptionErrorCode => 32655, TranscriptionError => 'Provider Unavailable'))->{status}, 204, 'an error is acknowledged');
	is($s->value("SELECT verdict FROM events WHERE subject = ? AND type = 'transcription-error'", $call), 'accepted', 'and kept');
	like($s->log_text('voice-transcription'), qr/Twilio's error 32655/, 'and logged');
};

subtest 'both' => sub {
	my ($call, $recording) = recorded('both', script => {sentences => \@SAID, operators => \@OPERATORS, operatorsAfter => 0});
	$s->signed($LIVE, live($call, my $sid = $s->sid('GT'), 'content', 2, 2, heard('inbound_track', 'Good morning.', 0.9)));
	is(processed($recording), 'done', 'the recording is written down');
	is_deeply([map { $_->{source} } $s->rows('SELECT source FROM transcripts WHERE call_sid = ? ORDER BY source', $call)], ['twilio-intelligence', 'realtime'], 'besides what was heard live');
	is($s->value('SELECT transcript_sid FROM calls WHERE call_sid = ?', $call), transcript($recording)->{sid}, 'the better one is the call\'s');
};

subtest 'calls as Twilio plays them' => sub {
	my $front = '+19145550201';
	$s->routing($clinic{both}, forwardNumber => $front, transcription => 'both', recording => \1);
	my $sid = $s->sid;
	$twilio->transcript(callSid => $sid, sentences => \@SAID, operators => \@OPERATORS, operatorsAfter => 0);
	my $story = $s->call(callSid => $sid, from => $CALLER, to => $NUMBER{both}, answers => {$front => {status => 'completed', duration => 40}}, transcriptionCallbacks => 'twice',
		transcription => [{track => 'inbound_track', text => 'Good morning.'}, {track => 'outbound_track', text => 'Hillside, hello?'}]);
	is_deeply([map { $_->{status} } grep { $_->{what} =~ /^transcription/ } @{$story->{callbacks}}], [(204) x 8], 'everything that is told is acknowledged');
	my $live = $s->row("SELECT * FROM transcripts WHERE call_sid = ? AND source = 'realtime'", $sid);
	is_deeply([map { [@$_[2, 3]] } @{sentences($live)}], [['caller', 'Good morning.'], ['clinic', 'Hillside, hello?']], 'a call is heard live');
	my ($recording) = map { $_->{sid} } @{$story->{recordings}};
	is(processed($recording), 'done', 'its recording is written down');
	is_deeply([map { $_->[2] } @{sentences(transcript($recording))}], [qw(caller clinic caller)], 'by who said what');

	$s->routing($clinic{realtime}, open => {policy => 'voicemail'}, transcription => 'realtime');
	$story = $s->call(from => $CALLER, to => $NUMBER{realtime}, record => {seconds => 8, hangup => \1, transcription => 'Please call me back.'});
	($recording) = map { $_->{sid} } @{$story->{recordings}};
	ok($s->wait_for('it shows', sub { ($s->value('SELECT transcript FROM voicemails WHERE recording_sid = ?', $recording) // '') eq 'Please call me back.' }),
		'where calls are heard live, Twilio writes voicemails down');
	is(processed($recording), 'done', 'and nobody else does');
};

subtest 'click-to-call, where the assistant is rung first' => sub {
	my ($phone, $sid) = ('+18455550161', $s->sid);
	my @said = ({channel => 1, text => 'Hillside, this is Anna.', start => 1}, {channel => 2, text => 'Good morning.', start => 2});
	$s->heard($phone);
	my $anna = $s->api($s->admin, POST => '/api/assistants', {clinicId => $clinic{both}{id}, name => 'Anna', phone => $phone})->{json}{id};
	$twilio->transcript(callSid => $sid, sentences => \@said, operators => [{text => 'The {1} called the {2}.'}], operatorsAfter => 0);
	$twilio->script($CALLER, call => {status => 'completed', duration => 40});
	$twilio->script($phone, call => {callSid => $sid, status => 'completed',
		transcription => [{track => 'inbound_track', text => $said[0]{text}}, {track => 'outbound_track', text => $said[1]{text}}]});
	my $answer = $s->api($s->admin, POST => '/api/twilio/make-call', {clinicId => $clinic{both}{id}, to => $CALLER, assistantId => $anna});
	is($answer->{json}{callSid}, $sid, 'the call is made') or diag $answer->{body};
	my ($recording) = map { $_->{sid} } @{$s->sound($twilio->story($sid))->{recordings}};
	is(processed($recording), 'done', 'its recording is written down');
	my ($asked) = posts($recording);
	is_deeply($JSON->decode($asked->{params}{Channel})->{participants}, [{channel_participant => 1, role => 'Agent'}, {channel_participant => 2, role => 'Customer'}], 'named as they are');
	is(transcript($recording)->{summary}, 'The Agent called the Customer.', 'so that the summary calls nobody by the other\'s name');
	my $live = $s->row("SELECT * FROM transcripts WHERE call_sid = ? AND source = 'realtime'", $sid);
	is_deeply([map { [@$_[1 .. 3]] } @{sentences($_)}], [[1, 'clinic', $said[0]{text}], [2, 'caller', $said[1]{text}]], "who said what ($_->{source})") foreach transcript($recording), $live;
};

# --- Twilio's own, of voicemails --------------------------------------------------------------------------------------------------------------

subtest 'Twilio writes a voicemail down' => sub {
	foreach my $first (qw(voicemail text)) {
		my ($call, $recording) = (call('off'), $s->sid('RE'));
		my %fields = transcribed($call, $recording);
		left($call, $recording, 'off') if $first eq 'voicemail';
		is_deeply([map { $s->signed($VOICEMAIL, {%fields})->{status} } 1 .. 2], [204, 204], "$first first: the text is acknowledged, and once more");
		if ($first eq 'text') {
			ok($s->wait_for('it is looked for', sub { jobs("voicemail-transcript:$recording", "last_error LIKE '%voicemail is not there%'") }),
				'the text waits for its voicemail, of whose recording nobody has heard either');
			left($call, $recording, 'off');
		}
		# Either may have gone through the spool, and whoever hastens the job before they are there uses its attempts up.
		$s->wait_for("$_ has it", sub { $s->value("SELECT COUNT(*) FROM $_ WHERE recording_sid = ?", $recording) }) foreach qw(voicemails transcripts);
		ok($s->wait_for('it shows', sub { $s->hasten("voicemail-transcript:$recording"); ($s->value('SELECT transcript FROM voicemails WHERE recording_sid = ?', $recording) // '') eq 'Please call me back.' }), 'the voicemail shows it');
		$s->holds(transcript($recording), {clinic_id => $clinic{off}{id}, call_sid => $call, source => 'twilio-record', sid => $fields{TranscriptionSid}, status => 'ready'},
			'it is a transcript');
		ok($s->wait_for('told', sub { jobs("notify-voicemail:$recording") }), 'people are told');
		is(jobs("analyse-call:$call"), 1, 'the call is looked into');
		is_deeply([map { $_->{verdict} } $s->rows('SELECT verdict FROM events WHERE subject = ? AND path = ? ORDER BY event_id', $call, $VOICEMAIL)], [qw(accepted duplicate)], 'one counts');
	}
	my ($call, $recording) = (call('off'), $s->sid('RE'));
	my %fields = transcribed($call, $recording);
	$s->is_problem($s->signed($VOICEMAIL, {%fields}, sign => $_), 403, "$_ signature") foreach qw(none wrong);
	is(transcript($recording), undef, 'leaves nothing');
	is($s->signed($VOICEMAIL, {%fields, RecordingSid => undef, RecordingUrl => 'https://x.test/'})->{status}, 204, 'of which recording, nobody knows');
	like($s->value('SELECT reason FROM events ORDER BY event_id DESC LIMIT 1'), qr/which recording/, 'as is kept');
	left($call, $recording, 'off');
	is($s->signed($VOICEMAIL, {%fields, TranscriptionStatus => 'failed', TranscriptionText => ''})->{status}, 204, 'one that failed');
	is(transcript($recording)->{status}, 'failed', 'is known as that');
	ok($s->wait_for('told', sub { jobs("voicemail-transcript:$recording", "state = 'done'") }), 'and people are told of the voicemail');
	is($s->value('SELECT transcript FROM voicemails WHERE recording_sid = ?', $recording), undef, 'which shows none');
};

subtest 'with the database away' => sub {
	my ($call, $gt, $recording, $ready) = (call('realtime'), $s->sid('GT'), $s->sid('RE'), $s->sid('GT'));
	$s->stop('mariadb');
	is($s->signed($LIVE, live($call, $gt, 'content', 2, 2, heard('inbound_track', 'Good morning.', 0.9)))->{status}, 204, 'what is said is acknowledged');
	is($s->signed($VOICEMAIL, {transcribed($call, $recording)})->{status}, 204, 'a voicemail\'s text too');
	is($twilio->webhook(url => $s->url . $CI, json => {account_sid => $s->account, transcript_sid => $ready})->{status}, 204, 'and that a transcript is ready');
	$s->start('mariadb');
	ok($s->wait_for('spooled', sub { $s->value('SELECT 1 FROM sentences JOIN transcripts USING (transcript_id) WHERE sid = ?', $gt) }), 'it is on record later');
	ok($s->wait_for('spooled', sub { transcript($recording) }), 'the text too');
	ok($s->wait_for('spooled', sub { jobs("fetch-transcript:$ready") }), 'and the job');
};

# --- an OpenAI-compatible server --------------------------------------------------------------------------------------------------------------

subtest 'whisper' => sub {
	$openai->hears('Buenos días, quisiera una limpieza.');
	$s->secret('quisiera una limpieza');
	my ($call, $recording) = recorded('whisper');
	is(processed($recording), 'done', 'a recording is sent on');
	my ($sent) = $openai->requests;
	is_deeply($sent->{fields}, {model => 'whisper-1', response_format => 'json', language => 'es'}, 'for words in the clinic\'s language');
	is($sent->{authorization}, "Bearer $KEY", 'with the key');
	$s->holds($sent->{file}, {name => 'call.mp3', type => 'audio/mpeg', sha256 => sha256_hex(sound($recording))}, 'byte by byte');
	$s->holds(transcript($recording), {source => 'whisper', sid => undef, status => 'ready', language => 'es-US', text => 'Buenos días, quisiera una limpieza.'}, 'what comes back is kept');
	$s->holds($s->row('SELECT * FROM provider_usage WHERE call_sid = ?', $call), {clinic_id => $clinic{whisper}{id}, product => 'transcription', model => 'whisper-1', unit => 'seconds',
		input_units => 10, price => '0.001000', price_unit => 'USD'}, 'with what it cost');
	is(jobs("analyse-call:$call"), 1, 'and the call is looked into');
	is(scalar posts($recording), 0, 'Twilio is not asked');

	$twilio->settings(mediaRedirect => 1);
	$openai->settings(style => 'whisper.cpp');
	$openai->hears(" Please call me back.\n It is about Tuesday.\n");
	($call, $recording) = voicemail('whisper');
	is(processed($recording), 'done', 'a voicemail too, from wherever it is stored');
	is_deeply(sentences(transcript($recording)), [[undef, undef, 'caller', 'Please call me back.', undef], [undef, undef, 'caller', 'It is about Tuesday.', undef]], 'in the server\'s segments');
	ok($s->wait_for('it shows', sub { ($s->value('SELECT transcript FROM voicemails WHERE recording_sid = ?', $recording) // '') eq 'Please call me back. It is about Tuesday.' }),
		'as one text to be read');
	is_deeply(uses($call), ['9 - seconds 0.000900'], 'a server that counts nothing costs by the recording\'s length');
	$twilio->settings(mediaRedirect => 0);
	$openai->reset;

	$openai->hears('Thank you. ' x 12);
	($call, $recording) = recorded('whisper');
	is(processed($recording), 'done', 'what a model makes up over silence');
	is(transcript($recording)->{text}, '', 'is not kept');
	is(jobs("analyse-call:$call"), 0, 'nor looked into');
	$openai->reset;

	$openai->say(speech => usage => {type => 'tokens', input_tokens => 90, output_tokens => 12, total_tokens => 102});
	($call, $recording) = recorded('whisper');
	processed($recording);
	is_deeply(uses($call), ['90 12 tokens 0.000900'], 'so does one that counts tokens');
	$openai->reset;
};

subtest 'whisper that fails' => sub {
	foreach my $fault ({mode => 500}, {mode => 503, plain => 'Loading model'}, {mode => 404, plain => 'Not Found'}, {mode => 'reset-after'}, {mode => 'nonsense'}, {mode => 'empty'},
		{mode => 'huge'}, {mode => 429, retryAfter => 1}) {
		$openai->fault(match => 'speech', %$fault);
		my ($call, $recording) = recorded('whisper');
		my $name = join ' ', $fault->{mode}, $fault->{plain} // ();
		ok($s->wait_for("$name is noticed", sub { jobs("transcribe:$recording", 'last_error IS NOT NULL') || processed_now($recording) eq 'done' }), "$name: it is tried again");
		hurry("transcribe:$recording");
		is(processed($recording), 'done', 'and done');
		is_deeply(uses($call), [$fault->{mode} =~ /^\d+$/ ? () : '- - seconds -', '10 - seconds 0.001000'], 'each time counts, but where it was refused');
	}
	$openai->fault(match => 'speech', mode => 429, retryAfter => 86_400);
	is(processed((recorded('whisper'))[1]), 'done', 'whoever is told to come again tomorrow comes as after any failure');
	$openai->fault(match => 'speech', mode => 429, retryAfter => 1, times => 50);
	backs_off((recorded('whisper'))[1], 'one that is always told to come again in a second');
	$openai->clear_faults;

	$s->expect_error(qr/\(transcribe\) is given up/);
	foreach my $fault ({mode => 401}, {mode => 404}, {mode => 400, code => 'unsupported_value'}, {mode => 429, type => 'insufficient_quota', code => 'insufficient_quota'}, {mode => 413}) {
		$openai->fault(match => 'speech', %$fault);
		my ($call, $recording) = recorded('whisper');
		is(processed($recording), 'failed', "$fault->{mode} " . ($fault->{code} // '') . ': it is given up');
		is(transcript($recording)->{status}, 'failed', 'as is on record');
		ok($s->wait_for('the job says so', sub { jobs("transcribe:$recording", "state = 'given-up'") }), 'by its job, too');
		like($s->value('SELECT last_error FROM jobs WHERE job_key = ?', "transcribe:$recording"), qr/^the transcription server answered $fault->{mode}/, 'with the reason');
		is_deeply(uses($call), [], 'and costs nothing');
	}
	my ($call, $long) = recorded('whisper', duration => 7000);
	is(processed($long), 'failed', 'what is longer than the server takes is not sent');
	ok($s->wait_for('the job says so', sub { ($s->value('SELECT last_error FROM jobs WHERE job_key = ?', "transcribe:$long") // '') =~ /longer/ }), 'as is said');

	$openai->clear_requests;
	$call = call('whisper');
	my $recording = $twilio->recording(callSid => $call, duration => 9, status => 'processing')->{sid};
	told($call, $recording);
	ok($s->wait_for('it waits', sub { jobs("transcribe:$recording", 'last_error IS NOT NULL') }), 'sound that is not there yet is waited for');
	is(scalar $openai->requests, 0, 'and nothing is sent');
};

subtest 'nothing of the sound stays' => sub {
	$openai->fault(match => 'speech', mode => 'slow', ms => 60_000);
	$s->ctl(['jobs', 'list']);
	my ($call, $recording) = recorded('whisper');
	my $worker = $s->wait_for('it is on its way', sub { grep { my $pid = $_; grep { (readlink($_) // '') =~ m{^/memfd:recording} } glob "/proc/$pid/fd/*" } $s->pids('worker') });
	ok($worker, 'while it is sent on it is in memory alone');
	my ($pid) = grep { my $pid = $_; grep { (readlink($_) // '') =~ m{^/memfd:recording} } glob "/proc/$pid/fd/*" } $s->pids('worker');
	is($s->value("SELECT leased_until > NOW(3) + INTERVAL 10 MINUTE FROM jobs WHERE job_key = ?", "transcribe:$recording"), 1, 'nobody else takes it meanwhile');
	$s->end_process('worker', $pid);
	my $frame = "\xff\xf3\x48\xc0" . "\0" x 60;
	my @left = grep { -f && -s _ && index(slurp($_), $frame) >= 0 } grep { !m{/db/|/mariadb/} } files($s->home), files('/var/tmp');
	is_deeply(\@left, [], 'and when the worker is killed, nowhere');
	$openai->reset;
	$s->release_jobs;
	is(processed($recording), 'done', 'another worker does it');
};

$s->end;
done_testing;

# --- what happens to a clinic -------------------------------------------------------------------------------------------------------------------

# A call that has come in; its sid.
sub call($mode) {
	my $sid = $s->sid;
	$s->signed('/api/twilio/voice/status-callback', {CallSid => $sid, From => $CALLER, To => $NUMBER{$mode}, CallStatus => 'in-progress', Direction => 'inbound'});
	return $sid;
}

# Twilio tells of a recording.
sub told($call, $recording, %fields) {
	my $answer = $s->signed($RECORDING, {CallSid => $call, RecordingSid => $recording, RecordingStatus => 'completed', RecordingDuration => 9, RecordingChannels => 2, RecordingSource => 'DialVerb',
		RecordingUrl => "https://api.twilio.com/2010-04-01/Accounts/$s->{account}/Recordings/$recording", %fields});
	is($answer->{status}, 204, 'a recording is told of') if $answer->{status} != 204;
}

# A call of a clinic, with a recording that Twilio has and tells of.
sub recorded($mode, %opt) {
	my $call = call($mode);
	my ($duration, $channels) = ($opt{duration} // 9, $opt{channels} // 2);
	my $recording = $twilio->recording(callSid => $call, duration => $duration, channels => $channels, source => $opt{source} // 'DialVerb')->{sid};
	$twilio->transcript(recording => $recording, %{$opt{script}}) if $opt{script};
	left($call, $recording, $mode) if $opt{voicemail};
	told($call, $recording, RecordingDuration => $duration, RecordingChannels => $channels, RecordingSource => $opt{source} // 'DialVerb');
	return ($call, $recording);
}

# The same with a message.
sub voicemail($mode, %opt) { return recorded($mode, channels => 1, source => 'RecordVerb', voicemail => 1, %opt) }

sub left($call, $recording, $mode) {
	$s->signed('/api/twilio/voicemail-complete', {CallSid => $call, From => $CALLER, To => $NUMBER{$mode}, CallStatus => 'in-progress', RecordingSid => $recording,
		RecordingUrl => "https://api.twilio.com/2010-04-01/Accounts/$s->{account}/Recordings/$recording", RecordingDuration => 9});
}

# Somebody else asks for a recording's transcript, as a service that transcribes everything does; its sid.
sub transcribe_elsewhere($recording) {
	my $made = Mojo::UserAgent->new->post('http://' . $s->account . ':' . $s->setting('TWILIO_AUTH_TOKEN') . '@127.0.0.1:' . $twilio->port . '/v2/Transcripts', form => {
		ServiceSid => $s->setting('TWILIO_VI_SERVICE_SID'), Channel => $JSON->encode({media_properties => {source_sid => $recording}})})->result;
	is($made->code, 202, 'it is made elsewhere') if $made->code != 202;
	return $made->json->{sid};
}

# A real-time event.
sub live($call, $sid, $event, $sequence, $second, %more) {
	return {CallSid => $call, TranscriptionSid => $sid, TranscriptionEvent => "transcription-$event", SequenceId => $sequence,
		Timestamp => sprintf('2026-11-20T08:00:%02d.123456Z', $second), %more};
}

sub heard($track, $text, $confidence = undef) {
	$s->secret($text);
	return (LanguageCode => 'en-US', Track => $track, Final => 'true', TranscriptionData => $JSON->encode({transcript => $text, defined $confidence ? (confidence => $confidence) : ()}));
}

# Twilio's own transcription of a voicemail.
sub transcribed($call, $recording) {
	$s->secret('Please call me back.');
	return (CallSid => $call, RecordingSid => $recording, TranscriptionSid => $s->sid('TR'), TranscriptionStatus => 'completed', TranscriptionText => 'Please call me back.',
		From => $CALLER, To => $NUMBER{off}, CallStatus => 'completed', RecordingUrl => "https://api.twilio.com/2010-04-01/Accounts/$s->{account}/Recordings/$recording");
}

# --- what is there then -------------------------------------------------------------------------------------------------------------------------

sub processed_now($recording) { return $s->value('SELECT processing_status FROM recordings WHERE recording_sid = ?', $recording) }

# What becomes of a recording.
sub processed($recording) {
	$s->wait_for("recording $recording is processed", sub { processed_now($recording) =~ /^(?:done|failed)$/ });
	return processed_now($recording);
}

sub transcript($recording) { return $s->row('SELECT * FROM transcripts WHERE recording_sid = ?', $recording) }

# What was used for a call, each time.
sub uses($call) {
	return [map { my $use = $_; join ' ', map { $use->{$_} // '-' } qw(input_units output_units unit price) } $s->rows('SELECT * FROM provider_usage WHERE call_sid = ? ORDER BY usage_id', $call)];
}

sub until_status($recording, $status) {
	return $s->wait_for("the transcript is $status", sub { ((transcript($recording) // {})->{status} // '') eq $status });
}

sub until_sid($recording) { return $s->wait_for('the transcript has a sid', sub { (transcript($recording) // {})->{sid} }) }

sub sentences($t) {
	return [map { [@$_{qw(at_ms channel speaker text confidence)}] } $s->rows('SELECT * FROM sentences WHERE transcript_id = ? ORDER BY sequence', $t->{transcript_id})];
}

sub posts($recording) { return grep { ($_->{params}{Channel} // '') =~ /$recording/ } $twilio->requests(method => 'POST', resource => '/v2/Transcripts') }

# How many jobs have this key.
sub jobs($key, $where = 'TRUE') { return $s->value("SELECT COUNT(*) FROM jobs WHERE job_key = ? AND $where", $key) }

sub job_is_done($key) { return $s->wait_for("$key is done", sub { jobs($key, "state = 'done'") && !jobs($key, "state = 'due'") }) }

sub hurry($key) { return $s->hurry($key) }

# What fails again and again is asked for ever less often, so that its attempts last for hours: of four late ones, some wait for minutes.
sub backs_off($recording, $name) {
	my $key = "transcribe:$recording";
	my $long = 0;
	foreach my $n (1 .. 4) {
		$s->wait_for('it is at rest', sub { $s->sql("UPDATE jobs SET attempts = 12, last_error = NULL, run_at = NOW(3) WHERE job_key = ? AND state = 'due' AND leased_by IS NULL AND last_error IS NOT NULL", $key) > 0 });
		$s->wait_for('it was tried again', sub { jobs($key, 'attempts > 12 AND leased_by IS NULL AND last_error IS NOT NULL') });
		$long += jobs($key, 'run_at > NOW(3) + INTERVAL 3 MINUTE');
	}
	ok($long, "$name is asked for ever less often");
	is(processed_now($recording), 'transcribing', 'and not given up');
}

# In how many minutes it is due.
sub in_minutes($key) { return $s->value("SELECT ROUND(TIMESTAMPDIFF(SECOND, NOW(3), run_at) / 60) FROM jobs WHERE job_key = ? AND state = 'due'", $key) }

sub sound($recording) {
	return Mojo::UserAgent->new->get('http://' . $s->account . ':' . $s->setting('TWILIO_AUTH_TOKEN') . '@127.0.0.1:' . $twilio->port
		. "/2010-04-01/Accounts/$s->{account}/Recordings/$recording.mp3")->result->body;
}

sub files($where) {
	open my $found, '-|', 'find', $where, '-type', 'f', '-size', '-40M' or die "find: $!";
	chomp(my @files = <$found>);
	return @files;
}

sub slurp($file) {
	open my $in, '<:raw', $file or return '';
	local $/;
	return scalar(<$in>) // '';
}
