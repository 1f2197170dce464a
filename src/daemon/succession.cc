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

}  // namespace

void settle_estate(Estate estate, std::optional<Predecessor> predecessor) {
  for (listen::Inheritance::Unclaimed& unclaimed : estate.inheritance.unclaimed()) {
    if (!predecessor && estate.adopts) {
      estate.log.warning(fmt::format("not taken over, no service wants it: {}", unclaimed.place));
    } else {
      estate.log.notice(
          fmt::format("closing a door that no service wants: {}",
                      unclaimed.place.empty() ? "no socket for callers" : unclaimed.place.c_str()));
    }
    if (predecessor) (void)sys::shutdown_both(unclaimed.door.fd.raw());  // the keeper has it a moment longer
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
