#!/usr/bin/perl
# The shape of the house: what people forget, not taste.
use v5.36;
use FindBin;
use Test::More;

chdir "$FindBin::Bin/.." or die;
my $obj = $ENV{SWITCHBOARD_OBJ} // 'obj';

sub slurp($file) { local (@ARGV, $/) = ($file); return <> // '' }

# Includes point down. Floors side by side do not know each other.
my %floor = (core => 0, guard => 1, desk => 1, carrier => 1, data => 2, web => 3, jobs => 3);
my @up;
foreach my $file (glob 'lib/*/*.[ch] lib/*/*.cc') {
	my ($from) = $file =~ m{^lib/(\w+)/};
	foreach my $to (slurp($file) =~ m{^#include "(\w+)/}mg) {
		push @up, "$file includes $to/" unless $to eq $from || $floor{$to} < $floor{$from};
	}
}
is_deeply \@up, [], 'includes point down';

my $sql = qr{"[^"]*\b(?:SELECT\s.*\sFROM|INSERT INTO|UPDATE\s.*\sSET|DELETE FROM)\b};
is_deeply [grep { slurp($_) =~ $sql } grep { !m{^lib/data/} } glob 'lib/*/*.c cgi-bin/*.c bin/*.c'], [], 'SQL stands in lib/data alone';
is_deeply [grep { slurp($_) =~ /\bcurl_easy_/ } grep { !m{^lib/carrier/} } glob 'lib/*/*.c cgi-bin/*.c bin/*.c'], [], 'curl stands in lib/carrier alone';
is_deeply [grep { slurp($_) =~ m{"/api/twilio/} } glob 'lib/*/*.c bin/*.c'], [], 'webhook paths stand in the programs\' tables alone';
is_deeply [grep { slurp($_) =~ /\b(?:time|clock_gettime|getenv|fopen|open|mysql_\w+)\(/ } glob 'lib/desk/*.c'], [], 'the desk is pure';

# Settings: the table, the example and the manual are one.
my $example = `$obj/bin/switchboardctl config example`;
is slurp('switchboard.conf.example'), $example, 'switchboard.conf.example is what the table of settings says';
my @settings = $example =~ /^#([A-Z][A-Z0-9_]+)=/mg;
cmp_ok scalar @settings, '>', 40, 'there are settings';
my $manual = slurp('man/switchboard.conf.5');
is_deeply [grep { $manual !~ /^\.It Sy \Q$_\E$/m } @settings], [], 'switchboard.conf(5) has every setting';
my %known = map { $_ => 1 } @settings;
is_deeply [grep { !$known{$_} } $manual =~ /^\.It Sy (\w+)$/mg], [], 'and no other';

# Commands and their manual.
my $help = `$obj/bin/switchboardctl 2>&1`;
my $ctl = slurp('man/switchboardctl.8');
my %documented = map { $_ => 1 } $ctl =~ /^\.It Cm ([a-z]+(?: [a-z]+)?)/mg;
my @commands = $help =~ /^\s+(?:switchboardctl )?((?:config|user|clinic|number|jobs|spool|twilio) [a-z]+|migrate|purge|usage)\b/mg;
cmp_ok scalar @commands, '>=', 10, 'switchboardctl lists its commands';
is_deeply [grep { !$documented{$_} } @commands], [], 'switchboardctl(8) has every command';

# Every program has a test that names one of its paths, and a head that says what it is.
my $tests = join '', map { slurp($_) } glob 't/*.t';
foreach my $source (glob 'cgi-bin/*.c') {
	my ($name) = $source =~ m{/([\w-]+)\.c};
	my $text = slurp($source);
	my @paths = map { s/\{.*//r } $text =~ m/^\t\{ (?:GET|POST|PUT|PATCH|DELETE), "([^"]+)"/mg;
	like $text, qr{\A/\*\n \* \Q$name\E - }, "$name says what it is";
	ok scalar(grep { index($tests, $_) >= 0 } @paths), "$name has a test";
}

# Each program links only what it uses.
foreach my $program (qw(voice-incoming voice-dial-status voice-screen voice-fallback voice-status-callback voicemail-complete incoming-sms sms-fallback)) {
	my $needs = `readelf -d $obj/cgi-bin/$program`;
	unlike $needs, qr/libcurl|libphonenumber|libstdc\+\+/, "$program has neither curl nor libphonenumber in it";
}

# Hardening, where no sanitizer builds its own.
if ($obj !~ /san/) {
	foreach my $binary (glob "$obj/cgi-bin/[a-z]* $obj/bin/*") {
		next if $binary =~ /\.[od]$/;
		my $elf = `readelf -lhd $binary`;
		ok $elf =~ /Type:\s+DYN/ && $elf =~ /GNU_RELRO/ && $elf =~ /BIND_NOW|NOW/ && $elf !~ /GNU_STACK[^\n]*\n[^\n]*RWE/, "$binary is position independent, with full RELRO";
	}
}

is_deeply [grep { slurp($_) =~ /\b(?:TODO|FIXME|XXX)\b/ } glob 'lib/*/*.[ch] cgi-bin/*.c bin/*'], [], 'nothing is left for later without a word';
done_testing;
