#!/bin/bash
# the whole kernel on the machines that `make test` leaves out
exec "$(dirname "$0")/../machines" el2-v2-4 el2-v3-1 vhe-v2-1 vhe-v3-4 max-v3-2 el1-v2-3 a53-v2-4 a72-v2-2 \
	small large raspi3b raspi3b-pl011
