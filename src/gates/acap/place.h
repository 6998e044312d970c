// Dataset and entry names (RFC 2244, section 4.1): /class/~/..., /class/user/NAME/..., and the same
// by owner, /byowner/~/class/..., /byowner/user/NAME/class/.... Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::gates::acap {

struct Place {
  std::string owner;    // as the client wrote it; empty: the account that is logged in
  std::string dataset;  // inside the account: "option/vendor.example"
  bool operator==(const Place&) const = default;
};

// nullopt: no dataset of an account has this name.
[[nodiscard]] std::optional<Place> dataset_place(std::string_view path);

struct EntryPlace {
  Place place;
  std::string entry;  // empty: the one of the dataset itself
  bool operator==(const EntryPlace&) const = default;
};
[[nodiscard]] std::optional<EntryPlace> entry_place(std::string_view path);

}  // namespace gatehouse::gates::acap
