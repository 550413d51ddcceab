# A test's hold on the server of t/standin/openai.pl: starts it, says what it hears and answers,
# orders faults, asks what came. What may be ordered is described there. A refused order dies.
package OpenAI;
use v5.36;
use Carp qw(croak);
use JSON::PP;
use Mojo::UserAgent;
use Started;

my $JSON = JSON::PP->new->utf8->canonical->allow_nonref;

sub start ($class, %opt)
{
	my $server = Started->new('openai.pl', map { ("--$_", $opt{$_}) } sort keys %opt);
	my $self = $class->attach($server->port);
	$self->{server} = $server;
	return $self;
}

# A hold on one that listens on a port already, and goes on without us.
sub attach ($class, $port)
{
	return bless { port => $port,
		http => Mojo::UserAgent->new(inactivity_timeout => 70, max_response_size => 0) }, $class;
}

# What TRANSCRIBE_URL and ANALYZE_URL are set to.
sub url ($self) { return "http://127.0.0.1:$self->{port}/v1" }

sub port ($self) { return $self->{port} }

sub order ($self, $method, $path, $body = undef)
{
	my $answer = $self->{http}->start($self->{http}->build_tx($method,
		"http://127.0.0.1:$self->{port}/_openai/$path",
		{ 'Content-Type' => 'application/json' },
		defined $body ? $JSON->encode($body) : ()))->result;
	croak "stand-in: $method $path: " . $answer->code . ' ' . $answer->body
	    unless $answer->is_success;
	return $JSON->decode($answer->body);
}

# What is heard from now on, one text a request; the last one stays.
sub hears ($self, @texts) { return $self->order(POST => 'speech', { texts => \@texts }) }

# Any order to one of its halves: speech, chat.
sub say ($self, $half, %h) { return $self->order(POST => $half, \%h) }

# The next requests fail: match => 'speech', mode => 429, times => 1 …
sub fault ($self, %h) { return $self->order(POST => 'faults', \%h) }

sub clear_faults ($self) { return $self->order(DELETE => 'faults') }

# Requests so far, oldest first; those of one path where its end is named ('transcriptions').
sub requests ($self, $end = '')
{
	return grep { $_->{path} =~ /\Q$end\E$/ } $self->order(GET => 'requests')->{items}->@*;
}

sub clear_requests ($self) { return $self->order(DELETE => 'requests') }

sub settings ($self, %h) { return $self->order(POST => 'settings', \%h) }

sub reset ($self) { return $self->order(POST => 'reset', {}) }

sub stop ($self) { return $self->{server} && $self->{server}->stop }

1;
