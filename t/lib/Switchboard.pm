# A test's own Switchboard: the whole stack in a private directory, a stand-in for Twilio that it talks to, an admin who is logged in, and
# an end at which, whatever the test was about, nothing may have crashed, leaked, or been said in a log that has no place there.
#
#   my $s = Switchboard->new(numbers => ['+18455550100']);
#   my $clinic = $s->clinic('Hillside');
#   $s->connect('+18455550100', $clinic, forwardNumber => '+18455550111');
#   my $story = $s->call(from => '+12125550123', to => '+18455550100', answers => {'+18455550111' => 'completed'});
#   is($s->api($s->admin, GET => '/api/twilio/call-logs')->{json}{items}[0]{dialCallStatus}, 'answered', '…');
#   $s->end;
#   done_testing;
#
# KEEP=1 leaves the directory behind and names it. SWITCHBOARD_OBJ names the build tree.
package Switchboard;

use v5.36;
use Carp qw(croak);
use Cwd qw(abs_path);
use DBI;
use Digest::SHA qw(hmac_sha1 hmac_sha256);
use File::Basename qw(dirname);
use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use IO::Socket::SSL ();
use IO::Socket::UNIX;
use JSON::PP;
use MIME::Base64 qw(encode_base64 encode_base64url decode_base64url);
use POSIX ();
use Scalar::Util qw(weaken);
use Socket qw(IPPROTO_TCP TCP_NODELAY);
use Test::More ();
use Time::HiRes qw(sleep time);
use lib dirname(abs_path(__FILE__));
use ElevenLabs;
use OpenAI;
use Port;
use Standin;
use Vapi;
use Twilio::Signature;

my $TOP = abs_path(dirname(abs_path(__FILE__)) . '/../..');
my $DEV = "$TOP/bin/switchboard-dev";
my $JSON = JSON::PP->new->utf8->canonical->allow_nonref;
my $ROUTED_S = 2;	# that the API waits for the worker's snapshot
my $PATIENCE_S = $ENV{SWITCHBOARD_PATIENCE} // 60;	# the bound of every wait; nothing ever takes so long that works
my $FORM = 'application/x-www-form-urlencoded';
my $ADMIN = 'admin@example.test';
my $PASSWORD = 'correct horse battery';	# of every user; long enough that no log holds it by chance

my @living;	# stacks that are up, so that no end of a test leaves one behind
@SIG{qw(INT TERM HUP)} = (sub ($name) { exit 1 }) x 3;
END {
	local $?;
	$_->abandon foreach grep { defined && $_->{owner} == $$ } @living;
}

# numbers: those of the Twilio account. conf: further settings, {NAME => value}; undef leaves one of ours out.
# api_key => 0: no API key in the settings. intelligence => 1: an Intelligence service, whose webhook leads here. openai => 1: a server that
# transcribes and chats, as TRANSCRIBE_URL and ANALYZE_URL; a list names those of the two that are set. elevenlabs => 1, vapi => 1: theirs, with our keys
# and secrets set.
sub new($class, %opt) {
	my $self = bless {
		owner => $$, dir => tempdir('switchboard-XXXXXX', TMPDIR => 1), expected => [], heard => {}, secret => {}, users => 0,
		account => 'AC' . hex_text(32), token => hex_text(32), secondary => hex_text(32), key => 'SK' . hex_text(32), key_secret => hex_text(32),
	}, $class;
	push @living, $self;
	weaken $living[-1];
	$self->{home} = "$self->{dir}/home";
	$self->{standin} = Standin->start(account => $self->{account}, token => $self->{token}, secondary => $self->{secondary},
		api_key => $self->{key}, api_secret => $self->{key_secret}, insecure => 1, numbers => $opt{numbers} // []);
	$self->heard(@{$opt{numbers} // []});
	$self->{openai} = OpenAI->start if $opt{openai};
	my @openai = ref $opt{openai} ? @{$opt{openai}} : $opt{openai} ? qw(TRANSCRIBE_URL ANALYZE_URL) : ();
	my %conf = (
		$self->agent_settings(%opt), DB_TIMEOUT => 10,	# more than a busy machine may make us wait
		TWILIO_API_URL => $self->{standin}->url, TWILIO_INTELLIGENCE_URL => $self->{standin}->url, TWILIO_ACCOUNT_SID => $self->{account}, TWILIO_AUTH_TOKEN => $self->{token},
		TWILIO_AUTH_TOKEN_SECONDARY => $self->{secondary},
		($opt{api_key} // 1) ? (TWILIO_API_KEY_SID => $self->{key}, TWILIO_API_KEY_SECRET => $self->{key_secret}) : (),
		$opt{intelligence} ? (TWILIO_VI_SERVICE_SID => 'GA' . hex_text(32)) : (), (map { $_ => $self->{openai}->url } @openai),
		%{$opt{conf} // {}},
	);
	write_file("$self->{dir}/own.conf", join '', map { "$_=$conf{$_}\n" } grep { defined $conf{$_} } sort keys %conf);
	$self->bring_up;
	my %setting = read_file("$self->{home}/switchboard.conf") =~ /^(\w+)=(.*)$/mg;
	$self->{setting} = \%setting;
	$self->{standin}->settings(viService => $setting{TWILIO_VI_SERVICE_SID}, viWebhook => "$self->{url}/api/twilio/ci-status") if $opt{intelligence};
	$self->secret($PASSWORD, map { $setting{$_} } grep { /SECRET|TOKEN|PASSWORD|API_KEY\z/ } keys %setting);
	my $made = $self->ctl(['user', 'add', $ADMIN, '--role', 'admin', '--password-stdin'], "$PASSWORD\n");
	croak "no admin could be made: $made->{out}" if $made->{status};
	$self->{admin} = $self->login($ADMIN, $PASSWORD);
	$self->remember($_) foreach $self->parts;
	return $self;
}

# The servers of AI voice agents, and what the settings say of them.
sub agent_settings($self, %opt) {
	my %conf;
	if ($opt{elevenlabs}) {
		$self->{elevenlabs} = ElevenLabs->start;
		%conf = (ELEVENLABS_API_URL => $self->{elevenlabs}->url, ELEVENLABS_API_KEY => 'xi-' . hex_text(32), ELEVENLABS_WEBHOOK_SECRET => 'wsec_' . hex_text(32));
		$self->{elevenlabs}->settings(key => $conf{ELEVENLABS_API_KEY}, webhookSecret => $conf{ELEVENLABS_WEBHOOK_SECRET});
	}
	if ($opt{vapi}) {
		$self->{vapi} = Vapi->start;
		%conf = (%conf, VAPI_API_URL => $self->{vapi}->url, VAPI_API_KEY => 'vapi-' . hex_text(32), VAPI_WEBHOOK_SECRET => 'vs-' . hex_text(32),
			VAPI_ASSISTANT_ID => 'assistant-' . hex_text(12), VAPI_PHONE_NUMBER_ID => 'number-' . hex_text(12));
		$self->{vapi}->settings(key => $conf{VAPI_API_KEY}, webhookSecret => $conf{VAPI_WEBHOOK_SECRET},
			assistantId => $conf{VAPI_ASSISTANT_ID}, phoneNumberId => $conf{VAPI_PHONE_NUMBER_ID});
	}
	return %conf;
}

sub bring_up($self) {
	foreach my $try (1 .. 3) {
		$self->{port} = Port::free();
		$self->{url} = "https://localhost:$self->{port}";
		my $up = run([$DEV, 'up', '--home', $self->{home}, '--port', $self->{port}, '--conf', "$self->{dir}/own.conf"]);
		next if $up->{status} && $up->{out} =~ /port \d+ already/;
		croak "the stack does not come up:\n$up->{out}" if $up->{status};
		return;
	}
	croak 'no free port';
}

# --- what is there ---

sub admin($self) { return $self->{admin} }
sub standin($self) { return $self->{standin} }
sub openai($self) { return $self->{openai} }
sub elevenlabs($self) { return $self->{elevenlabs} }
sub vapi($self) { return $self->{vapi} }
sub url($self) { return $self->{url} }			# PUBLIC_URL
sub port($self) { return $self->{port} }
sub home($self) { return $self->{home} }
sub account($self) { return $self->{account} }
sub setting($self, $name) { return $self->{setting}{$name} }
sub password($class) { return $PASSWORD }
sub admin_email($class) { return $ADMIN }

# The database, connected anew where the connection was lost.
sub db($self) {
	return $self->{db} if $self->{db} && $self->{db}->ping;
	return $self->{db} = DBI->connect("dbi:MariaDB:database=$self->{setting}{DB_NAME};mariadb_socket=$self->{setting}{DB_SOCKET}",
		@{$self->{setting}}{qw(DB_USER DB_PASSWORD)}, {RaiseError => 1, PrintError => 0, AutoInactiveDestroy => 1});
}

sub rows($self, $sql, @bind) { return @{$self->db->selectall_arrayref($sql, {Slice => {}}, @bind)} }
sub row($self, $sql, @bind) { return $self->db->selectrow_hashref($sql, undef, @bind) }
sub value($self, $sql, @bind) { return scalar $self->db->selectrow_array($sql, undef, @bind) }
sub sql($self, $sql, @bind) { return $self->db->do($sql, undef, @bind) }

# --- people, clinics, numbers ---

# A client: {email, password, token, id, role, clinicId, cookie}.
sub login($self, $email, $password = $PASSWORD) {
	my $answer = $self->api(undef, POST => '/api/auth/login', {email => $email, password => $password});
	croak "$email cannot log in: $answer->{status} $answer->{body}" if $answer->{status} != 200;
	$self->secret($answer->{json}{token});
	return {
		email => $email, password => $password, token => $answer->{json}{token}, cookie => "switchboard=$answer->{json}{token}",
		map { $_ => $answer->{json}{user}{$_} } qw(id role clinicId),
	};
}

# A new user of a clinic (undef for an admin), logged in.
sub user($self, $role, $clinic = undef) {
	my $email = "$role-" . ++$self->{users} . '@example.test';
	my $made = $self->api($self->admin, POST => '/api/users', {email => $email, name => "The $role", role => $role,
		password => $PASSWORD, clinicId => $clinic ? id_of($clinic) : undef});
	croak "no $role could be made: $made->{status} $made->{body}" if $made->{status} != 201;
	return $self->login($email);
}

# A new clinic. What is no field of a clinic is one of its routing document.
sub clinic($self, $name, %fields) {
	my %clinic = map { $_ => delete $fields{$_} } grep { exists $fields{$_} } qw(timezone defaultCountry language marketingEnabled);
	my $made = $self->api($self->admin, POST => '/api/clinics', {name => $name, %clinic});
	croak "no clinic could be made: $made->{status} $made->{body}" if $made->{status} != 201;
	$self->routing($made->{json}, %fields) if %fields;
	return $made->{json};
}

# Replaces a clinic's routing document.
sub routing($self, $clinic, %document) {
	my $answer = $self->api($self->admin, PUT => '/api/clinics/' . id_of($clinic) . '/routing', \%document);
	croak "the routing was refused: $answer->{status} $answer->{body}" if $answer->{status} != 200;
	return $answer->{json};
}

sub connect($self, $number, $clinic, %fields) {
	my $answer = $self->api($self->admin, POST => '/api/twilio/connect', {phoneNumber => $number, clinicId => id_of($clinic), %fields});
	croak "$number could not be connected: $answer->{status} $answer->{body}" if $answer->{status} != 200;
	return $answer->{json};
}

sub id_of($clinic) { return ref $clinic ? $clinic->{id} : $clinic }

# --- requests ---

# As a client, or as nobody (undef). The body is data for JSON, a reference to bytes, or undef. Gives {status, headers, body, json}.
sub api($self, $client, $method, $target, $body = undef, $headers = {}) {
	my %headers = ($client ? (Authorization => "Bearer $client->{token}") : (), %$headers);
	$headers{'Content-Type'} //= 'application/json' if defined $body;
	my $begun = time;
	my $answer = $self->request($method, $target, defined $body ? ref $body eq 'SCALAR' ? $$body : $JSON->encode($body) : undef, \%headers);
	$self->let_calls_be_routed if $method ne 'GET' && $answer->{status} < 300 && time - $begun > $ROUTED_S;
	return $answer;
}

# Whoever changes what calls are routed by waits until they are, but not for ever; on a machine that stood still meanwhile, that was too short.
sub let_calls_be_routed($self) {
	return if $self->{owner} != $$;		# the connection is the parent's
	my $until = time + $PATIENCE_S;
	my $version = sub { (eval { read_file("$self->{home}/state/routing.snapshot") } // '') =~ /\A\S+ \d+ (\d+) / ? $1 : 0 };
	my $now = eval { $self->value(q{SELECT version FROM versions WHERE name = 'routing'}) } // return;
	sleep 0.02 while -e "$self->{home}/pid/worker" && $version->() < $now && time < $until;
}

# A webhook as Twilio sends it, signed. Fields are a hash, or pairs where their order matters; AccountSid is added unless it is there (undef:
# left out). Options: query; sign: primary, secondary, none, wrong, or another token; port: sign with our port (true), without (false, as Twilio
# does for voice), or with this one; method; headers; signature: this one instead.
sub signed($self, $path, $fields = {}, %opt) {
	my $target = $path . (defined $opt{query} ? "?$opt{query}" : '');
	my @pairs = $self->fields_of($fields);
	my $signature = exists $opt{signature} ? $opt{signature} : $self->signature($target, \@pairs, %opt);
	return $self->request($opt{method} // 'POST', $target, $opt{body} // Twilio::Signature::form(\@pairs), {
		'Content-Type' => "$FORM; charset=UTF-8", defined $signature ? ('X-Twilio-Signature' => $signature) : (), %{$opt{headers} // {}},
	});
}

sub fields_of($self, $fields) {
	my @pairs = Twilio::Signature::pairs($fields);
	push @pairs, ['AccountSid', $self->{account}] unless grep { $_->[0] eq 'AccountSid' } @pairs;
	$self->secret(map { $_->[1] } grep { $_->[0] eq 'Body' && length($_->[1] // '') > 7 } @pairs);
	return grep { defined $_->[1] } @pairs;
}

sub signature($self, $target, $pairs, %opt) {
	my $how = $opt{sign} // 'primary';
	return undef if $how eq 'none';
	my $token = $how =~ /\A(?:primary|wrong)\z/ ? $self->{token} : $how eq 'secondary' ? $self->{secondary} : $how;
	my $port = $opt{port} ? ':' . ($opt{port} == 1 ? $self->{port} : $opt{port}) : '';
	my $signature = Twilio::Signature::sign($token, "https://localhost$port$target", $pairs);
	return $how eq 'wrong' ? Twilio::Signature::spoil($signature) : $signature;
}

# The same for fields of bytes that are no text.
sub signed_bytes($self, $path, @pairs) {
	push @pairs, ['AccountSid', $self->{account}];
	my $text = "https://localhost$path" . join '', map { "$_->[0]$_->[1]" } sort { $a->[0] cmp $b->[0] } @pairs;
	my $escape = sub ($bytes) { $bytes =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ger };
	return $self->request(POST => $path, join('&', map { $escape->($_->[0]) . '=' . $escape->($_->[1]) } @pairs),
		{'Content-Type' => $FORM, 'X-Twilio-Signature' => encode_base64(hmac_sha1($text, $self->{token}), '')});
}

# Anything at all, over TLS, on a connection of its own; what is sent is exactly what is said here.
sub request($self, $method, $target, $bytes = undef, $headers = {}) {
	$self->heard("$target " . ($bytes // ''));
	my %headers = (Host => "localhost:$self->{port}", Connection => 'close', defined $bytes ? ('Content-Length' => length $bytes) : (), %$headers);
	my $socket = IO::Socket::SSL->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}, SSL_hostname => 'localhost', SSL_verifycn_name => 'localhost',
		SSL_ca_file => "$self->{home}/tls/cert.pem", SSL_verifycn_scheme => 'http', Timeout => $PATIENCE_S, Sockopts => [[IPPROTO_TCP, TCP_NODELAY, 1]])
		or croak "$method $target: no connection: $! $IO::Socket::SSL::SSL_ERROR";
	local $SIG{ALRM} = sub { croak "$method $target: no answer" };
	local $SIG{PIPE} = 'IGNORE';	# who refuses a body need not read it
	alarm 2 * $PATIENCE_S;
	print $socket "$method $target HTTP/1.1\r\n", (map { "$_: $headers{$_}\r\n" } grep { defined $headers{$_} } sort keys %headers), "\r\n", $bytes // '';
	my $got = do { local $/; <$socket> } // '';
	alarm 0;
	my ($head, $body) = split /\r\n\r\n/, $got, 2;
	my ($status, @lines) = split /\r\n/, $head // '';
	($status) = ($status // '') =~ m{\AHTTP/1\.1 (\d{3})\b} or croak "$method $target: not an answer: $got";
	my %answer;
	foreach (@lines) {
		my ($name, $value) = /\A([^:]+): *(.*)\z/ or croak "$method $target: not a header: $_";
		$answer{lc $name} = exists $answer{lc $name} ? "$answer{lc $name}, $value" : $value;
	}
	$body = dechunk($body) if ($answer{'transfer-encoding'} // '') eq 'chunked';
	return {
		status => $status + 0, headers => \%answer, body => $body,
		json => ($answer{'content-type'} // '') =~ m{\Aapplication/(?:problem\+)?json} ? scalar eval { $JSON->decode($body) } : undef,
	};
}

sub dechunk($text) {
	my $body = '';
	while ($text =~ s/\A([0-9a-f]+)\r\n//i) {
		my $length = hex $1 or return $body;
		$body .= substr $text, 0, $length, '';
		$text =~ s/\A\r\n//;
	}
	croak 'an answer in chunks that ended early';
}

# Begins something in a process of its own and gives a function that waits for its result.
sub begin($self, $what) {
	pipe my $in, my $out or croak "pipe: $!";
	my $pid = fork // croak "fork: $!";
	if (!$pid) {
		close $in;
		my $result = eval { $what->() } // {status => 0, body => "$@", headers => {}};
		print $out $JSON->encode({result => $result, heard => [keys %{$self->{heard}}]});
		close $out;
		POSIX::_exit(0);
	}
	close $out;
	return sub {
		local $/;
		my $text = <$in>;
		waitpid $pid, 0;
		my $said = eval { $JSON->decode($text) } // croak "what was begun ended without a result";
		$self->{heard}{$_} = 1 foreach @{$said->{heard}};
		return $said->{result};
	};
}

# The same thing several times at once: gives all results.
sub together($self, @what) { return map { $_->() } map { $self->begin($_) } @what }

# The metrics' listener, on its unix socket; gives {status, body}.
sub metrics($self, $path = '/metrics') {
	my ($where) = $self->{setting}{METRICS_LISTEN} =~ /\Aunix:(.*)/ or croak 'METRICS_LISTEN is no socket';
	my $socket = IO::Socket::UNIX->new(Peer => $where) or croak "$where: $!";
	print $socket "GET $path HTTP/1.0\r\nHost: localhost\r\n\r\n";
	local $/;
	my ($head, $body) = split /\r\n\r\n/, scalar(<$socket>), 2;
	my ($status) = $head =~ m{\AHTTP/1\.\d (\d+)};
	return {status => $status, body => $body, head => $head};
}

# One figure: its samples by their labels, {'{program="health"}' => 3}.
sub figure($self, $name) { return {$self->metrics->{body} =~ /^switchboard_\Q$name\E(\{[^}]*\}|) (\S+)$/mg} }

# A token like those of a login, with these claims instead; secret and head may differ too.
sub forge($self, $client, %opt) {
	my ($head, $claims) = map { $JSON->decode(decode_base64url($_)) } (split /\./, $client->{token})[0, 1];
	my $text = join '.', map { encode_base64url($JSON->encode($_)) } {%$head, %{$opt{head} // {}}}, {%$claims, %{$opt{claims} // {}}};
	return $text . '.' . ($opt{unsigned} ? '' : encode_base64url(hmac_sha256($text, $opt{secret} // $self->setting('JWT_SECRET'))));
}

# --- calls through the stand-in ---

# A call that comes in; its story. What the TwiML has wrong fails the test, but for the codes in `trouble`; as does a URL of ours that Twilio would
# not try again.
sub call($self, %call) {
	my $trouble = delete $call{trouble} // [];
	$self->heard($JSON->encode(\%call));
	return $self->sound($self->{standin}->call(%call), @$trouble);
}

sub sound($self, $story, @trouble) {
	foreach my $error (grep { my $code = $_->{code}; !grep { $_ == $code } @trouble } @{$story->{errors}}) {
		Test::More::fail("the TwiML of call $story->{callSid} is sound");
		Test::More::diag("$error->{code} $error->{message}");
	}
	$self->check_urls(@{$story->{urls}});
	return $story;
}

sub check_urls($self, @urls) {
	foreach my $url (grep { $_->{url} =~ /\A\Q$self->{url}\E/ } @urls) {
		Test::More::fail("$url->{where}: $url->{url} asks Twilio to try again") unless $url->{url} =~ /#.*\brc=[1-5]\b.*\brp=all\b/;
	}
}

# What an answer's TwiML does, in words: ['say Hello', 'dial +1…', 'record', 'hangup']. Fails where it is not sound.
sub does($self, $answer) {
	return ["status $answer->{status}: $answer->{body}"] if $answer->{status} != 200;
	Test::More::fail("it is XML, not $answer->{headers}{'content-type'}") unless $answer->{headers}{'content-type'} =~ m{\Atext/xml\b};
	my $body = $answer->{body};
	utf8::decode($body);
	my $parsed = $self->{standin}->twiml($body);
	$self->sound({callSid => '(by hand)', %$parsed});
	return [map { words($_) } @{$parsed->{nodes}}];
}

sub words($node) {
	return join ' ', grep { length } lc $node->{verb}, map { s/\s+/ /gr } $node->{text} // '', map { words($_) } @{$node->{children} // []};
}

# The verbs of an answer as they are: [{verb, attr, text, children}].
sub verbs($self, $answer) { return @{$self->{standin}->twiml($answer->{body})->{nodes}} }

# --- judging ---

# An object has these members, whatever else it has. true is 1 and false is 0.
sub holds($self, $got, $want, $name) {
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return Test::More::is_deeply(like_in($got, $want), $want, $name) || (Test::More::diag('in ' . $JSON->encode($got)) && 0);
}

sub like_in($got, $want) {
	return $got ? 1 : 0 if JSON::PP::is_bool($got);
	return {map { $_ => exists $got->{$_} ? like_in($got->{$_}, $want->{$_}) : '(no such member)' } keys %$want} if ref $want eq 'HASH' && ref $got eq 'HASH';
	return [map { like_in($got->[$_], $want->[$_]) } 0 .. $#$got] if ref $want eq 'ARRAY' && ref $got eq 'ARRAY';
	return $got;
}

# An answer is a problem of this status; the fields that it blames are these, all of them.
sub is_problem($self, $answer, $status, $name, @fields) {
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my %got = (
		status => $answer->{status}, type => $answer->{headers}{'content-type'}, inside => $answer->{json}{status},
		words => (length($answer->{json}{title} // '') && 1), @fields ? (fields => join ' ', sort map { $_->{field} } @{$answer->{json}{errors} // []}) : (),
	);
	my %want = (status => $status, type => 'application/problem+json', inside => $status, words => 1, @fields ? (fields => join ' ', sort @fields) : ());
	return Test::More::is_deeply(\%got, \%want, $name) || (Test::More::diag($answer->{body}) && 0);
}

# --- the parts ---

sub ctl($self, $args, $input = '') { return run([$DEV, 'ctl', '--home', $self->{home}, @$args], $input) }

sub parts($self) { return map { m{/([^/]+)\z} } grep { !m{/supervisor\z} } glob "$self->{home}/pid/*" }

# Holds a part down, raises it again.
sub stop($self, $name) {
	delete $self->{pids}{$name};
	my $done = run([$DEV, 'stop', '--home', $self->{home}, $name]);
	croak "$name does not stop: $done->{out}" if $done->{status};
}

sub start($self, $name) {
	my $done = run([$DEV, 'start', '--home', $self->{home}, $name]);
	croak "$name does not start: $done->{out}" if $done->{status};
	$self->remember($name);
	return if $name ne 'mariadb';
	$self->wait_for('the database is back', sub { eval { $self->value('SELECT 1') } });
}

# The processes of a part that do its work: of a program those that serve.
sub pids($self, $name) {
	my $head = (eval { read_file("$self->{home}/pid/$name") } // 0) + 0 or return;
	return $head if $name eq 'mariadb';
	my @children = grep { is_alive($_) } split ' ', eval { read_file("/proc/$head/task/$head/children") } // '';	# the dead may not be buried yet
	return $name =~ /\A(?:worker|nginx)\z/ ? ($head, @children) : @children;
}

# How many processes a program should have.
sub processes($self, $name) {
	$self->{processes} //= {map { (split ' ')[0, 5] } split /\n/, read_file($self->setting('PROGRAM_DIR') . '/ROUTES')};
	return $self->{processes}{$name} // ($name eq 'mariadb' ? 1 : 3);
}

# From now on these processes must live until the end.
sub remember($self, $name) {
	$self->wait_for("all processes of $name are there", sub { my @there = $self->pids($name); @there >= $self->processes($name) });
	$self->{pids}{$name} = [$self->pids($name)];
}

# Ends processes with a signal, all at once, and waits until others have taken their place.
sub end_process($self, $name, @pids) {
	delete $self->{pids}{$name};
	kill KILL => @pids;
	$self->wait_for("$name @pids is gone", sub { !grep { is_alive($_) } @pids });
	$self->remember($name);
}

# --- waiting ---

# Asks again until it is so, and gives what was said; where it never is, the test fails, and says which jobs are not done.
sub wait_for($self, $what, $is_so, $seconds = $PATIENCE_S) {
	my $until = time + $seconds;
	while (1) {
		my $so = $is_so->();
		return $so if $so;
		last if time > $until;
		sleep 0.02;
	}
	Test::More::fail("$what, within $seconds s");
	Test::More::diag(join ' ', map { $_ // '-' } @$_{qw(state job_key attempts run_at leased_by last_error)}) foreach eval { $self->rows("SELECT * FROM jobs WHERE state <> 'done' AND job_key <> kind") };
	return;
}

# --- jobs ---

# Jobs of a kind, or with a key, whose time is still to come: it has come. Gives how many. One that is at work is left alone, since it would be run
# twice. To be said again and again, while waiting for what comes of it: a job may be added a moment after what it is about, and may be at work still when
# what it did can be seen.
sub hasten($self, @which) {
	my $count = 0;
	$count += $self->sql("UPDATE jobs SET run_at = NOW(3) WHERE (kind = ? OR job_key = ?) AND state = 'due' AND leased_by IS NULL", $_, $_) foreach @which;
	return $count;
}

# The same once: as soon as the job with a key is there and at rest, unless it has come to its end by itself.
sub hurry($self, $key) {
	return $self->wait_for("$key waits", sub { $self->hasten($key) || $self->value("SELECT SUM(state = 'due') = 0 FROM jobs WHERE job_key = ?", $key) });
}

# Runs the job of a kind that there always is one of, from its beginning to its end; its row. The next one waits for this to be said again.
sub run_job($self, $kind) {
	my $job = $self->hold_job($kind);
	$self->sql('UPDATE jobs SET run_at = NOW(3) WHERE job_id = ?', $job->{job_id});
	my $run = $self->wait_for("$kind is run", sub { $self->row('SELECT * FROM jobs WHERE job_id = ? AND attempts > ? AND leased_by IS NULL', @$job{qw(job_id attempts)}) });
	$self->hold_job($kind);
	return $run;
}

# From now on the job of such a kind is not run, but by run_job; its row.
sub hold_job($self, $kind) {
	my $held = sub { $self->sql("UPDATE jobs SET run_at = NOW(3) + INTERVAL 1 DAY WHERE due_key = ? AND leased_by IS NULL", $kind) > 0 };
	$self->wait_for("$kind is at rest", $held) or croak "there is no $kind";
	return $self->row('SELECT * FROM jobs WHERE due_key = ?', $kind);
}

# What workers that are no more had at work is anybody's, before their leases end.
sub release_jobs($self) {
	foreach my $job (grep { $_->{leased_by} =~ /:(\d+)\z/ && !is_alive($1) } $self->rows("SELECT job_id, leased_by FROM jobs WHERE state = 'due' AND leased_by IS NOT NULL")) {
		$self->sql('UPDATE jobs SET run_at = NOW(3), leased_by = NULL, leased_until = NULL WHERE job_id = ? AND leased_by = ?', @$job{qw(job_id leased_by)});
	}
}

# --- logs ---

sub logs($self) { return {map { m{/([^/]+)\.log\z}, read_file($_) } glob "$self->{home}/log/*.log"} }

sub log_text($self, @names) {
	my $logs = $self->logs;
	return join '', map { $logs->{$_} // '' } @names ? @names : sort keys %$logs;
}

# From here on the logs may hold errors like this, and by the end one must.
sub expect_error($self, $like) { push @{$self->{expected}}, {like => $like, seen => 0} }

# Texts that no log may ever hold.
sub secret($self, @texts) { $self->{secret}{$_} = 1 foreach grep { length($_ // '') > 7 } @texts }

# Numbers that were used, in whatever text.
sub heard($self, @texts) {
	$self->{heard}{$_} = 1 foreach map { /(?:\+|%2B)(\d{10,15})/gi } @texts;
}

# --- the end ---

# Takes the stack down and judges what it leaves behind.
sub end($self) {
	Test::More::subtest('and all the while' => sub {
		my %now = map { $_ => {map { $_ => 1 } $self->pids($_)} } keys %{$self->{pids}};
		Test::More::is_deeply([map { my $name = $_; map { "$name $_" } grep { !$now{$name}{$_} } @{$self->{pids}{$name}} } sort keys %{$self->{pids}}],
			[], 'no process died that the test did not end');
		$self->{standin}->settle;
		delete $self->{db};
		my $down = run([$DEV, 'down', '--home', $self->{home}]);
		Test::More::is($down->{status}, 0, 'the stack goes down when it is told to') or Test::More::diag($down->{out});
		$self->{down} = 1;
		Test::More::is_deeply([$self->strays], [], 'and leaves no process behind');
		$self->judge_logs;
	});
	$self->{standin}->stop;
	$self->{$_}->stop foreach grep { $self->{$_} } qw(openai elevenlabs vapi);
	$self->abandon;
}

sub judge_logs($self) {
	my $logs = $self->logs;
	my (@reports, @errors, @words);
	foreach my $name (sort keys %$logs) {
		foreach my $line (split /\n/, $logs->{$name}) {
			push @reports, "$name: $line" if $line =~ /Sanitizer|runtime error:|\bSUMMARY: /;
			push @errors, "$name: $line" if ($line =~ /\]: error: |\[(?:crit|alert|emerg)\]|\[ERROR\]/) && !$self->is_expected($line);
			push @words, "$name: $line" if $line =~ /(?:\+|%2B)\d{10,15}/i || $self->is_private($line);
		}
	}
	Test::More::is_deeply(\@reports, [], 'no log holds a report of a sanitizer');
	Test::More::is_deeply(\@errors, [], 'no log holds an error that the test did not announce');
	Test::More::is_deeply(\@words, [], 'no log holds a whole phone number, a message or a secret');
	Test::More::is_deeply([map { "$_->{like}" } grep { !$_->{seen} } @{$self->{expected}}], [], 'every announced error is in a log');
}

sub is_expected($self, $line) {
	my @like = grep { $line =~ $_->{like} } @{$self->{expected}};
	$_->{seen}++ foreach @like;
	return scalar @like;
}

sub is_private($self, $line) {
	$self->{private} //= do {
		my $any = join '|', map { quotemeta } sort(keys %{$self->{secret}}), sort keys %{$self->{heard}};
		qr/$any/;
	};
	return $line =~ $self->{private};
}

sub strays($self) {
	my @pids = grep { (readlink("/proc/$_/cwd") // '') =~ m{\A\Q$self->{home}\E(?:/|\z)} } map { m{(\d+)\z} } glob '/proc/[0-9]*';
	return map { "$_ " . ((eval { read_file("/proc/$_/cmdline") } // '') =~ tr/\0/ /r) } grep { is_alive($_) } @pids;
}

# A process may end between two looks at it.
sub is_alive($pid) { return (eval { read_file("/proc/$pid/stat") } // ') Z ') !~ /\) Z / }

# Without judging: also where the test died.
sub abandon($self) {
	run([$DEV, 'down', '--home', $self->{home}]) if !$self->{down}++ && -e "$self->{home}/lock";
	$self->{standin}->stop if $self->{standin};
	$self->{$_}->stop foreach grep { $self->{$_} } qw(openai elevenlabs vapi);
	if ($ENV{KEEP}) {
		Test::More::diag("left in $self->{dir}") unless $self->{kept}++;
	} else {
		remove_tree($self->{dir});
	}
}

sub DESTROY($self) {
	return if $$ != $self->{owner};
	local ($?, $@, $!);
	$self->abandon;
}

# --- plain functions ---

sub run($command, $input = '') {
	my $file = File::Temp->new;
	my $in = File::Temp->new;
	print $in $input;
	close $in;
	my $pid = fork // croak "fork: $!";
	if (!$pid) {
		open STDIN, '<', "$in" or POSIX::_exit(127);
		open STDOUT, '>', "$file" or POSIX::_exit(127);
		open STDERR, '>&', \*STDOUT or POSIX::_exit(127);
		exec {$command->[0]} @$command or POSIX::_exit(127);
	}
	local $?;
	waitpid $pid, 0;
	return {status => $? & 127 ? 128 + ($? & 127) : $? >> 8, out => read_file("$file")};
}

sub hex_text($digits) { return join '', map { sprintf '%x', int rand 16 } 1 .. $digits }

# A sid like Twilio's.
sub sid($class, $prefix = 'CA') { return $prefix . hex_text(32) }

sub read_file($file) {
	open my $in, '<:raw', $file or croak "$file: $!";
	local $/;
	return scalar(<$in>) // '';
}

sub write_file($file, $text, $mode = 0600) {
	open my $out, '>:raw', $file or croak "$file: $!";
	chmod $mode, $out;
	print $out $text;
	close $out or croak "$file: $!";
}

1;
