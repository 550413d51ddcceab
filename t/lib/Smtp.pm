# A test's hold on the mail server of t/standin/smtp.pl: starts it, and reads what came, decoded.
package Smtp;
use v5.36;
use Carp qw(croak);
use Cwd qw(abs_path);
use Encode qw(decode);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use MIME::Base64 qw(decode_base64);
use MIME::QuotedPrint qw(decode_qp);

my $SERVER = dirname(abs_path(__FILE__)) . '/../standin/smtp.pl';

sub start($class) {
	my $self = bless { owner => $$, dir => tempdir('smtp-XXXXXX', TMPDIR => 1, CLEANUP => 1) }, $class;
	pipe my $far, $self->{pipe} or croak "pipe: $!";
	$self->{pid} = open my $said, '-|' // croak "fork: $!";
	if (!$self->{pid}) {
		close $self->{pipe};
		open STDIN, '<&', $far or die "stdin: $!\n";
		exec $^X, $SERVER, '--dir', $self->{dir} or die "exec: $!\n";
	}
	close $far;
	chomp($self->{port} = <$said> // croak 'the mail server does not start');
	$self->{said} = $said;
	return $self;
}

sub url($self) { return "smtp://127.0.0.1:$self->{port}" }

# The mails in the order of their arrival: {to, header => {name => value}, raw (the body as it came), text, files => [{name, type, bytes}]}.
sub mails($self) {
	return mails_in($self->{dir});
}

# The same for a directory of smtp.pl's.
sub mails_in($dir) {
	return map { read_mail($_) } sort glob "$dir/*.eml";
}

sub read_mail($file) {
	open my $f, '<:raw', $file or croak "$file: $!";
	my ($head, $body) = split /\r\n\r\n/, do { local $/; <$f> }, 2;
	my %header = headers($head);
	my %mail = (to => $header{'x-envelope-to'}, header => \%header, raw => $body, files => []);
	my ($boundary) = $header{'content-type'} =~ /boundary="?([^";]+)/;
	foreach my $part (defined $boundary ? split_parts($body, $boundary) : "$head\r\n\r\n$body") {
		my ($inner, $bytes) = split /\r\n\r\n/, $part, 2;
		my %of = headers($inner);
		my $how = lc($of{'content-transfer-encoding'} // '');
		$bytes = $how eq 'base64' ? decode_base64($bytes) : $how eq 'quoted-printable' ? decode_qp($bytes) : $bytes;
		if (($of{'content-disposition'} // '') =~ /filename="([^"]*)"/) {
			push $mail{files}->@*, { name => $1, type => $of{'content-type'}, bytes => $bytes };
		} else {
			$mail{text} = decode('UTF-8', $bytes) =~ s/\r\n/\n/gr;
		}
	}
	return \%mail;
}

sub split_parts($body, $boundary) {
	my @parts = split /(?:\A|\r\n)--\Q$boundary\E(?:--)?\r\n?/, $body;
	return @parts[1 .. $#parts - 1] if @parts && $parts[-1] !~ /\S/;
	return @parts[1 .. $#parts];
}

sub headers($head) {
	$head =~ s/\r\n[ \t]+/ /g;
	return map { /^([^:]+):\s*(.*)$/ ? (lc $1 => decode('MIME-Header', $2)) : () } split /\r\n/, $head;
}

sub DESTROY($self) {
	return if $self->{owner} != $$;
	local $?;
	close $self->{pipe} if $self->{pipe};
	kill TERM => $self->{pid} if $self->{pid};
	close $self->{said} if $self->{said};
}

1;
