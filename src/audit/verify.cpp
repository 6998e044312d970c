#include "audit/verify.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "audit/folder.h"
#include "base/text.h"
#include "crypto/compare.h"

namespace gatehouse::audit {
namespace {

class Verification {
 public:
  Verification(const Chain& chain, const VerifyOptions& options)
      : chain_(chain), options_(options) {}

  // false: something is wrong, and the rest need not be read.
  bool read(const std::filesystem::path& path, bool is_last);
  Verified finished(const std::optional<Head>& head);

 private:
  bool line(std::string_view text);
  bool bad(std::string what) {
    found_.wrong = place_ + what;
    return false;
  }
  void note(std::string what) { found_.notes.push_back(place_ + std::move(what)); }
  void remember(const Entry& entry);

  const Chain& chain_;
  const VerifyOptions& options_;
  Verified found_;
  std::string place_;
  std::string file_;  // the one before
  bool anchored_ = false;
};

bool Verification::read(const std::filesystem::path& path, bool is_last) {
  ++found_.files;
  std::ifstream in(path, std::ios::binary);
  std::string text;
  std::size_t number = 0;
  const auto name = path.filename().string();
  place_ = name + ": ";
  if (!in) return bad("cannot be read");
  while (std::getline(in, text)) {
    place_ = name + ":" + std::to_string(++number) + ": ";
    if (in.eof()) {
      if (!is_last) return bad("the line has no end");
      note("is being written, or a crash left it unfinished");
      break;
    }
    if (!line(text)) return false;
  }
  file_ = name;
  return true;
}

bool Verification::line(std::string_view text) {
  const auto parts = parts_of(text);
  if (!parts) return bad("this is no record");
  const auto entry = read_entry(parts->body);
  if (!entry) return bad("this is no record: " + entry.error().detail);
  auto before = found_.end.mac;
  const bool is_first = found_.records == 0;
  if (is_first && options_.archived && entry->record.kind == Kind::file)
    before = entry->record.last;
  if (!crypto::equal_in_constant_time(chain_.mac(before, parts->body), parts->mac))
    return bad(is_first && entry->id != 1
                   ? "the trail begins with record " + std::to_string(entry->id) +
                         ": what stood before it is missing"
                   : "record " + std::to_string(entry->id) +
                         " is not the one that was written here, behind record " +
                         std::to_string(found_.end.id));
  const auto expected = found_.end.id + 1;
  const auto& lost_from = entry->record.first;
  const bool explained = entry->record.kind == Kind::lost && lost_from == std::to_string(expected);
  if (is_first) found_.first = entry->id;
  if (entry->id != expected && !explained && !(is_first && options_.archived))
    return bad("records " + std::to_string(expected) + " to " + std::to_string(entry->id - 1) +
               " are missing");
  if (explained) found_.lost += entry->id - expected;
  found_.end = {entry->id, std::string(parts->mac)};
  remember(*entry);
  return true;
}

void Verification::remember(const Entry& entry) {
  ++found_.records;
  if (options_.anchor && found_.end == *options_.anchor) anchored_ = true;
  const auto& record = entry.record;
  if (record.kind == Kind::lost || record.kind == Kind::cut || record.kind == Kind::damaged)
    note(std::string(name_of(record.kind)) + ": " + record.detail);
}

Verified Verification::finished(const std::optional<Head>& head) {
  if (!found_.wrong.empty()) return std::move(found_);
  place_ = file_ + ": ";
  if (!head)
    bad("the head of the trail is missing or was written by somebody else");
  else if (head->id > found_.end.id || (head->id == found_.end.id && head->mac != found_.end.mac))
    bad("the end is cut off: record " + std::to_string(found_.end.id) +
        " is the last one, and there were " + std::to_string(head->id));
  else if (options_.anchor && !anchored_)
    bad("record " + std::to_string(options_.anchor->id) +
        " is not in it as it was noted elsewhere");
  return std::move(found_);
}

}  // namespace

Result<Verified> verify(const std::filesystem::path& folder, const Chain& chain,
                        const VerifyOptions& options) {
  // Before the files: what it says is in them by then.
  const auto text = read_short(folder / head_file);
  const auto head = text ? chain.read_head(*text) : std::nullopt;
  const auto names = files_in(folder);
  if (!names) return std::unexpected(names.error());
  if (names->empty()) return fail(ErrorCode::not_found, folder.string() + ": there is no trail");
  Verification verification(chain, options);
  for (const auto& name : *names)
    if (!verification.read(folder / name, name == names->back())) break;
  return verification.finished(head);
}

}  // namespace gatehouse::audit
