#!/usr/bin/perl
# The chapters stay plain noweb: what we print raw is what notangle prints, byte for byte.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use List::Util qw(shuffle);
use Press;
use Test::More;

plan skip_all => "noweb's notangle is not installed" unless `sh -c 'command -v notangle'`;

sub same {
	my ($root, @chapters) = @_;
	my ($status, $ours) = tangle('--raw', $root, @chapters);
	my ($their_status, $theirs) = notangle($root, @chapters);
	return $status == 0 && $their_status == 0 && $ours eq $theirs;
}

sub roots {
	my (undef, $list) = tangle('--roots', @_);
	return map { (split /\t/)[1] } split /\n/, $list;
}

# --- hand-made: one trap each ---
my %trap = (
	'a use of many lines is indented' => "\t<<e>>\n  <<e>>\n",
	'text before a use counts by its width in the chapter' => "a <<e>> b <<e>> c\n",
	'a tab after text goes to the next stop' => "ab\t<<e>>\n",
	'a tab within an indented chunk' => "abc <<t>>\n",
	'@@ in column 0' => "@@ x\n @@ y\n@@<<e>>\n",
	'an escaped use' => "x @<< y @>> <<e>>\n",
	'quotes are text in code' => "[[q]] [[<<e>>]]\n",
	'a lone shift' => "1 << 2\n",
	'two uses that touch' => "<<e>><<e>>\n<<e>>\n",
	'an empty chunk' => "a<<n>>b\n\t<<n>>\n",
	'a chunk that ends in blank lines' => "a<<b>>c\n",
	'trailing blanks stay' => "x  \t\n   \n\t\n",
	'UTF-8' => "\xc3\xa9<<e>>\n",
	'no text at all' => '',
	'backslashes' => "a\\\n<<e>>\\\n",
	'a name with odd spaces' => "<<odd  name >>\n",
);
for my $what (sort keys %trap) {
	put('trap.nw', "p\n<<r>>=\n$trap{$what}@\np [[<<e>>]] @<<\n<<e>>=\nA\n\n\tB\n@ %def A\n" .
		"p\n<<n>>=\n@\np\n<<t>>=\n\tT<<e>>\n\t<<e>>\n@\np\n<<b>>=\nx\n\n\n@\np\n" .
		"<<b>>=\n@\np\n<<odd  name >>=\no\n@\n");
	ok(same('r', 'trap.nw'), $what);
}

# --- random: chunks of odd pieces, some defined in several parts ---
my @piece = ("\t", ' ', '   ', "\t\t", 'abc', '"x"', '@<<', '@>>', '[[q]]', 'x @ y', 'x@@y', '[[',
	']]', 'a > b', 'a < b', '\\', "\xc3\xa9");
my @name = ('one', 'two', 'three things', 'four  x', 'x/y.c', 'e');

sub random_line {
	my ($rank) = @_;
	my $line = '';
	for (1 .. int rand 6) {
		$line .= rand() < .3 && $rank < $#name
			? '<<' . $name[$rank + 1 + int rand($#name - $rank)] . '>>'
			: $piece[rand @piece];
	}
	$line = "z$line" if $line =~ /^@/;
	return (rand() < .1 ? '@@' : '') . "$line\n";
}

sub random_book {
	srand shift;
	my $text = "prose\n";
	for my $rank (shuffle 0 .. $#name, map { int rand @name } 1 .. 8) {
		$text .= "prose [[q]] @<< here\n<<$name[$rank]>>=\n";
		$text .= random_line($rank) for 1 .. int rand 6;
		$text .= rand() < .7 ? "@\n" : "@ %def foo\n";
	}
	return $text;
}

my @bad;
for my $seed (1 .. $ENV{TANGLE_SEEDS} // 25) {
	put('random.nw', random_book($seed));
	push @bad, map { "$seed:$_" } grep { !same($_, 'random.nw') } @name;
}
is("@bad", '', 'random books');

# --- the book itself ---
chdir $top;
my @chapters = glob 'chapters/*.nw';
my @roots = roots(@chapters);
# each command reads the whole book, so it is asked for many roots at once
@bad = grep { !same($_, @chapters) } map { @$_ } grep { !same_each(@$_) } batches(25, @roots);
is("@bad", '', scalar(@roots) . ' roots of the book');

sub batches {
	my ($size, @all) = @_;
	my @batches;
	push @batches, [splice @all, 0, $size] while @all;
	return @batches;
}

sub same_each {
	my ($status, $ours) = tangle((map { ('--raw', $_) } @_), @chapters);
	my ($their_status, $theirs) = notangle([@_], @chapters);
	return $status == 0 && $their_status == 0 && $ours eq $theirs;
}
chdir $dir;

# --- a comparison that cannot fail would show nothing ---
put('a.nw', "p\n<<r>>=\nx\n@\n");
put('b.nw', "p\n<<r>>=\nx \n@\n");
isnt((tangle('--raw', 'r', 'a.nw'))[1], (notangle('r', 'b.nw'))[1], 'a blank more is seen');
done_testing;
