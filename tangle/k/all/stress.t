#!/bin/bash
# a minute of the machine's time with everything at once; SEED=n draws other lots
. "$(dirname "$0")/../lib.sh"
[ -f build/Image ] || { ok 1 "build/Image is there"; plan; exit 1; }
tap stress --smp 4 --icount --shift 4 --wall 600 --log build/test/log/stress \
	--append "stress=60,${SEED:-8} panic=-1" build/Image
plan
