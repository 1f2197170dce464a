// Plan: which links of which levels go and which come. Pure: it says what is to be done; sysv/perform.h does
// it. What is already so is in no plan.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sysv/links.h"
#include "sysv/order.h"

namespace rouse::sysv {

/// In the folder of one level. What is made comes before what goes, so that the service is never without a
/// link.
struct LinkChange {
  int level = 0;
  std::optional<Link> make;
  std::vector<Link> remove;

  bool operator==(const LinkChange&) const = default;
};

using Plan = std::vector<LinkChange>;

/// In each of `levels` the service gets exactly one link: a start with the start number where it is `on`,
/// else a stop with the stop number (reference/sysv.md 4.6).
Plan place(const LinkTable& links, std::string_view service, Levels levels, Levels on, Numbers numbers);
/// All links of the service go.
Plan remove_all(const LinkTable& links, std::string_view service);

}  // namespace rouse::sysv
