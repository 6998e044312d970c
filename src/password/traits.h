// What a stored form is worth, read from the form alone.
#pragma once

namespace gatehouse::password {

struct Traits {
  bool cheap = false;             // a check costs less than a millisecond: no slow hash
  bool weak = false;              // whoever reads the stored string soon has the password
  bool first_eight_only = false;  // characters after the eighth do not count (traditional DES)
};

}  // namespace gatehouse::password
