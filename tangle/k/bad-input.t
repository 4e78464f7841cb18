#!/bin/bash
# machines and archives that no sane boot would bring: a clear message, and an end
. "$(dirname "$0")/lib.sh"
d=build/test/bad
mkdir -p $d
[ -f build/initramfs.cpio ] || make initramfs >/dev/null

: >$d/nothing
python3 tangle/mkcpio.py $d/no-init.cpio </dev/null
head -c 600000 build/initramfs.cpio >$d/truncated.cpio
head -c 100000 /dev/urandom >$d/garbage.cpio

say() { tap "$1" --only-wants --wall 180 --append "panic=-1" --log "$d/$1.log" \
	"${@:2}" build/Image; }

say no-initramfs	--want '[Ii]nitramfs|[Nn]o working init' \
			--want 'Kernel panic.*[Nn]o working init'
say no-init		--initrd $d/no-init.cpio \
			--want 'Kernel panic.*[Nn]o working init'
say truncated-cpio	--initrd $d/truncated.cpio \
			--want '[Ii]nitramfs.*(truncated|ends|short|cut|damaged)'
say garbage-cpio	--initrd $d/garbage.cpio \
			--want '[Ii]nitramfs.*(truncated|not|damaged|magic)'
say little-memory	--mem 8 --want '[Mm]emory'

# a tree that promises four processors, on a machine that has two
qemu-system-aarch64 -M virt,dumpdtb=$d/four.dtb -cpu cortex-a57 -smp 4 -m 256 \
	-nodefaults -display none >/dev/null 2>&1
# (cut to what it holds: QEMU doubles the size, and 2 MiB is what a loader may)
python3 - $d/four.dtb <<'END'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
word = lambda at: struct.unpack_from(">I", data, at)[0]
end = max(word(8) + word(36), word(12) + word(32))
struct.pack_into(">I", data, 4, end)
open(sys.argv[1], "wb").write(data[:end])
END
tangle/initramfs -t -o $d/tests.cpio build/obj/debug >/dev/null
tap refused-cpu --only-wants --smp 2 --extra "-dtb $d/four.dtb" --wall 180 \
	--initrd $d/tests.cpio --append "rdinit=/test/runner panic=-1 /test/none" \
	--log $d/refused.log --want 'CPU ?2.*(fail|refuse|not|did not)' \
	--want '2 (of 4 )?(CPUs|processors)' build/Image
plan
