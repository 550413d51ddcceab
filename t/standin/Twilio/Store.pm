# What the stand-in knows: one account, its numbers, calls, messages, recordings; the inventory
# that can be bought; and what a test ordered: scripts, faults, settings. All of it in memory.
package Twilio::Store;
use v5.36;
use Digest::SHA qw(sha1_hex);
use Time::HiRes qw(time);

my @DAY   = qw(Sun Mon Tue Wed Thu Fri Sat);
my @MONTH = qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);

sub new ($class, %args)
{
	my $self = bless { %args{qw(account token secondary api_key api_secret)} }, $class;
	$self->{first_numbers} = $args{numbers} // [];
	$self->reset;
	return $self;
}

# Back to the state after the start: the given numbers, the usual inventory, nothing else.
sub reset ($self)
{
	$self->{$_} = {} for qw(numbers calls messages messages_to recordings transcriptions media scripts
	    message_scripts opted_out transcripts transcript_scripts);
	$self->{$_} = [] for qw(call_order message_order recording_order transcript_order faults
	    requests deliveries late);
	$self->{settings} = {
		apiKeyStatus   => undef,  # 401 or 403: the API key is refused
		accountStatus  => 'active',
		sign           => undef,  # how webhooks are signed unless told otherwise
		port           => undef,
		mediaAuth      => 1,      # recordings and media ask for credentials
		mediaRedirect  => 0,      # recordings and media redirect to another host
		mediaRange     => 0,      # ranges of media are honoured
		mediaChunked   => 0,      # the length of media is not said
		viService      => undef,  # the Intelligence service's sid, and its webhook
		viWebhook      => undef,
		viPageSize     => undef,  # pages of Intelligence are this small
		messagingServices => [],
		verified       => [],     # caller ids that are verified, though not owned
	};
	$self->{running} = $self->{held} = 0;
	$self->number_add($_) for $self->{first_numbers}->@*;
	$self->{available} = [ map { available_row($_->@*) } (
		(map { [ 'US', 'Local', '+1845555' . $_ ] } '0110' .. '0119'),
		(map { [ 'US', 'Local', '+1212555' . $_ ] } '0120' .. '0124'),
		(map { [ 'US', 'Local', '+1415555' . $_ ] } '0130' .. '0134'),
		(map { [ 'US', 'TollFree', '+1833555' . $_ ] } '0140' .. '0144'),
		(map { [ 'CA', 'Local', '+1416555' . $_ ] } '0150' .. '0152'),
		(map { [ 'GB', 'Local', '+44207946' . $_ ] } '0160' .. '0162'),
		(map { [ 'GB', 'Mobile', '+44740090' . $_ ] } '0170' .. '0172'),
	) ];
	return;
}

sub settings ($self) { return $self->{settings} }

sub unique ($self)
{
	state $count = 0;
	return substr sha1_hex(join ' ', $$, ++$count, time, rand), 0, 32;
}

sub sid ($self, $prefix) { return $prefix . $self->unique }

sub rfc2822 ($epoch)
{
	return undef unless defined $epoch;
	my ($s, $m, $h, $day, $month, $year, $wday) = gmtime int $epoch;
	return sprintf '%s, %02d %s %04d %02d:%02d:%02d +0000', $DAY[$wday], $day, $MONTH[$month],
	    $year + 1900, $h, $m, $s;
}

sub iso8601 ($epoch, $fraction = 0)
{
	my ($s, $m, $h, $day, $month, $year) = gmtime int $epoch;
	my $text = sprintf '%04d-%02d-%02dT%02d:%02d:%02d', $year + 1900, $month + 1, $day, $h, $m,
	    $s;
	$text .= sprintf '.%06d', ($epoch - int $epoch) * 1e6 if $fraction;
	return $text . 'Z';
}

sub number_add ($self, $phone, %fields)
{
	my $now = time;
	my $sid = $fields{sid} // $self->sid('PN');
	my $row = {
		sid => $sid, account_sid => $self->{account}, phone_number => $phone,
		friendly_name => $phone, address_sid => undef, address_requirements => 'none',
		api_version => '2010-04-01', beta => \0, bundle_sid => undef, identity_sid => undef,
		capabilities => { voice => \1, sms => \1, mms => \1, fax => \0 },
		date_created => rfc2822($now), date_updated => rfc2822($now),
		emergency_address_sid => undef, emergency_status => 'Inactive', origin => 'twilio',
		sms_application_sid => '', sms_fallback_method => 'POST', sms_fallback_url => '',
		sms_method => 'POST', sms_url => '', status => 'in-use', status_callback => '',
		status_callback_method => 'POST', trunk_sid => undef, type => 'local',
		voice_application_sid => '', voice_caller_id_lookup => \0,
		voice_fallback_method => 'POST', voice_fallback_url => '', voice_method => 'POST',
		voice_receive_mode => 'voice', voice_url => '',
		uri => "/2010-04-01/Accounts/$self->{account}/IncomingPhoneNumbers/$sid.json",
		%fields,
	};
	return $self->{numbers}{$sid} = $row;
}

sub number_by_phone ($self, $phone)
{
	my ($row) = grep { $_->{phone_number} eq $phone } values $self->{numbers}->%*;
	return $row;
}

# A caller id or sender that this account may show.
sub may_show ($self, $phone)
{
	return 1 if $self->number_by_phone($phone);
	return scalar grep { $_ eq $phone } $self->{settings}{verified}->@*;
}

sub available_row ($country, $type, $phone)
{
	return { country => $country, type => $type, phone_number => $phone };
}

sub recording_add ($self, %r)
{
	my $sid = $self->sid('RE');
	$r{sid} = $sid;
	push $self->{recording_order}->@*, $sid;
	return $self->{recordings}{$sid} = \%r;
}

sub recording_url ($self, $sid)
{
	return "$self->{base}/2010-04-01/Accounts/$self->{account}/Recordings/$sid";
}

# What becomes of a text to this number: what a test said about it, else nothing unusual.
sub message_script ($self, $phone)
{
	return $self->{message_scripts}{$phone} // $self->{message_scripts}{'*'} // {};
}

# Blocks are kept for a pair: the patient, and our number (or messaging service) it answered.
sub opted_out ($self, $patient, $ours)
{
	return $self->{opted_out}{$patient}{$ours} || $self->{opted_out}{$patient}{'*'};
}

1;
