"""NTLM and MSN by clients that others wrote. NTLMv2: curl, python3-ntlm-auth, impacket. Only NTLMv1 or
LM: GNU SASL (gsasl, mpop, msmtp), Cyrus SASL, Authen::NTLM (swaks), fetchmail, which are refused until the
domain says NTLMEnableWeak."""

import base64
import hashlib
import imaplib
import os
import poplib
import smtplib
import ssl
import sys

from clients_test import Bench, DOMAIN, DOMAIN_AT_HERE, HERE, PASSWORD, USER, WRONG, score
from live_site import Site

sys.path.append("/usr/lib/python3/dist-packages")  # where Debian puts them, whichever Python this is
from Cryptodome.Hash import MD4  # noqa: E402
from impacket import ntlm as impacket  # noqa: E402
from ntlm_auth.gss_channel_bindings import GssChannelBindingsStruct  # noqa: E402
from ntlm_auth.ntlm import NtlmContext  # noqa: E402

NAMES = {"user@domain": (USER, ""), "the domain apart": ("alice", DOMAIN), "a workgroup": ("alice", "WORKGROUP"),
         "no domain": ("alice", "")}

library_hash = hashlib.new


def any_hash(name, *data, **more):
    """ntlm-auth asks hashlib for MD4, which OpenSSL 3 does not give it."""
    return MD4.new(*data) if name == "md4" else library_hash(name, *data, **more)


hashlib.new = any_hash


def refused(name, login):
    """The server said no; a client that breaks down has not been refused."""
    score.run(name, lambda: login() is False)


class Context:
    """One login by ntlm-auth: a token for each challenge. `level` is Windows' LmCompatibilityLevel."""

    def __init__(self, password, user=USER, domain="", level=3, bindings=None):
        self.context = NtlmContext(user, password, domain=domain, cbt_data=bindings, ntlm_compatibility=level)

    def step(self, challenge):
        return self.context.step(challenge or None)


class Spoiled(Context):
    """The same, with one bit of the integrity code changed on its way."""

    def step(self, challenge):
        token = bytearray(super().step(challenge))
        if challenge:
            token[72] ^= 1
        return bytes(token)


class Impacket:
    def __init__(self, password, user=USER, domain="", v2=True):
        self.words = (user, password, domain)
        self.v2 = v2
        self.first = None

    def step(self, challenge):
        if not challenge:
            self.first = impacket.getNTLMSSPType1(use_ntlmv2=self.v2)
            return self.first.getData()
        return impacket.getNTLMSSPType3(self.first, challenge, *self.words, use_ntlmv2=self.v2)[0].getData()


def coded(token):
    return base64.b64encode(token).decode()


def imap_login(one, name, context):
    try:
        one.authenticate(name, context.step)
    except one.error:
        return False
    return True


def pop_login(one, name, context):
    answer = one._shortcmd(f"AUTH {name}")
    try:
        for _ in range(2):
            answer = one._shortcmd(coded(context.step(base64.b64decode(answer[2:]))))
    except poplib.error_proto:
        return False
    return answer.startswith(b"+OK")


def smtp_login(one, name, context, initial=False):
    one.ehlo("client.test")
    code, answer = one.docmd("AUTH", name + (" " + coded(context.step(b"")) if initial else ""))
    while code == 334:
        code, answer = one.docmd(coded(context.step(base64.b64decode(answer))))
    return code == 235


def doors(site):
    return {"imap": lambda context, name="NTLM": imap_login(imaplib.IMAP4(HERE, site.imap), name, context),
            "pop3": lambda context, name="NTLM": pop_login(poplib.POP3(HERE, site.pop), name, context),
            "smtp": lambda context, name="NTLM": smtp_login(smtplib.SMTP(HERE, site.subm), name, context),
            "smtp, first words at once":
                lambda context, name="NTLM": smtp_login(smtplib.SMTP(HERE, site.subm), name, context, True)}


def curl(bench):
    site = bench.site
    for name, port in (("imap", site.imap), ("pop3", site.pop)):
        words = ["curl", "-sS", "--login-options", "AUTH=NTLM", f"{name}://{HERE}:{port}/", "-u"]
        bench.admits(f"curl {name}", [*words, f"{USER}:{PASSWORD}"])
        bench.admits(f"curl {name}, the domain apart", [*words, f"{DOMAIN}\\alice:{PASSWORD}"])
        bench.refuses(f"curl {name} wrong", [*words, f"{USER}:{WRONG}"])
    words = ["curl", "-v", "--login-options", "AUTH=NTLM", f"smtp://{HERE}:{site.subm}/", "-X", "NOOP", "-u"]
    bench.admits("curl smtp", [*words, f"{USER}:{PASSWORD}"], shows="< 235 ")
    bench.refuses("curl smtp wrong", [*words, f"{USER}:{WRONG}"], shows="< 535 ")


def ntlm_auth(bench):
    for door, login in doors(bench.site).items():
        for name in ("NTLM", "MSN"):
            score.run(f"ntlm-auth {door} {name}", lambda: login(Context(PASSWORD), name))
            refused(f"ntlm-auth {door} {name} wrong", lambda: login(Context(WRONG), name))
            refused(f"ntlm-auth {door} {name} unknown", lambda: login(Context(PASSWORD, f"nobody@{DOMAIN}"), name))
    for title, (user, domain) in NAMES.items():
        score.run(f"ntlm-auth {title}", lambda: doors(bench.site)["imap"](Context(PASSWORD, user, domain)))
    refused("ntlm-auth, changed on its way", lambda: doors(bench.site)["imap"](Spoiled(PASSWORD)))


def impacket_v2(bench):
    for door, login in doors(bench.site).items():
        score.run(f"impacket {door}", lambda: login(Impacket(PASSWORD)))
        refused(f"impacket {door} wrong", lambda: login(Impacket(WRONG)))


def bindings_of(certificate):
    bound = GssChannelBindingsStruct()
    bound[bound.APPLICATION_DATA] = b"tls-server-end-point:" + hashlib.sha256(certificate).digest()
    return bound


def channel_bindings(bench):
    def login(certificate, tls=True):
        one = imaplib.IMAP4(DOMAIN_AT_HERE, bench.site.imap)
        if tls:
            one.starttls(ssl.create_default_context(cafile=bench.certificate))
        return imap_login(one, "NTLM", Context(PASSWORD, bindings=bindings_of(certificate) if certificate else None))
    with open(bench.certificate) as file:
        own = ssl.PEM_cert_to_DER_cert(file.read())
    score.run("bindings of this link", lambda: login(own))
    score.run("no bindings under TLS", lambda: login(None))
    refused("bindings of another link", lambda: login(own + b"x"))
    refused("bindings without TLS", lambda: login(own, tls=False))


def anonymous(bench):
    for door, login in doors(bench.site).items():
        refused(f"nobody by {door}", lambda: login(Impacket("", user="")))


def weak_clients(bench):
    """Name, the words that log in with a password, and how Bench can tell."""
    site, home = bench.site, bench.home

    def fetchmail(password):
        rc = bench.file("fetchmailrc", f"""\
            poll {DOMAIN} proto IMAP port {site.imap} auth ntlm user "{USER}" password "{password}" sslproto "" mda "/bin/true"
            """)
        return ["fetchmail", "-f", rc, "--nosyslog", "--keep", "--pidfile", os.path.join(home, "fetchmail.pid")]

    def mpop(password):
        return ["mpop", f"--host={DOMAIN}", f"--port={site.pop}", "--auth=ntlm", f"--user={USER}", "--tls=off",
                f"--delivery=mbox,{home}/mpop.mbox", "--keep=on", f"--uidls-file={home}/mpop.uidls",
                f"--passwordeval=echo '{password}'"]

    def msmtp(password):
        return ["msmtp", f"--host={DOMAIN}", f"--port={site.subm}", "--auth=ntlm", f"--user={USER}", "--tls=off",
                f"--from={USER}", f"--passwordeval=echo '{password}'", USER]

    def gsasl(password):
        return ["gsasl", "--no-starttls", "--quiet", "--no-cb", "--imap", f"--connect={HERE}:{site.imap}", "-m", "NTLM",
                "-a", USER, "-p", password]

    def swaks(password):
        return ["swaks", "--server", f"{HERE}:{site.subm}", "--auth", "NTLM", "--au", USER, "--quit-after", "AUTH",
                "--ap", password]

    def cyrus(program, port):
        return lambda password: [program, "-p", str(port), "-m", "NTLM", "-a", USER, "-u", USER, "-w", password, HERE]

    in_words = {"shows": "Authenticated"}
    yield "gsasl", gsasl, {}, {}
    yield "mpop", mpop, {"resolve": True}, {"resolve": True}
    yield "msmtp", msmtp, {"resolve": True, "said": "Subject: x\n\nx\n"}, {"resolve": True, "said": "Subject: x\n\nx\n"}
    yield "swaks", swaks, {"shows": r"<-  235 "}, {"shows": r"<\*\* 5\d\d "}
    yield "fetchmail", fetchmail, {"resolve": True, "status": (0, 1)}, {"resolve": True, "status": (0, 1)}
    for program, port, bye in (("imtest", site.imap, ". logout\r\n"), ("smtptest", site.subm, "QUIT\r\n"),
                               ("pop3test", site.pop, "QUIT\r\n")):
        yield program, cyrus(program, port), {**in_words, "said": bye}, {"hides": "Authenticated", "said": bye}


def weak_is_refused(bench):
    for name, words, _, hint in weak_clients(bench):
        bench.refuses(f"{name}, weak NTLM not permitted", words(PASSWORD), **hint)
    imap = doors(bench.site)["imap"]
    for level in (0, 1, 2):
        refused(f"ntlm-auth of level {level}, not permitted", lambda: imap(Context(PASSWORD, level=level)))


def weak_is_permitted(bench):
    bench.site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{NTLMEnableWeak=YES;}")
    for name, words, good, hint in weak_clients(bench):
        bench.admits(f"{name}, weak NTLM permitted", words(PASSWORD), **good)
        bench.refuses(f"{name}, weak NTLM permitted, wrong", words(WRONG), **hint)
    imap = doors(bench.site)["imap"]
    for level in (0, 1, 2):
        score.run(f"ntlm-auth of level {level}, permitted", lambda: imap(Context(PASSWORD, level=level)))
        refused(f"ntlm-auth of level {level}, wrong", lambda: imap(Context(WRONG, level=level)))


def one_way_password(bench):
    """An account whose password can only be checked as typed looks like a wrong password."""
    bench.site.account("olga", PASSWORD, "{PasswordEncryption=UB-crpt;}")
    imap = doors(bench.site)["imap"]
    refused("an account without an NT hash", lambda: imap(Context(PASSWORD, f"olga@{DOMAIN}")))


def main():
    with Site() as site:
        site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{AUTHMethods=(CLRTXT,CRAM-MD5,NTLM,MSN);}")
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{FailedLoginFlow=(100000,1m);}")
        site.account("alice", PASSWORD)
        bench = Bench(site)
        for group in (curl, ntlm_auth, impacket_v2, channel_bindings, anonymous, weak_is_refused, weak_is_permitted,
                      one_way_password):
            score.run(f"group {group.__name__}", lambda: group(bench))
        score.check("the server still runs", site.alive(), site.output())
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
