#include "mailbox/usage.h"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "mailbox/disk.h"
#include "mailbox/names.h"

namespace gatehouse::mailbox {
namespace {

constexpr std::string_view head = "gatehouse-usage 1";
constexpr std::size_t worth_keeping = 256;  // files
constexpr std::chrono::seconds settles{2};  // a later change in the same tick of the clock shows

struct Sum {
  std::int64_t stamp = 0;  // last change of the folder, nanoseconds since 1970
  std::uint64_t bytes = 0;
  bool operator==(const Sum&) const = default;
};
using Sums = std::map<std::string, Sum>;  // by path below mail/: ".Work/cur"

// A line that cannot be read says nothing.
Sums parse(std::string_view text) {
  Sums sums;
  if (take_until(text, '\n') != head) return sums;
  while (!text.empty()) {
    auto line = take_until(text, '\n');
    const auto stamp = to_number<std::int64_t>(take_until(line, ' '));
    const auto bytes = to_number<std::uint64_t>(take_until(line, ' '));
    if (stamp && bytes && !line.empty()) sums[std::string(line)] = {*stamp, *bytes};
  }
  return sums;
}

std::string text_of(const Sums& sums) {
  std::string text(head);
  for (const auto& [path, sum] : sums)
    text += '\n' + std::to_string(sum.stamp) + ' ' + std::to_string(sum.bytes) + ' ' + path;
  return text + '\n';
}

std::uint64_t size_of(const std::filesystem::directory_entry& file) {
  const auto name = file.path().filename().string();
  if (const auto mark = name.find(",S="); mark != name.npos) {
    std::string_view rest = std::string_view(name).substr(mark + 3);
    const auto digits = rest.substr(0, rest.find_first_of(",:"));
    if (const auto size = to_number<std::uint64_t>(digits)) return *size;
  }
  std::error_code gone;
  const auto size = file.file_size(gone);
  return gone ? 0 : size;
}

class Count {
 public:
  explicit Count(std::filesystem::path root)
      : root_(std::move(root)), known_(parse(read_whole(root_ / "gatehouse-usage").value_or(""))) {}

  [[nodiscard]] Result<std::uint64_t> run();

 private:
  [[nodiscard]] Result<void> add(const std::string& path);  // ".Work/cur"
  void keep(const std::string& path, Sum sum);
  [[nodiscard]] std::vector<std::string> folders() const;

  std::filesystem::path root_;
  Sums known_;
  Sums kept_;
  std::uint64_t bytes_ = 0;
  bool is_better_ = false;  // kept_ has what known_ has not
};

std::vector<std::string> Count::folders() const {
  std::vector<std::string> paths{"cur", "new"};
  std::error_code failed;
  std::filesystem::directory_iterator each(root_, failed);
  for (; !failed && each != std::filesystem::directory_iterator{}; each.increment(failed)) {
    const auto folder = each->path().filename().string();
    if (!name_of_folder(folder)) continue;
    paths.push_back(folder + "/cur");
    paths.push_back(folder + "/new");
  }
  return paths;
}

// Its stamp is taken before it is read, so that a change in between is seen the next time.
Result<void> Count::add(const std::string& path) {
  const auto facts = facts_of(root_ / path);
  if (!facts && facts.error().code == ErrorCode::not_found) return {};
  if (!facts) return std::unexpected(facts.error());
  const auto known = known_.find(path);
  if (known != known_.end() && known->second.stamp == facts->changed) {
    bytes_ += known->second.bytes;
    kept_[path] = known->second;
    return {};
  }
  Sum sum{facts->changed, 0};
  std::size_t files = 0;
  std::error_code failed;
  std::filesystem::directory_iterator each(root_ / path, failed);
  for (; !failed && each != std::filesystem::directory_iterator{}; each.increment(failed)) {
    sum.bytes += size_of(*each);
    ++files;
  }
  if (failed) return fail(ErrorCode::unavailable, path + ": " + failed.message());
  bytes_ += sum.bytes;
  if (files >= worth_keeping) keep(path, sum);
  return {};
}

void Count::keep(const std::string& path, Sum sum) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  if (std::chrono::nanoseconds(sum.stamp) + settles > now) return;
  kept_[path] = sum;
  is_better_ = true;
}

Result<std::uint64_t> Count::run() {
  for (const auto& path : folders()) {
    if (auto added = add(path); !added) return std::unexpected(added.error());
  }
  if (is_better_) (void)replace_file(root_ / "gatehouse-usage", text_of(kept_));
  return bytes_;
}

}  // namespace

Result<std::uint64_t> used_bytes(const std::filesystem::path& account_folder) {
  return Count(account_folder / "mail").run();
}

Result<void> check_room(const std::filesystem::path& account_folder,
                        std::optional<std::uint64_t> quota, std::uint64_t more) {
  if (!quota) return {};
  const auto used = used_bytes(account_folder);
  if (!used) return std::unexpected(used.error());
  if (more > *quota || *used > *quota - more)
    return fail(ErrorCode::too_long,
                account_folder.string() + ": no room for " + std::to_string(more) + " bytes more");
  return {};
}

}  // namespace gatehouse::mailbox
