#!/usr/bin/perl
# What became of a text: forward only, twice, out of order, of a text whose sid nobody knows yet, and with the database away.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($NUMBER, $PATIENT, $PATH) = ('+18455550101', '+12125550123', '/api/twilio/sms-status');
my $s = Switchboard->new(numbers => [$NUMBER]);
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');
$s->connect($NUMBER, $clinic);

subtest 'on its way' => sub {
	my $sid = text();
	is(report($sid, 'sent')->{status}, 204, 'sent');
	state_is($sid, 'sent', undef, 'is what it is');
	report($sid, 'queued');
	state_is($sid, 'sent', undef, 'an earlier state changes nothing');
	report($sid, 'delivered', RawDlrDoneDate => '2607171206');
	state_is($sid, 'delivered', undef, 'it arrives');
	report($sid, $_) foreach 'sending', 'accepted';
	state_is($sid, 'delivered', undef, 'and has arrived, whatever comes late');
	report($sid, 'undelivered', ErrorCode => 30003);
	state_is($sid, 'delivered', undef, 'what arrived is not lost later');
	report($sid, 'read');
	state_is($sid, 'read', undef, 'but may be read');
	is_deeply([events_of($sid)], [map { "sms-status $_" } ('accepted') x 7], 'each state is an event');
	like($s->value("SELECT body FROM events WHERE subject = ? AND body LIKE '%Raw%'", $sid), qr/RawDlrDoneDate=2607171206/, 'with all its fields');
};

subtest 'not delivered' => sub {
	my $sid = text();
	report($sid, 'undelivered', ErrorCode => 30008);
	state_is($sid, 'undelivered', 30008, 'the state with its code');
	report($sid, $_) foreach 'sent', 'undelivered', 'delivered', 'read';
	state_is($sid, 'undelivered', 30008, 'sticks, and a late word without a code takes none away');
	my $early = text();
	report($early, 'sending', ErrorCode => 30017);
	report($early, 'sent');
	state_is($early, 'sent', 30017, 'nor on the way');
	my $odd = text();
	is(report($odd, 'teleported')->{status}, 204, 'a state that nobody knows');
	state_is($odd, 'queued', undef, 'changes nothing');
	is(report($odd, 'failed', ErrorCode => 'many')->{status}, 204, 'a code that is none');
	state_is($odd, 'failed', undef, 'is left out');
};

subtest 'bad numbers' => sub {
	my %code = (30003 => undef, 30005 => 30005, 30006 => 30006, 30007 => undef);
	my $n = 0;
	foreach my $code (sort keys %code) {
		my $phone = '+1212555019' . $n++;
		report(text(phone => $phone), 'undelivered', To => $phone, ErrorCode => $code);
		is(bad($phone), $code{$code}, "$code says that the number is " . ($code{$code} ? 'bad' : 'good'));
	}
	my $phone = '+12125550191';
	my $old = text(phone => $phone, ago => 60);
	report(text(phone => $phone), 'delivered');
	is(bad($phone), undef, 'a later text arrives there: it is good again');
	report($old, 'undelivered', ErrorCode => 30005);
	is(bad($phone), undef, 'and stays so, when we hear of an older one');
	my $known = text(phone => $phone);
	report($known, 'delivered');
	report($known, 'undelivered', ErrorCode => 30006);
	is(bad($phone), undef, 'what sticks with the text, sticks with the number');
};

subtest 'a patient who wants no texts' => sub {
	my $sid = text(phone => '+12125550181');
	report($sid, 'failed', To => '+12125550181', ErrorCode => 21610) for 1 .. 2;
	is_deeply([map { "$_->{channel} $_->{state} $_->{message_sid}" } $s->rows('SELECT channel, state, message_sid FROM consents WHERE phone = ?', '+12125550181')], ["sms out $sid"], 'is in the ledger, once');
	report(text(phone => 'client:anna'), 'failed', To => 'client:anna', ErrorCode => 21610);
	is($s->value('SELECT COUNT(*) FROM consents'), 1, 'but nobody without a number');
};

subtest 'before its row knows the sid' => sub {
	my $id = $s->value('SELECT message_id FROM messages WHERE message_id = ?', text(sid => undef));
	my $sid = $s->sid('SM');
	is($s->signed("$PATH?ref=$id", {fields($sid, 'delivered')})->{status}, 204, 'the callback comes before the answer');
	is_deeply($s->row('SELECT message_sid, status FROM messages WHERE message_id = ?', $id), {message_sid => $sid, status => 'delivered'}, 'and tells both');
	my $other = $s->sid('SM');
	$s->signed("$PATH?ref=$id", {fields($other, 'failed')});
	is($s->value('SELECT message_sid FROM messages WHERE message_id = ?', $id), $sid, 'no other text takes its place');
	my $second = text(sid => undef);
	$s->signed("$PATH?ref=$second", {fields($sid, 'read')});
	is_deeply($s->row('SELECT message_sid, status FROM messages WHERE message_id = ?', $second), {message_sid => undef, status => 'queued'}, 'nor does one sid name two rows');
	my $in = text(sid => undef, direction => 'inbound');
	$s->signed("$PATH?ref=$in", {fields($s->sid('SM'), 'sent')});
	is($s->value('SELECT message_sid FROM messages WHERE message_id = ?', $in), undef, 'nor is it one that came in');
	is($s->signed("$PATH?ref=x", {fields($sid, 'sent')})->{status}, 204, 'an odd reference is none');
};

subtest 'from sending to delivery' => sub {
	my ($ann, $bob) = ('+12125550171', '+12125550172');
	$s->routing($clinic, forwardNumber => '+19145550201', fallback => 'goodbye', missedCallText => 'Sorry we missed you.');
	$s->standin->script($bob, message => {status => 'undelivered', errorCode => 30006});
	foreach my $phone ($ann, $bob) {
		$s->heard($phone);
		$s->call(from => $phone, to => $NUMBER, answers => {'+19145550201' => 'busy'});
	}
	my $row = sub ($phone) { $s->row('SELECT status, error_code FROM messages WHERE phone = ?', $phone) // {} };
	ok($s->wait_for('delivery', sub { ($row->($ann)->{status} // '') eq 'delivered' }), 'Twilio is told where to report, and a text arrives');
	ok($s->wait_for('the failure', sub { ($row->($bob)->{status} // '') eq 'undelivered' }), 'another one does not');
	is($row->($bob)->{error_code}, 30006, 'for the reason that it gives');
	is(bad($bob), 30006, 'which is the number\'s');
};

subtest 'unknown, twice, odd, forged' => sub {
	my $stranger = $s->sid('SM');
	is(report($stranger, 'delivered')->{status}, 204, 'a text that is none of ours');
	is_deeply([events_of($stranger)], ['sms-status accepted'], 'is kept as an event');
	my $sid = text();
	is(report($sid, 'sent')->{status}, 204, 'a state, and again') for 1 .. 2;
	is_deeply([events_of($sid)], ['sms-status accepted', 'sms-status duplicate'], 'counts once');
	my @answers = $s->together((sub { report($sid, 'delivered') }) x 6);
	is_deeply([map { $_->{status} } @answers], [(204) x 6], 'six at once');
	is(scalar(grep { $_ eq 'sms-status accepted' } events_of($sid)), 2, 'are one, too');
	my $old = text();
	is($s->signed($PATH, {SmsSid => $old, SmsStatus => 'sent', AccountSid => $s->account})->{status}, 204, 'the older names of the fields');
	state_is($old, 'sent', undef, 'do as well');
	is($s->signed($PATH, {MessageStatus => 'sent'})->{status}, 204, 'without a sid it is acknowledged');
	is($s->value('SELECT verdict FROM events ORDER BY event_id DESC LIMIT 1'), 'failed', 'and kept');
	my $forged = text();
	$s->is_problem($s->signed($PATH, {fields($forged, 'delivered')}, sign => $_), 403, "$_ signature") foreach qw(none wrong);
	state_is($forged, 'queued', undef, 'what is forged changes nothing');
};

subtest 'with the database away' => sub {
	my ($sid, $blocked) = (text(), text(phone => '+12125550182'));
	$s->stop('mariadb');
	is(report($sid, 'delivered')->{status}, 204, 'it is taken');
	is(report($blocked, 'failed', To => '+12125550182', ErrorCode => 21610)->{status}, 204, 'an opt-out, too');
	$s->start('mariadb');
	ok($s->wait_for('it is on record', sub { $s->value('SELECT status FROM messages WHERE message_sid = ?', $sid) eq 'delivered' }), 'and on record later');
	ok($s->wait_for('the opt-out', sub { $s->value('SELECT COUNT(*) FROM consents WHERE phone = ?', '+12125550182') }), 'with what follows');
};

subtest 'what it cost' => sub {
	$s->hold_job('message-prices');
	my $known = $s->standin->sms(from => $PATIENT, to => $NUMBER, body => 'What does this cost?')->{messageSid};
	my $late = $s->standin->sms(from => $PATIENT, to => $NUMBER, body => 'And this?')->{messageSid};
	my $gone = text(ago => 20);
	my $young = text();
	my $lost = text(sid => undef, ago => 20);
	my $waits = text(sid => undef, ago => 2000);
	$s->sql("UPDATE messages SET status = 'failed', status_rank = 5 WHERE message_id = ?", $lost);
	$s->sql('UPDATE messages SET price_due_at = NULL WHERE message_sid NOT IN (?, ?, ?, ?)', $known, $late, $gone, $young);
	is($s->row('SELECT price FROM messages WHERE message_sid = ?', $known)->{price}, undef, 'at first nobody knows');
	$s->sql('UPDATE messages SET created_at = created_at - INTERVAL 15 MINUTE WHERE message_sid IN (?, ?)', $known, $late);
	$s->standin->edit($known, price => '-0.00830', price_unit => 'usd');
	$s->standin->edit($late, direction => 'outbound-api', status => 'undelivered', error_code => 30008);
	$s->sql("UPDATE messages SET direction = 'outbound', status = 'sent', status_rank = 4 WHERE message_sid = ?", $late);
	$s->standin->clear_requests;
	prices();
	is_deeply($s->row('SELECT price, price_unit, price_due_at FROM messages WHERE message_sid = ?', $known), {price => '-0.00830', price_unit => 'USD', price_due_at => undef}, 'some minutes later it is asked for');
	state_is($late, 'undelivered', 30008, 'with its state, in case that a callback was lost');
	my $pending = $s->row('SELECT price, price_attempts, price_due_at > UTC_TIMESTAMP(3) AS due FROM messages WHERE message_sid = ?', $late);
	is_deeply($pending, {price => undef, price_attempts => 1, due => 1}, 'what Twilio does not know yet is asked for later');
	is($s->value('SELECT price_due_at FROM messages WHERE message_sid = ?', $gone), undef, 'what Twilio does not have, never');
	is($s->value('SELECT price_attempts FROM messages WHERE message_sid = ?', $young), 0, 'and the newest not yet');
	is(scalar(grep { $_->{path} =~ /Messages/ } $s->standin->requests), 3, 'three are asked for');
	prices();
	is($s->value('SELECT price_attempts FROM messages WHERE message_sid = ?', $late), 1, 'nobody asks too soon');
	$s->sql('UPDATE messages SET price_due_at = UTC_TIMESTAMP(3), price_attempts = 5 WHERE message_sid = ?', $late);
	$s->standin->edit($late, price => 'free');
	prices();
	is_deeply($s->row('SELECT price, price_due_at FROM messages WHERE message_sid = ?', $late), {price => undef, price_due_at => undef}, 'nor for ever, and what is no price is none');
	is($s->value('SELECT price_due_at FROM messages WHERE message_id = ?', $lost), undef, 'what was never sent costs nothing');
	ok($s->value('SELECT price_due_at FROM messages WHERE message_id = ?', $waits), 'what is to be sent some day may yet');

	# One text of which Twilio cannot tell, and one that comes after it.
	my ($broken, $next) = map { $s->standin->sms(from => $PATIENT, to => $NUMBER, body => "And $_?")->{messageSid} } 1, 2;
	$s->sql('UPDATE messages SET created_at = created_at - INTERVAL 15 MINUTE WHERE message_sid IN (?, ?)', $broken, $next);
	$s->standin->edit($_, price => '-0.00830') foreach $broken, $next;
	$s->standin->fault(match => "GET /Messages/$broken", mode => 500, times => 50);
	prices();
	$s->standin->clear_faults;
	is_deeply($s->row('SELECT price, price_attempts FROM messages WHERE message_sid = ?', $broken), {price => undef, price_attempts => 1}, 'where Twilio fails, it stays pending');
	is($s->value('SELECT price FROM messages WHERE message_sid = ?', $next), '-0.00830', 'and holds up no other');
	$s->sql('UPDATE messages SET price_due_at = UTC_TIMESTAMP(3) WHERE message_sid = ?', $broken);
	prices();
	is($s->value('SELECT price FROM messages WHERE message_sid = ?', $broken), '-0.00830', 'until Twilio is well');
};

$s->end;
done_testing;

# A text of ours; without a sid, its id.
sub text(%t) {
	my $sid = exists $t{sid} ? $t{sid} : $s->sid('SM');
	my $phone = $t{phone} // $PATIENT;
	$s->heard($phone) if $phone =~ /\A\+/;
	$s->sql('INSERT INTO messages (clinic_id, message_sid, direction, from_number, to_number, twilio_phone_number, phone, body, status, status_rank, created_at, updated_at) '
		. "VALUES (?, ?, ?, ?, ?, ?, ?, 'See you at nine', 'queued', 1, UTC_TIMESTAMP(3) - INTERVAL ? MINUTE, UTC_TIMESTAMP(3))",
		$clinic->{id}, $sid, $t{direction} // 'outbound', $NUMBER, $phone, $NUMBER, $phone, $t{ago} // 0);
	return $sid // $s->value('SELECT MAX(message_id) FROM messages');
}

sub prices() { return $s->run_job('message-prices') }

sub fields($sid, $status, %more) {
	return (MessageSid => $sid, SmsSid => $sid, MessageStatus => $status, SmsStatus => $status, From => $NUMBER, To => $PATIENT, %more);
}

sub report($sid, $status, %more) { return $s->signed($PATH, {fields($sid, $status, %more)}) }

sub state_is($sid, $status, $code, $name) {
	return is_deeply($s->row('SELECT status, error_code FROM messages WHERE message_sid = ?', $sid), {status => $status, error_code => $code}, $name);
}

sub bad($phone) { return $s->value('SELECT bad_code FROM phones WHERE clinic_id = ? AND phone = ?', $clinic->{id}, $phone) }

sub events_of($sid) { return map { "$_->{type} $_->{verdict}" } $s->rows('SELECT type, verdict FROM events WHERE subject = ? ORDER BY event_id', $sid) }
