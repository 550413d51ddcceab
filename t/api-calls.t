#!/usr/bin/perl
# What a clinic sees of its calls: the list and its filters, pages that stay stable while calls come in, spreadsheets, one number's history, notes and tags.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($NUMBER, $SECOND, $OTHERS_NUMBER) = map { "+1845555010$_" } 1 .. 3;
my ($ANN, $BEN, $EVE) = ('+12125550121', '+12125550122', '+12125550123');

my $s = Switchboard->new(numbers => [$NUMBER, $SECOND, $OTHERS_NUMBER]);
my $clinic = $s->clinic('Hillside', menu => {enabled => \1}, forwardNumber => '+19145550201', timezone => 'America/Los_Angeles');
my $other = $s->clinic('Lakeside', forwardNumber => '+19145550202', timezone => 'Asia/Kolkata');
$s->connect($_, $clinic) foreach $NUMBER, $SECOND;
$s->connect($OTHERS_NUMBER, $other);
my $assistant = $s->user(assistant => $clinic);
my $others_assistant = $s->user(assistant => $other);

# The calls, oldest first: a name, and the hour at which each began.
my %sid;
call(ann => $ANN, $NUMBER, '2026-03-08 09:30:00', digits => '1', dial => 'completed', status => 'completed');
call(ben => $BEN, $NUMBER, '2026-03-08 10:30:00', digits => '2', dial => 'busy', status => 'completed', voicemail => 1);
call(eve => $EVE, $SECOND, '2026-03-09 06:59:59', dial => 'no-answer', status => 'completed');
call(again => $ANN, $SECOND, '2026-03-09 07:00:00', status => 'busy');
call(outbound => $NUMBER, $BEN, '2026-03-09 12:00:00', status => 'in-progress', direction => 'outbound-api');
call(theirs => $ANN, $OTHERS_NUMBER, '2026-03-09 12:00:00', status => 'completed');
call(nobodys => $EVE, '+18455550109', '2026-03-09 13:00:00', status => 'completed');
my @ALL = qw(outbound again eve ben ann);
my %name = reverse %sid;

subtest 'the list' => sub {
	my $list = $s->api($assistant, GET => '/api/twilio/call-logs')->{json};
	is_deeply(names($list), \@ALL, 'is the clinic\'s, the newest first');
	is($list->{next}, undef, 'and says that it is whole');
	is_deeply(names($s->api($others_assistant, GET => '/api/twilio/call-logs')->{json}), ['theirs'], 'another clinic\'s is another');
	is_deeply(names($s->api($s->admin, GET => '/api/twilio/call-logs')->{json}), ['nobodys', sort_together('theirs', 'outbound'), @ALL[1 .. 4]], 'an admin sees all, and those of no clinic');
	my %one = %{$s->api($assistant, GET => "/api/twilio/call-logs/$sid{ann}")->{json}};
	delete @one{qw(events recordings transcript booking patient)};
	is_deeply((grep { $_->{callSid} eq $sid{ann} } @{$list->{items}})[0], \%one, 'a call in the list is the call itself, but for its timeline, its patient and what was said');
	is($s->api($assistant, GET => '/api/twilio/call-logs')->{headers}{'cache-control'}, 'no-store', 'and is stored nowhere on its way');
};

subtest 'filters' => sub {
	my @cases = (
		['status=completed', qw(eve ben ann)], ['status=busy', 'again'], ['status=failed'], ['direction=inbound', qw(again eve ben ann)], ['direction=outbound', 'outbound'],
		['callType=inbound', qw(again eve ben ann)], ['callType=outbound', 'outbound'], ['callType=ai-session'], ['menuChoice=1', 'ann'], ['menuChoice=2', 'ben'], ['menuChoice=3'],
		['outcome=voicemail', 'ben'], ['summaryReady=false', @ALL], ['summaryReady=true'], ['appointmentBooked=true'], ['appointmentBooked=false'], ['assistantId=7'], ['tag=vip'],
		['phoneNumber=%2B12125550121', qw(again ann)], ['phoneNumber=2125550121', qw(again ann)], ['phoneNumber=%2B18455550102', qw(again eve)], ['phoneNumber=%2B12125550122', qw(outbound ben)], ['phoneNumber=%2B12125550199'],
		['status=completed&menuChoice=2', 'ben'], ['phoneNumber=%2B12125550121&status=busy', 'again'], ['direction=inbound&since=2026-03-09T00:00:00Z', qw(again eve)],
	);
	is_deeply(listed($_->[0]), [@$_[1 .. $#$_]], $_->[0]) foreach @cases;
	$s->sql('UPDATE calls SET summary_ready = 1, appointment_booked = 1 WHERE call_sid = ?', $sid{ann});
	$s->sql('UPDATE calls SET appointment_booked = 0, assistant_id = 7 WHERE call_sid = ?', $sid{ben});
	is_deeply(listed('summaryReady=true'), ['ann'], 'with a summary');
	is_deeply(listed('appointmentBooked=true'), ['ann'], 'booked');
	is_deeply(listed('appointmentBooked=false'), ['ben'], 'not booked, which is not the same as not known');
	is_deeply(listed('assistantId=7'), ['ben'], 'by assistant');
	$s->is_problem($s->api($assistant, GET => '/api/twilio/call-logs?phoneNumber=the-desk'), 422, 'a number that is none', 'phoneNumber');
};

subtest 'dates are days in the clinic\'s zone' => sub {
	# On 8 March 2026 Los Angeles sprang forward at 10:00 UTC.
	is_deeply(listed('since=2026-03-08&until=2026-03-08'), [qw(eve ben ann)], 'the short day of the spring, both its ends included');
	is_deeply(listed('since=2026-03-09'), [qw(outbound again)], 'the next begins at midnight there');
	is_deeply(listed('until=2026-03-07'), [], 'the one before has nothing');
	is_deeply(listed('since=2026-03-09T06:59:59Z&until=2026-03-09T07:00:00Z'), [qw(again eve)], 'instants are inclusive');
	is_deeply(listed('since=2026-03-09T07:00:00.001Z&until=2026-03-09T11:59:59Z'), [], 'and exact');
	my $kolkata = sub ($query) { return names($s->api($others_assistant, GET => "/api/twilio/call-logs?$query")->{json}) };
	is_deeply($kolkata->('since=2026-03-09&until=2026-03-09'), ['theirs'], 'another clinic\'s day is in another zone');
	is_deeply($kolkata->('since=2026-03-10'), [], 'which is ahead');
	$s->is_problem($s->api($assistant, GET => "/api/twilio/call-logs?since=$_"), 422, "$_ is no date", 'since') foreach '2026-02-30', '2026-3-9', '09.03.2026', '2026-03-09T25:00:00Z';
};

subtest 'pages' => sub {
	my (@seen, $next);
	foreach my $page (1 .. 10) {
		my $list = $s->api($assistant, GET => '/api/twilio/call-logs?limit=2' . ($next ? "&cursor=$next" : ''))->{json};
		push @seen, @{names($list)};
		is(scalar @{$list->{items}}, $page < 3 ? 2 : 1, "page $page is as long as was asked for");
		call("late $page" => $EVE, $NUMBER, "2026-03-10 0$page:00:00", status => 'completed');
		$next = $list->{next} or last;
	}
	is_deeply(\@seen, \@ALL, 'page by page each call comes once, whatever comes in meanwhile');
	is($next, undef, 'and the last page says that it is the last');
	$s->sql('UPDATE calls SET started_at = ? WHERE call_sid IN (?, ?, ?)', '2026-03-10 05:00:00', @sid{map { "late $_" } 1 .. 3});
	my ($first, @rest) = @{$s->api($assistant, GET => '/api/twilio/call-logs?limit=3')->{json}{items}};
	my $one = $s->api($assistant, GET => '/api/twilio/call-logs?limit=1')->{json};
	my $two = $s->api($assistant, GET => "/api/twilio/call-logs?limit=2&cursor=$one->{next}")->{json};
	is_deeply([map { $_->{callSid} } @{$one->{items}}, @{$two->{items}}], [map { $_->{callSid} } $first, @rest], 'calls of the same moment are told apart');
	is_deeply(names($s->api($assistant, GET => '/api/twilio/call-logs?status=completed&limit=200')->{json}), [@{names({items => [$first, @rest]})}, qw(eve ben ann)], 'a full list with a filter');
	my $half = $s->api($assistant, GET => '/api/twilio/call-logs?status=completed&limit=4')->{json};
	is_deeply(names($s->api($assistant, GET => "/api/twilio/call-logs?status=completed&limit=4&cursor=$half->{next}")->{json}), [qw(ben ann)], 'pages keep to their filter');
	$s->is_problem($s->api($assistant, GET => "/api/twilio/call-logs?cursor=$_"), 422, 'a cursor that is none', 'cursor') foreach 'MQ', '!!!', 'x' x 90;
};

subtest 'a spreadsheet' => sub {
	my $evil = $s->sid;
	$s->signed('/api/twilio/voice/incoming', {CallSid => $evil, From => '=cmd|\'/c calc\'!A1', To => $NUMBER, CallStatus => 'ringing'});
	$s->sql('UPDATE calls SET stated_time = ?, stated_date = ? WHERE call_sid = ?', 'next Wednesday', '2026-03-18', $sid{ann});
	$s->api($assistant, PATCH => "/api/twilio/call-logs/$evil", {notes => "-1+1, \"quoted\"\r\nand a second line"});
	my $answer = $s->api($assistant, GET => '/api/twilio/call-logs?format=csv&limit=1');
	like($answer->{headers}{'content-type'}, qr{\Atext/csv\b}, 'is CSV');
	my ($head) = $answer->{body} =~ /\A(.*)\r\n/;
	my @columns = split /,/, $head;
	is_deeply([@columns[0 .. 3]], [qw(callSid clinicId direction callType)], 'with a head');
	my @rows = rows_of($answer->{body});
	is(scalar @rows, $s->value('SELECT COUNT(*) FROM calls WHERE clinic_id = ?', $clinic->{id}), 'all rows of the clinic, whatever the limit');
	is(scalar(grep { @$_ != @columns } @rows), 0, 'each with as many fields as the head');
	my ($bad) = grep { $_->[0] eq $evil } @rows;
	my %bad = map { $columns[$_] => $bad->[$_] } 0 .. $#columns;
	is($bad{from}, '\'=cmd|\'/c calc\'!A1', 'a caller who is a formula is defused');
	is($bad{notes}, "'-1+1, \"quoted\"\r\nand a second line", 'so are notes, which keep their quotes and lines');
	my ($ann) = grep { $_->[0] eq $sid{ann} } @rows;
	is($ann->[4], "'$ANN", 'and a number with its plus');
	my %ann = map { $columns[$_] => $ann->[$_] } 0 .. $#columns;
	$s->holds(\%ann, {statedTime => 'next Wednesday', statedDate => '2026-03-18', startsAt => ''}, 'the day of a visit is there where its hour is not known');
	$s->holds($s->api($assistant, GET => "/api/twilio/call-logs/$sid{ann}$_")->{json}, {statedTime => 'next Wednesday', statedDate => '2026-03-18', startsAt => undef}, 'as in ' . ($_ || 'the call')) foreach '', '/summary';
	my @busy = rows_of($s->api($assistant, GET => '/api/twilio/call-logs?format=csv&status=busy')->{body});
	is_deeply([map { $_->[0] } @busy], [$sid{again}], 'filters hold here too');
	my $many = 2500;
	$s->sql("INSERT INTO calls (clinic_id, call_sid, direction, from_number, to_number, twilio_phone_number, phone, status, status_rank, started_at, call_type)
		SELECT ?, CONCAT('CAmany', seq), 'inbound', ?, ?, ?, ?, 'completed', 5, '2020-01-01' + INTERVAL (seq DIV 7) SECOND, 'inbound' FROM seq_1_to_$many", $clinic->{id}, $EVE, $NUMBER, $NUMBER, $EVE);
	my @long = rows_of($s->api($assistant, GET => '/api/twilio/call-logs?format=csv&until=2020-12-31')->{body});
	is(scalar @long, $many, 'a long one is whole');
	my %once = map { $_->[0] => 1 } @long;
	is(scalar keys %once, $many, 'and every call stands in it once');
	$s->sql("DELETE FROM calls WHERE call_sid LIKE 'CAmany%' OR call_sid = ?", $evil);
};

subtest 'the history of a number' => sub {
	my $history = sub ($query, $who = $assistant) { return names($s->api($who, GET => "/api/twilio/calls?$query")->{json}) };
	$s->sql('DELETE FROM calls WHERE call_sid IN (?, ?, ?)', @sid{map { "late $_" } 1 .. 3});
	is_deeply($history->('phoneNumber=%2B12125550122'), [qw(outbound ben)], 'theirs, in both directions');
	is_deeply($history->('phoneNumber=+12125550122'), [qw(outbound ben)], 'a plus that reads as a space');
	is_deeply($history->('phoneNumber=(212)%20555-0122'), [qw(outbound ben)], 'as people write it');
	is_deeply($history->('phoneNumber=+18455550101'), [qw(outbound ben ann)], 'ours, in both directions');
	is_deeply($history->('phoneNumber=%2B12125550122&limit=1'), ['outbound'], 'with a limit');
	is_deeply($history->(''), \@ALL, 'without a number, all');
	is_deeply($history->('phoneNumber='), \@ALL, 'or with an empty one');
	is_deeply($history->('phoneNumber=%2B12125550121', $others_assistant), ['theirs'], 'within the clinic');
	is_deeply($history->('phoneNumber=%2B12125550121', $s->admin), [qw(theirs again ann)], 'an admin sees it in all of them');
	my $page = $s->api($assistant, GET => '/api/twilio/calls?phoneNumber=%2B18455550101&limit=2')->{json};
	is_deeply($history->("phoneNumber=%2B18455550101&limit=2&cursor=$page->{next}"), ['ann'], 'page by page');
};

subtest 'the timeline' => sub {
	my ($leg, $colleague) = ($s->sid, '+19145550233');
	$s->signed('/api/twilio/voice/status-callback', {CallSid => $leg, ParentCallSid => $sid{ann}, From => $NUMBER, To => $colleague, Direction => 'outbound-dial', CallStatus => 'ringing'});
	$s->signed('/api/twilio/voice/status-callback', {CallSid => $leg, ParentCallSid => $sid{ann}, From => $NUMBER, To => $colleague, Direction => 'outbound-dial', CallStatus => 'completed', CallDuration => 7, SequenceNumber => 2});
	# A long talk, heard sentence by sentence, before the last of its events.
	$s->sql("INSERT INTO events (clinic_id, subject, type, verdict, at, path, status, duration_us, content_type, body)
		SELECT ?, ?, 'transcription-content', 'accepted', '2026-03-08 09:30:01', '/', 204, 0, '', 'TranscriptionData=private' FROM seq_1_to_1100", $clinic->{id}, $sid{ann});
	my $customer = $s->user(customer => $clinic);
	my %events = map { my $who = $_; $who->{role} => $s->api($who, GET => "/api/twilio/call-logs/$sid{ann}")->{json}{events} } $assistant, $customer;
	my @types = map { $_->{type} } @{$events{assistant}};
	is_deeply([grep { $_ eq 'transcription-content' } @types], [], 'leaves out sentences');
	is_deeply([@types[0 .. 1]], [qw(incoming menu)], 'and has all else, from the first') or diag("@types");
	is(scalar(grep { $_ eq 'leg-status' } @types), 2, 'to the last, each leg\'s own');
	is_deeply([map { [@$_{qw(sid)}, @{$_->{data}}{qw(to callStatus)}] } grep { $_->{type} eq 'leg-status' } @{$events{assistant}}], [map { [$leg, "+1914\x{2022}\x{2022}\x{2022}0233", $_] } qw(ringing completed)], 'an assistant sees no colleague\'s number');
	is_deeply([map { $_->{data}{to} } grep { $_->{type} eq 'leg-status' } @{$events{customer}}], [($colleague) x 2], 'who manages the clinic does');
	is($events{assistant}[0]{data}{to}, $NUMBER, 'the clinic\'s own number is nobody\'s secret');
	$s->sql("DELETE FROM events WHERE type = 'transcription-content'");
};

subtest 'what could not be read' => sub {
	my $before = $s->api($assistant, GET => "/api/twilio/call-logs/$sid{eve}")->{json};
	my %heard = (CallSid => $sid{eve}, TranscriptionEvent => 'transcription-content', SequenceId => 1, Final => 'true', TranscriptionData => 'My tooth.');
	my @odd = (
		['voice/recording-status', {CallSid => $sid{eve}, RecordingStatus => 'completed'}, 'neither RecordingSid nor RecordingUrl says which recording it is'],
		['voice/transcription', {%heard, TranscriptionSid => $s->sid('GT')}, 'TranscriptionData or SequenceId cannot be read'],
		['voice/transcription', \%heard, 'TranscriptionSid is required'],
		['voicemail-transcription', {CallSid => $sid{eve}, TranscriptionSid => $s->sid('TR'), TranscriptionText => 'My tooth.'}, 'neither RecordingSid nor RecordingUrl says which recording it is'],
		['voice/status-callback', {CallSid => 'x' x 65, ParentCallSid => $sid{eve}, CallStatus => 'ringing'}, 'CallSid must have at most 64 characters'],
	);
	foreach my $case (@odd) {
		my ($path, $fields) = @$case;
		is($s->signed("/api/twilio/$path", $fields, query => "attempt=1&phone=$EVE" =~ s/\+/%2B/r)->{status}, 204, "$path is taken all the same");
	}
	my %events = map { my $who = $_; $who->{role} => $s->api($who, GET => "/api/twilio/call-logs/$sid{eve}")->{json}{events} } $assistant, $s->user(customer => $clinic);
	my @unreadable = grep { $_->{type} eq 'unreadable' } @{$events{assistant}};
	is_deeply([map { $_->{data} } @unreadable], [map { {path => "/api/twilio/$_->[0]", reason => $_->[2]} } @odd], 'is in the timeline, with what is wrong, and nothing of what it said');
	is_deeply([map { $_->{at} } @{$events{assistant}}], [sort map { $_->{at} } @{$events{assistant}}], 'each at its time');
	is_deeply([grep { $_->{type} ne 'unreadable' } @{$events{assistant}}], $before->{events}, 'beside the rest');
	is_deeply([grep { $_->{type} eq 'unreadable' } @{$events{customer}}], \@unreadable, 'for whoever sees the call');
	is($s->api($others_assistant, GET => "/api/twilio/call-logs/$sid{eve}")->{status}, 404, 'which another clinic does not');
	is_deeply([grep { $_->{type} eq 'unreadable' } @{$s->api($assistant, GET => "/api/twilio/call-logs/$sid{ben}")->{json}{events}}], [], 'another call has none of it');
	$s->sql("INSERT INTO events (subject, type, verdict, reason, at, path, status, duration_us, content_type, body)
		SELECT ?, 'odd', 'failed', 'x', '2026-03-09 06:00:00', '/', 204, 0, '', '' FROM seq_1_to_1100", $sid{eve});
	my @types = map { $_->{type} } @{$s->api($assistant, GET => "/api/twilio/call-logs/$sid{eve}")->{json}{events}};
	is(scalar(grep { $_ eq 'unreadable' } @types), 100, 'however many there are');
	is($types[-1], $before->{events}[-1]{type}, 'they keep out nothing else');
	$s->sql("DELETE FROM events WHERE subject = ? AND verdict = 'failed'", $sid{eve});
};

subtest 'recordings' => sub {
	my $recording = $s->sid('RE');
	$s->signed('/api/twilio/voice/recording-status', {CallSid => $sid{ann}, RecordingSid => $recording, RecordingUrl => "https://api.twilio.com/2010-04-01/Accounts/$s->{account}/Recordings/$recording",
		RecordingStatus => 'completed', RecordingDuration => 31, RecordingChannels => 2, RecordingSource => 'DialVerb', RecordingStartTime => 'Sun, 08 Mar 2026 09:30:05 +0000'});
	my $sound = $s->url . "/api/twilio/recordings/$recording/audio.mp3";
	my $call = $s->api($assistant, GET => "/api/twilio/call-logs/$sid{ann}")->{json};
	$s->holds($call, {recordingSid => $recording, recordingUrl => $sound, recordings => [{sid => $recording, callSid => $sid{ann}, duration => 31, channels => 2, audioUrl => $sound}]}, 'are given with our own address of their sound');
	is((grep { $_->{callSid} eq $sid{ann} } @{$s->api($assistant, GET => '/api/twilio/call-logs')->{json}{items}})[0]{recordingUrl}, $sound, 'in lists too');
	is((grep { $_->{callSid} eq $sid{ann} } @{$s->api($assistant, GET => '/api/twilio/calls')->{json}{items}})[0]{recordingUrl}, $sound, 'and in the history of a number');
	is((grep { $_->{callSid} eq $sid{ben} } @{$s->api($assistant, GET => '/api/twilio/call-logs')->{json}{items}})[0]{recordingUrl}, undef, 'where there is none there is none');
};

subtest 'notes and tags' => sub {
	my $path = "/api/twilio/call-logs/$sid{ann}";
	my $patch = sub ($body, $who = $assistant) { return $s->api($who, PATCH => $path, $body) };
	my $answer = $patch->({notes => "Wants a window seat.\n\x{2603}", tags => ['vip', 'call back']});
	is($answer->{status}, 200, 'an assistant writes them');
	$s->holds($answer->{json}, {callSid => $sid{ann}, notes => "Wants a window seat.\n\x{2603}", tags => ['vip', 'call back']}, 'and gets the call with them');
	ok(@{$answer->{json}{events}}, 'its timeline too');
	is_deeply(listed('tag=vip'), ['ann'], 'a tag is a filter');
	is_deeply(listed('tag=call%20back'), ['ann'], 'with a blank in it too');
	is_deeply(listed('tag=call'), [], 'as a whole');
	$s->holds($patch->({tags => ['vip']})->{json}, {notes => "Wants a window seat.\n\x{2603}", tags => ['vip']}, 'what is not said stays');
	$s->holds($patch->({notes => 'x'})->{json}, {notes => 'x', tags => ['vip']}, 'either way');
	$s->holds($patch->({notes => 'x'})->{json}, {notes => 'x'}, 'twice is once');
	$s->holds($patch->({notes => undef, tags => []})->{json}, {notes => undef, tags => []}, 'null and an empty list take them away');
	$s->holds($patch->({})->{json}, {notes => undef, tags => []}, 'nothing changes nothing');
	$s->is_problem($patch->({notes => 'x' x 5001, status => 'completed', duration => 5}), 422, 'nothing else can be changed', qw(notes status duration));
	$s->is_problem($patch->({tags => $_}), 422, 'tags that are none', 'tags') foreach 'vip', [''], ['x' x 51], [1], [map { "t$_" } 1 .. 21], [['vip']], {a => 1};
	$s->is_problem($patch->({notes => 'mine'}, $others_assistant), 404, 'another clinic\'s call is not there');
	$s->is_problem($s->api($assistant, PATCH => '/api/twilio/call-logs/CAnone', {notes => 'x'}), 404, 'nor is one that never was');
	$s->is_problem($s->api($assistant, $_->[0] => "/api/twilio/call-logs/$sid{nobodys}", $_->[1]), 404, "$_->[0] of a call of no clinic's is the admin's alone") foreach [GET => undef], [PATCH => {notes => 'x'}];
	is($s->api($s->admin, GET => "/api/twilio/call-logs/$sid{nobodys}")->{json}{clinicId}, undef, 'who sees it');
};

$s->end;
done_testing;

# A call as its webhooks tell it, moved to the hour at which it began.
sub call($name, $from, $to, $at, %how) {
	my $sid = $sid{$name} = $s->sid;
	my %fields = (CallSid => $sid, From => $from, To => $to, Direction => $how{direction} // 'inbound');
	$s->signed('/api/twilio/voice/incoming', {%fields, CallStatus => 'ringing'}) unless $how{direction};
	$s->signed('/api/twilio/voice/incoming', {%fields, CallStatus => 'in-progress', Digits => $how{digits}}, query => 'attempt=1') if $how{digits};
	$s->signed('/api/twilio/voice/dial-status', {%fields, CallStatus => 'in-progress', DialCallStatus => $how{dial}, DialCallSid => $s->sid, DialCallDuration => 9}) if $how{dial};
	$s->signed('/api/twilio/voicemail-complete', {%fields, CallStatus => 'in-progress', RecordingSid => $s->sid('RE'), RecordingDuration => 3}) if $how{voicemail};
	$s->signed('/api/twilio/voice/status-callback', {%fields, CallStatus => $how{status}, CallDuration => 20});
	$s->sql('UPDATE calls SET started_at = ? WHERE call_sid = ?', $at, $sid);
	$name{$sid} = $name if %name;
}

sub listed($query) { return names($s->api($assistant, GET => "/api/twilio/call-logs?$query")->{json}) }

sub names($list) { return [map { $name{$_->{callSid}} // $_->{callSid} } @{$list->{items} // [{callSid => "not a list: $list->{detail}"}]}] }

# Of calls that began at the same moment the one that was stored later comes first.
sub sort_together(@names) {
	my %id = map { $_ => $s->value('SELECT call_id FROM calls WHERE call_sid = ?', $sid{$_}) } @names;
	return sort { $id{$b} <=> $id{$a} } @names;
}

# The rows of a CSV after its head, as RFC 4180 has it.
sub rows_of($text) {
	utf8::decode($text);
	my @rows = [];
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gc) {
		my ($quoted, $plain, $end) = ($1, $2, $3);
		push @{$rows[-1]}, defined $quoted ? $quoted =~ s/""/"/gr : $plain;
		push @rows, [] if $end eq "\r\n";
	}
	fail('not CSV: ' . substr $text, pos($text) // 0, 60) if (pos($text) // 0) != length $text;
	pop @rows;
	return @rows[1 .. $#rows];
}
