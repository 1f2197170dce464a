// Error: a failed call as a value that remembers the call, the errno and the thing it was about.
// Only the outer shell logs one, once. `Result<T>` is what every fallible function returns.
#pragma once

#include <cerrno>
#include <expected>
#include <string>
#include <string_view>

namespace rouse {

struct Error {
  std::string_view call;  // a literal: "bind", "open", "setuid"
  int code = 0;           // errno, or 0 where there is none
  std::string thing;      // "telnet [::]:23", "/etc/xinetd.conf"

  /// "bind telnet [::]:23: Address already in use"
  std::string text() const;
};

template <class T>
using Result = std::expected<T, Error>;

/// The error of the call that just failed, with the current errno.
std::unexpected<Error> failed(std::string_view call, std::string thing = {});
/// The same with an errno at hand (0: none).
std::unexpected<Error> failed(std::string_view call, int code, std::string thing);

}  // namespace rouse
