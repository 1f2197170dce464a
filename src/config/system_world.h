// SystemWorld: the machine as it is, for the daemon: what CheckWorld reads, and accounts, servers and names
// too.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/check_world.h"

namespace rouse::config {

class SystemWorld final : public CheckWorld {
 public:
  using Resolve = std::function<std::vector<net::Address>(const std::string& host)>;
  /// Asks DNS and NSS itself, which may take as long as name servers do.
  SystemWorld();
  /// Asks `resolve` for host names.
  explicit SystemWorld(Resolve resolve);

  bool language_only() const override { return false; }
  std::optional<UserRecord> user(const std::string& name) override;
  std::optional<std::uint32_t> group(const std::string& name) override;
  Result<void> executable(const std::string& path) override;
  bool has_environment(const std::string& name) override;
  std::vector<net::Address> resolve(const std::string& host) override;

 private:
  Resolve resolve_;
  // Thousands of services name the same few.
  std::unordered_map<std::string, std::optional<UserRecord>> users_;
  std::unordered_map<std::string, std::optional<std::uint32_t>> groups_;
  std::unordered_map<std::string, std::vector<net::Address>> hosts_;
};

}  // namespace rouse::config
