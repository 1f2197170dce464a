// Verdicts: what Debian's xinetd made of each real file, as recorded beside them (the corpus' README.md).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::corpus {

/// One column pair of the record: services that ran, and what was said.
struct Outcome {
  bool fatal = false;          // the daemon ended while it read `defaults`
  std::size_t accepted = 0;    // started, or only kept from it by its surroundings (bind, portmapper)
  std::set<int> complained;    // lines
  std::set<std::string> kept;  // ids that were accepted but did not start
};

struct Verdict {
  std::string file;
  Outcome as_written;
  std::set<std::string> listens;       // "tcp *:23"
  std::optional<Outcome> all_enabled;  // every disable = yes turned into no
};

/// Nothing when the record cannot be read.
std::optional<std::vector<Verdict>> read_verdicts(const std::string& corpus);
/// The file's text with every `disable = yes` turned into `disable = no`.
std::string with_all_enabled(std::string text);

}  // namespace rouse::corpus
