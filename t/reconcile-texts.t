# Texts of which no webhook told: what came in is found in Twilio's list and is there to be read, what became of one that we sent is brought up to date; once, and
# of our own numbers alone.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX 'strftime';
use Switchboard;
use Test::More;

my ($NUMBER, $OTHERS, $FOREIGN) = ('+18455550101', '+18455550102', '+18455550103');
my $s = Switchboard->new(numbers => [$NUMBER, $OTHERS, $FOREIGN]);
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');
my $others = $s->clinic('Plainview', forwardNumber => '+19145550202');
$s->connect($NUMBER, $clinic);
$s->connect($OTHERS, $others);
my ($anna, $stranger) = ($s->user(assistant => $clinic), $s->user(assistant => $others));
my $in = $s->standin;
my $next = 1000;
$in->number($_, sms_fallback_url => '') foreach $NUMBER, $OTHERS;

sub someone() {
	my $phone = '+1212555' . $next++;
	$s->heard($phone);
	return $phone;
}
sub rfc2822($ago_s) { return strftime '%a, %d %b %Y %H:%M:%S +0000', gmtime time - $ago_s }
# A text that came to Twilio some minutes ago, and whose webhook never reached us.
sub lost($from, $body, %opt) {
	my $to = $opt{to} // $NUMBER;
	my $story = $in->sms(from => $from, to => $to, body => $body, media => $opt{media} // [], smsUrl => 'http://127.0.0.1:9/lost');
	my $at = rfc2822($opt{ago} // 600);
	$in->edit($story->{messageSid}, date_sent => $at, date_created => $at);
	return $story->{messageSid};
}
sub reconcile() {
	my $done = $s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'reconcile-texts' AND state = 'done'");
	$s->sql("UPDATE jobs SET run_at = UTC_TIMESTAMP(3) WHERE kind = 'reconcile-texts' AND state = 'due' AND leased_by IS NULL");
	return $s->wait_for('texts are compared', sub { $s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'reconcile-texts' AND state = 'done'") > $done });
}
sub row($sid) { return $s->row('SELECT * FROM messages WHERE message_sid = ?', $sid) }
sub listed($client, $sid) { return (grep { ($_->{messageSid} // '') eq $sid } @{$s->api($client, GET => '/api/twilio/sms?limit=200')->{json}{items}})[0] }
sub thread($phone) { return $s->api($anna, GET => '/api/conversations?phoneNumber=' . $phone =~ s/\+/%2B/r)->{json}{items}[0] }
sub consents($phone) { return map { "$_->{channel} $_->{state} $_->{origin}" } $s->rows('SELECT * FROM consents WHERE phone = ? ORDER BY consent_id', $phone) }

$s->wait_for('the first look is over', sub { $s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'reconcile-texts' AND state = 'done'") });

subtest 'what came in' => sub {
	my $from = someone();
	my $patient = $s->api($anna, POST => '/api/patients', { firstName => 'Ada', phone => $from })->{json};
	my $sid = lost($from, 'Are you open on Friday afternoon?');
	$s->secret('Are you open on Friday afternoon?');
	is(row($sid), undef, 'nobody told us');
	my $texts = () = $in->messages;
	reconcile();
	my $got = listed($anna, $sid);
	$s->holds($got, { direction => 'inbound', from => $from, to => $NUMBER, body => 'Are you open on Friday afternoon?', status => 'received', segments => 1, clinicId => $clinic->{id},
		patientId => $patient->{id}, media => [] }, 'is found');
	like($got->{createdAt}, qr/\A@{[strftime '%Y-%m-%dT%H:', gmtime time - 600]}/, 'as of when it came');
	$s->holds(thread($from), { unread => 1, patientId => $patient->{id} }, 'its conversation has it unread');
	is(scalar @{$s->api($anna, GET => '/api/conversations?q=friday')->{json}{items}}, 1, 'and it is found by its words');
	is(listed($stranger, $sid), undef, 'it is nobody else\'s');
	reconcile();
	is($s->value('SELECT COUNT(*) FROM messages WHERE message_sid = ?', $sid), 1, 'twice is once');
	is(scalar(my @now = $in->messages), $texts, 'nobody is answered');
};

subtest 'with pictures' => sub {
	my $sid = lost(someone(), '', media => [{ contentType => 'image/png', content => 'iVBORw0KGgo=' }, { contentType => 'application/pdf', content => 'JVBERg==' }]);
	reconcile();
	my $got = listed($anna, $sid);
	is_deeply([map { $_->{contentType} } @{$got->{media}}], ['image/png', 'application/pdf'], 'it has them');
	my $seen = $s->api($anna, GET => $got->{media}[0]{url} =~ s/\A\Q@{[$s->url]}\E//r);
	is("$seen->{status} " . substr($seen->{body}, 1, 3), '200 PNG', 'to be seen');
};

subtest 'words that stop and start texts' => sub {
	my ($stops, $starts) = (someone(), someone());
	my $sid = lost($stops, 'stop');
	$s->sql("INSERT INTO consents (clinic_id, phone, channel, state, at, origin) VALUES (?, ?, 'sms', 'out', UTC_TIMESTAMP(3) - INTERVAL 1 DAY, 'message:old')", $clinic->{id}, $starts);
	my $back = lost($starts, 'START');
	reconcile();
	is_deeply([consents($stops)], ["sms out message:$sid"], 'STOP is in the ledger');
	$s->is_problem($s->api($anna, POST => '/api/twilio/send-sms', { to => $stops, body => 'a' }), 422, 'and nothing is sent', 'to');
	is_deeply([consents($starts)], ['sms out message:old', "sms in message:$back"], 'START too');
	is($s->value('SELECT at < UTC_TIMESTAMP(3) - INTERVAL 9 MINUTE FROM consents WHERE origin = ?', "message:$sid"), 1, 'as of when they were said');
	is($s->signed('/api/twilio/incoming-sms', { MessageSid => $sid, From => $stops, To => $NUMBER, Body => 'stop', NumMedia => 0 })->{status}, 200, 'its webhook after all');
	is_deeply([consents($stops)], ["sms out message:$sid"], 'says nothing new');
};

subtest 'a word that somebody watches for' => sub {
	my ($ben, $from, $blocked) = map { someone() } 1 .. 3;
	my $who = $s->api($s->admin, POST => '/api/assistants', { clinicId => $clinic->{id}, name => 'Ben', phone => $ben })->{json}{id};
	$s->routing($clinic, forwardNumber => '+19145550201', blockedNumbers => [$blocked], notify => [{ on => 'keyword', keyword => 'chest pain', assistantId => $who, by => ['sms'] }]);
	my $told = sub { $s->value("SELECT COUNT(*) FROM messages WHERE phone = ? AND origin LIKE 'keyword:%'", $ben) };
	my $sid = lost($from, 'I have chest pain');
	lost($blocked, 'chest pain, too');
	reconcile();
	my $read = sub { $s->wait_for('words were looked for', sub { !$s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'notify-keyword' AND state = 'due'") }) };
	$read->();
	is($told->(), 1, 'who watches for it is told');
	is($s->signed('/api/twilio/incoming-sms', { MessageSid => $sid, From => $from, To => $NUMBER, Body => 'I have chest pain', NumMedia => 0 })->{status}, 200, 'its webhook after all');
	$read->();
	is($told->(), 1, 'tells nobody again');
};

subtest 'the webhook after all' => sub {
	my $from = someone();
	my $patient = $s->api($anna, POST => '/api/patients', { firstName => 'Bo', phone => $from })->{json};
	my $visit = $s->api($anna, POST => '/api/appointments', { patientId => $patient->{id}, doctor => 'Smith', startsAt => strftime('%Y-%m-%dT15:00:00Z', gmtime time + 3 * 86400) })->{json};
	$s->sql(q{INSERT INTO messages (clinic_id, direction, from_number, to_number, phone, body, status, status_rank, created_at, updated_at) VALUES (?, 'outbound', ?, ?, ?, '', 'delivered', 5,
		UTC_TIMESTAMP(3) - INTERVAL 1 HOUR, UTC_TIMESTAMP(3))}, $clinic->{id}, $NUMBER, $from, $from);
	$s->sql(q{INSERT INTO reminders (clinic_id, appointment_id, offset_hours, channel, starts_at, message_id, created_at) SELECT clinic_id, appointment_id, 48, 'sms', starts_at,
		(SELECT MAX(message_id) FROM messages), UTC_TIMESTAMP(3) - INTERVAL 1 HOUR FROM appointments WHERE appointment_id = ?}, $visit->{id});
	my $sid = lost($from, 'C');
	reconcile();
	ok(row($sid), 'it is found');
	is($s->value('SELECT status FROM appointments WHERE appointment_id = ?', $visit->{id}), 'scheduled', 'and changes no visit');
	my $answer = $s->signed('/api/twilio/incoming-sms', { MessageSid => $sid, From => $from, To => $NUMBER, Body => 'C', NumMedia => 0 });
	like($answer->{body}, qr/<Message\b/, 'its webhook is answered, as the first');
	is($s->value('SELECT status FROM appointments WHERE appointment_id = ?', $visit->{id}), 'confirmed', 'and does');
	is($s->value('SELECT COUNT(*) FROM messages WHERE message_sid = ?', $sid), 1, 'it is one text');
	my $again = $s->signed('/api/twilio/incoming-sms', { MessageSid => $sid, From => $from, To => $NUMBER, Body => 'C', NumMedia => 0 });
	is($again->{body}, $answer->{body}, 'the repeat is answered alike');
};

subtest 'what is not found' => sub {
	my $young = lost(someone(), 'In a moment', ago => 60);
	my $foreign = lost(someone(), 'Not for us', to => $FOREIGN);
	my $known = $in->sms(from => someone(), to => $NUMBER, body => 'Known')->{messageSid};
	$in->edit($known, date_sent => rfc2822(600), body => 'Known and changed');
	reconcile();
	is(row($young), undef, 'what came a moment ago: its webhook may be on the way');
	is(row($foreign), undef, 'what came to a number that is none of ours');
	is(row($known)->{body}, 'Known', 'what is known stays what it is');
	$in->edit($young, date_sent => rfc2822(600));
	reconcile();
	ok(row($young), 'a while later it is found');
};

subtest 'more than a page of them' => sub {
	my @sids = map { lost(someone(), "Number $_", ago => 4000 - 5 * $_) } 1 .. 400;
	$s->wait_for('they are at Twilio', sub { my %there = map { $_->{sid} => 1 } $in->messages_brief; !grep { !$there{$_} } @sids });
	reconcile();
	is(scalar(grep { !row($_) } @sids), 0, 'all are found');
	$in->clear_requests;
	reconcile();
	my @asked = $in->requests(method => 'GET', resource => '/Messages');
	is(scalar(grep { defined $_->{params}{'DateSent<'} } @asked), 1, 'by two pages');
};

subtest 'what became of ours' => sub {
	my %script = (delivered => {}, undelivered => { errorCode => 30005 });
	foreach my $status (sort keys %script) {
		my $to = someone();
		$in->script($to, message => { status => $status, statusCallbacks => 'none', %{$script{$status}} });
		my $sent = $s->api($anna, POST => '/api/twilio/send-sms', { to => $to, body => 'See you' })->{json};
		$in->message($sent->{messageSid});
		isnt(row($sent->{messageSid})->{status}, $status, 'nobody told us');
		reconcile();
		$s->holds(row($sent->{messageSid}), { status => $status, error_code => $script{$status}{errorCode} }, "it is $status");
		is(thread($to)->{unreachable}{code}, $script{$status}{errorCode}, 'which its conversation shows');
	}
	my $to = someone();
	my $sent = $s->api($anna, POST => '/api/twilio/send-sms', { to => $to, body => 'See you' })->{json};
	$s->wait_for('it has arrived', sub { row($sent->{messageSid})->{status} eq 'delivered' });
	$in->edit($sent->{messageSid}, status => 'sent');
	reconcile();
	is(row($sent->{messageSid})->{status}, 'delivered', 'what we know better stays');
	my $stopped = someone();
	$in->script($stopped, message => { status => 'sent', statusCallbacks => 'none' });
	my $refused = $s->api($anna, POST => '/api/twilio/send-sms', { to => $stopped, body => 'See you' })->{json};
	$in->edit($refused->{messageSid}, status => 'failed', error_code => 21610);
	reconcile();
	is_deeply([consents($stopped)], ["sms out refused:$refused->{messageSid}"], 'that a number has sent STOP goes into the ledger');
	reconcile();
	is(scalar(my @once = consents($stopped)), 1, 'once');
};

subtest 'Twilio is away, and comes back' => sub {
	my $sid = lost(someone(), 'While you were out');
	$in->fault(match => 'GET /Messages', mode => 500, times => 20);
	$s->sql("UPDATE jobs SET run_at = UTC_TIMESTAMP(3) WHERE kind = 'reconcile-texts' AND state = 'due' AND leased_by IS NULL");
	$s->wait_for('it was tried', sub { $s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'reconcile-texts' AND state = 'due' AND attempts > 0 AND leased_by IS NULL") });
	is(row($sid), undef, 'nothing is found');
	$in->clear_faults;
	reconcile();
	ok(row($sid), 'then it is');
};

$s->end;
done_testing;
