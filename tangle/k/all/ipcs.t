#!/bin/bash
# Debian's ipcs, ipcmk and ipcrm, on this kernel and on Debian's Linux: the same lines
# but for keys, process numbers and times
. "$(dirname "$0")/../lib.sh"
d=build/test/ipcs
mkdir -p $d
tangle/guest util-linux ipcs ipcmk ipcrm >$d/lines || skip_all "no util-linux to be had"
cat >$d/script <<'END'
#!/bin/sh
mount -t proc proc /proc 2>/dev/null
try() { echo "+ $*"; "$@" 2>&1; echo "= $?"; }
knobs="kernel/sem kernel/shmmax kernel/shmall kernel/shmmni kernel/msgmax
	kernel/msgmnb kernel/msgmni fs/mqueue/queues_max fs/mqueue/msg_max
	fs/mqueue/msgsize_max fs/mqueue/msg_default fs/mqueue/msgsize_default"
files() { cat /proc/sysvipc/sem /proc/sysvipc/shm /proc/sysvipc/msg; }
set_to() { echo "$2" 2>&1 >/proc/sys/$1; echo "$1 $(cat /proc/sys/$1)"; }
echo begin
files
try ipcmk -S 3 -p 0640
try ipcmk -M 10000
try ipcmk -Q -p 0600
for words in "" -st -mp -mc -qt -qp -u -l -mb "-s -i 0" "-m -i 0" "-q -i 0"; do
	try ipcs $words
done
files
for k in $knobs; do echo "$k $(cat /proc/sys/$k)"; done
set_to kernel/sem "250 32000 10 1"
set_to kernel/shmmax 4096
set_to kernel/msgmni 0
try ipcmk -S 1
try ipcmk -M 5000
try ipcmk -Q
set_to kernel/sem "32000 32000 500 32000"
set_to kernel/shmmni -1
set_to kernel/shmmax 18446744073692774399
set_to fs/mqueue/msgsize_max 64
set_to kernel/shmall 3
try ipcmk -M 4096
try ipcrm -s 0 -m 0
try ipcrm -q 0
try ipcrm -q 0
try ipcrm -S 0x1234
try ipcmk -M 4096
try ipcrm -a
try ipcs
echo end
END
mapfile -t lines <$d/lines
tangle/initramfs -o $d/init.cpio build/obj/debug "file /script $d/script 755" \
	"${lines[@]}" >$d/made 2>&1
ok $? "an archive with Debian's programs" $d/made

run() # IMAGE TO: what the script said, without what may differ
{
	timeout 400 python3 - tangle "$1" $d/init.cpio >"$2.all" 2>&1 <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import vm
with vm.Machine(sys.argv[2], initrd=sys.argv[3], wall=350,
                append="quiet panic=-1 rdinit=/bin/sh") as m:
    for line in "sh /script", "poweroff -f":
        if not m.wait_for(r"# \Z", len(m.console) and m.console.rindex("\n")):
            break
        m.type(line + "\n")
        if line != "poweroff -f":
            m.wait_for(r"\nend\n")
    m.finish()
print(m.console)
END
	sed -n '/^begin/,/^end/p' "$2.all" | sed -E 's/0x[0-9a-f]{8}/KEY/
		s/^ *-?[0-9]+( +0 +6)/KEY\1/
		s/^( *)-?[0-9]{6,10} /KEY /
		s/17040[0-9]{5}/TIME/g; s/[0-9:]{8}( 2024)?/TIME/
		s/(cpid=|root +)[0-9]+/\1PID/
		s/10000 +[0-9]+ /10000 PID /; s/ +/ /g' >"$2"
}
run build/Image $d/console
said '^end' "the script came to its end"
said '^= 0' "and did something"
if linux=$(tangle/oracle 2>$d/oracle); then
	run "$linux" $d/linux
	diff $d/console $d/linux >$d/differences
	ok $? "Linux says the same" $d/differences
else
	skip "Linux says the same" "no Linux to be had"
fi
plan
