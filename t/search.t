#!/usr/bin/perl
# Finding calls by what was said in them: any language, within the clinic, beside the other filters, page by page.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Encode qw(encode_utf8);
use Switchboard;
use Test::More;

binmode $_, ':encoding(UTF-8)' foreach Test::More->builder->output, Test::More->builder->failure_output;
my ($NUMBER, $OTHERS_NUMBER, $ANN, $BEN) = ('+18455550101', '+18455550102', '+12125550121', '+12125550122');
my $s = Switchboard->new(numbers => [$NUMBER, $OTHERS_NUMBER]);
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201', timezone => 'America/New_York');
my $other = $s->clinic('Lakeside', forwardNumber => '+19145550202');
$s->connect($NUMBER, $clinic);
$s->connect($OTHERS_NUMBER, $other);
my $assistant = $s->user(assistant => $clinic);
my $others_assistant = $s->user(assistant => $other);

# Oldest first: name => [from, to, what was said].
my %sid;
call(first => $ANN, $NUMBER, 'Al O’Brien asked for a crown on tooth 14 at 10:30.', 'Dental crown. Ring him at 845-555-0199.');
call(second => $BEN, $NUMBER, 'José Núñez wants a cleaning; the crown can wait.', undef);
call(third => $ANN, $NUMBER, undef, '山田さんは来週の水曜日に予約しました。');
call(fourth => $BEN, $NUMBER, undef, 'नियुक्ति बुधवार को है। நியமனம் புதன்கிழமை. นัดหมายวันพุธ');
call(theirs => $ANN, $OTHERS_NUMBER, 'Al O’Brien asked for a crown, too.', undef);
my %name = reverse %sid;

subtest 'words' => sub {
	my @cases = (
		['crown', qw(second first)], ['CROWN', qw(second first)], ['crown o\'brien', 'first'], ['obrien', 'first'], ['brien', 'first'], ['al', 'first'], ['jose nunez', 'second'], ['José', 'second'],
		['14', 'first'], ['10:30', 'first'], ['555-0199', 'first'], ['8455550199', 'first'], ['dental', 'first'],
		['予約', 'third'], ['水曜日', 'third'], ['山', 'third'], ['नियुक्ति', 'fourth'], ['நியமனம்', 'fourth'], ['นัดหมาย', 'fourth'],
		['cro', qw(second first)], ['clean', 'second'], ['cr'], ['cro x'], ['lean'], ['crown implant'], ['bridge'], ['a' x 190],
	);
	is_deeply(found($_->[0]), [@$_[1 .. $#$_]], "\"$_->[0]\"") foreach map { [@$_] } @cases;
	is_deeply(found('cro '), [], 'a word that was ended is whole');
	is_deeply(found('crown', $others_assistant), ['theirs'], 'another clinic finds its own');
};

subtest 'beside the other filters' => sub {
	is_deeply(found('crown&summaryReady=true'), [qw(second first)], 'with a summary');
	is_deeply(found('crown&phoneNumber=%2B12125550122'), ['second'], 'with a number, theirs');
	is_deeply(found('crown&phoneNumber=%2B18455550101'), [qw(second first)], 'or ours');
	is_deeply(found('crown&status=busy'), [], 'with a status');
	is_deeply(found('crown&until=2026-11-01T08:30:00Z'), ['first'], 'with dates');
	my $page = $s->api($assistant, GET => '/api/twilio/call-logs?q=crown&limit=1')->{json};
	is_deeply([map { $name{$_->{callSid}} } @{$page->{items}}], ['second'], 'page');
	is_deeply(found("crown&limit=1&cursor=$page->{next}"), ['first'], 'by page');
	my @csv = split /\r\n/, $s->api($assistant, GET => '/api/twilio/call-logs?q=crown&format=csv')->{body};
	is(scalar @csv, 3, 'as a spreadsheet');
};

subtest 'what cannot be sought' => sub {
	$s->is_problem($s->api($s->admin, GET => '/api/twilio/call-logs?q=crown'), 422, 'an admin names a clinic', 'clinicId');
	is_deeply(found("crown&clinicId=$other->{id}", $s->admin), ['theirs'], 'and then finds what is there');
	$s->is_problem($s->api($assistant, GET => '/api/twilio/call-logs?q=%3F%21'), 422, 'no word at all', 'q');
	$s->is_problem($s->api($assistant, GET => '/api/twilio/call-logs?q='), 422, 'nothing', 'q');
	$s->is_problem($s->api($assistant, GET => '/api/twilio/call-logs?q=' . 'x' x 201), 422, 'too much', 'q');
	$s->is_problem($s->api($assistant, GET => "/api/twilio/call-logs?q=crown&clinicId=$other->{id}"), 404, 'another clinic\'s words');
	is($s->api(undef, GET => '/api/twilio/call-logs?q=crown')->{status}, 401, 'by a stranger');
	is_deeply(found('%25'), ['(422)'], 'a sign that means something to a database means nothing');
	is_deeply(found('crow_'), [], 'nor does this one');
	is_deeply(found(q{crown' OR '1'='1}), [], 'nor a quote');
};

subtest 'what changes' => sub {
	$s->sql('UPDATE transcripts SET text = ? WHERE call_sid = ?', 'Only about a veneer.', $sid{first});
	look('first');
	is_deeply(found('veneer'), ['first'], 'is found as it is now');
	is_deeply(found('dental'), [], 'and not as it was');
	$s->sql("UPDATE transcripts SET status = 'deleted', text = NULL, summary = NULL WHERE call_sid = ?", $sid{first});
	$s->sql("DELETE FROM search_words WHERE kind = 'call' AND ref = (SELECT call_id FROM calls WHERE call_sid = ?)", $sid{first});
	$s->sql('UPDATE calls SET summary_text = NULL, summary_ready = 0, analysis = NULL WHERE call_sid = ?', $sid{first});
	is_deeply(found('veneer'), [], 'what was deleted is not found');
	look('first');
	is_deeply(found('crown'), ['second'], 'nor does it come back when it is looked at');
};

subtest 'the database away' => sub {
	$s->stop('mariadb');
	$s->is_problem($s->api($assistant, GET => '/api/twilio/call-logs?q=crown'), 503, 'is told');
	$s->start('mariadb');
	$s->wait_for('the programs are back', sub { $s->api($assistant, GET => '/api/twilio/call-logs?q=crown')->{status} == 200 });
};

$s->end;
done_testing;

# A call in which this was said: a summary by the provider, a transcript.
sub call($name, $from, $to, $summary, $text) {
	my $sid = $sid{$name} = $s->sid;
	$s->signed('/api/twilio/voice/incoming', {CallSid => $sid, From => $from, To => $to, Direction => 'inbound', CallStatus => 'ringing'});
	$s->signed('/api/twilio/voice/status-callback', {CallSid => $sid, From => $from, To => $to, Direction => 'inbound', CallStatus => 'completed', CallDuration => 60});
	my $hour = 7 + keys %sid;
	$s->sql('UPDATE calls SET started_at = ? WHERE call_sid = ?', "2026-11-01 0$hour:00:00", $sid);
	$s->sql('INSERT INTO transcripts (clinic_id, call_sid, source, status, text, summary, created_at, ready_at) VALUES (?, ?, ?, ?, ?, ?, NOW(3), NOW(3))',
		$to eq $NUMBER ? $clinic->{id} : $other->{id}, $sid, 'whisper', 'ready', $text // 'Hello.', $summary);
	look($name);
}

# The detector has looked at it, and put its words where they are found.
sub look($name) {
	$s->sql('UPDATE calls SET detector_version = 0 WHERE call_sid = ? AND detector_version IS NOT NULL', $sid{$name});
	is($s->api($s->admin, GET => "/api/twilio/call-logs/$sid{$name}/summary")->{status}, 200, "$name is looked at");
}

# Names of the calls that are found; the query may have other fields behind its words.
sub found($query, $who = $assistant) {
	my ($words, $rest) = split /&/, $query, 2;
	$words = join '', map { /[A-Za-z0-9]/ ? $_ : sprintf '%%%02X', ord } split //, encode_utf8($words) unless $words =~ /\A%25/;
	my $answer = $s->api($who, GET => "/api/twilio/call-logs?q=$words" . (defined $rest ? "&$rest" : ''));
	return ["($answer->{status})"] if $answer->{status} != 200;
	return [map { $name{$_->{callSid}} } @{$answer->{json}{items}}];
}
