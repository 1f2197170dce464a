#include "listen/place.h"

#include <gtest/gtest.h>

namespace rouse::listen {
namespace {

net::Endpoint from(std::string_view address) { return {net::Address::parse(address).value(), 4711}; }

class PlaceTest : public testing::Test {
 protected:
  PlaceTest() { count_by(64); }
  void count_by(unsigned bits) {
    config::ServiceConfig config;
    config.per_source_prefix = bits;
    service->config = std::make_shared<const config::ServiceConfig>(config);
  }
  Place take(std::string_view caller) { return {places, service, from(caller)}; }
  std::uint64_t running(std::string_view source) { return service->sources.running(from(source).address); }

  ManualClock clock;
  std::unique_ptr<loop::Loop> loop = std::move(*loop::Loop::create(clock));
  Places places;
  std::shared_ptr<Service> service = std::make_shared<Service>(*loop, nullptr);
};

TEST_F(PlaceTest, CountsForTheNetworkOfItsCaller) {
  Place first = take("2001:db8::1");
  Place second = take("2001:db8::2");
  EXPECT_EQ(running("2001:db8::"), 2U);
  EXPECT_EQ(service->running, 2U);
  EXPECT_EQ(places.taken(), 2U);
  first = Place();
  EXPECT_EQ(running("2001:db8::"), 1U);
}

TEST_F(PlaceTest, IsGivenBackWhereItWasTakenWhateverAReloadHasChanged) {
  Place early = take("2001:db8::1");
  count_by(48);
  Place moved = std::move(early);
  moved = Place();
  EXPECT_EQ(service->sources.sources(), 0U);
}

}  // namespace
}  // namespace rouse::listen
