#!/usr/bin/perl
# What whoever texts a clinic is answered of itself: by the hours, once a period however many come at once, never to those who want none; the task that
# comes of it; and who is told of a word in a text.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX qw(strftime);
use Smtp;
use Switchboard;
use Test::More;

binmode $_, ':encoding(UTF-8)' foreach *STDOUT, map { Test::More->builder->$_ } qw(output failure_output);
my ($OURS, $THEIRS) = ('+18455550101', '+18455550102');
my ($OPEN, $CLOSED) = ('Thanks for your text! We <answer> within the hour & "soon".', 'अभी क्लिनिक बंद है 🌙. Estamos cerrados.');
my @PATHS = ('/api/twilio/incoming-sms', '/api/twilio/sms', '/api/twilio/sms-fallback');

my $smtp = Smtp->start;
my $s = Switchboard->new(numbers => [$OURS, $THEIRS], conf => {SMTP_URL => $smtp->url, MAIL_FROM => 'desk@clinic.example'});
my $in = $s->standin;
my ($clinic, $other) = ($s->clinic('Hillside', timezone => 'Etc/UTC'), $s->clinic('Lakeside', timezone => 'Etc/UTC'));
$s->connect($OURS, $clinic, forwardNumber => '+19145550201');
$s->connect($THEIRS, $other, forwardNumber => '+19145550202');
my $anna = $s->user(assistant => $clinic);
my $people = 100;

sub rules(%more) { return $s->routing($clinic, autoReply => {open => $OPEN, closed => $CLOSED}, %more) }
rules();

subtest 'a text is answered' => sub {
	my $phone = phone();
	my $story = text($phone, 'Do you have a slot tomorrow?');
	is_deeply([map { "$_->{from} $_->{to} $_->{body}" } @{$story->{replies}}], ["$OURS $phone $OPEN"], 'in the clinic\'s words, from its number');
	my ($url) = grep { $_->{where} =~ /statusCallback/i } @{$story->{urls}};
	like($url->{url}, qr{/api/twilio/sms-status\?ref=\d+#.*rp=all}, 'and Twilio is to tell what becomes of it');
	my $sent = $s->wait_for('it arrives', sub { my ($row) = answers($phone); $row->{status} eq 'delivered' && $row });
	is($sent->{message_sid}, $story->{replies}[0]{messageSid}, 'its row has its sid');
	my ($thread) = @{$s->api($anna, GET => '/api/conversations?phoneNumber=' . $phone =~ s/\+/%2B/r)->{json}{items}};
	is_deeply([map { "$_->{direction} $_->{body}" } @{$s->api($anna, GET => "/api/conversations/$thread->{id}")->{json}{items}}],
		["outbound $OPEN", 'inbound Do you have a slot tomorrow?'], 'the conversation shows both');
	is($thread->{unread}, 1, 'and that nobody has read what came in');
	is(scalar @{text($phone, 'Hello?')->{replies}}, 0, 'the next text is not answered');
	is(scalar @{text(phone(), 'Hello?')->{replies}}, 1, 'another number\'s is');
	is(scalar @{$in->sms(from => $phone, to => $THEIRS, body => 'Hello?')->{replies}}, 0, 'nor by a clinic that wants no answers');
	earlier($phone, 239);
	is(scalar @{text($phone, 'Anybody there?')->{replies}}, 0, 'nor while the period lasts');
	earlier($phone, 2);
	is(scalar @{text($phone, 'Anybody here?')->{replies}}, 1, 'but once it is over');
	$s->wait_for('all is told', sub { !grep { $_->{status} ne 'delivered' } answers($phone) });
	hurry($phone);
	is(scalar sent_to($phone), 2, 'each was sent once, whoever looks after them');
};

subtest 'open and closed' => sub {
	my @days = map { strftime('%Y-%m-%d', gmtime time + $_ * 86400) } -1 .. 1;
	my @week = qw(mon tue wed thu fri sat sun);
	my %day = (shut => [], open => [['00:00', '24:00']]);
	my $hours = sub ($how) { return {map { $_ => $day{$how} } @week} };
	my $except = sub ($how) { return [map { {date => $_, hours => $day{$how}} } @days] };
	my @cases = (
		['always open', $OPEN], ['closed all week', $CLOSED, hours => $hours->('shut')], ['open all week', $OPEN, hours => $hours->('open')],
		['closed by exceptions', $CLOSED, exceptions => $except->('shut')], ['open by exceptions', $OPEN, hours => $hours->('shut'), exceptions => $except->('open')],
		['where it is another day', $OPEN, hours => $hours->('shut'), exceptions => [{date => strftime('%Y-%m-%d', gmtime time + 7 * 86400), hours => []}], open => undef],
	);
	foreach my $case (@cases[0 .. 4]) {
		my ($name, $want, %rules) = @$case;
		rules(%rules);
		is_deeply([said(webhook(phone(), 'Hello'))], [$want], $name);
	}
	$s->routing($clinic, autoReply => {closed => $CLOSED});
	is_deeply([said(webhook(phone(), 'Hello'))], [], 'open, and there is a text for closed alone');
	$s->routing($clinic, autoReply => {closed => $CLOSED}, hours => {});
	is_deeply([said(webhook(phone(), 'Hello'))], [$CLOSED], 'which is for when it is closed');
	$s->routing($clinic, forwardNumber => '+19145550201');
	is_deeply([said(webhook(phone(), 'Hello'))], [], 'without the setting nobody is answered');
	my $long = 'ñ🙂' x 500;
	$s->routing($clinic, autoReply => {open => " \n$long \n"});
	my $phone = phone();
	is_deeply([said(webhook($phone, 'Hello'))], [$long], 'the longest text, without the space around it');
	is_deeply([map { "$_->{segments} $_->{encoding}" } $s->rows('SELECT segments, encoding FROM messages WHERE phone = ? AND direction = ?', $phone, 'outbound')], ['23 ucs-2'], 'is counted');
	rules();
};

subtest 'ten at once' => sub {
	my $phone = phone();
	my @answers = $s->together(map { my $sid = $_; sub { webhook($phone, 'One of ten', $sid) } } map { $s->sid('SM') } 1 .. 10);
	is_deeply([map { $_->{status} } @answers], [(200) x 10], 'ten texts of one number at once are taken');
	is_deeply([map { said($_) } @answers], [$OPEN], 'and one is answered');
	is(scalar answers($phone), 1, 'once');
	is($s->value("SELECT COUNT(*) FROM messages WHERE phone = ? AND direction = 'inbound'", $phone), 10, 'all of them are on record');
	$phone = phone();
	my $sid = $s->sid('SM');
	@answers = $s->together(map { my $path = $PATHS[$_ % 3]; sub { webhook($phone, 'One of six', $sid, $path) } } 1 .. 6);
	is_deeply([map { said($_) } @answers], [($OPEN) x 6], 'six deliveries of one text are answered alike');
	is(scalar answers($phone), 1, 'with one answer');
	is_deeply([map { [said(webhook($phone, 'One of six', $sid, $_))] } @PATHS], [([$OPEN]) x 3], 'and so are later ones, at each path');
	is(webhook($phone, 'One of six', $sid)->{body} =~ /ref=(\d+)/ && $1, (answers($phone))[0]{message_id}, 'which is the same one');
	is(scalar answers($phone), 1, 'still');
};

subtest 'a process that is killed meanwhile' => sub {
	foreach my $round (1 .. 3) {
		my $phone = phone();
		my @waiting = map { my $sid = $_; $s->begin(sub { webhook($phone, 'One of ten', $sid) }) } map { $s->sid('SM') } 1 .. 10;
		# One: a request that meets the death of both is not tried a third time.
		my ($pid) = $s->pids('incoming-sms');
		$s->end_process('incoming-sms' => $pid);
		my @answers = map { $_->() } @waiting;
		is_deeply([map { $_->{status} } @answers], [(200) x 10], 'each text is taken by another one');
		is_deeply([map { said($_) } @answers], [$OPEN], 'and one is answered');
		is(scalar answers($phone), 1, 'once');
	}
};

subtest 'who is not answered' => sub {
	my $phone = phone();
	is_deeply([said(webhook($phone, $_))], [], "$_ is Twilio's to answer") foreach qw(STOP Stop START unstop HELP info);
	is_deeply([said(webhook($phone, 'alto', $s->sid('SM'), $PATHS[0], OptOutType => 'STOP'))], [], 'a word of another language too');
	is_deeply([said(webhook($phone, $_))], [], "$_ is no word of Twilio's, and nobody answers it either") foreach 'Stop!', 'opt out';
	is($s->api($anna, POST => '/api/twilio/send-sms', {to => $phone, body => 'See you'})->{status}, 422, 'who says so is not texted any more');
	is_deeply([said(webhook($phone, 'Hello?'))], [], 'nor is a text of who opted out');
	is($s->value("SELECT COUNT(*) FROM messages WHERE phone = ? AND direction = 'outbound'", $phone), 0, 'there is nothing to send');
	is_deeply([said(webhook($phone, 'Yes'))], [], 'nor the YES with which they opt in');
	is_deeply([said(webhook($phone, 'Hello again'))], [$OPEN], 'after that they are');
	my $staff = phone();
	my $patient = $s->api($anna, POST => '/api/patients', {firstName => 'Ada', lastName => 'Moss', phone => $staff})->{json};
	is($s->api($anna, PATCH => "/api/patients/$patient->{id}", {optedOut => \1})->{status}, 200, 'somebody says so at the desk');
	is_deeply([said(webhook($staff, 'Hello?'))], [], 'and is not answered either');
	rules(blockedNumbers => [my $blocked = phone()]);
	is_deeply([said(webhook($blocked, 'Hello?'))], [], 'a blocked number is not');
	rules();
	is_deeply([said(webhook($blocked, 'Hello?'))], [$OPEN], 'once it is not blocked any more it is');
	is_deeply([said(webhook($_, 'Your code is 4711'))], [], "nor is $_") foreach '12345', 'BANK', 'whatsapp:+12125550123', '';
	$s->routing($other, autoReply => {open => 'Lakeside says hello.'});
	is_deeply([said(webhook($THEIRS, 'Lakeside says hello.'))], [], 'nor another clinic of this server');
	is_deeply([said($s->signed($PATHS[0], {MessageSid => $s->sid('SM'), From => $OURS, To => $THEIRS, Body => $OPEN}))], [], 'the other way round');
	$s->routing($other);
	is_deeply([said($s->signed($PATHS[0], {MessageSid => $s->sid('SM'), From => phone(), To => '+18455550999', Body => 'Hello'}))], [], 'a number that is nobody\'s answers nothing');
	my $forged = phone();
	$s->is_problem(webhook($forged, 'Hello?', $s->sid('SM'), $_->[0], sign => $_->[1]), 403, "$_->[1] signature at $_->[0]") foreach map { my $path = $_; map { [$path, $_] } qw(none wrong) } @PATHS;
	is($s->value('SELECT COUNT(*) FROM messages WHERE phone = ?', $forged), 0, 'what is forged is not answered, nor kept');
	is_deeply([said(webhook($forged, 'Hello?'))], [$OPEN], 'and takes nobody\'s turn');
};

subtest 'where an answer to a reminder is answered' => sub {
	my $phone = phone();
	$s->sql("INSERT INTO patients (clinic_id, first_name, phone, language, created_at, updated_at) VALUES (?, 'Maria', ?, 'en-US', NOW(3), NOW(3))", $clinic->{id}, $phone);
	my $visit = $s->api($anna, POST => '/api/appointments', {patientId => $s->value('SELECT patient_id FROM patients WHERE phone = ?', $phone), doctor => 'Dr. Smith',
		startsAt => strftime('%Y-%m-%dT%H:%M:%SZ', gmtime time + 86400)})->{json};
	$s->sql("INSERT INTO messages (clinic_id, direction, from_number, to_number, phone, body, status, status_rank, created_at, updated_at) VALUES (?, 'outbound', ?, ?, ?, 'x', 'sent', 4, NOW(3) - INTERVAL 1 HOUR, NOW(3))",
		$clinic->{id}, $OURS, $phone, $phone);
	$s->sql("INSERT INTO reminders (clinic_id, appointment_id, offset_hours, channel, starts_at, message_id, created_at) SELECT clinic_id, appointment_id, 48, 'sms', starts_at, (SELECT MAX(message_id) FROM messages), NOW(3) - INTERVAL 1 HOUR
		FROM appointments WHERE appointment_id = ?", $visit->{id});
	my $story = text($phone, 'C');
	is(scalar @{$story->{replies}}, 1, 'there is one answer');
	like($story->{replies}[0]{body}, qr/is confirmed/, 'which is about the visit');
	my ($row) = $s->wait_for('it arrives', sub { $s->row("SELECT * FROM messages WHERE origin LIKE 'answer:%' AND phone = ? AND status = 'delivered'", $phone) });
	is($row->{message_sid}, $story->{replies}[0]{messageSid}, 'and is a text of the conversation');
	is_deeply([said(webhook($phone, 'Where can I park?'))], [$OPEN], 'anything else is answered as usual');
	$s->stop('mariadb');
	is_deeply([said(webhook($phone, 'X'))], [], 'with the database away there is no answer');
	database_back();
	ok($s->wait_for('it is sent', sub { grep { $_->{body} =~ /is cancelled/ } sent_to($phone) }), 'it comes when the visit is cancelled');
	is(scalar(grep { $_->{body} =~ /is cancelled/ } sent_to($phone)), 1, 'once');
};

subtest 'two machines that answer each other' => sub {
	rules(autoReply => {open => 'I am a machine.', everyMinutes => 1});
	my $phone = phone();
	my $answered = 0;
	foreach my $turn (1 .. 13) {
		$answered += said(webhook($phone, 'I am one too.'));
		earlier($phone, 2);
	}
	is($answered, 10, 'come to rest');
	earlier($phone, 1440);
	is(scalar said(webhook($phone, 'I am one too.')), 1, 'until the next day');
	rules();
};

subtest 'what Twilio did not hear' => sub {
	my $phone = phone();
	my $sid = $s->sid('SM');
	is_deeply([said(webhook($phone, 'Hello', $sid))], [$OPEN], 'an answer goes nowhere');
	is(scalar sent_to($phone), 0, 'and nobody gets it');
	hurry($phone);
	$s->wait_for('a job sends it', sub { sent_to($phone) });
	is_deeply([map { "$_->{direction} $_->{body}" } sent_to($phone)], ["outbound-api $OPEN"], 'once it is certain');
	$s->wait_for('it arrives', sub { (answers($phone))[0]{status} eq 'delivered' });
	is_deeply([said(webhook($phone, 'Hello', $sid))], [], 'a repeat that is as late is not answered any more');
	$phone = phone();
	$in->script($phone, message => {statusCallbacks => 'none'});
	my $story = text($phone, 'Hello');
	is((answers($phone))[0]{message_sid}, undef, 'of another one nobody tells what became');
	hurry($phone);
	$s->wait_for('the job finds it', sub { (answers($phone))[0]{message_sid} });
	is((answers($phone))[0]{message_sid}, $story->{replies}[0]{messageSid}, 'in Twilio\'s list');
	is(scalar sent_to($phone), 1, 'so that it is not sent again');
	$phone = phone();
	$in->opt_out(patient => $phone, ours => $OURS, out => \1);
	$story = $in->sms(from => $phone, to => $OURS, body => 'Hello');
	is_deeply([map { $_->{code} } @{$story->{errors}}], [21610], 'one that Twilio refuses, since it knows of a STOP that we do not');
	hurry($phone);
	is_deeply([map { "$_->{status} $_->{error_code}" } answers($phone)], ['failed 21610'], 'has failed');
	is($s->value('SELECT state FROM consents WHERE phone = ?', $phone), 'out', 'and is in the ledger');
};

subtest 'with the database away' => sub {
	my ($phone, $late, $once, $stopped) = map { phone() } 1 .. 4;
	is(scalar said(webhook($once, 'Hello')), 1, 'one is answered before');
	$s->stop('mariadb');
	my @sids = map { $s->sid('SM') } 1 .. 3;
	my @answers = (map { webhook($phone, 'Anybody there?', $sids[$_], $PATHS[$_]) } 0 .. 2), webhook($phone, 'Anybody there?', $sids[0]);
	is_deeply([map { [$_->{status}, said($_)] } @answers], [([200]) x @answers], 'texts are taken, and not answered');
	webhook($once, 'And again');
	webhook($stopped, $_) foreach 'Stop', 'Hello?';
	webhook($late, 'A long time ago');
	# As though it had waited for five hours.
	my $five = time - 5 * 3600;
	foreach my $file (glob $s->setting('SPOOL_DIR') . '/new/*') {
		open my $from, '<:raw', $file or die "$file: $!";
		my $envelope = do { local $/ = undef; <$from> };
		next if $envelope !~ /A\+long\+time\+ago/;
		$envelope =~ s/^received-at: \d+$/received-at: ${five}000/m or die 'no envelope';
		open my $to, '>:raw', $file or die "$file: $!";
		print $to $envelope;
		close $to or die "$file: $!";
	}
	database_back();
	$s->wait_for('a job answers', sub { sent_to($phone) });
	$s->wait_for('all of it is on record', sub { $s->value("SELECT COUNT(*) FROM messages WHERE phone IN (?, ?, ?, ?) AND direction = 'inbound'", $phone, $late, $once, $stopped) == 8 });
	$s->wait_for('and dealt with', sub { !$s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'send-message' AND state = 'due' AND run_at <= NOW(3) + INTERVAL 5 SECOND") });
	is_deeply([map { "$_->{direction} $_->{body}" } sent_to($phone)], ["outbound-api $OPEN"], 'three texts of a number have one answer');
	is_deeply([map { $_->{status} } answers($late)], ['canceled'], 'who texted five hours ago gets none any more');
	is_deeply([said(webhook($late, 'Hello?'))], [$OPEN], 'but the next text has its own');
	is(scalar answers($once), 1, 'who was answered before is not again');
	is(scalar answers($stopped), 0, 'nor is who stopped texts meanwhile');
	is_deeply([said(webhook($phone, 'Anybody there?', $sids[0]))], [], 'a repeat of what a job has answered says nothing');
};

subtest 'a task' => sub {
	$s->routing($clinic, autoReply => {task => \1});
	my ($phone, $blocked) = (phone(), phone());
	my @sids = map { $s->sid('SM') } 1 .. 10;
	my @answers = $s->together(map { my $sid = $_; sub { webhook($phone, 'Call me', $sid) } } @sids);
	is_deeply([map { said($_) } @answers], [], 'texts that nothing answers');
	my @tasks = @{$s->api($anna, GET => '/api/tasks?kind=text')->{json}{items}};
	is(scalar @tasks, 1, 'ten of them are one thing to do');
	$s->holds($tasks[0], {kind => 'text', title => "Text from $phone", status => 'open', clinicId => $clinic->{id}, callSid => undef}, 'which says who texted');
	ok(scalar(grep { $_ eq $tasks[0]{messageSid} } @sids), 'and which text it is');
	webhook($phone, 'Call me', $_) foreach @sids[0, 1];
	is($s->api($anna, PATCH => "/api/tasks/$tasks[0]{id}", {status => 'done'})->{status}, 200, 'somebody does it');
	webhook($phone, 'Call me', $tasks[0]{messageSid});
	is(scalar tasks($phone), 1, 'a repeat is no news');
	webhook($phone, $_) foreach 'Thank you', 'and good night';
	is_deeply([map { $_->{status} } tasks($phone)], ['done', 'open'], 'the next text is another one');
	webhook($phone, $_) foreach 'STOP', 'START';
	rules(autoReply => {open => $OPEN, task => \1}, blockedNumbers => [$blocked]);
	webhook($blocked, 'Buy this');
	is(scalar tasks($blocked), 0, 'a blocked number makes no work');
	is_deeply([said(webhook(my $both = phone(), 'Hello'))], [$OPEN], 'with an answer');
	is(scalar tasks($both), 1, 'there is a task too');
	webhook(my $help = phone(), 'HELP');
	is(scalar tasks($help), 0, 'a word that Twilio answers makes none');
	rules();
};

subtest 'a word that somebody watches for' => sub {
	my ($ben, $carla, $dora) = ('+18455550161', '+18455550162', '+18455550163');
	$s->heard($ben, $carla, $dora);
	my %id = map { $_->[0] => $s->api($s->admin, POST => '/api/assistants', {clinicId => $clinic->{id}, name => $_->[0], phone => $_->[1], $_->[2] ? (email => $_->[2]) : ()})->{json}{id} }
		['Ben', $ben, undef], ['Carla', $carla, 'carla@clinic.example'], ['Dora', $dora, 'dora@clinic.example'];
	my $rule = sub ($keyword, $who, @by) { return {on => 'keyword', keyword => $keyword, assistantId => $id{$who}, by => \@by} };
	my $told = sub { return {map { $_ => scalar(sent_to($_)) } $ben, $carla, $dora} };
	$s->routing($clinic, notify => [$rule->('Bleeding', Ben => 'sms'), $rule->('chest pain', Ben => 'sms'), $rule->('bleeding', Carla => 'sms', 'email'), $rule->('médico', Dora => 'email')]);
	my $phone = phone();
	text($phone, 'My gum is BLEEDING, what now?');
	done_with('notify-keyword');
	$s->wait_for('Ben and Carla are told', sub { sent_to($ben) && sent_to($carla) && $smtp->mails });
	is_deeply($told->(), {$ben => 1, $carla => 1, $dora => 0}, 'by text, those who want to know');
	like((sent_to($ben))[0]{body}, qr/\AHillside: a text has come in with a word that you watch for\. See the desk\. https:/, 'which says that there is one');
	unlike((sent_to($ben))[0]{body}, qr/bleed|gum|\d{7}/i, 'and neither whose nor what');
	my ($mail) = $smtp->mails;
	is("$mail->{to} $mail->{header}{subject}", 'carla@clinic.example A text to Hillside', 'a mail goes to whom a rule names');
	like($mail->{text}, qr/From:\s+\Q$phone\E\n.*My gum is BLEEDING, what now\?/s, 'and has its words');
	text($phone, 'still bleeding');
	text($phone, 'unbleeding is no word');
	done_with('notify-keyword');
	is_deeply($told->(), {$ben => 1, $carla => 1, $dora => 0}, 'the next one within a quarter of an hour tells nobody');
	text($phone, 'and now chest pain');
	$s->wait_for('Ben is told', sub { sent_to($ben) == 2 });
	is_deeply($told->(), {$ben => 2, $carla => 1, $dora => 0}, 'but another word does');
	text(phone(), 'bleeding');
	$s->wait_for('both are told', sub { sent_to($ben) == 3 && sent_to($carla) == 2 });
	pass('and so does another number\'s');
	$s->sql('UPDATE keyword_notices SET told_at = told_at - INTERVAL 16 MINUTE');
	my $sid = $s->sid('SM');
	my @answers = $s->together((sub { webhook($phone, 'bleeding again', $sid) }) x 4);
	$s->wait_for('both are told', sub { sent_to($ben) == 4 && sent_to($carla) == 3 });
	done_with('notify-keyword');
	$s->sql(q{INSERT INTO jobs (kind, job_key, payload, run_at, created_at) VALUES ('notify-keyword', ?, ?, NOW(3), NOW(3))}, "notify-keyword:$sid", qq({"messageSid":"$sid"}));
	done_with('notify-keyword');
	is_deeply($told->(), {$ben => 4, $carla => 3, $dora => 0}, 'a quarter of an hour later it is told again, however often it comes');
	text(phone(), 'Necesito un MEDICO');
	ok($s->wait_for('Dora is told', sub { grep { $_->{to} =~ /dora/ } $smtp->mails }), 'accents make no difference');
	my $before = $smtp->mails;
	text($dora, 'médico');
	done_with('notify-keyword');
	is(scalar(my @mails = $smtp->mails), $before, 'who wrote it herself is not told');
	$s->sql("INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, 'sms', 'out', NOW(3))", $clinic->{id}, $carla);
	text(phone(), 'bleeding');
	$s->wait_for('Ben is told', sub { sent_to($ben) == 5 });
	$s->wait_for('and Carla by mail', sub { (grep { $_->{to} =~ /carla/ } $smtp->mails) == 4 });
	is(scalar sent_to($carla), 3, 'an assistant who opted out of texts gets none');
	webhook(phone(), 'Chest pain', $s->sid('SM'), '/api/twilio/sms-fallback');
	$s->wait_for('Ben is told', sub { sent_to($ben) == 6 });
	$s->stop('mariadb');
	webhook(phone(), 'chest pain', $s->sid('SM'));
	database_back();
	ok($s->wait_for('Ben is told', sub { sent_to($ben) == 7 }), 'what came while the database was away is told later');
	is_deeply([map { $_->{origin} } grep { $_->{phone} eq $ben } $s->rows("SELECT phone, origin FROM messages WHERE origin NOT LIKE 'keyword:%:assistant:%' AND direction = 'outbound'")], [], 'notices are known by their origin');
	is_deeply([grep { $_->{phone} =~ /\A\Q$ben\E\z|\A\Q$carla\E\z/ } @{$s->api($anna, GET => '/api/conversations?limit=200')->{json}{items}}], [], 'nor a conversation of theirs');
	is_deeply([grep { $_->{to} eq $ben } @{$s->api($anna, GET => '/api/twilio/sms?limit=200')->{json}{items}}], [], 'and are none of the clinic\'s history');
};

$s->end;
done_testing;

sub phone() {
	my $phone = sprintf '+1212557%04d', $people++;
	$s->heard($phone);
	return $phone;
}

# Through the stand-in, which sends what the answer says.
sub text($phone, $body) {
	$s->secret($body);
	my $story = $in->sms(from => $phone, to => $OURS, body => $body);
	is_deeply($story->{errors}, [], 'Twilio finds nothing wrong') if @{$story->{errors}};
	$s->check_urls(@{$story->{urls}});
	return $story;
}

# With new processes: those that were there try it again a moment later only.
sub database_back() {
	$s->start('mariadb');
	$s->stop('incoming-sms');
	$s->start('incoming-sms');
}

# By hand: nobody sends what the answer says.
sub webhook($phone, $body, $sid = $s->sid('SM'), $path = $PATHS[0], %more) {
	my %opt = map { $_ => delete $more{$_} } grep { exists $more{$_} } qw(sign);
	return $s->signed($path, {MessageSid => $sid, From => $phone, To => $OURS, Body => $body, NumMedia => 0, NumSegments => 1, %more}, %opt);
}

# The texts of an answer to a text.
sub said($answer) {
	my $body = $answer->{body};
	utf8::decode($body);
	my $parsed = $in->twiml($body, kind => 'messaging');
	is_deeply($parsed->{errors}, [], 'its TwiML is sound') if @{$parsed->{errors}};
	return map { $_->{text} } @{$parsed->{nodes}};
}

sub answers($phone) { return $s->rows("SELECT * FROM messages WHERE phone = ? AND origin LIKE 'auto-reply:%' ORDER BY message_id", $phone) }
sub sent_to($phone) { return grep { $_->{to} eq $phone } $in->messages }
sub tasks($phone) { return $s->rows("SELECT * FROM tasks WHERE kind = 'text' AND title LIKE ? ORDER BY task_id", "%$phone") }

# What was texted to a number was so many minutes ago.
sub earlier($phone, $minutes) { $s->sql("UPDATE messages SET created_at = created_at - INTERVAL ? MINUTE, asked_at = asked_at - INTERVAL ? MINUTE WHERE phone = ? AND direction = 'outbound'", $minutes, $minutes, $phone) }

# The jobs that look after answers need not wait.
sub hurry($phone) {
	$s->sql("UPDATE messages SET asked_at = asked_at - INTERVAL 2 MINUTE, created_at = created_at - INTERVAL 2 MINUTE WHERE phone = ? AND origin LIKE 'auto-reply:%' AND message_sid IS NULL", $phone);
	foreach my $row (answers($phone)) {
		my @of = ("send-message:$row->{origin}");
		$s->wait_for('its job is done', sub {
			$s->sql("UPDATE jobs SET run_at = NOW(3) WHERE job_key = ? AND state = 'due' AND leased_by IS NULL", @of);
			!$s->value("SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'due'", @of);
		});
	}
}

sub done_with($kind) { $s->wait_for("$kind is done", sub { !$s->value("SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = 'due'", $kind) }) }
