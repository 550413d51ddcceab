# A JSON API on loopback that a test can disturb: what the servers of AI voice agents have in common. A server says
#   Faulty::serve(name => 'vapi', options => \@ARGV, operation => sub ($method, $path) {…}, credential => sub ($c) {…},
#       answer => sub ($c, $operation, $log) { ($status, $body, %headers) }, problem => sub ($status, $message) { … },
#       order => sub ($method, $what, $body) {…}, settings => {…}, reset => sub {…});
# operation names what a request is for ('create'), or gives undef: 404. A body that is a hash or a list is sent as JSON. answer and order
# may give a promise of the same.
package Faulty;
use v5.36;
use Getopt::Long qw(GetOptionsFromArray);
use Mojo::IOLoop;
use Mojo::JSON qw(decode_json encode_json);
use Mojo::Promise;
use Mojo::Server::Daemon;
use Mojo::UserAgent;
use Mojolicious;
use Serving;
use Socket qw(SOL_SOCKET SO_LINGER);
use Time::HiRes qw(time);

my @MODES = qw(400 401 403 404 408 409 422 429 500 502 503 504 hang-before hang-after reset-before reset-after nonsense empty huge slow);
my (%server, @requests, @faults, %settings);

sub settings () { return \%settings }

# Dies where a hash holds another key than these.
sub known ($h, @names)
{
	my %ok = map { $_ => 1 } @names;
	for my $name (sort keys %$h) {
		die "'$name' is not known here\n" unless $ok{$name};
	}
	return;
}

sub send_answer ($c, $log, $status, $body, %headers)
{
	$log->{status} = $status;
	return unless $c->tx;           # the client has gone
	$c->res->headers->content_type(delete $headers{'Content-Type'} // (ref $body ? 'application/json' : 'text/plain'));
	$c->res->headers->header($_ => $headers{$_}) for keys %headers;
	$c->render(data => ref $body ? encode_json($body) : $body, status => $status);
	return;
}

sub reset_connection ($c)
{
	my $stream = Mojo::IOLoop->stream($c->tx->connection) or return;
	setsockopt $stream->handle, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0;
	$stream->close;
	return;
}

sub fault_of ($operation)
{
	for my $fault (@faults) {
		next if $fault->{times} == 0 || ($fault->{match} ne '*' && $fault->{match} ne $operation);
		next if $fault->{skip} && $fault->{skip}--;
		$fault->{times}--;
		return $fault;
	}
	return undef;
}

# What was asked is done; the answer may come to nothing.
sub end_request ($c, $log, $fault, @answer)
{
	my $mode = $fault->{mode} // '';
	$log->{status} = $answer[0];
	return if $mode eq 'hang-after';
	return reset_connection($c) if $mode eq 'reset-after';
	return send_answer($c, $log, @answer) unless $mode eq 'slow';
	Mojo::IOLoop->timer(($fault->{ms} // 1000) / 1000 => sub { send_answer($c, $log, @answer) });
	return;
}

sub handle ($c)
{
	my $path = $c->req->url->path->to_string;
	return control($c, $path =~ s{^/_$server{name}/?}{}r) if $path =~ m{^/_$server{name}(?:/|$)};
	my $log = { at => time, method => $c->req->method, path => $path, query => $c->req->query_params->to_hash, credential => $server{credential}->($c) };
	my $operation = $server{operation}->($log->{method}, $path);
	push @requests, $log;
	$log->{operation} = $operation;
	return send_answer($c, $log, 404, $server{problem}->(404, 'Not Found')) unless defined $operation;
	if (length $c->req->body) {
		$log->{body} = eval { decode_json($c->req->body) } // return send_answer($c, $log, 400, $server{problem}->(400, 'The body is not JSON'));
	}
	$c->render_later;
	my $fault = fault_of($operation) // {};
	my $mode = $fault->{mode} // '';
	$log->{fault} = $mode if length $mode;
	if ($mode =~ /^[45]\d\d$/) {
		my %headers = defined $fault->{retryAfter} ? ('Retry-After' => $fault->{retryAfter}) : ();
		return send_answer($c, $log, $mode, exists $fault->{plain} ? $fault->{plain} : $server{problem}->($mode, $fault->{message} // "fault $mode"), %headers);
	}
	return if $mode eq 'hang-before';
	return reset_connection($c) if $mode eq 'reset-before';
	return send_answer($c, $log, 200, '<html>It works!</html>', 'Content-Type' => 'text/html') if $mode eq 'nonsense';
	return send_answer($c, $log, 200, '') if $mode eq 'empty';
	return send_answer($c, $log, 200, '{"x":"' . 'x' x (26 * 1024 * 1024) . '"}', 'Content-Type' => 'application/json') if $mode eq 'huge';
	return end_request($c, $log, $fault, 401, $server{problem}->(401, 'Invalid API key'))
	    if defined $settings{key} && $log->{credential} ne 'right';
	my @answer = eval { $server{answer}->($c, $operation, $log) };
	@answer = (500, $server{problem}->(500, "the stand-in itself failed: $@")) unless @answer;
	return end_request($c, $log, $fault, @answer);
}

sub order ($method, $what, $body)
{
	if ("$method $what" eq 'POST faults') {
		known($body, qw(match times mode ms skip plain message retryAfter));
		die "mode '" . ($body->{mode} // '') . "' is none of @MODES\n" unless grep { $_ eq ($body->{mode} // '') } @MODES;
		push @faults, { match => '*', times => 1, %$body };
		return {};
	}
	if ("$method $what" eq 'DELETE faults') {
		@faults = ();
		return {};
	}
	return { items => \@requests } if "$method $what" eq 'GET requests';
	if ("$method $what" eq 'DELETE requests') {
		@requests = ();
		return {};
	}
	if ("$method $what" eq 'POST settings') {
		known($body, keys %settings);
		$settings{$_} = $body->{$_} for keys %$body;
		return \%settings;
	}
	if ("$method $what" eq 'POST reset') {
		@requests = @faults = ();
		%settings = $server{settings}->%*;
		$server{reset}->();
		return {};
	}
	return $server{order}->($method, $what, $body) // die "no $method $what\n";
}

sub control ($c, $what)
{
	$c->render_later;
	my $body = eval { length $c->req->body ? decode_json($c->req->body) : {} };
	my $answer = $body ? eval { order($c->req->method, $what, $body) } : undef;
	my $why = $body ? $@ : 'the order is not JSON';
	return $c->render(data => encode_json({ error => "$why" }), format => 'json', status => 400) unless $answer;
	Mojo::Promise->resolve($answer)->then(sub ($said) { $c->render(data => encode_json($said), format => 'json') })->wait;
	return;
}

# A POST to a webhook, of bytes: a promise of {status, body}, 0 where nothing came. Its TLS is not checked: it is a test's own.
sub post_p ($url, $bytes, %headers)
{
	state $agent = Mojo::UserAgent->new(insecure => 1, inactivity_timeout => 60, max_redirects => 0);
	return $agent->post_p($url, { 'Content-Type' => 'application/json', %headers }, $bytes)->then(
		sub ($tx) { return { status => $tx->res->code, body => $tx->res->body } },
		sub ($why) { return { status => 0, body => "$why" } });
}

sub serve (%what)
{
	my %opt = (port => 0);
	%server = %what;
	%settings = $what{settings}->%*;
	GetOptionsFromArray($what{options}, \%opt, 'port=i', 'ready=s', 'stay') or die "usage: $0 [--port N] [--ready FILE] [--stay]; see perldoc $0\n";
	my $app = Mojolicious->new(mode => 'production');
	$app->log->level('error');
	$app->secrets(['none']);
	$app->max_request_size(64 * 1024 * 1024);
	$app->hook(around_dispatch => sub ($next, $c) { handle($c) });
	my $daemon = Mojo::Server::Daemon->new(app => $app, silent => 1, inactivity_timeout => 0, listen => ["http://127.0.0.1:$opt{port}"]);
	$daemon->start;
	Serving::on($daemon->ports->[0], %opt);
	return;
}

1;
