#include "control/objects.h"

#include "audit/journal.h"
#include "control/objects_fixture.h"
#include "crypto/seal.h"

namespace gatehouse::control {
namespace {

using access::AclRights;
using How = AclUpdate::How;

class ObjectRights : public ObjectsFixture {};
class ObjectAcl : public ObjectsFixture {};

TEST_F(ObjectRights, AreTheOwnersAndNobodyElsesAtFirst) {
  EXPECT_EQ(rights("jane@a.test"), "lrswipcda");
  EXPECT_EQ(rights("joe@a.test"), "");
  EXPECT_EQ(rights(Viewer::guest()), "");
  EXPECT_EQ(rights(Viewer::server_owner()), "lrswipcda");
  EXPECT_EQ(rights("jane@a.test", "Not/There"), "lrswipcda");
}

TEST_F(ObjectRights, FollowTheListAtOnce) {
  EXPECT_EQ(rights("joe@a.test"), "");
  EXPECT_EQ(set("joe", "lr"), "ok");
  EXPECT_EQ(rights("joe@a.test"), "lr");
  EXPECT_EQ(rights("joe@b.test"), "");
  EXPECT_EQ(set("anyone@b.test", "l"), "ok");
  EXPECT_EQ(rights("joe@b.test"), "l");
  EXPECT_EQ(set("joe", ""), "ok");
  EXPECT_EQ(rights("joe@a.test"), "");
  EXPECT_EQ(set("null@null", "l"), "ok");
  EXPECT_EQ(rights(Viewer::guest()), "l");
}

TEST_F(ObjectRights, FollowAnEditByHandToo) {
  EXPECT_EQ(rights("joe@a.test"), "");
  write_by_hand("{ joe = lr; }");
  EXPECT_EQ(rights("joe@a.test"), "lr");
  write_by_hand("{ joe = lr; \"-joe\" = r; anyone = lrs; }");
  EXPECT_EQ(rights("joe@a.test"), "lr");
  EXPECT_EQ(rights("ann@a.test"), "lrs");
}

TEST_F(ObjectRights, AreNobodysUnderADamagedList) {
  EXPECT_EQ(set("joe", "lr"), "ok");
  write_by_hand("{ joe = lr; ann = zz; }");
  EXPECT_EQ(rights("joe@a.test"), "");
  EXPECT_EQ(rights("jane@a.test"), "lrswipcda");
  const auto refused = objects_.acl(viewer("jane@a.test"), mailbox("Projects"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::damaged);
  EXPECT_NE(refused.error().detail.find("gatehouse-acl:1:"), std::string::npos);
  EXPECT_NE(set("joe", "l"), "ok") << "what cannot be read is not written over";
}

TEST_F(ObjectRights, ComeFromTheNearestListAbove) {
  EXPECT_EQ(set("joe", "lrc"), "ok");
  EXPECT_EQ(rights("joe@a.test", "Projects/Bridge/Plans"), "lrc");
  ASSERT_TRUE(mailboxes("jane@a.test").create("Projects/Bridge"));
  EXPECT_EQ(set("joe", "l", "Projects/Bridge"), "ok");
  EXPECT_EQ(rights("joe@a.test", "Projects/Bridge/Plans"), "l");
  EXPECT_EQ(rights("joe@a.test", "Elsewhere"), "");
  EXPECT_EQ(rights("joe@a.test", "inbox"), "");
}

TEST_F(ObjectRights, AreAskedOfManyAtOnce) {
  EXPECT_EQ(set("joe", "lr"), "ok");
  const std::vector<std::string> names{"Projects", "INBOX", "Projects/New"};
  const auto all =
      objects_.rights(viewer("joe@a.test"), account("jane@a.test"), ObjectKind::mailbox, names);
  ASSERT_TRUE(all);
  EXPECT_EQ(*all, (std::vector{*AclRights::read("lr"), AclRights(), *AclRights::read("lr")}));
}

TEST_F(ObjectRights, AreNotAskedUnderNamesThatCannotBe) {
  for (const std::string name : {"../joe", "A//B", "a\x01", ".."}) {
    const auto mail = objects_.rights(viewer("joe@a.test"), mailbox(name));
    ASSERT_FALSE(mail) << name;
    EXPECT_EQ(mail.error().code, ErrorCode::malformed);
    const auto file =
        objects_.rights(viewer("joe@a.test"), {account("jane@a.test"), ObjectKind::folder, name});
    ASSERT_FALSE(file) << name;
    EXPECT_EQ(file.error().code, ErrorCode::malformed);
  }
}

TEST_F(ObjectRights, OfAGroupAreItsMembersOfWhateverDomain) {
  add_group("staff", "a.test", "joe@b.test");
  add_group("crew", "c.test", "ann@a.test");
  EXPECT_EQ(set("#staff", "l"), "ok");
  EXPECT_EQ(set("#crew@c.test", "lr"), "ok");
  EXPECT_EQ(rights("joe@b.test"), "l");
  EXPECT_EQ(rights("ann@a.test"), "lr");
  EXPECT_EQ(rights("joe@a.test"), "");
  EXPECT_TRUE(directory_->set_group(*domain("a.test"), "staff", {{"Members", "joe"}}));
  EXPECT_EQ(rights("joe@b.test"), "");
  EXPECT_EQ(rights("joe@a.test"), "l");
}

TEST_F(ObjectRights, OfAGroupInAGroupAreNotItsMembers) {
  add_group("crew", "a.test", "joe");
  add_group("staff", "a.test", "crew");
  EXPECT_EQ(set("#staff", "l"), "ok");
  EXPECT_EQ(rights("joe@a.test"), "");
}

TEST_F(ObjectRights, GoWithTheirHolderAndNotWithHisName) {
  add_group("staff", "b.test", "eve");
  EXPECT_EQ(set("joe", "lr"), "ok");
  EXPECT_EQ(set("#staff@b.test", "ls"), "ok");
  EXPECT_EQ(set("anyone@c.test", "w"), "ok");
  EXPECT_EQ(rights("eve@b.test"), "ls");
  rename("joe@a.test", "bob@b.test");
  add("joe@a.test");
  EXPECT_EQ(rights("bob@b.test"), "lr");
  EXPECT_EQ(rights("joe@a.test"), "") << "a new holder of an old name inherits nothing";
  EXPECT_TRUE(directory_->rename_group(*domain("b.test"), "staff", *domain("c.test"), "crew"));
  EXPECT_EQ(rights("eve@b.test"), "ls");
  EXPECT_TRUE(directory_->rename_domain("c.test", "d.test"));
  EXPECT_EQ(list(), "#crew@d.test ls, anyone@d.test w, bob@b.test lr");
  EXPECT_TRUE(directory_->create_domain("c.test", {}));
  add("ann@c.test");
  add("ann@d.test");
  EXPECT_EQ(rights("ann@c.test"), "");
  EXPECT_EQ(rights("ann@d.test"), "w");
}

TEST_F(ObjectRights, EndWithTheirHolder) {
  add_group("staff", "a.test", "ann");
  EXPECT_EQ(set("joe", "lr"), "ok");
  EXPECT_EQ(set("-#staff", "r"), "ok");
  EXPECT_EQ(set("anyone@b.test", "r"), "ok");
  EXPECT_EQ(set("anyone@", "lr"), "ok");
  EXPECT_EQ(rights("ann@a.test"), "l");
  EXPECT_TRUE(directory_->delete_account(*account("joe@a.test")));
  EXPECT_TRUE(directory_->delete_group(*domain("a.test"), "staff"));
  EXPECT_TRUE(directory_->delete_domain("b.test", true));
  EXPECT_EQ(list(), "anyone@ lr");
  EXPECT_EQ(rights("ann@a.test"), "lr");
  add("joe@a.test");
  add_group("staff", "a.test", "ann");
  EXPECT_EQ(rights("joe@a.test"), "lr") << "as anyone of the domain";
  EXPECT_EQ(rights("ann@a.test"), "lr");
  EXPECT_EQ(set("joe", "l"), "ok");
  EXPECT_EQ(list(), "anyone@ lr, joe l") << "what belonged to nobody is not written again";
}

TEST_F(ObjectRights, OfTheOwnersDomainMoveWithTheOwner) {
  EXPECT_EQ(set("anyone@", "l"), "ok");
  EXPECT_EQ(set("ann", "lr"), "ok");
  EXPECT_EQ(rights("eve@b.test"), "");
  const auto folder = folder_.path() / account("jane@a.test")->location;
  rename("jane@a.test", "jane@b.test");
  const auto moved = account("jane@b.test");
  std::filesystem::create_directories((folder_.path() / moved->location).parent_path());
  std::filesystem::rename(folder, folder_.path() / moved->location);  // the text engine does it
  const Object projects{moved, ObjectKind::mailbox, "Projects"};
  EXPECT_EQ(objects_.rights(viewer("eve@b.test"), projects)->text(), "l");
  EXPECT_EQ(objects_.rights(viewer("joe@a.test"), projects)->text(), "");
  EXPECT_EQ(objects_.rights(viewer("ann@a.test"), projects)->text(), "lr");
  const auto entries = objects_.acl(Viewer::of(moved), projects);
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->at(0).identifier, "ann@a.test");
}

TEST_F(ObjectAcl, IsForThoseWithTheRightAdminister) {
  EXPECT_EQ(set("joe", "lr"), "ok");
  EXPECT_EQ(set("ann", "la"), "ok");
  EXPECT_EQ(set("joe@b.test", "r"), "ok");
  const auto code = [&](const char* who, const char* name) {
    const auto entries = objects_.acl(viewer(who), mailbox(name));
    return entries ? ErrorCode::closed : entries.error().code;
  };
  EXPECT_EQ(code("ann@a.test", "Projects"), ErrorCode::closed) << "it was shown";
  EXPECT_EQ(code("joe@a.test", "Projects"), ErrorCode::not_allowed);
  EXPECT_EQ(code("joe@b.test", "Projects"), ErrorCode::not_found) << "without l it does not exist";
  EXPECT_EQ(code("eve@b.test", "Projects"), ErrorCode::not_found);
  EXPECT_EQ(code("eve@b.test", "Nothing"), ErrorCode::not_found);
  EXPECT_EQ(code("ann@a.test", "Projects/Nothing"), ErrorCode::not_found);
  EXPECT_EQ(code("jane@a.test", "Nothing"), ErrorCode::not_found);
  const AclUpdate update{"joe", How::replace, AclRights::all()};
  EXPECT_FALSE(objects_.change(viewer("joe@a.test"), mailbox("Projects"), std::span(&update, 1)));
  EXPECT_EQ(rights("joe@a.test"), "lr");
  EXPECT_TRUE(objects_.change(viewer("ann@a.test"), mailbox("Projects"), std::span(&update, 1)));
  EXPECT_EQ(rights("joe@a.test"), "lrswipcda");
}

TEST_F(ObjectAcl, IsChangedByTheGuidesRule) {
  const auto change = [&](How how, const char* letters) {
    const AclUpdate update{"joe", how, *AclRights::read(letters)};
    EXPECT_TRUE(objects_.change(viewer("jane@a.test"), mailbox("Projects"), std::span(&update, 1)));
    return list();
  };
  EXPECT_EQ(change(How::remove, "lr"), "");
  EXPECT_EQ(change(How::add, "lr"), "joe lr");
  EXPECT_EQ(change(How::add, "d"), "joe lrd");
  EXPECT_EQ(change(How::remove, "r"), "joe ld");
  EXPECT_EQ(change(How::replace, "s"), "joe s");
  EXPECT_EQ(change(How::remove, "lrswipcda"), "");
}

TEST_F(ObjectAcl, NamesNobodyByAnotherName) {
  add_group("staff", "a.test", "joe");
  EXPECT_TRUE(directory_->set_account_aliases(*account("joe@a.test"), {"joey"}));
  EXPECT_TRUE(directory_->create_forwarder(*domain("a.test"), "info", "ann@b.test"));
  EXPECT_TRUE(directory_->set_domain_aliases(*domain("b.test"), {"bee.test"}));
  EXPECT_EQ(set("joey", "l"), "joey@a.test is an alias: the real name is joe@a.test");
  EXPECT_EQ(set("+joey@a.test", "l"), "joey@a.test is an alias: the real name is joe@a.test");
  EXPECT_EQ(set("info", "l"), "info@a.test is a forwarder: the real name is ann@b.test");
  EXPECT_EQ(set("staff", "l"), "staff@a.test is a group: the real name is #staff@a.test");
  EXPECT_EQ(set("eve@bee.test", "l"), "bee.test is an alias: the real name is b.test");
  EXPECT_EQ(set("anyone@bee.test", "l"), "bee.test is an alias: the real name is b.test");
  EXPECT_EQ(set("nobody", "l"), "there is no account nobody@a.test");
  EXPECT_EQ(set("#nobody", "l"), "there is no group #nobody@a.test");
  EXPECT_EQ(set("joe@nowhere.test", "l"), "there is no domain nowhere.test");
  EXPECT_EQ(set("anyone@nowhere.test", "l"), "there is no domain nowhere.test");
  EXPECT_NE(set("jo e", "l"), "ok");
  EXPECT_EQ(set("nobody", ""), "ok") << "nothing to remove";
  EXPECT_EQ(list(), "");
}

TEST_F(ObjectAcl, NamesOneHolderOnce) {
  EXPECT_EQ(set("joe@A.test", "l"), "ok");
  EXPECT_EQ(set("JOE", "lr"), "ok");
  EXPECT_EQ(list(), "joe lr");
  write_by_hand("{ joe = l; \"joe@a.test\" = r; }");
  EXPECT_EQ(rights("joe@a.test"), "lr");
  EXPECT_EQ(set("ann", "l"), "ok");
  EXPECT_EQ(rights("joe@a.test"), "lr");
}

TEST_F(ObjectAcl, BindsWhatAHandWroteWhenItIsNextChanged) {
  write_by_hand("{ joe = lr; later = l; }");
  EXPECT_EQ(set("ann", "l"), "ok");
  rename("joe@a.test", "bob@a.test");
  add("joe@a.test");
  add("later@a.test");
  EXPECT_EQ(rights("bob@a.test"), "lr");
  EXPECT_EQ(rights("joe@a.test"), "");
  EXPECT_EQ(rights("later@a.test"), "l") << "as the hand wished";
  EXPECT_EQ(list(), "ann l, bob lr, later l");
}

TEST_F(ObjectAcl, ChangesAllOrNothing) {
  EXPECT_EQ(set("joe", "l"), "ok");
  const std::vector<AclUpdate> updates{{"joe", How::replace, AclRights::all()},
                                       {"nobody", How::replace, AclRights::all()}};
  EXPECT_FALSE(objects_.change(viewer("jane@a.test"), mailbox("Projects"), updates));
  EXPECT_EQ(list(), "joe l");
}

TEST_F(ObjectAcl, HasAtMostTenThousandElements) {
  std::string text = "{";
  for (std::size_t i = 0; i < access::most_acl_elements; ++i)
    text += "u" + std::to_string(i) + " = l; ";
  write_by_hand(text + "}");
  const auto refused = set("joe", "l");
  EXPECT_EQ(refused, "an access control list has at most 10000 elements");
  EXPECT_EQ(set("u17", ""), "ok");
  EXPECT_EQ(set("joe", "lr"), "ok");
  EXPECT_EQ(rights("joe@a.test"), "lr");
}

TEST_F(ObjectAcl, OfTheAccountsFunctionsIsKeptBesideThem) {
  const Object functions{account("jane@a.test"), ObjectKind::functions, ""};
  const AclUpdate update{"joe", How::replace, AclRights::all()};
  EXPECT_TRUE(objects_.change(viewer("jane@a.test"), functions, std::span(&update, 1)));
  EXPECT_EQ(objects_.rights(viewer("joe@a.test"), functions)->guide_text(), "lrswipcda");
  EXPECT_EQ(rights("joe@a.test"), "") << "of no mailbox";
  EXPECT_FALSE(
      objects_.rights(viewer("joe@a.test"), {account("jane@a.test"), ObjectKind::functions, "x"}));
}

TEST_F(ObjectAcl, OfFoldersOfFilesIsTheNearestThatIsThere) {
  const auto files = folder_.path() / account("jane@a.test")->location / "files";
  std::filesystem::create_directories(files / "Public" / "Deep");
  std::filesystem::create_directory_symlink("/", files / "Out");
  const auto folder = [&](std::string name) {
    return Object{account("jane@a.test"), ObjectKind::folder, std::move(name)};
  };
  const AclUpdate update{"joe", How::replace, *AclRights::read("lr")};
  EXPECT_TRUE(objects_.change(viewer("jane@a.test"), folder("Public"), std::span(&update, 1)));
  EXPECT_EQ(objects_.rights(viewer("joe@a.test"), folder("Public"))->text(), "lr");
  EXPECT_EQ(objects_.rights(viewer("joe@a.test"), folder("Public/file.txt"))->text(), "lr");
  EXPECT_EQ(objects_.rights(viewer("joe@a.test"), folder("Public/Deep"))->text(), "");
  EXPECT_EQ(objects_.rights(viewer("joe@a.test"), folder(""))->text(), "");
  EXPECT_EQ(objects_.acl(viewer("jane@a.test"), folder("Out")).error().code, ErrorCode::not_found);
  EXPECT_EQ(objects_.acl(viewer("jane@a.test"), folder("Public/gatehouse-acl")).error().code,
            ErrorCode::malformed);
}

TEST_F(ObjectAcl, IsRecordedBeforeAndAfter) {
  const crypto::Seal seal(Secret(std::string(crypto::Seal::key_size, 'k')), entropy_);
  audit::Journal trail(seal, clock_, {.folder = folder_.path() / "trail"});
  ASSERT_TRUE(trail.start());
  Objects recorded(*directory_, folder_.path(), &trail);
  EXPECT_EQ(set("joe", "l"), "ok");
  const std::vector<AclUpdate> updates{{"joe", How::add, *AclRights::read("rd")},
                                       {"ann", How::replace, *AclRights::read("l")}};
  EXPECT_TRUE(recorded.change(viewer("jane@a.test"), mailbox("Projects"), updates,
                              {.account = "jane@a.test", .service = "IMAP"}));
  auto record = *trail.recent(trail.last());
  EXPECT_EQ(record.kind, audit::Kind::change);
  EXPECT_EQ(record.account, "jane@a.test");
  EXPECT_EQ(record.service, "IMAP");
  EXPECT_EQ(record.target, "jane@a.test#Projects");
  EXPECT_EQ(record.verb, "SETMAILBOXACL");
  EXPECT_EQ(record.result, "200");
  using settings::Dictionary;
  EXPECT_EQ(record.changes,
            (Dictionary{{"joe", Dictionary{{"Before", "l"}, {"After", "lrd"}}},
                        {"ann", Dictionary{{"Before", "(none)"}, {"After", "l"}}}}));
  EXPECT_FALSE(recorded.change(viewer("joe@a.test"), mailbox("Projects"), updates,
                               {.account = "joe@a.test", .service = "IMAP"}));
  record = *trail.recent(trail.last());
  EXPECT_EQ(record.account, "joe@a.test");
  EXPECT_EQ(record.result, "501");
  trail.stop();
  EXPECT_FALSE(recorded.change(viewer("jane@a.test"), mailbox("Projects"), updates, {}))
      << "what cannot be recorded is not done";
}

TEST_F(ObjectAcl, ExplainsEachElement) {
  add_group("staff", "a.test", "joe");
  for (const auto& [name, letters] :
       {std::pair{"anyone@", "lrs"}, {"-#staff", "rs"}, {"+joe", "d"}, {"anyone@b.test", "a"}})
    EXPECT_EQ(set(name, letters), "ok");
  const auto told = [&](const Viewer& who, std::string name = "Projects") {
    std::string text;
    const auto rules = objects_.explain(who, mailbox(std::move(name)));
    if (!rules) return rules.error().detail;
    for (const auto& rule : *rules) text += rule.rule + ": " + rule.answer + "\n";
    return text;
  };
  EXPECT_EQ(told(viewer("joe@a.test")),
            "+joe: adds d\n-#staff: takes rs\nanyone@: gives lrs\n"
            "Others: 1 speak of somebody else\nRights: ld\n");
  EXPECT_EQ(set("joe", "l"), "ok");
  EXPECT_EQ(told(viewer("joe@a.test"), "Projects/New"),
            "Object: is not there; asked is the list above it\n"
            "+joe: not asked: an element of his own decides\n"
            "-#staff: not asked: an element of his own decides\n"
            "anyone@: not asked: an element of his own decides\njoe: decides alone: l\n"
            "Others: 1 speak of somebody else\nRights: l\n");
  EXPECT_EQ(told(viewer("jane@a.test")), "Owner: may do everything with what is his own\n");
  EXPECT_EQ(told(Viewer::guest()), "Others: 5 speak of somebody else\nRights: none\n");
  EXPECT_EQ(told(viewer("joe@a.test"), "Other"),
            "Object: is not there, and none above it: only its owner may do anything\n");
}

}  // namespace
}  // namespace gatehouse::control
