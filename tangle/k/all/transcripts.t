#!/bin/bash
# the outputs of kernels that were changed: rules to break, solutions, mutations
exec "$(dirname "$0")/../../transcript" check --broken
