#include "warm/parked_recipe.h"

#include <string_view>
#include <utility>

#include "park/wire.h"

namespace rouse::warm {

namespace {

constexpr std::string_view preload = "LD_PRELOAD=";

/// The variable stays where it is in the service's own environment.
process::Strings parked_environment(const process::Strings& environment, const std::string& library,
                                    bool at_io) {
  process::Strings out;
  bool is_set = false;
  for (const std::string& variable : environment) {
    bool preloads = variable.starts_with(preload) && !is_set;
    is_set = is_set || preloads;
    std::string_view own = std::string_view(variable).substr(preloads ? preload.size() : 0);
    out.push_back(preloads ? std::string(preload) + library + ":" + std::string(own) : variable);
  }
  if (!is_set) out.push_back(std::string(preload) + library);
  out.push_back(std::string(park::variable) + "=" + std::to_string(park::socket_place) +
                (at_io ? ",io" : ""));
  return out;
}

}  // namespace

std::shared_ptr<const process::Recipe> parked_recipe(const process::Recipe& recipe,
                                                     const std::string& library, bool at_io) {
  auto out = std::make_shared<process::Recipe>(recipe);
  out->env = std::make_shared<const process::Strings>(parked_environment(*recipe.env, library, at_io));
  out->umask.reset();
  out->nice.reset();
  // How the kernel lays out a process, and how much libc gives its threads, is settled when it is started.
  out->limits = {};
  out->limits.stack_bytes = recipe.limits.stack_bytes;
  return out;
}

}  // namespace rouse::warm
