#!/usr/bin/perl
# The stand-in for Twilio: its REST API, its webhooks and its execution of TwiML, on loopback.
# The manual is at the end of this file; perldoc shows it.
use v5.36;
use FindBin qw($RealBin);
use lib $RealBin;
use Getopt::Long;
use Mojo::IOLoop;
use Mojo::Server::Daemon;
use Mojolicious;
use Serving;
use Twilio::Control;
use Twilio::Intelligence;
use Twilio::Rest;
use Twilio::Store;
use Twilio::Webhook;

my %opt = (port => 0, number => []);
GetOptions(\%opt, 'port=i', 'account=s', 'token=s', 'secondary=s', 'api-key=s', 'api-secret=s',
	'api-key-status=i', 'ca=s', 'insecure', 'number=s', 'ready=s', 'stay')
    or die "usage: twilio.pl --account AC --token T [options]; see perldoc $0\n";
die "twilio.pl: --account must be AC and 32 hex digits\n"
    unless ($opt{account} // '') =~ /^AC[0-9a-f]{32}$/;
die "twilio.pl: --token is needed\n" unless length($opt{token} // '');
die "twilio.pl: the CA file $opt{ca} cannot be read\n" if defined $opt{ca} && !-r $opt{ca};

my $store = Twilio::Store->new(account => $opt{account}, token => $opt{token},
	secondary => $opt{secondary}, api_key => $opt{'api-key'},
	api_secret => $opt{'api-secret'}, numbers => $opt{number});
$store->settings->{apiKeyStatus} = $opt{'api-key-status'};
my $hook = Twilio::Webhook->new(store => $store, ca => $opt{ca}, insecure => $opt{insecure});
my $rest = Twilio::Rest->new(store => $store, hook => $hook);
my $intelligence = Twilio::Intelligence->new(store => $store, hook => $hook);
my $control = Twilio::Control->new(store => $store, hook => $hook,
	intelligence => $intelligence);

my $app = Mojolicious->new(mode => 'production');
$app->log->level('error');
$app->secrets([ $opt{token} ]);
$app->max_request_size(8 * 1024 * 1024);
$app->hook(around_dispatch => sub ($next, $c) {
	my $path = $c->req->url->path->to_string;
	if ($path =~ m{^/_standin(?:/|$)}) {
		$control->handle($c);
	} elsif ($path =~ m{^/_storage/}) {
		$rest->storage($c);
	} elsif ($path =~ m{^/v2/}) {
		$intelligence->handle($c);
	} else {
		$rest->handle($c);
	}
});

my $daemon = Mojo::Server::Daemon->new(app => $app, silent => 1, inactivity_timeout => 0,
	listen => ["http://127.0.0.1:$opt{port}"]);
$daemon->start;
my $port = $daemon->ports->[0];
$store->{base}       = "http://127.0.0.1:$port";
$store->{other_base} = "http://localhost:$port";

Serving::on($port, %opt);

__END__

=encoding utf8

=head1 NAME

twilio.pl - a stand-in for Twilio, for tests, the demonstration and benchmarks

=head1 SYNOPSIS

    t/standin/twilio.pl --account AC… --token T [--port N] [--secondary T2]
        [--api-key SK… --api-secret S] [--api-key-status 401|403]
        [--ca FILE | --insecure] [--number +1845…]… [--ready FILE] [--stay]

It listens on 127.0.0.1 only (port 0: any free one), writes the port to FILE (or to standard
output) once it does, and ends at SIGTERM, or when its standard input is closed; with --stay only
at SIGTERM. The product reaches it with TWILIO_API_URL=http://127.0.0.1:PORT, and the same as its
TWILIO_INTELLIGENCE_URL. --ca or --insecure is for webhooks that go to https with a certificate of
our own.

Nothing waits for real seconds: a call of ten minutes is over at once, and its times are those
that it would have had.

=head1 WHAT IT IS STRICT ABOUT

TwiML on which Twilio would only warn (an unknown attribute, a bad value, a verb in the wrong
place) ends the call as C<failed> and stands in C<errors> with Twilio's code. A document that
cannot be used at all (not well formed, wrong type, no answer, over 64 kB) leads to the fallback
URL, as at Twilio; without one, C<said> ends in "(application error)". A test should insist that
C<errors> is empty. REST refuses unknown, repeated and misspelt parameters, URLs that are not
absolute, bad connection overrides, a list page without its token, and a path without .json.

=head1 CONTROL

JSON over HTTP under /_standin/. Unknown keys are refused with 400 and {error}.

=head2 POST /_standin/calls

A call comes in. Answers with its story when it has ended, or is held.

    from, to          to must be a number of the account, unless voiceUrl is given
    digits            one entry per Gather: keys ("1", "12#"), null for silence,
                      {"speech": "yes", "confidence": 0.9}, or "hangup"; then silence
    answers           {"+1…": outcome}: what a dialled party does (below); else no-answer
    record            {"seconds": 8, "key": "#", "hangup": true, "transcription": "…"}
    hangupAfter       the caller hangs up after so many seconds of the call's own clock
    callSid, stirVerstat, at (ISO time or epoch), params (extra fields; null removes one)
    voiceUrl, voiceMethod, fallbackUrl, statusCallback    instead of the number's own
    sign              primary, secondary, none, wrong; port: true or false (below)
    statusCallbacks, recordingCallbacks, transcriptionCallbacks, amdCallbacks
                      once, twice, late, reversed (held back, then last one first), none
    hold              where the call stops until released, one or a list of: ringing, gather,
                      dial (ringing), talk; for REST calls also queued, in-progress
    transcription     [{"track": "inbound_track", "text": "…"}]: what <Transcription> hears
    recordingAbsent   recordings have the status absent
    omit              parameters left out of action requests, as ["DialBridged"]
    async             answer at once with {callSid}

An outcome is "busy", "no-answer", "failed", "canceled" (the caller gives up while it rings), or

    {"status": "completed", "duration": 12, "ring": 4, "digits": ["1"], "hangup": "caller",
     "hangupAfter": 5}

with digits for the Gathers of its whisper document, ring the seconds until it answers (too many:
no-answer), hangup who ends the talk (else the dialled party); "bridged": false picks up, and one of
the two (as hangup says) is gone before they are joined, which is completed too. A list of outcomes is used up one
by one; its last one stays.

The story:

    {callSid, from, to, direction, status, why, duration, ended, held,
     steps: [{callSid, request: {method, url, params, signature}, attempts: [{status|error}],
              response: {status, type, body}, verbs: [{verb, attr, text, input, said, nested}]}],
     said: [text], played: [url], dialled: [{to, callSid, callerId, status, bridged, duration,
     whisper}], connected: [{url, parameters}] (streams), recordings: [{sid, duration, channels, source, call_sid}],
     callbacks: [{what, url, method, params, signature, status, attempts, error}],
     urls: [{where: "Dial action", url}], errors: [{code, message, url, fatal}]}

what of a callback: "status completed", "recording completed", "transcription content", "amd",
"transcribe", "message delivered". why: document, hangup, reject, caller, rest, not answered,
strict, application error, loop.

GET /_standin/calls/SID?wait=5 gives a story as soon as the call has ended or is held (also of a
call made by REST). POST /_standin/calls/SID/release lets a held call go on. GET /_standin/calls
gives {items} of all.

=head2 POST /_standin/sms

{from, to, body, media: [{contentType, content (base64)}], messageSid, params, sign, port, smsUrl}
gives {messageSid, steps, replies: [{messageSid, to, from, body, media}], errors, urls}. STOP and
its kin block the pair, START and its kin unblock; so do POST /_standin/opt-outs {patient, ours,
out}. GET /_standin/messages, GET /_standin/messages/SID?wait=5: the REST resource with callbacks,
errors, ended; GET /_standin/messages?brief=1: {sid, to, status, direction} alone.

=head2 POST /_standin/webhook

Any webhook by hand: {url, method, kind: voice|sms, params: {} or [[name, value], …] | json |
body and type, sign: primary|secondary|none|wrong, port: true|false, token, signUrl, headers (null
removes one), noBodyHash, check: voice|whisper|messaging, parallel: n} gives {status (0: no
answer), headers, body, request, attempts, error, twiml: {nodes, errors, urls}}, or with parallel
{responses: [that]}. Without port the table of Twilio decides: voice over https signs no port.

=head2 POST /_standin/scripts

{to, call: outcome or list, message: {status: delivered|undelivered|failed|sent, errorCode,
statusCallbacks}}: what becomes of calls and texts that REST sends to this number (texts also: to
C<*>, any number that has no script of its own). A party that
REST calls answers unless a script says otherwise; beside the fields of an outcome it may have
those of an inbound call (digits, answers, record, statusCallbacks, hold …) and machine: human,
machine_start, machine_end_beep …

=head2 POST /_standin/faults

{match: "POST /Calls" (a path below the account without .json, or like /v2/Transcripts, and what
is below it; * for any), times, skip, every (only one in so many of them, from the first on), mode, ms,
credential: key|token, retryAfter, code}. mode: 401 403 404 429 500 503;
hang-before (not carried out, no answer), hang-after (carried out, no answer), reset-before,
reset-after (connection reset), nonsense, nonsense-after (carried out, a broken answer), huge (an
answer of 32 MB), slow (carried out after ms); of media also empty (200, and no byte), cut (half of it, and the
end of the connection) and stall (half of it, and nothing more). GET lists them, DELETE clears them.

=head2 The rest

    GET    /_standin/requests?method=&resource=   REST requests: {at, method, path, resource,
                                  credential, query, range, params, status, fault}; DELETE clears
    GET    /_standin/deliveries                   every webhook that was sent
    GET    /_standin/late; POST /_standin/late    callbacks held back; release {ids, order:
                                  forward|reverse, twice, keep} gives {items}
    GET    /_standin/numbers; POST {phone_number, voice_url, …}; DELETE /_standin/numbers/+1…
    POST   /_standin/available    {items: [{country, type, phone_number}]}: what can be bought
    POST   /_standin/recordings   {callSid, duration, channels, source, status} gives {sid, url}
    POST   /_standin/transcriptions   {recordingSid, text} gives {sid}
    POST   /_standin/edit         {sid, fields}: fields of a REST resource, as a late price
    POST   /_standin/transcripts  what Intelligence makes of a recording: {recording or callSid,
                                  sentences: [{channel, text, start, end, confidence}], operators:
                                  [{name, operator_type, text, …}], operatorsAfter (seconds, 1.5),
                                  completedAgo (seconds, 0), language, redaction, status: completed|failed|canceled, webhook:
                                  once|twice|late|none, hold (in progress until it is said again
                                  without)}; {1} and {2} in a text are how the speakers are called.
                                  GET lists them, with their callbacks
    POST   /_standin/settings     viService, viWebhook, viPageSize, apiKeyStatus (401, 403), accountStatus, sign, port, mediaAuth,
                                  mediaRedirect, mediaRange, mediaChunked, messagingServices,
                                  verified; GET reads
    POST   /_standin/twiml        {body, kind, inline}: the strict parser alone
    GET    /_standin/settle?wait=10   answers when no call or text is under way that is not held
    POST   /_standin/reset        as after the start

=cut
