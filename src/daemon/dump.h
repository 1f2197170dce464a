// The state dump that USR1 appends to /var/run/xinetd.dump: layout of reference/xinetd.md 5.2, which Debian's
// init script prints. Pure: a snapshot in, text out. Environments are left out (xinetd leaks them into a
// readable file).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "config/configuration.h"
#include "net/address.h"
#include "supervise/residents.h"

namespace rouse::daemon {

inline constexpr std::string_view dump_path = "/var/run/xinetd.dump";

struct ServiceState {
  config::ServicePtr config;
  std::string_view state;  // "Active", "Not started", "Disabled", "Suspended"
  bool active = false;
  std::uint64_t running = 0;
  int descriptor = -1;
  std::optional<std::uint32_t> filtered;  // packets that the filter of a wait = yes stream door dropped
};

struct ServerState {
  std::string service;
  pid_t pid = 0;
  WallTime started = 0;
  net::Endpoint peer;
};

struct Snapshot {
  std::string_view version;
  WallTime now = 0;
  const config::DefaultsConfig* defaults = nullptr;
  std::vector<ServiceState> services;
  std::vector<ServerState> servers;
  std::vector<supervise::ResidentReport> residents;  // shown where there are any: xinetd has none
  std::string config_file;
  std::uint64_t process_limit = 0;
  std::uint64_t max_descriptors = 0;
  std::uint64_t descriptors_free = 0;
};

std::string dump_text(const Snapshot& snapshot);

/// The entry of one service, as it stands under "Services + defaults:" (without its run-time lines).
std::string service_text(const config::ServiceConfig& service, config::DefaultFamily default_family);

}  // namespace rouse::daemon
