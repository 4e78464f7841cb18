#!/bin/bash
# every output: chunk of the book is what its kernel prints; kernels with something
# in the place of the book's are for test-all, since each of them is built
exec "$(dirname "$0")/../transcript" check --whole
