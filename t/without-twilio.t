#!/usr/bin/perl
# A server that has no Twilio account yet: everything that needs one says so, and nothing else is the worse for it.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my $NUMBER = '+18455550101';
my $s = Switchboard->new(conf => {map { $_ => undef } qw(TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_AUTH_TOKEN_SECONDARY)}, api_key => 0);
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');

subtest 'what needs an account' => sub {
	my $incoming = {CallSid => $s->sid, From => '+12125550123', To => $NUMBER};
	$s->is_problem($s->signed('/api/twilio/voice/incoming', $incoming, sign => $_), 403, "no webhook can be verified: signed with $_") foreach 'primary', 'none', '';
	is($s->value('SELECT COUNT(*) FROM events'), 0, 'so none is believed');
	foreach my $asked ([GET => '/api/twilio/numbers'], [GET => '/api/twilio/available-numbers'], [POST => '/api/twilio/purchase-number', {phoneNumber => $NUMBER}],
		[POST => '/api/twilio/connect', {phoneNumber => $NUMBER, clinicId => $clinic->{id}}]) {
		my $answer = $s->api($s->admin, @$asked);
		$s->is_problem($answer, 503, "$asked->[0] $asked->[1]");
		like($answer->{json}{detail}, qr/TWILIO_ACCOUNT_SID/, 'names the setting that is missing');
	}
	is($s->value('SELECT COUNT(*) FROM purchases') + $s->value('SELECT COUNT(*) FROM phone_numbers'), 0, 'and nothing was begun');
	is(scalar $s->standin->requests, 0, 'nor Twilio asked');
};

subtest 'what does not' => sub {
	$s->holds($s->api(undef, GET => '/api/twilio/health')->{json}, {status => 'degraded', twilio_configured => 0, elevenlabs_number_configured => 0, database => 1}, 'health says what is missing');
	my $answer = $s->api($s->admin, GET => '/api/twilio/status');
	is($answer->{status}, 200, 'so does the status');
	$s->holds($answer->{json}, {configured => 0, webhooksVerifiable => 0, apiKeySet => 0, credential => undef, account => undef, numbers => 0}, 'in detail');
	is($s->api($s->admin, POST => "/api/clinics/$clinic->{id}/routing/preview", {at => '2026-11-21T12:00:00Z'})->{json}{steps}[0]{do}, 'dial', 'routing can be prepared and tried');
	is($s->api($s->admin, GET => '/api/twilio/call-logs')->{status}, 200, 'and lists are there');
	$s->sql('INSERT INTO phone_numbers (phone_number, clinic_id, created_at, updated_at) VALUES (?, ?, NOW(3), NOW(3))', $NUMBER, $clinic->{id});
	my $draft = $s->api($s->admin, POST => '/api/campaigns', {clinicId => $clinic->{id}, name => 'Holidays', kind => 'care', body => 'Closed.', recipients => ['+12125550123']});
	is($draft->{status}, 201, 'a campaign can be made');
	$s->is_problem($s->api($s->admin, POST => "/api/campaigns/$draft->{json}{id}/start", {}), 503, 'and not started');
	is($s->api($s->admin, GET => "/api/campaigns/$draft->{json}{id}")->{json}{status}, 'draft', 'so it stays a draft');
	my $check = $s->ctl(['config', 'check']);
	like($check->{out}, qr/TWILIO_ACCOUNT_SID/, 'switchboardctl config check says it too');
};

$s->end;
done_testing;
