#include "server/audit_reader.h"

#include <ostream>

#include "audit/journal.h"
#include "audit/show.h"
#include "audit/verify.h"
#include "base/text.h"
#include "crypto/entropy.h"
#include "server/site_files.h"

namespace gatehouse::server {
namespace {

constexpr int succeeded = 0;
constexpr int failed = 1;

int complain(std::ostream& err, std::string_view words) {
  err << "gatehouse: " << words << "\n";
  return failed;
}

std::optional<audit::Head> head_from(std::string_view text) {
  const auto id = to_number<audit::Id>(take_until(text, ':'));
  if (!id || !from_hex(text)) return std::nullopt;
  return audit::Head{*id, std::string(text)};
}

}  // namespace

int verify_audit(const AuditVerifyWords& words, std::ostream& out, std::ostream& err) {
  audit::VerifyOptions options{.archived = words.archived};
  if (!words.head.empty()) {
    options.anchor = head_from(words.head);
    if (!options.anchor) return complain(err, "--head: expected NUMBER:MAC, as the log has it");
  }
  auto key = read_site_key(words.key_file.empty() ? words.base / default_key_file : words.key_file);
  if (!key) return complain(err, key.error().detail);
  crypto::SystemEntropy entropy;
  const crypto::Seal seal(std::move(*key), entropy);
  const auto folder = words.base / audit::default_folder;
  const auto found = audit::verify(folder, audit::Chain(seal), options);
  if (!found) return complain(err, found.error().detail);
  for (const auto& note : found->notes) out << "note: " << note << "\n";
  if (!found->wrong.empty()) {
    err << "gatehouse: WRONG " << (folder / found->wrong).string() << "\n";
    return failed;
  }
  out << "The trail is whole: " << found->records << " records in " << found->files
      << " files, from " << found->first << " to " << found->end.id;
  if (found->lost > 0) out << "; " << found->lost << " found no room and were counted";
  out << "\nhead " << found->end.id << ":" << found->end.mac << "\n";
  return succeeded;
}

int show_audit(const AuditShowWords& words, Time now, std::ostream& out, std::ostream& err) {
  audit::ShowOptions options{.account = words.account};
  if (words.id != 0) options.id = words.id;
  if (!words.kind.empty()) {
    options.kind = audit::kind_named(words.kind);
    if (!options.kind) return complain(err, "--kind: there is no such kind of record");
  }
  for (const auto& [text, bound] :
       {std::pair{&words.since, &options.since}, std::pair{&words.until, &options.until}}) {
    if (text->empty()) continue;
    const auto point = audit::point_in_time(*text, now);
    if (!point) return complain(err, "a time is 2026-11-22, 2026-11-22T06:29 or 30m, 12h, 7d");
    *bound = *point;
  }
  const auto shown = audit::show(words.base / audit::default_folder, options, out);
  if (!shown) return complain(err, shown.error().detail);
  return words.id != 0 && *shown == 0 ? complain(err, "there is no such record") : succeeded;
}

}  // namespace gatehouse::server
