#!/usr/bin/perl
# A server that speaks OpenAI's transcription and chat, on loopback, as strict as the real one.
# The manual is at the end of this file; perldoc shows it. What each path does is in OpenAI/Speech.pm
# and OpenAI/Chat.pm; here is what they share: who asks, faults, the log of requests, orders.
use v5.36;
use FindBin qw($RealBin);
use lib $RealBin;
use Getopt::Long;
use Mojo::IOLoop;
use Mojo::JSON qw(decode_json encode_json);
use Mojo::Server::Daemon;
use Mojolicious;
use Serving;
use Socket qw(SOL_SOCKET SO_LINGER);
use Time::HiRes qw(time);

my @FAULT_MODES = qw(400 401 403 404 408 409 413 415 429 500 502 503 504 hang-before hang-after
    reset-before reset-after nonsense empty huge slow);

my %opt = (port => 0);
GetOptions(\%opt, 'port=i', 'ready=s', 'stay')
    or die "usage: openai.pl [--port N] [--ready FILE] [--stay]; see perldoc $0\n";

# What both halves know. settings: what a test may set.
my %store = (requests => [], faults => []);
sub settings_of_the_start ()
{
	return { key => undef, style => 'openai', models => [ 'whisper-1', 'gpt-4o-transcribe',
		'gpt-4o-mini-transcribe', 'gpt-4o-mini' ] };
}
$store{settings} = settings_of_the_start();

# {path => the object that answers it}. An object has
#   new(\%store), name (for faults), reset,
#   answer($c, $log): a request that nothing disturbs gives ($status, $body, %headers): a hash is sent as
#       JSON, a text as text/plain; what it adds to %$log is kept,
#   order($body): what POST /_openai/NAME says; gives a hash, dies with a text.
my %half;
for my $class (qw(Speech Chat)) {
	require "OpenAI/$class.pm";
	my $half = "OpenAI::$class"->new(\%store);
	$half{ $half->path } = $half;
}

# ---- one request, with the faults that a test ordered ----

# An error as OpenAI words it.
sub error ($message, $type, $code = undef, $param = undef)
{
	return { error => { message => $message, type => $type, param => $param, code => $code } };
}

sub credential ($c)
{
	my $header = $c->req->headers->authorization // return 'none';
	my $key = $store{settings}{key} // return 'needless';
	return $header eq "Bearer $key" ? 'right' : 'wrong';
}

sub send_answer ($c, $log, $status, $body, %headers)
{
	$log->{status} = $status;
	return unless $c->tx;           # the client has gone
	my $type = ref $body ? 'application/json' : delete $headers{'Content-Type'} // 'text/plain';
	$c->res->headers->content_type($type);
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

sub fault_of ($name)
{
	for my $fault ($store{faults}->@*) {
		next if $fault->{times} == 0 || ($fault->{match} ne '*' && $fault->{match} ne $name);
		next if $fault->{skip} && $fault->{skip}--;
		$fault->{times}--;
		return $fault;
	}
	return undef;
}

sub process ($half, $c, $log)
{
	if (defined $store{settings}{key} && $log->{credential} ne 'right') {
		return (401, error('Incorrect API key provided.', 'invalid_request_error',
			'invalid_api_key'));
	}
	my @answer = eval { $half->answer($c, $log) };
	return @answer if @answer;
	warn "stand-in: $@";
	return (500, error("the stand-in itself failed: $@", 'server_error'));
}

# Modes that are a status are an error of that status: `plain` says it in plain text, else `type` and
# `code` are in its JSON.
sub fault_answer ($c, $log, $fault)
{
	my %headers = defined $fault->{retryAfter} ? ('Retry-After' => $fault->{retryAfter}) : ();
	return send_answer($c, $log, $fault->{mode}, $fault->{plain}, %headers)
	    if defined $fault->{plain};
	my %type = (429 => 'rate_limit_error', 400 => 'invalid_request_error',
		401 => 'invalid_request_error', 404 => 'invalid_request_error');
	my %code = (429 => 'rate_limit_exceeded', 401 => 'invalid_api_key', 404 => 'model_not_found',
		503 => 'server_is_overloaded');
	my $mode = $fault->{mode};
	return send_answer($c, $log, $mode, error("fault $mode",
		$fault->{type} // $type{$mode} // 'server_error', $fault->{code} // $code{$mode}),
		%headers);
}

sub handle ($c)
{
	my $path = $c->req->url->path->to_string;
	return control($c, $path =~ s{^/_openai/?}{}r) if $path =~ m{^/_openai(?:/|$)};
	my $half = $half{$path};
	my $log = { at => time, method => $c->req->method, path => $path,
		credential => credential($c),
		authorization => $c->req->headers->authorization, bytes => $c->req->content->progress };
	push $store{requests}->@*, $log;
	return send_answer($c, $log, 404, error("Invalid URL ($log->{method} $path)",
		'invalid_request_error')) unless $half;
	return send_answer($c, $log, 405, error('Not allowed to do that here.',
		'invalid_request_error')) unless $log->{method} eq 'POST';
	my $fault = fault_of($half->name);
	my $mode  = $fault ? $fault->{mode} : '';
	$log->{fault} = $mode if $fault;
	$c->render_later;
	return fault_answer($c, $log, $fault) if $mode =~ /^[45]\d\d$/;
	return if $mode eq 'hang-before';
	return reset_connection($c) if $mode eq 'reset-before';
	return send_answer($c, $log, 200, '<html>It works!</html>', 'Content-Type' => 'text/html')
	    if $mode eq 'nonsense';
	return send_answer($c, $log, 200, '') if $mode eq 'empty';
	return send_answer($c, $log, 200, '{"text":"' . 'x ' x 16_777_216 . '"}',
		'Content-Type' => 'application/json') if $mode eq 'huge';
	my @answer = process($half, $c, $log);
	$log->{status} = $answer[0];
	return if $mode eq 'hang-after';
	return reset_connection($c) if $mode eq 'reset-after';
	if ($mode eq 'slow') {
		Mojo::IOLoop->timer(($fault->{ms} // 1000) / 1000 =>
		    sub { send_answer($c, $log, @answer) });
		return;
	}
	return send_answer($c, $log, @answer);
}

# ---- orders ----

sub known ($h, @names)
{
	my %ok = map { $_ => 1 } @names;
	for my $name (sort keys %$h) {
		die "'$name' is not known here\n" unless $ok{$name};
	}
	return;
}

sub order ($method, $what, $body)
{
	if ("$method $what" eq 'POST faults') {
		known($body, qw(match times mode ms skip code type plain retryAfter));
		die "mode '$body->{mode}' is none of @FAULT_MODES\n"
		    unless grep { $_ eq $body->{mode} } @FAULT_MODES;
		push $store{faults}->@*, { match => '*', times => 1, %$body };
		return {};
	}
	if ("$method $what" eq 'DELETE faults') {
		$store{faults} = [];
		return {};
	}
	return { items => $store{requests} } if "$method $what" eq 'GET requests';
	if ("$method $what" eq 'DELETE requests') {
		$store{requests} = [];
		return {};
	}
	if ("$method $what" eq 'POST settings') {
		known($body, keys $store{settings}->%*);
		$store{settings}{$_} = $body->{$_} for keys %$body;
		return $store{settings};
	}
	if ("$method $what" eq 'POST reset') {
		@store{qw(requests faults settings)} = ([], [], settings_of_the_start());
		$_->reset for values %half;
		return {};
	}
	my ($half) = grep { $_->name eq $what } values %half;
	die "no $method $what\n" unless $half && $method eq 'POST';
	return $half->order($body);
}

sub control ($c, $what)
{
	my $answer = eval {
		order($c->req->method, $what, length $c->req->body ? decode_json($c->req->body) : {});
	};
	my $why = $@;
	$c->res->headers->content_type('application/json');
	return $c->render(data => encode_json($answer)) if $answer;
	return $c->render(data => encode_json({ error => "$why" }), status => 400);
}

# ---- the server ----

my $app = Mojolicious->new(mode => 'production');
$app->log->level('error');
$app->secrets(['none']);
$app->max_request_size(64 * 1024 * 1024);
$app->hook(around_dispatch => sub ($next, $c) { handle($c) });

my $daemon = Mojo::Server::Daemon->new(app => $app, silent => 1, inactivity_timeout => 0,
	listen => ["http://127.0.0.1:$opt{port}"]);
$daemon->start;
Serving::on($daemon->ports->[0], %opt);

__END__

=encoding utf8

=head1 NAME

openai.pl - a server that speaks OpenAI's transcription and chat, for tests and the demonstration

=head1 SYNOPSIS

    t/standin/openai.pl [--port N] [--ready FILE] [--stay]

It listens on 127.0.0.1 only (port 0: any free one), writes the port to FILE (or to standard
output) once it does, and ends at SIGTERM, or when its standard input is closed; with --stay only
at SIGTERM. The product reaches it with TRANSCRIBE_URL and ANALYZE_URL=http://127.0.0.1:PORT/v1.

=head1 WHAT IT IS STRICT ABOUT

Fields that the real server does not have, or has once, are refused with 400 in its own form,
{error: {message, type, param, code}}. Transcription wants multipart/form-data with a file that has
a name, an extension and the type of it, and sound in it; 25 MiB at most (413); a model that it has
(404 model_not_found); a language of two letters; of the newer models only response_format=json.

=head1 CONTROL

JSON over HTTP under /_openai/. Unknown keys are refused with 400 and {error}.

    POST /_openai/speech      {texts: ["…", …]}: what is heard, one a request; the last one stays.
                              {usage: {…}} is what is said of the quantity, null: nothing; else
                              seconds, from the file's size
    POST /_openai/chat        see OpenAI/Chat.pm
    POST /_openai/faults      {match: speech | chat | *, times, skip, mode, ms, code, type, plain,
                              retryAfter}. mode: 400 to 504; hang-before, hang-after (worked, no
                              answer), reset-before, reset-after, nonsense, empty, huge, slow (after
                              ms). plain: the error is this text, and no JSON. DELETE clears them
    GET /_openai/requests     {at, method, path, credential, authorization, bytes, fields, file: {name,
                              type, bytes, sha256}, status, fault}; of a chat its body. DELETE clears
    POST /_openai/settings    {key (null: none is asked for), style: openai | whisper.cpp, models}
    POST /_openai/reset       as after the start

whisper.cpp has no key and no models, says a newline for each segment, and its errors are plain
text.

=cut
