# Sound files that a player and a strict parser accept: a soft tone as WAV (8 kHz, 16 bit), and
# silence as MP3 (16 kHz, 32 kbit/s, mono).
package Twilio::Sound;
use v5.36;

sub wav ($seconds, $channels)
{
	my $second = join '', map {
		my $sample = pack 's<', 1500 * sin($_ * 2 * 3.14159265 * 440 / 8000);
		$sample x $channels;
	} 0 .. 7999;
	my $data = $second x $seconds;
	return pack('A4 V A4 A4 V v v V V v v A4 V', 'RIFF', 36 + length $data, 'WAVE', 'fmt ', 16,
		1, $channels, 8000, 16000 * $channels, 2 * $channels, 16, 'data', length $data)
	    . $data;
}

# A frame whose side information is zero decodes to 36 ms of silence.
sub mp3 ($seconds)
{
	my $frame = "\xff\xf3\x48\xc0" . "\0" x 140;
	return $frame x (1 + int $seconds / 0.036);
}

1;
