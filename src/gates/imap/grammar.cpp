#include "gates/imap/grammar.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/text.h"
#include "gates/imap/arguments.h"
#include "gates/imap/mailbox_rights.h"
#include "gates/imap/reader.h"

namespace gatehouse::gates::imap {
namespace {

constexpr std::size_t longest_tag = 256;
constexpr std::size_t most_enabled = 32;
constexpr std::size_t most_uses = 16;
constexpr std::size_t longest_identifier = 512;

using Arguments = std::optional<Request> (*)(Reader&);

template <class Bare>
std::optional<Request> bare(Reader& /*reader*/) {
  return Bare{};
}

template <bool Expunges>
std::optional<Request> close(Reader& /*reader*/) {
  return Close{Expunges};
}

std::optional<std::string> mailbox_argument(Reader& reader) {
  return reader.space() ? reader.mailbox() : std::nullopt;
}

template <class Named>
std::optional<Request> one_mailbox(Reader& reader) {
  auto name = mailbox_argument(reader);
  if (!name) return std::nullopt;
  return Named{std::move(*name)};
}

template <class Named, bool Choice>
std::optional<Request> mailbox_and_choice(Reader& reader) {
  auto name = mailbox_argument(reader);
  if (!name) return std::nullopt;
  return Named{std::move(*name), Choice};
}

template <bool ReadOnly>
std::optional<Request> select(Reader& reader) {
  auto name = mailbox_argument(reader);
  if (!name) return std::nullopt;
  Select request{.mailbox = std::move(*name), .read_only = ReadOnly};
  if (!read_select_parameters(reader, request)) return std::nullopt;
  return request;
}

std::optional<Request> rename(Reader& reader) {
  auto from = mailbox_argument(reader);
  if (!from) return std::nullopt;
  auto to = mailbox_argument(reader);
  if (!to) return std::nullopt;
  return Rename{std::move(*from), std::move(*to)};
}

std::optional<Request> lsub(Reader& reader) {
  auto reference = mailbox_argument(reader);
  if (!reference || !reader.space()) return std::nullopt;
  auto pattern = reader.list_mailbox();
  if (!pattern) return std::nullopt;
  return Lsub{std::move(*reference), std::move(*pattern)};
}

std::optional<Request> list(Reader& reader) {
  return reader.space() ? read_list(reader) : std::nullopt;
}

// RFC 6154, section 6: create-param.
std::optional<Request> create(Reader& reader) {
  auto name = mailbox_argument(reader);
  if (!name) return std::nullopt;
  Create request{std::move(*name), {}};
  if (!reader.skip(" (USE (")) return request;
  while (reader.skip("\\")) {
    const auto use = reader.atom();
    if (!use || request.uses.size() == most_uses) return std::nullopt;
    request.uses.push_back("\\" + std::string(*use));
    if (!reader.space()) break;
  }
  if (!reader.skip("))")) return std::nullopt;
  return request;
}

std::optional<Request> id(Reader& reader) {
  if (!reader.space() || !skip_id_parameters(reader)) return std::nullopt;
  return Id{};
}

std::optional<Request> enable(Reader& reader) {
  Enable request;
  while (reader.space()) {
    const auto name = reader.atom();
    if (!name || request.names.size() == most_enabled) return std::nullopt;
    request.names.push_back(upper_case(*name));
  }
  if (request.names.empty()) return std::nullopt;
  return request;
}

std::optional<Request> login(Reader& reader) {
  auto name = reader.space() ? reader.astring() : std::nullopt;
  if (!name || !reader.space()) return std::nullopt;
  auto password = reader.astring();
  if (!password) return std::nullopt;
  const WipeAtEnd wiped(*password);
  return Login{std::move(*name), Secret(*password)};
}

// RFC 4959, section 3: the initial response is base64 text or "=", never a literal.
std::optional<Request> authenticate(Reader& reader) {
  const auto mechanism = reader.space() ? reader.atom() : std::nullopt;
  if (!mechanism) return std::nullopt;
  Authenticate request{std::string(*mechanism), {}};
  if (!reader.space()) return request;
  const auto initial = reader.rest();
  if (initial.empty() || initial.contains(' ') || initial.contains('\r')) return std::nullopt;
  request.initial.emplace(initial);
  reader.skip(initial);
  return request;
}

std::optional<Request> status(Reader& reader) {
  auto name = mailbox_argument(reader);
  auto items = name && reader.space() ? read_status_items(reader) : std::nullopt;
  if (!items) return std::nullopt;
  return Status{std::move(*name), std::move(*items)};
}

// Up to the message, which is not here.
std::optional<Request> append(Reader& reader) {
  auto name = mailbox_argument(reader);
  if (!name || !reader.space()) return std::nullopt;
  Append request{std::move(*name), {}, {}};
  if (reader.peek() == '(') {
    auto flags = reader.flag_list();
    if (!flags || !reader.space()) return std::nullopt;
    request.flags = std::move(*flags);
  }
  if (reader.peek() == '"') {
    request.received = reader.date_time();
    if (!request.received || !reader.space()) return std::nullopt;
  }
  return request;
}

struct NamedIdentifier {
  std::string mailbox;
  std::string identifier;
};
std::optional<NamedIdentifier> mailbox_and_identifier(Reader& reader) {
  auto name = mailbox_argument(reader);
  auto identifier = name && reader.space() ? reader.astring() : std::nullopt;
  if (!identifier || identifier->empty() || identifier->size() > longest_identifier)
    return std::nullopt;
  return NamedIdentifier{std::move(*name), std::move(*identifier)};
}

template <class Named>
std::optional<Request> one_identifier(Reader& reader) {
  auto named = mailbox_and_identifier(reader);
  if (!named) return std::nullopt;
  return Named{std::move(named->mailbox), std::move(named->identifier)};
}

// RFC 4314, section 3.1: a sign before the letters adds to what is there, or removes from it. What
// is no letter of a right is BAD.
std::optional<Request> set_acl(Reader& reader) {
  auto named = mailbox_and_identifier(reader);
  auto rights = named && reader.space() ? reader.astring() : std::nullopt;
  if (!rights) return std::nullopt;
  auto how = auth::AclChange::How::replace;
  if (rights->starts_with('+')) how = auth::AclChange::How::add;
  if (rights->starts_with('-')) how = auth::AclChange::How::remove;
  if (how != auth::AclChange::How::replace) rights->erase(0, 1);
  if (!are_rights(*rights)) return std::nullopt;
  return SetAcl{std::move(named->mailbox), {std::move(named->identifier), how, *rights}};
}

std::optional<Request> get_quota(Reader& reader) {
  auto root = reader.space() ? reader.astring() : std::nullopt;
  if (!root) return std::nullopt;
  return GetQuota{std::move(*root)};
}

// RFC 9208, section 4.1.3. What it asks for is refused whatever it is.
std::optional<Request> set_quota(Reader& reader) {
  if (!reader.space() || !reader.astring() || !reader.skip(" (")) return std::nullopt;
  while (!reader.skip(")")) {
    reader.space();
    if (!reader.atom() || !reader.space() || !reader.number()) return std::nullopt;
  }
  return SetQuota{};
}

template <auto Read, bool ByUid>
std::optional<Request> found(Reader& reader) {
  return reader.space() ? Read(reader, ByUid) : std::nullopt;
}

template <bool ByUid>
std::optional<Request> fetch(Reader& reader) {
  return reader.space() ? read_fetch(reader, ByUid) : std::nullopt;
}

template <bool ByUid>
std::optional<Request> store(Reader& reader) {
  auto set = reader.space() ? read_set(reader) : std::nullopt;
  if (!set || !reader.space()) return std::nullopt;
  Store request{.by_uid = ByUid, .set = std::move(*set), .how = {}, .silent = false, .flags = {}};
  if (!read_store_modifiers(reader, request)) return std::nullopt;
  auto how = Store::How::replace;
  if (reader.skip("+")) {
    how = Store::How::add;
  } else if (reader.skip("-")) {
    how = Store::How::remove;
  }
  if (!reader.skip("FLAGS")) return std::nullopt;
  const bool silent = reader.skip(".SILENT");
  auto flags = reader.space() ? reader.flags() : std::nullopt;
  if (!flags) return std::nullopt;
  request.how = how;
  request.silent = silent;
  request.flags = std::move(*flags);
  return request;
}

template <bool ByUid, bool Move>
std::optional<Request> copy(Reader& reader) {
  auto set = reader.space() ? read_set(reader) : std::nullopt;
  auto name = mailbox_argument(reader);
  if (!set || !name) return std::nullopt;
  return Copy{ByUid, std::move(*set), std::move(*name), Move};
}

std::optional<Request> uid_expunge(Reader& reader) {
  auto set = reader.space() ? read_set(reader) : std::nullopt;
  if (!set) return std::nullopt;
  return Expunge{std::move(set)};
}

struct Verb {
  std::string_view keyword;
  Needs needs;
  Arguments arguments;
};
constexpr std::array verbs{
    Verb{"APPEND", Needs::login, append},
    Verb{"AUTH", Needs::no_login, authenticate},  // as old programs say AUTH WEBUSER
    Verb{"AUTHENTICATE", Needs::no_login, authenticate},
    Verb{"CAPABILITY", Needs::nothing, bare<Capability>},
    Verb{"CHECK", Needs::selected, bare<Check>},
    Verb{"CLOSE", Needs::selected, close<true>},
    Verb{"COPY", Needs::selected, copy<false, false>},
    Verb{"CREATE", Needs::login, create},
    Verb{"DELETE", Needs::login, one_mailbox<Delete>},
    Verb{"DELETEACL", Needs::login, one_identifier<DeleteAcl>},
    Verb{"ENABLE", Needs::login, enable},
    Verb{"EXAMINE", Needs::login, select<true>},
    Verb{"EXPUNGE", Needs::selected, bare<Expunge>},
    Verb{"FETCH", Needs::selected, fetch<false>},
    Verb{"GETACL", Needs::login, one_mailbox<GetAcl>},
    Verb{"GETQUOTA", Needs::login, get_quota},
    Verb{"GETQUOTAROOT", Needs::login, one_mailbox<GetQuotaRoot>},
    Verb{"ID", Needs::nothing, id},
    Verb{"IDLE", Needs::login, bare<Idle>},
    Verb{"LIST", Needs::login, list},
    Verb{"LISTRIGHTS", Needs::login, one_identifier<ListRights>},
    Verb{"LOGIN", Needs::no_login, login},
    Verb{"LOGOUT", Needs::nothing, bare<Logout>},
    Verb{"LSUB", Needs::login, lsub},
    Verb{"MOVE", Needs::selected, copy<false, true>},
    Verb{"MYRIGHTS", Needs::login, one_mailbox<MyRights>},
    Verb{"NAMESPACE", Needs::login, bare<Namespace>},
    Verb{"NOOP", Needs::nothing, bare<Noop>},
    Verb{"RENAME", Needs::login, rename},
    Verb{"SEARCH", Needs::selected, found<read_search, false>},
    Verb{"SELECT", Needs::login, select<false>},
    Verb{"SETACL", Needs::login, set_acl},
    Verb{"SETQUOTA", Needs::login, set_quota},
    Verb{"SORT", Needs::selected, found<read_sort, false>},
    Verb{"STARTTLS", Needs::no_login, bare<StartTls>},
    Verb{"STATUS", Needs::login, status},
    Verb{"STORE", Needs::selected, store<false>},
    Verb{"SUBSCRIBE", Needs::login, mailbox_and_choice<Subscribe, true>},
    Verb{"THREAD", Needs::selected, found<read_thread, false>},
    Verb{"UID COPY", Needs::selected, copy<true, false>},
    Verb{"UID EXPUNGE", Needs::selected, uid_expunge},
    Verb{"UID FETCH", Needs::selected, fetch<true>},
    Verb{"UID MOVE", Needs::selected, copy<true, true>},
    Verb{"UID SEARCH", Needs::selected, found<read_search, true>},
    Verb{"UID SORT", Needs::selected, found<read_sort, true>},
    Verb{"UID STORE", Needs::selected, store<true>},
    Verb{"UID THREAD", Needs::selected, found<read_thread, true>},
    Verb{"UNSELECT", Needs::selected, close<false>},
    Verb{"UNSUBSCRIBE", Needs::login, mailbox_and_choice<Subscribe, false>},
};

const Verb* read_verb(Reader& reader) {
  const bool by_uid = reader.skip("UID ");
  const auto word = reader.atom();
  if (!word) return nullptr;
  const auto same = [&](const Verb& verb) {
    auto keyword = verb.keyword;
    if (keyword.starts_with("UID ") != by_uid) return false;
    if (by_uid) keyword.remove_prefix(4);
    return same_but_case(keyword, *word);
  };
  const auto verb = std::ranges::find_if(verbs, same);
  return verb == verbs.end() ? nullptr : verb;
}

bool is_append(const Request& request) { return std::holds_alternative<Append>(request); }

}  // namespace

std::optional<SequenceSet> read_set(Reader& reader) {
  const auto text = reader.rest();
  const auto end = std::min(text.find_first_not_of("0123456789:,*$"), text.size());
  auto set = SequenceSet::parse(text.substr(0, end));
  if (set) reader.skip(text.substr(0, end));
  return set;
}

std::optional<LiteralMark> literal_at_end(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  line.remove_suffix(1);
  const bool waits = !line.ends_with('+');
  if (!waits) line.remove_suffix(1);
  const auto open = line.rfind('{');
  if (open == line.npos) return std::nullopt;
  const auto digits = line.substr(open + 1);
  if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  const auto size = to_number<std::uint64_t>(digits);
  return LiteralMark{size.value_or(std::numeric_limits<std::uint64_t>::max()), waits};
}

std::string tag_of(std::string_view bytes) {
  Reader reader(bytes);
  const auto tag = reader.tag();
  if (!tag || tag->size() > longest_tag || !(reader.at_end() || reader.peek() == ' ')) return "*";
  return std::string(*tag);
}

std::expected<Command, SyntaxError> parse_command(std::string_view bytes, NameForm names) {
  const auto wrong = [](std::string tag, std::string words) {
    return std::unexpected(SyntaxError{std::move(tag), std::move(words)});
  };
  std::string tag = tag_of(bytes);
  if (tag == "*") return wrong("*", "A command begins with a tag");
  Reader reader(bytes, names);
  reader.skip(tag);
  const auto* verb = reader.space() ? read_verb(reader) : nullptr;
  if (verb == nullptr) return wrong(std::move(tag), "Unknown command");
  auto request = verb->arguments(reader);
  if (request && reader.at_end() && !is_append(*request))
    return Command{std::move(tag), verb->keyword, verb->needs, std::move(*request)};
  return wrong(std::move(tag), "Cannot read the arguments of " + std::string(verb->keyword) +
                                   " (near byte " + std::to_string(reader.position()) + ")");
}

std::optional<Command> parse_append(std::string_view bytes, NameForm names) {
  const auto mark = bytes.rfind('{');
  if (mark == bytes.npos) return std::nullopt;
  auto head = bytes.substr(0, mark);
  const bool is_binary = head.ends_with('~');
  if (is_binary) head.remove_suffix(1);
  std::string tag = tag_of(bytes);
  Reader reader(head, names);
  if (tag == "*" || !reader.skip(tag) || !reader.space()) return std::nullopt;
  const auto* verb = read_verb(reader);
  if (verb == nullptr || verb->arguments != append) return std::nullopt;
  auto request = append(reader);
  if (!request) return std::nullopt;
  auto& message = std::get<Append>(*request);
  message.is_binary = is_binary;
  message.is_utf8 = is_binary && reader.skip("UTF8 (");
  if (!reader.at_end()) return std::nullopt;
  return Command{std::move(tag), verb->keyword, verb->needs, std::move(*request)};
}

}  // namespace gatehouse::gates::imap
