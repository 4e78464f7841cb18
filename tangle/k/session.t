#!/bin/bash
# a long script under Debian's busybox prints what it prints on Debian's Linux
. "$(dirname "$0")/lib.sh"
[ -f build/cache/busybox/bin/busybox ] || skip_all "no busybox here"
exec tangle/session check build/Image
