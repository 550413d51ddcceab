# A test's hold on the server of t/standin/elevenlabs.pl.
package ElevenLabs;
use v5.36;
use parent 'Hold';

sub name ($class) { return 'elevenlabs' }

# Adds a conversation, or says more of one: conversation_id => …, as the webhook's data has it.
sub conversation ($self, %h) { return $self->order(POST => 'conversations', \%h) }
sub conversations ($self) { return $self->order(GET => 'conversations')->{items}->@* }

1;
