"""A small IMAP client that believes nothing: it keeps what the server told it of one mailbox, and notes every answer
that cannot be true (RFC 3501, sections 2.3.1 and 7.4.1; RFC 7162, section 3.2; RFC 8474, section 5.1)."""

import re
import socket
import threading

TIMEOUT = 30


class Common:
    """What all observers of a mailbox together have been told; flags and ids of a UID cannot be two things."""

    def __init__(self):
        self.lock = threading.Lock()
        self.ids = {}         # UID: EMAILID
        self.subjects = {}    # UID: Subject
        self.flags = {}       # (UID, MODSEQ): flags without \\Recent
        self.deleted = set()  # UIDs that somebody has asked to be \\Deleted, or to be moved away
        self.wrong = []

    def complain(self, who, words):
        with self.lock:
            self.wrong.append(f"{who}: {words}")

    def tell(self, who, table, key, value):
        with self.lock:
            before = table.setdefault(key, value)
        if before != value:
            self.complain(who, f"{key} was {before} and is {value}")


def unfolded(text):
    """The numbers of "3:5,9", in the order told."""
    numbers = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        numbers.extend(range(int(first), int(last or first) + 1))
    return numbers


class Observer:
    """One connection with one mailbox selected. `uids` is by message number; None: not told yet."""

    def __init__(self, port, name, password, common, qresync=False, who=""):
        self.port, self.name, self.password, self.common = port, name, password, common
        self.qresync, self.who = qresync, who
        self.validity = self.highest = 0
        self.uids, self.modseqs, self.known_flags, self.earlier = [], {}, {}, set()
        self.count = 0
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
        self.file = self.socket.makefile("rb")
        self.file.readline()
        self.do(f'LOGIN {self.name} "{self.password}"')
        self.do("ENABLE QRESYNC" if self.qresync else "ENABLE CONDSTORE")

    def wrong(self, words):
        self.common.complain(self.who, words)

    # --- commands

    def do(self, words, literal=None):
        """The tagged answer; what came before it is taken in."""
        self.count += 1
        tag = f"t{self.count}"
        more = f" {{{len(literal)}+}}\r\n".encode() + literal if literal is not None else b""
        self.socket.sendall(f"{tag} {words}".encode() + more + b"\r\n")
        self.may_expunge = words.split()[0] not in ("FETCH", "STORE", "SEARCH", "SORT", "THREAD")
        self.found = None
        while True:
            line = self.line()
            if line.startswith(tag + " "):
                return line[len(tag) + 1:]
            self.take(line)

    def line(self):
        text = b""
        while True:
            piece = self.file.readline()
            if not piece.endswith(b"\r\n"):
                raise ConnectionError(f"{self.who}: the server hung up after {text + piece!r}")
            text += piece
            literal = re.search(rb"\{(\d+)\}\r\n$", text)
            if not literal:
                return text[:-2].decode(errors="replace")
            text += self.file.read(int(literal[1]))

    def select(self, mailbox):
        """Anew, or with what is known from earlier when this one speaks QRESYNC."""
        again = self.qresync and self.validity and None not in self.uids
        before, self.earlier = self.validity, set(self.uids) if again else set()
        self.uids, words = [], f"SELECT {mailbox}"
        if again:
            words += f" (QRESYNC ({self.validity} {self.highest}))"
        answer = self.do(words)
        if not answer.startswith("OK"):
            raise RuntimeError(f"{words}: {answer}")
        if before and before != self.validity:
            self.wrong(f"UIDVALIDITY was {before} and is {self.validity}")
        seen = set(self.look())  # may tell of some that vanish only now
        missing = self.earlier - seen
        if missing:
            self.wrong(f"gone without VANISHED: {sorted(missing)}")

    def look(self):
        """Asks for everything and compares it with what was told bit by bit."""
        self.asked = {}
        self.do("UID FETCH 1:* (FLAGS MODSEQ EMAILID BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        seen, self.asked = self.asked, None
        return seen

    def log_out(self):
        self.do("LOGOUT")
        self.socket.close()

    def hang_up(self):
        self.file.close()
        self.socket.close()

    # --- answers

    def take(self, line):
        numbered = re.match(r"\* (\d+) (EXISTS|EXPUNGE|FETCH)(.*)", line, re.DOTALL)
        if numbered:
            number = int(numbered[1])
            {"EXISTS": self.exists, "EXPUNGE": self.expunge, "FETCH": self.fetch}[numbered[2]](number, numbered[3])
        elif line.startswith("* VANISHED"):
            self.vanished(line)
        elif found := re.match(r"\* OK \[(UIDVALIDITY|HIGHESTMODSEQ) (\d+)\]", line):
            if found[1] == "UIDVALIDITY":
                self.validity = int(found[2])
            else:
                self.highest = max(self.highest, int(found[2]))
        elif found := re.match(r"\* SEARCH([ 0-9]*)", line):
            self.found = [int(word) for word in found[1].split()]

    def exists(self, number, _):
        if number < len(self.uids):
            self.wrong(f"{number} EXISTS after {len(self.uids)}")
        self.uids.extend([None] * (number - len(self.uids)))

    def expunge(self, number, _):
        if not self.may_expunge:
            self.wrong("EXPUNGE in a FETCH, STORE or SEARCH")
        if self.qresync or not 1 <= number <= len(self.uids):
            self.wrong(f"EXPUNGE {number} of {len(self.uids)}")
            return
        self.gone(self.uids.pop(number - 1))

    def vanished(self, line):
        uids = unfolded(line.split()[-1])
        if not self.qresync:
            self.wrong(line)
        self.earlier -= set(uids)
        if "(EARLIER)" in line:
            return
        if not self.may_expunge:
            self.wrong("VANISHED in a FETCH, STORE or SEARCH")
        for uid in uids:
            if uid in self.uids:
                self.uids.remove(uid)
            elif (place := self.unnamed(uid)) is not None:
                self.uids.pop(place)
            else:
                self.wrong(f"VANISHED {uid} was not there")
            self.gone(uid)

    def unnamed(self, uid):
        """Where a message can be whose UID was not told before it vanished."""
        below = [index for index, each in enumerate(self.uids) if each is not None and each < uid]
        above = [index for index, each in enumerate(self.uids) if each is not None and each > uid]
        first, last = (below[-1] + 1 if below else 0), (above[0] if above else len(self.uids))
        return first if first < last else None

    def gone(self, uid):
        if uid is not None and uid not in self.common.deleted:
            self.wrong(f"UID {uid} is gone and nobody wanted it")

    def fetch(self, number, text):
        if not 1 <= number <= len(self.uids):
            self.wrong(f"FETCH {number} of {len(self.uids)}")
            return
        uid = re.search(r"\bUID (\d+)", text)
        if uid:
            self.name_it(number, int(uid[1]))
        uid = self.uids[number - 1]
        if uid is None:
            return
        email, flags, modseq = (re.search(pattern, text) for pattern in (
            r"EMAILID \(([^)]*)\)", r"FLAGS \(([^)]*)\)", r"MODSEQ \((\d+)\)"))
        if email:
            self.common.tell(self.who, self.common.ids, uid, email[1])
        flags = frozenset(flags[1].split()) - {"\\Recent"} if flags else None
        if subject := re.search(r"Subject: (\S+)", text):
            self.common.tell(self.who, self.common.subjects, uid, subject[1])
        if flags is not None:
            self.known_flags[uid] = flags
        if modseq:
            self.changed(uid, int(modseq[1]), flags)
        if getattr(self, "asked", None) is not None:
            self.asked[uid] = flags

    def name_it(self, number, uid):
        if self.uids[number - 1] not in (None, uid):
            self.wrong(f"message {number} was UID {self.uids[number - 1]} and is {uid}")
        self.uids[number - 1] = uid
        before = [each for each in self.uids[:number - 1] if each is not None]
        after = [each for each in self.uids[number:] if each is not None]
        if (before and before[-1] >= uid) or (after and after[0] <= uid):
            self.wrong(f"UID {uid} of message {number} is out of order")

    def changed(self, uid, modseq, flags):
        if modseq < self.modseqs.get(uid, 0):
            self.wrong(f"MODSEQ of UID {uid} went from {self.modseqs[uid]} to {modseq}")
        self.modseqs[uid] = modseq
        if flags is not None:
            self.common.tell(self.who, self.common.flags, (uid, modseq), flags)
