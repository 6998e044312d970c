"""The FTP gate by clients that others wrote: curl, lftp, ftp-ssl, tnftp, inetutils-ftp, ftplib; and what an attacker
would try: bounces, stolen data connections, ways out of the storage, commands in between."""

import base64
import ftplib
import hashlib
import io
import os
import re
import socket
import ssl
import subprocess
import sys
import time

from kdc import Kdc
from live_site import DOMAIN, Site
from score import Score
from wire import Closed, Wire

sys.path.append("/usr/lib/python3/dist-packages")  # where the packages of script/bootstrap are
import gssapi  # noqa: E402

HERE = "127.0.0.1"
PASSWORD, WRONG = "open Sesame 7", "closed Sesame 7"

score = Score()


class Bench:
    def __init__(self, site):
        self.site = site
        self.home = os.path.join(site.base, "home")
        os.mkdir(self.home)
        with open(os.path.join(self.home, "hosts"), "w") as file:
            file.write(f"{HERE} {DOMAIN} localhost {os.uname().nodename}\n")
        self.certificate = site.certificate()
        self.env = dict(os.environ, HOME=self.home, LC_ALL="C.UTF-8", TERM="dumb", LD_PRELOAD="libnss_wrapper.so",
                        NSS_WRAPPER_HOSTS=os.path.join(self.home, "hosts"))
        self.url = f"ftp://{DOMAIN}:{site.ftp}"

    def call(self, words, said="", **env):
        try:
            done = subprocess.run(words, input=said, capture_output=True, text=True, errors="replace", timeout=60,
                                  cwd=self.home, env=dict(self.env, **env))
            return done.returncode, done.stdout + done.stderr
        except subprocess.TimeoutExpired:
            return -1, "it took more than 60 s"

    def admits(self, name, words, shows="", said="", **env):
        code, seen = self.call(words, said, **env)
        return score.check(name, code == 0 and re.search(shows, seen) is not None, f"{code}\n{seen}")

    def refuses(self, name, words, shows="", said="", **env):
        code, seen = self.call(words, said, **env)
        return score.check(name, code not in (0, -1) and re.search(shows, seen) is not None, f"{code}\n{seen}")

    def curl(self, path, *more, user="alice", password=PASSWORD):
        return ["curl", "-sS", "--max-time", "40", "--cacert", self.certificate, self.url + path, "-u",
                f"{user}:{password}", *more]

    def files(self, account="alice"):
        """The folder of an account's files on the disk."""
        for folder, names, _ in os.walk(self.site.base):
            if os.path.basename(folder) in (account, f"{account}.macnt") and "files" in names:
                return os.path.join(folder, "files")
        raise AssertionError(f"no files of {account}")

    def local(self, name, content):
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        return path


class Raw(Wire):
    """The control connection, by hand."""

    def __init__(self, port, login=True, user="alice"):
        super().__init__(port)
        if login:
            assert self.code(f"USER {user}") == 331
            assert self.code(f"PASS {PASSWORD}") == 230

    def reply(self):
        """The last line of a reply."""
        while True:
            line = self.line()
            if re.match(rb"\d\d\d ", line):
                return line

    def reply_lines(self):
        lines = [self.line()]
        while not re.match(rb"\d\d\d ", lines[-1]):
            lines.append(self.line())
        return lines

    def tell(self, line):
        self.say(line)
        return self.reply()

    def code(self, line):
        return int(self.tell(line)[:3])

    def passive(self, source=HERE):
        port = int(re.search(rb"\|\|\|(\d+)\|", self.tell("EPSV")).group(1))
        return socket.create_connection((HERE, port), 10, source_address=(source, 0))

    def fetch(self, line):
        data = self.passive()
        first = self.tell(line)
        if not first.startswith(b"150"):
            data.close()
            return first
        with data.makefile("rb") as file:
            content = self.taken(file.read())
        data.close()
        return content if self.reply().startswith(b"226") else b""

    def store(self, line, content):
        data = self.passive()
        first = self.tell(line)
        if first.startswith(b"150"):
            data.sendall(self.given(content))
            data.close()
            return self.reply()
        data.close()
        return first

    def taken(self, content):
        return content

    def given(self, content):
        return content


def clients(bench):
    source = bench.local("one.txt", b"one\n" * 1000)
    bench.admits("curl lists", bench.curl("/"))
    bench.refuses("curl, wrong password", bench.curl("/", password=WRONG), "530")
    bench.refuses("curl, unknown name", bench.curl("/", user="nobody"), "530")
    bench.admits("curl uploads", bench.curl("/new/one.txt", "-T", source, "--ftp-create-dirs"))
    bench.admits("curl downloads", bench.curl("/new/one.txt", "-o", os.path.join(bench.home, "back.txt")))
    with open(os.path.join(bench.home, "back.txt"), "rb") as file:
        score.check("the same bytes came back", file.read() == b"one\n" * 1000)
    bench.admits("curl goes on with a download", bench.curl("/new/one.txt", "-r", "3990-"), "e\none\none\n")
    bench.admits("curl appends", bench.curl("/new/one.txt", "-T", source, "--append"))
    score.check("appended", os.path.getsize(os.path.join(bench.files(), "new/one.txt")) == 8000)
    bench.admits("curl AUTH TLS", bench.curl("/new/", "--ssl-reqd"), r"one\.txt")
    bench.admits("curl AUTH TLS upload", bench.curl("/tls.txt", "--ssl-reqd", "-T", source))
    bench.admits("curl implicit TLS", ["curl", "-sS", "--cacert", bench.certificate, "-u", f"alice:{PASSWORD}",
                                       f"ftps://{DOMAIN}:{bench.site.ftps}/"], r"tls\.txt")
    bench.admits("curl active mode", bench.curl("/new/", "-P", HERE), r"one\.txt")
    talk = f'user alice "{PASSWORD}"\nls\nbye\n'
    bench.admits("inetutils-ftp", ["inetutils-ftp", "-n", HERE, str(bench.site.ftp)], r"drwx.* new", talk)
    bench.admits("tnftp", ["tnftp", "-n", HERE, str(bench.site.ftp)], r"drwx.* new", talk)
    bench.admits("ftp-ssl -z secure", ["ftp-ssl", "-n", "-z", "secure", DOMAIN, str(bench.site.ftp)], r"drwx.* new",
                 talk)
    mirror(bench)


def mirror(bench):
    """lftp copies a tree there and back, over TLS."""
    tree = {"a.bin": os.urandom(300_000), "deep/er/b.txt": b"text\r\n\xff", "deep/n\u00e4me.txt": b"", "x y/\u20ac": b"e"}
    for name, content in tree.items():
        bench.local(f"tree/{name}", content)
    for turn, prepare in (("TLS", "set ftp:ssl-force true; set ftp:ssl-protect-data true"),
                          ("clear", "set ftp:ssl-allow false")):
        begin = (f"set ssl:ca-file {bench.certificate}; {prepare}; set net:max-retries 1; set net:timeout 10; "
                 f"open -u 'alice,{PASSWORD}' -p {bench.site.ftp} {DOMAIN}; ")
        bench.admits(f"lftp mirrors up ({turn})", ["lftp", "-c", begin + f"mirror -R tree up-{turn}"])
        bench.admits(f"lftp mirrors down ({turn})", ["lftp", "-c", begin + f"mirror up-{turn} down-{turn}"])
        for name, content in tree.items():
            with open(os.path.join(bench.home, f"down-{turn}", name), "rb") as file:
                score.check(f"{name} is the same ({turn})", file.read() == content)
        bench.admits(f"lftp removes ({turn})", ["lftp", "-c", begin + f"rm -r up-{turn}; cls"])
    score.check("nothing is left of them", not [name for name in os.listdir(bench.files()) if name.startswith("up-")])


def library(bench):
    """ftplib, in the clear and with TLS on both connections."""
    context = ssl.create_default_context(cafile=bench.certificate)
    context.check_hostname = False
    for kind in ("clear", "tls"):
        ftp = ftplib.FTP(timeout=20) if kind == "clear" else ftplib.FTP_TLS(timeout=20, context=context)
        ftp.connect(HERE, bench.site.ftp)
        ftp.login("alice", PASSWORD)
        if kind == "tls":
            ftp.prot_p()
        ftp.mkd(f"lib-{kind}")
        ftp.cwd(f"lib-{kind}")
        score.check(f"ftplib PWD ({kind})", ftp.pwd() == f"/lib-{kind}")
        content = os.urandom(100_000)
        ftp.storbinary("STOR a.bin", io.BytesIO(content))
        ftp.storlines("STOR a.txt", io.BytesIO(b"one\ntwo\n"))
        back = io.BytesIO()
        ftp.retrbinary("RETR a.bin", back.write)
        score.check(f"ftplib STOR, RETR ({kind})", back.getvalue() == content)
        back = io.BytesIO()
        ftp.retrbinary("RETR a.bin", back.write, rest=99_990)
        score.check(f"ftplib REST ({kind})", back.getvalue() == content[99_990:])
        lines = []
        ftp.retrlines("RETR a.txt", lines.append)
        score.check(f"ftplib lines ({kind})", lines == ["one", "two"])
        facts = dict(ftp.mlsd())
        score.check(f"ftplib MLSD ({kind})", facts["a.bin"]["size"] == "100000" and facts["a.txt"]["size"] == "8", facts)
        score.check(f"ftplib NLST ({kind})", ftp.nlst() == ["a.bin", "a.txt"] and ftp.nlst("*.txt") == ["a.txt"])
        ftp.voidcmd("TYPE I")
        score.check(f"ftplib SIZE ({kind})", ftp.size("a.bin") == 100_000)
        ftp.rename("a.txt", "b.txt")
        ftp.delete("b.txt")
        ftp.delete("a.bin")
        ftp.set_pasv(False)
        score.check(f"ftplib active mode ({kind})", ftp.nlst("..") != [])
        ftp.cwd("..")
        ftp.rmd(f"lib-{kind}")
        ftp.quit()


class Protected(Raw):
    """A client with a ticket that protects commands and data (RFC 2228, appendix I)."""

    context, verb, level = None, "ENC", "C"

    def __init__(self, bench, cache):
        super().__init__(bench.site.ftp, login=False)
        context = gssapi.SecurityContext(name=gssapi.Name(f"ftp@{DOMAIN}", gssapi.NameType.hostbased_service),
                                         creds=gssapi.Credentials(usage="initiate", store={"ccache": cache}),
                                         mech=gssapi.MechType.kerberos, usage="initiate")
        assert self.code("AUTH GSSAPI") == 334
        answer = self.tell("ADAT " + base64.b64encode(context.step()).decode())
        assert answer.startswith(b"235 ADAT="), answer
        context.step(base64.b64decode(answer[9:]))
        assert context.complete
        self.context = context

    def say(self, line):
        if self.context is None:
            return super().say(line)
        plain = (line if isinstance(line, bytes) else line.encode()) + b"\r\n"
        wrapped = self.context.wrap(plain, self.verb == "ENC").message
        return super().say(f"{self.verb} {base64.b64encode(wrapped).decode()}")

    def line(self):
        line = super().line()
        if self.context is None or line[:3] not in (b"631", b"632"):
            return line
        plain = self.context.unwrap(base64.b64decode(line[4:]))
        assert plain.encrypted == (line[:3] == b"632")
        return plain.message.rstrip(b"\r\n")

    def taken(self, content):
        if self.level == "C":
            return content
        plain = b""
        while content:
            size = int.from_bytes(content[:4], "big")
            piece, content = self.context.unwrap(content[4:4 + size]), content[4 + size:]
            assert piece.encrypted == (self.level == "P")
            plain += piece.message
        return plain

    def given(self, content):
        if self.level == "C":
            return content
        sent = b""
        for piece in [content[at:at + 5000] for at in range(0, len(content), 5000)] + [b""]:
            wrapped = self.context.wrap(piece, self.level == "P").message
            sent += len(wrapped).to_bytes(4, "big") + wrapped
        return sent


def tickets(bench):
    """RFC 2228 with a ticket. Debian's curl logs in and then cannot read any server's base64 (it keeps the CR)."""
    with Kdc("REALM.TEST", [DOMAIN]) as kdc:
        kdc.user("alice", PASSWORD)
        keytab = kdc.service(f"ftp/{DOMAIN}")
        bench.site.cli("IMPORTKERBEROSKEYS", DOMAIN, f"[{base64.b64encode(keytab).decode()}]")
        bench.site.cli("UPDATEDOMAINSETTINGS", DOMAIN, "{AUTHMethods=All;}")
        env = kdc.ticket("alice", PASSWORD)
        more = {name: env[name] for name in ("KRB5_CONFIG", "KRB5CCNAME")}
        _, seen = bench.call(["curl", "-sS", "-v", "--max-time", "20", "--krb", "private", "-u", "alice:none",
                              bench.url + "/"], **more)
        score.check("curl --krb is admitted", "< 235 ADAT=" in seen, seen)
        os.environ.update(more)
        content = os.urandom(200_000)
        for verb, level in (("MIC", "C"), ("MIC", "S"), ("ENC", "P")):
            with Protected(bench, env["KRB5CCNAME"]) as wire:
                wire.verb, wire.level = verb, level
                name = f"gss-{level}.bin"
                score.check(f"{verb}: USER", wire.code("USER alice") == 232 and wire.code("USER bob") == 530)
                score.check(f"{verb}: PBSZ", wire.tell("PBSZ 20000") == b"200 PBSZ=20000" and wire.code("PROT E") == 536)
                score.check(f"{verb}: PROT {level}", wire.code(f"PROT {level}") == 200 and wire.code("TYPE I") == 200)
                score.check(f"{verb}, PROT {level}: STOR", wire.store(f"STOR {name}", content).startswith(b"226"))
                score.check(f"{verb}, PROT {level}: RETR", wire.fetch(f"RETR {name}") == content)
                score.check(f"{verb}, PROT {level}: NLST", name.encode() in wire.fetch("NLST"))
                score.check(f"{verb}: many lines", wire.code("FEAT") == 211)
                context, wire.context = wire.context, None
                score.check(f"{verb}: what is not protected is refused", wire.code(f"DELE {name}") == 533)
                score.check(f"{verb}: nor what was changed", wire.code("ENC " + "A" * 80) == 535)
                wire.context = context
                score.check(f"{verb}: it goes on", wire.code(f"DELE {name}") == 250)


def shared(bench):
    """Folders of another account, as their lists allow."""
    with Raw(bench.site.ftp, user="bob") as bob:
        score.check("bob has a folder", bob.code("MKD open") == 257 and bob.code("MKD closed") == 257)
        score.check("bob stores", bob.store("STOR open/a.txt", b"hello").startswith(b"226"))
        bob_is = f"bob@{DOMAIN}"
        bench.site.cli("SETFOLDERACL", bob_is, "FOLDER", "open", "{alice=lr;}")
        bench.site.cli("SETFOLDERACL", bob_is, "FOLDER", '""', "{alice=l;}")
        said = bench.site.cli("GETFOLDERACL", bob_is, "FOLDER", "open").stdout
        score.check("a folder's list is shown", re.search(r"alice\s*=\s*lr\s*;", said), said)
        said = bench.site.cli("EXPLAINFOLDERRIGHTS", bob_is, "FOLDER", "open", "FOR", f"alice@{DOMAIN}").stdout
        score.check("and explained", "alice" in said, said)
        with Raw(bench.site.ftp) as wire:
            score.check("read", wire.fetch("RETR ~bob/open/a.txt") == b"hello")
            score.check("listed", b"a.txt" in wire.fetch("LIST ~bob/open") and b"acl" not in wire.fetch("NLST ~bob/open"))
            for line in ("DELE ~bob/open/a.txt", "MKD ~bob/open/x", "RMD ~bob/open", "RNFR ~bob/open/a.txt",
                         "CWD ~bob/closed/x", "CWD ~nobody", "DELE ~bob/open/gatehouse-acl"):
                score.check(f"refused: {line}", wire.code(line) in (550, 553))
            score.check("not stored", wire.store("STOR ~bob/open/b.txt", b"x").startswith(b"550"))
            score.check("not overwritten", wire.store("STOR ~bob/open/a.txt", b"x").startswith(b"550"))
            unknown, hidden = wire.tell("CWD ~nobody/x"), wire.tell("CWD ~carol/x")
            score.check("an unknown account looks like a closed one", unknown == hidden, (unknown, hidden))
            bench.site.cli("SETFOLDERACL", bob_is, "FOLDER", "open", "{alice=lrikdet;}")
            score.check("what is allowed now", wire.store("STOR ~bob/open/a.txt", b"changed").startswith(b"226")
                        and wire.code("MKD ~bob/open/x") == 257 and wire.code("DELE ~bob/open/a.txt") == 250)


def ways_out(bench):
    files = bench.files()
    os.symlink("/etc/passwd", os.path.join(files, "link"))
    os.symlink("/etc", os.path.join(files, "etc"))
    with Raw(bench.site.ftp) as wire:
        for path in ("../../../etc/passwd", "/../etc/passwd", "link", "etc/passwd", "~/../../etc/passwd", "%2e%2e/x",
                     "\\..\\x", "/etc/passwd", "....//etc/passwd", "gatehouse-acl", "~root/x", "new/../../x"):
            for verb in ("SIZE", "MDTM", "MLST", "DELE", "RNFR"):
                wire.tell("TYPE I")
                score.check(f"{verb} {path}", wire.code(f"{verb} {path}") in (550, 553))
            score.check(f"RETR {path}", wire.fetch(f"RETR {path}")[:3] in (b"550", b"553"))
        score.check("a NUL", wire.tell(b"RETR new\0/one.txt").startswith(b"500"))
        score.check("links are not listed", b"link" not in wire.fetch("NLST"))
        score.check(".. of the root is the root", wire.code("CWD ../../..") == 250 and b'"/"' in wire.tell("PWD"))
        score.check("a link is not written through", wire.store("STOR link", b"x")[:1] == b"5")
    os.unlink(os.path.join(files, "link"))
    os.unlink(os.path.join(files, "etc"))


def bounces(bench):
    with Raw(bench.site.ftp) as wire:
        for line in ("PORT 10,0,0,1,200,1", "PORT 127,0,0,2,200,1", "PORT 127,0,0,1,0,25", "EPRT |1|10.0.0.1|40000|",
                     "EPRT |1|127.0.0.1|25|", "EPRT |2|::1|40000|"):
            score.check(f"refused: {line}", wire.code(line) == 504)
        score.check("nowhere to", wire.code("LIST") == 425)
    with Raw(bench.site.ftp) as wire:
        port = int(re.search(rb"\|\|\|(\d+)\|", wire.tell("EPSV")).group(1))
        thief = socket.create_connection((HERE, port), 10, source_address=("127.0.0.9", 0))
        wire.say("LIST")
        time.sleep(0)
        first = wire.reply()
        own = socket.create_connection((HERE, port), 10)
        with own.makefile("rb") as file:
            listed = file.read()
        score.check("only the client's own address gets the data", first.startswith(b"150") and b"new" in listed and
                    thief.recv(100) == b"" and wire.reply().startswith(b"226"))
        own.close()
        thief.close()
        score.check("the port is closed then", socket.socket().connect_ex((HERE, port)) != 0)


def interruptions(bench):
    big = os.path.join(bench.files(), "big.bin")
    with open(big, "wb") as file:
        file.truncate(200 << 20)
    with Raw(bench.site.ftp) as wire:
        wire.tell("TYPE I")
        data = wire.passive()
        score.check("a long transfer begins", wire.code("RETR big.bin") == 150)
        data.recv(1000)
        score.check("STAT meanwhile", wire.code("STAT") == 211)
        wire.send(b"\xff\xf4")
        wire.socket.send(b"\xff\xf2", socket.MSG_OOB)
        wire.say("NOOP")
        wire.say("ABOR")
        score.check("ABOR ends it", wire.reply()[:3] == b"426")
        score.check("then the rest in order", [wire.reply()[:3] for _ in range(2)] == [b"200", b"226"])
        data.close()
        score.check("and the next works", b"big.bin" in wire.fetch("NLST"))
        data = wire.passive()
        wire.code("STOR cut.bin")
        data.sendall(b"x" * 100_000)
        wire.say("ABOR")
        score.check("an upload is aborted", [wire.reply()[:3] for _ in range(2)] == [b"426", b"226"])
        data.close()
        score.check("and leaves nothing", not os.path.exists(os.path.join(bench.files(), "cut.bin"))
                    and not os.listdir(os.path.join(bench.files(), "../uploads")))
        data = wire.passive()
        wire.code("RETR big.bin")
        for _ in range(500):
            wire.say("NOOP")
        try:
            for _ in range(600):
                wire.line()
            score.check("too many commands meanwhile", False)
        except Closed:
            score.check("too many commands meanwhile", True)
        data.close()
    wire = Raw(bench.site.ftp)
    data = wire.passive()
    wire.code("RETR big.bin")
    wire.close()
    begun = time.monotonic()
    while data.recv(1 << 20):
        pass
    score.check("a client that leaves ends its transfer", time.monotonic() - begun < 10)
    with Raw(bench.site.ftp) as wire:
        data = wire.passive()
        data.close()
        score.check("a data connection that is gone", wire.code("RETR big.bin") == 150 and wire.reply()[:3] == b"426")
    os.unlink(big)


def sixth(bench):
    """IPv6: EPSV, EPRT, and nothing that leads to IPv4."""
    def connected():
        ftp = ftplib.FTP(timeout=20)
        ftp.connect("::1", bench.site.ftp)
        ftp.login(f"alice@{DOMAIN}", PASSWORD)
        return ftp

    for passive in (True, False):
        ftp = connected()
        ftp.set_pasv(passive)
        ftp.storbinary("STOR six.bin", io.BytesIO(b"six" * 1000))
        back = io.BytesIO()
        ftp.retrbinary("RETR six.bin", back.write)
        score.check(f"over ::1, {'EPSV' if passive else 'EPRT'}", back.getvalue() == b"six" * 1000)
        ftp.delete("six.bin")
        ftp.quit()
    ftp = connected()
    for line in ("PASV", "EPSV 1", "EPRT |1|127.0.0.1|40000|", "EPRT |2|::2|40000|", "EPRT |2|::1|22|",
                 "PORT 127,0,0,1,200,1"):
        try:
            score.check(f"over ::1: {line}", False, ftp.voidcmd(line))
        except ftplib.Error as error:
            score.check(f"over ::1: {line}", str(error)[:3] in ("425", "504", "522"), error)
    bench.admits("curl over ::1", ["curl", "-sS", "--max-time", "20", "-g", f"ftp://[::1]:{bench.site.ftp}/", "-u",
                                   f"alice@{DOMAIN}:{PASSWORD}"])
    ftp.quit()


def pieces(bench):
    """REST with STOR; facts; names."""
    with Raw(bench.site.ftp) as wire:
        wire.tell("TYPE I")
        score.check("stored", wire.store("STOR p.bin", b"0123456789").startswith(b"226"))
        for offset, content, whole in ((4, b"abcd", b"0123abcd"), (8, b"xyz", b"0123abcdxyz")):
            score.check(f"REST {offset}", wire.code(f"REST {offset}") == 350)
            score.check(f"STOR from {offset}", wire.store("STOR p.bin", content).startswith(b"226"))
            score.check(f"goes on where it was told, {offset}", wire.fetch("RETR p.bin") == whole)
        size = len(wire.fetch("RETR p.bin"))
        score.check("REST holds for one command", wire.code("REST 3") == 350 and wire.code("NOOP") == 200 and
                    len(wire.fetch("RETR p.bin")) == size - 3 and len(wire.fetch("RETR p.bin")) == size)
        score.check("past the end", wire.code("REST 1000") == 350 and wire.store("STOR p.bin", b"x")[:3] == b"554")
        score.check("it is what it was", len(wire.fetch("RETR p.bin")) == size)
        stamp = "20200102030405"
        score.check("MFMT", wire.code(f"MFMT {stamp} p.bin") == 213 and wire.tell("MDTM p.bin") == f"213 {stamp}".encode())
        wire.say("MLST p.bin")
        facts = wire.reply_lines()
        score.check("MLST", facts[1].strip().lower().startswith(b"type=file;") and f"size={size};".encode() in facts[1]
                    and f"modify={stamp};".encode() in facts[1] and b"perm=" in facts[1]
                    and facts[1].endswith(b" /p.bin"), facts)
        score.check("OPTS MLST", wire.tell("OPTS MLST size;modify;nonsense;") == b"200 MLST OPTS size;modify;")
        listed = wire.fetch("MLSD")
        score.check("MLSD with those only", b"size=" in listed and b"type=" not in listed and b"perm=" not in listed, listed)
        for name in ("\u65e5\u672c \u8a9e.txt", "e\u0301", "\U0001f600", " lead and trail ", "-rf", "100%"):
            line = f"STOR {name}".encode()
            score.check(f"stored: {name!r}", wire.store(line, name.encode()).startswith(b"226"))
            score.check(f"read: {name!r}", wire.fetch(f"RETR {name}".encode()) == name.encode())
            score.check(f"listed: {name!r}", name.encode() in wire.fetch("NLST").split(b"\r\n"))
            score.check(f"removed: {name!r}", wire.code(f"DELE {name}".encode()) == 250)
        score.check("no UTF-8", wire.store(b"STOR \xff\xfe", b"x")[:3] in (b"550", b"553", b"501"))
        wire.tell("DELE p.bin")


def quotas(bench):
    bench.site.cli("UPDATEACCOUNTSETTINGS", f"carol@{DOMAIN}", "{MaxWebSize=10K;}")
    with Raw(bench.site.ftp, user="carol") as wire:
        score.check("within", wire.store("STOR a", b"x" * 6000).startswith(b"226"))
        score.check("over", wire.store("STOR b", b"x" * 6000)[:3] in (b"552", b"426"))
        score.check("in its place", wire.store("STOR a", b"x" * 9000).startswith(b"226"))
        score.check("appended over", wire.store("APPE a", b"x" * 6000)[:3] in (b"552", b"426"))
        data = wire.passive()
        wire.code("STOR stream")
        try:
            for _ in range(3000):
                data.sendall(b"x" * 65536)
            score.check("a stream without an end is cut off", False)
        except OSError:
            score.check("a stream without an end is cut off", True)
        data.close()
        score.check("and told why", wire.reply()[:3] in (b"552", b"426"))
        score.check("nothing of it is left", wire.code("SIZE stream") == 550 and b"stream" not in wire.fetch("NLST"))
        score.check("removed", wire.code("DELE a") == 250 and wire.store("STOR b", b"x" * 6000).startswith(b"226"))


def rudeness(bench):
    wire = Raw(bench.site.ftp, login=False)
    wire.send(b"USER " + b"a" * (1 << 20) + b"\r\n")
    try:
        score.check("a line of 1 MB", wire.reply()[:3] == b"500")
    except Closed:
        score.check("a line of 1 MB", True)
    wire.close()
    wire = Raw(bench.site.ftp, login=False)
    for line in ("LIST", "PASV", "EPSV", "STOR x", "RETR x", "CWD /", "MKD x", "REST 1", "SITE x"):
        score.check(f"before the login: {line}", wire.code(line) in (530, 421))
    wire.close()
    wire = Raw(bench.site.ftp, login=False)
    wire.send("AUTH TLS\r\nUSER alice\r\n")
    score.check("AUTH TLS goes ahead", wire.reply()[:3] == b"234")
    try:
        wire.start_tls()
        score.check("what was sent in the clear is forgotten", wire.code(f"PASS {PASSWORD}") == 503)
    except (Closed, OSError, ssl.SSLError):
        score.check("what was sent in the clear is forgotten", True)
    wire.close()
    known, unknown = [], []
    for name, seen in (("alice", known), ("nobody", unknown)):
        with Raw(bench.site.ftp, login=False) as wire:
            seen += [wire.tell(f"USER {name}"), wire.tell(f"PASS {WRONG}")]
    score.check("unknown and wrong look alike", known == unknown, (known, unknown))
    with Raw(bench.site.ftp) as wire:
        for line, code in (("CCC", 534), ("SITE CHMOD 777 x", 502), ("PROT P", 503), ("AUTH TLS", 503), ("USER bob", 503),
                           ("MODE B", 504), ("STRU R", 504), ("TYPE E", 504), ("RNTO x", 503), ("MIC aaaa", 503)):
            score.check(f"{line}", wire.code(line) == code)
    with Raw(bench.site.ftp) as wire:
        score.check("REIN", wire.code("REIN") == 220 and wire.code("LIST") == 530)
        score.check("and another user", wire.code("USER bob") == 331 and wire.code(f"PASS {PASSWORD}") == 230)


def main():
    with Site(listen=("127.0.0.1", "::1")) as site:
        site.every_method()
        for name in ("alice", "bob", "carol"):
            site.account(name, PASSWORD)
        bench = Bench(site)
        for part in (clients, library, sixth, pieces, shared, ways_out, bounces, interruptions, quotas, rudeness, tickets):
            score.run(part.__name__, lambda part=part: part(bench))
        score.check("the server is well", site.alive())
        status = site.stop()
        score.check("it ended well", status == 0, site.output()[-2000:])
    return score.finish()


if __name__ == "__main__":
    raise SystemExit(main())
