# A test's hold on the server of t/standin/vapi.pl.
package Vapi;
use v5.36;
use parent 'Hold';

sub name ($class) { return 'vapi' }

# Adds a call, or says more of one (id => …).
sub call ($self, %h) { return $self->order(POST => 'calls', \%h) }
sub calls ($self) { return $self->order(GET => 'calls')->{items}->@* }

1;
