#!/bin/bash
# a first program that nobody here wrote: busybox init, by its own table, from the
# first line to the power switch
. "$(dirname "$0")/lib.sh"
[ -f build/cache/busybox/bin/busybox ] || skip_all "no busybox here"
d=build/test/other-init
mkdir -p $d
cat >$d/inittab <<'END'
::sysinit:/etc/init.d/rcS
::respawn:-/bin/sh
::once:/bin/sleep 1000
::shutdown:/bin/echo the last action
END
printf '#!/bin/sh\nmount -t proc proc /proc\necho the first action of $PPID\n' >$d/rcS
tangle/initramfs -o $d/init.cpio build/obj/debug "dir /etc/init.d 755" \
	"file /etc/inittab $d/inittab 644" "file /etc/init.d/rcS $d/rcS 755" >$d/made 2>&1
ok $? "an archive with a table for init" $d/made

python3 - tangle $d/init.cpio >$d/console 2>&1 <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import vm
with vm.Machine("build/Image", smp=2, initrd=sys.argv[2], wall=300,
                append="quiet rdinit=/bin/busybox init") as m:
    at = 0
    for line in "ps", "exit", "echo another shell", "poweroff":
        if not m.wait_for(r"# \Z", at):
            break
        at = len(m.console)
        m.type(line + "\n")
    m.finish()
print(m.console)
print("ended by %s, status %s" % (m.ended_by, m.status))
END
said '^the first action of 1' "the first action has process 1 as its parent"
said '1 .* init' "process 1 is init"
said '^another shell' "a shell that ended is started again"
said 'the last action$' "the last action is done"
said '^ended by itself, status 0' "and the machine switched off"
plan
