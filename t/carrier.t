#!/usr/bin/perl
# lib/carrier against a server that misbehaves in every way that matters: what was answered, what was never sent, and what may have happened.
use v5.36;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use IPC::Open2 qw(open2);
use JSON::PP;
use MIME::Base64 qw(decode_base64);
use Socket qw(SOL_SOCKET SO_LINGER);
use lib dirname(abs_path(__FILE__)) . '/lib';
use Port;
use Test::More;
use Time::HiRes qw(sleep time);

chdir dirname(abs_path(__FILE__)) . '/..';
my $driver = ($ENV{SWITCHBOARD_OBJ} // 'obj') . '/t/lib/carrier-driver';
plan skip_all => "$driver is not built" unless -x $driver;

my $dir = tempdir(CLEANUP => 1);
my $account = 'AC' . 'a' x 32;
my $key = 'SK' . 'b' x 32;
my $number = 'PN' . 'c' x 32;
my @children;

# --- the server -------------------------------------------------------------------------------------------------------

my $listen = IO::Socket::INET->new(Listen => 64, LocalAddr => '127.0.0.1') or die "listen: $@";
my $origin = 'http://127.0.0.1:' . $listen->sockport;

# Every request that arrived whole, in order: {method, target, user, body}.
sub requests ($like = qr/./) {
	open my $log, '<', "$dir/requests" or return;
	return grep { $_->{target} =~ $like } map { decode_json($_) } <$log>;
}

sub answer ($to, $status, $body, @headers) {
	my $type = (grep { /^Content-Type/ } @headers) ? () : 'Content-Type: application/json';
	print $to join("\r\n", "HTTP/1.1 $status X", $type // (), @headers, 'Content-Length: ' . length $body, '', $body);
}

# One answer; false ends the connection.
sub handle ($to, $r) {
	my ($path) = $r->{target} =~ m{(/[^/?]*)(?:\?.*)?$};

	for ($path) {
		return answer($to, 200, encode_json({ user => $r->{user}, body => $r->{body} })) if m{^/ok} || m{^/keep};
		return answer($to, 204, '') if m{^/gone};
		if (m{^/token-only}) {
			return answer($to, 200, '{"fine":true}') unless $r->{user} =~ /^SK/;
			return answer($to, 401, '{"code":20003,"message":"Authenticate","status":401}');
		}
		return answer($to, 403, '{"code":20008,"message":"Resource not accessible with Test Account Credentials","status":403}') if m{^/forbidden};
		return answer($to, 400, '{"code":21422,"message":"not available","more_info":"x","status":400}') if m{^/refused};
		return answer($to, 400, '{"type":"about:blank","title":"Bad","detail":"the number is odd","code":"21421","status":400}',
			'Content-Type: application/problem+json') if m{^/problem};
		return answer($to, 404, '<h1>no</h1>', 'Content-Type: text/html') if m{^/html};
		if (m{^/busy-once}) {
			return answer($to, 429, '{"code":20429,"message":"Too Many Requests"}', 'Retry-After: 1') if requests(qr/busy-once/) < 2;
			return answer($to, 200, '{"fine":true}');
		}
		return answer($to, 429, '{"code":20429,"message":"Too Many Requests"}') if m{^/busy};
		return answer($to, 429, '{"code":20429,"message":"Too Many Requests"}', 'Retry-After: 60') if m{^/patience};
		return answer($to, 500, '{"code":20500,"message":"Internal"}') if m{^/broken};
		return answer($to, 200, '<html>all is well</html>') if m{^/nonsense};
		return answer($to, 200, '[1,2]') if m{^/array};
		return answer($to, 200, '"' . 'x' x 200_000 . '"') if m{^/large};
		return answer($to, 302, '', 'Location: /ok-elsewhere') if m{^/redirect};
		if (m{^/sound}) {
			return answer($to, 206, 'cde', 'Content-Type: audio/mpeg', 'Content-Range: bytes 2-4/10') if $r->{range};
			return answer($to, 200, 'abcdefghij', 'Content-Type: audio/mpeg');
		}
		if (m{^/to-(\w+)}) {
			my %to = (sound => "http://localhost:" . $listen->sockport . '/sound-stored', port => 'http://127.0.0.1:1/sound', host => 'https://evil.example/sound',
				suffix => 'https://eviltwilio.com/x', named => "http://me:secret\@127.0.0.1:" . $listen->sockport . '/sound-named', plain => 'http://media.twiliocdn.com/x',
				odd => 'https://media.twiliocdn.com:8443/x', redirect => '/to-sound');
			return answer($to, 307, 'moved', "Location: $to{$1}");
		}
		if (m{^/pieces}) {
			print $to "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
			for (1 .. 3) { print $to "5\r\npiece\r\n"; sleep 0.01 }
			print $to "0\r\n\r\n";
			return 1;
		}
		if (m{^/stall}) { print $to "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun"; 1 while sysread $to, my $more, 1; return 0 }
		if (m{^/garbage}) { print $to "220 mail.example ESMTP\r\n"; return 0 }
		if (m{^/half}) { print $to "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"; return 0 }
		if (m{^/reset}) { setsockopt($to, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0)); return 0 }
		return 0 if m{^/closes};
		if (m{^/silent}) { 1 while sysread $to, my $more, 1; return 0 }	# until the other side gives up
		if (m{^/Calls\.json}) {
			my ($page) = $r->{target} =~ /Page=(\d)/ ? $1 : 0;
			return answer($to, 200, encode_json({ calls => [ map { { sid => "CA$page$_" } } 1 .. 3 ],
				next_page_uri => $page < 2 ? "/2010-04-01/Accounts/$account/Calls.json?Page=" . ($page + 1) : undef }));
		}
		if (m{^/Transcripts}) {
			my $page = $r->{target} =~ /Page=(\d)/ ? $1 : 0;
			return answer($to, 200, encode_json({ transcripts => [ map { { sid => "GT$page$_" } } 1 .. 2 ], meta => {
				next_page_url => $page < 2 ? 'https://intelligence.example/v2/Transcripts?A=1&Page=' . ($page + 1) : undef } }));
		}
		return answer($to, 200, encode_json({ strange => [{ sid => 'ST1' }], meta => { next_page_url => 'https://x.example/2010-04-01/x' } })) if m{^/Strange};
		return answer($to, 200, encode_json({ evil => [{ sid => 'EV1' }], next_page_uri => '@127.0.0.1:1/2010-04-01/x' })) if m{^/Evil};
		return answer($to, 200, encode_json({ incoming_phone_numbers => [
			{ sid => 'PN0', phone_number => '+184555501009' },
			{ sid => $number, phone_number => '+18455550100', capabilities => { voice => JSON::PP::true, SMS => JSON::PP::true } } ] }))
			if m{^/IncomingPhoneNumbers\.json};
		return answer($to, 200, '{"sid":"PN"}') if m{^/PN};
		return answer($to, 404, '{"message":"no"}');
	}
}

sub converse ($to) {
	while (defined(my $line = <$to>)) {
		my ($method, $target) = $line =~ /^(\w+) (\S+)/ or return;
		my %header;
		while (defined($line = <$to>) && $line =~ /^([\w-]+): *(.*?)\r?$/) { $header{lc $1} = $2 }
		read $to, my $body, $header{'content-length'} // 0;
		my ($user) = ($header{authorization} // '') =~ /^Basic (.*)/ ? split /:/, decode_base64($1) : '';
		my $r = { method => $method, target => $target, user => $user, body => $body, expect => $header{expect}, connection => $$,
			type => $header{'content-type'}, range => $header{range}, authorization => $header{authorization} };
		open my $log, '>>', "$dir/requests" or die;
		print $log encode_json($r), "\n";
		close $log;
		handle($to, $r) or return;
	}
}

sub child ($run) {
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		$SIG{TERM} = 'DEFAULT';
		$SIG{CHLD} = 'IGNORE';
		$run->();
		exec 'true';	# no END blocks of the test's
	}
	push @children, $pid;
	return $pid;
}

child(sub {
	while (1) {
		my $to = $listen->accept or next;
		next if fork;
		$to->autoflush(1);
		converse($to);
		close $to;
		exec 'true';
	}
});
END { kill 'TERM', @children if @children }

# --- the driver -------------------------------------------------------------------------------------------------------

sub driver (%settings) {
	local %ENV = (PATH => $ENV{PATH}, SWITCHBOARD_CONF => '/dev/null', LOG_LEVEL => 'error', TWILIO_ACCOUNT_SID => $account, TWILIO_AUTH_TOKEN => 'token',
		TWILIO_API_KEY_SID => $key, TWILIO_API_KEY_SECRET => 'secret', TWILIO_API_URL => $origin, TWILIO_INTELLIGENCE_URL => $origin, %settings,
		$ENV{ASAN_OPTIONS} ? (ASAN_OPTIONS => $ENV{ASAN_OPTIONS}) : ());
	delete @ENV{ grep { !defined $ENV{$_} } keys %ENV };
	my $pid = open2(my $out, my $in, $driver);
	$in->autoflush(1);
	return { pid => $pid, out => $out, in => $in };
}

sub ask ($d, @words) {
	print { $d->{in} } join("\t", @words), "\n";
	my $line = readline $d->{out};
	return defined $line ? decode_json($line) : { died => 1 };
}

sub done ($d) {
	close $d->{in};
	waitpid $d->{pid}, 0;
	return $?;
}

my $d = driver();
my $base = "/2010-04-01/Accounts/$account";

# --- http -------------------------------------------------------------------------------------------------------------

my $a = ask($d, 'http', 'POST', "$origin/ok", 20_000, 0, 'hello');
is $a->{outcome}, 'answered', 'a request is answered';
is $a->{status}, 200, '... with its status';
is decode_json($a->{body})->{body}, 'hello', '... and its body arrived';
is $a->{contentType}, 'application/json', '... and the type is told';
is((requests(qr{/ok$}))[-1]{expect}, undef, '... without waiting for a 100');

$a = ask($d, 'http', 'GET', "$origin/redirect", 20_000, 0);
is $a->{status}, 302, 'a redirect is an answer';
is scalar requests(qr/ok-elsewhere/), 0, '... and is not followed';

$a = ask($d, 'http', 'GET', "$origin/patience", 20_000, 0);
is $a->{retryAfter}, 60, 'Retry-After is told';

$a = ask($d, 'http', 'GET', "$origin/large", 20_000, 100_000);
is $a->{outcome}, 'unknown', 'an answer over the limit is none';
like $a->{error}, qr/too large/, '... and the reason says so';
is ask($d, 'http', 'GET', "$origin/large", 20_000, 300_000)->{outcome}, 'answered', '... under the limit it is one';

for my $path (qw(reset closes garbage half)) {
	$a = ask($d, 'http', 'POST', "$origin/$path", 20_000, 0, 'x');
	is $a->{outcome}, 'unknown', "/$path: it may have happened";
	is scalar requests(qr{/$path$}), 1, '... and was sent once';
}
$a = ask($d, 'http', 'POST', "$origin/silent", 300, 0, 'x');
is $a->{outcome}, 'unknown', 'no answer in time: it may have happened';
cmp_ok $a->{tookMs}, '<', 20_000, '... and the deadline was kept';

my $nobody = Port::free();
$a = ask($d, 'http', 'POST', "http://127.0.0.1:$nobody/x", 20_000, 0, 'x');
is $a->{outcome}, 'not-sent', 'nobody listens: nothing was sent';

my $mute = IO::Socket::INET->new(Listen => 8, LocalAddr => '127.0.0.1');
$a = ask($d, 'http', 'POST', 'https://127.0.0.1:' . $mute->sockport . '/x', 400, 0, 'x');
is $a->{outcome}, 'not-sent', 'no TLS in time: nothing was sent';
is ask($d, 'http', 'POST', 'https://no-such-host.invalid/x', 2000, 0, 'x')->{outcome}, 'not-sent', 'no such host: nothing was sent';
for my $url ('http://198.51.100.1/x', 'http://10.example.invalid/x', 'http://127.0.0.1.example.invalid/x', 'http://127.0.0.1@example.invalid/', 'ftp://127.0.0.1/x', 'file:///etc/passwd', 'x') {
	$a = ask($d, 'http', 'GET', $url, 1000, 0);
	is "$a->{outcome}, $a->{error}", 'not-sent, the address is neither https nor near', "refused: $url";
}

# A kept connection that ends before the answer: libcurl by itself would send the request again.
is ask($d, 'http', 'GET', "$origin/keep-1", 20_000, 0)->{status}, 200, 'a connection is kept';
is ask($d, 'http', 'GET', "$origin/keep-2", 20_000, 0)->{status}, 200, '... and used again';
is((requests(qr{/keep-1}))[0]{connection}, (requests(qr{/keep-2}))[0]{connection}, '... the same one');
$a = ask($d, 'http', 'POST', "$origin/closes-kept", 20_000, 0, 'buy');
is $a->{outcome}, 'unknown', 'a POST after it whose connection ends may have happened';
is scalar requests(qr/closes-kept/), 1, '... and was sent exactly once';

SKIP: {
	skip 'openssl is not there', 1 if system('openssl version >/dev/null 2>&1') != 0;
	system "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout $dir/key -out $dir/cert >/dev/null 2>&1";
	my $port = Port::free();
	child(sub { open STDIN, '<', '/dev/null'; open STDOUT, '>', '/dev/null'; open STDERR, '>', '/dev/null';
		exec 'openssl', 's_server', '-accept', "127.0.0.1:$port", '-cert', "$dir/cert", '-key', "$dir/key", '-www', '-quiet' });
	my $until = time + 60;
	sleep 0.05 until IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port") || time > $until;
	$a = ask($d, 'http', 'POST', "https://localhost:$port/x", 20_000, 0, 'x');
	is $a->{outcome}, 'not-sent', 'a certificate that nobody vouches for: nothing was sent';
	like $a->{error}, qr/certificate/i, '... and the reason says so';
}

# --- bodies that are streamed, sent in parts, fetched from storage --------------------------------------------------------

sub send_it (%request) { return ask($d, 'send', encode_json({ method => 'GET', deadlineMs => 20_000, %request })) }

$a = send_it(url => "$origin/ok-bearer", bearer => 'sesame');
is((requests(qr/ok-bearer/))[0]{authorization}, 'Bearer sesame', 'a bearer token is sent');
$a = send_it(url => "$origin/sound", range => 'bytes=2-4');
is "$a->{status} $a->{body} $a->{contentRange} $a->{contentLength}", '206 cde bytes 2-4/10 3', 'a range is asked for, and what came is told';
is((requests(qr/sound/))[0]{range}, 'bytes=2-4', '... as it was said');
$a = send_it(url => "$origin/sound-injected", range => "bytes=1-\r\nX: y");
is "$a->{outcome} $a->{error}", 'not-sent the range is none', 'a range that holds another header is not sent';
is scalar requests(qr/injected/), 0, '... indeed';

$a = send_it(url => "$origin/sound", receive => 0);
is "$a->{outcome} $a->{received} [$a->{body}]", 'answered abcdefghij []', 'a body is received piece by piece, and not kept';
is "$a->{atFirst} $a->{lengthAtFirst} $a->{typeAtFirst} [$a->{rangeAtFirst}]", '200 10 audio/mpeg []', '... after its head';
$a = send_it(url => "$origin/sound", receive => 0, range => 'bytes=2-4');
is "$a->{atFirst} $a->{rangeAtFirst}", '206 bytes 2-4/10', '... with its range';
$a = send_it(url => "$origin/pieces", receive => 0);
is "$a->{outcome} $a->{received} $a->{lengthAtFirst}", 'answered piecepiecepiece -1', 'a body of unknown length is received whole';
$a = send_it(url => "$origin/pieces-enough", receive => 5);
is "$a->{outcome} $a->{error}", 'unknown whoever asked for it had enough', 'whoever receives may end it';
$a = send_it(url => "$origin/sound", receive => 0, bytesMax => 4);
is "$a->{outcome} [$a->{received}] $a->{error}", 'unknown [] the answer is too large', 'a limit counts there too';
$a = send_it(url => "$origin/broken-received", receive => 0);
is "$a->{outcome} $a->{atFirst} " . ($a->{received} =~ /20500/ ? 'told' : ''), 'answered 500 told', 'an error has its body received as well';
$a = send_it(url => "$origin/stall", receive => 0, idleMs => 2000, deadlineMs => 60_000);
is "$a->{outcome} $a->{received} $a->{error}", 'unknown begun nothing more came', 'a body that stalls ends';
cmp_ok $a->{tookMs}, '<', 40_000, '... long before the deadline';

$a = send_it(url => "$origin/to-sound", receive => 0, user => 'me', password => 'secret', range => 'bytes=2-4', followMedia => JSON::PP::true,
	mediaHost => '127.0.0.1:' . $listen->sockport);
is "$a->{status} $a->{received} $a->{contentType}", '206 cde audio/mpeg', 'a recording is fetched from where it is stored';
my ($first, $second) = map { (requests(qr{/$_$}))[-1] } qw(to-sound sound-stored);
like $first->{authorization}, qr/^Basic/, '... asked for with credentials';
is $second->{authorization}, undef, '... fetched without';
is $second->{range}, 'bytes=2-4', '... with its range';
for my $where (qw(port host suffix named plain odd redirect)) {
	my @media = $where eq 'plain' ? () : (mediaHost => '127.0.0.1:' . $listen->sockport);
	$a = send_it(url => "$origin/to-$where", receive => 0, followMedia => JSON::PP::true, @media);
	is "$a->{outcome} $a->{status} [$a->{received}]", 'answered 307 []', "a redirect that leads nowhere we know ($where) is not followed";
}
is scalar requests(qr/sound-named/), 0, '... indeed';
is scalar requests(qr{/to-sound$}), 2, '... and one hop is all';
$a = send_it(url => "$origin/to-sound", receive => 0);
is "$a->{status} $a->{received}", '307 moved', 'without being told to, none is followed';

open my $sound, '>', "$dir/call.mp3" or die;
print $sound "ID3\0\xff\xfb", 'x' x 60_000;
close $sound;
$a = send_it(method => 'POST', url => "$origin/ok-parts", bearer => 'k', parts => [{ name => 'model', value => 'whisper-1' },
	{ name => 'file', filePath => "$dir/call.mp3", fileName => 'call.mp3', contentType => 'audio/mpeg' }]);
is $a->{status}, 200, 'a form of parts is sent';
my $parts = (requests(qr/ok-parts/))[0];
like $parts->{type}, qr{^multipart/form-data; boundary=}, '... as such';
like $parts->{body}, qr/name="model"\r\n\r\nwhisper-1\r\n/, '... with a value';
like $parts->{body}, qr{name="file"; filename="call.mp3"\r\nContent-Type: audio/mpeg\r\n\r\nID3\0\xff\xfbx{60000}\r\n}, '... and the bytes of a file';
is $parts->{expect}, undef, '... without waiting for a 100';
$a = send_it(method => 'POST', url => "$origin/ok-parts", parts => [{ name => 'file', filePath => "$dir/none", fileName => 'x' }]);
is "$a->{outcome} $a->{error}", 'not-sent a file to be sent cannot be read', 'a file that is not there is not sent';
$a = send_it(method => 'POST', url => "$origin/closes-parts", parts => [{ name => 'model', value => 'x' }]);
is $a->{outcome}, 'unknown', 'a form of parts without an answer may have arrived';
is scalar requests(qr/closes-parts/), 1, '... and was sent once';

# --- twilio -----------------------------------------------------------------------------------------------------------

$a = ask($d, 'get', '/ok.json', 'To=%2B18455550100', 0);
is $a->{result}, 'ok', 'Twilio answers';
is $a->{credential}, 'api-key', '... to the API key first';
is $a->{json}{user}, $key, '... which it got';
is((requests(qr{/ok\.json}))[-1]{target}, "$base/ok.json?To=%2B18455550100", '... at the account\'s path, with its query');

$a = ask($d, 'post', '/ok-post.json', 'To=%2B18455550100', 0);
is $a->{json}{body}, 'To=%2B18455550100', 'a POST carries its fields';
is ask($d, 'delete', '/gone.json')->{result}, 'ok', 'a DELETE without an answer\'s body is fine';
is((requests(qr{/gone}))[-1]{method}, 'DELETE', '... and is one');

$a = ask($d, 'post', '/token-only.json', 'A=1', 0);
is "$a->{result} $a->{credential}", 'ok auth-token', 'the auth token is tried where the key gets 401';
is join(' ', map { $_->{user} } requests(qr/token-only/)), "$key $account", '... once each';
$a = ask($d, 'get', '/forbidden.json', '', 0);
is "$a->{result} $a->{status} $a->{code}", 'refused 403 20008', 'both are refused with 403';
is $a->{credential}, '', '... so that neither worked';
is scalar requests(qr/forbidden/), 2, '... and both were tried';

$a = ask($d, 'post', '/refused.json', 'A=1', 0);
is "$a->{result} $a->{code} $a->{message}", 'refused 21422 not available', 'a refusal has its code and message';
is scalar requests(qr/refused/), 1, '... and is not tried with the other credential';
$a = ask($d, 'post', '/problem.json', 'A=1', 0);
is "$a->{result} $a->{code} $a->{message}", 'refused 21421 the number is odd', 'so has one in the newer form';
$a = ask($d, 'get', '/html.json', '', 0);
is "$a->{result} $a->{status} $a->{code}", 'refused 404 0', 'a refusal without JSON is one';
like $a->{message}, qr/404/, '... and says something';

my $start = time;
$a = ask($d, 'post', '/busy-once.json', 'A=1', 0);
is $a->{result}, 'ok', 'a 429 is tried again';
cmp_ok time - $start, '>=', 1, '... after its Retry-After';
is scalar requests(qr/busy-once/), 2, '... once';
$a = ask($d, 'post', '/busy.json', 'A=1', 0);
is "$a->{result} $a->{code}", 'busy 20429', '429 to the end is busy';
is scalar requests(qr/busy\.json/), 4, '... after three retries';
$start = time;
is ask($d, 'post', '/patience.json', 'A=1', 55_000)->{result}, 'busy', 'a Retry-After beyond the deadline is not waited for';
cmp_ok time - $start, '<', 50, '... not even in part';

for my $path (qw(broken nonsense array reset closes silent)) {
	$a = ask($d, 'post', "/$path-post.json", 'A=1', 700);
	is $a->{result}, 'unknown', "POST /$path: unknown";
	isnt $a->{message}, '', '... with a reason';
	is scalar requests(qr{/$path-post}), 1, '... and sent exactly once';
}
is ask($d, 'get', '/redirect.json', '', 0)->{result}, 'unknown', 'a redirect is nothing that we understand';

for my $path ('/Calls/../Messages.json', '/Calls/a b.json', '/Calls/x?y.json', '//x', 'Calls.json', '/Calls/x%2e.json', '/Calls/x#.json') {
	my $before = () = requests();
	$a = ask($d, 'post', $path, 'A=1', 0);
	is $a->{result}, 'refused', "not sent: $path";
	is scalar(() = requests()), $before, '... indeed';
}

is_deeply ask($d, 'list', '/Calls.json', 'calls', 100)->{sids}, [qw(CA01 CA02 CA03 CA11 CA12 CA13 CA21 CA22 CA23)], 'a list is followed to its end';
is_deeply ask($d, 'list', '/Calls.json', 'calls', 4)->{sids}, [qw(CA01 CA02 CA03 CA11)], '... or as far as is wanted';
$a = ask($d, 'list', '/Evil.json', 'evil', 9);
is $a->{result}, 'refused', 'a next page of another host is not fetched';
is ask($d, 'list', '/ok.json', 'calls', 9)->{result}, 'unknown', 'an answer without the list is none';

$a = ask($d, 'ask', 'POST', '/v2/ok', 'ServiceSid=GA1');
is "$a->{result} $a->{credential} $a->{json}{body}", 'ok api-key ServiceSid=GA1', 'another API of Twilio\'s is asked';
is((requests(qr{/v2/ok}))[-1]{target}, '/v2/ok', '... at its own path');
is ask($d, 'ask', 'POST', '/v2/token-only', 'A=1')->{credential}, 'auth-token', '... with either credential';
is ask($d, 'ask', 'DELETE', '/v2/gone')->{result}, 'ok', '... to delete';
is_deeply ask($d, 'asklist', '/v2/Transcripts', 'transcripts', 100)->{sids}, [qw(GT01 GT02 GT11 GT12 GT21 GT22)], 'its lists are followed to their end';
is join(' ', map { $_->{target} } requests(qr{/v2/Transcripts})), '/v2/Transcripts?A=1&PageSize=100 /v2/Transcripts?A=1&Page=1 /v2/Transcripts?A=1&Page=2',
	'... always at the host that was asked first';
is ask($d, 'asklist', '/v2/Strange', 'strange', 9)->{result}, 'refused', '... and to no other API';

$a = ask($d, 'find', '+18455550100');
is $a->{sid}, $number, 'a number is found';
ok $a->{sms}, '... with what it can do, whatever the case';
like((requests(qr/IncomingPhoneNumbers/))[-1]{target}, qr/PhoneNumber=%2B18455550100/, '... its + encoded');
$a = ask($d, 'find', '+18455550199');
is "$a->{result} " . ($a->{sid} // 'none'), 'ok none', 'a number that is not the account\'s is not found';

is ask($d, 'point', $number)->{result}, 'ok', 'a number is pointed here';
my $sent = (requests(qr{/PN}))[-1];
is $sent->{target}, "$base/IncomingPhoneNumbers/$number.json", '... by its sid';
like $sent->{body}, qr/VoiceUrl=https%3A%2F%2Fx%2Fv%23rc%3D2%26rp%3Dall&VoiceMethod=POST&/, '... with the URL as it is';
like $sent->{body}, qr/(?:^|&)$_=POST(?:&|$)/, "... $_ is POST" for qw(VoiceMethod VoiceFallbackMethod SmsMethod SmsFallbackMethod StatusCallbackMethod);
like $sent->{body}, qr/&$_=(?:&|$)/, "... out of any $_" for qw(VoiceApplicationSid SmsApplicationSid TrunkSid);
is ask($d, 'clear', $number)->{result}, 'ok', 'a number is cleared';
like((requests(qr{/PN}))[-1]{body}, qr/^VoiceUrl=&/, '... of its URLs');
is done($d), 0, 'nothing leaked, nothing crashed';

$d = driver(TWILIO_API_KEY_SID => undef, TWILIO_API_KEY_SECRET => undef);
is ask($d, 'get', '/ok.json', '', 0)->{credential}, 'auth-token', 'without a key the auth token is used';
done($d);
$d = driver(TWILIO_API_KEY_SID => undef, TWILIO_API_KEY_SECRET => undef, TWILIO_AUTH_TOKEN => undef);
is ask($d, 'get', '/ok.json', '', 0)->{result}, 'off', 'without credentials it is off';
done($d);
$d = driver(TWILIO_API_URL => "http://127.0.0.1:$nobody");
is ask($d, 'post', '/ok.json', 'A=1', 0)->{result}, 'not-sent', 'an unreachable Twilio did nothing';
done($d);

done_testing;
