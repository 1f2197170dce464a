#include "attend/reporter.h"

#include <gtest/gtest.h>

#include "fakes/loop.h"
#include "sys/socket.h"

namespace rouse::attend {
namespace {

/// A steward who is busy with something else: the other end of the pair, which nobody reads.
class ReporterTest : public fakes::LoopTest {
 protected:
  void report(std::uint32_t number) {
    Report report;
    report.kind = ReportKind::refused;
    report.number = number;
    reporter.report(report);
  }
  /// The next message, or the first report of it.
  TextReport next_message() {
    settle();
    std::array<std::byte, sizeof(Report) * reports_most> bytes;
    std::vector<Fd> none;
    EXPECT_TRUE(sys::receive_message(theirs.raw(), bytes, none));
    TextReport out;
    std::memcpy(&out, bytes.data(), sizeof out);
    return out;
  }
  /// The numbers of all that arrives at last.
  std::vector<std::uint32_t> hear() {
    std::vector<std::uint32_t> out;
    std::array<Report, reports_most> reports;
    std::vector<Fd> none;
    for (settle();; settle()) {
      auto size = sys::receive_message(theirs.raw(), std::as_writable_bytes(std::span(reports)), none);
      if (!size) return out;
      std::size_t count = reports[0].kind == ReportKind::note ? 0 : *size / sizeof(Report);
      if (count == 0) ++notes;
      for (std::size_t i = 0; i < count; ++i) out.push_back(reports[i].number);
    }
  }

  std::pair<Fd, Fd> pair = std::move(*sys::socket_pair());
  Fd theirs = std::move(pair.second);
  loop::Channel channel{*loop, std::move(pair.first)};
  Outlet outlet{*loop, channel, 1 << 20};
  Reporter reporter{*loop, outlet};
  int notes = 0;
};

// A machine under load: every caller in a turn of his own, and the steward far behind. Once those thousand
// small messages counted as full ones, and callers were turned away.
TEST_F(ReporterTest, SmallMessagesThatWaitDoNotFillIt) {
  constexpr std::uint32_t callers = 10'000;
  for (std::uint32_t number = 0; number < callers; ++number) {
    report(number);
    settle();
  }
  EXPECT_FALSE(reporter.is_full());
  std::vector<std::uint32_t> heard = hear();
  ASSERT_EQ(heard.size(), callers);
  EXPECT_TRUE(std::ranges::is_sorted(heard));
}

TEST_F(ReporterTest, WhenItIsFullLossesAreCountedAndTold) {
  std::uint32_t number = 0;
  while (!reporter.is_full()) report(number++);
  report(number);  // one too many
  EXPECT_EQ(hear().size(), number);
  EXPECT_EQ(notes, 1);
  EXPECT_FALSE(reporter.is_full());
}

TEST_F(ReporterTest, AUserComesBehindTheStartOfHisConversation) {
  listen::Service service(*loop, nullptr);
  reporter.record(service, log::Started{{}, 1});
  reporter.record(service, log::Identified{{}, "UNIX : alice"});
  reporter.record(service, log::NotIdentified{{}, "timeout"});
  EXPECT_EQ(next_message().report.kind, ReportKind::started);
  TextReport user = next_message();
  EXPECT_EQ(user.report.kind, ReportKind::identified);
  EXPECT_EQ(text_of(user.text), "UNIX : alice");
  Report last = next_message().report;
  EXPECT_EQ(last.kind, ReportKind::not_identified);
  EXPECT_EQ(failure_words(last.reason), "timeout");
}

TEST_F(ReporterTest, AnAnswerThatSomebodyWaitsForIsNeverLost) {
  std::uint32_t number = 0;
  while (!reporter.is_full()) report(number++);
  Report answer;
  answer.kind = ReportKind::no_user;
  answer.number = number;
  reporter.report(answer);
  EXPECT_EQ(hear().back(), number);
}

}  // namespace
}  // namespace rouse::attend
