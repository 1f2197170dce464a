#include "listen/wrap_inquiry.h"

#include <gtest/gtest.h>

#include <span>

#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "fakes/names.h"
#include "sys/socket.h"

namespace rouse::listen {
namespace {

using sys::WrapWord;

/// Everybody has the name that the test says.
class OneName final : public fakes::NoNames {
 public:
  loop::Co<NameAnswer> name_of(net::Address address, bool) override {
    asked.push_back(address.text());
    co_return answer;
  }

  NameAnswer answer{.name = {"a.friend.example", true}, .unknown = false, .canonical = true};
  std::vector<std::string> asked;
};

loop::Task ask(ResolverClient* tables, Names* names, net::Address local, std::optional<WrapAnswer>* out) {
  WrapQuestion question{"in.telnetd", *net::Address::parse("::ffff:10.0.0.7"), {local, 23}, 0};
  WrapAnswer answer = co_await inquire(tables, names, question);
  *out = answer;
}

/// The resolver's end of the pair is the test's.
class WrapInquiryTest : public fakes::LoopTest {
 protected:
  WrapInquiryTest() { inquire_from("10.0.0.1"); }
  Result<Fd> start() {
    auto pair = sys::socket_pair();
    if (!pair) return std::unexpected(pair.error());
    theirs = std::move(pair->second);
    return std::move(pair->first);
  }
  void inquire_from(const std::string& local) {
    tasks.start(ask(&tables, &names, *net::Address::parse(local), &out));
    take_question();
  }
  void take_question() {
    std::vector<Fd> none;
    auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(&question, 1)), none);
    ASSERT_TRUE(size);
  }
  void send(const ResolverAnswer& answer) {
    ASSERT_TRUE(sys::send_message(theirs.raw(), std::as_bytes(std::span(&answer, 1))));
    settle();
  }
  void say(WrapWord word) {
    ResolverAnswer answer;
    answer.number = question.number;
    answer.known = true;
    answer.word = word;
    send(answer);
  }

  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<fakes::NoSink>()};
  Fd theirs;
  ResolverClient tables{*loop, log, [this] { return start(); }};
  OneName names;
  ResolverQuestion question;
  std::optional<WrapAnswer> out;
  loop::Tasks tasks{*loop};
};

TEST_F(WrapInquiryTest, TheTablesAreAskedWithBothAddressesAndNoNames) {
  EXPECT_EQ(question.kind, Question::wrap);
  EXPECT_EQ(text_of(question.subject), "in.telnetd");
  EXPECT_EQ(address_of(question.caller).text(), "10.0.0.7");
  EXPECT_EQ(address_of(question.local).text(), "10.0.0.1");
  EXPECT_EQ(question.local_port, 23);
  EXPECT_EQ(text_of(question.caller_name), "");
  say(WrapWord::allowed);
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->allowed);
  EXPECT_TRUE(names.asked.empty());
}

TEST_F(WrapInquiryTest, ARefusalIsNoDoubt) {
  say(WrapWord::denied);
  ASSERT_TRUE(out);
  EXPECT_FALSE(out->allowed);
  EXPECT_EQ(out->doubt, "");
}

TEST_F(WrapInquiryTest, TheNameThatTheRulesTurnOnIsAskedFor) {
  say(WrapWord::needs_local_name);
  EXPECT_EQ(names.asked, std::vector<std::string>{"10.0.0.1"});
  take_question();
  EXPECT_EQ(text_of(question.local_name), "a.friend.example");
  EXPECT_EQ(text_of(question.caller_name), "");
  names.answer.name.confirmed = false;
  say(WrapWord::needs_caller_name);
  take_question();
  EXPECT_EQ(text_of(question.caller_name), "paranoid");
  EXPECT_EQ(text_of(question.local_name), "a.friend.example");
  EXPECT_FALSE(question.name_in_doubt);
  say(WrapWord::needs_caller_name);  // it has it
  ASSERT_TRUE(out);
  EXPECT_FALSE(out->allowed);
  EXPECT_NE(out->doubt, "");
}

TEST_F(WrapInquiryTest, AnAliasIsParanoidAndNoNameIsUnknown) {
  names.answer.canonical = false;
  say(WrapWord::needs_caller_name);
  take_question();
  EXPECT_EQ(text_of(question.caller_name), "paranoid");
  names.answer = {};
  say(WrapWord::needs_local_name);
  take_question();
  EXPECT_EQ(text_of(question.local_name), "unknown");
  EXPECT_FALSE(question.name_in_doubt);
}

TEST_F(WrapInquiryTest, ANameThatNobodyCanTellOrThatLibwrapWouldCutIsInDoubt) {
  names.answer.name.name = std::string(128, 'x');
  say(WrapWord::needs_caller_name);
  take_question();
  EXPECT_EQ(text_of(question.caller_name), "unknown");
  EXPECT_TRUE(question.name_in_doubt);
}

TEST_F(WrapInquiryTest, AnyAddressHasNoName) {
  say(WrapWord::denied);
  inquire_from("0.0.0.0");
  say(WrapWord::needs_local_name);
  take_question();
  EXPECT_EQ(text_of(question.local_name), "unknown");
  EXPECT_FALSE(question.name_in_doubt);
  EXPECT_TRUE(names.asked.empty());
}

TEST_F(WrapInquiryTest, WhatNobodyCanTellLetsNobodyIn) {
  ResolverAnswer answer;
  answer.number = question.number;
  answer.word = WrapWord::allowed;  // not known, so it means nothing
  (void)put_text(answer.doubt, "open /etc/hosts.deny: Permission denied");
  send(answer);
  ASSERT_TRUE(out);
  EXPECT_FALSE(out->allowed);
  EXPECT_EQ(out->doubt, "open /etc/hosts.deny: Permission denied");
}

TEST_F(WrapInquiryTest, AResolverThatDiesLetsNobodyIn) {
  theirs.reset();
  settle();
  ASSERT_TRUE(out);
  EXPECT_FALSE(out->allowed);
  EXPECT_EQ(out->doubt, "the resolver does not answer");
}

}  // namespace
}  // namespace rouse::listen
