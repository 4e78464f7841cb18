"""vm.py: a virtual machine with a console that can be typed at and read.

A machine ends by itself (power off), by the limit of virtual time that the kernel
is given (deadline=), or by a limit of wall time, in this order.
"""
import codecs
import os
import re
import select
import signal
import subprocess
import sys
import time

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")     # a shell asks the terminal
TIMESTAMP = re.compile(r"^(?:# )?\[ *\d+\.\d+\] ")
DISASTER = re.compile(r"Kernel panic|BUG: |Internal error|Oops")


# whoever ends the harness ends its machine: leave by way of __exit__
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, lambda number, _: sys.exit(128 + number))


class Missing(Exception):
    """Something that cannot be had here, such as a package."""


def board_tree():
    """The path of the device tree of the one board that is no virt."""
    found = subprocess.run(
        [os.path.join(os.path.dirname(os.path.abspath(__file__)), "dtb"),
         "bcm2837-rpi-3-b"], text=True, stdout=subprocess.PIPE)
    if found.returncode:
        raise Missing("no device tree of the board to be had")
    return found.stdout.strip()


def disk(path, image, initrd, append):
    """QEMU's words for a boot by U-Boot from the disk path, which is made."""
    made = subprocess.run(
        [os.path.join(os.path.dirname(os.path.abspath(__file__)), "u-boot"),
         path, image, initrd or "", append], text=True,
        stdout=subprocess.PIPE)
    if made.returncode == 2:
        raise Missing("no U-Boot to be had")
    made.check_returncode()
    return ["-bios", made.stdout.strip(),
            "-drive", "if=none,id=disk,format=raw,file=" + path,
            "-device", "virtio-blk-device,drive=disk"]


class Machine:
    def __init__(self, image, initrd=None, append="", machine="virt", gic="2",
                 cpu="cortex-a57", smp=1, mem=256, icount=False, shift=0,
                 el2=False, dtb=None, uart=0, uboot=None, seed=1,
                 extra=(), wall=120, virtual=0, tee=None, enough=None):
        self.wall, self.tee = wall, tee
        self.enough = enough       # regex: after it only two seconds more
        self.seen = {}             # when the last words were
        if virtual:
            append = "deadline=%d %s" % (virtual, append)
        self.argv = ["qemu-system-aarch64", "-nodefaults",
                     "-display", "none", "-monitor", "none", "-no-reboot",
                     "-chardev", "stdio,id=c,signal=off",
                     "-rtc", "base=2024-01-01,clock=vm", "-seed", str(seed)]
        # the console may be a later one of several serial ports
        self.argv += ["-serial", "null"] * uart + ["-serial", "chardev:c"]
        if machine == "virt":
            words = "virt,gic-version=%s" % gic
            if el2:
                words += ",virtualization=on"
            if cpu == "max":
                cpu = "max,pauth-impdef=on"
            if icount:
                cpu += ",cntfrq=1000000000"
            self.argv += ["-M", words, "-cpu", cpu,
                          "-smp", str(smp), "-m", str(mem)]
        else:           # a board: it has the processors and memory it has
            self.argv += ["-M", machine]
        if dtb:
            self.argv += ["-dtb", dtb]
        if icount:
            self.argv += ["-icount", "shift=%d,sleep=off" % shift]
        if uboot:       # a disk that holds what QEMU is else told
            self.argv += disk(uboot, image, initrd, append.strip())
        else:
            self.argv += ["-kernel", image]
            if initrd:
                self.argv += ["-initrd", initrd]
            if append:
                self.argv += ["-append", append.strip()]
        self.argv += list(extra)
        self.console = ""          # all that was printed, without \r
        # a letter of several bytes may come in two pieces
        self.letters = codecs.getincrementaldecoder("utf-8")("replace")
        self.status = None         # of QEMU; None while it runs
        self.ended_by = "itself"
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True)
        os.set_blocking(self.process.stdout.fileno(), False)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.ended_by = "the harness"
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        if self.process:
            self.status = self.process.returncode
            self.process.stdin.close()
            self.process.stdout.close()

    def left(self):
        return self.begun + self.wall - time.monotonic()

    def read_some(self, timeout):
        """False when the console has ended."""
        fd = self.process.stdout.fileno()
        ready, _, _ = select.select([fd], [], [], max(0, timeout))
        if not ready:
            return True
        data = os.read(fd, 65536)
        if not data:
            return False
        text = self.letters.decode(data).replace("\r", "")
        tail = ESCAPE.sub("", self.console[-16:] + text)
        self.console = self.console[:-16] + tail
        if self.tee:
            self.tee.write(text)
            self.tee.flush()
        return True

    def wait_for(self, pattern, start=0, timeout=None):
        """Read until pattern stands behind start; its match, or None."""
        pattern = re.compile(pattern, re.M)
        end = time.monotonic() + (timeout or self.wall)
        while True:
            found = pattern.search(self.console, start)
            if found:
                return found
            left = min(self.left(), end - time.monotonic())
            if left <= 0:
                return None
            if not self.read_some(min(left, 0.5)):
                self.finish()
                return pattern.search(self.console, start)

    def work(self):
        """(QEMU's processor time in hundredths, whether any thread wants more)"""
        used, wants = 0, False
        folder = "/proc/%d/task" % self.process.pid
        for thread in os.listdir(folder):
            try:
                with open("%s/%s/stat" % (folder, thread)) as f:
                    fields = f.read().rpartition(")")[2].split()
            except OSError:     # it has ended
                continue
            used += int(fields[11]) + int(fields[12])
            wants |= fields[0] != "S"
        return used, wants

    def has_rested(self):
        """Nothing more is printed, although there was time for it: it sleeps, or
        has worked for a while. A host may have stopped it in the middle of a line."""
        seen = len(self.console)
        begun = self.work()[0]
        while self.left() > 0 and self.read_some(0.1) and \
                len(self.console) == seen:
            used, wants = self.work()
            if not wants or used - begun > 5:
                break
        return len(self.console) == seen

    def wait_for_prompt(self, pattern, start=0):
        """As wait_for, but nothing follows it: other lines may begin like it."""
        while True:
            found = self.wait_for(pattern, start)
            if not found or self.process.poll() is not None or \
                    self.has_rested():
                return found

    def type(self, text):
        data = text.encode()
        # a UART has a small queue: do not flood it
        for i in range(0, len(data), 16):
            self.process.stdin.write(data[i:i + 16])
            self.process.stdin.flush()
            if i + 16 < len(data):
                self.read_some(0.02)

    def finish(self):
        """Read until the machine ends; one that has said its last words gets
        a moment."""
        while self.left() > 0:
            if not self.read_some(0.5):
                break
            if self.process.poll() is not None:
                while self.read_some(0.1) and \
                        select.select([self.process.stdout], [], [], 0)[0]:
                    pass
                break
            if self.spoke_last():
                break
        else:
            self.ended_by = "the wall limit of %d s" % self.wall
        try:
            self.process.wait(0.5 if self.ended_by != "itself" else 30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.status = self.process.returncode
        return self.console

    def spoke_last(self):
        """True when the time after a panic, or after what is enough, is over."""
        for pattern, seconds, name in ((r"Kernel panic", 20, "a panic"),
                                       (self.enough, 2, "a failure")):
            if not pattern or not re.search(pattern, self.console, re.M):
                continue
            since = self.seen.setdefault(name, time.monotonic())
            if time.monotonic() - since > seconds:
                self.ended_by = name
        return self.ended_by != "itself"


def run(image, **options):
    """Boot and read until the end."""
    machine = Machine(image, **options)
    with machine:
        machine.finish()
    return machine
