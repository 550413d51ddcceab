# What a test orders and asks, under /_standin/. Described in the manual of t/standin/twilio.pl.
package Twilio::Control;
use v5.36;
use Mojo::IOLoop;
use Mojo::JSON qw(decode_json encode_json);
use Mojo::Promise;
use Mojo::Util qw(b64_decode decode);
use Time::HiRes qw(time);
use Time::Local qw(timegm_modern);
use Twilio::Call;
use Twilio::Message;
use Twilio::TwiML;
use Twilio::Url;

use constant LONGEST_WAIT => 60;

my %MODE = map { $_ => 1 } qw(once twice late reversed none);
my @MODES = qw(statusCallbacks recordingCallbacks transcriptionCallbacks amdCallbacks);
my @CALL = (qw(from to digits answers record callSid stirVerstat hangupAfter params hold async
    sign port transcription recordingAbsent omit at voiceUrl voiceMethod fallbackUrl
    statusCallback), @MODES);
my @PARTY = (qw(status duration ring digits bridged hangup hangupAfter machine answers record hold
    params transcription recordingAbsent omit sign port callSid at), @MODES);
my @FAULT_MODES = qw(401 403 404 429 500 503 hang-before hang-after reset-before reset-after
    nonsense nonsense-after empty huge slow cut stall);

my %ROUTE = (
	'GET calls'        => 'call_list',    'POST calls'        => 'call_place',
	'GET messages'     => 'message_list', 'POST sms'          => 'sms',
	'POST webhook'     => 'webhook',      'POST scripts'      => 'scripts',
	'POST faults'      => 'fault_add',    'GET faults'        => 'fault_list',
	'DELETE faults'    => 'fault_clear',  'GET requests'      => 'request_list',
	'DELETE requests'  => 'request_clear', 'POST reset'       => 'reset',
	'GET numbers'      => 'number_list',  'POST numbers'      => 'number_put',
	'DELETE numbers'   => 'number_drop',  'POST available'    => 'available_put',
	'GET late'         => 'late_list',    'POST late'         => 'late_release',
	'GET deliveries'   => 'delivery_list', 'GET settings'     => 'settings_get',
	'POST settings'    => 'settings_put', 'POST edit'         => 'edit',
	'POST recordings'  => 'recording_put', 'POST opt-outs'    => 'opt_out',
	'POST transcriptions' => 'transcription_put',
	'POST twiml'       => 'twiml',        'GET settle'        => 'settle',
	'POST transcripts' => 'transcript_script', 'GET transcripts' => 'transcript_list',
);

sub new ($class, %args) { return bless {%args}, $class }

sub wrong ($message, $status = 400) { die { wrong => $message, status => $status } }

sub known ($h, @names)
{
	my %ok = map { $_ => 1 } @names;
	for my $name (sort keys %$h) {
		wrong("'$name' is not known here") unless $ok{$name};
		wrong("$name: '$h->{$name}' is none of " . join ' ', sort keys %MODE)
		    if $name =~ /Callbacks$/ && !$MODE{ $h->{$name} // '' };
	}
	return;
}

sub handle ($self, $c)
{
	my $path = $c->req->url->path->to_string =~ s{^/_standin/?}{}r;
	my ($name, $id, $more) = map { Mojo::Util::url_unescape($_) } split m{/}, $path;
	my $method = $c->req->method;
	$c->render_later;
	my $answer = eval {
		my $body = length $c->req->body ? decode_json($c->req->body) : {};
		my $query = $c->req->query_params->to_hash;
		my $run;
		if (defined $id && ($name // '') eq 'calls') {
			$run = ($more // '') eq 'release' ? 'call_release' : 'call_get';
		} elsif (defined $id && ($name // '') eq 'messages') {
			$run = 'message_get';
		} else {
			$run = $ROUTE{ "$method " . ($name // '') }
			    // wrong("no $method $path", 404);
		}
		Mojo::Promise->resolve($self->$run($body, $query, $id));
	};
	if (!$answer) {
		my $why = $@;
		my ($text, $status) = ref $why eq 'HASH' ? $why->@{qw(wrong status)} : ($why, 400);
		return $self->reply($c, $status, { error => $text });
	}
	$answer->then(sub ($body = undef) { $self->reply($c, 200, $body // {}) })
	    ->catch(sub ($why) {
		my ($text, $status) = ref $why eq 'HASH' ? $why->@{qw(wrong status)} : ($why, 500);
		warn "stand-in: $text" if $status == 500;
		$self->reply($c, $status, { error => "$text" });
	});
	return;
}

sub reply ($self, $c, $status, $body)
{
	return unless $c->tx;           # the client has gone
	$c->res->headers->content_type('application/json');
	$c->render(data => encode_json($body), status => $status);
	return;
}

# Resolves as soon as $done gives true, at the latest after $seconds.
sub until_p ($done, $seconds)
{
	my $promise = Mojo::Promise->new;
	my $end = time + $seconds;
	my $look;
	$look = sub {
		if ($done->() || time >= $end) {
			undef $look;
			return $promise->resolve($done->() ? 1 : 0);
		}
		return Mojo::IOLoop->timer(0.005 => $look);
	};
	$look->();
	return $promise;
}

# ---- calls ----

sub epoch ($text)
{
	return $text if $text =~ /^\d+(?:\.\d+)?$/;
	my ($year, $month, $day, $h, $m, $s) =
	    $text =~ /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/
	    or wrong("at: '$text' is no time");
	return timegm_modern($s, $m, $h, $day, $month - 1, $year);
}

sub check_party ($party)
{
	for my $one (ref $party eq 'ARRAY' ? @$party : $party) {
		my $status = ref $one ? $one->{status} // 'completed' : $one;
		wrong("'$status' is no outcome of a call")
		    unless $status =~ /^(?:completed|busy|no-answer|failed|canceled)$/;
		known($one, @PARTY) if ref $one;
	}
	return;
}

sub call_place ($self, $h, $query, $id)
{
	known($h, @CALL);
	my $store = $self->{store};
	wrong('from and to are needed') unless length($h->{from} // '') && length($h->{to} // '');
	check_party($_) for values %{ $h->{answers} // {} };
	my $number = $store->number_by_phone($h->{to}) // {};
	wrong("$h->{to} is none of our numbers") unless %$number || $h->{voiceUrl};
	$number = { %$number,
		defined $h->{voiceUrl} ? (voice_url => $h->{voiceUrl}) : (),
		defined $h->{voiceMethod} ? (voice_method => $h->{voiceMethod}) : (),
		defined $h->{fallbackUrl} ? (voice_fallback_url => $h->{fallbackUrl}) : (),
		defined $h->{statusCallback} ? (status_callback => $h->{statusCallback}) : () };
	my %opt = %$h;
	$opt{at} = epoch($h->{at}) if defined $h->{at};
	my $call = Twilio::Call->new(store => $store, hook => $self->{hook}, from => $h->{from},
		to => $h->{to}, direction => 'inbound', opt => \%opt);
	my $story = $call->{story};
	$call->run_inbound_p($number);
	return { callSid => $call->{sid} } if $h->{async};
	return $self->story_p($story, LONGEST_WAIT);
}

sub story_p ($self, $story, $seconds)
{
	return until_p(sub { $story->{ended} || $story->{held} }, $seconds)
	    ->then(sub { return $story });
}

sub call_find ($self, $sid)
{
	my $call = $self->{store}{calls}{$sid} // wrong("no call $sid", 404);
	return $call->top;
}

sub call_list ($self, $h, $query, $id)
{
	my $store = $self->{store};
	return { items => [ map { $_->{story} } grep { !$_->{parent} }
	    map { $store->{calls}{$_} // () } $store->{call_order}->@* ] };
}

sub call_get ($self, $h, $query, $sid)
{
	my $call = $self->call_find($sid);
	return $self->story_p($call->{story}, $query->{wait} // 0);
}

sub call_release ($self, $h, $query, $sid)
{
	my $call = $self->call_find($sid);
	$call->release or wrong("the call $sid is not held", 409);
	return $self->story_p($call->{story}, LONGEST_WAIT);
}

# ---- texts ----

sub sms ($self, $h, $query, $id)
{
	known($h, qw(from to body media messageSid params sign port smsUrl));
	my $store  = $self->{store};
	my $number = $store->number_by_phone($h->{to} // '') // {};
	wrong('to is none of our numbers') unless %$number || $h->{smsUrl};
	$number = { %$number, sms_url => $h->{smsUrl} } if defined $h->{smsUrl};
	my @media = map { { contentType => $_->{contentType},
		content => defined $_->{content} ? b64_decode($_->{content}) : undef } }
	    @{ $h->{media} // [] };
	my $message = Twilio::Message->new(store => $store, hook => $self->{hook},
		from => $h->{from} // wrong('from is needed'), to => $h->{to},
		body => $h->{body} // '', media => \@media, status => 'received',
		direction => 'inbound', defined $h->{messageSid} ? (sid => $h->{messageSid}) : ());
	return $message->run_inbound_p($number, $h);
}

sub message_story ($message)
{
	return { $message->resource->%*, callbacks => $message->{callbacks},
		errors => $message->{errors}, ended => $message->{ended} ? \1 : \0 };
}

sub message_list ($self, $h, $query, $id)
{
	my $store = $self->{store};
	my @messages = map { $store->{messages}{$_} // () } $store->{message_order}->@*;
	return { items => [ map { { $_->%{qw(sid to status direction)} } } @messages ] }
	    if $query->{brief};
	return { items => [ map { message_story($_) } @messages ] };
}

sub message_get ($self, $h, $query, $sid)
{
	my $message = $self->{store}{messages}{$sid} // wrong("no message $sid", 404);
	return until_p(sub { $message->{ended} }, $query->{wait} // 0)
	    ->then(sub { return message_story($message) });
}

# ---- webhooks by hand ----

sub webhook ($self, $h, $query, $id)
{
	known($h, qw(url method params json body type kind sign port token signUrl headers
	    noBodyHash check parallel));
	wrong('url is needed') unless length($h->{url} // '');
	my %send = %$h;
	delete @send{qw(check parallel)};
	$send{params} //= {} unless exists $h->{json};
	if (defined $h->{body}) {
		utf8::encode($send{body});
		$send{type} //= 'application/x-www-form-urlencoded';
	}
	my @sent = map { $self->webhook_p({%send}, $h->{check}) } 1 .. $h->{parallel} // 1;
	return $sent[0] unless defined $h->{parallel};
	return Mojo::Promise->all(@sent)->then(sub (@all) {
		return { responses => [ map { $_->[0] } @all ] };
	});
}

sub webhook_p ($self, $send, $check)
{
	return $self->{hook}->deliver_p(%$send)->then(sub ($got) {
		my $response = $got->{response};
		my $answer = { request => $got->{request}, attempts => $got->{attempts},
			error => $got->{error}, status => $response ? $response->{status} : 0,
			headers => $response ? $response->{headers} : {} };
		my $bytes = $response ? $response->{body} : '';
		$answer->{body} = decode('UTF-8', $bytes) // '(not UTF-8)';
		$answer->{twiml} = Twilio::TwiML::parse($bytes, kind => $check)
		    if defined $check && $response;
		return $answer;
	});
}

sub twiml ($self, $h, $query, $id)
{
	known($h, qw(body kind inline));
	my $bytes = $h->{body} // wrong('body is needed');
	utf8::encode($bytes);
	return Twilio::TwiML::parse($bytes, kind => $h->{kind} // 'voice', inline => $h->{inline});
}

# ---- scripts, faults, settings ----

sub scripts ($self, $h, $query, $id)
{
	known($h, qw(to call message));
	my $store = $self->{store};
	my $to = $h->{to} // wrong('to is needed');
	if (exists $h->{call}) {
		check_party($h->{call});
		$store->{scripts}{$to} = $h->{call};
	}
	if (exists $h->{message}) {
		known($h->{message}, qw(status errorCode statusCallbacks));
		wrong('message: no such status') unless ($h->{message}{status} // 'delivered')
		    =~ /^(?:delivered|undelivered|failed|sent)$/;
		$store->{message_scripts}{$to} = $h->{message};
	}
	return {};
}

sub fault_add ($self, $h, $query, $id)
{
	known($h, qw(match times mode ms skip every credential retryAfter code));
	my $mode = $h->{mode} // '';
	wrong("mode '$mode' is none of @FAULT_MODES") unless grep { $_ eq $mode } @FAULT_MODES;
	wrong('match must be like "POST /Calls"')
	    unless ($h->{match} // '') =~ m{^(?:\*|GET|POST|DELETE) (?:\*|/.*|)$};
	wrong('credential is key or token')
	    if defined $h->{credential} && $h->{credential} !~ /^(?:key|token)$/;
	push $self->{store}{faults}->@*, { %$h, times => $h->{times} // 1 };
	return {};
}

sub fault_list ($self, $h, $query, $id) { return { items => $self->{store}{faults} } }

sub fault_clear ($self, $h, $query, $id)
{
	$self->{store}{faults} = [];
	return {};
}

sub request_list ($self, $h, $query, $id)
{
	known($query, qw(method resource));
	return { items => [ grep {
		(!exists $query->{method} || $_->{method} eq $query->{method})
		    && (!exists $query->{resource} || $_->{resource} eq $query->{resource})
	} $self->{store}{requests}->@* ] };
}

sub request_clear ($self, $h, $query, $id)
{
	$self->{store}{requests} = [];
	return {};
}

sub delivery_list ($self, $h, $query, $id) { return { items => $self->{store}{deliveries} } }

sub reset ($self, $h, $query, $id)
{
	wrong('calls or messages are still running', 409) if $self->{store}{running};
	$self->{store}->reset;
	return {};
}

sub settings_get ($self, $h, $query, $id) { return $self->{store}->settings }

sub settings_put ($self, $h, $query, $id)
{
	my $settings = $self->{store}->settings;
	known($h, keys %$settings);
	$settings->{$_} = $h->{$_} for keys %$h;
	return $settings;
}

# A call that is held would never end of itself, and is not waited for.
sub settle ($self, $h, $query, $id)
{
	my $store = $self->{store};
	my $running = sub { $store->{running} - $store->{held} };
	return until_p(sub { !$running->() }, $query->{wait} // 10)
	    ->then(sub ($done) { return { running => $running->() } });
}

# ---- the inventory ----

sub number_list ($self, $h, $query, $id)
{
	return { items => [ sort { $a->{phone_number} cmp $b->{phone_number} }
	    values $self->{store}{numbers}->%* ] };
}

# Adds a number, or changes the fields (named as in the REST resource) of one that is there.
sub number_put ($self, $h, $query, $id)
{
	my $store = $self->{store};
	my $phone = delete $h->{phone_number} // wrong('phone_number is needed');
	my $row = $store->number_by_phone($phone) // $store->number_add($phone);
	known($h, keys %$row);
	for my $name (keys %$h) {
		if ($name eq 'capabilities') {
			$row->{capabilities} = { map { $_ => $h->{$name}{$_} ? \1 : \0 }
			    keys $h->{$name}->%* };
		} else {
			$row->{$name} = $h->{$name};
		}
	}
	return $row;
}

sub number_drop ($self, $h, $query, $phone)
{
	my $store = $self->{store};
	my $row = $store->number_by_phone($phone // '') // wrong('no such number', 404);
	delete $store->{numbers}{ $row->{sid} };
	return {};
}

# Replaces what can be bought: [{country, type, phone_number}].
sub available_put ($self, $h, $query, $id)
{
	known($h, 'items');
	known($_, qw(country type phone_number)) for $h->{items}->@*;
	$self->{store}{available} = $h->{items};
	return {};
}

# Overrides fields of a REST resource, as a price that comes late.
sub edit ($self, $h, $query, $id)
{
	known($h, qw(sid fields));
	my $store = $self->{store};
	my $row = $store->{calls}{ $h->{sid} } // $store->{messages}{ $h->{sid} }
	    // $store->{recordings}{ $h->{sid} } // wrong('no such sid', 404);
	$row->{edits} = { %{ $row->{edits} // {} }, $h->{fields}->%* };
	return {};
}

# A recording that came about without any callback.
sub recording_put ($self, $h, $query, $id)
{
	known($h, qw(callSid duration channels source status));
	my $r = $self->{store}->recording_add(call_sid => $h->{callSid},
		duration => $h->{duration} // 5, channels => $h->{channels} // 1, start => time,
		source => $h->{source} // 'DialVerb', track => 'both',
		status => $h->{status} // 'completed');
	return { sid => $r->{sid}, url => $self->{store}->recording_url($r->{sid}) };
}

sub transcript_script ($self, $h, $query, $id)
{
	known($h, qw(recording callSid sentences operators operatorsAfter completedAgo status language
	    redaction webhook hold));
	wrong('recording or callSid is needed') unless defined($h->{recording} // $h->{callSid});
	wrong("webhook '$h->{webhook}' is none of " . join ' ', sort keys %MODE)
	    if defined $h->{webhook} && !$MODE{ $h->{webhook} };
	return $self->{intelligence}->order_script($h);
}

sub transcript_list ($self, $h, $query, $id) { return $self->{intelligence}->order_list }

# The same with what a Record's own transcription heard.
sub transcription_put ($self, $h, $query, $id)
{
	known($h, qw(recordingSid text));
	my $store = $self->{store};
	my $sid = $store->sid('TR');
	$store->{transcriptions}{$sid} =
	    { recording => $h->{recordingSid} // $store->sid('RE'), text => $h->{text} // '' };
	return { sid => $sid };
}

sub opt_out ($self, $h, $query, $id)
{
	known($h, qw(patient ours out));
	my $patient = $h->{patient} // wrong('patient is needed');
	my $blocks = $self->{store}{opted_out}{$patient} //= {};
	my $ours = $h->{ours} // '*';
	if ($h->{out} // 1) {
		$blocks->{$ours} = 1;
	} else {
		delete $blocks->{$ours};
	}
	return {};
}

# ---- callbacks that were held back ----

sub late_list ($self, $h, $query, $id)
{
	return { items => [ map { { $_->{entry}->%{qw(id what url)},
		params => { map { $_->[0] => $_->[1] } $_->{entry}{params}->@* } } }
	    $self->{store}{late}->@* ] };
}

# Sends them: all or those of ids; order: forward, reverse; twice: each two times; keep: they can
# be released again.
sub late_release ($self, $h, $query, $id)
{
	known($h, qw(ids order twice keep));
	my $store = $self->{store};
	my %want  = map { $_ => 1 } @{ $h->{ids} // [] };
	my @send  = grep { !$h->{ids} || $want{ $_->{entry}{id} } } $store->{late}->@*;
	my %going = map { $_->{entry}{id} => 1 } @send;
	$store->{late} = [ grep { !$going{ $_->{entry}{id} } } $store->{late}->@* ]
	    unless $h->{keep};
	@send = reverse @send if ($h->{order} // 'forward') eq 'reverse';
	@send = map { ($_, $_) } @send if $h->{twice};
	my @records;
	return Twilio::Call::each_p(sub ($late) {
		return $self->{hook}->callback_send_p($late->{owner}, $late->{entry})
		    ->then(sub ($record) { push @records, $record });
	}, @send)->then(sub { return { items => \@records } });
}

1;
