#!/usr/bin/perl
# lib/desk/booking_model.pl FILE: the C source of the booking detector's table from what t/lib/booking-train printed: first a line with what a step of a weight is
# worth, and the biases of the classes; then a line a feature: a letter for its weight in each class (A to Z: 1 to 26 steps, a to z: less than nothing), a tab
# and its name.
use v5.36;

sub steps ($letter) { return $letter eq '.' ? 0 : $letter lt 'a' ? ord($letter) - ord('A') + 1 : ord('a') - ord($letter) - 1 }

my ($step, @bias) = split ' ', scalar <<>>;
my %weights;
while (my $line = <<>>) {
	chomp $line;
	my ($letters, $name) = split /\t/, $line, 2;
	my $hash = 2166136261;	# as booking_features.c hashes
	$hash = (($hash ^ $_) * 16777619) & 0xffffffff foreach unpack 'C*', $name;
	$weights{$hash} = join ',', map { steps($_) } split //, $letters;
}
my @hashes = sort { $a <=> $b } keys %weights;
say "/* Made from lib/desk/booking_model.txt. */\n#include \"desk/booking_model.h\"\n\nstatic const uint32_t hashes[] = {";
say "${_}U," foreach @hashes;
say "};\n\nstatic const int8_t weights[][CALL_CLASSES] = {";
say "{$weights{$_}}," foreach @hashes;
say "};\n\nconst struct booking_model booking_model = { ", scalar @hashes, ", hashes, weights, $step, { ", join(', ', @bias), ' } };';
