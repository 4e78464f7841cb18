#!/usr/bin/perl
# stats, why and diff on a book small enough to know.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Press;
use Test::More;

plan skip_all => 'universal-ctags is not installed' unless `sh -c 'command -v ctags'`;
$ENV{TANGLE} = $tangle;

put('chapters/110-one.nw', <<'NW');
# One {#one}

Four words of prose.

<<kernel/one.c>>=
struct twin {
	int first;
	<<more of a twin>>
};

static int inner(int x)
{
	<<give it back>>
}

int outer(void)
{
	return inner(1);	/* not: other(1) */
}
@

More.

<!-- open -->
<<more of a twin>>=
/* later */
@

Done.

<<give it back>>=
return x;
@

Rows.

<!-- open -->
<<rows>>=
SYSCALL(1, one, "")
@

The table.

<<include/syscall_table.h>>=
<<rows>>
@

The test.

<<test/k_one.c>>=
KTEST(one_is_one)
{
	outer();
}
@

## In Linux {#one-linux}

There [[outer]] lives in [[kernel/linux_one.c]].
NW
put('chapters/210-two.nw', <<'NW');
# Two {#two}

Grow.

<<more of a twin>>=
int second;
@

A row.

<<rows>>=
SYSCALL(2, two, "d")
@

A file.

<<kernel/two.c>>=
SYSCALL_DEFINE1(two, int, x)
{
	return outer();
}
@
NW
my @book = ('chapters/110-one.nw', 'chapters/210-two.nw');

my ($status, $out, $err) = run("$top/tangle/stats", @book);
is("$err$status", '0', 'stats');
like($out, qr/^110-one\s+16\s+22\s+0\.7 \|\s+6\s+1\s+14\s+14 \|\s+3\s+4\s+4\s+4$/m, "a chapter");
like($out, qr/^the book\s+21\s+28\s/m, 'the whole');

($status, $out) = run("$top/tangle/why", 'inner', @book);
is($out, <<'END', 'why a function');
inner
  chapters/110-one.nw:11               function in kernel/one.c
      static int inner(int x)
used by
  chapters/110-one.nw:18               outer in kernel/one.c
tests of its chapter (none names it)
  chapters/110-one.nw:51               one_is_one in test/k_one.c
END
($status, $out) = run("$top/tangle/why", 'outer', @book);
like($out, qr{used by\n  chapters/210-two.nw:20 +sys_two in kernel/two.c\n}, 'a caller in a system call');
like($out, qr{tests\n  chapters/110-one.nw:53 +one_is_one}, 'the test that names it');
like($out, qr{in Linux\n  chapters/110-one.nw:\d+ +kernel/linux_one.c\n}, "Linux's file");
($status, $out) = run("$top/tangle/why", 'two', @book);
like($out, qr{^sys_two\n.*used by\n  chapters/210-two.nw:12 }s, 'a system call and its row');
($status, $out) = run("$top/tangle/why", 'other', @book);
isnt($status, 0, 'nothing of that name, though a comment has it');

($status, $out, $err) = run("$top/tangle/diff", 'creation');
is("$err$status", '0', 'diff');
like($out, qr/1 new files\n  kernel\/two.c \(4\)\n/, 'a new file');
like($out, qr/2 files grew\n  include\/syscall_table.h \(\+1\)\n?\s+kernel\/one.c/, 'what grew');
like($out, qr/1 structures got fields\n  twin\n    second\n/, 'a field');
like($out, qr/1 new system calls\n  two\n/, 'a system call');
($status, $out) = run("$top/tangle/diff", '--tsv', 'creation');
is($out, <<"END", 'the same for tools');
field	second	twin	chapters/210-two.nw:6
file	kernel/two.c		chapters/210-two.nw:18
system call	two	number 2	chapters/210-two.nw:12
END
isnt((run("$top/tangle/diff", 'nowhere'))[0], 0, 'a part that is not there');
done_testing;
