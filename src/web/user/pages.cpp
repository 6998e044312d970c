#include <array>

#include "web/user/handlers.h"

namespace gatehouse::web::user {
namespace {

// In the order of the navigation.
constexpr std::array table{
    Page{"/account", "Account", Realm::own, show_account},
    Page{"/account/password", "Password", Realm::own, show_password, apply_password, Proof::again},
    Page{"/account/apps", "App passwords", Realm::own, show_apps},
    Page{"/account/apps/new", "", Realm::own, show_new_app, apply_new_app, Proof::again},
    Page{"/account/apps/revoke", "", Realm::own, show_revoked_app, apply_revoked_app, Proof::again},
    Page{"/account/factor", "Second factor", Realm::own, show_factor, apply_factor, Proof::again},
    Page{"/account/factor/confirm", "", Realm::own, show_factor_code, apply_factor_code},
    Page{"/account/sessions", "Sessions", Realm::own, show_sessions, apply_sessions},
    Page{"/account/logins", "Login history", Realm::own, show_logins},
    Page{"/account/mailboxes", "Mailboxes", Realm::own, show_mailboxes},
    Page{"/account/mailboxes/rights", "", Realm::own, show_mailbox_rights, apply_mailbox_rights},
    Page{"/account/groups", "Groups", Realm::own, show_groups},
    Page{"/account/files", "Files", Realm::own, show_files},
};

}  // namespace

std::span<const Page> pages() { return table; }

}  // namespace gatehouse::web::user
