// Every *.talk file below this folder, once with the keeper in process and once behind a socket.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/conversation.h"

namespace gatehouse::support {
namespace {

std::filesystem::path talks_folder() { return std::filesystem::path(TALKS); }

std::vector<std::string> all_talks() {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(talks_folder()))
    if (entry.path().extension() == ".talk")
      found.push_back(std::filesystem::relative(entry.path(), talks_folder()).string());
  std::ranges::sort(found);
  return found;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// "imap/login_with_literal.talk" becomes "imap_login_with_literal".
std::string test_name(const testing::TestParamInfo<std::string>& info) {
  auto name = info.param.substr(0, info.param.rfind('.'));
  std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class EveryTalk : public testing::TestWithParam<std::string> {
 protected:
  static void hold(KeeperPlace place) {
    const auto talk = parse_talk(content(talks_folder() / GetParam()));
    ASSERT_TRUE(talk) << GetParam() << ", " << talk.error().detail;
    const auto played = play(*talk, place);
    ASSERT_TRUE(played) << GetParam() << ", " << played.error().detail;
  }
};

TEST_P(EveryTalk, WithTheKeeperInProcess) { hold(KeeperPlace::in_process); }
TEST_P(EveryTalk, WithTheKeeperBehindASocket) { hold(KeeperPlace::behind_a_socket); }

INSTANTIATE_TEST_SUITE_P(Talks, EveryTalk, testing::ValuesIn(all_talks()), test_name);

}  // namespace
}  // namespace gatehouse::support
