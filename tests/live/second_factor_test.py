"""A second factor: codes of oathtool on the web, app passwords everywhere else; nothing works twice or by halves.

    second_factor_test.py PATH-TO-GATEHOUSE
"""

import http.client
import re
import subprocess
import time
import urllib.parse

import method_doors as gates
from live_site import DOMAIN, Site
from sasl_clients import by_plain, by_session_id
from score import Score

PASSWORD = "open-Sesame-7"
STEP = 30  # seconds
DOORS = {"POP": gates.Pop, "IMAP": gates.Imap, "SMTP": gates.Smtp, "LDAP": gates.Ldap, "ACAP": gates.Acap,
         "FTP": gates.Ftp, "XMPP": gates.Xmpp, "PWD": gates.Pwd, "HTTP": gates.Web, "SIP": gates.Sip,
         "XIMSS": gates.Ximss}
score = Score()


class Browser:
    """Keeps one cookie and the token of the last form."""

    def __init__(self, site):
        self.port, self.cookie, self.token = site.http, "", ""

    def ask(self, method, path, fields=None):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Host": DOMAIN, "Cookie": self.cookie}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        link.request(method, path, urllib.parse.urlencode(fields) if fields is not None else None, headers)
        answer = link.getresponse()
        body = answer.read().decode()
        for line in answer.msg.get_all("Set-Cookie") or []:
            self.cookie = line.split(";")[0]
        if found := re.search(r'name="token" value="([^"]*)"', body):
            self.token = found.group(1)
        link.close()
        return answer.status, answer.getheader("Location", ""), body

    def password(self, name, password=PASSWORD):
        return self.ask("POST", "/login", {"username": name, "password": password})[1]

    def code(self, code):
        self.ask("GET", "/login/code")
        return self.ask("POST", "/login/code", {"token": self.token, "code": code})

    def inside(self):
        status, location, _ = self.ask("GET", "/login/code")
        return status == 303 and location == "/"


class Authenticator:
    """Each code once: waits for the next one when it has to."""

    def __init__(self, secret):
        self.secret, self.last = secret, 0

    def code(self, at=None):
        moment = f"@{int(at)}" if at else "now"
        return subprocess.run(["oathtool", "--totp", "-b", "-N", moment, "-"], input=self.secret, text=True,
                              check=True, capture_output=True).stdout.strip()

    def fresh(self):
        """The clock may be off by a step, so the next step's code is good already."""
        step = max(int(time.time()) // STEP, self.last + 1)
        while step > int(time.time()) // STEP + 1:
            time.sleep(0.5)
        self.last = step
        return self.code(step * STEP)


def data_of(answer):
    return answer.stdout


def enrol(site, name):
    shown = data_of(site.cli("BEGINSECONDFACTOR", site.full(name)))
    authenticator = Authenticator(re.search(r"Secret\s*=\s*\"?([A-Z2-7]{32})", shown).group(1))
    recovery = data_of(site.cli("CONFIRMSECONDFACTOR", site.full(name), authenticator.fresh()))
    return authenticator, re.findall(r"[a-z2-9]{5}-[a-z2-9]{5}", recovery)


def is_in(site, name, user, password):
    talk = DOORS[name](site, **({} if name in ("PWD", "SIP", "ACAP") else {"tls": True}))
    try:
        if name == "SIP":
            return talk.digest(user, password, "MD5")
        if name in ("SMTP", "ACAP", "XMPP"):
            return talk.sasl("PLAIN", by_plain(user, password))
        return talk.plain_login(user, password)
    except gates.Closed:
        return False
    finally:
        talk.close()


def every_door(site):
    app = data_of(site.cli("CREATEACCOUNTTAG", site.full("alice"), "TAG", "phone")).strip().strip('"')
    for name in DOORS:
        score.check(f"{name}: without a factor the own password works", is_in(site, name, "bob", PASSWORD))
        score.check(f"{name}: the own password is refused", not is_in(site, name, "alice", PASSWORD))
        score.check(f"{name}: an app password works", is_in(site, name, "alice$phone", app))
    for method in ("CRAM-MD5", "SCRAM-SHA-256"):
        with_method = subprocess.run(
            ["gsasl", "--imap", "--no-starttls", "--quiet", "-m", method, "-a", "alice", "-p", PASSWORD,
             "-z", "", "127.0.0.1", str(site.imap)], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        score.check(f"IMAP {method}: the own password is refused", with_method.returncode != 0)
    talk = gates.Imap(site)
    talk.plain_login("alice", PASSWORD)
    right = talk.heard
    talk.close()
    talk = gates.Imap(site)
    talk.plain_login("alice", "wrong")
    score.check("where names are hidden a right password is told as a wrong one", right == talk.heard, right)
    talk.close()
    site.cli("UPDATESERVERSETTINGS", "{HideAccountUnknown=NO;}")
    talk = gates.Imap(site)
    talk.plain_login("alice", PASSWORD)
    score.check("where they are not it says what to do", b"app password" in talk.heard, talk.heard)
    talk.close()
    site.cli("UPDATESERVERSETTINGS", "{HideAccountUnknown=default;}")


def on_the_web(site, authenticator, recovery):
    browser = Browser(site)
    score.check("the first half leads to the code", browser.password("alice") == "/login/code")
    score.check("and nowhere else", not browser.inside() and browser.ask("POST", "/logout", {})[1] == "/login/code")
    score.check("a wrong code is refused", browser.code("000000")[0] == 403 and not browser.inside())
    code = authenticator.fresh()
    score.check("a code of oathtool lets in", browser.code(code)[0] == 303 and browser.inside())
    again = Browser(site)
    again.password("alice")
    score.check("but once", again.code(code)[0] == 403)
    score.check("a recovery code lets in", again.code(recovery[0])[0] == 303 and again.inside())
    again = Browser(site)
    again.password("alice")
    score.check("once, too", again.code(recovery[0])[0] == 403)
    site.stop()
    site.start()
    again = Browser(site)
    again.password("alice")
    score.check("no code works again after a restart", again.code(code)[0] == 403 and again.code(recovery[0])[0] == 403)
    score.check("others do", again.code(recovery[1])[0] == 303 and again.inside())


def wrong_codes(site, recovery):
    browser = Browser(site)
    browser.password("alice")
    statuses = [browser.code(f"00000{n}")[0] for n in range(5)]
    score.check("five wrong codes end the session", statuses == [403] * 5 and not browser.inside(), statuses)
    score.check("which has to begin anew", browser.ask("GET", "/login/code")[1] == "/login")
    site.cli("UPDATEACCOUNTSETTINGS", site.full("alice"), "{FailedLoginFlow=(3,1m);}")
    site.cli("RESETFAILEDLOGINS", site.full("alice"))
    for n in range(3):
        browser = Browser(site)
        browser.password("alice")
        browser.code(f"11111{n}")
    score.check("wrong codes close the account as wrong passwords do", Browser(site).password("alice") == "")
    site.cli("RESETFAILEDLOGINS", site.full("alice"))
    site.cli("UPDATEACCOUNTSETTINGS", site.full("alice"), "{FailedLoginFlow=default;}")
    browser = Browser(site)
    browser.password("alice")
    score.check("an administrator opens it", browser.code(recovery[2])[0] == 303)


def half_sessions(site):
    browser = Browser(site)
    browser.password("alice")
    session = browser.cookie.split("=", 1)[1]
    number = re.search(r"\d+-\w{22}", urllib.parse.unquote(session)).group(0)
    site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{AUTHMethods=All;}")
    talk = gates.Imap(site, tls=True)
    score.check("half a session is no login elsewhere", not talk.sasl("SESSIONID", by_session_id("alice", number)))
    talk.close()
    shown = data_of(site.cli("GETSESSION", number))
    score.check("an administrator sees that", "codeWanted" in shown, shown)
    site.cli("BLESSSESSION", number)
    score.check("and may complete it", browser.inside())


def required(site):
    site.account("carol", PASSWORD, "{SecondFactor=Required;}")
    score.check("required: the own password is refused elsewhere", not is_in(site, "IMAP", "carol", PASSWORD))
    browser = Browser(site)
    score.check("required: the web leads to where it is set up", browser.password("carol") == "/login/code")
    browser.ask("GET", "/login/code")
    page = browser.ask("POST", "/login/factor", {"token": browser.token})[2]
    authenticator = Authenticator(re.search(r"<code>([A-Z2-7]{32})</code>", page).group(1))
    score.check("required: not without a right code",
                browser.ask("POST", "/login/factor", {"token": browser.token, "code": "000000"})[0] == 403)
    page = browser.ask("POST", "/login/factor", {"token": browser.token, "code": authenticator.fresh()})[2]
    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page)
    score.check("required: recovery codes are shown", len(codes) == 10, page)
    score.check("required: and it is in", browser.inside())
    again = Browser(site)
    score.check("required: the next login asks for a code", again.password("carol") == "/login/code")
    score.check("required: and takes it", again.code(codes[0])[0] == 303)


def administrators(site):
    site.account("chief", PASSWORD)
    site.cli("SETACCOUNTRIGHTS", site.full("chief"), "(Domain)")
    score.check("an administrator without one", is_in(site, "PWD", "chief", PASSWORD))
    site.cli("UPDATESERVERSETTINGS", "{SecondFactorForAdministrators=YES;}")
    score.check("needs one when the server says so", not is_in(site, "PWD", "chief", PASSWORD))
    score.check("others do not", is_in(site, "PWD", "bob", PASSWORD))


def removed(site):
    site.cli("REMOVESECONDFACTOR", site.full("alice"))
    score.check("without it the own password works again", is_in(site, "IMAP", "alice", PASSWORD))
    score.check("on the web, too", Browser(site).password("alice") == "/")


def main():
    with Site() as site:
        site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{AUTHMethods=All;}")
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN,
                 "{FailedLoginFlow=(100000,1m);PasswordEncryption=sealed;RequireAPOP=NO;}")
        site.account("alice", PASSWORD)
        site.account("bob", PASSWORD)
        authenticator, recovery = enrol(site, "alice")
        score.check("ten recovery codes", len(set(recovery)) == 10, recovery)
        score.run("every door", lambda: every_door(site))
        score.run("on the web", lambda: on_the_web(site, authenticator, recovery))
        score.run("wrong codes", lambda: wrong_codes(site, recovery))
        score.run("half sessions", lambda: half_sessions(site))
        score.run("required", lambda: required(site))
        score.run("administrators", lambda: administrators(site))
        score.run("removed", lambda: removed(site))
        text = site.log()
        score.check("no secret in the log", authenticator.secret not in text and recovery[0] not in text)
    score.finish()


if __name__ == "__main__":
    main()
