// What is done with each message: the registrar and the stateless proxy of this site's domains (RFC
// 3261, sections 10 and 16.11). One for all loops; outlives every connection.
//
// A request with credentials is a visit of its own; one without is challenged, whether there is
// such an account or not. Nobody is served who is not of this site, and nothing goes to anywhere
// but a registered contact.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>

#include "base/clock.h"
#include "crypto/entropy.h"
#include "gates/shared/service.h"
#include "gates/shared/visit.h"
#include "gates/sip/contacts.h"
#include "gates/sip/message.h"
#include "gates/sip/pace.h"
#include "gates/sip/recent.h"
#include "gates/sip/replies.h"
#include "gates/sip/way.h"

namespace gatehouse::gates::sip {

class Switchboard {
 public:
  // All outlive this.
  Switchboard(Surroundings& around, const Clock& clock, crypto::Entropy& entropy);

  // One message that came by `way`; `stream` is the connection's, null for a datagram. Gives
  // whether its sender has logged in with it.
  [[nodiscard]] net::Task<bool> take(Way way, std::string bytes, net::Stream* stream);
  // Bytes of a stream that are no message.
  void refuse_bytes(const Way& way, std::string_view bytes);
  [[nodiscard]] Ways& ways() { return ways_; }

 private:
  // One request on its way through.
  struct Transaction {
    Message request;
    Way way;                 // it came by
    std::size_t size;        // of what came
    std::string remember{};  // in recent_; empty: need not be
    bool proven = false;     // somebody has logged in with it
    net::Stream* stream = nullptr;
  };
  using Handler = net::Task<Reply> (Switchboard::*)(Transaction& at, Visit& visit);
  struct Method {
    std::string_view name;
    Handler handler;
  };
  static constexpr unsigned sent_on = 0;  // the status of a Reply that is none
  static const Method& handler_of(std::string_view method);

  net::Task<void> handle(Transaction& at);
  net::Task<Reply> decide(Transaction& at);
  [[nodiscard]] std::optional<Reply> refusal(const Transaction& at) const;
  net::Task<Reply> take_register(Transaction& at, Visit& visit);
  net::Task<Reply> take_options(Transaction& at, Visit& visit);
  net::Task<Reply> take_unchallenged(Transaction& at, Visit& visit);
  net::Task<Reply> take_other(Transaction& at, Visit& visit);
  void take_response(Message response, const Way& way);

  // Whether it is a domain of this site, or an address of ours: then the one that was reached.
  net::Task<Result<std::optional<std::string>>> domain_of(const Uri& uri, const Way& way,
                                                          Visit& visit);
  struct Question {
    unsigned status;  // 401 or 407
    std::string realm;
    std::string acting_as;
  };
  net::Task<std::variant<auth::Session, Reply>> log_in(Transaction& at, Visit& visit,
                                                       Question question);
  net::Task<std::variant<Contacts::Account, Reply>> account_of(std::string address, Visit& visit);
  net::Task<Reply> send_on(Transaction& at, Contacts::Account to, bool by_address);
  Reply send_to(Transaction& at, const Binding& binding, bool by_address);

  void answer(const Transaction& at, const Reply& reply);
  void send_answer(const Transaction& at, std::string text);
  [[nodiscard]] std::string tag_for(const Message& request) const;
  [[nodiscard]] bool is_loop(const Message& request) const;

  Surroundings& around_;
  const Clock& clock_;
  const std::string key_;
  Ways ways_;
  Contacts contacts_;
  Recent recent_;
  Pace pace_;
  std::mutex lock_;                                              // of what follows
  std::unordered_map<std::string, Moment> domains_;              // ours; until then
  std::unordered_map<std::string, Contacts::Account> accounts_;  // of addresses that were asked for
};

}  // namespace gatehouse::gates::sip
