# The API reference as a judge: does an answer have the shape that /api/openapi.json promises for its path? Knows the words of JSON Schema that lib/web/shapes.json
# uses, and dies of any other. Stricter than a schema: a member that the shape does not name is a fault.
#
#   my $reference = Reference->new($s->request(GET => '/api/openapi.json')->{body});
#   is_deeply([$reference->faults(GET => '/api/twilio/call-logs/{callSid}', $answer)], [], '…');
package Reference;

use v5.36;
use JSON::PP;

sub new($class, $json) { return bless {all => JSON::PP->new->utf8->decode($json)}, $class }

# What is wrong with an answer {status, headers, json}, each with where.
sub faults($self, $method, $path, $answer) {
	my $responses = $self->{all}{paths}{$path}{lc $method}{responses} or return "$method $path is not in the reference";
	my $status = $answer->{status};
	my $promised = $responses->{$status} // $responses->{substr($status, 0, 1) . 'XX'} or return "nothing is promised for $status";
	$promised = $self->find($promised->{'$ref'}) if $promised->{'$ref'};
	my ($type) = ($answer->{headers}{'content-type'} // '') =~ /\A([^;]*)/;
	my $content = $promised->{content} or return length($answer->{body} // '') ? "$status has a body" : ();
	my $schema = $content->{$type} or return "$status is \"$type\"";
	return $self->check($schema->{schema}, $answer->{json}, '');
}

sub find($self, $ref) {
	my $at = $self->{all};
	$at = $at->{$_} // die "$ref leads nowhere\n" foreach split m{/}, $ref =~ s{\A#/}{}r;
	return $at;
}

sub kind($v) {
	return 'null' if !defined $v;
	return 'boolean' if JSON::PP::is_bool($v);
	return {HASH => 'object', ARRAY => 'array'}->{ref $v} if ref $v;
	return 'string' if JSON::PP->new->allow_nonref->encode($v) =~ /\A"/;
	return $v =~ /\A-?\d+\z/ ? 'integer' : 'number';
}

my %CHECK = (
	'$ref' => sub ($self, $ref, $v, $at, $) { return $self->check($self->find($ref), $v, $at) },
	type => sub ($self, $types, $v, $at, $) {
		my $kind = kind($v);
		return (grep { $_ eq $kind || ($_ eq 'number' && $kind eq 'integer') } ref $types ? @$types : $types) ? () : "$at is of type $kind";
	},
	enum => sub ($self, $words, $v, $at, $) { return (grep { defined $v ? defined && $_ eq $v : !defined } @$words) ? () : "$at is \"" . ($v // 'null') . '"' },
	properties => sub ($self, $properties, $v, $at, $schema) {
		return () if ref $v ne 'HASH';
		my @strange = grep { !$properties->{$_} && !grep { my $like = $_; /$like/ } keys %{$schema->{patternProperties} // {}} } sort keys %$v;
		return ((map { "$at/$_ is not in the reference" } @strange), map { $self->check($properties->{$_}, $v->{$_}, "$at/$_") } grep { exists $v->{$_} } sort keys %$properties);
	},
	patternProperties => sub ($self, $patterns, $v, $at, $) {
		return () if ref $v ne 'HASH';
		return map { my $like = $_; map { $self->check($patterns->{$like}, $v->{$_}, "$at/$_") } grep { /$like/ } sort keys %$v } sort keys %$patterns;
	},
	required => sub ($self, $names, $v, $at, $) { return ref $v eq 'HASH' ? map { "$at/$_ is missing" } grep { !exists $v->{$_} } @$names : () },
	items => sub ($self, $schema, $v, $at, $) { return ref $v eq 'ARRAY' ? map { $self->check($schema, $v->[$_], "$at/$_") } 0 .. $#$v : () },
	prefixItems => sub ($self, $list, $v, $at, $) { return ref $v eq 'ARRAY' ? map { $self->check($list->[$_], $v->[$_], "$at/$_") } 0 .. ($#$v < $#$list ? $#$v : $#$list) : () },
	anyOf => sub ($self, $list, $v, $at, $) {
		my @faults = map { [$self->check($_, $v, $at)] } @$list;
		return (grep { !@$_ } @faults) ? () : @{$faults[0]};
	},
	pattern => sub ($self, $pattern, $v, $at, $) { return kind($v) ne 'string' || $v =~ /$pattern/ ? () : "$at is \"$v\"" },
	format => sub ($self, $format, $v, $at, $) {
		my %like = ('date-time' => qr/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z/, date => qr/\A\d{4}-\d\d-\d\d\z/, email => qr/\A[^@\s]+@[^@\s]+\z/, uri => qr/\A[a-z]+:/);
		return kind($v) ne 'string' || $v =~ ($like{$format} // die "format $format\n") ? () : "$at is \"$v\"";
	},
	minimum => sub ($self, $least, $v, $at, $) { return kind($v) !~ /integer|number/ || $v >= $least ? () : "$at is $v" },
	maximum => sub ($self, $most, $v, $at, $) { return kind($v) !~ /integer|number/ || $v <= $most ? () : "$at is $v" },
	minItems => sub ($self, $least, $v, $at, $) { return ref $v ne 'ARRAY' || @$v >= $least ? () : "$at is too short" },
	maxItems => sub ($self, $most, $v, $at, $) { return ref $v ne 'ARRAY' || @$v <= $most ? () : "$at is too long" },
	maxLength => sub ($self, $most, $v, $at, $) { return kind($v) ne 'string' || length $v <= $most ? () : "$at is too long" },
	map { $_ => sub { } } qw(description examples readOnly default additionalProperties),
);
$CHECK{oneOf} = $CHECK{anyOf};

sub check($self, $schema, $v, $at) {
	return map { ($CHECK{$_} // die "the word $_ of a schema is not known\n")->($self, $schema->{$_}, $v, $at, $schema) } sort keys %$schema;
}

1;
