#include <google/protobuf/message_lite.h>

#include <algorithm>
#include <utility>

#include "auth/keeper.pb.h"
#include "auth/wire.h"
#include "auth/wire_parts.h"

namespace gatehouse::auth::wire {
namespace {

constexpr int most_mechanisms = 64;

// --- values to messages

void put(pb::Offer& to, const Offer& from) {
  to.set_host(from.host);
  for (const auto& name : from.mechanisms) to.add_mechanisms(name);
  to.set_clear_text_login(from.clear_text_login);
  to.set_apop_challenge(from.apop_challenge);
}

void put(pb::Answer& to, const Offer& from) { put(*to.mutable_offer(), from); }

void put(pb::Answer& to, const Welcome& from) {
  to.mutable_welcome()->set_visit(from.visit);
  put(*to.mutable_welcome()->mutable_offer(), from.offer);
}

void put(pb::Reply& to, const Challenge& from) { to.set_challenge(from.bytes); }

void put(pb::Reply& to, const Session& from) {
  auto& session = *to.mutable_session();
  session.set_account(from.account);
  session.set_acting(from.acting);
  session.set_last_words(from.last_words);
  session.set_location(from.location);
  session.set_code_wanted(from.code_wanted);
}

void put(pb::Reply& to, const Denial& from) {
  auto& denial = *to.mutable_denial();
  denial.set_kind(number_of(from.kind));
  denial.set_words(from.words);
  denial.set_close(from.close);
}

void put(pb::Answer& to, const Reply& from) {
  std::visit([&](const auto& held) { put(*to.mutable_reply(), held); }, from);
}

void put(pb::Answer& to, const CommandReply& from) {
  auto& reply = *to.mutable_command();
  reply.set_code(static_cast<std::uint32_t>(from.code));
  reply.set_words(from.words);
  if (from.data) reply.set_data(*from.data);
}

void put(pb::LocalMailbox& to, const LocalMailbox& from) {
  to.set_account(from.account);
  to.set_location(from.location);
  to.set_mailbox(from.mailbox);
  if (from.quota) to.set_quota(*from.quota);
}

void put(pb::Relay& to, const Relay& from) {
  to.set_next_hop(from.next_hop);
  to.set_address(from.address);
}

void put(pb::Route& to, const LocalMailbox& from) { put(*to.mutable_mailbox(), from); }

void put(pb::Route& to, const Relay& from) { put(*to.mutable_relay(), from); }

void put(pb::Route& to, const Several& from) {
  auto& several = *to.mutable_several();
  for (const auto& mailbox : from.mailboxes) put(*several.add_mailboxes(), mailbox);
  for (const auto& relay : from.relays) put(*several.add_relays(), relay);
}

void put(pb::Route& to, const Discard& /*from*/) { to.mutable_discard(); }

void put(pb::Route& to, const NoRoute& from) {
  to.mutable_none()->set_why(number_of(from.why));
  to.mutable_none()->set_words(from.words);
}

void put(pb::Answer& to, const Route& from) {
  std::visit([&](const auto& held) { put(*to.mutable_route(), held); }, from);
}

void put(pb::Answer& to, const Owner& from) {
  auto& owner = *to.mutable_owner();
  owner.set_account(from.account);
  owner.set_location(from.location);
  owner.set_own(from.own);
  if (from.mail_quota) owner.set_mail_quota(*from.mail_quota);
  if (from.file_quota) owner.set_file_quota(*from.file_quota);
}

void put(pb::Answer& to, const std::vector<Letters>& from) {
  auto& rights = *to.mutable_rights();
  for (const auto& letters : from) rights.add_letters(letters);
}

void put(pb::Answer& to, const std::vector<AclElement>& from) {
  auto& acl = *to.mutable_acl();
  for (const auto& element : from) {
    auto& put_here = *acl.add_elements();
    put_here.set_identifier(element.identifier);
    put_here.set_rights(element.rights);
  }
}

void put(pb::Entry& to, const Entry& from) {
  to.set_kind(number_of(from.kind));
  to.set_name(from.name);
  to.set_domain(from.domain);
  for (const auto& [name, values] : from.facts) {
    auto& fact = *to.add_facts();
    fact.set_name(name);
    for (const auto& value : values) fact.add_values(value);
  }
}

void put(pb::Answer& to, const EntryPage& from) {
  auto& page = *to.mutable_entries();
  for (const auto& entry : from.entries) put(*page.add_entries(), entry);
  page.set_last(from.last);
}

void put(pb::Answer& to, const Secret& from) { put_secret(*to.mutable_secret(), from); }

void put(pb::Answer& to, const Done& /*from*/) { to.mutable_done(); }

void put(pb::Answer& to, const Refused& from) {
  to.mutable_refused()->set_code(number_of(from.code));
  to.mutable_refused()->set_words(from.words);
}

void put(pb::Answer& to, const Error& from) {
  to.mutable_failure()->set_code(static_cast<std::uint32_t>(from.code));
  to.mutable_failure()->set_detail(from.detail);
}

void put(pb::Answer& to, const Ended& from) { to.set_ended(from.visit); }

// --- messages to values

Result<Offer> read(const pb::Offer& from) {
  if (from.mechanisms_size() > most_mechanisms) return malformed("too many mechanisms");
  return Offer{.host = from.host(),
               .mechanisms = {from.mechanisms().begin(), from.mechanisms().end()},
               .clear_text_login = from.clear_text_login(),
               .apop_challenge = from.apop_challenge()};
}

Result<Outcome> read(const pb::Welcome& from) {
  auto offer = read(from.offer());
  if (!offer) return std::unexpected(std::move(offer.error()));
  return Welcome{from.visit(), std::move(*offer)};
}

Result<Outcome> read(const pb::Reply& from) {
  switch (from.what_case()) {
    case pb::Reply::kChallenge:
      return Reply(Challenge{from.challenge()});
    case pb::Reply::kSession: {
      const auto& session = from.session();
      if (session.account().empty()) return malformed("a session of nobody");
      return Reply(Session{.account = session.account(),
                           .acting = session.acting(),
                           .last_words = session.last_words(),
                           .location = session.location(),
                           .code_wanted = session.code_wanted()});
    }
    case pb::Reply::kDenial: {
      const auto kind =
          kind_of(from.denial().kind(), DenialKind::malformed, DenialKind::out_of_order);
      if (!kind) return std::unexpected(kind.error());
      return Reply(Denial{*kind, from.denial().words(), from.denial().close()});
    }
    case pb::Reply::WHAT_NOT_SET:
      break;
  }
  return malformed("an empty reply");
}

Result<Outcome> read(const pb::CommandReply& from) {
  if (from.code() < 100 || from.code() > 999) return malformed("no such code");
  CommandReply reply{static_cast<int>(from.code()), from.words(), std::nullopt};
  if (from.has_data()) reply.data = from.data();
  return reply;
}

LocalMailbox mailbox_from(const pb::LocalMailbox& from) {
  LocalMailbox mailbox{from.account(), from.location(), from.mailbox(), {}};
  if (from.has_quota()) mailbox.quota = from.quota();
  return mailbox;
}

Relay relay_from(const pb::Relay& from) { return {from.next_hop(), from.address()}; }

Result<Outcome> read(const pb::Several& from) {
  if (from.mailboxes_size() + from.relays_size() < 2) return malformed("not several destinations");
  Several several;
  for (const auto& mailbox : from.mailboxes()) several.mailboxes.push_back(mailbox_from(mailbox));
  for (const auto& relay : from.relays()) several.relays.push_back(relay_from(relay));
  return Route(std::move(several));
}

Result<Outcome> read(const pb::Route& from) {
  switch (from.where_case()) {
    case pb::Route::kMailbox:
      return Route(mailbox_from(from.mailbox()));
    case pb::Route::kRelay:
      return Route(relay_from(from.relay()));
    case pb::Route::kSeveral:
      return read(from.several());
    case pb::Route::kDiscard:
      return Route(Discard{});
    case pb::Route::kNone: {
      const auto why = kind_of(from.none().why(), NoRoute::Why::unknown, NoRoute::Why::over_quota);
      if (!why) return std::unexpected(why.error());
      return Route(NoRoute{*why, from.none().words()});
    }
    case pb::Route::WHERE_NOT_SET:
      break;
  }
  return malformed("an empty route");
}

Result<Outcome> read(const pb::Owner& from) {
  if (from.account().empty()) return malformed("an owner without a name");
  Owner owner{.account = from.account(), .location = from.location(), .own = from.own()};
  if (from.has_mail_quota()) owner.mail_quota = from.mail_quota();
  if (from.has_file_quota()) owner.file_quota = from.file_quota();
  return owner;
}

// RFC 4314, section 2.1: each letter once, in the order of auth/keeper.h.
bool are_letters(std::string_view text) {
  std::string_view left = "lrswipkxtea";
  return std::ranges::all_of(text, [&left](char letter) {
    const auto at = left.find(letter);
    if (at == std::string_view::npos) return false;
    left.remove_prefix(at + 1);
    return true;
  });
}

Result<Outcome> read(const pb::Rights& from) {
  if (static_cast<std::size_t>(from.letters_size()) > most_names ||
      !std::ranges::all_of(from.letters(), are_letters))
    return malformed("no rights");
  return std::vector<Letters>(from.letters().begin(), from.letters().end());
}

Result<Outcome> read(const pb::Acl& from) {
  std::vector<AclElement> elements;
  for (const auto& element : from.elements()) {
    if (element.identifier().empty() || !are_letters(element.rights()))
      return malformed("no element of a list");
    elements.push_back({element.identifier(), element.rights()});
  }
  return elements;
}

Result<Entry> read(const pb::Entry& from) {
  const auto kind = kind_of(from.kind(), EntryKind::domain, EntryKind::forwarder);
  if (!kind || from.domain().empty()) return malformed("no entry");
  Entry entry{.kind = *kind, .name = from.name(), .domain = from.domain(), .facts = {}};
  for (const auto& fact : from.facts())
    entry.facts.emplace_back(fact.name(),
                             std::vector<std::string>(fact.values().begin(), fact.values().end()));
  return entry;
}

Result<Outcome> read(const pb::EntryPage& from) {
  if (static_cast<std::size_t>(from.entries_size()) > most_entries)
    return malformed("too large a page");
  EntryPage page{.entries = {}, .last = from.last()};
  for (const auto& listed : from.entries()) {
    auto entry = read(listed);
    if (!entry) return std::unexpected(std::move(entry.error()));
    page.entries.push_back(std::move(*entry));
  }
  return page;
}

Result<ErrorCode> error_code(std::uint32_t number) {
  return kind_of(number, ErrorCode::malformed, ErrorCode::damaged);
}

Result<Outcome> read(const pb::Refused& from) {
  const auto code = error_code(from.code());
  if (!code) return std::unexpected(code.error());
  return Refused{*code, from.words()};
}

Result<Outcome> read(const pb::Failure& from) {
  const auto code = error_code(from.code());
  if (!code) return std::unexpected(code.error());
  return Outcome(Error{*code, from.detail()});
}

Result<Outcome> read_outcome(pb::Answer& from) {
  switch (from.result_case()) {
    case pb::Answer::kWelcome:
      return read(from.welcome());
    case pb::Answer::kOffer:
      return read(from.offer());
    case pb::Answer::kReply:
      return read(from.reply());
    case pb::Answer::kCommand:
      return read(from.command());
    case pb::Answer::kRoute:
      return read(from.route());
    case pb::Answer::kFailure:
      return read(from.failure());
    case pb::Answer::kEnded:
      return Outcome(Ended{from.ended()});
    case pb::Answer::kOwner:
      return read(from.owner());
    case pb::Answer::kRights:
      return read(from.rights());
    case pb::Answer::kAcl:
      return read(from.acl());
    case pb::Answer::kEntries:
      return read(from.entries());
    case pb::Answer::kSecret:
      return taken(from.mutable_secret());
    case pb::Answer::kDone:
      return Done{};
    case pb::Answer::kRefused:
      return read(from.refused());
    case pb::Answer::RESULT_NOT_SET:
      break;
  }
  return malformed("an empty answer");
}

}  // namespace

std::string to_bytes(const Answer& answer) {
  pb::Answer message;
  message.set_number(answer.number);
  std::visit([&](const auto& outcome) { put(message, outcome); }, answer.outcome);
  auto bytes = message.SerializeAsString();
  if (message.has_secret()) wipe(message.mutable_secret()->data(), message.secret().size());
  return bytes;
}

Result<Answer> read_answer(std::string_view bytes) {
  pb::Answer message;
  if (!parse(message, bytes)) return malformed("not an answer");
  auto outcome = read_outcome(message);
  if (!outcome) return std::unexpected(std::move(outcome.error()));
  return Answer{message.number(), std::move(*outcome)};
}

}  // namespace gatehouse::auth::wire
