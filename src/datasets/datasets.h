// The datasets of one account, below `<location>/datasets`. Every call may block. Safe for use by
// several processes: changes are made under the account's lock, and a reader sees the file from
// before or after.
#pragma once

#include <filesystem>
#include <map>
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

class Datasets {
 public:
  explicit Datasets(const std::filesystem::path& account_folder)
      : root_(account_folder / "datasets") {}

  // not_found: there is none. malformed: none can have this name. damaged: the detail names the
  // file. A dataset that is only a level above others has no entries.
  [[nodiscard]] Result<Dataset> read(std::string_view name) const;
  // The last levels of the datasets directly below; "": the outermost ones. Sorted.
  [[nodiscard]] std::vector<std::string> below(std::string_view name) const;
  // Bytes of its file.
  [[nodiscard]] Result<std::size_t> size(std::string_view name) const;

 private:
  friend class Edit;
  [[nodiscard]] Result<std::filesystem::path> folder(std::string_view name) const;
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
  [[nodiscard]] const Modtime& now() const { return now_; }  // newer than any that was opened
  [[nodiscard]] Result<void> commit();                       // too_long: one is larger than may be

 private:
  Edit(Datasets datasets, mailbox::FolderLock lock);
  [[nodiscard]] Result<void> remove_tree(const std::string& name) const;
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
};

}  // namespace gatehouse::datasets
