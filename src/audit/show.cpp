#include "audit/show.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <ostream>

#include "audit/chain.h"
#include "audit/folder.h"
#include "base/text.h"

namespace gatehouse::audit {
namespace {

constexpr std::string_view failed = "failed";

struct Named {
  std::string_view name;
  std::string Record::* text;
};
constexpr std::array parts{
    Named{"account", &Record::account}, Named{"as", &Record::acting_as},
    Named{"verb", &Record::verb},       Named{"target", &Record::target},
    Named{"result", &Record::result},   Named{"service", &Record::service},
    Named{"from", &Record::from},       Named{"tls", &Record::tls},
    Named{"method", &Record::method},   Named{"name", &Record::name},
    Named{"source", &Record::source},   Named{"session", &Record::session},
    Named{"first", &Record::first},     Named{"last", &Record::last},
    Named{"detail", &Record::detail},
};

std::string side(const settings::Value& change, std::string_view which) {
  const auto* pair = change.dictionary();
  const auto* value = pair == nullptr ? nullptr : settings::find(*pair, which);
  return value == nullptr || value->string() == nullptr ? "(none)" : *value->string();
}

bool concerns(const Record& record, std::string_view account) {
  return account.empty() || same_but_case(record.account, account) ||
         same_but_case(record.acting_as, account) || same_but_case(record.target, account);
}

bool comes_from(const Record& record, std::string_view address) {
  return address.empty() || record.from == address ||
         record.from.starts_with("[" + std::string(address) + "]");
}

bool ended_so(const Record& record, std::string_view result) {
  if (result.empty() || record.result == result) return true;
  return result == failed && record.kind == Kind::login && record.result != "success" &&
         record.result != "code wanted";
}

bool holds(const Entry& entry, std::string_view text) {
  return text.empty() ||
         lower_case(one_line(entry) + entry.record.rules).contains(lower_case(text));
}

std::optional<Duration> period(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto count = to_number<unsigned>(text.substr(0, text.size() - 1));
  if (!count) return std::nullopt;
  const auto unit = text.back();
  if (unit == 's') return std::chrono::seconds(*count);
  if (unit == 'm') return std::chrono::minutes(*count);
  if (unit == 'h') return std::chrono::hours(*count);
  if (unit == 'd') return std::chrono::hours(24) * *count;
  return std::nullopt;
}

}  // namespace

bool is_wanted(const Entry& entry, const ShowOptions& options) {
  if (options.id) return entry.id == *options.id;
  const std::string_view time = entry.time;
  if (!options.since.empty() && time < options.since) return false;
  if (!options.until.empty() && time.substr(0, options.until.size()) > options.until) return false;
  if (options.kind && entry.record.kind != *options.kind) return false;
  return concerns(entry.record, options.account) && comes_from(entry.record, options.address) &&
         ended_so(entry.record, options.result) && holds(entry, options.text);
}

std::optional<std::string> point_in_time(std::string_view text, Time now) {
  if (const auto back = period(text)) return iso_time(now - *back);
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd.ddd";
  if (text.ends_with('Z')) text.remove_suffix(1);
  const auto fits = [](char c, char f) { return f == 'd' ? is_digit(c) : c == f; };
  const bool whole = text.size() == 4 || text.size() == 7 || text.size() == 10 ||
                     text.size() == 13 || text.size() == 16 || text.size() == 19 ||
                     text.size() == form.size();
  if (!whole || !std::equal(text.begin(), text.end(), form.begin(), fits)) return std::nullopt;
  return std::string(text);
}

std::string one_line(const Entry& entry) {
  auto line =
      std::to_string(entry.id) + " " + entry.time + " " + std::string(name_of(entry.record.kind));
  for (const auto& part : parts) {
    const auto& text = entry.record.*part.text;
    if (text.empty() || (part.text == &Record::last && entry.record.kind == Kind::file)) continue;
    const bool plain = text.find(' ') == text.npos;
    line.append(" ").append(part.name).append("=");
    line.append(plain ? text : "\"" + text + "\"");
  }
  for (const auto& [key, change] : entry.record.changes)
    line += " " + key + ":" + side(change, "Before") + "->" + side(change, "After");
  return line + "\n";
}

std::string in_full(const Entry& entry) {
  auto text = "record " + std::to_string(entry.id) + ", " +
              std::string(name_of(entry.record.kind)) + "\n  time: " + entry.time + "\n";
  for (const auto& part : parts)
    if (const auto& word = entry.record.*part.text; !word.empty())
      text.append("  ").append(part.name).append(": ").append(word).append("\n");
  if (!entry.record.rules.empty()) text += "  what it was asked, in order:\n";
  for (auto rest = std::string_view(entry.record.rules); !rest.empty();)
    text.append("    ").append(trimmed(take_until(rest, ';'))).append("\n");
  if (!entry.record.changes.empty()) text += "  changes:\n";
  for (const auto& [key, change] : entry.record.changes)
    text += "    " + key + ": " + side(change, "Before") + " -> " + side(change, "After") + "\n";
  return text;
}

Result<std::size_t> show(const std::filesystem::path& folder, const ShowOptions& options,
                         std::ostream& out) {
  const auto names = files_in(folder);
  if (!names) return std::unexpected(names.error());
  std::size_t shown = 0;
  for (const auto& name : *names) {
    // One day's records may begin in the file of an earlier day, never in that of a later one.
    if (!options.until.empty() && !options.id && name.substr(0, 10) > options.until) break;
    std::ifstream in(folder / name, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
      const auto split = parts_of(line);
      if (!split) continue;
      const auto entry = read_entry(split->body);
      if (!entry || !is_wanted(*entry, options)) continue;
      out << (options.id ? in_full(*entry) : one_line(*entry));
      ++shown;
    }
  }
  return shown;
}

}  // namespace gatehouse::audit
