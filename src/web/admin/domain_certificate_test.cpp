#include <gmock/gmock.h>

#include "web/admin/domain_fixture.h"

namespace gatehouse::web::admin {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view security = "/Master/Domains/DomainCertificate.html?domainName=b.test";
constexpr std::string_view kerberos = "/Master/Domains/DomainKerberos.html?domainName=b.test";
constexpr std::string_view request = "/Master/Domains/DomainRequest.html?domainName=b.test";
constexpr std::string_view group =
    "/Master/Domains/GroupSettings.html?domainName=b.test&groupName=team";
constexpr std::string_view forwarders = "/Master/Domains/Forwarders.html?domainName=b.test";

struct Row {
  std::string_view form;
  std::string_view command;
};

class KeyPages : public PageFixture {
 protected:
  KeyPages() {
    desk.answers("GETDOMAINSETTINGS \"b.test\"", "{ClientCertReq=YES;}");
    desk.answers("GETDOMAINEFFECTIVESETTINGS \"b.test\"", "{CertificateType=Test;}");
    desk.answers(
        "GETDOMAINCERTIFICATEINFO \"b.test\"",
        "({Subject=\"CN=<b>\";DaysLeft=#12;NotAfter=#T04-12-2026_00:00:00;Names=(b.test);})");
    desk.answers(
        "GETDOMAINTRUSTEDCERTSINFO \"b.test\"",
        "({Subject=\"CN=One\";Fingerprint=\"AA:1\";},{Subject=\"CN=Two\";Fingerprint=\"BB:2\";})");
    desk.answers("GETDOMAINTRUSTEDCERTS \"b.test\"", "([YQ==],[Yg==])");
    desk.answers("TESTDOMAINKEY \"b.test\"", "{\"RSA 2048\"=\"Verification String is OK\";}");
  }
  void expect_commands(std::string_view address, std::initializer_list<Row> rows) {
    for (const auto& [form, command] : rows) {
      desk.does(command);
      const auto done = applied(address, form);
      EXPECT_TRUE(done.page.go_to.ends_with("saved=1")) << form << "\n"
                                                        << last_command() << "\n"
                                                        << done.problem;
      desk.refuses(command, 501, "Not today");
      EXPECT_EQ(applied(address, form).problem, "Not today") << form;
    }
  }
};

TEST_F(KeyPages, ShowWhatIsInTheCertificate) {
  const auto page = shown(security);
  EXPECT_THAT(page, HasSubstr("CN=&lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("<strong class=\"bad\">12 days left, until 2026-12-04"));
  EXPECT_THAT(page, HasSubstr("Verification String is OK"));
  EXPECT_THAT(page, HasSubstr("Remove CN=Two"));
}

TEST_F(KeyPages, AskForProof) {
  for (const auto* path :
       {"/Master/Domains/DomainCertificate.html", "/Master/Domains/DomainKerberos.html"})
    EXPECT_EQ(find_page(pages(), path)->proof, Proof::again) << path;
  EXPECT_THAT(shown(security), HasSubstr("id=\"f-proof-generate\""));
}

TEST_F(KeyPages, ChangeKeysAndCertificates) {
  expect_commands(
      security,
      {{"act=services&CertificateType=YES",
        R"(UPDATEDOMAINSETTINGS "b.test" {CertificateType=YES;})"},
       {"act=generate&kind=ecdsa384", R"(GENERATEDOMAINKEY "b.test" TYPE ECDSA SIZE 384)"},
       {"act=import&key=---%0D%0AMII", R"(IMPORTDOMAINKEY "b.test" "---\r\nMII")"},
       {"act=remove&what=keys", R"(REMOVEDOMAINKEY "b.test")"},
       {"act=self_sign", R"(GENERATESELFSIGNED "b.test")"},
       {"act=certificate&certificate=PEM", R"(SETDOMAINCERTIFICATE "b.test" "PEM")"},
       {"act=remove&what=certificate", R"(REMOVEDOMAINCERTIFICATE "b.test")"},
       {"act=chain&chain=PEM", R"(SETDOMAINCACHAIN "b.test" "PEM")"},
       {"act=remove&what=chain", R"(REMOVEDOMAINCACHAIN "b.test")"},
       {"act=trusted&remove=AA%3A1&trusted=PEM",
        R"(SETDOMAINTRUSTEDCERTS "b.test" ([Yg==],PEM))"}});
}

TEST_F(KeyPages, HaveNoFormThatMeansNothing) {
  const auto page = shown(security);
  constexpr std::string_view mark = "name=\"act\" value=\"";
  std::size_t forms = 0;
  for (auto at = page.find(mark); at != page.npos; at = page.find(mark, at), ++forms) {
    at += mark.size();
    const auto act = page.substr(at, page.find('"', at) - at);
    EXPECT_NE(applied(security, "act=" + act).problem, "The form does not say what to do") << act;
  }
  EXPECT_EQ(forms, 8U);
}

TEST_F(KeyPages, NeverShowAPrivateKeyAgain) {
  const auto again = applied(security, "act=import&key=HIDDENKEY");
  EXPECT_EQ(again.page.status, 422U);
  EXPECT_THAT(again.text, Not(HasSubstr("HIDDENKEY")));
}

TEST_F(KeyPages, OfferNothingToWhomMayOnlyLook) {
  rights = {"UserRead"};
  const auto page = shown(security);
  EXPECT_THAT(page, Not(HasSubstr("name=\"act\"")));
  EXPECT_THAT(page, HasSubstr("<fieldset disabled"));
}

TEST_F(KeyPages, GiveASigningRequestAsAFile) {
  desk.answers(R"(GENERATEDOMAINCSR "b.test" TYPE RSA {Country=DE;Names=("w.b.test");})",
               "\"-----BEGIN\"");
  const auto done = applied(request, "type=RSA&Country=DE&Names=w.b.test&City=");
  EXPECT_EQ(done.page.file, "b.test.csr") << last_command();
  EXPECT_EQ(done.page.bytes, "-----BEGIN");
}

TEST_F(KeyPages, KeepKerberosKeys) {
  desk.answers("LISTKERBEROSKEYS \"b.test\"",
               "({Id=\"7\";Principal=\"imap/<b>\";Realm=R;Version=#2;Type=rc4;Strength=weak;})");
  const auto page = shown(kerberos);
  EXPECT_THAT(page, HasSubstr("imap/&lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("<strong class=\"bad\">weak</strong>"));
  expect_commands(kerberos, {{"act=import&keytab=BQIA%0D%0AAAA%3D",
                              R"(IMPORTKERBEROSKEYS "b.test" [BQIAAAA=])"},
                             {"act=delete&id=7", R"(DELETEKERBEROSKEYS "b.test" (7))"}});
  for (const auto* form : {"act=import&keytab=%21%21", "act=import&keytab=", "act=delete"})
    EXPECT_EQ(applied(kerberos, form).page.status, 422U) << form;
}

TEST_F(KeyPages, KeepGroups) {
  desk.answers("LISTGROUPS \"b.test\"", "(team,\"<x>\")");
  desk.answers("GETGROUP \"team@b.test\"", "{Members=(joe);Strange=1;SetReplyTo=YES;}");
  EXPECT_THAT(shown("/Master/Domains/Groups.html?domainName=b.test"), HasSubstr("&lt;x&gt;"));
  EXPECT_THAT(shown(group), HasSubstr("value=\"YES\" checked"));
  expect_commands("/Master/Domains/Groups.html?domainName=b.test",
                  {{"name=all", R"(CREATEGROUP "all@b.test")"}});
  expect_commands(
      group,
      {{"act=set&RealName=Team&Members=joe%0Ann%40c.test&RejectAuto=YES",
        R"(SETGROUP "team@b.test" {Members=(joe,"nn@c.test");RealName=Team;RejectAuto=YES;RemoveAuthor=NO;RemoveToAndCc=NO;SetReplyTo=NO;Strange=1;})"},
       {"act=rename&name=all", R"(RENAMEGROUP "team@b.test" INTO "all@b.test")"},
       {"act=delete&sure=yes", R"(DELETEGROUP "team@b.test")"}});
  EXPECT_EQ(applied(group, "act=delete").page.status, 422U);
}

TEST_F(KeyPages, KeepForwarders) {
  desk.answers("LISTDOMAINOBJECTS \"b.test\" 50 FORWARDERS",
               "(#0,{info=((\"<i>@far.test\"));},#0,#1,\"\")");
  EXPECT_THAT(shown(forwarders), HasSubstr("&lt;i&gt;@far.test"));
  expect_commands(forwarders,
                  {{"act=create&name=post&to=joe", R"(CREATEFORWARDER "post@b.test" TO "joe")"}});
  desk.does(R"(DELETEFORWARDER "info@b.test")");
  EXPECT_FALSE(applied(forwarders, "act=delete&forwarder=info").page.go_to.empty());
  EXPECT_EQ(applied(forwarders, "act=delete").page.status, 422U);
}

}  // namespace
}  // namespace gatehouse::web::admin
