#include "config/check_world.h"

#include <utility>

#include "sys/file.h"

namespace rouse::config {

Result<std::string> CheckWorld::read_file(const std::string& path) { return sys::read_file(path); }

Result<std::vector<DirectoryEntry>> CheckWorld::read_directory(const std::string& path) {
  Result<std::vector<sys::DirectoryEntry>> entries = sys::read_directory(path);
  if (!entries) return std::unexpected(entries.error());
  std::vector<DirectoryEntry> out;
  for (sys::DirectoryEntry& entry : *entries) out.push_back({std::move(entry.name), entry.regular});
  return out;
}

bool CheckWorld::writable_by_others(const std::string& path) { return sys::writable_by_others(path); }

const Databases& CheckWorld::databases() {
  if (databases_) return *databases_;
  databases_.emplace();
  databases_->add_services(sys::read_file("/etc/services").value_or(""));
  databases_->add_protocols(sys::read_file("/etc/protocols").value_or(""));
  databases_->add_programs(sys::read_file("/etc/rpc").value_or(""));
  databases_->add_networks(sys::read_file("/etc/networks").value_or(""));
  return *databases_;
}

std::optional<std::uint16_t> CheckWorld::service_port(std::string_view name, std::string_view protocol) {
  return databases().port(name, protocol);
}

/// tcp and udp are known even where there is no /etc/protocols (small containers).
std::optional<int> CheckWorld::protocol_number(std::string_view name) {
  if (name == "tcp") return 6;
  if (name == "udp") return 17;
  return databases().protocol(name);
}

std::optional<std::uint32_t> CheckWorld::rpc_program(std::string_view name) {
  return databases().program(name);
}

std::optional<net::Address> CheckWorld::network(std::string_view name) { return databases().network(name); }

}  // namespace rouse::config
