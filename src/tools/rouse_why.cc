#include "tools/rouse_why.h"

#include <fmt/format.h>

#include "base/text.h"
#include "net/address.h"
#include "tools/figures.h"
#include "tools/standard_output.h"
#include "tools/translation.h"
#include "tools/walk_report.h"

namespace rouse::tools {

namespace {

constexpr std::size_t typed_shown_bytes = 60;

Exit wrong(const std::string& complaint) {
  complain(fmt::format("rouse: {}\n", complaint));
  return Exit::usage;
}

}  // namespace

std::optional<int> minute_of_day(std::string_view text) {
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3)
    return std::nullopt;
  auto hour = whole_number(text.substr(0, colon), 23);
  auto minute = whole_number(text.substr(colon + 1), 59);
  if (!hour || !minute) return std::nullopt;
  return static_cast<int>(*hour * 60 + *minute);
}

Exit rouse_why(const RouseRequest& request) {
  const std::string& address = request.operands[1];
  if (!net::Address::parse(address))
    return wrong(translated("{} is no address; `getent ahosts NAME` tells those of a host",
                            escaped(address, typed_shown_bytes)));
  control::Order order{control::OrderKind::why, request.operand(), {address}};
  std::optional<std::string> at = request.option("--at");
  if (at) {
    std::optional<int> minute = minute_of_day(*at);
    if (!minute)
      return wrong(translated("{} is no time of day, as 23:30 is", escaped(*at, typed_shown_bytes)));
    order.arguments.push_back(fmt::format("at={}", *minute));
  }
  Exit exit{};
  std::optional<control::Reply> reply = ask(request, order, exit);
  if (!reply) return exit;
  if (!tell(request, *reply)) return exit_of(*reply);
  std::string out;
  for (const control::WalkStatus& walk : reply->walks) {
    std::string caller = at ? fmt::format("{} ({})", escaped(address), moment(walk.at)) : escaped(address);
    out += (out.empty() ? "" : "\n") + walk_report(walk, caller, request.colour);
  }
  print(out);
  return Exit::done;
}

}  // namespace rouse::tools
