#!/usr/bin/perl
# The tree on disk: what is written, marked, left alone and removed.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Press;
use Test::More;

sub book {
	return put('chapters/110-a.nw', $_[0]);
}

sub written {
	my @args = @_;
	my ($status, undef, $err) = tangle('-o', 'plain', '-m', 'marked', @args);
	is("$err$status", '0', 'tangles');
	return get('plain/k/a.c');
}

# --- tidying ---
my $c = book("p\n<<k/a.c>>=\n\n\nint a;  \n\n\n\t<<slot>>\n\t<<s2>>\nint b;\t\n\n@\np\n<<slot>>=\n@\np\n" .
	"<<s2>>=\nint c;\n\n\tint d;\n\n@\n");
is(written($c), "int a;\n\n\tint c;\n\n\t\tint d;\n\nint b;\n",
	'trailing blanks and runs of blank lines go, empty slots leave no trace');
is(get('marked/k/a.c'), "#line 5 \"$c\"\nint a;\n\n#line 18 \"$c\"\n\tint c;\n\n\t\tint d;\n\n" .
	"#line 10 \"$c\"\nint b;\n", 'marks where the place jumps');

$c = book("p\n<<k/a.c>>=\nint a;\n\t<<slot>>\nint b;\n@\np\n<<slot>>=\n@\n");
is(written($c), "int a;\nint b;\n", 'nor a blank line');

# --- where marks may stand ---
$c = book(<<'NW');
p
<<k/a.c>>=
#define M(x) \
	do { \
		<<step>> \
	} while (0)
int f(int a,

      <<step>>
      int b);
/* a comment
   <<step>>
   ends */ int c;
char *s = "(/*";	// it's (
char q = '"', p = '(';
<<step>>
{
	f(
}
int after;
<<step>>
@
p
<<step>>=
step
@
NW
written($c);
is(get('marked/k/a.c'), <<'C', 'no mark in a macro, in arguments or in a comment');
#line 3 "chapters/110-a.nw"
#define M(x) \
	do { \
		step \
	} while (0)
int f(int a,

      step
      int b);
/* a comment
   step
   ends */ int c;
char *s = "(/*";	// it's (
char q = '"', p = '(';
#line 25 "chapters/110-a.nw"
step
#line 17 "chapters/110-a.nw"
{
	f(
}
int after;
#line 25 "chapters/110-a.nw"
step
C
unlike(get('plain/k/a.c'), qr/#line/, 'no marks in the published tree');

$c = book("p\n<<k/a.c>>=\nint f(void)\n{\n\t<<return something>>\n}\nint g;\n@\np\n" .
	"<<return something>>=\nreturn missing;\n@\n");
written($c);
my ($status, undef, $err) = run($ENV{CC} // 'cc', '-c', '-o', 'a.o', 'marked/k/a.c');
like($err, qr{^chapters/110-a\.nw:11:\d+: error: .*missing}m, "the compiler names the chapter's line");

# --- kinds of files ---
$c = book("p\n<<k/a.c>>=\nx\n@\np\n<<k/e.S>>=\nx\n@\np\n<<k/l.lds.S>>=\nx\n@\np\n<<k/a.h>>=\nx\n@\np\n" .
	"<<k/run.sh>>=\nx\n@\np\n<<k/run>>=\n#!/bin/sh\n@\np\n<<Makefile>>=\na:\n\tb\n@\np\n<<README>>=\nr\n@\n");
written($c);
is(join(' ', grep { get("marked/$_") =~ /^#line/ } qw(k/a.c k/e.S k/l.lds.S k/a.h k/run.sh Makefile README)),
	'k/a.c k/e.S k/l.lds.S k/a.h', 'C and assembly are marked');
is(join(' ', grep { -x "plain/$_" } qw(k/a.c k/run.sh k/run Makefile)), 'k/run.sh k/run',
	'programs are executable');

# --- a second run ---
my @files = qw(k/a.c k/run.sh Makefile .tangled);
my @all = map { ("plain/$_", "marked/$_") } @files;
utime 1000, 1000, @all;
written($c);
is(join(' ', grep { (stat)[9] != 1000 } @all), '', 'a second run touches nothing');
put($c, get($c) =~ s/\tb\n/\tc\n/r);
written($c);
is(join(' ', grep { (stat)[9] != 1000 } @all), 'plain/Makefile marked/Makefile',
	'one change touches one file');
put($c, "New prose above.\n" . get($c));
utime 1000, 1000, @all;
written($c);
is(join(' ', grep { (stat)[9] != 1000 } @all), 'marked/k/a.c', 'new prose moves only the marks');

# --- what lost its chunk ---
put('plain/k/mine.c', 'mine');
put('plain/z/keep', 'mine');
book("p\n<<k/b.c>>=\nx\n@\n");
written($c);
ok(!-e 'plain/k/a.c' && !-e 'plain/Makefile' && !-e 'marked/k/a.c', 'files without a chunk are removed');
ok(-e 'plain/k/mine.c' && -e 'plain/z/keep', 'files that are not ours stay');
unlink 'plain/k/mine.c';
book("p\n<<j/b.c>>=\nx\n@\n");
written($c);
ok(!-d 'plain/k', 'so are directories left empty');

# --- overrides ---
$c = book("p\n<<k/a.c>>=\n<<one>>\n<<two>>\n@\np\n<<one>>=\n1\n@\np\n<<two>>=\n2\n@\np\n" .
	"<<two>>=\n2b\n@\np\n<<starter e-1: two>>=\ntodo\n@\np\n<<solution e-1: one>>=\n1s\n@\np\n" .
	"<<solution e-1: two>>=\n2s @<< 3\n<<one>>\n@@\n@\np\n<<wrong e-1: two>>=\n2w\n@\np\n" .
	"<<mutation m-1: k/a.c>>=\nm\n@\np\n<<break b-1: k/a.c>>=\nbroken\n@\n");
put('w.nw', "<<two>>=\nw\n@\n<<two>>=\nw2\n@\n");
put('k.nw', "<<k/a.c>>=\nk\n@\n<<one>>=\n1k\n@\n");
put('app.nw', "%append\n<<two>>=\nplus\n@\n");
is(written($c), "1\n2\n2b\n", 'no override');
is(written('-with', 'w.nw', $c), "1\nw\nw2\n", '-with replaces all parts');
is(written('-with', 'k.nw', $c), "k\n", 'what only the replaced text used is not missed');
is(written('-with', 'app.nw', $c), "1\n2\n2b\nplus\n", '%append adds');
is(written('-with', 'w.nw', '-with', 'app.nw', $c), "1\nw\nw2\nplus\n", 'one after the other');
is(written('-starter', 'e-1', $c), "1\ntodo\n", '-starter');
is(written('-wrong', 'e-1', $c), "1\n2w\n", '-wrong');
is(written('-mutation', 'm-1', $c), "m\n", '-mutation of a file');
is(written('-break', 'b-1', $c), "broken\n", '-break of a file');
is((tangle('--chunk', 'solution e-1: two', $c))[1], "2s << 3\n<<one>>\n@\n", '--chunk');
my (undef, $over) = tangle('--override', 'wrong', 'e-1', $c);
put('e.nw', $over);
is(written('-with', 'e.nw', $c), "1\n2w\n", '--override prints a file for -with');
my (undef, $list) = tangle('--list-chunks', $c);
like($list, qr{^\Q$c\E\t15\ttwo\t2\t2\t1\tplain$}m, '--list-chunks');

# --- a stream that breaks off, or is not what it should be ---
sub stream {
	my ($what, $want, $text, $status) = @_;
	put('markup', "#!/bin/sh\ncat <<'E'\n${text}E\nexit $status\n");
	chmod 0755, 'markup';
	local $ENV{MARKUP} = "$dir/markup";
	my ($got, undef, $err) = tangle('-o', 'streamed', 'a.nw');
	is("$err$got", "tangle: ${want}\n1", $what);
	ok(!-e 'streamed', '... and nothing is written');
}
my $whole = "\@file a.nw\n\@begin docs 0\n\@text p\n\@nl\n\@end docs 0\n\@begin code 1\n" .
	"\@defn k/a.c\n\@nl\n\@text x\n\@nl\n\@end code 1\n\@begin docs 2\n\@text \n\@nl\n\@end docs 2\n";
stream('markup fails', "$dir/markup failed; nothing is written", $whole, 3);
stream('the stream is empty', "markup's stream breaks off", '', 0);
stream('the stream ends within a chunk', "markup's stream breaks off",
	$whole =~ s/\@end code.*//sr, 0);
stream('another file', "markup speaks of b.nw, where a.nw was expected", $whole =~ s/a\.nw/b.nw/r, 0);
stream('no file', "markup's stream does not begin with \@file", $whole =~ s/^.*\n//r, 0);
stream('an unknown word', "markup's stream has an unknown line: \@bogus 1", $whole . "\@bogus 1\n", 0);
stream('markup gives up', "markup gave up: no memory", $whole . "\@fatal no memory\n", 0);
{
	local $ENV{MARKUP} = '/nonexistent';
	is((tangle('--check', $c))[0], 1, 'no markup');
}
done_testing;
