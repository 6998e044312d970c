#include "sasl/plain.h"

#include <algorithm>

#include "base/text.h"
#include "sasl/answers.h"
#include "sasl/names.h"

namespace gatehouse::sasl {
namespace {

class Plain final : public Mechanism {
 public:
  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  std::string acting_as_;
};

Step Plain::on_response(std::string_view response) {
  if (response.size() > longest_response || std::ranges::count(response, '\0') != 2)
    return Error{ErrorCode::malformed, "PLAIN: not three parts"};
  const auto acting_as = take_until(response, '\0');
  const auto name = take_until(response, '\0');
  const auto password = response;
  if (!acceptable_name(name) || (!acting_as.empty() && !acceptable_name(acting_as)))
    return Error{ErrorCode::malformed, "PLAIN: unusable name"};
  // RFC 4616, section 2: a password has at least one character.
  if (password.empty() || password.size() > longest_password)
    return Error{ErrorCode::malformed, "PLAIN: no password or an endless one"};
  acting_as_ = acting_as;
  return VerifyPassword{std::string(name), Secret(password)};
}

Step Plain::on_answer(Answer answer) {
  auto verified = expect<Verified>(std::move(answer));
  if (!verified) return std::move(verified.error());
  return Grant{std::move(verified->account), std::move(acting_as_), {}};
}

}  // namespace

std::unique_ptr<Mechanism> make_plain(const Link& /*link*/, crypto::Entropy& /*entropy*/) {
  return std::make_unique<Plain>();
}

}  // namespace gatehouse::sasl
