#!/bin/bash
# every level with every controller and every number of processors, each pair once
exec "$(dirname "$0")/boots" el1-v2-1 el1-v3-2 el1-v2-4 el1-v3-8 el2-v3-1 el2-v2-2 \
	el2-v3-4 el2-v2-8 vhe-v2-1 vhe-v3-2 vhe-v2-4 vhe-v3-8 memory-16 memory-64 \
	memory-1200 reserved nosmp maxcpus init default-init words quiet lot nokaslr panic
