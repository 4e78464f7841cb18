#!/bin/bash
exec "$(dirname "$0")/machines" replay-4
