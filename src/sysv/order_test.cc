#include "sysv/order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

namespace rouse::sysv {
namespace {

/// Services for one order. Their headers are written as in a script.
class Services {
 public:
  Services& add(const std::string& name, const std::string& lines, const std::string& levels = "2345") {
    std::string script = "### BEGIN INIT INFO\n# Default-Start:\n# Default-Stop: 0\n" + lines;
    names_.push_back(name);
    headers_.push_back(parse_header(script).value());
    return put(parse_levels(levels).value_or(Levels{}));
  }
  /// Without an LSB header.
  Services& add_plain(const std::string& name, int start, int stop) {
    names_.push_back(name);
    headers_.emplace_back();
    headers_.back().start = start;
    headers_.back().stop = stop;
    return put(Levels::usual());
  }

  Order order(const Facilities& facilities = {}) const { return Order(services_, facilities); }
  /// "a:50/49 b:51/50"
  std::string numbers(const Facilities& facilities = {}) const {
    Order order = this->order(facilities);
    std::string out;
    for (std::size_t i = 0; i < services_.size(); ++i)
      out += (i > 0 ? " " : "") + names_[i] + ":" + std::to_string(order.numbers(i).start) + "/" +
             std::to_string(order.numbers(i).stop);
    return out;
  }
  std::string list(const Order::Indices& indices) const {
    std::string out;
    for (std::size_t i : indices) out += (out.empty() ? "" : " ") + names_[i];
    return out;
  }
  const std::vector<OrderedService>& all() const { return services_; }

 private:
  Services& put(Levels on) {
    const Header& header = headers_.back();
    services_.push_back({names_.back(), &header, on, header.start, header.stop});
    return *this;
  }

  std::deque<std::string> names_;
  std::deque<Header> headers_;
  std::vector<OrderedService> services_;
};

std::string requires_line(const std::string& names) {
  return "# Required-Start: " + names + "\n# Required-Stop: " + names + "\n";
}

TEST(Order, NumbersFollowTheChain) {
  Services services;
  services.add("c", requires_line("b")).add("a", "").add("b", requires_line("a"));
  EXPECT_EQ(services.numbers(), "c:52/48 a:50/50 b:51/49");
  Order order = services.order();
  EXPECT_EQ(services.list(order.starts_after(0)), "b");
  EXPECT_EQ(services.list(order.stops_after(1)), "b");
  EXPECT_EQ(services.list(order.stops_after(2)), "c");
  EXPECT_TRUE(order.circles().empty());
}

TEST(Order, KeepsOwnNumbersThatAreFarEnough) {
  Services services;
  services.add_plain("log", 12, 88);
  services.add("web", "# chkconfig: 345 85 15\n" + requires_line("log"));
  services.add("early", "# chkconfig: 345 10 90\n" + requires_line("log"));
  EXPECT_EQ(services.numbers(), "log:12/88 web:85/15 early:13/87");
}

TEST(Order, StopsAtTheEnds) {
  Services services;
  services.add_plain("last", 99, 0).add("behind", requires_line("last"));
  EXPECT_EQ(services.numbers(), "last:99/0 behind:99/0");
}

TEST(Order, FindsWhatIsProvided) {
  Services services;
  services.add("rsyslog", "# Provides: $syslog logger\n");
  services.add("a", requires_line("$syslog")).add("b", "# Should-Start: logger nobody\n");
  EXPECT_EQ(services.numbers(), "rsyslog:50/50 a:51/49 b:51/50");
}

TEST(Order, CountsADependencyOnlyWhereItRunsWhereverTheDependentDoes) {
  Services services;
  services.add("base", "", "35").add("inside", requires_line("base"), "3");
  services.add("outside", requires_line("base"), "345").add("nowhere", requires_line("base"), "");
  EXPECT_EQ(services.numbers(), "base:50/50 inside:51/49 outside:50/50 nowhere:51/49");
  EXPECT_EQ(services.order().unmet(2), (std::vector<std::string_view>{"base", "base"}));
}

TEST(Order, TellsWhatNobodyProvides) {
  Services services;
  services.add("a", "# Required-Start: $local_fs b nothing\n# Should-Start: x\n").add("b", "");
  EXPECT_EQ(services.order().unmet(0), (std::vector<std::string_view>{"$local_fs", "nothing"}));
  EXPECT_TRUE(services.order().unmet(1).empty());
}

TEST(Order, NamesCirclesAndOrdersTheRest) {
  Services services;
  services.add("a", requires_line("b")).add("b", requires_line("c")).add("c", requires_line("a"));
  services.add("behind", requires_line("a")).add("free", "").add("self", "# Required-Start: self\n");
  EXPECT_EQ(services.numbers(), "a:99/0 b:99/0 c:99/0 behind:99/0 free:50/50 self:99/50");
  Order order = services.order();
  EXPECT_EQ(order.circles(), (std::vector<std::string>{"a -> b -> c -> a", "self -> self"}));
  EXPECT_EQ(services.list(order.starts_after(0)), "b");
  EXPECT_EQ(services.list(order.starts_after(2)), "");
  EXPECT_EQ(services.list(order.starts_after(5)), "");
}

TEST(Order, KnowsFacilitiesByTheTable) {
  Facilities table;
  table.add("$network +networking\n$named +named $network\n$time +hwclock\n");
  Services services;
  services.add("networking", "").add("named", requires_line("$network"));
  services.add("web", requires_line("$named $time"));
  EXPECT_EQ(services.numbers(table), "networking:1/3 named:2/2 web:3/1");
  EXPECT_TRUE(services.order(table).unmet(2).empty());
  EXPECT_EQ(services.numbers(), "networking:50/50 named:50/50 web:50/50");
}

TEST(Order, PutsTheLastOnesBehindEverybodyElse) {
  Services services;
  services.add("local", "# Required-Start: $all\n").add("other", "# Required-Start: $all\n");
  services.add("a", requires_line("b")).add("b", "").add("after", requires_line("after2"));
  services.add("after2", requires_line("local"));
  Order order = services.order(Facilities::standard());
  EXPECT_EQ(services.list(order.starts_after(0)), "a b");
  EXPECT_EQ(services.list(order.starts_after(1)), "a b after after2");
  EXPECT_TRUE(order.circles().empty());
  EXPECT_EQ(services.list(services.order().starts_after(0)), "");  // chkconfig does not know $all
}

TEST(Order, LetsAServiceGoBeforeOthersAsInsservDoes) {
  Services services;
  services.add("first", "# X-Start-Before: second\n# X-Stop-After: second\n").add("second", "");
  EXPECT_EQ(services.numbers(Facilities::standard()), "first:1/2 second:2/1");
  EXPECT_EQ(services.numbers(), "first:50/50 second:50/50");
}

/// chkconfig's pass as reference/sysv.md 4.7 tells it: over all LSB scripts until nothing moves.
std::vector<Numbers> repeated(const std::vector<OrderedService>& services) {
  std::vector<Numbers> out;
  for (const OrderedService& each : services)
    out.push_back({each.header->start.value_or(50), each.header->stop.value_or(50)});
  std::vector<Numbers> before;
  while (before != out) {
    before = out;
    for (std::size_t i = 0; i < services.size(); ++i)
      for (std::size_t j = 0; j < services.size(); ++j) {
        if (!services[i].on.within(services[j].on)) continue;
        if (std::ranges::count(services[i].header->required_start, services[j].name) > 0)
          out[i].start = std::min(99, std::max(out[i].start, out[j].start + 1));
        if (std::ranges::count(services[i].header->required_stop, services[j].name) > 0)
          out[i].stop = std::max(0, std::min(out[i].stop, out[j].stop - 1));
      }
  }
  return out;
}

TEST(Order, GivesTheNumbersOfThePassThatRepeatsUntilNothingMoves) {
  std::mt19937 random(4);
  for (int round = 0; round < 300; ++round) {
    Services services;
    for (int i = 0; i < 12; ++i) {
      std::string starts, stops;
      for (int j = 0; j < 12; ++j) {
        if (random() % 9 == 0) starts += " s" + std::to_string(j);
        if (random() % 12 == 0) stops += " s" + std::to_string(j);
      }
      std::string lines = "# Required-Start:" + starts + "\n# Required-Stop:" + stops + "\n";
      if (random() % 2 == 0)
        lines += "# chkconfig: 345 " + std::to_string(random() % 100) + " " + std::to_string(random() % 100) +
                 "\n";
      services.add("s" + std::to_string(i), lines, random() % 3 == 0 ? "35" : "2345");
    }
    Order order = services.order();
    std::vector<Numbers> expected = repeated(services.all());
    for (std::size_t i = 0; i < expected.size(); ++i)
      ASSERT_EQ(order.numbers(i), expected[i]) << "round " << round << ", service " << i;
  }
}

}  // namespace
}  // namespace rouse::sysv
