#include "listen/identities.h"

#include <gtest/gtest.h>

namespace rouse::listen {
namespace {

using access::Reason;
using config::Flag;
using config::LogOption;
using config::Type;

config::ServiceConfig telnet() {
  config::ServiceConfig s;
  s.name = s.id = "telnet";
  s.log_on_success.add(LogOption::userid);
  s.log_on_failure.add(LogOption::userid);
  return s;
}

config::ServiceConfig builtin(std::string_view name) {
  config::ServiceConfig s = telnet();
  s.name = name;
  s.type.add(Type::internal);
  return s;
}

TEST(Identities, AreAskedForByUseridAndByIdonly) {
  config::ServiceConfig s = telnet();
  EXPECT_TRUE(asks_about_admitted(s));
  EXPECT_TRUE(asks_about_refused(s, Reason::cps));
  s.log_on_success.clear();
  EXPECT_FALSE(asks_about_admitted(s));
  EXPECT_TRUE(asks_about_callers(s));
  s.log_on_failure.clear();
  EXPECT_FALSE(asks_about_refused(s, Reason::cps));
  EXPECT_FALSE(asks_about_callers(s));
  s.flags.add(Flag::idonly);
  EXPECT_TRUE(asks_about_admitted(s));
  EXPECT_FALSE(asks_about_refused(s, Reason::cps));
  EXPECT_TRUE(asks_about_callers(s));
}

// Seen from Debian's xinetd: its child refuses without asking.
TEST(Identities, OfTheRefusedAreAskedForWhereXinetdHasNoChildThatRefuses) {
  for (Reason reason : {Reason::address, Reason::libwrap}) {
    EXPECT_FALSE(asks_about_refused(telnet(), reason));
    EXPECT_FALSE(asks_about_refused(builtin("echo"), reason));
    EXPECT_TRUE(asks_about_refused(builtin("daytime"), reason));
  }
  for (Reason reason : {Reason::time, Reason::fork, Reason::service_limit, Reason::per_source_limit,
                        Reason::process_limit, Reason::load, Reason::cps}) {
    EXPECT_TRUE(asks_about_refused(telnet(), reason));
  }
}

TEST(Identities, AreNotAskedForWhenTheAnswerIsThereAtOnce) {
  EXPECT_TRUE(asks_about_admitted(builtin("echo")));
  EXPECT_FALSE(asks_about_admitted(builtin("daytime")));
  EXPECT_FALSE(asks_about_admitted(builtin("time")));
  config::ServiceConfig daytime = builtin("daytime");
  daytime.flags.add(Flag::idonly);
  EXPECT_TRUE(asks_about_admitted(daytime));
}

TEST(Identities, AreThoseOfConnectionsThatRouseAccepts) {
  config::ServiceConfig datagrams = telnet(), waits = telnet(), local = telnet();
  datagrams.socket_type = config::SocketType::dgram;
  waits.wait = true;
  local.family = config::Family::unix_domain;
  for (const config::ServiceConfig& s : {datagrams, waits, local}) {
    EXPECT_FALSE(asks_about_admitted(s));
    EXPECT_FALSE(asks_about_refused(s, Reason::cps));
  }
}

}  // namespace
}  // namespace rouse::listen
