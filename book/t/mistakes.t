#!/bin/bash
# Each mistake of a writer is told with its file and line, and the weaver says 1;
# `make html`, the first half of `make book`, tells them all and fails.
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/tree" "$dir/chapters"
n=0
chapter='# A chapter {#sample}

A sentence about [[thing]].

<<kernel/sample.c>>=
int thing;
@
'
try() # WHAT, EXPECTED MESSAGE, TEXT ADDED FROM LINE 9 ON
{
	printf '%s\n%s\n' "$chapter" "$3" >"$dir/chapters/110-sample.nw"
	said=$(texlua book/weave.lua html "$dir/out" "$dir/tree" "$dir/html" "$dir/chapters/110-sample.nw" 2>&1)
	status=$?
	n=$((n + 1))
	case "$said" in
	*"110-sample.nw:9: $2"*) [ $status = 1 ] && { echo "ok $n - $1"; return; } ;;
	esac
	echo "not ok $n - $1"; echo "$said" | grep -v ^figures/ | sed "s/^/# status $status: /"
}
try 'a link to nowhere' "nothing has the id 'nowhere'" 'See [](#nowhere).'
try 'an unknown citation' "no reference is named 'nobody'" 'As said [@nobody].'
try 'an unknown chunk' "no chunk is named 'do nothing'" 'See [[<<do nothing>>]].'
try 'a figure without source' "the figure 'no-such' has no source in figures/" '![A caption.](no-such){#fig-no-such}'
try 'a figure without caption' "the figure 'elf-image' has no caption" '![](elf-image){#fig-elf-image}'
try 'an exercise without hint' "the exercise 'sample-1' has no hint" '::: {.exercise #sample-1 kind=predict stars=1 title="T"}
What?
:::'
try 'a rule that nothing shows' 'nothing that could show a rule is named' '[It must.]{.rule shown="no_such_test"}'
try 'a break without a rule' "no sentence is marked as the rule that 'upside' breaks" '<<break upside: kernel/sample.c>>='
try 'an id used twice' "the id 'sample' stands already" '## Again {#sample}'
try 'a heading without id' "the heading 'Again' has no {#id}" '## Again'
try 'a misspelling' "misspelt: 'procces'" 'A procces.'
try 'an American spelling' "misspelt: 'behavior'" 'Its behavior.'
try 'a misspelling in a caption' "misspelt: 'pictuer'" '![A pictuer.](elf-image){#fig-elf-image}'
try 'a misspelling in a title' "misspelt: 'excercise'" '::: {.exercise #sample-1 kind=trace stars=1 title="An excercise"}
Do it.
:::'
try 'a misspelling in the name of a chunk' "misspelt: 'wihch'" '<<say wihch>>='
try 'a letter that the fonts lack' "missing glyph: Pagella has no '字' (U+5B57)" 'The letter 字.'
try 'a letter that the font of code lacks' "missing glyph: JetBrains Mono has no '字' (U+5B57)" 'The letter [[字]].'

# A figure's mistake is told in the figure's own lines, with and without the frame.
printf '\\draw (0,0)--(1,1);\n\\nosuch\n' >"$dir/bare.tex"
printf '\\begin{tikzpicture}\n\\draw (0,0)--(1,1);\n\\end{tikzpicture}\n' >"$dir/good.tex"
said=$(texlua book/figure.lua pdf "$dir/fig" "$dir/good.tex" "$dir/bare.tex" 2>&1)
status=$?
n=$((n + 1))
case "$status $said" in
"1 $dir/bare.tex:2: Undefined control sequence."*) echo "ok $n - a mistake in a figure" ;;
*) echo "not ok $n - a mistake in a figure"; echo "$said" | sed "s/^/# status $status: /" ;;
esac

# What is no prose is not read as such.
printf '%s\n' "$chapter" 'See [[procces]], `wihch`, [this](#sample), [@posix] and TLBs; [[fork]]ed; <https://procces.org>;' \
	'/etc/pwasd <!-- procces' 'wihch --> {.procces} [pid]{.term}s, the kernel'"'"'s mutexes.' '' '~~~' procces '~~~' '' \
	'```' wihch '```' '' '<<name `thing` in sample.c>>=' 'int procces;' '@' >"$dir/chapters/110-sample.nw"
said=$(texlua book/weave.lua html "$dir/out" "$dir/tree" "$dir/html" "$dir/chapters/110-sample.nw" 2>&1 | grep -E 'misspelt|glyph')
n=$((n + 1))
if [ -z "$said" ]; then echo "ok $n - what is no prose is not spelt"
else echo "not ok $n - what is no prose is not spelt"; echo "$said" | sed 's/^/# /'; fi
n=$((n + 1))
if LC_ALL=C sort -cu book/words 2>/dev/null; then echo "ok $n - the words of the book are in order"
else echo "not ok $n - the words of the book are in order"; fi

# A book of one chapter, made by make.
mkdir -p "$dir/b/chapters" "$dir/b/build/html/fonts" "$dir/b/build/bin"
ln -s "$PWD/book" "$PWD/tangle" "$PWD/Makefile" "$PWD/README.md" "$dir/b"
touch "$dir/b/build/html/fonts/stamp"
whole() # WHAT, STATUS, TEXT ADDED FROM LINE 9 ON, MESSAGES...
{
	local what=$1 want=$2 m
	printf '%s\n%s\n' "$chapter" "$3" >"$dir/b/chapters/110-sample.nw"
	shift 3
	said=$(env -u MAKEFLAGS -u MAKELEVEL DEPS=check make -C "$dir/b" html 2>&1)
	status=$?
	n=$((n + 1))
	for m; do
		case "$said" in *"chapters/110-sample.nw:$m"*) ;; *) status="$status, without '$m'" ;; esac
	done
	if [ "$status" = "$want" ]; then echo "ok $n - $what"; return; fi
	echo "not ok $n - $what"; echo "$said" | sed "s/^/# $status: /"
}
printf '%s\n' '# Another {#other}' '' 'It speaks of [[thing]] and [](#sample), and of [[<<kernel/sample.c>>]].' '' \
	'<<kernel/other.c>>=' 'extern int thing, other;' 'int *where = &thing, *there = &other;' '@' >"$dir/b/chapters/120-other.nw"
whole 'make html makes a good chapter' 0 'And no more.'
whole 'make html tells a link, a letter and a word' 2 $'See [](#nowhere).\nThe letter 字.\nA procces.' \
	"9: nothing has the id 'nowhere'" "10: missing glyph: " "11: misspelt: 'procces'"
whole 'and tells them again' 2 $'See [](#nowhere).\nThe letter 字.\nA procces.' \
	"9: nothing has the id 'nowhere'" "10: missing glyph: " "11: misspelt: 'procces'"
mkdir -p "$dir/b/figures/data"; printf 'case\tours\nfork\t3\n' >"$dir/b/figures/data/cost.tsv"
whole 'make html tells what data has not' 2 $'| what | n |\n|---|---|\n| `cost.tsv: wait` | ours |\n| `cost.tsv: ` | theirs |' \
	"11: figures/data/cost.tsv has no case that begins with 'wait'" "12: figures/data/cost.tsv has no column 'theirs'"
whole 'make html tells what a table of the code has not' 2 $'| what | n |\n|---|---|\n| `ROW()` | 2 |\n| `LINE()` | 2 |\n\nRows.\n\n<<kernel/rows.c>>=\nROW(a)\n@' \
	"11: ROW() has no argument '2'" "12: the code has no row LINE(...)"
whole 'make html tells a line too wide' 2 $'Wide.\n\n<<kernel/wide.c>>=\n'"int a$(printf 'b%.0s' {1..74});"$'\n@' \
	'12: line of 80 columns: code has at most 77'
whole 'make html is content again' 0 $'New.\n\n<<kernel/new.c>>=\nint other;\n@\n\nA last word.\n\n<<kernel/sample.c>>=\nint more;\n@'
whole 'a place for later needs no sentence' 0 $'New.\n\n<<kernel/new.c>>=\nint other;\n<<later>>\n@\n\n<!-- open -->\n<<later>>=\n@'
n=$((n + 1))
if grep -q 'class="place"[^>]*>.*later.*open</span>' "$dir/b/build/html/sample.html"; then echo "ok $n - and is a line"
else echo "not ok $n - and is a line"; fi
whole 'make html is content once more' 0 $'New.\n\n<<kernel/new.c>>=\nint other;\n@\n\nA last word.\n\n<<kernel/sample.c>>=\nint more;\n@'
# Only what has changed is made again: it must be what a fresh start makes.
cp -r "$dir/b/build/html" "$dir/changed"
rm -rf "$dir/b/build/book" "$dir"/b/build/html/{*.html,data}
whole 'make html from the start' 0 "$(tail -n +9 "$dir/b/chapters/110-sample.nw")"
n=$((n + 1))
if diff -r "$dir/b/build/html" "$dir/changed" >"$dir/diff"; then echo "ok $n - what has changed is as if made from the start"
else echo "not ok $n - what has changed is as if made from the start"; head -20 "$dir/diff" | cut -c1-200 | sed 's/^/# /'; fi
echo "1..$n"
