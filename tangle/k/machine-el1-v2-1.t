#!/bin/bash
exec "$(dirname "$0")/machines" el1-v2-1
