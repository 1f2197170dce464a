#include "sysv/rc_order.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace rouse::sysv {
namespace {

using Names = std::vector<std::string>;
using Waits = std::map<std::string, std::set<std::string>>;

/// Scripts of one runlevel.
class Level {
 public:
  Level& plain(const std::string& name, int number) { return add(name, number, {}); }
  Level& declared(const std::string& name, const std::string& comments, int number = 1) {
    auto header = parse_header("### BEGIN INIT INFO\n# Default-Start: 3\n" + comments);
    return add(name, number, header.value());
  }
  RcOrder order(LinkKind kind) { return rc_order(scripts(), kind, Facilities::standard()); }
  std::vector<RcScript> scripts() const {
    std::vector<RcScript> out;
    for (const auto& [name, number, header] : all_) out.push_back({name, number, &header});
    return out;
  }

 private:
  struct Entry {
    std::string name;
    int number;
    Header header;
  };
  Level& add(const std::string& name, int number, Header header) {
    all_.push_back({name, number, std::move(header)});
    return *this;
  }
  std::vector<Entry> all_;
};

Names sequence(const RcOrder& order, const Level& level) {
  Names out;
  std::vector<RcScript> scripts = level.scripts();
  for (const RcJob& job : order.jobs) out.emplace_back(scripts[job.script].name);
  return out;
}

/// Everybody for whom each script waits, if only by way of others.
Waits waits(const RcOrder& order, const Level& level) {
  Waits out;
  Names names = sequence(order, level);
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::set<std::string>& all = out[names[i]];
    for (std::size_t earlier : order.jobs[i].after) {
      all.insert(names[earlier]);
      all.insert(out[names[earlier]].begin(), out[names[earlier]].end());
    }
  }
  return out;
}

TEST(RcOrder, PlainScriptsGoGroupByGroup) {
  Level level = Level().plain("c", 20).plain("a", 10).plain("d", 30).plain("b", 10);
  RcOrder order = level.order(LinkKind::start);
  EXPECT_EQ(sequence(order, level), (Names{"a", "b", "c", "d"}));
  EXPECT_EQ(waits(order, level), (Waits{{"a", {}}, {"b", {}}, {"c", {"a", "b"}}, {"d", {"a", "b", "c"}}}));
  EXPECT_EQ(order.jobs[3].after, (std::vector<std::size_t>{2})) << "no more edges than it takes";
}

TEST(RcOrder, DeclaredScriptsWaitForWhatTheyNeedAndNobodyElse) {
  Level level = Level()
                    .declared("web", "# Required-Start: $network db\n")
                    .declared("db", "# Should-Start: log absent\n")
                    .declared("log", "# Required-Start: $local_fs\n", 90)
                    .declared("net", "# Provides: $network\n# Required-Start: $null\n")
                    .declared("alone", "# Required-Start: $local_fs\n", 5);
  RcOrder order = level.order(LinkKind::start);
  EXPECT_EQ(waits(order, level),
            (Waits{{"log", {}}, {"net", {}}, {"alone", {}}, {"db", {"log"}}, {"web", {"log", "db", "net"}}}));
  EXPECT_TRUE(order.missing.empty()) << "a wish is no need";
}

TEST(RcOrder, StoppingGoesTheOtherWayRound) {
  Level level = Level()
                    .declared("web", "# Required-Stop: db\n", 50)
                    .declared("db", "# Required-Stop: $local_fs\n", 50)
                    .plain("old", 5);
  EXPECT_EQ(waits(level.order(LinkKind::stop), level),
            (Waits{{"old", {}}, {"web", {"old"}}, {"db", {"web", "old"}}}));
}

TEST(RcOrder, NumbersCountUnlessBothAreDeclared) {
  Level level = Level()
                    .declared("late", "# Required-Start: $local_fs\n", 90)
                    .declared("early", "# Required-Start: $local_fs\n", 10)
                    .plain("middle", 50);
  EXPECT_EQ(waits(level.order(LinkKind::start), level),
            (Waits{{"early", {}}, {"middle", {"early"}}, {"late", {"early", "middle"}}}));
}

TEST(RcOrder, AHeaderThatNamesNoNeedsDeclaresNothing) {
  Level level =
      Level().declared("later", "# Provides: later\n", 60).declared("sooner", "# Provides: sooner\n", 20);
  EXPECT_EQ(waits(level.order(LinkKind::start), level), (Waits{{"sooner", {}}, {"later", {"sooner"}}}));
}

TEST(RcOrder, ANeedWinsOverANumber) {
  Level level = Level()
                    .declared("first", "# Required-Start: second\n")
                    .plain("second", 50)
                    .plain("between", 20)
                    .plain("last", 60);
  RcOrder order = level.order(LinkKind::start);
  EXPECT_EQ(sequence(order, level), (Names{"between", "second", "first", "last"}));
  EXPECT_EQ(waits(order, level)["first"], (std::set<std::string>{"between", "second"}));
  EXPECT_TRUE(order.circles.empty());
}

TEST(RcOrder, AllIsEverybodyElse) {
  Level level = Level()
                    .declared("rc.local", "# Required-Start: $all\n# Required-Stop: $all\n")
                    .declared("x", "# Required-Start: $local_fs\n# Required-Stop: $local_fs\n", 50)
                    .declared("y", "# Required-Start: x\n# Required-Stop: x\n");
  EXPECT_EQ(waits(level.order(LinkKind::start), level),
            (Waits{{"x", {}}, {"y", {"x"}}, {"rc.local", {"x", "y"}}}));
  EXPECT_EQ(waits(level.order(LinkKind::stop), level),
            (Waits{{"rc.local", {}}, {"y", {"rc.local"}}, {"x", {"rc.local", "y"}}}));
}

TEST(RcOrder, WhatNobodyProvidesIsTold) {
  Level level = Level().declared("web", "# Required-Start: db $named db\n# Required-Stop: db gone\n");
  RcOrder order = level.order(LinkKind::start);
  ASSERT_EQ(order.missing.size(), 1U);
  EXPECT_EQ(order.missing[0].script, "web");
  EXPECT_EQ(order.missing[0].needs, "db");
  EXPECT_EQ(order.jobs.size(), 1U) << "and starts all the same";
  EXPECT_TRUE(level.order(LinkKind::stop).missing.empty()) << "stopping needs nobody";
}

TEST(RcOrder, ACircleIsNamedAndAllOfItRuns) {
  Level level = Level()
                    .declared("c", "# Required-Start: b\n")
                    .declared("b", "# Required-Start: a\n", 0)
                    .declared("a", "# Required-Start: c\n")
                    .declared("behind", "# Required-Start: c\n");
  RcOrder order = level.order(LinkKind::start);
  EXPECT_EQ(order.circles, (Names{"b -> a -> c -> b"}));
  EXPECT_EQ(sequence(order, level), (Names{"c", "a", "b", "behind"}));
  EXPECT_EQ(waits(order, level), (Waits{{"c", {}}, {"a", {"c"}}, {"b", {"a", "c"}}, {"behind", {"c"}}}));
}

TEST(RcOrder, WhoIsLeftOutStandsInNobodysWay) {
  Level level = Level()
                    .declared("net", "# Required-Start: $null\n")
                    .declared("db", "# Required-Start: net\n")
                    .declared("web", "# Required-Start: db\n")
                    .declared("alone", "# Required-Start: $null\n");
  RcOrder order = level.order(LinkKind::start);
  std::vector<bool> all_but_db = {true, false, true, true};
  EXPECT_EQ(waits(only(order, all_but_db), level), (Waits{{"alone", {}}, {"net", {}}, {"web", {"net"}}}));
  EXPECT_EQ(waits(reversed(order, all_but_db), level), (Waits{{"alone", {}}, {"web", {}}, {"net", {"web"}}}));
}

}  // namespace
}  // namespace rouse::sysv
