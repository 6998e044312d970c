"""The HTTP gate by curl, wget and requests_kerberos with every method, and by bytes that others have been
fooled with: smuggled requests, paths with two readings, hosts that are none, forged forms, slow clients."""

import base64
import os
import re
import socket
import ssl
import subprocess
import threading

from certificates_test import Authority, block
from kdc import Kdc
from live_site import DOMAIN, Site
from score import Score

HERE = "127.0.0.1"
OTHER = "other.test"
PASSWORD, WRONG = "open Sesame 7", "closed Sesame 7"
ME = f"alice@{DOMAIN}"

score = Score()


class Bench:
    def __init__(self, site):
        self.site = site
        self.home = os.path.join(site.base, "home")
        os.mkdir(self.home)
        hosts = os.path.join(self.home, "hosts")
        with open(hosts, "w") as file:
            file.write(f"{HERE} {DOMAIN} {OTHER} localhost {os.uname().nodename}\n")
        self.env = dict(os.environ, HOME=self.home, LC_ALL="C", LD_PRELOAD="libnss_wrapper.so",
                        NSS_WRAPPER_HOSTS=hosts)

    def url(self, path="/whoami", port="http", host=DOMAIN):
        scheme = "https" if port.endswith("s") else "http"
        return f"{scheme}://{host}:{getattr(self.site, port)}{path}"

    def curl(self, *words, env=None):
        done = subprocess.run(["curl", "-sS", "-k", "-m", "30", "-w", "\n%{http_code}", *words], capture_output=True,
                              text=True, timeout=60, env=dict(self.env, **(env or {})))
        body, _, status = done.stdout.rpartition("\n")
        return status, body, done.stderr

    def admits(self, name, *words, shows=ME, **more):
        status, body, said = self.curl(*words, **more)
        return score.check(name, status == "200" and shows in body, f"{status}\n{body}\n{said}")

    def refuses(self, name, *words, status="401", **more):
        seen, body, said = self.curl(*words, **more)
        return score.check(name, seen == status, f"{seen}\n{body}\n{said}")


class Link:
    """A connection that says what it is told to and hears all that comes."""

    def __init__(self, port, tls=False):
        self.socket = socket.create_connection((HERE, port), 30)
        if tls:
            context = ssl._create_unverified_context()
            self.socket = context.wrap_socket(self.socket, server_hostname=DOMAIN)

    def say(self, data):
        try:
            self.socket.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))
        except OSError:
            pass  # the server is through with us
        return self

    def all(self):
        heard = b""
        try:
            while piece := self.socket.recv(65536):
                heard += piece
        except OSError:
            pass
        self.socket.close()
        return heard.decode("latin-1")

    def answer(self):
        """One answer: its status, its fields, its body."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.socket.recv(1)
            if not byte:
                return 0, head.decode("latin-1"), ""
            head += byte
        text = head.decode("latin-1")
        length = int(re.search(r"Content-Length: (\d+)", text).group(1))
        body = b""
        while len(body) < length:
            body += self.socket.recv(length - len(body))
        return int(text.split()[1]), text, body.decode()


def statuses(heard):
    return re.findall(r"^HTTP/1\.1 (\d+)", heard, re.MULTILINE)


def basic(user="alice", password=PASSWORD):
    return "Authorization: Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() + "\r\n"


def methods(bench):
    plain = bench.url()
    for name, option in (("Basic", "--basic"), ("Digest", "--digest"), ("NTLM", "--ntlm"), ("the best", "--anyauth")):
        for user in ("alice", ME):
            bench.admits(f"curl, {name}, {user}", option, "-u", f"{user}:{PASSWORD}", plain)
        bench.refuses(f"curl, {name}, wrong password", option, "-u", f"alice:{WRONG}", plain)
        bench.refuses(f"curl, {name}, unknown name", option, "-u", f"nobody:{PASSWORD}", plain)
        bench.admits(f"curl, {name}, TLS", option, "-u", f"alice:{PASSWORD}", bench.url(port="https"))
        bench.admits(f"curl, {name}, a body", option, "-u", f"alice:{PASSWORD}", "-d", "ECHO (a,b)",
                     "-H", "Content-Type: text/plain", bench.url("/cli/"), shows="(a,b)")
    bench.admits("Basic at the administrators' port", "--basic", "-u", f"alice:{PASSWORD}", bench.url(port="httpa"))
    bench.site.cli("UPDATESERVERSETTINGS", "{AdvertiseNTLMAUTH=NO;}")  # wget would take it, and knows only NTLMv1
    for name in ("Basic", "Digest"):
        done = subprocess.run(["wget", "-q", "-O-", "-t1", "--user=alice", f"--password={PASSWORD}", plain],
                              capture_output=True, text=True, timeout=60, env=bench.env)
        score.check(f"wget ({name} first)", ME in done.stdout, done.stderr)
        bench.site.cli("UPDATESERVERSETTINGS", "{AdvertiseBasicAUTH=NO;}")
    bench.admits("two users on one connection", "--digest", "-u", f"alice:{PASSWORD}", plain, "--next", "-sS", "--digest",
                 "-w", "\n%{http_code}", "-u", f"bob:{PASSWORD}", plain, shows=f"bob@{DOMAIN}")
    seen = bench.curl("-D-", "-o", "/dev/null", plain)[1]
    score.check("what is not advertised is not offered", "Basic" not in seen and "Digest" in seen, seen)
    bench.site.cli("UPDATESERVERSETTINGS", "{AdvertiseBasicAUTH=YES;AdvertiseNTLMAUTH=YES;}")


def tickets(bench):
    with Kdc("REALM.TEST", [DOMAIN]) as kdc:
        kdc.user("alice", PASSWORD)
        keytab = kdc.service(f"HTTP/{DOMAIN}")
        bench.site.cli("IMPORTKERBEROSKEYS", DOMAIN, f"[{base64.b64encode(keytab).decode()}]")
        bench.site.cli("UPDATESERVERSETTINGS", "{AdvertiseNegotiateAUTH=YES;}")  # with no ticket curl tries nothing else
        ticket = {name: value for name, value in kdc.ticket("alice", PASSWORD).items() if name.startswith("KRB5")}
        bench.admits("curl, Negotiate", "--negotiate", "-u", ":", bench.url(), env=ticket)
        bench.admits("curl, Negotiate, a body", "--negotiate", "-u", ":", "-d", "NOOP", "-H", "Content-Type: text/plain",
                     bench.url("/cli/"), env=ticket, shows="200")
        bench.refuses("curl, Negotiate without a ticket", "--negotiate", "-u", ":", bench.url(),
                      env={"KRB5CCNAME": "FILE:/nonexistent"})
        script = ("import requests, requests_kerberos as k\n"
                  f"r = requests.get('{bench.url()}', auth=k.HTTPKerberosAuth(mutual_authentication=k.REQUIRED))\n"
                  "print(r.status_code, r.text)")
        done = subprocess.run(["/usr/bin/python3", "-c", script], capture_output=True, text=True, timeout=60,
                              env=dict(bench.env, **ticket))
        score.check("requests_kerberos proves the server, too", ME in done.stdout, done.stdout + done.stderr)


def certificates(bench):
    site = bench.site
    ours, rogue = Authority(site.base, "ours"), Authority(site.base, "rogue")
    site.cli("SETDOMAINTRUSTEDCERTS", DOMAIN, "(" + block(ours.path("ca.pem"), "x509") + ")")
    site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{ClientCertReq=YES;}")
    site.cli("UPDATEACCOUNTSETTINGS", ME, "{UseCertificateAuth=YES;}")
    secure = bench.url(port="https")
    for authority, opens in ((ours, True), (rogue, False)):
        words = ["--cert", authority.client(ME), "--key", authority.path(f"client-{ME}.key"), secure]
        if opens:
            bench.admits("curl, a client's certificate", *words)
            bench.admits("other credentials come before it", "-u", f"bob:{PASSWORD}", *words, shows=f"bob@{DOMAIN}")
        else:
            seen = bench.curl(*words)
            score.check("a certificate of a stranger opens nothing", seen[0] != "200", seen)


def one_identity_each(bench):
    """V-099, and its like for what belongs to the connection."""
    request = f"GET /whoami HTTP/1.1\r\nHost: {DOMAIN}\r\n"
    link = Link(bench.site.http)
    link.say(request + basic() + "\r\n" + request + "\r\n" + request + basic("bob") + "\r\n")
    first, second, third = link.answer(), link.answer(), link.answer()
    score.check("Basic opens its own request", first[0] == 200 and ME in first[2], first)
    score.check("V-099: the next one is nobody's", second[0] == 401 and ME not in second[2], second)
    score.check("and the next one somebody else's", f"bob@{DOMAIN}" in third[2], third)
    link.socket.close()
    secure = Link(bench.site.https, tls=True).say(request + basic() + "\r\n")
    score.check("over TLS browsers are told to stay there", "Strict-Transport-Security" in secure.answer()[1])


def smuggling(bench):
    """V-098: whatever is doubtful is answered once and never looked into."""
    second = f"GET /whoami HTTP/1.1\r\nHost: {DOMAIN}\r\n{basic()}\r\n"

    def post(fields, body=second):
        return f"POST /cli/ HTTP/1.1\r\nHost: {DOMAIN}\r\n{basic()}{fields}\r\n{body}"
    attempts = {
        "length and chunks": post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + second),
        "chunks twice": post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + second),
        "a list of lengths": post("Content-Length: 4, 4\r\n", "NOOP" + second),
        "two lengths": post("Content-Length: 4\r\nContent-Length: 4\r\n", "NOOP" + second),
        "a plus": post("Content-Length: +4\r\n", "NOOP" + second),
        "space before the colon": post("Content-Length : 4\r\n", "NOOP" + second),
        "a folded line": post("X-One: a\r\n Content-Length: 4\r\n", "NOOP" + second),
        "a bare LF": post("X-One: a\nContent-Length: 4\r\n", "NOOP" + second),
        "chunks of 2^64": post("Transfer-Encoding: chunked\r\n", "10000000000000000\r\nNOOP\r\n0\r\n\r\n" + second),
        "a name of 1 MiB": post("a" * (1 << 20) + ": b\r\n"),
        "a body where none belongs": f"GET / HTTP/1.1\r\nHost: {DOMAIN}\r\nContent-Length: {len(second)}\r\n\r\n" + second,
        "a body for nothing": f"POST /no HTTP/1.1\r\nHost: {DOMAIN}\r\nContent-Length: {len(second)}\r\n\r\n" + second,
    }
    for name, text in attempts.items():
        heard = Link(bench.site.http).say(text).all()
        seen = statuses(heard)
        score.check(f"V-098: {name}", len(seen) == 1 and seen[0][0] == "4" and ME not in heard, heard[:600])


def paths(bench):
    """V-097."""
    for path in ("/cli/../whoami", "/%2e%2e/whoami", "/./whoami", "/%u002e/whoami", "/whoami;x", "//whoami", "/whoami/",
                 "/whoami%00", "/whoami.", "/whoami%2e", "\\whoami", "/\\whoami", "/%5cwhoami", "/%2fwhoami", "/WHOAMI",
                 "/whoami%20", "/%77hoami%25"):
        heard = Link(bench.site.http).say(f"GET {path} HTTP/1.1\r\nHost: {DOMAIN}\r\n{basic()}Connection: close\r\n\r\n").all()
        score.check(f"V-097: {path}", statuses(heard)[:1] in (["404"], ["400"]) and ME not in heard, heard[:300])
    heard = Link(bench.site.http).say(f"GET /%77hoami HTTP/1.1\r\nHost: {DOMAIN}\r\n{basic()}Connection: close\r\n\r\n").all()
    score.check("a path is decoded once", ME in heard, heard[:300])
    for host in ("", "Host: \r\n", f"Host: {DOMAIN}\r\nHost: {DOMAIN}\r\n", "Host: a/b\r\n", "Host: <script>\r\n"):
        heard = Link(bench.site.http).say(f"GET / HTTP/1.1\r\n{host}\r\n").all()
        score.check(f"host {host!r}", statuses(heard) == ["400"], heard[:300])


def forms(bench):
    """V-092 to V-095."""
    jar = os.path.join(bench.home, "jar")
    entry = ["-b", jar, "-c", jar]

    def login(*words, password=PASSWORD):
        return bench.curl(*entry, "-D-", "-d", "username=alice", "--data-urlencode", f"password={password}", *words,
                          bench.url("/login"))

    def cookie():
        with open(jar) as file:
            return file.read().split()[-1]
    status, _, _ = login(password=WRONG)
    score.check("a wrong password in the form", status == "403", status)
    status, head, _ = login("-H", "Origin: http://evil.test")
    score.check("V-092: a form of another site", status == "403" and "Set-Cookie" not in head, head)
    status, head, _ = login()
    score.check("the form opens a session", status == "303" and "HttpOnly; SameSite=Strict" in head, head)
    status, page, _ = bench.curl(*entry, bench.url("/account"))
    score.check("the session is known by its cookie", status == "200" and ME in page, page)
    token = re.search(r'name="token" value="(\w+)"', page).group(1)
    first = cookie()
    login()
    score.check("V-093: a login makes a new session", cookie() != first)
    status, _, _ = bench.curl("-b", f"GatehouseSession={first}", bench.url("/account"))
    score.check("V-093: and ends the old one", status == "303", status)
    status, _, _ = bench.curl("-b", f"GatehouseSession={cookie()}; GatehouseAdmin={cookie()}",
                              bench.url("/account", port="httpa"))
    score.check("V-094: users' pages are not at the administrators' port", status == "404", status)
    status, _, _ = bench.curl("-b", f"GatehouseSession={cookie()}", bench.url("/Master/", port="httpa"))
    score.check("V-094: where its cookie is nothing", status == "303", status)
    status, head, _ = bench.curl("-D-", "-d", "username=alice", "--data-urlencode", f"password={PASSWORD}",
                                 bench.url("/login", port="httpa"))
    score.check("the administrators' cookie has a name of its own", status == "303" and "GatehouseAdmin=" in head, head)
    admin = re.search(r"GatehouseAdmin=([^;]+)", head).group(1)
    status, page, _ = bench.curl("-b", f"GatehouseAdmin={admin}", bench.url("/Master/", port="httpa"))
    score.check("who is no administrator sees nothing there", status == "403" and "no administrator rights" in page, page)
    user, _, session = cookie().partition(".")
    status, _, _ = bench.curl("-b", f"GatehouseSession={ME.replace('alice', 'bob').encode().hex()}.{session}",
                              bench.url("/account"))
    score.check("V-094: nor for another account", status == "303", status)
    seen = bench.site.run("cli", "--base", bench.site.base, "GETSESSION", session, check=False)
    score.check("an administrator sees it", "alice" in seen.stdout, seen.stdout + seen.stderr)
    for name, words in (("without a token", []), ("with another session's token", ["-d", f"token={token}"])):
        status, _, _ = bench.curl(*entry, "-X", "POST", *(words or ["-d", ""]), bench.url("/logout"))
        score.check(f"V-092: logging out {name}", status == "403", status)
    status, _, _ = bench.curl(*entry, bench.url("/logout"))
    score.check("V-092: logging out by GET", status == "405", status)
    kept = cookie()
    page = bench.curl(*entry, bench.url("/account"))[1]
    token = re.search(r'name="token" value="(\w+)"', page).group(1)
    status, _, _ = bench.curl(*entry, "-d", f"token={token}", bench.url("/logout"))
    gone, _, _ = bench.curl("-b", f"GatehouseSession={kept}", bench.url("/account"))
    score.check("V-095: after logging out it is gone", (status, gone) == ("303", "303"), (status, gone))
    login()
    bench.site.cli("KILLACCOUNTSESSIONS", ME)
    status, _, _ = bench.curl(*entry, bench.url("/account"))
    score.check("V-095: after an administrator ended it", status == "303", status)
    login()
    bench.site.set_password("alice", "another Sesame 8")
    status, _, _ = bench.curl(*entry, bench.url("/account"))
    score.check("V-095: after the password was changed", status == "303", status)
    bench.site.set_password("alice", PASSWORD)


def commands(bench):
    boss = f"postmaster@{DOMAIN}:{bench.site.initial['postmaster@' + DOMAIN]}"
    admin = bench.url("/cli/", port="httpa")
    bench.admits("commands by lines", "-u", boss, "-H", "Content-Type: text/plain", "--data-binary",
                 "MAINDOMAINNAME\nECHO (a)\n", admin, shows=f"200 data follow\n\"{DOMAIN}\"\n200 data follow\n(a)")
    bench.admits("a command in a form", "-u", boss, "--data-urlencode", "command=LISTDOMAINS", bench.url("/cli/"),
                 shows=DOMAIN)
    bench.admits("with the rights of who asks", "-u", f"alice:{PASSWORD}", "--data-urlencode", "command=LISTDOMAINS", admin,
                 shows="access denied")
    bench.refuses("nobody may", "-d", "command=LISTDOMAINS", admin)
    status, body, _ = bench.curl("-u", f"alice:{PASSWORD}", "-H", "Content-Type: text/plain", "--data-binary",
                                 "DESCRIBECLICOMMANDS\n" * 999 + "ECHO the-end", admin)
    score.check("a short request is not answered without an end", status == "200" and len(body) < 6 << 20
                and body.count("501 not done") > 500 and "the-end" not in body, f"{status} {len(body)}")
    bench.refuses("not by GET", "-u", boss, admin + "?command=LISTDOMAINS", status="405")
    bench.refuses("not from another site", "-u", boss, "-H", "Origin: http://evil.test", "-d", "command=NOOP", admin,
                  status="403")
    bench.admits("figures for who may see them", "-u", boss, bench.url("/metrics", port="httpa"),
                 shows='gatehouse_http_logins_total{service="HTTPA",method="Basic",outcome="granted"}')
    bench.refuses("and for nobody else", "-u", f"alice:{PASSWORD}", bench.url("/metrics", port="httpa"), status="403")
    token, answer = "tokenOfAnAuthority0123", "tokenOfAnAuthority0123." + "A" * 43
    bench.site.cli("SETACMECHALLENGE", DOMAIN, token, answer)
    bench.admits("what a certificate authority asks for", bench.url(f"/.well-known/acme-challenge/{token}"), shows=answer)
    bench.refuses("not for another host", bench.url(f"/.well-known/acme-challenge/{token}", host=OTHER), status="404")


def strangers(bench):
    """What is large is for those who have logged in: of others it is dropped as it comes."""
    large = "a" * 200000
    link = Link(bench.site.http)
    link.say(f"POST /cli/ HTTP/1.1\r\nHost: {DOMAIN}\r\nContent-Length: {len(large)}\r\n\r\n{large}"
             f"GET /whoami HTTP/1.1\r\nHost: {DOMAIN}\r\nConnection: close\r\n{basic()}\r\n")
    heard = link.all()
    score.check("a stranger's large body", statuses(heard) == ["401", "200"] and ME in heard, heard[:600])
    link = Link(bench.site.httpa)
    link.say(f"POST /Master/Domains/AccountImport.html HTTP/1.1\r\nHost: {DOMAIN}\r\nContent-Length: {len(large)}\r\n"
             f"\r\n{large}GET /login HTTP/1.1\r\nHost: {DOMAIN}\r\nConnection: close\r\n\r\n")
    heard = link.all()
    score.check("a large form of no session", statuses(heard) == ["303", "200"], heard[:600])
    before, held = bench.site.memory(), []
    for _ in range(200):
        link = Link(bench.site.httpa)
        held.append(link.say(f"POST /Master/Domains/AccountImport.html HTTP/1.1\r\nHost: {DOMAIN}\r\n"
                             f"Content-Length: 500000\r\n\r\n" + "a" * 499999))
    for link in held:
        link.say("a").answer()
        link.socket.close()
    grown = bench.site.memory() - before
    score.check("many of them do not fill the memory", grown < 64 << 20, f"{grown >> 20} MiB")


def crowds(bench):
    """Many at once, and some who never end what they say."""
    idle = [Link(bench.site.http).say("GET / HTTP/1.1\r\nX: ") for _ in range(20)]
    wrong = []

    def visit():
        link = Link(bench.site.http)
        for _ in range(10):
            link.say(f"GET /whoami HTTP/1.1\r\nHost: {DOMAIN}\r\n{basic()}\r\n")
            status, _, body = link.answer()
            if status != 200 or ME not in body:
                wrong.append((status, body))
        link.socket.close()
    threads = [threading.Thread(target=visit) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    score.check("many at once", not wrong, wrong[:3])
    for link in idle:
        link.socket.close()
    link = Link(bench.site.http)
    link.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n" * 101)
    heard = link.all()
    score.check("a connection has its hundred requests", statuses(heard) == ["303"] * 100, len(statuses(heard)))


def main():
    with Site() as site:
        bench = Bench(site)
        site.cli("CREATEDOMAIN", OTHER)
        site.account("carol", PASSWORD)
        bench.admits("the best where passwords cannot be read back", "--anyauth", "-u", f"carol:{PASSWORD}", bench.url(),
                     shows=f"carol@{DOMAIN}")
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{PasswordEncryption=sealed;}")
        site.account("alice", PASSWORD)
        site.account("bob", PASSWORD)
        site.cli("UPDATEACCOUNTDEFAULTS", DOMAIN, "{FailedLoginFlow=(100000,1m);}")
        site.cli("UPDATESERVERSETTINGS", "{AdvertiseNTLMAUTH=YES;}")
        for part in (methods, tickets, certificates, one_identity_each, smuggling, paths, forms, commands, strangers, crowds):
            score.run(part.__name__, lambda part=part: part(bench) is not False)
        score.check("the server is alive", site.alive())
        log = site.log() + site.output()
        score.check("no password is in the log", PASSWORD not in log and WRONG not in log)
        score.check("it ends well", site.stop() == 0, log[-2000:])
    score.finish()


if __name__ == "__main__":
    main()
