// What an entry must not be (reference/xinetd.md 2.6), in xinetd's words.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::entry;
using fakes::read;
using fakes::texts;
using fakes::texts_of;
using fakes::with_external;
using Lines = std::vector<std::string>;

TEST(Validate, MissingAttributesAreAllNamed) {
  EXPECT_EQ(texts_of("x", "type = UNLISTED;port = 99;server = /bin/true"),
            (Lines{"Service x missing attribute wait - DISABLING",
                   "Service x missing attribute socket_type - DISABLING",
                   "Service x missing attribute protocol - DISABLING",
                   "Service x missing attribute user - DISABLING"}));
  EXPECT_EQ(texts_of("echo", "type = INTERNAL;socket_type = stream"),
            Lines{"Service echo missing attribute wait - DISABLING"});
  EXPECT_EQ(texts_of("rstatd", "type = RPC;socket_type = dgram;wait = yes;user = root;server = /bin/true"),
            (Lines{"Service rstatd missing attribute rpc_version - DISABLING"}));
  EXPECT_EQ(
      texts_of("x", "type = RPC UNLISTED;socket_type = dgram;wait = yes;user = root;server = /bin/true"),
      (Lines{"Service x missing attribute rpc_version - DISABLING",
             "Service x missing attribute rpc_number - DISABLING"}));
}

TEST(Validate, RpcServicesAreInTheRpcTableOrHaveANumber) {
  EXPECT_EQ(texts_of("nosuch",
                     "type = RPC;socket_type = dgram;wait = yes;user = root;server = /bin/true;"
                     "rpc_version = 1"),
            Lines{"unknown RPC service: nosuch; service nosuch is dropped"});
  ServiceConfig listed = read(entry("rstatd",
                                    "type = RPC;socket_type = stream;wait = no;user = root;"
                                    "server = /bin/true;rpc_version = 2-4"))
                             .only();
  EXPECT_EQ(listed.rpc, (Rpc{100001, 2, 4}));
  EXPECT_EQ(listed.port, 0);
}

constexpr std::string_view rpc_entry =
    "type = RPC;wait = yes;user = root;server = /bin/true;rpc_version = 1;";

TEST(Validate, TcpWrappersAreNotAskedAboutRpcOverTcp) {
  ServiceConfig tcp = read(entry("rstatd", std::string(rpc_entry) + "socket_type = stream")).only();
  EXPECT_TRUE(tcp.has(Flag::nolibwrap));
  ServiceConfig udp = read(entry("rstatd", std::string(rpc_entry) + "socket_type = dgram")).only();
  EXPECT_FALSE(udp.has(Flag::nolibwrap));
}

TEST(Validate, ThePortOfAnRpcServiceIsTheKernelsChoice) {
  fakes::Reading got = read(entry("rstatd", std::string(rpc_entry) + "socket_type = stream;port = 7000"));
  EXPECT_EQ(got.only().port, 0);
  EXPECT_EQ(got.configuration.messages.front().text,
            "rstatd: port has no effect, the kernel chooses the port of an RPC service");
}

TEST(Validate, InternalServicesMustBeKnown) {
  EXPECT_EQ(texts_of("ftp", "type = INTERNAL;socket_type = stream;wait = no"),
            Lines{"No such internal service: ftp/stream - DISABLING"});
  fakes::Reading misspelt =
      read(entry("daytme", "type = INTERNAL UNLISTED;port = 1;socket_type = stream;wait = no"));
  EXPECT_EQ(misspelt.said(),
            Lines{"3 error: No such internal service: daytme/stream - DISABLING [daytime?]"});
  EXPECT_EQ(texts_of("logging", "type = INTERNAL UNLISTED;port = 1;socket_type = stream;wait = no").front(),
            "No such internal service: logging/stream - DISABLING");
  EXPECT_EQ(texts_of("tcpmux", "type = INTERNAL UNLISTED;port = 1;socket_type = dgram;wait = yes"),
            Lines{"No such internal service: tcpmux/dgram - DISABLING"});
  EXPECT_EQ(texts_of("x", "type = INTERNAL UNLISTED;port = 1;socket_type = stream;wait = no;flags = SENSOR"),
            Lines{});
  EXPECT_EQ(texts_of("echo", "type = INTERNAL;socket_type = stream;wait = no;flags = NAMEINARGS"),
            Lines{"Service echo is INTERNAL and has NAMEINARGS flag set; service echo is dropped"});
}

TEST(Validate, RedirectedServicesAreStreamsThatDoNotWait) {
  std::string head = "type = UNLISTED;port = 70;user = root;redirect = 10.0.0.1 ftp;";
  EXPECT_EQ(texts_of("r", head + "socket_type = stream;wait = yes"),
            Lines{"Redirected service r must not wait; service r is dropped"});
  EXPECT_EQ(texts_of("r", head + "socket_type = dgram;wait = yes"),
            Lines{"Only tcp sockets are supported for redirected service r; service r is dropped"});
  EXPECT_EQ(texts_of("r", head + "socket_type = stream;wait = no;flags = NAMEINARGS;server_args = x"),
            Lines{"Redirected service r should not have NAMEINARGS flag set; service r is dropped"});
  EXPECT_EQ(texts_of("r", head + "socket_type = stream;wait = no;log_on_success = TRAFFIC"), Lines{});
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;log_on_success = TRAFFIC")),
            Lines{"Service finger should not have TRAFFIC flag set since its not redirected; service finger "
                  "is dropped"});
}

TEST(Validate, TcpmuxClientsAreUnlistedTcp) {
  EXPECT_EQ(texts_of("mux", with_external("type = TCPMUX;socket_type = stream")),
            Lines{"Service: mux (tcpmux) should have UNLISTED in type.; service mux is dropped"});
  EXPECT_EQ(texts_of("mux", with_external("type = TCPMUXPLUS UNLISTED;socket_type = dgram")),
            Lines{"Service: mux (tcpmux) should have tcp in protocol.; service mux is dropped"});
}

TEST(Validate, TcpmuxClientsHaveNoDoorToWaitFor) {
  fakes::Reading got = read(entry("tcpmux", "type = INTERNAL;socket_type = stream;wait = no") +
                            entry("mux",
                                  "type = TCPMUX UNLISTED;socket_type = stream;wait = yes;user = root;"
                                  "server = /bin/true;only_from = localhost"));
  ASSERT_EQ(got.configuration.services.size(), 2U);
  EXPECT_FALSE(got.configuration.services[1]->wait);
}

TEST(Validate, InterceptIsClearedWhereItCannotBe) {
  fakes::Reading got =
      read(entry("echo", "type = INTERNAL;socket_type = stream;wait = no;flags = INTERCEPT"));
  EXPECT_EQ(got.said(),
            (Lines{"6 warning: Internal services cannot be intercepted: echo; the flag is ignored",
                   "6 warning: Multi-threaded services cannot be intercepted: echo; the flag is ignored"}));
  EXPECT_FALSE(got.only().has(Flag::intercept));
}

TEST(Validate, InterceptIsRefusedWhereItWouldHold) {
  std::string waiting = "socket_type = stream;wait = yes;user = root;server = /bin/true;flags = INTERCEPT";
  EXPECT_EQ(
      read(entry("finger", waiting)).said(),
      Lines{"7 differs: the INTERCEPT flag is not supported: nobody would check the callers that it "
            "promises to check; without it the lists decide for whom a server is started; service finger "
            "is dropped (xinetd would start an interceptor that fails for every caller)"});
}

TEST(Validate, LabeledIsRefused) {
  fakes::Reading got = read(entry("finger", with_external("socket_type = stream;flags = LABELED")));
  EXPECT_EQ(
      got.said(),
      Lines{"7 differs: the LABELED flag is not supported: the server would run without the SELinux "
            "context of its caller, with rights that he does not have; service finger is dropped (xinetd "
            "ignores the flag silently unless it was built for it)"});
  EXPECT_EQ(got.served(), "");
}

// --check asks no resolver: what a name stands for is unknown, but it is not every address.
TEST(Validate, UnderCheckTwoHostNamesAreTwoAddresses) {
  fakes::MemoryWorld world;
  world.check_only = true;
  std::string here = entry("finger", with_external("socket_type = stream;bind = here.example"));
  std::string there = entry("finger", with_external("socket_type = stream;bind = there.example;id = there"));
  EXPECT_EQ(fakes::read_in(world, here + there).served(), "finger there");
  EXPECT_EQ(fakes::read_in(world, here + here).served(), "finger");
}

TEST(Validate, AServiceMayNotStandBehindABoundOneOnTheSamePort) {
  std::string bound = entry("finger", with_external("socket_type = stream;bind = 127.0.0.1"));
  std::string open = entry("finger", with_external("socket_type = stream;id = open"));
  std::string other = entry("finger", with_external("socket_type = stream;bind = 127.0.0.2"));
  EXPECT_EQ(texts(bound + bound),
            Lines{"service: finger id: finger not unique or is a duplicate - DISABLING"});
  EXPECT_EQ(texts(bound + open),
            Lines{"service: finger id: open is unique but its identical to service: finger id: "
                  "finger - DISABLING"});
  EXPECT_EQ(texts(open + bound), Lines{});  // only an earlier bound one is looked at
  EXPECT_EQ(texts(open + open), Lines{});   // these two meet when their ports are opened
  EXPECT_EQ(texts(bound + other), Lines{});
}

TEST(Validate, SameIdsAreNoMistake) {
  fakes::Reading got = read(entry("echo", "type = INTERNAL;socket_type = stream;wait = no") +
                            entry("echo", "type = INTERNAL;socket_type = dgram;wait = yes"));
  EXPECT_EQ(got.served(), "echo echo");
}

TEST(Validate, TheIdentityServiceIsNotAskedWhoCallsIt) {
  fakes::Reading got = read(entry(
      "auth", with_external("socket_type = stream;log_on_success = USERID HOST;log_on_failure = USERID")));
  EXPECT_EQ(got.said(), (Lines{"7 warning: auth service: clearing USERID option from log_on_success",
                               "8 warning: auth service: clearing USERID option from log_on_failure"}));
  EXPECT_FALSE(got.only().log_on_success.has(LogOption::userid));
  EXPECT_TRUE(got.only().log_on_success.has(LogOption::host));
}

TEST(Validate, IdonlyIsNotForgottenWhereXinetdAsksNobody) {
  std::string idonly = with_external("socket_type = stream;flags = IDONLY");
  EXPECT_EQ(texts_of("finger", idonly + ";log_on_success = USERID"), Lines{});
  EXPECT_EQ(texts_of("finger", idonly),
            Lines{"IDONLY holds (without USERID in log_on_success xinetd would let everybody in)"});
  EXPECT_EQ(texts_of("daytime",
                     "type = INTERNAL;socket_type = stream;wait = no;flags = IDONLY;"
                     "log_on_success = USERID"),
            Lines{"IDONLY holds (at daytime and time xinetd would let everybody in)"});
}

TEST(Validate, IdonlyNeedsCallersWhomAnIdentServerKnows) {
  std::string local = "type = UNLISTED;bind = /run/x;socket_type = stream;";
  for (auto [name, attributes] : std::vector<std::pair<std::string, std::string>>{
           {"echo", "type = INTERNAL;socket_type = dgram;wait = yes"},
           {"echo", "type = INTERNAL;socket_type = stream;wait = yes"},
           {"auth", with_external("socket_type = stream")},
           {"x", local + with_external("")}}) {
    EXPECT_EQ(
        texts_of(name, attributes + ";flags = IDONLY"),
        Lines{"IDONLY needs callers whom an ident server knows: of a TCP service with wait = no, but not of "
              "the ident service itself; service " +
              name + " is dropped (xinetd would let in everybody, or nobody)"});
  }
}

TEST(Validate, AProtocolMustGoWithItsSocketType) {
  EXPECT_EQ(texts_of("finger", with_external("socket_type = dgram;protocol = tcp")),
            Lines{"protocol tcp does not go with socket_type dgram; service finger is dropped"});
}

TEST(Validate, ThousandsOfServicesAreNotComparedWithEachOther) {
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text +=
        fakes::service_with(fmt::format(" bind = 10.1.{}.{}", i / 250, i % 250 + 1), fmt::format("s{}", i));
  EXPECT_EQ(read(text).configuration.services.size(), 5000U);
}

}  // namespace
}  // namespace rouse::config
