#include "xml/element.h"

#include <algorithm>
#include <utility>

#include "base/secret.h"

namespace gatehouse::xml {
namespace {

constexpr std::string_view xml_space = "http://www.w3.org/XML/1998/namespace";

std::string_view escape_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\'':
      return "&apos;";
    case '"':
      return "&quot;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

void append_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto escape = escape_of(c);
    // XML 1.0, section 2.2: other control bytes cannot stand in a document at all.
    const bool possible = static_cast<unsigned char>(c) >= ' ' || c == '\t' || c == '\n';
    if (!escape.empty())
      out += escape;
    else if (possible)
      out += c;
  }
}

// XML 1.0, section 3.3.3: white space in values would be read as spaces.
void append_value(std::string& out, std::string_view value) {
  while (!value.empty()) {
    const auto end = value.find_first_of("\t\n");
    append_text(out, value.substr(0, end));
    if (end == value.npos) return;
    out += value[end] == '\t' ? "&#9;" : "&#10;";
    value.remove_prefix(end + 1);
  }
}

void append_attribute(std::string& out, std::string_view name, std::string_view value) {
  out.append(" ").append(name).append("=\"");
  append_value(out, value);
  out += '"';
}

void append_attributes(std::string& out, const Element& element) {
  unsigned prefixes = 0;
  for (const auto& [space, name, value] : element.attributes) {
    if (space.empty()) {
      append_attribute(out, name, value);
    } else if (space == xml_space) {
      append_attribute(out, "xml:" + name, value);
    } else {
      const auto prefix = "a" + std::to_string(prefixes++);
      append_attribute(out, "xmlns:" + prefix, space);
      append_attribute(out, prefix + ":" + name, value);
    }
  }
}

void append(std::string& out, const Element& element, std::string_view around) {
  if (element.name.empty()) return append_text(out, element.text);
  out.append("<").append(element.name);
  if (element.space != around) append_attribute(out, "xmlns", element.space);
  append_attributes(out, element);
  if (element.children.empty()) {
    out += "/>";
    return;
  }
  out += '>';
  for (const auto& child : element.children) append(out, child, element.space);
  out.append("</").append(element.name).append(">");
}

const Attribute* find(const Element& element, std::string_view name) {
  for (const auto& one : element.attributes)
    if (one.space.empty() && one.name == name) return &one;
  return nullptr;
}

}  // namespace

std::string_view Element::value(std::string_view attribute) const {
  const auto* found = find(*this, attribute);
  return found == nullptr ? std::string_view{} : std::string_view(found->value);
}

bool Element::has(std::string_view attribute) const { return find(*this, attribute) != nullptr; }

const Element* Element::child(std::string_view its_name, std::string_view its_space) const {
  for (const auto& one : children)
    if (one.is(its_name, its_space)) return &one;
  return nullptr;
}

const Element* Element::first() const {
  for (const auto& one : children)
    if (!one.name.empty()) return &one;
  return nullptr;
}

std::size_t Element::elements() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(children, [](const Element& one) { return !one.name.empty(); }));
}

std::string Element::content() const {
  std::string all;
  for (const auto& child : children)
    if (child.name.empty()) all += child.text;
  return all;
}

Element& Element::set(std::string_view attribute, std::string_view value) {
  std::erase_if(attributes,
                [&](const Attribute& one) { return one.space.empty() && one.name == attribute; });
  attributes.push_back({{}, std::string(attribute), std::string(value)});
  return *this;
}

Element& Element::add(Element child) {
  children.push_back(std::move(child));
  return *this;
}

Element& Element::add_text(std::string_view more) {
  if (!more.empty()) children.push_back({.name = {}, .text = std::string(more)});
  return *this;
}

Element element(std::string_view name, std::string_view space, std::string_view text) {
  Element made{.name = std::string(name), .space = std::string(space)};
  made.add_text(text);
  return made;
}

std::string to_xml(const Element& element, std::string_view around) {
  std::string out;
  append(out, element, around);
  return out;
}

void wipe(Element& element) {
  const WipeAtEnd text(element.text);
  for (auto& attribute : element.attributes) const WipeAtEnd value(attribute.value);
  for (auto& child : element.children) wipe(child);
}

}  // namespace gatehouse::xml
