# A test's hold on the mail server of t/standin/smtp.pl: starts it, and reads what came, decoded.
package Smtp;
use v5.36;
use Carp qw(croak);
use Encode qw(decode);
use File::Temp qw(tempdir);
use MIME::Base64 qw(decode_base64);
use MIME::QuotedPrint qw(decode_qp);
use Started;

sub start($class) {
	my $dir = tempdir('smtp-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	return bless { dir => $dir, server => Started->new('smtp.pl', '--dir', $dir) }, $class;
}

sub url($self) { return "smtp://127.0.0.1:" . $self->{server}->port }

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

1;
