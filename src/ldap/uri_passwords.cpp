#include "ldap/uri_passwords.h"

#include <ldap.h>

#include <array>
#include <map>
#include <mutex>
#include <utility>

#include "base/text.h"
#include "ldap/connection.h"
#include "ldap/host_names.h"
#include "ldap/server.h"
#include "ldap/uri.h"

namespace gatehouse::ldap {
namespace {

constexpr std::size_t most_servers = 256;  // remembered

// `ill`: the server, not the name, is the trouble; another one may do better.
enum class Verdict { yes, no, bad_name, unclear, ill };

struct Meaning {
  int code;
  Verdict verdict;
};
// RFC 4511, appendix A. A code that is not here is `unclear`: it says nothing about the password,
// and as somebody's name may have caused it, nothing about the server either.
constexpr std::array meanings{
    Meaning{LDAP_SUCCESS, Verdict::yes},
    Meaning{LDAP_NO_SUCH_OBJECT, Verdict::no},
    Meaning{LDAP_INVALID_CREDENTIALS, Verdict::no},
    Meaning{LDAP_INVALID_DN_SYNTAX, Verdict::bad_name},
    Meaning{LDAP_BUSY, Verdict::ill},
    Meaning{LDAP_UNAVAILABLE, Verdict::ill},
};

Verdict verdict_of(const Result<int>& code) {
  if (!code) return Verdict::ill;
  for (const auto& meaning : meanings)
    if (meaning.code == *code) return meaning.verdict;
  return Verdict::unclear;
}

std::string reason(const Result<int>& code) {
  return code ? "result code " + std::to_string(*code) : code.error().detail;
}

Protection protection_of(const AuthenticationUri& uri) {
  if (uri.tls()) return Protection::tls;
  return uri.starts_tls() ? Protection::start_tls : Protection::none;
}

struct Bind {
  const AuthenticationUri& uri;
  const std::string& name;
  const Secret& password;
};

}  // namespace

struct UriPasswords::State {
  State(net::Offload& on, const Clock& by, Options with)
      : pool(on), clock(by), options(std::move(with)) {}

  Result<bool> check(const Bind& bind, Until until);
  Result<int> ask(Server& server, const Address& address, const Bind& bind, Until until);
  Result<int> ask_on(Server& server, Connection connection, const Bind& bind, Until until);
  Result<Connection> open(const Address& address, Protection protection, Until until);
  Result<SSL_CTX*> tls_context();
  std::shared_ptr<Server> server_at(const Address& address, Protection protection);
  void note(Server& server, const Result<int>& code);

  net::Offload& pool;
  const Clock& clock;
  const Options options;
  HostNames host_names;
  std::mutex lock;
  TlsContext context;
  std::map<std::pair<std::string, Protection>, std::shared_ptr<Server>> servers;
};

Result<bool> UriPasswords::State::check(const Bind& bind, Until until) {
  std::string why = "no time left";
  auto left = static_cast<int>(bind.uri.addresses().size());
  for (const auto& address : bind.uri.addresses()) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= until) break;
    const auto part = now + (until - now) / left--;
    const auto server = server_at(address, protection_of(bind.uri));
    why = server->name() + " is left alone for a while";
    if (!server->admits(clock.moment())) continue;
    const auto code = ask(*server, address, bind, part);
    note(*server, code);
    why = server->name() + ": " + reason(code);
    switch (verdict_of(code)) {
      case Verdict::yes:
        return true;
      case Verdict::no:
        return false;
      case Verdict::bad_name:
        return fail(ErrorCode::malformed, why);
      case Verdict::unclear:
        return fail(ErrorCode::unavailable, why);
      case Verdict::ill:
        break;
    }
  }
  return fail(ErrorCode::unavailable, why);
}

void UriPasswords::State::note(Server& server, const Result<int>& code) {
  if (verdict_of(code) == Verdict::ill)
    server.failed(clock.moment(), reason(code));
  else
    server.succeeded();
}

// A kept connection may turn out to be dead; that says nothing about the server.
Result<int> UriPasswords::State::ask(Server& server, const Address& address, const Bind& bind,
                                     Until until) {
  if (auto kept = server.take(clock.moment())) {
    auto code = ask_on(server, std::move(*kept), bind, until);
    if (code || code.error().code != ErrorCode::closed) return code;
  }
  auto fresh = open(address, protection_of(bind.uri), until);
  if (!fresh) return std::unexpected(fresh.error());
  return ask_on(server, std::move(*fresh), bind, until);
}

Result<int> UriPasswords::State::ask_on(Server& server, Connection connection, const Bind& bind,
                                        Until until) {
  auto code = connection.bind(bind.name, bind.password, until);
  if (verdict_of(code) != Verdict::ill)
    server.keep(std::move(connection), clock.moment(), options.most_idle);
  return code;
}

Result<Connection> UriPasswords::State::open(const Address& address, Protection protection,
                                             Until until) {
  const auto where = host_names.look_up(address.host, until);
  if (!where) return std::unexpected(where.error());
  auto link = Link::connect(*where, address.port, until);
  if (!link) return std::unexpected(link.error());
  Connection connection(std::move(*link), options.longest_answer);
  if (protection == Protection::none) return connection;
  const auto trusted = tls_context();
  if (!trusted) return std::unexpected(trusted.error());
  const auto is_safe = connection.protect(protection, *trusted, address.host, until);
  if (!is_safe) return std::unexpected(is_safe.error());
  return connection;
}

Result<SSL_CTX*> UriPasswords::State::tls_context() {
  const std::lock_guard guard(lock);
  if (!context) {
    auto fresh = client_context(options.trusted_certificates);
    if (!fresh) return std::unexpected(fresh.error());
    context = std::move(*fresh);
  }
  return context.get();
}

std::shared_ptr<Server> UriPasswords::State::server_at(const Address& address,
                                                       Protection protection) {
  const auto name = "[" + lower_case(address.host) + "]:" + std::to_string(address.port);
  const std::lock_guard guard(lock);
  if (servers.size() >= most_servers)
    std::erase_if(servers, [](const auto& item) { return item.second.use_count() == 1; });
  auto& server = servers[{name, protection}];
  if (!server) server = std::make_shared<Server>(name);
  return server;
}

UriPasswords::UriPasswords(net::Offload& pool, const Clock& clock, Options options)
    : state_(std::make_unique<State>(pool, clock, std::move(options))) {}

UriPasswords::~UriPasswords() = default;

// RFC 4513, section 5.1.2: servers may answer "success" to a name without a password.
net::Task<Result<bool>> UriPasswords::check(std::string uri, std::string account,
                                            std::string domain, Secret password) {
  if (password.empty()) co_return false;
  const auto until = std::chrono::steady_clock::now() + state_->options.deadline;
  const auto parsed = AuthenticationUri::parse(uri);
  if (!parsed) co_return std::unexpected(parsed.error());
  const auto name = parsed->bind_name(account, domain);
  if (!name) co_return std::unexpected(name.error());
  const Bind bind{*parsed, *name, password};
  const auto work = [this, &bind, until] { return state_->check(bind, until); };
  auto answer = co_await state_->pool.run(work);
  if (!answer) co_return std::unexpected(answer.error());
  co_return std::move(*answer);
}

}  // namespace gatehouse::ldap
