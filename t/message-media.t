# Pictures that come in with texts: had from us alone, by who may have them, shown or kept as a file, in whole and in part; and gone with their text.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use MIME::Base64 qw(encode_base64);
use Switchboard;
use Test::More;

my ($NUMBER, $OTHERS, $CALLER) = ('+18455550101', '+18455550102', '+12125550123');
my $PNG = "\x89PNG\r\n\x1a\n" . join '', map { chr $_ % 251 } 1 .. 5000;

my $s = Switchboard->new(numbers => [$NUMBER, $OTHERS]);
my $clinic = $s->clinic('Hillside', forwardNumber => '+19145550201');
my $others = $s->clinic('Plainview', forwardNumber => '+19145550202');
$s->connect($NUMBER, $clinic);
$s->connect($OTHERS, $others);
my ($anna, $stranger) = ($s->user(assistant => $clinic), $s->user(customer => $others));
my $in = $s->standin;
$s->heard($CALLER);

# A text with these media comes in; its row.
sub picture(@media) {
	my $story = $in->sms(from => $CALLER, to => $NUMBER, body => '', media => [map { { contentType => $_->[0], content => encode_base64($_->[1], '') } } @media]);
	return $s->row('SELECT * FROM messages WHERE message_sid = ?', $story->{messageSid});
}
sub address($row, $n = 0) { return "/api/messages/$row->{message_id}/media/$n" }
sub look($row, $n = 0, %headers) { return $s->api($anna, GET => address($row, $n), undef, \%headers) }

my $text = picture(['image/png', $PNG], ['audio/amr', '#!AMR sound']);
my $path = address($text);

subtest 'where it is said to be' => sub {
	my $at = [map { { url => $s->url . address($text, $_->[0]), contentType => $_->[1] } } [0, 'image/png'], [1, 'audio/amr']];
	my ($listed) = grep { $_->{id} == $text->{message_id} } @{$s->api($anna, GET => '/api/twilio/sms')->{json}{items}};
	is_deeply($listed->{media}, $at, 'with us, in the list');
	my $thread = $s->api($anna, GET => '/api/conversations?phoneNumber=' . $CALLER =~ s/\+/%2B/r)->{json}{items}[0];
	is_deeply($s->api($anna, GET => "/api/conversations/$thread->{id}")->{json}{items}[0]{media}, $at, 'and in the conversation');
};

foreach my $at_twilio ([0, 0, 'ignores ranges'], [1, 0, 'honours ranges'], [0, 1, 'redirects'], [1, 1, 'redirects to what honours ranges']) {
	my ($range, $redirect, $what) = @$at_twilio;
	subtest "Twilio $what" => sub {
		my $all = length $PNG;
		$in->settings(mediaRange => $range ? \1 : \0, mediaRedirect => $redirect ? \1 : \0);
		my $got = look($text);
		is("$got->{status} $got->{headers}{'content-type'} $got->{headers}{'content-length'}", "200 image/png $all", 'it is given');
		ok($got->{body} eq $PNG, 'byte by byte');
		is($got->{headers}{'x-content-type-options'}, 'nosniff', 'as what it says that it is');
		is($got->{headers}{'content-disposition'}, "inline; filename=\"message-$text->{message_id}-0.png\"", 'to be shown');
		is($got->{headers}{'cache-control'}, 'private, no-store', 'and stored nowhere');
		is($got->{headers}{location}, undef, 'it leads nowhere');
		$got = look($text, 0, Range => 'bytes=100-199');
		is("$got->{status} $got->{headers}{'content-range'}", "206 bytes 100-199/$all", 'a part of it');
		ok($got->{body} eq substr($PNG, 100, 100), 'is these bytes');
		$s->is_problem(look($text, 0, Range => "bytes=$all-"), 416, 'behind its end');
		is(look($text, 1)->{body}, '#!AMR sound', 'the second one');
		my $head = $s->api($anna, HEAD => $path);
		is("$head->{status} $head->{headers}{'content-length'} " . length $head->{body}, "200 $all 0", 'HEAD tells how much it is');
	};
}
$in->settings(mediaRange => \0, mediaRedirect => \0);

subtest 'what is shown, and what is kept' => sub {
	my %how = (
		'image/jpeg' => 'image/jpeg inline', 'IMAGE/GIF' => 'image/gif inline', 'video/mp4' => 'video/mp4 inline', 'audio/ogg; codecs=opus' => 'audio/ogg inline',
		'application/pdf' => 'application/pdf attachment', 'text/vcard' => 'text/vcard attachment', 'text/x-vcard' => 'text/x-vcard attachment',
		'text/html' => 'application/octet-stream attachment', 'image/svg+xml' => 'application/octet-stream attachment', 'text/xml' => 'application/octet-stream attachment',
		'image/pngx' => 'application/octet-stream attachment', 'application/javascript' => 'application/octet-stream attachment',
	);
	foreach my $type (sort keys %how) {
		my $got = look(picture([$type, '<script>alert(1)</script>']));
		is(join(' ', $got->{headers}{'content-type'}, $got->{headers}{'content-disposition'} =~ /\A(\w+); filename="message-\d+-0\.\w+"\z/), $how{$type}, $type);
		is($got->{headers}{'x-content-type-options'}, 'nosniff', 'for no browser to guess');
	}
	my $row = picture(['image/png', $PNG]);
	$s->sql('UPDATE messages SET media = REPLACE(media, "image/png", "video/mp4") WHERE message_id = ?', $row->{message_id});
	$s->is_problem(look($row), 502, 'what is something else by now');
	$s->sql('UPDATE messages SET media = REPLACE(media, ?, "null") WHERE message_id = ?', '"video/mp4"', $row->{message_id});
	is(look($row)->{headers}{'content-type'}, 'application/octet-stream', 'of which nobody said what it is');
};

subtest 'who looks' => sub {
	$s->is_problem($s->api(undef, GET => $path), 401, 'not a stranger');
	$s->is_problem($s->api($stranger, GET => $path), 404, 'not another clinic');
	$s->is_problem($s->api($s->admin, GET => "$path?clinicId=$others->{id}"), 404, 'not as another clinic\'s');
	is($s->api($s->admin, GET => $path)->{status}, 200, 'the operator');
	$s->is_problem(look($text, 2), 404, 'where there is none');
	$s->is_problem(look($text, 10), 422, 'where there can be none', 'n');
	$s->is_problem($s->api($anna, GET => '/api/messages/x/media/0'), 422, 'no text', 'id');
	$s->is_problem($s->api($anna, GET => '/api/messages/999999/media/0'), 404, 'a text that is not there');
	$s->is_problem($s->api($anna, DELETE => $path), 405, 'nothing else can be done');
	my $sent = $s->api($anna, POST => '/api/twilio/send-sms', { to => $CALLER, body => 'See', mediaUrl => 'https://clinic.example/a.png' })->{json};
	is($sent->{media}[0]{url}, 'https://clinic.example/a.png', 'what we send is where it was said to be');
	$s->is_problem($s->api($anna, GET => "/api/messages/$sent->{id}/media/0"), 404, 'and not with us');
};

subtest 'each look is on record' => sub {
	$s->sql('DELETE FROM audit');
	look($text);
	look($text, 1, Range => 'bytes=0-3');
	$s->api($anna, HEAD => $path);
	$s->api($stranger, GET => $path);
	is_deeply([map { [@$_{qw(user_id clinic_id action object detail)}] } $s->rows('SELECT * FROM audit ORDER BY audit_id')], [
		[$anna->{id}, $clinic->{id}, 'media-viewed', "message $text->{message_id} media 0", '{"format":"image/png","range":null}'],
		[$anna->{id}, $clinic->{id}, 'media-viewed', "message $text->{message_id} media 1", '{"format":"audio/amr","range":"bytes=0-3"}'],
	], 'who saw what');
	$s->sql('RENAME TABLE audit TO audit_away');
	$s->expect_error(qr/audit/);
	my $got = look($text);
	isnt($got->{status}, 200, 'where that cannot be written');
	unlike($got->{body}, qr/PNG/, 'nothing is seen');
	$s->sql('RENAME TABLE audit_away TO audit');
};

subtest 'nobody is asked but Twilio, for what is ours' => sub {
	my ($account, $sid, $me) = ($s->account, $text->{message_sid}, 'ME' . 'a' x 32);
	my $before = () = $in->requests(method => 'GET');
	foreach my $url ('https://evil.example/a.png', "https://api.twilio.com/2010-04-01/Accounts/$account/Messages/$sid/Media/../../../Calls", 'file:///etc/passwd',
		"https://api.twilio.com/2010-04-01/Accounts/$account/Messages/MM" . 'b' x 32 . "/Media/$me", "https://api.twilio.com/2010-04-01/Accounts/AC" . 'f' x 32 . "/Messages/$sid/Media/$me",
		"https://api.twilio.com/2010-04-01/Accounts/$account/Messages/$sid/Media/$me/x", "http://127.0.0.1:3306/Accounts/$account/Messages/$sid/Media/ME") {
		my $odd = $s->sid('MM');
		is($s->signed('/api/twilio/incoming-sms', { MessageSid => $odd, From => $CALLER, To => $NUMBER, Body => '', NumMedia => 1, MediaUrl0 => $url, MediaContentType0 => 'image/png' })->{status}, 200, 'a text');
		$s->is_problem(look($s->row('SELECT * FROM messages WHERE message_sid = ?', $odd)), 404, 'whose picture is elsewhere');
	}
	my $after = () = $in->requests(method => 'GET');
	is($after, $before, 'Twilio is asked for none of these');
	# A host that it names is not asked: Twilio is, by the sids.
	my ($medium) = $s->value('SELECT media FROM messages WHERE message_id = ?', $text->{message_id}) =~ /(ME[0-9a-f]{32})/;
	$s->sql('UPDATE messages SET media = ? WHERE message_id = ?', qq([{"url":"http://evil.example/Accounts/$account/Messages/$sid/Media/$medium","contentType":"image/png"}]), $text->{message_id});
	ok(look($text)->{body} eq $PNG, 'whatever host it names');
};

subtest 'Twilio' => sub {
	my $row = picture(['image/png', $PNG]);
	my %want = (404 => 404, 500 => 504, 'hang-before' => 504, nonsense => 502);
	foreach my $mode (sort keys %want) {
		$in->fault(match => 'GET /Messages', mode => $mode, times => 9);
		my $got = look($row);
		ok($got->{status} == $want{$mode} || ($want{$mode} == 504 && $got->{status} == 502), "$mode: said as $got->{status}");
		$in->clear_faults;
	}
	$in->fault(match => 'GET /Messages', mode => 'cut');
	isnt(eval { length look($row)->{body} } // 0, length $PNG, 'half of it is not the whole');
	$in->clear_faults;
	is(look($row)->{status}, 200, 'and then again');
};

subtest 'gone with its text' => sub {
	my $row = picture(['image/png', $PNG]);
	my ($medium) = $row->{media} =~ /(ME[0-9a-f]{32})/;
	$s->routing($clinic, forwardNumber => '+19145550201', retentionDays => { messages => 5 });
	$s->sql('UPDATE messages SET created_at = created_at - INTERVAL 6 DAY WHERE message_id = ?', $row->{message_id});
	$s->run_job('retention');
	$s->wait_for('it is deleted', sub { ($s->value("SELECT status FROM deletions WHERE kind = 'message' AND ref = ?", $row->{message_id}) // '') eq 'done' });
	my ($there) = grep { $_->{method} eq 'DELETE' && $_->{resource} eq "/Messages/$row->{message_sid}/Media/$medium" } $in->requests;
	ok($there, 'Twilio was told to delete the picture');
	$s->is_problem(look($row), 404, 'and here it is gone');
	is(look($text)->{status}, 200, 'younger ones are there');
};

subtest 'without the database' => sub {
	$s->stop('mariadb');
	$s->is_problem(look($text), 503, 'nothing is seen');
	$s->start('mariadb');
	ok($s->wait_for('it is seen', sub { look($text)->{status} == 200 }), 'then it is');
};

$s->end;
done_testing;
