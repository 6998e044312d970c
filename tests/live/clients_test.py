"""Third-party clients against the real program: every mechanism that a client speaks, with the right
and the wrong password, over clear links and TLS; and one message through all of them, byte for byte."""

import imaplib
import os
import poplib
import re
import smtplib
import ssl
import subprocess
import textwrap

from live_site import DOMAIN, Site
from score import Score

HERE = "127.0.0.1"
DOMAIN_AT_HERE = "localhost"  # the test certificate names it beside the domain
MECHANISMS = "PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256".split()
CURL = "PLAIN LOGIN CRAM-MD5".split()  # what Debian's curl speaks everywhere
USER, PASSWORD, WRONG = f"alice@{DOMAIN}", "open Sesame 7", "open Sesame 8"
CYRUS = "/usr/lib/cyrus/bin"
PATH = f"{CYRUS}:{os.environ['PATH']}"

score = Score()


class Bench:
    """One site and a folder for what the clients write."""

    def __init__(self, site):
        self.site = site
        self.home = os.path.join(site.base, "home")
        os.mkdir(self.home)
        self.certificate = site.certificate()
        hosts = self.file("hosts", f"{HERE} {DOMAIN} other.test localhost {os.uname().nodename}\n")
        self.env = {"PATH": PATH, "HOME": self.home, "LC_ALL": "C"}
        self.resolving = dict(self.env, LD_PRELOAD="libnss_wrapper.so", NSS_WRAPPER_HOSTS=hosts)

    def file(self, name, content=""):
        path = os.path.join(self.home, name)
        with open(path, "w") as out:
            out.write(textwrap.dedent(content))
        os.chmod(path, 0o600)
        return path

    def call(self, words, said="", resolve=False):
        try:
            done = subprocess.run(words, input=said, capture_output=True, text=True, errors="replace",
                                  timeout=40, cwd=self.home, env=self.resolving if resolve else self.env)
            return done.returncode, done.stdout + done.stderr
        except subprocess.TimeoutExpired:
            return -1, "it took more than 40 s"

    def admits(self, name, words, shows=None, status=(0,), **how):
        """The client gets in: its exit status, or what it shows."""
        code, seen = self.call(words, **how)
        good = re.search(shows, seen) is not None if shows else code in status
        score.check(name, good, seen)

    def refuses(self, name, words, shows=None, hides=None, status=(0,), **how):
        """The client is told no, in good time."""
        code, seen = self.call(words, **how)
        if shows:
            good = re.search(shows, seen) is not None
        elif hides:
            good = code != -1 and re.search(hides, seen) is None
        else:
            good = code not in status and code != -1
        score.check(name, good, seen)


def curl(bench):
    site = bench.site
    for mechanism in CURL:
        for name, port in (("imap", site.imap), ("pop3", site.pop)):
            words = ["curl", "-sS", "--login-options", f"AUTH={mechanism}", f"{name}://{HERE}:{port}/", "-u"]
            bench.admits(f"curl {name} {mechanism}", [*words, f"{USER}:{PASSWORD}"])
            bench.refuses(f"curl {name} {mechanism} wrong", [*words, f"{USER}:{WRONG}"])
    for mechanism in [*CURL, "DIGEST-MD5"]:
        words = ["curl", "-v", "--login-options", f"AUTH={mechanism}", f"smtp://{HERE}:{site.subm}/", "-X", "NOOP",
                 "-u"]
        bench.admits(f"curl smtp {mechanism}", [*words, f"{USER}:{PASSWORD}"], shows="< 235 ")
        bench.refuses(f"curl smtp {mechanism} wrong", [*words, f"{USER}:{WRONG}"], shows="< 535 ")
    words = ["curl", "-sS", "--login-options", "AUTH=+APOP", f"pop3://{HERE}:{site.pop}/", "-u"]
    bench.admits("curl pop3 APOP", [*words, f"{USER}:{PASSWORD}"])
    bench.refuses("curl pop3 APOP wrong", [*words, f"{USER}:{WRONG}"])
    bench.refuses("curl imap unknown account", ["curl", "-sS", f"imap://{HERE}:{site.imap}/", "-u", f"nobody:{WRONG}"])


def curl_tls(bench):
    site, login = bench.site, ["-u", f"{USER}:{PASSWORD}"]
    upgrades = (("imap", site.imap), ("pop3", site.pop), ("smtp", site.subm))
    secure = (("imaps", site.imaps), ("pop3s", site.pops), ("smtps", site.submissions))
    for name, port in upgrades + secure:
        more = ["--ssl-reqd"] if (name, port) in upgrades else []
        more += ["-X", "NOOP"] if name.startswith("smtp") else []
        trusting = ["curl", "-sS", "--cacert", bench.certificate, *more, *login]
        bench.admits(f"curl {name} TLS, name checked", [*trusting, f"{name}://{DOMAIN}:{port}/"], resolve=True)
        bench.refuses(f"curl {name} TLS, another name", [*trusting, f"{name}://other.test:{port}/"], resolve=True)
        bench.refuses(f"curl {name} TLS, not trusted", ["curl", "-sS", *more, *login, f"{name}://{DOMAIN}:{port}/"],
                      resolve=True)


def gsasl(bench):
    common = ["gsasl", "--no-starttls", "--quiet", "--no-cb", "--quality-of-protection=qop-auth", "--realm", DOMAIN,
              "--hostname", DOMAIN, "-a", USER]
    for mechanism in MECHANISMS:
        imap = [*common, "--imap", f"--connect={HERE}:{bench.site.imap}", "-m", mechanism, "-p"]
        bench.admits(f"gsasl imap {mechanism}", [*imap, PASSWORD])
        bench.refuses(f"gsasl imap {mechanism} wrong", [*imap, WRONG])
        smtp = [*common, "--smtp", f"--connect={HERE}:{bench.site.subm}", "-m", mechanism, "-p"]
        bench.admits(f"gsasl smtp {mechanism}", [*smtp, PASSWORD], shows=r"(?m)^235 ")
        bench.refuses(f"gsasl smtp {mechanism} wrong", [*smtp, WRONG], hides=r"(?m)^235 ")


def swaks(bench):
    for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5"):
        words = ["swaks", "--server", f"{HERE}:{bench.site.subm}", "--auth", mechanism, "--au", USER,
                 "--auth-extra", f"realm={DOMAIN}", "--quit-after", "AUTH", "--ap"]
        bench.admits(f"swaks {mechanism}", [*words, PASSWORD], shows=r"<-  235 ")
        bench.refuses(f"swaks {mechanism} wrong", [*words, WRONG], shows=r"<\*\* 535 ")
    tls = ["swaks", "--server", f"{DOMAIN}:{bench.site.subm}", "--tls", "--tls-verify", "--tls-ca-path",
           bench.certificate, "--auth", "PLAIN", "--au", USER, "--ap", PASSWORD, "--quit-after", "AUTH"]
    bench.admits("swaks STARTTLS", tls, shows=r"<~  235 ", resolve=True)


def cyrus(bench):
    site = bench.site
    for mechanism in MECHANISMS:
        for program, port, bye in (("imtest", site.imap, ". logout\r\n"), ("smtptest", site.subm, "QUIT\r\n"),
                                   ("pop3test", site.pop, "QUIT\r\n")):
            words = [program, "-p", str(port), "-m", mechanism, "-a", USER, "-u", USER, "-r", DOMAIN, HERE]
            bench.admits(f"{program} {mechanism}", [*words[:-1], "-w", PASSWORD, HERE], shows="Authenticated", said=bye)
            bench.refuses(f"{program} {mechanism} wrong", [*words[:-1], "-w", WRONG, HERE], hides="Authenticated",
                          said=bye)
    for program, method, port, bye in (("imtest", "login", site.imap, ". logout\r\n"),
                                       ("pop3test", "user", site.pop, "QUIT\r\n"),
                                       ("pop3test", "apop", site.pop, "QUIT\r\n")):
        words = [program, "-p", str(port), "-m", method, "-a", USER, "-w"]
        bench.admits(f"{program} {method}", [*words, PASSWORD, HERE], shows="Authenticated", said=bye)
        bench.refuses(f"{program} {method} wrong", [*words, WRONG, HERE], hides="Authenticated", said=bye)


def mpop(bench):
    for method in ["user", "apop", *(one.lower() for one in MECHANISMS)]:
        words = ["mpop", f"--host={DOMAIN}", f"--port={bench.site.pop}", f"--auth={method}", f"--user={USER}",
                 "--tls=off", f"--delivery=mbox,{bench.home}/mpop.mbox", "--keep=on",
                 f"--uidls-file={bench.home}/mpop.uidls"]
        bench.admits(f"mpop {method}", [*words, f"--passwordeval=echo '{PASSWORD}'"], resolve=True)
        bench.refuses(f"mpop {method} wrong", [*words, f"--passwordeval=echo '{WRONG}'"], resolve=True)


def msmtp(bench):
    said = f"From: {USER}\nTo: {USER}\nSubject: from msmtp\n\nhello\n"
    for method in (one.lower() for one in MECHANISMS):
        words = ["msmtp", f"--host={DOMAIN}", f"--port={bench.site.subm}", f"--auth={method}", f"--user={USER}",
                 "--tls=off", f"--from={USER}", USER]
        bench.admits(f"msmtp {method}", [*words[:-1], f"--passwordeval=echo '{PASSWORD}'", USER], said=said, resolve=True)
        bench.refuses(f"msmtp {method} wrong", [*words[:-1], f"--passwordeval=echo '{WRONG}'", USER], said=said,
                      resolve=True)


def mbsync(bench):
    def words(mechanism, password, kind):
        folder = os.path.join(bench.home, f"mb-{mechanism}-{kind}-{password == PASSWORD}")
        os.mkdir(folder)
        trust = f"CertificateFile {bench.certificate}" if kind != "None" else ""
        port = bench.site.imaps if kind == "IMAPS" else bench.site.imap
        rc = bench.file(f"rc-{os.path.basename(folder)}", f"""\
            IMAPAccount a
            Host {DOMAIN}
            Port {port}
            User {USER}
            Pass "{password}"
            AuthMechs {mechanism}
            SSLType {kind}
            {trust}

            IMAPStore r
            Account a

            MaildirStore l
            Path {folder}/
            Inbox {folder}/INBOX

            Channel c
            Far :r:
            Near :l:
            Patterns INBOX
            Create Near
            SyncState *
            """)
        return ["mbsync", "-c", rc, "c"]

    for mechanism in MECHANISMS:
        bench.admits(f"mbsync {mechanism}", words(mechanism, PASSWORD, "None"), resolve=True)
        bench.refuses(f"mbsync {mechanism} wrong", words(mechanism, WRONG, "None"), resolve=True)
    bench.admits("mbsync STARTTLS", words("PLAIN", PASSWORD, "STARTTLS"), resolve=True)
    bench.admits("mbsync IMAPS", words("PLAIN", PASSWORD, "IMAPS"), resolve=True)


def fetchmail(bench):
    def words(protocol, port, how, password):
        rc = bench.file("fetchmailrc", f"""\
            poll {DOMAIN} proto {protocol} port {port} {how} user "{USER}" password "{password}" sslproto "" mda "/bin/true"
            """)
        return ["fetchmail", "-f", rc, "--nosyslog", "--keep", "--pidfile", os.path.join(bench.home, "fetchmail.pid")]

    for name, protocol, port, how in (("imap password", "IMAP", bench.site.imap, "auth password"),
                                      ("imap CRAM-MD5", "IMAP", bench.site.imap, "auth cram-md5"),
                                      ("pop3 password", "POP3", bench.site.pop, "auth password"),
                                      ("APOP", "APOP", bench.site.pop, "")):
        # 1 means "no mail", which is a good login too.
        bench.admits(f"fetchmail {name}", words(protocol, port, how, PASSWORD), status=(0, 1), resolve=True)
        bench.refuses(f"fetchmail {name} wrong", words(protocol, port, how, WRONG), status=(0, 1), resolve=True)


def perl(bench):
    imap = """use Mail::IMAPClient; my ($port, $user, $password, $how) = @ARGV;
        my $c = Mail::IMAPClient->new(Server => "127.0.0.1", Port => $port, User => $user, Password => $password,
            $how ? (Authmechanism => $how) : ()) or die $@; $c->select("INBOX") or die $c->LastError; $c->logout"""
    pop = """use Net::POP3; use Authen::SASL "Perl"; my ($port, $user, $password, $how) = @ARGV;
        my $p = Net::POP3->new("127.0.0.1", Port => $port) or die; my $s = Authen::SASL->new(mechanism => $how,
            callback => {user => $user, pass => $password, authname => ""});
        my $in = $how eq "APOP" ? defined $p->apop($user, $password) : $how eq "USER" ? defined $p->login($user, $password)
            : $p->auth($s); exit !$in"""
    smtp = """use Net::SMTP; use Authen::SASL "Perl"; my ($port, $user, $password, $how) = @ARGV;
        my $p = Net::SMTP->new("127.0.0.1", Port => $port) or die; exit !$p->auth(Authen::SASL->new(mechanism => $how,
            callback => {user => $user, pass => $password, authname => ""}))"""
    for name, script, port, methods in (("Mail::IMAPClient", imap, bench.site.imap, ["", "CRAM-MD5", "PLAIN"]),
                                        ("Net::POP3", pop, bench.site.pop, ["USER", "APOP", "CRAM-MD5", "PLAIN"]),
                                        ("Net::SMTP", smtp, bench.site.subm, ["CRAM-MD5", "PLAIN", "LOGIN"])):
        for method in methods:
            words = ["perl", "-e", script, str(port), USER]
            bench.admits(f"{name} {method}", [*words, PASSWORD, method])
            bench.refuses(f"{name} {method} wrong", [*words, WRONG, method])


def python_imap(bench):
    site = bench.site

    def client(tls):
        if not tls:
            return imaplib.IMAP4(HERE, site.imap)
        one = imaplib.IMAP4(DOMAIN_AT_HERE, site.imap)
        one.starttls(ssl.create_default_context(cafile=bench.certificate))
        return one

    def plain(one, password):
        one.authenticate("PLAIN", lambda _: f"\0{USER}\0{password}".encode())

    ways = {"LOGIN": lambda one, password: one.login(USER, password),
            "CRAM-MD5": lambda one, password: one.login_cram_md5(USER, password), "PLAIN": plain}
    for name, way in ways.items():
        score.run(f"imaplib {name}", lambda way=way: way(client(False), PASSWORD))
        score.refuse(f"imaplib {name} wrong", lambda way=way: way(client(False), WRONG))


def python_pop(bench):
    site = bench.site

    def user(one, password):
        one.user(USER)
        one.pass_(password)

    ways = {"USER": user, "APOP": lambda one, password: one.apop(USER, password)}
    for name, way in ways.items():
        score.run(f"poplib {name}", lambda way=way: way(poplib.POP3(HERE, site.pop), PASSWORD))
        score.refuse(f"poplib {name} wrong", lambda way=way: way(poplib.POP3(HERE, site.pop), WRONG))

    def stls():
        one = poplib.POP3(DOMAIN_AT_HERE, site.pop)
        one.stls(ssl.create_default_context(cafile=bench.certificate))
        user(one, PASSWORD)
    score.run("poplib STLS", stls)


def python_smtp(bench):
    site = bench.site

    def login(method, password):
        one = smtplib.SMTP(HERE, site.subm, local_hostname="client.test")
        one.ehlo()
        one.user, one.password = USER, password
        one.auth(method, getattr(one, "auth_" + method.lower().replace("-", "_")))

    for method in ("PLAIN", "LOGIN", "CRAM-MD5"):
        score.run(f"smtplib {method}", lambda method=method: login(method, PASSWORD))
        score.refuse(f"smtplib {method} wrong", lambda method=method: login(method, WRONG))

    def starttls():
        one = smtplib.SMTP(DOMAIN_AT_HERE, site.subm, local_hostname="client.test")
        one.starttls(context=ssl.create_default_context(cafile=bench.certificate))
        one.login(USER, PASSWORD)
    score.run("smtplib STARTTLS", starttls)


MESSAGE = ("From: someone@elsewhere.test\r\nTo: bob@" + DOMAIN + "\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\n"
           "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
           ".\r\n..\r\n.dots at the front\r\n\r\n\ttabs and  spaces \r\ncaf\u00e9 \u20ac\r\n" + "x" * 990
           + "\r\nFrom the start of a line\r\n\r\n").encode()


def one_message(bench):
    """What SMTP takes, IMAP, POP3 and curl give back as it was, below the lines the server adds on top."""
    site = bench.site
    site.account("bob", PASSWORD, "{PasswordEncryption=sealed;}")
    sender = smtplib.SMTP(HERE, site.smtp, local_hostname="client.test")
    score.run("a message is accepted for a local account",
              lambda: sender.sendmail("someone@elsewhere.test", [f"bob@{DOMAIN}"], MESSAGE) == {})
    sender.quit()

    reader = imaplib.IMAP4(HERE, site.imap)
    reader.login(f"bob@{DOMAIN}", PASSWORD)
    reader.select("INBOX")
    by_imap = reader.fetch("1", "(BODY.PEEK[])")[1][0][1]
    score.check("IMAP gives the message byte for byte", by_imap.endswith(MESSAGE), by_imap[:300])
    size = int(re.search(rb"SIZE (\d+)", reader.fetch("1", "(RFC822.SIZE)")[1][0]).group(1))
    score.check("IMAP says its size", size == len(by_imap), size)
    taker = poplib.POP3(HERE, site.pop)
    taker.user(f"bob@{DOMAIN}")
    taker.pass_(PASSWORD)
    by_pop = b"".join(line + b"\r\n" for line in taker.retr(1)[1])
    score.check("POP3 gives the same bytes", by_pop == by_imap, by_pop[:300])
    score.check("POP3 says the same size", taker.stat() == (1, size), taker.stat())
    taker.quit()
    seen = subprocess.run(["curl", "-sS", f"pop3://{HERE}:{site.pop}/1", "-u", f"bob@{DOMAIN}:{PASSWORD}"],
                          capture_output=True, timeout=40)
    score.check("curl by POP3 gives the same bytes", seen.stdout == by_imap, seen.stderr)
    seen = subprocess.run(["curl", "-sS", f"imap://{HERE}:{site.imap}/INBOX/;MAILINDEX=1", "-u",
                           f"bob@{DOMAIN}:{PASSWORD}"], capture_output=True, timeout=40)
    score.check("curl by IMAP gives the same bytes", seen.stdout == by_imap, seen.stderr)
    added = by_imap[:-len(MESSAGE)]
    score.check("on top there are only trace lines", re.fullmatch(rb"((Return-Path|Received):[^\r]*\r\n(\s[^\r]*\r\n)*)+",
                                                                  added) is not None, added)


def relaying(bench):
    """Strangers may not send elsewhere; a wrong recipient is refused before the message."""
    def send(address):
        with smtplib.SMTP(HERE, bench.site.smtp, local_hostname="client.test") as sender:
            sender.sendmail("someone@elsewhere.test", [address], MESSAGE)
    score.refuse("a stranger may not relay", lambda: send("anyone@elsewhere.test"))
    score.refuse("an unknown local account is refused", lambda: send(f"nobody@{DOMAIN}"))


def default_scheme(bench):
    """An account as it is made when nobody chose a scheme: all but APOP."""
    bench.site.account("carol", PASSWORD)
    for mechanism in MECHANISMS:
        words = ["gsasl", "--no-starttls", "--quiet", "--no-cb", "--quality-of-protection=qop-auth", "--realm", DOMAIN,
                 "--hostname", DOMAIN, "-a", f"carol@{DOMAIN}", "--imap", f"--connect={HERE}:{bench.site.imap}", "-m",
                 mechanism, "-p"]
        bench.admits(f"default scheme, gsasl {mechanism}", [*words, PASSWORD])
        bench.refuses(f"default scheme, gsasl {mechanism} wrong", [*words, WRONG])


def main():
    with Site() as site:
        site.every_method()
        site.account("alice", PASSWORD, "{PasswordEncryption=sealed;}")
        bench = Bench(site)
        for group in (curl, curl_tls, gsasl, swaks, cyrus, mpop, msmtp, mbsync, fetchmail, perl, python_imap,
                      python_pop, python_smtp, one_message, relaying, default_scheme):
            score.run(f"group {group.__name__}", lambda group=group: group(bench))
        score.check("the server still runs", site.alive(), site.output())
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
