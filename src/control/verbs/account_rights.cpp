#include <algorithm>
#include <utility>

#include "base/text.h"
#include "control/answers.h"
#include "control/reach.h"
#include "control/right_codes.h"
#include "control/verbs/families.h"
#include "settings/schema.h"

namespace gatehouse::control::acts {

namespace {

constexpr std::size_t most_rights = 64;
constexpr std::size_t longest_code = 64;

bool could_be_a_code(std::string_view code) {
  return !code.empty() && code.size() <= longest_code &&
         std::ranges::all_of(code, [](char c) { return is_letter(c) || is_digit(c); });
}

// The Main Domain's list makes server administrators, so only Master writes it. Elsewhere a
// server right would mean nothing, and is refused so that nobody believes it does.
Result<void> may_be_listed(const Call& call, const directory::Domain& domain,
                           const std::vector<std::string>& codes) {
  if (codes.size() > most_rights) return fail(ErrorCode::malformed, "too many rights");
  if (!std::ranges::all_of(codes, could_be_a_code))
    return fail(ErrorCode::malformed, "rights are words of letters and digits");
  if (domain.main) {
    if (call.caller.rights.for_server("Master")) return {};
    return fail(ErrorCode::not_allowed, "access denied: the right Master is needed for this");
  }
  if (!std::ranges::all_of(codes, is_domain_right))
    return fail(ErrorCode::not_allowed,
                "accounts of a secondary domain can have domain rights only");
  return {};
}

}  // namespace

Result<Outcome> account_rights(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  auto listed = call.site.directory.rights_of(*(*account)->domain);
  if (!listed) return passed_on(listed);
  const auto* codes = settings::find(*listed, (*account)->name);
  if (codes == nullptr) return answer(settings::Array{});
  return answer(array_of(settings::to_list(*codes)));
}

Result<Outcome> set_account_rights(Call call, const Verb& verb) {
  auto account = take_account(call, verb);
  if (!account) return passed_on(account);
  auto codes = call.arguments.list("rights");
  if (!codes) return passed_on(codes);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  const auto& target = **account;
  if (auto may = may_be_listed(call, *target.domain, *codes); !may) return passed_on(may);
  const std::scoped_lock alone(call.site.changing);
  auto listed = call.site.directory.rights_of(*target.domain);
  if (!listed) return passed_on(listed);
  listed->erase(target.name);
  if (!codes->empty()) listed->emplace(target.name, array_of(*codes));
  return done_if(call.site.directory.set_rights(*target.domain, std::move(*listed)));
}

}  // namespace gatehouse::control::acts
