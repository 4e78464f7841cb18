#!/bin/bash
# the release flavour: builds, boots, runs a program of each kind
. "$(dirname "$0")/lib.sh"
log=build/test/log/release
build "$log.build" FLAVOUR=release B=build/release
ok $? "release: builds without a warning" "$log.build" || { plan; exit 1; }
tangle/initramfs -t -o build/release/tests.cpio build/release/obj/release >/dev/null
tap release --initrd build/release/tests.cpio --log "$log" --smp 4 \
	--append "rdinit=/test/runner tap panic=-1" build/release/Image
# much memory: the debug flavour would write all of it
image=build/release/Image tangle/k/boots memory-8192 >"$log.large"
grep -q "^ok .* MiB of 8192" "$log.large" && ! grep "^not ok" "$log.large" >&2
ok $? "release: 8 GiB of memory, in the largest entries" "$log.large"
plan
