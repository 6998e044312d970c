#include "sasl/external.h"

#include "sasl/answers.h"
#include "sasl/names.h"

namespace gatehouse::sasl {
namespace {

class External final : public Mechanism {
 public:
  Step begin() override { return Challenge{}; }
  Step on_response(std::string_view response) override;
  Step on_answer(Answer answer) override;

 private:
  std::string acting_as_;
};

Step External::on_response(std::string_view response) {
  if (!response.empty() && !acceptable_name(response))
    return Error{ErrorCode::malformed, "EXTERNAL: unusable name"};
  acting_as_ = response;
  return NameExternal{};
}

Step External::on_answer(Answer answer) {
  auto named = expect<Named>(std::move(answer));
  if (!named) return std::move(named.error());
  if (named->account.empty()) return Error{ErrorCode::not_allowed, "EXTERNAL: the peer is nobody"};
  return Grant{std::move(named->account), std::move(acting_as_), {}};
}

}  // namespace

std::unique_ptr<Mechanism> make_external(const Link& /*link*/, crypto::Entropy& /*entropy*/) {
  return std::make_unique<External>();
}

}  // namespace gatehouse::sasl
