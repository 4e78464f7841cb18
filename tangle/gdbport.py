"""gdbport.py: a machine stopped at chosen instructions, by QEMU's port for gdb.

What gdb would be asked is asked directly: registers, among them the system's,
and memory at physical addresses.
"""
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import time

import vm


class Symbols:
    """What the kernel's ELF file knows of names and places."""

    def __init__(self, elf):
        self.elf, self.at, self.text = elf, {}, []
        for line in tool("nm", "-n", elf).splitlines():
            address, kind, name = line.split()
            if name[0] != "$":
                self.at.setdefault(name, int(address, 16))
                if kind in "tT":
                    self.text.append((int(address, 16), name))

    def __getitem__(self, name):
        if name not in self.at:
            sys.exit("%s has no %s any more" % (self.elf, name))
        return self.at[name]

    def function(self, address):
        """The name of the function that address lies in."""
        found = None
        for at, name in self.text:
            if at > address:
                break
            found = name
        return found

    def instruction(self, function, word, mask=0xffffffff):
        """The first instruction of this form in function: where, and what."""
        start = self[function]
        end = min(at for at, _ in self.text if at > start)
        for at, code in re.findall(
                r"^([0-9a-f]+):\t([0-9a-f]{8})",
                tool("objdump", "-d", "-z", "--start-address=%#x" % start,
                     "--stop-address=%#x" % end, self.elf), re.M):
            if int(code, 16) & mask == word:
                return int(at, 16), int(code, 16)
        raise KeyError("no such instruction in " + function)

    def offsets(self, names):
        """How far a field is from the beginning of its structure, for each
        "structure.field", and for a "structure" alone its size."""
        names = sorted(names)
        asked = []
        for name in names:
            what, dot, field = name.partition(".")
            asked += ["-ex", "output (long)" + (
                "&((struct %s *)0)->%s" % (what, field) if dot else
                "sizeof(struct %s)" % what), "-ex", "echo \\n"]
        said = subprocess.run(["gdb-multiarch", "-nx", "-batch", *asked,
                               self.elf], text=True, stdout=subprocess.PIPE,
                              check=True).stdout.split()
        if len(said) != len(names):
            sys.exit("gdb does not know all of: " + " ".join(names))
        return dict(zip(names, map(int, said)))


def tool(name, *words):
    return subprocess.run(["aarch64-linux-gnu-" + name, *words], text=True,
                          check=True, stdout=subprocess.PIPE).stdout


class Port:
    """A vm.Machine that waits at its first instruction."""

    def __init__(self, image, **options):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "gdb")
        self.machine = vm.Machine(image, extra=[
            "-S", "-chardev", "socket,id=gdb,server=on,wait=off,path=" + path,
            "-gdb", "chardev:gdb"], **options)
        self.path, self.numbers = path, {}

    def __enter__(self):
        self.machine.start()
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(self.path)
                break
            except (FileNotFoundError, ConnectionRefusedError):
                if self.machine.process.poll() is not None:
                    raise SystemExit(self.machine.process.stdout.read()
                                     .decode())
                time.sleep(0.02)
        self.got = b""
        self.ask("qSupported:xmlRegisters=aarch64")
        self.learn("target.xml")
        return self

    def __exit__(self, *_):
        self.socket.close()
        self.machine.stop()
        self.folder.cleanup()

    # ---- packets ----
    def packet(self):
        """The next packet; None when the machine has ended."""
        while True:
            found = re.search(rb"\$([^#]*)#..", self.got, re.S)
            if found:
                self.got = self.got[found.end():]
                self.socket.sendall(b"+")
                return re.sub(rb"}(.)", lambda m: bytes([m[1][0] ^ 0x20]),
                              found[1], flags=re.S)
            fds = [self.socket, self.machine.process.stdout]
            ready, _, _ = select.select(fds, [], [], self.machine.left())
            if not ready:
                return None
            if fds[1] in ready and not self.machine.read_some(0):
                return None
            if self.socket in ready:
                data = self.socket.recv(65536)
                if not data:
                    return None
                self.got += data

    def send(self, text):
        data = text.encode()
        self.socket.sendall(b"$%s#%02x" % (data, sum(data) & 0xff))

    def ask(self, text):
        self.send(text)
        answer = self.packet()
        if answer is None:
            raise EOFError("the machine has ended:\n" +
                           self.machine.console[-1000:])
        return answer

    def learn(self, name):
        """The numbers of all registers, from what QEMU says of them."""
        text = b""
        while True:
            part = self.ask("qXfer:features:read:%s:%x,ffb" %
                            (name, len(text)))
            text += part[1:]
            if part[:1] == b"l":
                break
        for word in re.findall(r"<xi:include[^>]*>|<reg [^>]*>",
                               text.decode()):
            value = dict(re.findall(r'(\w+)="([^"]*)"', word))
            if "href" in value:
                self.learn(value["href"])
            else:
                self.next = int(value.get("regnum", getattr(self, "next", 0)))
                self.numbers[value["name"]] = self.next
                self.next += 1

    # ---- what can be asked ----
    def register(self, name):
        data = bytes.fromhex(self.ask("p%x" % self.numbers[name]).decode())
        return int.from_bytes(data, "little")

    def words(self, address, count, physical=False):
        """Numbers of eight bytes, as the code that runs would read them, or
        past all translation."""
        self.ask("Qqemu.PhyMemMode:%d" % physical)
        data = b""
        while len(data) < 8 * count:        # a packet holds 2 KiB at most
            size = min(1024, 8 * count - len(data))
            data += bytes.fromhex(self.ask(
                "m%x,%x" % (address + len(data), size)).decode())
        return [int.from_bytes(data[i:i + 8], "little")
                for i in range(0, len(data), 8)]

    def stop_at(self, address):
        self.ask("Z1,%x,4" % address)

    def no_stop_at(self, address):
        self.ask("z1,%x,4" % address)

    def go(self):
        """Run to the next stop: its address, or None at the machine's end."""
        return self.resume("c")

    def to(self, address, right=lambda: True):
        """Run to the next time that it comes to address, and all is right."""
        while True:
            self.stop_at(address)
            if self.go() != address:
                raise SystemExit("the machine does not come to %#x as it should"
                                 % address)
            self.no_stop_at(address)
            if right():
                return
            self.step()             # or it would stop here again

    def step(self):
        return self.resume("s")

    def resume(self, how):
        self.send(how)
        answer = self.packet()
        if answer is None or answer[:1] != b"T":
            return None
        return self.register("pc")
