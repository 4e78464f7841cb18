#!/usr/bin/env python3
"""mkcpio.py OUT < SPEC: a newc archive, the same bytes for the same input.

SPEC, a line each: dir PATH MODE | file PATH SOURCE MODE | slink PATH TARGET
                   | nod PATH c|b MAJOR MINOR MODE | text PATH MODE WORDS...
"""
import os
import sys


class Archive:
    def __init__(self):
        self.out = bytearray()
        self.ino = 0

    def entry(self, name, mode, data=b"", rdev=(0, 0)):
        self.ino += 1
        nlink = 2 if mode & 0o170000 == 0o040000 else 1
        raw = name.encode() + b"\0"
        fields = (self.ino, mode, 0, 0, nlink, 0, len(data), 0, 0,
                  rdev[0], rdev[1], len(raw), 0)
        self.out += b"070701" + b"".join(b"%08X" % f for f in fields) + raw
        self.pad()
        self.out += data
        self.pad()

    def pad(self):
        self.out += b"\0" * (-len(self.out) % 4)

    def close(self):
        self.ino = -1
        self.entry("TRAILER!!!", 0)
        self.out += b"\0" * (-len(self.out) % 512)
        return bytes(self.out)


def add(archive, words):
    kind, path = words[0], words[1].lstrip("/")
    if kind == "dir":
        archive.entry(path, 0o040000 | int(words[2], 8))
    elif kind == "file":
        with open(words[2], "rb") as f:
            archive.entry(path, 0o100000 | int(words[3], 8), f.read())
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


def main():
    archive = Archive()
    for line in sys.stdin:
        words = line.split()
        if words and not words[0].startswith("#"):
            add(archive, words)
    data = archive.close()
    out = sys.argv[1]
    if not os.path.exists(out) or open(out, "rb").read() != data:
        with open(out, "wb") as f:
            f.write(data)


main()
