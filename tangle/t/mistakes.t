#!/usr/bin/perl
# Each mistake of a writer is told in one clear line, and stops the press.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Press;
use Test::More;

sub chapter {
	my ($name, @lines) = @_;
	return put("chapters/$name.nw", join '', map { "$_\n" } @lines);
}

my @root = ('Why.', '<<k/a.c>>=', 'int a;', '<<declare b>>', '@');
my $good = chapter('110-good', @root, 'And b.', '<<declare b>>=', 'int b;', '@');
mistakes('a good chapter passes', '', $good);

my $c = chapter('110-a', @root);
mistakes('a chunk used but not defined',
	"$c:4: chunk 'declare b' is used but not defined\n", $c);

$c = chapter('110-shift', 'Why.', '<<k/a.c>>=', 'x = a << b; y = c >> 2;', '@');
mistakes('two shifts that look like a use',
	"$c:3: chunk ' b; y = c ' is not defined (is it code? write @<< for a shift before >> on " .
	"the same line)\n", $c);

$c = chapter('110-reach', @root, 'b.', '<<declare b>>=', 'int b;', '@', 'c.', '<<lost>>=',
	'int c;', '@');
mistakes('a chunk that no file reaches',
	"$c:11: chunk 'lost' is not reached from any file\n", $c);
my ($status, undef, $err) = tangle('-o', 'draft', $c);
is("$err$status", "$c:11: warning: chunk 'lost' is not reached from any file\n0",
	'but a draft can be built');

$c = chapter('110-reach2', @root, 'b.', '<<declare b>>=', 'int b;', '@', 'c.', '<<lost>>=',
	'<<more lost>>', '@', 'd.', '<<more lost>>=', 'int d;', '@');
mistakes('a chunk used only by one that no file reaches',
	"$c:11: chunk 'lost' is not reached from any file\n" .
	"$c:15: chunk 'more lost' is not reached from any file\n", $c);

$c = chapter('110-kinds', @root, 'b.', '<<declare b>>=', 'int b;', '@',
	map { ('Say.', "<<$_>>=", 'x', '@') } 'run: it', 'output: it', 'starter e-1: declare b',
	'wrong e-1: declare b', 'hint e-1', 'mutation e-2: declare b',
	'break e-3: declare b');
chapter('110-kinds', split(/\n/, get($c)), 'S.', '<<solution e-1: declare b>>=',
	'<<the secret>>', '@', 'T.', '<<the secret>>=', 'int b;', '@');
mistakes('runs, outputs and exercises are roots', '', $c);

$c = chapter('110-target', @root, 'b.', '<<declare b>>=', 'int b;', '@', 'S.',
	'<<solution e-1: declare c>>=', 'x', '@');
mistakes('a solution of nothing',
	"$c:11: 'solution e-1: declare c' replaces 'declare c', which the book does not have\n", $c);

$c = chapter('110-cycle', @root, 'b.', '<<declare b>>=', '<<again>>', '@', 'c.', '<<again>>=',
	'<<declare b>>', '@');
mistakes('a cycle', "$c:12: chunk 'declare b' is used within itself (a cycle)\n", $c);

$c = chapter('120-twice', 'More.', '<<declare b>>=', 'int b2;', '@');
mistakes('a closed name defined again in another chapter',
	"$c:2: chunk 'declare b' was defined at $good:7 and is not open\n", $good, $c);
$c = chapter('110-again', @root, 'b.', '<<declare b>>=', 'int b;', '@', 'c.', '<<declare b>>=',
	'int c;', '@');
mistakes('in the same chapter it is not closed', '', $c);
my @open = (@root, 'b.', '', '<!-- open -->', '<<declare b>>=', 'int b;', '@');
$c = chapter('110-open', @open);
my $more = chapter('120-more', 'More.', '<<declare b>>=', 'int b2;', '@');
mistakes('an open name is continued in another chapter', '', $c, $more);
for my $rest ([], ['/* the lock is held */']) {
	$c = chapter('110-place', @root, '<!-- open -->', '<<declare b>>=', @$rest, '@');
	mistakes("a place for later chapters needs no prose: '@$rest'", '', $c);
}
$c = chapter('110-place', @root, '<!-- open -->', '<<declare b>>=', '/* a */ int b;', '@');
mistakes('but what has code does', "$c:7: chunk 'declare b' has no prose before it\n", $c);
$c = chapter('110-open', @open);
mistakes('it must be open where it is defined first',
	"$c:9: the open mark of 'declare b' belongs above its first definition, $more:2\n",
	$more, $c);
$c = chapter('110-mark', @root, '<!-- open -->', 'b.', '<<declare b>>=', 'int b;', '@');
mistakes('an open mark must stand above a chunk',
	"$c:6: this open mark stands above no chunk\n", $c);

for (['declare bs', 'plural'], ['Declare b', 'case'], ['DeClare B', 'more case'], ['declare c', 'another letter'],
     ['declare', 'not'], ['declare  b', 'a space']) {
	my ($name, $what) = @$_;
	$c = chapter('110-similar', 'Why.', '<<k/a.c>>=', '<<declare b>>', "<<$name>>", '@',
		'b.', '<<declare b>>=', 'int b;', '@', 'c.', "<<$name>>=", 'int c;', '@');
	mistakes("names one letter apart: $what", $what eq 'not' ? '' :
		"$c:11: chunk '$name' differs by one letter from 'declare b', $c:7\n", $c);
}
$c = chapter('110-digit', 'Why.', '<<k/a.c>>=', '<<save x1>>', '<<save x2>>', '@',
	map { ('Say.', "<<save x$_>>=", "x$_", '@') } 1, 2);
mistakes('names one digit apart are meant', '', $c);
$c = chapter('110-case', map { ('Say.', "<<k/$_.c>>=", 'x', '@') } 'a', 'A');
mistakes('files that differ in case', "$c:6: file 'k/A.c' differs only in case from 'k/a.c'\n", $c);
$c = chapter('110-path', 'Say.', '<<../a.c>>=', 'x', '@');
mistakes('a file outside the tree', "$c:2: '../a.c' is not a path in the tree\n", $c);

for ([''], ['# Title {#t}'], ['<!-- a remark -->'], ['<!-- two', 'lines -->'], ['::: note', ':::'],
     ['![A figure.](x){#fig-x}']) {
	$c = chapter('110-prose', @$_, '<<k/a.c>>=', 'int a;', '@');
	mistakes("no prose: '@$_'", "$c:" . (@$_ + 1) . ": chunk 'k/a.c' has no prose before it\n", $c);
}
$c = chapter('110-prose', @root, '', '<<declare b>>=', 'int b;', '@');
mistakes('no prose between two chunks',
	"$c:7: chunk 'declare b' has no prose before it\n", $c);
$c = chapter('110-answer', 'Why?', '<<hint e-1>>=', 'x', '@', '',
	'<<solution e-1: answer>>=', 'Because.', '@');
mistakes('an answer on paper is prose itself', '', $c);
for (['<!-- a --> b'], ['<!-- two', 'lines --> b'], ['# T', 'b'], ['[[b]]']) {
	$c = chapter('110-prose', @$_, '<<k/a.c>>=', 'int a;', '@');
	mistakes("prose: '@$_'", '', $c);
}

$c = chapter('110-end', 'Why.', '<<k/a.c>>=', 'int a;', '<<k/b.c>>=', 'int b;');
mistakes('chunks that do not end',
	"$c:2: chunk 'k/a.c' does not end with a lone @\n" .
	"$c:4: chunk 'k/b.c' does not end with a lone @\n" .
	"$c:4: chunk 'k/b.c' has no prose before it\n", $c);
$c = chapter('110-at', 'Why.', '<<k/a.c>>=', 'int a;', '@ text', '@');
mistakes('text after @, and an @ too many',
	"$c:4: text after \@: a chunk ends with a lone \@, prose begins on the next line\n" .
	"$c:5: this @ ends no chunk\n", $c);
$c = chapter('110-def', 'Why.', '<<k/a.c>>=', 'int a;', '@ %def a', 'x', '<<k/b.c>>=', 'b', '@ %def b');
mistakes('%def is noweb too', '', $c);

$c = chapter('110-width', 'Why.', '<<k/a.c>>=', "\t" . 'x' x 69, "\t" . 'x' x 70,
	"\xc3\xa9" x 77, '@', 'Out.', '<<output: a>>=', 'x' x 100, '@');
mistakes('a line too wide', "$c:4: line of 78 columns: code has at most 77\n", $c);

$c = chapter('110-mention', 'See [[<<declare c>>]].', @root, 'b.', '<<declare b>>=', 'int b;', '@');
mistakes('prose that speaks of no chunk',
	"$c:1: prose speaks of chunk 'declare c', which is not defined\n", $c);

my $a = chapter('110-all', 'Why.', '<<k/a.c>>=', '<<nothing>>', '@', '<<k/a.c>>=', '<<none>>', '@');
my $b = chapter('120-all', '<<k/b.c>>=', '<<void>>', '@');
mistakes('all mistakes are told, in the order of the book',
	"$a:3: chunk 'nothing' is used but not defined\n" .
	"$a:5: chunk 'k/a.c' has no prose before it\n" .
	"$a:6: chunk 'none' is used but not defined\n" .
	"$b:1: chunk 'k/b.c' has no prose before it\n" .
	"$b:2: chunk 'void' is used but not defined\n", $a, $b);
($status) = tangle('-o', 'never', $a, $b);
is($status, 1, 'a refused book');
ok(!-e 'never', '... leaves nothing behind');

# --- the reader's overrides ---
my $w = chapter('with', '<<declare b>>=', 'int changed;', '<<a step>>', '@', '<<a step>>=', 's', '@');
is((tangle('-o', 'w', '-with', $w, $good))[0], 0, 'an override brings its own chunks');
$w = chapter('with', '<<declare b>>=', 'int changed;', '@', '<<declare q>>=', 'x', '@');
($status, undef, $err) = tangle('-o', 'w', '-with', $w, $good);
is("$err$status", "$w:4: this file replaces 'declare q', which the book does not have\n1",
	'an override of nothing');
$w = chapter('with', '<<declare b>>=', '<<q>>', '@');
($status, undef, $err) = tangle('-o', 'w', '-with', $w, $good);
is("$err$status", "$w:2: chunk 'q' is used but not defined\n1", 'an override that uses nothing');

# --- snapshots ---
my $first = chapter('110-first', 'Why.', '<<k/a.c>>=', '<<the later step>>', '@');
my $later = chapter('210-later', 'Now.', '<!-- open -->', '<<the later step>>=', 'x', '@');
mistakes('the whole book has the step', '', $first, $later);
mistakes('its first part does not', "$first:3: chunk 'the later step' is used but not defined\n",
	$first);

# --- the command line ---
is((tangle('--check'))[0], 2, 'no chapters');
is((tangle('--bogus', $good))[0], 2, 'an unknown option');
is((tangle('--check', 'none.nw'))[0], 1, 'a chapter that is not there');
is((tangle('-o', 'x', '-solution', 'zz-1', $good))[0], 1, 'an exercise that is not there');
done_testing;
