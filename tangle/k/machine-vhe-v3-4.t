#!/bin/bash
exec "$(dirname "$0")/machines" vhe-v3-4
