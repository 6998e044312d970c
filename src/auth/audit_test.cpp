#include "auth/audit.h"

#include <gtest/gtest.h>

namespace gatehouse::auth {
namespace {

Peer peer() {
  return {.service = "IMAP",
          .remote = {*IpAddress::parse("10.0.0.5"), 4422},
          .local = {},
          .local_user = {},
          .tls = {}};
}

TEST(Audit, SaysWhoTriedWhatFromWhere) {
  EXPECT_EQ(audit_line(peer(), {.mechanism = "PLAIN",
                                .typed = "Joe",
                                .account = "joe@company.com",
                                .outcome = "wrong password",
                                .reason = "digest mismatch"}),
            "login=\"wrong password\" service=IMAP from=[10.0.0.5]:4422 tls=no mechanism=\"PLAIN\" "
            "name=\"Joe\" account=\"joe@company.com\" reason=\"digest mismatch\"");
}

TEST(Audit, LetsNoNameForgeAFieldOrALine) {
  const auto line = audit_line(peer(), {.mechanism = "PLAIN\" x=\"",
                                        .typed = "joe\" login=\"success\r\n1 IMAP \xff",
                                        .account = {},
                                        .outcome = "refused",
                                        .reason = {}});
  EXPECT_EQ(line,
            "login=\"refused\" service=IMAP from=[10.0.0.5]:4422 tls=no "
            "mechanism=\"PLAIN\\x22 x=\\x22\" "
            "name=\"joe\\x22 login=\\x22success\\x0d\\x0a1 IMAP \\xff\" account=\"\"");
}

TEST(Audit, CutsWhatIsLong) {
  const auto line = audit_line(peer(), {.mechanism = std::string(100000, 'M'),
                                        .typed = std::string(100000, 'n'),
                                        .account = {},
                                        .outcome = "malformed",
                                        .reason = {}});
  EXPECT_LT(line.size(), 1024U);
}

TEST(Audit, WritesOneLineToItsSink) {
  std::vector<std::string> lines;
  const Audit audit([&](const std::string& line) { lines.push_back(line); });
  audit.write(
      peer(),
      {.mechanism = "PLAIN", .typed = {}, .account = {}, .outcome = "aborted", .reason = {}});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].starts_with("login=\"aborted\""));
}

TEST(Audit, WritesNothingOfASessionThatGoesOn) {
  std::vector<std::string> lines;
  const Audit audit([&](const std::string& line) { lines.push_back(line); });
  const auto write = [&](std::string_view service, std::string_view mechanism, bool success) {
    auto from = peer();
    from.service = service;
    audit.write(from, {.mechanism = std::string(mechanism),
                       .typed = {},
                       .account = {},
                       .outcome = "whatever",
                       .reason = {},
                       .success = success});
    return lines.size();
  };
  EXPECT_EQ(write("WebMail", "SESSIONID", true), 0U);
  EXPECT_EQ(write("WebMail", "SESSIONID", false), 1U);
  EXPECT_EQ(write("WebMail", "PLAIN", true), 2U);
  EXPECT_EQ(write("IMAP", "SESSIONID", true), 3U);
}

}  // namespace
}  // namespace gatehouse::auth
