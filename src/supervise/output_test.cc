#include "supervise/output.h"

#include <sys/ioctl.h>

#include <functional>
#include <memory>

#include "fakes/log_messages.h"
#include "fakes/loop.h"
#include "fakes/vault.h"
#include "sys/file.h"

namespace rouse::supervise {
namespace {

using Texts = std::vector<std::string>;

class OutputTest : public fakes::LoopTest {
 protected:
  void write(std::string_view text) { ASSERT_TRUE(sys::write_all(output.write_end().value(), text)); }
  int bytes_in_pipe() {
    int out = -1;
    return ::ioctl(output.write_end().value(), FIONREAD, &out) == 0 ? out : -1;
  }

  Texts messages;
  log::DaemonLog log{clock, {"roused", 1}, std::make_unique<fakes::KeepsMessages>(messages)};
  fakes::FakeVault vault;
  ResidentRecord record = [] {
    ResidentRecord out;
    out.id = "web";
    return out;
  }();
  Output output{*loop, log, vault, record};
};

TEST_F(OutputTest, LinesAreLoggedAsTheProcesses) {
  output.finish();  // nobody has written yet
  output.of(12);
  write("one\ntwo\nthr");
  settle();
  EXPECT_EQ(messages, (Texts{"INFO web[12]: one", "INFO web[12]: two"}));
}

/// A steward that is killed while it logs.
class Killed final : public log::Sink {
 public:
  explicit Killed(std::function<void()> look) : look_(std::move(look)) {}
  void write(const log::Line&) override { look_(); }

 private:
  std::function<void()> look_;
};

TEST_F(OutputTest, NothingIsTakenBeforeItIsLogged) {
  std::vector<int> left;
  log::DaemonLog looks{
      clock, {"roused", 1}, std::make_unique<Killed>([&] { left.push_back(bytes_in_pipe()); })};
  write("one\ntwo\n");
  Output next{*loop, looks, vault, record};
  ASSERT_TRUE(next.resume());
  next.finish();
  EXPECT_EQ(left, (std::vector<int>{8, 8}));
  EXPECT_EQ(bytes_in_pipe(), 0);
}

TEST_F(OutputTest, WhatHasNoEndYetIsLeftToTheNextSteward) {
  write("one\nthr");
  settle();
  output.pass_on();
  EXPECT_EQ(messages, Texts{"INFO web[0]: one"});
  Output next{*loop, log, vault, record};
  next.of(12);
  ASSERT_TRUE(next.resume());
  write("ee\n");
  next.finish();
  EXPECT_EQ(messages, (Texts{"INFO web[0]: one", "INFO web[12]: three"}));
}

TEST_F(OutputTest, ALineMayComeInPieces) {
  for (std::string_view piece : {"th", "r", "ee\nfo", "ur\n"}) {
    write(piece);
    settle();
  }
  EXPECT_EQ(messages, (Texts{"INFO web[0]: three", "INFO web[0]: four"}));
}

TEST_F(OutputTest, AFullPipeIsEmptied) {
  std::string line(64, 'x');
  line.back() = '\n';
  for (int i = 0; i < 1024; ++i) write(line);
  settle();
  EXPECT_EQ(bytes_in_pipe(), 0);
  EXPECT_EQ(messages.size(), lines_at_once);
}

TEST_F(OutputTest, TheLastWordsOfOneAreNotTheNextOnes) {
  output.of(12);
  write("Segmentation fault");
  output.finish();
  output.of(13);
  write("again\n");
  settle();
  EXPECT_EQ(messages, (Texts{"INFO web[12]: Segmentation fault", "INFO web[13]: again"}));
}

TEST_F(OutputTest, CannotSteerATerminal) {
  output.of(12);
  write("a\tb\r\x1b[31m\n");
  settle();
  EXPECT_EQ(messages, Texts{"INFO web[12]: a\tb??[31m"});
}

}  // namespace
}  // namespace rouse::supervise
