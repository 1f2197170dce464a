// Message: one thing that the configuration's reader has to say, with the place it is about.
#pragma once

#include <string>
#include <vector>

#include "config/service_config.h"

namespace rouse::config {

/// extension: xinetd does not know this, said only when asked for (LoadOptions::extensions); error: an entry
/// or a value is lost; warning: one line is ignored or odd; difference: the line means something else (safer)
/// than under xinetd; note: nothing to do.
enum class Severity { extension, note, difference, warning, error, fatal };

struct Message {
  Severity severity = Severity::warning;
  std::string file;
  int line = 0;            // 0: about the file as a whole
  int column = 0;          // 1-based, in bytes; 0: the whole line
  std::string text;        // what is wrong, and what to do
  std::string source;      // the line, or the 200 bytes of it around the column; control characters replaced
  int caret = 0;           // the column within `source`, 0: none
  std::string suggestion;  // for a misspelt name, else empty
};

/// An entry that will not be served, and why.
struct Dropped {
  std::string id;
  std::string file;
  int line = 0;
  std::string reason;
  /// The administrator wanted it so (disable = yes, disabled, enabled): nothing is wrong.
  bool by_choice = false;
  Mode mode = Mode::on_demand;
};

}  // namespace rouse::config
