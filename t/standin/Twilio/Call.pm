# One leg of a simulated call: fetches TwiML, executes it, dials further legs, and sends the
# callbacks. Nobody waits for real seconds: each leg carries a clock that its verbs move on.
package Twilio::Call;
use v5.36;
use List::Util qw(max min);
use Mojo::JSON qw(encode_json);
use Mojo::Promise;
use Mojo::Util qw(decode);
use Time::HiRes qw(time);
use Twilio::Store;
use Twilio::TwiML;
use Twilio::Url;

use constant { MAX_DOCUMENTS => 50, GRACE => 5 };

my %SIP_CODE = (completed => 200, busy => 486, 'no-answer' => 487, canceled => 487, failed => 404);

# store, hook (Twilio::Webhook), from, to, direction, opt (what a test scripted). A child leg also
# has parent, whose story it shares.
sub new ($class, %args)
{
	my $self = bless {
		opt => {}, clock => 0, documents => 0, sequence => 0, status => 'queued',
		jar => {}, recordings => [], transcriptions => [], later => [], %args,
	}, $class;
	my $store = $self->{store};
	$self->{sid}   //= $self->{opt}{callSid} // $store->sid('CA');
	$self->{start} //= $self->{opt}{at} // time;
	$self->{digits} = [ @{ $self->{opt}{digits} // [] } ];
	$self->{hold}   = [ ref $self->{opt}{hold} ? $self->{opt}{hold}->@*
	    : $self->{opt}{hold} // () ];
	$self->{story} //= {
		callSid => $self->{sid}, from => $self->{from}, to => $self->{to},
		direction => $self->{direction}, status => $self->{status},
		map { $_ => [] } qw(steps said played dialled recordings callbacks errors urls),
	};
	push $store->{call_order}->@*, $self->{sid} unless $store->{calls}{ $self->{sid} };
	$store->{calls}{ $self->{sid} } = $self;
	return $self;
}

sub top ($self) { return $self->{parent} ? $self->{parent}->top : $self }

sub now ($self) { return $self->{start} + $self->{clock} }

sub is_over ($self)
{
	return $self->{status} =~ /^(?:completed|busy|failed|no-answer|canceled)$/;
}

sub set_status ($self, $status)
{
	$self->{status} = $status;
	$self->{story}{status} = $status unless $self->{parent};
	$self->{answered_clock} //= $self->{clock} if $status eq 'in-progress';
	$self->{end_clock} //= $self->{clock} if $self->is_over;
	return;
}

# Seconds from answer to end, or 0 for a leg that never answered.
sub duration ($self)
{
	return 0 unless defined $self->{answered_clock};
	return int(($self->{end_clock} // $self->{clock}) - $self->{answered_clock} + 0.5);
}

# Moves the clock. When the party hangs up meanwhile, only up to there. Gives what passed.
sub elapse ($self, $seconds)
{
	my @limits = grep { defined } $self->{opt}{hangupAfter}, $self->{time_limit};
	if (@limits) {
		my $left = max(0, min(@limits) - $self->{clock});
		if ($seconds >= $left) {
			$seconds = $left;
			$self->{gone} = 1;
		}
	}
	$self->{clock} += $seconds;
	return $seconds;
}

sub complain ($self, $code, $message, %more)
{
	push $self->{story}{errors}->@*,
	    { code => $code, message => $message, callSid => $self->{sid}, %more };
	return;
}

# ---- parameters ----

sub geography ($prefix, $phone)
{
	my ($city, $state, $zip, $country) = ('', '', '', '');
	if ($phone =~ /^\+1(\d{3})/) {
		($city, $state, $zip, $country) = ('MONSEY', 'NY', '10952', 'US');
		($city, $state, $zip) = ('', '', '') if $1 != 845;
	} elsif ($phone =~ /^\+44/) {
		$country = 'GB';
	} elsif ($phone =~ /^\+91/) {
		$country = 'IN';
	}
	return ([ "${prefix}City", $city ], [ "${prefix}State", $state ], [ "${prefix}Zip", $zip ],
		[ "${prefix}Country", $country ]);
}

# The standard parameters, in no particular order, as they arrive.
sub params ($self)
{
	my ($from, $to) = $self->@{qw(from to)};
	my $status = $self->{gone} && !$self->is_over ? 'completed' : $self->{status};
	my @pairs = (
		[ Called => $to ], geography('To', $to), [ Direction => $self->{direction} ],
		geography('Caller', $from), [ CallSid => $self->{sid} ], [ To => $to ],
		[ ApiVersion => '2010-04-01' ], geography('Called', $to),
		[ CallStatus => $status ], [ From => $from ],
		[ AccountSid => $self->{store}{account} ], [ Caller => $from ],
		geography('From', $from),
	);
	push @pairs, [ ParentCallSid => $self->{parent}{sid} ] if $self->{parent};
	push @pairs, [ StirVerstat => $self->{opt}{stirVerstat} ]
	    if defined $self->{opt}{stirVerstat};
	my $extra = $self->{opt}{params} // {};
	for my $name (sort keys %$extra) {
		@pairs = grep { $_->[0] ne $name } @pairs;
		push @pairs, [ $name, $extra->{$name} ] if defined $extra->{$name};
	}
	return @pairs;
}

# ---- callbacks ----

sub callback_p ($self, $what, $mode, $url, $method, $params)
{
	my $top = $self->top;
	return $self->{hook}->callback_p($self->{story}, $top->{opt}{$mode}, {
		what => $what, kind => 'voice', url => $url, method => $method // 'POST',
		params => $params, $top->{opt}->%{qw(sign port)},
	});
}

# A call progress event of this leg, if somebody subscribed to it.
sub event_p ($self, $event)
{
	my $events = $self->{events};
	return Mojo::Promise->resolve unless $events && $events->{want}{$event};
	my @params = ($self->params, [ Timestamp => Twilio::Store::rfc2822($self->now) ],
		[ CallbackSource => 'call-progress-events' ],
		[ SequenceNumber => $self->{sequence}++ ]);
	@params = map { $_->[0] eq 'CallStatus' ? [ CallStatus => 'initiated' ] : $_ } @params
	    if $event eq 'initiated';
	push @params, [ AnsweredBy => $self->{answered_by} ] if $self->{answered_by};
	if ($event eq 'completed') {
		my $seconds = $self->duration;
		push @params, [ CallDuration => $seconds ],
		    [ Duration => int(($seconds + 59) / 60) ],
		    [ SipResponseCode => $SIP_CODE{ $self->{status} } ];
		if (my $recording = $self->{own_recording}) {
			push @params, $self->recording_triple($recording);
		}
	}
	return $self->callback_p("status $event", 'statusCallbacks', $events->{url},
		$events->{method}, \@params);
}

sub recording_triple ($self, $recording)
{
	return ([ RecordingUrl => $self->{store}->recording_url($recording->{sid}) ],
		[ RecordingSid => $recording->{sid} ],
		[ RecordingDuration => $recording->{duration} ]);
}

sub recording_new ($self, %r)
{
	my $absent = $self->top->{opt}{recordingAbsent};
	my $recording = $self->{store}->recording_add(call_sid => $self->{sid},
		start => $self->now - $r{duration}, track => 'both',
		status => $absent ? 'absent' : 'completed', %r);
	push $self->{story}{recordings}->@*,
	    { $recording->%{qw(sid duration channels source call_sid)} };
	return $recording;
}

sub recording_event_p ($self, $recording, $attr, $status)
{
	my %want = map { $_ => 1 } split / /, $attr->{recordingStatusCallbackEvent} // 'completed';
	my $url = $attr->{recordingStatusCallback};
	return Mojo::Promise->resolve unless defined $url && $want{$status};
	my @params = ([ AccountSid => $self->{store}{account} ],
		[ CallSid => $recording->{call_sid} ], $self->recording_triple($recording),
		[ RecordingStatus => $status ], [ RecordingChannels => $recording->{channels} ],
		[ RecordingStartTime => Twilio::Store::rfc2822($recording->{start}) ],
		[ RecordingSource => $recording->{source} ],
		[ RecordingTrack => $recording->{track} ],
		[ ErrorCode => $recording->{status} eq 'absent' ? 1 : 0 ]);
	return $self->callback_p("recording $status", 'recordingCallbacks', $url,
		$attr->{recordingStatusCallbackMethod}, \@params);
}

# The recording is being made now, and is ready when the call is over.
sub recording_report_p ($self, $recording, $attr)
{
	my $end = $recording->{status} eq 'absent' ? 'absent' : 'completed';
	push $self->top->{later}->@*, sub { $self->recording_event_p($recording, $attr, $end) };
	return $self->recording_event_p($recording, $attr, 'in-progress');
}

sub transcription_event_p ($self, $t, $event, @more)
{
	my $attr = $t->{attr};
	return Mojo::Promise->resolve unless defined $attr->{statusCallbackUrl};
	my @params = ([ AccountSid => $self->{store}{account} ], [ CallSid => $self->{sid} ],
		[ TranscriptionSid => $t->{sid} ],
		[ Timestamp => Twilio::Store::iso8601($self->now, 1) ],
		[ SequenceId => ++$t->{sequence} ],
		[ TranscriptionEvent => "transcription-$event" ],
		@more);
	return $self->callback_p("transcription $event", 'transcriptionCallbacks',
		$attr->{statusCallbackUrl}, $attr->{statusCallbackMethod}, \@params);
}

sub transcription_stop_p ($self, $t)
{
	return Mojo::Promise->resolve if $t->{stopped}++;
	my $chain = Mojo::Promise->resolve;
	my $track = $t->{attr}{track} // 'both_tracks';
	for my $said (@{ $self->top->{opt}{transcription} // [] }) {
		my $of = $said->{track} // 'inbound_track';
		next if $track ne 'both_tracks' && $track ne $of;
		my $data = decode('UTF-8', encode_json({ transcript => $said->{text},
			confidence => $said->{confidence} // 0.98 }));
		$chain = $chain->then(sub {
			$self->transcription_event_p($t, 'content', [ LanguageCode =>
				$t->{attr}{languageCode} // 'en-US' ], [ Track => $of ],
				[ TranscriptionData => $data ],
				[ Final => ($said->{final} // 1) ? 'true' : 'false' ]);
		});
	}
	return $chain->then(sub { $self->transcription_event_p($t, 'stopped') });
}

# ---- a test may hold the call at a point, and REST may change a held call ----

sub hold_p ($self, $point)
{
	my $top = $self->top;
	return Mojo::Promise->resolve unless grep { $_ eq $point } $top->{hold}->@*;
	$top->{hold} = [ grep { $_ ne $point } $top->{hold}->@* ];
	$top->{held} = Mojo::Promise->new;
	$top->{story}{held} = $point;
	$self->{store}{held}++;
	return $top->{held};
}

sub release ($self)
{
	my $top  = $self->top;
	my $held = delete $top->{held} or return 0;
	delete $top->{story}{held};
	$self->{store}{held}--;
	$held->resolve;
	return 1;
}

# Ends this leg, or sends it to another document, at the next verb or out of a hold.
sub interrupt ($self, $outcome)
{
	$self->{interrupt} = $outcome;
	return $self->release;
}

# What an interrupt in a hold leads to, outside of any document.
sub interrupted_p ($self)
{
	my $out = delete $self->{interrupt};
	return exists $out->{end} ? Mojo::Promise->resolve($out) : $self->follow_p($out);
}

# ---- documents ----

# Follows a target {url, method, extra, fallback | inline} and what it leads to, until the outcome
# {end, why} that ends the leg.
sub follow_p ($self, $target)
{
	if (++$self->{documents} > MAX_DOCUMENTS) {
		$self->complain(12400, 'the call asks for documents without end');
		return Mojo::Promise->resolve({ end => 'failed', why => 'loop' });
	}
	my $next = defined $target->{inline} ? $self->inline_p($target) : $self->fetch_p($target);
	return $next->then(sub ($out) {
		return exists $out->{end} ? $out : $self->follow_p($out);
	});
}

sub inline_p ($self, $target)
{
	my $text = $target->{inline};
	utf8::encode($text);
	my $parsed = Twilio::TwiML::parse($text, inline => 1);
	my $step = { callSid => $self->{sid}, inline => $target->{inline}, verbs => [] };
	push $self->{story}{steps}->@*, $step;
	return $self->execute_p($parsed, undef, $step, $target);
}

# Why this answer cannot be used as a document, as {code, message}, or undef.
sub refusal ($got)
{
	return $got->{error} if $got->{error};
	my $response = $got->{response};
	my $type = $response->{headers}{'content-type'};
	return { code => 11200, message => "answered $response->{status}" }
	    if $response->{status} !~ /^2/;
	return { code => 11770, message => 'an empty chunked body' }
	    if $response->{chunked} && $response->{body} eq '';
	return { code => 12300, message => 'no Content-Type' } unless length($type // '');
	return { code => 12300, message => "Content-Type $type" }
	    unless $type =~ m{^(?:text|application)/xml\s*(?:;|$)}i;
	return undef;
}

sub fetch_p ($self, $target)
{
	my $opt  = $self->top->{opt};
	my @more = @{ $target->{extra} // [] };
	my %omit = map { $_ => 1 } @{ $opt->{omit} // [] };
	@more = grep { !$omit{ $_->[0] } } @more;
	my $url = $target->{url};
	return $self->{hook}->deliver_p(kind => 'voice', url => $url,
		method => $target->{method} // 'POST', params => [ $self->params, @more ],
		jar => $self->{jar}, sign => $opt->{sign}, port => $opt->{port})
	    ->then(sub ($got) {
		my $response = $got->{response};
		my $step = { callSid => $self->{sid}, request => $got->{request},
			attempts => $got->{attempts}, verbs => [] };
		$step->{response} = {
			status => $response->{status}, type => $response->{headers}{'content-type'},
			body => decode('UTF-8', $response->{body}) // '(not UTF-8)',
		} if $response;
		push $self->{story}{steps}->@*, $step;
		my $refusal = refusal($got);
		return $self->unusable($target, $refusal) if $refusal;
		my $parsed = Twilio::TwiML::parse($response->{body},
			kind => $self->{parent} ? 'whisper' : 'voice');
		my ($base) = Twilio::Url::parts($url);
		return $self->execute_p($parsed, $base, $step, $target);
	});
}

# The fallback URL continues the call, once per failure; else the caller hears the canned words.
sub unusable ($self, $target, $refusal)
{
	my ($url) = defined $target->{url} ? Twilio::Url::parts($target->{url}) : '(inline)';
	$self->complain($refusal->{code}, $refusal->{message}, url => $url, fatal => 1);
	my $over = { end => 'completed', why => 'application error' };
	return $over if $self->{gone};
	my $fallback = $self->{fallback};
	if ($fallback && length($fallback->{url} // '') && !$target->{fallback}) {
		return { url => $fallback->{url}, method => $fallback->{method}, fallback => 1,
			extra => [ [ ErrorCode => $refusal->{code} ], [ ErrorUrl => $url ] ] };
	}
	push $self->{story}{said}->@*, '(application error)';
	return $over;
}

sub execute_p ($self, $parsed, $base, $step, $target)
{
	push $self->{story}{urls}->@*, $parsed->{urls}->@*;
	my ($fatal) = grep { $_->{fatal} } $parsed->{errors}->@*;
	return Mojo::Promise->resolve($self->unusable($target, $fatal)) if $fatal;
	if ($parsed->{errors}->@*) {
		$self->complain($_->{code}, $_->{message}, url => $base) for $parsed->{errors}->@*;
		return Mojo::Promise->resolve({ end => 'failed', why => 'strict' });
	}
	return Mojo::Promise->resolve({ end => 'completed', why => 'caller' }) if $self->{gone};
	my $nodes = $parsed->{nodes};
	if ($self->{status} eq 'ringing' && (!@$nodes || $nodes->[0]{verb} ne 'Reject')) {
		$self->set_status('in-progress');
	}
	return $self->run_p($nodes, $base, $step->{verbs});
}

# Runs verbs in order. Promises {end, why}, or the target that takes over.
sub run_p ($self, $nodes, $base, $log)
{
	my ($node, @rest) = @$nodes;
	return Mojo::Promise->resolve({ end => 'completed', why => 'document' }) unless $node;
	return $self->verb_p($node, $base, $log)->then(sub ($out = undef) {
		my $interrupt = delete $self->{interrupt};
		return $interrupt if $interrupt;
		return $out if $out;
		return { end => 'completed', why => 'caller' } if $self->{gone};
		return $self->run_p(\@rest, $base, $log);
	});
}

sub verb_p ($self, $node, $base, $log)
{
	my $entry = { verb => $node->{verb}, attr => $node->{attr} };
	$entry->{text} = $node->{text} if length($node->{text} // '');
	push @$log, $entry;
	my $method = "verb_$node->{verb}";
	return Mojo::Promise->resolve($self->$method($node, $base, $entry));
}

sub target ($self, $base, $attr, $extra)
{
	my $url = exists $attr->{action} ? Twilio::Url::resolve($base, $attr->{action}) : $base;
	return { url => $url, method => $attr->{method} // 'POST', extra => $extra };
}

sub verb_Say ($self, $node, $base, $entry)
{
	push $self->{story}{said}->@*, $node->{text};
	$self->elapse(max(1, length($node->{text}) / 15));
	return undef;
}

sub verb_Play ($self, $node, $base, $entry)
{
	my $url = $node->{text};
	push $self->{story}{played}->@*, length $url ? Twilio::Url::resolve($base, $url)
	    : $node->{attr}{digits};
	$self->elapse(3);
	return undef;
}

sub verb_Pause ($self, $node, $base, $entry)
{
	$self->elapse($node->{attr}{length} // 1);
	return undef;
}

# Whoever is at the other end of the stream talks until the caller hangs up, or for half a minute.
sub verb_Connect ($self, $node, $base, $entry)
{
	my ($stream) = $node->{children}->@*;
	my %said = map { $_->{attr}{name} => $_->{attr}{value} } $stream->{children}->@*;
	push $self->{story}{connected}->@*, { url => $stream->{attr}{url}, parameters => \%said };
	$self->elapse(30);
	return undef;
}

sub verb_Redirect ($self, $node, $base, $entry)
{
	return { url => Twilio::Url::resolve($base, $node->{text}),
		method => $node->{attr}{method} // 'POST' };
}

sub verb_Hangup ($self, $node, $base, $entry)
{
	return { end => 'completed', why => 'hangup' };
}

sub verb_Reject ($self, $node, $base, $entry)
{
	if ($self->{status} ne 'ringing') {
		$self->complain(12200, 'Reject of a call that was answered');
		return { end => 'failed', why => 'strict' };
	}
	my $busy = ($node->{attr}{reason} // 'rejected') eq 'busy';
	return { end => $busy ? 'busy' : 'no-answer', why => 'reject' };
}

sub verb_Gather ($self, $node, $base, $entry)
{
	my $attr = $node->{attr};
	my $from = $self->{story}{said}->@*;
	return $self->run_p($node->{children}, $base, $entry->{nested} = [])->then(sub ($out) {
		$entry->{said} = [ $self->{story}{said}->@[ $from .. $self->{story}{said}->$#* ] ];
		return undef if $self->{gone} || $out->{why} ne 'document';
		return $self->hold_p('gather')->then(sub {
			return undef if $self->{interrupt};
			return $self->gathered($attr, $base, $entry, shift $self->{digits}->@*);
		});
	});
}

# What one entry of the script does at this Gather: keys, {speech}, "hangup", or silence.
sub gathered ($self, $attr, $base, $entry, $input)
{
	my $modes  = $attr->{input} // 'dtmf';
	my $finish = $attr->{finishOnKey} // '#';
	my ($keys, $finished) = ('', '');
	my @params;
	$entry->{input} = $input;
	if (defined $input && !ref $input && $input eq 'hangup') {
		$self->{gone} = 1;
		return undef;
	}
	if (ref $input) {
		@params = ([ SpeechResult => $input->{speech} ],
			[ Confidence => $input->{confidence} // 0.9 ], [ Language => 'en-US' ])
		    if $modes =~ /speech/;
	} elsif (defined $input && $modes =~ /dtmf/) {
		for my $key (split //, $input) {
			if (length $finish && $key eq $finish) {
				$finished = $key;
				last;
			}
			$keys .= $key;
			last if length $keys >= ($attr->{numDigits} // 1000);
		}
		@params = ([ Digits => $keys ]) if length $keys;
	}
	$self->elapse(@params ? 1 : $attr->{timeout} // 5);
	return undef if $self->{gone};
	if (!@params) {
		return undef unless ($attr->{actionOnEmptyResult} // 'false') eq 'true';
		@params = ([ Digits => '' ]);
	}
	return $self->target($base, $attr,
		[ [ msg => 'Gather End' ], @params, [ FinishedOnKey => $finished ] ]);
}

sub verb_Record ($self, $node, $base, $entry)
{
	my $attr   = $node->{attr};
	my $script = $self->{opt}{record} // {};
	my $length = min($script->{seconds} // 5, $attr->{maxLength} // 3600);
	my $keys   = $script->{hangup} ? 'hangup' : $script->{key} // '';
	my $before = $self->{clock};
	$length = $self->elapse($length);
	$keys = 'hangup' if $self->{gone};
	$self->{gone} = 1 if $keys eq 'hangup';
	my $recording = $self->recording_new(duration => int($length + 0.5), channels => 1,
		source => 'RecordVerb', track => 'inbound');
	$entry->{recordingSid} = $recording->{sid};
	if (($attr->{transcribe} // 'false') eq 'true' && defined $attr->{transcribeCallback}) {
		my $text = $script->{transcription};
		push $self->{later}->@*, sub {
			my $sid = $self->{store}->sid('TR');
			$self->{store}{transcriptions}{$sid} =
			    { recording => $recording->{sid}, text => $text } if defined $text;
			$self->callback_p('transcribe', 'recordingCallbacks',
				Twilio::Url::resolve($base, $attr->{transcribeCallback}), 'POST',
				[ $self->params, ($self->recording_triple($recording))[ 0, 1 ],
				[ TranscriptionSid => $sid ], [ TranscriptionText => $text // '' ],
				[ TranscriptionStatus => defined $text ? 'completed' : 'failed' ],
				[ TranscriptionUrl => "$self->{store}{base}/2010-04-01/Accounts/"
				    . "$self->{store}{account}/Transcriptions/$sid" ] ]);
		};
	}
	return $self->recording_report_p($recording, $attr)->then(sub {
		return $self->target($base, $attr, [ $self->recording_triple($recording),
			[ Digits => $keys ] ]);
	});
}

sub verb_Start ($self, $node, $base, $entry)
{
	my $chain = Mojo::Promise->resolve;
	for my $child ($node->{children}->@*) {
		my $attr = $child->{attr};
		if ($child->{verb} eq 'Recording') {
			$self->{started_recording} = { attr => $attr, clock => $self->{clock} };
			next;
		}
		my $t = { sid => $self->{store}->sid('GT'), attr => $attr, sequence => 0 };
		push $self->{transcriptions}->@*, $t;
		my $configuration = encode_json({
			profanityFilter => $attr->{profanityFilter} // 'true',
			speechModel => $attr->{speechModel} // 'telephony',
			enableAutomaticPunctuation => $attr->{enableAutomaticPunctuation} // 'true',
			hints => $attr->{hints} // '' });
		$chain = $chain->then(sub {
			$self->transcription_event_p($t, 'started',
				[ ProviderConfiguration => decode('UTF-8', $configuration) ],
				[ TranscriptionEngine => $attr->{transcriptionEngine} // 'google' ],
				[ Name => $attr->{name} // $t->{sid} ],
				[ Track => $attr->{track} // 'both_tracks' ],
				[ InboundTrackLabel => $attr->{inboundTrackLabel} // '' ],
				[ OutboundTrackLabel => $attr->{outboundTrackLabel} // '' ],
				[ PartialResults => $attr->{partialResults} // 'false' ],
				[ LanguageCode => $attr->{languageCode} // 'en-US' ]);
		});
	}
	return $chain->then(sub { return undef });
}

sub verb_Stop ($self, $node, $base, $entry)
{
	my $chain = Mojo::Promise->resolve;
	for my $child ($node->{children}->@*) {
		my ($t) = grep { ($_->{attr}{name} // '') eq ($child->{attr}{name} // '') }
		    $self->{transcriptions}->@*;
		$chain = $chain->then(sub { $self->transcription_stop_p($t) }) if $t;
	}
	return $chain->then(sub { return undef });
}

# ---- Dial ----

# What the dialled party does: from the call's script, else from the standing scripts. A list is
# used up one by one, its last entry stays.
sub answer_of ($self, $phone, $usual)
{
	my $top = $self->top;
	my $book = exists(($top->{opt}{answers} // {})->{$phone}) ? $top->{opt}{answers}
	    : $self->{store}{scripts};
	my $answer = $book->{$phone} // $usual;
	if (ref $answer eq 'ARRAY') {
		$answer = @$answer > 1 ? shift @$answer : $answer->[0];
	}
	$answer = { status => $answer } unless ref $answer;
	return { status => 'completed', %$answer };
}

sub verb_Dial ($self, $node, $base, $entry)
{
	my $attr = $node->{attr};
	my $caller_id = $attr->{callerId} // $self->{from};
	my %own = map { $_ => 1 } $self->{from}, $self->{to};
	if (!$own{$caller_id} && !$self->{store}->may_show($caller_id)) {
		$self->complain(13214, "callerId $caller_id is not ours to show", url => $base);
		return { end => 'failed', why => 'strict' };
	}
	my @targets = $node->{children}->@*;
	@targets = ({ verb => 'Number', attr => {}, text => $node->{text} }) unless @targets;
	my @legs = map { $self->leg($_, $caller_id, $base) } @targets;
	my $patience = ($attr->{timeout} // 30) + GRACE;
	my %dial = (attr => $attr, base => $base, patience => $patience, legs => \@legs);
	my $sequential = ($attr->{sequential} // 'false') eq 'true';
	my $ringing = $sequential ? $self->ring_in_turn_p(\%dial, @legs)
	    : $self->ring_p(\%dial, @legs);
	return $ringing->then(sub { $self->talk_p(\%dial) })->then(sub {
		return undef if $self->{interrupt};
		return $self->dialled(\%dial);
	});
}

sub leg ($self, $target, $caller_id, $base)
{
	my $attr   = $target->{attr};
	my $answer = $self->answer_of($target->{text}, 'no-answer');
	my $leg = Twilio::Call->new(store => $self->{store}, hook => $self->{hook},
		from => $caller_id, to => $target->{text}, direction => 'outbound-dial',
		parent => $self, story => $self->{story}, start => $self->now,
		opt => { %$answer, callSid => undef });
	my %ring = (completed => 4, 'no-answer' => 1e6, canceled => 3, busy => 2, failed => 1);
	$leg->{outcome} = $answer->{status};
	$leg->{ring}    = $answer->{ring} // $ring{ $answer->{status} } // 1;
	$leg->{whisper} = { url => Twilio::Url::resolve($base, $attr->{url}),
		method => $attr->{method} } if defined $attr->{url};
	$leg->{events} = {
		url => Twilio::Url::resolve($base, $attr->{statusCallback}),
		method => $attr->{statusCallbackMethod},
		want => { map { $_ => 1 } split / /, $attr->{statusCallbackEvent} // 'completed' },
	} if defined $attr->{statusCallback};
	$leg->{log} = { to => $leg->{to}, callSid => $leg->{sid}, callerId => $caller_id };
	push $self->{story}{dialled}->@*, $leg->{log};
	return $leg;
}

sub leg_end_p ($leg, $status, $clock)
{
	return Mojo::Promise->resolve if $leg->is_over;
	$leg->{clock} = $clock if $clock > $leg->{clock};
	$leg->set_status($status);
	$leg->{log}{status}   = $status;
	$leg->{log}{duration} = $leg->duration;
	$leg->{log}{bridged}  = $leg->{bridged} ? \1 : \0;
	return $leg->event_p('completed');
}

sub each_p ($do, @items)
{
	my $item = shift @items // return Mojo::Promise->resolve;
	return Mojo::Promise->resolve($do->($item))->then(sub { each_p($do, @items) });
}

sub ring_in_turn_p ($self, $dial, @legs)
{
	my $leg = shift @legs or return Mojo::Promise->resolve;
	return $self->ring_p($dial, $leg)->then(sub {
		return undef if $dial->{winner} || $self->{gone} || $self->{interrupt};
		return $self->ring_in_turn_p($dial, @legs);
	});
}

# Rings these legs at once. Whoever answers first, and stays until the two are joined, wins.
sub ring_p ($self, $dial, @legs)
{
	my $patience = $dial->{patience};
	my $begin    = $self->{clock};
	$dial->{last} = $legs[-1];
	return each_p(sub ($leg) {
		$leg->{start} = $self->now;
		return $leg->event_p('initiated')->then(sub {
			return undef if $leg->{outcome} =~ /^(?:busy|failed)$/;
			$leg->set_status('ringing');
			return $leg->event_p('ringing');
		});
	}, @legs)->then(sub { $self->hold_p('dial') })->then(sub {
		return undef if $self->{interrupt};
		my @order = sort { $a->{ring} <=> $b->{ring} } @legs;
		return each_p(sub ($leg) {
			return undef if $dial->{winner} || $self->{gone};
			my $at = min($leg->{ring}, $patience);
			$self->elapse($at - ($self->{clock} - $begin))
			    if $at > $self->{clock} - $begin;
			return undef if $self->{gone};
			return leg_end_p($leg, 'no-answer', $at) if $leg->{ring} >= $patience;
			if ($leg->{outcome} eq 'canceled') {
				$self->{gone} = 1;
				return undef;
			}
			return leg_end_p($leg, $leg->{outcome}, $at)
			    if $leg->{outcome} ne 'completed';
			return $self->pick_up_p($dial, $leg, $at);
		}, @order);
	})->then(sub {
		my $clock = $self->{clock} - $begin;
		return each_p(sub ($leg) {
			return $dial->{winner} && $leg == $dial->{winner} ? undef
			    : leg_end_p($leg, 'canceled', $clock);
		}, @legs);
	});
}

sub pick_up_p ($self, $dial, $leg, $at)
{
	$leg->{clock} = $at;
	$leg->{opt}{hangupAfter} += $at if defined $leg->{opt}{hangupAfter};
	$leg->set_status('in-progress');
	$dial->{last} = $leg;
	return $leg->event_p('answered')->then(sub {
		return { why => 'document' } unless $leg->{whisper};
		return $leg->follow_p($leg->{whisper});
	})->then(sub ($out) {
		$self->elapse($leg->{clock} - $at);
		$leg->{log}{whisper} = $out->{why} if $leg->{whisper};
		if ($out->{why} eq 'document' && !$self->{gone} && ($leg->{opt}{bridged} // 1)) {
			$dial->{winner} = $leg;
			return undef;
		}
		$self->{gone} = 1 if ($leg->{opt}{hangup} // '') eq 'caller' && $out->{why} eq 'document';
		return leg_end_p($leg, 'completed', $leg->{clock});
	});
}

# The two parties talk, for as long as the script says.
sub talk_p ($self, $dial)
{
	my $leg = $dial->{winner} or return Mojo::Promise->resolve;
	my $attr = $dial->{attr};
	$leg->{bridged} = 1;
	my $record = $attr->{record} // 'do-not-record';
	my $begin  = $self->{clock};
	my $recording;
	return $self->hold_p('talk')->then(sub {
		my $talk = min($leg->{opt}{duration} // 10, $attr->{timeLimit} // 14400);
		$talk = 1 if $self->{interrupt} || $leg->{interrupt};
		$talk = $self->elapse($talk);
		$leg->{clock} += $talk;
		$self->{gone} = 1 if ($leg->{opt}{hangup} // '') eq 'caller';
		return undef if $record =~ /^(?:do-not-record|false)$/;
		my $length = $record =~ /ringing/ ? $talk + $leg->{ring} : $talk;
		my $single = ($attr->{recordingTrack} // 'both') ne 'both';
		$recording = $self->recording_new(duration => int($length + 0.5),
			channels => $record =~ /dual$/ && !$single ? 2 : 1, source => 'DialVerb',
			track => $attr->{recordingTrack} // 'both');
		$dial->{recording} = $recording;
		return $self->recording_report_p($recording, { $attr->%*, exists
			$attr->{recordingStatusCallback} ? (recordingStatusCallback =>
			Twilio::Url::resolve($dial->{base}, $attr->{recordingStatusCallback}))
			: () });
	})->then(sub {
		return leg_end_p($leg, 'completed', $leg->{clock});
	});
}

sub dialled ($self, $dial)
{
	my $leg = $dial->{winner} // $dial->{last};
	my $attr = $dial->{attr};
	my $status = $leg->{status};
	if (!$dial->{winner} && $dial->{legs}->@* > 1) {
		# Of several that failed, the kindest word: one that rang was not answered.
		my %had = map { $_->{status} => 1 } $dial->{legs}->@*;
		($status) = grep { $had{$_} } qw(completed canceled no-answer busy failed);
		($leg) = grep { $_->{status} eq $status } $dial->{legs}->@*;
	}
	return undef unless exists $attr->{action};
	my @params = ([ DialCallSid => $leg->{sid} ], [ DialCallStatus => $status ],
		[ DialCallDuration => $leg->duration ],
		[ DialBridged => $dial->{winner} ? 'true' : 'false' ]);
	push @params, $self->recording_triple($dial->{recording}) if $dial->{recording};
	return $self->target($dial->{base}, $attr, \@params);
}

# ---- whole calls ----

sub begin ($self)
{
	$self->{store}{running}++;
	return;
}

# A call that comes in at one of our numbers.
sub run_inbound_p ($self, $number)
{
	$self->begin;
	$self->set_status('ringing');
	$self->{fallback} = { url => $number->{voice_fallback_url},
		method => $number->{voice_fallback_method} };
	$self->{phone_number_sid} = $number->{sid};
	$self->{events} = { url => $number->{status_callback},
		method => $number->{status_callback_method}, want => { completed => 1 } }
	    if length($number->{status_callback} // '');
	my $token = '%7B%22parentCallInfoToken%22%3A%22' . 'eyJhbGciOiJFUzI1NiJ9.' x 20 . '%22%7D';
	my $start = $self->hold_p('ringing');
	return $start->then(sub {
		return $self->interrupted_p if $self->{interrupt};
		if (!length($number->{voice_url} // '')) {
			$self->complain(11100, "the number $self->{to} has no VoiceUrl");
			return { end => 'failed', why => 'no url' };
		}
		return $self->follow_p({ url => $number->{voice_url},
			method => $number->{voice_method}, extra => [ [ CallToken => $token ] ] });
	})->then(sub ($out) { $self->finish_p($out) })
	    ->catch(sub ($why) { $self->broken($why) });
}

# A call that was made through REST. $made holds the request's parameters.
sub run_outbound_p ($self, $made)
{
	$self->begin;
	my $opt = $self->{opt};
	$self->{made} = $made;
	$self->{time_limit} = $made->{TimeLimit};
	$self->{fallback} = { url => $made->{FallbackUrl}, method => $made->{FallbackMethod} };
	$self->{events} = { url => $made->{StatusCallback}, method => $made->{StatusCallbackMethod},
		want => { map { $_ => 1 } @{ $made->{StatusCallbackEvent} // ['completed'] } } }
	    if length($made->{StatusCallback} // '');
	my $patience = ($made->{Timeout} // 60) + GRACE;
	my $ring = $opt->{ring} // 4;
	return $self->hold_p('queued')->then(sub {
		return $self->early_end if $self->{interrupt};
		return $self->event_p('initiated')->then(sub {
			$self->set_status('ringing');
			return $self->event_p('ringing');
		})->then(sub { $self->hold_p('ringing') })->then(sub {
			return $self->early_end if $self->{interrupt};
			my $status = $opt->{status} // 'completed';
			$status = 'no-answer' if $ring >= $patience;
			$self->{clock} += $status eq 'no-answer' ? $patience : $ring;
			return { end => $status, why => 'not answered' } if $status ne 'completed';
			return $self->answered_p;
		});
	})->then(sub ($out) { $self->finish_p($out) })
	    ->catch(sub ($why) { $self->broken($why) });
}

# Ended by REST before anybody answered; from the queue without any callback.
sub early_end ($self)
{
	delete $self->{interrupt};
	delete $self->{events} if $self->{status} eq 'queued';
	return { end => 'canceled', why => 'rest' };
}

sub answered_p ($self)
{
	my $made = $self->{made};
	$self->{opt}{hangupAfter} += $self->{clock} if defined $self->{opt}{hangupAfter};
	$self->{time_limit} += $self->{clock} if defined $self->{time_limit};
	$self->set_status('in-progress');
	my @extra;
	my $async = ($made->{AsyncAmd} // 'false') eq 'true';
	my $machine = $made->{MachineDetection} ? $self->{opt}{machine} // 'human' : undef;
	if (defined $machine) {
		$machine = 'machine_end_beep'
		    if $machine eq 'machine_start' && $made->{MachineDetection} ne 'Enable';
		$self->{answered_by} = $machine;
		$self->elapse(3) unless $async;
		@extra = ([ AnsweredBy => $machine ]) unless $async;
	}
	return $self->event_p('answered')->then(sub { $self->hold_p('in-progress') })->then(sub {
		return $self->interrupted_p if $self->{interrupt};
		my $url = $made->{Url};
		my $first = defined $made->{Twiml} ? { inline => $made->{Twiml} }
		    : { url => $url, method => $made->{Method}, extra => \@extra };
		my $talk = $self->follow_p($first);
		return $talk unless defined $machine && $async && $made->{AsyncAmdStatusCallback};
		return $talk->then(sub ($out) {
			return $self->callback_p('amd', 'amdCallbacks',
				$made->{AsyncAmdStatusCallback}, 'POST',
				[ [ CallSid => $self->{sid} ],
				[ AccountSid => $self->{store}{account} ],
				[ AnsweredBy => $machine ], [ MachineDetectionDuration => 3120 ] ])
			    ->then(sub { return $out });
		});
	});
}

sub finish_p ($self, $out)
{
	my $made = $self->{made} // {};
	$self->{story}{why} = $out->{why};
	my @after;
	push @after, map { my $t = $_; sub { $self->transcription_stop_p($t) } }
	    $self->{transcriptions}->@*;
	if (my $started = $self->{started_recording}) {
		my $attr = $started->{attr};
		my $recording = $self->recording_new(channels => ($attr->{channels} // 'mono') eq
			'dual' ? 2 : 1, duration => int($self->{clock} - $started->{clock} + 0.5),
			source => 'StartCallRecordingTwiML');
		push @after, sub { $self->recording_report_p($recording, $attr) };
	}
	$self->set_status($out->{end});
	if (($made->{Record} // 'false') eq 'true' && defined $self->{answered_clock}) {
		my $recording = $self->recording_new(duration => $self->duration,
			source => 'OutboundAPI',
			channels => ($made->{RecordingChannels} // 'mono') eq 'dual' ? 2 : 1);
		$self->{own_recording} = $recording;
		push @after, sub { $self->recording_report_p($recording, {
			recordingStatusCallback => $made->{RecordingStatusCallback},
			recordingStatusCallbackMethod => $made->{RecordingStatusCallbackMethod},
			recordingStatusCallbackEvent => $made->{RecordingStatusCallbackEvent},
		}) };
	}
	return each_p(sub ($do) { $do->() }, @after)
	    ->then(sub { each_p(sub ($do) { $do->() }, $self->{later}->@*) })
	    ->then(sub { $self->event_p('completed') })
	    ->then(sub { $self->{hook}->callback_flush_p($self->{story}) })
	    ->then(sub { $self->over });
}

# A fault of the stand-in itself must never look like a good call.
sub broken ($self, $why)
{
	warn "stand-in: $why";
	$self->complain(0, "the stand-in itself failed: $why");
	$self->set_status('failed');
	return $self->over;
}

sub over ($self)
{
	$self->{store}{running}--;
	delete $self->{story}{reversed};
	$self->{story}{duration} = $self->duration;
	$self->{story}{ended} = \1;
	return $self->{story};
}

# ---- the REST resource ----

sub resource ($self)
{
	my $store = $self->{store};
	my $uri = "/2010-04-01/Accounts/$store->{account}/Calls/$self->{sid}";
	my $over = $self->is_over;
	return {
		sid => $self->{sid}, account_sid => $store->{account},
		parent_call_sid => $self->{parent} ? $self->{parent}{sid} : undef,
		phone_number_sid => $self->{phone_number_sid}, to => $self->{to},
		to_formatted => $self->{to}, from => $self->{from}, from_formatted => $self->{from},
		status => $self->{status},
		start_time => $self->{status} eq 'queued' ? undef
		    : Twilio::Store::rfc2822($self->{start} + ($self->{answered_clock} // 0)),
		end_time => $over
		    ? Twilio::Store::rfc2822($self->{start} + $self->{end_clock}) : undef,
		duration => $over ? '' . $self->duration : undef, price => undef,
		price_unit => 'USD',
		direction => $self->{direction}, answered_by => $self->{answered_by},
		api_version => '2010-04-01', forwarded_from => undef, caller_name => undef,
		group_sid => undef, queue_time => '0', trunk_sid => undef, annotation => undef,
		date_created => Twilio::Store::rfc2822($self->{start}),
		date_updated => Twilio::Store::rfc2822($self->now),
		uri => "$uri.json",
		subresource_uris => { map { $_ => "$uri/\u$_.json" }
		    qw(recordings transcriptions events notifications) },
		%{ $self->{edits} // {} },
	};
}

1;
