# The provider's Intelligence API v2, on the same port as the rest: transcripts of recordings, their
# sentences and operator results, and the service's webhook. Written from its OpenAPI document.
package Twilio::Intelligence;
use v5.36;
use parent 'Twilio::Rest';
use JSON::PP ();
use Mojo::IOLoop;
use Mojo::Util qw(url_escape);
use Time::HiRes qw(time);
use Twilio::Store;

# Strict: what is no JSON by the letter is refused.
my $JSON = JSON::PP->new->utf8(0)->canonical;

my @PAGING = qw(PageSize Page PageToken);
my @ROUTES = (
	[ POST => qr{^/v2/Transcripts$}, 'transcript_create', qw(ServiceSid Channel CustomerKey
	    MediaStartTime) ],
	[ GET => qr{^/v2/Transcripts$}, 'transcript_list', @PAGING, qw(ServiceSid BeforeStartTime
	    AfterStartTime BeforeDateCreated AfterDateCreated Status LanguageCode SourceSid) ],
	[ GET => qr{^/v2/Transcripts/(GT\w+)$}, 'transcript_get' ],
	[ DELETE => qr{^/v2/Transcripts/(GT\w+)$}, 'transcript_delete' ],
	[ GET => qr{^/v2/Transcripts/(GT\w+)/Sentences$}, 'sentence_list', @PAGING, qw(Redacted
	    WordTimestamps) ],
	[ GET => qr{^/v2/Transcripts/(GT\w+)/OperatorResults$}, 'operator_list', @PAGING,
	    'Redacted' ],
);

sub bad { return Twilio::Rest::bad(@_) }

sub dispatch ($self, $method, $path, $params, $credential, $req)
{
	bad(20003, 'Authenticate', 401) if $credential =~ /^(?:none|wrong)$/;
	if ($credential eq 'key' && (my $refused = $self->{store}->settings->{apiKeyStatus})) {
		bad($refused == 403 ? 20403 : 20003, 'Permission denied', $refused);
	}
	my $known = 0;
	for my $route (@ROUTES) {
		my ($verb, $re, $handler, @names) = @$route;
		my @ids = $path =~ $re or next;
		@ids = () unless defined $1;
		$known = 1;
		next if $verb ne $method;
		if ($method eq 'POST') {
			my $type = $req->headers->content_type // '';
			bad(20001, "Content-Type '$type' is no form")
			    unless $type =~ m{^application/x-www-form-urlencoded}i;
			bad(20422, 'a query on a POST') if length $req->url->query->to_string;
		} elsif (length $req->body) {
			bad(20001, "a $method with a body");
		}
		return $self->$handler($self->checked($params, @names), @ids);
	}
	bad(20004, 'Method not allowed', 405) if $known;
	bad(20404, "The requested resource $path was not found", 404);
	return;
}

# ---- pages ----

sub page ($self, $p, $key, $where, $rows, $max = 1000)
{
	my $store = $self->{store};
	Twilio::Rest::want_int($p, 20001, 'PageSize', 1, $max);
	Twilio::Rest::want_int($p, 20001, 'Page', 0, 1000000);
	my $size = 0 + ($p->{PageSize} // 50);
	my $most = $store->settings->{viPageSize};
	$size = $most if $most && $most < $size;
	my $page = 0 + ($p->{Page} // 0);
	my $from = 0;
	if (exists $p->{PageToken}) {
		($from) = $p->{PageToken} =~ /^PT(\d+)$/ or bad(20001, 'PageToken is not ours');
	} elsif ($page > 0) {
		bad(20001, 'Page without PageToken: follow next_page_url');
	}
	my $last = $from + $size - 1;
	$last = $#$rows if $last > $#$rows;
	my @slice = $from <= $last ? $rows->@[ $from .. $last ] : ();
	my $filters = join '', map { '&' . url_escape($_) . '=' . url_escape($p->{$_}) }
	    grep { !/^Page/ } sort keys %$p;
	my $asked = $p->{PageSize} // 50;
	my $url = sub ($n, $token) {
		return "$store->{base}$where?PageSize=$asked&Page=$n"
		    . ($token ? "&PageToken=PT$token" : '') . $filters;
	};
	return (200, { $key => \@slice, meta => {
		key => $key, page => $page, page_size => $size, url => $url->($page, $from),
		first_page_url => $url->(0, 0),
		next_page_url => $last < $#$rows ? $url->($page + 1, $last + 1) : undef,
		previous_page_url => undef,
	} });
}

# ---- creating ----

sub channel_of ($self, $text)
{
	my $channel = eval { $JSON->decode($text) };
	bad(20001, 'Channel is not JSON') unless ref $channel eq 'HASH';
	for my $name (keys %$channel) {
		bad(20001, "Channel: '$name' is not known here")
		    unless $name =~ /^(?:media_properties|participants)$/;
	}
	my $media = $channel->{media_properties};
	bad(20001, 'Channel: media_properties is required') unless ref $media eq 'HASH';
	bad(20001, 'Channel: media_properties has source_sid or media_url, and nothing else')
	    unless join(' ', keys %$media) =~ /^(?:source_sid|media_url)$/;
	my %seen;
	my $participants = $channel->{participants} // [];
	bad(20001, 'Channel: participants is a list of two at most')
	    unless ref $participants eq 'ARRAY' && @$participants <= 2;
	for my $one (@$participants) {
		bad(20001, 'Channel: a participant is an object') unless ref $one eq 'HASH';
		for my $name (keys %$one) {
			bad(20001, "Channel: a participant has no '$name'") unless $name =~
			    /^(?:channel_participant|role|user_id|media_participant_id|full_name)$/;
		}
		my $n = $one->{channel_participant} // '';
		bad(20001, "Channel: channel_participant '$n' is neither 1 nor 2, or is there twice")
		    unless $n =~ /^[12]$/ && !$seen{$n}++;
		bad(20001, 'Channel: role is Customer or Agent')
		    unless ($one->{role} // '') =~ /^(?:Customer|Agent)$/;
	}
	return $channel;
}

sub transcript_create ($self, $p)
{
	my $store = $self->{store};
	bad(20001, 'ServiceSid is required') unless exists $p->{ServiceSid};
	bad(20404, "The service $p->{ServiceSid} was not found", 404)
	    unless $p->{ServiceSid} eq ($store->settings->{viService} // '');
	bad(20001, 'Channel is required') unless exists $p->{Channel};
	bad(20001, 'CustomerKey is too long') if length($p->{CustomerKey} // '') > 64;
	my $channel = $self->channel_of($p->{Channel});
	my $source = $channel->{media_properties}{source_sid};
	my $recording = defined $source ? $store->{recordings}{$source} : undef;
	bad(20404, "The recording $source was not found", 404)
	    if defined $source && (!$recording || $recording->{status} eq 'deleted');
	bad(20001, "The recording $source is not completed", 400)
	    if $recording && ($recording->{edits}{status} // $recording->{status}) ne 'completed';
	bad(20001, 'The recording is shorter than 2 s') if $recording && $recording->{duration} < 2;
	bad(20409, "There is a transcript of $source already", 409)
	    if defined $source && grep { $_->{source} eq $source } values $store->{transcripts}->%*;
	my $sid = $store->sid('GT');
	my $now = time;
	my $t = $store->{transcripts}{$sid} = { sid => $sid, source => $source // '',
		service => $p->{ServiceSid}, channel => $channel, key => $p->{CustomerKey},
		created => $now, updated => $now, status => 'queued',
		duration => $recording ? $recording->{duration} : 0,
		script => $self->script_of($recording), callbacks => [], errors => [] };
	push $store->{transcript_order}->@*, $sid;
	my $script = $t->{script};
	$store->{running}++ unless $script->{hold};
	Mojo::IOLoop->next_tick(sub {
		$store->{running}-- unless $script->{hold};
		$self->complete($t) unless $script->{hold};
	});
	return (202, $self->resource($t));
}

sub script_of ($self, $recording)
{
	my $scripts = $self->{store}{transcript_scripts};
	return {} unless $recording;
	return $scripts->{ $recording->{sid} } // $scripts->{ $recording->{call_sid} } // {};
}

# The work is done: its status is the script's, and the service's webhook is sent, which tells of
# completed work alone.
sub complete ($self, $t)
{
	my $store = $self->{store};
	return if $t->{status} =~ /^(?:completed|failed|canceled|error)$/;
	$t->{status}  = $t->{script}{status} // 'completed';
	$t->{updated} = time - ($t->{script}{completedAgo} // 0);
	my $url = $store->settings->{viWebhook};
	return unless defined $url && $t->{status} eq 'completed';
	my %body = (account_sid => $store->{account}, service_sid => $t->{service},
		transcript_sid => $t->{sid}, customer_key => $t->{key},
		event_type => 'voice_intelligence_transcript_available');
	$store->{running}++;
	$self->{hook}->callback_p($t, $t->{script}{webhook}, { what => 'transcript', url => $url,
		method => 'POST', json => \%body, params => [] })->finally(sub {
		$store->{running}--;
	});
	return;
}

# ---- reading ----

sub resource ($self, $t)
{
	my $store = $self->{store};
	my $url = "$store->{base}/v2/Transcripts/$t->{sid}";
	return {
		account_sid => $store->{account}, service_sid => $t->{service}, sid => $t->{sid},
		status => $t->{status}, channel => $t->{channel}, customer_key => $t->{key},
		language_code => $t->{script}{language} // 'en-US', duration => $t->{duration},
		redaction => $t->{script}{redaction} ? \1 : \0, data_logging => \0,
		media_start_time => undef, encryption_credential_sid => undef,
		date_created => Twilio::Store::iso8601($t->{created}),
		date_updated => Twilio::Store::iso8601($t->{updated}), url => $url,
		links => { map { $_->[0] => "$url/$_->[1]" } [ sentences => 'Sentences' ],
		    [ operator_results => 'OperatorResults' ], [ media => 'Media' ] },
	};
}

sub find ($self, $sid)
{
	return $self->{store}{transcripts}{$sid}
	    // bad(20404, "The transcript $sid was not found", 404);
}

sub transcript_get ($self, $p, $sid) { return (200, $self->resource($self->find($sid))) }

sub transcript_list ($self, $p)
{
	my $store = $self->{store};
	Twilio::Rest::want_one($p, 20001, 'Status', qw(queued in-progress completed new failed
	    canceled));
	bad(20001, 'SourceSid is no sid of a recording')
	    if exists $p->{SourceSid} && $p->{SourceSid} !~ /^RE[0-9a-f]{32}$/;
	my @rows = map { $self->resource($_) } grep {
		(!exists $p->{SourceSid} || $_->{source} eq $p->{SourceSid})
		    && (!exists $p->{ServiceSid} || $_->{service} eq $p->{ServiceSid})
		    && (!exists $p->{Status} || $_->{status} eq $p->{Status})
	} map { $store->{transcripts}{$_} // () } reverse $store->{transcript_order}->@*;
	return $self->page($p, 'transcripts', '/v2/Transcripts', \@rows);
}

sub transcript_delete ($self, $p, $sid)
{
	$self->find($sid);
	delete $self->{store}{transcripts}{$sid};
	return (204, undef);
}

# Redacted text is what one gets unless one says otherwise.
sub is_redacted ($p)
{
	Twilio::Rest::want_one($p, 20001, 'Redacted', 'true', 'false');
	return ($p->{Redacted} // 'true') eq 'true';
}

# Times and confidences are text, as its schema says, unless the script says otherwise.
sub sentence_list ($self, $p, $sid)
{
	my $t = $self->find($sid);
	my $redacted = is_redacted($p) && $t->{script}{redaction};
	my ($index, @rows) = (0);
	for my $said ($t->{status} eq 'completed' ? @{ $t->{script}{sentences} // [] } : ()) {
		push @rows, {
			media_channel => $said->{channel} // 1, sentence_index => $index++,
			start_time => exists $said->{start} ? $said->{start} : undef,
			end_time => exists $said->{end} ? $said->{end} : undef,
			transcript => $redacted ? $said->{text} =~ s/\d/#/gr : $said->{text},
			sid => 'GX' . substr("$t->{sid}$index" x 2, 2, 32),
			confidence => exists $said->{confidence} ? $said->{confidence} : '0.9',
			words => [],
		};
	}
	return $self->page($p, 'sentences', "/v2/Transcripts/$sid/Sentences", \@rows, 5000);
}

# What an operator writes calls the speakers as the participants were named, else by the default,
# in which the first channel is the agent: {1} and {2} stand for them.
sub operator_list ($self, $p, $sid)
{
	my $t = $self->find($sid);
	my $redacted = is_redacted($p) && $t->{script}{redaction};
	my %role = (1 => 'Agent', 2 => 'Customer', map { $_->{channel_participant} => $_->{role} }
		@{ $t->{channel}{participants} // [] });
	my $there = $t->{status} eq 'completed'
	    && time >= $t->{updated} + ($t->{script}{operatorsAfter} // 1.5);
	my @rows = map {
		my %row = (operator_type => 'text-generation', name => 'Conversation Summary',
			operator_sid => 'LY' . substr($sid, 2), extract_match => undef,
			match_probability => undef, normalized_result => undef, utterance_results => [],
			utterance_match => undef, predicted_label => undef,
			predicted_probability => undef, label_probabilities => {},
			extract_results => {}, text_generation_results => undef, json_results => undef,
			transcript_sid => $sid, %$_);
		my $text = delete $row{text};
		if (defined $text) {
			$text =~ s/\{([12])\}/$role{$1}/g;
			$text =~ s/\d/#/g if $redacted;
			$row{text_generation_results} = { format => 'text', result => $text };
		}
		\%row;
	} $there ? @{ $t->{script}{operators} // [] } : ();
	return $self->page($p, 'operator_results', "/v2/Transcripts/$sid/OperatorResults", \@rows);
}

# ---- orders ----

# What there is to be heard in a recording, or in those of a call, and what becomes of its transcript.
sub order_script ($self, $h)
{
	my $store = $self->{store};
	my $of = $h->{recording} // $h->{callSid};
	$store->{transcript_scripts}{$of} = $h;
	my ($t) = grep { $_->{source} eq $of } values $store->{transcripts}->%*;
	return {} unless $t;
	my $was_held = $t->{script}{hold};
	$t->{script} = $h;
	$self->complete($t) if $was_held && !$h->{hold};
	return {};
}

sub order_list ($self)
{
	my $store = $self->{store};
	return { items => [ map { { $self->resource($_)->%*, callbacks => $_->{callbacks},
		errors => $_->{errors} } } map { $store->{transcripts}{$_} // () }
	    $store->{transcript_order}->@* ] };
}

1;
