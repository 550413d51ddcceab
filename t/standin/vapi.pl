#!/usr/bin/perl
# A server that speaks Vapi, on loopback, as strict as the real one. The manual is at the end of this file; perldoc shows it.
use v5.36;
use FindBin qw($RealBin);
use lib $RealBin;
use Digest::SHA qw(hmac_sha256_hex);
use Faulty;
use Mojo::JSON qw(encode_json);
use POSIX qw(floor);
use Time::HiRes qw(time);

my (%calls, $made);
my $settings = Faulty::settings();

sub problem ($status, $message)
{
	return { message => $message, error => $status == 400 ? 'Bad Request' : 'Error', statusCode => $status + 0 };
}

# A moment in ISO 8601 with milliseconds.
sub iso ($at)
{
	my @t = gmtime floor($at);
	return sprintf '%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', $t[5] + 1900, $t[4] + 1, @t[ 3, 2, 1, 0 ], ($at - floor($at)) * 1000;
}

sub unknown_in ($where, $h, @names)
{
	return "$where must be an object" unless ref $h eq 'HASH';
	my %ok = map { $_ => 1 } @names;
	return map { ($where ? "$where." : '') . "property $_ should not exist" } grep { !$ok{$_} } sort keys %$h;
}

my @TYPES = qw(conversation-update end-of-call-report function-call hang speech-update status-update tool-calls transfer-destination-request
    handoff-destination-request user-interrupted assistant.started transcript model-output transfer-update);

sub overrides_faults ($o)
{
	my @faults = unknown_in('assistantOverrides', $o, qw(variableValues metadata server serverMessages maxDurationSeconds firstMessage model voice transcriber));
	return @faults unless ref $o eq 'HASH';
	for my $name (grep { exists $o->{$_} && ref $o->{$_} ne 'HASH' } qw(variableValues metadata server)) {
		push @faults, "assistantOverrides.$name must be an object";
	}
	if (exists $o->{serverMessages}) {
		return (@faults, 'assistantOverrides.serverMessages must be an array') unless ref $o->{serverMessages} eq 'ARRAY';
		for my $type ($o->{serverMessages}->@*) {
			push @faults, "each value in serverMessages must be one of @TYPES" unless grep { $_ eq $type } @TYPES;
		}
	}
	if (defined(my $seconds = $o->{maxDurationSeconds})) {
		push @faults, 'assistantOverrides.maxDurationSeconds must be 10 to 43200' unless $seconds =~ /^\d+$/ && $seconds >= 10 && $seconds <= 43200;
	}
	return @faults;
}

sub customer_faults ($c)
{
	my @faults = unknown_in('customer', $c, qw(number extension name email externalId sipUri numberE164CheckEnabled));
	return @faults unless ref $c eq 'HASH';
	push @faults, 'customer.number must be a valid phone number in the E.164 format' unless ($c->{number} // '') =~ /^\+[1-9]\d{6,14}$/;
	push @faults, map { "customer.$_ must be shorter than or equal to 40 characters" } grep { length($c->{$_} // '') > 40 } qw(number name email externalId);
	return @faults;
}

sub create ($body)
{
	return (400, problem(400, ['the body must be an object'])) unless ref $body eq 'HASH';
	my @faults = unknown_in('', $body, qw(assistantId assistant assistantVersion assistantOverrides squadId squad workflowId workflow phoneNumberId phoneNumber
		customer customerId customers schedulePlan name));
	push @faults, 'assistantId or assistant is needed' unless grep { defined $body->{$_} } qw(assistantId assistant squadId squad workflowId workflow);
	push @faults, 'phoneNumberId or phoneNumber is needed' unless defined $body->{phoneNumberId} || defined $body->{phoneNumber};
	push @faults, defined $body->{customer} ? customer_faults($body->{customer}) : defined $body->{customerId} ? () : 'customer is needed';
	push @faults, overrides_faults($body->{assistantOverrides}) if defined $body->{assistantOverrides};
	push @faults, 'name must be shorter than or equal to 40 characters' if length($body->{name} // '') > 40;
	return (400, problem(400, \@faults)) if @faults;
	for my $what (qw(assistantId phoneNumberId)) {
		my $there = $settings->{$what};
		return (400, problem(400, "Couldn't find $what $body->{$what}")) if defined $there && defined $body->{$what} && $there ne $body->{$what};
	}
	return (201, call({ type => 'outboundPhoneCall', status => 'queued', phoneCallProvider => 'twilio', phoneCallTransport => 'pstn',
		%$body{ grep { exists $body->{$_} } qw(assistantId assistantOverrides phoneNumberId customer name) } }));
}

# A call as GET gives it; what is said replaces what stood there.
sub call ($said)
{
	my $id = $said->{id} // sprintf '%08x-0000-4000-8000-%012x', ++$made, $made;
	my $now = iso(time);
	my $call = $calls{$id} //= { id => $id, orgId => '00000000-0000-4000-8000-000000000001', createdAt => $now };
	%$call = (%$call, updatedAt => $now, %$said);
	return $call;
}

my $TIME = qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

sub list ($query)
{
	my %filter = (id => qr/./, assistantId => qr/./, phoneNumberId => qr/./, limit => qr/^(?:[1-9]\d{0,2}|1000)$/,
		map { my $of = $_; map { ("$of$_" => $TIME) } qw(Gt Lt Ge Le) } qw(createdAt updatedAt));
	my @faults = (unknown_in('', $query, keys %filter), map { "$_ is invalid" } grep { $filter{$_} && $query->{$_} !~ $filter{$_} } sort keys %$query);
	return (400, problem(400, \@faults)) if @faults;
	my %compare = (Gt => sub ($c) { $c > 0 }, Lt => sub ($c) { $c < 0 }, Ge => sub ($c) { $c >= 0 }, Le => sub ($c) { $c <= 0 });
	my @all = sort { $b->{createdAt} cmp $a->{createdAt} || $b->{id} cmp $a->{id} } values %calls;
	for my $name (sort keys %$query) {
		if ($name =~ /^((?:created|updated)At)(..)$/) {
			my ($member, $how) = ($1, $compare{$2});
			@all = grep { $how->($_->{$member} cmp $query->{$name}) } @all;
		} elsif ($name ne 'limit') {
			@all = grep { ($_->{$name} // '') eq $query->{$name} } @all;
		}
	}
	my $limit = $query->{limit} // 100;
	return (200, [ splice @all, 0, $limit ]);
}

sub answer ($c, $operation, $log)
{
	return create($log->{body}) if $operation eq 'create';
	return list($log->{query}) if $operation eq 'list';
	my ($id) = $log->{path} =~ m{^/call/([^/]+)$};
	return (404, problem(404, "Couldn't find call $id")) unless $calls{$id};
	return (200, $operation eq 'delete' ? delete $calls{$id} : $calls{$id});
}

sub operation ($method, $path)
{
	return { POST => 'create', GET => 'list' }->{$method} if $path eq '/call';
	return $path =~ m{^/call/[^/]+$} ? { GET => 'get', DELETE => 'delete' }->{$method} : undef;
}

sub credential ($c)
{
	my $header = $c->req->headers->authorization // return 'none';
	return $header eq 'Bearer ' . ($settings->{key} // '') ? 'right' : 'wrong';
}

sub headers_of ($d, $bytes)
{
	my $secret = $d->{secret} // $settings->{webhookSecret} // die "no secret\n";
	my $auth = $d->{auth} // 'secret';
	return () if $auth eq 'none';
	return ('X-Vapi-Secret' => $secret) if $auth eq 'secret';
	return (Authorization => "Bearer $secret") if $auth eq 'bearer';
	die "auth '$auth' is none of secret, bearer, hmac, none\n" unless $auth eq 'hmac';
	my $t = $d->{t} // int(time * 1000);
	return ('x-timestamp' => $t, 'x-signature' => $d->{signature} // hmac_sha256_hex("$t.$bytes", $secret));
}

sub deliver ($d)
{
	Faulty::known($d, qw(url id type message body secret auth t signature));
	my $call = $calls{ $d->{id} // '' };
	die "a call or a body is needed\n" unless $call || defined $d->{body};
	my $type = $d->{type} // 'status-update';
	my %of = (customer => $call->{customer}, call => $call, timestamp => int(time * 1000));
	%of = (%of, status => $call->{status}, $call->{status} eq 'ended' ? (endedReason => $call->{endedReason}) : ()) if $call && $type eq 'status-update';
	%of = (%of, map { $_ => $call->{$_} } qw(endedReason artifact analysis startedAt endedAt cost)) if $call && $type eq 'end-of-call-report';
	my $bytes = $d->{body} // encode_json({ message => { type => $type, %of, ($d->{message} // {})->%* } });
	return Faulty::post_p($d->{url}, $bytes, headers_of($d, $bytes));
}

sub order ($method, $what, $body)
{
	return call($body) if "$method $what" eq 'POST calls';
	return { items => [ sort { $a->{id} cmp $b->{id} } values %calls ] } if "$method $what" eq 'GET calls';
	return deliver($body) if "$method $what" eq 'POST deliver';
	return undef;
}

Faulty::serve(name => 'vapi', options => \@ARGV, operation => \&operation, credential => \&credential, answer => \&answer, problem => \&problem, order => \&order,
	settings => { key => undef, webhookSecret => undef, assistantId => undef, phoneNumberId => undef }, reset => sub { %calls = () });

__END__

=encoding utf8

=head1 NAME

vapi.pl - a server that speaks Vapi, for tests and the demonstration

=head1 SYNOPSIS

    t/standin/vapi.pl [--port N] [--ready FILE] [--stay]

It listens on 127.0.0.1 only (port 0: any free one), writes the port to FILE (or to standard output) once it does, and ends at SIGTERM, or when its
standard input is closed; with --stay only at SIGTERM. The product reaches it with VAPI_API_URL=http://127.0.0.1:PORT.

=head1 WHAT IT IS STRICT ABOUT

The key as a Bearer token (401). A call's fields: what is missing, unknown (a top-level metadata is) or of another type is a 400 with {message: […], error,
statusCode}. A list's query. The server messages that a call names.

=head1 CONTROL

JSON over HTTP under /_vapi/. Unknown keys are refused with 400 and {error}.

    POST calls        {id, …}: adds a call, or says more of it; updatedAt moves. Without id: a new one. GET lists them
    POST deliver      {url, id (of a call) | body (text, as it is), type (status-update, end-of-call-report …), message {what it says more}, secret,
                      auth: secret | bearer | hmac | none, t (of hmac: seconds or milliseconds), signature}: a server message to url; gives {status, body}
    POST faults       {match: create | list | get | delete | *, times, skip, mode, ms, message, plain, retryAfter}. mode: 400 to 504; hang-before, hang-after
                      (done, no answer), reset-before, reset-after, nonsense, empty, huge, slow (after ms). DELETE clears them
    GET requests      {at, method, path, query, credential, operation, body, status, fault}. DELETE clears
    POST settings     {key (null: none is asked for), webhookSecret, assistantId, phoneNumberId (null: any)}
    POST reset        as after the start

=cut
