# One HTTP request, put on the wire exactly as it was signed (a ready-made client would normalise
# the URL), with connect and read limits of its own. Runs in the event loop.
package Twilio::Fetch;
use v5.36;
use Mojo::IOLoop;
use Mojo::Message::Response;
use Mojo::Promise;
use Twilio::Signature;

sub new ($class, %args) { return bless {%args}, $class }

sub failure ($type, $code, $message)
{
	return { error => { type => $type, code => $code, message => $message } };
}

# A failed connect says why; the codes are those of the provider's debugger.
sub connect_failure ($message)
{
	my $code = 11205;
	$code = 11237 if $message =~ /certificate/i;
	$code = 11220 if $code == 11205 && $message =~ /SSL|TLS/i;
	$code = 11210 if $message =~ /resolve|not known/i;
	return failure('ct', $code, "cannot connect: $message");
}

# Promises {status, headers, body, chunked} or {error => {type, code, message}}; never rejects.
# type: ct (connect, TLS), rt (no answer in time, or a connection that broke before one), partial.
sub send_p ($self, %r)
{
	my ($tls, $host, $port, $target) =
	    $r{url} =~ m{^http(s?)://(?:[^@/?]*@)?([^/:?#]+)(?::(\d+))?([^#]*)}i
	    or return Mojo::Promise->resolve(failure('ct', 11100, "cannot use the URL $r{url}"));
	$target = "/$target" if $target !~ m{^/};
	my $body  = $r{body};
	my @lines = ("$r{method} $target HTTP/1.1", 'Host: ' . $host . ($port ? ":$port" : ''));
	push @lines, map { "$_->[0]: $_->[1]" } $r{headers}->@*;
	push @lines, 'Content-Length: ' . length $body if defined $body;
	push @lines, 'Connection: close';
	my $wire = Twilio::Signature::bytes(join "\r\n", @lines, '', '') . ($body // '');

	my $promise = Mojo::Promise->new;
	my $answer  = Mojo::Message::Response->new;
	my ($id, $begun, $over, $chunked);
	$answer->content->once(body => sub ($content) { $chunked = $content->is_chunked ? 1 : 0 });
	my $done = sub ($result) {
		return if $over++;
		Mojo::IOLoop->remove($id) if defined $id;
		$promise->resolve($result);
	};
	my $whole = sub {
		$done->({
			status  => $answer->code,
			headers => { map { lc $_ => $answer->headers->header($_) }
				    $answer->headers->names->@* },
			cookies => [ map { $_->name . '=' . $_->value } $answer->cookies->@* ],
			body    => $answer->body,
			chunked => $chunked,
		});
	};
	my %client = (address => $host, port => $port // ($tls ? 443 : 80),
		timeout => $r{ct} / 1000, tls => $tls ? 1 : 0);
	$client{tls_ca}      = $self->{ca} if $self->{ca};
	# Who verifies nothing need not read all of the system's certificates: 28 ms a request.
	$client{tls_options} = { SSL_verify_mode => 0, SSL_ca => [] } if $self->{insecure};
	$id = Mojo::IOLoop->client(\%client => sub ($loop, $err, $stream) {
		return $done->(connect_failure($err)) if $err;
		$stream->timeout($r{rt} / 1000);
		$stream->on(timeout => sub { $done->(failure('rt', 11200, 'no answer in time')) });
		$stream->on(error => sub ($stream, $why) {
			$done->(failure('rt', 11200, "the connection broke: $why"));
		});
		$stream->on(read => sub ($stream, $chunk) {
			$begun = 1;
			$answer->parse($chunk);
			return $done->(failure('partial', 11200, $answer->error->{message}))
			    if $answer->error;
			$whole->() if $answer->is_finished;
		});
		$stream->on(close => sub {
			return $done->(failure('rt', 11200, 'the connection ended unanswered'))
			    unless $begun;
			my $open = defined $answer->code && !$answer->content->is_chunked
			    && !defined $answer->headers->content_length;
			return $done->(failure('partial', 11200, 'the answer is not complete'))
			    unless $open && $answer->content->is_parsing_body;
			$answer->finish;
			$whole->();
		});
		$stream->write($wire);
	});
	return $promise;
}

1;
