// /Session/ID/: the requests of a XIMSS session. `sync` is answered with the answers; `async` is
// not, and its answers are waited for at the session's own address, as long as the client says.
// Every request logs in with the session's ID: whether it still holds is for the keeper to say.
#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "base/text.h"
#include "gates/http/pages.h"
#include "gates/http/pages/ximss.h"
#include "gates/ximss/dialogue.h"
#include "gates/ximss/http_sessions.h"

namespace gatehouse::gates::http::pages {
namespace {

using ximss::Dialogue;
using ximss::HttpSessions;
using ximss::Requests;

constexpr unsigned session_lost = 550;       // what clients of the protocol know
constexpr std::uint64_t longest_wait = 300;  // seconds
constexpr std::size_t longest_answer = std::size_t{4} << 20U;

// The same whether it never was, ran out, or is somebody else's.
Response lost() { return plain(session_lost, "There is no such session"); }

// nullopt: there is none, or there are several.
std::optional<std::string_view> cookie_of(const Request& request) {
  std::optional<std::string_view> found;
  for (const auto& field : request.fields) {
    if (field.name != "cookie") continue;
    for (auto pair : split(field.value, ';')) {
      pair = trimmed(pair);
      if (take_until(pair, '=') != ximss_cookie) continue;
      if (found) return std::nullopt;
      found = pair;
    }
  }
  return found;
}

// One request of a client whose session the keeper knows.
class Turn {
 public:
  // All outlive this.
  Turn(Call& call, const XimssParameters& parameters, Visit& visit, std::string account,
       std::string id)
      : call_(call),
        parameters_(parameters),
        visit_(visit),
        id_(std::move(id)),
        dialogue_(call.around, call.stream, visit, std::move(account), Dialogue::Way::by_session) {}

  net::Task<Response> at_once();
  net::Task<Response> later();
  net::Task<Response> wait();

 private:
  net::Task<std::string> answers(xml::Element requests);
  net::Task<std::string> answer_to(const xml::Element& request);
  [[nodiscard]] HttpSessions& sessions() const { return call_.door.ximss; }

  Call& call_;
  const XimssParameters& parameters_;
  Visit& visit_;
  std::string id_;
  Dialogue dialogue_;
  bool over_ = false;
};

net::Task<std::string> Turn::answer_to(const xml::Element& request) {
  const std::string id(request.value("id"));
  if (id.size() > ximss::longest_id) co_return ximss_text(ximss::error("The id is too long"));
  if (!request.is("bye", "")) {
    auto reply = co_await dialogue_.take(request);
    co_return ximss_text(std::move(reply), id);
  }
  over_ = true;
  sessions().remove(id_);
  Secret session(id_);
  static_cast<void>(co_await visit_.close_session(std::move(session)));
  visit_.leave();  // which would take the connection along
  co_return ximss_text(ximss::done(), id);
}

net::Task<std::string> Turn::answers(xml::Element requests) {
  std::string text;
  for (const auto& request : requests.children) {
    if (request.name.empty()) continue;
    if (over_) break;
    const auto answer = co_await answer_to(request);
    if (text.size() + answer.size() <= longest_answer)
      text += answer;
    else
      text += ximss_text(ximss::error("The answer is too long"), request.value("id"));
  }
  xml::wipe(requests);
  co_return text;
}

// A request that was said again is not done again.
net::Task<Response> Turn::at_once() {
  auto requests = read_ximss(call_.request);
  if (!requests) co_return ximss_answer(ximss_text(ximss::error("This is not a message")));
  const auto number = parameters_.number("reqSeq");
  const auto turn = number ? sessions().begin(id_, *number) : Requests::Turn::fresh;
  if (turn == Requests::Turn::running) co_return plain(503, "The request is being done");
  if (turn == Requests::Turn::repeated) {
    const auto before = sessions().answer(id_, *number);
    co_return before ? ximss_answer(*before) : plain(410, "The answer was given before");
  }
  auto text = co_await answers(std::move(*requests));
  if (parameters_.is_set("syncAsync"))
    if (const auto waiting = sessions().next(id_, ~std::uint64_t{})) text += waiting->messages;
  if (number) sessions().done(id_, *number, text);
  co_return ximss_answer(text);
}

net::Task<Response> Turn::later() {
  auto requests = read_ximss(call_.request);
  if (!requests) co_return ximss_answer(ximss_text(ximss::error("This is not a message")));
  const auto number = parameters_.number("reqSeq");
  const auto turn = number ? sessions().begin(id_, *number) : Requests::Turn::fresh;
  if (turn != Requests::Turn::fresh) co_return ximss_answer("");
  const auto text = co_await answers(std::move(*requests));
  if (number) sessions().done(id_, *number, "");
  if (!over_ && !sessions().put(id_, text)) co_return plain(503, "Too much waits to be heard");
  co_return ximss_answer("");
}

// While it waits the visit stays: a session that ends takes its connection along.
net::Task<Response> Turn::wait() {
  const auto heard = parameters_.number("ackSeq").value_or(0);
  const auto seconds = std::min(parameters_.number("maxWait").value_or(0), longest_wait);
  auto poll = sessions().wait(id_, call_.stream);
  if (!poll) co_return plain(503, "Too many are waiting");
  call_.stream.set_time_limit(std::chrono::seconds{seconds});
  for (;;) {
    if (const auto batch = sessions().next(id_, heard)) {
      auto response = ximss_answer("");
      response.body = "<XIMSS respSeq=\"" + std::to_string(batch->number) + "\">" +
                      batch->messages + "</XIMSS>\r\n";
      co_return response;
    }
    if (seconds == 0 || poll->is_replaced()) break;
    const auto woken = co_await call_.stream.readable_or_woken();
    if (!woken || *woken) break;
  }
  co_return ximss_answer("");
}

net::Task<Response> serve(Call& call, const XimssParameters& parameters, HttpSessions::Found found,
                          std::string id, std::string_view act) {
  auto visit = co_await Visit::start(call.around.keeper, std::string(ximss_service), call.stream,
                                     call.request.host);
  if (!visit && visit.error().code == ErrorCode::not_allowed) co_return lost();
  if (!visit) co_return plain(503, "Try again later");
  Secret message(found.account + " " + id);
  auto reply = co_await visit->begin("SESSIONID", std::move(message));
  const auto* denial = std::get_if<auth::Denial>(&reply);
  if (denial != nullptr && denial->kind == auth::DenialKind::unavailable)
    co_return plain(503, denial->words);
  const auto* session = std::get_if<auth::Session>(&reply);
  if (session == nullptr || session->code_wanted) {
    call.door.ximss.remove(id);  // one more would count as one more wrong password
    co_return lost();
  }
  Turn turn(call, parameters, *visit, std::move(found.account), std::move(id));
  if (act == "sync") co_return co_await turn.at_once();
  const bool asks = call.request.body.size() > 0;
  if (act == "async") co_return co_await turn.later();
  if (asks) {
    auto taken = co_await turn.later();
    if (taken.status != 200) co_return taken;
  }
  co_return co_await turn.wait();
}

bool is_known(std::string_view act) {
  return act.empty() || act == "get" || act == "sync" || act == "async";
}

}  // namespace

Field set_ximss_cookie(std::string_view id, std::string_view value, bool tls) {
  return {"Set-Cookie", std::string(ximss_cookie) + "=" + std::string(value) + "; Path=/Session/" +
                            std::string(id) + "; HttpOnly; SameSite=Strict" +
                            (tls ? "; Secure" : "")};
}

net::Task<Response> ximss_session(Call& call) {
  auto act = call.rest;
  std::string id(take_until(act, '/'));
  const auto parameters = XimssParameters::of(call.request);
  if (!parameters) co_return plain(400, "The parameters cannot be understood");
  const HttpSessions::Shown shown{id, cookie_of(call.request), call.stream.remote().address};
  auto found = call.door.ximss.find(shown, SystemClock().moment());
  if (!found) co_return lost();
  if (!is_known(act)) co_return plain(404, "There is no such page");
  auto cookie = std::move(found->give_cookie);
  auto field = set_ximss_cookie(id, cookie, call.tls);
  auto response = co_await serve(call, *parameters, std::move(*found), std::move(id), act);
  if (!cookie.empty()) response.fields.push_back(std::move(field));
  co_return response;
}

}  // namespace gatehouse::gates::http::pages
