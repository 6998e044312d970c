#include "audit/newest.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "audit/backward_lines.h"
#include "audit/chain.h"
#include "audit/folder.h"
#include "base/text.h"

namespace gatehouse::audit {
namespace {

constexpr std::size_t day_size = 10;  // of "2026-11-22.log"

struct Place {
  std::string file;
  std::optional<std::uint64_t> position;  // nullopt: its end
};

// "2026-11-22.log:1234"
Result<Place> place_of(std::string_view text, const std::vector<std::string>& files) {
  if (text.empty()) return Place{files.back(), std::nullopt};
  Place place{std::string(take_until(text, ':')), to_number<std::uint64_t>(text)};
  if (!place.position || std::ranges::find(files, place.file) == files.end())
    return fail(ErrorCode::malformed, "there is no such place in the trail (any more)");
  return place;
}

class Reader {
 public:
  Reader(const ShowOptions& options, std::size_t most) : options_(options), most_(most) {}

  // False: the page is full, or what is before is of no interest; page().next says which.
  Result<bool> read(const std::filesystem::path& path, std::optional<std::uint64_t> position);
  TrailPage& page() { return page_; }
  [[nodiscard]] bool full() const {
    return page_.entries.size() >= most_ || told_ >= most_told || read_ >= most_read;
  }

 private:
  // False: this one and all before are too old.
  bool take(std::string_view line, bool of_an_earlier_day);

  const ShowOptions& options_;
  std::size_t most_;
  TrailPage page_{};
  std::size_t told_ = 0;
  std::uint64_t read_ = 0;
};

bool Reader::take(std::string_view line, bool of_an_earlier_day) {
  const auto split = parts_of(line);
  if (!split) return true;
  auto entry = read_entry(split->body);
  if (!entry) return true;
  if (of_an_earlier_day && entry->time < options_.since) return false;
  if (!is_wanted(*entry, options_)) return true;
  told_ += split->body.size();
  page_.entries.push_back(std::move(*entry));
  return true;
}

Result<bool> Reader::read(const std::filesystem::path& path,
                          std::optional<std::uint64_t> position) {
  const auto name = path.filename().string();
  // Clocks are set back, so only the file of an earlier day ends the search.
  const bool earlier = !options_.since.empty() && name.substr(0, day_size) < options_.since;
  auto lines = BackwardLines::open(path, position);
  if (!lines) return std::unexpected(std::move(lines.error()));
  const auto before = read_;
  while (auto line = lines->next()) {
    if (!take(*line, earlier)) return false;
    read_ = before + lines->bytes_read();
    if (!full()) continue;
    page_.next = name + ":" + std::to_string(lines->position());
    return false;
  }
  return true;
}

}  // namespace

Result<TrailPage> newest(const std::filesystem::path& folder, const ShowOptions& options,
                         std::string_view after, std::size_t most) {
  auto files = files_in(folder);
  if (!files && files.error().code == ErrorCode::not_found) return TrailPage{};
  if (!files) return std::unexpected(std::move(files.error()));
  if (files->empty()) return TrailPage{};
  auto place = place_of(after, *files);
  if (!place) return std::unexpected(std::move(place.error()));
  Reader reader(options, most);
  const auto last = std::ranges::find(*files, place->file) - files->begin();
  for (auto at = last; at >= 0; --at) {
    const auto& name = (*files)[static_cast<std::size_t>(at)];
    // One day's records may begin in the file of an earlier day, never in that of a later one.
    if (!options.until.empty() && name.substr(0, day_size) > options.until) continue;
    const auto more = reader.read(folder / name, at == last ? place->position : std::nullopt);
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
  }
  return std::move(reader.page());
}

}  // namespace gatehouse::audit
