// Facilities: what an LSB header means by $network, $syslog and their like. On Debian a table tells,
// /etc/insserv.conf (reference/sysv.md 6.2); Red Hat's scripts provide such names themselves and have no
// table.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sysv/tree.h"

namespace rouse::sysv {

class Facilities {
 public:
  /// No table: such a name is one like any other.
  Facilities() = default;
  /// Debian's table.
  static Facilities standard();

  /// Lines of `$name member +optional ...`; what they tell of a name that is known already is added.
  void add(std::string_view table);
  bool empty() const { return members_.empty(); }
  /// Scripts and other facilities; nothing for a name that has no line.
  const std::vector<std::string>& members(std::string_view name) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> members_;
};

/// /etc/insserv.conf and the files in /etc/insserv.conf.d; on a Debian without insserv the standard table,
/// elsewhere an empty one.
Facilities read_facilities(const Tree& tree);

}  // namespace rouse::sysv
