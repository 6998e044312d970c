// The contacts of all accounts: in memory, and in a file of each account so that a restart keeps
// them. Safe for concurrent use.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "gates/sip/bindings.h"
#include "net/offload.h"
#include "net/task.h"

namespace gatehouse::gates::sip {

inline constexpr std::string_view contacts_file = "sip-contacts";  // in the account's folder

class Contacts {
 public:
  static constexpr std::size_t most_accounts = 100000;

  struct Account {
    std::string name;      // full canonical name
    std::string location;  // of its folder, relative to the base folder
  };

  // `disk` outlives this.
  Contacts(std::filesystem::path base, net::Offload& disk) : base_(std::move(base)), disk_(disk) {}

  // unavailable, damaged: the file cannot be read now.
  [[nodiscard]] net::Task<Result<Bindings>> of(Account account);
  struct Registered {
    Registration outcome;
    Bindings bindings;  // afterwards
  };
  // What is said to be changed is in the file.
  [[nodiscard]] net::Task<Result<Registered>> change(Account account, const Message& request,
                                                     Reach from, Time now);

 private:
  struct Book {
    std::mutex lock;
    Bindings bindings;
    std::mutex file;  // held by disk threads only
  };
  [[nodiscard]] net::Task<Result<std::shared_ptr<Book>>> book_of(Account account, Time now);
  [[nodiscard]] std::shared_ptr<Book> known(const std::string& name);
  void make_room(Time now);
  [[nodiscard]] std::filesystem::path file_of(const Account& account) const;

  const std::filesystem::path base_;
  net::Offload& disk_;
  std::mutex lock_;
  std::unordered_map<std::string, std::shared_ptr<Book>> books_;
};

}  // namespace gatehouse::gates::sip
