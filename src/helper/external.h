// The External Authentication program: an outside database that checks passwords, answers secure
// methods, knows names we do not, and may hand out clear passwords (guide-facts 1 and 2).
//
// Three answers everywhere: yes, no, and an Error `unavailable` (not running, time-out, FAILURE).
// Safe for concurrent use from any loop.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "base/secret.h"
#include "helper/program.h"
#include "helper/retirement.h"
#include "net/task.h"
#include "settings/value.h"

namespace gatehouse::helper {

enum class RouteKind { mail, live, access };

// What the program said about a name nobody here has.
struct LookAgain {};  // OK
struct Rerouted {     // ROUTED [NORELAY] address; a valid address of printable characters
  std::string address;
  bool can_relay;
};
struct StillUnknown {};
using NewAnswer = std::variant<LookAgain, Rerouted, StillUnknown>;

struct ExternalState {
  bool enabled = false;
  bool running = false;       // a process answers
  int interface_version = 0;  // that it agreed on
};

class External {
 public:
  explicit External(Launcher& launcher) : launcher_(launcher) {}  // outlives this

  // The value of the server setting ExternalAUTH (external_settings.h has its keys); what changed
  // takes effect at once: a program with other options is started, and the old one stopped when it
  // has answered those who wait for it. Never waits; cheap when nothing changed.
  void configure(const settings::Value& setting);

  // What cannot be sent (words.h) is a no without asking.
  // `service`: code such as IMAP; empty: an unnamed component. `name`: user@domain.
  [[nodiscard]] net::Task<Result<bool>> verify(std::string service, std::string name,
                                               Secret password);
  [[nodiscard]] net::Task<Result<bool>> verify_response(std::string method, std::string service,
                                                        std::string name, Secret response,
                                                        std::string challenge);
  // The clear password; nullopt: it has none to give, or ReadPlain is off.
  [[nodiscard]] net::Task<Result<std::optional<Secret>>> clear_password(std::string name);
  // Error unavailable also for FAILURE.
  [[nodiscard]] net::Task<Result<NewAnswer>> unknown_name(std::string name, RouteKind kind);

  [[nodiscard]] bool enabled() const;
  [[nodiscard]] ExternalState state() const;
  [[nodiscard]] bool gives_passwords() const;  // ReadPlain

 private:
  [[nodiscard]] std::shared_ptr<Program> program() const;  // null: not enabled

  Launcher& launcher_;
  Retirement retirement_;
  mutable std::mutex lock_;
  settings::Value configured_;
  ProgramOptions options_;  // of the program
  std::shared_ptr<Program> program_;
  bool gives_passwords_ = false;
};

}  // namespace gatehouse::helper
