"""Domain Security in the browser: keys, requests, certificates, chains, trusted authorities, Kerberos keys.

Each is done for a domain of its own, and looked at from outside: by TLS clients that verify, and by tickets of a KDC.
"""

import base64
import os
import ssl
import subprocess

from browser import By
from certificates_test import Authority, dial, logs_in, openssl, read
from desk import told
from kdc import RC4, Kdc

SECURE = "secure.test"
JOE = f"joe@{SECURE}"
PASSWORD = "Ticket-secret-7"
CERTIFICATE = "/Master/Domains/DomainCertificate.html"
KERBEROS = "/Master/Domains/DomainKerberos.html"


class Office:
    """The administrator of one domain, with the password that keys ask for."""

    def __init__(self, desk, site, master, authority):
        self.desk, self.site, self.master, self.authority = desk, site, master, authority

    def change(self, page, act, **values):
        """One form of the page, with the password: the page that answers."""
        self.desk.page(page, domainName=SECURE)
        return self.desk.send("proof", act, proof=self.master, **values)

    def certificate(self, act, **values):
        return self.change(CERTIFICATE, act, **values)

    def request(self, **values):
        """The signing request that the browser saves."""
        self.desk.page(CERTIFICATE, domainName=SECURE)
        self.desk.browser.press("Make a signing request")
        form = self.desk.form("CommonName")
        for name, value in values.items():
            self.desk.fill(form, name, value)
        self.desk.picture("request")
        return self.desk.browser.download(form.find_elements(By.TAG_NAME, "button")[-1], f"{SECURE}.csr")

    def row(self, words):
        """The first row of a table that says so."""
        return next((row.text for row in self.desk.browser.all("main tbody tr") if words in row.text), "")

    def alert(self):
        return " ".join(each.text for each in self.desk.browser.all("[role=alert]"))

    def believed(self, host=SECURE):
        """Whether a client that trusts the authority, and nobody else, is content."""
        seen = dial(self.site, SECURE, words=["-CAfile", self.authority.path("ca.pem"), "-verify_return_error",
                                              "-verify_hostname", host])
        return "Verify return code: 0" in seen


def issuer(seen):
    """Who signed what openssl was shown."""
    return next((line.replace(" = ", "=") for line in seen.splitlines() if line.startswith("issuer=")), "")


def generated(score, office):
    text = office.certificate("generate", kind="ecdsa384")
    score.check("a key is generated", "ECDSA" in text and "BEGIN" not in text, text)
    office.certificate("generate", kind="rsa2048")
    score.check("and one of the other kind beside it", office.row("RSA") and office.row("ECDSA"), office.desk.browser.text)
    before = told(office.site, "TESTDOMAINKEY", SECURE)
    office.desk.page(CERTIFICATE, domainName=SECURE)
    office.desk.send("proof", "remove", proof="wrong", what="keys")
    score.check("a wrong password changes nothing", office.alert() and told(office.site, "TESTDOMAINKEY", SECURE) == before,
                office.alert())
    office.certificate("remove", what="keys")
    score.check("keys are removed", not office.row("RSA") and not office.row("ECDSA"), office.desk.browser.text)


def self_signed(score, office):
    office.certificate("generate", kind="ecdsa256")
    text = office.certificate("self_sign")
    score.check("a certificate of its own", "days left" in text and "BEGIN" not in text, text)
    office.desk.page(CERTIFICATE, domainName=SECURE)
    office.desk.send("CertificateType", CertificateType="YES", proof=office.master)
    score.check("it is served", f"CN={SECURE}" in issuer(dial(office.site, SECURE)), office.desk.browser.text)
    score.check("to clients that know it", not office.believed())


def signed_by_an_authority(score, office):
    request = office.request(Organization="Our Company", Country="DE", Names=f"mail.{SECURE}")
    score.check("a request is saved as a file", "BEGIN CERTIFICATE REQUEST" in request, request[:200])
    shown = openssl("req", "-noout", "-text", "-verify", folder=office.authority.folder, data=request.encode(), check=False)
    shown = (shown.stdout + shown.stderr).decode()
    score.check("signed by the key, with what was typed",
                "verify OK" in shown and "Our Company" in shown and f"DNS:mail.{SECURE}" in shown, shown)
    middle = office.authority.between("Middle")
    signed = read(middle.sign(request, "signed", [f"subjectAltName=DNS:{SECURE},DNS:mail.{SECURE}",
                                                  "extendedKeyUsage=serverAuth"]))
    text = office.certificate("certificate", certificate=signed)
    score.check("the authority's certificate is imported", "CN=Middle" in text, text)
    score.check("without the chain nobody believes it", not office.believed())
    text = office.certificate("chain", chain=read(middle.path("ca.pem")))
    score.check("with the chain clients do", office.believed() and office.believed(f"mail.{SECURE}"), text)
    office.certificate("remove", what="chain")
    score.check("the chain is removed", not office.believed())
    office.certificate("certificate", certificate=signed + read(middle.path("ca.pem")))
    score.check("a file with the chain behind it will do", office.believed(), office.alert())


def imported(score, office):
    served = dial(office.site, SECURE)
    other = office.authority.server(SECURE, "rsa")
    key = other.removesuffix(".pem") + ".key"
    office.certificate("certificate", certificate=read(other))
    score.check("a certificate of a key that is not here is refused, in words", "key" in office.alert(), office.alert())
    office.certificate("import", key="nothing of the kind")
    score.check("what is no key is refused", office.alert(), office.desk.browser.text)
    text = office.certificate("import", key=read(key))
    score.check("a key is imported and not shown", office.row("RSA") and "PRIVATE" not in office.desk.browser.driver.page_source, text)
    text = office.certificate("certificate", certificate=read(other))
    score.check("then its certificate", "Key RSA 2048" in " ".join(text.split()) and "CN=Root" in text, text)
    rsa = dial(office.site, SECURE, words=["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"])
    score.check("both are served", "CN=Root" in issuer(rsa) and "CN=Middle" in issuer(served), rsa)
    office.certificate("remove", what="certificate")
    score.check("certificates are removed", "no certificate of its own" in office.desk.browser.text
                and office.row("RSA"), office.desk.browser.text)


def trusted(score, office):
    """An authority says who a client is: it opens the account of the certificate's address, and no more when removed."""
    joe = office.authority.client(JOE)

    def opens():
        try:
            return logs_in(office.site, SECURE, joe)
        except ssl.SSLError:  # the handshake ends: nobody knows its authority
            return False
    office.certificate("self_sign")
    office.desk.page(CERTIFICATE, domainName=SECURE)
    office.desk.send("CertificateType", CertificateType="YES", ClientCertReq="YES", proof=office.master)
    score.check("a certificate of a stranger opens nothing", not opens())
    office.certificate("trusted", trusted="an authority?")
    score.check("what is no certificate is refused", office.alert(), office.desk.browser.text)
    text = office.certificate("trusted", trusted=read(office.authority.path("ca.pem")))
    score.check("an authority is trusted", "Remove CN=Root" in text, text)
    score.check("its certificates open accounts", opens())
    office.desk.page(CERTIFICATE, domainName=SECURE)
    box = office.desk.form("remove", "trusted").find_element(By.NAME, "remove")
    office.desk.send("remove", "trusted", remove=[box.get_attribute("value")], proof=office.master)
    score.check("and no more", not opens(), office.desk.browser.text)
    office.desk.page(CERTIFICATE, domainName=SECURE)
    office.desk.send("CertificateType", ClientCertReq="default", proof=office.master)


def by_ticket(site, env):
    done = subprocess.run(["curl", "-ksS", "--resolve", f"{SECURE}:{site.imaps}:127.0.0.1", "--login-options", "AUTH=GSSAPI",
                           "-u", ":", f"imaps://{SECURE}:{site.imaps}/"], env=env, capture_output=True, text=True, timeout=30)
    return done.returncode == 0


def import_keytab(office, keytab):
    """As `base64 keytab` prints it, in lines."""
    return office.change(KERBEROS, "import", keytab=base64.encodebytes(keytab).decode())


def kerberos(score, office):
    desk, site = office.desk, office.site
    with Kdc("SECURE.REALM", [SECURE]) as kdc:
        kdc.user("joe", PASSWORD)
        first, elsewhere = kdc.service(f"imap/{SECURE}"), kdc.service("imap/elsewhere.test")
        ticket = kdc.ticket("joe", PASSWORD)
        score.check("without keys no ticket is good", not by_ticket(site, ticket))
        import_keytab(office, elsewhere)
        score.check("a keytab of another domain is refused, in words", "elsewhere.test" in office.alert(), office.alert())
        import_keytab(office, first[:-5])
        score.check("a part of one too", office.alert(), desk.browser.text)
        text = import_keytab(office, first)
        row = office.row(f"imap/{SECURE}")
        score.check("a keytab is imported: principal, realm, type", "SECURE.REALM" in row and "AES256" in text
                    and not office.alert(), text)
        score.check("a ticket opens the mailbox", by_ticket(site, ticket))
        import_keytab(office, kdc.new_keys(f"imap/{SECURE}", RC4))
        score.check("a weak key is imported with a warning", "weak" in office.alert() and "The change is made" in office.alert(),
                    office.alert())
        delete_keys(office, "RC4")
        score.check("it is deleted, the others stay", not office.row("RC4") and office.row("AES256"), desk.browser.text)
        score.check("and still open the mailbox", by_ticket(site, ticket))
        delete_keys(office, "")
        score.check("when all are deleted no ticket is good", not by_ticket(site, ticket) and not office.row("SECURE.REALM"),
                    desk.browser.text)


def delete_keys(office, words):
    """Marks the keys whose rows say so, and deletes them."""
    office.desk.page(KERBEROS, domainName=SECURE)
    marked = [row.find_element(By.NAME, "id").get_attribute("value") for row in office.desk.browser.all("main tbody tr")
              if words in row.text]
    office.desk.send("id", "delete", id=marked, proof=office.master)


def tasks(score, desk, site, master):
    site.cli("CREATEDOMAIN", SECURE)
    site.account(JOE, "Not-by-this-1", "{UseCertificateAuth=YES;}")
    site.cli("UPDATEDOMAINSETTINGS", SECURE, "{AUTHMethods=All;}")
    folder = os.path.join(site.base, "authorities")
    os.mkdir(folder)
    office = Office(desk, site, master, Authority(folder, "Root"))
    for work in (generated, self_signed, signed_by_an_authority, imported, trusted, kerberos):
        score.run(work.__name__, lambda: work(score, office))
