#!/usr/bin/perl
# lib/carrier/chat against a server as strict as the real one: what an answer is and what is none, what is tried again more simply, what is left for later.
use v5.36;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use IPC::Open2 qw(open2);
use JSON::PP;
use Test::More;
use lib dirname(abs_path(__FILE__)) . '/lib';
use OpenAI;

chdir dirname(abs_path(__FILE__)) . '/..';
my $program = ($ENV{SWITCHBOARD_OBJ} // 'obj') . '/t/lib/chat-driver';
plan skip_all => "$program is not built" unless -x $program;
my $JSON = JSON::PP->new->utf8->canonical;
my $server = OpenAI->start;
my $SCHEMA = $JSON->encode({type => 'object', additionalProperties => JSON::PP::false, required => ['word'], properties => {word => {type => 'string'}}});
my $GOOD = {content => {word => "gr\x{fc}n"}};
my $ASKED = {system => 'Say a word.', user => 'Which is the colour of grass?', name => 'colour', schema => $SCHEMA};

# --- what is sent --------------------------------------------------------------------------------------------------------------

{
	my $d = driver();
	$server->settings(key => 'sk-secret');
	my $answer = ask($d, answers => [$GOOD]);
	is_deeply($answer, {result => 'ok', why => '', model => 'gpt-4o-mini', retryAfter => 0, input => 420, output => 80, json => {word => "gr\x{fc}n"}}, 'a good answer, with what it used');
	my ($request) = $server->requests('completions');
	is($request->{authorization}, 'Bearer sk-secret', 'the key is a bearer token');
	is_deeply($request->{body}{messages}, [{role => 'system', content => 'Say a word.'}, {role => 'user', content => 'Which is the colour of grass?'}], 'two messages');
	is_deeply($request->{body}{response_format}, {type => 'json_schema', json_schema => {name => 'colour', strict => JSON::PP::true, schema => $JSON->decode($SCHEMA)}}, 'a strict schema');
	is_deeply([sort keys %{$request->{body}}], [qw(max_completion_tokens messages model response_format temperature)], 'and nothing that a server might not know');
	done($d);
}

subtest 'keys' => sub {
	my $d = driver(ANALYZE_API_KEY => undef, OPENAI_API_KEY => 'sk-other');
	$server->settings(key => 'sk-other');
	is(ask($d, answers => [$GOOD])->{result}, 'ok', 'the common key serves where there is no other');
	done($d);
	$d = driver(ANALYZE_API_KEY => 'sk-wrong');
	my $answer = ask($d);
	is($answer->{result}, 'refused', 'a wrong key is for a person to see');
	is($answer->{why}, 'the chat server answered with status 401 (invalid_api_key)', 'who is told why');
	done($d);
	$server->reset;
	$d = driver(ANALYZE_API_KEY => undef);
	is(ask($d, answers => [$GOOD])->{result}, 'ok', 'a server of one\'s own wants none');
	is(($server->requests)[-1]{credential}, 'none', 'and gets none');
	done($d);
};

is(ask_once(ANALYZE_URL => undef)->{result}, 'off', 'without a server it is off');
is(ask_once(ANALYZE_MODEL => undef)->{result}, 'off', 'without a model too');
is(ask_once(ANALYZE_URL => $server->url . '/')->{result}, 'ok', 'a slash at the end of the address is fine');
is(ask_once(ANALYZE_MODEL => 'gpt-none')->{result}, 'refused', 'a model that is not there');
is(ask_once(ANALYZE_URL => 'http://127.0.0.1:1/v1')->{result}, 'later', 'a server that is not there');
is(ask_once({schema => 'none'})->{result}, 'refused', 'a schema that is none');

# --- what an answer is ----------------------------------------------------------------------------------------------------------

subtest 'answers' => sub {
	my @cases = (
		['in a fence', {%$GOOD, fenced => \1}, 'ok'],
		['with blanks around it', {content => "\n {\"word\":\"x\"} \n"}, 'ok'],
		['refused', {refusal => 'I must not.'}, 'no-answer', 'the model refused to answer'],
		['cut off', {content => '{"word":"gr', finish => 'length'}, 'no-answer', 'the model\'s answer was cut off'],
		['filtered', {content => '', finish => 'content_filter'}, 'no-answer', 'the model\'s answer was filtered'],
		['a call of a tool', {content => '', finish => 'tool_calls'}, 'no-answer', 'the model did not end its answer'],
		['prose', {content => 'The word is green.'}, 'no-answer', 'the model\'s answer is not a JSON object'],
		['prose with a fence in it', {content => "Sure!\n```json\n{\"word\":\"x\"}\n```"}, 'no-answer', 'the model\'s answer is not a JSON object'],
		['a list', {content => ['green']}, 'no-answer', 'the model\'s answer is not a JSON object'],
		['JSON and more', {content => '{"word":"x"} {"word":"y"}'}, 'no-answer', 'the model\'s answer is not a JSON object'],
		['nothing', {content => undef}, 'no-answer', 'the model\'s answer is not a JSON object'],
		['no choice', {choices => 0}, 'no-answer', 'the chat server\'s answer holds no choice'],
	);
	my $d = driver();
	foreach (@cases) {
		my ($name, $said, $result, $why) = @$_;
		my $answer = ask($d, answers => [$said]);
		is_deeply([@$answer{qw(result why)}], [$result, $why // ''], $name);
		is($answer->{input}, 420, '… which was paid for');
	}
	is_deeply([@{ask($d, answers => [{%$GOOD, usage => undef}])}{qw(result input output)}], ['ok', -1, -1], 'a server that does not count');
	is(ask($d, answers => [{%$GOOD, model => 'gpt-4o-mini-2026'}])->{model}, 'gpt-4o-mini-2026', 'the model that answered');
	done($d);
};

# --- servers differ --------------------------------------------------------------------------------------------------------------

subtest 'servers that know less' => sub {
	my @cases = (
		[['json_schema'], [qw(max_completion_tokens temperature)], 2], [['temperature'], ['max_completion_tokens'], 2], [['max_completion_tokens'], [qw(max_tokens temperature)], 2],
		[['temperature', 'max_completion_tokens'], ['max_tokens'], 3], [['json_schema', 'temperature', 'max_completion_tokens'], ['max_tokens'], 4],
		[['json_schema', 'plain'], [qw(max_completion_tokens temperature)], 2],
	);
	foreach (@cases) {
		my ($refuses, $left, $tries) = @$_;
		my $d = driver();
		$server->clear_requests;
		is(ask($d, answers => [$GOOD], refuses => $refuses)->{result}, 'ok', "without @$refuses");
		my @requests = $server->requests('completions');
		is(scalar @requests, $tries, "… after $tries tries");
		is_deeply([grep { /temperature|tokens/ } sort keys %{$requests[-1]{body}}], $left, '… with what is left');
		my $format = $requests[-1]{body}{response_format}{type};
		is($format, (grep { $_ eq 'json_schema' } @$refuses) ? 'json_object' : 'json_schema', "… as $format");
		like($requests[-1]{body}{messages}[0]{content}, qr/\ASay a word\..*JSON Schema.*"word"/s, '… with the schema in words') if $format eq 'json_object';
		is(ask($d)->{result}, 'ok', 'the next time');
		is(scalar($server->requests('completions')), $tries + 1, '… it is known what to leave out');
		done($d);
	}
	$server->reset;
	$server->settings(models => ['o3-mini']);
	is(ask_once(ANALYZE_MODEL => 'o3-mini')->{result}, 'ok', 'a model that reasons takes no temperature, and only the newer limit');
	$server->reset;
};

subtest 'a 400 that nothing helps against' => sub {
	my $d = driver();
	$server->fault(match => 'chat', mode => 400, times => 2, code => 'context_length_exceeded');
	$server->clear_requests;
	my $answer = ask($d, answers => [$GOOD]);
	is_deeply([@$answer{qw(result why)}], ['refused', 'the chat server answered with status 400 (context_length_exceeded)'], 'is refused');
	is(scalar($server->requests('completions')), 2, 'after one more try');
	is(ask($d)->{result}, 'ok', 'the next question');
	is(($server->requests('completions'))[-1]{body}{response_format}{type}, 'json_schema', 'has its schema again: that was not the reason');
	$server->fault(match => 'chat', mode => 400, times => 2, plain => 'no');
	is(ask($d)->{why}, 'the chat server answered with status 400', 'a server may say no more than that');
	done($d);
	$d = driver();
	is(ask($d, schema => '{"type":"object","properties":{"a":{"type":"string","minLength":1}},"required":["a"],"additionalProperties":false}')->{result}, 'ok',
		'a schema that the server does not take is said in words');
	done($d);
};

# --- trouble -----------------------------------------------------------------------------------------------------------------------

subtest 'trouble' => sub {
	my @cases = (
		[{mode => 429}, 'later', 0], [{mode => 429, retryAfter => 7}, 'later', 7], [{mode => 429, retryAfter => 600}, 'later', 0], [{mode => 429, code => 'slow_down'}, 'later', 0],
		[{mode => 429, type => 'insufficient_quota', code => 'insufficient_quota'}, 'no-money', 0], [{mode => 429, code => 'credit_balance_exhausted'}, 'no-money', 0],
		[{mode => 429, code => 'project_spend_limit_exceeded'}, 'no-money', 0],
		[{mode => 408}, 'later', 0], [{mode => 409}, 'later', 0], [{mode => 500}, 'later', 0], [{mode => 502, plain => '<html>'}, 'later', 0], [{mode => 503, retryAfter => 3}, 'later', 3], [{mode => 504}, 'later', 0],
		[{mode => 401}, 'refused', 0], [{mode => 403}, 'refused', 0], [{mode => 404}, 'refused', 0], [{mode => 413}, 'refused', 0],
		[{mode => 'nonsense'}, 'no-answer', 0], [{mode => 'empty'}, 'no-answer', 0], [{mode => 'huge'}, 'later', 0],
		[{mode => 'reset-before'}, 'later', 0], [{mode => 'reset-after'}, 'later', 0], [{mode => 'hang-before'}, 'later', 0, 1500], [{mode => 'hang-after'}, 'later', 0, 1500],
	);
	my $d = driver();
	foreach (@cases) {
		my ($fault, $result, $retry_after, $deadline) = @$_;
		$server->clear_faults;
		$server->fault(match => 'chat', %$fault);
		$server->clear_requests;
		my $answer = ask($d, $deadline ? (deadlineMs => $deadline) : ());
		is_deeply([@$answer{qw(result retryAfter)}], [$result, $retry_after], join ' ', map { "$_ $fault->{$_}" } sort keys %$fault);
		is(scalar($server->requests('completions')), 1, '… asked once');
		unlike($answer->{why}, qr/sk-|grass|fault/, '… and nobody\'s words are in the reason');
	}
	$server->clear_faults;
	is(ask($d, answers => [$GOOD])->{result}, 'ok', 'afterwards all is well');
	done($d);
};

done_testing;

# --- the driver ---------------------------------------------------------------------------------------------------------------------

sub driver(%settings) {
	my %all = (PATH => $ENV{PATH}, SWITCHBOARD_CONF => '/dev/null', LOG_LEVEL => 'error', ANALYZE_URL => $server->url, ANALYZE_MODEL => 'gpt-4o-mini', ANALYZE_API_KEY => 'sk-secret',
		map({ defined $ENV{$_} ? ($_ => $ENV{$_}) : () } qw(ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS)), %settings);
	local %ENV = map { $_ => $all{$_} } grep { defined $all{$_} } keys %all;
	my $pid = open2(my $out, my $in, $program);
	$in->autoflush(1);
	return {pid => $pid, out => $out, in => $in};
}

# What the server is told to say, and fields of the question.
sub ask($d, %opt) {
	my %order = map { $_ => delete $opt{$_} } grep { exists $opt{$_} } qw(answers refuses when);
	$server->say(chat => %order) if %order;
	print { $d->{in} } $JSON->encode({%$ASKED, %opt}), "\n";
	my $line = readline $d->{out};
	return defined $line ? $JSON->decode($line) : {result => 'died'};
}

sub ask_once(@settings) {
	my $question = ref $settings[0] ? shift @settings : {};
	my $d = driver(@settings);
	my $answer = ask($d, answers => [$GOOD], %$question);
	done($d);
	return $answer;
}

sub done($d) {
	close $d->{in};
	waitpid $d->{pid}, 0;
	is($?, 0, 'the driver ended well');
}
