# sourced by the tests in this folder: TAP for shell, and the common steps
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top" || exit 1
export LC_ALL=C
unset MAKEFLAGS MFLAGS MAKELEVEL B
count=0

ok() # STATUS WHAT [FILE: shown when it failed]
{
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		[ -z "${3:-}" ] || tail -15 "$3" | sed 's/^/# /'
	fi
	return "$1"
}

# said REGEX WHAT: it stands in $d/console, where a test keeps what a machine wrote
said() { grep -q "$1" "$d/console"; ok $? "$2" "$d/console"; }

skip() { count=$((count + 1)); echo "ok $count - $1 # SKIP $2"; }
plan() { echo "1..$count"; }
skip_all() { echo "1..0 # SKIP $1"; exit 0; }

# build LOG ARGS...: kernel and programs, from the chapters; silent when all is well
build() {
	local log=$1; shift
	mkdir -p "$(dirname "$log")"
	make -j2 kernel programs DEPS=check "$@" >"$log" 2>&1 || return 1
	! grep -E 'warning:' "$log"
}

# tap NAME ARGS...: boot with taprun and take its results into ours
tap() {
	local name=$1; shift
	local out; out=$(mktemp)
	"$top/tangle/taprun" --name "$name" "$@" >"$out"
	while IFS= read -r line; do
		case $line in
		"ok "*)	count=$((count + 1))
			echo "ok $count - ${line#*- }";;
		"not ok "*) count=$((count + 1))
			echo "not ok $count - ${line#*- }";;
		1..*)	;;
		*)	echo "$line";;
		esac
	done <"$out"
	rm -f "$out"
}
