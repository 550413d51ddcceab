#!/usr/bin/perl
# switchboardctl, the worker and the jobs, beside a private MariaDB and the stand-in for Twilio.
use v5.36;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;
use Time::Local qw(timegm_modern);
use Time::HiRes qw(sleep time);
use lib dirname(abs_path(__FILE__)) . '/lib';
use Mariadb;
use Standin;

chdir dirname(abs_path(__FILE__)) . '/..';
my $obj = abs_path($ENV{SWITCHBOARD_OBJ} // 'obj');
-x "$obj/bin/switchboardctl" && -x "$obj/bin/switchboard-worker" or plan skip_all => 'not built';

my $dir = tempdir(CLEANUP => 1);
my $db = Mariadb->new;
my $twilio = Standin->start(numbers => [ map { "+1845555010$_" } 0 .. 6 ],
	api_key => 'SK' . 'b' x 32, api_secret => 'secret');
my %settings = (
	PATH => $ENV{PATH}, SWITCHBOARD_CONF => '/dev/null', PUBLIC_URL => 'https://desk.example', JWT_SECRET => 'x' x 32,
	STATE_DIR => "$dir/state", SPOOL_DIR => "$dir/spool", PROGRAM_DIR => "$obj/cgi-bin", SCHEMA_DIR => abs_path('schema'), LANGUAGE_DIR => abs_path('languages'), PROMPT_DIR => abs_path('prompts'),
	TWILIO_ACCOUNT_SID => $twilio->account, TWILIO_AUTH_TOKEN => $twilio->token,
	TWILIO_API_KEY_SID => $twilio->api_key, TWILIO_API_KEY_SECRET => $twilio->api_secret, TWILIO_API_URL => $twilio->url,
	$db->environment, map({ defined $ENV{$_} ? ($_ => $ENV{$_}) : () } qw(ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS)),
);
mkdir "$dir/state";

# Runs a program; what it said, on both channels. Its exit status is $?.
sub run ($program, $words, %more) {
	my $in = delete $more{in} // '';
	local %ENV = (%settings, LOG_LEVEL => 'error', %more);
	delete @ENV{ grep { $ENV{$_} eq 'unset' } keys %ENV };
	spew("$dir/in", $in);
	my $said = join '', `$obj/$program $words <$dir/in 2>&1`;
	$? >>= 8 unless $? & 127;
	return $said;
}

sub ctl ($words, %more) { return run('bin/switchboardctl', $words, %more) }
sub desk ($words, %more) { chomp(my $said = run('t/lib/jobs-driver', $words, %more)); return $said }

# A fact that comes true by itself: polled, for a bounded time.
sub soon ($fact, $name) {
	my $until = time + 60;
	my $seen;
	sleep 0.05 until ($seen = $fact->()) || time > $until;
	return ok($seen, $name);
}

sub spew ($path, $text) {
	open my $out, '>', $path or die "$path: $!";
	print $out $text;
	close $out or die "$path: $!";
}

# --- asking ------------------------------------------------------------------------------------

like ctl(''), qr/^usage: switchboardctl/, 'without a command: the usage';
is $?, 2, '... and 2';
ctl('--help');
is $?, 0, 'to be asked for it is no mistake';
like ctl('user'), qr/usage/, 'half a command';
is $?, 2, '... is 2';
like ctl('user add --rol x'), qr/user add has no option --rol/, 'an unknown option is named';
is $?, 2, '... is 2';

like ctl('config check', PUBLIC_URL => 'unset'), qr/^error: PUBLIC_URL is missing/m, 'config check names what is missing';
is $?, 100, '... and gives 100';
like ctl('migrate', WORKER_PROCESSES => 'many'), qr/WORKER_PROCESSES must be a whole number/, 'a bad setting stops every command';
is $?, 100, '... with 100';
like ctl('config check'), qr/^connections: \d+ of programs \+ \d+ of the worker .* max_connections is 151\.$/m, 'connections are added up';
is $?, 0, '... which is no error';
like ctl('config check', DB_SOCKET => "$dir/none"), qr/^warning: the database cannot be reached/m, 'nor is it that the database is away';
is $?, 0, '... only a warning';
foreach my $bad (
	[{SMTP_URL => 'smtp://127.0.0.1'}, qr/^error: SMTP_URL and MAIL_FROM belong together/m],
	[{SMTP_URL => 'https://127.0.0.1', MAIL_FROM => 'desk@clinic.example'}, qr/^error: SMTP_URL must begin with smtp/m],
	[{SMTP_URL => 'smtp://127.0.0.1', MAIL_FROM => 'desk'}, qr/^error: MAIL_FROM must be an address/m],
	[{ANALYZE_URL => 'https://ai.example/v1'}, qr/^error: ANALYZE_URL is set without ANALYZE_MODEL/m],
	[{ANALYZE_URL => 'http://ai.example/v1', ANALYZE_MODEL => 'm'}, qr/^error: ANALYZE_URL must begin with https/m],
	[{ANALYZE_INPUT_PRICE => '0.15'}, qr/^warning: ANALYZE_INPUT_PRICE and ANALYZE_OUTPUT_PRICE belong together/m],
	[{ANALYZE_INPUT_PRICE => '0,15', ANALYZE_OUTPUT_PRICE => '0.60'}, qr/^error: ANALYZE_INPUT_PRICE must be an amount like 0\.15/m],
	[{ANALYZE_INPUT_PRICE => '0', ANALYZE_OUTPUT_PRICE => '$0.60'}, qr/^error: ANALYZE_OUTPUT_PRICE must be an amount/m],
	[{TRANSCRIBE_PRICE => '0.0000001'}, qr/^error: TRANSCRIBE_PRICE must be an amount/m],
	[{TRANSCRIBE_URL => 'ftp://127.0.0.1/v1'}, qr/^error: TRANSCRIBE_URL must begin with https/m],
) {
	like ctl('config check', %{$bad->[0]}), $bad->[1], 'config check: ' . join ' ', map { "$_=$bad->[0]{$_}" } sort keys %{$bad->[0]};
}
like ctl('config check', ELEVENLABS_AGENTS => 'intake=12'), qr/ELEVENLABS_AGENTS must have a number like \+18455550111 or an agent id for intake/, 'a list of agents that is none';
like ctl('config check', ELEVENLABS_AGENTS => 'intake=agent_1'), qr/^warning: ELEVENLABS_AGENTS has an agent id alone for intake/m, 'an agent whom nobody can reach';
unlike ctl('config check', TRANSCRIBE_URL => 'http://192.168.1.9:8000/v1'), qr/TRANSCRIBE_URL/, 'a server nearby may speak http';
prompts();
like ctl('config check', TWILIO_VOICE => 'Bob'), qr/^error: TWILIO_VOICE must be the name of a voice/m, 'a voice that is none';

like ctl('config show'), qr/^JWT_SECRET=\(set\)$/m, 'secrets are not shown';
like ctl('config example', PUBLIC_URL => 'unset'), qr/^#PUBLIC_URL=$/m, 'the example needs no settings';

like ctl('clinic add X'), qr/switchboardctl migrate/, 'without a schema the way out is named';
is $?, 1, '... and it is 1';
like ctl('migrate'), qr/^\d+ migrations applied$/, 'migrate';
is $?, 0, '... succeeds';
like ctl('migrate'), qr/up to date/, '... and has nothing to do the second time';
like ctl('migrate', DB_SOCKET => "$dir/none"), qr/\w/, 'migrate without a database';
is $?, 1, '... fails';

# What a chat model is told, file by file.
sub prompts () {
	my %model = (ANALYZE_URL => 'https://ai.example/v1', ANALYZE_MODEL => 'm', PROMPT_DIR => "$dir/prompts");
	my ($rules, $words, $schema) = map { "$dir/prompts/$_" } qw(call-analysis.txt call-transcript.txt call-analysis.json);
	my %whole = ($rules => 'Sum it up.', $words => '{{transcript}}', $schema => '{"type": "object"}');
	my $faults = sub (%files) {
		unlink keys %whole;
		my %is = (%whole, %files);
		spew($_, $is{$_}) foreach grep { defined $is{$_} } keys %is;
		return [ctl('config check', %model) =~ /^error: (.*)$/mg];
	};
	mkdir "$dir/prompts";
	is_deeply $faults->(), [], 'what the chat model is told is whole';
	my @cases = (
		['one that is missing', $rules, undef, 'unable to read %s: No such file or directory'], ['an empty one', $rules, '', '%s must be UTF-8 text of 1 to 65536 bytes'],
		['one that is no text', $rules, "\xff", '%s must be UTF-8 text of 1 to 65536 bytes'], ['one that is too long', $rules, 'x' x 65537, '%s must be UTF-8 text of 1 to 65536 bytes'],
		['one without the transcript', $words, '{{transcrpt}}', '%s has no {{transcript}} in it'], ['a schema that is none', $schema, '[]', '%s is not a JSON object'],
	);
	foreach my $case (@cases) {
		my ($name, $file, $text, $fault) = @$case;
		is_deeply $faults->($file => $text), ['PROMPT_DIR: ' . sprintf $fault, $file], "config check: $name";
		is $?, 100, '... is an error';
	}
	like $faults->($schema => '{')->[0], qr/\APROMPT_DIR: \Q$schema\E is not JSON/, 'config check: a schema that breaks off';
	is scalar $faults->(map { $_ => undef } keys %whole)->@*, 3, 'all of them are named';
	delete $model{ANALYZE_URL}, delete $model{ANALYZE_MODEL};
	is_deeply $faults->($rules => undef), [], 'but where no model is asked, none is needed';
}

# --- people and clinics ------------------------------------------------------------------------

like ctl("clinic add 'Main Street Dental' --timezone America/Chicago"), qr/^clinic 1: Main Street Dental, America\/Chicago$/, 'a clinic';
like ctl("clinic add 'Oak Clinic'"), qr/^clinic 2: Oak Clinic, America\/New_York$/, '... another, in the default zone';
like ctl('clinic add X --timezone Mars/Base'), qr/IANA/, 'a zone that is none';
is $?, 2, '... is 2';
my $who = '--role admin --password-stdin';
like ctl("user add admin\@example.org $who", in => "correct horse battery\n"), qr/^user 1: admin\@example.org, admin$/, 'a user';
like ctl("user add admin\@example.org $who", in => "correct horse battery\n"), qr/already/, '... whose address is taken then';
is $?, 1, '... which is 1';
like ctl("user add b\@example.org $who", in => "short\n"), qr/12 to 200 characters/, 'a short password';
like ctl("user add b $who", in => "correct horse battery\n"), qr/e-mail/, 'no address';
like ctl('user add b@example.org --role king --password-stdin'), qr/assistant, customer or admin/, 'no role';
like ctl('user add b@example.org --role customer --password-stdin'), qr/--clinic/, 'a customer needs a clinic';
like ctl('user add b@example.org --role customer --clinic 99 --password-stdin', in => "correct horse battery\n"), qr/no clinic 99/, '... that is there';
is scalar $db->sql('SELECT COUNT(*) FROM users'), 1, 'one user is there';
like scalar $db->sql('SELECT password_hash FROM users'), qr/^\$argon2id\$/, '... with a hash';
is join(' ', $db->sql('SELECT action FROM audit ORDER BY audit_id')), 'clinic-added clinic-added user-added', 'all of it is in the audit log';

# --- what models did -----------------------------------------------------------------------------

foreach my $use (
	['1, "analysis", "m", 420, 80, "tokens", 0.000111, "USD"', '2026-11-01 04:00:00.000'], ['1, "analysis", "m", 1000000, 20, "tokens", 0.150012, "USD"', '2026-12-01 04:59:59.999'],
	['1, "analysis", "m", NULL, NULL, "tokens", NULL, NULL', '2026-11-02 12:00:00'], ['1, "transcription", "whisper-1", 90, NULL, "seconds", 0.009, "USD"', '2026-11-02 12:00:00'],
	['2, "analysis", "m", NULL, NULL, "tokens", NULL, NULL', '2026-11-02 12:00:00'], ['2, "voice-agent", "elevenlabs", 77, NULL, "credits", NULL, NULL', '2026-11-02 12:00:00'],
	['NULL, "analysis", "m", 1, 1, "tokens", 0, "USD"', '2026-11-02 12:00:00'],
	['1, "analysis", "m", 7, 7, "tokens", 7, "USD"', '2026-11-01 03:59:59.999'], ['1, "analysis", "m", 8, 8, "tokens", 8, "USD"', '2026-12-01 05:00:00.000'],
	['2, "analysis", "m", 9, 9, "tokens", 9, "USD"', '2027-01-01 04:59:59.999'],
) {
	$db->sql("INSERT INTO provider_usage (clinic_id, product, model, input_units, output_units, unit, price, price_unit, at) VALUES ($use->[0], '$use->[1]')");
}
is ctl('usage --month 2026-11'), join('', map { join("\t", @$_) . "\n" } (
	[0, '-', 'analysis', 'm', '1 uses', '1+1 tokens', '0.000000 USD'],
	[1, 'Main Street Dental', 'analysis', 'm', '3 uses', '1000420+100 tokens', '0.150123 USD', '1 of unknown cost'], [1, 'Main Street Dental', 'transcription', 'whisper-1', '1 uses', '90 seconds', '0.009000 USD'],
	[2, 'Oak Clinic', 'analysis', 'm', '1 uses', '- tokens', '-', '1 of unknown cost'], [2, 'Oak Clinic', 'voice-agent', 'elevenlabs', '1 uses', '77 credits', '-', '1 of unknown cost'],
)), 'usage adds up a month, in the zone of the server';
is $?, 0, '... and gives 0';
is ctl('usage --month 2026-12'), "1\tMain Street Dental\tanalysis\tm\t1 uses\t8+8 tokens\t8.000000 USD\n2\tOak Clinic\tanalysis\tm\t1 uses\t9+9 tokens\t9.000000 USD\n", '... the last of a year, too';
is ctl('usage --month 2026-09'), '', '... nothing of one with none';
foreach my $month (qw(2026-13 2026-1 2026 2026-11-01 november)) {
	like ctl("usage --month $month"), qr/--month must be a month like 2026-11/, "$month is no month";
	is $?, 2, '... which is 2';
}
$db->sql('UPDATE provider_usage SET at = UTC_TIMESTAMP(3) WHERE clinic_id IS NULL');
like ctl('usage'), qr/^0\t-\tanalysis\tm\t1 uses\t1\+1 tokens\t0\.000000 USD$/m, 'this month without a word';
like ctl('usage', DB_SOCKET => "$dir/none"), qr/cannot be reached/, 'without the database it says so';
is $?, 1, '... with 1';

# --- connecting --------------------------------------------------------------------------------

sub clinic_of ($number) { return join ' ', $db->sql("SELECT IFNULL(clinic_id, 0) FROM phone_numbers WHERE phone_number = '$number'") }
sub voice_url ($number) { return (grep { $_->{phone_number} eq $number } $twilio->numbers)[0]{voice_url} }

like ctl("number connect '(845) 555-0100' --clinic 1 --forward 845-555-0190"), qr/\+18455550100 is connected to clinic 1 \(Twilio accepted the api-key\)/,
	'a number is connected, as people write it';
is clinic_of('+18455550100'), 1, '... here';
like voice_url('+18455550100'), qr{^https://desk.example/api/twilio/voice/incoming#rc=}, '... and at Twilio';
is scalar $db->sql("SELECT forward_number FROM phone_numbers WHERE phone_number = '+18455550100'"), '+18455550190', '... with where it leads';
like ctl('number connect +18455550101 --clinic 1'), qr/lead nowhere/, 'a number that leads nowhere is not';
is $?, 1, '... which is 1';
like ctl('number connect +18455550177 --clinic 1 --forward +18455550190'), qr/has no number \+18455550177/, 'nor one that is not the account\'s';
like ctl('number connect +18455550100 --clinic 2 --forward +18455550190'), qr/another clinic's/, 'nor one of another clinic';
is clinic_of('+18455550100'), 1, '... which keeps it';
like ctl('number connect 12 --clinic 1 --forward +18455550190'), qr/is no phone number/, 'nor one that is none';
like ctl('number connect +18455550101 --clinic 99 --forward +18455550190'), qr/no clinic 99/, 'nor for no clinic';

$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 404);
like ctl('number connect +18455550101 --clinic 1 --forward +18455550190'), qr/Twilio refused \(code 20404\).*Nothing was saved/, 'Twilio refuses';
is clinic_of('+18455550101'), '', '... and nothing is saved';
$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 429, times => 4);
like ctl('number connect +18455550101 --clinic 1 --forward +18455550190'), qr/Nothing was saved/, 'Twilio is too busy';
is clinic_of('+18455550101'), '', '... and nothing is saved';
like ctl('number connect +18455550101 --clinic 1 --forward +18455550190', TWILIO_API_URL => 'http://127.0.0.1:1'), qr/cannot be reached/, 'Twilio is away';
is clinic_of('+18455550101'), '', '... and nothing is saved';

$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-after');
like ctl('number connect +18455550101 --clinic 1 --forward +18455550190'), qr/not known yet.*worker asks again/, 'Twilio\'s answer is lost';
is $?, 1, '... which is not success';
is clinic_of('+18455550101'), 0, '... and routes nothing yet';
like ctl('jobs list --state due'), qr/^\d+\tdue\tconnect-number\t/m, 'a job will ask again';
sub all_due { $db->sql("UPDATE jobs SET run_at = UTC_TIMESTAMP(3) WHERE state = 'due'") }
all_due();
like ctl('jobs run'), qr/, 0 failed, 0 given up$/, 'it does';
is clinic_of('+18455550101'), 1, '... and the number is connected';
is scalar(grep { $_->{resource} !~ m{^/IncomingPhoneNumbers/PN} } $twilio->requests(method => 'POST')), 0, '... and nothing else was asked on the way';

$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-before');
ctl('number connect +18455550102 --clinic 1 --forward +18455550190');
is clinic_of('+18455550102'), 0, 'lost before Twilio did it: pending too';
$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 404);
all_due();
like ctl('jobs run'), qr/, 1 given up$/, '... then refused: given up';
is $?, 1, '... which is 1';
is clinic_of('+18455550102'), '', '... and nothing stays';
like ctl('jobs list --state given-up'), qr/^\d+\tgiven-up\tconnect-number\t.*fault 404/m, '... but the job, with its reason';
like ctl('jobs retry'), qr/^1 jobs are due again$/, 'it can be run again';
like ctl('jobs run'), qr/^1 done/, '... and finds nothing to do';
like ctl('jobs retry 1 --all'), qr/not both/, '... all of them, or one';
like ctl('jobs retry 424242'), qr/not given up/, 'a job that is not given up cannot be';

# --- disconnecting -----------------------------------------------------------------------------

is desk('disconnect +18455550144'), 'not-ours', 'a number that is not connected cannot be disconnected';
$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 403);
$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 403);
is desk('disconnect +18455550101'), 'refused', 'Twilio refuses to let a number go';
is clinic_of('+18455550101'), 1, '... which stays';
$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-before');
is desk('disconnect +18455550101'), 'unknown', 'Twilio\'s answer is lost';
is clinic_of('+18455550101'), 0, '... the number serves nobody';
isnt voice_url('+18455550101'), '', '... though Twilio still sends its calls here';
all_due();
ctl('jobs run');
is voice_url('+18455550101'), '', '... until the job has asked again';
ctl('number connect +18455550101 --clinic 2 --forward +18455550192');
$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-before');
desk('disconnect +18455550101');
ctl('number connect +18455550101 --clinic 2 --forward +18455550192');
all_due();
ctl('jobs run');
like voice_url('+18455550101'), qr{^https://desk}, 'connected again meanwhile: the job leaves it alone';
is desk('disconnect +18455550101'), 'done', 'a number is disconnected';
is voice_url('+18455550101'), '', '... at Twilio';
is clinic_of('+18455550101'), 0, '... and here';
ctl('number connect +18455550102 --clinic 2 --forward +18455550192');
$twilio->drop_number('+18455550102');
is desk('disconnect +18455550102'), 'done', 'one that the account gave up goes too';

# --- buying ------------------------------------------------------------------------------------

my @shop = map { "+1914555010$_" } 0 .. 5;
$twilio->available(map { { country => 'US', type => 'Local', phone_number => $_ } } @shop);
sub bought ($number) { return scalar grep { $_->{phone_number} eq $number } $twilio->numbers }
sub purchases { return join ' ', $db->sql('SELECT status FROM purchases ORDER BY purchase_id') }
sub orders { return scalar grep { $_->{resource} eq '/IncomingPhoneNumbers' } $twilio->requests(method => 'POST') }

is desk("purchase $shop[0] 0"), "done bought $shop[0]", 'a number is bought';
is clinic_of($shop[0]), '', '... for no clinic';
is desk("purchase $shop[1] 1"), "done bought $shop[1]", '... and one for a clinic';
is clinic_of($shop[1]), 1, '... which it serves';
is voice_url($shop[1]), 'https://desk.example/v', '... from the beginning';
is desk("purchase $shop[2] 99"), 'no-clinic asked -', 'for no clinic that is there';
is desk('purchase +19145550199 0'), 'refused refused -', 'one that is not for sale';
is purchases(), 'bought bought refused', '... all on record';
$twilio->clear_requests;
$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-after');
is desk("purchase $shop[2] 2"), 'unknown unknown -', 'Twilio\'s answer is lost';
all_due();
ctl('jobs run');
is purchases(), 'bought bought refused bought', '... the job finds the number';
is clinic_of($shop[2]), 2, '... and connects it';
is orders(), 1, '... which was ordered once';
$twilio->clear_requests;
$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-before');
is desk("purchase $shop[3] 0"), 'unknown unknown -', 'lost before Twilio did it';
all_due();
like ctl('jobs run'), qr/^0 done, 1 later/, '... the job waits for it to appear';
$db->sql('UPDATE purchases SET created_at = created_at - INTERVAL 3 MINUTE');
all_due();
ctl('jobs run');
is purchases(), 'bought bought refused bought refused', '... and finds that it never happened';
is bought($shop[3]), 0, '... as it did not';
is orders(), 1, '... having ordered it once';
is desk("purchase $shop[3] 0", TWILIO_API_URL => 'http://127.0.0.1:1'), 'no-answer refused -', 'Twilio cannot be reached: not bought';
is desk("purchase $shop[3] 0", TWILIO_ACCOUNT_SID => 'unset'), 'off asked -', 'nor without credentials';
is desk("purchase $shop[3] 0", DB_SOCKET => "$dir/none"), 'away asked -', 'nor without the database, which keeps the intent';
is bought($shop[3]), 0, '... indeed not';
$db->sql('DELETE FROM purchases');

# --- periodic jobs, purchases, missed calls ----------------------------------------------------

$db->sql("INSERT INTO purchases (clinic_id, area_code, status, friendly_name, created_at, updated_at) VALUES
	(1, '845', 'unknown', 'aaaaaaaaaaaaaaaaaaaaaaaaaa', UTC_TIMESTAMP(3) - INTERVAL 90 SECOND, UTC_TIMESTAMP(3)),
	(NULL, '845', 'asked', 'bbbbbbbbbbbbbbbbbbbbbbbbbb', UTC_TIMESTAMP(3) - INTERVAL 300 SECOND, UTC_TIMESTAMP(3)),
	(NULL, '845', 'unknown', 'cccccccccccccccccccccccccc', UTC_TIMESTAMP(3) - INTERVAL 90 SECOND, UTC_TIMESTAMP(3))");
$twilio->number('+18455550106', friendly_name => 'a' x 26);
# So many hours back Twilio was asked for calls.
sub looked_back {
	my ($since) = map { $_->{query} =~ /StartTime%3E=([^&]+)/ } grep { $_->{path} =~ m{/Calls\.json} } $twilio->requests;
	my ($year, $month, $day, @clock) = ($since // '') =~ /^(\d+)-(\d+)-(\d+)T(\d+)%3A(\d+)%3A(\d+)Z$/ or return;
	return sprintf '%.0f', (time - timegm_modern(reverse(@clock), $day, $month - 1, $year)) / 3600;
}

my $missed = $twilio->call(from => '+12125550123', to => '+18455550100');
$db->sql("INSERT INTO jobs (kind, job_key, payload, run_at, created_at) VALUES
	('reconcile', 'reconcile', '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)),
	('no-such-kind', NULL, '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)),
	('housekeeping', 'housekeeping', '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))");
$twilio->clear_requests;
my $said = ctl('jobs run');
is looked_back(), 2, 'calls of the last two hours are looked for';
is join(' ', $db->sql('SELECT status FROM purchases ORDER BY purchase_id')), 'bought refused unknown',
	'a lost purchase is found at Twilio, or found missing, or still waited for' or diag $said;
is clinic_of('+18455550106'), 1, '... and the found one is connected to its clinic';
is scalar(grep { $_->{method} eq 'POST' } $twilio->requests), 0, '... and nothing was bought again';
like scalar $db->sql("SELECT CONCAT(direction, ' ', from_number, ' ', clinic_id) FROM calls WHERE call_sid = '$missed->{callSid}'"),
	qr/^inbound \+12125550123 1$/, 'a call whose webhooks never came is on record';
is scalar $db->sql("SELECT COUNT(*) FROM jobs WHERE kind IN ('reconcile', 'housekeeping') AND state = 'due' AND run_at > UTC_TIMESTAMP(3) + INTERVAL 100 SECOND"),
	2, 'periodic jobs are due again, later';
$db->sql("UPDATE jobs SET done_at = done_at - INTERVAL 9 HOUR WHERE kind = 'reconcile' AND state = 'done'");
$db->sql("UPDATE jobs SET run_at = UTC_TIMESTAMP(3) WHERE kind = 'reconcile' AND state = 'due'");
$twilio->clear_requests;
ctl('jobs run');
is looked_back(), 11, 'after nine hours without a worker, of all that time';
like ctl('jobs list --state due'), qr/no-such-kind\t.*no such kind of job/, 'an unknown kind waits for a newer version';
$db->sql("UPDATE jobs SET attempts = 11, run_at = UTC_TIMESTAMP(3) WHERE kind = 'no-such-kind'");
ctl('jobs run');
like ctl('jobs list --state given-up'), qr/no-such-kind/, '... and is given up after its attempts';
$db->sql("UPDATE jobs SET state = 'due', kind = 'housekeeping', attempts = 12, run_at = UTC_TIMESTAMP(3) WHERE kind = 'no-such-kind'");
ctl('jobs run');
like ctl('jobs list --state given-up'), qr/its worker died each time/, 'so is one whose worker never told';

# --- twilio check ------------------------------------------------------------------------------

$said = ctl('twilio check', TWILIO_PHONE_NUMBER => '+18455550103');
like $said, qr/^API key: works$/m, 'twilio check tries the key';
like $said, qr/^auth token: works$/m, '... and the token';
like $said, qr/^account: active$/m, '... and looks at the account';
like $said, qr/^TWILIO_PHONE_NUMBER: is the account's$/m, '... and at the operator\'s number';
$twilio->number('+18455550100', voice_url => 'https://elsewhere.example/voice');
like ctl('twilio check'), qr{^\+18455550100: its calls go to https://elsewhere.example/voice}m, '... and at numbers that lead elsewhere';
is $?, 1, '... which is 1';
like ctl('twilio check', TWILIO_AUTH_TOKEN => 'f' x 32, TWILIO_API_KEY_SECRET => 'g'), qr/no credential works/, 'wrong credentials are found';
is $?, 1, '... which is 1';
like ctl('twilio check', TWILIO_ACCOUNT_SID => 'unset'), qr/not configured/, 'none';
is $?, 100, '... is 100';

# --- the worker --------------------------------------------------------------------------------

my $snapshot = "$dir/state/routing.snapshot";
my $worker;

sub worker_up {
	$worker = fork // die;
	return if $worker;
	%ENV = (%settings, WORKER_PROCESSES => 2);
	open STDERR, '>>', "$dir/worker.log";
	exec "$obj/bin/switchboard-worker" or die;
}

sub log_text { open my $in, '<', "$dir/worker.log" or return ''; local $/; return <$in> }
sub children ($name) { return grep { slurp("/proc/$_/comm") eq "$name\n" } map { split ' ' } slurp("/proc/$worker/task/$worker/children") }
sub slurp ($path) { open my $in, '<', $path or return ''; local $/; return <$in> // '' }
sub gone ($pid) { return !kill 0, $pid }
END { local $?; kill 'KILL', $worker if $worker }

worker_up();
soon(sub { -s $snapshot }, 'the worker writes the snapshot');
like slurp($snapshot), qr/^18455550100\t/m, '... with the connected numbers';
soon(sub { children('snapshot') == 1 && children('spool') == 1 && children('jobs') == 2 }, 'its children are there');
my $before = slurp($snapshot);
ctl('number connect +18455550103 --clinic 2 --forward +18455550191');
soon(sub { slurp($snapshot) =~ /^18455550103\t/m }, 'a change is in it soon');
unlink $snapshot;
soon(sub { -s $snapshot }, 'a missing one is written again');

for my $name (qw(snapshot spool jobs)) {
	my ($pid) = children($name);
	kill 'KILL', $pid;
	soon(sub { children($name) == ($name eq 'jobs' ? 2 : 1) && !grep({ $_ == $pid } children($name)) }, "$name: killed and there again");
}
like log_text(), qr/snapshot \(\d+\) was ended by signal 9; starting it again/, '... which the log says';

$db->sql("INSERT INTO jobs (kind, payload, run_at, created_at) VALUES ('housekeeping', '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))");
soon(sub { !$db->sql("SELECT COUNT(*) FROM jobs WHERE state = 'due' AND job_key IS NULL")  }, 'a job that is due is done');
# Between the end of one and the next there is none, for a moment.
soon(sub { $db->sql("SELECT COUNT(*) FROM jobs WHERE kind IN ('reconcile', 'housekeeping') AND job_key IS NOT NULL AND state = 'due'") == 2 },
	'there is always one of each periodic kind');

# An envelope, as a program would have written it.
sub envelope ($name, $program, $target, $body, $at = int(time * 1000)) {
	spew("$dir/spool/tmp/$name", "switchboard-envelope 1\nprogram: $program\nmethod: POST\ntarget: $target\n"
		. "content-type: application/x-www-form-urlencoded\naddress: 192.0.2.1\nreceived-at: $at\nanswer-status: 204\n"
		. 'body-bytes: ' . length($body) . "\nanswer-bytes: 0\n\n$body");
	rename "$dir/spool/tmp/$name", "$dir/spool/new/$name" or die "rename: $!";
}

sub waiting { my @names = glob "$dir/spool/new/*"; return @names }

my $sid = 'CA' . 'd' x 32;
my $path = '/api/twilio/voice/status-callback';
my $body = "CallSid=$sid&AccountSid=" . $twilio->account . '&From=%2B12125550123&To=%2B18455550100&CallStatus=completed&CallDuration=12&Direction=inbound';
soon(sub { -d "$dir/spool/new" }, 'the spool is there');
my $at = int((time - 3600) * 1000);
envelope('000000000000001.1.1', 'voice-status-callback', $path, $body, $at);
soon(sub { $db->sql("SELECT COUNT(*) FROM calls WHERE call_sid = '$sid' AND status = 'completed'") }, 'a spooled webhook reaches the database');
soon(sub { !waiting() }, '... and leaves the spool');
is scalar $db->sql("SELECT CONCAT(verdict, ' ', ROUND(UNIX_TIMESTAMP(CONVERT_TZ(at, '+00:00', \@\@session.time_zone)) * 1000)) FROM events WHERE subject = '$sid'"),
	"spooled $at", '... as received when it was';

spew("$dir/spool/new/000000000000002.1.1", "what is this\n");
soon(sub { -e "$dir/spool/bad/000000000000002.1.1" }, 'what is no envelope goes to bad');
envelope('000000000000003.1.1', 'no-such-program', $path, $body);
soon(sub { -e "$dir/spool/bad/000000000000003.1.1" }, '... and what names no program of ours');
like ctl('spool list'), qr/^000000000000003\.1\.1\tbad\t\S+\t.*cannot be run$/m, 'spool list tells why';
like $said = ctl('spool list'), qr/^0 waiting, 2 bad$/m, '... and how many';
like ctl('spool retry 000000000000003.1.1'), qr/^1 wait for the worker again$/, 'one can be tried again';
soon(sub { -e "$dir/spool/bad/000000000000003.1.1" }, '... and comes back here');
like ctl('spool retry ../x'), qr/not a name/, 'but not from elsewhere';

$db->down;
soon(sub { log_text() =~ /the database is away/ }, 'the worker says that the database is away');
envelope('000000000000004.1.1', 'voice-status-callback', $path, $body =~ s/\Q$sid\E/$sid =~ tr|d|e|r/er);
$db->up;
soon(sub { log_text() =~ /the database is back/ }, '... says that it is back');
soon(sub { !waiting() }, '... and empties the spool');
is scalar $db->sql("SELECT COUNT(*) FROM calls WHERE call_sid = '${\($sid =~ tr/d/e/r)}'"), 1, '... into the database';
my %said;
$said{$_}++ for log_text() =~ /(\S+ (?:warning: )?the database is (?:away|back))/g;
is_deeply [ grep { $_ > 1 } values %said ], [], '... each process once';

my @all = map { children($_) } qw(snapshot spool jobs);
my $begun = time;
kill 'TERM', $worker;
waitpid $worker, 0;
is $?, 0, 'it ends in good order';
cmp_ok time - $begun, '<', 15, '... at once when idle, not when its time is over';
is scalar(grep { !gone($_) } @all), 0, '... with its children';
worker_up();
soon(sub { (@all = map { children($_) } qw(snapshot spool jobs)) == 4 }, 'up again');
kill 'KILL', $worker;
waitpid $worker, 0;
undef $worker;
soon(sub { !grep { !gone($_) } @all }, 'no child outlives a killed parent');

done_testing;
