# Texts that are to be sent later: how they are listed, called off in time and too late, and kept until they are sent however few days a clinic keeps texts.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX 'strftime';
use Switchboard;
use Test::More;

my ($ours, $theirs) = ('+18455550100', '+18455550109');
my $s = Switchboard->new(numbers => [$ours, $theirs]);
my $clinic = $s->clinic('Hudson Dental', forwardNumber => '+18455550110', retentionDays => { messages => 5 });
my $other = $s->clinic('Lakeside');
$s->connect($ours, $clinic);
$s->connect($theirs, $other, forwardNumber => '+18455550111');
my ($anna, $stranger) = ($s->user(assistant => $clinic), $s->user(customer => $other));
my $in = $s->standin;
my $next = 1000;

sub someone() {
	my $phone = '+1212555' . $next++;
	$s->heard($phone);
	return $phone;
}
sub in_future($seconds) { return strftime '%Y-%m-%dT%H:%M:%SZ', gmtime time + $seconds }
sub text($to, $at = in_future(3 * 86400), $body = 'See you') {
	my $answer = $s->api($anna, POST => '/api/twilio/send-sms', { to => $to, body => $body, $at ? (sendAt => $at) : () });
	is($answer->{status}, 201, 'a text is taken') or diag $answer->{body};
	return $answer->{json};
}
sub cancel($id, $by = $anna, $query = '') { return $s->api($by, POST => "/api/twilio/sms/$id/cancel$query", {}) }
sub row($id) { return $s->row('SELECT * FROM messages WHERE message_id = ?', $id) }
sub listed($id) { return (grep { $_->{id} == $id } @{$s->api($anna, GET => '/api/twilio/sms?limit=200')->{json}{items}})[0] }
sub texts_to($to) { return scalar grep { $_->{to} eq $to && $_->{direction} eq 'outbound-api' } $in->messages }
sub due_now($id) { return $s->hasten("send-message:$id") }
sub done($id) {
	return $s->wait_for("the job of $id is done", sub { due_now($id); !$s->value(q{SELECT COUNT(*) FROM jobs WHERE job_key = ? AND state = 'due'}, "send-message:$id") });
}
sub retention() { return $s->run_job('retention') }

subtest 'called off' => sub {
	my ($to, $at) = (someone(), in_future(3 * 86400));
	my $text = text($to, $at);
	$s->holds($text, { status => 'scheduled', messageSid => undef, sendAt => $at =~ s/Z/.000Z/r }, 'it waits');
	$s->holds(listed($text->{id}), { status => 'scheduled', sendAt => $at =~ s/Z/.000Z/r }, 'and is listed so');
	my $answer = cancel($text->{id});
	is($answer->{status}, 200, 'it is called off') or diag $answer->{body};
	$s->holds($answer->{json}, { id => $text->{id}, status => 'canceled', body => 'See you', errorCode => undef, messageSid => undef }, 'and says so');
	is(listed($text->{id})->{status}, 'canceled', 'as in the list');
	is_deeply(cancel($text->{id}), { %$answer, headers => cancel($text->{id})->{headers} }, 'once more: the same');
	is($s->value("SELECT COUNT(*) FROM audit WHERE action = 'text-canceled' AND object = ? AND user_id = ?", "message $text->{id}", $anna->{id}), 1, 'who did it is on record, once');
	done($text->{id});
	is(texts_to($to), 0, 'nobody gets it');
	is(row($text->{id})->{status}, 'canceled', 'and it stays so');
};

subtest 'from a number that is another clinic\'s by then' => sub {
	my $to = someone();
	my $text = text($to);
	$s->sql('UPDATE phone_numbers SET clinic_id = ? WHERE phone_number = ?', $other->{id}, $ours);
	done($text->{id});
	$s->sql('UPDATE phone_numbers SET clinic_id = ? WHERE phone_number = ?', $clinic->{id}, $ours);
	is(texts_to($to), 0, 'nothing is sent');
	$s->holds(listed($text->{id}), { status => 'canceled', errorCode => 21606 }, 'which it says');
};

subtest 'too late' => sub {
	my $to = someone();
	my $sent = text($to, undef);
	my $answer = cancel($sent->{id});
	$s->is_problem($answer, 409, 'a text that was sent');
	like($answer->{json}{detail}, qr/too late: Twilio has this text already/, 'says why');
	my $unknown = text(someone());
	$s->sql(q{UPDATE messages SET asked_at = UTC_TIMESTAMP(3), status = 'unknown' WHERE message_id = ?}, $unknown->{id});
	$answer = cancel($unknown->{id});
	$s->is_problem($answer, 409, 'one of which nobody knows');
	like($answer->{json}{detail}, qr/has been asked/, 'says that');
	my $failed = text(someone());
	$s->sql(q{UPDATE messages SET asked_at = UTC_TIMESTAMP(3), status = 'failed', status_rank = 5, error_code = 21211 WHERE message_id = ?}, $failed->{id});
	$s->is_problem(cancel($failed->{id}), 409, 'one that failed');
	$s->heard($to);
	my $story = $in->sms(from => $to, to => $ours, body => 'Hello');
	$s->is_problem(cancel($s->value('SELECT message_id FROM messages WHERE message_sid = ?', $story->{messageSid})), 409, 'one that came in');
	is(texts_to($to), 1, 'what was sent is sent');
};

subtest 'while it is being sent' => sub {
	foreach my $turn (1 .. 6) {
		my $to = someone();
		my $text = text($to);
		my ($answer) = $s->together(sub { cancel($text->{id}) }, sub { due_now($text->{id}); return {} });
		done($text->{id});
		my $r = row($text->{id});
		ok($answer->{status} == 200 ? $r->{status} eq 'canceled' && !texts_to($to) : $answer->{status} == 409 && texts_to($to) == 1,
			"turn $turn: called off, or sent ($answer->{status})") or diag "$answer->{body} $r->{status}";
	}
};

subtest 'called off between the job\'s look at it and its asking' => sub {
	my $to = someone();
	my $text = text($to);
	# Whoever calls it off has its row until the job waits for it, too.
	my $other_db = $s->db->clone;
	$other_db->begin_work;
	$other_db->do(q{UPDATE messages SET status = 'canceled', status_rank = 5 WHERE message_id = ?}, undef, $text->{id});
	$s->wait_for('the job waits for the row', sub {
		due_now($text->{id});
		return $s->value(q{SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE info LIKE 'UPDATE messages SET asked\\_at%'});
	});
	$other_db->commit;
	done($text->{id});
	is($s->value('SELECT state FROM jobs WHERE job_key = ?', "send-message:$text->{id}"), 'done', 'there was nothing to do');
	is(texts_to($to), 0, 'nobody gets it');
};

subtest 'who calls it off' => sub {
	my $id = text(someone())->{id};
	$s->is_problem(cancel($id, undef), 401, 'not a stranger');
	$s->is_problem(cancel($id, $stranger), 404, 'not another clinic');
	$s->is_problem(cancel($id, $s->admin, "?clinicId=$other->{id}"), 404, 'not as another clinic\'s');
	$s->is_problem(cancel(999999), 404, 'none that is not there');
	$s->is_problem(cancel('x'), 422, 'what is no text', 'id');
	$s->is_problem($s->api($anna, POST => "/api/twilio/sms/$id/cancel", { why => 'so' }), 422, 'a field that is none', 'why');
	$s->is_problem($s->api($anna, GET => "/api/twilio/sms/$id/cancel"), 405, 'reading does not');
	is(row($id)->{status}, 'scheduled', 'it waits still');
	$s->sql(q{UPDATE messages SET origin = 'voicemail:1:assistant:2' WHERE message_id = ?}, $id);
	$s->is_problem(cancel($id), 404, 'a notice to staff is nobody\'s text');
	$s->sql(q{UPDATE messages SET origin = NULL WHERE message_id = ?}, $id);
	is(cancel($id, $s->admin)->{status}, 200, 'the operator may');
};

subtest 'kept until it is sent' => sub {
	my %old = map { $_ => text(someone(), in_future(3600), "Old $_") } qw(waits sent called);
	$s->secret(map { $_->{body} } values %old);
	$s->sql('UPDATE messages SET created_at = created_at - INTERVAL 20 DAY WHERE message_id = ?', $_->{id}) foreach values %old;
	done($old{sent}{id});
	cancel($old{called}{id});
	retention();
	is(row($_->{id})->{body}, $_->{body}, "$_->{body}: its words are there") foreach @old{qw(waits sent called)};
	is($s->value("SELECT COUNT(*) FROM deletions WHERE kind = 'message'"), 0, 'none of them is deleted');
	done($old{waits}{id});
	my ($there) = grep { $_->{sid} eq row($old{waits}{id})->{message_sid} } $in->messages;
	is($there->{body}, $old{waits}{body}, 'so that it can be sent');
	$s->sql('UPDATE messages SET asked_at = asked_at - INTERVAL 6 DAY, updated_at = updated_at - INTERVAL 6 DAY, ask_until = ask_until - INTERVAL 6 DAY WHERE message_id IN (?, ?)',
		$old{sent}{id}, $old{called}{id});
	my $never = text(someone(), in_future(3600), 'Old never');
	$s->sql('UPDATE messages SET created_at = created_at - INTERVAL 20 DAY, ask_until = ask_until - INTERVAL 6 DAY WHERE message_id = ?', $never->{id});
	retention();
	is(row($old{$_}{id})->{body}, '', "five days after it was $_ its words go") foreach qw(sent called);
	is(row($never->{id})->{body}, '', 'as do those of one that could not be sent in its time');
	is(row($old{waits}{id})->{body}, $old{waits}{body}, 'but not of one that was sent now');
};

subtest 'without the database' => sub {
	my $id = text(someone())->{id};
	$s->stop('mariadb');
	$s->is_problem(cancel($id), 503, 'nothing is called off');
	$s->start('mariadb');
	ok($s->wait_for('it is called off', sub { cancel($id)->{status} == 200 }), 'then it is');
};

$s->end;
done_testing;
