#!/bin/bash
# the init of System V, Debian's, with its libraries: run levels, processes that
# are started again, a failing power, an init that becomes its own successor, the end
. "$(dirname "$0")/lib.sh"
[ -f build/Image ] || { ok 1 "build/Image is there"; plan; exit 1; }
d=build/test/sysvinit
mkdir -p $d
tangle/initramfs -s -o $d/init.cpio build/obj/debug >$d/made 2>&1
made=$?
[ $made != 2 ] || skip_all "no sysvinit to be had"
ok $made "an archive with sysvinit in it" $d/made

python3 - tangle $d/init.cpio >$d/console 2>&1 <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import vm
with vm.Machine("build/Image", smp=2, initrd=sys.argv[2], wall=400,
                append="quiet rdinit=/sbin/init") as m:
    at = 0
    for line, answer in (
            ("echo $PPID", "1"), ("exit", ""), ("runlevel", "N 2"),
            ("telinit 3", "run level 3"), ("runlevel", "2 3"),
            ("kill -PWR 1", "the power fails"), ("telinit u", "reloading"),
            ("runlevel", "2 3"), ("/sbin/poweroff", "the end")):
        if not m.wait_for(r"# \Z", at):
            break
        at = len(m.console)
        m.type(line + "\n")
        found = m.wait_for("\n.*" + answer, at)
        print("%s: %s" % (line, "answered" if found else "NO ANSWER"))
        # the shell may have prompted before the answer came
        m.type("\n")
    m.finish()
print(m.console)
print("ended by %s, status %s" % (m.ended_by, m.status))
END
said '^the first action$' "the table's first line is obeyed before others"
said '^echo $PPID: answered' "the shell is a child of process 1"
said '^telinit 3: answered' "a change of the run level, asked for by a pipe"
said '^runlevel: answered' "is written down in utmp, under a lock"
said '^kill -PWR 1: answered' "SIGPWR has its line in the table"
said '^telinit u: answered' "init becomes its own successor"
! grep -q 'NO ANSWER' $d/console; ok $? "every question had its answer" $d/console
said 'the end$' "the line of run level 0 is obeyed"
said '^ended by itself, status 0' "and the machine switched off"
plan
