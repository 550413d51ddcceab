# Delivery of one webhook: signs it, sends it, retries as the URL's connection overrides say,
# follows redirects, keeps cookies; and the callbacks, which may come late, twice or not at all.
package Twilio::Webhook;
use v5.36;
use Mojo::IOLoop;
use Mojo::JSON qw(encode_json);
use Mojo::Promise;
use Mojo::Util qw(b64_encode);
use Time::HiRes qw(time);
use Twilio::Fetch;
use Twilio::Signature;
use Twilio::Url;

use constant { MAX_REDIRECTS => 10, CEILING_MS => 15000 };

# store: where the account, its tokens and the settings are. ca, insecure: as for Fetch.
sub new ($class, %args)
{
	return bless {
		store => $args{store},
		fetch => Twilio::Fetch->new(ca => $args{ca}, insecure => $args{insecure}),
	}, $class;
}

sub signature ($self, $h, $url, $params)
{
	my $settings = $self->{store}->settings;
	my $how      = $h->{sign} // $settings->{sign} // 'primary';
	return undef if $how eq 'none';
	my $token = $h->{token}
	    // ($how eq 'secondary' ? $self->{store}{secondary} // '' : $self->{store}{token});
	my $signed = Twilio::Signature::signed_url($h->{signUrl} // $url, $h->{kind},
		$h->{port} // $settings->{port});
	my $signature = Twilio::Signature::sign($token, $signed, $params);
	return $how eq 'wrong' ? Twilio::Signature::spoil($signature) : $signature;
}

# One attempt: builds the request for $url, and promises {request, response | error}.
sub attempt_p ($self, $h, $url, $method, $limits)
{
	my ($body, $type, $signed_fields);
	if ($method eq 'GET') {
		my $query = $h->{bare} ? '' : Twilio::Signature::form($h->{params});
		$url .= ($url =~ /\?/ ? '&' : '?') . $query if length $query;
	} elsif (defined $h->{body}) {
		($body, $type) = ($h->{body}, $h->{type});
		$signed_fields = $h->{params};
	} elsif (exists $h->{json}) {
		($body, $type) = (encode_json($h->{json}), 'application/json');
	} else {
		$body = Twilio::Signature::form($h->{params});
		$type = 'application/x-www-form-urlencoded; charset=UTF-8';
		$signed_fields = $h->{params};
	}
	if (defined $body && $type =~ m{^application/json} && !$h->{noBodyHash}) {
		$url .= ($url =~ /\?/ ? '&' : '?') . 'bodySHA256='
		    . Twilio::Signature::body_hash($body);
	}
	my $signature = $self->signature($h, $url, $signed_fields);
	my @headers = (
		[ 'Accept', '*/*' ],
		[ 'User-Agent', 'TwilioProxy/1.1' ],
		[ 'I-Twilio-Idempotency-Token', $h->{idempotency} ],
	);
	push @headers, [ 'Content-Type', $type ] if defined $type;
	push @headers, [ 'X-Twilio-Signature', $signature ] if defined $signature;
	push @headers, [ 'Authorization', $h->{authorization} ] if $h->{authorization};
	my $jar = $h->{jar} // {};
	push @headers, [ 'Cookie', join '; ', map { "$_=$jar->{$_}" } sort keys %$jar ] if %$jar;
	my $extra = $h->{headers} // {};
	for my $name (sort keys %$extra) {
		@headers = grep { lc $_->[0] ne lc $name } @headers;
		push @headers, [ $name, $extra->{$name} ] if defined $extra->{$name};
	}
	my %request = (method => $method, url => $url, signature => $signature,
		params => { map { $_->[0] => $_->[1] } Twilio::Signature::pairs($h->{params}) });
	return $self->{fetch}->send_p(method => $method, url => $url, headers => \@headers,
		body => $body, %$limits)->then(sub ($result) {
		for my $cookie (@{ $result->{cookies} // [] }) {
			my ($name, $value) = split /=/, $cookie, 2;
			$jar->{$name} = $value;
		}
		my $error = delete $result->{error};
		return { request => \%request, $error ? (error => $error) : (response => $result) };
	});
}

sub kind_of_failure ($got)
{
	return $got->{error}{type} if $got->{error};
	my $status = $got->{response}{status};
	return $status >= 500 ? '5xx' : $status >= 400 ? '4xx' : undef;
}

# Delivers a webhook. Arguments: url (its fragment holds the overrides), method, kind (voice or
# sms), params (pairs) | json | body with type, and for trouble: sign, port, token, signUrl,
# headers, noBodyHash. Promises {request, response|undef, error|undef, attempts}; never rejects.
sub deliver_p ($self, %h)
{
	my ($url, $over) = Twilio::Url::parts($h{url});
	my ($auth) = $url =~ m{^https?://([^@/?]+)@};
	$url =~ s{^(https?://)[^@/?]+@}{$1};
	$h{kind}        //= 'voice';
	$h{jar}         //= {};
	$h{idempotency} //= $self->{store}->unique;
	$h{auth} = $auth;
	my %state = (start => time, redirects => 0, attempts => [], left => $over->{rc});
	return $self->persist_p(\%h, $over, \%state, $url, uc($h{method} // 'POST'))
	    ->then(sub ($got) {
		my %log = (at => time, kind => $h{kind}, $got->%{qw(request error attempts)},
			status => $got->{response} ? $got->{response}{status} : undef);
		push $self->{store}{deliveries}->@*, \%log;
		return $got;
	});
}

sub persist_p ($self, $h, $over, $state, $url, $method)
{
	my $total = $over->{tt} < CEILING_MS ? $over->{tt} : CEILING_MS;
	my $left  = $total - (time - $state->{start}) * 1000;
	my %limits = (ct => $over->{ct}, rt => $over->{rt});
	for my $limit (values %limits) {
		$limit = $left if $left < $limit;
		$limit = 1 if $limit < 1;
	}
	return $self->attempt_p($h, $url, $method, \%limits)->then(sub ($got) {
		my $response = $got->{response};
		push $state->{attempts}->@*, $response ? { status => $response->{status} }
		    : { error => $got->{error}{message} };
		my $again = sub ($url, $method) {
			return $self->persist_p($h, $over, $state, $url, $method);
		};
		my $spent = (time - $state->{start}) * 1000 >= $total;
		my $kind  = kind_of_failure($got);
		if ($response && $response->{status} == 401 && $h->{auth} && !$h->{authorization}) {
			$h->{authorization} = 'Basic ' . b64_encode($h->{auth}, '');
			return $again->($url, $method);
		}
		if ($response && $response->{status} =~ /^30[12378]$/
		    && length($response->{headers}{location} // '')) {
			if (++$state->{redirects} > MAX_REDIRECTS) {
				$got->{error} = { type => 'redirect', code => 11215,
					message => 'too many redirects' };
			} else {
				my $to = Twilio::Url::resolve($url, $response->{headers}{location});
				$to =~ s/#.*//;
				# As a browser: the follow-up is a GET and the fields are lost.
				my $keep = $response->{status} >= 307;
				$h->{bare} = 1 unless $keep;
				return $again->($to, $keep ? $method : 'GET');
			}
		}
		my $policy = $over->{rp};
		if (defined $kind && $kind ne 'partial' && $state->{left} > 0 && !$spent
		    && ($policy->{all} || $policy->{$kind})) {
			$state->{left}--;
			return $again->($url, $method);
		}
		$got->{attempts}  = $state->{attempts};
		$got->{redirects} = $state->{redirects};
		return $got;
	});
}

# One callback, whose answer changes nothing. $mode: once, twice, late (kept until released),
# reversed (kept in $owner->{reversed}) or none. What became of it stands in $owner->{callbacks}.
sub callback_p ($self, $owner, $mode, $entry)
{
	$entry->{id} = $self->{store}->unique;
	$entry->{idempotency} = $self->{store}->unique;
	$mode //= 'once';
	if ($mode eq 'none') {
		push $owner->{callbacks}->@*, { $entry->%{qw(id what url params)}, withheld => 1 };
		return Mojo::Promise->resolve;
	}
	if ($mode eq 'late') {
		push $self->{store}{late}->@*, { owner => $owner, entry => $entry };
		return Mojo::Promise->resolve;
	}
	if ($mode eq 'reversed') {
		unshift $owner->{reversed}->@*, $entry;
		return Mojo::Promise->resolve;
	}
	return $self->callback_send_p($owner, $entry)->then(sub ($record) {
		return $mode eq 'twice' ? $self->callback_send_p($owner, $entry) : $record;
	});
}

sub callback_send_p ($self, $owner, $entry)
{
	return $self->deliver_p($entry->%*)->then(sub ($got) {
		my $response = $got->{response};
		my $record = { $entry->{id} ? (id => $entry->{id}) : (), what => $entry->{what},
			url => $got->{request}{url}, method => $got->{request}{method},
			params => $got->{request}{params}, signature => $got->{request}{signature},
			status => $response ? $response->{status} : undef,
			attempts => $got->{attempts},
			error => $got->{error} ? $got->{error}{message} : undef };
		push $owner->{callbacks}->@*, $record;
		if (!$response || $response->{status} !~ /^2/) {
			push $owner->{errors}->@*, { code => $got->{error}{code} // 15003,
				url => $record->{url}, what => $entry->{what},
				message => $record->{error} // "answered $response->{status}" };
		}
		return $record;
	});
}

# The callbacks that were held back to come in the reverse order.
sub callback_flush_p ($self, $owner)
{
	my $entry = shift @{ $owner->{reversed} // [] } or return Mojo::Promise->resolve;
	return $self->callback_send_p($owner, $entry)
	    ->then(sub { return $self->callback_flush_p($owner) });
}

1;
