#include "password/stored_form.h"

#include "base/base64.h"

namespace gatehouse::password {
namespace {

std::string place_of(Mark mark, const Context& context) {
  return "own password " + std::to_string(static_cast<int>(mark)) + " of " + context.place;
}

}  // namespace

bool has_mark(std::string_view stored, Mark mark) {
  return stored.starts_with(static_cast<char>(mark));
}

std::string with_mark(Mark mark, std::string_view text) {
  return static_cast<char>(mark) + std::string(text);
}

std::string seal_up(Mark mark, std::string_view bytes, const Context& context) {
  return with_mark(mark, to_base64(context.seal->close(bytes, place_of(mark, context))));
}

Result<Secret> unsealed(Mark mark, std::string_view stored, const Context& context) {
  if (!has_mark(stored, mark) || stored.size() > longest_stored)
    return fail(ErrorCode::damaged, "not a sealed password");
  const auto bytes = from_base64(stored.substr(1));
  if (!bytes) return fail(ErrorCode::damaged, "a sealed password that is not base64");
  return context.seal->open(*bytes, place_of(mark, context));
}

StoredSecret derived_here(std::string_view password, SecretForm form, std::string_view user,
                          std::string_view realm, const Context& context) {
  const auto salt = context.seal->derive("scram salt of " + context.place);
  return derive(password, form, user, realm, salt.reveal().substr(0, scram_salt_size));
}

}  // namespace gatehouse::password
