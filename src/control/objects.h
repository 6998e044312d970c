// Who may do what with what is kept in accounts: mailboxes, folders of files, datasets, and the
// functions of the account itself. One for a server.
//
// Decided by the access control lists alone (access/acl.h), which lie beside the objects
// (access/acl_file.h): no administrator's right opens another's mailbox by itself. Whoever may set
// lists can give himself a right there, and that is recorded.
//
// An object that is not there is judged by the nearest one above it, whose list it would get; where
// there is none, only its owner may do anything. Every call may block: on an event loop through
// net::Offload. Safe for concurrent use. What a list allows holds from the next call after it was
// changed, by whatever hands.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/acl_rights.h"
#include "audit/record.h"
#include "base/result.h"
#include "control/explanation.h"
#include "directory/directory.h"
#include "settings/value.h"

namespace gatehouse::audit {
class Journal;
}  // namespace gatehouse::audit

namespace gatehouse::control {

enum class ObjectKind {
  mailbox,   // names as mailbox::Mailboxes has them
  folder,    // of files, below <location>/files; "" is the outermost
  dataset,   // below <location>/datasets; "" is the outermost
  functions  // of the account: its name is ""
};

// For whom rights are asked.
struct Viewer {
  enum class Who { account, guest, server_owner };
  Who who = Who::guest;
  directory::AccountView account{};  // of Who::account

  [[nodiscard]] static Viewer of(directory::AccountView account) {
    return {Who::account, std::move(account)};
  }
  [[nodiscard]] static Viewer guest() { return {}; }
  [[nodiscard]] static Viewer server_owner() { return {Who::server_owner, {}}; }
};

// He may do everything with what `owner` has: no list need be asked.
[[nodiscard]] bool may_everything(const Viewer& viewer, const directory::Account& owner);

struct Object {
  directory::AccountView owner;
  ObjectKind kind = ObjectKind::mailbox;
  std::string name{};  // UTF-8, '/' between levels
};

struct AclEntry {
  std::string identifier;  // as it is named now: "anyone@", "-joe", "#staff@company.com"
  access::AclRights rights;
  bool operator==(const AclEntry&) const = default;
};

struct AclUpdate {
  enum class How { replace, add, remove };
  std::string identifier;
  How how = How::replace;
  access::AclRights rights{};
};

// A list before and after a change.
struct AclChanged {
  std::vector<AclEntry> before;
  std::vector<AclEntry> after;
};

// For the audit: each identifier that differs, with its rights before and after.
[[nodiscard]] settings::Dictionary differences(const AclChanged& changed);

class Objects {
 public:
  // `base`: the server's base folder. `trail`: where changes are recorded; null: nowhere.
  // Both references outlive this.
  Objects(directory::Directory& directory, std::filesystem::path base, audit::Journal* trail);
  ~Objects();

  // Of each of `names`, in their order. Rights without `l`: for this viewer the object does not
  // exist, whatever else he may do with it (mail can be posted into it with `p`). A damaged list
  // grants nothing to anybody but the owner, and is logged.
  // malformed: no object can have such a name. unavailable: the disk.
  [[nodiscard]] Result<std::vector<access::AclRights>> rights(const Viewer& viewer,
                                                              const directory::AccountView& owner,
                                                              ObjectKind kind,
                                                              std::span<const std::string> names);
  [[nodiscard]] Result<access::AclRights> rights(const Viewer& viewer, const Object& object);

  // The list of an object that is there, its owner left out; needs `a`. Elements whose holder is
  // gone are left out. not_found: it is not there, or the viewer may not know that it is (no `l`).
  // not_allowed: no `a`. damaged: the detail names file and line.
  [[nodiscard]] Result<std::vector<AclEntry>> acl(const Viewer& viewer, const Object& object);

  // All updates or none; needs `a`. An element that is missing is made, one left without rights is
  // removed. As acl(); and malformed, not_allowed, not_found for an identifier: no such name can
  // exist, it is an alias' or forwarder's (the detail gives the real name), there is no such name;
  // too_long: more than access::most_acl_elements.
  // The details of malformed, not_allowed, not_found and too_long may be told.
  // Recorded in the trail, as done by `origin` (account, service, from, tls, session).
  [[nodiscard]] Result<void> change(const Viewer& viewer, const Object& object,
                                    std::span<const AclUpdate> updates, audit::Record origin);
  // The same, for callers that record it themselves.
  [[nodiscard]] Result<AclChanged> change(const Viewer& viewer, const Object& object,
                                          std::span<const AclUpdate> updates);

  // Each element that matches the viewer, what it gave or took, and the result.
  [[nodiscard]] Result<std::vector<Rule>> explain(const Viewer& viewer, const Object& object);

  // Where an account's objects are.
  [[nodiscard]] std::filesystem::path account_folder(const directory::Account& owner) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace gatehouse::control
