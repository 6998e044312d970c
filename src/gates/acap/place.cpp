#include "gates/acap/place.h"

#include <utility>

#include "base/text.h"
#include "datasets/datasets.h"

namespace gatehouse::gates::acap {
namespace {

constexpr std::size_t longest_path = 2048;
constexpr std::size_t longest_owner = 255;
constexpr std::size_t longest_entry = 255;

// "~" or "user/NAME" off the front; nullopt: neither (site, group, host are kept by nobody here).
std::optional<std::string> take_owner(std::string_view& path) {
  const auto area = take_until(path, '/');
  if (area == "~") return std::string();
  if (area != "user") return std::nullopt;
  const auto owner = take_until(path, '/');
  if (owner.empty() || owner.size() > longest_owner) return std::nullopt;
  return owner == "~" ? std::string() : std::string(owner);
}

}  // namespace

bool is_entry_name(std::string_view name) {
  return name.size() <= longest_entry && !name.starts_with('.') && is_utf8(name) &&
         name.find_first_of(std::string_view("/\0", 2)) == name.npos;
}

std::optional<Listing> listing_place(std::string_view path) {
  if (!path.starts_with('/') || path.size() > longest_path) return std::nullopt;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return Listing{Listing::Of::root};
  const std::string first(take_until(path, '/'));
  if (first == "byowner") {
    if (path.empty()) return Listing{Listing::Of::owners};
    if (path == "user") return Listing{Listing::Of::users};
    auto owner = take_owner(path);
    if (!owner || !path.empty()) return std::nullopt;
    return Listing{Listing::Of::classes, *std::move(owner)};
  }
  if (!datasets::is_dataset_name(first)) return std::nullopt;
  if (path.empty()) return Listing{Listing::Of::of_class, first};
  if (path == "user") return Listing{Listing::Of::users_of_class, first};
  return std::nullopt;
}

std::optional<Place> dataset_place(std::string_view path) {
  if (!path.starts_with('/') || path.size() > longest_path) return std::nullopt;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  std::string dataset(take_until(path, '/'));
  const bool by_owner = dataset == "byowner";
  auto owner = take_owner(path);
  if (!owner) return std::nullopt;
  if (by_owner)
    dataset = path;
  else if (!path.empty())
    dataset.append("/").append(path);
  if (!datasets::is_dataset_name(dataset)) return std::nullopt;
  return Place{*std::move(owner), std::move(dataset)};
}

std::optional<EntryPlace> entry_place(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == path.npos) return std::nullopt;
  auto place = dataset_place(path.substr(0, slash + 1));
  const auto entry = path.substr(slash + 1);
  if (!place || !is_entry_name(entry)) return std::nullopt;
  return EntryPlace{*std::move(place), std::string(entry)};
}

}  // namespace gatehouse::gates::acap
