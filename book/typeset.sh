#!/bin/sh
# typeset.sh BUILD OUT.pdf: run lualatex until page tags and references stand still.
set -u
build=$1 out=$2
printf '%s\n' "$(sed 's/[_#%&]/\\&/g' "$build/version" 2>/dev/null)" >"$build/version.tex"
export TEXINPUTS="book:$build:" LUAINPUTS="book:"
# What the next pass would read and print: page tags, contents, labels.
aux() { { cat "$build"/book.places "$build"/book.toc; grep -a '^.newlabel' "$build"/book.aux; } 2>/dev/null | cksum; }
n=1
while :; do
	before=$(aux)
	echo "book: typesetting, pass $n"
	if ! lualatex --interaction=nonstopmode --halt-on-error --output-directory="$build" --jobname=book \
		"$build/book.tex" >"$build/typeset.log" 2>&1; then
		# An interrupted run leaves half-written tables: once, begin without them.
		if [ $n = 1 ] && [ -e "$build/book.aux" ]; then
			rm -f "$build"/book.aux "$build"/book.toc "$build"/book.out "$build"/book.places
			continue
		fi
		echo "book: lualatex stopped:" >&2
		grep -a -A6 '^!' "$build/typeset.log" >&2
		exit 1
	fi
	[ "$before" = "$(aux)" ] && break
	n=$((n + 1))
	if [ $n -gt 5 ]; then echo "book: page tags do not settle after 5 passes" >&2; break; fi
done
if grep -h 'Missing character' "$build/book.log" | sort -u | head -20 | grep . >&2; then
	echo "book: the fonts lack these characters" >&2
	exit 1
fi
cp "$build/book.pdf" "$out"
echo "book: $out, $(grep -ao 'Output written on .*([0-9]* pages' "$build/typeset.log" | grep -o '[0-9]* pages')"
