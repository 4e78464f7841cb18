#!/bin/bash
# faults to order: each must give its report, and end the thread or the machine
. "$(dirname "$0")/lib.sh"
d=build/test/log
[ -f build/Image ] || { ok 1 "build/Image is there"; plan; exit 1; }
cpus=${CPUS:-2}

# fault WORDS WANT...: the console must say all of it; the machine must end by itself
fault() {
	local words=$1 want=(); shift
	for w; do want+=(--want "$w"); done
	tap "$words" --only-wants --smp "$cpus" --wall 300 --log "$d/oops-${words//[: ]/-}" \
		--append "crash=$words panic=-1" "${want[@]}" build/Image
}
where='^\[.*\] +crash_'
book='\(chapters/172-oops\.nw:\d+\)'
lives='crash: the machine lives on'
unable='Unable to handle kernel'

fault thread:null "$unable NULL pointer dereference at 0000000000000008 \(write\)" \
	'Internal error: .*\[#1\]' 'task crash \(pid \d+\)' "${where}null.*$book" "$lives"
fault thread:mutex "$unable NULL" 'note: crash\[\d+\] ends holding 1 locks' \
	'holds generic_mutex .* taken at __mutex_lock' "$lives"
fault thread:reader "$unable NULL" 'note: crash\[\d+\] exited with preempt_count 1' "$lives"
fault thread:bug 'kernel BUG at crash_bug' 'Internal error: BUG' "${where}bug.*$book" "$lives"
fault 'thread:null oops_limit=2' "$unable NULL" "$lives"

# a program's thread, in the middle of a system call
[ -f build/tests.cpio ] || tangle/initramfs -t -o build/tests.cpio build/obj/debug >/dev/null
tap programs --allow 'Internal error: ' --smp 4 --initrd build/tests.cpio --wall 300 \
	--append "rdinit=/test/runner tap panic=-1 loglevel=4 crash /test/oops" \
	--log "$d/oops-programs" --want '^ok 1 - null: its files are closed' build/Image

# where a thread cannot be taken out, the machine ends
fault 'thread:null oops=panic' "$unable NULL" \
	'panic.*fatal exception and oops=panic' "${where}null.*$book"
fault irq:null "$unable NULL" 'panic.*fatal exception in an interrupt handler' \
	"${where}null.*$book"
fault init:wild "$unable paging request at dead000000000100 \(read\)" \
	'task init \(pid 1\)' 'panic.*fatal exception in init' "${where}wild.*$book"
fault lock:undefined 'Internal error: undefined instruction' \
	'holds selftest .* taken at under_lock' \
	'panic.*fatal exception with a spin lock held' "${where}undefined.*$book"
fault lock:bug 'kernel BUG at crash_bug' 'panic.*BUG: fatal exception with a spin lock held'
fault masked:jump "$unable NULL pointer dereference at 0000000000000010 \(execute\)" \
	'x30 leads to crash_jump' 'panic.*fatal exception with interrupts masked'
fault irq:bug 'kernel BUG at crash_bug' 'panic.*BUG: fatal exception in an interrupt handler'
fault twice:null 'panic.*an oops within an oops' "${where}null.*$book"
fault 'thread:null oops_limit=1' "$unable NULL" \
	'panic.*oopsed too often \(oops_limit is 1\)'
fault thread:panic "$unable paging request at dead000000000100" \
	'^Kernel panic: a fault within it'

# a stack that runs over is caught by its guard, and named
for place in thread irq; do
	fault $place:overflow 'Kernel stack overflow in task ' 'its stack: \[f+[0-9a-f]+, ' \
		'panic.*kernel stack overflow' 'deeper[^ ]*\+.*\(chapters/172-oops\.nw:\d+\)'
done

# one that steps over the guard is caught at the next switch
fault thread:stack_end 'panic.*the kernel stack of crash/\d+ has overflowed'

# and an array that is written past its end, by the word behind it
fault thread:canary 'panic.*stack-protector: Kernel stack is corrupted in: crash_canary'

# the checkers of the debug kernel
fault thread:inversion 'BUG: wrong order: lock klog .* at crash_inversion' \
	'holds uart .* taken at crash_inversion' 'panic.*lock rules broken'
fault thread:atomic 'BUG: may sleep in atomic context' \
	'holds selftest .* taken at crash_atomic' 'Kernel panic'
fault thread:use_after_free \
	'BUG: memory: .* byte 5 is 78, written after free by crash_use_after_free' \
	'panic.*memory is not to be trusted'
fault thread:past_end \
	'BUG: memory: .*written past its end, allocated by crash_past_end' \
	'panic.*memory is not to be trusted'
fault thread:double_free \
	'BUG: memory: .*freed twice, by crash_double_free.* and crash_double_free' \
	'panic.*memory is not to be trusted'
plan
