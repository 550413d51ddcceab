# Texts: one that we send (its delivery and callbacks), and one that comes in (the webhook, the
# executed answer, the opt-out words that the provider itself acts on).
package Twilio::Message;
use v5.36;
use utf8;
use Mojo::Promise;
use Mojo::Util qw(decode);
use Time::HiRes qw(time);
use Twilio::Store;
use Twilio::TwiML;
use Twilio::Url;

use constant MAX_DOCUMENTS => 50;

my %GSM = map { $_ => 1 } split //, '@£$¥èéùìòÇ' . "\n" . 'Øø' . "\r" . 'ÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ'
    . " !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    . 'abcdefghijklmnopqrstuvwxyzäöñüà';
$GSM{$_} = 2 for split //, "^{}\\[~]|€\f";

my %STOP  = map { $_ => 1 } qw(STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT);
my %START = map { $_ => 1 } qw(START YES UNSTOP);

# How many parts a text makes: 160 septets or 70 UTF-16 units alone, 153 or 67 in each of several;
# neither an escaped character nor a surrogate pair is split.
sub segments ($body)
{
	my @units = map { $GSM{$_} // 0 } split //, $body;
	my ($one, $many) = (160, 153);
	if (grep { !$_ } @units) {
		@units = map { ord > 0xffff ? 2 : 1 } split //, $body;
		($one, $many) = (70, 67);
	}
	my $total = 0;
	$total += $_ for @units;
	return 1 if $total <= $one;
	my ($parts, $fill) = (1, 0);
	for my $unit (@units) {
		if ($fill + $unit > $many) {
			$parts++;
			$fill = 0;
		}
		$fill += $unit;
	}
	return $parts;
}

sub new ($class, %args)
{
	my $self = bless { errors => [], callbacks => [], media => [], start => time, %args },
	    $class;
	my $store = $self->{store};
	$self->{sid} //= $store->sid($self->{media}->@* ? 'MM' : 'SM');
	if (!$store->{messages}{ $self->{sid} }) {
		push $store->{message_order}->@*, $self->{sid};
		push $store->{messages_to}{ $self->{to} }->@*, $self->{sid};
	}
	$store->{messages}{ $self->{sid} } = $self;
	$self->{media} = [ map { $self->medium($_) } $self->{media}->@* ];
	return $self;
}

# Media that came in are served from here: {contentType, content}; media that we send are URLs.
sub medium ($self, $media)
{
	my $sid = $self->{store}->sid('ME');
	my $row = ref $media ? { content_type => $media->{contentType} // 'image/png',
		content => $media->{content} // "\x89PNG\r\n\x1a\n" }
	    : { content_type => 'image/jpeg', source => $media };
	return $self->{store}{media}{$sid} = { sid => $sid, message => $self->{sid}, %$row };
}

sub path ($self)
{
	return "/2010-04-01/Accounts/$self->{store}{account}/Messages/$self->{sid}";
}

# ---- sending ----

# Takes an accepted message on its way: sent, then what the script says of this number:
# status (delivered, undelivered, failed, sent), errorCode, statusCallbacks.
sub run_outbound_p ($self)
{
	my $script = $self->{script} // {};
	my $store  = $self->{store};
	my $end    = $script->{status} // 'delivered';
	my @steps = $end eq 'failed' ? ('failed') : $end eq 'sent' ? ('sent') : ('sent', $end);
	unshift @steps, 'queued' if $self->{messaging_service_sid};
	$store->{running}++;
	my $chain = Mojo::Promise->resolve;
	for my $status (@steps) {
		$chain = $chain->then(sub { $self->move_p($status, $script) });
	}
	return $chain->then(sub { $self->{hook}->callback_flush_p($self) })
	    ->catch(sub ($why) {
		warn "stand-in: $why";
		push $self->{errors}->@*, { code => 0, message => "the stand-in failed: $why" };
	})->then(sub {
		$store->{running}--;
		$self->{ended} = 1;
	});
}

sub move_p ($self, $status, $script)
{
	$self->{status} = $status;
	$self->{date_sent} //= time if $status eq 'sent';
	my $bad = $status =~ /^(?:failed|undelivered)$/;
	$self->{error_code} = $script->{errorCode} // 30008 if $bad;
	return Mojo::Promise->resolve unless length($self->{status_callback} // '');
	my @params = ([ ApiVersion => '2010-04-01' ], [ MessageStatus => $status ],
		[ SmsStatus => $status ], [ SmsSid => $self->{sid} ],
		[ MessageSid => $self->{sid} ], [ To => $self->{to} ], [ From => $self->{from} ],
		[ AccountSid => $self->{store}{account} ]);
	push @params, [ MessagingServiceSid => $self->{messaging_service_sid} ]
	    if $self->{messaging_service_sid};
	push @params, [ ErrorCode => $self->{error_code} ] if $bad;
	push @params, [ RawDlrDoneDate => '2607171206' ]
	    if $status =~ /^(?:delivered|undelivered)$/;
	return $self->{hook}->callback_p($self, $script->{statusCallbacks}, {
		what => "message $status", kind => 'sms', url => $self->{status_callback},
		params => \@params,
	});
}

# ---- receiving ----

# A text arrives for one of our numbers; promises the story.
sub run_inbound_p ($self, $number, $opt)
{
	my $store = $self->{store};
	$store->{running}++;
	$self->{opt}   = $opt;
	$self->{story} = { messageSid => $self->{sid}, steps => [], replies => [], urls => [],
		errors => $self->{errors}, callbacks => $self->{callbacks} };
	my $word = uc($self->{body} =~ s/^\s+|\s+$//gr);
	my $blocks = $store->{opted_out}{ $self->{from} } //= {};
	if ($STOP{$word}) {
		$blocks->{ $self->{to} } = 1;
	} elsif ($START{$word}) {
		%$blocks = ();
	}
	my @place = map { ([ "From$_", '' ], [ "To$_", '' ]) } qw(City State Zip Country);
	my @params = (@place, [ SmsMessageSid => $self->{sid} ],
		[ NumMedia => scalar $self->{media}->@* ], [ SmsSid => $self->{sid} ],
		[ SmsStatus => 'received' ], [ Body => $self->{body} ], [ To => $self->{to} ],
		[ NumSegments => segments($self->{body}) ], [ MessageSid => $self->{sid} ],
		[ AccountSid => $store->{account} ], [ From => $self->{from} ],
		[ ApiVersion => '2010-04-01' ]);
	my $n = 0;
	for my $media ($self->{media}->@*) {
		push @params, [ "MediaContentType$n" => $media->{content_type} ],
		    [ "MediaUrl$n" => $store->{base} . $self->path . "/Media/$media->{sid}" ];
		$n++;
	}
	my $extra = $opt->{params} // {};
	for my $name (sort keys %$extra) {
		@params = grep { $_->[0] ne $name } @params;
		push @params, [ $name, $extra->{$name} ] if defined $extra->{$name};
	}
	$self->{params}   = \@params;
	$self->{fallback} = { url => $number->{sms_fallback_url},
		method => $number->{sms_fallback_method} };
	my $run;
	if (length($number->{sms_url} // '')) {
		$run = $self->follow_p({ url => $number->{sms_url},
			method => $number->{sms_method} }, 1);
	} else {
		$self->complain(21601, "the number $self->{to} has no SmsUrl");
		$run = Mojo::Promise->resolve;
	}
	return $run->catch(sub ($why) {
		warn "stand-in: $why";
		$self->complain(0, "the stand-in itself failed: $why");
	})->then(sub {
		$store->{running}--;
		$self->{ended} = 1;
		return $self->{story};
	});
}

sub complain ($self, $code, $message, %more)
{
	push $self->{errors}->@*, { code => $code, message => $message, %more };
	return;
}

sub refusal ($got)
{
	return $got->{error} if $got->{error};
	my $response = $got->{response};
	my $type = $response->{headers}{'content-type'} // '';
	return { code => 11200, message => "answered $response->{status}" }
	    if $response->{status} !~ /^2/;
	return undef if $response->{status} == 204 && $response->{body} eq '';
	return { code => 12300, message => "Content-Type '$type'" }
	    unless $type =~ m{^(?:text|application)/xml\s*(?:;|$)}i;
	return undef;
}

sub follow_p ($self, $target, $depth)
{
	if ($depth > MAX_DOCUMENTS) {
		$self->complain(14106, 'more than 50 documents for one message');
		return Mojo::Promise->resolve;
	}
	my $opt = $self->{opt};
	return $self->{hook}->deliver_p(kind => 'sms', url => $target->{url},
		method => $target->{method}, sign => $opt->{sign}, port => $opt->{port},
		params => [ $self->{params}->@*, @{ $target->{extra} // [] } ])->then(sub ($got) {
		my $response = $got->{response};
		my $step = { request => $got->{request}, attempts => $got->{attempts} };
		$step->{response} = {
			status => $response->{status}, type => $response->{headers}{'content-type'},
			body => decode('UTF-8', $response->{body}) // '(not UTF-8)',
		} if $response;
		push $self->{story}{steps}->@*, $step;
		my $refusal = refusal($got);
		return $self->unusable_p($target, $refusal, $depth) if $refusal;
		return undef if $response->{body} eq '';
		my $parsed = Twilio::TwiML::parse($response->{body}, kind => 'messaging');
		push $self->{story}{urls}->@*, $parsed->{urls}->@*;
		my ($fatal) = grep { $_->{fatal} } $parsed->{errors}->@*;
		return $self->unusable_p($target, $fatal, $depth) if $fatal;
		if ($parsed->{errors}->@*) {
			$self->complain($_->{code}, $_->{message}, url => $target->{url})
			    for $parsed->{errors}->@*;
			return undef;
		}
		return $self->reply_p($parsed->{nodes}, $target, $depth);
	});
}

sub unusable_p ($self, $target, $refusal, $depth)
{
	my ($url) = Twilio::Url::parts($target->{url});
	$self->complain($refusal->{code}, $refusal->{message}, url => $url, fatal => 1);
	my $fallback = $self->{fallback};
	return Mojo::Promise->resolve
	    if $target->{fallback} || !length($fallback->{url} // '');
	return $self->follow_p({ %$fallback, fallback => 1,
		extra => [ [ ErrorCode => $refusal->{code} ], [ ErrorUrl => $url ] ] }, $depth + 1);
}

sub reply_p ($self, $nodes, $target, $depth)
{
	my ($node, @rest) = @$nodes;
	return Mojo::Promise->resolve unless $node;
	my ($base) = Twilio::Url::parts($target->{url});
	my $attr = $node->{attr};
	if ($node->{verb} eq 'Redirect') {
		return $self->follow_p({ url => Twilio::Url::resolve($base, $node->{text}),
			method => $attr->{method} // 'POST' }, $depth + 1);
	}
	my $store = $self->{store};
	my $to    = $attr->{to} // $self->{from};
	my $from  = $attr->{from} // $self->{to};
	if ($store->opted_out($to, $from)) {
		$self->complain(21610, "$to has opted out of texts from $from");
		return $self->reply_p(\@rest, $target, $depth);
	}
	if (!$store->number_by_phone($from)) {
		$self->complain(14108, "$from cannot send texts");
		return $self->reply_p(\@rest, $target, $depth);
	}
	my $reply = Twilio::Message->new(store => $store, hook => $self->{hook}, to => $to,
		from => $from, body => $node->{body}, media => $node->{media}, status => 'queued',
		direction => 'outbound-reply', script => $store->message_script($to),
		status_callback => defined $attr->{statusCallback}
		    ? Twilio::Url::resolve($base, $attr->{statusCallback}) : undef);
	push $self->{story}{replies}->@*, { messageSid => $reply->{sid}, to => $to,
		from => $from, body => $node->{body}, media => $node->{media} };
	return $reply->run_outbound_p->then(sub {
		return $self->follow_p({ url => Twilio::Url::resolve($base, $attr->{action}),
			method => $attr->{method} // 'POST',
			extra => [ [ MessageSid => $reply->{sid} ],
			    [ MessageStatus => $reply->{status} ] ] }, $depth + 1)
		    if exists $attr->{action};
		return $self->reply_p(\@rest, $target, $depth);
	});
}

# ---- the REST resource ----

sub resource ($self)
{
	my $uri = $self->path;
	my $inbound = $self->{direction} eq 'inbound';
	return {
		sid => $self->{sid}, account_sid => $self->{store}{account},
		messaging_service_sid => $self->{messaging_service_sid}, from => $self->{from},
		to => $self->{to}, body => $self->{body}, status => $self->{status},
		direction => $self->{direction},
		num_segments => '' . ($self->{messaging_service_sid}
		    && $self->{status} eq 'accepted' ? 0 : segments($self->{body})),
		num_media => '' . $self->{media}->@*, price => undef, price_unit => 'USD',
		error_code => $self->{error_code}, error_message => undef,
		date_created => Twilio::Store::rfc2822($self->{start}),
		date_updated => Twilio::Store::rfc2822($self->{date_sent} // $self->{start}),
		date_sent => Twilio::Store::rfc2822($inbound ? $self->{start}
		    : $self->{date_sent}),
		api_version => '2010-04-01', uri => "$uri.json",
		subresource_uris => { media => "$uri/Media.json" },
		%{ $self->{edits} // {} },
	};
}

1;
