#!/usr/bin/perl
# What lib/data does with a real MariaDB: the tests in C that need one, each with a database of its own.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Mariadb;
use Test::More;

my $obj = $ENV{SWITCHBOARD_OBJ} // 'obj';
my @tests = @ARGV ? @ARGV : tests();
my $mariadb = Mariadb->new;

foreach my $name (@tests) {
	my $test = "$obj/t/unit/$name.t";
	$mariadb->sql('DROP DATABASE switchboard; CREATE DATABASE switchboard CHARACTER SET utf8mb4');
	local %ENV = (%ENV, $mariadb->environment, SCHEMA_DIR => 'schema');
	subtest $name => sub {
		open my $out, '-|', $test or return fail("$test runs: $!");
		my $planned;
		while (<$out>) {
			chomp;
			if (/^(not )?ok \d+ - (.*)/) {
				ok(!$1, $2);
			} elsif (/^1\.\.(\d+)(.*)/) {
				$planned = $1;
				fail("skipped: $2") if !$planned;
			} else {
				diag($_);
			}
		}
		close $out;
		is($? & 127, 0, 'it ends by itself');
		is($planned, Test::More->builder->current_test - 1, 'and ran to its end');
	};
}
done_testing;

# Every test in C that asks for a database.
sub tests() {
	my @names;
	foreach my $source (sort glob "$FindBin::Bin/unit/*.c") {
		open my $in, '<', $source or die "$source: $!\n";
		my $text = do { local $/ = undef; <$in> };
		push @names, $source =~ s{.*/|\.c$}{}gr if $text =~ /\btest_db\b|\btest_db_with_schema\b/;
	}
	return @names;
}
