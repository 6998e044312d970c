// Messages about objects, entries, sessions and security layers.
#include <gtest/gtest.h>

#include "auth/keeper.pb.h"
#include "auth/wire.h"

namespace gatehouse::auth::wire {
namespace {

constexpr VisitId visit = 0xFEDCBA9876543210U;

template <class Kind>
Kind there_and_back(Act act) {
  auto read = read_request(to_bytes(Request{77, std::move(act)}));
  EXPECT_TRUE(read && std::holds_alternative<Kind>(read->act));
  auto kind = std::get<Kind>(std::move(read->act));
  EXPECT_EQ(kind.visit, visit);
  return kind;
}

template <class Kind>
Kind there_and_back(Outcome outcome) {
  auto read = read_answer(to_bytes(Answer{78, std::move(outcome)}));
  EXPECT_TRUE(read && std::holds_alternative<Kind>(read->outcome));
  return std::get<Kind>(std::move(read->outcome));
}

TEST(TheWire, CarriesQuestionsAboutObjects) {
  EXPECT_EQ(there_and_back<FindOwner>(Act(FindOwner{visit, "joe@x"})).name, "joe@x");
  for (const auto kind : {ObjectKind::mailbox, ObjectKind::folder, ObjectKind::dataset}) {
    const auto asked =
        there_and_back<AskRights>(Act(AskRights{visit, "joe@x", kind, {"INBOX", "a/b", ""}}));
    EXPECT_EQ(asked.owner, "joe@x");
    EXPECT_EQ(asked.kind, kind);
    EXPECT_EQ(asked.names, (std::vector<std::string>{"INBOX", "a/b", ""}));
    const auto read = there_and_back<ReadAcl>(Act(ReadAcl{visit, "joe@x", kind, "a/b"}));
    EXPECT_EQ(read.owner, "joe@x");
    EXPECT_EQ(read.kind, kind);
    EXPECT_EQ(read.name, "a/b");
  }
}

TEST(TheWire, CarriesEveryChangeOfAList) {
  using enum AclChange::How;
  for (const auto how : {replace, add, remove}) {
    const auto sent = ChangeAcl{visit, "joe@x", ObjectKind::folder, "a", {"-ann@y", how, "lrs"}};
    const auto got = there_and_back<ChangeAcl>(Act(sent));
    EXPECT_EQ(got.owner, sent.owner);
    EXPECT_EQ(got.kind, sent.kind);
    EXPECT_EQ(got.name, sent.name);
    EXPECT_EQ(got.change.identifier, "-ann@y");
    EXPECT_EQ(got.change.how, how);
    EXPECT_EQ(got.change.rights, "lrs");
  }
}

TEST(TheWire, CarriesQuestionsAboutEntries) {
  const auto all = there_and_back<ListEntries>(Act(ListEntries{visit, {}})).query;
  EXPECT_EQ(all.domain, "");
  EXPECT_FALSE(all.name);
  EXPECT_EQ(all.most, 100U);
  const auto one =
      there_and_back<ListEntries>(Act(ListEntries{visit, {"x", "", "after", 5000}})).query;
  EXPECT_EQ(one.domain, "x");
  EXPECT_EQ(one.name, "");
  EXPECT_EQ(one.after, "after");
  EXPECT_EQ(one.most, most_entries);
}

TEST(TheWire, CarriesSessionsAndLayers) {
  EXPECT_EQ(there_and_back<OpenSession>(Act(OpenSession{visit, SessionKind::ximss})).kind,
            SessionKind::ximss);
  EXPECT_EQ(there_and_back<CloseSession>(Act(CloseSession{visit, Secret("id")})).id.reveal(), "id");
  EXPECT_EQ(there_and_back<Bless>(Act(Bless{visit, Secret("123456")})).code.reveal(), "123456");
  EXPECT_EQ(there_and_back<Confirm>(Act(Confirm{visit, Secret("word")})).proof.reveal(), "word");
  for (const bool confidential : {false, true}) {
    const auto wrap = there_and_back<Wrap>(Act(Wrap{visit, Secret("plain"), confidential}));
    EXPECT_EQ(wrap.plain.reveal(), "plain");
    EXPECT_EQ(wrap.confidential, confidential);
  }
  EXPECT_EQ(there_and_back<Unwrap>(Act(Unwrap{visit, Secret("w")})).wrapped.reveal(), "w");
}

TEST(TheWire, CarriesOwnersAndTheirLimits) {
  const auto owner =
      there_and_back<Owner>(Outcome(Owner{"joe@x", "Accounts/joe", true, 0, 5'000'000'000U}));
  EXPECT_EQ(owner.account, "joe@x");
  EXPECT_EQ(owner.location, "Accounts/joe");
  EXPECT_TRUE(owner.own);
  EXPECT_EQ(owner.mail_quota, 0U);
  EXPECT_EQ(owner.file_quota, 5'000'000'000U);
  const auto other = there_and_back<Owner>(Outcome(Owner{"joe@x", "l", false, {}, {}}));
  EXPECT_FALSE(other.own);
  EXPECT_FALSE(other.mail_quota);
  EXPECT_FALSE(other.file_quota);
}

TEST(TheWire, CarriesRightsAndLists) {
  const std::vector<Letters> rights{"lrswipkxtea", "", "lr"};
  EXPECT_EQ(there_and_back<std::vector<Letters>>(Outcome(rights)), rights);
  const std::vector<AclElement> acl{{"anyone@", "lr"}, {"-joe", "a"}};
  EXPECT_EQ(there_and_back<std::vector<AclElement>>(Outcome(acl)), acl);
  EXPECT_TRUE(there_and_back<std::vector<AclElement>>(Outcome(std::vector<AclElement>{})).empty());
}

TEST(TheWire, CarriesPagesOfEntries) {
  const EntryPage sent{
      {{EntryKind::domain, "", "x", {}},
       {EntryKind::forwarder, "f", "x", {{"RealName", {"F"}}, {"Aliases", {"a", "b"}}}}},
      "x/f"};
  const auto got = there_and_back<EntryPage>(Outcome(sent));
  EXPECT_EQ(got.last, "x/f");
  ASSERT_EQ(got.entries.size(), 2U);
  EXPECT_EQ(got.entries[0].kind, EntryKind::domain);
  EXPECT_EQ(got.entries[0].domain, "x");
  EXPECT_EQ(got.entries[1].kind, EntryKind::forwarder);
  EXPECT_EQ(got.entries[1].name, "f");
  EXPECT_EQ(got.entries[1].facts, sent.entries[1].facts);
}

TEST(TheWire, CarriesRefusalsAndWhatSaysNothingElse) {
  EXPECT_EQ(there_and_back<Secret>(Outcome(Secret("id"))).reveal(), "id");
  there_and_back<Done>(Outcome(Done{}));
  const auto refused =
      there_and_back<Refused>(Outcome(Refused{ErrorCode::not_allowed, "No such right"}));
  EXPECT_EQ(refused.code, ErrorCode::not_allowed);
  EXPECT_EQ(refused.words, "No such right");
}

TEST(TheWire, RefusesQuestionsThatMakeNoSense) {
  const auto refused = [](auto change) {
    pb::Request message;
    change(message);
    return !read_request(message.SerializeAsString());
  };
  EXPECT_TRUE(refused([](pb::Request& m) { m.mutable_rights()->set_kind(3); }));
  EXPECT_TRUE(refused([](pb::Request& m) {
    for (std::size_t i = 0; i <= most_names; ++i) m.mutable_rights()->add_names("x");
  }));
  EXPECT_FALSE(refused([](pb::Request& m) {
    for (std::size_t i = 0; i < most_names; ++i) m.mutable_rights()->add_names("x");
  }));
  EXPECT_TRUE(refused([](pb::Request& m) { m.mutable_acl()->mutable_object()->set_kind(99); }));
  EXPECT_TRUE(
      refused([](pb::Request& m) { m.mutable_change_acl()->mutable_object()->set_kind(99); }));
  EXPECT_TRUE(refused([](pb::Request& m) { m.mutable_change_acl()->set_how(3); }));
  EXPECT_TRUE(refused([](pb::Request& m) { m.mutable_entries()->set_most(most_entries + 1); }));
  EXPECT_TRUE(refused([](pb::Request& m) { m.mutable_open_session()->set_kind(2); }));
}

TEST(TheWire, RefusesAnswersAboutObjectsThatMakeNoSense) {
  const auto refused = [](auto change) {
    pb::Answer message;
    change(message);
    return !read_answer(message.SerializeAsString());
  };
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_owner()->set_location("l"); }));
  for (const auto* letters : {"q", "rl", "ll", "lr ", "LR", "cd"}) {
    EXPECT_TRUE(refused([&](pb::Answer& m) { m.mutable_rights()->add_letters(letters); }));
    EXPECT_TRUE(refused([&](pb::Answer& m) {
      auto* element = m.mutable_acl()->add_elements();
      element->set_identifier("anyone@");
      element->set_rights(letters);
    })) << letters;
  }
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_acl()->add_elements()->set_rights("l"); }));
  EXPECT_TRUE(refused([](pb::Answer& m) {
    for (std::size_t i = 0; i <= most_names; ++i) m.mutable_rights()->add_letters("l");
  }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_entries()->add_entries()->set_name("joe"); }));
  EXPECT_TRUE(refused([](pb::Answer& m) {
    auto* entry = m.mutable_entries()->add_entries();
    entry->set_domain("x");
    entry->set_kind(4);
  }));
  EXPECT_TRUE(refused([](pb::Answer& m) {
    for (std::size_t i = 0; i <= most_entries; ++i)
      m.mutable_entries()->add_entries()->set_domain("x");
  }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_refused()->set_words("no code"); }));
  EXPECT_TRUE(refused([](pb::Answer& m) { m.mutable_refused()->set_code(99); }));
}

}  // namespace
}  // namespace gatehouse::auth::wire
