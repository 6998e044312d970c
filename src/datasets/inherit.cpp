#include "datasets/inherit.h"

#include <algorithm>
#include <utility>

namespace gatehouse::datasets {

std::optional<std::string> base_of(const Datasets& datasets, std::string_view name) {
  std::string below;
  for (;;) {
    const auto dataset = datasets.read(name);
    const auto managed = dataset ? dataset->entries.find("") : decltype(dataset->entries.end()){};
    if (dataset && managed != dataset->entries.end()) {
      const auto& [attributes, without, modified] = managed->second;
      if (without.contains(inherit_attribute)) return std::nullopt;
      const auto found = attributes.find(inherit_attribute);
      if (found != attributes.end() && found->second.parts.size() == 1) {
        auto base = found->second.parts.front();
        if (base.ends_with('/')) base.pop_back();
        return base + below;
      }
    }
    const auto slash = name.rfind('/');
    if (slash == name.npos) return std::nullopt;
    below.insert(0, name.substr(slash));
    name = name.substr(0, slash);
  }
}

Dataset inherited(Dataset own, const Dataset& base) {
  for (const auto& [name, entry] : base.entries) {
    if (name.empty() || own.hidden.contains(name)) continue;
    auto& merged = own.entries[name];
    merged.modified = std::max(merged.modified, entry.modified);
    for (const auto& [attribute, value] : entry.attributes)
      if (attribute != "subdataset" && !merged.without.contains(attribute))
        merged.attributes.emplace(attribute, value);
  }
  own.modified = std::max(own.modified, base.modified);
  return own;
}

}  // namespace gatehouse::datasets
