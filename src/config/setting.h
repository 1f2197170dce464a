// Setting: one assignment on its way into a draft; what the handlers of the attribute table work on.
#pragma once

#include <string>
#include <string_view>

#include "config/draft.h"
#include "config/lexer.h"
#include "config/world.h"

namespace rouse::config {

class Setting {
 public:
  Setting(Draft& draft, const Assignment& assignment, int line, bool in_defaults, World& world,
          Reporter& reporter);

  ServiceConfig& service() { return draft.service; }
  const std::vector<Token>& values() const { return assignment.values; }
  /// The text of value `i`.
  std::string_view value(std::size_t i = 0) const { return assignment.values[i].text; }
  /// Where value `i` stands.
  Place place(std::size_t i) const;
  /// Where the whole assignment stands: its name.
  Place place() const;
  /// Reads value `i`, a number of at most `most` `units`; 0 and UNLIMITED are no limit. False: it is neither.
  bool read_limit(std::size_t i, std::uint64_t most, std::string_view units, Limit& out);

  /// The value cannot be used: the service is dropped, and in defaults nothing is started at all.
  bool bad(const Place& at, std::string problem, std::string_view suggestion = {});
  /// The same where xinetd would have gone on with something less safe: a message of the class "differs".
  bool bad_unlike_xinetd(const Place& at, std::string problem, std::string xinetd_does);
  void warn(const Place& at, std::string text, std::string_view suggestion = {});
  void differs(const Place& at, std::string text);
  /// Only rouse knows this.
  void extends(const Place& at, std::string text);

  Draft& draft;
  const Assignment& assignment;
  const int line;
  const bool in_defaults;
  const Operator op;  // in defaults, = of a list means +=
  World& world;
  Reporter& reporter;

 private:
  bool fail(Severity severity, const Place& at, const std::string& problem, std::string text,
            std::string_view suggestion);
};

}  // namespace rouse::config
