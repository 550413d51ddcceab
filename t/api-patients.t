#!/usr/bin/perl
# The people whom a clinic knows: kept, found, changed, and read from a file; and what they say of texts and calls.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Encode qw(encode decode);
use JSON::PP;
use Switchboard;
use Test::More;

my $s = Switchboard->new;
my $clinic = $s->clinic('Hillside', timezone => 'America/New_York', language => 'en-US');
my $other = $s->clinic('Praxis am Markt', timezone => 'Europe/Berlin', defaultCountry => 'DE', language => 'de');
my $assistant = $s->user(assistant => $clinic);
my $customer = $s->user(customer => $clinic);
my $stranger = $s->user(assistant => $other);
my ($path, $import) = ('/api/patients', '/api/patients/import');

sub make(%fields) { return $s->api($assistant, POST => $path, {firstName => 'María', lastName => 'García', phone => '(914) 555-0201', %fields}) }
sub names(@rest) { return [map { $_->{firstName} } @{$s->api(@rest)->{json}{items}}] }

# A file, as a client sends it.
sub import_file($who, $text, $query = '', %headers) {
	return $s->api($who, POST => "$import$query", \encode('UTF-8', $text), {'Content-Type' => 'text/csv; charset=utf-8', %headers});
}
sub counts($answer) { return join ' ', map { $answer->{json}{$_} // '?' } qw(created updated unchanged failed) }
sub row($answer, $line) { return (grep { $_->{line} == $line } @{$answer->{json}{rows}})[0] }
sub wrong($answer, $line) { return join ' ', sort map { $_->{field} } @{row($answer, $line)->{errors}} }

subtest 'one is made' => sub {
	my $made = make(externalId => 'P-1', email => 'maria@example.test', language => 'Spanish', timezone => 'America/Chicago', notes => 'Deaf in one ear');
	is($made->{status}, 201, 'by an assistant');
	my $maria = $made->{json};
	is($made->{headers}{location}, "$path/$maria->{id}", 'who is told where');
	is_deeply([sort keys %$maria], [sort qw(id clinicId externalId firstName lastName phone email language timezone optedOut unreachable notes createdAt)], 'with these members');
	$s->holds($maria, {clinicId => $clinic->{id}, externalId => 'P-1', firstName => 'María', lastName => 'García', phone => '+19145550201', email => 'maria@example.test',
		language => 'es', timezone => 'America/Chicago', optedOut => 0, notes => 'Deaf in one ear'}, 'as was said');
	is_deeply($s->api($assistant, GET => "$path/$maria->{id}")->{json}, $maria, 'and is there');
	$s->is_problem(make(externalId => 'P-1'), 409, 'the same externalId twice');
	my $son = make(firstName => 'Juan')->{json};
	$s->holds($son, {phone => '+19145550201', externalId => undef, email => undef, language => 'en-US', timezone => undef, notes => undef}, 'a family shares a number, and the clinic\'s language');
	$s->holds($s->api($stranger, POST => $path, {lastName => 'Müller', phone => '030 901820', externalId => 'P-1'})->{json},
		{phone => '+4930901820', firstName => '', language => 'de', clinicId => $other->{id}}, 'a national number is the clinic\'s country\'s');
	is($s->api($s->admin, POST => $path, {firstName => 'Ann', phone => '+19145550209', clinicId => $clinic->{id}, language => 'hi_in'})->{json}{language}, 'hi-IN', 'an admin says for whom');
	my $once = sub { $s->api($assistant, POST => $path, {firstName => 'Once', phone => '+19145550210'}, {'Idempotency-Key' => 'make-once'}) };
	is($once->()->{json}{id}, $once->()->{json}{id}, 'one who is sent twice with a key is one');
	is_deeply([map { [$_->{action}, $_->{user_id}] } $s->rows('SELECT action, user_id FROM audit WHERE object = ?', "patient $maria->{id}")], [['patient-made', $assistant->{id}]], 'the audit log has it');
	is($s->value("SELECT COUNT(*) FROM audit WHERE detail LIKE '%Deaf%' OR detail LIKE '%Garc%'"), 0, 'but not what was said');
};

subtest 'what is wrong is told at once' => sub {
	my $before = $s->value('SELECT COUNT(*) FROM patients');
	$s->is_problem($s->api($assistant, POST => $path, {}), 422, 'nothing said', qw(firstName phone));
	$s->is_problem(make(firstName => ' ', lastName => '', phone => '12', email => 'nobody', language => 'Klingon 5', timezone => 'Mars/Olympus', externalId => '', notes => 7, optedOut => 'no', colour => 1),
		422, 'everything wrong', qw(firstName phone email language timezone externalId notes optedOut colour));
	$s->is_problem(make(firstName => 'x' x 101, lastName => 'x' x 101, externalId => 'x' x 65, notes => 'x' x 5001), 422, 'there are limits', qw(firstName lastName externalId notes));
	$s->is_problem($s->api($s->admin, POST => $path, {firstName => 'Ann'}), 422, 'an admin names the clinic', qw(phone clinicId));
	$s->is_problem(make(clinicId => $other->{id}), 404, 'nobody adds to another clinic');
	is($s->value('SELECT COUNT(*) FROM patients'), $before, 'none of these was made');
};

subtest 'who is found' => sub {
	my ($maria, $theirs) = map { $s->value('SELECT patient_id FROM patients WHERE last_name = ?', $_) } 'García', 'Müller';
	is_deeply(names($assistant, GET => $path), [qw(Once Ann Juan María)], 'the clinic\'s, the newest first');
	is_deeply(names($assistant, GET => "$path?q=$_->[0]"), $_->[1], "by $_->[0]") foreach ['garcia', [qw(Juan María)]], ['GARC+mari', ['María']], ['9145550201', [qw(Juan María)]],
		['%28914%29+555-0209', ['Ann']], ['nobody', []], ['%25', []];
	is_deeply(names($assistant, GET => "$path?phone=914-555-0201"), [qw(Juan María)], 'by number, as people write it');
	is_deeply(names($assistant, GET => "$path?language=$_->[0]"), $_->[1], "who speaks $_->[0]") foreach ['spanish', ['María']], ['hi', ['Ann']], ['hi-IN', ['Ann']], ['en-US', [qw(Once Juan)]];
	is_deeply(names($assistant, GET => "$path?externalId=P-1"), ['María'], 'by the clinic\'s own id');
	is_deeply(names($assistant, GET => "$path?limit=2"), [qw(Once Ann)], 'page by page');
	is_deeply(names($assistant, GET => "$path?limit=2&cursor=" . $s->api($assistant, GET => "$path?limit=2")->{json}{next}), [qw(Juan María)], 'to the end');
	is_deeply(names($assistant, GET => "$path?since=2099-01-01"), [], 'by day');
	$s->is_problem($s->api($assistant, GET => "$path?phone=12&language=Klingon+5&colour=1&limit=0"), 422, 'what is wrong is told', qw(phone language colour limit));
	is(scalar @{$s->api($s->admin, GET => $path)->{json}{items}}, 5, 'an admin sees all');
	$s->is_problem($s->api(undef, @$_), 401, "$_->[0] needs a login") foreach [GET => $path], [POST => $path, {}], [GET => "$path/$maria"], [PATCH => "$path/$maria", {}], [DELETE => "$path/$maria"], [POST => $import, {}];
	$s->is_problem($s->api($stranger, @$_), 404, "$_->[0] of another clinic's finds nobody") foreach [GET => "$path/$maria"], [PATCH => "$path/$maria", {firstName => 'Mine'}], [DELETE => "$path/$maria"];
	$s->is_problem($s->api($s->admin, GET => "$path/$theirs?clinicId=$clinic->{id}"), 404, 'nor does an admin who says another clinic');
	is($s->value('SELECT first_name FROM patients WHERE patient_id = ?', $maria), 'María', 'who is as before');
	make(firstName => '=cmd|calc', lastName => '@x', notes => "+1 more\n\"quoted\"");
	my $csv = decode('UTF-8', $s->api($assistant, GET => "$path?format=csv&q=x")->{body});
	like($csv, qr/\Aid,clinicId,externalId,firstName,lastName,phone,/, 'CSV');
	like($csv, qr/,"'=cmd\|calc","'\@x","'\+19145550201",.*"'\+1 more\n""quoted"""/s, 'with formulas defused');
};

subtest 'one is changed' => sub {
	my $id = $s->value("SELECT patient_id FROM patients WHERE external_id = 'P-1' AND clinic_id = ?", $clinic->{id});
	my $change = sub (%fields) { return $s->api($assistant, PATCH => "$path/$id", \%fields) };
	$s->holds($change->(notes => undef, email => undef, timezone => undef, externalId => undef)->{json}, {firstName => 'María', notes => undef, email => undef, timezone => undef, externalId => undef}, 'null takes away');
	$s->holds($change->(phone => '914 555 0299', externalId => 'P-9', lastName => '')->{json}, {phone => '+19145550299', externalId => 'P-9', lastName => '', language => 'es'}, 'what is not said stays');
	$s->is_problem($change->(firstName => ''), 422, 'a name must remain', 'firstName');
	$s->is_problem($change->(phone => 'desk', language => '!', colour => 1), 422, 'what is wrong is told', qw(phone language colour));
	my $other_one = make(externalId => 'P-10')->{json};
	$s->is_problem($s->api($assistant, PATCH => "$path/$other_one->{id}", {externalId => 'P-9'}), 409, 'not to what is another\'s');
	$s->is_problem($s->api($assistant, PATCH => "$path/99999", {firstName => 'x'}), 404, 'one who is not there');
	is_deeply(names($assistant, GET => "$path?q=garcia"), [qw(María Juan)], 'a name that is gone is not found');
	my @kept = map {
		my $n = $_;
		$s->together(sub { $change->(notes => "note $n") }, sub { $change->(email => "m$n\@example.test") });
		my $now = $s->api($assistant, GET => "$path/$id")->{json};
		"$now->{notes} $now->{email}" eq "note $n m$n\@example.test";
	} 1 .. 6;
	is_deeply(\@kept, [(1) x 6], 'two who change different things at once both have their way');
};

subtest 'what they want' => sub {
	my $made = make(firstName => 'Otto', phone => '+19145550250', optedOut => \1)->{json};
	my $want = sub ($out) { return $s->api($assistant, PATCH => "$path/$made->{id}", {optedOut => $out ? \1 : \0})->{json} };
	my $ledger = sub { join ' ', map { "$_->{channel}:$_->{state}:$_->{user_id}" } $s->rows('SELECT channel, state, user_id FROM consents WHERE phone = ? ORDER BY consent_id', '+19145550250') };
	my $u = $assistant->{id};
	ok($made->{optedOut}, 'no texts, no calls');
	is($ledger->(), "sms:out:$u call:out:$u", 'with who wrote it down');
	ok($want->(1)->{optedOut}, 'said again');
	is($ledger->(), "sms:out:$u call:out:$u", 'is nothing new');
	ok($s->api($assistant, PATCH => "$path/$made->{id}", {notes => 'x'})->{json}{optedOut}, 'not said, nothing changes');
	ok(!$want->(0)->{optedOut}, 'until they want them again');
	is($ledger->(), "sms:out:$u call:out:$u sms:in:$u call:in:$u", 'which is added');
	is_deeply([map { $_->{action} } $s->rows("SELECT action FROM audit WHERE object = ? AND action LIKE '%opted%' ORDER BY audit_id", "patient $made->{id}")],
		[qw(patient-opted-out patient-opted-in)], 'the audit log has it');
	$s->sql("INSERT INTO consents (clinic_id, phone, channel, state, at, origin) VALUES (?, '+19145550250', 'sms', 'out', NOW(3) + INTERVAL 1 SECOND, 'message:SM1')", $clinic->{id});
	ok($s->api($assistant, GET => "$path/$made->{id}")->{json}{optedOut}, 'a STOP by text counts the same');
	ok(make(firstName => 'Otto junior', phone => '+19145550250')->{json}{optedOut}, 'for everybody of that number');
	ok(!$s->api($stranger, POST => $path, {firstName => 'Otto', phone => '+19145550250'})->{json}{optedOut}, 'but not at another clinic');
};

subtest 'their calls' => sub {
	my $maria = $s->value("SELECT patient_id FROM patients WHERE external_id = 'P-9'");
	my $call = sub ($sid, $patient, $of = $clinic) {
		$s->sql("INSERT INTO calls (clinic_id, call_sid, patient_id, direction, from_number, to_number, phone, status, status_rank, call_type, started_at)
			VALUES (?, ?, ?, 'inbound', '+19145550299', '+18455550101', '+19145550299', 'completed', 5, 'inbound', NOW(3))", $of->{id}, $sid, $patient);
		return $sid;
	};
	my ($hers, $nobodys) = ($call->($s->sid, $maria), $call->($s->sid, undef));
	is_deeply([map { $_->{callSid} } @{$s->api($assistant, GET => "/api/twilio/call-logs?patientId=$maria")->{json}{items}}], [$hers], 'a patient\'s calls');
	is_deeply($s->api($stranger, GET => "/api/twilio/call-logs?patientId=$maria")->{json}{items}, [], 'are the clinic\'s');
	$s->is_problem($s->api($assistant, GET => '/api/twilio/call-logs?patientId=x'), 422, 'a patient is a number', 'patientId');
	my $seen = $s->api($assistant, GET => "/api/twilio/call-logs/$hers")->{json};
	is($seen->{patientId}, $maria, 'a call knows its patient');
	is_deeply($seen->{patient}, $s->api($assistant, GET => "$path/$maria")->{json}, 'whole');
	is($s->api($assistant, GET => "/api/twilio/call-logs/$nobodys")->{json}{patient}, undef, 'or nobody');
};

subtest 'one is deleted' => sub {
	my $id = make(firstName => 'Gone')->{json}{id};
	$s->sql("INSERT INTO appointments (clinic_id, patient_id, starts_at, duration_minutes, created_at, updated_at) VALUES (?, ?, NOW(3), 30, NOW(3), NOW(3))", $clinic->{id}, $id);
	$s->is_problem($s->api($assistant, DELETE => "$path/$id"), 409, 'not who has a visit');
	$s->sql('DELETE FROM appointments WHERE patient_id = ?', $id);
	is($s->api($assistant, DELETE => "$path/$id")->{status}, 204, 'but then');
	$s->is_problem($s->api($assistant, $_ => "$path/$id", $_ eq 'PATCH' ? {firstName => 'x'} : undef), 404, "$_ finds nobody") foreach qw(GET PATCH DELETE);
	is($s->value("SELECT COUNT(*) FROM audit WHERE action = 'patient-deleted' AND object = ?", "patient $id"), 1, 'the audit log has it');
};

subtest 'a file' => sub {
	my $file = "\x{feff}Phone,first name,LASTNAME,externalId,Email,language,timezone,notes\r\n"
		. "(914) 555-0301,Zoë,\"O'Brien, Dr.\",F-1,zoe\@example.test,english,America/Denver,\"two\r\nlines\"\r\n"
		. "'+19145550302,,Khan,,,,,\r\n"
		. "\r\n"
		. "914-555-0303,Bad,Mail,,nobody,Klingon 5,Mars,\r\n"
		. "12,Bad,Phone\r\n"
		. ",No,Phone,,,,,\r\n"
		. "914-555-0304,,,,,,,\r\n"
		. "914-555-0305,\"Open\"x,Quote,,,,,\r\n"
		. "914-555-0306,Too,Many,,,,,,cell\r\n"
		. "914-555-0302,,KHAN,,khan\@example.test,,,\r\n"
		. "914-555-0301,Zoë,\"O'Brien, Dr.\",F-1\r\n"
		. "914-555-0307," . 'x' x 101 . ",Long," . 'y' x 65 . "\r\n"
		. "914-555-0308,Last,\"Not closed\r\n";
	my $dry = import_file($assistant, $file, '?dryRun=true');
	my $before = $s->value('SELECT COUNT(*) FROM patients');
	is($dry->{status}, 200, 'a dry run');
	my $real = import_file($assistant, $file);
	is($real->{status}, 200, 'is read');
	is(counts($real), '2 1 1 8', 'as far as it is good');
	is(counts($dry), '2 1 1 8', 'which the dry run has said');
	is_deeply([map { [@$_{qw(line status errors)}] } @{$dry->{json}{rows}}], [map { [@$_{qw(line status errors)}] } @{$real->{json}{rows}}], 'of each row');
	is($s->value('SELECT COUNT(*) FROM patients') - $before, 2, 'and done none of');
	is(row($real, $_->[0])->{status}, $_->[1], "line $_->[0] is $_->[1]") foreach [2, 'created'], [4, 'created'], [12, 'updated'], [13, 'unchanged'];
	is(wrong($real, $_->[0]), $_->[1], "line $_->[0]: $_->[1]") foreach [6, 'email language timezone'], [7, 'phone'], [8, 'phone'], [9, 'firstName'], [10, '(row)'], [11, '(row)'], [14, 'externalId firstName'], [15, '(row)'];
	is_deeply([row($real, 2)->{id}, row($real, 4)->{id}], [row($real, 13)->{id}, row($real, 12)->{id}], 'with whom it made');
	is_deeply([grep { defined } map { $_->{id} } grep { $_->{status} eq 'failed' } @{$real->{json}{rows}}], [], 'and nobody where it failed');
	$s->holds($s->api($assistant, GET => "$path/" . row($real, 2)->{id})->{json}, {firstName => 'Zoë', lastName => "O'Brien, Dr.", phone => '+19145550301', externalId => 'F-1',
		email => 'zoe@example.test', language => 'en', timezone => 'America/Denver', notes => "two\r\nlines"}, 'as the file says');
	$s->holds($s->api($assistant, GET => "$path/" . row($real, 4)->{id})->{json}, {firstName => '', lastName => 'KHAN', phone => '+19145550302', email => 'khan@example.test', language => 'en-US'}, 'row after row');
	is(counts(import_file($assistant, $file)), '0 2 2 8', 'the same file again makes nobody');
	is(counts(import_file($assistant, "phone;externalId;firstName\n914 555 0399;F-1;\n")), '0 1 0 0', 'semicolons; a known externalId');
	$s->holds($s->api($assistant, GET => "$path/" . row($real, 2)->{id})->{json}, {firstName => 'Zoë', phone => '+19145550399', email => 'zoe@example.test'}, 'changes what is said alone');
	is(counts(import_file($assistant, "phone,firstName,lastName,externalId\n9145550399,ZOE,obrien dr,F-2\n")), '1 0 0 0', 'father and son have a number and a name, and two externalIds');
	is($s->value("SELECT COUNT(*) FROM audit WHERE action = 'patients-imported'"), 4, 'the audit log has it');
	is(counts(import_file($s->admin, "phone,lastName\n030 901821,Schmidt\n", "?clinicId=$other->{id}")), '1 0 0 0', 'an admin says for whom');
	is($s->value("SELECT phone FROM patients WHERE last_name = 'Schmidt'"), '+4930901821', 'in that country');
	is(counts(import_file($stranger, "phone,externalId,lastName\n030 901822,F-1,Weber\n")), '1 0 0 0', 'an externalId is of its clinic alone');
};

subtest 'a family in a dry run' => sub {
	$s->sql("INSERT INTO patients (clinic_id, phone, language, created_at, updated_at) VALUES (?, '+19145550350', 'en', NOW(3), NOW(3))", $clinic->{id});
	my $file = "phone,firstName,lastName,externalId\n9145550350,Ann,Lee,\n9145550350,Bob,Lee,\n9145550350,Lee,Ann,\n9145550350,Ann,Lee,L-1\n9145550350,Ann,Lee,L-2\n9145550350,Anna,,L-1\n";
	my @said = map { $_->{status} } @{import_file($assistant, $file, '?dryRun=true')->{json}{rows}};
	is_deeply(\@said, [qw(updated created updated updated created updated)], 'who had no name gets one, once');
	is_deeply([map { $_->{status} } @{import_file($assistant, $file)->{json}{rows}}], \@said, 'and that is what comes of it');
	is_deeply([map { $_->{status} } @{import_file($assistant, $file, '?dryRun=true')->{json}{rows}}], [map { $_->{status} } @{import_file($assistant, $file)->{json}{rows}}], 'and again');
};

subtest 'what is no such file' => sub {
	$s->is_problem(import_file($assistant, $_->[0]), 422, $_->[1], @$_[2 .. $#$_]) foreach ['', 'nothing', '(body)'], ["firstName,lastName\n", 'no number', 'phone'],
		["phone,colour,Phone,\n", 'odd columns', 'colour', 'Phone'];
	is(counts(import_file($assistant, "phone,firstName,id,clinicId,optedOut,createdAt\n")), '0 0 0 0', 'no rows are no fault, nor what the list gives besides');
	$s->is_problem(import_file($assistant, "phone\n", '?dryRun=perhaps&colour=1'), 422, 'odd parameters', qw(dryRun colour));
	$s->is_problem($s->api($assistant, POST => $import, {}), 415, 'JSON');
	$s->is_problem(import_file($s->admin, "phone\n"), 422, 'an admin names the clinic', 'clinicId');
	$s->is_problem(import_file($assistant, "phone\n", "?clinicId=$other->{id}"), 404, 'nobody imports to another clinic');
	my $latin = $s->api($assistant, POST => $import, \"phone,firstName\n9145550311,Ren\xe9\n9145550312,Ada\n", {'Content-Type' => 'text/csv'});
	is(counts($latin), '1 0 0 1', 'what is not UTF-8 costs its row');
	is(wrong($latin, 2), '(row)', 'which is told');
};

subtest 'much' => sub {
	my $file = "externalId,phone,firstName,lastName\n" . join '', map { sprintf "M-%d,+1212555%04d,Ann %d,Many\n", $_, $_ % 100 + 100, $_ } 1 .. 10_000;
	is(counts(import_file($assistant, $file, '?dryRun=1')), '? ? ? ?', 'a boolean is true or false');
	my $dry = import_file($assistant, $file, '?dryRun=true', 'Idempotency-Key' => 'many-dry');
	is(counts($dry), '10000 0 0 0', 'what would be made');
	$s->is_problem(import_file($assistant, $file, '', 'Idempotency-Key' => 'many-dry'), 409, 'the dry run\'s key is not the import\'s');
	my $first = import_file($assistant, $file, '', 'Idempotency-Key' => 'many');
	is(counts($first), '10000 0 0 0', 'ten thousand rows');
	is($s->value("SELECT COUNT(*) FROM patients WHERE last_name = 'Many'"), 10_000, 'are as many patients');
	my $again = import_file($assistant, $file, '', 'Idempotency-Key' => 'many');
	is($again->{body}, $first->{body}, 'with a key the same answer comes again');
	$s->is_problem(import_file($assistant, "$file\n", '', 'Idempotency-Key' => 'many'), 409, 'which is of that file');
	is(counts(import_file($assistant, $file)), '0 0 10000 0', 'without one, there is nothing new');
	$s->is_problem(import_file($assistant, "${file}M-0,+12125550100,One,More\n"), 413, 'one row more is too many');
	is($s->value("SELECT COUNT(*) FROM patients WHERE external_id = 'M-0'"), 0, 'and nothing of that is read');
	my $bad = join(',', '12', 'x' x 101, 'y' x 101, 'z' x 65, 'nobody', 'Klingon 5', 'Mars', ('more') x 150) . "\n";
	is(counts(import_file($assistant, "phone,firstName,lastName,externalId,email,language,timezone\n" . $bad x 10_000)), '0 0 0 10000', 'as many may be wrong in every way');
	is(import_file($assistant, "phone,notes\n" . '9145550401,' . 'x' x (16 * 1024 * 1024 - 40) . "\n")->{status}, 200, 'sixteen megabytes are read');
	is(import_file($assistant, 'x' x (16 * 1024 * 1024 + 1))->{status}, 413, 'and not more');
	is(scalar(() = $s->api($assistant, GET => "$path?format=csv&q=many")->{body} =~ /\r\n/g), 10_001, 'and all come out again');
	my @both = $s->together(map { my $n = $_; sub { counts(import_file($assistant, "phone,firstName\n" . join '', map { "9145557$_,Ann\n" } $n ? reverse(100 .. 299) : 100 .. 299)) } } 0, 1);
	is($s->value("SELECT COUNT(*) FROM patients WHERE phone LIKE '+19145557%'"), 200, 'two who import the same at once make everybody once');
};

subtest 'without the database' => sub {
	my $id = $s->value("SELECT patient_id FROM patients WHERE external_id = 'P-9'");
	$s->stop('mariadb');
	$s->is_problem($s->api($assistant, @$_), 503, "$_->[0] says so") foreach [GET => $path], [POST => $path, {firstName => 'Eve', phone => '+19145550209'}], [GET => "$path/$id"], [PATCH => "$path/$id", {firstName => 'Eve'}], [DELETE => "$path/$id"];
	$s->is_problem(import_file($assistant, "phone,firstName\n9145550500,Eve\n"), 503, 'so does a file');
	$s->start('mariadb');
	ok($s->wait_for('it is back', sub { ($s->api($assistant, GET => "$path/$id")->{json}{firstName} // '') eq 'María' }), 'nothing was lost or done');
	ok($s->wait_for('files are read again', sub { counts(import_file($assistant, "phone,firstName\n9145550500,Eve\n")) eq '1 0 0 0' }), 'and the file is read');
};

$s->end;
done_testing;
