# What calls cost: Twilio knows it late, and nobody tells us; its list does, soon after a call, and again for two days.
use v5.36;
use FindBin;
use lib "$FindBin::Bin/lib";
use Switchboard;
use Test::More;

my ($NUMBER, $FRONT, $CALLER) = ('+18455550101', '+19145550201', '+12125550123');
my $s = Switchboard->new(numbers => [$NUMBER]);
my $clinic = $s->clinic('Hillside', forwardNumber => $FRONT);
$s->connect($NUMBER, $clinic);
my $anna = $s->user(assistant => $clinic);
my $in = $s->standin;

# Both legs of a call that has ended: what it cost is not known yet.
sub legs() {
	my $story = $s->call(from => $CALLER, to => $NUMBER, answers => { $FRONT => 'completed' });
	my ($child) = map { $_->{callSid} } @{$story->{dialled}};
	$s->wait_for('it has ended', sub { ($s->value('SELECT status FROM calls WHERE call_sid = ?', $story->{callSid}) // '') eq 'completed' });
	return ($story->{callSid}, $child);
}
sub run($kind) {
	my $done = $s->value("SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = 'done'", $kind);
	$s->sql("UPDATE jobs SET run_at = UTC_TIMESTAMP(3) WHERE kind = ? AND state = 'due' AND leased_by IS NULL", $kind);
	return $s->wait_for("$kind has run", sub { $s->value("SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = 'done'", $kind) > $done });
}
sub price($sid) { return $s->value("SELECT CONCAT(price, ' ', price_unit) FROM calls WHERE call_sid = ?", $sid) }

foreach my $kind (qw(reconcile call-prices)) {
	$s->wait_for('the first run is over', sub { $s->value("SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = 'done'", $kind) });
	subtest $kind => sub {
		my ($call, $child) = legs();
		run($kind);
		is($s->api($anna, GET => "/api/twilio/call-logs/$call")->{json}{price}, undef, 'while Twilio does not know it, it is pending');
		$in->edit($call, price => '-0.01700', price_unit => 'usd');
		$in->edit($child, price => '-0.00850');
		run($kind);
		$s->holds($s->api($anna, GET => "/api/twilio/call-logs/$call")->{json}, { price => '-0.01700', priceUnit => 'USD' }, 'then it is shown');
		is(price($child), '-0.00850 USD', 'each leg has its own') if $s->value('SELECT COUNT(*) FROM calls WHERE call_sid = ?', $child);
		$in->edit($call, price => '-0.99000');
		run($kind);
		is(price($call), '-0.01700 USD', 'the first word counts');
		my ($odd) = legs();
		foreach my $price ('much', '', '-0.1.2', '--1', '1e5') {
			$in->edit($odd, price => $price);
			run($kind);
			is(price($odd), undef, "what is no price ('$price') is none");
		}
		$in->fault(match => 'GET /Calls', mode => 500, times => 50);
		$in->edit($odd, price => '-0.01');
		$s->sql("UPDATE jobs SET run_at = UTC_TIMESTAMP(3) WHERE kind = ? AND state = 'due' AND leased_by IS NULL", $kind);
		$s->wait_for('it was tried', sub { $s->value("SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = 'due' AND attempts > 0 AND leased_by IS NULL", $kind) });
		is(price($odd), undef, 'where Twilio fails it stays pending');
		$in->clear_faults;
		run($kind);
		is(price($odd), '-0.01000 USD', 'until it is back');
	};
}

$s->end;
done_testing;
