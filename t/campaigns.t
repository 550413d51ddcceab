#!/usr/bin/perl
# Campaigns as people make and steer them: the dry run and what then really is sent, what is wrong, whose it is, each state, the list of recipients.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use POSIX 'strftime';
use Reference;
use Switchboard;
use Test::More;

my ($ours, $second, $theirs) = ('+18455550100', '+18455550101', '+18455550109');
my $path = '/api/campaigns';
my $s = Switchboard->new(numbers => [$ours, $second, $theirs]);
my %always = (reminders => {callingHours => ['00:00', '24:00']});
my $clinic = $s->clinic('Hudson Dental', timezone => 'America/New_York', forwardNumber => '+19145550201', %always);
my $other = $s->clinic('Lakeside', timezone => 'Europe/Berlin', defaultCountry => 'DE', forwardNumber => '+19145550202', %always);
$s->connect($ours, $clinic);
$s->connect($second, $clinic);
$s->connect($theirs, $other);
my ($boss, $desk) = map { $s->user($_ => $clinic) } qw(customer assistant);
my $stranger = $s->user(customer => $other);
my $in = $s->standin;
my $reference = Reference->new($s->request(GET => '/api/openapi.json')->{body});

my $next = 1000;
sub number() { return '+1212555' . $next++ }
sub patient($who, %fields) { return $s->api($who, POST => '/api/patients', {firstName => 'Maria', phone => number(), %fields})->{json} }
sub campaign(%fields) { return {name => 'Holidays', kind => 'care', body => 'Closed on Friday.', exists $fields{filter} ? () : (recipients => [number()]), %fields} }
sub make($fields = {}, %headers) { return $s->api($boss, POST => $path, ref $fields eq 'HASH' ? campaign(%$fields) : $fields, \%headers) }
sub made(%fields) {
	my $answer = make(\%fields);
	is($answer->{status}, 201, 'a draft is made') or diag $answer->{body};
	return $answer->{json};
}
sub act($id, $action, $who = $boss) { return $s->api($who, POST => "$path/$id/$action", {}) }
sub get($id) { return $s->api($boss, GET => "$path/$id")->{json} }
sub in_future($seconds) { return strftime('%Y-%m-%dT%H:%M:%S.000Z', gmtime time + $seconds) }
sub fits($method, $where, $answer, $name) { is_deeply([$reference->faults($method, $where, $answer)], [], $name) or diag($answer->{body}) }
sub estimate($fields) {
	my $answer = make($fields);
	is($answer->{status}, 201, 'it is a dry run') or diag $answer->{body};
	return $answer->{json}{estimate};
}
sub reasons($estimate) { return [map { $_->{reason} } @{$estimate->{invalidRecipients}}] }
sub bodies($id) { return {map { $_->{phone} => $_->{body} } $s->rows('SELECT phone, CONVERT(body USING utf8mb4) AS body FROM campaign_recipients WHERE campaign_id = ?', $id)} }
sub consent($to, $channel, $state) {
	$s->sql('INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, ?, ?, NOW(3))', $clinic->{id}, $to, $channel, $state);
}

subtest 'a draft' => sub {
	my $to = number();
	my $answer = make({recipients => [$to]});
	fits(POST => $path, $answer, 'is as the reference has it');
	my $draft = $answer->{json};
	is($answer->{headers}{location}, "$path/$draft->{id}", 'it is told where it is');
	$s->holds($draft, {clinicId => $clinic->{id}, userId => $boss->{id}, name => 'Holidays', kind => 'care', body => 'Closed on Friday.', from => $ours, status => 'draft', sendAt => undef,
		ratePerMinute => 60, dailyCap => undef, counts => {total => 1, queued => 1, sent => 0, delivered => 0, failed => 0, skipped => 0}, startedAt => undef, endedAt => undef,
		estimate => {recipients => 1, optedOut => 0, noConsent => 0, invalid => 0, duplicates => 0, segments => 1, cost => undef, costUnit => undef, invalidRecipients => []}}, 'with all that it has');
	is_deeply(get($draft->{id}), $draft, 'and is there');
	my $at = in_future(86400);
	$s->holds(make({name => 'Größe', sendAt => $at, ratePerMinute => 1000, dailyCap => 10_000, from => '(845) 555-0101'})->{json},
		{name => 'Größe', sendAt => $at, ratePerMinute => 1000, dailyCap => 10_000, from => $second}, 'with a time, a pace and another number');
	$s->holds($s->api($s->admin, POST => "$path?clinicId=$other->{id}", campaign(recipients => ['030 901821']))->{json}, {clinicId => $other->{id}, from => $theirs}, 'an admin says for whom');
	is($s->value('SELECT phone FROM campaign_recipients ORDER BY recipient_id DESC LIMIT 1'), '+4930901821', 'in that country');
	is($s->value("SELECT COUNT(*) FROM audit WHERE action = 'campaign-made' AND object = ?", "campaign $draft->{id}"), 1, 'the audit log has it');
	is($s->value('SELECT COUNT(*) FROM messages'), 0, 'and nothing is sent');
};

subtest 'what is wrong is told at once' => sub {
	my $before = $s->value('SELECT COUNT(*) FROM campaigns');
	my $bad = sub ($name, $fields, @blamed) {
		my $answer = make($fields);
		$s->is_problem($answer, 422, $name, @blamed);
		return $answer->{json}{errors}[0]{message};
	};
	$s->is_problem($s->api($boss, POST => $path, {}), 422, 'nothing said', qw(name kind body recipients));
	$bad->('everything wrong', {name => ' ', kind => 'fun', body => 'Hello {{fistName}}', recipients => [7], sendAt => 'soon', ratePerMinute => 0, dailyCap => 0, from => 'x' x 41, colour => 'red'},
		qw(name kind body recipients[0] sendAt ratePerMinute dailyCap from colour));
	$bad->($_->[1], {name => $_->[0]}, 'name') foreach ['', 'an empty name'], ['x' x 121, 'a long one'];
	$bad->("a time: $_", {sendAt => $_}, 'sendAt') foreach '2020-01-01T00:00:00Z', in_future(367 * 86400);
	$bad->("a rate: $_", {ratePerMinute => $_}, 'ratePerMinute') foreach -1, 1001, 1.5, '10';
	$bad->("a cap: $_", {dailyCap => $_}, 'dailyCap') foreach -1, 10_001;
	is($bad->('an unknown field', {body => 'Hello {{fistName}}'}, 'body'), 'has {{fistName}} at character 7, which is no field: firstName, lastName, clinic, phone', 'is told with its place');
	$bad->("a body: $_", {body => $_}, 'body') foreach '', 'Hello {{firstName', 'Hello {firstName}', 'x' x 4001;
	is($bad->('a body of blanks', {body => " \n"}, 'body'), 'must not be blank', 'is told so');
	$bad->($_->[1], {recipients => $_->[0]}, 'recipients') foreach ['x', 'no list'], [[], 'an empty list'], [{}, 'an object'], [[(number()) x 10_001], 'too many'];
	$bad->($_->[1], {recipients => [number(), $_->[0]]}, $_->[2] // 'recipients[1]') foreach [7, 'a number without its +'], [undef, 'null'], [[], 'a list in the list'], [{}, 'nobody'], [{firstName => 'Ann'}, 'no phone'],
		[{phone => number(), patientId => 1}, 'two ways at once'], [{phone => 7}, 'a phone that is no text', 'recipients[1].phone'], [{patientId => 0}, 'an id that is none', 'recipients[1].patientId'],
		[{patientId => 'x'}, 'nor is this', 'recipients[1].patientId'], [{phone => number(), clinic => 'Ours'}, 'a field of ours', 'recipients[1].clinic'],
		[{phone => number(), 'my field' => 'x'}, 'an odd name', 'recipients[1].my field'], [{phone => number(), doctor => [1]}, 'an odd value', 'recipients[1].doctor'],
		[{phone => number(), doctor => JSON::PP::true}, 'another', 'recipients[1].doctor'];
	like($bad->('many fields', {recipients => [map { {phone => number(), "f$_" => 'x'} } 1 .. 21]}, 'recipients[20].f21'), qr/is one more than 20 fields of your own/, 'are too many');
	is(scalar @{make({recipients => [(7) x 10_000]})->{json}{errors}}, 20, 'of many faults the first are told');
	$bad->('both', {filter => {}, recipients => [number()]}, 'filter');
	$bad->("a filter: $_->[1]", {filter => $_->[0]}, $_->[2] // 'filter') foreach [[], 'a list'], ['all', 'a text'], [{colour => 'red'}, 'an unknown member'], [{language => 'Klingon 5'}, 'no language', 'filter.language'],
		[{visitSince => 'soon'}, 'no date', 'filter.visitSince'], [{visitUntil => 7}, 'no text', 'filter.visitUntil'], [{noVisitAhead => 'yes'}, 'no boolean', 'filter.noVisitAhead'];
	$bad->("from $_", {from => $_}, 'from') foreach $theirs, '+18455550999', 'nobody';
	my $silent = $s->clinic('Silent');
	$s->is_problem($s->api($s->admin, POST => "$path?clinicId=$silent->{id}", campaign()), 422, 'a clinic without a number', 'from');
	$s->is_problem($s->api($s->admin, POST => $path, campaign(name => '')), 422, 'an admin names the clinic', qw(name clinicId));
	like($bad->('a text that is too long', {body => 'e' x 1601}, 'body'), qr/is too long, filled in for recipients\[0\]: 1601 characters, which are 11 segments in gsm-7; Twilio takes 1600 characters/, 'says what the limit is');
	my $long = 'न' x 190;
	like($bad->('one that is too long for somebody', {body => '{{a|b}}' x 9, recipients => [number(), {phone => number(), a => $long}]}, 'body'),
		qr/for recipients\[1\]: 1710 characters, which are 26 segments in ucs-2/, 'says for whom');
	is($s->value('SELECT COUNT(*) FROM campaigns'), $before, 'nothing was made of any');
};

subtest 'whose it is' => sub {
	my $id = made()->{id};
	my @all = ([GET => $path], [POST => $path, campaign()], [GET => "$path/$id"], [PATCH => "$path/$id", {name => 'Mine'}], [DELETE => "$path/$id"], [GET => "$path/$id/recipients"],
		map { [POST => "$path/$id/$_", {}] } qw(start pause resume cancel));
	foreach (@all) {
		$s->is_problem($s->api(undef, @$_), 401, "$_->[0] $_->[1]: not a stranger");
		$s->is_problem($s->api($desk, @$_), 403, 'nor an assistant');
	}
	$s->is_problem($s->api($stranger, @$_), 404, "$_->[0] $_->[1]: another clinic's is not there") foreach @all[2 .. $#all];
	$s->is_problem($s->api($boss, POST => $path, campaign(clinicId => $other->{id})), 404, 'nobody makes another clinic\'s');
	$s->is_problem($s->api($s->admin, GET => "$path/$id?clinicId=$other->{id}"), 404, 'nor is it there under another name');
	ok(!(grep { $_->{clinicId} != $other->{id} } @{$s->api($stranger, GET => $path)->{json}{items}}), 'nor in a list');
	$s->is_problem($s->api($boss, @$_), 404, "$_->[0] $_->[1]: one that is not there") foreach map { [$_->[0], $_->[1] =~ s{/$id}{/99999}r, $_->[2] // ()] } @all[2 .. $#all];
	my $of_ours = patient($boss);
	is_deeply(reasons($s->api($stranger, POST => $path, campaign(recipients => [{patientId => $of_ours->{id}}]))->{json}{estimate}), ['is no patient of this clinic'], 'nor are its patients');
	$s->holds(get($id), {name => 'Holidays', status => 'draft'}, 'and nothing was done to it');
};

subtest 'twice' => sub {
	my $fields = {recipients => [number()]};
	my ($first, $again) = map { make($fields, 'Idempotency-Key' => 'c-1') } 1, 2;
	is($again->{body}, $first->{body}, 'with a key the first answer comes again');
	is($again->{headers}{location}, $first->{headers}{location}, 'with its place');
	$s->is_problem(make({%$fields, name => 'Other'}, 'Idempotency-Key' => 'c-1'), 409, 'which is of that body');
	isnt(make($fields)->{json}{id}, $first->{json}{id}, 'without one it is another draft');
	my @answers = $s->together((sub { make($fields, 'Idempotency-Key' => 'c-2') }) x 3);
	is($s->value('SELECT COUNT(*) FROM campaign_recipients WHERE phone = ?', $fields->{recipients}[0]), 3, 'three at once are one');
	ok(!(grep { $_->{status} != 201 && $_->{status} != 409 } @answers), 'and the others are told so');
};

subtest 'what is filled in' => sub {
	my $ann = patient($boss, firstName => 'Ann', lastName => 'Lee', phone => '+12125550301', timezone => 'America/Denver');
	my $bob = patient($boss, firstName => 'Bob', lastName => 'Lee', phone => '+12125550301');
	my $eve = patient($boss, firstName => '', lastName => 'Khan', phone => '+12125550302');
	my $odd = patient($boss, firstName => '{{lastName}}', phone => '+12125550303');
	my $draft = made(body => 'Dear {{firstName|friend}}{{lastName|}}, {{clinic}} ({{phone}}): {{ doctor }}{{n|0}}', recipients => [
		{patientId => $ann->{id}, doctor => 'Dr. Who'}, {phone => '212-555-0302', doctor => ' Dr. No ', n => 7}, {phone => '+12125550304', firstName => 'Zoë', doctor => 'D', n => 1.5},
		{phone => '+12125550305', firstName => '', lastName => ' ', doctor => 'D', n => undef}, {patientId => "$odd->{id}", doctor => 'D'}, '+12125550306', {phone => '+12125550307', doctor => "a\nb"},
		{phone => '+12125550308', doctor => '{{clinic}}'}, {phone => '+12125550309', doctor => 'x' x 201}, {patientId => $bob->{id}, doctor => 'D'}, {patientId => 99999, doctor => 'D'}]);
	is_deeply(bodies($draft->{id}), {
		'+12125550301' => "Dear AnnLee, Hudson Dental ($ours): Dr. Who0", '+12125550302' => "Dear friendKhan, Hudson Dental ($ours): Dr. No7",
		'+12125550304' => "Dear Zoë, Hudson Dental ($ours): D1.5", '+12125550305' => "Dear friend, Hudson Dental ($ours): D0"}, 'each has their own words');
	$s->holds($draft->{estimate}, {recipients => 4, invalid => 6, duplicates => 1}, 'the rest are counted');
	my $value = 'has a value for {{doctor}} that has';
	is_deeply([map { [@$_{qw(index phone patientId reason)}] } @{$draft->{estimate}{invalidRecipients}}], [
		[4, '+12125550303', $odd->{id}, 'has a value for {{firstName}} that has a brace or a line break in it'], [5, '+12125550306', undef, 'has no value for {{doctor}}'],
		[6, '+12125550307', undef, "$value a brace or a line break in it"], [7, '+12125550308', undef, "$value a brace or a line break in it"],
		[8, '+12125550309', undef, "$value more than 200 characters"], [10, undef, 99999, 'is no patient of this clinic']], 'with their place and a reason');
	$s->holds($s->row('SELECT patient_id, timezone FROM campaign_recipients WHERE campaign_id = ? AND phone = ?', $draft->{id}, '+12125550301'),
		{patient_id => $ann->{id}, timezone => 'America/Denver'}, 'a patient has a clock of their own');
	my $by_number = made(body => '{{firstName}}', recipients => ['+12125550301', '+12125550302', '+12125550310']);
	is_deeply(bodies($by_number->{id}), {'+12125550301' => 'Bob'}, 'a number of which we know a patient is theirs');
	is_deeply(reasons($by_number->{estimate}), [('has no value for {{firstName}}') x 2], 'one without a name, and nobody, have none');
	is_deeply(reasons(estimate({body => '{{lastName|}}', recipients => [number()]})), ['would get an empty text'], 'nobody gets an empty text');
};

subtest 'a filter' => sub {
	my $day = sub ($days) { strftime('%Y-%m-%dT15:00:00Z', gmtime time + 86400 * $days) };
	my $date = sub ($days) { substr $day->($days), 0, 10 };
	my %id = map { $_->[0] => patient($stranger, firstName => $_->[0], phone => $_->[1], language => $_->[2])->{id} }
		['Anna', '+4930901801', 'de'], ['Ben', '+4930901802', 'de-AT'], ['Cem', '+4930901803', 'tr'], ['Dora', '+4930901804', 'en'], ['Emil', '+4930901804', 'en'];
	my $visit = sub ($who, $days, %fields) {
		my $made = $s->api($stranger, POST => '/api/appointments', {patientId => $id{$who}, startsAt => $day->(7)})->{json};
		$s->sql('UPDATE appointments SET starts_at = ?, status = ? WHERE appointment_id = ?', $day->($days) =~ s/T(.*)Z/ $1/r, $fields{status} // 'scheduled', $made->{id});
	};
	$visit->(Anna => -400);
	$visit->(Anna => 30);
	$visit->(Ben => -10);
	$visit->(Cem => -10, status => 'cancelled');
	$visit->(Cem => 30, status => 'cancelled');
	my $fits = sub ($filter) {
		my $answer = $s->api($stranger, POST => $path, campaign(body => '{{firstName}}', filter => $filter));
		is($answer->{status}, 201, 'a filter') or diag $answer->{body};
		is($answer->{json}{estimate}{recipients}, $answer->{json}{counts}{total}, 'and its estimate agree');
		return join ' ', sort values %{bodies($answer->{json}{id})};
	};
	is($fits->({}), 'Anna Ben Cem Emil', 'all of the clinic, of a number one');
	is($fits->({language => 'de'}), 'Anna Ben', 'a language with its regions');
	is($fits->({language => 'de-AT'}), 'Ben', 'or one of them');
	is($fits->({visitSince => $date->(-20)}), 'Anna Ben', 'who have had a visit since, or will');
	is($fits->({visitSince => $date->(-20), visitUntil => $date->(0)}), 'Ben', 'between two dates');
	is($fits->({visitUntil => $date->(-300)}), 'Anna', 'or long ago');
	is($fits->({visitSince => $date->(-10), visitUntil => $date->(-10)}), 'Ben', 'both inclusive');
	is($fits->({noVisitAhead => JSON::PP::true}), 'Ben Cem Emil', 'who have none ahead');
	is($fits->({noVisitAhead => JSON::PP::false, language => 'tr'}), 'Cem', 'or whether or not');
	is($fits->({visitUntil => $date->(0), noVisitAhead => JSON::PP::true}), 'Ben', 'all of it at once');
	is($fits->({language => 'fr'}), '', 'and perhaps nobody');
};

subtest 'marketing' => sub {
	my ($agreed, $silent, $out) = map { number() } 1 .. 3;
	consent($_, 'marketing', 'in') foreach $agreed, $out;
	consent($out, 'sms', 'out');
	my $answer = make({kind => 'marketing', recipients => [$agreed, $silent, $out]});
	$s->is_problem($answer, 422, 'is the clinic\'s to enable', 'kind');
	like($answer->{json}{detail}, qr{PATCH /api/clinics/$clinic->{id} with marketingEnabled: true}, 'it says how');
	is($s->api($boss, PATCH => "/api/clinics/$clinic->{id}", {marketingEnabled => JSON::PP::true})->{status}, 200, 'it is enabled');
	my $draft = made(kind => 'marketing', recipients => [$agreed, $silent, $out], ratePerMinute => 1000);
	$s->holds($draft, {counts => {total => 3}, estimate => {recipients => 1, noConsent => 1, optedOut => 1, invalid => 0, segments => 1}}, 'then who agreed gets it');
	$s->holds(estimate({recipients => [$agreed, $silent, $out]}), {recipients => 2, noConsent => 0, optedOut => 1}, 'care asks for no consent');
	$s->api($boss, PATCH => "/api/clinics/$clinic->{id}", {marketingEnabled => JSON::PP::false});
	$answer = act($draft->{id}, 'start');
	$s->is_problem($answer, 409, 'disabled again, it does not start');
	is(get($draft->{id})->{status}, 'draft', 'and stays a draft');
	$s->api($boss, PATCH => "/api/clinics/$clinic->{id}", {marketingEnabled => JSON::PP::true});
	is(act($draft->{id}, 'start')->{status}, 200, 'enabled, it does');
	my $done = $s->wait_for('it is done', sub { my $c = get($draft->{id}); $c->{status} eq 'done' && $c->{counts}{delivered} == 1 && $c }, 60);
	$s->holds($done->{counts}, {total => 3, delivered => 1, skipped => 2}, 'one text, two were skipped');
	is_deeply([map { [$_->{phone}, $_->{reason}] } @{$s->api($boss, GET => "$path/$draft->{id}/recipients?state=skipped")->{json}{items}}],
		[[$silent, 'no consent to marketing'], [$out, 'opted out']], 'and why');
};

subtest 'the states' => sub {
	my %words = (draft => 'a draft: it can be started, changed, cancelled or deleted', scheduled => 'scheduled: it can be paused or cancelled', running => 'running: it can be paused or cancelled',
		paused => 'paused: it can be resumed, changed or cancelled', done => 'done: nothing more can be done with it', cancelled => 'cancelled: nothing more can be done with it');
	my %table = (
		draft => {start => 'scheduled', cancel => 'cancelled', change => 'draft', delete => ''},
		scheduled => {start => 'scheduled', pause => 'paused', resume => 'scheduled', cancel => 'cancelled'},
		running => {start => 'running', pause => 'paused', resume => 'running', cancel => 'cancelled'},
		paused => {pause => 'paused', resume => 'scheduled', cancel => 'cancelled', change => 'paused'},
		done => {},
		cancelled => {cancel => 'cancelled'},
	);
	foreach my $state (sort keys %table) {
		foreach my $action (qw(start pause resume cancel change delete)) {
			my $id = make({sendAt => in_future(86400)})->{json}{id};
			$s->sql('UPDATE campaigns SET status = ?, ended_at = IF(? IN (?, ?), NOW(3), NULL) WHERE campaign_id = ?', $state, $state, 'done', 'cancelled', $id);
			my $answer = $action eq 'change' ? $s->api($boss, PATCH => "$path/$id", {name => 'New'}) : $action eq 'delete' ? $s->api($boss, DELETE => "$path/$id") : act($id, $action);
			my $becomes = $table{$state}{$action};
			if (!defined $becomes) {
				$s->is_problem($answer, 409, "$action: one that is $state is left alone");
				is($answer->{json}{detail}, "The campaign is $words{$state}.", 'and what can be done is told');
				fits($action eq 'change' ? ('PATCH', "$path/{id}") : $action eq 'delete' ? ('DELETE', "$path/{id}") : ('POST', "$path/{id}/$action"), $answer, 'as the reference promises');
				is($s->value('SELECT status FROM campaigns WHERE campaign_id = ?', $id), $state, 'it is what it was');
			} elsif ($action eq 'delete') {
				is($answer->{status}, 204, "delete: a $state goes");
				is($s->value('SELECT (SELECT COUNT(*) FROM campaigns WHERE campaign_id = ?) + (SELECT COUNT(*) FROM campaign_recipients WHERE campaign_id = ?)', $id, $id), 0, 'with its recipients');
				$s->is_problem($s->api($boss, DELETE => "$path/$id"), 404, 'for good');
			} else {
				is($answer->{status}, 200, "$action: one that is $state is") or diag $answer->{body};
				is($answer->{json}{status}, $becomes, "$becomes then");
				my $done = $action eq 'change' ? 'changed' : {start => 'started', pause => 'paused', resume => 'resumed', cancel => 'cancelled'}->{$action};
				is($s->value('SELECT COUNT(*) FROM audit WHERE action = ? AND object = ?', "campaign-$done", "campaign $id"), $becomes eq $state && $action ne 'change' ? 0 : 1, 'the audit log has what was done');
				fits($action eq 'change' ? ('PATCH', "$path/{id}") : ('POST', "$path/{id}/$action"), $answer, 'the answer is as the reference has it');
			}
		}
	}
	my $id = made()->{id};
	$s->sql("UPDATE campaigns SET send_at = NOW(3) - INTERVAL 1 DAY WHERE campaign_id = ?", $id);
	is(act($id, 'start')->{json}{status}, 'running', 'one whose time has passed starts at once');
	my ($first, $other_id) = map { made(sendAt => in_future(86400))->{id} } 1, 2;
	my @answers = $s->together((sub { act($first, 'start') }) x 4);
	ok(!(grep { $_->{status} != 200 } @answers), 'four who start it at once have started it');
	is($s->value("SELECT COUNT(*) FROM audit WHERE action = 'campaign-started' AND object = ?", "campaign $first"), 1, 'once');
	my ($start, $cancel) = $s->together(sub { act($other_id, 'start') }, sub { act($other_id, 'cancel') });
	is($cancel->{status}, 200, 'whoever cancels it has it cancelled');
	ok($start->{status} == 200 || $start->{status} == 409, 'whoever starts it is told') or diag $start->{body};
	is(get($other_id)->{status}, 'cancelled', 'and so it is');
};

subtest 'a change' => sub {
	my $draft = made(sendAt => in_future(86400), dailyCap => 5);
	my $at = in_future(2 * 86400);
	my $answer = $s->api($boss, PATCH => "$path/$draft->{id}", {name => 'New', sendAt => $at, ratePerMinute => 7, dailyCap => 9});
	is_deeply($answer->{json}, {%$draft, name => 'New', sendAt => $at, ratePerMinute => 7, dailyCap => 9}, 'of its name, time and pace');
	$s->holds($s->api($boss, PATCH => "$path/$draft->{id}", {sendAt => undef, dailyCap => undef})->{json}, {name => 'New', sendAt => undef, ratePerMinute => 7, dailyCap => undef}, 'null takes away');
	$s->holds($s->api($boss, PATCH => "$path/$draft->{id}", {})->{json}, {name => 'New', ratePerMinute => 7}, 'nothing said changes nothing');
	$s->is_problem($s->api($boss, PATCH => "$path/$draft->{id}", {name => '', sendAt => '2020-01-01T00:00:00Z', ratePerMinute => 1001, dailyCap => 0, body => 'x', recipients => []}), 422, 'everything wrong',
		qw(name sendAt ratePerMinute dailyCap body recipients));
	$s->holds(get($draft->{id}), {name => 'New', body => 'Closed on Friday.', ratePerMinute => 7}, 'changes nothing');
};

# Of all kinds: what the estimate says is what is sent, through a pause in the middle.
my @forty;
subtest 'a campaign goes out' => sub {
	my $earlier = $s->api($boss, POST => '/api/twilio/send-sms', {to => number(), body => 'x' x 200});
	is($earlier->{status}, 201, 'an earlier text');
	$s->sql("UPDATE messages SET price = '-0.01580', price_unit = 'USD' WHERE message_sid = ?", $earlier->{json}{messageSid});
	my ($stopped, $noted, $bad) = map { number() } 1 .. 3;
	my @names = ('Ann', 'Zoë', 'Bjørn', 'Añá', 'மாலா', '李', '🙂', 'Łucja', 'e' x 100, '€' x 100);
	my @good = map { {phone => number(), firstName => $names[$_ % @names], plan => $_ % 3 ? 'x' x (6 * $_) : undef} } 0 .. 30;
	$in->sms(from => $stopped, to => $ours, body => 'STOP');
	consent($noted, 'sms', 'out');
	$s->sql('INSERT INTO phones (clinic_id, phone, bad_code) VALUES (?, ?, 30005)', $clinic->{id}, $bad);
	my $again = {%{$good[3]}, phone => $good[3]{phone} =~ s/\A\+1212(\d{3})/(212) $1-/r, firstName => 'Other'};
	my $answer = make({name => 'Checks', body => '{{firstName}}: {{plan|your visit}} ^ {{clinic}}', ratePerMinute => 60,
		recipients => [@good, $again, {phone => $stopped, firstName => 'Stopped'}, {phone => $noted, firstName => 'Noted'}, {phone => $bad, firstName => 'Bad'}, '12', {phone => '+19005550123', firstName => 'Premium'}, {phone => $ours, firstName => 'Us'},
			{phone => 'x' x 100, firstName => 'Odd'}, {phone => number(), firstName => ' '}]});
	fits(POST => $path, $answer, 'its dry run');
	my $c = $answer->{json};
	is_deeply(reasons($c->{estimate}), ['no text reaches this number', 'is not a phone number; write it like +18455550100', 'is a premium number, which is not texted from here',
		'is the clinic\'s own number', 'is not a phone number; write it like +18455550100', 'has no value for {{firstName}}'], 'says who gets none, and why');
	$s->holds($c->{estimate}, {recipients => 31, optedOut => 2, noConsent => 0, invalid => 6, duplicates => 1, costUnit => 'USD'}, 'and how many do');
	is($c->{counts}{total}, 33, 'those who opted out are looked at again when it goes out');
	is($c->{estimate}{cost}, sprintf('%.4f', $c->{estimate}{segments} * 0.0079), 'what it costs: two segments were 0.0158');
	my $bodies = bodies($c->{id});
	is(scalar(grep { $bodies->{$_->{to}} } $in->messages), 0, 'nothing is sent by that');

	is(act($c->{id}, 'start')->{json}{status}, 'running', 'it starts');
	$s->wait_for('some are sent', sub { my $n = get($c->{id})->{counts}; $n->{sent} + $n->{delivered} >= 3 }, 60);
	my $paused = act($c->{id}, 'pause');
	is($paused->{json}{status}, 'paused', 'it is paused');
	my $taken = sub { $s->value("SELECT COUNT(*) FROM campaign_recipients WHERE campaign_id = ? AND state <> 'waiting'", $c->{id}) };
	my $at_pause = $taken->();
	cmp_ok($at_pause, '<', 31, 'in the middle');
	is(act($c->{id}, 'pause')->{status}, 200, 'again is harmless');
	$s->wait_for('what was on its way has arrived', sub { !$s->value("SELECT COUNT(*) FROM jobs WHERE kind IN ('campaign', 'send-message') AND state = 'due' AND run_at < NOW(3) + INTERVAL 10 SECOND") }, 60);
	is($taken->(), $at_pause, 'nobody more is taken');
	$s->holds($s->api($boss, PATCH => "$path/$c->{id}", {ratePerMinute => 1000})->{json}, {status => 'paused', ratePerMinute => 1000}, 'it is to go faster');
	is(act($c->{id}, 'resume')->{json}{status}, 'running', 'it goes on');
	my $done = $s->wait_for('it is done', sub { my $now = get($c->{id}); $now->{status} eq 'done' && $now->{counts}{delivered} == 31 && $now }, 60);
	is_deeply($done->{counts}, {total => 33, queued => 0, sent => 0, delivered => 31, failed => 0, skipped => 2}, 'all have got it who were to');
	fits(GET => "$path/{id}", $s->api($boss, GET => "$path/$c->{id}"), 'as it is then');

	my %got;
	push @{$got{$_->{to}}}, $_->{body} foreach grep { $_->{direction} eq 'outbound-api' && $bodies->{$_->{to}} } $in->messages;
	delete @$bodies{$stopped, $noted};
	is_deeply(\%got, {map { $_ => [$bodies->{$_}] } keys %$bodies}, 'each one text, and it is the one of the dry run');
	my @texts = $s->rows("SELECT m.segments, m.encoding FROM campaign_recipients r JOIN messages m ON m.message_id = r.message_id WHERE r.campaign_id = ?", $c->{id});
	my $segments = 0;
	$segments += $_->{segments} foreach @texts;
	is(scalar @texts, $c->{estimate}{recipients}, 'as many as it said');
	is($segments, $c->{estimate}{segments}, 'of as many segments');
	my %encodings = map { $_->{encoding} => 1 } @texts;
	is_deeply([sort keys %encodings], ['gsm-7', 'ucs-2'], 'in either encoding');
	@forty = ($c->{id}, [$stopped, $noted], @good);
};

# Whoever was just asking when it was cancelled finds out that Twilio has nothing, and does not ask again.
subtest 'one that was forgotten' => sub {
	my $id = made()->{id};

	$s->hold_job('campaigns');
	$s->sql('UPDATE campaign_recipients SET due_at = NOW(3) + INTERVAL 1 HOUR WHERE campaign_id = ?', $id);
	is(act($id, 'start')->{status}, 200, 'a campaign waits for its hour');
	$s->wait_for('its job to be looked at', sub { $s->value('SELECT COUNT(*) FROM jobs WHERE due_key = ? AND run_at > NOW(3) AND leased_by IS NULL', "campaign:$id") });
	$s->sql('DELETE FROM jobs WHERE due_key = ?', "campaign:$id");
	$s->run_job('campaigns');
	is($s->value('SELECT MIN(behind) FROM jobs WHERE kind = ? AND job_key = ?', 'campaign', "campaign:$id"), 1, 'has a job again, and it makes way for others');
	is(act($id, 'cancel')->{status}, 200, 'it is cancelled');
};

subtest 'cancelled while nobody knows' => sub {
	my $to = number();
	$in->fault(match => 'POST /Messages', mode => 'reset-before', times => 1);
	my $c = made(recipients => [$to]);
	is(act($c->{id}, 'start')->{status}, 200, 'a campaign to one');
	my $text = $s->wait_for('the answer is lost', sub { $s->value(q{SELECT message_id FROM messages WHERE to_number = ? AND status = 'unknown'}, $to) }, 60);
	is(act($c->{id}, 'cancel')->{json}{status}, 'cancelled', 'is cancelled');
	is(get($c->{id})->{counts}{queued}, 1, 'the text may be at Twilio');
	$s->sql('UPDATE messages SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE message_id = ?', $text);
	my $end = $s->wait_for('it is looked up', sub {
		$s->hasten("send-message:$text");
		return $s->value(q{SELECT status FROM messages WHERE message_id = ? AND status NOT IN ('unknown', 'queued')}, $text);
	}, 60);
	is($end, 'canceled', 'it is not there, and is not sent any more');
	is(scalar(grep { $_->{to} eq $to } $in->messages_brief), 0, 'to nobody');
	is(get($c->{id})->{counts}{skipped}, 1, 'and counts as skipped');
};

subtest 'the recipients' => sub {
	my ($id, $out, @good) = @forty;
	my $answer = $s->api($boss, GET => "$path/$id/recipients");
	fits(GET => '/api/campaigns/{id}/recipients', $answer, 'are as the reference has them');
	is_deeply([map { $_->{phone} } @{$answer->{json}{items}}], [(map { $_->{phone} } @good), @$out], 'in the order of the list');
	is($answer->{json}{next}, undef, 'all of them');
	my (@paged, $pages);
	for (my $cursor = ''; defined $cursor; $pages++) {
		my $page = $s->api($boss, GET => "$path/$id/recipients?limit=10" . ($cursor && "&cursor=$cursor"))->{json};
		push @paged, @{$page->{items}};
		$cursor = $page->{next};
	}
	is_deeply([$pages, @paged], [4, @{$answer->{json}{items}}], 'page by page the same');
	my $first = $paged[0];
	$s->holds($first, {state => 'delivered', reason => undef, status => 'delivered', errorCode => undef, segments => 1}, 'what became of one');
	is($s->api($desk, GET => '/api/twilio/sms?phoneNumber=' . $first->{phone} =~ s/\+/%2B/r)->{json}{items}[0]{id}, $first->{messageId}, 'whose text is among the others');
	my %of = map { $_ => scalar @{$s->api($boss, GET => "$path/$id/recipients?state=$_")->{json}{items}} } qw(waiting queued sent delivered failed skipped);
	is_deeply(\%of, {waiting => 0, queued => 0, sent => 0, delivered => 31, failed => 0, skipped => 2}, 'by their state');
	$s->is_problem($s->api($boss, GET => "$path/$id/recipients?state=lost&limit=0&cursor=x&format=xml&since=2026-01-01"), 422, 'what is wrong', qw(state limit format since));
	$s->is_problem($s->api($boss, GET => "$path/$id/recipients?cursor=x"), 422, 'a cursor of nobody\'s', 'cursor');
	my $csv = $s->api($boss, GET => "$path/$id/recipients?format=csv");
	like($csv->{headers}{'content-type'}, qr{\Atext/csv}, 'or as CSV');
	my @lines = split /\r\n/, $csv->{body};
	is($lines[0], 'id,phone,patientId,state,reason,messageId,status,errorCode,errorReason,segments,takenAt', 'with a first line');
	is(scalar @lines, 34, 'and all rows');
	like($lines[1], qr/\A\d+,"'\Q$good[0]{phone}\E",,"delivered",,\d+,"delivered",,,1,"20/, 'each with a number that no spreadsheet takes for a formula');
	like($lines[33], qr/,"'\Q$out->[1]\E",,"skipped","opted out",,,,,,\z/, 'and who got none');
};

subtest 'the list' => sub {
	my $answer = $s->api($boss, GET => $path);
	fits(GET => $path, $answer, 'is as the reference has it');
	my @ids = map { $_->{id} } @{$answer->{json}{items}};
	is_deeply(\@ids, [sort { $b <=> $a } @ids], 'newest first');
	ok(!(grep { exists $_->{estimate}{invalidRecipients} } @{$answer->{json}{items}}), 'without those who could not get it');
	my $page = $s->api($boss, GET => "$path?limit=2")->{json};
	is_deeply([map { $_->{id} } @{$page->{items}}, @{$s->api($boss, GET => "$path?limit=2&cursor=$page->{next}")->{json}{items}}], [@ids[0 .. 3]], 'page by page');
	my %seen = map { $_->{status} => 1 } @{$s->api($boss, GET => "$path?status=done")->{json}{items}};
	is_deeply([keys %seen], ['done'], 'by their state');
	ok((grep { $_ == $forty[0] } map { $_->{id} } @{$s->api($boss, GET => "$path?status=done&since=2026-01-01")->{json}{items}}), 'and time');
	$s->is_problem($s->api($boss, GET => "$path?status=lost&limit=x&since=x"), 422, 'what is wrong', qw(status limit since));
	my ($csv) = grep { /\A$forty[0],/ } split /\r\n/, $s->api($boss, GET => "$path?format=csv")->{body};
	like($csv, qr/\A$forty[0],$clinic->{id},"Checks","care","done",,1000,,33,0,0,31,0,2,31,2,6,\d+,"\d\.\d{4}","20/, 'as CSV with counts and estimate');
};

subtest 'ten thousand' => sub {
	my @many = map { sprintf '+1917%07d', 5_000_000 + $_ } 1 .. 10_000;
	my $body = 'Dear {{firstName}}, ' . 'x' x 200;
	my $answer = make({body => $body, ratePerMinute => 1000, recipients => [map { {phone => $_, firstName => "N$_", lastName => 'Somebody with a long name', doctor => 'z' x 150} } @many]});
	is($answer->{status}, 201, 'are a draft') or diag $answer->{body};
	$s->holds($answer->{json}, {counts => {total => 10_000}, estimate => {recipients => 10_000, segments => 20_000, invalid => 0}}, 'each of them');
	is($s->api($boss, DELETE => "$path/$answer->{json}{id}")->{status}, 204, 'which can be deleted');
	is($s->value('SELECT COUNT(*) FROM campaign_recipients WHERE campaign_id = ?', $answer->{json}{id}), 0, 'whole');
	$answer = make({recipients => [@many[0 .. 4999], map { "1$_" } @many[0 .. 4999]]});
	$s->holds($answer->{json}{estimate}, {recipients => 5000, invalid => 5000}, 'half of them no numbers');
	is(scalar @{$answer->{json}{estimate}{invalidRecipients}}, 50, 'of which the first are told');
	$answer = make({body => '{{a}}' x 8, recipients => [map { {phone => $_, a => 'न' x 200} } @many[0 .. 4999]]});
	$s->holds($answer->{json}{estimate}, {recipients => 5000, segments => 5000 * 24}, 'the longest texts of another script') or diag substr $answer->{body}, 0, 300;
	my $long = JSON::PP->new->utf8->encode(campaign(body => '{{a}}{{b}}', recipients => [map { {phone => $_, a => 'x' x 190, b => 'y' x 200} } @many]));
	cmp_ok(length $long, '>', 4 * 1024 * 1024, 'more than four megabytes');
	is($s->api($boss, POST => $path, \$long)->{status}, 413, 'are too many');
	$long = JSON::PP->new->utf8->encode(campaign(body => '{{a}}{{b}}', recipients => [map { {phone => $_, a => 'x' x 170, b => 'y' x 190} } @many]));
	is($s->api($boss, POST => $path, \($long . ' ' x (4 * 1024 * 1024 - length $long)))->{status}, 201, 'and not one byte less');
};

subtest 'without the database' => sub {
	my $id = made()->{id};
	$s->stop('mariadb');
	$s->is_problem($s->api($boss, @$_), 503, "$_->[0] $_->[1] says so") foreach [GET => $path], [POST => $path, campaign()], [GET => "$path/$id"], [PATCH => "$path/$id", {name => 'x'}], [DELETE => "$path/$id"],
		[GET => "$path/$id/recipients"], [GET => "$path/$id/recipients?format=csv"], map { [POST => "$path/$id/$_", {}] } qw(start pause resume cancel);
	$s->start('mariadb');
	ok($s->wait_for('it is back', sub { (get($id)->{name} // '') eq 'Holidays' }), 'nothing was lost');
	is(get($id)->{status}, 'draft', 'or done');
};

subtest 'what has changed since' => sub {
	my $draft = made(from => $second);
	is($s->api($s->admin, POST => '/api/twilio/disconnect', {phoneNumber => $second})->{status}, 200, 'its number has gone');
	my $answer = act($draft->{id}, 'start');
	$s->is_problem($answer, 409, 'it does not start');
	like($answer->{json}{detail}, qr/\A\Q$second\E is no number of the clinic any more/, 'and says why');
	is(act($draft->{id}, 'cancel')->{status}, 200, 'but can be cancelled');
	$s->holds(get($draft->{id})->{counts}, {total => 1, skipped => 1}, 'and whoever waited is skipped');
};

$s->end;
done_testing;
