#include "helper/external.h"

#include <utility>

#include "base/log.h"
#include "helper/external_settings.h"
#include "helper/words.h"

namespace gatehouse::helper {
namespace {

using Asked = Result<Program::Answer>;

std::unexpected<Error> not_running() {
  return fail(ErrorCode::unavailable, "no external authentication program is enabled");
}

// Holds the program until it answered, whatever the settings become meanwhile.
net::Task<Asked> put(std::shared_ptr<Program> program, Secret text, Secret for_version_0 = {}) {
  auto asked = program->ask(std::move(text), std::move(for_version_0));
  co_return co_await std::move(asked);
}

net::Task<Result<bool>> verdict_on(std::shared_ptr<Program> program, Question question) {
  auto asked = put(std::move(program), std::move(question.text), std::move(question.for_version_0));
  const auto answer = co_await std::move(asked);
  if (!answer) co_return std::unexpected(answer.error());
  co_return parse_verdict(answer->text.reveal());
}

}  // namespace

void External::configure(const settings::Value& setting) {
  std::shared_ptr<Program> old;  // ends after the lock
  const std::lock_guard lock(lock_);
  if (configured_ == setting) return;
  configured_ = setting;
  auto read = read_external_settings(setting);
  if (!read.trouble.empty()) log::write(log::Level::failure, "EXTAUTH", read.trouble);
  gives_passwords_ = read.gives_passwords;
  if (read.is_enabled && program_ != nullptr && options_ == read.program) return;
  options_ = read.program;
  old = std::exchange(program_, nullptr);
  if (read.is_enabled)
    program_ = retirement_.keep(std::make_unique<Program>(launcher_, std::move(read.program)));
}

net::Task<Result<bool>> External::verify(std::string service, std::string name, Secret password) {
  auto asked = program();
  if (asked == nullptr) co_return not_running();
  auto question = verify_question(service, name, password);
  if (!question) co_return false;
  auto verdict = verdict_on(std::move(asked), *std::move(question));
  co_return co_await std::move(verdict);
}

net::Task<Result<bool>> External::verify_response(std::string method, std::string service,
                                                  std::string name, Secret response,
                                                  std::string challenge) {
  auto asked = program();
  if (asked == nullptr) co_return not_running();
  auto question = response_question(method, service, name, response, challenge);
  if (!question) co_return false;
  auto verdict = verdict_on(std::move(asked), *std::move(question));
  co_return co_await std::move(verdict);
}

net::Task<Result<std::optional<Secret>>> External::clear_password(std::string name) {
  auto asked = program();
  if (asked == nullptr) co_return not_running();
  auto question = gives_passwords() ? plain_question(name) : std::nullopt;
  if (!question) co_return std::nullopt;
  auto asking = put(std::move(asked), *std::move(question));
  const auto answer = co_await std::move(asking);
  if (!answer) co_return std::unexpected(answer.error());
  co_return parse_plain_answer(answer->text.reveal());
}

net::Task<Result<NewAnswer>> External::unknown_name(std::string name, RouteKind kind) {
  auto asked = program();
  if (asked == nullptr) co_return not_running();
  auto question = new_question(name, kind);
  if (!question) co_return StillUnknown{};
  auto asking = put(std::move(asked), *std::move(question));
  const auto answer = co_await std::move(asking);
  if (!answer) co_return std::unexpected(answer.error());
  co_return parse_new_answer(answer->text.reveal());
}

bool External::enabled() const { return program() != nullptr; }

ExternalState External::state() const {
  const auto held = program();
  if (held == nullptr) return {};
  return {
      .enabled = true, .running = held->running(), .interface_version = held->interface_version()};
}

bool External::gives_passwords() const {
  const std::lock_guard lock(lock_);
  return gives_passwords_;
}

std::shared_ptr<Program> External::program() const {
  const std::lock_guard lock(lock_);
  return program_;
}

}  // namespace gatehouse::helper
