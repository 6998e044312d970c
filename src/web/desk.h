// All that a page can ask, for whoever is logged in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "auth/keeper.h"
#include "base/clock.h"
#include "base/secret.h"
#include "net/task.h"
#include "settings/value.h"

namespace gatehouse::web {

// What a command came to.
struct Answer {
  int code = 200;           // guide-facts 4.3: 200, 201, 5xx
  std::string words{};      // why not
  settings::Value value{};  // of 201

  [[nodiscard]] bool done() const { return code == 200 || code == 201; }
  [[nodiscard]] const settings::Dictionary& dictionary() const;  // empty: it is none
  [[nodiscard]] const settings::Array& array() const;            // empty: it is none
  [[nodiscard]] std::string_view text() const;                   // empty: it is none
};
[[nodiscard]] Answer answer_of(auth::CommandReply reply);

// A command line, piece by piece. What it holds may be a password.
class Command {
 public:
  explicit Command(std::string_view verb) : line_(verb) {}
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  ~Command();
  Command& keyword(std::string_view word);  // a literal of the verb's syntax: as it is
  Command& text(std::string_view text);     // a name or any other text: never taken for a keyword
  Command& value(const settings::Value& value);
  [[nodiscard]] Secret line() const { return Secret(line_); }

 private:
  void append(std::string_view part);
  std::string line_;
};

// What lies in a folder of the account's own file storage.
struct FileEntry {
  std::string name;  // one level
  bool is_folder = false;
  std::uint64_t size = 0;  // bytes of a file
  Time modified{};
};

class Desk {
 public:
  virtual ~Desk() = default;
  // Rights are checked there.
  [[nodiscard]] virtual net::Task<Answer> command(Secret line) = 0;
  [[nodiscard]] virtual net::Task<auth::Allowed<auth::EntryPage>> entries(
      auth::EntryQuery query) = 0;
  // By name; "" is the outermost folder. not_found: there is no such folder.
  [[nodiscard]] virtual net::Task<auth::Allowed<std::vector<FileEntry>>> files(
      std::string folder) = 0;
};

}  // namespace gatehouse::web
