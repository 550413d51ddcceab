#!/usr/bin/perl
# A text comes in: it is kept whole, nothing is sent back; twice, forged, and with the database away.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($NUMBER, $CALLER) = ('+18455550101', '+12125550123');
my @PATHS = ('/api/twilio/incoming-sms', '/api/twilio/sms', '/api/twilio/sms-fallback');

my $s = Switchboard->new(numbers => [$NUMBER]);
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');
$s->connect($NUMBER, $clinic);

subtest 'a text from a patient' => sub {
	my $message = $s->standin->sms(from => $CALLER, to => $NUMBER, body => 'Can I come an hour later? 🙂');
	$s->secret('Can I come an hour later?');
	is_deeply($message->{errors}, [], 'Twilio finds nothing wrong with the answer');
	is_deeply($message->{replies}, [], 'nothing is sent back');
	my @events = $s->rows('SELECT type, verdict, subject, status, body FROM events WHERE subject = ?', $message->{messageSid});
	is_deeply([map { "$_->{type} $_->{verdict} $_->{status}" } @events], ['sms accepted 200'], 'it is on record');
	like($events[0]{body}, qr/Body=Can\+I\+come\+an\+hour\+later%3F\+%F0%9F%99%82/, 'word for word');
	my $picture = $s->standin->sms(from => $CALLER, to => $NUMBER, body => '', media => [{contentType => 'image/png', content => 'iVBORw0KGgo='}]);
	like($s->value('SELECT body FROM events WHERE subject = ?', $picture->{messageSid}), qr/NumMedia=1/, 'a picture too');
};

foreach my $path (@PATHS) {
	subtest $path => sub {
		my $type = $path =~ /fallback/ ? 'sms-fallback' : 'sms';
		my $sid = $s->sid('SM');
		my %fields = (MessageSid => $sid, From => $CALLER, To => $NUMBER, Body => 'Running ten minutes late', NumMedia => 0);
		my @answers = map { $s->signed($path, \%fields) } 1 .. 2;
		is($answers[0]{status}, 200, 'a text is taken');
		like($answers[0]{headers}{'content-type'}, qr{\Atext/xml\b}, 'with XML');
		is_deeply($s->does($answers[0]), [], 'that does nothing');
		is($answers[1]{body}, $answers[0]{body}, 'the same text again is answered alike');
		is_deeply([map { "$_->{type} $_->{verdict}" } events_of($sid)], ["$type accepted", "$type duplicate"], 'and kept as a repeat');
		my $forged = $s->sid('SM');
		$s->is_problem($s->signed($path, {%fields, MessageSid => $forged}, sign => $_), 403, "$_ signature") foreach qw(none wrong);
		is_deeply([events_of($forged)], [], 'what is forged is not kept');
		is($s->signed($path, {%fields, MessageSid => undef})->{status}, 204, 'a text without a sid is acknowledged');
		like($s->value('SELECT reason FROM events ORDER BY event_id DESC LIMIT 1'), qr/MessageSid is required/, 'and kept with the reason');
		is($s->signed($path, {%fields, MessageSid => $s->sid('SM'), Body => "Zo\x{eb} \x{1f600} " . 'x' x 1500, Unheard => 'of'})->{status}, 200, 'a long one in any script is taken');
	};
}

subtest 'at once and again' => sub {
	my $sid = $s->sid('SM');
	my @answers = $s->together((sub { $s->signed('/api/twilio/sms', {MessageSid => $sid, From => $CALLER, To => $NUMBER, Body => 'Six of one'}) }) x 6);
	is_deeply([map { $_->{status} } @answers], [(200) x 6], 'six deliveries of one text at once are answered');
	is(join(' ', sort map { $_->{verdict} } events_of($sid)), 'accepted' . ' duplicate' x 5, 'and one counts');
	is_deeply([map { "$_->{type} $_->{verdict}" } do { $s->signed('/api/twilio/sms-fallback', {MessageSid => $sid, From => $CALLER, To => $NUMBER, Body => 'Six of one'}); events_of($sid) }]->[-1],
		'sms-fallback accepted', 'that the fallback was asked for the same text is an event of its own');
};

subtest 'with the database away' => sub {
	$s->stop('mariadb');
	my %sid = map { $_ => $s->sid('SM') } @PATHS;
	foreach my $path (@PATHS) {
		my $answer = $s->signed($path, {MessageSid => $sid{$path}, From => $CALLER, To => $NUMBER, Body => 'Anybody there tonight?'});
		is_deeply([$answer->{status}, $s->does($answer)], [200, []], "$path takes a text");
	}
	$s->start('mariadb');
	foreach my $path (@PATHS) {
		ok($s->wait_for('it is on record', sub { events_of($sid{$path}) }), "which is on record later ($path)");
		is_deeply([map { $_->{verdict} } events_of($sid{$path})], ['spooled'], 'once');
	}
};

$s->end;
done_testing;

sub events_of($sid) { return $s->rows('SELECT type, verdict FROM events WHERE subject = ? ORDER BY event_id', $sid) }
