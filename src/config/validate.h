// Validate: what makes a whole entry out of its attributes, in xinetd's order: what follows from others is
// filled in, then the entry is checked against the machine's tables, itself and the services before it
// (reference/xinetd.md 2.5 to 2.7).
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "config/draft.h"
#include "config/world.h"

namespace rouse::config {

class Validator {
 public:
  Validator(World& world, Reporter& reporter, const Draft& defaults)
      : world_(world), reporter_(reporter), defaults_(defaults) {}

  /// True when the service can be served; otherwise draft.fault says why not, and it has been reported.
  bool accept(Draft& draft);
  /// Behind the last one: what could not be said of one service alone.
  void finish();

 private:
  // Filling in.
  bool fill(Draft& draft);
  void fill_argv(Draft& draft);
  bool fill_server(Draft& draft);
  bool fill_family(Draft& draft);
  bool choose_address(Draft& draft);
  void fill_protocol(Draft& draft);
  bool fill_port(Draft& draft);
  // Checking.
  bool check(Draft& draft);
  bool check_unique(Draft& draft);
  bool check_intercept(Draft& draft);
  bool check_internal(Draft& draft);
  bool check_labeled(Draft& draft);
  bool check_muxclient(Draft& draft);
  void check_rpc(Draft& draft);
  bool check_listed(Draft& draft);
  bool check_redirect(Draft& draft);
  bool check_nameinargs(Draft& draft);
  bool check_unix(Draft& draft);
  bool check_protocol(Draft& draft);
  bool check_timeout(Draft& draft);
  bool check_linger_close(Draft& draft);
  bool check_redirection(Draft& draft);
  bool check_present(Draft& draft);
  void warn_of_supervision(Draft& draft);
  void warn_of_parking(Draft& draft);
  bool check_warm(Draft& draft);
  bool accept_resident(Draft& draft);
  bool check_resident_alone(Draft& draft);
  bool check_resident_server(Draft& draft);
  bool check_resident_script(Draft& draft);
  bool has_all(Draft& draft, std::initializer_list<Attribute> attributes);
  bool check_resident_readiness(Draft& draft);
  void check_ident(Draft& draft);
  bool check_idonly(Draft& draft);
  void note_sensors(const Draft& draft);
  void report_beyond_sensors();
  void report_unreachable();
  void recommend_prefix(const Draft& draft);
  void warn_of_idle_free_bind(const Draft& draft);
  // What rouse does unlike xinetd with this service.
  bool compare(Draft& draft);
  bool compare_stream_wait(Draft& draft);
  void compare_names(Draft& draft);
  void compare_tcpmux(Draft& draft);
  void differs(const Place& at, std::string text);
  // Messages.
  bool drop(Draft& draft, const Place& at, const std::string& problem, std::string_view suggestion = {});
  bool drop_unlike_xinetd(Draft& draft, const Place& at, const std::string& problem,
                          std::string_view xinetd_does);

  World& world_;
  Reporter& reporter_;
  const Draft& defaults_;  // what services inherit has been put into them
  /// An accepted service that is bound to an address; there are several of one port only for RPC.
  struct Bound {
    std::string name, id;
    std::optional<Rpc> rpc;
  };
  using BoundIndex = std::unordered_map<std::string, std::vector<Bound>>;
  BoundIndex bound_addresses_;  // by port, protocol and address
  BoundIndex bound_ports_;      // by port and protocol
  bool recommended_for_defaults_ = false;
  bool any_sensor_ = false;                                    // that shuts callers out
  std::vector<std::pair<std::string, Place>> beyond_sensors_;  // services that a sensor does not protect
  std::unordered_set<std::string> residents_;                  // the ids of those accepted, in lower case
  bool any_tcpmux_ = false;
  std::vector<std::pair<std::string, Place>> muxed_;  // services that callers of tcpmux name
};

}  // namespace rouse::config
