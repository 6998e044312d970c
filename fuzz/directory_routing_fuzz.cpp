// Addresses through the Router: it ends, asks at most once about each name, never sends anybody's
// mail elsewhere as the site's own unless the site gave that address, and what goes elsewhere has
// no byte that could leave its line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/mail_address.h"
#include "directory/routing.h"

namespace {

using namespace gatehouse;
using namespace gatehouse::directory;

void require(bool condition) {
  if (!condition) std::abort();
}

bool leaves_its_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos;
}

struct Site {
  Site() {
    require(Directory::create(*store, entropy, "main.test").has_value());
    directory = *Directory::open(*store, clock, entropy, {});
    const settings::Dictionary asking{{"ExternalOnUnknown", "YES"},
                                      {"MailToUnknown", "Rerouted to"},
                                      {"MailRerouteAddress", "joe%main.test@asking.test"}};
    require(directory->create_domain("asking.test", asking).has_value());
    const auto main = directory->main_domain();
    require(directory->create_account(*main, "joe", {}).has_value());
    require(directory->create_forwarder(*main, "f", "joe").has_value());
    require(directory->create_forwarder(*main, "out", "given@by.site").has_value());
    require(directory->create_forwarder(*main, "loop", "loop@main.test").has_value());
    require(directory->create_group(*main, "g", {}).has_value());
  }

  std::unique_ptr<Store> store = make_memory_store();
  FakeClock clock;
  crypto::CountingEntropy entropy;
  std::unique_ptr<Directory> directory;
};

void check(const ToOtherSite& to) {
  require(parse_mail_address(to.address).has_value());
  require(!leaves_its_line(to.address));
  if (to.can_relay) require(to.address == "given@by.site");
}
void check(const auto& /*to*/) {}

// The bytes are the address and, after a zero byte, what the external program says about names.
void route(Site& site, RouteKind kind, std::string_view address, std::string_view said) {
  Routing routing(*site.directory, kind, std::string(address), nullptr);
  std::vector<std::string> asked;
  for (int steps = 0; steps <= Routing::most_hops + 1; ++steps) {
    const auto from_memory = routing.next_from_memory();
    const auto step = from_memory ? *from_memory : routing.next();
    if (!step) return;
    const auto* question = std::get_if<AskExternal>(&*step);
    if (question == nullptr) return std::visit([](const auto& to) { check(to); }, *step);
    require(std::ranges::count(asked, question->full_name) == 0);
    require(!leaves_its_line(question->full_name) && !question->full_name.contains(' '));
    asked.push_back(question->full_name);
    routing.answered(Routing::Rerouted{std::string(said), false});
  }
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Site site;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto zero = std::min(text.find('\0'), text.size());
  const auto said = text.substr(std::min(zero + 1, text.size()));
  for (const auto kind : {RouteKind::mail, RouteKind::access, RouteKind::signal})
    route(site, kind, text.substr(0, zero), said);
  return 0;
}
