#include "builtin/pipe_pool.h"

#include "fakes/redirection.h"

namespace rouse::builtin {
namespace {

class Pool : public fakes::RedirectionTest {};

int width_of(const sys::Pipe& pipe) { return ::fcntl(pipe.read_end.raw(), F_GETPIPE_SZ); }

TEST_F(Pool, LendsOnlySoManyAndKeepsFewer) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < 2 * PipePool::lent_limit + 64) GTEST_SKIP() << "too few descriptors here";
  std::vector<sys::Pipe> lent;
  while (std::optional<sys::Pipe> pipe = pipes.take()) lent.push_back(std::move(*pipe));
  EXPECT_EQ(lent.size(), PipePool::lent_limit);
  EXPECT_EQ(width_of(lent[PipePool::wide_limit - 1]), PipePool::wide_bytes);
  EXPECT_LT(width_of(lent[PipePool::wide_limit]), PipePool::wide_bytes);
  int held = Fd::held();
  for (sys::Pipe& pipe : lent) pipes.give_back(std::move(pipe), true);
  lent.clear();
  EXPECT_EQ(pipes.lent(), 0U);
  EXPECT_EQ(held - Fd::held(), static_cast<int>(2 * (PipePool::lent_limit - PipePool::kept_limit)));
}

/// What a pool gives when the process may open no more descriptors.
std::optional<sys::Pipe> take_without_descriptors(PipePool& pool) {
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = 3;
  ::setrlimit(RLIMIT_NOFILE, &none);
  std::optional<sys::Pipe> pipe = pool.take();
  ::setrlimit(RLIMIT_NOFILE, &before);
  return pipe;
}

TEST_F(Pool, WithoutDescriptorsThereIsNoPipeButAKeptOne) {
  EXPECT_FALSE(take_without_descriptors(pipes));
  EXPECT_EQ(pipes.lent(), 0U);
  pipes.give_back(std::move(*pipes.take()), true);
  EXPECT_TRUE(take_without_descriptors(pipes));
}

TEST_F(Pool, APipeThatIsNotEmptyIsClosed) {
  int held = Fd::held();
  pipes.give_back(std::move(*pipes.take()), false);
  EXPECT_EQ(Fd::held(), held);
  pipes.give_back(std::move(*pipes.take()), true);
  EXPECT_EQ(Fd::held(), held + 2);
}

TEST_F(Pool, RedirectsHoldPipesOnlyWhileBytesAreInThem) {
  begin_and_accept();
  pipes.give_back(std::move(*pipes.take()), true);
  int idle = Fd::held();
  fakes::say(caller, "x");
  EXPECT_EQ(hear_bytes(target, 1), "x");
  EXPECT_EQ(pipes.lent(), 0U);
  EXPECT_EQ(Fd::held(), idle);
}

TEST_F(Pool, ARedirectThatIsCancelledGivesItsPipeBack) {
  begin_and_accept();
  std::string block(1 << 20, 'x');
  while (pipes.lent() == 0) {
    ::send(caller.raw(), block.data(), block.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    loop->turn(0);
  }
  tasks.cancel_all();
  EXPECT_EQ(pipes.lent(), 0U);
}

}  // namespace
}  // namespace rouse::builtin
