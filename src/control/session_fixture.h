// A desk for tests of this room: mary@company2.test has the session 1-known, from 10.0.0.5 behind
// no proxy and fixed to it; whatever else is done there is kept as a line.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "control/session_desk.h"

namespace gatehouse::control {

class FewSessions final : public SessionDesk {
 public:
  using Find = std::function<directory::AccountView(std::string_view full_name)>;
  explicit FewSessions(Find find) : find_(std::move(find)) {}

  Result<std::string> create(const directory::AccountView& account,
                             const NewSession& wish) override {
    done.push_back("create " + account->full_name() + " " + wish.address.text());
    return "2-made";
  }
  std::vector<OpenSession> of(const directory::Account& account) override {
    auto known = find("1-known");
    if (!known || known->account->full_name() != account.full_name()) return {};
    return {std::move(*known)};
  }
  std::optional<OpenSession> find(std::string_view id) override {
    auto mary = find_("mary@company2.test");
    if (id != "1-known" || !mary) return std::nullopt;
    return OpenSession{.id = std::string(id),
                       .kind = SessionKind::web_user,
                       .account = std::move(mary),
                       .address = *IpAddress::parse("10.0.0.5"),
                       .fixed_address = true,
                       .code_wanted = true};
  }
  void touch(std::string_view id) override { done.push_back("touch " + std::string(id)); }
  void end(std::string_view id) override { done.push_back("end " + std::string(id)); }
  void unbind(std::string_view id) override { done.push_back("unbind " + std::string(id)); }
  bool bless(std::string_view id) override {
    done.push_back("bless " + std::string(id));
    return true;
  }
  bool wrong_code(std::string_view id) override {
    done.push_back("wrong code " + std::string(id));
    return true;
  }
  std::size_t end_all_of(const directory::Account& account, std::uint64_t own) override {
    done.push_back("end all of " + account.full_name() + " but " + std::to_string(own));
    return 1;
  }
  void end_login(std::uint64_t number) override {
    done.push_back("end login " + std::to_string(number));
  }
  std::vector<Presence> present() override { return there; }

  std::vector<std::string> done;
  std::vector<Presence> there;

 private:
  Find find_;
};

}  // namespace gatehouse::control
