#include "tools/daemon_words.h"

#include <gtest/gtest.h>

namespace rouse::tools {
namespace {

using control::Reply;

// Without a language, words are what they were; the scenarios have them in Korean.

TEST(DaemonWords, WhatComesFromElsewhereIsHarmless) {
  EXPECT_EQ(state_in_words("open"), "open");
  EXPECT_EQ(state_in_words("o\x1b[2J"), "o\\x1b[2J");
  EXPECT_EQ(detail_in_words({.name = {}, .mode = {}, .state = {}, .detail = "idle\n"}), "idle\\x0a");
  EXPECT_EQ(text_in_words(Reply{.text = "new\tin this version"}, "telnet"), "new\\x09in this version");
  EXPECT_EQ(text_in_words(control::Failure{control::Trouble::not_running, {"nobody at {}", {"\a"}}}),
            "nobody at \\x07");
  EXPECT_EQ(text_in_words(Reply{}, "telnet"), "");
}

TEST(DaemonWords, SentencesAboutAServiceAreMadeAnew) {
  Reply reply{.outcome = control::Outcome::failed, .text = "w\x1b is given up: server 12\n died"};
  EXPECT_EQ(text_in_words(reply, "w"), "w\\x1b is given up: server 12\\x0a died") << "without the service";
  reply.services.push_back({.name = "w\x1b", .mode = {}, .state = "given up", .detail = "server 12\n died"});
  EXPECT_EQ(text_in_words(reply, "w"), "w\\x1b is given up: server 12\\x0a died");
  EXPECT_EQ(
      text_in_words(control::refusal(control::Outcome::no_such_service, "no service is called dog"), "dog"),
      "no service is called dog");
  EXPECT_EQ(text_in_words(control::refusal(control::Outcome::no_such_service,
                                           "no service is called dog; did you mean do\tg?"),
                          "dog"),
            "no service is called dog; did you mean do\\x09g?");
  EXPECT_EQ(text_in_words(control::refusal(control::Outcome::no_such_service,
                                           "no service is called dog; did you mean ?"),
                          "dog"),
            "no service is called dog; did you mean ?");
}

}  // namespace
}  // namespace rouse::tools
