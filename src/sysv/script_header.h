// Header: what an init script says about itself in its comments, as chkconfig reads it
// (reference/sysv.md 4.5).
//
//   # chkconfig: 2345 85 15            levels (or -), start and stop priority
//   # description: A web server \      goes on behind the '#' of the next line
//   #              and more
//   ### BEGIN INIT INFO                an LSB header: names what it needs, and may do without `chkconfig:`
//   # Provides: httpd
//   # Required-Start: $local_fs $network
//   # Default-Start: 3 5
//
// The whole file is looked through. A line counts when '#' is its first character that is not blank.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sysv/levels.h"

namespace rouse::sysv {

struct Description {
  std::string language;  // "ko" of description(ko); empty: for everybody
  std::string text;
};

struct Header {
  Levels levels;                   // where it is meant to run
  std::optional<int> start, stop;  // 0 to 99; an LSB header alone gives none
  bool lsb = false;
  bool hidden = false;  // from `ntsysv --hide`
  std::vector<std::string> provides;
  std::vector<std::string> required_start, required_stop, should_start, should_stop;
  std::vector<std::string> start_before, stop_after;  // insserv's X-Start-Before and X-Stop-After
  std::vector<std::string> pid_files;                 // where its daemon writes its number
  std::vector<Description> descriptions;              // in the order of the file
};

/// Why chkconfig does not manage the script.
enum class HeaderFault : std::uint8_t {
  nothing,          // neither a `chkconfig:` line nor an LSB header
  no_levels,        // an LSB header that names no level from 0 to 6
  not_lsb,          // Default-Start or Default-Stop, but neither `chkconfig:` nor BEGIN INIT INFO
  values_missing,   // `chkconfig:` without its three values
  wrong_levels,     // something else than digits 0 to 6 or a '-'
  wrong_priority,   // no number from 0 to 99
  newline_missing,  // the file ends behind the priorities
};

struct HeaderProblem {
  HeaderFault fault = HeaderFault::nothing;
  int line = 0;  // 0: of the whole file

  bool operator==(const HeaderProblem&) const = default;
};

/// What is wrong and what belongs there, in English: "the start and stop priorities are numbers from 0 to
/// 99".
std::string_view text(HeaderFault fault);

std::expected<Header, HeaderProblem> parse_header(std::string_view script);
/// `header` with every value that the override file has in place of the script's (reference/sysv.md 4.8). One
/// that cannot be read is a problem and changes nothing.
std::expected<Header, HeaderProblem> override_header(Header header, std::string_view override_file);

/// What can be read of any file's header, also where chkconfig manages nothing: of a script of Debian's boot,
/// of a file of xinetd's.
Header readable_header(std::string_view file);
/// The description for `language`, a value of LANG ("ko_KR.UTF-8"): the last one written for it, else the
/// last one for everybody, else nothing.
std::optional<std::string_view> description(std::span<const Description> descriptions,
                                            std::string_view language);

}  // namespace rouse::sysv
