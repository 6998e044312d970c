// What a client can ask for, as values. Mailbox names are UTF-8 here, dates are days.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "auth/keeper.h"
#include "base/clock.h"
#include "base/secret.h"
#include "gates/imap/sequence_set.h"
#include "mailbox/message.h"

namespace gatehouse::gates::imap {

// The states of RFC 3501, section 3, as a command may need them.
enum class Needs { nothing, no_login, login, selected };

struct Capability {};
struct Noop {};
struct Logout {};
struct Id {};
struct Enable {
  std::vector<std::string> names;  // upper case, as asked for
};
struct StartTls {};
struct Authenticate {
  std::string mechanism;
  std::optional<Secret> initial;  // base64 text or "="
};
struct Login {
  std::string name;
  Secret password;
};
// What the client knows of the mailbox from earlier (RFC 7162, section 3.2.5).
struct Resync {
  std::uint32_t validity;
  mailbox::ModSeq since;
  std::optional<SequenceSet> known;  // UIDs; nullopt: all
};
struct Select {
  std::string mailbox;
  bool read_only;
  bool condstore = false;
  std::optional<Resync> resync{};
};
struct Create {
  std::string mailbox;
  std::vector<std::string> uses{};  // as asked for: "\\Sent" (RFC 6154, section 3)
};
struct Delete {
  std::string mailbox;
};
struct Rename {
  std::string from;
  std::string to;
};
struct Subscribe {
  std::string mailbox;
  bool on;
};
enum class StatusItem {
  messages,
  recent,
  uidnext,
  uidvalidity,
  unseen,
  deleted,
  deleted_storage,
  size,
  highestmodseq,
  mailboxid
};
struct Lsub {
  std::string reference;
  std::string pattern;
};
struct List {
  // RFC 5258, section 3: which mailboxes, and what of them.
  struct Selection {
    bool subscribed = false;
    bool special_use = false;
    bool recursive_match = false;  // also what has such a mailbox somewhere below it
  };
  struct Return {
    bool subscribed = false;
    bool my_rights = false;            // RFC 8440
    std::vector<StatusItem> status{};  // RFC 5819; empty: not asked for
  };
  std::string reference;
  std::vector<std::string> patterns;
  bool extended = false;  // asked for in a form that RFC 3501 does not have
  Selection selection;
  Return wanted;
};
struct Namespace {};
struct Status {
  std::string mailbox;
  std::vector<StatusItem> items;
};
// RFC 4314, section 3.
struct GetAcl {
  std::string mailbox;
};
struct SetAcl {
  std::string mailbox;
  auth::AclChange change;
};
struct DeleteAcl {
  std::string mailbox;
  std::string identifier;
};
struct ListRights {
  std::string mailbox;
  std::string identifier;
};
struct MyRights {
  std::string mailbox;
};
// RFC 9208, section 4.
struct GetQuota {
  std::string root;
};
struct GetQuotaRoot {
  std::string mailbox;
};
struct SetQuota {};
struct Append {
  std::string mailbox;
  mailbox::Flags flags;
  std::optional<Time> received;
  bool is_binary = false;  // a literal8 (RFC 3516): any byte may come
  bool is_utf8 = false;    // UTF8 (...) of RFC 6855, section 4: a ")" follows
};
struct Idle {};
struct Check {};
struct Close {
  bool expunge;  // false: UNSELECT
};
struct Expunge {
  std::optional<SequenceSet> uids;
};

// SEARCH, a tree of keys.
enum class SearchTest {
  all,
  none_of,
  any_of,
  numbers,
  uids,
  answered,
  deleted,
  draft,
  flagged,
  recent,
  seen,
  keyword,
  before,
  on,
  since,
  sent_before,
  sent_on,
  sent_since,
  larger,
  smaller,
  changed_since,  // MODSEQ (RFC 7162, section 3.1.5)
  email_id,       // RFC 8474, section 6
  thread_id,
  younger,
  older,
  header,
  body,
  text
};
struct SearchKey {
  SearchTest test = SearchTest::all;  // all, none_of, any_of: of `keys`; all of nothing is true
  std::vector<SearchKey> keys;
  std::string name;        // keyword; header field
  std::string value;       // what a field or a text holds; an id
  std::uint64_t size = 0;  // bytes; younger, older: seconds (RFC 5032); a mod-sequence
  std::chrono::sys_days day;
  SequenceSet set;
};
// What is told of the messages found, when not each of them (RFC 4731, RFC 5182, RFC 5267).
struct SearchReturn {
  bool min = false;
  bool max = false;
  bool all = false;
  bool count = false;
  bool save = false;  // "$" shall mean them
};
struct Search {
  bool by_uid;
  std::string charset;  // upper case; empty: none was named
  SearchKey key;
  std::optional<SearchReturn> wanted{};
};
// RFC 5256, RFC 5957.
enum class SortBy { arrival, cc, date, display_from, display_to, from, size, subject, to };
struct SortKey {
  SortBy by;
  bool reverse;
};
struct Sort {
  bool by_uid;
  std::string charset;
  SearchKey key;
  std::vector<SortKey> order;
  std::optional<SearchReturn> wanted{};
};
struct Thread {
  bool by_uid;
  std::string charset;
  SearchKey key;
  enum class By { ordered_subject, references } by;
};

struct BodySection {
  enum class Part { all, header, fields, fields_not, text, mime };
  std::vector<std::uint32_t> path;  // part numbers, from 1
  Part part = Part::all;
  std::vector<std::string> fields;  // as written
};
struct Partial {
  std::uint32_t offset;
  std::uint32_t count;
};
enum class FetchData {
  binary,       // RFC 3516: a section's bytes, decoded
  binary_size,  // and how many there are
  body,
  body_section,
  bodystructure,
  emailid,
  envelope,
  flags,
  internaldate,
  modseq,
  rfc822_size,
  threadid,
  uid
};
struct FetchItem {
  FetchData data;
  BodySection section;
  bool peek = true;  // false: reading it sets \Seen
  std::optional<Partial> partial;
  std::string label;  // how the answer names it: "BODY[1.MIME]", "RFC822.TEXT"
};
struct Fetch {
  bool by_uid;
  SequenceSet set;
  std::vector<FetchItem> items;
  std::optional<mailbox::ModSeq> changed_since{};
  bool vanished = false;
};
struct Store {
  bool by_uid;
  SequenceSet set;
  enum class How { replace, add, remove } how;
  bool silent;
  mailbox::Flags flags;
  std::optional<mailbox::ModSeq> unchanged_since{};
};
struct Copy {
  bool by_uid;
  SequenceSet set;
  std::string mailbox;
  bool move;
};

using Request =
    std::variant<Capability, Noop, Logout, Id, Enable, StartTls, Authenticate, Login, Select,
                 Create, Delete, Rename, Subscribe, Lsub, List, Namespace, Status, Append, Idle,
                 Check, Close, Expunge, Search, Sort, Thread, Fetch, Store, Copy, GetAcl, SetAcl,
                 DeleteAcl, ListRights, MyRights, GetQuota, GetQuotaRoot, SetQuota>;

struct Command {
  std::string tag;
  std::string_view keyword;  // "UID FETCH"; lives for ever
  Needs needs;
  Request request;
};

}  // namespace gatehouse::gates::imap
