#!/usr/bin/perl
# Those who answer a clinic's phones: who may see and change them, what they may be, and that calls know of it at once.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Switchboard;
use Test::More;

my $NUMBER = '+18455550101';
my ($ANN, $BEN, $CEM) = map { "+1914555020$_" } 1 .. 3;
my @ALL_WEEK = qw(mon tue wed thu fri sat sun);

my $s = Switchboard->new(numbers => [$NUMBER]);
my $clinic = $s->clinic('Hillside');
my $other = $s->clinic('Praxis am Markt', timezone => 'Europe/Berlin', defaultCountry => 'DE');
my $customer = $s->user(customer => $clinic);
my $assistant = $s->user(assistant => $clinic);
my $stranger = $s->user(customer => $other);
my $path = '/api/assistants';

sub make(%fields) { return $s->api($customer, POST => $path, {name => 'Ann', phone => $ANN, %fields}) }
sub names(@rest) { return [map { $_->{name} } @{$s->api(@rest)->{json}{items}}] }

subtest 'one is made' => sub {
	my $made = make(phone => '(914) 555-0201', email => 'ann@example.test', dutyHours => {mon => [['09:00', '12:30'], ['13:30', '17:00']]}, smsNotify => \1);
	is($made->{status}, 201, 'by a customer');
	my $ann = $made->{json};
	is($made->{headers}{location}, "$path/$ann->{id}", 'who is told where it is');
	is_deeply([sort keys %$ann], [sort qw(id clinicId name phone email priority paused dutyHours onDuty smsNotify emailNotify)], 'with these members');
	$s->holds($ann, {clinicId => $clinic->{id}, name => 'Ann', phone => $ANN, email => 'ann@example.test', priority => 1, paused => 0, smsNotify => 1, emailNotify => 0}, 'as was said');
	is_deeply($ann->{dutyHours}, {mon => [['09:00', '12:30'], ['13:30', '17:00']], map { $_ => [] } @ALL_WEEK[1 .. 6]}, 'its hours whole');
	is_deeply($s->api($customer, GET => "$path/$ann->{id}")->{json}, $ann, 'and is there');
	$s->is_problem(make(name => 'Twice'), 409, 'the same phone twice');
	my $ben = make(name => 'Ben', phone => $BEN)->{json};
	$s->holds($ben, {priority => 2, email => undef, dutyHours => undef, onDuty => 1}, 'who says nothing comes last, and is always on duty');
	my $theirs = $s->api($stranger, POST => $path, {name => 'Anna', phone => '030 901820', priority => 7});
	$s->holds($theirs->{json}, {phone => '+4930901820', priority => 7, clinicId => $other->{id}}, 'a national number is the clinic\'s country\'s');
	is($s->api($s->admin, POST => $path, {name => 'Cem', phone => $CEM, clinicId => $clinic->{id}})->{json}{priority}, 3, 'an admin says for whom');
	is_deeply([map { $_->{action} } $s->rows('SELECT action FROM audit WHERE clinic_id = ? AND object = ?', $clinic->{id}, "assistant $ann->{id}")], ['assistant-made'], 'the audit log has it');
};

subtest 'what is wrong is told at once' => sub {
	my $before = $s->value('SELECT COUNT(*) FROM assistants');
	$s->is_problem($s->api($customer, POST => $path, {}), 422, 'nothing said', qw(name phone));
	$s->is_problem($s->api($customer, POST => $path, {name => ' ', phone => '12', email => 'nobody', priority => -1, paused => 'yes', smsNotify => 1, emailNotify => undef, onDuty => \1,
		dutyHours => {mon => [['09:00', '25:00']], moon => [], tue => [['09:00', '12:00'], ['11:00', '13:00']]}}), 422, 'everything wrong',
		qw(name phone email priority paused smsNotify onDuty dutyHours.mon.0.1 dutyHours.moon dutyHours.tue.1));
	$s->is_problem($s->api($customer, POST => $path, {name => 7, phone => 9145550201}), 422, 'numbers are no texts', qw(name phone));
	$s->is_problem($s->api($s->admin, POST => $path, {name => '', phone => $ANN}), 422, 'an admin names the clinic', qw(name clinicId));
	$s->is_problem($s->api($s->admin, POST => $path, {name => '', phone => $ANN, clinicId => 'x'}), 422, 'by its id', qw(name clinicId));
	$s->is_problem($s->api($s->admin, POST => $path, {name => 'Ann', phone => $ANN, clinicId => 99999}), 404, 'one that is there');
	$s->is_problem($s->api($customer, POST => $path, {name => 'Ann', phone => $ANN, clinicId => $other->{id}}), 404, 'nobody adds to another clinic');
	$s->is_problem(make(name => 'x' x 201, phone => '+1' . '9' x 50), 422, 'there are limits', qw(name phone));
	$s->is_problem($s->api($customer, POST => $path, \'{"name":'), 400, 'a body that is none');
	is($s->value('SELECT COUNT(*) FROM assistants'), $before, 'none of these was made');
};

subtest 'who may see them' => sub {
	my ($ann, $theirs) = map { $s->value('SELECT assistant_id FROM assistants WHERE phone = ?', $_) } $ANN, '+4930901820';
	is($s->api($assistant, GET => "$path/$ann")->{json}{phone}, '+1914•••0201', 'an assistant sees no whole phone');
	is_deeply([map { $_->{phone} } @{$s->api($assistant, GET => $path)->{json}{items}}], ['+1914•••0203', '+1914•••0202', '+1914•••0201'], 'not in the list either');
	my $csv = $s->api($assistant, GET => "$path?format=csv")->{body};
	utf8::decode($csv);
	like($csv, qr/\A\Qid,clinicId,name,phone,\E.*•••0203/s, 'which is CSV where that is asked for');
	unlike($csv, qr/9145550/, 'without phones too');
	is_deeply(names($customer, GET => $path), [qw(Cem Ben Ann)], 'a customer sees the clinic\'s, the newest first');
	is_deeply(names($customer, GET => "$path?limit=2"), [qw(Cem Ben)], 'page by page');
	my $next = $s->api($customer, GET => "$path?limit=2")->{json}{next};
	is_deeply(names($customer, GET => "$path?limit=2&cursor=$next"), ['Ann'], 'to the end');
	is_deeply(names($s->admin, GET => $path), [qw(Cem Anna Ben Ann)], 'an admin sees all');
	is_deeply(names($s->admin, GET => "$path?clinicId=$other->{id}"), ['Anna'], 'or a clinic\'s');
	$s->is_problem($s->api(undef, @$_), 401, "$_->[0] needs a login") foreach [GET => $path], [POST => $path, {}], [GET => "$path/$ann"], [PATCH => "$path/$ann", {}], [DELETE => "$path/$ann"];
	$s->is_problem($s->api($assistant, @$_), 403, "$_->[0] is not an assistant's") foreach [POST => $path, {}], [PATCH => "$path/$ann", {}], [DELETE => "$path/$ann"];
	$s->is_problem($s->api($customer, @$_), 404, "$_->[0] of another clinic's finds nobody") foreach [GET => "$path/$theirs"], [PATCH => "$path/$theirs", {name => 'Mine'}], [DELETE => "$path/$theirs"];
	$s->is_problem($s->api($s->admin, GET => "$path/$theirs?clinicId=$clinic->{id}"), 404, 'nor does an admin who says another clinic');
	is($s->value('SELECT name FROM assistants WHERE assistant_id = ?', $theirs), 'Anna', 'who is as before');
};

subtest 'one is changed' => sub {
	my $ann = $s->value('SELECT assistant_id FROM assistants WHERE phone = ?', $ANN);
	my $change = sub (%fields) { return $s->api($customer, PATCH => "$path/$ann", \%fields) };
	$s->holds($change->(paused => \1)->{json}, {name => 'Ann', phone => $ANN, paused => 1, onDuty => 0, email => 'ann@example.test', smsNotify => 1}, 'what is not said stays');
	my $now = $change->(paused => \0, dutyHours => undef, email => undef)->{json};
	$s->holds($now, {paused => 0, dutyHours => undef, onDuty => 1, email => undef}, 'null takes away');
	$s->holds($change->(dutyHours => {})->{json}, {onDuty => 0}, 'no hours at all are no duty');
	is_deeply($change->(name => 'Ann B')->{json}{dutyHours}, {map { $_ => [] } @ALL_WEEK}, 'which stays what it is');
	# Four hours of the day hold now in one of two zones that are nine hours apart.
	$s->api($s->admin, PATCH => "/api/clinics/$clinic->{id}", {timezone => 'UTC'});
	my $hour = (gmtime)[2];
	my $around = [sprintf('%02d:00', ($hour + 23) % 24), sprintf('%02d:00', ($hour + 3) % 24)];
	$s->holds($change->(dutyHours => {map { $_ => [$around] } @ALL_WEEK})->{json}, {onDuty => 1}, 'hours around now are duty');
	$s->api($s->admin, PATCH => "/api/clinics/$clinic->{id}", {timezone => 'Asia/Tokyo'});
	$s->holds($s->api($customer, GET => "$path/$ann")->{json}, {onDuty => 0}, 'in the clinic\'s zone');
	is_deeply([map { $_->{onDuty} ? 1 : 0 } @{$s->api($customer, GET => $path)->{json}{items}}], [1, 1, 0], 'in the list too');
	$s->is_problem($change->(phone => $BEN), 409, 'a phone that is another\'s');
	$s->is_problem($change->(name => '', phone => 'the desk', dutyHours => 'always', colour => 1), 422, 'what is wrong is told', qw(name phone dutyHours colour));
	is($change->(phone => '1 914 555 0201', priority => 9)->{json}{phone}, $ANN, 'a phone as people write it');
	is_deeply($s->api($customer, PATCH => "$path/$ann", {})->{json}, $s->api($customer, GET => "$path/$ann")->{json}, 'nothing said, nothing changed');
	$s->is_problem($s->api($customer, PATCH => "$path/99999", {name => 'x'}), 404, 'one who is not there');
	my @kept = map {
		my ($name, $priority) = ("Ann $_", 50 + $_);
		$s->together(sub { $change->(name => $name) }, sub { $change->(priority => $priority) });
		my $now = $s->api($customer, GET => "$path/$ann")->{json};
		"$now->{name} $now->{priority}" eq "$name $priority";
	} 1 .. 12;
	is_deeply(\@kept, [(1) x 12], 'two who change different things at once both have their way');
	$change->(name => 'Ann B', priority => 9);
};

subtest 'calls know of it at once' => sub {
	my $version = sub { $s->value("SELECT version FROM versions WHERE name = 'routing'") };
	my $written = sub { my ($v) = read_snapshot() =~ /\Aswitchboard-snapshot 1 (\d+) /; return $v };
	$s->connect($NUMBER, $clinic, forwardNumber => $CEM);
	my $last = $version->();
	my $known = sub ($what) {
		cmp_ok($version->(), '>', $last, "there is a new version when one is $what");
		$last = $version->();
		is($written->(), $last, 'and the snapshot has it');
	};
	my $made = make(name => 'Dee', phone => '+19145550204')->{json};
	$known->('made');
	like(line_of($NUMBER), qr/"\Q+19145550204\E"/, 'the line too');
	$s->api($customer, PATCH => "$path/$made->{id}", {priority => 0});
	$known->('changed');
	is($s->api($customer, DELETE => "$path/$made->{id}")->{status}, 204, 'one is deleted');
	$known->('deleted');
	unlike(line_of($NUMBER), qr/"\Q+19145550204\E"/, 'and rung no more');
	$s->is_problem($s->api($customer, $_ => "$path/$made->{id}", $_ eq 'PATCH' ? {name => 'x'} : undef), 404, "$_ then finds nobody") foreach qw(GET PATCH DELETE);
	is(make(name => 'Dee again', phone => '+19145550204')->{status}, 201, 'the phone is free again');
	is_deeply([map { $_->{action} } $s->rows('SELECT action FROM audit WHERE object = ? ORDER BY audit_id', "assistant $made->{id}")], [qw(assistant-made assistant-changed assistant-deleted)], 'the audit log has it all');
};

subtest 'a hundred are enough' => sub {
	my $full = $s->clinic('Full house');
	$s->sql("INSERT INTO assistants (clinic_id, name, phone, priority, created_at, updated_at)
		SELECT ?, 'Many', CONCAT('+1914666', 1000 + seq), seq, NOW(3), NOW(3) FROM seq_1_to_100", $full->{id});
	$s->is_problem($s->api($s->admin, POST => $path, {clinicId => $full->{id}, name => 'One more', phone => $ANN}), 409, 'the next one is refused');
};

subtest 'without the database' => sub {
	my $ann = $s->value('SELECT assistant_id FROM assistants WHERE phone = ?', $ANN);
	$s->stop('mariadb');
	$s->is_problem($s->api($customer, @$_), 503, "$_->[0] says so") foreach [GET => $path], [POST => $path, {name => 'Eve', phone => '+19145550209'}], [PATCH => "$path/$ann", {name => 'Eve'}], [DELETE => "$path/$ann"];
	$s->start('mariadb');
	ok($s->wait_for('it is back', sub { (names($customer, GET => $path)->[-1] // '') eq 'Ann B' }), 'nothing was lost or done');
};

$s->end;
done_testing;

sub line_of($number) {
	my ($line) = grep { index($_, substr($number, 1) . "\t") == 0 } split /\n/, read_snapshot();
	return $line;
}

sub read_snapshot() {
	open my $in, '<', $s->setting('STATE_DIR') . '/routing.snapshot' or die "routing.snapshot: $!";
	local $/ = undef;
	return <$in>;
}
