#include "audit/recovery.h"

#include <optional>
#include <utility>

#include "base/text.h"
#include "crypto/compare.h"
#include "crypto/digest.h"

namespace gatehouse::audit {
namespace {

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code trouble;
  if (std::filesystem::is_directory(folder, trouble)) return {};
  std::filesystem::create_directories(folder, trouble);
  if (!trouble) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, trouble);
  if (trouble) return fail(ErrorCode::unavailable, folder.string() + ": " + trouble.message());
  return {};
}

Record damage(std::string detail) { return {.kind = Kind::damaged, .detail = std::move(detail)}; }

// The text ends with whole lines; what stands behind the last one goes.
Result<void> cut_unfinished(Recovered& found, std::string& text) {
  const auto whole = text.rfind('\n') == text.npos ? 0 : text.rfind('\n') + 1;
  const auto torn = text.size() - whole;
  if (torn == 0) return {};
  const auto digest = crypto::digest(crypto::Hash::sha256, std::string_view(text).substr(whole));
  if (auto cut = found.open.cut_to(found.open.size() - torn); !cut) return cut;
  text.resize(whole);
  found.notes.push_back({.kind = Kind::cut,
                         .detail = std::to_string(torn) + " bytes at the end of " + found.file +
                                   ", SHA-256 " + to_hex(digest)});
  return {};
}

// What one line ends with when it fits behind the line before it (`before` empty: it says itself
// what it stands behind).
std::optional<Head> fitting(const Chain& chain, std::string_view before, std::string_view text) {
  const auto line = parts_of(text);
  if (!line) return std::nullopt;
  const auto entry = read_entry(line->body);
  if (!entry) return std::nullopt;
  const auto previous = parts_of(before);
  const auto mac =
      chain.mac(previous ? previous->mac : std::string_view(entry->record.last), line->body);
  if (!crypto::equal_in_constant_time(mac, line->mac)) return std::nullopt;
  return Head{entry->id, std::string(line->mac)};
}

std::string_view last_line(std::string_view& text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  const auto at = text.rfind('\n');
  const auto line = at == text.npos ? text : text.substr(at + 1);
  text.remove_suffix(line.size());
  return line;
}

void compare_with_head(Recovered& found, const std::filesystem::path& folder, const Chain& chain) {
  const auto text = read_short(folder / head_file);
  const auto head = text ? chain.read_head(*text) : std::nullopt;
  if (!head) {
    if (found.file.empty() && !text) return;  // the first start
    found.notes.push_back(damage("the head of the trail is missing or not this server's"));
    return;
  }
  if (head->id <= found.end.id) return;
  found.notes.push_back(damage("records " + std::to_string(found.end.id + 1) + " to " +
                               std::to_string(head->id) + " are missing"));
  found.end.id = head->id;
}

}  // namespace

Result<Recovered> recover(const std::filesystem::path& folder, const Chain& chain) {
  if (auto made = make_folder(folder); !made) return std::unexpected(made.error());
  const auto names = files_in(folder);
  if (!names) return std::unexpected(names.error());
  Recovered found;
  // A file that was made and never written to says nothing.
  for (auto name = names->rbegin(); name != names->rend(); ++name) {
    auto open = GrowingFile::open(folder / *name);
    if (!open) return std::unexpected(open.error());
    if (found.file.empty()) {
      found.file = *name;
      found.open = std::move(*open);
    }
    auto& file = found.file == *name ? found.open : *open;
    auto text = file.tail(2 * longest_line);
    if (!text) return std::unexpected(text.error());
    if (&file == &found.open)
      if (auto cut = cut_unfinished(found, *text); !cut) return std::unexpected(cut.error());
    if (text->empty()) continue;
    std::string_view rest = *text;
    const auto line = last_line(rest);
    if (const auto end = fitting(chain, last_line(rest), line)) {
      found.end = *end;
      break;
    }
    found.notes.push_back(damage("the last record of " + *name + " does not fit"));
    if (const auto split = parts_of(line)) {
      found.end.mac = split->mac;
      found.end.id = read_entry(split->body).value_or(Entry{}).id;
    }
    break;
  }
  compare_with_head(found, folder, chain);
  return found;
}

}  // namespace gatehouse::audit
