#include "auth/commands.h"

#include <utility>

#include "access/rights.h"
#include "settings/text.h"

namespace gatehouse::auth {
namespace {

constexpr int failed = 501;
constexpr int unknown_account = 513;

CommandReply reply_of(control::Outcome outcome) {
  CommandReply reply{outcome.code, std::move(outcome.words), std::nullopt};
  if (outcome.data) reply.data = settings::to_text(*outcome.data);
  return reply;
}

}  // namespace

Commands::Commands(const KeeperParts& parts, const credentials::OwnPasswords& passwords)
    : directory_(parts.directory),
      disk_(parts.disk),
      site_{.directory = parts.directory,
            .passwords = passwords,
            .clock = parts.clock,
            .password_changed = parts.password_changed} {}

net::Task<CommandReply> Commands::run(Opened session, Secret line) {
  auto work = [this, &session, &line] { return run_now(session, line.reveal()); };
  auto reply = co_await disk_.run(std::move(work));
  if (!reply) co_return CommandReply{failed, "Temporarily unavailable, try again later", {}};
  co_return std::move(*reply);
}

CommandReply Commands::run_now(const Opened& session, std::string_view line) {
  const auto caller = caller_of(session);
  if (caller) return reply_of(control::run(site_, *caller, line));
  if (caller.error().code == ErrorCode::unknown_account)
    return {unknown_account, "The account is not there any more", {}};
  return {failed, "Temporarily unavailable, try again later", {}};
}

Result<control::Caller> Commands::caller_of(const Opened& session) {
  if (!session.account) return control::Caller{nullptr, access::Rights::master()};
  const auto domain = directory_.find_domain(session.account->domain->name);
  if (!domain || domain->id != session.account->domain->id)
    return fail(ErrorCode::unknown_account, "the domain is gone");
  auto account = directory_.find_account(*domain, session.account->name);
  if (!account) return std::unexpected(std::move(account.error()));
  auto listed = directory_.rights_of(*domain);
  if (!listed) return std::unexpected(std::move(listed.error()));
  const access::Rights rights(**account, *listed);
  return control::Caller{std::move(*account), rights};
}

}  // namespace gatehouse::auth
