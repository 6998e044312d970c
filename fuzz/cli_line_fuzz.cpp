// The command line from the net to the site: no line breaks the grammar, a user without rights
// changes nothing and sees no password, and an answer is one line whatever was sent.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "cli/command_line.h"
#include "control/console.h"
#include "crypto/entropy.h"
#include "crypto/seal.h"
#include "directory/store.h"
#include "gates/pwd/grammar.h"
#include "settings/text.h"

namespace {

using namespace gatehouse;

void insist(bool holds) {
  if (!holds) std::abort();
}

class Site {
 public:
  Site()
      : seal_(Secret(std::string(crypto::Seal::key_size, 'k')), entropy_),
        passwords_(seal_, entropy_),
        store_(directory::make_memory_store()) {
    insist(directory::Directory::create(*store_, entropy_, "company.com").has_value());
    directory_ = std::move(*directory::Directory::open(*store_, clock_, entropy_, {}));
    site_ = std::make_unique<control::Site>(*directory_, passwords_, clock_, nullptr);
    insist(run_as_owner("SETSERVERACCOUNTDEFAULTS {PasswordEncryption=clear;}").code == 200);
    insist(run_as_owner("CREATEACCOUNT joe {Password=TheSecret;}").code == 200);
    insist(run_as_owner("CREATEACCOUNT mary {Password=TheSecret;}").code == 200);
  }

  control::Outcome run_as_owner(std::string_view line) {
    return control::run(*site_, {nullptr, access::Rights::master()}, line);
  }
  control::Outcome run_as_joe(std::string_view line) {
    auto account = directory_->find_account(*directory_->main_domain(), "joe");
    insist(account.has_value());
    const access::Rights rights(**account, {});
    return control::run(*site_, {*account, rights}, line);
  }
  bool mary_is_untouched() {
    auto account = directory_->find_account(*directory_->main_domain(), "mary");
    return account && (*account)->settings == settings::Dictionary{{"Password", "TheSecret"}};
  }

 private:
  SystemClock clock_;
  crypto::SystemEntropy entropy_;
  crypto::Seal seal_;
  credentials::OwnPasswords passwords_;
  std::unique_ptr<directory::Store> store_;
  std::unique_ptr<directory::Directory> directory_;
  std::unique_ptr<control::Site> site_;
};

bool is_one_line(std::string_view text) { return text.find_first_of("\r\n") == text.npos; }

void check_outcome(const control::Outcome& outcome) {
  insist(outcome.code == 200 || (outcome.code >= 500 && outcome.code <= 520));
  insist(is_one_line(outcome.words));
  if (!outcome.data) return;
  const auto text = settings::to_text(*outcome.data);
  insist(is_one_line(text));
  insist(cli::readable(text).ends_with('\n'));
}

// What NEWPASS sends raw arrives as it was, unless it is a quoted string already.
void check_password_change(std::string_view password) {
  const auto line = gates::pwd::password_change(password);
  if (password.starts_with('"')) return;
  std::string_view rest = line;
  for (int words = 0; words < 3; ++words) insist(settings::take_value(rest).has_value());
  const auto value = settings::take_value(rest);
  insist(!value || (value->string() != nullptr && *value->string() == password));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static Site site;
  const std::string line(bytes, bytes + size);
  const auto command = gates::pwd::parse_command(line);
  (void)gates::pwd::parse_auth(command.argument);
  check_password_change(command.argument);
  (void)cli::parse_answer(line);
  check_outcome(site.run_as_joe(line));
  insist(site.mary_is_untouched());
  return 0;
}
