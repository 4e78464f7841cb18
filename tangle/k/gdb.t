#!/bin/bash
# a breakpoint by function stops, and gdb shows the chapter's line
. "$(dirname "$0")/lib.sh"
command -v gdb-multiarch >/dev/null || skip_all "no gdb-multiarch here"
d=build/test/gdb
mkdir -p $d
printf '%s\n' 'hbreak start_kernel' continue 'info line' 'frame' \
	'delete' 'hbreak kernel_clone' continue 'backtrace 3' kill quit >$d/script
GDBSCRIPT=$d/script CPUS=1 timeout 300 tangle/gdb build/Image \
	build/initramfs.cpio build/moirai.elf >$d/out 2>&1 </dev/null
grep -qE 'start_kernel .*chapters/[0-9]+-[a-z-]+\.nw:[0-9]+' $d/out
ok $? "gdb stops in start_kernel, at a line of a chapter" $d/out
grep -qE '^[0-9]+	' $d/out
ok $? "gdb prints the chapter's own text" $d/out
grep -qE '^#0 .*kernel_clone .*chapters/' $d/out
ok $? "gdb stops in kernel_clone with a backtrace through chapters" $d/out
plan
