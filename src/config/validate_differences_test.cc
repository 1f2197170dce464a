// What means something else than under xinetd.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::entry;
using fakes::read;
using fakes::texts_of;
using fakes::with_external;
using Lines = std::vector<std::string>;

TEST(Differences, NoNameOpensAServiceToEverybody) {
  EXPECT_EQ(
      texts_of("logging", with_external("type = UNLISTED;port = 7;socket_type = stream")),
      Lines{"service logging is checked like any other (xinetd lets everybody in because of its name)"});
}

TEST(Differences, WaitingDatagramsAreKept) {
  EXPECT_EQ(texts_of("tftp", "socket_type = dgram;wait = yes;user = root;server = /bin/true"),
            Lines{"datagrams that wait when the server ends are served (xinetd would throw them away)"});
}

TEST(Differences, TcpmuxCountsWhoHasNotNamedAServiceYet) {
  Lines told = texts_of(
      "tcpmux", "type = INTERNAL;socket_type = stream;wait = no;flags = IPv4;instances = 5;per_source = 1");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(
      told[0],
      "instances counts callers who have not named a service yet; the services that they name have limits "
      "of their own (xinetd counts their servers here and nowhere else)");
  EXPECT_TRUE(told[1].starts_with("per_source counts callers who have not named a service yet;"));
}

TEST(Differences, ListsHoldForWaitingStreams) {
  std::string head = "socket_type = stream;wait = yes;user = root;server = /bin/true;";
  EXPECT_EQ(
      texts_of("finger", head + "only_from = 10.0.0.1"),
      Lines{"the lists hold for every caller of this wait = yes service (xinetd would refuse every caller)"});
  fakes::Reading named = read(entry("finger", head + "no_access = localhost"));
  EXPECT_EQ(named.said(),
            Lines{"7 differs: a stream service with wait = yes can have addresses in its lists, but no "
                  "names; service finger is dropped (xinetd would refuse nobody)"});
  EXPECT_EQ(named.dropped(),
            Lines{"finger: a stream service with wait = yes can have addresses in its lists, but no "
                  "names"});
  EXPECT_EQ(texts_of("finger", head), Lines{});
}

}  // namespace
}  // namespace rouse::config
