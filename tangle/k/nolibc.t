#!/bin/bash
# a suite that nobody here wrote: nolibc-test, verdict by verdict as on Debian
. "$(dirname "$0")/lib.sh"
tangle/nolibc fetch >/dev/null 2>&1 || skip_all "no sources of nolibc-test"
exec tangle/nolibc check build/Image
