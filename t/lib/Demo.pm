# What t/demo is told with: its words, the API of the stack that it brings up, the clinic's clock, and the stack itself.
package Demo;

use v5.36;
use utf8;
use Cwd qw(abs_path);
use DBI;
use ElevenLabs;
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Spec;
use HTTP::Tiny;
use JSON::PP;
use POSIX qw(setsid strftime);
use Standin;
use Time::HiRes qw(sleep time);
use Time::Local qw(timegm_modern);
use Vapi;

our @EXPORT = qw(
	part check show call placed recount says reached outcome tally
	routing daily truth call_log api as_cgi items wait_for database log_in
	local_time next_week iso seconds dev begin_anew bring_up ending
	%name $url $var $home $standin $agents $vapi $ours $agent $clinic %routing $zone $password
);

my $here = dirname(abs_path(__FILE__));
my $top  = abs_path("$here/../..");
my $dev  = "$top/bin/switchboard-dev";
my $port = $ENV{PORT} // 8443;
my $http = HTTP::Tiny->new(verify_SSL => 0, timeout => 30);
my ($account, $token, $service) = ('AC' . 'a' x 32, '0123456789abcdef0123456789abcdef', 'GA' . 'd' x 32);
my $webhook_secret = 'wsec_demo';
my ($failed, $calls, $bearer) = (0, 0);

our $var  = $ENV{DEMO_HOME} || 'var';	# where it all is, as it is told
our $home = File::Spec->rel2abs($var, $top);
our $url  = "https://localhost:$port";
our $zone = 'America/New_York';
our $password = 'demo: not a secret';
our ($ours, $agent) = ('+18455550100', '+18455550150');	# the clinic's number, and the AI agent's
our %name;			# whose a number is
our ($standin, $agents, $vapi);	# a hold on the stand-ins for Twilio, ElevenLabs and Vapi
our ($clinic, %routing);	# the clinic's id, and its routing document

# Its arguments are scalars: a match that fails is a false value, not an empty list.
sub check :prototype($$);

# --- words for it --------------------------------------------------------------------------------------------------------

sub part($title) {
	say "\n$title";
}

sub check :prototype($$) ($held, $what) {
	say $held ? "  ✓ $what" : "  ✗ $what";
	$failed++ unless $held;
	return $held;
}

sub show(@lines) {
	say "    │ $_" foreach @lines;
}

# How many did not hold, and how many calls there were.
sub outcome() { return $failed }
sub tally() { return $calls }

# A call through the stand-in, told as it went. heard: what Intelligence makes of its recording: a summary, and what was said, [channel, text] each.
sub call(%h) {
	my $sid = sprintf 'CA%032x', ++$calls;
	my ($summary, @said) = (delete $h{heard} // [])->@*;
	$standin->transcript(callSid => $sid, sentences => [map { { channel => $_->[0], text => $_->[1] } } @said], operators => [{ text => $summary }]) if $summary;
	my $story = $standin->call(to => $ours, callSid => $sid, %h);
	return recount($story);
}

# A call that we placed, as soon as it is over.
sub placed($sid) {
	$calls++;
	my $story = $standin->story($sid // die "no call was placed\n");
	say "    rings $name{$story->{to}}, $story->{to}: $story->{status}";
	return recount($story);
}

# Document by document: those of the caller, and those that a rung assistant hears. Each Dial here rings one.
sub recount($story) {
	my @rung = $story->{dialled}->@*;
	my %leg = map { $_->{callSid} => $_ } @rung;
	foreach my $step ($story->{steps}->@*) {
		my $leg = $leg{$step->{callSid}};
		my $who = $leg ? "    $name{$leg->{to}} " : '';
		foreach my $verb ($step->{verbs}->@*) {
			my $words = join ' ', $verb->{verb} eq 'Say' ? $verb->{text} : ($verb->{said} // [])->@*;
			my $keys = $verb->{verb} eq 'Gather' ? ', presses ' . ($verb->{input} // 'nothing') : '';
			say "    ${who}hears: “$words”$keys" if $words;
			my $rung = $verb->{verb} eq 'Dial' ? shift @rung : undef;
			say "    rings $name{$rung->{to}}, $rung->{to}: $rung->{status}", $rung->{bridged} ? ", connected, $rung->{duration} s" : '' if $rung;
		}
	}
	say "    a recording of $_->{duration} s, $_->{channels} channel", $_->{channels} > 1 ? 's' : '' foreach $story->{recordings}->@*;
	check(0, "TwiML that Twilio would not take: $_->{code} $_->{message}") foreach $story->{errors}->@*;
	return $story;
}

sub says($story, $words) { return scalar grep { /$words/ } $story->{said}->@* }

sub reached($story, $number) { return scalar grep { $_->{to} eq $number && $_->{bridged} } $story->{dialled}->@* }

# --- the clinic and its API --------------------------------------------------------------------------------------------------

sub log_in() {
	my $login = api(POST => '/api/auth/login', { email => 'admin@example.org', password => $password });
	$bearer = $login->{json}{token};
	return $login;
}

sub truth($value) { return $value ? JSON::PP::true : JSON::PP::false }

# Hours that begin so many hours from now, every day alike, and end so many from now: whatever the time is. Those that hold now begin today.
sub daily($from, $until) {
	my ($hour) = local_time('%H', time) + 0;
	my ($begin, $end) = ($from ? $hour + $from : $hour, $hour + $until);
	my $interval = [map { sprintf '%02d:00', $_ % 24 } $begin, $end];
	return { map { $_ => [$interval] } qw(mon tue wed thu fri sat sun) };
}

# Changes the clinic's routing document.
sub routing(%changes) {
	my $put = api(PUT => "/api/clinics/$clinic/routing", { %routing, %changes });
	check(0, "the routing was refused: $put->{content}") if $put->{status} != 200;
	%routing = $put->{json}->%* if $put->{status} == 200;
	return $put;
}

sub call_log($sid) { return api(GET => "/api/twilio/call-logs/$sid")->{json} }

# As the admin, if no header says otherwise. A body is sent as JSON; a text that says its Content-Type as it is.
sub api($method, $path, $body = undef, %headers) {
	$headers{Authorization} //= "Bearer $bearer" if $bearer;
	my %content = defined $body ? (content => ref $body ? encode_json($body) : $body) : ();
	$headers{'Content-Type'} //= 'application/json' if %content;
	my $r = $http->request($method, "$url$path", { headers => \%headers, %content });
	return { %$r, json => eval { decode_json($r->{content}) } // {} };
}

sub items($path) { return (api(GET => $path)->{json}{items} // [])->@* }

# A program by hand, as a CGI, on these settings.
sub as_cgi($settings, $program, $path, $body) {
	my %setting = settings();
	my $bytes = encode_json($body);
	open my $file, '>', "$home/body.json" or die "$home/body.json: $!\n";
	print {$file} $bytes;
	close $file or die "$home/body.json: $!\n";
	my $pid = open my $answer, '-|' // die "fork: $!\n";
	if (!$pid) {
		%ENV = (PATH => $ENV{PATH}, SWITCHBOARD_CONF => $settings, GATEWAY_INTERFACE => 'CGI/1.1', REQUEST_METHOD => 'POST', REQUEST_URI => $path, REMOTE_ADDR => '127.0.0.1',
			HTTPS => 'on', CONTENT_TYPE => 'application/json', CONTENT_LENGTH => length $bytes, HTTP_AUTHORIZATION => "Bearer $bearer");
		open STDIN, '<', "$home/body.json" or die "$home/body.json: $!\n";
		open STDERR, '>>', "$home/log/by-hand.log" or die "$home/log: $!\n";
		exec "$setting{PROGRAM_DIR}/$program" or die "$program: $!\n";
	}
	my ($head, $content) = split /\r?\n\r?\n/, join('', <$answer>), 2;
	close $answer;
	my ($status) = ($head // '') =~ /^Status: (\d+)/m;
	return { status => $status // 200, json => eval { decode_json($content) } // {} };
}

sub wait_for($fact) {
	my $end = time + ($ENV{SWITCHBOARD_PATIENCE} // 60);
	while (time < $end) {
		my $got = $fact->();
		return $got if $got;
		sleep 0.1;
	}
	return;
}

sub settings() {
	open my $f, '<', "$home/switchboard.conf" or die "$home/switchboard.conf: $!\n";
	return map { /^(\w+)=(.*)$/ ? ($1 => $2) : () } <$f>;
}

# For what the API does not tell, and to turn the clock forward.
sub database() {
	my %setting = settings();
	return DBI->connect("dbi:MariaDB:database=$setting{DB_NAME};mariadb_socket=$setting{DB_SOCKET}", @setting{qw(DB_USER DB_PASSWORD)},
		{ RaiseError => 1, PrintError => 0 });
}

# --- time ------------------------------------------------------------------------------------------------------------------

sub local_time($format, $seconds) {
	local $ENV{TZ} = $zone;
	POSIX::tzset();
	return strftime($format, localtime $seconds);
}

# The date that whoever says "next Tuesday" (2) at that moment means: it is of the week that begins with the next Monday.
sub next_week($weekday, $seconds) {
	my ($today, $hour) = split / /, local_time('%u %H', $seconds);
	return local_time('%F', $seconds + (12 - $hour) * 3600 + (7 + $weekday - $today) * 86400);
}

sub iso($seconds) { return strftime('%FT%TZ', gmtime $seconds) }

sub seconds($iso) {
	my ($y, $m, $d, $h, $min, $s) = $iso =~ /\A(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)/ or return 0;
	return timegm_modern($s, $min, $h, $d, $m - 1, $y);
}
# --- the stack ---------------------------------------------------------------------------------------------------------------

sub dev($command, @args) {
	system($dev, $command, '--home', $home, @args) == 0 or die "switchboard-dev $command failed\n";
}

# Ends what an earlier demonstration left up, and starts the stand-ins. They outlive this script, so that calls can be placed later.
sub begin_anew() {
	my $stack = grep { -e "$home/$_" } qw(twilio.pid switchboard.conf);
	die "$home: is there, and holds no stack: remove it, or name another DEMO_HOME\n" if -d $home && !$stack;
	system("$dev down --home $home >/dev/null 2>&1") if $stack;
	foreach my $file (glob "$home/*.pid") {
		my ($pid) = line_of($file) =~ /\A(\d+)\z/ or next;
		# Only if it is still the stand-in that we started.
		kill TERM => $pid if line_of("/proc/$pid/cmdline") =~ m{\0\Q$top\E/t/standin/\w+\.pl\0};
	}
	system('rm', '-rf', $home) == 0 or die "$home: cannot be removed\n";
	mkdir $_, 0700 or die "$_: $!\n" foreach $home, "$home/mail";
	$standin = Standin->attach(stand_in('twilio', '--account', $account, '--token', $token, '--insecure', '--number', $ours));
	$agents = ElevenLabs->attach(stand_in('elevenlabs'));
	$vapi = Vapi->attach(stand_in('vapi'));
	stand_in('smtp', '--dir', "$home/mail");
}

sub line_of($file) {
	open my $f, '<', $file or return '';
	chomp(my $line = <$f> // '');
	return $line;
}

# Gives its port.
sub stand_in($what, @args) {
	my $ready = "$home/$what.port";
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		setsid();
		open STDIN, '<', '/dev/null';
		open STDOUT, '>', "$home/$what.log";
		open STDERR, '>&', \*STDOUT;
		exec $^X, "$top/t/standin/$what.pl", '--stay', '--ready', $ready, @args or die "exec: $!\n";
	}
	open my $p, '>', "$home/$what.pid" or die "$home/$what.pid: $!\n";
	say {$p} $pid;
	close $p;
	wait_for(sub { -e $ready }) or die "the stand-in $what does not start: see $home/$what.log\n";
	return line_of($ready);
}

sub bring_up() {
	my $mail = line_of("$home/smtp.port");
	write_settings("$home/demo.conf", "TWILIO_ACCOUNT_SID=$account", "TWILIO_AUTH_TOKEN=$token", (map { "TWILIO_${_}URL=" . $standin->url } 'API_', 'INTELLIGENCE_'),
		"TWILIO_VI_SERVICE_SID=$service", "ELEVENLABS_API_URL=" . $agents->url, 'ELEVENLABS_API_KEY=xi-demo', "ELEVENLABS_WEBHOOK_SECRET=$webhook_secret",
		"ELEVENLABS_AGENTS=intake=$agent", "SMTP_URL=smtp://127.0.0.1:$mail", 'MAIL_FROM=Switchboard <switchboard@hudson.example>',
		'VAPI_WEBHOOK_SECRET=vapi-demo');
	$standin->settings(viService => $service, viWebhook => "$url/api/twilio/ci-status");
	$vapi->settings(key => 'vapi-key-demo', webhookSecret => 'vapi-demo');
	$agents->settings(key => 'xi-demo', webhookSecret => $webhook_secret);
	dev('up', '--port', $port, '--conf', "$home/demo.conf");
	# The settings in force, but for those of providers: with these nobody can be called; and with those of Vapi alone.
	my %setting = settings();
	my @bare = map { "$_=$setting{$_}" } grep { !/\A(?:TWILIO|ELEVENLABS)_/ } sort keys %setting;
	write_settings("$home/simulation.conf", @bare);
	write_settings("$home/vapi.conf", @bare, 'VAPI_API_URL=' . $vapi->url, 'VAPI_API_KEY=vapi-key-demo', 'VAPI_ASSISTANT_ID=assistant-demo', 'VAPI_PHONE_NUMBER_ID=number-demo');
	open my $ctl, '|-', $dev, 'ctl', '--home', $home, qw(user add admin@example.org --role admin --password-stdin) or die "switchboardctl: $!\n";
	say {$ctl} $password;
	close $ctl or die "switchboardctl could not add the admin\n";
}

sub write_settings($file, @lines) {
	open my $f, '>', $file or die "$file: $!\n";
	say {$f} $_ foreach @lines;
	close $f or die "$file: $!\n";
}

# What ends the stack and the stand-ins.
sub ending() {
	return "bin/switchboard-dev down --home $var; kill " . join ' ', map { line_of("$home/$_.pid") } qw(twilio elevenlabs vapi smtp);
}

1;
