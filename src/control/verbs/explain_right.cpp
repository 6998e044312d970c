#include <utility>

#include "access/listed.h"
#include "access/right_table.h"
#include "base/text.h"
#include "control/answers.h"
#include "control/explanation.h"
#include "control/reach.h"
#include "control/verbs/families.h"
#include "settings/text.h"

namespace gatehouse::control::acts {

namespace {

// Who wants to do what to whom.
struct Wish {
  directory::AccountView who;
  access::Rights rights;
  settings::Value listed;           // as it stands in the file
  const Verb* verb = nullptr;       // null: it was asked about a right
  std::string right;                // "": none is needed
  directory::DomainView domain;     // where
  directory::AccountView target{};  // null: the domain itself
};

class Reasons {
 public:
  explicit Reasons(const Wish& wish) : wish_(wish) {}

  std::vector<Rule> all(std::span<const directory::DomainView> domains,
                        const access::Rights* rights_of_target) {
    const bool may = asked() || own() || granted();
    if (may) not_above(domains, rights_of_target);
    return std::move(rules_);
  }

 private:
  void say(std::string rule, std::string answer, std::string from = {}) {
    rules_.push_back({std::move(rule), std::move(answer), std::move(from), false});
  }
  bool outcome(bool may, std::string why) {
    say(may ? "Granted" : "Refused", std::move(why));
    rules_.back().stops = !may;
    return may;
  }

  bool asked() {
    if (wish_.verb == nullptr) return false;
    if (wish_.right.empty()) return outcome(true, "any user may do this");
    auto words = std::string(wish_.verb->name) + " asks for the right " + wish_.right;
    if (!wish_.verb->or_right.empty()) words += " or " + std::string(wish_.verb->or_right);
    say("Command", std::move(words));
    return false;
  }
  bool own() {
    if (wish_.verb == nullptr || wish_.verb->own != Own::is_free || !wish_.target) return false;
    if (wish_.target->full_name() != wish_.who->full_name()) return false;
    return outcome(true, "no right is needed on one's own account");
  }
  bool granted();
  bool granted_in_domain(const std::string& right);
  void not_above(std::span<const directory::DomainView> domains,
                 const access::Rights* rights_of_target);

  const Wish& wish_;
  std::vector<Rule> rules_;
};

bool Reasons::granted() {
  const auto& home = *wish_.who->domain;
  say("Listed", settings::to_text(wish_.listed), "Access.settings of " + home.name);
  const auto& rights = wish_.rights;
  if (rights.for_server("Master")) return outcome(true, "Master has every right");
  const auto* verb = wish_.verb;
  if (verb != nullptr && !verb->or_right.empty() && rights.for_server(verb->or_right))
    return outcome(true, std::string(verb->or_right) + " is as good");
  const auto* row = access::right_named(wish_.right);
  if (row == nullptr) return outcome(false, "there is no such right");
  const bool of_domains = row->kind == access::RightKind::domain || wish_.right == "User";
  if (verb != nullptr && verb->act == Act::looks && of_domains && rights.for_server("UserRead"))
    return outcome(true, "UserRead is enough to look");
  if (row->kind == access::RightKind::domain) return granted_in_domain(std::string(row->code));
  if (!home.main) say("Main Domain", "rights over the server count only for its accounts");
  if (!row->needs.empty())
    say("Needs", std::string(row->code) + " counts only beside " + std::string(row->needs));
  if (rights.for_server(row->code)) return outcome(true, std::string(row->code) + " counts");
  return outcome(false, std::string(row->code) + " is a right over the server and not held");
}

bool Reasons::granted_in_domain(const std::string& right) {
  const auto& rights = wish_.rights;
  const auto& domain = *wish_.domain;
  const bool may = rights.for_domain(right, domain).has_value();
  if (rights.for_server("User"))
    say("All Domains", may ? "User may include it" : "User does not include it there");
  const bool administers = rights.administer(domain);
  const bool at_home = domain.id == wish_.who->domain->id;
  say("Administrator", (administers ? "is one of " : "is none of ") + domain.name,
      at_home ? "the right Domain" : "AdminDomainName of " + domain.name);
  if (may) return outcome(true, right + " counts in " + domain.name);
  return outcome(false, right + (administers ? " is not listed" : " does not count there"));
}

// Whoever may set a password could take over the rights that go with it.
void Reasons::not_above(std::span<const directory::DomainView> domains,
                        const access::Rights* rights_of_target) {
  const bool only_looks = wish_.verb != nullptr && wish_.verb->act == Act::looks;
  if (rights_of_target == nullptr || only_looks || wish_.right.empty()) return;
  const auto covered = wish_.rights.cover(*rights_of_target, domains);
  if (covered) return say("Not above", wish_.target->full_name() + " has no right beyond these");
  outcome(false, "changes of " + wish_.target->full_name() +
                     ", which has more: " + covered.error().detail);
}

Result<Wish> wish_of(const Call& call, directory::AccountView who) {
  auto listed = call.site.directory.rights_of(*who->domain);
  if (!listed) return passed_on(listed);
  const auto* entry = settings::find(*listed, who->name);
  access::Rights rights(*who, *listed);
  auto domain = who->domain;
  return Wish{.who = std::move(who),
              .rights = std::move(rights),
              .listed = entry == nullptr ? settings::Value(settings::Array{}) : *entry,
              .right = {},
              .domain = std::move(domain)};
}

Result<void> take_right(Call& call, Wish& wish) {
  auto word = call.arguments.word("a right or a command");
  if (!word) return passed_on(word);
  if (const auto* row = access::right_named(*word)) {
    wish.right = row->code;
    return {};
  }
  wish.verb = verb_named(*word);
  if (wish.verb == nullptr) return fail(ErrorCode::malformed, "no such right and no such command");
  wish.right = wish.verb->right;
  return {};
}

Result<void> take_target(Call& call, const Verb& verb, Wish& wish) {
  if (!call.arguments.keyword("ON")) return {};
  auto name = call.arguments.word("an account or a domain");
  if (!name) return passed_on(name);
  if (name->find('@') == name->npos) {
    auto domain = reach_domain(call, *name, verb);
    if (!domain) return passed_on(domain);
    wish.domain = std::move(*domain);
    return {};
  }
  auto account = reach_account(call, *name, verb);
  if (!account) return passed_on(account);
  wish.target = std::move(*account);
  wish.domain = wish.target->domain;
  return {};
}

}  // namespace

Result<Outcome> explain_right(Call call, const Verb& verb) {
  auto who = take_account(call, verb);
  if (!who) return passed_on(who);
  auto wish = wish_of(call, std::move(*who));
  if (!wish) return passed_on(wish);
  if (auto keyword = call.arguments.expect_keyword("RIGHT"); !keyword) return passed_on(keyword);
  auto taken = take_right(call, *wish);
  if (taken) taken = take_target(call, verb, *wish);
  if (taken) taken = call.arguments.end();
  if (!taken) return passed_on(taken);
  std::optional<access::Rights> of_target;
  if (wish->target && wish->target->full_name() != wish->who->full_name()) {
    const auto listed = call.site.directory.rights_of(*wish->domain);
    if (!listed) return std::unexpected(listed.error());
    of_target.emplace(*wish->target, *listed);
  }
  const auto domains = call.site.directory.domains();
  return answer(told(Reasons(*wish).all(domains, of_target ? &*of_target : nullptr)));
}

}  // namespace gatehouse::control::acts
