#include "sasl/login.h"

#include "sasl/answers.h"
#include "sasl/names.h"

namespace gatehouse::sasl {
namespace {

class Login final : public Mechanism {
 public:
  Step begin() override { return Challenge{"Username:"}; }
  Step on_response(std::string_view response) override {
    return name_.empty() ? on_name(response) : on_password(response);
  }
  Step on_answer(Answer answer) override;

 private:
  Step on_name(std::string_view name);
  Step on_password(std::string_view password);

  std::string name_;
};

Step Login::on_name(std::string_view name) {
  if (!acceptable_name(name)) return Error{ErrorCode::malformed, "LOGIN: unusable name"};
  name_ = name;
  return Challenge{"Password:"};
}

Step Login::on_password(std::string_view password) {
  if (password.empty() || password.size() > longest_password || password.contains('\0'))
    return Error{ErrorCode::malformed, "LOGIN: no password or an endless one"};
  return VerifyPassword{std::move(name_), Secret(password)};
}

Step Login::on_answer(Answer answer) {
  auto verified = expect<Verified>(std::move(answer));
  if (!verified) return std::move(verified.error());
  return Grant{std::move(verified->account), {}, {}};
}

}  // namespace

std::unique_ptr<Mechanism> make_login(const Link& /*link*/, crypto::Entropy& /*entropy*/) {
  return std::make_unique<Login>();
}

}  // namespace gatehouse::sasl
