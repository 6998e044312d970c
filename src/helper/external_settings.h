// The server setting ExternalAUTH as options of a program. Pure.
#pragma once

#include "helper/program.h"
#include "settings/value.h"

namespace gatehouse::helper {

struct ExternalSettings {
  bool is_enabled = false;       // and a program is named
  bool gives_passwords = false;  // READPLAIN may be asked
  ProgramOptions program = {};
  std::string trouble = {};  // why it is not enabled although it should be; for the log
};

// Keys and defaults: Enabled NO, ProgramName (path and arguments, may be quoted strings), LogLevel
// 3, Timeout 15s (1s to 5m), AutoRestart 5s (NO: none), Processes 1 (to 16), ReadPlain NO. A value
// that is not of its kind counts as its default.
[[nodiscard]] ExternalSettings read_external_settings(const settings::Value& setting);

}  // namespace gatehouse::helper
