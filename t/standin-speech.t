#!/usr/bin/perl
# The stand-ins that write down what was said, themselves: Twilio's Intelligence, and a server like OpenAI's. What the real ones refuse, they refuse.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Mojo::UserAgent;
use OpenAI;
use Standin;
use Test::More;

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output todo_output);
my $JSON = JSON::PP->new->canonical;
my $ua = Mojo::UserAgent->new(max_response_size => 0);
my ($SERVICE, $NOBODY) = ('GA' . 'e' x 32, 'RE' . '0' x 32);

# --- Intelligence ---------------------------------------------------------------------------------------------------------------------------

my $twilio = Standin->start;
my $V2 = 'http://' . $twilio->account . ':' . $twilio->token . '@127.0.0.1:' . $twilio->port . '/v2/Transcripts';
$twilio->settings(viService => $SERVICE);

sub recording(%more) { return $twilio->recording(callSid => 'CA' . 'b' x 32, duration => 9, channels => 2, %more)->{sid} }

sub channel($source, @participants) {
	return $JSON->encode({media_properties => {source_sid => $source}, @participants ? (participants => [map { {channel_participant => $_->[0], role => $_->[1]} } @participants]) : ()});
}

sub create($fields) { return $ua->post($V2 => form => $fields)->result }

my $recording = recording();
foreach my $case (
	['without a service', {Channel => channel($recording)}, 400], ['an unknown service', {ServiceSid => 'GA' . 'f' x 32, Channel => channel($recording)}, 404],
	['without a channel', {ServiceSid => $SERVICE}, 400], ['a channel that is no JSON', {ServiceSid => $SERVICE, Channel => '{media_properties: 1}'}, 400],
	['a misspelt field', {ServiceSid => $SERVICE, Channel => channel($recording), customerKey => 'x'}, 400],
	['a long key', {ServiceSid => $SERVICE, Channel => channel($recording), CustomerKey => 'x' x 65}, 400],
	['another member', {ServiceSid => $SERVICE, Channel => '{"media_properties":{"source_sid":"' . $recording . '"},"language":"en"}'}, 400],
	['two sources', {ServiceSid => $SERVICE, Channel => '{"media_properties":{"source_sid":"' . $recording . '","media_url":"https://x.test/a.wav"}}'}, 400],
	['a role that is none', {ServiceSid => $SERVICE, Channel => channel($recording, [1, 'Caller'])}, 400],
	['a channel twice', {ServiceSid => $SERVICE, Channel => channel($recording, [1, 'Customer'], [1, 'Agent'])}, 400],
	['a third channel', {ServiceSid => $SERVICE, Channel => channel($recording, [3, 'Customer'])}, 400],
	['an unknown recording', {ServiceSid => $SERVICE, Channel => channel($NOBODY)}, 404],
	['one that is too short', {ServiceSid => $SERVICE, Channel => channel(recording(duration => 1))}, 400],
	['one that is not there yet', {ServiceSid => $SERVICE, Channel => channel(recording(status => 'processing'))}, 400],
) {
	is(create($case->[1])->code, $case->[2], "$case->[0] is refused");
}
is($ua->post("$V2.json" => form => {})->result->code, 404, 'only v2010 has .json');
is($ua->post($V2 => json => {})->result->code, 400, 'a JSON body is refused');
is($ua->post('http://127.0.0.1:' . $twilio->port . '/v2/Transcripts' => form => {})->result->code, 401, 'so is nobody');

$twilio->transcript(recording => $recording, redaction => \1, operatorsAfter => 0, sentences => [map { {channel => 1 + $_ % 2, text => "Sentence $_"} } 0 .. 4],
	operators => [{text => 'The {1} called the {2} at 10.'}]);
my $made = create({ServiceSid => $SERVICE, Channel => channel($recording)});
is($made->code . ' ' . $made->json->{status}, '202 queued', 'a transcript is accepted');
my $sid = $made->json->{sid};
is(create({ServiceSid => $SERVICE, Channel => channel($recording)})->code, 409, 'a recording has one');
is($ua->get("$V2/$sid")->result->json->{status}, 'completed', 'it is made at once');
is($ua->get("$V2/$sid/OperatorResults?Redacted=false")->result->json->{operator_results}[0]{text_generation_results}{result}, 'The Agent called the Customer at 10.',
	'where nobody names the speakers, the first is the agent');
is($ua->get("$V2/$sid/Sentences")->result->json->{sentences}[3]{transcript}, 'Sentence #', 'what is redacted is shown so by default');
my $page = $ua->get("$V2/$sid/Sentences?Redacted=false&PageSize=2")->result->json;
is_deeply([map { $_->{transcript} } @{$page->{sentences}}], ['Sentence 0', 'Sentence 1'], 'a page');
is($ua->get("$V2/$sid/Sentences?PageSize=2&Page=1")->result->code, 400, 'another is not made up');
my $next = $page->{meta}{next_page_url} =~ s{^http://}{'http://' . $twilio->account . ':' . $twilio->token . '@'}er;
is_deeply([map { $_->{transcript} } @{$ua->get($next)->result->json->{sentences}}], ['Sentence 2', 'Sentence 3'], 'but followed');
is(scalar @{$ua->get("$V2?SourceSid=$recording")->result->json->{transcripts}}, 1, 'it is found by its recording');
is(scalar @{$ua->get("$V2?SourceSid=$NOBODY")->result->json->{transcripts}}, 0, 'and by no other');
is($ua->get("$V2?Source=$recording")->result->code, 400, 'an unknown filter is refused');
is($ua->get("$V2/$sid/Sentences?PageSize=5001")->result->code, 400, 'and a large page');
is($ua->delete("$V2/$sid")->result->code, 204, 'it is deleted');
is($ua->get("$V2/$sid")->result->code, 404, 'once');
$twilio->stop;

# --- a server like OpenAI's -------------------------------------------------------------------------------------------------------------------

my $openai = OpenAI->start;
my $SPEECH = $openai->url . '/audio/transcriptions';
my $MP3 = "\xff\xf3\x48\xc0" . "\0" x 140;

sub file(%more) { return {content => $MP3, filename => 'call.mp3', 'Content-Type' => 'audio/mpeg', %more} }

sub transcribe(%fields) {
	my %form = (file => file(), model => 'whisper-1', %fields);
	return $ua->post($SPEECH => form => {map { defined $form{$_} ? ($_ => $form{$_}) : () } keys %form})->result;
}

is(transcribe()->json->{text}, 'Good morning, this is a test.', 'sound becomes text');
is(transcribe(language => 'en', response_format => 'json', temperature => 0)->code, 200, 'with what may be said of it');
foreach my $case (
	['no file', 400, undef, file => undef], ['no model', 400, undef, model => undef], ['a model that is not there', 404, 'model_not_found', model => 'whisper-9'],
	['a file without a name', 400, undef, file => file(filename => 'call')], ['of no known kind', 400, undef, file => file(filename => 'call.txt', 'Content-Type' => 'text/plain')],
	['without a type', 400, undef, file => {content => $MP3, filename => 'call.mp3'}], ['of another type', 400, undef, file => file('Content-Type' => 'audio/wav')],
	['without sound in it', 400, undef, file => file(content => '<html>')], ['empty', 400, undef, file => file(content => '')],
	['a language that is no code', 400, undef, language => 'en-US'], ['a form of answer that is none', 400, undef, response_format => 'xml'],
	['one that the model does not have', 400, undef, model => 'gpt-4o-transcribe', response_format => 'srt'], ['an unknown field', 400, undef, lang => 'en'],
	['more than 25 MiB', 413, undef, file => file(content => $MP3 . "\0" x (25 * 1024 * 1024))],
) {
	my ($name, $status, $code, %fields) = @$case;
	my $answer = transcribe(%fields);
	is_deeply([$answer->code, $answer->json->{error}{code}], [$status, $code], "$name is refused");
	ok(length $answer->json->{error}{message}, 'with a reason');
}
is($ua->post($SPEECH => form => {model => 'whisper-1'})->result->code, 400, 'a form without parts is refused');
is($ua->get($SPEECH)->result->code, 405, 'so is a GET');
$openai->settings(key => 'sk-x');
is($ua->post($SPEECH => {Authorization => 'Bearer sk-y'} => form => {model => 'x'})->result->code, 401, 'and a wrong key');
is($ua->post($SPEECH => {Authorization => 'Bearer sk-x'} => form => {file => file(), model => 'whisper-1'})->result->code, 200, 'the right one is not');
$openai->reset;
$openai->settings(style => 'whisper.cpp');
my $odd = transcribe(file => undef, model => 'anything');
is($odd->code . ' ' . $odd->body, '400 Invalid request', 'whisper.cpp says so in plain text');
is(transcribe(model => 'anything')->code, 200, 'and knows no models');
$openai->reset;
$openai->fault(match => 'speech', mode => 429, code => 'insufficient_quota', type => 'insufficient_quota', retryAfter => 7);
my $busy = transcribe();
is(join(' ', $busy->code, $busy->json->{error}{code}, $busy->headers->header('Retry-After')), '429 insufficient_quota 7', 'a fault is as it was ordered');
is(transcribe()->code, 200, 'once');
ok(!eval { $openai->fault(match => 'speech', mode => 'odd'); 1 }, 'an order that is none is refused');
is(scalar(grep { $_->{status} == 200 } $openai->requests('transcriptions')), 1, 'every request is on record');
$openai->stop;
done_testing;
