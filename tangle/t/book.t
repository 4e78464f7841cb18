#!/usr/bin/perl
# The book itself has none of the mistakes, whole or through any of its parts.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Press;
use Test::More;

chdir $top;
my @chapters = glob 'chapters/*.nw';
my ($status, $out, $err) = tangle('--check', @chapters);
is("$err$status", '0', 'the whole book');

my $last = 0;
for my $part (qw(boot creation exec exit signals scheduling)) {
	$last++;
	my @through = grep { m{/(\d)} && $1 <= $last } @chapters;
	($status, $out, $err) = tangle('-o', "$dir/$part", @through);
	is("$err$status", '0', "through $part");
}
chdir $dir;
done_testing;
