#!/usr/bin/perl
# switchboard-dev: what it starts stays alive, what is held down stays down, and nothing is left behind.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Cwd qw(abs_path);
use File::Temp qw(tempdir);
use Port;
use Test::More;
use Time::HiRes qw(sleep time);

my $dev = abs_path('bin/switchboard-dev');
my $top = tempdir('switchboard-dev-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $home = "$top/one";
my $port = Port::free();
my $HEALTH = '/api/twilio/health';
END { local $?; dev('down', '--home', $_) foreach grep { -e "$_/lock" } glob "$top/*" }

write_text("$top/own.conf", "LOG_LEVEL=debug\n");
my $begun = time;
is(dev('up', '--home', $home, '--port', $port, '--conf', "$top/own.conf"), 0, 'up succeeds') or BAIL_OUT('no stack');
diag(sprintf 'up took %.1f s', time - $begun);

# What a client finds
my $health = get($HEALTH);
like($health, qr{\AHTTP/1\.1 200\b}, 'health answers over TLS, with the certificate in DIR');
like($health, qr/"database"\s*:\s*true/, 'and has a database');
like($health, qr/^strict-transport-security:/im, 'nginx adds its security headers');
like(get('/api/openapi.json'), qr{"openapi"\s*:\s*"3\.1}, 'the API reference is served');
my $unknown = get('/api/no-such-path');
like($unknown, qr{\AHTTP/1\.1 404 }, 'an unknown path is a 404');
like($unknown, qr{^content-type: application/problem\+json}im, 'told as a problem');

get('/api/no-such-path/+18455550123?secret=word');
my $log = read_text("$home/log/access.log");
like($log, qr{GET /api/no-such-path/\*\*\* }, 'the access log has the request');
unlike($log, qr/secret|8455550123/, 'without its query string or a phone number');

# The settings in force
my $settings = read_text("$home/switchboard.conf");
is(sprintf('%04o', (stat "$home/switchboard.conf")[2] & 07777), '0600', 'the settings are for the owner alone');
is(() = $settings =~ /^LOG_LEVEL=/mg, 1, 'a setting of FILE stands once');
like($settings, qr/^LOG_LEVEL=debug$/m, 'and wins');
like($settings, qr{^PUBLIC_URL=https://localhost:$port$}m, 'the default PUBLIC_URL is this stack');
my ($secret) = $settings =~ /^JWT_SECRET=([0-9a-f]{64})$/m;
ok($secret, 'the token secret is made here');
my @strange = grep { !/\A(?:PATH|SWITCHBOARD_CONF|PROCESSES|[AUL]\w*SAN_OPTIONS)=/ } environment(pid('health'));
is("@strange", '', 'a program inherits nothing from the shell');

# Who is there already
isnt(dev('up', '--home', $home, '--port', Port::free()), 0, 'a second up on the same directory is refused');
like(said(), qr/up already/, 'with the reason');
isnt(dev('up', '--home', "$top/two", '--port', $port), 0, 'another stack on the same port is refused');
like(said(), qr/\b$port already/, 'with the reason');
is(dev('ctl', '--home', $home, 'migrate'), 0, 'ctl reaches switchboardctl, and a second migration is harmless');

# What is killed comes back
my ($child) = children(pid('health'));
kill KILL => $child;
ok(until_true(sub { my @now = children(pid('health')); @now && !grep { $_ == $child } @now }), 'a killed process of a program is replaced');
foreach my $name (qw(health mariadb worker nginx)) {
	my $pid = pid($name);
	kill KILL => $pid;
	ok(until_true(sub { (pid($name) || $pid) != $pid }), "killed $name comes back");
	ok(until_true(sub { is_healthy() }), 'and the stack is healthy');
}

# What is held down stays down
is(dev('stop', '--home', $home, 'health'), 0, 'a program can be held down');
my $away = get($HEALTH);
like($away, qr{\AHTTP/1\.1 502 }, 'its path is a 502');
like($away, qr{^content-type: application/problem\+json}im, 'told as a problem');
like($away, qr/^retry-after: \d+/im, 'that says when to try again');
is(dev('start', '--home', $home, 'health'), 0, 'and raised again');
ok(is_healthy(), 'so that it answers at once');
is(dev('stop', '--home', $home, 'mariadb'), 0, 'the database can be held down');
ok(until_true(sub { get($HEALTH) =~ /"database"\s*:\s*false/ }), 'which health says');
ok(!pid('mariadb'), 'and stays down');
is(dev('start', '--home', $home, 'mariadb'), 0, 'and raised again');
ok(until_true(sub { is_healthy() }), 'which health sees');
isnt(dev('stop', '--home', $home, 'nobody'), 0, 'an unknown part is refused');

# The end
is(dev('down', '--home', $home), 0, 'down succeeds');
is_deeply([living($home)], [], 'and leaves no process');
is(dev('down', '--home', $home), 0, 'a second down is harmless');
isnt(dev('stop', '--home', $home, 'health'), 0, 'nothing can be held down in a stack that is down');
is(dev('up', '--home', $home, '--port', $port), 0, 'the same directory comes up again');
like(read_text("$home/switchboard.conf"), qr/^JWT_SECRET=$secret$/m, 'with the same secret');
kill KILL => pid('supervisor');
ok(until_true(sub { dev('down', '--home', $home) == 0 }), 'down ends a stack whose supervisor was killed');
is_deeply([living($home)], [], 'and leaves no process');

# A path that is too long for a socket
my $deep = "$top/" . 'long-' x 24 . 'name';
is(dev('up', '--home', $deep, '--port', $port), 0, 'a directory with a long name comes up');
ok(is_healthy($deep), 'and is healthy');
is(dev('down', '--home', $deep), 0, 'and goes down');
ok(!-e "$deep/run" && !-l "$deep/run", 'with its short directory of sockets');

# What cannot start says why
write_text("$top/bad.conf", "NO_SUCH_SETTING=1\n");
isnt(dev('up', '--home', "$top/bad", '--port', $port, '--conf', "$top/bad.conf"), 0, 'an unknown setting is refused');
like(said(), qr/NO_SUCH_SETTING/, 'by name');
is_deeply([living("$top/bad")], [], 'and nothing stays behind');

done_testing;

sub dev(@args) {
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDOUT, '>', "$top/said";
		open STDERR, '>&', \*STDOUT;
		exec $^X, $dev, @args;
	}
	waitpid $pid, 0;
	my $status = $?;
	diag(said()) if $status && $args[0] eq 'up' && $ENV{VERBOSE};
	return $status;
}

sub said() { return read_text("$top/said") }

sub get($path, $of = $home) {
	my $request = "GET $path HTTP/1.0\\r\\nHost: localhost:$port\\r\\n\\r\\n";
	return scalar `printf '$request' | timeout 60 openssl s_client -quiet -connect 127.0.0.1:$port -servername localhost \\
		-verify_hostname localhost -verify_return_error -CAfile $of/tls/cert.pem 2>/dev/null`;
}

sub is_healthy($of = $home) { return get($HEALTH, $of) =~ /"database"\s*:\s*true/ }

sub until_true($is_so) {
	my $until = time + 60;
	while (time < $until) {
		return 1 if $is_so->();
		sleep 0.05;
	}
	return 0;
}

sub pid($name) { return (eval { read_text("$home/pid/$name") } // 0) + 0 }

sub children($pid) { return split ' ', eval { read_text("/proc/$pid/task/$pid/children") } // '' }

sub environment($pid) { return split /\0/, read_text("/proc/$pid/environ") }

sub living($of) {
	return grep { (readlink("$_/cwd") // '') =~ m{\A\Q$of\E(?:/|\z)} && (eval { read_text("$_/stat") } // ') Z ') !~ /\) Z / } glob '/proc/[0-9]*';
}

sub read_text($file) {
	open my $in, '<:raw', $file or die "$file: $!\n";
	local $/;
	return scalar(<$in>) // '';
}

sub write_text($file, $text) {
	open my $out, '>', $file or die "$file: $!\n";
	print $out $text;
	close $out;
}
