#!/bin/bash
# each starter fails, and each stored wrong answer
exec "$(dirname "$0")/../../exercise" verdicts starter wrong
