#include "gates/ftp/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "gates/shared/attend.h"

namespace gatehouse::gates::ftp {
namespace {

constexpr unsigned most_errors_in_row = 10;

}  // namespace

std::span<const Session::Verb> Session::verbs() {
  using enum When;
  using enum Takes;
  static constexpr std::array table{Verb{"ABOR", always, nothing, &Session::abor},
                                    Verb{"ACCT", always, anything, &Session::not_here},
                                    Verb{"ADAT", always, anything, &Session::adat},
                                    Verb{"ALLO", after_login, anything, &Session::allo},
                                    Verb{"APPE", after_login, something, &Session::appe},
                                    Verb{"AUTH", before_login, something, &Session::auth},
                                    Verb{"CCC", always, nothing, &Session::ccc},
                                    Verb{"CDUP", after_login, nothing, &Session::cdup},
                                    Verb{"CONF", always, something, &Session::conf},
                                    Verb{"CWD", after_login, something, &Session::cwd},
                                    Verb{"DELE", after_login, something, &Session::dele},
                                    Verb{"ENC", always, something, &Session::enc},
                                    Verb{"EPRT", after_login, something, &Session::eprt},
                                    Verb{"EPSV", after_login, anything, &Session::epsv},
                                    Verb{"FEAT", always, nothing, &Session::feat},
                                    Verb{"HELP", always, anything, &Session::help},
                                    Verb{"LIST", after_login, anything, &Session::list},
                                    Verb{"MDTM", after_login, something, &Session::mdtm},
                                    Verb{"MFMT", after_login, something, &Session::mfmt},
                                    Verb{"MIC", always, something, &Session::mic},
                                    Verb{"MKD", after_login, something, &Session::mkd},
                                    Verb{"MLSD", after_login, anything, &Session::mlsd},
                                    Verb{"MLST", after_login, anything, &Session::mlst},
                                    Verb{"MODE", after_login, something, &Session::mode},
                                    Verb{"NLST", after_login, anything, &Session::nlst},
                                    Verb{"NOOP", always, anything, &Session::noop},
                                    Verb{"OPTS", always, something, &Session::opts},
                                    Verb{"PASS", always, anything, &Session::pass},
                                    Verb{"PASV", after_login, nothing, &Session::pasv},
                                    Verb{"PBSZ", always, something, &Session::pbsz},
                                    Verb{"PORT", after_login, something, &Session::port},
                                    Verb{"PROT", always, something, &Session::prot},
                                    Verb{"PWD", after_login, nothing, &Session::pwd},
                                    Verb{"QUIT", always, nothing, &Session::quit},
                                    Verb{"REIN", always, nothing, &Session::rein},
                                    Verb{"REST", after_login, something, &Session::rest},
                                    Verb{"RETR", after_login, something, &Session::retr},
                                    Verb{"RMD", after_login, something, &Session::rmd},
                                    Verb{"RNFR", after_login, something, &Session::rnfr},
                                    Verb{"RNTO", after_login, something, &Session::rnto},
                                    Verb{"SITE", after_login, anything, &Session::not_here},
                                    Verb{"SIZE", after_login, something, &Session::size},
                                    Verb{"SMNT", after_login, anything, &Session::not_here},
                                    Verb{"STAT", after_login, anything, &Session::stat},
                                    Verb{"STOR", after_login, something, &Session::stor},
                                    Verb{"STOU", after_login, anything, &Session::stou},
                                    Verb{"STRU", after_login, something, &Session::stru},
                                    Verb{"SYST", always, nothing, &Session::syst},
                                    Verb{"TYPE", always, something, &Session::type},
                                    Verb{"USER", always, something, &Session::user},
                                    Verb{"XCUP", after_login, nothing, &Session::cdup},
                                    Verb{"XCWD", after_login, something, &Session::cwd},
                                    Verb{"XMKD", after_login, something, &Session::mkd},
                                    Verb{"XPWD", after_login, nothing, &Session::pwd},
                                    Verb{"XRMD", after_login, something, &Session::rmd}};
  return table;
}

Session::Session(net::Lines& lines, Visit visit, Surroundings& around, Port port)
    : lines_(lines), visit_(std::move(visit)), around_(around) {
  // RFC 4217 knows no TLS from the first byte; its clients expect it on both connections.
  has_pbsz_ = port.tls;
  if (port.tls) data_protection_ = Protection::tls;
}

net::Task<void> Session::run() {
  Reply hello{.text = greeting(visit_->offer())};
  auto sent = co_await send(hello);
  while (sent) {
    auto answer = co_await next();
    if (!answer) co_return;
    sent = co_await send(*answer);
    if (answer->close) co_return;
  }
}

net::Task<std::optional<Reply>> Session::next() {
  set_deadline();
  heard_as_ = Protection::clear;
  std::string line;
  const WipeAtEnd wiped(line);
  if (!held_.empty()) {
    line = std::move(held_.front());
    held_.pop_front();
  } else {
    const auto read = co_await lines_.read_line();
    if (!read && read.error().code != ErrorCode::too_long) co_return std::nullopt;
    if (!read) co_return counted(reply(500, "The line is too long"));
    line = without_telnet(*read);
    lines_.wipe_input();
  }
  auto answer = co_await dispatch(line);
  co_return counted(std::move(answer));
}

Reply Session::counted(Reply answer) {
  errors_in_row_ = answer.failed ? errors_in_row_ + 1 : 0;
  if (errors_in_row_ >= most_errors_in_row) answer.close = true;
  return answer;
}

net::Task<Reply> Session::dispatch(std::string_view line) {
  const auto command = parse_command(line);
  if (!command) co_return reply(500, "Syntax error");
  const auto named = [&](const Verb& verb) {
    return same_but_case(verb.keyword, command->keyword);
  };
  const auto verb = std::ranges::find_if(verbs(), named);
  if (wants_adat_ && (verb == verbs().end() || verb->handler != &Session::adat)) {
    const auto ended = co_await end_exchange();
    if (ended) co_return *ended;
  }
  if (verb == verbs().end()) co_return reply(500, "Unknown command");
  if (auto refused = refused_here(*verb, command->argument)) co_return *std::move(refused);
  if (verb->handler != &Session::rnto) renamed_.reset();
  co_return co_await (this->*verb->handler)(command->argument);
}

std::optional<Reply> Session::refused_here(const Verb& verb, std::string_view argument) const {
  // RFC 2228, section 3: what anybody could have put between is not done.
  if (has_layer_ && !has_tls() && heard_as_ == Protection::clear && !may_be_clear(verb))
    return reply(533, "Send it protected");
  if (verb.when == When::before_login && session_) return reply(503, "You are logged in already");
  if (verb.when == When::after_login && !session_) return reply(530, "Log in first");
  if (verb.takes == Takes::something && argument.empty())
    return reply(501, "An argument is missing");
  if (verb.takes == Takes::nothing && !argument.empty())
    return reply(501, "This command takes no argument");
  return std::nullopt;
}

bool Session::may_be_clear(const Verb& verb) {
  return verb.handler == &Session::mic || verb.handler == &Session::conf ||
         verb.handler == &Session::enc || verb.handler == &Session::quit;
}

net::Task<Result<void>> Session::send(const Reply& answer) {
  if (answer.text.empty()) co_return Result<void>{};
  set_deadline();
  if (heard_as_ == Protection::clear) co_return co_await lines_.write(answer.text);
  const auto text = co_await wrapped(answer.text);
  if (text.empty()) co_return fail(ErrorCode::closed, "the layer is gone");
  co_return co_await lines_.write(text);
}

// Before login the deadline is the one that was set at the start.
void Session::set_deadline() {
  if (session_) lines_.stream().set_time_limit(around_.limits.idle);
}

bool Session::can_start_tls() const { return around_.tls != nullptr && !has_tls(); }

net::Task<Reply> Session::feat(std::string_view /*argument*/) {
  std::string body;
  if (can_start_tls() && !session_) body += "AUTH TLS\r\n";
  for (const auto& mechanism : visit_->offer().mechanisms) body += "AUTH " + mechanism + "\r\n";
  body += "EPRT\r\nEPSV\r\nMDTM\r\nMFMT\r\n" + wanted_.feature() + "\r\n";
  if (around_.tls != nullptr || has_layer_) body += "PBSZ\r\nPROT\r\n";
  body += "REST STREAM\r\nSIZE\r\nTVFS\r\nUTF8\r\n";
  co_return reply(211, "Features", body, "End");
}

net::Task<Reply> Session::help(std::string_view /*argument*/) {
  std::string body;
  std::size_t count = 0;
  for (const auto& verb : verbs()) {
    body += verb.keyword;
    body += ++count % 10 == 0 ? "\r\n" : " ";
  }
  if (!body.ends_with("\n")) body += "\r\n";
  co_return reply(214, "These commands are known", body, "End");
}

net::Task<Reply> Session::mode(std::string_view argument) {
  co_return same_but_case(argument, "S") ? reply(200, "Stream") : reply(504, "Only S is known");
}

net::Task<Reply> Session::noop(std::string_view /*argument*/) {
  co_return reply(200, "Nothing done");
}

net::Task<Reply> Session::not_here(std::string_view /*argument*/) {
  co_return reply(502, "Not done here");
}

net::Task<Reply> Session::opts(std::string_view argument) {
  const auto what = take_until(argument, ' ');
  if (same_but_case(what, "UTF8") && (argument.empty() || same_but_case(argument, "ON")))
    co_return reply(200, "Names are UTF-8");
  if (!same_but_case(what, "MLST")) co_return reply(501, "There is no such option");
  wanted_ = parse_wanted(argument);
  co_return reply(200, "MLST OPTS " + wanted_.names());
}

net::Task<Reply> Session::quit(std::string_view /*argument*/) {
  auto answer = reply(221, "Goodbye");
  answer.close = true;
  co_return answer;
}

net::Task<Reply> Session::stru(std::string_view argument) {
  co_return same_but_case(argument, "F") ? reply(200, "Files") : reply(504, "Only F is known");
}

// RFC 1123, section 4.1.3.3: what clients take as a sign of the form of lists.
net::Task<Reply> Session::syst(std::string_view /*argument*/) {
  co_return reply(215, "UNIX Type: L8");
}

net::Task<Reply> Session::type(std::string_view argument) {
  const auto type = parse_type(argument);
  if (!type) co_return reply(504, "Only A and I are known");
  type_ = *type;
  co_return reply(200, type_ == Type::ascii ? "Text" : "Bytes");
}

net::Task<void> serve_ftp(net::Stream stream, Port port, Surroundings& around) {
  const auto run = [&around, port](net::Stream& own, Visit& visit) -> net::Task<void> {
    net::Lines lines(own, around.limits.longest_line);
    Session session(lines, std::move(visit), around, port);
    co_await session.run();
  };
  const auto refused = [](const Error& why) { return refused_visit(why).text; };
  return attend(std::move(stream), port, around, "FTP", run, refused);
}

}  // namespace gatehouse::gates::ftp
