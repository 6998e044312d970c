#include "gates/ftp/grammar.h"

#include <gtest/gtest.h>

#include "gates/ftp/folder_rights.h"
#include "gates/ftp/listing.h"
#include "gates/ftp/paths.h"
#include "gates/ftp/text_lines.h"

namespace gatehouse::gates::ftp {
namespace {

TEST(FtpGrammar, TakesTelnetCommandsOutOfLines) {
  EXPECT_EQ(without_telnet("NOOP"), "NOOP");
  EXPECT_EQ(without_telnet("\xFF\xF4\xFF\xF2"
                           "ABOR"),
            "ABOR");
  EXPECT_EQ(without_telnet("\xFF\xF4\xFF"
                           "ABOR"),
            "ABOR");  // the mark came as urgent data
  EXPECT_EQ(without_telnet("\xFF\xFD\x01STAT"), "STAT");
  EXPECT_EQ(without_telnet("a\xFF\xFF"
                           "b"),
            "a\xFF"
            "b");
  EXPECT_EQ(without_telnet("a\xFF"), "a");
  EXPECT_EQ(without_telnet("a\xFF\xFB"), "a");
}

TEST(FtpGrammar, ReadsCommands) {
  const auto command = parse_command("retr  a b ");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->keyword, "retr");
  EXPECT_EQ(command->argument, " a b ");
  EXPECT_EQ(parse_command("PWD")->argument, "");
  for (const std::string_view line :
       {"", " PWD", "RETR a\rDELE b", "R3TR", "RETR a\tb", "RETR\x7F"})
    EXPECT_FALSE(parse_command(line)) << line;
  EXPECT_FALSE(parse_command(std::string_view("RETR a\0b", 8)));
}

TEST(FtpGrammar, ReadsPorts) {
  EXPECT_EQ(parse_port("10,0,0,5,7,229")->text(), "[10.0.0.5]:2021");
  for (const auto* text : {"", "10,0,0,5,7", "10,0,0,5,7,229,1", "10,0,0,256,7,1", "10,0,0,,7,1",
                           "a,0,0,5,7,1", "10,0,0,5,7,229,", "-1,0,0,5,7,1"})
    EXPECT_FALSE(parse_port(text)) << text;
  EXPECT_EQ(port_text({*IpAddress::parse("10.0.0.5"), 2021}), "10,0,0,5,7,229");
  EXPECT_EQ(parse_extended_port("|1|10.0.0.5|2021|")->at.text(), "[10.0.0.5]:2021");
  EXPECT_EQ(parse_extended_port("!2!::1!99!")->at.address, *IpAddress::parse("::1"));
  EXPECT_EQ(parse_extended_port("|3|x|1|")->protocol, 3);
  for (const auto* text : {"", "|", "||||", "|1|10.0.0.5|2021", "|2|10.0.0.5|1|", "|1|::1|1|",
                           "|1|10.0.0.5|65536|", "|1|10.0.0.5|1|x|", " 1 10.0.0.5 1 "})
    EXPECT_FALSE(parse_extended_port(text)) << text;
}

TEST(FtpGrammar, ReadsTypesAndTimes) {
  EXPECT_EQ(parse_type("a n"), Type::ascii);
  EXPECT_EQ(parse_type("I"), Type::image);
  EXPECT_EQ(parse_type("L 8"), Type::image);
  for (const auto* text : {"", "E", "A T", "L 36", "IX"}) EXPECT_FALSE(parse_type(text)) << text;
  const auto when = parse_time("20260203040506");
  ASSERT_TRUE(when);
  EXPECT_EQ(time_text(*when), "20260203040506");
  EXPECT_EQ(parse_time("20260203040506.123"), when);
  for (const auto* text :
       {"", "2026020304050", "20261303040506", "20260230040506", "20260203240506",
        "20260203040506x", "20260203040506.", "2026020304050a"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(FtpGrammar, PassesOverOptionsOfLs) {
  EXPECT_EQ(without_options("-la"), "");
  EXPECT_EQ(without_options("-l -a Music"), "Music");
  EXPECT_EQ(without_options("Music -a"), "Music -a");
  EXPECT_EQ(without_options("-1.txt"), "-1.txt");
}

TEST(FtpGrammar, MatchesWildcards) {
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*.t?t", "a.b.txt"));
  EXPECT_FALSE(matches("*.txt", "txt"));
  EXPECT_FALSE(matches("?", ""));
  EXPECT_FALSE(matches("****************b", std::string(10'000, 'a')));
}

struct Way {
  const char* from;
  const char* argument;
  const char* to;  // null: nothing can be there
};
TEST(FtpPaths, NeverLeaveTheRoot) {
  const auto table = {Way{"/A/B", "c", "/A/B/c"},
                      Way{"/A/B", "..", "/A"},
                      Way{"/A", "../../..", "/"},
                      Way{"/A", "/x/./y//z/", "/x/y/z"},
                      Way{"/A", "~", "/"},
                      Way{"/A", "~/x", "/x"},
                      Way{"/A", "~joe/x", "/~joe/x"},
                      Way{"/~joe/x", "../..", "/"},
                      Way{"/~joe", "../y", "/y"},
                      Way{"/", "%2e%2e/x", "/%2e%2e/x"},
                      Way{"/A", "gatehouse-acl", {}},
                      Way{"/A", "x\x01", {}},
                      Way{"/A", "\xC0\xAE\xC0\xAE", {}},
                      Way{"/A", "...", "/A/..."}};
  for (const auto& [from, argument, to] : table) {
    const auto path = resolved(*resolved({}, from), argument);
    ASSERT_EQ(path.has_value(), to != nullptr) << argument;
    if (to != nullptr) EXPECT_EQ(text_of(*path), to) << argument;
  }
  EXPECT_FALSE(resolved({}, std::string(5000, '/')));
  std::string deep;
  for (int level = 0; level < 65; ++level) deep += "a/";
  EXPECT_FALSE(resolved({}, deep));
}

TEST(FtpPaths, KnowWhoseTheyAre) {
  EXPECT_EQ(address_of(*resolved({}, "/A/B")), (Address{"", "A/B"}));
  EXPECT_EQ(address_of(*resolved({}, "~joe@b.test/A")), (Address{"joe@b.test", "A"}));
  EXPECT_TRUE(is_outermost(*resolved({}, "~joe")));
  EXPECT_FALSE(is_outermost(*resolved({}, "~joe/A")));
  EXPECT_EQ(in_quotes("/a\"b"), "\"/a\"\"b\"");
}

TEST(FtpRights, AreTheLettersOfTheFolder) {
  EXPECT_TRUE(may("lr", Act::read));
  EXPECT_FALSE(may("r", Act::read));  // without l it is not there
  EXPECT_FALSE(may("lri", Act::replace));
  EXPECT_TRUE(may("lite", Act::replace));
  EXPECT_FALSE(may("lt", Act::remove));
  EXPECT_TRUE(may("lk", Act::make_folders));
  EXPECT_FALSE(may("", Act::look));
}

TEST(FtpLists, HaveTheFormsClientsKnow) {
  const Time now = *parse_time("20260210000000");
  const storage::Facts file{false, 1234, *parse_time("20260203040506")};
  EXPECT_EQ(long_line("a b", file, "joe", now),
            "-rw-r-----   1 joe      joe              1234 Feb  3 04:05 a b");
  const storage::Facts old{true, 0, *parse_time("20210203040506")};
  EXPECT_EQ(long_line("A", old, "joe", now),
            "drwxr-x---   2 joe      joe                 0 Feb  3  2021 A");
  EXPECT_EQ(fact_line("a", file, Role::entry, "lr", "lr", {}),
            "type=file;size=1234;modify=20260203040506;perm=r; a");
  EXPECT_EQ(fact_line("A", old, Role::listed, every_right, every_right, {}),
            "type=cdir;modify=20210203040506;perm=cdeflmp; A");
  EXPECT_EQ(fact_line("a", file, Role::entry, "", "", parse_wanted("size;nonsense;")),
            "size=1234; a");
  EXPECT_EQ(parse_wanted("Type;perm").names(), "type;perm;");
}

TEST(FtpText, ChangesLineEndsInWhateverPieces) {
  TextOut out;
  EXPECT_EQ(out.next("a\nb\r") + out.next("\nc\n"), "a\r\nb\r\nc\r\n");
  TextIn in;
  EXPECT_EQ(in.next("a\r\nb\r") + in.next("\nc\rd\r") + in.rest(), "a\nb\nc\rd\r");
}

}  // namespace
}  // namespace gatehouse::gates::ftp
