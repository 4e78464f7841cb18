#!/bin/bash
# the figures that are drawn from a run's data show what a run still does
. "$(dirname "$0")/../lib.sh"
log=build/test/log/landmarks
build "$log" initramfs && build "$log.release" initramfs FLAVOUR=release B=build/release || {
	ok 1 "landmarks: both flavours are built" "$log"; plan; exit 1; }
exec tangle/landmarks check
