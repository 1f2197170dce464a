// SENSOR services, and who stays beyond them (reference/xinetd.md 4.7).
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::entry;
using fakes::texts;
using fakes::texts_of;
using fakes::with_external;
using Lines = std::vector<std::string>;

TEST(Validate, ASensorOfDatagramsCanBeDeceived) {
  std::string head = "type = UNLISTED INTERNAL;port = 1;socket_type = dgram;wait = yes;flags = SENSOR;";
  EXPECT_EQ(
      texts_of("x", head + "deny_time = 5"),
      Lines{"a datagram's sender can be forged: this sensor shuts out whomever a stranger names; a stream "
            "sensor cannot be deceived"});
  EXPECT_EQ(texts_of("x", head + "deny_time = NEVER"), Lines{});
  EXPECT_EQ(texts_of("x", head), Lines{});
}

TEST(Validate, AServerThatAcceptsByItselfIsBeyondEverySensor) {
  std::string server = entry("finger", with_external("socket_type = stream"));
  std::string waiting = entry("telnet", "wait = yes;user = root;server = /bin/true;socket_type = stream");
  std::string sensor = "type = UNLISTED INTERNAL;port = 1;socket_type = stream;wait = no;flags = SENSOR;";
  Lines told{
      "whom a SENSOR has shut out still gets in here, as under xinetd: the server of telnet accepts its "
      "callers "
      "by itself (no_access would hold)"};
  EXPECT_EQ(texts(waiting + server + entry("x", sensor + "deny_time = 5")), told);
  EXPECT_EQ(texts(waiting + server + entry("x", sensor + "deny_time = NEVER")), Lines{});
  EXPECT_EQ(texts(waiting), Lines{});
}

}  // namespace
}  // namespace rouse::config
