#include "gates/acap/results.h"

#include <algorithm>
#include <array>

namespace gatehouse::gates::acap {
namespace {

constexpr std::string_view beginning = "00000101000000";
constexpr std::size_t most_found = 10'000;

std::string value_text(const std::optional<datasets::Value>& value) {
  if (!value) return "NIL";
  if (!value->many && value->parts.size() == 1) return string_text(value->parts.front());
  std::string text = "(";
  for (const auto& part : value->parts) {
    if (text.size() > 1) text += ' ';
    text += string_text(part);
  }
  return text + ")";
}

std::string size_text(const std::optional<datasets::Value>& value) {
  if (!value) return "NIL";
  if (!value->many && value->parts.size() == 1) return std::to_string(value->parts.front().size());
  std::string text = "(";
  for (const auto& part : value->parts) {
    if (text.size() > 1) text += ' ';
    text += std::to_string(part.size());
  }
  return text + ")";
}

std::string count_text(const std::optional<datasets::Value>& value) {
  return value ? std::to_string(value->parts.size()) : "NIL";
}

const AttributeList* list_of(const Permitted& permitted, std::string_view attribute,
                             const datasets::Item& item) {
  const bool is_named = item.path == permitted.start + item.name;  // not of a dataset below
  return is_named ? list_for(permitted.lists, attribute, item.name) : nullptr;
}

// Section 3.2: the list of the attribute of this entry; NIL: it has none.
std::string acl_text(const AttributeList* list) {
  return list != nullptr && list->of.entry ? value_text(list->acl) : "NIL";
}

std::string one_text(Metadata data, std::string_view attribute, const datasets::Item& item,
                     const Permitted& permitted) {
  const auto* list = list_of(permitted, attribute, item);
  switch (data) {
    case Metadata::acl:
      return acl_text(list);
    case Metadata::attribute:
      return string_text(attribute);
    case Metadata::count:
      return count_text(datasets::value_of(item, attribute));
    case Metadata::myrights:
      return string_text(list == nullptr ? permitted.rights : acap_rights(list->letters));
    case Metadata::size:
      return size_text(datasets::value_of(item, attribute));
    case Metadata::value:
      return value_text(datasets::value_of(item, attribute));
  }
  return "NIL";
}

std::string in_list(const std::vector<Metadata>& data, std::string_view attribute,
                    const datasets::Item& item, const Permitted& permitted) {
  std::string text = "(";
  for (const auto one : data) {
    if (text.size() > 1) text += ' ';
    text += one_text(one, attribute, item, permitted);
  }
  return text + ")";
}

std::string of_pattern(const Wanted& wanted, const datasets::Item& item,
                       const Permitted& permitted) {
  const auto start = std::string_view(wanted.attribute).substr(0, wanted.attribute.size() - 1);
  std::string text = "(";
  const auto add = [&](std::string_view attribute) {
    if (!attribute.starts_with(start)) return;
    if (text.size() > 1) text += ' ';
    text += in_list(wanted.data, attribute, item, permitted);
  };
  add("entry");
  add("modtime");
  for (const auto& [attribute, value] : item.entry.attributes) add(attribute);
  return text + ")";
}

std::string line(std::string_view word, const Search& search, std::string_view path) {
  return "* " + std::string(word) + " " + string_text(search.context->name) + " " +
         string_text(path);
}

std::string position(const Search& search, std::size_t at) {
  return search.context->enumerate ? " " + std::to_string(at + 1) : " 0";
}

std::string removals(Context& context, const Results& now) {
  std::string text;
  for (auto at = context.shown.size(); at-- > 0;) {
    const auto& path = context.shown[at].path;
    if (std::ranges::find(now.items, path, &datasets::Item::path) != now.items.end()) continue;
    text += line("REMOVEFROM", context.search, path) + position(context.search, at) + "\r\n";
    context.shown.erase(context.shown.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return text;
}

// The entry that shall be shown at `at`; those before it are in their places.
std::string arrival(Context& context, const datasets::Item& item, std::size_t at,
                    const Permitted& permitted) {
  auto& shown = context.shown;
  const auto& search = context.search;
  const auto known = std::ranges::find(shown, item.path, &Shown::path);
  const Shown fresh{item.path, item.entry.modified};
  const auto place = shown.begin() + static_cast<std::ptrdiff_t>(at);
  const auto data = returned_data(search.wanted, item, permitted) + "\r\n";
  if (known == shown.end()) {
    shown.insert(place, fresh);
    return line("ADDTO", search, item.path) + position(search, at) + data;
  }
  const auto before = static_cast<std::size_t>(known - shown.begin());
  const bool moved = before != at && search.context->enumerate;
  const bool changed = known->modified != fresh.modified;
  std::rotate(place, known, known + 1);
  shown[at] = fresh;
  if (!moved && !changed) return {};
  return line("CHANGE", search, item.path) + position(search, before) + position(search, at) + data;
}

struct Letter {
  char guide;
  char acap;
};
constexpr std::array letters{Letter{'l', 'x'}, Letter{'r', 'r'}, Letter{'w', 'w'}, Letter{'i', 'i'},
                             Letter{'a', 'a'}};

}  // namespace

std::string acap_rights(std::string_view given) {
  std::string text;
  for (const auto& [guide, acap] : letters)
    if (given.contains(guide)) text += acap;
  return text;
}

std::optional<Results> chosen(Results all, const Search& search) {
  std::erase_if(all.items, [&](const datasets::Item& item) {
    return !datasets::matches(search.criterion, item);
  });
  if (all.items.size() > most_found) return std::nullopt;
  if (search.with_depth) {  // section 6.4.2
    const auto start = search.path.ends_with('/') ? search.path : search.path + "/";
    for (auto& item : all.items) item.path.insert(0, start);
    all.permitted.start = start;
  }
  datasets::sort(all.items, search.sort);
  return all;
}

std::string returned_data(const std::vector<Wanted>& wanted, const datasets::Item& item,
                          const Permitted& permitted) {
  std::string text;
  for (const auto& one : wanted) {
    text += ' ';
    if (one.attribute.ends_with('*'))
      text += of_pattern(one, item, permitted);
    else if (one.data.size() == 1)
      text += one_text(one.data.front(), one.attribute, item, permitted);
    else
      text += in_list(one.data, one.attribute, item, permitted);
  }
  return text;
}

std::string entries_text(std::string_view tag, const Search& search, const Results& results,
                         std::size_t count) {
  std::string text;
  for (std::size_t at = 0; at < count && !search.wanted.empty(); ++at)
    text.append(tag)
        .append(" ENTRY ")
        .append(string_text(results.items[at].path))
        .append(returned_data(search.wanted, results.items[at], results.permitted))
        .append("\r\n");
  // Section 6.4.1: MODTIME is always there, also of datasets nothing was ever stored in.
  const auto newest = results.newest.empty() ? std::string(beginning) : results.newest;
  return text.append(tag).append(" MODTIME ").append(string_text(newest)).append("\r\n");
}

std::string updates(Context& context, const Results& now) {
  auto text = removals(context, now);
  for (std::size_t at = 0; at < now.items.size(); ++at)
    text += arrival(context, now.items[at], at, now.permitted);
  if (text.empty() && context.newest == now.newest) return text;
  context.newest = now.newest;
  if (!now.newest.empty())
    text += "* MODTIME " + string_text(context.search.context->name) + " " +
            string_text(now.newest) + "\r\n";
  return text;
}

}  // namespace gatehouse::gates::acap
