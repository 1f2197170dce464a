#include "process/fingerprint.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <vector>

namespace rouse::process {
namespace {

TEST(Fingerprint, IsAnotherWhateverChanges) {
  using Change = std::function<void(Recipe&)>;
  std::vector<Change> changes{[](Recipe&) {},
                              [](Recipe& r) { r.path = "/srv/web"; },
                              [](Recipe& r) { r.argv = {"ab", "c"}; },
                              [](Recipe& r) { r.argv = {"a", "bc"}; },
                              [](Recipe& r) { r.env = std::make_shared<const Strings>(Strings{"A=1"}); },
                              [](Recipe& r) { r.uid = 0; },
                              [](Recipe& r) { r.gid = 0; },
                              [](Recipe& r) { r.groups = {5}; },
                              [](Recipe& r) { r.set_groups = true; },
                              [](Recipe& r) { r.umask = 0; },
                              [](Recipe& r) { r.nice = 0; },
                              [](Recipe& r) { r.nice = -1; },
                              [](Recipe& r) { r.limits.files = 7; },
                              [](Recipe& r) { r.limits.as_bytes = 7; },
                              [](Recipe& r) { r.limits.cpu_s = 7; },
                              [](Recipe& r) { r.limits.data_bytes = 7; },
                              [](Recipe& r) { r.limits.rss_bytes = 7; },
                              [](Recipe& r) { r.limits.stack_bytes = 7; },
                              [](Recipe& r) { r.soft_files = 7; },
                              [](Recipe& r) { r.hard_files = 7; }};
  std::set<std::uint64_t> seen;
  for (const Change& change : changes) {
    Recipe recipe;
    change(recipe);
    seen.insert(fingerprint_of(recipe).value());
  }
  EXPECT_EQ(seen.size(), changes.size());
}

TEST(Fingerprint, IsTheSameOfTheSame) {
  Recipe one, other;
  one.argv = other.argv = {"web", "-f"};
  EXPECT_EQ(fingerprint_of(one).value(), fingerprint_of(other).value());
}

}  // namespace
}  // namespace rouse::process
