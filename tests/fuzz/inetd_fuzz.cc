// Any bytes as an inetd.conf: reading must end and say something sensible, and what itox prints of it must be
// read into the same services.
#include <cstdlib>
#include <string>
#include <vector>

#include "config/check_json.h"
#include "config/check_report.h"
#include "config/configuration.h"
#include "fakes/memory_world.h"
#include "tools/inetd_conversion.h"

using rouse::config::Configuration;
using rouse::config::ServiceConfig;
using rouse::fakes::MemoryWorld;

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

Configuration load(MemoryWorld& world, std::string_view xinetd, std::string_view inetd) {
  world.files["/etc/xinetd.conf"] = xinetd;
  world.files["/etc/inetd.conf"] = inetd;
  return rouse::config::load({.path = "/etc/xinetd.conf", .directory = {}, .inetd_path = "/etc/inetd.conf"},
                             world);
}

std::vector<ServiceConfig> services_of(const Configuration& configuration) {
  std::vector<ServiceConfig> out;
  for (const rouse::config::ServicePtr& service : configuration.services) {
    out.push_back(*service);
    out.back().file.clear();
    out.back().line = 0;
  }
  return out;
}

void expect_sense(const Configuration& configuration) {
  for (const rouse::config::ServicePtr& service : configuration.services) {
    expect(!service->id.empty());
    expect(service->is(rouse::config::Type::internal) || !service->argv.empty());
  }
  for (const rouse::config::Message& message : configuration.messages) {
    expect(!message.text.empty());
    expect(message.caret >= 0 && static_cast<std::size_t>(message.caret) <= message.source.size() + 1);
  }
  std::string report = rouse::config::check_report(configuration, {});
  expect(report.ends_with('\n') && report.find('\0') == std::string::npos &&
         report.find('\x1b') == std::string::npos);
  expect(rouse::config::check_json(configuration).ends_with("]}\n"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  MemoryWorld machine;
  expect_sense(load(machine, "defaults\n{\n only_from = 10.0.0.0/8\n}\n", input));

  MemoryWorld world;
  world.check_only = true;
  Configuration direct = load(world, "", input);
  expect_sense(direct);
  rouse::tools::Conversion done =
      rouse::tools::convert_inetd(std::string(input), {"inetd.conf", std::nullopt}, world);
  expect(services_of(load(world, done.text, "")) == services_of(direct));
  rouse::tools::convert_inetd(std::string(input), {"inetd.conf", "/usr/sbin"}, world);
  return 0;
}
