#include "supervise/output.h"

#include <unistd.h>

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
