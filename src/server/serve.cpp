#include "server/serve.h"

#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <iostream>
#include <thread>

#include "audit/journal.h"
#include "auth/local_keeper.h"
#include "auth/protection_file.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "gates/shared/service.h"
#include "helper/launcher.h"
#include "kerberos/acceptor.h"
#include "kerberos/environment.h"
#include "net/offload.h"
#include "net/server.h"
#include "pki/challenge_answers.h"
#include "pki/domain_certificates.h"
#include "server/listeners.h"
#include "server/outside.h"
#include "server/privileges.h"
#include "server/site_files.h"

namespace gatehouse::server {
namespace {

constexpr unsigned most_loops = 8;
constexpr auto grace = std::chrono::seconds{5};
constexpr auto refresh_period = std::chrono::seconds{1};
constexpr auto certificates_period = std::chrono::minutes{1};
constexpr auto protection_period = std::chrono::seconds{1};
constexpr auto log_file = "SystemLogs/gatehouse.log";

// All that one site needs while it is served, in the order in which it may be taken apart.
struct Site {
  crypto::SystemEntropy entropy;
  SystemClock clock;
  std::unique_ptr<crypto::Seal> seal;
  std::unique_ptr<directory::Store> store;
  std::unique_ptr<directory::Directory> directory;
  std::unique_ptr<pki::DomainCertificates> tls;
  pki::ChallengeAnswers challenges;
  // Hashing is bounded on its own: a flood of guesses must not keep mailboxes waiting.
  net::Offload hashing{{.threads = 2, .queue = 256}};
  net::Offload disk{{.threads = 4, .queue = 1024}};
  net::Offload commands{{.threads = 4, .queue = 256}};  // see auth/local_keeper.h
  // One thread for each LDAP server's answer that may be waited for at once.
  net::Offload ldap{{.threads = 32, .queue = 1024}};
  std::unique_ptr<LiveOutside> outside;
  std::unique_ptr<kerberos::AcceptorSite> tickets;
  std::unique_ptr<audit::Journal> trail;
  std::unique_ptr<access::LiveAddresses> addresses;
  access::Listening listening{.from_the_start = Listeners::from_the_start()};
  std::unique_ptr<auth::Protection> protection;
  std::unique_ptr<auth::ProtectionFile> protection_file;
  std::unique_ptr<auth::Keeper> keeper;

  [[nodiscard]] std::uint16_t port_offset() const {
    const auto* offset = settings::find(directory->defaults()->server, "PortOffset");
    return static_cast<std::uint16_t>(offset == nullptr ? 0 : offset->whole().value_or(0));
  }
};

Result<void> open_directory(Site& site) {
  auto store = directory::open_text_store(".");
  if (!store) return std::unexpected(store.error());
  site.store = std::move(*store);
  auto opened = directory::Directory::open(*site.store, site.clock, site.entropy, {});
  if (!opened) return std::unexpected(opened.error());
  site.directory = std::move(*opened);
  return {};
}

// Where the trail stands is also noted where its files are not.
void note_head(const audit::Head& head) {
  const auto line = "head " + std::to_string(head.id) + ":" + head.mac;
  log::write(log::Level::major, "AUDIT", line);
  ::syslog(LOG_AUTHPRIV | LOG_NOTICE, "gatehouse audit %s", line.c_str());
}

Result<void> open_tls(Site& site) {
  auto opened = pki::DomainCertificates::open(
      {*site.directory, *site.seal, site.clock, [&site] {
         return test_certificate(site.directory->main_domain()->name, site.clock.now());
       }});
  if (!opened) return std::unexpected(opened.error());
  site.tls = std::move(*opened);
  return {};
}

void password_changed(const std::string& full_name) {
  if (const auto forgotten = forget_first_password(full_name); !forgotten)
    log::write(log::Level::problem, "SYSTEM", forgotten.error().detail);
}

void name_moved(const std::string& from, const std::string& to) {
  if (const auto moved = move_first_passwords(from, to); !moved)
    log::write(log::Level::problem, "SYSTEM", moved.error().detail);
}

std::vector<IpAddress> addresses(const std::vector<std::string>& listen) {
  std::vector<IpAddress> all;
  for (const auto& text : listen.empty() ? std::vector<std::string>{"0.0.0.0", "::"} : listen)
    if (const auto address = IpAddress::parse(text)) all.push_back(*address);
  return all;
}

Result<void> listen_for_owner(net::Server& server, const gates::Gates& gates) {
  const auto all = gates::services();
  const auto pwd = std::ranges::find(all, "PWD", &gates::Service::name);
  if (pwd == all.end()) return {};
  return server.listen_local(std::string(control_socket),
                             [&gate = gates.of(*pwd), pwd](net::Stream stream, unsigned) {
                               return gate.serve(std::move(stream), pwd->ports.front());
                             });
}

std::string filled_in(std::string_view pattern, const std::string& host, std::uint16_t port,
                      const std::string& user) {
  std::string line(pattern);
  const auto replace = [&line](std::string_view what, const std::string& with) {
    for (auto at = line.find(what); at != line.npos; at = line.find(what, at + with.size()))
      line.replace(at, what.size(), with);
  };
  replace("{host}", host);
  replace("{port}", std::to_string(port));
  replace("{user}", user);
  return line;
}

void greet(const Site& site, Listeners& listeners, const std::vector<IpAddress>& at,
           const std::string& base) {
  const auto& domain = site.directory->main_domain()->name;
  const auto offset = site.port_offset();
  const std::string host =
      at.front() == *IpAddress::parse("0.0.0.0") ? "127.0.0.1" : at.front().text();
  std::cout << "Gatehouse is ready: " << domain << ", site " << base << "\n";
  for (const auto& service : gates::services()) {
    const auto ports = listeners.ports_of(service.name);
    if (ports.empty()) continue;
    std::cout << "  " << service.name;
    for (const auto& port : ports)
      std::cout << " " << port.number + offset << (port.tls ? " (TLS)" : "");
    std::cout << "\n    "
              << filled_in(service.try_it, host,
                           static_cast<std::uint16_t>(ports.front().number + offset),
                           "postmaster@" + domain)
              << "\n";
  }
  if (std::filesystem::exists(first_passwords_file))
    std::cout << "  passwords nobody has changed yet: " << base << "/" << first_passwords_file
              << "\n";
  std::cout << "  command line: gatehouse cli --base " << base << " LISTCLICOMMANDS\n"
            << std::flush;
}

net::Task<void> stop_on_signal(net::Server& server) {
  boost::asio::signal_set signals(server.loop(0), SIGINT, SIGTERM);
  boost::system::error_code trouble;
  co_await signals.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, trouble));
  log::write(log::Level::major, "SYSTEM", "stopping");
  server.stop();
}

// "50000-50100"; what is none gives any free port.
net::PortRange data_ports(const directory::Directory& directory) {
  const auto* setting = settings::find(directory.defaults()->server, "FTPDataPorts");
  if (setting == nullptr || setting->string() == nullptr) return {};
  std::string_view text = *setting->string();
  const auto first = to_number<std::uint16_t>(trimmed(take_until(text, '-')));
  const auto last = to_number<std::uint16_t>(trimmed(text));
  return first && last && *first <= *last ? net::PortRange{*first, *last} : net::PortRange{};
}

unsigned loop_count(unsigned wanted) {
  if (wanted == 0) wanted = std::max(1U, std::thread::hardware_concurrency());
  return std::min(wanted, most_loops);
}

// A program whose settings were changed is started and stopped without anybody asking for it.
net::Task<void> keep_outside_fresh(LiveOutside& outside) {
  for (;;) {
    co_await net::pause(refresh_period);
    outside.refresh();
  }
}

net::Task<void> keep_certificates_fresh(Site& site) {
  for (;;) {
    co_await net::pause(certificates_period);
    const auto keep_up = [&site] {
      site.tls->keep_up();
      return true;
    };
    const auto done = co_await site.disk.run(keep_up);
    if (!done) log::write(log::Level::problem, "TLS", done.error().detail);
  }
}

// Settings that were changed by hand are followed too, and so is the end of a trial.
net::Task<void> keep_listeners(Site& site) {
  auto seen = site.addresses->settings();
  for (;;) {
    co_await net::pause(refresh_period);
    auto now = site.addresses->settings();
    if (now == seen) continue;
    seen = std::move(now);
    const auto follow = [&site] { return site.listening.follow(); };
    const auto waiting = co_await site.disk.run(follow);
    if (!waiting) continue;
    for (const auto& line : *waiting)
      log::write(log::Level::problem, "NET", "at the next start: " + line);
  }
}

// Another one after each start of the machine.
std::string boot_id() {
  const auto id = read_file("/proc/sys/kernel/random/boot_id", 64);
  return id ? std::string(trimmed(id->reveal().substr(0, 36))) : "unknown";
}

void open_protection(Site& site) {
  site.protection_file = std::make_unique<auth::ProtectionFile>(
      std::string(protection_file), boot_id(), *site.protection, site.clock,
      &site.addresses->temporary());
  const auto damaged = site.protection_file->open();
  if (!damaged)
    log::write(log::Level::problem, "SYSTEM", damaged.error().detail);
  else if (*damaged > 0)
    log::write(log::Level::problem, "SYSTEM",
               std::string(protection_file) + ": " + std::to_string(*damaged) +
                   " damaged lines were left out");
}

net::Task<void> keep_protection(Site& site) {
  bool said = false;
  for (;;) {
    co_await net::pause(protection_period);
    const auto keep = [&site] { return site.protection_file->keep(); };
    const auto kept = co_await site.disk.run(keep);
    const bool failed = kept && !*kept;
    if (failed && !said) log::write(log::Level::problem, "SYSTEM", kept->error().detail);
    said = failed;
  }
}

// While there is one thread and all rights.
Result<std::unique_ptr<helper::Launcher>> start_launcher(const ServeOptions& options) {
  std::error_code trouble;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", trouble);
  helper::Launcher::Rules rules;
  // Without it the launcher need not keep any rights.
  if (const auto pam = program.parent_path() / "gatehouse-pam"; std::filesystem::exists(pam))
    rules.os_passwords_path = pam;
  if (::geteuid() == 0) {
    const auto user = service_identity(options.helper_user, ".");
    if (!user) return std::unexpected(user.error());
    rules.helper_user = user->user;
    rules.helper_group = user->group;
  }
  return helper::Launcher::start(rules);
}

Result<void> check_listen(const std::vector<std::string>& listen) {
  for (const auto& text : listen)
    if (!IpAddress::parse(text)) return fail(ErrorCode::malformed, text + " is not an IP address");
  return {};
}

Result<void> enter(const std::filesystem::path& base) {
  if (!std::filesystem::exists(base / "Settings"))
    return fail(ErrorCode::not_found, "there is no site in " + base.string() +
                                          "; make one with: gatehouse init --base " +
                                          base.string() + " --domain DOMAIN");
  std::error_code trouble;
  std::filesystem::current_path(base, trouble);  // from here on every path is relative
  if (trouble) return fail(ErrorCode::unavailable, base.string() + ": " + trouble.message());
  return {};
}

}  // namespace

Result<void> serve(const ServeOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a full file is an error, not an end
  kerberos::stand_alone();
  auto done = check_listen(options.listen);
  const auto base = std::filesystem::absolute(options.base).lexically_normal();
  const auto key_file = options.key_file.empty() ? base / default_key_file
                                                 : std::filesystem::absolute(options.key_file);
  if (done) done = enter(base);
  if (done) done = lock_site();
  if (!done) return done;
  const auto identity = service_identity(options.user, ".");
  if (!identity) return std::unexpected(identity.error());
  const auto launcher = start_launcher(options);
  if (!launcher) return std::unexpected(launcher.error());
  protect_process();
  auto key = read_site_key(key_file);
  if (!key) return std::unexpected(key.error());

  Site site;
  site.seal = std::make_unique<crypto::Seal>(std::move(*key), site.entropy);
  if (done = open_directory(site); !done) return done;
  if (done = open_tls(site); !done) return done;
  site.outside = std::make_unique<LiveOutside>(*site.directory, **launcher, site.ldap, site.clock);
  site.tickets = std::make_unique<kerberos::AcceptorSite>(*site.directory, *site.seal);
  site.trail = std::make_unique<audit::Journal>(*site.seal, site.clock,
                                                audit::JournalOptions{.anchor = note_head});
  site.addresses = std::make_unique<access::LiveAddresses>(*site.directory, site.clock);
  site.protection = std::make_unique<auth::Protection>(site.entropy);
  site.keeper = auth::make_local_keeper(
      {.directory = *site.directory,
       .seal = *site.seal,
       .entropy = site.entropy,
       .clock = site.clock,
       .hashing = site.hashing,
       .disk = site.disk,
       .audit = {},
       .password_changed = password_changed,
       .tickets = site.tickets.get(),
       .outside = site.outside.get(),
       .commands = &site.commands,
       .protection = site.protection.get(),
       .challenges = &site.challenges,
       .served_certificate =
           [&site](const directory::DomainView& domain) { return site.tls->served(domain); },
       .trail = site.trail.get(),
       .addresses = site.addresses.get(),
       .name_moved = name_moved,
       .listening = &site.listening,
       .base = ".",
       .log = log_file,
       .owner = identity->user});

  const auto challenge_answer = [&site](std::string_view host, std::string_view token) {
    const auto domain = site.directory->find_domain(host);
    return domain ? site.challenges.find(domain->id, token, site.clock.now()) : std::nullopt;
  };
  const auto certificate_of = [&site](std::string_view host) {
    const auto domain = site.directory->find_domain(host);
    return domain ? site.tls->served(domain) : std::string();
  };
  gates::Surroundings around{.keeper = *site.keeper,
                             .disk = site.disk,
                             .tls = site.tls->context(),
                             .base = ".",
                             .limits = {},
                             .challenge_answer = challenge_answer,
                             .certificate_of = certificate_of};
  around.data_ports = data_ports(*site.directory);
  const gates::Gates gates(around);
  net::Server server(loop_count(options.loops));
  const auto at = addresses(options.listen);
  Listeners listeners(server, *site.addresses, gates, at, site.port_offset());
  site.listening.follow = [&listeners] { return listeners.follow(); };
  done = listeners.open();
  if (done) done = listen_for_owner(server, gates);
  if (done) done = give_to("run", *identity);
  if (done) done = give_to("keys", *identity);
  if (done) done = drop_privileges(*identity);
  if (!done) return done;

  log::open(log_file, static_cast<log::Level>(options.log_level));
  log::write(log::Level::major, "SYSTEM", "started");
  open_protection(site);  // as the user who owns the file from now on
  if (done = site.trail->start(); !done) return done;
  server.spawn([&server] { return stop_on_signal(server); });
  server.spawn([&site] { return keep_outside_fresh(*site.outside); });
  server.spawn([&site] { return keep_certificates_fresh(site); });
  server.spawn([&site] { return keep_protection(site); });
  server.spawn([&site] { return keep_listeners(site); });
  greet(site, listeners, at, options.base.string());
  server.run(grace);
  site.trail->stop();
  log::close();
  return {};
}

}  // namespace gatehouse::server
