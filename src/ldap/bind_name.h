// The name of a bind, made from a template and the names of an account and its domain.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gatehouse::ldap {

class NameTemplate {
 public:
  // A DN in the form of RFC 4514, user@domain, or DOMAIN\user. malformed: none of these.
  [[nodiscard]] static Result<NameTemplate> parse(std::string_view text);

  // `*` replaced with `account` and `^0` with `domain`, once, in one pass. In a DN they become
  // parts of attribute values, escaped as RFC 4514 says. malformed: a name that is needed and
  // empty, over 255 bytes, not UTF-8 or with control characters; outside of DNs also one that holds
  // anything but letters, digits, . _ - ' & and what is not ASCII.
  [[nodiscard]] Result<std::string> filled(std::string_view account, std::string_view domain) const;

 private:
  enum class Form { dn, plain };
  NameTemplate(Form form, std::string_view text) : form_(form), text_(text) {}

  Form form_;
  std::string text_;
};

}  // namespace gatehouse::ldap
