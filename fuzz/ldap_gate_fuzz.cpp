// What LDAP clients send: messages and requests are read whole or not at all, names that are
// written are read back, and a filter is judged without looking at more names than it means.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "gates/ldap/controls.h"
#include "gates/ldap/message.h"
#include "gates/ldap/names.h"
#include "gates/ldap/requests.h"
#include "gates/ldap/tree.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::gates::ldap;

void demand(bool holds) {
  if (!holds) std::abort();
}

const Record& joe() {
  static const Record record =
      record_of({auth::EntryKind::account, "joe", "company.com", {{"Aliases", {"joseph"}}}});
  return record;
}

void check_filter(const Filter& filter) {
  const auto truth = judge(filter, joe());
  const auto names = names_wanted(filter);
  if (truth != Truth::yes || !names) return;
  constexpr std::string_view his[] = {"joe", "joe@company.com", "joseph@company.com"};
  demand(std::ranges::any_of(*names, [&](const std::string& name) {
    return std::ranges::find(his, name) != std::end(his);
  }));
}

void check_name(std::string_view text) {
  if (const auto login = login_name(text)) {
    demand(is_utf8(*login));
    demand(std::ranges::none_of(
        *login, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }));
  }
  const auto dn = parse_dn(text);
  if (!dn) return;
  (void)place_of(*dn);
  if (std::ranges::any_of(*dn, &NamePart::is_joined)) return;
  const auto again = parse_dn(write_dn(*dn));
  demand(again && again->size() == dn->size());
  for (std::size_t i = 0; i < dn->size(); ++i)
    demand((*again)[i].type == (*dn)[i].type && (*again)[i].value == (*dn)[i].value);
}

void check_content(std::string_view content) {
  if (const auto bind = parse_bind(content)) check_name(bind->name);
  if (const auto search = parse_search(content)) {
    check_name(search->base);
    check_filter(search->filter);
    const auto dn = parse_dn(search->base);
    const auto place = dn ? place_of(*dn) : std::nullopt;
    if (place) demand(plan_for(*place, search->scope, search->filter).questions.size() <= 64);
  }
  if (const auto compare = parse_compare(content)) check_name(compare->entry);
  if (const auto extended = parse_extended(content)) (void)parse_password_change(extended->value);
}

void check_message(std::string_view bytes) {
  const auto message = parse_message(bytes);
  if (!message) return;
  demand(message->id > 0 && message->content.size() < bytes.size());
  demand(message->controls.size() <= 16);
  const auto paging = paging_of(message->controls);
  if (paging.page) demand(paging.page->size >= 0);
  check_content(message->content);
}

void check_length(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const auto more = size_of_length(bytes.substr(0, 2));
  if (!more || bytes.size() < 2 + *more) return;
  const auto length = length_of(bytes.substr(0, 2 + *more), 65536);
  if (length) demand(*length <= 65536);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_length(bytes);
  check_message(bytes);
  check_content(bytes);
  check_name(bytes);
  if (const auto position = position_of(bytes); position && !bytes.empty())
    demand(position_of(cookie_of(*position))->after == position->after);
  Elements elements(bytes);
  if (const auto element = elements.take())
    if (const auto filter = parse_filter(*element)) check_filter(*filter);
  return 0;
}
