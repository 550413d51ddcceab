#!/usr/bin/perl
# The demonstration: all that it checks holds, the commands that it prints at its end work, and the last of them leaves nothing behind.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Cwd qw(abs_path);
use File::Temp qw(tempdir);
use Port;
use Test::More;

my $home = abs_path(tempdir('switchboard-demo-XXXXXX', TMPDIR => 1, CLEANUP => 1)) . '/var';
@SIG{qw(INT TERM HUP)} = (sub ($name) { exit 1 }) x 3;		# so that END brings it down
END {
	local $?;
	system("bin/switchboard-dev down --home $home >/dev/null 2>&1") if -e "$home/lock";
	kill TERM => stand_ins();
}

my $told = '';
foreach my $try (1 .. 3) {
	my $port = Port::free();
	$told = `PORT=$port DEMO_HOME=$home t/demo 2>&1`;
	last if $told !~ /port \d+ already/;
}
is($?, 0, 'all of it goes as it should') or diag $told;
unlike($told, qr/✗/, 'no check failed');
like($told, qr/^All of it went as it should, in \d+ s\.$/m, 'as it says at its end');

my %command = $told =~ /^  (log in|a summary|a campaign|stop it) +(.*?)(?: {4}.*)?$/mg;
my %shows = ('log in' => qr/"role":"admin"/, 'a summary' => qr/"summaryText":"\w/, 'a campaign' => qr/^phone,|,phone,/);
foreach my $what ('log in', 'a summary', 'a campaign') {
	my $answer = $command{$what} ? `$command{$what} -sS -w '%{http_code}' 2>&1` : 'it is not printed';
	like($answer, qr/200\z/, "$what: the command works");
	like($answer, $shows{$what}, "$what: and shows it");
}
my @left = stand_ins();
is(scalar @left, 4, 'the stand-ins are still there, as is the stack');
my $stopped = `($command{'stop it'}) 2>&1`;
is($?, 0, 'what stops it succeeds') or diag $stopped;
my $until = time + 30;
select undef, undef, undef, 0.05 while running() && time < $until;
is(join("\n", running()), '', 'nothing is left');
done_testing;

# Those that run; a process that has ended is none.
sub stand_ins() { return grep { cmdline($_) =~ m{/t/standin/\w+\.pl .*\Q$home\E} } map { line_of($_) } glob "$home/*.pid" }

# All that works in the demonstration's directory, or has it in its command line.
sub running() {
	return map { cmdline($_) } grep { $_ != $$ && ((readlink("/proc/$_/cwd") // '') =~ m{\A\Q$home\E(?:/|\z)} || cmdline($_) =~ /\Q$home\E/) } map { m{/(\d+)\z} ? $1 : () } glob '/proc/[0-9]*';
}

sub line_of($file) {
	open my $f, '<', $file or return '';
	chomp(my $line = <$f> // '');
	return $line;
}

sub cmdline($pid) { return line_of("/proc/$pid/cmdline") =~ tr/\0/ /r }
