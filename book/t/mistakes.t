#!/bin/bash
# Each mistake of a writer is told with its file and line, and the weaver says 1.
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
	said=$(texlua book/weave.lua markdown "$dir/out" "$dir/tree" "$dir/chapters/110-sample.nw" 2>&1)
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
try 'an id used twice' "the id 'sample' stands already" '## Again {#sample}'
try 'a heading without id' "the heading 'Again' has no {#id}" '## Again'
echo "1..$n"
