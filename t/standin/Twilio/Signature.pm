# How the stand-in signs a webhook and writes a form, after the published algorithm
# (HMAC-SHA1 over the URL and the sorted fields). Shares nothing with lib/guard.
package Twilio::Signature;
use v5.36;
use Digest::SHA qw(hmac_sha1 sha256_hex);
use MIME::Base64 qw(encode_base64);

sub bytes ($text)
{
	my $copy = $text // '';
	utf8::encode($copy);
	return $copy;
}

# Fields as [name, value] pairs, from a hash (a value may be a list) or from pairs as they are.
sub pairs ($params)
{
	return () unless defined $params;
	return @$params if ref $params eq 'ARRAY';
	my @pairs;
	for my $name (sort keys %$params) {
		my $value = $params->{$name};
		push @pairs, map { [ $name, $_ ] } ref $value eq 'ARRAY' ? @$value : ($value);
	}
	return @pairs;
}

# The X-Twilio-Signature of a form POST to $url; without fields that of a GET or a JSON POST.
# Text is given as characters and signed as UTF-8. A repeated field counts once per value.
sub sign ($token, $url, $params = undef)
{
	my %values;
	$values{ bytes($_->[0]) }{ bytes($_->[1]) } = 1 for pairs($params);
	my $text = bytes($url);
	for my $name (sort keys %values) {
		$text .= $name . $_ for sort keys $values{$name}->%*;
	}
	return encode_base64(hmac_sha1($text, bytes($token)), '');
}

# The URL as it is signed. No credentials and no fragment; voice over https loses its port, all
# others keep the one they have. $port overrules that: true names a port always, false never.
sub signed_url ($url, $kind = 'voice', $port = undef)
{
	$url =~ s/#.*//s;
	my ($scheme, $host, $own, $rest) =
	    $url =~ m{^(https?)://(?:[^@/?]*@)?([^/:?]+)(?::(\d+))?(.*)$}si or return $url;
	$own = undef if defined $port ? !$port : $kind eq 'voice' && lc $scheme eq 'https';
	$own //= lc $scheme eq 'https' ? 443 : 80 if $port;
	return "$scheme://$host" . (defined $own ? ":$own" : '') . $rest;
}

# A signature of the right form that is never the right one.
sub spoil ($signature)
{
	my $first = substr($signature, 0, 1) eq 'A' ? 'B' : 'A';
	return $first . substr($signature, 1);
}

sub form_escape ($text)
{
	my $raw = bytes($text);
	$raw =~ s/([^A-Za-z0-9.*_ -])/sprintf '%%%02X', ord $1/ge;
	$raw =~ tr/ /+/;
	return $raw;
}

sub form ($params)
{
	return join '&', map { form_escape($_->[0]) . '=' . form_escape($_->[1]) } pairs($params);
}

sub body_hash ($body) { return sha256_hex($body) }

1;
