# POST /v1/chat/completions, as OpenAI takes it. See t/standin/openai.pl.
#
# POST /_openai/chat says what is answered:
#
#   answers   a list, one a request, the last one stays. Of each:
#               content   what the model says: a text, or an object that becomes JSON
#               fenced    it stands in a Markdown fence
#               refusal   the model refuses, in these words, and says nothing
#               finish    length, content_filter … in place of stop
#               usage     {prompt_tokens, completion_tokens}, or null: nothing is said of it
#               choices   how many there are: 1, or 0
#               model     that it says it was
#   when      [{has: "words", answer: {…}}]: what is answered instead where the user's message has
#             these words in it; the first that fits
#   refuses   a list of what this server does not know, and answers with 400: json_schema,
#             temperature, max_completion_tokens; or "plain": its errors are no JSON
#
# A reasoning model is one whose name begins with o1, o3, o4 or gpt-5. The log of requests has the
# body that came.
package OpenAI::Chat;
use v5.36;
use Mojo::JSON qw(decode_json encode_json);

my %FIELD = map { $_ => 1 } qw(model messages response_format max_tokens max_completion_tokens
    temperature top_p n stop store seed user safety_identifier metadata stream reasoning_effort
    frequency_penalty presence_penalty logprobs);
my %KEYWORD = map { $_ => 1 } qw(type properties required additionalProperties enum items anyOf
    const description title $ref $defs);
my %ROLE = map { $_ => 1 } qw(system developer user assistant);
my $NESTED_MAX = 5;

my $ANSWER = { content => {
	summary => 'The caller asked about the opening hours, and was told.',
	intent => 'question', intent_confidence => 'high', sentiment => 'neutral',
	action_items => [],
	appointment => { status => 'not_booked', existing => 'none', confidence => 'high',
		evidence => undef, stated_time => undef },
} };

sub new ($class, $store)
{
	my $self = bless { store => $store }, $class;
	$self->reset;
	return $self;
}

sub path ($self) { return '/v1/chat/completions' }

sub name ($self) { return 'chat' }

sub reset ($self)
{
	@$self{qw(answers when refuses count)} = ([$ANSWER], [], [], 0);
	return;
}

sub order ($self, $h)
{
	for my $name (sort keys %$h) {
		die "'$name' is not known here\n" unless $name =~ /^(?:answers|when|refuses)$/;
		die "$name is no list\n" unless ref $h->{$name} eq 'ARRAY';
	}
	for my $answer (($h->{answers} // [])->@*, map { $_->{answer} } ($h->{when} // [])->@*) {
		next if ref $answer ne 'HASH';
		for my $name (sort keys %$answer) {
			die "'$name' of an answer is not known here\n"
			    unless $name =~ /^(?:content|fenced|refusal|finish|usage|choices|model)$/;
		}
	}
	$self->{$_} = $h->{$_} for keys %$h;
	return {};
}

# A refusal, thrown by any check.
sub bad ($message, $param = undef, $code = undef, $status = 400)
{
	die { status => $status, body => { error => { message => $message,
		type => 'invalid_request_error', param => $param, code => $code } } };
}

sub answer ($self, $c, $log)
{
	my @answer = eval { $self->complete($c, $log) };
	return @answer if @answer;
	my $why = $@;
	die $why unless ref $why eq 'HASH';
	return ($why->{status}, 'bad request') if grep { $_ eq 'plain' } $self->{refuses}->@*;
	return $why->@{qw(status body)};
}

sub refuses ($self, $what) { return grep { $_ eq $what } $self->{refuses}->@* }

# ---- what is asked ----

sub body_of ($c, $log)
{
	bad('Content-Type must be application/json')
	    unless ($c->req->headers->content_type // '') =~ m{^application/json\b};
	my $body = eval { decode_json($c->req->body) };
	bad('We could not parse the JSON body of your request.') unless ref $body eq 'HASH';
	$log->{body} = $body;
	for my $name (sort keys %$body) {
		bad("Unrecognized request argument supplied: $name", $name) unless $FIELD{$name};
	}
	return $body;
}

sub check_messages ($messages)
{
	bad("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter')
	    unless ref $messages eq 'ARRAY' && @$messages;
	for my $i (0 .. $#$messages) {
		my $m = $messages->[$i];
		bad("Invalid type for 'messages[$i]'.", "messages[$i]") unless ref $m eq 'HASH';
		bad("Invalid value: 'messages[$i].role'.", "messages[$i].role")
		    unless $ROLE{ $m->{role} // '' };
		bad("Invalid type for 'messages[$i].content'.", "messages[$i].content")
		    if !defined $m->{content} || ref $m->{content};
		bad("Additional properties are not allowed in 'messages[$i]'.", "messages[$i]")
		    if grep { !/^(?:role|content|name)$/ } keys %$m;
	}
	return;
}

sub is_count ($n) { return defined $n && !ref $n && $n =~ /^[1-9]\d*$/ }

sub check_limits ($self, $body)
{
	my $model = $body->{model};
	my $reasons = $model =~ /^(?:o[134]|gpt-5)/;
	bad("Unsupported parameter: 'max_completion_tokens' is not supported by this server.",
		'max_completion_tokens', 'unsupported_parameter')
	    if exists $body->{max_completion_tokens} && $self->refuses('max_completion_tokens');
	bad("Unsupported value: 'temperature' is not supported by this server.", 'temperature',
		'unsupported_value')
	    if exists $body->{temperature} && ($self->refuses('temperature') ||
		($reasons && $body->{temperature} != 1));
	bad("Unsupported parameter: 'max_tokens' is not supported with this model. Use "
		. "'max_completion_tokens' instead.", 'max_tokens', 'unsupported_parameter')
	    if exists $body->{max_tokens} && $reasons;
	bad("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.")
	    if exists $body->{max_tokens} && exists $body->{max_completion_tokens};
	for my $name (grep { exists $body->{$_} } qw(max_tokens max_completion_tokens)) {
		bad("Invalid type for '$name': expected an integer.", $name)
		    unless is_count($body->{$name});
	}
	bad("Invalid 'temperature': must be 0 to 2.", 'temperature')
	    if exists $body->{temperature} && !($body->{temperature} >= 0 && $body->{temperature} <= 2);
	return;
}

# ---- the schema: the strict subset ----

sub check_schema ($s, $at, $depth)
{
	my $wrong = sub ($why) {
		bad("Invalid schema for response_format: In context=$at, $why", 'response_format',
			'invalid_json_schema');
	};
	$wrong->('it is no object') unless ref $s eq 'HASH';
	$wrong->("it is nested more than $NESTED_MAX levels deep") if $depth > $NESTED_MAX;
	for my $name (sort keys %$s) {
		$wrong->("'$name' is not permitted") unless $KEYWORD{$name};
	}
	my @types = ref $s->{type} ? $s->{type}->@* : $s->{type} // ();
	$wrong->("schema must have a 'type' key") unless @types || $s->{anyOf} || $s->{'$ref'};
	if (grep { $_ eq 'object' } @types) {
		$wrong->("'additionalProperties' is required to be supplied and to be false")
		    unless exists $s->{additionalProperties} && !$s->{additionalProperties};
		my @has = sort keys %{ $s->{properties} // {} };
		my @must = sort @{ $s->{required} // [] };
		$wrong->("'required' is required to be supplied and to be an array including every "
			. 'key in properties') unless "@has" eq "@must";
		check_schema($s->{properties}{$_}, "$at.$_", $depth + 1) for @has;
	}
	if (grep { $_ eq 'array' } @types) {
		$wrong->("array schema missing items") unless exists $s->{items};
		check_schema($s->{items}, "$at.items", $depth + 1);
	}
	$wrong->("'enum' is no list of values") if exists $s->{enum}
	    && !(ref $s->{enum} eq 'ARRAY' && $s->{enum}->@*);
	check_schema($_, "$at.anyOf", $depth) for @{ $s->{anyOf} // [] };
	return;
}

sub check_format ($self, $body)
{
	my $format = $body->{response_format} // return;
	my $type = ref $format eq 'HASH' ? $format->{type} // '' : '';
	if ($type eq 'json_object') {
		bad("'messages' must contain the word 'json' in some form, to use 'response_format' of "
			. "type 'json_object'.", 'messages')
		    unless grep { $_->{content} =~ /json/i } $body->{messages}->@*;
		return;
	}
	return if $type eq 'text';
	bad("Invalid value: 'response_format.type'.", 'response_format.type')
	    if $type ne 'json_schema' || $self->refuses('json_schema');
	my $named = $format->{json_schema};
	bad("Missing required parameter: 'response_format.json_schema'.", 'response_format')
	    unless ref $named eq 'HASH' && ref $named->{schema} eq 'HASH';
	bad("Invalid 'response_format.json_schema.name'.", 'response_format.json_schema.name')
	    unless ($named->{name} // '') =~ /^[A-Za-z0-9_-]{1,64}$/;
	bad('the stand-in wants strict: true', 'response_format.json_schema.strict')
	    unless $named->{strict};
	bad("Invalid schema: schema must be a JSON Schema of 'type: \"object\"'.", 'response_format',
		'invalid_json_schema') unless ($named->{schema}{type} // '') eq 'object';
	check_schema($named->{schema}, '()', 1);
	return;
}

# ---- what is answered ----

sub answer_for ($self, $body)
{
	my $said = join "\n", map { $_->{content} } grep { $_->{role} eq 'user' } $body->{messages}->@*;
	for my $case ($self->{when}->@*) {
		return $case->{answer} if index($said, $case->{has}) >= 0;
	}
	return $self->{answers}->@* > 1 ? shift $self->{answers}->@* : $self->{answers}[0];
}

sub choice_of ($answer)
{
	my $content = $answer->{content};
	$content = encode_json($content) if ref $content;
	utf8::decode($content) if ref $answer->{content};
	$content = "```json\n$content\n```" if $answer->{fenced};
	return {
		index => 0, logprobs => undef, finish_reason => $answer->{finish} // 'stop',
		message => { role => 'assistant', refusal => $answer->{refusal},
			content => defined $answer->{refusal} ? undef : $content },
	};
}

sub complete ($self, $c, $log)
{
	my $body = body_of($c, $log);
	my $model = $body->{model} // '';
	bad('you must provide a model parameter', 'model') unless length $model;
	bad("The model `$model` does not exist or you do not have access to it.", undef,
		'model_not_found', 404)
	    unless grep { $_ eq $model } $self->{store}{settings}{models}->@*;
	check_messages($body->{messages});
	$self->check_limits($body);
	$self->check_format($body);
	my $answer = $self->answer_for($body);
	my $usage = exists $answer->{usage} ? $answer->{usage} :
	    { prompt_tokens => 420, completion_tokens => 80 };
	$usage = { %$usage, total_tokens => $usage->{prompt_tokens} + $usage->{completion_tokens} }
	    if $usage;
	return (200, {
		id => 'chatcmpl-' . ++$self->{count}, object => 'chat.completion', created => time,
		model => $answer->{model} // $model, system_fingerprint => undef,
		choices => [ ($answer->{choices} // 1) ? choice_of($answer) : () ],
		$usage ? (usage => $usage) : (),
	});
}

1;
