// The commands of RFC 4314 and RFC 9208 as they are written.
#include <gtest/gtest.h>

#include "gates/imap/grammar.h"

namespace gatehouse::gates::imap {
namespace {

using How = auth::AclChange::How;

template <class Expected>
Expected request(std::string_view bytes) {
  auto command = parse_command(bytes);
  if (command) {
    if (auto* found = std::get_if<Expected>(&command->request)) return std::move(*found);
  }
  ADD_FAILURE() << bytes;
  return {};
}

TEST(AclGrammar, ReadsWhatSetAclChanges) {
  struct Case {
    const char* bytes;
    const char* mailbox;
    const char* identifier;
    How how;
    const char* rights;
  };
  for (const auto& [bytes, mailbox, identifier, how, rights] :
       {Case{"a SETACL INBOX joe lrs", "INBOX", "joe", How::replace, "lrs"},
        Case{"a setacl \"My Work\" anyone@ \"\"", "My Work", "anyone@", How::replace, ""},
        Case{"a SETACL x -joe lr", "x", "-joe", How::replace, "lr"},
        Case{"a SETACL x +joe +lr", "x", "+joe", How::add, "lr"},
        Case{"a SETACL x #staff@company.com -cd", "x", "#staff@company.com", How::remove, "cd"},
        Case{"a SETACL x \"null@null\" \"+p\"", "x", "null@null", How::add, "p"},
        Case{"a SETACL x joe {2}\r\nlr", "x", "joe", How::replace, "lr"}}) {
    const auto read = request<SetAcl>(bytes);
    EXPECT_EQ(read.mailbox, mailbox) << bytes;
    EXPECT_EQ(read.change.identifier, identifier) << bytes;
    EXPECT_EQ(read.change.how, how) << bytes;
    EXPECT_EQ(read.change.rights, rights) << bytes;
  }
}

TEST(AclGrammar, ReadsTheOthers) {
  EXPECT_EQ(request<GetAcl>("a GETACL ~joe/x").mailbox, "~joe/x");
  EXPECT_EQ(request<DeleteAcl>("a DELETEACL x -joe").identifier, "-joe");
  EXPECT_EQ(request<ListRights>("a LISTRIGHTS x joe").identifier, "joe");
  EXPECT_EQ(request<MyRights>("a MYRIGHTS x").mailbox, "x");
  EXPECT_EQ(request<GetQuota>("a GETQUOTA \"\"").root, "");
  EXPECT_EQ(request<GetQuotaRoot>("a GETQUOTAROOT x").mailbox, "x");
  request<SetQuota>("a SETQUOTA \"\" (STORAGE 512)");
  request<SetQuota>("a SETQUOTA root (STORAGE 512 MESSAGE 7)");
  request<SetQuota>("a SETQUOTA root ()");
}

TEST(AclGrammar, RefusesTheRest) {
  const std::string long_name(513, 'x');
  for (const auto& bytes : {
           std::string("a SETACL x joe"),
           std::string("a SETACL x joe lrQ"),
           std::string("a SETACL x joe LR"),
           std::string("a SETACL x joe +-l"),
           std::string("a SETACL x \"\" lr"),
           std::string("a SETACL x joe lr s"),
           "a SETACL x " + long_name + " lr",
           std::string("a GETACL"),
           std::string("a GETACL x y"),
           std::string("a DELETEACL x"),
           std::string("a LISTRIGHTS x"),
           std::string("a MYRIGHTS"),
           std::string("a GETQUOTA"),
           std::string("a SETQUOTA x"),
           std::string("a SETQUOTA x (STORAGE)"),
           std::string("a SETQUOTA x (STORAGE 1"),
           std::string("a SETQUOTA x (STORAGE -1)"),
       })
    EXPECT_FALSE(parse_command(bytes)) << bytes;
}

}  // namespace
}  // namespace gatehouse::gates::imap
