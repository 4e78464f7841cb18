#!/bin/bash
# whoever studies and slips is told so in one clear line, and by the exit status
. "$(dirname "$0")/lib.sh"
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

says() # WHAT, STATUS, REGEX, ARGUMENTS OF tangle/exercise
{
	local what=$1 want=$2 regex=$3 status=0; shift 3
	"$top/tangle/exercise" "$@" >said 2>&1 || status=$?
	[ $status = "$want" ] && grep -Eq -- "$regex" said
	ok $? "$what" said
}

says 'an exercise that is not there' 1 "no exercise 'nonsense'" try nonsense
says 'no name' 1 'Which one\?' try ''
says 'try of one on paper' 1 'answered on paper' try build-2
says 'grade of one on paper' 1 'answered on paper' grade build-2
says 'grade before try' 1 'no states-1.txt yet: make try' grade states-1
says 'try' 0 'Edit states-1.txt' try states-1
says 'try again does not overwrite' 1 'there already' try states-1
says 'grade of what was not touched' 1 'nothing is changed yet' grade states-1
: >states-1.txt
says 'grade of an empty answer' 1 'your answer is empty' grade states-1
printf 'D\nSIGKILL\n' >states-1.txt
says 'grade of the right answer' 0 'passed' grade states-1
says 'a hint' 0 'completion' hint states-1
says 'try of one with code' 0 'Edit states-2.nw' try states-2
says 'try of something to add' 0 'Edit fork-2.nw' try fork-2
says 'nothing added' 1 'nothing is changed yet' grade fork-2
echo 'I have deleted it all.' >states-2.nw
says 'the chunk is gone' 1 'has no chunk <<may the caller' grade states-2
says 'the list' 0 'make boot BREAK=own-stack' list
plan
