#!/usr/bin/perl
# Visits that calls produced: listed, confirmed into an appointment, dismissed.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Switchboard;
use Test::More;

my $NUMBER = '+18455550101';
my $path = '/api/bookings';

my $s = Switchboard->new(numbers => [$NUMBER]);
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');
my $other = $s->clinic('Lakeside');
$s->connect($NUMBER, $clinic);
my $assistant = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $other);
my ($maria, $theirs) = map { patient($_) } $clinic, $other;

sub patient($clinic) {
	$s->sql('INSERT INTO patients (clinic_id, first_name, last_name, phone, language, created_at, updated_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))', $clinic->{id}, 'Maria', 'Soto', '+12125550177', 'en-US');
	return $s->value('SELECT MAX(patient_id) FROM patients');
}

# A call that came in, with what was recognised in it.
sub booking(%fields) {
	my %row = (clinic_id => $clinic->{id}, call_sid => $s->sid, source => 'detector', evidence => 'is booked', confidence => 0.9, %fields);
	my $from = delete $row{from} // '+12125550123';
	$s->signed('/api/twilio/voice/incoming', {CallSid => $row{call_sid}, From => $from, To => $NUMBER, CallStatus => 'ringing'}) if $row{call_sid};
	my @names = sort keys %row;
	$s->sql('INSERT INTO bookings (' . join(', ', @names) . ', created_at, updated_at) VALUES (' . join(', ', map { '?' } @names) . ', NOW(3), NOW(3))', @row{@names});
	return $s->value('SELECT MAX(booking_id) FROM bookings');
}

sub decide($id, %fields) { return $s->api($assistant, PATCH => "$path/$id", \%fields) }
sub visits() { return $s->value('SELECT COUNT(*) FROM appointments') }
sub ids($query, $who = $assistant) { return [map { $_->{id} } @{$s->api($who, GET => "$path$query")->{json}{items}}] }
sub audited($id) { return [map { "$_->{action} " . ($_->{detail} // '') } $s->rows('SELECT * FROM audit WHERE object = ? ORDER BY audit_id', "booking $id")] }

subtest 'one is confirmed' => sub {
	my $id = booking(starts_at => '2026-12-01 15:00:00', service => 'Cleaning', patient_id => $maria, stated_time => 'Tuesday at ten', stated_date => '2026-12-01');
	my $before = $s->api($assistant, GET => "$path/$id")->{json};
	$s->holds($before, {id => $id, clinicId => $clinic->{id}, patientId => $maria, sessionId => undef, source => 'detector', service => 'Cleaning', startsAt => '2026-12-01T15:00:00.000Z',
		statedTime => 'Tuesday at ten', statedDate => '2026-12-01', evidence => 'is booked', confidence => 0.9, status => 'proposed', appointmentId => undef}, 'it is proposed');
	my $answer = decide($id, status => 'confirmed', doctor => 'Dr. Lee', durationMinutes => 45);
	is($answer->{status}, 200, 'a person confirms it');
	my $visit = $answer->{json}{appointmentId};
	is_deeply($answer->{json}, {%$before, status => 'confirmed', appointmentId => $visit}, 'and is given the booking');
	$s->holds($s->api($assistant, GET => "/api/appointments/$visit")->{json}, {patientId => $maria, startsAt => '2026-12-01T15:00:00.000Z', doctor => 'Dr. Lee', durationMinutes => 45, notes => 'Cleaning', status => 'scheduled'}, 'with an appointment');
	is_deeply(decide($id, status => 'confirmed', doctor => 'Dr. Lee', durationMinutes => 45)->{json}, $answer->{json}, 'the same again gives the same');
	is(visits(), 1, 'and makes no second one');
	is_deeply(audited($id), ["booking-confirmed appointment $visit"], 'which is on record, once');
	$s->is_problem(decide($id, %$_), 409, join(' ', %$_) . ' comes too late') foreach {status => 'dismissed'}, {status => 'proposed'}, {status => 'confirmed', startsAt => '2026-12-02T15:00:00Z'}, {service => 'Crown'};
	is($s->api($assistant, DELETE => "/api/appointments/$visit")->{status}, 204, 'the appointment is deleted');
	$s->holds(decide($id, status => 'confirmed')->{json}, {status => 'confirmed', appointmentId => undef}, 'and does not come back');
};

subtest 'what is not known is asked for' => sub {
	my $id = booking();
	my $before = visits();
	$s->is_problem(decide($id, status => 'confirmed'), 422, 'whose, and when?', qw(patientId startsAt));
	$s->is_problem(decide($id, status => 'confirmed', startsAt => '2026-12-01T15:00:00Z'), 422, 'whose?', 'patientId');
	$s->is_problem(decide($id, status => 'confirmed', patientId => $maria), 422, 'when?', 'startsAt');
	$s->is_problem(decide($id, status => 'confirmed', patientId => $_->[0], startsAt => '2026-12-01T15:00:00Z'), 422, $_->[1], 'patientId') foreach [$theirs, 'another clinic\'s patient'], [99999, 'nobody'];
	$s->is_problem(decide($id, status => 'lost', patientId => 'Maria', firstName => ' ', lastName => 'x' x 101, service => '', startsAt => 'soon', durationMinutes => 0, doctor => 'x' x 201, evidence => 'x'), 422,
		'what is wrong is told at once', qw(status patientId firstName lastName service startsAt durationMinutes doctor evidence));
	$s->is_problem(decide($id, patientId => $maria, firstName => 'Maria'), 422, 'one or the other', 'patientId');
	is(visits(), $before, 'there is no appointment');
	$s->holds($s->api($assistant, GET => "$path/$id")->{json}, {status => 'proposed', patientId => undef, startsAt => undef}, 'nor did the booking change');
	my $done = decide($id, status => 'confirmed', firstName => 'Ana', lastName => 'Gómez', startsAt => '2026-12-01T15:00:00Z')->{json};
	$s->holds($s->api($assistant, GET => "/api/appointments/$done->{appointmentId}")->{json}{patient}, {firstName => 'Ana', lastName => 'Gómez', phone => '+12125550123'}, 'the caller\'s name is enough');
	is(decide($id, status => 'confirmed', firstName => 'Ana', lastName => 'Gómez', startsAt => '2026-12-01T15:00:00Z')->{json}{appointmentId}, $done->{appointmentId}, 'twice');
	is(decide(booking(), status => 'confirmed', firstName => 'ana', lastName => 'gomez', startsAt => '2026-12-08T15:00:00Z')->{json}{patientId}, $done->{patientId}, 'she is known from then on');
	my $withheld = booking(from => 'anonymous');
	$s->is_problem(decide($withheld, status => 'confirmed', firstName => 'Ana', startsAt => '2026-12-01T15:00:00Z'), 422, 'a name without a number', 'patientId');
	$s->holds(decide($withheld, patientId => $maria, startsAt => '2026-12-01T15:00:00Z')->{json}, {status => 'proposed', patientId => $maria, appointmentId => undef}, 'it may be told in advance');
	like(decide($withheld, status => 'confirmed')->{json}{appointmentId}, qr/\A\d+\z/, 'and confirmed then');
	is_deeply([map { /\A(\S+)/ } @{audited($withheld)}], [qw(booking-changed booking-confirmed)], 'both on record');
};

subtest 'of which the day is known, and no hour' => sub {
	my $id = booking(stated_time => 'next Wednesday', stated_date => '2026-12-02', patient_id => $maria);
	$s->holds($s->api($assistant, GET => "$path/$id")->{json}, {statedTime => 'next Wednesday', statedDate => '2026-12-02', startsAt => undef}, 'it says so');
	like($s->api($assistant, GET => "$path?format=csv")->{body}, qr/\A\S+,statedTime,statedDate,evidence,\S+\r\n$id,.*,"next Wednesday","2026-12-02","is booked",/, 'in a spreadsheet, too');
	$s->is_problem(decide($id, status => 'confirmed'), 422, 'when?', 'startsAt');
	$s->holds(decide($id, status => 'confirmed', startsAt => '2026-12-03T15:00:00Z')->{json}, {startsAt => '2026-12-03T15:00:00.000Z', statedDate => '2026-12-02'}, 'a person says when it is, and what was stated stays');
};

subtest 'one is dismissed' => sub {
	my $id = booking();
	$s->holds(decide($id, status => 'dismissed')->{json}, {status => 'dismissed'}, 'dismissed') foreach 1 .. 2;
	$s->holds(decide($id, status => 'proposed')->{json}, {status => 'proposed'}, 'taken back');
	is_deeply(audited($id), ['booking-dismissed ', 'booking-proposed '], 'on record, once each');
	decide($id, status => 'dismissed');
	like(decide($id, status => 'confirmed', patientId => $maria, startsAt => '2026-12-01T15:00:00Z')->{json}{appointmentId}, qr/\A\d+\z/, 'and confirmed after all');
};

subtest 'two confirm at once' => sub {
	my $id = booking(starts_at => '2026-12-01 15:00:00');
	my $before = visits();
	my @answers = $s->together(map { sub { decide($id, status => 'confirmed', firstName => 'Eva', lastName => 'Roth') } } 1 .. 4);
	is_deeply([map { $_->{status} } @answers], [(200) x 4], 'all are told that it is done');
	is(scalar keys %{{map { $_->{json}{appointmentId} => 1 } @answers}}, 1, 'with the same appointment');
	is(visits(), $before + 1, 'which is one');
	is(scalar @{audited($id)}, 1, 'one of them did it');
	is($s->value('SELECT COUNT(*) FROM patients WHERE last_name = ?', 'Roth'), 1, 'of one patient');
};

subtest 'the list' => sub {
	$s->sql('DELETE FROM bookings');
	my ($first, $agents, $dismissed) = (booking(patient_id => $maria), booking(call_sid => undef, session_id => 'vs_' . 'a' x 26, source => 'vapi'), booking(status => 'dismissed'));
	my $theirs = booking(clinic_id => $other->{id}, call_sid => undef, session_id => 'vs_' . 'b' x 26);
	my $call = $s->value('SELECT call_sid FROM bookings WHERE booking_id = ?', $first);
	is_deeply(ids(''), [$dismissed, $agents, $first], 'is the clinic\'s, the newest first');
	is_deeply(ids('', $s->admin), [$theirs, $dismissed, $agents, $first], 'an admin sees all');
	is_deeply(ids("?clinicId=$other->{id}", $s->admin), [$theirs], 'or a clinic\'s');
	is_deeply(ids($_->[0]), [@$_[1 .. $#$_]], $_->[0]) foreach ['?status=proposed', $agents, $first], ['?status=dismissed', $dismissed], ['?source=vapi', $agents], ["?patientId=$maria", $first], ["?callSid=$call", $first],
		['?sessionId=vs_' . 'a' x 26, $agents], ['?sessionId=vs_' . 'b' x 26], ['?until=2026-01-01'];
	my $page = $s->api($assistant, GET => "$path?limit=2")->{json};
	is_deeply(ids("?limit=2&cursor=$page->{next}"), [$first], 'page by page');
	like($s->api($assistant, GET => "$path?format=csv")->{body}, qr/\Aid,clinicId,patientId,callSid,.*,appointmentId,createdAt\r\n$dismissed,$clinic->{id},,"CA/, 'a spreadsheet');
	$s->is_problem($s->api($assistant, GET => "$path?status=lost&source=x&patientId=x&since=never&colour=red"), 422, 'filters that are none', qw(status source patientId since colour));
	$s->is_problem($s->api($assistant, @$_), 404, "$_->[0] of another clinic's finds nothing") foreach [GET => "$path/$theirs"], [PATCH => "$path/$theirs", {status => 'dismissed'}], [GET => "$path/99999"], [PATCH => "$path/99999", {}];
	$s->is_problem($s->api($s->admin, PATCH => "$path/$theirs?clinicId=$clinic->{id}", {status => 'dismissed'}), 404, 'nor does an admin who says another clinic');
	is($s->value('SELECT status FROM bookings WHERE booking_id = ?', $theirs), 'proposed', 'it is as before');
	is($s->api($s->admin, PATCH => "$path/$first", {status => 'dismissed'})->{status}, 200, 'an admin need not name the clinic');
	$s->is_problem($s->api(undef, @$_), 401, "$_->[0] needs a login") foreach [GET => $path], [GET => "$path/$first"], [PATCH => "$path/$first", {}];
	$s->is_problem($s->api($assistant, POST => $path, {}), 405, 'people make appointments, not bookings');
};

subtest 'without the database' => sub {
	my $id = booking(starts_at => '2026-12-01 15:00:00', patient_id => $maria);
	$s->stop('mariadb');
	$s->is_problem($s->api($assistant, @$_), 503, "$_->[0] says so") foreach [GET => $path], [GET => "$path/$id"], [PATCH => "$path/$id", {status => 'confirmed'}];
	$s->start('mariadb');
	ok($s->wait_for('it is back', sub { ($s->api($assistant, GET => "$path/$id")->{json}{status} // '') eq 'proposed' }), 'nothing was done');
};

$s->end;
done_testing;
