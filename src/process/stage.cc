#include "process/stage.h"

#include <fmt/format.h>

#include <cstring>

namespace rouse::process {

std::string explain(StartFailure failure, std::string_view server) {
  std::string_view stage = text(failure.stage);
  if (failure.stage == Stage::exec)
    return fmt::format("{} {}: {}", stage, server, std::strerror(failure.code));
  return fmt::format("{}: {}", stage, std::strerror(failure.code));
}

}  // namespace rouse::process
