#!/usr/bin/perl
# Opening and calling hours, and which instant a time of the wall clock is, in every zone of the tz database, over two years, against an oracle: the system's
# zdump says when a zone's clock jumps, and between two jumps the oracle adds up intervals of instants, which is not how lib/desk/hours goes about it.
use v5.36;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Find qw(find);
use IPC::Open2 qw(open2);
use JSON::PP;
use List::Util qw(first max min);
use POSIX qw(floor);
use Test::More;
use Time::Local qw(timegm_modern);

chdir dirname(abs_path(__FILE__)) . '/..';
my $driver = ($ENV{SWITCHBOARD_OBJ} // 'obj') . '/t/lib/hours-driver';
plan skip_all => "$driver is not built" unless -x $driver;

my ($FIRST_YEAR, $LAST_YEAR) = (2026, 2027);
my ($FROM, $UNTIL) = (timegm_modern(0, 0, 0, 1, 0, $FIRST_YEAR), timegm_modern(0, 0, 0, 1, 0, $LAST_YEAR + 1));
my ($MINUTE, $HOUR, $DAY) = (60, 3600, 86400);
my @DAYS = qw(sun mon tue wed thu fri sat);

# --- the zones ----------------------------------------------------------------------------------------------------------

# Every file of the database under each of its names.
my $database = '/usr/share/zoneinfo';
my @zones;
find({no_chdir => 1, wanted => sub {
	$File::Find::prune = 1 if m{^\Q$database\E/(?:posix|right)$};
	return unless -f;
	open my $file, '<:raw', $_ or die "$_: $!";
	read $file, my $magic, 4;
	push @zones, substr $_, 1 + length $database if $magic eq 'TZif' && !/localtime$|posixrules$/;
}}, $database);
@zones = sort @zones;

sub seconds ($offset) {
	my ($sign, $h, $m, $s) = $offset =~ /^([+-])(\d\d)(\d\d)?(\d\d)?$/ or die "no offset: $offset";
	return ($sign eq '-' ? -1 : 1) * ($h * $HOUR + ($m // 0) * $MINUTE + ($s // 0));
}

# zdump's table: a zone's offset at first, then each jump with the local time and the offset behind it.
my %stretches;		# by zone: [from, until, offset], without gaps
{
	open my $zdump, '-|', 'zdump', '-i', '-c', "$FIRST_YEAR,@{[$LAST_YEAR + 1]}", @zones or die "zdump: $!";
	my $zone;
	while (<$zdump>) {
		if (/^TZ="(.+)"$/) { $zone = $1 }
		elsif (/^-\t-\t(\S+)/) { $stretches{$zone} = [[$FROM, $UNTIL, seconds($1)]] }
		elsif (/^(\d+)-(\d+)-(\d+)\t(\d+)(?::(\d+))?(?::(\d+))?\t(\S+)/) {
			my $offset = seconds($7);
			my $at = timegm_modern($6 // 0, $5 // 0, $4, $3, $2 - 1, $1) - $offset;
			my $last = $stretches{$zone}[-1];
			next if $offset == $last->[2] || $at >= $UNTIL;
			$last->[1] = $at;
			push @{$stretches{$zone}}, [$at, $UNTIL, $offset];
		}
	}
}
my %same;		# zones by what their clocks do
push @{$same{join ' ', map { @$_ } @{$stretches{$_}}}}, $_ foreach @zones;
is_deeply([grep { !$stretches{$_} } @zones], [], 'zdump knows every zone');
cmp_ok(scalar @zones, '>', 500, 'the database has ' . @zones . ' names, and ' . keys(%same) . ' kinds of clock');
my @jumping = grep { @{$stretches{$_}} > 1 } @zones;
cmp_ok(scalar @jumping, '>', 100, @jumping . ' have jumps in these years');

# --- the oracle -----------------------------------------------------------------------------------------------------------

sub at ($minutes) { return sprintf '%02d:%02d', floor($minutes / 60), $minutes % 60 }
sub minutes ($text) { my ($h, $m) = split /:/, $text; return $h * 60 + $m }
sub date ($day) { my (undef, undef, undef, $d, $m, $y) = gmtime($day * $DAY); return sprintf '%04d-%02d-%02d', $y + 1900, $m + 1, $d }

# The instants from $from to $until at which it is open, as [from, until), merged. A day's intervals, in seconds of the wall clock since 1970, are cut out of
# each stretch of even time; a jump thus drops what is skipped and repeats what comes twice by itself.
sub open_times ($stretches, $hours, $exceptions, $from, $until) {
	my %exception = map { $_->{date} => $_->{hours} } @$exceptions;
	my @open;
	foreach my $stretch (@$stretches) {
		my ($begin, $end, $offset) = (max($from, $stretch->[0]), min($until, $stretch->[1]), $stretch->[2]);
		next if $begin >= $end;
		foreach my $day (floor(($begin + $offset) / $DAY) - 1 .. floor(($end + $offset) / $DAY)) {
			my $intervals = $exception{date($day)} // ($hours ? $hours->{$DAYS[($day + 4) % 7]} // [] : [['00:00', '24:00']]);
			foreach my $interval (@$intervals) {
				my ($first, $last) = map { minutes($_) } @$interval;
				$last += 24 * 60 if $last <= $first;
				my ($a, $b) = map { $day * $DAY + $_ * $MINUTE - $offset } $first, $last;
				($a, $b) = (max($a, $begin), min($b, $end));
				push @open, [$a, $b] if $a < $b;
			}
		}
	}
	my @merged;
	foreach my $next (sort { $a->[0] <=> $b->[0] } @open) {
		if (@merged && $next->[0] <= $merged[-1][1]) { $merged[-1][1] = max($merged[-1][1], $next->[1]) }
		else { push @merged, [@$next] }
	}
	return @merged;
}

# The driver's answers, from the same.
sub changes ($from, $until, @open) {
	my $now = @open && $open[0][0] <= $from ? 1 : 0;
	return join ' ', $now, grep { $_ > $from && $_ < $until } map { @$_ } @open;
}

sub states ($from, $step, $count, @open) {
	my $states = '0' x $count;
	foreach my $piece (@open) {
		my ($first, $last) = map { max(0, min($count, POSIX::ceil(($_ - $from) / $step))) } @$piece;
		substr($states, $first, $last - $first) = '1' x ($last - $first);
	}
	return $states;
}

# The stretch in which each of so many instants is, or the next one.
sub windows ($from, $step, $count, @open) {
	return join ' ', map {
		my $at = $from + $_ * $step;
		my $piece = first { $_->[1] > $at } @open;
		max($at, $piece->[0]) . "-$piece->[1]";
	} 0 .. $count - 1;
}

# What each of so many times of the wall clock means: of two instants the first, and where there is none, what it would be by the clock before the jump.
sub instants ($stretches, $from, $step, $count) {
	return join ' ', map {
		my $wall = $from + $_ * $step;
		my @at = grep { $wall - $_->[2] >= $_->[0] && $wall - $_->[2] < $_->[1] } @$stretches;
		$wall - (@at ? $at[0] : (grep { $wall - $_->[2] >= $_->[1] } @$stretches)[-1])->[2];
	} 0 .. $count - 1;
}

# --- the driver -----------------------------------------------------------------------------------------------------------

my $pid = open2(my $out, my $in, $driver);
my $json = JSON::PP->new->canonical;
my ($asked, $wrong) = (0, 0);

# A question: in which hours, what it is about, the oracle's answer, and the driver's command (without the zone).
sub question ($document, $what, $want, $command, @words) {
	my ($hours, $exceptions) = @$document;
	my $setting = join "\t", 'hours', $hours ? $json->encode($hours) : 'null', $json->encode($exceptions);
	return {setting => $setting, what => $what, want => $want, command => $command, words => join("\t", @words)};
}

# The oracle is asked once for all zones whose clocks do the same, the driver for each of them, a few questions at a time (they fit into a pipe).
sub ask ($zones, @questions) {
	foreach my $zone (@$zones) {
		my $setting = '';
		my @lines;
		foreach my $q (@questions) {
			push @lines, [$setting = $q->{setting}, 'ok'] if $q->{setting} ne $setting;
			push @lines, ["$q->{command}\t$zone\t$q->{words}", $q->{want}, "$zone, $q->{what}: $setting"];
		}
		print $in map { "$_->[0]\n" } @lines;
		$in->flush;
		foreach my $line (@lines) {
			my $got = <$out> // die 'the driver is gone';
			chomp $got;
			$asked++;
			next if $got eq $line->[1];
			diag($line->[2] // $line->[0], "\ngot  $got\nwant $line->[1]") if $wrong++ < 5;
		}
	}
	return;
}

# One line of TAP for all of it: what differs was shown.
sub all_right ($name) {
	ok($asked && !$wrong, "$name: $asked answers, $wrong wrong");
	($asked, $wrong) = (0, 0);
	return;
}

# --- two years ------------------------------------------------------------------------------------------------------------

# A clinic with lunch breaks, a night, holidays, in every zone.
my %clinic = (
	mon => [['09:00', '12:30'], ['13:30', '17:00']], tue => [['08:00', '24:00']], wed => [['00:00', '02:30'], ['02:30', '12:00']],
	fri => [['20:00', '03:00']], sat => [['01:30', '02:15'], ['23:00', '23:00']], sun => [['00:30', '01:30'], ['02:00', '03:00'], ['22:00', '00:00']],
);
my @holidays = (
	{date => '2026-03-29', hours => [['01:15', '02:45']]}, {date => '2026-12-25', hours => []}, {date => '2026-12-24', hours => [['09:00', '12:00']]},
	{date => '2026-12-31', hours => [['21:00', '04:00']]}, {date => '2027-10-31', hours => [['00:00', '02:30'], ['23:30', '01:00']]},
);
foreach my $case ([\%clinic, \@holidays], [undef, \@holidays]) {
	foreach my $zones (values %same) {
		my @open = open_times($stretches{$zones->[0]}, @$case, $FROM, $UNTIL);
		ask($zones, question($case, 'two years', changes($FROM, $UNTIL, @open), 'changes', $FROM, $UNTIL));
	}
	all_right($case->[0] ? 'a clinic with a night' : 'a clinic that is always open but on holidays');
}

# --- each edge --------------------------------------------------------------------------------------------------------------

# What the wall clock shows just before and behind a jump are the ends of the time that is skipped, or comes twice. Intervals begin, end, lie in it, span it.
my ($AROUND, $CLOSE) = (40 * $HOUR, 4 * $HOUR);
my %jumps = (missing => 0, twice => 0);
foreach my $zones (values %same) {
	my $stretches = $stretches{$zones->[0]};
	foreach my $i (1 .. $#$stretches) {
		my ($jump, $before, $behind) = ($stretches->[$i][0], $stretches->[$i - 1][2], $stretches->[$i][2]);
		my ($low, $high) = map { ($jump + $_) / $MINUTE } sort { $a <=> $b } $before, $behind;
		my $length = $high - $low;
		$jumps{$behind > $before ? 'missing' : 'twice'} += @$zones;
		my @questions;
		foreach my $case (
			['begins in it', $low + floor($length / 2), $high + 90], ['ends in it', $low - 90, $low + floor($length / 2)],
			['lies in it', $low + floor($length / 4), $low + floor($length * 3 / 4)], ['is it', $low, $high],
			['spans it', $low - 61, $high + 59], ['ends where it begins', $low - 60, $low], ['begins where it ends', $high, $high + 60],
			['begins with it', $low, $high + 75], ['ends with it', $low - 75, $high], ['spans it by night', $low - 20 * 60, $high + 60],
			['lasts a day from within', $low + 1, $low + 1 + 24 * 60], ['lasts a day until within', $high - 1 - 24 * 60, $high - 1],
		) {
			my ($what, $first, $last) = @$case;
			my $day = floor($first / (24 * 60));
			my $interval = [at($first % (24 * 60)), at($last % (24 * 60))];
			# On its day of the week; as an exception alone; and on all days but the one behind it.
			foreach my $document ([{$DAYS[($day + 4) % 7] => [$interval]}, []], [{}, [{date => date($day), hours => [$interval]}]],
				[{map { $_ => [$interval] } @DAYS}, [{date => date($day + 1), hours => []}]]) {
				my ($from, $until) = ($jump - $AROUND, $jump + $AROUND);
				my @open = open_times($stretches, @$document, $from, $until);
				push @questions, question($document, "an interval that $what", changes($from, $until, @open), 'changes', $from, $until);
				next unless @{$document->[1]} && %{$document->[0]};
				my @minutes = ($jump - $CLOSE, $MINUTE, 2 * $CLOSE / $MINUTE);
				push @questions, question($document, "an interval that $what, by the minute", states(@minutes, @open), 'open', @minutes);
			}
			# As calling hours, which end after they begin.
			next if $interval->[1] le $interval->[0];
			my @instants = ($jump - $CLOSE, 5 * $MINUTE, 2 * $CLOSE / (5 * $MINUTE));
			my $daily = [{map { $_ => [$interval] } @DAYS}, []];
			my @open = open_times($stretches, @$daily, $jump - $AROUND, $jump + 2 * $AROUND);
			push @questions, question($daily, "calling hours, an interval that $what", windows(@instants, @open), 'windows', @instants);
		}
		ask($zones, @questions);
	}
}
cmp_ok($jumps{$_}, '>', 100, "$jumps{$_} times an hour or so is $_") foreach sort keys %jumps;
all_right('around every jump of every zone');

# A time of the wall clock as an instant. In which order they are asked must not matter: the zones' own tables remember where they were last looked at.
foreach my $zones (values %same) {
	my $stretches = $stretches{$zones->[0]};
	ask($zones, map {
		my @times = ($_->[0] + $_->[2] - $CLOSE, 10 * $MINUTE, 2 * $CLOSE / (10 * $MINUTE));
		question([undef, []], 'times of the wall clock', instants($stretches, @times), 'instants', @times);
	} @$stretches[1 .. $#$stretches], reverse @$stretches[1 .. $#$stretches]);
}
all_right('every jump by the wall clock');

# The oddest are among them.
foreach my $odd (['Australia/Lord_Howe', 30], ['Antarctica/Troll', 120], ['America/New_York', 60], ['Africa/Casablanca', 60]) {
	my ($zone, $minutes) = @$odd;
	my $stretches = $stretches{$zone};
	my $jumped = $stretches && @$stretches > 1 ? abs($stretches->[1][2] - $stretches->[0][2]) / $MINUTE : 0;
	is($jumped, $minutes, "$zone jumps by $minutes minutes");
}

close $in;
waitpid $pid, 0;
is($?, 0, 'the driver ends well');
done_testing;
