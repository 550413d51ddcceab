package Machine;

# A Debian machine of our own: a root made by mmdebstrap, booted by systemd-nspawn with its own network, pids and
# cgroups. What it starts it ends, also when the test dies: nothing outlives the object but a log, if there is one.
#
#   my $machine = Machine->new(packages => [...], dir => DIR);    dies with a sentence where it cannot be
#   $machine->boot;  $machine->run('systemctl', ...);  $machine->power_off;
#
# Nothing is written into the root from outside: a link in it may well lead out of it.

use v5.36;
use Carp qw(croak);
use Errno qw(EINTR);
use File::Path qw(make_path);
use POSIX qw(WNOHANG _exit);
use Time::HiRes qw(sleep time);

my $PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
my $SIGRTMIN = POSIX::SIGRTMIN();
my $CGROUPS = '/sys/fs/cgroup';

# Why this machine cannot boot another one inside itself; empty if it can.
sub obstacle ($class)
{
	return 'only root can boot a system' if $>;
	return "$CGROUPS is not mounted: this must run on the machine itself, not in a chroot" unless own_hierarchies();
	foreach my $name (qw(mmdebstrap systemd-nspawn nsenter setpriv)) {
		return "$name is missing (bin/switchboard-packages deploy)" unless grep { -x "$_/$name" } split /:/, $PATH;
	}
	my $try = (own_hierarchies())[0] . "/switchboard-try-$$";
	mkdir $try or return "$CGROUPS cannot be written: $!";
	rmdir $try;
	return '';
}

# dir must exist; the root is made as dir/root.
sub new ($class, %arg)
{
	my $why = $class->obstacle;
	die "$why\n" if $why;
	my $self = bless { owner => $$, root => "$arg{dir}/root", log => "$arg{dir}/console.log", groups => [] }, $class;
	$self->{name} = "switchboard-$$";
	my ($status, $said) = $self->outside('setpriv', '--pdeathsig', 'TERM', 'mmdebstrap', '--quiet', '--variant=minbase', '--aptopt=Acquire::Languages "none"',
		'--dpkgopt=path-exclude=/usr/share/doc/*', '--dpkgopt=path-exclude=/usr/share/man/*',
		'--include=' . join(',', @{$arg{packages}}), 'bookworm', $self->{root});
	die "mmdebstrap was unable to make a root:\n$said\n" if $status;
	return $self;
}

sub root ($self) { return $self->{root} }

# Run a command in the machine: in its namespaces while it is up, in its root while it is down. Gives the exit status
# and what it said; in scalar context only the latter, and then failing is fatal.
sub run ($self, @command)
{
	my @where = $self->{leader}
		? ('nsenter', '-t', $self->{leader}, '-m', '-u', '-i', '-n', '-p', '--')
		: ('chroot', $self->{root});
	my ($status, $said) = $self->outside(@where, 'env', '-i', "PATH=$PATH", 'HOME=/root', 'LANG=C.UTF-8', @command);
	return ($status, $said) if wantarray;
	die "@command failed ($status):\n$said\n" if $status;
	return $said;
}

# The same for a line of shell; further arguments are its $1, $2, ...
sub shell ($self, $line, @args) { return $self->run('sh', '-c', $line, 'sh', @args) }

# Start a command in the machine and leave it running; gives its pid here.
sub start ($self, @command)
{
	return $self->keep('nsenter', '-t', $self->{leader}, '-m', '-u', '-i', '-n', '-p', '--',
		'env', '-i', "PATH=$PATH", 'HOME=/root', 'LANG=C.UTF-8', @command);
}

# Start a command of this host in the machine's network alone: its 127.0.0.1 is the machine's.
sub serve ($self, @command) { return $self->keep('nsenter', '-t', $self->{leader}, '-n', '--', @command) }

# Wait for one of these to end by itself.
sub finish ($self, $pid)
{
	waitpid $pid, 0;
	delete $self->{kept}{$pid};
	return $?;
}

sub write ($self, $path, $content, $mode = '0644')
{
	local $self->{input} = $content;
	scalar $self->shell('umask 077; rm -f -- "$1"; cat >"$1"; chmod "$2" "$1"', $path, $mode);
	return;
}

# Boot, and return when systemd has finished starting what is enabled.
sub boot ($self)
{
	croak 'it is up' if $self->{nspawn};
	$self->make_groups unless -d '/run/systemd/system';
	# An outer systemd gives the machine a scope of its own; without one, the cgroups above are its place.
	my @keep = @{$self->{groups}} ? ('--keep-unit') : ();
	$self->{nspawn} = $self->spawn(['systemd-nspawn', '--quiet', '--boot', '--register=no',
		@keep, '--private-network', '--console=pipe', '--link-journal=no', "--machine=$self->{name}",
		"--directory=$self->{root}"], $self->{groups});
	$self->wait_for('init', 30, sub { $self->{leader} = $self->find_leader });
	my $state = '';
	$self->wait_for('the end of its boot', 90, sub {
		(undef, $state) = $self->run('systemctl', 'is-system-running');
		return $state =~ /\A(?:running|degraded)\s/;
	});
	return;
}

# Poll for a fact, at most so many seconds; dies naming what did not come.
sub wait_for ($self, $what, $seconds, $fact)
{
	my $until = time + $seconds;
	until ($fact->()) {
		die "$what did not come within $seconds s\n" . $self->console if time > $until;
		die "the machine is gone while waiting for $what\n" . $self->console if $self->{nspawn} && !$self->is_alive;
		sleep 0.05;
	}
	return 1;
}

sub power_off ($self)
{
	return unless $self->{nspawn};
	my @kept = keys %{delete $self->{kept} // {}};
	kill 'TERM', @kept;
	waitpid $_, 0 foreach @kept;
	kill $SIGRTMIN + 4, $self->{leader} if $self->{leader};		# systemd: power off
	my $until = time + 30;
	sleep 0.05 while $self->is_alive && time < $until;
	my $clean = !$self->is_alive;
	$self->kill_all;
	delete @{$self}{qw(nspawn leader)};
	return $clean;
}

sub console ($self)
{
	open my $fh, '<', $self->{log} or return '';
	local $/;
	my $text = <$fh> // '';
	return substr $text, -4000 < -length $text ? 0 : -4000;
}

sub DESTROY ($self)
{
	return if $self->{owner} != $$;
	local ($?, $@, $!);
	kill 'TERM', $self->{running} if $self->{running};
	waitpid delete $self->{running}, 0 if $self->{running};
	$self->{nspawn} ? $self->power_off : $self->kill_all;
	system 'rm', '-rf', '--one-file-system', $self->{root};
	return;
}

# --- the rest is its own affair

# The cgroup hierarchies that systemd uses: the one of version 2, or systemd's own of version 1 with the unified beside it.
sub own_hierarchies { return grep { -e "$_/cgroup.procs" } -e "$CGROUPS/cgroup.procs" ? $CGROUPS : map { "$CGROUPS/$_" } qw(systemd unified) }

sub make_groups ($self)
{
	foreach my $top (own_hierarchies()) {
		my $group = "$top/$self->{name}";
		push @{$self->{groups}}, $group;
		next if -d $group;
		mkdir $group or die "unable to make $group: $!\n";
	}
	return;
}

sub keep ($self, @command)
{
	my $pid = $self->spawn(\@command);
	$self->{kept}{$pid} = 1;
	return $pid;
}

# Fork and exec, with the output in the log, as a member of the cgroups. It dies with us, whatever we die of.
sub spawn ($self, $command, $groups = [])
{
	my $pid = fork // die "fork: $!\n";
	return $pid if $pid;
	foreach my $group (@$groups) {
		open my $fh, '>', "$group/cgroup.procs" or _exit(126);
		print $fh "0\n";
		close $fh or _exit(126);
	}
	open STDIN, '<', '/dev/null';
	open STDOUT, '>>', $self->{log};
	open STDERR, '>&', \*STDOUT;
	POSIX::setsid();
	$SIG{$_} = 'DEFAULT' foreach qw(INT TERM HUP ALRM);
	{ no warnings 'exec'; exec 'setpriv', '--pdeathsig', 'TERM', @$command; }
	_exit(127);
}

# Run a command of this machine's own; gives exit status and output.
sub outside ($self, @command)
{
	my $input = $self->{input};
	pipe my $from, my $to or die "pipe: $!\n";
	my $in;
	if (defined $input) {
		open $in, '+>', undef or die "temporary file: $!\n";
		syswrite $in, $input;
		sysseek $in, 0, 0;
	}
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		open STDIN, defined $in ? '<&' : '<', defined $in ? $in : '/dev/null';
		open STDOUT, '>&', $to;
		open STDERR, '>&', $to;
		$SIG{$_} = 'DEFAULT' foreach qw(INT TERM HUP ALRM);
		{ no warnings 'exec'; exec @command; }
		_exit(127);
	}
	close $to;
	$self->{running} = $pid;
	my $said = '';
	while (1) {
		my $n = sysread $from, $said, 65536, length $said;
		next if !defined $n && $! == EINTR;
		last unless $n;
	}
	waitpid $pid, 0;
	my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
	delete $self->{running};
	return ($status, $said);
}

# The machine's process 1, by its pid here.
sub find_leader ($self)
{
	open my $fh, '<', "/proc/$self->{nspawn}/task/$self->{nspawn}/children" or return;
	foreach my $pid (split ' ', <$fh> // '') {
		open my $status, '<', "/proc/$pid/status" or next;
		return $pid if grep { /^NSpid:\s+\d+\s+1$/ } <$status>;
	}
	return;
}

sub is_alive ($self) { return waitpid($self->{nspawn}, WNOHANG) == 0 }

# Whatever is left of the machine, and its cgroups.
sub kill_all ($self)
{
	if ($self->{nspawn} && $self->is_alive) {
		kill 'KILL', $self->{nspawn};
		waitpid $self->{nspawn}, 0;
	}
	foreach my $group (@{$self->{groups}}) {
		for (my $tries = 0; -d $group && $tries < 100; $tries++) {
			my @inner = reverse sort split /\n/, qx{find '$group' -type d};
			foreach my $inner (@inner) {
				open my $fh, '<', "$inner/cgroup.procs" or next;
				my @left = map { chomp; $_ } <$fh>;
				kill 'KILL', grep { $_ > 1 } @left if @left;
				rmdir $inner;
			}
			sleep 0.05 if -d $group;
		}
	}
	$self->{groups} = [];
	return;
}

1;
