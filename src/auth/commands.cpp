#include "auth/commands.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "access/rights.h"
#include "auth/explain.h"
#include "auth/locked.h"
#include "settings/text.h"

namespace gatehouse::auth {
namespace {

constexpr int failed = 501;
constexpr int unknown_account = 513;

// Longer than anybody outside may take to answer.
constexpr auto longest_question = std::chrono::minutes{5};

using Answer = Result<directory::Routing::External>;

// Waits for it on this thread.
Answer waited_for(net::Task<Answer> question) {
  boost::asio::io_context loop(1);
  Answer answer = fail(ErrorCode::unavailable, "no answer from outside");
  const auto keep = [&answer](const std::exception_ptr& trouble, Answer given) {
    if (!trouble) answer = std::move(given);
  };
  boost::asio::co_spawn(loop, std::move(question), keep);
  loop.run_for(longest_question);
  return answer;
}

CommandReply reply_of(control::Outcome outcome) {
  CommandReply reply{outcome.code, std::move(outcome.words), std::nullopt};
  if (outcome.data) reply.data = settings::to_text(*outcome.data);
  return reply;
}

settings::Dictionary helper_state(Outside* outside) {
  const auto state = outside == nullptr ? helper::ExternalState{} : outside->external_state();
  const auto* word = !state.enabled ? "off" : state.running ? "running" : "not running";
  settings::Dictionary told{{"State", word}};
  if (state.running) told.emplace("InterfaceVersion", settings::Number{state.interface_version});
  return told;
}

}  // namespace

Commands::Commands(const KeeperParts& parts, Authenticator& authenticator, Logins& logins,
                   SessionDesk& desk, const LockNotes& lock_notes, control::Objects& kept)
    : directory_(parts.directory),
      logins_(logins),
      pool_(parts.commands == nullptr ? parts.disk : *parts.commands),
      routes_(parts.directory, parts.disk, parts.outside),
      site_{.directory = parts.directory,
            .passwords = authenticator.passwords(),
            .clock = parts.clock,
            .password_changed = parts.password_changed,
            .explain_login =
                [&parts, &authenticator](const control::LoginQuestion& question) {
                  return explain_login(parts, authenticator, question);
                },
            .helper_state = [&parts] { return helper_state(parts.outside); },
            .route =
                [this](std::string address, directory::RouteKind kind,
                       directory::DomainView when_unqualified) {
                  return route({directory_, kind, std::move(address), std::move(when_unqualified)});
                },
            .seal = &parts.seal,
            .challenges = parts.challenges,
            .served_certificate = parts.served_certificate,
            .sessions = &desk,
            .audit = parts.trail,
            .addresses = parts.addresses,
            .try_password =
                [&authenticator](const directory::AccountView& account, std::string_view password) {
                  return authenticator.try_password(account, password);
                },
            .try_proof =
                [&authenticator](const directory::AccountView& account, std::string_view proof,
                                 control::Proof kind) {
                  return authenticator.try_proof(account, proof, kind);
                },
            .forget_failures_of_account =
                [&authenticator](const std::string& full_name) {
                  authenticator.forget_failures(full_name);
                },
            .forget_failures_of_address =
                [&authenticator](const IpAddress& address) {
                  authenticator.forget_failures(address);
                },
            .name_moved = parts.name_moved,
            .listening = parts.listening,
            .locked_accounts =
                [&parts, &authenticator, &lock_notes] {
                  return locked_accounts(parts, authenticator, lock_notes);
                },
            .closed_sources = [&parts,
                               &authenticator] { return closed_sources(parts, authenticator); },
            .log = parts.log,
            .started = parts.clock.moment(),
            .base = parts.base,
            .objects = &kept} {}

net::Task<CommandReply> Commands::run(Opened session, Logins::Key login, Secret line) {
  auto work = [this, &session, login, &line] { return run_now(session, login, line.reveal()); };
  auto reply = co_await pool_.run(std::move(work));
  if (!reply) co_return CommandReply{failed, "Temporarily unavailable, try again later", {}};
  co_return std::move(*reply);
}

Result<directory::RouteStep> Commands::route(directory::Routing routing) {
  auto step = routing.next();
  while (step && std::holds_alternative<directory::AskExternal>(*step)) {
    if (!questions_at_once_.try_acquire())
      return fail(ErrorCode::unavailable, "too many questions to the external program at once");
    auto question = routes_.ask(std::get<directory::AskExternal>(std::move(*step)));
    auto answer = waited_for(std::move(question));
    questions_at_once_.release();
    if (!answer) return std::unexpected(std::move(answer.error()));
    routing.answered(*std::move(answer));
    step = routing.next();
  }
  return step;
}

CommandReply Commands::run_now(const Opened& session, Logins::Key login, std::string_view line) {
  const auto caller = caller_of(session, login);
  if (caller) return reply_of(control::run(site_, *caller, line));
  if (caller.error().code == ErrorCode::unknown_account)
    return {unknown_account, "The account is not there any more", {}};
  return {failed, "Temporarily unavailable, try again later", {}};
}

Result<control::Caller> Commands::caller_of(const Opened& session, Logins::Key login) {
  if (!session.account) {
    control::Caller owner{nullptr, access::Rights::master()};
    if (session.origin) owner.origin = *session.origin;
    return owner;
  }
  const auto domain = directory_.find_domain(session.account->domain->name);
  if (!domain || domain->id != session.account->domain->id)
    return fail(ErrorCode::unknown_account, "the domain is gone");
  auto account = directory_.find_account(*domain, session.account->name);
  if (!account) return std::unexpected(std::move(account.error()));
  auto listed = directory_.rights_of(*domain);
  if (!listed) return std::unexpected(std::move(listed.error()));
  const access::Rights rights(**account, *listed);
  // Neither a device's password nor somebody else's is good for changing passwords, nor is the ID
  // of a session, unless its owner has just shown that he is there.
  const bool by_another = session.session.acting != session.session.account;
  const bool confirmed = session.confirmed_until > site_.clock.moment();
  const bool by_session = !session.by_session.empty() && !confirmed;
  control::Caller caller{std::move(*account), rights,
                         !session.tag.empty() || by_another || by_session};
  caller.by_session = by_session && session.tag.empty() && !by_another;
  caller.confirmed = confirmed;
  caller.half = session.session.code_wanted;
  caller.login = login;
  caller.keeps_session = [this, login, by = session.by_session](const std::string& stored) {
    logins_.accept(login, proof_of_stored(stored));
    if (!by.empty()) logins_.accept_for(by, proof_of_stored(stored));
  };
  caller.keeps_factor = [this, login, by = session.by_session,
                         opens = session.opens](const std::string& proof) {
    logins_.accept_factor(login, proof);
    if (!by.empty()) logins_.accept_factor_for(by, proof);
    for (const auto& opened : opens) logins_.accept_factor_for(opened, proof);
  };
  caller.logged_in = session.on_logged_in;
  if (session.ends) caller.link = {session.ends->remote, session.ends->local, session.needs_client};
  if (session.origin) caller.origin = *session.origin;
  return caller;
}

}  // namespace gatehouse::auth
