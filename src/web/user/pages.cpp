#include <array>

#include "web/user/handlers.h"

namespace gatehouse::web::user {
namespace {

// In the order of the navigation.
constexpr std::array table{
    Page{"/account", "Account", Realm::own, show_account},
};

}  // namespace

std::span<const Page> pages() { return table; }

}  // namespace gatehouse::web::user
