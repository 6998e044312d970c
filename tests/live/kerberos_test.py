"""Tickets of real Key Distribution Centers at the doors of the real program: mail clients get in without a
password, each only into the domain that shares a key with its realm."""

import base64
import os
import re
import socket
import subprocess
import textwrap
import threading

from kdc import RC4, Kdc
from live_site import DOMAIN, Site
from score import Score
from wire import Wire

HERE = "127.0.0.1"
OTHER = "other.test"
SERVICES = ("imap", "pop", "smtp")
PASSWORD = "open Sesame 7"
CYRUS = "/usr/lib/cyrus/bin"

score = Score()


class Bench:
    def __init__(self, site, kdc, other_kdc):
        self.site, self.kdc, self.other_kdc = site, kdc, other_kdc
        self.home = os.path.join(site.base, "home")
        os.mkdir(self.home)
        self.hosts = self.file("hosts", f"{HERE} {DOMAIN} {OTHER} localhost {os.uname().nodename}\n")
        self.first_keytabs = {}

    def file(self, name, content=""):
        path = os.path.join(self.home, name)
        with open(path, "w") as out:
            out.write(textwrap.dedent(content))
        os.chmod(path, 0o600)
        return path

    def call(self, words, env, said=""):
        env = dict(env, PATH=f"{CYRUS}:{env['PATH']}", HOME=self.home, LD_PRELOAD="libnss_wrapper.so",
                   NSS_WRAPPER_HOSTS=self.hosts)
        try:
            done = subprocess.run(words, input=said, capture_output=True, text=True, errors="replace", timeout=40,
                                  cwd=self.home, env=env)
            return done.returncode, done.stdout + done.stderr
        except subprocess.TimeoutExpired:
            return -1, "it took more than 40 s"

    def admits(self, name, words, env, shows=None, status=(0,), said=""):
        code, seen = self.call(words, env, said)
        score.check(name, re.search(shows, seen) is not None if shows else code in status, seen)

    def refuses(self, name, words, env, hides=None, status=(0,), said=""):
        code, seen = self.call(words, env, said)
        good = code != -1 and (re.search(hides, seen) is None if hides else code not in status)
        score.check(name, good, seen)

    def import_keys(self, domain, keytab, check=True):
        return self.site.cli("IMPORTKERBEROSKEYS", domain, f"[{base64.b64encode(keytab).decode()}]", check=check)

    def listed(self, domain):
        """The ids, principals, versions and types of a domain's keys."""
        seen = self.site.cli("LISTKERBEROSKEYS", domain).stdout
        return re.findall(r'Id=(\d+);.*?Principal="?([^;"]+)"?;.*?Type="?([^;"]+)"?;\s*Version=#(\d+);', seen, re.S)

    def gsasl(self, user="alice", domain=DOMAIN):
        return ["gsasl", "--no-starttls", "--quiet", "--imap", f"--connect={domain}:{self.site.imap}", "-m", "GSSAPI",
                "-a", user, "-z", user, "--service", "imap", "--hostname", domain,
                "--quality-of-protection=qop-auth"]


def import_all(bench):
    kept = bench.first_keytabs
    for service in SERVICES:
        kept[service] = bench.kdc.service(f"{service}/{DOMAIN}")
        bench.import_keys(DOMAIN, kept[service])
        bench.import_keys(OTHER, bench.other_kdc.service(f"{service}/{OTHER}"))
    seen = bench.listed(DOMAIN)
    score.check("all keys are listed with their types", len(seen) == 6 and
                {row[2] for row in seen} == {"AES256-SHA1", "AES128-SHA1"}, seen)
    foreign = bench.other_kdc.service(f"ftp/{OTHER}")
    score.check("keys for another domain's name are refused",
                bench.import_keys(DOMAIN, foreign, check=False).returncode != 0)
    for name, bad in (("a part of a keytab", kept["imap"][:-7]), ("an empty one", b""), ("no keytab", b"hello")):
        score.check(f"{name} is refused", bench.import_keys(DOMAIN, bad, check=False).returncode != 0)
    shown = bench.site.cli("GETDOMAINSETTINGS", DOMAIN).stdout + bench.site.cli("LISTKERBEROSKEYS", DOMAIN).stdout
    score.check("no key is shown", "Key=" not in shown and "KerberosKeys" not in shown, shown)


def capabilities(bench):
    wire = Wire(bench.site.imap)
    wire.say("a CAPABILITY")
    seen = b"".join(wire.until(rb"^a OK"))
    score.check("IMAP offers GSSAPI to a domain with keys", b"AUTH=GSSAPI" in seen, seen)


def curl(bench):
    env = bench.kdc.ticket("alice", PASSWORD)
    for name, port, more in (("imap", bench.site.imap, []), ("pop3", bench.site.pop, []),
                             ("smtp", bench.site.subm, ["-X", "NOOP"])):
        words = ["curl", "-sS", "--login-options", "AUTH=GSSAPI", f"{name}://{DOMAIN}:{port}/", "-u", ":", *more]
        bench.admits(f"curl {name}", words, env)


def gsasl(bench):
    env = bench.kdc.ticket("alice", PASSWORD)
    bench.admits("gsasl imap", bench.gsasl(), env)
    smtp = ["gsasl", "--no-starttls", "--quiet", "--smtp", f"--connect={DOMAIN}:{bench.site.subm}", "-m", "GSSAPI",
            "-a", "alice", "-z", f"alice@{DOMAIN}", "--service", "smtp", "--hostname", DOMAIN,
            "--quality-of-protection=qop-auth"]
    bench.admits("gsasl smtp", smtp, env, shows=r"(?m)^235 ")


def cyrus(bench):
    env = bench.kdc.ticket("alice", PASSWORD)
    for program, port, bye in (("imtest", bench.site.imap, ". logout\r\n"), ("smtptest", bench.site.subm, "QUIT\r\n"),
                               ("pop3test", bench.site.pop, "QUIT\r\n")):
        bench.admits(program, [program, "-p", str(port), "-m", "GSSAPI", DOMAIN], env, shows=r"Authenticated\.",
                     said=bye)
    # Its own rule for the layer, RFC 4178 around the ticket.
    words = ["imtest", "-p", str(bench.site.imap), "-m", "GSS-SPNEGO", "-l", "0", DOMAIN]
    bench.admits("imtest GSS-SPNEGO", words, env, shows=r"Authenticated\.", said=". logout\r\n")


def mbsync(bench):
    env = bench.kdc.ticket("alice", PASSWORD)
    os.mkdir(os.path.join(bench.home, "mb"))
    rc = bench.file("mbsyncrc", f"""\
        IMAPAccount a
        Host {DOMAIN}
        Port {bench.site.imap}
        User alice
        AuthMechs GSSAPI
        SSLType None

        IMAPStore r
        Account a

        MaildirStore l
        Path {bench.home}/mb/
        Inbox {bench.home}/mb/INBOX

        Channel c
        Far :r:
        Near :l:
        Patterns INBOX
        Create Near
        SyncState *
        """)
    bench.admits("mbsync", ["mbsync", "-c", rc, "c"], env)


def fetchmail(bench):
    env = bench.kdc.ticket("alice", PASSWORD)
    rc = bench.file("fetchmailrc", f"""\
        poll {DOMAIN} proto IMAP port {bench.site.imap} auth gssapi user "alice" password "x" sslproto "" mda "/bin/true"
        """)
    bench.admits("fetchmail", ["fetchmail", "-f", rc, "--nosyslog", "--keep", "--pidfile", f"{bench.home}/fetchmail.pid"],
                 env, status=(0, 1))  # 1 means "no mail"


def mpop_and_msmtp(bench):
    env = bench.kdc.ticket("alice", PASSWORD)
    bench.admits("mpop", ["mpop", f"--host={DOMAIN}", f"--port={bench.site.pop}", "--auth=gssapi", "--user=alice",
                          "--tls=off", f"--delivery=mbox,{bench.home}/mpop.mbox", "--keep=on",
                          f"--uidls-file={bench.home}/mpop.uidls"], env)
    bench.admits("msmtp", ["msmtp", f"--host={DOMAIN}", f"--port={bench.site.subm}", "--auth=gssapi", "--user=alice",
                           "--tls=off", f"--from=alice@{DOMAIN}", f"alice@{DOMAIN}"], env,
                 said=f"From: alice@{DOMAIN}\nSubject: by ticket\n\nhello\n")


def refusals(bench):
    for user, why in (("bob", "whose account does not take tickets"), ("carol", "without an account"),
                      ("alice/admin", "whose name has two parts")):
        bench.refuses(f"a user {why} is refused", bench.gsasl(user), bench.kdc.ticket(user, PASSWORD))
    env = bench.kdc.ticket("alice", PASSWORD)
    words = bench.gsasl()
    words[words.index("-z") + 1] = "dave"
    bench.refuses("acting as somebody else is refused", words, env)


def another_domain(bench):
    """Each realm opens its own domain and never the other's, though both have an alice."""
    env = bench.other_kdc.ticket("alice", PASSWORD)
    words = bench.gsasl(domain=OTHER)
    words[words.index("-z") + 1] = f"alice@{OTHER}"
    bench.admits("the other realm opens its domain", words, env)
    # The other realm's KDC makes tickets for our name too, under a key of its own.
    bench.other_kdc.service(f"imap/{DOMAIN}")
    lying = dict(env, KRB5_CONFIG=bench.file("lying.conf", claiming(bench.other_kdc)))
    bench.refuses("a ticket of the other realm for our name is refused", bench.gsasl(), lying)
    score.check("and it was a ticket", "imap/" + DOMAIN in bench.call(["klist"], lying)[1])
    log = bench.site.log()
    score.check("who came by ticket is in the log", f"alice@{OTHER}" in log and f"alice@{DOMAIN}" in log)


def claiming(kdc):
    with open(kdc.env["KRB5_CONFIG"]) as file:
        return file.read() + f" {DOMAIN} = {kdc.realm}\n"


class Eavesdropper(threading.Thread):
    """Stands between a client and the server and keeps what the client says."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.listener = socket.create_server((HERE, 0))
        self.port, self.server_port, self.heard = self.listener.getsockname()[1], port, b""

    def run(self):
        client, _ = self.listener.accept()
        server = socket.create_connection((HERE, self.server_port))
        threading.Thread(target=self.pass_on, args=(server, client, False), daemon=True).start()
        self.pass_on(client, server, True)

    def pass_on(self, source, sink, listening):
        try:
            while piece := source.recv(65536):
                if listening:
                    self.heard += piece
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def token(self):
        """The first token of a ticket login: the longest run of base64."""
        return max(re.findall(rb"[A-Za-z0-9+/]+=*", self.heard), key=len).decode()


def replay(bench):
    env = bench.kdc.ticket("alice", PASSWORD)
    ear = Eavesdropper(bench.site.imap)
    ear.start()
    words = bench.gsasl()
    words[words.index(f"--connect={DOMAIN}:{bench.site.imap}")] = f"--connect={DOMAIN}:{ear.port}"
    bench.admits("a client that is overheard gets in", words, env)

    def again():
        wire = Wire(bench.site.imap)
        wire.say("a AUTHENTICATE GSSAPI")
        wire.until(rb"^\+")
        wire.say(ear.token())
        return wire.until(rb"^(?:\+|a )")[-1]
    seen = again()
    score.check("what was overheard is refused", seen.startswith(b"a NO"), seen)
    bench.site.stop()
    bench.site.start()
    seen = again()
    score.check("and after a restart", seen.startswith(b"a NO"), seen)


def new_versions(bench):
    """Old and new keys overlap until the old ones are deleted."""
    env = bench.kdc.ticket("alice", PASSWORD)
    bench.admits("before the new keys", bench.gsasl(), env)  # the ticket for imap is in the cache now
    bench.import_keys(DOMAIN, bench.kdc.new_keys(f"imap/{DOMAIN}"))
    bench.admits("an old ticket while there are both", bench.gsasl(), env)
    bench.admits("a new ticket", bench.gsasl(), bench.kdc.ticket("alice", PASSWORD))
    old = [row[0] for row in bench.listed(DOMAIN) if row[1] == f"imap/{DOMAIN}" and row[3] == "1"]
    bench.site.cli("DELETEKERBEROSKEYS", DOMAIN, f"({','.join(old)})")
    bench.refuses("an old ticket without its key", bench.gsasl(), env)
    bench.admits("a new ticket without the old keys", bench.gsasl(), bench.kdc.ticket("alice", PASSWORD))


def rc4(bench):
    """A keytab as ktpass makes it: RC4, one version, for one service of a domain alias."""
    keytab = bench.kdc.new_keys(f"pop/{DOMAIN}", RC4)
    said = bench.import_keys(DOMAIN, keytab).stdout + bench.import_keys(DOMAIN, keytab).stderr
    score.check("an RC4 key is imported with a warning", "RC4-HMAC" in said or
                any(row[2] == "RC4-HMAC" for row in bench.listed(DOMAIN)), said)
    words = ["pop3test", "-p", str(bench.site.pop), "-m", "GSSAPI", DOMAIN]
    bench.admits("a ticket under an RC4 key", words, bench.kdc.ticket("alice", PASSWORD), shows=r"Authenticated\.",
                 said="QUIT\r\n")


def without_keys(bench):
    ids = [row[0] for row in bench.listed(DOMAIN)]
    bench.site.cli("DELETEKERBEROSKEYS", DOMAIN, f"({','.join(ids)})")
    score.check("no key is left", bench.listed(DOMAIN) == [])
    bench.refuses("nobody gets in without keys", bench.gsasl(), bench.kdc.ticket("alice", PASSWORD))


def main():
    with Kdc("ONE.TEST", [DOMAIN]) as kdc, Kdc("TWO.TEST", [OTHER]) as other_kdc, Site() as site:
        for user in ("alice", "bob", "carol", "alice/admin"):
            kdc.user(user, PASSWORD)
        other_kdc.user("alice", PASSWORD)
        site.cli("CREATEDOMAIN", OTHER)
        for domain in (DOMAIN, OTHER):
            site.cli("UPDATEDOMAINSETTINGS", domain, "{AUTHMethods=All;}")
        for name in (f"alice@{DOMAIN}", f"dave@{DOMAIN}", f"alice@{OTHER}"):
            site.account(name, PASSWORD)
        site.account(f"bob@{DOMAIN}", PASSWORD, "{UseKerberosPassword=NO;}")
        bench = Bench(site, kdc, other_kdc)
        for group in (import_all, capabilities, curl, gsasl, cyrus, mbsync, fetchmail, mpop_and_msmtp, refusals,
                      another_domain, replay, new_versions, rc4, without_keys):
            score.run(f"group {group.__name__}", lambda group=group: group(bench))
        score.check("the server still runs", site.alive(), site.output())
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
