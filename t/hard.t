#!/usr/bin/perl
# Requests that nobody sends by accident: values at the edge of what fits, things said twice in two ways, doors that are tried before the key.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Fcntl qw(:flock);
use MIME::Base64 qw(encode_base64 encode_base64url);
use Digest::SHA qw(hmac_sha1);
use Switchboard;
use Test::More;

my ($NUMBER, $CALLER, $FRONT) = ('+18455550161', '+12125550163', '+19145550165');
my ($INCOMING, $STATUS, $DIALLED) = map { "/api/twilio/voice/$_" } qw(incoming status-callback dial-status);

my $s = Switchboard->new(numbers => [$NUMBER]);
my $clinic = $s->clinic('Hillside', forwardNumber => $FRONT);
my $other = $s->clinic('Lakeside', forwardNumber => $FRONT);
$s->connect($NUMBER, $clinic);
my $customer = $s->user(customer => $clinic);

subtest 'a webhook with more fields than usual' => sub {
	my %fields = (CallSid => my $sid = $s->sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing', map { ("X$_" => $_) } 1 .. 900);
	is_deeply($s->does($s->signed($INCOMING, \%fields)), ["dial number $FRONT"], 'is answered like any other');
	is(call_log($sid)->{json}{clinicId}, $clinic->{id}, 'and on record');
};

subtest 'fields of a webhook that were left empty' => sub {
	my %fields = (CallSid => my $sid = $s->sid, From => $CALLER, To => $NUMBER, Direction => 'inbound');
	$s->signed($INCOMING, {%fields, CallStatus => ''});
	$s->signed($DIALLED, {%fields, CallStatus => 'in-progress', DialCallStatus => 'busy', DialCallSid => '', DialBridged => ''});
	$s->signed($STATUS, {%fields, CallStatus => 'completed', CallDuration => '', AnsweredBy => ''});
	$s->holds(call_log($sid)->{json}, {status => 'completed', dialCallStatus => 'busy'}, 'count as left out');
};

subtest 'a JSON body under a signature that says nothing of it' => sub {
	my $signature = encode_base64(hmac_sha1($s->url =~ s/:\d+\z//r . "$STATUS?AccountSid=" . $s->account, $s->setting('TWILIO_AUTH_TOKEN')), '');
	my $answer = $s->request(POST => "$STATUS?AccountSid=" . $s->account, '{"CallSid":"CA1"}', {'Content-Type' => 'application/json', 'X-Twilio-Signature' => $signature});
	is($answer->{status}, 403, 'is refused');
};

subtest 'doors before the key' => sub {
	foreach my $case ([POST => '/api/clinics', \'{'], [POST => '/api/clinics', \'x', {'Content-Type' => 'text/plain'}], [PATCH => '/api/clinics/1', \'[1']) {
		my ($method, $path, $body, $headers) = @$case;
		is($s->api(undef, $method, $path, $body, $headers // {})->{status}, 401, "$method $path $$body: who asks comes before what is asked");
	}
};

subtest 'two clinics in one request' => sub {
	my ($mine, $others) = ($clinic->{id}, $other->{id});
	is($s->api($customer, GET => "/api/twilio/call-logs?clinicId=$mine")->{status}, 200, 'one\'s own clinic may be named');
	is($s->api($customer, GET => "/api/twilio/call-logs?clinicId=$mine&clientId=$mine")->{status}, 200, 'in both names');
	is($s->api($customer, GET => "/api/twilio/call-logs?clinicId=$others")->{status}, 404, 'another is not there');
	is($s->api($customer, GET => "/api/twilio/call-logs?clinicId=$mine&clientId=$others")->{status}, 404, 'nor behind one\'s own');
	is($s->api($customer, GET => "/api/twilio/call-logs?clinicId=$mine&clinicId=$others")->{status}, 404, 'nor the second time');
	$s->is_problem($s->api($s->admin, GET => "/api/twilio/call-logs?clinicId=$mine&clientId=$others"), 422, 'an admin is asked which', 'clientId');
	# Where it may be left out it may be said too.
	$s->signed($INCOMING, {CallSid => my $sid = $s->sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing'});
	foreach my $path ("/api/twilio/call-logs/$sid", "/api/clinics/$mine", "/api/clinics/$mine/routing", '/api/auth/me') {
		is($s->api($customer, GET => "$path?clinicId=$mine")->{status}, 200, "$path with one's own clinic");
		is($s->api($customer, GET => "$path?clinicId=$others")->{status}, 404, 'with another');
		is($s->api($s->admin, GET => "$path?clinicId=$mine")->{status}, 200, 'as an admin');
		is($s->api($customer, GET => "$path?clinicId=x")->{status}, 422, 'with none');
	}
	is($s->api($customer, PATCH => "/api/clinics/$mine", {language => 'en-GB', clinicId => "$mine"})->{status}, 200, 'in a body too');
	is($s->api($customer, PATCH => "/api/clinics/$mine", {language => 'en-GB', clinicId => $others})->{status}, 404, 'and another there');
	is($s->api($customer, PUT => "/api/clinics/$mine/routing", {forwardNumber => $FRONT, clinicId => $mine})->{status}, 422, 'a routing document has no such member');
};

subtest 'cursors of one\'s own making' => sub {
	foreach my $cursor ('9223372036854775807.1', '253402300800000.1', '0.1', '1.9223372036854775807', '1', "1.1\0") {
		my $status = $s->api($customer, GET => '/api/twilio/call-logs?cursor=' . encode_base64url($cursor))->{status};
		ok($status == 200 || $status == 422, $cursor =~ s/\0/(NUL)/r . ": $status");
	}
	foreach my $range ('since=9999-12-31', 'until=9999-12-31', 'since=9999-12-31T23:59:59-14:00', 'since=1970-01-01', 'until=1970-01-01T00:00:00Z', 'since=2030-01-02&until=2030-01-01') {
		foreach my $path ('/api/twilio/call-logs', '/api/clinics') {
			my $status = $s->api($customer, GET => "$path?$range")->{status};
			ok($status == 200 || $status == 422, "$path $range: $status");
		}
	}
};

subtest 'a formula that hides behind blanks' => sub {
	$s->signed($INCOMING, {CallSid => my $sid = $s->sid, From => $CALLER, To => $NUMBER, CallStatus => 'ringing'});
	foreach my $formula ('=1+1', ' =1+1', "\n\t\@SUM(A1)", "\t1") {
		is($s->api($customer, PATCH => "/api/twilio/call-logs/$sid", {notes => $formula})->{status}, 200, 'a note is taken as it is');
		like($s->api($customer, GET => '/api/twilio/call-logs?format=csv')->{body}, qr/"'\Q$formula\E"\r\n/, 'and defused in a CSV');
	}
};

subtest 'numbers where none belong' => sub {
	foreach my $written ('+18455550162', '%2B18455550163', '18455550164', '%2b18455550165x') {
		is($s->api($customer, GET => "/api/twilio/call-logs/$written")->{status}, 404, "no call is called $written");
	}
	$s->heard('+18455550164');
	unlike($s->log_text('call-logs'), qr/1?8455550164/, 'and the log does not tell it');
};

subtest 'the spool has one reader' => sub {
	open my $lock, '<', $s->setting('SPOOL_DIR') . '/lock' or die "the spool's lock: $!";
	ok(!flock($lock, LOCK_EX | LOCK_NB), 'a second worker would wait');
	$s->stop('worker');
	ok(flock($lock, LOCK_EX | LOCK_NB), 'until the first has left');
	close $lock;
	my ($old, $young) = map { $s->setting('SPOOL_DIR') . "/tmp/$_" } qw(000000000000001.1.000000 000000000000002.1.000000);
	Switchboard::write_file($_, 'switchboard-enve') foreach $old, $young;
	utime time - 7200, time - 7200, $old;
	$s->start('worker');
	$s->wait_for('half an envelope of long ago is removed', sub { !-e $old });
	ok(-e $young, 'one that may still be in the writing is not');
	unlink $young;
};

subtest 'settings that are wrong while webhooks wait' => sub {
	my $conf = $s->home . '/switchboard.conf';
	my $right = Switchboard::read_file($conf);
	$s->expect_error(qr/NO_SUCH_SETTING/);
	$s->stop('mariadb');
	is($s->signed($STATUS, {CallSid => my $sid = $s->sid, From => $CALLER, To => $NUMBER, CallStatus => 'completed'})->{status}, 204, 'a status is acknowledged');
	Switchboard::write_file($conf, "${right}NO_SUCH_SETTING=1\n");
	$s->start('mariadb');
	$s->wait_for('it is tried', sub { (() = $s->log_text =~ /replay of .*: .*status 100/g) >= 4 || spooled('bad') });
	is_deeply([spooled('bad')], [], 'it is not the webhook that is bad');
	Switchboard::write_file($conf, $right);
	$s->wait_for('with the settings mended it is on record', sub { !spooled('new') });
	is(call_log($sid)->{json}{status}, 'completed', 'whole');
};

$s->end;
done_testing;

sub call_log($sid) { return $s->api($s->admin, GET => "/api/twilio/call-logs/$sid") }

sub spooled($box) { return grep { -e } glob $s->setting('SPOOL_DIR') . "/$box/*" }
