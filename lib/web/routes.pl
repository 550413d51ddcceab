#!/usr/bin/perl
# routes.pl FORMAT FILE...: turns what every program says of itself (PROGRAM --routes, one JSON object a file) into
# the files that must agree with it, so that no path is written twice:
#
#   nginx-upstreams   http level: one upstream a program, and the maps for paths that programs share by method
#   nginx             server level: one location a path
#   nginx-internal    server level, for the metrics listener alone
#   apache            inside the virtual host
#   apache-internal   inside the metrics listener's virtual host
#   systemd           NAME PROCESSES
#   manifest          PROGRAM METHOD PATH CALLER KIND PROCESSES
#   openapi           the API reference, OpenAPI 3.1
#
# The output depends on nothing but the input: sorted, without a date, so that a rebuild changes nothing.

use v5.36;
use FindBin;
use JSON::PP;

my %FORMAT = (
	'nginx-upstreams' => \&nginx_upstreams,
	'nginx'           => sub { nginx_locations(0) },
	'nginx-internal'  => sub { nginx_locations(1) },
	'apache'          => sub { apache(0) },
	'apache-internal' => sub { apache(1) },
	'systemd'         => \&systemd,
	'manifest'        => \&manifest,
	'openapi'         => \&openapi,
);

# Seconds. Twilio gives up on a webhook after 15 s: a program that has not answered by then may as well be given up before. A row may say otherwise.
my %READ_TIMEOUT = (hook => 12, api => 30);

# Status => what it means here; each is a component of its own, so that an operation only names it.
my %PROBLEMS = (
	400 => 'The request is malformed.',
	401 => 'No valid credentials.',
	403 => 'The caller may not do this.',
	404 => 'There is no such thing, or it is another clinic\'s.',
	409 => 'It contradicts what is there, or the same Idempotency-Key is under way or had another body.',
	413 => 'The body is too large.',
	415 => 'The body is of the wrong media type.',
	416 => 'It does not have the bytes that the Range asks for.',
	422 => 'Understood but invalid; all bad fields are named.',
	429 => 'Too many requests.',
	502 => 'The provider refused; its code and message are given.',
	503 => 'The database is away.',
	504 => 'The provider did not answer.',
);

my ($format, @files) = @ARGV;
die 'usage: routes.pl ' . join('|', sort keys %FORMAT) . " FILE...\n"
	unless @files && $FORMAT{$format // ''};

my %processes;	# program => how many processes it wants
my %rows;	# program => its endpoints, in the order of its table
my %routes;	# path => method => endpoint, with its program
read_program($_) foreach sort @files;
check_path($_) foreach paths();
binmode STDOUT, ':encoding(UTF-8)' unless $format eq 'openapi';	# JSON::PP encodes by itself
print $FORMAT{$format}->();
close STDOUT or die "cannot write: $!\n";

# --- what the programs say ---

sub read_file($file) {
	open my $in, '<:raw', $file or die "cannot read $file: $!\n";
	local $/;
	return scalar <$in>;
}

sub read_program($file) {
	my $said = eval { decode_json(read_file($file)) } or die "$file: $@";
	my $program = $said->{program} // '';
	$program =~ /\A[a-z][a-z0-9-]*\z/ or die "$file: \"$program\" is no program's name\n";
	die "$program: described twice, the second time in $file\n" if exists $processes{$program};
	$processes{$program} = $said->{processes} || 1;
	foreach my $e (@{$said->{endpoints}}) {
		my ($method, $path) = @$e{qw(method path)};
		$method =~ /\A[A-Z]+\z/ or die "$program: \"$method\" is no method\n";
		$path =~ m{\A(?:/[A-Za-z0-9._~-]+|/\{[A-Za-z_]+\}(?:\.[a-z0-9]+)?)+\z}
			or die "$program: \"$path\" is no path\n";
		$e->{kind} =~ /\A(?:voice|webhook|api|internal)\z/
			or die "$program: $method $path is of the unknown kind \"$e->{kind}\"\n";
		# Two templates that differ only in their names match the same requests.
		my ($same) = grep { shape($_) eq shape($path) } keys %routes;
		my $other = $routes{$same // $path}{$method};
		die "$method $path belongs to both $other->{program} and $program\n" if $other;
		die "$path ($program) and $same match the same requests under two names\n"
			if defined $same && $same ne $path;
		$routes{$path}{$method} = {%$e, program => $program};
		push @{$rows{$program}}, $routes{$path}{$method};
	}
}

sub shape($path) { return $path =~ s/\{\w+\}/{}/gr }

# The retry of a webhook is set for a whole location; there it must not reach an API request that is unsafe to repeat.
sub check_path($path) {
	my @of = endpoints($path);
	my ($hook) = grep { is_hook($_) } @of;
	my ($unsafe) = grep { !is_hook($_) && $_->{method} =~ /\A(?:POST|PATCH)\z/ } @of;
	die "$path: $hook->{program} ($hook->{method}) is a webhook and would make the web server repeat "
		. "$unsafe->{program}'s $unsafe->{method}\n" if $hook && $unsafe;
	my $internal = grep { $_->{kind} eq 'internal' } @of;
	die "$path: is internal for some methods only\n" if $internal && $internal != @of;
}

sub is_hook($e) { return $e->{kind} eq 'voice' || $e->{kind} eq 'webhook' }

sub endpoints($path) { return map { $routes{$path}{$_} } sort keys %{$routes{$path}} }

# Exact paths first, then templates with the most particular first: segment by segment, a fixed one before a template.
sub paths(@which) {
	my %rank = map { $_ => join '/', map { /\{/ ? "~$_" : $_ } split m{/} } keys %routes;
	my @sorted = sort { (($a =~ /\{/) <=> ($b =~ /\{/)) || $rank{$a} cmp $rank{$b} } keys %routes;
	return @sorted unless @which;
	return grep { ((endpoints($_))[0]{kind} eq 'internal') == $which[0] } @sorted;
}

sub programs_of($path) {
	my %seen;
	return grep { !$seen{$_}++ } map { $_->{program} } endpoints($path);
}

sub is_shared($path) { return programs_of($path) > 1 }

# What a 405 must name in Allow: a program knows only its own share of the path.
sub allowed_methods($path) {
	my %methods = map { $_ => 1 } keys %{$routes{$path}};
	$methods{HEAD} = 1 if $methods{GET};
	return join ', ', sort keys %methods;
}

sub body_limit($path) {
	my ($most) = sort { $b <=> $a } map { $_->{bodyLimit} || 0 } endpoints($path);
	return $most || 65536;
}

# What these rows say of it; 0: nothing.
sub read_timeout(@of) {
	my ($most) = sort { $b <=> $a } map { $_->{readTimeout} || 0 } @of;
	return $most;
}

# The path as a regular expression that matches all of it; a template is one segment.
sub regex($path) {
	my $regex = join '', map { /\A\{/ ? '[^/]+' : s/([.^\$*+?()\[\]|\\])/\\$1/gr } split /(\{\w+\})/, $path;
	return "^$regex\$";
}

sub rows_at($path, $program) { return grep { $_->{program} eq $program } endpoints($path) }

sub methods_of($path, $program) {
	my @methods = map { $_->{method} } rows_at($path, $program);
	push @methods, 'HEAD' if grep({ $_ eq 'GET' } @methods) && !$routes{$path}{HEAD};
	return sort @methods;
}

sub generated($comment) {
	return "# Generated from the programs' own endpoint tables; what is changed here is lost.\n# $comment\n\n";
}

# --- nginx ---

sub nginx_upstreams() {
	my $text = generated('The sockets of the programs, and who answers on a path that several share.');
	foreach my $program (sort keys %processes) {
		my $server = "server unix:\@RUN_DIR\@/$program.sock max_fails=0;";
		# Listed twice: so a request whose process dies is passed to another process of the same program.
		$text .= "upstream switchboard-$program {\n\t$server\n\t$server\n}\n";
	}

	my (@program, @allowed, @hook);
	foreach my $path (grep { is_shared($_) } paths()) {
		my ($first) = programs_of($path);
		foreach my $program (programs_of($path)) {
			push @program, map { [map_key($path, $_), "switchboard-$program"] } methods_of($path, $program);
		}
		# A method that nobody has: any of the programs can say 405.
		push @program, [map_key($path), "switchboard-$first"];
		push @allowed, [$path =~ /\{/ ? '"~' . regex($path) . '"' : $path, '"' . allowed_methods($path) . '"'];
	}
	foreach my $path (paths(0)) {
		my @of = endpoints($path);
		push @hook, map { [map_key($path, $_->{method}), '""'] } grep { is_hook($_) } @of
			if grep { !is_hook($_) } @of;
	}
	$text .= "\n" . nginx_map('"$request_method:$uri"', '$switchboard_program', @program);
	$text .= "\n" . nginx_map('$uri', '$switchboard_allowed_methods', @allowed);
	$text .= "\n# Whom the API's request limit counts: nobody where a webhook comes to a path of the API.\n";
	$text .= nginx_map('"$request_method:$uri"', '$switchboard_api_client',
		['default', '$binary_remote_addr'], @hook);
	return $text;
}

sub map_key($path, $method = undef) {
	return "\"$method:$path\"" if defined $method && $path !~ /\{/;
	return '"~' . (regex($path) =~ s/\A\^/'^' . (defined $method ? $method : '[^:]*') . ':'/er) . '"';
}

sub nginx_map($from, $to, @rows) {
	return "map $from $to {\n" . join('', map { "\t$_->[0] $_->[1];\n" } @rows) . "}\n";
}

sub nginx_locations($internal) {
	my $text = generated('What nginx passes on; any other path below /api/ is a 404.');
	foreach my $path (paths($internal)) {
		my @of = endpoints($path);
		my @lines = ('client_max_body_size ' . body_limit($path));
		push @lines, 'fastcgi_pass ' . (is_shared($path) ? '$switchboard_program' : "switchboard-$of[0]{program}");
		if (grep { is_hook($_) } @of) {
			# Within the first 10 s another process may try; later Twilio would not hear its answer.
			push @lines, 'fastcgi_next_upstream error timeout non_idempotent', 'fastcgi_next_upstream_timeout 10s',
				"fastcgi_read_timeout $READ_TIMEOUT{hook}s";
		} elsif (my $seconds = read_timeout(@of)) {
			push @lines, "fastcgi_read_timeout ${seconds}s";
		}
		if (grep { $_->{caller} eq 'public' && $_->{method} eq 'POST' } @of) {
			push @lines, 'limit_req zone=switchboard_login burst=60 nodelay';
		} elsif (grep { $_->{kind} eq 'api' } @of) {
			push @lines, 'limit_req zone=switchboard_api burst=400 nodelay';
		}
		my $match = $path =~ /\{/ ? '~ ' . regex($path) : "= $path";
		$text .= "location $match {\n" . join('', map { "\t$_;\n" } @lines) . "}\n";
	}
	return $text;
}

# --- Apache ---

sub apache($internal) {
	my $text = generated('What Apache passes on; any other path below /api/ is a 404.');
	my %timeout;	# worker => seconds
	foreach my $path (paths($internal)) {
		foreach my $program (programs_of($path)) {
			my $hook = grep { is_hook($_) } @{$rows{$program}};
			$timeout{apache_worker($program, $path)} = read_timeout(rows_at($path, $program)) || $READ_TIMEOUT{$hook ? 'hook' : 'api'};
		}
	}
	foreach my $worker (sort keys %timeout) {
		# Without retry=0 one refused connection would close a program's door for a minute.
		$text .= "<Proxy \"$worker\">\n\tProxySet retry=0 timeout=$timeout{$worker}\n</Proxy>\n";
	}
	# Of several that match the last one counts here, so the most particular come last.
	foreach my $path (reverse paths($internal)) {
		my ($first, @others) = programs_of($path);
		$text .= '<LocationMatch "' . regex($path) . "\">\n";
		# LimitRequestBody does not reach requests that are passed on; a body of unknown length is the program's to refuse.
		$text .= "\t<If \"%{HTTP:Content-Length} -gt " . body_limit($path) . "\">\n\t\tRedirect 413\n\t</If>\n";
		$text .= "\tCGIPassAuth On\n";
		$text .= "\tSetHandler \"proxy:" . apache_worker($first, $path) . "\"\n";
		$text .= "\tSetEnv ALLOWED_METHODS \"" . allowed_methods($path) . "\"\n" if @others;
		foreach my $program (@others) {
			my $methods = join ', ', map { "'$_'" } methods_of($path, $program);
			$text .= "\t<If \"%{REQUEST_METHOD} in { $methods }\">\n"
				. "\t\tSetHandler \"proxy:" . apache_worker($program, $path) . "\"\n\t</If>\n";
		}
		$text .= "</LocationMatch>\n";
	}
	return $text;
}

# A timeout is a worker's: rows with one of their own have a worker more. Apache tells its workers apart by the part after the bar, so that must differ too.
sub apache_worker($program, $path) {
	my $seconds = read_timeout(rows_at($path, $program));
	return "unix:\@RUN_DIR\@/$program.sock|fcgi://$program" . ($seconds ? "-$seconds/" : '/');
}

# --- systemd, and the list that stands beside the installed programs ---

sub systemd() { return join '', map { "$_ $processes{$_}\n" } sort keys %processes }

# A program's first row is the path by which others name it, so the order of its table is kept.
sub manifest() {
	return join '', map { "$_->{program} $_->{method} $_->{path} $_->{caller} $_->{kind} $processes{$_->{program}}\n" }
		map { @{$rows{$_}} } sort keys %rows;
}

# --- the API reference ---

sub openapi() {
	my $shapes = decode_json(read_file("$FindBin::Bin/shapes.json"));
	my (%paths, %tags, %needed);
	foreach my $path (paths(0)) {
		foreach my $e (endpoints($path)) {
			$tags{$e->{program}} = 1;
			$paths{$path}{lc $e->{method}} = operation($e, $shapes, \%needed);
		}
	}
	my %all = %{security_schemes()};
	my %used = map { $_ => 1 } map { keys %$_ } map { @{$_->{security}} } map { values %$_ } values %paths;
	return JSON::PP->new->utf8->canonical->pretty->encode({
		openapi => '3.1.0',
		info => {
			title => 'Switchboard',
			version => '1',
			description => 'The phone desk of many clinics. Errors are problem details (RFC 9457); voice webhooks, whose '
				. 'answer Twilio executes, always give TwiML.',
		},
		servers => [{url => '/', description => 'this server'}],
		tags => [map { {name => $_} } sort keys %tags],
		paths => \%paths,
		components => {
			securitySchemes => {map { $_ => $all{$_} } keys %used},
			responses => responses(),
			schemas => {problem => problem_schema(), map { $_ => $shapes->{$_} } keys %needed},
		},
	});
}

sub security_schemes() {
	return {
		bearer => {type => 'http', scheme => 'bearer', bearerFormat => 'JWT',
			description => 'The token that POST /api/auth/login gives.'},
		cookie => {type => 'apiKey', in => 'cookie', name => 'switchboard',
			description => "The dashboard's cookie, set by login; writes also need Origin = PUBLIC_URL."},
		twilioSignature => {type => 'apiKey', in => 'header', name => 'X-Twilio-Signature',
			description => "HMAC-SHA1 of the public URL and the form's fields with the account's auth token."},
		elevenlabsSignature => {type => 'apiKey', in => 'header', name => 'ElevenLabs-Signature',
			description => 'Time and HMAC-SHA256 of the body with the shared webhook secret.'},
		vapiSecret => {type => 'apiKey', in => 'header', name => 'X-Vapi-Secret',
			description => 'The shared secret; also accepted as a bearer token.'},
	};
}

sub responses() {
	my %all;
	foreach my $status (keys %PROBLEMS) {
		my %headers = map { $_ => {schema => {type => 'integer'}, description => 'seconds'} }
			$status =~ /\A(?:429|503)\z/ ? 'Retry-After' : ();
		$all{"problem$status"} = {
			description => $PROBLEMS{$status},
			content => {'application/problem+json' => {schema => {'$ref' => '#/components/schemas/problem'}}},
			%headers ? (headers => \%headers) : (),
		};
	}
	return \%all;
}
sub problem_schema() {
	my $text = {type => 'string'};
	return {
		type => 'object',
		required => ['type', 'title', 'status'],
		properties => {
			type => $text, title => $text, detail => $text,
			status => {type => 'integer'},
			errors => {type => 'array', items => {
				type => 'object',
				required => ['field', 'message'],
				properties => {field => $text, message => $text},
			}},
		},
	};
}

sub operation($e, $shapes, $needed) {
	my @params = @{$e->{params} || []};
	need_of($e, $_->{shape}, $shapes, $needed) foreach grep { $_->{shape} } @params;
	my %declared = map { $_->{name} => $_ } grep { $_->{in} eq 'path' } @params;
	my @outside = grep { $_->{in} eq 'query' } @params;
	unshift @outside, map { $declared{$_} // {name => $_, in => 'path', type => 'text'} } $e->{path} =~ /\{(\w+)\}/g;
	my @parameters = map { {
		name => $_->{name}, in => $_->{in}, schema => param_schema($_),
		required => bool($_->{in} eq 'path' || $_->{required}),
		$_->{help} ? (description => $_->{help}) : (),
	} } @outside;
	push @parameters, {name => 'clinicId', in => 'query', required => bool(0), schema => {type => 'integer', minimum => 1},
		description => 'The clinic that is meant: an admin names one, or means all of them; anybody else may name only their own. In a body too, as clinicId or clientId.'}
		if $e->{clinic} && !grep { $_->{name} eq 'clinicId' } @params;
	push @parameters, {name => 'Idempotency-Key', in => 'header', required => bool(0), schema => {type => 'string'},
		description => 'The same key, user, path and body within 24 hours give the first answer again.'}
		if $e->{idempotent};

	my %security = (
		twilio => [{twilioSignature => []}], elevenlabs => [{elevenlabsSignature => []}],
		vapi => [{vapiSecret => []}, {bearer => []}], public => [],
	);
	my %operation = (
		operationId => join('-', lc $e->{method}, $e->{path} =~ /(\w+)/g),
		summary => $e->{summary} // '',
		tags => [$e->{program}],
		security => $security{$e->{caller}} // [{bearer => []}, {cookie => []}],
		responses => answers($e, $shapes, $needed),
	);
	$operation{description} = "For the role $e->{caller} and those above it." if !$security{$e->{caller}};
	$operation{parameters} = \@parameters if @parameters;
	my $body = $e->{media} ? {required => bool(1), content => {$e->{media} => {schema => {type => 'string'}}}} : $e->{body} ? whole_body($e, $shapes, $needed) : request_body(grep { $_->{in} =~ /\A(?:form|body)\z/ } @params);
	$operation{requestBody} = $body if $body;
	return \%operation;
}

# A body that the program checks whole: its shape has a name.
sub whole_body($e, $shapes, $needed) {
	need_of($e, $e->{body}, $shapes, $needed);
	return {required => bool(1), content => {'application/json' => {schema => {'$ref' => "#/components/schemas/$e->{body}"}}}};
}

sub request_body(@fields) {
	return unless @fields;
	my @required = map { $_->{name} } grep { $_->{required} } @fields;
	my $form = $fields[0]{in} eq 'form';
	my %schema = (type => 'object', properties => {map { $_->{name} => param_schema($_, $_->{help}) } @fields});
	$schema{required} = \@required if @required;
	# A provider may add fields to a webhook at any time; from a client an unknown one is a mistake.
	$schema{additionalProperties} = bool(0) unless $form;
	return {required => bool(scalar @required),
		content => {$form ? 'application/x-www-form-urlencoded' : 'application/json' => {schema => \%schema}}};
}

sub param_schema($p, $help = undef) {
	my ($min, $max) = ($p->{min} || 0, $p->{max} || 0);
	my %is = (
		text   => {type => 'string', $min ? (minLength => $min) : (), maxLength => $max || 1000},
		int    => {type => 'integer', $min || $max ? (minimum => $min, maximum => $max) : ()},
		id     => {type => 'integer', minimum => 1},
		bool   => {type => 'boolean'},
		time   => {type => 'string', format => 'date-time'},
		date   => {type => 'string', format => 'date'},
		choice => {type => 'string', enum => [@{$p->{choices} || []}]},
		json   => $p->{shape} ? {'$ref' => "#/components/schemas/$p->{shape}"} : {},
		e164   => {type => 'string', description => 'a phone number; a national one is completed'},
		email  => {type => 'string', format => 'email'},
		zone   => {type => 'string', examples => ['America/New_York']},
	);
	my $schema = $is{$p->{type}} // die "$p->{name}: unknown type \"$p->{type}\"\n";
	$schema->{type} = [$schema->{type}, 'null'] if $p->{nullable} && $schema->{type};
	push @{$schema->{enum}}, undef if $p->{nullable} && $schema->{enum};
	return {%$schema, $help ? (description => $help) : ()};
}

sub answers($e, $shapes, $needed) {
	my $method = $e->{method};
	my $good = {description => 'Done.'};
	if ($e->{kind} eq 'voice') {
		$good = {description => 'TwiML, whatever happens inside.', content => {'text/xml' => {schema => {type => 'string'}}}};
	} elsif ($e->{answer}) {
		$good->{content} = answer_content($e, $shapes, $needed);
	} elsif (is_hook($e)) {
		$good->{description} = 'What was reported is kept.';
	}
	my @bad;
	if (is_hook($e)) {
		@bad = ($e->{caller} eq 'twilio' ? 403 : 401, 413, $e->{kind} eq 'voice' ? () : 503);
	} else {
		@bad = (400, 422, 429, 503);
		push @bad, 401, 403, 404 if $e->{caller} ne 'public';
		push @bad, 413, 415 if $method =~ /\A(?:POST|PUT|PATCH)\z/;
		push @bad, 409, 502, 504 if $e->{idempotent};
	}
	push @bad, @{$e->{refuses} || []};
	exists $PROBLEMS{$_} or die "$e->{program}: $e->{method} $e->{path} refuses with $_, of which nobody has said what it means\n" foreach @bad;
	# One thing may be on its way (202), or be asked for in pieces (206); a webhook may be answered with TwiML or with nothing.
	my $code = $e->{kind} eq 'voice' || ($method eq 'GET' && $e->{path} !~ /\{/) ? '200' : $method eq 'DELETE' && !$e->{answer} ? '204' : '2XX';
	return {$code => $good, map { $_ => {'$ref' => "#/components/responses/problem$_"} } @bad};
}

# What takes a cursor, and what is named "shape[]", is a list: {"items": […], "next": cursor|null}. A path that ends in a name is one thing, which may have pages.
sub answer_content($e, $shapes, $needed) {
	my $name = $e->{answer} =~ s/\[\]\z//r;
	my $is_list = $name ne $e->{answer} || ($e->{path} !~ /\}\z/ && grep { $_->{name} eq 'cursor' } @{$e->{params} || []});
	$shapes->{$name} or die "$e->{program}: $e->{method} $e->{path} answers with \"$name\", which is not in shapes.json\n";
	need($name, $shapes, $needed);
	my $ref = {'$ref' => "#/components/schemas/$name"};
	return {'application/json' => {schema => $ref}} unless $is_list;
	my $list = {type => 'object', required => ['items', 'next'], properties => {
		items => {type => 'array', items => $ref},
		next => {type => ['string', 'null'], description => 'the cursor of the next page'},
	}};
	return {'application/json' => {schema => $list}, 'text/csv' => {schema => {type => 'string'}}};
}

# A shape of what an endpoint takes.
sub need_of($e, $name, $shapes, $needed) {
	$shapes->{$name} or die "$e->{program}: $e->{method} $e->{path} takes \"$name\", which is not in shapes.json\n";
	need($name, $shapes, $needed);
}

sub need($name, $shapes, $needed) {
	return if $needed->{$name}++;
	my $text = encode_json($shapes->{$name});
	need($_, $shapes, $needed) foreach $text =~ m{"#/components/schemas/(\w+)"}g;
}

sub bool($value) { return $value ? JSON::PP::true : JSON::PP::false }
