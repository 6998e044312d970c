#include "web/admin/domain_fixture.h"

namespace gatehouse::web::admin {
namespace {

class DirectoryPages : public PageFixture {};

TEST_F(DirectoryPages, ShowWhatIsFound) {
  desk.entries_page = {
      .entries = {{.kind = auth::EntryKind::domain, .name = "", .domain = "a.test", .facts = {}},
                  {.kind = auth::EntryKind::account,
                   .name = "joe",
                   .domain = "a.test",
                   .facts = {{"RealName", {"<b>Joe"}}, {"Aliases", {"j", "jo"}}}}},
      .last = "joe/1"};
  const auto page = shown("/Master/Directory/Entries.html?domain=a.test&name=");
  EXPECT_TRUE(page.contains("RealName: &lt;b&gt;Joe<br>Aliases: j, jo"));
  EXPECT_TRUE(page.contains("uid=joe,cn=a.test"));
  EXPECT_TRUE(page.contains("after=joe%2F1\">More</a>"));
  ASSERT_EQ(desk.queries.size(), 1U);
  EXPECT_EQ(desk.queries[0].domain, "a.test");
  EXPECT_FALSE(desk.queries[0].name);
  static_cast<void>(shown("/Master/Directory/Entries.html?name=joe&after=x"));
  EXPECT_EQ(desk.queries[1].name, "joe");
  EXPECT_EQ(desk.queries[1].after, "x");
}

TEST_F(DirectoryPages, ChangeWhoFindsADomain) {
  desk.answers("GETDOMAINSETTINGS \"a.test\"", "{DirectoryVisibility=Domain;}");
  desk.answers("GETDOMAINDEFAULTS", "{}");
  const auto page = shown("/Master/Directory/Visibility.html?domainName=a.test");
  EXPECT_TRUE(page.contains("<option value=\"Domain\" selected>")) << page;
  desk.does("UPDATEDOMAINSETTINGS \"a.test\" {DirectoryVisibility=default;}");
  const auto done =
      applied("/Master/Directory/Visibility.html", "domainName=a.test&DirectoryVisibility=default");
  EXPECT_EQ(done.page.go_to, "/Master/Directory/Visibility.html?domainName=a.test&saved=1");
}

TEST_F(DirectoryPages, SayWhatIsRefused) {
  desk.refuses("GETDOMAINSETTINGS \"b.test\"", 512, "unknown secondary domain name");
  EXPECT_TRUE(shown("/Master/Directory/Visibility.html?domainName=b.test")
                  .contains("unknown secondary domain name"));
}

}  // namespace
}  // namespace gatehouse::web::admin
