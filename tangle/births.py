"""births.py: what landmarks sees of children: the objects of a task, the frames on
two stacks, the page tables of two spaces, and the calls that make a child.

A program of the book, kin, makes a child in each of several ways.
"""
import functools
import glob
import re
import subprocess
import sys

import chapters
import gdbport
import vm

WHO = ("parent", "child")
WAYS = ("fork", "vfork", "posix_spawn", "clone", "pthread_create")
STACK, PT_REGS = 16384, 304
ADDRESS = 0xfffffffff000        # in a table entry, or a root
PMD_SHARED, WRITE_NOT = 1 << 62, 1 << 7
TABLE_SPAN = 1 << 21            # what one table of the last level maps

# what a task holds: where its pointer to it is, and where it is counted
OBJECTS = {
    "mm_struct": ("task_struct.mm", "mm_struct.mm_users"),
    "files_struct": ("task_struct.files", "files_struct.count"),
    "fs_struct": ("task_struct.fs", "fs_struct.users"),
    "sighand_struct": ("task_struct.sighand", "sighand_struct.count"),
    "signal_struct": ("task_struct.signal", "signal_struct.sigcnt"),
    "cred": ("task_struct.cred", "cred.usage"),
    "nsproxy": ("task_struct.nsproxy", "nsproxy.count"),
    "pid": ("task_struct.thread_pid", "pid.count"),
}
OTHERS = ("task_struct.stack", "task_struct.pid", "task_struct.thread",
          "thread_struct.tp_value", "mm_struct.pgd",
          "kernel_clone_args.flags", "kernel_clone_args.fn",
          "kernel_clone_args.exit_signal", "page", "page._refcount")
CONTEXT = tuple("x%d" % n for n in range(19, 29)) + ("fp", "sp", "pc")
FRAME = tuple("x%d" % n for n in range(31)) + ("sp", "pc", "pstate")


class Births:
    """One boot, stopped where each child begins and where it is ready."""

    def __init__(self, k):
        self.k, self.s = k, k.symbols
        self.at = self.s.offsets({*OTHERS, *sum(OBJECTS.values(), ())})

    def number(self, where, name, size=8):
        word = self.port.words(where + self.at[name], 1)[0]
        return word & ((1 << 8 * size) - 1)

    def held(self, task):
        """Of each object: its address and how many hold it."""
        out = {}
        for name, (pointer, counter) in OBJECTS.items():
            where = self.number(task, pointer)
            out[name] = (where, self.number(where, counter, 4))
        return out

    def to(self, name, right=lambda: True):
        self.port.to(self.s[name], right)

    def of_kin(self):
        """Neither the kernel nor process 1 has called."""
        return self.number(self.port.register("SP_EL0"),
                           "task_struct.pid", 4) > 1 and not self.number(
            self.port.register("x0"), "kernel_clone_args.fn")

    def frames(self, task):
        """(part, register, value) of what is stored for a task."""
        top = self.number(task, "task_struct.stack") + STACK
        words = self.port.words(top - PT_REGS, len(FRAME))
        yield from (("pt_regs", r, v) for r, v in zip(FRAME, words))
        thread = task + self.at["task_struct.thread"]
        words = self.port.words(thread, len(CONTEXT))
        yield from (("cpu_context", r, v) for r, v in zip(CONTEXT, words))
        yield ("thread", "tp_value",
               self.number(thread, "thread_struct.tp_value"))
        yield ("stack", "top", top)

    def tables(self, task):
        """Of each table of the last level: (address that it maps first, where
        it lies, its holders, whether the bit is there, its entries, and how many
        hold each page that a table maps which is not full)."""
        k, out = self.k, []
        root = k.physical(self.number(self.number(task, "task_struct.mm"),
                                      "mm_struct.pgd"))
        for i, up in enumerate(self.port.words(root, 512, physical=True)):
            if not up & 1:
                continue
            for j, pmd in enumerate(self.port.words(up & ADDRESS, 512,
                                                    physical=True)):
                if pmd & 3 == 3:
                    table = pmd & ADDRESS
                    entries = self.port.words(table, 512, physical=True)
                    out.append(((i << 30) + j * TABLE_SPAN, table,
                                self.holders(table), pmd & PMD_SHARED,
                                entries, self.holders_of_pages(entries)))
        return out

    def holders_of_pages(self, entries):
        if all(e & 1 for e in entries):
            return [0] * len(entries)
        return [e & 1 and self.holders(e & ADDRESS) for e in entries]

    def holders(self, physical):
        record = self.k.page_records + \
            (physical - self.k.ram) // 4096 * self.at["page"]
        return self.number(record, "page._refcount", 4)

    def run(self):
        self.objects, self.registers, self.spaces = [], [], []
        words = "rdinit=/bin/busybox -- time /book/kin " + \
            " ".join(WAYS + ("write",))
        with self.k.machine(gdbport.Port, smp=1, append=words) as self.port:
            for way in WAYS:
                self.one(way)
            self.to("kernel_clone", self.of_kin)
            parent = self.port.register("SP_EL0")
            self.spaces.append(("before", "parent", self.tables(parent)))
            self.to("wake_up_new_task")
            child = self.port.register("x0")
            self.both("fork", parent, child)
            self.to("sys_exit_group",
                    lambda: self.port.register("SP_EL0") == child)
            self.both("write", parent, child)
        return self

    def both(self, moment, parent, child):
        for who, task in (("parent", parent), ("child", child)):
            self.spaces.append((moment, who, self.tables(task)))

    def one(self, way):
        self.to("kernel_clone", self.of_kin)
        args, parent = (self.port.register(r) for r in ("x0", "SP_EL0"))
        flags = self.number(args, "kernel_clone_args.flags")
        signal = self.number(args, "kernel_clone_args.exit_signal", 4)
        before = self.held(parent)
        self.to("wake_up_new_task")
        child = self.port.register("x0")
        ours, theirs = self.held(parent), self.held(child)
        for name in before:
            self.objects.append((
                way, "%#x" % (flags | signal), name,
                "same" if ours[name][0] == theirs[name][0] else "own",
                before[name][1], ours[name][1], theirs[name][1]))
        for who, task in (("parent", parent), ("child", child)):
            self.registers += [(way, who, *row) for row in self.frames(task)]
        self.registers.append((way, "parent", "running", "tpidr_el0",
                               self.port.register("TPIDR_EL0")))


@functools.lru_cache(maxsize=None)
def seen(k):
    return Births(k).run()


def holders(k):
    """How many hold each object, before and after."""
    yield ("way", "flags", "object", "child's", "before", "parent's count",
           "child's count")
    yield from seen(k).objects


def frames(k):
    """What is stored in the two stacks and in the child's task."""
    yield ("way", "part", "register", "parent", "child")
    rows = seen(k).registers
    value = {row[:4]: row[4] for row in rows}
    for way in WAYS:
        top = {who: value[way, who, "stack", "top"] for who in WHO}
        for part, names in (("pt_regs", FRAME), ("cpu_context", CONTEXT)):
            for name in names:
                ours, theirs = (value[way, who, part, name] for who in WHO)
                # a task that runs has its registers in the processor
                yield (way, part, name,
                       "%#x" % ours if part == "pt_regs" else "-",
                       spoken(k, theirs, top["child"]))
        yield (way, "thread", "tpidr_el0",
               "%#x" % value[way, "parent", "running", "tpidr_el0"],
               "%#x" % value[way, "child", "thread", "tp_value"])


def spoken(k, value, top):
    """A place in the kernel by name, one in the stack as seen from its top."""
    if top - STACK <= value < top:
        return "top - %d" % (top - value)
    if value >> 40 and k.symbols.at.get(k.symbols.function(value)) == value:
        return k.symbols.function(value)
    return "%#x" % value


# ---- page tables ----

def spaces(k):
    """Each table of the last level, at three moments: tables have numbers, in
    the order of their appearance."""
    yield ("moment", "who", "start", "what", "table", "holders", "shared",
           "pages", "writable")
    numbers = {}
    for moment, who, tables in seen(k).spaces:
        for start, table, held, bit, entries, _ in tables:
            valid = [e for e in entries if e & 1]
            yield (moment, who, "%#x" % start,
                   "program" if not start >> 32 else
                   "written" if len(valid) == 512 else
                   "stack" if start == tables[-1][0] else "other",
                   numbers.setdefault(table, len(numbers) + 1), held,
                   "shared" if bit else "-", len(valid),
                   sum(not e & WRITE_NOT for e in valid))


def pages(k):
    """What became of the pages that the parent might write to before the fork, but
    for the large piece of memory: pages have numbers, too."""
    yield ("moment", "who", "address", "what", "page", "holders", "writable")
    numbers, asked = {}, {}
    for moment, who, tables in seen(k).spaces:
        for start, _, _, _, entries, held in tables:
            for i, entry in enumerate(entries):
                address = start + 4096 * i
                if moment == "before" and held[i] and not entry & WRITE_NOT:
                    asked[address] = "stack" if start == tables[-1][0] else \
                        "program" if not start >> 32 else "other"
                if held[i] and address in asked:
                    page = entry & ADDRESS
                    yield (moment, who, "%#x" % address, asked[address],
                           numbers.setdefault(page, len(numbers) + 1), held[i],
                           "no" if entry & WRITE_NOT else "yes")


# ---- who is who in a pipeline ----

PROMPT = r"(?:^|\n)# \Z"


def ids(k):
    """The shell's session, as /proc shows it."""
    yield ("session", "group", "process", "thread", "parent", "command")
    with k.machine(vm.Machine, smp=1) as m:
        for line in ("/book/kin 60 pthread_create | cat &", "sleep 1",
                     "grep . /proc/[0-9]*/task/[0-9]*/stat"):
            if not m.wait_for(PROMPT):
                sys.exit("landmarks: no prompt:\n" + m.console[-1000:])
            start = len(m.console)
            m.type(line + "\n")
            m.wait_for(r"\n", start)
        m.wait_for(PROMPT, start)
    for process, thread, command, parent, group, session in re.findall(
            r"/proc/(\d+)/task/\d+/stat:(\d+) \((.*)\) \S (\d+) (\d+) (\d+)",
            m.console[start:]):
        if int(session):
            yield session, group, process, thread, parent, command


# ---- who calls whom ----

WATCHED = re.compile(r"(__do_sys_clone|kernel_clone|copy_\w+|dup_\w+|publish|"
                     r"sched_fork|number_the_child|make_pidfd|"
                     r"wake_up_new_task)(\.\w+)*$")
# allocators, locks and lists of every day; and how deep the tree is shown
TRIFLES = re.compile("kmem_cache_|mem(cpy|set)$|ktime_get$|totalram_pages$|"
                     "down_|up_|get_file$|vma_(first|next|link)$|vm_stat_")
DEPTH = 5


def calls(k, out):
    """The tree of calls, the first of several that are alike, and by which of the
    ways each is made.  In the kernel for this nothing of fork.c is inlined, so that
    a call in the text is a call of the machine."""
    yield ("depth", "function", "chapter", *WAYS)
    folder = uninlined(k, out)
    symbols = gdbport.Symbols(folder + "/moirai.elf")
    sites = dict(call_sites(symbols))
    words = "rdinit=/bin/busybox -- time /book/kin " + " ".join(WAYS)
    with vm.Machine(folder + "/Image", initrd=k.initrd, icount=True, wall=300,
                    append="nokaslr panic=-1 " + words, extra=[
                        "-plugin", ",".join([k.plugin()] + [
                            "each=%x" % at for at in sites])]) as m:
        if not m.wait_for("^real"):
            sys.exit("landmarks: kin does not end:\n" + m.console[-1000:])
        lines = m.console
    stories = told([sites[int(at, 16)] for at in
                    re.findall(r"landmark (\w+) ", lines)],
                   small(k.source))[-len(WAYS):]
    tree = {}
    for way, story in zip(WAYS, stories):
        grow(tree, story, way)
    yield from rows(tree, 0)


def uninlined(k, out):
    made = out + "/calls"
    subprocess.run(["rm", "-rf", made], check=True)
    subprocess.run(["cp", "-a", k.objects, made], check=True)
    subprocess.run(["rm"] + [made + "/" + name for name in
                             ("kernel/fork.c.o", "pass1.elf", "moirai.elf",
                              "Image")], check=True)
    subprocess.run(["make", "-s", "-C", k.source, "O=" + made,
                    "FLAVOUR=release",
                    "CC=aarch64-linux-gnu-gcc -fno-inline"],
                   stdout=subprocess.DEVNULL, check=True)
    return made


def plain(name):
    """Without what the compiler adds for a function's second form."""
    return name.split(".")[0]


def call_sites(symbols):
    """(address, (caller, callee)) of all calls that are watched."""
    caller = ""
    for line in gdbport.tool("objdump", "-d", symbols.elf).splitlines():
        begin = re.match("[0-9a-f]+ <(.*)>:", line)
        call = re.match(r"\s*([0-9a-f]+):\t[0-9a-f]{8} \tbl\t[0-9a-f]+ "
                        "<([^+>]*)>", line)
        if begin:
            caller = begin[1]
        elif call and WATCHED.match(caller):
            yield int(call[1], 16), (plain(caller), plain(call[2]))


def small(source):
    """The functions that stand in headers."""
    names = set()
    for path in glob.glob(source + "/**/*.h", recursive=True):
        with open(path) as f:
            names |= set(re.findall(r"^static (?:inline|__always_inline) .*?"
                                    r"(\w+)\(", f.read(), re.M))
    return names


def told(seen_calls, trifles):
    """For each clone the list of (callers..., callee), in order, without trifles and
    what they call."""
    stories, path = [], []
    for caller, callee in seen_calls:
        if callee == "kernel_clone":
            path = [callee]
            stories.append([(callee,)])
        elif caller in path:
            del path[path.index(caller) + 1:]
            path.append(callee)
            if len(path) <= DEPTH and not any(
                    TRIFLES.match(name) or name in trifles for name in path):
                stories[-1].append(tuple(path))
    return stories


def grow(tree, story, way):
    """Puts a story into the tree: function -> (ways, what it calls), in order.  What
    is new stands behind what was called before it."""
    before = {}
    for path in dict.fromkeys(story):       # each once
        level = tree
        for name in path[:-1]:
            level = level[name][1]
        name, last = path[-1], before.get(path[:-1])
        if name not in level:
            items = list(level.items())
            at = 1 + list(level).index(last) if last else 0
            level.clear()
            level.update(items[:at] + [(name, (set(), {}))] + items[at:])
        level[name][0].add(way)
        before[path[:-1]] = name


def rows(level, depth):
    for name, (ways, below) in level.items():
        yield (depth, name, chapter(name),
               *("yes" if way in ways else "-" for way in WAYS))
        yield from rows(below, depth + 1)


def chapter(name):
    """Which one defines a function."""
    for path in sorted(glob.glob(chapters.TOP + "/chapters/*.nw")):
        with open(path) as f:
            if re.search(r"^[a-z_][^;{}\n]*\b%s\([^;{}]*\)\n\{" % name,
                         f.read(), re.M):
                return re.search(r"\d-([\w-]+)\.nw$", path)[1]
    sys.exit("landmarks: no chapter defines " + name)
