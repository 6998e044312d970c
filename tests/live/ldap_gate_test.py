"""The LDAP gate by clients that others wrote: OpenLDAP's tools with every method, python3-ldap3; and bytes that
are no LDAP."""

import base64
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import textwrap
import time

from certificates_test import Authority, block
from kdc import Kdc
from live_site import DOMAIN, Site
from score import Score

sys.path.append("/usr/lib/python3/dist-packages")  # where the packages of script/bootstrap are
import ldap3  # noqa: E402

HERE = "127.0.0.1"
OTHER = "other.test"
PASSWORD, WRONG = "open Sesame 7", "closed Sesame 7"
ALICE = f"uid=alice,cn={DOMAIN}"
ME = f"u:alice@{DOMAIN}"

score = Score()


class Bench:
    def __init__(self, site):
        self.site = site
        self.plain, self.secure = f"ldap://{DOMAIN}:{site.ldap}", f"ldaps://{DOMAIN}:{site.ldaps}"
        self.home = os.path.join(site.base, "home")
        os.mkdir(self.home)
        hosts = self.file("hosts", f"{HERE} {DOMAIN} {OTHER} localhost {os.uname().nodename}\n")
        self.env = dict(os.environ, HOME=self.home, LC_ALL="C", LD_PRELOAD="libnss_wrapper.so",
                        NSS_WRAPPER_HOSTS=hosts, LDAPTLS_REQCERT="never")

    def file(self, name, content):
        path = os.path.join(self.home, name)
        with open(path, "w") as out:
            out.write(textwrap.dedent(content))
        return path

    def call(self, *words, **env):
        done = subprocess.run(words, capture_output=True, text=True, timeout=40, env=dict(self.env, **env))
        return done.returncode, done.stdout + done.stderr

    def admits(self, name, *words, shows=ME, **env):
        code, seen = self.call(*words, **env)
        return score.check(name, code == 0 and shows in seen, f"{code}\n{seen}")

    def refuses(self, name, *words, code=None, **env):
        got, seen = self.call(*words, **env)
        return score.check(name, got == code if code is not None else got != 0, f"{got}\n{seen}")

    def simple(self, tool, name=ALICE, password=PASSWORD, uri=None, *more):
        return [tool, "-x", "-o", "nettimeout=10", "-H", uri or self.plain, "-D", name, "-w", password, *more]

    def sasl(self, method, password=PASSWORD, uri=None, *more):
        return ["ldapwhoami", "-Q", "-N", "-Y", method, "-U", "alice", "-R", DOMAIN, "-w", password, "-H",
                uri or self.plain, *more]

    def search(self, *more, name=ALICE, code=0):
        """What ldapsearch prints; nothing at all when it ends otherwise than expected."""
        got, seen = self.call(*self.simple("ldapsearch", name, PASSWORD, None, "-LLL", "-o", "ldif-wrap=no", *more))
        return seen if score.check(f"ldapsearch {' '.join(more)}", got == code, f"{got}\n{seen}") else ""


def simple_binds(bench):
    for name in (ALICE, f"cn=alice,cn={DOMAIN}", f"uid=alice,ou=people,cn={DOMAIN}", f"mail=alice@{DOMAIN},o=any",
                 "uid=alice,dc=example,dc=test", f"alice@{DOMAIN}", "alice", f"UID=Alice,CN={DOMAIN.upper()}"):
        bench.admits(f"bind as {name}", *bench.simple("ldapwhoami", name))
        bench.refuses(f"bind as {name}, wrong password", *bench.simple("ldapwhoami", name, WRONG), code=49)
    for name in (f"uid=nobody,cn={DOMAIN}", "uid=alice,cn=nowhere.test", "uid=alice\\2cx", "sn=alice", "uid=*"):
        bench.refuses(f"bind as {name}", *bench.simple("ldapwhoami", name), code=49)
    bench.refuses("a name without a password", *bench.simple("ldapwhoami", ALICE, ""), code=53)
    bench.admits("nobody", "ldapwhoami", "-x", "-H", bench.plain, shows="anonymous")


def with_tls(bench):
    bench.admits("StartTLS", *bench.simple("ldapwhoami", ALICE, PASSWORD, None, "-ZZ"))
    bench.admits("LDAPS", *bench.simple("ldapwhoami", ALICE, PASSWORD, bench.secure))
    bench.refuses("StartTLS over LDAPS", *bench.simple("ldapwhoami", ALICE, PASSWORD, bench.secure, "-ZZ"), code=1)


def sasl_binds(bench):
    strong = ("CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "NTLM")
    for method in strong:
        bench.admits(method, *bench.sasl(method))
        bench.refuses(f"{method}, wrong password", *bench.sasl(method, WRONG), code=49)
        bench.admits(f"{method} after StartTLS", *bench.sasl(method, PASSWORD, None, "-ZZ"))
    for method in ("PLAIN", "LOGIN"):
        bench.admits(method, *bench.sasl(method, PASSWORD, bench.secure, "-O", "none"))
        bench.refuses(f"{method}, wrong password", *bench.sasl(method, WRONG, bench.secure, "-O", "none"), code=49)
    bench.admits("a digest with no layer, though one is wished for",
                 *bench.sasl("DIGEST-MD5", PASSWORD, None, "-O", "minssf=0,maxssf=128"))
    bench.refuses("a digest with a layer demanded", *bench.sasl("DIGEST-MD5", PASSWORD, None, "-O", "minssf=56"))
    bench.admits("-PLUS is offered over TLS", "ldapsearch", "-x", "-LLL", "-ZZ", "-H", bench.plain, "-b", "", "-s",
                 "base", "supportedSASLMechanisms", shows="SCRAM-SHA-256-PLUS")
    bound = bench.sasl("SCRAM-SHA-256-PLUS", PASSWORD, bench.secure)
    bench.admits("SCRAM-SHA-256-PLUS", *bound, LDAPSASL_CBINDING="tls-endpoint")
    bench.refuses("and without a binding", *bound)
    bench.refuses("a method that there is not", *bench.sasl("OTP"))


def tickets(bench):
    with Kdc("LDAP.TEST", [DOMAIN]) as kdc:
        kdc.user("alice", PASSWORD)
        keytab = base64.b64encode(kdc.service(f"ldap/{DOMAIN}")).decode()
        bench.site.cli("IMPORTKERBEROSKEYS", DOMAIN, f"[{keytab}]")
        env = {key: value for key, value in kdc.ticket("alice", PASSWORD).items() if key.startswith("KRB5")}
        for method in ("GSSAPI", "GSS-SPNEGO"):
            words = ["ldapwhoami", "-Q", "-N", "-Y", method, "-H", bench.plain]
            bench.admits(method, *words, "-O", "maxssf=0", **env)
            if method == "GSSAPI":  # in SPNEGO there is no telling the client
                bench.admits(f"{method}, though a layer is wished for", *words, **env)
            bench.refuses(f"{method} without a ticket", *words, KRB5CCNAME="FILE:/nonexistent",
                          KRB5_CONFIG=env["KRB5_CONFIG"])


def certificates(bench):
    ours = Authority(bench.home, "ours")
    certificate = ours.client(f"alice@{DOMAIN}")
    bench.site.cli("SETDOMAINTRUSTEDCERTS", DOMAIN, "(" + block(ours.path("ca.pem"), "x509") + ")")
    bench.site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{ClientCertReq=YES;}")
    bench.site.cli("UPDATEACCOUNTSETTINGS", f"alice@{DOMAIN}", "{UseCertificateAuth=YES;}")
    env = {"LDAPTLS_CERT": certificate, "LDAPTLS_KEY": certificate.removesuffix(".pem") + ".key"}
    for name, words in (("StartTLS", ["-H", bench.plain, "-ZZ"]), ("LDAPS", ["-H", bench.secure])):
        bench.admits(f"EXTERNAL with {name}", "ldapwhoami", "-Q", "-Y", "EXTERNAL", *words, **env)
        bench.refuses(f"EXTERNAL with {name}, no certificate", "ldapwhoami", "-Q", "-Y", "EXTERNAL", *words)
    bench.site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{ClientCertReq=NO;}")


def searches(bench):
    def dns(text):
        return re.findall(r"^dn: (.*)$", text, re.M)

    site = bench.site
    everybody = dns(bench.search("-b", f"cn={DOMAIN}", "-s", "one", "1.1"))
    score.check("all are found", {ALICE, f"uid=bob,cn={DOMAIN}", f"cn=staff,cn={DOMAIN}"} <= set(everybody), everybody)
    seen = bench.search("-b", ALICE, "-s", "base", "*", "memberOf")
    for line in (f"mail: alice@{DOMAIN}", "cn: Alice Liddell", "sn: Liddell", "givenName: Alice",
                 f"mailLocalAddress: al@{DOMAIN}", f"memberOf: cn=staff,cn={DOMAIN}", "objectClass: inetOrgPerson"):
        score.check(f"she has {line}", line in seen.splitlines(), seen)
    score.check("a password is no attribute", "assword" not in bench.search("-b", ALICE, "*", "+", "userPassword"))
    for filter_text in ("(uid=alice)", f"(mail=alice@{DOMAIN})", "(cn=alice l*)", "(&(objectClass=person)(sn=Liddell))",
                        f"(|(mail=al@{DOMAIN})(mailLocalAddress=al@{DOMAIN}))",
                        f"(&(memberOf=cn=staff,cn={DOMAIN})(sn=l*))", "(&(uid=alice)(!(cn=bob)))", "(uid:=alice)", "(sn~=liddell)"):
        found = dns(bench.search("-b", f"cn={DOMAIN}", filter_text, "1.1"))
        score.check(f"{filter_text} is alice", found == [ALICE], found)
    for filter_text in ("(uid=nobody)", "(shoeSize=1)", "(!(shoeSize=1))", "(uid=\\2a)", "(uid=\\2a\\29\\28uid=\\2a)"):
        found = dns(bench.search("-b", f"cn={DOMAIN}", filter_text, "1.1"))
        score.check(f"{filter_text} is nobody", not found, found)
    bench.search("-b", f"cn={DOMAIN}", "-z", "1", "1.1", code=4)
    paged = dns(bench.search("-b", f"cn={DOMAIN}", "-E", "pr=2/noprompt", "1.1"))
    score.check("pages hold them all, once", sorted(paged) == sorted([*everybody, f"cn={DOMAIN}"]), paged)
    bench.search("-b", "cn=nowhere.test", code=32)
    bench.search("-b", f"cn={OTHER}", code=32)
    score.check("the root is no key to other domains", OTHER not in bench.search("-b", "", "-s", "sub", "1.1"))
    root = bench.search("-b", "", "-s", "base", "+")
    score.check("the root names the domain", f"namingContexts: cn={DOMAIN}" in root and OTHER not in root, root)
    site.cli("UPDATEDOMAINSETTINGS", OTHER, "{DirectoryVisibility=Authenticated;}")
    score.check("a domain that shows itself is seen",
                f"uid=tim,cn={OTHER}" in bench.search("-b", f"cn={OTHER}", "1.1"))
    site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{DirectoryVisibility=Nobody;}")
    bench.search("-b", f"cn={DOMAIN}", code=32)
    bench.search("-b", f"cn={DOMAIN}", "(uid=alice)", "1.1", name=f"postmaster@{DOMAIN}")
    site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{DirectoryVisibility=Domain;}")
    bench.refuses("nobody searches", "ldapsearch", "-x", "-H", bench.plain, "-b", f"cn={DOMAIN}", code=50)
    bench.admits("nobody sees the root", "ldapsearch", "-x", "-LLL", "-H", bench.plain, "-b", "", "-s", "base", "+",
                 shows="supportedSASLMechanisms: SCRAM-SHA-256")
    bench.refuses("comparing true", *bench.simple("ldapcompare"), ALICE, "uid:alice", code=6)
    bench.refuses("comparing false", *bench.simple("ldapcompare"), ALICE, "uid:bob", code=5)
    bench.refuses("deleting", *bench.simple("ldapdelete"), ALICE, code=53)


def by_ldap3_with_digests(bench):
    """It holds a bind for done only when the proof of DIGEST-MD5 comes with the success."""
    server = ldap3.Server(HERE, bench.site.ldap)
    for password in (PASSWORD, WRONG):
        link = ldap3.Connection(server, authentication=ldap3.SASL, sasl_mechanism=ldap3.DIGEST_MD5,
                                sasl_credentials=(None, "alice", password, None))
        score.check(f"ldap3 with DIGEST-MD5, {password}", link.bind() == (password == PASSWORD), link.result)
        if link.bound:
            score.check("and it is her", link.extend.standard.who_am_i() == ME)
        link.unbind()


def by_postfix(bench):
    """Tables of Postfix: it binds, looks a name up, and takes what it is asked to take of the entry."""
    def table(name, **more):
        path = os.path.join(bench.home, name)
        words = {"server_host": f"ldap://{HERE}:{bench.site.ldap}", "version": "3", "bind": "yes", "bind_dn": ALICE, "bind_pw": PASSWORD,
                 "search_base": f"cn={DOMAIN}", "scope": "sub", "timeout": "10", **more}
        with open(path, "w", encoding="ascii") as file:
            file.write("".join(f"{key} = {value}\n" for key, value in words.items()))
        return path

    config = os.path.join(bench.home, "postfix")
    os.mkdir(config)
    with open(os.path.join(config, "main.cf"), "w", encoding="ascii") as file:
        file.write("compatibility_level = 3.6\n")
    shutil.copy("/etc/postfix/dynamicmaps.cf", config)
    shutil.copytree("/etc/postfix/dynamicmaps.cf.d", os.path.join(config, "dynamicmaps.cf.d"))

    def lookup(key, path):
        done = subprocess.run(["postmap", "-c", config, "-q", key, "ldap:" + path], capture_output=True, text=True,
                              timeout=60, check=False)
        return done.returncode, done.stdout.strip(), done.stderr

    names = table("names", query_filter="(|(mail=%s)(mailLocalAddress=%s))", result_attribute="mail")
    for key in (f"alice@{DOMAIN}", f"al@{DOMAIN}"):
        found = lookup(key, names)
        score.check(f"Postfix looks {key} up", found[:2] == (0, f"alice@{DOMAIN}"), found)
    found = lookup(f"nobody@{DOMAIN}", names)
    score.check("Postfix finds nobody", found[:2] == (1, "") and not found[2], found)
    found = lookup("*", names)
    score.check("a star is no wild card", found[:2] == (1, ""), found)
    groups = table("groups", query_filter="(&(objectClass=groupOfNames)(cn=%u))", special_result_attribute="member",
                   leaf_result_attribute="mail", result_attribute="")
    found = lookup(f"staff@{DOMAIN}", groups)
    score.check("and follows a group to its members", sorted(found[1].split(","))
                == [f"alice@{DOMAIN}", f"bob@{DOMAIN}"], found)
    found = lookup(f"alice@{DOMAIN}", table("start", query_filter="(mail=%s)", result_attribute="uid", start_tls="yes",
                                            tls_require_cert="no"))
    score.check("with StartTLS", found[:2] == (0, "alice"), found)
    found = lookup(f"alice@{DOMAIN}", table("wrong", query_filter="(mail=%s)", bind_pw=WRONG))
    score.check("a wrong password is an error", found[0] == 1 and "Invalid credentials" in found[2], found)


def by_dovecot(bench):
    """Passwords that Dovecot has asked of us, as a server of its own that listens nowhere but in its folder."""
    home = os.path.join(bench.home, "dovecot")
    os.makedirs(os.path.join(home, "run"))
    path = lambda name: os.path.join(home, name)
    with open(path("ldap.conf"), "w", encoding="ascii") as file:
        file.write(f"uris = ldap://{HERE}:{bench.site.ldap}\nldap_version = 3\nauth_bind = yes\nbase = cn={DOMAIN}\nscope = subtree\n"
                   f"dn = {ALICE}\ndnpass = {PASSWORD}\n"
                   "pass_filter = (&(objectClass=inetOrgPerson)(uid=%n))\npass_attrs = uid=user\n"
                   "user_filter = (uid=%n)\nuser_attrs = mail=email, =home=/nonexistent/%n, =uid=65534, =gid=65534\n")
    with open(path("dovecot.conf"), "w", encoding="ascii") as file:
        file.write(f"base_dir = {path('run')}\nstate_dir = {path('run')}\nlog_path = {path('log')}\nprotocols =\nssl = no\n"
                   "default_internal_user = dovecot\ndefault_internal_group = dovecot\ndefault_login_user = nobody\n"
                   "disable_plaintext_auth = no\nauth_mechanisms = plain\nauth_failure_delay = 0\nlisten = 127.0.0.1\n"
                   f"passdb {{\n driver = ldap\n args = {path('ldap.conf')}\n}}\n"
                   f"userdb {{\n driver = ldap\n args = {path('ldap.conf')}\n}}\n")
    os.chmod(bench.home, 0o755)
    doveadm = lambda *words: subprocess.run(["doveadm", "-c", path("dovecot.conf"), *words], capture_output=True,
                                            text=True, timeout=60, check=False)
    server = subprocess.Popen(["dovecot", "-F", "-c", path("dovecot.conf")], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if os.path.exists(os.path.join(home, "run", "auth-client")):
                break
            time.sleep(0.1)
        said = lambda done: done.stdout + done.stderr + open(path("log"), encoding="utf-8").read()[-1500:]
        for name, password, right in (("alice", PASSWORD, True), (f"bob@{DOMAIN}", PASSWORD, True),
                                      ("alice", WRONG, False), ("nobody", PASSWORD, False), ("alice", "", False)):
            done = doveadm("auth", "test", name, password)
            score.check(f"Dovecot: {name}, {password}", (done.returncode == 0) == right and
                        ("auth succeeded" in done.stdout) == right, said(done))
        done = doveadm("user", "-f", "email", "alice")
        score.check("Dovecot reads attributes", done.stdout.strip() == f"alice@{DOMAIN}", said(done))
    finally:
        server.terminate()
        server.wait(20)


def limits(bench):
    """Limits, pages, controls and referrals, one after the other."""
    everybody = ("-b", f"cn={DOMAIN}", "1.1")
    seen = bench.search("-z", "2", *everybody, code=4)
    whole = bench.search("-l", "60", *everybody)
    score.check("a time limit that is not reached", whole.count("dn:") >= 4 and "# refldap" not in whole, whole)
    paged = bench.search("-E", "pr=1/noprompt", "-z", "max", *everybody)
    score.check("pages of one", paged.count("dn:") == whole.count("dn:"), paged)
    bench.search("-E", "!sss=cn", *everybody, code=12)
    bench.refuses("a critical control that is not known", *bench.simple("ldapsearch"), "-b", f"cn={DOMAIN}",
                  "-E", "!1.2.3.4=:x", code=12)
    bench.admits("one that is not critical", *bench.simple("ldapsearch"), "-LLL", "-E", "1.2.3.4=:x",
                 *everybody, shows="dn:")
    score.check("no referrals are told", "ref:" not in whole and "search reference" not in whole, whole)
    schema = bench.search("-b", "cn=subschema", "-s", "base", "(objectClass=subschema)", "objectClasses", "attributeTypes")
    for name in ("inetOrgPerson", "groupOfNames", "'memberOf'", "'mail'"):
        score.check(f"the schema knows {name}", name in schema, schema[:300])


def by_ldap3(bench):
    """It reads the schema before anything else, and checks names against it."""
    server = ldap3.Server(HERE, bench.site.ldap, get_info=ldap3.ALL)
    with ldap3.Connection(server, ALICE, PASSWORD, auto_bind=True) as link:
        score.check("ldap3 reads the schema", "inetOrgPerson" in server.schema.object_classes)
        found = link.search(f"cn={DOMAIN}", "(&(objectClass=inetOrgPerson)(uid=bob))", attributes=["mail", "uid"])
        score.check("ldap3 finds bob", found and link.entries[0].mail.value == f"bob@{DOMAIN}", link.result)
        score.check("ldap3 knows who it is", link.extend.standard.who_am_i() == ME)
        link.rebind(f"uid=bob,cn={DOMAIN}", PASSWORD)
        score.check("it may be another one then", link.extend.standard.who_am_i() == f"u:bob@{DOMAIN}")
        pages = link.extend.standard.paged_search(f"cn={DOMAIN}", "(objectClass=*)", paged_size=1, generator=False)
        score.check("ldap3 turns pages", len(pages) >= 4, pages)
    encrypted = ldap3.Connection(ldap3.Server(HERE, bench.site.ldap, tls=ldap3.Tls(validate=ssl.CERT_NONE)), ALICE,
                                 PASSWORD, auto_bind=ldap3.AUTO_BIND_TLS_BEFORE_BIND)
    score.check("ldap3 with StartTLS", encrypted.bound)


def passwords(bench):
    site, dave = bench.site, f"uid=dave,cn={DOMAIN}"
    site.account("dave", PASSWORD)
    change = lambda *words: bench.simple("ldappasswd", dave, PASSWORD, None, *words)
    bench.refuses("no old password", *change("-s", "Brand new 88!"))
    bench.refuses("a wrong old password", *change("-a", WRONG, "-s", "Brand new 88!"))
    bench.refuses("no new password", *change("-a", PASSWORD))
    bench.refuses("another one's", *change("-s", "Brand new 88!", ALICE))
    bench.admits("it is still the old one", *bench.simple("ldapwhoami", dave), shows="u:dave@")
    bench.admits("a new password", *change("-a", PASSWORD, "-s", "Brand new 88!"), shows="")
    bench.refuses("the old one is over", *bench.simple("ldapwhoami", dave), code=49)
    bench.admits("the new one is right", *bench.simple("ldapwhoami", dave, "Brand new 88!"), shows="u:dave@")
    bench.admits("an administrator sets another one's", *bench.simple(
        "ldappasswd", f"postmaster@{DOMAIN}", PASSWORD, None, "-s", PASSWORD, dave), shows="")
    bench.admits("so it is", *bench.simple("ldapwhoami", dave), shows="u:dave@")


# --- bytes

def talk(bench, data, patience=5.0):
    """All that the server says to `data` before it closes, or falls silent."""
    said = b""
    with socket.create_connection((HERE, bench.site.ldap), patience) as link:
        link.settimeout(1.5)
        try:
            link.sendall(data)
            while piece := link.recv(65536):
                said += piece
        except TimeoutError:
            return said, False
        except ConnectionError:
            pass
    return said, True


def tlv(tag, *parts):
    content = b"".join(parts)
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x84]) + size.to_bytes(4, "big")
    return bytes([tag]) + length + content


def message(number, operation):
    return tlv(0x30, tlv(2, bytes([number])), operation)


def bind(name=ALICE, password=PASSWORD):
    return tlv(0x60, b"\x02\x01\x03", tlv(4, name.encode()), tlv(0x80, password.encode()))


WHO_AM_I = tlv(0x77, tlv(0x80, b"1.3.6.1.4.1.4203.1.11.3"))
START_TLS = tlv(0x77, tlv(0x80, b"1.3.6.1.4.1.1466.20037"))
NOTICE = b"1.3.6.1.4.1.1466.20036"


def hostile(bench):
    before = bench.site.memory()
    lengths = {"a length of 2 GiB": b"\x30\x84\x80\x00\x00\x00", "one of 4 GiB": b"\x30\x84\xff\xff\xff\xff",
               "one of five bytes": b"\x30\x85\x01\x00\x00\x00\x00", "one of 126 bytes": b"\x30\xfe" + b"\x01" * 126,
               "an indefinite one": b"\x30\x80\x02\x01\x01\x60\x00\x00\x00", "1 MiB before login": b"\x30\x83\x10\x00\x00",
               "a web request": b"GET / HTTP/1.0\r\n\r\n", "an inner length beyond the end": b"\x30\x05\x02\x01\x01\x60\x7f"}
    for name, data in lengths.items():
        said, closed = talk(bench, data)
        score.check(f"{name}: a notice and the end", closed and NOTICE in said, said)
    deep = b"\xa2\x00"
    for _ in range(10000):
        deep = tlv(0xA2, deep)
    for name, nested in (("10,000 filters in each other", deep), ("10,000 beside each other",
                                                                  tlv(0xA0, *[tlv(0x87, b"uid")] * 10000))):
        wanted = tlv(0x63, tlv(4), b"\x0a\x01\x02\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00", nested, tlv(0x30))
        said, _ = talk(bench, message(1, bind()) + message(2, wanted) + message(3, WHO_AM_I))
        score.check(f"{name}: refused, the session goes on", b"\x02\x01\x02\x65" in said and b"\x0a\x01\x0b" in said
                    and ME.encode() in said, said)
    said, closed = talk(bench, message(1, START_TLS) + message(2, bind()) + message(3, WHO_AM_I))
    score.check("what stands behind StartTLS is not done", closed and ME.encode() not in said, said)
    said, _ = talk(bench, message(1, bind()) + message(2, START_TLS) + message(3, WHO_AM_I))
    score.check("no StartTLS after a login", b"Start TLS before" in said and ME.encode() in said, said)
    said, _ = talk(bench, b"".join(message(n, bind(password=WRONG)) for n in range(1, 60)))
    score.check("guesses on one connection end", 0 < said.count(b"\x0a\x01\x31") < 10, said.count(b"\x0a\x01\x31"))
    score.check("memory stays", bench.site.memory() - before < 64 << 20)


def main():
    with Site() as site:
        site.every_method()
        site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{AUTHMethods=All;NTLMEnableWeak=YES;}")
        site.cli("CREATEDOMAIN", OTHER)
        site.account("alice", PASSWORD, '{RealName="Alice Liddell";}')
        site.account("bob", PASSWORD)
        site.account(f"tim@{OTHER}", PASSWORD)
        site.set_password("postmaster", PASSWORD)
        site.cli("SETACCOUNTALIASES", f"alice@{DOMAIN}", "(al)")
        site.cli("CREATEGROUP", f"staff@{DOMAIN}", "{Members=(alice,bob);}")
        bench = Bench(site)
        for group in (simple_binds, sasl_binds, searches, limits, by_ldap3, by_ldap3_with_digests, by_postfix,
                      by_dovecot, passwords, tickets, certificates, with_tls,
                      hostile):
            score.run(f"group {group.__name__}", lambda group=group: group(bench))
        score.check("the server still runs", site.alive(), site.output())
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
