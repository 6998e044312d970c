"""The users' web interface from the outside: logging in, the pages of an account, its public files, and what a
stolen, foreign or forged form or cookie is good for. Runs in a network of its own, with a stranger in it."""

import base64
import ftplib
import hashlib
import hmac
import html
import http.client
import imaplib
import io
import os
import re
import ssl
import struct
import subprocess
import time
import urllib.parse

from addresses_test import CLIENT, HERE, STRANGER, enter_network
from live_site import DOMAIN, Site
from score import Score

PASSWORD, NEXT, WRONG = "open Sesame 7", "another Sesame 8", "closed Sesame 7"
ME, BOB = f"alice@{DOMAIN}", f"bob@{DOMAIN}"
PAGES = ("/account", "/account/password", "/account/apps", "/account/apps/new", "/account/apps/revoke?tag=x", "/account/factor",
         "/account/factor/confirm", "/account/sessions", "/account/logins", "/account/mailboxes",
         "/account/mailboxes/rights?name=INBOX", "/account/groups", "/account/files")
score = Score()


class Seen:
    def __init__(self, answer, body):
        self.status, self.raw = answer.status, body
        self.fields = {name.lower(): value for name, value in answer.getheaders()}
        self.text = body.decode("utf-8", "replace")

    def __str__(self):
        return f"{self.status} {self.fields}\n{self.text[:1500]}"

    @property
    def to(self):
        return self.fields.get("location", "")


class Browser:
    """Keeps cookies, and sends what a form of the page it saw last would send."""

    def __init__(self, site, port="http", source=HERE, host=DOMAIN):
        self.site, self.port, self.source, self.host = site, port, source, host
        self.cookies, self.token = {}, ""

    def ask(self, method, path, body=None, **fields):
        at, source = (getattr(self.site, self.port), (self.source, 0))
        if self.port.endswith("s"):
            link = http.client.HTTPSConnection(HERE, at, timeout=30, source_address=source,
                                               context=ssl._create_unverified_context())
        else:
            link = http.client.HTTPConnection(HERE, at, timeout=30, source_address=source)
        fields.setdefault("Host", self.host)
        if self.cookies:
            fields.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body is not None:
            fields.setdefault("Content-Type", "application/x-www-form-urlencoded")
        link.request(method, path, body, {name.replace("_", "-"): value for name, value in fields.items()})
        answer = link.getresponse()
        seen = Seen(answer, answer.read())
        link.close()
        for name, value in re.findall(r"(?:^|, )([\w-]+)=([^;]*)", seen.fields.get("set-cookie", "")):
            self.cookies[name] = value
        token = re.search(r'name="token" value="(\w+)"', seen.text)
        self.token = token.group(1) if token else self.token
        return seen

    def see(self, path, **fields):
        return self.ask("GET", path, **fields)

    def send(self, path, values, token=None, **fields):
        pairs = list(values.items() if isinstance(values, dict) else values)
        pairs.append(("token", self.token if token is None else token))
        return self.ask("POST", path, urllib.parse.urlencode(pairs), **fields)

    def log_in(self, name="alice", password=PASSWORD, at="/login", **more):
        words = {"username": name, "password": password, **more}
        return self.ask("POST", at, urllib.parse.urlencode(words))

    @property
    def cookie(self):
        return next(iter(self.cookies.values()), "")

    def inside(self):
        return self.see("/account").status == 200


def logged_in(site, name="alice", password=PASSWORD, **more):
    browser = Browser(site, **more)
    seen = browser.log_in(name, password)
    assert seen.status == 303 and browser.see("/account").status == 200, str(seen)
    return browser


def once(seen):
    """What a page shows this once."""
    return [html.unescape(re.sub(r"<br>", "", text)).strip()
            for text in re.findall(r'<(?:p|code) class="once">(.*?)</(?:p|code)>', seen.text, re.DOTALL)]


def code_of(secret, step=0):
    key = base64.b32decode(re.sub(r"\s", "", secret).upper() + "=" * (-len(re.sub(r"\s", "", secret)) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + step), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


def logging_in(site):
    for port in ("http", "httpa", "https", "httpas"):
        for at in ("/", "/login"):
            browser = Browser(site, port)
            seen = browser.log_in(at=at, SessionSkin="Basic")
            flags = seen.fields.get("set-cookie", "")
            score.check(f"a login by POST {at} at {port}", seen.status == 303 and seen.to == "/", seen)
            score.check(f"its cookie at {port}", "HttpOnly; SameSite=Strict" in flags and "Path=/;" in flags
                        and ("Secure" in flags) == port.endswith("s")
                        and ("__Host-" in flags) == port.endswith("s"), flags)
    browser = Browser(site)
    page = browser.see("/login").text
    score.check("the page leads to the certificate", 'href="/certificate.der"' in page, page)
    seen = browser.log_in(password=WRONG)
    score.check("a wrong password", seen.status == 403 and "alice" in seen.text and WRONG not in seen.text, seen)
    unknown = Browser(site).log_in("nobody", WRONG)
    score.check("an unknown name looks the same", unknown.text.replace("nobody", "alice") == seen.text, unknown)
    score.check("a name is shown harmlessly", "<script>" not in Browser(site).log_in("<script>alert(1)</script>").text)
    basic = "Basic " + base64.b64encode(f"alice:{PASSWORD}".encode()).decode()
    browser = Browser(site)
    score.check("credentials are asked for", browser.ask("POST", "/login/credentials", "").status == 401)
    seen = browser.ask("POST", "/login/credentials", "", Authorization=basic)
    score.check("credentials open a session", seen.status == 303 and browser.inside(), seen)
    for name, fields in (("Origin", {"Origin": "http://evil.test"}), ("Sec-Fetch-Site", {"Sec-Fetch-Site": "cross-site"})):
        seen = Browser(site).ask("POST", "/login/credentials", "", Authorization=basic, **fields)
        score.check(f"not when another site asks for it ({name})", seen.status == 403 and "set-cookie" not in seen.fields)
        for path in ("/", "/login"):
            seen = Browser(site).ask("POST", path, f"username=alice&password={urllib.parse.quote(PASSWORD)}", **fields)
            score.check(f"V-092: nor the form at {path} ({name})", seen.status == 403 and "set-cookie" not in seen.fields)


def certificates(site):
    browser = Browser(site, source=STRANGER)
    pem = browser.see("/certificate")
    der = browser.see("/certificate.der")
    score.check("the certificate as PEM", "BEGIN CERTIFICATE" in pem.text and "PRIVATE" not in pem.text, pem)
    score.check("the certificate as DER", der.raw and ssl.DER_cert_to_PEM_cert(der.raw).split() == pem.text.split()[:len(
        ssl.DER_cert_to_PEM_cert(der.raw).split())], der)
    served = ssl.get_server_certificate((HERE, site.https))
    score.check("it is the one that is served", served.split() == pem.text.split()[:len(served.split())], served)


def addresses(site):
    browser = logged_in(site, source=CLIENT)
    browser.source = STRANGER
    score.check("a session is bound to its address", not browser.inside())
    browser = Browser(site, source=CLIENT)
    browser.log_in(DisableIPWatch="1")
    browser.source = STRANGER
    score.check("unless the form said otherwise", browser.inside())


def safety(site):
    mine, his = logged_in(site), logged_in(site, "bob")
    kept, foreign = mine.cookie, his.cookie
    for name, planted in (("made up", "616c6963654065.1-aaaaaaaaaaaaaaaaaaaaaa"), ("another's", foreign)):
        victim = Browser(site)
        victim.cookies["GatehouseSession"] = planted
        victim.log_in()
        score.check(f"V-093: a cookie that is {name} is not taken up", victim.cookie != planted and victim.inside())
    score.check("V-093: and its owner's session goes on", his.inside())
    for name, token in (("none", ""), ("another session's", his.token), ("nonsense", "x" * 64)):
        for path, values in (("/account/sessions", {"everywhere": "1"}), ("/account/apps/new", {"tag": "x", "proof": PASSWORD}),
                             ("/account/password", {"proof": PASSWORD, "new": NEXT, "repeated": NEXT}),
                             ("/account/mailboxes/rights?name=INBOX", {"who": "bob", "letter": "l"}), ("/logout", {})):
            seen = mine.send(path, values, token)
            score.check(f"V-092: {path} with the token {name}", seen.status == 403, seen)
    for fields in ({"Origin": "http://evil.test"}, {"Sec-Fetch-Site": "same-site"}):
        seen = mine.send("/account/sessions", {"everywhere": "1"}, **fields)
        score.check(f"V-092: the right token from another site {fields}", seen.status == 403, seen)
    score.check("nothing of it was done", mine.inside() and "bob" not in site.cli("GETMAILBOXACL", ME, "MAILBOX", "INBOX").stdout)
    for path in PAGES:
        seen = mine.see(path)
        score.check(f"{path} is a page", seen.status == 200 and seen.text.count("<h1>") == 1, seen)
        score.check(f"{path} is framed by nobody and runs nothing",
                    seen.fields.get("x-frame-options") == "DENY"
                    and "frame-ancestors 'none'" in seen.fields["content-security-policy"]
                    and "script-src" not in seen.fields["content-security-policy"]
                    and "default-src 'none'" in seen.fields["content-security-policy"]
                    and seen.fields["cache-control"] == "no-store" and "<script" not in seen.text, seen.fields)
        score.check(f"{path} holds no session", kept.split(".")[1] not in seen.text)
        joint = "&" if "?" in path else "?"
        evil = mine.see(path + joint + "saved=%3Cscript%3E&act=%3Cscript%3E&who=%22%3E%3Cscript%3E&x=%3Cscript%3E")
        score.check(f"{path} reflects nothing", evil.status == 200 and "<script" not in evil.text, evil)
        score.check(f"{path} needs a session", Browser(site).see(path).to == "/login")


def password(site):
    other, mine = logged_in(site), logged_in(site)
    mine.see("/account/password")
    change = {"proof": PASSWORD, "new": NEXT, "repeated": NEXT}
    for name, values in (("a wrong present one", dict(change, proof=WRONG)), ("no present one", dict(change, proof="")),
                         ("two that differ", dict(change, repeated=WRONG))):
        seen = mine.send("/account/password", values)
        score.check(f"the password, with {name}", seen.status == 422 and 'role="alert"' in seen.text
                    and NEXT not in seen.text, seen)
    seen = mine.send("/account/password", change)
    score.check("the password is changed", seen.status == 303 and seen.to.endswith("saved=1"), seen)
    score.check("by a session that goes on", mine.inside())
    score.check("while others end", not other.inside())
    score.check("and the old password opens nothing", Browser(site).log_in().status == 403)
    score.check("but the new one does", Browser(site).log_in(password=NEXT).status == 303)
    site.set_password("alice", PASSWORD)
    site.cli("UPDATEACCOUNTSETTINGS", ME, "{PWDAllowed=NO;}")
    mine = logged_in(site)
    seen = mine.see("/account/password")
    score.check("no fields where it may not be changed", 'name="new"' not in seen.text, seen)
    seen = mine.send("/account/password", change)
    score.check("and a form all the same changes nothing", seen.status in (403, 422) and Browser(site).log_in().status == 303)
    site.cli("UPDATEACCOUNTSETTINGS", ME, "{PWDAllowed=default;}")


def opens_imap(site, name, password):
    try:
        link = imaplib.IMAP4(HERE, site.imap)
        link.login(name, password)
        link.logout()
        return True
    except imaplib.IMAP4.error:
        return False


def app_passwords(site):
    mine = logged_in(site)
    mine.see("/account/apps/new")
    wish = [("tag", "phone"), ("label", "My phone"), ("service", "IMAP")]
    score.check("an app password needs proof", mine.send("/account/apps/new", wish).status == 422)
    seen = mine.send("/account/apps/new", [*wish, ("proof", PASSWORD)])
    shown = once(seen)
    score.check("an app password is shown once", seen.status == 200 and len(shown) == 1, seen)
    score.check("it opens what it is for", opens_imap(site, "alice$phone", shown[0]))
    score.check("it opens no web session", Browser(site).log_in("alice$phone", shown[0]).status == 403)
    listed = mine.see("/account/apps")
    score.check("it is listed and not shown again", "My phone" in listed.text and shown[0] not in listed.text, listed)
    score.check("revoking it needs proof", mine.send("/account/apps/revoke", {"tag": "phone"}).status == 422)
    seen = mine.send("/account/apps/revoke", {"tag": "phone", "proof": PASSWORD})
    score.check("it is revoked", seen.status == 303 and not opens_imap(site, "alice$phone", shown[0]), seen)


def second_factor(site):
    mine = logged_in(site)
    mine.see("/account/factor")
    score.check("a second factor needs proof", mine.send("/account/factor", {"act": "begin"}).status == 422)
    seen = mine.send("/account/factor", {"act": "begin", "proof": PASSWORD})
    secret = once(seen)[0]
    score.check("its key is shown, drawn and linked", "<svg" in seen.text and "otpauth://totp/" in seen.text, seen)
    seen = mine.send("/account/factor/confirm", {"code": "000000"})
    score.check("a wrong code does not turn it on", seen.status == 422 and secret not in seen.text, seen)
    seen = mine.send("/account/factor/confirm", {"code": code_of(secret)})
    codes = once(seen)[0].split()
    score.check("a right one does, and gives recovery codes", len(codes) >= 8, seen)
    score.check("by a session that goes on", mine.inside())
    browser = Browser(site)
    seen = browser.log_in()
    score.check("a login asks for a code", seen.to == "/login/code" and not browser.inside(), seen)
    browser.see("/login/code")
    seen = browser.send("/login/code", {"code": codes[0]})
    score.check("a recovery code completes it", seen.status == 303 and browser.inside(), seen)
    mine.see("/account/factor")
    seen = mine.send("/account/factor", {"act": "codes", "proof": PASSWORD})
    score.check("other recovery codes", once(seen) and codes[1] not in once(seen)[0], seen)
    seen = mine.send("/account/factor", {"act": "remove", "proof": PASSWORD})
    score.check("it is removed", seen.status == 303, seen)
    score.check("and nobody is asked any more", Browser(site).log_in().to == "/")


def sessions(site):
    one, other = logged_in(site), logged_in(site)
    number = re.search(r"\.(\d+)-", other.cookie).group(1)
    mine = re.search(r"\.(\d+)-", one.cookie).group(1)
    page = one.see("/account/sessions")
    score.check("sessions are listed by number", f">{number}<" in page.text and f"{mine} (this one)" in page.text, page)
    foreign = logged_in(site, "bob")
    seen = foreign.send("/account/sessions", {"number": number})
    score.check("nobody ends another's", seen.status == 422 and other.inside(), seen)
    one.see("/account/sessions")
    seen = one.send("/account/sessions", {"number": number})
    score.check("one is ended by its number", seen.status == 303 and one.inside() and not other.inside(), seen)
    third = logged_in(site)
    link = imaplib.IMAP4(HERE, site.imap)
    link.login("alice", PASSWORD)
    seen = one.send("/account/sessions", {"everywhere": "1"})
    score.check("signed out everywhere else", seen.status == 303 and one.inside() and not third.inside(), seen)
    try:
        link.noop()
        score.check("from programs, too", False)
    except (imaplib.IMAP4.error, OSError):
        score.check("from programs, too", True)
    score.check("while others stay", foreign.inside())


def history(site):
    Browser(site).log_in(password=WRONG)
    opens_imap(site, "alice", PASSWORD)
    page = logged_in(site).see("/account/logins")
    rows = re.findall(r"<tr><th.*?</tr>", page.text)
    score.check("logins are remembered", any("IMAP" in row and "success" in row for row in rows), page)
    score.check("and what was no login", any("WebMail" in row and "wrong password" in row for row in rows), rows[:5])
    score.check("without those by a session", not any("SESSIONID" in row for row in rows), rows[:5])
    score.check("nobody else's", BOB not in page.text and "bob" not in page.text)


def mailboxes(site):
    mine = logged_in(site)
    site.cli("CREATEMAILBOX", ME, "MAILBOX", '"Our Box/A&B"')
    page = mine.see("/account/mailboxes")
    there = "/account/mailboxes/rights?name=Our%20Box%2FA%26B"
    score.check("mailboxes are listed", html.escape(there) in page.text, page)
    mine.see(there)
    seen = mine.send(there, [("who", "bob"), ("letter", "l"), ("letter", "r")])
    listed = site.cli("GETMAILBOXACL", ME, "MAILBOX", '"Our Box/A&B"').stdout
    score.check("a right is given", seen.status == 303 and re.search(r"bob\s*=\s*\"?lr", listed), listed)
    seen = mine.see(there + "&for=bob")
    score.check("and explained", "lr" in seen.text and "<caption>Why</caption>" in seen.text, seen)
    seen = mine.send(there, [("who", "nobody-of-ours"), ("letter", "l")])
    score.check("not to nobody", seen.status == 422 and "nobody-of-ours" in seen.text, seen)
    mine.send(there, [("who", "bob")])
    listed = site.cli("GETMAILBOXACL", ME, "MAILBOX", '"Our Box/A&B"').stdout
    score.check("and taken back", "bob" not in listed, listed)
    seen = logged_in(site, "bob").see(there)
    score.check("another's page is not reached", seen.status in (403, 404), seen)


def stored(site, name, content):
    folder, _, _ = name.rpartition("/")
    with ftplib.FTP() as link:
        link.connect(HERE, site.ftp, 30)
        link.login("alice", PASSWORD)
        for depth in range(1, folder.count("/") + 2):
            try:
                link.mkd("/".join(folder.split("/")[:depth]))
            except ftplib.error_perm:
                pass
        link.storbinary("STOR " + name, io.BytesIO(content))


def public_files(site):
    stored(site, "Public/default.html", b"<h1>hello</h1>")
    stored(site, "Public/sub/a b.txt", b"0123456789")
    for name in ("Public/evil.js", "Public/evil.svg", "Public/data.bin", "Public/wide.html"):
        stored(site, name, b"<svg onload=alert(1)>" + b"x" * 300000)
    stored(site, "secret.txt", b"not for you")
    stranger = Browser(site, source=STRANGER)
    folder = subprocess.run(["find", site.base, "-path", "*alice*", "-name", "Public", "-type", "d"], capture_output=True,
                            text=True).stdout.split("\n")[0]
    os.symlink("/etc/passwd", os.path.join(folder, "link.txt"))
    os.symlink("..", os.path.join(folder, "up"))
    for name in ("~alice", f"~{ME}", "~alice"):
        seen = stranger.see(f"/{name}/")
        score.check(f"the site of /{name}/", seen.status == 200 and seen.text == "<h1>hello</h1>", seen)
    policy = seen.fields["content-security-policy"]
    score.check("it runs nothing", "sandbox" in policy and "default-src 'none'" in policy and "allow-scripts" not in policy
                and "allow-same-origin" not in policy and "set-cookie" not in seen.fields, policy)
    score.check("without a slash it leads there", stranger.see("/~alice").to == "/~alice/"
                and stranger.see("/~alice/sub").to == "/~alice/sub/")
    name = "/~alice/sub/a%20b.txt"
    seen = stranger.see(name)
    score.check("a file", seen.status == 200 and seen.text == "0123456789" and seen.fields["etag"], seen)
    for field, value in (("If-None-Match", seen.fields["etag"]), ("If-Modified-Since", seen.fields["last-modified"])):
        score.check(f"unchanged by {field}", stranger.see(name, **{field: value}).status == 304)
    part = stranger.see(name, Range="bytes=2-4")
    score.check("a part", part.status == 206 and part.text == "234" and part.fields["content-range"] == "bytes 2-4/10", part)
    score.check("no such part", stranger.see(name, Range="bytes=10-").status == 416)
    whole = stranger.see("/~alice/wide.html")
    score.check("a long file", len(whole.raw) == 300021, len(whole.raw))
    head = stranger.ask("HEAD", "/~alice/wide.html")
    score.check("its length alone", head.fields["content-length"] == "300021" and not head.raw, head)
    script, unknown = stranger.see("/~alice/evil.js"), stranger.see("/~alice/data.bin")
    for seen in (script, unknown):
        score.check("what is not shown is to be kept", seen.fields["content-type"] == "application/octet-stream"
                    and seen.fields["content-disposition"].startswith("attachment") and
                    seen.fields["x-content-type-options"] == "nosniff", seen.fields)
    nothing = stranger.see("/~nobody/")
    for path in ("/~alice/none.txt", "/~alice/sub/", "/~bob/", "/~alice/link.txt", "/~alice/up/Public/default.html",
                 "/~alice/secret.txt", "/~alice/../secret.txt", "/~alice/%2e%2e/secret.txt", "/~alice/..%2fsecret.txt",
                 "/~alice//default.html", "/~alice/gatehouse-acl", "/~/default.html", "/~@/", "/~alice@elsewhere.test/",
                 "/~alice/default.html/x"):
        seen = stranger.see(path)
        score.check(f"nothing at {path}", seen.status == 404 and seen.text == nothing.text, seen)
    site.cli("UPDATESERVERSETTINGS", "{NonClientLogins=prohibit;}")
    score.check("where nobody may log in", stranger.log_in().status == 403)
    score.check("public files are shown", stranger.see("/~alice/").text == "<h1>hello</h1>")
    score.check("and others are not", stranger.see("/~alice/secret.txt").status == 404)
    site.cli("UPDATESERVERSETTINGS", "{NonClientLogins=allow;}")
    score.check("not at the administrators' port", Browser(site, "httpa").see("/~alice/").status == 404)
    mine = logged_in(site)
    page = mine.see("/account/files?folder=Public")
    score.check("its owner sees them listed", f"/~{ME}/default.html" in page.text and "link.txt" not in page.text, page)
    score.check("and all files", "secret.txt" in mine.see("/account/files").text)
    score.check("but no folder that is none", mine.see("/account/files?folder=../..").status == 404)
    site.cli("UPDATEACCOUNTSETTINGS", ME, "{AccessModes=(Mail,IMAP,WebMail,FTP);}")
    score.check("an account without the service has no site", stranger.see("/~alice/").status == 404)
    site.cli("UPDATEACCOUNTSETTINGS", ME, "{AccessModes=default;}")


def groups(site):
    site.cli("CREATEGROUP", f"staff@{DOMAIN}", "{Members=(alice);}")
    site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{DirectoryVisibility=Domain;}")
    score.check("the groups of an account", f"staff@{DOMAIN}" in logged_in(site).see("/account/groups").text)


def main():
    enter_network()
    with Site(listen=(HERE, "127.0.0.1")) as site:
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{FailedLoginFlow=(100000,1m);RequireAPOP=NO;}")
        site.cli("UPDATESERVERSETTINGS", "{SessionFixedIP=YES;SessionsPerAccount=500;TempBlacklistFlow=(100000,1m);}")
        site.account("alice", PASSWORD)
        site.account("bob", PASSWORD)
        for part in (logging_in, certificates, addresses, safety, password, app_passwords, second_factor, sessions, history,
                     mailboxes, public_files, groups):
            score.run(part.__name__, lambda part=part: part(site) is not False)
        score.check("the server is alive", site.alive())
        log = site.log() + site.output()
        score.check("no password is in the log", not any(word in log for word in (PASSWORD, NEXT, WRONG)))
        score.check("it ends well", site.stop() == 0, log[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
