#!/bin/sh
# typeset.sh BUILD OUT.pdf: run lualatex twice, to measure where everything comes to
# stand, and to set it with page tags and references.
set -u
build=$1 out=$2
printf '%s\n' "$(sed 's/[_#%&]/\\&/g' "$build/version" 2>/dev/null)" >"$build/version.tex"
export TEXINPUTS="book:$build:" LUAINPUTS="book:"
# What the next pass would read and print: page tags, contents, labels.
aux() { { cat "$build"/book.places "$build"/book.toc; grep -a '^.newlabel' "$build"/book.aux; } 2>/dev/null | cksum; }

pass() { # WHAT TEX [OPTION]
	echo "book: $1"
	lualatex --interaction=nonstopmode --halt-on-error --output-directory="$build" --jobname=book \
		$3 "$2" >"$build/typeset.log" 2>&1 && return
	echo "book: lualatex stopped:" >&2
	grep -a -A6 '^!' "$build/typeset.log" >&2
	exit 1
}

rm -f "$build"/book.aux "$build"/book.toc "$build"/book.places # an interrupted run leaves halves
pass measuring "\\def\\measuring{}\\input{$build/book.tex}" --draftmode
n=0
while before=$(aux); pass typesetting "$build/book.tex" ""; [ "$before" != "$(aux)" ]; do
	n=$((n + 1))
	if [ $n -gt 4 ]; then echo "book: page tags do not settle" >&2; break; fi
done
if grep -h 'Missing character' "$build/book.log" | sort -u | head -20 | grep . >&2; then
	echo "book: the fonts lack these characters" >&2
	exit 1
fi
cp "$build/book.pdf" "$out"
echo "book: $out, $(grep -ao 'Output written on .*([0-9]* pages' "$build/typeset.log" | grep -o '[0-9]* pages')"
