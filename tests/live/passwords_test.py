"""Own passwords as other programs left them, and tagged ones: strings made here and now by doveadm,
slappasswd, openssl and mkpasswd are imported and then used to log in by real clients."""

import imaplib
import poplib
import re
import subprocess
import time

import cgp_cli
from live_site import DOMAIN, Site
from score import Score

score = Score()

PASSWORD = "correct horse 7"  # "pässword" would be prepared alike, but not every tool takes it
NO_PASSWORD_FORMS = {"OTP"}  # one-time keys
NOT_KNOWN = {"DIGEST-MD5", "PLAIN-MD4", "PLAIN-TRUNC"}  # bound to a name and realm; rare


def said(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def doveadm_forms():
    listed = said("doveadm", "-c", "/dev/null", "pw", "-l").split()
    for scheme in sorted(set(listed) - NO_PASSWORD_FORMS):
        yield scheme, said("doveadm", "-c", "/dev/null", "pw", "-s", scheme, "-u", f"joe@{DOMAIN}", "-p", PASSWORD)
    for scheme in ("SSHA.hex", "SHA512.b64", "SMD5.base64", "SCRAM-SHA-1.b64"):
        yield scheme, said("doveadm", "-c", "/dev/null", "pw", "-s", scheme, "-p", PASSWORD)


def slappasswd_forms():
    for scheme in ("SHA", "SSHA", "MD5", "SMD5", "CRYPT"):
        yield scheme, said("slappasswd", "-h", "{" + scheme + "}", "-s", PASSWORD)
    modules = {"pw-sha2": ("SSHA256", "SSHA384", "SSHA512"), "pw-pbkdf2": ("PBKDF2", "PBKDF2-SHA256", "PBKDF2-SHA512")}
    for module, schemes in modules.items():
        for scheme in schemes:
            yield scheme, said("slappasswd", "-o", "module-path=/usr/lib/ldap", "-o", f"module-load={module}",
                               "-h", "{" + scheme + "}", "-s", PASSWORD)


def crypt_forms():
    for form in ("-1", "-5", "-6"):
        yield form, said("openssl", "passwd", form, PASSWORD)
    for method in ("yescrypt", "gost-yescrypt", "scrypt", "bcrypt", "sha512crypt", "descrypt", "bsdicrypt", "nt"):
        yield method, said("mkpasswd", "-m", method, PASSWORD)


def imap(site, user, password):
    with imaplib.IMAP4("127.0.0.1", site.imap) as client:
        client.login(user, password)


def imported(site, client, encoded):
    client.run("IMPORTACCOUNTPASSWORD", f"joe@{DOMAIN}", cgp_cli.written(encoded))


def imports(site, client):
    for maker, forms in (("doveadm", doveadm_forms), ("slappasswd", slappasswd_forms), ("crypt", crypt_forms)):
        for scheme, encoded in forms():
            name = f"{maker} {scheme}"
            if scheme in NOT_KNOWN:
                score.refuse(f"{name} is refused", lambda encoded=encoded: imported(site, client, encoded))
                continue
            score.run(f"{name} is imported", lambda encoded=encoded: imported(site, client, encoded))
            score.run(f"{name} logs in", lambda: imap(site, f"joe@{DOMAIN}", PASSWORD))
            score.refuse(f"{name} refuses another", lambda: imap(site, f"joe@{DOMAIN}", "wrong" + PASSWORD))


def gsasl(site, mechanism, password):
    words = ["gsasl", "--no-starttls", "--quiet", "--no-cb", "--quality-of-protection=qop-auth", "--realm", DOMAIN,
             "--hostname", DOMAIN, "-a", f"joe@{DOMAIN}", "--imap", f"--connect=127.0.0.1:{site.imap}",
             "-m", mechanism, "-p", password]
    done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    return done.returncode == 0


def challenges(site, client):
    """A verifier made elsewhere answers the mechanism it is for."""
    for mechanism in ("SCRAM-SHA-1", "SCRAM-SHA-256", "CRAM-MD5"):
        imported(site, client, said("doveadm", "-c", "/dev/null", "pw", "-s", mechanism, "-p", PASSWORD))
        info = client.run("GETACCOUNTPASSWORDINFO", f"joe@{DOMAIN}")
        score.check(f"the report says {mechanism}", mechanism in info["CanServe"], info)
        score.run(f"an imported {mechanism} serves gsasl", lambda mechanism=mechanism: gsasl(site, mechanism, PASSWORD))
        score.refuse(f"an imported {mechanism} refuses a wrong one",
                     lambda mechanism=mechanism: gsasl(site, mechanism, "wrong" + PASSWORD))


def becomes(client, scheme, patience=20):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if client.run("GETACCOUNTPASSWORDINFO", f"joe@{DOMAIN}").get("Scheme") == scheme:
            return True
        time.sleep(0.1)
    return False


def upgrades(site, client):
    imported(site, client, said("slappasswd", "-h", "{SSHA}", "-s", PASSWORD))
    client.run("UPDATEACCOUNTSETTINGS", f"joe@{DOMAIN}", cgp_cli.written({"UpgradeAtLogin": "YES"}))
    schemes = client.run("LISTPASSWORDSCHEMES", DOMAIN)
    score.check("the report counts the import", schemes.get("U-crpt {SSHA}", {}).get("Weak") == "YES", schemes)
    score.run("the imported form logs in once", lambda: imap(site, f"joe@{DOMAIN}", PASSWORD))
    score.check("and is stored anew", becomes(client, "verifiers"))
    score.run("the new form logs in", lambda: imap(site, f"joe@{DOMAIN}", PASSWORD))
    score.run("and serves SCRAM", lambda: gsasl(site, "SCRAM-SHA-256", PASSWORD))
    schemes = client.run("LISTPASSWORDSCHEMES", DOMAIN)
    score.check("the old form is gone from the report", "U-crpt {SSHA}" not in schemes, schemes)


def pop(site, user, password):
    client = poplib.POP3("127.0.0.1", site.pop)
    client.user(user)
    client.pass_(password)
    client.quit()


def tags(site, client):
    made = client.run("CREATEACCOUNTTAG", f"joe@{DOMAIN}", "TAG", "phone", "LABEL", '"My phone"', "SERVICES", "(IMAP, Mail)")
    score.check("a made-up password has four groups", re.fullmatch(r"(\w{5}-){3}\w{5}", made) is not None, made)
    for name in (f"joe$phone@{DOMAIN}", f"joe@{DOMAIN}$phone"):
        score.run(f"{name} logs in", lambda name=name: imap(site, name, made))
    score.refuse("not without its tag", lambda: imap(site, f"joe@{DOMAIN}", made))
    score.refuse("not the main password with it", lambda: imap(site, f"joe$phone@{DOMAIN}", PASSWORD))
    score.refuse("not by another service", lambda: pop(site, f"joe$phone@{DOMAIN}", made))
    client.run("SETACCOUNTPASSWORD", f"joe@{DOMAIN}", "PASSWORD", "Nowhere99", "TAG", "nowhere", "NETWORKS", "10.0.0.0/8")
    score.refuse("not from another network", lambda: imap(site, f"joe$nowhere@{DOMAIN}", "Nowhere99"))
    shown = client.run("LISTACCOUNTTAGS", f"joe@{DOMAIN}")
    score.check("tags are listed", sorted(shown) == ["nowhere", "phone"] and shown["phone"]["Label"] == "My phone", shown)
    score.check("no secret is shown", made not in str(shown) and "Password" not in str(shown), shown)
    client.run("SETACCOUNTPASSWORD", f"joe@{DOMAIN}", "PASSWORD", '""', "TAG", "phone")
    score.refuse("a removed tag is gone", lambda: imap(site, f"joe$phone@{DOMAIN}", made))


def owner(site):
    """What a user may do alone, and what not with a tagged password."""
    with cgp_cli.Client(site.pwd) as client:
        client.log_in(f"joe@{DOMAIN}", PASSWORD)
        client.go_inline()
        made = client.run("CREATEACCOUNTTAG", "*", "TAG", "own")
    with cgp_cli.Client(site.pwd) as client:
        client.log_in(f"joe$own@{DOMAIN}", made)
        client.go_inline()
        score.refuse("a tagged session sets no password", lambda: client.run("SETACCOUNTPASSWORD", "*", "PASSWORD", "Newer345"))
        score.refuse("nor makes a tag", lambda: client.run("CREATEACCOUNTTAG", "*", "TAG", "more"))
    with cgp_cli.Client(site.pwd) as client:
        client.log_in(f"joe$own@{DOMAIN}", made)
        score.refuse("nor by NEWPASS", lambda: client.send("NEWPASS Newer345"))
    score.run("the main password is as it was", lambda: imap(site, f"joe@{DOMAIN}", PASSWORD))


def main():
    with Site() as site:
        site.every_method()
        site.account("joe", PASSWORD)
        site.cli("UPDATEACCOUNTSETTINGS", f"postmaster@{DOMAIN}", "{PasswordEncryption=sealed;}")
        site.set_password("postmaster", "the master key")
        with cgp_cli.Client(site.pwd) as client:
            client.apop("postmaster", "the master key")
            client.go_inline()
            for group in (imports, challenges, upgrades, tags):
                score.run(f"group {group.__name__}", lambda group=group: group(site, client))
        score.run("group owner", lambda: owner(site))
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
