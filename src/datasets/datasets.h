// The datasets of one account, below `<location>/datasets`. Every call may block. Safe for use by
// several processes: changes are made under the account's lock, and a reader sees the file from
// before or after.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "datasets/dataset.h"
#include "mailbox/disk.h"

namespace gatehouse::datasets {

inline constexpr std::size_t largest_dataset = std::size_t{4} << 20U;  // bytes of its file

// '/' between levels: "option/vendor.example". No level is empty, begins with a dot or holds a
// control character.
[[nodiscard]] bool is_dataset_name(std::string_view name);

// What has an access list of its own in a dataset: an attribute of all entries, or of one (RFC
// 2244, section 3.5).
struct Listed {
  std::string attribute;
  std::optional<std::string> entry{};
  bool operator==(const Listed&) const = default;
};
inline constexpr std::size_t most_lists = 100;  // of a dataset, beside its own

// The folder of that list, as a level below the dataset's; no dataset's name can be this. nullopt:
// the names are too long for one.
[[nodiscard]] std::optional<std::string> list_level(const Listed& listed);

class Datasets {
 public:
  explicit Datasets(const std::filesystem::path& account_folder)
      : root_(account_folder / "datasets") {}

  // not_found: there is none. malformed: none can have this name. damaged: the detail names the
  // file. A dataset that is only a level above others has no entries.
  [[nodiscard]] Result<Dataset> read(std::string_view name) const;
  // The last levels of the datasets directly below; "": the outermost ones. Sorted.
  [[nodiscard]] std::vector<std::string> below(std::string_view name) const;
  // What has a list of its own, whatever is in it; nothing where no such dataset is.
  [[nodiscard]] Result<std::vector<Listed>> lists(std::string_view name) const;
  // Its folder is there then, empty if it was not. not_found: no such dataset. malformed: the names
  // are too long. too_long: most_lists are there.
  [[nodiscard]] Result<void> make_list(std::string_view name, const Listed& listed) const;
  [[nodiscard]] Result<void> remove_list(std::string_view name, const Listed& listed) const;
  // Bytes of its file.
  [[nodiscard]] Result<std::size_t> size(std::string_view name) const;

 private:
  friend class Edit;
  [[nodiscard]] Result<std::filesystem::path> folder(std::string_view name) const;
  // Out of sight at once, with all that is in it.
  [[nodiscard]] Result<void> discard(const std::filesystem::path& at) const;
  [[nodiscard]] Result<void> move_lists(const std::string& name, const std::string& entry,
                                        const std::optional<std::string>& to) const;
  std::filesystem::path root_;
};

// Changes of several datasets: all of them or, but for a fault of the disk, none.
class Edit {
 public:
  [[nodiscard]] static Result<Edit> begin(Datasets datasets);

  // To be changed until commit(); lives as long as the edit. `create`: made with those above it
  // when it is not there, else not_found. Otherwise as Datasets::read().
  [[nodiscard]] Result<Dataset*> open(std::string_view name, bool create);
  // Made by commit(), with those above it.
  [[nodiscard]] Result<void> make(std::string_view name);
  // Gone with all below it after commit(); not there: fine.
  [[nodiscard]] Result<void> remove(std::string_view name);
  // The lists of an entry's attributes are another entry's after commit(), or are gone.
  void move_lists(std::string_view name, std::string_view entry, std::optional<std::string> to);
  [[nodiscard]] const Modtime& now() const { return now_; }  // newer than any that was opened
  [[nodiscard]] Result<void> commit();                       // too_long: one is larger than may be

 private:
  Edit(Datasets datasets, mailbox::FolderLock lock);
  Datasets datasets_;
  mailbox::FolderLock lock_;
  Modtime now_;
  struct Opened {
    Dataset before;
    Dataset now;
  };
  std::map<std::string, Opened, std::less<>> opened_;
  std::vector<std::string> made_;
  std::vector<std::string> removed_;
  struct MovedLists {
    std::string dataset;
    std::string entry;
    std::optional<std::string> to;
  };
  std::vector<MovedLists> moved_lists_;
};

}  // namespace gatehouse::datasets
