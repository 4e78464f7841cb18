#!/bin/bash
# deps.sh GROUP...: see that the Debian packages of these groups are there.
# Missing ones are installed; with DEPS=check they are only named.
set -u

# what cuts chapters into a tree, compiles it and runs it
deps_boot="make gcc libc6-dev noweb gcc-aarch64-linux-gnu
	libc6-dev-arm64-cross qemu-system-arm python3"
# prove, the sanitizers of the host's compiler, what unpacks sources
deps_test="$deps_boot perl xz-utils patch universal-ctags gdb-multiarch e2fsprogs"
# the book in its two forms
deps_book="make gcc libc6-dev noweb pandoc universal-ctags aspell aspell-en
	fonttools python3-brotli fonts-lato fonts-jetbrains-mono fonts-texgyre
	fonts-texgyre-math texlive-luatex texlive-latex-recommended texlive-latex-extra
	texlive-pictures dvisvgm poppler-utils perl"
deps_gdb="gdb-multiarch"
# makes the disk from which U-Boot boots
deps_uboot="e2fsprogs"
# looks at the pages as a reader's browser does; without it that test is skipped
deps_browser="chromium"

declare -A why=([boot]="tangle, compile and boot the kernel"
	[test]="run the tests" [book]="make the book"
	[gdb]="debug the kernel" [uboot]="boot by U-Boot"
	[browser]="see the pages in a browser")

groups="$*"
all=
for group in $groups; do list=deps_$group; all="$all ${!list}"; done
there=$(dpkg-query -W -f ' ${db:Status-Status} ${Package} \n' $all 2>/dev/null)
have() # PACKAGE
{
	[[ $there == *" installed $1 "* ]]	# and not "not-installed"
}

missing= reasons=
for group in $groups; do
	list=deps_$group
	for p in ${!list}; do
		case " $missing " in *" $p "*) continue;; esac
		have "$p" && continue
		missing="$missing $p"
		case "$reasons" in *"${why[$group]}"*) ;;
		*) reasons="${reasons:+$reasons and }${why[$group]}";; esac
	done
done
missing=${missing# }
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "To $reasons these packages (Debian's names) are needed:" \
		"$missing" >&2
	exit 1
fi
if [ "${DEPS:-install}" = check ]; then
	echo "Missing to $reasons: $missing"
	exit 1
fi
root=
if [ "$(id -u)" != 0 ]; then
	if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }
	then root=sudo
	else
		echo "To $reasons these Debian packages are missing, and you" \
			"may not install them here: $missing" >&2
		echo "As root: apt-get install --no-install-recommends $missing" >&2
		exit 1
	fi
fi

echo "Installing Debian packages to $reasons: $missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
	DEBIAN_FRONTEND=noninteractive $root apt-get install -y \
		--no-install-recommends $missing </dev/null >"$log" 2>&1
}
install || { $root apt-get update >"$log" 2>&1 && install; } || {
	tail -5 "$log" >&2
	echo "Could not install: $missing" >&2
	exit 1
}
