#include "attend/steward_names.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "fakes/loop.h"
#include "sys/socket.h"

namespace rouse::attend {
namespace {

const net::Address caller = *net::Address::parse("10.0.0.7");
const net::Endpoint local{*net::Address::parse("10.0.0.1"), 7};

loop::Task ask_name(StewardNames* names, std::optional<listen::NameAnswer>* out) {
  listen::NameAnswer answer = co_await names->name_of(caller, true);
  *out = answer;
}

loop::Task ask_wrap(StewardNames* names, std::optional<listen::WrapAnswer>* out) {
  listen::WrapQuestion question{"", caller, local, 3};
  listen::WrapAnswer answer = co_await names->wrapped(question);
  *out = answer;
}

/// The steward's end of the pair is the test's.
class StewardNamesTest : public fakes::LoopTest {
 protected:
  std::optional<Report> question() {
    settle();
    Report out;
    std::vector<Fd> none;
    auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(&out, 1)), none);
    return size ? std::optional(out) : std::nullopt;
  }
  /// Numbers of all that has been asked and not been taken yet.
  std::vector<std::uint32_t> questions() {
    std::vector<std::uint32_t> out;
    for (;;) {
      settle();
      std::array<Report, reports_most> reports;
      std::vector<Fd> none;
      auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(reports)), none);
      if (!size) return out;
      for (std::size_t i = 0; i < *size / sizeof(Report); ++i) out.push_back(reports[i].question);
    }
  }
  void answer(Order order, std::string_view text) {
    put_text(order.name, text);
    names.take(order);
    settle();
  }

  std::pair<Fd, Fd> pair = std::move(*sys::socket_pair());
  Fd theirs = std::move(pair.second);
  loop::Channel channel{*loop, std::move(pair.first)};
  Outlet outlet{*loop, channel, std::size_t{1} << 20};
  Reporter reporter{*loop, outlet};
  StewardNames names{*loop, reporter};
  std::optional<listen::NameAnswer> name;
  std::optional<listen::WrapAnswer> wrap;
  loop::Tasks tasks{*loop};
};

TEST_F(StewardNamesTest, ANameIsAskedForAndAnswered) {
  tasks.start(ask_name(&names, &name));
  auto asked = question();
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->kind, ReportKind::ask_name);
  EXPECT_EQ(peer_of(asked->peer).address, caller);
  answer({.kind = OrderKind::name, .number = asked->number, .name_confirmed = true}, "bob.example");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->name.name, "bob.example");
  EXPECT_TRUE(name->name.confirmed);
}

TEST_F(StewardNamesTest, TheFilesAreAskedWithTheServiceAndBothEnds) {
  tasks.start(ask_wrap(&names, &wrap));
  auto asked = question();
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->kind, ReportKind::ask_wrap);
  EXPECT_EQ(asked->number, 3U);
  EXPECT_EQ(peer_of(asked->peer).address, caller);
  EXPECT_EQ(peer_of(asked->local), local);
  answer({.kind = OrderKind::wrap, .number = asked->question, .wrap_allowed = true}, "");
  ASSERT_TRUE(wrap);
  EXPECT_TRUE(wrap->allowed);
}

TEST_F(StewardNamesTest, WithoutAnAnswerNobodyIsLetIn) {
  tasks.start(ask_wrap(&names, &wrap));
  ASSERT_TRUE(question());
  advance(listen::wrap_patience);
  ASSERT_TRUE(wrap);
  EXPECT_FALSE(wrap->allowed);
  EXPECT_EQ(wrap->doubt, "the steward does not answer");
}

TEST_F(StewardNamesTest, NoMoreIsAskedAtOnceThanTheStewardAnswers) {
  std::vector<std::optional<listen::WrapAnswer>> answers(3 * questions_most);
  for (auto& one : answers) tasks.start(ask_wrap(&names, &one));
  std::size_t asked = 0;
  for (std::vector<std::uint32_t> at_once = questions(); !at_once.empty(); at_once = questions()) {
    EXPECT_LT(at_once.size(), questions_most);
    asked += at_once.size();
    for (std::uint32_t number : at_once)
      answer({.kind = OrderKind::wrap, .number = number, .wrap_allowed = true}, "");
  }
  EXPECT_EQ(asked, answers.size());
  EXPECT_TRUE(std::ranges::all_of(answers, [](const auto& one) { return one && one->allowed; }));
}

TEST_F(StewardNamesTest, AnAnswerToAnotherQuestionIsNone) {
  tasks.start(ask_wrap(&names, &wrap));
  auto asked = question();
  ASSERT_TRUE(asked);
  answer({.kind = OrderKind::wrap, .number = asked->question + 1, .wrap_allowed = true}, "");
  answer({.kind = OrderKind::name, .number = asked->question, .wrap_allowed = true}, "");
  EXPECT_FALSE(wrap);
}

}  // namespace
}  // namespace rouse::attend
