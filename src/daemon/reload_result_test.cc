#include "daemon/reload_result.h"

#include <gtest/gtest.h>

namespace rouse::daemon {
namespace {

using Names = std::vector<std::string>;

config::Configuration of(const std::vector<config::ServiceConfig>& services) {
  config::Configuration out;
  for (const config::ServiceConfig& service : services)
    out.services.push_back(std::make_shared<const config::ServiceConfig>(service));
  return out;
}

config::ServiceConfig named(std::string name, std::uint16_t port) {
  config::ServiceConfig out;
  out.id = out.name = std::move(name);
  out.port = port;
  return out;
}

config::Message message(config::Severity severity, int line, std::string text) {
  config::Message out;
  out.severity = severity;
  out.file = "/etc/xinetd.conf";
  out.line = line;
  out.text = std::move(text);
  return out;
}

TEST(ReloadResult, NamesWhatIsNewOtherAndGone) {
  control::ReloadResult result = reload_result(of({named("a", 1), named("b", 2), named("c", 3)}),
                                               of({named("a", 1), named("b", 22), named("d", 4)}));
  EXPECT_EQ(result.added, Names{"d"});
  EXPECT_EQ(result.changed, Names{"b"});
  EXPECT_EQ(result.dropped, Names{"c"});
  EXPECT_EQ(result.problems, Names{});
}

TEST(ReloadResult, DoesNotCareWhereAnEntryStands) {
  config::ServiceConfig before = named("a", 1), now = before;
  now.file = "/etc/xinetd.d/a";
  now.line = 7;
  EXPECT_EQ(reload_result(of({before}), of({now})), control::ReloadResult());
}

TEST(ReloadResult, NamesEveryErrorWithItsLine) {
  config::Configuration now = of({named("a", 1)});
  now.messages = {message(config::Severity::error, 3, "nonsense"),
                  message(config::Severity::warning, 4, "odd")};
  now.messages.front().suggestion = "port";
  EXPECT_EQ(reload_result(of({named("a", 1)}), now).problems,
            Names{"/etc/xinetd.conf:3: nonsense; did you mean port?"});
}

TEST(ReloadResult, OfFilesThatCannotBeUsedChangesNothing) {
  config::Configuration now;
  now.fatal = true;
  now.messages = {message(config::Severity::fatal, 0, "gone")};
  control::ReloadResult result = reload_result(of({named("a", 1)}), now);
  EXPECT_EQ(result, (control::ReloadResult{{}, {}, {}, {"/etc/xinetd.conf: gone"}}));
}

}  // namespace
}  // namespace rouse::daemon
