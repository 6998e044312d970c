"""Users and passwords that SSSD has of the LDAP gate, as another computer's `getent` and PAM ask it. It sees system
folders of its own: in a mount namespace, as root of it."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time

from live_site import DOMAIN, Site
from score import Score

PASSWORD, WRONG = "open Sesame 7", "closed Sesame 7"
SERVICE = "mailsite"  # of PAM
PATIENCE = 60

score = Score()

# Every domain asks over StartTLS and believes the server's own certificate only.
COMMON = """\
    ldap_uri = ldap://{domain}:{port}
    ldap_id_use_start_tls = true
    ldap_tls_cacert = {certificate}
    ldap_tls_reqcert = demand
    ldap_search_base = cn={domain}
    ldap_default_bind_dn = uid=reader,cn={domain}
    ldap_default_authtok = {password}
    ldap_schema = rfc2307bis
    ldap_group_object_class = groupOfNames
    auth_provider = ldap
    chpass_provider = ldap
    access_provider = ldap
    ldap_access_filter = (memberOf=cn=staff,cn={domain})
    sudo_provider = none
    ldap_network_timeout = 60
    ldap_opt_timeout = 60
    ldap_search_timeout = 60
    cache_credentials = false
    """

# What an /etc of its own holds, and the folders SSSD keeps things in; `$@` sees them.
SURROUNDINGS = """\
    set -e
    for folder in /var/lib/sss /var/log/sssd /etc/sssd /run; do mount -t tmpfs none $folder; done
    mkdir -p /var/lib/sss/db /var/lib/sss/mc /var/lib/sss/pubconf/krb5.include.d /var/lib/sss/pipes/private \
      /var/lib/sss/secrets /var/lib/sss/gpo_cache /var/lib/sss/deskprofile /etc/sssd/conf.d
    install -m 600 {home}/sssd.conf /etc/sssd/sssd.conf
    mount --bind {home}/pam.d /etc/pam.d
    mount --bind {home}/nsswitch.conf /etc/nsswitch.conf
    mount --bind {home}/hosts /etc/hosts
    exec "$@"
    """


class Computer:
    """One with SSSD, which knows `sections` of the site."""

    def __init__(self, site, home, *sections):
        self.home = home
        os.makedirs(self.file("pam.d"))
        words = {"port": site.ldap, "certificate": site.certificate(), "domain": DOMAIN, "password": PASSWORD}
        services = "[sssd]\nservices = nss, pam\ndomains = site\n"
        self.write("sssd.conf", services + "\n".join(sections) + "\n" + textwrap.dedent(COMMON).format(**words))
        self.write("nsswitch.conf", "passwd: files sss\ngroup: files sss\nhosts: files\n")
        self.write("hosts", f"127.0.0.1 {DOMAIN} localhost\n")
        self.write(f"pam.d/{SERVICE}", "".join(f"{kind} required pam_sss.so\n" for kind in
                                               ("auth", "account", "password")))
        self.write("pam.d/other", "auth required pam_deny.so\naccount required pam_deny.so\n")
        self.write("enter", textwrap.dedent(SURROUNDINGS).format(home=home))
        self.sssd = None

    def file(self, *names):
        return os.path.join(self.home, *names)

    def write(self, name, text):
        with open(self.file(name), "w", encoding="utf-8") as file:
            file.write(text)

    def __enter__(self):
        with open(self.file("log"), "wb") as log:
            self.sssd = subprocess.Popen(["unshare", "--mount", "--propagation", "private", "sh", self.file("enter"),
                                          "sssd", "--interactive", "--logger=stderr"],
                                         stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        ends = time.monotonic() + PATIENCE
        while not self.answers() and self.sssd.poll() is None and time.monotonic() < ends:
            time.sleep(0.2)
        return self

    def __exit__(self, *_):
        self.sssd.terminate()
        try:
            self.sssd.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.sssd.pid, signal.SIGKILL)  # its session: SSSD and those it started
            self.sssd.wait()

    def answers(self):
        """Whether it may be asked; it asks the site when it is."""
        pipes = f"/proc/{self.sssd.pid}/root/var/lib/sss/pipes"
        return all(os.path.exists(os.path.join(pipes, name)) for name in ("nss", "pam"))

    def run(self, *words, stdin=""):
        """What a program says that runs on this computer: its status, its words."""
        done = subprocess.run(["nsenter", "--mount", "--target", str(self.sssd.pid), *words], input=stdin,
                              capture_output=True, text=True, timeout=PATIENCE, check=False, env=dict(os.environ, LC_ALL="C"))
        return done.returncode, (done.stdout + done.stderr).strip()

    def log(self):
        with open(self.file("log"), encoding="utf-8", errors="replace") as file:
            return file.read()[:3000]

    def admits(self, name, password, what="authenticate"):
        return self.run("pamtester", SERVICE, name, what, stdin=password + "\n")


def checked(computer, what, got, code, words):
    score.check(what, got[0] == code and words in got[1], f"{got}\n{computer.log()}")


def passwords(computer):
    checked(computer, "the right password", computer.admits("alice", PASSWORD), 0, "successfully authenticated")
    checked(computer, "a wrong one", computer.admits("alice", WRONG), 1, "Authentication failure")
    checked(computer, "none", computer.admits("alice", ""), 1, "pamtester: ")
    checked(computer, "of nobody", computer.admits("nobody-here", PASSWORD), 1, "User not known")
    checked(computer, "who is in the group may come in", computer.admits("alice", "", "acct_mgmt"), 0, "done")
    checked(computer, "who is not may not", computer.admits("carol", "", "acct_mgmt"), 1, "Permission denied")


def users(computer):
    """Accounts with a number are users of the computer."""
    found = lambda *words: computer.run("getent", *words)
    alice = "alice:*:5001:5001:Alice Liddell:/home/alice:"
    checked(computer, "alice by name", found("passwd", "alice"), 0, alice)
    checked(computer, "alice by number", found("passwd", "5001"), 0, alice)
    checked(computer, "carol is where it was said", found("passwd", "carol"), 0, "carol:*:5002:100:carol:/srv/carol:")
    checked(computer, "an account without a number is no user", found("passwd", "reader"), 2, "")
    checked(computer, "nobody has this number", found("passwd", "5999"), 2, "")
    checked(computer, "sssctl finds her", computer.run("sssctl", "user-checks", "alice", "-s", SERVICE), 0,
            "pam_acct_mgmt: Success")
    passwords(computer)
    new = "Brand new 88!"
    changed = computer.run("setpriv", "--reuid", "5003", "--regid", "5003", "--clear-groups", "pamtester", SERVICE,
                           "dave", "chauthtok", stdin=f"{PASSWORD}\n{new}\n{new}\n")
    checked(computer, "dave changes his password", changed, 0, "altered successfully")
    checked(computer, "the new one is right", computer.admits("dave", new), 0, "successfully authenticated")
    checked(computer, "the old one is over", computer.admits("dave", PASSWORD), 1, "Authentication failure")


def main():
    if os.geteuid() != 0:
        sys.exit("this test gives SSSD system folders of its own: run it as root")
    if not shutil.which("sssd") or not shutil.which("sssctl"):
        sys.exit("SSSD is not installed: script/bootstrap")
    with Site() as site:
        site.every_method()
        for name, settings in (("alice", '{RealName="Alice Liddell";UnixUserID=5001;}'),
                               ("carol", '{UnixUserID=5002;UnixGroupID=100;UnixHome="/srv/*";}'),
                               ("dave", "{UnixUserID=5003;}"), ("reader", "{}")):
            site.account(name, PASSWORD, settings)
        site.cli("CREATEGROUP", f"staff@{DOMAIN}", "{Members=(alice,dave);}")
        with Computer(site, os.path.join(site.base, "posix"), "[domain/site]", "id_provider = ldap") as computer:
            score.run("users of a computer", lambda: users(computer))
        with Computer(site, os.path.join(site.base, "application"), "[pam]", "pam_initgroups_scheme = always",
                      f"pam_app_services = {SERVICE}", "[application/site]", "id_provider = ldap",
                      "ldap_user_object_class = inetOrgPerson") as computer:
            score.run("passwords for an application", lambda: passwords(computer))
        score.check("the server ends well", site.stop() == 0, site.output())
    score.finish()


if __name__ == "__main__":
    main()
