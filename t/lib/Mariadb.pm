# A private MariaDB for tests: its own directory, a unix socket and a port on loopback, gone with the object.
package Mariadb;

use v5.36;
use File::Temp qw(tempdir);
use Port;
use Scalar::Util qw(weaken);
use Time::HiRes qw(sleep time);

my $WAIT_S = 60;
my %running;	# by directory

# Compiled after File::Temp, and so before its END, which removes the directories.
END {
	local $?;
	$_->stop foreach values %running;
}

sub new($class, %options) {
	my $dir = tempdir('mariadb-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	my $self = bless { dir => $dir, socket => "$dir/sock", port => Port::free(), owner => $$ }, $class;
	my $me = getpwuid $<;

	system("mariadb-install-db --no-defaults --datadir=$dir/db --user=$me --skip-test-db --silent "
		. "--auth-root-authentication-method=socket --auth-root-socket-user=$me >$dir/log 2>&1") == 0
		or die "mariadb-install-db failed:\n" . read_file("$dir/log");
	write_file("$dir/init.sql", <<~SQL);
		CREATE DATABASE IF NOT EXISTS switchboard CHARACTER SET utf8mb4;
		CREATE USER IF NOT EXISTS 'switchboard'\@'%' IDENTIFIED BY 'let me in';
		GRANT ALL ON *.* TO 'switchboard'\@'%';
		CREATE USER IF NOT EXISTS 'switchboard'\@'localhost' IDENTIFIED BY 'let me in';
		GRANT ALL ON *.* TO 'switchboard'\@'localhost';
		SQL
	# As scripts, so that a test in C can take the server down and raise it again.
	write_file("$dir/up", <<~SH, 0755);
		#!/bin/sh
		exec </dev/null >>$dir/log 2>&1
		mariadbd --no-defaults --user=$me --datadir=$dir/db --socket=$dir/sock --pid-file=$dir/pid \\
			--bind-address=127.0.0.1 --port=$self->{port} --skip-name-resolve --init-file=$dir/init.sql \\
			--innodb-buffer-pool-size=64M --innodb-buffer-pool-dump-at-shutdown=0 --innodb-flush-log-at-trx-commit=2 &
		n=0
		until mariadb --no-defaults --socket=$dir/sock --user=root --execute 'DO 0'; do
			n=\$((n + 1))
			[ \$n -lt ${\($WAIT_S * 20)} ] || exit 1
			sleep 0.05
		done
		SH
	write_file("$dir/down", <<~SH, 0755);
		#!/bin/sh
		pid=\$(cat $dir/pid) || exit 0
		kill "\$pid"
		while kill -0 "\$pid" 2>/dev/null; do sleep 0.05; done
		SH
	$self->up;
	weaken($running{$dir} = $self);
	return $self;
}

sub up($self) { system("$self->{dir}/up") == 0 or die "mariadbd does not start:\n" . read_file("$self->{dir}/log") }

sub down($self) { system("$self->{dir}/down") == 0 or die "mariadbd does not stop\n" }

# Runs SQL as root, gives the lines of the answer.
sub sql($self, $sql) {
	open my $out, '-|', 'mariadb', '--no-defaults', "--socket=$self->{socket}", '--user=root', '--skip-column-names',
		'--batch', '--database=switchboard', '--execute', $sql or die "mariadb: $!\n";
	chomp(my @lines = <$out>);
	close $out or die "failed: $sql\n";
	return wantarray ? @lines : $lines[0];
}

# What a program or a test in C needs to know.
sub environment($self) {
	return (
		DB_SOCKET => $self->{socket}, DB_USER => 'switchboard', DB_PASSWORD => 'let me in', DB_NAME => 'switchboard',
		TEST_DB_DIR => $self->{dir}, TEST_DB_PORT => $self->{port},
	);
}

sub read_file($path) {
	open my $in, '<', $path or return '';
	local $/ = undef;
	return <$in>;
}

sub write_file($path, $text, $mode = 0600) {
	open my $out, '>', $path or die "$path: $!\n";
	print {$out} $text;
	close $out or die "$path: $!\n";
	chmod $mode, $path;
}

sub stop($self) {
	$self->down if $$ == $self->{owner} && -e "$self->{dir}/pid";
	delete $running{$self->{dir}};
}

sub DESTROY($self) {
	local $?;
	$self->stop;
}

1;
