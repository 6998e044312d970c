// FETCH's items (RFC 3501, section 6.4.5).
#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "gates/imap/arguments.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t most_items = 64;
constexpr std::size_t most_fields = 256;
constexpr std::size_t deepest_path = 50;

using Part = BodySection::Part;

// The items that are one word. Those of RFC 822 are old names for body sections.
struct Word {
  std::string_view name;
  FetchData data;
  Part part = Part::all;
  bool peek = true;
};
constexpr std::array words{
    Word{"BODY", FetchData::body},
    Word{"BODYSTRUCTURE", FetchData::bodystructure},
    Word{"EMAILID", FetchData::emailid},
    Word{"ENVELOPE", FetchData::envelope},
    Word{"FLAGS", FetchData::flags},
    Word{"INTERNALDATE", FetchData::internaldate},
    Word{"MODSEQ", FetchData::modseq},
    Word{"RFC822", FetchData::body_section, Part::all, false},
    Word{"RFC822.HEADER", FetchData::body_section, Part::header},
    Word{"RFC822.SIZE", FetchData::rfc822_size},
    Word{"RFC822.TEXT", FetchData::body_section, Part::text, false},
    Word{"THREADID", FetchData::threadid},
    Word{"UID", FetchData::uid},
};

struct Macro {
  std::string_view name;
  std::span<const std::string_view> items;
};
constexpr std::array<std::string_view, 5> full{"FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE",
                                               "BODY"};
constexpr std::array macros{Macro{"ALL", std::span(full).first<4>()},
                            Macro{"FAST", std::span(full).first<3>()}, Macro{"FULL", full}};

struct PartName {
  std::string_view name;
  Part part;
};
// The longer names come before those they begin with.
constexpr std::array part_names{
    PartName{"HEADER.FIELDS.NOT ", Part::fields_not}, PartName{"HEADER.FIELDS ", Part::fields},
    PartName{"HEADER", Part::header}, PartName{"MIME", Part::mime}, PartName{"TEXT", Part::text}};

std::optional<FetchItem> word_item(std::string_view name) {
  const auto same = [&](const Word& word) { return same_but_case(word.name, name); };
  const auto word = std::ranges::find_if(words, same);
  if (word == words.end()) return std::nullopt;
  FetchItem item{.data = word->data, .section = {}, .peek = word->peek, .partial = {}, .label = {}};
  item.section.part = word->part;
  item.label = word->name;
  return item;
}

// What can be a header field's name and be said back as it came.
bool is_field_name(std::string_view name) {
  const auto allowed = [](char c) {
    return c > 0x20 && c < 0x7F && !std::string_view(":(){}%*\"\\[]").contains(c);
  };
  return !name.empty() && std::ranges::all_of(name, allowed);
}

bool read_fields(Reader& reader, BodySection& section) {
  if (!reader.skip("(")) return false;
  do {
    auto field = reader.astring();
    if (!field || !is_field_name(*field) || section.fields.size() == most_fields) return false;
    section.fields.push_back(std::move(*field));
  } while (reader.space());
  return reader.skip(")");
}

// "1.2.", with "" for none; true when a part name may follow.
bool read_path(Reader& reader, BodySection& section) {
  while (is_digit(reader.peek())) {
    const auto number = reader.number();
    if (!number || *number == 0 || section.path.size() == deepest_path) return false;
    section.path.push_back(*number);
    if (!reader.skip(".")) return reader.peek() == ']';
  }
  return true;
}

std::optional<BodySection> read_section(Reader& reader) {
  BodySection section;
  if (!reader.skip("[") || !read_path(reader, section)) return std::nullopt;
  if (reader.skip("]")) return section;
  const auto name = std::ranges::find_if(
      part_names, [&](const PartName& each) { return reader.skip(each.name); });
  if (name == part_names.end()) return std::nullopt;
  section.part = name->part;
  if (section.part == Part::mime && section.path.empty()) return std::nullopt;
  const bool has_fields = section.part == Part::fields || section.part == Part::fields_not;
  if (has_fields && !read_fields(reader, section)) return std::nullopt;
  if (!reader.skip("]")) return std::nullopt;
  return section;
}

std::optional<Partial> read_partial(Reader& reader) {
  if (!reader.skip("<")) return std::nullopt;
  const auto offset = reader.number();
  if (!offset || !reader.skip(".")) return std::nullopt;
  const auto count = reader.number();
  if (!count || *count == 0 || !reader.skip(">")) return std::nullopt;
  return Partial{*offset, *count};
}

std::string label_of(std::string_view word, const BodySection& section) {
  std::string label = std::string(word) + '[';
  for (std::size_t i = 0; i < section.path.size(); ++i)
    label += (i == 0 ? "" : ".") + std::to_string(section.path[i]);
  const auto name = std::ranges::find(part_names, section.part, &PartName::part);
  if (name == part_names.end()) return label + ']';
  if (!section.path.empty()) label += '.';
  label += name->name;
  for (const auto& field : section.fields)
    label += (&field == &section.fields.front() ? "(" : " ") + field;
  return label + (section.fields.empty() ? "]" : ")]");
}

std::optional<FetchItem> read_body_section(Reader& reader, bool peek) {
  auto section = read_section(reader);
  if (!section) return std::nullopt;
  std::string label = label_of("BODY", *section);
  FetchItem item{FetchData::body_section, std::move(*section), peek, {}, std::move(label)};
  if (reader.peek() != '<') return item;
  item.partial = read_partial(reader);
  if (!item.partial) return std::nullopt;
  item.label += '<' + std::to_string(item.partial->offset) + '>';
  return item;
}

struct BinaryName {
  std::string_view name;
  FetchData data;
  bool peek;
};
constexpr std::array binary_names{BinaryName{"BINARY.PEEK[", FetchData::binary, true},
                                  BinaryName{"BINARY.SIZE[", FetchData::binary_size, true},
                                  BinaryName{"BINARY[", FetchData::binary, false}};

// RFC 3516, section 7: only part numbers, and no partial size.
std::optional<FetchItem> read_binary(Reader& reader, const BinaryName& name) {
  reader.skip(name.name.substr(0, name.name.size() - 1));
  auto section = read_section(reader);
  if (!section || section->part != Part::all) return std::nullopt;
  const bool is_size = name.data == FetchData::binary_size;
  std::string label = label_of(is_size ? "BINARY.SIZE" : "BINARY", *section);
  FetchItem item{name.data, std::move(*section), name.peek, {}, std::move(label)};
  if (is_size || reader.peek() != '<') return item;
  item.partial = read_partial(reader);
  if (!item.partial) return std::nullopt;
  item.label += '<' + std::to_string(item.partial->offset) + '>';
  return item;
}

std::optional<FetchItem> read_item(Reader& reader) {
  for (const auto& name : binary_names) {
    const auto left = reader.rest().substr(0, name.name.size());
    if (same_but_case(left, name.name)) return read_binary(reader, name);
  }
  for (const std::string_view name : {"BODY.PEEK", "BODY"}) {
    const auto left = reader.rest();
    if (!same_but_case(left.substr(0, name.size()), name)) continue;
    if (!left.substr(name.size()).starts_with('[')) continue;
    reader.skip(name);
    return read_body_section(reader, name.ends_with("PEEK"));
  }
  const auto name = reader.atom();
  return name ? word_item(*name) : std::nullopt;
}

std::optional<std::vector<FetchItem>> read_items(Reader& reader) {
  std::vector<FetchItem> items;
  if (!reader.skip("(")) {
    auto item = read_item(reader);
    if (!item) return std::nullopt;
    items.push_back(std::move(*item));
    return items;
  }
  do {
    auto item = read_item(reader);
    if (!item || items.size() == most_items) return std::nullopt;
    items.push_back(std::move(*item));
  } while (reader.space());
  if (!reader.skip(")")) return std::nullopt;
  return items;
}

std::optional<std::vector<FetchItem>> macro(std::string_view name) {
  const auto same = [&](const Macro& each) { return same_but_case(each.name, name); };
  const auto found = std::ranges::find_if(macros, same);
  if (found == macros.end()) return std::nullopt;
  std::vector<FetchItem> items;
  for (const auto item : found->items) items.push_back(*word_item(item));
  return items;
}

}  // namespace

std::optional<Request> read_fetch(Reader& reader, bool by_uid) {
  auto set = read_set(reader);
  if (!set || !reader.space()) return std::nullopt;
  const auto word = reader.rest().substr(0, reader.rest().find(' '));
  auto items = macro(word);
  if (items) {
    reader.skip(word);
  } else {
    items = read_items(reader);
  }
  if (!items) return std::nullopt;
  // RFC 3501, section 6.4.8: the answer to UID FETCH always has the UID.
  const auto has_uid = std::ranges::find(*items, FetchData::uid, &FetchItem::data) != items->end();
  if (by_uid && !has_uid) items->insert(items->begin(), *word_item("UID"));
  Fetch request{.by_uid = by_uid, .set = std::move(*set), .items = std::move(*items)};
  if (!read_fetch_modifiers(reader, request)) return std::nullopt;
  // RFC 7162, section 3.1.4.1: CHANGEDSINCE asks for MODSEQ too.
  const bool has =
      std::ranges::find(request.items, FetchData::modseq, &FetchItem::data) != request.items.end();
  if (request.changed_since && !has) request.items.push_back(*word_item("MODSEQ"));
  return request;
}

}  // namespace gatehouse::gates::imap
