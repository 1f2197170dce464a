// Inheritance: the doors that a steward finds when it is not the first: those of the one before it, or of the
// daemon whose place rouse takes. A door is known by what the socket is (family, type, protocol, address),
// not by whose it was.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/service_config.h"
#include "process/custody.h"

namespace rouse::listen {

class Inheritance {
 public:
  Inheritance() = default;
  explicit Inheritance(std::vector<process::Deposit> doors);

  /// The door that is where `service` listens; nothing: there is none, or none of its kind.
  std::optional<process::Deposit> take(const config::ServiceConfig& service,
                                       config::DefaultFamily default_family);
  std::size_t size() const { return doors_.size(); }
  struct Unclaimed {
    std::string place;
    process::Deposit door;
  };
  /// Those that nobody has taken.
  std::vector<Unclaimed> unclaimed();

 private:
  std::multimap<std::string, process::Deposit> doors_;
};

}  // namespace rouse::listen
