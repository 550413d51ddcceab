# What the test servers have in common: they say where they listen, and end with whoever started them.
package Serving;
use v5.36;
use Mojo::IOLoop;

# Says the port (into the file `ready`, or on standard output), and serves until SIGTERM, or until standard input is closed, which is what becomes of it when
# the parent dies; with `stay` only until SIGTERM.
sub on ($port, %opt)
{
	if (!$opt{stay}) {
		my $stdin = Mojo::IOLoop::Stream->new(\*STDIN)->timeout(0);
		$stdin->on($_ => sub { exit 0 }) for qw(close error);
		Mojo::IOLoop->stream($stdin);
	}
	$SIG{TERM} = $SIG{INT} = sub { exit 0 };
	if (defined $opt{ready}) {
		open my $file, '>', "$opt{ready}.tmp" or die "$0: $opt{ready}: $!\n";
		print {$file} "$port\n";
		close $file or die "$0: $opt{ready}: $!\n";
		rename "$opt{ready}.tmp", $opt{ready} or die "$0: $opt{ready}: $!\n";
	} else {
		STDOUT->autoflush(1);
		say $port;
	}
	Mojo::IOLoop->start;
}

1;
