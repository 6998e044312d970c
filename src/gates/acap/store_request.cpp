#include <algorithm>
#include <utility>

#include "base/text.h"
#include "gates/acap/requests.h"

namespace gatehouse::gates::acap {
namespace {

constexpr std::size_t longest_attribute = 255;

std::unexpected<Fault> broken(std::string_view words) {
  return std::unexpected(Fault{true, {}, std::string(words)});
}

bool is_attribute(const Term& term) {
  return term.is_string() && !term.text.empty() && term.text.size() <= longest_attribute &&
         is_utf8(term.text) && !term.text.contains('*') && !term.text.contains('\0');
}

// Those the server keeps by itself (section 3.1.1).
bool is_kept_by_server(std::string_view attribute) {
  return attribute == "modtime" || attribute == "subdataset";
}

Parsed<std::optional<datasets::Value>> read_value(const Term& term);

// A list of strings is a value of many parts; ("value" X) is the value in its long form.
Parsed<std::optional<datasets::Value>> read_list(const Term& term) {
  const auto& items = term.items;
  const bool is_long =
      items.size() == 2 && items.front().is_string() && same_but_case(items.front().text, "value");
  if (is_long) return read_value(items.back());
  datasets::Value value{{}, true};
  for (const auto& item : items) {
    if (!item.is_string()) return broken("A list of values holds strings");
    value.parts.push_back(item.text);
  }
  return value;
}

Parsed<std::optional<datasets::Value>> read_value(const Term& term) {
  if (term.is_nil() || term.is_atom("DEFAULT")) return std::nullopt;
  if (term.is_string()) return datasets::Value{{term.text}};
  if (term.is_list()) return read_list(term);
  return broken("This is no value");
}

Parsed<std::size_t> take_modifiers(Store& store, const std::vector<Term>& items) {
  std::size_t at = 1;
  for (; at < items.size(); ++at) {
    if (items[at].is_atom("NOCREATE")) {
      store.create = false;
    } else if (items[at].is_atom("UNCHANGEDSINCE")) {
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
  if (!place) return std::unexpected(Fault{false, "INVALID", "There can be no such entry"});
  Store store{*std::move(place), term.items.front().text};
  auto at = take_modifiers(store, term.items);
  if (!at) return std::unexpected(at.error());
  for (; *at < term.items.size(); *at += 2) {
    const auto& attribute = term.items[*at];
    if (!is_attribute(attribute) || *at + 1 == term.items.size())
      return broken("An attribute and its value are missing");
    auto value = read_value(term.items[*at + 1]);
    if (!value) return std::unexpected(value.error());
    if (is_kept_by_server(attribute.text))
      return std::unexpected(Fault{false, "INVALID", "The server keeps this attribute"});
    // Section 3.1.1: an entry is removed by its name's removal, and not renamed.
    if (attribute.text != "entry")
      store.values.push_back({attribute.text, *std::move(value)});
    else if (!*value)
      store.removes = true;
    else if ((*value)->parts != std::vector{store.at.entry})
      return std::unexpected(Fault{false, "INVALID", "An entry keeps its name"});
  }
  return store;
}

}  // namespace

Parsed<std::vector<Store>> parse_store(const std::vector<Term>& arguments) {
  std::vector<Store> stores;
  for (const auto& term : arguments) {
    auto store = read_store(term);
    if (!store) return std::unexpected(store.error());
    stores.push_back(*std::move(store));
  }
  if (stores.empty()) return broken("STORE takes entries");
  return stores;
}

}  // namespace gatehouse::gates::acap
