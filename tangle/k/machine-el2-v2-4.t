#!/bin/bash
exec "$(dirname "$0")/machines" el2-v2-4
