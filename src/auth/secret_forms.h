// The form of a secret as a mechanism names it and as it is stored: sasl/ and password/ do not know
// each other.
#pragma once

#include "password/scheme.h"
#include "sasl/mechanism.h"

namespace gatehouse::auth {

[[nodiscard]] constexpr password::SecretForm stored_form(sasl::SecretForm form) {
  switch (form) {
    case sasl::SecretForm::clear_text:
      return password::SecretForm::clear_text;
    case sasl::SecretForm::cram_md5:
      return password::SecretForm::cram_md5;
    case sasl::SecretForm::digest_md5:
      return password::SecretForm::digest_md5;
    case sasl::SecretForm::scram_sha1:
      return password::SecretForm::scram_sha1;
    case sasl::SecretForm::scram_sha256:
      return password::SecretForm::scram_sha256;
    case sasl::SecretForm::scram_sha512:
      return password::SecretForm::scram_sha512;
    case sasl::SecretForm::nt:
      return password::SecretForm::nt;
  }
  return password::SecretForm::clear_text;
}

}  // namespace gatehouse::auth
