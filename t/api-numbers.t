#!/usr/bin/perl
# The account's numbers: listed, searched, bought, connected and disconnected, with Twilio refusing, silent, or breaking off; what Twilio knows of us; and the dry test.

use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;
use Time::HiRes qw(time);

my ($ONE, $TWO, $THREE, $FOUR, $NOT_OURS) = map { "+1845555010$_" } 1 .. 4, 9;
my ($FRONT, $NEW, $EXISTING, $CALLER) = ('+19145550201', '+19145550202', '+19145550203', '+12125550123');
my @BUYABLE = map { "+1914555030$_" } 1 .. 6;
my $INCOMING = '/api/twilio/voice/incoming';

my $s = Switchboard->new(numbers => [$ONE, $TWO, $THREE, $FOUR]);
my $admin = $s->admin;
my $twilio = $s->standin;
my $clinic = $s->clinic('Hillside');
my $other = $s->clinic('Lakeside', forwardNumber => $FRONT);
my $connect = sub (%fields) { return $s->api($admin, POST => '/api/twilio/connect', {clinicId => $clinic->{id}, %fields}) };
my $disconnect = sub ($number) { return $s->api($admin, POST => '/api/twilio/disconnect', {phoneNumber => $number}) };
my $ours = sub ($number) { return $s->row('SELECT clinic_id, forward_number, forward_number_new, forward_number_existing, menu_message, pending FROM phone_numbers WHERE phone_number = ?', $number) };
my $at_twilio = sub ($number) { return (grep { $_->{phone_number} eq $number } $twilio->numbers)[0] };
my $does = sub ($number) { return $s->does($s->signed($INCOMING, {CallSid => $s->sid, From => $CALLER, To => $number, CallStatus => 'ringing'})) };
my @NOT_IN_SERVICE = ('say We are sorry, this number is not in service. Goodbye.', 'hangup');
# What waits for its time need not be waited for.
my $hurry = sub { $s->hasten(qw(connect-number disconnect-number purchase-number)) };

subtest 'connecting' => sub {
	$twilio->number($ONE, voice_application_sid => 'AP' . '1' x 32, trunk_sid => 'TK' . '1' x 32, voice_method => 'GET');
	is_deeply($does->($ONE), \@NOT_IN_SERVICE, 'before, a call to the number is nobody\'s');
	my $answer = $connect->(phoneNumber => $ONE, forwardNumber => $FRONT);
	is($answer->{status}, 200, 'a number of the account');
	$s->holds($answer->{json}, {status => 'connected', number => {phoneNumber => $ONE, clinicId => $clinic->{id}, forwardNumber => $FRONT, forwardNumberNew => undef, menuMessage => undef},
		clinic => {id => $clinic->{id}, numbers => [{phoneNumber => $ONE, sid => $at_twilio->($ONE)->{sid}}]}, routing => {forwardNumber => undef}}, 'the clinic\'s configuration comes back');
	my $there = $at_twilio->($ONE);
	my %points = (voice_url => $INCOMING, voice_fallback_url => '/api/twilio/voice/fallback', sms_url => '/api/twilio/incoming-sms', sms_fallback_url => '/api/twilio/sms-fallback', status_callback => '/api/twilio/voice/status-callback');
	like($there->{$_}, qr/\A\Q$s->{url}$points{$_}\E#.*\brc=\d.*\brp=all\b/, "its $_ leads here, and is tried again") foreach sort keys %points;
	is($there->{$_}, 'POST', "by $_ POST") foreach qw(voice_method voice_fallback_method sms_method sms_fallback_method status_callback_method);
	is($there->{$_} // '', '', "and no $_ wins over them") foreach qw(voice_application_sid sms_application_sid trunk_sid);
	is_deeply($does->($ONE), ["dial number $FRONT"], 'the next call is forwarded');
	is_deeply([map { $_->{to} } @{$s->call(from => $CALLER, to => $ONE, answers => {$FRONT => 'completed'})->{dialled}}], [$FRONT], 'through Twilio too');
	$s->holds($s->row("SELECT action, object, user_id, clinic_id FROM audit WHERE action = 'number-connect' ORDER BY audit_id LIMIT 1"), {object => "number $ONE", user_id => $admin->{id}, clinic_id => $clinic->{id}}, 'the audit log says who');
	like($s->log_text('connect'), qr/credential=api-key/, 'the log says which credential worked');
};

subtest 'what is said changes, what is not said stays' => sub {
	$connect->(phoneNumber => $ONE, forwardNumberNew => $NEW, forwardNumberExisting => '(914) 555-0203', menuMessage => 'Eins oder zwei');
	$s->holds($ours->($ONE), {forward_number => $FRONT, forward_number_new => $NEW, forward_number_existing => $EXISTING, menu_message => 'Eins oder zwei'}, 'three more settings, the first stays');
	$connect->(phoneNumber => '845-555-0101', menuMessage => undef, forwardNumberNew => '');
	$s->holds($ours->($ONE), {forward_number => $FRONT, forward_number_new => undef, forward_number_existing => $EXISTING, menu_message => undef}, 'null or empty takes one away');
	is_deeply($does->($ONE), ["dial number $FRONT"], 'and the menu was not turned on by any of it');
	$s->is_problem($connect->(phoneNumber => $ONE, forwardNumber => undef), 422, 'the last one cannot be taken away', 'forwardNumber');
	$s->is_problem($connect->(phoneNumber => $ONE, forwardNumber => 9145550203), 422, 'a number is no text', 'forwardNumber');
	$s->is_problem($connect->(phoneNumber => $TWO), 422, 'a number that would lead nowhere', 'forwardNumber');
	$s->routing($clinic, open => {policy => 'voicemail'});
	is($connect->(phoneNumber => $TWO)->{status}, 200, 'a policy that needs no number is enough');
	$s->api($admin, POST => '/api/twilio/disconnect', {phoneNumber => $TWO});
	$s->routing($clinic, menu => {enabled => \1}, forwardNumberNew => $NEW);
	is($connect->(phoneNumber => $TWO)->{status}, 200, 'the clinic\'s menu with a number behind it is enough');
	is_deeply($does->($TWO), ['gather say Press 1 for new patients, press 2 for existing patients'], 'and answers');
	$s->routing($clinic, forwardNumber => $EXISTING);
	is_deeply($does->($TWO), ["dial number $EXISTING"], 'a number without settings of its own follows the clinic');
	is_deeply($does->($ONE), ["dial number $FRONT"], 'one with settings keeps its own');
};

subtest 'what cannot be connected' => sub {
	my $before = [$s->rows('SELECT * FROM phone_numbers ORDER BY phone_number')];
	my @there = $twilio->numbers;
	$s->is_problem($connect->(phoneNumber => $NOT_OURS, forwardNumber => $FRONT), 422, 'a number that is not the account\'s', 'phoneNumber');
	my $taken = $connect->(phoneNumber => $ONE, clinicId => $other->{id});
	$s->is_problem($taken, 409, 'a number that is another clinic\'s');
	like($taken->{json}{detail}, qr/another clinic's/, 'which is told');
	$s->is_problem($connect->(phoneNumber => $THREE, clinicId => 99999, forwardNumber => $FRONT), 404, 'a clinic that is none');
	$s->is_problem($connect->(phoneNumber => 'the desk', forwardNumber => '12', forwardNumberNew => 'x', forwardNumberExisting => 'y', menuMessage => 'x' x 1001, colour => 'red'), 422, 'all that is wrong, at once',
		qw(phoneNumber forwardNumber forwardNumberNew forwardNumberExisting menuMessage colour));
	$s->is_problem($s->api($admin, POST => '/api/twilio/connect', {}), 422, 'nothing at all', qw(clinicId phoneNumber));
	is_deeply([$s->rows('SELECT * FROM phone_numbers ORDER BY phone_number')], $before, 'nothing of this was saved');
	is_deeply([$twilio->numbers], \@there, 'or told to Twilio');
};

subtest 'Twilio does not do it' => sub {
	my $number = '/IncomingPhoneNumbers/' . $at_twilio->($THREE)->{sid};
	$twilio->fault(match => "POST $number", mode => '404', code => 20404);
	my $answer = $connect->(phoneNumber => $THREE, forwardNumber => $FRONT);
	$s->is_problem($answer, 502, 'it refuses');
	$s->holds($answer->{json}, {code => 20404}, 'its code is told');
	is($ours->($THREE), undef, 'nothing is saved');
	is_deeply($does->($THREE), \@NOT_IN_SERVICE, 'and nothing is routed');
	$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => '404');
	$s->is_problem($connect->(phoneNumber => $ONE, forwardNumber => $NEW), 502, 'it refuses a change of a number that is connected');
	$s->holds($ours->($ONE), {clinic_id => $clinic->{id}, forward_number => $FRONT, pending => undef}, 'which stays as it was');
	is_deeply($does->($ONE), ["dial number $FRONT"], 'for callers too');
	$twilio->fault(match => 'GET /IncomingPhoneNumbers', mode => '500', times => 4);
	$s->is_problem($connect->(phoneNumber => $THREE, forwardNumber => $FRONT), 504, 'it fails while it is asked which numbers are ours');
	is($ours->($THREE), undef, 'nothing is saved');
	$twilio->clear_faults;
};

subtest 'the API key is refused' => sub {
	foreach my $status (401, 403) {
		$twilio->settings(apiKeyStatus => $status);
		$twilio->clear_requests;
		is($connect->(phoneNumber => $THREE, forwardNumber => $FRONT)->{status}, 200, "with $status: the auth token does it");
		my @used = map { "$_->{credential} $_->{status}" } $twilio->requests(method => 'GET', resource => '/IncomingPhoneNumbers');
		is_deeply(\@used, ["key $status", 'token 200'], 'after the key was tried');
	}
	like($s->log_text('connect'), qr/credential=auth-token/, 'the log says so');
	$twilio->settings(apiKeyStatus => undef);
	is($disconnect->($THREE)->{status}, 200, 'and it is disconnected again');
};

subtest 'Twilio\'s answer is lost' => sub {
	foreach my $case (['reset-after', 'it was done there'], ['reset-before', 'it was not done there'], ['nonsense-after', 'it answers nonsense'], ['500', 'it fails']) {
		my ($mode, $name) = @$case;
		$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => $mode);
		my $answer = $connect->(phoneNumber => $FOUR, forwardNumber => $FRONT);
		is($answer->{status}, 202, "$name: nobody knows");
		$s->holds($answer->{json}, {status => 'unknown', number => {phoneNumber => $FOUR, clinicId => undef}}, 'which is what the answer says');
		is_deeply($does->($FOUR), \@NOT_IN_SERVICE, 'what is not sure routes nothing');
		$hurry->();
		ok($s->wait_for('the job connects it', sub { ($ours->($FOUR)->{clinic_id} // 0) == $clinic->{id} }), 'a job asks again, and then it is connected');
		like($at_twilio->($FOUR)->{voice_url}, qr/\A\Q$s->{url}$INCOMING\E/, 'at Twilio too');
		ok($s->wait_for('and is routed', sub { $does->($FOUR)->[0] eq "dial number $FRONT" }), 'and calls are forwarded');
		is($disconnect->($FOUR)->{status}, 200, '(disconnected again)');
	}
	$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-before');
	is($connect->(phoneNumber => $FOUR, forwardNumber => $FRONT)->{status}, 202, 'while one clinic\'s change is pending');
	$s->is_problem($connect->(phoneNumber => $FOUR, clinicId => $other->{id}), 409, 'another clinic cannot have the number');
	is($connect->(phoneNumber => $FOUR, forwardNumber => $NEW)->{status}, 200, 'its own may say it again');
	$s->holds($ours->($FOUR), {clinic_id => $clinic->{id}, forward_number => $NEW, pending => undef}, 'and the last word counts');
	$hurry->();
	$s->wait_for('the job has nothing left to do', sub { !$s->value("SELECT COUNT(*) FROM jobs WHERE kind = 'connect-number' AND state = 'due'") });
	$s->holds($ours->($FOUR), {clinic_id => $clinic->{id}, forward_number => $NEW}, 'also when the job has run');
	is($disconnect->($FOUR)->{status}, 200, '(disconnected again)');
};

subtest 'a slow Twilio' => sub {
	$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'hang-after');
	is($connect->(phoneNumber => $FOUR, forwardNumber => $FRONT)->{status}, 202, 'that does not answer at all is given up, before the web server gives us up');
	$hurry->();
	ok($s->wait_for('the job connects it', sub { ($ours->($FOUR)->{clinic_id} // 0) == $clinic->{id} }), 'and the job finishes it');
	$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => '429', times => 2, retryAfter => 0);
	is($connect->(phoneNumber => $FOUR, forwardNumber => $NEW)->{status}, 200, 'one that has too much to do is asked again');
	is($disconnect->($FOUR)->{status}, 200, '(disconnected again)');
};

subtest 'two at once' => sub {
	my @clinics = ($clinic->{id}, $other->{id});
	my @answers = $s->together(map { my $id = $_; sub { $connect->(phoneNumber => $FOUR, clinicId => $id, forwardNumber => $FRONT) } } @clinics);
	my @winners = grep { $answers[$_]{status} == 200 } 0, 1;
	is(join(' ', sort map { $_->{status} } @answers), '200 409', 'of two clinics that want one number, one gets it and the other is told');
	is($ours->($FOUR)->{clinic_id}, $clinics[$winners[0] // 0], 'and the winner has it');
	is($disconnect->($FOUR)->{status}, 200, '(disconnected again)');
	@answers = $s->together((sub { $connect->(phoneNumber => $FOUR, forwardNumber => $FRONT) }) x 3);
	cmp_ok(scalar(grep { $_->{status} == 200 } @answers), '>=', 1, 'the same wish three times at once is granted');
	is_deeply([grep { $_->{status} != 200 && !($_->{status} == 409 && $_->{json}{detail} =~ /came in between/) } @answers], [], 'or told that another one came in between');
	$hurry->();
	ok($s->wait_for('nothing is pending', sub { !defined $ours->($FOUR)->{pending} }), 'and then nothing is in doubt');
	$s->holds($ours->($FOUR), {clinic_id => $clinic->{id}, forward_number => $FRONT}, 'the number is the clinic\'s');
};

subtest 'disconnecting' => sub {
	my $answer = $disconnect->($FOUR);
	is($answer->{status}, 200, 'a number that is connected');
	$s->holds($answer->{json}, {phoneNumber => $FOUR, clinicId => undef, forwardNumber => undef}, 'serves nobody any more');
	is($at_twilio->($FOUR)->{$_} // '', '', "its $_ is empty") foreach qw(voice_url voice_fallback_url sms_url sms_fallback_url status_callback);
	is_deeply($does->($FOUR), \@NOT_IN_SERVICE, 'and a call is nobody\'s');
	$s->is_problem($disconnect->($FOUR), 422, 'a second time', 'phoneNumber');
	$s->is_problem($disconnect->($NOT_OURS), 422, 'a number that is not ours', 'phoneNumber');
	$s->is_problem($disconnect->('x'), 422, 'what is no number', 'phoneNumber');
	is($connect->(phoneNumber => $FOUR, clinicId => $other->{id})->{status}, 200, 'another clinic may have it now');
	is($ours->($FOUR)->{forward_number}, undef, 'and inherits no settings');
	$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-before');
	is($disconnect->($FOUR)->{status}, 202, 'where Twilio\'s answer is lost');
	$hurry->();
	ok($s->wait_for('the job clears it', sub { ($at_twilio->($FOUR)->{voice_url} // '') eq '' }), 'a job clears it there');
};

subtest 'a repeated request' => sub {
	my $with_key = sub ($body) { return $s->api($admin, POST => '/api/twilio/connect', $body, {'Idempotency-Key' => 'again'}) };
	my $body = {phoneNumber => $FOUR, clinicId => $clinic->{id}, forwardNumber => $FRONT};
	my $first = $with_key->($body);
	$twilio->clear_requests;
	is($with_key->($body)->{body}, $first->{body}, 'with an Idempotency-Key gives the first answer');
	is(scalar(grep { $_->{resource} =~ m{^/IncomingPhoneNumbers} } $twilio->requests), 0, 'and asks Twilio nothing');
	is($connect->(phoneNumber => $FOUR, forwardNumber => $FRONT)->{status}, 200, 'without one it is harmless');
	is($disconnect->($FOUR)->{status}, 200, '(disconnected again)');
};

subtest 'the account\'s numbers' => sub {
	my $answer = $s->api($admin, GET => '/api/twilio/numbers');
	is($answer->{status}, 200, 'are listed');
	my %number = map { $_->{phoneNumber} => $_ } @{$answer->{json}{items}};
	is_deeply([sort keys %number], [$ONE, $TWO, $THREE, $FOUR], 'all of them');
	$s->holds($number{$ONE}, {sid => $at_twilio->($ONE)->{sid}, capabilities => {voice => 1, sms => 1, mms => 1}, status => 'in-use', clinicId => $clinic->{id}, forwardNumber => $FRONT,
		forwardNumberNew => undef, forwardNumberExisting => $EXISTING, menuMessage => undef}, 'with what Twilio and we know');
	like($number{$ONE}{voiceUrl}, qr{\A\Q$s->{url}$INCOMING\E}, 'where it leads');
	$s->holds($number{$THREE}, {clinicId => undef, voiceUrl => ''}, 'and those that serve nobody');
	$twilio->fault(match => 'GET /IncomingPhoneNumbers', mode => '403', times => 2, code => 20403);
	my $refused = $s->api($admin, GET => '/api/twilio/numbers');
	$s->is_problem($refused, 502, 'when Twilio refuses, that is told');
	$s->holds($refused->{json}, {code => 20403}, 'with its code');
	$twilio->clear_faults;
	$twilio->fault(match => 'GET /IncomingPhoneNumbers', mode => 'reset-before', times => 4);
	$s->is_problem($s->api($admin, GET => '/api/twilio/numbers'), 504, 'when it does not answer, likewise');
	$twilio->clear_faults;
};

subtest 'numbers that can be bought' => sub {
	$twilio->available((map { {country => 'US', type => 'Local', phone_number => $_} } @BUYABLE), {country => 'US', type => 'TollFree', phone_number => '+18885550100'}, {country => 'GB', type => 'Mobile', phone_number => '+447700900100'});
	my $search = sub ($query) { my $answer = $s->api($admin, GET => "/api/twilio/available-numbers?$query"); return $answer->{status} == 200 ? [map { $_->{phoneNumber} } @{$answer->{json}{items}}] : $answer->{status} };
	is_deeply($search->(''), \@BUYABLE, 'in the default country, with an area');
	is_deeply($search->('areaCode=914&contains=0303'), [$BUYABLE[2]], 'by area code and digits');
	is_deeply($search->('areaCode=212'), [], 'none is an empty list');
	is_deeply($search->('type=toll-free'), ['+18885550100'], 'by kind');
	is_deeply($search->('country=GB&type=mobile'), ['+447700900100'], 'by country');
	is_deeply($search->('country=IS&type=mobile'), [], 'a country that has none of the kind');
	my $item = $s->api($admin, GET => '/api/twilio/available-numbers?areaCode=914')->{json}{items}[0];
	$s->holds($item, {phoneNumber => $BUYABLE[0], locality => 'Monsey', region => 'NY', postalCode => '10952', country => 'US', capabilities => {voice => 1, sms => 1, mms => 1}}, 'with what one chooses by');
	$s->is_problem($s->api($admin, GET => '/api/twilio/available-numbers?country=us'), 422, 'a country in small letters', 'country');
	$s->is_problem($s->api($admin, GET => '/api/twilio/available-numbers?areaCode=12&type=fax&contains=1&colour=red'), 422, 'what is wrong', qw(areaCode type contains colour));
};

subtest 'buying' => sub {
	my $buy = sub ($body, %headers) { return $s->api($admin, POST => '/api/twilio/purchase-number', $body, \%headers) };
	my $purchases = sub { return [map { "$_->{status} " . ($_->{phone_number} // '-') } $s->rows('SELECT status, phone_number FROM purchases ORDER BY purchase_id')] };
	my $answer = $buy->({phoneNumber => $BUYABLE[0]});
	is($answer->{status}, 201, 'a number by itself');
	$s->holds($answer->{json}, {phoneNumber => $BUYABLE[0], sid => $at_twilio->($BUYABLE[0])->{sid}, status => 'bought', clinicId => undef}, 'is ours');
	is($buy->({areaCode => '914', clinicId => $other->{id}}, 'Idempotency-Key' => 'buy one')->{status}, 201, 'any number of an area, for a clinic') foreach 1, 2;
	is_deeply($purchases->(), ["bought $BUYABLE[0]", "bought $BUYABLE[1]"], 'with an Idempotency-Key twice is one number');
	is($ours->($BUYABLE[1])->{clinic_id}, $other->{id}, 'which is connected');
	like($at_twilio->($BUYABLE[1])->{voice_url}, qr/\A\Q$s->{url}$INCOMING\E#/, 'leads here');
	is_deeply($does->($BUYABLE[1]), ["dial number $FRONT"], 'and takes its clinic\'s calls at once');
	my $refused = $buy->({phoneNumber => '+12125550199'});
	$s->is_problem($refused, 422, 'one that is not for sale', 'phoneNumber');
	$s->holds($refused->{json}, {code => 21422}, 'is refused with Twilio\'s code');
	is($purchases->()->[-1], 'refused +12125550199', 'and that is on record');
	$s->is_problem($buy->({areaCode => '212'}), 422, 'an area that has none', 'areaCode');
	$s->is_problem($buy->($_->[0]), 422, $_->[1], @$_[2 .. $#$_]) foreach [{}, 'nothing', 'phoneNumber'], [{phoneNumber => $BUYABLE[5], areaCode => '914'}, 'both', 'phoneNumber'],
		[{areaCode => 'abc'}, 'an area code of letters', 'areaCode'], [{phoneNumber => 'x'}, 'no number', 'phoneNumber'];
	$s->is_problem($buy->({phoneNumber => $BUYABLE[5], clinicId => 99999}), 404, 'for a clinic that is none');
	ok(!$at_twilio->($BUYABLE[5]), 'nothing is bought then');

	$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-after');
	$answer = $buy->({phoneNumber => $BUYABLE[2], clinicId => $clinic->{id}});
	is($answer->{status}, 202, 'where the answer is lost nobody knows');
	$s->holds($answer->{json}, {phoneNumber => $BUYABLE[2], sid => undef, status => 'unknown', clinicId => $clinic->{id}}, 'which is what the answer says');
	$twilio->clear_requests;
	$hurry->();
	ok($s->wait_for('the job finds it', sub { $purchases->()->[-1] eq "bought $BUYABLE[2]" }), 'a job finds it among the account\'s numbers');
	ok($s->wait_for('and it is connected', sub { (($ours->($BUYABLE[2]) // {})->{clinic_id} // 0) == $clinic->{id} }), 'and connects it');
	is(scalar(grep { $_->{method} eq 'POST' && $_->{resource} eq '/IncomingPhoneNumbers' } $twilio->requests), 0, 'without buying anything again');

	$twilio->fault(match => 'POST /IncomingPhoneNumbers', mode => 'reset-before');
	is($buy->({phoneNumber => $BUYABLE[3]})->{status}, 202, 'where it may not even have been asked');
	my $id = $s->value('SELECT MAX(purchase_id) FROM purchases');
	$s->sql('UPDATE purchases SET created_at = created_at - INTERVAL 1 HOUR WHERE purchase_id = ?', $id);
	$hurry->();
	ok($s->wait_for('the job settles it', sub { $purchases->()->[-1] eq "refused $BUYABLE[3]" }), 'the job finds after a while that it was not bought');
	ok(!$at_twilio->($BUYABLE[3]), 'as it was not');
	is($buy->({phoneNumber => $BUYABLE[3]})->{status}, 201, 'and it can be bought');
};

subtest 'what Twilio knows of us' => sub {
	my $answer = $s->api($admin, GET => '/api/twilio/status');
	is($answer->{status}, 200, 'is told');
	$s->holds($answer->{json}, {configured => 1, webhooksVerifiable => 1, apiKeySet => 1, credential => 'api-key', error => undef, account => {status => 'active'}, webhookUrl => $s->url, numbersElsewhere => []}, 'all is well');
	is($answer->{json}{numbers}, scalar $twilio->numbers, 'with how many numbers the account has');
	unlike($answer->{body}, qr/$s->{token}|$s->{key_secret}/, 'and no secret');
	$twilio->number($TWO, voice_url => 'https://elsewhere.example/voice');
	$s->holds($s->api($admin, GET => '/api/twilio/status')->{json}, {numbersElsewhere => [{phoneNumber => $TWO, clinicId => $clinic->{id}, voiceUrl => 'https://elsewhere.example/voice'}]}, 'a number that leads elsewhere is named');
	$twilio->settings(apiKeyStatus => 401);
	$s->holds($s->api($admin, GET => '/api/twilio/status')->{json}, {credential => 'auth-token', account => {status => 'active'}}, 'with a key that is refused the token works');
	$twilio->settings(apiKeyStatus => undef, accountStatus => 'suspended');
	$s->holds($s->api($admin, GET => '/api/twilio/status')->{json}, {account => {status => 'suspended'}}, 'the account\'s state is Twilio\'s');
	$twilio->settings(accountStatus => 'active');
	$twilio->fault(match => 'GET *', mode => '401', times => 20);
	my $refused = $s->api($admin, GET => '/api/twilio/status');
	is($refused->{status}, 200, 'when nothing works');
	$s->holds($refused->{json}, {credential => undef, account => undef}, 'that is the answer');
	ok(length($refused->{json}{error} // ''), 'with the reason');
	$twilio->clear_faults;
};

subtest 'a dry test' => sub {
	my $test = sub ($path, $params = undef) { return $s->api($admin, POST => '/api/twilio/test', {path => $path, $params ? (params => $params) : ()}) };
	# Jobs that there always is one of come and go by themselves.
	my $written = sub { join ' ', map { $s->value("SELECT COUNT(*) FROM $_") } qw(events calls voicemails), q{jobs WHERE job_key IS NULL OR job_key <> kind}, 'audit' };
	my $before = $written->();
	my $answer = $test->($INCOMING, {From => $CALLER, To => $ONE});
	is($answer->{status}, 200, 'shows');
	$s->holds($answer->{json}, {program => 'voice-incoming'}, 'which program answers');
	my $real = $s->signed($INCOMING, {CallSid => $s->sid, From => $CALLER, To => $ONE, CallStatus => 'ringing'});
	is($answer->{json}{twiml}, $real->{body}, 'the TwiML that a real call gets');
	like($test->('/api/twilio/voice/dial-status', {To => $ONE, DialCallStatus => 'busy'})->{json}{twiml}, qr/<Record /, 'also of the other voice webhooks');
	like($test->("$INCOMING?attempt=1", {To => $TWO, Digits => '1'})->{json}{twiml}, qr/<Dial /, 'and with a query');
	$test->('/api/twilio/voicemail-complete', {To => $ONE, CallSid => 'CAdry', RecordingSid => $s->sid('RE')});
	is($written->(), join(' ', map { my @n = split ' ', $before; $n[$_] + ($_ < 2) } 0 .. 4), 'nothing is written but the real call');
	$s->is_problem($test->($_), 422, "$_ is none of them", 'path') foreach '/api/twilio/voice/status-callback', '/api/twilio/incoming-sms', '/nowhere', '../../bin/sh';
	$s->is_problem($test->($INCOMING, [1]), 422, 'fields that are no object', 'params');
	$s->stop('mariadb');
	my $spooled = () = glob $s->setting('SPOOL_DIR') . '/new/*';
	$s->start('mariadb');
	is($spooled, 0, 'and nothing has gone to the spool');
};

$s->end;
done_testing;
