#include "access/acl.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>

#include "access/acl_fixture.h"

namespace gatehouse::access {
namespace {

TEST(AclRights, ReadsLettersInAnyOrderAndWritesThemInOne) {
  EXPECT_EQ(AclRights::read("aetxkpiwsrl")->text(), "lrswipkxtea");
  EXPECT_EQ(AclRights::read("lrl")->text(), "lr");
  EXPECT_EQ(AclRights::read("")->text(), "");
  EXPECT_EQ(AclRights::all().text(), "lrswipkxtea");
}

TEST(AclRights, TakesTheOlderLettersForWhatTheyStandFor) {
  EXPECT_EQ(AclRights::read("c")->text(), "k");
  EXPECT_EQ(AclRights::read("d")->text(), "xte");
  EXPECT_EQ(AclRights::read("lrswipcda").value(), AclRights::all());
}

TEST(AclRights, ShowsTheGuidesLetters) {
  EXPECT_EQ(AclRights::all().guide_text(), "lrswipcda");
  EXPECT_EQ(AclRights::read("kxte")->guide_text(), "cd");
  EXPECT_EQ(AclRights::read("lte")->guide_text(), "lte");
  EXPECT_EQ(AclRights::read("xa")->guide_text(), "xa");
  for (unsigned letters = 0; letters < 2048; ++letters) {
    std::string text;
    for (unsigned i = 0; i < 11; ++i)
      if ((letters >> i) % 2 == 1) text += AclRights::all().text()[i];
    EXPECT_EQ(AclRights::read(AclRights::read(text)->guide_text())->text(), text);
  }
}

TEST(AclRights, KnowsNoOtherLetters) {
  for (const std::string text : {"L", "lrz", "0", "l r", "+l", "l\xC3\xA9", "\n"}) {
    const auto read = AclRights::read(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::malformed);
  }
  EXPECT_FALSE(AclRights::read(std::string_view("\0", 1)));
}

struct Spelling {
  const char* written;
  AclSign sign;
  AclHolder holder;
  const char* shown;
};
class Identifier : public testing::TestWithParam<Spelling> {};

TEST_P(Identifier, IsReadAndShownAgain) {
  const auto read = read_acl_identifier(GetParam().written);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->sign, GetParam().sign);
  EXPECT_EQ(read->holder, GetParam().holder);
  EXPECT_EQ(to_text(*read), GetParam().shown);
  EXPECT_EQ(read_acl_identifier(to_text(*read)).value(), *read);
}

INSTANTIATE_TEST_SUITE_P(
    OfTheGuide, Identifier,
    testing::Values(
        Spelling{"null@null", AclSign::plain, AclHolder::guests, "null@null"},
        Spelling{"+null@null", AclSign::add, AclHolder::guests, "+null@null"},
        Spelling{"anyone", AclSign::plain, AclHolder::anyone, "anyone"},
        Spelling{"-Anyone", AclSign::remove, AclHolder::anyone, "-anyone"},
        Spelling{"anyone@", AclSign::plain, AclHolder::own_domain, "anyone@"},
        Spelling{"-anyone@", AclSign::remove, AclHolder::own_domain, "-anyone@"},
        Spelling{"anyone@Company2.Com", AclSign::plain, AclHolder::domain, "anyone@company2.com"},
        Spelling{"+anyone@b\xC3\xBC"
                 "cher.test",
                 AclSign::add, AclHolder::domain, "+anyone@xn--bcher-kva.test"},
        Spelling{"Susan", AclSign::plain, AclHolder::account, "susan"},
        Spelling{"+susan", AclSign::add, AclHolder::account, "+susan"},
        Spelling{"-john@company2.com", AclSign::remove, AclHolder::account, "-john@company2.com"},
        Spelling{"#Staff", AclSign::plain, AclHolder::group, "#staff"},
        Spelling{"-#staff@company2.com", AclSign::remove, AclHolder::group, "-#staff@company2.com"},
        Spelling{"#anyone", AclSign::plain, AclHolder::group, "#anyone"}));

// U+FF41 is a wide a, which names are read with as with a plain one.
TEST(Identifier, IsEverybodysOrAGuestsInEverySpelling) {
  EXPECT_EQ(read_acl_identifier("\xEF\xBD\x81nyone")->holder, AclHolder::anyone);
  EXPECT_EQ(read_acl_identifier("\xEF\xBD\x81nyone@")->holder, AclHolder::own_domain);
  EXPECT_EQ(read_acl_identifier("Anyon\xEF\xBD\x85@b.test")->holder, AclHolder::domain);
  EXPECT_EQ(read_acl_identifier("\xEF\xBD\x8Eull@NULL")->holder, AclHolder::guests);
  EXPECT_EQ(read_acl_identifier("#null@null")->holder, AclHolder::group);
}

TEST(Identifier, IsRefusedWhenNoSuchNameCanExist) {
  for (const std::string text : {"",
                                 "+",
                                 "-",
                                 "#",
                                 "-#",
                                 "@",
                                 "@company.com",
                                 "joe@",
                                 "#staff@",
                                 "joe@a@b",
                                 "--joe",
                                 "+-joe",
                                 "#-staff",
                                 "##staff",
                                 "joe smith",
                                 "joe@-x.com",
                                 "anyone@..",
                                 "null@null@null",
                                 "joe\n",
                                 "joe@company.com ",
                                 "*",
                                 "joe/../x"})
    EXPECT_FALSE(read_acl_identifier(text)) << text;
  EXPECT_FALSE(read_acl_identifier(std::string(1000, 'a')));
  EXPECT_FALSE(read_acl_identifier(std::string("joe\0x", 5)));
}

class GuideExample : public testing::TestWithParam<std::tuple<const char*, const char*>> {};
class OtherDomainExample : public GuideExample {};

TEST_P(GuideExample, GivesTheDocumentedRights) {
  const auto [viewer, rights] = GetParam();
  const auto list = list_of({{"anyone@", "lrs"}, {"-john", "rs"}, {"+susan", "d"}});
  EXPECT_EQ(rights_of(list, viewer_named(viewer)).guide_text(), rights);
}
INSTANTIATE_TEST_SUITE_P(OneDomain, GuideExample,
                         testing::Values(std::tuple("mary@company.com", "lrs"),
                                         std::tuple("john@company.com", "l"),
                                         std::tuple("susan@company.com", "lrsd"),
                                         std::tuple("mary@company2.com", ""),
                                         std::tuple("susan@company2.com", "")));

TEST_P(OtherDomainExample, GivesTheDocumentedRights) {
  const auto [viewer, rights] = GetParam();
  const auto list = list_of({{"anyone@company2.com", "lrs"},
                             {"-john@company2.com", "lrs"},
                             {"susan@company3.com", "lrd"}});
  EXPECT_EQ(rights_of(list, viewer_named(viewer)).guide_text(), rights);
}
INSTANTIATE_TEST_SUITE_P(
    ThreeDomains, OtherDomainExample,
    testing::Values(std::tuple("mary@company2.com", "lrs"), std::tuple("john@company2.com", ""),
                    std::tuple("susan@company3.com", "lrd"), std::tuple("john@company3.com", ""),
                    std::tuple("john@company.com", ""), std::tuple("susan@company2.com", "lrs")));

TEST(Acl, LetsAnOwnElementDecideAloneEvenAgainstSignedOnes) {
  const auto list = list_of({{"joe", "l"},
                             {"+joe", "r"},
                             {"-joe", "l"},
                             {"anyone", "lrsa"},
                             {"+anyone@", "d"},
                             {"-anyone", "l"},
                             {"#staff", "w"}});
  EXPECT_EQ(rights_of(list, viewer_named("joe@company.com", {"staff@company.com"})).text(), "l");
  EXPECT_EQ(rights_of(list_of({{"joe", ""}, {"anyone", "lr"}}), viewer_named("joe@company.com")),
            AclRights());
}

TEST(Acl, TakesAwayBeforeItAdds) {
  const auto list = list_of({{"anyone", "lrs"}, {"-anyone@", "rs"}, {"+#staff", "s"}});
  EXPECT_EQ(rights_of(list, viewer_named("joe@company.com", {"staff@company.com"})).text(), "ls");
  EXPECT_EQ(rights_of(list, viewer_named("joe@company.com")).text(), "l");
  EXPECT_EQ(rights_of(list, viewer_named("joe@company2.com")).text(), "lrs");
}

TEST(Acl, GivesAGroupsElementToItsMembersOnly) {
  const auto list = list_of({{"#staff", "lr"}, {"#staff@company2.com", "a"}});
  EXPECT_EQ(rights_of(list, viewer_named("joe@company3.com", {"staff@company.com"})).text(), "lr");
  EXPECT_EQ(rights_of(list, viewer_named("joe@company.com", {"staff@company2.com"})).text(), "a");
  EXPECT_EQ(rights_of(list, viewer_named("staff@company.com")).text(), "");
}

TEST(Acl, KeepsGuestsApartFromEverybodyElse) {
  const auto list = list_of({{"null@null", "l"}, {"anyone", "lr"}, {"-null@null", "l"}});
  EXPECT_EQ(rights_of(list, {.guest = true}).text(), "l");
  EXPECT_EQ(rights_of(list_of({{"anyone", "lr"}, {"anyone@", "lr"}}), {.guest = true}).text(), "");
  EXPECT_EQ(rights_of(list_of({{"+null@null", "lr"}}), {.guest = true}).text(), "lr");
  EXPECT_EQ(rights_of(list, viewer_named("joe@company.com")).text(), "lr");
}

TEST(Acl, FollowsAHolderWhateverHeIsCalledNow) {
  auto list = list_of({{"joe", "lr"}, {"#staff", "s"}, {"anyone@company2.com", "w"}});
  list[0].id = "joes";
  list[1].id = "staffs";
  list[2].id = "company2s";
  AclViewer renamed{.account = {"joes", "bob@company.com"}, .domain = {"homes", "company.com"}};
  EXPECT_EQ(rights_of(list, renamed).text(), "lr");
  AclViewer heir{.account = {"others", "joe@company.com"}, .domain = {"homes", "company.com"}};
  EXPECT_EQ(rights_of(list, heir).text(), "");
  heir.account.id.clear();
  EXPECT_EQ(rights_of(list, heir).text(), "");
  heir.groups = {{"staffs", "crew@company3.com"}, {"", "staff@company.com"}};
  EXPECT_EQ(rights_of(list, heir).text(), "s");
  heir.groups = {{"", "staff@company.com"}, {"news", "staff@company.com"}};
  EXPECT_EQ(rights_of(list, heir).text(), "");
  heir.domain = {"company2s", "company9.com"};
  EXPECT_EQ(rights_of(list, heir).text(), "w");
  heir.domain = {"news", "company2.com"};
  EXPECT_EQ(rights_of(list, heir).text(), "");
}

TEST(Acl, IsEmptyForEverybodyWhenItIsEmpty) {
  EXPECT_EQ(rights_of({}, viewer_named("joe@company.com", {"staff@company.com"})), AclRights());
  EXPECT_EQ(rights_of({}, {.guest = true}), AclRights());
}

// The guide's section once more, sentence by sentence, on the text of names.
std::string absolute(std::string name) { return name.ends_with("@") ? name + "company.com" : name; }

bool named_by(const std::string& element, const AclViewer& viewer) {
  if (element == "null@null") return viewer.guest;
  if (viewer.guest) return false;
  if (element == "anyone") return true;
  if (element.starts_with("anyone@")) return absolute(element) == "anyone@" + viewer.domain.name;
  const auto full = element.find('@') == element.npos ? element + "@company.com" : element;
  if (!full.starts_with("#")) return full == viewer.account.name;
  for (const auto& group : viewer.groups)
    if (full == "#" + group.name) return true;
  return false;
}

bool names_alone(const std::string& element, const AclViewer& viewer) {
  const bool of_many = element.starts_with("anyone") || element.starts_with("#");
  return !of_many && named_by(element, viewer);
}

std::string restated(const Lines& lines, const AclViewer& viewer) {
  std::string direct;
  std::string removed;
  std::string added;
  std::string own;
  bool has_own = false;
  for (const auto& [name, rights] : lines) {
    if (name.starts_with("-")) {
      if (named_by(name.substr(1), viewer)) removed += rights;
    } else if (name.starts_with("+")) {
      if (named_by(name.substr(1), viewer)) added += rights;
    } else if (names_alone(name, viewer)) {
      has_own = true;
      own += rights;
    } else if (named_by(name, viewer)) {
      direct += rights;
    }
  }
  std::string result;
  for (const char letter : std::string("lrswipkxtea")) {
    const auto in = [letter](const std::string& text) { return text.find(letter) != text.npos; };
    const bool has = has_own ? in(own) : (in(direct) && !in(removed)) || in(added);
    if (has) result += letter;
  }
  return result;
}

TEST(Acl, AgreesWithTheRuleAsTheGuideSaysIt) {
  std::mt19937 random(20261122);
  const auto one_of = [&](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  const std::vector<std::string> signs{"", "", "", "-", "+"};
  const std::vector<std::string> names{
      "null@null",      "anyone",     "anyone@", "anyone@b.test", "joe",   "ann",
      "joe@b.test",     "joe@c.test", "#staff",  "#staff@b.test", "#crew", "anyone@company.com",
      "joe@company.com"};
  const std::vector<std::string> groups{"staff@company.com", "staff@b.test", "crew@company.com"};
  for (int round = 0; round < 50000; ++round) {
    Lines lines;
    for (auto count = random() % 12; count > 0; --count) {
      std::string rights;
      for (const char letter : AclRights::all().text())
        if (random() % 3 == 0) rights += letter;
      lines.emplace_back(one_of(signs) + one_of(names), rights);
    }
    AclViewer viewer{.guest = random() % 10 == 0};
    if (!viewer.guest) {
      std::vector<std::string> member_of;
      for (const auto& group : groups)
        if (random() % 3 == 0) member_of.push_back(group);
      viewer = viewer_named(
          one_of({"joe", "ann", "eve"}) + "@" + one_of({"company.com", "b.test", "c.test"}),
          member_of);
    }
    const auto list = list_of(lines);
    const auto expected = restated(lines, viewer);
    ASSERT_EQ(rights_of(list, viewer).text(), expected) << "round " << round;
    // matches() is the same rule, element by element.
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto bare = lines[i].first.substr(list[i].identifier.sign == AclSign::plain ? 0 : 1);
      ASSERT_EQ(matches(list[i], viewer, home()), named_by(bare, viewer)) << lines[i].first;
    }
  }
}

TEST(Acl, AsksTheSameOfALongList) {
  Lines lines;
  for (std::size_t i = 0; i < most_acl_elements; ++i)
    lines.emplace_back((i % 2 == 0 ? "u" : "#g") + std::to_string(i), i % 2 == 0 ? "lr" : "s");
  const auto list = list_of(lines);
  EXPECT_EQ(rights_of(list, viewer_named("u9998@company.com")).text(), "lr");
  EXPECT_EQ(rights_of(list, viewer_named("joe@b.test", {"g9999@company.com"})).text(), "s");
  EXPECT_EQ(rights_of(list, viewer_named("joe@b.test")).text(), "");
}

}  // namespace
}  // namespace gatehouse::access
