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

// What is no dataset but names some (section 4.1): "/", "/class/", "/class/user/", "/byowner/",
// "/byowner/user/", "/byowner/~/" and "/byowner/user/NAME/".
struct Listing {
  enum class Of { root, of_class, users_of_class, owners, users, classes } of;
  std::string name{};  // of the class; of `classes` the owner's, empty: who is logged in
  bool operator==(const Listing&) const = default;
};
[[nodiscard]] std::optional<Listing> listing_place(std::string_view path);

struct EntryPlace {
  Place place;
  std::string entry;  // empty: the one of the dataset itself
  bool operator==(const EntryPlace&) const = default;
};
[[nodiscard]] std::optional<EntryPlace> entry_place(std::string_view path);
[[nodiscard]] bool is_entry_name(std::string_view name);  // section 3.1

}  // namespace gatehouse::gates::acap
