// What an administrator can do: one verb, one function, one row in verbs.cpp. The PWD gate, the
// local command line and later the HTTP gate all come through run().
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/client_addresses.h"
#include "access/listener_settings.h"
#include "access/rights.h"
#include "audit/record.h"
#include "base/result.h"
#include "control/arguments.h"
#include "control/explanation.h"
#include "control/locked.h"
#include "control/session_desk.h"
#include "credentials/own_passwords.h"
#include "directory/directory.h"
#include "directory/routing.h"
#include "pki/challenge_answers.h"

namespace gatehouse::audit {
class Journal;
}  // namespace gatehouse::audit

namespace gatehouse::control {

class Objects;

enum class Proof { code, password_or_code };

// What verbs work on: one for a server. Outlives every run().
struct Site {
  directory::Directory& directory;
  const credentials::OwnPasswords& passwords;
  const Clock& clock;
  // Told after an account's own password was set, with its full name; may be empty.
  std::function<void(const std::string& full_name)> password_changed;
  // Each rule of a login, in the order in which they are asked; may block. May be empty.
  std::function<std::vector<Rule>(const LoginQuestion&)> explain_login{};
  // How the external program is doing, for people; may be empty.
  std::function<settings::Dictionary()> helper_state{};
  // Where an address leads, the external program asked too; may block. Empty: nobody is asked.
  std::function<Result<directory::RouteStep>(std::string address, directory::RouteKind kind,
                                             directory::DomainView when_unqualified)>
      route{};
  // Seals the private keys of domains. Null: none can be kept.
  const crypto::Seal* seal = nullptr;
  // Null: nobody gives such answers out.
  pki::ChallengeAnswers* challenges = nullptr;
  // The certificates (PEM) that clients of a domain see; may be empty.
  std::function<std::string(const directory::DomainView&)> served_certificate{};
  // Who is there. Null: nobody is known to be.
  SessionDesk* sessions = nullptr;
  // Told of every command that changes something; when it cannot be, such commands are refused.
  // Null: nobody is told.
  audit::Journal* audit = nullptr;
  // Null: no address is looked at, and none is blocked.
  access::LiveAddresses* addresses = nullptr;
  // The right password, found by one more attempt on the account; not_allowed: too many were wrong.
  // Empty: it is only compared.
  std::function<Result<bool>(const directory::AccountView&, std::string_view password)>
      try_password{};
  // The same of a code of the second factor, which is used up, or of that or the password. Empty:
  // they are only compared.
  std::function<Result<bool>(const directory::AccountView&, std::string_view proof, Proof kind)>
      try_proof{};
  // Failed logins that were counted are forgotten: of an account, or of an address. May be empty.
  std::function<void(const std::string& full_name)> forget_failures_of_account{};
  std::function<void(const IpAddress& address)> forget_failures_of_address{};
  // Told after an account (full names) or a domain got another name; `to` empty: it was deleted.
  // May be empty.
  std::function<void(const std::string& from, const std::string& to)> name_moved{};
  // Null: nobody listens here, and there are no modules.
  const access::Listening* listening = nullptr;
  // Who is locked out now; may be empty.
  std::function<std::vector<LockedAccount>()> locked_accounts{};
  std::function<std::vector<ClosedSource>()> closed_sources{};
  // The file of the log; empty: it is written to none.
  std::filesystem::path log{};
  Moment started{};  // when this server was
  // What Account::location is relative to.
  std::filesystem::path base{};
  // Who may do what with what accounts keep. Null: nothing is kept here.
  Objects* objects = nullptr;
  // Held while a document that has no change function of its own is read, altered and written.
  std::mutex changing{};
};

struct Caller {
  directory::AccountView account;  // null: the server's owner on the local socket
  access::Rights rights;
  bool by_tag = false;  // logged in with a tagged password: good for a service, not for passwords
  bool by_session = false;  // ... by the ID of a session, and has not proved himself since
  bool confirmed = false;   // has proved himself again a moment ago (Keeper::confirm)
  bool half = false;        // a second factor is wanted yet, see Keeper::bless
  struct Link {
    IpAddress remote;
    IpAddress local;
    bool needs_client = false;  // the account may log in only from client addresses
  };
  std::optional<Link> link{};  // nullopt: the local socket
  // Told which stored form a change of the caller's own password is about to leave: the session
  // that makes the change goes on. May be empty.
  std::function<void(const std::string& stored)> keeps_session{};
  // ... which second factor (credentials::factor_proof) a change is about to leave. May be empty.
  std::function<void(const std::string& proof)> keeps_factor{};
  // Told after the caller of half a login has set up the second factor that was wanted: he is
  // logged in from then on. May be empty.
  std::function<void()> logged_in{};
  std::uint64_t login = 0;  // the caller's own among those of SessionDesk
  // Of the login this comes from, for the audit: account, service, from, tls, session.
  audit::Record origin{};
};

struct Outcome {
  int code = 200;  // guide-facts 4.3
  std::string words = "OK";
  std::optional<settings::Value> data;
};

// For the audit; see change_note.h.
struct Noted {
  std::string target{};
  settings::Dictionary changes{};
};

struct Call {
  Site& site;
  const Caller& caller;
  Arguments arguments;     // the rest of the line after the verb
  Noted* noted = nullptr;  // null: nobody wants to know
};

enum class Own {
  needs_the_right,  // the right is asked for whoever the account belongs to
  is_free           // on the caller's own account no right is needed
};

enum class Act {
  changes,  // or gives out something to act with
  looks     // UserRead is enough where User or a domain right is asked for
};

struct Verb {
  std::string_view name;  // upper case
  std::string_view
      right;  // "": any user; Master, Settings, User: server rights; else domain rights
  Own own;
  std::string_view syntax;  // what follows the name; empty: nothing
  std::string_view help;    // one sentence, for the reference
  // Errors become codes in one place: malformed and not_allowed 501, not_found 512 (a domain),
  // unknown_account 513, wrong_password 515, already_exists 520, whatever else 501.
  Result<Outcome> (*run)(Call call, const Verb& verb);
  std::string_view or_right = {};  // another server right that is as good
  Act act = Act::changes;
  bool half_too = false;  // may be run by half a login, for its own account
};

[[nodiscard]] std::span<const Verb> verbs();                  // sorted by name
[[nodiscard]] const Verb* verb_named(std::string_view name);  // any case; null: none

// Runs one line. May block (disk, hashing): on an event loop through net::Offload. The words of
// the outcome are one line of printable ASCII. Never logs or echoes an argument.
[[nodiscard]] Outcome run(Site& site, const Caller& caller, std::string_view line);

}  // namespace gatehouse::control
