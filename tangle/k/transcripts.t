#!/bin/bash
# every output: chunk of the book is what its kernel prints
exec "$(dirname "$0")/../transcript" check
