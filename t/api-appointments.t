#!/usr/bin/perl
# Agreed visits: made, found, moved, confirmed, cancelled, deleted.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Switchboard;
use Test::More;

my $path = '/api/appointments';

my $s = Switchboard->new;
my $clinic = $s->clinic('Hillside', timezone => 'America/New_York');
my $other = $s->clinic('Lakeside');
my $assistant = $s->user(assistant => $clinic);
my $stranger = $s->user(assistant => $other);
my ($maria, $ben) = map { patient($clinic, $_->[0], '+12125550101') } ['Maria'], ['Ben'];
my $theirs = patient($other, 'Theirs', '+12125550102');

sub patient($clinic, $name, $phone) {
	$s->sql('INSERT INTO patients (clinic_id, first_name, last_name, phone, language, created_at, updated_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))', $clinic->{id}, $name, 'Soto', $phone, 'es-US');
	return $s->value('SELECT MAX(patient_id) FROM patients');
}

sub make(%fields) { return $s->api($assistant, POST => $path, {patientId => $maria, startsAt => '2026-12-01T15:00:00Z', %fields}) }
sub doctors($query, $who = $assistant) { return [map { $_->{doctor} } @{$s->api($who, GET => "$path$query")->{json}{items}}] }
sub audited($id) { return [map { "$_->{action} $_->{detail}" } $s->rows('SELECT * FROM audit WHERE object = ? ORDER BY audit_id', "appointment $id")] }

subtest 'one is made' => sub {
	my $made = make();
	is($made->{status}, 201, 'with a patient and a time');
	my $visit = $made->{json};
	is($made->{headers}{location}, "$path/$visit->{id}", 'it is told where it is');
	like($visit->{createdAt}, qr/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z/, 'and since when');
	my %patient = %{$visit->{patient}};
	$s->holds(\%patient, {id => $maria, clinicId => $clinic->{id}, firstName => 'Maria', lastName => 'Soto', phone => '+12125550101', language => 'es-US', optedOut => 0}, 'with the patient');
	is_deeply($visit, {id => $visit->{id}, clinicId => $clinic->{id}, patientId => $maria, patient => \%patient, doctor => '', startsAt => '2026-12-01T15:00:00.000Z',
		durationMinutes => 30, status => 'scheduled', notes => undef, createdAt => $visit->{createdAt}}, 'and these members');
	is_deeply($s->api($assistant, GET => "$path/$visit->{id}")->{json}, $visit, 'and is there');
	my %all = (doctor => 'Dr. Muñoz', durationMinutes => 45, status => 'confirmed', notes => 'Bring the X-rays', startsAt => '2026-12-01T10:00:00.000Z');
	my $full = make(%all, startsAt => '2026-12-01T05:00:00-05:00');
	$s->holds($full->{json}, {%all, patientId => $maria}, 'or with everything');
	is_deeply(audited($full->{json}{id}), ["appointment-made {\"patientId\":$maria,\"doctor\":\"Dr. Muñoz\",\"startsAt\":\"2026-12-01T10:00:00.000Z\",\"durationMinutes\":45,\"status\":\"confirmed\"}"], 'on record, without the notes');
	isnt(make()->{json}{id}, $visit->{id}, 'the same twice makes two');
	$s->holds($s->api($s->admin, POST => "$path?clinicId=$other->{id}", {patientId => $theirs, startsAt => '2026-12-01T15:00:00Z'})->{json}, {clinicId => $other->{id}, patientId => $theirs}, 'an admin says for whom');
};

subtest 'what is wrong is told at once' => sub {
	my $before = $s->value('SELECT COUNT(*) FROM appointments');
	$s->is_problem($s->api($assistant, POST => $path, {}), 422, 'nothing said', qw(patientId startsAt));
	$s->is_problem(make(patientId => $theirs, startsAt => 'tomorrow', doctor => 'x' x 201, durationMinutes => 0, status => 'lost', notes => 'x' x 5001, colour => 'red'), 422,
		'everything wrong', qw(patientId startsAt doctor durationMinutes status notes colour));
	$s->is_problem(make(patientId => $_->[0]), 422, $_->[1], 'patientId') foreach [99999, 'nobody'], [0, 'no id'], ['Maria', 'no number'], [undef, 'null'];
	$s->is_problem(make(durationMinutes => 1441), 422, 'longer than a day', 'durationMinutes');
	$s->is_problem($s->api($s->admin, POST => $path, {patientId => $maria, startsAt => ''}), 422, 'an admin names the clinic', qw(startsAt clinicId));
	$s->is_problem($s->api($assistant, POST => $path, {patientId => $maria, startsAt => '2026-12-01T15:00:00Z', clinicId => $other->{id}}), 404, 'nobody makes another clinic\'s');
	$s->is_problem($s->api($assistant, POST => $path, [1]), 422, 'a body that is no object');
	is($s->value('SELECT COUNT(*) FROM appointments'), $before, 'none of these was made');
};

subtest 'the list' => sub {
	$s->sql('DELETE FROM appointments');
	make(doctor => 'ann', startsAt => '2026-12-01T04:59:59Z');			# 30 November there
	make(doctor => 'ben', startsAt => '2026-12-01T05:00:00Z', status => 'confirmed');
	make(doctor => 'eve', startsAt => '2026-12-02T04:59:59Z', patientId => $ben);
	make(doctor => 'ida', startsAt => '2026-12-02T05:00:00Z', notes => '=1+1');
	make(doctor => 'Zoë', startsAt => '2026-12-01T05:00:00Z');
	$s->api($stranger, POST => $path, {patientId => $theirs, startsAt => '2026-12-01T06:00:00Z', doctor => 'theirs'});
	is_deeply(doctors(''), [qw(ida eve Zoë ben ann)], 'is the clinic\'s, the latest visit first');
	is_deeply(doctors('', $s->admin), [qw(ida eve theirs Zoë ben ann)], 'an admin sees all');
	is_deeply(doctors("?clinicId=$other->{id}", $s->admin), ['theirs'], 'or a clinic\'s');
	is_deeply(doctors($_->[0]), [@$_[1 .. $#$_]], $_->[0]) foreach ['?date=2026-12-01', qw(eve Zoë ben)], ['?date=2026-12-02', 'ida'], ['?date=2026-12-03'], ['?doctor=zoe', 'Zoë'], ['?doctor=Zo%C3%AB', 'Zoë'], ['?doctor='],
		['?status=confirmed', 'ben'], ["?patientId=$ben", 'eve'], ['?since=2026-12-01&until=2026-12-01', qw(eve Zoë ben)], ['?since=2026-12-02', 'ida'], ['?until=2026-12-01T05:00:00Z', qw(Zoë ben ann)],
		["?patientId=$theirs"], ['?date=2026-12-01&status=scheduled&doctor=eve', 'eve'];
	my $first = $s->api($assistant, GET => "$path?limit=3")->{json};
	is_deeply([map { $_->{doctor} } @{$first->{items}}], [qw(ida eve Zoë)], 'a page');
	is_deeply(doctors("?limit=3&cursor=$first->{next}"), [qw(ben ann)], 'and the next, of which one starts at the same time');
	my @csv = split /\r\n/, $s->api($assistant, GET => "$path?format=csv")->{body};
	is($csv[0], 'id,clinicId,patientId,patient.firstName,patient.lastName,patient.phone,doctor,startsAt,durationMinutes,status,notes,createdAt', 'a spreadsheet');
	like($csv[1], qr/\A\d+,$clinic->{id},$maria,"Maria","Soto","'\+12125550101","ida","2026-12-02T05:00:00.000Z",30,"scheduled","'=1\+1","2/, 'with the patients, and no formulas');
	is(scalar @csv, 6, 'has them all');
	$s->is_problem($s->api($assistant, GET => "$path?status=lost&patientId=x&date=soon&since=never&colour=red"), 422, 'filters that are none', qw(status patientId date date since colour));
	$s->is_problem($s->api($assistant, GET => "$path?date=2026-12-01T05:00:00Z"), 422, 'an instant is no day', 'date');
	$s->is_problem($s->api($assistant, GET => "$path?date=2026-12-01&until=2026-12-02"), 422, 'a day and an end', 'date');
};

subtest 'one is changed' => sub {
	my $id = make(doctor => 'Dr. Lee', notes => 'x')->{json}{id};
	my $change = sub (%fields) { return $s->api($assistant, PATCH => "$path/$id", \%fields) };
	$s->holds($change->(status => 'confirmed')->{json}, {status => 'confirmed', doctor => 'Dr. Lee', startsAt => '2026-12-01T15:00:00.000Z', notes => 'x'}, 'confirmed') foreach 1 .. 2;
	$s->holds($change->(startsAt => '2026-12-01T15:00:00Z')->{json}, {status => 'confirmed'}, 'the same time is no move');
	$s->holds($change->(startsAt => '2026-12-03T15:00:00Z')->{json}, {status => 'scheduled', startsAt => '2026-12-03T15:00:00.000Z'}, 'moved, it is to be confirmed anew');
	$s->holds($change->(startsAt => '2026-12-04T15:00:00Z', status => 'confirmed')->{json}, {status => 'confirmed'}, 'unless that is said');
	$s->holds($change->(patientId => $ben, doctor => '', durationMinutes => 60, notes => undef)->{json}, {patientId => $ben, doctor => '', durationMinutes => 60, notes => undef, status => 'confirmed'}, 'the rest of it');
	is($s->api($assistant, GET => "$path/$id")->{json}{patient}{firstName}, 'Ben', 'another patient\'s then');
	$s->holds($change->(status => 'cancelled')->{json}, {status => 'cancelled'}, 'cancelled');
	$s->is_problem($change->(patientId => $theirs, doctor => 'x' x 201, startsAt => 'never', status => 'lost', durationMinutes => -1, createdAt => 'now'), 422, 'what is wrong is told at once',
		qw(patientId doctor startsAt status durationMinutes createdAt));
	is($s->api($s->admin, PATCH => "$path/$id", {patientId => $maria})->{status}, 200, 'an admin need not name the clinic');
	$s->is_problem($s->api($s->admin, PATCH => "$path/$id", {patientId => $theirs}), 422, 'nor mix them', 'patientId');
	is($s->api($s->user(customer => $clinic), PATCH => "$path/$id", {})->{status}, 200, 'a customer may too');
	like(join("\n", @{audited($id)}), qr/\Aappointment-made .*appointment-changed [^\n]*"status":"cancelled"/s, 'which is on record');
	is($s->api($assistant, DELETE => "$path/$id")->{status}, 204, 'deleted');
	like(audited($id)->[-1], qr/\Aappointment-deleted /, 'on record');
	$s->is_problem($s->api($assistant, $_ => "$path/$id", $_ eq 'PATCH' ? {status => 'confirmed'} : undef), 404, "$_ then finds nothing") foreach qw(GET PATCH DELETE);
};

subtest 'whose it is' => sub {
	my $id = $s->api($stranger, POST => $path, {patientId => $theirs, startsAt => '2026-12-01T15:00:00Z'})->{json}{id};
	$s->is_problem($s->api($assistant, @$_), 404, "$_->[0] of another clinic's finds nothing") foreach [GET => "$path/$id"], [PATCH => "$path/$id", {status => 'cancelled'}], [DELETE => "$path/$id"];
	$s->is_problem($s->api($s->admin, PATCH => "$path/$id?clinicId=$clinic->{id}", {status => 'cancelled'}), 404, 'nor does an admin who says another clinic');
	is($s->value('SELECT status FROM appointments WHERE appointment_id = ?', $id), 'scheduled', 'it is as before');
	$s->is_problem($s->api(undef, @$_), 401, "$_->[0] needs a login") foreach [GET => $path], [POST => $path, {}], [GET => "$path/$id"], [PATCH => "$path/$id", {}], [DELETE => "$path/$id"];
};

subtest 'without the database' => sub {
	my $id = make()->{json}{id};
	$s->stop('mariadb');
	$s->is_problem($s->api($assistant, @$_), 503, "$_->[0] says so") foreach [GET => $path], [POST => $path, {patientId => $maria, startsAt => '2026-12-01T15:00:00Z'}], [GET => "$path/$id"], [PATCH => "$path/$id", {status => 'cancelled'}], [DELETE => "$path/$id"];
	$s->start('mariadb');
	ok($s->wait_for('it is back', sub { ($s->api($assistant, GET => "$path/$id")->{json}{status} // '') eq 'scheduled' }), 'nothing was done');
};

$s->end;
done_testing;
