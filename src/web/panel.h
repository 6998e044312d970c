// Settings on a page, from the schema: shown with where each value comes from, and read back.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "settings/schema.h"
#include "settings/value.h"
#include "web/form.h"
#include "web/html.h"

namespace gatehouse::web {

// Where values may stand, nearest first: "this account", "the domain's defaults", "all domains".
struct Layer {
  std::string_view name;
  const settings::Dictionary& values;
};

struct Panel {
  std::string_view title;
  settings::Level level;
  std::span<const std::string_view> keys;  // of the schema, in the order in which they are shown
};

// The fields. The first layer is the one that is changed: what it does not hold is shown as
// inherited, with its value and from where. `typed`: a form that was not applied, shown again;
// empty: none was.
[[nodiscard]] Html shown(const Panel& panel, std::span<const Layer> layers, const Form& typed);

// What the form sets: each key of the panel, "default" where it shall be inherited. malformed: the
// detail names the field and says what would do, for the page.
[[nodiscard]] Result<settings::Dictionary> read(const Panel& panel, const Form& form);

// A value for people: strings as they are, the rest in the format of settings.
[[nodiscard]] std::string in_words(const settings::Value& value);

}  // namespace gatehouse::web
