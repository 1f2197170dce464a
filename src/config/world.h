// World: what the reader of a configuration asks the machine. The daemon's answers come from sys
// (SystemWorld);
// --check judges the language only, so its world (CheckWorld) reads files and the services database and says
// yes to accounts, servers and names; tests have one in memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/address.h"

namespace rouse::config {

struct DirectoryEntry {
  std::string name;
  bool regular = false;  // after following links
};

struct UserRecord {
  std::uint32_t uid = 0, gid = 0;
};

class World {
 public:
  virtual ~World() = default;
  /// True under --check: accounts, servers, host names and the environment are not asked about but taken as
  /// good.
  virtual bool language_only() const { return false; }
  virtual Result<std::string> read_file(const std::string& path) = 0;
  /// All entries but . and .., unsorted.
  virtual Result<std::vector<DirectoryEntry>> read_directory(const std::string& path) = 0;
  /// Others than root (and than the daemon's own user) may write the file.
  virtual bool writable_by_others(const std::string& path) = 0;
  /// Port in host order; protocol "tcp" or "udp".
  virtual std::optional<std::uint16_t> service_port(std::string_view name, std::string_view protocol) = 0;
  virtual std::optional<int> protocol_number(std::string_view name) = 0;
  virtual std::optional<std::uint32_t> rpc_program(std::string_view name) = 0;
  virtual std::optional<net::Address> network(std::string_view name) = 0;  // /etc/networks
  virtual std::optional<UserRecord> user(const std::string& name) = 0;
  virtual std::optional<std::uint32_t> group(const std::string& name) = 0;
  /// access(X_OK) and a regular file.
  virtual Result<void> executable(const std::string& path) = 0;
  /// Is the variable in the daemon's own environment (passenv)?
  virtual bool has_environment(const std::string& name) = 0;
  /// Does the host name resolve, and to what? For bind, redirect and the names in no_access, never for
  /// callers.
  virtual std::vector<net::Address> resolve(const std::string& host) = 0;
};

}  // namespace rouse::config
