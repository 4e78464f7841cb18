#!/bin/bash
# procps.t [IMAGE]: Debian's ps, pstree, top and their like look at a family of processes
# that is known (chapter 562); what they show is compared with what is there
. "$(dirname "$0")/lib.sh"
image=${1:-build/Image}
[ -f "$image" ] || { ok 1 "$image is there"; plan; exit 1; }
d=build/test/procps
mkdir -p $d
tangle/procps >$d/lines 2>$d/said
[ $? != 2 ] || skip_all "no procps to be had"
mapfile -t lines <$d/lines
tangle/initramfs -t -o $d/init.cpio build/obj/debug "${lines[@]}" >$d/made 2>&1
ok $? "an archive with procps in it" $d/made

python3 - tangle "$image" $d/init.cpio >$d/console 2>&1 <<'END'
import re
import sys
import time
sys.path.insert(0, sys.argv[1])
import vm


def in_time(what, look, *words):
    """What look says is right at last: who goes to sleep, or dies, may be late."""
    for _ in range(30):
        good, *said = look(*words)
        if good:
            break
        time.sleep(0.3)
    show(what, good, *said)


def show(what, good, *said):
    print(what + (": right" if good else ": WRONG\n  " + "\n  ".join(
        str(s) for s in said)))


def family_tree(text):
    """{number or {number}: parent} from the picture that pstree draws"""
    parents, at = {}, {}
    for line in text.splitlines():
        above = None
        for item in re.finditer(r"\{?[\w.-]*?\w\}?\((\d+)\)", line):
            number, column = int(item.group(1)), item.start()
            if above is None and column:     # hangs from a line further up
                above = at[max(c for c in at if c < column - 1)]
            parents[number] = above
            for c in [c for c in at if c >= column]:
                del at[c]
            at[column] = above = number
    return parents


def numbers(line):
    return [int(n) if n.lstrip("-").isdigit() else n for n in line.split()]


with vm.Machine(sys.argv[2], smp=2, initrd=sys.argv[3], wall=500,
                append="quiet loglevel=1 panic=-1") as m:
    def run(command):
        m.wait_for(r"# \Z", len(m.console) - 3)
        at = len(m.console)
        m.type(command + "; echo; echo the '<end>'\n")
        if not m.wait_for("\nthe <end>\n", at):
            sys.exit("no answer to %s\n%s" % (command, m.console))
        text = m.console[at:]       # a prompt may have come before the echo
        echo = "the '<end>'\n"
        return text[text.index(echo) + len(echo):
                    text.rindex("\nthe <end>")].strip("\n")

    m.wait_for(r"# \Z")
    m.type("stty cols 200; /test/ps-family stay &\n")
    found = m.wait_for(r"family( \d+){7}\n")
    if not found:
        sys.exit(m.console)
    clotho, worker, idler, lachesis, stopped, atropos, ended = map(
        int, found.group(0).split()[1:])
    m.type("\n")
    shell = int(run("echo $$"))

    def ps():
        lines = run("/bin/ps axo pid,ppid,pgid,sid,tpgid,ni,nlwp,stat,comm")
        got = {row[0]: row[1:] for row in
               map(numbers, lines.splitlines()[1:])}
        return got, [r for r in got.values() if r[7:8] == ["ps"]]

    def member(pid, parent, group, session, nice, threads, stat, name):
        got, me = ps()
        want = [parent, group, session,
                -1 if session == atropos else me[0][3], nice, threads, stat,
                name]
        return got.get(pid) == want, got.get(pid), want

    for row in ((clotho, shell, clotho, shell, 0, 3, "Sl", "clotho"),
                (lachesis, clotho, lachesis, shell, 5, 1, "SN", "lachesis"),
                (stopped, lachesis, lachesis, shell, 5, 1, "TN", "yarn"),
                (atropos, clotho, atropos, atropos, 0, 1, "Ss", "atropos"),
                (ended, atropos, atropos, atropos, 0, 1, "Z", "shears"),
                (shell, 1, shell, shell, 0, 1, "Ss", "sh")):
        in_time("ps of " + ("the shell" if row[0] == shell else row[-1]),
                member, *row)
    me = ps()[1]
    show("ps of itself", len(me) == 1 and me[0][1] == me[0][3] and
         me[0][6] == "R+", me)

    text = run("/bin/ps -ef")
    show("ps -ef", re.search(r"(?m)^root +%d +%d .*ps-family stay$" % (
        clotho, shell), text) and re.search(
            r"(?m)^root +%d .*\[shears\] <defunct>$" % ended, text), text)
    text = run("/bin/ps -Lo lwp,nlwp,comm,cputimes -p %d" % clotho)
    rows = [l.split() for l in text.splitlines()[1:]]
    show("ps of threads", [r[:3] for r in rows] == [
        [str(clotho), "3", "clotho"], [str(idler), "3", "distaff"],
        [str(worker), "3", "spindle"]], text)
    text = run("/usr/bin/pstree -p -A %d" % shell)
    tree = family_tree(text)
    want = {shell: None, clotho: shell, worker: clotho, idler: clotho,
            lachesis: clotho, stopped: lachesis, atropos: clotho, ended: atropos}
    show("pstree", {p: tree.get(p, 0) for p in want} == want, text, tree, want)

    def sleep_and_signals():
        text = run("/bin/ps axo pid,pri,wchan:20,blocked,caught,comm")
        got = {int(r[0]): r[1:] for r in map(str.split, text.splitlines()[1:])}
        want = {clotho: ["19", 1 << 33, 1 << 32],
                lachesis: ["14", 1 << 33, 0], stopped: ["14", 1 << 33, 0]}
        return (all([got[p][0], int(got[p][2], 16), int(got[p][3], 16)] ==
                    want[p] and re.fullmatch(r"[a-z]\w+", got[p][1])
                    for p in want) and got[ended][1] == "-" and
                got[lachesis][1] != got[stopped][1], text)

    in_time("ps of sleep and signals", sleep_and_signals)

    def top():
        text = run("/usr/bin/top -b -n 1 -w 120")
        total = re.search(r"Tasks: +(\d+) total, +(\d+) running, +(\d+) sleeping,"
                          r" +(\d+) stopped, +(\d+) zombie", text)
        rows = [l.split() for l in
                text[text.index("PID USER"):].splitlines()[1:]]
        letters = {int(r[0]): r[7] for r in rows}
        return (total and int(total.group(1)) == len(rows) and
                [letters.get(p) for p in (clotho, stopped, ended)] ==
                ["S", "T", "Z"] and total.group(4, 5) == ("1", "1"), text)

    in_time("top", top)

    text = run("/usr/bin/free")
    row = numbers(text.splitlines()[1])
    show("free", row[1] >= row[2] + row[3] - 1024 and row[3] > 0 and
         row[5] > 0, text)
    shared = row[4]
    run("mount -t tmpfs none /tmp; head -c 3000000 /dev/zero >/tmp/zeros")
    text = run("/usr/bin/free")
    row = numbers(text.splitlines()[1])
    run("umount /tmp")
    show("free of shared memory", row[4] >= shared + 2900 and
         row[4] <= row[5], shared, text)
    text = run("/usr/bin/vmstat -m")
    row = [numbers(l) for l in text.splitlines() if l.startswith("task_struct")]
    show("vmstat -m", row and 9 <= row[0][1] <= row[0][2], text)

    def vmstat():       # a host that stops a processor makes its thread work
        text = run("/usr/bin/vmstat 1 2")
        row = numbers(text.splitlines()[3])
        return (len(row) == 17 and 99 <= sum(row[12:]) <= 101 and
                row[14] > 50 and row[10] > 0 and row[11] > 0, text)

    in_time("vmstat", vmstat)

    show("pgrep -P", run("/usr/bin/pgrep -P %d" % clotho).split() == [
        str(lachesis), str(atropos)])
    show("pgrep -s", run("/usr/bin/pgrep -s %d" % atropos).split() == [
        str(atropos), str(ended)])
    show("pgrep -g", run("/usr/bin/pgrep -lg %d" % lachesis) ==
         "%d lachesis\n%d yarn" % (lachesis, stopped))
    text = run("/bin/pidof sh clotho; /usr/bin/pgrep -fx '/test/ps-family stay'")
    show("pgrep -f", str(clotho) in text.split(), text)
    text = run("/usr/bin/pmap %d" % clotho)
    show("pmap", "ps-family" in text and "total" in text, text)
    text = run("/usr/bin/pmap -x %d" % clotho)
    rows = [numbers(l) for l in text.splitlines()[2:-2]]
    total = numbers(text.splitlines()[-1])
    show("pmap -x", len(rows) > 5 and total[2:] == [
        sum(r[i] for r in rows) for i in (1, 2, 3)] and total[3] > 0 and
        any(r[5] == "ps-family" for r in rows), text)
    text = run("/usr/bin/pmap -X %d" % lachesis)
    head, *rows = [l.split() for l in text.splitlines()[1:-2]]
    total = numbers(text.splitlines()[-1])
    at = [head.index(w) - 5 for w in ("Size", "Rss", "Pss")]
    show("pmap -X", len(rows) > 5 and
         total[at[0]] > total[at[1]] > total[at[2]] > 0 and
         "stack" in text, text)

    def load():
        text = run("/usr/bin/uptime")
        return float(re.search(r"load average: ([\d.]+)", text).group(1))

    run("(while :; do :; done) & busy=$!")
    for i in range(40):
        after = load()
        if after > 0.05:
            break
        run("sleep 1")
    show("uptime", after > 0.05, after)
    run("/bin/kill $busy; wait $busy")

    run("/usr/bin/pkill -x lachesis; /bin/kill %d" % atropos)
    def says(command, answer):
        text = run(command)
        return text == answer, text

    run("/usr/bin/pkill -KILL lachesis")
    in_time("pkill", says, "/bin/ps -o stat= -p %d" % lachesis, "ZN")
    run("/usr/bin/killall -q ps-family clotho")
    in_time("killall", says, "/usr/bin/pgrep 'clotho|spindle'", "")
    m.type("poweroff -f\n")
    m.finish()
print(m.console)
print("ended by %s, status %s" % (m.ended_by, m.status))
END
for what in "ps of sleep and signals" "free of shared memory" "vmstat -m" \
	"ps of clotho" "ps of lachesis" "ps of yarn" "ps of atropos" \
	"ps of shears" "ps of the shell" "ps of itself" "ps -ef" "ps of threads" \
	pstree top free vmstat "pgrep -P" "pgrep -s" "pgrep -g" "pgrep -f" pmap \
	"pmap -x" "pmap -X" uptime pkill killall; do
	said "^$what: right" "$what tells the truth"
done
said '^ended by itself, status 0' "and the machine switched off"
plan
