#!/usr/bin/perl
# HACKING's example is true: one new C file and one new test, nothing else edited, and it works.
use v5.36;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $top = "$FindBin::Bin/..";
my $obj = $ENV{SWITCHBOARD_OBJ} // 'obj';
my $dir = tempdir('hacking-XXXXXX', TMPDIR => 1, CLEANUP => 1);

sub slurp($file) { local (@ARGV, $/) = ($file); return <> // '' }
sub spew($file, $text) { open my $f, '>', $file or die "$file: $!\n"; print {$f} $text; close $f or die "$file: $!\n" }
sub said($command) { my $out = `cd $dir && $command 2>&1`; diag $out if $?; return ($? == 0, $out) }

# A copy of the tree with what is built of it, times and all, so that only what is new is built.
ok((said("cp -a $top/GNUmakefile $top/lib $top/cgi-bin $top/bin $top/schema $top/nginx $top/apache $top/mariadb $top/systemd $top/t $top/man . && cp -a $top/$obj ."))[0],
	'a copy of the tree');
my $hacking = slurp("$top/HACKING.md");
my ($c) = $hacking =~ m{`cgi-bin/clinic-time\.c`:\n\n((?:    .*\n|\n)+)};
my ($t) = $hacking =~ m{`t/clinic-time\.t`,[^:]*:\n\n((?:    .*\n|\n)+)};
ok $c && $t, 'HACKING has the program and its test';
spew("$dir/cgi-bin/clinic-time.c", $c =~ s/^    //mgr);
spew("$dir/t/clinic-time.t", $t =~ s/^    //mgr);

my $make = 'make -j2' . ($obj =~ /san/ ? ' SAN=1' : '');
ok((said("$make all"))[0], 'it builds without a warning');
like slurp("$dir/$obj/cgi-bin/ROUTES"), qr{^clinic-time GET /api/clinic-time assistant api 2$}m, 'its route is known';
like slurp("$dir/$obj/nginx/routes.conf"), qr{location = /api/clinic-time \{}, 'to nginx';
like slurp("$dir/$obj/apache/routes.conf"), qr{/api/clinic-time}, 'to Apache';
like slurp("$dir/$obj/systemd/instances"), qr{^clinic-time 2$}m, 'to systemd';
like slurp("$dir/$obj/share/openapi.json"), qr{"/api/clinic-time"}, 'to the API reference';
my ($passed, $tap) = said("SWITCHBOARD_OBJ=$obj perl t/clinic-time.t");
ok $passed, 'its test passes';
like $tap, qr/^ok \d+ - it is eight in the morning there$/m, 'having asked';
done_testing;
