"""One account, five kinds of password: its own, a tagged one, the operating system's (pam_unix over a private
/etc), an LDAP server's (slapd) and an external program's (Perl, shell and Python, straight from the guide)."""

import imaplib
import os
import poplib
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time

import cgp_cli
from directory_server import SUFFIX, DirectoryServer
from live_site import DOMAIN, Site
from score import Score

HERE = os.path.dirname(os.path.abspath(__file__))
USERS = {f"joe@{DOMAIN}": "joe-external", f"far@{DOMAIN}": 'a "b" \\c #1', f"slow@{DOMAIN}": "slow-external",
         f"newcomer@{DOMAIN}": "newcomer-external"}
score = Score()


class Surroundings:
    """A folder that helper programs may read, and an /etc that only the server under test sees."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="gatehouse-around-")
        os.chmod(self.folder, 0o755)

    def __enter__(self):
        shutil.copytree(os.path.join(HERE, "helpers"), self.file("helpers"))
        for name in os.listdir(self.file("helpers")):
            os.chmod(self.file("helpers", name), 0o755)
        with open(self.file("users"), "w") as file:
            file.writelines(f"{name} {password}\n" for name, password in USERS.items())
        os.chmod(self.file("users"), 0o644)
        self.make_etc()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def file(self, *names):
        return os.path.join(self.folder, *names)

    def make_etc(self):
        os.makedirs(self.file("etc", "pam.d"))
        hashed = subprocess.run(["openssl", "passwd", "-6", "joe-system"], capture_output=True, text=True,
                                check=True).stdout.strip()
        with open("/etc/passwd") as real, open(self.file("etc", "passwd"), "w") as file:
            file.write(real.read() + "osjoe:x:2001:2001::/nonexistent:/bin/false\n")
        with open("/etc/shadow") as real, open(self.file("etc", "shadow"), "w") as file:
            file.write(real.read() + f"osjoe:{hashed}:19000:0:99999:7:::\n")
        for name in ("gatehouse", "other"):
            with open(self.file("etc", "pam.d", name), "w") as file:
                module = "pam_unix.so" if name == "gatehouse" else "pam_deny.so"
                file.write(f"auth required {module}\naccount required {module}\n")

    def private(self):
        """Words in front of a command that then sees this /etc."""
        etc = self.file("etc")
        mounts = " && ".join(f"mount --bind {etc}/{name} /etc/{name}" for name in ("passwd", "shadow", "pam.d"))
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", mounts + ' && exec "$@"', "sh"]

    def external(self, site, *words, **more):
        """Makes this the site's External Authentication program."""
        settings = {"Enabled": True, "ProgramName": " ".join(words), "Timeout": "3s", "AutoRestart": "1s"} | more
        site.cli("UPDATESERVERSETTINGS", cgp_cli.written({"ExternalAUTH": settings}))


def by_imap(site, name, password):
    with imaplib.IMAP4("127.0.0.1", site.imap) as client:
        client.login(name, password)


def by_pop(site, name, password):
    client = poplib.POP3("127.0.0.1", site.pop, timeout=20)
    try:
        client.user(name)
        client.pass_(password)
    finally:
        client.close()


def by_smtp(site, name, password):
    with smtplib.SMTP("127.0.0.1", site.subm, timeout=20) as client:
        client.login(name, password, initial_response_ok=True)


def by_pwd(site, name, password):
    with cgp_cli.Client(site.pwd) as client:
        client.log_in(name, password)


DOORS = {"imap": by_imap, "pop": by_pop, "smtp": by_smtp, "pwd": by_pwd}


def words_of(work):
    """What the server said no with."""
    try:
        work()
    except Exception as trouble:
        return str(trouble)
    return "it was let in"


def waits_for(work, seconds=15.0):
    """`work` succeeds within that time."""
    until = time.monotonic() + seconds
    while True:
        try:
            if work() is not False:
                return True
        except Exception:
            pass  # it may come right
        if time.monotonic() > until:
            return False
        time.sleep(0.2)


def five_kinds(site, around, directory):
    around.external(site, around.file("helpers", "auth.pl"), around.file("users"))
    site.account("joe", "joe-own", cgp_cli.written({
        "OSUserName": "os*", "UseSysPassword": True, "UseExtPassword": True,
        "AuthURI": f"{directory.uri}/uid=*,ou=people,{SUFFIX}"}))
    site.cli("SETACCOUNTPASSWORD", site.full("joe"), "PASSWORD", "joe-tagged", "TAG", "phone")
    kinds = [("joe", "joe-own", "own"), ("joe$phone", "joe-tagged", "own"), ("joe", "joe-system", "OS"),
             ("joe", "joe-ldap", "URI"), ("joe", "joe-external", "external")]
    for name, password, source in kinds:
        for door, log_in in DOORS.items():
            score.run(f"{source} password of {name} by {door}",
                      lambda: log_in(site, name, password) or waits_for(lambda: f" source={source}" in last_login(site)))
    for door, log_in in DOORS.items():
        score.refuse(f"no password of anybody by {door}", lambda: log_in(site, "joe", "joe-nobody"))
    for name, password in (("joe", "joe-tagged"), ("joe$phone", "joe-own"), ("joe$phone", "joe-external"),
                           ("joe$other", "joe-tagged")):
        score.refuse(f"{password} is not for {name}", lambda: by_imap(site, name, password))


def last_login(site):
    lines = [line for line in site.log().splitlines() if 'login="success"' in line]
    return lines[-1] if lines else ""


def binds(directory):
    return len(re.findall(r" BIND dn=\"uid=joe", directory.log()))


def order(site, directory):
    before = binds(directory)
    by_imap(site, "joe", "joe-own")
    by_imap(site, "joe", "joe-system")
    score.check("LDAP is not asked when an earlier source accepts", binds(directory) == before)
    by_imap(site, "joe", "joe-external")
    score.check("LDAP is asked before the external program", waits_for(lambda: binds(directory) == before + 1))


def explained(site):
    said = site.run("explain", "login", "--base", site.base, "joe", "--service", "pop", "--from", "10.0.0.5",
                    "--tls")
    for rule in ("UseSysPassword=YES: asked", "AuthURI=", "UseExtPassword=YES: asked", "let in as"):
        score.check(f"explain login says {rule}", rule in said.stdout, said.stdout)
    said = site.run("explain", "login", "--base", site.base, "nobody", check=False)
    score.check("explain login of an unknown name", said.returncode == 1 and "! Unknown name" in said.stdout, said.stdout)


def outage(site, directory):
    directory.stop()
    site.cli("UPDATEACCOUNTSETTINGS", site.full("joe"), "{UseExtPassword=NO;}")
    score.run("the own password while LDAP is away", lambda: by_imap(site, "joe", "joe-own"))
    seen = words_of(lambda: by_imap(site, "joe", "joe-ldap"))
    score.check("LDAP away is unavailable, by IMAP", "[UNAVAILABLE]" in seen, seen)
    seen = words_of(lambda: by_smtp(site, "joe", "joe-ldap"))
    score.check("LDAP away is 454, by SMTP", "454" in seen, seen)
    seen = words_of(lambda: by_pop(site, "joe", "joe-ldap"))
    score.check("LDAP away is SYS/TEMP, by POP3", "[SYS/TEMP]" in seen, seen)
    directory.start()
    score.check("LDAP is used again when it is back", waits_for(lambda: by_imap(site, "joe", "joe-ldap")))
    site.cli("UPDATEACCOUNTSETTINGS", site.full("joe"), "{UseExtPassword=YES;}")


def empty_passwords(site):
    with DirectoryServer(lenient=True) as lenient:
        site.cli("CREATEACCOUNT", site.full("empty"),
                 cgp_cli.written({"AuthURI": f"{lenient.uri}/uid=joe,ou=people,{SUFFIX}", "UseAppPassword": False}))
        score.run("the lenient server checks passwords", lambda: by_imap(site, "empty", "joe-ldap"))
        score.refuse("an empty password is refused", lambda: by_imap(site, "empty", ""))
        score.refuse("an empty password is refused by SMTP", lambda: by_smtp(site, "empty", ""))
        time.sleep(0.3)
        score.check("and never sent", lenient.log().count(" method=128") == 1, lenient.log()[-600:])


def every_helper(site, around):
    site.cli("CREATEACCOUNT", site.full("far"), "{UseAppPassword=NO;UseExtPassword=YES;}")
    users = around.file("users")
    for words in (("auth.pl", users), ("auth.sh", users), ("auth_forking.pl", users), ("auth_threads.py", users)):
        around.external(site, around.file("helpers", words[0]), *words[1:])
        score.check(f"{words[0]} says yes", waits_for(lambda: by_imap(site, "joe", "joe-external")))
        score.run(f"{words[0]} gets a password with quotes whole",
                  lambda: by_pop(site, "far", USERS[f"far@{DOMAIN}"]))
        seen = words_of(lambda: by_imap(site, "far", "wrong"))
        score.check(f"{words[0]} says no", "AUTHENTICATIONFAILED" in seen, seen)


def secure_methods(site, around):
    users = around.file("users")
    around.external(site, around.file("helpers", "auth_threads.py"), users)

    def by_cram(password):
        with imaplib.IMAP4("127.0.0.1", site.imap) as client:
            client.login_cram_md5("joe", password)

    score.check("CRAM-MD5 with the external password", waits_for(lambda: by_cram("joe-external")))
    score.run("CRAM-MD5 with the own password", lambda: by_cram("joe-own"))
    score.refuse("CRAM-MD5 with a wrong one", lambda: by_cram("wrong"))

    def by_scram():
        with open(os.path.join(site.base, "secret"), "w") as file:
            file.write(USERS[f"far@{DOMAIN}"])
        done = subprocess.run(["gsasl", "--imap", "--connect", f"127.0.0.1:{site.imap}", "-m", "SCRAM-SHA-256",
                               "-a", "far", "-p", USERS[f"far@{DOMAIN}"], "--no-starttls", "-d"],
                              input="", capture_output=True, text=True, timeout=30)
        return done.returncode == 0

    score.check("SCRAM cannot work from outside", not by_scram())
    around.external(site, around.file("helpers", "auth_threads.py"), users, ReadPlain=True)
    score.check("SCRAM works when the program gives passwords", waits_for(by_scram))


def provisioning(site, around, postmaster):
    with open(around.file("admin"), "w") as file:
        file.write(postmaster + "\n")
    os.chmod(around.file("admin"), 0o644)
    around.external(site, around.file("helpers", "provision.py"), "127.0.0.1", str(site.pwd), "postmaster",
                    around.file("admin"), around.file("users"))
    seen = words_of(lambda: by_imap(site, "newcomer", "newcomer-external"))
    score.check("a name nobody has is refused while nobody is asked", "AUTHENTICATIONFAILED" in seen, seen)
    site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{ExternalOnUnknown=YES;}")
    score.check("an account is made when it is first needed",
                waits_for(lambda: by_imap(site, "newcomer", "newcomer-external")))
    with smtplib.SMTP("127.0.0.1", site.smtp, timeout=20) as client:
        client.ehlo()
        client.mail("a@elsewhere.test")
        code, words = client.rcpt(f"alias.newcomer@{DOMAIN}")
        score.check("an alias is made for mail", code == 250, (code, words))
        code, words = client.rcpt(f"stranger@{DOMAIN}")
        score.check("a stranger stays unknown", code == 550, (code, words))
    around.external(site, around.file("helpers", "auth_threads.py"), around.file("users"))

    def routed():
        said = site.cli("ROUTE", f"route.joe@{DOMAIN}").stdout
        return "LOCAL" in said and "joe" in said

    score.check("ROUTE follows the program", waits_for(routed))
    with smtplib.SMTP("127.0.0.1", site.smtp, timeout=20) as client:
        client.ehlo()
        client.mail("a@elsewhere.test")
        code, words = client.rcpt(f"down.joe@{DOMAIN}")
        score.check("FAILURE is a temporary error", 400 <= code < 500, (code, words))
    site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{ExternalOnUnknown=NO;}")


def children_named(text):
    """Process ids whose command line holds `text`."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if text.encode() in file.read():
                    found.append(int(pid))
        except OSError:
            continue
    return found


def confinement(site, around):
    around.external(site, around.file("helpers", "auth_threads.py"), around.file("users"))
    waits_for(lambda: by_imap(site, "joe", "joe-external"))
    helper, = children_named(around.file("helpers", "auth_threads.py"))
    with open(f"/proc/{helper}/status") as file:
        status = file.read()
    score.check("the program does not run as root", re.search(r"^Uid:\t65534\t65534\t65534", status, re.M), status)
    score.check("it cannot gain rights", re.search(r"^NoNewPrivs:\t1", status, re.M), status)
    score.check("it has three descriptors", len(os.listdir(f"/proc/{helper}/fd")) <= 4, os.listdir(f"/proc/{helper}/fd"))
    os.kill(helper, signal.SIGKILL)
    score.run("another account while the program is dead", lambda: by_imap(site, "own", "own-own"))
    score.check("the program is started again", waits_for(lambda: by_imap(site, "joe", "joe-external")))


def upgrade(site):
    form = subprocess.run(["openssl", "passwd", "-1", "old-own"], capture_output=True, text=True, check=True).stdout.strip()
    site.cli("CREATEACCOUNT", site.full("old"))
    site.cli("IMPORTACCOUNTPASSWORD", site.full("old"), f'"{form}"')

    def scheme():
        return site.cli("GETACCOUNTPASSWORDINFO", site.full("old")).stdout

    before = scheme()
    by_imap(site, "old", "old-own")
    time.sleep(0.5)
    score.check("nothing is stored anew unless it is asked for", scheme() == before, scheme())
    site.cli("UPDATEACCOUNTSETTINGS", site.full("old"), "{UpgradeAtLogin=YES;}")
    by_imap(site, "old", "old-own")
    score.check("a login stores the password anew", waits_for(lambda: "verifiers" in scheme()), scheme())
    score.run("and it still opens the account", lambda: by_imap(site, "old", "old-own"))


def main():
    if os.geteuid() != 0:
        sys.exit("this test makes a private /etc: run it as root")
    with Surroundings() as around, DirectoryServer() as directory, Site(before=around.private()) as site:
        site.every_method()
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{FailedLoginFlow=(100000,1m);PasswordEncryption=sealed;}")
        site.account("own", "own-own")
        five_kinds(site, around, directory)
        order(site, directory)
        explained(site)
        outage(site, directory)
        empty_passwords(site)
        every_helper(site, around)
        secure_methods(site, around)
        provisioning(site, around, site.initial[f"postmaster@{DOMAIN}"])
        confinement(site, around)
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{PasswordEncryption=default;}")
        upgrade(site)
        for secret in ("joe-own", "joe-external", "joe-ldap", "joe-system", "joe-tagged"):
            score.check(f"{secret} is nowhere in the log", secret not in site.log())
        status = site.stop()
        score.check("the server ends cleanly", status == 0, site.output())
    score.finish()


main()
