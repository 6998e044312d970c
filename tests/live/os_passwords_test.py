"""gatehouse-pam with PAM stacks of every kind: pam_wrapper's private services, a module that misbehaves
to order, and the system's own pam_unix over a private /etc.

Arguments: the program, the module (pam_module.cpp).
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from score import Score

PROGRAM, MODULE = (os.path.abspath(path) for path in sys.argv[1:3])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
score = Score()


class Pam:
    """The program, and its answers as they come: number to text."""

    def __init__(self, folder, *words, wrapped=True, before=()):
        variables = {"PATH": os.environ["PATH"]}
        if wrapped:
            variables |= {"LD_PRELOAD": "libpam_wrapper.so", "PAM_WRAPPER": "1", "UID_WRAPPER_DISABLE_DEEPBIND": "1",
                          "PAM_WRAPPER_SERVICE_DIR": os.path.join(folder, "pam.d"),
                          "TMPDIR": folder, "PAM_WRAPPER_RUNTIME_DIR": folder}
        self.child = subprocess.Popen([*before, PROGRAM, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, env=variables)
        self.answers, self.order, self.number = {}, [], 0
        self.arrived = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.stdin.close()
        try:
            self.child.wait(15)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.reader.join()
        self.child.stdout.close()

    def _read(self):
        for line in self.child.stdout:
            number, _, text = line.decode("latin-1").rstrip("\n").partition(" ")
            with self.arrived:
                self.answers[number] = text
                self.order.append(number)
                self.arrived.notify_all()

    def say(self, words):
        """Sends a request; its number."""
        self.number += 1
        number = f"{self.number:05}"
        self.child.stdin.write(f"{number} {words}\n".encode("latin-1"))
        self.child.stdin.flush()
        return number

    def question(self, user, password, client="10.0.0.5"):
        return self.say(f"PAM {quoted(user)} {client} {quoted(password)}")

    def answer(self, number, seconds=15):
        with self.arrived:
            self.arrived.wait_for(lambda: number in self.answers, seconds)
            return self.answers.get(number, "no answer")

    def ask(self, user, password, client="10.0.0.5"):
        return self.answer(self.question(user, password, client))

    def checks(self):
        """Process ids of the checks that run."""
        with open(f"/proc/{self.child.pid}/task/{self.child.pid}/children") as file:
            return [int(word) for word in file.read().split()]


def quoted(text):
    return '"' + "".join(f"\\{ord(c):03}" if ord(c) < 32 else "\\" + c if c in '"\\' else c for c in text) + '"'


def hashed(password):
    return subprocess.run(["openssl", "passwd", "-6", password], capture_output=True, text=True,
                          check=True).stdout.strip()


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def services(folder):
    """The private services: name, lines."""
    permit = "account required pam_permit.so"
    module = f"auth required {MODULE}"
    table = {"other": ["auth required pam_deny.so", "account required pam_deny.so"],
             "gatehouse": [f"auth required pam_pwdfile.so pwdfile={folder}/passwords", permit],
             "right": [module, permit]}
    for act in ("twice", "more", "open", "talk", "crash", "exit=0", "exit=1", "print=00001_ok", "user=root",
                "user=joe2", "host=10.0.0.5", "sleep=60", "sleep=1", "orphan=gh-orphan"):
        table[act.replace("=", "-").replace(".", "-")] = [f"{module} {act}", permit]
    for code in CODES:
        table[f"auth-{code}"] = [f"{module} code={code}", permit]
        table[f"account-{code}"] = [module, f"account required {MODULE} code={code}"]
    table["optional-more"] = [module, f"auth optional {MODULE} open", permit]
    os.mkdir(os.path.join(folder, "pam.d"))
    for name, lines in table.items():
        with open(os.path.join(folder, "pam.d", name), "w") as file:
            file.write("\n".join(lines) + "\n")
    with open(os.path.join(folder, "passwords"), "w") as file:
        file.write(f"alice:{hashed('alice-pw')}\nbob:{hashed('pass word')}\n")


# PAM's codes: what they must become.
CODES = {3: "FAILURE", 4: "FAILURE", 5: "FAILURE", 6: "ERROR", 7: "ERROR", 8: "FAILURE", 9: "FAILURE", 10: "ERROR",
         11: "ERROR", 12: "ERROR", 13: "ERROR", 16: "ERROR", 20: "FAILURE", 26: "FAILURE", 27: "ERROR", 28: "FAILURE"}


def honest_services(folder):
    with Pam(folder) as pam:
        score.check("it says which protocol it speaks", pam.answer(pam.say("INTF 5")) == "INTF 1")
        score.check("the right password", pam.ask("alice", "alice-pw") == "OK", pam.answers)
        score.check("a password of two words", pam.ask("bob", "pass word") == "OK", pam.answers)
        for user, password in (("alice", "nope"), ("alice", "alice-pw "), ("bob", "alice-pw"), ("nobody-here", "x")):
            score.check(f"{user} with {password} is refused", pam.ask(user, password).startswith("ERROR"), pam.answers)
        for user in ("root", "daemon", "nobody", "-froot", "a:b", "../alice", "a/b", "alice\t", ""):
            seen = pam.ask(user, "alice-pw")
            score.check(f"{user!r} is refused before PAM",
                        seen in ("ERROR a user of the system itself", "ERROR not a name of a user"), seen)
        score.check("no empty password", pam.ask("alice", "") == "ERROR an empty password")
        score.check("no password over 512 bytes", pam.ask("alice", "x" * 513) == "ERROR a password over 512 bytes")
        score.check("70 000 bytes neither", pam.ask("alice", "x" * 70000) == "ERROR too long")
        score.check("it goes on", pam.ask("alice", "alice-pw") == "OK")
        score.check("QUIT is answered", pam.answer(pam.say("QUIT")) == "OK")
        score.check("and ends it", pam.child.wait(10) == 0)


def modules(folder):
    expected = {"right": "OK", "twice": "ERROR", "more": "ERROR", "open": "ERROR", "talk": "OK", "crash": "FAILURE",
                "exit-0": "FAILURE", "exit-1": "FAILURE", "print-00001_ok": "OK", "user-root": "ERROR",
                "user-joe2": "ERROR", "host-10-0-0-5": "OK", "optional-more": "ERROR", "no-such-service": "ERROR"}
    for service, word in expected.items():
        with Pam(folder, "--service", service) as pam:
            seen = pam.ask("joe", "right")
            score.check(f"{service}: {word}", seen.split()[0] == word, seen)
            score.check(f"{service}: nothing but answers", pam.order == ["00001"], pam.order)
            score.check(f"{service}: a wrong password", pam.ask("joe", "wrong") != "OK")
    for code, word in CODES.items():
        for stage in ("auth", "account"):
            with Pam(folder, "--service", f"{stage}-{code}") as pam:
                seen = pam.ask("joe", "right")
                score.check(f"code {code} of {stage}: {word}", seen.split()[0] == word, seen)
    with Pam(folder, "--service", "host-10-0-0-5") as pam:
        score.check("the module sees the client's address", pam.ask("joe", "right", "10.0.0.6").startswith("ERROR"))


def slow_modules(folder):
    with Pam(folder, "--service", "sleep-60", "--deadline", "1") as pam:
        number = pam.question("joe", "hushhush")
        score.check("a check runs", wait_until(lambda: len(pam.checks()) == 1))
        look_at(pam.child.pid, pam.checks()[0])
        score.check("a module that sleeps is ended", pam.answer(number) == "FAILURE the check took too long")
        score.check("with its process", wait_until(lambda: not pam.checks()), pam.checks())
        score.check("the next one too", pam.ask("joe", "x") == "FAILURE the check took too long")
    with Pam(folder, "--service", "sleep-1") as pam:
        begun = time.monotonic()
        numbers = [pam.question("joe", "x") for _ in range(32)]
        score.check("sixteen at once", wait_until(lambda: len(pam.checks()) == 16), len(pam.checks()))
        for number in numbers:
            pam.answer(number)
        took = time.monotonic() - begun
        score.check("thirty-two checks of a second take two", 2.0 <= took < 6.0, took)
        score.check("all are answered", len(pam.answers) == 32)
    with Pam(folder, "--service", "orphan-gh-orphan") as pam:
        score.check("a module that leaves a process behind", pam.ask("joe", "right") == "OK")
        score.check("does not leave it for long", wait_until(lambda: not any(map(runs, pam.checks()))),
                    pam.checks())
    with Pam(folder, "--service", "sleep-60") as pam:
        pam.question("joe", "x")
        wait_until(lambda: len(pam.checks()) == 1)
        left = pam.checks()
        pam.child.send_signal(signal.SIGKILL)
        pam.child.wait()
        score.check("checks die with the program", wait_until(lambda: not any(map(runs, left))), left)


def runs(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def look_at(parent, check):
    """What a check and the program have: no password where others could see it, no descriptors."""
    for process in (parent, check):
        for name in ("cmdline", "environ"):
            with open(f"/proc/{process}/{name}", "rb") as file:
                score.check(f"no password in {name}", b"hushhush" not in file.read())
    def descriptors():
        return sorted(map(int, os.listdir(f"/proc/{check}/fd")))

    # More while libpam reads its configuration.
    score.check("a check has four descriptors", wait_until(lambda: descriptors() == [0, 1, 2, 3]), descriptors())
    with open(f"/proc/{check}/limits") as file:
        core = next(line for line in file if "core file" in line)
        score.check("no core of it is written", core.split()[4:6] == ["0", "0"], core)


def system_passwords(folder):
    """pam_unix and the service file we hand out, over an /etc of our own."""
    etc = os.path.join(folder, "etc")
    os.makedirs(os.path.join(etc, "pam.d"))
    shutil.copy(os.path.join(ROOT, "dist", "pam.d", "gatehouse"), os.path.join(etc, "pam.d"))
    people = {"paula": (1001, hashed("paula-pw"), "19000:0:99999:7:::"), "xenia": (1002, hashed("x"), "19000:0:99999:7::1:"),
              "chris": (1003, hashed("x"), "0:0:99999:7:::"), "locke": (1004, "!" + hashed("x"), "19000:0:99999:7:::"),
              "blank": (1005, "", "19000:0:99999:7:::"), "sysop": (999, hashed("x"), "19000:0:99999:7:::"),
              "root": (0, hashed("x"), "19000:0:99999:7:::")}
    files = {
        "pam.d/common-auth": "auth [success=1 default=ignore] pam_unix.so nullok\nauth requisite pam_deny.so\n"
                             "auth required pam_permit.so\n",
        "pam.d/common-account": "account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so\n"
                                "account requisite pam_deny.so\naccount required pam_permit.so\n",
        "pam.d/other": "auth required pam_deny.so\naccount required pam_deny.so\n",
        "passwd": "".join(f"{name}:x:{uid}:{uid}::/:/bin/false\n" for name, (uid, _, _) in people.items()),
        "shadow": "".join(f"{name}:{secret}:{rest}\n" for name, (_, secret, rest) in people.items()),
    }
    for name, text in files.items():
        with open(os.path.join(etc, name), "w") as file:
            file.write(text)
    mounts = " && ".join(f"mount --bind {etc}/{name} /etc/{name}" for name in ("pam.d", "passwd", "shadow"))
    private = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c",
               f'{mounts} && exec "$@"', "sh"]
    with Pam(folder, wrapped=False, before=private) as pam:
        score.check("pam_unix: the right password", pam.ask("paula", "paula-pw") == "OK", pam.answers)
        begun = time.monotonic()
        score.check("pam_unix: a wrong one", pam.ask("paula", "x").startswith("ERROR"), pam.answers)
        score.check("a wrong one is not slowed down here", time.monotonic() - begun < 1.5)
        for user, why in (("xenia", "has expired"), ("chris", "must change the password"), ("locke", "is locked"),
                          ("blank", "has no password"), ("sysop", "is of the system"), ("root", "is root")):
            seen = pam.ask(user, "x")
            score.check(f"pam_unix: a user that {why}", seen.startswith("ERROR"), seen)


def main():
    with tempfile.TemporaryDirectory(prefix="gatehouse-pam-") as folder:
        services(folder)
        honest_services(folder)
        modules(folder)
        slow_modules(folder)
        system_passwords(folder)
    score.finish()


main()
