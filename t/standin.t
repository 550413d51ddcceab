# The stand-in for Twilio itself: signatures, strict TwiML, execution of calls and texts, the REST
# API's refusals, faults, and callbacks late, twice and reversed. A tiny server plays the webhooks.
use v5.36;
use utf8;
use Test::More;
use FindBin qw($RealBin);
use lib "$RealBin/lib";
use JSON::PP;
use Mojo::UserAgent;
use POSIX ();
use Standin;
use Time::HiRes qw(time);

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output todo_output);

my $TOKEN  = '0123456789abcdef0123456789abcdef';
my $SECOND = 'fedcba9876543210fedcba9876543210';
my $AC     = 'AC' . 'a' x 32;
my $SK     = 'SK' . 'b' x 32;
my $CLINIC = '+18455550100';
my $CALLER = '+14155550100';

# ---- signatures: the published vectors, and the reference's own ----

my $U = 'https://mycompany.com/myapp.php?foo=1&bar=2';
my %P = (CallSid => 'CA1234567890ABCDE', Caller => '+14158675309', Digits => '1234',
	From => '+14158675309', To => '+18005551212');
my $hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
my @vectors = (
	[ S1 => $U, \%P, 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' ],
	[ S2 => 'https://mycompany.com:443/myapp.php?foo=1&bar=2', \%P,
		'kvajT1Ptam85bY51eRf/AJRuM3w=' ],
	[ S3 => 'http://mycompany.com:80/myapp.php?foo=1&bar=2', \%P,
		'0ZXoZLH/DfblKGATFgpif+LLRf4=' ],
	[ S4 => 'http://mycompany.com:1234/myapp.php?foo=1&bar=2', \%P,
		'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=' ],
	[ S5 => 'https://mycompany.com:1234/myapp.php?foo=1&bar=2', \%P,
		'CYn1h0gLBdNxDGkKJg6hYohgeD8=' ],
	[ S6 => $U, undef, 'zYQTYrRWXE7LtzbG4PfP7/bkkGo=' ],
	[ S7 => 'https://mycompany.com/myapp.php', \%P, '1xaxFBvyzXYvWplzNOSs28HWO94=' ],
	[ S8 => 'https://mycompany.com/myapp.php?foo=hello%20world&bar=test%2Bvalue', \%P,
		'er2tvAP1Wx+iuTTE2BPgvEaN1cs=' ],
	[ S9 => $U, { Message => 'Hello & goodbye! @#$%^*()', From => '+1 (415) 867-5309',
		Special => 'unicode: ñáéíóú' }, 'dCPiR4WtQ6QFN6pJh81CtlCcWLQ=' ],
	[ S10 => $U, { Digits => '', CallSid => 'CA1234567890ABCDE', EmptyParam => '' },
		'9HHp/OqQMEwdrVebHDdA/+tqjX8=' ],
	[ S11 => $U, { Zebra => 'last', Alpha => 'first', Beta => 'second', Gamma => 'third' },
		'enveUe73ZTVLAekHxez3Qx6JuuQ=' ],
	[ S12 => $U, { callSid => 'lowercase', CallSid => 'uppercase', CALLSID => 'allcaps' },
		'jDK7WKT8wiNrwggd4ceTv4e1MJ4=' ],
	[ S13 => $U, { %P, Reason => 'Participant', ReasonConferenceEnded => 'test' },
		'vOEb5UThFn24KEfnOFLQY2AE5FY=' ],
	[ S14 => $U, [ [ Sid => 'CA123' ], [ SidAccount => 'AC123' ], [ Digits => '5678' ],
		[ Digits => '1234' ], [ Digits => '1234' ] ], 'IK+Dwps556ElfBT0I3Rgjkr1wJU=' ],
	[ S15 => $U, { 'MessagingBinding.Address' => [ '+1415xxxxxxx', '+1325xxxxxxx' ] },
		'83O6e2vORAoJHUNzJjDWN1jz+BA=' ],
	[ S16 => $U, { property => 'value', boolean => 'true' }, 'NBdBDr/T/lgjI+tlgpXjKZQZs/k=' ],
	[ S17 => 'https://MyCompany.com/myapp.php?foo=1&bar=2', \%P,
		'g9IN/x4Cft2g517EjYvEvM/W7LU=' ],
	[ S18 => 'https://mycompany.com:443//myapp.php?foo=1&bar=2', \%P,
		'A9lH3u16NjyiiM/+wylw5rirFUs=' ],
	[ S19 => 'https://mycompany.com/webhook/España?año=2023', \%P,
		'G/Hx6mqqnjUNlPAoi2Sp9bGst0g=' ],
	[ S20 => "$U&Body=It%27s+amazing", \%P, 'TfZzewPq8wqrGlMfyAud8+/IvJ0=' ],
	[ S21 => "$U&bodySHA256=$hash", undef, 'a9nBmqA0ju/hNViExpshrM61xv4=' ],
	[ S22 => "https://mycompany.com/myapp.php?bodySHA256=$hash", undef,
		'y77kIzt2vzLz71DgmJGsen2scGs=' ],
	[ S23 => 'https://mycompany.com:443/myapp.php?foo=1&bar=2&bodySHA256='
		. '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', undef,
		'Ldidvp12m26NI7eqEvxnEpkd9Hc=' ],
	[ S24 => 'https://example.com/myapp.php?foo=1&bar=2', { %P, Caller => '+14158675310',
		From => '+14158675310' }, 'L/OH5YylLD5NRKLltdqwSvS0BnU=' ],
	[ S25 => 'https://user:pass@mycompany.com/myapp.php?foo=1&bar=2', \%P,
		'CukzLTc1tT5dXEDIHm/tKBanW10=' ],
);
is(Standin::sign('12345', $_->[1], $_->[2]), $_->[3], "signature $_->[0]") for @vectors;

my $base = 'https://clinic.example.org';
my ($CA, $SM) = ('CA' . 'b' x 32, 'SM' . 'd' x 32);
my @own = (
	[ V1 => "$base/twilio/voice/incoming", { AccountSid => $AC, ApiVersion => '2010-04-01',
		CallSid => $CA, CallStatus => 'ringing', Called => '+15005550006',
		Caller => '+14155550100', Direction => 'inbound', From => '+14155550100',
		To => '+15005550006' }, 'plrE8498skekRk3Odn4TeXyfnmc=' ],
	[ V2 => "$base/twilio/voice/menu?lang=hi-IN&step=2", { AccountSid => $AC, CallSid => $CA,
		CallStatus => 'in-progress', Confidence => '0.8732', Digits => '',
		From => '+919876543210', SpeechResult => 'मुझे अपॉइंटमेंट चाहिए',
		To => '+15005550006' }, '7xxAVDscHNo6YcMP0Jpe5P+F6TM=' ],
	[ V3 => "$base/twilio/voice/dial-done?call=77", { AccountSid => $AC, CallSid => $CA,
		CallStatus => 'in-progress', DialBridged => 'false', DialCallDuration => 0,
		DialCallSid => 'CA' . 'c' x 32, DialCallStatus => 'no-answer',
		From => '+14155550100', To => '+15005550006' }, 'gS4QzG3Wub56S+BqkZ7MWfYi4mM=' ],
	[ V4 => "$base/twilio/sms/incoming", { AccountSid => $AC,
		Body => " Yes & 2+2=4\nthanks \x{1F600}", From => '+14155550100',
		MessageSid => $SM, SmsMessageSid => $SM, SmsSid => $SM, NumMedia => 0,
		NumSegments => 1, To => '+15005550006' }, 'rjtW3t1jE4LfVwqwwQoNh6DXi/o=' ],
	[ V5 => "$base/twilio/intelligence?bodySHA256=3991d2b43c3d2801ef42b299dd75cca365f6acc65f37"
		. '5e119c6918a3c78599d3', undef, 'ZycSmYvu0SCLcMdNruwCmtV8yzE=' ],
	[ V6 => "$base/twilio/voice/status?k=v&AccountSid=$AC&CallSid=$CA&CallStatus=completed"
		. '&From=%2B14155550100', undef, 'Z/mKGjme5PaLkUhQAHcE+Headlg=' ],
	[ V7 => 'https://clinic.example.org:8443/twilio/sms/status', { MessageSid => $SM,
		MessageStatus => 'delivered', RawDlrDoneDate => '2607171206' },
		'RTb1FDvWZvdo2gFx/KWFBqc/UxI=' ],
);
is(Standin::sign($TOKEN, $_->[1], $_->[2]), $_->[3], "signature $_->[0]") for @own;

for my $row (
	[ 'https://u:p@h.org:8443/a?b#rc=1', 'voice', undef, 'https://h.org/a?b' ],
	[ 'https://h.org:8443/a', 'sms', undef, 'https://h.org:8443/a' ],
	[ 'http://h.org:8080/a', 'voice', undef, 'http://h.org:8080/a' ],
	[ 'https://h.org/a', 'voice', 1, 'https://h.org:443/a' ],
	[ 'https://h.org:8443/a', 'voice', 1, 'https://h.org:8443/a' ],
	[ 'https://h.org:8443/a', 'sms', 0, 'https://h.org/a' ],
) {
	my ($url, $kind, $port, $want) = @$row;
	is(Twilio::Signature::signed_url($url, $kind, $port), $want, "$kind signs $want");
}

# ---- the webhook server: a child with its pages by path ----

my $DECL = '<?xml version="1.0" encoding="UTF-8"?>';

sub doc ($inner) { return "$DECL<Response>$inner</Response>" }

# What the server saw is asked with GET /seen?path=…, as a count.
sub serve ($pages, $listen)
{
	pipe my $read, my $write or die "pipe: $!\n";
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		require Mojolicious;
		require Mojo::Server::Daemon;
		close $read;
		my %seen;
		my $app = Mojolicious->new(mode => 'production');
		$app->log->level('fatal');
		$app->secrets([ 'x' ]);
		$app->hook(around_dispatch => sub ($next, $c) {
			my $path = $c->req->url->path->to_string;
			if ($path eq '/seen') {
				my $of = $c->req->query_params->param('path');
				return $c->render(text => $seen{$of} // 0);
			}
			my $page = $pages->{$path};
			$page = $page->($c, ++$seen{$path}) if ref $page eq 'CODE';
			return if ref $page && $page->[0] eq 'silent' && $c->render_later;
			$page = [ 404, 'text/plain', '' ] unless defined $page;
			$page = [ 200, 'text/xml', doc($page) ] unless ref $page;
			my ($status, $type, $body) = @$page;
			utf8::encode($body);
			$c->res->headers->content_type($type) if defined $type;
			$c->render(data => $body, status => $status, format => undef);
			$c->res->headers->remove('Content-Type') unless defined $type;
		});
		my $daemon = Mojo::Server::Daemon->new(app => $app, silent => 1,
			listen => [$listen]);
		$daemon->start;
		syswrite $write, $daemon->ports->[0] . "\n";
		close $write;
		$SIG{TERM} = sub { POSIX::_exit(0) };
		my $parent = getppid;
		Mojo::IOLoop->recurring(1 => sub { POSIX::_exit(0) if getppid != $parent });
		Mojo::IOLoop->start;
		POSIX::_exit(0);
	}
	close $write;
	chomp(my $port = <$read> // die "the webhook server did not start\n");
	return ($pid, $port);
}

my %state;
my %PAGES = (
	'/menu' => '<Gather numDigits="1" action="/choice?try=1" timeout="3"><Say voice="alice">'
	    . 'Press 1</Say></Gather><Say>Nobody</Say><Redirect>/late-choice</Redirect>',
	'/choice' => sub ($c, $n) {
		my $digits = $c->req->body_params->param('Digits') // '';
		return '<Dial action="/dialled" timeout="20" answerOnBridge="true" callerId="'
		    . $CLINIC . '">+18455550199</Dial>' if $digits eq '1';
		return '<Say>wrong key</Say><Hangup/>';
	},
	'/late-choice' => '<Say>silence</Say>',
	'/empty-gather' => '<Gather action="/choice" actionOnEmptyResult="true"/>',
	'/dialled' => sub ($c, $n) {
		my $p = $c->req->body_params;
		return '<Say>dialled ' . join(' ', map { $p->param($_) // '-' }
		    qw(DialCallStatus DialBridged DialCallDuration CallStatus)) . '</Say>';
	},
	'/several' => '<Dial action="/dialled" timeout="10"><Number>+18455550191</Number>'
	    . '<Number url="/whisper">+18455550192</Number></Dial>',
	'/in-turn' => '<Dial action="/dialled" sequential="true"><Number>+18455550191</Number>'
	    . '<Number statusCallback="/status" statusCallbackEvent="initiated ringing answered'
	    . ' completed">+18455550192</Number></Dial>',
	'/screened' => '<Dial action="/dialled"><Number url="/whisper">+18455550192</Number>'
	    . '</Dial>',
	'/whisper' => '<Gather numDigits="1" action="/accept"><Say>Press 1 to accept</Say>'
	    . '</Gather><Hangup/>',
	'/accept' => sub ($c, $n) {
		return $c->req->body_params->param('Digits') eq '1' ? '' : '<Hangup/>';
	},
	'/recorded-dial' => '<Dial action="/dialled" record="record-from-answer-dual" '
	    . 'recordingStatusCallback="/recording" recordingStatusCallbackEvent="in-progress '
	    . 'completed">+18455550191</Dial>',
	'/record' => '<Say>Beep</Say><Record action="/recorded" maxLength="120" timeout="5" '
	    . 'recordingStatusCallback="/recording"/>',
	'/recorded' => sub ($c, $n) {
		my $p = $c->req->body_params;
		return '<Say>' . join(' ', map { $p->param($_) // '-' }
		    qw(RecordingDuration Digits CallStatus)) . '</Say><Hangup/>';
	},
	'/transcribed' => '<Start><Transcription statusCallbackUrl="/transcription" '
	    . 'track="inbound_track"/></Start><Say>hello</Say>',
	'/fallback' => sub ($c, $n) {
		my $p = $c->req->body_params;
		return '<Say>fallback ' . $p->param('ErrorCode') . '</Say>';
	},
	'/reject' => '<Reject reason="busy"/>',
	'/loop' => '<Redirect>/loop</Redirect>',
	'/broken' => [ 200, 'text/xml', '<Response><Say>' ],
	'/error' => [ 500, 'text/plain', 'no' ],
	'/flaky' => sub ($c, $n) { return $n < 3 ? [ 503, 'text/plain', '' ] : '<Say>third</Say>' },
	'/partial' => sub ($c, $n) {
		$c->res->headers->content_length(500);
		my $id = $c->tx->connection;
		$c->write($DECL, sub {
			Mojo::IOLoop->next_tick(sub { Mojo::IOLoop->stream($id)->close });
		});
		return [ 'silent' ];
	},
	'/slow' => [ 'silent' ],
	'/plain' => [ 200, 'text/plain', doc('') ],
	'/untyped' => [ 200, undef, doc('') ],
	'/strict' => '<Say volume="3">Hi</Say>',
	'/moved' => sub ($c, $n) {
		$c->res->headers->location('/method');
		return [ 302, 'text/plain', '' ];
	},
	'/method' => sub ($c, $n) {
		my $p = $c->req->body_params->param('CallSid');
		return '<Say>' . $c->req->method . (defined $p ? ' with' : ' without')
		    . ' fields</Say>';
	},
	'/get' => sub ($c, $n) {
		return '<Say>' . $c->req->query_params->param('CallStatus') . '</Say>';
	},
	'/auth' => sub ($c, $n) {
		my $auth = $c->req->headers->authorization;
		return '<Say>let in</Say>' if defined $auth;
		$c->res->headers->www_authenticate('Basic realm="x"');
		return [ 401, 'text/plain', '' ];
	},
	'/verify' => sub ($c, $n) {
		my $r = $c->req;
		my $ports = $r->query_params->param('port');
		my $url = $r->url->to_abs;
		$url->port(undef) unless $ports;
		my @pairs = $r->body_params->pairs->@*;
		my @fields;
		while (my ($name, $value) = splice @pairs, 0, 2) { push @fields, [ $name, $value ] }
		my $got = $r->headers->header('X-Twilio-Signature') // 'none';
		my ($which) = grep { Standin::sign($_, $url->to_string, \@fields) eq $got }
		    $TOKEN, $SECOND;
		return '<Say>' . ($got eq 'none' ? 'unsigned' : !$which ? 'forged'
		    : $which eq $TOKEN ? 'primary' : 'secondary') . '</Say>';
	},
	'/json' => sub ($c, $n) {
		my $url = $c->req->url->to_abs->to_string;
		my $got = $c->req->headers->header('X-Twilio-Signature');
		my $ok = Standin::sign($TOKEN, $url) eq $got
		    && $c->req->query_params->param('bodySHA256')
		    eq Twilio::Signature::body_hash($c->req->body);
		return [ $ok ? 204 : 403, 'text/plain', '' ];
	},
	'/outbound' => '<Say>hello</Say><Gather action="/choice" numDigits="1"><Say>Key</Say>'
	    . '</Gather>',
	'/answering' => sub ($c, $n) {
		return '<Say>by ' . ($c->req->body_params->param('AnsweredBy') // 'nobody')
		    . '</Say>';
	},
	'/sms' => sub ($c, $n) {
		my $body = $c->req->body_params->param('Body');
		return $body eq 'quiet' ? [ 204, undef, '' ] : $body eq 'voice' ? '<Say>no</Say>'
		    : '<Message>Got: ' . $body . '</Message>';
	},
	(map { $_ => sub ($c, $n) { return [ 204, undef, '' ] } }
	    qw(/status /recording /transcription /sms-status)),
	'/bad-status' => [ 503, 'text/plain', '' ],
);

my ($web, $port)   = serve(\%PAGES, 'http://127.0.0.1:0');
my ($tls, $tport)  = serve(\%PAGES, 'https://127.0.0.1:0');
my $W = "http://127.0.0.1:$port";
my $T = "https://localhost:$tport";

my $s = Standin->start(account => $AC, token => $TOKEN, secondary => $SECOND, api_key => $SK,
	api_secret => 'sesame', insecure => 1, numbers => [$CLINIC]);
my $http = Mojo::UserAgent->new(inactivity_timeout => 5);

END {
	kill TERM => grep { defined } $web, $tls;
}

sub seen ($path) { return $http->get("$W/seen?path=$path")->result->body }

sub call (%h) { return $s->call(from => $CALLER, to => $CLINIC, %h) }

sub ring ($page, %h)
{
	return call(voiceUrl => "$W$page", %h);
}

sub codes ($story) { return join ' ', map { $_->{code} } $story->{errors}->@* }

sub said ($story) { return join '|', $story->{said}->@* }

# ---- strict TwiML ----

my @GOOD = (
	[ voice => '' ],
	[ voice => '<!-- nothing --><Pause length="2"/><Hangup/>' ],
	[ voice => '<Say voice="Polly.Aditi" language="hi-IN">नमस्ते &amp; more</Say>' ],
	[ voice => '<Say voice="Google.ta-IN-Wavenet-A" language="ta-IN">a<break time="1s"/>'
	    . 'b</Say>' ],
	[ voice => '<Play>https://example.org/a.mp3</Play>' ],
	[ voice => '<Gather input="dtmf speech" timeout="5" numDigits="1" finishOnKey="" '
	    . 'action="https://e.org/x?a=1&amp;b=2#rc=2&amp;rp=all" method="POST" language="en-US">'
	    . '<Say>x</Say><Pause/><Play>https://e.org/y.wav</Play></Gather>' ],
	[ voice => '<Dial callerId="+18455550100" timeout="30" timeLimit="14400" '
	    . 'answerOnBridge="true" action="/x#rc=5&amp;rp=4xx,5xx,ct,rt&amp;ct=2000&amp;rt=4000'
	    . '&amp;tt=15000&amp;sni=y&amp;e=dublin,ashburn-ix"><Number>+18455550101</Number>'
	    . '</Dial>' ],
	[ voice => '<Dial record="record-from-answer-dual" recordingStatusCallback="/r" '
	    . 'recordingStatusCallbackEvent="in-progress completed">+18455550101</Dial>' ],
	[ voice => '<Start><Transcription statusCallbackUrl="/t" track="both_tracks"/></Start>' ],
	[ voice => '<Record action="/r" maxLength="120" transcribe="true" '
	    . 'transcribeCallback="/t"/>' ],
	[ voice => '<Reject reason="busy"/>' ],
	[ whisper => '<Gather numDigits="1" action="/a"><Say>x</Say></Gather><Hangup/>' ],
	[ messaging => '<Message to="+14155550100"><Body>x</Body><Media>https://e.org/a.png</Media>'
	    . '</Message><Message>y</Message>' ],
	[ messaging => '' ],
);
for my $row (@GOOD) {
	my ($kind, $inner) = @$row;
	my $got = $s->twiml(doc($inner), kind => $kind);
	is_deeply($got->{errors}, [], "$kind accepts " . substr $inner, 0, 60);
}

my @BAD = (
	[ 12100, voice => " " . doc('') ],
	[ 12100, voice => "\x{feff}" . doc('') ],
	[ 12100, voice => "\n" . doc('') ],
	[ 12100, voice => '<Response/>' ],
	[ 12100, voice => "$DECL<response/>" ],
	[ 12100, voice => "$DECL<Response><Say>" ],
	[ 12100, voice => "$DECL<Response><Say>a & b</Say></Response>" ],
	[ 12100, voice => "$DECL<Response><Redirect>/x?a=1&b=2</Redirect></Response>" ],
	[ 12100, voice => "$DECL<!DOCTYPE Response [<!ENTITY a \"b\">]><Response/>" ],
	[ 12100, voice => '<?xml version="1.0" encoding="ISO-8859-1"?><Response/>' ],
	[ 12101, voice => '<?xml version="1.1" encoding="UTF-8"?><Response/>' ],
	[ 11750, voice => doc('<Say>' . 'x' x 66000 . '</Say>') ],
	[ 12200, voice => doc('hello') ],
	[ 12200, voice => doc('<say>x</say>') ],
	[ 12200, voice => doc('<Speak>x</Speak>') ],
	[ 12200, voice => doc('<Say Voice="alice">x</Say>') ],
	[ 12200, voice => doc('<Say>x<Hangup/></Say>') ],
	[ 12200, voice => doc('<Hangup reason="x"/>') ],
	[ 12200, voice => doc('<Number>+18455550101</Number>') ],
	[ 12200, voice => doc('<Say>x</Say><Reject/>') ],
	[ 13520, voice => doc('<Say> </Say>') ],
	[ 13521, voice => doc('<Say voice="Polly.Joanna">' . 'x' x 3001 . '</Say>') ],
	[ 13510, voice => doc('<Say loop="-1">x</Say>') ],
	[ 13511, voice => doc('<Say voice="Alice">x</Say>') ],
	[ 13512, voice => doc('<Say language="en_US">x</Say>') ],
	[ 13512, voice => doc('<Say voice="alice" language="ta-IN">x</Say>') ],
	[ 13512, voice => doc('<Say voice="Google.ta-IN-Wavenet-A" language="hi-IN">x</Say>') ],
	[ 13320, voice => doc('<Gather action="/x"><Dial>+18455550101</Dial></Gather>') ],
	[ 13314, voice => doc('<Gather numDigits="0"/>') ],
	[ 13313, voice => doc('<Gather timeout="auto"/>') ],
	[ 13310, voice => doc('<Gather finishOnKey="##"/>') ],
	[ 13326, voice => doc('<Gather input="keys"/>') ],
	[ 13335, voice => doc('<Gather input="speech" speechTimeout="auto"/>') ],
	[ 13312, voice => doc('<Gather method="post"/>') ],
	[ 13338, voice => doc('<Gather actionOnEmptyResult="True"/>') ],
	[ 11100, voice => doc('<Gather action="ftp://e.org/x"/>') ],
	[ 11100, voice => doc('<Gather action="https://under_score.org/x"/>') ],
	[ 11100, voice => doc('<Gather action="https://e.org/x y"/>') ],
	[ 11100, voice => doc('<Gather action="https://e.org/x#rc=6"/>') ],
	[ 11100, voice => doc('<Gather action="https://e.org/x#retries=1"/>') ],
	[ 11100, voice => doc('<Gather action="https://e.org/x#rc=2&amp;rp=any"/>') ],
	[ 11100, voice => doc('<Redirect/>') ],
	[ 13223, voice => doc('<Dial>8455550101</Dial>') ],
	[ 13223, voice => doc('<Dial><Number>+1 845 555 0101</Number></Dial>') ],
	[ 13212, voice => doc('<Dial timeout="4">+18455550101</Dial>') ],
	[ 13214, voice => doc('<Dial callerId="anonymous">+18455550101</Dial>') ],
	[ 13217, voice => doc('<Dial record="yes">+18455550101</Dial>') ],
	[ 13219, voice => doc('<Dial answerOnBridge="1">+18455550101</Dial>') ],
	[ '13215 12200', voice => doc('<Dial><Say>x</Say></Dial>') ],
	[ 12200, voice => doc('<Dial>+18455550101<Number>+18455550102</Number></Dial>') ],
	[ 12200, voice => doc('<Dial recordingStatusCallback="/x">+18455550101</Dial>') ],
	[ 13612, voice => doc('<Record maxLength="1"/>') ],
	[ 13615, voice => doc('<Record transcribe="true" maxLength="121"/>') ],
	[ 12200, voice => doc('<Start><Transcription statusCallback="/x"/></Start>') ],
	[ 13910, voice => doc('<Pause length="long"/>') ],
	[ 13810, voice => doc('<Reject reason="spam"/>') ],
	[ 13201, whisper => doc('<Dial>+18455550101</Dial>') ],
	[ 12200, whisper => doc('<Record/>') ],
	[ 14110, messaging => doc('<Say>x</Say>') ],
	[ 14103, messaging => doc('<Message/>') ],
	[ 14103, messaging => doc('<Message>' . 'x' x 1601 . '</Message>') ],
	[ 14109, messaging => doc('<Message>x</Message>' x 11) ],
);
for my $row (@BAD) {
	my ($code, $kind, $text) = @$row;
	my $got = $s->twiml($text, kind => $kind);
	is(join(' ', map { $_->{code} } $got->{errors}->@*), $code,
		"$code for " . ($text =~ s/^\Q$DECL\E//r =~ s/\n/ /gr =~ s/^(.{60}).*/$1…/r));
}

# ---- calls that come in ----

my $story = ring('/menu', digits => ['1'], answers => { '+18455550199' =>
	{ status => 'completed', duration => 42 } }, stirVerstat => 'TN-Validation-Passed-A');
is(codes($story), '', 'a call with a key has no errors');
is(said($story), 'Press 1|dialled completed true 42 in-progress', 'and is put through');
is($story->{status}, 'completed', 'and is completed');
is($story->{dialled}[0]{callerId}, $CLINIC, 'with the clinic as caller id');
is($story->{steps}[0]{request}{params}{CallStatus}, 'ringing', 'the first request says ringing');
is($story->{steps}[0]{request}{params}{StirVerstat}, 'TN-Validation-Passed-A',
	'and carries the verdict');
is($story->{steps}[1]{request}{params}{Digits}, '1', 'the action gets the digits');
like($story->{steps}[1]{request}{url}, qr{/choice\?try=1$}, 'at its full URL');
is($story->{steps}[0]{request}{signature}, Standin::sign($TOKEN,
	$story->{steps}[0]{request}{url}, $story->{steps}[0]{request}{params}),
	'requests are signed');
is($story->{steps}[2]{request}{params}{DialCallSid}, $story->{dialled}[0]{callSid},
	'the Dial action names the child leg');
is($story->{duration}, 50, 'the clock counts what the call would have lasted');

$story = ring('/menu');
is(said($story), 'Press 1|Nobody|silence', 'silence falls through a Gather');
$story = ring('/menu', digits => ['#']);
is(said($story), 'Press 1|Nobody|silence', 'the finish key alone is silence');
$story = ring('/menu', digits => ['7']);
is(said($story), 'Press 1|wrong key', 'another key goes to the action');
$story = ring('/menu', digits => ['hangup']);
is("$story->{why} " . $story->{steps}->@*, 'caller 1', 'a caller who hangs up asks no more');
$story = ring('/empty-gather');
is($story->{steps}[1]{request}{params}{Digits}, '', 'actionOnEmptyResult asks with no digits');

for my $row (
	[ 'busy', 'dialled busy false 0 in-progress' ],
	[ 'no-answer', 'dialled no-answer false 0 in-progress' ],
	[ 'failed', 'dialled failed false 0 in-progress' ],
	[ { status => 'completed', ring => 60 }, 'dialled no-answer false 0 in-progress' ],
) {
	my ($answer, $want) = @$row;
	$story = ring('/menu', digits => ['1'], answers => { '+18455550199' => $answer });
	is(said($story), "Press 1|$want", "Dial: $want");
}
$story = ring('/menu', digits => ['1'], answers => { '+18455550199' => 'canceled' });
is($story->{steps}[2]{request}{params}{DialCallStatus}, 'canceled', 'the caller gives up');
is($story->{steps}[2]{request}{params}{CallStatus}, 'completed', 'and the parent is completed');
is(said($story), 'Press 1', 'so that nothing more is executed');
$story = ring('/menu', digits => ['1'], hangupAfter => 12, answers => { '+18455550199' =>
	{ status => 'completed', duration => 100 } });
is($story->{steps}[2]{request}{params}{DialCallDuration}, 6, 'hangupAfter cuts the talk');
$story = ring('/menu', digits => ['1'], omit => ['DialBridged'],
	answers => { '+18455550199' => { status => 'completed' } });
is($story->{steps}[2]{request}{params}{DialBridged}, undef, 'a parameter can be omitted');

$story = ring('/several', answers => { '+18455550191' => { ring => 6 },
	'+18455550192' => { ring => 3, digits => ['2'] } });
is(said($story), 'Press 1 to accept|dialled completed true 10 in-progress',
	'who does not accept loses to who answers later');
is($story->{dialled}[1]{whisper}, 'hangup', 'and was hung up');
$story = ring('/several', answers => { '+18455550191' => { ring => 6 },
	'+18455550192' => { ring => 3, digits => ['1'], duration => 9 } });
is($story->{dialled}[0]{status}, 'canceled', 'the first to accept cancels the others');
$story = ring('/screened', answers => { '+18455550192' => {} });
is(said($story), 'Press 1 to accept|dialled completed false 6 in-progress',
	'a voicemail that accepts nothing is answered, yet not bridged');
my ($whisper) = grep { ($_->{request}{url} // '') =~ /whisper/ } $story->{steps}->@*;
is($whisper->{request}{params}{ParentCallSid}, $story->{callSid}, 'a whisper is the child leg\'s');
is($whisper->{request}{params}{Direction}, 'outbound-dial', 'with its direction');
$story = ring('/menu', digits => ['1'], answers => { '+18455550199' =>
	{ bridged => JSON::PP::false } });
is(said($story), 'Press 1|dialled completed false 0 in-progress',
	'who picks up and is gone before the two are joined likewise');
$story = ring('/menu', digits => ['1'], answers => { '+18455550199' =>
	{ bridged => JSON::PP::false, hangup => 'caller' } });
is(join(' ', $story->{steps}[2]{request}{params}->@{qw(DialCallStatus DialBridged CallStatus)}),
	'completed false completed', 'and where it is the caller who is gone');
is(said($story), 'Press 1', 'nothing more is executed');

$story = ring('/in-turn', answers => { '+18455550191' => 'busy', '+18455550192' => {} });
is(said($story), 'dialled completed true 10 in-progress', 'sequential goes on to the next');
is(join(' ', map { $_->{params}{CallStatus} } $story->{callbacks}->@*),
	'initiated ringing in-progress completed', 'a Number\'s status callbacks');
is(join(' ', map { $_->{params}{SequenceNumber} } $story->{callbacks}->@*), '0 1 2 3',
	'are numbered');
is($story->{callbacks}[3]{params}{SipResponseCode}, 200, 'and end with the SIP code');

$story = ring('/recorded-dial', answers => { '+18455550191' => { duration => 33 } });
my ($begun, $done) = $story->{callbacks}->@*;
is("$begun->{params}{RecordingStatus} $done->{params}{RecordingStatus}",
	'in-progress completed', 'a recorded Dial reports its recording');
is("$done->{params}{RecordingChannels} $done->{params}{RecordingSource} "
	. $done->{params}{RecordingDuration}, '2 DialVerb 33', 'with its facts');
is($done->{params}{RecordingSid}, $story->{recordings}[0]{sid}, 'and its sid');
is($story->{steps}[1]{request}{params}{RecordingUrl}, $done->{params}{RecordingUrl},
	'which the action named too');

$story = ring('/record', record => { seconds => 8, key => '#' });
is(said($story), 'Beep|8 # in-progress', 'Record ends with a key');
$story = ring('/record', record => { seconds => 8, hangup => \1 });
is(said($story), 'Beep', 'a caller who hangs up hears no more');
is($story->{steps}[1]{request}{params}{Digits}, 'hangup', 'but the action is asked');
is($story->{steps}[1]{request}{params}{CallStatus}, 'completed', 'with the call completed');
is($story->{callbacks}[0]{params}{RecordingSource}, 'RecordVerb', 'and the recording reported');

$story = ring('/transcribed', transcription => [ { text => 'I have pain' },
	{ track => 'outbound_track', text => 'not asked for' } ]);
is(join(' ', map { $_->{params}{TranscriptionEvent} =~ s/^transcription-//r }
	$story->{callbacks}->@*), 'started content stopped', 'a transcription reports');
is(decode_json($story->{callbacks}[1]{params}{TranscriptionData})->{transcript}, 'I have pain',
	'what it heard');

$story = ring('/reject');
is($story->{status}, 'busy', 'Reject');
$story = ring('/loop');
like(codes($story), qr/12400/, 'an endless redirect ends');
$story = ring('/get', voiceMethod => 'GET');
is(said($story), 'ringing', 'GET carries the parameters in the query');
is($story->{steps}[0]{request}{signature},
	Standin::sign($TOKEN, $story->{steps}[0]{request}{url}), 'which is what is signed');
$story = ring('/moved');
is(said($story), 'GET without fields', 'a redirect loses the fields');
$story = call(voiceUrl => $W =~ s{//}{//u:p@}r . '/auth');
is(said($story), 'let in', 'credentials of a URL are sent when asked for');

# ---- failures and the fallback ----

for my $row (
	[ '/broken', 12100 ], [ '/error', 11200 ], [ '/plain', 12300 ], [ '/untyped', 12300 ],
	[ '/partial', 11200 ], [ '/nowhere', 11200 ], [ '/slow#rt=150&rc=0', 11200 ],
) {
	my ($page, $code) = @$row;
	$story = ring($page, fallbackUrl => "$W/fallback");
	is(said($story), "fallback $code", "$page leads to the fallback with $code");
	is(codes($story), $code, 'and is on record');
}
is($story->{steps}[1]{request}{params}{ErrorUrl}, "$W/slow", 'ErrorUrl has no fragment');
$story = ring('/error');
is(said($story), '(application error)', 'without a fallback the caller hears the canned words');
is($story->{steps}[0]{attempts}->@*, 1, 'an error answer is not retried by itself');
$story = ring('/strict', fallbackUrl => "$W/fallback");
is("$story->{status} " . codes($story), 'failed 12200', 'a warning fails the call');
is(said($story), '', 'at once');
$story = ring('/flaky#rc=3&rp=5xx');
is(said($story), 'third', 'overrides retry');
is($story->{steps}[0]{attempts}->@*, 3, 'as often as needed');
$story = call(voiceUrl => 'http://127.0.0.1:1/x', fallbackUrl => "$W/fallback");
is(said($story), 'fallback 11205', 'a refused connection');
is($story->{steps}[0]{attempts}->@*, 2, 'is tried twice');

# ---- how webhooks are signed ----

for my $row (
	[ "$T/verify", {}, 'primary' ],
	[ "$T/verify?port=1", { port => JSON::PP::true }, 'primary' ],
	[ "$T/verify", { port => JSON::PP::true }, 'forged' ],
	[ "$T/verify", { kind => 'sms' }, 'forged' ],
	[ "$T/verify?port=1", { kind => 'sms' }, 'primary' ],
	[ "$W/verify?port=1", {}, 'primary' ],
	[ "$W/verify?port=1", { sign => 'secondary' }, 'secondary' ],
	[ "$W/verify?port=1", { sign => 'wrong' }, 'forged' ],
	[ "$W/verify?port=1", { sign => 'none' }, 'unsigned' ],
	[ "$W/verify?port=1", { token => $SECOND }, 'secondary' ],
	[ "$W/verify?port=1", { params => [ [ b => 'x  y' ], [ B => '' ], [ b => 'ñ€' ] ] },
		'primary' ],
) {
	my ($url, $how, $want) = @$row;
	my $got = $s->webhook(url => $url, params => { Body => " a+b=ü & \x{1F600}\n" }, %$how);
	like($got->{body}, qr/>$want</, ($url =~ s{^(\w+)://[^/]+}{$1 }r) . " is $want");
}
my $got = $s->webhook(url => "$W/json?a=1", json => { text => 'नमस्ते' });
is($got->{status}, 204, 'a JSON webhook is signed with the hash of its body');
$got = $s->webhook(url => "$W/menu", check => 'whisper');
is(join(' ', map { $_->{code} } $got->{twiml}{errors}->@*), '12200', 'an answer can be checked');
$got = $s->webhook(url => "$W/status", parallel => 3);
is(join(' ', map { $_->{status} } $got->{responses}->@*), '204 204 204', 'three at once');
is($s->webhook(url => 'http://127.0.0.1:1/')->{status}, 0, 'nobody there is status 0');

# ---- status callbacks, in all their moods ----

$s->number($CLINIC, voice_url => "$W/late-choice", status_callback => "$W/status",
	sms_url => "$W/sms");
for my $row ([ once => 1, 0 ], [ twice => 2, 0 ], [ none => 0, 0 ], [ late => 0, 1 ]) {
	my ($mode, $sent, $kept) = @$row;
	my $before = seen('/status');
	$story = call(statusCallbacks => $mode);
	is(grep({ !$_->{withheld} } $story->{callbacks}->@*), $sent, "$mode: $sent sent");
	is(seen('/status') - $before, $sent, "$mode: $sent arrived");
	is(scalar(() = $s->late), $kept, "$mode: $kept kept");
}
is_deeply([ map { $_->{status} } $s->release_late(twice => \1) ], [ 204, 204 ],
	'late ones are released, twice if asked');
is(scalar(() = $s->late), 0, 'and are gone');
$story = ring('/in-turn', answers => { '+18455550191' => 'busy', '+18455550192' => {} },
	statusCallbacks => 'reversed');
is(join(' ', map { $_->{params}{CallStatus} } $story->{callbacks}->@*),
	'completed completed in-progress ringing initiated', 'reversed order');
$story = call(statusCallback => "$W/bad-status#rc=2&rp=all");
is("$story->{callbacks}[0]{status} " . $story->{callbacks}[0]{attempts}->@*, '503 3',
	'a refused callback is retried as its URL says');
is(codes($story), '15003', 'and is on record');
$story = $story->{callbacks}[0];
is($story->{params}{CallDuration}, 1, 'CallDuration is in seconds');

# ---- REST ----

sub rest ($method, $path, $form = undef, %how)
{
	my $user = $how{user} // "$AC:$TOKEN";
	my %headers = defined $form
	    ? ('Content-Type' => 'application/x-www-form-urlencoded') : ();
	my $url = $path =~ m{^/2010} ? $path : "/2010-04-01/Accounts/$AC$path";
	my $answer = $http->start($http->build_tx($method, 'http://' . $user . '@127.0.0.1:'
		. $s->port . $url, \%headers, defined $form ? Twilio::Signature::form($form) : ()))
	    ->res;
	my $type = $answer->headers->content_type // '';
	my $json = $type eq 'application/json' ? eval { decode_json($answer->body) } : undef;
	return ($answer->code // 0, $json, $answer->body);
}

my %CALL = (To => $CALLER, From => $CLINIC, Url => "$W/outbound");
my %TEXT = (To => $CALLER, From => $CLINIC, Body => 'Hello');
my $long = 'x' x 1601;
my @REFUSED = (
	[ 21201, '/Calls', { %CALL, To => '' } ],
	[ 21213, '/Calls', { %CALL, From => '' } ],
	[ 21205, '/Calls', { To => $CALLER, From => $CLINIC } ],
	[ 20001, '/Calls', { %CALL, Twiml => doc('') } ],
	[ 21217, '/Calls', { %CALL, To => ' 14155550100' } ],
	[ 21210, '/Calls', { %CALL, From => '+18455550109' } ],
	[ 21205, '/Calls', { %CALL, Url => '/outbound' } ],
	[ 21205, '/Calls', { %CALL, Url => "$W/x#rc=9" } ],
	[ 21205, '/Calls', { %CALL, StatusCallback => 'http://a_b.org/' } ],
	[ 21209, '/Calls', { %CALL, Method => 'PUT' } ],
	[ 21208, '/Calls', { %CALL, Timeout => 601 } ],
	[ 21206, '/Calls', { %CALL, SendDigits => 'x' } ],
	[ 32018, '/Calls', { To => $CALLER, From => $CLINIC, Twiml => 'x' x 4001 } ],
	[ 20422, '/Calls', { %CALL, StatusCallBack => "$W/status" } ],
	[ 20422, '/Calls', { %CALL, StatusCallback => "$W/status",
		StatusCallbackEvent => [ 'initiated answered' ] } ],
	[ 20422, '/Calls', { %CALL, Timeout => [ 10, 20 ] } ],
	[ 21234, '/Calls', { %CALL, MachineDetection => 'true' } ],
	[ 21262, '/Calls', { %CALL, MachineDetection => 'Enable', AsyncAmd => 'true' } ],
	[ 21604, '/Messages', { %TEXT, To => '' } ],
	[ 21603, '/Messages', { To => $CALLER, Body => 'x' } ],
	[ 21602, '/Messages', { %TEXT, Body => '' } ],
	[ 21211, '/Messages', { %TEXT, To => '4155550100' } ],
	[ 21606, '/Messages', { %TEXT, From => '+18455550109' } ],
	[ 21617, '/Messages', { %TEXT, Body => $long } ],
	[ 21609, '/Messages', { %TEXT, StatusCallback => 'status' } ],
	[ 21623, '/Messages', { %TEXT, MediaUrl => [ map { "$W/$_" } 0 .. 10 ] } ],
	[ 21701, '/Messages', { To => $CALLER, Body => 'x', MessagingServiceSid => 'MG1' } ],
	[ 35118, '/Messages', { %TEXT, SendAt => '2030-01-01T00:00:00Z' } ],
	[ 20422, '/Messages', { %TEXT, body => 'x' } ],
	[ 21610, '/Messages', { %TEXT, To => '+15005550004' } ],
	[ 21421, '/IncomingPhoneNumbers', { PhoneNumber => '845' } ],
	[ 21422, '/IncomingPhoneNumbers', { PhoneNumber => '+18455550999' } ],
	[ 21452, '/IncomingPhoneNumbers', { AreaCode => '533' } ],
	[ 21451, '/IncomingPhoneNumbers', { AreaCode => '84' } ],
	[ 21402, '/IncomingPhoneNumbers', { AreaCode => '845', VoiceUrl => '/x' } ],
	[ 21403, '/IncomingPhoneNumbers', { AreaCode => '845', VoiceMethod => 'post' } ],
	[ 21631, '/IncomingPhoneNumbers', { PhoneNumber => '+442079460160' } ],
);
for my $row (@REFUSED) {
	my ($code, $path, $form) = @$row;
	my ($status, $json) = rest(POST => "$path.json", $form);
	is("$status " . ($json->{code} // ''), "400 $code", "POST $path: $code");
}
my (undef, $error) = rest(POST => '/Calls.json', {});
is($error->{more_info}, 'https://www.twilio.com/docs/errors/21201', 'errors have their page');
is($error->{status}, 400, 'and their status');
for my $row (
	[ 401, 20003, GET => '/Calls.json', undef, user => "$AC:wrong" ],
	[ 401, 20003, GET => '.json', undef, user => "$SK:sesame" ],
	[ 200, '', GET => '.json', undef ],
	[ 200, '', GET => '/Calls.json', undef, user => "$SK:sesame" ],
	[ 404, 20404, GET => '/Calls', undef ],
	[ 404, 20404, GET => '/Calls/CA' . '0' x 32 . '.json', undef ],
	[ 404, 20404, GET => '/2010-04-01/Accounts/AC' . '0' x 32 . '/Calls.json', undef ],
	[ 404, 20404, GET => '/AvailablePhoneNumbers/FR/Mobile.json', undef ],
	[ 405, 20004, DELETE => '/Calls.json', undef ],
	[ 400, 20422, GET => '/Calls.json?Too=1', undef ],
	[ 400, 20001, GET => '/Calls.json?Page=1', undef ],
	[ 400, 20001, GET => '/Calls.json?PageSize=1001', undef ],
	[ 400, 20001, GET => '/Calls.json?StartTime%3E=today', undef ],
	[ 400, 20422, POST => '/Calls.json?To=1', { %CALL } ],
	[ 400, 20001, GET => '/AvailablePhoneNumbers/US/Local.json?Contains=4', undef ],
) {
	my ($status, $code, $method, $path, $form, %how) = @$row;
	my ($is, $json) = rest($method, $path, $form, %how);
	is("$is " . ($json->{code} // ''), "$status $code", "$method $path: $status $code");
}
$s->settings(apiKeyStatus => 403);
is((rest(GET => '/Calls.json', undef, user => "$SK:sesame"))[0], 403, 'the API key can be refused');
is((rest(GET => '/Calls.json'))[0], 200, 'while the token works');
$s->settings(apiKeyStatus => undef);

# A call by REST, with its events.
$s->script($CALLER, call => { digits => ['9'] });
my ($status, $made) = rest(POST => '/Calls.json', { %CALL, StatusCallback => "$W/status",
	StatusCallbackEvent => [ qw(initiated ringing answered completed) ] });
is("$status $made->{status} $made->{direction}", '201 queued outbound-api', 'a call is made');
$story = $s->story($made->{sid});
is(said($story), 'hello|Key|wrong key', 'its document is executed');
is($story->{steps}[0]{request}{params}{CallStatus}, 'in-progress', 'once it was answered');
is(join(' ', map { $_->{params}{CallStatus} } $story->{callbacks}->@*),
	'initiated ringing in-progress completed', 'its events are reported');
(undef, $got) = rest(GET => "/Calls/$made->{sid}.json");
is($got->{status}, 'completed', 'and its resource agrees');
$s->script($CALLER, call => [ 'busy', { machine => 'machine_start' } ]);
(undef, $made) = rest(POST => '/Calls.json', { %CALL, StatusCallback => "$W/status" });
$story = $s->story($made->{sid});
is("$story->{status} $story->{callbacks}[0]{params}{CallStatus}", 'busy busy', 'a busy party');
(undef, $made) = rest(POST => '/Calls.json', { %CALL, Url => "$W/answering",
	MachineDetection => 'Enable' });
is(said($s->story($made->{sid})), 'by machine_start', 'a machine is detected');
(undef, $made) = rest(POST => '/Calls.json', { To => $CALLER, From => $CLINIC,
	Twiml => '<Response><Say>inline</Say></Response>' });
is(said($s->story($made->{sid})), 'inline', 'an inline document');

# A held call, changed by REST.
$s->script($CALLER, call => { hold => 'in-progress' });
(undef, $made) = rest(POST => '/Calls.json', { %CALL, StatusCallback => "$W/status" });
$story = $s->story($made->{sid});
is("$story->{held} $story->{status}", 'in-progress in-progress', 'a call can be held');
ok($s->settle(0), 'which nobody waits for');
is((rest(POST => "/Calls/$made->{sid}.json", { Status => 'canceled' }))[1]{code}, 21220,
	'a call in progress cannot be canceled');
is((rest(POST => "/Calls/$made->{sid}.json", { Status => 'completed' }))[0], 200,
	'but hung up');
is($s->story($made->{sid})->{why}, 'rest', 'which ends it');
is((rest(POST => "/Calls/$made->{sid}.json", { Status => 'completed' }))[1]{code}, 21220,
	'once');
$s->script($CALLER, call => { hold => 'queued' });
(undef, $made) = rest(POST => '/Calls.json', { %CALL, StatusCallback => "$W/status" });
rest(POST => "/Calls/$made->{sid}.json", { Status => 'canceled' });
$story = $s->story($made->{sid});
is("$story->{status} " . $story->{callbacks}->@*, 'canceled 0',
	'a call canceled in the queue reports nothing');
$story = ring('/menu', digits => ['1'], hold => 'talk', answers => { '+18455550199' => {} });
is($story->{held}, 'talk', 'an inbound call held while they talk');
(undef, $got) = rest(GET => '/Calls.json?Status=in-progress');
is($got->{calls}->@*, 2, 'has two legs in progress');
$story = $s->release($story->{callSid});
is(said($story), 'Press 1|dialled completed true 10 in-progress', 'and goes on when released');
$story = ring('/menu', digits => ['1'], hold => 'dial', answers => { '+18455550199' => {} });
is((rest(POST => "/Calls/$story->{callSid}.json", { Url => "$W/late-choice" }))[0], 200,
	'a call that rings elsewhere is sent to another document');
$story = $s->story($story->{callSid});
is(said($story), 'Press 1|silence', 'which it follows');
is($story->{dialled}[0]{status}, 'canceled', 'and the ringing leg is canceled');
$story = ring('/menu', hold => [ 'gather', 'talk' ], digits => ['1'],
	answers => { '+18455550199' => {} });
is($story->{held}, 'gather', 'held at the Gather');
is($s->release($story->{callSid})->{held}, 'talk', 'then at the talk');
rest(POST => "/Calls/$story->{callSid}.json", { Twiml => '<Response><Say>Bye</Say></Response>' });
is(said($s->story($story->{callSid})), 'Press 1|Bye', 'an inline document takes over');
$s->script($CALLER, call => {});

# Lists.
(undef, my $page) = rest(GET => '/Calls.json?PageSize=2&From=%2B14155550100');
is($page->{calls}->@*, 2, 'a page of two');
like($page->{next_page_uri}, qr{^/2010.*PageToken=.*From=%2B}, 'with a next page');
my %sids = map { $_->{sid} => 1 } $page->{calls}->@*;
call();
(undef, my $next) = rest(GET => $page->{next_page_uri});
is(scalar(grep { $sids{ $_->{sid} } } $next->{calls}->@*), 0,
	'which repeats nothing, though a call came in');
call(at => '2026-01-15T10:00:00Z');
(undef, $got) = rest(GET => '/Calls.json?StartTime%3C=2026-01-16&StartTime%3E=2026-01-15');
is($got->{calls}->@*, 1, 'calls of a day');
is($got->{calls}[0]{start_time}, 'Thu, 15 Jan 2026 10:00:00 +0000', 'with RFC 2822 times');
(undef, $got) = rest(GET => '/Calls.json?StartTime=2026-01-15');
is($got->{calls}->@*, 1, 'StartTime alone is that day');

# Texts.
(undef, $made) = rest(POST => '/Messages.json', { %TEXT, Body => '€' x 81,
	StatusCallback => "$W/sms-status" });
is("$made->{status} $made->{num_segments}", 'queued 2', 'a text is queued, its parts counted');
my $text = $s->message($made->{sid});
is(join(' ', map { $_->{params}{MessageStatus} } $text->{callbacks}->@*), 'sent delivered',
	'and delivered');
$s->script($CALLER, message => { status => 'undelivered', errorCode => 30003 });
(undef, $made) = rest(POST => '/Messages.json', { %TEXT, StatusCallback => "$W/sms-status" });
is($s->message($made->{sid})->{callbacks}[-1]{params}{ErrorCode}, 30003, 'or not');
$s->script($CALLER, message => {});
$s->script('*', message => { status => 'sent', statusCallbacks => 'none' });
(undef, $made) = rest(POST => '/Messages.json', { %TEXT, To => '+15625550177', StatusCallback => "$W/sms-status" });
$text = $s->message($made->{sid});
is("$text->{status} " . (grep { !$_->{withheld} } $text->{callbacks}->@*), 'sent 0', 'or as all do who have nothing of their own');
$s->script('*', message => {});
$story = $s->sms(from => $CALLER, to => $CLINIC, body => 'hi',
	media => [ { contentType => 'image/png' } ]);
is($story->{replies}[0]{body}, 'Got: hi', 'a text is answered');
is($story->{steps}[0]{request}{params}{NumMedia}, 1, 'its media are announced');
my $media = $story->{steps}[0]{request}{params}{MediaUrl0};
is((rest(GET => $media =~ s{^http://[^/]+}{}r))[0], 200, 'and can be fetched');
is($http->get($media)->res->code, 401, 'with credentials');
$s->settings(mediaRedirect => \1);
$got = $http->get($media =~ s{://}{://$AC:$TOKEN\@}r)->result;
like($got->headers->location, qr{^http://localhost:\d+/_storage/ME}, 'or are elsewhere');
is($http->get($got->headers->location)->result->headers->content_type, 'image/png', 'for whoever asks');
is($http->get($got->headers->location, { Authorization => 'Basic eA==' })->result->code, 400,
	'but without credentials');
$s->settings(mediaRedirect => \0);
is(codes($s->sms(from => $CALLER, to => $CLINIC, body => 'quiet')), '', '204 is an answer');
is(codes($s->sms(from => $CALLER, to => $CLINIC, body => 'voice')), '14110', 'Say is none');
$story = $s->sms(from => $CALLER, to => $CLINIC, body => ' stop ');
is(codes($story), '21610', 'a reply after STOP is refused');
is((rest(POST => '/Messages.json', { %TEXT }))[1]{code}, 21610, 'and so is a text');
$s->sms(from => $CALLER, to => $CLINIC, body => 'START');
is((rest(POST => '/Messages.json', { %TEXT }))[0], 201, 'until START');

# Numbers.
(undef, $got) = rest(GET => '/AvailablePhoneNumbers/US/Local.json?AreaCode=845&PageSize=3');
is($got->{available_phone_numbers}->@*, 3, 'numbers are on offer');
(undef, $got) = rest(GET => '/AvailablePhoneNumbers/US/Local.json?Contains=%2B1212*551%25');
is($got->{available_phone_numbers}->@*, 0, 'a pattern finds nothing');
(undef, $got) = rest(GET => '/AvailablePhoneNumbers/US/Local.json?Contains=%2B1212****12');
is($got->{available_phone_numbers}->@*, 5, 'or something');
($status, $made) = rest(POST => '/IncomingPhoneNumbers.json', { PhoneNumber => '+18455550110',
	VoiceUrl => "$W/menu#rc=2&rp=all" });
is("$status $made->{voice_url}", "201 $W/menu#rc=2&rp=all", 'one is bought');
is((rest(POST => '/IncomingPhoneNumbers.json', { PhoneNumber => '+18455550110' }))[1]{code},
	21422, 'once');
(undef, $got) = rest(POST => "/IncomingPhoneNumbers/$made->{sid}.json",
	{ SmsUrl => "$W/sms", VoiceFallbackUrl => "$W/fallback" });
is("$got->{sms_url} $got->{voice_url}", "$W/sms $W/menu#rc=2&rp=all", 'and pointed elsewhere');
(undef, $got) = rest(GET => '/IncomingPhoneNumbers.json?PhoneNumber=%2B18455550110');
is($got->{incoming_phone_numbers}[0]{sid}, $made->{sid}, 'and found');
is((rest(DELETE => "/IncomingPhoneNumbers/$made->{sid}.json"))[0], 204, 'and given back');

# Recordings.
my $r = $s->recording(callSid => $story->{callSid} // 'CA' . '1' x 32, duration => 2);
my ($ok, undef, $wav) = rest(GET => "/Recordings/$r->{sid}.wav");
is("$ok " . length($wav) . ' ' . substr($wav, 0, 4), '200 32044 RIFF', 'a recording as WAV');
(undef, undef, my $mp3) = rest(GET => "/Recordings/$r->{sid}.mp3");
is(unpack('H4', $mp3), 'fff3', 'and as MP3');
is((rest(GET => "/Recordings/$r->{sid}.wav?RequestedChannels=2"))[0], 400, 'mono is mono');
(undef, $got) = rest(GET => "/Recordings/$r->{sid}.json");
is("$got->{duration} $got->{channels}", '2 1', 'its resource');
$s->edit($r->{sid}, price => '-0.00250');
is((rest(GET => "/Recordings/$r->{sid}.json"))[1]{price}, '-0.00250', 'a price that came late');
$s->settings(mediaRedirect => \1);
my $sound = "/2010-04-01/Accounts/$AC/Recordings/$r->{sid}.mp3";
$got = $http->get("http://$AC:$TOKEN\@127.0.0.1:" . $s->port . $sound)->result;
like($got->headers->location, qr{^http://localhost:\d+/_storage/}, 'sound may be elsewhere');
is($http->get($got->headers->location)->result->code, 200, 'for whoever asks');
is($http->get($got->headers->location, { Authorization => 'Basic eA==' })->result->code, 400,
	'but without credentials');
$s->settings(mediaRedirect => \0);
sub range_of ($text)
{
	my $answer = $http->get("http://$AC:$TOKEN\@127.0.0.1:" . $s->port . $sound, { Range => $text })->result;
	return join ' ', $answer->code, $answer->headers->content_range // '-', length $answer->body;
}
my $all = length $mp3;
is(range_of('bytes=0-9'), "200 - $all", 'ranges of sound are not honoured');
$s->settings(mediaRange => \1);
is(range_of('bytes=0-9'), "206 bytes 0-9/$all 10", 'unless a test wants them to be');
is(range_of('bytes=-5'), '206 bytes ' . ($all - 5) . '-' . ($all - 1) . "/$all 5", 'the end');
is(range_of("bytes=$all-"), "416 bytes */$all 0", 'nothing is there');
is(range_of('bytes=1-2,4-5'), "200 - $all", 'several are one');
$s->settings(mediaRange => \0, mediaChunked => \1);
$got = $http->get("http://$AC:$TOKEN\@127.0.0.1:" . $s->port . $sound)->result;
is(length $got->body, $all, 'its length may be untold');
$s->settings(mediaChunked => \0);
$s->fault(match => 'GET /Recordings', mode => 'cut');
$got = eval { $http->get("http://$AC:$TOKEN\@127.0.0.1:" . $s->port . $sound)->result };
isnt($got ? length $got->body : 0, $all, 'sound may break off');
is((rest(DELETE => "/Recordings/$r->{sid}.json"))[0], 204, 'is deleted');
is((rest(GET => "/Recordings/$r->{sid}.json"))[0], 404, 'and gone');

# ---- faults ----

for my $row ([ 429, 20429 ], [ 500, 20500 ], [ 401, 20003 ], [ 403, 20403 ]) {
	my ($mode, $code) = @$row;
	$s->fault(match => 'POST /Calls', mode => $mode);
	my ($is, $json) = rest(POST => '/Calls.json', { %CALL });
	is("$is $json->{code}", "$mode $code", "fault $mode");
	is((rest(POST => '/Calls.json', { %CALL }))[0], 201, 'once');
}
$s->fault(match => 'POST /Calls', mode => '401', credential => 'key', times => 2);
is((rest(POST => '/Calls.json', { %CALL }))[0], 201, 'a fault for the key spares the token');
is((rest(POST => '/Calls.json', { %CALL }, user => "$SK:sesame"))[0], 401, 'and hits the key');
$s->clear_faults;
$s->fault(match => 'POST /Calls', mode => '503', times => 2, every => 3);
is(join(' ', map { (rest(POST => '/Calls.json', { %CALL }))[0] } 1 .. 7), '503 201 201 503 201 201 201', 'one in three, so often');
$s->clear_faults;

sub count_calls { return scalar grep { $_->{direction} eq 'outbound-api' } $s->calls }

$http->inactivity_timeout(0.3);
for my $row ([ 'hang-before' => 0 ], [ 'hang-after' => 1 ], [ 'reset-before' => 0 ],
	[ 'reset-after' => 1 ], [ 'nonsense' => 0 ], [ 'nonsense-after' => 1 ]) {
	my ($mode, $made) = @$row;
	my $before = count_calls();
	$s->fault(match => 'POST /Calls', mode => $mode);
	my ($is, $json) = rest(POST => '/Calls.json', { %CALL });
	is($json, undef, "$mode: no good answer");
	is(count_calls() - $before, $made, "$mode: " . ($made ? 'a call' : 'no call'));
}
$s->fault(match => 'GET /Calls', mode => 'slow', ms => 100);
my $at = time;
is((rest(GET => '/Calls.json'))[0], 200, 'slow is an answer');
cmp_ok(time - $at, '>=', 0.1, 'after a while');
my ($last) = reverse $s->requests(method => 'POST', resource => '/Calls');
is("$last->{fault} $last->{credential} $last->{params}{To}", "nonsense-after token $CALLER",
	'requests are on record');
ok($s->settle, 'all calls come to an end');
ok(!eval { $s->call(from => $CALLER, to => $CLINIC, digit => 1) }, 'a misspelt order is refused');
$s->reset;
is(scalar(() = $s->calls), 0, 'a reset forgets');

# ---- its end ----

my $pid = $s->pid;
close $s->{server}{pipe};
my $gone;
for (1 .. 200) {
	$gone = waitpid $pid, POSIX::WNOHANG();
	last if $gone;
	select undef, undef, undef, 0.02;
}
is($gone, $pid, 'it ends when its parent lets go');
delete $s->{server}{pid};

done_testing;
