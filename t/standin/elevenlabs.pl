#!/usr/bin/perl
# A server that speaks ElevenLabs' agents, on loopback, as strict as the real one. The manual is at the end of this file; perldoc shows it.
use v5.36;
use FindBin qw($RealBin);
use lib $RealBin;
use Digest::SHA qw(hmac_sha256_hex);
use Faulty;
use Mojo::JSON qw(encode_json true false);
use Mojo::Util qw(b64_decode xml_escape);
use Time::HiRes qw(time);

my (%conversations, %audio, $made);
my $settings = Faulty::settings();

sub problem ($status, $message)
{
	return { detail => ref $message ? $message : { status => "error_$status", message => $message } };
}

# What a 422 says of each fault: [field, words].
sub invalid (@faults)
{
	return (422, problem(422, [ map { { loc => [ 'body', $_->[0] ], msg => $_->[1], type => 'value_error' } } @faults ]));
}

sub unknown_in ($h, @names)
{
	my %ok = map { $_ => 1 } @names;
	return map { [ $_, 'extra fields not permitted' ] } grep { !$ok{$_} } sort keys %$h;
}

my @CLIENT_DATA = qw(dynamic_variables user_id conversation_config_override custom_llm_extra_body branch_id environment starting_workflow_node_id);

sub client_data_faults ($data)
{
	return [ 'conversation_initiation_client_data', 'value is not an object' ] unless ref $data eq 'HASH';
	my @faults = unknown_in($data, @CLIENT_DATA);
	my $variables = $data->{dynamic_variables} // {};
	return (@faults, [ 'dynamic_variables', 'value is not an object' ]) unless ref $variables eq 'HASH';
	for my $name (sort keys %$variables) {
		push @faults, [ $name, 'reserved' ] if $name =~ /^system__/;
		push @faults, [ $name, 'must be a string, a number or a boolean' ] if !defined $variables->{$name} || ref($variables->{$name}) =~ /^(?:HASH|ARRAY)$/;
	}
	return @faults;
}

sub register ($body)
{
	return invalid([ 'body', 'value is not an object' ]) unless ref $body eq 'HASH';
	my @faults = unknown_in($body, qw(agent_id from_number to_number direction conversation_initiation_client_data));
	for my $field (qw(agent_id from_number to_number)) {
		push @faults, [ $field, 'field required' ] unless defined $body->{$field} && !ref $body->{$field} && length $body->{$field};
	}
	push @faults, [ 'direction', 'must be inbound or outbound' ] if defined $body->{direction} && $body->{direction} !~ /^(?:in|out)bound$/;
	push @faults, client_data_faults($body->{conversation_initiation_client_data}) if defined $body->{conversation_initiation_client_data};
	return invalid(@faults) if @faults;
	return (404, problem(404, "Agent $body->{agent_id} not found")) if $settings->{agents} && !grep { $_ eq $body->{agent_id} } $settings->{agents}->@*;
	my $id = sprintf 'conv_%026d', ++$made;
	my $outbound = ($body->{direction} // 'inbound') eq 'outbound';
	conversation({ conversation_id => $id, agent_id => $body->{agent_id}, status => 'initiated', conversation_initiation_client_data => $body->{conversation_initiation_client_data},
		metadata => { phone_call => { type => 'twilio', direction => $body->{direction} // 'inbound', phone_number_id => undef,
			agent_number => $body->{ $outbound ? 'from_number' : 'to_number' }, external_number => $body->{ $outbound ? 'to_number' : 'from_number' },
			stream_sid => undef, call_sid => undef } } });
	return (200, $settings->{twiml} // qq(<?xml version="1.0" encoding="UTF-8"?>\n<Response><Connect><Stream url="wss://api.elevenlabs.test/v1/convai/conversation?id=$id">) .
		qq(<Parameter name="conversation_id" value="$id"/></Stream></Connect></Response>), 'Content-Type' => 'text/xml');
}

# A conversation as GET and the webhook give it; what is said replaces what stood there, in `metadata` and `analysis` member by member.
sub conversation ($said)
{
	my $id = $said->{conversation_id} // die "conversation_id is needed\n";
	my $c = $conversations{$id} //= { conversation_id => $id, agent_id => 'agent_1', agent_name => undef, user_id => undef, status => 'done', transcript => [],
		metadata => { start_time_unix_secs => int time, accepted_time_unix_secs => int time, call_duration_secs => 0, cost => 0, termination_reason => '', error => undef,
			warnings => [], main_language => 'en', phone_call => undef },
		analysis => undef, conversation_initiation_client_data => undef, has_audio => false, has_user_audio => false, has_response_audio => false };
	for my $name (keys %$said) {
		if ($name eq 'audio') {
			$audio{$id} = b64_decode($said->{audio});
			$c->{has_audio} = true;
		} elsif ($name =~ /^(?:metadata|analysis)$/ && ref $said->{$name} eq 'HASH') {
			$c->{$name} = { ($c->{$name} // {})->%*, $said->{$name}->%* };
		} else {
			$c->{$name} = $said->{$name};
		}
	}
	return $c;
}

sub item ($c)
{
	my ($m, $a) = ($c->{metadata}, $c->{analysis} // {});
	return { agent_id => $c->{agent_id}, agent_name => $c->{agent_name}, conversation_id => $c->{conversation_id}, start_time_unix_secs => $m->{start_time_unix_secs},
		call_duration_secs => $m->{call_duration_secs}, message_count => scalar $c->{transcript}->@*, status => $c->{status},
		call_successful => $a->{call_successful} // 'unknown', termination_reason => $m->{termination_reason}, transcript_summary => $a->{transcript_summary},
		call_summary_title => $a->{call_summary_title}, direction => ($m->{phone_call} // {})->{direction} };
}

my %FILTER = (cursor => qr/./, agent_id => qr/./, call_successful => qr/^(?:success|failure|unknown)$/, call_start_after_unix => qr/^\d+$/,
	call_start_before_unix => qr/^\d+$/, call_duration_min_secs => qr/^\d+$/, call_duration_max_secs => qr/^\d+$/, user_id => qr/./, page_size => qr/^(?:[1-9]\d?|100)$/,
	summary_mode => qr/^(?:include|exclude)$/, exclude_statuses => qr/./);

sub list ($query)
{
	my @faults = unknown_in($query, keys %FILTER);
	push @faults, map { [ $_, 'invalid value' ] } grep { $FILTER{$_} && $query->{$_} !~ $FILTER{$_} } sort keys %$query;
	return invalid(@faults) if @faults;
	my @all = sort { $b->{metadata}{start_time_unix_secs} <=> $a->{metadata}{start_time_unix_secs} || $b->{conversation_id} cmp $a->{conversation_id} } values %conversations;
	my ($after, $before) = @$query{qw(call_start_after_unix call_start_before_unix)};
	@all = grep {
		my $start = $_->{metadata}{start_time_unix_secs};
		(!defined $after || $start > $after) && (!defined $before || $start < $before) && (!defined $query->{agent_id} || $_->{agent_id} eq $query->{agent_id})
	} @all;
	my $from = 0;
	if (defined $query->{cursor}) {
		my ($index) = grep { "after-$all[$_]{conversation_id}" eq $query->{cursor} } 0 .. $#all;
		return invalid([ 'cursor', 'invalid cursor' ]) unless defined $index;
		$from = $index + 1;
	}
	my $size = $settings->{pageSize} // $query->{page_size} // 30;
	my @page = splice @all, $from, $size;
	my $more = @all > $from;
	return (200, { conversations => [ map { item($_) } @page ], has_more => $more ? true : false, next_cursor => $more ? "after-$page[-1]{conversation_id}" : undef });
}

# The sound, or a Range of it where the settings say that ranges are known here.
sub sound ($c, $id)
{
	my $bytes = $audio{$id} // return (404, problem(404, 'No audio of this conversation'));
	my ($first, $last) = ($c->req->headers->range // '') =~ /^bytes=(\d+)-(\d*)$/;
	return (200, $bytes, 'Content-Type' => 'audio/mpeg') unless $settings->{ranges} && defined $first;
	$last = length($bytes) - 1 if !length $last || $last >= length $bytes;
	return (416, '', 'Content-Range' => 'bytes */' . length $bytes) if $first > $last;
	return (206, substr($bytes, $first, $last - $first + 1), 'Content-Type' => 'audio/mpeg', 'Content-Range' => "bytes $first-$last/" . length $bytes);
}

sub answer ($c, $operation, $log)
{
	return register($log->{body}) if $operation eq 'register';
	return list($log->{query}) if $operation eq 'list';
	my ($id) = $log->{path} =~ m{^/v1/convai/conversations/([^/]+)};
	return (404, problem(404, "Conversation $id not found")) unless $conversations{$id};
	return sound($c, $id) if $operation eq 'audio';
	if ($operation eq 'delete') {
		delete $_->{$id} foreach \%conversations, \%audio;
		return (200, {});
	}
	return (200, $conversations{$id});
}

sub operation ($method, $path)
{
	return 'register' if "$method $path" eq 'POST /v1/convai/twilio/register-call';
	return $path =~ m{^/v1/convai/conversations/[^/]+$} ? 'delete' : undef if $method eq 'DELETE';
	return undef unless $method eq 'GET';
	return 'list' if $path eq '/v1/convai/conversations';
	return $path =~ m{^/v1/convai/conversations/[^/]+(/audio)?$} ? $1 ? 'audio' : 'get' : undef;
}

# The value of ElevenLabs-Signature.
sub signature ($secret, $t, $bytes) { return "t=$t,v0=" . hmac_sha256_hex("$t.$bytes", $secret) }

sub deliver ($d)
{
	Faulty::known($d, qw(url type conversationId data body secret t signature));
	my $data = $d->{data} // $conversations{ $d->{conversationId} // '' };
	die "a conversation, data or a body is needed\n" unless $data || defined $d->{body};
	my $bytes = $d->{body} // encode_json({ type => $d->{type} // 'post_call_transcription', event_timestamp => int time, data => $data });
	my $t = $d->{t} // int time;
	my $signature = exists $d->{signature} ? $d->{signature} : signature($d->{secret} // $settings->{webhookSecret} // die("no secret\n"), $t, $bytes);
	return Faulty::post_p($d->{url}, $bytes, defined $signature ? ('ElevenLabs-Signature' => $signature) : ());
}

sub order ($method, $what, $body)
{
	return conversation($body) if "$method $what" eq 'POST conversations';
	return { items => [ sort { $a->{conversation_id} cmp $b->{conversation_id} } values %conversations ] } if "$method $what" eq 'GET conversations';
	return deliver($body) if "$method $what" eq 'POST deliver';
	return undef;
}

sub credential ($c)
{
	my $key = $c->req->headers->header('xi-api-key') // return 'none';
	return ($settings->{key} // '') eq $key ? 'right' : 'wrong';
}

Faulty::serve(name => 'elevenlabs', options => \@ARGV, operation => \&operation, credential => \&credential, answer => \&answer, problem => \&problem,
	order => \&order, settings => { key => undef, webhookSecret => undef, agents => undef, twiml => undef, pageSize => undef, ranges => undef },
	reset => sub { %conversations = %audio = () });

__END__

=encoding utf8

=head1 NAME

elevenlabs.pl - a server that speaks ElevenLabs' agents, for tests and the demonstration

=head1 SYNOPSIS

    t/standin/elevenlabs.pl [--port N] [--ready FILE] [--stay]

It listens on 127.0.0.1 only (port 0: any free one), writes the port to FILE (or to standard output) once it does, and ends at SIGTERM, or when its
standard input is closed; with --stay only at SIGTERM. The product reaches it with ELEVENLABS_API_URL=http://127.0.0.1:PORT.

=head1 WHAT IT IS STRICT ABOUT

The key in xi-api-key (401), the fields of a registered call and of a list's query: what is missing, unknown or of another type is a 422 with
{detail: [{loc, msg, type}]}, an agent or a conversation that is not there a 404 with {detail: {status, message}}. Reserved variables (system__) are refused.

=head1 CONTROL

JSON over HTTP under /_elevenlabs/. Unknown keys are refused with 400 and {error}.

    POST conversations    {conversation_id, …}: adds one, or says more of it, as the webhook's data has it; metadata and analysis member by member.
                          audio: base64, what …/audio gives. GET lists them. A registered call makes one of status "initiated"
    POST deliver          {url, conversationId | data | body (text, as it is), type, secret, t (Unix seconds), signature (as it is; null: none)}:
                          a signed webhook to url; gives {status, body}
    POST faults           {match: register | list | get | audio | delete | *, times, skip, mode, ms, message, plain, retryAfter}. mode: 400 to 504; hang-before,
                          hang-after (done, no answer), reset-before, reset-after, nonsense, empty, huge, slow (after ms). DELETE clears them
    GET requests          {at, method, path, query, credential, operation, body, status, fault}. DELETE clears
    POST settings         {key (null: none is asked for), webhookSecret, agents (null: any), twiml (what register-call gives), pageSize, ranges}
    POST reset            as after the start

=cut
