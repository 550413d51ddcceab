#!/usr/bin/perl
# make deploy-check: Switchboard installed as README says, on a fresh Debian with a real systemd, behind nginx and then
# behind Apache. Needs root, /sys/fs/cgroup and Debian's packages; where one is missing it fails and says which.

use v5.36;
use lib 't/deploy', 't/standin';
use File::Temp qw(tempdir);
use JSON::PP;
use Machine;
use Test::More;
use Time::HiRes qw(time);
use Twilio::Signature;

my $SECONDS = 600;			# the whole test; a machine that hangs must not hang what waits for us
my $CALLS = 400;			# of a load
my $HOST = 'switchboard.example';
my $SHARE = '/usr/local/share/switchboard';
my $LIB = '/usr/local/lib';
my $TOKEN = 'deploy-check-auth-token-0123456789';
my $ACCOUNT = 'AC' . '0123456789abcdef' x 2;
my $TWILIO = 8900;			# the port of the stand-in for Twilio, in the machine's network
my $NUMBER = '+18455550100';
my $DESK = '+18455550199';		# where the clinic's calls are forwarded
my $EMAIL = 'operator@example.org';
my $PASSWORD = 'correct horse battery staple';
my @PACKAGES = (qw(systemd systemd-sysv dbus procps ca-certificates curl openssl tzdata nginx apache2
	mariadb-server libfcgi0ldbl libcurl4 libmariadb3 libjson-c5 libsodium23 libphonenumber8 libssl3 libstdc++6));

my $machine;
foreach my $name (qw(INT TERM HUP)) {
	$SIG{$name} = sub { die "stopped by SIG$name\n" };
}
$SIG{ALRM} = sub { die "not done after $SECONDS s\n" };
alarm $SECONDS;
END { local $?; undef $machine }

my $why = Machine->obstacle;
if ($why) {
	fail("a system can be booted here: $why");
	done_testing;
	exit;
}
my $dir = tempdir('switchboard-deploy-XXXXXX', DIR => $ENV{TMPDIR} // '/var/tmp', CLEANUP => 1);
my $told = eval { story(); 1 };
unless ($told) {
	fail('the story can be told to its end');
	diag($@);
	diag(eval { scalar $machine->run('journalctl', '--no-pager', '-q', '-n', 60) } // '') if $machine;
}
done_testing;

sub story()
{
	installed();
	booted();
	served_by_nginx();
	restarted_under_load('nginx');
	without_database();
	served_by_apache();
	restarted_under_load('Apache');
	judged();
	stopped();
	rebooted();
	return;
}

# --- the story

sub installed()
{
	$machine = Machine->new(dir => $dir, packages => \@PACKAGES);
	my $said = qx{make -s install DESTDIR='@{[$machine->root]}' 2>&1};
	is($?, 0, 'make install') or die $said;
	# What the machine has no use for here: networks, and web servers before their turn.
	$machine->run('systemctl', 'mask', '-q', qw(systemd-networkd.service systemd-networkd.socket systemd-networkd-wait-online.service
		systemd-firstboot.service));
	scalar $machine->run('systemctl', 'disable', '-q', 'nginx', 'apache2');
	$machine->shell('echo 127.0.0.1 "$1" >>/etc/hosts', $HOST);
	return;
}

sub booted()
{
	$machine->boot;
	pass('the machine boots');

	# As README tells the administrator.
	scalar $machine->run('systemd-sysusers');
	scalar $machine->run('systemd-tmpfiles', '--create');
	scalar $machine->shell("ln -s $SHARE/mariadb/50-switchboard.cnf /etc/mysql/mariadb.conf.d/ && systemctl restart mariadb && mariadb <$SHARE/mariadb/setup.sql");
	scalar $machine->shell('install -d -m 0755 /etc/switchboard/tls && cd /etc/switchboard/tls && umask 077 &&
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$1" \
			-addext "subjectAltName=DNS:$1" -keyout key.pem -out cert.pem && chmod 0644 cert.pem', $HOST);
	secret(JWT_SECRET => '0123456789abcdef' x 4);
	secret(TWILIO_AUTH_TOKEN => $TOKEN);
	$machine->write('/etc/switchboard/switchboard.conf', <<~"END");
		PUBLIC_URL=https://$HOST
		DB_SOCKET=/run/mysqld/mysqld.sock
		DB_USER=switchboard
		DB_NAME=switchboard
		JWT_SECRET_FILE=/etc/credstore/switchboard.JWT_SECRET
		TWILIO_ACCOUNT_SID=$ACCOUNT
		TWILIO_AUTH_TOKEN_FILE=/etc/credstore/switchboard.TWILIO_AUTH_TOKEN
		TWILIO_API_URL=http://127.0.0.1:$TWILIO
		END
	scalar $machine->run('systemd-tmpfiles', '--create');
	is($machine->run('stat', '-c', '%a %U:%G', '/etc/switchboard/switchboard.conf'), "640 root:switchboard\n",
		'the settings are for root and the programs alone');
	my ($status, $said) = $machine->run('switchboardctl', 'config', 'check');
	like("$status $said", qr/\A0 .*\b0 errors, 0 warnings/s, 'switchboardctl finds nothing wrong with the settings');

	my $begun = time;
	scalar $machine->run('systemctl', 'enable', '-q', '--now', 'switchboard.target');
	diag(sprintf 'the target was up after %.1f s', time - $begun);
	is(state_of('switchboard-migrate.service', 'Result'), 'success', 'the schema is there');
	is(state_of('switchboard-worker.service', 'ActiveState'), 'active', 'the worker works');
	my @programs = programs();
	cmp_ok(scalar @programs, '>', 1, 'there are programs: ' . @programs);
	is(join(' ', grep { state_of("switchboard\@$_.socket", 'SubState') ne 'listening' } @programs), '', 'each has its socket');
	return;
}

sub served_by_nginx()
{
	scalar $machine->shell("rm -f /etc/nginx/sites-enabled/default && ln -s $SHARE/nginx/switchboard.conf /etc/nginx/sites-enabled/");
	my ($status, $said) = $machine->run('nginx', '-t');
	is($status, 0, 'nginx accepts the shipped configuration') or diag($said);
	scalar $machine->run('systemctl', 'enable', '-q', '--now', 'nginx');
	answers('nginx');
	return;
}

# What any web server must bring through: health, a login, the clinic's settings, and a call.
my ($bearer, $clinic);
sub answers($server)
{
	my $health = api(GET => '/api/twilio/health');
	ok($health->{database}, "$server: health, with the database") or diag(explain($health));
	like($machine->run('curl', '-sS', 'http://127.0.0.1:9464/metrics'), qr/^# TYPE /m, "$server: the metrics, on a listener of their own");

	unless ($bearer) {
		local $machine->{input} = "$PASSWORD\n";
		my ($status, $said) = $machine->run('switchboardctl', 'user', 'add', $EMAIL, '--role', 'admin', '--password-stdin');
		is($status, 0, 'an operator is added') or diag($said);
	}
	$bearer = undef;
	$bearer = api(POST => '/api/auth/login', {email => $EMAIL, password => $PASSWORD})->{token};
	ok($bearer, "$server: a login, with Argon2id in the sandbox and the secret as a credential");
	is(api(GET => '/api/auth/me')->{email}, $EMAIL, "$server: the bearer's token reaches the program");

	unless ($clinic) {
		$clinic = api(POST => '/api/clinics', {name => 'Deployment', timezone => 'America/New_York'})->{id};
		ok($clinic, 'a clinic is made');
		connect_number();
	}
	my ($code, $twiml) = call($NUMBER);
	is($code, 200, "$server: a signed call is answered");
	like($twiml, qr/<Dial\b.*\Q$DESK\E/s, "$server: and put through to the clinic");
	($code) = call($NUMBER, forged => 1);
	is($code, 403, "$server: a forged one is refused");
	return;
}

# The number is the account's, and Twilio's REST API is asked to point it here: by a program in its sandbox.
sub connect_number()
{
	$machine->serve($^X, 't/standin/twilio.pl', '--account', $ACCOUNT, '--token', $TOKEN, '--number', $NUMBER, '--port', $TWILIO, '--stay');
	$machine->wait_for('the stand-in for Twilio', 15, sub { $machine->shell("curl -s -o /dev/null http://127.0.0.1:$TWILIO/ && echo up || :") });
	my $said = api(POST => '/api/twilio/connect', {clinicId => $clinic, phoneNumber => $NUMBER, forwardNumber => $DESK});
	is($said->{id} // $said->{clinic}{id}, $clinic, 'a number is connected to it') or diag(explain($said));
	return;
}

sub restarted_under_load($server)
{
	my $before = recorded();
	my $load = load_begin($CALLS);
	foreach my $part (1 .. 3) {
		$machine->wait_for("part $part of the load", 30, sub { load_done() >= (2 * $part - 1) * $CALLS / 8 });
		# Twice, since the second meets processes that have hardly begun.
		scalar $machine->run('systemctl', 'restart', 'switchboard@voice-incoming.service') foreach 1 .. 2;
	}
	cmp_ok(load_done(), '<', $CALLS, "$server: six restarts fall into a load");
	my $count = load_end($load);
	is_deeply($count, {200 => $CALLS}, "$server: each of its $CALLS calls is answered");
	$machine->wait_for('the record of every call', 10, sub { recorded() == $before + $CALLS });
	pass("$server: and on record");
	return;
}

sub without_database()
{
	my $before = recorded();
	scalar $machine->run('systemctl', 'stop', 'mariadb');
	my ($code, $twiml) = call($NUMBER);
	is($code, 200, 'with the database stopped a call is answered');
	like($twiml, qr/<Dial\b.*\Q$DESK\E/s, 'and put through as ever');
	ok(!api(GET => '/api/twilio/health')->{database}, 'health says that the database is away');
	scalar $machine->run('systemctl', 'start', 'mariadb');
	$machine->wait_for('the call in the database', 30, sub { recorded() == $before + 1 });
	pass('and it is on record when the database is back');
	return;
}

sub served_by_apache()
{
	scalar $machine->run('systemctl', 'disable', '-q', '--now', 'nginx');
	scalar $machine->shell("a2enmod -q ssl http2 headers proxy proxy_fcgi reqtimeout allowmethods env alias dir mime && a2dissite -q 000-default &&
		ln -s $SHARE/apache/switchboard.conf /etc/apache2/sites-enabled/");
	my ($status, $said) = $machine->run('apache2ctl', 'configtest');
	is($status, 0, 'Apache accepts the shipped configuration') or diag($said);
	scalar $machine->run('systemctl', 'enable', '-q', '--now', 'apache2');
	answers('Apache');
	return;
}

sub judged()
{
	my @services = ('switchboard@health.service', 'switchboard-worker.service', 'switchboard-migrate.service');
	foreach my $service (@services) {
		my ($status, $said) = $machine->run('systemd-analyze', 'security', '--no-pager', '--threshold=15', $service);
		is($status, 0, "$service is sandboxed to 1.5 or better") or diag($said);
	}
	my ($status, $said) = $machine->run('systemd-analyze', '--man=no', 'verify', 'switchboard.target', @services);
	is("$status $said", '0 ', 'systemd finds no fault with the units');
	is($machine->run('systemctl', '--failed', '--plain', '--no-legend'), '', 'nothing on the machine has failed');
	return;
}

sub stopped()
{
	# Every program at work, so that every one must leave by itself.
	scalar $machine->run('systemctl', 'start', map { "switchboard\@$_.service" } programs());
	my $begun = time;
	scalar $machine->run('systemctl', 'stop', 'switchboard.target');
	$machine->wait_for('the end of all processes', 60, sub { !$machine->shell('pgrep -u switchboard || :') });
	diag(sprintf 'the target was down after %.1f s', time - $begun);
	is($machine->shell('journalctl -q --no-pager -u "switchboard*" | grep -E "timed out|SIGKILL" || :'), '', 'nothing had to be killed');
	is($machine->shell('ls /run/switchboard | grep sock || :'), '', 'and no socket is left');
	return;
}

sub rebooted()
{
	ok($machine->power_off, 'the machine powers off');
	$machine->boot;
	my $health;
	$machine->wait_for('health', 20, sub { $health = eval { api(GET => '/api/twilio/health') } });
	$machine->wait_for('the database', 20, sub { api(GET => '/api/twilio/health')->{database} });
	my ($code, $twiml) = call($NUMBER);
	like("$code $twiml", qr/\A200 .*<Dial\b.*\Q$DESK\E/s, 'after a boot calls are put through, with nobody at the keyboard');
	return;
}

# --- helpers

sub secret($name, $value)
{
	$machine->write("/etc/credstore/switchboard.$name", "$value\n", '0600');
	return;
}

sub state_of($unit, $property)
{
	return $machine->run('systemctl', 'show', '--value', '-p', $property, $unit) =~ s/\n//r;
}

sub programs()
{
	my %seen;
	return grep { !$seen{$_}++ } map { (split)[0] } split /\n/, $machine->run('cat', "$LIB/switchboard/cgi-bin/ROUTES");
}

sub recorded() { return 0 + $machine->run('mariadb', '-N', 'switchboard', '-e', 'SELECT COUNT(*) FROM calls') }

# An API request; gives the decoded answer.
sub api($method, $path, $body = undef)
{
	my @options = ('-X', $method, '-H', 'Accept: application/json');
	push @options, '-H', "Authorization: Bearer $bearer" if $bearer;
	push @options, '-H', 'Content-Type: application/json', '-d', encode_json($body) if $body;
	my ($code, $said) = curl(@options, "https://$HOST$path");
	return eval { decode_json($said) } // die "$method $path: $code $said\n";
}

# A call that Twilio reports; gives status and TwiML.
sub call($to, %how)
{
	my ($url, $form, $signature) = signed_call($to);
	$signature = 'x' . substr $signature, 1 if $how{forged};
	return curl('-H', "X-Twilio-Signature: $signature", '-d', $form, $url);
}

sub curl(@options)
{
	my ($status, $said) = $machine->run('curl', '-sS', '--max-time', 20, '--cacert', '/etc/switchboard/tls/cert.pem',
		'-w', '\n%{http_code}', @options);
	die "curl @options: $said\n" if $status;
	my ($body, $code) = $said =~ /\A(.*)\n(\d+)\z/s or die "curl: $said\n";
	return ($code, $body);
}

my $calls = 0;
sub signed_call($to)
{
	my $url = "https://$HOST/api/twilio/voice/incoming";
	my %field = (AccountSid => $ACCOUNT, ApiVersion => '2010-04-01', CallSid => sprintf('CA%032x', ++$calls), CallStatus => 'ringing',
		Direction => 'inbound', From => '+18455550' . (123 + $calls % 800), To => $to);
	my $signature = Twilio::Signature::sign($TOKEN, $url, \%field);
	my $form = join '&', map { "$_=" . ($field{$_} =~ s/\+/%2B/gr) } sort keys %field;
	return ($url, $form, $signature);
}

# A load: four callers, each with a quarter of the calls, 50 a second; their answers' statuses are lines of files.
sub load_begin($count)
{
	foreach my $caller (1 .. 4) {
		my @requests;
		foreach (1 .. $count / 4) {
			my ($url, $form, $signature) = signed_call($NUMBER);
			push @requests, join "\n", "url = \"$url\"", "data = \"$form\"", "header = \"X-Twilio-Signature: $signature\"",
				'cacert = "/etc/switchboard/tls/cert.pem"', 'output = "/dev/null"', 'write-out = "%{http_code}\n"', '';
		}
		$machine->write("/root/load-$caller", join "next\n", @requests);
	}
	return $machine->start('sh', '-c', 'for i in 1 2 3 4; do : >/root/answers-$i; done
		for i in 1 2 3 4; do stdbuf -oL curl -s --rate 50/s -K /root/load-$i >/root/answers-$i & done; wait');
}

sub load_done() { return 0 + $machine->shell('cat /root/answers-* 2>/dev/null | wc -l') }

sub load_end($load)
{
	$machine->finish($load);
	my %count;
	$count{$_}++ foreach split /\n/, $machine->shell('cat /root/answers-*');
	return \%count;
}
