#include "mailbox/scan.h"

#include <dirent.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <functional>
#include <memory>
#include <string_view>

#include "mailbox/disk.h"
#include "mailbox/file_name.h"

namespace gatehouse::mailbox {
namespace {

// Where each base is in the list: slots taken by hash, the next free one when it is taken.
class BaseIndex {
 public:
  explicit BaseIndex(const UidList& list)
      : list_(list), slots_(std::bit_ceil(2 * list.messages().size() + 2), empty) {
    for (std::size_t i = 0; i < list.messages().size(); ++i) slots_[slot(base(i))] = narrow(i);
  }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view wanted) const {
    const auto index = slots_[slot(wanted)];
    return index == empty ? std::nullopt : std::optional<std::size_t>(index);
  }

 private:
  static constexpr std::uint32_t empty = 0xFFFFFFFF;
  [[nodiscard]] static std::uint32_t narrow(std::size_t i) { return static_cast<std::uint32_t>(i); }
  [[nodiscard]] std::string_view base(std::size_t i) const { return base_in(list_.file(i).name); }
  [[nodiscard]] std::size_t slot(std::string_view wanted) const {
    auto at = std::hash<std::string_view>{}(wanted) & (slots_.size() - 1);
    while (slots_[at] != empty && base(slots_[at]) != wanted) at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  const UidList& list_;
  std::vector<std::uint32_t> slots_;
};

class Comparison {
 public:
  Comparison(const std::filesystem::path& directory, const UidList& list)
      : directory_(directory), list_(list), index_(list), seen_(list.messages().size()) {}

  // cur/ last: a file on its way there from new/ is seen at least once.
  Result<void> look() {
    if (auto looked = look_at("new", true); !looked) return looked;
    return look_at("cur", false);
  }
  Result<void> look_at_arrivals() { return look_at("new", true); }
  [[nodiscard]] bool misses_arrivals() const;
  [[nodiscard]] bool misses_some() const { return !std::ranges::all_of(seen_, std::identity{}); }
  Differences differences() &&;

 private:
  Result<void> look_at(const char* part, bool arrived);
  void see(std::string_view name, bool arrived);

  const std::filesystem::path& directory_;
  const UidList& list_;
  BaseIndex index_;
  std::vector<bool> seen_;
  std::map<std::size_t, FoundFile> placed_;
  std::map<std::string, FoundFile, std::less<>> unlisted_;
};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

Result<void> Comparison::look_at(const char* part, bool arrived) {
  const auto path = directory_ / part;
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
  if (folder == nullptr) return fail_system("read", path);
  for (;;) {
    errno = 0;
    const auto* entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    see(std::begin(entry->d_name), arrived);
  }
  return errno == 0 ? Result<void>{} : fail_system("read", path);
}

// No Maildir program makes a name with a line end; the list could not hold it.
void Comparison::see(std::string_view name, bool arrived) {
  if (name.starts_with('.') || name.contains('\n')) return;
  const auto base = base_in(name);
  const auto index = index_.find(base);
  if (!index) {
    unlisted_.insert_or_assign(std::string(base), FoundFile{std::string(name), arrived});
    return;
  }
  seen_[*index] = true;
  const auto listed = list_.file(*index);
  if (listed.arrived == arrived && listed.name == name) {
    placed_.erase(*index);
  } else {
    placed_.insert_or_assign(*index, FoundFile{std::string(name), arrived});
  }
}

bool Comparison::misses_arrivals() const {
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (!seen_[i] && list_.file(i).arrived) return true;
  }
  return false;
}

Differences Comparison::differences() && {
  Differences found{std::move(placed_), {}, {}};
  for (auto& [base, file] : unlisted_) found.unlisted.push_back(std::move(file));
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (!seen_[i]) found.gone.push_back(list_.messages()[i].uid);
  }
  return found;
}

}  // namespace

Result<Differences> compare(const std::filesystem::path& directory, const UidList& list) {
  Comparison comparison(directory, list);
  if (auto looked = comparison.look(); !looked) return std::unexpected(looked.error());
  if (comparison.misses_some()) {
    if (auto looked = comparison.look(); !looked) return std::unexpected(looked.error());
  }
  return std::move(comparison).differences();
}

Result<std::optional<Differences>> compare_arrivals(const std::filesystem::path& directory,
                                                    const UidList& list) {
  Comparison comparison(directory, list);
  if (auto looked = comparison.look_at_arrivals(); !looked) return std::unexpected(looked.error());
  if (comparison.misses_arrivals()) return std::nullopt;
  auto found = std::move(comparison).differences();
  found.gone.clear();  // what is in cur/ was not looked for
  return found;
}

}  // namespace gatehouse::mailbox
