#!/usr/bin/env python3
"""What an IMAP server needs for large mailboxes: wall time and CPU of all its processes, a command.

    bench/imap_mailbox.py make MAILDIR COUNT           messages of about 2 kB, in threads of four
    bench/imap_mailbox.py ask PORT USER PASSWORD PID [MAILBOX [light]]

PID is the server's first process; those it has started are counted too. `light`: nothing that reads messages.
Run it on copies of one Maildir for servers that are to be compared, one after the other.
"""

import imaplib
import os
import random
import sys
import time

WORDS = [f"word{number}" for number in range(2000)]
TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds


def make(maildir, count):
    chance = random.Random(1)
    for part in ("tmp", "new", "cur"):
        os.makedirs(os.path.join(maildir, part), exist_ok=True)
    for number in range(count):
        first = number - number % 4
        body = "\n".join(" ".join(chance.choices(WORDS, k=12)) for _ in range(22))
        text = (f"Received: from a.example by b.example; Thu, 01 Jan 2026 00:00:00 +0000\nFrom: P{number % 97} "
                f"<p{number % 97}@example.test>\nTo: joe@example.test\nSubject: {'Re: ' * (number > first)}about "
                f"{chance.choice(WORDS)} {first}\nDate: Thu, {number % 28 + 1:02} Jan 2026 12:{number % 60:02}:00 +0000\n"
                f"Message-ID: <m{number}@example.test>\n"
                + (f"References: <m{first}@example.test>\n" if number > first else "") + f"\n{body}\n")
        stored, lines = len(text), text.count("\n")
        name = f"{1767225600 + number}.M{number}P1.bench,S={stored},W={stored + lines}:2,{'S' * (number % 3 > 0)}"
        with open(os.path.join(maildir, "cur", name), "w") as file:
            file.write(text)


def tree(pid):
    """`pid` and all below it."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as file:
                    children.setdefault(int(file.read().rpartition(")")[2].split()[1]), []).append(int(entry))
            except OSError:
                pass
    found = [pid]
    for each in found:
        found.extend(children.get(each, []))
    return found


def cpu(pid):
    """Milliseconds, those of ended children included."""
    total = 0
    for each in tree(pid):
        try:
            with open(f"/proc/{each}/stat") as file:
                total += sum(map(int, file.read().rpartition(")")[2].split()[11:15]))
        except OSError:
            pass
    return total * TICK


class Asked:
    def __init__(self, port, user, password, pid, mailbox):
        self.login, self.pid, self.mailbox = (port, user, password), pid, mailbox

    def connect(self):
        port, user, password = self.login
        self.one = imaplib.IMAP4("127.0.0.1", port)
        self.one.login(user, password)

    def measure(self, name, work):
        before, begun = cpu(self.pid), time.monotonic()
        kind, data = work()
        wall = (time.monotonic() - begun) * 1000
        if kind != "OK":
            sys.exit(f"{name}: {kind} {data}")
        print(f"{name:40} {wall:9.1f} ms  CPU {cpu(self.pid) - before:7.0f} ms  {len(data)} answers", flush=True)

    def select(self):
        return self.one.select(self.mailbox)

    def run(self, light):
        self.connect()
        self.measure("SELECT, the first time", self.select)
        self.one.logout()
        self.connect()
        self.measure("SELECT again, a new connection", self.select)
        self.measure("FETCH 1:* (FLAGS UID)", lambda: self.one.fetch("1:*", "(FLAGS UID)"))
        self.measure("SEARCH UNSEEN", lambda: self.one.search(None, "UNSEEN"))
        if not light:
            for again in ("", ", once more"):
                self.measure("SEARCH TEXT" + again, lambda: self.one.search(None, "TEXT", "zebra"))
            for again in ("", ", the same connection", ", a new connection"):
                if "new" in again:
                    self.one.logout()
                    self.connect()
                    self.select()
                self.measure("SORT (SUBJECT DATE)" + again, lambda: self.one.sort("(SUBJECT DATE)", "UTF-8", "ALL"))
            self.measure("SEARCH SUBJECT", lambda: self.one.search(None, "SUBJECT", "zebra"))
            self.measure("FETCH 1:* (ENVELOPE)", lambda: self.one.fetch("1:*", "(ENVELOPE)"))
            self.measure("THREAD REFERENCES", lambda: self.one.thread("REFERENCES", "UTF-8", "ALL"))
        self.one.logout()


if len(sys.argv) == 4 and sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]))
elif len(sys.argv) >= 6 and sys.argv[1] == "ask":
    mailbox = sys.argv[6] if len(sys.argv) > 6 else "INBOX"
    Asked(int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]), mailbox).run(len(sys.argv) > 7)
else:
    sys.exit(__doc__)
