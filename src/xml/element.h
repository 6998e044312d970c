// A small tree of XML elements. Text and values are UTF-8 without escapes; written, they are always
// escaped, so nothing a peer said can become markup.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::xml {

struct Attribute {
  std::string space;  // empty: none
  std::string name;
  std::string value;
};

struct Element {
  std::string name;     // empty: this is text
  std::string space{};  // its namespace
  std::string text{};   // of text only
  std::vector<Attribute> attributes{};
  std::vector<Element> children{};

  // The value of an attribute without a namespace; empty: there is none.
  [[nodiscard]] std::string_view value(std::string_view attribute) const;
  [[nodiscard]] bool has(std::string_view attribute) const;
  [[nodiscard]] bool is(std::string_view its_name, std::string_view its_space) const {
    return name == its_name && space == its_space;
  }
  // The first child of that name, or the first of any; null: there is none.
  [[nodiscard]] const Element* child(std::string_view its_name, std::string_view its_space) const;
  [[nodiscard]] const Element* first() const;
  [[nodiscard]] std::size_t elements() const;  // children that are not text
  [[nodiscard]] std::string content() const;   // the text directly inside

  // These give the element itself, so that trees can be written down as they look.
  Element& set(std::string_view attribute, std::string_view value);  // replaces
  Element& add(Element child);
  Element& add_text(std::string_view more);
};

[[nodiscard]] Element element(std::string_view name, std::string_view space,
                              std::string_view text = {});

// `around`: the default namespace where it will stand.
[[nodiscard]] std::string to_xml(const Element& element, std::string_view around = {});

// Overwrites every text and value in it: a password may be among them.
void wipe(Element& element);

}  // namespace gatehouse::xml
