#include "tests/support/site_lines.h"

#include <array>

#include "credentials/second_factor.h"
#include "credentials/totp.h"
#include "mailbox/delivery.h"
#include "mailbox/mailboxes.h"

namespace gatehouse::support {
namespace {

struct Call {
  TestSite& site;
  const std::filesystem::path& base;
  const std::vector<std::string>& words;
  const std::string& settings;
};

Result<void> domain(const Call& call) { return call.site.domain(call.words[0], call.settings); }

Result<void> alias_domain(const Call& call) {
  return call.site.alias_domain(call.words[0], call.words[1]);
}

// `account NAME password "SECRET"`
Result<void> account(const Call& call) {
  if (call.words[1] != "password")
    return fail(ErrorCode::malformed, "account NAME password \"..\"");
  return call.site.account(call.words[0], call.words[2], call.settings);
}

Result<void> alias(const Call& call) { return call.site.alias(call.words[0], call.words[1]); }

Result<void> group(const Call& call) { return call.site.group(call.words[0], call.settings); }

Result<void> forwarder(const Call& call) {
  return call.site.forwarder(call.words[0], call.words[1]);
}

Result<void> rights(const Call& call) { return call.site.rights(call.words[0], call.settings); }

// `second-factor NAME`: set up ten minutes ago; its code while the clock stands still is 791327.
Result<void> second_factor(const Call& call) {
  constexpr std::string_view secret = "twenty bytes of a key";
  const auto account = call.site.find(call.words[0]);
  if (!account) return std::unexpected(account.error());
  crypto::SystemEntropy entropy;
  const credentials::SecondFactor factor(call.site.seal(), entropy);
  const auto then = call.site.clock().now() - std::chrono::minutes{10};
  const auto code = credentials::totp_code(secret, credentials::totp_step(then));
  if (!code) return std::unexpected(code.error());
  const auto change = [&](settings::Dictionary settings) -> Result<settings::Dictionary> {
    auto begun = factor.begun(std::move(settings), **account, Secret(secret), then);
    if (!begun) return begun;
    return factor.confirmed(std::move(*begun), **account, code->reveal(),
                            factor.new_recovery_codes(), then);
  };
  return call.site.directory().change_account(**account, change);
}

Result<void> set_server(const Call& call) {
  if (call.words[0] != "server") return fail(ErrorCode::malformed, "set WHAT [NAME] {..}");
  return call.site.set_server(call.settings);
}

Result<void> set_named(const Call& call) {
  const auto& what = call.words[0];
  if (what == "domain") return call.site.set_domain(call.words[1], call.settings);
  if (what == "defaults") return call.site.set_defaults(call.words[1], call.settings);
  if (what == "account") return call.site.set_account(call.words[1], call.settings);
  return fail(ErrorCode::malformed, "no settings of " + what);
}

// `message ACCOUNT MAILBOX "TEXT"`: the mailbox is made when it is not there.
Result<void> message(const Call& call) {
  const auto owner = call.site.find(call.words[0]);
  if (!owner) return std::unexpected(owner.error());
  const mailbox::Mailboxes mailboxes(call.base / (*owner)->location);
  auto folder = mailboxes.directory(call.words[1]);
  if (!folder) {
    if (const auto made = mailboxes.create(call.words[1]); !made) return made;
    folder = mailboxes.directory(call.words[1]);
  }
  if (!folder) return std::unexpected(folder.error());
  const auto delivery = mailbox::Delivery::begin(*folder);
  if (!delivery) return std::unexpected(delivery.error());
  const auto written = (*delivery)->write(call.words[2]);
  if (!written) return written;
  return (*delivery)->commit();
}

// `outside PLACE knows NAME "PASSWORD"`: place is os, uri or external.
Result<void> outside_knows(const Call& call) {
  if (call.words[1] != "knows")
    return fail(ErrorCode::malformed, "outside PLACE knows NAME \"..\"");
  call.site.outside().knows(call.words[0], call.words[2], call.words[3]);
  return {};
}

// `outside PLACE down`, `outside external gives-passwords`
Result<void> outside_is(const Call& call) {
  if (call.words[1] == "down") {
    call.site.outside().is_down(call.words[0]);
  } else if (call.words[1] == "gives-passwords") {
    call.site.outside().gives_passwords();
  } else {
    return fail(ErrorCode::malformed, "outside PLACE down");
  }
  return {};
}

// `outside new NAME "ANSWER"`
Result<void> outside_new(const Call& call) {
  if (call.words[0] != "new") return fail(ErrorCode::malformed, "outside new NAME \"ANSWER\"");
  call.site.outside().answers_new(call.words[1], call.words[2]);
  return {};
}

struct Verb {
  std::string_view name;
  std::size_t words;  // besides the settings
  Result<void> (*run)(const Call& call);
};

constexpr std::array verbs{
    Verb{"account", 3, account},
    Verb{"alias", 2, alias},
    Verb{"alias-domain", 2, alias_domain},
    Verb{"domain", 1, domain},
    Verb{"forwarder", 2, forwarder},
    Verb{"group", 1, group},
    Verb{"message", 3, message},
    Verb{"outside", 2, outside_is},
    Verb{"outside", 3, outside_new},
    Verb{"outside", 4, outside_knows},
    Verb{"rights", 1, rights},
    Verb{"second-factor", 1, second_factor},
    Verb{"set", 1, set_server},
    Verb{"set", 2, set_named},
};

}  // namespace

Result<void> make(TestSite& site, const std::filesystem::path& base, const SiteLine& line) {
  for (const auto& verb : verbs)
    if (verb.name == line.verb && verb.words == line.words.size())
      return verb.run({site, base, line.words, line.settings});
  return fail(ErrorCode::malformed, "no site line '" + line.verb + "' with " +
                                        std::to_string(line.words.size()) + " words");
}

}  // namespace gatehouse::support
