#!/usr/bin/env python3
"""linked.py DIR FILE...: the libraries that programs from Debian are linked with, as lines
for an initramfs; they are found in the packages that are unpacked in DIR."""
import os
import re
import subprocess
import sys

LIBRARY = "lib/aarch64-linux-gnu"


def libraries(packages, programs):
    """The lines, of all that is needed, by others as well."""
    there = {}
    for package in packages:
        for at in (LIBRARY, "usr/" + LIBRARY):
            where = os.path.join(package, at)
            for f in os.listdir(where) if os.path.isdir(where) else ():
                there[f] = os.path.realpath(os.path.join(where, f))
    todo, done = list(programs), {os.path.basename(p) for p in programs}
    while todo:
        head = subprocess.run(["aarch64-linux-gnu-objdump", "-p", todo.pop()],
                              text=True, stdout=subprocess.PIPE).stdout
        for name in re.findall(r"NEEDED\s+(\S+)", head):
            if name in done:
                continue
            done.add(name)
            if name not in there:
                sys.exit("linked: no package brings " + name)
            todo.append(there[name])
            yield "file /lib/%s %s 755" % (name, there[name])


if __name__ == "__main__":
    top = sys.argv[1]
    print("\n".join(libraries([os.path.join(top, d) for d in os.listdir(top)],
                              sys.argv[2:])))
