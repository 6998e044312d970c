"""Mailboxes as real clients use them: mbsync and offlineimap keep copies in step both ways, curl reads and writes, a Perl
client gives rights; and accounts of two domains share a mailbox with these clients."""

import imaplib
import os
import re
import subprocess
import textwrap

from live_site import Site
from score import Score

HERE, HOME, OTHER, PASSWORD = "127.0.0.1", "example.test", "other.test", "Secret-12"
JOE, EVE = f"joe@{HOME}", f"eve@{OTHER}"
SHARED = f"~{JOE}/Work"
score = Score()


def message(subject):
    return f"From: {JOE}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@{HOME}>\r\n\r\nbody of {subject}\r\n".encode()


class Bench:
    def __init__(self, site):
        self.site = site
        self.home = os.path.join(site.base, "home")
        os.mkdir(self.home)

    def file(self, name, content):
        path = os.path.join(self.home, name)
        with open(path, "w") as out:
            out.write(textwrap.dedent(content))
        os.chmod(path, 0o600)
        return path

    def call(self, *words):
        env = {"PATH": os.environ["PATH"], "HOME": self.home, "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                                  timeout=40, cwd=self.home, env=env)
            return done.returncode, done.stdout + done.stderr
        except subprocess.TimeoutExpired:
            return -1, "it took more than 40 s"

    def works(self, name, *words):
        code, seen = self.call(*words)
        score.check(name, code == 0, seen)
        return seen

    def server(self, who=JOE):
        one = imaplib.IMAP4(HERE, self.site.imap)
        one.login(who, PASSWORD)
        return one

    def subjects(self, mailbox, who=JOE):
        """Of what is on the server now, with flags: {"hello": {"\\\\Seen"}}."""
        one = self.server(who)
        kind, _ = one.select(f'"{mailbox}"', readonly=True)
        _, data = one.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])") if kind == "OK" else (0, [])
        one.logout()
        found = {}
        for each in data:
            if isinstance(each, tuple):
                flags = imaplib.ParseFlags(each[0])
                subject = each[1].decode().split("Subject:")[1].split("\r\n")[0].strip()
                found[subject] = {flag.decode() for flag in flags} - {"\\Recent"}
        return found


def copies(folder):
    """The same of a local Maildir: {"hello": path}."""
    found = {}
    for part in ("new", "cur"):
        for name in os.listdir(os.path.join(folder, part)):
            path = os.path.join(folder, part, name)
            with open(path, errors="replace") as file:
                subject = next(line for line in file if line.startswith("Subject:"))
            found[subject[8:].strip()] = path
    return found


def put_locally(folder, subject):
    for part in ("tmp", "new", "cur"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    with open(os.path.join(folder, "cur", f"1700000000.{subject}.here:2,S"), "wb") as file:
        file.write(message(subject).replace(b"\r\n", b"\n"))


def both_ways(bench, name, folder, mailbox, sync):
    """`sync` copies between `folder` and `mailbox`; a change of either side comes to the other."""
    server = bench.server()
    server.create(mailbox)
    for subject in ("one", "two", "three"):
        server.append(mailbox, None, None, message(f"{name}-{subject}"))
    sync(f"{name} copies from the server")
    score.check(f"{name}: what is there comes", sorted(copies(folder)) == [f"{name}-{n}" for n in ("one", "three", "two")],
                copies(folder))
    put_locally(folder, f"{name}-mine")
    path = copies(folder)[f"{name}-two"]
    base = os.path.basename(path).partition(":2,")[0]
    os.rename(path, os.path.join(folder, "cur", f"{base}:2,FS"))
    server.select(mailbox)
    server.store("1", "+FLAGS", "(\\Deleted)")
    server.expunge()
    server.store("2", "+FLAGS", "(\\Answered)")
    sync(f"{name} copies both ways")
    seen = bench.subjects(mailbox)
    score.check(f"{name}: a new message goes up", f"{name}-mine" in seen, seen)
    score.check(f"{name}: flags go up", seen.get(f"{name}-two", set()) >= {"\\Seen", "\\Flagged"}, seen)
    local = copies(folder)
    score.check(f"{name}: what was expunged is gone", f"{name}-one" not in local, local)
    score.check(f"{name}: flags come", "R" in local[f"{name}-three"].partition(":2,")[2], local)
    os.remove(local[f"{name}-three"])
    sync(f"{name} copies once more")
    seen = bench.subjects(mailbox)
    score.check(f"{name}: what was removed is gone up there", f"{name}-three" not in seen, seen)
    before = bench.subjects(mailbox), sorted(copies(folder))
    sync(f"{name} has nothing to do")
    score.check(f"{name}: and nothing changes", before == (bench.subjects(mailbox), sorted(copies(folder))))
    server.logout()


def mbsync_rc(bench, name, who, mailbox):
    folder = os.path.join(bench.home, name)
    os.makedirs(folder, exist_ok=True)
    return folder, bench.file(f"{name}.rc", f"""\
        IMAPAccount a
        Host {HERE}
        Port {bench.site.imap}
        User {who}
        Pass {PASSWORD}
        AuthMechs LOGIN
        SSLType None

        IMAPStore r
        Account a

        MaildirStore l
        Path {folder}/
        Inbox {folder}/INBOX

        Channel c
        Far :r:"{mailbox}"
        Near :l:copy
        Create Near
        Expunge Both
        SyncState *
        """)


def mbsync(bench):
    folder, rc = mbsync_rc(bench, "mbsync", JOE, "Mb/&AMQ-rger")
    both_ways(bench, "mbsync", os.path.join(folder, "copy"), "Mb/&AMQ-rger",
              lambda what: bench.works(what, "mbsync", "-c", rc, "c"))


def offlineimap(bench):
    rc = bench.file("offlineimap.rc", f"""\
        [general]
        accounts = a
        ui = basic
        metadata = {bench.home}/offline-state
        [Account a]
        localrepository = l
        remoterepository = r
        [Repository l]
        type = Maildir
        localfolders = {bench.home}/offline
        [Repository r]
        type = IMAP
        remotehost = {HERE}
        remoteport = {bench.site.imap}
        remoteuser = {JOE}
        remotepass = {PASSWORD}
        auth_mechanisms = PLAIN
        ssl = no
        starttls = no
        folderfilter = lambda name: name == "Off"
        expunge = yes
        """)
    both_ways(bench, "offlineimap", os.path.join(bench.home, "offline", "Off"), "Off",
              lambda what: bench.works(what, "offlineimap", "-o", "-c", rc))


def curl(bench):
    base, login = f"imap://{HERE}:{bench.site.imap}", ["-u", f"{JOE}:{PASSWORD}"]
    letter = bench.file("letter", message("by-curl").decode())
    bench.works("curl makes a mailbox", "curl", "-sS", base, *login, "-X", "CREATE Curl")
    bench.works("curl puts a message there", "curl", "-sS", f"{base}/Curl", *login, "-T", letter)
    seen = bench.works("curl lists", "curl", "-sS", base, *login)
    score.check("the mailbox is among them", "Curl" in seen, seen)
    seen = bench.works("curl reads it", "curl", "-sS", f"{base}/Curl;UID=1", *login)
    score.check("as it was", "body of by-curl" in seen, seen)
    seen = bench.works("curl reads its text", "curl", "-sS", f"{base}/Curl;UID=1;SECTION=TEXT", *login)
    score.check("and nothing else", seen.strip() == "body of by-curl", seen)
    seen = bench.works("curl searches", "curl", "-sS", f"{base}/Curl?SUBJECT%20by-curl", *login)
    score.check("and finds", seen.split()[:3] == ["*", "SEARCH", "1"], seen)
    seen = bench.works("curl looks at it", "curl", "-sS", base, *login, "-X", "STATUS Curl (MESSAGES UNSEEN)")
    score.check("one message", "MESSAGES 1 UNSEEN 0" in seen, seen)


PERL = """
use Mail::IMAPClient; my ($port, $user, $password, $act, @words) = @ARGV;
my $c = Mail::IMAPClient->new(Server => "127.0.0.1", Port => $port, User => $user, Password => $password) or die $@;
if ($act eq "set") { $c->setacl(@words) or die $c->LastError }
if ($act eq "delete") { $c->deleteacl(@words) or die $c->LastError }
if ($act eq "get") { my %acl = %{$c->getacl(@words) or die $c->LastError}; print "$_ $acl{$_}\\n" for sort keys %acl }
if ($act eq "mine") { my $r = $c->myrights(@words) or die $c->LastError; print ref $r ? @$r : $r, "\\n" }
$c->logout;
"""


def perl(bench, who, *words):
    return bench.call("perl", "-e", PERL, str(bench.site.imap), who, PASSWORD, *words)


def letters(seen, identifier):
    """Of `identifier` in what Mail::IMAPClient shows; None: no element. c and d mean k x and t e x."""
    for line in seen.splitlines():
        name, _, rights = line.partition(" ")
        if name == identifier:
            return "".join(sorted(set(rights) - set("cd")))
    return None


def sharing(bench):
    server = bench.server()
    server.create("Work")
    server.append("Work", None, None, message("shared"))
    server.logout()
    curl_eve = ["curl", "-sS", "-u", f"{EVE}:{PASSWORD}"]
    url = f"imap://{HERE}:{bench.site.imap}/~joe%40{HOME}%2FWork"
    score.check("curl: nothing is shared at first", bench.call(*curl_eve, f"{url};UID=1")[0] != 0)
    score.check("perl gives rights", perl(bench, JOE, "set", "Work", EVE, "lrsw")[0] == 0)
    code, seen = perl(bench, JOE, "get", "Work")
    score.check("perl sees them", letters(seen, EVE) == "lrsw", seen)
    code, seen = perl(bench, EVE, "mine", SHARED)
    score.check("so does whom they were given", code == 0 and re.search(r"\* MYRIGHTS \S+ lrsw\s", seen), seen)
    score.check("who may not see the list", perl(bench, EVE, "get", SHARED)[0] != 0)
    seen = bench.works("curl reads the other's mailbox", *curl_eve, f"{url};UID=1")
    score.check("the message", "body of shared" in seen, seen)
    letter = bench.file("letter", message("from-eve").decode())
    score.check("nothing is put there", bench.call(*curl_eve, url, "-T", letter)[0] != 0)
    score.check("perl gives more", perl(bench, JOE, "set", "Work", EVE, "lrswite")[0] == 0)
    bench.works("now it is", *curl_eve, url, "-T", letter)
    folder, rc = mbsync_rc(bench, "eve", EVE, SHARED)
    bench.works("mbsync copies the other's mailbox", "mbsync", "-c", rc, "c")
    local = copies(os.path.join(folder, "copy"))
    score.check("all of it", sorted(local) == ["from-eve", "shared"], local)
    put_locally(os.path.join(folder, "copy"), "synced-by-eve")
    os.remove(local["shared"])
    bench.works("and back", "mbsync", "-c", rc, "c")
    seen = bench.subjects("Work")
    score.check("its owner sees what was done", sorted(seen) == ["from-eve", "synced-by-eve"], seen)
    score.check("perl takes the rights away", perl(bench, JOE, "delete", "Work", EVE)[0] == 0)
    code, seen = perl(bench, JOE, "get", "Work")
    score.check("the element is gone", code == 0 and letters(seen, EVE) is None, seen)
    score.check("curl: nothing is shared any more", bench.call(*curl_eve, f"{url};UID=2")[0] != 0)
    score.check("mbsync neither", bench.call("mbsync", "-c", rc, "c")[0] != 0)
    score.check("and nothing was lost", len(bench.subjects("Work")) == 2)


with Site(HOME) as site:
    site.cli("CREATEDOMAIN", OTHER)
    for domain in (HOME, OTHER):
        site.cli("UPDATEDOMAINSETTINGS", domain, "{AUTHMethods=All;}")
    for account in (JOE, EVE):
        site.account(account, PASSWORD)
    bench = Bench(site)
    for part in (mbsync, offlineimap, curl, sharing):
        score.run(part.__name__, lambda part=part: part(bench))
    score.check("the server has not complained", "damaged" not in site.output())
score.finish()
