#!/bin/bash
# the release flavour: builds, boots, runs a program of each kind
. "$(dirname "$0")/lib.sh"
log=build/test/log/release
build "$log.build" FLAVOUR=release B=build/release
ok $? "release: builds without a warning" "$log.build" || { plan; exit 1; }
tangle/initramfs -t -o build/release/tests.cpio build/release/obj/release >/dev/null
tap release --initrd build/release/tests.cpio --log "$log" --smp 4 \
	--append "rdinit=/test/runner tap panic=-1" build/release/Image
plan
