# A test's hold on the stand-in for Twilio: starts it, orders calls and faults, asks what came.
# What may be ordered is described in t/standin/twilio.pl. A refused order dies.
package Standin;
use v5.36;
use Carp qw(croak);
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use JSON::PP;
use Mojo::UserAgent;
use lib dirname(abs_path(__FILE__)) . '/../standin';
use Started;
use Twilio::Signature;

my $JSON   = JSON::PP->new->utf8->canonical->allow_nonref;

# Options: account, token, secondary, api_key, api_secret, api_key_status, ca, insecure, port,
# numbers (a list). Account and token have defaults. Waits until it listens.
sub start ($class, %opt)
{
	my $self = $class->attach(0);
	@$self{qw(secondary api_key api_secret)} = @opt{qw(secondary api_key api_secret)};
	$self->{account} = $opt{account} if defined $opt{account};
	$self->{token} = $opt{token} if defined $opt{token};
	my @args = ('--account', $self->{account}, '--token', $self->{token}, '--port', $opt{port} // 0);
	for my $name (qw(secondary api_key api_secret api_key_status ca)) {
		push @args, '--' . $name =~ tr/_/-/r, $opt{$name} if defined $opt{$name};
	}
	push @args, '--insecure' if $opt{insecure};
	push @args, map { ('--number', $_) } @{ $opt{numbers} // [] };
	$self->{server} = Started->new('twilio.pl', @args);
	$self->{port} = $self->{server}->port;
	return $self;
}

# A hold on one that listens on a port already, and goes on without us.
sub attach ($class, $port)
{
	return bless {
		account => 'AC' . 'a' x 32, token => '0123456789abcdef0123456789abcdef', port => $port,
		http => Mojo::UserAgent->new(inactivity_timeout => 70, max_response_size => 0),
	}, $class;
}

sub url ($self)        { return "http://127.0.0.1:$self->{port}" }
sub port ($self)       { return $self->{port} }
sub pid ($self)        { return $self->{server}->pid }
sub account ($self)    { return $self->{account} }
sub token ($self)      { return $self->{token} }
sub secondary ($self)  { return $self->{secondary} }
sub api_key ($self)    { return $self->{api_key} }
sub api_secret ($self) { return $self->{api_secret} }

# The X-Twilio-Signature of a form POST (without fields: of a GET or JSON POST). A plain function.
sub sign ($token, $url, $params = undef)
{
	return Twilio::Signature::sign($token, $url, $params);
}

# One order to the control API, decoded. Dies where the stand-in refuses it.
sub order ($self, $method, $path, $body = undef)
{
	my $answer = $self->{http}->start($self->{http}->build_tx($method,
		$self->url . "/_standin/$path", { 'Content-Type' => 'application/json' },
		defined $body ? $JSON->encode($body) : ()))->result;
	croak "stand-in: $method $path: " . $answer->code . ' ' . $answer->body
	    unless $answer->is_success;
	return $JSON->decode($answer->body);
}

sub query (%h)
{
	return join '&', map { Twilio::Signature::form_escape($_) . '='
	    . Twilio::Signature::form_escape($h{$_}) } sort keys %h;
}

# A call comes in; gives its story.
sub call ($self, %h) { return $self->order(POST => 'calls', \%h) }

# The story of a call, as soon as it has ended or is held, at the latest after $wait seconds.
sub story ($self, $sid, $wait = 50) { return $self->order(GET => "calls/$sid?wait=$wait") }

sub calls ($self) { return $self->order(GET => 'calls')->{items}->@* }

sub release ($self, $sid) { return $self->order(POST => "calls/$sid/release", {}) }

# A text comes in; gives its story.
sub sms ($self, %h) { return $self->order(POST => 'sms', \%h) }

sub message ($self, $sid, $wait = 50)
{
	return $self->order(GET => "messages/$sid?wait=$wait");
}

sub messages ($self) { return $self->order(GET => 'messages')->{items}->@* }

# The same of very many: sid, to, status and direction alone.
sub messages_brief ($self) { return $self->order(GET => 'messages?brief=1')->{items}->@* }

# A signed webhook by hand; gives {status, headers, body, …}.
sub webhook ($self, %h) { return $self->order(POST => 'webhook', \%h) }

# What a number does when REST calls (call => …) or texts (message => …) it.
sub script ($self, $to, %h) { return $self->order(POST => 'scripts', { to => $to, %h }) }

# The next REST requests fail: match => 'POST /Calls', mode => 429, times => 1 …
sub fault ($self, %h) { return $self->order(POST => 'faults', \%h) }

sub clear_faults ($self) { return $self->order(DELETE => 'faults') }

# REST requests received so far, oldest first; method and resource ('/Calls') narrow it.
sub requests ($self, %h) { return $self->order(GET => 'requests?' . query(%h))->{items}->@* }

sub clear_requests ($self) { return $self->order(DELETE => 'requests') }

sub deliveries ($self) { return $self->order(GET => 'deliveries')->{items}->@* }

# Callbacks that are held back, and their release (ids, order, twice, keep).
sub late ($self) { return $self->order(GET => 'late')->{items}->@* }

sub release_late ($self, %h) { return $self->order(POST => 'late', \%h)->{items}->@* }

sub numbers ($self) { return $self->order(GET => 'numbers')->{items}->@* }

# Adds or changes a number; fields as in the REST resource. Gives the row.
sub number ($self, $phone, %h)
{
	return $self->order(POST => 'numbers', { phone_number => $phone, %h });
}

sub drop_number ($self, $phone)
{
	return $self->order(DELETE => 'numbers/' . ($phone =~ s/\+/%2B/r));
}

sub available ($self, @items)
{
	return $self->order(POST => 'available', { items => \@items });
}

sub recording ($self, %h) { return $self->order(POST => 'recordings', \%h) }

# What Intelligence makes of a recording (recording => 'RE…', sentences => […] …), and all that it has
# made so far.
sub transcript ($self, %h) { return $self->order(POST => 'transcripts', \%h) }

sub transcripts ($self) { return $self->order(GET => 'transcripts')->{items}->@* }

sub transcription ($self, %h) { return $self->order(POST => 'transcriptions', \%h) }

sub edit ($self, $sid, %fields)
{
	return $self->order(POST => 'edit', { sid => $sid, fields => \%fields });
}

sub opt_out ($self, %h) { return $self->order(POST => 'opt-outs', \%h) }

sub settings ($self, %h) { return $self->order(POST => 'settings', \%h) }

# The strict parser alone; gives {nodes, errors, urls}.
sub twiml ($self, $body, %h) { return $self->order(POST => 'twiml', { body => $body, %h }) }

# Waits until no call and no text is under way; false if some still are.
sub settle ($self, $wait = 50) { return !$self->order(GET => "settle?wait=$wait")->{running} }

sub reset ($self) { return $self->order(POST => 'reset', {}) }

sub stop ($self) { return $self->{server} && $self->{server}->stop }

1;
