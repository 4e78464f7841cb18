#!/bin/bash
exec "$(dirname "$0")/machines" el1-v3-4
