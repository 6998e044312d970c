// The gatehouse program: one job per subcommand.

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/version.h"
#include "cli/client.h"
#include "control/reference.h"
#include "server/audit_reader.h"
#include "server/init.h"
#include "server/serve.h"
#include "server/site_files.h"

namespace gatehouse::server {
namespace {

constexpr int succeeded = 0;
constexpr int failed = 1;

int complain(const Error& error) {
  std::cerr << "gatehouse: " << error.detail << "\n";
  return failed;
}

int run_init(const InitOptions& options) {
  const auto made = make_site(options);
  if (!made) return complain(made.error());
  std::cout << "Made a site for " << options.domain << " in " << options.base.string() << "\n";
  for (const auto& first : *made)
    std::cout << "  " << first.account << " " << first.password.reveal() << "\n";
  std::cout << "These passwords are kept in " << (options.base / first_passwords_file).string()
            << " until they are changed.\n";
  return succeeded;
}

int run_serve(const ServeOptions& options) {
  const auto served = serve(options);
  return served ? succeeded : complain(served.error());
}

void add_base(CLI::App* command, std::filesystem::path& base) {
  command->add_option("--base", base, "Folder of the site")->required()->envname("GATEHOUSE_BASE");
}

struct Options {
  InitOptions init;
  ServeOptions serve;
  std::filesystem::path cli_base;
  std::filesystem::path explain_base;
  cli::LoginExplained login;
  std::filesystem::path right_base;
  cli::RightExplained right;
  std::filesystem::path rights_base;
  std::string rights_domain;
  AuditVerifyWords audit_verify;
  AuditShowWords audit_show;
  std::filesystem::path who_base;
  std::string who_domain;
  std::string reference;
};

void describe_init(CLI::App& app, InitOptions& options) {
  auto* init = app.add_subcommand("init", "Make a site: its key, Main Domain and postmaster");
  add_base(init, options.base);
  init->add_option("--domain", options.domain, "Name of the Main Domain")->required();
  init->add_flag("--demo", options.demo,
                 "Also company2.test and accounts to try, every login method on");
  init->add_option("--port-offset", options.port_offset, "Added to every standard port")
      ->check(CLI::Range(0, 60000));
  init->add_option("--user", options.user, "Give the site to this user (as root)");
  init->add_option("--key", options.key_file, "Site key outside the base folder");
}

void describe_serve(CLI::App& app, ServeOptions& options) {
  auto* serve = app.add_subcommand("serve", "Serve a site until SIGTERM");
  add_base(serve, options.base);
  serve->add_option("--listen", options.listen,
                    "Address to listen on; may be repeated (default: all)");
  serve->add_option("--loops", options.loops, "Event loops (default: one per processor)")
      ->check(CLI::Range(0, 8));
  serve->add_option("--user", options.user, "Serve as this user when started as root");
  serve->add_option("--helper-user", options.helper_user,
                    "Helper programs run as this user when started as root (default: nobody)");
  serve->add_option("--key", options.key_file, "Site key outside the base folder");
  serve->add_option("--log-level", options.log_level, "1 failures only ... 5 everything")
      ->check(CLI::Range(1, 5));
}

void describe_explain(CLI::App& app, Options& options) {
  auto* explain = app.add_subcommand("explain", "Say why the running server would let somebody in");
  explain->require_subcommand(1);
  auto* login = explain->add_subcommand("login", "Each rule of a login, in order; no password");
  add_base(login, options.explain_base);
  login->add_option("name", options.login.name, "Login name as a client sends it")->required();
  login->add_option("--service", options.login.service,
                    "imap, pop, smtp, pwd, ... (default: imap)");
  login->add_option("--from", options.login.from, "Client's address (default: 127.0.0.1)");
  login->add_option("--method", options.login.method, "SASL name (default: PLAIN)");
  login->add_flag("--tls", options.login.tls, "The link has TLS");
  auto* right = explain->add_subcommand("right", "Each element of a mailbox's access control list");
  add_base(right, options.right_base);
  right->add_option("account", options.right.account, "Whose mailbox it is")->required();
  right->add_option("mailbox", options.right.mailbox, "Its name, such as INBOX/Old")->required();
  right->add_option("--for", options.right.viewer,
                    "The account that wants to use it (default: a guest)");
}

void describe_audit(CLI::App& app, Options& options) {
  auto* audit = app.add_subcommand("audit", "The audit trail: who did what; works beside a server");
  audit->require_subcommand(1);
  auto* verify = audit->add_subcommand("verify", "Is the trail whole; names the first bad record");
  add_base(verify, options.audit_verify.base);
  verify->add_option("--key", options.audit_verify.key_file, "Site key outside the base folder");
  verify->add_flag("--archived", options.audit_verify.archived, "Older files were moved away");
  verify->add_option("--head", options.audit_verify.head,
                     "NUMBER:MAC as the log had it: the trail must contain that record");
  auto* show = audit->add_subcommand("show", "Records as lines, oldest first");
  add_base(show, options.audit_show.base);
  show->add_option("--account", options.audit_show.account, "Whose login, or done to whom");
  show->add_option("--since", options.audit_show.since, "2026-11-22, 2026-11-22T06:29 or 30m, 7d");
  show->add_option("--until", options.audit_show.until, "The same");
  show->add_option("--kind", options.audit_show.kind, "login, end, change, notice, ...");
  show->add_option("--id", options.audit_show.id, "One record in full, by the id of the log line");
}

void describe_rights(CLI::App& app, Options& options) {
  auto* rights = app.add_subcommand("rights", "Who has which administrator rights");
  add_base(rights, options.rights_base);
  rights->add_option("domain", options.rights_domain, "Only this domain's accounts");
}

void describe_who(CLI::App& app, Options& options) {
  auto* who = app.add_subcommand("who", "Who is logged in, where from and how");
  add_base(who, options.who_base);
  who->add_option("domain", options.who_domain, "Only this domain's accounts");
}

int run(int count, char** words) {
  CLI::App app("Gatehouse keeps the login doors of a communications site.");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(version));
  Options options;
  describe_init(app, options.init);
  describe_serve(app, options.serve);
  describe_explain(app, options);
  describe_rights(app, options);
  describe_audit(app, options);
  describe_who(app, options);
  auto* cli = app.add_subcommand("cli", "Run one CLI command at the running server, or read them");
  add_base(cli, options.cli_base);
  cli->prefix_command();
  auto* reference =
      app.add_subcommand("reference", "Print a reference made from the server's tables");
  reference->add_option("what", options.reference)
      ->required()
      ->check(CLI::IsMember({"cli", "settings"}));

  CLI11_PARSE(app, count, words);
  if (app.got_subcommand("init")) return run_init(options.init);
  if (app.got_subcommand("serve")) return run_serve(options.serve);
  if (app.got_subcommand("cli"))
    return cli::run_cli(options.cli_base / control_socket, cli->remaining(), std::cin, std::cout,
                        std::cerr);
  if (app.got_subcommand("rights"))
    return cli::show_rights(options.rights_base / control_socket, options.rights_domain, std::cout,
                            std::cerr);
  if (app.got_subcommand("who"))
    return cli::show_logins(options.who_base / control_socket, options.who_domain, std::cout,
                            std::cerr);
  if (app.got_subcommand("explain") && app.get_subcommand("explain")->got_subcommand("right"))
    return cli::explain_right(options.right_base / control_socket, options.right, std::cout,
                              std::cerr);
  if (app.got_subcommand("explain"))
    return cli::explain_login(options.explain_base / control_socket, options.login, std::cout,
                              std::cerr);
  if (app.got_subcommand("audit")) {
    auto* audit = app.get_subcommand("audit");
    if (audit->got_subcommand("verify"))
      return verify_audit(options.audit_verify, std::cout, std::cerr);
    return show_audit(options.audit_show, SystemClock().now(), std::cout, std::cerr);
  }
  std::cout << (options.reference == "cli" ? control::cli_reference()
                                           : control::settings_reference());
  return succeeded;
}

}  // namespace
}  // namespace gatehouse::server

int main(int count, char** words) { return gatehouse::server::run(count, words); }
