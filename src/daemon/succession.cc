#include "daemon/succession.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "sys/socket.h"

namespace rouse::daemon {

namespace {

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void tell_lost(log::DaemonLog& log, const std::string& service, const net::Endpoint& caller) {
  if (caller.port == 0) {
    log.error(fmt::format("{} may have lost a caller whom it was accepting", service));
  } else {
    log.error(fmt::format("{} lost a caller, {}, on his way to a server", service, caller.text()));
  }
}

/// Of a wait = yes service nobody is lost: his datagram, or he himself, is still at the door.
void take_care_of(Estate& estate, Stranded stranded) {
  auto found = std::ranges::find_if(estate.services.all(), [&](const std::shared_ptr<listen::Service>& each) {
    return process::key_of(each->id()) == stranded.caller.service_key;
  });
  if (found == estate.services.all().end())
    return tell_lost(estate.log, stranded.caller.service, stranded.caller.peer);
  if ((*found)->config->wait) return;
  if (!stranded.socket) return tell_lost(estate.log, (*found)->id(), stranded.caller.peer);
  estate.services.resume(*found, std::move(stranded.socket), stranded.caller.peer);
}

/// What no service wants. A dead steward's that is no door was a resident's, of which there is no record.
void give_up(const Estate& estate, const listen::Inheritance::Unclaimed& left, bool has_predecessor) {
  bool is_door = !left.place.empty();
  if (!has_predecessor && estate.adopts) {
    estate.log.warning(fmt::format("not taken over, no service wants it: {}", left.place));
  } else if (is_door || !has_predecessor) {
    estate.log.notice(fmt::format("closing a door that no service wants: {}",
                                  is_door ? left.place : "no socket for callers"));
  }
  if (has_predecessor && is_door)
    (void)sys::shutdown_both(left.door.fd.raw());  // the keeper has it for a moment longer
}

}  // namespace

void settle_estate(Estate estate, std::optional<Predecessor> predecessor) {
  for (listen::Inheritance::Unclaimed& unclaimed : estate.inheritance.unclaimed()) {
    give_up(estate, unclaimed, predecessor.has_value());
    estate.custody.drop(unclaimed.door.number);
  }
  if (!predecessor) return;
  std::string estate_text = fmt::format("{} and {}", counted(estate.services.all().size(), "service"),
                                        counted(estate.sessions.running(), "server"));
  if (predecessor->killed_by)
    estate.log.critical("main", fmt::format("the steward was killed by signal {}; another one took over {}",
                                            *predecessor->killed_by, estate_text));
  if (!predecessor->news.empty())
    estate.log.say(predecessor->is_trouble ? log::Level::error : log::Level::notice, predecessor->news);
  for (Stranded& stranded : predecessor->stranded) take_care_of(estate, std::move(stranded));
}

}  // namespace rouse::daemon
