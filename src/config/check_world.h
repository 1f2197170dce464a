// CheckWorld: the world of --check, which judges the language only. It reads files and the databases of /etc,
// takes accounts, servers, names and the environment as good, and never touches a socket.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/databases.h"
#include "config/world.h"

namespace rouse::config {

class CheckWorld : public World {
 public:
  bool language_only() const override { return true; }
  Result<std::string> read_file(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> read_directory(const std::string& path) override;
  bool writable_by_others(const std::string& path) override;
  std::optional<std::uint16_t> service_port(std::string_view name, std::string_view protocol) override;
  std::optional<int> protocol_number(std::string_view name) override;
  std::optional<std::uint32_t> rpc_program(std::string_view name) override;
  std::optional<net::Address> network(std::string_view name) override;
  std::optional<UserRecord> user(const std::string&) override { return std::nullopt; }
  std::optional<std::uint32_t> group(const std::string&) override { return std::nullopt; }
  Result<void> executable(const std::string&) override { return {}; }
  bool has_environment(const std::string&) override { return true; }
  std::vector<net::Address> resolve(const std::string&) override { return {}; }

 private:
  /// Read when first asked for; a database that is not there is empty.
  const Databases& databases();
  std::optional<Databases> databases_;
};

}  // namespace rouse::config
