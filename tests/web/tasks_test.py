"""The guide's tasks, done in the browser by keyboard, each looked at from outside afterwards."""

import imaplib
import pathlib
import re
import subprocess
import sys
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parent.parent / "live")]

import domain_security  # noqa: E402
from browser import Browser, By, Keys  # noqa: E402
from desk import Desk, may_log_in, told  # noqa: E402
from live_site import DOMAIN, Site  # noqa: E402
from score import Score  # noqa: E402

PASSWORD = "Web-task-secret-7"


def imap_offers(site):
    with imaplib.IMAP4("127.0.0.1", site.imap) as client:
        return client.capabilities


def accounts(score, desk, site, master):
    desk.page("/Master/Domains/Accounts.html", domainName=DOMAIN)
    desk.send("real_name", name="joe", real_name="Joe Doe", password=PASSWORD)
    score.check("an account is made", may_log_in(site, f"joe@{DOMAIN}", PASSWORD), desk.browser.text)
    desk.page("/Master/Domains/Accounts.html", domainName=DOMAIN)
    text = desk.send("real_name", name="joe", real_name="Another", password=PASSWORD)
    score.check("a name in use is said, and nothing typed is lost", desk.browser.one("[role=alert]").text and
                desk.browser.one("[name=real_name]").get_attribute("value") == "Another", text)
    desk.page("/Master/Domains/AccountPassword.html", domainName=DOMAIN, accountName="joe")
    text = desk.send("repeated", password=PASSWORD + "x", repeated=PASSWORD + "x", proof="wrong")
    score.check("a new password for another wants a proof", may_log_in(site, f"joe@{DOMAIN}", PASSWORD), text)
    desk.page("/Master/Domains/AccountPassword.html", domainName=DOMAIN, accountName="joe")
    desk.send("repeated", password=PASSWORD + "x", repeated=PASSWORD + "x", proof=master)
    score.check("its password is another one", may_log_in(site, f"joe@{DOMAIN}", PASSWORD + "x")
                and not may_log_in(site, f"joe@{DOMAIN}", PASSWORD), desk.browser.text)
    desk.page("/Master/Domains/AccountTags.html", domainName=DOMAIN, accountName="joe")
    shown = desk.send("networks", tag="phone", label="The phone", proof=master)
    made = desk.browser.all(".once")
    score.check("a password for an app is shown once", len(made) >= 1, shown)
    if made:
        score.check("it is good", may_log_in(site, f"joe$phone@{DOMAIN}", made[0].text.split()[-1])
                    or may_log_in(site, f"joe@{DOMAIN}", made[0].text.split()[-1]), made[0].text)
    desk.page("/Master/Domains/AccountSettings.html", domainName=DOMAIN, accountName="joe")
    desk.send("AccessModes", AccessModes="these", AccessModes__of=["POP", "IMAP"])
    modes = told(site, "GETACCOUNTONESETTING", "joe", "AccessModes")
    score.check("services are chosen", "(POP,IMAP)" in modes, modes)


def login_methods(score, desk, site):
    score.check("CRAM-MD5 is offered", "AUTH=CRAM-MD5" in imap_offers(site), imap_offers(site))
    desk.page("/Master/Domains/DomainSettings.html", domainName=DOMAIN)
    desk.send("AUTHMethods", AUTHMethods="these", AUTHMethods__of=["CLRTXT", "SCRAM"])
    offers = imap_offers(site)
    score.check("only what was marked is offered", "AUTH=CRAM-MD5" not in offers and "AUTH=SCRAM-SHA-256" in offers, offers)
    desk.page("/Master/Domains/DomainSettings.html", domainName=DOMAIN)
    desk.send("AUTHMethods", AUTHMethods="default")
    score.check("back to what is inherited", "AUTHMethods" not in told(site, "GETDOMAINSETTINGS", DOMAIN),
                told(site, "GETDOMAINSETTINGS", DOMAIN))


def login_security(score, desk, site):
    desk.page("/Master/Settings/Others.html")
    desk.send("HideAccountUnknown", HideAccountUnknown="NO")
    score.check("unknown names are told", "HideAccountUnknown=NO" in told(site, "GETSERVERSETTINGS"), told(site, "GETSERVERSETTINGS"))
    desk.page("/Master/Settings/Others.html")
    text = desk.send("HideAccountUnknown", HideAccountUnknown="default", FailedLoginDelay="soon")
    score.check("a wrong value is said", desk.browser.all("[role=alert]"), text)
    score.check("and changes nothing", "HideAccountUnknown=NO" in told(site, "GETSERVERSETTINGS"))
    desk.page("/Master/Domains/AccountSettings.html", domainName=DOMAIN, accountName="joe")
    desk.send("FailedLoginFlow", FailedLoginFlow="(3, 5m)")
    score.check("the limit of failed logins", "3,5m" in told(site, "GETACCOUNTONESETTING", "joe", "FailedLoginFlow"))


def helpers(score, desk, site, master):
    program = str(pathlib.Path(__file__).resolve().parent.parent / "live" / "helpers" / "auth.sh")
    desk.page("/Master/Settings/Helpers.html")
    text = desk.send("ExternalAUTH.ProgramName", ExternalAUTH__ProgramName=program, ExternalAUTH__Enabled="YES", proof="wrong")
    score.check("a helper program wants a proof", "Enabled=YES" not in told(site, "GETSERVERSETTINGS"), text)
    desk.page("/Master/Settings/Helpers.html")
    text = desk.send("ExternalAUTH.ProgramName", ExternalAUTH__ProgramName=program, ExternalAUTH__Enabled="YES", proof=master)
    until = time.monotonic() + 20
    while "The program is running" not in desk.browser.text and time.monotonic() < until:
        desk.page("/Master/Settings/Helpers.html")
    score.check("a helper program runs", "The program is running" in desk.browser.text, text)
    desk.page("/Master/Settings/Helpers.html")
    desk.send("ExternalAUTH.ProgramName", ExternalAUTH__Enabled="NO", proof=master)
    score.check("and is stopped", "Enabled=NO" in told(site, "GETSERVERSETTINGS"), told(site, "GETSERVERSETTINGS"))


def trusted(score, desk, site, master):
    authority = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=An Authority", "-days", "30", "-keyout", "/dev/null",
         "-addext", "basicConstraints=critical,CA:TRUE"], capture_output=True, text=True, check=True).stdout
    desk.page("/Master/Domains/TrustedCommon.html")
    field = desk.browser.one("main textarea").get_attribute("name")
    text = desk.send(field, **{field: authority, "proof": master})
    score.check("an authority is trusted", "An Authority" in text, text)
    box = desk.browser.one("main [type=checkbox]")
    text = desk.send(box.get_attribute("name"), **{box.get_attribute("name"): box.get_attribute("value"), "proof": master})
    score.check("and no more", "An Authority" not in text, text)


def objects(score, desk, site):
    desk.page("/Master/Domains/Groups.html", domainName=DOMAIN)
    desk.send("name", name="crew")
    desk.page("/Master/Domains/GroupSettings.html", domainName=DOMAIN, groupName="crew")
    if desk.browser.all("[name=Members]"):
        desk.send("Members", Members="joe")
    score.check("a group and its members", "joe" in told(site, "GETGROUP", "crew"), desk.browser.text + told(site, "GETGROUP", "crew"))
    desk.page("/Master/Domains/Forwarders.html", domainName=DOMAIN)
    desk.send("to", act="create", name="office", to="joe")
    score.check("a forwarder", "joe" in told(site, "GETFORWARDER", "office"), desk.browser.text)
    desk.page("/Master/Domains/AccountImport.html", domainName=DOMAIN)
    desk.fill(desk.form("lines"), "separator", "comma")
    desk.fill(desk.form("lines"), "lines", "\n".join(f"import{n},Import-secret-{n}-x,Number {n}" for n in range(5)))
    desk.form("lines").find_elements(By.TAG_NAME, "button")[-1].send_keys(Keys.ENTER)
    desk.browser.in_the_new_window()
    score.check("many accounts at once", may_log_in(site, f"import4@{DOMAIN}", "Import-secret-4-x"), desk.browser.text)
    desk.browser.back_in_the_first()
    desk.page("/Master/Domains/Domains.html")
    desk.send("name", name="third.test")
    score.check("a domain", "third.test" in told(site, "LISTDOMAINS"), desk.browser.text)


def listeners(score, desk, site):
    desk.page("/Master/Settings/AccessListener.html", moduleName="POP", isTCP="1")
    desk.send("Listener.0.RemoteRestriction", Listener__0__RemoteRestriction="Deny", Listener__0__RestrictionList="203.0.113.0/24")
    score.check("a listener refuses a network", "203.0.113.0/24" in told(site, "GETMODULE", "POP"), desk.browser.text[:600])
    desk.page("/Master/Settings/TLSSessions.html")
    desk.send("TLSMinimumVersion", TLSTimeToLive="10m")
    score.check("TLS sessions", "TLSTimeToLive=10m" in told(site, "GETSERVERSETTINGS"), desk.browser.text[:300])


def attackers(score, desk, site):
    desk.page("/Master/Monitors/Failures.html")
    desk.send("block", act="block", block="203.0.113.9", minutes="5")
    score.check("an address is blocked", "203.0.113.9" in told(site, "GETTEMPBLACKLISTEDIPS"), desk.browser.text[:300])
    desk.browser.press("Release")
    score.check("and released", "203.0.113.9" not in told(site, "GETTEMPBLACKLISTEDIPS"), desk.browser.text[:300])
    held = imaplib.IMAP4("127.0.0.1", site.imap)
    held.login(f"ann@{DOMAIN}", PASSWORD)
    desk.page("/Master/Domains/AccountSessions.html", domainName=DOMAIN, accountName="ann")
    desk.browser.press("End all sessions and connections")
    try:
        ended = held.noop()[0] != "OK"
    except (imaplib.IMAP4.error, OSError):
        ended = True
    score.check("a connection is ended", ended)


def rights(score, desk, site, master):
    desk.page("/Master/Domains/AccountAccess.html", domainName=DOMAIN, accountName="ann")
    text = desk.send("proof", right=["Monitor"], proof="not the password")
    score.check("rights are not given without one's own password", "Monitor" not in told(site, "GETACCOUNTRIGHTS", "ann"), text)
    desk.page("/Master/Domains/AccountAccess.html", domainName=DOMAIN, accountName="ann")
    text = desk.send("proof", right=["Monitor"], proof=master)
    score.check("rights are given with it", "Monitor" in told(site, "GETACCOUNTRIGHTS", "ann"), text)


def addresses(score, desk, site):
    desk.page("/Master/Settings/ClientIPs.html")
    desk.send("ClientIPs", ClientIPs="10.0.0.0-10.0.0.255")
    score.check("client addresses", "10.0.0.0-10.0.0.255" in told(site, "GETCLIENTIPS"), told(site, "GETCLIENTIPS"))
    desk.page("/Master/Settings/AccessListener.html", moduleName="POP", isTCP="1")
    score.check("a module's listener", desk.browser.one("h1").text and desk.browser.all("main form"), desk.browser.text)


def lists(score, desk, site):
    site.cli("CREATEMAILBOX", "joe", "MAILBOX", "Work")
    desk.page("/Master/Domains/MailboxACL.html", domainName=DOMAIN, accountName="joe", mailbox="Work")
    form = desk.form("new_who")
    desk.fill(form, "new_who", "ann")
    boxes = [box for box in form.find_elements(By.CSS_SELECTOR, "[type=checkbox]") if box.get_attribute("value") in "lr"]
    for box in boxes[-2:]:
        box.send_keys(Keys.SPACE)
    desk.picture("acl")
    desk.browser.enter(form.find_elements(By.TAG_NAME, "button")[-1])
    score.check("a mailbox is shared", "ann=lr" in told(site, "GETMAILBOXACL", "joe", "MAILBOX", "Work"),
                told(site, "GETMAILBOXACL", "joe", "MAILBOX", "Work") + desk.browser.text[:300])


def explain(score, desk, site):
    desk.page("/Master/Domains/AccountExplain.html", domainName=DOMAIN, accountName="joe")
    score.check("why a login would be let in", desk.browser.all("main form"), desk.browser.text)
    form = desk.browser.one("main form:has([name=service])")
    desk.browser.enter(form.find_elements(By.TAG_NAME, "button")[-1])
    score.check("each rule is shown", "Outcome" in desk.browser.text, desk.browser.text)


def monitors(score, desk, site):
    held = imaplib.IMAP4("127.0.0.1", site.imap)
    held.login(f"joe@{DOMAIN}", PASSWORD + "x")
    desk.page("/Master/Monitors/Logins.html")
    score.check("who is here", f"joe@{DOMAIN}" in desk.browser.text, desk.browser.text)
    may_log_in(site, f"joe@{DOMAIN}", "wrong")
    until = time.monotonic() + 10  # it is on disk within a second
    desk.page("/Master/Monitors/Trail.html")
    while "wrong password" not in desk.browser.text and time.monotonic() < until:
        desk.page("/Master/Monitors/Trail.html")
    score.check("what was decided", "wrong password" in desk.browser.text, desk.browser.text[:500])
    desk.page("/Master/Monitors/Charts.html")
    score.check("charts are pictures with figures", desk.browser.all("svg") and desk.browser.all("table"), desk.browser.text[:300])
    held.shutdown()


def as_a_user(score, desk, site):
    browser = desk.browser
    site.cli("UPDATEACCOUNTSETTINGS", "joe", "{AccessModes=default;}")
    browser.log_in(site.http, f"joe@{DOMAIN}", PASSWORD + "x")
    score.check("a user is let in", browser.path == "/account", browser.path + browser.text[:200])
    desk.page("/account/apps/new")
    shown = desk.send("tag", tag="laptop", label="Laptop", proof=PASSWORD + "x")
    made = browser.all(".once")
    score.check("a user makes an app password", bool(made), shown)
    desk.page("/account/password")
    current = "proof" if browser.all("[name=proof]") else "current"
    desk.send("new", **{current: PASSWORD + "x", "new": "Another-pass-phrase-9", "repeated": "Another-pass-phrase-9"})
    score.check("a user changes the password", may_log_in(site, f"joe@{DOMAIN}", "Another-pass-phrase-9"), browser.text)
    browser.log_in(site.http, f"joe@{DOMAIN}", "Another-pass-phrase-9")
    desk.page("/account/sessions")
    score.check("sessions of mine", browser.all("table"), browser.text)
    score.check("no session ID stands there", not re.search(r"\d+-[A-Za-z0-9]{20,}", browser.driver.page_source))
    browser.press("Log out")
    score.check("logged out", browser.path.startswith("/login"), browser.path)
    desk.page("/account")
    score.check("it is over", browser.path.startswith("/login"), browser.path)


def second_factor(score, desk, site):
    browser = desk.browser
    browser.log_in(site.http, f"ann@{DOMAIN}", PASSWORD)
    desk.page("/account/factor")
    text = desk.send("proof", proof=PASSWORD)
    secret = re.search(r"secret=([A-Z2-7]{16,})", browser.driver.page_source)
    if not score.check("a secret for an authenticator", secret, text):
        return

    def code(steps=0):
        return subprocess.run(["oathtool", "--totp", "-b", secret.group(1), "-N", f"now + {30 * steps} seconds"],
                              capture_output=True, text=True, check=True).stdout.strip()
    text = desk.send("code", code=code(-1))
    score.check("it is on, with codes for the day it is lost", len(re.findall(r"[a-z0-9]{5}-[a-z0-9]{5}", text)) == 10, text)
    score.check("the password alone opens no mailbox", not may_log_in(site, f"ann@{DOMAIN}", PASSWORD))
    browser.log_in(site.http, f"ann@{DOMAIN}", PASSWORD)
    score.check("the login asks for a code", browser.path == "/login/code", browser.path)
    desk.page("/account")
    score.check("without it there is nothing to see", browser.path == "/login/code", browser.path)
    desk.send("code", code="000000")
    score.check("a wrong one is refused", browser.path.startswith("/login"), browser.path + browser.text)
    desk.send("code", code=code())
    score.check("the right one lets in", browser.path == "/account", browser.path + browser.text)


def safety(score, desk, site, master):
    browser = desk.browser
    browser.log_in(site.httpa, f"postmaster@{DOMAIN}", master)
    desk.page("/Master/Settings/General.html")
    browser.driver.execute_script("document.querySelector(\"main [name='token']\").value = '0'.repeat(64)")
    text = desk.send("LogLevel")
    score.check("a form with another token is refused", "not one of this session" in text, text)
    cookies = browser.driver.get_cookies()
    score.check("cookies are not for scripts", cookies and all(each["httpOnly"] and each["sameSite"] == "Strict" for each in cookies), cookies)
    desk.page("/Master/Settings/General.html", saved="<script>alert(1)</script>")
    score.check("nothing of the address comes back", "alert(1)" not in browser.driver.page_source.replace("saved=", "", 1)
                or "<script>" not in browser.driver.page_source)
    browser.driver.execute_script("const s = document.createElement('script'); s.textContent = 'document.title = \"taken\"';"
                                  "document.body.append(s)")
    score.check("a script that got in does not run", browser.driver.title != "taken")


def main():
    score = Score()
    with Site(demo=True) as site, Browser() as browser:
        master = site.initial[f"postmaster@{DOMAIN}"]
        site.account("ann", PASSWORD)
        desk = Desk(browser, site)
        browser.log_in(site.httpa, f"postmaster@{DOMAIN}", master)
        score.check("an administrator is let in", browser.path.startswith("/Master/"), browser.path)
        score.run("accounts", lambda: accounts(score, desk, site, master))
        for work in (login_methods, login_security, addresses, listeners, objects, lists, explain, monitors):
            score.run(work.__name__, lambda: work(score, desk, site))
        for work in (helpers, trusted, rights):
            score.run(work.__name__, lambda: work(score, desk, site, master))
        domain_security.tasks(score, desk, site, master)
        score.run("attackers", lambda: attackers(score, desk, site))
        score.run("as_a_user", lambda: as_a_user(score, desk, site))
        score.run("second_factor", lambda: second_factor(score, desk, site))
        score.run("safety", lambda: safety(score, desk, site, master))
        score.check("what answers a form fits a phone", not desk.too_wide, "\n".join(desk.too_wide))
    score.finish()


main()
