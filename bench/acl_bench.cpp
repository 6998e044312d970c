// Effective rights of one account under lists of 10, 100 and 10,000 elements.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "access/acl.h"

namespace gatehouse::access {
namespace {

const AclName home{"homeshomeshomeshomes", "company.com"};

std::string id_of(std::size_t number) {
  auto id = std::to_string(number);
  return std::string(20 - id.size(), 'x') + id;
}

// Half accounts, a quarter groups, the rest domains; signs in turn.
std::vector<AclElement> list_of(std::size_t count) {
  std::vector<AclElement> list;
  for (std::size_t i = 0; i < count; ++i) {
    const auto sign = i % 5 == 3 ? AclSign::remove : i % 5 == 4 ? AclSign::add : AclSign::plain;
    const auto holder = i % 4 == 1   ? AclHolder::group
                        : i % 4 == 3 ? AclHolder::domain
                                     : AclHolder::account;
    list.push_back({{sign, holder, "name" + std::to_string(i), "company.com"},
                    id_of(i),
                    *AclRights::read("lrs")});
  }
  list.push_back({{AclSign::plain, AclHolder::own_domain}, {}, *AclRights::read("l")});
  return list;
}

AclViewer viewer_of(std::size_t account, std::size_t groups) {
  AclViewer viewer{.account = {id_of(account), "joe@company.com"}, .domain = home};
  for (std::size_t i = 0; i < groups; ++i)
    viewer.groups.push_back({id_of(4 * i + 1), "group" + std::to_string(i) + "@company.com"});
  return viewer;
}

void with_an_own_element(benchmark::State& state) {
  const Acl list(list_of(static_cast<std::size_t>(state.range(0))), home);
  const auto viewer = viewer_of(0, 0);
  for (auto _ : state) benchmark::DoNotOptimize(list.effective(viewer));
}
BENCHMARK(with_an_own_element)->Arg(10)->Arg(100)->Arg(10000);

void by_three_groups_and_the_domain(benchmark::State& state) {
  const Acl list(list_of(static_cast<std::size_t>(state.range(0))), home);
  const auto viewer = viewer_of(4999999, 3);
  for (auto _ : state) benchmark::DoNotOptimize(list.effective(viewer));
}
BENCHMARK(by_three_groups_and_the_domain)->Arg(10)->Arg(100)->Arg(10000);

void make_ready(benchmark::State& state) {
  const auto elements = list_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(Acl(elements, home));
}
BENCHMARK(make_ready)->Arg(10)->Arg(100)->Arg(10000);

}  // namespace
}  // namespace gatehouse::access
