#!/usr/bin/perl
# Confirmation calls on a server without a Twilio account: by Vapi where it is configured, else in simulation.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my %no_twilio = (conf => {map { $_ => undef } qw(TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_AUTH_TOKEN_SECONDARY)}, api_key => 0);

sub visit($s, $clinic, $phone) {
	$s->heard($phone);
	$s->sql('INSERT INTO patients (clinic_id, first_name, last_name, phone, language, created_at, updated_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))', $clinic->{id}, 'Maria', 'Lopez', $phone, 'es');
	my $patient = $s->value('SELECT MAX(patient_id) FROM patients');
	return $s->api($s->admin, POST => '/api/appointments', {clinicId => $clinic->{id}, patientId => $patient, doctor => 'Dr. Smith', startsAt => (gmtime)[5] + 1901 . '-03-02T14:30:00Z'})->{json}{id};
}

subtest 'simulation' => sub {
	my $s = Switchboard->new(%no_twilio);
	my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');
	my $anna = $s->user(assistant => $clinic);
	my $id = visit($s, $clinic, '+12125550123');
	my $answer = $s->api($anna, POST => "/api/appointments/$id/call");
	is($answer->{status}, 200, 'a call is simulated') or diag $answer->{body};
	my $call = $s->row('SELECT * FROM calls');
	is_deeply($answer->{json}, {
		success => JSON::PP::true, message => 'Call initiated successfully via simulation', data => {
			callLog => {_id => $call->{call_id}, callId => undef, status => 'initiated', aiProvider => 'simulation'},
			call => {id => undef, status => 'simulation', to => '+12125550123', from => undef}, provider => 'simulation',
		},
	}, 'the answer');
	is_deeply([@$call{qw(status call_type appointment_id provider language)}], ['simulation', 'appointment-confirmation', $id, 'simulation', 'es'], 'the call on record');
	is($s->value(q{SELECT COUNT(*) FROM jobs WHERE kind IN ('place-call', 'confirm-again')}), 0, 'which nobody will place');
	is($s->api($anna, POST => "/api/appointments/$id/call")->{status}, 200, 'it is over at once: another one may follow');
	is(scalar $s->standin->requests, 0, 'nobody was asked for a call');
	is($s->value('SELECT status FROM appointments'), 'scheduled', 'and nothing changed');
	$s->end;
};

subtest 'Vapi' => sub {
	my $s = Switchboard->new(%no_twilio, vapi => 1);
	my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201', timezone => 'America/New_York');
	my $anna = $s->user(assistant => $clinic);
	my $id = visit($s, $clinic, '+12125550123');
	my $answer = $s->api($anna, POST => "/api/appointments/$id/call");
	is($answer->{status}, 200, 'a call is ordered') or diag $answer->{body};
	my $call = $s->row('SELECT * FROM calls');
	is_deeply($answer->{json}, {
		success => JSON::PP::true, message => 'Call initiated successfully via vapi', data => {
			callLog => {_id => $call->{call_id}, callId => $call->{call_sid}, status => 'initiated', aiProvider => 'vapi'},
			call => {id => $call->{call_sid}, status => 'queued', to => '+12125550123', from => undef}, provider => 'vapi',
		},
	}, 'the answer');
	my @calls = $s->vapi->calls;
	is(scalar @calls, 1, 'Vapi has one call');
	my $said = JSON::PP->new->canonical->encode($calls[0]);
	like($said, qr/"appointmentTime":"el \S+ dos de marzo/, 'which knows what to say, in the patient\'s language');
	like($said, qr/"appointmentId":$id\b/, 'and what it is about');
	$s->is_problem($s->api($anna, POST => "/api/appointments/$id/call"), 409, 'another one while it is under way');
	$s->is_problem($s->api($anna, POST => '/api/appointments/' . visit($s, $clinic, '+14165550123') . '/call'), 422, 'Canada is not the United States', 'id');
	$s->is_problem($s->api($anna, POST => '/api/appointments/' . visit($s, $clinic, '+919876543210') . '/call'), 422, 'nor is India', 'id');
	is(scalar(() = $s->vapi->calls), 1, 'none of these was called');
	$s->vapi->fault(match => 'create', mode => '400', message => 'No credits left', times => 1);
	my $refused = $s->api($anna, POST => '/api/appointments/' . visit($s, $clinic, '+12125550124') . '/call');
	$s->is_problem($refused, 502, 'what Vapi refuses');
	is($refused->{json}{detail}, 'Vapi refused: No credits left', 'is told');
	$s->end;
};

done_testing;
