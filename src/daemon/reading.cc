#include "daemon/reading.h"

#include <unordered_map>
#include <vector>

#include "config/system_world.h"
#include "loop/sleep.h"

namespace rouse::daemon {

namespace {

using Hosts = std::unordered_map<std::string, std::vector<net::Address>>;

/// One pass; host names that `known` lacks are put into `unknown` and taken as good for now.
config::Configuration read_once(const config::LoadOptions& options, const Hosts& known,
                                std::vector<std::string>& unknown) {
  config::SystemWorld world([&](const std::string& host) {
    auto found = known.find(host);
    if (found != known.end()) return found->second;
    unknown.push_back(host);
    return std::vector<net::Address>{};
  });
  return config::load(options, world);
}

}  // namespace

loop::Co<config::Configuration> read_configuration(config::LoadOptions options, listen::Names* names) {
  Hosts known;
  for (;;) {
    std::vector<std::string> unknown;
    config::Configuration configuration = read_once(options, known, unknown);
    if (unknown.empty()) co_return configuration;
    for (const std::string& host : unknown) {
      std::vector<net::Address> addresses = co_await names->addresses_of(host);
      known[host] = std::move(addresses);
    }
  }
}

loop::Co<config::Configuration> readable_configuration(loop::Loop* loop, log::DaemonLog* log,
                                                       config::LoadOptions options, listen::Names* names) {
  constexpr std::chrono::seconds rest{1};
  log->critical("main", "without a configuration nobody is served; callers wait until there is one");
  for (;;) {
    co_await loop::sleep_for(*loop, rest);
    config::Configuration configuration = co_await read_configuration(options, names);
    if (!configuration.fatal) co_return configuration;
  }
}

}  // namespace rouse::daemon
