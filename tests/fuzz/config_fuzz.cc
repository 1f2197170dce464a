// Any bytes as a configuration: load() must end, say something sensible about them, and say it in valid text.
#include <cstdlib>

#include "config/check_json.h"
#include "config/check_report.h"
#include "config/configuration.h"
#include "fakes/memory_world.h"

using rouse::config::Configuration;

namespace {

/// The first half of the input is the main file, the rest an included one.
Configuration load_halves(std::string_view input, bool check_only) {
  rouse::fakes::MemoryWorld world;
  world.check_only = check_only;
  world.files["/etc/xinetd.conf"] = input.substr(0, input.size() / 2);
  world.files["/etc/xinetd.d/a"] = input.substr(input.size() / 2);
  world.directories["/etc/xinetd.d"] = {{"a", true}};
  return rouse::config::load({}, world);
}

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  for (bool check_only : {false, true}) {
    Configuration configuration = load_halves(input, check_only);
    for (const rouse::config::ServicePtr& service : configuration.services) {
      expect(service != nullptr && !service->id.empty());
      expect(service->is(rouse::config::Type::internal) || !service->argv.empty());
    }
    for (const rouse::config::Message& message : configuration.messages) {
      expect(!message.text.empty());
      expect(message.caret >= 0 && static_cast<std::size_t>(message.caret) <= message.source.size() + 1);
    }
    std::string report = rouse::config::check_report(configuration, {});
    std::string json = rouse::config::check_json(configuration);
    expect(report.ends_with('\n') && json.ends_with("]}\n"));
    expect(report.find('\0') == std::string::npos && report.find('\x1b') == std::string::npos);
  }
  return 0;
}
