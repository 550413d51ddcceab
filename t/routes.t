#!/usr/bin/perl
# lib/web/routes.pl: what the web servers, systemd and the API reference are told follows from the programs' tables.

use v5.36;
use File::Temp qw(tempdir);
use JSON::PP;
use Test::More;

my $dir = tempdir(CLEANUP => 1);

my %PROGRAM = (
	'voice-incoming' => [4, row('POST', '/api/twilio/voice/incoming', 'twilio', 'voice', bodyLimit => 65536,
		params => [param('CallSid', 'form', 'text', min => 1, max => 64), param('Digits', 'form', 'text', required => JSON::PP::false)]),
		row('POST', '/api/twilio/voice', 'twilio', 'voice')],
	'voice-status-callback' => [2, row('POST', '/api/twilio/status', 'twilio', 'webhook')],
	'twilio-status' => [2, row('GET', '/api/twilio/status', 'admin', 'api')],
	'auth' => [2, row('POST', '/api/auth/login', 'public', 'api', answer => 'login',
		params => [param('email', 'body', 'email'), param('password', 'body', 'text', max => 200)])],
	'calls' => [2, row('GET', '/api/calls', 'assistant', 'api', answer => 'call', params => [param('limit', 'query', 'int', min => 1,
		max => 200, required => JSON::PP::false), param('cursor', 'query', 'text', required => JSON::PP::false)]),
		row('GET', '/api/calls/{callSid}', 'assistant', 'api', answer => 'call', params => [param('callSid', 'path', 'text')]),
		row('PATCH', '/api/calls/{callSid}', 'assistant', 'api', answer => 'call', bodyLimit => 1048576, params => [
			param('notes', 'body', 'text', required => JSON::PP::false, nullable => JSON::PP::true)])],
	'calls-today' => [1, row('GET', '/api/calls/today', 'assistant', 'api')],
	'sound' => [2, row('GET', '/api/calls/{callSid}/audio.mp3', 'assistant', 'api', refuses => ['416', '502'], readTimeout => 300),
		row('GET', '/api/calls/{callSid}/length', 'assistant', 'api')],
	'purchase' => [2, row('POST', '/api/purchase', 'admin', 'api', idempotent => JSON::PP::true, answer => 'number',
		params => [param('phoneNumber', 'body', 'e164')])],
	'metrics' => [1, row('GET', '/metrics', 'public', 'internal')],
);

# nginx
my $upstreams = routes('nginx-upstreams', %PROGRAM);
is(() = $upstreams =~ m{server unix:\@RUN_DIR\@/calls\.sock max_fails=0;}g, 2, 'an upstream lists its socket twice, for a second try');
like($upstreams, qr{"GET:/api/twilio/status" switchboard-twilio-status;}, 'a shared path goes by method');
like($upstreams, qr{"HEAD:/api/twilio/status" switchboard-twilio-status;}, 'HEAD goes with GET');
like($upstreams, qr{"POST:/api/twilio/status" switchboard-voice-status-callback;}, 'POST goes to the other program');
like($upstreams, qr{"~\^\[\^:\]\*:/api/twilio/status\$" switchboard-twilio-status;}, 'any other method finds a program that says 405');
like($upstreams, qr{/api/twilio/status "GET, HEAD, POST";}, 'whose Allow is the union');
like($upstreams, qr{map \S+ \$switchboard_api_client \{[^\}]*"POST:/api/twilio/status" "";}, 'the webhook of a shared path counts for no limit');
unlike($upstreams, qr{"POST:/api/twilio/voice}, 'a path of one program needs no map');

my $nginx = routes('nginx', %PROGRAM);
my %location = $nginx =~ /^location (.+?) \{\n(.*?)^\}/msg;
is_deeply([$nginx =~ /^location (.+?) \{/mg], [
	'= /api/auth/login', '= /api/calls', '= /api/calls/today', '= /api/purchase', '= /api/twilio/status', '= /api/twilio/voice',
	'= /api/twilio/voice/incoming', '~ ^/api/calls/[^/]+$', '~ ^/api/calls/[^/]+/audio\.mp3$', '~ ^/api/calls/[^/]+/length$',
], 'each path is one location, exact ones first, templates anchored, nothing internal');
my $voice = $location{'= /api/twilio/voice/incoming'};
like($voice, qr/fastcgi_next_upstream error timeout non_idempotent;/, 'a webhook is passed to another process');
unlike($voice, qr/limit_req/, 'and never refused for its rate');
like($voice, qr/client_max_body_size 65536;/, 'its body is limited');
my $api = $location{'~ ^/api/calls/[^/]+$'};
unlike($api, qr/non_idempotent/, 'an API request is not repeated');
like($api, qr/limit_req zone=switchboard_api /, 'and counted');
like($api, qr/client_max_body_size 1048576;/, 'the largest limit of a path counts');
like($location{'= /api/auth/login'}, qr/limit_req zone=switchboard_login /, 'login has a limit of its own');
like($location{'= /api/twilio/status'}, qr/fastcgi_pass \$switchboard_program;/, 'a shared path is passed by the map');
is_deeply([map { $location{$_} =~ /fastcgi_read_timeout 300s;/ ? $_ : () } sort keys %location], ['~ ^/api/calls/[^/]+/audio\.mp3$'], 'a path is waited for as long as its row says, and no other');
like(routes('nginx-internal', %PROGRAM), qr{\A[^{]*location = /metrics \{[^}]*\}\n\z}s, 'the internal listener has the internal paths alone');

# Apache
my $apache = routes('apache', %PROGRAM);
like($apache, qr{<Proxy "unix:\@RUN_DIR\@/calls\.sock\|fcgi://calls/">\n\tProxySet retry=0 timeout=30\n}, 'a worker of its own for each program');
like($apache, qr{fcgi://voice-incoming/">\n\tProxySet retry=0 timeout=12\n}, 'a webhook is given up before Twilio gives up');
like($apache, qr{<Proxy "unix:\@RUN_DIR\@/sound\.sock\|fcgi://sound-300/">\n\tProxySet retry=0 timeout=300\n}, 'one more, where a row has a timeout of its own');
like($apache, qr{fcgi://sound/">\n\tProxySet retry=0 timeout=30\n}, 'beside that of the program\'s other paths');
is_deeply([$apache =~ m{<LocationMatch "([^"]+)">(?:(?!</LocationMatch>).)*?fcgi://sound-300/}sg], ['^/api/calls/[^/]+/audio\.mp3$'], 'for that path alone');
like($apache, qr{<LocationMatch "\^/api/calls/\[\^/\]\+\$">}, 'templates are anchored there too');
like($apache, qr{SetEnv ALLOWED_METHODS "GET, HEAD, POST"\n\t<If "%\{REQUEST_METHOD\} in \{ 'POST' \}">\n\t\tSetHandler "proxy:\S+voice-status-callback/"},
	'a shared path goes by method');
like($apache, qr{LocationMatch "\^/api/calls/\[\^/\]\+\$">.*LocationMatch "\^/api/calls/today\$">}s, 'a literal path comes after a template that matches it: the last one counts');
unlike($apache, qr{/metrics}, 'nothing internal is public');
like(routes('apache-internal', %PROGRAM), qr{LocationMatch "\^/metrics\$"}, 'but on the internal listener');

# systemd and the manifest
is(routes('systemd', %PROGRAM), "auth 2\ncalls 2\ncalls-today 1\nmetrics 1\npurchase 2\nsound 2\ntwilio-status 2\nvoice-incoming 4\n"
	. "voice-status-callback 2\n", 'each program is one instance');
my @manifest = split /\n/, routes('manifest', %PROGRAM);
is(scalar @manifest, 13, 'the manifest has a line for each endpoint');
is_deeply([grep { /^voice-incoming / } @manifest], [
	'voice-incoming POST /api/twilio/voice/incoming twilio voice 4', 'voice-incoming POST /api/twilio/voice twilio voice 4',
], "in the order of the program's table");

# The API reference
my $reference = decode_json(routes('openapi', %PROGRAM));
is($reference->{openapi}, '3.1.0', 'the reference is OpenAPI 3.1');
ok(!$reference->{paths}{'/metrics'}, 'without internal paths');
my $login = $reference->{paths}{'/api/auth/login'}{post};
is_deeply($login->{security}, [], 'login needs no credentials');
my $body = $login->{requestBody}{content}{'application/json'}{schema};
is_deeply([sort @{$body->{required}}], ['email', 'password'], 'its body names what it requires');
is($body->{additionalProperties}, JSON::PP::false, 'and refuses what it does not know');
my $incoming = $reference->{paths}{'/api/twilio/voice/incoming'}{post};
is_deeply($incoming->{security}, [{twilioSignature => []}], 'a webhook is signed');
my $form = $incoming->{requestBody}{content}{'application/x-www-form-urlencoded'}{schema};
is_deeply($form->{required}, ['CallSid'], 'its form names what it requires');
ok(!exists $form->{additionalProperties}, 'and takes unknown fields');
ok($incoming->{responses}{200}{content}{'text/xml'}, 'it answers with TwiML');
my $list = $reference->{paths}{'/api/calls'}{get};
is($list->{responses}{200}{content}{'application/json'}{schema}{properties}{items}{items}{'$ref'}, '#/components/schemas/call',
	'what takes a cursor gives a list');
is_deeply([map { $_->{name} } @{$list->{parameters}}], ['limit', 'cursor'], 'with its parameters');
my ($limit) = grep { $_->{name} eq 'limit' } @{$list->{parameters}};
is_deeply($limit->{schema}, {type => 'integer', minimum => 1, maximum => 200}, 'and their limits');
my $one = $reference->{paths}{'/api/calls/{callSid}'}{get};
is_deeply([map { "$_->{in} $_->{name} $_->{required}" } @{$one->{parameters}}], ['path callSid 1'], 'a template is a required parameter');
is_deeply($reference->{paths}{'/api/calls/{callSid}'}{patch}{requestBody}{content}{'application/json'}{schema}{properties}{notes}{type},
	['string', 'null'], 'what can be taken away may be null');
ok($reference->{paths}{'/api/calls/{callSid}/audio.mp3'}{get}{responses}{$_}, "what a row says that it refuses with is promised: $_") foreach 416, 502;
ok(!$one->{responses}{416}, 'and of no other');
ok(grep({ $_->{name} eq 'Idempotency-Key' } @{$reference->{paths}{'/api/purchase'}{post}{parameters}}), 'a key is taken where the row says so');
ok($reference->{components}{schemas}{event}, 'shapes that a shape names are there');
my $with_json = decode_json(routes('openapi', a => [1, row('POST', '/api/a', 'public', 'api', params => [param('hours', 'body', 'json', shape => 'hours', help => 'When')])]));
is_deeply($with_json->{paths}{'/api/a'}{post}{requestBody}{content}{'application/json'}{schema}{properties}{hours}, {'$ref' => '#/components/schemas/hours', description => 'When'}, 'a field may have a shape');
ok($with_json->{components}{schemas}{intervals}, 'which is there, with those that it names');
ok(!$reference->{components}{schemas}{campaign}, 'shapes that nothing names are not');
my $text = routes('openapi', %PROGRAM);
my %pointed = map { $_ => 1 } $text =~ m{"#/components/(\w+/\w+)"}g;
is_deeply([grep { my ($kind, $name) = split m{/}; !$reference->{components}{$kind}{$name} } sort keys %pointed], [], 'every reference leads somewhere');

# The same input gives the same output, in whatever order the files come
is(routes('nginx', %PROGRAM), $nginx, 'the output is stable');

# What cannot be is refused, by name
refused({%PROGRAM, 'other' => [1, row('POST', '/api/auth/login', 'public', 'api')]}, qr/POST \/api\/auth\/login belongs to both auth and other/,
	'two programs with the same method and path');
refused({%PROGRAM, 'other' => [1, row('GET', '/api/calls/{id}', 'assistant', 'api')]}, qr/belongs to both calls and other/,
	'the same, though their templates have other names');
refused({%PROGRAM, 'other' => [1, row('POST', '/api/calls', 'twilio', 'webhook'), row('PATCH', '/api/calls', 'assistant', 'api')]},
	qr{/api/calls: .*repeat}, 'a webhook beside an unsafe API request');
refused({a => [1, row('GET', '/api/a', 'public', 'page')]}, qr/unknown kind "page"/, 'an unknown kind');
refused({a => [1, row('GET', 'api/a', 'public', 'api')]}, qr/"api\/a" is no path/, 'a path that is none');
refused({a => [1, row('GET', '/api/a', 'public', 'api', refuses => ['418'])]}, qr/refuses with 418/, 'a status that nobody explains');
refused({a => [1, row('GET', '/api/a', 'public', 'api', answer => 'nothing')]}, qr/"nothing", which is not in shapes\.json/, 'an unknown shape');
refused({a => [1, row('POST', '/api/a', 'public', 'api', @$_)]}, qr/takes "nothing", which is not in shapes\.json/, 'of what is taken, too')
	foreach [body => 'nothing'], [params => [param('a', 'body', 'json', shape => 'nothing')]];

done_testing;

sub row($method, $path, $caller, $kind, %more) {
	return {method => $method, path => $path, caller => $caller, kind => $kind, bodyLimit => 65536, summary => 'What it does',
		idempotent => JSON::PP::false, params => [], %more};
}

sub param($name, $in, $type, %more) {
	return {name => $name, in => $in, type => $type, min => 0, max => 0, required => JSON::PP::true, %more};
}

sub files(%program) {
	unlink glob "$dir/*.json";
	foreach my $name (keys %program) {
		my ($processes, @endpoints) = @{$program{$name}};
		open my $out, '>', "$dir/$name.json" or die "$dir/$name.json: $!";
		print $out encode_json({program => $name, processes => $processes, endpoints => \@endpoints});
		close $out;
	}
	return reverse glob "$dir/*.json";
}

sub routes($format, %program) {
	my @files = files(%program);
	my $text = `$^X lib/web/routes.pl $format @files`;
	is($?, 0, "$format is written");
	return $text;
}

sub refused($program, $why, $what) {
	my @files = files(%$program);
	my $said = `$^X lib/web/routes.pl openapi @files 2>&1`;
	isnt($?, 0, "$what: refused");
	like($said, $why, 'with the reason');
}
