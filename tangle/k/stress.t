#!/bin/bash
# the same seed is the same run: short stresses, compared byte by byte
. "$(dirname "$0")/lib.sh"
d=build/test/log
[ -f build/Image ] || { ok 1 "build/Image is there"; plan; exit 1; }
stress() {
	tap "stress-$1" --smp 4 --icount --shift 4 --log $d/stress-$1 \
		--append "stress=3,${SEED:-8} panic=-1" build/Image
}
stress 1
stress 2
# QEMU's own second thread can, rarely, end a processor's turn early
if ! cmp -s $d/stress-1 $d/stress-2; then
	diff $d/stress-1 $d/stress-2 | sed -n '1,4s/^/# /p'
	stress 3
fi
cmp $d/stress-1 $d/stress-2 >$d/stress-cmp 2>&1 ||
	cmp $d/stress-1 $d/stress-3 >$d/stress-cmp 2>&1 ||
	cmp $d/stress-2 $d/stress-3 >>$d/stress-cmp 2>&1
ok $? "two runs of a seed print the same" $d/stress-cmp
grep -q 'stress: 3[0-9]* ms, memory [1-9]' $d/stress-1
ok $? "and it is something"
plan
