#!/bin/bash
exec "$(dirname "$0")/machines" raspi3b
