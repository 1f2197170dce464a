#include "base/error.h"

#include <cstring>

namespace rouse {

std::string Error::text() const {
  std::string out(call);
  if (!thing.empty()) {
    if (!out.empty()) out += ' ';
    out += thing;
  }
  if (code != 0) {
    out += ": ";
    out += std::strerror(code);
  }
  return out;
}

std::unexpected<Error> failed(std::string_view call, std::string thing) {
  int code = errno;
  return std::unexpected(Error{call, code, std::move(thing)});
}

std::unexpected<Error> failed(std::string_view call, int code, std::string thing) {
  return std::unexpected(Error{call, code, std::move(thing)});
}

}  // namespace rouse
