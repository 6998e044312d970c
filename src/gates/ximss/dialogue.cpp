#include "gates/ximss/dialogue.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "base/version.h"
#include "crypto/entropy.h"

namespace gatehouse::gates::ximss {
namespace {

constexpr std::size_t random_size = 8;  // bytes; web clients make addresses unlike with it

// As the directory tells it to the account itself; empty: it does not, or there is none.
net::Task<std::string> real_name(Visit& visit, std::string account) {
  const auto at = account.rfind('@');
  if (at == account.npos) co_return std::string();
  auth::EntryQuery query{
      .domain = account.substr(at + 1), .name = account.substr(0, at), .after = {}, .most = 1};
  const auto page = co_await visit.entries(std::move(query));
  if (!page || page->entries.empty()) co_return std::string();
  for (const auto& [name, values] : page->entries.front().facts)
    if (name == "RealName" && !values.empty()) co_return values.front();
  co_return std::string();
}

}  // namespace

std::span<const Dialogue::Request> Dialogue::requests() {
  static constexpr std::array table{Request{"cliExecute", &Dialogue::execute},
                                    Request{"mailboxACLGet", &Dialogue::read_acl},
                                    Request{"mailboxACLSet", &Dialogue::change_acl},
                                    Request{"mailboxRightsGet", &Dialogue::read_rights},
                                    Request{"noop", &Dialogue::noop},
                                    Request{"passwordModify", &Dialogue::modify_password},
                                    Request{"sessionKill", &Dialogue::kill_session},
                                    Request{"sessionList", &Dialogue::list_sessions}};
  return table;
}

net::Task<Reply> Dialogue::take(const xml::Element& request) {
  const auto row = std::ranges::find(requests(), request.name, &Request::name);
  if (row == requests().end() || !request.space.empty()) co_return unknown_request();
  co_return co_await (this->*row->handler)(request);
}

net::Task<Reply> Dialogue::noop(const xml::Element& /*request*/) { co_return done(); }

net::Task<xml::Element> session_message(Visit& visit, const auth::Session& session,
                                        std::string_view id) {
  crypto::SystemEntropy entropy;
  xml::Element message{"session"};
  if (!id.empty()) message.set("urlID", id);
  message.set("userName", session.account);
  const auto name = co_await real_name(visit, session.account);
  if (!name.empty()) message.set("realName", name);
  message.set("version", version).set("random", to_hex(entropy.bytes(random_size)));
  co_return message;
}

}  // namespace gatehouse::gates::ximss
