#include "gates/xmpp/accounts.h"

#include <memory>
#include <utility>

#include "gates/xmpp/namespaces.h"
#include "gates/xmpp/parser.h"
#include "mailbox/disk.h"

namespace gatehouse::gates::xmpp {
namespace {

constexpr std::string_view roster_file = "xmpp-roster";
constexpr std::string_view offline_file = "xmpp-offline";
constexpr std::string_view vcard_file = "xmpp-vcard";
constexpr std::string_view private_file = "xmpp-private";

constexpr std::size_t most_messages = 100;
constexpr std::size_t longest_offline = std::size_t{256} << 10U;
constexpr std::size_t longest_private = std::size_t{128} << 10U;
constexpr ParserLimits document_limits{.bytes = std::size_t{1} << 20U,
                                       .depth = 40,
                                       .attributes = 64,
                                       .namespaces = 4096,
                                       .elements = 65536};

std::unexpected<Error> damaged(const std::filesystem::path& path) {
  return fail(ErrorCode::damaged, path.string() + " is damaged");
}

bool is_same_kind(const Element& one, const Element& other) {
  return one.name == other.name && one.space == other.space;
}

Element document(std::string_view name) { return element(name, space::client); }

}  // namespace

std::mutex& Accounts::turn_of(const Place& place) {
  return turns_.at(std::hash<std::string>()(place.account) % turns_.size());
}

std::filesystem::path Accounts::path(const Place& place, std::string_view file) const {
  return base_ / place.location / file;
}

Result<std::string> Accounts::read(const Place& place, std::string_view file) const {
  auto text = mailbox::read_whole(path(place, file));
  if (!text && text.error().code == ErrorCode::not_found) return std::string();
  return text;
}

Result<void> Accounts::write(const Place& place, std::string_view file,
                             std::string_view text) const {
  const auto made = mailbox::make_folder(base_ / place.location);
  if (!made) return made;
  return replace_file(path(place, file), text);
}

Result<Roster> Accounts::read_roster(const Place& place) const {
  const auto text = read(place, roster_file);
  if (!text) return std::unexpected(text.error());
  auto roster = Roster::read(*text);
  if (!roster) return damaged(path(place, roster_file));
  return std::move(*roster);
}

Result<RosterView> Accounts::roster(const Place& place) {
  const std::scoped_lock turn(turn_of(place));
  if (auto known = hub_.roster(place.account)) return known;
  auto roster = read_roster(place);
  if (!roster) return std::unexpected(std::move(roster.error()));
  auto view = std::make_shared<const Roster>(std::move(*roster));
  hub_.set_roster(place.account, view);
  return view;
}

Result<RosterView> Accounts::change(const Place& place,
                                    const std::function<void(Roster&)>& change) {
  const std::scoped_lock turn(turn_of(place));
  auto roster = read_roster(place);
  if (!roster) return std::unexpected(std::move(roster.error()));
  const auto before = roster->text();
  change(*roster);
  const auto after = roster->text();
  if (after != before) {
    const auto written = write(place, roster_file, after);
    if (!written) return std::unexpected(written.error());
  }
  auto view = std::make_shared<const Roster>(std::move(*roster));
  hub_.set_roster(place.account, view);
  return view;
}

Result<std::optional<Element>> Accounts::read_document(const Place& place,
                                                       std::string_view file) const {
  const auto text = read(place, file);
  if (!text) return std::unexpected(text.error());
  if (text->empty()) return std::optional<Element>();
  auto found = parse_document(*text, document_limits);
  if (!found) return damaged(path(place, file));
  return found;
}

Result<void> Accounts::keep_message(const Place& place, const Element& message) {
  const std::scoped_lock turn(turn_of(place));
  auto waiting = read_document(place, offline_file);
  if (!waiting) return std::unexpected(std::move(waiting.error()));
  auto all = *waiting ? std::move(**waiting) : document("offline");
  if (all.elements() >= most_messages) return fail(ErrorCode::too_long, "enough messages wait");
  all.add(message).add_text("\n");
  const auto text = to_xml(all, space::client);
  if (text.size() > longest_offline) return fail(ErrorCode::too_long, "enough messages wait");
  return write(place, offline_file, text);
}

Result<std::vector<Element>> Accounts::take_messages(const Place& place) {
  const std::scoped_lock turn(turn_of(place));
  auto waiting = read_document(place, offline_file);
  if (!waiting) return std::unexpected(std::move(waiting.error()));
  std::vector<Element> messages;
  if (!*waiting) return messages;
  for (auto& child : (*waiting)->children)
    if (child.name == "message") messages.push_back(std::move(child));
  std::error_code error;
  std::filesystem::remove(path(place, offline_file), error);
  if (error) return fail(ErrorCode::unavailable, "waiting messages cannot be removed");
  return messages;
}

Result<std::optional<Element>> Accounts::vcard(const Place& place) {
  const std::scoped_lock turn(turn_of(place));
  return read_document(place, vcard_file);
}

Result<void> Accounts::set_vcard(const Place& place, const Element& vcard) {
  const std::scoped_lock turn(turn_of(place));
  return write(place, vcard_file, to_xml(vcard, space::client) + "\n");
}

Result<std::optional<Element>> Accounts::private_data(const Place& place, const Element& like) {
  const std::scoped_lock turn(turn_of(place));
  const auto all = read_document(place, private_file);
  if (!all) return std::unexpected(all.error());
  if (*all)
    for (const auto& child : (*all)->children)
      if (is_same_kind(child, like)) return child;
  return std::optional<Element>();
}

Result<void> Accounts::set_private_data(const Place& place, const Element& data) {
  const std::scoped_lock turn(turn_of(place));
  auto known = read_document(place, private_file);
  if (!known) return std::unexpected(std::move(known.error()));
  auto all = *known ? std::move(**known) : document("private");
  std::erase_if(all.children, [&](const Element& child) {
    return child.name.empty() || is_same_kind(child, data);
  });
  all.add(data);
  const auto text = to_xml(all, space::client) + "\n";
  if (text.size() > longest_private) return fail(ErrorCode::too_long, "too much private data");
  return write(place, private_file, text);
}

}  // namespace gatehouse::gates::xmpp
