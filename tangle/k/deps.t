#!/bin/bash
# packages that are missing: installed if one may, named in one message if not
. "$(dirname "$0")/lib.sh"
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT
mkdir $d/bin

# a machine on which noweb and pandoc are missing, one of them removed again, and
# whoever asks is nobody
cat >$d/bin/dpkg-query <<'END'
#!/bin/bash
for p; do
	case $p in -*|*{*|pandoc) ;; noweb) echo " not-installed $p ";;
	*) echo " installed $p ";; esac
done
END
printf '#!/bin/bash\necho 1000\n' >$d/bin/id
printf '#!/bin/bash\nexit 1\n' >$d/bin/sudo
printf '#!/bin/bash\necho "$@" >>%s/apt\n' $d >$d/bin/apt-get
chmod +x $d/bin/*
try() { PATH=$d/bin:$PATH "$@" </dev/null >$d/out 2>&1; }

try env DEPS=install tangle/deps.sh boot
[ $? = 1 ] && grep -q 'noweb' $d/out && ! grep -q pandoc $d/out
ok $? "no right to install: exit 1 and the package is named" $d/out
[ "$(wc -l <$d/out)" -le 2 ]
ok $? "no right to install: it is one message" $d/out
[ ! -e $d/apt ]
ok $? "no right to install: nothing was tried"

try env DEPS=check tangle/deps.sh boot book
[ $? = 1 ] && grep -q 'noweb pandoc' $d/out
ok $? "DEPS=check names what is missing" $d/out
[ ! -e $d/apt ]
ok $? "DEPS=check installs nothing"

printf '#!/bin/bash\necho 0\n' >$d/bin/id
try env DEPS=install tangle/deps.sh boot
grep -q -- '--no-install-recommends noweb$' $d/apt
ok $? "root: apt-get is asked for what is missing, and only that" $d/apt
grep -q 'to tangle, compile and boot the kernel: noweb' $d/out
ok $? "root: it says what and why" $d/out

: >$d/apt
try env DEPS=install tangle/deps.sh gdb
[ $? = 0 ] && [ ! -s $d/out ] && [ ! -s $d/apt ]
ok $? "nothing missing: not a word" $d/out
plan
