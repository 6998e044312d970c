"""Several connections on one mailbox and an outside program that delivers into its Maildir, all at random for SECONDS
(the second argument; 15 unless told). Observers check every answer; at the end all must agree, and every message that was
put in must be there once, unless somebody deleted it."""

import os
import random
import socket
import sys
import threading
import time

from imap_observer import Common, Observer
from live_site import Site
from score import Score

PASSWORD = "Secret-12"
SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 15.0
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)
CLIENTS = 6
MOST = 300  # messages; more are not put in
FLAGS = ["\\Seen", "\\Answered", "\\Flagged", "\\Draft", "$Forwarded", "blue"]
score = Score()


class Delivered:
    """Marks in the messages' subjects: which were put in, and which somebody may have deleted."""

    def __init__(self):
        self.lock = threading.Lock()
        self.marks, self.count = set(), 0

    def next(self):
        with self.lock:
            self.count += 1
            return f"mark-{self.count}"

    def arrived(self, mark):
        with self.lock:
            self.marks.add(mark)


def message(mark, line_end="\r\n"):
    return line_end.join(["From: joe@example.test", f"Subject: {mark}", "", "x" * random.randrange(3000), ""]).encode()


def deliver_outside(maildir, delivered, end):
    """What another delivery agent does: a file in tmp/, renamed into new/; sometimes flags of a file in cur/."""
    chance = random.Random(SEED)
    while time.monotonic() < end:
        mark = delivered.next()
        name = f"{time.time():.6f}.P{os.getpid()}_{mark}.{socket.gethostname()}"
        path = os.path.join(maildir, "tmp", name)
        with open(path, "wb") as file:
            file.write(message(mark, "\n"))
        delivered.arrived(mark)
        os.rename(path, os.path.join(maildir, "new", name))
        here = os.listdir(os.path.join(maildir, "cur"))
        if here and chance.random() < 0.5:
            one = chance.choice(here)
            base, _, letters = one.partition(":2,")
            changed = "".join(sorted(set(letters) ^ {"F"}))
            try:
                os.rename(os.path.join(maildir, "cur", one), os.path.join(maildir, "cur", f"{base}:2,{changed}"))
            except FileNotFoundError:
                pass  # another was quicker
        time.sleep(chance.random() * (0.2 if len(here) < MOST else 2))


class Worker(threading.Thread):
    def __init__(self, number, site, common, delivered, end):
        super().__init__(daemon=True)
        self.chance = random.Random(SEED + number)
        self.common, self.delivered, self.end = common, delivered, end
        self.done = 0
        self.observer = Observer(site.imap, "joe", PASSWORD, common, number % 2 == 0, f"client {number}")
        self.observer.select("INBOX")

    def run(self):
        acts = [self.noop, self.fetch, self.store, self.store, self.store_unless_changed, self.delete, self.expunge,
                self.append, self.search, self.copy, self.move, self.idle, self.again, self.look]
        try:
            while time.monotonic() < self.end:
                self.chance.choice(acts)()
                self.done += 1
        except Exception as error:
            self.common.complain(self.observer.who, repr(error))

    def some(self):
        """UIDs as this client knows them; it may be wrong by now."""
        known = [uid for uid in self.observer.uids if uid is not None]
        return sorted(self.chance.sample(known, min(len(known), self.chance.randrange(1, 5))))

    def uids(self):
        return ",".join(map(str, self.some())) or "1"

    def must(self, words, *allowed, literal=None):
        answer = self.observer.do(words, literal)
        if answer.split()[0] != "OK" and not any(each in answer for each in allowed):
            self.common.complain(self.observer.who, f"{words}: {answer}")
        return answer

    def noop(self):
        self.must("NOOP")

    def look(self):
        self.observer.look()

    def fetch(self):
        if self.observer.uids:
            number = self.chance.randrange(1, len(self.observer.uids) + 1)
            self.must(f"FETCH {number} (UID FLAGS MODSEQ BODY.PEEK[])", "EXPUNGEISSUED")
        self.must(f"UID FETCH {self.uids()} (FLAGS ENVELOPE RFC822.SIZE)", "EXPUNGEISSUED")

    def store(self):
        how = self.chance.choice(["+", "-", "", "+"]) + "FLAGS" + self.chance.choice(["", ".SILENT"])
        flags = " ".join(self.chance.sample(FLAGS, self.chance.randrange(1, 4)))
        self.must(f"UID STORE {self.uids()} {how} ({flags})", "EXPUNGEISSUED")

    def store_unless_changed(self):
        since = self.chance.randrange(1, self.observer.highest + 2)
        self.must(f"UID STORE {self.uids()} (UNCHANGEDSINCE {since}) +FLAGS (\\Flagged)", "EXPUNGEISSUED")

    def going(self, some):
        with self.common.lock:
            self.common.deleted.update(some)
        return ",".join(map(str, some))

    def delete(self):
        if len(self.observer.uids) > 20 and (some := self.some()):
            self.must(f"UID STORE {self.going(some)} +FLAGS.SILENT (\\Deleted)", "EXPUNGEISSUED")

    def expunge(self):
        self.must(self.chance.choice(["EXPUNGE", f"UID EXPUNGE {self.uids()}"]))

    def append(self):
        if len(self.observer.uids) < MOST:
            mark = self.delivered.next()
            answer = self.must("APPEND INBOX (\\Seen)", literal=message(mark))
            if answer.startswith("OK [APPENDUID"):
                self.delivered.arrived(mark)

    def search(self):
        answer = self.must("UID SEARCH " + self.chance.choice(["UNSEEN", "SUBJECT mark", "MODSEQ 1", "NOT DELETED"]))
        if answer.startswith("OK") and self.observer.found != sorted(self.observer.found or []):
            self.common.complain(self.observer.who, f"found {self.observer.found}")

    def copy(self):
        if len(self.observer.uids) < MOST:
            self.must(f"UID COPY {self.uids()} Copies", "EXPUNGEISSUED")

    def move(self):
        if len(self.observer.uids) > 20 and (some := self.some()):
            self.must(f"UID MOVE {self.going(some)} Moved", "EXPUNGEISSUED")

    def idle(self):
        self.observer.count += 1
        tag = f"t{self.observer.count}"
        self.observer.socket.sendall(f"{tag} IDLE\r\n".encode())
        self.observer.may_expunge = True
        time.sleep(self.chance.random() / 5)
        self.observer.socket.sendall(b"DONE\r\n")
        while not (line := self.observer.line()).startswith(tag + " "):
            if not line.startswith("+"):
                self.observer.take(line)

    def again(self):
        """Another connection, that goes on where this one ended."""
        self.observer.hang_up()
        self.observer.connect()
        self.observer.select("INBOX")


def marks_in(site, mailbox):
    one = Observer(site.imap, "joe", PASSWORD, Common(), who="reader")
    one.select(mailbox)
    marks = [one.common.subjects[uid] for uid in one.uids]
    one.log_out()
    return marks


def agree(workers):
    """When nothing happens any more, everybody sees the same."""
    views = []
    for worker in workers:
        worker.observer.do("NOOP")
        seen = worker.observer.look()
        told = {uid: worker.observer.known_flags.get(uid) for uid in worker.observer.uids}
        score.check(f"{worker.observer.who} knows what it sees", seen == told, (seen, told))
        views.append(sorted((uid, sorted(flags or ())) for uid, flags in seen.items()))
    score.check("all see the same", all(view == views[0] for view in views))
    return views[0]


print(f"seed {SEED}")
with Site() as site:
    site.account("joe", PASSWORD)
    common, delivered = Common(), Delivered()
    first = Observer(site.imap, "joe", PASSWORD, common, who="first")
    for name in ("Copies", "Moved"):
        first.do(f"CREATE {name}")
    for _ in range(30):
        mark = delivered.next()
        first.do("APPEND INBOX", message(mark))
        delivered.arrived(mark)
    found = [root for root, names, _ in os.walk(site.base) if "cur" in names and "/mail" in root and "joe" in root]
    maildir = min(found, key=len)
    end = time.monotonic() + SECONDS
    workers = [Worker(number, site, common, delivered, end) for number in range(CLIENTS)]
    threads = [*workers, threading.Thread(target=deliver_outside, args=(maildir, delivered, end), daemon=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 90)
    score.check("everybody has come to an end", not any(thread.is_alive() for thread in threads))
    score.check("no answer was wrong", not common.wrong, "\n".join(common.wrong[:8]))
    view = agree(workers)
    files = sum(len(os.listdir(os.path.join(maildir, name))) for name in ("cur", "new"))
    score.check("as many as there are files", files == len(view), (files, len(view)))
    here, moved = marks_in(site, "INBOX"), marks_in(site, "Moved")
    score.check("no message is there twice", len(here + moved) == len(set(here + moved)),
                sorted(mark for mark in set(here + moved) if (here + moved).count(mark) > 1))
    score.check("nothing came from nowhere", set(here + moved) <= delivered.marks)
    wanted = {common.subjects.get(uid) for uid in common.deleted}
    lost = delivered.marks - set(here + moved) - wanted
    unknown = sum(uid not in common.subjects for uid in common.deleted)  # deleted before it was looked at
    score.check("nothing is lost that was not deleted", len(lost) <= unknown, sorted(lost))
    score.check("much was done", sum(worker.done for worker in workers) > 20 * SECONDS, [w.done for w in workers])
    print(f"{[worker.done for worker in workers]} acts, {len(delivered.marks)} messages, {len(view)} left")
    score.check("the server has not complained", "damaged" not in site.output())
    score.check("nor when it ended", site.stop() == 0, site.output())
score.finish()
