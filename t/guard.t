#!/usr/bin/perl
# Who may call what: signatures, tokens, roles, other clinics' rows, and how every refusal is told.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Switchboard;
use Test::More;

my ($NUMBER, $OTHERS_NUMBER) = ('+18455550101', '+18455550102');
my $INCOMING = '/api/twilio/voice/incoming';

my $s = Switchboard->new(numbers => [$NUMBER, $OTHERS_NUMBER]);
my $ours = $s->clinic('Ours', forwardNumber => '+19145550201');
my $theirs = $s->clinic('Theirs', forwardNumber => '+19145550202');
$s->connect($NUMBER, $ours);
$s->connect($OTHERS_NUMBER, $theirs);
my %client = (admin => $s->admin, customer => $s->user(customer => $ours), assistant => $s->user(assistant => $ours));
my @routes = grep { $_->{kind} ne 'internal' } map { my %r; @r{qw(program method path caller kind)} = split; \%r }
	split /\n/, Switchboard::read_file($s->setting('PROGRAM_DIR') . '/ROUTES');
my $their_call = $s->sid;
$s->signed($INCOMING, {CallSid => $their_call, From => '+12125550123', To => $OTHERS_NUMBER});

subtest 'every webhook wants a signature' => sub {
	my @webhooks = grep { $_->{caller} eq 'twilio' } @routes;
	cmp_ok(scalar @webhooks, '>=', 12, 'the manifest lists the webhooks');
	my $before = everything();
	foreach my $r (@webhooks) {
		my $fields = {CallSid => $s->sid, MessageSid => $s->sid('SM'), From => '+12125550123', To => $NUMBER, CallStatus => 'ringing', Body => 'no business of yours', RecordingSid => $s->sid('RE')};
		foreach my $how (qw(none wrong)) {
			$s->is_problem($s->signed($r->{path}, $fields, sign => $how), 403, "$r->{path} with a signature that is " . ($how eq 'none' ? 'missing' : $how));
		}
	}
	is_deeply(everything(), $before, 'and none of them left a row or an envelope');
};

subtest 'what a signature covers' => sub {
	my $fields = {CallSid => $s->sid, From => '+12125550123', To => $NUMBER, CallStatus => 'ringing', StirVerstat => ''};
	my @pairs = ((map { [$_, $fields->{$_}] } sort keys %$fields), ['AccountSid', $s->account]);
	my $accepted = sub ($name, @with) { is($s->signed($INCOMING, @with)->{status}, 200, $name) };
	my $before = everything();
	my $refused = sub ($name, @with) { $s->is_problem($s->signed($INCOMING, @with), 403, $name) };
	$refused->('a changed value', {%$fields, To => $OTHERS_NUMBER}, signature => $s->signature($INCOMING, \@pairs));
	$refused->('a changed name', {%$fields, CallStatus => undef, CallState => 'ringing'}, signature => $s->signature($INCOMING, \@pairs));
	$refused->('one field more', {%$fields, Extra => 'x'}, signature => $s->signature($INCOMING, \@pairs));
	$refused->('one field less', {map { $_ => $fields->{$_} } grep { $_ ne 'From' } keys %$fields}, signature => $s->signature($INCOMING, \@pairs));
	$refused->('another path', $fields, signature => $s->signature('/api/twilio/voice', \@pairs));
	$refused->('a query that was not signed', $fields, query => 'attempt=1', signature => $s->signature($INCOMING, \@pairs));
	$refused->('another query', $fields, query => 'attempt=2', signature => $s->signature("$INCOMING?attempt=1", \@pairs));
	$refused->('a query that is gone', $fields, signature => $s->signature("$INCOMING?attempt=1", \@pairs));
	$refused->('another token', $fields, sign => 'f' x 32);
	$refused->('another port', $fields, port => 8444);
	$refused->('the usual port of another scheme', $fields, port => 443);
	$refused->('an empty signature', $fields, signature => '');
	$refused->('half of the right signature', $fields, signature => substr($s->signature($INCOMING, \@pairs), 0, 14));
	$refused->('another account, correctly signed', {%$fields, AccountSid => 'AC' . '0' x 32});
	$refused->('no account, correctly signed', {%$fields, AccountSid => undef});
	$refused->('our account in another letter case', {%$fields, AccountSid => uc $s->account});
	is_deeply(everything(), $before, 'none of these left a row or an envelope');
	$accepted->('the URL without a port', $fields);
	$accepted->('the URL with our port', $fields, port => 1);
	$accepted->('the secondary token', $fields, sign => 'secondary');
	$accepted->('the secondary token and our port', $fields, sign => 'secondary', port => 1);
	$accepted->('a query that was signed', $fields, query => 'attempt=1&x=%20y+z');
	$accepted->('fields in the reverse order', [reverse @pairs]);
	$accepted->('a field that comes twice', [@pairs, ['Twice', 'b'], ['Twice', 'a']]);
	$accepted->('a field that is empty', {%$fields, Empty => ''});
	$accepted->('letters of the whole world', {%$fields, CallerName => "Zo\x{eb} \x{2014} \x{5f20}\x{4f1f} & Co = 100% +1"});
	is($s->request(POST => $INCOMING, Twilio::Signature::form(\@pairs), {'Content-Type' => 'application/x-www-form-urlencoded',
		'X_Twilio_Signature' => $s->signature($INCOMING, \@pairs)})->{status}, 403, 'a header with another spelling is not the signature');
	is($s->signed($INCOMING, $fields, headers => {'X-Forwarded-Host' => 'elsewhere.example', 'X-Forwarded-Proto' => 'http'})->{status}, 200,
		'what a proxy claims about the host plays no part');
};

subtest 'tokens' => sub {
	my $me = sub ($token) { return $s->request(GET => '/api/auth/me', undef, {defined $token ? (Authorization => $token) : ()}) };
	my $customer = $client{customer};
	my ($head, $claims, $seal) = split /\./, $customer->{token};
	is($me->("Bearer $customer->{token}")->{json}{email}, $customer->{email}, 'the token of a login tells who one is');
	is($me->("bearer $customer->{token}")->{status}, 200, 'the scheme\'s letter case plays no part');
	my %bad = (
		'none' => undef, 'an empty one' => 'Bearer ', 'no token at all' => 'Bearer x', 'another scheme' => "Basic $customer->{token}",
		'one with another secret' => 'Bearer ' . $s->forge($customer, secret => 'x' x 64),
		'one with an empty secret' => 'Bearer ' . $s->forge($customer, secret => ''),
		'one that says alg none' => 'Bearer ' . $s->forge($customer, head => {alg => 'none'}, unsigned => 1),
		'one that says alg none and is sealed' => 'Bearer ' . $s->forge($customer, head => {alg => 'none'}),
		'one that says alg HS512' => 'Bearer ' . $s->forge($customer, head => {alg => 'HS512'}),
		'one that says alg RS256' => 'Bearer ' . $s->forge($customer, head => {alg => 'RS256'}),
		'an expired one' => 'Bearer ' . $s->forge($customer, claims => {exp => time - 5}),
		'one that is not valid yet' => 'Bearer ' . $s->forge($customer, claims => {nbf => time + 3600}),
		'one of a login that never was' => 'Bearer ' . $s->forge($customer, claims => {jti => 'a' x 26}),
		'one whose claims were changed' => "Bearer $head." . (split /\./, $s->forge($customer, claims => {role => 'admin'}))[1] . ".$seal",
		'one without its seal' => "Bearer $head.$claims.",
		'one with something after it' => "Bearer $customer->{token}x",
	);
	foreach my $name (sort keys %bad) {
		my $answer = $me->($bad{$name});
		$s->is_problem($answer, 401, "$name is refused");
		like($answer->{headers}{'www-authenticate'}, qr/\ABearer\b/, 'and the scheme is told');
	}
	is($s->request(GET => '/api/users', undef, {Authorization => 'Bearer ' . $s->forge($customer, claims => {role => 'admin', clinicId => undef})})->{status}, 403,
		'a token that we would have sealed ourselves still has no more rights than its user');
};

subtest 'every endpoint of the API wants a login, and a role' => sub {
	my %rank = (public => -1, assistant => 0, customer => 1, admin => 2);
	foreach my $r (grep { exists $rank{$_->{caller}} && $_->{caller} ne 'public' } @routes) {
		my $path = $r->{path} =~ s/\{\w+\}/1/gr;
		my $body = $r->{method} =~ /\A(?:POST|PUT|PATCH)\z/ ? {} : undef;
		$s->is_problem($s->api(undef, $r->{method}, $path, $body), 401, "$r->{method} $r->{path} without a token");
		foreach my $role (grep { $rank{$_} < $rank{$r->{caller}} } qw(assistant customer)) {
			$s->is_problem($s->api($client{$role}, $r->{method}, $path, $body), 403, "$r->{method} $r->{path} as $role");
		}
	}
};

subtest 'another clinic\'s rows do not exist' => sub {
	my $id = $theirs->{id};
	my $before = everything();
	my @asked = (
		[GET => "/api/clinics/$id"], [PATCH => "/api/clinics/$id", {name => 'Taken over'}], [GET => "/api/clinics/$id/routing"], [PUT => "/api/clinics/$id/routing", {forwardNumber => '+19145550209'}],
		[POST => "/api/clinics/$id/routing/preview", {at => '2026-11-21T12:00:00Z'}], [GET => "/api/twilio/call-logs/$their_call"],
		[PATCH => "/api/twilio/call-logs/$their_call", {notes => 'mine now'}], [GET => "/api/twilio/call-logs?clinicId=$id"], [GET => "/api/twilio/calls?clientId=$id"], [GET => "/api/clinics?clinicId=$id"],
	);
	foreach my $asked (@asked) {
		my ($method, $path, @body) = @$asked;
		my $answer = $s->api($client{customer}, $method, $path, @body);
		$s->is_problem($answer, 404, "$method $path");
		my $nowhere = $s->api($client{customer}, $method, $path =~ s/\b$id\b(?!\d)/99999/r =~ s/$their_call/CAnowhere/r, @body);
		is($answer->{body}, $nowhere->{body}, 'exactly as if there were no such thing');
	}
	is_deeply(everything(), $before, 'and nothing changed');
	is_deeply([map { $_->{clinicId} } @{$s->api($client{assistant}, GET => '/api/twilio/call-logs')->{json}{items}}], [grep { $_ != $id } map { $_->{clinicId} }
		@{$s->api($s->admin, GET => '/api/twilio/call-logs')->{json}{items}}], 'a list without a clinic is the caller\'s own');
	is($s->api($client{customer}, GET => "/api/twilio/call-logs?clinicId=$ours->{id}")->{status}, 200, 'one\'s own clinic may be named');
	$s->is_problem($s->api($s->admin, GET => '/api/twilio/call-logs?clinicId=99999'), 404, 'a clinic that is none is a 404 to an admin too');
	is_deeply([map { $_->{callSid} } @{$s->api($s->admin, GET => "/api/twilio/call-logs?clinicId=$id")->{json}{items}}], [$their_call], 'an admin acts for a clinic by naming it');
	is_deeply([map { $_->{callSid} } @{$s->api($s->admin, GET => "/api/twilio/call-logs?clientId=$id")->{json}{items}}], [$their_call], 'under its older name too');
};

subtest 'nothing that was said is shown without a trace' => sub {
	my ($words, $caller, $call, $session) = ('Root canal on Tuesday', '+12125550124', $s->sid, 'vs_' . 'a' x 26);
	$s->secret($words);
	$s->signed($INCOMING, {CallSid => $call, From => $caller, To => $NUMBER});
	$s->sql("INSERT INTO transcripts (clinic_id, call_sid, source, status, text, summary, created_at, ready_at) VALUES (?, ?, 'twilio-intelligence', 'ready', ?, ?, NOW(3), NOW(3))",
		$ours->{id}, $call, $words, $words);
	$s->sql("INSERT INTO voicemails (clinic_id, call_sid, from_number, recording_sid, recording_url, transcript, created_at) VALUES (?, ?, ?, ?, '', ?, NOW(3))",
		$ours->{id}, $call, $caller, $s->sid('RE'), $words);
	$s->sql("INSERT INTO sessions (session_id, clinic_id, phone, agent_type, provider, status, status_rank, summary, created_at, updated_at) VALUES (?, ?, ?, 'intake', 'vapi', 'completed', 5, ?, NOW(3), NOW(3))",
		$session, $ours->{id}, $caller, $words);
	my $voicemail = $s->value('SELECT voicemail_id FROM voicemails WHERE call_sid = ?', $call);
	my $conversation = $s->value('SELECT conversation_id FROM conversations WHERE phone = ?', $caller);
	my @looks = ((map { [GET => $_] } "/api/twilio/call-logs/$call", "/api/twilio/call-logs/$call/summary", '/api/voicemails', '/api/voicemails?format=csv', "/api/voicemails/$voicemail",
		"/api/conversations/$conversation", '/api/sessions', '/api/sessions?format=csv', "/api/sessions/$session"),
		map { [PATCH => $_, {}] } "/api/twilio/call-logs/$call", "/api/voicemails/$voicemail", "/api/conversations/$conversation");
	foreach my $look (@looks) {
		$s->sql('DELETE FROM audit');
		my $answer = $s->api($client{assistant}, @$look);
		is($answer->{status}, 200, "$look->[0] $look->[1]");
		like($answer->{body}, qr/\Q$words\E/, 'shows it');
		is($s->value('SELECT COUNT(*) FROM audit WHERE user_id = ? AND clinic_id = ?', $client{assistant}{id}, $ours->{id}), 1, 'and is one look in the audit log');
	}
	$s->sql('RENAME TABLE audit TO audit_away');
	$s->expect_error(qr/audit/);
	foreach my $look (@looks) {
		my $answer = $s->api($client{assistant}, @$look);
		$s->is_problem($answer, 503, "$look->[0] $look->[1] without the audit log");
		unlike($answer->{body}, qr/\Q$words\E/, 'shows nothing');
	}
	$s->sql('RENAME TABLE audit_away TO audit');
	is($s->api($client{assistant}, @$_)->{status}, 200, "$_->[0] $_->[1] is well again") foreach @looks;
	# So many that this one's voicemail is on the second page of a spreadsheet.
	$s->sql('INSERT INTO voicemails (clinic_id, call_sid, from_number, recording_sid, recording_url, transcript, created_at) VALUES '
		. join(', ', ("(?, '', '', ?, '', 'Call me', NOW(3) + INTERVAL 1 MINUTE)") x 1000), map { ($ours->{id}, $s->sid('RE')) } 1 .. 1000);
	$s->sql('DELETE FROM audit');
	$s->sql("CREATE TRIGGER once BEFORE INSERT ON audit FOR EACH ROW IF EXISTS (SELECT 1 FROM audit) THEN SIGNAL SQLSTATE '45000'; END IF");
	my $sheet = $s->api($client{assistant}, GET => '/api/voicemails?format=csv')->{body};
	is(scalar(() = $sheet =~ /Call me/g), 1000, 'of a spreadsheet what is on record is given');
	unlike($sheet, qr/\Q$words\E/, 'and no more');
	like($sheet, qr/this file is not complete\."\r\n\z/, 'as it says');
	$s->sql('DROP TRIGGER once');
};

subtest 'the dashboard\'s cookie' => sub {
	my $with = sub ($method, $path, $body, %headers) { return $s->api(undef, $method, $path, $body, {Cookie => "a=b; $client{customer}{cookie}; c=d", %headers}) };
	my $write = ['PATCH', "/api/clinics/$ours->{id}", {name => 'Ours still'}];
	is($with->(GET => '/api/auth/me', undef)->{json}{id}, $client{customer}{id}, 'reads');
	$s->is_problem($with->(@$write), 403, 'writes nothing without an Origin');
	$s->is_problem($with->(@$write, Origin => $_), 403, "nor from $_") foreach 'https://evil.example', 'null', "$s->{url}.evil.example", $s->url =~ s/https/http/r, 'https://localhost';
	is($s->api($s->admin, GET => "/api/clinics/$ours->{id}")->{json}{name}, 'Ours', 'and so nothing was written');
	is($with->(@$write, Origin => $s->url)->{status}, 200, 'writes with ours');
	$s->is_problem($s->api(undef, GET => '/api/auth/me', undef, {Cookie => 'switchboard=nonsense'}), 401, 'a wrong one is a 401');
	$s->is_problem($s->api(undef, GET => '/api/auth/me', undef, {Cookie => 'xswitchboard=' . $client{customer}{token}}), 401, 'one of a similar name is none');
	is($s->api(undef, PATCH => "/api/clinics/$ours->{id}", {name => 'Ours'}, {Authorization => "Bearer $client{customer}{token}"})->{status}, 200, 'a bearer token needs no Origin');
};

subtest 'methods' => sub {
	my %methods;
	$methods{$_->{path}}{$_->{method}} = 1 foreach @routes;
	foreach my $path (sort keys %methods) {
		my %has = (%{$methods{$path}}, $methods{$path}{GET} ? (HEAD => 1) : ());
		foreach my $method ((grep { !$has{$_} } qw(GET PUT DELETE))[0], 'OPTIONS', 'BREW') {
			my $answer = $s->api($s->admin, $method, $path =~ s/\{\w+\}/1/gr);
			$s->is_problem($answer, 405, "$method $path");
			is(join(', ', sort split /,\s*/, $answer->{headers}{allow} // ''), join(', ', sort keys %has), 'with the methods that it has');
		}
	}
	my $head = $s->api($s->admin, HEAD => '/api/auth/me');
	is("$head->{status} $head->{headers}{'content-type'} $head->{body}", '200 application/json ', 'HEAD is a GET without its body');
};

subtest 'bodies' => sub {
	my $make = sub ($bytes, $type = 'application/json') { return $s->api($s->admin, POST => '/api/clinics', \$bytes, {'Content-Type' => $type}) };
	my $clinics = $s->value('SELECT COUNT(*) FROM clinics');
	$s->is_problem($make->('{"name":"' . 'x' x (1024 * 1024) . '"}'), 413, 'more than a megabyte');
	$s->is_problem($s->signed($INCOMING, {CallSid => $s->sid, To => $NUMBER, Filler => 'x' x 65536}), 413, 'a webhook of more than 64 KiB');
	$s->is_problem($make->('{"name":"x"}', $_), 415, "as $_") foreach 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'multipart/form-data; boundary=x';
	$s->is_problem($s->request(POST => $INCOMING, 'CallSid=x', {'Content-Type' => 'text/plain', 'X-Twilio-Signature' => 'x'}), 415, 'a webhook as text/plain');
	is($make->('{"name":"Typed"}', $_)->{status}, 201, "as $_") foreach 'application/json; charset=utf-8', 'APPLICATION/JSON';
	$clinics += 2;
	my %malformed = (
		'half of it' => '{"name":"x"', 'something after it' => '{"name":"x"} {}', 'single quotes' => "{'name':'x'}", 'no quotes' => '{name:"x"}', 'a comma too many' => '{"name":"x",}',
		'not UTF-8' => "{\"name\":\"\xff\"}", 'a bare word' => 'name', 'a comment' => '{"name":"x"/* why */}', 'NaN' => '{"name":NaN}', 'nested too deep' => '[' x 5000 . ']' x 5000,
		'a line break within a text' => "{\"name\":\"a\nb\"}", 'nothing but blanks' => '   ',
	);
	$s->is_problem($make->($malformed{$_}), 400, "malformed: $_") foreach sort keys %malformed;
	$s->is_problem($make->($_), 422, "not an object: $_") foreach '[]', '"name"', '1', 'null', 'true';
	is($s->value('SELECT COUNT(*) FROM clinics'), $clinics, 'none of these made anything');
};

subtest 'what is understood but invalid is told all at once' => sub {
	my $post = sub ($path, $body) { return $s->api($s->admin, POST => $path, $body) };
	$s->is_problem($post->('/api/clinics', {}), 422, 'what is missing', 'name');
	$s->is_problem($post->('/api/clinics', {name => '', timezone => 'Mars/Olympus', defaultCountry => 'USA', language => 5, marketingEnabled => 'yes', colour => 'red', size => 3}), 422,
		'what is wrong, and what is unknown', qw(name timezone defaultCountry language marketingEnabled colour size));
	$s->is_problem($post->('/api/clinics', {name => 'x' x 201}), 422, 'what is too long', 'name');
	$s->is_problem($post->('/api/clinics', {name => "with a \0 in it"}), 422, 'a text with a NUL in it', 'name');
	$s->is_problem($post->('/api/users', {email => 'nobody', name => '', role => 'king', password => 'short', clinicId => 'x'}), 422, 'a user whose every field is wrong',
		qw(email name role password clinicId));
	my $answer = $s->api($s->admin, GET => '/api/twilio/call-logs?limit=0&colour=red&since=yesterday&status=gone&summaryReady=perhaps');
	$s->is_problem($answer, 422, 'parameters of a list', qw(limit colour since status summaryReady));
	$s->is_problem($s->api($s->admin, GET => '/api/twilio/numbers?colour=red'), 422, 'a parameter where there are none', 'colour');
	$s->is_problem($s->api($s->admin, GET => '/api/twilio/call-logs?cursor=nonsense'), 422, 'a cursor that no list gave', 'cursor');
	$s->is_problem($s->api($s->admin, GET => '/api/clinics/none'), 422, 'an id that is none', 'id');
	$s->is_problem($s->api($s->admin, GET => "/api/twilio/call-logs?limit=$_"), 422, "limit $_", 'limit') foreach 0, 201, -1, '1e2', 'x';
	is($s->api($s->admin, GET => "/api/twilio/call-logs?limit=$_")->{status}, 200, "limit $_") foreach 1, 200;
	like($_->{message}, qr/\A\S.+\S\z/, "$_->{field}: $_->{message}") foreach @{$answer->{json}{errors}};
};

subtest 'paths that are none' => sub {
	$s->is_problem($s->request(GET => $_), 404, $_) foreach '/api/', '/api/nothing', '/api/twilio/voice/incoming/', '/api/clinics/1/2/3', '/api/twilio/call-logs/a/b', '/nowhere.html', '/metrics', '/api/../etc/passwd';
	my $answer = $s->api($s->admin, GET => '/api/auth/me');
	is($answer->{headers}{'cache-control'}, 'no-store', 'answers are stored nowhere on their way');
	like($answer->{headers}{'strict-transport-security'}, qr/max-age/, 'browsers are told to stay with TLS');
	is($answer->{headers}{'x-content-type-options'}, 'nosniff', 'and not to guess');
	ok(!exists $answer->{headers}{'x-powered-by'}, 'and are not told what runs here');
	my $strange = $s->api($s->admin, GET => '/api/twilio/call-logs/' . 'x' x 65);
	$s->is_problem($strange, 422, 'a sid that can be none', 'callSid');
	$s->is_problem($s->api($s->admin, GET => '/api/twilio/call-logs/CA%2e%2e%2fx'), 404, 'a sid with a slash in it is just an unknown sid');
};

$s->end;
done_testing;

# How many rows there are of everything that a webhook or a write leaves behind, and what is in the spool.
sub everything() {
	return {
		(map { $_ => $s->value("SELECT COUNT(*) FROM $_") } qw(events calls voicemails clinics users phone_numbers routing), 'jobs WHERE job_key IS NULL OR job_key <> kind'),	# others come and go by themselves
		names => join(',', map { $_->{name} } $s->rows('SELECT name FROM clinics ORDER BY clinic_id')),
		spool => scalar(() = glob $s->setting('SPOOL_DIR') . '/*/*'),
	};
}
