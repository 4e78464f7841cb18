"""chapters.py: what the tools of this folder know about chapters: their parts,
their chunks (as the tangler lists them) and their exercises."""
import glob
import os
import re
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TANGLE = os.path.join(TOP, "build/bin/tangle")
PARTS = ["", "boot", "creation", "exec", "exit", "signals", "scheduling"]


def files():
    return sorted(glob.glob(os.path.join(TOP, "chapters/[0-9]*.nw")))


def part_of(path):
    """The part whose end the chapter belongs to; '' for the whole book."""
    digit = int(os.path.basename(path)[0])
    return PARTS[digit] if digit < len(PARTS) else ""


def build_dir(part):
    return os.path.join(TOP, "build/part/" + part if part else "build")


def chunk(name):
    """A chunk's text, or None."""
    got = subprocess.run([TANGLE, "--chunk", name] + files(),
                         capture_output=True, text=True)
    return got.stdout if got.returncode == 0 else None


def chunks(*prefixes):
    """(file, line, name) of the chunks whose names begin so, in order."""
    got = subprocess.run([TANGLE, "--list-chunks"] + files(), check=True,
                         capture_output=True, text=True)
    found = []
    for row in got.stdout.splitlines():
        path, line, name, part = row.split("\t")[:4]
        if part == "1" and name.startswith(prefixes):
            found.append((os.path.join(TOP, path), int(line), name))
    return found


def make(*words, quiet=True):
    """Run make; (good, what it printed)."""
    env = {k: v for k, v in os.environ.items()
           if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "B", "WITH",
                        "THROUGH", "FLAVOUR", "EX")}
    env["DEPS"] = "check"
    got = subprocess.run(["make", "-C", TOP, "-j2"] + list(words), env=env,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True)
    return got.returncode == 0, got.stdout


class Exercise:
    def __init__(self, path, line, attributes):
        self.path, self.line = path, line
        self.id = re.search(r"#([\w-]+)", attributes).group(1)
        self.kind = self.get(attributes, "kind", "predict")
        self.stars = int(self.get(attributes, "stars", "1"))
        self.title = self.get(attributes, "title", self.id)
        self.check = self.get(attributes, "check", "")

    @staticmethod
    def get(attributes, name, default):
        found = re.search(name + r'=(?:"([^"]*)"|([^\s}]+))', attributes)
        return (found.group(1) or found.group(2)) if found else default


def exercises():
    found = []
    for path in files():
        with open(path) as f:
            for number, line in enumerate(f, 1):
                if line.startswith("::: {.exercise"):
                    found.append(Exercise(path, number, line))
    return found
