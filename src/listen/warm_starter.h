// WarmStarter: callers of warm services are given to a parked process (warm/parks.h), which has a child for
// each; all others, and whomever it does not take, get a process of their own from Sessions. Until a child
// has told its pid its caller holds his place, in the book as arriving, and this process holds his
// descriptor: nobody is lost with a parked process.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "listen/inheritance.h"
#include "listen/sessions.h"
#include "listen/starter.h"
#include "log/daemon_log.h"
#include "warm/memory.h"
#include "warm/parks.h"

namespace rouse::listen {

/// How the configuration wants the parked process of a service to be.
warm::Habits habits_of(const config::ServiceConfig& config);

class WarmStarter final : public Starter, public warm::Givers, public ForkedHearer {
 public:
  struct Means {
    loop::Loop& loop;
    log::DaemonLog& log;
    process::Book& book;
    Sessions& sessions;
    warm::Births& births;
  };

  /// What `means` refers to must outlive this.
  explicit WarmStarter(const Means& means);

  Result<void> answer(Place place, Fd& caller, const net::Endpoint& peer,
                      const std::optional<std::string>& user) override;
  void is_served(warm::Tag tag, pid_t pid) override;
  void is_left(warm::Tag tag) override;
  void forked_ended(const Service& service, process::DepositNumber park,
                    const process::Ending& ending) override;

  /// Callers whom a steward before has given to parked processes, and those processes, which serve them and
  /// end: their ends of the pairs are in `inheritance`. Before any door is answered.
  void adopt(const std::vector<std::shared_ptr<Service>>& services, Places& places, Inheritance& inheritance);
  /// Parks the services among these that are warm, and no others; all parked processes together have at most
  /// so many bytes.
  void apply(const std::vector<std::shared_ptr<Service>>& services, std::optional<std::uint64_t> bytes_most);
  const warm::Parks& parks() const { return parks_; }
  /// Who starts processes that are to park.
  warm::Births& births() const { return means_.births; }

 private:
  struct Given {
    Place place;
    Fd caller;  // none: a steward before had it
    std::optional<std::string> user;
    Instant at;
  };
  bool give(const Place& place, const Fd& caller, const net::Endpoint& peer, warm::Tag tag);
  void adopt_callers(const std::vector<std::shared_ptr<Service>>& services, Places& places);
  std::optional<Given> take(warm::Tag tag);

  Means means_;
  std::unordered_map<warm::Tag, Given> given_;
  warm::Tag last_tag_ = 0;
  warm::Parks parks_;
};

}  // namespace rouse::listen
