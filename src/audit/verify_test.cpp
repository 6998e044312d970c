#include "audit/verify.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "audit/trail_fixture.h"
#include "base/text.h"

namespace gatehouse::audit {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  const auto text = Trail::content(path);
  for (std::string_view rest = text; !rest.empty();) lines.emplace_back(take_until(rest, '\n'));
  return lines;
}

void write_lines(const std::filesystem::path& path, const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  Trail::replace(path, text);
}

// Which line was named, "2026-01-02.log:3".
std::string place(const std::string& wrong) { return wrong.substr(0, wrong.find(": ")); }

TEST(AuditVerify, FindsAWholeTrailWhole) {
  Trail trail;
  trail.fill();
  const auto verified = trail.verified();
  EXPECT_EQ(verified.wrong, "");
  EXPECT_EQ(verified.files, 3U);
  EXPECT_EQ(verified.first, 1U);
  EXPECT_EQ(verified.records, 17U);  // 3 * (1 + 3 + 1), start, stop
  EXPECT_EQ(verified.end.id, 17U);
  EXPECT_TRUE(verified.notes.empty());
}

// V-117, F24: any byte of the middle file.
TEST(AuditVerify, NamesTheLineOfAnyByteThatWasFlipped) {
  Trail trail;
  trail.fill();
  const auto text = Trail::content(trail.file(2));
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto altered = text;
    altered[at] = static_cast<char>(altered[at] ^ 0x01);
    Trail::replace(trail.file(2), altered);
    const auto wrong = trail.wrong();
    EXPECT_EQ(place(wrong), "2026-01-02.log:" + std::to_string(line)) << "byte " << at << wrong;
    if (text[at] == '\n') ++line;
  }
}

TEST(AuditVerify, NamesTheLineAfterOneThatWasDeleted) {
  for (std::size_t gone = 0; gone < 5; ++gone) {
    Trail trail;
    trail.fill();
    auto lines = lines_of(trail.file(2));
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(gone));
    write_lines(trail.file(2), lines);
    const auto expected =
        gone == 4 ? "2026-01-03.log:1" : "2026-01-02.log:" + std::to_string(gone + 1);
    EXPECT_EQ(place(trail.wrong()), expected);
  }
}

TEST(AuditVerify, NamesTheFirstOfTwoThatChangedPlaces) {
  for (std::size_t at = 0; at + 1 < 5; ++at) {
    Trail trail;
    trail.fill();
    auto lines = lines_of(trail.file(2));
    std::swap(lines[at], lines[at + 1]);
    write_lines(trail.file(2), lines);
    EXPECT_EQ(place(trail.wrong()), "2026-01-02.log:" + std::to_string(at + 1));
  }
}

TEST(AuditVerify, NamesARecordThatStandsTwice) {
  Trail trail;
  trail.fill();
  auto lines = lines_of(trail.file(2));
  lines.insert(lines.begin() + 2, lines[1]);
  write_lines(trail.file(2), lines);
  EXPECT_EQ(place(trail.wrong()), "2026-01-02.log:3");
}

TEST(AuditVerify, SeesThatTheTailIsCutOff) {
  for (std::size_t kept = 0; kept < 6; ++kept) {
    Trail trail;
    trail.fill();
    auto lines = lines_of(trail.file(3));
    ASSERT_EQ(lines.size(), 6U);
    lines.resize(kept);
    write_lines(trail.file(3), lines);
    EXPECT_NE(trail.wrong().find("the end is cut off"), std::string::npos) << kept;
  }
}

TEST(AuditVerify, SeesThatTheTailIsCutOffInsideALine) {
  Trail trail;
  trail.fill();
  const auto text = Trail::content(trail.file(3));
  Trail::replace(trail.file(3), text.substr(0, text.size() - 20));
  EXPECT_NE(trail.wrong().find("the end is cut off"), std::string::npos);
}

TEST(AuditVerify, SeesFilesThatChangedPlacesOrAreGone) {
  {
    Trail trail;
    trail.fill();
    std::filesystem::rename(trail.file(1), trail.folder() / "other");
    std::filesystem::rename(trail.file(2), trail.file(1));
    std::filesystem::rename(trail.folder() / "other", trail.file(2));
    EXPECT_EQ(place(trail.wrong()), "2026-01-01.log:1");
  }
  for (int gone = 1; gone <= 3; ++gone) {
    Trail trail;
    trail.fill();
    std::filesystem::remove(trail.file(gone));
    EXPECT_NE(trail.wrong(), "") << gone;
  }
}

TEST(AuditVerify, SeesAFileOfAnotherServer) {
  Trail trail;
  trail.fill();
  crypto::CountingEntropy entropy;
  const crypto::Seal other(Secret(std::string(crypto::Seal::key_size, 'x')), entropy);
  const auto verified = verify(trail.folder(), Chain(other), {});
  ASSERT_TRUE(verified);
  EXPECT_EQ(place(verified->wrong), "2026-01-01.log:1");
}

TEST(AuditVerify, SeesThatTheHeadIsMissingOrForged) {
  for (const std::string_view head : {"", "00000000000000000017 x y\n"}) {
    Trail trail;
    trail.fill();
    Trail::replace(trail.folder() / head_file, head);
    EXPECT_NE(trail.wrong().find("the head of the trail"), std::string::npos);
  }
}

// Roll-back: everything replaced by an older genuine copy, the head too. Only what was noted
// elsewhere tells.
TEST(AuditVerify, SeesAnOlderCopyByWhatWasNotedElsewhere) {
  Trail trail;
  trail.fill(1);
  const auto copy = trail.folder().parent_path() / "copy";
  std::filesystem::copy(trail.folder(), copy, std::filesystem::copy_options::recursive);
  std::optional<Head> noted;
  {
    const auto journal = trail.opened({.anchor = [&](const Head& head) { noted = head; }});
  }
  ASSERT_TRUE(noted);
  EXPECT_EQ(trail.wrong({.anchor = noted}), "");
  std::filesystem::remove_all(trail.folder());
  std::filesystem::rename(copy, trail.folder());
  EXPECT_EQ(trail.wrong(), "");
  EXPECT_NE(trail.wrong({.anchor = noted}).find("is not in it"), std::string::npos);
}

TEST(AuditVerify, ReadsATrailWhoseOlderFilesWereMovedAwayWhenToldSo) {
  Trail trail;
  trail.fill();
  std::filesystem::remove(trail.file(1));
  EXPECT_NE(trail.wrong().find("what stood before it is missing"), std::string::npos);
  const auto verified = trail.verified({.archived = true});
  EXPECT_EQ(verified.wrong, "");
  EXPECT_EQ(verified.first, 7U);
}

TEST(AuditVerify, SaysThatThereIsNone) {
  Trail trail;
  EXPECT_EQ(verify(trail.folder(), Chain(trail.seal()), {}).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace gatehouse::audit
