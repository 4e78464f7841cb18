#!/bin/bash
# the same seed is the same run: two short stresses, compared byte by byte
. "$(dirname "$0")/lib.sh"
d=build/test/log
[ -f build/Image ] || { ok 1 "build/Image is there"; plan; exit 1; }
for run in 1 2; do
	tap "stress-$run" --smp 4 --icount --shift 4 --log $d/stress-$run \
		--append "stress=3,${SEED:-8} panic=-1" build/Image
done
cmp $d/stress-1 $d/stress-2 >$d/stress-cmp 2>&1
ok $? "two runs of a seed print the same" $d/stress-cmp
grep -q 'stress: 3[0-9]* ms, memory [1-9]' $d/stress-1
ok $? "and it is something"
plan
