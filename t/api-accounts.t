#!/usr/bin/perl
# Logging in, users, clinics, each clinic's routing and its preview, lists, Idempotency-Key, and the audit log of it all.

use v5.36;
use utf8;
use Digest::SHA qw(sha256_hex);
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Switchboard;
use Test::More;

my ($NUMBER, $SECOND, $OTHERS_NUMBER) = map { "+1845555010$_" } 1 .. 3;
my ($FRONT, $NEW, $EXISTING, $CALLER) = ('+19145550201', '+19145550202', '+19145550203', '+12125550123');
my $PASSWORD = Switchboard->password;

my $s = Switchboard->new(numbers => [$NUMBER, $SECOND, $OTHERS_NUMBER], conf => {TWILIO_VI_SERVICE_SID => 'GA' . '0' x 32});
my $admin = $s->admin;
my $clinic = $s->clinic('Hillside');
my $other = $s->clinic('Lakeside', forwardNumber => $FRONT);
$s->connect($NUMBER, $clinic, forwardNumber => $FRONT);
$s->connect($SECOND, $clinic, forwardNumber => $EXISTING);
$s->connect($OTHERS_NUMBER, $other);

subtest 'logging in' => sub {
	my $user = $s->user(customer => $clinic);
	my $answer = $s->api(undef, POST => '/api/auth/login', {email => $user->{email}, password => $PASSWORD});
	is($answer->{status}, 200, 'with the right password');
	$s->holds($answer->{json}{user}, {id => $user->{id}, email => $user->{email}, role => 'customer', clinicId => $clinic->{id}, name => 'The customer'}, 'tells who one is');
	my ($cookie) = $answer->{headers}{'set-cookie'} =~ /\A(switchboard=[^;]+);/;
	like($answer->{headers}{'set-cookie'}, qr/; \Q$_\E(?:;|\z)/, "the cookie is $_") foreach qw(Secure HttpOnly SameSite=Strict Path=/ Max-Age=43200);
	is($s->api(undef, GET => '/api/auth/me', undef, {Cookie => $cookie})->{json}{id}, $user->{id}, 'and is a login');
	my $seconds = $s->value('SELECT TIMESTAMPDIFF(SECOND, created_at, expires_at) FROM logins ORDER BY created_at DESC LIMIT 1');
	cmp_ok(abs($seconds - 12 * 3600), '<=', 1, 'for twelve hours');
	$s->is_problem($s->api(undef, POST => '/api/auth/login', {email => $user->{email}, password => 'wrong password'}), 401, 'a wrong password');
	my $nobody = $s->api(undef, POST => '/api/auth/login', {email => 'nobody@example.test', password => $PASSWORD});
	$s->is_problem($nobody, 401, 'an unknown address');
	is($nobody->{body}, $s->api(undef, POST => '/api/auth/login', {email => $user->{email}, password => 'wrong password'})->{body}, 'and nobody can tell which it was');
	is($s->api(undef, POST => '/api/auth/login', {email => uc $user->{email}, password => $PASSWORD})->{status}, 200, 'the address in capitals is the same address');
	$s->is_problem($s->api(undef, POST => '/api/auth/login', {}), 422, 'nothing said', qw(email password));
	$s->is_problem($s->api(undef, POST => '/api/auth/login', {email => $user->{email}, password => $PASSWORD, remember => \1}), 422, 'too much said', 'remember');
	like($s->value('SELECT password_hash FROM users WHERE user_id = ?', $user->{id}), qr/\A\$argon2id\$/, 'the password is kept as Argon2id alone');
};

subtest 'too many failures' => sub {
	my $user = $s->user(assistant => $clinic);
	my $neighbour = $s->user(assistant => $clinic);
	my $try = sub ($who, $password = $PASSWORD) { return $s->api(undef, POST => '/api/auth/login', {email => $who->{email}, password => $password}) };
	is($try->($user, 'wrong password')->{status}, 401, 'a failure') foreach 1 .. 4;
	is($try->($user)->{status}, 200, 'after four the right password still does');
	is($try->($user, 'wrong password')->{status}, 401, 'and has cleared them') foreach 1 .. 5;
	my $answer = $try->($user);
	$s->is_problem($answer, 429, 'after five even the right password waits');
	like($answer->{headers}{'retry-after'}, qr/\A\d+\z/, 'and is told how long');
	cmp_ok($answer->{headers}{'retry-after'}, '<=', 900, 'a quarter of an hour at most');
	$s->is_problem($s->api(undef, POST => '/api/auth/login', {email => uc $user->{email}, password => $PASSWORD}), 429, 'capitals are no way around it');
	is($try->($neighbour)->{status}, 200, 'another account is not concerned');
	is($s->api($user, GET => '/api/auth/me')->{status}, 200, 'nor is a login that is there already');
	$s->sql('UPDATE login_failures SET at = at - INTERVAL 15 MINUTE - INTERVAL 1 SECOND');
	is($try->($user)->{status}, 200, 'a quarter of an hour later it may try again');
	my $address = $s->value('SELECT address FROM login_failures ORDER BY login_failure_id DESC LIMIT 1');
	my $now = $s->value('SELECT UTC_TIMESTAMP(3)');
	$s->sql('INSERT INTO login_failures (account, address, at) VALUES (?, ?, ?)', "someone$_\@example.test", $address, $now) foreach 1 .. 49;
	is($try->($neighbour)->{status}, 200, '49 failures from one address');
	$s->sql('INSERT INTO login_failures (account, address, at) VALUES (?, ?, ?)', 'someone50@example.test', $address, $now);
	$s->is_problem($try->($neighbour), 429, 'with the 50th nobody logs in from there');
	$s->sql('DELETE FROM login_failures');
};

subtest 'the end of a login' => sub {
	my $user = $s->user(assistant => $clinic);
	my $again = $s->login($user->{email});
	my $out = $s->api($user, POST => '/api/auth/logout');
	is($out->{status}, 204, 'logging out');
	like($out->{headers}{'set-cookie'}, qr/\Aswitchboard=;.*Max-Age=0/, 'takes the cookie back');
	$s->is_problem($s->api($user, GET => '/api/auth/me'), 401, 'its token is worth nothing now');
	$s->is_problem($s->api($user, POST => '/api/auth/logout'), 401, 'not even to log out again');
	is($s->api($again, GET => '/api/auth/me')->{status}, 200, 'another login of the same user goes on');
	my $third = $s->login($user->{email});
	my $change = sub ($who, $current, $new) { return $s->api($who, POST => '/api/auth/password', {current => $current, new => $new}) };
	$s->is_problem($change->($third, 'not my password', 'a new long password'), 422, 'a new password needs the current one', 'current');
	$s->is_problem($change->($third, $PASSWORD, 'short'), 422, 'and twelve characters', 'new');
	$s->secret('a new long password');
	is($change->($third, $PASSWORD, 'a new long password')->{status}, 204, 'with both it is changed');
	is($s->api($third, GET => '/api/auth/me')->{status}, 200, 'this login goes on');
	$s->is_problem($s->api($again, GET => '/api/auth/me'), 401, 'every other one has ended');
	$s->is_problem($s->api(undef, POST => '/api/auth/login', {email => $user->{email}, password => $PASSWORD}), 401, 'the old password is worth nothing');
	is($s->login($user->{email}, 'a new long password')->{id}, $user->{id}, 'the new one is');
	$s->sql('UPDATE logins SET expires_at = UTC_TIMESTAMP(3) WHERE user_id = ?', $user->{id});
	$s->is_problem($s->api($third, GET => '/api/auth/me'), 401, 'a login that has expired here has ended, whatever its token says');
};

subtest 'users' => sub {
	my $make = sub (%fields) { return $s->api($admin, POST => '/api/users', {email => 'new@example.test', name => 'Someone New', role => 'customer', clinicId => $clinic->{id}, password => $PASSWORD, %fields}) };
	my $made = $make->();
	is($made->{status}, 201, 'an admin makes one');
	my $user = $made->{json};
	is($made->{headers}{location}, "/api/users/$user->{id}", 'and is told where it is');
	is_deeply([sort keys %$user], [sort qw(id email name role clinicId createdAt)], 'a user has these members, and no password');
	is_deeply($s->api($admin, GET => "/api/users/$user->{id}")->{json}, $user, 'and is there');
	$s->is_problem($make->(name => 'Twice'), 409, 'the same address twice');
	$s->is_problem($make->(email => 'NEW@example.test'), 409, 'in capitals too');
	$s->is_problem($make->(email => 'a@example.test', clinicId => 99999), 422, 'a clinic that is none', 'clinicId');
	$s->is_problem($make->(email => 'a@example.test', clinicId => undef), 422, 'a customer without a clinic', 'clinicId');
	$s->is_problem($make->(email => 'a@example.test', role => 'admin'), 422, 'an admin with one', 'clinicId');
	is($s->value('SELECT COUNT(*) FROM users WHERE email = ?', 'a@example.test'), 0, 'none of these was made');
	my $login = $s->login('new@example.test');
	is($s->api($admin, PATCH => "/api/users/$user->{id}", {role => 'assistant', name => 'Someone Else'})->{json}{role}, 'assistant', 'an admin changes one');
	$s->is_problem($s->api($login, GET => "/api/clinics/$clinic->{id}"), 403, 'which takes effect at the next request');
	$s->is_problem($s->api($admin, PATCH => "/api/users/$user->{id}", {email => $admin->{email}}), 409, 'to an address that is taken: no');
	is($s->api($admin, PATCH => "/api/users/$user->{id}", {password => "another $PASSWORD"})->{status}, 200, 'gives a new password');
	$s->is_problem($s->api($login, GET => '/api/auth/me'), 401, 'which ends their logins');
	$login = $s->login('new@example.test', "another $PASSWORD");
	is($s->api($admin, DELETE => "/api/users/$user->{id}")->{status}, 204, 'deletes one');
	$s->is_problem($s->api($login, GET => '/api/auth/me'), 401, 'whose logins end at once');
	$s->is_problem($s->api($admin, $_ => "/api/users/$user->{id}", $_ eq 'PATCH' ? {name => 'x'} : undef), 404, "$_ then finds nobody") foreach qw(GET PATCH DELETE);
	$s->is_problem($s->api($admin, DELETE => "/api/users/$admin->{id}"), 409, 'nobody deletes themself');
	$s->is_problem($s->api($admin, PATCH => "/api/users/$admin->{id}", {role => 'customer', clinicId => $clinic->{id}}), 422, 'or takes their own role away', 'role');
	my $all = $s->api($admin, GET => '/api/users?limit=200')->{json}{items};
	my @ids = map { $_->{id} } @$all;
	is_deeply(\@ids, [sort { $b <=> $a } @ids], 'the list has the newest first');
	my (@paged, $next);
	do {
		my $page = $s->api($admin, GET => '/api/users?limit=2' . ($next ? "&cursor=$next" : ''))->{json};
		push @paged, map { $_->{id} } @{$page->{items}};
		$next = $page->{next};
	} while ($next && @paged < 50);
	is_deeply(\@paged, \@ids, 'and can be read page by page');
	is_deeply([map { $_->{clinicId} } @{$s->api($admin, GET => "/api/users?clinicId=$other->{id}")->{json}{items}}], [], 'or by clinic');
	unlike($s->api($admin, GET => '/api/users?format=csv')->{body}, qr/argon2/, 'no list shows a password');
};

subtest 'clinics' => sub {
	my $made = $s->api($admin, POST => '/api/clinics', {name => 'Zahnärzte am Markt', timezone => 'Europe/Berlin', defaultCountry => 'DE', language => 'de-DE', marketingEnabled => \1});
	is($made->{status}, 201, 'an admin makes one');
	my $new = $made->{json};
	is($made->{headers}{location}, "/api/clinics/$new->{id}", 'and is told where it is');
	$s->holds($new, {name => 'Zahnärzte am Markt', timezone => 'Europe/Berlin', defaultCountry => 'DE', language => 'de-DE', marketingEnabled => 1, numbers => []}, 'as was said');
	$s->holds($clinic, {timezone => 'America/New_York', defaultCountry => 'US', language => 'en-US', marketingEnabled => 0}, 'what is not said is the server\'s default');
	is_deeply([map { $_->{phoneNumber} } @{$s->api($admin, GET => "/api/clinics/$clinic->{id}")->{json}{numbers}}], [$NUMBER, $SECOND], 'a clinic shows its numbers');
	my $customer = $s->user(customer => $new);
	$s->holds($s->api($customer, PATCH => "/api/clinics/$new->{id}", {timezone => 'Europe/Vienna'})->{json}, {timezone => 'Europe/Vienna', language => 'de-DE', marketingEnabled => 1}, 'a customer changes its own, and what it does not say stays');
	is_deeply([map { $_->{id} } @{$s->api($customer, GET => '/api/clinics')->{json}{items}}], [$new->{id}], 'and sees no other');
	is_deeply([map { $_->{id} } @{$s->api($admin, GET => '/api/clinics')->{json}{items}}], [sort { $b <=> $a } $clinic->{id}, $other->{id}, $new->{id}], 'an admin sees all, the newest first');
	$s->is_problem($s->api($admin, GET => '/api/clinics/99999'), 404, 'one that is none');
	$s->is_problem($s->api($admin, PATCH => "/api/clinics/$new->{id}", {name => '', timezone => 'Nowhere'}), 422, 'what is wrong is told', qw(name timezone));
	$s->is_problem($s->api($admin, POST => '/api/clinics', {timezone => 'Mars/Olympus', defaultCountry => 'de', language => 'de DE', colour => 'red'}), 422,
		'all that is wrong, at once', qw(name timezone defaultCountry language colour));
	$s->is_problem($s->api($admin, POST => '/api/clinics', {name => '  '}), 422, 'a name of blanks', 'name');
	$s->is_problem($s->api($admin, PATCH => "/api/clinics/$new->{id}", {defaultCountry => 'de', language => 'de DE'}), 422, 'here too', qw(defaultCountry language));
	$s->sql('UPDATE clinics SET created_at = ? WHERE clinic_id = ?', '2026-03-08 04:59:59.000', $new->{id});	# 23:59:59 on the 7th in New York
	my $made_on = sub ($query) { return [map { $_->{id} } @{$s->api($admin, GET => "/api/clinics?$query")->{json}{items}}] };
	is_deeply($made_on->('since=2026-03-07&until=2026-03-07'), [$new->{id}], 'a date is a day in the server\'s zone, its last second included');
	is_deeply($made_on->('since=2026-03-08&until=2026-03-08'), [], 'and not the next one');
	is_deeply($made_on->('until=2026-03-08T04:59:59Z'), [$new->{id}], 'an instant is itself, and inclusive');
	is_deeply($made_on->('until=2026-03-08T04:59:58Z'), [], 'to the second');
	is_deeply($made_on->('until=2026-03-08T05:59:59%2B01:00'), [$new->{id}], 'with an offset too');
};

subtest 'a list as a spreadsheet' => sub {
	my $evil = $s->clinic("=HYPERLINK(\"https://evil.example\",\"Click\")\nsecond line");
	my $answer = $s->api($admin, GET => '/api/clinics?format=csv&limit=1');
	like($answer->{headers}{'content-type'}, qr{\Atext/csv; charset=utf-8}, 'is CSV');
	my ($head, @lines) = split /\r\n/, $answer->{body};
	is($head, 'id,name,timezone,defaultCountry,language,marketingEnabled,createdAt', 'with a head');
	is(scalar @lines, $s->value('SELECT COUNT(*) FROM clinics'), 'and all rows, whatever the limit');
	like($answer->{body}, qr/\r\n$evil->{id},"'=HYPERLINK\(""https:\/\/evil.example"",""Click""\)\nsecond line",/, 'what a spreadsheet would run is defused, and quotes are doubled');
	$s->is_problem($s->api($admin, GET => '/api/clinics?format=xls'), 422, 'there is no other format', 'format');
	$s->sql('DELETE FROM clinics WHERE clinic_id = ?', $evil->{id});
};

subtest 'the routing document' => sub {
	my $path = "/api/clinics/$clinic->{id}/routing";
	my $default = $s->api($admin, GET => $path)->{json};
	my %standard = (
		hours => undef, exceptions => [], open => {policy => 'forward'}, closed => {policy => 'voicemail'}, fallback => 'voicemail',
		forwardNumber => undef, forwardNumberNew => undef, forwardNumberExisting => undef, externalNumber => undef, aiAgentNumber => undef, aiAgentMode => 'dial',
		menu => {enabled => undef, message => undef, choices => {}}, assistantOrder => 'priority', ringSeconds => 30, maxRingSeconds => 90, screen => 0, callMaxSeconds => 14400, voicemailMaxSeconds => 120,
		greeting => undef, voicemailGreeting => undef, afterHoursGreeting => undef, voice => undef, language => 'en-US', recording => undef, consentAnnouncement => undef, transcription => undef,
		missedCallText => undef, autoReply => {open => undef, closed => undef, everyMinutes => 240, task => 0}, blockedNumbers => [], rejectAnonymous => 0, notify => [],
		retentionDays => {recordings => undef, transcripts => undef, messages => undef},
		reminders => {enabled => 0, offsetsHours => [168, 48, 2], channels => ['sms'], callingHours => ['09:00', '20:00'], retry => {afterMinutes => 30, attempts => 2, thenSms => 1}},
	);
	is_deeply([sort keys %$default], [sort keys %standard], 'GET gives every field');
	$s->holds($default, \%standard, 'at its default');
	my $put = sub ($document, $who = $admin) { return $s->api($who, PUT => $path, $document) };
	is_deeply($put->($default)->{json}, $default, 'what GET gave can be PUT back unchanged');
	my $customer = $s->user(customer => $clinic);
	my $full = $put->({
		forwardNumber => '(914) 555-0201', forwardNumberNew => $NEW, forwardNumberExisting => '914.555.0203', fallback => 'goodbye', closed => {policy => 'forward'}, menu => {enabled => \1, message => 'Eins oder zwei?'},
		ringSeconds => 15, callMaxSeconds => 3600, voicemailMaxSeconds => 60, greeting => {play => 'https://example.test/hello.mp3'}, voicemailGreeting => 'Nobody here.', voice => 'Polly.Joanna', language => 'en-US', recording => \0, transcription => 'off',
	}, $customer);
	is($full->{status}, 200, 'a customer sets it');
	$s->holds($full->{json}, {forwardNumber => $FRONT, forwardNumberNew => $NEW, forwardNumberExisting => $EXISTING, fallback => 'goodbye', menu => {enabled => 1, message => 'Eins oder zwei?'}, ringSeconds => 15,
		greeting => {play => 'https://example.test/hello.mp3'}, recording => 0, transcription => 'off', maxRingSeconds => 90}, 'numbers are E.164, and what was not said has its default');
	is_deeply($s->api($customer, GET => $path)->{json}, $full->{json}, 'GET gives the same');
	is_deeply($put->($full->{json})->{json}, $full->{json}, 'which can be PUT back');
	my $call = sub { return $s->does($s->signed('/api/twilio/voice/incoming', {CallSid => $s->sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing'})) };
	is_deeply($call->(), ['play https://example.test/hello.mp3', 'gather say Eins oder zwei?'], 'the next call is routed by it');
	$put->({forwardNumber => $NEW});
	is_deeply($call->(), ["dial number $FRONT"], 'PUT replaces the whole: the menu is off again, and the number\'s own setting comes first');
	my $stays = $s->api($admin, GET => $path)->{body};
	$s->is_problem($put->({autoReply => {open => '', closed => 'x' x 1601, everyMinutes => 43_201, task => 'yes', always => \1}}), 422, 'an answer to texts that cannot be',
		map { "autoReply.$_" } qw(open closed everyMinutes task always));
	$s->is_problem($put->({forwardNumber => 'the desk', ringSeconds => 1000, voicemailMaxSeconds => '60', fallback => 'scream', menu => {enabled => 'yes', sound => 1}, greeting => {play => 'http://example.test/x.mp3'}, language => 'tlh', voice => "x\ny", colour => 'red', hours => []}), 422,
		'everything that is wrong is told at once', qw(forwardNumber ringSeconds voicemailMaxSeconds fallback menu.enabled menu.sound greeting.play language voice colour hours));
	$s->is_problem($put->([]), 422, 'a document that is no object');
	is($s->api($admin, GET => $path)->{body}, $stays, 'none of these changed anything');
	$s->is_problem($s->api($admin, $_->[0] => '/api/clinics/99999/routing' . $_->[1], $_->[2]), 404, "$_->[0]$_->[1] of a clinic that is none") foreach [GET => ''], [PUT => '', {}], [POST => '/preview', {at => '2026-11-21T12:00:00Z'}];
	my $refused = sub ($document) { return [sort map { "$_->{field} $_->{message}" } @{$put->($document)->{json}{errors}}] };
	is_deeply($refused->({open => {policy => 'external'}}), ['externalNumber is needed by the policy external'], 'a policy without its number');
	is_deeply($refused->({voice => 'Polly.Joanna', language => 'ta-IN'}), ['voice Polly.Joanna does not speak ta-IN'], 'a voice that does not speak the language');
	is_deeply($refused->({hours => {mon => [['09:00', '12:00'], ['11:00', '13:00']], feb => []}, exceptions => [{date => '2026-02-30', hours => []}]}),
		['exceptions.0.date must be a date, such as 2026-12-25', 'hours.feb unknown field', 'hours.mon.1 overlaps another interval of its day'], 'hours that cannot be');
	is_deeply($refused->({fallback => 'ai-agent'}), ['aiAgentNumber is needed by the fallback ai-agent, since the server has no number of an AI agent (ELEVENLABS_PHONE_NUMBER)'], 'no agent, here or on the server');
	is_deeply($refused->({aiAgentMode => 'register-call'}), ['aiAgentMode cannot be register-call, since the server has no API key of ElevenLabs, or no agent id for the number or for the type default (ELEVENLABS_API_KEY, ELEVENLABS_AGENTS)'],
		'nobody to register calls with');
	is_deeply($refused->({fallback => 'ai-agent', aiAgentNumber => 'Robby'}), ['aiAgentNumber must be a phone number, such as +18455550100'], 'nor a number that is none');
	my ($anna, $stranger) = map { $s->api($admin, POST => '/api/assistants', {clinicId => $_->{id}, name => 'Anna', phone => '+19145550231'})->{json}{id} } $clinic, $other;
	my $rule = sub ($id) { return {on => 'voicemail', assistantId => $id, by => ['sms']} };
	is_deeply($refused->({ringSeconds => 1, notify => [$rule->($anna), $rule->($stranger), $rule->(0), $rule->(987_654)]}), ['notify.1.assistantId is not an assistant of this clinic',
		'notify.2.assistantId must be the id of an assistant', 'notify.3.assistantId is not an assistant of this clinic', 'ringSeconds must be 5 to 600'], 'another clinic\'s assistant is none');
	is_deeply($refused->({transcription => 'whisper', notify => [{on => 'keyword', keyword => '?!', assistantId => $anna, by => ['email']}, {on => 'voicemail', assistantId => $anna, by => ['email'], attachSound => 'yes'}]}),
		['notify.0.keyword must have a word', 'notify.1.attachSound must be true or false', 'transcription cannot be whisper, since the server has no transcription server (TRANSCRIBE_URL)'], 'what the server does not have');
	is($s->api($admin, GET => $path)->{body}, $stays, 'nor did these');
	my $whole = $put->({
		hours => {mon => [['13:30', '17:00'], ['09:00', '12:30']], fri => [['22:00', '02:00']]}, exceptions => [{date => '2026-12-25', hours => [], name => 'Christmas'}, {date => '2026-12-24', hours => [['09:00', '12:00']]}],
		open => {policy => 'assistants'}, closed => {policy => 'greeting'}, fallback => 'external', externalNumber => '914 555 0204', aiAgentNumber => '+19145550205',
		menu => {enabled => \1, choices => {3 => {policy => 'voicemail'}, 4 => {say => 'We are at 1 Oak Street.'}, 5 => {number => '(914) 555-0206'}, 9 => {policy => 'ai-agent'}, 0 => {policy => 'external'}}},
		assistantOrder => 'round-robin', maxRingSeconds => 60, screen => \1, afterHoursGreeting => 'We are closed.', recording => \1, consentAnnouncement => {play => 'https://example.test/c.mp3'}, transcription => 'both',
		missedCallText => 'Sorry we missed you.', autoReply => {open => 'We answer soon.', closed => 'x' x 1600, everyMinutes => 60, task => \1}, blockedNumbers => ['(415) 555-0199', '+14155550101', '415.555.0199'], rejectAnonymous => \1, notify => [$rule->($anna), {on => 'voicemail', assistantId => $anna, by => ['email'], attachSound => \1}, {on => 'keyword', keyword => 'chest pain', assistantId => $anna, by => ['sms']}],
		retentionDays => {recordings => 0, messages => 30},
	}, $customer);
	is($whole->{status}, 200, 'everything that can be set') or diag($whole->{body});
	is_deeply($whole->{json}{hours}, {mon => [['09:00', '12:30'], ['13:30', '17:00']], fri => [['22:00', '02:00']], map { $_ => [] } qw(tue wed thu sat sun)}, 'every day\'s hours, in order');
	is_deeply([map { $_->{date} } @{$whole->{json}{exceptions}}], ['2026-12-24', '2026-12-25'], 'exceptions by date');
	is_deeply($whole->{json}{blockedNumbers}, ['+14155550101', '+14155550199'], 'blocked numbers in order, each once');
	is_deeply($whole->{json}{menu}{choices}{5}, {number => '+19145550206'}, 'a key\'s number as E.164');
	is_deeply($whole->{json}{retentionDays}, {recordings => 0, transcripts => undef, messages => 30}, 'retention, of which one is the server\'s');
	is_deeply($s->api($customer, GET => $path)->{json}, $whole->{json}, 'GET gives the same');
	is_deeply($put->($whole->{json})->{json}, $whole->{json}, 'which can be PUT back');
	my $large = $put->({blockedNumbers => [map { sprintf '+1415%07d', 5_550_000 + $_ } 1 .. 1000], exceptions => [map { {date => sprintf('%d-%02d-%02d', 2026 + int $_ / 300, 1 + int($_ / 25) % 12, 1 + $_ % 25), name => 'n' x 100, hours => [['09:00', '12:00'], ['13:00', '17:00']]} } 1 .. 400]});
	is($large->{status}, 200, 'the longest lists');
	is($s->value("SELECT detail FROM audit WHERE action = 'routing-changed' ORDER BY audit_id DESC LIMIT 1"), 'a document of ' . length($large->{body}) . ' bytes', 'of which the audit log has the length');
	my @answers = $s->together(map { my $n = $_; sub { $put->({forwardNumber => "+1914555021$n"}) } } 1 .. 4);
	is_deeply([map { $_->{status} } @answers], [(200) x 4], 'four at once are all answered');
	like($s->api($admin, GET => $path)->{json}{forwardNumber}, qr/\A\+1914555021[1-4]\z/, 'and one of them holds');
};

subtest 'what would happen to a call' => sub {
	$s->routing($clinic, forwardNumber => $FRONT, forwardNumberNew => $NEW, menu => {enabled => \1});
	my $before = $s->value('SELECT COUNT(*) FROM events');
	my $preview = sub (%fields) { return $s->api($admin, POST => "/api/clinics/$clinic->{id}/routing/preview", {at => '2026-11-21T12:00:00Z', from => $CALLER, %fields}) };
	my $menu = $preview->()->{json};
	is_deeply([sort keys %$menu], [sort qw(open policy steps why twiml)], 'a preview has these members');
	$s->holds($menu, {open => 1, policy => 'forward', steps => [{do => 'gather', what => 'Press 1 for new patients, press 2 for existing patients'}]}, 'the caller hears the menu');
	is($menu->{twiml}, $s->signed('/api/twilio/voice/incoming', {CallSid => $s->sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing'})->{body}, 'in the very TwiML that a call gets');
	cmp_ok(scalar @{$menu->{why}}, '>', 0, 'with the reasons');
	like($_, qr/\A[A-Z].*\.\z/, $_) foreach @{$menu->{why}};
	my $steps = sub (%fields) { return [map { "$_->{do} $_->{what}" } @{$preview->(%fields)->{json}{steps}}] };
	is_deeply($steps->(digits => '1'), ["dial $NEW"], 'key 1');
	is_deeply($steps->(digits => '2'), ["dial $FRONT"], 'key 2');
	is_deeply($steps->(digits => '71'), ["dial $NEW"], 'a wrong key, then 1');
	is_deeply($steps->(digits => ' 1'), ["dial $NEW"], 'silence, then 1');
	is_deeply($steps->(digits => '789'), ["dial $FRONT"], 'three wrong keys');
	is_deeply($steps->(digits => '2', to => $SECOND), ["dial $EXISTING"], 'by another of its numbers, with that number\'s own settings');
	$s->is_problem($preview->(to => $OTHERS_NUMBER), 422, 'not by another clinic\'s', 'to');
	$s->is_problem($preview->(at => 'noon', from => 'me', to => 'you', digits => '1234', colour => 'red'), 422, 'what is wrong is told', qw(at digits colour));
	$s->is_problem($preview->(from => 'me', to => 'you'), 422, 'numbers that are none', qw(from to));
	$s->is_problem($preview->(from => $_), 422, "'$_' is no caller", 'from') foreach 'client:', 'sip:bob', 'sip:@example.com', 'client:a b', "client:a\n", 'mailto:bob@example.com', 'Bob', '', 'client:' . 'x' x 249;
	is($preview->(from => 'client:' . 'x' x 248)->{status}, 200, 'one as long as Twilio says it is');
	like($preview->(from => 'sip:bob')->{json}{errors}[0]{message}, qr/client:alice or sip:bob\@example\.com/, 'whoever wrote it is told how');
	$s->is_problem($s->api($admin, POST => "/api/clinics/$clinic->{id}/routing/preview", {}), 422, 'without a time', 'at');
	my $bare = $s->clinic('Bare');
	is_deeply([map { $_->{do} } @{$s->api($admin, POST => "/api/clinics/$bare->{id}/routing/preview", {at => '2026-11-21T12:00:00Z'})->{json}{steps}}], [qw(say record)], 'a clinic without numbers has one too');
	is($s->value('SELECT COUNT(*) FROM events'), $before + 1, 'of all these the real call alone is on record');
};

subtest 'Idempotency-Key' => sub {
	my $make = sub ($key, $body = {name => 'Once'}, $who = $admin) { return $s->api($who, POST => '/api/clinics', $body, {'Idempotency-Key' => $key}) };
	my $count = sub { return $s->value('SELECT COUNT(*) FROM clinics WHERE name LIKE ?', 'Once%') };
	my @answers = map { $make->('first') } 1 .. 3;
	is_deeply([map { "$_->{status} $_->{headers}{location} $_->{body}" } @answers], [("201 $answers[0]{headers}{location} $answers[0]{body}") x 3], 'a repeat gives the first answer again, its Location too');
	is($count->(), 1, 'and makes nothing');
	$s->is_problem($make->('first', {name => 'Once more'}), 409, 'the same key with another body');
	is($make->('second')->{status}, 201, 'another key is another request');
	my $second_admin = $s->user('admin');
	is($make->('first', {name => 'Once'}, $second_admin)->{status}, 201, 'somebody else\'s key is another key');
	is($count->(), 3, 'so that there are three now');
	$s->is_problem($make->('third', {name => ''}), 422, 'what was refused');
	is($make->('third')->{status}, 201, 'leaves its key free');
	$s->sql('INSERT INTO idempotency_keys (user_id, idempotency_key, path, body_hash, created_at) VALUES (?, ?, ?, UNHEX(?), UTC_TIMESTAMP(3))', $admin->{id}, 'under way', '/api/clinics', sha256_hex('{"name":"Once"}'));
	$s->is_problem($make->('under way'), 409, 'while the first is under way');
	$s->sql('UPDATE idempotency_keys SET created_at = created_at - INTERVAL 24 HOUR - INTERVAL 1 SECOND WHERE idempotency_key = ?', 'first');
	is($make->('first', {name => 'Once again'})->{status}, 201, 'after a day the key is free');
	$s->is_problem($make->($_), 400, 'a key that is none') foreach 'x' x 191, "\xc3\xa9";
	my @together = $s->together((sub { $make->('together', {name => 'Once together'}) }) x 6);
	is_deeply([grep { $_->{status} !~ /\A(?:201|409)\z/ } @together], [], 'of six at once each is answered, or told that the first is under way');
	is($s->value('SELECT COUNT(*) FROM clinics WHERE name = ?', 'Once together'), 1, 'and one clinic is made');
};

subtest 'who did what' => sub {
	my @audit = $s->rows('SELECT action, object, user_id, clinic_id, address, detail, at FROM audit ORDER BY audit_id');
	my %seen = map { $_->{action} => 1 } @audit;
	is_deeply([grep { !$seen{$_} } qw(login login-failed logout password-changed user-made user-changed user-deleted clinic-made clinic-changed routing-changed number-connect)], [], 'every kind of change is in the audit log');
	my ($routing) = grep { $_->{action} eq 'routing-changed' && $_->{object} eq "clinic $clinic->{id}" && $_->{user_id} != $admin->{id} } @audit;
	$s->holds($routing, {clinic_id => $clinic->{id}, address => '127.0.0.1'}, 'with who, from where, for which clinic');
	$s->holds(JSON::PP->new->utf8->decode($routing->{detail}), {fallback => 'goodbye', forwardNumber => $FRONT}, 'and what it became');
	my $text = join "\n", map { $_ // '' } map { values %$_ } @audit;
	unlike($text, qr/\Q$PASSWORD\E|argon2|eyJ/, 'and never with a secret');
};

$s->end;
done_testing;
