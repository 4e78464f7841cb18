#!/bin/bash
# each starter fails, each stored wrong answer fails, each solution passes
exec "$(dirname "$0")/../exercise" verdicts
