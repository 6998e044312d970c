#include <array>

#include "web/admin/handlers.h"

namespace gatehouse::web::admin {
namespace {

// In the order of the navigation.
constexpr std::array table{
    Page{"/Master/Settings/General.html", "General", Realm::settings, show_general, apply_general},
};

}  // namespace

std::span<const Page> pages() { return table; }

}  // namespace gatehouse::web::admin
