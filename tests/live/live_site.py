"""A site of its own for a live test: the real program on free ports, in a folder that is thrown away.

    with Site() as site:
        site.account("joe", "secret")
        imaplib.IMAP4("127.0.0.1", site.imap)

The program is the first command-line argument of every live test.
"""

import contextlib
import os
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PORTS = {"smtp": 25, "subm": 587, "submissions": 465, "pop": 110, "pops": 995, "imap": 143,
         "imaps": 993, "pwd": 106, "ldap": 389, "ldaps": 636, "httpa": 8010, "httpas": 9010, "http": 8100,
         "https": 9100, "ftp": 21, "ftps": 990, "xmpp": 5222, "xmpps": 5223, "sip": 5060, "sips": 5061,
         "acap": 674, "ximss": 11024, "ximsss": 11025}
LOWEST_OUTGOING = 32768  # from here on the kernel gives ports to connections
DOMAIN = "example.test"


def program():
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} PATH-TO-GATEHOUSE [SIZE]")
    return sys.argv[1]


def free_offset():
    """An offset at which all our ports are free; several tests run at the same time."""
    for _ in range(200):
        offset = random.randrange(12000, LOWEST_OUTGOING - max(PORTS.values()), 7)
        with contextlib.ExitStack() as held:
            try:
                for port in PORTS.values():
                    one = held.enter_context(socket.socket())
                    one.bind(("127.0.0.1", port + offset))
                return offset
            except OSError:
                continue
    raise RuntimeError("no free ports")


class Site:
    def __init__(self, domain=DOMAIN, demo=False, start=True, before=(), delay="0", listen=("127.0.0.1",)):
        """`before`: words that start the server in surroundings of their own, as unshare does.
        `delay`: FailedLoginDelay, so that tests of many failed logins do not wait; None: as it comes."""
        self.delay = delay
        self.before = list(before)
        self.listen = listen  # addresses
        self.domain, self.demo, self.start_at_once = domain, demo, start
        self.base = tempfile.mkdtemp(prefix="gatehouse-live-")
        self.child = None
        self.initial = {}

    def __enter__(self):
        self.initialise()
        if self.start_at_once:
            self.start_on_free_ports()
            if self.delay is not None:
                self.cli("UPDATESERVERSETTINGS", "{FailedLoginDelay=" + self.delay + ";}")
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def __getattr__(self, name):
        if name in PORTS:
            return PORTS[name] + self.offset
        raise AttributeError(name)

    def initialise(self):
        self.offset = free_offset()
        words = ["init", "--base", self.base, "--domain", self.domain, "--port-offset", str(self.offset)]
        self.run(*words, *(["--demo"] if self.demo else []))
        with open(os.path.join(self.base, "initial-passwords")) as file:
            self.initial = dict(line.split() for line in file if line.strip())

    def run(self, *words, check=True):
        done = subprocess.run([program(), *words], capture_output=True, text=True, timeout=60)
        if check and done.returncode != 0:
            raise RuntimeError(f"gatehouse {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def start_on_free_ports(self):
        """Another test may have taken one of them since they were chosen."""
        for tries_left in reversed(range(5)):
            try:
                return self.start()
            except RuntimeError:
                if not tries_left or b"Address already in use" not in self.said:
                    raise
            shutil.rmtree(self.base)
            os.mkdir(self.base, 0o700)
            self.initialise()

    def start(self, patience=30.0):
        """Starts the server and waits until it says that it is ready; the seconds that took."""
        begun = time.monotonic()
        self.child = subprocess.Popen([*self.before, program(), "serve", "--base", self.base,
                                       *(word for address in self.listen for word in ("--listen", address))],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT)
        self.said = b""
        while not re.search(rb"\bready\b", self.said):
            left = patience - (time.monotonic() - begun)
            if left <= 0 or not self._listen(left):
                self.stop()
                raise RuntimeError(f"the server did not get ready:\n{self.said.decode(errors='replace')}")
        os.set_blocking(self.child.stdout.fileno(), False)
        return time.monotonic() - begun

    def _listen(self, seconds):
        if not select.select([self.child.stdout], [], [], seconds)[0]:
            return True
        piece = os.read(self.child.stdout.fileno(), 65536)
        self.said += piece
        return bool(piece)

    def output(self):
        """Everything the server has said so far."""
        if self.child is not None:
            with contextlib.suppress(BlockingIOError):
                while piece := os.read(self.child.stdout.fileno(), 65536):
                    self.said += piece
        return self.said.decode(errors="replace")

    def alive(self):
        return self.child is not None and self.child.poll() is None

    def kill(self):
        """As a power cut would: the server gets no chance to tidy up."""
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()
        self.child.stdout.close()
        self.child = None

    def stop(self):
        """Asks the server to end; its exit status (not 0: a sanitizer or a leak complained)."""
        if self.child is None:
            return 0
        self.child.terminate()
        try:
            status = self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            status = self.child.wait()
        self.output()
        self.child.stdout.close()
        self.child = None
        return status

    def log(self):
        """All the log files of the site."""
        text = []
        for folder, _, names in os.walk(os.path.join(self.base, "SystemLogs")):
            for name in sorted(names):
                with open(os.path.join(folder, name), errors="replace") as file:
                    text.append(file.read())
        return "".join(text)

    # --- administration

    def cli(self, *words, check=True):
        return self.run("cli", "--base", self.base, *words, check=check)

    def account(self, name, password, settings="{}"):
        self.cli("CREATEACCOUNT", self.full(name), settings)
        self.set_password(name, password)

    def set_password(self, name, password):
        quoted = '"' + password.replace("\\", "\\\\").replace('"', '\\"') + '"'
        self.cli("SETACCOUNTPASSWORD", self.full(name), "PASSWORD", quoted)

    def every_method(self):
        """All login methods are offered and permitted; failures of this test do not lock anybody out."""
        self.cli("UPDATEDOMAINSETTINGS", self.domain, "{AUTHMethods=(CLRTXT,CRAM-MD5,DIGEST-MD5,APOP,SCRAM);}")
        self.cli("UPDATEACCOUNTDEFAULTS", self.domain, '{FailedLoginFlow=(100000,1m);}')

    def full(self, name):
        return name if "@" in name else f"{name}@{self.domain}"

    def certificate(self):
        """The server's own certificate, as a client sees it, written to a file: its path."""
        import ssl
        path = os.path.join(self.base, "seen-certificate.pem")
        with open(path, "w") as file:
            file.write(ssl.get_server_certificate(("127.0.0.1", self.imaps)))
        return path

    def memory(self):
        """Resident bytes of the server."""
        with open(f"/proc/{self.child.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
