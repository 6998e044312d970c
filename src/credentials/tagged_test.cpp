#include "credentials/tagged.h"

#include <gtest/gtest.h>

#include "credentials/own_passwords.h"

namespace gatehouse::credentials {
namespace {

using directory::Account;
using directory::Domain;
using password::SecretForm;

const Time now{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}};

class TaggedPassword : public testing::Test {
 protected:
  static std::shared_ptr<Domain> domain(std::string name) {
    auto made = std::make_shared<Domain>();
    made->name = std::move(name);
    made->id = "id of " + made->name;
    made->settings = {{"AUTHMethods", "All"}};
    made->server = std::make_shared<directory::ServerDefaults>();
    return made;
  }
  Account account(std::string_view scheme, std::string name = "joe") const {
    Account made;
    made.name = std::move(name);
    made.domain = home_;
    made.settings = {{"PasswordEncryption", scheme}};
    made.settings["Password"] =
        own_.encode(*home_, made.name, made.settings, "main password").value();
    return made;
  }
  void add(Account& account, std::string_view tag, std::string_view password,
           const TagRules& rules = {}) const {
    const auto stored = own_.encode(*home_, account.name, account.settings, password, tag);
    account.settings = with_tag(account.settings, tag, stored.value(), rules).value();
  }

  crypto::SystemEntropy entropy_;
  crypto::Seal seal_{Secret(std::string(crypto::Seal::key_size, 'k')), entropy_};
  OwnPasswords own_{seal_, entropy_};
  std::shared_ptr<Domain> home_ = domain("company.com");
};

TEST_F(TaggedPassword, OpensOnlyUnderItsTag) {  // V-062
  for (const auto& scheme : password::schemes()) {
    auto joe = account(scheme.name);
    add(joe, "phone", "phone password");
    add(joe, "laptop", "laptop password");
    EXPECT_TRUE(own_.verify(joe, "phone password", "phone").value()) << scheme.name;
    EXPECT_TRUE(own_.verify(joe, "main password").value());
    for (const auto* tag : {"", "laptop", "Phone", "phone2", "$phone"})
      EXPECT_FALSE(own_.verify(joe, "phone password", tag).value()) << scheme.name << " " << tag;
    for (const auto* wrong : {"", "main password", "laptop password"})
      EXPECT_FALSE(own_.verify(joe, wrong, "phone").value()) << scheme.name << " " << wrong;
    EXPECT_FALSE(own_.verify(joe, "", "unknown").value());
  }
}

TEST_F(TaggedPassword, DoesNotNeedTheMainOne) {
  auto joe = account("sealed");
  joe.settings["UseAppPassword"] = "NO";
  joe.settings.erase("Password");
  EXPECT_FALSE(own_.has_password(joe, "phone"));
  add(joe, "phone", "secret");
  EXPECT_TRUE(own_.has_password(joe, "phone"));
  EXPECT_FALSE(own_.has_password(joe));
  EXPECT_TRUE(own_.verify(joe, "secret", "phone").value());
  EXPECT_FALSE(own_.outdated(joe, "phone"));
  joe.settings["PasswordEncryption"] = "verifiers";
  EXPECT_TRUE(own_.outdated(joe, "phone"));
}

TEST_F(TaggedPassword, IsBoundToItsAccountAndTag) {  // V-060
  for (const auto* scheme : {"sealed", "verifiers"}) {
    auto joe = account(scheme);
    add(joe, "phone", "secret");
    const std::string stored(stored_with(joe, "phone"));
    const auto at = [&](Account account, std::string_view tag) {
      account.settings = with_tag(account.settings, tag, stored, {}).value();
      return own_.verify(account, "secret", tag);
    };
    EXPECT_TRUE(at(joe, "phone").value());
    EXPECT_EQ(at(joe, "laptop").error().code, ErrorCode::damaged);
    EXPECT_EQ(at(account(scheme, "bob"), "phone").error().code, ErrorCode::damaged);
    auto main = joe;
    main.settings["Password"] = stored;
    EXPECT_EQ(own_.verify(main, "secret").error().code, ErrorCode::damaged);
    auto moved = joe;
    moved.settings =
        with_tag(joe.settings, "phone", *joe.settings["Password"].string(), {}).value();
    EXPECT_EQ(own_.verify(moved, "main password", "phone").error().code, ErrorCode::damaged);
  }
}

TEST_F(TaggedPassword, MovesWithItsAccount) {
  const auto other = domain("other.com");
  for (const auto& scheme : password::schemes()) {
    auto joe = account(scheme.name);
    add(joe, "phone", "secret", {.label = "My phone"});
    auto jim = joe;
    jim.settings = own_.moved(joe.settings, joe, *other, "jim").value();
    jim.name = "jim";
    jim.domain = other;
    EXPECT_TRUE(own_.verify(jim, "secret", "phone").value()) << scheme.name;
    EXPECT_EQ(tag_rules(jim, "phone")->label, "My phone");
  }
}

// The client digests the name it sends, tag and all.
TEST_F(TaggedPassword, ServesEveryMechanism) {
  for (const auto* scheme : {"sealed", "verifiers"}) {
    auto joe = account(scheme);
    add(joe, "phone", "secret");
    const auto secret = [&](SecretForm form, std::string_view user) {
      return own_.secret(joe, form, user, "company.com", "phone").value();
    };
    for (const auto form : {SecretForm::cram_md5, SecretForm::scram_sha1, SecretForm::nt})
      EXPECT_TRUE(secret(form, "joe$phone").has_value()) << scheme;
    for (const auto* user : {"joe$phone", "joe$phone@company.com"})
      EXPECT_EQ(secret(SecretForm::digest_md5, user)->bytes.reveal(),
                password::digest_md5_user_hash(user, "company.com", "secret"))
          << scheme;
    EXPECT_FALSE(own_.secret(joe, SecretForm::scram_sha1, "joe", "", "laptop").value().has_value());
    EXPECT_NE(secret(SecretForm::scram_sha1, "joe$phone")->salt,
              own_.secret(joe, SecretForm::scram_sha1, "joe", "").value()->salt);
  }
}

TEST_F(TaggedPassword, KeepsItsRules) {
  auto joe = account("clear");
  const TagRules rules{.label = "Mail on the phone, ünïcode",
                       .services = {"IMAP", "Mail"},
                       .networks = "10.0.0.0/8\n!10.0.7.0/24",
                       .created = now,
                       .expires = now + std::chrono::hours{24}};
  add(joe, "phone", "secret", rules);
  add(joe, "a.tag-1_x", "secret2");
  EXPECT_EQ(tag_rules(joe, "phone"), rules);
  EXPECT_EQ(tag_rules(joe, "a.tag-1_x"), TagRules{});
  EXPECT_EQ(tag_rules(joe, "laptop"), std::nullopt);
  EXPECT_EQ(tags_of(joe), (std::vector<std::string>{"a.tag-1_x", "phone"}));
  for (const auto* tag : {"phone", "a.tag-1_x", "laptop"})
    joe.settings = with_tag(joe.settings, tag, {}, {}).value();
  EXPECT_TRUE(tags_of(joe).empty());
  EXPECT_FALSE(joe.settings.contains(std::string(tagged_key)));
}

TEST_F(TaggedPassword, CannotBeWhatIsNoTag) {
  const settings::Dictionary none;
  for (const auto& tag : {std::string(), std::string("a b"), std::string("a$b"), std::string("a@b"),
                          std::string("Phone"), std::string(65, 'x'), std::string("\xff")})
    EXPECT_EQ(with_tag(none, tag, "stored", {}).error().code, ErrorCode::malformed) << tag;
  for (const auto& rules : {TagRules{.label = std::string(201, 'x')}, TagRules{.label = "\xff"},
                            TagRules{.networks = "10.0.0.1/8"}, TagRules{.networks = ";nothing"}})
    EXPECT_EQ(with_tag(none, "phone", "stored", rules).error().code, ErrorCode::malformed);
  EXPECT_EQ(canonical_tag("Phone").value(), "phone");
}

TEST_F(TaggedPassword, AreNotEndless) {
  settings::Dictionary full;
  for (std::size_t i = 0; i < most_tags; ++i)
    full = with_tag(full, "tag" + std::to_string(i), "stored", {}).value();
  EXPECT_EQ(with_tag(full, "one-more", "stored", {}).error().code, ErrorCode::not_allowed);
  EXPECT_TRUE(with_tag(full, "tag7", "another", {}).has_value());
  EXPECT_TRUE(with_tag(full, "one-more", {}, {}).has_value());
}

TEST_F(TaggedPassword, ThatIsNotWrittenRightIsNone) {
  auto joe = account("clear");
  const auto with = [&](settings::Value entry) {
    joe.settings[std::string(tagged_key)] = settings::Dictionary{{"phone", std::move(entry)}};
    return tag_rules(joe, "phone").has_value();
  };
  using settings::Dictionary;
  EXPECT_TRUE(with(Dictionary{{"Password", "x"}}));
  EXPECT_FALSE(with("x"));
  EXPECT_FALSE(with(Dictionary{}));
  EXPECT_FALSE(with(Dictionary{{"Password", ""}}));
  EXPECT_FALSE(with(Dictionary{{"Password", settings::Array{"x"}}}));
  EXPECT_FALSE(with(Dictionary{{"Password", "x"}, {"Expires", "tomorrow"}}));
  EXPECT_TRUE(with(Dictionary{{"Password", "x"},
                              {"Expires", settings::TimeStamp{std::chrono::sys_seconds::max()}}}));
  EXPECT_TRUE(permits(*tag_rules(joe, "phone"), "IMAP", {}, now).has_value());
  EXPECT_TRUE(with(Dictionary{{"Password", "x"},
                              {"Expires", settings::TimeStamp{std::chrono::sys_seconds::min()}}}));
  EXPECT_FALSE(permits(*tag_rules(joe, "phone"), "IMAP", {}, now).has_value());
  EXPECT_FALSE(with(Dictionary{{"Password", "x"}, {"Services", "IMAP"}}));
  EXPECT_FALSE(with(Dictionary{{"Password", "x"}, {"Services", settings::Array{}}}));
  EXPECT_FALSE(with(Dictionary{{"Password", "x"}, {"Networks", settings::Number{1}}}));
  joe.settings[std::string(tagged_key)] = "x";
  EXPECT_TRUE(tags_of(joe).empty());
  EXPECT_FALSE(own_.verify(joe, "x", "phone").value());
}

struct Permission {
  TagRules rules;
  std::string_view service, from;
  bool permitted;
};

TEST_F(TaggedPassword, IsGoodInsideItsLimitsOnly) {
  const auto second = std::chrono::seconds{1};
  for (const auto& [rules, service, from, permitted] : {
           Permission{{}, "IMAP", "10.0.0.1", true},
           Permission{{.expires = now + second}, "IMAP", "10.0.0.1", true},
           Permission{{.expires = now}, "IMAP", "10.0.0.1", false},
           Permission{{.expires = now - second}, "IMAP", "10.0.0.1", false},
           Permission{{.services = {"POP", "IMAP"}}, "imap", "10.0.0.1", true},
           Permission{{.services = {"POP"}}, "IMAP", "10.0.0.1", false},
           Permission{{.services = {"POP"}}, "", "10.0.0.1", false},
           Permission{{.networks = "10.0.0.0/8"}, "IMAP", "10.0.0.1", true},
           Permission{{.networks = "10.0.0.0/8"}, "IMAP", "11.0.0.1", false},
           Permission{{.networks = "10.0.0.0/8"}, "IMAP", "127.0.0.1", false},
           Permission{{.networks = "rubbish"}, "IMAP", "10.0.0.1", false},
           Permission{{.networks = "2001:db8::/32"}, "IMAP", "2001:db8::1", true},
       }) {
    const auto result = permits(rules, service, IpAddress::parse(from).value(), now);
    EXPECT_EQ(result.has_value(), permitted) << service << " " << from << " " << rules.networks;
    if (!result) EXPECT_EQ(result.error().code, ErrorCode::not_allowed);
  }
}

}  // namespace
}  // namespace gatehouse::credentials
