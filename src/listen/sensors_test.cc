#include "listen/sensors.h"

#include <gtest/gtest.h>

#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "loop/loop.h"

namespace rouse::listen {
namespace {

using Words = std::vector<std::string>;
using std::chrono::minutes;
using std::chrono::seconds;

class ListeningAttendant final : public Attendant {
 public:
  std::optional<std::string> obstacle() const override { return std::nullopt; }
  void start() override {}
  void serve(const std::shared_ptr<Service>&) override {}
  void shut_out(const net::Address& source, Instant) override { told.push_back(source.text()); }
  void withdraw(Service&, bool) override {}
  void offer(std::span<const std::shared_ptr<Service>>, Admission&) override {}
  Words told;
};

const net::Address burglar = net::Address::parse("::ffff:10.0.0.7").value();
const net::Address accomplice = net::Address::parse("10.0.0.8").value();

class SensorsTest : public fakes::LoopTest {
 protected:
  void call(std::int64_t deny_time_min, const net::Address& caller = burglar) {
    config::ServiceConfig sensor;
    sensor.deny_time_min = deny_time_min;
    sensors.note_caller(sensor, caller);
    settle();
  }
  Words said() { return std::exchange(said_, {}); }
  bool shut_out(const net::Address& caller) { return list.lists(caller, clock.now()); }

  Words said_;
  log::DaemonLog log{clock, {"roused", 42}, std::make_unique<fakes::KeepsMessages>(said_)};
  access::SensorList list;
  ListeningAttendant attendant;
  Sensors sensors{*loop, log, list, attendant};
};

TEST_F(SensorsTest, ShutACallerOutForDenyTimeInXinetdsWords) {
  call(2);
  EXPECT_TRUE(shut_out(burglar));
  EXPECT_EQ(
      said(),
      Words{
          "CRITICAL 42 {process_sensor} Adding ::ffff:10.0.0.7 to the global_no_access list for 2 minutes"});
  EXPECT_EQ(attendant.told, Words{"::ffff:10.0.0.7"});
  advance(minutes(2));
  EXPECT_FALSE(shut_out(burglar));
}

TEST_F(SensorsTest, NeverListsNobody) {
  call(0);
  EXPECT_FALSE(shut_out(burglar));
  EXPECT_EQ(said(), Words{});
  EXPECT_EQ(attendant.told, Words{});
}

TEST_F(SensorsTest, ForeverIsMinusOneMinutesInTheLog) {
  call(-1);
  EXPECT_EQ(
      said(),
      Words{
          "CRITICAL 42 {process_sensor} Adding ::ffff:10.0.0.7 to the global_no_access list for -1 minutes"});
  advance(std::chrono::years(50));
  EXPECT_TRUE(shut_out(burglar));
  EXPECT_EQ(said(), Words{});
}

TEST_F(SensorsTest, AnotherCallExtendsTheTimeWithoutAnotherMessage) {
  call(2);
  advance(minutes(1));
  said();
  call(2);
  EXPECT_EQ(said(), Words{});
  EXPECT_EQ(attendant.told.size(), 2U);
  advance(minutes(1));
  EXPECT_TRUE(shut_out(burglar));
}

TEST_F(SensorsTest, TheListIsSweptOnceAMinuteUntilItIsEmpty) {
  constexpr std::string_view updated = "INFO At least 1 DENY_TIME has expired, global_no_access list updated";
  constexpr std::string_view empty = "INFO global_no_access list is empty.";
  call(1);
  advance(seconds(30));
  call(2, accomplice);
  said();
  advance(seconds(29));
  EXPECT_EQ(said(), Words{});
  advance(seconds(1));
  EXPECT_EQ(said(), Words{std::string(updated)});
  advance(seconds(60));
  EXPECT_EQ(said(), Words{});
  EXPECT_EQ(list.ends().size(), 1U);
  advance(seconds(60));
  EXPECT_EQ(said(), (Words{std::string(updated), std::string(empty)}));
  advance(minutes(10));
  EXPECT_EQ(said(), Words{});
  call(1);
  said();
  advance(minutes(1));
  EXPECT_EQ(said(), (Words{std::string(updated), std::string(empty)})) << "and so again";
}

TEST_F(SensorsTest, AFullListIsToldOnceAMinute) {
  for (std::uint32_t i = 1; i < access::SensorList::most; ++i)
    list.shut_out(net::Address::v4(i), access::SensorList::never, clock.now());
  call(-1, accomplice);
  said();
  Words told{
      "ERROR Maximum global_no_access count reached. 10240 addresses are shut out; ::ffff:10.0.0.7, and "
      "whoever "
      "comes "
      "until the next of them expires, is refused by the sensor only"};
  call(5);
  EXPECT_EQ(said(), told);
  call(5);
  EXPECT_EQ(said(), Words{});
  EXPECT_EQ(attendant.told, Words{accomplice.text()});
  advance(minutes(1));
  call(5);
  EXPECT_EQ(said(), told);
}

}  // namespace
}  // namespace rouse::listen
