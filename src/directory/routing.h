// The Router: where an address leads, hop by hop. It asks what it cannot know and never waits for
// anybody outside: whoever drives it (auth/routes.h) puts its question to the external program.
//
// Each hop: domain alias -> domain; account alias -> account; forwarder -> its address; group;
// `LoginPage@domain` -> the domain itself (access only); else the domain's rule for unknown names
// of this kind (MailToUnknown, AccessToUnknown, SignalToUnknown), after the external program when
// the domain says ExternalOnUnknown. Ten hops at most. Mail to `name%domain@ours`, where both are
// domains of this site, is mail to name@domain. Mail to `name#mailbox@domain` is for that mailbox
// of the account called so.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "directory/directory.h"

namespace gatehouse::directory {

enum class RouteKind { mail, access, signal };

// `can_relay`: the address was given by the site itself (a forwarder, a domain's rule, the external
// program without NORELAY), so that mail may be sent on to it whoever sent it.
struct ToAccount {
  AccountView account;
  std::string tag{};      // of user$tag, access only
  bool direct = true;     // the typed name was the account's own or an alias of it
  std::string mailbox{};  // of name#mailbox, mail only; as it was written, may be empty
};
struct ToGroup {  // mail and signal; access to a group is refused as unknown
  GroupView group;
};
struct ToDomain {  // LoginPage@domain
  DomainView domain;
};
struct ToOtherSite {
  std::string address;
  bool can_relay = false;
};
struct ToNobody {  // accepted and thrown away
};
// The external program is to be asked about `full_name`; then answered() and next() again.
struct AskExternal {
  std::string full_name;
  RouteKind kind;
};
using RouteStep = std::variant<ToAccount, ToGroup, ToDomain, ToOtherSite, ToNobody, AskExternal>;

class Routing {
 public:
  static constexpr int most_hops = 10;

  // `address`: for access a login name (name.h: parse_login), else user@domain (RFC 5321 Mailbox;
  // <postmaster> alone is the Main Domain's) or, where `when_unqualified` is not null, `user`; for
  // access a null one is the Main Domain. `directory` outlives this.
  Routing(Directory& directory, RouteKind kind, std::string address, DomainView when_unqualified);

  // May block (disk). Errors: malformed; unknown_account (no such name here, rejected; for access
  // also a domain that is not ours); conflict (the loop limit); unavailable.
  [[nodiscard]] Result<RouteStep> next();
  // The same without blocking; nullopt: only next() can tell.
  [[nodiscard]] std::optional<Result<RouteStep>> next_from_memory();

  struct LookAgain {};
  struct Rerouted {
    std::string address;
    bool can_relay;
  };
  struct StillUnknown {};
  using External = std::variant<LookAgain, Rerouted, StillUnknown>;
  // Once after each AskExternal; a name is asked about once.
  void answered(External answer);

 private:
  enum class Reading { memory, disk };
  using Step = std::optional<Result<RouteStep>>;
  struct Place {
    DomainView domain;    // null: not ours
    std::string name;     // canonical; empty: no account can be called so
    std::string written;  // the name as it was given
  };

  [[nodiscard]] Step advance(Reading reading);
  [[nodiscard]] Result<Place> place();
  [[nodiscard]] Result<Place> place_of_login();
  [[nodiscard]] Result<Place> place_of_mail();
  [[nodiscard]] std::optional<Result<AccountView>> look_up(const Place& at, Reading reading);
  [[nodiscard]] Result<RouteStep> elsewhere() const;
  // nullopt: address_ is another one now.
  [[nodiscard]] Step not_an_account(const Place& at, Error unknown);
  [[nodiscard]] Step unknown_here(const Place& at, Error unknown);
  [[nodiscard]] bool take_percent(const Place& at);
  [[nodiscard]] bool is_to_be_asked(const std::string& name, const Place& at) const;
  void go_on(std::string address, DomainView when_unqualified);

  Directory& directory_;
  RouteKind kind_;
  std::string address_;
  DomainView when_unqualified_;
  std::string tag_{};
  std::string mailbox_{};
  int hops_ = 0;
  bool can_relay_ = false;
  bool percent_taken_ = false;
  std::vector<std::string> asked_{};  // names the external program was asked about
  DomainView asked_in_{};
};

}  // namespace gatehouse::directory
