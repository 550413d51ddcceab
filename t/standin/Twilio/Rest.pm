# The provider's REST API, as strict as it can be: every parameter is checked, unknown ones are
# refused, and what the real one would quietly correct is an error here.
package Twilio::Rest;
use v5.36;
use Mojo::Date;
use Mojo::IOLoop;
use Mojo::JSON qw(encode_json);
use Mojo::Util qw(b64_decode url_escape);
use Socket qw(SOL_SOCKET SO_LINGER);
use Time::HiRes qw(time);
use Time::Local qw(timegm_modern);
use Twilio::Call;
use Twilio::Message;
use Twilio::Sound;
use Twilio::Store;
use Twilio::Url;

my $E164 = qr/^\+[1-9]\d{1,14}$/;

# Parameter lists: a name with [] may be repeated.
my @PAGING = qw(PageSize Page PageToken);
my @CALL_CREATE = qw(To From Url Method FallbackUrl FallbackMethod Twiml ApplicationSid
    StatusCallback StatusCallbackMethod StatusCallbackEvent[] SendDigits Timeout TimeLimit Record
    RecordingChannels RecordingTrack RecordingStatusCallback RecordingStatusCallbackMethod
    RecordingStatusCallbackEvent Trim MachineDetection MachineDetectionTimeout
    MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold
    MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod
    CallerId CallToken CallReason Byoc SipAuthUsername SipAuthPassword ClientNotificationUrl);
my @CALL_UPDATE = qw(Status Url Method FallbackUrl FallbackMethod Twiml StatusCallback
    StatusCallbackMethod TimeLimit);
my @MESSAGE_CREATE = qw(To From MessagingServiceSid Body MediaUrl[] ContentSid ContentVariables
    StatusCallback ValidityPeriod SmartEncoded ScheduleType SendAt ContentRetention
    AddressRetention ProvideFeedback Attempt ForceDelivery ShortenUrls SendAsMms RiskCheck
    PersistentAction[] ApplicationSid FallbackFrom TrafficType);
my @NUMBER_FIELDS = qw(FriendlyName VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod
    StatusCallback StatusCallbackMethod VoiceCallerIdLookup SmsUrl SmsMethod SmsFallbackUrl
    SmsFallbackMethod VoiceApplicationSid SmsApplicationSid TrunkSid AddressSid BundleSid
    IdentitySid EmergencyStatus EmergencyAddressSid VoiceReceiveMode);
my @AVAILABLE = qw(AreaCode Contains SmsEnabled MmsEnabled VoiceEnabled FaxEnabled
    ExcludeAllAddressRequired ExcludeLocalAddressRequired ExcludeForeignAddressRequired Beta
    NearNumber NearLatLong Distance InPostalCode InRegion InRateCenter InLata InLocality PageSize);

my @ROUTES = (
	[ GET => qr{^$}, 'account_get' ],
	[ GET => qr{^/Balance$}, 'balance_get' ],
	[ POST => qr{^/Calls$}, 'call_create', @CALL_CREATE ],
	[ GET => qr{^/Calls$}, 'call_list', @PAGING, qw(To From ParentCallSid Status StartTime
	    StartTime< StartTime> EndTime EndTime< EndTime>) ],
	[ GET => qr{^/Calls/(CA\w+)$}, 'call_get' ],
	[ POST => qr{^/Calls/(CA\w+)$}, 'call_update', @CALL_UPDATE ],
	[ DELETE => qr{^/Calls/(CA\w+)$}, 'call_delete' ],
	[ GET => qr{^/Calls/(CA\w+)/Recordings$}, 'recording_list', @PAGING, qw(DateCreated
	    DateCreated< DateCreated>) ],
	[ POST => qr{^/Messages$}, 'message_create', @MESSAGE_CREATE ],
	[ GET => qr{^/Messages$}, 'message_list', @PAGING, qw(To From DateSent DateSent<
	    DateSent>) ],
	[ GET => qr{^/Messages/((?:SM|MM)\w+)$}, 'message_get' ],
	[ POST => qr{^/Messages/((?:SM|MM)\w+)$}, 'message_update', qw(Status Body) ],
	[ DELETE => qr{^/Messages/((?:SM|MM)\w+)$}, 'message_delete' ],
	[ GET => qr{^/Messages/((?:SM|MM)\w+)/Media$}, 'media_list', @PAGING ],
	[ DELETE => qr{^/Messages/((?:SM|MM)\w+)/Media/(ME\w+)$}, 'media_delete' ],
	[ GET => qr{^/IncomingPhoneNumbers$}, 'number_list', @PAGING, qw(Beta FriendlyName
	    PhoneNumber Origin) ],
	[ POST => qr{^/IncomingPhoneNumbers$}, 'number_buy', qw(PhoneNumber AreaCode),
	    @NUMBER_FIELDS ],
	[ GET => qr{^/IncomingPhoneNumbers/(PN\w+)$}, 'number_get' ],
	[ POST => qr{^/IncomingPhoneNumbers/(PN\w+)$}, 'number_update', @NUMBER_FIELDS ],
	[ DELETE => qr{^/IncomingPhoneNumbers/(PN\w+)$}, 'number_delete' ],
	[ GET => qr{^/AvailablePhoneNumbers/(\w+)/(\w+)$}, 'available_list', @AVAILABLE ],
	[ GET => qr{^/Recordings$}, 'recording_list_all', @PAGING, qw(CallSid ConferenceSid
	    IncludeSoftDeleted DateCreated DateCreated< DateCreated>) ],
	[ GET => qr{^/Recordings/(RE\w+)$}, 'recording_get', qw(IncludeSoftDeleted) ],
	[ DELETE => qr{^/Recordings/(RE\w+)$}, 'recording_delete' ],
	[ GET => qr{^/Transcriptions/(TR\w+)$}, 'transcription_get' ],
	[ DELETE => qr{^/Transcriptions/(TR\w+)$}, 'transcription_delete' ],
);

sub new ($class, %args) { return bless {%args}, $class }

# A refusal, thrown by any handler.
sub bad ($code, $message, $status = 400)
{
	die { code => $code, message => $message, status => $status };
}

sub error_body ($code, $message, $status)
{
	return { code => $code, message => $message, status => $status,
		more_info => "https://www.twilio.com/docs/errors/$code" };
}

# ---- one request, with the faults that a test ordered ----

sub handle ($self, $c)
{
	my $store  = $self->{store};
	my $req    = $c->req;
	my $path   = $req->url->path->to_string;
	my $short  = $path =~ s{^/2010-04-01/Accounts/[^/.]+}{}r =~ s{\.json$}{}r;
	my $method = $req->method;
	my $credential = $self->credential($req);
	my $pairs = $method eq 'POST' ? $req->body_params->pairs : $req->query_params->pairs;
	my %params;
	for (my $i = 0; $i < @$pairs; $i += 2) {
		push $params{ $pairs->[$i] }->@*, $pairs->[ $i + 1 ];
	}
	my $log = { at => time, method => $method, path => $path, resource => $short,
		credential => $credential, query => $req->url->query->to_string,
		range => $req->headers->range,
		params => { map { $_ => $params{$_}->@* > 1 ? $params{$_} : $params{$_}[0] }
		    keys %params } };
	push $store->{requests}->@*, $log;
	my $fault = $self->fault($method, $short, $credential);
	my $mode  = $fault ? $fault->{mode} : '';
	$log->{fault} = $mode if $fault;
	$c->render_later;
	if ($mode eq 'slow') {
		Mojo::IOLoop->timer(($fault->{ms} // 1000) / 1000 =>
		    sub { $self->answer($c, $log, \%params) });
		return;
	}
	if ($mode =~ /^[45]\d\d$/) {
		my %code = (401 => 20003, 403 => 20403, 404 => 20404, 429 => 20429, 500 => 20500,
			503 => 20503);
		my $code = $fault->{code} // $code{$mode} // 20500;
		$c->res->headers->header('Retry-After' => $fault->{retryAfter})
		    if defined $fault->{retryAfter};
		return $self->send($c, $log, $mode, error_body($code, "fault $mode", $mode + 0));
	}
	return if $mode eq 'hang-before';
	return $self->reset($c) if $mode eq 'reset-before';
	if ($mode eq 'nonsense') {
		return $self->raw($c, $log, 200, 'text/html', '<html>It works!</html>');
	}
	return $self->raw($c, $log, 200, 'audio/mpeg', '') if $mode eq 'empty';
	if ($mode eq 'huge') {
		return $self->raw($c, $log, 200, 'application/json',
			'{"calls":[' . ' ' x 33554432 . ']}');
	}
	my ($status, $body) = $self->process($method, $path, \%params, $credential, $req);
	$log->{status} = $status;
	return if $mode eq 'hang-after';
	return $self->reset($c) if $mode eq 'reset-after';
	return $self->raw($c, $log, 201, 'application/json', '{"sid": "CA')
	    if $mode eq 'nonsense-after';
	$log->{break} = $mode if $mode =~ /^(?:cut|stall)$/;
	return $self->send($c, $log, $status, $body);
}

sub answer ($self, $c, $log, $params)
{
	return $self->send($c, $log, $self->process($log->{method}, $log->{path}, $params,
		$log->{credential}, $c->req));
}

sub fault ($self, $method, $short, $credential)
{
	my $faults = $self->{store}{faults};
	for my $fault (@$faults) {
		next if $fault->{times} == 0;
		my ($verb, $where) = split / /, $fault->{match}, 2;
		next if $verb ne '*' && $verb ne $method;
		next unless $where eq '*' || $short eq $where || index($short, "$where/") == 0;
		next if $fault->{credential} && $fault->{credential} ne $credential;
		if ($fault->{skip}) {
			$fault->{skip}--;
			next;
		}
		next if $fault->{every} && $fault->{met}++ % $fault->{every};
		$fault->{times}--;
		return $fault;
	}
	return undef;
}

sub reset ($self, $c)
{
	my $stream = Mojo::IOLoop->stream($c->tx->connection) or return;
	setsockopt $stream->handle, SOL_SOCKET, SO_LINGER, pack 'ii', 1, 0;
	$stream->close;
	return;
}

sub raw ($self, $c, $log, $status, $type, $bytes)
{
	$log->{status} = $status;
	return unless $c->tx;           # the client has gone
	$c->res->headers->content_type($type);
	$c->render(data => $bytes, status => $status);
	return;
}

sub send ($self, $c, $log, $status, $body)
{
	return unless $c->tx;
	$c->res->headers->header('Twilio-Request-Id' => $self->{store}->sid('RQ'));
	$c->res->headers->www_authenticate('Basic realm="Twilio API"') if $status == 401;
	if (ref $body eq 'HASH' && exists $body->{location}) {
		$c->res->headers->location($body->{location});
		return $self->raw($c, $log, $status, 'text/plain', '');
	}
	return $self->media($c, $log, $body) if ref $body eq 'HASH' && exists $body->{bytes};
	return $self->raw($c, $log, $status, 'application/json',
		defined $body ? encode_json($body) : '');
}

# The one range of bytes that is asked for, as [first, last], [] for one that is not there, or undef.
sub range_of ($header, $size)
{
	my ($first, $last) = ($header // '') =~ /^bytes=(\d*)-(\d*)$/ or return undef;
	return undef if $first eq '' && $last eq '';
	($first, $last) = ($last < $size ? $size - $last : 0, $size - 1) if $first eq '';
	$last = $size - 1 if $last eq '' || $last >= $size;
	return $first < $size && $first <= $last ? [ $first, $last ] : [];
}

# Sound, as the settings have it: whole or in ranges, its length said or not; half of it where a
# fault says so.
sub media ($self, $c, $log, $sound)
{
	my $settings = $self->{store}->settings;
	my ($bytes, $headers) = ($sound->{bytes}, $c->res->headers);
	my $size  = length $bytes;
	my $range = $settings->{mediaRange} ? range_of($c->req->headers->range, $size) : undef;
	$log->{status} = !$range ? 200 : @$range ? 206 : 416;
	if ($range && !@$range) {
		$headers->content_range("bytes */$size");
		return $self->raw($c, $log, 416, 'text/plain', '');
	}
	if ($range) {
		$bytes = substr $bytes, $range->[0], $range->[1] - $range->[0] + 1;
		$headers->content_range("bytes $range->[0]-$range->[1]/$size");
	}
	$headers->content_type($sound->{type});
	$headers->accept_ranges('bytes') if $settings->{mediaRange};
	my $break = $log->{break} // '';
	return $c->render(data => $bytes, status => $log->{status})
	    unless $break || $settings->{mediaChunked};
	$c->res->code($log->{status});
	$c->render_later;
	return $c->write_chunk($bytes => sub ($controller, @) { $controller->write_chunk('') })
	    unless $break;
	$headers->content_length(length $bytes);
	return $c->write(substr($bytes, 0, length($bytes) / 2) => sub ($controller, @) {
		return if $break eq 'stall';
		my $id = $controller->tx->connection;
		Mojo::IOLoop->next_tick(sub { Mojo::IOLoop->remove($id) });
	});
}

# Which credential a request carries: key, token, none or wrong.
sub credential ($self, $req)
{
	my $store  = $self->{store};
	my $header = $req->headers->authorization // '';
	return 'none' unless $header =~ /^Basic (\S+)$/;
	my ($user, $password) = split /:/, b64_decode($1), 2;
	$password //= '';
	return 'token' if $user eq $store->{account} && $password eq $store->{token};
	return 'key' if defined $store->{api_key} && $user eq $store->{api_key}
	    && $password eq $store->{api_secret};
	return 'wrong';
}

# ($status, $body) of a request that nothing disturbs.
sub process ($self, $method, $path, $params, $credential, $req)
{
	my @answer = eval { $self->dispatch($method, $path, $params, $credential, $req) };
	return @answer unless $@;
	if (ref $@ eq 'HASH') {
		my $refusal = $@;
		return ($refusal->{status}, error_body($refusal->@{qw(code message status)}));
	}
	warn "stand-in: $@";
	return (500, error_body(20500, "the stand-in itself failed: $@", 500));
}

sub dispatch ($self, $method, $path, $params, $credential, $req)
{
	my $store = $self->{store};
	my ($account, $rest) = $path =~ m{^/2010-04-01/Accounts/([^/.]+)(.*)$}
	    or bad(20404, "The requested resource $path was not found", 404);
	my $open_media = !$store->settings->{mediaAuth};
	my $media = $rest =~ m{^/Recordings/RE\w+(?:\.wav|\.mp3)?$}
	    || $rest =~ m{^/Messages/\w+/Media/ME\w+$};
	if (!($media && $open_media && $method eq 'GET' && $credential eq 'none')) {
		bad(20003, 'Authenticate', 401) if $credential =~ /^(?:none|wrong)$/;
		if ($credential eq 'key' && (my $refused = $store->settings->{apiKeyStatus})) {
			bad($refused == 403 ? 20403 : 20003, 'Permission denied', $refused);
		}
	}
	bad(20404, "The requested resource $path was not found", 404)
	    if $account ne $store->{account};
	if ($media && $method eq 'GET') {
		return $self->media_bytes($rest, $params);
	}
	$rest =~ s/\.json$// or bad(20404, "$path: only .json is spoken here", 404);
	$self->{credential} = $credential;
	my $known = 0;
	for my $route (@ROUTES) {
		my ($verb, $re, $handler, @names) = @$route;
		my @ids = $rest =~ $re or next;
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

# The parameters as {name => value}, and a list for those that may be repeated.
sub checked ($self, $params, @names)
{
	my %known = map { s/\[\]$//r => /\[\]$/ ? 'list' : 'one' } @names;
	my %out;
	for my $name (sort keys %$params) {
		bad(20422, "Parameter '$name' is not known here") unless $known{$name};
		my @values = $params->{$name}->@*;
		bad(20422, "Parameter '$name' is not UTF-8") if grep { /\x{fffd}/ } @values;
		bad(20422, "Parameter '$name' is given twice")
		    if @values > 1 && $known{$name} eq 'one';
		$out{$name} = $known{$name} eq 'list' ? \@values : $values[0];
	}
	return \%out;
}

# ---- checks of single parameters ----

sub want_url ($p, $code, @names)
{
	for my $name (grep { exists $p->{$_} } @names) {
		my $why = Twilio::Url::fault($p->{$name});
		bad($code, "$name '$p->{$name}': $why") if defined $why;
	}
	return;
}

sub want_one ($p, $code, $name, @values)
{
	return unless exists $p->{$name};
	bad($code, "$name '$p->{$name}' is none of @values")
	    unless grep { $_ eq $p->{$name} } @values;
	return;
}

sub want_int ($p, $code, $name, $min, $max)
{
	return unless exists $p->{$name};
	my $value = $p->{$name};
	bad($code, "$name '$value' is not from $min to $max")
	    unless $value =~ /^\d{1,9}$/ && $value >= $min && $value <= $max;
	return;
}

sub date_of ($name, $text)
{
	my ($year, $month, $day, $h, $m, $s) =
	    $text =~ /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)Z)?$/
	    or bad(20001, "$name '$text' is neither a date nor a time in UTC");
	my $epoch = eval { timegm_modern($s // 0, $m // 0, $h // 0, $day, $month - 1, $year) }
	    // bad(20001, "$name '$text' is no date");
	return ($epoch, defined $h);
}

# Whether a moment passes the filters NAME, NAME< and NAME> (both inclusive).
sub in_dates ($p, $name, $epoch)
{
	for my $op ('', '<', '>') {
		next unless exists $p->{"$name$op"};
		my ($limit, $exact) = date_of("$name$op", $p->{"$name$op"});
		return 0 unless defined $epoch;
		my $at = int $epoch;
		return 0 if $op eq '<' && $at > $limit;
		return 0 if $op eq '>' && $at < $limit;
		return 0 if $op eq '' && ($exact ? $at != $limit
		    : $at < $limit || $at >= $limit + 86400);
	}
	return 1;
}

# One page of a list, newest first. A token is needed to go on, as pages move when rows arrive.
sub page ($self, $p, $key, $where, $rows)
{
	want_int($p, 20001, 'PageSize', 1, 1000);
	want_int($p, 20001, 'Page', 0, 1000000);
	my $size = 0 + ($p->{PageSize} // 50);
	my $page = 0 + ($p->{Page} // 0);
	my $from = 0;
	if (exists $p->{PageToken}) {
		my ($sid) = $p->{PageToken} =~ /^PA(\w+)$/ or bad(20001, 'PageToken is not ours');
		my ($at) = grep { $rows->[$_]{sid} eq $sid } 0 .. $#$rows;
		$from = defined $at ? $at + 1 : @$rows;
	} elsif ($page > 0) {
		bad(20001, 'Page without PageToken: follow next_page_uri');
	}
	my $last = $from + $size - 1;
	$last = $#$rows if $last > $#$rows;
	my @slice = $from <= $last ? $rows->@[ $from .. $last ] : ();
	my $base = "/2010-04-01/Accounts/$self->{store}{account}$where.json";
	my $filters = join '', map { '&' . url_escape($_) . '=' . url_escape($p->{$_}) }
	    grep { !/^Page/ } sort keys %$p;
	my $uri = sub ($n, $token) {
		return "$base?PageSize=$size&Page=$n" . ($token ? "&PageToken=PA$token" : '')
		    . $filters;
	};
	my $more = $last < $#$rows;
	return (200, {
		page => $page, page_size => $size, start => $from, end => $last,
		uri => $uri->($page, $p->{PageToken} ? substr $p->{PageToken}, 2 : undef),
		first_page_uri => $uri->(0, undef),
		next_page_uri => $more ? $uri->($page + 1, $slice[-1]{sid}) : undef,
		previous_page_uri => $page > 0 ? $uri->(0, undef) : undef,
		$key => \@slice,
	});
}

# ---- account ----

sub account_get ($self, $p)
{
	my $store = $self->{store};
	bad(20003, 'Authenticate: a standard API key cannot read accounts', 401)
	    if $self->{credential} eq 'key';
	return (200, {
		sid => $store->{account}, friendly_name => 'Stand-in',
		status => $store->settings->{accountStatus}, type => 'Full',
		owner_account_sid => $store->{account}, auth_token => $store->{token},
		date_created => Twilio::Store::rfc2822(1262304000),
		date_updated => Twilio::Store::rfc2822(1262304000),
		uri => "/2010-04-01/Accounts/$store->{account}.json", subresource_uris => {},
	});
}

sub balance_get ($self, $p)
{
	return (200, { account_sid => $self->{store}{account}, balance => '25.00',
		currency => 'USD' });
}

sub want_active ($self)
{
	bad(20005, 'Account not active', 403)
	    if $self->{store}->settings->{accountStatus} ne 'active';
	return;
}

# ---- calls ----

sub call_create ($self, $p)
{
	$self->want_active;
	my $store = $self->{store};
	bad(21201, "No 'To' number is specified")     unless length($p->{To} // '');
	bad(21213, "No 'From' number is specified")   unless length($p->{From} // '');
	my @what = grep { exists $p->{$_} } qw(Url Twiml ApplicationSid);
	bad(21205, 'One of Url, Twiml or ApplicationSid is required')  unless @what;
	bad(20001, "Only one of @what may be given")                   if @what > 1;
	my %magic_to = ('+15005550001' => 21217, '+15005550002' => 21214,
		'+15005550003' => 21215, '+15005550004' => 21216);
	bad($magic_to{ $p->{To} }, "'To' $p->{To} cannot be called") if $magic_to{ $p->{To} };
	bad(21217, "'To' $p->{To} is not valid")
	    unless $p->{To} =~ $E164 || $p->{To} =~ /^client:.{1,256}$/
	    || $p->{To} =~ /^sips?:[^\s@]+@[^\s@]+$/;
	bad(21212, "'From' $p->{From} is not valid")
	    if $p->{From} eq '+15005550001' || $p->{From} !~ $E164;
	bad(21210, "'From' $p->{From} is neither owned nor verified")
	    unless $store->may_show($p->{From});
	$self->call_checks($p);
	my $opt = $store->{scripts}{ $p->{To} } // {};
	$opt = @$opt > 1 ? shift @$opt : $opt->[0] if ref $opt eq 'ARRAY';
	$opt = { status => $opt } unless ref $opt;
	my $call = Twilio::Call->new(store => $store, hook => $self->{hook}, from => $p->{From},
		to => $p->{To}, direction => 'outbound-api', opt => $opt);
	my $owned = $store->number_by_phone($p->{From});
	$call->{phone_number_sid} = $owned->{sid} if $owned;
	Mojo::IOLoop->next_tick(sub { $call->run_outbound_p($p) });
	return (201, $call->resource);
}

sub call_checks ($self, $p)
{
	want_url($p, 21205, qw(Url FallbackUrl StatusCallback RecordingStatusCallback
	    AsyncAmdStatusCallback ClientNotificationUrl));
	want_one($p, 21209, $_, 'GET', 'POST') for qw(Method FallbackMethod StatusCallbackMethod
	    RecordingStatusCallbackMethod);
	want_one($p, 21209, 'AsyncAmdStatusCallbackMethod', 'POST');
	bad(32018, 'Twiml is longer than 4000 characters') if length($p->{Twiml} // '') > 4000;
	bad(21218, 'ApplicationSid is not known') if exists $p->{ApplicationSid};
	for my $event (@{ $p->{StatusCallbackEvent} // [] }) {
		bad(20422, "StatusCallbackEvent '$event' does not exist")
		    unless $event =~ /^(?:initiated|ringing|answered|completed)$/;
	}
	bad(20422, 'StatusCallbackEvent without StatusCallback')
	    if exists $p->{StatusCallbackEvent} && !exists $p->{StatusCallback};
	want_int($p, 21208, 'Timeout', 1, 600);
	want_int($p, 20001, 'TimeLimit', 1, 86400);
	bad(21206, "SendDigits '$p->{SendDigits}'")
	    if exists $p->{SendDigits} && $p->{SendDigits} !~ /^[0-9A-D#*wW]{1,32}$/;
	want_one($p, 20001, 'Record', 'true', 'false');
	want_one($p, 20001, 'RecordingChannels', 'mono', 'dual');
	want_one($p, 20001, 'RecordingTrack', 'inbound', 'outbound', 'both');
	want_one($p, 20001, 'Trim', 'trim-silence', 'do-not-trim');
	for my $event (split / /, $p->{RecordingStatusCallbackEvent} // 'completed', -1) {
		bad(20422, "RecordingStatusCallbackEvent '$event' does not exist")
		    unless $event =~ /^(?:in-progress|completed|absent)$/;
	}
	for my $name (grep { /^Recording/ } sort keys %$p) {
		bad(20422, "$name without Record=true") if ($p->{Record} // 'false') ne 'true';
	}
	want_one($p, 21234, 'MachineDetection', 'Enable', 'DetectMessageEnd');
	want_int($p, 21234, 'MachineDetectionTimeout', 3, 60);
	want_int($p, 21234, 'MachineDetectionSpeechThreshold', 1000, 6000);
	want_int($p, 21234, 'MachineDetectionSpeechEndThreshold', 500, 5000);
	want_int($p, 21234, 'MachineDetectionSilenceTimeout', 2000, 10000);
	want_one($p, 21234, 'AsyncAmd', 'true', 'false');
	for my $name (grep { /^(?:MachineDetection.|AsyncAmd)/ } sort keys %$p) {
		bad(21234, "$name without MachineDetection") unless exists $p->{MachineDetection};
	}
	bad(21234, 'SendDigits turns MachineDetection off')
	    if exists $p->{SendDigits} && exists $p->{MachineDetection};
	bad(21262, 'AsyncAmd without AsyncAmdStatusCallback')
	    if ($p->{AsyncAmd} // '') eq 'true' && !exists $p->{AsyncAmdStatusCallback};
	bad(20001, 'CallReason is longer than 50 characters')
	    if length($p->{CallReason} // '') > 50;
	return;
}

sub call_find ($self, $sid)
{
	return $self->{store}{calls}{$sid} // bad(20404, "The call $sid was not found", 404);
}

sub call_get ($self, $p, $sid) { return (200, $self->call_find($sid)->resource) }

sub call_list ($self, $p)
{
	my $store = $self->{store};
	want_one($p, 20001, 'Status', qw(queued ringing in-progress completed busy failed no-answer
	    canceled));
	my @rows;
	for my $call (map { $store->{calls}{$_} // () } reverse $store->{call_order}->@*) {
		my $row = $call->resource;
		next if exists $p->{To} && $row->{to} ne $p->{To};
		next if exists $p->{From} && $row->{from} ne $p->{From};
		next if exists $p->{Status} && $row->{status} ne $p->{Status};
		next if exists $p->{ParentCallSid}
		    && ($row->{parent_call_sid} // '') ne $p->{ParentCallSid};
		my $start = $row->{start_time} ? $call->{start} : undef;
		my $end   = $call->is_over ? $call->{start} + $call->{end_clock} : undef;
		next unless in_dates($p, 'StartTime', $start) && in_dates($p, 'EndTime', $end);
		push @rows, $row;
	}
	return $self->page($p, 'calls', '/Calls', \@rows);
}

sub call_update ($self, $p, $sid)
{
	my $call = $self->call_find($sid);
	want_url($p, 21205, qw(Url FallbackUrl StatusCallback));
	want_one($p, 21209, $_, 'GET', 'POST') for qw(Method FallbackMethod StatusCallbackMethod);
	want_one($p, 20001, 'Status', 'canceled', 'completed');
	want_int($p, 20001, 'TimeLimit', 1, 86400);
	my @what = grep { exists $p->{$_} } qw(Status Url Twiml);
	bad(20001, 'Nothing to update') unless %$p;
	bad(20001, "Only one of @what may be given") if @what > 1;
	bad(32018, 'Twiml is longer than 4000 characters') if length($p->{Twiml} // '') > 4000;
	my $early = $call->{status} =~ /^(?:queued|ringing)$/;
	bad(21220, 'Call is not in-progress. Cannot redirect.')
	    if $call->is_over || (@what && ($p->{Status} // '') eq 'canceled' && !$early)
	    || (@what && !exists $p->{Status} && $early);
	if (exists $p->{Status}) {
		$call->interrupt({ end => $p->{Status}, why => 'rest' });
	} elsif (exists $p->{Url}) {
		$call->interrupt({ url => $p->{Url}, method => $p->{Method} // 'POST' });
	} elsif (exists $p->{Twiml}) {
		$call->interrupt({ inline => $p->{Twiml} });
	}
	return (200, $call->resource);
}

sub call_delete ($self, $p, $sid)
{
	my $call = $self->call_find($sid);
	bad(20009, 'The call is still active', 409) unless $call->is_over;
	delete $self->{store}{calls}{$sid};
	return (204, undef);
}

# ---- messages ----

sub message_create ($self, $p)
{
	$self->want_active;
	my $store   = $self->{store};
	my $service = $p->{MessagingServiceSid};
	my $to      = $p->{To} // '';
	bad(21604, "A 'To' phone number is required") unless length $to;
	bad(21603, "A 'From' phone number or a MessagingServiceSid is required")
	    unless length($p->{From} // '') || length($service // '');
	bad(21602, 'A Body, MediaUrl or ContentSid is required')
	    unless length($p->{Body} // '') || $p->{MediaUrl} || length($p->{ContentSid} // '');
	my %magic_to = ('+15005550001' => 21211, '+15005550002' => 21612,
		'+15005550003' => 21408, '+15005550004' => 21610, '+15005550009' => 21614);
	bad($magic_to{$to}, "'To' $to cannot be texted") if $magic_to{$to};
	bad(21211, "'To' $to is not valid") unless $to =~ $E164;
	if (exists $p->{From}) {
		my %magic_from = ('+15005550001' => 21212, '+15005550007' => 21606,
			'+15005550008' => 21611);
		my $from = $p->{From};
		bad($magic_from{$from}, "'From' $from cannot send") if $magic_from{$from};
		bad(21212, "'From' $from is not valid") unless $from =~ $E164;
		my $row = $store->number_by_phone($from);
		bad(21606, "'From' $from cannot send texts")
		    unless $row && ${ $row->{capabilities}{sms} };
	}
	bad(21701, "The Messaging Service $service does not exist")
	    if defined $service
	    && !grep { $_ eq $service } $store->settings->{messagingServices}->@*;
	bad(21617, 'The Body is longer than 1600 characters') if length($p->{Body} // '') > 1600;
	my @media = @{ $p->{MediaUrl} // [] };
	bad(21623, 'More than 10 media') if @media > 10;
	for my $url (@media) {
		my $why = Twilio::Url::fault($url);
		bad(21620, "MediaUrl '$url': $why") if defined $why;
	}
	want_url($p, 21609, 'StatusCallback');
	want_int($p, 20001, 'ValidityPeriod', 1, 36000);
	want_one($p, 20001, $_, 'true', 'false') for qw(SmartEncoded ProvideFeedback ForceDelivery
	    ShortenUrls SendAsMms);
	want_one($p, 20001, 'ContentRetention', 'retain', 'discard');
	want_one($p, 20001, 'AddressRetention', 'retain', 'obfuscate');
	want_one($p, 20001, 'RiskCheck', 'enable', 'disable');
	$self->schedule_checks($p);
	my $ours = $service // $p->{From};
	bad(21610, 'Attempt to send to an unsubscribed recipient')
	    if $store->opted_out($to, $ours);
	my $status = exists $p->{SendAt} ? 'scheduled' : defined $service ? 'accepted' : 'queued';
	my $sender = $p->{From};
	if (!defined $sender) {
		my ($any) = sort map { $_->{phone_number} } values $store->{numbers}->%*;
		$sender = $any if $status eq 'accepted';
	}
	my $message = Twilio::Message->new(store => $store, hook => $self->{hook}, to => $to,
		from => $sender, body => $p->{Body} // '', media => \@media, status => $status,
		direction => 'outbound-api', script => $store->message_script($to),
		messaging_service_sid => $service, status_callback => $p->{StatusCallback});
	my $resource = $message->resource;
	Mojo::IOLoop->next_tick(sub { $message->run_outbound_p }) if $status ne 'scheduled';
	return (201, $resource);
}

sub schedule_checks ($self, $p)
{
	return unless exists $p->{ScheduleType} || exists $p->{SendAt};
	bad(35118, 'A schedule needs a MessagingServiceSid')
	    unless exists $p->{MessagingServiceSid};
	bad(35111, 'A schedule needs SendAt') unless length($p->{SendAt} // '');
	bad(35117, 'ScheduleType is not fixed') if ($p->{ScheduleType} // '') ne 'fixed';
	my ($at, $exact) = date_of('SendAt', $p->{SendAt});
	bad(35114, 'SendAt is not a full time') unless $exact;
	bad(35114, 'SendAt is not between 300 s and 35 days ahead')
	    if $at < time + 300 || $at > time + 35 * 86400;
	return;
}

sub message_find ($self, $sid)
{
	return $self->{store}{messages}{$sid}
	    // bad(20404, "The message $sid was not found", 404);
}

sub message_get ($self, $p, $sid) { return (200, $self->message_find($sid)->resource) }

sub message_list ($self, $p)
{
	my $store = $self->{store};
	my $order = exists $p->{To} ? $store->{messages_to}{ $p->{To} } // [] : $store->{message_order};
	my @rows;
	for my $message (map { $store->{messages}{$_} // () } reverse @$order) {
		next if exists $p->{From} && ($message->{from} // '') ne $p->{From};
		my $edited = $message->{edits}{date_sent};
		my $sent = $edited ? Mojo::Date->new($edited)->epoch
		    : $message->{direction} eq 'inbound' ? $message->{start} : $message->{date_sent};
		next unless in_dates($p, 'DateSent', $sent);
		push @rows, $message->resource;
	}
	return $self->page($p, 'messages', '/Messages', \@rows);
}

sub message_update ($self, $p, $sid)
{
	my $message = $self->message_find($sid);
	if (exists $p->{Status}) {
		want_one($p, 20001, 'Status', 'canceled');
		bad(20001, 'Only a scheduled message can be canceled')
		    if $message->{status} ne 'scheduled';
		Mojo::IOLoop->next_tick(sub { $message->move_p('canceled', {}) });
	}
	if (exists $p->{Body}) {
		bad(20001, 'Body can only be emptied') if length $p->{Body};
		$message->{body} = '';
	}
	return (200, { $message->resource->%*, exists $p->{Status}
	    ? (status => 'canceled') : () });
}

sub message_delete ($self, $p, $sid)
{
	my $message = $self->message_find($sid);
	delete $self->{store}{media}{ $_->{sid} } for $message->{media}->@*;
	delete $self->{store}{messages}{$sid};
	return (204, undef);
}

sub media_list ($self, $p, $sid)
{
	my $message = $self->message_find($sid);
	my @rows = map { {
		sid => $_->{sid}, account_sid => $self->{store}{account}, parent_sid => $sid,
		content_type => $_->{content_type},
		uri => $message->path . "/Media/$_->{sid}.json",
	} } grep { $self->{store}{media}{ $_->{sid} } } $message->{media}->@*;
	return $self->page($p, 'media_list', "/Messages/$sid/Media", \@rows);
}

sub media_delete ($self, $p, $sid, $media)
{
	$self->message_find($sid);
	delete $self->{store}{media}{$media} or bad(20404, "$media was not found", 404);
	return (204, undef);
}

# ---- phone numbers ----

my %FIELD_OF = map { $_ => lc(s/(?<=[a-z])(?=[A-Z])/_/gr) } @NUMBER_FIELDS;

sub number_checks ($self, $p)
{
	bad(20001, 'FriendlyName is longer than 64 characters')
	    if length($p->{FriendlyName} // '') > 64;
	my @urls = grep { length($p->{$_} // '') } qw(VoiceUrl VoiceFallbackUrl StatusCallback
	    SmsUrl SmsFallbackUrl);
	want_url($p, 21402, @urls);
	want_one($p, 21403, $_, 'GET', 'POST') for qw(VoiceMethod VoiceFallbackMethod
	    StatusCallbackMethod SmsMethod SmsFallbackMethod);
	want_one($p, 20001, 'VoiceCallerIdLookup', 'true', 'false');
	want_one($p, 20001, 'VoiceReceiveMode', 'voice', 'fax');
	want_one($p, 20001, 'EmergencyStatus', 'Active', 'Inactive');
	for my $name (qw(VoiceApplicationSid SmsApplicationSid)) {
		bad(21420, "$name is not known")
		    if length($p->{$name} // '') && $p->{$name} !~ /^AP[0-9a-f]{32}$/;
	}
	return;
}

sub number_set ($self, $row, $p)
{
	for my $name (grep { $FIELD_OF{$_} } keys %$p) {
		my $value = $p->{$name};
		$value = $value eq 'true' ? \1 : \0 if $name eq 'VoiceCallerIdLookup';
		$value = undef if $name =~ /^(?:Trunk|Address|Bundle|Identity)Sid$/
		    && $value eq '';
		$row->{ $FIELD_OF{$name} } = $value;
	}
	$row->{date_updated} = Twilio::Store::rfc2822(time);
	return $row;
}

sub number_find ($self, $sid)
{
	return $self->{store}{numbers}{$sid} // bad(20404, "The number $sid was not found", 404);
}

sub number_get ($self, $p, $sid) { return (200, $self->number_find($sid)) }

sub number_list ($self, $p)
{
	want_one($p, 20001, 'Beta', 'true', 'false');
	my $wanted = $p->{PhoneNumber};
	my $like;
	if (defined $wanted) {
		bad(21421, "PhoneNumber '$wanted' is no number or pattern")
		    unless $wanted =~ /^\+?[0-9*]+$/;
		my $pattern = join '', map { $_ eq '*' ? '[0-9]' : quotemeta } split //, $wanted;
		$like = $wanted =~ /^\+/ ? qr/^$pattern/ : qr/$pattern/;
	}
	my @rows = grep {
		(!$like || $_->{phone_number} =~ $like)
		    && (!exists $p->{FriendlyName} || $_->{friendly_name} eq $p->{FriendlyName})
	} sort { $b->{phone_number} cmp $a->{phone_number} } values $self->{store}{numbers}->%*;
	return $self->page($p, 'incoming_phone_numbers', '/IncomingPhoneNumbers', \@rows);
}

sub number_buy ($self, $p)
{
	$self->want_active;
	my $store = $self->{store};
	my ($phone, $area) = $p->@{qw(PhoneNumber AreaCode)};
	bad(20001, 'PhoneNumber and AreaCode exclude each other')
	    if defined $phone && defined $area;
	bad(21421, 'PhoneNumber or AreaCode is required') unless defined $phone || defined $area;
	$self->number_checks($p);
	my $found;
	if (defined $area) {
		bad(21451, "AreaCode '$area' is not valid") unless $area =~ /^[2-9]\d\d$/;
		$phone = '+15005550006' if $area eq '500';
		($found) = grep { $_->{type} eq 'Local' && $_->{phone_number} =~ /^\+1$area/ }
		    $store->{available}->@*;
		bad(21452, "No numbers in area code $area") unless $found || defined $phone;
		$phone //= $found->{phone_number};
	} else {
		bad(21421, "PhoneNumber '$phone' is not valid")
		    if $phone eq '+15005550001' || $phone !~ $E164;
		($found) = grep { $_->{phone_number} eq $phone } $store->{available}->@*;
		bad(21422, "PhoneNumber $phone is not available")
		    unless $found || $phone eq '+15005550006';
	}
	if ($found && $found->{country} !~ /^(?:US|CA)$/) {
		bad(21631, 'An AddressSid is required')
		    unless ($p->{AddressSid} // '') =~ /^AD[0-9a-f]{32}$/;
		bad(21615, 'A BundleSid is required')
		    unless ($p->{BundleSid} // '') =~ /^BU[0-9a-f]{32}$/;
	}
	$store->{available} = [ grep { $_->{phone_number} ne $phone } $store->{available}->@* ];
	my $row = $store->number_add($phone, type => lc($found ? $found->{type} : 'local'));
	return (201, $self->number_set($row, $p));
}

sub number_update ($self, $p, $sid)
{
	my $row = $self->number_find($sid);
	$self->number_checks($p);
	return (200, $self->number_set($row, $p));
}

sub number_delete ($self, $p, $sid)
{
	$self->number_find($sid);
	delete $self->{store}{numbers}{$sid};
	return (204, undef);
}

sub contains ($text)
{
	bad(20001, "Contains '$text' must have 2 to 16 characters")
	    if length $text < 2 || length $text > 16;
	my ($core) = $text =~ /^([+%]?[0-9A-Za-z*]*[%\$]?)$/
	    or bad(20001, "Contains '$text' is not a pattern");
	my $literals = () = $core =~ /[0-9A-Za-z]/g;
	bad(20001, "Contains '$text' needs two digits or letters") if $literals < 2;
	my $start = $core =~ s/^\+// ? '^\+' : '';
	my $end   = $core =~ s/\$$// ? '$' : '';
	$core =~ s/%//g;
	$core = lc $core;
	$core =~ tr/abcdefghijklmnopqrstuvwxyz/22233344455566677778889999/;
	$core =~ s/\*/./g;
	return qr/$start$core$end/;
}

sub available_list ($self, $p, $country, $type)
{
	my $store = $self->{store};
	my @rows = grep { $_->{country} eq $country && $_->{type} eq $type }
	    $store->{available}->@*;
	my %offers = map { ("$_->[0] $_->[1]" => 1) } [ 'US', 'Local' ], [ 'US', 'TollFree' ],
	    [ 'CA', 'Local' ], [ 'CA', 'TollFree' ], [ 'GB', 'Local' ], [ 'GB', 'Mobile' ],
	    [ 'GB', 'TollFree' ];
	bad(20404, "$country has no numbers of the type $type", 404)
	    unless @rows || $offers{"$country $type"};
	want_int($p, 20001, 'PageSize', 1, 1000);
	want_int($p, 20001, 'Distance', 1, 500);
	want_one($p, 20001, $_, 'true', 'false') for qw(SmsEnabled MmsEnabled VoiceEnabled
	    FaxEnabled ExcludeAllAddressRequired ExcludeLocalAddressRequired
	    ExcludeForeignAddressRequired Beta);
	if (exists $p->{AreaCode}) {
		bad(20001, 'AreaCode is for US and CA') unless $country =~ /^(?:US|CA)$/;
		bad(21451, "AreaCode '$p->{AreaCode}' is not valid")
		    unless $p->{AreaCode} =~ /^[2-9]\d\d$/;
		@rows = grep { $_->{phone_number} =~ /^\+1$p->{AreaCode}/ } @rows;
	}
	if (exists $p->{Contains}) {
		my $like = contains($p->{Contains});
		@rows = grep { $_->{phone_number} =~ $like } @rows;
	}
	@rows = () if ($p->{FaxEnabled} // '') eq 'true';
	my $size = 0 + ($p->{PageSize} // 50);
	splice @rows, $size if @rows > $size;
	my $home = $country eq 'US';
	return (200, {
		uri => "/2010-04-01/Accounts/$store->{account}/AvailablePhoneNumbers/"
		    . "$country/$type.json",
		available_phone_numbers => [ map { {
			friendly_name => $_->{phone_number}, phone_number => $_->{phone_number},
			lata => $home ? '132' : undef, locality => $home ? 'Monsey' : undef,
			rate_center => $home ? 'SPRINGVLY' : undef,
			latitude => $home ? '41.111000' : undef,
			longitude => $home ? '-74.068000' : undef,
			region => $home ? 'NY' : undef, postal_code => $home ? '10952' : undef,
			iso_country => $country, beta => \0,
			address_requirements => $country =~ /^(?:US|CA)$/ ? 'none' : 'any',
			capabilities => { voice => \1, SMS => \1, MMS => \1 },
		} } @rows ],
	});
}

# ---- recordings ----

sub recording_find ($self, $sid, $deleted = 0)
{
	my $recording = $self->{store}{recordings}{$sid};
	bad(20404, "The recording $sid was not found", 404)
	    if !$recording || ($recording->{status} eq 'deleted' && !$deleted);
	return $recording;
}

sub recording_resource ($self, $r)
{
	my $store = $self->{store};
	my $url = $store->recording_url($r->{sid});
	return {
		sid => $r->{sid}, account_sid => $store->{account}, call_sid => $r->{call_sid},
		conference_sid => undef, status => $r->{status}, channels => $r->{channels},
		duration => '' . $r->{duration}, source => $r->{source}, track => $r->{track},
		start_time => Twilio::Store::rfc2822($r->{start}), price => undef,
		price_unit => 'USD', error_code => $r->{status} eq 'absent' ? 1 : undef,
		api_version => '2010-04-01', encryption_details => undef, media_url => $url,
		date_created => Twilio::Store::rfc2822($r->{start}),
		date_updated => Twilio::Store::rfc2822($r->{start} + $r->{duration}),
		uri => ($url =~ s/^\Q$store->{base}\E//r) . '.json', subresource_uris => {},
		%{ $r->{edits} // {} },
	};
}

sub recording_get ($self, $p, $sid)
{
	my $deleted = ($p->{IncludeSoftDeleted} // '') eq 'true';
	return (200, $self->recording_resource($self->recording_find($sid, $deleted)));
}

sub recording_list ($self, $p, $call)
{
	$self->call_find($call);
	return $self->recordings($p, $call, "/Calls/$call/Recordings");
}

sub recording_list_all ($self, $p)
{
	return $self->recordings($p, $p->{CallSid}, '/Recordings');
}

sub recordings ($self, $p, $call, $where)
{
	my $store = $self->{store};
	my $deleted = ($p->{IncludeSoftDeleted} // '') eq 'true';
	my @rows = map { $self->recording_resource($_) } grep {
		(!defined $call || $_->{call_sid} eq $call)
		    && ($deleted || $_->{status} ne 'deleted')
		    && in_dates($p, 'DateCreated', $_->{start})
	} map { $store->{recordings}{$_} } reverse $store->{recording_order}->@*;
	return $self->page($p, 'recordings', $where, \@rows);
}

sub recording_delete ($self, $p, $sid)
{
	my $recording = $self->recording_find($sid);
	bad(20009, 'The recording is still active', 409)
	    unless $recording->{status} =~ /^(?:completed|absent)$/;
	$recording->{status} = 'deleted';
	return (204, undef);
}

# What a Record's own transcription heard.
sub transcription_find ($self, $sid)
{
	return $self->{store}{transcriptions}{$sid}
	    // bad(20404, "The transcription $sid was not found", 404);
}

sub transcription_get ($self, $p, $sid)
{
	my $t = $self->transcription_find($sid);
	return (200, { sid => $sid, account_sid => $self->{store}{account}, type => 'fast',
		recording_sid => $t->{recording}, status => 'completed',
		transcription_text => $t->{text}, duration => undef, price => undef,
		price_unit => 'USD' });
}

sub transcription_delete ($self, $p, $sid)
{
	$self->transcription_find($sid);
	delete $self->{store}{transcriptions}{$sid};
	return (204, undef);
}

sub medium ($media) { return { type => $media->{content_type}, bytes => $media->{content} } }

# The sound of a recording, or the bytes of a message's media.
sub media_bytes ($self, $rest, $params)
{
	my $store = $self->{store};
	if ($rest =~ m{^/Messages/(\w+)/Media/(\w+)$}) {
		my $media = $store->{media}{$2};
		bad(20404, "$2 was not found", 404)
		    unless $media && $media->{message} eq $1 && defined $media->{content};
		return (307, { location => "$store->{other_base}/_storage/$2" })
		    if $store->settings->{mediaRedirect};
		return (200, medium($media));
	}
	my ($sid, $kind) = $rest =~ m{^/Recordings/(RE\w+?)(?:\.(wav|mp3))?$};
	my $recording = $self->recording_find($sid);
	bad(20404, "The recording $sid has no sound", 404) if $recording->{status} ne 'completed';
	my $p = $self->checked($params, 'RequestedChannels');
	want_int($p, 20001, 'RequestedChannels', 1, 2);
	my $channels = $p->{RequestedChannels} // $recording->{channels};
	bad(20001, 'The recording has one channel only') if $channels > $recording->{channels};
	if ($store->settings->{mediaRedirect}) {
		return (307, { location => $store->{other_base} . "/_storage/$sid."
		    . ($kind // 'wav') . "?c=$channels" });
	}
	return (200, $self->sound($recording, $kind // 'wav', $channels));
}

sub sound ($self, $recording, $kind, $channels)
{
	return { type => 'audio/mpeg', bytes => Twilio::Sound::mp3($recording->{duration}) }
	    if $kind eq 'mp3';
	return { type => 'audio/x-wav',
		bytes => Twilio::Sound::wav($recording->{duration}, $channels) };
}

# What a redirected recording or medium leads to. The account's credentials have no business there.
sub storage ($self, $c)
{
	my ($sid, $kind) = $c->req->url->path->to_string =~ m{/_storage/((?:RE|ME)\w+)(?:\.(wav|mp3))?$};
	my $media = $self->{store}{media}{ $sid // '' };
	my $recording = $self->{store}{recordings}{ $sid // '' };
	if (!$media && (!$recording || $recording->{status} ne 'completed')) {
		return $c->render(data => '', status => 404);
	}
	if (defined $c->req->headers->authorization) {
		return $c->render(data => 'credentials were sent to a foreign host',
			status => 400);
	}
	return $self->media($c, {}, $media ? medium($media) :
	    $self->sound($recording, $kind // 'wav', $c->req->query_params->param('c') // 1));
}

1;
