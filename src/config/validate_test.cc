// What an entry leaves to be filled in (reference/xinetd.md 2.5 to 2.7), in xinetd's words.
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

TEST(Validate, SocketTypeAndProtocolImplyEachOther) {
  ServiceConfig stream = read(entry("telnet", with_external("socket_type = stream"))).only();
  EXPECT_EQ(stream.protocol, "tcp");
  EXPECT_EQ(stream.protocol_number, 6);
  EXPECT_EQ(stream.port, 23);
  ServiceConfig udp = read(entry("tftp", "wait = yes;user = root;server = /bin/true;protocol = udp")).only();
  EXPECT_EQ(udp.socket_type, SocketType::dgram);
  EXPECT_EQ(udp.port, 69);
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

}  // namespace
}  // namespace rouse::config
