#include "gates/imap/header_facts.h"

#include <algorithm>

#include "base/text.h"
#include "gates/imap/collation.h"
#include "gates/imap/gmime.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t longest_header = std::size_t{256} << 10U;
constexpr std::size_t longest_field = std::size_t{16} << 10U;
constexpr std::size_t longest_name = 200;
constexpr int most_references = 50;  // the latest

struct FreeReferences {
  void operator()(GMimeReferences* list) const { g_mime_references_free(list); }
};
using References = std::unique_ptr<GMimeReferences, FreeReferences>;

std::string field(GMimeHeaderList* fields, const char* name) {
  return raw_field(fields, name).value_or("").substr(0, longest_field);
}

std::optional<Time> sent_at(GMimeHeaderList* fields) {
  const auto raw = field(fields, "Date");
  auto* parsed = raw.empty() ? nullptr : g_mime_utils_header_decode_date(raw.c_str());
  if (parsed == nullptr) return std::nullopt;
  const auto seconds = g_date_time_to_unix(parsed);
  g_date_time_unref(parsed);
  return Time{std::chrono::seconds{seconds}};
}

std::string decoded(const std::string& raw) {
  const OwnedText text(g_mime_utils_header_decode_text(nullptr, raw.c_str()));
  return text == nullptr ? std::string() : text.get();
}

std::string key(std::string_view text) { return collation_key(text.substr(0, longest_name)); }

struct FirstAddress {
  std::string local;
  std::string shown;
};
FirstAddress first_address(GMimeHeaderList* fields, const char* name) {
  const auto raw = field(fields, name);
  if (raw.empty()) return {};
  const Owned<InternetAddressList> list(internet_address_list_parse(nullptr, raw.c_str()));
  if (list == nullptr || internet_address_list_length(list.get()) == 0) return {};
  auto* address = internet_address_list_get_address(list.get(), 0);
  const char* given = internet_address_get_name(address);
  const std::string_view display = given == nullptr ? "" : given;
  if (INTERNET_ADDRESS_IS_GROUP(address)) return {key(display), key(display)};
  const char* written = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
  const std::string_view whole = written == nullptr ? "" : written;
  return {key(whole.substr(0, whole.rfind('@'))), key(display.empty() ? whole : display)};
}

std::vector<std::string> ids_in(const std::string& raw, int most) {
  std::vector<std::string> ids;
  const References list(g_mime_references_parse(nullptr, raw.c_str()));
  const int count = list == nullptr ? 0 : g_mime_references_length(list.get());
  for (int i = std::max(0, count - most); i < count; ++i) {
    const char* id = g_mime_references_get_message_id(list.get(), i);
    if (id != nullptr && *id != '\0') ids.push_back(std::string(id).substr(0, longest_name));
  }
  return ids;
}

std::vector<std::string> first_id(GMimeHeaderList* fields, const char* name) {
  auto ids = ids_in(field(fields, name), most_references);
  if (ids.size() > 1) ids.resize(1);
  return ids;
}

}  // namespace

HeaderFacts header_facts(std::string_view header) {
  const auto message = parse_header(header.substr(0, longest_header));
  auto* fields = g_mime_object_get_header_list(GMIME_OBJECT(message.get()));
  HeaderFacts facts;
  facts.sent = sent_at(fields);
  facts.subject = base_subject(decoded(field(fields, "Subject")));
  auto from = first_address(fields, "From");
  auto to = first_address(fields, "To");
  facts.from = std::move(from.local);
  facts.from_shown = std::move(from.shown);
  facts.to = std::move(to.local);
  facts.to_shown = std::move(to.shown);
  facts.cc = first_address(fields, "Cc").local;
  if (const auto ids = first_id(fields, "Message-ID"); !ids.empty()) facts.id = ids.front();
  facts.references = ids_in(field(fields, "References"), most_references);
  if (facts.references.empty()) facts.references = first_id(fields, "In-Reply-To");
  return facts;
}

}  // namespace gatehouse::gates::imap
