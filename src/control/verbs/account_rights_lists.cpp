#include <utility>

#include "access/listed.h"
#include "access/right_table.h"
#include "control/answers.h"
#include "control/reach.h"
#include "control/verbs/families.h"

namespace gatehouse::control::acts {

namespace {

using directory::DomainView;
using settings::Dictionary;

settings::Array administered_from(const Call& call, const directory::Domain& home) {
  settings::Array names;
  for (const auto& domain : call.site.directory.domains())
    if (domain->id != home.id && access::is_administered_from(*domain, home))
      names.emplace_back(domain->name);
  return names;
}

Result<Dictionary> administrators_of(const Call& call, const directory::Domain& domain) {
  auto& directory = call.site.directory;
  const auto listed = directory.rights_of(domain);
  if (!listed) return std::unexpected(listed.error());
  Dictionary all;
  for (const auto& [name, entry] : *listed) {
    auto rights = access::read_listed(entry, domain.main);
    Dictionary row{{"Rights", std::move(rights.elements)}};
    if (!rights.ignored.empty()) row.emplace("Ignored", std::move(rights.ignored));
    if (!directory.find_account(domain, name)) row.emplace("Missing", "YES");
    all.emplace(name, std::move(row));
  }
  return all;
}

// All of them where the caller may ask everywhere and names none.
Result<std::vector<DomainView>> take_domains(Call& call, const Verb& verb) {
  const bool everywhere = is_server_administrator(call) || allowed_everywhere(call, verb);
  if (call.arguments.empty() && everywhere) return call.site.directory.domains();
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  return std::vector{*std::move(domain)};
}

}  // namespace

Result<Outcome> list_admin_domains(Call call, const Verb& verb) {
  auto domain = take_domain(call, verb);
  if (!domain) return passed_on(domain);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  return answer(administered_from(call, **domain));
}

Result<Outcome> list_administrators(Call call, const Verb& verb) {
  auto domains = take_domains(call, verb);
  if (!domains) return passed_on(domains);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  Dictionary all;
  for (const auto& domain : *domains) {
    auto rows = administrators_of(call, *domain);
    if (!rows) return passed_on(rows);
    if (!rows->empty()) all.emplace(domain->name, *std::move(rows));
  }
  return answer(std::move(all));
}

Result<Outcome> list_access_rights(Call call, const Verb& verb) {
  if (auto may = allowed(call, verb); !may) return passed_on(may);
  if (auto end = call.arguments.end(); !end) return passed_on(end);
  Dictionary all;
  for (const auto& row : access::right_table()) {
    const bool of_server = row.kind == access::RightKind::server;
    Dictionary told{{"Allows", row.allows}, {"Kind", of_server ? "server" : "domain"}};
    if (!row.needs.empty()) told.emplace("Needs", row.needs);
    all.emplace(row.code, std::move(told));
  }
  return answer(std::move(all));
}

}  // namespace gatehouse::control::acts
