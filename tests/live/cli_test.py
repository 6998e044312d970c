"""The command language over the PWD port, as an administrator's own client speaks it."""

import imaplib
import re

import cgp_cli
from live_site import DOMAIN, Site
from score import Score

score = Score()


def refused(code, work):
    """`work` must be refused with this code."""
    try:
        seen = work()
    except cgp_cli.Refused as trouble:
        return trouble.code == code
    return seen is False


def logins(site, postmaster):
    def by_apop():
        with cgp_cli.Client(site.pwd) as client:
            client.apop("postmaster", postmaster)
            client.send("NOOP")

    def by_password(end):
        with cgp_cli.Client(site.pwd, end) as client:
            client.log_in("postmaster", postmaster)
            client.send("NOOP")

    def wrong():
        with cgp_cli.Client(site.pwd) as client:
            client.log_in("postmaster", postmaster + "x")

    def wrong_apop():
        with cgp_cli.Client(site.pwd) as client:
            client.apop("postmaster", postmaster + "x")

    def stranger():
        with cgp_cli.Client(site.pwd) as client:
            client.run("LISTDOMAINS")

    score.run("the greeting names the server and carries a challenge", lambda: re.match(
        r"200 .* PWD Server .* ready .*<[^<>@ ]+@[^<>@ ]+>|200 .*<[^<>@ ]+@[^<>@ ]+>.*",
        "200 " + cgp_cli.Client(site.pwd).greeting[1]) is not None)
    score.run("APOP", by_apop)
    score.run("USER and PASS", lambda: by_password("\r\n"))
    score.run("USER and PASS with bare line feeds", lambda: by_password("\n"))
    score.check("a wrong password is 515", refused(515, wrong))
    score.check("a wrong digest is 515", refused(515, wrong_apop))
    score.refuse("no command before the login", stranger)


def administration(site, client):
    run = client.run
    score.check("the Main Domain is listed", run("LISTDOMAINS") == [DOMAIN])
    score.check("the Main Domain is named", run("MainDomainName") == DOMAIN)
    run("CREATEDOMAIN", "second.test", cgp_cli.written({"AUTHMethods": "All"}))
    score.check("a new domain is listed", sorted(run("LISTDOMAINS")) == sorted([DOMAIN, "second.test"]))
    run("createaccount", "joe@second.test", cgp_cli.written({"RealName": "Joe \"J\" Doe", "PasswordEncryption": "sealed"}))
    score.check("an account that exists cannot be made again",
                refused(520, lambda: run("CREATEACCOUNT", "joe@second.test")) or
                refused(501, lambda: run("CREATEACCOUNT", "joe@second.test")))
    seen = run("GETACCOUNTSETTINGS", "joe@second.test")
    score.check("settings come back as they were set", seen.get("RealName") == "Joe \"J\" Doe", seen)
    run("SETACCOUNTPASSWORD", "joe@second.test", "PASSWORD", cgp_cli.written("two words; \"quoted\" \\ back"))
    score.run("the password set here logs in by IMAP", lambda: imap_login(site, "joe@second.test",
                                                                          "two words; \"quoted\" \\ back"))
    run("VERIFYACCOUNTPASSWORD", "joe@second.test", "PASSWORD", cgp_cli.written("two words; \"quoted\" \\ back"))
    score.refuse("VERIFY says no to another password",
                 lambda: run("VERIFYACCOUNTPASSWORD", "joe@second.test", "PASSWORD", "other"))
    shown = str(run("GETACCOUNTSETTINGS", "joe@second.test")) + str(run("GETACCOUNTEFFECTIVESETTINGS", "joe@second.test"))
    score.check("settings never show the password", "two words" not in shown, shown)
    score.check("accounts are listed", set(run("LISTACCOUNTS", "second.test")) == {"joe"})
    run("SETACCOUNTALIASES", "joe@second.test", "(joseph,jo)")
    score.check("aliases come back", sorted(run("GETACCOUNTALIASES", "joe@second.test")) == ["jo", "joseph"])
    score.run("an alias logs in", lambda: imap_login(site, "joseph@second.test", "two words; \"quoted\" \\ back"))
    run("RENAMEACCOUNT", "joe@second.test", "INTO", "jim@second.test")
    score.run("a renamed account keeps its password",
              lambda: imap_login(site, "jim@second.test", "two words; \"quoted\" \\ back"))
    run("UPDATEACCOUNTSETTINGS", "jim@second.test", cgp_cli.written({"RealName": None}))
    score.check("#NULL# is understood as a value", "RealName" not in run("GETACCOUNTSETTINGS", "jim@second.test") or
                run("GETACCOUNTSETTINGS", "jim@second.test")["RealName"] is None)
    run("SETACCOUNTALIASES", "jim@second.test", "()")
    score.check("() takes all aliases away", run("GETACCOUNTALIASES", "jim@second.test") == [])
    run("DELETEACCOUNT", "jim@second.test")
    score.check("an account that is gone is 513", refused(513, lambda: run("GETACCOUNTSETTINGS", "jim@second.test")))
    score.check("an unknown domain is 512", refused(512, lambda: run("GETDOMAINSETTINGS", "nowhere.test")))
    score.check("an unknown command is 500", refused(500, lambda: run("MAKECOFFEE")))
    run("DELETEDOMAIN", "second.test")
    score.check("an ECHO comes back", run("ECHO", "{a=(b,#-5,\"c d\");}") == {"a": ["b", -5, "c d"]})
    score.check("commands are listed", "LISTDOMAINS" in run("LISTCLICOMMANDS"))


def rights(site):
    site.account("mary", "her password", "{PasswordEncryption=sealed;}")
    with cgp_cli.Client(site.pwd) as client:
        client.log_in(f"mary@{DOMAIN}", "her password")
        client.go_inline()
        score.refuse("a user may not make accounts", lambda: client.run("CREATEACCOUNT", "evil"))
        score.refuse("a user may not set another password",
                     lambda: client.run("SETACCOUNTPASSWORD", "postmaster", "PASSWORD", "mine"))
        score.refuse("a user may not make herself a master", lambda: client.run("SETACCOUNTRIGHTS", "mary", "(Master)"))
        score.run("a user may look at her own settings", lambda: client.run("GETACCOUNTSETTINGS", "*") is not None)
    with cgp_cli.Client(site.pwd) as client:
        client.log_in(f"mary@{DOMAIN}", "her password")
        client.send("NEWPASS a new password")
    score.run("NEWPASS changes the password", lambda: imap_login(site, f"mary@{DOMAIN}", "a new password"))
    score.refuse("the old password is gone", lambda: imap_login(site, f"mary@{DOMAIN}", "her password"))


def imap_login(site, user, password):
    with imaplib.IMAP4("127.0.0.1", site.imap) as client:
        client.login(user, password)


def main():
    with Site() as site:
        site.every_method()
        site.cli("UPDATEACCOUNTSETTINGS", f"postmaster@{DOMAIN}", "{PasswordEncryption=sealed;}")
        site.set_password("postmaster", "the master key")
        logins(site, "the master key")
        with cgp_cli.Client(site.pwd) as client:
            client.apop("postmaster", "the master key")
            score.check("without INLINE data follow", client.run("LISTDOMAINS") == [DOMAIN])
            client.go_inline()
            score.run("group administration", lambda: administration(site, client))
        score.run("group rights", lambda: rights(site))
        second = site.run("serve", "--base", site.base, "--listen", "127.0.0.1", check=False)
        score.check("a second server of the same site is refused",
                    second.returncode == 1 and "another server" in second.stderr, second.stderr)
        score.check("the server ends well", site.stop() == 0, site.said.decode(errors="replace")[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
