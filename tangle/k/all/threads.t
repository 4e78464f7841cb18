#!/bin/bash
# two thousand threads at once, and a long storm on locks with an owner
. "$(dirname "$0")/../lib.sh"
[ -f build/Image ] || { ok 1 "build/Image is there"; plan; exit 1; }
[ -f build/tests.cpio ] || tangle/initramfs -t -o build/tests.cpio build/obj/debug >/dev/null
tap threads --smp 4 --initrd build/tests.cpio --wall 600 --log build/test/log/threads \
	--append "rdinit=/test/runner tap panic=-1 threads=2000 storm=20000 /test/threads /test/pi" \
	build/Image
plan
