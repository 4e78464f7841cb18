#!/bin/bash
# the whole matrix, more memory, and another loader
exec "$(dirname "$0")/../boots" {el1,el2,vhe}-{v2,v3}-{1,2,4,8} memory-{16,17,33,511,2050} \
	u-boot u-boot-el2
