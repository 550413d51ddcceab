#!/usr/bin/perl
# A mail server on loopback that keeps what it is given: DIR/N.eml holds the envelope's recipient in an X-Envelope-To line of ours, then the mail as it
# came. It is strict: CRLF alone ends a line, lines are at most 998 bytes, bytes are 7 bits wide (it does not offer 8BITMIME), and the order of
# commands is RFC 5321's. A recipient's local part says what happens to him: refuse… is told 550, later… 451 the first time, busy… each time, hang… nothing at all.
#
#	t/standin/smtp.pl --dir DIR [--port N] [--ready FILE] [--stay]
use v5.36;
use FindBin qw($RealBin);
use lib $RealBin;
use Getopt::Long;
use Mojo::IOLoop;
use Serving;

my %opt = (port => 0);
GetOptions(\%opt, 'port=i', 'dir=s', 'ready=s', 'stay') && -d ($opt{dir} // '') or die "usage: smtp.pl --dir DIR [--port N] [--ready FILE] [--stay]\n";
my ($mails, %seen) = (0);

sub answer($stream, $text) {
	$stream->write("$text\r\n");
}

sub recipient($s, $address) {
	return '550 5.1.1 no such mailbox' if $address =~ /^refuse/;
	return '451 4.3.0 try again later' if $address =~ /^busy/ || ($address =~ /^later/ && !$seen{$address}++);
	$s->{to} = $address;
	return '250 2.1.5 fine';
}

sub keep($s) {
	my $file = sprintf '%s/%04d.eml', $opt{dir}, ++$mails;
	open my $f, '>:raw', "$file.tmp" or die "$file: $!\n";
	print {$f} "X-Envelope-To: $s->{to}\r\n", $s->{data};
	close $f or die "$file: $!\n";
	rename "$file.tmp", $file or die "$file: $!\n";
	return '250 2.0.0 kept';
}

sub command($s, $line) {
	my ($verb) = $line =~ /^([A-Za-z]+)/;
	$verb = uc($verb // '');
	if ($verb eq 'EHLO' || $verb eq 'HELO') {
		$s->{greeted} = 1;
		return $verb eq 'HELO' ? '250 localhost' : "250-localhost\r\n250 SIZE 10485760";
	}
	return '221 2.0.0 bye' if $verb eq 'QUIT';
	return '503 5.5.1 EHLO first' unless $s->{greeted};
	if ($verb eq 'MAIL') {
		return '501 5.5.4 MAIL FROM:<address>' unless $line =~ /^MAIL FROM:<([^<>\s]+\@[^<>\s]+)>(?: SIZE=\d+)?$/i;
		@$s{qw(from to)} = ($1, undef);
		return '250 2.1.0 fine';
	}
	if ($verb eq 'RCPT') {
		return '503 5.5.1 MAIL first' unless $s->{from};
		return '501 5.5.4 RCPT TO:<address>' unless $line =~ /^RCPT TO:<([^<>\s]+\@[^<>\s]+)>$/i;
		return recipient($s, $1);
	}
	if ($verb eq 'DATA') {
		return '503 5.5.1 RCPT first' unless $s->{to};
		$s->{hang} = $s->{to} =~ /^hang/;
		@$s{qw(in_data data)} = (1, '');
		return '354 go on';
	}
	if ($verb eq 'RSET') {
		@$s{qw(from to)} = ();
		return '250 2.0.0 fine';
	}
	return '502 5.5.2 not known';
}

sub data_line($s, $line) {
	if ($line eq '.') {
		$s->{in_data} = 0;
		return if $s->{hang};
		return "554 5.6.0 $s->{fault}" if $s->{fault};
		return keep($s);
	}
	$s->{fault} //= 'a line is longer than 998 bytes' if length $line > 998;
	$s->{fault} //= 'a byte above 127 without 8BITMIME' if $line =~ /[\x80-\xff]/;
	$s->{fault} //= 'a bare CR or LF' if $line =~ /[\r\n]/;
	$line =~ s/^\.//;
	$s->{data} .= "$line\r\n";
	return;
}

my $server = Mojo::IOLoop->server({ address => '127.0.0.1', port => $opt{port} } => sub ($loop, $stream, $id) {
	my $s = { in => '' };
	$stream->timeout(0);
	answer($stream, '220 localhost ready');
	$stream->on(read => sub ($stream, $bytes) {
		$s->{in} .= $bytes;
		while ($s->{in} =~ s/^(.*?)\r\n//s) {
			my $said = $s->{in_data} ? data_line($s, $1) : command($s, $1);
			answer($stream, $said) if defined $said;
			$stream->close_gracefully if ($said // '') =~ /^221/;
		}
	});
});
Serving::on(Mojo::IOLoop->acceptor($server)->port, %opt);
