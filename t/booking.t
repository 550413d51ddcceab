#!/usr/bin/perl
# Does the booking detector read summaries of calls as people do? t/booking/cases.tsv is the set, t/booking/evaluate the measure (it says what the labels mean and
# why the test half is never shown), t/booking/dates.tsv what stated times mean, seen from the time of the call.
use v5.36;
use utf8;
use open qw(:std :encoding(UTF-8));
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Temp;
use Test::More;

chdir dirname(abs_path(__FILE__)) . '/..';
my $driver = ($ENV{SWITCHBOARD_OBJ} // 'obj') . '/t/lib/booking-driver';

my $builder = Test::More->builder;
binmode $builder->$_, ':encoding(UTF-8)' foreach qw(output failure_output todo_output);

sub lines ($file) {
	open my $in, '<', $file or die "$file: $!";
	chomp(my @lines = <$in>);
	return @lines;
}

# --- the set ----------------------------------------------------------------------------------------------------------

# What a call can have come to under each label.
my %outcomes = (
	'booked' => qr/^appointment-booked$/,
	'not-booked' => qr/^(?:appointment-(?:rescheduled|cancelled|confirmed)|voicemail|wrong-number|-)$/,
	'unclear' => qr/^-$/,
);
my (@malformed, @twice, %seen, %of_label, %of_language);
my @lines = lines('t/booking/cases.tsv');
my @further = map { lines($_) } 't/booking/sure.tsv', 't/booking/alike.tsv', sort glob 't/booking/{continued,more}/*.tsv';	# no part of the measure

# A well-formed line's label, language and text; nothing for another.
sub case_of ($line) {
	my ($label, $outcome, $language, $text, @more) = split /\t/, $line, -1;
	my $well = !@more && defined $text && length $text <= 1000 && $text =~ /^\S(?:.*\S)?$/ && $text !~ /[[:cntrl:]]|  /
		&& $language =~ /^(?:en|es|hi|ta)$/ && $outcomes{$label} && $outcome =~ $outcomes{$label};

	return $well ? ($label, $language, $text) : ();
}

foreach my $line (@lines, @further) {
	my (undef, undef, $text) = case_of($line) or push @malformed, $line;
	push @twice, $text if defined $text && $seen{lc($text) =~ s/\W+/ /gr}++;
}
foreach my $line (@lines) {
	my ($label, $language) = case_of($line) or next;
	$of_label{$label}++;
	$of_language{$language}++;
}
is_deeply \@malformed, [], 'each line is a label, an outcome that goes with it, a language and a text';
is_deeply \@twice, [], 'no text stands there twice';
cmp_ok scalar @lines, '>=', 400, 'there are four hundred cases or more';
cmp_ok $of_label{booked}, '>=', 0.25 * @lines, 'many of them are booked';
cmp_ok $of_label{'not-booked'}, '>=', 0.4 * @lines, 'more of them are not';
cmp_ok $of_label{unclear}, '>=', 0.1 * @lines, 'and some are unclear';
cmp_ok $of_language{$_->[0]}, '>=', $_->[1], "language $_->[0] is there" foreach [en => 400], [es => 90], [hi => 15], [ta => 15];

# --- the detector -----------------------------------------------------------------------------------------------------

unless (-x $driver) {
	note "$driver is not built";
	done_testing;
	exit;
}

# What the driver says of texts of calls that came at one time: the words of each line.
sub said_at ($time, @texts) {
	my $in = File::Temp->new;

	binmode $in, ':encoding(UTF-8)';
	say $in $_ foreach @texts;
	close $in or die "$in: $!";
	open my $out, '-|', 'sh', '-c', 'exec "$0" "$2" <"$1"', $driver, "$in", $time or die "$driver: $!";
	chomp(my @lines = <$out>);
	close $out or die "$driver failed";
	return map { [split /\t/, $_, -1] } @lines;
}

subtest 'stated times' => sub {
	my %at;

	foreach my $line (lines('t/booking/dates.tsv')) {
		my ($time, $text, $starts) = split /\t/, $line;
		push $at{$time}->@*, [$text, $starts];
	}
	cmp_ok scalar(map { @$_ } values %at), '>=', 40, 'there are forty or more';
	foreach my $time (sort keys %at) {
		my @said = said_at($time, map { $_->[0] } $at{$time}->@*);

		foreach my $case ($at{$time}->@*) {
			is((shift(@said) // [])->[5] || '-', $case->[1], "at $time: $case->[0]");
		}
	}
};

open my $evaluate, '-|', 't/booking/evaluate' or die "evaluate: $!";
my $report = do { local $/; <$evaluate> };
ok close $evaluate, 'evaluate ends well';

my %cases = $report =~ /^(\w+) half: (\d+) cases$/mg;
cmp_ok $cases{tuning} + $cases{test}, '==', @lines, 'every case is in one half';
cmp_ok $_, '>=', 0.4 * @lines, 'a half of fair size' foreach $cases{tuning}, $cases{test};

my ($test_half) = $report =~ /^(test half: .*?\n)\n/ms;
diag $test_half;
my ($accuracy) = $test_half =~ /^test accuracy: ([\d.]+) %/m;
my ($false) = $test_half =~ /^test false booked: ([\d.]+) %/m;
# The aim, which is reached and held.
cmp_ok $accuracy, '>=', 97, 'it reads at least 97 % of the summaries as people do';
cmp_ok $false, '<', 1, 'and finds a booking in less than 1 % of those that have none';

done_testing;
