// RcScopes: what rouse-rc starts a script through, so that its daemons have a scope and a journal of their
// own instead of being part of rouse-rc.service.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rouse::tools {

class RcScopes {
 public:
  /// Looks whether systemd-run and systemd-cat are there, and tries whether systemd gives a scope.
  RcScopes();
  bool available() const { return !run_.empty(); }
  /// The words before those of the script `name`: a scope for "start", the journal under its name for both
  /// verbs. What can not be had is left out.
  std::vector<std::string> command(std::string_view verb, const std::string& name) const;

 private:
  std::string run_, cat_;  // paths; empty: it cannot be had
};

/// The unit name of a script's scope: what systemd does not take in a name is written as \xNN.
std::string scope_unit(std::string_view script);

}  // namespace rouse::tools
