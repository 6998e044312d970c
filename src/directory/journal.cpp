#include "directory/journal.h"

#include "base/log.h"
#include "directory/layout.h"
#include "directory/paths.h"

namespace gatehouse::directory {
namespace {

using settings::Dictionary;

Dictionary to_dictionary(const Plan& plan) {
  Dictionary documents;
  for (const auto& [path, content] : plan.documents) documents.emplace(path, content);
  return {{"From", plan.from}, {"To", plan.to}, {"Documents", std::move(documents)}};
}

Plan to_plan(const Dictionary& written) {
  Plan plan;
  if (const auto* from = settings::find(written, "From"))
    plan.from = from->string() ? *from->string() : "";
  if (const auto* to = settings::find(written, "To")) plan.to = to->string() ? *to->string() : "";
  const auto* documents = settings::find(written, "Documents");
  if (documents == nullptr || documents->dictionary() == nullptr) return plan;
  for (const auto& [path, content] : *documents->dictionary())
    if (content.dictionary() != nullptr) plan.documents.emplace_back(path, *content.dictionary());
  return plan;
}

// A document that is damaged refuses to be written: found out before anything is touched.
Result<void> check_writable(Store& store, const Plan& plan) {
  for (const auto& [path, content] : plan.documents) {
    const auto now = store.read(path);
    if (!now) return std::unexpected(now.error());
    if (!*now) continue;
    const auto written = store.write(path, (*now)->content, (*now)->version);
    if (!written) return std::unexpected(written.error());
  }
  return {};
}

// May have been done before.
Result<void> move(Store& store, const Plan& plan) {
  if (plan.from.empty() || !store.exists(plan.from)) return {};
  return plan.to.empty() ? store.remove(plan.from) : store.rename(plan.from, plan.to);
}

Result<void> write_documents(Store& store, const Plan& plan) {
  for (const auto& [path, content] : plan.documents) {
    const auto written = store.write(path, content, std::nullopt);
    if (!written) return std::unexpected(written.error());
  }
  return store.remove(layout::unfinished);
}

}  // namespace

Result<void> carry_out(Store& store, const Plan& plan) {
  if (auto finished = finish_interrupted(store); !finished) return finished;
  if (auto writable = check_writable(store, plan); !writable) return writable;
  if (!plan.from.empty() && !store.exists(plan.from)) return fail(ErrorCode::not_found, plan.from);
  if (!plan.to.empty() && store.exists(plan.to)) return fail(ErrorCode::already_exists, plan.to);
  const auto noted = store.write(layout::unfinished, to_dictionary(plan), 0);
  if (!noted) return std::unexpected(noted.error());
  if (auto moved = move(store, plan); !moved) {
    [[maybe_unused]] const auto dropped = store.remove(layout::unfinished);
    return moved;
  }
  return write_documents(store, plan);
}

Result<void> finish_interrupted(Store& store) {
  const auto found = store.read(layout::unfinished);
  if (!found) return std::unexpected(found.error());
  if (!*found) return {};
  log::write(log::Level::major, "SYSTEM", "finishing a change that was interrupted");
  const auto plan = to_plan((*found)->content);
  if (auto moved = move(store, plan); !moved) return moved;
  return write_documents(store, plan);
}

}  // namespace gatehouse::directory
