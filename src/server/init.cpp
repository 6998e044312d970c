#include "server/init.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/whole_file.h"
#include "credentials/own_passwords.h"
#include "crypto/seal.h"
#include "directory/directory.h"
#include "directory/name.h"
#include "server/privileges.h"
#include "server/site_files.h"

namespace gatehouse::server {
namespace {

using directory::Directory;
using settings::Array;
using settings::Dictionary;

constexpr std::size_t first_password_size = 16;  // 95 bits
constexpr std::string_view demo_domain = "company2.test";

struct NewAccount {
  std::string_view name;
  std::string_view real_name;
};
constexpr NewAccount main_demo_accounts[] = {{"alice", "Alice Example"}, {"bob", "Bob Example"}};
constexpr NewAccount second_demo_accounts[] = {{"carol", "Carol Company"}};

// Everything a site's accounts are made with.
struct Workshop {
  Directory& directory;
  const credentials::OwnPasswords& passwords;
  crypto::Entropy& entropy;
  std::vector<FirstPassword> made;

  Result<void> add(const directory::Domain& domain, const NewAccount& account) {
    Secret password(crypto::random_word(entropy, first_password_size));
    Dictionary all;
    if (!account.real_name.empty()) all["RealName"] = account.real_name;
    auto stored = passwords.encode(domain, account.name, all, password.reveal());
    if (!stored) return std::unexpected(stored.error());
    all["Password"] = std::move(*stored);
    auto created = directory.create_account(domain, account.name, std::move(all));
    if (created)
      made.push_back({std::string(account.name) + "@" + domain.name, std::move(password)});
    return created;
  }
};

Result<void> make_folders(const std::filesystem::path& base) {
  for (const auto* folder : {".", "keys", "run", "Settings", "Domains", "SystemLogs"}) {
    std::error_code trouble;
    std::filesystem::create_directories(base / folder, trouble);
    if (trouble)
      return fail(ErrorCode::unavailable, (base / folder).string() + ": " + trouble.message());
    ::chmod((base / folder).c_str(), 0700);
  }
  return {};
}

Result<void> offer_every_method(Directory& directory, const directory::Domain& domain) {
  auto all = domain.settings;
  all["AUTHMethods"] = Array{"CLRTXT", "CRAM-MD5", "DIGEST-MD5", "APOP", "SCRAM"};
  return directory.set_domain_settings(domain, std::move(all));
}

Result<void> add_demo(Workshop& workshop) {
  auto& directory = workshop.directory;
  if (auto done = directory.create_domain(demo_domain, {}); !done) return done;
  if (auto done = offer_every_method(directory, *directory.find_domain(demo_domain)); !done)
    return done;
  for (const auto& account : main_demo_accounts)
    if (auto done = workshop.add(*directory.main_domain(), account); !done) return done;
  for (const auto& account : second_demo_accounts)
    if (auto done = workshop.add(*directory.find_domain(demo_domain), account); !done) return done;
  return {};
}

Result<void> fill(Workshop& workshop, const InitOptions& options) {
  auto& directory = workshop.directory;
  if (options.port_offset != 0) {
    auto server = directory.defaults()->server;
    server["PortOffset"] = std::to_string(options.port_offset);
    if (auto done = directory.set_server_settings(std::move(server)); !done) return done;
  }
  // Before the first password: what is kept of a password is what the methods of that moment ask
  // for.
  if (options.demo)
    if (auto done = offer_every_method(directory, *directory.main_domain()); !done) return done;
  if (auto done = workshop.add(*directory.main_domain(), {"postmaster", ""}); !done) return done;
  auto rights = directory.set_rights(*directory.main_domain(), {{"postmaster", Array{"Master"}}});
  if (!rights) return rights;
  return options.demo ? add_demo(workshop) : Result<void>{};
}

Result<void> keep_first_passwords(const std::vector<FirstPassword>& made,
                                  const std::filesystem::path& base) {
  std::string lines;
  const WipeAtEnd wiped(lines);
  for (const auto& first : made)
    lines.append(first.account).append(" ").append(first.password.reveal()).append("\n");
  return replace_file(base / first_passwords_file, lines);
}

Result<std::vector<FirstPassword>> make_all(const InitOptions& options, const std::string& domain) {
  if (auto made = make_folders(options.base); !made) return std::unexpected(made.error());

  crypto::SystemEntropy entropy;
  const auto key_file =
      options.key_file.empty() ? options.base / default_key_file : options.key_file;
  if (auto made = make_site_key(key_file, entropy); !made) return std::unexpected(made.error());
  auto key = read_site_key(key_file);
  if (!key) return std::unexpected(key.error());
  const crypto::Seal seal(std::move(*key), entropy);
  const credentials::OwnPasswords passwords(seal, entropy);

  auto store = directory::open_text_store(options.base);
  if (!store) return std::unexpected(store.error());
  if (auto made = Directory::create(**store, entropy, domain); !made)
    return std::unexpected(made.error());
  const SystemClock clock;
  auto directory = Directory::open(**store, clock, entropy, {});
  if (!directory) return std::unexpected(directory.error());

  Workshop workshop{**directory, passwords, entropy, {}};
  auto filled = fill(workshop, options);
  if (filled) filled = keep_first_passwords(workshop.made, options.base);
  if (filled && !options.user.empty()) {
    const auto owner = service_identity(options.user, options.base);
    filled = owner ? give_to(options.base, *owner) : Result<void>(std::unexpected(owner.error()));
  }
  if (!filled) return std::unexpected(filled.error());
  return std::move(workshop.made);
}

}  // namespace

Result<std::vector<FirstPassword>> make_site(const InitOptions& options) {
  const auto domain = directory::canonical_domain(options.domain);
  if (!domain) return std::unexpected(domain.error());
  if (std::filesystem::exists(options.base / "Settings"))
    return fail(ErrorCode::already_exists, "there is a site in " + options.base.string());
  auto made = make_all(options, *domain);
  if (!made)  // half a site would stand in the way of the next try
    for (const auto* folder : {"Settings", "Domains", "keys", "run", "SystemLogs"}) {
      std::error_code ignored;
      std::filesystem::remove_all(options.base / folder, ignored);
    }
  return made;
}

}  // namespace gatehouse::server
