"""The table of login methods and protocols: each cell that should work is tried, each that cannot has its reason.

    methods_test.py PATH-TO-GATEHOUSE            tries every cell and compares the table in README.md
    methods_test.py PATH-TO-GATEHOUSE --write    puts the table into README.md
"""

import base64
import os
import sys

import method_doors as gates
from certificates_test import Authority, block
from kdc import Kdc
from live_site import DOMAIN, Site
from sasl_clients import (ByNtlm, ByScram, ByTicket, by_cram_md5, by_digest_md5, by_external, by_login, by_plain,
                          by_session_id)
from score import Score

PASSWORD, REALM = "open-Sesame-7", "REALM.TEST"
README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "README.md")
BEGIN, END = "<!-- methods: made by tests/live/methods_test.py --write -->", "<!-- methods: end -->"

# Protocol: how it is talked to, and the name of its service in tickets and digests.
COLUMNS = {"POP": (gates.Pop, "pop"), "IMAP": (gates.Imap, "imap"), "SMTP": (gates.Smtp, "smtp"),
           "LDAP": (gates.Ldap, "ldap"), "ACAP": (gates.Acap, "acap"), "FTP": (gates.Ftp, "ftp"),
           "XMPP": (gates.Xmpp, "xmpp"), "PWD": (gates.Pwd, "pwd"), "HTTP": (gates.Web, "HTTP"),
           "SIP": (gates.Sip, "sip"), "XIMSS": (gates.Ximss, "ximss")}
SASL = ("POP", "IMAP", "SMTP", "LDAP", "ACAP", "FTP", "XMPP", "PWD", "XIMSS")

NO_SASL = {"HTTP": "HTTP has schemes of its own", "SIP": "SIP has digests only"}
FTP_TEXT = {"FTP": "RFC 2228 carries security data, not passwords: USER and PASS"}
# What a protocol has no place for; everything else must work.
NOT_THERE = {
    "PLAIN": NO_SASL,
    "LOGIN": NO_SASL,
    "regular login": {"SMTP": "no command but AUTH", "ACAP": "no command but AUTHENTICATE", "XMPP": "no login but SASL",
                      "SIP": "RFC 3261 took Basic away"},
    "APOP": {name: "a command of POP, and of PWD" for name in COLUMNS if name not in ("POP", "PWD")},
    "CRAM-MD5": NO_SASL,
    "DIGEST-MD5": {},
    "SCRAM-SHA-1": NO_SASL,
    "SCRAM-SHA-256": NO_SASL,
    "SCRAM-SHA-256-PLUS": NO_SASL,
    "GSSAPI (Kerberos)": {"SIP": "its only clients are gone, and had every message signed by it"},
    "GSS-SPNEGO": {"SIP": "its only clients are gone, and had every message signed by it"},
    "NTLM": {"SIP": "its only clients are gone, and had every message signed by it"},
    "MSN": NO_SASL,
    "EXTERNAL": {"SIP": "a certificate names no caller here"},
    "SESSIONID": {"HTTP": "the session's cookie is that", "SIP": "SIP has digests only"},
    "impersonation": {"HTTP": "no scheme carries a second name"},
    "secure required": {"SIP": "nothing is sent in the clear"},
    "unknown names hidden": {},
    "client addresses only": {},
    "lockout": {},
}
score = Score()


class Bench:
    def __init__(self, site, kdc, authority):
        self.site, self.kdc, self.authority = site, kdc, authority
        self.before = b""

    def prepare(self):
        site = self.site
        site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{AUTHMethods=All;}")
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{FailedLoginFlow=(100000,1m);PasswordEncryption=sealed;}")
        site.account("alice", PASSWORD, "{UseCertificateAuth=YES;}")
        site.account("boss", PASSWORD)
        site.cli("SETACCOUNTRIGHTS", site.full("boss"), "(Domain,CanImpersonate)")
        site.cli("SETDOMAINTRUSTEDCERTS", DOMAIN, "(" + block(self.authority.path("ca.pem"), "x509") + ")")
        site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{ClientCertReq=YES;}")
        site.cli("UPDATESERVERSETTINGS", "{AdvertiseDigestAUTH=YES;AdvertiseNTLMAUTH=YES;AdvertiseNegotiateAUTH=YES;}")
        self.certificate = self.paired(self.authority.client(site.full("alice")))
        self.kdc.user("alice", PASSWORD)
        for _, service in COLUMNS.values():
            keytab = self.kdc.service(f"{service}/{DOMAIN}")
            site.cli("IMPORTKERBEROSKEYS", DOMAIN, f"[{base64.b64encode(keytab).decode()}]")
        self.tickets = self.kdc.ticket("alice", PASSWORD)
        self.session = site.cli("CREATEWEBUSERSESSION", site.full("alice"), "ADDRESS", "127.0.0.1").stdout.strip().strip('"')

    @staticmethod
    def paired(path):
        """Certificate and key in one file, as Python wants them."""
        both = path.removesuffix(".pem") + ".both.pem"
        with open(both, "w") as out:
            for part in (path, path.removesuffix(".pem") + ".key"):
                with open(part) as file:
                    out.write(file.read())
        return both

    def talk(self, column, **how):
        return COLUMNS[column][0](self.site, before=self.before, **how)

    def by_sasl(self, column, method, client, **how):
        talk = self.talk(column, **how)
        try:
            return talk.sasl(method, client)
        except gates.Closed:
            return False
        finally:
            talk.close()

    def right(self, column, password=PASSWORD, user=None, before=None):
        """A login as the protocol has it; what was heard last too."""
        user = user or self.site.full("alice")
        talk = None
        try:
            talk = COLUMNS[column][0](self.site, before=self.before if before is None else before)
            if column == "SIP":
                good = talk.digest(user, password, "MD5")
            elif column in ("SMTP", "ACAP", "XMPP"):
                good = talk.sasl("PLAIN", by_plain(user, password))
            else:
                good = talk.plain_login(user, password)
            return good, talk.heard
        except (gates.Closed, OSError):
            return False, b""
        finally:
            if talk:
                talk.close()


def digest_md5(bench, column):
    alice, service = bench.site.full("alice"), COLUMNS[column][1]
    if column in ("HTTP", "SIP"):  # SIP shows SHA-256 only over TLS: many phones do not know it
        return all(bench.talk(column, tls=name != "MD5").digest(alice, PASSWORD, name) and
                   not bench.talk(column, tls=name != "MD5").digest(alice, "wrong", name) for name in ("MD5", "SHA-256"))
    return sasl(bench, column, "DIGEST-MD5", lambda word: by_digest_md5(alice.split("@")[0], word, service))


def sasl(bench, column, method, client, **how):
    """The right password opens, another one does not."""
    return bench.by_sasl(column, method, client(PASSWORD), **how) and not bench.by_sasl(
        column, method, client("wrong"), **how)


def ntlm(bench, column, method):
    alice = bench.site.full("alice")
    if column == "HTTP":
        return bench.talk(column).scheme("NTLM", ByNtlm(alice, PASSWORD)) and not bench.talk(column).scheme(
            "NTLM", ByNtlm(alice, "wrong"))
    return sasl(bench, column, method, lambda word: ByNtlm(alice, word))


def ticket(bench, column, spnego):
    def client():
        return ByTicket(COLUMNS[column][1], bench.tickets, spnego, layers=column != "FTP")
    if column == "HTTP":
        return bench.talk(column).scheme("Negotiate", client())
    return bench.by_sasl(column, "GSS-SPNEGO" if spnego else "GSSAPI", client())


def plus(bench, column):
    import hashlib
    talk = bench.talk(column, tls=True)
    binding = ("tls-server-end-point", hashlib.sha256(talk.peer_certificate()).digest())
    try:
        return talk.sasl("SCRAM-SHA-256-PLUS", ByScram(bench.site.full("alice"), PASSWORD, binding=binding)) \
            and not bench.by_sasl(column, "SCRAM-SHA-256-PLUS",
                                  ByScram(bench.site.full("alice"), PASSWORD, binding=(binding[0], b"x" * 32)), tls=True)
    finally:
        talk.close()


def external(bench, column):
    if column == "HTTP":
        return bench.talk(column, tls=True, certificate=bench.certificate).by_certificate() \
            and not bench.talk(column, tls=True).by_certificate()
    return bench.by_sasl(column, "EXTERNAL", by_external(), tls=True, certificate=bench.certificate) \
        and not bench.by_sasl(column, "EXTERNAL", by_external(), tls=True)


def session_id(bench, column):
    alice = bench.site.full("alice")
    return bench.by_sasl(column, "SESSIONID", by_session_id(alice, bench.session)) and not bench.by_sasl(
        column, "SESSIONID", by_session_id(alice, bench.session[:-1]))


def impersonation(bench, column):
    """Alice's account by the boss's password, and not the other way round."""
    alice, boss = bench.site.full("alice"), bench.site.full("boss")
    if column == "SIP":
        return bench.talk(column).digest(boss, PASSWORD, "MD5", target="alice") and not bench.talk(column).digest(
            alice, PASSWORD, "MD5", target="boss")
    return bench.by_sasl(column, "PLAIN", by_plain(boss, PASSWORD, alice)) and not bench.by_sasl(
        column, "PLAIN", by_plain(alice, PASSWORD, boss))


def apop(bench, column):
    return bench.talk(column).apop(bench.site.full("alice"), PASSWORD) and not bench.talk(column).apop(
        bench.site.full("alice"), "wrong")


METHODS = {
    "PLAIN": lambda bench, column: sasl(bench, column, "PLAIN", lambda word: by_plain(bench.site.full("alice"), word)),
    "LOGIN": lambda bench, column: sasl(bench, column, "LOGIN", lambda word: by_login(bench.site.full("alice"), word)),
    "regular login": lambda bench, column: bench.right(column)[0] and not bench.right(column, "wrong")[0],
    "APOP": apop,
    "CRAM-MD5": lambda bench, column: sasl(bench, column, "CRAM-MD5",
                                           lambda word: by_cram_md5(bench.site.full("alice"), word)),
    "DIGEST-MD5": digest_md5,
    "SCRAM-SHA-1": lambda bench, column: sasl(bench, column, "SCRAM-SHA-1",
                                              lambda word: ByScram(bench.site.full("alice"), word, "sha1")),
    "SCRAM-SHA-256": lambda bench, column: sasl(bench, column, "SCRAM-SHA-256",
                                                lambda word: ByScram(bench.site.full("alice"), word)),
    "SCRAM-SHA-256-PLUS": plus,
    "GSSAPI (Kerberos)": lambda bench, column: ticket(bench, column, False),
    "GSS-SPNEGO": lambda bench, column: ticket(bench, column, True),
    "NTLM": lambda bench, column: ntlm(bench, column, "NTLM"),
    "MSN": lambda bench, column: ntlm(bench, column, "MSN"),
    "EXTERNAL": external,
    "SESSIONID": session_id,
    "impersonation": impersonation,
}
for row in ("GSSAPI (Kerberos)",):  # HTTP carries tickets as Negotiate only
    NOT_THERE[row] = NOT_THERE[row] | {"HTTP": "as GSS-SPNEGO (Negotiate)"}


def strangers(number):
    return f"PROXY TCP4 10.20.30.{number} 127.0.0.1 4000 110\r\n".encode()


def secure_required(bench, column):
    """The right password in the clear is not taken, and is again when nothing demands TLS."""
    bench.site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{RequireAPOP=YES;}")
    try:
        refused = not bench.right(column)[0]
    finally:
        bench.site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{RequireAPOP=NO;}")
    return refused and bench.right(column)[0]


def hidden(bench, column):
    """A wrong password and a name that nobody has: the same answer, in the same words."""
    unknown, wrong = (bench.right(column, "wrong", bench.site.full(name))[1] for name in ("nobody", "alice"))
    return unknown == wrong and unknown != b""


def client_addresses(bench, column):
    bench.site.cli("UPDATESERVERSETTINGS", '{NonClientLogins=prohibit;ClientIPs="10.20.30.5";}')
    try:
        return bench.right(column, before=strangers(5))[0] and not bench.right(column, before=strangers(6))[0]
    finally:
        bench.site.cli("UPDATESERVERSETTINGS", "{NonClientLogins=allow;}")


def lockout(bench, column):
    """Guesses from one address stop being looked at there; the owner's address is known and stays open."""
    number = 40 + list(COLUMNS).index(column)
    name = f"locked{number}"
    bench.site.account(name, PASSWORD, "{FailedLoginFlow=(3,10m);}")
    who = bench.site.full(name)
    if not bench.right(column, user=who, before=strangers(200))[0]:
        return False
    for word in ("one", "two", "three"):
        bench.right(column, word, who, strangers(number))
    return not bench.right(column, user=who, before=strangers(number))[0] and bench.right(
        column, user=who, before=strangers(200))[0]


RULES = {"secure required": secure_required, "unknown names hidden": hidden, "client addresses only": client_addresses,
         "lockout": lockout}


def cells(rows, bench, columns):
    for row, work in rows.items():
        for column in columns:
            if column not in NOT_THERE[row]:
                score.run(f"{row} on {column}", lambda row=row, column=column, work=work: bool(work(bench, column)))


def table(columns):
    """For README: what was tried above, and the reasons."""
    lines = ["| | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    reasons = []
    for row, missing in NOT_THERE.items():
        words = []
        for column in columns:
            reason = missing.get(column)
            if reason and reason not in reasons:
                reasons.append(reason)
            words.append(f"({reasons.index(reason) + 1})" if reason else "yes")
        lines.append(f"| {row} | " + " | ".join(words) + " |")
    return "\n".join(lines) + "\n\n" + "Not in the protocol: " + "; ".join(
        f"({number}) {reason}" for number, reason in enumerate(reasons, 1)) + "."


def in_readme(columns, write):
    with open(README) as file:
        text = file.read()
    head, rest = text.split(BEGIN, 1)
    old, tail = rest.split(END, 1)
    made = "\n" + table(columns) + "\n"
    if write and not score.failed:
        with open(README, "w") as file:
            file.write(head + BEGIN + made + END + tail)
        return
    score.check("README.md has this table", old == made)


def main():
    columns = [one for one in sys.argv[2:] if one in COLUMNS] or list(COLUMNS)
    with Kdc(REALM, [DOMAIN]) as kdc, Site() as site:
        authority = Authority(site.base, "ours")
        bench = Bench(site, kdc, authority)
        bench.prepare()
        cells(METHODS, bench, columns)
        bench.before = strangers(5)
        site.cli("UPDATESERVERSETTINGS", "{ProxyIPs=127.0.0.1;}")
        cells(RULES, bench, columns)
    if columns == list(COLUMNS):
        in_readme(columns, "--write" in sys.argv)
    score.finish()


if __name__ == "__main__":
    main()
