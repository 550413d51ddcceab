# A port on the loopback for a server that is started in a moment: below those that the system gives away by itself, where somebody else's connection may
# come first; and another one in each process that asks.
package Port;

use v5.36;
use IO::Socket::INET;

my ($FIRST, $COUNT) = (20_000, 12_000);
my $asked = 0;

sub free() {
	foreach my $try (1 .. $COUNT) {
		my $port = $FIRST + ($$ + 997 * $asked++) % $COUNT;
		return $port if IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 1, ReuseAddr => 1);
	}
	die "no port is free\n";
}

1;
