#include "password/description.h"

#include "password/clear.h"
#include "password/imports/imports.h"
#include "password/scheme.h"
#include "password/stored_form.h"
#include "password/unix_crypt.h"

namespace gatehouse::password {

Description described(std::string_view stored) {
  if (unix_crypt::recognises(stored)) {
    const auto traits = unix_crypt::traits(stored);
    return {"U-crpt " + unix_crypt::name(stored), traits.weak, traits.first_eight_only};
  }
  const auto& scheme = scheme_of(stored);
  if (scheme.recognises != clear::recognises) return {std::string(scheme.name)};
  if (clear::marked(stored)) return {"unknown"};
  return {std::string(scheme.name), true};
}

std::string marked(std::string_view encoded) {
  if (has_mark(encoded, Mark::unix_crypt) || has_mark(encoded, Mark::bcrypt))
    return std::string(encoded);
  return with_mark(Mark::unix_crypt, encoded);
}

std::optional<std::string_view> plain_text(std::string_view encoded) {
  if (has_mark(encoded, Mark::unix_crypt)) encoded.remove_prefix(1);
  return imports::plain_text(encoded);
}

}  // namespace gatehouse::password
