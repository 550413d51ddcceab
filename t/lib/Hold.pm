# A test's hold on the server of an AI voice agent (t/standin/elevenlabs.pl, vapi.pl): what both have in common. What may be ordered is described there. A
# refused order dies.
package Hold;
use v5.36;
use Carp qw(croak);
use JSON::PP;
use Mojo::UserAgent;
use Started;

my $JSON = JSON::PP->new->utf8->canonical->allow_nonref;

sub start ($class, %opt)
{
	my $server = Started->new($class->name . '.pl', map { ("--$_", $opt{$_}) } sort keys %opt);
	my $self = $class->attach($server->port);
	$self->{server} = $server;
	return $self;
}

# A hold on one that listens on a port already, and goes on without us.
sub attach ($class, $port)
{
	return bless { port => $port, http => Mojo::UserAgent->new(inactivity_timeout => 70, max_response_size => 0) }, $class;
}

sub url ($self)  { return "http://127.0.0.1:$self->{port}" }
sub port ($self) { return $self->{port} }

sub order ($self, $method, $path, $body = undef)
{
	my $answer = $self->{http}->start($self->{http}->build_tx($method, $self->url . '/_' . $self->name . "/$path", { 'Content-Type' => 'application/json' },
		defined $body ? $JSON->encode($body) : ()))->result;
	croak $self->name . ": $method $path: " . $answer->code . ' ' . $answer->body unless $answer->is_success;
	return $JSON->decode($answer->body);
}

# The next requests fail: match => 'register', mode => 429, times => 1 …
sub fault ($self, %h) { return $self->order(POST => 'faults', \%h) }
sub clear_faults ($self) { return $self->order(DELETE => 'faults') }

# Requests so far, oldest first; those of one operation where it is named.
sub requests ($self, $operation = undef)
{
	return grep { !defined $operation || ($_->{operation} // '') eq $operation } $self->order(GET => 'requests')->{items}->@*;
}

sub clear_requests ($self) { return $self->order(DELETE => 'requests') }
sub settings ($self, %h) { return $self->order(POST => 'settings', \%h) }
sub reset ($self) { return $self->order(POST => 'reset', {}) }

# A signed webhook to url; gives {status, body}.
sub deliver ($self, $url, %h) { return $self->order(POST => 'deliver', { url => $url, %h }) }

sub stop ($self) { return $self->{server} && $self->{server}->stop }

1;
