"""Certificates of domains: made, imported, chained, renewed, served by name without a restart; client
certificates; sessions; application protocols. With openssl and curl as clients."""

import base64
import os
import re
import socket
import ssl
import subprocess

from live_site import DOMAIN, Site, program
from score import Score

score = Score()
SECOND = "second.test"


def openssl(*words, folder, data=None, check=True):
    done = subprocess.run(["openssl", *words], cwd=folder, input=data, capture_output=True, timeout=60)
    if check and done.returncode != 0:
        raise RuntimeError(f"openssl {' '.join(words)}: {done.stderr.decode(errors='replace')}")
    return done


class Authority:
    """A certificate authority in a folder of its own."""

    def __init__(self, folder, name):
        self.folder, self.name = os.path.join(folder, name), name
        os.mkdir(self.folder)
        self.key("ca")
        openssl("req", "-x509", "-new", "-key", "ca.key", "-subj", f"/CN={name}", "-days", "30", "-out", "ca.pem",
                "-addext", "keyUsage=critical,keyCertSign,cRLSign", folder=self.folder)

    def between(self, name):
        """An authority below this one."""
        made = Authority(self.folder, name)
        request = openssl("req", "-new", "-key", "ca.key", "-subj", f"/CN={name}", folder=made.folder).stdout.decode()
        os.replace(self.sign(request, name, ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"]),
                   made.path("ca.pem"))
        return made

    def path(self, name):
        return os.path.join(self.folder, name)

    def key(self, name, kind="ec"):
        words = ["genrsa", "-out", f"{name}.key", "2048"] if kind == "rsa" else \
            ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key"]
        openssl(*words, folder=self.folder)

    def sign(self, request, name, extensions, days="20"):
        with open(self.path(f"{name}.ext"), "w") as file:
            file.write("\n".join(extensions) + "\n")
        with open(self.path(f"{name}.csr"), "w") as file:
            file.write(request)
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", days, "-extfile", f"{name}.ext", "-out", f"{name}.pem", folder=self.folder)
        return self.path(f"{name}.pem")

    def issue(self, name, extensions, kind="ec", subject=None):
        self.key(name, kind)
        request = openssl("req", "-new", "-key", f"{name}.key", "-subj", subject or f"/CN={name}",
                          folder=self.folder).stdout.decode()
        return self.sign(request, name, extensions)

    def client(self, address):
        return self.issue("client-" + address, ["extendedKeyUsage=clientAuth", f"subjectAltName=email:{address}"])

    def server(self, host, kind="ec"):
        return self.issue(host if kind == "ec" else f"{host}.{kind}",
                          ["extendedKeyUsage=serverAuth", f"subjectAltName=DNS:{host}"], kind, f"/CN={host}")


def read(path):
    with open(path) as file:
        return file.read()


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def block(path, what):
    """A DataBlock of the DER form of a PEM file; what: x509 or pkey."""
    der = subprocess.run(["openssl", what, "-in", path, "-outform", "DER"], capture_output=True, check=True).stdout
    return "[" + base64.b64encode(der).decode() + "]"


def dial(site, name=None, port=None, words=(), check=False):
    """What openssl s_client says of one connection."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port or site.imaps}", "-showcerts", *words]
    command += ["-servername", name] if name else ["-noservername"]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=30)
    if check and done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return (done.stdout + done.stderr).decode(errors="replace")


def host_at(site, name=None, **more):
    found = re.search(r"subject=.*CN ?= ?(\S+)", dial(site, name, **more))
    return found.group(1) if found else "refused"


def greeting(site, name, **context):
    """The first line over TLS; `context`: certificate, protocols, port."""
    with tls(site, name, **context) as link:
        return link.recv(4096)


def tls(site, name, certificate=None, protocols=(), port=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if certificate:
        context.load_cert_chain(certificate, certificate.removesuffix(".pem") + ".key")
    if protocols:
        context.set_alpn_protocols(protocols)
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port or site.imaps), 10), server_hostname=name)


def own_certificates(site, authority):
    update = lambda domain, text: site.cli("UPDATEDOMAINSETTINGS", domain, text)
    score.check("a fresh site has the test certificate", host_at(site, DOMAIN) == DOMAIN)
    score.check("a domain without a choice is answered by the Main Domain", host_at(site, SECOND) == DOMAIN)
    update(SECOND, "{CertificateType=NO;}")
    score.check("a domain without TLS refuses", host_at(site, SECOND) == "refused")

    open_link = tls(site, DOMAIN)
    open_link.recv(4096)
    first = authority.server(SECOND)
    update(SECOND, "{CertificateType=YES;PrivateSecureKey=" + block(first.removesuffix(".pem") + ".key", "pkey") +
           ";SecureCertificate=" + block(first, "x509") + ";CAChain=" + block(authority.path("ca.pem"), "x509") + ";}")
    seen = dial(site, SECOND, words=["-CAfile", authority.path("ca.pem"), "-verify_return_error",
                                     "-verify_hostname", SECOND])
    score.check("automation's command serves a domain at once", "Verify return code: 0" in seen, seen)
    score.check("the Main Domain keeps its own", host_at(site, DOMAIN) == DOMAIN)
    score.check("a client without a name gets the Main Domain's", host_at(site) == DOMAIN)
    open_link.sendall(b"a NOOP\r\n")
    score.check("an open connection goes on", b"a OK" in open_link.recv(4096))
    open_link.close()

    settings = os.path.join(site.base, "Domains", SECOND, "Settings", "Domain.settings")
    key = block(first.removesuffix(".pem") + ".key", "pkey")[1:60]
    score.check("the key is not on disk as it was sent", key not in re.sub(r"\s", "", read(settings)))
    score.check("nor shown", "PrivateSecureKey" not in site.cli("GETDOMAINSETTINGS", SECOND).stdout)
    told = site.cli("GETDOMAINCERTIFICATEINFO", SECOND).stdout
    score.check("what is in it is told", "DaysLeft=#19" in told and SECOND in told, told)
    score.check("what is served can be read",
                read(first).strip() in site.cli("GETDOMAINCERTIFICATE", SECOND).stdout.replace("\\e", "\n")
                .replace("\\n", "\n"))


def requests(site, authority):
    site.cli("GENERATEDOMAINKEY", SECOND, "TYPE", "RSA")
    score.check("the key test", "Verification String is OK" in site.cli("TESTDOMAINKEY", SECOND).stdout)
    answer = site.cli("GENERATEDOMAINCSR", SECOND, "TYPE", "RSA", "{Country=DE;Organization=Second;}").stdout
    request = answer.replace("\\e", "\n").replace("\\n", "\n").strip().strip('"')
    seen = openssl("req", "-noout", "-text", "-verify", folder=site.base, data=request.encode(), check=False)
    score.check("openssl reads the signing request", b"DNS:" + SECOND.encode() in seen.stdout, seen)
    signed = authority.sign(request, "signed", ["extendedKeyUsage=serverAuth", f"subjectAltName=DNS:{SECOND}"])
    site.cli("SETDOMAINCERTIFICATE", SECOND, quoted(read(signed)))
    for kind, algorithm in (("RSA", "rsa_pss_rsae_sha256"), ("ECDSA", "ecdsa_secp256r1_sha256")):
        seen = dial(site, SECOND, words=["-sigalgs", algorithm])
        score.check(f"two keys at once: {kind}", f"a:{'rsaEncryption' if kind == 'RSA' else 'id-ecPublicKey'}" in seen
                    or f"Peer signature type: {'RSA-PSS' if kind == 'RSA' else 'ECDSA'}" in seen, seen)
    stranger = authority.server("third.test")
    refused = site.cli("SETDOMAINCERTIFICATE", SECOND, quoted(read(stranger)), check=False)
    score.check("another key's certificate is refused", refused.returncode != 0)
    site.cli("REMOVEDOMAINKEY", SECOND, "TYPE", "RSA")
    encrypted = openssl("pkey", "-in", authority.path("ca.key"), "-aes256", "-passout", "pass:secret",
                        folder=site.base).stdout.decode()
    refused = site.cli("IMPORTDOMAINKEY", SECOND, quoted(encrypted), check=False)
    score.check("an encrypted key is refused in words", "encrypted" in refused.stdout + refused.stderr, refused)


def sessions(site):
    saved = os.path.join(site.base, "session.pem")
    for version in ("-tls1_2", "-tls1_3"):
        # The ticket comes with the greeting, so s_client has to stay for it.
        command = f"(sleep 0.5; echo 'a LOGOUT'; sleep 0.5) | openssl s_client -connect 127.0.0.1:{site.imaps} " \
                  f"-servername {DOMAIN} {version} -sess_out {saved} -ign_eof"
        subprocess.run(["sh", "-c", command], capture_output=True, timeout=30)
        score.check(f"a session is resumed {version}",
                    "Reused, TLS" in dial(site, DOMAIN, words=[version, "-sess_in", saved]))
        score.check(f"but not for another domain {version}",
                    "New, TLS" in dial(site, SECOND, words=[version, "-sess_in", saved]))
        score.check(f"nor for another service {version}",
                    "New, TLS" in dial(site, DOMAIN, port=site.pops, words=[version, "-sess_in", saved]))


def protocols(site):
    score.check("ALPN of the service", b"OK" in greeting(site, DOMAIN, protocols=["imap"]))
    score.check("no ALPN at all", b"OK" in greeting(site, DOMAIN))
    score.refuse("a web client's ALPN", lambda: greeting(site, DOMAIN, protocols=["h2", "http/1.1"]))
    score.refuse("another mail protocol's", lambda: greeting(site, DOMAIN, protocols=["pop3"]))
    score.check("POP has its own", b"+OK" in greeting(site, DOMAIN, protocols=["pop3"], port=site.pops))
    site.cli("UPDATESERVERSETTINGS", "{TLSMinimumVersion=1.3;}")
    score.check("TLS 1.2 can be switched off", host_at(site, DOMAIN, words=["-tls1_2"]) == "refused")
    site.cli("UPDATESERVERSETTINGS", "{TLSMinimumVersion=default;}")
    for words in (["-tls1_1"], ["-tls1"], ["-cipher", "AES128-SHA", "-tls1_2"]):
        score.check(f"{' '.join(words)} is refused",
                    host_at(site, DOMAIN, words=[*words, "-cipher", "ALL:@SECLEVEL=0"]
                            if "-cipher" not in words else words) == "refused")


def logs_in(site, name, certificate):
    """What AUTHENTICATE EXTERNAL without another name says after a client certificate."""
    with tls(site, name, certificate=certificate) as link:
        link.recv(4096)
        link.sendall(b"a AUTHENTICATE EXTERNAL =\r\n")
        return b"a OK" in link.recv(4096)


def by_curl(site, certificate):
    done = subprocess.run(
        ["curl", "-sk", "--resolve", f"{SECOND}:{site.imaps}:127.0.0.1", f"imaps://{SECOND}:{site.imaps}/INBOX",
         "--cert", certificate, "--key", certificate.removesuffix(".pem") + ".key", "--login-options", "AUTH=EXTERNAL",
         "-u", "joe@second.test:"], capture_output=True, timeout=30)
    return done.returncode == 0


def logins(site, ours):
    """The domain trusts `ours`; a certificate opens the account it names, in that domain and no other."""
    joe, bob = ours.client("joe@second.test"), ours.client("bob@second.test")
    for name in ("joe@second.test", "bob@second.test", f"joe@{DOMAIN}"):
        site.cli("CREATEACCOUNT", name, "{UseCertificateAuth=%s;}" % ("NO" if name.startswith("bob") else "YES"))
    site.cli("UPDATEDOMAINSETTINGS", SECOND, "{AUTHMethods=All;}")
    score.check("a certificate opens its account", logs_in(site, SECOND, joe))
    score.check("with curl", by_curl(site, joe))
    score.check("not one that does not want it", not logs_in(site, SECOND, bob))
    score.check("nor one in another domain", not logs_in(site, SECOND, ours.client(f"joe@{DOMAIN}")))
    score.check("nor without a certificate", not logs_in(site, SECOND, None))
    score.check("nor where nobody asked for one", not logs_in(site, DOMAIN, joe))
    kinds = {"two addresses": "subjectAltName=email:joe@second.test,email:bob@second.test",
             "no address": "subjectAltName=DNS:second.test",
             "another kind of name": "subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:joe@second.test",
             "a NUL": "subjectAltName=DER:30178115" + b"joe@second.test\0.evil".hex()}
    for title, text in kinds.items():
        bad = ours.issue(title.replace(" ", "-"), ["extendedKeyUsage=clientAuth", text])
        score.check(f"nor by a certificate with {title}", not logs_in(site, SECOND, bad))
    by_subject = ours.issue("by-subject", ["extendedKeyUsage=clientAuth"],
                            subject="/CN=joe/emailAddress=joe@second.test")
    score.check("the subject's address counts when there is no other", logs_in(site, SECOND, by_subject))


def clients(site, folder):
    ours, theirs = Authority(folder, "ours"), Authority(folder, "theirs")
    joe, stranger = ours.client("joe@second.test"), theirs.client("joe@second.test")
    site.cli("SETDOMAINTRUSTEDCERTS", SECOND, "(" + block(ours.path("ca.pem"), "x509") + ")")
    site.cli("UPDATEDOMAINSETTINGS", SECOND, "{ClientCertReq=YES;}")
    score.check("a client of the domain's authority comes in", b"OK" in greeting(site, SECOND, certificate=joe))
    logins(site, ours)
    score.check("one without a certificate too", b"OK" in greeting(site, SECOND))
    score.refuse("one of another authority does not", lambda: greeting(site, SECOND, certificate=stranger))
    score.check("who is asked for nothing shows nothing", b"OK" in greeting(site, DOMAIN, certificate=stranger))
    site.cli("UPDATEDOMAINSETTINGS", SECOND, "{ClientCertReq=Required;}")
    score.refuse("without a certificate, where one is required", lambda: greeting(site, SECOND))
    site.cli("UPDATESERVERSETTINGS", "{TLSAbortOnWrongCert=NO;}")
    site.cli("UPDATEDOMAINSETTINGS", SECOND, "{ClientCertReq=YES;}")
    score.check("a wrong one may be overlooked", b"OK" in greeting(site, SECOND, certificate=stranger))
    site.cli("SETSERVERTRUSTEDCERTS", "(" + block(theirs.path("ca.pem"), "x509") + ")")
    score.check("the server's authorities are kept",
                block(theirs.path("ca.pem"), "x509")[1:60] in site.cli("GETSERVERTRUSTEDCERTS").stdout)


def deploy_hook(site, folder):
    """The one in doc/certificates.md, as certbot would run it after a renewal."""
    page = os.path.join(os.path.dirname(__file__), "..", "..", "doc", "certificates.md")
    script = re.search(r"```sh\n(.*?)```", read(page), re.S).group(1)
    root = Authority(folder, "renewals")
    leaf = root.server(SECOND, "rsa")
    lineage = os.path.join(folder, "lineage")
    os.mkdir(lineage)
    for name, source in (("cert.pem", leaf), ("privkey.pem", leaf.removesuffix(".pem") + ".key")):
        with open(os.path.join(lineage, name), "w") as file:
            file.write(read(source))
    with open(os.path.join(lineage, "chain.pem"), "w") as file:
        file.write(read(root.path("ca.pem")) + "\n" + read(root.path("ca.pem")))
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "RENEWED_LINEAGE": lineage, "BASE": site.base, "DOMAIN": SECOND,
                               "GATEHOUSE": os.path.abspath(program())})
    score.check("the hook of the manual ends well", done.returncode == 0, done.stdout + done.stderr)
    seen = dial(site, SECOND, words=["-CAfile", root.path("ca.pem"), "-verify_hostname", SECOND])
    score.check("and the renewed certificate is served", "Verify return code: 0" in seen, seen)


def main():
    with Site() as site:
        folder = os.path.join(site.base, "clients")
        os.mkdir(folder)
        site.cli("CREATEDOMAIN", SECOND)
        authority = Authority(folder, "servers")
        own_certificates(site, authority)
        requests(site, authority)
        site.cli("UPDATESERVERSETTINGS", "{TLSLogLevel=4;}")
        sessions(site)
        protocols(site)
        site.cli("UPDATESERVERSETTINGS", "{TLSLogLevel=default;}")
        deploy_hook(site, folder)
        clients(site, folder)
        score.check("the server is alive", site.alive())
        stopped = site.stop()
        score.check("and ends in order", stopped == 0, site.output())
        log = site.log()
        for words in (f"for {DOMAIN}: TLSv1.3", "resumed", "refused: no application protocol", "refused: protocol version"):
            score.check(f"the log of TLS has: {words}", re.search(rf" TLS TLS-\d{{6}} \w+ from .*{words}", log), log[-900:])
    score.finish()


if __name__ == "__main__":
    main()
