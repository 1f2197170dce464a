// Edit: a file of xinetd.d whose services are switched on or off in place, as `chkconfig NAME on` does it
// (reference/sysv.md 4.9), or change their mode. Pure: text in, text out. What is not about that stays to the
// byte: comments, blank lines, order, the ends of lines, entries that are no service.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rouse::config {

struct Edit {
  std::string text;
  bool changed = false;  // false: `text` is what came in
};

/// Every service of the file on (`disable = no`) or off. A service that is so already keeps its lines.
/// Otherwise its `disable` line becomes "<TAB>disable<TAB>= yes" or "no" where it stands, further ones go,
/// and one that is missing is inserted below the opening brace. A changed file ends with a newline.
Edit switched(const std::string& text, bool on);
/// The same of the services with these ids alone.
Edit switched(const std::string& text, bool on, const std::vector<std::string>& ids);
/// The services with this id in the mode "on-demand", "standalone" or "warm". The value of their `mode` line
/// becomes the other one in its place; a line that is missing is inserted below the opening brace, and goes
/// from there when the mode goes back: the file is then as it was.
Edit with_mode(const std::string& text, std::string_view id, std::string_view mode);
/// What chkconfig shows of the file: the last service that has a `disable` line decides; without one it is
/// on. A value that is neither yes nor no is off: neither xinetd nor rouse serves that.
bool is_on(const std::string& text);
/// A service of the file, whatever is wrong with it or behind its `disable = yes`.
struct ServiceName {
  std::string id, name;
  int line = 0, end_line = 0;
};
std::vector<ServiceName> service_names(const std::string& text);
/// The ids of its services, as the daemon that serves them calls them.
std::vector<std::string> service_ids(const std::string& text);
/// What the comment "# default: on" (or off) says, which `chkconfig NAME reset` returns to.
std::optional<bool> default_in(const std::string& text);

}  // namespace rouse::config
