#!/bin/bash
# the other board: a shell that is typed at, on either port
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
dtb=$(tangle/dtb bcm2837-rpi-3-b 2>/dev/null) ||
	skip_all "no device tree of the board to be had"

shell() { # PORT DTB [WORD]: type a sum, and power off
	python3 - "$top/tangle" "$@" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import vm
with vm.Machine("build/Image", machine="raspi3b", uart=int(sys.argv[2]),
                dtb=sys.argv[3], initrd="build/initramfs.cpio", wall=600,
                append=" ".join(sys.argv[4:])) as m:
    if not m.wait_for(r"(?:^|\n)(?:/ )?# \Z"):
        sys.exit("no prompt:\n" + m.console[-500:])
    m.type("echo the sum is $((40 + 2))\n")
    good = m.wait_for(r"^the sum is 42$")
    m.type("poweroff\n")
    m.finish()
if not good or m.ended_by != "itself" or m.status:
    sys.exit("ended by %s\n%s" % (m.ended_by, m.console[-500:]))
END
}

d=build/test/raspi3b
mkdir -p $d
[ -f build/initramfs.cpio ] || tangle/initramfs -o build/initramfs.cpio build/obj/debug >/dev/null
shell 1 "$dtb" 2>$d/small
ok $? "a shell on the mini-UART, which the tree names" $d/small
shell 0 "$dtb" console=ttyAMA0,115200 2>$d/pl011
ok $? "a shell on the PL011, when the command line names that" $d/pl011
plan
