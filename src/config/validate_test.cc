// Whole entries (reference/xinetd.md 2.5 to 2.7), with the texts that xinetd has for them.
#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::config {
namespace {

using fakes::read;
using Lines = std::vector<std::string>;

std::string entry(std::string_view name, std::string_view attributes) {
  std::string out = fmt::format("service {}\n{{\n", name);
  for (char c : attributes) out += c == ';' ? '\n' : c;
  return out + "\n}\n";
}

constexpr std::string_view external = "wait = no;user = root;server = /bin/true;";

/// The texts alone.
Lines texts(const std::string& configuration) {
  Lines out;
  for (const Message& message : read(configuration).configuration.messages) out.push_back(message.text);
  return out;
}

Lines texts_of(std::string_view name, std::string_view attributes) { return texts(entry(name, attributes)); }

std::string with_external(std::string_view attributes) { return std::string(external).append(attributes); }

TEST(Validate, SocketTypeAndProtocolImplyEachOther) {
  ServiceConfig stream = read(entry("telnet", with_external("socket_type = stream"))).only();
  EXPECT_EQ(stream.protocol, "tcp");
  EXPECT_EQ(stream.protocol_number, 6);
  EXPECT_EQ(stream.port, 23);
  ServiceConfig udp = read(entry("tftp", "wait = yes;user = root;server = /bin/true;protocol = udp")).only();
  EXPECT_EQ(udp.socket_type, SocketType::dgram);
  EXPECT_EQ(udp.port, 69);
}

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

TEST(Validate, AServerIsNeededUnlessInternalOrRedirected) {
  EXPECT_EQ(texts_of("finger", "socket_type = stream;wait = no;user = root"),
            Lines{"Must specify a server in finger; service finger is dropped"});
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;flags = NAMEINARGS")),
            Lines{"Must specify server args if using NAMEINARGS flag; service finger is dropped"});
  EXPECT_EQ(texts_of("echo", "type = INTERNAL;socket_type = stream;wait = no"), Lines{});
  ServiceConfig redirected =
      read(entry("finger", "socket_type = stream;wait = no;user = root;redirect = 10.0.0.1 ftp")).only();
  EXPECT_EQ(redirected.redirect, (Redirect{"10.0.0.1", 21}));
  EXPECT_EQ(redirected.server, "/bin/true");
}

TEST(Validate, PortsComeFromTheServicesTableUnlessUnlisted) {
  EXPECT_EQ(texts_of("x", with_external("type = UNLISTED;socket_type = stream")),
            Lines{"Unlisted service: x must have a port entry; service x is dropped"});
  EXPECT_EQ(texts_of("x", with_external("socket_type = stream")),
            Lines{"Port not specified and can't find service: x with getservbyname (with type = UNLISTED and "
                  "a port any "
                  "name will do); service x is dropped"});
  EXPECT_EQ(texts_of("finger", with_external("")),
            Lines{"Port not specified for service: finger and no protocol given; service finger is dropped"});
  EXPECT_EQ(
      texts_of("x", with_external("socket_type = stream;port = 9")),
      Lines{
          "service/protocol combination not in /etc/services: x/tcp (with type = UNLISTED any name will do); "
          "service x is dropped"});
  EXPECT_EQ(
      texts_of("finger", with_external("socket_type = stream;port = 80")),
      Lines{"Service finger expects port 79, not 80 (type = UNLISTED allows it); service finger is dropped"});
  EXPECT_EQ(
      texts_of("finger", with_external("port = 79;socket_type = seqpacket")),
      Lines{"A protocol or a socket_type must be specified for service: finger.; service finger is dropped"});
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;port = 79")), Lines{});
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

TEST(Validate, FreeBindIsAboutAnAddress) {
  Lines told{"free_bind does nothing without an address in bind"};
  std::string server = with_external("socket_type = stream;free_bind = ");
  EXPECT_EQ(texts_of("finger", server + "yes"), told);
  EXPECT_EQ(texts_of("x",
                     "type = UNLISTED;wait = no;user = root;server = /bin/true;socket_type = stream;"
                     "free_bind = yes;bind = /run/x"),
            told);
  EXPECT_EQ(texts_of("finger", server + "no"), Lines{});
  EXPECT_EQ(texts_of("finger", server + "yes;bind = 10.0.0.1"), Lines{});
  EXPECT_TRUE(read(entry("finger", server + "yes;bind = 10.0.0.1")).only().free_bind);
}

TEST(Validate, PerSourceFacingTheInternetIsRecommendedAPrefix) {
  Lines recommended{
      "per_source counts each IPv6 address alone, and whoever calls from the Internet has 2^64 of them; "
      "per_source_prefix = 64 would count his network"};
  auto noted = [](std::string_view attributes) {
    return texts_of("finger", with_external("socket_type = stream;").append(attributes));
  };
  EXPECT_EQ(noted("per_source = 5"), recommended);
  EXPECT_EQ(noted("per_source = 5;flags = IPv6"), recommended);
  EXPECT_EQ(noted("per_source = 5;bind = 2001:db8::1"), recommended);
  for (std::string_view other :
       {"", "per_source = UNLIMITED", "per_source = 5;flags = IPv4", "per_source = 5;only_from = 10.0.0.0",
        "per_source = 5;per_source_prefix = 64", "per_source = 5;bind = 10.0.0.1",
        "per_source = 5;bind = ::1", "per_source = 5;bind = fd00::1", "per_source = 5;bind = fe80::1%1",
        "per_source = 5;bind = ::ffff:10.0.0.1"})
    EXPECT_EQ(noted(other), Lines{}) << other;
}

TEST(Validate, APrefixIsRecommendedOnceForAllWhoHaveTheirLimitFromDefaults) {
  std::string services = entry("finger", with_external("socket_type = stream")) +
                         entry("telnet", with_external("socket_type = stream"));
  fakes::Reading got = read("defaults\n{\nper_source = 5\n}\n" + services);
  EXPECT_EQ(got.said().size(), 1U);
  EXPECT_EQ(got.said().front().substr(0, 7), "3 note:");
  EXPECT_EQ(texts("defaults\n{\nper_source = 5\nper_source_prefix = 56\n}\n" + services), Lines{});
  EXPECT_EQ(texts("defaults\n{\nper_source = 5\ndefault_family = ipv4\n}\n" + services), Lines{});
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

TEST(Validate, TcpmuxClientsNeedTcpmux) {
  std::string mux = entry("mux", with_external("type = TCPMUX UNLISTED;socket_type = stream"));
  EXPECT_EQ(texts(mux),
            Lines{"Service mux is reached through tcpmux, and no service tcpmux is served: nobody "
                  "can call it"});
  std::string tcpmux = entry("tcpmux", "type = INTERNAL;socket_type = stream;wait = no");
  EXPECT_EQ(texts(mux + tcpmux), Lines{});
  std::string off = entry("tcpmux", "disable = yes;type = INTERNAL;socket_type = stream;wait = no");
  EXPECT_EQ(texts(mux + off).size(), 1U);
}

TEST(Validate, ATimeoutNeedsSomethingThatLasts) {
  EXPECT_EQ(
      texts_of("echo", "type = INTERNAL;socket_type = dgram;wait = yes;timeout = 5"),
      Lines{"timeout has no meaning for an INTERNAL dgram service, which answers each datagram at once; "
            "service echo is dropped"});
  EXPECT_EQ(texts_of("echo", "type = INTERNAL;socket_type = stream;wait = no;timeout = 5"), Lines{});
  EXPECT_EQ(texts("defaults\n{\n timeout = 5\n}\n" +
                  entry("echo", "type = INTERNAL;socket_type = dgram;wait = no")),
            Lines{});
}

TEST(Validate, LingerCloseNeedsAServerOfOneTcpCaller) {
  constexpr std::string_view problem =
      "linger_close is for servers that get one TCP connection each (socket_type = stream, wait = no); "
      "service {} is dropped";
  std::string waiting = "socket_type = stream;wait = yes;user = root;server = /bin/true;linger_close = yes";
  EXPECT_EQ(texts_of("finger", waiting), Lines{fmt::format(problem, "finger")});
  EXPECT_EQ(texts_of("echo", "type = INTERNAL;socket_type = stream;wait = no;linger_close = yes"),
            Lines{fmt::format(problem, "echo")});
  EXPECT_EQ(
      texts_of("finger", with_external("socket_type = stream;redirect = 10.0.0.1 79;linger_close = yes")),
      Lines{fmt::format(problem, "finger")});
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;bind = /run/x;linger_close = yes")),
            Lines{fmt::format(problem, "finger")});
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;linger_close = yes")), Lines{});
  EXPECT_EQ(texts_of("echo", "type = INTERNAL;socket_type = stream;wait = no;linger_close = no"), Lines{});
}

TEST(Validate, WhatIsAboutRedirectionNeedsARedirect) {
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;redirect_source = 10.0.0.1")),
            Lines{"redirect_source is for services with redirect; service finger is dropped"});
  EXPECT_EQ(texts_of("finger", with_external("socket_type = stream;idle_timeout = 10")),
            Lines{"idle_timeout is for services with redirect; service finger is dropped"});
  EXPECT_EQ(
      texts_of("finger",
               "socket_type = stream;wait = no;user = root;redirect = ::1 79;"
               "redirect_source = 10.0.0.1"),
      Lines{"redirect_source = 10.0.0.1 cannot reach ::1: one is IPv4, the other IPv6; service finger is "
            "dropped"});
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

TEST(Validate, ThousandsOfServicesAreNotComparedWithEachOther) {
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text +=
        fakes::service_with(fmt::format(" bind = 10.1.{}.{}", i / 250, i % 250 + 1), fmt::format("s{}", i));
  EXPECT_EQ(read(text).configuration.services.size(), 5000U);
}

}  // namespace
}  // namespace rouse::config
