# What the tests of the tangler share: a compiled tangler, scratch files, and commands' results.
package Press;
use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter 'import';
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More ();

our @EXPORT = qw($top $tangle $dir put get run tangle notangle mistakes);

our $top = abs_path(dirname(__FILE__) . '/../..');
our $dir = tempdir('tangle-XXXXXX', TMPDIR => 1, CLEANUP => 1);
our $tangle = "$dir/tangle";

# TANGLE_CFLAGS="-g -fsanitize=address,undefined -Wno-format-truncation" prove tangle/t
my $cflags = $ENV{TANGLE_CFLAGS} // '-O2';
my $cc = $ENV{CC} // 'cc';
system("$cc -std=gnu11 $cflags -Wall -Wextra -Werror -o $tangle $top/tangle/*.c") == 0
	or Test::More::BAIL_OUT('the tangler does not compile');
$ENV{LC_ALL} = 'C';
$ENV{ASAN_OPTIONS} = 'detect_leaks=0';	# it lives for a blink and frees nothing
chdir $dir or die;

sub put {
	my ($name, $text) = @_;
	make_path(dirname($name));
	open my $f, '>:raw', $name or die "$name: $!";
	print $f $text;
	close $f or die;
	return $name;
}

sub get {
	my ($name) = @_;
	open my $f, '<:raw', $name or return undef;
	local $/;
	return scalar <$f>;
}

# (status, what it printed, what it complained)
sub run {
	my @cmd = @_;
	my $pid = fork // die;
	if (!$pid) {
		open STDOUT, '>', "$dir/.out" or die;
		open STDERR, '>', "$dir/.err" or die;
		exec @cmd or exit 127;
	}
	waitpid $pid, 0;
	return ($? & 127 ? 128 + ($? & 127) : $? >> 8, get("$dir/.out"), get("$dir/.err"));
}

sub tangle { return run($tangle, @_) }

sub notangle {
	my ($roots, @chapters) = @_;
	my @roots = map { s/'/'\\''/gr } ref $roots ? @$roots : $roots;	# it is a shell script that quotes once more
	return run('notangle', '-t8', map({ "-R$_" } @roots), @chapters);
}

# A chapter with these mistakes, and no others, is refused.
sub mistakes {
	my ($what, $want, @args) = @_;
	my ($status, $out, $err) = tangle('--check', @args);
	Test::More::is("$err$status", $want . ($want ? 1 : 0), $what);
}

1;
