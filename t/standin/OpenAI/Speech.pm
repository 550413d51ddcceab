# POST /v1/audio/transcriptions, as OpenAI takes it, or whisper.cpp's server. See t/standin/openai.pl.
package OpenAI::Speech;
use v5.36;
use Digest::SHA qw(sha256_hex);

use constant { BYTES_MAX => 25 * 1024 * 1024, MP3_BYTES_A_SECOND => 4000 };

my %TYPE = (
	flac => qr{^audio/(?:x-)?flac$}, mp3 => qr{^audio/(?:mpeg|mp3)$}, mpeg => qr{^audio/mpeg$},
	mpga => qr{^audio/mpeg$}, mp4 => qr{^(?:audio|video)/mp4$}, m4a => qr{^audio/(?:mp4|x-m4a)$},
	ogg => qr{^audio/ogg$}, wav => qr{^audio/(?:x-)?wav$}, webm => qr{^(?:audio|video)/webm$},
);
my %SOUND = (mp3 => qr/^(?:ID3|\xff[\xe0-\xff])/, wav => qr/^RIFF....WAVE/s, flac => qr/^fLaC/,
	ogg => qr/^OggS/);
my %FIELD = map { $_ => 1 } qw(file model response_format language prompt temperature
    timestamp_granularities[] chunking_strategy include[] stream);
my @FORMATS = qw(json text srt verbose_json vtt diarized_json);

sub new ($class, $store)
{
	my $self = bless { store => $store }, $class;
	$self->reset;
	return $self;
}

sub path ($self) { return '/v1/audio/transcriptions' }

sub name ($self) { return 'speech' }

sub reset ($self)
{
	@$self{qw(texts usage)} = ([ 'Good morning, this is a test.' ], 'seconds');
	return;
}

sub order ($self, $h)
{
	for my $name (sort keys %$h) {
		die "'$name' is not known here\n" unless $name =~ /^(?:texts|usage)$/;
	}
	die "texts is no list\n" if exists $h->{texts} && !(ref $h->{texts} eq 'ARRAY' && $h->{texts}->@*);
	$self->{$_} = $h->{$_} for keys %$h;
	return {};
}

# A refusal, thrown by any check.
sub bad ($status, $message, $param = undef, $code = undef)
{
	die { status => $status, body => { error => { message => $message,
		type => 'invalid_request_error', param => $param, code => $code } } };
}

sub answer ($self, $c, $log)
{
	my @answer = eval { $self->transcribe($c, $log) };
	return @answer if @answer;
	my $why = $@;
	die $why unless ref $why eq 'HASH';
	# Its error hook turns every status but 400 and 500 into 404.
	return ($why->{status} == 400 ? 400 : 404, 'Invalid request') if $self->is_whisper_cpp;
	return $why->@{qw(status body)};
}

sub is_whisper_cpp ($self) { return $self->{store}{settings}{style} eq 'whisper.cpp' }

# {name => [value, …]} of the form; its file is a part.
sub parts ($self, $c, $log)
{
	my (%value, $file);
	bad(400, 'Content-Type is not multipart/form-data')
	    unless ($c->req->headers->content_type // '') =~ m{^multipart/form-data; *boundary=\S};
	for my $part ($c->req->content->parts->@*) {
		my ($name) = ($part->headers->content_disposition // '') =~ /\bname="([^"]*)"/;
		my ($file_name) = ($part->headers->content_disposition // '') =~ /\bfilename="([^"]*)"/;
		bad(400, 'a part without a name') unless defined $name;
		bad(400, "Unrecognized request argument supplied: $name", $name) unless $FIELD{$name};
		bad(400, "'$name' is given twice", $name)
		    if ($value{$name} || ($name eq 'file' && $file)) && $name !~ /\[\]$/;
		if ($name eq 'file') {
			$file = { name => $file_name, type => $part->headers->content_type,
				bytes => $part->asset->slurp };
		} else {
			bad(400, "'$name' is a file", $name) if defined $file_name;
			push $value{$name}->@*, $part->asset->slurp;
		}
	}
	$log->{fields} = { map { $_ => $value{$_}[0] } keys %value };
	$log->{file} = { $file->%{qw(name type)}, bytes => length $file->{bytes},
		sha256 => sha256_hex($file->{bytes}) } if $file;
	return ({ map { $_ => $value{$_}[0] } keys %value }, $file);
}

sub check_file ($file)
{
	bad(400, 'you must provide a file', 'file') unless $file;
	my ($extension) = ($file->{name} // '') =~ /[^.]\.(\w+)$/
	    or bad(400, 'the file has no name with an extension', 'file');
	my $type = $TYPE{ lc $extension }
	    // bad(400, "Invalid file format. Supported formats: " . join(', ', sort keys %TYPE), 'file');
	bad(413, 'Maximum content size limit (26214400) exceeded')
	    if length $file->{bytes} > BYTES_MAX;
	bad(400, 'the file has no Content-Type', 'file') unless length($file->{type} // '');
	bad(400, "$file->{type} is not the type of .$extension", 'file')
	    unless $file->{type} =~ $type;
	my $sound = $SOUND{ lc $extension };
	bad(400, 'The audio file could not be decoded or its format is not supported.', 'file')
	    if !length $file->{bytes} || ($sound && $file->{bytes} !~ $sound);
	return;
}

sub check_fields ($self, $value)
{
	my $model = $value->{model} // '';
	bad(400, 'you must provide a model parameter', 'model') unless length $model;
	bad(404, "The model `$model` does not exist or you do not have access to it.", undef,
		'model_not_found') unless grep { $_ eq $model } $self->{store}{settings}{models}->@*;
	my $format = $value->{response_format} // 'json';
	bad(400, "response_format '$format' is not one of @FORMATS", 'response_format')
	    unless grep { $_ eq $format } @FORMATS;
	bad(400, "response_format '$format' is not compatible with model '$model'", 'response_format')
	    if $format ne 'json' && $model =~ /^gpt-4o/;
	bad(400, "Invalid language '$value->{language}'. Language parameter must be specified in "
		. 'ISO-639-1 format.', 'language')
	    if exists $value->{language} && $value->{language} !~ /^[a-z]{2}$/;
	return;
}

sub transcribe ($self, $c, $log)
{
	my ($value, $file) = $self->parts($c, $log);
	check_file($file);
	$self->check_fields($value) unless $self->is_whisper_cpp;
	my $texts = $self->{texts};
	my $text  = @$texts > 1 ? shift @$texts : $texts->[0];
	return (200, { text => $text }) if $self->is_whisper_cpp;
	my $usage = $self->{usage};
	$usage = { type => 'duration',
		seconds => 1 + int(length($file->{bytes}) / MP3_BYTES_A_SECOND) }
	    if defined $usage && !ref $usage;
	return (200, { text => $text, defined $usage ? (usage => $usage) : () });
}

1;
