#!/bin/bash
exec "$(dirname "$0")/../snapshot" scheduling
