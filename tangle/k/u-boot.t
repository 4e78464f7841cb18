#!/bin/bash
# by U-Boot, from a disk, unattended: processors, memory, command line, initramfs
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
d=build/test/u-boot
mkdir -p $d
[ -f build/Image ] || { ok 1 "build/Image is there"; plan; exit 1; }

# a small archive: U-Boot reads no faster for being tested
{
	for dir in bin dev proc sys tmp etc test; do echo "dir /$dir 755"; done
	echo "nod /dev/console c 5 1 600"
	echo "nod /dev/null c 1 3 666"
	for p in runner pipes; do
		echo "file /test/$p build/obj/debug/test/$p 755"
	done
} >$d/list
python3 tangle/mkcpio.py $d/cpio <$d/list >/dev/null ||
	{ ok 1 "an archive is made"; plan; exit 1; }
tangle/u-boot $d/disk build/Image $d/cpio >/dev/null 2>$d/said
case $? in
0)	;;
2)	skip_all "no U-Boot to be had";;
*)	ok 1 "a disk is made" $d/said; plan; exit 1;;
esac

boot() # NAME MIB ARGS...
{
	local name=$1 mem=$2; shift 2
	local words="ktest=the_loader word=$name rdinit=/test/runner tap panic=-1"
	words="$words /test/pipes"
	tap "$name" --disk $d/disk --mem "$mem" --wall 300 --initrd $d/cpio \
		--append "$words" --log build/test/log/u-boot-$name \
		--want "Starting kernel" --want "command line: $words\$" \
		--want "# $mem MiB of memory, image at 0x40400000" \
		--want "initramfs: $(wc -l <$d/list) files" \
		--want "^#-- all done" "$@" build/Image
}
boot el1 256 --smp 4 --want "4 of 4 processors online" --want "entered at EL1"
boot vhe 320 --smp 2 --el2 --gic 3 --cpu max \
	--want "2 of 2 processors online" --want "entered at EL2, staying"

# a wrong letter in the magic number, and U-Boot keeps its hands off
cp build/Image $d/wrong
printf B | dd of=$d/wrong bs=1 seek=56 conv=notrunc status=none
python3 - tangle $d 2>$d/said <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import vm
d = sys.argv[2]
with vm.Machine(d + "/wrong", initrd=d + "/cpio", uboot=d + "/disk",
                append="panic=-1", smp=4, wall=300) as m:
    found = m.wait_for("^EXTLINUX FAILED|Starting kernel")
    if not found or "Bad Linux ARM64 Image magic" not in m.console:
        sys.exit(m.console[-500:])
END
ok $? "an image without the magic number is refused" $d/said
rm -f $d/disk $d/wrong
plan
