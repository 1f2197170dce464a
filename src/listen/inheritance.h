// Inheritance: the doors that a steward finds when it is not the first: those of the one before it, or of the
// daemon whose place rouse takes. A door is known by what the socket is (family, type, protocol, address),
// not by whose it was.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/service_config.h"
#include "process/custody.h"

namespace rouse::listen {

/// Where and what a socket is: "[::]:23/tcp", "[::]:23/tcp (IPv6 only)", "/run/x.sock stream"; empty: no door
/// of any kind that rouse opens.
std::string door_place(int socket);
/// Somebody waits at it for callers: it listens, or is bound and takes anybody's datagrams.
bool is_door(int socket);

class Inheritance {
 public:
  Inheritance() = default;
  explicit Inheritance(std::vector<process::Deposit> doors);

  /// The door that is where `service` listens; nothing: there is none, or none of its kind.
  std::optional<process::Deposit> take(const config::ServiceConfig& service,
                                       config::DefaultFamily default_family);
  /// The descriptor that was deposited under this number, whatever it is; none: there is none. It stays
  /// deposited.
  Fd take(process::DepositNumber number);
  /// Doors that none of `services` wants, at ports as the kernel chooses them, may be those of RPC services.
  void set_aside_rpc(std::span<const config::ServicePtr> services, config::DefaultFamily default_family);
  /// The port of the only one of them that is as an RPC service's would be; 0: there is none, or more than
  /// one.
  std::uint16_t rpc_port(const config::ServiceConfig& service, config::DefaultFamily default_family) const;
  std::size_t size() const { return doors_.size(); }
  struct Unclaimed {
    std::string place;
    process::Deposit door;
  };
  /// Those that nobody has taken.
  std::vector<Unclaimed> unclaimed();

 private:
  std::multimap<std::string, process::Deposit> doors_;
  std::multimap<std::string, std::uint16_t> rpc_ports_;  // by their places, with 0 for the port
};

}  // namespace rouse::listen
