// ntsysv: which services start, chosen on a screen with a box for each (reference/sysv.md 5.1).
#include <unistd.h>

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "screen/windows.h"
#include "sys/signal.h"
#include "tools/chkconfig_run.h"
#include "tools/ntsysv_options.h"
#include "tools/ntsysv_services.h"
#include "tools/standard_output.h"
#include "tools/translation.h"

namespace {

using rouse::Result;
using rouse::screen::Windows;
using rouse::sysv::Levels;
using rouse::tools::ListedService;
using rouse::tools::NtsysvOptions;
using rouse::tools::translated;

constexpr int cancelled = 1, not_done = 2;

int complain(const std::string& text, int status) {
  rouse::tools::complain(text + "\n");
  return status;
}

/// The screen around the list.
void furnish(Windows& windows, Levels levels, bool level_known) {
  windows.write(0, translated("ntsysv {} - (C) 2026 the rouse authors", rouse::tools::chkconfig_version));
  if (!level_known)
    windows.write(1, translated("The current runlevel is unknown: the boxes are about the runlevels {}.",
                                text(levels)));
  windows.help(translated("Press <F1> for more information on a service."));
}

int run(const std::vector<ListedService>& services, const NtsysvOptions& options, Levels levels,
        bool level_known) {
  Result<std::unique_ptr<Windows>> windows = Windows::open();
  if (!windows) return complain(translated("{} needs a terminal", "ntsysv"), cancelled);
  furnish(**windows, levels, level_known);
  std::string ok = translated("Ok");
  auto explain = [&](std::size_t row) {
    (*windows)->tell(services[row].name, explanation(services[row], rouse::tools::callers_language()), ok);
  };
  rouse::screen::Checklist list = checklist(services);
  std::optional<std::vector<bool>> boxes =
      (*windows)->check(list,
                        {translated("Services"), translated("What services should be automatically started?"),
                         ok, options.back ? translated("Back") : translated("Cancel")},
                        explain);
  if (!boxes) return cancelled;
  rouse::tools::Outcome done = switch_services(services, list.switched(*boxes), levels);
  if (!done.errors.empty()) (*windows)->tell(translated("Services"), done.errors, ok);
  return done.status == 0 ? 0 : not_done;
}

}  // namespace

int main(int argc, char** argv) {
  rouse::sys::keep_ended_children();
  rouse::tools::speak_the_callers_language();
  if (::getuid() != 0)
    return complain(translated("You must be root to run {}.", argc > 0 ? argv[0] : "ntsysv"), 1);
  auto options = rouse::tools::read_ntsysv_options({argv + (argc > 0 ? 1 : 0), argv + argc});
  if (!options) return complain(options.error().text, options.error().status);
  std::optional<Levels> levels = options->levels ? options->levels : rouse::tools::current_levels();
  Levels shown = levels.value_or(Levels::usual());
  Result<std::vector<ListedService>> services = rouse::tools::listed_services(
      rouse::sysv::Tree(), shown, options->hide, rouse::tools::served_services());
  if (!services) {
    const rouse::Error& error = services.error();
    return complain(translated("failed to open {}: {}", error.thing, std::strerror(error.code)), 1);
  }
  if (services->empty()) return complain(translated("No services may be managed by ntsysv!"), not_done);
  return run(*services, *options, shown, levels.has_value());
}
