# `make check`'s harness (prove --harness Told): TAP::Harness, but for what the tests write to stderr. Each test's goes to a file of its own, obj/check/NAME.err,
# so that the log of one is not lost among the others', and a failed run ends with why: for each failed test the numbers, the exit status or the signal, and
# what it said. A test that passes is heard, too, where it says something of its own (a line that begins with #).
package Told;
use v5.36;
use parent 'TAP::Harness';
use File::Basename qw(dirname);
use File::Path qw(make_path);

my $LINES = 40;	# of one failed test; the file has the rest

sub heard ($test) { ($ENV{SWITCHBOARD_OBJ} // 'obj') . "/check/$test.err" }

# The numbers that failed, and how it ended.
sub outcome ($parser)
{
	my @failed = $parser->failed;
	my $signal = $parser->wait & 127;
	return join '; ', (@failed ? "failed: @failed" : ()), ($signal ? "killed by signal $signal" : $parser->exit ? 'exit status ' . $parser->exit : ()), $parser->parse_errors;
}

# What a test said: all of it that is for people, and the last words of what it ran.
sub said ($test)
{
	open my $err, '<', heard($test) or return;
	my @lines = <$err>;
	my $last = @lines - 10;
	my @told = map { $lines[$_] } grep { $lines[$_] =~ /^\s*#/ || $_ >= $last } 0 .. $#lines;
	splice @told, $LINES / 2, @told - $LINES, "...\n" if @told > $LINES;
	return @told;
}

sub new ($class, $args)
{
	return $class->SUPER::new({%$args, exec => sub ($, $test) {
		make_path(dirname(heard($test)));
		[qw(sh -c), 'exec "$@" 2>"$0"', heard($test), (-x $test ? () : $^X), $test];
	}});
}

sub runtests ($self, @tests)
{
	my $aggregate = $self->SUPER::runtests(@tests);
	my %failed = map { ($_ => 1) } map { $aggregate->$_ } qw(failed exit wait parse_errors);
	for my $test (grep { !$failed{$_} } $aggregate->descriptions) {
		open my $err, '<', heard($test) or next;
		my @own = grep { /^#/ } <$err>;
		print "$test:\n", @own if @own;
	}
	for my $test (sort keys %failed) {
		my ($parser) = $aggregate->parsers($test);
		print "\n$test: ", outcome($parser), "\n", said($test), '(all of it: ', heard($test), ")\n";
	}
	return $aggregate;
}

1;
