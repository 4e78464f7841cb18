#!/bin/bash
# make bench's program runs to its end on the release flavour, prints every case, and
# no case costs more than was recorded
. "$(dirname "$0")/../lib.sh"
log=build/test/log/bench
build "$log" FLAVOUR=release B=build/release || {
	ok 1 "bench: the release flavour is built" "$log"; plan; exit 1; }
exec tangle/bench check
