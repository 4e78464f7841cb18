"""timeline.py: the kernel's trace as a table, a drawing, and Perfetto's JSON.

The kernel prints a record a line:   NS CPU PID EVENT A B
  sched_switch  A = pid of the next task, B = state of the one that leaves
  sched_wakeup  A = pid of the task that wakes, B = its CPU
  fork          A = pid of the child       exit  A = the code
  exec, rename  A, B = the sixteen bytes of the new name
  signal_send   A = signal, B = pid        signal_deliver  A = signal
  sys_enter     A = number                 sys_exit  A = number, B = result
"""
import html
import json

STATES = {0: "ready", 1: "asleep", 2: "asleep (D)", 4: "stopped",
          8: "traced", 0x80: "dead"}


class Task:
    def __init__(self, pid, comm, born=None, parent=None):
        self.pid, self.comm, self.born, self.parent = pid, comm, born, parent
        self.first = comm      # its name in the first record; comm: the last
        self.spans = []        # (begin, end, what, cpu)
        self.now = None        # (begin, what, cpu)
        self.marks = []        # (ns, event, text)

    def turn(self, ns, what, cpu):
        if self.now:
            begin, was, where = self.now
            if ns > begin:
                self.spans.append((begin, ns, was, where))
        self.now = (ns, what, cpu) if what else None


def number(word):
    value = int(word, 0)
    return value - (1 << 64) if value >= 1 << 63 else value


def name_of(a, b):
    raw = (a & (1 << 64) - 1).to_bytes(8, "little") + \
        (b & (1 << 64) - 1).to_bytes(8, "little")
    text = raw.split(b"\0")[0].decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "?" for c in text)


def parse(text):
    """The records in a console's text, in order of time."""
    records = []
    for line in text.splitlines():
        words = line.split()
        if len(words) < 6 or not words[0].isdigit():
            continue
        try:
            ns, cpu, pid = (int(w) for w in words[:3])
            records.append((ns, cpu, pid, words[3], number(words[4]),
                            number(words[5])))
        except ValueError:
            continue
    return sorted(records, key=lambda r: r[0])


def follow(records, names, root=None):
    """The tasks that the records tell of: pid -> Task."""
    tasks = {}

    def task(pid):
        if pid not in tasks:
            tasks[pid] = Task(pid, names.get(pid, "pid %d" % pid))
        return tasks[pid]

    for ns, cpu, pid, event, a, b in records:
        if pid and not task(pid).now:
            task(pid).turn(ns, "running", cpu)   # or it would record nothing
        if event == "sched_switch":
            if pid:
                task(pid).turn(ns, None if b & 0x80 else
                               STATES.get(b & 0xff, "asleep"), cpu)
            if a:
                task(a).turn(ns, "running", cpu)
        elif event == "sched_wakeup" and a:
            if not task(a).now or task(a).now[1] != "running":
                task(a).turn(ns, "ready", cpu)
        elif event == "fork":
            child = Task(a, task(pid).comm, ns, pid)
            child.now = (ns, "ready", cpu)
            tasks[a] = child
            task(pid).marks.append((ns, event, "fork %d" % a))
        elif event in ("exec", "rename"):
            task(pid).comm = name_of(a, b)
            if event == "exec":
                task(pid).marks.append((ns, event, "exec"))
        elif event == "exit":
            task(pid).marks.append((ns, event, "killed by %d" % (a & 0x7f) if
                                    a & 0x7f else "exit %d" % (a >> 8 & 255)))
        elif event == "wait":
            task(pid).marks.append((ns, event, "wait: %d" % a))
        elif event == "signal_send":
            task(pid).marks.append((ns, event, "signal %d to %d" % (a, b)))
        elif event == "signal_deliver":
            task(pid).marks.append((ns, event, "signal %d" % a))
    end = records[-1][0] if records else 0
    for t in tasks.values():
        t.turn(end, None, 0)
    return tasks


def table(records, tasks):
    """Lines of figures/data/life.tsv; each has the name that was true then."""
    yield "ns\tcpu\tpid\tcomm\tevent\tdetail"
    names = {pid: t.first for pid, t in tasks.items()}
    for ns, cpu, pid, event, a, b in records:
        if event in ("exec", "rename"):
            names[pid] = name_of(a, b)
        detail = {"sched_switch": "%d %s" % (a, STATES.get(b & 0xff, b)),
                  "exec": name_of(a, b), "rename": name_of(a, b),
                  "signal_send": "%d %d" % (a, b)}.get(event, str(a))
        yield "\t".join((str(ns), str(cpu), str(pid),
                         names.get(pid, "idle" if not pid else "?"),
                         event, detail))


def perfetto(records, tasks):
    events = [{"ph": "M", "pid": group, "name": "process_name",
               "args": {"name": name}}
              for group, name in ((1, "threads"), (2, "system calls"))]
    for t in tasks.values():
        for group in (1, 2):
            events.append({"ph": "M", "pid": group, "tid": t.pid,
                           "name": "thread_name",
                           "args": {"name": "%s (%d)" % (t.comm, t.pid)}})
        for begin, end, what, cpu in t.spans:
            events.append({"ph": "X", "pid": 1, "tid": t.pid, "name": what,
                           "cat": "sched", "ts": begin / 1000,
                           "dur": (end - begin) / 1000,
                           "args": {"cpu": cpu}})
        for ns, event, text in t.marks:
            events.append({"ph": "i", "s": "t", "pid": 1, "tid": t.pid,
                           "name": text, "cat": event, "ts": ns / 1000})
    opened = {}
    for ns, _, pid, event, a, b in records:
        if event == "sys_enter":
            opened[pid] = (ns, a)
        elif event == "sys_exit" and pid in opened:
            begin, call = opened.pop(pid)
            events.append({"ph": "X", "pid": 2, "tid": pid, "cat": "syscall",
                           "name": "call %d" % call, "ts": begin / 1000,
                           "dur": (ns - begin) / 1000,
                           "args": {"result": b}})
    return json.dumps({"traceEvents": events, "displayTimeUnit": "ns"})


STYLE = """
svg { --ink: #222; --soft: #777; --run: #2f6f8f; --ready: #d9a441;
  --sleep: #ccc; --paper: #fff; --mark: #a33; background: var(--paper) }
@media (prefers-color-scheme: dark) { svg { --ink: #ddd; --soft: #999;
  --run: #6fb3d2; --ready: #c9973c; --sleep: #555; --paper: #16181a;
  --mark: #e88 } }
text { font: 12px Lato, sans-serif; fill: var(--ink) }
.soft { fill: var(--soft); font-size: 10px }
.running { fill: var(--run) } .ready { fill: var(--ready) }
.other { fill: var(--sleep) } .mark { fill: var(--mark); font-size: 10px }
.birth { stroke: var(--soft); stroke-dasharray: 2 2; fill: none }
"""


def svg(tasks, title, width=960):
    lanes = [t for t in tasks.values() if t.spans or t.marks]
    lanes.sort(key=lambda t: (t.born or 0, t.pid))
    times = [x for t in lanes for s in t.spans for x in s[:2]]
    if not times:
        return ""
    begin, end = min(times), max(times)
    left, row, top = 130, 40, 46
    scale = (width - left - 30) / max(1, end - begin)
    height = top + row * len(lanes) + 40
    lane = {t.pid: i for i, t in enumerate(lanes)}
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" '
           'role="img">' % (width, height), "<title>%s</title><style>%s"
           "</style>" % (html.escape(title), STYLE),
           '<text x="10" y="22">%s</text>' % html.escape(title)]

    def x(ns):
        return left + (ns - begin) * scale

    for t in lanes:
        y = top + row * lane[t.pid]
        out.append('<text x="10" y="%d">%s <tspan class="soft">%d</tspan>'
                   '</text>' % (y + 12, html.escape(t.comm), t.pid))
        for a, b, what, cpu in t.spans:
            kind = what if what in ("running", "ready") else "other"
            tall = {"running": 14, "ready": 8}.get(kind, 3)
            out.append('<rect class="%s" x="%.1f" y="%.1f" width="%.1f" '
                       'height="%d"><title>%s on CPU %d, %.1f µs</title>'
                       '</rect>' % (kind, x(a), y + 9 - tall / 2,
                                    max(0.6, (b - a) * scale), tall, what,
                                    cpu, (b - a) / 1000))
        if t.parent in lane and t.born:
            out.append('<path class="birth" d="M%.1f %d V%d"/>' %
                       (x(t.born), top + row * lane[t.parent] + 16, y + 2))
        # marks that crowd share two lines at the place of the first
        groups = []
        for ns, event, text in t.marks:
            at = x(ns)
            if not groups or at - groups[-1][0] > 60:
                groups.append((at, []))
            groups[-1][1].append(text)
        for at, texts in groups:
            half = (len(texts) + 1) // 2
            # near the right edge a text ends where it would begin
            side = ' text-anchor="end"' if at > width - 120 else ""
            for drop, part in ((24, texts[:half]), (33, texts[half:])):
                if part:
                    out.append('<text class="mark" x="%.1f" y="%d"%s>%s'
                               '</text>' % (at, y + drop, side,
                                            html.escape(", ".join(part))))
    out.append('<text class="soft" x="%d" y="%d">0</text>' %
               (left, height - 10))
    out.append('<text class="soft" x="%d" y="%d" text-anchor="end">%.2f ms '
               '(virtual)</text>' % (width - 30, height - 10,
                                     (end - begin) / 1e6))
    out.append("</svg>")
    return "\n".join(out) + "\n"
