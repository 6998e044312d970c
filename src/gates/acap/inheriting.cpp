// Which datasets a search reads one above the other (RFC 2244, section 5.1).
#include <algorithm>
#include <utility>

#include "datasets/inherit.h"
#include "gates/acap/session.h"
#include "gates/shared/on_disk.h"

namespace gatehouse::gates::acap {
namespace {

constexpr auto kind = auth::ObjectKind::dataset;
constexpr std::size_t most_datasets = 500;  // that one search reads in an account
constexpr std::size_t most_layers = 5;

std::string joined(const std::string& above, const std::string& below) {
  return below.empty() ? above : above + "/" + below;
}

// Of the dataset and those below it, so many levels deep: "", "sub", "sub/x".
std::vector<std::string> names_from(const datasets::Datasets& datasets, const std::string& base,
                                    std::size_t depth) {
  std::vector<std::string> names{""};
  std::size_t begin = 0;
  for (std::size_t level = 1; level < depth; ++level) {
    const auto end = names.size();
    for (; begin < end; ++begin) {
      const auto above = names[begin];
      for (const auto& below : datasets.below(joined(base, above))) {
        if (names.size() >= most_datasets) return names;
        names.push_back(above.empty() ? below : joined(above, below));
      }
    }
  }
  return names;
}

}  // namespace

net::Task<Session::Or<std::vector<std::string>>> Session::readable(const auth::Owner& owner,
                                                                   std::vector<std::string> names) {
  if (owner.own) co_return std::move(names);
  const auto rights = co_await visit_.rights(owner.account, kind, names);
  if (!rights) co_return std::unexpected(refusal(rights.error(), {}));
  std::vector<std::string> open;
  for (std::size_t at = 0; at < names.size() && at < rights->size(); ++at)
    if ((*rights)[at].contains('l') && (*rights)[at].contains('r')) open.push_back(names[at]);
  co_return open;
}

// With what each gives whoever asks.
net::Task<Session::Or<std::map<std::string, AttributeLists, std::less<>>>> Session::lists_of(
    const Reached& at, const std::vector<std::string>& names) {
  using All = std::map<std::string, AttributeLists, std::less<>>;
  const auto datasets = datasets_of(at.owner);
  const auto walk = [&]() -> Result<All> {
    All all;
    for (const auto& name : names) {
      auto lists = datasets.lists(joined(at.dataset, name));
      if (!lists) return std::unexpected(std::move(lists.error()));
      for (auto& listed : *lists) all[name].push_back({std::move(listed), "lrswipkxtea"});
    }
    return all;
  };
  auto all = co_await on_disk(around_.disk, walk);
  if (!all) co_return std::unexpected(refusal(all.error(), {}));
  if (at.owner.own) co_return *std::move(all);
  for (auto& [name, lists] : *all) {
    std::vector<std::string> objects;
    for (const auto& one : lists)
      objects.push_back(list_object({at.owner, joined(at.dataset, name), {}}, one.of));
    const auto rights = co_await visit_.rights(at.owner.account, kind, std::move(objects));
    if (!rights) co_return std::unexpected(refusal(rights.error(), {}));
    for (std::size_t i = 0; i < lists.size(); ++i)
      lists[i].letters = i < rights->size() ? (*rights)[i] : auth::Letters();
  }
  co_return *std::move(all);
}

// The dataset, what it inherits from, and so on. What may not be read there, or is not there, is
// as if it were not named; nor does a chain come back to where it was.
net::Task<std::vector<Session::Reached>> Session::layers_of(const Reached& base, bool inherits) {
  std::vector<Reached> layers{base};
  while (inherits && layers.size() < most_layers) {
    const auto datasets = datasets_of(layers.back().owner);
    const auto name = layers.back().dataset;
    const auto work = [&]() -> Result<std::optional<std::string>> {
      return datasets::base_of(datasets, name);
    };
    const auto path = co_await on_disk(around_.disk, work);
    if (!path || !*path) break;
    auto place = dataset_place(**path);
    if (!place) break;
    if (place->owner.empty()) place->owner = layers.back().owner.account;
    auto next = co_await reach(*std::move(place), **path);
    if (!next || !next->rights.contains('r')) break;
    const bool is_known = std::ranges::any_of(layers, [&](const Reached& one) {
      return one.owner.account == next->owner.account && one.dataset == next->dataset;
    });
    if (is_known) break;
    layers.push_back(*std::move(next));
  }
  co_return layers;
}

net::Task<Session::Or<std::vector<Session::Layer>>> Session::open_layers(const Reached& base,
                                                                         bool inherits,
                                                                         std::size_t depth) {
  const auto reached = co_await layers_of(base, inherits);
  std::vector<Layer> layers;
  for (const auto& one : reached) {
    const auto datasets = datasets_of(one.owner);
    const auto walk = [&]() -> Result<std::vector<std::string>> {
      return names_from(datasets, one.dataset, depth);
    };
    const auto names = co_await on_disk(around_.disk, walk);
    if (!names) co_return std::unexpected(refusal(names.error(), {}));
    std::vector<std::string> whole;
    for (const auto& name : *names) whole.push_back(joined(one.dataset, name));
    const auto open = co_await readable(one.owner, std::move(whole));
    if (!open) co_return std::unexpected(open.error());
    Layer layer{one, {}};
    for (const auto& name : *open)
      layer.names.push_back(name.size() > one.dataset.size() ? name.substr(one.dataset.size() + 1)
                                                             : std::string());
    auto lists = co_await lists_of(one, layer.names);
    if (!lists) co_return std::unexpected(lists.error());
    layer.lists = *std::move(lists);
    layers.push_back(std::move(layer));
  }
  co_return layers;
}

}  // namespace gatehouse::gates::acap
