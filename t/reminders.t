#!/usr/bin/perl
# Reminders of visits: when, to whom and how often; and what patients answer to them by text.

use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
use POSIX qw(floor strftime);
use Switchboard;
use Test::More;

binmode $_, ':encoding(UTF-8)' foreach *STDOUT, map { Test::More->builder->$_ } qw(output failure_output);
my ($OURS, $THEIRS) = ('+18455550101', '+18455550102');
my %ALWAYS = (enabled => \1, offsetsHours => [168, 48, 2], channels => ['sms'], callingHours => ['00:00', '24:00']);

my $s = Switchboard->new(numbers => [$OURS, $THEIRS]);
my $in = $s->standin;
# Where it is noon now, give or take an hour: whatever the test is about, it is day there.
my $behind = (gmtime)[2] - 12;
my $zone = $behind ? sprintf('Etc/GMT%+d', $behind) : 'Etc/GMT';
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201', timezone => $zone);
my $other = $s->clinic('Lakeside', forwardNumber => '+19145550202', timezone => $zone);
$s->connect($OURS, $clinic);
$s->connect($THEIRS, $other);
$s->hold_job('reminders');
my $anna = $s->user(assistant => $clinic);
my $people = 100;
reminders(%ALWAYS);

subtest 'so long before a visit' => sub {
	my %visit = map { $_ => visit($_) } 1, 1.1, 1.9, 2.1, 23, 25, 47, 49, 73, 133, 167, 169;
	run();
	my %texts = map { $_ => scalar texts($visit{$_}) } keys %visit;
	is_deeply(\%texts, {1 => 0, 1.1 => 1, 1.9 => 1, 2.1 => 0, 23 => 0, 25 => 1, 47 => 1, 49 => 0, 73 => 0, 133 => 1, 167 => 1, 169 => 0}, 'a text is sent where its time has come and is not long over');
	my ($text) = texts($visit{47});
	my $when = when_of($visit{47});
	is($text->{body}, "Hillside: This is a reminder of your appointment on $when. Reply C to confirm, R to reschedule, X to cancel. Reply STOP to get no more texts.", 'it says when, where the clinic is');
	is_deeply([@$text{qw(from to)}], [$OURS, $visit{47}{phone}], 'from the clinic\'s number');
	is_deeply([map { "$_->{offset_hours} $_->{channel} " . ($_->{message_id} ? 'sent' : 'not') } rows($visit{47})], ['48 sms sent'], 'and has a row');
	run();
	is(scalar texts($_), $texts{$_->{hours}}, "once ($_->{hours})") foreach values %visit;
	shift_visit($visit{47}, 1.5);
	run();
	is(scalar texts($visit{47}), 2, 'the next offset is another one');
	is_deeply([map { $_->{offset_hours} } rows($visit{47})], [48, 2], 'with a row of its own');
};

subtest 'moved, cancelled, made late' => sub {
	my %visit = map { $_ => visit(50) } qw(moved early asked cancelled gone done mover);
	shift_visit($visit{early}, 47);
	run();
	is(scalar texts($visit{early}), 1, 'reminded');
	api(PATCH => $visit{early}, {startsAt => iso(time + 3 * 86400)});
	$s->sql('UPDATE appointments SET status_at = created_at WHERE appointment_id = ?', $visit{early}{id});
	shift_visit($visit{early}, 46);
	api(PATCH => $visit{cancelled}, {status => 'cancelled'});
	api(PATCH => $visit{asked}, {status => 'reschedule-requested'});
	api(PATCH => $visit{done}, {status => 'completed'});
	$s->api($anna, DELETE => "/api/appointments/$visit{gone}{id}");
	shift_visit($_, 47) foreach @visit{qw(cancelled asked done)};
	api(PATCH => $visit{moved}, {startsAt => iso(time + 47 * 3600)});
	run();
	is(scalar texts($visit{early}), 1, 'one that was reminded of and moved since is not again for the same offset');
	is(scalar texts($visit{$_}), 0, "none for one that is $_") foreach qw(asked cancelled gone done);
	is(scalar texts($visit{moved}), 0, 'nor for one that was moved just now to where its time is over');
	is(scalar texts($visit{mover}), 0, 'nor before the time');
	shift_visit($visit{mover}, 47.5);
	run();
	is(scalar texts($visit{mover}), 1, 'what is not sent yet follows a visit that is moved');
	my $late = visit(47, created_at => iso(time - 60));
	my $soon = visit(47.9, created_at => iso(time - 3600));
	run();
	is(scalar texts($late), 0, 'one that was made after its time has none');
	is(scalar texts($soon), 1, 'one that was made before has');
	is(scalar rows($late), 0, 'and no row');
	my $confirmed = visit(47, status => 'confirmed');
	run();
	is(scalar texts($confirmed), 1, 'a confirmed visit is reminded of too');
};

subtest 'calling hours' => sub {
	my $earlier = $behind > 9 ? -3 : 3;
	reminders(%ALWAYS, callingHours => [map { sprintf '%02d:00', 12 - $earlier + $_ } -1, 2]);
	my $visit = visit(47);
	my $elsewhere = visit(47, timezone => sprintf 'Etc/GMT%+d', $behind + $earlier);
	run();
	is(scalar texts($visit), 0, 'outside of them nobody is texted');
	is(scalar texts($elsewhere), 1, 'but whose clock shows another time is');
	reminders(%ALWAYS, callingHours => ['00:00', '24:00']);
	run();
	is(scalar texts($visit), 1, 'within them it is sent');
	# A visit next morning before they begin: its two hours before are at night, so that it is now, in their last hour.
	reminders(%ALWAYS, callingHours => [map { strftime('%H:%M', gmtime(time - $behind * 3600 + $_ * 60)) } -60, 30]);
	my $tomorrow = visit(24 - 2.5 + 0.25, offset => 2);
	run();
	is(scalar texts($tomorrow), 1, 'one whose time is at night is sent in their last hour before');
	is_deeply([map { $_->{offset_hours} } rows($tomorrow)], [2], 'as the reminder that it is');
	reminders(%ALWAYS);
};

subtest 'who wants none' => sub {
	my $visit = visit(47);
	$s->sql("INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, 'sms', 'out', NOW(3))", $clinic->{id}, $visit->{phone});
	run();
	is(scalar texts($visit), 0, 'who opted out gets none');
	is_deeply([map { $_->{skipped} } rows($visit)], ['opted out'], 'and the row says why');
	$s->sql("INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, 'sms', 'in', NOW(3))", $clinic->{id}, $visit->{phone});
	run();
	is(scalar texts($visit), 0, 'who opts in again hears of the next');
	reminders(%ALWAYS, enabled => \0);
	my $off = visit(47);
	run();
	is(scalar texts($off), 0, 'a clinic that has them off sends none');
	reminders(%ALWAYS);
	my $none = $s->clinic('Numberless', timezone => $zone);
	$s->routing($none, reminders => {%ALWAYS, channels => ['sms', 'call']});
	my $silent = visit(47, clinic => $none);
	run();
	is(scalar rows($silent), 0, 'nor does one without a number');
};

subtest 'families' => sub {
	my $phone = phone();
	my $language = 'es';
	my ($mother, $son, $later) = map { visit($_, phone => $phone, language => $language) } 46, 46.5, 80;
	my $moment = strftime('%d', gmtime($mother->{at} - $behind * 3600)) eq strftime('%d', gmtime($son->{at} - $behind * 3600));
	run();
	my @texts = texts($mother);
	is(scalar @texts, 1, 'two visits of a day are one text');
	like($texts[0]{body}, qr/\AHillside: Tiene 2 citas \(la primera: .*\)\. Para confirmar o cambiar una, llame al \Q$OURS\E\. STOP/, 'that says how many, in their language, and nothing else');
	is_deeply([map { $_->{message_id} } rows($mother)], [map { $_->{message_id} } rows($son)], 'both rows point to it');
	is(scalar rows($later), 0, 'a visit of another day is its own');
	run();
	is(scalar texts($mother), 1, 'once');
	my $elsewhere = visit(46, phone => $phone, clinic => $other);
	$s->routing($other, reminders => {%ALWAYS});
	run();
	is(scalar(my ($theirs) = grep { $_->{from} eq $THEIRS } texts($elsewhere)), 1, 'another clinic has a text of its own');
};

subtest 'whom no text reaches' => sub {
	my $told = sub ($visit) { [map { join ' ', $_->{channel}, $_->{call_id} ? 'called' : '-', $_->{skipped} // '-' } rows($visit)] };
	my $bad = sub ($phone) { $s->sql('INSERT INTO phones (clinic_id, phone, bad_code, judged_at) VALUES (?, ?, 30006, NOW(3)) ON DUPLICATE KEY UPDATE bad_code = 30006', $clinic->{id}, $phone) };
	my $visit = visit(47);
	$bad->($visit->{phone});
	my $patient = $s->api($anna, GET => "/api/appointments/$visit->{id}")->{json}{patient};
	is($patient->{unreachable}{code}, 30006, 'staff sees it');
	like($patient->{unreachable}{reason}, qr/landline/, 'and why');
	run();
	is(scalar texts($visit), 0, 'gets none');
	is_deeply($told->($visit), ['sms - no text reaches this number'], 'and the row says why');
	reminders(%ALWAYS, channels => ['sms', 'call'], retry => {attempts => 0, thenSms => \0});
	my $phone = phone();
	my ($one, @family) = (visit(47), map { visit(47 + $_ / 100, phone => $phone) } 1 .. 3);
	$bad->($_) foreach $one->{phone}, $phone;
	$in->script($_, call => {status => 'completed', duration => 20}) foreach $one->{phone}, $phone;
	run();
	is_deeply($told->($one), ['sms - no text reaches this number', 'call called -'], 'but is called where calls are on');
	is_deeply([map { $told->($_) } @family], [(['sms - no text reaches this number', 'call called -']) x 3], 'a family about each');
	my @at = map { $_->{at} } $s->rows(q{SELECT TIMESTAMPDIFF(MINUTE, NOW(3), run_at) AS at FROM jobs JOIN calls ON job_key = CONCAT('place-call:', call_id) WHERE phone = ?
		AND state = 'due' ORDER BY run_at}, $phone);
	is(scalar @at, 2, 'one now, two later');
	cmp_ok($at[1] - $at[0], '>=', 14, 'a while apart');
	run();
	is(scalar(my @calls = $s->rows('SELECT 1 FROM calls WHERE phone = ?', $phone)), 3, 'once');
	is(scalar texts($_), 0, 'and never texted') foreach $one, $family[0];
	reminders(%ALWAYS);
	my $back = visit(47);
	$bad->($back->{phone});
	$s->sql('UPDATE phones SET judged_at = judged_at - INTERVAL 1 DAY WHERE phone = ?', $back->{phone});
	reply($back, 'Is this the dentist?');
	is($s->api($anna, GET => "/api/appointments/$back->{id}")->{json}{patient}{unreachable}, undef, 'who texts can be texted');
	run();
	is(scalar texts($back), 1, 'and is');
};

subtest 'calls' => sub {
	reminders(%ALWAYS, channels => ['sms', 'call'], retry => {attempts => 0, thenSms => \0});
	my ($visit, $confirmed, $out, @family) = (visit(47), visit(47, status => 'confirmed'), visit(47));
	my $phone = phone();
	@family = map { visit($_, phone => $phone) } 46, 46.5;
	$s->sql("INSERT INTO consents (clinic_id, phone, channel, state, at) VALUES (?, ?, 'call', 'out', NOW(3))", $clinic->{id}, $out->{phone});
	$in->script($visit->{phone}, call => {status => 'completed', duration => 20, digits => ['1']});
	run();
	is(scalar texts($visit), 1, 'a text');
	my @calls = $s->rows('SELECT * FROM calls WHERE phone = ?', $visit->{phone});
	is_deeply([map { "$_->{call_type} $_->{appointment_id}" } @calls], ["appointment-confirmation $visit->{id}"], 'and a call');
	$s->wait_for('the patient confirms', sub { $s->value('SELECT status FROM appointments WHERE appointment_id = ?', $visit->{id}) eq 'confirmed' });
	is_deeply([map { join ' ', $_->{channel}, $_->{call_id} // '-', $_->{skipped} // '-' } rows($visit)], ['sms - -', "call $calls[0]{call_id} -"], 'each with its row');
	is_deeply([map { join ' ', $_->{channel}, $_->{call_id} // '-', $_->{skipped} // '-' } rows($confirmed)], ['sms - -', 'call - confirmed already'], 'who has confirmed is not called');
	is_deeply([map { join ' ', $_->{channel}, $_->{call_id} // '-', $_->{skipped} // '-' } rows($out)], ['sms - -', 'call - opted out'], 'nor who wants no calls');
	is(scalar texts($family[0]), 1, 'a family gets one text');
	is($s->value('SELECT COUNT(*) FROM calls WHERE phone = ?', $phone), 0, 'and no call');
	is(scalar(map { rows($_) } @family), 4, 'and all of it is settled');
	run();
	is($s->value('SELECT COUNT(*) FROM calls WHERE phone = ?', $visit->{phone}), 1, 'once');
	reminders(%ALWAYS);
};

subtest 'two workers, and one that is killed' => sub {
	reminders(%ALWAYS, channels => ['sms', 'call'], retry => {attempts => 0, thenSms => \0});
	$in->clear_requests;
	my @visits = map { visit(47) } 1 .. 120;
	$in->script($_->{phone}, call => {status => 'no-answer'}) foreach @visits;
	my $phones = join ',', map { "'$_->{phone}'" } @visits;
	my $claimed = sub { $s->value('SELECT COUNT(*) FROM reminders WHERE appointment_id BETWEEN ? AND ?', $visits[0]{id}, $visits[-1]{id}) };
	# The same job several times: as many workers as there are look at the same visits.
	my $more = sub { $s->sql("INSERT INTO jobs (kind, payload, state, run_at, created_at) VALUES ('reminders', '{}', 'due', NOW(3), NOW(3))") foreach 1 .. 3 };
	$more->();
	my $until = time + 60;
	1 until $claimed->() > 20 || time > $until;	# without a pause: it is a matter of tenths of a second
	my @killed = map { $_->{leased_by} =~ /:(\d+)\z/ } $s->rows("SELECT DISTINCT leased_by FROM jobs WHERE kind = 'reminders' AND leased_by IS NOT NULL");
	ok(@killed && $claimed->() < 240, 'workers are killed in the middle');
	$s->end_process(worker => @killed);
	$more->();
	$s->wait_for('all are reminded', sub { $claimed->() == 240 }, 240);
	$s->release_jobs;
	$s->sql("UPDATE $_ SET asked_at = asked_at - INTERVAL 2 MINUTE WHERE asked_at IS NOT NULL AND status IN ('queued', 'unknown')") foreach qw(messages calls);
	idle(240);
	my (%texts, %calls);
	$texts{$_->{to}}++ foreach $in->messages;
	$calls{$_->{params}{To}}++ foreach grep { $_->{status} == 201 } $in->requests(method => 'POST', resource => '/Calls');
	is_deeply([grep { ($texts{$_->{phone}} // 0) != 1 } @visits], [], 'each has exactly one text');
	is_deeply([grep { ($calls{$_->{phone}} // 0) != 1 } @visits], [], 'and exactly one call');
	is($s->value('SELECT COUNT(*) FROM reminders WHERE appointment_id BETWEEN ? AND ? AND (message_id IS NULL) = (call_id IS NULL)', $visits[0]{id}, $visits[-1]{id}), 0, 'and its rows say so');
	reminders(%ALWAYS);
};

subtest 'too late to send' => sub {
	my $visit = visit(47);
	$in->fault(match => 'POST /Messages', times => 1, mode => 503);
	run();
	my ($id) = map { $_->{message_id} } rows($visit);
	ok($s->value('SELECT ask_until > NOW(3) FROM messages WHERE message_id = ?', $id), 'a text has its time');
	$in->clear_faults;
	my $again = visit(47);
	$s->sql("UPDATE messages SET ask_until = '2026-01-01' WHERE message_id = ?", $id);
	$s->sql("UPDATE messages SET asked_at = NULL, message_sid = NULL, status = 'queued', status_rank = 1 WHERE message_id = ?", $id);
	my $sent = texts($visit);
	$s->sql("INSERT INTO jobs (kind, payload, state, run_at, created_at) VALUES ('send-message', ?, 'due', NOW(3), NOW(3))", qq({"messageId":$id}));
	$s->wait_for('it is looked at', sub { $s->value('SELECT status FROM messages WHERE message_id = ?', $id) eq 'canceled' });
	is(scalar texts($visit), $sent, 'after which it is not sent');
};

# --- what patients answer ---

my %say = (
	en => {language => 'en-US', confirm => ['C', ' yes please ', 'Confirm'], reschedule => ['r', '2'], cancel => ['X', '3'], confirmed => qr/is confirmed/, moving => qr/find another time/, cancelled => qr/is cancelled/},
	es => {language => 'es', confirm => ['C', 'Sí', '¡Confirmo mi cita, gracias!'], reschedule => ['cambiar'], cancel => ['Anular'], confirmed => qr/queda confirmada/, moving => qr/acordar otra fecha/, cancelled => qr/queda anulada/},
	hi => {language => 'hi-IN', confirm => ['1', 'हाँ'], reschedule => ['२'], cancel => ['रद्द'], confirmed => qr/पक्का हो गया/, moving => qr/नया समय/, cancelled => qr/रद्द कर दिया/},
	ta => {language => 'ta', confirm => ['1', 'ஆம்'], reschedule => ['மாற்று'], cancel => ['3'], confirmed => qr/உறுதி செய்யப்பட்டது/, moving => qr/வேறு நேரம்/, cancelled => qr/ரத்து செய்யப்பட்டது/},
);

foreach my $code (sort keys %say) {
	subtest "answers in $code" => sub {
		my $say = $say{$code};
		my $visit = visit(47, language => $say->{language});
		run();
		foreach my $body (@{$say->{confirm}}) {
			set($visit, 'scheduled');
			my $story = reply($visit, $body);
			like($story->{replies}[0]{body}, $say->{confirmed}, "$body: it is told to be confirmed");
			is(scalar @{$story->{replies}}, 1, 'in one text');
			is(status($visit), 'confirmed', 'and it is');
		}
		like(reply($visit, $_)->{replies}[0]{body}, $say->{moving}, "$_: it will be moved") foreach @{$say->{reschedule}};
		is(status($visit), 'reschedule-requested', 'and waits for it');
		my @tasks = $s->rows('SELECT * FROM tasks WHERE appointment_id = ?', $visit->{id});
		is(scalar @tasks, scalar @{$say->{reschedule}}, 'the clinic has a task for each');
		like($tasks[0]{title}, qr/\AMaria Lopez asks for another time than /, 'which says who');
		is("$tasks[0]{kind} " . ($tasks[0]{message_sid} ? 'text' : 'none'), 'reschedule text', 'and which text asked');
		foreach my $body (@{$say->{cancel}}) {
			set($visit, 'scheduled');
			like(reply($visit, $body)->{replies}[0]{body}, $say->{cancelled}, "$body: it is told to be cancelled");
			is(status($visit), 'cancelled', 'and it is');
		}
	};
}

subtest 'what is no answer' => sub {
	my $visit = visit(47);
	run();
	foreach my $body ('Can I come at 3?', 'no', 'ok thanks', 'C or X', '1 moment', '') {
		is_deeply(reply($visit, $body)->{replies}, [], "'$body' is for a person to read");
	}
	is(status($visit), 'scheduled', 'and changes nothing');
	my $message = $s->row("SELECT * FROM messages WHERE phone = ? AND direction = 'inbound' ORDER BY message_id LIMIT 1", $visit->{phone});
	is_deeply([@$message{qw(clinic_id body status twilio_phone_number patient_id)}], [$clinic->{id}, 'Can I come at 3?', 'received', $OURS, $visit->{patient}], 'it is kept as a message');
	is_deeply(reply({phone => phone()}, 'C')->{replies}, [], 'a stranger\'s C means nothing');
	my $unreminded = visit(100);
	is_deeply(reply($unreminded, 'C')->{replies}, [], 'nor does that of one who was not reminded');
	is(status($unreminded), 'scheduled', 'whose visit stays');
	is_deeply($in->sms(from => $visit->{phone}, to => $THEIRS, body => 'C')->{replies}, [], 'nor one to another clinic');
	set($visit, 'cancelled');
	like(reply($visit, 'C')->{replies}[0]{body}, qr/has been cancelled, so nothing has been changed/, 'nothing brings back what was cancelled, which the patient hears');
	is(status($visit), 'cancelled', 'it stays so');
	is_deeply(reply($visit, 'thanks')->{replies}, [], 'who says thanks hears nothing');
	my $picture = $in->sms(from => $visit->{phone}, to => $OURS, body => '', media => [{contentType => 'image/png', content => 'iVBORw0KGgo='}]);
	like($s->value('SELECT media FROM messages WHERE message_sid = ?', $picture->{messageSid}), qr{"contentType":"image/png"}, 'a picture is kept with its address');
};

subtest 'two visits that could be meant' => sub {
	my $phone = phone();
	my @visits = map { visit($_, phone => $phone, language => 'ta') } 47, 24.5 + 100;
	run();
	shift_visit($visits[1], 46) and run();
	is($s->value('SELECT COUNT(*) FROM reminders WHERE appointment_id IN (?, ?)', map { $_->{id} } @visits), 2, 'both were reminded of');
	my $story = reply($visits[0], '1');
	like($story->{replies}[0]{body}, qr/இரண்டு சந்திப்புகள்.*எதைப் பற்றிச்.*\Q$OURS\E/, 'a question is answered with');
	is_deeply([map { status($_) } @visits], ['scheduled', 'scheduled'], 'and nothing changes');
	set($visits[0], 'cancelled');
	like(reply($visits[0], '1')->{replies}[0]{body}, $say{ta}{confirmed}, 'where one is left it is that one');
	is_deeply([map { status($_) } @visits], ['cancelled', 'confirmed'], 'which is confirmed');
};

subtest 'moved since the text' => sub {
	my $visit = visit(47);
	run();
	$visit->{at} = int(time + 60 * 3600);
	api(PATCH => $visit, {startsAt => iso($visit->{at})});
	my $when = when_of($visit);
	like(reply($visit, 'C')->{replies}[0]{body}, qr/ on \Q$when\E\. Reply C to confirm/, 'an answer about the old time is answered with the new');
	is(status($visit), 'scheduled', 'and changes nothing');
	like(reply($visit, 'C')->{replies}[0]{body}, qr/ on \Q$when\E is confirmed/, 'an answer to that confirms it');
	is(status($visit), 'confirmed', 'the visit');
	my $called = visit(60);
	$s->sql("INSERT INTO calls (clinic_id, direction, from_number, to_number, phone, status, status_rank, started_at, appointment_id) VALUES (?, 'outbound', ?, ?, ?, 'no-answer', 9, NOW(3) - INTERVAL 1 DAY, ?)",
		$clinic->{id}, $OURS, $called->{phone}, $called->{phone}, $called->{id});
	like(reply($called, 'C')->{replies}[0]{body}, qr/is confirmed/, 'one that was called about');
	api(PATCH => $called, {startsAt => iso(time + 61 * 3600)});
	like(reply($called, 'C')->{replies}[0]{body}, qr/Reply C to confirm/, 'and was moved since');
	is(status($called), 'scheduled', 'waits for the next');
};

subtest 'words that stop texts' => sub {
	my $visit = visit(47);
	run();
	my $state = sub { $s->row('SELECT state, text, message_sid, origin FROM consents WHERE phone = ? ORDER BY at DESC, consent_id DESC LIMIT 1', $visit->{phone}) };
	foreach my $word (qw(CANCEL stop End quit STOPALL Unsubscribe revoke optout)) {
		my $sid = $s->sid('SM');
		my $answer = webhook($visit, $word, $sid);
		is_deeply($s->does($answer), [], "$word is not answered");
		is_deeply([@{$state->()}{qw(state text message_sid)}], ['out', $word, $sid], 'and is in the ledger with its proof');
	}
	is(status($visit), 'scheduled', 'the visit stays');
	my $ledger = $s->value('SELECT COUNT(*) FROM consents WHERE phone = ?', $visit->{phone});
	my $sid = $s->sid('SM');
	webhook($visit, 'STOP', $sid, $_) foreach qw(/api/twilio/incoming-sms /api/twilio/sms /api/twilio/sms-fallback);
	is($s->value('SELECT COUNT(*) FROM consents WHERE phone = ?', $visit->{phone}), $ledger + 1, 'the same text three times is one row');
	is_deeply($s->does(webhook($visit, 'HELP')), [], 'HELP is Twilio\'s');
	is($state->()->{state}, 'out', 'and changes nothing');
	is_deeply($s->does(webhook($visit, 'Yes')), [], 'YES of who opted out is not answered');
	is_deeply([$state->()->{state}, status($visit)], ['in', 'scheduled'], 'it brings texts back, and confirms nothing');
	like(join(' ', said(webhook($visit, 'YES'))), qr/is confirmed/, 'after that it confirms');
	is(status($visit), 'confirmed', 'the visit');
	is($s->value('SELECT COUNT(*) FROM consents WHERE phone = ?', $visit->{phone}), $ledger + 2, 'and is no opt-in');
	webhook($visit, 'alto', $s->sid('SM'), '/api/twilio/sms', OptOutType => 'STOP');
	is($state->()->{state}, 'out', 'a word of another language, by Twilio\'s own reading');
	webhook($visit, 'START');
	is($state->()->{state}, 'in', 'START brings them back');
	my $next = visit(1.5, phone => $visit->{phone}, patient => $visit->{patient});
	webhook($visit, 'Stop');
	run();
	is_deeply([map { $_->{skipped} } rows($next)], ['opted out'], 'who stopped them is not reminded');
};

subtest 'the same text twice, late, and forged' => sub {
	my $visit = visit(47);
	run();
	my $sid = $s->sid('SM');
	my @answers = map { webhook($visit, 'X', $sid, $_) } qw(/api/twilio/incoming-sms /api/twilio/incoming-sms /api/twilio/sms /api/twilio/sms-fallback);
	like(join(' ', said($answers[0])), qr/is cancelled/, 'it is cancelled');
	is_deeply([map { $_->{body} } @answers], [($answers[0]{body}) x 4], 'and each repeat is answered alike');
	is($s->value('SELECT COUNT(*) FROM messages WHERE message_sid = ?', $sid), 1, 'one message');
	$sid = $s->sid('SM');
	my $moved = visit(47);
	run();
	$s->together((sub { webhook($moved, 'R', $sid) }) x 5);
	is($s->value('SELECT COUNT(*) FROM tasks WHERE appointment_id = ?', $moved->{id}), 1, 'five at once make one task');
	set($moved, 'scheduled', iso(time + 60));
	webhook($moved, 'C');
	is(status($moved), 'scheduled', 'an answer from before staff moved it counts no more');
	set($moved, 'scheduled');
	$s->is_problem($s->signed('/api/twilio/incoming-sms', {MessageSid => $s->sid('SM'), From => $moved->{phone}, To => $OURS, Body => 'C'}, sign => $_), 403, "$_ signature") foreach qw(none wrong);
	is(status($moved), 'scheduled', 'what is forged changes nothing');
};

subtest 'with the database away' => sub {
	my ($visit, $stopped) = map { visit(47) } 1 .. 2;
	run();
	$s->stop('mariadb');
	my $answer = webhook($visit, 'C');
	is_deeply([$answer->{status}, $s->does($answer)], [200, []], 'a text is taken, and not answered');
	webhook($stopped, 'STOP');
	$s->start('mariadb');
	ok($s->wait_for('it is stored', sub { status($visit) eq 'confirmed' }), 'it confirms the visit later');
	ok($s->wait_for('it is stored', sub { $s->value('SELECT 1 FROM consents WHERE phone = ?', $stopped->{phone}) }), 'and STOP stops');
	is($s->value("SELECT verdict FROM events WHERE type = 'sms' AND subject = (SELECT message_sid FROM messages WHERE phone = ? AND direction = 'inbound')", $visit->{phone}), 'spooled', 'from the spool');
};

$s->end;

subtest 'without Twilio' => sub {
	$s = Switchboard->new(conf => {map { $_ => undef } qw(TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_AUTH_TOKEN_SECONDARY)}, api_key => 0);
	$s->hold_job('reminders');
	$clinic = $s->clinic('Hillside', timezone => $zone);
	reminders(%ALWAYS, channels => ['sms', 'call']);
	my $phone = phone();
	my @visits = map { visit($_, phone => $phone) } 46, 46.5;
	run();
	is_deeply([map { $_->{channel} } map { rows($_) } @visits], ['call', 'call'], 'there are no texts, not for a family either');
	is_deeply([map { "$_->{status} $_->{appointment_id}" } $s->rows('SELECT * FROM calls ORDER BY appointment_id')], [map { "simulation $_->{id}" } @visits], 'and calls are simulated');
	is($s->value('SELECT COUNT(*) FROM messages'), 0, 'nothing waits to be sent');
	$s->end;
};
done_testing;

sub phone() {
	my $phone = sprintf '+1212556%04d', $people++;
	$s->heard($phone);
	return $phone;
}

sub iso($at) { return strftime('%Y-%m-%dT%H:%M:%SZ', gmtime $at) }

# So many hours ahead, made a month ago.
sub visit($hours, %of) {
	my $at = int(time + $hours * 3600);
	my $phone = $of{phone} // phone();
	my $where = $of{clinic} // $clinic;
	my $patient = $of{patient};
	if (!$patient) {
		$s->sql('INSERT INTO patients (clinic_id, first_name, last_name, phone, language, timezone, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, NOW(3), NOW(3))',
			$where->{id}, 'Maria', 'Lopez', $phone, $of{language} // 'en-US', $of{timezone});
		$patient = $s->value('SELECT MAX(patient_id) FROM patients');
	}
	my $made = $s->api($s->admin, POST => '/api/appointments', {clinicId => $where->{id}, patientId => $patient, doctor => 'Dr. Smith', startsAt => iso($at), status => $of{status} // 'scheduled'});
	die "no visit: $made->{status} $made->{body}" if $made->{status} != 201;
	$s->sql('UPDATE appointments SET created_at = COALESCE(?, NOW(3) - INTERVAL 30 DAY) WHERE appointment_id = ?', $of{created_at} ? $of{created_at} =~ tr/TZ/ /dr =~ s/(\d\d\d\d-\d\d-\d\d)/$1 /r : undef, $made->{json}{id});
	return {id => $made->{json}{id}, phone => $phone, patient => $patient, hours => $hours, at => $at};
}

sub shift_visit($visit, $hours) {
	$visit->{at} = int(time + $hours * 3600);
	return $s->sql('UPDATE appointments SET starts_at = FROM_UNIXTIME(?) WHERE appointment_id = ?', $visit->{at}, $visit->{id});
}

sub api($method, $visit, $body) {
	my $answer = $s->api($anna, $method => "/api/appointments/$visit->{id}", $body);
	is($answer->{status}, 200, 'staff changes a visit') or diag $answer->{body};
}

sub status($visit) { return $s->value('SELECT status FROM appointments WHERE appointment_id = ?', $visit->{id}) }
sub set($visit, $status, $at = undef) { $s->sql('UPDATE appointments SET status = ?, status_at = ? WHERE appointment_id = ?', $status, $at ? $at =~ tr/TZ/ /r =~ s/ \z//r : undef, $visit->{id}) }
sub rows($visit) { return $s->rows('SELECT * FROM reminders WHERE appointment_id = ? ORDER BY reminder_id', $visit->{id}) }
sub texts($visit) { return grep { $_->{to} eq $visit->{phone} && $_->{direction} =~ /\Aoutbound-api/ } $in->messages }
sub reminders(%reminders) { return $s->routing($clinic, forwardNumber => '+19145550201', reminders => \%reminders) }
sub reply($visit, $body) {
	my $story = $in->sms(from => $visit->{phone}, to => $OURS, body => $body);
	is_deeply($story->{errors}, [], 'Twilio finds nothing wrong') if @{$story->{errors}};
	return $story;
}
sub webhook($visit, $body, $sid = $s->sid('SM'), $path = '/api/twilio/incoming-sms', %more) {
	return $s->signed($path, {MessageSid => $sid, From => $visit->{phone}, To => $OURS, Body => $body, NumMedia => 0, NumSegments => 1, %more});
}

# The texts of an answer to a text.
sub said($answer) {
	my $body = $answer->{body};
	utf8::decode($body);
	my $parsed = $in->twiml($body, kind => 'messaging');
	is_deeply($parsed->{errors}, [], 'its TwiML is sound');
	return map { $_->{text} } @{$parsed->{nodes}};
}

# As an English text says it, by the clinic's clock.
sub when_of($visit) {
	my @t = gmtime($visit->{at} - $behind * 3600);
	my $year = $t[5] == (gmtime(time - $behind * 3600))[5] ? '' : strftime(', %Y', @t);
	return strftime('%A, %B ', @t) . $t[3] . $year . strftime(' at ', @t) . ($t[2] % 12 || 12) . strftime(':%M ', @t) . ($t[2] < 12 ? 'AM' : 'PM');
}

# A minute is over, and everything that comes of it is done.
sub run() {
	is($s->run_job('reminders')->{state}, 'done', 'visits ahead are looked at');
	idle();
}
sub idle(@seconds) { $s->wait_for('all is sent', sub { !$s->value("SELECT COUNT(*) FROM jobs WHERE kind IN ('send-message', 'place-call', 'call-ended') AND state = 'due' AND (leased_by IS NOT NULL OR run_at <= NOW(3) + INTERVAL 5 SECOND)") }, @seconds) }
