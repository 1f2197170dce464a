#include "tools/inetd_conversion.h"

#include <gtest/gtest.h>

#include "fakes/reading.h"

namespace rouse::tools {
namespace {

Conversion convert(const std::string& text, std::optional<std::string> daemon_folder = std::nullopt) {
  fakes::MemoryWorld world;
  world.check_only = true;
  return convert_inetd(text, {"inetd.conf", std::move(daemon_folder)}, world);
}

TEST(Itox, AnEntryBecomesWhatInetdCompatMakesOfIt) {
  Conversion done = convert("ftp stream tcp nowait root.tty /usr/sbin/in.ftpd in.ftpd -l\n");
  EXPECT_EQ(done.text,
            "service ftp\n"
            "{\n"
            "    flags           = REUSE NAMEINARGS NOLIBWRAP\n"
            "    socket_type     = stream\n"
            "    protocol        = tcp\n"
            "    wait            = no\n"
            "    user            = root\n"
            "    group           = tty\n"
            "    groups          = yes\n"
            "    server          = /usr/sbin/in.ftpd\n"
            "    server_args     = in.ftpd -l\n"
            "}\n");
  EXPECT_TRUE(done.complete);
  EXPECT_TRUE(done.messages.empty());
}

TEST(Itox, CommentsStayAboveTheirEntries) {
  EXPECT_EQ(convert("# Internet services\n\n#:INFO: about people\n"
                    "9614 stream tcp4 nowait.5 nobody /bin/true true\n"
                    "daytime dgram udp wait root internal\n# the end\n")
                .text,
            "# Internet services\n"
            "\n"
            "#:INFO: about people\n"
            "service 9614\n"
            "{\n"
            "    type            = UNLISTED\n"
            "    flags           = REUSE NAMEINARGS NOLIBWRAP IPv4\n"
            "    socket_type     = stream\n"
            "    protocol        = tcp\n"
            "    port            = 9614\n"
            "    wait            = no\n"
            "    user            = nobody\n"
            "    groups          = yes\n"
            "    server          = /bin/true\n"
            "    server_args     = true\n"
            "    cps             = 5 600\n"
            "    cps_window      = 60\n"
            "}\n"
            "\n"
            "service daytime\n"
            "{\n"
            "    id              = daytime-dgram\n"
            "    type            = INTERNAL\n"
            "    socket_type     = dgram\n"
            "    protocol        = udp\n"
            "    wait            = yes\n"
            "    user            = root\n"
            "    groups          = yes\n"
            "}\n"
            "# the end\n");
}

TEST(Itox, AnEntryBehindAHashStaysBehindIt) {
  constexpr const char* translated =
      "#service daytime\n"
      "#{\n"
      "#    id              = daytime-stream\n"
      "#    type            = INTERNAL\n"
      "#    socket_type     = stream\n"
      "#    protocol        = tcp\n"
      "#    wait            = no\n"
      "#    user            = root\n"
      "#    groups          = yes\n"
      "#}\n";
  EXPECT_EQ(convert("#daytime stream tcp nowait root internal\n").text, translated);
  EXPECT_EQ(convert("#<off># daytime\tstream\ttcp\tnowait\troot\tinternal\n").text, translated);
  EXPECT_EQ(convert("# a stream runs nowait past my door\n").text, "# a stream runs nowait past my door\n");
}

TEST(Itox, WhatItCannotTranslateItSaysOnItsLine) {
  Conversion done = convert("# one\nftp stream tcp\ntime stream tcp nowait root /bin/true true\n");
  EXPECT_FALSE(done.complete);
  EXPECT_TRUE(done.text.starts_with("# one\n# not translated: ftp stream tcp\nservice time\n"));
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(done.messages[0].file, "inetd.conf");
  EXPECT_EQ(done.messages[0].line, 2);
}

TEST(Itox, ABadValueIsNotTranslatedEither) {
  Conversion done = convert("1.2.3.999:ftp stream tcp nowait root /bin/true true\n");
  EXPECT_FALSE(done.complete);
  EXPECT_EQ(done.text, "# not translated: 1.2.3.999:ftp stream tcp nowait root /bin/true true\n");
}

TEST(Itox, TcpdStaysUnlessTheServersFolderIsGiven) {
  std::string wrapped = "finger stream tcp nowait root /usr/sbin/tcpd in.fingerd -s\n";
  EXPECT_NE(convert(wrapped).text.find(" = /usr/sbin/tcpd\n    server_args     = in.fingerd -s\n"),
            std::string::npos);
  std::string bare = convert(wrapped, "/opt/sbin").text;
  EXPECT_NE(bare.find("    server          = /opt/sbin/in.fingerd\n    server_args     = in.fingerd -s\n"),
            std::string::npos);
  EXPECT_NE(bare.find("    flags           = REUSE NAMEINARGS\n"), std::string::npos);
  std::string absolute =
      convert("finger stream tcp nowait root /usr/sbin/tcpd /bin/fingerd -s\n", "/opt/sbin").text;
  EXPECT_NE(absolute.find("    server          = /bin/fingerd\n    server_args     = fingerd -s\n"),
            std::string::npos);
  EXPECT_FALSE(convert("finger stream tcp nowait root /usr/sbin/tcpd\n", "/opt/sbin").complete);
}

TEST(Itox, AnEntryBehindAHashHasTheAddressesOfItsPlaceToo) {
  std::string text = convert("127.0.0.1:\n#ftp stream tcp nowait root /bin/true true\n").text;
  EXPECT_NE(text.find("#    bind            = 127.0.0.1\n"), std::string::npos);
}

TEST(Itox, EveryAddressHasItsEntry) {
  std::string text = convert("127.0.0.1,127.0.0.2:\nftp stream tcp nowait root /bin/true true\n").text;
  EXPECT_TRUE(text.starts_with("# 127.0.0.1,127.0.0.2:\nservice ftp\n"));
  EXPECT_NE(text.find("    bind            = 127.0.0.1\n"), std::string::npos);
  EXPECT_NE(text.find("}\n\nservice ftp\n"), std::string::npos);
  EXPECT_NE(text.find("    bind            = 127.0.0.2\n"), std::string::npos);
}

}  // namespace
}  // namespace rouse::tools
