#include "sasl/session_id.h"

#include <algorithm>

#include "base/text.h"
#include "sasl/answers.h"
#include "sasl/names.h"

namespace gatehouse::sasl {
namespace {

constexpr std::size_t longest_id = 128;

bool may_be_an_id(std::string_view text) {
  const auto fits = [](char c) {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-';
  };
  return !text.empty() && text.size() <= longest_id && std::ranges::all_of(text, fits);
}

class SessionId final : public Mechanism {
 public:
  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;
};

Step SessionId::on_response(std::string_view response) {
  const auto space = response.rfind(' ');
  if (space == response.npos) return Error{ErrorCode::malformed, "SESSIONID: a name and an ID"};
  const auto name = response.substr(0, space);
  const auto id = response.substr(space + 1);
  if (!acceptable_name(name)) return Error{ErrorCode::malformed, "SESSIONID: unusable name"};
  if (!may_be_an_id(id)) return Error{ErrorCode::malformed, "SESSIONID: not a session's ID"};
  return OwnsSession{std::string(name), Secret(id)};
}

Step SessionId::on_answer(Answer answer) {
  auto verified = expect<Verified>(std::move(answer));
  if (!verified) return std::move(verified.error());
  return Grant{std::move(verified->account), {}, {}};
}

}  // namespace

std::unique_ptr<Mechanism> make_session_id(const Link& /*link*/, crypto::Entropy& /*entropy*/) {
  return std::make_unique<SessionId>();
}

}  // namespace gatehouse::sasl
