#!/usr/bin/perl
# What monitors and clients ask of the server itself: health, metrics on their own listener, and the API reference.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use JSON::PP;
use Switchboard;
use Test::More;

my ($NUMBER, $CALLER) = ('+18455550101', '+12125550123');
my $s = Switchboard->new(numbers => [$NUMBER], conf => {ELEVENLABS_PHONE_NUMBER => '+19145550209', TWILIO_ENABLE_MENU => 'true', TWILIO_MENU_MESSAGE => 'One or two?', TWILIO_VOICE => 'Polly.Joanna', DEFAULT_COUNTRY => 'GB', DEFAULT_TIMEZONE => 'Europe/London'});
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');
$s->connect($NUMBER, $clinic);

subtest 'health' => sub {
	my $answer = $s->api(undef, GET => '/api/twilio/health');
	is($answer->{status}, 200, 'anybody may ask');
	$s->holds($answer->{json}, {status => 'ok', twilio_configured => 1, elevenlabs_number_configured => 1, database => 1, spool => {waiting => 0, bad => 0}}, 'all is well');
	cmp_ok($answer->{json}{snapshot}{version}, '>', 1, 'the snapshot has a version');
	cmp_ok($answer->{json}{snapshot}{ageSeconds}, '<', 180, 'and is young');
	unlike($answer->{body}, qr/\+1|$s->{token}|$s->{account}|\Q@{[$s->setting('JWT_SECRET')]}\E|\Q@{[$s->setting('DB_PASSWORD')]}\E/, 'it names no number and no secret');
	$s->is_problem($s->api(undef, GET => '/api/twilio/health?x=1'), 422, 'it takes no parameters', 'x');
	$s->stop('mariadb');
	$answer = $s->api(undef, GET => '/api/twilio/health');
	is($answer->{status}, 200, 'without a database it still answers 200');
	$s->holds($answer->{json}, {status => 'degraded', database => 0, twilio_configured => 1}, 'and says what is missing');
	$s->start('mariadb');
	$s->wait_for('health is well again', sub { $s->api(undef, GET => '/api/twilio/health')->{json}{status} eq 'ok' });
};

subtest 'metrics' => sub {
	$s->is_problem($s->request(GET => '/metrics'), 404, 'the public listener knows nothing of them');
	$s->signed('/api/twilio/voice/incoming', {CallSid => $s->sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing'});
	$s->signed('/api/twilio/voice/incoming', {CallSid => $s->sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing'}, sign => 'wrong');
	my $answer = $s->metrics;
	is($answer->{status}, 200, 'their own listener gives them');
	like($answer->{head}, qr{^content-type: text/plain; version=0\.0\.4}im, 'in the exposition format');
	my ($samples, @faults) = read_exposition($answer->{body});
	is_deeply(\@faults, [], 'which a reader of that format understands');
	my %wanted = (
		'requests_total{program="voice-incoming",status="200"}' => 1, 'requests_total{program="voice-incoming",status="403"}' => 1, 'refused_webhooks_total{program="voice-incoming"}' => 1,
		'request_seconds_count{program="voice-incoming"}' => 2, 'request_seconds_bucket{program="voice-incoming",le="+Inf"}' => 2, 'spooled_total{program="voice-incoming"}' => 0,
		'spool_waiting' => 0, 'spool_bad' => 0, 'database_up' => 1, 'jobs_given_up' => 0, 'calls{direction="inbound",outcome="ringing"}' => 1,
	);
	is_deeply({map { $_ => $samples->{"switchboard_$_"} } keys %wanted}, \%wanted, 'the figures are right');
	ok(exists $samples->{"switchboard_$_"}, "there is a $_") foreach qw(jobs_due jobs_leased jobs_oldest_due_seconds snapshot_version snapshot_age_seconds);
	my %buckets = map { /le="([^"]*)"/ ? ($1 eq '+Inf' ? 1e9 : $1 => $samples->{$_}) : () } grep { /request_seconds_bucket\{program="voice-incoming"/ } keys %$samples;
	my @counts = map { $buckets{$_} } sort { $a <=> $b } keys %buckets;
	is_deeply(\@counts, [sort { $a <=> $b } @counts], 'the buckets of the histogram never fall');
	is($s->metrics('/')->{status}, 404, 'nothing else is on that listener');
	is($s->metrics('/api/twilio/health')->{status}, 404, 'not even health');
};

subtest 'the server\'s own settings' => sub {
	my $answer = $s->signed('/api/twilio/voice/incoming', {CallSid => $s->sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing'});
	is_deeply($s->does($answer), ['gather say One or two?'], 'a clinic that says nothing of a menu has the server\'s');
	is(($s->verbs($answer))[0]{children}[0]{attr}{voice}, 'Polly.Joanna', 'in the server\'s voice');
	$s->holds($clinic, {defaultCountry => 'GB', timezone => 'Europe/London'}, 'a new clinic is in its country and zone');
	is($s->routing($clinic, menu => {enabled => \0}, forwardNumber => '020 7946 0123')->{forwardNumber}, '+442079460123', 'where numbers without a country code are read');
	is_deeply($s->does($s->signed('/api/twilio/voice/incoming', {CallSid => $s->sid, From => $CALLER, To => $NUMBER})), ['dial number +442079460123'], 'and the clinic\'s own word about the menu counts');
};

subtest 'the API reference' => sub {
	my $answer = $s->request(GET => '/api/openapi.json');
	is($answer->{status}, 200, 'is served to anybody');
	my $api = $answer->{json};
	like($api->{openapi}, qr/\A3\.1\./, 'as OpenAPI 3.1');
	my @routes = map { [(split)[1, 2, 4]] } split /\n/, Switchboard::read_file($s->setting('PROGRAM_DIR') . '/ROUTES');
	my @public = sort map { "$_->[0] $_->[1]" } grep { $_->[2] ne 'internal' } @routes;
	my @told = sort map { my $path = $_; map { uc . " $path" } grep { /\A(?:get|post|put|patch|delete)\z/ } keys %{$api->{paths}{$path}} } keys %{$api->{paths}};
	is_deeply(\@told, \@public, 'it lists every route, and no other');
	my %used = map { $_ => 1 } $answer->{body} =~ m{"#/components/(\w+/\w+)"}g;
	is_deeply([grep { my ($kind, $name) = split m{/}; !$api->{components}{$kind}{$name} } sort keys %used], [], 'what it refers to is there');
	my @loose = grep { !@{$_->{security} // []} && !$_->{'x-public'} } map { values %$_ } map { $api->{paths}{$_} } grep { !m{/(?:auth/login|health)\z} } keys %{$api->{paths}};
	is(scalar @loose, 0, 'every operation but login and health names its credentials');
	my $clinic = $s->api($s->admin, GET => "/api/clinics/$clinic->{id}")->{json};
	is_deeply([sort keys %$clinic], [sort keys %{$api->{components}{schemas}{clinic}{properties}}], 'a clinic has the members that it says');
};

subtest 'a program that is started wrongly' => sub {
	foreach my $started (['x'], ['0'], ['65'], [''], ['2 '], ['2', 'now']) {
		my ($processes, @arguments) = @$started;
		my @command = ('/usr/bin/env', "PROCESSES=$processes", "SWITCHBOARD_CONF=$s->{home}/switchboard.conf", $s->setting('PROGRAM_DIR') . '/health', @arguments);
		my $said = `exec spawn-fcgi -n -s $s->{dir}/wrong.sock -- @{[join ' ', map { "'$_'" } @command]} 2>&1`;
		isnt($?, 0, "PROCESSES='$processes' @arguments: it does not run");
		like($said, @arguments ? qr/^usage: \S*health \[--routes\]$/m : qr/PROCESSES must be a number from 1 to 64$/m, 'and says why');
	}
};

$s->end;
done_testing;

# Samples by name and labels, and what is wrong with the text.
sub read_exposition($text) {
	my (%samples, %type, @faults);
	push @faults, 'it does not end with a line break' unless $text =~ /\n\z/;
	foreach my $line (split /\n/, $text) {
		if ($line =~ /\A# TYPE (\S+) (counter|gauge|histogram)\z/) {
			push @faults, "$1 has two types" if $type{$1};
			$type{$1} = $2;
		} elsif ($line =~ /\A([a-z_]+)((?:\{[a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*\})?) (-?\d+(?:\.\d+)?)\z/) {
			my ($name, $labels, $value) = ($1, $2, $3);
			my $family = $name =~ s/_(?:bucket|sum|count)\z//r;
			push @faults, "$name has no type" unless $type{$name} || ($type{$family} // '') eq 'histogram';
			push @faults, "$name$labels twice" if exists $samples{"$name$labels"};
			$samples{"$name$labels"} = $value;
		} elsif ($line !~ /\A# HELP \S+ \S.*\z/) {
			push @faults, "not understood: $line";
		}
	}
	return \%samples, @faults;
}
