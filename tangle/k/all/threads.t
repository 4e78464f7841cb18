#!/bin/bash
# two thousand threads at once, long storms on locks with an owner and on System V,
# 15,000 processes
. "$(dirname "$0")/../lib.sh"
[ -f build/Image ] || { ok 1 "build/Image is there"; plan; exit 1; }
[ -f build/tests.cpio ] || tangle/initramfs -t -o build/tests.cpio build/obj/debug >/dev/null
tap threads --smp 4 --initrd build/tests.cpio --wall 600 --log build/test/log/threads \
	--append "rdinit=/test/runner tap panic=-1 threads=2000 storm=20000 /test/threads /test/pi" \
	build/Image
tap sysv --smp 4 --initrd build/tests.cpio --wall 600 --log build/test/log/sysv \
	--append "rdinit=/test/runner tap panic=-1 sysv=200 /test/sysv-storm" build/Image
build build/test/log/release.build FLAVOUR=release B=build/release
ok $? "the release kernel builds" build/test/log/release.build
tangle/initramfs -t -o build/release/tests.cpio build/release/obj/release >/dev/null
tap crowd --smp 4 --mem 1024 --icount --initrd build/release/tests.cpio --wall 600 \
	--log build/test/log/crowd \
	--append "rdinit=/test/runner tap panic=-1 crowd=15000 /test/crowd" build/release/Image
plan
