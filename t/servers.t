#!/usr/bin/perl
# nginx and Apache accept the configuration that is installed: the shipped sites with the generated routes, every word
# between @ filled in. `make lint` runs this file as well.

use v5.36;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use Port;
use Test::More;

my $built = $ENV{SWITCHBOARD_OBJ} // 'obj';
my $top = tempdir('switchboard-servers-XXXXXX', TMPDIR => 1, CLEANUP => 1);
make_path(map { "$top/$_" } qw(share/nginx share/apache share/htdocs run log tmp));
said('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj',
	'/CN=localhost', '-keyout', "$top/key.pem", '-out', "$top/cert.pem");
my %value = (
	RUN_DIR => "$top/run", SHARE_DIR => "$top/share", LOG_DIR => "$top/log", TEMP_DIR => "$top/tmp", SERVER_NAME => 'localhost',
	TLS_CERT => "$top/cert.pem", TLS_KEY => "$top/key.pem",
);

# nginx
$value{LISTEN} = '127.0.0.1:' . Port::free() . ' ssl http2';	# even its test binds it
$value{METRICS_LISTEN} = "unix:$top/run/metrics-listen.sock";
is_deeply([fill($_, "$top/share/nginx")], [], "$_: every word is known") foreach glob("nginx/*.conf"), glob("$built/nginx/*.conf");
write_text("$top/nginx.conf", "pid $top/run/nginx.pid;\nerror_log stderr;\nevents { }\nhttp {\n"
	. join('', map { "${_}_temp_path $top/tmp/$_;\n" } qw(client_body proxy fastcgi uwsgi scgi))
	. "include $top/share/nginx/switchboard.conf;\n}\n");
is(said('nginx', '-t', '-q', '-e', 'stderr', '-p', $top, '-c', "$top/nginx.conf"), '', 'nginx has nothing to say against it');
my $site = read_text("$top/share/nginx/switchboard.conf");
like($site, qr/^\terror_log \S+ crit;/m, 'its error log, which prints request lines, stands at crit');
my ($format) = $site =~ /^log_format (.*?);/ms;
unlike($format, qr/\$(?:request\b|request_uri|args|query_string|http_referer)/, 'its access log has no query string');

# Whoever seeks far into a sound is given nothing until what lies before it has gone by.
my @SOUNDS = ('^/api/sessions/[^/]+/audio\.mp3$', map { "^/api/twilio/recordings/[^/]+/audio\\.$_\$" } qw(mp3 wav));
my %location = read_text("$built/nginx/routes.conf") =~ /^location ~ (\S+) \{\n(.*?)^\}/msg;
is_deeply([grep { $location{$_} =~ /^\tfastcgi_read_timeout 300s;$/m } sort keys %location], \@SOUNDS, 'it waits for sounds, and for them alone');

# Apache
SKIP: {
	my ($apache) = grep { -x } map { "$_/apache2" } split(/:/, $ENV{PATH}), '/usr/sbin';
	skip 'apache2 is not installed', 5 unless $apache;
	$value{LISTEN} = Port::free();
	$value{METRICS_LISTEN} = '127.0.0.1:' . Port::free();
	is_deeply([fill($_, "$top/share/apache")], [], "$_: every word is known") foreach glob("apache/*.conf"), glob("$built/apache/*.conf");
	my ($needed) = read_text('apache/switchboard.conf') =~ /a2enmod ([\w ]+)/;
	ok($needed, 'the site names the modules that it needs');
	my @modules = map { "LoadModule ${_}_module /usr/lib/apache2/modules/mod_$_.so\n" }
		'mpm_event', 'authz_core', 'socache_shmcb', split ' ', $needed;
	write_text("$top/httpd.conf", join('', @modules) . <<~CONF);
		ServerRoot $top
		ServerName localhost
		PidFile $top/run/apache.pid
		ErrorLog $top/log/error.log
		TypesConfig /etc/mime.types
		Include $top/share/apache/switchboard.conf
		CONF
	is(said($apache, '-t', '-f', "$top/httpd.conf"), "Syntax OK\n", 'Apache has nothing to say against it');
	my $routes = read_text("$built/apache/routes.conf");
	my %seconds = $routes =~ /^<Proxy "([^"]+)">\n\tProxySet retry=0 timeout=(\d+)$/mg;
	my %worker = $routes =~ /^<LocationMatch "([^"]+)">.*?SetHandler "proxy:([^"]+)"/msg;
	is_deeply([grep { $seconds{$worker{$_}} == 300 } sort keys %worker], \@SOUNDS, 'it waits for sounds, and for them alone');
	like(read_text('apache/switchboard.conf'), qr/^\tLogLevel crit$/m, 'its error log stands at crit');
	unlike(join('', read_text('apache/switchboard.conf') =~ /^LogFormat (.*)$/mg), qr/%[<>]?[rq]|Referer/, 'its access log has no query string');
}

done_testing;

# Fills a file in and gives the words that it did not know.
sub fill($file, $to) {
	my @unknown;
	my $text = read_text($file) =~ s{\@([A-Z_]+)\@}{$value{$1} // do { push @unknown, $1; '' }}ger;
	write_text("$to/" . ($file =~ s{.*/}{}r), $text);
	return @unknown;
}

sub said(@command) {
	my $pid = open(my $out, '-|') // die "fork: $!";
	if (!$pid) {
		open STDERR, '>&', \*STDOUT;
		exec @command;
	}
	local $/;
	return scalar(<$out>) // '';
}

sub read_text($file) {
	open my $in, '<:raw', $file or die "$file: $!\n";
	local $/;
	return scalar(<$in>) // '';
}

sub write_text($file, $text) {
	open my $out, '>', $file or die "$file: $!\n";
	print $out $text;
	close $out;
}
