#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"
#include "datasets/inherit.h"
#include "gates/acap/requests.h"

namespace gatehouse::gates::acap {
namespace {

constexpr std::size_t longest_attribute = 255;
constexpr std::size_t longest_inherit = 1024;
constexpr auto npos = std::string_view::npos;

std::unexpected<Fault> broken(std::string_view words) {
  return std::unexpected(Fault{true, {}, std::string(words)});
}

bool is_attribute(const Term& term) {
  return term.is_string() && !term.text.empty() && term.text.size() <= longest_attribute &&
         is_utf8(term.text) && term.text.find_first_of(std::string_view("*%\0", 3)) == npos;
}

std::unexpected<Fault> invalid(const Store& store, std::string_view attribute,
                               std::string_view words) {
  auto code = "INVALID " + string_text(store.path) + " " + string_text(attribute);
  return std::unexpected(Fault{false, std::move(code), std::string(words)});
}

struct Written {
  std::optional<datasets::Value> value{};  // nullopt: NIL or DEFAULT
  bool is_default = false;
};

Parsed<Written> read_plain(const Term& term) {
  if (term.is_nil()) return Written{};
  if (term.is_atom("DEFAULT")) return Written{.is_default = true};
  if (term.is_string()) return Written{datasets::Value{{term.text}}};
  return broken("This is no value");
}

// Of ("value" (...)): a value of many parts.
Parsed<Written> read_long(const Term& term) {
  if (!term.is_list()) return read_plain(term);
  datasets::Value value{{}, true};
  for (const auto& item : term.items) {
    if (!item.is_string()) return broken("A list of values holds strings");
    value.parts.push_back(item.text);
  }
  return Written{std::move(value)};
}

// A value, or ("value" X "acl" Y). Attributes have no lists of their own here. nullopt: only a list
// of rights was taken away.
Parsed<std::optional<Written>> read_written(const Store& store, const std::string& attribute,
                                            const Term& term) {
  if (!term.is_list()) {
    auto plain = read_plain(term);
    if (!plain) return std::unexpected(plain.error());
    return *std::move(plain);
  }
  std::optional<Written> written;
  bool has_acl = false;
  if (term.items.empty() || term.items.size() % 2 != 0) return broken("Metadata and its value");
  for (std::size_t at = 0; at < term.items.size(); at += 2) {
    const auto& name = term.items[at];
    const auto& given = term.items[at + 1];
    if (name.is_string() && same_but_case(name.text, "value") && !written) {
      auto value = read_long(given);
      if (!value) return std::unexpected(value.error());
      written = *std::move(value);
    } else if (name.is_string() && same_but_case(name.text, "acl") && !has_acl) {
      has_acl = true;
      if (!given.is_nil() && !given.is_atom("DEFAULT"))
        return invalid(store, attribute, "Lists are of whole datasets here");
    } else {
      return broken("There is no such metadata, or it is there twice");
    }
  }
  return written;
}

// Section 3.1.1: NIL removes an entry, DEFAULT what overrides an inherited one, a name renames it.
std::optional<Fault> take_entry(Store& store, Written written) {
  if (!written.value) {
    store.fate = written.is_default ? Store::Fate::reverted : Store::Fate::removed;
    return std::nullopt;
  }
  const auto& value = *written.value;
  if (value.many || !is_entry_name(value.parts.front()))
    return Fault{true, {}, "There can be no such entry"};
  if (value.parts.front() != store.at.entry) store.renamed_to = value.parts.front();
  return std::nullopt;
}

// Section 3.1.1: "." makes the dataset below; there are none on other servers.
std::optional<Fault> take_subdataset(Store& store, Written written) {
  if (!written.value) {
    store.below = Store::Below::removed;
    return std::nullopt;
  }
  if (!written.value->many || written.value->parts != std::vector<std::string>{"."})
    return invalid(store, "subdataset", "Only \".\" can be a dataset below").error();
  store.below = Store::Below::made;
  return std::nullopt;
}

std::optional<Fault> take_modtime(Store& store, Written /*written*/) {
  return invalid(store, "modtime", "The server keeps this attribute").error();
}

// Section 5.2; what it names need not be there.
std::optional<Fault> take_inherit(Store& store, Written written) {
  const auto& value = written.value;
  if (value && (value->many || !value->parts.front().starts_with('/') ||
                value->parts.front().size() > longest_inherit))
    return invalid(store, datasets::inherit_attribute, "A dataset's name is expected").error();
  store.values.push_back(
      {std::string(datasets::inherit_attribute), std::move(written.value), written.is_default});
  return std::nullopt;
}

std::optional<Fault> take_acl(Store& store, Written /*written*/) {
  return invalid(store, "dataset.acl", "SETACL changes it").error();
}

// What means something in every dataset.
struct Known {
  std::string_view attribute;
  std::optional<Fault> (*take)(Store& store, Written written);
};
constexpr std::array known{Known{"dataset.acl", take_acl},
                           Known{datasets::inherit_attribute, take_inherit},
                           Known{"entry", take_entry}, Known{"modtime", take_modtime},
                           Known{"subdataset", take_subdataset}};

std::optional<Fault> take_attribute(Store& store, const std::string& attribute, Written written) {
  const auto* const found = std::ranges::find(known, attribute, &Known::attribute);
  if (found != known.end()) return found->take(store, std::move(written));
  if (attribute.starts_with("dataset.acl.")) return take_acl(store, std::move(written));
  store.values.push_back({attribute, std::move(written.value), written.is_default});
  return std::nullopt;
}

Parsed<std::size_t> take_modifiers(Store& store, const std::vector<Term>& items) {
  std::size_t at = 1;
  for (; at < items.size(); ++at) {
    if (items[at].is_atom("NOCREATE") && store.create) {
      store.create = false;
    } else if (items[at].is_atom("UNCHANGEDSINCE") && !store.unchanged_since) {
      if (++at == items.size() || !items[at].is_string() || !datasets::is_modtime(items[at].text))
        return broken("UNCHANGEDSINCE takes a time");
      store.unchanged_since = items[at].text;
    } else {
      break;
    }
  }
  return at;
}

Parsed<Store> read_store(const Term& term) {
  if (!term.is_list() || term.items.empty() || !term.items.front().is_string())
    return broken("STORE takes lists that begin with an entry");
  auto place = entry_place(term.items.front().text);
  if (!place) return broken("There can be no such entry");
  Store store{*std::move(place), term.items.front().text};
  auto at = take_modifiers(store, term.items);
  if (!at) return std::unexpected(at.error());
  std::set<std::string, std::less<>> given;
  for (; *at < term.items.size(); *at += 2) {
    const auto& attribute = term.items[*at];
    if (!is_attribute(attribute) || *at + 1 == term.items.size())
      return broken("An attribute and its value are missing");
    if (!given.insert(attribute.text).second) return broken("An attribute is there twice");
    auto written = read_written(store, attribute.text, term.items[*at + 1]);
    if (!written) return std::unexpected(written.error());
    if (!*written) continue;
    auto fault = take_attribute(store, attribute.text, **std::move(written));
    if (fault) return std::unexpected(*std::move(fault));
  }
  return store;
}

}  // namespace

Parsed<std::vector<Store>> parse_store(const std::vector<Term>& arguments) {
  std::vector<Store> stores;
  for (const auto& term : arguments) {
    auto store = read_store(term);
    if (!store) return std::unexpected(store.error());
    const bool is_twice = std::ranges::find(stores, store->at, &Store::at) != stores.end();
    if (is_twice) return broken("An entry is there twice");
    stores.push_back(*std::move(store));
  }
  if (stores.empty()) return broken("STORE takes entries");
  return stores;
}

}  // namespace gatehouse::gates::acap
