# URLs that are given to the provider: what is acceptable, and the connection overrides that may
# stand in the fragment (#rc=2&rp=all), which are neither sent nor signed.
package Twilio::Url;
use v5.36;
use Mojo::URL;

my %RANGE  = (ct => [ 100, 10000 ], rt => [ 100, 15000 ], tt => [ 100, 15000 ], rc => [ 0, 5 ]);
my %POLICY = map { $_ => 1 } qw(4xx 5xx ct rt all);
my %EDGE   = map { $_ => 1, "$_-ix" => 1 }
    qw(ashburn dublin frankfurt sao-paulo singapore sydney tokyo umatilla);

# ($overrides, undef) or (undef, what is wrong).
sub overrides ($fragment)
{
	my %over = (ct => 5000, rt => 15000, tt => 15000, rc => 1, rp => { ct => 1 });
	return (\%over, undef) unless defined $fragment;
	my %seen;
	for my $part (split /&/, $fragment, -1) {
		my ($key, $value) = $part =~ /^([a-z]+)=(.+)$/
		    or return (undef, "connection override '$part' is not key=value");
		return (undef, "connection override '$key' is given twice") if $seen{$key}++;
		if (my $range = $RANGE{$key}) {
			return (undef, "connection override '$part' is out of range")
			    unless $value =~ /^\d{1,5}$/
			    && $value >= $range->[0] && $value <= $range->[1];
			$over{$key} = $value;
		} elsif ($key eq 'rp') {
			my @policy = split /,/, $value, -1;
			return (undef, "connection override '$part' is no retry policy")
			    if grep { !$POLICY{$_} } @policy;
			$over{rp} = { map { $_ => 1 } @policy };
		} elsif ($key eq 'e') {
			return (undef, "connection override '$part' names an unknown edge")
			    if grep { !$EDGE{$_} } split /,/, $value, -1;
		} elsif ($key eq 'sni') {
			return (undef, "connection override '$part' is neither y nor n")
			    unless $value =~ /^[yn]$/;
		} else {
			return (undef, "connection override '$key' does not exist");
		}
	}
	return (\%over, undef);
}

# What is wrong with an absolute URL, or undef. Localhost passes, else no test could run here.
sub fault ($url)
{
	return 'the URL is empty'                  unless defined $url && length $url;
	return 'the URL is longer than 4000 bytes' if length $url > 4000;
	return 'the URL holds blanks or control characters' if $url =~ /[\s\x00-\x1f<>"]/;
	my ($base, $fragment) = split /#/, $url, 2;
	my ($host, $port) =
	    $base =~ m{^https?://(?:[^@/?]*@)?([^/:?]+)(?::([^/?]*))?(?:[/?].*)?$}
	    or return 'the URL is not absolute http or https';
	return 'the host of the URL has an underscore' if $host =~ /_/;
	my $label = qr/[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?/;
	return 'the host of the URL is not valid'
	    unless $host =~ /^$label(?:\.$label)*$/ && ($host =~ /\./ || $host eq 'localhost');
	return 'the port of the URL is not valid'
	    if defined $port && ($port !~ /^[1-9]\d{0,4}$/ || $port > 65535);
	my (undef, $wrong) = overrides($fragment);
	return $wrong;
}

# (URL without its fragment, overrides). Only for URLs that fault() has passed.
sub parts ($url)
{
	my ($base, $fragment) = split /#/, $url, 2;
	my ($over) = overrides($fragment);
	return ($base, $over // (overrides(undef))[0]);
}

sub is_absolute ($url) { return $url =~ m{^[A-Za-z][A-Za-z0-9+.-]*:} }

# An absolute URL stays as it is written, letter by letter; a relative one is resolved.
sub resolve ($base, $url)
{
	return $url if is_absolute($url) || !defined $base;
	my ($plain, $fragment) = split /#/, $url, 2;
	my $full = Mojo::URL->new($plain)->to_abs(Mojo::URL->new($base))->fragment(undef);
	return defined $fragment ? "$full#$fragment" : "$full";
}

1;
