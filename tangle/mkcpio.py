#!/usr/bin/env python3
"""mkcpio.py OUT < SPEC: a newc archive, the same bytes for the same input.

SPEC, a line each: dir PATH MODE | file PATH SOURCE MODE | slink PATH TARGET
                   | nod PATH c|b MAJOR MINOR MODE | text PATH MODE WORDS...
OUT.made tells of what OUT was made, and nothing is done if that has not changed.
"""
import os
import shutil
import sys


class Archive:
    def __init__(self, out):
        self.out = out
        self.ino = self.at = 0

    def put(self, data):
        self.out.write(data)
        self.at += len(data)

    def entry(self, name, mode, data=b"", rdev=(0, 0), source=None):
        size = os.fstat(source.fileno()).st_size if source else len(data)
        self.ino += 1
        nlink = 2 if mode & 0o170000 == 0o040000 else 1
        raw = name.encode() + b"\0"
        fields = (self.ino, mode, 0, 0, nlink, 0, size, 0, 0,
                  rdev[0], rdev[1], len(raw), 0)
        self.put(b"070701" + b"".join(b"%08X" % f for f in fields) + raw)
        self.pad(4)
        if source:
            shutil.copyfileobj(source, self.out)
            self.at += size
        else:
            self.put(data)
        self.pad(4)

    def pad(self, to):
        self.put(b"\0" * (-self.at % to))

    def close(self):
        self.ino = -1
        self.entry("TRAILER!!!", 0)
        self.pad(512)


def add(archive, words):
    kind, path = words[0], words[1].lstrip("/")
    if kind == "dir":
        archive.entry(path, 0o040000 | int(words[2], 8))
    elif kind == "file":
        with open(words[2], "rb") as f:
            archive.entry(path, 0o100000 | int(words[3], 8), source=f)
    elif kind == "text":
        data = " ".join(words[3:]).replace("\\n", "\n") + "\n"
        archive.entry(path, 0o100000 | int(words[2], 8), data.encode())
    elif kind == "slink":
        archive.entry(path, 0o120777, words[2].encode())
    elif kind == "nod":
        fmt = 0o020000 if words[2] == "c" else 0o060000
        archive.entry(path, fmt | int(words[5], 8),
                      rdev=(int(words[3]), int(words[4])))
    else:
        sys.exit("mkcpio: what is '%s'?" % kind)


def facts(words):
    """A line, and of a file what tells that it is still the same."""
    if words[0] == "file":
        st = os.stat(words[2])
        words = words + [str(st.st_ino), str(st.st_size), str(st.st_mtime_ns)]
    return " ".join(words)


def main():
    out = sys.argv[1]
    spec = [line.split() for line in sys.stdin]
    spec = [words for words in spec if words and not words[0].startswith("#")]
    made = "\n".join(facts(words) for words in spec)
    try:
        with open(out + ".made") as f:
            if f.read() == made and os.path.exists(out):
                return
        os.remove(out + ".made")
    except FileNotFoundError:
        pass
    with open(out, "wb") as f:
        archive = Archive(f)
        for words in spec:
            add(archive, words)
        archive.close()
    with open(out + ".made", "w") as f:
        f.write(made)


main()
