# A test server that a test has started (t/standin/*.pl): its port, and its end. It ends with this object, or with the process that made it.
package Started;
use v5.36;
use Carp qw(croak);
use Cwd qw(abs_path);
use File::Basename qw(dirname);

my $SERVERS = dirname(abs_path(__FILE__)) . '/../standin';

# A server by its name ("smtp.pl") with its arguments. Waits until it listens.
sub new($class, $name, @args) {
	my $self = bless { owner => $$ }, $class;
	pipe my $far, $self->{pipe} or croak "pipe: $!";
	$self->{pid} = open my $said, '-|' // croak "fork: $!";
	if (!$self->{pid}) {
		close $self->{pipe};
		open STDIN, '<&', $far or die "stdin: $!\n";
		exec $^X, "$SERVERS/$name", @args or die "exec: $!\n";
	}
	close $far;
	$self->{said} = $said;
	$self->{port} = <$said> // croak "$name does not start";
	chomp $self->{port};
	return $self;
}

sub port($self) { return $self->{port} }
sub pid($self) { return $self->{pid} }

sub stop($self) {
	my $pid = delete $self->{pid} or return;
	local $?;
	close delete $self->{pipe};
	kill TERM => $pid;
	close delete $self->{said};	# waits for it
}

sub DESTROY($self) { $self->stop if $self->{owner} == $$ }

1;
