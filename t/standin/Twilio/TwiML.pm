# A strict TwiML parser. What the provider only warns about (and then ignores) is an error here,
# so that no test passes on a document that does not say what its author meant.
package Twilio::TwiML;
use v5.36;
use XML::LibXML;
use Twilio::Url;

use constant MAX_BYTES => 65536;

# ---- attribute checks: each is [code, function that says what is wrong, or undef] ----

sub one_of ($code, @values)
{
	my %ok = map { $_ => 1 } @values;
	return [ $code, sub ($v) { $ok{$v} ? undef : 'must be one of ' . join ', ', @values } ];
}

sub bool ($code) { return one_of($code, 'true', 'false') }

sub method ($code) { return one_of($code, 'GET', 'POST') }

sub int_in ($code, $min, $max)
{
	return [ $code, sub ($v) {
		return $v =~ /^\d{1,9}$/ && $v >= $min && $v <= $max ? undef
		    : "must be a whole number from $min to $max";
	} ];
}

sub like ($code, $re, $what)
{
	return [ $code, sub ($v) { $v =~ $re ? undef : "must be $what" } ];
}

sub words ($code, @values)
{
	my %ok = map { $_ => 1 } @values;
	return [ $code, sub ($v) {
		my @given = split / /, $v, -1;
		my %twice;
		return 'must be some of ' . join(' ', @values) . ', with one blank between them'
		    if !@given || grep { !$ok{$_} || $twice{$_}++ } @given;
		return undef;
	} ];
}

sub text ($code, $max)
{
	return [ $code, sub ($v) {
		length $v && length $v <= $max ? undef : "must have 1 to $max characters" } ];
}

sub url ($code) { return [ $code, 'url' ] }

my @SAY_LANGUAGES = qw(af-ZA am-ET ar-AE ar-XA bg-BG bn-IN ca-ES cmn-CN cmn-TW cs-CZ cy-GB da-DK
    de-AT de-DE el-GR en-AU en-CA en-GB en-GB-WLS en-IE en-IN en-NZ en-US en-ZA es-ES es-MX es-US
    fi-FI fil-PH fr-BE fr-CA fr-FR gu-IN he-IL hi-IN hu-HU id-ID is-IS it-IT ja-JP kn-IN ko-KR
    lv-LV ml-IN mr-IN ms-MY nb-NO nl-BE nl-NL pa-IN pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sr-RS sv-SE
    ta-IN te-IN th-TH tr-TR uk-UA vi-VN yue-HK zh-CN zh-HK zh-TW);
my @RING_TONES = qw(at au bg br be ch cl cn cz de dk ee es fi fr gr hu il in it lt jp mx my nl no
    nz ph pl pt ru se sg th uk us us-old tw ve za);
my @SPEECH_MODELS = qw(default numbers_and_commands phone_call experimental_conversations
    experimental_utterances googlev2_long googlev2_short googlev2_telephony
    googlev2_telephony_short deepgram_nova-2 deepgram_nova-3);
my %POLLY = (
	'en-US' => [ qw(Joanna Matthew Salli Kendra Kimberly Ivy Joey Justin Ruth Stephen Danielle
	    Gregory) ],
	'en-IN' => [ qw(Raveena Aditi Kajal) ],
	'hi-IN' => [ qw(Aditi Kajal) ],
	'es-US' => [ qw(Penelope Miguel Lupe Pedro) ],
);

my @CALL_EVENTS      = qw(initiated ringing answered completed);
my @RECORDING_EVENTS = qw(in-progress completed absent);
my $DTMF             = qr/^[0-9A-D#*wW]+$/;

my %MACHINE = (
	machineDetection => one_of(12200, 'Enable', 'DetectMessageEnd'),
	machineDetectionTimeout => int_in(12200, 3, 60),
	machineDetectionSpeechThreshold => int_in(12200, 1000, 6000),
	machineDetectionSpeechEndThreshold => int_in(12200, 500, 5000),
	machineDetectionSilenceTimeout => int_in(12200, 2000, 10000),
	amdStatusCallback => url(11100),
	amdStatusCallbackMethod => method(12200),
);
my %CALLED = (
	url => url(11100),
	method => method(13221),
	statusCallback => url(11100),
	statusCallbackMethod => method(12200),
	statusCallbackEvent => words(12200, @CALL_EVENTS),
);

# ---- the verbs: attributes, allowed children, whether text belongs to them ----

my %ELEMENT = (
	Say => {
		text => 1, in => \&check_say,
		attr => {
			voice => like(13511, qr/^(?:man|woman|alice
			    |Polly\.[A-Z][a-z]+(?:-Neural|-Generative)?
			    |Google\.[a-z]{2,3}-[A-Z]{2}-(?:Standard|Wavenet|Neural2)-[A-Z]
			    |Google\.[a-z]{2,3}-[A-Z]{2}-Chirp3-HD-[A-Z][a-z]+)$/x,
			    'a known voice'),
			language => one_of(13512, @SAY_LANGUAGES),
			loop => int_in(13510, 0, 1000),
		},
	},
	Play => {
		text => 1, in => \&check_play,
		attr => {
			loop => int_in(13410, 0, 1000),
			digits => like(13430, $DTMF, 'keys'),
		},
	},
	Pause => { attr => { length => int_in(13910, 1, 3600) } },
	Gather => {
		in => \&check_gather, children => [ qw(Say Play Pause) ], nested_code => 13320,
		attr => {
			action => url(11100),
			method => method(13312),
			input => one_of(13326, 'dtmf', 'speech', 'dtmf speech'),
			timeout => int_in(13313, 1, 3600),
			speechTimeout => like(13327, qr/^(?:auto|[1-9]\d{0,2})$/,
			    'auto or seconds'),
			finishOnKey => like(13310, qr/^[0-9#*]?$/, 'one key, or empty'),
			numDigits => int_in(13314, 1, 1000),
			actionOnEmptyResult => bool(13338),
			language => like(13331, qr/^[a-z]{2,3}(?:-[A-Za-z]{2,4}){1,2}$/,
			    'a language'),
			hints => [ 13330, \&check_hints ],
			speechModel => one_of(13334, @SPEECH_MODELS),
			profanityFilter => bool(13333),
			partialResultCallback => url(11100),
			partialResultCallbackMethod => method(13312),
			bargeIn => bool(12200),
			enhanced => bool(12200),
			maxSpeechTime => int_in(12200, 1, 60),
			debug => bool(12200),
		},
	},
	Dial => {
		text => 1, in => \&check_dial, children => [ qw(Number Client Sip) ],
		nested_code => 13215,
		attr => {
			action => url(11100),
			method => method(13210),
			answerOnBridge => bool(13219),
			callerId => [ 13214, \&check_caller_id ],
			timeout => int_in(13212, 5, 600),
			timeLimit => int_in(13216, 1, 86400),
			hangupOnStar => bool(13213),
			record => one_of(13217, qw(do-not-record record-from-answer
			    record-from-ringing record-from-answer-dual record-from-ringing-dual
			    true false)),
			trim => one_of(13699, 'trim-silence', 'do-not-trim'),
			recordingStatusCallback => url(13256),
			recordingStatusCallbackMethod => method(13210),
			recordingStatusCallbackEvent => words(13621, @RECORDING_EVENTS),
			recordingTrack => one_of(12200, 'inbound', 'outbound', 'both'),
			sequential => bool(13218),
			ringTone => one_of(13220, @RING_TONES),
			referUrl => url(11100),
			referMethod => method(13210),
			callReason => text(12200, 50),
			recordingConfigurationId => text(12200, 64),
		},
	},
	Number => {
		text => 1, in => \&check_number,
		attr => { %CALLED, %MACHINE, sendDigits => like(13222, $DTMF, 'keys'),
			byoc => like(12200, qr/^BY[0-9a-f]{32}$/, 'a BY sid') },
	},
	Client => {
		text => 1, in => \&check_client, children => [],
		attr => { %CALLED, clientNotificationUrl => url(11100) },
	},
	Sip => {
		text => 1, in => \&check_sip,
		attr => { %CALLED, %MACHINE, username => text(12200, 256),
			password => text(12200, 256) },
	},
	Record => {
		in => \&check_record,
		attr => {
			action => url(11100),
			method => method(13610),
			timeout => int_in(13611, 0, 3600),
			finishOnKey => like(13613, qr/^[0-9#*]*$/, 'a set of keys'),
			maxLength => int_in(13612, 2, 14400),
			playBeep => bool(13616),
			trim => one_of(13699, 'trim-silence', 'do-not-trim'),
			recordingStatusCallback => url(13256),
			recordingStatusCallbackMethod => method(13610),
			recordingStatusCallbackEvent => words(13621, @RECORDING_EVENTS),
			transcribe => bool(13614),
			transcribeCallback => url(13257),
			recordingConfigurationId => text(12200, 64),
		},
	},
	Redirect => { text => 1, in => \&check_redirect, attr => { method => method(13710) } },
	Hangup => { attr => {} },
	Reject => { attr => { reason => one_of(13810, 'rejected', 'busy') } },
	Connect => { children => [ qw(Stream) ], in => \&check_connect,
		attr => { action => url(11100), method => method(12200) } },
	Stream => { children => [ qw(Parameter) ], in => \&check_stream,
		attr => {
			url => like(12200, qr{^wss://[^\s?#]+(?:\?[^\s#]*)?$}, 'a wss:// URL'),
			name => text(12200, 64),
			track => one_of(12200, qw(inbound_track outbound_track both_tracks)),
			statusCallback => url(11100),
			statusCallbackMethod => method(12200),
		} },
	Parameter => { attr => { name => text(12200, 500), value => text(12200, 500) } },
	Start => { children => [ qw(Transcription Recording) ], in => \&check_start, attr => {} },
	Stop => { children => [ qw(Transcription Recording) ], in => \&check_start, attr => {} },
	Transcription => {
		in => \&check_transcription,
		attr => {
			name => text(12200, 64),
			statusCallbackUrl => url(11100),
			statusCallbackMethod => method(12200),
			languageCode => like(12200, qr/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,4}){0,2}$/,
			    'a language'),
			track => one_of(12200, qw(inbound_track outbound_track both_tracks)),
			inboundTrackLabel => text(12200, 64),
			outboundTrackLabel => text(12200, 64),
			transcriptionEngine => one_of(12200, 'google', 'deepgram'),
			speechModel => text(12200, 64),
			partialResults => bool(12200),
			profanityFilter => bool(12200),
			hints => [ 12200, \&check_hints ],
			enableAutomaticPunctuation => bool(12200),
			enableProviderData => bool(12200),
			intelligenceService => text(12200, 64),
			conversationConfiguration => text(12200, 64),
			conversationId => text(12200, 64),
		},
	},
	Recording => {
		attr => {
			recordingStatusCallback => url(13256),
			recordingStatusCallbackMethod => method(12200),
			recordingStatusCallbackEvent => words(13621, @RECORDING_EVENTS),
			trim => one_of(13699, 'trim-silence', 'do-not-trim'),
			track => one_of(12200, 'inbound', 'outbound', 'both'),
			channels => one_of(12200, 'mono', 'dual'),
		},
	},
);

my %MESSAGING = (
	Message => {
		text => 1, in => \&check_message, children => [ qw(Body Media) ],
		nested_code => 12200,
		attr => {
			to => like(14101, qr/^\+[1-9]\d{1,14}$/, 'an E.164 number'),
			from => like(14102, qr/^(?:\+[1-9]\d{1,14}|\d{5,6})$/, 'an E.164 number'),
			action => url(11100),
			method => method(14104),
			statusCallback => url(14105),
		},
	},
	Body => { text => 1, attr => {} },
	Media => {
		text => 1, attr => {},
		in => sub ($p, $n) {
			$p->check_url($n, 12200, 'Media', $n->{text});
		},
	},
	Redirect => { text => 1, in => \&check_redirect, attr => { method => method(14104) } },
);

my %ROOT = (
	voice => [ qw(Say Play Pause Gather Dial Record Redirect Hangup Reject Start Stop
	    Connect) ],
	whisper => [ qw(Say Play Pause Gather Hangup) ],
	messaging => [ qw(Message Redirect) ],
);

my %SSML = map { $_ => 1 } qw(break emphasis lang p phoneme prosody s say-as sub w);

# Parses a document. kind: voice, whisper (the document of a called party) or messaging.
# inline: it came in a REST parameter, so it may lack the declaration and has no own URL.
# Gives {nodes, errors: [{code, message, fatal}], urls: [{where, url}]}; with a fatal error the
# document is unusable. Codes are those of the provider's error dictionary.
sub parse ($bytes, %how)
{
	my $self = bless { errors => [], urls => [], kind => $how{kind} // 'voice',
		inline => $how{inline} }, __PACKAGE__;
	$self->{nodes} = $self->document($bytes);
	return { $self->%{qw(nodes errors urls)} };
}

sub fail ($self, $code, $message, $fatal = 0)
{
	push $self->{errors}->@*, { code => $code, message => $message, fatal => $fatal ? 1 : 0 };
	return;
}

sub document ($self, $bytes)
{
	my $max = $self->{inline} ? 4000 : MAX_BYTES;
	if (length $bytes > $max) {
		return $self->fail($self->{inline} ? 32018 : 11750,
			length($bytes) . " bytes are more than $max", 1);
	}
	if ($bytes =~ /^(?:\s+|\xef\xbb\xbf)<\?xml/) {
		return $self->fail(12100, 'something stands before the XML declaration', 1);
	}
	if ($bytes !~ /^<\?xml version="([^"]*)"(?: encoding="([^"]*)")?\s*\?>/) {
		return $self->fail(12100, 'the document does not begin with an XML declaration', 1)
		    unless $self->{inline};
	} elsif ($1 ne '1.0') {
		return $self->fail(12101, "XML version '$1'", 1);
	} elsif (uc($2 // 'UTF-8') ne 'UTF-8') {
		return $self->fail(12100, "encoding '$2' is not UTF-8", 1);
	}
	my $dom = eval {
		XML::LibXML->load_xml(string => $bytes, no_network => 1, load_ext_dtd => 0,
			expand_entities => 0);
	};
	unless ($dom) {
		my ($why) = "$@" =~ /([^\n]+)/;
		return $self->fail(12100, "not well formed: $why", 1);
	}
	return $self->fail(12100, 'a document type has no place here', 1) if $dom->internalSubset;
	my $root = $dom->documentElement;
	return $self->fail(12100, 'the root is not Response', 1) if $root->nodeName ne 'Response';
	$self->fail(12200, 'Response has attributes') if $root->hasAttributes;
	my $nodes = $self->children($root, 'Response', $ROOT{ $self->{kind} });
	$self->check_document($nodes);
	return $nodes;
}

sub table ($self) { return $self->{kind} eq 'messaging' ? \%MESSAGING : \%ELEMENT }

sub children ($self, $element, $parent, $allowed, $nested_code = undef)
{
	my %ok = map { $_ => 1 } @$allowed;
	my @nodes;
	for my $child ($element->childNodes) {
		my $type = $child->nodeType;
		next if $type == XML_COMMENT_NODE;
		if ($type == XML_TEXT_NODE || $type == XML_CDATA_SECTION_NODE) {
			next if $child->data !~ /\S/;
			next if $self->table->{$parent} && $self->table->{$parent}{text};
			$self->fail(12200, "text directly in $parent");
			next;
		}
		if ($type != XML_ELEMENT_NODE) {
			$self->fail(12200, "$parent holds something that is no element");
			next;
		}
		my $name = $child->nodeName;
		if ($ok{$name}) {
			push @nodes, $self->element($child, $name);
		} elsif ($self->{kind} eq 'whisper' && $name eq 'Dial') {
			$self->fail(13201, 'Dial in the document of a called party');
		} elsif ($self->{kind} eq 'messaging' && $parent eq 'Response') {
			$self->fail(14110, "$name cannot answer a message");
		} elsif ($nested_code && $self->table->{$name}) {
			$self->fail($nested_code, "$name may not stand in $parent");
		} else {
			$self->fail(12200, "$name is not known in $parent");
		}
	}
	return \@nodes;
}

sub element ($self, $element, $name)
{
	my $row  = $self->table->{$name};
	my $node = { verb => $name, attr => {} };
	for my $attribute ($element->attributes) {
		my $key   = $attribute->nodeName;
		my $value = $attribute->getValue // '';
		my $check = $attribute->nodeType == XML_ATTRIBUTE_NODE ? $row->{attr}{$key} : undef;
		if (!$check) {
			$self->fail(12200, "$name has no attribute $key");
			next;
		}
		$node->{attr}{$key} = $value;
		my ($code, $how) = @$check;
		if (!ref $how) {
			$self->check_url($node, $code, "$name $key", $value);
		} elsif (defined(my $why = $how->($value))) {
			$self->fail($code, "$name $key=\"$value\": $why");
		}
	}
	if ($name eq 'Say') {
		$node->{text} = $self->ssml($element);
	} else {
		$node->{children} = $self->children($element, $name, $row->{children} // [],
			$row->{nested_code});
		$node->{text} = join '', map { $_->data } grep {
			$_->nodeType == XML_TEXT_NODE || $_->nodeType == XML_CDATA_SECTION_NODE
		} $element->childNodes if $row->{text};
		$node->{text} =~ s/^\s+|\s+$//g if defined $node->{text} && $name ne 'Body';
	}
	$row->{in}->($self, $node) if $row->{in};
	return $node;
}

# The text of a Say; speech markup inside it is allowed and left out.
sub ssml ($self, $element)
{
	my $text = '';
	for my $child ($element->childNodes) {
		my $type = $child->nodeType;
		if ($type == XML_TEXT_NODE || $type == XML_CDATA_SECTION_NODE) {
			$text .= $child->data;
		} elsif ($type == XML_ELEMENT_NODE) {
			my $name = $child->nodeName;
			$self->fail(12200, "$name may not stand in Say") unless $SSML{$name};
			$text .= $self->ssml($child);
		} elsif ($type != XML_COMMENT_NODE) {
			$self->fail(12200, 'Say holds something that is no text');
		}
	}
	return $text;
}

sub check_url ($self, $node, $code, $where, $value)
{
	push $self->{urls}->@*, { where => $where, url => $value };
	my $why;
	if ($value eq '') {
		$why = 'the URL is empty';
	} elsif (Twilio::Url::is_absolute($value)) {
		$why = Twilio::Url::fault($value);
	} elsif ($self->{inline}) {
		$why = 'must be absolute in an inline document';
	} else {
		$why = Twilio::Url::fault(Twilio::Url::resolve('http://localhost/', $value));
		$why = 'the URL holds blanks or control characters' if $value =~ /[\s\x00-\x1f]/;
	}
	$self->fail($code, "$where=\"$value\": $why") if defined $why;
	return;
}

sub check_document ($self, $nodes)
{
	for my $i (1 .. $#$nodes) {
		$self->fail(12200, 'Reject has an effect only as the first verb')
		    if $nodes->[$i]{verb} eq 'Reject';
	}
	my $messages = grep { $_->{verb} eq 'Message' } @$nodes;
	$self->fail(14109, "$messages replies to one message") if $messages > 10;
	if ($self->{inline}) {
		for my $node (grep { $_->{verb} =~ /^(?:Gather|Record)$/ } @$nodes) {
			$self->fail(11100, "$node->{verb} without an action in an inline document")
			    unless exists $node->{attr}{action};
		}
	}
	return;
}

sub check_connect ($self, $node)
{
	my $streams = grep { $_->{verb} eq 'Stream' } $node->{children}->@*;
	$self->fail(12200, "Connect with $streams streams") unless $streams == 1;
	return;
}

sub check_stream ($self, $node)
{
	$self->fail(12200, 'Stream without a url') unless defined $node->{attr}{url};
	return;
}

sub check_say ($self, $node)
{
	my $text = $node->{text} =~ s/\s+/ /gr =~ s/^ | $//gr;
	$node->{text} = $text;
	return $self->fail(13520, 'Say without a text') unless length $text;
	my ($voice, $language) = $node->{attr}->@{qw(voice language)};
	my $max = defined $voice && $voice =~ /^(?:Polly|Google)/ ? 3000 : 4096;
	$self->fail(13521, 'Say with ' . length($text) . " characters, more than $max")
	    if length $text > $max;
	return unless defined $voice && defined $language;
	my $wrong = 0;
	if ($voice =~ /^Google\.([a-z]{2,3}-[A-Z]{2})-/) {
		$wrong = $1 ne $language;
	} elsif ($voice =~ /^Polly\.([A-Z][a-z]+)/) {
		my $name  = $1;
		my @homes = grep { grep { $_ eq $name } $POLLY{$_}->@* } keys %POLLY;
		$wrong = @homes && !grep { $_ eq $language } @homes;
		# The languages that no Polly voice speaks.
		$wrong ||= $language =~ /^(?:ta|te)-IN$/;
	} else {
		$wrong = $language =~ /^(?:bn|gu|hi|kn|ml|mr|pa|ta|te)-IN$/;
	}
	$self->fail(13512, "Say: voice $voice does not speak $language") if $wrong;
	return;
}

sub check_play ($self, $node)
{
	return if exists $node->{attr}{digits} && $node->{text} eq '';
	return $self->check_url($node, 11100, 'Play', $node->{text});
}

sub check_hints ($v)
{
	my @hints = split /,/, $v, -1;
	return 'has more than 500 entries' if @hints > 500;
	return 'has an entry over 100 characters' if grep { length > 100 } @hints;
	return undef;
}

sub check_gather ($self, $node)
{
	my $attr = $node->{attr};
	if (exists $attr->{speechTimeout} && $attr->{speechTimeout} eq 'auto') {
		$self->fail(13335, 'Gather: speechTimeout="auto" with this speech model');
	}
	for my $play (grep { $_->{verb} eq 'Play' && exists $_->{attr}{digits} }
	    $node->{children}->@*) {
		$self->fail(13430, 'Play digits inside a Gather');
	}
	return;
}

sub check_caller_id ($v)
{
	return undef if $v =~ /^\+[1-9]\d{1,14}$/ || $v =~ /^client:.{1,256}$/;
	return 'must be an E.164 number';
}

sub check_dial ($self, $node)
{
	my $text = $node->{text};
	my @targets = $node->{children}->@*;
	$self->fail(12200, 'Dial with a text and with children') if length $text && @targets;
	$self->fail(12200, 'Dial dials nobody') if !length $text && !@targets;
	$self->fail(13215, 'Dial with more than 10 targets') if @targets > 10;
	$self->check_phone('Dial', $text) if length $text;
	for my $key (qw(recordingStatusCallback recordingStatusCallbackEvent recordingTrack trim)) {
		next unless exists $node->{attr}{$key};
		next if ($node->{attr}{record} // 'do-not-record') !~ /^(?:do-not-record|false)$/;
		$self->fail(12200, "Dial $key without record");
	}
	return;
}

sub check_phone ($self, $where, $text)
{
	$self->fail(13223, "$where: '$text' is no E.164 number") if $text !~ /^\+[1-9]\d{1,14}$/;
	return;
}

sub check_number ($self, $node)
{
	$self->check_phone('Number', $node->{text});
	return $self->check_called($node);
}

sub check_client ($self, $node)
{
	$self->fail(12200, 'Client without an identity, or a too long one')
	    unless length $node->{text} && length $node->{text} <= 256;
	return $self->check_called($node);
}

sub check_sip ($self, $node)
{
	$self->fail(12200, "Sip: '$node->{text}' is no SIP address")
	    unless $node->{text} =~ /^sips?:[^\s@]+@[^\s@]+$/;
	return $self->check_called($node);
}

# Attributes that do nothing without another one are slips of the pen.
sub check_called ($self, $node)
{
	my %needs = (statusCallbackEvent => 'statusCallback', method => 'url',
		statusCallbackMethod => 'statusCallback', amdStatusCallback => 'machineDetection');
	for my $key (sort keys %needs) {
		$self->fail(12200, "$node->{verb} $key without $needs{$key}")
		    if exists $node->{attr}{$key} && !exists $node->{attr}{ $needs{$key} };
	}
	return;
}

sub check_record ($self, $node)
{
	my $attr = $node->{attr};
	my $transcribe = ($attr->{transcribe} // 'false') eq 'true';
	$self->fail(13615, 'Record: maxLength is too high for a transcription')
	    if $transcribe && ($attr->{maxLength} // 120) > 120;
	$self->fail(12200, 'Record transcribeCallback without transcribe="true"')
	    if exists $attr->{transcribeCallback} && !$transcribe;
	$self->fail(12200, 'Record recordingStatusCallbackEvent without recordingStatusCallback')
	    if exists $attr->{recordingStatusCallbackEvent}
	    && !exists $attr->{recordingStatusCallback};
	return;
}

sub check_redirect ($self, $node)
{
	return $self->check_url($node, 11100, 'Redirect', $node->{text});
}

sub check_start ($self, $node)
{
	$self->fail(12200, "$node->{verb} with nothing in it") unless $node->{children}->@*;
	return;
}

sub check_transcription ($self, $node)
{
	my $attr = $node->{attr};
	my $deepgram = ($attr->{transcriptionEngine} // 'google') eq 'deepgram';
	return unless exists $attr->{speechModel};
	$self->fail(12200, "Transcription: $attr->{speechModel} is not of this engine")
	    if $deepgram != ($attr->{speechModel} =~ /^nova-[23]$/ ? 1 : 0);
	return;
}

sub check_message ($self, $node)
{
	my @bodies = grep { $_->{verb} eq 'Body' } $node->{children}->@*;
	my @media  = grep { $_->{verb} eq 'Media' } $node->{children}->@*;
	$self->fail(14103, 'Message with a text and with children')
	    if length $node->{text} && $node->{children}->@*;
	$self->fail(14103, 'Message with more than one Body') if @bodies > 1;
	$self->fail(14103, 'Message with more than 10 Media') if @media > 10;
	my $body = @bodies ? $bodies[0]{text} : $node->{text};
	$self->fail(14103, 'Message with nothing to say') unless length $body || @media;
	$self->fail(14103, 'Message body over 1600 characters') if length $body > 1600;
	$node->{body}  = $body;
	$node->{media} = [ map { $_->{text} } @media ];
	return;
}

1;
