#!/bin/bash
# lib/ on the host, under the sanitizers of the host's compiler
. "$(dirname "$0")/lib.sh"
src=build/obj/src out=build/test/host
ls $src/test/host/*.c >/dev/null 2>&1 || skip_all "no tests for the host"
mkdir -p $out
for t in $src/test/host/*.c; do
	name=$(basename "$t" .c)
	# a test names what it is linked with: /* with: lib/fdt.c lib/string.c */
	with=$(sed -n 's|.*/\* with: \(.*\) \*/.*|\1|p' "$t")
	(cd $src && cc -std=gnu11 -g -O1 -fsanitize=address,undefined \
		-fno-sanitize-recover=all -DMOIRAI_HOST -iquote include -iquote include/uapi \
		-fno-builtin -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare \
		-o "$top/$out/$name" test/host/$name.c $with) >$out/$name.log 2>&1
	ok $? "host $name: compiles" $out/$name.log || continue
	ASAN_OPTIONS=detect_leaks=0 timeout 120 $out/$name >$out/$name.tap \
		2>$out/$name.err
	status=$?
	while IFS= read -r line; do
		case $line in
		"ok "*)	ok 0 "host $name: ${line#ok * - }";;
		"not ok "*) ok 1 "host $name: ${line#not ok * - }";;
		esac
	done <$out/$name.tap
	grep -q '^1\.\.' $out/$name.tap
	ok $((status + $?)) "host $name: ends well, with its plan" $out/$name.err
done
plan
