#!/usr/bin/perl
# lib/desk/booking_model.pl FILE: the C source of the booking detector's tables from what t/lib/booking-train printed. A line of it is a table's name, its scale
# and its biases; or the weights of a feature, a tab and the feature's name.
use v5.36;

my (%of, $table);
while (my $line = <<>>) {
	chomp $line;
	if ($line =~ /^(booking_\w+) (\S+) (\S.*)$/) {
		$table = $1;
		$of{$table} = { scale => $2, bias => [split ' ', $3] };
		next;
	}
	my ($weights, $name) = split /\t/, $line, 2;
	my $hash = 2166136261;
	$hash = (($hash ^ $_) * 16777619) & 0xffffffff foreach unpack 'C*', $name;
	$of{$table}{features}{$hash} = $weights;
}
say "/* Made from lib/desk/booking_model.txt. */\n#include \"desk/booking_model.h\"";
foreach my $name (sort keys %of) {
	my ($bias, $features) = @{$of{$name}}{qw(bias features)};
	my @hashes = sort { $a <=> $b } keys %$features;

	say "\nstatic const uint32_t ${name}_hashes[] = {";
	say map { "${_}U," } @hashes[$_ .. ($_ + 7 < $#hashes ? $_ + 7 : $#hashes)] foreach grep { $_ % 8 == 0 } 0 .. $#hashes;
	say "};\nstatic const int8_t ${name}_weights[] = {";
	say $features->{$_} =~ tr/ /,/r, ',' foreach @hashes;
	say "};\nconst struct booking_model $name = {";
	say "\t.classes = ", scalar @$bias, ", .count = ", scalar @hashes, ", .hashes = ${name}_hashes, .weights = ${name}_weights,";
	say "\t.scale = $of{$name}{scale}, .bias = { ", join(', ', @$bias), " }";
	say '};';
}
